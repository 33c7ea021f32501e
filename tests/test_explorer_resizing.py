"""The resizing explorer without a browser, against OpenCV, scikit-image, SciPy and NumPy."""

from __future__ import annotations

import dataclasses
import re

import cv2
import numpy as np
import pytest
import skimage as ski
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from course_utils import explorers
from course_utils.explorers.resizing.model import BARS, ResizeModel, detail_box, enlarged
from course_utils.explorers.resizing.resampling import (
    FITS,
    METHODS,
    SCALINGS,
    geometry,
    overshoot,
    resample,
    scale_and_shift,
)
from course_utils.images import ImageError

SIDES = st.integers(1, 60)


@pytest.fixture(scope="module")
def model() -> ResizeModel:
    return ResizeModel()


def random_picture(height: int, width: int, *channels: int) -> np.ndarray:
    random = np.random.default_rng(height * 100 + width)
    return random.integers(0, 256, (height, width, *channels), dtype=np.uint8)


@given(SIDES, SIDES, SIDES, st.sampled_from(FITS))
def test_geometry_stays_inside_and_keeps_what_it_promises(height, width, new_width, fit):
    places = geometry((height, width, 3), new_width, fit)
    x, y, box_width, box_height = places.box
    assert 0 <= x <= x + box_width <= width and 0 <= y <= y + box_height <= height
    left, top = places.corner
    assert 0 <= left <= left + places.content[0] <= places.size[0] == new_width
    assert 0 <= top <= top + places.content[1] <= places.size[1]
    if fit != "keep the proportions":
        assert places.size == (new_width, new_width)
    if fit == "crop to a square":
        assert box_width == box_height == min(height, width)
        assert abs((width - box_width) - 2 * x) <= 1  # the middle
    else:
        assert places.box == (0, 0, width, height)
    if fit in ("keep the proportions", "pad to a square"):
        # Each new side is at most half a pixel away from the true proportion.
        scale = places.content[0] / width if width >= height else places.content[1] / height
        if fit == "keep the proportions":
            scale = new_width / width
        for old, new in ((width, places.content[0]), (height, places.content[1])):
            assert new == 1 or abs(new - old * scale) <= 0.5 * max(1, scale) + 1e-9


@given(st.integers(2, 40), st.integers(2, 40), st.integers(1, 80), st.sampled_from(list(METHODS)))
@settings(max_examples=60)
def test_pixels_are_those_of_opencv_with_padding_around(height, width, new_width, method):
    picture = random_picture(height, width, 3)
    places = geometry(picture.shape, new_width, "pad to a square")
    new = resample(picture, places, method, False)
    assert new.shape == (new_width, new_width, 3) and new.dtype == np.uint8
    (left, top), (wide, high) = places.corner, places.content
    expected = np.zeros_like(new)
    expected[top : top + high, left : left + wide] = cv2.resize(
        picture, (wide, high), interpolation=METHODS[method]
    )
    np.testing.assert_array_equal(new, expected)


@given(st.integers(1, 12), st.integers(1, 9), st.integers(1, 9))
@settings(max_examples=40)
def test_area_by_a_whole_factor_is_the_mean_of_blocks(factor, rows, columns):
    picture = random_picture(rows * factor, columns * factor)
    places = geometry(picture.shape, columns, "keep the proportions")
    blocks = picture.reshape(rows, factor, columns, factor).mean(axis=(1, 3))
    new = resample(picture, places, "area", False)
    np.testing.assert_allclose(new, blocks, atol=0.51)


def test_nearest_copies_values_and_linear_makes_no_new_extremes():
    picture = random_picture(30, 44)
    for width in (7, 100):
        places = geometry(picture.shape, width, "squash to a square")
        assert set(resample(picture, places, "nearest", False).flat) <= set(picture.flat)
    assert overshoot(picture, places, resample(picture, places, "linear", False)) == 0


@pytest.mark.parametrize("picture", [ski.data.brick(), ski.data.rocket()])
def test_blur_against_aliasing_is_that_of_scikit_image(picture):
    places = geometry(picture.shape, 96, "squash to a square")
    new = resample(picture, places, "linear", True)
    kinds = {"order": 1, "anti_aliasing": True, "preserve_range": True, "mode": "reflect"}
    expected = ski.transform.resize(picture, (96, 96), **kinds)
    inside = np.s_[8:-8, 8:-8]
    difference = np.abs(new[inside] - expected[inside])
    assert difference.max() <= 2 and difference.mean() < 0.5
    # By hand with SciPy: sigma is half of what the factor exceeds 1.
    factors = (*(side / 96 for side in picture.shape[:2]), 1)[: picture.ndim]
    sigmas = [(factor - 1) / 2 for factor in factors]
    blurred = ndimage.gaussian_filter(picture.astype(float), sigmas, mode="mirror")
    by_hand = cv2.resize(blurred, (96, 96), interpolation=cv2.INTER_LINEAR)
    assert np.abs(new - by_hand).max() <= 2


def test_area_and_larger_pictures_need_no_blur():
    picture = random_picture(40, 40)
    for width, method in ((10, "area"), (90, "linear")):
        places = geometry(picture.shape, width, FITS[0])
        np.testing.assert_array_equal(
            resample(picture, places, method, True), resample(picture, places, method, False)
        )


def test_nearest_makes_a_false_pattern_of_the_bricks_and_area_does_not(model):
    def error(**changes):
        frame = model.render(model.change(model.start, **changes))
        small = frame.pictures["resized"].astype(float)
        # The truth: the mean of each 8 x 8 block of the photograph.
        return np.abs(small - ski.data.brick().reshape(64, 8, 64, 8).mean(axis=(1, 3))).mean()

    nearest = error(**model.presets["false pattern: nearest"])
    area = error(**model.presets["area mends it"])
    assert area < 0.6 < 5 < nearest


@given(st.integers(1, 20), st.integers(1, 20), st.booleans())
@settings(max_examples=40)
def test_standardised_values_have_mean_0_and_deviation_1(height, width, coloured):
    picture = random_picture(height, width, *((3,) if coloured else ()))
    factor, shift = scale_and_shift(picture, "standardised")
    values = (picture * factor + shift).reshape(-1, len(factor))
    np.testing.assert_allclose(values.mean(axis=0), 0, atol=1e-9)
    spread = picture.reshape(-1, len(factor)).std(axis=0)
    np.testing.assert_allclose(values.std(axis=0), spread > 0, atol=1e-9)


@pytest.mark.parametrize(
    ("scaling", "by_hand"),
    [
        ("0 to 255", lambda image: image.astype(float)),
        ("0 to 1", lambda image: image / 255),
        ("-1 to 1", lambda image: image / 127.5 - 1),
        (
            "standardised",
            lambda image: (image - image.mean(axis=(0, 1))) / image.std(axis=(0, 1)),
        ),
    ],
)
def test_numbers_cells_and_chart_are_those_of_the_scaled_picture(model, scaling, by_hand):
    frame = model.render(model.change(model.start, scaling=scaling, method="area", width=100))
    new = frame.pictures["resized"]
    assert new.shape == (67, 100, 3)
    values = by_hand(new)
    for channel, (name, row) in enumerate(frame.numbers.items()):
        assert name == ("red", "green", "blue")[channel]
        plane = values[..., channel]
        truth = (plane.min(), plane.max(), plane.mean(), plane.std())
        step = 0.0501 if scaling == "0 to 255" else 0.000501
        assert [float(text) for text in row.values()] == pytest.approx(truth, abs=step)
    cells = frame.pictures["numbers"]
    place = re.search(r"red of rows (\d+) to (\d+), columns (\d+) to (\d+)", cells.caption)
    top, bottom, left, right = map(int, place.groups())
    block = values[top : bottom + 1, left : right + 1, 0]
    shown = np.array([[float(text) for text in row] for row in cells.texts])
    np.testing.assert_allclose(shown, block, atol=0.501 if scaling == "0 to 255" else 0.00501)
    np.testing.assert_array_equal(cells.colours, new[top : bottom + 1, left : right + 1])
    chart = frame.pictures["values"]
    assert chart.low <= values.min() and values.max() <= chart.high
    assert f"mean {abs(values.mean()):.2f}" in chart.text.replace("-", "")


def test_the_chart_counts_every_value(model):
    from course_utils.explorers.resizing.resampling import level_counts, spread_counts

    picture = ski.data.rocket()
    counts = level_counts(picture)
    for channel in range(3):
        np.testing.assert_array_equal(
            counts[channel], np.bincount(picture[..., channel].flat, minlength=256)
        )
    factor, shift = scale_and_shift(picture, "standardised")
    values = picture * factor + shift
    edges = np.linspace(-10, 10, BARS + 1)
    spread = spread_counts(counts, factor, shift, edges)
    assert spread.sum() == pytest.approx(picture.size)
    # A level may reach into the next bar; what lies below an edge agrees to one level's width.
    below = np.cumsum(spread)
    width = factor.max()
    for edge, count in zip(edges[1:], below, strict=True):
        assert (values < edge - width).sum() - 1 <= count <= (values < edge + width).sum() + 1


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize(("across", "down"), [(0, 0), (100, 100), (30, 60)])
def test_details_before_and_after_show_the_same_place(fit, across, down):
    # A picture whose value tells the place: the detail after shows what the detail before shows.
    slope = np.add.outer(np.linspace(0, 120, 200), np.linspace(0, 120, 300))
    model = ResizeModel(slope.astype(np.uint8))
    changes = {"fit": fit, "across": across, "down": down, "width": 300, "method": "area"}
    frame = model.render(model.change(model.start, **changes))
    before, after = frame.pictures["detail before"], frame.pictures["detail after"]
    assert before.shape == after.shape == (240, 240)
    assert np.abs(before.astype(int) - after).max() <= 3
    x, y, width, height = detail_box(geometry((200, 300), 300, fit), across, down)
    crop = model.render(model.start).pictures["picture"][y : y + height, x : x + width]
    assert crop.shape == (32, 32)
    assert set(before.flat) <= set(slope[y : y + height, x : x + width].astype(np.uint8).flat)


def test_enlarged_shows_pixels_as_squares():
    picture = random_picture(9, 11, 3)
    expected = cv2.resize(picture[2:5, 4:7], (240, 240), interpolation=cv2.INTER_NEAREST)
    np.testing.assert_array_equal(enlarged(picture, (4, 2, 3, 3)), expected)


def test_the_frame_marks_the_detail_and_nothing_else(model):
    frame = model.render(model.start)
    shown, photo = frame.pictures["picture"], ski.data.rocket()
    x, y, width, height = detail_box(geometry(photo.shape, 96, FITS[0]), 7, 76)
    inside = np.s_[y : y + height, x : x + width]
    np.testing.assert_array_equal(shown[inside], photo[inside])
    changed = (shown != photo).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert y - 12 <= rows.min() < y and y + height <= rows.max() <= y + height + 12
    assert x - 12 <= columns.min() < x and x + width <= columns.max() <= x + width + 12


def test_captions_tell_the_call_the_shape_and_the_memory(model):
    def captions(**changes):
        return model.render(model.change(model.start, **changes)).captions

    kept = captions(width=100)
    assert "cv2.resize(..., (100, 67)) takes (width, height)" in kept["resized"]
    assert "the shape is (67, 100, 3), (height, width, ...)" in kept["resized"]
    assert "20,100 bytes as uint8, 80,400 as float32, 160,800 as float64" in kept["values"]
    assert "1.50 times narrower" in captions(fit="squash to a square")["resized"]
    padded = captions(fit="pad to a square", width=224)["resized"]
    assert "(224, 149)" in padded
    assert f"{100 * (1 - 149 / 224):.0f} % black padding the shape is (224, 224, 3)" in padded
    cut_off = 100 * (1 - 427 / 640)
    assert f"{cut_off:.0f} % of the picture is cut off" in captions(fit=FITS[3])["resized"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"width": 64, "method": "nearest"}, "stands for 99 old ones and copies one"),
        ({"width": 64, "method": "linear"}, "linear reads only the 2 x 2 around"),
        ({"width": 400, "method": "cubic"}, "stands for 2.6 old ones, and cubic reads 4 x 4"),
        ({"width": 64, "method": "area", "antialias": True}, "the mean of the 99 pixels"),
        ({"width": 64, "method": "cubic", "antialias": True}, r"sigma 4\.5 pixels"),
        ({"width": 640, "method": "cubic"}, "The size is the same"),
        ({"photograph": "small eye", "width": 480, "method": "nearest"}, r"about 5\.0 x 5\.0"),
        ({"photograph": "small eye", "width": 480, "method": "linear"}, "never outside"),
        ({"photograph": "small eye", "width": 480, "method": "area"}, "makes blocks"),
        ({"photograph": "small eye", "width": 480, "method": "Lanczos"}, "Lanczos weighs 8 x 8"),
        ({"scaling": "standardised"}, "from this one picture. A network uses .* training pictures"),
    ],
)
def test_sentences_say_what_the_method_did(model, changes, sentence):
    assert re.search(sentence, model.render(model.change(model.start, **changes)).sentence)


def test_overshoot_is_counted(model):
    frame = model.render(model.change(model.start, **model.presets["larger: cubic overshoots"]))
    eye = ski.data.chelsea()[80:144, 124:220]
    large = cv2.resize(eye, (576, 384), interpolation=cv2.INTER_CUBIC)
    kinds = {"size": (3, 3, 1), "mode": "nearest"}
    low, high = ndimage.minimum_filter(eye, **kinds), ndimage.maximum_filter(eye, **kinds)
    blocks = [np.repeat(np.repeat(each, 6, axis=0), 6, axis=1) for each in (low, high)]
    count = int(((large < blocks[0]) | (large > blocks[1])).sum())
    assert count > 0
    assert f"{count:,} values" in frame.sentence


def test_what_does_not_change_keeps_its_object_and_rendering_is_pure(model):
    first = model.render(model.start)
    other = model.render(model.change(model.start, scaling="0 to 1"))
    for name in ("picture", "detail before", "resized"):
        assert first.pictures[name] is other.pictures[name]
    fresh = ResizeModel().render(model.start)
    for name in ("picture", "detail before", "detail after", "resized"):
        np.testing.assert_array_equal(first.pictures[name], fresh.pictures[name])
    assert (fresh.sentence, fresh.numbers) == (first.sentence, first.numbers)
    assert fresh.pictures["values"] == first.pictures["values"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.start.width = 3


@given(st.integers(1, 90), st.integers(1, 90), st.booleans())
@settings(max_examples=25)
def test_any_own_picture_works_with_every_preset(height, width, coloured):
    model = ResizeModel(random_picture(height, width, *((3,) if coloured else ())))
    for changes in model.presets.values():
        for name, value in model.render(model.change(model.start, **changes)).pictures.items():
            if isinstance(value, np.ndarray):
                assert value.dtype == np.uint8 and value.size > 0, name


@pytest.mark.parametrize("scaling", SCALINGS)
def test_a_flat_picture_has_numbers(scaling):
    model = ResizeModel(np.zeros((20, 20), np.uint8))
    frame = model.render(model.change(model.start, scaling=scaling))
    texts = frame.numbers["grey"].values()
    assert not any(text.startswith("-0") or "nan" in text for text in texts)
    assert "nan" not in frame.pictures["values"].svg


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"width": 7}, "width is a whole number from 8 to 640, not 7"),
        ({"method": "bicubic"}, "method is one of nearest, linear, cubic, area, Lanczos"),
        ({"across": 101}, "across is a whole number from 0 to 100"),
        ({"antialias": "yes"}, "antialias is True or False"),
    ],
)
def test_wrong_states_get_a_sentence(model, state, sentence):
    with pytest.raises(ImageError, match=sentence):
        model.snapshot(**state)
    with pytest.raises(ImageError, match=sentence):
        ResizeModel(presets={"wrong": state})


def test_what_is_no_picture_gets_a_sentence():
    with pytest.raises(ImageError, match="resize_and_normalise shows grey and colour pictures"):
        explorers.resize_and_normalise(np.zeros((4, 4, 4), np.uint8))


def test_the_explorer_opens_twice_and_moves():
    for _ in range(2):
        explorer = explorers.resize_and_normalise()
    explorer.go_to("standardised")
    assert (explorer.width, explorer.scaling) == (224, "standardised")
    text = explorer.snapshot(width=64, method="area").text
    assert "resized: cv2.resize(..., (64, 43))" in text
