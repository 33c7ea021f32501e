"""Noise and filters against it, with pictures and numbers that say how well a filter did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import skimage as ski

from course_utils.explorers import photographs
from course_utils.explorers.base import PanelModel
from course_utils.explorers.controls import Choice, Draw, Slider
from course_utils.explorers.denoising.noise import (
    FILTERS,
    NOISES,
    SSIM_WINDOW,
    FilterSettings,
    NoiseSettings,
    Quality,
    add_noise,
    apply_filter,
    filter_code,
    measure,
)
from course_utils.explorers.denoising.words import denoising_words
from course_utils.explorers.frames import Frame
from course_utils.images import ImageError

WHERE = "explorers.denoise"
LONGEST = 256  # pixels: non-local means on more than this would make the sliders slow
DIFFERENCE_SCALE = 3
DETAIL = 64  # pixels a side of the detail that is enlarged, and how often it is
ENLARGED = 4

WINDOWED = ("mean", "median")  # filters of the same window, so that they can be compared


@dataclass(frozen=True)
class DenoiseState:
    """A noise with its strength, and a filter with its size and strength.

    ``sigma`` is the standard deviation of the Gaussian noise in grey levels, ``share`` the part
    of salt and pepper in per cent. The window of mean and median has 2 x ``radius`` + 1 pixels a
    side, that of the bilateral filter 2 x ``reach`` + 1. ``blur`` is the sigma of the Gaussian
    filter in pixels. ``levels`` is how many grey levels may lie between pixels that the bilateral
    filter takes for the same thing, ``patch_levels`` between patches for non-local means: what
    suits the one is much too strong for the other.
    """

    noise: str
    filter: str
    sigma: int
    share: int
    seed: int
    radius: int
    reach: int
    blur: float
    levels: int
    patch_levels: int


class DenoiseModel(PanelModel):
    """A photograph, the photograph with noise, and what a filter makes of that.

    Parameters
    ----------
    image : numpy.ndarray, optional
        (height, width) or (height, width, 3), RGB: uint8, or float from 0 to 1. A picture of more
        than 256 pixels a side is made smaller. By default the photograph of a man with a camera.
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Examples
    --------
    >>> model = DenoiseModel()
    >>> frame = model.render(model.change(model.start, noise="salt and pepper", filter="median"))
    >>> list(frame.numbers)
    ['noisy', 'filtered']
    """

    def __init__(
        self,
        image: np.ndarray | None = None,
        *,
        title: str = "Noise and filters",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        made = photographs.load(image, {"camera": ski.data.camera}, WHERE, LONGEST)
        (self._original,) = made.values()
        self._detail = busiest(self._original, DETAIL)
        smallest = min(self._original.shape[:2])
        if smallest < SSIM_WINDOW:
            raise ImageError(
                f"{WHERE} needs at least {SSIM_WINDOW} x {SSIM_WINDOW} pixels, the window of SSIM,"
                f" but the shape is {self._original.shape}."
            )
        self.controls = (
            Choice("noise", "Noise", NOISES),
            Choice("filter", "Filter", FILTERS),
            Draw("seed", "other noise"),
            Slider(
                "sigma", "Noise strength", 1, 80, unit="levels", only_with={"noise": ("Gaussian",)}
            ),
            Slider(
                "share", "Pixels hit", 1, 60, unit="%", only_with={"noise": ("salt and pepper",)}
            ),
            Slider("radius", "Window radius", 1, 7, unit="pixels", only_with=_with(*WINDOWED)),
            Slider("reach", "Window radius", 1, 7, unit="pixels", only_with=_with("bilateral")),
            Slider("blur", "Filter sigma", 0.5, 6.0, 0.25, "pixels", only_with=_with("Gaussian")),
            Slider(
                "levels", "Filter strength", 1, 150, unit="levels", only_with=_with("bilateral")
            ),
            Slider(
                "patch_levels",
                "Filter strength",
                1,
                150,
                unit="levels",
                only_with=_with("non-local means"),
            ),
        )
        self.start = DenoiseState("Gaussian", "mean", 20, 5, 0, 1, 3, 1.0, 60, 20)
        self.presets = PRESETS if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)
        self._noisy = lru_cache(maxsize=4)(self._noisy_and_measured)
        self._filtered = lru_cache(maxsize=4)(self._filtered_and_measured)

    def render(self, state: DenoiseState) -> Frame:
        """Return original, noisy, filtered, and the difference, with PSNR, SSIM and a sentence."""
        given, settings = _noise_settings(state), _filter_settings(state)
        noisy, noisy_detail, before = self._noisy(given)
        filtered, filtered_detail, difference, after = self._filtered(given, settings)
        return Frame(
            pictures={
                "original": self._original,
                "noisy": noisy,
                "filtered": filtered,
                "detail with noise": noisy_detail,
                "detail after the filter": filtered_detail,
                "difference": difference,
            },
            numbers={"noisy": _row(before), "filtered": _row(after)},
            sentence=denoising_words(given, settings, before, after),
            captions={
                "original": f"original, {self._original.shape[1]} x {self._original.shape[0]}",
                "noisy": f"noisy: {_noise_words(state)}",
                "filtered": f"filtered: {filter_code(settings)}",
                "detail with noise": f"detail with noise, {ENLARGED} times as large",
                "detail after the filter": f"detail after the filter, {ENLARGED} times as large",
                "difference": f"difference of filtered and original, {DIFFERENCE_SCALE} times as "
                "large: black is none",
            },
        )

    def _noisy_and_measured(self, given: NoiseSettings) -> tuple[np.ndarray, np.ndarray, Quality]:
        noisy = add_noise(self._original, given)
        return noisy, self._enlarged(noisy), measure(self._original, noisy)

    def _filtered_and_measured(
        self, given: NoiseSettings, settings: FilterSettings
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, Quality]:
        filtered = apply_filter(self._noisy(given)[0], settings)
        difference = cv2.convertScaleAbs(
            cv2.absdiff(filtered, self._original), alpha=DIFFERENCE_SCALE
        )
        quality = measure(self._original, filtered)
        return filtered, self._enlarged(filtered), difference, quality

    def _enlarged(self, picture: np.ndarray) -> np.ndarray:
        rows, columns = self._detail
        return picture[rows, columns].repeat(ENLARGED, axis=0).repeat(ENLARGED, axis=1)


def busiest(picture: np.ndarray, side: int) -> tuple[slice, slice]:
    """Return rows and columns of the square with the most edges, or of the whole small picture.

    Examples
    --------
    >>> dot = np.zeros((50, 60), np.uint8)
    >>> dot[40, 50] = 255
    >>> rows, columns = busiest(dot, 9)
    >>> rows.start <= 40 < rows.stop, columns.start <= 50 < columns.stop
    (True, True)
    """
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    side = min(side, height, width)
    edges = np.hypot(*(cv2.Sobel(grey, cv2.CV_32F, *axis) for axis in ((1, 0), (0, 1))))
    sums = cv2.integral(edges)  # (height + 1, width + 1)
    inside = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    top, left = (int(place) for place in np.unravel_index(inside.argmax(), inside.shape))
    return slice(top, top + side), slice(left, left + side)


def _with(*filters: str) -> dict[str, tuple[str, ...]]:
    return {"filter": filters}


def _noise_settings(state: DenoiseState) -> NoiseSettings:
    amount = {"none": 0, "Gaussian": state.sigma, "salt and pepper": state.share}[state.noise]
    return NoiseSettings(state.noise, amount, state.seed)


def _filter_settings(state: DenoiseState) -> FilterSettings:
    """Return the filter with what belongs to it, so that other sliders change nothing."""
    own = {
        "mean": {"radius": state.radius},
        "median": {"radius": state.radius},
        "Gaussian": {"blur": state.blur},
        "bilateral": {"radius": state.reach, "levels": state.levels},
        "non-local means": {"levels": state.patch_levels},
    }
    return FilterSettings(state.filter, **own.get(state.filter, {}))


def _row(quality: Quality) -> dict[str, str]:
    same = quality.psnr == float("inf")
    return {
        "PSNR": "no difference" if same else f"{quality.psnr:.1f} dB",
        "SSIM": f"{quality.ssim:.3f}",
        "mean difference": f"{quality.mean_difference:.1f} levels",
    }


def _noise_words(state: DenoiseState) -> str:
    if state.noise == "Gaussian":
        return f"Gaussian, sigma {state.sigma} levels, draw {state.seed}"
    if state.noise == "salt and pepper":
        return f"{state.share} % of the pixels black or white, draw {state.seed}"
    return "no noise"


PRESETS: dict[str, dict[str, Any]] = {
    "Gaussian noise: mean": {"noise": "Gaussian", "sigma": 20, "filter": "mean", "radius": 1},
    "Gaussian noise: bilateral": {
        "noise": "Gaussian",
        "sigma": 20,
        "filter": "bilateral",
        "reach": 3,
        "levels": 60,
    },
    "Gaussian noise: non-local means": {
        "noise": "Gaussian",
        "sigma": 20,
        "filter": "non-local means",
        "patch_levels": 20,
    },
    "salt and pepper: mean": {
        "noise": "salt and pepper",
        "share": 10,
        "filter": "mean",
        "radius": 1,
    },
    "salt and pepper: bilateral": {
        "noise": "salt and pepper",
        "share": 10,
        "filter": "bilateral",
        "reach": 3,
        "levels": 60,
    },
    "salt and pepper: median": {
        "noise": "salt and pepper",
        "share": 10,
        "filter": "median",
        "radius": 1,
    },
    "no noise: median": {"noise": "none", "filter": "median", "radius": 2},
}
