"""A given number moved a little, and what the loss makes of it: gradient checking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course_utils.explorers.graphs.engine import RELU_FORMULA, Node
from course_utils.explorers.graphs.examples import Graph, build


@dataclass(frozen=True)
class Nudge:
    """What a nudge of one given number does.

    Attributes
    ----------
    name : str
        What is nudged.
    size : float
        By how much, above 0.
    before, after : float
        The nudged number.
    loss_before, loss_after, loss_below : float
        The loss without the nudge, with it, and with the same nudge downward.
    moved : mapping of str to float
        The new value of each node that the nudge reaches, by name.
    crossed : tuple of str
        The names of sums before a ReLU that are above 0 only with or only without a nudge.
    mistaken : float or None
        A wrong gradient that the nudge is to refute.
    """

    name: str
    size: float
    before: float
    after: float
    loss_before: float
    loss_after: float
    loss_below: float
    moved: Mapping[str, float]
    crossed: tuple[str, ...]
    mistaken: float | None = None

    @property
    def one_sided(self) -> float:
        """How far the loss moves for each 1 of the nudge."""
        return (self.loss_after - self.loss_before) / self.size

    @property
    def central(self) -> float:
        """The central difference: from a nudge downward to a nudge upward."""
        return (self.loss_after - self.loss_below) / (2 * self.size)


def measure(
    graph: str,
    hidden: str,
    values: Mapping[str, float],
    name: str,
    size: float,
    mistaken: float | None = None,
) -> Nudge:
    """Compute the graph again with one number nudged up, and nudged down.

    Parameters
    ----------
    graph, hidden, values
        As for `build`.
    name : str
        A key of `values`.
    size : float
        The nudge, above 0.
    mistaken : float, optional
        A wrong gradient to refute.

    Examples
    --------
    >>> from course_utils.explorers.graphs.examples import start_values
    >>> nudge = measure("one neuron", "ReLU", start_values("one neuron"), "w", 0.01)
    >>> round(nudge.one_sided, 6), round(nudge.central, 6), sorted(nudge.moved)
    (-12.36, -12.4, ['J', 'e', 'p', 'w', 'ŷ'])
    """
    plain, up, down = (
        build(graph, hidden, {**values, name: values[name] + by}) for by in (0.0, size, -size)
    )
    reached = {plain.given[name]}
    for node in plain.operations:
        if reached.intersection(node.inputs):
            reached.add(node)
    return Nudge(
        name,
        size,
        values[name],
        values[name] + size,
        *(each.loss.value for each in (plain, up, down)),
        moved={each.name: _nodes(up)[each.name].value for each in reached},
        crossed=_crossed(plain, up, down),
        mistaken=mistaken,
    )


def _nodes(graph: Graph) -> dict[str, Node]:
    return {**graph.given, **{node.name: node for node in graph.operations}}


def _crossed(*graphs: Graph) -> tuple[str, ...]:
    """Return the names of sums before a ReLU that are not on the same side of 0 in all graphs."""
    on = [
        {
            each.inputs[0].name: each.slopes
            for each in graph.operations
            if each.formula == RELU_FORMULA
        }
        for graph in graphs
    ]
    return tuple(name for name in on[0] if len({each[name] for each in on}) > 1)
