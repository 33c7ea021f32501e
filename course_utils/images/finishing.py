"""From the pixels of a file to the array of the course: upright, opaque, small, 8 bits, RGB."""

import cv2
import numpy as np

from course_utils.images.arrays import to_grey, to_uint8


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
    for top in range(0, len(array), 256):  # in bands: float values of 100 megapixels fill a laptop
        rows = slice(top, top + 256)
        opacity = alpha[rows].astype(np.float32) / white
        mixed = colour[rows] * opacity + white * (1 - opacity)
        result[rows] = mixed if array.dtype.kind == "f" else np.rint(mixed)
    return result


def shrink(array: np.ndarray, max_side: int | None) -> np.ndarray:
    """Make the longer side at most `max_side` pixels, averaging the pixels that fall together."""
    height, width = array.shape[:2]
    if max_side is None or max(height, width) <= max_side:
        return array
    scale = max_side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))  # OpenCV: width first
    if array.dtype not in (np.uint8, np.uint16, np.float32):
        array = array.astype(np.float64)  # OpenCV does not resize the other types
    return cv2.resize(np.ascontiguousarray(array), size, interpolation=cv2.INTER_AREA)


def to_8_bits(array: np.ndarray, notes: list[str]) -> np.ndarray:
    """Scale 16-bit, 32-bit and float values to uint8, and say how."""
    if array.dtype == np.uint8:
        return array
    if array.dtype == np.uint16:
        notes.append("16 bits per value, scaled to 8: 65535 becomes 255.")
        if array.max() < 4096:
            notes.append(
                f"The largest value is {array.max()} of 65535, so the picture is very dark."
                " keep_depth=True gives the values of the file."
            )
        return to_uint8(array)
    finite = np.isfinite(array)
    if not finite.all():
        notes.append(f"{(~finite).sum():,} values are not finite numbers; they become black.")
    low, high = (array[finite].min(), array[finite].max()) if finite.any() else (0, 0)
    values = np.where(finite, array, low).astype(np.float64)
    full_range = 1 if array.dtype.kind == "f" else 255
    if low >= 0 and high <= full_range:
        return to_uint8(values, maximum=full_range)
    notes.append(f"The values run from {low:.6g} to {high:.6g}; they are stretched to 0 to 255.")
    # Halves, because the difference of two very large float values can overflow.
    half_spread = high / 2.0 - low / 2.0
    return to_uint8((values / 2 - low / 2.0) / (half_spread or 1.0))


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
