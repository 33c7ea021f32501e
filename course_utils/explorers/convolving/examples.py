"""Small pictures and kernels to slide, as numbers that can be followed by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import cv2
import numpy as np
import skimage as ski

from course_utils import kernels

Rows = tuple[tuple[float, ...], ...]

SIX, FIVE, THREE = "6 x 6", "5 x 5", "3 x 3"
BINARY = "9 x 9 of 0 and 1"
OTHER_SIX = "other 6 x 6"
GREYS = "5 x 5 grey levels"
PHOTOGRAPH = "10 x 10 of a photograph"
SHRUNK, CORNER, SIDE = 64, (6, 22), 10  # the photograph, and where its part begins

OWN_KERNEL = "your own"
LARGEST_DIVISOR = 256


def _numbers(rows: str) -> np.ndarray:
    picture = np.array([row.split() for row in rows.strip().splitlines()], dtype=float)
    picture.setflags(write=False)
    return picture


@lru_cache(maxsize=1)
def _hair_and_sky() -> np.ndarray:
    """Return the head of the man with the camera against the sky, a small grey picture."""
    small = cv2.resize(ski.data.camera(), (SHRUNK, SHRUNK), interpolation=cv2.INTER_AREA)
    top, left = CORNER
    return small[top : top + SIDE, left : left + SIDE].astype(float)


PICTURES: Mapping[str, Callable[[], np.ndarray]] = {
    SIX: lambda: _numbers("""
        3 0 1 2 7 4
        1 5 8 9 3 1
        2 7 2 5 1 3
        0 1 3 1 7 8
        4 2 1 6 2 8
        2 4 5 2 3 9"""),
    FIVE: lambda: _numbers("""
        7 2 3 3 8
        4 5 3 8 4
        3 3 2 8 4
        2 8 7 2 7
        5 4 4 5 4"""),
    THREE: lambda: _numbers("""
        3 2 1
        1 2 3
        1 1 1"""),
    BINARY: lambda: _numbers("""
        0 0 0 0 0 0 0 0 0
        0 1 1 1 0 0 1 1 0
        0 1 1 0 1 0 1 1 0
        0 1 0 0 1 1 1 0 0
        0 0 0 0 0 0 1 1 0
        0 1 1 0 0 0 0 1 0
        0 1 0 0 1 1 1 0 0
        0 1 1 1 0 0 1 1 0
        0 0 0 0 0 0 0 0 0"""),
    OTHER_SIX: lambda: _numbers("""
        3 3 4 4 7 0
        9 7 6 5 8 2
        6 5 5 6 9 2
        7 1 3 2 7 8
        0 3 7 1 8 3
        4 0 4 3 2 2"""),
    GREYS: lambda: _numbers("""
        60 113 56 139 85
        73 121 54 84 128
        131 99 70 129 127
        80 57 115 69 134
        104 126 123 95 130"""),
    PHOTOGRAPH: _hair_and_sky,
}


def _whole(kernel: np.ndarray) -> tuple[Rows, int]:
    """Return a kernel as whole numbers, and what their sum is divided by."""
    divisor = next(
        each
        for each in range(1, LARGEST_DIVISOR + 1)
        if np.allclose(each * kernel, np.round(each * kernel))
    )
    return tuple(map(tuple, np.round(divisor * kernel).tolist())), divisor


def _ones(side: int) -> tuple[Rows, int]:
    return ((1.0,) * side,) * side, 1


KERNELS: Mapping[str, tuple[Rows, int]] = {
    **{name: _whole(kernel) for name, kernel in kernels.NAMED.items()},
    "3 x 3 ones": _ones(3),
    "2 x 2 ones": _ones(2),
    "row -1 0 1": (((-1.0, 0.0, 1.0),), 1),
}


def kernel_name(kernel: Rows, divisor: int) -> str:
    """Return the name of a kernel and its divisor, or "your own".

    >>> kernel_name(((1, 1), (1, 1)), 1), kernel_name(((1, 1), (1, 1)), 4)
    ('2 x 2 ones', 'your own')
    """
    known = (name for name, pair in KERNELS.items() if pair == (kernel, divisor))
    return next(known, OWN_KERNEL)


def resized(kernel: Rows, rows: int, columns: int) -> Rows:
    """Return a kernel with so many rows and columns: cut around its middle, or filled with zeros.

    >>> resized(((5.0,),), 1, 3)
    ((0.0, 5.0, 0.0),)
    """
    old = np.array(kernel, dtype=float)
    new = np.zeros((rows, columns))
    (new_rows, old_rows), (new_columns, old_columns) = (
        _overlap(*sizes) for sizes in zip(new.shape, old.shape, strict=True)
    )
    new[new_rows, new_columns] = old[old_rows, old_columns]
    return tuple(map(tuple, new.tolist()))


def _overlap(new: int, old: int) -> tuple[slice, slice]:
    """Return which numbers of a new axis come from which of the old one."""
    shared = min(new, old)
    into, out_of = (new - shared) // 2, (old - shared) // 2
    return slice(into, into + shared), slice(out_of, out_of + shared)
