"""Convolution step by step: a kernel moves over a small picture, and the output grows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils import kernels
from course_utils.explorers.base import PanelModel
from course_utils.explorers.controls import Cell, Choice, Grid, Play, Slider, Switch
from course_utils.explorers.convolving import drawing
from course_utils.explorers.convolving.examples import (
    BINARY,
    FIVE,
    GREYS,
    KERNELS,
    LARGEST_DIVISOR,
    OTHER_SIX,
    OWN_KERNEL,
    PHOTOGRAPH,
    PICTURES,
    SIX,
    THREE,
    Rows,
    kernel_name,
    resized,
)
from course_utils.explorers.convolving.sliding import Sliding, slide
from course_utils.explorers.convolving.words import number, place_words, size_row
from course_utils.explorers.frames import Frame, NumberedPicture
from course_utils.explorers.photographs import OWN
from course_utils.images import ImageError

WHERE = "explorers.convolution"
LARGEST = 12  # rows and columns of the caller's picture: each of its numbers has to be read
WIDEST_RING = 3
MOST_PLACES = LARGEST + 2 * WIDEST_RING  # along one axis
SIZES = ("1 x 1", "1 x 3", "3 x 1", "2 x 2", "3 x 3", "4 x 4", "5 x 5")
NO_PADDING = "none"
PADDINGS = (NO_PADDING, "zeros", "ones", "replicate", "reflect")
PAUSES = (0.1, 0.5, 1, 2)  # seconds


@dataclass(frozen=True)
class ConvolutionState:
    """A picture, a kernel, how the kernel moves, and where it is.

    ``named`` is the name of ``kernel`` with its ``divisor``, or "your own", and ``size`` its size.
    ``ring`` is how wide the padding is, where there is one. ``moves`` counts how often the kernel
    has moved, row by row, and ``window`` is where it is: row and column of the output. While it
    plays, each place stays for ``pause`` seconds.
    """

    moves: int
    pause: float
    picture: str
    named: str
    size: str
    kernel: Rows
    padding: str
    flip: bool
    divisor: int
    ring: int
    stride: int
    dilation: int
    window: tuple[int, int]


class ConvolutionModel(PanelModel):
    """A kernel on a small picture, place by place.

    Parameters
    ----------
    image : array, optional
        Your own picture, (height, width) with at most 12 rows and columns, of any real numbers.
        The pictures of the course are there to choose as well.
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Examples
    --------
    >>> model = ConvolutionModel()
    >>> frame = model.render(model.change(model.start, moves=15))
    >>> print(frame.sentence)
    Place 16 of 16, output[3, 3]: 1 + 0 - 8 + 6 + 0 - 8 + 2 + 0 - 9 = -16. The output is complete: \
4 x 4.
    """

    def __init__(
        self,
        image: np.ndarray | None = None,
        *,
        title: str = "Convolution step by step",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        self._pictures = {name: make() for name, make in PICTURES.items()}
        if image is not None:
            self._pictures = {OWN: checked_numbers(image)} | self._pictures
        first = next(iter(self._pictures))
        padded = {"padding": PADDINGS[1:]}
        self.controls = (
            Play("moves", "Window", MOST_PLACES**2 - 1, pause="pause"),
            Choice("pause", "Seconds a place", PAUSES),
            Choice("picture", "Picture", tuple(self._pictures)),
            Choice("named", "Kernel", (*KERNELS, OWN_KERNEL)),
            Choice("size", "Kernel size", SIZES),
            Grid("kernel", "Numbers of the kernel", -99, 99, sizes=tuple(map(_sides, SIZES))),
            Choice("padding", "Padding", PADDINGS),
            Switch("flip", "turn the kernel by half a turn"),
            Slider("divisor", "Divide the sum by", 1, LARGEST_DIVISOR),
            Slider("ring", "Padding width", 1, WIDEST_RING, only_with=padded),
            Slider("stride", "Stride", 1, 4),
            Slider("dilation", "Dilation", 1, 3),
            Cell("window", "Window", MOST_PLACES, MOST_PLACES),
        )
        kernel, divisor = KERNELS["vertical edges"]
        self.start = ConvolutionState(
            moves=0,
            pause=0.5,
            picture=first,
            named="vertical edges",
            size="3 x 3",
            kernel=kernel,
            padding=NO_PADDING,
            flip=False,
            divisor=divisor,
            ring=1,
            stride=1,
            dilation=1,
            window=(0, 0),
        )
        self.presets = PRESETS if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)

    def change(self, state: ConvolutionState, **changes: Any) -> ConvolutionState:
        """Return the changed state, with what belongs together: name and kernel, moves and window.

        Another picture, or another size of the output, begins at the first place.
        """
        changed = super().change(state, **changes)
        if "kernel" not in changes:
            if "named" in changes and changed.named != OWN_KERNEL:
                kernel, divisor = KERNELS[changed.named]
                changed = dataclasses.replace(changed, kernel=kernel, divisor=divisor)
            elif "size" in changes:
                kernel = resized(changed.kernel, *_sides(changed.size))
                changed = dataclasses.replace(changed, kernel=kernel)
        changed = dataclasses.replace(
            changed,
            named=kernel_name(changed.kernel, changed.divisor),
            size=f"{len(changed.kernel)} x {len(changed.kernel[0])}",
        )
        places = self._places(changed)
        if places is None:
            return dataclasses.replace(changed, window=(0, 0), moves=0)
        row, column = self._moved(state, changed, places)
        return dataclasses.replace(changed, window=(row, column), moves=row * places[1] + column)

    def sliding(self, state: ConvolutionState) -> Sliding:
        """Return what the kernel does on the picture; raise ValueError where it finds no place."""
        return slide(
            self._pictures[state.picture],
            np.array(state.kernel),
            divisor=state.divisor,
            ring=_ring(state),
            mode=_mode(state),
            stride=state.stride,
            dilation=state.dilation,
            flip=state.flip,
        )

    def render(self, state: ConvolutionState) -> Frame:
        """Return the picture with the window, the products, the output so far, and the sum."""
        picture = self._pictures[state.picture]
        padded = kernels.pad(picture, _ring(state), mode=_mode(state))
        sides = zip(picture.shape, np.shape(state.kernel), strict=True)
        numbers = {
            name: size_row(size, kernel, _ring(state), state.stride, state.dilation)
            for name, (size, kernel) in zip(("rows", "columns"), sides, strict=True)
        }
        try:
            sliding = self.sliding(state)
        except ValueError as misfit:
            return Frame(
                pictures={"picture": drawing.picture_table(padded, _ring(state), None, (0, 0))},
                numbers=numbers,
                sentence=str(misfit),
                captions={"picture": f"{_picture_words(state, picture)}."},
                ended=True,
            )
        place = state.window
        pictures: dict[str, NumberedPicture] = {
            "picture": drawing.picture_table(padded, _ring(state), sliding, place),
            "products": drawing.products_table(sliding, place),
            "output": drawing.output_table(sliding, place),
        }
        return Frame(
            pictures=pictures,
            numbers=numbers,
            sentence=place_words(sliding, *place),
            captions={
                "picture": f"{_picture_words(state, picture)}. Outlined: the numbers below the "
                "kernel. Click or use the arrow keys to move it.",
                "products": _products_words(state, sliding),
                "output": _output_words(sliding, state.moves),
            },
            ended=state.moves == sliding.output.size - 1,
        )

    def _places(self, state: ConvolutionState) -> tuple[int, int] | None:
        """Return the size of the output; None where the kernel finds no place."""
        settings = {"padding": _ring(state), "stride": state.stride, "dilation": state.dilation}
        picture = self._pictures[state.picture]
        try:
            rows, columns = (
                kernels.output_size(size, kernel, **settings)
                for size, kernel in zip(picture.shape, np.shape(state.kernel), strict=True)
            )
        except ValueError:
            return None
        return rows, columns

    def _moved(
        self, before: ConvolutionState, now: ConvolutionState, places: tuple[int, int]
    ) -> tuple[int, int]:
        """Return where the window is now, moved by `window`, by `moves` or by neither."""
        rows, columns = places
        if now.window != before.window:
            return min(now.window[0], rows - 1), min(now.window[1], columns - 1)
        if now.moves != before.moves:
            row, column = divmod(min(now.moves, rows * columns - 1), columns)
            return row, column
        if places != self._places(before) or now.picture != before.picture:
            return 0, 0
        return now.window


def checked_numbers(image: object) -> np.ndarray:
    """Return the caller's picture as float64; raise ImageError with a sentence."""
    try:
        picture = np.asarray(image)
    except ValueError:  # rows of unequal length
        picture = np.array([])
    if picture.dtype.kind not in "buif":
        raise ImageError(f"{WHERE} takes a picture of real numbers, not {image!r:.60}.")
    if picture.ndim != 2 or not 1 <= min(picture.shape) <= max(picture.shape) <= LARGEST:
        raise ImageError(
            f"{WHERE} takes a small picture, (height, width) with 1 to {LARGEST} rows and columns, "
            f"but the shape is {picture.shape}. image[:{LARGEST}, :{LARGEST}] cuts a grey one."
        )
    if not np.isfinite(picture).all():
        raise ImageError(f"{WHERE} takes finite numbers, but the picture holds NaN or infinity.")
    return picture.astype(float)


def _sides(size: str) -> tuple[int, int]:
    rows, columns = size.split(" x ")
    return int(rows), int(columns)


def _ring(state: ConvolutionState) -> int:
    return 0 if state.padding == NO_PADDING else state.ring


def _mode(state: ConvolutionState) -> str:
    return "zeros" if state.padding == NO_PADDING else state.padding


RING_WORDS = {
    "zeros": "zeros",
    "ones": "ones",
    "replicate": "copies of the edge (replicate)",
    "reflect": "mirrored pixels (reflect)",
}


def _picture_words(state: ConvolutionState, picture: np.ndarray) -> str:
    words = f"picture: {picture.shape[0]} x {picture.shape[1]}"
    if not _ring(state):
        return words
    return f"{words}, and a dashed ring of {RING_WORDS[state.padding]}, {state.ring} wide"


def _products_words(state: ConvolutionState, sliding: Sliding) -> str:
    kernel = "kernel, turned by half a turn" if state.flip else "kernel"
    total = number(sliding.products(*state.window).sum())
    return f"products: picture × {kernel}. Their sum is {total}."


def _output_words(sliding: Sliding, moves: int) -> str:
    rows, columns = sliding.output.shape
    words = (
        f"output, the feature map: {rows} x {columns}, "
        f"{moves + 1} of {rows * columns} numbers so far."
    )
    return f"{words} Blue is below 0, orange above." if drawing.has_signs(sliding) else words


def _preset(**changes: Any) -> dict[str, Any]:
    """Return all settings, so that a preset shows the same after whatever was there before."""
    plain = {"padding": NO_PADDING, "ring": 1, "stride": 1, "dilation": 1, "flip": False}
    return {"picture": SIX, "named": "vertical edges"} | plain | changes


PRESETS: dict[str, dict[str, Any]] = {
    "6 x 6 and 3 x 3": _preset(),
    "the kernel turned": _preset(flip=True),
    "5 x 5 and 3 x 3": _preset(picture=FIVE),
    "a kernel of one row": _preset(picture=THREE, named="row -1 0 1"),
    "count the ones": _preset(picture=BINARY, named="3 x 3 ones"),
    "a ring of zeros": _preset(picture=OTHER_SIX, padding="zeros"),
    "sharpen, padded": _preset(picture=GREYS, named="sharpen", padding="zeros"),
    "stride 2": _preset(named="2 x 2 ones", stride=2),
    "dilation 2": _preset(dilation=2),
    "photograph: edges": _preset(picture=PHOTOGRAPH, named="horizontal edges"),
    "photograph: blur": _preset(picture=PHOTOGRAPH, named="Gaussian blur", padding="reflect"),
    "it does not fit": _preset(picture=THREE, dilation=2),
}
