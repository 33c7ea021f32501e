"""Optimisers: what is done with a gradient. Each changes a vector of parameters in place.

The formulas are those of Keras, with its default numbers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np


class Optimiser(ABC):
    """A rule that changes parameters, one step at a time.

    Parameters
    ----------
    learning_rate : float
        The factor of each step, above 0.
    """

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = _number("learning_rate", learning_rate, 0, above=True)

    @abstractmethod
    def step(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Change the parameters, a vector, in place; the gradients have the same shape."""

    def __repr__(self) -> str:
        settings = (f"{k}={v:g}" for k, v in vars(self).items() if not k.startswith("_"))
        return f"{type(self).__name__}({', '.join(settings)})"


class SGD(Optimiser):
    """Gradient descent, with momentum if wanted.

    The velocity is ``v = momentum * v - learning_rate * g``, and each step adds it. Without
    momentum the step is ``- learning_rate * g``.

    Parameters
    ----------
    learning_rate : float
    momentum : float
        What is left of the velocity before, 0 to less than 1.

    Examples
    --------
    >>> weight = np.array([0.2])
    >>> SGD(0.1).step(weight, np.array([-12.4]))
    >>> weight.round(9).tolist()
    [1.44]
    """

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0) -> None:
        super().__init__(learning_rate)
        self.momentum = _number("momentum", momentum, 0, below=1)
        self._velocity: Any = 0.0

    def step(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        move = -self.learning_rate * gradients
        if self.momentum:
            move = self._velocity = self.momentum * self._velocity + move
        parameters += move


class RMSprop(Optimiser):
    """Each step is divided by the size that the gradient has had lately (Hinton, 2012).

    ``s = rho * s + (1 - rho) * g**2``, and the step is ``- learning_rate * g / sqrt(s + epsilon)``.

    Parameters
    ----------
    learning_rate : float
    rho : float
        How slowly the mean of g squared forgets, 0 to less than 1.
    epsilon : float
        Keeps the division away from 0.
    """

    def __init__(
        self, learning_rate: float = 0.001, rho: float = 0.9, epsilon: float = 1e-7
    ) -> None:
        super().__init__(learning_rate)
        self.rho = _number("rho", rho, 0, below=1)
        self.epsilon = _number("epsilon", epsilon, 0)
        self._squares: Any = 0.0

    def step(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        self._squares = self.rho * self._squares + (1 - self.rho) * gradients**2
        parameters -= self.learning_rate * gradients / np.sqrt(self._squares + self.epsilon)


class Adam(Optimiser):
    """Momentum and RMSprop together, each corrected for its start at 0 (Kingma and Ba, 2015).

    ``m = beta_1 * m + (1 - beta_1) * g`` and ``v = beta_2 * v + (1 - beta_2) * g**2``. After t
    steps ``m / (1 - beta_1**t)`` and ``v / (1 - beta_2**t)`` are true means, and the step is
    ``- learning_rate * mean of g / (sqrt(mean of g**2) + epsilon)``.

    Parameters
    ----------
    learning_rate : float
    beta_1, beta_2 : float
        How slowly the two means forget, 0 to less than 1.
    epsilon : float
        Keeps the division away from 0.

    Notes
    -----
    Keras adds epsilon to ``sqrt(v)``, before the correction. The two differ only for gradients
    that are nearly as small as epsilon.

    Examples
    --------
    The first step has the size of the learning rate, whatever the gradient is:

    >>> weight = np.array([0.2])
    >>> Adam(0.1).step(weight, np.array([-12.4]))
    >>> weight.round(6).tolist()
    [0.3]
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
    ) -> None:
        super().__init__(learning_rate)
        self.beta_1 = _number("beta_1", beta_1, 0, below=1)
        self.beta_2 = _number("beta_2", beta_2, 0, below=1)
        self.epsilon = _number("epsilon", epsilon, 0)
        self._steps = 0
        self._mean: Any = 0.0
        self._squares: Any = 0.0

    def step(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        self._steps += 1
        self._mean = self.beta_1 * self._mean + (1 - self.beta_1) * gradients
        self._squares = self.beta_2 * self._squares + (1 - self.beta_2) * gradients**2
        mean = self._mean / (1 - self.beta_1**self._steps)
        squares = self._squares / (1 - self.beta_2**self._steps)
        parameters -= self.learning_rate * mean / (np.sqrt(squares) + self.epsilon)


def _number(
    name: str, value: float, low: float, *, above: bool = False, below: float | None = None
) -> float:
    """Return the setting as a float; raise ValueError with a sentence if it is out of range."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = np.nan  # which is refused below
    too_low = number <= low if above else number < low
    if too_low or not np.isfinite(number) or (below is not None and number >= below):
        limit = f"above {low}" if above else f"at least {low}"
        more = f" and below {below}" if below is not None else ""
        raise ValueError(f"{name} is {limit}{more}, not {value!r}.")
    return number
