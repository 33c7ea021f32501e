"""The pictures of a walk: the landscape with its path, the loss after each step, the samples."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_utils.explorers.axes import INK, PAPER, Axes
from course_utils.explorers.descents.landscapes import LANDSCAPES, Fit
from course_utils.explorers.descents.walking import IN_TURN, Walk
from course_utils.explorers.frames import Chart
from course_utils.explorers.shades import BLUE, ORANGE, darkening

PIXELS = 140  # along each side of the contour map
BANDS = 12
ZOOMS = (0.1, 0.25, 0.5, 1.0)  # how much of the height of a loss curve is drawn
MOST_DOTS = 60  # more steps than these are a line without dots


def landscape(walk: Walk, text: str, controls: tuple[str, ...]) -> Chart:
    """Draw the loss curve or the contour map with the path; a click sets the start."""
    name = walk.settings.landscape
    if len(walk.landscape.parameters) == 1:
        axes, curve = _loss_curve(name, _zoom(walk))
        parts = [*_sample_curves(axes, walk), curve]
        parts += _path(axes, walk.places[:, 0], walk.losses, edge="currentColor", halo=False)
    else:
        axes, ground = _contour_map(name)
        parts = [*ground, *_path(axes, *walk.places.T, edge=INK, halo=True)]
    return axes.chart(parts, text, *controls)


def _zoom(walk: Walk) -> float:
    """Return how much of the loss curve has to be seen for the path; steady while it moves."""
    found = walk.landscape
    highest = float(found.loss(np.array([found.low, found.high])).max())
    return next((zoom for zoom in ZOOMS if walk.losses.max() < 0.9 * zoom * highest), 1.0)


@lru_cache
def _loss_curve(name: str, zoom: float) -> tuple[Axes, str]:
    """Return the axes and the curve of a loss of one parameter."""
    found = LANDSCAPES[name]
    every = np.linspace(found.low[0], found.high[0], 121)
    heights = found.loss(every[:, np.newaxis])
    high = zoom * float(heights.max())
    axes = Axes(found.low[0], found.high[0], -0.03 * high, high, found.parameters[0], "loss")
    return axes, axes.curve(every, heights)


@lru_cache
def _contour_map(name: str) -> tuple[Axes, tuple[str, ...]]:
    """Return the axes and the map of a loss of two parameters, with its minima."""
    found = LANDSCAPES[name]
    (left, bottom), (right, top) = found.low, found.high
    axes = Axes(left, right, bottom, top, *found.parameters)
    heights = found.loss(np.stack(axes.centres(PIXELS, PIXELS), axis=-1))
    # The bands are narrow where the loss is small, so that the floor of a valley has shape.
    levels = found.lowest + (heights.max() - found.lowest) * np.linspace(0, 1, BANDS + 1)[1:-1] ** 3
    bands = np.digitize(heights, levels)
    parts = [
        axes.surface(darkening(bands / BANDS)),
        axes.contours(heights, levels, colour="#33556b"),
    ]
    if isinstance(found, Fit) and len(found.minima) > 1:  # a floor that is flat along a line
        parts.append(axes.curve(*found.minima.T, colour=INK, width=1, dash="5 4"))
    else:
        parts += [_plus(axes, *minimum) for minimum in found.minima]
    return axes, tuple(parts)


def _plus(axes: Axes, x: float, y: float) -> str:
    """Return the mark of a minimum."""
    place = f"M{axes.x(x):.1f} {axes.y(y):.1f}"
    path = f"{place}m-6 0h12{place}m0 -6v12"
    return f'<path d="{path}" stroke="{INK}" stroke-width="1.5" fill="none"/>'


def _sample_curves(axes: Axes, walk: Walk) -> list[str]:
    """Return the loss of each sample alone, where each step follows only one of them."""
    found = walk.landscape
    if walk.settings.order != IN_TURN or not isinstance(found, Fit):
        return []
    every = np.linspace(axes.left, axes.right, 61)
    return [
        axes.curve(every, (every * x - target) ** 2, width=0.8, dash="2 3")
        for x, target in zip(found.x, found.targets, strict=True)
    ]


def _path(axes: Axes, x: np.ndarray, y: np.ndarray, *, edge: str, halo: bool) -> list[str]:
    """Return the steps as a line with dots, from a ring to a large dot."""
    parts = [axes.curve(x, y, colour=PAPER, width=4)] if halo else []
    parts.append(axes.curve(x, y, colour=ORANGE, width=1.8))
    if len(x) <= MOST_DOTS:
        parts.append(axes.dots(x[1:-1], y[1:-1], colour=ORANGE, radius=2.8))
    return [
        *parts,
        axes.dots(x[:1], y[:1], colour=PAPER, edge=INK, radius=6),
        axes.dots(x[-1:], y[-1:], colour=ORANGE, edge=edge, radius=4.5),
    ]


def losses(walk: Walk, text: str) -> Chart:
    """Draw the loss after each step."""
    top = float(walk.losses.max()) * 1.06 or 1.0
    last = max(walk.settings.steps, 1)
    several = isinstance(walk.landscape, Fit) and len(walk.landscape.x) > 1
    up = "loss of all samples" if several else "loss"
    axes = Axes(-0.02 * last, 1.02 * last, -0.02 * top, top, "step", up, counts=True)
    steps = np.arange(len(walk.losses))
    parts = [axes.curve(steps, walk.losses, colour=ORANGE)]
    if len(steps) <= MOST_DOTS:
        parts.append(axes.dots(steps, walk.losses, colour=ORANGE, radius=3))
    if walk.landscape.lowest > 1e-6:
        lowest = np.full(2, walk.landscape.lowest)
        parts.append(axes.curve(np.array([axes.left, axes.right]), lowest, width=1, dash="5 4"))
    return axes.chart(parts, text)


def samples(walk: Walk, text: str) -> Chart:
    """Draw the samples with the line of the node, at the start and after the last step."""
    found = walk.landscape
    assert isinstance(found, Fit)
    top = float(max(found.y.max() * 1.3, 1))
    axes = Axes(0, float(found.x.max() * 1.25), min(float(found.y.min()) - 0.5, -1), top, "x", "y")
    ends = np.array([axes.left, axes.right])
    lines = [_node(found, place, ends) for place in (walk.places[0], walk.places[-1])]
    return axes.chart(
        [
            axes.curve(ends, lines[0], width=1.4, dash="6 4"),
            axes.curve(ends, lines[1], colour=ORANGE, width=2.5),
            axes.dots(found.x, found.y, colour=BLUE, edge=PAPER, radius=4.5),
        ],
        text,
    )


def _node(found: Fit, place: np.ndarray, x: np.ndarray) -> np.ndarray:
    return place[0] * x + (place[1] if found.bias is None else found.bias)
