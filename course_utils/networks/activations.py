"""Activation functions: what a node makes of its weighted sum z."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-z)) for each element, without overflow for any z.

    Parameters
    ----------
    z : array
        Numbers of any size, in any shape.

    Returns
    -------
    array
        Values from 0 to 1, in the shape of `z`.

    Notes
    -----
    It is computed as (1 + tanh(z / 2)) / 2, which is the same function, and tanh never overflows.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))


def softmax(z: np.ndarray) -> np.ndarray:
    """Return exp(z) divided by its sum over the last axis: probabilities with the sum 1.

    Parameters
    ----------
    z : array
        Logits, (classes,) or (n, classes).

    Returns
    -------
    array
        Probabilities from 0 to 1, in the shape of `z`.

    Notes
    -----
    The largest logit is subtracted first. The fraction stays the same, and exp cannot overflow.

    Examples
    --------
    >>> softmax(np.array([2.0, 1.0, 0.1])).round(3).tolist()
    [0.659, 0.242, 0.099]
    """
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@dataclass(frozen=True)
class Activation:
    """An activation function and its slope.

    Parameters
    ----------
    name : str
    function : callable
        From z to the output a, element by element.
    slope_from_output : callable
        From the output a to the slope at that z. The outputs are at hand when a network goes
        backward, so nothing is computed twice.
    """

    name: str
    function: Callable[[np.ndarray], np.ndarray]
    slope_from_output: Callable[[np.ndarray], np.ndarray]

    def __call__(self, z: np.ndarray) -> np.ndarray:
        """Return the output for the weighted sums z, in the same shape."""
        return self.function(z)

    def slope(self, z: np.ndarray) -> np.ndarray:
        """Return the derivative at z, in the same shape; 0 for ReLU at its kink.

        Examples
        --------
        >>> ACTIVATIONS["sigmoid"].slope(np.array([0.0])).tolist()
        [0.25]
        """
        return self.slope_from_output(self.function(np.asarray(z, dtype=float)))


ACTIVATIONS = {
    each.name: each
    for each in (
        Activation("linear", lambda z: z, np.ones_like),
        Activation("sigmoid", sigmoid, lambda a: a * (1 - a)),
        Activation("tanh", np.tanh, lambda a: 1 - a**2),
        Activation("relu", lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(a.dtype)),
    )
}
