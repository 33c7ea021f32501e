"""What the inspector accepts as a picture, and what it says of it in words."""

from __future__ import annotations

import numpy as np

from course_utils.images import ImageError, describe
from course_utils.images.arrays import as_picture, check_unit_range
from course_utils.images.describing import range_words

MOST_PIXELS = 16_000_000
WHERE = "explorers.pixel_inspector"


def checked_picture(image: object) -> tuple[np.ndarray, str]:
    """Return the pixels, (rows, columns, channels), and their kind: uint8, float32 or bool.

    A mask's pixels are 0 and 1. Raises ImageError for what the inspector cannot show.
    """
    array = as_picture(image, WHERE)
    if array.ndim == 3 and (array.shape[2] != 3 or array.dtype == bool):
        alpha = array.shape[2] == 4 and array.dtype != bool
        advice = "image[..., :3] leaves alpha out." if alpha else "image[..., 0] takes one channel."
        raise ImageError(
            f"{WHERE} shows (height, width), or (height, width, 3) for colour, but this "
            f"{array.dtype} picture has the shape {array.shape}. {advice}"
        )
    if array.shape[0] * array.shape[1] > MOST_PIXELS:
        raise ImageError(
            f"{WHERE} shows at most {MOST_PIXELS:,} pixels, but this picture has "
            f"{array.shape[0] * array.shape[1]:,}. Crop it, or make it smaller with cv2.resize."
        )
    pixels = np.ascontiguousarray(array[..., np.newaxis] if array.ndim == 2 else array)
    if array.dtype == np.uint8:
        return pixels, "uint8"
    if array.dtype == bool:
        return pixels.view(np.uint8), "bool"
    if array.dtype.kind != "f":
        raise ImageError(
            f"{WHERE} shows uint8, float and bool pictures, but this one is {array.dtype}. "
            "images.to_uint8(image) converts it."
        )
    check_unit_range(array, WHERE)
    return pixels.clip(0, 1).astype(np.float32), "float32"


def facts_of(image: np.ndarray) -> dict[str, str]:
    """Return dtype, range, shape and memory in words.

    >>> facts_of(np.zeros((2, 3), np.uint8))["memory"]
    '6 bytes'
    """
    described = describe(image)
    names = ("rows", "columns", "channels")
    sizes = ", ".join(f"{size} {name}" for size, name in zip(described.shape, names, strict=False))
    return {
        "dtype": described.dtype,
        "range": range_words(described.minimum, described.maximum),
        "shape": f"{described.shape}: {sizes}",
        "memory": f"{described.memory:,} bytes",
    }
