"""What the explorers accept as a picture, and what they say of it in words."""

from __future__ import annotations

from typing import Any

import numpy as np

MOST_PIXELS = 16_000_000


def checked_picture(image: Any) -> tuple[np.ndarray, str]:
    """Return the pixels, (rows, columns, channels), and their kind: uint8, float32 or bool.

    A mask's pixels are 0 and 1. Raises TypeError or ValueError with a sentence.
    """
    if image is None:
        raise TypeError(
            "The inspector needs a picture and got None. cv2.imread returns None for a file "
            "that it cannot read: check the file's name."
        )
    if not isinstance(image, np.ndarray):
        raise TypeError(
            "The inspector needs a picture as a NumPy array and got "
            f"{type(image).__name__}. Use np.asarray(...) or images.read(...) first."
        )
    _check_shape(image)
    pixels = image[..., np.newaxis] if image.ndim == 2 else image
    if image.dtype == np.uint8:
        return np.ascontiguousarray(pixels), "uint8"
    if image.dtype == bool:
        return np.ascontiguousarray(pixels).view(np.uint8), "bool"
    if not np.issubdtype(image.dtype, np.floating):
        raise ValueError(
            f"The inspector shows uint8, float and bool pictures, and this one is {image.dtype}. "
            "For values from 0 to 255 use image.astype(np.uint8); otherwise divide by the largest "
            "possible value, which is 65535 for uint16."
        )
    low, high = float(image.min()), float(image.max())
    if not (low >= 0 and high <= 1):  # also true for NaN
        raise ValueError(
            f"A float picture has values from 0 to 1, and this one has {low:g} to {high:g}. "
            "Divide by its largest possible value, for example by 255."
        )
    return np.ascontiguousarray(pixels, dtype=np.float32), "float32"


def _check_shape(image: np.ndarray) -> None:
    shape = image.shape
    if image.ndim == 3 and shape[2] == 4:
        raise ValueError(
            f"This picture has 4 channels, shape {shape}; the fourth is alpha, its opacity. "
            "Show the first three: image[..., :3]."
        )
    if image.ndim == 3 and shape[2] == 1:
        raise ValueError(
            f"This picture has one channel in a third axis, shape {shape}. "
            "Show it as a grey picture: image[..., 0]."
        )
    if image.ndim not in (2, 3) or (image.ndim == 3 and shape[2] != 3):
        raise ValueError(
            "A picture has the shape (height, width) or (height, width, 3), "
            f"and this array has {shape}."
        )
    if image.dtype == bool and image.ndim == 3:
        raise ValueError(
            f"A mask has the shape (height, width), and this one has {shape}. "
            "Show one channel: mask[..., 0]."
        )
    if image.size == 0:
        raise ValueError(f"This picture has no pixels: its shape is {shape}.")
    if shape[0] * shape[1] > MOST_PIXELS:
        raise ValueError(
            f"This picture has {shape[0] * shape[1]:,} pixels; the inspector shows at most "
            f"{MOST_PIXELS:,}. Crop it, or make it smaller with cv2.resize."
        )


def facts_of(image: np.ndarray) -> dict[str, str]:
    """Return dtype, range, shape and memory in words.

    >>> facts_of(np.zeros((2, 3), np.uint8))["memory"]
    '6 bytes'
    """
    low, high = image.min().item(), image.max().item()
    names = ("rows", "columns", "channels")
    sizes = ", ".join(f"{size} {name}" for size, name in zip(image.shape, names, strict=False))
    return {
        "dtype": str(image.dtype),
        "range": f"{low:.4g} to {high:.4g}" if isinstance(low, float) else f"{low} to {high}",
        "shape": f"{image.shape}: {sizes}",
        "memory": f"{image.nbytes:,} bytes",
    }
