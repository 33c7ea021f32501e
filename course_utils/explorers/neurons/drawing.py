"""The pictures of a node: the plane of its inputs, its activation and the activation's slope."""

from __future__ import annotations

import numpy as np

from course_utils.explorers.axes import INK, PAPER, Axes
from course_utils.explorers.frames import Chart
from course_utils.explorers.neurons.node import HIGH, LOW, Node, Points
from course_utils.explorers.shades import BLUE, ORANGE, diverging

PIXELS = 96  # along each side of the coloured plane
FULL = {"linear": 3.0, "sigmoid": 0.5, "tanh": 1.0, "relu": 3.0}  # from white to full colour
RANGES = (6, 12, 24, 48)  # how far the scale of z goes on both sides
PLANE = Axes(LOW, HIGH, LOW, HIGH, "input x1", "input x2")
_PLACES = np.stack(PLANE.centres(PIXELS, PIXELS), axis=-1)  # (rows, columns, 2)


def plane_colours(node: Node) -> np.ndarray:
    """Return the outputs over the plane as colours, (rows, columns, 3): white at the threshold."""
    outputs = node.output(node.sums(_PLACES))
    return diverging((outputs - node.threshold) / FULL[node.activation])


def plane(node: Node, place: tuple[float, float], points: Points, text: str) -> Chart:
    """Draw the plane with the decision line, the points of both classes and the input."""
    parts = [PLANE.surface(plane_colours(node))]
    for value in (LOW, HIGH):  # the axes through the origin
        parts.append(PLANE.curve(np.array([0, 0]), np.array([0, value]), colour="#777", width=0.6))
        parts.append(PLANE.curve(np.array([0, value]), np.array([0, 0]), colour="#777", width=0.6))
    if node.has_line:
        x, y = node.line().T
        parts.append(PLANE.curve(x, y, colour=INK, width=2.5))
    right = points.right(node)
    for label, colour in ((0, BLUE), (1, ORANGE)):
        for good, edge in ((True, PAPER), (False, INK)):
            x, y = points.places[(points.labels == label) & (right == good)].T
            parts.append(PLANE.dots(x, y, colour=colour, edge=edge, radius=4.4, square=label == 1))
    parts += _ring(*place)
    return PLANE.chart(parts, text, control="x1", control_up="x2")


def _ring(x1: float, x2: float) -> list[str]:
    """Return a ring that leaves a point under it to be seen."""
    x, y = float(PLANE.x(x1)), float(PLANE.y(x2))
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="none" stroke="{colour}" '
        f'stroke-width="{width}"/>'
        for colour, width in ((PAPER, 5.5), (INK, 2.5))
    ]


def _operating_point(axes: Axes, x: float, y: float) -> list[str]:
    """Return a ring with a dot in it, to be seen on every colour."""
    return [
        axes.dots(x, y, colour=PAPER, edge=PAPER, radius=8),
        axes.dots(x, y, colour=PAPER, edge=INK, radius=6.5),
        axes.dots(x, y, colour=INK, radius=2.5),
    ]


def activation(node: Node, z: float, text: str) -> Chart:
    """Draw the activation over z, with the operating point and its tangent."""
    reach = scale(z)
    low, high = {
        "linear": (-reach, reach),
        "sigmoid": (-0.1, 1.1),
        "tanh": (-1.2, 1.2),
        "relu": (-0.1 * reach, reach),
    }[node.activation]
    axes = Axes(-reach, reach, low, high, "weighted sum z", "output a")
    a, slope = float(node.output(z)), float(node.slope(z))
    ends = np.array([z - 2 * reach, z + 2 * reach])
    every = np.linspace(-reach, reach, 121)
    parts = [
        *_zero_lines(axes, node.threshold),
        axes.curve(every, node.output(every)),
        axes.curve(ends, a + slope * (ends - z), colour=ORANGE, dash="6 4"),
        _drop(axes, z, a),
        *_operating_point(axes, z, a),
    ]
    return axes.chart(parts, text)


def slope(node: Node, z: float, text: str) -> Chart:
    """Draw the slope of the activation over z, with the operating point."""
    reach = scale(z)
    axes = Axes(-reach, reach, -0.08, 1.2, "weighted sum z", "slope of the activation")
    every = np.sort([*np.linspace(-reach, reach, 120), -1e-6, 1e-6])  # ReLU has a step at 0
    steep = float(node.slope(z))
    parts = [
        *_zero_lines(axes, 0),
        axes.curve(every, node.slope(every)),
        _drop(axes, z, steep),
        *_operating_point(axes, z, steep),
    ]
    return axes.chart(parts, text)


def scale(z: float) -> int:
    """Return how far the scale of z goes: far enough for this one, and steady while z moves.

    >>> scale(2), scale(-7.5)
    (6, 12)
    """
    return next(reach for reach in RANGES if abs(z) <= 0.95 * reach)


def _zero_lines(axes: Axes, height: float) -> list[str]:
    return [
        axes.curve(np.array([0, 0]), np.array([axes.bottom, axes.top]), width=0.5),
        axes.curve(np.array([axes.left, axes.right]), np.array([height, height]), width=0.5),
    ]


def _drop(axes: Axes, z: float, value: float) -> str:
    """Return a thin line from the point down to the scale of z."""
    return axes.curve(np.array([z, z]), np.array([axes.bottom, value]), width=1, dash="1.5 3")
