"""Drawings for explorers as SVG: lines and letters in the colour of the page's text."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import numpy as np

from course_utils.explorers.frames import Chart

WIDTH, HEIGHT = 320, 200
HEAD, FOOT = 34, 18  # room for the names of the marks, and for the scale
LETTER = 6.2  # the width of a letter, about
DASHES = ("none", "5 4", "1.5 3")


def svg(parts: Sequence[str], *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Return an ``<svg>`` of these parts that grows with its place in the page.

    Examples
    --------
    >>> svg(['<circle r="2"/>'], width=4, height=3)[-22:]
    '><circle r="2"/></svg>'
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'style="display:block;width:100%;height:auto" font-family="sans-serif" font-size="11" '
        f'fill="currentColor" stroke="none" stroke-width="0">{"".join(parts)}</svg>'
    )


def label(x: float, y: float, text: str, *, anchor: str = "middle") -> str:
    """Return a text at a place; `anchor` is "start", "middle" or "end".

    Examples
    --------
    >>> label(10, 20, "a < b")
    '<text x="10.0" y="20.0" text-anchor="middle">a &lt; b</text>'
    """
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(text)}</text>'


def histogram(
    counts: np.ndarray,
    *,
    text: str,
    marks: Mapping[str, float] | None = None,
    control: str | None = None,
    bright_above: float | None = None,
    first: float = 0,
    last: float | None = None,
) -> Chart:
    """Draw how often each value occurs, with named lines.

    Parameters
    ----------
    counts : numpy.ndarray
        How often each value occurs, (values,): the bars stand from `first` to `last`.
    text : str
        What there is to see, for people who do not see it.
    marks : mapping of str to float, optional
        Names of lines and where they stand. The first is drawn through, the next in dashes.
    control : str, optional
        The value of the state that a drag in the chart sets.
    bright_above : float, optional
        Bars of values above this are drawn full, the others pale.
    first, last : float
        The values of the first and the last bar; by default 0 and the number of bars - 1.

    Returns
    -------
    Chart
        Its edges lie half a bar outside of `first` and `last`.

    Examples
    --------
    >>> chart = histogram(np.array([3, 0, 5, 1]), text="Two heaps.", marks={"cut 1": 1})
    >>> chart.low, chart.high, "cut 1" in chart.svg
    (-0.5, 3.5, True)
    """
    counts = np.asarray(counts)
    last = first + len(counts) - 1 if last is None else last
    bar = (last - first) / max(len(counts) - 1, 1)
    low, high = first - bar / 2, last + bar / 2

    def x_of(value: float) -> float:
        return WIDTH * (value - low) / (high - low)

    ground = HEIGHT - FOOT
    # One high bar, such as a white page, must not flatten all others.
    top = np.sort(counts)[-3] if len(counts) > 16 else counts.max()
    heights = (ground - HEAD) * np.minimum(counts / max(top, 1), 1)
    values = np.linspace(first, last, len(counts))
    full = np.ones(len(counts), bool) if bright_above is None else values > bright_above
    edges = [x_of(value - bar / 2) for value in values] + [WIDTH]
    parts = [
        _bars(edges, ground - heights, ground, ~full, 0.35),
        _bars(edges, ground - heights, ground, full, 0.85),
        f'<path d="M0 {ground}H{WIDTH}" stroke="currentColor" stroke-width="1"/>',
        label(1, HEIGHT - 5, f"{first:g}", anchor="start"),
        label(WIDTH - 1, HEIGHT - 5, f"{last:g}", anchor="end"),
    ]
    lines = [(name, x_of(value)) for name, value in (marks or {}).items()]
    places = [place for _, place in lines]
    first_is_low = bool(lines) and _fits(*lines[0], places[1:])
    for number, (name, x) in enumerate(lines):
        below = first_is_low == (number == 0)
        crossing = (places[:1] if number else places[1:]) if below else []
        handle = bool(control) and not number
        parts.append(_mark(name, x, _beside(name, x, crossing), below, number, handle=handle))
    return Chart(svg(parts), text, control, low, high)


def _bars(
    edges: Sequence[float], tops: np.ndarray, ground: float, chosen: np.ndarray, opacity: float
) -> str:
    shapes = [
        f"M{edges[i]:.1f} {ground}V{tops[i]:.1f}H{edges[i + 1]:.1f}V{ground}Z"
        for i in np.flatnonzero(chosen & (tops < ground))
    ]
    return f'<path d="{"".join(shapes)}" opacity="{opacity}"/>' if shapes else ""


def _fits(name: str, x: float, crossing: Sequence[float]) -> bool:
    """Say whether a name has room in the lower row, where the other marks' lines come down."""
    return _half(name) <= _beside(name, x, crossing) <= WIDTH - _half(name)


def _beside(name: str, x: float, crossing: Sequence[float]) -> float:
    """Return the middle of a name near its line at `x`, on its own side of the other lines."""
    half = _half(name)
    middle = min(max(x, half), WIDTH - half)
    for other in crossing:
        if abs(other - middle) < half:
            right = x > other or (x == other and x < WIDTH / 2)
            middle = other + half if right else other - half
    return middle


def _half(name: str) -> float:
    """Return about half of the width of a name, with some room."""
    return LETTER * len(name) / 2 + 3


def _mark(name: str, x: float, middle: float, below: bool, number: int, *, handle: bool) -> str:
    """Return a line with its name above it, in the lower row or in the upper one."""
    middle, y = min(max(middle, _half(name)), WIDTH - _half(name)), 26 if below else 12
    dash = DASHES[min(number, len(DASHES) - 1)]
    ground = HEIGHT - FOOT
    parts = [
        f'<path d="M{x:.1f} {y + 4}V{ground}" stroke="currentColor" stroke-width="2" '
        f'stroke-dasharray="{dash}"/>',
        label(middle, y, name),
    ]
    if handle:  # what can be moved has something to take hold of
        parts.append(f'<path d="M{x:.1f} {ground - 9}l7 9h-14z"/>')
    return "".join(parts)
