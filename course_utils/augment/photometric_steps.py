"""The photometric steps of a policy: what they do to the values."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from course_utils.augment import checks, photometric
from course_utils.augment.steps import LinearStep, PixelStep, Values, between, check_range


@dataclass(frozen=True)
class Brightness(LinearStep):
    """Add at most this many levels of 255, or take them away."""

    levels: float = 30.0
    name: ClassVar[str] = "brightness"

    def __post_init__(self) -> None:
        checks.number(self.levels, "The levels of Brightness", 0, 255)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        return (between(generator, -self.levels, self.levels),)

    def words(self, values: Values) -> str:
        return f"{values[0]:+.0f}"

    def factor_and_added(self, values: Values, mean: float) -> tuple[float, float]:
        return 1.0, values[0] / 255


@dataclass(frozen=True)
class Contrast(LinearStep):
    """Multiply the distances from the mean grey by a factor between these two."""

    low: float = 0.7
    high: float = 1.3
    name: ClassVar[str] = "contrast"
    needs_mean: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_range(self.low, self.high, "Contrast")

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        return (between(generator, self.low, self.high),)

    def words(self, values: Values) -> str:
        return f"× {values[0]:.2f}"

    def factor_and_added(self, values: Values, mean: float) -> tuple[float, float]:
        return values[0], mean * (1 - values[0])


@dataclass(frozen=True)
class Saturation(PixelStep):
    """Multiply the distances of the colours from grey by a factor between these two."""

    low: float = 0.7
    high: float = 1.3
    name: ClassVar[str] = "saturation"

    def __post_init__(self) -> None:
        check_range(self.low, self.high, "Saturation")

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        return (between(generator, self.low, self.high),)

    def words(self, values: Values) -> str:
        return f"× {values[0]:.2f}"

    def change(self, image: np.ndarray, values: Values) -> np.ndarray:
        return photometric.saturation_checked(image, values[0])


@dataclass(frozen=True)
class Hue(PixelStep):
    """Turn the colours on the colour wheel by at most this many degrees, either way."""

    degrees: float = 10.0
    name: ClassVar[str] = "hue"

    def __post_init__(self) -> None:
        checks.number(self.degrees, "The degrees of Hue", 0, 180)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        return (between(generator, -self.degrees, self.degrees),)

    def words(self, values: Values) -> str:
        return f"{values[0]:+.0f}°"

    def change(self, image: np.ndarray, values: Values) -> np.ndarray:
        return photometric.hue_checked(image, values[0])


@dataclass(frozen=True)
class Noise(PixelStep):
    """Add normal noise of this standard deviation, in levels of 255."""

    sigma: float = 8.0
    name: ClassVar[str] = "noise"

    def __post_init__(self) -> None:
        checks.number(self.sigma, "The sigma of Noise", 0, 255)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        # The noise itself has a number for each pixel; a seed of its own stands for all of them.
        return (self.sigma, int(generator.integers(2**32)))

    def words(self, values: Values) -> str:
        return f"sigma {values[0]:g}"

    def change(self, image: np.ndarray, values: Values) -> np.ndarray:
        sigma, seed = values
        return photometric.noise_checked(image, sigma, np.random.default_rng(seed))


@dataclass(frozen=True)
class Blur(PixelStep):
    """Blur by a Gaussian whose standard deviation is at most this many pixels."""

    sigma: float = 1.5
    name: ClassVar[str] = "blur"

    def __post_init__(self) -> None:
        checks.number(self.sigma, "The sigma of Blur", 0, 100)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        return (between(generator, 0.0, self.sigma),)

    def words(self, values: Values) -> str:
        return f"sigma {values[0]:.1f} px"

    def change(self, image: np.ndarray, values: Values) -> np.ndarray:
        return photometric.blur_checked(image, values[0])


@dataclass(frozen=True)
class Cutout(PixelStep):
    """Cover a black rectangle with this share of the width and height, with this chance.

    The labels stay: the object is still there, behind the rectangle.
    """

    share: float = 0.25
    chance: float = 1.0
    name: ClassVar[str] = "cutout"

    def __post_init__(self) -> None:
        checks.number(self.share, "The share of Cutout", 0, 1)
        checks.number(self.chance, "The chance of Cutout", 0, 1)

    def values(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Values:
        if generator.random() >= self.chance:
            return ()
        height, width = shape[:2]
        hole_width, hole_height = (
            max(1, round(self.share * width)),
            max(1, round(self.share * height)),
        )
        x = int(generator.integers(0, width - hole_width + 1))
        y = int(generator.integers(0, height - hole_height + 1))
        return (x, y, hole_width, hole_height)

    def words(self, values: Values) -> str:
        if not values:
            return "no"
        x, y, width, height = values
        return f"{width} × {height} px at ({x}, {y})"

    def change(self, image: np.ndarray, values: Values) -> np.ndarray:
        return photometric.cutout_checked(image, values) if values else image
