"""Theirs, ours and the difference: the pictures of a report, and the words that say the same."""

import base64

import cv2
import numpy as np

from course_utils.checking.comparison import wrong_values
from course_utils.checking.report import Picture
from course_utils.checking.values import as_float, short

_SMALLEST_PICTURE = 8  # pixels a side, below which an array is just numbers
_SIDE = 192  # of a picture in the report, about, in pixels
_SMALL_SIDE = 144  # so that four take no more room than three


def is_picture(array: np.ndarray) -> bool:
    """Return whether an array may be shown as a picture: grey, or colour with 3 channels.

    >>> is_picture(np.zeros((20, 30, 3), np.uint8)), is_picture(np.zeros((2, 3), np.uint8))
    (True, False)
    """
    return (
        array.ndim in (2, 3)
        and (array.ndim == 2 or array.shape[2] == 3)
        and min(array.shape[:2]) >= _SMALLEST_PICTURE
        and array.dtype.kind in "biuf"
    )


def looks_like_picture(array: np.ndarray) -> bool:
    """Return whether the expected result is a picture by its type too: ``uint8``, bool or float."""
    return is_picture(array) and (array.dtype == np.uint8 or array.dtype.kind in "bf")


def compared(
    came: np.ndarray,
    expected: np.ndarray,
    tolerance: float | None = None,
    number: int | None = None,
    given: np.ndarray | None = None,
) -> tuple[Picture, ...]:
    """Return the pictures of a wrong result beside the expected one; none if it is no picture.

    Where the shapes agree, the difference comes last: a pixel is the brighter, the further it is
    from the right value. ``number`` is that of the input, if there is one; ``given`` is the
    picture in that input: it comes first, and all are a little smaller.
    """
    if not is_picture(came):
        return ()
    side = _SIDE if given is None else _SMALL_SIDE
    low, high = _range(expected)
    where = "" if number is None else f", input {number}"
    pictures = [
        Picture(name + where, _in_words(array), _uri(_scaled(array, low, high), side))
        for name, array in (("Your picture", came), ("Expected", expected))
    ]
    if given is not None:
        uri = _uri(_scaled(given, *_range(given)), side)
        pictures.insert(0, Picture(f"Input {number}", _in_words(given), uri))
    if came.shape == expected.shape:
        wrong = wrong_values(came, expected, tolerance)
        with np.errstate(all="ignore"):
            distance = np.abs(as_float(came) - as_float(expected))
        distance = np.where(wrong, np.nan_to_num(distance, nan=high - low, posinf=high - low), 0)
        words = _difference_in_words(wrong, distance)
        # A wrong pixel is never drawn dark, however small its error.
        shown = np.where(wrong, np.clip(distance / (high - low), 0.4, 1), 0)
        shown = shown.max(axis=2) if shown.ndim == 3 else shown
        uri = _uri(_scaled(shown, 0, 1), side, keep_bright=True)
        pictures.append(Picture("Difference" + where, words, uri))
    return tuple(pictures)


def _range(expected: np.ndarray) -> tuple[float, float]:
    """Return the values that are drawn black and white, from the kind of the expected picture."""
    if expected.dtype == np.uint8:
        return 0.0, 255.0
    values = as_float(expected)
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    if expected.dtype.kind in "bf" and low >= 0 and high <= 1:
        return 0.0, 1.0
    return low, max(high, low + 1)


def _scaled(array: np.ndarray, low: float, high: float) -> np.ndarray:
    with np.errstate(all="ignore"):
        grey = (as_float(array) - low) / (high - low) * 255
    return np.clip(np.nan_to_num(grey, nan=0), 0, 255).round().astype(np.uint8)


def _uri(image: np.ndarray, side: int, keep_bright: bool = False) -> str:
    """Return an RGB or grey picture of 8 bits as the address of a PNG about ``side`` wide."""
    longest = max(image.shape[:2])
    if longest > side:
        step = -(-longest // side)
        if keep_bright:  # one wrong pixel in a large picture must stay visible
            image = cv2.dilate(image, np.ones((step, step), np.uint8))
        image = cv2.resize(
            image,
            (max(1, image.shape[1] // step), max(1, image.shape[0] // step)),
            interpolation=cv2.INTER_NEAREST if keep_bright else cv2.INTER_AREA,
        )
    else:
        factor = side // longest
        image = image.repeat(factor, axis=0).repeat(factor, axis=1)
    if image.ndim == 3:
        image = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    _, png = cv2.imencode(".png", image)
    return "data:image/png;base64," + base64.b64encode(png.tobytes()).decode("ascii")


def _in_words(array: np.ndarray) -> str:
    size = f"{array.shape[0]} rows and {array.shape[1]} columns"
    kind = "grey" if array.ndim == 2 else "3 channels"
    values = as_float(array)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return f"{size}, {kind}, no finite value."
    spread = f"values {short(finite.min())} to {short(finite.max())}"
    if array.ndim == 2 or finite.size < values.size:
        return f"{size}, {kind}, {spread}, mean {finite.mean():.4g}."
    means = ", ".join(f"{mean:.4g}" for mean in values.mean(axis=(0, 1)))
    return f"{size}, {kind}, {spread}, means of the channels {means}."


def _difference_in_words(wrong: np.ndarray, distance: np.ndarray) -> str:
    pixels = wrong if wrong.ndim == 2 else wrong.any(axis=2)
    if not pixels.any():
        return "none."
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    return (
        f"{int(pixels.sum()):,} of {pixels.size:,} pixels differ, by {short(distance.max())} at "
        f"most, in {_span('row', rows)} and {_span('column', columns)}."
    )


def _span(word: str, places: np.ndarray) -> str:
    if places[0] == places[-1]:
        return f"{word} {places[0]}"
    return f"{word}s {places[0]} to {places[-1]}"
