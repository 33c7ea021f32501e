"""The graphs of the explorer: small enough to compute by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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

ONE_NEURON = "one neuron"
SIGMOID_SQUARED = "sigmoid, squared error"
SIGMOID_ENTROPY = "sigmoid, cross-entropy"
TWO_LAYERS = "two layers"
GRAPHS = (ONE_NEURON, SIGMOID_SQUARED, SIGMOID_ENTROPY, TWO_LAYERS)
NEURONS = GRAPHS[:3]  # a graph with one weight and one bias each

RELU, DEAD_RELU, SIGMOID, TANH = "ReLU", "ReLU, one dead", "sigmoid", "tanh"
HIDDEN = (RELU, DEAD_RELU, SIGMOID, TANH)

# The example of the course's documents: 0.2 x 2 + 0.5 = 0.9, and 4 would be right.
NEURON_VALUES = {"w": 0.2, "x": 2.0, "b": 0.5, "y": 4.0}
# A neuron that is sure of class 1, and wrong: the sigmoid is nearly flat there.
SIGMOID_VALUES = {"w": 1.2, "x": 2.0, "b": 0.6, "y": 0.0}
# w12 leads from input 1 to node 2, as in a matrix of weights with a row for each input.
LAYERS_VALUES = {
    "w11": 0.5,
    "w21": 0.4,
    "b1": 0.1,
    "x1": 2.0,
    "x2": 1.0,
    "b2": 0.2,
    "w12": -0.3,
    "w22": 0.8,
    "v1": 0.6,
    "c": 0.3,
    "v2": -1.0,
    "y": 1.8,
}
DEAD_BIAS = -0.6  # for b2: the weighted sum of the second hidden node falls below 0

MEANINGS = {"w": "weight", "v": "weight", "b": "bias", "c": "bias", "x": "input", "y": "target"}


@dataclass(frozen=True)
class Graph:
    """A loss, and everything that leads to it.

    Attributes
    ----------
    loss : Node
    given : mapping of str to Node
        Inputs, weights, biases and the target, by name.
    operations : tuple of Node
        What is computed, in the order of the forward pass; the loss is the last.
    """

    loss: Node
    given: Mapping[str, Node]
    operations: tuple[Node, ...]


def start_values(graph: str, hidden: str = RELU) -> dict[str, float]:
    """Return the numbers that a graph starts from, by name.

    >>> start_values("one neuron")
    {'w': 0.2, 'x': 2.0, 'b': 0.5, 'y': 4.0}
    """
    if graph == ONE_NEURON:
        return dict(NEURON_VALUES)
    if graph in NEURONS:
        return dict(SIGMOID_VALUES)
    return LAYERS_VALUES | ({"b2": DEAD_BIAS} if hidden == DEAD_RELU else {})


def build(graph: str, hidden: str, values: Mapping[str, float]) -> Graph:
    """Compute a graph with these numbers.

    Parameters
    ----------
    graph : str
        One of `GRAPHS`.
    hidden : str
        One of `HIDDEN`: what the hidden nodes of "two layers" do; other graphs have none.
    values : mapping of str to float
        A number for each name of `start_values`.

    Examples
    --------
    >>> graph = build("one neuron", "ReLU", start_values("one neuron"))
    >>> [node.name for node in graph.operations], round(graph.loss.value, 9)
    (['p', 'ŷ', 'e', 'J'], 9.61)
    """
    given = {name: Node(value, name, MEANINGS[name[0]]) for name, value in values.items()}
    loss = _LOSSES[graph](given, hidden).called("J", "loss")
    operations = tuple(node for node in forward_order(loss) if node.inputs)
    return Graph(loss, given, operations)


def loss_of(graph: str, hidden: str, values: Mapping[str, float]) -> float:
    """Return only the loss of a graph with these numbers."""
    return build(graph, hidden, values).loss.value


def mistaken_slope(values: Mapping[str, float]) -> float:
    """Return dJ/dw of the model w·x - b: the slides have the wrong sign before the bias.

    >>> round(mistaken_slope(start_values("one neuron")), 9)
    -16.4
    """
    w, x, b, y = (Node(values[name]) for name in ("w", "x", "b", "y"))
    backward((w * x - b - y).squared())
    return w.gradient


def _one_neuron(given: Mapping[str, Node], hidden: str) -> Node:
    product = (given["w"] * given["x"]).called("p", "product")
    prediction = (product + given["b"]).called("ŷ", "prediction")
    error = (prediction - given["y"]).called("e", "error")
    return error.squared()


def _sigmoid_squared(given: Mapping[str, Node], hidden: str) -> Node:
    return squared_error(_sigmoid_output(given), given["y"])


def _sigmoid_entropy(given: Mapping[str, Node], hidden: str) -> Node:
    return cross_entropy(_sigmoid_output(given), given["y"])


def _sigmoid_output(given: Mapping[str, Node]) -> Node:
    product = (given["w"] * given["x"]).called("p", "product")
    z = (product + given["b"]).called("z", "weighted sum")
    return sigmoid(z).called("a", "output")


def _two_layers(given: Mapping[str, Node], hidden: str) -> Node:
    inputs = [given["x1"], given["x2"]]
    outputs = []
    for node in ("1", "2"):
        weights = [given[f"w1{node}"], given[f"w2{node}"]]
        z = weighted_sum(weights, inputs, given[f"b{node}"]).called(f"z{node}", "weighted sum")
        outputs.append(_ACTIVATIONS[hidden](z).called(f"a{node}", "hidden output"))
    last = weighted_sum([given["v1"], given["v2"]], outputs, given["c"])
    return squared_error(last.called("ŷ", "prediction"), given["y"])


_ACTIVATIONS: dict[str, Callable[[Node], Node]] = {
    RELU: relu,
    DEAD_RELU: relu,
    SIGMOID: sigmoid,
    TANH: tanh,
}
_LOSSES: dict[str, Callable[[Mapping[str, Node], str], Node]] = {
    ONE_NEURON: _one_neuron,
    SIGMOID_SQUARED: _sigmoid_squared,
    SIGMOID_ENTROPY: _sigmoid_entropy,
    TWO_LAYERS: _two_layers,
}
