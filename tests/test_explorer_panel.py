"""The panel view without a browser: its traits, its messages, its pictures, its snapshots."""

from __future__ import annotations

import base64
import dataclasses
import re

import cv2
import numpy as np
import pytest
from skimage import data

from course_utils.explorers import charts
from course_utils.explorers.controls import Grid
from course_utils.explorers.encoding import LARGEST, encoded
from course_utils.explorers.frames import NumberedPicture
from course_utils.explorers.panel_view import FAILED, PanelExplorer
from course_utils.images import ImageError
from tests.panel_fake import FLAG, RAMP, FakeModel, FakeState, PlayedModel, PlayedState


class Page:
    """Stands for the page: notes what Python sends, and sends as ``panel.js`` does."""

    def __init__(self, explorer: PanelExplorer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.explorer = explorer
        self.heard: list[tuple[dict, list[bytes]]] = []
        monkeypatch.setattr(explorer, "send", lambda *message: self.heard.append(message))

    def send(self, number: int = 1, opens: bool = False, **changes: object) -> None:
        content = {"view": "here", "number": number, "changes": changes, "opens": opens}
        self.explorer._handle_custom_msg(content, [])

    @property
    def last(self) -> dict:
        return self.heard[-1][0]


@pytest.fixture
def explorer() -> PanelExplorer:
    return PanelExplorer(FakeModel())


@pytest.fixture
def page(explorer, monkeypatch) -> Page:
    opened = Page(explorer, monkeypatch)
    opened.send(opens=True)
    return opened


def sent_pictures(message: dict) -> list[str]:
    return [picture["name"] for picture in message["pictures"] if "kind" in picture]


def test_values_of_the_state_are_attributes(explorer):
    assert explorer.state == FakeState()
    explorer.cut = 30.0
    assert explorer.cut == 30 and isinstance(explorer.cut, int)
    explorer.steps = ["grow"]
    assert explorer.state == FakeState(cut=30, steps=("grow",))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("cut", 256, "cut is a whole number from 0 to 255, not 256"),
        ("method", "magic", "method is one of fixed, share, not 'magic'"),
        ("steps", ["jump"], "steps holds words among grow, shrink, not 'jump'"),
        ("true", [True], "true holds True or False for each of 2 pictures"),
    ],
)
def test_wrong_values_get_a_sentence(explorer, name, value, sentence):
    with pytest.raises(ImageError, match=re.escape(sentence)):
        setattr(explorer, name, value)
    assert explorer.state == FakeState()


def test_two_explorers_have_a_state_each(explorer):
    other = PanelExplorer(FakeModel())
    other.cut = 7
    assert (explorer.cut, other.cut) == (100, 7)


def test_the_page_gets_controls_presets_and_the_first_frame(explorer):
    kinds = [control["kind"] for control in explorer.panel["controls"]]
    assert kinds == ["Slider", "Slider", "Choice", "Choice", "Switch", "Steps", "Draw", "Ticks"]
    assert explorer.panel["controls"][1]["only_with"] == {"method": ("share",)}
    assert explorer.panel["presets"]["bright"] == {"cut": 220, "inverse": True}
    message, buffers = explorer.opening["message"], explorer.opening["buffers"]
    assert message["state"] == dataclasses.asdict(FakeState())
    assert sent_pictures(message) == ["ramp", "mask", "flag", "histogram"]
    assert len(buffers) == 3


def test_nothing_is_sent_or_drawn_before_there_is_a_page(explorer, monkeypatch):
    unseen = Page(explorer, monkeypatch)
    drawn = len(explorer.model.rendered)
    explorer.cut = 3
    explorer.go_to("dark")
    assert unseen.heard == [] and len(explorer.model.rendered) == drawn
    unseen.send(opens=True)
    assert unseen.last["state"]["cut"] == 20
    assert len(unseen.last["pictures"]) == 5


def test_a_movement_gets_one_answer_with_the_pictures_that_changed(page):
    page.send(number=7, cut=200)
    message, buffers = page.heard[-1]
    assert (message["view"], message["number"], message["fault"]) == ("here", 7, "")
    assert message["state"]["cut"] == 200
    assert sent_pictures(message) == ["mask", "histogram"]
    assert [picture["name"] for picture in message["pictures"]] == [
        *("ramp", "mask", "flag", "histogram")
    ]
    mask = cv2.imdecode(np.frombuffer(buffers[0], np.uint8), cv2.IMREAD_GRAYSCALE)
    np.testing.assert_array_equal(mask, np.where(RAMP > 200, 255, 0))
    page.send(number=8, cut=200)
    assert page.last["number"] == 8 and sent_pictures(page.last) == ["mask"]


def test_a_page_that_opens_gets_everything(page):
    page.send(cut=200)
    page.send(opens=True)
    assert sent_pictures(page.last) == ["ramp", "mask", "flag", "histogram"]


def test_python_moves_the_page_once(page, explorer):
    before = len(page.heard)
    explorer.cut = 12
    assert len(page.heard) == before + 1 and page.last["state"]["cut"] == 12
    assert "view" not in page.last
    explorer.go_to("bright")
    assert len(page.heard) == before + 2
    assert (page.last["state"]["cut"], page.last["state"]["inverse"]) == (220, True)
    with pytest.raises(ImageError, match="It has: dark, bright"):
        explorer.go_to("grey")


def test_what_the_page_must_not_send_leaves_the_state(page, explorer):
    page.send(number=2, cut=300, inverse=True)
    assert page.last["fault"] == "cut is a whole number from 0 to 255, not 300."
    assert page.last["number"] == 2
    assert explorer.state == FakeState()
    page.send(number=3, colour="red")
    assert "no state called 'colour'" in page.last["fault"]


def test_a_model_that_fails_still_answers(page, explorer, monkeypatch):
    def fail(state: FakeState) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(explorer.model, "render", fail)
    with pytest.raises(ZeroDivisionError):
        explorer._hear(None, {"view": "here", "number": 5, "changes": {"cut": 3}}, [])
    assert (page.last["number"], page.last["fault"]) == (5, FAILED)
    assert "pictures" not in page.last
    monkeypatch.undo()


def test_cells_are_sent_with_readable_colours(page):
    page.send(steps=["grow"])
    cells = next(one for one in page.last["pictures"] if one["name"] == "cells")
    assert cells["kind"] == "cells"
    assert cells["rows"][0] == [
        ["grow", "rgb(255, 255, 255)", "#000000"],
        ["1", "rgb(255, 255, 255)", "#000000"],
        ["", "rgb(255, 255, 255)", "#000000"],
    ]


def test_cells_that_stay_as_they_are_are_not_sent_again(page):
    page.send(steps=["grow"])
    page.send(cut=30)
    assert "cells" not in sent_pictures(page.last)
    assert "cells" in [picture["name"] for picture in page.last["pictures"]]
    page.send(steps=["shrink"])
    assert "cells" in sent_pictures(page.last)


def test_a_cell_of_another_colour_is_sent(page, explorer, monkeypatch):
    grey = {"shade": 255}
    draw = FakeModel.render

    def shaded(state: FakeState):
        frame = draw(explorer.model, state)
        table = NumberedPicture(np.full((1, 1, 3), grey["shade"], np.uint8), (("1",),), "one")
        return dataclasses.replace(frame, pictures={"table": table})

    monkeypatch.setattr(explorer.model, "render", shaded)
    page.send(cut=30)
    page.send(cut=31)
    assert sent_pictures(page.last) == []
    grey["shade"] = 254
    page.send(cut=32)
    assert sent_pictures(page.last) == ["table"]


def decoded(file: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_UNCHANGED)


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (127, 90, 3)])
def test_small_pictures_keep_their_pixels(shape):
    picture = np.random.default_rng(4).integers(0, 256, shape, dtype=np.uint8)
    picture = picture[:, :100]
    kind, file = encoded(picture)
    shown = decoded(file)
    assert kind == "png"
    np.testing.assert_array_equal(shown[..., ::-1] if picture.ndim == 3 else shown, picture)


def test_few_colours_keep_their_pixels_and_photographs_are_jpeg():
    flag = np.repeat(np.repeat(FLAG, 5, axis=0), 5, axis=1)
    kind, file = encoded(flag)
    assert kind == "png"
    np.testing.assert_array_equal(decoded(file)[..., ::-1], flag)
    photo = data.astronaut()
    kind, file = encoded(photo)
    assert kind == "jpeg" and len(file) < photo.nbytes / 6
    assert cv2.PSNR(decoded(file)[..., ::-1].copy(), photo) > 35
    kind, file = encoded(data.camera())
    assert kind == "jpeg" and decoded(file).ndim == 2


def test_colour_keeps_its_resolution():
    stripes = np.random.default_rng(5).integers(0, 40, (256, 256, 3), dtype=np.uint8)
    stripes[:, ::2, 0] += 200
    stripes[:, 1::2, 2] += 200
    kind, file = encoded(stripes)
    shown = decoded(file)[..., ::-1].astype(int)
    assert kind == "jpeg"
    assert (shown[:, ::2, 0] - shown[:, 1::2, 0]).mean() > 150


def test_large_pictures_are_shrunk():
    assert decoded(encoded(np.zeros((500, 3000), np.uint8))[1]).shape == (171, LARGEST)
    noise = np.random.default_rng(6).integers(0, 256, (1500, 700, 3), dtype=np.uint8)
    assert decoded(encoded(noise)[1]).shape == (LARGEST, 478, 3)


def images_of(html: str) -> list[np.ndarray]:
    files = re.findall(r'src="data:image/\w+;base64,([^"]+)"', html)
    return [decoded(base64.b64decode(file)) for file in files]


def test_snapshot_shows_grey_pictures_charts_captions_and_cells(explorer):
    snapshot = explorer.snapshot(cut=200, steps=["grow"])
    ramp, mask, flag = images_of(snapshot.html)
    # left is dark, right is bright: not mirrored (the marked pixel lies at the left)
    assert ramp[60, 240] > 200 > 100 > ramp[60, 30]
    assert (mask[60, :200] == 0).all() and (mask[60, 201:] == 255).all()
    np.testing.assert_array_equal(flag[100, 260], [0, 0, 255])  # red, as OpenCV reads it
    assert snapshot.html.count("<svg") == 1
    assert "Fake, histogram. Eight saw teeth." in snapshot.html
    assert ">mask: 5280 white</div>" in snapshot.html and ">ramp</div>" in snapshot.html
    assert ">grow</td>" in snapshot.html
    assert snapshot.text.splitlines() == [
        "Fake",
        "mask: white 5280, share 21.5%",
        "mask: 5280 white",
        "histogram: Eight saw teeth.",
        "5280 pixels are white: the cut is at 200, seed 0.",
    ]
    assert snapshot == explorer.snapshot(cut=200, steps=["grow"])
    assert explorer.state == FakeState()


def test_snapshot_without_numbers(explorer, monkeypatch):
    render = FakeModel.render
    monkeypatch.setattr(
        FakeModel, "render", lambda *all_: dataclasses.replace(render(*all_), numbers={})
    )
    assert "<thead>" not in explorer.snapshot().html


def bars(svg: str) -> list[tuple[float, float, float]]:
    """Return left edge, top and right edge of each bar."""
    found = re.findall(r"M([\d.]+) 182V([\d.]+)H([\d.]+)V182Z", svg)
    return sorted(tuple(map(float, one)) for one in found)


def test_histogram_has_a_bar_for_each_value_at_its_place():
    counts = np.array([4, 0, 2, 1])
    chart = charts.histogram(counts, text="Four.", marks={"a": 2, "b < c": 0}, bright_above=1)
    assert (chart.low, chart.high, chart.control) == (-0.5, 3.5, None)
    assert bars(chart.svg) == [(0, 34, 80), (160, 108, 240), (240, 145, 320)]
    pale, full = re.findall(r'<path d="([^"]+)" opacity', chart.svg)
    assert len(bars(pale)) == 1 and len(bars(full)) == 2
    assert 'd="M200.0 30V182"' in chart.svg  # value 2 stands in the middle of its bar
    assert "b &lt; c" in chart.svg


def test_names_of_marks_stay_readable():
    chart = charts.histogram(
        np.ones(256), text="Flat.", marks={"cut 120": 120, "Otsu 107": 107}, control="cut"
    )
    places = {
        name: (float(x), float(y))
        for x, y, name in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)', chart.svg)
    }
    otsu_line = 320 * 107.5 / 256
    assert places["cut 120"][0] - 3 * len("cut 120") > otsu_line
    assert places["cut 120"][1] > places["Otsu 107"][1]
    left = charts.histogram(np.ones(180), text="Flat.", marks={"from 3": 3, "to 14": 14})
    places = {
        name: (float(x), float(y))
        for x, y, name in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)', left.svg)
    }
    # No room between the edge and the second line: the first name stands above its beginning.
    assert places["from 3"][1] < places["to 14"][1]
    assert places["to 14"][0] - 3 * len("to 14") > 320 * 3.5 / 180
    edge = charts.histogram(np.ones(256), text="Flat.", marks={"cut 255": 255})
    x = float(re.search(r'<text x="([\d.]+)"[^>]*>cut 255', edge.svg)[1])
    assert x + 3 * len("cut 255") < 320


def test_histogram_of_one_high_bar_shows_the_others():
    counts = np.full(256, 10)
    counts[255] = 100_000
    assert min(top for _, top, _ in bars(charts.histogram(counts, text="White.").svg)) == 34
    assert max(top for _, top, _ in bars(charts.histogram(counts, text="White.").svg)) == 34
    assert bars(charts.histogram(np.zeros(4), text="Nothing.").svg) == []


@pytest.fixture
def played(monkeypatch) -> Page:
    opened = Page(PanelExplorer(PlayedModel()), monkeypatch)
    opened.send(opens=True)
    return opened


def test_a_number_that_is_played_starts_anew_with_another_setting(played):
    played.send(number=2, turn=7)
    assert (played.last["state"]["turn"], played.last["ended"]) == (7, False)
    played.send(number=3, pace=5)
    assert played.last["state"] == dataclasses.asdict(PlayedState(turn=7, pace=5))
    played.send(number=4, level=20)
    assert played.last["state"] == dataclasses.asdict(PlayedState(turn=0, pace=5, level=20))
    played.send(number=5, turn=30)
    assert played.last["ended"]
    played.explorer.level = 3
    assert (played.explorer.turn, played.last["ended"]) == (0, False)


@pytest.mark.parametrize("turn", [-1, 41, 2.0, True, None, "3"])
def test_a_number_that_cannot_be_played_gets_a_sentence(turn):
    with pytest.raises(ImageError, match="turn is a whole number from 0 to 40, not"):
        PanelExplorer(PlayedModel()).turn = turn


def test_numbers_can_be_chosen(played):
    played.send(number=2, limit=10)
    assert played.explorer.limit == 10
    played.explorer.limit = np.float64(0.01)
    assert type(played.explorer.limit) is float
    for wrong in (0.02, True, "0.1", None):
        with pytest.raises(ImageError, match=r"limit is one of 0\.001, 0\.01, 0\.1, 0\.5, 1, 10"):
            played.explorer.limit = wrong


def test_small_pictures_stand_in_groups(played):
    assert played.last["groups"] == {"line": ["small 1", "small 2"]}
    assert sent_pictures(played.last) == ["row", "small 1", "small 2"]
    snapshot = played.explorer.snapshot(turn=20)
    row, first, second = images_of(snapshot.html)
    assert row.shape == (64, 320) and first.shape == second.shape == (80, 80)
    assert (first > 0).all() and (second[:, :39] > 0).all() and not second[:, 41:].any()
    assert snapshot.html.index(">a row<") < snapshot.html.index(">line<")
    assert snapshot.text.splitlines() == [
        *("Played", "turn: now 20", "row: a row", "Turn 20 at level 10.")
    ]


KERNEL = Grid("kernel", "Kernel", -9, 9, sizes=((3, 3), (1, 3)))


@pytest.mark.parametrize("made", [list, tuple, np.array])
def test_a_grid_takes_rows_of_any_kind(made):
    rows = KERNEL.check(made([[1, 2, 3], [-4, 0.5, 6], [7, 8, 9]]))
    assert rows == ((1.0, 2.0, 3.0), (-4.0, 0.5, 6.0), (7.0, 8.0, 9.0))
    assert {type(each) for row in rows for each in row} == {float}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([[1, 2, 3]] * 2, "kernel is a table of 3 x 3 or 1 x 3 numbers"),
        ([[1, 2, 3], [1, 2], [1, 2, 3]], "kernel is a table of 3 x 3 or 1 x 3 numbers"),
        ([], "kernel is a table of"),
        (3, "kernel is a table of"),
        (["123"], "kernel is a table of"),
        ([[1, 2, 10]], "kernel holds numbers from -9 to 9, not 10."),
        ([[1, 2, float("nan")]], "kernel holds numbers from -9 to 9, not nan."),
        ([[1, 2, "3"]], "kernel holds numbers from -9 to 9, not '3'."),
        ([[1, 2, True]], "kernel holds numbers from -9 to 9, not True."),
    ],
)
def test_a_grid_refuses_other_tables_with_a_sentence(value, sentence):
    with pytest.raises(ImageError, match=re.escape(sentence)):
        KERNEL.check(value)
