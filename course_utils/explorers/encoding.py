"""Arrays as files that a page can show: small, and made in a few milliseconds."""

from __future__ import annotations

import cv2
import numpy as np

PNG_BELOW = 128  # pixels of the longer side; a picture as small as this keeps its exact values
FEW_COLOURS = 16  # a picture with at most these is drawn, not photographed
SAMPLE = 7  # one pixel in so many is looked at
LARGEST = 1024  # pixels of the longer side that are sent; no screen shows more of one picture
JPEG = [
    *(cv2.IMWRITE_JPEG_QUALITY, 90),
    # Red beside blue would bleed if colour had half the resolution.
    *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
]
PNG = [
    *(cv2.IMWRITE_PNG_COMPRESSION, 1),  # the page is near: time counts, not size
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_NONE),  # filters are for photographs
]


def encoded(picture: np.ndarray) -> tuple[str, bytes]:
    """Return the picture as a file, and its kind.

    Parameters
    ----------
    picture : numpy.ndarray
        RGB (rows, columns, 3) or grey (rows, columns), uint8.

    Returns
    -------
    tuple of str and bytes
        "png", which keeps each value, for a small picture or one with few colours; "jpeg" for a
        photograph. A side longer than 1024 pixels is shrunk first.

    Examples
    --------
    >>> encoded(np.zeros((300, 400), np.uint8))[0]
    'png'
    """
    kind = "png" if max(picture.shape[:2]) < PNG_BELOW or _has_few_colours(picture) else "jpeg"
    shrink = LARGEST / max(picture.shape[:2])
    if shrink < 1:
        size = tuple(max(1, round(side * shrink)) for side in picture.shape[1::-1])
        method = cv2.INTER_NEAREST if kind == "png" else cv2.INTER_AREA
        picture = cv2.resize(np.ascontiguousarray(picture), size, interpolation=method)
    if picture.ndim == 3:
        picture = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)  # OpenCV writes files from BGR
    settings = PNG if kind == "png" else JPEG
    return kind, cv2.imencode(f".{kind}", np.ascontiguousarray(picture), settings)[1].tobytes()


def _has_few_colours(picture: np.ndarray) -> bool:
    pixels = picture.reshape(picture.shape[0] * picture.shape[1], -1)[::SAMPLE]
    codes = pixels.astype(np.uint32) @ np.array([1, 1 << 8, 1 << 16][: pixels.shape[1]], np.uint32)
    return np.unique(codes).size <= FEW_COLOURS
