"""Exercise 15 of lesson 02: round objects that touch."""

from collections.abc import Callable, Iterable
from itertools import pairwise

import cv2
import numpy as np
import skimage as ski
from scipy import ndimage

from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_02 import photographs

_EIGHT = np.ones((3, 3), dtype=int)


def _count(mask: np.ndarray) -> int:
    return int(ndimage.label(mask, _EIGHT)[1])


def _distance(mask: np.ndarray) -> np.ndarray:
    return cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5)


def _middles(mask: np.ndarray, share: float) -> np.ndarray:
    distance = _distance(mask)
    return distance > share * distance.max()


def _above_share(mask: np.ndarray, share: float) -> int:
    return _count(_middles(mask, share))


def _above_pixels(mask: np.ndarray, pixels: int) -> int:
    return _count(_distance(mask) > pixels)


def _eroded_times(mask: np.ndarray, times: int) -> int:
    return _count(ndimage.binary_erosion(mask, _EIGHT, iterations=times))


def _with_each(count: Callable, numbers: Iterable[float]) -> list[Callable]:
    return [lambda mask, number=number: count(mask, number) for number in numbers]


def _by_peaks(mask: np.ndarray) -> int:
    distance = ndimage.gaussian_filter(ndimage.distance_transform_edt(mask), 1)
    peaks = ski.feature.peak_local_max(
        distance, min_distance=6, threshold_rel=0.6, labels=mask.astype(int)
    )
    return len(peaks)


def _by_erosion(mask: np.ndarray) -> int:
    radius = int(0.65 * _distance(mask).max())
    element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return cv2.connectedComponents(cv2.erode(mask.astype(np.uint8), element))[0] - 1


# --- probes: discs in chains, alone, and the coins of the lesson --------------------------------


def chain(radii: list[float], neck: float, angle: float = 0.0) -> np.ndarray:
    """Return a mask of discs in a row that touch.

    ``neck`` is the width of the neck between two, as a share of the smaller one's diameter.
    """
    places = [0.0]
    for one, two in pairwise(radii):
        half = neck * min(one, two)
        places.append(places[-1] + np.sqrt(one**2 - half**2) + np.sqrt(two**2 - half**2))
    margin = max(radii) + 4
    x, y = (np.array(places) * step for step in (np.cos(angle), np.sin(angle)))
    x, y = x - x.min() + margin, y - y.min() + margin
    rows, columns = np.indices((round(y.max() + margin), round(x.max() + margin)))
    discs = [
        (rows - cy) ** 2 + (columns - cx) ** 2 <= radius**2
        for cy, cx, radius in zip(y, x, radii, strict=True)
    ]
    return np.any(discs, axis=0)


def side_by_side(*masks: np.ndarray) -> np.ndarray:
    """Return the masks below each other in one mask, apart."""
    width = max(mask.shape[1] for mask in masks)
    padded = [np.pad(mask, ((0, 3), (0, width - mask.shape[1]))) for mask in masks]
    return np.concatenate(padded)


def touching_coins() -> np.ndarray:
    """Return the mask of three coins of the photograph, pushed together as in the lesson."""
    row = np.delete(photographs.coins()[98:150, 76:236], np.r_[46:59, 97:110], axis=1)
    return cv2.threshold(cv2.medianBlur(row, 5), 0, 255, cv2.THRESH_OTSU)[1] > 0


def _chains(rng: np.random.Generator) -> np.ndarray:
    radius = rng.uniform(11, 24)
    parts = []
    for _ in range(int(rng.integers(1, 4))):
        radii = list(radius * rng.uniform(0.94, 1.0, size=int(rng.integers(1, 4))))
        parts.append(chain(radii, rng.uniform(0.15, 0.42), rng.uniform(0, np.pi)))
    return side_by_side(*parts)


touching = Exercise(
    "02.touching",
    "Count what touches",
    reference=lambda mask: _count(_middles(mask, 0.7)),
    probes=[
        touching_coins(),
        touching_coins().T,
        chain([15.0], 0.4),
        chain([12.0, 12.0], 0.45),
        chain([20.0, 20.0], 0.02),
        chain([20.0, 20.0], 0.12, angle=0.8),
        chain([26.0, 26.0], 0.45),
        chain([22.0, 21.0, 22.0, 20.0], 0.4, angle=0.6),
        side_by_side(chain([16.0], 0.4), chain([15.0, 16.0], 0.4, angle=1.2), chain([16.0], 0.4)),
        Random(4, _chains),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "connected regions",
            _count,
            "Objects that touch were counted as one: a connected region may hold several.",
        ),
        Mistake(
            "the background counted",
            lambda mask: _count(_middles(mask, 0.7)) + 1,
            "Everywhere one too many. connectedComponents also counts the background.",
        ),
        Mistake(
            "a little erosion",
            lambda mask: _count(ndimage.binary_erosion(mask, _EIGHT)),
            "Only objects with a very thin neck came apart. The necks here are up to half as wide "
            "as the objects.",
        ),
        Mistake(
            "cut too low",
            lambda mask: _count(_middles(mask, 0.25)),
            "Thin necks are cut and thick ones are not. In the middle of a neck the distance to "
            "the nearest black pixel is up to half of that in the middle of an object.",
            also=_with_each(_above_share, (0.3, 0.35, 0.4, 0.45, 0.5)),
        ),
        Mistake(
            "cut at the very top",
            lambda mask: _count(_middles(mask, 0.985)),
            "Some objects are missing: a little smaller than the largest one, they have no pixel "
            "above your cut.",
            also=_with_each(_above_share, (0.95, 0.96, 0.97, 0.98, 0.99, 0.995)),
        ),
        Mistake(
            "a cut in pixels",
            lambda mask: _count(_distance(mask) > 10),
            "A fixed distance in pixels fits objects of one size. Take the cut from the mask "
            "itself.",
            also=[
                *_with_each(_above_pixels, range(6, 20)),
                *_with_each(_eroded_times, range(5, 16)),
            ],
        ),
        Mistake(
            "always three",
            lambda mask: 3,
            "Three is the number of coins in the lesson. Count those of the mask that comes in.",
        ),
        Mistake(
            "pixels counted",
            lambda mask: int(np.count_nonzero(_middles(mask, 0.7))),
            "This is a number of pixels. Count the groups of pixels.",
        ),
        Mistake(
            "nothing left",
            lambda mask: _count(_distance(mask) > 0.7 * 255),
            "You count 0: no pixel is left. Is your cut above the largest distance?",
            like=lambda came, expected: came.shape == () and came == 0,
        ),
        Mistake(
            "one object counted several times",
            lambda mask: len(ski.feature.peak_local_max(_distance(mask))),
            "You count too many. The distance has several small peaks inside of one object, or "
            "your groups of pixels have fallen apart. Show what you count.",
            like=lambda came, expected: came.shape == () and came > expected,
        ),
        Mistake(
            "too few",
            lambda mask: _count(_distance(mask) > 1.2 * _distance(mask)[mask].mean()),
            "You count too few: some objects still hang together, or have no pixel left. Show what "
            "you count.",
            like=lambda came, expected: came.shape == () and came < expected,
        ),
    ],
    alternatives=[
        lambda mask: _count(_middles(mask, 0.62)),
        lambda mask: _count(_middles(mask, 0.78)),
        _by_erosion,
        _by_peaks,
    ],
    hints=[
        "Which pixels lie deep inside of an object, and which lie in a neck?",
        "cv2.distanceTransform says how far a pixel is from the nearest black one. It wants "
        "numbers of 8 bits, so use mask.astype(np.uint8).",
        "Keep the pixels above 0.7 times the largest distance, and count the connected groups.",
    ],
    why="What touches at a neck has a middle of its own: distance tells them apart.",
)
