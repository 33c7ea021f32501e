"""The tables of a convolution: the picture with the window, the products, the output so far."""

from __future__ import annotations

import numpy as np

from course_utils.explorers import shades
from course_utils.explorers.convolving.sliding import Sliding
from course_utils.explorers.convolving.words import factor, number
from course_utils.explorers.frames import NumberedPicture

CONTROL = "window"  # the value of the state that a click sets
RING_SHADE, RING_SHARE = np.array([120, 190, 255]), 0.45  # a ring is bluish


def picture_table(
    padded: np.ndarray, ring: int, sliding: Sliding | None, place: tuple[int, int]
) -> NumberedPicture:
    """Draw a picture with its ring, and a line around what the kernel lies on.

    Parameters
    ----------
    padded : numpy.ndarray
        The picture with its ring, (height, width).
    ring : int
        The width of the ring.
    sliding : Sliding or None
        None where the kernel finds no place: then nothing is framed.
    place : tuple of int
        Row and column in the output.
    """
    colours = np.repeat(_greys(padded)[..., np.newaxis], 3, axis=2).astype(float)
    outside = np.ones(padded.shape, bool)
    outside[ring : padded.shape[0] - ring, ring : padded.shape[1] - ring] = False
    colours[outside] = (1 - RING_SHARE) * colours[outside] + RING_SHARE * RING_SHADE
    table = {"colours": colours.round().astype(np.uint8), "texts": _texts(padded), "ring": ring}
    if sliding is None:
        return NumberedPicture(caption="the numbers of the picture", **table)
    rows, columns = (axis.tolist() for axis in sliding.window(*place))
    return NumberedPicture(
        caption="the numbers of the picture",
        control=CONTROL,
        framed=tuple((row, column) for row in rows for column in columns),
        row_values=sliding.nearest(0),
        column_values=sliding.nearest(1),
        **table,
    )


def products_table(sliding: Sliding, place: tuple[int, int]) -> NumberedPicture:
    """Draw each number below the kernel, times the kernel's number, and the product."""
    below = sliding.padded[np.ix_(*sliding.window(*place))]
    products = sliding.products(*place)
    texts = tuple(
        tuple(
            f"{number(pixel)} × {factor(weight)}\n= {number(product)}"
            for pixel, weight, product in zip(*line, strict=True)
        )
        for line in zip(below, sliding.kernel, products, strict=True)
    )
    # One number of the picture has the full colour with the largest weight.
    largest = np.abs(sliding.padded).max() * np.abs(sliding.kernel).max()
    return NumberedPicture(shades.diverging(products / (largest or 1)), texts, "the products")


def output_table(sliding: Sliding, place: tuple[int, int]) -> NumberedPicture:
    """Draw the output up to a place; what comes later is empty."""
    output = sliding.output
    done = np.arange(output.size).reshape(output.shape) <= np.ravel_multi_index(place, output.shape)
    if has_signs(sliding):
        colours = shades.diverging(output / np.abs(output).max())
    else:
        colours = np.repeat(_greys(output)[..., np.newaxis], 3, axis=2)
    texts = tuple(
        tuple(text if there else "" for text, there in zip(*line, strict=True))
        for line in zip(_texts(output), done, strict=True)
    )
    return NumberedPicture(
        colours,
        texts,
        "the sums",
        control=CONTROL,
        chosen=place,
        framed=(place,),
    )


def has_signs(sliding: Sliding) -> bool:
    """Say whether the output is drawn in blue and orange: some of its numbers are below 0."""
    return bool(sliding.output.min() < -1e-6 * np.abs(sliding.output).max())


def _texts(values: np.ndarray) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(number, row)) for row in values.tolist())


def _greys(values: np.ndarray) -> np.ndarray:
    """Return grey levels: 0 is black, or the lowest number if that is below 0."""
    low, high = min(values.min(), 0), max(values.max(), 0)
    return np.rint(255 * (values - low) / (high - low or 1)).astype(np.uint8)
