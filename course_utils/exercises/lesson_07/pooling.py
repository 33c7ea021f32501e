"""Exercises of lesson 07: max pooling, average pooling, and how far a unit sees."""

import cv2
import numpy as np
import skimage as ski

from course_utils import kernels
from course_utils.checking import Exercise, Mistake, Random

EXAMPLE = np.array(
    [
        [0, 1, 0, 0, 0],
        [0, 1, 1, 1, 0],
        [1, 0, 1, 2, 1],
        [1, 4, 2, 1, 0],
        [0, 0, 1, 2, 1],
    ]
)

# --- 4. max_pool ----------------------------------------------------------------------------------


def _max_pool(feature_map: np.ndarray, size: int) -> np.ndarray:
    height, width = feature_map.shape
    pooled = np.zeros((height // size, width // size))
    for row in range(height // size):
        for column in range(width // size):
            top, left = row * size, column * size
            pooled[row, column] = feature_map[top : top + size, left : left + size].max()
    return pooled


def _max_by_reshape(feature_map: np.ndarray, size: int) -> np.ndarray:
    return _windows(feature_map, size).max(axis=(1, 3))


def _windows(feature_map: np.ndarray, size: int) -> np.ndarray:
    """Return the windows, (rows, size, columns, size)."""
    rows, columns = (side // size for side in feature_map.shape)
    return feature_map[: rows * size, : columns * size].reshape(rows, size, columns, size)


def _max_by_steps(feature_map: np.ndarray, size: int) -> list[list[float]]:
    height, width = feature_map.shape
    return [
        [
            feature_map[top : top + size, left : left + size].max().item()
            for left in range(0, width - size + 1, size)
        ]
        for top in range(0, height - size + 1, size)
    ]


def _max_by_slices(feature_map: np.ndarray, size: int) -> np.ndarray:
    rows, columns = (side // size for side in feature_map.shape)
    shifted = [
        feature_map[down::size, right::size][:rows, :columns]
        for down in range(size)
        for right in range(size)
    ]
    return np.maximum.reduce(shifted)


def _max_by_scikit_image(feature_map: np.ndarray, size: int) -> np.ndarray:
    rows, columns = (side // size for side in feature_map.shape)
    whole = feature_map[: rows * size, : columns * size]
    return ski.measure.block_reduce(whole, size, np.max)


def _same_windows(feature_map: np.ndarray, size: int) -> np.ndarray:
    """Let the last windows begin inside and end outside, where there is nothing."""
    height, width = feature_map.shape
    return np.array(
        [
            [
                feature_map[top : top + size, left : left + size].max()
                for left in range(0, width, size)
            ]
            for top in range(0, height, size)
        ]
    )


def _begun_with_zero(feature_map: np.ndarray, size: int) -> np.ndarray:
    return np.maximum(_max_pool(feature_map, size), 0)


def _step_forgotten(feature_map: np.ndarray, size: int) -> np.ndarray:
    """Read each window from the row and column of the *result*, not times the size."""
    rows, columns = (side // size for side in feature_map.shape)
    return np.array(
        [
            [
                feature_map[row : row + size, column : column + size].max()
                for column in range(columns)
            ]
            for row in range(rows)
        ]
    )


def _of_two(feature_map: np.ndarray, size: int) -> np.ndarray:
    return _max_pool(feature_map, 2)


def _too_small_slice(feature_map: np.ndarray, size: int) -> np.ndarray:
    """Write ``top : top + size - 1``, as if the end of a slice belonged to it."""
    rows, columns = (side // size for side in feature_map.shape)
    short = max(size - 1, 1)
    return np.array(
        [
            [
                feature_map[
                    row * size : row * size + short, column * size : column * size + short
                ].max()
                for column in range(columns)
            ]
            for row in range(rows)
        ]
    )


def _last_window_missing(feature_map: np.ndarray, size: int) -> np.ndarray:
    """Let a window begin before height - size, as if the end of a range belonged to it."""
    height, width = feature_map.shape
    return np.array(
        [
            [
                feature_map[top : top + size, left : left + size].max()
                for left in range(0, width - size, size)
            ]
            for top in range(0, height - size, size)
        ]
    )


def _map_probe(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    size = int(rng.integers(2, 5))
    height, width = size * rng.choice(np.arange(1, 4), 2, replace=False)
    extra = rng.integers(0, size, size=2)
    return rng.normal(0, 3, (height + extra[0], width + extra[1])).round(2), size


_fixed = np.random.default_rng(5)
_LONG = _fixed.normal(0, 3, (4, 10)).round(2)

max_pool = Exercise(
    "07.max_pool",
    "Max pooling",
    reference=_max_pool,
    probes=[
        (EXAMPLE.astype(float), 2),
        (_LONG, 2),
        (_fixed.normal(0, 3, (7, 9)).round(2), 3),
        (-_fixed.random((6, 4)).round(2) - 0.1, 2),  # all below 0
        (_fixed.normal(0, 3, (3, 5)).round(2), 1),
        (_fixed.normal(0, 3, (4, 4)).round(2), 4),
        (_fixed.normal(0, 3, (9, 5)).round(2), 4),
        Random(5, _map_probe),
    ],
    keeps_input=True,
    picture=False,
    mistakes=[
        Mistake(
            "windows that reach over the edge",
            _same_windows,
            'Your last windows reach over the edge, as with padding="same". Here a window that '
            "does not fit is left out.",
            also=[lambda feature_map, size: ski.measure.block_reduce(feature_map, size, np.max)],
        ),
        Mistake(
            "windows that overlap",
            lambda feature_map, size: kernels.max_pool(feature_map, size, stride=1),
            "Your windows step by one pixel, so they overlap. They touch: the next one begins "
            "`size` pixels further.",
        ),
        Mistake(
            "windows close together",
            _step_forgotten,
            "The result has the right shape, but its windows lie too close together. The window "
            "for row 1 of the result begins at row 1 * size of the map.",
        ),
        Mistake(
            "average in place of maximum",
            lambda feature_map, size: _windows(feature_map, size).mean(axis=(1, 3)),
            "You take the mean of each window. That is average pooling.",
        ),
        Mistake(
            "the sum",
            lambda feature_map, size: _windows(feature_map, size).sum(axis=(1, 3)),
            "You add up each window. The largest number is wanted.",
        ),
        Mistake(
            "the smallest",
            lambda feature_map, size: _windows(feature_map, size).min(axis=(1, 3)),
            "You take the smallest number of each window. The largest is wanted.",
        ),
        Mistake(
            "the largest absolute value",
            lambda feature_map, size: np.abs(_windows(feature_map, size)).max(axis=(1, 3)),
            "You take absolute values first. Max pooling keeps the largest number: of -3 and 1 it "
            "keeps 1.",
        ),
        Mistake(
            "a maximum that begins with 0",
            _begun_with_zero,
            "Where all numbers of a window are below 0, yours is 0. Begin with a number of the "
            "window, or use max().",
        ),
        Mistake(
            "every second pixel",
            lambda feature_map, size: _windows(feature_map, size)[:, 0, :, 0],
            "You keep the first pixel of each window. Which of them is the largest?",
        ),
        Mistake(
            "a window that is too small",
            _too_small_slice,
            "Your windows are one pixel too small. The end of a slice does not belong to it: top : "
            "top + size has `size` rows.",
        ),
        Mistake(
            "always a step of two",
            lambda feature_map, size: kernels.max_pool(feature_map, size, stride=2),
            "Your windows always step by 2. They step by `size`, so that they touch.",
        ),
        Mistake(
            "reshape in the wrong order",
            lambda feature_map, size: (
                _windows(feature_map, size)
                .reshape(feature_map.shape[0] // size, feature_map.shape[1] // size, size, size)
                .max(axis=(2, 3))
            ),
            "The shape is right, but your windows hold numbers that do not lie beside each other. "
            "reshape reads row by row: it needs (rows, size, columns, size).",
        ),
        Mistake(
            "always two",
            _of_two,
            "Your windows are always 2 x 2. The argument `size` says how large they are.",
        ),
        Mistake(
            "the last window missing",
            _last_window_missing,
            "The last window is missing where it would end at the edge. The end of a range does "
            "not belong to it: the last window may begin at height - size.",
        ),
        Mistake(
            "as many rows as columns",
            lambda feature_map, size: _max_pool(feature_map, size)[
                :, : feature_map.shape[0] // size
            ],
            "Your result has as many columns as rows. A map need not be a square: count across "
            "with its width.",
        ),
        Mistake(
            "one row of numbers",
            lambda feature_map, size: _max_pool(feature_map, size).ravel(),
            "The numbers are right, and stand in one row. The result is a map: (height // size, "
            "width // size).",
        ),
        Mistake(
            "the first window only",
            lambda feature_map, size: feature_map[:size, :size].max(),
            "This is the largest number of the first window. A return inside the loop ends it too "
            "early.",
        ),
        Mistake(
            "a window at each pixel",
            lambda feature_map, size: np.array(
                [
                    [
                        feature_map[row : row + size, column : column + size].max()
                        for column in range(feature_map.shape[1])
                    ]
                    for row in range(feature_map.shape[0])
                ]
            ),
            "A window begins at each pixel of yours. They touch: the next one begins `size` pixels "
            "further, so the result is smaller than the map.",
        ),
        Mistake(
            "a result as large as the map",
            lambda feature_map, size: np.pad(
                _max_pool(feature_map, size),
                [(0, side - side // size) for side in feature_map.shape],
            ),
            "Your result is as large as the map, and the rest of it is 0. Make it (height // size, "
            "width // size).",
        ),
        Mistake(
            "where in place of how large",
            lambda feature_map, size: (
                _windows(feature_map, size)
                .swapaxes(1, 2)
                .reshape(feature_map.shape[0] // size, feature_map.shape[1] // size, -1)
                .argmax(axis=2)
            ),
            "argmax says where the largest number stands. The number itself is wanted: max.",
        ),
        Mistake(
            "the largest of each row",
            lambda feature_map, size: (
                feature_map[:, : feature_map.shape[1] // size * size]
                .reshape(len(feature_map), -1, size)
                .max(axis=2)
            ),
            "You pool along the rows only. A window has `size` rows, too.",
        ),
        Mistake(
            "the largest of all",
            lambda feature_map, size: feature_map.max(),
            "This is the largest number of the whole map. Each window gives one.",
        ),
        Mistake(
            "rounded down",
            lambda feature_map, size: _max_pool(feature_map, size).astype(int),
            "The fractions are lost: your result holds whole numbers. np.zeros without int keeps "
            "them.",
        ),
        Mistake(
            "rows and columns exchanged",
            lambda feature_map, size: _max_pool(feature_map, size).T,
            "Rows and columns have changed places.",
        ),
    ],
    alternatives=[
        _max_by_reshape,
        _max_by_steps,
        _max_by_slices,
        _max_by_scikit_image,
        kernels.max_pool,
    ],
    hints=[
        "How many windows are there? height // size down and width // size across.",
        "Two loops, over the rows and columns of the **result**. The window for (row, column) "
        "begins at row * size and column * size.",
        "pooled[row, column] = feature_map[top : top + size, left : left + size].max()",
    ],
    why="Max pooling says whether a pattern was found somewhere in a window, and forgets where.",
)


# --- 5. average_pool ------------------------------------------------------------------------------


def _average_pool(maps: np.ndarray, size: int) -> np.ndarray:
    rows, columns = maps.shape[0] // size, maps.shape[1] // size
    whole = maps[: rows * size, : columns * size]
    return whole.reshape(rows, size, columns, size, -1).mean(axis=(1, 3))


def _average_in_loops(maps: np.ndarray, size: int) -> np.ndarray:
    height, width, channels = maps.shape
    pooled = np.zeros((height // size, width // size, channels))
    for row in range(height // size):
        for column in range(width // size):
            top, left = row * size, column * size
            window = maps[top : top + size, left : left + size]
            pooled[row, column] = window.mean(axis=(0, 1))
    return pooled


def _average_by_channels(maps: np.ndarray, size: int) -> np.ndarray:
    box = np.full((size, size), 1 / size**2)
    pooled = [
        kernels.convolve(maps[..., channel], box, stride=size) for channel in range(maps.shape[2])
    ]
    return np.stack(pooled, axis=-1)


def _average_by_opencv(maps: np.ndarray, size: int) -> np.ndarray:
    rows, columns = maps.shape[0] // size, maps.shape[1] // size
    whole = maps[: rows * size, : columns * size]
    small = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)
    return small.reshape(rows, columns, -1)


def _wrong_axes(maps: np.ndarray, size: int) -> np.ndarray:
    rows, columns = maps.shape[0] // size, maps.shape[1] // size
    whole = maps[: rows * size, : columns * size]
    return whole.reshape(rows, columns, size, size, -1).mean(axis=(2, 3))


def _channel_added(maps: np.ndarray, size: int) -> np.ndarray:
    return _average_pool(maps, size).mean(axis=2)


def _over_the_edge(maps: np.ndarray, size: int) -> np.ndarray:
    return kernels.average_pool(maps, size, padding="same")


def _zeros_over_the_edge(maps: np.ndarray, size: int) -> np.ndarray:
    height, width, _ = maps.shape
    missing = [(0, -height % size), (0, -width % size), (0, 0)]
    return _average_pool(np.pad(maps, missing), size)


def _maps_probe(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    size = int(rng.integers(2, 5))
    height, width = size * rng.choice(np.arange(1, 4), 2, replace=False)
    extra, channels = rng.integers(0, size, size=2), int(rng.integers(2, 5))
    return rng.normal(0, 3, (height + extra[0], width + extra[1], channels)).round(2), size


average_pool = Exercise(
    "07.average_pool",
    "Average pooling of many maps",
    reference=_average_pool,
    probes=[
        (np.arange(4 * 6 * 3, dtype=float).reshape(4, 6, 3) ** 1.5, 2),
        (_fixed.normal(0, 3, (7, 9, 2)).round(2), 3),
        (_fixed.normal(0, 3, (5, 5, 4)).round(2), 2),
        (EXAMPLE[..., np.newaxis].astype(float), 2),
        (_fixed.normal(0, 3, (3, 4, 2)).round(2), 1),
        (_fixed.normal(0, 3, (4, 4, 3)).round(2), 4),
        Random(5, _maps_probe),
    ],
    keeps_input=True,
    picture=False,
    mistakes=[
        Mistake(
            "the maximum",
            lambda maps, size: kernels.max_pool(maps, size),
            "You keep the largest number of each window. Here its mean is wanted.",
        ),
        Mistake(
            "the sum",
            lambda maps, size: _average_pool(maps, size) * size**2,
            "You add up each window. Divide by its number of pixels, size * size.",
        ),
        Mistake(
            "divided by the size",
            lambda maps, size: _average_pool(maps, size) * size,
            "You divide by size. A window has size * size numbers.",
        ),
        Mistake(
            "reshape in the wrong order",
            _wrong_axes,
            "The shape is right, but your windows hold numbers that do not lie beside each other. "
            "reshape reads row by row: it needs (rows, size, columns, size, channels).",
        ),
        Mistake(
            "one map for all channels",
            _channel_added,
            "You have averaged over the channels, too. Each channel is pooled by itself.",
            also=[
                lambda maps, size: (
                    _average_pool(maps, size)
                    .mean(axis=2, keepdims=True)
                    .repeat(maps.shape[2], axis=2)
                )
            ],
        ),
        Mistake(
            "channels in front",
            lambda maps, size: np.moveaxis(_average_pool(maps, size), 2, 0),
            "The channels stand in front, (channels, height, width). Put that axis last.",
        ),
        Mistake(
            "the first channel only",
            lambda maps, size: _average_pool(maps, size)[..., 0],
            "Only the first channel is there. Pool them all.",
        ),
        Mistake(
            "windows that reach over the edge",
            _over_the_edge,
            'Your last windows reach over the edge, as with padding="same". Here a window that '
            "does not fit is left out.",
        ),
        Mistake(
            "zeros at the edge",
            _zeros_over_the_edge,
            "You fill up with zeros at the edge, and the means there are too small. A window that "
            "does not fit is left out.",
        ),
        Mistake(
            "windows that overlap",
            lambda maps, size: kernels.average_pool(maps, size, stride=1),
            "Your windows step by one pixel, so they overlap. They touch.",
        ),
        Mistake(
            "the mean of each channel",
            lambda maps, size: maps.mean(axis=(0, 1)),
            "This is one mean for each whole map. Each window has its own.",
        ),
        Mistake(
            "the median",
            lambda maps, size: np.median(
                maps[: len(maps) // size * size, : maps.shape[1] // size * size].reshape(
                    len(maps) // size, size, maps.shape[1] // size, size, -1
                ),
                axis=(1, 3),
            ),
            "You take the median of each window. The mean is wanted.",
        ),
        Mistake(
            "windows close together",
            lambda maps, size: kernels.average_pool(maps, size, stride=1)[
                : len(maps) // size, : maps.shape[1] // size
            ],
            "The result has the right shape, but its windows lie too close together. The window "
            "for row 1 of the result begins at row 1 * size of the map.",
        ),
        Mistake(
            "always divided by 4",
            lambda maps, size: _average_pool(maps, size) * size**2 / 4,
            "You divide by 4. That fits windows of 2 x 2 only: a window has size * size numbers.",
        ),
        Mistake(
            "always two",
            lambda maps, size: _average_pool(maps, 2),
            "Your windows are always 2 x 2. The argument `size` says how large they are.",
        ),
        Mistake(
            "whole numbers",
            lambda maps, size: _average_pool(maps, size).astype(int),
            "The fractions are lost: your result holds whole numbers. np.zeros without int keeps "
            "them.",
        ),
        Mistake(
            "shrunk with its edge",
            lambda maps, size: cv2.resize(
                maps, (maps.shape[1] // size, len(maps) // size), interpolation=cv2.INTER_AREA
            ).reshape(len(maps) // size, maps.shape[1] // size, -1),
            "You shrink the whole map. Where size does not divide it, these windows are larger "
            "than size x size. Cut off first what no whole window fits on.",
        ),
        Mistake(
            "every second pixel",
            lambda maps, size: maps[::size, ::size][: len(maps) // size, : maps.shape[1] // size],
            "You keep the first pixel of each window. The mean of all is wanted.",
        ),
    ],
    alternatives=[
        _average_in_loops,
        _average_by_channels,
        _average_by_opencv,
        kernels.average_pool,
        lambda maps, size: _average_pool(maps, size).tolist(),
    ],
    hints=[
        "First cut off what no whole window fits on: the first rows * size rows and columns * size "
        "columns.",
        "Two loops as in max_pool will do. window.mean(axis=(0, 1)) is one mean for each channel.",
        "Without loops: reshape to (rows, size, columns, size, channels), and take the mean over "
        "the two axes that are `size` long.",
    ],
    why="Average pooling keeps how strong a pattern is in a window on average: it smooths.",
)


# --- 6. receptive_field ---------------------------------------------------------------------------

_Layers = list[tuple[int, int]]


def _receptive_field(layers: _Layers) -> int:
    field, step = 1, 1
    for size, stride in layers:
        field += (size - 1) * step
        step *= stride
    return field


def _from_the_last(layers: _Layers) -> int:
    """Go back from one unit: how many units of the layer before does it see?"""
    seen = 1
    for size, stride in reversed(layers):
        seen = (seen - 1) * stride + size
    return seen


def _recursive(layers: _Layers) -> int:
    if not layers:
        return 1
    (size, stride), *rest = layers
    return (_recursive(rest) - 1) * stride + size


def _with_products(layers: _Layers) -> np.int64:
    sizes, strides = np.array(layers).T
    steps = np.concatenate([[1], np.cumprod(strides)[:-1]])
    return 1 + ((sizes - 1) * steps).sum()


def _step_first(layers: _Layers) -> int:
    field, step = 1, 1
    for size, stride in layers:
        step *= stride
        field += (size - 1) * step
    return field


def _layers_probe(rng: np.random.Generator) -> list[tuple[int, int]]:
    count = int(rng.integers(2, 6))
    return [(int(rng.integers(1, 8)), int(rng.integers(1, 4))) for _ in range(count)]


receptive_field = Exercise(
    "07.receptive_field",
    "The receptive field",
    reference=_receptive_field,
    probes=[
        ([(3, 1), (3, 1)],),
        ([(3, 1), (2, 2), (3, 1)],),
        ([(5, 1)],),
        ([(3, 1), (2, 2), (3, 1), (2, 2)],),
        ([(7, 2), (3, 2), (3, 1), (3, 1)],),
        ([(1, 1), (3, 3), (2, 2), (4, 1)],),
        ([(3, 2), (5, 2), (3, 2)],),
        Random(6, _layers_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "the sizes added",
            lambda layers: sum(size for size, _ in layers),
            "You add up the sizes. Two windows of 3 see 5 pixels, not 6, because they overlap: "
            "each layer adds size - 1 steps.",
        ),
        Mistake(
            "the strides ignored",
            lambda layers: 1 + sum(size - 1 for size, _ in layers),
            "The strides do not count in yours. After a pooling of stride 2, one step is two "
            "pixels wide.",
        ),
        Mistake(
            "the step multiplied first",
            _step_first,
            "You multiply the step before the field has grown. A layer works on what comes **to** "
            "it: its own stride counts from the next layer on.",
        ),
        Mistake(
            "started with 0",
            lambda layers: _receptive_field(layers) - 1,
            "Yours is one too small. A unit without any layer sees 1 pixel: start the field with "
            "1.",
        ),
        Mistake(
            "size in place of size - 1",
            lambda layers: (
                1
                + sum(
                    size * int(np.prod([stride for _, stride in layers[:place]]))
                    for place, (size, _) in enumerate(layers)
                )
            ),
            "Each layer adds size steps in yours. It adds one fewer: one of the places was seen "
            "already.",
        ),
        Mistake(
            "the strides added",
            lambda layers: (
                1
                + sum(
                    (size - 1) * (1 + sum(stride for _, stride in layers[:place]))
                    for place, (size, _) in enumerate(layers)
                )
            ),
            "You add the strides to the step. They multiply it: two strides of 2 make a step of 4.",
        ),
        Mistake(
            "only the stride of the layer before",
            lambda layers: (
                1
                + sum(
                    (size - 1) * (layers[place - 1][1] if place else 1)
                    for place, (size, _) in enumerate(layers)
                )
            ),
            "Only the stride of the layer before counts in yours. All earlier strides multiply the "
            "step.",
        ),
        Mistake(
            "its own stride",
            lambda layers: 1 + sum((size - 1) * stride for size, stride in layers),
            "Each layer adds size - 1 times its **own** stride in yours. What counts is the step "
            "of the maps that come to it: the strides of all layers before it, multiplied.",
        ),
        Mistake(
            "not added",
            lambda layers: (
                (layers[-1][0] - 1) * int(np.prod([stride for _, stride in layers[:-1]]))
            ),
            "Only the last layer counts in yours: the field is set anew each time. Each layer adds "
            "to it, with +=.",
        ),
        Mistake(
            "brackets forgotten",
            lambda layers: (
                1
                + sum(
                    size - int(np.prod([stride for _, stride in layers[:place]]))
                    for place, (size, _) in enumerate(layers)
                )
            ),
            "You compute size - 1 * step: the product comes first then. Put size - 1 in brackets.",
        ),
        Mistake(
            "from the end to the beginning",
            lambda layers: _receptive_field(layers[::-1]),
            "You go through the layers from the last to the first. The list begins at the input.",
        ),
        Mistake(
            "the sizes multiplied",
            lambda layers: int(np.prod([size for size, _ in layers])),
            "You multiply the sizes. Two windows of 3 see 5 pixels, not 9, because they overlap.",
        ),
        Mistake(
            "the step returned",
            lambda layers: int(np.prod([stride for _, stride in layers])),
            "This is the step. The field is wanted.",
        ),
        Mistake(
            "the last layer only",
            lambda layers: layers[-1][0],
            "This is the window of the last layer. It lies on maps whose units see several pixels "
            "themselves.",
        ),
        Mistake(
            "the first layer only",
            lambda layers: layers[0][0],
            "This is the window of the first layer. A return inside the loop ends it too early.",
        ),
        Mistake(
            "an area",
            lambda layers: _receptive_field(layers) ** 2,
            "You return the number of pixels in the square. The length of its side is wanted.",
        ),
        Mistake(
            "field and step",
            lambda layers: (
                _receptive_field(layers),
                int(np.prod([stride for _, stride in layers])),
            ),
            "The field is right. Return it alone, without the step.",
        ),
    ],
    alternatives=[
        _from_the_last,
        _recursive,
        _with_products,
        kernels.receptive_field,
        lambda layers: float(_receptive_field(layers)),
    ],
    hints=[
        "Keep two numbers: the field, and how many pixels lie between neighbours of the current "
        "map, the step. Both start with 1.",
        "for size, stride in layers: first the field grows, then the step.",
        "field += (size - 1) * step, and step *= stride.",
    ],
    why="Small kernels, one after the other, see far, and each pooling doubles what the next "
    "layers add.",
)
