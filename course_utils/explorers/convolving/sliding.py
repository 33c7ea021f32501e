"""A kernel on a picture: where it finds a place, what lies below it, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils import kernels


@dataclass(frozen=True, eq=False)
class Sliding:
    """All that a kernel does on a picture.

    Parameters
    ----------
    padded : numpy.ndarray
        The picture with its ring, (height, width), float64.
    kernel : numpy.ndarray
        As it is laid on the picture, so turned already where it is to be turned.
    divisor : int
        What each sum is divided by.
    stride, dilation : int
        Pixels from place to place, and from one number of the kernel to the next.
    output : numpy.ndarray
        The sums, divided, (rows, columns).

    Examples
    --------
    >>> sliding = slide(np.array([[3.0, 2, 1], [1, 2, 3]]), np.array([[-1.0, 0, 1]]))
    >>> sliding.products(1, 0)
    array([[-1.,  0.,  3.]])
    >>> sliding.output.tolist()
    [[-2.0], [2.0]]
    """

    padded: np.ndarray
    kernel: np.ndarray
    divisor: int
    stride: int
    dilation: int
    output: np.ndarray

    def window(self, row: int, column: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows and the columns of the padded picture below the kernel at a place."""
        return tuple(
            place * self.stride + self.dilation * np.arange(size)
            for place, size in zip((row, column), self.kernel.shape, strict=True)
        )

    def products(self, row: int, column: int) -> np.ndarray:
        """Return the products at a place, in the shape of the kernel."""
        return self.padded[np.ix_(*self.window(row, column))] * self.kernel

    def nearest(self, axis: int) -> tuple[int, ...]:
        """Return for each row (axis 0) or column (axis 1) the place whose middle is nearest."""
        middle = self.dilation * (self.kernel.shape[axis] - 1) / 2
        place = (np.arange(self.padded.shape[axis]) - middle) / self.stride
        return tuple(np.clip(np.rint(place), 0, self.output.shape[axis] - 1).astype(int).tolist())


def slide(
    picture: np.ndarray,
    kernel: np.ndarray,
    *,
    divisor: int = 1,
    ring: int = 0,
    mode: str = "zeros",
    stride: int = 1,
    dilation: int = 1,
    flip: bool = False,
) -> Sliding:
    """Return what a kernel does on a picture.

    Raises
    ------
    ValueError
        With a sentence, where the kernel finds no place.
    """
    output = kernels.convolve(
        picture, kernel, padding=ring, mode=mode, stride=stride, dilation=dilation, flip=flip
    )
    return Sliding(
        padded=kernels.pad(picture, ring, mode=mode).astype(float),
        kernel=kernel[::-1, ::-1] if flip else kernel,
        divisor=divisor,
        stride=stride,
        dilation=dilation,
        output=output / divisor,
    )
