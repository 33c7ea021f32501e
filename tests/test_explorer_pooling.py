"""The pooling explorer without a browser, against Keras, SciPy and NumPy."""

from __future__ import annotations

import itertools
import re

import cv2
import numpy as np
import pytest
import skimage as ski
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from course_utils import explorers
from course_utils.explorers.pools import maps
from course_utils.explorers.pools.drawing import number
from course_utils.explorers.pools.model import DOT, EXAMPLE, PoolingModel
from course_utils.explorers.pools.windows import AVERAGE, MAX, Windows
from course_utils.explorers.pools.words import direction
from course_utils.images import ImageError

CAMERA, GRAVEL = "edges: camera", "edges: gravel"
NOISE = np.random.default_rng(3).integers(0, 256, (40, 52), dtype=np.uint8)


@pytest.fixture(scope="module")
def model() -> PoolingModel:
    return PoolingModel()


def values_of(model: PoolingModel, name: str) -> np.ndarray:
    """Return the numbers of the input, read from what a screen reader hears."""
    words = model.render(model.change(model.start, **model.presets[name])).pictures["input"].text
    rows = words.partition("Row by row: ")[2].rstrip(".").split("; ")
    return np.array([row.split() for row in rows], dtype=int)


def pooled_by_hand(values: np.ndarray, size: int, stride: int, padding: str, mode: str):
    """Return the definition: what each window gives; "same" as Keras does it."""
    rows, columns = (starts_by_hand(length, size, stride, padding) for length in values.shape)
    give = np.max if mode == MAX else np.mean
    return np.array(
        [
            [give(values[max(top, 0) : top + size, max(left, 0) : left + size]) for left in columns]
            for top in rows
        ]
    )


def starts_by_hand(length: int, size: int, stride: int, padding: str) -> list[int]:
    if padding == "valid":
        return list(range(0, length - size + 1, stride))
    count = -(-length // stride)
    before = max((count - 1) * stride + size - length, 0) // 2
    return [place * stride - before for place in range(count)]


SETTINGS = {
    "size": st.integers(1, 4),
    "stride": st.integers(1, 4),
    "padding": st.sampled_from(("valid", "same")),
    "mode": st.sampled_from((MAX, AVERAGE)),
}


@given(
    **SETTINGS,
    name=st.sampled_from((EXAMPLE, DOT, CAMERA, GRAVEL)),
    right=st.integers(-3, 3),
    down=st.integers(-3, 3),
    row=st.integers(0, 118),
    column=st.integers(0, 118),
)
@settings(max_examples=60, deadline=None)
def test_every_setting_pools_the_moved_map(
    model, size, stride, padding, mode, name, right, down, row, column
):
    state = model.change(
        model.start,
        map=name,
        size=size,
        stride=stride,
        padding=padding,
        mode=mode,
        right=right,
        down=down,
        row=row,
        column=column,
        window=(9, 9),
    )
    frame = model.render(state)
    feature_map = model._maps[name]
    whole = feature_map.whole
    moved = ndimage.shift(whole, (down, right), order=0)
    if feature_map.is_part:
        part = (slice(row, row + 10), slice(column, column + 10))
    else:
        part = (slice(None), slice(None))
    before, after = (
        pooled_by_hand(each[part], size, stride, padding, mode) for each in (whole, moved)
    )
    texts = tuple(tuple(number(each) for each in line) for line in after.tolist())
    assert frame.pictures["output"].texts == texts
    assert state.window == tuple(length - 1 for length in after.shape)
    assert frame.pictures["output"].chosen == state.window
    assert frame.numbers["output"]["size"] == "{} x {}".format(*after.shape)
    assert "  " not in frame.sentence and "nan" not in frame.sentence
    if (down, right) == (0, 0):
        assert set(frame.numbers["output"]) == {"size", "values"}
        return
    changed = int((~np.isclose(before, after)).sum())
    inputs = int((whole[part] != moved[part]).sum())
    assert (
        f"changes {inputs} of {whole[part].size} inputs, and {changed} of {after.size} outputs: "
        f"{after.size - changed} stay" in frame.sentence
    )
    zero = int((np.isclose(before, after) & (before == 0)).sum())
    told = re.search(r"stays?(?:, (all|\d+)(?: of them)? as 0)?\.", frame.sentence)
    expected = "all" if zero == after.size - changed else str(zero)
    assert told.group(1) == (expected if zero else None)
    signs = [[text != "=" for text in line] for line in frame.pictures["change"].texts]
    np.testing.assert_array_equal(signs, ~np.isclose(before, after))
    if feature_map.is_part:
        pair = [pooled_by_hand(each, size, stride, padding, mode) for each in (whole, moved)]
        stayed = int(np.isclose(*pair).sum())
        assert frame.numbers["whole map, pooled"]["stayed"] == f"{stayed:,}"
        assert frame.pictures["whole map, pooled"].shape == pair[0].shape


@given(**SETTINGS, height=st.integers(4, 11), width=st.integers(4, 11), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_the_chosen_values_are_the_output(size, stride, padding, mode, height, width, seed):
    values = np.random.default_rng(seed).integers(0, 5, (height, width))
    windows = Windows(values.shape, size, stride, padding)
    output = windows.pool(values, MAX)
    assert output.shape == windows.counts
    seen = np.zeros(values.shape, bool)
    for place, (row, column) in windows.chosen(values).items():
        assert values[row, column] == output[place]
        rows, columns = windows.covered(*place)
        inside = values[rows, columns]
        assert rows.start <= row < rows.stop and columns.start <= column < columns.stop
        first = np.argwhere(inside == inside.max())[0] + (rows.start, columns.start)
        assert (row, column) == tuple(first)
        seen[rows, columns] = True
    np.testing.assert_array_equal(windows.seen(), seen)


def test_outputs_are_those_of_keras(model):
    import keras

    layers = {MAX: keras.layers.MaxPooling2D, AVERAGE: keras.layers.AveragePooling2D}
    for name in ("5 x 5 to 3 x 3: same", f"{CAMERA}, 1 to the right"):
        state = model.change(model.start, **model.presets[name])
        values = values_of(model, name).astype("float32")[np.newaxis, ..., np.newaxis]
        for mode, padding, (size, stride) in itertools.product(
            (MAX, AVERAGE), ("valid", "same"), ((2, 2), (3, 2), (2, 3), (4, 1))
        ):
            changes = {"mode": mode, "padding": padding, "size": size, "stride": stride}
            shown = model.render(model.change(state, **changes)).pictures["output"].texts
            expected = np.asarray(layers[mode](size, strides=stride, padding=padding)(values))
            # Two decimals below 10, and one above.
            np.testing.assert_allclose(np.array(shown, float), expected[0, ..., 0], atol=0.051)


def test_the_worked_example_needs_same_for_nine_values(model):
    """W28 and E077: 2 x 2 with stride 2 on 5 x 5 gives 3 x 3 with "same", 2 x 2 with "valid"."""
    frame = model.render(model.start)
    assert frame.pictures["output"].texts == (("1", "1", "0"), ("4", "2", "1"), ("0", "2", "1"))
    assert "5 x 5 becomes 3 x 3, ceil(5 / 2) = 3." in frame.sentence
    assert "row 1, column 0 holds 1, 0, 1, 4: the largest is 4." in frame.sentence
    frame = model.render(model.change(model.start, padding="valid"))
    assert frame.pictures["output"].texts == (("1", "1"), ("4", "2"))
    assert "5 x 5 becomes 2 x 2, floor((5 - 2) / 2) + 1 = 2." in frame.sentence
    assert "9 of 25 values, crossed out, lie in no window." in frame.sentence


def test_a_bright_pixel_is_tolerated_inside_its_window_only(model):
    """E074: from column 2 to 3 the output stays, from 3 to 4 it changes."""
    outputs = {}
    for right in (0, 1, 2):
        state = model.change(model.start, map=DOT, padding="valid", right=right)
        frame = model.render(state)
        outputs[right] = frame.pictures["output"].texts
    assert outputs[0] == outputs[1] != outputs[2]
    assert "the output moves along, by 1 cell to the right" in frame.sentence


@pytest.mark.parametrize("name", [CAMERA, GRAVEL])
@pytest.mark.parametrize(("down", "right"), [(0, 1), (0, -1), (1, 0), (-1, 0)])
def test_a_shift_by_a_pixel_changes_most_outputs_of_a_photograph(model, name, down, right):
    state = model.change(model.start, map=name, padding="valid", down=down, right=right)
    frame = model.render(state)
    assert "pooling tolerates small shifts, and is not invariant" in frame.sentence
    stayed = {row: int(frame.numbers[row]["stayed"]) for row in ("input", "output")}
    assert 0 < stayed["output"] < 13 and stayed["input"] < 50
    # What stays above 0 in the whole map is more after pooling, and far from everything.
    shares = []
    for row in ("whole map", "whole map, pooled"):
        stayed, values = (
            int(frame.numbers[row][column].replace(",", ""))
            for column in ("stayed, above 0", "values")
        )
        shares.append(stayed / values)
    assert shares[0] < shares[1] < 0.5


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mode": AVERAGE}, "takes the mean of each 2 x 2 window"),
        ({"mode": AVERAGE}, "row 1, column 0 holds 1, 0, 1, 4: the mean is 1.5."),
        ({"window": (2, 2)}, "holds 1: the largest is 1. It reaches over the edge"),
        ({"map": CAMERA, "padding": "valid", "size": 4}, "holds 16 values: the largest is"),
        ({"map": CAMERA, "stride": 3, "padding": "valid"}, "64 of 100 values, crossed out"),
        ({"map": DOT, "padding": "valid", "right": 1}, "same largest value as before"),
        ({"map": DOT, "padding": "valid", "right": 1, "mode": AVERAGE}, "same mean as before"),
        ({"map": DOT, "stride": 1, "down": 1, "padding": "valid"}, "stride of 1 the output moves"),
        ({"map": DOT, "right": -2, "down": 2}, "by 1 cell down and 1 to the left."),
    ],
)
def test_sentences(model, changes, sentence):
    frame = model.render(model.change(model.start, **changes))
    assert sentence in frame.sentence, frame.sentence


def test_directions():
    assert direction(-1, 0) == "1 pixel up" and direction(0, -3) == "3 pixels to the left"
    assert direction(2, 1) == "2 pixels down and 1 to the right"


def test_the_edges_are_sobel_x_and_relu():
    grey = ski.data.camera()[::4, ::4]
    response = np.maximum(cv2.Sobel(grey, cv2.CV_64F, 1, 0, borderType=cv2.BORDER_REPLICATE), 0)
    whole = maps.edges(grey).whole
    np.testing.assert_array_equal(whole, np.rint(response * 99 / response.max()))
    assert whole.min() == 0 and whole.max() == 99


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(1, 6), st.integers(1, 6))
def test_a_shift_brings_zeros(down, right, height, width):
    values = np.random.default_rng(0).integers(1, 9, (height, width))
    expected = ndimage.shift(values, (down, right), order=0)
    np.testing.assert_array_equal(maps.shifted(values, down, right), expected)


def test_the_drawing_has_each_window_each_ring_and_each_number(model):
    for padding, windows, outside, crossed in (("same", 9, 11, 0), ("valid", 4, 0, 9)):
        frame = model.render(model.change(model.start, padding=padding))
        svg = frame.pictures["input"].svg
        assert svg.count('fill="none" stroke="#000" stroke-width="1.4"') == windows
        assert svg.count('stroke="#d55e00" stroke-width="4"') == 1
        assert svg.count("<circle") == windows + 1
        assert svg.count('stroke="#aaa"') == outside
        assert svg.count('stroke="#808080" stroke-width="1.6"') == crossed
        assert svg.count("<text") == 25 + 5 + 5
    average = model.render(model.change(model.start, mode=AVERAGE)).pictures["input"]
    assert "<circle" not in average.svg and "largest" not in average.text


def test_the_words_for_who_does_not_see_the_drawing(model):
    text = model.render(model.start).pictures["input"].text
    assert text.startswith("5 x 5 numbers under 3 x 3 windows of 2 x 2.")
    assert "covers rows 2 to 3 and columns 0 to 1." in text
    assert "Its largest value, 4, is in row 3, column 1." in text
    assert text.endswith("Row by row: 0 1 0 0 0; 0 1 1 1 0; 1 0 1 2 1; 1 4 2 1 0; 0 0 1 2 1.")
    figure = explorers.pooling().snapshot(map=CAMERA, right=1)
    assert figure.text.splitlines()[0] == "Pooling"
    assert "whole map, pooled: size 64 x 64" in figure.text


def test_another_map_shows_its_best_part_and_nothing_leaves_the_map(model):
    state = model.change(model.start, map=CAMERA)
    assert (state.row, state.column) == model._maps[CAMERA].best
    moved = model.change(state, column=118)
    assert moved.column == 118 and model.change(moved, right=1).column == 118
    other = model.change(moved, map=GRAVEL)
    assert (other.row, other.column) == model._maps[GRAVEL].best
    assert model.change(state, map=GRAVEL, row=4, column=5).row == 4
    assert model.render(state).limits == {"row": (0, 118), "column": (0, 118)}
    assert model.render(model.start).limits == {}
    assert model.change(state, stride=1, window=(8, 8)).window == (4 + 4, 8)
    assert model.change(model.change(state, stride=1, window=(8, 8)), stride=4).window == (2, 2)


def test_presets_show_the_same_after_any_other(model):
    assert model.change(model.start, **model.presets["5 x 5 to 3 x 3: same"]) == model.start
    for changes in model.presets.values():
        first = model.render(model.change(model.start, **changes))
        for other in model.presets.values():
            state = model.change(model.change(model.start, **other), **changes)
            assert all(getattr(state, name) == value for name, value in changes.items())
        again = model.render(state)
        assert (again.sentence, again.captions) == (first.sentence, first.captions)


def test_what_does_not_change_is_not_drawn_again(model):
    state = model.change(model.start, map=CAMERA, right=1)
    first, moved = (model.render(model.change(state, window=(row, 0))) for row in (0, 1))
    for name in ("whole map", "whole map, pooled"):
        assert moved.pictures[name] is first.pictures[name]


@pytest.mark.parametrize(
    "image",
    [
        NOISE,
        np.random.default_rng(1).random((10, 10, 3)),
        np.zeros((10, 30), np.uint8),
        np.random.default_rng(2).integers(0, 256, (600, 300, 3), dtype=np.uint8),
    ],
)
def test_the_learners_own_picture(image):
    own = PoolingModel(image)
    name = "edges: your picture"
    assert own.start.map == name and list(own._maps) == [EXAMPLE, DOT, name]
    for changes in own.presets.values():
        frame = own.render(own.change(own.start, **changes))
        assert frame.sentence.endswith(".")
    assert max(own._maps[name].whole.shape) <= 128
    if not image.any():
        assert "nothing here that could move" in frame.sentence


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (np.zeros((9, 50), np.uint8), "needs at least 10 x 10 pixels"),
        (np.zeros((19, 19, 4), np.uint8), "4 channels"),
        (np.full((19, 19), np.inf), "pooling"),
        ([[1, 2], [3, 4]], "pooling"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(image, sentence):
    with pytest.raises(ImageError, match=re.escape(sentence)):
        explorers.pooling(image)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("size", 5, "size is a whole number from 1 to 4"),
        ("right", 4, "right is a whole number from -3 to 3"),
        ("map", "coins", "map is one of 5 x 5 example"),
        ("window", (10, 0), "window is a row from 0 to 9"),
    ],
)
def test_wrong_values_get_a_sentence(name, value, sentence):
    with pytest.raises(ImageError, match=re.escape(sentence)):
        setattr(explorers.pooling(), name, value)
