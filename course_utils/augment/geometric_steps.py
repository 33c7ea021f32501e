"""The geometric steps of a policy: each becomes a matrix.

The matrices act about the place (0, 0), as if the centre of the picture lay there. `matrix_of`
composes them first and moves all of it to the real centre once.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from course_utils.augment import checks, matrices
from course_utils.augment.steps import GeometricStep, Values, between, check_range


@dataclass(frozen=True)
class Flip(GeometricStep):
    """Mirror left and right, with this chance from 0 to 1."""

    chance: float = 0.5
    name: ClassVar[str] = "flip"

    def __post_init__(self) -> None:
        checks.number(self.chance, "The chance of Flip", 0, 1)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        return (1.0 if generator.random() < self.chance else 0.0,)

    def words(self, values: Values) -> str:
        return "yes" if values[0] else "no"

    def matrix(self, values: Values, shape: tuple[int, ...]) -> np.ndarray | None:
        return matrices.mirror() if values[0] else None


@dataclass(frozen=True)
class Shift(GeometricStep):
    """Move by whole pixels, at most this share of the width and of the height."""

    share: float = 0.1
    name: ClassVar[str] = "shift"

    def __post_init__(self) -> None:
        checks.number(self.share, "The share of Shift", 0, 1)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        right, down = round(self.share * shape[1]), round(self.share * shape[0])
        # The + 0.0 keeps a minus sign away from zero.
        return (
            round(between(generator, -right - 0.5, right + 0.5)) + 0.0,
            round(between(generator, -down - 0.5, down + 0.5)) + 0.0,
        )

    def words(self, values: Values) -> str:
        right, down = values
        across = "left" if right < 0 else "right"
        along = "up" if down < 0 else "down"
        return f"{abs(right):.0f} px {across}, {abs(down):.0f} px {along}"

    def matrix(self, values: Values, shape: tuple[int, ...]) -> np.ndarray | None:
        return matrices.translation(*values) if values[0] or values[1] else None


@dataclass(frozen=True)
class Rotate(GeometricStep):
    """Turn about the centre by at most this many degrees, either way."""

    degrees: float = 15.0
    name: ClassVar[str] = "rotate"

    def __post_init__(self) -> None:
        checks.number(self.degrees, "The degrees of Rotate", 0, 180)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        return (between(generator, -self.degrees, self.degrees),)

    def words(self, values: Values) -> str:
        return f"{values[0]:+.1f}°"

    def matrix(self, values: Values, shape: tuple[int, ...]) -> np.ndarray | None:
        return matrices.rotation(values[0])


@dataclass(frozen=True)
class Scale(GeometricStep):
    """Enlarge or shrink about the centre by a factor between these two."""

    low: float = 0.9
    high: float = 1.1
    name: ClassVar[str] = "scale"

    def __post_init__(self) -> None:
        check_range(self.low, self.high, "Scale", least=0.01)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        return (between(generator, self.low, self.high),)

    def words(self, values: Values) -> str:
        return f"× {values[0]:.2f}"

    def matrix(self, values: Values, shape: tuple[int, ...]) -> np.ndarray | None:
        return matrices.scaling(values[0])


@dataclass(frozen=True)
class Shear(GeometricStep):
    """Slant about the centre by at most this many degrees, either way."""

    degrees: float = 10.0
    name: ClassVar[str] = "shear"

    def __post_init__(self) -> None:
        checks.number(self.degrees, "The degrees of Shear", 0, 80)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        return (between(generator, -self.degrees, self.degrees),)

    def words(self, values: Values) -> str:
        return f"{values[0]:+.1f}°"

    def matrix(self, values: Values, shape: tuple[int, ...]) -> np.ndarray | None:
        return matrices.shear(values[0])


@dataclass(frozen=True)
class Crop(GeometricStep):
    """Cut out a part with at least this share of the width and height, and enlarge it again.

    Width and height are shortened by the same share, so that nothing is stretched beyond the
    rounding to whole pixels.
    """

    least: float = 0.8
    name: ClassVar[str] = "crop"

    def __post_init__(self) -> None:
        checks.number(self.least, "The least share of Crop", 0.01, 1)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        share = between(generator, self.least, 1.0)
        height, width = shape[:2]
        crop_width, crop_height = max(1, round(share * width)), max(1, round(share * height))
        x = int(generator.integers(0, width - crop_width + 1))
        y = int(generator.integers(0, height - crop_height + 1))
        return (x, y, crop_width, crop_height)

    def words(self, values: Values) -> str:
        x, y, width, height = values
        return f"{width} × {height} px at ({x}, {y})"

    def matrix(self, values: Values, shape: tuple[int, ...]) -> np.ndarray | None:
        x, y, width, height = values
        # From the middle of the picture to the middle of the box, measured at their edges.
        to_the_middle = matrices.translation(
            (shape[1] - width) / 2 - x, (shape[0] - height) / 2 - y
        )
        return matrices.scaling(shape[1] / width, shape[0] / height) @ to_the_middle
