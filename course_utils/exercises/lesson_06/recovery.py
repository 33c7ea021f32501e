"""Exercise 6 of lesson 06: a kernel found from a picture and its map."""

from collections.abc import Callable

import numpy as np
import scipy.linalg

from course_utils import kernels
from course_utils.checking import Exercise, Mistake, Random


def _shape(image: np.ndarray, feature_map: np.ndarray) -> tuple[int, int]:
    return (
        image.shape[0] - feature_map.shape[0] + 1,
        image.shape[1] - feature_map.shape[1] + 1,
    )


def _equations(image: np.ndarray, feature_map: np.ndarray) -> np.ndarray:
    """Return one window a row, (places, weights)."""
    windows = np.lib.stride_tricks.sliding_window_view(image, _shape(image, feature_map))
    return windows.reshape(feature_map.size, -1)


def _lost_kernel(image: np.ndarray, feature_map: np.ndarray) -> np.ndarray:
    weights = np.linalg.lstsq(_equations(image, feature_map), feature_map.ravel())[0]
    return weights.reshape(_shape(image, feature_map))


def _from(equations: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable:
    """Return an answer with other equations."""

    def answer(image: np.ndarray, feature_map: np.ndarray) -> np.ndarray:
        found = np.linalg.lstsq(equations(image, feature_map), feature_map.ravel())[0]
        return found.reshape(_shape(image, feature_map))

    return answer


def _first_equations(image: np.ndarray, feature_map: np.ndarray) -> np.ndarray:
    """Solve as many equations as there are weights, and look at no others."""
    equations = _equations(image, feature_map)
    count = equations.shape[1]
    weights = np.linalg.solve(equations[:count], feature_map.ravel()[:count])
    return weights.reshape(_shape(image, feature_map))


def _three_by_three(image: np.ndarray, feature_map: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3)).reshape(-1, 9)
    return np.linalg.lstsq(windows, feature_map.ravel())[0].reshape(3, 3)


def _square(image: np.ndarray, feature_map: np.ndarray) -> np.ndarray:
    size = _shape(image, feature_map)[0]
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size))
    equations = windows.reshape(-1, size * size)
    return np.linalg.lstsq(equations, feature_map.ravel())[0].reshape(size, size)


def _map_by_columns(image: np.ndarray, feature_map: np.ndarray) -> np.ndarray:
    weights = np.linalg.lstsq(_equations(image, feature_map), feature_map.T.ravel())[0]
    return weights.reshape(_shape(image, feature_map))


def _by_loops(image: np.ndarray, feature_map: np.ndarray) -> list[list[float]]:
    rows, columns = _shape(image, feature_map)
    equations, wanted = [], []
    for y in range(feature_map.shape[0]):
        for x in range(feature_map.shape[1]):
            equations.append(image[y : y + rows, x : x + columns].ravel())
            wanted.append(feature_map[y, x])
    found = scipy.linalg.lstsq(np.array(equations, dtype=float), wanted)[0]
    return [list(found[row * columns : (row + 1) * columns]) for row in range(rows)]


def _normal_equations(image: np.ndarray, feature_map: np.ndarray) -> np.ndarray:
    windows = _equations(image, feature_map)
    found = np.linalg.solve(windows.T @ windows, windows.T @ feature_map.ravel())
    return found.reshape(_shape(image, feature_map))


def _case(rng: np.random.Generator, height: int, width: int, rows: int, columns: int) -> tuple:
    """Return a picture and its map, rounded to whole numbers."""
    image = rng.integers(0, 10, size=(height, width))
    kernel = rng.normal(size=(rows, columns)).round(1)
    return image, kernels.convolve(image, kernel).round()


def _probe(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = (int(size) for size in rng.integers(1, 4, size=2))
    height, width = (int(size) for size in rng.permutation([8, 9, 10, 11])[:2])
    return _case(rng, height, width, rows, columns)


_fixed = np.random.default_rng(26)
_drawing = [
    "000000000",
    "011100110",
    "011010110",
    "010011100",
    "000000110",
    "011000010",
    "010011100",
    "011100110",
    "000000000",
]
_binary = np.array([list(row) for row in _drawing], dtype=int)
_ring = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]])

lost_kernel = Exercise(
    "06.lost_kernel",
    "The lost kernel",
    reference=_lost_kernel,
    probes=[
        (_binary, kernels.convolve(_binary, _ring)),
        _case(_fixed, 9, 9, 3, 3),
        _case(_fixed, 8, 11, 3, 3),
        _case(_fixed, 10, 7, 2, 3),
        _case(_fixed, 7, 9, 3, 1),
        _case(_fixed, 9, 8, 2, 2),
        _case(_fixed, 4, 6, 1, 1),
        _case(_fixed, 12, 10, 4, 2),
        Random(4, _probe),
    ],
    keeps_input=True,
    tolerance=1e-5,
    mistakes=[
        Mistake(
            "the kernel turned",
            lambda image, feature_map: _lost_kernel(image, feature_map)[::-1, ::-1],
            "Your kernel is turned by half a turn. The map was made without a flip.",
        ),
        Mistake(
            "the kernel transposed",
            lambda image, feature_map: _lost_kernel(image, feature_map).T,
            "Rows and columns of the kernel have changed places. Reshape in the order in which the "
            "windows were unrolled: row by row.",
            also=[
                lambda image, feature_map: (
                    _lost_kernel(image, feature_map)
                    .ravel()
                    .reshape(_shape(image, feature_map), order="F")
                ),
                lambda image, feature_map: (
                    _lost_kernel(image, feature_map)
                    .ravel()
                    .reshape(_shape(image, feature_map)[::-1])
                ),
            ],
        ),
        Mistake(
            "in one row",
            lambda image, feature_map: _lost_kernel(image, feature_map).ravel(),
            "The weights are right, but they stand in one row. Give them the shape of the kernel.",
        ),
        Mistake(
            "rounded",
            lambda image, feature_map: _lost_kernel(image, feature_map).round(),
            "You round the weights. The ring has whole numbers, other kernels have decimals.",
            also=[
                lambda image, feature_map: _lost_kernel(image, feature_map).round(1),
                lambda image, feature_map: _lost_kernel(image, feature_map).round(2),
                lambda image, feature_map: _lost_kernel(image, feature_map).astype(int),
            ],
        ),
        Mistake(
            "all that lstsq returns",
            lambda image, feature_map: np.linalg.lstsq(
                _equations(image, feature_map), feature_map.ravel()
            ),
            "np.linalg.lstsq returns four things. The weights are the first: [0].",
        ),
        Mistake(
            "only as many equations as weights",
            _first_equations,
            "You use as many equations as there are weights. The others count too: the map was "
            "rounded, and all together give the best weights.",
        ),
        Mistake(
            "only 3 x 3",
            _three_by_three,
            "You count on a kernel of 3 x 3. Its shape follows from the shapes of picture and map.",
        ),
        Mistake(
            "only square kernels",
            _square,
            "You use one size for rows and columns. A kernel need not be square.",
        ),
        Mistake(
            "the map column by column",
            _map_by_columns,
            "The windows are unrolled row by row and the map column by column, so sums and windows "
            "do not belong together.",
            also=[
                lambda image, feature_map: np.linalg.lstsq(
                    _equations(image, feature_map), feature_map.ravel(order="F")
                )[0].reshape(_shape(image, feature_map))
            ],
        ),
        Mistake(
            "reshaped instead of unrolled",
            _from(
                lambda image, feature_map: (
                    np.lib.stride_tricks.sliding_window_view(image, _shape(image, feature_map))
                    .reshape(-1, feature_map.size)
                    .T
                )
            ),
            "The windows are torn apart. Each row of the equations is one window: reshape to "
            "(places, weights), without a transpose.",
        ),
    ],
    alternatives=[
        _normal_equations,
        _by_loops,
        lambda image, feature_map: (
            np.linalg.pinv(_equations(image, feature_map)) @ feature_map.ravel()
        ).reshape(_shape(image, feature_map)),
    ],
    hints=[
        "A map of 7 x 7 from a picture of 9 x 9 has 9 - 7 + 1 = 3 rows and columns of weights. The "
        "cells above show the rest, for 3 x 3.",
        "Unroll each window to one row of the equations, and the map to one column of sums, both "
        "row by row.",
        "np.linalg.lstsq(equations, feature_map.ravel())[0].reshape(rows, columns)",
    ],
    why="Fitting the weights to a known map is learning. A network does it from labels.",
)
