"""Labels that lie in the picture: points, boxes and masks move with it.

A label that does not move along is worse than none: the network learns that a part of the
background is the object.
"""

import math

import numpy as np

from course_utils.augment import checks, geometric, matrices

Box = tuple[int, int, int, int]

# Places are computed with rounding errors; a pixel centre this close to an edge is inside.
CLOSE = 1e-4


def move_points(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return where the points of the old picture lie in the new one.

    Parameters
    ----------
    points : array, (n, 2)
        One place (x, y) a row, in pixels; need not be whole numbers.
    matrix : array, (3, 3)
        The matrix with which the picture was warped.

    Returns
    -------
    array of float64, (n, 2)
        Places outside of the picture are kept: only you know what they mean.

    Examples
    --------
    >>> move_points([(0, 0), (3, 1)], matrices.translation(10, 20))
    array([[10., 20.],
           [13., 21.]])
    """
    places = checks.points(points, "move_points")
    matrix = matrices.as_matrix(matrix, "move_points")
    return places @ matrix[:2, :2].T + matrix[:2, 2]


def move_box(
    box: Box, matrix: np.ndarray, shape: tuple[int, ...], *, least: float = 0.0
) -> Box | None:
    """Return the upright box around a box that has been moved, cut off at the picture's edges.

    Parameters
    ----------
    box : tuple
        ``(x, y, width, height)`` in whole pixels. It covers the pixels from column `x` to
        column ``x + width - 1``, that is the places from ``x - 0.5`` to ``x + width - 0.5``.
    matrix : array, (3, 3)
        The matrix with which the picture was warped.
    shape : tuple
        The shape of the picture.
    least : float
        The share of the moved box, 0 to 1, that must still lie in the picture.

    Returns
    -------
    tuple or None
        The smallest box that holds every pixel whose centre lies between the four moved
        corners' extremes. None when no pixel of it is left, or less than the share `least`.

    Notes
    -----
    A turned box is wider than its object: only the corners of the old box are known. Turning
    by 45 degrees and back makes it twice as large. The box of a moved *mask* stays tight.

    Examples
    --------
    >>> move_box((2, 3, 4, 5), matrices.translation(1, 0), (20, 20))
    (3, 3, 4, 5)
    >>> move_box((2, 3, 4, 5), matrices.translation(-3, 0), (20, 20))
    (0, 3, 3, 5)
    >>> move_box((2, 3, 4, 5), matrices.translation(-3, 0), (20, 20), least=0.8) is None
    True
    """
    x, y, width, height = checks.box(box, "move_box")
    checks.number(least, "least, the share of a box that must be left,", 0, 1)
    left, right = x - 0.5, x + width - 0.5
    top, bottom = y - 0.5, y + height - 0.5
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    moved = move_points(corners, matrix)
    first = [math.ceil(value - CLOSE) for value in moved.min(axis=0)]
    last = [math.floor(value + CLOSE) for value in moved.max(axis=0)]
    sides = [end - start + 1 for start, end in zip(first, last, strict=True)]
    limits = (shape[1], shape[0])
    start = [max(value, 0) for value in first]
    left_over = [
        min(value, limit - 1) - begin + 1
        for value, limit, begin in zip(last, limits, start, strict=True)
    ]
    if min(left_over) < 1 or left_over[0] * left_over[1] < least * sides[0] * sides[1]:
        return None
    return start[0], start[1], left_over[0], left_over[1]


def move_mask(mask: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return the mask moved like its picture: each pixel takes the value of the nearest one.

    Examples
    --------
    >>> move_mask(np.array([[True, False, False]]), matrices.translation(2, 0))
    array([[False, False,  True]])
    """
    return geometric.warp(checks.mask(mask, "move_mask"), matrix)


def box_of(mask: np.ndarray) -> Box | None:
    """Return the smallest box that holds every True pixel, None if there is none.

    Examples
    --------
    >>> mask = np.zeros((6, 8), dtype=bool)
    >>> mask[2:5, 3:7] = True
    >>> box_of(mask)
    (3, 2, 4, 3)
    """
    mask = checks.mask(mask, "box_of")
    columns = np.flatnonzero(mask.any(axis=0))
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(columns):
        return None
    x, y = int(columns[0]), int(rows[0])
    return x, y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1
