"""The backpropagation graph: forward to the loss, backward to the gradients, checked by a nudge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_utils.explorers.base import PanelModel
from course_utils.explorers.controls import Choice, Slider, Switch
from course_utils.explorers.frames import Frame
from course_utils.explorers.graphs.drawing import draw
from course_utils.explorers.graphs.examples import (
    DEAD_RELU,
    GRAPHS,
    HIDDEN,
    NEURONS,
    ONE_NEURON,
    RELU,
    SIGMOID_ENTROPY,
    SIGMOID_SQUARED,
    TWO_LAYERS,
    build,
    mistaken_slope,
    start_values,
)
from course_utils.explorers.graphs.nudging import Nudge, measure
from course_utils.explorers.graphs.passes import Passes
from course_utils.explorers.graphs.texts import exact, short
from course_utils.explorers.graphs.words import nudge_words, step_words

NOTHING = "nothing"


@dataclass(frozen=True)
class GraphState:
    """A graph, how far it has been computed, and what is nudged.

    ``step`` and ``nudged`` belong to the graphs with one neuron, ``layers_step`` and
    ``layers_nudged`` to "two layers", and ``hidden`` is what its hidden nodes do. ``nudge`` is by
    how much the nudged number grows. ``slides`` sets the gradient of the slides against it.
    """

    graph: str
    hidden: str
    step: int
    layers_step: int
    nudged: str
    layers_nudged: str
    nudge: float
    slides: bool


class GraphModel(PanelModel):
    """A computation as boxes and arrows, one step after the other.

    Parameters
    ----------
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Examples
    --------
    >>> model = GraphModel()
    >>> frame = model.render(model.change(model.start, step=9, nudged="w"))
    >>> frame.numbers["gradient by backpropagation"]["value"]
    '-12.4'
    """

    def __init__(
        self,
        *,
        title: str = "Backpropagation graph",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        neurons, layers = {"graph": NEURONS}, {"graph": (TWO_LAYERS,)}
        self.controls = (
            Choice("graph", "Graph", GRAPHS),
            Choice("hidden", "Hidden nodes", HIDDEN, only_with=layers),
            Choice("nudged", "Nudge", (NOTHING, *_can_be_nudged(ONE_NEURON)), only_with=neurons),
            Choice(
                "layers_nudged", "Nudge", (NOTHING, *_can_be_nudged(TWO_LAYERS)), only_with=layers
            ),
            Switch(
                "slides",
                "test the slides' gradient",
                only_with={"graph": (ONE_NEURON,), "nudged": ("w",)},
            ),
            Slider("step", "Step", 0, _last_step(ONE_NEURON), only_with=neurons),
            Slider("layers_step", "Step", 0, _last_step(TWO_LAYERS), only_with=layers),
            Slider("nudge", "Nudge size", 0.01, 1.0, 0.01),
        )
        self.start = GraphState(ONE_NEURON, RELU, 0, 0, NOTHING, NOTHING, 0.01, False)
        self.presets = PRESETS if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)

    def render(self, state: GraphState) -> Frame:
        """Return the graph, what the nudge shows in numbers, and what the step did in words."""
        values = start_values(state.graph, state.hidden)
        step = state.layers_step if state.graph == TWO_LAYERS else state.step
        passes = Passes(build(state.graph, state.hidden, values), step)
        nudge = _nudge(state, values)
        words = step_words(passes)
        if nudge is not None and passes.forward_done:
            words += f" {nudge_words(passes, nudge)}"
        return Frame(
            pictures={"graph": draw(state.graph, passes, nudge)},
            numbers=_table(passes, nudge),
            sentence=words,
            captions={"graph": _caption(nudge)},
        )


def _can_be_nudged(graph: str) -> tuple[str, ...]:
    """Return the names of weights, biases and inputs, in this order; the target stays."""
    names = [name for name in start_values(graph) if name != "y"]
    return tuple(sorted(names, key=lambda name: ("wvbcx".index(name[0]), name)))


def _last_step(graph: str) -> int:
    return Passes(build(graph, RELU, start_values(graph)), 0).last


def _nudge(state: GraphState, values: Mapping[str, float]) -> Nudge | None:
    name = state.layers_nudged if state.graph == TWO_LAYERS else state.nudged
    if name == NOTHING:
        return None
    asked = state.slides and state.graph == ONE_NEURON and name == "w"
    mistaken = mistaken_slope(values) if asked else None
    return measure(state.graph, state.hidden, values, name, state.nudge, mistaken)


def _table(passes: Passes, nudge: Nudge | None) -> dict[str, dict[str, str]]:
    """Return how the nudge and backpropagation come to the same slope."""
    if nudge is None:
        return {}
    name, size = nudge.name, short(nudge.size)
    down, up = exact(nudge.before - nudge.size), exact(nudge.after)
    node = passes.graph.given[name]
    known = passes.is_complete(node)
    moved = exact(nudge.loss_after - nudge.loss_before)
    both = exact(nudge.loss_after - nudge.loss_below)
    rows = {
        "loss before": (exact(nudge.loss_before), f"J at {name} = {exact(nudge.before)}"),
        "loss after": (exact(nudge.loss_after), f"J at {name} = {up}"),
        "(after - before) / nudge": (exact(nudge.one_sided), f"{moved} / {size}"),
        "central difference": (
            exact(nudge.central),
            f"J from {name} = {down} to {up}: {both} / {exact(2 * nudge.size)}",
        ),
        "gradient by backpropagation": (
            exact(node.gradient) if known else "not there yet",
            f"dJ/d{name}" if known else "after the backward pass",
        ),
        "difference": (
            _difference(node.gradient, nudge) if known else "not there yet",
            "backpropagation - central difference",
        ),
    }
    if nudge.mistaken is not None:
        rows["gradient on the slides"] = (exact(nudge.mistaken), "slope of (w·x - b - y)²")
        rows["its difference"] = (
            _difference(nudge.mistaken, nudge),
            "slides - central difference",
        )
    return {row: {"value": value, "from": origin} for row, (value, origin) in rows.items()}


def _difference(gradient: float, nudge: Nudge) -> str:
    """Return how far a gradient is from the measured one; rounding of floats is no difference."""
    return f"{round(gradient - nudge.central, 6) + 0.0:.6f}"


def _caption(nudge: Nudge | None) -> str:
    words = (
        "Round boxes are given, the others are computed. In bold: the value. Below it: the "
        "gradient. A factor × on an arrow is the local slope: a gradient that goes back is "
        "multiplied by it."
    )
    if nudge is None:
        return words
    return f"{words} → leads to the value after the nudge of {nudge.name}."


_FORWARD = {name: len(build(name, RELU, start_values(name)).operations) for name in GRAPHS}
_ALL = {name: _last_step(name) for name in GRAPHS}
_W = {"graph": ONE_NEURON, "step": _ALL[ONE_NEURON], "nudged": "w", "nudge": 0.01}
_LAYERS = {"graph": TWO_LAYERS, "layers_step": _ALL[TWO_LAYERS]}

PRESETS: dict[str, dict[str, Any]] = {
    "forward: the loss is 9.61": {
        "graph": ONE_NEURON,
        "step": _FORWARD[ONE_NEURON],
        "nudged": NOTHING,
    },
    "backward: the gradients": {
        "graph": ONE_NEURON,
        "step": _ALL[ONE_NEURON],
        "nudged": NOTHING,
    },
    "nudge w by 0.01": {**_W, "slides": False},
    "is it -16.4, as on the slides?": {**_W, "slides": True},
    "sure and wrong: squared error": {
        "graph": SIGMOID_SQUARED,
        "step": _ALL[SIGMOID_SQUARED],
        "nudged": NOTHING,
    },
    "sure and wrong: cross-entropy": {
        "graph": SIGMOID_ENTROPY,
        "step": _ALL[SIGMOID_ENTROPY],
        "nudged": NOTHING,
    },
    "two paths meet": {**_LAYERS, "hidden": RELU, "layers_nudged": "x1", "nudge": 0.01},
    "a dead ReLU": {
        "graph": TWO_LAYERS,
        "hidden": DEAD_RELU,
        "layers_step": _FORWARD[TWO_LAYERS] + 4,  # the second hidden node hands its gradient back
        "layers_nudged": "w12",
        "nudge": 0.01,
    },
}
