"""Histogram, threshold and morphology without the view: what the explorer shows in each state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import skimage as ski

from course_utils.explorers import charts, photographs
from course_utils.explorers.base import Chart, Frame, NumberedPicture, PanelModel
from course_utils.explorers.controls import Choice, Slider, Steps, Switch
from course_utils.explorers.thresholds import sums, words
from course_utils.images import ImageError, to_grey

WHERE = "explorers.threshold"
TITLE = "Histogram, threshold and morphology"
LONGEST = 1024  # pixels of the longer side
KEPT = 8  # results that are remembered: moving one value leaves the work of the others
ODD = ("block", "size")


@dataclass(frozen=True)
class ThresholdState:
    """How the picture becomes a mask, and what is then done to the mask.

    Parameters
    ----------
    method : {"fixed", "Otsu", "adaptive mean", "adaptive Gaussian"}
        Where the cut comes from.
    cut : int
        The cut of the method "fixed", 0 to 255.
    block, offset : int
        Of the adaptive methods: the odd side of the neighbourhood, and what is taken from its
        mean.
    inverse : bool
        White and black change places.
    light : int
        Uneven light: how much darker the right edge is, in percent.
    smoothing : {"none", "Gaussian", "median"}
        A 5 x 5 filter before the threshold.
    shape : {"square", "cross", "ellipse"}
        The structuring element.
    size : int
        Its odd side.
    steps : tuple of str
        The operations on the mask, in their order.
    """

    method: str = "Otsu"
    cut: int = 107
    block: int = 101
    offset: int = -10
    inverse: bool = False
    light: int = 0
    smoothing: str = "none"
    shape: str = "ellipse"
    size: int = 5
    steps: tuple[str, ...] = ()


PLAIN: dict[str, Any] = {"inverse": False, "light": 0, "smoothing": "none", "steps": ()}
GLOBAL = {**PLAIN, "method": "Otsu"}
ADAPTIVE = {**PLAIN, "method": "adaptive mean", "block": 101, "offset": -10}
SMALL = {"shape": "ellipse", "size": 5}
PRESETS: dict[str, dict[str, Any]] = {
    "Otsu's cut": GLOBAL,
    "uneven light breaks it": GLOBAL | {"light": 70},
    "adaptive mends it": ADAPTIVE | {"light": 70},
    "specks: open": ADAPTIVE | SMALL | {"offset": -5, "steps": ("open",)},
    "holes: close": GLOBAL
    | {"method": "fixed", "cut": 120, "shape": "ellipse", "size": 7, "steps": ("close",)},
    "outlines: gradient": ADAPTIVE
    | SMALL
    | {"smoothing": "median", "steps": ("open", "close", "gradient")},
}


class ThresholdModel(PanelModel):
    """A grey picture, its histogram with the cut, the mask, and what morphology changes in it.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A picture: uint8, float from 0 to 1, or bool; in colour it is made grey. By default
        scikit-image's photograph of Greek coins from Pompeii.
    title : str
        The name of the explorer.
    presets : mapping of str to mapping, optional
        Names for the live demo, each with changes of the state.

    Raises
    ------
    ImageError
        For what is not a picture, and for a preset that the explorer does not know.

    Examples
    --------
    >>> steps = np.repeat(np.array([[20, 30, 200, 220]], np.uint8), 3, axis=0)
    >>> model = ThresholdModel(steps)
    >>> frame = model.render(model.change(model.start, method="fixed", cut=30))
    >>> frame.pictures["mask"][0]
    array([  0,   0, 255, 255], dtype=uint8)
    >>> frame.numbers["mask"]
    {'white pixels': '6', 'share': '50.0 %', 'objects': '1'}
    """

    start = ThresholdState()
    controls = (
        Choice("method", "Method", (*sums.GLOBAL_METHODS, *sums.ADAPTIVE_METHODS)),
        Choice("smoothing", "Smooth before", sums.SMOOTHINGS),
        Switch("inverse", "Inverse"),
        Steps("steps", "Morphology, in this order", tuple(sums.STEPS)),
        Choice("shape", "Element", tuple(sums.SHAPES)),
        Slider("cut", "Cut", 0, 255, only_with={"method": ("fixed",)}),
        Slider("block", "Block size", 3, 201, 2, only_with={"method": sums.ADAPTIVE_METHODS}),
        Slider("offset", "Offset C", -40, 40, only_with={"method": sums.ADAPTIVE_METHODS}),
        Slider("light", "Uneven light", 0, 90, unit="%"),
        Slider("size", "Element size", 3, 21, 2),
    )

    def __init__(
        self,
        image: np.ndarray | None = None,
        *,
        title: str = TITLE,
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        loaded = photographs.load(image, {"coins": ski.data.coins}, WHERE, LONGEST)
        (picture,) = loaded.values()
        self.grey = to_grey(picture)
        self.presets = PRESETS if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)
        self._lit = lru_cache(KEPT)(self._make_lit)
        self._counts = lru_cache(KEPT)(self._make_counts)
        self._mask = lru_cache(KEPT)(self._make_mask)
        self._element = lru_cache(KEPT)(_element_picture)

    def check(self, state: ThresholdState) -> ThresholdState:
        """Return the state with plain Python values; raise ImageError with a sentence."""
        checked = super().check(state)
        for name in ODD:
            if getattr(checked, name) % 2 == 0:
                raise ImageError(
                    f"{name} is an odd number, so that there is a middle, not"
                    f" {getattr(checked, name)}."
                )
        return checked

    def render(self, state: ThresholdState) -> Frame:
        """Return the pictures, the numbers and the sentence of a state."""
        cut, mask, before = self._mask_of(state)
        counts, otsu = self._counts(state.light, state.smoothing)
        pictures: dict[str, np.ndarray | NumberedPicture | Chart] = {
            "picture": self._lit(state.light, state.smoothing),
            "histogram": _histogram(state.method, cut, counts, otsu),
            "mask": mask,
            "element": self._element(state.shape, state.size),
        }
        captions = {
            "picture": _picture_caption(state),
            "histogram": _histogram_caption(state.method, otsu),
            "mask": f"mask: {words.plural(before.objects, 'object')}, "
            f"{words.percent(before.share)} white",
            "element": pictures["element"].caption,
        }
        numbers = {"mask": before.row()}
        sentence = words.rule(state.method, cut, state.block, state.offset, state.inverse)
        if not state.steps:
            sentence += f" The mask has {words.plural(before.objects, 'object')}."
        if state.light and not state.steps:
            _, even, _ = self._mask_of(ThresholdState(**{**vars(state), "light": 0}))
            changed = np.count_nonzero(even != mask) / mask.size
            sentence += " " + words.effect_of_light(state.method, changed)
        if state.steps:
            element = sums.structuring_element(state.shape, state.size)
            result = sums.after_steps(mask, state.steps, element)
            after = words.MaskFacts.of(result)
            removed, added = (
                int(np.count_nonzero(each)) for each in (mask > result, result > mask)
            )
            pictures |= {"change": sums.change_picture(mask, result), "result": result}
            captions["change"] = (
                f"change: {removed:,} removed (orange ///), {added:,} added (blue \\\\\\)"
            )
            captions["result"] = (
                f"result: {words.plural(after.objects, 'object')}, "
                f"{words.percent(after.share)} white"
            )
            numbers["result"] = after.row()
            sentence += " " + words.effect_of_steps(state.steps, removed, added, before, after)
        return Frame(pictures, numbers, sentence, captions=captions)

    def _mask_of(self, state: ThresholdState) -> tuple[int, np.ndarray, words.MaskFacts]:
        """Return the cut, the mask before morphology, and what is in it."""
        light, smoothing, method = state.light, state.smoothing, state.method
        if method in sums.ADAPTIVE_METHODS:
            cut, settings = 0, (state.block, state.offset)
        else:
            otsu = method == "Otsu"
            cut, settings = self._counts(light, smoothing)[1] if otsu else state.cut, ()
        return cut, *self._mask(light, smoothing, method, cut, settings, state.inverse)

    def _make_lit(self, light: int, smoothing: str) -> np.ndarray:
        return sums.smoothed(sums.shaded(self.grey, light), smoothing)

    def _make_counts(self, light: int, smoothing: str) -> tuple[np.ndarray, int]:
        grey = self._lit(light, smoothing)
        return np.bincount(grey.ravel(), minlength=256), sums.otsu_cut(grey)

    def _make_mask(
        self,
        light: int,
        smoothing: str,
        method: str,
        cut: int,
        settings: tuple[int, ...],
        inverse: bool,
    ) -> tuple[np.ndarray, words.MaskFacts]:
        grey = self._lit(light, smoothing)
        if settings:
            mask = sums.adaptive_mask(grey, method, *settings, inverse)
        else:
            mask = sums.global_mask(grey, cut, inverse)
        return mask, words.MaskFacts.of(mask)


def _element_picture(shape: str, size: int) -> NumberedPicture:
    element = sums.structuring_element(shape, size)
    colours = np.where(element[..., np.newaxis], np.uint8(255), np.uint8(70))
    texts = tuple(tuple(map(str, row)) for row in element.tolist())
    caption = f"element: {shape}, {size} x {size}, {int(element.sum())} ones"
    return NumberedPicture(np.repeat(colours, 3, axis=2), texts, caption)


def _histogram(method: str, cut: int, counts: np.ndarray, otsu: int) -> Chart:
    highest = int(counts.argmax())
    text = f"Histogram of {counts.sum():,} pixels by brightness, highest at {highest}."
    if method in sums.ADAPTIVE_METHODS:
        return charts.histogram(counts, text=f"{text} There is no single cut.")
    above = words.percent(counts[cut + 1 :].sum() / counts.sum())
    if method == "Otsu":
        marks, control = {f"Otsu {otsu}": otsu}, None
    else:
        marks, control = {f"cut {cut}": cut, f"Otsu {otsu}": otsu}, "cut"
    text += f" Otsu's cut is {otsu}. {above} of the pixels lie above {cut}."
    return charts.histogram(counts, text=text, marks=marks, control=control, bright_above=cut)


def _picture_caption(state: ThresholdState) -> str:
    parts = ["picture"]
    if state.light:
        parts.append(f"at the right {100 - state.light} % of its light")
    if state.smoothing != "none":
        parts.append(f"{state.smoothing} 5 x 5")
    return ", ".join(parts)


def _histogram_caption(method: str, otsu: int) -> str:
    if method == "fixed":
        return "histogram: drag the cut, or use the arrow keys"
    if method == "Otsu":
        return f"histogram with Otsu's cut at {otsu}"
    return "histogram: no single cut, each pixel has its own"
