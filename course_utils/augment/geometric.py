"""Geometric transforms: pixels change their places, not their values.

They all end in `warp`. It asks for every pixel of the *new* picture where it comes from in the
old one. That place mostly lies between four pixels, so their values are mixed (bilinear
interpolation). What comes from outside the old picture gets the value `fill`.
"""

import cv2
import numpy as np

from course_utils.augment import checks, matrices

Fill = float | tuple[float, ...] | None


def warp(
    image: np.ndarray, matrix: np.ndarray, *, fill: Fill = 0, nearest: bool = False
) -> np.ndarray:
    """Return the picture with every pixel moved by the matrix.

    Parameters
    ----------
    image : array, (height, width) or (height, width, channels)
        uint8 0..255, float 0..1, or a mask of bool.
    matrix : array, (3, 3)
        From a place (x, y, 1) of the old picture to its place in the new one.
    fill : number, or three for a colour, or None
        The value of pixels that come from outside. None repeats the pixels at the edge.
    nearest : bool
        True takes the value of the nearest pixel instead of mixing four. A mask is always
        treated so: half a True does not exist.

    Returns
    -------
    array
        A new array of the same shape and dtype.

    Raises
    ------
    ImageError
        If `image` is not a picture or a mask.
    ValueError
        If `matrix` is not affine or cannot be undone, or `fill` is no colour of the picture.

    Notes
    -----
    ``cv2.warpAffine`` does the work.

    Examples
    --------
    >>> image = np.array([[10, 20, 30, 40]], dtype=np.uint8)
    >>> warp(image, matrices.translation(1, 0))
    array([[ 0, 10, 20, 30]], dtype=uint8)
    >>> warp(image, matrices.translation(0.5, 0))
    array([[ 5, 15, 25, 35]], dtype=uint8)
    """
    matrix = matrices.as_matrix(matrix, "warp")
    if abs(np.linalg.det(matrix)) < 1e-12:
        raise ValueError("warp cannot use this matrix: it presses the picture flat.")
    if getattr(image, "dtype", None) == np.bool_:
        mask = checks.mask(image, "warp")
        outside = None if fill is None else int(bool(fill))
        moved = warp_checked(mask.view(np.uint8), matrix, outside, nearest=True)
        return moved.view(np.bool_)
    picture = checks.picture(image, "warp")
    checks.fill(fill, picture.dtype, "warp")
    return warp_checked(picture, matrix, fill, nearest)


def warp_checked(
    image: np.ndarray, matrix: np.ndarray, fill: Fill = 0, nearest: bool = False
) -> np.ndarray:
    """Do what `warp` does, for a picture and a matrix that have been checked."""
    height, width = image.shape[:2]
    values = image
    if image.dtype == np.float64 and not nearest and (matrix != np.rint(matrix)).any():
        # For float64 OpenCV rounds places to 1/32 pixel; float32 is far closer to the truth.
        values = image.astype(np.float32)
    if fill is None:
        border, colour = cv2.BORDER_REPLICATE, (0.0,)
    else:
        # OpenCV takes a single number for the first channel only.
        border, colour = cv2.BORDER_CONSTANT, (fill,) * 3 if np.isscalar(fill) else fill
    moved = cv2.warpAffine(
        values,
        matrix[:2],
        (width, height),
        flags=cv2.INTER_NEAREST if nearest else cv2.INTER_LINEAR,
        borderMode=border,
        borderValue=colour,
    )
    return moved.reshape(image.shape).astype(image.dtype, copy=False)


def flip(image: np.ndarray, vertical: bool = False) -> np.ndarray:
    """Return the picture mirrored: left becomes right, or top becomes bottom.

    Examples
    --------
    >>> flip(np.array([[10, 20, 30]], dtype=np.uint8))
    array([[30, 20, 10]], dtype=uint8)
    """
    return np.flip(_picture_or_mask(image, "flip"), axis=0 if vertical else 1).copy()


def shift(image: np.ndarray, dx: float, dy: float, *, fill: Fill = 0) -> np.ndarray:
    """Return the picture moved by `dx` pixels to the right and `dy` pixels down.

    Examples
    --------
    >>> shift(np.array([[10, 20, 30]], dtype=np.uint8), -1, 0)
    array([[20, 30,  0]], dtype=uint8)
    """
    return warp(image, matrices.translation(dx, dy), fill=fill)


def rotate(image: np.ndarray, degrees: float, *, fill: Fill = 0) -> np.ndarray:
    """Return the picture turned about its centre, counter-clockwise for positive degrees.

    The shape stays, so what is turned beyond the edge is lost.

    Examples
    --------
    >>> rotate(np.array([[10, 20], [30, 40]], dtype=np.uint8), 90)
    array([[20, 40],
           [10, 30]], dtype=uint8)
    """
    return _about_centre(image, matrices.rotation(degrees), "rotate", fill)


def scale(image: np.ndarray, factor: float, *, fill: Fill = 0) -> np.ndarray:
    """Return the picture enlarged or shrunk about its centre; its shape stays.

    Parameters
    ----------
    factor : float
        Above 1: larger, and the edges are lost. Below 1: smaller, with a frame of `fill`.

    Examples
    --------
    >>> scale(np.full((3, 3), 90, dtype=np.uint8), 0.5)
    array([[ 0,  0,  0],
           [ 0, 90,  0],
           [ 0,  0,  0]], dtype=uint8)
    """
    return _about_centre(image, matrices.scaling(factor), "scale", fill)


def slant(image: np.ndarray, degrees: float, *, fill: Fill = 0) -> np.ndarray:
    """Return the picture sheared about its centre: upright lines lean by `degrees`.

    Positive: the lower half moves to the right and the upper half to the left.

    Examples
    --------
    >>> slant(np.array([[0, 9, 0], [0, 9, 0], [0, 9, 0]], dtype=np.uint8), 45)
    array([[9, 0, 0],
           [0, 9, 0],
           [0, 0, 9]], dtype=uint8)
    """
    return _about_centre(image, matrices.shear(degrees), "slant", fill)


def crop_matrix(box: tuple[int, int, int, int], shape: tuple[int, ...]) -> np.ndarray:
    """Return the matrix that takes the box of a picture to the whole picture of that shape.

    The *edges* of the box meet the edges of the picture. An edge lies half a pixel outside of
    the centre of the last pixel, hence the halves.

    Examples
    --------
    The left half of a picture of 4 columns begins at -0.5 and ends at 1.5:

    >>> crop_matrix((0, 0, 2, 4), (4, 4)) @ [1.5, 0, 1]
    array([3.5, 0. , 1. ])
    """
    x, y, width, height = checks.box(box, "crop_matrix")
    factor_x, factor_y = shape[1] / width, shape[0] / height
    return np.array(
        [
            [factor_x, 0.0, factor_x * (0.5 - x) - 0.5],
            [0.0, factor_y, factor_y * (0.5 - y) - 0.5],
            [0.0, 0.0, 1.0],
        ]
    )


def crop_and_resize(image: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """Return the part inside the box, enlarged to the shape of the whole picture.

    Parameters
    ----------
    image : array, (height, width) or (height, width, channels)
        A picture, or a mask of bool.
    box : tuple
        ``(x, y, width, height)``, whole pixels inside the picture. A box of other proportions
        than the picture's stretches what it shows.

    Examples
    --------
    >>> image = np.array([[10, 20, 30, 40]], dtype=np.uint8)
    >>> crop_and_resize(image, (1, 0, 2, 1))
    array([[20, 23, 28, 30]], dtype=uint8)
    """
    array = _picture_or_mask(image, "crop_and_resize")
    x, y, width, height = checks.box(box, "crop_and_resize")
    rows, columns = array.shape[:2]
    if x < 0 or y < 0 or x + width > columns or y + height > rows:
        raise ValueError(
            f"The box {(x, y, width, height)} leaves the picture, which is {columns} pixels wide"
            f" and {rows} high. A box is (x, y, width, height)."
        )
    if array.dtype == np.bool_:
        return warp(array, crop_matrix((x, y, width, height), array.shape))
    part = np.ascontiguousarray(array[y : y + height, x : x + width])
    enlarged = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return enlarged.reshape(array.shape)


def _about_centre(image: np.ndarray, matrix: np.ndarray, where: str, fill: Fill) -> np.ndarray:
    """Warp by a matrix that leaves the centre of the picture where it is."""
    array = _picture_or_mask(image, where)
    return warp(array, matrices.about(matrix, matrices.centre(array.shape)), fill=fill)


def _picture_or_mask(image: np.ndarray, where: str) -> np.ndarray:
    """Return `image` as a checked array; masks are allowed."""
    if getattr(image, "dtype", None) == np.bool_:
        return checks.mask(image, where)
    return checks.picture(image, where)
