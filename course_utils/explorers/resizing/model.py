"""A picture made ready for a network: its new size, and the new range of its values."""

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
from course_utils.explorers.charts import histogram
from course_utils.explorers.controls import Choice, Slider, Switch
from course_utils.explorers.frames import Chart, Frame, NumberedPicture
from course_utils.explorers.resizing.resampling import (
    FITS,
    METHODS,
    SCALINGS,
    Geometry,
    channel_statistics,
    geometry,
    level_counts,
    resample,
    scale_and_shift,
    spread_counts,
)
from course_utils.explorers.resizing.words import resampling_words, scaling_words

WHERE = "explorers.resize_and_normalise"
LONGEST = 640  # pixels: a longer picture is made smaller
NARROWEST = 8
DETAIL_SHARE = 0.16  # of the shorter side
DETAIL_SIZE = 240  # pixels of the enlarged detail
CELLS = 5  # the patch of numbers has 5 x 5 pixels
BARS = 128
START = {"method": "nearest", "antialias": False, "fit": FITS[0], "scaling": SCALINGS[0]}
START_DETAIL = {"across": 7, "down": 76}  # the rocket's picture has a tower of thin bars here
CHANNELS = ("red", "green", "blue")


def cat_eye() -> np.ndarray:
    """Return the eye of scikit-image's cat: small, to be made larger; (64, 96, 3), uint8."""
    return ski.data.chelsea()[80:144, 124:220]


PHOTOGRAPHS = {"rocket": ski.data.rocket, "brick": ski.data.brick, "small eye": cat_eye}


@dataclass(frozen=True)
class ResizeState:
    """The new size and value range. ``across`` and ``down`` place the detail, in per cent."""

    photograph: str
    method: str
    antialias: bool
    fit: str
    scaling: str
    width: int
    across: int
    down: int


class ResizeModel(PanelModel):
    """A picture in a new size, a detail before and after, and its values in a new range.

    Parameters
    ----------
    image : numpy.ndarray, optional
        (height, width) or (height, width, 3), RGB: uint8, or float from 0 to 1. By default three
        photographs to choose from.
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Examples
    --------
    >>> model = ResizeModel()
    >>> frame = model.render(model.change(model.start, width=100))
    >>> frame.pictures["resized"].shape
    (67, 100, 3)
    """

    def __init__(
        self,
        image: np.ndarray | None = None,
        *,
        title: str = "Resize and normalise",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        self._pictures = photographs.load(image, PHOTOGRAPHS, WHERE, LONGEST)
        names = tuple(self._pictures)
        widest = max(_widest(picture.shape) for picture in self._pictures.values())
        self.controls = (
            # A picture of the caller's own leaves nothing to choose.
            Choice("photograph", "Photograph", names, only_with=photographs.choice_of(names)),
            Choice("method", "Interpolation", tuple(METHODS)),
            Switch("antialias", "blur first (anti-aliasing)"),
            Choice("fit", "Proportions", FITS),
            Choice("scaling", "Values", SCALINGS),
            Slider("width", "Width", NARROWEST, widest, unit="pixels"),
            Slider("across", "Detail across", 0, 100, unit="%"),
            Slider("down", "Detail down", 0, 100, unit="%"),
        )
        self.start = ResizeState(
            photograph=names[0], width=min(96, widest), **START, **START_DETAIL
        )
        usual = _usual_presets() if image is None else _own_presets(widest)
        self.presets = usual if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)
        self._framed = lru_cache(maxsize=4)(self._framed_picture)
        self._resized = lru_cache(maxsize=4)(self._resized_picture)
        self._details = lru_cache(maxsize=4)(self._detail_before)

    def render(self, state: ResizeState) -> Frame:
        """Return the picture, the resized one, a detail of both, its values and a sentence."""
        picture = self._pictures[state.photograph]
        places = geometry(picture.shape, state.width, state.fit)
        new = self._resized(state.photograph, places, state.method, state.antialias)
        detail = detail_box(places, state.across, state.down)
        factor, shift = scale_and_shift(new, state.scaling)
        cells = _cells(new, _scaled_box(places, detail), factor, shift)
        words = resampling_words(picture, places, state.method, state.antialias, new)
        return Frame(
            pictures={
                "picture": self._framed(state.photograph, detail),
                "detail before": self._details(state.photograph, detail),
                "detail after": enlarged(new, _scaled_box(places, detail)),
                "resized": new,
                "numbers": cells,
                "values": _value_chart(new, state.scaling, factor, shift),
            },
            numbers=_statistics(new, factor, shift),
            sentence=f"{words} {scaling_words(state.scaling)}",
            captions={
                "picture": f"picture: shape {picture.shape}, the detail is framed",
                "detail before": f"detail before: {detail[2]} x {detail[3]} pixels, enlarged",
                "detail after": _detail_caption(places, detail),
                "resized": _call_words(places, state.fit, picture.shape, new.shape),
                "numbers": cells.caption,
                "values": _memory_words(new),
            },
        )

    def _framed_picture(self, photograph: str, box: tuple[int, int, int, int]) -> np.ndarray:
        """Return the picture with a light frame in a dark one around the detail."""
        framed = self._pictures[photograph].copy()
        x, y, width, height = box
        thickness = max(1, round(max(framed.shape) / 200))
        for distance, level in ((2 * thickness, 0), (thickness, 255)):
            corner = (x - distance, y - distance)
            opposite = (x + width - 1 + distance, y + height - 1 + distance)
            cv2.rectangle(framed, corner, opposite, (level,) * 3, thickness)
        return framed

    def _resized_picture(
        self, photograph: str, places: Geometry, method: str, antialias: bool
    ) -> np.ndarray:
        return resample(self._pictures[photograph], places, method, antialias)

    def _detail_before(self, photograph: str, box: tuple[int, int, int, int]) -> np.ndarray:
        return enlarged(self._pictures[photograph], box)


def detail_box(places: Geometry, across: int, down: int) -> tuple[int, int, int, int]:
    """Return the detail, (x, y, width, height), in the pixels of the old picture.

    `across` and `down` are per cent of the way from edge to edge of the part that is used.

    >>> detail_box(geometry((100, 200), 50, "keep the proportions"), 50, 100)
    (92, 84, 16, 16)
    """
    x, y, width, height = places.box
    side = max(1, round(DETAIL_SHARE * min(width, height)))
    left = x + round(across / 100 * (width - side))
    top = y + round(down / 100 * (height - side))
    return left, top, side, side


def _scaled_box(
    places: Geometry, box: tuple[int, int, int, int]
) -> tuple[float, float, float, float]:
    """Return where a box of the old picture lies in the new one, in parts of pixels."""
    across, down = places.factors
    left = places.corner[0] + (box[0] - places.box[0]) / across
    top = places.corner[1] + (box[1] - places.box[1]) / down
    return left, top, box[2] / across, box[3] / down


def enlarged(picture: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    """Return a part of a picture, 240 x 240, with its pixels as squares.

    Examples
    --------
    >>> enlarged(np.uint8([[7, 9]]), (1, 0, 1, 1))[0, :3]
    array([9, 9, 9], dtype=uint8)
    """
    left, top, width, height = box
    steps = (np.arange(DETAIL_SIZE) + 0.5) / DETAIL_SIZE
    rows = np.floor(top + steps * height).astype(int).clip(0, picture.shape[0] - 1)
    columns = np.floor(left + steps * width).astype(int).clip(0, picture.shape[1] - 1)
    return picture[rows[:, np.newaxis], columns]


def _widest(shape: tuple[int, ...]) -> int:
    """Return the largest new width for which the height stays within the limit as well."""
    height, width = shape[:2]
    return max(2 * NARROWEST, round(LONGEST * width / max(height, width)))


def _cells(
    picture: np.ndarray,
    box: tuple[float, float, float, float],
    factor: np.ndarray,
    shift: np.ndarray,
) -> NumberedPicture:
    """Return the numbers of the pixels in the middle of the detail."""
    height, width = picture.shape[:2]
    rows, columns = min(CELLS, height), min(CELLS, width)
    top = int(box[1] + box[3] / 2) - rows // 2
    left = int(box[0] + box[2] / 2) - columns // 2
    top, left = min(max(top, 0), height - rows), min(max(left, 0), width - columns)
    block = picture[top : top + rows, left : left + columns]
    plane = block if block.ndim == 2 else block[..., 0]
    numbers = plane * factor[0] + shift[0]
    whole = factor[0] == 1
    texts = tuple(tuple(f"{n:.0f}" if whole else f"{n:.2f}" for n in row) for row in numbers)
    colours = block if block.ndim == 3 else np.dstack([block] * 3)
    what = "grey" if block.ndim == 2 else "red"
    place = (
        f"numbers: {what} of rows {top} to {top + rows - 1}, columns {left} to {left + columns - 1}"
    )
    return NumberedPicture(np.ascontiguousarray(colours), texts, place)


def _value_chart(picture: np.ndarray, scaling: str, factor: np.ndarray, shift: np.ndarray) -> Chart:
    counts = level_counts(picture)
    ends = {"0 to 255": (0, 255), "0 to 1": (0, 1), "-1 to 1": (-1, 1)}
    if scaling in ends:
        first, last = ends[scaling]
    else:
        levels = _levels(counts, factor, shift)
        first = min(np.floor(min(low for low, _ in levels)), -1)
        last = max(np.ceil(max(high for _, high in levels)), 1)
    half = (last - first) / (BARS - 1) / 2
    edges = np.linspace(first - half, last + half, BARS + 1)
    mean = float(np.mean(channel_statistics(picture)[0] * factor + shift))
    return histogram(
        spread_counts(counts, factor, shift, edges),
        text=f"The histogram of all values, scaled: from {first:g} to {last:g}, "
        f"mean {_number(mean, 2)}.",
        marks={"mean": mean},
        first=float(first),
        last=float(last),
    )


def _levels(counts: np.ndarray, factor: np.ndarray, shift: np.ndarray) -> list[tuple[float, float]]:
    """Return the smallest and the largest scaled value of each channel."""
    ends = []
    for channel, multiplier, added in zip(counts, factor, shift, strict=True):
        there = np.flatnonzero(channel)
        ends.append((there[0] * multiplier + added, there[-1] * multiplier + added))
    return ends


def _statistics(
    picture: np.ndarray, factor: np.ndarray, shift: np.ndarray
) -> dict[str, dict[str, str]]:
    names = CHANNELS if picture.ndim == 3 else ("grey",)
    mean, deviation = channel_statistics(picture)
    ends = _levels(level_counts(picture), factor, shift)
    whole = factor[0] == 1
    return {
        name: {
            "smallest": f"{ends[i][0]:.0f}" if whole else _number(ends[i][0], 3),
            "largest": f"{ends[i][1]:.0f}" if whole else _number(ends[i][1], 3),
            "mean": _number(mean[i] * factor[i] + shift[i], 1 if whole else 3),
            "standard deviation": _number(deviation[i] * factor[i], 1 if whole else 3),
        }
        for i, name in enumerate(names)
    }


def _number(value: float, places: int) -> str:
    """Write a number with so many decimals, and nothing that rounds to 0 with a minus."""
    text = f"{value:.{places}f}"
    return text.lstrip("-") if float(text) == 0 else text


def _detail_caption(places: Geometry, box: tuple[int, int, int, int]) -> str:
    _, _, width, height = _scaled_box(places, box)
    return f"detail after: {width:.1f} x {height:.1f} pixels, enlarged"


def _call_words(places: Geometry, fit: str, old: tuple[int, ...], new: tuple[int, ...]) -> str:
    """Say what was called, what shape came, and what happened to the proportions."""
    width, height = places.content
    words = f"resized: cv2.resize(..., ({width}, {height})) takes (width, height); "
    if fit == "pad to a square":
        added = 1 - width * height / (new[0] * new[1])
        return f"{words}with {added:.0%} black padding the shape is {new}".replace("%", " %")
    words += f"the shape is {new}, (height, width, ...)"
    if fit == "squash to a square" and old[0] != old[1]:
        words += f"; all things are {_ratio_words(old)}"
    if fit == "crop to a square":
        lost = 1 - places.box[2] * places.box[3] / (old[0] * old[1])
        words += f"; {lost:.0%} of the picture is cut off".replace("%", " %")
    return words


def _ratio_words(shape: tuple[int, ...]) -> str:
    height, width = shape[:2]
    longer = max(height, width) / min(height, width)
    return f"{longer:.2f} times {'narrower' if width > height else 'flatter'} than they were"


def _memory_words(picture: np.ndarray) -> str:
    size = picture.size
    return (
        f"values: {size:,} numbers; {size:,} bytes as uint8, {4 * size:,} as float32, "
        f"{8 * size:,} as float64"
    )


def _changes(width: int, method: str, **more: Any) -> dict[str, Any]:
    """Return the changes of a preset: everything that it does not name is as usual."""
    usual = {"antialias": False, "fit": FITS[0], "scaling": SCALINGS[0], "across": 50, "down": 50}
    return usual | {"width": width, "method": method} | more


def _usual_presets() -> dict[str, dict[str, Any]]:
    brick = {"photograph": "brick"}
    eye = {"photograph": "small eye", "across": 47, "down": 26}
    rocket = {"photograph": "rocket", **START_DETAIL}
    network = {"photograph": "rocket", "across": 50, "down": 60}
    return {
        "false pattern: nearest": _changes(64, "nearest", **brick),
        "area mends it": _changes(64, "area", **brick),
        "broken tower: linear": _changes(96, "linear", **rocket),
        "tower, blurred first": _changes(96, "linear", antialias=True, **rocket),
        "larger: nearest": _changes(576, "nearest", **eye),
        "larger: cubic overshoots": _changes(576, "cubic", **eye),
        "input of a network": _changes(224, "area", fit=FITS[2], scaling="-1 to 1", **network),
        "standardised": _changes(224, "area", fit=FITS[3], scaling="standardised", **network),
    }


def _own_presets(widest: int) -> dict[str, dict[str, Any]]:
    """Return presets that say something about any picture."""
    small, network = max(NARROWEST, widest // 8), min(224, widest)
    return {
        "smaller: nearest": _changes(small, "nearest"),
        "smaller: area": _changes(small, "area"),
        "wide: nearest": _changes(widest, "nearest"),
        "wide: cubic": _changes(widest, "cubic"),
        "input of a network": _changes(network, "area", fit=FITS[2], scaling="-1 to 1"),
        "standardised": _changes(network, "area", fit=FITS[3], scaling="standardised"),
    }
