"""The layers of a trained network as a panel: maps, kernels, shapes, and what a unit sees."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from course_utils.explorers import tiles
from course_utils.explorers.bars import bars
from course_utils.explorers.base import PanelModel
from course_utils.explorers.controls import Choice, Slider
from course_utils.explorers.frames import Chart, Frame
from course_utils.explorers.layer_outputs import (
    INPUT,
    Layer,
    checked_model,
    checked_weights,
    run,
)
from course_utils.explorers.mapping.drawing import (
    MOST_CELLS,
    kernel_numbers,
    kernel_tiles,
    map_tiles,
    number_picture,
)
from course_utils.explorers.mapping.fields import Fields, Span, fields, pixels
from course_utils.explorers.mapping.words import (
    DIVERGED,
    NO_MAPS,
    UNKNOWN,
    count,
    dead_words,
    layer_words,
    number,
    parameters_text,
    place_words,
    seen_words,
    shape_text,
)
from course_utils.explorers.network_pictures import Pictures, checked_pictures, to_show

WHERE = "explorers.feature_maps"
MOST_BYTES = 200_000_000  # of all outputs of all layers
MOST_BARS = 20  # numbers that are drawn as bars
PICTURE, MAP, KERNEL, MAPS, KERNELS, OUTPUTS = NAMES = (
    *("picture", "map", "kernel"),
    *("all maps", "all kernels", "outputs"),
)
AFTER, BEFORE = WEIGHTS = ("after training", "before training")
ALONE, TOGETHER = SCALES = ("each map its own", "one for all maps")
CHANNELS = ("red", "green", "blue")
JOINING = ("Dense", "GlobalAveragePooling2D", "GlobalMaxPooling2D")


@dataclass(frozen=True)
class MapsState:
    """Which picture, layer and map, and which unit in it.

    ``weights`` are those after training or before it. With a ``scale`` for each map by itself
    the strongest colour is the largest value of that map.
    """

    layer: str
    weights: str
    scale: str
    picture: int
    map: int
    row: int
    column: int


class FeatureMapsModel(PanelModel):
    """A network that was asked about some pictures, layer by layer.

    Parameters
    ----------
    model, pictures, before, labels, names
        As `course_utils.explorers.feature_maps` takes them.
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Notes
    -----
    All layers are computed at the beginning and kept, so the network is not needed any more.
    """

    def __init__(
        self,
        model: Any,
        pictures: Any,
        *,
        before: Any = None,
        labels: Any = None,
        names: Sequence[str] | None = None,
        title: str = "Feature maps",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        checked_model(model, WHERE)
        self.pictures = _affordable(
            model, checked_pictures(model, pictures, labels, names, WHERE), before is not None
        )
        inputs = self.pictures.inputs
        self.layers: dict[str, list[Layer]] = {AFTER: run(model, inputs)}
        if before is not None:
            weights = checked_weights(model, before, WHERE)
            self.layers[BEFORE] = run(model, inputs, weights)
        # A layer may hide what is no number: TensorFlow's pooling makes very small numbers of it.
        self._diverged = {
            name: not all(np.isfinite(each.output).all() for each in layers)
            for name, layers in self.layers.items()
        }
        self._numbers = {layer.name: place for place, layer in enumerate(self.layers[AFTER])}
        self._parameters = model.count_params()
        shown = _shown(inputs, self.layers[AFTER])
        self.shown = to_show(shown)
        self.fields = fields(self.layers[AFTER], self.shown.shape[1:3])
        self.controls = self._controls()
        self.start = self._start()
        self.presets = self._presets() if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)
        self._tiles = lru_cache(maxsize=16)(self._tiles_of)

    # ---- the state ----

    def change(self, state: MapsState, **changes: Any) -> MapsState:
        """Return the changed state; in another layer the unit stays about where it was."""
        changed = super().change(state, **changes)
        layer = self.layer(changed)
        if not layer.has_maps:
            return changed
        moved = {}
        if changed.layer != state.layer and not {"row", "column"} & set(changes):
            moved = self._same_place(state, changed)
        rows, columns, maps = layer.output.shape[1:]
        place = dataclasses.replace(changed, **moved)
        return dataclasses.replace(
            place,
            map=min(place.map, maps - 1),
            row=min(place.row, rows - 1),
            column=min(place.column, columns - 1),
        )

    def layer(self, state: MapsState) -> Layer:
        """Return the layer of a state, with the weights of that state."""
        return self.layers[state.weights][self._numbers[state.layer]]

    def _fields(self, name: str) -> Fields | None:
        return self.fields[self._numbers[name]]

    def _same_place(self, old: MapsState, new: MapsState) -> dict[str, int]:
        """Return the unit of the new layer that sees about the same part of the picture."""
        here, there = self._fields(old.layer), self._fields(new.layer)
        if here is None or there is None:
            return {}
        sides = self.layer(new).output.shape[1:3]
        found = {}
        for axis, name in enumerate(("row", "column")):
            first, last = here[axis].span(getattr(old, name))
            unit = round(there[axis].unit_at((first + last) / 2))
            found[name] = min(max(unit, 0), sides[axis] - 1)
        return found

    def _controls(self) -> tuple[Choice | Slider, ...]:
        layers = self.layers[AFTER]
        with_maps = [layer for layer in layers if layer.has_maps]
        maps = {"layer": tuple(layer.name for layer in with_maps)}
        most = [
            max((layer.output.shape[axis] - 1 for layer in with_maps), default=0)
            for axis in (3, 1, 2)
        ]
        several = {} if len(self.shown) > 1 else {"layer": ()}
        weights = WEIGHTS if BEFORE in self.layers else (AFTER,)
        return (
            Choice("layer", "Layer", tuple(self._numbers)),
            Choice(
                "weights", "Weights", weights, only_with={} if len(weights) > 1 else {"layer": ()}
            ),
            Choice("scale", "Colour scale", SCALES, only_with=maps),
            Slider("picture", "Picture", 0, len(self.shown) - 1, only_with=several),
            Slider("map", "Map", 0, most[0], only_with=maps),
            Slider("row", "Row of unit", 0, most[1], only_with=maps),
            Slider("column", "Column of unit", 0, most[2], only_with=maps),
        )

    def _start(self) -> MapsState:
        layers = self.layers[AFTER]
        first = next(
            (each for each in layers if each.is_convolution and each.has_maps),
            next((each for each in layers if each.has_maps), layers[-1]),
        )
        row, column, number_of_map = _strongest(first) if first.has_maps else (0, 0, 0)
        return MapsState(first.name, AFTER, ALONE, 0, number_of_map, row, column)

    def _presets(self) -> dict[str, dict[str, Any]]:
        """Return what there is to show in this network."""
        layers = self.layers[AFTER]
        convolutions = [each for each in layers if each.is_convolution and each.has_maps]
        found: dict[str, dict[str, Any]] = {}
        if not convolutions:
            return {"the answer": {"layer": layers[-1].name}}
        first, last = convolutions[0], convolutions[-1]
        after = {"weights": AFTER} if BEFORE in self.layers else {}
        if after:
            found["first kernels, before training"] = {"layer": first.name, "weights": BEFORE}
            found["first kernels, after training"] = {"layer": first.name, **after}
        else:
            found["first kernels"] = {"layer": first.name}
        pooling = next(
            (each for each in layers if "Pooling2D" in each.kind and each.has_maps), None
        )
        if pooling is not None:
            found["after pooling"] = {"layer": pooling.name, **after}
        if last is not first:
            found["last convolution"] = {"layer": last.name, **after}
        unit = dict(zip(("row", "column", "map"), _strongest(last), strict=True))
        found["the strongest unit"] = {"layer": last.name, "picture": 0, **unit, **after}
        dead = [
            (each.name, int(place))
            for each in convolutions
            for place in np.flatnonzero((each.output == 0).all(axis=(0, 1, 2)))[:1]
        ]
        if dead:
            found["a map that is 0 in all pictures"] = {
                "layer": dead[0][0],
                "map": dead[0][1],
                **after,
            }
        without = [each for each in layers if not each.has_maps]
        if without and without[0] is not layers[-1]:
            found["no maps any more"] = {"layer": without[0].name, **after}
        found["the answer"] = {"layer": layers[-1].name, **after}
        return found

    # ---- the frame ----

    def render(self, state: MapsState) -> Frame:
        """Return the picture, the maps, the kernels, numbers and a sentence."""
        layer = self.layer(state)
        given = self._given(layer)
        output = layer.output[state.picture]
        pictures: dict[str, Any] = {}
        captions = {PICTURE: self._picture_words(state)}
        limits = {}
        if layer.has_maps:
            words = self._show_maps(state, layer, pictures, captions)
            rows, columns, maps = output.shape
            limits = {"map": (0, maps - 1), "row": (0, rows - 1), "column": (0, columns - 1)}
        else:
            words = ""
            pictures[PICTURE] = self._picture(state.picture)
            pictures[OUTPUTS], captions[OUTPUTS] = self._outputs(layer, output)
        words = f"{layer_words(layer, given)}{words}"
        if not any(each.has_maps for each in self.layers[AFTER]):
            words = f"{NO_MAPS} {words}"
        if self._diverged[state.weights]:
            words = DIVERGED
        return Frame(
            pictures,
            {layer.name: self._row(layer, given), "whole network": self._whole()},
            words,
            captions=captions,
            limits=limits,
        )

    def _show_maps(
        self, state: MapsState, layer: Layer, pictures: dict[str, Any], captions: dict[str, str]
    ) -> str:
        """Add the pictures of a layer with maps, and return what there is to say of them."""
        maps = layer.output[state.picture]
        unit, number_of_map = (state.row, state.column), state.map
        values = maps[..., number_of_map]
        every = self._tiles(state.layer, state.weights, state.picture, state.scale)
        seen = self._seen(state.layer, unit)
        pictures[PICTURE] = self._picture(state.picture, self._fields(state.layer), seen)
        low, high = float(values.min()), float(values.max())
        captions[MAP] = (
            f"map {number_of_map} of {layer.name}, from {number(low)} to {number(high)}\n"
            "blue below 0, white 0, orange above 0"
        )
        chart = tiles.outlined(every[number_of_map], captions[MAP], [(*unit, 1, 1)])
        pictures[MAP] = tiles.movable(chart, "column", "row", ((0, 1), (0, 1)))
        if layer.is_convolution:
            self._show_kernel(state, layer, pictures, captions)
        captions[MAPS] = f"{_maps_words(layer.name, maps)}\ncolour scale: {state.scale}"
        pictures[MAPS] = tiles.sheet(every, captions[MAPS], chosen=number_of_map, control="map")
        if layer.is_convolution and layer.kernel.shape[2] == 1:
            words = f"all {maps.shape[2]} kernels of {layer.name}, each with the number of its map"
            captions[KERNELS] = words
            pictures[KERNELS] = tiles.sheet(
                kernel_tiles(layer.kernel[:, :, 0]), words, chosen=number_of_map, control="map"
            )
        words = f"{dead_words(maps)} {place_words(unit, float(values[unit]))}"
        field = self._fields(state.layer)
        if field is None:
            return f"{words} {UNKNOWN}"
        whole = tuple(axis.span(place) for axis, place in zip(field, unit, strict=True))
        return f"{words} {seen_words(seen, self.shown.shape[1:3], padding=whole != seen)}"

    def _seen(self, name: str, unit: tuple[int, int]) -> tuple[Span, Span] | None:
        """Return the pixels that a unit sees, where that is known and there are any."""
        if self._fields(name) is None:
            return None
        return pixels(self.layers[AFTER], self.shown.shape[1:3], self._numbers[name], unit)

    def _show_kernel(
        self, state: MapsState, layer: Layer, pictures: dict[str, Any], captions: dict[str, str]
    ) -> None:
        """Add the kernel of the chosen map."""
        kernel = layer.kernel[..., state.map]  # (rows, columns, slices)
        rows, columns, slices = kernel.shape
        bias = "" if layer.bias is None else f", bias {number(float(layer.bias[state.map]))}"
        words = f"kernel of map {state.map}: {rows} x {columns} x {slices}{bias}"
        if slices == 1 and max(rows, columns) <= MOST_CELLS:
            pictures[KERNEL] = kernel_numbers(kernel[..., 0], words)
        else:
            names = CHANNELS if slices == 3 and self._given(layer)[-1] == 3 else ()
            sources = [self.layers[AFTER][each] for each in layer.sources if each != INPUT]
            if any(each.is_convolution for each in sources):
                names = ()
            if slices > 1:
                words += "\none slice for each map that it takes"
            pictures[KERNEL] = tiles.sheet(
                kernel_tiles(kernel), words, names=names, width=tiles.WIDTH, largest=64
            )
        captions[KERNEL] = words

    def _picture(
        self,
        picture: int,
        field: Fields | None = None,
        seen: tuple[Span, Span] | None = None,
    ) -> Chart:
        """Return the picture with the receptive field; a click moves it."""
        words = self.pictures.words(picture)
        if field is None:
            return tiles.outlined(self.shown[picture], words)
        boxes = []
        if seen is not None:
            (top, bottom), (left, right) = seen
            boxes = [(top, left, bottom - top + 1, right - left + 1)]
        chart = tiles.outlined(self.shown[picture], f"{words}, with the receptive field", boxes)
        units = tuple((each.unit_at(0), 1 / each.step) for each in field)
        return tiles.movable(chart, "column", "row", units)

    def _outputs(self, layer: Layer, output: np.ndarray) -> tuple[Any, str]:
        """Return the numbers of a layer without maps, as bars or as small squares."""
        values = np.nan_to_num(output.ravel())
        several = f"the {count(values.size)} outputs" if values.size > 1 else "the output"
        words = f"{several} of {layer.name}"
        if values.size > MOST_BARS or output.ndim != 1:
            return number_picture(values), f"{words}, row by row: blue below 0, orange above it"
        is_last = layer.name == self.layers[AFTER][-1].name
        names = (
            self.pictures.class_names(values.size)
            if is_last
            else tuple(f"node {place}" for place in range(values.size))
        )
        shares = layer.activation in ("softmax", "sigmoid")
        texts = [f"{100 * value:.1f} %" if shares else number(value) for value in values.tolist()]
        return (
            bars(
                values,
                names,
                texts,
                f"{words}: " + ", ".join(f"{n} {t}" for n, t in zip(names, texts, strict=True)),
                chosen=int(values.argmax()) if values.size > 1 else None,
                low=min(float(values.min()), 0.0),
                high=1.0 if shares else max(float(values.max()), FLAT),
            ),
            words,
        )

    def _picture_words(self, state: MapsState) -> str:
        """Say which picture it is, and what the network answers."""
        words = self.pictures.words(state.picture)
        last = self.layers[state.weights][-1]
        values = last.output[state.picture]
        if values.ndim != 1 or not np.isfinite(values).all():
            return words
        if values.size == 1:
            return f"{words}\noutput of the network: {number(float(values[0]))}"
        best = int(values.argmax())
        sure = f", {100 * values[best]:.1f} %" if last.activation == "softmax" else ""
        return f"{words}\nanswer of the network: {self.pictures.class_name(best)}{sure}"

    def _tiles_of(self, name: str, weights: str, picture: int, scale: str) -> np.ndarray:
        maps = self.layers[weights][self._numbers[name]].output[picture]
        return map_tiles(maps, together=scale == TOGETHER)

    def _given(self, layer: Layer) -> tuple[int, ...]:
        """Return the shape of what a layer takes for one picture."""
        source = layer.sources[0] if layer.sources else INPUT
        if source == INPUT:
            return self.pictures.inputs.shape[1:]
        return self.layers[AFTER][source].output.shape[1:]

    def _row(self, layer: Layer, given: tuple[int, ...]) -> dict[str, str]:
        seen = self._fields(layer.name)
        if seen is not None:
            sees = f"{seen[0].size} x {seen[1].size} pixels"
        elif layer.has_maps:
            sees = "not known"
        elif layer.kind in JOINING:
            sees = "all that comes before"
        else:
            sees = "as before"
        return {
            "kind": layer.kind,
            "takes": shape_text(given),
            "gives": shape_text(layer.output.shape[1:]),
            "parameters": parameters_text(layer),
            "a unit sees": sees,
        }

    def _whole(self) -> dict[str, str]:
        last = self.layers[AFTER][-1]
        return {
            "kind": f"{len(self._numbers)} layers",
            "takes": shape_text(self.pictures.inputs.shape[1:]),
            "gives": shape_text(last.output.shape[1:]),
            "parameters": count(self._parameters),
            "a unit sees": "",
        }


FLAT = 1e-9  # the scale of bars of nothing but zeros


def _affordable(model: Any, pictures: Pictures, twice: bool) -> Pictures:
    """Return as many of the pictures as the outputs of all layers have room for."""
    one = sum(layer.output.nbytes for layer in run(model, pictures.inputs[:1]))
    most = max(MOST_BYTES // (one * (1 + twice)), 1)
    if len(pictures.inputs) <= most:
        return pictures
    return dataclasses.replace(
        pictures, inputs=pictures.inputs[:most], labels=pictures.labels[:most]
    )


def _strongest(layer: Layer) -> tuple[int, int, int]:
    """Return row, column and map of the largest value for the first picture."""
    maps = np.nan_to_num(layer.output[0])
    row, column, number_of_map = np.unravel_index(maps.argmax(), maps.shape)
    return int(row), int(column), int(number_of_map)


def _maps_words(name: str, maps: np.ndarray) -> str:
    """Say how many maps there are, and which is the strongest."""
    total = maps.shape[2]
    if total == 1:
        return f"the only map of {name}"
    strongest = np.nan_to_num(maps).max(axis=(0, 1))
    best = int(strongest.argmax())
    return (
        f"all {total} maps of {name}; the largest value, {number(float(strongest[best]))}, is in "
        f"map {best}"
    )


def _shown(inputs: np.ndarray, layers: Sequence[Layer]) -> np.ndarray:
    """Return the pictures themselves; a network may first make them of rows of numbers."""
    if inputs.ndim == 2:
        for layer in layers:
            if layer.kind == "Reshape" and layer.sources == (INPUT,) and layer.has_maps:
                return layer.output
    return inputs
