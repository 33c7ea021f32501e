"""From a grey picture to a clean mask: light, smoothing, thresholds, morphology, and what changed.

A mask is uint8 here, 0 or 255, as OpenCV makes and takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

GLOBAL_METHODS = ("fixed", "Otsu")
ADAPTIVE_METHODS = ("adaptive mean", "adaptive Gaussian")
SMOOTHINGS = ("none", "Gaussian", "median")
SMOOTHING_SIZE = 5
SHAPES = {"square": cv2.MORPH_RECT, "cross": cv2.MORPH_CROSS, "ellipse": cv2.MORPH_ELLIPSE}
STEPS = {
    "erode": cv2.MORPH_ERODE,
    "dilate": cv2.MORPH_DILATE,
    "open": cv2.MORPH_OPEN,
    "close": cv2.MORPH_CLOSE,
    "gradient": cv2.MORPH_GRADIENT,
    "top-hat": cv2.MORPH_TOPHAT,
    "black-hat": cv2.MORPH_BLACKHAT,
}
REMOVED = (230, 159, 0)  # orange and blue that colour-blind people can tell apart (Okabe and Ito)
ADDED = (0, 114, 178)
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
HATCHES = 28  # lines across the longer side: on the page they are still some 10 pixels apart


def shaded(grey: np.ndarray, percent: float) -> np.ndarray:
    """Return the picture with a shadow that grows to `percent` at its right edge.

    Examples
    --------
    >>> shaded(np.full((1, 3), 200, np.uint8), 50)
    array([[200, 150, 100]], dtype=uint8)
    """
    light = np.linspace(1, 1 - percent / 100, grey.shape[1], dtype=np.float32)
    return np.rint(grey * light).astype(np.uint8)


def smoothed(grey: np.ndarray, smoothing: str) -> np.ndarray:
    """Return the picture after a 5 x 5 filter: "none", "Gaussian" or "median"."""
    if smoothing == "Gaussian":
        return cv2.GaussianBlur(grey, (SMOOTHING_SIZE, SMOOTHING_SIZE), 0)
    return cv2.medianBlur(grey, SMOOTHING_SIZE) if smoothing == "median" else grey


def otsu_cut(grey: np.ndarray) -> int:
    """Return the cut whose two groups of pixels vary least in themselves (Otsu, 1979).

    Examples
    --------
    >>> otsu_cut(np.array([[10, 12, 200, 210]], np.uint8)) in range(12, 200)
    True
    """
    return int(cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0])


def global_mask(grey: np.ndarray, cut: int, inverse: bool) -> np.ndarray:
    """Return white where a pixel is above the cut; inverse: where it is not.

    Examples
    --------
    >>> global_mask(np.array([[99, 100, 101]], np.uint8), 100, False)
    array([[  0,   0, 255]], dtype=uint8)
    """
    kind = cv2.THRESH_BINARY_INV if inverse else cv2.THRESH_BINARY
    return cv2.threshold(grey, cut, 255, kind)[1]


def adaptive_mask(
    grey: np.ndarray, method: str, block: int, offset: int, inverse: bool
) -> np.ndarray:
    """Return white where a pixel is above the mean of its neighbourhood less the offset.

    Parameters
    ----------
    grey : numpy.ndarray
        (height, width), uint8.
    method : {"adaptive mean", "adaptive Gaussian"}
        The plain mean, or one in which near pixels count more.
    block : int
        The side of the neighbourhood, odd, at least 3.
    offset : int
        What is taken from the mean; below 0, a pixel must be brighter than its neighbourhood.
    inverse : bool
        White where the pixel is not above.
    """
    gaussian = method == "adaptive Gaussian"
    mean = cv2.ADAPTIVE_THRESH_GAUSSIAN_C if gaussian else cv2.ADAPTIVE_THRESH_MEAN_C
    kind = cv2.THRESH_BINARY_INV if inverse else cv2.THRESH_BINARY
    return cv2.adaptiveThreshold(grey, 255, mean, kind, block, offset)


def structuring_element(shape: str, size: int) -> np.ndarray:
    """Return the element as 0 and 1, (size, size), uint8; its anchor is the middle.

    Examples
    --------
    >>> structuring_element("cross", 3)
    array([[0, 1, 0],
           [1, 1, 1],
           [0, 1, 0]], dtype=uint8)
    """
    return cv2.getStructuringElement(SHAPES[shape], (size, size))


def after_steps(mask: np.ndarray, steps: Sequence[str], element: np.ndarray) -> np.ndarray:
    """Return the mask after these operations, one after the other."""
    for step in steps:
        mask = cv2.morphologyEx(mask, STEPS[step], element)
    return mask


def object_count(mask: np.ndarray) -> int:
    """Return how many white parts there are; pixels that touch at a corner belong together.

    Examples
    --------
    >>> object_count(np.array([[255, 0, 0, 255], [0, 255, 0, 255]], np.uint8))
    2
    """
    return cv2.connectedComponents(mask, connectivity=8)[0] - 1


def change_picture(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    r"""Draw what a mask has lost and gained: by colour, and by lines that lean to either side.

    Parameters
    ----------
    before, after : numpy.ndarray
        Masks, (height, width), uint8, 0 or 255.

    Returns
    -------
    numpy.ndarray
        (height, width, 3), uint8, RGB. White and black are as before; removed pixels are orange
        with black lines like "/", added ones blue with white lines like "\".
    """
    codes = (before & 1) | (after & 2) | _hatch(before.shape)
    return cv2.LUT(cv2.merge([codes] * 3), _palette())


@lru_cache(4)
def _hatch(shape: tuple[int, int]) -> np.ndarray:
    """Return 4 on lines like "/", plus 8 on lines like "\\"; (height, width), uint8."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    period = max(4, max(shape) // HATCHES)
    width = max(1, period // 3)
    slashes = (rows + columns) % period < width
    backslashes = (rows - columns) % period < width
    return 4 * slashes.astype(np.uint8) + 8 * backslashes.astype(np.uint8)


@lru_cache(1)
def _palette() -> np.ndarray:
    """Return the colour of each code: 1 was white, 2 is white, 4 and 8 lie on lines."""
    palette = np.zeros((1, 256, 3), np.uint8)
    for lines in range(4):
        slash, backslash = lines & 1, lines & 2
        on_page = (BLACK, BLACK if slash else REMOVED, WHITE if backslash else ADDED, WHITE)
        palette[0, 4 * lines : 4 * lines + 4] = on_page
    return palette
