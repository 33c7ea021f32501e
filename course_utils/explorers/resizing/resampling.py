"""Pictures in a new size: which part, which proportions, and how new pixels are made."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

METHODS = {
    "nearest": cv2.INTER_NEAREST,
    "linear": cv2.INTER_LINEAR,
    "cubic": cv2.INTER_CUBIC,
    "area": cv2.INTER_AREA,
    "Lanczos": cv2.INTER_LANCZOS4,
}
# How many pixels a new pixel reads along each axis; area reads all that it stands for.
TAPS = {"nearest": 1, "linear": 2, "cubic": 4, "Lanczos": 8}

FITS = ("keep the proportions", "squash to a square", "pad to a square", "crop to a square")
SCALINGS = ("0 to 255", "0 to 1", "-1 to 1", "standardised")


@dataclass(frozen=True)
class Geometry:
    """Where the pixels go.

    ``box`` is the part of the picture that is used, (x, y, width, height). ``content`` is its new
    size, (width, height), and it begins at ``corner``, (x, y), of a new picture of ``size``.
    """

    box: tuple[int, int, int, int]
    content: tuple[int, int]
    corner: tuple[int, int]
    size: tuple[int, int]

    @property
    def factors(self) -> tuple[float, float]:
        """How many old pixels lie in a new one, along x and along y."""
        return self.box[2] / self.content[0], self.box[3] / self.content[1]


def geometry(shape: tuple[int, ...], width: int, fit: str) -> Geometry:
    """Return where the pixels of a picture of this shape go.

    Parameters
    ----------
    shape : tuple of int
        (height, width) or (height, width, channels).
    width : int
        The width of the new picture, in pixels.
    fit : str
        One of `FITS`. The last three make a square.

    Examples
    --------
    >>> geometry((100, 200), 50, "keep the proportions").size
    (50, 25)
    >>> padded = geometry((100, 200), 50, "pad to a square")
    >>> padded.size, padded.content, padded.corner
    ((50, 50), (50, 25), (0, 12))
    >>> geometry((100, 200), 50, "crop to a square").box
    (50, 0, 100, 100)
    """
    height, old_width = shape[:2]
    whole = (0, 0, old_width, height)
    square = (width, width)
    if fit == "keep the proportions":
        size = (width, max(1, round(height * width / old_width)))
        return Geometry(whole, size, (0, 0), size)
    if fit == "squash to a square":
        return Geometry(whole, square, (0, 0), square)
    if fit == "pad to a square":
        scale = width / max(height, old_width)
        content = (max(1, round(old_width * scale)), max(1, round(height * scale)))
        corner = ((width - content[0]) // 2, (width - content[1]) // 2)
        return Geometry(whole, content, corner, square)
    side = min(height, old_width)
    box = ((old_width - side) // 2, (height - side) // 2, side, side)
    return Geometry(box, square, (0, 0), square)


def blur_widths(places: Geometry) -> tuple[float, float]:
    """Return the sigma of the blur against aliasing along x and y: scikit-image's rule.

    Half of what the factor exceeds 1; 0 where the picture is not made smaller.

    >>> blur_widths(geometry((100, 300), 100, "squash to a square"))
    (1.0, 0.0)
    """
    across, down = (max(0.0, (factor - 1) / 2) for factor in places.factors)
    return across, down


def resample(picture: np.ndarray, places: Geometry, method: str, antialias: bool) -> np.ndarray:
    """Return the picture in its new size; room that is left over is black.

    Parameters
    ----------
    picture : numpy.ndarray
        (height, width) or (height, width, 3), uint8.
    places : Geometry
        Where the pixels go.
    method : str
        One of `METHODS`.
    antialias : bool
        Blur first, with `blur_widths`. Area needs no blur, and nor does a larger picture.

    Examples
    --------
    >>> stripes = np.tile(np.uint8([0, 255]), (4, 4))  # (4, 8)
    >>> places = geometry(stripes.shape, 4, "keep the proportions")
    >>> resample(stripes, places, "nearest", False)[0].tolist()
    [0, 0, 0, 0]
    >>> resample(stripes, places, "area", False)[0].tolist()
    [128, 128, 128, 128]
    """
    x, y, width, height = places.box
    used = np.ascontiguousarray(picture[y : y + height, x : x + width])
    if antialias and blurs(places, method):
        across, down = blur_widths(places)
        # Four times sigma on each side, as in scikit-image and SciPy.
        window = tuple(2 * int(4 * sigma + 0.5) + 1 for sigma in (across, down))
        # OpenCV takes 0 for "choose yourself"; a window of 1 pixel blurs nothing anyway.
        sigmas = {"sigmaX": across or 1, "sigmaY": down or 1}
        used = cv2.GaussianBlur(used, window, borderType=cv2.BORDER_REFLECT_101, **sigmas)
    content = cv2.resize(used, places.content, interpolation=METHODS[method])
    left, top = places.corner
    right = places.size[0] - places.content[0] - left
    bottom = places.size[1] - places.content[1] - top
    if not any((left, top, right, bottom)):
        return content
    return cv2.copyMakeBorder(content, top, bottom, left, right, cv2.BORDER_CONSTANT, value=0)


def blurs(places: Geometry, method: str) -> bool:
    """Say whether a blur against aliasing has anything to do."""
    return method != "area" and max(blur_widths(places)) > 0


def overshoot(picture: np.ndarray, places: Geometry, new: np.ndarray) -> int:
    """Count the new values that are below or above all old ones near them.

    "Near" are the 3 x 3 old pixels around the place. A mean of neighbours can never leave their
    range; cubic and Lanczos can, because some of their weights are negative. This holds for a
    picture that is made larger along both axes.

    Examples
    --------
    >>> step = np.repeat(np.uint8([[100, 200]]), 4, axis=1)  # (1, 8)
    >>> places = geometry(step.shape, 64, "keep the proportions")
    >>> overshoot(step, places, resample(step, places, "linear", False))
    0
    >>> overshoot(step, places, resample(step, places, "cubic", False)) > 0
    True
    """
    x, y, width, height = places.box
    used = np.ascontiguousarray(picture[y : y + height, x : x + width])
    left, top = places.corner
    content = new[top : top + places.content[1], left : left + places.content[0]]
    square = np.ones((3, 3), np.uint8)
    low, high = (
        cv2.resize(change(used, square), places.content, interpolation=cv2.INTER_NEAREST)
        for change in (cv2.erode, cv2.dilate)
    )
    return int(np.count_nonzero((content < low) | (content > high)))


def scale_and_shift(picture: np.ndarray, scaling: str) -> tuple[np.ndarray, np.ndarray]:
    """Return what each channel is multiplied by, and what is added then, (channels,) each.

    Parameters
    ----------
    picture : numpy.ndarray
        (height, width) or (height, width, channels), uint8.
    scaling : str
        One of `SCALINGS`. "standardised" gives each channel mean 0 and standard deviation 1; a
        channel with one value only becomes 0.

    Examples
    --------
    >>> scale_and_shift(np.uint8([[0, 100]]), "standardised")
    (array([0.02]), array([-1.]))
    """
    mean, deviation = channel_statistics(picture)
    if scaling == "standardised":
        factor = 1 / np.where(deviation > 0, deviation, 1)
        return factor, -mean * factor
    factor, shift = {"0 to 255": (1, 0), "0 to 1": (1 / 255, 0), "-1 to 1": (2 / 255, -1)}[scaling]
    return np.full(mean.shape, float(factor)), np.full(mean.shape, float(shift))


def channel_statistics(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of each channel, (channels,) each."""
    mean, deviation = cv2.meanStdDev(picture)
    return mean[:, 0], deviation[:, 0]


def level_counts(picture: np.ndarray) -> np.ndarray:
    """Return how often each level occurs in each channel, (channels, 256)."""
    planes = cv2.split(picture)
    return np.stack([cv2.calcHist([plane], [0], None, [256], [0, 256]).ravel() for plane in planes])


def spread_counts(
    counts: np.ndarray, factor: np.ndarray, shift: np.ndarray, edges: np.ndarray
) -> np.ndarray:
    """Return how many scaled values lie between neighbouring edges.

    A level stands for all values that round to it, so its count is spread evenly over that
    width: bars of another width then show no false gaps.

    Parameters
    ----------
    counts : numpy.ndarray
        From `level_counts`, (channels, 256).
    factor, shift : numpy.ndarray
        From `scale_and_shift`, (channels,).
    edges : numpy.ndarray
        Growing, (bars + 1,).

    Examples
    --------
    >>> counts = level_counts(np.uint8([[0, 1, 1, 3]]))
    >>> spread_counts(counts, np.ones(1), np.zeros(1), np.array([-0.5, 1.5, 3.5]))
    array([3., 1.])
    """
    found = np.zeros(len(edges) - 1)
    borders = np.arange(257) - 0.5
    for channel, multiplier, added in zip(counts, factor, shift, strict=True):
        below = np.concatenate([[0], np.cumsum(channel)])
        found += np.diff(np.interp(edges, borders * multiplier + added, below))
    return found
