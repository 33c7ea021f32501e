"""What a network makes of the plane, as pictures: its regions, each node's own map, its curves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from course_utils.explorers.axes import Axes
from course_utils.explorers.charts import label, svg
from course_utils.explorers.frames import Chart
from course_utils.explorers.playing.training import DIVERGED, Measured, samples
from course_utils.explorers.shades import BLUE, ORANGE, diverging
from course_utils.networks import Network

REACH = 2.4  # the plane is shown from -REACH to REACH, both ways
GRID = 100  # places a side at which the network is asked
SIDE = 360  # pixels of the picture of the regions
PART = 2000  # places at once; with more, NumPy starts threads that cost more than they save
MAP_STEP = 2  # a node's map has every second place
BORDER = np.uint8(40)  # grey level of the line where both classes are as probable

SHARP = 4  # points are drawn so many times as large, and made smaller
RADIUS = {"training": 4.4, "test": 3.4}  # pixels of the picture
TEST_DASH = "5 3"
HIGHEST_LOSS = 1.05 * DIVERGED  # of the curves' axis
MOST_PLACES = 240  # of a curve


def plane() -> np.ndarray:
    """Return the places of the grid, (GRID * GRID, 2), row by row from the upper left corner."""
    along = REACH * (2 * (np.arange(GRID) + 0.5) / GRID - 1)
    across, up = np.meshgrid(along, along[::-1])
    return np.column_stack([across.ravel(), up.ravel()])


_PLANE = plane()


def activations(network: Network) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return what the network says about each place, and the outputs of its hidden layers.

    Returns
    -------
    tuple
        Probabilities of class 1, (GRID, GRID), and for each hidden layer an array
        (GRID, GRID, nodes).
    """
    parts = []
    with np.errstate(over="ignore", invalid="ignore"):  # weights that have diverged
        for start in range(0, len(_PLANE), PART):
            said = network.predict(_PLANE[start : start + PART])
            parts.append([said, *(layer.a for layer in network.layers[:-1])])
    wholes = [np.concatenate(each).reshape(GRID, GRID, -1) for each in zip(*parts, strict=True)]
    return wholes[0][..., 0], wholes[1:]


def region_picture(probabilities: np.ndarray, overlay: tuple[np.ndarray, ...]) -> np.ndarray:
    """Return the plane in the colours of the classes, with the border and the points.

    Parameters
    ----------
    probabilities : array, (GRID, GRID)
    overlay : tuple of array
        What `points_overlay` has returned.

    Returns
    -------
    array, (SIDE, SIDE, 3), uint8
        Blue is class 0, orange class 1, white in between.
    """
    values = np.nan_to_num(2 * probabilities - 1).astype(np.float32)
    picture = cv2.resize(diverging(values), (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    fine = cv2.resize(values, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    border = cv2.morphologyEx((fine > 0).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3)))
    picture[border > 0] = BORDER
    places, colours, opacity = overlay
    flat = picture.reshape(-1, 3)
    flat[places] = np.rint(flat[places] * (1 - opacity) + colours)
    return picture


@lru_cache(maxsize=8)
def points_overlay(
    data: str, noise: float, count: int, with_test: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where points lie in the picture, with their colours times opacity, and the opacity.

    A disc is class 0 and a triangle class 1; training points are full, test points have a hole.
    """
    size = SIDE * SHARP
    drawn = np.zeros((size, size, 4), np.uint8)
    training, test = samples(data, noise, count)
    kinds = {"test": test} if with_test else {}
    for kind, (places, labels) in {**kinds, "training": training}.items():
        for place, label_ in zip(places, labels, strict=True):
            _draw_point(drawn, place, int(label_), kind)
    soft = cv2.resize(drawn.astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    opacity = soft[..., 3].ravel() / 255
    where = np.flatnonzero(opacity)
    return where, soft[..., :3].reshape(-1, 3)[where], opacity[where, np.newaxis]


def _draw_point(drawn: np.ndarray, place: np.ndarray, label_: int, kind: str) -> None:
    """Draw a point with a rim: white around a full one, its own colour around a white one."""
    strong, white = (*_rgb((BLUE, ORANGE)[label_]), 255), (255, 255, 255, 255)
    rim, inside = (white, strong) if kind == "training" else (strong, white)
    middle = SIDE * SHARP * (1 + place * [1, -1] / REACH) / 2
    radius = RADIUS[kind] * SHARP
    for size, colour in ((radius, rim), (radius - 1.3 * SHARP, inside)):
        if label_ == 0:
            cv2.circle(drawn, np.rint(middle).astype(int).tolist(), round(size), colour, -1)
        else:
            angle = np.pi * np.array([0.5, 7 / 6, 11 / 6])
            corners = middle + 1.35 * size * np.column_stack([np.cos(angle), -np.sin(angle)])
            cv2.fillPoly(drawn, [np.rint(corners).astype(np.int32)], colour)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def node_picture(values: np.ndarray, activation: str) -> np.ndarray:
    """Return the outputs of one node over the plane: blue below the middle, orange above it.

    Parameters
    ----------
    values : array, (GRID, GRID)
    activation : str
        White is 0; for the sigmoid, which has no values below 0, it is 0.5. ReLU and linear have
        no largest value, so the strongest colour is the largest one of this map.

    Returns
    -------
    array, (GRID / MAP_STEP, GRID / MAP_STEP, 3), uint8
    """
    values = np.nan_to_num(values[::MAP_STEP, ::MAP_STEP], posinf=0, neginf=0)
    if activation == "sigmoid":
        values = 2 * values - 1
    elif activation != "tanh":
        values = values / max(float(np.abs(values).max()), 1e-12)
    return diverging(values)


def loss_chart(measured: Sequence[Measured]) -> Chart:
    """Return training loss (a full line) and test loss (dashes) against the epochs."""
    last = len(measured) - 1
    # Every so many epochs, always the same ones, so that a growing curve keeps its shape.
    step = 1
    while last / step > MOST_PLACES:
        step *= 2
    epochs = np.append(np.arange(0, last, step), last)
    losses = np.array(
        [[measured[epoch].training_loss, measured[epoch].test_loss] for epoch in epochs]
    )
    highest = float(np.nanmax(np.where(np.isfinite(losses), losses, 0)))
    top = min(max(0.8, 1.05 * highest), HIGHEST_LOSS)
    axes = Axes(0, max(20, last), 0, top, across="epoch", up="loss", height=260)
    curves = [
        axes.curve(epochs, losses[:, 1], dash=TEST_DASH),
        axes.curve(epochs, losses[:, 0]),
    ]
    if np.isfinite(losses[-1]).all():  # a dot where it is now; at the start there is no line yet
        curves.append(axes.dots(epochs[-1:].repeat(2), losses[-1], radius=2.5))
    legend = [
        _legend(axes.width - 158, "training", "none"),
        _legend(axes.width - 74, "test", TEST_DASH),
    ]
    now = measured[-1]
    text = (
        f"Loss against epochs, after epoch {last}: training {loss_text(now.training_loss)}, "
        f"test {loss_text(now.test_loss)}. At the start: training "
        f"{loss_text(measured[0].training_loss)}, test {loss_text(measured[0].test_loss)}."
    )
    size = {"width": axes.width, "height": axes.height}
    return Chart(svg([axes.inside(curves), axes.frame(), *legend], **size), text)


def _legend(x: float, name: str, dash: str) -> str:
    line = (
        f'<path d="M{x} 10h24" stroke="currentColor" stroke-width="2" stroke-dasharray="{dash}"/>'
    )
    return line + label(x + 30, 14, name, anchor="start")


def loss_text(loss: float) -> str:
    """Return a loss in words that stay short.

    >>> loss_text(0.12345), loss_text(1234.5), loss_text(float("nan"))
    ('0.123', '1.2e+03', 'not a number')
    """
    if np.isnan(loss):
        return "not a number"
    return f"{loss:.3f}" if loss < 100 else f"{loss:.2g}"
