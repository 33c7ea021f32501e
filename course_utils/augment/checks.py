"""What the functions of this package accept, and the sentences for what they do not."""

import math

import numpy as np

from course_utils.images.arrays import ROUNDING, as_array, as_picture
from course_utils.images.errors import ImageError

PICTURE_DTYPES = (np.uint8, np.float32, np.float64)

TYPE_NAMES = "uint8 (0 to 255), float32 or float64 (0 to 1)"


def picture(image: object, where: str) -> np.ndarray:
    """Return `image` as a picture that can be changed: dtype, shape and range are as promised."""
    array = as_picture(image, where)
    if array.ndim == 3 and array.shape[2] == 4:
        raise ImageError(
            f"{where} works on grey and RGB pictures, and this one has a fourth channel, alpha."
            " image[:, :, :3] leaves it out."
        )
    _check_values(array, where)
    return array


def batch(images: object, where: str) -> np.ndarray:
    """Return `images` as pictures behind each other: (n, height, width[, channels])."""
    array = as_array(images, where)
    if array.ndim not in (3, 4) or (array.ndim == 4 and array.shape[3] not in (1, 3)):
        raise ImageError(
            f"{where} needs pictures behind each other, (n, height, width) or (n, height, width,"
            f" channels) with 1 or 3 channels, but the shape is {array.shape}. image[None] makes"
            " one picture a batch of one."
        )
    if 0 in array.shape[1:]:
        raise ImageError(f"{where} got pictures without pixels: the shape is {array.shape}.")
    if array.ndim == 3 and array.shape[2] == 3 and array.shape[1] > 3:
        raise ImageError(
            f"{where} needs a batch, but the shape {array.shape} looks like one colour picture."
            " image[None] makes it a batch of one."
        )
    _check_values(array, where)
    return array


def _check_values(array: np.ndarray, where: str) -> None:
    """Raise unless the values are of a kind, and in the range, that a picture has here."""
    if array.dtype not in PICTURE_DTYPES:
        raise ImageError(
            f"{where} works on pictures of {TYPE_NAMES}, but the values have the type"
            f" {array.dtype}. images.to_uint8(image) converts it."
        )
    if array.dtype == np.uint8 or not array.size:
        return
    low, high = array.min(), array.max()
    if not (low >= -ROUNDING and high <= 1 + ROUNDING):  # NaN gets here, too
        if not (np.isfinite(low) and np.isfinite(high)):
            problem = "has values that are not finite numbers. np.nan_to_num replaces them."
        elif low >= 0 and high <= 255:
            problem = f"goes up to {high:.4g}. If it runs from 0 to 255, divide it by 255."
        else:
            problem = f"runs from {low:.4g} to {high:.4g}. np.clip(image, 0, 1) cuts that off."
        raise ImageError(f"{where} expects float values from 0 to 1, but this picture {problem}")


def mask(value: object, where: str) -> np.ndarray:
    """Return `value` as a mask: bool, (height, width)."""
    array = as_array(value, where)
    if array.dtype != np.bool_ or array.ndim != 2 or array.size == 0:
        raise ImageError(
            f"{where} needs a mask: an array of bool with the shape (height, width), but"
            f" {array.dtype} of shape {array.shape} came. A comparison such as labels > 0 makes"
            " one."
        )
    return array


def box(value: object, where: str) -> tuple[int, int, int, int]:
    """Return `value` as (x, y, width, height) in whole pixels, or raise a sentence."""
    numbers = np.asarray(value)
    if numbers.shape != (4,) or numbers.dtype.kind not in "iuf":
        raise ValueError(f"{where} needs a box (x, y, width, height), but {value!r} came.")
    if not np.isfinite(numbers).all() or (numbers != np.rint(numbers)).any():
        raise ValueError(
            f"{where} needs a box in whole pixels, but {value!r} came. round(...) each number."
        )
    x, y, width, height = (int(number) for number in numbers)
    if width < 1 or height < 1:
        raise ValueError(
            f"{where} needs a box at least 1 pixel wide and high, but {value!r} came. A box is"
            " (x, y, width, height), not two corners."
        )
    return x, y, width, height


def points(value: object, where: str) -> np.ndarray:
    """Return `value` as float64 of shape (n, 2): one place (x, y) a row."""
    array = np.asarray(value, dtype=np.float64)
    if array.size == 0 and array.ndim <= 2:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(
            f"{where} needs places as an array of shape (n, 2), one (x, y) a row, but the shape"
            f" {array.shape} came. For one place write [(x, y)]."
        )
    return array


def generator(value: object, where: str) -> np.random.Generator:
    """Return `value` if it is a generator of random numbers, or raise a sentence."""
    if not isinstance(value, np.random.Generator):
        raise ValueError(
            f"{where} needs a generator of random numbers, but {type(value).__name__} came."
            " Make one with np.random.default_rng(seed) and hand the same one on."
        )
    return value


def fill(value: object, dtype: np.dtype, where: str) -> None:
    """Raise unless `value` is a colour in the range of a picture of that dtype, or None."""
    if value is None or dtype == np.bool_:
        return
    numbers = np.asarray(value)
    white = 255 if dtype == np.uint8 else 1
    if numbers.shape not in ((), (1,), (3,)) or numbers.dtype.kind not in "iufb":
        raise ValueError(
            f"{where} needs one number, three for a colour, or None as fill, but {value!r} came."
        )
    if not (numbers.min() >= 0 and numbers.max() <= white):
        raise ValueError(
            f"{where} needs a fill from 0 to {white} for a picture of {dtype}, but {value!r} came."
        )


def number(value: object, where: str, low: float = -math.inf, high: float = math.inf) -> float:
    """Return `value` as a finite float from `low` to `high`, or raise a sentence."""
    try:
        result = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError(f"{where} needs a number, but {value!r} came.") from None
    if not math.isfinite(result) or not low <= result <= high:
        if math.isinf(high):
            limits = "a finite number" + ("" if math.isinf(low) else f" of at least {low:g}")
        else:
            limits = f"a number from {low:g} to {high:g}"
        raise ValueError(f"{where} needs {limits}, but {value!r} came.")
    return result
