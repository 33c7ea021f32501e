"""Where the windows of a pooling lie, and which value each one chooses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils import kernels

MAX, AVERAGE = "max", "average"


@dataclass(frozen=True)
class Windows:
    """The windows of a pooling on a map.

    Parameters
    ----------
    shape : tuple of int
        Height and width of the map.
    size : int
        Side of a window.
    stride : int
        Pixels from window to window.
    padding : {"valid", "same"}
        With "same" windows may reach over the edge.

    Examples
    --------
    >>> Windows((5, 5), 2, 2, "same").counts, Windows((5, 5), 2, 2, "valid").counts
    ((3, 3), (2, 2))
    >>> Windows((5, 5), 2, 2, "same").covered(2, 0)  # the last row of windows has one row of values
    (slice(4, 5, None), slice(0, 2, None))
    """

    shape: tuple[int, int]
    size: int
    stride: int
    padding: str

    @property
    def counts(self) -> tuple[int, int]:
        """How many windows there are below each other, and side by side."""
        height, width = (
            kernels.output_size(each, self.size, padding=self.padding, stride=self.stride)
            for each in self.shape
        )
        return height, width

    def first(self, row: int, column: int) -> tuple[int, int]:
        """Return the upper left place of a window; below 0 where it reaches over the edge."""
        top, left = (
            place * self.stride - self._before(side, count)
            for place, side, count in zip((row, column), self.shape, self.counts, strict=True)
        )
        return top, left

    def covered(self, row: int, column: int) -> tuple[slice, slice]:
        """Return the rows and the columns of the map that a window covers."""
        rows, columns = (
            slice(max(first, 0), min(first + self.size, side))
            for first, side in zip(self.first(row, column), self.shape, strict=True)
        )
        return rows, columns

    def seen(self) -> np.ndarray:
        """Return which values of the map lie in a window: bool, of the map's shape."""
        seen = np.zeros(self.shape, bool)
        for place in np.ndindex(self.counts):
            seen[self.covered(*place)] = True
        return seen

    def chosen(self, values: np.ndarray) -> dict[tuple[int, int], tuple[int, int]]:
        """Return for each window the place of its largest value, the first of equal ones.

        >>> Windows((2, 4), 2, 2, "valid").chosen(np.array([[1, 0, 3, 3], [2, 1, 0, 0]]))
        {(0, 0): (1, 0), (0, 1): (0, 2)}
        """
        places = {}
        for place in np.ndindex(self.counts):
            rows, columns = self.covered(*place)
            inside = values[rows, columns]
            down, across = divmod(int(inside.argmax()), inside.shape[1])
            places[place] = (rows.start + down, columns.start + across)
        return places

    def pool(self, values: np.ndarray, mode: str) -> np.ndarray:
        """Return the largest value, or the mean, of each window."""
        pooling = kernels.max_pool if mode == MAX else kernels.average_pool
        return pooling(values, self.size, stride=self.stride, padding=self.padding)

    def _before(self, side: int, count: int) -> int:
        """Return how far the first window reaches over the edge."""
        if self.padding == "valid":
            return 0
        return max((count - 1) * self.stride + self.size - side, 0) // 2
