"""The explorer of many channels without a browser, against SciPy and Keras."""

from __future__ import annotations

import re

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from course_utils import explorers
from course_utils.explorers.channels.examples import START, START_KERNELS
from course_utils.explorers.channels.model import CHANNELS, ChannelsModel, ChannelsState
from course_utils.explorers.shades import diverging
from course_utils.images import ImageError

RANDOM = np.random.default_rng(6)
SMALL = RANDOM.integers(0, 256, (9, 14, 3), dtype=np.uint8)
MODEL = ChannelsModel(SMALL)
SLICE = st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=3, max_size=3)


def state_of(**changes: object) -> ChannelsState:
    return MODEL.change(MODEL.start, **changes)


@given(
    SLICE, SLICE, SLICE, st.integers(-50, 50), st.integers(1, 8), st.integers(0, 7),
    st.integers(0, 8), st.integers(0, 13),
)  # fmt: skip
@settings(max_examples=40)
def test_partial_maps_sum_and_words_are_those_of_scipy(
    red, green, blue, bias, count, kernel, row, column
):
    bias *= 5
    chosen = state_of(count=count, kernel=kernel, row=row, column=column)
    state = MODEL.change(chosen, red=red, green=green, blue=blue, bias=bias)
    shown = min(kernel, count - 1)
    partial = [
        signal.correlate2d(SMALL[..., channel].astype(float), one, "same")
        for channel, one in enumerate((red, green, blue))
    ]
    np.testing.assert_allclose(MODEL.partial_maps(state), partial, atol=1e-9)
    total = sum(partial) + bias
    np.testing.assert_allclose(MODEL.maps(state)[..., shown], total, atol=1e-9)
    frame = MODEL.render(state)
    here = [int(one[row, column]) for one in partial]
    value = int(total[row, column])
    texts = [text for (text,) in frame.pictures["sum"].texts]
    assert texts == [str(each) for each in (*here, bias, value)]
    assert frame.sentence.startswith(f"Kernel {shown}, ")
    assert f"Row {row}, column {column}: red {here[0]} + green " in frame.sentence
    assert f"= {value}. " in frame.sentence and frame.mark == (row, column)
    for name, expected in zip(CHANNELS, here, strict=True):
        cells = frame.pictures[f"{name} slice"].texts
        assert sum(int(text.split("= ")[1]) for line in cells for text in line) == expected
    largest = max(np.abs(partial).max(), np.abs(total).max()) or 1
    np.testing.assert_array_equal(frame.pictures["map"], diverging(total / largest))


@pytest.mark.parametrize("count", [1, 3, 8])
def test_maps_and_parameters_are_those_of_a_layer_of_keras(count):
    layer = keras.layers.Conv2D(count, 3, padding="same")
    layer.build((None, *SMALL.shape))
    used = START_KERNELS[:count]
    weights = np.stack([np.stack(each[:3], axis=-1) for each in used], axis=-1)
    layer.set_weights([weights, np.arange(count)])
    state = state_of(
        count=count,
        kernels=[(*each[:3], 5 * number) for number, each in enumerate(START_KERNELS)],
    )
    expected = np.asarray(layer(SMALL[np.newaxis].astype("float32")))[0] - np.arange(count)
    np.testing.assert_allclose(
        MODEL.maps(state), expected + 5 * np.arange(count), rtol=1e-5, atol=1e-2
    )
    numbers = MODEL.render(state).numbers
    assert numbers["together"]["parameters"].endswith(f"= {layer.count_params()}")
    assert numbers["kernels"]["shape"] == str(weights.shape)
    assert numbers["maps"]["shape"] == str((9, 14, count))
    assert numbers["biases"]["shape"] == f"({count},)"


def test_an_edited_kernel_stays_while_another_is_shown():
    own = MODEL.change(state_of(count=8, kernel=7), red=np.eye(3), bias=-25)
    other = MODEL.change(own, kernel=2)
    assert (other.red, other.bias) == (START[2].slices[0], 0)
    again = MODEL.change(other, kernel=7)
    assert (again.red, again.bias) == (own.red, -25)
    fewer = MODEL.change(again, count=3)
    assert (fewer.kernel, fewer.red) == (2, START[2].slices[0])
    assert MODEL.change(fewer, count=8, kernel=7).red == own.red
    assert MODEL.change(again, kernels=START_KERNELS).red == START[7].slices[0]
    both = MODEL.change(fewer, kernel=0, bias=10)  # in one message of the page
    assert both.kernels[0] == (*START[0].slices, 10) and both.kernels[2] == START_KERNELS[2]
    assert "Kernel 7, your own." in MODEL.render(again).sentence


@pytest.mark.parametrize("name", list(MODEL.presets))
def test_presets_show_what_their_name_says(name):
    frame = MODEL.render(state_of(**MODEL.presets[name]))
    count = state_of(**MODEL.presets[name]).count
    words = "One kernel adds" if count == 1 else f"{count} kernels give {count} maps."
    assert words in frame.sentence
    assert frame.pictures["all maps"].high == count - 1
    assert len(frame.pictures) == 13 and frame.columns == 4


def test_colours_find_what_their_kernels_look_for():
    flag = np.zeros((6, 9, 3), np.uint8)
    flag[:, :3], flag[:, 3:6], flag[:, 6:] = (255, 0, 0), 255, (0, 0, 255)
    model = ChannelsModel(flag)
    maps = model.maps(model.change(model.start, count=8))
    assert maps[3, [1, 4, 7], 2].tolist() == [255, 0, -127.5]
    assert maps[3, [1, 4, 7], 3].tolist() == [-127.5, 0, 255]
    assert not maps[..., 7].any()


def test_own_pictures():
    grey = ChannelsModel(SMALL[..., 0])
    partial = grey.partial_maps(grey.start)
    np.testing.assert_array_equal(partial[0], partial[2])  # the planes are alike
    model = ChannelsModel(np.zeros((400, 200, 3)))
    assert model.render(model.start).numbers["picture"]["shape"] == "(128, 64, 3)"
    assert model.change(model.start, row=127, column=127).column == 63
    dot = ChannelsModel(np.zeros((1, 1, 3), np.uint8))
    assert "= 0." in dot.render(dot.start).sentence
    for wrong, sentence in (
        (np.zeros((4, 4, 4), np.uint8), "4 channels"),
        (np.zeros(5), "explorers.many_channels"),
        ("cat.png", "explorers.many_channels"),
    ):
        with pytest.raises(ImageError, match=re.escape(sentence)):
            ChannelsModel(wrong)


def test_python_moves_the_explorer_and_a_wrong_value_moves_nothing():
    explorer = explorers.many_channels()
    explorer.photograph = "cup"
    assert (explorer.row, explorer.column) == (42, 64)  # its middle
    explorer.kernel = 7
    assert explorer.kernel == 3  # of four
    explorer.green = np.ones((3, 3))
    assert explorer.kernels[3][1] == ((1, 1, 1),) * 3
    for name, value, sentence in (
        ("red", [[1, 2]], "red is a table of 3 x 3 numbers"),
        ("count", 9, "count is a whole number from 1 to 8, not 9"),
        ("bias", 300, "bias is a whole number from -250 to 250"),
        ("kernels", START_KERNELS[:2], "kernels holds 8 kernels"),
        ("kernels", 8, "kernels holds 8 kernels"),
        ("kernels", [(1, 2)] * 8, "kernels holds 8 kernels"),
        ("kernels", [3] * 8, "kernels holds 8 kernels"),
    ):
        before = explorer.state
        with pytest.raises(ImageError, match=re.escape(sentence)):
            setattr(explorer, name, value)
        assert explorer.state == before


def test_snapshot_has_all_in_words():
    figure = explorers.many_channels().snapshot(count=8, kernel=2)
    assert "together: shape , parameters 3 × 3 × 3 × 8 + 8 = 224" in figure.text
    assert figure.html.count("<img") == 7 and figure.html.count('role="img"') == 2
    assert "all maps, (128, 128, 8). 0: vertical edges" in figure.html
