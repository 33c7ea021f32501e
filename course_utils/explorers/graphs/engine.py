"""Numbers that remember how they were computed: all that backpropagation needs.

Each operation makes a `Node` and notes its local slopes: by how much the result moves for each 1
that an input moves. `backward` needs nothing else. The idea of so small an engine is that of
micrograd (A. Karpathy, 2020).

>>> w, b = Node(0.2, "w"), Node(0.5, "b")
>>> loss = (w * Node(2.0) + b - Node(4.0)).squared()
>>> backward(loss)
>>> round(loss.value, 9), round(w.gradient, 9), round(b.gradient, 9)
(9.61, -12.4, -6.2)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

RELU_FORMULA = "relu({0})"


@dataclass(eq=False)
class Node:
    """One number of a computation.

    Parameters
    ----------
    value : float
        The number itself.
    name, meaning : str
        What it is called in formulas, and what it is in words.
    inputs : tuple of Node
        What it was computed from; empty for a number that was given.
    slopes : tuple of float
        For each input the local slope: the derivative of this value with respect to that input.
    formula : str
        How it was computed, with ``{0}`` for the first input, ``{1}`` for the second ...
    gradient : float
        The slope of the loss with respect to this value, after `backward`.
    """

    value: float
    name: str = ""
    meaning: str = ""
    inputs: tuple[Node, ...] = ()
    slopes: tuple[float, ...] = ()
    formula: str = ""
    gradient: float = 0.0

    def called(self, name: str, meaning: str) -> Node:
        """Give the node its name, and return it."""
        self.name, self.meaning = name, meaning
        return self

    def __mul__(self, other: Node) -> Node:
        slopes = (other.value, self.value)
        return Node(
            self.value * other.value, inputs=(self, other), slopes=slopes, formula="{0}·{1}"
        )

    def __add__(self, other: Node) -> Node:
        return Node(
            self.value + other.value, inputs=(self, other), slopes=(1.0, 1.0), formula="{0} + {1}"
        )

    def __sub__(self, other: Node) -> Node:
        return Node(
            self.value - other.value, inputs=(self, other), slopes=(1.0, -1.0), formula="{0} - {1}"
        )

    def squared(self) -> Node:
        """Return the square; its slope is twice the value."""
        return Node(self.value**2, inputs=(self,), slopes=(2 * self.value,), formula="{0}²")

    def hand_back(self) -> None:
        """Add to the gradient of each input what comes through this node: the chain rule."""
        for node, slope in zip(self.inputs, self.slopes, strict=True):
            node.gradient += slope * self.gradient


def weighted_sum(weights: Sequence[Node], inputs: Sequence[Node], bias: Node) -> Node:
    """Return each weight times its input, summed, plus the bias.

    >>> weighted_sum([Node(2.0), Node(3.0)], [Node(10.0), Node(1.0)], Node(0.5)).value
    23.5
    """
    products = sum(w.value * x.value for w, x in zip(weights, inputs, strict=True))
    count = len(weights)
    terms = [f"{{{i}}}·{{{count + i}}}" for i in range(count)]
    return Node(
        products + bias.value,
        inputs=(*weights, *inputs, bias),
        slopes=(*(x.value for x in inputs), *(w.value for w in weights), 1.0),
        formula=" + ".join([*terms, f"{{{2 * count}}}"]),
    )


def sigmoid(z: Node) -> Node:
    """Return 1 / (1 + exp(-z)), written with tanh, which never overflows.

    >>> sigmoid(Node(0.0)).slopes
    (0.25,)
    """
    a = 0.5 * (1 + math.tanh(0.5 * z.value))
    return Node(a, inputs=(z,), slopes=(a * (1 - a),), formula="sigmoid({0})")


def tanh(z: Node) -> Node:
    """Return the hyperbolic tangent, from -1 to 1."""
    a = math.tanh(z.value)
    return Node(a, inputs=(z,), slopes=(1 - a**2,), formula="tanh({0})")


def relu(z: Node) -> Node:
    """Return z, or 0 where z is negative; the slope is 1, or 0 where z is not above 0."""
    on = z.value > 0
    return Node(max(z.value, 0.0), inputs=(z,), slopes=(float(on),), formula=RELU_FORMULA)


def squared_error(prediction: Node, target: Node) -> Node:
    """Return (prediction - target) squared."""
    error = prediction.value - target.value
    slopes = (2 * error, -2 * error)
    return Node(error**2, inputs=(prediction, target), slopes=slopes, formula="({0} - {1})²")


def cross_entropy(probability: Node, label: Node) -> Node:
    """Return -log of the probability of the true class, for the label 1 or 0.

    Parameters
    ----------
    probability : Node
        The probability of class 1, above 0 and below 1.
    label : Node
        1 or 0. In between it is a weight for both classes.

    Raises
    ------
    ValueError
        For a probability of exactly 0 or 1, or beyond: its logarithm has no finite slope.
    """
    p, y = probability.value, label.value
    if not 0 < p < 1:
        raise ValueError(f"A probability for cross-entropy lies between 0 and 1, not at {p!r}.")
    return Node(
        -y * math.log(p) - (1 - y) * math.log(1 - p),
        inputs=(probability, label),
        slopes=((p - y) / (p * (1 - p)), math.log(1 - p) - math.log(p)),
        formula=_CROSS_ENTROPIES.get(y, "-{1}·log({0}) - (1 - {1})·log(1 - {0})"),
    )


_CROSS_ENTROPIES = {0: "-log(1 - {0})", 1: "-log({0})"}  # one of the two terms is 0


def forward_order(result: Node) -> list[Node]:
    """Return all nodes that lead to the result, each after its inputs: a topological order.

    >>> x = Node(3.0, "x")
    >>> [node.name for node in forward_order((x * x).called("p", "product"))]
    ['x', 'p']
    """
    order: list[Node] = []

    def visit(node: Node) -> None:
        if node in order:
            return
        for each in node.inputs:
            visit(each)
        order.append(node)

    visit(result)
    return order


def backward(result: Node, steps: int | None = None) -> None:
    """Set the gradients of all nodes that lead to the result.

    Parameters
    ----------
    result : Node
        The loss; its own gradient is 1.
    steps : int, optional
        How many operations hand their gradient back, counted from the loss; by default all.
    """
    order = forward_order(result)
    for node in order:
        node.gradient = 0.0
    result.gradient = 1.0
    operations = [node for node in reversed(order) if node.inputs]
    for node in operations[:steps]:
        node.hand_back()
