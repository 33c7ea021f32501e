"""Exercises 7 and 8 of lesson 03: boxes that move with their picture."""

from collections.abc import Callable

import cv2
import numpy as np

from course_utils import augment
from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_03 import matrices

# --- 7. the box of a mirrored picture -------------------------------------------------------------


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


# --- 8. the box of a moved picture ----------------------------------------------------------------


_Quad = tuple[float, float, float, float]
_UNCHANGED = np.eye(3)


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
    return _moved_corners(box, matrix @ matrices.move(0.5, 0.5))


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


def _corners_returned(begin: float, end: float) -> Callable[[_Box, np.ndarray], _Quad]:
    """Return an answer that gives two corners, with something added to each of them."""

    def answer(box: _Box, matrix: np.ndarray) -> _Quad:
        corners = _moved_corners(box, matrix)
        return *(corners.min(axis=0) + begin), *(corners.max(axis=0) + end)

    return answer


def _only_rounded(came: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether these are whole numbers beside the right ones, whichever way was taken."""
    whole = came.shape == expected.shape and np.array_equal(came, np.round(came))
    return whole and bool((np.abs(came - expected) < 2).all())


def _move_probe(rng: np.random.Generator) -> tuple[_Box, np.ndarray]:
    box, _ = _box_probe(rng)
    return box, matrices.affine(rng)


move_box = Exercise(
    "03.move_box",
    "The box of a turned picture",
    reference=_move_box,
    probes=[
        ((2, 3, 4, 5), np.eye(3)),
        ((2, 3, 4, 5), matrices.move(7, -6)),
        ((2, 3, 4, 6), np.array([[-1.0, 0, 19], [0, 1, 0], [0, 0, 1]])),
        ((8, 8, 4, 4), matrices.rotation_about(45, (9.5, 9.5))),
        ((1, 2, 6, 3), matrices.rotation_about(90, (9.5, 5.5))),
        ((30, 20, 25, 10), matrices.rotation_about(-30, (49.5, 29.5))),
        ((4, 6, 5, 2), np.diag([2.0, 3.0, 1.0])),
        ((300, 5, 40, 30), np.array([[1, 0.5, -3], [0, 1, 0], [0, 0, 1]])),
        ((5, 7, 1, 1), matrices.rotation_about(20, (0, 0))),
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
            "Your numbers are whole: you round them, or cut their decimals off. Here the box is "
            "wanted as it is.",
            like=_only_rounded,
        ),
        Mistake(
            "two corners returned",
            _corners_returned(0, 0),
            "Your last two numbers are the right and the lower edge. A box is (x, y, width, "
            "height).",
            also=[_corners_returned(begin, end) for begin in (0, 0.5) for end in (-0.5, 0, 0.5)],
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
            lambda box, matrix: _around(
                _moved_corners(box, matrix - matrices.move(*matrix[:2, 2]) + _UNCHANGED)
            ),
            "The size is right and the place is not: the shift in the last column of the matrix "
            "has no effect. The third number of each corner has to be 1.",
        ),
        Mistake(
            "the matrix from the other side",
            lambda box, matrix: _around(
                (np.insert(_moved_corners(box, _UNCHANGED), 2, 1, axis=1) @ matrix)[:, :2]
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
            cv2.perspectiveTransform(_moved_corners(box, _UNCHANGED)[None], matrix)[0]
        ),
        lambda box, matrix: _around(augment.move_points(_moved_corners(box, _UNCHANGED), matrix)),
        lambda box, matrix: _around(
            cv2.transform(_moved_corners(box, _UNCHANGED)[None].astype(np.float32), matrix[:2])[0]
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
