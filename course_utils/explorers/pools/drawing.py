"""A map as numbers with its windows, its output, and what a shift has changed."""

from __future__ import annotations

import cv2
import numpy as np

from course_utils.explorers.charts import label, svg
from course_utils.explorers.frames import Chart, NumberedPicture
from course_utils.explorers.pools.windows import MAX, Windows
from course_utils.explorers.shades import ORANGE, darkening, diverging
from course_utils.images.number_table import text_colour

CELL = 26  # units of the drawing
EDGE = 16  # ... for the numbers of rows and columns
FEWEST = 8  # cells that the drawing has room for, so that a small map is not drawn too large
INSETS = (1.5, 4)  # of a window's outline; windows that overlap take turns, and are thinner
WIDTHS = (1.4, 0.7)
INK, NOBODY, EMPTY = "#000", "#808080", "#d8d8d8"


def input_chart(
    values: np.ndarray, windows: Windows, mode: str, window: tuple[int, int], largest: int
) -> Chart:
    """Draw a map as numbers: outlines of all windows, a thick one, and what each one chooses.

    Parameters
    ----------
    values : array, (height, width)
    windows : Windows
    mode : {"max", "average"}
        With "max" the chosen value of each window has a ring.
    window : tuple of int
        Row and column of the window that is looked at.
    largest : int
        The value that is darkest.
    """
    height, width = values.shape
    corners = [windows.first(*place) for place in np.ndindex(windows.counts)]
    low = [min(0, *(corner[axis] for corner in corners)) for axis in (0, 1)]
    high = [
        max(side, *(corner[axis] + windows.size for corner in corners))
        for axis, side in enumerate((height, width))
    ]

    def x(column: float) -> float:
        return EDGE + CELL * (column - low[1])

    def y(row: float) -> float:
        return EDGE + CELL * (row - low[0])

    seen = windows.seen()
    colours = darkening(values / max(largest, 1))
    parts = []
    for row in range(low[0], high[0]):
        for column in range(low[1], high[1]):
            if not (0 <= row < height and 0 <= column < width):
                parts.append(_outside(x(column), y(row)))
                continue
            parts.append(_square(x(column), y(row), _hex(colours[row, column])))
            ink = text_colour(colours[row, column])
            text = label(x(column) + CELL / 2, y(row) + CELL / 2 + 4, str(values[row, column]))
            parts.append(f'<g fill="{ink}">{text}</g>')
            if not seen[row, column]:
                parts.append(_crossed(x(column), y(row)))
    parts += [label(x(column + 0.5), EDGE - 4, str(column)) for column in range(width)]
    parts += [label(EDGE - 4, y(row + 0.5) + 4, str(row), anchor="end") for row in range(height)]
    overlap = windows.stride < windows.size
    for place, (top, left) in zip(np.ndindex(windows.counts), corners, strict=True):
        inset = INSETS[sum(place) % 2] if overlap else INSETS[0]
        side = CELL * windows.size
        parts.append(_outline(x(left), y(top), side, inset, INK, WIDTHS[overlap]))
    chosen = windows.chosen(values) if mode == MAX else {}
    for row, column in sorted(set(chosen.values())):
        parts.append(_ring(x(column + 0.5), y(row + 0.5), INK, 1.6))
    top, left = windows.first(*window)
    parts.append(_outline(x(left), y(top), CELL * windows.size, 0, ORANGE, 4))
    if chosen:
        row, column = chosen[window]
        parts.append(_ring(x(column + 0.5), y(row + 0.5), ORANGE, 3))
    size = {"width": int(x(max(high[1], FEWEST))) + 3, "height": int(y(high[0])) + 3}
    return Chart(svg(parts, **size), _input_words(values, windows, mode, window, chosen))


def output_picture(
    output: np.ndarray, caption: str, largest: int, window: tuple[int, int] | None = None
) -> NumberedPicture:
    """Return pooled values as numbers; with a window, a click chooses another one."""
    texts = tuple(tuple(number(each) for each in row) for row in output.tolist())
    colours = darkening(output / max(largest, 1))
    if window is None:
        return NumberedPicture(colours, texts, caption)
    return NumberedPicture(colours, texts, caption, control="window", chosen=window)


def change_picture(
    before: np.ndarray, after: np.ndarray, caption: str, largest: int
) -> NumberedPicture:
    """Return by how much each output has changed; "=" stands where it stayed."""
    difference = np.where(np.isclose(before, after), 0, after - before)
    texts = tuple(
        tuple("=" if each == 0 else signed(each) for each in row) for row in difference.tolist()
    )
    return NumberedPicture(diverging(difference / max(largest, 1)), texts, caption)


def whole_picture(
    whole: np.ndarray, largest: int, part: tuple[slice, slice] | None = None
) -> np.ndarray:
    """Return a map in grey, uint8; with a part, in colour and with a box around that part."""
    grey = np.rint(whole * (255 / max(largest, 1))).astype(np.uint8)
    if part is None:
        return grey
    picture = np.repeat(grey[..., np.newaxis], 3, axis=2)
    rows, columns = part
    red, green, blue = (int(ORANGE[place : place + 2], 16) for place in (1, 3, 5))
    corners = (columns.start - 1, rows.start - 1), (columns.stop, rows.stop)
    cv2.rectangle(picture, *corners, (red, green, blue))
    return picture


def number(value: float) -> str:
    """Return a number that fits into a cell.

    >>> number(7), number(0.25), number(1 / 3), number(12.25)
    ('7', '0.25', '0.33', '12.2')
    """
    if float(value).is_integer():
        return str(int(value))
    text = f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
    return text.rstrip("0").rstrip(".")


def signed(value: float) -> str:
    """Return a number with its sign.

    >>> signed(3), signed(-0.5)
    ('+3', '-0.5')
    """
    return f"{'+' if value > 0 else ''}{number(value)}"


def _input_words(
    values: np.ndarray,
    windows: Windows,
    mode: str,
    window: tuple[int, int],
    chosen: dict[tuple[int, int], tuple[int, int]],
) -> str:
    rows, columns = windows.covered(*window)
    down, across = windows.counts
    sentence = (
        f"{values.shape[0]} x {values.shape[1]} numbers under {down} x {across} windows of "
        f"{windows.size} x {windows.size}. The window that is looked at covers "
        f"{_span('row', rows)} and {_span('column', columns)}."
    )
    if mode == MAX:
        row, column = chosen[window]
        sentence += f" Its largest value, {values[row, column]}, is in row {row}, column {column}."
    lines = [" ".join(map(str, row)) for row in values.tolist()]
    return f"{sentence} Row by row: {'; '.join(lines)}."


def _span(name: str, places: slice) -> str:
    if places.stop - places.start == 1:
        return f"{name} {places.start}"
    return f"{name}s {places.start} to {places.stop - 1}"


def _hex(colour: np.ndarray) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour.tolist())


def _square(x: float, y: float, fill: str) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{CELL}" height="{CELL}" fill="{fill}" '
        f'stroke="{NOBODY}" stroke-width="0.6"/>'
    )


def _outside(x: float, y: float) -> str:
    """Return a cell that no value stands in: beyond the edge of the map."""
    lines = f"M{x:g} {y + CELL:g}l{CELL} -{CELL}M{x:g} {y + CELL / 2:g}l{CELL / 2:g} -{CELL / 2:g}"
    lines += f"M{x + CELL / 2:g} {y + CELL:g}l{CELL / 2:g} -{CELL / 2:g}"
    return f'{_square(x, y, EMPTY)}<path d="{lines}" stroke="#aaa" stroke-width="1"/>'


def _crossed(x: float, y: float) -> str:
    """Return the mark of a value that lies in no window."""
    line = f"M{x + 2:g} {y + CELL - 2:g}l{CELL - 4} -{CELL - 4}"
    return f'<path d="{line}" stroke="{NOBODY}" stroke-width="1.6"/>'


def _outline(x: float, y: float, side: float, inset: float, colour: str, width: float) -> str:
    return (
        f'<rect x="{x + inset:g}" y="{y + inset:g}" width="{side - 2 * inset:g}" '
        f'height="{side - 2 * inset:g}" rx="3" fill="none" stroke="{colour}" '
        f'stroke-width="{width:g}"/>'
    )


def _ring(x: float, y: float, colour: str, width: float) -> str:
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="9.5" fill="none" stroke="{colour}" '
        f'stroke-width="{width:g}"/>'
    )
