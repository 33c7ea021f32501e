"""A node with two inputs, and points of two classes for it to separate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils import datasets
from course_utils.networks import ACTIVATIONS

LOW, HIGH = -3.0, 3.0  # of both inputs in the plane
DIGITS = 9  # of a sum that count: 0.1 + 0.2 - 0.3 is 0
THRESHOLDS = {"linear": 0.0, "sigmoid": 0.5, "tanh": 0.0, "relu": 0.0}


@dataclass(frozen=True)
class Node:
    """Two weights, a bias and an activation: ``a = activation(x1 * w1 + x2 * w2 + bias)``.

    Examples
    --------
    >>> node = Node((1.0, 1.0), -1.5, "sigmoid")
    >>> node.sums(np.array([[1.0, 1.0], [0.0, 1.0]])).tolist()
    [0.5, -0.5]
    """

    weights: tuple[float, float]
    bias: float
    activation: str

    @property
    def threshold(self) -> float:
        """The output on the decision line, where z is 0."""
        return THRESHOLDS[self.activation]

    @property
    def has_line(self) -> bool:
        """Whether the weights are not both 0."""
        return any(self.weights)

    def sums(self, places: np.ndarray) -> np.ndarray:
        """Return z for places of the plane, (..., 2) to (...)."""
        return np.round(places @ np.array(self.weights) + self.bias, DIGITS)

    def output(self, z: np.ndarray) -> np.ndarray:
        """Return the activation at z, in the same shape."""
        return ACTIVATIONS[self.activation](np.asarray(z, float))

    def slope(self, z: np.ndarray) -> np.ndarray:
        """Return the slope of the activation at z, in the same shape."""
        return ACTIVATIONS[self.activation].slope(z)

    def line(self) -> np.ndarray:
        """Return two places of the decision line, (2, 2), far outside of the plane's picture."""
        weights = np.array(self.weights)
        foot = -self.bias * weights / (weights @ weights)  # the place nearest to the origin
        along = np.array([-weights[1], weights[0]]) / np.linalg.norm(weights)
        return foot + 10 * (HIGH - LOW) * np.array([-along, along])

    def crosses_plane(self) -> bool:
        """Whether the decision line passes through the picture of the plane."""
        corners = np.array([[x, y] for x in (LOW, HIGH) for y in (LOW, HIGH)])
        z = self.sums(corners)
        return bool(z.min() <= 0 <= z.max())


@dataclass(frozen=True)
class Points:
    """Points of a plane, (n, 2), and their classes, (n,), 0 or 1."""

    places: np.ndarray
    labels: np.ndarray

    def right(self, node: Node) -> np.ndarray:
        """Return which points lie on their side of the line, (n,): class 1 where z is above 0."""
        return (node.sums(self.places) > 0) == (self.labels == 1)


def _corners(*labels: int) -> Points:
    return Points(np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array(labels))


def _clouds(shift: float) -> Points:
    places, labels = datasets.points("blobs", 60, noise=0.55, seed=10)
    return Points(places + shift, labels)


DATA = {
    "clouds": _clouds(0),
    "shifted clouds": _clouds(1),
    "AND": _corners(0, 0, 0, 1),
    "OR": _corners(0, 1, 1, 1),
    "XOR": _corners(0, 1, 1, 0),
    "none": Points(np.zeros((0, 2)), np.zeros(0, int)),
}
