"""The kernel workshop without a browser, against SciPy, OpenCV and NumPy."""

from __future__ import annotations

import dataclasses
import re

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from course_utils import explorers, kernels
from course_utils.explorers import charts
from course_utils.explorers.base import NumberedPicture
from course_utils.explorers.filtering import catalogue, drawing
from course_utils.explorers.filtering.catalogue import CATALOGUE, OWN
from course_utils.explorers.filtering.model import BORDERS, VALID, WorkshopModel
from course_utils.explorers.filtering.words import shown_words
from course_utils.images import ImageError

NOISE = np.random.default_rng(6).integers(0, 256, (23, 31), dtype=np.uint8)
FLAT = np.full((12, 9), 100, np.uint8)
SCIPY_MODES = {
    "zeros": {"mode": "constant", "cval": 0},
    "ones": {"mode": "constant", "cval": 1},
    "replicate": {"mode": "nearest"},
    "reflect": {"mode": "mirror"},
    "symmetric": {"mode": "reflect"},
    "wrap": {"mode": "wrap"},
}
NUMBERS = st.floats(-20, 20).map(lambda number: round(number, 2))
GRIDS = st.sampled_from((3, 5)).flatmap(
    lambda side: st.lists(
        st.lists(NUMBERS, min_size=side, max_size=side), min_size=side, max_size=side
    )
)


@pytest.fixture(scope="module")
def model() -> WorkshopModel:
    return WorkshopModel()


@pytest.fixture(scope="module")
def noise_model() -> WorkshopModel:
    return WorkshopModel(NOISE)


def expected_response(picture: np.ndarray, weights: np.ndarray, border: str) -> np.ndarray:
    """Return what SciPy makes of it."""
    whole = ndimage.correlate(picture.astype(float), weights, **SCIPY_MODES.get(border, {}))
    if border != VALID:
        return whole
    edge = len(weights) // 2
    return whole[edge:-edge, edge:-edge]


def as_shown(response: np.ndarray, how: str) -> np.ndarray:
    """Return the definition of each way to show a response, but the one in two colours."""
    if how == "cut":
        return np.clip(response, 0, 255)
    if how == "absolute value":
        return np.minimum(np.abs(response), 255)
    low, high = response.min(), response.max()
    return 255 * (response - low) / (high - low)


@given(
    weights=GRIDS,
    border=st.sampled_from(BORDERS),
    scale=st.sampled_from(catalogue.SCALES),
    divisor=st.integers(1, 300),
    bias=st.integers(-255, 255),
    shown=st.sampled_from(drawing.SHOWN),
)
@settings(max_examples=60, deadline=None)
def test_every_setting_gives_what_scipy_gives(
    noise_model, weights, border, scale, divisor, bias, shown
):
    state = noise_model.change(
        noise_model.start,
        weights=weights,
        border=border,
        scale=scale,
        divisor=divisor,
        bias=bias,
        shown=shown,
    )
    assert (state.size, state.kernel) == (len(weights), catalogue.name_of(state.weights))
    frame = noise_model.render(state)
    array = np.array(weights)
    by = {"as written": 1, "divided by a number": divisor}.get(scale, round(array.sum(), 9) or 1)
    response = expected_response(NOISE, array, border) / by + bias
    largest = np.abs(response).max()
    picture = frame.pictures["response"]
    assert picture.dtype == np.uint8 and picture.shape[:2] == response.shape
    if shown != "two colours" and np.ptp(response) > 1e-3 * largest:
        # Float32 against float64, rounded: where they differ, it is by one step.
        near = max(1.0, 1e-5 * largest) if shown != "stretched" else 1.0
        assert np.abs(picture - as_shown(response, shown)).max() <= near
    smallest = float(frame.numbers["response"]["smallest"])
    assert smallest == pytest.approx(response.min(), abs=0.6 + 1e-4 * largest)
    assert frame.sentence.endswith(".") and "nan" not in frame.sentence + str(frame.numbers)
    assert "  " not in frame.sentence


@pytest.mark.parametrize("name", CATALOGUE)
def test_kernels_of_the_catalogue_are_those_of_opencv(model, name):
    state = model.change(model.start, kernel=name)
    frame = model.render(state)
    weights, divisor = catalogue.used_weights(state.weights, state.scale, state.divisor)
    expected = cv2.filter2D(frame.pictures["picture"], cv2.CV_64F, weights / divisor)
    picture = np.clip(expected, 0, 255)
    assert np.abs(frame.pictures["response"] - picture).max() <= 0.51
    if name in kernels.NAMED:
        np.testing.assert_allclose(weights / divisor, kernels.NAMED[name], atol=1e-12)
    assert (weights == np.rint(weights)).all()


def test_binomial_weights_are_the_gaussian_of_opencv(model):
    frame = model.render(model.change(model.start, kernel="Gaussian blur, 5 x 5"))
    expected = cv2.GaussianBlur(frame.pictures["picture"].astype(np.float32), (5, 5), 0)
    assert np.abs(frame.pictures["response"] - expected).max() <= 0.51


@pytest.mark.parametrize("name", ["sharpen", "Sobel x", "Gaussian blur, 5 x 5", "emboss"])
@pytest.mark.parametrize(("border", "bias"), [("reflect", 0), (VALID, 7), ("zeros", -7)])
def test_the_code_in_the_caption_gives_the_response(noise_model, name, border, bias):
    state = noise_model.change(noise_model.start, kernel=name, border=border, bias=bias)
    frame = noise_model.render(state)
    code = frame.captions["response"].partition(": ")[2]
    given_names = {"kernels": kernels, "picture": NOISE, "weights": np.array(state.weights)}
    response = eval(code, given_names)
    shown = np.rint(np.clip(response, 0, 255))
    np.testing.assert_allclose(frame.pictures["response"], shown, atol=1)
    height, width = response.shape
    assert frame.captions["response"].startswith(f"response, {width} x {height}: ")


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("name", ["Sobel y", "box blur, 5 x 5"])
def test_corners_hold_what_the_kernel_sees_and_gives(noise_model, border, name):
    state = noise_model.change(noise_model.start, kernel=name, border=border)
    frame = noise_model.render(state)
    around, answer = (frame.pictures[f"corner of the {which}"] for which in ("picture", "response"))
    seen = np.array(around.texts, dtype=float)
    weights, divisor = catalogue.used_weights(state.weights, state.scale, state.divisor)
    windows = np.lib.stride_tricks.sliding_window_view(seen, weights.shape)
    by_hand = (windows * weights).sum(axis=(2, 3)) / divisor
    written = np.array([[drawing.number(each) for each in row] for row in by_hand])
    np.testing.assert_array_equal(np.array(answer.texts), written)
    reach = 0 if border == VALID else state.size // 2
    assert around.row_names[0] == str(-reach)
    start = around.row_names.index("0")
    np.testing.assert_array_equal(
        seen[start:, start:],
        NOISE[: 5 + reach, : 5 + reach][:, :] if reach else NOISE[: len(seen), : len(seen)],
    )


@given(
    st.lists(st.floats(-2000, 2000, width=32), min_size=1, max_size=60),
)
@settings(max_examples=60)
def test_the_histogram_counts_every_value(values):
    response = np.array(values, dtype=np.float32)[np.newaxis]
    chart = drawing.histogram(response)
    low, high = min(response.min(), 0), max(response.max(), 255)
    bar = (high - low) / 127 + 2
    assert low - bar <= chart.low <= low <= high <= chart.high <= high + 1.5 * bar
    assert float(chart.low * 2).is_integer() and float(chart.high * 2).is_integer()
    assert f"Histogram of {len(values)} values" in chart.text
    assert f"{100 * np.mean(response < 0):.1f} % lie below 0" in chart.text
    assert f"{100 * np.mean(response > 255):.1f} % above 255" in chart.text


def test_two_colours_show_the_sign(noise_model):
    frame = noise_model.render(
        noise_model.change(noise_model.start, kernel="Sobel x", shown="two colours")
    )
    response = expected_response(NOISE, kernels.NAMED["Sobel x"], "reflect")
    red, blue = (frame.pictures["response"][..., place].astype(int) for place in (0, 2))
    strong = np.abs(response) > 0.05 * np.abs(response).max()
    assert ((red > blue) == (response > 0))[strong].all()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kernel": "box blur"}, r"sum to 9 / 9 = 1: the brightness is kept"),
        (
            {"kernel": "box blur", "scale": "as written"},
            r"9: .*100 becomes 900\. .*brighter",
        ),
        ({"kernel": "cross blur", "scale": "as written"}, "100 becomes 800"),
        ({"kernel": "sharpen"}, "sum to 1: the brightness is kept"),
        ({"kernel": "outline"}, "a flat area gives 0, .* answers only to change"),
        ({"kernel": "identity"}, "each pixel is copied"),
        ({"kernel": "move by 2 pixels, 5 x 5"}, "one of its neighbours, and the picture moves"),
        ({"weights": -np.ones((3, 3)), "scale": "as written"}, "100 becomes -900. Less than 0"),
        ({"weights": np.zeros((3, 3))}, "All weights are 0: the response is 0 everywhere"),
        ({"kernel": "Sobel x", "scale": "divided by their sum"}, "sum of 0 cannot divide"),
        (
            {"kernel": "box blur", "scale": "divided by a number", "divisor": 18},
            "becomes 50",
        ),
        ({"bias": 30}, "bias then adds 30"),
        ({"bias": -30}, "bias then takes 30"),
        ({"border": "zeros"}, "frame of zeros is black, and mixes"),
        ({"kernel": "Sobel x", "border": "zeros"}, "frame of zeros is black: .*finds an edge"),
        ({"border": VALID}, "response is 2 pixels narrower and lower"),
    ],
)
def test_sentences_say_what_the_sum_means(model, changes, sentence):
    frame = model.render(model.change(model.start, **changes))
    assert re.search(sentence, frame.sentence), frame.sentence


@pytest.mark.parametrize(
    ("response", "how", "sentence"),
    [
        ([-1, -1, 300, 5], "cut", "50 % of the response lies below 0 and turns black, 25 % lies"),
        ([1, 1, 300, 5], "cut", "25 % of the response lies above 255 and turns white."),
        ([-300, 1, 1, 5], "absolute value", "loses its sign, 25 % lies beyond 255 and turns white"),
        ([0, 1, 2, 3], "cut", "Nothing of the response is lost"),
        ([-1, *[1] * 300], "cut", "Almost nothing"),
        ([-2, 0, 1, 3], "stretched", "black is -2, and white is 3"),
        ([7, 7], "stretched", "nothing to stretch"),
        ([-2, 1], "two colours", "orange above. The strongest colour is 2 away from 0."),
        ([-2, 900], "two colours", "orange above. Beyond 255 no colour gets stronger."),
    ],
)
def test_sentences_say_what_the_screen_hides(response, how, sentence):
    assert sentence in shown_words(np.array([response], dtype=float), how)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_flat_area_becomes_what_the_sentence_says(name):
    flat_model = WorkshopModel(FLAT)
    for scale in catalogue.SCALES:
        state = flat_model.change(flat_model.start, kernel=name, scale=scale, divisor=7)
        frame = flat_model.render(state)
        level = float(frame.numbers["response"]["mean"])
        told = re.search(r"100 (?:becomes|stays) (-?[\d.]+?)\.? ", frame.sentence + " ")
        kept = "copied" in frame.sentence or "neighbours" in frame.sentence
        expected = float(told.group(1)) if told else 100 if kept else 0
        assert level == pytest.approx(expected, abs=0.06, rel=1e-3)
        assert frame.numbers["response"]["smallest"] == frame.numbers["response"]["largest"]


def test_name_size_and_weights_go_together(model):
    state = model.change(model.start, kernel="Sobel x")
    assert state.weights == CATALOGUE["Sobel x"].weights and state.scale == "as written"
    edited = [list(row) for row in state.weights]
    edited[1][1] = 3
    own = model.change(state, weights=edited)
    assert own.kernel == OWN and own.weights[1] == (-2.0, 3.0, 2.0)
    larger = model.change(own, size=5)
    assert (larger.kernel, larger.size, larger.weights[2]) == (OWN, 5, (0.0, -2.0, 3.0, 2.0, 0.0))
    assert model.change(larger, size=3).weights == own.weights
    assert model.change(own, weights=state.weights).kernel == "Sobel x"
    assert model.change(state, kernel=OWN).weights == state.weights
    assert model.change(larger, kernel="box blur").size == 3
    assert model.change(state, kernel="box blur", scale="as written").scale == "as written"
    response = model.render(model.change(state, size=5)).pictures["response"]
    np.testing.assert_array_equal(response, model.render(state).pictures["response"])


def test_every_value_can_be_set_by_its_name():
    workshop = explorers.kernel_workshop(NOISE)
    workshop.weights = kernels.NAMED["box blur"]
    assert (workshop.kernel, workshop.size) == (OWN, 3)
    workshop.kernel = "streak, 5 x 5"
    assert workshop.size == 5 and len(workshop.weights) == 5
    workshop.size = 3
    assert workshop.weights == ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    for name, value, sentence in (
        ("weights", np.ones((2, 2)), "weights is a table of 3 x 3 or 5 x 5 numbers"),
        ("weights", np.full((3, 3), np.nan), "weights holds numbers from -999 to 999, not nan"),
        ("border", "mirror", "border is one of zeros, ones"),
        ("bias", 256, "bias is a whole number from -255 to 255"),
        ("size", 4, "size is one of 3, 5"),
    ):
        with pytest.raises(ImageError, match=re.escape(sentence)):
            setattr(workshop, name, value)


def test_presets_show_the_same_after_any_other(model):
    assert model.change(model.start, **model.presets["blur"]) == model.start
    for changes in model.presets.values():
        first = model.render(model.change(model.start, **changes))
        for other in model.presets.values():
            state = model.change(model.change(model.start, **other), **changes)
            assert all(getattr(state, name) == value for name, value in changes.items())
        again = model.render(state)
        assert (again.sentence, again.captions) == (first.sentence, first.captions)


def test_what_does_not_change_is_not_drawn_again(model):
    first, moved = (model.render(model.change(model.start, bias=bias)) for bias in (0, 9))
    for name in ("picture", "kernel", "corner of the picture"):
        assert moved.pictures[name] is first.pictures[name]
    assert moved.pictures["response"] is not first.pictures["response"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.start.bias = 3


@pytest.mark.parametrize(
    "image",
    [
        np.random.default_rng(1).random((7, 11, 3)),
        np.full((5, 5), 255, np.uint8),
        np.zeros((9, 9), bool),
        np.random.default_rng(2).integers(0, 256, (900, 300), dtype=np.uint8),
    ],
)
def test_the_learners_own_picture(image):
    own = WorkshopModel(image)
    assert own.controls[4].only_with == {"photograph": ()}
    for changes in own.presets.values():
        frame = own.render(own.change(own.start, **changes))
        shape = frame.pictures["picture"].shape
        assert max(shape) <= 512 and frame.pictures["response"].shape[:2] == shape
    for size in (3, 5):
        frame = own.render(own.change(own.start, size=size, border=VALID))
        height, width = shape[0] - size + 1, shape[1] - size + 1
        assert frame.pictures["response"].shape == (height, width)


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (np.zeros((4, 50), np.uint8), "needs at least 5 x 5 pixels"),
        (np.zeros((9, 9, 4), np.uint8), "4 channels"),
        (np.full((9, 9), np.nan), "kernel_workshop"),
        ("photo.png", "kernel_workshop"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(image, sentence):
    with pytest.raises(ImageError, match=re.escape(sentence)):
        explorers.kernel_workshop(image)


def test_the_snapshot_says_in_words_what_it_shows():
    workshop = explorers.kernel_workshop(NOISE)
    figure = workshop.snapshot(kernel="Sobel x", shown="absolute value")
    for words in ("Kernel workshop", "response: smallest", "Histogram of 713 values", "sum to 0"):
        assert words in figure.text
    assert figure.text.count("\n") >= 8
    frame = workshop.model.render(workshop.state)
    tables = [each for each in frame.pictures.values() if isinstance(each, NumberedPicture)]
    assert len(tables) == 3 and all(table.caption for table in tables)


def test_the_histogram_has_a_bar_for_as_many_whole_numbers(monkeypatch):
    drawn = {}
    monkeypatch.setattr(charts, "histogram", lambda counts, **rest: drawn.update(rest, c=counts))
    for low, high, first, last, bar in (
        (0, 255, 0, 255, 3),
        (-200, 300, -200, 300, 4),
        (0, 10, 0, 255, 3),
        (0, 900, 0, 904, 8),
    ):
        drawing.histogram(np.arange(low, high + 1, dtype=np.float32)[np.newaxis])
        assert (drawn["first"], drawn["last"]) == (first, last)
        counts = drawn["c"]
        assert counts.sum() == high - low + 1 and len(counts) == (last - first) // bar + 1
        inner = counts[1 : (high - low) // bar - 1]
        assert (inner == bar).all()
