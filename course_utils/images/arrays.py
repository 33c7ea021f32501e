"""Pictures as arrays: is this one picture, and conversion between the common value ranges."""

from pathlib import PurePath

import numpy as np

from course_utils.images.errors import ImageError

# The weights of red, green and blue in ITU-R BT.601, which OpenCV and Pillow use as well.
GREY_WEIGHTS = (0.299, 0.587, 0.114)

# A float picture that was computed may leave 0..1 by a rounding error; this much is harmless.
ROUNDING = 1e-5


def as_array(value: object, where: str) -> np.ndarray:
    """Return `value` as a numeric array, or raise a sentence that says what came instead.

    Parameters
    ----------
    value : object
        An array, a Pillow image, a tensor, or nested lists of numbers.
    where : str
        The name of the function the learner called, for the message.
    """
    needs = f"{where} needs a picture as an array"
    if isinstance(value, (str, PurePath)):
        raise ImageError(
            f"{needs}, but the text {str(value)!r} came. If it is a file name, read the file"
            " first: images.read(...)."
        )
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise ImageError(f"{needs}, but the bytes of a file came. Use images.read(...) on them.")
    if value is None:
        raise ImageError(
            f"{needs}, but None came. cv2.imread gives None when it cannot read a file, and a"
            " function gives None when it has no return line."
        )
    if value is ...:
        raise ImageError(f"{needs}, but ... came. Put your own code in the place of the dots.")
    # Pillow images have the second of these.
    holds_array = hasattr(value, "__array__") or hasattr(value, "__array_interface__")
    if not isinstance(value, (list, tuple)) and not holds_array:
        raise ImageError(f"{needs}, but an object of type {type(value).__name__} came.")
    try:
        array = np.asarray(value)
    except ValueError as fault:
        raise ImageError(
            f"{needs}, but the rows of this list do not all have the same length."
        ) from fault
    if array.dtype.kind not in "buif":
        raise ImageError(
            f"{needs} of numbers, but the values have the type {array.dtype}. A picture holds"
            " uint8, uint16, bool or float values."
        )
    return array


def as_picture(value: object, where: str) -> np.ndarray:
    """Return `value` as an array with the shape of one picture, or raise a sentence."""
    array = as_array(value, where)
    problem = shape_problem(array.shape)
    if problem:
        raise ImageError(f"{where} cannot use this array as one picture. {problem}")
    return array


def shape_problem(shape: tuple[int, ...]) -> str:
    """Say why `shape` is not the shape of one picture; an empty text when it is."""
    came = f"The shape is {shape}; expected is (height, width) or (height, width, channels)."
    if len(shape) not in (2, 3):
        if len(shape) == 4:
            return f"{came} This is a batch of {shape[0]} pictures: take one, such as batch[0]."
        return came
    if 0 in shape:
        return f"{came} It has no pixels: was a slice outside of the picture?"
    if len(shape) == 3 and shape[2] not in (1, 3, 4):
        if shape[0] in (1, 3, 4) and shape[2] > 4:
            return f"{came} The channels come first here: np.moveaxis(image, 0, -1) puts them last."
        return f"{came} A picture has 1, 3 or 4 channels, and this array has {shape[2]}."
    return ""


def _highest(dtype: np.dtype) -> int:
    """Return the value that means white in an array of whole numbers."""
    return 65535 if dtype == np.uint16 else 255


def to_float(image: np.ndarray) -> np.ndarray:
    """Return the picture as float32 with values from 0 (black) to 1 (white).

    Parameters
    ----------
    image : array of any shape
        ``uint8`` is divided by 255, ``uint16`` by 65535; ``bool`` becomes 0 and 1; other
        whole numbers must lie in 0..255 and are divided by 255. Float values stay as they are.

    Returns
    -------
    array of float32
        A new array of the same shape.

    Raises
    ------
    ImageError
        If `image` is not an array of numbers, or holds whole numbers outside 0..255.

    Examples
    --------
    >>> to_float(np.array([[0, 51, 255]], dtype=np.uint8))
    array([[0. , 0.2, 1. ]], dtype=float32)
    """
    array = as_array(image, "images.to_float")
    if array.dtype.kind in "bf":
        return array.astype(np.float32)
    _check_whole_numbers(array, "images.to_float")
    return (array / np.float64(_highest(array.dtype))).astype(np.float32)


def to_uint8(image: np.ndarray, maximum: float | None = None) -> np.ndarray:
    """Return the picture as uint8 with values from 0 (black) to 255 (white).

    Values are rounded to the nearest whole number. What lies outside the range is saturated:
    it becomes 0 or 255 and never wraps round.

    Parameters
    ----------
    image : array of any shape
        Float values from 0 to 1, ``uint16`` from 0 to 65535, ``bool``, or other whole numbers.
    maximum : float, optional
        The value that becomes 255. Default: 1 for float, 65535 for ``uint16``, True for
        ``bool``, 255 for other whole numbers.

    Returns
    -------
    array of uint8
        A new array of the same shape.

    Raises
    ------
    ImageError
        If a value is not a number (NaN) or infinite; or if `maximum` is left out and a float
        value is above 2, because such a picture probably runs from 0 to 255.

    Examples
    --------
    >>> to_uint8(np.array([-0.1, 0.0, 0.5, 1.2]))
    array([  0,   0, 128, 255], dtype=uint8)
    >>> to_uint8(np.array([44, 300]))
    array([ 44, 255], dtype=uint8)
    """
    array = as_array(image, "images.to_uint8")
    if array.dtype == np.uint8 and maximum is None:
        return array.copy()
    if array.dtype.kind == "f":
        if not np.isfinite(array).all():
            raise ImageError(
                "images.to_uint8 cannot convert values that are not a number (NaN) or infinite."
                " np.nan_to_num(image) replaces NaN by 0."
            )
        if maximum is None and array.size and array.max() > 2:
            raise ImageError(
                "images.to_uint8 expects float values from 0 to 1, but the largest value is"
                f" {array.max():.4g}. If your picture runs from 0 to 255, call"
                " images.to_uint8(image, maximum=255)."
            )
    if maximum is None:
        maximum = {"f": 1, "b": 1}.get(array.dtype.kind, _highest(array.dtype))
    elif not maximum > 0:
        raise ImageError(f"The value that becomes 255 must be above 0; maximum={maximum} came.")
    scaled = array.astype(np.float64) * 255 / maximum
    return np.rint(scaled.clip(0, 255)).astype(np.uint8)


def to_grey(image: np.ndarray) -> np.ndarray:
    """Return the picture in shades of grey: 0.299 R + 0.587 G + 0.114 B.

    Parameters
    ----------
    image : array, (height, width) or (height, width, channels)
        Channels in the order red, green, blue; a fourth channel (alpha) is left out. A grey
        picture comes back as a copy.

    Returns
    -------
    array, (height, width)
        The same dtype as `image`; whole numbers are rounded.

    Raises
    ------
    ImageError
        If `image` does not have the shape of one picture.

    Notes
    -----
    The weights are those of ITU-R BT.601; ``cv2.cvtColor`` and Pillow use them too. The eye
    sees green best, so green counts most.

    Examples
    --------
    >>> red_green_blue = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], dtype=np.uint8)
    >>> to_grey(red_green_blue)
    array([[ 76, 150,  29]], dtype=uint8)
    """
    array = as_picture(image, "images.to_grey")
    if array.ndim == 2:
        return array.copy()
    if array.shape[2] == 1:
        return array[:, :, 0].copy()
    # float32 holds every weighted uint16 to far better than half a step.
    working = array.dtype if array.dtype == np.float64 else np.float32
    red, green, blue = (array[:, :, channel].astype(working) for channel in range(3))
    red_weight, green_weight, blue_weight = GREY_WEIGHTS
    grey = red_weight * red + green_weight * green + blue_weight * blue
    return (
        grey.astype(array.dtype) if array.dtype.kind == "f" else np.rint(grey).astype(array.dtype)
    )


def displayable(image: object, where: str) -> np.ndarray:
    """Return a picture as uint8 to be drawn, or raise a sentence when its range is unclear.

    Unlike `to_uint8` it never saturates: a figure must not hide that values are outside.
    """
    array = as_picture(image, where)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.dtype.kind == "f":
        check_unit_range(array, where)
    else:
        _check_whole_numbers(array, where)
    return to_uint8(array)


def check_unit_range(array: np.ndarray, where: str) -> None:
    """Raise unless every float value lies in 0..1."""
    if not np.isfinite(array).all():
        raise ImageError(
            f"{where} cannot draw values that are not a number (NaN) or infinite."
            " np.nan_to_num(image) replaces NaN by 0."
        )
    low, high = array.min(), array.max()
    if low < -ROUNDING or high > 1 + ROUNDING:
        if low >= 0 and high <= 255:
            advice = "If it runs from 0 to 255, divide it by 255."
        else:
            advice = "np.clip(image, 0, 1) cuts off what lies outside."
        raise ImageError(
            f"{where} expects float values from 0 (black) to 1 (white), but this picture runs"
            f" from {low:.4g} to {high:.4g}. {advice}"
        )


def _check_whole_numbers(array: np.ndarray, where: str) -> None:
    """Raise unless whole numbers fit their range: 0..65535 for uint16, 0..255 for the others."""
    if array.dtype in (np.uint8, np.uint16) or array.dtype.kind == "b" or not array.size:
        return
    low, high = array.min(), array.max()
    if low < 0 or high > 255:
        raise ImageError(
            f"{where} expects whole numbers from 0 to 255, but this {array.dtype} picture runs"
            f" from {low} to {high}. np.clip(image, 0, 255) cuts off what lies outside."
        )
