"""Kernels with a slice for each channel, and the photographs that they slide over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skimage as ski

from course_utils import kernels

Rows = tuple[tuple[float, ...], ...]
Kernel = tuple[Rows, Rows, Rows, int]  # red, green and blue slice, and the bias

CHANNELS = ("red", "green", "blue")
PHOTOGRAPHS = {"astronaut": ski.data.astronaut, "cup": ski.data.coffee, "cat": ski.data.chelsea}
OWN_KERNEL = "your own"


@dataclass(frozen=True)
class Named:
    """A kernel with what it looks for."""

    name: str
    slices: tuple[Rows, Rows, Rows]
    bias: int = 0

    @property
    def kernel(self) -> Kernel:
        return (*self.slices, self.bias)


def _rows(values: np.ndarray) -> Rows:
    return tuple(map(tuple, np.asarray(values, dtype=float).tolist()))


def _named(name: str, slice_: np.ndarray, factors: tuple[float, float, float]) -> Named:
    """Return a kernel whose slices are one slice times a factor for each channel."""
    red, green, blue = (_rows(factor * slice_ + 0.0) for factor in factors)
    return Named(name, (red, green, blue))


_ALIKE = (1.0, 1.0, 1.0)
START = (
    _named("vertical edges", kernels.NAMED["vertical edges"], _ALIKE),
    _named("horizontal edges", kernels.NAMED["horizontal edges"], _ALIKE),
    _named("red against green and blue", kernels.NAMED["identity"], (1.0, -0.5, -0.5)),
    _named("blue against red and green", kernels.NAMED["identity"], (-0.5, -0.5, 1.0)),
    _named("outline", kernels.NAMED["outline"], _ALIKE),
    _named("blur", np.full((3, 3), 0.04), _ALIKE),
    _named("edges between red and green", kernels.NAMED["vertical edges"], (1.0, -1.0, 0.0)),
    _named(OWN_KERNEL, np.zeros((3, 3)), _ALIKE),
)
START_KERNELS: tuple[Kernel, ...] = tuple(each.kernel for each in START)


def kernel_name(kernel: Kernel) -> str:
    """Return the name of a kernel of the course, whatever its bias; "your own" for another.

    >>> kernel_name(START[2].kernel)
    'red against green and blue'
    """
    return next((each.name for each in START if each.slices == kernel[:3]), OWN_KERNEL)
