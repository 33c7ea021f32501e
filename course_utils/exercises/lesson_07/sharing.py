"""Exercises of lesson 07: convolution as a layer whose weights are local and shared."""

import numpy as np

from course_utils import kernels
from course_utils.checking import Exercise, Mistake, Random

# --- 1. shared_weights ----------------------------------------------------------------------------


def _shared_weights(kernel: np.ndarray, height: int, width: int) -> np.ndarray:
    rows, columns = kernel.shape
    units = []
    for top in range(height - rows + 1):
        for left in range(width - columns + 1):
            one = np.zeros((height, width))
            one[top : top + rows, left : left + columns] = kernel
            units.append(one.ravel())
    return np.stack(units, axis=1)


def _by_single_pixels(kernel: np.ndarray, height: int, width: int) -> np.ndarray:
    """Ask the convolution itself what it makes of each pixel alone."""
    pixels = np.eye(height * width).reshape(-1, height, width)
    return np.array([kernels.convolve(pixel, kernel).ravel() for pixel in pixels])


def _by_index(kernel: np.ndarray, height: int, width: int) -> np.ndarray:
    rows, columns = kernel.shape
    down, across = height - rows + 1, width - columns + 1
    matrix = np.zeros((height * width, down * across))
    for row in range(rows):
        for column in range(columns):
            for place in range(down * across):
                top, left = divmod(place, across)
                matrix[(top + row) * width + left + column, place] = kernel[row, column]
    return matrix


def _by_lists(kernel: np.ndarray, height: int, width: int) -> list[list[float]]:
    return _by_index(kernel, height, width).tolist()


def _one_unit_at_a_time(kernel, height, width, write, *, down=None, across=None):
    """Return the matrix of units; `write` puts the kernel into one of them, at (top, left)."""
    rows, columns = kernel.shape
    down = height - rows + 1 if down is None else down
    across = width - columns + 1 if across is None else across
    units = []
    for top in range(down):
        for left in range(across):
            one = np.zeros((height, width))
            write(one, top, left)
            units.append(one.ravel())
    return np.stack(units, axis=1)


def _one_place_too_few(kernel: np.ndarray, height: int, width: int) -> np.ndarray:
    rows, columns = kernel.shape
    return _one_unit_at_a_time(
        kernel,
        height,
        width,
        lambda one, top, left: _put(one, kernel, top, left),
        down=height - rows,
        across=width - columns,
    )


def _put(one: np.ndarray, kernel: np.ndarray, top: int, left: int) -> None:
    rows, columns = kernel.shape
    one[top : top + rows, left : left + columns] = kernel


def _never_emptied(kernel: np.ndarray, height: int, width: int, *, copied: bool) -> np.ndarray:
    rows, columns = kernel.shape
    units, one = [], np.zeros((height, width))
    for top in range(height - rows + 1):
        for left in range(width - columns + 1):
            one[top : top + rows, left : left + columns] = kernel
            units.append(one.flatten() if copied else one.ravel())
    return np.stack(units, axis=1)


def _columns_first(kernel: np.ndarray, height: int, width: int) -> np.ndarray:
    rows, columns = kernel.shape
    units = []
    for left in range(width - columns + 1):
        for top in range(height - rows + 1):
            one = np.zeros((height, width))
            _put(one, kernel, top, left)
            units.append(one.ravel())
    return np.stack(units, axis=1)


def _same_size(kernel: np.ndarray, height: int, width: int) -> np.ndarray:
    pixels = np.eye(height * width).reshape(-1, height, width)
    maps = [kernels.convolve(pixel, kernel, padding="same") for pixel in pixels]
    return np.array([each.ravel() for each in maps])


def _kernel(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Return a kernel without a zero and without two equal numbers."""
    size = int(np.prod(shape))
    numbers = rng.choice(np.arange(1, 40), size, replace=False) * rng.choice([-1, 1], size)
    return numbers.reshape(shape) / 4


def _sharing_probe(rng: np.random.Generator) -> tuple[np.ndarray, int, int]:
    rows, columns = rng.choice(np.arange(1, 4), size=2, replace=False)
    height, width = int(rows + rng.integers(1, 4)), int(columns + rng.integers(1, 4))
    return _kernel(rng, rows, columns), height, width + int(height == width)


shared_weights = Exercise(
    "07.shared_weights",
    "A convolution as a matrix",
    reference=_shared_weights,
    probes=[
        (np.array([[-1, 0, 1]]), 1, 5),
        (np.array([[1.0, 2, 3], [4, 5, 6]]), 3, 5),
        (np.array([[1.0, 2], [3, 4], [5, 6]]), 5, 3),
        (np.array([[2.0, -1], [0.5, 3]]), 2, 2),  # one place
        (np.array([[1.5, -2.25, 4], [0, 3, -1], [7, 5, -6]]), 4, 6),
        (np.array([[-3.0]]), 2, 3),
        Random(4, _sharing_probe),
    ],
    keeps_input=True,
    picture=False,
    mistakes=[
        Mistake(
            "one unit a row",
            lambda kernel, height, width: _shared_weights(kernel, height, width).T,
            "Rows and columns have changed places: each unit is a **column** of the matrix, so "
            "that picture.ravel() @ matrix gives the map.",
        ),
        Mistake(
            "one place too few",
            _one_place_too_few,
            "One place is missing in each direction. A kernel of 3 has 5 - 3 + 1 places on 5 "
            "pixels.",
        ),
        Mistake(
            "a kernel that is turned",
            lambda kernel, height, width: _shared_weights(kernel[::-1, ::-1], height, width),
            "Your kernel is turned by half a turn. That is the convolution of mathematics; this "
            "course lays the kernel on as it is.",
        ),
        Mistake(
            "never emptied",
            lambda kernel, height, width: _never_emptied(kernel, height, width, copied=True),
            "Your units also hold what the units before them left behind. Start each one with "
            "zeros.",
        ),
        Mistake(
            "one array for all units",
            lambda kernel, height, width: _never_emptied(kernel, height, width, copied=False),
            "All columns are alike: ravel() looks at the same array each time, and you go on "
            "writing into it. Make a new array of zeros for every unit.",
        ),
        Mistake(
            "places column by column",
            _columns_first,
            "Your places run down the columns first. The map is read row by row: the outer loop "
            "goes over the rows.",
        ),
        Mistake(
            "the columns of the picture first",
            lambda kernel, height, width: (
                _shared_weights(kernel, height, width)
                .reshape(height, width, -1)
                .swapaxes(0, 1)
                .reshape(height * width, -1)
            ),
            "The pixels are read down the columns. picture.ravel() reads them row by row.",
        ),
        Mistake(
            "height and width exchanged",
            lambda kernel, height, width: _shared_weights(kernel, width, height),
            "Your pictures are as wide as they should be high. Their shape is (height, width).",
        ),
        Mistake(
            "with padding",
            _same_size,
            "Your kernel also stands half outside the picture. Here it stays inside, so there are "
            "fewer places than pixels.",
        ),
        Mistake(
            "one kernel only",
            lambda kernel, height, width: _shared_weights(kernel, height, width)[:, :1],
            "Only the unit of the first place is there. A return inside the loop ends it too "
            "early.",
            also=[lambda kernel, height, width: _shared_weights(kernel, height, width)[:, 0]],
        ),
        Mistake(
            "ones in place of the kernel",
            lambda kernel, height, width: _shared_weights(np.ones(kernel.shape), height, width),
            "A unit has 1 at each pixel that it sees. These places hold the numbers of the kernel.",
        ),
        Mistake(
            "places in one row only",
            lambda kernel, height, width: _one_unit_at_a_time(
                kernel, height, width, lambda one, top, left: _put(one, kernel, top, left), down=1
            ),
            "Your kernel slides to the right only. It has places further down, too: a second loop "
            "goes over the rows.",
        ),
        Mistake(
            "whole numbers",
            lambda kernel, height, width: _shared_weights(kernel, height, width).astype(int),
            "The fractions of the kernel are lost: your array holds whole numbers. np.zeros "
            "without int keeps them.",
        ),
        Mistake(
            "all units in one row",
            lambda kernel, height, width: _shared_weights(kernel, height, width).T.ravel(),
            "All units stand in one row. np.stack(units, axis=1) puts them side by side, as "
            "columns.",
        ),
        Mistake(
            "four axes",
            lambda kernel, height, width: _shared_weights(kernel, height, width).reshape(
                height, width, height - kernel.shape[0] + 1, width - kernel.shape[1] + 1
            ),
            "The numbers are right, in four axes. A matrix has two: put the pixels into one, and "
            "the places into the other.",
        ),
        Mistake(
            "units as pictures",
            lambda kernel, height, width: _shared_weights(kernel, height, width).T.reshape(
                -1, height, width
            ),
            "These are the units as pictures, (places, height, width). Write each as one row of "
            "numbers with ravel(), and make the units the columns.",
        ),
    ],
    alternatives=[
        _by_single_pixels,
        _by_index,
        _by_lists,
        lambda kernel, height, width: _one_unit_at_a_time(
            kernel, height, width, lambda one, top, left: _put(one, kernel, top, left)
        ),
    ],
    hints=[
        "One unit sees one place. Its weights, drawn as a picture, are zeros with the kernel laid "
        "on at that place.",
        "Two loops go over the places: top from 0 to height - rows, left from 0 to width - "
        "columns. Make a new array of zeros for each place.",
        "one[top : top + rows, left : left + columns] = kernel, then units.append(one.ravel()), "
        "and at the end np.stack(units, axis=1).",
    ],
    why="A convolution is a dense layer in which most weights are 0 and the others are shared.",
)


# --- 2. count_layers ------------------------------------------------------------------------------

_Counts = tuple[int, int, int]


def _counted(
    height: int,
    width: int,
    channels: int,
    maps: int,
    size: int,
    *,
    units: int | None = None,
    inputs: int | None = None,
    window: int | None = None,
    bias: int = 1,
    shared_bias: int | None = None,
) -> _Counts:
    """Return the three counts; what is given takes the place of what is right."""
    units = height * width * maps if units is None else units
    inputs = height * width * channels if inputs is None else inputs
    window = size * size * channels if window is None else window
    shared_bias = bias * maps if shared_bias is None else shared_bias
    return units * (inputs + bias), units * (window + bias), maps * window + shared_bias


def _counted_in_arrays(height, width, channels, maps, size):
    dense = np.empty((height * width * channels, height * width * maps)).shape
    kernels_shape = (size, size, channels, maps)
    return np.array(
        [
            dense[0] * dense[1] + dense[1],
            height * width * (np.prod(kernels_shape) + maps),
            np.prod(kernels_shape) + maps,
        ]
    )


def _counts_probe(rng: np.random.Generator) -> tuple[int, int, int, int, int]:
    height, width = rng.choice(np.arange(6, 20), size=2, replace=False)
    channels, maps = rng.choice(np.arange(2, 12), size=2, replace=False)
    return int(height), int(width), int(channels), int(maps), int(rng.choice([1, 3, 5]))


count_layers = Exercise(
    "07.count_layers",
    "What local and shared save",
    reference=lambda height, width, channels, maps, size: _counted(
        height, width, channels, maps, size
    ),
    probes=[
        (4, 4, 1, 2, 3),
        (32, 32, 3, 32, 3),
        (8, 12, 3, 5, 3),
        (20, 6, 4, 1, 5),
        (5, 7, 2, 3, 1),
        Random(5, _counts_probe),
    ],
    mistakes=[
        Mistake(
            "no biases",
            lambda *sizes: _counted(*sizes, bias=0),
            "You count the weights only. Every unit has a bias; in the convolution layer it is "
            "shared, too, one for each map.",
        ),
        Mistake(
            "no bias in the convolution",
            lambda *sizes: _counted(*sizes, shared_bias=0),
            "The first two numbers are right. The convolution layer has a bias, too: one for each "
            "map.",
        ),
        Mistake(
            "one bias for the convolution",
            lambda *sizes: _counted(*sizes, shared_bias=1),
            "The first two numbers are right. The convolution layer has one bias for **each** map, "
            "not one in all.",
        ),
        Mistake(
            "a bias for each unit of the convolution",
            lambda *sizes: _counted(*sizes, shared_bias=sizes[0] * sizes[1] * sizes[3]),
            "The first two numbers are right. In the convolution layer all units of a map share "
            "their bias as well.",
        ),
        Mistake(
            "a bias for each channel",
            lambda height, width, channels, maps, size: (
                *_counted(height, width, channels, maps, size)[:2],
                maps * channels * (size * size + 1),
            ),
            "The first two numbers are right. A kernel goes through all channels and has a single "
            "bias, not one for each channel.",
        ),
        Mistake(
            "the channels forgotten in the window",
            lambda height, width, channels, maps, size: _counted(
                height, width, channels, maps, size, window=size * size
            ),
            "Your window has one channel. A unit sees size x size pixels in **all** channels.",
        ),
        Mistake(
            "the channels forgotten",
            lambda height, width, channels, maps, size: _counted(
                height, width, channels, maps, size, window=size * size, inputs=height * width
            ),
            "The channels of the picture are missing. Each pixel has that many numbers.",
        ),
        Mistake(
            "the channels of the picture in the dense layer",
            lambda height, width, channels, maps, size: (
                height * width * maps * (height * width + 1),
                *_counted(height, width, channels, maps, size)[1:],
            ),
            "The last two numbers are right. The picture of the dense layer has several channels: "
            "height x width x channels numbers.",
        ),
        Mistake(
            "a side for the window",
            lambda height, width, channels, maps, size: _counted(
                height, width, channels, maps, size, window=size * channels
            ),
            "Your window is size x 1. It is size x size.",
        ),
        Mistake(
            "one unit a map",
            lambda height, width, channels, maps, size: _counted(
                height, width, channels, maps, size, units=maps
            ),
            "Your dense and your local layer have one unit for each map. A map has height x width "
            "units.",
        ),
        Mistake(
            "one map",
            lambda height, width, channels, maps, size: _counted(
                height, width, channels, maps, size, units=height * width
            ),
            "Your dense and your local layer make a single map. There are `maps` of them.",
        ),
        Mistake(
            "a node for each map in the dense layer",
            lambda height, width, channels, maps, size: (
                maps * (height * width * channels + 1),
                *_counted(height, width, channels, maps, size)[1:],
            ),
            "The last two numbers are right. Your dense layer has one node for each map. Here it "
            "gives as many outputs as the others: height x width x maps.",
        ),
        Mistake(
            "weights without biases in the dense layer",
            lambda height, width, channels, maps, size: (
                height * width * maps * height * width * channels,
                *_counted(height, width, channels, maps, size)[1:],
            ),
            "The last two numbers are right. In the dense layer each unit has one bias as well.",
        ),
        Mistake(
            "one map in the local layer",
            lambda height, width, channels, maps, size: (
                _counted(height, width, channels, maps, size)[0],
                height * width * (size * size * channels + 1),
                maps * (size * size * channels + 1),
            ),
            "The first and the last number are right. Your local layer makes a single map. There "
            "are `maps` of them.",
        ),
        Mistake(
            "shared biases in the local layer",
            lambda height, width, channels, maps, size: (
                _counted(height, width, channels, maps, size)[0],
                height * width * maps * size * size * channels + maps,
                maps * (size * size * channels + 1),
            ),
            "The first and the last number are right. In the local layer nothing is shared: each "
            "unit has a bias of its own.",
        ),
        Mistake(
            "one kernel",
            lambda height, width, channels, maps, size: (
                *_counted(height, width, channels, maps, size)[:2],
                size * size * channels + 1,
            ),
            "The first two numbers are right. The convolution layer has a kernel for each map, and "
            "you count one.",
        ),
        Mistake(
            "flat kernels",
            lambda height, width, channels, maps, size: (
                *_counted(height, width, channels, maps, size)[:2],
                maps * (size * size + 1),
            ),
            "The first two numbers are right. A kernel of the convolution layer goes through "
            "**all** channels.",
        ),
        Mistake(
            "always 3 x 3",
            lambda height, width, channels, maps, size: _counted(
                height, width, channels, maps, size, window=9 * channels
            ),
            "Your windows are always 3 x 3. The argument `size` says how large they are.",
        ),
        Mistake(
            "smaller maps",
            lambda height, width, channels, maps, size: _counted(
                height,
                width,
                channels,
                maps,
                size,
                units=(height - size + 1) * (width - size + 1) * maps,
            ),
            "You count the places of a kernel that stays inside. Here the maps are as large as the "
            "picture.",
        ),
        Mistake(
            "the other way round",
            lambda *sizes: _counted(*sizes)[::-1],
            "The three numbers are right, in another order: dense, local, shared.",
        ),
        Mistake(
            "only the last",
            lambda *sizes: _counted(*sizes)[-1],
            "This is the convolution layer alone. Three numbers are wanted.",
        ),
        Mistake(
            "their sum",
            lambda *sizes: sum(_counted(*sizes)),
            "You return the sum of the three. Return them one by one, with commas between.",
        ),
    ],
    alternatives=[
        _counted_in_arrays,
        lambda height, width, channels, maps, size: [
            (height * width * channels + 1) * height * width * maps,
            (size**2 * channels + 1) * height * width * maps,
            (size**2 * channels + 1) * maps,
        ],
        lambda *sizes: np.array(_counted(*sizes), dtype=float),
    ],
    hints=[
        "How many units are there? The dense and the local layer have `maps` maps of height x "
        "width units, each with weights of its own.",
        "Weights of one unit: height x width x channels in the dense layer, size x size x channels "
        "in the other two. And one bias.",
        "The convolution layer has as many sets of weights as maps: maps * (size * size * channels "
        "+ 1).",
    ],
    why="Local connections save much, shared weights save the rest, and the picture's size drops "
    "out.",
)


# --- 3. change_errors -----------------------------------------------------------------------------


def _largest(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(np.asarray(one) - np.asarray(other)).max())


def _change_errors(layer, picture, change):
    after = layer(change(picture))
    before = layer(picture)
    return np.abs(after - change(before)).max(), np.abs(after - before).max()


def _errors(measure):
    """Return an answer that measures the two differences in another way."""

    def answer(layer, picture, change):
        after, before = layer(change(picture)), layer(picture)
        return measure(after, change(before)), measure(after, before)

    return answer


def _in_a_loop(layer, picture, change):
    after, before = layer(change(picture)), layer(picture)
    changed = change(before)
    largest = [0.0, 0.0]
    for place in np.ndindex(after.shape):
        largest[0] = max(largest[0], abs(after[place] - changed[place]))
        largest[1] = max(largest[1], abs(after[place] - before[place]))
    return largest


def _by_norms(layer, picture, change):
    after, before = layer(change(picture)), layer(picture)
    differences = [after - change(before), after - before]
    return np.array([np.linalg.norm(each.ravel(), np.inf) for each in differences])


class _Wrapped:
    """A layer: a kernel that slides over a picture which goes on at its other side."""

    def __init__(self, kernel: np.ndarray, relu: bool = False) -> None:
        self.kernel, self.relu = kernel, relu

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        found = kernels.convolve(picture, self.kernel, padding=1, mode="wrap")
        return np.maximum(found, 0) if self.relu else found

    def __repr__(self) -> str:
        return "a convolution" + (" with ReLU" if self.relu else "")


class _Rolled:
    """A change: the picture shifts, and what leaves it comes back at the other side."""

    def __init__(self, down: int, right: int) -> None:
        self.down, self.right = down, right

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        return np.roll(picture, (self.down, self.right), axis=(0, 1))

    def __repr__(self) -> str:
        return f"a shift by ({self.down}, {self.right})"


def _brighter_to_the_right(picture: np.ndarray) -> np.ndarray:
    """Return each pixel times its column: a layer that knows places."""
    return picture * np.arange(1, picture.shape[1] + 1)


def _darker(picture: np.ndarray) -> np.ndarray:
    return picture - 0.5


def _change_probe(rng: np.random.Generator) -> tuple:
    side = int(rng.integers(5, 9))
    layer = _Wrapped(rng.normal(size=(3, 3)).round(2), relu=bool(rng.integers(2)))
    changes = [
        _Rolled(int(rng.integers(1, 4)), int(rng.integers(1, 4))),
        np.rot90,
        np.fliplr,
        _darker,
    ]
    return layer, rng.random((side, side)).round(3), changes[rng.integers(len(changes))]


_fixed = np.random.default_rng(4)
_square, _long = _fixed.random((6, 6)).round(3), _fixed.random((5, 8)).round(3)

change_errors = Exercise(
    "07.change_errors",
    "Equivariant, invariant, or neither",
    reference=_change_errors,
    probes=[
        (_Wrapped(kernels.NAMED["vertical lines"]), _long, _Rolled(0, 3)),
        (_Wrapped(kernels.NAMED["vertical lines"]), _square, np.rot90),
        (_Wrapped(kernels.NAMED["vertical edges"]), _square, np.fliplr),
        (_Wrapped(kernels.NAMED["outline"]), _square, _darker),
        (_brighter_to_the_right, _long, _Rolled(1, 2)),
        (_brighter_to_the_right, _square, np.flipud),
        (_Wrapped(kernels.NAMED["Sobel x"], relu=True), _long, _Rolled(2, 1)),
        Random(5, _change_probe),
    ],
    keeps_input=True,
    tolerance=1e-9,
    mistakes=[
        Mistake(
            "the two exchanged",
            lambda *given: _change_errors(*given)[::-1],
            "The two numbers have changed places. The first one compares with the **changed** map: "
            "0 means that the map changes in the same way, equivariance.",
        ),
        Mistake(
            "without absolute values",
            _errors(lambda one, other: (one - other).max()),
            "You take the largest difference with its sign. A map that is lower by 5 is far off, "
            "too: take absolute values first.",
            also=[_errors(lambda one, other: (other - one).max())],
        ),
        Mistake(
            "absolute value of the largest",
            _errors(lambda one, other: abs((one - other).max())),
            "You take the absolute value after the maximum. The most negative difference is lost "
            "then: first np.abs, then the maximum.",
            also=[_errors(lambda one, other: abs((other - one).max()))],
        ),
        Mistake(
            "the mean difference",
            _errors(lambda one, other: np.abs(one - other).mean()),
            "You take the mean of the differences. The largest one is wanted.",
        ),
        Mistake(
            "the sum of the differences",
            _errors(lambda one, other: np.abs(one - other).sum()),
            "You add up the differences. The largest one is wanted.",
        ),
        Mistake(
            "the largest square",
            _errors(lambda one, other: ((one - other) ** 2).max()),
            "You take the squares of the differences. Their absolute values are wanted.",
        ),
        Mistake(
            "the smallest difference",
            _errors(lambda one, other: np.abs(one - other).min()),
            "You take the smallest difference. The largest one is wanted.",
        ),
        Mistake(
            "the root of the squares",
            _errors(lambda one, other: np.linalg.norm(one - other)),
            "You take the root of all squared differences. The largest one is wanted.",
        ),
        Mistake(
            "the difference of the largest",
            _errors(lambda one, other: abs(one.max() - other.max())),
            "You compare the largest values of the two maps. They may stand at different places: "
            "subtract the maps first, then look for the largest difference.",
        ),
        Mistake(
            "true or false",
            _errors(np.allclose),
            "You say whether the maps are alike. How far they are apart is wanted: the largest "
            "absolute difference.",
        ),
        Mistake(
            "the picture compared",
            lambda layer, picture, change: (
                _largest(layer(change(picture)), change(layer(picture))),
                _largest(change(picture), picture),
            ),
            "The second number compares the pictures. It is about the two **maps**.",
        ),
        Mistake(
            "the changed map with the map",
            lambda layer, picture, change: (
                _largest(layer(change(picture)), change(layer(picture))),
                _largest(change(layer(picture)), layer(picture)),
            ),
            "The second number compares the changed map with the map. It is about the map of the "
            "changed **picture**.",
        ),
        Mistake(
            "the changed map with the map, in front",
            lambda layer, picture, change: (
                _largest(change(layer(picture)), layer(picture)),
                _largest(layer(change(picture)), layer(picture)),
            ),
            "The second number is right. The first one compares the changed map with the map. One "
            "of its two sides is the map of the changed **picture**.",
        ),
        Mistake(
            "the map with the picture",
            lambda layer, picture, change: (
                _largest(layer(change(picture)), change(layer(picture))),
                _largest(layer(change(picture)), picture),
            ),
            "The first number is right. The second one compares a map with the picture. It is "
            "about two maps.",
        ),
        Mistake(
            "the picture changed twice",
            lambda layer, picture, change: (
                _largest(layer(change(picture)), layer(change(picture))),
                _largest(layer(change(picture)), layer(picture)),
            ),
            "The first number is always 0: you compare the map of the changed picture with itself. "
            "The other side is change(layer(picture)): first the layer, then the change.",
        ),
        Mistake(
            "the differences themselves",
            lambda layer, picture, change: (
                np.abs(layer(change(picture)) - change(layer(picture))),
                np.abs(layer(change(picture)) - layer(picture)),
            ),
            "You return whole maps of differences. Of each, the largest number is wanted.",
        ),
        Mistake(
            "only equivariance",
            lambda *given: _change_errors(*given)[0],
            "This is the first number alone. Return two.",
        ),
    ],
    alternatives=[
        _in_a_loop,
        _by_norms,
        _errors(_largest),
        lambda layer, picture, change: [
            np.max(np.abs(change(layer(picture)) - layer(change(picture)))),
            np.max(np.abs(layer(picture) - layer(change(picture)))),
        ],
    ],
    hints=[
        "You need three maps: layer(change(picture)), layer(picture), and the second one changed: "
        "change(layer(picture)).",
        "The distance of two maps is np.abs(one - other).max().",
        "First number: layer(change(picture)) against change(layer(picture)). Second number: "
        "layer(change(picture)) against layer(picture).",
    ],
    why="Equivariant: first the change or first the layer, the result is the same. Invariant: the "
    "change does not show.",
)
