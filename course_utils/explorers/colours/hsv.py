"""Hue, saturation and value: intervals on the hue circle, and how libraries write them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

LAST_HUE = 179
HUE_STEPS = 180

# The last degree of each name, around the wheel.
HUE_NAMES = (
    (15, "red"),
    (45, "orange"),
    (70, "yellow"),
    (165, "green"),
    (195, "cyan"),
    (255, "blue"),
    (290, "purple"),
    (345, "magenta"),
    (360, "red"),
)

Interval = tuple[int, int]


@dataclass(frozen=True)
class Encoding:
    """How a library writes the same hue, saturation and value in numbers.

    ``hue`` and ``amount`` turn OpenCV's 8 bits into a text for the read-out. ``in_code`` turns
    H, S and V into the three numbers of a limit, with -1 for a lower and 1 for an upper one.
    ``conversion`` and ``mask`` are the code, the second with places for the two limits.
    """

    hue: Callable[[int], str]
    amount: Callable[[int], str]
    in_code: Callable[[tuple[int, int, int], int], tuple[str, str, str]]
    conversion: str
    mask: str = "cv2.inRange(hsv, ({}), ({}))"


def _share(number: float) -> str:
    """Write a number from 0 to 1 with at most three decimals."""
    return f"{number:.3f}".rstrip("0").rstrip(".")


def _outward(level: int, side: int) -> str:
    """Write a share of 255 with three decimals, rounded so that the level itself stays inside."""
    thousandths = level * 1000 / 255
    return _share((math.floor(thousandths) if side < 0 else math.ceil(thousandths)) / 1000)


def _whole_circle(hue: int) -> int:
    """Return the hue, and for the last of 8 bits the end of the circle, where floats end."""
    return HUE_STEPS if hue == LAST_HUE else hue


def _full(hue: int) -> str:
    return str(round(hue * 256 / HUE_STEPS))


ENCODINGS = {
    "OpenCV, 8 bits": Encoding(
        str,
        str,
        lambda hsv, side: tuple(map(str, hsv)),
        "cv2.cvtColor(image, cv2.COLOR_RGB2HSV)",
    ),
    "degrees and per cent": Encoding(
        lambda hue: f"{2 * _whole_circle(hue)}°",
        lambda level: f"{100 * level / 255:.0f} %",
        lambda hsv, side: (
            str(2 * _whole_circle(hsv[0])),
            *(_outward(level, side) for level in hsv[1:]),
        ),
        "cv2.cvtColor(images.to_float(image), cv2.COLOR_RGB2HSV)",
    ),
    "0 to 1, scikit-image": Encoding(
        lambda hue: _share(_whole_circle(hue) / HUE_STEPS),
        lambda level: _share(level / 255),
        lambda hsv, side: (
            _share(_whole_circle(hsv[0]) / HUE_STEPS),
            *(_outward(level, side) for level in hsv[1:]),
        ),
        "ski.color.rgb2hsv(image)",
        "((hsv >= ({})) & (hsv <= ({}))).all(axis=2)",
    ),
    "HSV_FULL, 8 bits": Encoding(
        _full,
        str,
        lambda hsv, side: (_full(hsv[0]), *map(str, hsv[1:])),
        "cv2.cvtColor(image, cv2.COLOR_RGB2HSV_FULL)",
    ),
}


def intervals(first: int, last: int) -> list[Interval]:
    """Return the hue intervals from `first` to `last`: two where the way leads past 179 to 0.

    Examples
    --------
    >>> intervals(3, 14)
    [(3, 14)]
    >>> intervals(170, 3)
    [(170, 179), (0, 3)]
    """
    return [(first, last)] if first <= last else [(first, LAST_HUE), (0, last)]


def in_ranges(
    hsv: np.ndarray, hues: Sequence[Interval], saturation: Interval, value: Interval
) -> np.ndarray:
    """Return the mask of the pixels in these ranges: 255 inside, 0 outside.

    Parameters
    ----------
    hsv : numpy.ndarray
        OpenCV's 8 bits, (height, width, 3): H from 0 to 179, S and V from 0 to 255.
    hues : sequence of (int, int)
        Intervals of hue, first and last; a pixel in one of them is enough.
    saturation, value : (int, int)
        First and last S and V.

    Returns
    -------
    numpy.ndarray
        (height, width), uint8.

    Examples
    --------
    >>> in_ranges(np.array([[[175, 255, 9], [90, 255, 9]]], np.uint8), ((170, 179),),
    ...     (0, 255), (0, 255))
    array([[255,   0]], dtype=uint8)
    """
    mask = np.zeros(hsv.shape[:2], np.uint8)
    for first, last in hues:
        low = (first, saturation[0], value[0])
        high = (last, saturation[1], value[1])
        cv2.bitwise_or(mask, cv2.inRange(hsv, low, high), mask)
    return mask


def hue_name(hue: float) -> str:
    """Return the name of a hue in OpenCV's 8 bits, which may lie outside of 0 to 179.

    >>> hue_name(60), hue_name(-2), hue_name(179.6)
    ('green', 'red', 'red')
    """
    degrees = 2 * hue % 360
    return next(name for last, name in HUE_NAMES if degrees <= last)
