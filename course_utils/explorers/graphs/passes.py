"""How far the two passes have come: which values and which gradients are there after a step."""

from __future__ import annotations

from course_utils.explorers.graphs.engine import Node, backward
from course_utils.explorers.graphs.examples import Graph


class Passes:
    """A graph after some steps: first one operation forward each, then backward.

    The backward pass has one step more: at its first, the loss gets its own gradient, 1.

    Parameters
    ----------
    graph : Graph
        The gradients of its nodes are set.
    step : int
        How many steps are done, 0 to `last`; more count as `last`.

    Attributes
    ----------
    last : int
        The number of all steps.
    active : Node or None
        The node at which the last step was done.

    Examples
    --------
    >>> from course_utils.explorers.graphs.examples import build, start_values
    >>> passes = Passes(build("one neuron", "ReLU", start_values("one neuron")), step=6)
    >>> passes.last, passes.active.name, round(passes.graph.given["b"].gradient, 9)
    (9, 'J', 0.0)
    """

    def __init__(self, graph: Graph, step: int) -> None:
        count = len(graph.operations)
        self.graph = graph
        self.last = 2 * count + 1
        self.step = min(step, self.last)
        self.forward_steps = min(self.step, count)
        self.backward_steps = self.step - self.forward_steps
        self.handed_back = graph.operations[::-1][: max(self.backward_steps - 1, 0)]
        backward(graph.loss, len(self.handed_back))
        self._computed = {*graph.given.values(), *graph.operations[: self.forward_steps]}

    @property
    def forward_done(self) -> bool:
        """Whether the loss has a value."""
        return self.forward_steps == len(self.graph.operations)

    @property
    def done(self) -> bool:
        """Whether both passes have come to their ends."""
        return self.step == self.last

    @property
    def active(self) -> Node | None:
        if self.handed_back:
            return self.handed_back[-1]
        return self.graph.operations[self.forward_steps - 1] if self.step else None

    def has_value(self, node: Node) -> bool:
        """Say whether the forward pass has reached a node."""
        return node in self._computed

    def has_gradient(self, node: Node) -> bool:
        """Say whether the backward pass has reached a node, on one path at least."""
        if node is self.graph.loss:
            return self.backward_steps > 0
        return any(node in each.inputs for each in self.handed_back)

    def is_complete(self, node: Node) -> bool:
        """Say whether the gradient of a node has come in on all of its paths."""
        users = [each for each in self.graph.operations if node in each.inputs]
        return self.has_gradient(node) and all(each in self.handed_back for each in users)
