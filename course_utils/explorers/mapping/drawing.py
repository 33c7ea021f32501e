"""The pictures of a layer: its maps and kernels as tiles, one map by itself, its numbers."""

from __future__ import annotations

import math

import numpy as np

from course_utils.explorers.frames import NumberedPicture
from course_utils.explorers.shades import diverging

FEWEST = 1e-12  # a scale of nothing but zeros
MOST_CELLS = 7  # rows or columns of a kernel whose numbers are written


def map_tiles(maps: np.ndarray, *, together: bool) -> np.ndarray:
    """Return maps as colours: blue below 0, white at 0, orange above it.

    Parameters
    ----------
    maps : numpy.ndarray
        (rows, columns, maps).
    together : bool
        Whether the strongest colour is the largest value of all maps, or of each map by itself.

    Returns
    -------
    numpy.ndarray
        (maps, rows, columns, 3), RGB, uint8.
    """
    stack = np.nan_to_num(np.moveaxis(maps, 2, 0), posinf=0, neginf=0)
    size = np.abs(stack)
    largest = size.max() if together else size.max(axis=(1, 2), keepdims=True)
    return diverging(stack / np.maximum(largest, FEWEST))


def kernel_tiles(kernels: np.ndarray) -> np.ndarray:
    """Return kernels, (rows, columns, n), as colours, (n, rows, columns, 3), on one scale."""
    return map_tiles(kernels, together=True)


def kernel_numbers(kernel: np.ndarray, words: str) -> NumberedPicture:
    """Return one kernel, (rows, columns), with its numbers."""
    return NumberedPicture(
        kernel_tiles(kernel[..., np.newaxis])[0],
        tuple(tuple(f"{value:.2f}" for value in row) for row in kernel.tolist()),
        words,
    )


def number_picture(values: np.ndarray) -> np.ndarray:
    """Return numbers, (n,), as a nearly square picture in colours; what is left over is white.

    >>> number_picture(np.ones(6)).shape
    (2, 3, 3)
    """
    columns = math.ceil(len(values) ** 0.5)
    rows = math.ceil(len(values) / columns)
    square = np.zeros(rows * columns)
    square[: len(values)] = values
    return map_tiles(square.reshape(rows, columns, 1), together=True)[0]
