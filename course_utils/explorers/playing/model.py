"""A small network on points of a plane, trained epoch by epoch while one looks on."""

from __future__ import annotations

import dataclasses
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_utils.datasets import POINTS
from course_utils.explorers.base import PanelModel
from course_utils.explorers.controls import Choice, Control, Draw, Play, Slider, Switch
from course_utils.explorers.frames import Frame
from course_utils.explorers.playing import drawing
from course_utils.explorers.playing.training import TEST_COUNT, Measured, Settings, Training
from course_utils.explorers.playing.words import training_words
from course_utils.networks import ACTIVATIONS

MOST_EPOCHS = 2000
MOST_LAYERS = 4
KEPT = 4  # trainings of settings that one may come back to

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
STRENGTHS = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
BATCHES = (1, 5, 10, 20, 50, 200)
STRIDES = (1, 2, 5, 10)


@dataclass(frozen=True)
class PlaygroundState:
    """Data, network and training, and the epoch that is looked at.

    ``layers`` is the number of hidden layers, of which the first ones of ``nodes_1`` to
    ``nodes_4`` count. ``strength`` is the factor of the penalty. A picture more is ``stride``
    epochs more.
    """

    data: str
    noise: float
    points: int
    test_points: bool
    layers: int
    nodes_1: int
    nodes_2: int
    nodes_3: int
    nodes_4: int
    activation: str
    rate: float
    batch: int
    regularisation: str
    strength: float
    seed: int
    stride: int
    epoch: int


class PlaygroundModel(PanelModel):
    """A network that learns to tell two classes of points apart.

    Parameters
    ----------
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Notes
    -----
    A frame depends on the state alone: the network of epoch 30 is the one that 30 epochs from its
    seed make, whether they were trained one by one or at once. What is changed in data, network or
    training begins a new training, at epoch 0.

    Examples
    --------
    >>> model = PlaygroundModel()
    >>> frame = model.render(model.change(model.start, layers=1, nodes_1=3, epoch=10))
    >>> frame.groups
    {'layer 1': ('layer 1, node 1', 'layer 1, node 2', 'layer 1, node 3')}
    """

    start = PlaygroundState(
        data="moons",
        noise=0.1,
        points=200,
        test_points=True,
        layers=0,
        nodes_1=4,
        nodes_2=4,
        nodes_3=4,
        nodes_4=4,
        activation="tanh",
        rate=0.1,
        batch=20,
        regularisation="none",
        strength=0.01,
        seed=0,
        stride=1,
        epoch=0,
    )

    def __init__(
        self,
        *,
        title: str = "Network playground",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        self.controls = _controls()
        self.presets = PRESETS if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)
        self._trainings: OrderedDict[Settings, Training] = OrderedDict()

    def change(self, state: PlaygroundState, **changes: Any) -> PlaygroundState:
        """Return the changed state; another data set, network or training starts at epoch 0."""
        changed = super().change(state, **changes)
        if "epoch" in changes or settings_of(changed) == settings_of(state):
            return changed
        return dataclasses.replace(changed, epoch=0)

    def training(self, state: PlaygroundState) -> Training:
        """Return the training of a state, gone on to its epoch at least."""
        settings = settings_of(state)
        training = self._trainings.pop(settings, None) or Training(settings)
        self._trainings[settings] = training  # the newest stand last
        if len(self._trainings) > KEPT:
            self._trainings.popitem(last=False)
        training.train_to(state.epoch)
        return training

    def render(self, state: PlaygroundState) -> Frame:
        """Return the regions, the curves and each node's map, with numbers and a sentence."""
        training = self.training(state)
        epoch = min(state.epoch, training.last)
        measured = training.measured[: epoch + 1]
        network = training.network(epoch)
        probabilities, hidden = drawing.activations(network)
        overlay = drawing.points_overlay(state.data, state.noise, state.points, state.test_points)
        pictures: dict[str, Any] = {
            REGIONS: drawing.region_picture(probabilities, overlay),
            CURVES: drawing.loss_chart(measured),
        }
        captions = {REGIONS: _regions_caption(state), CURVES: _curves_caption(measured[-1])}
        groups = {}
        for number, values in enumerate(hidden, start=1):
            names = tuple(f"layer {number}, node {node + 1}" for node in range(values.shape[-1]))
            groups[f"layer {number}"] = names
            for node, name in enumerate(names):
                pictures[name] = drawing.node_picture(values[..., node], state.activation)
                captions[name] = f"node {node + 1}"
        ended = training.diverged and epoch == training.last
        return Frame(
            pictures=pictures,
            numbers={"network": _row(epoch, measured[-1], training)},
            sentence=training_words(training, epoch),
            captions=captions,
            groups=groups,
            ended=ended,
        )


REGIONS, CURVES = "regions", "curves"


def settings_of(state: PlaygroundState) -> Settings:
    """Return what decides the training: nodes of layers that are not there, for one, do not."""
    nodes = (state.nodes_1, state.nodes_2, state.nodes_3, state.nodes_4)[: state.layers]
    strength = {state.regularisation: state.strength}
    return Settings(
        data=state.data,
        noise=state.noise,
        count=state.points,
        nodes=nodes,
        activation=state.activation if nodes else "linear",
        rate=state.rate,
        l1=strength.get("L1", 0.0),
        l2=strength.get("L2", 0.0),
        batch=min(state.batch, state.points),
        seed=state.seed,
    )


def _controls() -> tuple[Control, ...]:
    layers = [
        Slider(
            f"nodes_{number}",
            f"Layer {number}",
            1,
            8,
            unit="nodes",
            only_with={"layers": tuple(range(number, MOST_LAYERS + 1))},
        )
        for number in range(1, MOST_LAYERS + 1)
    ]
    some_layers = {"layers": tuple(range(1, MOST_LAYERS + 1))}
    return (
        Play("epoch", "Training", MOST_EPOCHS, by="stride"),
        Choice("stride", "Epochs a step", STRIDES),
        Draw("seed", "other start weights"),
        Choice("data", "Data", POINTS),
        Choice("activation", "Activation", tuple(ACTIVATIONS), only_with=some_layers),
        Choice("rate", "Learning rate", RATES),
        Choice("batch", "Batch size", BATCHES),
        Choice("regularisation", "Regularisation", ("none", "L1", "L2")),
        Choice("strength", "Strength", STRENGTHS, only_with={"regularisation": ("L1", "L2")}),
        Switch("test_points", "Show test points"),
        Slider("points", "Training points", 10, 200, 10),
        Slider("noise", "Noise", 0.0, 0.5, 0.01),
        Slider("layers", "Hidden layers", 0, MOST_LAYERS),
        *layers,
    )


def _regions_caption(state: PlaygroundState) -> str:
    test = f", with a hole: {TEST_COUNT} test points" if state.test_points else ""
    white = 0.5 if state.activation == "sigmoid" else 0
    maps = f" Each small map is the output of one node: white is {white}." if state.layers else ""
    return (
        "Blue, disc: class 0. Orange, triangle: class 1. The line is the border. "
        f"Full: {state.points} training points{test}.{maps}"
    )


def _curves_caption(now: Measured) -> str:
    return (
        f"Correct: {now.training_accuracy:.0%} of the training points, "
        f"{now.test_accuracy:.0%} of the test points."
    ).replace("%", " %")


def _row(epoch: int, now: Measured, training: Training) -> dict[str, str]:
    return {
        "epoch": str(epoch),
        "training loss": drawing.loss_text(now.training_loss),
        "test loss": drawing.loss_text(now.test_loss),
        "training accuracy": f"{100 * now.training_accuracy:.1f} %",
        "test accuracy": f"{100 * now.test_accuracy:.1f} %",
        "parameters": str(training.parameter_count),
    }


def _preset(**changes: Any) -> dict[str, Any]:
    """Return all settings, so that a preset shows the same after whatever was there before."""
    start = dataclasses.asdict(PlaygroundModel.start)
    del start["epoch"], start["test_points"]
    return start | changes


PRESETS: dict[str, dict[str, Any]] = {
    "one node: a straight line": _preset(),
    "XOR: one node fails": _preset(data="xor"),
    "XOR needs a hidden layer": _preset(data="xor", layers=1),
    "linear activations: depth adds nothing": _preset(
        data="xor", layers=3, activation="linear", rate=0.03
    ),
    "spirals": _preset(
        data="spirals", noise=0.05, layers=2, nodes_1=8, nodes_2=8, activation="relu", stride=2
    ),
    "small noisy data: overfitting": _preset(
        noise=0.4, points=30, layers=2, nodes_1=8, nodes_2=8, rate=0.3, batch=10, stride=5
    ),
    "L2 against it": _preset(
        noise=0.4,
        points=30,
        layers=2,
        nodes_1=8,
        nodes_2=8,
        rate=0.3,
        batch=10,
        stride=5,
        regularisation="L2",
    ),
    "rate too large": _preset(data="circles", layers=2, rate=10),
}
