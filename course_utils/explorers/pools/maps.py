"""Feature maps to pool: small examples, and the response of an edge kernel on a photograph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils import kernels
from course_utils.explorers.denoising.model import busiest
from course_utils.images import to_grey

LARGEST = 99  # of a map: two digits that fit into a cell
PART = 10  # rows and columns of a photograph's map that stand as numbers
FARTHEST = 3  # pixels of a shift; a part keeps this far from the edge, so that it has neighbours


@dataclass(frozen=True)
class FeatureMap:
    """A feature map, and the part of it that stands as numbers.

    Parameters
    ----------
    whole : array, (height, width)
        Whole numbers from 0 to 99.
    shape : tuple of int
        Height and width of the part.
    best : tuple of int
        Row and column where the part with most to see begins.
    """

    whole: np.ndarray
    shape: tuple[int, int]
    best: tuple[int, int] = (0, 0)

    @property
    def is_part(self) -> bool:
        """Whether there is more than what stands as numbers."""
        return self.shape != self.whole.shape

    @property
    def last(self) -> tuple[int, int]:
        """The last row and the last column where a part can begin."""
        rows, columns = (
            whole - part for whole, part in zip(self.whole.shape, self.shape, strict=True)
        )
        return rows, columns

    def place(self, row: int, column: int) -> tuple[slice, slice]:
        """Return the rows and the columns of the part that begins here."""
        return slice(row, row + self.shape[0]), slice(column, column + self.shape[1])


def small(values: list[list[int]]) -> FeatureMap:
    """Return a map that stands as numbers altogether."""
    whole = np.array(values)
    return FeatureMap(whole, whole.shape)


def edges(picture: np.ndarray) -> FeatureMap:
    """Return where a picture gets brighter from left to right: Sobel x, then ReLU, 0 to 99.

    Parameters
    ----------
    picture : array, (height, width) or (height, width, 3), uint8
        At least 10 x 10 pixels.

    Examples
    --------
    >>> step = np.repeat(np.uint8([[0] * 12 + [200] * 12]), 24, axis=0)
    >>> found = edges(step)
    >>> found.whole[5, 10:14].tolist(), found.shape
    ([0, 99, 99, 0], (10, 10))
    """
    grey = to_grey(picture).astype(float)
    response = kernels.convolve(grey, kernels.NAMED["Sobel x"], padding="same", mode="replicate")
    active = np.maximum(response, 0)
    whole = np.rint(active * (LARGEST / (active.max() or 1))).astype(int)
    margin = FARTHEST if min(whole.shape) >= PART + 2 * FARTHEST else 0
    inner = whole[margin : whole.shape[0] - margin, margin : whole.shape[1] - margin]
    rows, columns = busiest(inner.astype(np.uint8), PART)
    return FeatureMap(whole, (PART, PART), (rows.start + margin, columns.start + margin))


def shifted(values: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return the values moved by whole pixels; zeros come in.

    Examples
    --------
    >>> row = np.array([[1, 2, 3]])
    >>> shifted(row, 0, 1).tolist(), shifted(row, 0, -2).tolist(), shifted(row, 4, 0).tolist()
    ([[0, 1, 2]], [[3, 0, 0]], [[0, 0, 0]])
    """
    moved = np.zeros_like(values)
    height, width = values.shape
    inside = values[max(-down, 0) : max(height - down, 0), max(-right, 0) : max(width - right, 0)]
    top, left = max(down, 0), max(right, 0)
    moved[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return moved


# The worked example of the course; pooled to 3 x 3 or to 2 x 2, as the padding is.
EXAMPLE = small(
    [[0, 1, 0, 0, 0], [0, 1, 1, 1, 0], [1, 0, 1, 2, 1], [1, 4, 2, 1, 0], [0, 0, 1, 2, 1]]
)
# A bright pixel in the left half of its window of 2 x 2.
DOT = small([[9 if (row, column) == (3, 2) else 0 for column in range(8)] for row in range(8)])
