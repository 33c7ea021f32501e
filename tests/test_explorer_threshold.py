"""The threshold explorer without a browser, against scikit-image and SciPy."""

from __future__ import annotations

import dataclasses
import re

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage
from skimage import data, filters, measure

from course_utils import explorers
from course_utils.explorers.base import Chart, NumberedPicture
from course_utils.explorers.thresholds import sums
from course_utils.explorers.thresholds.model import PRESETS, ThresholdModel
from course_utils.explorers.thresholds.words import REASONS, rule
from course_utils.images import ImageError
from tests.contrast import luminance

seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def coins() -> ThresholdModel:
    return ThresholdModel()


def frame_of(model: ThresholdModel, **state: object):
    return model.render(model.change(model.start, **state))


def blobs(seed: int) -> np.ndarray:
    """Return a random mask of 40 x 50 pixels with parts of several sizes."""
    noise = np.random.default_rng(seed).random((40, 50))
    return np.where(ndimage.gaussian_filter(noise, 1.2) > 0.5, 255, 0).astype(np.uint8)


@given(seeds)
def test_otsu_agrees_with_scikit_image(seed):
    random = np.random.default_rng(seed)
    dark, bright = random.normal(70, 20, 600), random.normal(150, 30, random.integers(50, 900))
    grey = np.concatenate([dark, bright]).clip(0, 255).astype(np.uint8)[np.newaxis]
    ours, theirs = sums.otsu_cut(grey), filters.threshold_otsu(grey)
    # Between two values that do not occur, every cut parts the pixels alike.
    np.testing.assert_array_equal(grey > ours, grey > theirs)


def test_cut_is_strictly_above_and_inverse_is_its_complement(coins):
    grey = data.coins()
    for cut in (0, 90, 255):
        mask = frame_of(coins, method="fixed", cut=cut).pictures["mask"]
        np.testing.assert_array_equal(mask, np.where(grey > cut, 255, 0))
        inverse = frame_of(coins, method="fixed", cut=cut, inverse=True).pictures["mask"]
        np.testing.assert_array_equal(inverse, 255 - mask)


@pytest.mark.parametrize(("method", "name"), [("adaptive mean", "mean"),
                                              ("adaptive Gaussian", "gaussian")])  # fmt: skip
@pytest.mark.parametrize(("block", "offset"), [(15, 0), (51, 7), (101, -10)])
def test_adaptive_cut_agrees_with_scikit_image(coins, method, name, block, offset):
    grey = data.coins()
    sigma = 0.3 * ((block - 1) * 0.5 - 1) + 0.8  # OpenCV's for a kernel of this size
    settings = {"param": sigma, "mode": "nearest"} if name == "gaussian" else {"mode": "nearest"}
    cut = filters.threshold_local(grey.astype(float), block, name, offset, **settings)
    mask = frame_of(coins, method=method, block=block, offset=offset).pictures["mask"]
    clear = np.abs(grey - cut) > 2  # OpenCV rounds the mean, and cuts the Gaussian off
    assert clear.mean() > 0.6
    np.testing.assert_array_equal(mask[clear] > 0, (grey > cut)[clear])


def test_light_falls_evenly_to_the_right(coins):
    shown = frame_of(coins, light=60).pictures["picture"]
    np.testing.assert_array_equal(shown[:, 0], data.coins()[:, 0])
    expected = np.rint(data.coins()[:, -1] * np.float32(0.4))
    np.testing.assert_array_equal(shown[:, -1], expected)
    assert frame_of(coins, light=0).pictures["picture"].dtype == np.uint8


def test_smoothing_agrees_with_scipy(coins):
    median = frame_of(coins, smoothing="median").pictures["picture"]
    np.testing.assert_array_equal(median, ndimage.median_filter(data.coins(), 5, mode="nearest"))
    gaussian = frame_of(coins, smoothing="Gaussian").pictures["picture"]
    row = np.array([1, 4, 6, 4, 1]) / 16
    expected = ndimage.correlate(data.coins().astype(float), np.outer(row, row), mode="mirror")
    assert np.abs(gaussian - expected).max() <= 0.5


def footprint(shape: str, size: int) -> np.ndarray:
    """Return the element from its definition."""
    middle = size // 2
    rows, columns = np.mgrid[-middle : middle + 1, -middle : middle + 1]
    if shape == "square":
        return np.ones((size, size), bool)
    if shape == "cross":
        return (rows == 0) | (columns == 0)
    # OpenCV rounds the half width of each row of the circle.
    return np.abs(columns) <= np.rint(np.sqrt(middle**2 - rows**2))


@pytest.mark.parametrize("shape", sums.SHAPES)
@pytest.mark.parametrize("size", [3, 5, 7, 13, 21])
def test_element_is_drawn_as_it_is(coins, shape, size):
    picture = frame_of(coins, shape=shape, size=size).pictures["element"]
    assert isinstance(picture, NumberedPicture)
    drawn = np.array(picture.texts) == "1"
    np.testing.assert_array_equal(drawn, footprint(shape, size))
    np.testing.assert_array_equal(picture.colours[..., 0] > 128, drawn)
    assert f"{int(drawn.sum())} ones" in picture.caption


def step_of_scipy(mask: np.ndarray, step: str, element: np.ndarray) -> np.ndarray:
    def erode(one: np.ndarray) -> np.ndarray:
        return ndimage.binary_erosion(one, element, border_value=1)

    def dilate(one: np.ndarray) -> np.ndarray:
        return ndimage.binary_dilation(one, element)

    opened, closed = dilate(erode(mask)), erode(dilate(mask))
    return {
        "erode": erode(mask),
        "dilate": dilate(mask),
        "open": opened,
        "close": closed,
        "gradient": dilate(mask) & ~erode(mask),
        "top-hat": mask & ~opened,
        "black-hat": closed & ~mask,
    }[step]


@given(
    seeds,
    st.lists(st.sampled_from(list(sums.STEPS)), max_size=4),
    st.sampled_from(list(sums.SHAPES)),
    st.sampled_from([3, 5, 9]),
)
def test_steps_agree_with_scipy(seed, steps, shape, size):
    mask = blobs(seed)
    expected = mask > 0
    for step in steps:
        expected = step_of_scipy(expected, step, footprint(shape, size))
    result = sums.after_steps(mask, steps, sums.structuring_element(shape, size))
    np.testing.assert_array_equal(result, np.where(expected, 255, 0))


@given(seeds)
def test_objects_agree_with_scikit_image(seed):
    mask = blobs(seed)
    assert sums.object_count(mask) == measure.label(mask, connectivity=2).max()


@given(seeds)
def test_change_is_told_by_colour_and_by_lines(seed):
    before, after = blobs(seed), blobs(seed + 1)
    picture = sums.change_picture(before, after)
    colours = {
        "same": {(0, 0, 0), (255, 255, 255)},
        "removed": {sums.REMOVED, sums.BLACK},
        "added": {sums.ADDED, sums.WHITE},
    }
    same = before == after
    np.testing.assert_array_equal(picture[same], np.repeat(before[same][:, np.newaxis], 3, 1))
    for name, chosen in {"removed": before > after, "added": after > before}.items():
        assert set(map(tuple, picture[chosen].tolist())) <= colours[name]


def test_lines_lean_to_different_sides():
    white, black = np.full((60, 60), 255, np.uint8), np.zeros((60, 60), np.uint8)
    removed = (sums.change_picture(white, black) == sums.BLACK).all(axis=2)
    added = (sums.change_picture(black, white) == sums.WHITE).all(axis=2)
    np.testing.assert_array_equal(removed[1:, :-1], removed[:-1, 1:])  # "/"
    np.testing.assert_array_equal(added[1:, 1:], added[:-1, :-1])  # "\"
    coins = np.full(data.coins().shape, 255, np.uint8)
    lines = (sums.change_picture(coins, 0 * coins)[0] == sums.BLACK).all(axis=1)
    starts = np.flatnonzero(lines[1:] > lines[:-1])
    # The page shows this picture at about 0.7 of its size, and lines 8 pixels apart can be seen.
    assert np.diff(starts).min() * 0.7 > 8
    assert 0.2 < removed.mean() < 0.5 and 0.2 < added.mean() < 0.5
    orange, blue = (luminance(f"#{bytes(colour).hex()}") for colour in (sums.REMOVED, sums.ADDED))
    assert (orange + 0.05) / (blue + 0.05) > 2.3  # grey levels that can be told apart


@pytest.mark.parametrize("name", PRESETS)
def test_numbers_captions_and_pictures_agree(coins, name):
    frame = frame_of(coins, **PRESETS[name])
    for row in ("mask", "result"):
        if row not in frame.pictures:
            assert row not in frame.numbers and not PRESETS[name]["steps"]
            assert f"The mask has {frame.numbers['mask']['objects']} objects." in frame.sentence
            continue
        white = frame.pictures[row] > 0
        objects = ndimage.label(white, np.ones((3, 3)))[1]
        assert frame.numbers[row] == {
            "white pixels": f"{white.sum():,}",
            "share": f"{100 * white.mean():.1f} %",
            "objects": str(objects),
        }
        assert f"{objects} objects, {100 * white.mean():.1f} % white" in frame.captions[row]
    if "change" in frame.pictures:
        mask, result = frame.pictures["mask"], frame.pictures["result"]
        removed, added = (mask > result).sum(), (result > mask).sum()
        assert f"{removed:,} removed" in frame.captions["change"]
        assert f"{added:,} added" in frame.captions["change"]
        assert REASONS[PRESETS[name]["steps"][-1]] in frame.sentence


def objects(frame, row: str) -> int:
    return int(frame.numbers[row]["objects"].replace(",", ""))


def test_presets_show_what_they_promise(coins):
    frames = {name: frame_of(coins, **changes) for name, changes in PRESETS.items()}
    even = frames["Otsu's cut"].pictures["mask"]
    broken = frames["uneven light breaks it"]
    lost = (broken.pictures["mask"] != even).mean()
    assert lost > 0.1
    assert f"{100 * lost:.1f} %" in broken.sentence and "one cut cannot fit" in broken.sentence
    mended = frames["adaptive mends it"]
    same_without = frame_of(coins, **{**PRESETS["adaptive mends it"], "light": 0})
    assert (mended.pictures["mask"] != same_without.pictures["mask"]).mean() < 0.02
    assert "darkens along with it" in mended.sentence
    specks = frames["specks: open"]
    assert objects(specks, "result") < objects(specks, "mask") / 3
    holes = frames["holes: close"]
    count = {row: measure.euler_number(holes.pictures[row] > 0, 2) for row in ("mask", "result")}
    inside = {row: objects(holes, row) - count[row] for row in count}
    assert inside["result"] < inside["mask"] / 10
    outlines = frames["outlines: gradient"]
    filled = ndimage.binary_fill_holes(outlines.pictures["result"] > 0)
    # Fill the outlines, and there are the 24 coins, but for one that touches a speck of light.
    sizes = [region.area for region in measure.regionprops(measure.label(filled))]
    assert sum(size > 900 for size in sizes) == 23


def test_histogram_has_the_cut_and_otsus(coins):
    fixed = frame_of(coins, method="fixed", cut=90).pictures["histogram"]
    assert isinstance(fixed, Chart) and fixed.control == "cut"
    assert ">cut 90<" in fixed.svg and ">Otsu 107<" in fixed.svg
    above = (data.coins() > 90).mean()
    assert f"{100 * above:.1f} % of the pixels lie above 90" in fixed.text
    otsu = frame_of(coins, method="Otsu").pictures["histogram"]
    assert otsu.control is None and ">Otsu 107<" in otsu.svg
    adaptive = frame_of(coins, method="adaptive mean").pictures["histogram"]
    assert adaptive.control is None and "<text" in adaptive.svg and "Otsu" not in adaptive.svg
    assert "no single cut" in adaptive.text
    assert (fixed.low, fixed.high) == (-0.5, 255.5)


def test_every_rule_is_said():
    assert rule("fixed", 7, 3, 0, False) == "White is what is above the cut of 7."
    assert "Otsu's cut of 7" in rule("Otsu", 7, 3, 0, False)
    mean = rule("adaptive mean", 0, 11, 4, True)
    assert mean.startswith(
        "White is what is not above the mean of the 11 x 11 pixels around it, less"
    )
    assert "weighted mean" in rule("adaptive Gaussian", 0, 11, -4, False)
    assert "plus 4" in rule("adaptive Gaussian", 0, 11, -4, False)
    assert "less" not in rule("adaptive mean", 0, 11, 0, False)


def test_steps_that_change_nothing_say_so():
    model = ThresholdModel(np.full((20, 20), 200, np.uint8))
    frame = frame_of(model, method="fixed", cut=100, steps=["open"])
    assert "After open the mask is as before." in frame.sentence


@pytest.mark.parametrize("value", [0, 130, 255])
def test_a_picture_of_one_value_has_a_frame(value):
    model = ThresholdModel(np.full((5, 4), value, np.uint8))
    for changes in PRESETS.values():
        frame = frame_of(model, **changes | {"light": 0})
        assert frame.numbers["mask"]["white pixels"] in {"0", "20"}


def test_pictures_that_do_not_change_are_the_same_object(coins):
    first = frame_of(coins, method="fixed", cut=90).pictures
    second = frame_of(coins, method="fixed", cut=91).pictures
    assert first["picture"] is second["picture"] and first["element"] is second["element"]
    assert first["mask"] is not second["mask"]
    third = frame_of(coins, method="fixed", cut=91, steps=["erode"]).pictures
    assert third["mask"] is second["mask"]


def test_rendering_is_pure():
    photo = data.astronaut()[:80, :120]
    before = photo.copy()
    model = ThresholdModel(photo)
    state = model.change(model.start, steps=["open", "close"], light=50, smoothing="median")
    first, again = model.render(state), ThresholdModel(photo).render(state)
    assert first.sentence == again.sentence and first.numbers == again.numbers
    for name in ("picture", "mask", "change", "result"):
        np.testing.assert_array_equal(first.pictures[name], again.pictures[name])
    np.testing.assert_array_equal(photo, before)
    grey = frame_of(model).pictures["picture"]
    np.testing.assert_allclose(grey, cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), atol=1)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"cut": 256}, "cut is a whole number from 0 to 255, not 256"),
        ({"method": "otsu"}, "method is one of fixed, Otsu, adaptive mean, adaptive Gaussian"),
        ({"block": 50}, "block is an odd number, so that there is a middle, not 50"),
        ({"size": 4}, "size is an odd number"),
        ({"steps": ["opening"]}, "steps holds words among erode, dilate, open, close"),
        ({"steps": ["open"] * 7}, "steps holds at most 6 words, not 7"),
        ({"threshold": 3}, "no state called 'threshold'. It has: method, cut, block"),
    ],
)
def test_wrong_states_get_a_sentence(state, sentence):
    explorer = explorers.threshold(np.eye(9))
    with pytest.raises(ImageError, match=re.escape(sentence)):
        explorer.snapshot(**state)
    with pytest.raises(ImageError, match=re.escape(sentence)):
        explorers.threshold(np.eye(9), presets={"wrong": state})


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        ("coins.png", "the text 'coins.png' came"),
        (np.zeros((4, 5, 4), np.uint8), "leaves alpha out"),
        (np.full((4, 5), 255.0), "divide it by 255"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(image, sentence):
    with pytest.raises(ImageError, match=re.escape(sentence)):
        explorers.threshold(image)


def test_snapshot_tells_what_is_to_be_seen():
    explorer = explorers.threshold(title="Coins")
    snapshot = explorer.snapshot(**PRESETS["specks: open"])
    frame = frame_of(explorer.model, **PRESETS["specks: open"])
    assert snapshot.html.count("<img") == 4 and snapshot.html.count("<svg") == 1
    for caption in frame.captions.values():
        assert caption.replace("'", "&#x27;") in snapshot.html
    assert snapshot.text.endswith(frame.sentence)
    assert dataclasses.asdict(explorer.state) == dataclasses.asdict(explorer.model.start)
    explorer.go_to("holes: close")
    assert (explorer.cut, explorer.steps) == (120, ("close",))
