"""Many channels: a kernel has a slice for each channel, and each kernel gives one map."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from course_utils import kernels
from course_utils.explorers import photographs, shades, tiles
from course_utils.explorers.base import PanelModel
from course_utils.explorers.channels.examples import (
    CHANNELS,
    PHOTOGRAPHS,
    START_KERNELS,
    Kernel,
    Rows,
    kernel_name,
)
from course_utils.explorers.channels.words import SIDE, maps_words, shape_rows, sum_words
from course_utils.explorers.controls import Choice, Control, Grid, Slider
from course_utils.explorers.convolving.words import factor, number
from course_utils.explorers.frames import Chart, Frame, NumberedPicture
from course_utils.images import ImageError

WHERE = "explorers.many_channels"
LONGEST = 128  # pixels of the longer side: more would be lost on the page
MOST_KERNELS = len(START_KERNELS)
BIAS = (-250, 250)
WEIGHT = 99  # the largest

MAP = "map"
MAPS = "all maps"


@dataclass(frozen=True)
class ChannelsState:
    """A photograph, some kernels, the one that is looked at, and a place in the picture.

    There are ``count`` kernels. ``kernel`` is the number of the one that is shown, from 0, with
    its slices ``red``, ``green`` and ``blue`` and its ``bias``. ``kernels`` holds those of all,
    whether they are used or not. ``row`` and ``column`` are the place whose sum is shown.
    """

    photograph: str
    red: Rows
    green: Rows
    blue: Rows
    bias: int
    count: int
    kernel: int
    row: int
    column: int
    kernels: tuple[Kernel, ...]


class ChannelsModel(PanelModel):
    """Kernels on a colour picture: planes, slices, partial maps, their sum, and all maps.

    Parameters
    ----------
    image : numpy.ndarray, optional
        Your own picture, (height, width, 3) or grey (height, width): uint8, or float from 0 to 1.
        Beyond 128 pixels a side it is made smaller. By default photographs.
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Examples
    --------
    >>> model = ChannelsModel()
    >>> frame = model.render(model.change(model.start, count=8))
    >>> frame.numbers["together"]["parameters"]
    '3 × 3 × 3 × 8 + 8 = 224'
    """

    def __init__(
        self,
        image: np.ndarray | None = None,
        *,
        title: str = "Many channels",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        made = photographs.load(image, PHOTOGRAPHS, WHERE, LONGEST)
        self._pictures = {name: _coloured(picture) for name, picture in made.items()}
        first = next(iter(self._pictures))
        grids = [
            Grid(name, f"{name.capitalize()} slice", -WEIGHT, WEIGHT, sizes=((SIDE, SIDE),))
            for name in CHANNELS
        ]
        self.controls: tuple[Control, ...] = (
            Choice(
                "photograph",
                "Photograph",
                tuple(made),
                only_with=photographs.choice_of(tuple(made)),
            ),
            *grids,
            Slider("bias", "Bias of this kernel", *BIAS, 5),
            Slider("count", "Number of kernels", 1, MOST_KERNELS),
            Slider("kernel", "Kernel shown", 0, MOST_KERNELS - 1),
            Slider("row", "Row", 0, LONGEST - 1),
            Slider("column", "Column", 0, LONGEST - 1),
        )
        height, width = self._pictures[first].shape[:2]
        red, green, blue, bias = START_KERNELS[0]
        self.start = ChannelsState(
            photograph=first,
            red=red,
            green=green,
            blue=blue,
            bias=bias,
            count=4,
            kernel=0,
            row=height // 2,
            column=width // 2,
            kernels=START_KERNELS,
        )
        self.presets = PRESETS if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)
        self._planes = lru_cache(maxsize=1)(self._drawn_planes)
        self._sheets = lru_cache(maxsize=4)(self._drawn_sheet)

    def check(self, state: ChannelsState) -> ChannelsState:
        """Return the state with plain Python values; raise ImageError with a sentence."""
        checked = super().check(state)
        known = isinstance(state.kernels, Sequence) and len(state.kernels) == MOST_KERNELS
        if not known or not all(
            isinstance(each, Sequence) and len(each) == len(CHANNELS) + 1 for each in state.kernels
        ):
            raise ImageError(
                f"kernels holds {MOST_KERNELS} kernels, each with red, green and blue slice and a "
                "bias."
            )
        checks = [
            next(each.check for each in self.controls if each.name == name)
            for name in (*CHANNELS, "bias")
        ]
        every = tuple(
            tuple(check(part) for check, part in zip(checks, kernel, strict=True))
            for kernel in state.kernels
        )
        return dataclasses.replace(checked, kernels=every)

    def change(self, state: ChannelsState, **changes: Any) -> ChannelsState:
        """Return the changed state; what is edited belongs to the kernel that is shown."""
        changed = super().change(state, **changes)
        height, width = self._pictures[changed.photograph].shape[:2]
        if changed.photograph != state.photograph and not {"row", "column"} & changes.keys():
            changed = dataclasses.replace(changed, row=height // 2, column=width // 2)
        shown = min(changed.kernel, changed.count - 1)
        every = list(changed.kernels)
        if {*CHANNELS, "bias"} & changes.keys():
            edited = dict(zip((*CHANNELS, "bias"), every[shown], strict=True))
            edited |= {name: getattr(changed, name) for name in edited.keys() & changes.keys()}
            every[shown] = tuple(edited.values())
        red, green, blue, bias = every[shown]
        return dataclasses.replace(
            changed,
            kernel=shown,
            red=red,
            green=green,
            blue=blue,
            bias=bias,
            kernels=tuple(every),
            row=min(changed.row, height - 1),
            column=min(changed.column, width - 1),
        )

    def partial_maps(self, state: ChannelsState) -> np.ndarray:
        """Return what each slice makes of its plane, (3, height, width), float64."""
        picture = self._pictures[state.photograph]
        slices = (state.red, state.green, state.blue)
        return np.stack(
            [
                kernels.convolve(picture[..., channel], np.array(one), padding="same")
                for channel, one in enumerate(slices)
            ]
        )

    def maps(self, state: ChannelsState) -> np.ndarray:
        """Return one map for each kernel, with its bias, (height, width, count), float64."""
        used = state.kernels[: state.count]
        weights = np.stack([np.stack(each[:3], axis=-1) for each in used], axis=-1)
        picture = self._pictures[state.photograph]
        biases = [each[3] for each in used]
        return kernels.convolve(picture.astype(float), weights, padding="same") + biases

    def render(self, state: ChannelsState) -> Frame:
        """Return planes, slices, partial maps and their sum, all maps, shapes and parameters."""
        picture = self._pictures[state.photograph]
        partial = self.partial_maps(state)
        place = (state.row, state.column)
        here = partial[:, state.row, state.column].tolist()
        total = sum(here) + state.bias
        map_ = partial.sum(axis=0) + state.bias
        # One scale for all four, so that what adds up can be seen to add up.
        largest = max(np.abs(partial).max(), np.abs(map_).max()) or 1.0
        pictures: dict[str, np.ndarray | Chart | NumberedPicture] = {
            "picture": _picture_chart(picture, place),
            **self._planes(state.photograph),
            "sum": _sum_table(here, state.bias, total, largest),
        }
        captions = {
            "picture": f"picture {picture.shape}: click to move the window",
            **{f"{name} plane": f"{name} plane" for name in CHANNELS},
            "sum": "the sum at the mark",
        }
        for channel, name in enumerate(CHANNELS):
            below = _window(picture[..., channel], place)
            pictures[f"{name} slice"] = _products_table(below, np.array(getattr(state, name)))
            captions[f"{name} slice"] = f"{name} plane × {name} slice, sum {number(here[channel])}"
        pictures[MAP] = shades.diverging(map_ / largest)
        captions[MAP] = (
            f"map {state.kernel}: the three partial maps and the bias {state.bias} added. "
            "Blue is below 0, white 0, orange above."
        )
        for channel, name in enumerate(CHANNELS):
            pictures[f"{name} map"] = shades.diverging(partial[channel] / largest)
            captions[f"{name} map"] = f"partial map of {name}"
        names = [kernel_name(each) for each in state.kernels[: state.count]]
        pictures[MAPS] = self._sheets(state.photograph, state.kernels[: state.count], state.kernel)
        captions[MAPS] = f"all maps, {(*picture.shape[:2], state.count)}. " + "; ".join(
            f"{number_}: {name}" for number_, name in enumerate(names)
        )
        return Frame(
            pictures=pictures,
            numbers=shape_rows(picture.shape, state.count),
            sentence=f"Kernel {state.kernel}, {names[state.kernel]}. "
            f"{sum_words(place, here, state.bias, total)} {maps_words(state.count)}",
            mark=place,
            captions=captions,
            columns=4,
            limits={
                "kernel": (0, state.count - 1),
                "row": (0, picture.shape[0] - 1),
                "column": (0, picture.shape[1] - 1),
            },
        )

    def _drawn_planes(self, photograph: str) -> dict[str, np.ndarray]:
        planes = np.moveaxis(self._pictures[photograph], 2, 0)
        return {
            f"{name} plane": np.ascontiguousarray(plane)
            for name, plane in zip(CHANNELS, planes, strict=True)
        }

    def _drawn_sheet(self, photograph: str, used: tuple[Kernel, ...], shown: int) -> Chart:
        """Return all maps side by side, each with a scale of its own; a click shows its kernel."""
        state = dataclasses.replace(
            self.start, photograph=photograph, count=len(used), kernels=used
        )
        maps = np.moveaxis(self.maps(state), 2, 0)
        largest = np.abs(maps).max(axis=(1, 2), keepdims=True)
        drawn = shades.diverging(maps / np.where(largest > 0, largest, 1))
        text = f"{maps_words(len(used))} Map {shown} is outlined. A key or a click shows another."
        return tiles.sheet(drawn, text, chosen=shown, control="kernel")


def _coloured(picture: np.ndarray) -> np.ndarray:
    """Return three planes, which are alike for a grey picture."""
    return picture if picture.ndim == 3 else np.repeat(picture[..., np.newaxis], 3, axis=2)


def _window(plane: np.ndarray, place: tuple[int, int]) -> np.ndarray:
    """Return the numbers of a plane below the kernel, zeros beyond its edge, (3, 3)."""
    row, column = place
    return kernels.pad(plane, SIDE // 2)[row : row + SIDE, column : column + SIDE].astype(float)


def _picture_chart(picture: np.ndarray, place: tuple[int, int]) -> Chart:
    row, column = (each - SIDE // 2 for each in place)
    chart = tiles.outlined(
        picture,
        f"A window of {SIDE} x {SIDE} pixels around row {place[0]}, column {place[1]}.",
        [(row, column, SIDE, SIDE)],
    )
    return tiles.movable(chart, "column", "row", ((0, 1), (0, 1)))


def _products_table(below: np.ndarray, weights: np.ndarray) -> NumberedPicture:
    """Draw each number of a plane below its slice, times the weight, and the product."""
    texts = tuple(
        tuple(
            f"{number(pixel)} × {factor(weight)}\n= {number(pixel * weight)}"
            for pixel, weight in zip(*line, strict=True)
        )
        for line in zip(below, weights, strict=True)
    )
    largest = 255 * (np.abs(weights).max() or 1)
    return NumberedPicture(shades.diverging(below * weights / largest), texts, "the products")


def _sum_table(
    partial: Sequence[float], bias: float, total: float, largest: float
) -> NumberedPicture:
    """Draw what is added at the mark, one below the other, and the sum."""
    values = np.array([*partial, bias, total])
    return NumberedPicture(
        shades.diverging(values / largest)[:, np.newaxis],
        tuple((number(value),) for value in values.tolist()),
        "the sum",
        row_names=(*CHANNELS, "+ bias", "= sum"),
    )


def _preset(**changes: Any) -> dict[str, Any]:
    """Return all settings, so that a preset shows the same after whatever was there before."""
    return {"kernels": START_KERNELS, "count": 4, "kernel": 0} | changes


PRESETS: dict[str, dict[str, Any]] = {
    "edges: one kernel, one map": _preset(count=1),
    "red against green and blue": _preset(kernel=2),
    "blue against red and green": _preset(kernel=3),
    "blur": _preset(count=6, kernel=5),
    "8 kernels, 8 maps": _preset(count=8),
    "your own kernel": _preset(count=8, kernel=7),
}
