"""Exercises 1 and 2 of lesson 03: pixels moved with slices."""

import contextlib

import cv2
import numpy as np
import scipy.ndimage

from course_utils import augment
from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_03 import probes

# --- 1. flip --------------------------------------------------------------------------------------


def _flip_one_by_one(image: np.ndarray) -> np.ndarray:
    for column in range(image.shape[1]):
        image[:, column] = image[:, image.shape[1] - 1 - column]
    return image


flip = Exercise(
    "03.flip",
    "Mirror",
    reference=lambda image: image[:, ::-1],
    probes=[
        probes.ramp(3, 5),
        probes.ramp(5, 4, 3),
        probes.ramp(1, 6),
        probes.ramp(4, 1, 3),
        probes.ramp(1, 1),
        probes.ramp(2, 300),
        probes.ramp(300, 3, 3),
        probes.ramp(7, 4).T,
        Random(4, probes.any_picture),
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
            "-0 taken for the last column",
            lambda image: image[:, -np.arange(image.shape[1])],
            "The first column has stayed, and the others are one place too far to the right: -0 "
            "is 0, the first column. The last column is -1.",
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


# --- 2. shift -------------------------------------------------------------------------------------


def shifted(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
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
    inside = shifted(np.ones(image.shape, dtype=np.uint8), dx, dy)
    return np.where(inside, shifted(image, dx, dy), 255).astype(np.uint8)


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
    image[...] = shifted(image, dx, dy)
    return image


def _shift_loop(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    moved = np.zeros_like(image)
    height, width = image.shape[:2]
    for y in range(height):
        for x in range(width):
            if 0 <= x + dx < width and 0 <= y + dy < height:
                moved[y + dy, x + dx] = image[y, x]
    return moved


def _try_to_write(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    moved = np.zeros_like(image)
    for y, x in np.ndindex(image.shape[:2]):
        with contextlib.suppress(IndexError):
            moved[y + dy, x + dx] = image[y, x]
    return moved


def _try_to_read(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    moved = np.zeros_like(image)
    for y, x in np.ndindex(image.shape[:2]):
        with contextlib.suppress(IndexError):
            moved[y, x] = image[y - dy, x - dx]
    return moved


def _write_below_the_end(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
    moved = np.zeros_like(image)
    height, width = image.shape[:2]
    for y, x in np.ndindex(height, width):
        if y + dy < height and x + dx < width:
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
    image = np.maximum(probes.any_picture(rng), 1)
    height, width = image.shape[:2]
    dx, dy = int(rng.integers(-width - 1, width + 2)), int(rng.integers(-height - 1, height + 2))
    return image, dx, dy


shift = Exercise(
    "03.shift",
    "Shift",
    reference=shifted,
    probes=[
        (probes.ramp(5, 8), 2, 1),
        (probes.ramp(8, 5, 3), -1, 3),
        (probes.ramp(4, 7, 3), 2, -1),
        (probes.ramp(7, 4), -3, -2),
        (probes.ramp(5, 6), 0, 2),
        (probes.ramp(6, 5, 3), -2, 0),
        (probes.ramp(3, 5), 0, 0),
        (probes.ramp(4, 6), 6, 1),
        (probes.ramp(6, 4), -1, -6),
        (probes.ramp(5, 4, 3), -9, 2),
        (probes.ramp(4, 5), 1, 11),
        (probes.ramp(5, 7), 9, 1),
        (probes.ramp(7, 5, 3), 1, 9),
        (probes.ramp(4, 5, 3), 700, -700),
        (probes.ramp(1, 1), 0, 0),
        (probes.ramp(1, 1, 3), -1, 0),
        (probes.ramp(1, 6), 3, 0),
        (probes.ramp(2, 300), 270, 1),
        (probes.ramp(300, 3, 3), -1, -260),
        (probes.ramp(6, 4).T, 1, -1),
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
            "negative places wrap",
            _try_to_write,
            "Some of what leaves the picture comes back in on the other side. A negative place "
            "raises no error: it counts from the end. Ask before whether the place is inside.",
            also=[_try_to_read, _write_below_the_end],
        ),
        Mistake(
            "dx and dy swapped",
            lambda image, dx, dy: shifted(image, dy, dx),
            "The two directions have changed places. dx belongs to the columns, and rows come "
            "first in the brackets.",
        ),
        Mistake(
            "dy counted upwards",
            lambda image, dx, dy: shifted(image, dx, -dy),
            "A positive dy moves your picture up. Row 0 is at the top, so y runs down.",
        ),
        Mistake(
            "dx counted to the left",
            lambda image, dx, dy: shifted(image, -dx, dy),
            "A positive dx moves your picture to the left. x runs to the right.",
        ),
        Mistake(
            "the wrong way in both directions",
            lambda image, dx, dy: shifted(image, -dx, -dy),
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
            lambda image, dx, dy: shifted(image, dx, 0),
            "Your picture moves to the side, but never up or down. Where do you use dy?",
        ),
        Mistake(
            "only up and down",
            lambda image, dx, dy: shifted(image, 0, dy),
            "Your picture moves up and down, but never to the side. Where do you use dx?",
        ),
        Mistake(
            "floats",
            lambda image, dx, dy: shifted(image, dx, dy).astype(float),
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
