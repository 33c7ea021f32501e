"""The pictures of a fit: curves by epoch, and the confusion matrix as a table of counts."""

from __future__ import annotations

import numpy as np

from course_utils.explorers import shades
from course_utils.explorers.axes import HEAD, Axes
from course_utils.explorers.charts import label
from course_utils.explorers.frames import Chart, NumberedPicture
from course_utils.explorers.training.record import Record

CURVES = (("training", "", shades.BLUE, "none"), ("validation", "val_", shades.ORANGE, "6 3"))
LINE, LETTER = 24, 5.5  # of the legend: how long a line is, and how wide a letter, about
FAINTEST = 0.3  # the shade of a single mistake: it has to be found among the zeros


def curves(record: Record, name: str, epoch: int) -> Chart:
    """Draw one measure of training and validation by epoch, with a line at the chosen epoch.

    A click or a drag in it chooses an epoch.
    """
    series = {
        words: record.series(prefix + name)
        for words, prefix, _, _ in CURVES
        if prefix + name in record.epochs[-1].logs
    }
    values = np.concatenate([*series.values()])
    finite = values[np.isfinite(values)]
    high = float(finite.max()) if finite.size else 1.0
    low = min(float(finite.min()), 0.0) if finite.size else 0.0
    if name != "loss" and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    last = record.planned if record.runs else record.newest
    axes = Axes(
        record.first - 0.5,
        max(last, record.first + 4) + 0.5,  # with fewer the axis would count parts of epochs
        low,
        high + 0.05 * (high - low or 1),
        across="epoch",
        up=name,
    )
    numbers = np.arange(record.first, record.newest + 1)
    marker = np.array([epoch, epoch]), np.array([axes.bottom, axes.top])
    parts = [axes.curve(*marker, width=1, dash="2 3")]
    for words, prefix, colour, dash in CURVES:
        if words in series:
            line = series[words]
            parts.append(axes.curve(numbers, line, colour=colour, dash=dash))
            spots = [epoch - record.first] if len(line) > 1 else [0]
            parts.append(_dots(axes, numbers[spots], line[spots], colour, square=bool(prefix)))
    chart = axes.chart(parts, curve_words(record, name, epoch), "epoch")
    legend = _legend(list(series), axes.width)
    return Chart(
        chart.svg.replace("</svg>", "</svg>" + legend, 1),
        chart.text,
        chart.control,
        chart.low,
        chart.high,
    )


def _dots(axes: Axes, x: np.ndarray, y: np.ndarray, colour: str, *, square: bool) -> str:
    seen = np.isfinite(y)
    return axes.dots(x[seen], y[seen], colour=colour, radius=3.5, square=square)


def _legend(names: list[str], width: int) -> str:
    """Return the names of the lines, right above the axes, each after a piece of its line."""
    parts, right = [], width - 12.0
    for words, _, colour, dash in reversed(CURVES):
        if words not in names:
            continue
        left = right - LETTER * len(words)
        parts.append(label(right, HEAD - 7, words, anchor="end"))
        parts.append(
            f'<path d="M{left - LINE:.0f} {HEAD - 11}h{LINE - 5}" stroke="{colour}" '
            f'stroke-width="2.5" stroke-dasharray="{dash}"/>'
        )
        right = left - LINE - 10
    return "".join(parts)


def curve_words(record: Record, name: str, epoch: int) -> str:
    """Return the values of a measure after an epoch.

    Examples
    --------
    >>> from course_utils.explorers.training.record import Epoch
    >>> one = Record(1, epochs=[Epoch({"loss": 0.5, "val_loss": 0.75}, None)])
    >>> curve_words(one, "loss", 1)
    'loss after epoch 1: training 0.500, validation 0.750'
    """
    logs = record.epochs[epoch - record.first].logs
    found = [f"{words} {number(logs[key])}" for words, key in _keys(name) if key in logs]
    return f"{name} after epoch {epoch}: {', '.join(found)}"


def _keys(name: str) -> list[tuple[str, str]]:
    return [(words, prefix + name) for words, prefix, _, _ in CURVES]


def number(value: float) -> str:
    """Return a measure with three digits after the point, or few digits where it is large.

    >>> number(0.0314), number(1234.5), number(float("nan"))
    ('0.031', '1.23e+03', 'NaN')
    """
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else "infinite"
    return f"{value:.3f}" if abs(value) < 100 else f"{value:.3g}"


def confusion_table(
    counts: np.ndarray, names: tuple[str, ...], cell: tuple[int, int] | None
) -> NumberedPicture:
    """Draw the confusion matrix, (classes, classes): right answers blue, mistakes orange.

    A shade is the share of the row: of all samples of a class.
    """
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    strength = np.where(counts > 0, FAINTEST + (1 - FAINTEST) * share, 0)
    right = np.eye(len(counts), dtype=bool)
    colours = shades.diverging(np.where(right, -strength, strength))
    return NumberedPicture(
        colours,
        tuple(tuple(str(count) for count in row) for row in counts.tolist()),
        "rows: the truth, columns: the answer",
        row_names=names,
        column_names=names,
        control="cell",
        chosen=cell,
    )
