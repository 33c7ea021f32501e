"""Small pictures side by side in one drawing, and a picture in which a place is outlined."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from course_utils.explorers.charts import label, svg
from course_utils.explorers.encoding import PNG
from course_utils.explorers.frames import Chart

WIDTH, HEIGHT = 320, 360  # at most, of a drawing with one picture
SHEET = 800  # the width of a sheet that has a line of the page to itself
LARGEST_TILE = 100  # pixels of the page
NUMBER = 13  # room for the number below a tile
GAP = 6  # between two tiles
SMALLEST, FINEST = 20, 64  # pixels of the file for the shorter and the longer side of a tile
NUMBERED = 26  # pixels of the page that a tile needs for a number
MARGIN = 4  # around a picture, so that its outline is whole

EDGE = 'fill="none" stroke="#808080" stroke-width="0.7"'  # where white ends on a white page

Box = tuple[float, float, float, float]  # first row, first column, rows, columns


def sheet(
    tiles: np.ndarray,
    text: str,
    *,
    chosen: int | None = None,
    control: str | None = None,
    names: Sequence[str] = (),
    width: int = SHEET,
    largest: int = LARGEST_TILE,
) -> Chart:
    """Draw small pictures in rows; a click on one sets `control` to its number.

    Parameters
    ----------
    tiles : numpy.ndarray
        (n, rows, columns, 3), RGB, uint8.
    text : str
        What there is to see, for people who do not see it.
    chosen : int, optional
        The number of the tile that is outlined.
    control : str, optional
        The value of the state that holds the number of the chosen tile.
    names : sequence of str
        What stands below the tiles; by default their numbers, where there is room.
    width, largest : int
        The width of the drawing, and of the largest tile, in pixels of the page.

    Returns
    -------
    Chart
        A wide one, if it has the width of a whole line.
    """
    count, rows, columns = tiles.shape[:3]
    across = columns_for(count, width // largest)
    cell = width / across
    side = cell - GAP
    tall = side * rows / columns
    numbered = side >= NUMBERED
    pitch = tall + GAP + (NUMBER if numbered else 0)
    down = -(-count // across)
    tiles, gap = _fine(tiles, side)
    parts = []
    for row in range(down):
        line = tiles[row * across : (row + 1) * across]
        x, y = GAP / 2, row * pitch + GAP / 2
        step = cell * len(line) - GAP
        parts.append(_image(_strip(line, gap), x, y, step, tall))
        edges = "".join(
            f"M{x + place * cell:.1f} {y:.1f}h{side:.1f}v{tall:.1f}h{-side:.1f}z"
            for place in range(len(line))
        )
        parts.append(f'<path d="{edges}" {EDGE}/>')
        for place in range(len(line)) if numbered else ():
            number = row * across + place
            words = names[number] if names else str(number)
            parts.append(label(x + place * cell + side / 2, y + tall + NUMBER - 2, words))
    if chosen is not None:
        x, y = chosen % across * cell + GAP / 2, chosen // across * pitch + GAP / 2
        parts.append(
            f'<rect x="{x - 2:.1f}" y="{y - 2:.1f}" width="{side + 4:.1f}" '
            f'height="{tall + 4:.1f}" fill="none" stroke="currentColor" stroke-width="3"/>'
        )
    drawn = svg(parts, width=width, height=round(down * pitch) + 1)
    return Chart(
        drawn,
        text,
        control,
        low=0,
        high=count - 1,
        wide=width == SHEET,
        grid=(down, across) if control else None,
    )


def columns_for(count: int, least: int) -> int:
    """Return how many tiles stand in a row, at least so many: all rows full where that can be.

    >>> columns_for(6, 8), columns_for(10, 8), columns_for(32, 8), columns_for(64, 8)
    (8, 10, 16, 16)
    """
    if count <= least:
        return least
    wanted = max(least, math.ceil((4 * count) ** 0.5))  # about four times as wide as high
    for columns in range(wanted, 2 * wanted):
        if count % columns == 0:
            return columns
    return math.ceil(count / math.ceil(count / wanted))


def outlined(
    picture: np.ndarray,
    text: str,
    boxes: Sequence[Box] = (),
    *,
    width: int = WIDTH,
) -> Chart:
    """Draw a picture in which places are outlined.

    Parameters
    ----------
    picture : numpy.ndarray
        RGB (rows, columns, 3) or grey (rows, columns), uint8.
    text : str
        What there is to see, for people who do not see it.
    boxes : sequence of tuple
        First row, first column, rows and columns of what is outlined; what lies outside of the
        picture is left out.
    """
    rows, columns = picture.shape[:2]
    scale = min((width - 2 * MARGIN) / columns, HEIGHT / rows)
    size = (columns * scale, rows * scale)
    parts = [
        _image(picture, MARGIN, MARGIN, *size),
        f'<path d="M{MARGIN} {MARGIN}h{size[0]:.1f}v{size[1]:.1f}h{-size[0]:.1f}z" {EDGE}/>',
    ]
    for box in boxes:
        parts += _outline(box, rows, columns, scale)
    edge = MARGIN / scale  # in pixels of the picture
    return Chart(
        svg(parts, width=round(size[0] + 2 * MARGIN), height=round(size[1] + 2 * MARGIN)),
        text,
        low=-0.5 - edge,
        high=columns - 0.5 + edge,
        bottom=rows - 0.5 + edge,
        top=-0.5 - edge,
    )


def movable(chart: Chart, across: str, up: str, units: tuple[tuple[float, float], ...]) -> Chart:
    """Return the drawing so that a click in it sets two values, of a row and of a column.

    Parameters
    ----------
    chart : Chart
        As `outlined` returns it.
    across, up : str
        The values of the state for the column and for the row.
    units : tuple
        For rows and columns: the value that belongs to pixel 0, and how much it grows by pixel.
    """
    (row, by_row), (column, by_column) = units
    return replace(
        chart,
        control=across,
        control_up=up,
        low=column + by_column * chart.low,
        high=column + by_column * chart.high,
        bottom=row + by_row * chart.bottom,
        top=row + by_row * chart.top,
    )


def _outline(box: Box, rows: int, columns: int, scale: float) -> list[str]:
    """Return a black line in a white one around the part of a box that lies in the picture."""
    first_row, first_column = max(box[0], 0), max(box[1], 0)
    last_row, last_column = min(box[0] + box[2], rows), min(box[1] + box[3], columns)
    if last_row <= first_row or last_column <= first_column:
        return []
    x, y = MARGIN + first_column * scale, MARGIN + first_row * scale
    size = f'width="{(last_column - first_column) * scale:.1f}" '
    size += f'height="{(last_row - first_row) * scale:.1f}"'
    return [
        f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="none" stroke="{colour}" '
        f'stroke-width="{thick}"/>'
        for colour, thick in (("white", 6), ("black", 2.5))
    ]


def _fine(tiles: np.ndarray, side: float) -> tuple[np.ndarray, int]:
    """Return the tiles with enough pixels for a gap between them, and the pixels of that gap."""
    rows, columns = tiles.shape[1:3]
    if max(rows, columns) > FINEST:
        shrink = FINEST / max(rows, columns)
        size = (max(round(columns * shrink), 1), max(round(rows * shrink), 1))
        tiles = np.stack([cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in tiles])
    else:
        # As many pixels as it takes for a gap of nearly a whole number of them.
        least = math.ceil(SMALLEST / columns)
        gap = GAP * columns / side
        times = min(range(least, 2 * least + 2), key=lambda each: abs(each * gap % 1 - 0.5) < 0.4)
        tiles = tiles.repeat(times, axis=1).repeat(times, axis=2)
    return tiles, max(round(GAP * tiles.shape[2] / side), 1)


def _strip(tiles: np.ndarray, gap: int) -> np.ndarray:
    """Return tiles in a row with nothing between them, (rows, columns, 4), RGBA."""
    count, rows, columns = tiles.shape[:3]
    strip = np.zeros((rows, count, columns + gap, 4), np.uint8)
    strip[:, :, :columns, :3] = tiles.swapaxes(0, 1)
    strip[:, :, :columns, 3] = 255
    return strip.reshape(rows, -1, 4)[:, : count * (columns + gap) - gap]


def _image(picture: np.ndarray, x: float, y: float, width: float, height: float) -> str:
    """Return a picture as a part of an SVG; its pixels stay sharp."""
    if picture.ndim == 3:
        order = cv2.COLOR_RGBA2BGRA if picture.shape[2] == 4 else cv2.COLOR_RGB2BGR
        picture = cv2.cvtColor(picture, order)
    file = cv2.imencode(".png", np.ascontiguousarray(picture), PNG)[1]
    data = base64.b64encode(file.tobytes()).decode("ascii")
    return (
        f'<image x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        'preserveAspectRatio="none" style="image-rendering:pixelated" '
        f'href="data:image/png;base64,{data}"/>'
    )
