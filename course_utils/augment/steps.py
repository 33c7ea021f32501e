"""The steps of a policy: what may happen to a picture, and how strongly.

A step is data: the limits between which it draws. `draw` throws the dice and returns a `Drawn`,
which holds the numbers. Whoever has a `Drawn` can repeat exactly what happened: nothing after it
is random.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from course_utils.augment import checks

Values = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One step with the numbers that were drawn for one picture."""

    step: "Step"
    values: Values

    @property
    def name(self) -> str:
        """The name of the step, such as "rotate"."""
        return self.step.name

    @property
    def text(self) -> str:
        """The step and its numbers in words, such as "rotate +12.3°"."""
        return f"{self.step.name} {self.step.words(self.values)}"


class Step:
    """What all steps have in common."""

    name: ClassVar[str]

    def draw(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Drawn:
        """Draw the numbers of this step for one picture of that shape."""
        return Drawn(self, self.values(generator, shape))

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        """Return freshly drawn numbers."""
        raise NotImplementedError

    def words(self, values: Values) -> str:
        """Return the drawn numbers as a learner reads them."""
        raise NotImplementedError


class GeometricStep(Step):
    """A step that is a matrix."""

    def matrix(self, values: Values, shape: tuple[int, ...]) -> np.ndarray | None:
        """Return the matrix about the picture's centre; None when nothing moves."""
        raise NotImplementedError


class LinearStep(Step):
    """A step that is ``factor * value + added`` for each value of a picture."""

    needs_mean: ClassVar[bool] = False

    def factor_and_added(self, values: Values, mean: float) -> tuple[float, float]:
        """Return the two numbers, where white counts 1; `mean` is the picture's mean grey."""
        raise NotImplementedError


class PixelStep(Step):
    """Any other step that changes values: it needs the picture itself."""

    def change(self, image: np.ndarray, values: Values) -> np.ndarray:
        """Return the changed picture."""
        raise NotImplementedError


def between(generator: np.random.Generator, low: float, high: float) -> float:
    """Draw a number between two limits, each place equally likely."""
    return low + (high - low) * generator.random()


def check_range(low: float, high: float, name: str, least: float = 0.0) -> None:
    """Raise unless two factors are finite, not below `least`, and in this order."""
    low = checks.number(low, f"{name}, for low,", least)
    high = checks.number(high, f"{name}, for high,", least)
    if low > high:
        raise ValueError(f"{name} needs low before high, but low={low:g} and high={high:g} came.")
