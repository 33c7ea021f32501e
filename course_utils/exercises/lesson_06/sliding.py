"""Exercise 2 of lesson 06: a kernel slides over a picture."""

from collections.abc import Callable

import cv2
import numpy as np
import scipy.signal

from course_utils import kernels
from course_utils.checking import Exercise, Mistake, Random

Answer = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _slide(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return kernels.convolve(image, kernel)


def _sum(window: np.ndarray, kernel: np.ndarray) -> float:
    return (window * kernel).sum()


def _loops(
    *,
    one: Callable[[np.ndarray, np.ndarray], float] = _sum,
    dtype: Callable[[np.ndarray], object] = lambda image: float,
    size: Callable[[np.ndarray, np.ndarray], tuple[int, int]] = lambda image, kernel: (
        image.shape[0] - kernel.shape[0] + 1,
        image.shape[1] - kernel.shape[1] + 1,
    ),
    extent: Callable[[np.ndarray], tuple[int, int]] = np.shape,
    places: Callable[[int, int], tuple[int, int]] = lambda height, width: (height, width),
    of_the_picture: bool = False,
) -> Answer:
    """Return the two loops, with one thing about them changed."""

    def answer(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        height, width = size(image, kernel)
        rows, columns = extent(kernel)
        found = np.zeros(image.shape if of_the_picture else (height, width), dtype(image))
        down, across = places(height, width)
        for y in range(down):
            for x in range(across):
                found[y, x] = one(image[y : y + rows, x : x + columns], kernel)
        return found

    return answer


def _all_pixels(of_the_picture: bool) -> Answer:
    """Return the loops over all pixels of the picture, also where the kernel does not fit."""

    def answer(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        rows, columns = kernel.shape
        shape = image.shape if of_the_picture else _slide(image, kernel).shape
        found = np.zeros(shape)
        for y in range(image.shape[0]):
            for x in range(image.shape[1]):
                found[y, x] = _sum(image[y : y + rows, x : x + columns], kernel)
        return found

    return answer


def _centred(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return an array as large as the picture with each number at its pixel, and 0 around."""
    found, map_ = np.zeros(image.shape), _slide(image, kernel)
    top, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    found[top : top + map_.shape[0], left : left + map_.shape[1]] = map_
    return found


def _window_by_window(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Step on by the size of the kernel, and write at the pixel where the window begins."""
    found = np.zeros(_slide(image, kernel).shape)
    rows, columns = kernel.shape
    found[::rows, ::columns] = _slide(image, kernel)[::rows, ::columns]
    return found


def _columns_first(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Make the map (width, height), and write to [y, x]."""
    map_ = _slide(image, kernel)
    found = np.zeros(map_.shape[::-1])
    for y, x in np.ndindex(map_.shape):
        found[y, x] = map_[y, x]
    return found


def _kernel_read_as_columns_and_rows(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    columns, rows = kernel.shape
    height, width = image.shape[0] - rows + 1, image.shape[1] - columns + 1
    found = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            found[y, x] = _sum(image[y : y + rows, x : x + columns], kernel)
    return found


def _x_before_y(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    rows, columns = kernel.shape
    found = np.zeros(_slide(image, kernel).shape)
    for y, x in np.ndindex(found.shape):
        found[y, x] = _sum(image[x : x + rows, y : y + columns], kernel)
    return found


def _only(part: Callable[[np.ndarray], np.ndarray]) -> Answer:
    """Return the map with one part of it computed, and 0 elsewhere."""

    def answer(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        map_ = _slide(image, kernel)
        found = np.zeros(map_.shape)
        part(found)[...] = part(map_)
        return found

    return answer


def _by_filter2d(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return cv2.filter2D(image.astype(float), -1, kernel.astype(float))


def _by_windows(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.tensordot(windows, kernel)


def _shifted_pictures(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Go over the numbers of the kernel instead of the places."""
    height, width = _slide(image, kernel).shape
    return sum(
        weight * image[y : y + height, x : x + width].astype(float)
        for (y, x), weight in np.ndenumerate(kernel)
    )


def _lists(image: np.ndarray, kernel: np.ndarray) -> list[list[float]]:
    rows, columns = kernel.shape
    return [
        [
            float(np.vdot(image[y : y + rows, x : x + columns], kernel))
            for x in range(image.shape[1] - columns + 1)
        ]
        for y in range(image.shape[0] - rows + 1)
    ]


def _from_the_centre(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Cut the map out of one that is as large as the picture."""
    rows, columns = kernel.shape
    whole = scipy.ndimage.correlate(image.astype(float), kernel.astype(float), mode="constant")
    height, width = image.shape[0] - rows + 1, image.shape[1] - columns + 1
    return whole[rows // 2 : rows // 2 + height, columns // 2 : columns // 2 + width]


def _probe(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    height, width = rng.permutation([4, 5, 6, 7, 8])[:2]
    image = rng.integers(0, 10, size=(height, width))
    return image, rng.normal(size=rng.integers(1, 5, size=2)).round(1)


_fixed = np.random.default_rng(66)
_picture = np.array(
    [
        [3, 0, 1, 2, 7, 4],
        [1, 5, 8, 9, 3, 1],
        [2, 7, 2, 5, 1, 3],
        [0, 1, 3, 1, 7, 8],
        [4, 2, 1, 6, 2, 8],
        [2, 4, 5, 2, 3, 9],
    ]
)

slide = Exercise(
    "06.slide",
    "A convolution with two loops",
    reference=_slide,
    tolerance=1e-4,  # float32 is welcome, also where large products cancel out
    probes=[
        (_picture, np.array([[1, 0, -1]] * 3)),
        (_fixed.integers(0, 10, size=(5, 8)), np.array([[1, 2, 0], [0, 3, 0], [-1, 0, -4]])),
        (_fixed.integers(0, 256, size=(7, 5), dtype=np.uint8), np.array([[0.5, -2], [1.5, -3]])),
        (np.array([[3, 2, 1], [1, 2, 3], [1, 1, 1]]), np.array([[-1, 0, 1]])),
        (_fixed.integers(0, 10, size=(6, 4)), np.array([[-1], [2], [-4]])),
        (_fixed.normal(size=(8, 6)).round(1), _fixed.normal(size=(2, 4)).round(1)),
        (_fixed.integers(0, 10, size=(3, 4)), np.arange(12).reshape(3, 4) - 5),  # one place
        (_fixed.integers(0, 10, size=(3, 5)), np.array([[2.5]])),
        Random(4, _probe),
    ],
    keeps_input=True,
    picture=False,
    mistakes=[
        Mistake(
            "the kernel turned",
            lambda image, kernel: kernels.convolve(image, kernel, flip=True),
            "Your kernel is turned by half a turn before it slides. Here it slides as it is.",
        ),
        Mistake(
            "one place too few",
            lambda image, kernel: _slide(image, kernel)[:-1, :-1],
            "The last row and the last column of places are missing. 3 pixels have one place in a "
            "row of 3, not none: there is a `+ 1` to add.",
            also=[
                _only(lambda map_: map_[:-1, :-1]),
                _only(lambda map_: map_[:-1]),
                _only(lambda map_: map_[:, :-1]),
                lambda image, kernel: _slide(image, kernel)[:-1],
                lambda image, kernel: _slide(image, kernel)[:, :-1],
            ],
        ),
        Mistake(
            "over all pixels",
            _all_pixels(of_the_picture=False),
            "Near the right and the lower edge the window sticks out of the picture, and what is "
            "left is too small for the kernel. Stop where it still fits.",
            also=[_all_pixels(of_the_picture=True)],
        ),
        Mistake(
            "as large as the picture",
            _loops(of_the_picture=True),
            "Your map is as large as the picture, with zeros where the kernel finds no place. Make "
            "it as large as there are places.",
            also=[_centred, _loops(of_the_picture=True, dtype=lambda image: image.dtype)],
        ),
        Mistake(
            "a frame of zeros",
            lambda image, kernel: scipy.signal.correlate2d(image, kernel, mode="same"),
            "You put a frame of zeros around the picture. Here the kernel stays fully inside it.",
            also=[lambda image, kernel: scipy.signal.correlate2d(image, kernel, mode="full")],
        ),
        Mistake(
            "the dtype of the picture",
            _loops(dtype=lambda image: image.dtype),
            "The map has the dtype of the picture. Whole numbers drop the decimals, and uint8 "
            "cannot hold negative numbers. np.zeros without a dtype makes floats.",
            also=[_loops(dtype=lambda image: np.uint8)],
        ),
        Mistake(
            "whole numbers",
            _loops(dtype=lambda image: int),
            "The decimals are lost: the map holds whole numbers. np.zeros without a dtype makes "
            "floats.",
            also=[lambda image, kernel: _slide(image, kernel).round()],
        ),
        Mistake(
            "only square kernels",
            _loops(
                size=lambda image, kernel: tuple(np.array(image.shape) - kernel.shape[0] + 1),
                extent=lambda kernel: (kernel.shape[0],) * 2,
            ),
            "Square kernels are right. Others have a number of rows and another one of columns: "
            "kernel.shape[0] and kernel.shape[1].",
            also=[
                _loops(
                    size=lambda image, kernel: tuple(np.array(image.shape) - kernel.shape[1] + 1),
                    extent=lambda kernel: (kernel.shape[1],) * 2,
                ),
                _loops(extent=lambda kernel: (kernel.shape[0],) * 2),
                _loops(extent=lambda kernel: (kernel.shape[1],) * 2),
            ],
        ),
        Mistake(
            "only 3 x 3",
            _loops(
                size=lambda image, kernel: (image.shape[0] - 2, image.shape[1] - 2),
                extent=lambda kernel: (3, 3),
            ),
            "You count on kernels of 3 x 3. Ask the kernel for its shape.",
            also=[
                _loops(size=lambda image, kernel: (image.shape[0] - 2, image.shape[1] - 2)),
                _loops(extent=lambda kernel: (3, 3)),
            ],
        ),
        Mistake(
            "only square pictures",
            _loops(
                size=lambda image, kernel: (
                    image.shape[0] - kernel.shape[0] + 1,
                    image.shape[0] - kernel.shape[1] + 1,
                )
            ),
            "You use one side of the picture for both directions. The rows of the map come from "
            "image.shape[0], its columns from image.shape[1].",
            also=[
                _loops(
                    size=lambda image, kernel: (
                        image.shape[1] - kernel.shape[0] + 1,
                        image.shape[1] - kernel.shape[1] + 1,
                    )
                ),
                _loops(places=lambda height, width: (height, height)),
                _loops(places=lambda height, width: (width, width)),
            ],
        ),
        Mistake(
            "map transposed",
            lambda image, kernel: _slide(image, kernel).T,
            "Rows and columns of the map have changed places. It is (height, width), written at "
            "[y, x].",
            also=[_columns_first],
        ),
        Mistake(
            "rows and columns of the kernel swapped",
            _kernel_read_as_columns_and_rows,
            "Rows and columns of the kernel have changed places. A shape begins with the rows.",
            also=[lambda image, kernel: _slide(image, kernel.T)],
        ),
        Mistake(
            "steps of the kernel's size",
            lambda image, kernel: _slide(image, kernel)[:: kernel.shape[0], :: kernel.shape[1]],
            "Your windows lie side by side. The kernel moves on by one pixel, so windows overlap.",
            also=[_window_by_window],
        ),
        Mistake(
            "all in one row",
            lambda image, kernel: _slide(image, kernel).ravel(),
            "The numbers are right, but they stand in one row. Begin a new row of the map for each "
            "y.",
        ),
        Mistake(
            "only the first number",
            _only(lambda map_: map_[:1, :1]),
            "Only the first number is computed: `return` ends the function. It stands after both "
            "loops.",
            also=[lambda image, kernel: _slide(image, kernel)[0, 0]],
        ),
        Mistake(
            "only the first row",
            _only(lambda map_: map_[:1]),
            "Only the first row is computed: `return` ends the function. It stands after both "
            "loops.",
        ),
        Mistake(
            "only the last row",
            lambda image, kernel: _slide(image, kernel)[-1:],
            "Only the last row has arrived. Append each row to the map inside the outer loop.",
            also=[lambda image, kernel: _slide(image, kernel)[-1]],
        ),
        Mistake(
            "the last number",
            lambda image, kernel: _slide(image, kernel)[-1, -1],
            "Only the last number comes back. Keep each sum in the map, at its own place.",
        ),
        Mistake(
            "x before y in the picture",
            _x_before_y,
            "You cut the window out with x for the rows. A picture is image[y, x]: rows first.",
        ),
        Mistake(
            "a running sum",
            lambda image, kernel: np.cumsum(_slide(image, kernel)).reshape(
                _slide(image, kernel).shape
            ),
            "Each number holds all those before it. Begin again with 0 at every place.",
            also=[lambda image, kernel: np.cumsum(_slide(image, kernel), axis=1)],
        ),
        Mistake(
            "without the kernel",
            _loops(one=lambda window, kernel: window.sum()),
            "You add the pixels of each window alone. Multiply them by the kernel first.",
        ),
        Mistake(
            "the border of OpenCV",
            _by_filter2d,
            "Your map is as large as the picture: cv2.filter2D mirrors the picture at its border. "
            "Keep only the places where the kernel lies fully inside.",
        ),
        Mistake(
            "the matrix product",
            _loops(one=lambda window, kernel: (window @ kernel).sum()),
            "`@` is the matrix product: it pairs rows with columns. Use window_sum, or multiply "
            "with `*` and add.",
        ),
        Mistake(
            "means instead of sums",
            _loops(one=lambda window, kernel: (window * kernel).mean()),
            "You divide by the number of weights. A convolution adds the products.",
        ),
        Mistake(
            "negative numbers cut",
            lambda image, kernel: np.maximum(_slide(image, kernel), 0),
            "Negative numbers have become 0. The map keeps them.",
            also=[lambda image, kernel: np.clip(_slide(image, kernel), 0, 255)],
        ),
        Mistake(
            "without signs",
            lambda image, kernel: np.abs(_slide(image, kernel)),
            "The signs are lost. The map keeps them: they tell the direction of an edge.",
        ),
    ],
    alternatives=[
        _loops(),
        _by_windows,
        _shifted_pictures,
        _lists,
        _from_the_centre,
        lambda image, kernel: scipy.signal.correlate2d(image, kernel, mode="valid"),
        lambda image, kernel: _slide(image, kernel).astype(np.float32),
    ],
    hints=[
        "How many places are there? A picture of 6 columns and a kernel of 3 have 6 - 3 + 1 = 4.",
        "Make a map of zeros, one for each place. For each y and x, cut out a window as large as "
        "the kernel that begins at (y, x).",
        "feature_map[y, x] = window_sum(image[y : y + rows, x : x + columns], kernel)",
    ],
    why="These two loops are what every convolution layer computes, only faster.",
)
