"""The hue wheel: all hues around, saturation outward, and the chosen part of them outlined."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np

from course_utils.explorers.colours.hsv import Interval

HEIGHT, WIDTH = 420, 560
CENTRE = (212, 192)  # x, y
RADIUS = 148
BAR_LEFT, BAR_RIGHT, BAR_TOP, BAR_BOTTOM = 430, 458, 56, 356
FONT_SIZE = 0.7

BACKGROUND = 255
INK = (20, 20, 20)
FONT = cv2.FONT_HERSHEY_SIMPLEX


def hue_wheel(
    intervals: Sequence[Interval],
    saturation: Interval,
    value: Interval,
    hue_labels: Sequence[str],
    saturation_label: str,
    value_labels: Sequence[str],
) -> np.ndarray:
    """Draw the wheel with the chosen hues and saturations, and a bar with the chosen values.

    Hue 0 is at the right and hues grow against the clock, like angles in mathematics.

    Parameters
    ----------
    intervals : sequence of (int, int)
        First and last chosen hue of each interval, from 0 to 179: OpenCV's 8 bits.
    saturation, value : (int, int)
        First and last chosen S and V, from 0 to 255.
    hue_labels : sequence of str
        What stands around the wheel, evenly spaced, from hue 0 on.
    saturation_label : str
        What stands under the wheel.
    value_labels : sequence of str
        What stands beside the marks of the bar: the lowest and the highest V.

    Returns
    -------
    numpy.ndarray
        RGB, uint8, (420, 560, 3). What is not chosen is pale.

    Examples
    --------
    >>> wheel = hue_wheel([(0, 20)], (100, 255), (0, 255), ["0"], "S 100 to 255", ["0", "255"])
    >>> wheel.shape, wheel[172, 314].tolist()  # right of the centre: a red, hue 15 degrees
    ((420, 560, 3), [255, 109, 76])
    """
    colours, hue, level, disc = _wheel()
    chosen = np.zeros(disc.shape, bool)
    for first, last in intervals:
        chosen |= (hue >= first) & (hue <= last)
    chosen &= disc & (level >= saturation[0]) & (level <= saturation[1])
    picture = np.where(chosen[..., np.newaxis], colours, _pale())
    cv2.circle(picture, CENTRE, RADIUS, (120, 120, 120), 1, cv2.LINE_AA)
    if saturation[0] <= saturation[1]:
        for interval in intervals:
            _outline_sector(picture, interval, saturation)
    _write_around(picture, hue_labels)
    _write(picture, saturation_label, (CENTRE[0], HEIGHT - 22))
    _draw_bar(picture, value, value_labels)
    return picture


@cache
def _wheel() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return colours at full V, hue (0 to 179), saturation (0 to 255), and where the disc is."""
    rows, columns = np.indices((HEIGHT, WIDTH), np.float32)
    right, up = columns - CENTRE[0], CENTRE[1] - rows
    degrees = np.rad2deg(np.arctan2(up, right)) % 360
    share = np.hypot(right, up) / RADIUS
    disc = share <= 1
    hsv = np.dstack([degrees, share.clip(0, 1), np.ones_like(share)]).astype(np.float32)
    rgb = np.rint(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB) * 255).astype(np.uint8)
    hue = np.rint(degrees / 2).astype(int) % 180
    return rgb, hue, np.rint(share * 255).astype(int), disc


@cache
def _pale() -> np.ndarray:
    colours, _, _, disc = _wheel()
    pale = np.full(colours.shape, BACKGROUND, np.uint8)
    pale[disc] = np.rint(0.3 * colours[disc] + 0.7 * 225)
    return pale


def _outline_sector(picture: np.ndarray, hues: Interval, saturation: Interval) -> None:
    """Draw a dark line in a light one around a part of the wheel."""
    lines = _sector(hues, saturation)
    for colour, thickness in (((255, 255, 255), 7), (INK, 3)):
        # Sixteenths of a pixel, so that the line does not jump from pixel to pixel.
        points = [np.rint(line * 16).astype(np.int32) for line in lines]
        cv2.polylines(picture, points, True, colour, thickness, cv2.LINE_AA, shift=4)


def _sector(hues: Interval, saturation: Interval) -> list[np.ndarray]:
    """Return the border lines, (points, 2), of a sector of the ring; a full ring has one or two."""
    first, last = hues
    angles = np.deg2rad(np.linspace(2 * first - 1, 2 * last + 1, 2 * (last - first) + 3))
    arcs = [_on_circle(angles, RADIUS * level / 255) for level in saturation]
    if last - first == 179:
        return arcs if saturation[0] else arcs[1:]
    return [np.vstack([arcs[0], arcs[1][::-1]])]


def _on_circle(angles: np.ndarray, radius: float) -> np.ndarray:
    x = CENTRE[0] + radius * np.cos(angles)
    return np.column_stack([x, CENTRE[1] - radius * np.sin(angles)])


def _write_around(picture: np.ndarray, labels: Sequence[str]) -> None:
    angles = np.deg2rad(np.arange(len(labels)) * 360 / len(labels))
    ticks = zip(_on_circle(angles, RADIUS), _on_circle(angles, RADIUS + 8), strict=True)
    for start, end in ticks:
        cv2.line(picture, _whole(start), _whole(end), INK, 1, cv2.LINE_AA)
    for place, label in zip(_on_circle(angles, RADIUS + 34), labels, strict=True):
        _write(picture, label, place)


def _draw_bar(picture: np.ndarray, value: Interval, labels: Sequence[str]) -> None:
    """Draw V from black at the bottom to white at the top, and the chosen part outlined."""
    rows = np.arange(BAR_TOP, BAR_BOTTOM + 1)
    levels = np.rint(255 * (BAR_BOTTOM - rows) / (BAR_BOTTOM - BAR_TOP)).astype(np.uint8)
    picture[BAR_TOP : BAR_BOTTOM + 1, BAR_LEFT:BAR_RIGHT] = levels[:, np.newaxis, np.newaxis]
    cv2.rectangle(picture, (BAR_LEFT, BAR_TOP), (BAR_RIGHT, BAR_BOTTOM), (120, 120, 120), 1)
    _write(picture, "V", ((BAR_LEFT + BAR_RIGHT) / 2, BAR_TOP - 30))
    low, high = (round(BAR_BOTTOM - (BAR_BOTTOM - BAR_TOP) * level / 255) for level in value)
    if value[0] > value[1]:
        return
    for colour, thickness in (((255, 255, 255), 7), (INK, 3)):
        cv2.rectangle(picture, (BAR_LEFT - 3, high), (BAR_RIGHT + 3, low), colour, thickness)
    # Two limits that lie close together would write over each other.
    spread = max(0, 24 - (low - high)) / 2
    for label, row in zip(labels, (low + spread, high - spread), strict=True):
        _write(picture, label, (BAR_RIGHT + 44, row))


def _write(picture: np.ndarray, text: str, centre: Sequence[float]) -> None:
    (width, height), _ = cv2.getTextSize(text, FONT, FONT_SIZE, 1)
    corner = (round(centre[0] - width / 2), round(centre[1] + height / 2))
    cv2.putText(picture, text, corner, FONT, FONT_SIZE, INK, 1, cv2.LINE_AA)


def _whole(point: np.ndarray) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
