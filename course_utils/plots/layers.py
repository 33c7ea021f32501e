"""Networks drawn as nodes and lines."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from course_utils.html_figure import checked_alt
from course_utils.plots.theme import COLOURS, show

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

_MOST = 7  # nodes drawn one below the other; of more, the middle ones become dots


def network(
    sizes: Sequence[int],
    *,
    values: "Sequence[Sequence[float | str]] | None" = None,
    weights: "Sequence[np.ndarray] | None" = None,
    names: Sequence[str] | None = None,
    alt: str,
) -> None:
    """Show a network: a column of nodes for each layer, a line for each weight.

    Parameters
    ----------
    sizes : sequence of int
        The number of nodes of each layer; the first one is the input layer, drawn as squares.
        Of a layer with more than 7 nodes only the first and the last three are drawn.
    values : sequence of sequence, optional
        For each layer what stands in its nodes, numbers or short texts.
    weights : sequence of array, optional
        For each pair of neighbouring layers the matrix, (before, after), whose numbers stand on
        the lines; for small networks. NaN stands for two nodes that are not connected.
    names : sequence of str, optional
        What stands under each layer.
    alt : str
        What is to be seen, for people who do not see it.

    Raises
    ------
    ValueError
        If there are fewer than two layers, a number or shape does not fit, or `alt` is empty.

    Examples
    --------
    >>> network([64, 32, 10], names=["pixels", "hidden", "digits"], alt="64, 32 and 10 nodes.")
    64, 32 and 10 nodes.
    """
    from matplotlib import pyplot

    problem = checked_alt(alt, "plots.network")
    if problem:
        raise ValueError(problem)
    _check(sizes, values, weights, names)
    spots = [_spots(size) for size in sizes]
    edge = max(max(each.values()) for each in spots) + 0.14
    figure, axes = pyplot.subplots(figsize=(min(2.6 * len(sizes), 9), 0.3 + 4 * edge))
    for layer in range(len(sizes) - 1):
        for i, low in spots[layer].items():
            for j, high in spots[layer + 1].items():
                if weights is not None and math.isnan(weights[layer][i, j]):
                    continue
                axes.plot([layer, layer + 1], [low, high], color="#8c8c8c", linewidth=1, zorder=1)
                if weights is not None:
                    _write_weight(axes, (layer, low), (layer + 1, high), weights[layer][i, j])
    for layer, size in enumerate(sizes):
        colour = "#ffffff" if layer == 0 else "#eaf3fa"
        for i, height in spots[layer].items():
            marker = "s" if layer == 0 else "o"
            axes.plot(
                layer, height, marker, markersize=32 if values is not None else 15,
                color=colour, markeredgecolor=COLOURS[0], markeredgewidth=2, zorder=2,
            )  # fmt: skip
            if values is not None:
                text = values[layer][i]
                text = text if isinstance(text, str) else f"{text:.3g}"
                axes.text(layer, height, text, ha="center", va="center", fontsize=9, zorder=3)
        if size > _MOST:
            axes.text(layer, 0, "⋮", ha="center", va="center", fontsize=18)
        if names is not None:
            axes.text(layer, -edge, names[layer], ha="center", va="top")
    axes.set(xlim=(-0.4, len(sizes) - 0.6), ylim=(-edge - 0.1, edge))
    axes.set_axis_off()
    show(alt=alt, figure=figure)


def _check(
    sizes: Sequence[int],
    values: "Sequence[Sequence[float | str]] | None",
    weights: "Sequence[np.ndarray] | None",
    names: Sequence[str] | None,
) -> None:
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("plots.network needs at least two layers with a node each: [2, 1].")
    if names is not None and len(names) != len(sizes):
        raise ValueError(f"There are {len(sizes)} layers, but {len(names)} names.")
    if values is not None and [len(each) for each in values] != list(sizes):
        counts = [len(each) for each in values]
        raise ValueError(f"The layers have {list(sizes)} nodes, but values came for {counts}.")
    if weights is not None:
        wanted = list(pairwise(sizes))
        shapes = [each.shape for each in weights]
        if shapes != wanted:
            raise ValueError(f"The weights have the shapes {wanted}, not {shapes}.")


def _spots(size: int) -> dict[int, float]:
    """Return the height, -0.5 to 0.5, of each node that is drawn, by its number."""
    numbers = range(size) if size <= _MOST else [0, 1, 2, size - 3, size - 2, size - 1]
    places = len(numbers) if size <= _MOST else _MOST
    rows = [row if size <= _MOST or row < 3 else row + 1 for row in range(len(numbers))]
    step = min(1 / max(places - 1, 1), 0.34)
    return {
        number: ((places - 1) / 2 - row) * step for number, row in zip(numbers, rows, strict=True)
    }


def _write_weight(
    axes: "Axes", start: tuple[float, float], end: tuple[float, float], weight: float
) -> None:
    """Write a weight on its line, near its start, where the lines lie apart."""
    part = 0.26
    x = start[0] + part * (end[0] - start[0])
    y = start[1] + part * (end[1] - start[1])
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    axes.text(x, y, f"{weight:g}", ha="center", va="center", fontsize=8, bbox=box, zorder=2)
