"""The colour space explorer without a browser, against OpenCV, scikit-image and colorsys."""

from __future__ import annotations

import colorsys
import dataclasses
import re

import cv2
import numpy as np
import pytest
import skimage as ski
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import explorers, images
from course_utils.explorers.colours.hsv import ENCODINGS, hue_name, in_ranges, intervals
from course_utils.explorers.colours.hue_wheel import BACKGROUND, CENTRE, RADIUS, hue_wheel
from course_utils.explorers.colours.model import ColourSpaceModel
from course_utils.images import ImageError

HUES = st.integers(0, 179)
LEVELS = st.integers(0, 255)


@pytest.fixture(scope="module")
def model() -> ColourSpaceModel:
    return ColourSpaceModel()


def of_bytes(picture: np.ndarray, changes: dict) -> np.ndarray:
    """Return the mask by comparing hues on the circle: no interval, no inRange."""
    hue, saturation, value = cv2.split(cv2.cvtColor(picture, cv2.COLOR_RGB2HSV))
    width = (changes["hue_to"] - changes["hue_from"]) % 180
    inside = (hue.astype(int) - changes["hue_from"]) % 180 <= width
    for plane, name in ((saturation, "saturation"), (value, "value")):
        inside &= (plane >= changes[f"{name}_from"]) & (plane <= changes[f"{name}_to"])
    return inside


@given(HUES, HUES, st.tuples(LEVELS, LEVELS, LEVELS, LEVELS))
@settings(max_examples=60)
def test_any_ranges_give_the_mask_of_the_circle(hue_from, hue_to, limits):
    random = np.random.default_rng(sum(limits))
    picture = random.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    model = ColourSpaceModel(picture)
    names = ("saturation_from", "saturation_to", "value_from", "value_to")
    changes = {"hue_from": hue_from, "hue_to": hue_to, **dict(zip(names, limits, strict=True))}
    frame = model.render(model.change(model.start, **changes))
    wanted = of_bytes(picture, changes)
    mask, inside = frame.pictures["mask"], frame.pictures["chosen part"]
    np.testing.assert_array_equal(mask, wanted * np.uint8(255))
    np.testing.assert_array_equal(inside[wanted], picture[wanted])
    outside = inside[~wanted]
    assert (outside == outside[:, :1]).all() and (outside <= 85).all()  # grey and dark
    count = int(wanted.sum())
    text = f"{count:,} of 600 pixels, {100 * count / 600:.1f} %"
    assert frame.numbers["in the mask, by 8 bits"]["OpenCV, 8 bits"] == text
    assert frame.captions["mask"] == f"mask: {text}"
    assert frame.sentence.endswith((".", "|."))


@given(HUES, HUES)
def test_intervals_cover_the_way_from_first_to_last(first, last):
    covered = [hue for low, high in intervals(first, last) for hue in range(low, high + 1)]
    assert covered == [(first + step) % 180 for step in range((last - first) % 180 + 1)] or (
        sorted(covered) == sorted((first + step) % 180 for step in range((last - first) % 180 + 1))
    )
    assert len(intervals(first, last)) == (2 if first > last else 1)


def shown_masks(model: ColourSpaceModel, picture: np.ndarray, changes: dict) -> np.ndarray:
    """Run the code that the read-out shows."""
    frame = model.render(model.change(model.start, **changes))
    code = {name: next(iter(row.values())) for name, row in frame.numbers.items()}
    known = {"cv2": cv2, "ski": ski, "images": images, "image": picture}
    known["hsv"] = eval(code["hsv"], known)
    names = ("first mask", "second mask") if "first mask" in code else ("mask",)
    return np.logical_or.reduce([np.asarray(eval(code[name], known)) > 0 for name in names])


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("preset", ["orange suit", "red stripes, two intervals", "the cat's eyes"])
def test_the_code_of_each_encoding_gives_the_mask(model, preset, encoding):
    """Bytes are rounded, so float code differs at the border of the ranges and nowhere else."""
    changes = model.presets[preset] | {"encoding": encoding}
    picture = {"astronaut": ski.data.astronaut, "cat": ski.data.chelsea}[changes["photograph"]]()
    found = shown_masks(model, picture, changes)
    mask = model.render(model.change(model.start, **changes)).pictures["mask"] > 0
    if encoding == "OpenCV, 8 bits":
        np.testing.assert_array_equal(found, mask)
        return
    assert (found & mask).sum() / (found | mask).sum() > 0.85
    wider, narrower = (of_bytes(picture, _moved(changes, step)) for step in (1, -1))
    assert not (found & ~wider).any()
    assert not (narrower & ~found).any()


def _moved(changes: dict, step: int) -> dict:
    """Return the ranges, wider (or narrower) by one step of 8 bits on each side."""
    moved = dict(changes)
    for name in ("hue", "saturation", "value"):
        top = 179 if name == "hue" else 255
        low, high = changes[f"{name}_from"], changes[f"{name}_to"]
        moved[f"{name}_from"] = (low - step) % 180 if name == "hue" else max(low - step, 0)
        moved[f"{name}_to"] = (high + step) % 180 if name == "hue" else high
        if name != "hue" and high < top:
            moved[f"{name}_to"] = high + step
    return moved


def test_green_in_four_encodings(model):
    written = [encoding.hue(60) for encoding in ENCODINGS.values()]
    assert written == ["60", "120°", "0.333", "85"]
    green = np.uint8([[[0, 255, 0]]])
    assert cv2.cvtColor(green, cv2.COLOR_RGB2HSV)[0, 0, 0] == 60
    assert cv2.cvtColor(green, cv2.COLOR_RGB2HSV_FULL)[0, 0, 0] == 85
    assert cv2.cvtColor(green / np.float32(255), cv2.COLOR_RGB2HSV)[0, 0, 0] == 120
    assert ski.color.rgb2hsv(green)[0, 0, 0] == pytest.approx(1 / 3)


def test_red_needs_two_intervals(model):
    one, two = (
        model.render(model.change(model.start, **model.presets[f"red stripes, {name}"]))
        for name in ("one interval", "two intervals")
    )
    both = one.pictures["mask"] | (two.pictures["mask"] > 0)
    np.testing.assert_array_equal(both > 0, two.pictures["mask"] > 0)
    missed = int((two.pictures["mask"] > 0).sum() - (one.pictures["mask"] > 0).sum())
    assert f"There {missed:,} more pixels have a hue of 170 to 179" in one.sentence
    assert "H from 170 to 3 takes both." in one.sentence
    assert "two intervals, 170 to 179 and 0 to 3" in two.sentence
    count = np.count_nonzero(two.pictures["mask"])
    assert two.sentence.endswith(f"{count:,} pixels are in the mask.")
    assert two.numbers["mask"] == {"OpenCV, 8 bits": "first mask | second mask"}
    # The stripes of the flag: most of the pixels that the one interval misses.
    assert missed > 2 * np.count_nonzero(one.pictures["mask"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"saturation_from": 200, "saturation_to": 100}, "no S is at least 200 and at most 100"),
        ({"value_from": 9, "value_to": 8}, "no V is at least 9 and at most 8"),
        ({"hue_from": 60, "hue_to": 61, "saturation_from": 255}, "The mask is empty: no pixel"),
        ({"saturation_from": 0}, r'S of 40 or less.*Raise "S from"'),
        ({"hue_from": 90, "hue_to": 89, "saturation_from": 100}, "Every hue is chosen"),
        ({"encoding": "degrees and per cent"}, "hue of 6° to 28°, which is orange"),
    ],
)
def test_sentences(model, changes, sentence):
    assert re.search(sentence, model.render(model.change(model.start, **changes)).sentence)


def test_grey_has_no_hue_and_v_is_not_brightness(model):
    grey = model.render(model.change(model.start, **model.presets["grey has no hue"]))
    chosen = ski.data.astronaut()[grey.pictures["mask"] > 0].astype(int)
    spread = chosen.max(axis=1) - chosen.min(axis=1)
    assert (spread <= 40 / 255 * chosen.max(axis=1) + 1).all()
    assert "almost grey" in grey.sentence
    bright = model.render(model.change(model.start, **model.presets["V is not brightness"]))
    inside = bright.pictures["mask"] > 0
    np.testing.assert_array_equal(inside, ski.data.astronaut().max(axis=2) >= 220)
    levels = images.to_grey(ski.data.astronaut())[inside]
    assert f"grey levels from {levels.min()} to {levels.max()}:" in bright.sentence


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("red", "red"), ("orange", "orange"), ("yellow", "yellow"), ("lime", "green"),
        ("cyan", "cyan"), ("blue", "blue"), ("blueviolet", "purple"), ("magenta", "magenta"),
    ],
)  # fmt: skip
def test_hue_names_of_well_known_colours(colour, name):
    known = {
        "red": "ff0000", "orange": "ffa500", "yellow": "ffff00", "lime": "00ff00",
        "cyan": "00ffff", "blue": "0000ff", "blueviolet": "8a2be2", "magenta": "ff00ff",
    }  # fmt: skip
    red, green, blue = bytes.fromhex(known[colour])
    hue = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)[0] * 180
    assert hue_name(hue) == name
    assert hue_name(hue - 180) == name


@given(HUES, st.integers(0, 100), st.integers(150, 255), st.floats(0, 359.9), st.floats(0.1, 0.9))
@settings(max_examples=60)
def test_the_wheel_is_strong_where_chosen_and_pale_elsewhere(first, low, high, degrees, share):
    last = (first + 40) % 180
    wheel = hue_wheel(intervals(first, last), (low, high), (0, 255), ["0"], "S", ["0", "255"])
    angle = np.deg2rad(degrees)
    column = round(CENTRE[0] + share * RADIUS * np.cos(angle))
    row = round(CENTRE[1] - share * RADIUS * np.sin(angle))
    # What the pixel itself stands for, by the standard library.
    right, up = column - CENTRE[0], CENTRE[1] - row
    hue = np.rad2deg(np.arctan2(up, right)) % 360
    saturation = np.hypot(right, up) / RADIUS
    colour = 255 * np.array(colorsys.hsv_to_rgb(hue / 360, saturation, 1))
    far = min((hue / 2 - first) % 180, (first - hue / 2) % 180) > 8
    far &= min((hue / 2 - last) % 180, (last - hue / 2) % 180) > 8
    far &= min(abs(255 * saturation - low), abs(255 * saturation - high)) > 12
    # The outline is 7 pixels wide: look at pixels beside it.
    if not far or saturation < 0.25:
        return
    seam = first > last and min(hue, 360 - hue) < 16
    if seam:
        return
    chosen = (hue / 2 - first) % 180 <= 40 and low <= 255 * saturation <= high
    expected = colour if chosen else 0.3 * colour + 0.7 * 225
    np.testing.assert_allclose(wheel[row, column], expected, atol=1.5)


def test_the_wheel_can_be_read_without_colour():
    def ink(intervals_, saturation=(100, 255)):
        wheel = hue_wheel(intervals_, saturation, (50, 200), ["0", "90"], "S", ["50", "200"])
        return wheel.max(axis=2) < 60

    narrow, wide = ink([(20, 40)]), ink([(20, 80)])
    assert 0 < narrow.sum() < wide.sum()  # a longer arc has a longer outline
    # The bar's frame lies at V 50 and 200, from 56 (white) to 356 (black).
    bar_rows = np.flatnonzero(ink([])[:, 426:429].all(axis=1))
    assert bar_rows.min() == pytest.approx(356 - 300 * 200 / 255, abs=3)
    assert hue_wheel([], (0, 9), (9, 8), [], "", [])[0, 0].tolist() == [BACKGROUND] * 3


def test_hue_chart_counts_hues_and_moves_the_first(model):
    chart = model.render(model.start).pictures["hues"]
    assert chart.control == "hue_from"
    assert (chart.low, chart.high) == (-0.5, 179.5)
    hsv = cv2.cvtColor(ski.data.astronaut(), cv2.COLOR_RGB2HSV)
    chosen = hsv[(hsv[..., 1] >= 150) & (hsv[..., 2] >= 80)]
    assert f"most have a hue of {np.bincount(chosen[:, 0]).argmax()}." in chart.text
    assert "from 3" in chart.svg and "to 14" in chart.svg
    none = model.change(model.start, value_from=255, value_to=0)
    assert "No pixel" in model.render(none).pictures["hues"].text


def test_what_does_not_change_keeps_its_object_and_rendering_is_pure(model):
    first = model.render(model.start)
    other = model.render(model.change(model.start, encoding="HSV_FULL, 8 bits"))
    for name in ("picture", "chosen part", "mask"):
        assert first.pictures[name] is other.pictures[name]
    assert first.pictures["hue wheel"] is not other.pictures["hue wheel"]
    fresh = ColourSpaceModel().render(model.start)
    for name in ("picture", "chosen part", "mask", "hue wheel"):
        np.testing.assert_array_equal(first.pictures[name], fresh.pictures[name])
    assert fresh.sentence == first.sentence and fresh.numbers == first.numbers
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.start.hue_to = 3


def test_own_pictures():
    astronaut = ski.data.astronaut()
    model = ColourSpaceModel(astronaut[:64] / 255, presets={"blue": {"hue_from": 98}})
    np.testing.assert_array_equal(model.render(model.start).pictures["picture"], astronaut[:64])
    assert list(model.presets) == ["blue"]
    usual = ColourSpaceModel(astronaut)
    for changes in usual.presets.values():
        assert "photograph" not in changes
        assert usual.render(usual.change(usual.start, **changes)).sentence
    large = ColourSpaceModel(np.zeros((1000, 2000, 3), np.uint8))
    assert large.render(large.start).pictures["picture"].shape == (320, 640, 3)


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (ski.data.camera()[:9, :9], "needs a colour picture.*A grey picture has no hue"),
        (np.zeros((4, 4, 4), np.uint8), r"4 channels.*image\[\.\.\., :3\]"),
        ("photo.png", "the text 'photo.png' came"),
        (np.full((4, 4, 3), 255.0), "divide it by 255"),
    ],
)
def test_what_is_no_colour_picture_gets_a_sentence(image, sentence):
    with pytest.raises(ImageError, match=sentence):
        explorers.colour_space(image)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"hue_from": 180}, "hue_from is a whole number from 0 to 179, not 180"),
        ({"value_to": -1}, "value_to is a whole number from 0 to 255"),
        ({"encoding": "RGB"}, "encoding is one of OpenCV, 8 bits"),
        ({"photograph": "dog"}, "photograph is one of astronaut, coffee, cat, not 'dog'"),
    ],
)
def test_wrong_states_get_a_sentence(model, state, sentence):
    with pytest.raises(ImageError, match=sentence):
        model.snapshot(**state)
    with pytest.raises(ImageError, match=sentence):
        ColourSpaceModel(presets={"wrong": state})


def test_snapshot_tells_everything(model):
    text = model.snapshot(**model.presets["red saucer"]).text
    assert text.startswith("Colour space\nhue H: OpenCV, 8 bits 175 to 179 and 0 to 8\n")
    assert "cv2.inRange(hsv, (175, 200, 60), (179, 255, 255))" in text
    assert in_ranges(np.zeros((1, 1, 3), np.uint8), [], (0, 255), (0, 255)).tolist() == [[0]]
