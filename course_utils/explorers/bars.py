"""Bars for the outputs of a network: one line for each class, with its name and its number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_utils.explorers.charts import label, svg
from course_utils.explorers.frames import Chart
from course_utils.explorers.shades import BLUE, ORANGE

WIDTH, LINE, BAR = 340, 24, 14  # of the drawing, of one line, of its bar
LETTER = 6.2  # the width of a letter, about
LONGEST = 16  # letters of a name that are shown


def bars(
    values: np.ndarray,
    names: Sequence[str],
    texts: Sequence[str],
    text: str,
    *,
    chosen: int | None = None,
    low: float = 0.0,
    high: float = 1.0,
) -> Chart:
    """Draw a bar for each value, from 0 on, with its name before it and its text after it.

    Parameters
    ----------
    values : numpy.ndarray
        (n,). What lies beyond `low` and `high` is drawn up to there.
    names, texts : sequence of str
        One for each value.
    text : str
        What there is to see, for people who do not see it.
    chosen : int, optional
        The value that is orange and has a mark; the others are blue.
    low, high : float
        The scale: it holds 0, which has a thin line.
    """
    names = [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}\u2026" for name in names]
    left = 24 + LETTER * max(len(name) for name in names)
    right = WIDTH - 8 - LETTER * max(len(each) for each in texts)

    def x_of(value: float) -> float:
        return left + (right - left) * (min(max(value, low), high) - low) / (high - low)

    zero = x_of(0)
    parts = []
    for place, (value, name, words) in enumerate(zip(values.tolist(), names, texts, strict=True)):
        y = place * LINE + (LINE - BAR) / 2
        best = place == chosen
        start, end = sorted((zero, x_of(value)))
        parts.append(
            f'<rect x="{start:.1f}" y="{y:.1f}" width="{max(end - start, 0.5):.1f}" '
            f'height="{BAR}" rx="1" fill="{ORANGE if best else BLUE}"/>'
        )
        parts.append(label(left - 8, y + BAR - 3, name, anchor="end"))
        parts.append(label(right + 6, y + BAR - 3, words, anchor="start"))
        if best:
            parts.append(f'<path d="M1 {y + 1:.1f}l8 {BAR / 2 - 1}l-8 {BAR / 2 - 1}z"/>')
    height = len(names) * LINE
    parts.append(f'<path d="M{zero:.1f} 0V{height}" stroke="currentColor" stroke-width="1"/>')
    return Chart(svg(parts, width=WIDTH, height=height), text)
