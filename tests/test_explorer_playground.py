"""The network playground without a browser, against networks that are trained directly."""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from course_utils import explorers
from course_utils.datasets import POINTS, points
from course_utils.explorers.frames import Frame
from course_utils.explorers.playing import drawing
from course_utils.explorers.playing.model import (
    CURVES,
    KEPT,
    MOST_EPOCHS,
    REGIONS,
    PlaygroundModel,
    PlaygroundState,
    settings_of,
)
from course_utils.explorers.playing.training import TEST_COUNT, Measured, Training
from course_utils.explorers.playing.words import training_words
from course_utils.explorers.shades import BLUE, ORANGE
from course_utils.images import ImageError
from course_utils.networks import ACTIVATIONS, SGD, Dense, History, Network

SMALL = {"points": 40, "batch": 10}


@pytest.fixture(scope="module")
def model() -> PlaygroundModel:
    return PlaygroundModel()


def state_of(model: PlaygroundModel, **changes: Any) -> PlaygroundState:
    return model.change(model.start, **changes)


def trained_directly(state: PlaygroundState, nodes: list[int]) -> tuple[Network, History]:
    """Return the network of a state, by `fit` alone, and its history on the test points."""
    kind = {"noise": state.noise}
    sizes = [2, *nodes]
    hidden = [Dense(before, after, state.activation) for before, after in pairwise(sizes)]
    penalty = {state.regularisation.lower(): state.strength}
    network = Network(
        [*hidden, Dense(sizes[-1], 1)],
        "binary_crossentropy",
        seed=state.seed,
        l1=penalty.get("l1", 0),
        l2=penalty.get("l2", 0),
    )
    history = network.fit(
        *points(state.data, state.points, seed=1, **kind),
        epochs=state.epoch,
        batch_size=state.batch,
        optimiser=SGD(state.rate),
        validation=points(state.data, 200, seed=2, **kind),
        seed=state.seed,
        progress=False,
    )
    return network, history


@pytest.mark.parametrize(
    ("changes", "nodes"),
    [
        ({}, []),
        ({"layers": 1, "nodes_1": 3, "data": "xor", "seed": 5}, [3]),
        ({"layers": 2, "nodes_2": 6, "activation": "relu", "regularisation": "L2"}, [4, 6]),
        ({"layers": 1, "activation": "sigmoid", "rate": 1, "regularisation": "L1"}, [4]),
        ({"layers": 3, "activation": "linear", "data": "circles", "noise": 0.3}, [4, 4, 4]),
    ],
)
def test_the_network_is_the_one_that_fit_trains(model, changes, nodes):
    state = state_of(model, **SMALL, **changes, epoch=12)
    network, history = trained_directly(state, nodes)
    training = model.training(state)
    probabilities, hidden = drawing.activations(training.network(12))
    places = drawing.plane()
    np.testing.assert_array_equal(training.network(12).parameters, network.parameters)
    expected = network.predict(places).reshape(drawing.GRID, drawing.GRID)
    np.testing.assert_allclose(probabilities, expected, rtol=0, atol=1e-12)
    assert len(hidden) == len(nodes)
    x = places
    for layer, shown in zip(network.layers, hidden, strict=False):
        x = layer.activation(x @ layer.weights + layer.bias)
        np.testing.assert_allclose(shown.reshape(len(places), -1), x, rtol=0, atol=1e-12)
    tests = [each.test_loss for each in training.measured[1:13]]
    np.testing.assert_allclose(tests, history.validation_loss, rtol=1e-12)
    right = [each.test_accuracy for each in training.measured[1:13]]
    assert right == history.validation_accuracy


def test_one_node_learns_what_logistic_regression_does(model):
    state = state_of(model, data="moons", noise=0.3, rate=0.3, batch=200, epoch=MOST_EPOCHS)
    training = model.training(state)
    found = LogisticRegression(C=np.inf).fit(*training.training)
    weights = training.network(state.epoch).parameters
    np.testing.assert_allclose(weights, [*found.coef_[0], *found.intercept_], atol=0.05)


def same_frames(one: Frame, other: Frame) -> None:
    assert list(one.pictures) == list(other.pictures)
    for name, picture in one.pictures.items():
        if isinstance(picture, np.ndarray):
            np.testing.assert_array_equal(picture, other.pictures[name])
        else:
            assert picture == other.pictures[name]
    words = [(each.numbers, each.sentence, each.captions, each.ended) for each in (one, other)]
    assert words[0] == words[1]


def test_a_frame_depends_on_the_state_alone(model):
    state = state_of(model, data="xor", layers=2, **SMALL)
    at_once = PlaygroundModel().render(model.change(state, epoch=30))
    for epoch in (1, 2, 12, 30):  # by steps
        by_steps = model.render(model.change(state, epoch=epoch))
    same_frames(by_steps, at_once)
    early = model.render(model.change(state, epoch=7))  # and back
    same_frames(early, PlaygroundModel().render(model.change(state, epoch=7)))
    same_frames(model.render(model.change(state, epoch=30)), at_once)
    later = model.change(state, epoch=44)  # and on, after it was back
    same_frames(model.render(later), PlaygroundModel().render(later))


def test_a_training_goes_on_where_it_was_and_few_are_kept(model, monkeypatch):
    epochs: list[int] = []
    original = Network.train_epoch

    def counted(network: Network, *data: Any, **settings_: Any) -> None:
        epochs.append(1)
        original(network, *data, **settings_)

    monkeypatch.setattr(Network, "train_epoch", counted)
    state = state_of(model, data="blobs", seed=77, **SMALL)
    model.render(model.change(state, epoch=10))
    model.render(model.change(state, epoch=4))
    model.render(model.change(state, epoch=15))
    assert len(epochs) == 15
    for seed in range(KEPT + 3):
        model.render(model.change(state, seed=seed))
    assert len(model._trainings) == KEPT


def test_another_setting_begins_at_epoch_0(model):
    state = state_of(model, layers=1, epoch=40)
    for changes in ({"data": "xor"}, {"rate": 1}, {"nodes_1": 5}, {"seed": 1}, {"points": 50}):
        assert model.change(state, **changes).epoch == 0
    for changes in (
        {"stride": 5},
        {"test_points": False},
        {"nodes_2": 7},  # there is one hidden layer
        {"strength": 0.1},  # of no regularisation
        {"rate": state.rate},
    ):
        assert model.change(state, **changes).epoch == 40
    assert model.change(state, data="xor", epoch=3).epoch == 3
    explorer = explorers.network_playground()
    explorer.epoch = 5
    explorer.rate = 0.3
    assert (explorer.epoch, explorer.rate) == (0, 0.3)


def test_a_batch_is_never_larger_than_the_training_points(model):
    assert settings_of(state_of(model, points=30, batch=200)).batch == 30


@given(st.sampled_from(POINTS), st.integers(0, 4), st.sampled_from([*ACTIVATIONS]))
@settings(max_examples=20, deadline=None)
def test_every_network_has_pictures_numbers_and_words(data, layers, activation):
    model = PlaygroundModel()
    state = state_of(model, data=data, layers=layers, activation=activation, **SMALL)
    nodes = {"nodes_1": 1, "nodes_2": 2, "nodes_3": 3, "nodes_4": 8}
    frame = model.render(model.change(state, **nodes, epoch=3))
    groups = {
        f"layer {number}": tuple(f"layer {number}, node {node + 1}" for node in range(count))
        for number, count in zip(range(1, layers + 1), nodes.values(), strict=False)
    }
    assert frame.groups == groups
    small = [name for names in groups.values() for name in names]
    assert list(frame.pictures) == list(frame.captions) == [REGIONS, CURVES, *small]
    for name in small:
        assert frame.pictures[name].shape == (50, 50, 3)
    sizes = [2, *list(nodes.values())[:layers], 1]
    count = sum(before * after + after for before, after in pairwise(sizes))
    assert frame.numbers["network"]["parameters"] == str(count)
    assert frame.sentence.endswith(".") and not frame.ended


def test_numbers_are_those_of_the_network(model):
    state = state_of(model, data="xor", layers=1, epoch=25)
    network, history = trained_directly(state, [4])
    loss, accuracy = network.evaluate(*points("xor", 200, noise=0.1, seed=1))
    frame = model.render(state)
    assert frame.numbers["network"] == {
        "epoch": "25",
        "training loss": f"{loss:.3f}",
        "test loss": f"{history.validation_loss[-1]:.3f}",
        "training accuracy": f"{100 * accuracy:.1f} %",
        "test accuracy": f"{100 * history.validation_accuracy[-1]:.1f} %",
        "parameters": "17",
    }
    assert f"Correct: {100 * accuracy:.0f} % of the training points" in frame.captions[CURVES]


# ---- pictures -----------------------------------------------------------------------------------

EMPTY = (np.zeros(0, int), np.zeros((0, 3)), np.zeros((0, 1)))


def test_regions_are_blue_and_orange_with_a_border_between():
    x = drawing.plane()[:, 0].reshape(drawing.GRID, drawing.GRID)
    picture = drawing.region_picture((x > 0).astype(float), EMPTY).astype(int)
    left, right, middle = picture[180, 40], picture[180, 320], picture[180, 178:182]
    assert left[2] > left[0] + 80 and right[0] > right[2] + 80
    assert middle.min() < 60
    # The first row is the upper one, where the second coordinate is largest.
    y = drawing.plane()[:, 1].reshape(drawing.GRID, drawing.GRID)
    upper = drawing.region_picture((y > 0).astype(float), EMPTY).astype(int)
    assert upper[40, 180, 0] > upper[40, 180, 2] + 80
    nothing = drawing.region_picture(np.full((drawing.GRID, drawing.GRID), np.nan), EMPTY)
    assert (nothing == 255).all()


def test_points_lie_at_their_places_with_their_marks():
    where, colours, opacity = drawing.points_overlay("moons", 0.1, 30, True)
    picture = np.full((drawing.SIDE * drawing.SIDE, 3), 128.0)
    picture[where] = picture[where] * (1 - opacity) + colours
    picture = picture.reshape(drawing.SIDE, drawing.SIDE, 3)
    places, labels = points("moons", 30, noise=0.1, seed=1)
    colour = [np.array([int(each[i : i + 2], 16) for i in (1, 3, 5)]) for each in (BLUE, ORANGE)]
    near = 0
    for (across, up), label in zip(places, labels, strict=True):
        column, row = (drawing.SIDE * (1 + np.array([across, -up]) / drawing.REACH) / 2).astype(int)
        around = picture[row - 1 : row + 2, column - 1 : column + 2].reshape(-1, 3)
        near += bool((np.abs(around - colour[label]).max(axis=1) < 30).any())
    assert near >= 28  # another point may lie upon one
    fewer = drawing.points_overlay("moons", 0.1, 30, False)
    assert len(fewer[0]) < len(where) / 2


def test_test_points_can_be_hidden(model):
    shown, hidden = (model.render(state_of(model, test_points=each)) for each in (True, False))
    assert (shown.pictures[REGIONS] != hidden.pictures[REGIONS]).any()
    assert f"{TEST_COUNT} test points" in shown.captions[REGIONS]
    assert "test points" not in hidden.captions[REGIONS]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_node_is_white_in_its_middle(activation):
    x = drawing.plane()[:, 0].reshape(drawing.GRID, drawing.GRID)
    values = ACTIVATIONS[activation](x)
    picture = drawing.node_picture(values, activation).astype(int)
    assert (picture[:, 24:26].min(axis=2) > 225).all()
    right, left = picture[25, -1], picture[25, 0]
    assert right[0] > right[2] + 80
    if activation == "relu":
        assert (picture[:, :24] == 255).all()
    else:
        assert left[2] > left[0] + 80
    flat = drawing.node_picture(np.zeros_like(values), "relu")
    assert (flat == 255).all()


def test_curves_show_both_losses_at_their_places():
    measured = [Measured(1 / (1 + e), 1 / (1 + e) + 0.2, 0.9, 0.8) for e in range(41)]
    chart = drawing.loss_chart(measured)
    assert "after epoch 40: training 0.024, test 0.224" in chart.text
    paths = re.findall(r'<path d="M([^"]+)" fill="none"[^>]*stroke-dasharray="([^"]+)"', chart.svg)
    test_line, training_line = paths[:2]
    assert (test_line[1], training_line[1]) == (drawing.TEST_DASH, "none")
    found = np.array([each.split() for each in training_line[0].split("L")], float)
    assert len(found) == 41
    # The axis runs from 0 to 1.05 times the largest loss, over 40 epochs.
    loss = 1.05 * 1.2 * (226 - found[:, 1]) / 206
    np.testing.assert_allclose(loss, [each.training_loss for each in measured], atol=0.005)
    np.testing.assert_allclose(40 * (found[:, 0] - 44) / 264, range(41), atol=0.02)


def test_the_start_is_a_dot_and_what_is_no_number_is_none():
    start = drawing.loss_chart([Measured(0.8, 0.4, 0.5, 0.5)]).svg
    assert "M44.0 " in start and start.count("a2.5 2.5") == 4
    lost = drawing.loss_chart([Measured(0.8, 0.4, 0.5, 0.5), Measured(np.nan, np.inf, 0.5, 0.5)])
    assert "nan" not in lost.svg and "training not a number" in lost.text


def test_a_long_curve_has_few_places_and_keeps_its_end():
    measured = [Measured(0.5, 0.6, 1, 1)] * 1999 + [Measured(0.25, 0.6, 1, 1)]
    svg = drawing.loss_chart(measured).svg
    assert svg.count("L") < 2 * drawing.MOST_PLACES + 20
    assert "after epoch 1999: training 0.250" in drawing.loss_chart(measured).text


# ---- sentences ----------------------------------------------------------------------------------


def sentence_at(model: PlaygroundModel, name: str, epoch: int) -> str:
    return model.render(state_of(model, **model.presets[name], epoch=epoch)).sentence


@pytest.mark.parametrize(
    ("preset", "epoch", "sentence"),
    [
        ("one node: a straight line", 0, "Nothing is learned yet"),
        ("one node: a straight line", 5, "Without a hidden layer.*straight line"),
        ("one node: a straight line", 100, "Underfitting: no straight line.*Add a hidden layer"),
        ("XOR: one node fails", 100, "Underfitting: no straight line divides these classes"),
        ("XOR needs a hidden layer", 20, "Training goes on"),
        ("XOR needs a hidden layer", 250, "^Learned"),
        ("linear activations: depth adds nothing", 60, "depth adds nothing.*another activation"),
        ("spirals", 400, "^Learned"),
        ("small noisy data: overfitting", 300, "Overfitting: since epoch"),
        ("L2 against it", 300, "L2 penalty keeps the weights small"),
        ("rate too large", 6, "jumps up and down"),
        ("rate too large", 200, "Diverged: training stopped in epoch"),
    ],
)
def test_presets_show_what_they_promise(model, preset, epoch, sentence):
    assert re.search(sentence, sentence_at(model, preset, epoch))


def test_l2_brings_the_test_loss_down(model):
    last = [
        model.training(state_of(model, **model.presets[name], epoch=500)).measured[500]
        for name in ("small noisy data: overfitting", "L2 against it")
    ]
    without, with_l2 = last
    assert without.training_loss < 0.1 < with_l2.training_loss
    assert with_l2.test_loss < without.test_loss / 1.5


def test_linear_layers_draw_a_straight_line(model):
    state = state_of(model, **model.presets["linear activations: depth adds nothing"], epoch=30)
    probabilities, _ = drawing.activations(model.training(state).network(30))
    logits = np.log(probabilities / (1 - probabilities)).ravel()
    plane = np.column_stack([drawing.plane(), np.ones(len(logits))])
    fitted = plane @ np.linalg.lstsq(plane, logits, rcond=None)[0]
    np.testing.assert_allclose(logits, fitted, atol=1e-9)


def test_a_training_that_diverges_stops_and_says_so(model):
    state = state_of(model, **model.presets["rate too large"], epoch=500)
    frame = model.render(state)
    epoch = int(frame.numbers["network"]["epoch"])
    assert frame.ended and epoch < 100
    assert f"stopped in epoch {epoch}. The loss is" in frame.sentence
    before = model.render(model.change(state, epoch=epoch - 1))
    assert not before.ended and "Diverged" not in before.sentence


def test_numbers_beyond_all_bounds_are_drawn_and_named(model):
    state = state_of(model, layers=4, activation="linear", rate=10, batch=1, epoch=50)
    frame = model.render(state)
    assert frame.ended and "Diverged" in frame.sentence
    assert frame.pictures[REGIONS].shape == (360, 360, 3)
    assert (
        "Diverged" in model.snapshot(layers=4, activation="linear", rate=10, batch=1, epoch=50).text
    )


def test_dead_nodes_are_named(model):
    training = Training(settings_of(state_of(model, layers=2, activation="relu")))
    training.train_to(1)
    assert training.dead_layer(1) is None
    first = training.network(1).layers[0]
    first.weights[:] = 0
    first.bias[:] = -1
    training._parameters[1] = training._network.parameters.copy()
    assert training.dead_layer(1) == 1
    assert "All nodes of layer 1 give 0" in training_words(training, 1)


def test_one_node_in_the_first_layer_sees_one_direction(model):
    state = state_of(model, data="circles", layers=2, nodes_1=1, rate=0.3, epoch=400)
    assert "Layer 1 has one node" in model.render(state).sentence
    probabilities, _ = drawing.activations(model.training(state).network(400))
    weights = model.training(state).network(400).layers[0].weights[:, 0]
    along = drawing.plane() @ weights
    order = np.argsort(along)
    jumps = np.abs(np.diff(probabilities.ravel()[order]))
    assert (jumps[np.diff(along[order]) < 1e-9] < 1e-6).all()  # equal along the lines


def test_a_straight_line_is_enough_for_two_clouds(model):
    frame = model.render(state_of(model, data="blobs", epoch=50))
    assert "Here that is enough" in frame.sentence


# ---- states -------------------------------------------------------------------------------------


def test_the_explorer_opens_with_a_preset(model):
    assert model.change(model.start, **model.presets["one node: a straight line"]) == model.start


def test_a_preset_shows_the_same_after_any_other(model):
    for name, changes in model.presets.items():
        expected = state_of(model, **changes)
        for other in model.presets.values():
            assert model.change(state_of(model, **other), **changes) == expected, name


def test_there_is_a_control_for_each_value(model):
    names = [control.name for control in model.controls]
    assert sorted(names) == sorted(each.name for each in dataclasses.fields(model.start))
    shown = {control.name: control.only_with for control in model.controls}
    assert shown["nodes_3"] == {"layers": (3, 4)}
    assert shown["strength"] == {"regularisation": ("L1", "L2")}


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"data": "stars"}, "data is one of moons, circles, xor, spirals, blobs, not 'stars'"),
        ({"layers": 5}, "layers is a whole number from 0 to 4, not 5"),
        ({"nodes_1": 0}, "nodes_1 is a whole number from 1 to 8, not 0"),
        ({"rate": 0.2}, r"rate is one of 0\.001, .*, 10, not 0\.2"),
        ({"epoch": 2001}, "epoch is a whole number from 0 to 2000, not 2001"),
        ({"noise": -0.1}, r"noise is a number from 0\.0 to 0\.5"),
        ({"colour": "red"}, "no state called 'colour'"),
    ],
)
def test_wrong_states_get_a_sentence(model, state, sentence):
    with pytest.raises(ImageError, match=sentence):
        model.snapshot(**state)
    with pytest.raises(ImageError, match=sentence):
        explorers.network_playground(presets={"wrong": state})


def test_own_presets_and_title():
    explorer = explorers.network_playground(title="Mine", presets={"two": {"layers": 1}})
    explorer.go_to("two")
    assert (explorer.layers, explorer.panel["title"]) == (1, "Mine")
    assert explorer.snapshot(layers=1, epoch=2).text.startswith("Mine\nnetwork: epoch 2,")
