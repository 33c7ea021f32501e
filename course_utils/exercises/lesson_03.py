"""The exercises of lesson 03: pictures changed so that their labels stay true.

``x`` runs to the right and ``y`` down; the centre of a pixel lies at whole numbers. A matrix, 3 by
3, takes a place ``(x, y, 1)`` of the old picture to its place in the new one. Positive degrees turn
counter-clockwise as seen. A box is ``(x, y, width, height)``.

Where an answer is random, the checks call it many times and compare what right answers have in
common. Every bound is at least six standard errors away from what a right answer gives.
"""

import functools
import math
import random
from collections.abc import Callable

import cv2
import numpy as np
import scipy.ndimage
import scipy.stats
import skimage as ski

from course_utils import augment
from course_utils.checking import Exercise, Mistake, Random

_Findings = dict[str, str]


# --- probes: small pictures, never square --------------------------------------------------------


def _grey(rng: np.random.Generator) -> np.ndarray:
    """Return a grey picture of 8 bits, wider than high or higher than wide."""
    height, extra = int(rng.integers(4, 9)), int(rng.integers(2, 6))
    shape = (height, height + extra) if rng.integers(2) else (height + extra, height)
    return rng.integers(0, 256, size=shape, dtype=np.uint8)


def _any(rng: np.random.Generator) -> np.ndarray:
    """Return a grey picture or a colour picture with three different channels."""
    image = _grey(rng)
    if rng.integers(2):
        return image
    return rng.integers(0, 256, size=(*image.shape, 3), dtype=np.uint8)


def _ramp(height: int, width: int, channels: int = 0) -> np.ndarray:
    """Return a picture in which every value is different from its neighbours, and none is 0.

    The values come again after 251 steps, not 256: a place that wraps shows.
    """
    shape = (height, width, channels) if channels else (height, width)
    return (np.arange(np.prod(shape)).reshape(shape) * 7 % 251 + 1).astype(np.uint8)


# --- 1. flip -------------------------------------------------------------------------------------


def _flip_one_by_one(image: np.ndarray) -> np.ndarray:
    for column in range(image.shape[1]):
        image[:, column] = image[:, image.shape[1] - 1 - column]
    return image


flip = Exercise(
    "03.flip",
    "Mirror",
    reference=lambda image: image[:, ::-1],
    probes=[
        _ramp(3, 5),
        _ramp(5, 4, 3),
        _ramp(1, 6),
        _ramp(4, 1, 3),
        _ramp(1, 1),
        _ramp(2, 300),
        _ramp(300, 3, 3),
        _ramp(7, 4).T,
        Random(4, _any),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "upside down",
            lambda image: image[::-1],
            "Your picture stands on its head: the order of the rows is reversed. Each row should "
            "stay where it is, and its columns should change places.",
        ),
        Mistake(
            "half a turn",
            lambda image: image[::-1, ::-1],
            "Rows and columns are both reversed. That is half a turn, not a mirror image.",
        ),
        Mistake(
            "every axis reversed",
            np.flip,
            "Every axis is reversed: the picture is turned by half a turn, and in colour pictures "
            "red and blue have changed places. Name the one axis that you mean.",
        ),
        Mistake(
            "rows and columns swapped",
            lambda image: image.swapaxes(0, 1),
            "Rows have become columns: that mirrors at the diagonal and changes the shape.",
        ),
        Mistake(
            "a quarter turn",
            np.rot90,
            "That is a quarter turn. A mirror image keeps the shape and the rows.",
        ),
        Mistake(
            "colours reversed",
            lambda image: image[..., ::-1],
            "Grey pictures are right. In colour pictures you have reversed the channels: the last "
            "axis is not always that of the columns.",
        ),
        Mistake(
            "one half overwritten",
            _flip_one_by_one,
            "Both halves show the same: you write into the picture from which you still read. "
            "Write into a copy.",
        ),
        Mistake(
            "rolled by one",
            lambda image: np.roll(image, 1, axis=1),
            "The columns have moved on by one, in their old order. They should be in the reverse "
            "order.",
        ),
        Mistake(
            "unchanged",
            lambda image: image,
            "The picture came back as it was.",
        ),
        Mistake(
            "floats",
            lambda image: image[:, ::-1].astype(float),
            "The picture is mirrored, but its values are floats. np.zeros makes floats unless you "
            "write dtype=np.uint8.",
        ),
    ],
    alternatives=[
        np.fliplr,
        lambda image: cv2.flip(image, 1).reshape(image.shape),
        lambda image: np.array([row[::-1] for row in image]),
        lambda image: image[:, np.arange(image.shape[1])[::-1]].copy(),
        augment.flip,
    ],
    hints=[
        "Left and right belong to the columns, and the columns are the second axis.",
        "A slice with step -1 runs backwards: values[::-1].",
        "Leave the rows alone with `:`, then reverse the columns: image[:, ...].",
    ],
    why="A mirror image only changes the order of the columns; every value stays.",
)


# --- 2. shift ------------------------------------------------------------------------------------


def _shift(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    height, width = image.shape[:2]
    rows, columns = np.arange(height) - dy, np.arange(width) - dx  # where each comes from
    moved = image[rows.clip(0, height - 1)][:, columns.clip(0, width - 1)]
    moved[(rows < 0) | (rows >= height)] = 0
    moved[:, (columns < 0) | (columns >= width)] = 0
    return moved


def _repeat_edges(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    rows = (np.arange(image.shape[0]) - dy).clip(0, image.shape[0] - 1)
    columns = (np.arange(image.shape[1]) - dx).clip(0, image.shape[1] - 1)
    return image[rows][:, columns]


def _fill_with_white(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    inside = _shift(np.ones(image.shape, dtype=np.uint8), dx, dy)
    return np.where(inside, _shift(image, dx, dy), 255).astype(np.uint8)


def _roll(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    return np.roll(image, (dy, dx), axis=(0, 1))


def _roll_and_clear_first(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    moved = _roll(image, dx, dy)
    moved[:dy], moved[:, :dx] = 0, 0
    return moved


def _roll_and_clear(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Clear everything where the amount is 0: the slice 0: has no end."""
    moved = _roll(image, dx, dy)
    moved[slice(0, dy) if dy > 0 else slice(dy, None)] = 0
    moved[:, slice(0, dx) if dx > 0 else slice(dx, None)] = 0
    return moved


def _cut_from_the_end(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    moved = np.zeros_like(image)
    moved[dy:, dx:] = image[:-dy, :-dx]
    return moved


def _only_positive(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    moved = np.zeros_like(image)
    moved[dy:, dx:] = image[: image.shape[0] - dy, : image.shape[1] - dx]
    return moved


def _shift_in_place(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    image[...] = _shift(image, dx, dy)
    return image


def _shift_loop(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    moved = np.zeros_like(image)
    height, width = image.shape[:2]
    for y in range(height):
        for x in range(width):
            if 0 <= x + dx < width and 0 <= y + dy < height:
                moved[y + dy, x + dx] = image[y, x]
    return moved


def _shift_by_opencv(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    matrix = np.array([[1, 0, dx], [0, 1, dy]], dtype=float)
    return cv2.warpAffine(image, matrix, image.shape[1::-1]).reshape(image.shape)


def _shift_by_padding(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    height, width = image.shape[:2]
    sides = [(abs(dy), abs(dy)), (abs(dx), abs(dx)), (0, 0)][: image.ndim]
    top, left = abs(dy) - dy, abs(dx) - dx
    return np.pad(image, sides)[top : top + height, left : left + width]


def _shift_probe(rng: np.random.Generator) -> tuple[np.ndarray, int, int]:
    """Return a picture and a shift of either sign, sometimes further than the picture is wide."""
    image = np.maximum(_any(rng), 1)
    height, width = image.shape[:2]
    dx, dy = int(rng.integers(-width - 1, width + 2)), int(rng.integers(-height - 1, height + 2))
    return image, dx, dy


shift = Exercise(
    "03.shift",
    "Shift",
    reference=_shift,
    probes=[
        (_ramp(5, 8), 2, 1),
        (_ramp(8, 5, 3), -1, 3),
        (_ramp(4, 7, 3), 2, -1),
        (_ramp(7, 4), -3, -2),
        (_ramp(5, 6), 0, 2),
        (_ramp(6, 5, 3), -2, 0),
        (_ramp(3, 5), 0, 0),
        (_ramp(4, 6), 6, 1),
        (_ramp(6, 4), -1, -6),
        (_ramp(5, 4, 3), -9, 2),
        (_ramp(4, 5), 1, 11),
        (_ramp(5, 7), 9, 1),
        (_ramp(7, 5, 3), 1, 9),
        (_ramp(4, 5, 3), 700, -700),
        (_ramp(1, 1), 0, 0),
        (_ramp(1, 1, 3), -1, 0),
        (_ramp(1, 6), 3, 0),
        (_ramp(2, 300), 270, 1),
        (_ramp(300, 3, 3), -1, -260),
        (_ramp(6, 4).T, 1, -1),
        Random(8, _shift_probe),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "comes back in",
            _roll,
            "What leaves the picture on one side comes back in on the other: np.roll does this. "
            "Those places should be 0.",
        ),
        Mistake(
            "dx and dy swapped",
            lambda image, dx, dy: _shift(image, dy, dx),
            "The two directions have changed places. dx belongs to the columns, and rows come "
            "first in the brackets.",
        ),
        Mistake(
            "dy counted upwards",
            lambda image, dx, dy: _shift(image, dx, -dy),
            "A positive dy moves your picture up. Row 0 is at the top, so y runs down.",
        ),
        Mistake(
            "dx counted to the left",
            lambda image, dx, dy: _shift(image, -dx, dy),
            "A positive dx moves your picture to the left. x runs to the right.",
        ),
        Mistake(
            "the wrong way in both directions",
            lambda image, dx, dy: _shift(image, -dx, -dy),
            "Your picture moves to the left and up for positive numbers. Does your rule say where "
            "a pixel goes, or where it comes from?",
        ),
        Mistake(
            "edges repeated",
            _repeat_edges,
            "Where no old pixel came to lie, you repeat the edge. Those places should be 0.",
        ),
        Mistake(
            "filled with white",
            _fill_with_white,
            "Where no old pixel came to lie, you have 255. Those places should be 0.",
        ),
        Mistake(
            "cleared at the wrong end",
            _roll_and_clear_first,
            "You clear the first rows and columns. For a negative number others are empty, and "
            "a slice such as [:-2] means nearly everything.",
        ),
        Mistake(
            "0 clears everything",
            _roll_and_clear,
            "Where a number is 0, everything is gone: the slice [0:] and the slice [-0:] are the "
            "whole axis. Treat 0 like the positive numbers. And what about a shift beyond the "
            "size?",
        ),
        Mistake(
            "cut from the end",
            _cut_from_the_end,
            "A slice such as [:-dx] fits positive numbers only. For 0 it is empty, and for a "
            "negative dx it is something else.",
        ),
        Mistake(
            "only positive numbers",
            _only_positive,
            "Your slices fit shifts from 0 to the size of the picture. For others the two sides "
            "have different shapes.",
        ),
        Mistake(
            "only to the side",
            lambda image, dx, dy: _shift(image, dx, 0),
            "Your picture moves to the side, but never up or down. Where do you use dy?",
        ),
        Mistake(
            "only up and down",
            lambda image, dx, dy: _shift(image, 0, dy),
            "Your picture moves up and down, but never to the side. Where do you use dx?",
        ),
        Mistake(
            "floats",
            lambda image, dx, dy: _shift(image, dx, dy).astype(float),
            "Everything is in its place, but the values are floats. np.zeros makes floats; "
            "np.zeros_like(image) keeps the dtype.",
        ),
        Mistake(
            "changed in place",
            _shift_in_place,
            "The result is right, but you have written it into the picture that you were given.",
        ),
        Mistake(
            "unchanged",
            lambda image, dx, dy: image,
            "The picture came back as it was.",
        ),
    ],
    alternatives=[
        _shift_by_opencv,
        _shift_by_padding,
        _shift_loop,
        lambda image, dx, dy: scipy.ndimage.shift(image, (dy, dx, 0)[: image.ndim], order=0),
        augment.shift,
    ],
    hints=[
        "Begin with np.zeros_like(image), and copy into it the part that stays in the picture.",
        "For a positive dx the columns 0 to width - dx - 1 come to lie at the columns from dx on. "
        "For a negative one it is the other way round: max(dx, 0) and max(-dx, 0) serve both.",
        "Or let cv2.warpAffine do it, with the matrix [[1, 0, dx], [0, 1, dy]] of floats and the "
        "size (width, height).",
    ],
    why="What leaves a picture is lost; whatever comes in has to be decided, and here it is 0.",
)


# --- 3. rotation about a place -------------------------------------------------------------------

_Place = tuple[float, float]
_I = np.eye(3)


def _turn(degrees: float) -> np.ndarray:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])


def _move(dx: float, dy: float) -> np.ndarray:
    return np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1]], dtype=float)


def _rotation_about(degrees: float, centre: _Place) -> np.ndarray:
    x, y = centre
    return _move(x, y) @ _turn(degrees) @ _move(-x, -y)


def _by_complex_numbers(degrees: float, centre: _Place) -> np.ndarray:
    turn = np.exp(-1j * np.radians(degrees))  # y runs down, so counter-clockwise is negative
    there = complex(*centre)
    shift = there - turn * there
    return np.array(
        [[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag], [0, 0, 1]]
    )


def _by_skimage(degrees: float, centre: _Place) -> np.ndarray:
    there = ski.transform.EuclideanTransform(translation=np.negative(centre))
    turn = ski.transform.EuclideanTransform(rotation=-np.radians(degrees))
    back = ski.transform.EuclideanTransform(translation=centre)
    return (there + turn + back).params


def _turn_probe(rng: np.random.Generator) -> tuple[float, _Place]:
    degrees = round(float(rng.uniform(-180, 180)), 1)
    return degrees, (round(float(rng.uniform(5, 60)), 1), round(float(rng.uniform(70, 300)), 1))


matrix = Exercise(
    "03.matrix",
    "Turn about any place",
    reference=_rotation_about,
    probes=[
        (90, (10, 4)),
        (30, (4.5, 7)),
        (-45, (100.5, 60)),
        (180, (2, 9)),
        (0, (3, 5)),
        (20, (0, 0)),
        (375, (319.5, 239.5)),
        (-1, (0, 300)),
        Random(6, _turn_probe),
    ],
    tolerance=1e-5,
    mistakes=[
        Mistake(
            "clockwise",
            lambda degrees, centre: _rotation_about(-degrees, centre),
            "The centre is right, but you turn clockwise. In mathematics books y runs up; here it "
            "runs down.",
        ),
        Mistake(
            "degrees taken for radians",
            lambda degrees, centre: _rotation_about(math.degrees(degrees), centre),
            "The angles are far off: np.cos, np.sin and their like want radians, and you gave them "
            "degrees.",
        ),
        Mistake(
            "degrees taken for radians, clockwise",
            lambda degrees, centre: _rotation_about(-math.degrees(degrees), centre),
            "Two things: np.cos and np.sin want radians, not degrees, and the sine has the signs "
            "for a y that runs up.",
        ),
        Mistake(
            "about the corner",
            lambda degrees, centre: _turn(degrees),
            "You turn about the place (0, 0), the corner of the picture. Which place should stay "
            "where it is?",
        ),
        Mistake(
            "about the corner, clockwise",
            lambda degrees, centre: _turn(-degrees),
            "Two things: you turn about the place (0, 0), not about the centre, and you turn "
            "clockwise, because y runs down.",
        ),
        Mistake(
            "there and back swapped",
            lambda degrees, centre: _move(-centre[0], -centre[1]) @ _turn(degrees) @ _move(*centre),
            "The centre does not stay where it is. In a product of matrices the one on the right "
            "acts first: what has to happen before the turn?",
        ),
        Mistake(
            "not brought back",
            lambda degrees, centre: _turn(degrees) @ _move(-centre[0], -centre[1]),
            "The centre ends at (0, 0). After the turn it has to go back to its place.",
        ),
        Mistake(
            "not brought to the origin",
            lambda degrees, centre: _move(*centre) @ _turn(degrees),
            "You turn about (0, 0) and shift afterwards. Before the turn the centre has to come to "
            "lie at (0, 0).",
        ),
        Mistake(
            "centre as (row, column)",
            lambda degrees, centre: _rotation_about(degrees, centre[::-1]),
            "You turn about another place: the two numbers of the centre have changed places. It "
            "is given as (x, y).",
        ),
        Mistake(
            "two rows",
            lambda degrees, centre: _rotation_about(degrees, centre)[:2],
            "The two rows are right, and cv2.getRotationMatrix2D gives no more. A matrix that can "
            "be multiplied with others needs its third row.",
        ),
        Mistake(
            "transposed",
            lambda degrees, centre: _rotation_about(degrees, centre).T,
            "Rows and columns have changed places: the shift stands in the last row. It belongs "
            "in the last column.",
        ),
        Mistake(
            "a third row of ones",
            lambda degrees, centre: np.vstack([_rotation_about(degrees, centre)[:2], np.ones(3)]),
            "The third row should leave the 1 of (x, y, 1) as it is: 0, 0, 1.",
        ),
    ],
    alternatives=[
        lambda degrees, centre: np.vstack([cv2.getRotationMatrix2D(centre, degrees, 1), [0, 0, 1]]),
        lambda degrees, centre: augment.about(augment.rotation(degrees), centre),
        _by_complex_numbers,
        _by_skimage,
        lambda degrees, centre: _rotation_about(degrees, centre).astype(np.float32),
        lambda degrees, centre: _rotation_about(degrees, centre).tolist(),
    ],
    hints=[
        "augment.rotation(degrees) turns about the place (0, 0). So bring the centre there first.",
        "Three steps: shift the centre to (0, 0), turn, shift it back. The step that acts first "
        "stands on the right of the product.",
        "back @ augment.rotation(degrees) @ there, with there = augment.translation(-x, -y) and "
        "x, y = centre.",
    ],
    why="Every transform about a place is: bring the place to (0, 0), transform, bring it back.",
)


# --- 4. compose ----------------------------------------------------------------------------------


def _affine(rng: np.random.Generator) -> np.ndarray:
    """Return a random affine matrix, never near to one that does nothing."""
    turn, slant = _turn(rng.uniform(10, 170)), np.array([[1, rng.uniform(0.2, 1), 0], [0, 1.0, 0]])
    slant = np.vstack([slant, [0, 0, 1]])
    return (_move(*rng.uniform(5, 50, size=2)) @ turn @ slant).round(3)


compose = Exercise(
    "03.compose",
    "One after the other",
    reference=lambda first, second: second @ first,
    probes=[
        (_move(3, 4), np.diag([2.0, 5.0, 1.0])),
        (np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]]), _move(10, 0)),
        (np.array([[-1.0, 0, 19], [0, 1, 0], [0, 0, 1]]), _rotation_about(30, (9.5, 4))),
        (np.eye(3), _move(-2, 7)),
        (_rotation_about(-70, (100, 60)), np.eye(3)),
        Random(5, lambda rng: (_affine(rng), _affine(rng))),
    ],
    tolerance=1e-5,
    keeps_input=True,
    mistakes=[
        Mistake(
            "the wrong order",
            lambda first, second: first @ second,
            "Your matrix does `second` first. A matrix acts on what stands on its right: first on "
            "(x, y, 1), so the first transform stands next to it.",
        ),
        Mistake(
            "entry by entry",
            lambda first, second: first * second,
            "`*` multiplies entry by entry. Transforms are put together with the matrix product.",
        ),
        Mistake(
            "added",
            lambda first, second: first + second,
            "You add the two matrices. That adds the two results; it does not do one after the "
            "other.",
        ),
        Mistake(
            "only the first",
            lambda first, second: first,
            "Your matrix does `first` and nothing else.",
        ),
        Mistake(
            "only the second",
            lambda first, second: second,
            "Your matrix does `second` and nothing else.",
        ),
        Mistake(
            "two rows",
            lambda first, second: (second @ first)[:2],
            "The first two rows are right, but the third one is missing. Without it the result "
            "cannot be put together with other matrices.",
        ),
        Mistake(
            "undone",
            lambda first, second: np.linalg.inv(second @ first),
            "Your matrix goes from the new picture back to the old one. Something is inverted.",
        ),
        Mistake(
            "transposed",
            lambda first, second: (second @ first).T,
            "Rows and columns have changed places: the shift stands in the last row.",
        ),
    ],
    alternatives=[
        lambda first, second: np.dot(second, first),
        augment.compose,
        lambda first, second: np.stack([second @ column for column in first.T], axis=1),
        lambda first, second: (first.T @ second.T).T,
        lambda first, second: np.einsum("ij,jk->ik", second, first),
        lambda first, second: cv2.gemm(second, first, 1, None, 0),
    ],
    hints=[
        "`@` is the matrix product. The question is which matrix stands on the left.",
        "A place goes first through `first`: first @ place. The result goes through `second`.",
        "second @ (first @ place) is (second @ first) @ place.",
    ],
    why="One product stands for both steps, so the picture has to be warped, and blurred, once.",
)


# --- 5. jitter -----------------------------------------------------------------------------------


def _changed(image: np.ndarray, contrast: float, brightness: float) -> np.ndarray:
    return 128 + contrast * (image.astype(float) - 128) + brightness


def _to_bytes(values: np.ndarray) -> np.ndarray:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def _jitter(image: np.ndarray, contrast: float, brightness: float) -> np.ndarray:
    return _to_bytes(_changed(image, contrast, brightness))


def _clear_cut(
    image: np.ndarray, contrast: float, brightness: float
) -> tuple[np.ndarray, float, float]:
    """Return a probe whose results are not near the middle between two whole numbers.

    There one right way to round goes up and another one down. Such pixels get another value, and
    so do those near a whole number, where cutting off could go both ways.
    """
    levels = _changed(np.arange(256), contrast, brightness)
    distance = np.abs(levels % 1 - 0.5)  # 0 in the middle, 0.5 at a whole number
    clear = (distance > 0.02) & ((distance < 0.48) | (levels == np.round(levels)))
    values = np.flatnonzero(clear)
    nearest = values[np.abs(values[:, None] - np.arange(256)).argmin(axis=0)]
    return nearest.astype(np.uint8)[image], contrast, brightness


def _jitter_probe(rng: np.random.Generator) -> tuple[np.ndarray, float, float]:
    contrast = float(rng.choice([0.31, 0.57, 0.83, 1.24, 1.61, 2.23]))
    brightness = float(rng.choice([-70, -40, -20.3, -10, 15, 30.7, 45, 80]))
    return _clear_cut(_any(rng), contrast, brightness)


def _all_levels(*shape: int) -> np.ndarray:
    """Return a picture with every level from 0 to 255."""
    return np.arange(256, dtype=np.uint8).reshape(shape)


def _jitter_in_place(image: np.ndarray, contrast: float, brightness: float) -> np.ndarray:
    image[...] = _jitter(image, contrast, brightness)
    return image


jitter = Exercise(
    "03.jitter",
    "Colour jitter",
    reference=_jitter,
    probes=[
        _clear_cut(_all_levels(16, 16), 1.3, 0),
        _clear_cut(_all_levels(8, 32), 0.7, 20),
        _clear_cut(_all_levels(32, 8), 1.6, -30.4),
        (_all_levels(4, 64), 1, 40),
        (_all_levels(64, 4), 1.0, -40.0),
        (_all_levels(16, 16), 1, 0),
        (_all_levels(16, 16), 0, 10),
        (_all_levels(8, 32), 3, 0),
        (_ramp(5, 8, 3), 2, -300),
        (_ramp(8, 5, 3), 2, 300),
        (np.array([[128]], dtype=np.uint8), 1.7, 0),
        _clear_cut(_ramp(9, 5, 3), 0.45, 12.3),
        _clear_cut(_ramp(7, 4).T, 1.2, -25),
        Random(6, _jitter_probe),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "contrast about 0",
            lambda image, contrast, brightness: _to_bytes(contrast * image + brightness),
            "You multiply the values themselves, so more contrast also means brighter: 128 does "
            "not stay 128. Multiply the distance from 128.",
        ),
        Mistake(
            "128 taken away and not given back",
            lambda image, contrast, brightness: _to_bytes(
                contrast * (image.astype(float) - 128) + brightness
            ),
            "The whole picture is too dark by 128: you took 128 away and did not give it back.",
        ),
        Mistake(
            "contrast about the mean",
            lambda image, contrast, brightness: _to_bytes(
                image.mean() + contrast * (image - image.mean()) + brightness
            ),
            "You measure the distance from the mean of the picture. Both ways are in use; here "
            "the distance from 128 is asked for.",
        ),
        Mistake(
            "contrast about 127.5",
            lambda image, contrast, brightness: _to_bytes(
                127.5 + contrast * (image - 127.5) + brightness
            ),
            "You measure the distance from 127.5, the middle of 0 and 255. Here it is 128.",
        ),
        Mistake(
            "brightness first",
            lambda image, contrast, brightness: _to_bytes(
                _changed(image.astype(float) + brightness, contrast, 0)
            ),
            "The brightness was added first, so the contrast has multiplied it as well. Contrast "
            "comes first.",
        ),
        Mistake(
            "subtracted in uint8",
            lambda image, contrast, brightness: _to_bytes(
                128.0 + contrast * (image - np.uint8(128)).astype(float) + brightness
            ),
            "image - 128 wraps around in uint8 for every value below 128: 100 - 128 gives 228. "
            "Change to floats before you subtract.",
        ),
        Mistake(
            "wraps around",
            lambda image, contrast, brightness: (
                np.round(_changed(image, contrast, brightness)).astype(int) % 256
            ).astype(np.uint8),
            "Values beyond 0 or 255 have wrapped around. Cut them off before you go back to uint8.",
        ),
        Mistake(
            "cut off, not rounded",
            lambda image, contrast, brightness: np.clip(
                _changed(image, contrast, brightness), 0, 255
            ).astype(np.uint8),
            "astype cuts the decimals off: 76.9 becomes 76. Round to the nearest whole number "
            "first.",
        ),
        Mistake(
            "rounded too early",
            lambda image, contrast, brightness: _to_bytes(
                np.round(_changed(image, contrast, 0)) + brightness
            ),
            "You round before the brightness is added, and then once more. Round once, at the end.",
        ),
        Mistake(
            "brightness cut to a whole number",
            lambda image, contrast, brightness: _to_bytes(
                _changed(image, contrast, int(brightness))
            ),
            "Your brightness has lost its decimals. It may be 12.3; round only the result.",
        ),
        Mistake(
            "the sign is lost",
            lambda image, contrast, brightness: cv2.convertScaleAbs(
                image, alpha=contrast, beta=128 - 128 * contrast + brightness
            ).reshape(image.shape),
            "Values below 0 came back as positive numbers. They should be 0. "
            "cv2.convertScaleAbs does this: Abs is the absolute value.",
        ),
        Mistake(
            "only the contrast",
            lambda image, contrast, brightness: _jitter(image, contrast, 0),
            "The contrast is right. Where do you use `brightness`?",
        ),
        Mistake(
            "only the brightness",
            lambda image, contrast, brightness: _jitter(image, 1, brightness),
            "The brightness is right. Where do you use `contrast`?",
        ),
        Mistake(
            "not uint8",
            lambda image, contrast, brightness: np.clip(
                np.round(_changed(image, contrast, brightness)), 0, 255
            ),
            "The values are right, but they are floats. Add .astype(np.uint8) at the end.",
        ),
        Mistake(
            "changed in place",
            _jitter_in_place,
            "The result is right, but you have written it into the picture that you were given.",
        ),
    ],
    alternatives=[
        lambda image, contrast, brightness: cv2.addWeighted(
            image, contrast, image, 0, 128 - 128 * contrast + brightness
        ).reshape(image.shape),
        lambda image, contrast, brightness: _jitter(np.arange(256), contrast, brightness)[image],
        lambda image, contrast, brightness: np.clip(
            contrast * (image.astype(np.float32) - 128) + (128.5 + brightness), 0, 255
        ).astype(np.uint8),
        lambda image, contrast, brightness: cv2.LUT(
            image, _jitter(np.arange(256), contrast, brightness)
        ).reshape(image.shape),
    ],
    hints=[
        "image.astype(float) - 128 is the distance from 128, and floats cannot wrap.",
        "Multiply it by contrast, then add 128 and brightness.",
        "Then np.round(...), np.clip(..., 0, 255) and .astype(np.uint8), in this order.",
    ],
    why="Contrast stretches around one level, brightness moves them all; only the end is rounded.",
)


# --- random answers: what right ones have in common ----------------------------------------------


def _seeding(draw: Callable[[np.random.Generator], np.ndarray]) -> _Findings:
    """Return how the result depends on the generator: on nothing else, and on its state."""
    numpy_before = np.random.get_state(legacy=False)["state"]
    python_before = random.getstate()
    used = np.random.default_rng(11)
    first, again = draw(np.random.default_rng(11)), draw(np.random.default_rng(11))
    other = draw(np.random.default_rng(12))
    used.random(1000)  # as if it had made other pictures before, in one of two ways
    used.spawn(10)
    later = draw(used)
    numpy_after = np.random.get_state(legacy=False)["state"]
    quiet = (
        np.array_equal(numpy_before["key"], numpy_after["key"])
        and numpy_before["pos"] == numpy_after["pos"]
        and python_before == random.getstate()
    )
    return {
        "Two generators with the same seed": _same(first, again),
        "Two generators with different seeds": _same(first, other),
        "One generator, used for a second time": _same(first, later),
        "The random numbers that all code shares": "left alone" if quiet else "used or seeded",
    }


def _same(one: np.ndarray, other: np.ndarray) -> str:
    return "the same result" if np.array_equal(one, other) else "different results"


# --- 6. noise ------------------------------------------------------------------------------------

_MEASURED = 60_000  # values of a probe, at least: then all bounds below are six errors away


def _add_noise(image: np.ndarray, sigma: float, generator: np.random.Generator) -> np.ndarray:
    return _to_bytes(image + generator.normal(0, sigma, size=image.shape))


@functools.cache
def _noisy_levels(sigma: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what normal noise makes of each of the 256 levels, cut to 0 to 255 and rounded.

    That is the mean, the variance, and the share that ends more than two sigma away.
    """
    levels = np.arange(256)
    ends = scipy.stats.norm.cdf((levels[1:] - 0.5 - levels[:, None]) / sigma)
    below = np.hstack([np.zeros((256, 1)), ends, np.ones((256, 1))])
    chances = np.diff(below, axis=1)  # (from, to)
    mean = chances @ levels
    variance = chances @ levels**2 - mean**2
    far = (chances * (np.abs(levels - levels[:, None]) > 2 * sigma)).sum(axis=1)
    return mean, variance, far


def _observe_noise(
    answer: Callable, image: np.ndarray, sigma: float, generator: np.random.Generator
) -> _Findings:
    if sigma == 0:
        kept = np.array_equal(answer(image, sigma, generator), image)
        return {"With sigma 0, the picture": "unchanged" if kept else "changed"}
    findings = _seeding(lambda rng: np.asarray(answer(image, sigma, rng)))
    noisy = np.asarray(answer(image, sigma, np.random.default_rng(13))).astype(float)
    mean, variance, far = (table[image] for table in _noisy_levels(float(sigma)))
    off = noisy - mean
    # astype cuts off half a level. The mean of the smallest probe is known to 0.033 for sigma 8.
    allowed = 0.25 if sigma <= 8 else 1.0
    wraps = np.abs(noisy - image).max() > 9 * sigma + 1
    findings["The largest change of a value"] = "beyond 9 sigma" if wraps else "within 9 sigma"
    findings["Values beside each other"] = _neighbours(off / np.sqrt(variance))
    findings["The mean of the noise"] = _about(off.mean(), -allowed, allowed, "about 0")
    spread = (off**2).sum() / variance.sum()  # its error is about 0.01
    findings["The spread"] = _about(spread, 0.9, 1.1, "sigma")
    if findings["The spread"] == "sigma":
        share = (np.abs(noisy - image) > 2 * sigma).mean() - far.mean()  # its error is 0.001
        findings["Values more than two sigma away"] = _about(share, -0.008, 0.008, "1 of 22")
    else:  # tells even noise from normal noise that is too weak
        share = (np.abs(off) > 2 * np.sqrt((off**2).mean())).mean()
        findings["Values far from the mean"] = "none" if share < 0.005 else "some"
    return findings


def _about(value: float, low: float, high: float, right: str) -> str:
    return "too small" if value < low else "too large" if value > high else right


def _neighbours(noise: np.ndarray) -> str:
    """Return whether the noise of neighbours in a row, a column or a pixel is independent."""
    noise = noise - noise.mean()
    for axis in range(noise.ndim):
        one, other = np.delete(noise, 0, axis), np.delete(noise, -1, axis)
        if (one * other).mean() > 0.2 * (noise**2).mean():  # its error is 0.004
            return "share their noise"
    return "have noise of their own"


def _even(level: int | tuple[int, int, int], height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3)[: 2 + isinstance(level, tuple)], level, dtype=np.uint8)


def _noise_probe(rng: np.random.Generator) -> tuple[np.ndarray, float, np.random.Generator]:
    height = int(rng.integers(130, 180))
    image = rng.integers(0, 256, size=(height, _MEASURED // height // 3 + 20, 3), dtype=np.uint8)
    return image, float(rng.choice([3, 4, 5])), np.random.default_rng(int(rng.integers(1000)))


def _noise_like(make: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Return an answer that adds ``make(generator, sigma, shape)``, rounded and cut off."""
    return lambda image, sigma, generator: _to_bytes(image + make(generator, sigma, image.shape))


noise = Exercise(
    "03.noise",
    "Noise that can be repeated",
    reference=_add_noise,
    probes=[
        (_even(128, 200, 310), 5, np.random.default_rng(1)),
        (_even((90, 120, 160), 120, 180), 25.0, np.random.default_rng(2)),
        (_even(3, 310, 200), 5, np.random.default_rng(3)),
        (_even((252, 255, 250), 180, 120), 5, np.random.default_rng(4)),
        (_ramp(20, 30, 3), 0, np.random.default_rng(5)),
        Random(1, _noise_probe),
    ],
    dtype_matters=True,
    observe=_observe_noise,
    mistakes=[
        Mistake(
            "the global generator",
            lambda image, sigma, generator: _to_bytes(
                image + np.random.normal(0, sigma, size=image.shape)
            ),
            "The noise is right, but it cannot be repeated: np.random.normal and its like draw "
            "from numbers that all code shares. Where is `generator` used?",
        ),
        Mistake(
            "a new generator without a seed",
            lambda image, sigma, generator: _add_noise(image, sigma, np.random.default_rng()),
            "The noise is right, but it cannot be repeated: your function makes a generator of its "
            "own each time. It has been given one.",
        ),
        Mistake(
            "a new generator with a fixed seed",
            lambda image, sigma, generator: _add_noise(image, sigma, np.random.default_rng(0)),
            "The noise is always the same one, whichever seed the caller chose: there is a fixed "
            "seed in your function.",
        ),
        Mistake(
            "one number for the whole picture",
            lambda image, sigma, generator: _to_bytes(image + generator.normal(0, sigma)),
            "The whole picture got one number, so it is a little brighter or darker. How many "
            "numbers does the generator have to draw?",
        ),
        Mistake(
            "one number for a pixel",
            lambda image, sigma, generator: _to_bytes(
                image
                + generator.normal(0, sigma, size=image.shape[:2]).reshape(
                    *image.shape[:2], *[1] * (image.ndim - 2)
                )
            ),
            "Grey pictures are right. In a colour picture the three channels of a pixel got the "
            "same number, so the noise is grey.",
        ),
        Mistake(
            "one number for a column",
            _noise_like(lambda rng, sigma, shape: rng.normal(0, sigma, size=shape[1:])),
            "All rows got the same noise, so the picture has stripes. The size of the noise should "
            "be the shape of the picture.",
        ),
        Mistake(
            "wraps around",
            lambda image, sigma, generator: (
                np.round(image + generator.normal(0, sigma, size=image.shape)).astype(int) % 256
            ).astype(np.uint8),
            "Near 0 and 255 values have wrapped around: white specks in dark places. Cut off "
            "before you go back to uint8.",
        ),
        Mistake(
            "noise cut to uint8",
            lambda image, sigma, generator: (
                image + (generator.normal(0, sigma, size=image.shape).astype(int) % 256)
            ).astype(np.uint8),
            "You turn the noise itself into uint8, which has neither negative numbers nor "
            "decimals. Add first, in floats, and convert the sum.",
        ),
        Mistake(
            "cut off, not rounded",
            lambda image, sigma, generator: np.clip(
                image + generator.normal(0, sigma, size=image.shape), 0, 255
            ).astype(np.uint8),
            "The picture has become darker, by half a level: astype cuts the decimals off. Round "
            "first.",
        ),
        Mistake(
            "noise without decimals",
            _noise_like(lambda rng, sigma, shape: np.trunc(rng.normal(0, sigma, size=shape))),
            "The spread is a little too small: you cut the decimals off the noise. Round the sum "
            "instead.",
        ),
        Mistake(
            "the square of sigma",
            _noise_like(lambda rng, sigma, shape: rng.normal(0, sigma**2, size=shape)),
            "The noise is far too strong. `sigma` is the standard deviation, and normal wants just "
            "that, not its square.",
        ),
        Mistake(
            "the root of sigma",
            _noise_like(lambda rng, sigma, shape: rng.normal(0, sigma**0.5, size=shape)),
            "The noise is too weak. `sigma` is the standard deviation, not the variance: no root "
            "is needed.",
        ),
        Mistake(
            "even noise",
            _noise_like(lambda rng, sigma, shape: rng.uniform(-sigma, sigma, size=shape)),
            "The noise is too weak, and it never goes further than sigma. Which distribution is "
            "asked for?",
        ),
        Mistake(
            "even noise of the right spread",
            _noise_like(lambda rng, sigma, shape: rng.uniform(-sigma, sigma, size=shape) * 3**0.5),
            "The spread is right, but no value lies far out: your numbers are evenly distributed. "
            "The normal distribution has rare large ones.",
        ),
        Mistake(
            "sigma taken for the mean",
            _noise_like(lambda rng, sigma, shape: rng.normal(sigma, size=shape)),
            "The whole picture has become brighter by sigma, and is hardly noisy: the first number "
            "of generator.normal is the mean.",
        ),
        Mistake(
            "standard noise",
            _noise_like(lambda rng, sigma, shape: rng.normal(size=shape)),
            "The noise has a spread of 1, whatever sigma is. Where do you use `sigma`?",
        ),
        Mistake(
            "only brighter",
            _noise_like(lambda rng, sigma, shape: np.abs(rng.normal(0, sigma, size=shape))),
            "Your noise makes the picture brighter and never darker. Half of the numbers should be "
            "negative.",
        ),
        Mistake(
            "only the noise",
            lambda image, sigma, generator: _to_bytes(generator.normal(0, sigma, size=image.shape)),
            "The picture is gone. Add the noise to it.",
        ),
        Mistake(
            "no noise",
            lambda image, sigma, generator: image,
            "The picture came back as it was.",
        ),
        Mistake(
            "floats",
            lambda image, sigma, generator: image + generator.normal(0, sigma, size=image.shape),
            "These are floats. Round, cut to 0 to 255, then turn them into uint8.",
        ),
    ],
    alternatives=[
        lambda image, sigma, generator: np.clip(
            generator.normal(image, sigma) + 0.5, 0, 255
        ).astype(np.uint8),
        lambda image, sigma, generator: (
            cv2.add(image.astype(float), sigma * generator.standard_normal(image.shape))
            .round()
            .clip(0, 255)
            .astype("uint8")
        ),
        lambda image, sigma, generator: _to_bytes(
            image + sigma * generator.standard_normal(image.shape, dtype=np.float32)
        ),
        lambda image, sigma, generator: np.stack(
            [
                _add_noise(plane, sigma, generator)
                for plane in np.moveaxis(np.atleast_3d(image), 2, 0)
            ],
            axis=2,
        ).reshape(image.shape),
        lambda image, sigma, generator: _to_bytes(
            255
            * ski.util.random_noise(
                image, "gaussian", rng=generator, mean=0, var=(sigma / 255) ** 2, clip=True
            )
        ),
        augment.noise,
    ],
    hints=[
        "generator.normal(mean, standard_deviation, size=...) draws as many numbers as you want.",
        "The size is image.shape, so that every value gets its own number.",
        "image + noise is floats. Then np.round, np.clip(..., 0, 255) and .astype(np.uint8).",
    ],
    why="Random and repeatable is no contradiction, as long as the caller owns the generator.",
)


# --- 7. the box of a mirrored picture ------------------------------------------------------------

_Box = tuple[int, int, int, int]


def _flip_box(box: _Box, picture_width: int) -> _Box:
    x, y, width, height = box
    return picture_width - x - width, y, width, height


def _with_x(new_x: Callable[[int, int, int], int]) -> Callable[[_Box, int], _Box]:
    """Return an answer that computes x from ``new_x(x, width, picture_width)``."""
    return lambda box, picture_width: (new_x(box[0], box[2], picture_width), *box[1:])


def _flip_box_by_drawing(box: _Box, picture_width: int) -> _Box:
    x, y, width, height = box
    mask = np.zeros((y + height, picture_width), dtype=bool)
    mask[y:, x : x + width] = True
    return augment.box_of(mask[:, ::-1])


def _box_probe(rng: np.random.Generator) -> tuple[_Box, int]:
    width, height = int(rng.integers(2, 30)), int(rng.integers(31, 60))
    x, y = int(rng.integers(0, 20)), int(rng.integers(21, 40))
    return (x, y, width, height), x + width + int(rng.integers(0, 300))


flip_box = Exercise(
    "03.flip_box",
    "The box of a mirrored picture",
    reference=_flip_box,
    probes=[
        ((2, 3, 4, 5), 20),
        ((0, 1, 6, 2), 15),
        ((9, 4, 6, 3), 15),
        ((0, 2, 15, 7), 15),
        ((7, 5, 1, 1), 8),
        ((4, 0, 2, 9), 10),
        ((250, 30, 40, 20), 640),
        Random(5, _box_probe),
    ],
    mistakes=[
        Mistake(
            "the width forgotten",
            _with_x(lambda x, width, whole: whole - x),
            "Your x is one past the right edge of the new box. The old left edge becomes the right "
            "one, and x has to name the left one.",
        ),
        Mistake(
            "a key point's formula",
            _with_x(lambda x, width, whole: whole - 1 - x),
            "This is where the first column of the old box goes. After the mirror it is the last "
            "column of the new box, and x has to name the first one.",
        ),
        Mistake(
            "one too few",
            _with_x(lambda x, width, whole: whole - 1 - x - width),
            "One column too far to the left. Try it with five columns and a box that begins at 0 "
            "and is 2 wide.",
        ),
        Mistake(
            "one too many",
            _with_x(lambda x, width, whole: whole + 1 - x - width),
            "One column too far to the right. Try it with five columns and a box that begins at 0 "
            "and is 2 wide.",
        ),
        Mistake(
            "upside down",
            lambda box, picture_width: (box[0], picture_width - box[1] - box[3], *box[2:]),
            "You have mirrored the rows. Left to right changes x, and y stays.",
        ),
        Mistake(
            "a negative width",
            lambda box, picture_width: (picture_width - box[0], box[1], -box[2], box[3]),
            "A width of less than 0 says that x is the right edge. A box begins at its left edge.",
        ),
        Mistake(
            "only the sign",
            _with_x(lambda x, width, whole: -x),
            "x is negative, outside of the picture. The mirror stands in the middle of the "
            "picture, not at column 0.",
        ),
        Mistake(
            "unchanged",
            lambda box, picture_width: box,
            "The box came back as it was. Only a box in the middle of the picture stays.",
        ),
        Mistake(
            "two corners",
            lambda box, picture_width: (
                picture_width - box[0] - box[2],
                box[1],
                picture_width - box[0],
                box[1] + box[3],
            ),
            "The last two numbers are the lower right corner. They should be width and height, "
            "which a mirror does not change.",
        ),
        Mistake(
            "the width mirrored as well",
            lambda box, picture_width: (
                picture_width - box[0] - box[2],
                box[1],
                picture_width - box[2],
                box[3],
            ),
            "x is right, but you have mirrored the width as well. An object does not change its "
            "size in a mirror.",
        ),
    ],
    alternatives=[
        _flip_box_by_drawing,
        lambda box, picture_width: augment.move_box(
            box, [[-1, 0, picture_width - 1], [0, 1, 0], [0, 0, 1]], (10_000, picture_width)
        ),
        lambda box, picture_width: [picture_width - (box[0] + box[2]), *box[1:]],
        lambda box, picture_width: np.array(
            [picture_width - 1 - (box[0] + box[2] - 1), box[1], box[2], box[3]]
        ),
    ],
    hints=[
        "Draw a row of five pixels and a box over the first two. Where is it in the mirror?",
        "y, width and height stay. The new left edge is the mirrored right edge.",
        "The box ends before column x + width, so picture_width - (x + width) columns lie to the "
        "right of it. In the mirror they lie to its left.",
    ],
    why="What lies to the right of a box lies to the left of it in the mirror: that is the new x.",
)


# --- 8. the box of a moved picture ---------------------------------------------------------------

_Quad = tuple[float, float, float, float]


def _edges(box: _Box) -> tuple[float, float, float, float]:
    x, y, width, height = box
    return x - 0.5, y - 0.5, x + width - 0.5, y + height - 0.5


def _moved_corners(box: _Box, matrix: np.ndarray) -> np.ndarray:
    """Return the four corners in the new picture, (4, 2): one place (x, y) a row."""
    left, top, right, bottom = _edges(box)
    return _moved([(left, top), (right, top), (right, bottom), (left, bottom)], matrix)


def _moved(places: list, matrix: np.ndarray) -> np.ndarray:
    matrix = np.asarray(matrix)
    return np.asarray(places, dtype=float) @ matrix[:2, :2].T + matrix[:2, 2]


def _around(places: np.ndarray, begin: float = 0.5, more: float = 0.0) -> _Quad:
    """Return the box around places: ``begin`` is added to x and y, ``more`` to the sides."""
    (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
    return left + begin, top + begin, right - left + more, bottom - top + more


def _move_box(box: _Box, matrix: np.ndarray) -> _Quad:
    return _around(_moved_corners(box, matrix))


def _two_corners_unsorted(box: _Box, matrix: np.ndarray) -> _Quad:
    (left, top), (right, bottom) = _moved_corners(box, matrix)[[0, 2]]
    return left + 0.5, top + 0.5, right - left, bottom - top


def _grid_corners(box: _Box, matrix: np.ndarray) -> np.ndarray:
    """Return the corners moved from x and x + width, as if x were an edge."""
    return _moved_corners(box, matrix @ _move(0.5, 0.5))


def _centre_corners(box: _Box, matrix: np.ndarray) -> np.ndarray:
    """Return where the centres of the four corner pixels go."""
    x, y, width, height = box
    last_x, last_y = x + width - 1, y + height - 1
    return _moved([(x, y), (last_x, y), (last_x, last_y), (x, last_y)], matrix)


def _move_box_by_centre(box: _Box, matrix: np.ndarray) -> _Quad:
    """Move the centre of the box, and find its sides from the sizes of the matrix's entries."""
    x, y, width, height = box
    linear, shift = matrix[:2, :2], matrix[:2, 2]
    middle = linear @ [x + (width - 1) / 2, y + (height - 1) / 2] + shift
    sides = np.abs(linear) @ [width, height]
    return *(middle - (sides - 1) / 2), *sides


def _sides_kept(box: _Box, matrix: np.ndarray) -> _Quad:
    return *_move_box(box, matrix)[:2], *box[2:]


def _corner_moved(box: _Box, matrix: np.ndarray) -> _Quad:
    return *_moved([box[:2]], matrix)[0], *box[2:]


def _move_probe(rng: np.random.Generator) -> tuple[_Box, np.ndarray]:
    box, _ = _box_probe(rng)
    return box, _affine(rng)


move_box = Exercise(
    "03.move_box",
    "The box of a turned picture",
    reference=_move_box,
    probes=[
        ((2, 3, 4, 5), np.eye(3)),
        ((2, 3, 4, 5), _move(7, -6)),
        ((2, 3, 4, 6), np.array([[-1.0, 0, 19], [0, 1, 0], [0, 0, 1]])),
        ((8, 8, 4, 4), _rotation_about(45, (9.5, 9.5))),
        ((1, 2, 6, 3), _rotation_about(90, (9.5, 5.5))),
        ((30, 20, 25, 10), _rotation_about(-30, (49.5, 29.5))),
        ((4, 6, 5, 2), np.diag([2.0, 3.0, 1.0])),
        ((300, 5, 40, 30), np.array([[1, 0.5, -3], [0, 1, 0], [0, 0, 1]])),
        ((5, 7, 1, 1), _rotation_about(20, (0, 0))),
        Random(5, _move_probe),
    ],
    tolerance=1e-5,
    mistakes=[
        Mistake(
            "two corners",
            lambda box, matrix: _around(_moved_corners(box, matrix)[[0, 2]]),
            "You look at two corners only. After a turn, which corner is the leftmost? Any of the "
            "four can be.",
        ),
        Mistake(
            "two corners, not sorted",
            _two_corners_unsorted,
            "You take the moved upper left corner for the upper left one of the new box. After a "
            "mirror it lies on the right, and after a turn another one may lie further out.",
        ),
        Mistake(
            "width and height kept",
            _sides_kept,
            "The place is right, but width and height are the old ones. A turned box needs a "
            "larger upright one, and scaling changes it too.",
        ),
        Mistake(
            "only (x, y) moved",
            _corner_moved,
            "You move one corner and keep width and height. That is right for shifts and for "
            "nothing else.",
        ),
        Mistake(
            "x taken for an edge",
            lambda box, matrix: _around(_grid_corners(box, matrix), begin=0),
            "Shifts are right, but a mirror is off by one: x and x + width are not the edges. A "
            "pixel reaches half a pixel to each side of its centre.",
        ),
        Mistake(
            "the centres of the corner pixels",
            lambda box, matrix: _around(_centre_corners(box, matrix), begin=0, more=1),
            "You move the centres of the corner pixels and add 1 in the end. That fits shifts, but "
            "half a pixel is scaled and turned as well: move the edges.",
        ),
        Mistake(
            "one pixel short",
            lambda box, matrix: _around(_centre_corners(box, matrix), begin=0),
            "Width and height are one too small, or nearly: you have moved the centres of the "
            "corner pixels, and the box reaches to their outer edges.",
        ),
        Mistake(
            "the half not given back",
            lambda box, matrix: _around(_moved_corners(box, matrix), begin=0),
            "Width and height are right, but x and y are too small by half a pixel: you return the "
            "edges. The left edge of a box is at x - 0.5.",
        ),
        Mistake(
            "rounded",
            lambda box, matrix: tuple(np.round(_move_box(box, matrix)).tolist()),
            "Your numbers are rounded. Here the box is wanted as it is.",
        ),
        Mistake(
            "two corners returned",
            lambda box, matrix: (
                *_moved_corners(box, matrix).min(axis=0),
                *_moved_corners(box, matrix).max(axis=0),
            ),
            "You return the four edges: left, top, right, bottom. A box is (x, y, width, height).",
        ),
        Mistake(
            "the moved corners",
            _moved_corners,
            "These are the four moved corners. The smallest upright box around them is wanted.",
        ),
        Mistake(
            "x and y swapped",
            lambda box, matrix: _around(_moved_corners(box, matrix[[1, 0, 2]][:, [1, 0, 2]])),
            "You give the matrix (y, x, 1). It wants (x, y, 1), and gives x first.",
        ),
        Mistake(
            "the shift lost",
            lambda box, matrix: _around(_moved_corners(box, matrix - _move(*matrix[:2, 2]) + _I)),
            "The size is right and the place is not: the shift in the last column of the matrix "
            "has no effect. The third number of each corner has to be 1.",
        ),
        Mistake(
            "the matrix from the other side",
            lambda box, matrix: _around(
                (np.insert(_moved_corners(box, _I), 2, 1, axis=1) @ matrix)[:, :2]
            ),
            "The corners stand as rows to the left of the matrix. It acts on columns: (x, y, 1) "
            "stands on its right.",
        ),
        Mistake(
            "moved back",
            lambda box, matrix: _move_box(box, np.linalg.inv(matrix)),
            "You move the box the other way. The matrix goes from the old picture to the new one, "
            "so nothing has to be inverted.",
        ),
    ],
    alternatives=[
        _move_box_by_centre,
        lambda box, matrix: _around(
            cv2.perspectiveTransform(_moved_corners(box, _I)[None], matrix)[0]
        ),
        lambda box, matrix: _around(augment.move_points(_moved_corners(box, _I), matrix)),
        lambda box, matrix: _around(
            cv2.transform(_moved_corners(box, _I)[None].astype(np.float32), matrix[:2])[0]
        ),
        lambda box, matrix: np.array(_move_box(box, matrix)).astype(np.float32),
        lambda box, matrix: list(map(float, _move_box(box, matrix))),
    ],
    hints=[
        "The four corners are (left, top), (right, top), (right, bottom) and (left, bottom), with "
        "left = x - 0.5 and right = x + width - 0.5.",
        "matrix @ (x, y, 1) moves one place. All four at once: an array of shape (3, 4) with ones "
        "in its last row.",
        "The new left edge is the smallest of the four moved x, and the width is the largest minus "
        "the smallest. Add 0.5 to the left edge and to the top edge.",
    ],
    why="A turned box is no longer upright; the upright one around it is larger than the object.",
)


# --- 9. labels after half a turn -----------------------------------------------------------------

_Labelled = tuple[np.ndarray, np.ndarray]
_AFTER_HALF_A_TURN = {0: 0, 1: 1, 6: 9, 8: 8, 9: 6}


def _half_turn(images: np.ndarray, labels: np.ndarray) -> _Labelled:
    kept = [i for i, label in enumerate(labels) if label in _AFTER_HALF_A_TURN]
    new = [_AFTER_HALF_A_TURN[labels[i]] for i in kept]
    return images[kept][:, ::-1, ::-1], np.array(new)


def _kept(labels: np.ndarray, others: tuple[int, ...] = (0, 1, 6, 8, 9)) -> np.ndarray:
    return np.isin(labels, others)


def _renamed(labels: np.ndarray) -> np.ndarray:
    return np.where(labels == 6, 9, np.where(labels == 9, 6, labels))


def _renamed_one_after_the_other(labels: np.ndarray) -> np.ndarray:
    labels = labels.copy()
    labels[labels == 6] = 9
    labels[labels == 9] = 6
    return labels


def _renamed_nine_first(labels: np.ndarray) -> np.ndarray:
    labels = labels.copy()
    labels[labels == 9] = 6
    labels[labels == 6] = 9
    return labels


def _half_turn_in_place(images: np.ndarray, labels: np.ndarray) -> _Labelled:
    labels[:] = _renamed(labels)
    return images[_kept(labels), ::-1, ::-1], labels[_kept(labels)]


def _half_turn_with(turn: Callable[[np.ndarray], np.ndarray]) -> Callable[..., _Labelled]:
    """Return an answer whose labels are right and whose pictures are moved by ``turn``."""
    return lambda images, labels: (turn(images)[_kept(labels)], _renamed(labels)[_kept(labels)])


def _half_turn_labels(rename: Callable[[np.ndarray], np.ndarray]) -> Callable[..., _Labelled]:
    """Return an answer whose pictures are right and whose labels come from ``rename``."""
    return lambda images, labels: (
        images[_kept(labels), ::-1, ::-1],
        rename(labels)[_kept(labels)],
    )


def _digits(labels: list[int], rng: np.random.Generator) -> _Labelled:
    """Return pictures, (n, height, width) with three different numbers, and the labels."""
    shape = (len(labels), len(labels) + 2, len(labels) + 5)
    return rng.integers(0, 256, size=shape, dtype=np.uint8), np.array(labels)


def _digits_probe(rng: np.random.Generator) -> _Labelled:
    labels = [*rng.integers(0, 10, size=rng.integers(2, 6)), 6, 9]
    return _digits(rng.permutation(labels).tolist(), rng)


labels = Exercise(
    "03.labels",
    "Does the label stay true?",
    reference=_half_turn,
    probes=[
        _digits([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], np.random.default_rng(1)),
        _digits([6, 2, 9, 9, 0, 6], np.random.default_rng(2)),
        _digits([9], np.random.default_rng(3)),
        _digits([8, 1, 0], np.random.default_rng(4)),
        _digits([7, 4, 3, 1], np.random.default_rng(5)),
        _digits([6, 6, 5], np.random.default_rng(6)),
        Random(4, _digits_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "6 becomes 9 becomes 6",
            _half_turn_labels(_renamed_one_after_the_other),
            "All of your 6 and 9 end as 6: the second line also finds the ones that the first line "
            "has just written. Look for them in the old labels.",
        ),
        Mistake(
            "9 becomes 6 becomes 9",
            _half_turn_labels(_renamed_nine_first),
            "All of your 6 and 9 end as 9: the second line also finds the ones that the first line "
            "has just written. Look for them in the old labels.",
        ),
        Mistake(
            "labels not changed",
            _half_turn_labels(lambda labels: labels),
            "The pictures are turned, and their labels still are the old ones. What does a 6 look "
            "like after half a turn?",
        ),
        Mistake(
            "the order of the pictures turned round",
            _half_turn_with(lambda images: images[::-1, ::-1]),
            "Your pictures stand on their heads and in the reverse order: the first axis counts "
            "the pictures, it is not their rows. np.rot90 turns these two axes, too, unless you "
            "name others.",
        ),
        Mistake(
            "every axis turned round",
            _half_turn_with(np.flip),
            "Each picture is turned, but their order is reversed as well, so they no longer stand "
            "at their labels. The first axis counts the pictures.",
        ),
        Mistake(
            "mirrored",
            _half_turn_with(lambda images: images[:, :, ::-1]),
            "Your pictures are mirrored left to right. Half a turn also swaps top and bottom.",
        ),
        Mistake(
            "upside down",
            _half_turn_with(lambda images: images[:, ::-1]),
            "Your pictures are mirrored top to bottom. Half a turn also swaps left and right.",
        ),
        Mistake(
            "not turned",
            _half_turn_with(lambda images: images),
            "The labels are those of turned pictures, but the pictures are not turned.",
        ),
        Mistake(
            "nothing left out",
            lambda images, labels: (images[:, ::-1, ::-1], _renamed(labels)),
            "Nothing is left out. A turned 4 is no 4, and no other digit: such a picture would "
            "teach the network something wrong.",
        ),
        Mistake(
            "6 and 9 left out",
            lambda images, labels: (
                images[_kept(labels, (0, 1, 8)), ::-1, ::-1],
                labels[_kept(labels, (0, 1, 8))],
            ),
            "You leave out 6 and 9. They are digits after half a turn, only not the same ones.",
        ),
        Mistake(
            "2 and 5 kept",
            lambda images, labels: (
                images[_kept(labels, (0, 1, 2, 5, 6, 8, 9)), ::-1, ::-1],
                _renamed(labels)[_kept(labels, (0, 1, 2, 5, 6, 8, 9))],
            ),
            "You keep 2 and 5, which look the same after half a turn on a pocket calculator. In "
            "handwriting they do not; the card leaves them out.",
        ),
        Mistake(
            "1 left out",
            lambda images, labels: (
                images[_kept(labels, (0, 6, 8, 9)), ::-1, ::-1],
                _renamed(labels)[_kept(labels, (0, 6, 8, 9))],
            ),
            "You leave out 1. The card counts it among those that stay what they are.",
        ),
        Mistake(
            "the labels not left out",
            lambda images, labels: (images[_kept(labels), ::-1, ::-1], _renamed(labels)),
            "You leave out pictures, but keep their labels: the two arrays are no longer of the "
            "same length.",
        ),
        Mistake(
            "the labels changed in place",
            _half_turn_in_place,
            "The result is right, but you have changed the labels that you were given. Work on "
            "labels.copy().",
        ),
        Mistake(
            "the labels first",
            lambda images, labels: _half_turn(images, labels)[::-1],
            "Both parts are right, but their order is not: the pictures first, then the labels.",
        ),
    ],
    alternatives=[
        lambda images, labels: (
            np.rot90(images, 2, axes=(1, 2))[_kept(labels)],
            _renamed(labels)[_kept(labels)],
        ),
        lambda images, labels: (
            [cv2.rotate(image, cv2.ROTATE_180) for image in images[_kept(labels)]],
            [_AFTER_HALF_A_TURN[label] for label in labels[_kept(labels)].tolist()],
        ),
        lambda images, labels: (
            np.flip(images[_kept(labels)], axis=(1, 2)),
            np.where(_kept(labels, (6, 9)), 15 - labels, labels)[_kept(labels)].astype(np.int32),
        ),
        lambda images, labels: tuple(
            zip(
                *(
                    (image[::-1, ::-1], _AFTER_HALF_A_TURN[int(label)])
                    for image, label in zip(images, labels, strict=True)
                    if int(label) in _AFTER_HALF_A_TURN
                ),
                strict=True,
            )
        ),
    ],
    hints=[
        "Half a turn reverses the rows and the columns of each picture. Axis 0 counts the "
        "pictures: images[:, ::-1, ::-1].",
        "np.isin(labels, [0, 1, 6, 8, 9]) is a mask of the pictures to keep. Use it for pictures "
        "and labels.",
        "np.where(labels == 6, 9, np.where(labels == 9, 6, labels)) renames both at once.",
    ],
    why="A transform that changes the label is no crime, as long as the label is changed with it.",
)


# --- 10. a random pipeline -----------------------------------------------------------------------
#
# The picture of a probe has five discs of different sizes. Where they lie in the result says how
# the picture was turned, shifted, mirrored or scaled, whatever the answer did for that. A centre
# of gravity is known to 0.05 pixels, the angle to 0.1 degrees; with nearest-neighbour values to
# 0.2 pixels and 0.5 degrees.

_DEGREES, _PIXELS, _LEVELS = 15, 2, 30  # the bounds of the card
_DRAWS = 90  # 90 even numbers all miss the last fifth of their range with chance 2e-9
_GROUND, _DISC = 100, 200
_RADII = (4, 5, 6, 7, 9)

_Draw = Callable[[np.random.Generator], float]


def _discs(height: int, width: int, rng: np.random.Generator, channels: int = 1) -> np.ndarray:
    """Return a grey ground with five discs, at least 100 pixels wide and high.

    The discs lie so near to the centre that they stay inside, and that no answer that fills in
    a repeated or mirrored picture brings a second one in.
    """
    image = np.full((height, width), _GROUND, dtype=np.uint8)
    places = [(-17, -22), (-17, 22), (0, 0), (17, -22), (17, 22)]
    for radius, (y, x) in zip(_RADII, rng.permutation(places), strict=True):
        move_x, move_y = rng.integers(-2, 3, size=2).tolist()
        middle = (int(width // 2 + x + move_x), int(height // 2 + y + move_y))
        cv2.circle(image, middle, radius, _DISC, -1)
    return image if channels == 1 else np.dstack([image] * channels)


def _find_discs(image: np.ndarray) -> np.ndarray | None:
    """Return the centres of the five discs as (5, 2), x and y, the smallest first.

    What is large or lies far out is no disc: it has come in from outside, where all is allowed.
    """
    cut = min(float(np.median(image)) + (_DISC - _GROUND) / 2, 254)
    _, _, found, centres = cv2.connectedComponentsWithStats((image > cut).astype(np.uint8))
    far = np.hypot(*(centres - np.array(image.shape[1::-1]) / 2).T) > 42  # discs: up to 35
    large = found[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) > 26  # discs: up to 20
    kept = np.flatnonzero(~far & ~large)
    if len(kept) != len(_RADII) or 0 in kept:  # 0 is the ground
        return None
    return centres[kept][found[kept, cv2.CC_STAT_AREA].argsort()]


def _plane(image: np.ndarray) -> np.ndarray:
    return image if image.ndim == 2 else image[:, :, 0]


def _movement(before: np.ndarray, after: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """Return the 2 by 2 matrix, and below it how far the middle has moved: (3, 2)."""
    places = np.column_stack([before - middle, np.ones(len(before))])
    return np.linalg.lstsq(places, after - middle, rcond=None)[0]


def _range_of(values: np.ndarray, limit: float, slack: float) -> str:
    """Return in words from where to where values go that should go from -limit to limit."""
    low, high = values.min(), values.max()
    if max(high, -low) > limit + slack:
        return f"far beyond {limit}" if max(high, -low) > 4 * limit else f"beyond {limit}"
    if high - low < 0.1 * limit:
        return "always the same"
    if min(high, -low) < 0.2 * limit:
        return "one way only"
    whole = min(high, -low) >= 0.6 * limit
    return f"from -{limit} to {limit}" if whole else f"only part of -{limit} to {limit}"


def _observe_pipeline(
    answer: Callable, image: np.ndarray, generator: np.random.Generator
) -> _Findings:
    has_discs, is_even = _find_discs(_plane(image)) is not None, np.ptp(image) == 0
    draws = _DRAWS if has_discs else 25 if is_even else 5
    rng = np.random.default_rng(14)
    results = [
        np.asarray(answer(image, np.random.default_rng(seed)))
        for seed in rng.integers(1 << 30, size=draws)
    ]
    if is_even:
        return _even_light(image, results)
    findings = _seeding(lambda rng: np.asarray(answer(image, rng)))
    changed = any(not np.array_equal(image, result) for result in results)
    findings["The picture"] = "changed" if changed else "as it was"
    if image.ndim == 3 and np.ptp(image, axis=2).max() == 0:
        apart = any(np.ptp(result, axis=2).max() > 0 for result in results)
        findings["The three channels"] = "go apart" if apart else "stay together"
    if has_discs:
        findings |= _movements(image, results)
    return findings


def _even_light(image: np.ndarray, results: list[np.ndarray]) -> _Findings:
    """Return whether the middle of a picture of one level stays as light as it may be."""
    height, width = image.shape[:2]
    near = np.s_[height // 2 - 3 : height // 2 + 3, width // 2 - 3 : width // 2 + 3]
    off = np.abs(np.stack([result[near] for result in results]).astype(float) - image.flat[0])
    return {"Very light and very dark places": "jump" if off.max() > 2 * _LEVELS else "stay so"}


def _movements(image: np.ndarray, results: list[np.ndarray]) -> _Findings:
    """Return how the discs were moved, over all results."""
    before, middle = _find_discs(_plane(image)), (np.array(image.shape[1::-1]) - 1) / 2
    found = [_find_discs(_plane(result)) for result in results]
    if any(places is None for places in found):
        return {"The discs of the picture": "not all to be found again"}
    moved = np.stack([_movement(before, places, middle) for places in found])
    linear, (right, down) = moved[:, :2], moved[:, 2].T
    size = np.linalg.det(linear)
    findings = {"The discs of the picture": "all there"}
    findings["Mirror images"] = "some" if (size < 0).any() else "none"
    degrees = np.degrees(np.arctan2(linear[:, 1, 0], linear[:, 0, 0]))
    light = np.array([np.median(_plane(result)) for result in results]) - _GROUND
    same_size = np.abs(np.sqrt(np.abs(size)) - 1).max() < 0.04
    findings["The size of the discs' pattern"] = "kept" if same_size else "changed"
    findings["The turn, degrees"] = _range_of(degrees, _DEGREES, slack=0.8)
    # shifted first and turned then, a shift is up to 2.45 pixels long in each direction
    findings["The shift to the right, pixels"] = _range_of(right, _PIXELS, slack=0.75)
    findings["The shift down, pixels"] = _range_of(down, _PIXELS, slack=0.75)
    findings["The brightness, levels"] = _range_of(light, _LEVELS, slack=1)
    drawn = [values for values in (degrees, right, down, light) if np.ptp(values) > 0.1]
    together = np.abs(np.corrcoef(drawn)) > 0.7 if len(drawn) > 1 else np.eye(1, dtype=bool)
    pairs = (together.sum() - len(together)) // 2
    findings["The four amounts"] = f"{pairs} pairs hang together" if pairs else "independent"
    return findings


def _amounts(generator: np.random.Generator) -> tuple[float, int, int, float]:
    """Return degrees, dx, dy and brightness as the card wants them."""
    degrees, brightness = generator.uniform(-15, 15), generator.uniform(-30, 30)
    return degrees, *generator.integers(-2, 3, size=2).tolist(), brightness


def _transformed(
    image: np.ndarray,
    degrees: float,
    dx: float,
    dy: float,
    brightness: float,
    centre: _Place | None = None,
) -> np.ndarray:
    height, width = image.shape[:2]
    matrix = _move(dx, dy) @ _rotation_about(degrees, centre or ((width - 1) / 2, (height - 1) / 2))
    moved = cv2.warpAffine(image, matrix[:2], (width, height)).reshape(image.shape)
    return _jitter(moved, 1, brightness)


def _random_policy(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    return _transformed(image, *_amounts(generator))


def _policy_with(
    degrees: _Draw | None = None, shift: _Draw | None = None, brightness: _Draw | None = None
) -> Callable[..., np.ndarray]:
    """Return an answer in which some of the amounts are drawn otherwise."""

    def policy(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
        turn, dx, dy, light = _amounts(generator)
        return _transformed(
            image,
            turn if degrees is None else degrees(generator),
            dx if shift is None else shift(generator),
            dy if shift is None else shift(generator),
            light if brightness is None else brightness(generator),
        )

    return policy


def _mirrored_at_random(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    changed = _random_policy(image, generator)
    return changed[:, ::-1] if generator.random() < 0.5 else changed


def _one_number_for_both(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    degrees, dx, _, brightness = _amounts(generator)
    return _transformed(image, degrees, dx, dx, brightness)


def _one_number_for_all(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    amount = generator.uniform(-1, 1)
    return _transformed(image, 15 * amount, 2 * amount, 2 * amount, 30 * amount)


def _brightness_wraps(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    degrees, dx, dy, brightness = _amounts(generator)
    moved = _transformed(image, degrees, dx, dy, 0)
    return (
        (moved + round(brightness)).astype(np.uint8)
        if brightness >= 0
        else moved - np.uint8(round(-brightness))
    )


def _turned_about_the_corner(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    return _transformed(image, *_amounts(generator), centre=(0.0, 0.001))


def _policy_by_skimage(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    degrees, dx, dy, brightness = _amounts(generator)
    turned = ski.transform.rotate(image, degrees, preserve_range=True, mode="edge")
    moved = scipy.ndimage.shift(turned, (dy, dx, 0)[: image.ndim], order=1, mode="nearest")
    return _to_bytes(moved + brightness)


def _policy_by_steps(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Do the same with whole numbers, the nearest pixel and np.roll."""
    height, width = image.shape[:2]
    centre, degrees = (width / 2, height / 2), int(generator.integers(-15, 16))
    turned = cv2.warpAffine(
        image,
        cv2.getRotationMatrix2D(centre, degrees, 1),
        (width, height),
        flags=cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_REFLECT,
    ).reshape(image.shape)
    dy, dx = generator.integers(-2, 3), generator.integers(-2, 3)
    moved = np.roll(turned, (dy, dx), axis=(0, 1)).astype(int)
    return np.clip(moved + generator.integers(-30, 31), 0, 255).astype(np.uint8)


def _policy_of_the_course(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    turned = augment.rotate(image, generator.uniform(-15, 15))
    moved = augment.shift(turned, generator.uniform(-2, 2), generator.uniform(-2, 2))
    return augment.brightness(moved, generator.uniform(-30, 30))


def _policy_shifting_first(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Brighten, shift, then turn: the amounts are the same ones."""
    degrees, dx, dy, brightness = _amounts(generator)
    return _transformed(_shift(_jitter(image, 1, brightness), dx, dy), degrees, 0, 0, 0)


def _pipeline_probe(rng: np.random.Generator) -> tuple[np.ndarray, np.random.Generator]:
    height, extra = int(rng.integers(100, 108)), int(rng.integers(6, 16))
    sides = (height, height + extra) if rng.integers(2) else (height + extra, height)
    return _discs(*sides, rng, channels=3), np.random.default_rng(int(rng.integers(1000)))


pipeline = Exercise(
    "03.pipeline",
    "A random pipeline",
    reference=_random_policy,
    probes=[
        (_discs(101, 118, np.random.default_rng(1)), np.random.default_rng(1)),
        (_even(250, 30, 40), np.random.default_rng(3)),
        (_even((4, 4, 4), 45, 30), np.random.default_rng(4)),
        (_ramp(20, 31, 3), np.random.default_rng(5)),
        Random(1, _pipeline_probe),
    ],
    dtype_matters=True,
    observe=_observe_pipeline,
    mistakes=[
        Mistake(
            "mirrored at random",
            _mirrored_at_random,
            "Some of your pictures are mirrored. A mirrored 3 is no digit, so the label would be "
            "false.",
        ),
        Mistake(
            "the global generator",
            lambda image, generator: _random_policy(
                image, np.random.default_rng(np.random.randint(1 << 30))
            ),
            "The pictures are right, but they cannot be repeated: np.random.uniform and its like "
            "draw from numbers that all code shares. Draw everything with `generator`.",
        ),
        Mistake(
            "a new generator without a seed",
            lambda image, generator: _random_policy(image, np.random.default_rng()),
            "The pictures are right, but they cannot be repeated: your function makes a generator "
            "of its own each time. It has been given one.",
        ),
        Mistake(
            "a new generator with a fixed seed",
            lambda image, generator: _random_policy(image, np.random.default_rng(0)),
            "Every picture is changed in the same way, whichever seed the caller chose: there is a "
            "fixed seed in your function.",
        ),
        Mistake(
            "unchanged",
            lambda image, generator: image,
            "The picture came back as it was.",
        ),
        Mistake(
            "never turned",
            _policy_with(degrees=lambda generator: 0),
            "Your pictures are shifted and brightened, but never turned.",
        ),
        Mistake(
            "never shifted",
            _policy_with(shift=lambda generator: 0),
            "Your pictures are turned and brightened, but never shifted.",
        ),
        Mistake(
            "never brightened",
            _policy_with(brightness=lambda generator: 0),
            "Your pictures are turned and shifted, but their brightness stays.",
        ),
        Mistake(
            "radians",
            _policy_with(degrees=lambda generator: math.degrees(generator.uniform(-15, 15))),
            "Some of your pictures are turned much too far, even upside down. Degrees that are "
            "taken for radians do this.",
        ),
        Mistake(
            "turned too far",
            _policy_with(degrees=lambda generator: generator.uniform(-30, 30)),
            "Some of your pictures are turned by more than 15 degrees. The further a digit turns, "
            "the less it is the digit of its label.",
        ),
        Mistake(
            "turned one way",
            _policy_with(degrees=lambda generator: generator.uniform(0, 15)),
            "Your pictures turn one way only. Where does the range of the angle begin?",
        ),
        Mistake(
            "shifted one way",
            _policy_with(shift=lambda generator: generator.integers(0, 3)),
            "Your pictures never move to the left or up. Where does the range of the shift begin?",
        ),
        Mistake(
            "the last one left out",
            _policy_with(shift=lambda generator: generator.integers(-2, 2)),
            "A shift of 2 never occurs: generator.integers stops before its second number.",
        ),
        Mistake(
            "only brighter",
            _policy_with(brightness=lambda generator: generator.uniform(0, 30)),
            "Your pictures become brighter and never darker. Where does the range begin?",
        ),
        Mistake(
            "one number for both directions",
            _one_number_for_both,
            "Your pictures only move along one diagonal: the two directions share one random "
            "number. Draw one for each.",
        ),
        Mistake(
            "one number for everything",
            _one_number_for_all,
            "All amounts come from one random number: what is turned far is always bright, too. "
            "Draw one for each.",
        ),
        Mistake(
            "brightness wraps",
            _brightness_wraps,
            "In light places the brightness wraps around, from white to black. Add it in a wider "
            "type and cut off, or use `jitter`.",
        ),
        Mistake(
            "about the corner",
            _turned_about_the_corner,
            "Your pictures are turned about their corner, so they move far away. Turn them about "
            "their centre.",
        ),
        Mistake(
            "floats",
            lambda image, generator: _random_policy(image, generator).astype(float),
            "These are floats. Some functions give floats back, so the dtype has to be restored: "
            "round, cut to 0 to 255, .astype(np.uint8).",
        ),
    ],
    alternatives=[
        _policy_by_skimage,
        _policy_by_steps,
        _policy_of_the_course,
        _policy_shifting_first,
    ],
    hints=[
        "Draw the four numbers first: generator.uniform(-15, 15) for the angle, and so on. For "
        "whole pixels generator.integers(-2, 3) stops before 3.",
        "rotation_about(degrees, centre)[:2] is what cv2.warpAffine wants, with the size "
        "(width, height). The centre is ((width - 1) / 2, (height - 1) / 2).",
        "Then shift(turned, dx, dy), and jitter(..., 1, brightness), which rounds and cuts off.",
    ],
    why="A policy is a promise: whatever it draws, the label stays true, and a seed repeats it.",
)


# --- 11. training pictures only ------------------------------------------------------------------


def _mark(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return a changed version that still can be recognised: its last row is random."""
    if np.ndim(image) != 2:
        raise ValueError(
            "change(image, generator) wants one picture, (height, width), and an array of shape "
            f"{np.shape(image)} came."
        )
    changed = np.array(image)
    changed[-1] = generator.integers(1, 256, size=changed.shape[1])
    return changed


def _training_set(
    images: np.ndarray,
    labels: np.ndarray,
    is_test: np.ndarray,
    copies: int,
    change: Callable,
    generator: np.random.Generator,
) -> _Labelled:
    images, labels = images[~is_test], labels[~is_test]
    changed = [change(image, generator) for _ in range(copies) for image in images]
    return np.concatenate([images, changed]), np.tile(labels, copies + 1)


def _numbered(count: int, rng: np.random.Generator) -> _Labelled:
    """Return pictures whose first row holds their number, and whose last row is black."""
    images = rng.integers(0, 256, size=(count, 6, count + 9), dtype=np.uint8)
    images[:, 0], images[:, -1] = np.arange(count)[:, None] + 1, 0
    return images, rng.permutation(np.arange(count) % 10)


def _observe_training(
    answer: Callable,
    images: np.ndarray,
    labels: np.ndarray,
    is_test: np.ndarray,
    copies: int,
    change: Callable,
    generator: np.random.Generator,
) -> _Findings:
    def make(generator: np.random.Generator) -> _Labelled:
        pictures, names = answer(images, labels, is_test, copies, change, generator)
        return np.asarray(pictures), np.asarray(names)

    pictures, names = make(np.random.default_rng(21))
    known = {image[:-1].tobytes(): number for number, image in enumerate(images)}
    numbers = [known.get(picture[:-1].tobytes()) for picture in pictures.astype(np.uint8)]
    if None in numbers:
        return {"The pictures": "some are neither pictures of the set nor versions of them"}
    numbers = np.array(numbers)
    touched = pictures[:, -1].any(axis=1)
    versions = [pictures[(numbers == number) & touched] for number in np.flatnonzero(~is_test)]
    plain = np.bincount(numbers[~touched], minlength=len(images))
    counts = np.bincount(numbers[touched], minlength=len(images))
    different = all(len(np.unique(found, axis=0)) == len(found) for found in versions)
    return {
        "Test pictures among them": "some" if is_test[numbers].any() else "none",
        "The untouched training pictures": _each(plain[~is_test], 1),
        "Changed versions": _each(counts[~is_test], copies),
        "Versions of one picture": "all different" if different else "some are equal",
        "Labels": _in_step(numbers, np.array_equal(names, labels[numbers])),
        **_seeding(lambda rng: _flat(*make(rng))),
    }


def _in_step(numbers: np.ndarray, in_step: bool) -> str:
    """Return whether labels fit; where they do not, the order of the pictures may tell why."""
    if in_step:
        return "in step"
    once = numbers[: len(np.unique(numbers))]
    regular = np.array_equal(numbers, np.sort(numbers)) or np.array_equal(
        numbers, np.resize(once, len(numbers))
    )
    return "out of step" if regular else "out of step, and the pictures in no regular order"


def _each(counts: np.ndarray, wanted: int) -> str:
    return "as many as wanted" if (counts == wanted).all() else "not each as often as wanted"


def _flat(pictures: np.ndarray, names: np.ndarray) -> np.ndarray:
    return np.concatenate([pictures.ravel(), names.ravel()])


def _training_probe(rng: np.random.Generator, copies: int = 0) -> tuple:
    """Return arguments with fewer test pictures than others."""
    count = int(rng.integers(6, 12))
    is_test = rng.permutation(np.arange(count) < int(rng.integers(1, count // 2)))
    copies = copies or int(rng.integers(1, 5))
    generator = np.random.default_rng(int(rng.integers(1000)))
    return *_numbered(count, rng), is_test, copies, _mark, generator


_Arrange = Callable[[np.ndarray, np.ndarray, int, Callable], _Labelled]


def _arranged(arrange: _Arrange) -> Callable[..., _Labelled]:
    """Return an answer that gets the training pictures only, and ``change`` with the generator."""

    def answer(images, labels, is_test, copies, change, generator):
        kept, names = images[~is_test], labels[~is_test]
        return arrange(kept, names, copies, lambda image: change(image, generator))

    return answer


def _one_picture_after_the_other(images, labels, copies, change) -> _Labelled:
    pictures, names = [], []
    for image, label in zip(images, labels, strict=True):
        pictures += [image, *(change(image) for _ in range(copies))]
        names += [label] * (copies + 1)
    return pictures, names


def _labels_repeated(images, labels, copies, change) -> _Labelled:
    changed = [change(image) for _ in range(copies) for image in images]
    return np.concatenate([images, changed]), np.repeat(labels, copies + 1)


def _one_version_copied(images, labels, copies, change) -> _Labelled:
    changed = [change(image) for image in images] * copies
    return np.concatenate([images, changed]), np.tile(labels, copies + 1)


def _changed_again(images, labels, copies, change) -> _Labelled:
    """Change every picture, the untouched ones as well."""
    changed = [change(image) for _ in range(copies + 1) for image in images]
    return np.array(changed), np.tile(labels, copies + 1)


def _only_changed(images, labels, copies, change) -> _Labelled:
    return np.array([change(i) for _ in range(copies) for i in images]), np.tile(labels, copies)


def _only_untouched(images, labels, copies, change) -> _Labelled:
    return np.concatenate([images] * (copies + 1)), np.tile(labels, copies + 1)


def _labels_of_one_round(images, labels, copies, change) -> _Labelled:
    return _labels_repeated(images, labels, copies, change)[0], labels


def _with_generator(make: Callable[[], np.random.Generator]) -> Callable[..., _Labelled]:
    def answer(images, labels, is_test, copies, change, generator):
        return _arranged(_one_picture_after_the_other)(
            images, labels, is_test, copies, lambda image, _: change(image, make()), generator
        )

    return answer


def _pictures_shuffled(images, labels, is_test, copies, change, generator) -> _Labelled:
    pictures, names = _training_set(images, labels, is_test, copies, change, generator)
    return generator.permutation(pictures), names


def _shuffled_together(images, labels, is_test, copies, change, generator) -> _Labelled:
    pictures, names = _training_set(images, labels, is_test, copies, change, generator)
    order = generator.permutation(len(names))
    return pictures[order], names[order]


training = Exercise(
    "03.training",
    "Training pictures only",
    reference=_training_set,
    probes=[
        _training_probe(np.random.default_rng(1), copies=3),
        _training_probe(np.random.default_rng(2), copies=1),
        _training_probe(np.random.default_rng(3), copies=4),
        Random(3, _training_probe),
    ],
    observe=_observe_training,
    mistakes=[
        Mistake(
            "the test pictures as well",
            lambda images, labels, is_test, copies, change, generator: _training_set(
                images, labels, is_test & False, copies, change, generator
            ),
            "There are too many: you have enlarged the test pictures as well. A network that has "
            "seen them, even changed, is not tested by them.",
        ),
        Mistake(
            "the test pictures only",
            lambda images, labels, is_test, copies, change, generator: _training_set(
                images, labels, ~is_test, copies, change, generator
            ),
            "You have taken the test pictures and left out the others: the mask is True for the "
            "test pictures.",
        ),
        Mistake(
            "labels out of step",
            _arranged(_labels_repeated),
            "Pictures and labels are out of step: one is ordered round after round, the other "
            "picture after picture. np.repeat gives a a b b, np.tile gives a b a b.",
        ),
        Mistake(
            "labels of one round",
            _arranged(_labels_of_one_round),
            "There are more pictures than labels. Every changed version needs its label, too.",
        ),
        Mistake(
            "labels of all pictures",
            lambda images, labels, is_test, copies, change, generator: (
                _training_set(images, labels, is_test, copies, change, generator)[0],
                np.tile(labels, copies + 1),
            ),
            "There are more labels than pictures: the labels of the test pictures are still among "
            "them.",
        ),
        Mistake(
            "one version copied",
            _arranged(_one_version_copied),
            "The versions of a picture are all the same: you call `change` once for it and copy "
            "the result. Call it for every version.",
        ),
        Mistake(
            "nothing left as it is",
            _arranged(_changed_again),
            "The number is right, but every picture is changed. The training pictures themselves "
            "belong into the set, as they are.",
        ),
        Mistake(
            "one round missing",
            _arranged(_only_changed),
            "One round is missing. There should be the training pictures as they are, and `copies` "
            "versions of each besides.",
        ),
        Mistake(
            "nothing changed",
            _arranged(_only_untouched),
            "The number is right, but nothing is changed: the set only holds each picture several "
            "times. Where do you call `change`?",
        ),
        Mistake(
            "a new generator without a seed",
            _with_generator(np.random.default_rng),
            "The set is right, but it cannot be repeated: you make a generator of your own. Hand "
            "on the one that you were given.",
        ),
        Mistake(
            "a new generator with a fixed seed",
            _with_generator(lambda: np.random.default_rng(0)),
            "The versions of a picture are all the same, because every call of `change` gets a new "
            "generator with the same seed. Hand on the one that you were given.",
        ),
        Mistake(
            "only the pictures shuffled",
            _pictures_shuffled,
            "The pictures were put into a new order, and the labels were not: nearly every label "
            "is false now.",
        ),
        Mistake(
            "only the pictures",
            lambda *arguments: _training_set(*arguments)[0],
            "Two arrays are wanted, the pictures and their labels.",
        ),
        Mistake(
            "the labels first",
            lambda *arguments: _training_set(*arguments)[::-1],
            "Both parts are there, but their order is not right: the pictures first, then the "
            "labels.",
        ),
    ],
    alternatives=[
        _arranged(_one_picture_after_the_other),
        _shuffled_together,
        _arranged(
            lambda images, labels, copies, change: (
                np.stack([*images, *(change(i) for i in np.repeat(images, copies, axis=0))]),
                np.concatenate([labels, np.repeat(labels, copies)]),
            )
        ),
        lambda images, labels, is_test, copies, change, generator: _training_set(
            images.astype(np.int32), labels.astype(float), is_test, copies, change, generator
        ),
    ],
    hints=[
        "images[~is_test] are the training pictures, and labels[~is_test] are their labels.",
        "[change(image, generator) for _ in range(copies) for image in pictures] goes round after "
        "round: all pictures once, then all once more.",
        "np.concatenate([pictures, changed]) puts them together. np.tile(labels, n) repeats all "
        "labels n times, round after round.",
    ],
    why="Only what the network learns from is enlarged; what tests it stays as the world gives it.",
)


# --- 12. the best strength -----------------------------------------------------------------------

_Runs = dict[float, list[float]]


def _best(validation: _Runs, of: Callable = np.mean) -> float:
    return max(validation, key=lambda strength: of(validation[strength]))


def _best_strength(validation: _Runs, test: _Runs) -> tuple[float, float]:
    best = _best(validation)
    return best, float(np.mean(test[best]))


def _chosen_by(of: Callable) -> Callable[[_Runs, _Runs], tuple[float, float]]:
    def answer(validation: _Runs, test: _Runs) -> tuple[float, float]:
        best = _best(validation, of)
        return best, float(np.mean(test[best]))

    return answer


def _best_strength_loop(validation: _Runs, test: _Runs) -> list[float]:
    best, best_mean = None, -1.0
    for strength, accuracies in validation.items():
        mean = sum(accuracies) / len(accuracies)
        if mean > best_mean:
            best, best_mean = strength, mean
    return [best, sum(test[best]) / len(test[best])]


def _best_strength_by_arrays(validation: _Runs, test: _Runs) -> np.ndarray:
    strengths = np.array(list(validation))
    best = strengths[np.argmax([np.average(validation[strength]) for strength in strengths])]
    return np.array([best, np.average(test[best])])


def _best_strength_sorted(validation: _Runs, test: _Runs) -> tuple[float, float]:
    means = sorted((np.sum(found) / len(found), strength) for strength, found in validation.items())
    return means[-1][1], math.fsum(test[means[-1][1]]) / len(test[means[-1][1]])


def _runs_probe(rng: np.random.Generator) -> tuple[_Runs, _Runs]:
    """Return accuracies in thousandths, with means that are clearly apart."""
    strengths = rng.permutation([0, 0.25, 0.5, 0.75, 1, 1.5])[: rng.integers(3, 7)].tolist()
    means = rng.permutation(np.linspace(0.6, 0.9, len(strengths)))
    found = []
    for shift in (0.0, -0.05):
        lengths = rng.integers(3, 7, size=len(strengths))
        noise = [rng.uniform(-0.02, 0.02, size=length) for length in lengths]
        found.append(
            {
                strength: (mean + shift + off).round(3).tolist()
                for strength, mean, off in zip(strengths, means, noise, strict=True)
            }
        )
        means = rng.permutation(means)
    return found[0], found[1]


strength = Exercise(
    "03.strength",
    "Choose the strength",
    reference=_best_strength,
    probes=[
        (  # each way to choose takes another one
            {
                0: [0.71, 0.70, 0.72, 0.69, 0.70, 0.71],
                0.5: [0.78, 0.86, 0.81],
                1: [0.95, 0.60, 0.70, 0.71],
                1.5: [0.62, 0.84, 0.85],
                2: [0.797, 0.798, 0.797, 0.798],
            },
            {
                0: [0.70, 0.69],
                0.5: [0.78, 0.79, 0.83],
                1: [0.70, 0.72],
                1.5: [0.78, 0.65],
                2: [0.90, 0.84, 0.91],
            },
        ),
        (
            {0.0: [0.5, 0.9, 0.91], 0.25: [0.8, 0.81, 0.83], 0.75: [0.7, 0.72, 0.71]},
            {0.0: [0.91, 0.92, 0.9], 0.25: [0.6, 0.8, 0.85, 0.72], 0.75: [0.9, 0.7, 0.8]},
        ),
        ({1: [0.9], 0: [0.8]}, {1: [0.7], 0: [0.75]}),
        ({0: [0.9, 0.95], 2: [0.2, 0.3, 0.25], 1: [0.5]}, {2: [0.3], 0: [0.8, 0.9], 1: [0.6]}),
        ({0.5: [0.0, 0.01], 0.1: [0.0, 0.0]}, {0.5: [0.02, 0.01], 0.1: [0.0, 0.1]}),
        Random(5, _runs_probe),
    ],
    mistakes=[
        Mistake(
            "the best single seed",
            _chosen_by(max),
            "You choose by the best single run. One lucky seed says little; look at all runs of a "
            "strength.",
        ),
        Mistake(
            "the best worst seed",
            _chosen_by(min),
            "You choose by the worst single run. The mean of all runs is asked for.",
        ),
        Mistake(
            "the sum",
            _chosen_by(sum),
            "You choose by the sum, so a strength with more runs wins. The lists differ in length.",
        ),
        Mistake(
            "the median",
            _chosen_by(np.median),
            "You choose by the median. The mean is asked for; with few runs the two differ.",
        ),
        Mistake(
            "only the first seed",
            _chosen_by(lambda found: found[0]),
            "You look at the first run of each strength only.",
        ),
        Mistake(
            "the worst",
            _chosen_by(lambda found: -np.mean(found)),
            "This is the strength with the lowest mean. For an accuracy more is better.",
        ),
        Mistake(
            "chosen on the test pictures",
            lambda validation, test: _best_strength(test, test),
            "You choose on the test pictures. Then their accuracy is the best of several tries, "
            "and promises too much for new pictures.",
        ),
        Mistake(
            "the validation accuracy reported",
            lambda validation, test: _best_strength(validation, validation),
            "The strength is right, but the accuracy is that of the validation pictures, by which "
            "it was chosen. Report what the test pictures say.",
        ),
        Mistake(
            "the best test run reported",
            lambda validation, test: (_best(validation), max(test[_best(validation)])),
            "The strength is right, but you report the best of its test runs instead of the mean.",
        ),
        Mistake(
            "the position",
            lambda validation, test: (
                list(validation).index(_best(validation)),
                _best_strength(validation, test)[1],
            ),
            "Your first number is a position in the dictionary. The strength itself is wanted, "
            "which is the key.",
        ),
        Mistake(
            "the two means",
            lambda validation, test: (
                np.mean(validation[_best(validation)]),
                np.mean(test[_best(validation)]),
            ),
            "Your first number is the mean accuracy of the best strength. The strength itself is "
            "wanted, which is the key.",
        ),
        Mistake(
            "all test runs",
            lambda validation, test: (_best(validation), test[_best(validation)]),
            "The strength is right. Its accuracies on the test pictures should become one number.",
        ),
        Mistake(
            "the largest strength",
            lambda validation, test: (max(validation), np.mean(test[max(validation)])),
            "You take the largest strength. max(validation) compares the keys; the accuracies "
            "are the values.",
        ),
        Mistake(
            "the order changed",
            lambda validation, test: _best_strength(validation, test)[::-1],
            "Both numbers are right, but their order is not: the strength first.",
        ),
    ],
    alternatives=[_best_strength_loop, _best_strength_by_arrays, _best_strength_sorted],
    hints=[
        "np.mean(validation[strength]) is the mean accuracy of one strength.",
        "max(validation, key=...) gives the key for which a function is largest.",
        "best = max(validation, key=lambda strength: np.mean(validation[strength])). Now look at "
        "the test accuracies of this one strength.",
    ],
    why="Choose by the mean on validation, report on test: a test that chooses is no test.",
)
