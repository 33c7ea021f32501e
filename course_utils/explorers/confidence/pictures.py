"""Pictures that belong to no class, in the shape and the range that a network takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np
import skimage as ski

NOISES = 40
GREYS = tuple(range(0, 101, 5))  # per cent
PHOTOGRAPHS: Mapping[str, Callable[[], np.ndarray]] = {
    "coins": ski.data.coins,
    "coffee cup": ski.data.coffee,
    "printed page": ski.data.page,
    "man with a camera": ski.data.camera,
    "woman": ski.data.astronaut,
}


def upside_down(pictures: np.ndarray) -> np.ndarray:
    """Return the pictures, (n, rows, columns, channels), turned by half a turn."""
    return pictures[:, ::-1, ::-1]


def shuffled(pictures: np.ndarray) -> np.ndarray:
    """Return the pictures with their pixels in a random order, another one for each."""
    count, rows, columns, channels = pictures.shape
    generator = np.random.default_rng(0)
    pixels = pictures.reshape(count, rows * columns, channels)
    mixed = np.stack([generator.permutation(each) for each in pixels])
    return mixed.reshape(pictures.shape)


def noise(shape: tuple[int, ...], low: float, high: float) -> np.ndarray:
    """Return pictures of noise, (40, *shape), each value at random from low to high."""
    return np.random.default_rng(0).uniform(low, high, (NOISES, *shape))


def blank(shape: tuple[int, ...], low: float, high: float) -> np.ndarray:
    """Return a picture for each share of `GREYS`, (n, *shape), the same value everywhere."""
    levels = low + (high - low) * np.array(GREYS) / 100
    return np.broadcast_to(levels.reshape(-1, *[1] * len(shape)), (len(GREYS), *shape)).copy()


def photographs(shape: tuple[int, ...], low: float, high: float) -> np.ndarray:
    """Return scikit-image's photographs, (n, *shape): the largest square of each, made small."""
    rows, columns, channels = shape
    made = []
    for load in PHOTOGRAPHS.values():
        picture = load()
        if channels != 3 and picture.ndim == 3:
            picture = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        if channels == 3 and picture.ndim == 2:
            picture = np.repeat(picture[..., np.newaxis], 3, axis=2)
        side = min(picture.shape[:2])
        top, left = ((length - side) // 2 for length in picture.shape[:2])
        square = np.ascontiguousarray(picture[top : top + side, left : left + side])
        small = cv2.resize(square, (columns, rows), interpolation=cv2.INTER_AREA)
        made.append(np.broadcast_to(small.reshape(rows, columns, -1), shape))
    return low + (high - low) * np.stack(made) / 255
