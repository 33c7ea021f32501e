"""Colours chosen in HSV: ranges of hue, saturation and value as a mask on a photograph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import skimage as ski

from course_utils.explorers import photographs
from course_utils.explorers.base import PanelModel
from course_utils.explorers.charts import histogram
from course_utils.explorers.colours.hsv import (
    ENCODINGS,
    HUE_STEPS,
    LAST_HUE,
    Interval,
    hue_name,
    in_ranges,
    intervals,
)
from course_utils.explorers.colours.hue_wheel import hue_wheel
from course_utils.explorers.controls import Choice, Slider
from course_utils.explorers.frames import Chart, Frame
from course_utils.images import ImageError

WHERE = "explorers.colour_space"
LONGEST = 640  # pixels: a longer picture is made smaller
GREYISH = 40  # with S up to here a colour looks grey

PHOTOGRAPHS = {
    "astronaut": ski.data.astronaut,
    "coffee": ski.data.coffee,
    "cat": ski.data.chelsea,
}


@dataclass(frozen=True)
class ColourState:
    """The chosen part of the colour space, in OpenCV's 8 bits, and how its numbers are written.

    ``hue_from`` and ``hue_to`` lie from 0 to 179; with ``hue_from`` above ``hue_to`` the hues go
    on past 179 to 0. Saturation and value lie from 0 to 255.
    """

    photograph: str
    encoding: str
    hue_from: int
    hue_to: int
    saturation_from: int
    saturation_to: int
    value_from: int
    value_to: int


@dataclass(frozen=True)
class _Colours:
    """A photograph with what does not depend on the chosen ranges."""

    picture: np.ndarray  # RGB
    hsv: np.ndarray  # OpenCV's 8 bits
    dimmed: np.ndarray  # RGB: dark and grey


class ColourSpaceModel(PanelModel):
    """HSV ranges as a mask on a photograph, and as a part of the hue wheel.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A colour picture, (height, width, 3), RGB: uint8, or float from 0 to 1. By default three
        photographs to choose from.
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Examples
    --------
    >>> model = ColourSpaceModel()
    >>> red = model.change(model.start, hue_from=170, hue_to=3)
    >>> intervals(red.hue_from, red.hue_to)
    [(170, 179), (0, 3)]
    >>> model.render(red).pictures["mask"].dtype
    dtype('uint8')
    """

    def __init__(
        self,
        image: np.ndarray | None = None,
        *,
        title: str = "Colour space",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        pictures = photographs.load(image, PHOTOGRAPHS, WHERE, LONGEST)
        for picture in pictures.values():
            if picture.ndim == 2:
                raise ImageError(
                    f"{WHERE} needs a colour picture, (height, width, 3), but this one is grey: "
                    f"the shape is {picture.shape}. A grey picture has no hue."
                )
        self._colours = {name: _prepared(picture) for name, picture in pictures.items()}
        names = tuple(pictures)
        self.controls = (
            # A picture of the caller's own leaves nothing to choose.
            Choice("photograph", "Photograph", names, only_with=photographs.choice_of(names)),
            Choice("encoding", "Write the numbers as", tuple(ENCODINGS)),
            Slider("hue_from", "H from", 0, LAST_HUE, unit="of 179"),
            Slider("hue_to", "H to", 0, LAST_HUE, unit="of 179"),
            Slider("saturation_from", "S from", 0, 255, unit="of 255"),
            Slider("saturation_to", "S to", 0, 255, unit="of 255"),
            Slider("value_from", "V from", 0, 255, unit="of 255"),
            Slider("value_to", "V to", 0, 255, unit="of 255"),
        )
        self.start = ColourState(names[0], next(iter(ENCODINGS)), 3, 14, 150, 255, 80, 255)
        usual = _own_presets() if image is not None else _usual_presets()
        self.presets = usual if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)
        self._masks = lru_cache(maxsize=4)(self._mask_and_picture)
        self._wheels = lru_cache(maxsize=4)(_wheel)

    def render(self, state: ColourState) -> Frame:
        """Return the picture, its chosen part, the mask, the wheel, the numbers and a sentence."""
        colours = self._colours[state.photograph]
        chosen = intervals(state.hue_from, state.hue_to)
        saturation = (state.saturation_from, state.saturation_to)
        value = (state.value_from, state.value_to)
        mask, inside = self._masks(state.photograph, tuple(chosen), saturation, value)
        count = cv2.countNonZero(mask)
        share = f"{count:,} of {mask.size:,} pixels, {100 * count / mask.size:.1f} %"
        return Frame(
            pictures={
                "picture": colours.picture,
                "chosen part": inside,
                "mask": mask,
                "hue wheel": self._wheels(tuple(chosen), saturation, value, state.encoding),
                "hues": _hue_chart(colours.hsv, state),
            },
            numbers=_numbers(state, share),
            sentence=_sentence(state, colours, mask, count),
            captions={
                "picture": f"picture, {_size_words(colours.picture)}",
                "chosen part": "chosen part: what lies outside of the mask is dark and grey",
                "mask": f"mask: {share}",
                "hue wheel": "hue wheel: H around, S outward, V in the bar; the chosen part is "
                "framed",
                "hues": "hues of all pixels whose S and V are in their ranges; drag to move H from",
            },
        )

    def _mask_and_picture(
        self,
        photograph: str,
        hues: tuple[Interval, ...],
        saturation: Interval,
        value: Interval,
    ) -> tuple[np.ndarray, np.ndarray]:
        colours = self._colours[photograph]
        mask = in_ranges(colours.hsv, hues, saturation, value)
        inside = colours.dimmed.copy()
        cv2.copyTo(colours.picture, mask, inside)
        return mask, inside


def _prepared(picture: np.ndarray) -> _Colours:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    dimmed = cv2.cvtColor(grey // 3, cv2.COLOR_GRAY2RGB)
    return _Colours(picture, cv2.cvtColor(picture, cv2.COLOR_RGB2HSV), dimmed)


def _wheel(
    hues: tuple[Interval, ...], saturation: Interval, value: Interval, encoding: str
) -> np.ndarray:
    written = ENCODINGS[encoding]
    around = [written.hue(hue) for hue in range(0, HUE_STEPS, 30)]
    s_label = "S {} to {}".format(*map(written.amount, saturation))
    return hue_wheel(hues, saturation, value, around, s_label, [*map(written.amount, value)])


def _hue_chart(hsv: np.ndarray, state: ColourState) -> Chart:
    """Draw how often each hue occurs among the pixels whose S and V are chosen."""
    limits = (state.saturation_from, state.saturation_to), (state.value_from, state.value_to)
    counted = in_ranges(hsv, [(0, LAST_HUE)], *limits)
    counts = cv2.calcHist([hsv], [0], counted, [HUE_STEPS], [0, HUE_STEPS]).ravel()
    marks = {f"from {state.hue_from}": state.hue_from, f"to {state.hue_to}": state.hue_to}
    words = "No pixel has S and V in their ranges."
    if counts.any():
        words = f"Of all pixels with S and V in their ranges, most have a hue of {counts.argmax()}."
    return histogram(counts, text=words, marks=marks, control="hue_from")


def _numbers(state: ColourState, share: str) -> dict[str, dict[str, str]]:
    """Return the read-out, one column that is named after the encoding."""
    written = ENCODINGS[state.encoding]
    hues = intervals(state.hue_from, state.hue_to)
    saturation = (state.saturation_from, state.saturation_to)
    value = (state.value_from, state.value_to)
    rows = {
        "hue H": " and ".join(_range_words(pair, written.hue) for pair in hues),
        "saturation S": _range_words(saturation, written.amount),
        "value V": _range_words(value, written.amount),
        "hsv": written.conversion,
    }
    for number, (first, last) in enumerate(hues):
        name = "mask" if len(hues) == 1 else ("first mask", "second mask")[number]
        low = ", ".join(written.in_code((first, saturation[0], value[0]), -1))
        high = ", ".join(written.in_code((last, saturation[1], value[1]), 1))
        rows[name] = written.mask.format(low, high)
    if len(hues) == 2:
        rows["mask"] = "first mask | second mask"
    rows["in the mask, by 8 bits"] = share
    return {name: {state.encoding: text} for name, text in rows.items()}


def _range_words(pair: Interval, write: Callable[[int], str]) -> str:
    return f"{write(pair[0])} to {write(pair[1])}"


def _size_words(picture: np.ndarray) -> str:
    return f"{picture.shape[1]} x {picture.shape[0]} pixels"


def _sentence(state: ColourState, colours: _Colours, mask: np.ndarray, count: int) -> str:
    for name, first, last in (
        ("S", state.saturation_from, state.saturation_to),
        ("V", state.value_from, state.value_to),
    ):
        if first > last:
            return (
                f"The mask is empty: no {name} is at least {first} and at most {last}. "
                "Only hue is a circle on which a range may go past the end."
            )
    every_hue = (state.hue_to - state.hue_from + 1) % HUE_STEPS == 0
    if every_hue:
        return _every_hue(state, colours, mask, count)
    if not count:
        return "The mask is empty: no pixel has a hue, a saturation and a value in these ranges."
    hue = ENCODINGS[state.encoding].hue
    middle = (state.hue_from + (state.hue_to - state.hue_from) % HUE_STEPS / 2) % HUE_STEPS
    name = hue_name(middle)
    if state.saturation_from < GREYISH:
        greyish = _count(colours.hsv, mask, (0, state.saturation_from), (LAST_HUE, GREYISH))
        if greyish:
            return (
                f"{greyish:,} of the {count:,} pixels in the mask have S of {GREYISH} or less: "
                'they look grey, and their hue is chance. Raise "S from" to leave them out.'
            )
    if state.hue_from > state.hue_to:
        return (
            "The hue circle begins and ends in red, and this range goes past its end. So it needs "
            f"two intervals, {hue(state.hue_from)} to {hue(LAST_HUE)} and {hue(0)} to "
            f"{hue(state.hue_to)}, with their masks joined by |. {count:,} pixels are in the mask."
        )
    beyond = _other_side(state)
    missed = _missed(state, colours, beyond) if beyond else 0
    if missed:
        first, last = beyond
        both = (first, state.hue_to) if state.hue_from == 0 else (state.hue_from, last)
        return (
            f"One interval misses the other end of the circle. There {missed:,} more pixels have "
            f"a hue of {_range_words(beyond, hue)}, which is red as well. "
            f"H from {_range_words(both, hue)} takes both."
        )
    return (
        f"{count:,} pixels have a hue of {hue(state.hue_from)} to {hue(state.hue_to)}, which is "
        f"{name}, with S and V in their ranges. Light and shadow change V much and H little."
    )


def _every_hue(state: ColourState, colours: _Colours, mask: np.ndarray, count: int) -> str:
    if not count:
        return "The mask is empty: no pixel has a saturation and a value in these ranges."
    if state.saturation_to <= 2 * GREYISH and state.saturation_from == 0:
        return (
            "These pixels are almost grey: R, G and B are nearly equal, so S is near 0. Their hue "
            "is chance: choose grey, black and white by S and V alone."
        )
    if state.value_from > 0 and state.saturation_from == 0 and state.saturation_to == 255:
        low, high = _grey_range(colours.picture, mask)
        return (
            "V is the largest of R, G and B, not the brightness. The pixels in this mask have V "
            f"from {state.value_from} to {state.value_to}, but grey levels from {low} to {high}: "
            "a strong colour has the same V as white."
        )
    return (
        "Every hue is chosen, so S and V alone make the mask: how strong a colour is, and how far "
        "from black."
    )


def _grey_range(picture: np.ndarray, mask: np.ndarray) -> tuple[int, int]:
    """Return the lowest and the highest grey level in the mask."""
    low, high, _, _ = cv2.minMaxLoc(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), mask)
    return int(low), int(high)


def _count(hsv: np.ndarray, mask: np.ndarray, low: Interval, high: Interval) -> int:
    """Count the pixels of the mask whose H and S lie between `low` and `high`."""
    found = cv2.inRange(hsv, (*low, 0), (*high, 255))
    return cv2.countNonZero(cv2.bitwise_and(found, mask))


def _other_side(state: ColourState) -> Interval | None:
    """Return the ten hues across the seam, if a narrow interval ends there."""
    if state.hue_from == 0 and state.hue_to < 20:
        return (LAST_HUE - 9, LAST_HUE)
    return (0, 9) if state.hue_to == LAST_HUE and state.hue_from > LAST_HUE - 20 else None


def _missed(state: ColourState, colours: _Colours, hues: Interval) -> int:
    limits = (state.saturation_from, state.saturation_to), (state.value_from, state.value_to)
    return cv2.countNonZero(in_ranges(colours.hsv, (hues,), *limits))


def _ranges(*limits: int) -> dict[str, int]:
    names = ("hue_from", "hue_to", "saturation_from", "saturation_to", "value_from", "value_to")
    return dict(zip(names, limits, strict=True))


def _usual_presets() -> dict[str, dict[str, Any]]:
    def of(photograph: str, *limits: int) -> dict[str, Any]:
        return {"photograph": photograph} | _ranges(*limits)

    return {
        "orange suit": of("astronaut", 3, 14, 150, 255, 80, 255),
        "red stripes, one interval": of("astronaut", 0, 3, 130, 255, 50, 255),
        "red stripes, two intervals": of("astronaut", 170, 3, 130, 255, 50, 255),
        "grey has no hue": of("astronaut", 0, LAST_HUE, 0, GREYISH, 60, 255),
        "V is not brightness": of("astronaut", 0, LAST_HUE, 0, 255, 220, 255),
        "red saucer": of("coffee", 175, 8, 200, 255, 60, 255),
        "the cat's eyes": of("cat", 18, 40, 110, 255, 60, 255),
    }


def _own_presets() -> dict[str, dict[str, Any]]:
    """Return presets that say something about any picture."""
    return {
        "red, one interval": _ranges(0, 8, 100, 255, 50, 255),
        "red, two intervals": _ranges(170, 8, 100, 255, 50, 255),
        "green": _ranges(35, 82, 60, 255, 40, 255),
        "blue": _ranges(98, 127, 60, 255, 40, 255),
        "grey has no hue": _ranges(0, LAST_HUE, 0, GREYISH, 60, 255),
        "V is not brightness": _ranges(0, LAST_HUE, 0, 255, 220, 255),
    }
