"""Inputs for the checks: small pictures, never square."""

import numpy as np


def grey(rng: np.random.Generator) -> np.ndarray:
    """Return a grey picture of 8 bits, wider than high or higher than wide."""
    height, extra = int(rng.integers(4, 9)), int(rng.integers(2, 6))
    shape = (height, height + extra) if rng.integers(2) else (height + extra, height)
    return rng.integers(0, 256, size=shape, dtype=np.uint8)


def any_picture(rng: np.random.Generator) -> np.ndarray:
    """Return a grey picture or a colour picture with three different channels."""
    image = grey(rng)
    if rng.integers(2):
        return image
    return rng.integers(0, 256, size=(*image.shape, 3), dtype=np.uint8)


def ramp(height: int, width: int, channels: int = 0) -> np.ndarray:
    """Return a picture in which every value is different from its neighbours, and none is 0.

    The values come again after 251 steps, not 256: a place that wraps shows.
    """
    shape = (height, width, channels) if channels else (height, width)
    return (np.arange(np.prod(shape)).reshape(shape) * 7 % 251 + 1).astype(np.uint8)


def all_levels(*shape: int) -> np.ndarray:
    """Return a picture with every level from 0 to 255."""
    return np.arange(256, dtype=np.uint8).reshape(shape)


def even(level: int | tuple[int, int, int], height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3)[: 2 + isinstance(level, tuple)], level, dtype=np.uint8)
