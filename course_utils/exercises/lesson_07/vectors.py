"""Exercises of lesson 07: from maps to a vector, by flatten and by global average pooling."""

import math

import numpy as np

from course_utils.checking import Exercise, Mistake, Random


def _maps_probe(rng: np.random.Generator) -> np.ndarray:
    """Return maps (n, height, width, channels); no two of the four sizes are alike."""
    shape = rng.choice(np.arange(2, 9), size=4, replace=False)
    return rng.normal(0, 2, shape).round(3)


def _w28() -> np.ndarray:
    """Return the pooled map of the lesson, as a batch of one picture with one channel."""
    return np.array([[1, 1, 0], [4, 2, 1], [0, 2, 1]], dtype=float)[np.newaxis, :, :, np.newaxis]


def _numbered(*shape: int) -> np.ndarray:
    return np.arange(math.prod(shape), dtype=float).reshape(shape)


def _flatten(maps: np.ndarray) -> np.ndarray:
    return maps.reshape(len(maps), -1)


def _flatten_in_loops(maps: np.ndarray) -> list[list[float]]:
    vectors = []
    for picture in maps:
        vector = []
        for row in picture:
            for place in row:
                vector.extend(place.tolist())
        vectors.append(vector)
    return vectors


flatten = Exercise(
    "07.flatten",
    "Flatten a batch of maps",
    reference=_flatten,
    probes=[
        _w28(),
        _numbered(2, 3, 4, 5),
        _numbered(1, 2, 3, 4),
        _numbered(3, 1, 1, 7),
        _numbered(4, 5, 3, 2),
        Random(4, _maps_probe),
    ],
    keeps_input=True,
    picture=False,
    mistakes=[
        Mistake(
            "the batch flattened too",
            lambda maps: maps.ravel(),
            "All pictures are in one vector. The network needs one vector for **each** picture: "
            "the first axis stays.",
        ),
        Mistake(
            "the batch lost in one row",
            lambda maps: maps.reshape(1, -1),
            "All pictures are in one row. Each picture needs a row of its own.",
        ),
        Mistake(
            "only the first picture",
            lambda maps: maps[0].ravel(),
            "This is the first picture only, without a batch. Return a row for each picture.",
            also=(lambda maps: maps[:1].reshape(1, -1),),
        ),
        Mistake(
            "map by map",
            lambda maps: np.moveaxis(maps, 3, 1).reshape(len(maps), -1),
            "All values are there, but one map comes after the other. Keras keeps the channels of "
            "a place together: the last axis runs fastest.",
        ),
        Mistake(
            "column by column",
            lambda maps: maps.transpose(0, 2, 1, 3).reshape(len(maps), -1),
            "All values are there, but rows and columns have changed places.",
        ),
        Mistake(
            "the pictures mixed",
            lambda maps: maps.reshape(-1, len(maps)).T,
            "The shape is right, but each row holds numbers of all pictures. reshape reads one "
            "picture after the other: let the first axis stay the first.",
        ),
        Mistake(
            "the first axis runs fastest",
            lambda maps: maps.reshape(len(maps), -1, order="F"),
            "All values are there, but `order='F'` lets the first axis run fastest. The usual "
            "order of NumPy is wanted.",
        ),
        Mistake(
            "only rows and columns",
            lambda maps: maps.reshape(len(maps), -1, maps.shape[3]),
            "The rows are joined, and the channels still have an axis of their own. A dense layer "
            "takes one row of numbers for each picture.",
        ),
        Mistake(
            "a row for each channel",
            lambda maps: maps.reshape(-1, maps[0].size // maps.shape[3]),
            "You have more rows than pictures. How many numbers has one picture in all?",
        ),
        Mistake(
            "a column for each picture",
            lambda maps: maps.reshape(len(maps), -1).T,
            "Each picture is a column here. Samples are rows.",
        ),
        Mistake(
            "the average of each map",
            lambda maps: maps.mean(axis=(1, 2)),
            "These are averages of the maps. Flatten computes nothing: it keeps every value.",
        ),
    ],
    alternatives=[
        _flatten_in_loops,
        lambda maps: np.array([picture.flatten() for picture in maps]),
        lambda maps: np.concatenate(np.concatenate(np.moveaxis(maps, 0, 2)), axis=1),
        lambda maps: maps.reshape(maps.shape[0], math.prod(maps.shape[1:])),
    ],
    hints=[
        "How many numbers has one picture? height x width x channels.",
        "The new shape has two axes: the number of pictures, and the rest.",
        "`maps.reshape(len(maps), -1)`: -1 stands for what is left.",
    ],
    why="Flatten turns height x width x channels into one vector for each picture, and learns "
    "nothing.",
)


def _global_average(maps: np.ndarray) -> np.ndarray:
    return maps.mean(axis=(1, 2))


def _average_in_loops(maps: np.ndarray) -> np.ndarray:
    count, height, width, channels = maps.shape
    means = np.zeros((count, channels))
    for picture in range(count):
        for channel in range(channels):
            means[picture, channel] = maps[picture, :, :, channel].sum() / (height * width)
    return means


global_average = Exercise(
    "07.global_average",
    "Global average pooling",
    reference=_global_average,
    probes=[
        _w28(),
        _numbered(2, 3, 4, 5),
        _numbered(1, 2, 5, 3),
        np.stack([_numbered(3, 4, 2), -_numbered(3, 4, 2)]),
        Random(5, _maps_probe),
    ],
    keeps_input=True,
    picture=False,
    tolerance=1e-4,  # a library may compute in float32
    mistakes=[
        Mistake(
            "one mean for each picture",
            lambda maps: maps.mean(axis=(1, 2, 3)),
            "This is one number for each picture. Each **map** has a mean of its own: the channels "
            "stay apart.",
        ),
        Mistake(
            "one mean for all",
            lambda maps: maps.mean(),
            "This is one number for everything. There is a number for each map of each picture.",
        ),
        Mistake(
            "averaged over the pictures",
            lambda maps: maps.mean(axis=0),
            "You average over the pictures of the batch. Pictures know nothing of each other: "
            "average over rows and columns.",
        ),
        Mistake(
            "averaged over the channels",
            lambda maps: maps.mean(axis=3),
            "You average over the maps at each place. It is the other way round: over all places, "
            "for each map.",
        ),
        Mistake(
            "the first two axes",
            lambda maps: maps.mean(axis=(0, 1)),
            "The first two axes are pictures and rows. Rows and columns are the axes 1 and 2.",
        ),
        Mistake(
            "the last two axes",
            lambda maps: maps.mean(axis=(2, 3)),
            "The last two axes are columns and channels. Rows and columns are the axes 1 and 2.",
        ),
        Mistake(
            "only one axis",
            lambda maps: maps.mean(axis=1),
            "You average over the rows only, so each column still has its number. Average over the "
            "columns, too.",
            also=(lambda maps: maps.mean(axis=2),),
        ),
        Mistake(
            "the sum",
            lambda maps: maps.sum(axis=(1, 2)),
            "These are sums. Divide by the number of places.",
        ),
        Mistake(
            "divided by one side",
            lambda maps: maps.sum(axis=(1, 2)) / maps.shape[1],
            "You divide by one side of the map. It has height x width places.",
            also=(lambda maps: maps.sum(axis=(1, 2)) / maps.shape[2],),
        ),
        Mistake(
            "a column for each picture",
            lambda maps: maps.mean(axis=(1, 2)).T,
            "The means are right, and each picture is a column. Samples are rows: (n, channels).",
        ),
        Mistake(
            "reshape in the wrong order",
            lambda maps: maps.reshape(len(maps), maps.shape[3], -1).mean(axis=2),
            "The shape is right, but your means mix the maps. The channels are the last axis, so "
            "reshape does not put the numbers of a map beside each other.",
        ),
        Mistake(
            "the largest value",
            lambda maps: maps.max(axis=(1, 2)),
            "This is the largest value of each map: global **max** pooling. The mean is wanted.",
        ),
        Mistake(
            "the axes kept",
            lambda maps: maps.mean(axis=(1, 2), keepdims=True),
            "The means are right, but the shape is (n, 1, 1, channels). A dense layer takes "
            "(n, channels).",
        ),
    ],
    alternatives=[
        _average_in_loops,
        lambda maps: np.einsum("nhwc->nc", maps) / (maps.shape[1] * maps.shape[2]),
        lambda maps: maps.reshape(len(maps), -1, maps.shape[-1]).mean(1),
        lambda maps: np.mean(np.mean(maps, axis=1), axis=1),
    ],
    hints=[
        "One number for each map of each picture: the result is (n, channels).",
        "`mean` takes several axes at once: `axis=(..., ...)`. Which ones are rows and columns?",
        "`maps.mean(axis=(1, 2))`.",
    ],
    why="Global average pooling says how strongly a kernel answers in the whole picture, and "
    "forgets where.",
)
