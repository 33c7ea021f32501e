"""The receptive field: which pixels of the picture one unit of a layer sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course_utils import kernels
from course_utils.explorers.layer_outputs import INPUT, Layer, Window

# These change each place by itself, so that a unit sees what the unit before it sees.
PLACE_BY_PLACE = {
    *("Activation", "ReLU", "Relu", "LeakyReLU", "PReLU", "ELU", "Softmax", "Sigmoid", "Tanh"),
    *("Dropout", "SpatialDropout2D", "GaussianDropout", "AlphaDropout", "GaussianNoise"),
    *("BatchNormalization", "Rescaling", "Normalization", "Identity"),
    *("Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Average", "Maximum", "Concatenate"),
    *("RandomFlip", "RandomRotation", "RandomTranslation", "RandomZoom", "RandomContrast"),
    *("RandomBrightness",),
}


@dataclass(frozen=True)
class Field:
    """What the units of a layer see along one axis.

    Unit number i sees `size` pixels of the picture, from ``first + i * step`` on.
    """

    first: int
    size: int
    step: int

    def span(self, unit: int) -> tuple[int, int]:
        """Return the first pixel that a unit sees and the last one; both may lie outside.

        >>> Field(-1, 3, 2).span(2)
        (3, 5)
        """
        first = self.first + unit * self.step
        return first, first + self.size - 1

    def unit_at(self, pixel: float) -> float:
        """Return the number of the unit whose field has its middle at a pixel.

        >>> Field(-1, 3, 2).unit_at(4)
        2.0
        """
        return (pixel - self.first - (self.size - 1) / 2) / self.step


Fields = tuple[Field, Field]  # rows and columns
Span = tuple[int, int]  # the first and the last


def fields(layers: Sequence[Layer], sides: tuple[int, int]) -> list[Fields | None]:
    """Return what the units of each layer see; None where that is unknown, or has no places.

    Parameters
    ----------
    layers : sequence of Layer
        In the order of the network.
    sides : tuple of int
        Rows and columns of the picture.
    """
    found: dict[int, Fields | None] = {INPUT: (Field(0, 1, 1), Field(0, 1, 1))}
    shapes = {INPUT: sides}
    for number, layer in enumerate(layers):
        found[number] = _after(layer, found, shapes)
        shapes[number] = layer.output.shape[1:3]
    return [found[number] for number in range(len(layers))]


def _after(
    layer: Layer, found: dict[int, Fields | None], shapes: dict[int, tuple[int, ...]]
) -> Fields | None:
    before = [found[source] for source in layer.sources]
    if not layer.has_maps or not before or None in before:
        return None
    if layer.window is not None and len(before) == 1:
        (source,) = layer.sources
        row, column = (
            _moved(before[0][axis], layer.window, axis, shapes[source][axis]) for axis in (0, 1)
        )
        return row, column
    pictures = {shapes[source] for source in layer.sources}
    if layer.kind == "Reshape" and pictures == {layer.output.shape[1:3]}:
        return before[0]  # a row of numbers that becomes the picture
    if layer.kind not in PLACE_BY_PLACE or pictures != {layer.output.shape[1:3]}:
        return None
    joined = [_joined([each[axis] for each in before]) for axis in (0, 1)]
    return None if None in joined else (joined[0], joined[1])


def pixels(
    layers: Sequence[Layer], sides: tuple[int, int], number: int, unit: tuple[int, int]
) -> tuple[Span, Span] | None:
    """Return the rows and the columns of the picture that a unit sees, without padding.

    Parameters
    ----------
    layers : sequence of Layer
        In the order of the network.
    sides : tuple of int
        Rows and columns of the picture.
    number : int
        The number of a layer whose field is known.
    unit : tuple of int
        Row and column in its maps.

    Returns
    -------
    tuple of tuple of int, or None
        The first row and the last one, the first column and the last one; None for a unit that
        sees padding alone. What lies between layers may be padding too, and is left out.
    """
    rows, columns = (
        _pixels(layers, sides, number, axis, (place, place)) for axis, place in enumerate(unit)
    )
    return None if rows is None or columns is None else (rows, columns)


def _pixels(
    layers: Sequence[Layer], sides: tuple[int, int], number: int, axis: int, units: Span
) -> Span | None:
    """Return the pixels that some units of a layer, one beside the other, see along one axis."""
    if number == INPUT:
        return units
    found = []
    for source in layers[number].sources:
        places = sides[axis] if source == INPUT else layers[source].output.shape[1 + axis]
        first, last = units
        if layers[number].window is not None:
            stride, extent, before = _steps(layers[number].window, axis, places)
            first, last = first * stride - before, last * stride - before + extent - 1
        there = max(first, 0), min(last, places - 1)
        if there[0] <= there[1]:
            found.append(_pixels(layers, sides, source, axis, there))
    seen = [span for span in found if span is not None]
    if not seen:
        return None
    return min(first for first, _ in seen), max(last for _, last in seen)


def _steps(window: Window, axis: int, places: int) -> tuple[int, int, int]:
    """Return stride, extent and the padding before, of a window over so many places."""
    stride, dilation = window.stride[axis], window.dilation[axis]
    extent = dilation * (window.size[axis] - 1) + 1
    before = window.margins[axis]
    if window.padding == "same":
        missing = (-(-places // stride) - 1) * stride + extent - places
        before = max(missing, 0) // 2
    return stride, extent, before


def _moved(field: Field, window: Window, axis: int, places: int) -> Field:
    """Return what a window over units of this field sees; `places` is how many units there are."""
    stride, extent, before = _steps(window, axis, places)
    size = kernels.receptive_field([(field.size, field.step), (extent, stride)])
    return Field(field.first - before * field.step, size, field.step * stride)


def _joined(fields: list[Field]) -> Field | None:
    """Return what units see that take from several layers at the same place."""
    steps = {each.step for each in fields}
    if len(steps) > 1:
        return None
    first = min(each.first for each in fields)
    end = max(each.first + each.size for each in fields)
    return Field(first, end - first, steps.pop())
