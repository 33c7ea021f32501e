"""Losses of one or two parameters: their values, their slopes and their curvature."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


class Landscape(ABC):
    """A loss over its parameters.

    Attributes
    ----------
    parameters : tuple of str
        Their names: one or two.
    low, high : tuple of float
        The part of the landscape that is drawn, for each parameter.
    lowest : float
        The smallest loss.
    minima : array, (m, parameters)
        Where it is.
    is_quadratic : bool
        Whether the curvature is the same everywhere.
    """

    parameters: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    lowest: float
    minima: np.ndarray
    is_quadratic: bool

    @abstractmethod
    def loss(self, places: np.ndarray) -> np.ndarray:
        """Return the loss at places, (..., parameters) to (...)."""

    @abstractmethod
    def slopes(self, place: np.ndarray) -> np.ndarray:
        """Return the slope for each parameter at one place, (parameters,)."""

    @abstractmethod
    def curvatures(self, place: np.ndarray) -> np.ndarray:
        """Return the second slopes at one place, (parameters, parameters)."""

    def steepest_curvature(self, place: np.ndarray) -> float:
        """Return the largest curvature of all directions at one place."""
        return float(np.linalg.eigvalsh(self.curvatures(place))[-1])


class Fit(Landscape):
    """The mean squared error of a node ``x * w + b`` on samples.

    Parameters
    ----------
    x, y : sequence of float
        The samples.
    bias : float, optional
        A bias that stays as it is; without it the bias is the second parameter.

    Examples
    --------
    >>> one_sample = Fit([2.0], [4.0])
    >>> one_sample.slopes(np.array([0.2, 0.5])).round(6).tolist()
    [-12.4, -6.2]
    """

    is_quadratic = True

    def __init__(
        self, x: np.ndarray | list[float], y: np.ndarray | list[float], bias: float | None = None
    ) -> None:
        self.x, self.y, self.bias = np.array(x, float), np.array(y, float), bias
        columns = [self.x] if bias is not None else [self.x, np.ones_like(self.x)]
        self.inputs = np.stack(columns, axis=1)  # (samples, parameters)
        self.targets = self.y - (bias or 0.0)
        count = self.inputs.shape[1]
        self.parameters = ("w", "b")[:count]
        self.low, self.high = (-2.0, -3.0)[:count], (5.0, 4.0)[:count]
        best, _, rank, _ = np.linalg.lstsq(self.inputs, self.targets, rcond=None)
        self.lowest = float(self.loss(best))
        self.minima = best[np.newaxis] if rank == count else self._valley(best)

    def _valley(self, best: np.ndarray) -> np.ndarray:
        """Return many places of a valley whose floor is flat: one sample, two parameters."""
        along = np.array([-1.0, self.x[0]])
        return best + np.linspace(-9, 9, 2)[:, np.newaxis] * along

    def loss(self, places: np.ndarray) -> np.ndarray:
        errors = places @ self.inputs.T - self.targets  # (..., samples)
        return np.mean(errors**2, axis=-1)

    def slopes(self, place: np.ndarray) -> np.ndarray:
        return self.batch_slopes(place, np.arange(len(self.x)))

    def batch_slopes(self, place: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return the slopes for some of the samples only."""
        inputs = self.inputs[rows]
        return 2 * inputs.T @ (inputs @ place - self.targets[rows]) / len(rows)

    def curvatures(self, place: np.ndarray) -> np.ndarray:
        return 2 * self.inputs.T @ self.inputs / len(self.x)


@dataclass(frozen=True)
class Surface(Landscape):
    """A formula of two parameters, w1 and w2, that has its lowest value, 0, at its minima."""

    formula: Callable[[np.ndarray, np.ndarray], np.ndarray]
    slope_formula: Callable[[float, float], tuple[float, float]]
    curvature_formula: Callable[[float, float], list[list[float]]]
    minima: np.ndarray
    is_quadratic: bool = False
    parameters: tuple[str, ...] = ("w1", "w2")
    low: tuple[float, ...] = (-2.0, -2.0)
    high: tuple[float, ...] = (2.0, 2.0)
    lowest: float = 0.0

    def loss(self, places: np.ndarray) -> np.ndarray:
        return self.formula(places[..., 0], places[..., 1])

    def slopes(self, place: np.ndarray) -> np.ndarray:
        return np.array(self.slope_formula(*place.tolist()))

    def curvatures(self, place: np.ndarray) -> np.ndarray:
        return np.array(self.curvature_formula(*place.tolist()))


def _line_samples(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return samples around the line y = 1.5 x + 0.5."""
    x = np.linspace(0, 3, count)
    return x, 1.5 * x + 0.5 + np.random.default_rng(2).normal(0, 0.8, count)


SAMPLES = 24
ONE_WEIGHT, ONLY_W, NEURON, LINE = (
    "one weight, three samples",
    "one neuron, only w",
    "one neuron, w and b",
    f"w and b, {SAMPLES} samples",
)
BOWL, VALLEY, SADDLE = "long bowl", "curved valley", "saddle"

LANDSCAPES: dict[str, Landscape] = {
    ONE_WEIGHT: Fit([2, 1, 3], [4, 2, 6], bias=0.0),
    ONLY_W: Fit([2], [4], bias=0.5),
    NEURON: Fit([2], [4]),
    LINE: Fit(*_line_samples(SAMPLES)),
    BOWL: Surface(
        lambda u, v: 0.5 * (u**2 + 20 * v**2),
        lambda u, v: (u, 20 * v),
        lambda u, v: [[1.0, 0.0], [0.0, 20.0]],
        np.zeros((1, 2)),
        is_quadratic=True,
    ),
    # As the function of Rosenbrock (1960), with a valley that is less narrow.
    VALLEY: Surface(
        lambda u, v: 0.5 * (1 - u) ** 2 + 5 * (v - u**2) ** 2,
        lambda u, v: (u - 1 - 20 * u * (v - u**2), 10 * (v - u**2)),
        lambda u, v: [[1 - 20 * v + 60 * u**2, -20 * u], [-20 * u, 10.0]],
        np.ones((1, 2)),
    ),
    SADDLE: Surface(
        lambda u, v: 0.5 * u**2 + 0.25 * (v**2 - 1) ** 2,
        lambda u, v: (u, v**3 - v),
        lambda u, v: [[1.0, 0.0], [0.0, 3 * v**2 - 1]],
        np.array([[0.0, 1.0], [0.0, -1.0]]),
    ),
}
WITH_SAMPLES = tuple(name for name, each in LANDSCAPES.items() if isinstance(each, Fit))
WITH_BIAS = (NEURON, LINE)
SURFACES = (BOWL, VALLEY, SADDLE)
