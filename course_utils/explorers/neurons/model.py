"""Neuron and activation without the view: what the explorer shows in each state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.explorers.base import Frame, PanelModel
from course_utils.explorers.controls import Choice, Slider, Switch
from course_utils.explorers.neurons import drawing
from course_utils.explorers.neurons.node import DATA, HIGH, LOW, Node
from course_utils.explorers.neurons.words import CURVES, SLOPES, node_words, number, slope_text
from course_utils.networks import ACTIVATIONS

MOST = 5.0  # of a weight and of the bias


@dataclass(frozen=True)
class NeuronState:
    """A node, its input, and the points that it is to separate.

    Parameters
    ----------
    x1, x2 : float
        The input, -3 to 3.
    w1, w2, bias : float
        -5 to 5.
    use_bias : bool
        Whether the bias counts.
    activation : {"linear", "sigmoid", "tanh", "relu"}
    data : {"clouds", "shifted clouds", "AND", "OR", "XOR", "none"}
        Points of two classes.
    """

    x1: float = 0.5
    x2: float = 1.0
    w1: float = 1.0
    w2: float = 1.0
    bias: float = 0.0
    use_bias: bool = True
    activation: str = "sigmoid"
    data: str = "clouds"


def _node(
    w1: float, w2: float, bias: float | None, activation: str, data: str, x1: float, x2: float
) -> dict[str, Any]:
    """Return a preset; without a bias the slider of the bias stays where it is."""
    changes = {"w1": w1, "w2": w2, "activation": activation, "data": data, "x1": x1, "x2": x2}
    return changes | ({"use_bias": False} if bias is None else {"use_bias": True, "bias": bias})


PRESETS: dict[str, dict[str, Any]] = {
    "two clouds": _node(1.0, 1.0, 0.0, "sigmoid", "clouds", 0.5, 1.0),
    "no bias": _node(1.0, 1.0, None, "sigmoid", "shifted clouds", 0.5, 0.5),
    "with bias": _node(1.0, 1.0, -2.0, "sigmoid", "shifted clouds", 0.5, 0.5),
    "AND": _node(1.0, 1.0, -1.5, "sigmoid", "AND", 1.0, 1.0),
    "OR": _node(1.0, 1.0, -0.5, "sigmoid", "OR", 0.0, 1.0),
    "XOR: no line fits": _node(1.0, 1.0, -0.5, "sigmoid", "XOR", 1.0, 1.0),
    "saturated sigmoid": _node(4.0, 4.0, 0.0, "sigmoid", "clouds", 1.0, 1.0),
    "tanh near 0": _node(1.0, 1.0, 0.0, "tanh", "clouds", 0.2, 0.1),
    "ReLU": _node(1.0, 1.0, 0.0, "relu", "clouds", 1.0, 0.5),
    "dead ReLU": _node(1.0, 1.0, -5.0, "relu", "clouds", 1.0, 1.0),
    "no activation": _node(1.0, 1.0, 0.0, "linear", "clouds", 1.0, 0.5),
}


class NeuronModel(PanelModel):
    """A node with two inputs: the plane with its decision line, its activation and its slope.

    Parameters
    ----------
    presets : mapping of str to mapping, optional
        Names for the live demo, each with changes of the state.

    Raises
    ------
    ImageError
        For a preset that the explorer does not know.

    Examples
    --------
    >>> model = NeuronModel()
    >>> model.render(model.change(model.start, **PRESETS["AND"])).numbers["node"]["accuracy"]
    '100.0 % (4 of 4)'
    """

    title = "Neuron and activation"
    start = NeuronState()
    controls = (
        Choice("activation", "Activation", tuple(ACTIVATIONS)),
        Choice("data", "Points", tuple(DATA)),
        Switch("use_bias", "with bias"),
        Slider("w1", "Weight w1", -MOST, MOST, 0.1),
        Slider("w2", "Weight w2", -MOST, MOST, 0.1),
        Slider("bias", "Bias b", -MOST, MOST, 0.1, only_with={"use_bias": (True,)}),
        Slider("x1", "Input x1", LOW, HIGH, 0.1),
        Slider("x2", "Input x2", LOW, HIGH, 0.1),
    )

    def __init__(self, presets: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.presets = PRESETS if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)

    def render(self, state: NeuronState) -> Frame:
        """Return the plane, the activation, its slope, the numbers and the sentence."""
        bias = state.bias if state.use_bias else 0.0
        node = Node((state.w1, state.w2), bias, state.activation)
        points = DATA[state.data]
        z = float(node.sums(np.array([state.x1, state.x2])))
        a, slope = float(node.output(z)), float(node.slope(z))
        right, count = int(points.right(node).sum()), len(points.labels)
        numbers = {
            "w1 x1": number(state.w1 * state.x1),
            "w2 x2": number(state.w2 * state.x2),
            "b": number(bias) if state.use_bias else "none",
            "sum z": number(z),
            "output a": number(a, 3),
            "slope": slope_text(slope),
        }
        sides = "orange above" + ("" if state.activation == "relu" else ", blue below")
        captions = {
            "plane": f"plane: output a, white at {node.threshold:g}, {sides}; drag the input",
            "activation": f"activation: a = {_call(node, z)} = {number(a, 3)}; "
            f"the tangent has slope {slope_text(slope)}",
            "slope": f"slope of {state.activation}: {slope_text(slope)} at z = {number(z)}",
        }
        if count:
            numbers["accuracy"] = f"{100 * right / count:.1f} % ({right} of {count})"
            captions["plane"] += ". Class 0 round, class 1 square; wrong ones have a black edge"
        return Frame(
            pictures={
                "plane": drawing.plane(node, (state.x1, state.x2), points, _plane_text(node)),
                "activation": drawing.activation(node, z, CURVES[state.activation]),
                "slope": drawing.slope(node, z, SLOPES[state.activation]),
            },
            numbers={"node": numbers},
            sentence=node_words(
                node,
                z,
                use_bias=state.use_bias,
                right=right,
                count=count,
                data=state.data,
                dead=count > 0 and bool((node.sums(points.places) <= 0).all()),
            ),
            captions=captions,
        )


def _call(node: Node, z: float) -> str:
    return "z" if node.activation == "linear" else f"{node.activation}({number(z)})"


def _plane_text(node: Node) -> str:
    if not node.has_line:
        return "There is no decision line."
    w1, w2 = node.weights
    return f"Decision line {w1:g} x1 + {w2:g} x2 + {node.bias:g} = 0."
