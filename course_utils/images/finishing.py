"""From the pixels of a file to the array of the course: upright, opaque, small, 8 bits, RGB."""

from collections.abc import Callable

import cv2
import numpy as np

from course_utils.images.arrays import to_grey, to_uint8

NOTE_16_BITS = "16 bits per value, scaled to 8: 65535 becomes 255."

# Float values of 100 megapixels fill a laptop: what needs them works on this many rows at a time.
BAND_ROWS = 256


def turn_upright(array: np.ndarray, orientation: int) -> np.ndarray:
    """Turn and mirror the pixels of a camera as its EXIF orientation asks.

    Parameters
    ----------
    array : array, (height, width) or (height, width, channels)
        Pixels in the order of the file.
    orientation : int
        1 to 8, as in the EXIF standard (JEITA CP-3451, tag 0x0112).

    Examples
    --------
    >>> turn_upright(np.array([[1, 2, 3]]), 6)  # the camera was held on its side
    array([[1],
           [2],
           [3]])
    """
    turns = {
        1: lambda pixels: pixels,
        2: np.fliplr,
        3: lambda pixels: np.rot90(pixels, 2),
        4: np.flipud,
        5: lambda pixels: np.swapaxes(pixels, 0, 1),
        6: lambda pixels: np.rot90(pixels, -1),
        7: lambda pixels: np.rot90(np.swapaxes(pixels, 0, 1), 2),
        8: np.rot90,
    }
    return turns[orientation](array)


def fill_transparent(array: np.ndarray, kind: str | None, notes: list[str]) -> np.ndarray:
    """Lay a picture with alpha on white, unless RGBA is wanted; drop alpha that is all opaque."""
    if array.ndim == 2 or array.shape[2] == 3 or (kind == "RGBA" and array.shape[2] == 4):
        return array
    colour, alpha = array[:, :, :-1], array[:, :, -1:]
    if kind == "RGBA":  # grey with alpha: repeat the grey value
        return np.concatenate([colour, colour, colour, alpha], axis=2)
    if colour.shape[2] == 1:
        colour = colour[:, :, 0]
        alpha = alpha[:, :, 0]
    white = 1 if array.dtype.kind == "f" else np.iinfo(array.dtype).max
    if (alpha == white).all():
        return colour
    notes.append("Transparent parts are filled with white.")
    result = np.empty_like(colour)
    for rows in _bands(array):
        opacity = alpha[rows].astype(np.float32) / white
        mixed = colour[rows] * opacity + white * (1 - opacity)
        result[rows] = mixed if array.dtype.kind == "f" else np.rint(mixed)
    return result


def _bands(array: np.ndarray) -> list[slice]:
    """Divide the rows of a picture into bands."""
    return [slice(top, top + BAND_ROWS) for top in range(0, len(array), BAND_ROWS)]


def shrink(array: np.ndarray, max_side: int | None) -> np.ndarray:
    """Make the longer side at most `max_side` pixels, averaging the pixels that fall together."""
    height, width = array.shape[:2]
    if max_side is None or max(height, width) <= max_side:
        return array
    scale = max_side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))  # OpenCV: width first
    values = array
    if array.dtype not in (np.uint8, np.uint16, np.float32):
        values = array.astype(np.float64)  # OpenCV does not resize the other types
    small = cv2.resize(np.ascontiguousarray(values), size, interpolation=cv2.INTER_AREA)
    if array.dtype.kind in "iu" and small.dtype.kind == "f":
        small = np.rint(small)
    return small.astype(array.dtype, copy=False)


def to_8_bits(array: np.ndarray, notes: list[str]) -> np.ndarray:
    """Scale 16-bit, 32-bit and float values to uint8, and say how."""
    if array.dtype == np.uint8:
        return array
    if array.dtype == np.uint16:
        notes.append(NOTE_16_BITS)
        if array.max() < 4096:
            notes.append(
                f"The largest value is {array.max()} of 65535, so the picture is very dark."
                " keep_depth=True gives the values of the file."
            )
        return _band_by_band(array, to_uint8)
    low, high, odd = _finite_range(array)
    if odd:
        notes.append(f"{odd:,} values are not finite numbers; they become black.")
    full_range = 1 if array.dtype.kind == "f" else 255
    half_low, half_spread = 0.0, full_range / 2.0
    if low < 0 or high > full_range:
        notes.append(
            f"The values run from {low:.6g} to {high:.6g}; they are stretched to 0 to 255."
        )
        # Halves, because the difference of two very large float values can overflow.
        half_low, half_spread = low / 2.0, (high / 2.0 - low / 2.0) or 1.0

    def scaled(rows: np.ndarray) -> np.ndarray:
        values = np.where(np.isfinite(rows), rows, low).astype(np.float64)
        return to_uint8((values / 2 - half_low) / half_spread)

    return _band_by_band(array, scaled)


def _band_by_band(array: np.ndarray, convert: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Convert a picture to uint8 with little working memory."""
    result = np.empty(array.shape, dtype=np.uint8)
    for rows in _bands(array):
        result[rows] = convert(array[rows])
    return result


def _finite_range(array: np.ndarray) -> tuple[float, float, int]:
    """Return the lowest and highest finite value, 0 and 0 if none, and how many are not finite."""
    lows, highs, odd = [], [], 0
    for rows in _bands(array):
        values = array[rows]
        finite = values[np.isfinite(values)]
        odd += values.size - finite.size
        if finite.size:
            lows.append(finite.min())
            highs.append(finite.max())
    return (min(lows), max(highs), odd) if lows else (0, 0, odd)


def to_kind(array: np.ndarray, kind: str | None) -> np.ndarray:
    """Give the array the channels that were asked for."""
    if kind == "grey":
        return to_grey(array)
    if kind is None:
        return array
    if array.ndim == 2:
        array = np.stack([array, array, array], axis=2)
    if kind == "RGBA" and array.shape[2] == 3:
        opaque = 1 if array.dtype.kind == "f" else np.iinfo(array.dtype).max
        alpha = np.full_like(array[:, :, :1], opaque)
        array = np.concatenate([array, alpha], axis=2)
    return array
