"""Thick lines around groups of cells in a table, drawn inside the cells as CSS shadows."""

from __future__ import annotations

from collections.abc import Iterable

LINE = "#d55e00"  # orange, told apart from every grey by the white line beside it
SIDES = {"0 {0}px": (-1, 0), "0 -{0}px": (1, 0), "{0}px 0": (0, -1), "-{0}px 0": (0, 1)}


def shadows(cells: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Return the ``box-shadow`` of each of these cells: a line on each side without a neighbour.

    Parameters
    ----------
    cells : iterable of tuple of int
        Rows and columns. Cells that touch get one line around all of them.

    Examples
    --------
    >>> sides = shadows([(0, 0), (0, 1)])
    >>> sides[0, 0].count(LINE), shadows([(0, 0)])[0, 0].count(LINE)
    (3, 4)
    """
    group = set(cells)
    drawn = {}
    for row, column in sorted(group):
        free = [
            side
            for side, (down, across) in SIDES.items()
            if (row + down, column + across) not in group
        ]
        lines = [f"inset {side.format(2)} {LINE}" for side in free]
        drawn[row, column] = ", ".join([*lines, *(f"inset {side.format(3)} #fff" for side in free)])
    return drawn
