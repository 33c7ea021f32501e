"""Kernels to begin with, as whole numbers and what they are divided by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils import kernels

Weights = tuple[tuple[float, ...], ...]

AS_WRITTEN, BY_SUM, BY_NUMBER = "as written", "divided by their sum", "divided by a number"
SCALES = (AS_WRITTEN, BY_SUM, BY_NUMBER)
OWN = "your own"
SIZES = (3, 5)


@dataclass(frozen=True)
class Kernel:
    """The weights of a kernel as they are written, and whether their sum divides them."""

    weights: Weights
    scale: str


def used_weights(weights: Weights, scale: str, divisor: float) -> tuple[np.ndarray, float]:
    """Return the weights as written, (rows, columns), and the number that divides them.

    Where the sum is 0, it cannot divide, and 1 takes its place.

    Examples
    --------
    >>> used_weights(((1, 1), (1, 1)), BY_SUM, 8)[1], used_weights(((1, -1),), BY_SUM, 8)[1]
    (4.0, 1.0)
    """
    written = np.array(weights, dtype=float)
    if scale == AS_WRITTEN:
        return written, 1.0
    return written, float(divisor) if scale == BY_NUMBER else total(written) or 1.0


def total(weights: np.ndarray) -> float:
    """Return the sum of the weights, without what floating point leaves over.

    >>> total(np.array([0.1, 0.2, -0.3]))
    0.0
    """
    return round(float(np.sum(weights)), 9) + 0.0


def resized(weights: Weights, size: int) -> Weights:
    """Return the weights in the middle of a larger kernel, or the middle of a larger one.

    >>> resized(((1.0, 2.0, 3.0),) * 3, 5)[1]
    (0.0, 1.0, 2.0, 3.0, 0.0)
    >>> resized(resized(((1.0, 2.0, 3.0),) * 3, 5), 3)[1]
    (1.0, 2.0, 3.0)
    """
    more = (size - len(weights)) // 2
    if more < 0:
        middle = slice(-more, more)
        return tuple(row[middle] for row in weights[middle])
    return _rows(np.pad(np.array(weights, dtype=float), more))


def name_of(weights: Weights) -> str:
    """Return the name of the kernel that is written with these weights.

    >>> name_of(((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0)))
    'identity'
    """
    return next((name for name, one in CATALOGUE.items() if one.weights == weights), OWN)


def _rows(weights: np.ndarray) -> Weights:
    return tuple(map(tuple, weights.astype(float).tolist()))


def _written(kernel: np.ndarray) -> Kernel:
    """Return a kernel of fractions as whole numbers: 1/9 becomes 1, divided by the sum of 9."""
    whole = np.rint(kernel / np.abs(kernel[kernel != 0]).min())
    divided = not np.allclose(whole, kernel)
    return Kernel(_rows(whole), BY_SUM if divided else AS_WRITTEN)


def _larger() -> dict[str, Kernel]:
    """Return kernels of 5 x 5."""
    binomial = np.array([1, 4, 6, 4, 1])
    ones, streak, shift = np.ones((5, 5)), np.eye(5)[::-1], np.zeros((5, 5))
    shift[2, 0] = 1
    slope, ramp = np.array([1, 2, 0, -2, -1]), np.array([1, 4, 6, 4, 1])
    log = [
        [0, 0, -1, 0, 0],
        [0, -1, -2, -1, 0],
        [-1, -2, 16, -2, -1],
        [0, -1, -2, -1, 0],
        [0, 0, -1, 0, 0],
    ]
    return {
        "box blur, 5 x 5": Kernel(_rows(ones), BY_SUM),
        "Gaussian blur, 5 x 5": Kernel(_rows(np.outer(binomial, binomial)), BY_SUM),
        "streak, 5 x 5": Kernel(_rows(streak), BY_SUM),
        "move by 2 pixels, 5 x 5": Kernel(_rows(shift), AS_WRITTEN),
        "vertical edges, 5 x 5": Kernel(_rows(np.outer(ramp, slope)), AS_WRITTEN),
        "outline of a blur, 5 x 5": Kernel(_rows(np.array(log)), AS_WRITTEN),
    }


CATALOGUE = {name: _written(kernel) for name, kernel in kernels.NAMED.items()} | _larger()
