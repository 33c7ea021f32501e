"""Axes for the drawings of explorers: curves, points, surfaces and contours at their values."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from contourpy import contour_generator

from course_utils.explorers.charts import label, svg
from course_utils.explorers.encoding import PNG
from course_utils.explorers.frames import Chart

LEFT, RIGHT, HEAD, FOOT = 44, 12, 20, 34  # pixels around the axes, for their numbers and names
MOST_TICKS = 6
FAR = 1e5  # pixels; what lies farther away is drawn this far away
PAPER, INK = "white", "black"  # on a surface, whose colours are the same in every theme


@dataclass(frozen=True)
class Axes:
    """A rectangle whose places are values, as parts of an SVG.

    Parameters
    ----------
    left, right, bottom, top : float
        The values at its four sides.
    across, up : str
        The names of the two axes.
    counts : bool
        Whether the values of the horizontal axis are counted, so that its numbers are whole.
    width, height : int
        Of the whole drawing, with room for numbers and names.

    Examples
    --------
    >>> axes = Axes(0, 10, 0, 1, width=156, height=104)
    >>> float(axes.x(5)), float(axes.y(0.5))
    (94.0, 45.0)
    """

    left: float
    right: float
    bottom: float
    top: float
    across: str = ""
    up: str = ""
    counts: bool = False
    width: int = 320
    height: int = 280

    @property
    def inner_width(self) -> int:
        return self.width - LEFT - RIGHT

    @property
    def inner_height(self) -> int:
        return self.height - HEAD - FOOT

    def x(self, value: np.ndarray | float) -> np.ndarray:
        """Return how far from the left edge of the drawing a value lies."""
        share = (np.asarray(value) - self.left) / (self.right - self.left)
        return np.clip(LEFT + self.inner_width * share, -FAR, FAR)

    def y(self, value: np.ndarray | float) -> np.ndarray:
        """Return how far from the upper edge of the drawing a value lies."""
        share = (np.asarray(value) - self.bottom) / (self.top - self.bottom)
        return np.clip(HEAD + self.inner_height * (1 - share), -FAR, FAR)

    def frame(self) -> str:
        """Return the outline, numbers along both axes and their names."""
        ground, end = HEAD + self.inner_height, LEFT + self.inner_width
        lines = [f"M{LEFT} {HEAD}H{end}V{ground}H{LEFT}Z"]
        words = []
        for tick in ticks(self.left, self.right, finest=int(self.counts)):
            lines.append(f"M{self.x(tick):.1f} {ground}v4")
            words.append(label(self.x(tick), ground + 15, tick_text(tick)))
        for tick in ticks(self.bottom, self.top):
            lines.append(f"M{LEFT} {self.y(tick):.1f}h-4")
            words.append(label(LEFT - 6, self.y(tick) + 4, tick_text(tick), anchor="end"))
        words.append(label(LEFT + self.inner_width / 2, self.height - 5, self.across))
        words.append(label(LEFT, HEAD - 7, self.up, anchor="start"))
        return f'<path d="{"".join(lines)}" {_stroke("currentColor", 1)}/>{"".join(words)}'

    def inside(self, parts: Sequence[str]) -> str:
        """Return these parts without what lies beyond the axes."""
        size = f'width="{self.inner_width}" height="{self.inner_height}"'
        box = f"{LEFT} {HEAD} {self.inner_width} {self.inner_height}"
        return f'<svg x="{LEFT}" y="{HEAD}" {size} viewBox="{box}">{"".join(parts)}</svg>'

    def centres(self, columns: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the values in the middle of each pixel of a surface, each (rows, columns).

        The first row is the uppermost, as in every picture.
        """
        across = self.left + (self.right - self.left) * (np.arange(columns) + 0.5) / columns
        up = self.top - (self.top - self.bottom) * (np.arange(rows) + 0.5) / rows
        return np.broadcast_to(across, (rows, columns)), np.tile(up[:, np.newaxis], columns)

    def surface(self, picture: np.ndarray) -> str:
        """Return a picture that fills the axes, (rows, columns, 3), RGB, uint8."""
        file = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), PNG)[1]
        data = base64.b64encode(file.tobytes()).decode("ascii")
        return (
            f'<image x="{LEFT}" y="{HEAD}" width="{self.inner_width}" height="{self.inner_height}"'
            f' preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
        )

    def curve(
        self,
        x: np.ndarray,
        y: np.ndarray,
        *,
        colour: str = "currentColor",
        width: float = 2,
        dash: str = "none",
    ) -> str:
        """Return the line through these places, (n,) each; it breaks where one is not finite."""
        return _path(_finite_pieces(self.x(x), self.y(y)), colour, width, dash)

    def contours(self, heights: np.ndarray, levels: Sequence[float], *, colour: str) -> str:
        """Return the lines of equal height; `heights` belong to the places of `centres`."""
        across, up = self.centres(heights.shape[1], heights.shape[0])
        generator = contour_generator(self.x(across), self.y(up), heights)
        pieces = [
            cv2.approxPolyDP(line.astype(np.float32), 0.15, False)[:, 0]  # of a pixel
            for level in levels
            for line in generator.lines(level)
        ]
        return _path(pieces, colour, 0.7, "none")

    def dots(
        self,
        x: np.ndarray,
        y: np.ndarray,
        *,
        colour: str = "currentColor",
        edge: str = "none",
        radius: float = 3,
        square: bool = False,
    ) -> str:
        """Return a disc, or a square, at each place, (n,) each."""
        half = 0.9 * radius if square else radius
        if square:
            shape = f"m{-half:g} {-half:g}h{2 * half:g}v{2 * half:g}h{-2 * half:g}z"
        else:
            arc = f"a{half:g} {half:g} 0 1 0"
            shape = f"m{-half:g} 0{arc} {2 * half:g} 0{arc} {-2 * half:g} 0"
        places = np.stack([self.x(x), self.y(y)], axis=-1).reshape(-1, 2)
        path = "".join(f"M{across:.1f} {up:.1f}{shape}" for across, up in places.tolist())
        return f'<path d="{path}" fill="{colour}" stroke="{edge}" stroke-width="1.2"/>'

    def chart(
        self,
        parts: Sequence[str],
        text: str,
        control: str | None = None,
        control_up: str | None = None,
    ) -> Chart:
        """Return the drawing; a click in it sets the value of `control`, and of `control_up`.

        Parameters
        ----------
        parts : sequence of str
            What is drawn; what lies beyond the axes is left out.
        text : str
            What there is to see, for people who do not see it.
        """
        across = (self.right - self.left) / self.inner_width
        up = (self.top - self.bottom) / self.inner_height
        return Chart(
            svg([self.inside(parts), self.frame()], width=self.width, height=self.height),
            text,
            control,
            low=self.left - LEFT * across,
            high=self.right + RIGHT * across,
            control_up=control_up,
            bottom=self.bottom - FOOT * up,
            top=self.top + HEAD * up,
        )


def ticks(low: float, high: float, finest: float = 0) -> list[float]:
    """Return at most six round numbers from `low` to `high`, at least `finest` apart.

    Examples
    --------
    >>> ticks(-2, 5)
    [-2.0, 0.0, 2.0, 4.0]
    """
    rough = (high - low) / (MOST_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10, 20) if power * factor >= rough * 0.999)
    step = max(step, finest)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def tick_text(value: float) -> str:
    """Return a short text for a number at an axis.

    >>> tick_text(0.5), tick_text(1500000.0)
    ('0.5', '1.5e6')
    """
    text = f"{value:g}"
    return text.replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")


def _path(pieces: Iterable[np.ndarray], colour: str, width: float, dash: str) -> str:
    """Return lines through places of the drawing, each (n, 2)."""
    path = "".join(
        "M" + "L".join([f"{x:.1f} {y:.1f}" for x, y in piece.tolist()]) for piece in pieces
    )
    return f'<path d="{path}" {_stroke(colour, width)} stroke-dasharray="{dash}"/>'


def _stroke(colour: str, width: float) -> str:
    return f'fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round"'


def _finite_pieces(x: np.ndarray, y: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the parts of a line, (n, 2), between the places that are not finite."""
    line = np.stack(np.broadcast_arrays(x, y), axis=-1)
    finite = np.isfinite(line).all(axis=1)
    if finite.all():
        yield line
        return
    ends = np.flatnonzero(np.diff(finite.astype(int))) + 1
    for piece, keep in zip(np.split(line, ends), np.split(finite, ends), strict=True):
        if keep.size and keep[0]:
            yield piece
