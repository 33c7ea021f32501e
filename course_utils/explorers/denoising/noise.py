"""Noise that can be repeated, the usual filters against it, and measures of what is left."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import skimage as ski

NOISES = ("none", "Gaussian", "salt and pepper")
FILTERS = ("none", "mean", "Gaussian", "median", "bilateral", "non-local means")

PATCH, SEARCH = 5, 15  # pixels a side, of non-local means: what is compared, and how far away
SSIM_WINDOW = 7  # pixels a side


@dataclass(frozen=True)
class NoiseSettings:
    """A noise: its kind, its amount and the seed of the draw.

    The amount is the standard deviation in grey levels of Gaussian noise, and the share of the
    pixels in per cent of salt and pepper.
    """

    noise: str
    amount: int
    seed: int


@dataclass(frozen=True)
class FilterSettings:
    """A filter and what belongs to it.

    A window has 2 x ``radius`` + 1 pixels a side; ``blur`` is the Gaussian filter's sigma in
    pixels; ``levels`` is how far apart two grey levels may be that the bilateral filter
    (sigmaColor) and non-local means (h) take for the same thing.
    """

    filter: str
    radius: int = 0
    blur: float = 0
    levels: int = 0

    @property
    def side(self) -> int:
        """The side of the window, in pixels."""
        return 2 * self.radius + 1


@dataclass(frozen=True)
class Quality:
    """How near a picture is to its original.

    ``psnr`` in decibels, infinite for equal pictures; ``ssim`` of the grey pictures, 1 for equal
    ones; ``mean_difference`` in grey levels.
    """

    psnr: float
    ssim: float
    mean_difference: float


def add_noise(picture: np.ndarray, settings: NoiseSettings) -> np.ndarray:
    """Return the picture with noise; the same seed gives the same noise.

    Parameters
    ----------
    picture : numpy.ndarray
        (height, width) or (height, width, 3), uint8.
    settings : NoiseSettings
        Kind, amount and seed.

    Returns
    -------
    numpy.ndarray
        A new picture, uint8. What leaves 0 to 255 is saturated. Salt and pepper hits all
        channels of a pixel.

    Examples
    --------
    >>> grey = np.full((100, 100), 128, np.uint8)
    >>> noisy = add_noise(grey, NoiseSettings("salt and pepper", 10, seed=0))
    >>> np.unique(noisy).tolist(), int((noisy != 128).sum())
    ([0, 128, 255], 1033)
    """
    if settings.noise == "none":
        return picture
    if settings.noise == "Gaussian":
        variance = (settings.amount / 255) ** 2
        noisy = ski.util.random_noise(picture, mode="gaussian", rng=settings.seed, var=variance)
        return np.rint(noisy * 255).astype(np.uint8)
    middle = np.full(picture.shape[:2], 0.5)
    hit = ski.util.random_noise(middle, mode="s&p", rng=settings.seed, amount=settings.amount / 100)
    noisy = picture.copy()
    noisy[hit == 0] = 0
    noisy[hit == 1] = 255
    return noisy


def apply_filter(picture: np.ndarray, settings: FilterSettings) -> np.ndarray:
    """Return the filtered picture, uint8; with the filter "none" the picture itself.

    Examples
    --------
    >>> speck = np.zeros((5, 5), np.uint8)
    >>> speck[2, 2] = 255
    >>> apply_filter(speck, FilterSettings("median", radius=1)).max()
    np.uint8(0)
    >>> apply_filter(speck, FilterSettings("mean", radius=1)).max()  # 255 / 9
    np.uint8(28)
    """
    side = settings.side
    if settings.filter == "mean":
        return cv2.blur(picture, (side, side))
    if settings.filter == "Gaussian":
        return cv2.GaussianBlur(picture, (0, 0), settings.blur)
    if settings.filter == "median":
        return cv2.medianBlur(picture, side)
    if settings.filter == "bilateral":
        return cv2.bilateralFilter(picture, side, settings.levels, settings.radius)
    if settings.filter == "non-local means":
        return cv2.fastNlMeansDenoising(picture, None, settings.levels, PATCH, SEARCH)
    return picture


def filter_code(settings: FilterSettings) -> str:
    """Return the call that filters.

    >>> filter_code(FilterSettings("median", radius=2))
    'cv2.medianBlur(noisy, 5)'
    """
    side = settings.side
    return {
        "none": "no filter",
        "mean": f"cv2.blur(noisy, ({side}, {side}))",
        "Gaussian": f"cv2.GaussianBlur(noisy, (0, 0), {settings.blur:g})",
        "median": f"cv2.medianBlur(noisy, {side})",
        "bilateral": f"cv2.bilateralFilter(noisy, {side}, {settings.levels}, {settings.radius})",
        "non-local means": "cv2.fastNlMeansDenoising"
        f"(noisy, None, {settings.levels}, {PATCH}, {SEARCH})",
    }[settings.filter]


def measure(original: np.ndarray, picture: np.ndarray) -> Quality:
    """Return PSNR over all values, SSIM of the grey pictures, and the mean difference.

    Notes
    -----
    SSIM of 256 x 256 grey values in float32 takes about 2 ms, so it can follow a slider.

    Examples
    --------
    >>> black, grey = np.zeros((9, 9), np.uint8), np.full((9, 9), 16, np.uint8)
    >>> round(measure(black, grey).psnr, 2), measure(black, grey).mean_difference
    (24.05, 16.0)
    """
    difference = float(cv2.absdiff(original, picture).mean())
    if not difference:
        return Quality(float("inf"), 1.0, 0.0)
    greys = [
        image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        for image in (original, picture)
    ]
    first, second = (grey.astype(np.float32) for grey in greys)
    similarity = ski.metrics.structural_similarity(
        first, second, data_range=255, win_size=SSIM_WINDOW
    )
    return Quality(cv2.PSNR(original, picture), float(similarity), difference)
