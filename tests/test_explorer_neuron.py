"""The neuron explorer without a browser, against SciPy and finite differences."""

from __future__ import annotations

import base64
import re

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from course_utils import datasets, explorers
from course_utils.explorers.axes import Axes, ticks
from course_utils.explorers.neurons import drawing
from course_utils.explorers.neurons.model import NeuronModel
from course_utils.explorers.neurons.node import DATA, HIGH, LOW, Node
from course_utils.explorers.shades import diverging
from course_utils.images import ImageError

ORACLES = {
    "linear": lambda z: z,
    "sigmoid": special.expit,
    "tanh": lambda z: 2 * special.expit(2 * z) - 1,
    "relu": lambda z: z * (z > 0),
}
TENTHS = st.integers(-30, 30).map(lambda number: number / 10)
WEIGHTS = st.integers(-50, 50).map(lambda number: number / 10)
SURFACE = re.compile(r"data:image/png;base64,([^\"]+)")


@pytest.fixture(scope="module")
def model() -> NeuronModel:
    return NeuronModel()


def frame_of(model: NeuronModel, **state: object):
    return model.render(model.change(model.start, **state))


@pytest.mark.parametrize("activation", list(ORACLES))
@given(x1=TENTHS, x2=TENTHS, w1=WEIGHTS, w2=WEIGHTS, bias=WEIGHTS)
@settings(max_examples=40, deadline=None)
def test_numbers_are_those_of_the_node(activation, x1, x2, w1, w2, bias):
    state = {"x1": x1, "x2": x2, "w1": w1, "w2": w2, "bias": bias, "activation": activation}
    row = frame_of(NeuronModel(), **state).numbers["node"]
    z = x1 * w1 + x2 * w2 + bias
    oracle = ORACLES[activation]
    assert float(row["w1 x1"]) == pytest.approx(x1 * w1, abs=0.00501)
    assert float(row["w2 x2"]) == pytest.approx(x2 * w2, abs=0.00501)
    assert float(row["sum z"]) == pytest.approx(z, abs=0.00501)
    assert float(row["output a"]) == pytest.approx(oracle(z), abs=0.000501)
    if activation != "relu" or abs(z) > 0.01:
        difference = (oracle(z + 1e-5) - oracle(z - 1e-5)) / 2e-5
        assert float(row["slope"]) == pytest.approx(difference, rel=0.06, abs=0.00051)
    assert "-0.00" not in row.values() and "-0.000" not in row.values()


def surface_of(frame) -> np.ndarray:
    file = base64.b64decode(SURFACE.search(frame.pictures["plane"].svg)[1])
    return cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]


@pytest.mark.parametrize("activation", list(ORACLES))
def test_the_plane_is_white_on_the_line_and_blue_and_orange_beside_it(model, activation):
    frame = frame_of(model, w1=1.0, w2=-2.0, bias=0.5, activation=activation)
    plane = surface_of(frame).astype(int)
    rows, columns = plane.shape[:2]
    x1 = LOW + (HIGH - LOW) * (np.arange(columns) + 0.5) / columns
    x2 = HIGH - (HIGH - LOW) * (np.arange(rows) + 0.5) / rows
    z = x1 - 2 * x2[:, np.newaxis] + 0.5
    red, blue = plane[..., 0], plane[..., 2]
    assert (red[z > 0.1] > blue[z > 0.1]).all()
    below = blue[z < -0.1] - red[z < -0.1]
    assert (below == 0).all() if activation == "relu" else (below > 0).all()
    assert plane[np.abs(z) < 0.05].min() > 235
    # The colour is a function of the output alone.
    order = np.argsort(z.ravel())
    assert (np.diff((red - blue).ravel()[order]) >= -1).all()


def test_colours_go_from_blue_through_white_to_orange():
    scale = diverging(np.linspace(-2, 2, 101)).astype(int)
    assert scale[50].tolist() == [255, 255, 255]
    assert (scale[:26] == scale[0]).all() and (scale[75:] == scale[-1]).all()
    assert scale[0][2] > scale[0][0] and scale[-1][0] > scale[-1][2]


@given(w1=WEIGHTS, w2=WEIGHTS, bias=WEIGHTS)
@settings(max_examples=60)
def test_z_is_0_all_along_the_line(w1, w2, bias):
    node = Node((w1, w2), bias, "sigmoid")
    if not node.has_line:
        assert (w1, w2) == (0, 0)
        return
    ends = node.line()
    assert np.abs(ends @ [w1, w2] + bias).max() < 1e-9 * (1 + np.abs(ends).max() * 5)
    assert np.linalg.norm(ends[1] - ends[0]) > 10 * (HIGH - LOW)
    # It passes through the picture if and only if z has both signs there.
    grid = np.stack(np.meshgrid(*2 * [np.linspace(LOW, HIGH, 61)]), axis=-1)
    z = grid @ [w1, w2] + bias
    assert node.crosses_plane() == bool(z.min() <= 1e-9 and z.max() >= -1e-9)


def test_without_a_bias_every_line_passes_through_the_origin(model):
    free = frame_of(model, use_bias=False, bias=2.0, data="shifted clouds")
    zero = frame_of(model, use_bias=True, bias=0.0, data="shifted clouds")
    assert free.numbers["node"]["b"] == "none"
    assert free.numbers["node"]["accuracy"] == zero.numbers["node"]["accuracy"]
    assert "always passes through the origin" in free.sentence
    assert "origin" not in zero.sentence
    # E030: no weights at all separate these clouds without a bias, and with one nearly all are.
    points = DATA["shifted clouds"]
    angles = np.linspace(0, 2 * np.pi, 721)
    best = max(
        points.right(Node((float(np.cos(a)), float(np.sin(a))), 0.0, "linear")).mean()
        for a in angles
    )
    with_bias = points.right(Node((1.0, 1.0), -2.0, "linear")).mean()
    assert best < 0.8 < 0.9 < with_bias


def test_the_clouds_are_those_of_the_data_sets():
    places, labels = datasets.points("blobs", 60, noise=0.55, seed=10)
    np.testing.assert_array_equal(DATA["clouds"].places, places)
    np.testing.assert_allclose(DATA["shifted clouds"].places, places + 1)
    for name in ("clouds", "shifted clouds"):
        np.testing.assert_array_equal(DATA[name].labels, labels)
        assert DATA[name].places.min() > LOW and DATA[name].places.max() < HIGH
    for name, gate in (("AND", np.logical_and), ("OR", np.logical_or), ("XOR", np.logical_xor)):
        np.testing.assert_array_equal(DATA[name].labels, gate(*DATA[name].places.T))


def test_presets_do_what_their_names_say(model):
    rows = {}
    for name, changes in model.presets.items():
        frame = frame_of(model, **changes)
        rows[name] = frame.numbers["node"], frame.sentence
    assert rows["AND"][0]["accuracy"] == rows["OR"][0]["accuracy"] == "100.0 % (4 of 4)"
    assert rows["XOR: no line fits"][0]["accuracy"] == "75.0 % (3 of 4)"
    assert float(rows["saturated sigmoid"][0]["slope"]) < 0.001
    assert "saturated" in rows["saturated sigmoid"][1]
    assert rows["dead ReLU"][0]["slope"] == "0" and "dead" in rows["dead ReLU"][1]
    assert float(rows["tanh near 0"][0]["slope"]) > 0.9
    accuracy = {name: float(row["accuracy"].split()[0]) for name, (row, _) in rows.items()}
    assert accuracy["no bias"] < 75 and accuracy["with bias"] > 90
    assert model.change(model.start, **model.presets["two clouds"]) == model.start


def test_no_line_separates_xor():
    points = DATA["XOR"]
    grid = np.linspace(-3, 3, 13)
    right = [
        points.right(Node((w1, w2), b, "linear")).sum() for w1 in grid for w2 in grid for b in grid
    ]
    assert max(right) == 3


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"w1": 0.0, "w2": 0.0, "bias": 1.0}, "Both weights are 0: z is 1.00 everywhere"),
        ({"x1": 0.0, "x2": 0.0}, "z is 0: the input lies on the line"),
        ({"x1": 0.1, "x2": 0.1}, r"steepest: its slope is at most 0\.25"),
        ({"bias": 5.0, "w1": 0.1, "w2": 0.1}, "outside of the picture"),
        ({"activation": "tanh", "x1": 3.0}, "tanh is saturated"),
        ({"activation": "tanh"}, "between -1 and 1"),
        ({"activation": "relu", "x1": -2.0}, "ReLU gives 0 with slope 0"),
        ({"activation": "relu"}, "ReLU hands z on unchanged"),
        ({"activation": "linear"}, "slope is 1 everywhere"),
        ({"data": "XOR"}, "at most 3 of 4"),
    ],
)
def test_sentences_say_what_there_is_to_see(model, state, sentence):
    assert re.search(sentence, frame_of(model, **state).sentence)


@pytest.mark.parametrize("activation", list(ORACLES))
@pytest.mark.parametrize("data", list(DATA))
def test_every_state_has_short_words_for_each_picture(model, activation, data):
    for state in ({"x1": -3.0, "w1": 5.0}, {}, {"w1": 0.0, "w2": 0.0}, {"use_bias": False}):
        frame = frame_of(model, activation=activation, data=data, **state)
        assert list(frame.captions) == list(frame.pictures)
        assert all(picture.text for picture in frame.pictures.values())
        drawn = "".join(picture.svg for picture in frame.pictures.values())
        assert "nan" not in SURFACE.sub("", drawn)
        for part in re.split(r"(?<=[.:;]) ", frame.sentence):
            assert len(part.split()) < 25, part
        assert ("accuracy" in frame.numbers["node"]) == (data != "none")


def test_the_tangent_touches_the_curve_at_the_point(model):
    """The dashed line has the slope of the chart's curve at z, in the pixels of the drawing."""
    node = Node((1.0, 1.0), 0.0, "tanh")
    chart = drawing.activation(node, 0.7, "")
    axes = Axes(-6, 6, -1.2, 1.2)
    number = r"(-?[\d.]+)"
    path = f'd="M{number} {number}L{number} {number}"[^>]*dasharray="6 4"'
    dashed = re.search(path, chart.svg)
    x1, y1, x2, y2 = map(float, dashed.groups())
    pixels = (axes.y(np.tanh(0.7 + 1e-4)) - axes.y(np.tanh(0.7 - 1e-4))) / (
        axes.x(0.7 + 1e-4) - axes.x(0.7 - 1e-4)
    )
    assert (y2 - y1) / (x2 - x1) == pytest.approx(float(pixels), rel=1e-2)
    middle = y1 + (y2 - y1) * (float(axes.x(0.7)) - x1) / (x2 - x1)
    assert middle == pytest.approx(float(axes.y(np.tanh(0.7))), abs=0.2)


def test_a_click_in_the_plane_sets_the_place_under_it(model):
    chart = frame_of(model).pictures["plane"]
    assert (chart.control, chart.control_up) == ("x1", "x2")
    axes = drawing.PLANE
    for x, y in ((-3, -3), (0, 2), (3, 3)):
        across, up = axes.x(x) / axes.width, 1 - axes.y(y) / axes.height
        assert chart.low + across * (chart.high - chart.low) == pytest.approx(x)
        assert chart.bottom + up * (chart.top - chart.bottom) == pytest.approx(y)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-3, 3, [-2, 0, 2]), (0, 74.7, [0, 20, 40, 60])],
)
def test_ticks_are_round_and_few(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_lie_inside_and_are_at_most_six(low, width):
    found = ticks(low, low + width)
    assert 1 <= len(found) <= 7
    assert all(low - 1e-6 * width <= each <= low + width * (1 + 1e-6) for each in found)


def test_lines_break_where_they_are_not_finite():
    axes = Axes(0, 10, 0, 10)
    path = axes.curve(np.arange(5.0), np.array([1, 2, np.nan, 4, np.inf]))
    assert path.count("M") == 2 and "nan" not in path and "inf" not in path


def test_contours_lie_at_their_height():
    axes = Axes(-2, 2, -1, 3)
    x, y = axes.centres(80, 80)
    path = axes.contours(x**2 + (y - 1) ** 2, [1.0], colour="black")
    numbers = re.findall(r"[\d.]+", re.search(r' d="([^"]+)"', path)[1])
    places = np.array(numbers, float).reshape(-1, 2)
    across = np.interp(places[:, 0], axes.x(np.array([-2, 2])), [-2, 2])
    up = 3 - 4 * (places[:, 1] - float(axes.y(3))) / (float(axes.y(-1)) - float(axes.y(3)))
    assert np.hypot(across, up - 1) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"w1": 6.0}, r"w1 is a number from -5\.0 to 5\.0"),
        ({"activation": "softmax"}, "activation is one of linear, sigmoid, tanh, relu"),
        ({"data": "moons"}, "data is one of clouds"),
        ({"w3": 1.0}, "no state called 'w3'"),
    ],
)
def test_wrong_states_get_a_sentence(model, state, sentence):
    with pytest.raises(ImageError, match=sentence):
        model.snapshot(**state)
    with pytest.raises(ImageError, match=sentence):
        explorers.neuron(presets={"wrong": state})
