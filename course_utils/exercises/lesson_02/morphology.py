"""Exercises 6 and 7 of lesson 02: masks eroded and opened."""

from collections.abc import Iterator

import cv2
import numpy as np
import skimage as ski
from scipy import ndimage

from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_02 import probes
from course_utils.exercises.lesson_02.noise import windows

# --- 6. erode ------------------------------------------------------------------------------------

_SQUARE = np.ones((3, 3), dtype=np.uint8)
_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=np.uint8)


def morphology(mask: np.ndarray, operation: int, kernel: np.ndarray, times: int = 1) -> np.ndarray:
    return cv2.morphologyEx(mask.astype(np.uint8), operation, kernel, iterations=times) > 0


def _eroded(mask: np.ndarray, kernel: np.ndarray = _SQUARE, times: int = 1) -> np.ndarray:
    return morphology(mask, cv2.MORPH_ERODE, kernel, times)


def _dilated(mask: np.ndarray, kernel: np.ndarray = _SQUARE) -> np.ndarray:
    return morphology(mask, cv2.MORPH_DILATE, kernel)


def _inside(shape: tuple[int, int]) -> np.ndarray:
    """Return where a pixel has all of its eight neighbours inside the picture."""
    inside = np.zeros(shape, dtype=bool)
    inside[1:-1, 1:-1] = True
    return inside


def _squares(mask: np.ndarray, low: int = 0) -> Iterator[tuple[int, int, slice, slice]]:
    """Yield each pixel's row and column, and the two slices of its square."""
    for y, x in np.ndindex(mask.shape):
        yield (
            y,
            x,
            slice(max(y - 1, low), y + 2),
            slice(max(x - 1, low), x + 2),
        )


def _erode_by_squares(mask: np.ndarray) -> np.ndarray:
    eroded = np.zeros_like(mask)
    for y, x, rows, columns in _squares(mask):
        eroded[y, x] = mask[rows, columns].all()
    return eroded


def _erode_with_empty_squares(mask: np.ndarray) -> np.ndarray:
    eroded = np.zeros_like(mask)
    for y, x, rows, columns in _squares(mask, low=-1):
        eroded[y, x] = mask[rows, columns].all()
    return eroded


def _erode_what_is_eroded(mask: np.ndarray) -> np.ndarray:
    eroded = mask.copy()
    for y, x, rows, columns in _squares(mask):
        eroded[y, x] = eroded[rows, columns].all()
    return eroded


def _erode_in_place(mask: np.ndarray) -> np.ndarray:
    mask &= _eroded(mask)
    return mask


def _erode_round_the_edge(mask: np.ndarray) -> np.ndarray:
    moves = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    return np.all([np.roll(mask, move, axis=(0, 1)) for move in moves], axis=0)


_MASKS = [
    probes.drawn(".......", ".####..", ".####..", ".####..", "......."),
    probes.drawn("#####....", "#####....", "#####..##", "#####..##", ".....####", ".....####"),
    probes.drawn("########", "###.####", "########", "########", "#######.", "########"),
    probes.drawn(".#.#.", "#####", "#####", "#####", ".###.", "..#.."),
    np.ones((4, 7), dtype=bool),
    np.zeros((5, 3), dtype=bool),
    np.ones((1, 1), dtype=bool),
    probes.drawn("####.###"),
    probes.drawn("####.###").T,
    probes.drawn("#####.###.", "####..####"),
]


erode = Exercise(
    "02.erode",
    "Erode",
    reference=_eroded,
    probes=[*_MASKS, np.arange(900).reshape(3, 300) % 71 > 5, Random(5, probes.blobs)],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "places outside count as False",
            lambda mask: _eroded(mask) & _inside(mask.shape),
            "The inside is right, but everything at the border became False: places outside the "
            "picture counted as False, or the border was left out. They should not count.",
        ),
        Mistake(
            "border left as it was",
            lambda mask: np.where(_inside(mask.shape), _eroded(mask), mask),
            "The inside is right, but the pixels at the border stayed as they were. They have "
            "neighbours, too: those inside the picture.",
        ),
        Mistake(
            "round the edge",
            _erode_round_the_edge,
            "At the border you look at pixels on the opposite side: np.roll brings them round.",
        ),
        Mistake(
            "empty squares",
            _erode_with_empty_squares,
            "In the first row and column the slice starts at -1, which is the last one, so it is "
            "empty, and all() of nothing is True. Start at 0 there.",
        ),
        Mistake(
            "any instead of all",
            _dilated,
            "This is dilation: one True in the square was enough. Erosion needs all of them.",
        ),
        Mistake(
            "four neighbours",
            lambda mask: _eroded(mask, _CROSS),
            "The corners of the square are missing: you look at four neighbours, and there are "
            "eight.",
        ),
        Mistake(
            "four neighbours, and places outside count as False",
            lambda mask: ndimage.binary_erosion(mask),
            "Two things: without a structure SciPy looks at four neighbours, and there are eight. "
            "And at the border it takes places outside for False; they should not count.",
        ),
        Mistake(
            "a size for a kernel",
            lambda mask: cv2.erode(mask.astype(np.uint8), (3, 3)) > 0,
            "OpenCV took (3, 3) for a kernel that holds two numbers, not for a size. A kernel is "
            "an array: 3 by 3 ones.",
        ),
        Mistake(
            "only along rows",
            lambda mask: _eroded(mask, np.ones((1, 3), np.uint8)),
            "You look to the left and to the right only. The square has three rows as well.",
        ),
        Mistake(
            "only along columns",
            lambda mask: _eroded(mask, np.ones((3, 1), np.uint8)),
            "You look up and down only. The square has three columns as well.",
        ),
        Mistake(
            "too large a square",
            lambda mask: _eroded(mask, np.ones((5, 5), np.uint8)),
            "Too much is gone: your square is 5 by 5, or you erode twice. It should be 3 by 3.",
        ),
        Mistake(
            "reads what it has written",
            _erode_what_is_eroded,
            "You read pixels that you have changed before. Read from the mask that you were given, "
            "and write into another array.",
        ),
        Mistake(
            "changed in place",
            _erode_in_place,
            "The result is right, but you have changed the mask that you were given. Write into "
            "another array.",
        ),
        Mistake(
            "opened",
            lambda mask: morphology(mask, cv2.MORPH_OPEN, _SQUARE),
            "This is an opening: after the erosion it dilates again. Only erode.",
        ),
        Mistake(
            "the rim",
            lambda mask: mask & ~_eroded(mask),
            "These are the pixels that erosion takes away. Return those that stay.",
        ),
        Mistake(
            "0 and 1",
            lambda mask: _eroded(mask).astype(np.uint8),
            "The right pixels are marked, but with the numbers 0 and 1. Turn them back into True "
            "and False: dtype bool.",
        ),
        Mistake(
            "0 and 255",
            lambda mask: _eroded(mask).astype(np.uint8) * 255,
            "The right pixels are marked, but with 255. Turn them back into True and False: dtype "
            "bool.",
        ),
        Mistake(
            "floats",
            lambda mask: _eroded(mask).astype(float),
            "The right pixels are marked, but with floats: np.zeros makes floats unless you write "
            "dtype=bool.",
        ),
        Mistake(
            "unchanged",
            lambda mask: mask,
            "The mask came back as it was.",
        ),
    ],
    alternatives=[
        _erode_by_squares,
        lambda mask: ndimage.binary_erosion(mask, np.ones((3, 3)), border_value=1),
        lambda mask: ski.morphology.erosion(mask, np.ones((3, 3), dtype=bool)),
        lambda mask: ndimage.minimum_filter(mask, size=3),
        lambda mask: windows(mask, 3, constant_values=True).all(axis=2),
        lambda mask: ~_dilated(~mask),
        lambda mask: cv2.erode(mask.astype(np.uint8) * 255, _SQUARE).astype(bool),
    ],
    hints=[
        "Make the picture one pixel larger on each side first. With which value does the new rim "
        "not count?",
        "np.pad(mask, 1, constant_values=True) adds such a rim. Nine shifted copies of the mask "
        "are slices of it.",
        "Start with all True and combine the nine slices with &. Or cv2.erode with uint8, and > 0.",
    ],
    why="Erosion asks all pixels of a square, so a pixel's fate depends on its neighbours.",
)


# --- 7. opening ----------------------------------------------------------------------------------


def square(size: int) -> np.ndarray:
    return np.ones((size, size), dtype=np.uint8)


def opened(mask: np.ndarray, size: int) -> np.ndarray:
    return morphology(mask, cv2.MORPH_OPEN, square(size))


def _disc(size: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))


def _mask_and_size(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    return probes.blobs(rng), int(rng.choice([3, 5]))


opening = Exercise(
    "02.opening",
    "Remove what is too small",
    reference=opened,
    probes=[
        *((mask, 3) for mask in _MASKS),
        (probes.part_of_coins(30, 20, 60, 90) > 115, 3),
        (probes.part_of_coins(90, 10, 70, 100) > 120, 5),
        (probes.part_of_coins(160, 10, 60, 110) > 105, 7),
        (probes.part_of_coins(220, 100, 80, 90) > 105, 9),
        (np.ones((6, 9), dtype=bool), 5),
        Random(5, _mask_and_size),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "closed",
            lambda mask, size: morphology(mask, cv2.MORPH_CLOSE, square(size)),
            "This is a closing: dilation came first. It fills small gaps and keeps small specks.",
        ),
        Mistake(
            "only eroded",
            lambda mask, size: _eroded(mask, square(size)),
            "The specks are gone, but what stays has shrunk. The second half of the opening is "
            "missing.",
        ),
        Mistake(
            "only dilated",
            lambda mask, size: _dilated(mask, square(size)),
            "Everything has grown, the specks too: this is dilation alone.",
        ),
        Mistake(
            "always 3",
            lambda mask, size: opened(mask, 3),
            "You always use a square of 3 by 3. Use the `size` that your function is given.",
        ),
        Mistake(
            "places outside count as False",
            lambda mask, size: ndimage.binary_opening(mask, square(size)),
            "Only the border is wrong: SciPy takes places outside for False when it erodes, so "
            "objects at the border suffer. They should not count.",
        ),
        Mistake(
            "no footprint",
            lambda mask, size: ski.morphology.opening(mask),
            "You do not give the square, and without a footprint scikit-image takes a cross of 3 "
            "by 3, whatever the `size`.",
        ),
        Mistake(
            "no structure",
            lambda mask, size: ndimage.binary_opening(mask),
            "You do not give the square, and without a structure SciPy takes a cross of 3 by 3, "
            "whatever the `size`. At the border it also takes places outside for False.",
        ),
        Mistake(
            "a size for a kernel",
            lambda mask, size: (
                cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, (size, size)) > 0
            ),
            "OpenCV took (size, size) for a kernel that holds two numbers, not for a size. A "
            "kernel is an array of ones.",
        ),
        Mistake(
            "repeated instead of enlarged",
            lambda mask, size: morphology(mask, cv2.MORPH_OPEN, _SQUARE, times=size),
            "Too much is gone: you repeat a small square `size` times. Use one square of that "
            "size, once.",
        ),
        Mistake(
            "a disc",
            lambda mask, size: morphology(mask, cv2.MORPH_OPEN, _disc(size)),
            "The corners are rounded: your structuring element is a disc. Here it is a square.",
        ),
        Mistake(
            "a cross",
            lambda mask, size: morphology(
                mask, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_CROSS, (size, size))
            ),
            "Too little is gone: your structuring element is a cross. Here it is a full square.",
        ),
        Mistake(
            "a median",
            lambda mask, size: cv2.medianBlur(mask.astype(np.uint8), size) > 0,
            "This is a median filter: it removes specks, but it also fills holes and rounds "
            "corners off.",
        ),
        Mistake(
            "the removed part",
            lambda mask, size: mask & ~opened(mask, size),
            "These are the pixels that the opening takes away. Return those that stay.",
        ),
        Mistake(
            "0 and 1",
            lambda mask, size: opened(mask, size).astype(np.uint8),
            "The right pixels are marked, but with the numbers 0 and 1. Turn them back into True "
            "and False: dtype bool.",
        ),
        Mistake(
            "0 and 255",
            lambda mask, size: opened(mask, size).astype(np.uint8) * 255,
            "The right pixels are marked, but with 255. Turn them back into True and False: dtype "
            "bool.",
        ),
        Mistake(
            "unchanged",
            lambda mask, size: mask,
            "The mask came back as it was.",
        ),
    ],
    alternatives=[
        lambda mask, size: _dilated(_eroded(mask, square(size)), square(size)),
        lambda mask, size: ski.morphology.opening(mask, np.ones((size, size), dtype=bool)),
        lambda mask, size: ndimage.binary_dilation(
            ndimage.binary_erosion(mask, square(size), border_value=1), square(size)
        ),
        lambda mask, size: ndimage.maximum_filter(ndimage.minimum_filter(mask, size), size),
        lambda mask, size: cv2.morphologyEx(
            mask.astype(np.uint8) * 255, cv2.MORPH_OPEN, square(size)
        ).astype(bool),
    ],
    hints=[
        "Erosion removes the specks and shrinks the rest. Which operation grows it again?",
        "cv2.erode, cv2.dilate and cv2.morphologyEx want numbers: mask.astype(np.uint8).",
        "np.ones((size, size), np.uint8) is the square, and > 0 makes a mask of the result.",
    ],
    why="Opening removes what the square does not fit into, and leaves the rest at its size.",
)
