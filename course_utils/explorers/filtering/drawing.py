"""A signed response as something to look at: a picture, a histogram, a corner with numbers."""

from __future__ import annotations

import math

import numpy as np

from course_utils.explorers import charts
from course_utils.explorers.frames import Chart, NumberedPicture
from course_utils.explorers.shades import diverging

CUT, ABSOLUTE, STRETCHED, COLOURS = "cut", "absolute value", "stretched", "two colours"
SHOWN = (CUT, ABSOLUTE, STRETCHED, COLOURS)
MOST_BARS = 127
CORNER = 5  # pixels of the response that stand as numbers


def shown(response: np.ndarray, how: str) -> np.ndarray:
    """Return a response as a picture, uint8.

    Parameters
    ----------
    response : array, (height, width)
        Any numbers.
    how : {"cut", "absolute value", "stretched", "two colours"}
        "cut": below 0 is black, above 255 white. "absolute value": without the sign, then cut.
        "stretched": from the smallest, black, to the largest, white. "two colours": blue below 0,
        white at 0, orange above; see `strongest`.

    Returns
    -------
    array
        (height, width), with two colours (height, width, 3).

    Examples
    --------
    >>> response = np.array([[-300.0, -100.0, 0.0, 100.0]])
    >>> shown(response, "cut").tolist(), shown(response, "absolute value").tolist()
    ([[0, 0, 0, 100]], [[255, 100, 0, 100]])
    >>> shown(response, "stretched").tolist()
    [[0, 128, 191, 255]]
    """
    if how == COLOURS:
        return diverging(response / (strongest(response) or 1))
    if how == STRETCHED:
        low, high = response.min(), response.max()
        if high == low:  # nothing to stretch
            return np.full(response.shape, 128, np.uint8)
        return np.rint(255 * ((response - low) / (high - low))).astype(np.uint8)
    values = np.abs(response) if how == ABSOLUTE else response
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)


def strongest(response: np.ndarray) -> float:
    """Return the distance from 0 from which on the two colours get no stronger: at most 255.

    >>> strongest(np.array([-20.0, 5.0])), strongest(np.array([-20.0, 900.0]))
    (20.0, 255.0)
    """
    return min(float(np.abs(response).max()), 255.0)


def histogram(response: np.ndarray) -> Chart:
    """Draw how often the values of a response occur; black and white of a screen are marked.

    >>> chart = histogram(np.array([[-20.0, 0.0], [300.0, 10.0]]))
    >>> chart.text
    'Histogram of 4 values from -20 to 300. 25.0 % lie below 0, 25.0 % above 255.'
    """
    smallest, largest = float(response.min()), float(response.max())
    # Whole numbers, so that as many of them belong to one bar as to the next.
    low = math.floor(min(smallest, 0))
    bar = math.ceil((max(largest, 255) - low) / MOST_BARS)
    counts = np.bincount(((response - low) / bar + 0.5).astype(np.intp).ravel())
    high = low + bar * max(len(counts) - 1, math.ceil((255 - low) / bar))
    counts = np.pad(counts, (0, (high - low) // bar + 1 - len(counts)))
    text = (
        f"Histogram of {response.size:,} values from {number(smallest)} to {number(largest)}. "
        f"{share(response < 0)} lie below 0, {share(response > 255)} above 255."
    )
    marks = {"0": 0.0, "255": 255.0} if smallest < 0 or largest > 255 else None
    return charts.histogram(counts, text=text, marks=marks, first=low, last=high)


def kernel_picture(weights: np.ndarray, caption: str) -> NumberedPicture:
    """Return the weights as they are written: orange above 0, blue below."""
    colours = diverging(weights / (np.abs(weights).max() or 1))
    return NumberedPicture(colours, _texts(weights), caption)


def corner_picture(
    values: np.ndarray, colours: np.ndarray, first: int, caption: str
) -> NumberedPicture:
    """Return the numbers of a corner.

    Parameters
    ----------
    values : array, (rows, columns)
    colours : array, (rows, columns) or (rows, columns, 3), uint8
        What each of them looks like.
    first : int
        The row and the column of the first number; below 0 outside of the picture.
    """
    if colours.ndim == 2:
        colours = np.repeat(colours[..., np.newaxis], 3, axis=2)
    down, across = (tuple(map(str, range(first, first + count))) for count in values.shape)
    return NumberedPicture(colours, _texts(values), caption, down, across)


def number(value: float) -> str:
    """Return a number with at most one decimal, none where it is large.

    >>> number(199.4), number(-0.04), number(12.25), number(3.0)
    ('199', '0', '12.2', '3')
    """
    text = f"{value:.0f}" if abs(value) >= 99.95 else f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def share(chosen: np.ndarray) -> str:
    """Return how many are true, in per cent.

    >>> share(np.array([True, False, False, False]))
    '25.0 %'
    """
    return f"{100 * np.count_nonzero(chosen) / chosen.size:.1f} %"


def _texts(values: np.ndarray) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(number(each) for each in row) for row in values.tolist())
