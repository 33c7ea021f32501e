"""Any kernel on a photograph: the response, its histogram, and how a signed response is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import skimage as ski

from course_utils import kernels
from course_utils.explorers import photographs
from course_utils.explorers.base import PanelModel
from course_utils.explorers.controls import Choice, Grid, Slider
from course_utils.explorers.filtering import catalogue, drawing, words
from course_utils.explorers.filtering.catalogue import CATALOGUE, OWN, SIZES, Weights
from course_utils.explorers.frames import Chart, Frame, NumberedPicture
from course_utils.images import ImageError, to_grey

WHERE = "explorers.kernel_workshop"
LONGEST = 512  # pixels of the longer side
KEPT = 8  # responses that are remembered
LARGEST_WEIGHT = 999
VALID = "none (valid)"
BORDERS = (*kernels.PADDING_MODES, VALID)
PHOTOGRAPHS = {"camera": ski.data.camera, "coins": ski.data.coins, "brick": ski.data.brick}


@dataclass(frozen=True)
class WorkshopState:
    """A picture, a kernel, and how its response is shown.

    ``weights`` are the numbers of the kernel as they are written, ``size`` x ``size``. ``kernel``
    is their name: one of the catalogue, or "your own". ``scale`` and ``divisor`` say what divides
    the weights. ``bias`` is added to every value of the response.
    """

    photograph: str
    kernel: str
    size: int
    border: str
    weights: Weights
    scale: str
    shown: str
    divisor: int
    bias: int


class WorkshopModel(PanelModel):
    """A grey picture, the response of a kernel that can be edited, and its histogram.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A picture: uint8, float from 0 to 1, or bool; in colour it is made grey. By default three
        photographs to choose from.
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Examples
    --------
    >>> model = WorkshopModel(np.full((9, 9), 100, np.uint8))
    >>> state = model.change(model.start, kernel="box blur", scale="as written")
    >>> model.render(state).numbers["response"]["largest"]
    '900'
    """

    def __init__(
        self,
        image: np.ndarray | None = None,
        *,
        title: str = "Kernel workshop",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        loaded = photographs.load(image, PHOTOGRAPHS, WHERE, LONGEST)
        self._pictures = {name: to_grey(each) for name, each in loaded.items()}
        smallest = min(min(each.shape) for each in self._pictures.values())
        if smallest < max(SIZES):
            raise ImageError(
                f"{WHERE} needs at least {max(SIZES)} x {max(SIZES)} pixels, so that a kernel "
                f"finds a place, but this picture has a side of {smallest}."
            )
        names = tuple(self._pictures)
        by_number = {"scale": (catalogue.BY_NUMBER,)}
        grids = tuple((size, size) for size in SIZES)
        self.controls = (
            Choice("kernel", "Kernel", (*CATALOGUE, OWN)),
            Choice("size", "Kernel side", SIZES),
            Grid("weights", "Weights", -LARGEST_WEIGHT, LARGEST_WEIGHT, sizes=grids),
            Choice("scale", "Weights are", catalogue.SCALES),
            Choice("photograph", "Photograph", names, only_with=photographs.choice_of(names)),
            Choice("border", "Border", BORDERS),
            Choice("shown", "Show the response", drawing.SHOWN),
            Slider("divisor", "Divided by", 1, 300, only_with=by_number),
            Slider("bias", "Bias", -255, 255),
        )
        first = CATALOGUE["box blur"]
        self.start = WorkshopState(
            photograph=names[0],
            kernel="box blur",
            size=3,
            border="reflect",
            weights=first.weights,
            scale=first.scale,
            shown=drawing.CUT,
            divisor=9,
            bias=0,
        )
        self.presets = PRESETS if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)
        self._sums = lru_cache(KEPT)(self._sum_of_products)
        self._drawings = lru_cache(KEPT)(self._drawn)
        self._corners = lru_cache(KEPT)(self._corner)
        self._kernels = lru_cache(KEPT)(_kernel_picture)

    def change(self, state: WorkshopState, **changes: Any) -> WorkshopState:
        """Return the changed state: name, size and weights of the kernel go together."""
        changed = super().change(state, **changes)
        name, weights, scale = changed.kernel, changed.weights, changed.scale
        if name not in (state.kernel, OWN):
            weights = CATALOGUE[name].weights
            scale = scale if "scale" in changes else CATALOGUE[name].scale
        elif weights == state.weights and changed.size != state.size:
            weights = catalogue.resized(weights, changed.size)
        if weights != state.weights and (name != OWN or "kernel" not in changes):
            name = catalogue.name_of(weights)
        return dataclasses.replace(
            changed, kernel=name, weights=weights, scale=scale, size=len(weights)
        )

    def render(self, state: WorkshopState) -> Frame:
        """Return picture, response, histogram, kernel and corners, with numbers and a sentence."""
        picture = self._pictures[state.photograph]
        weights, divisor = catalogue.used_weights(state.weights, state.scale, state.divisor)
        key = (state.photograph, state.weights, divisor, state.border, state.bias, state.shown)
        response, shown, histogram = self._drawings(*key)
        corner = self._corners(state.photograph, state.size, state.border)
        part = (slice(drawing.CORNER), slice(drawing.CORNER))
        words_of_corner = "upper left corner of the response, as numbers"
        answer = drawing.corner_picture(response[part], shown[part], 0, words_of_corner)
        height, width = response.shape
        pictures: dict[str, np.ndarray | NumberedPicture | Chart] = {
            "picture": picture,
            "response": shown,
            "histogram": histogram,
            "kernel": self._kernels(state.weights, divisor),
            "corner of the picture": corner,
            "corner of the response": answer,
        }
        captions = {
            "picture": f"picture, {picture.shape[1]} x {picture.shape[0]}",
            "response": f"response, {width} x {height}: {code(state, divisor)}",
            "histogram": "histogram of the response"
            + (": black is 0, white is 255" if state.shown in BY_SCREEN else ""),
            "kernel": pictures["kernel"].caption,
            "corner of the picture": corner.caption,
            "corner of the response": answer.caption,
        }
        sentences = (
            words.kernel_words(weights, state.scale, divisor, state.bias),
            words.shown_words(response, state.shown),
            words.border_words("valid" if state.border == VALID else state.border, weights),
        )
        return Frame(
            pictures,
            {"picture": _row(picture), "response": _row(response)},
            " ".join(filter(None, sentences)),
            captions=captions,
        )

    def _sum_of_products(self, photograph: str, weights: Weights, border: str) -> np.ndarray:
        """Return what the kernel as it is written gives, float32: exact for whole weights."""
        picture = self._pictures[photograph].astype(np.float32)
        settings = {"padding": "valid"} if border == VALID else {"padding": "same", "mode": border}
        return kernels.convolve(picture, np.array(weights), **settings)

    def _drawn(
        self,
        photograph: str,
        weights: Weights,
        divisor: float,
        border: str,
        bias: int,
        shown: str,
    ) -> tuple[np.ndarray, np.ndarray, Chart]:
        """Return the response as numbers, float32, as a picture, and as a histogram."""
        response = self._sums(photograph, weights, border) / np.float32(divisor) + np.float32(bias)
        return response, drawing.shown(response, shown), drawing.histogram(response)

    def _corner(self, photograph: str, size: int, border: str) -> NumberedPicture:
        """Return the part of the picture, and of its frame, that the response's corner needs."""
        reach = size // 2
        picture = self._pictures[photograph]
        side = drawing.CORNER + 2 * reach
        if border == VALID:
            seen, first, what = picture[:side, :side], 0, ", without a frame"
        else:
            seen = kernels.pad(picture, reach, mode=border)[:side, :side]
            first, what = -reach, f": rows and columns below 0: {border}"
        return drawing.corner_picture(seen, seen, first, f"upper left corner of the picture{what}")


BY_SCREEN = (drawing.CUT, drawing.ABSOLUTE)


def code(state: WorkshopState, divisor: float) -> str:
    """Return the expression that computes the response."""
    kernel = "weights" if divisor == 1 else f"weights / {words.fine(divisor)}"
    if state.border == VALID:
        call = f'kernels.convolve(picture, {kernel}, padding="valid")'
    else:
        call = f'kernels.convolve(picture, {kernel}, padding="same", mode="{state.border}")'
    if not state.bias:
        return call
    return f"{call} {'+' if state.bias > 0 else '-'} {abs(state.bias)}"


def _kernel_picture(weights: Weights, divisor: float) -> NumberedPicture:
    written = np.array(weights)
    summed = catalogue.total(written)
    caption = f"weights as written, sum {words.fine(summed)}"
    if divisor != 1:
        caption += f"; divided by {words.fine(divisor)}, sum {words.fine(summed / divisor)}"
    return drawing.kernel_picture(written, caption)


def _row(values: np.ndarray) -> dict[str, str]:
    return {
        "smallest": drawing.number(float(values.min())),
        "largest": drawing.number(float(values.max())),
        "mean": f"{values.mean(dtype=float):.1f}".replace("-0.0", "0.0"),
        "below 0": drawing.share(values < 0),
        "above 255": drawing.share(values > 255),
    }


def _preset(kernel: str, **changes: Any) -> dict[str, Any]:
    """Return all settings but the picture, so that a preset shows the same after any other."""
    usual = {
        "scale": CATALOGUE[kernel].scale,
        "shown": drawing.CUT,
        "border": "reflect",
        "bias": 0,
    }
    return {"kernel": kernel} | usual | changes


PRESETS: dict[str, dict[str, Any]] = {
    "blur": _preset("box blur"),
    "not divided: too bright": _preset("box blur", scale=catalogue.AS_WRITTEN),
    "blur more: 5 x 5": _preset("Gaussian blur, 5 x 5"),
    "a border of zeros": _preset("box blur, 5 x 5", border="zeros"),
    "sharpen": _preset("sharpen"),
    "outline": _preset("outline"),
    "edges, cut at 0": _preset("Sobel x"),
    "edges, absolute value": _preset("Sobel x", shown=drawing.ABSOLUTE),
    "edges, two colours": _preset("Sobel x", shown=drawing.COLOURS),
    "edges with bias 128": _preset("Sobel x", scale=catalogue.BY_NUMBER, divisor=4, bias=128),
    "emboss": _preset("emboss"),
}
