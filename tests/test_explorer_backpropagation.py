"""The backpropagation graph without a browser, against finite differences and `networks`."""

from __future__ import annotations

import dataclasses
import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_utils import explorers
from course_utils.explorers.graphs.drawing import COLUMNS, HEIGHTS, PLACES, WIDTH
from course_utils.explorers.graphs.engine import (
    Node,
    backward,
    cross_entropy,
    forward_order,
    relu,
    sigmoid,
    squared_error,
    tanh,
    weighted_sum,
)
from course_utils.explorers.graphs.examples import (
    DEAD_RELU,
    GRAPHS,
    HIDDEN,
    NEURONS,
    ONE_NEURON,
    RELU,
    SIGMOID,
    SIGMOID_ENTROPY,
    SIGMOID_SQUARED,
    TANH,
    TWO_LAYERS,
    build,
    loss_of,
    mistaken_slope,
    start_values,
)
from course_utils.explorers.graphs.model import NOTHING, GraphModel
from course_utils.explorers.graphs.nudging import measure
from course_utils.explorers.graphs.passes import Passes
from course_utils.images import ImageError
from course_utils.networks import Dense, Network

CASES = [(graph, hidden) for graph in GRAPHS for hidden in HIDDEN if graph == TWO_LAYERS] + [
    (graph, RELU) for graph in NEURONS
]
NUMBERS = st.floats(-2, 2, allow_nan=False)


@pytest.fixture(scope="module")
def model() -> GraphModel:
    return GraphModel()


def gradients(graph: str, hidden: str, values: dict[str, float]) -> dict[str, float]:
    built = build(graph, hidden, values)
    backward(built.loss)
    return {name: node.gradient for name, node in built.given.items()}


def numerical(graph: str, hidden: str, values: dict[str, float], name: str) -> float:
    h = 1e-5
    up, down = (loss_of(graph, hidden, {**values, name: values[name] + by}) for by in (h, -h))
    return (up - down) / (2 * h)


# ---- the engine ---------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=" ".join)
@given(data=st.data())
@settings(max_examples=40)
def test_gradients_are_finite_differences(case, data):
    graph, hidden = case
    names = start_values(graph, hidden)
    values = data.draw(st.fixed_dictionaries(dict.fromkeys(names, NUMBERS)))
    if graph == SIGMOID_ENTROPY:
        values["y"] = data.draw(st.sampled_from([0.0, 0.25, 1.0]))
    built = build(graph, hidden, values)
    for node in built.operations:  # away from the kink of the ReLU
        assume(node.formula != "relu({0})" or abs(node.inputs[0].value) > 1e-3)
    backward(built.loss)
    for name, node in built.given.items():
        expected = numerical(graph, hidden, values, name)
        assert node.gradient == pytest.approx(expected, rel=1e-5, abs=1e-6), name


@pytest.mark.parametrize(
    ("operation", "places"),
    [
        (lambda a, b: a * b, 2),
        (lambda a, b: a + b, 2),
        (lambda a, b: a - b, 2),
        (squared_error, 2),
        (lambda a: a.squared(), 1),
        (sigmoid, 1),
        (tanh, 1),
        (relu, 1),
        (lambda a, b, c, d, e: weighted_sum([a, b], [c, d], e), 5),
    ],
)
@given(data=st.data())
@settings(max_examples=30)
def test_local_slopes_are_finite_differences(operation, places, data):
    values = data.draw(st.lists(st.floats(-3, 3), min_size=places, max_size=places))
    assume(operation is not relu or abs(values[0]) > 1e-3)
    slopes = operation(*map(Node, values)).slopes
    assert len(slopes) == places
    for place, slope in enumerate(slopes):
        up, down = (
            operation(*(Node(v + by * (i == place)) for i, v in enumerate(values))).value
            for by in (1e-5, -1e-5)
        )
        assert slope == pytest.approx((up - down) / 2e-5, rel=1e-6, abs=1e-7)


@given(st.floats(0.01, 0.99), st.sampled_from([0.0, 1.0, 0.3]))
def test_slopes_of_cross_entropy(p, y):
    node = cross_entropy(Node(p), Node(y))
    assert node.value == pytest.approx(-y * math.log(p) - (1 - y) * math.log(1 - p))
    for place, slope in enumerate(node.slopes):
        up, down = (
            cross_entropy(Node(p + by * (place == 0)), Node(y + by * (place == 1))).value
            for by in (1e-6, -1e-6)
        )
        assert slope == pytest.approx((up - down) / 2e-6, rel=1e-4)


def test_extreme_sums_do_not_overflow_and_certainty_gets_a_sentence():
    assert [sigmoid(Node(z)).value for z in (-1e4, 0.0, 1e4)] == [0, 0.5, 1]
    for p in (0.0, 1.0, 1.5):
        with pytest.raises(ValueError, match="lies between 0 and 1"):
            cross_entropy(Node(p), Node(1.0))


def test_a_number_used_twice_gets_both_gradients():
    x = Node(3.0, "x")
    loss = x * x + x
    backward(loss)
    assert x.gradient == 7
    backward(loss)  # a second call starts anew
    assert x.gradient == 7


def test_the_order_has_each_node_once_and_after_its_inputs():
    for graph, hidden in CASES:
        built = build(graph, hidden, start_values(graph, hidden))
        order = forward_order(built.loss)
        assert len(set(order)) == len(order) == len(built.given) + len(built.operations)
        for node in order:
            assert all(order.index(each) < order.index(node) for each in node.inputs)


@given(values=st.fixed_dictionaries(dict.fromkeys(start_values(TWO_LAYERS), NUMBERS)))
@settings(max_examples=60)
@pytest.mark.parametrize(
    ("hidden", "activation"), [(RELU, "relu"), (SIGMOID, "sigmoid"), (TANH, "tanh")]
)
def test_two_layers_are_the_network_of_the_course(hidden, activation, values):
    network = Network([Dense(2, 2, activation), Dense(2, 1)], "mean_squared_error")
    first, last = network.layers
    first.weights[:] = [[values["w11"], values["w12"]], [values["w21"], values["w22"]]]
    first.bias[:] = [values["b1"], values["b2"]]
    last.weights[:] = [[values["v1"]], [values["v2"]]]
    last.bias[:] = [values["c"]]
    targets = np.array([[values["y"]]])
    z = network.forward(np.array([[values["x1"], values["x2"]]]))
    network.backward(z, targets)
    assert loss_of(TWO_LAYERS, hidden, values) == pytest.approx(network.loss.value(z, targets))
    found = gradients(TWO_LAYERS, hidden, values)
    order = ("w11", "w12", "w21", "w22", "b1", "b2", "v1", "v2", "c")
    np.testing.assert_allclose([found[name] for name in order], network.gradients, atol=1e-12)


@given(
    values=st.fixed_dictionaries(dict.fromkeys(("w", "x", "b"), NUMBERS)),
    y=st.sampled_from([0.0, 1.0]),
)
def test_sigmoid_and_cross_entropy_together_have_a_short_slope(values, y):
    """What reaches the weighted sum is output minus label, as the course's network computes it."""
    built = build(SIGMOID_ENTROPY, RELU, {**values, "y": y})
    backward(built.loss)
    _, z, a, _ = built.operations
    assert z.gradient == pytest.approx(a.value - y)
    network = Network([Dense(1, 1)], "binary_crossentropy")
    network.parameters[:] = values["w"], values["b"]
    logits = network.forward(np.array([[values["x"]]]))
    network.backward(logits, np.array([[y]]))
    np.testing.assert_allclose(
        [built.given["w"].gradient, built.given["b"].gradient], network.gradients, atol=1e-12
    )


def test_the_worked_numbers_of_the_documents():
    """W04, W05, W07 to W10: the prediction 0.9, the loss 9.61, -12.4, -6.2, and the slip -16.4."""
    values = start_values(ONE_NEURON)
    built = build(ONE_NEURON, RELU, values)
    p, prediction, error, loss = (node.value for node in built.operations)
    assert (p, prediction, error, loss) == pytest.approx((0.4, 0.9, -3.1, 9.61))
    found = gradients(ONE_NEURON, RELU, values)
    assert found["w"] == pytest.approx(-12.4) and found["b"] == pytest.approx(-6.2)
    assert mistaken_slope(values) == pytest.approx(-16.4)
    # Both steps with a rate of 0.1 bring the prediction to 4 and the loss to 0.
    stepped = {**values, "w": 0.2 + 0.1 * 12.4, "b": 0.5 + 0.1 * 6.2}
    assert stepped["w"] == pytest.approx(1.44) and stepped["b"] == pytest.approx(1.12)
    assert loss_of(ONE_NEURON, RELU, stepped) == pytest.approx(0, abs=1e-20)
    assert loss_of(ONE_NEURON, RELU, {**values, "w": 1.44}) == pytest.approx(0.3844)
    assert loss_of(ONE_NEURON, RELU, {**values, "w": 1.75}) == pytest.approx(0, abs=1e-20)


# ---- the passes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_each_step_reaches_one_node_more_and_the_last_one_all(case):
    graph, hidden = case
    built = build(graph, hidden, start_values(graph, hidden))
    count = len(built.operations)
    nodes = [*built.given.values(), *built.operations]
    expected = gradients(graph, hidden, start_values(graph, hidden))
    for step in range(2 * count + 2):
        passes = Passes(built, step)
        assert passes.last == 2 * count + 1
        valued = {node for node in nodes if passes.has_value(node)}
        assert valued == {*built.given.values(), *built.operations[:step]}
        assert passes.forward_done == (step >= count)
        handed = built.operations[::-1][: max(step - count - 1, 0)]
        reached = {each for node in handed for each in node.inputs}
        assert {n for n in nodes if passes.has_gradient(n)} - {built.loss} == reached
        assert passes.has_gradient(built.loss) == (step > count)
        for node in nodes:
            if node.inputs and passes.is_complete(node):
                continue
            assert passes.has_gradient(node) or node.gradient == (node is built.loss)
        if step == 0:
            assert passes.active is None
        elif step <= count:
            assert passes.active is built.operations[step - 1]
        else:
            assert passes.active is ([built.loss, *built.operations[::-1]][step - count - 1])
    assert passes.done and all(passes.is_complete(node) for node in nodes)
    assert {name: node.gradient for name, node in built.given.items()} == expected
    assert Passes(built, 99).step == passes.last


def test_two_paths_come_in_one_after_the_other():
    built = build(TWO_LAYERS, RELU, start_values(TWO_LAYERS))
    x1 = built.given["x1"]
    first = Passes(built, 11)
    assert first.has_gradient(x1) and not first.is_complete(x1)
    assert x1.gradient == pytest.approx(2 * -0.3)
    last = Passes(built, 13)
    assert last.is_complete(x1)
    assert x1.gradient == pytest.approx(2 * -0.3 + -1.2 * 0.5)
    assert x1.gradient == pytest.approx(numerical(TWO_LAYERS, RELU, start_values(TWO_LAYERS), "x1"))


# ---- the nudge ----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=" ".join)
@given(data=st.data())
@settings(max_examples=25)
def test_a_nudge_measures_both_differences(case, data):
    graph, hidden = case
    values = start_values(graph, hidden)
    name = data.draw(st.sampled_from([name for name in values if name != "y"]))
    size = data.draw(st.integers(1, 100)) / 100
    nudge = measure(graph, hidden, values, name, size)
    up, here, down = (
        loss_of(graph, hidden, {**values, name: values[name] + by}) for by in (size, 0, -size)
    )
    assert nudge.one_sided == pytest.approx((up - here) / size)
    assert nudge.central == pytest.approx((up - down) / (2 * size))
    plain = build(graph, hidden, values)
    moved = build(graph, hidden, {**values, name: values[name] + size})
    all_plain = {node.name: node.value for node in (*plain.given.values(), *plain.operations)}
    all_moved = {node.name: node.value for node in (*moved.given.values(), *moved.operations)}
    for each, value in all_moved.items():
        assert value == nudge.moved.get(each, all_plain[each])
    assert {each for each in all_moved if all_moved[each] != all_plain[each]} <= set(nudge.moved)


def test_a_nudge_over_the_kink_is_named():
    dead = start_values(TWO_LAYERS, DEAD_RELU)
    assert measure(TWO_LAYERS, DEAD_RELU, dead, "w12", 0.01).crossed == ()
    assert measure(TWO_LAYERS, DEAD_RELU, dead, "w12", 0.5).crossed == ("z2",)  # upward
    alive = start_values(TWO_LAYERS)
    assert measure(TWO_LAYERS, RELU, alive, "b2", 0.5).crossed == ("z2",)  # downward
    assert measure(TWO_LAYERS, RELU, alive, "b1", 0.5).crossed == ()
    assert measure(TWO_LAYERS, TANH, alive, "b2", 1.0).crossed == ()


# ---- what is shown ------------------------------------------------------------------------------


def texts(svg: str) -> list[str]:
    return [re.sub("<[^>]+>", "", one) for one in re.findall(r"<text[^>]*>(.*?)</text>", svg)]


def test_the_table_compares_the_nudge_with_the_gradient(model):
    frame = model.render(model.change(model.start, **model.presets["nudge w by 0.01"]))
    values = {row: columns["value"] for row, columns in frame.numbers.items()}
    assert values == {
        "loss before": "9.61",
        "loss after": "9.4864",
        "(after - before) / nudge": "-12.36",
        "central difference": "-12.4",
        "gradient by backpropagation": "-12.4",
        "difference": "0.000000",
    }
    assert frame.numbers["(after - before) / nudge"]["from"] == "-0.1236 / 0.01"
    assert "from 9.61 to 9.4864: -12.36 for each 1 of w. Backpropagation says -12.4." in (
        frame.sentence
    )
    early = model.render(model.change(model.start, step=4, nudged="w"))
    assert early.numbers["gradient by backpropagation"]["value"] == "not there yet"
    assert model.render(model.start).numbers == {}


@pytest.mark.parametrize("size", [0.01, 0.3, 1.0])
def test_the_slides_are_refuted_by_every_nudge(model, size):
    preset = model.presets["is it -16.4, as on the slides?"]
    frame = model.render(model.change(model.start, **{**preset, "nudge": size}))
    assert frame.numbers["gradient on the slides"]["value"] == "-16.4"
    assert frame.numbers["its difference"]["value"] == "-4.000000"
    assert "The slides say -16.4, but the central difference is -12.4" in frame.sentence
    # Where the question does not stand, nobody is told of the slides.
    for changes in ({"nudged": "b"}, {"nudged": NOTHING}, {"graph": SIGMOID_SQUARED}):
        other = model.render(model.change(model.start, **{**preset, **changes}))
        assert "slides" not in other.sentence + str(other.numbers)


def test_the_presets_are_what_their_names_say(model):
    frames = {
        name: model.render(model.change(model.start, **changes))
        for name, changes in model.presets.items()
    }
    assert frames["forward: the loss is 9.61"].sentence == (
        "Forward, 4 of 4: J = e² = (-3.1)² = 9.61. This is the loss."
    )
    assert frames["backward: the gradients"].sentence == (
        "Backward: p hands -6.2 × 2 = -12.4 to w and -6.2 × 0.2 = -1.24 to x. "
        "Now every weight has its gradient."
    )
    paths = frames["two paths meet"]
    assert "Two paths meet, and their gradients add up. x1: -0.6 + (-0.6) = -1.2;" in paths.sentence
    assert paths.numbers["central difference"]["value"] == "-1.2"
    dead = frames["a dead ReLU"]
    assert "a2 hands 1.2 × 0 = 0 to z2: a dead ReLU passes nothing." in dead.sentence
    assert dead.numbers["central difference"]["value"] == "0"
    # The flat sigmoid: the same mistake gives a slope of w eleven times as steep.
    slopes = [
        gradients(graph, RELU, start_values(graph))["w"]
        for graph in (SIGMOID_SQUARED, SIGMOID_ENTROPY)
    ]
    assert slopes[1] > 10 * slopes[0] > 0
    for name, slope in zip(("squared error", "cross-entropy"), slopes, strict=True):
        assert f"dJ/dw = {slope:.4g}" in texts(
            frames[f"sure and wrong: {name}"].pictures["graph"].svg
        )


def all_states(model):
    for graph, hidden in CASES:
        count = 13 if graph == TWO_LAYERS else 9
        for step in range(count + 1):
            for nudged in (NOTHING, "w", "w12"):
                where = (
                    {"layers_step": step, "layers_nudged": nudged if nudged != "w" else "x1"}
                    if graph == TWO_LAYERS
                    else {"step": step, "nudged": nudged if nudged != "w12" else "b"}
                )
                yield model.change(model.start, graph=graph, hidden=hidden, nudge=0.37, **where)


def test_every_state_shows_what_has_been_reached_and_nothing_else(model):
    for state in all_states(model):
        frame = model.render(state)
        layers = state.graph == TWO_LAYERS
        values = start_values(state.graph, state.hidden)
        step = state.layers_step if layers else state.step
        passes = Passes(build(state.graph, state.hidden, values), step)
        shown = texts(frame.pictures["graph"].svg)
        operations = passes.graph.operations
        assert shown.count("?") == sum(not passes.has_value(node) for node in operations)
        for node in (*values, *(each.name for each in operations)):
            lines = [line for line in shown if line.startswith(f"dJ/d{node} =")]
            found = {**passes.graph.given, **{each.name: each for each in operations}}[node]
            assert len(lines) == passes.has_gradient(found)
            if lines:
                number = float(lines[0].split("=")[1].removesuffix("…"))
                assert number == pytest.approx(found.gradient, rel=1e-3, abs=5e-5)
                assert lines[0].endswith("…") != passes.is_complete(found)
        slopes = sum(len(node.inputs) for node in operations if passes.has_value(node))
        assert sum(line.startswith("×") for line in shown) == slopes
        assert shown.count("forward") == (0 < step <= len(operations))
        assert shown.count("backward") == (step > len(operations))
        assert frame.sentence.endswith(".") and "nan" not in frame.sentence
        assert "((" not in frame.sentence and "-0 " not in frame.sentence
        words = frame.pictures["graph"].text
        assert words.count("not computed yet") == shown.count("?")
        assert f"step {step} of {passes.last}" in words
        for node in operations:
            if passes.has_value(node):
                assert re.search(
                    rf"{node.meaning} {node.name} = [^;]+, value {node.value:.4g}", words
                )
        nudged = state.layers_nudged if layers else state.nudged
        assert bool(frame.numbers) == (nudged != NOTHING)
        assert any("→" in line for line in shown) == (nudged != NOTHING)
        assert (" moves J from " in frame.sentence) == (nudged != NOTHING and passes.forward_done)


def test_texts_stay_in_their_boxes(model):
    """With the widths of Liberation Sans, which has those of Arial and Helvetica."""
    widths = {**dict.fromkeys("0123456789", 0.556), **dict.fromkeys(" .·", 0.278), "-": 0.333}
    widths |= {"=": 0.584, "+": 0.584, "→": 1.0, "J": 0.5, "w": 0.722, "/": 0.278, "…": 1.0}
    for state in all_states(model):
        svg = model.render(state).pictures["graph"].svg
        boxes = [
            tuple(map(float, one))
            for one in re.findall(
                r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx', svg
            )
        ]
        for x, y, width, height in boxes:
            assert x > 0 and x + width < WIDTH and y > 0 and y + height < HEIGHTS[state.graph]
        for x, y, text in re.findall(
            r'<text x="([\d.]+)" y="([\d.]+)"[^>]*size="14"[^>]*>(.*?)</text>', svg
        ):
            plain = re.sub("<[^>]+>", "", text)
            if plain in ("forward", "backward"):
                continue
            room = next(
                width
                for left, top, width, height in boxes
                if left < float(x) < left + width and top < float(y) < top + height
            )
            assert 14 * sum(widths.get(letter, 0.556) for letter in plain) < room + 2, plain
        for one, other in ((a, b) for a in boxes for b in boxes if a < b):
            apart = (
                one[0] + one[2] <= other[0]
                or other[0] + other[2] <= one[0]
                or one[1] + one[3] <= other[1]
                or other[1] + other[3] <= one[1]
            )
            assert apart, (state, one, other)


def test_every_node_has_a_place_and_arrows_lead_to_the_right():
    for graph, hidden in CASES:
        built = build(graph, hidden, start_values(graph, hidden))
        names = {*built.given, *(node.name for node in built.operations)}
        assert names == set(PLACES[graph])
        for node in built.operations:
            for each in node.inputs:
                left, right = PLACES[graph][each.name][0], PLACES[graph][node.name][0]
                assert COLUMNS[left] < COLUMNS[right]


def test_the_drawing_takes_its_colours_from_the_page(model):
    svg = model.render(model.change(model.start, step=7, nudged="w")).pictures["graph"].svg
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert colours == {"currentColor", "none", "var(--jp-layout-color1, Canvas)"}
    assert " id=" not in svg and "<script" not in svg


def test_the_active_step_differs_in_shape_not_in_colour(model):
    forward = model.render(model.change(model.start, step=3)).pictures["graph"].svg
    assert forward.count('stroke-width="3.5"') == 1 and "7 4" not in forward
    assert forward.count('stroke-width="3"') == 2
    back = model.render(model.change(model.start, step=7)).pictures["graph"].svg
    assert back.count('stroke-width="3.5"') == 1
    assert back.count('stroke-dasharray="7 4"') == 2


def test_controls_belong_to_graphs(model):
    names = [control.name for control in model.controls]
    assert sorted(names) == sorted(field.name for field in dataclasses.fields(model.start))
    controls = {control.name: control for control in model.controls}
    for name, graph in (("step", ONE_NEURON), ("layers_step", TWO_LAYERS)):
        assert controls[name].high == Passes(build(graph, RELU, start_values(graph)), 0).last
    lasts = {Passes(build(graph, RELU, start_values(graph)), 0).last for graph in NEURONS}
    assert lasts == {controls["step"].high}
    assert set(controls["nudged"].options) == {NOTHING, *start_values(ONE_NEURON)} - {"y"}
    assert set(controls["layers_nudged"].options) == {NOTHING, *start_values(TWO_LAYERS)} - {"y"}
    assert controls["slides"].only_with == {"graph": (ONE_NEURON,), "nudged": ("w",)}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"step": 10}, "step is a whole number from 0 to 9, not 10"),
        ({"nudge": 0}, "nudge is a number from 0.01 to 1.0, not 0"),
        ({"nudged": "y"}, "nudged is one of nothing, w, b, x, not 'y'"),
        ({"graph": "three layers"}, "graph is one of one neuron, "),
    ],
)
def test_wrong_values_get_a_sentence(model, changes, sentence):
    with pytest.raises(ImageError, match=re.escape(sentence)):
        model.change(model.start, **changes)


def test_frames_depend_on_the_state_alone(model):
    for state in list(all_states(model))[::7]:
        assert model.render(state) == GraphModel().render(state)


def test_own_presets_and_title_are_taken():
    explorer = explorers.backpropagation(title="Mine", presets={"here": {"step": 6}})
    explorer.go_to("here")
    assert explorer.step == 6
    assert explorer.snapshot(step=6).text.startswith("Mine\n")
    with pytest.raises(ImageError, match="step is a whole number"):
        explorers.backpropagation(presets={"wrong": {"step": 60}})
