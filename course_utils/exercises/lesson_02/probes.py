"""Inputs for the checks: small pictures and masks, mostly not square."""

import numpy as np

from course_utils.exercises.lesson_02 import photographs


def shape(rng: np.random.Generator) -> tuple[int, int]:
    """Return a shape that is wider than high or higher than wide."""
    height, extra = int(rng.integers(7, 13)), int(rng.integers(2, 6))
    return (height, height + extra) if rng.integers(2) else (height + extra, height)


def grey(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 256, size=shape(rng), dtype=np.uint8)


def colour(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 256, size=(*shape(rng), 3), dtype=np.uint8)


def any_picture(rng: np.random.Generator) -> np.ndarray:
    return colour(rng) if rng.integers(2) else grey(rng)


def ramp(height: int, width: int, channels: int = 0) -> np.ndarray:
    """Return a picture in which every value is different from its neighbours."""
    shape = (height, width, channels) if channels else (height, width)
    return (np.arange(np.prod(shape)).reshape(shape) * 7 % 257).astype(np.uint8)


def blobs(rng: np.random.Generator) -> np.ndarray:
    """Return a mask with thick and thin objects, some at the border, some with holes."""
    height, width = shape(rng)
    mask = np.zeros((height + 4, width + 4), dtype=bool)
    for _ in range(int(rng.integers(3, 6))):
        y, x = int(rng.integers(0, height)), int(rng.integers(0, width))
        mask[y : y + int(rng.integers(1, 8)), x : x + int(rng.integers(1, 8))] = True
    return mask ^ (rng.random(mask.shape) < 0.04)


def drawn(*rows: str) -> np.ndarray:
    """Return the mask that is drawn with ``#`` for True."""
    return np.array([[letter == "#" for letter in row] for row in rows])


def part_of_coins(top: int, left: int, height: int, width: int) -> np.ndarray:
    return photographs.named("coins")[top : top + height, left : left + width]
