"""Colours for numbers: a scale with white in the middle, and one that grows darker.

Blue and orange are those of Okabe and Ito (2008): told apart with every common kind of colour
blindness.
"""

from __future__ import annotations

import numpy as np

BLUE, ORANGE = "#0072b2", "#d55e00"
STRONGEST = 0.75  # of the colours in a surface, so that points on it stand out


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)], float)


def _scale(colour: str, steps: int) -> np.ndarray:
    """Return colours from white to the strongest shade, (steps, 3)."""
    share = STRONGEST * np.linspace(0, 1, steps)[:, np.newaxis]
    return 255 + share * (_rgb(colour) - 255)


_DIVERGING = np.concatenate([_scale(BLUE, 128)[:0:-1], _scale(ORANGE, 128)]).round().astype("u1")
_DARKENING = _scale(BLUE, 128).round().astype("u1")


def diverging(values: np.ndarray) -> np.ndarray:
    """Return RGB colours, (..., 3), uint8: blue at -1 and below, white at 0, orange from 1 on.

    Examples
    --------
    >>> diverging(np.array([0.0, 1.0])).tolist()
    [[255, 255, 255], [224, 134, 64]]
    """
    return _DIVERGING[np.rint(127 * (1 + np.clip(values, -1, 1))).astype(int)]


def darkening(values: np.ndarray) -> np.ndarray:
    """Return RGB colours, (..., 3), uint8: white at 0 and below, the darkest blue from 1 on.

    Examples
    --------
    >>> darkening(np.array([0.0, 1.0])).tolist()
    [[255, 255, 255], [64, 149, 197]]
    """
    return _DARKENING[np.rint(127 * np.clip(values, 0, 1)).astype(int)]
