"""The explorers without a browser: the pure model, snapshots, and a notebook without a page."""

from __future__ import annotations

import dataclasses
import pkgutil
import re
import subprocess
import sys
from html.parser import HTMLParser

import cv2
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from skimage import color, data

from course_utils import explorers
from course_utils.explorers.base import NumberedPicture
from course_utils.explorers.pixels.model import PixelModel
from course_utils.explorers.pixels.pictures import MOST_PIXELS
from course_utils.images import ImageError
from course_utils.paths import ROOT

# Colour -> OpenCV's H, S, V and grey of a uint8 picture, and the hue in degrees.
KNOWN = {
    (255, 0, 0): (0, 255, 255, 76, 0),
    (0, 255, 0): (60, 255, 255, 150, 120),
    (0, 0, 255): (120, 255, 255, 29, 240),
    (255, 255, 0): (30, 255, 255, 226, 60),
    (255, 255, 255): (0, 0, 255, 255, 0),
    (128, 128, 128): (0, 0, 128, 128, 0),
}


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return data.astronaut()[:120, :200]


@pytest.fixture
def random_picture() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (11, 17, 3), dtype=np.uint8)


@pytest.mark.parametrize(("colour", "known"), KNOWN.items())
def test_known_colours_in_both_encodings(colour, known):
    model = PixelModel(np.full((2, 3, 3), colour, np.uint8))
    byte = model.read(1, 2)
    assert tuple(byte[name] for name in ("R", "G", "B")) == colour
    assert tuple(byte[name] for name in ("H", "S", "V", "grey")) == known[:4]
    exact = model.read(1, 2, value_range="0-1")
    assert exact["H"] == pytest.approx(known[4], abs=0.01)
    assert exact["V"] == pytest.approx(max(colour) / 255)


def test_floats_agree_with_scikit_image(random_picture):
    model = PixelModel(random_picture)
    hsv = color.rgb2hsv(random_picture)
    for row, column in np.ndindex(random_picture.shape[:2]):
        exact = model.read(row, column, value_range="0-1")
        hue, saturation, value = hsv[row, column]
        assert exact["H"] == pytest.approx(360 * hue, abs=0.01)
        assert exact["S"] == pytest.approx(saturation, abs=1e-5)
        assert exact["V"] == pytest.approx(value, abs=1e-6)


def test_order_bgr_swaps_red_and_blue(random_picture):
    as_rgb = PixelModel(random_picture)
    as_bgr = PixelModel(random_picture[..., ::-1], channel_order="BGR")
    for row, column in np.ndindex(random_picture.shape[:2]):
        assert as_rgb.read(row, column) == as_bgr.read(row, column)
        swapped = as_rgb.read(row, column, order="BGR")
        assert swapped["R"] == as_rgb.read(row, column)["B"]
        assert swapped["V"] == as_rgb.read(row, column)["V"]


def test_float_picture_is_read_like_its_uint8_twin(random_picture):
    twin = PixelModel(random_picture / 255)
    assert twin.start.value_range == "0-1"
    assert twin.read(3, 4) == PixelModel(random_picture).read(3, 4)


@pytest.mark.parametrize("plane", ["colour", "R", "G", "B", "S", "V", "grey", "H"])
def test_planes_on_screen(photo, plane):
    model = PixelModel(photo)
    shown = model.render(model.change(model.start, plane=plane)).pictures["picture"]
    hsv = cv2.cvtColor(photo, cv2.COLOR_RGB2HSV)
    expected = {
        **dict(zip("RGB", cv2.split(photo), strict=True)),
        **dict(zip("SV", cv2.split(hsv)[1:], strict=True)),
        "H": np.floor(hsv[..., 0] * (255 / 179) + 0.5),
        "grey": cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY),
    }
    wanted = photo if plane == "colour" else np.dstack([expected[plane]] * 3)
    assert shown.dtype == np.uint8
    np.testing.assert_array_equal(shown, wanted)


def test_patch_shows_the_neighbours_and_leaves_the_outside_empty(random_picture):
    model = PixelModel(random_picture)
    patch = model.render(model.change(model.start, row=0, column=16)).pictures["patch"]
    assert isinstance(patch, NumberedPicture)
    texts = np.array(patch.texts)
    assert texts.shape == (7, 7)
    assert (texts[:3] == "").all() and (texts[:, 4:] == "").all()
    for row, column in np.ndindex(4, 4):
        pixel = random_picture[row, 13 + column]
        assert texts[3 + row, column] == "\n".join(map(str, pixel))
        np.testing.assert_array_equal(patch.colours[3 + row, column], pixel)


@pytest.mark.parametrize(
    ("state", "text"),
    [({"plane": "H"}, "60"), ({"plane": "H", "value_range": "0-1"}, "120°"),
     ({"plane": "S", "value_range": "0-1"}, "1.00"), ({"order": "BGR"}, "0\n200\n0")],
)  # fmt: skip
def test_cells_carry_the_numbers_of_the_plane(state, text):
    model = PixelModel(np.full((9, 9, 3), [0, 200, 0], np.uint8))
    patch = model.render(model.change(model.start, **state)).pictures["patch"]
    assert {cell for row in patch.texts for cell in row} == {text}


def test_sentences(photo):
    pixel = np.array([[[10, 20, 30]]], np.uint8)
    model = PixelModel(pixel)

    def say(**state):
        return model.render(model.change(model.start, **state)).sentence

    assert say() == "image[0, 0] is [10, 20, 30]: red 10, green 20, blue 30."
    assert say(order="BGR") == (
        "image[0, 0] is [10, 20, 30]: blue 10, green 20, red 30. "
        "Read as BGR, red and blue have changed places."
    )
    assert say(value_range="0-1").startswith("image[0, 0] / 255 is [0.039, 0.078, 0.118]: red")
    assert say(plane="V").endswith(" Plane V shows 30.")
    mask = PixelModel(np.array([[False, True]]))
    assert mask.render(mask.start).sentence == "image[0, 1] is True."
    grey = PixelModel(np.array([[0.25]]))
    assert grey.render(grey.start).sentence == "image[0, 0] is 0.250."
    byte = grey.change(grey.start, value_range="0-255")
    assert grey.render(byte).sentence == "image[0, 0] * 255, rounded, is 64."


def test_facts_tell_dtype_range_shape_and_memory():
    assert PixelModel(np.array([[3, 200]], np.uint8)).facts == {
        "dtype": "uint8",
        "range": "3 to 200",
        "shape": "(1, 2): 1 rows, 2 columns",
        "memory": "2 bytes",
    }
    facts = PixelModel(np.linspace(0, 1, 6).reshape(1, 2, 3)).facts
    assert facts["range"] == "0 to 1"
    assert facts["shape"] == "(1, 2, 3): 1 rows, 2 columns, 3 channels"
    assert facts["memory"] == "48 bytes"


def test_rendering_is_pure(photo):
    before = photo.copy()
    model = PixelModel(photo)
    state = model.change(model.start, plane="H", order="BGR")
    first, second = model.render(state), model.render(state)
    np.testing.assert_array_equal(first.pictures["picture"], second.pictures["picture"])
    assert first.sentence == second.sentence
    np.testing.assert_array_equal(photo, before)
    with pytest.raises(dataclasses.FrozenInstanceError):
        state.row = 3


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (None, "cv2.imread gives None"),
        ("photo.png", "the text 'photo.png' came"),
        (np.zeros((4, 5, 4), np.uint8), r"image\[\.\.\., :3\]"),
        (np.zeros((4, 5, 1), np.uint8), r"image\[\.\.\., 0\]"),
        (np.zeros((4, 5, 2), np.uint8), "this array has 2"),
        (np.zeros(4, np.uint8), r"\(height, width, channels\)"),
        (np.zeros((0, 5), np.uint8), "no pixels"),
        (np.zeros((4, 5), np.uint16), "uint16"),
        (np.zeros((4, 5), np.int64), r"images\.to_uint8\(image\)"),
        (np.full((4, 5), 255.0), "divide it by 255"),
        (np.full((4, 5), np.nan), "NaN"),
        (np.zeros((4, 5, 3), bool), r"image\[\.\.\., 0\]"),
        (np.broadcast_to(np.uint8(0), (MOST_PIXELS, 2)), "Crop it"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(image, sentence):
    with pytest.raises(ImageError, match=sentence):
        explorers.pixel_inspector(image)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"colour": 3}, "no state called 'colour'. It has: row, column, plane, order"),
        ({"row": 120}, "row is a whole number from 0 to 119, not 120"),
        ({"column": -1}, "column is a whole number from 0 to 199, not -1"),
        ({"row": 2.5}, "row is a whole number"),
        ({"plane": "red"}, "plane is one of colour, R, G, B, H, S, V, grey, not 'red'"),
        ({"order": "rgb"}, "order is one of RGB, BGR"),
        ({"value_range": "0-100"}, "value_range is one of 0-255, 0-1"),
    ],
)
def test_wrong_states_get_a_sentence(photo, state, sentence):
    inspector = explorers.pixel_inspector(photo)
    with pytest.raises(ImageError, match=re.escape(sentence)):
        inspector.snapshot(**state)
    if "colour" not in state:
        name, value = next(iter(state.items()))
        with pytest.raises(ImageError, match=re.escape(sentence)):
            setattr(inspector, name, value)
        assert inspector.state == inspector.model.start


def test_presets_move_the_state(photo):
    presets = {"sky": (5, 150), "blue sky": {"row": 6, "plane": "B"}}
    inspector = explorers.pixel_inspector(photo, presets=presets)
    inspector.go_to("sky")
    assert (inspector.row, inspector.column) == (5, 150)
    inspector.go_to("blue sky")
    assert (inspector.row, inspector.column, inspector.plane) == (6, 150, "B")
    with pytest.raises(ImageError, match="It has: sky, blue sky"):
        inspector.go_to("sea")
    with pytest.raises(ImageError, match="row is a whole number from 0 to 119"):
        explorers.pixel_inspector(photo, presets={"far": (500, 0)})
    with pytest.raises(ImageError, match=r"a pixel \(row, column\)"):
        explorers.pixel_inspector(photo, presets={"wrong": (1, 2, 3)})


def test_usual_presets_find_their_places():
    image = np.full((20, 30), 100, np.uint8)
    image[4, 7] = 255
    image[15, 22] = 0
    presets = PixelModel(image).presets
    assert presets["centre"] == {"row": 10, "column": 15}
    assert presets["brightest"] == {"row": 4, "column": 7}
    assert presets["darkest"] == {"row": 15, "column": 22}
    edge = presets["strongest edge"]
    assert abs(edge["row"] - 4) <= 1 and abs(edge["column"] - 7) <= 1


class Tags(HTMLParser):
    """Collects tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, text: str) -> None:
        self.text += text


def test_snapshot_is_static_and_tells_everything(photo):
    inspector = explorers.pixel_inspector(photo, title="An <astronaut>")
    snapshot = inspector.snapshot(row=10, column=20, plane="S")
    page = Tags(snapshot.html)
    pictures = [attributes for tag, attributes in page.tags if tag == "img"]
    assert len(pictures) == 1
    assert pictures[0]["alt"].startswith("An <astronaut>, picture. image[10, 20] is")
    assert not {"script", "style", "a"} & {tag for tag, _ in page.tags}
    assert not any("id" in attributes for _, attributes in page.tags)
    for value in inspector.read(10, 20).values():
        assert str(value) in page.text
    for line in snapshot.text.splitlines():
        assert line.split(":")[0] in page.text
    assert snapshot == inspector.snapshot(row=10, column=20, plane="S")
    assert inspector.state == inspector.model.start


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (700, 9), (40, 30, 3)])
def test_snapshot_of_any_size(shape):
    snapshot = explorers.pixel_inspector(np.zeros(shape, np.uint8)).snapshot(row=0, column=0)
    assert "data:image/" in snapshot.html


def test_a_notebook_without_a_page_stores_the_snapshot_and_no_widget_state():
    source = (
        "import numpy as np\nfrom course_utils import explorers\n"
        "explorers.pixel_inspector(np.zeros((3, 4), np.uint8), title='Black')"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    client = NotebookClient(
        notebook, store_widget_state=False, resources={"metadata": {"path": ROOT}}
    )
    client.execute()
    snapshot, live = notebook.cells[0].outputs
    assert 'class="course-fallback"' in snapshot.data["text/html"]
    assert snapshot.data["text/plain"].startswith("Black\n0-255: grey 0\n")
    assert "application/vnd.jupyter.widget-view+json" in live.data
    assert live.data["text/html"] == live.data["text/plain"] == ""
    assert "widgets" not in notebook.metadata


def test_importing_the_explorers_loads_no_widgets_and_no_plots():
    code = (
        "import sys; from course_utils import explorers; "
        "print([m for m in ('anywidget', 'ipywidgets', 'tensorflow', 'matplotlib.pyplot')"
        " if m in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_no_module_hides_a_function_of_the_package():
    """A module of the same name takes the function's place as soon as it is imported."""
    modules = {module.name for module in pkgutil.iter_modules(explorers.__path__)}
    assert modules.isdisjoint(explorers.__all__)
