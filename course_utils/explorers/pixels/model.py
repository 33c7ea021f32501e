"""The pixel and channel inspector without its view: what it shows in each state.

``pixels.js`` does the same sums in the page, so that a movement of the pointer needs no answer
from Python; the browser tests compare the two.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import cv2
import numpy as np

from course_utils.explorers.base import ExplorerModel, Frame, NumberedPicture
from course_utils.explorers.pixels.pictures import checked_picture, facts_of
from course_utils.images import ImageError

PATCH_RADIUS = 3  # the patch has 7 x 7 pixels
ORDERS = ("RGB", "BGR")
VALUE_RANGES = ("0-255", "0-1")
COLOUR_PLANES = ("colour", "R", "G", "B", "H", "S", "V", "grey")
CHANNEL_WORDS = {"RGB": ("red", "green", "blue"), "BGR": ("blue", "green", "red")}

Place = tuple[int, int] | Mapping[str, Any]


@dataclass(frozen=True)
class PixelState:
    """Where the inspector looks, and how.

    ``plane`` is "colour" or one channel, ``order`` is how the three channels are read ("RGB" or
    "BGR"), and ``value_range`` is the encoding of the patch's numbers ("0-255" or "0-1").
    """

    row: int
    column: int
    plane: str
    order: str
    value_range: str


class PixelModel(ExplorerModel):
    """Numbers, planes and enlarged patches of one picture.

    Parameters
    ----------
    image : numpy.ndarray
        A picture: uint8, float from 0 to 1, or a bool mask; (height, width) or
        (height, width, 3).
    title : str
        The name of the picture.
    channel_order : {"RGB", "BGR"}
        The order of the array's channels: "BGR" for an array that ``cv2.imread`` made.
    presets : mapping, optional
        Names for the live demo, each with a pixel ``(row, column)`` or with changes of the
        state such as ``{"row": 5, "plane": "H"}``.

    Raises
    ------
    ImageError
        For what is not a picture of these kinds.

    Examples
    --------
    >>> green = np.full((2, 4, 3), [0, 255, 0], np.uint8)
    >>> model = PixelModel(green)
    >>> model.read(1, 3)
    {'R': 0, 'G': 255, 'B': 0, 'H': 60, 'S': 255, 'V': 255, 'grey': 150}
    >>> model.render(model.start).sentence
    'image[1, 2] is [0, 255, 0]: red 0, green 255, blue 0.'
    """

    def __init__(
        self,
        image: np.ndarray,
        *,
        title: str = "Picture",
        channel_order: str = "RGB",
        presets: Mapping[str, Place] | None = None,
    ) -> None:
        self.title = title
        self.pixels, self.kind = checked_picture(image)  # (rows, columns, channels)
        self.rows, self.columns, self.channels = self.pixels.shape
        self.facts = facts_of(image)
        if self.kind == "bool":
            self.planes, self.value_ranges = ("mask",), ("0-1",)
        else:
            self.planes = COLOUR_PLANES if self.channels == 3 else ("grey",)
            self.value_ranges = VALUE_RANGES
        self.channel_order = _one_of("channel_order", channel_order, ORDERS)
        middle = (self.rows // 2, self.columns // 2)
        value_range = "0-255" if self.kind == "uint8" else "0-1"
        self.start = PixelState(*middle, self.planes[0], self.channel_order, value_range)
        self.presets = {
            name: self._preset_changes(place)
            for name, place in (self._usual_places() if presets is None else presets).items()
        }

    def read(
        self, row: int, column: int, *, order: str | None = None, value_range: str = "0-255"
    ) -> dict[str, int | float]:
        """Return R, G, B, H, S, V and grey of a pixel, as OpenCV computes them.

        Parameters
        ----------
        row, column : int
            The pixel, counted from the top and from the left, from 0.
        order : {"RGB", "BGR"}, optional
            How the three channels are read; by default in the order of the array.
        value_range : {"0-255", "0-1"}
            "0-255" is OpenCV's encoding of a uint8 picture, with H from 0 to 179 (half the
            degrees). "0-1" is its encoding of a float picture, with H in degrees from 0 to 360.

        Returns
        -------
        dict
            Name to number; a grey picture has only "grey", a mask only "mask" (0 or 1).
        """
        if self.kind == "bool":
            value_range = "0-1"
        asked = {"row": row, "column": column, "value_range": value_range}
        state = self.change(self.start, **asked, order=order or self.channel_order)
        pixel = self.pixels[state.row : state.row + 1, state.column : state.column + 1]
        planes = self._planes(pixel, state.order, state.value_range)
        return {name: plane.item() for name, plane in planes.items()}

    def check(self, state: PixelState) -> PixelState:
        """Return the state with plain values; raise ImageError with a sentence."""
        return PixelState(
            _place("row", state.row, self.rows),
            _place("column", state.column, self.columns),
            _one_of("plane", state.plane, self.planes),
            _one_of("order", state.order, ORDERS),
            _one_of("value_range", state.value_range, self.value_ranges),
        )

    def render(self, state: PixelState) -> Frame:
        """Return the plane, the patch around the pixel, the read-out and a sentence."""
        return Frame(
            pictures={
                "picture": self._shown(self.pixels, state.plane, state.order),
                "patch": self._patch(state),
            },
            numbers=self._numbers(state),
            sentence=self._sentence(state),
            mark=(state.row, state.column),
        )

    def _planes(self, pixels: np.ndarray, order: str, value_range: str) -> dict[str, np.ndarray]:
        """Return the named planes of a block of pixels, (rows, columns, channels)."""
        if self.kind == "bool":
            return {"mask": pixels[..., 0]}
        values = _as_bytes(pixels) if value_range == "0-255" else _as_floats(pixels)
        if self.channels == 1:
            return {"grey": values[..., 0]}
        rgb = np.ascontiguousarray(values if order == "RGB" else values[..., ::-1])
        hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)
        named = zip("RGBHSV", [*cv2.split(rgb), *cv2.split(hsv)], strict=True)
        return dict(named) | {"grey": cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)}

    def _shown(self, pixels: np.ndarray, plane: str, order: str) -> np.ndarray:
        """Return a block of pixels as it looks on screen: RGB, uint8."""
        planes = self._planes(pixels, order, "0-255")
        if plane == "colour":
            return np.dstack([planes[name] for name in "RGB"])
        level = planes[plane]
        if plane == "mask":
            level = level * np.uint8(255)
        if plane == "H":  # stretched, so that the largest hue is white
            level = np.floor(level * (255 / 179) + 0.5).astype(np.uint8)
        return np.dstack([level] * 3)

    def _patch(self, state: PixelState) -> NumberedPicture:
        size = 2 * PATCH_RADIUS + 1
        top, left = state.row - PATCH_RADIUS, state.column - PATCH_RADIUS
        rows = slice(max(top, 0), min(top + size, self.rows))
        columns = slice(max(left, 0), min(left + size, self.columns))
        block = self.pixels[rows, columns]
        colours = np.zeros((size, size, 3), np.uint8)
        # Where the block lies in the patch: at a border of the picture it is smaller.
        first_row, first_column = rows.start - top, columns.start - left
        block_rows, block_columns = block.shape[:2]
        colours[first_row : first_row + block_rows, first_column : first_column + block_columns] = (
            self._shown(block, state.plane, state.order)
        )
        texts = np.full((size, size), "", dtype=object)
        names = "RGB" if state.plane == "colour" else (state.plane,)
        planes = self._planes(block, state.order, state.value_range)
        for row, column in np.ndindex(block.shape[:2]):
            lines = [self._cell_text(name, planes[name][row, column], state) for name in names]
            texts[first_row + row, first_column + column] = "\n".join(lines)
        caption = "red, green and blue from top to bottom"
        if state.plane != "colour":
            caption = f"the numbers of plane {state.plane}"
        return NumberedPicture(colours, tuple(map(tuple, texts)), caption)

    def _cell_text(self, name: str, value: Any, state: PixelState) -> str:
        if name == "mask" or state.value_range == "0-255":
            return str(value)
        return _fixed(value, 0) + "°" if name == "H" else _fixed(value, 2)

    def _numbers(self, state: PixelState) -> dict[str, dict[str, str]]:
        table = {}
        for value_range in self.value_ranges:
            asked = {"order": state.order, "value_range": value_range}
            values = self.read(state.row, state.column, **asked)
            table[value_range] = {
                name: self._read_out(name, value, value_range) for name, value in values.items()
            }
        return table

    def _read_out(self, name: str, value: float, value_range: str) -> str:
        if name == "mask" or value_range == "0-255":
            return str(value)
        return _fixed(value, 1) + "°" if name == "H" else _fixed(value, 3)

    def _sentence(self, state: PixelState) -> str:
        numbers = self._numbers(state)[state.value_range]
        subject = f"image[{state.row}, {state.column}]"
        if self.kind == "bool":
            return f"{subject} is {numbers['mask'] == '1'}."
        if self.kind == "uint8" and state.value_range == "0-1":
            subject += " / 255"
        if self.kind == "float32" and state.value_range == "0-255":
            subject += " * 255, rounded,"
        if self.channels == 1:
            return f"{subject} is {numbers['grey']}."
        words = CHANNEL_WORDS[state.order]
        values = [numbers[word[0].upper()] for word in words]
        named = ", ".join(f"{word} {value}" for word, value in zip(words, values, strict=True))
        sentence = f"{subject} is [{', '.join(values)}]: {named}."
        if state.order != self.channel_order:
            sentence += f" Read as {state.order}, red and blue have changed places."
        if state.plane == "H":
            sentence += f" Plane H shows {numbers['H']}; black is 0°, white is almost 360°."
        elif state.plane != "colour":
            sentence += f" Plane {state.plane} shows {numbers[state.plane]}."
        return sentence

    def _usual_places(self) -> dict[str, Place]:
        """Return places that are worth a look in any picture."""
        plane = "mask" if self.kind == "bool" else "grey"
        grey = self._shown(self.pixels, plane, self.channel_order)[..., 0]
        across, down = (cv2.Sobel(grey, cv2.CV_32F, *axis) for axis in ((1, 0), (0, 1)))
        found = {
            "brightest": grey.argmax(),
            "darkest": grey.argmin(),
            "strongest edge": np.hypot(across, down).argmax(),
        }
        places: dict[str, Place] = {"centre": (self.rows // 2, self.columns // 2)}
        for name, index in found.items():
            row, column = np.unravel_index(index, grey.shape)
            places[name] = (int(row), int(column))
        return places

    def _preset_changes(self, place: Place) -> dict[str, Any]:
        if not isinstance(place, Mapping):
            if len(place) != 2:
                raise ImageError(f"A preset is a pixel (row, column), not {place!r}.")
            place = {"row": place[0], "column": place[1]}
        state = self.change(self.start, **place)
        return {name: getattr(state, name) for name in place}


def _as_bytes(pixels: np.ndarray) -> np.ndarray:
    if pixels.dtype == np.uint8:
        return pixels
    return np.floor(pixels.astype(np.float64) * 255 + 0.5).astype(np.uint8)


def _as_floats(pixels: np.ndarray) -> np.ndarray:
    return (pixels / 255).astype(np.float32) if pixels.dtype == np.uint8 else pixels


def _fixed(value: float, places: int) -> str:
    """Return a number with so many decimals; a half goes up, as in JavaScript's toFixed.

    Processors differ in the last bit of OpenCV's float sums. A number that lies on a half would
    show it, so it is first rounded to four decimals.
    """
    tidy = math.floor(float(value) * 10_000 + 0.5) / 10_000
    unit = Decimal(1).scaleb(-places)
    return str(Decimal(tidy).quantize(unit, rounding=ROUND_HALF_UP))


def _place(name: str, value: Any, size: int) -> int:
    sentence = f"{name} is a whole number from 0 to {size - 1}, not {value!r}."
    try:
        place = operator.index(value)
    except TypeError:
        raise ImageError(sentence) from None
    if not 0 <= place < size:
        raise ImageError(sentence)
    return place


def _one_of(name: str, value: Any, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ImageError(f"{name} is one of {', '.join(known)}, not {value!r}.")
    return value
