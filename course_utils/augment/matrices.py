"""Affine matrices: where does a place of the old picture lie in the new one?

A matrix here is 3 × 3 and acts on a column ``(x, y, 1)``. The third number, always 1, is what
lets one multiplication also add a shift (homogeneous coordinates).

The coordinates are those of OpenCV: ``x`` runs to the right and ``y`` runs **down**; the centre
of the pixel ``image[row, column]`` is the place ``(column, row)``. So the pixel at the top left
covers the places from -0.5 to 0.5, and a whole picture those from -0.5 to ``width - 0.5``.
"""

import math

import numpy as np

# At these angles sine and cosine are whole numbers, which math.cos only nearly gives.
_QUARTER_TURNS = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}


def centre(shape: tuple[int, ...]) -> tuple[float, float]:
    """Return the place (x, y) in the middle of a picture: the point that a turn keeps.

    Parameters
    ----------
    shape : tuple
        The shape of the picture: (height, width) or (height, width, channels).

    Examples
    --------
    A picture of 4 columns has its middle between the columns 1 and 2:

    >>> centre((3, 4))
    (1.5, 1.0)
    """
    if len(shape) < 2:
        raise ValueError(
            f"centre needs the shape of a picture, (height, width), but {shape} came."
            " image.shape is what it wants."
        )
    height, width = shape[:2]
    return (width - 1) / 2, (height - 1) / 2


def translation(dx: float, dy: float) -> np.ndarray:
    """Return the matrix of a shift by `dx` pixels to the right and `dy` pixels down.

    Examples
    --------
    >>> translation(3, -2) @ [10, 10, 1]
    array([13.,  8.,  1.])
    """
    _check_finite("translation", dx=dx, dy=dy)
    return np.array([[1.0, 0.0, dx], [0.0, 1.0, dy], [0.0, 0.0, 1.0]])


def rotation(degrees: float) -> np.ndarray:
    """Return the matrix of a turn about the place (0, 0), counter-clockwise as seen.

    Parameters
    ----------
    degrees : float
        Positive: counter-clockwise, as in ``cv2.getRotationMatrix2D`` and
        ``skimage.transform.rotate``. Because ``y`` runs down, the signs of the two sines are
        the other way round than in a mathematics book.

    Examples
    --------
    A quarter turn takes the place right of the centre to the place above it:

    >>> rotation(90) @ [1, 0, 1]
    array([ 0., -1.,  1.])
    """
    _check_finite("rotation", degrees=degrees)
    cosine, sine = _QUARTER_TURNS.get(degrees % 360) or (
        math.cos(math.radians(degrees)),
        math.sin(math.radians(degrees)),
    )
    return np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])


def scaling(factor: float, factor_y: float | None = None) -> np.ndarray:
    """Return the matrix that multiplies all distances from the place (0, 0).

    Parameters
    ----------
    factor : float
        Above 0: 2 makes everything twice as large.
    factor_y : float, optional
        Another factor for the vertical direction.

    Examples
    --------
    >>> scaling(2, 0.5) @ [10, 10, 1]
    array([20.,  5.,  1.])
    """
    factor_y = factor if factor_y is None else factor_y
    _check_finite("scaling", factor=factor, factor_y=factor_y)
    if factor <= 0 or factor_y <= 0:
        raise ValueError(
            f"scaling needs factors above 0, but {factor} and {factor_y} came. A factor of 1"
            " changes nothing, 0.5 halves the size; mirror() turns left into right."
        )
    return np.array([[factor, 0.0, 0.0], [0.0, factor_y, 0.0], [0.0, 0.0, 1.0]])


def shear(degrees: float) -> np.ndarray:
    """Return the matrix that slants: each row moves sideways by its distance from y = 0.

    Parameters
    ----------
    degrees : float
        Between -90 and 90: the angle by which upright lines lean. Positive: what is below
        moves to the right and what is above to the left, ``x + tan(degrees) * y``.
        ``skimage.transform.AffineTransform`` counts it the other way round.

    Examples
    --------
    >>> (shear(45) @ [0, 10, 1]).round(9)
    array([10., 10.,  1.])
    """
    _check_finite("shear", degrees=degrees)
    if not -90 < degrees < 90:
        raise ValueError(
            f"shear needs an angle between -90 and 90 degrees, but {degrees} came: at 90 degrees"
            " upright lines would lie flat."
        )
    return np.array([[1.0, math.tan(math.radians(degrees)), 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])


def mirror() -> np.ndarray:
    """Return the matrix that turns left into right about the line x = 0.

    Examples
    --------
    >>> mirror() @ [3, 5, 1]
    array([-3.,  5.,  1.])
    """
    return np.array([[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])


def compose(*matrices: np.ndarray) -> np.ndarray:
    """Return one matrix that does what all of them do, the first one first.

    ``compose(a, b)`` is ``b @ a``: the matrix next to the column acts first.

    Examples
    --------
    The order counts. Double, then shift; or shift, then double:

    >>> compose(scaling(2), translation(10, 0)) @ [1, 0, 1]
    array([12.,  0.,  1.])
    >>> compose(translation(10, 0), scaling(2)) @ [1, 0, 1]
    array([22.,  0.,  1.])
    """
    result = np.eye(3)
    for matrix in matrices:
        result = as_matrix(matrix, "compose") @ result
    return result


def about(matrix: np.ndarray, centre: tuple[float, float]) -> np.ndarray:
    """Return the matrix that does the same about another place than (0, 0).

    Three steps in one: shift that place to (0, 0), act, and shift back.

    Parameters
    ----------
    matrix : array, (3, 3)
        Such as ``rotation(30)``.
    centre : tuple
        The place (x, y) that stays where it is: ``centre(image.shape)`` for the middle.

    Examples
    --------
    >>> about(rotation(180), (5, 5)) @ [5, 5, 1]
    array([5., 5., 1.])
    >>> about(rotation(180), (5, 5)) @ [6, 5, 1]
    array([4., 5., 1.])
    """
    x, y = centre
    return compose(translation(-x, -y), matrix, translation(x, y))


def about_centre(matrix: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return the matrix that does the same about the centre of a picture of that shape.

    Examples
    --------
    >>> about_centre(scaling(2), (3, 3)) @ [1, 1, 1]
    array([1., 1., 1.])
    """
    return about(matrix, centre(shape))


def as_matrix(matrix: np.ndarray, where: str) -> np.ndarray:
    """Return `matrix` as float64, or raise a sentence when it is not an affine 3 × 3 matrix."""
    array = np.asarray(matrix, dtype=np.float64)
    if array.shape == (2, 3):
        raise ValueError(
            f"{where} needs a matrix of 3 rows, but this one has 2, as OpenCV's have."
            " np.vstack([matrix, [0, 0, 1]]) adds the third."
        )
    if array.shape != (3, 3):
        raise ValueError(f"{where} needs a matrix of shape (3, 3), but {array.shape} came.")
    if not np.isfinite(array).all():
        raise ValueError(f"{where} cannot use this matrix: not all of its numbers are finite.")
    if array[2, 0] != 0 or array[2, 1] != 0 or array[2, 2] != 1:
        raise ValueError(
            f"{where} needs an affine matrix: its last row is 0 0 1, but {array[2]} came."
        )
    return array


def _check_finite(where: str, **values: float) -> None:
    """Raise a sentence for a value that is not a finite number."""
    for name, value in values.items():
        if not math.isfinite(value):
            raise ValueError(f"{where} needs a finite number for {name}, but {value} came.")
