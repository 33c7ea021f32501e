"""Max and average pooling of a feature map, and what a shift of its input changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import skimage as ski

from course_utils.explorers import photographs
from course_utils.explorers.base import PanelModel
from course_utils.explorers.controls import Cell, Choice, Slider
from course_utils.explorers.frames import Chart, Frame, NumberedPicture
from course_utils.explorers.pools import drawing, maps, words
from course_utils.explorers.pools.maps import FeatureMap
from course_utils.explorers.pools.windows import AVERAGE, MAX, Windows
from course_utils.images import ImageError

WHERE = "explorers.pooling"
LONGEST = 128  # pixels of a photograph's map
KEPT = 8  # results that are remembered
EXAMPLE, DOT = "5 x 5 example", "one bright pixel"
EDGES = "edges: "
PHOTOGRAPHS = {"camera": ski.data.camera, "gravel": ski.data.gravel}


@dataclass(frozen=True)
class PoolingState:
    """A map, how it is pooled, and how far its input is moved.

    ``window`` is the row and the column of the output that is looked at. ``down`` and ``right``
    are pixels; below 0 they move up and to the left. In a photograph's map, the part that stands
    as numbers begins at ``row`` and ``column``.
    """

    map: str
    mode: str
    padding: str
    window: tuple[int, int]
    size: int
    stride: int
    right: int
    down: int
    row: int
    column: int


class PoolingModel(PanelModel):
    """A feature map under its windows, its output, and the output of the moved map.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A picture whose edges are pooled: uint8, float from 0 to 1, or bool. A picture of more than
        128 pixels a side is made smaller. By default two photographs to choose from.
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Examples
    --------
    >>> model = PoolingModel()
    >>> frame = model.render(model.start)
    >>> frame.pictures["output"].texts
    (('1', '1', '0'), ('4', '2', '1'), ('0', '2', '1'))
    """

    def __init__(
        self,
        image: np.ndarray | None = None,
        *,
        title: str = "Pooling",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        loaded = photographs.load(image, PHOTOGRAPHS, WHERE, LONGEST)
        for picture in loaded.values():
            if min(picture.shape[:2]) < maps.PART:
                raise ImageError(
                    f"{WHERE} needs at least {maps.PART} x {maps.PART} pixels, but the shape is "
                    f"{picture.shape}."
                )
        pictures = {f"{EDGES}{name}": maps.edges(picture) for name, picture in loaded.items()}
        self._maps = {EXAMPLE: maps.EXAMPLE, DOT: maps.DOT} | pictures
        farthest = max(max(each.last) for each in pictures.values())
        self.controls = (
            Choice("map", "Map", tuple(self._maps)),
            Choice("mode", "Pooling", (MAX, AVERAGE)),
            Choice("padding", "Padding", ("valid", "same")),
            Cell("window", "Window", maps.PART, maps.PART),
            Slider("size", "Window size", 1, 4),
            Slider("stride", "Stride", 1, 4),
            Slider("right", "Move right", -maps.FARTHEST, maps.FARTHEST, unit="pixels"),
            Slider("down", "Move down", -maps.FARTHEST, maps.FARTHEST, unit="pixels"),
            Slider("row", "Part from row", 0, farthest, only_with={"map": tuple(pictures)}),
            Slider("column", "Part from column", 0, farthest, only_with={"map": tuple(pictures)}),
        )
        first = next(iter(pictures))
        start = PoolingState(EXAMPLE, MAX, "same", (1, 0), 2, 2, 0, 0, *pictures[first].best)
        if image is not None:
            start = dataclasses.replace(start, map=first, padding="valid")
        self.start = start
        self.presets = _presets(pictures) if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)
        self._framed = lru_cache(KEPT)(self._frame_of)
        self._wholes = lru_cache(KEPT)(self._whole)

    def change(self, state: PoolingState, **changes: Any) -> PoolingState:
        """Return the changed state: another map shows its best part; all stays inside the map."""
        changed = super().change(state, **changes)
        feature_map = self._maps[changed.map]
        if feature_map.is_part:
            place = (changed.row, changed.column)
            if changed.map != state.map and not {"row", "column"} & set(changes):
                place = feature_map.best
            row, column = map(min, place, feature_map.last)
            changed = dataclasses.replace(changed, row=row, column=column)
        counts = self._windows(changed).counts
        window = tuple(map(min, changed.window, (count - 1 for count in counts)))
        return dataclasses.replace(changed, window=window)

    def render(self, state: PoolingState) -> Frame:
        """Return input, outputs and, for a photograph, the whole map, with counts in words."""
        feature_map = self._maps[state.map]
        windows, moves = self._windows(state), bool(state.down or state.right)
        largest = int(feature_map.whole.max())
        values, output = self._part(state, state.down, state.right)
        before_values, before = self._part(state, 0, 0)
        down, across = windows.counts
        caption = f"output, {down} x {across}"
        pictures: dict[str, np.ndarray | NumberedPicture | Chart] = {
            "input": drawing.input_chart(values, windows, state.mode, state.window, largest)
        }
        captions = {"input": _input_caption(state, feature_map)}
        numbers = {"input": _row(before_values, values), "output": _row(before, output)}
        if moves:
            captions["output before"] = f"{caption}, before the shift"
            pictures["output before"] = drawing.output_picture(
                before, captions["output before"], largest
            )
            caption += " after the shift"
        captions["output"] = f"{caption}: click a cell, or use the arrow keys"
        pictures["output"] = drawing.output_picture(
            output, captions["output"], largest, state.window
        )
        inputs = words.Comparison.of(before_values, values)
        outputs = words.Comparison.of(before, output)
        if moves:
            captions["change"] = (
                f"after less before: = is the same, {outputs.changed} of {outputs.count} changed"
            )
            pictures["change"] = drawing.change_picture(before, output, captions["change"], largest)
            sentence = words.shift_words(
                state.down, state.right, state.mode, inputs, outputs, windows, before, output
            )
        else:
            sentence = " ".join(
                (
                    words.size_words(windows, state.mode),
                    words.window_words(values, windows, state.mode, state.window),
                )
            )
        limits = {}
        if feature_map.is_part:
            places = (state.row, state.column)
            settings = (state.map, state.mode, state.padding, state.size, state.stride)
            shift = (state.down, state.right)
            pictures["whole map"] = self._framed(state.map, *shift, *places)
            pooled, compared = self._wholes(settings, *shift)
            pictures["whole map, pooled"] = pooled
            numbers |= compared
            captions["whole map"] = "whole map: black is 0; the framed part is the input above"
            height, width = pooled.shape
            captions["whole map, pooled"] = f"whole map, pooled: {height} x {width}"
            limits = {"row": (0, feature_map.last[0]), "column": (0, feature_map.last[1])}
        if not moves:
            numbers = {
                name: {column: row[column] for column in ("size", "values")}
                for name, row in numbers.items()
            }
        return Frame(pictures, numbers, sentence, captions=captions, limits=limits)

    def _windows(self, state: PoolingState) -> Windows:
        shape = self._maps[state.map].shape
        return Windows(shape, state.size, state.stride, state.padding)

    def _part(self, state: PoolingState, down: int, right: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the part of the moved map, and its output."""
        feature_map = self._maps[state.map]
        place = (state.row, state.column) if feature_map.is_part else (0, 0)
        values = maps.shifted(feature_map.whole, down, right)[feature_map.place(*place)]
        return values, self._windows(state).pool(values, state.mode)

    def _frame_of(self, name: str, down: int, right: int, row: int, column: int) -> np.ndarray:
        """Return the moved whole map as a picture, with a frame around the part."""
        feature_map = self._maps[name]
        whole = maps.shifted(feature_map.whole, down, right)
        part = feature_map.place(row, column)
        return drawing.whole_picture(whole, int(feature_map.whole.max()), part)

    def _whole(
        self, settings: tuple[str, str, str, int, int], down: int, right: int
    ) -> tuple[np.ndarray, dict[str, dict[str, str]]]:
        """Return the output of the moved whole map, and what the shift changed in both."""
        name, mode, padding, size, stride = settings
        before = self._maps[name].whole
        windows = Windows(before.shape, size, stride, padding)
        values = maps.shifted(before, down, right)
        pooled_before, pooled = (windows.pool(each, mode) for each in (before, values))
        compared = {
            "whole map": _row(before, values),
            "whole map, pooled": _row(pooled_before, pooled),
        }
        return drawing.whole_picture(pooled, int(before.max())), compared


def _row(before: np.ndarray, after: np.ndarray) -> dict[str, str]:
    """Return the size of a map, and what a shift has changed in it."""
    compared = words.Comparison.of(before, after)
    return {
        "size": f"{after.shape[0]} x {after.shape[1]}",
        "values": f"{compared.count:,}",
        "changed": f"{compared.changed:,}",
        "stayed": f"{compared.stayed:,}",
        "stayed, in %": f"{100 * compared.stayed / compared.count:.1f} %",
        "stayed, above 0": f"{compared.stayed - compared.zero:,}",
    }


def _input_caption(state: PoolingState, feature_map: FeatureMap) -> str:
    height, width = feature_map.shape
    caption = f"input, {height} x {width}"
    if feature_map.is_part:
        caption += " of the whole map"
    if state.down or state.right:
        caption += f", moved {words.direction(state.down, state.right)}"
        comes = "its neighbours come in" if feature_map.is_part else "zeros come in"
        caption += f": {comes}"
    rings = "; a ring is the value that a window chooses" if state.mode == MAX else ""
    return f"{caption}; the thick window is looked at{rings}"


def _presets(pictures: Mapping[str, FeatureMap]) -> dict[str, dict[str, Any]]:
    """Return the usual presets, each with all settings; `pictures` are the photographs' maps."""

    def preset(name: str, window: tuple[int, int] = (0, 0), **changes: Any) -> dict[str, Any]:
        usual = {"mode": MAX, "padding": "valid", "size": 2, "stride": 2, "right": 0, "down": 0}
        if name in pictures:
            usual |= dict(zip(("row", "column"), pictures[name].best, strict=True))
        return {"map": name, "window": window} | usual | changes

    made = {
        "5 x 5 to 3 x 3: same": preset(EXAMPLE, (1, 0), padding="same"),
        "5 x 5 to 2 x 2: valid": preset(EXAMPLE, (1, 0)),
        "average": preset(EXAMPLE, (1, 0), mode=AVERAGE, padding="same"),
        "windows that overlap": preset(EXAMPLE, (1, 0), size=3, stride=1),
        "a pixel moves by 1": preset(DOT, (1, 1), right=1),
        "a pixel moves by 2": preset(DOT, (1, 1), right=2),
    }
    for name in pictures:
        made[name] = preset(name)
        made[f"{name}, 1 to the right"] = preset(name, right=1)
    first = next(iter(pictures))
    made[f"{first}, 1 up"] = preset(first, down=-1)
    made[f"{first}, 2 to the right"] = preset(first, right=2)
    return made
