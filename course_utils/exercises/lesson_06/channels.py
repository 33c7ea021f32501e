"""Exercises of lesson 06 on volumes: all channels, many kernels, and how many numbers that is."""

import cv2
import numpy as np
import scipy.signal

from course_utils import kernels
from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_06.sizes import whole_numbers

# --- a kernel with slices -------------------------------------------------------------------------


def one_map(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return kernels.convolve(image, kernel)


def _by_channel(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return a map for each channel, (height, width, channels), not added up."""
    planes = [
        kernels.convolve(image[..., number], kernel[..., number])
        for number in range(image.shape[2])
    ]
    return np.stack(planes, axis=-1)


def _by_loops(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    rows, columns, _ = kernel.shape
    result = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
    for y, x in np.ndindex(result.shape):
        result[y, x] = np.sum(image[y : y + rows, x : x + columns] * kernel)
    return result


def _by_windows(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[:2], axis=(0, 1))
    return np.einsum("yxkrc,rck->yx", windows, kernel)


def _by_scipy(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide in three dimensions: along the channels there is one place."""
    return scipy.signal.correlate(image, kernel, "valid", method="direct")[..., 0]


def _by_opencv(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    rows, columns, channels = kernel.shape
    height, width = image.shape[0] - rows + 1, image.shape[1] - columns + 1
    return sum(
        cv2.filter2D(
            np.ascontiguousarray(image[..., number], dtype=float),
            -1,
            np.ascontiguousarray(kernel[..., number], dtype=float),
            anchor=(0, 0),
        )[:height, :width]
        for number in range(channels)
    )


def _in_full_size(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Write the map into an array as large as the picture."""
    result = np.zeros(image.shape[:2])
    found = one_map(image, kernel)
    result[: found.shape[0], : found.shape[1]] = found
    return result


def _last_channel(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Overwrite the map with each channel, so that the last one stays."""
    return _by_channel(image, kernel)[..., -1]


def _volume_probe(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    height, width, channels = rng.permutation([4, 5, 6, 7])[:3]
    rows, columns = rng.permutation([1, 2, 3])[:2]
    return whole_numbers(rng, height, width, channels), whole_numbers(rng, rows, columns, channels)


_seeded = np.random.default_rng(62)

volume = Exercise(
    "06.volume",
    "All channels into one map",
    reference=one_map,
    probes=[
        (whole_numbers(_seeded, 3, 4, 2), whole_numbers(_seeded, 2, 2, 2)),
        (whole_numbers(_seeded, 5, 6, 3), whole_numbers(_seeded, 3, 3, 3)),
        (whole_numbers(_seeded, 6, 4, 4), whole_numbers(_seeded, 2, 3, 4)),
        (whole_numbers(_seeded, 4, 5, 1), whole_numbers(_seeded, 3, 2, 1)),
        (whole_numbers(_seeded, 4, 3, 5), whole_numbers(_seeded, 1, 1, 5)),
        (whole_numbers(_seeded, 3, 3, 3), whole_numbers(_seeded, 3, 3, 3)),
        (_seeded.random((5, 7, 3)).round(2), _seeded.normal(size=(2, 2, 3)).round(2)),
        Random(5, _volume_probe),
    ],
    keeps_input=True,
    picture=False,
    mistakes=[
        Mistake(
            "a map for each channel",
            _by_channel,
            "You have one map for each channel. Add them up: one kernel gives one map, however "
            "many channels come in.",
        ),
        Mistake(
            "the channels first",
            lambda image, kernel: np.moveaxis(_by_channel(image, kernel), -1, 0),
            "You have a list of maps, one for each channel. Add them up: one kernel gives one map.",
        ),
        Mistake(
            "only the first channel",
            lambda image, kernel: _by_channel(image, kernel)[..., 0],
            "Only the first channel is in your map. Each channel adds its part. If you have a "
            "loop, a return inside it ends it too early.",
        ),
        Mistake(
            "only the last channel",
            _last_channel,
            "Only the last channel is in your map: each channel overwrites the one before. "
            "Add with +=.",
        ),
        Mistake(
            "three channels",
            lambda image, kernel: sum(
                _by_channel(image, kernel)[..., number] for number in (0, 1, 2)
            ),
            "You count on three channels. Ask the picture for their number: image.shape[2].",
        ),
        Mistake(
            "an activation on top",
            lambda image, kernel: np.maximum(one_map(image, kernel), 0),
            "Negative sums have become 0: that is a ReLU. Here the sums are wanted as they are.",
        ),
        Mistake(
            "mean of the channels",
            lambda image, kernel: _by_channel(image, kernel).mean(axis=-1),
            "You take the mean over the channels. They are added.",
        ),
        Mistake(
            "mean of all products",
            lambda image, kernel: one_map(image, kernel) / kernel.size,
            "You take the mean of all products. Their sum is wanted.",
        ),
        Mistake(
            "the strongest channel",
            lambda image, kernel: _by_channel(image, kernel).max(axis=-1),
            "You take the largest of the channels' maps. They are added.",
        ),
        Mistake(
            "the first slice for all",
            lambda image, kernel: kernels.convolve(image.sum(axis=2), kernel[..., 0]),
            "Every channel meets the first slice of the kernel. Channel 1 has the slice "
            "kernel[:, :, 1], and so on.",
        ),
        Mistake(
            "the first channel for all",
            lambda image, kernel: kernels.convolve(image[..., 0], kernel.sum(axis=2)),
            "Every slice meets the first channel. Slice 1 belongs to the channel image[:, :, 1], "
            "and so on.",
        ),
        Mistake(
            "every channel with every slice",
            lambda image, kernel: kernels.convolve(image.sum(axis=2), kernel.sum(axis=2)),
            "Every channel meets every slice. Channel k of the picture belongs to slice k of the "
            "kernel, and to no other.",
        ),
        Mistake(
            "the slices in reverse order",
            lambda image, kernel: one_map(image, kernel[..., ::-1]),
            "The slices of the kernel are taken in the reverse order.",
        ),
        Mistake(
            "the kernel turned",
            lambda image, kernel: one_map(image, kernel[::-1, ::-1]),
            "Your kernel is turned by half a turn. Leave it as it is.",
            also=[lambda image, kernel: one_map(image, kernel[::-1, ::-1, ::-1])],
        ),
        Mistake(
            "zeros around the picture",
            lambda image, kernel: kernels.convolve(image, kernel, padding="same"),
            "Your picture has a frame of zeros. Here the kernel stays inside the picture.",
        ),
        Mistake(
            "as large as the picture",
            _in_full_size,
            "Your map is as large as the picture, with zeros at its end. It has one number for "
            "each place of the kernel, and no more.",
        ),
        Mistake(
            "the last place forgotten",
            lambda image, kernel: one_map(image, kernel)[:-1, :-1],
            "The last row and column of the map are missing: the kernel has height - rows + 1 "
            "places.",
        ),
        Mistake(
            "a third axis of one",
            lambda image, kernel: one_map(image, kernel)[..., np.newaxis],
            "The numbers are right, but the map has a third axis. One map has the shape "
            "(rows, columns).",
        ),
        Mistake(
            "one number",
            lambda image, kernel: one_map(image, kernel).sum(),
            "You add up the whole map. Only the products of one window are added: the map has "
            "one number for each place.",
        ),
        Mistake(
            "map transposed",
            lambda image, kernel: one_map(image, kernel).T,
            "Rows and columns of your map have changed places.",
        ),
    ],
    alternatives=[
        _by_loops,
        _by_windows,
        _by_scipy,
        _by_opencv,
        lambda image, kernel: _by_channel(image, kernel).sum(axis=-1),
        lambda image, kernel: _by_loops(image, kernel).tolist(),
    ],
    hints=[
        "You have a function for one plane already: slide. image[:, :, 0] is the first plane, and "
        "kernel[:, :, 0] its slice.",
        "Slide each slice over its own plane, and add up the maps.",
        "Or go over the places: a window image[y : y + rows, x : x + columns] has all channels, "
        "and (window * kernel).sum() adds all products.",
    ],
    why="A kernel is as deep as its input, and its products over all channels become one number.",
)


# --- many kernels ---------------------------------------------------------------------------------


def maps(image: np.ndarray, bank: np.ndarray, biases: np.ndarray) -> np.ndarray:
    return kernels.convolve(image, bank) + biases


def _stacked(image: np.ndarray, bank: np.ndarray, biases: np.ndarray, axis: int = -1) -> np.ndarray:
    found = [one_map(image, bank[..., number]) + bias for number, bias in enumerate(biases)]
    return np.stack(found, axis=axis)


def _as_matrix(image: np.ndarray, bank: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """Write each window as a row: then the layer is a dense one, used at every place."""
    rows, columns, _, count = bank.shape
    windows = np.lib.stride_tricks.sliding_window_view(image, (rows, columns), axis=(0, 1))
    height, width = windows.shape[:2]
    lines = np.moveaxis(windows, 2, -1).reshape(height * width, -1)
    return (lines @ bank.reshape(-1, count) + biases).reshape(height, width, count)


def _filled_in(image: np.ndarray, bank: np.ndarray, biases: np.ndarray) -> np.ndarray:
    rows, columns, _, count = bank.shape
    result = np.empty((image.shape[0] - rows + 1, image.shape[1] - columns + 1, count))
    for y, x, number in np.ndindex(result.shape):
        window = image[y : y + rows, x : x + columns]
        result[y, x, number] = (window * bank[..., number]).sum() + biases[number]
    return result


def _one_kernel_for_all(image, bank, biases, number):
    return np.stack([one_map(image, bank[..., number]) + bias for bias in biases], axis=-1)


def _map_for_each_channel_and_kernel(image, bank, biases):
    found = [
        kernels.convolve(image[..., channel], bank[..., channel, number]) + biases[number]
        for number in range(bank.shape[3])
        for channel in range(bank.shape[2])
    ]
    return np.stack(found, axis=-1)


def _first_axis_taken_for_kernels(image, bank, biases):
    """Take bank[number] for a kernel: rows of kernels, where the shapes allow it."""
    return np.stack(
        [one_map(image, kernel) + bias for kernel, bias in zip(bank, biases, strict=True)], -1
    )


def _bank_probe(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    height, width, count = rng.permutation([4, 5, 6, 7])[:3]
    rows, columns, channels = rng.permutation([1, 2, 3])
    bank = whole_numbers(rng, rows, columns, channels, count)
    return (
        whole_numbers(rng, height, width, channels),
        bank,
        rng.permutation(np.arange(-9, 10))[:count],
    )


def _fixed(height: int, width: int, *bank: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    biases = _seeded.permutation(np.arange(2, 12))[: bank[-1]]
    return whole_numbers(_seeded, height, width, bank[2]), whole_numbers(_seeded, *bank), biases


many_kernels = Exercise(
    "06.many_kernels",
    "Many kernels, many maps",
    reference=maps,
    probes=[
        _fixed(4, 5, 2, 2, 2, 3),
        _fixed(6, 5, 3, 3, 3, 2),
        _fixed(5, 7, 2, 3, 1, 4),
        _fixed(4, 6, 3, 2, 4, 1),
        _fixed(5, 4, 1, 1, 3, 5),
        _fixed(5, 5, 3, 3, 3, 3),  # all sizes equal: what fails elsewhere gives wrong numbers here
        (
            _seeded.random((5, 6, 3)).round(2),
            _seeded.normal(size=(2, 2, 3, 4)).round(2),
            _seeded.normal(size=4).round(2),
        ),
        Random(5, _bank_probe),
    ],
    keeps_input=True,
    picture=False,
    mistakes=[
        Mistake(
            "maps along the first axis",
            lambda image, bank, biases: _stacked(image, bank, biases, axis=0),
            "The maps are right, but they lie along the first axis. Put them side by side along "
            "the last one: (rows, columns, maps). np.stack(maps, axis=-1) does it.",
        ),
        Mistake(
            "the maps transposed",
            lambda image, bank, biases: _stacked(image, bank, biases, axis=0).T,
            "Your maps lie along the last axis, but their rows and columns have changed places: .T "
            "turns all axes round. np.stack(maps, axis=-1) leaves the other two alone.",
        ),
        Mistake(
            "reshaped",
            lambda image, bank, biases: _stacked(image, bank, biases, axis=0).reshape(
                maps(image, bank, biases).shape
            ),
            "The shape is right, but the numbers are mixed: reshape keeps the order of all numbers "
            "and only breaks them into other rows. np.stack(maps, axis=-1) moves the axis.",
        ),
        Mistake(
            "side by side in one plane",
            lambda image, bank, biases: np.hstack(list(_stacked(image, bank, biases, axis=0))),
            "Your maps stand side by side in one wide plane. Put them behind each other, on a new "
            "axis: np.stack(maps, axis=-1).",
            also=[
                lambda image, bank, biases: np.vstack(list(_stacked(image, bank, biases, axis=0)))
            ],
        ),
        Mistake(
            "no biases",
            lambda image, bank, biases: maps(image, bank, 0 * biases),
            "The biases are missing. Each kernel has one, and it is added everywhere in its map.",
        ),
        Mistake(
            "no biases, along the first axis",
            lambda image, bank, biases: _stacked(image, bank, 0 * biases, axis=0),
            "Two things: the biases are missing, and the maps lie along the first axis. They "
            "belong on the last one.",
        ),
        Mistake(
            "the first bias for all",
            lambda image, bank, biases: maps(image, bank, biases[0]),
            "Every map gets the same bias. Map k has biases[k].",
            also=[
                lambda image, bank, biases: maps(image, bank, biases.sum()),
                lambda image, bank, biases: maps(image, bank, biases.mean()),
            ],
        ),
        Mistake(
            "the bias in every channel",
            lambda image, bank, biases: maps(image, bank, bank.shape[2] * biases),
            "You add the bias once for each channel. It is added once, after the channels.",
        ),
        Mistake(
            "the bias for every product",
            lambda image, bank, biases: maps(image, bank, np.prod(bank.shape[:3]) * biases),
            "You add the bias to every product. It is added once, to their sum.",
        ),
        Mistake(
            "bias subtracted",
            lambda image, bank, biases: maps(image, bank, -biases),
            "You subtract the biases. They are added.",
        ),
        Mistake(
            "bias multiplied",
            lambda image, bank, biases: maps(image, bank, 0) * biases,
            "You multiply by the biases. They are added.",
        ),
        Mistake(
            "maps added up",
            lambda image, bank, biases: maps(image, bank, biases).sum(axis=-1),
            "You add up the maps of all kernels. The channels are added; each kernel keeps a map "
            "of its own.",
            also=[
                lambda image, bank, biases: maps(image, bank, biases).mean(axis=-1),
                lambda image, bank, biases: maps(image, bank, 0 * biases).sum(axis=-1),
            ],
        ),
        Mistake(
            "only the first kernel",
            lambda image, bank, biases: maps(image, bank, biases)[..., 0],
            "Only the map of the first kernel came. A return inside the loop ends it too early.",
            also=[lambda image, bank, biases: maps(image, bank, biases)[..., :1]],
        ),
        Mistake(
            "only the last kernel",
            lambda image, bank, biases: maps(image, bank, biases)[..., -1],
            "Only the map of the last kernel came: each map overwrites the one before. Collect "
            "them in a list.",
        ),
        Mistake(
            "one kernel for all maps",
            lambda image, bank, biases: _one_kernel_for_all(image, bank, biases, 0),
            "All maps come from one kernel. Map k has the kernel bank[:, :, :, k].",
            also=[lambda image, bank, biases: _one_kernel_for_all(image, bank, biases, -1)],
        ),
        Mistake(
            "a map for each channel and kernel",
            _map_for_each_channel_and_kernel,
            "There are too many maps: one for each channel of each kernel. The channels of a "
            "kernel are added up to one map.",
        ),
        Mistake(
            "the first axis taken for the kernels",
            _first_axis_taken_for_kernels,
            "bank[k] is a row of all kernels. Their number is the last axis: bank[:, :, :, k].",
        ),
        Mistake(
            "kernels turned",
            lambda image, bank, biases: maps(image, bank[::-1, ::-1], biases),
            "Your kernels are turned by half a turn. Leave them as they are.",
        ),
        Mistake(
            "zeros around the picture",
            lambda image, bank, biases: kernels.convolve(image, bank, padding="same") + biases,
            "Your picture has a frame of zeros. Here the kernels stay inside the picture.",
        ),
        Mistake(
            "an activation on top",
            lambda image, bank, biases: np.maximum(maps(image, bank, biases), 0),
            "These are the maps after ReLU. Here the sums are wanted, before any activation "
            "function.",
        ),
    ],
    alternatives=[
        _stacked,
        _as_matrix,
        _filled_in,
        lambda image, bank, biases: np.dstack(
            [
                one_map(image, kernel) + bias
                for kernel, bias in zip(bank.T.swapaxes(1, 3), biases, strict=True)
            ]
        ),
        lambda image, bank, biases: maps(image, bank, biases).tolist(),
    ],
    hints=[
        "volume(image, bank[:, :, :, k]) is the map of kernel k. Then its bias is added.",
        "Collect the maps in a list, in the order of the kernels.",
        "np.stack(maps, axis=-1) puts the maps side by side along the last axis.",
    ],
    why="Every kernel makes one map, so the depth of the result is the number of kernels.",
)


# --- parameters -----------------------------------------------------------------------------------

Shape = tuple[int, int, int]


def parameters(image_shape: Shape, size: int, count: int) -> int:
    return (size * size * image_shape[2] + 1) * count


def _shape_probe(rng: np.random.Generator) -> tuple[Shape, int, int]:
    height, width, channels, count = rng.choice(np.arange(8, 70), size=4, replace=False).tolist()
    return (height, width, channels), int(rng.integers(2, 8)), count


def _without_biases(image_shape: Shape, size: int, count: int) -> int:
    return size * size * image_shape[2] * count


def _places_of(image_shape: Shape, size: int) -> int:
    height, width, _ = image_shape
    return (height - size + 1) * (width - size + 1)


count_parameters = Exercise(
    "06.count_parameters",
    "Count the parameters of a convolution layer",
    reference=parameters,
    probes=[
        ((32, 32, 3), 3, 32),
        ((224, 320, 3), 3, 32),
        ((32, 32, 3), 3, 10),
        ((28, 24, 1), 5, 6),
        ((12, 14, 64), 1, 16),
        ((7, 9, 512), 3, 1),
        Random(6, _shape_probe),
    ],
    mistakes=[
        Mistake(
            "no biases",
            _without_biases,
            "You count the weights only. Each kernel also has one bias.",
        ),
        Mistake(
            "one bias in all",
            lambda image_shape, size, count: _without_biases(image_shape, size, count) + 1,
            "You count one bias for the whole layer. Each kernel has its own.",
        ),
        Mistake(
            "a bias for each channel",
            lambda image_shape, size, count: (
                _without_biases(image_shape, size, count) + image_shape[2]
            ),
            "You count one bias for each channel. A bias belongs to a kernel: it is added to the "
            "sum over all channels.",
        ),
        Mistake(
            "a bias for each slice",
            lambda image_shape, size, count: (size * size + 1) * image_shape[2] * count,
            "You give each slice of a kernel a bias of its own. The slices of a kernel are added "
            "up, and then one bias is added.",
        ),
        Mistake(
            "a bias for each weight",
            lambda image_shape, size, count: 2 * _without_biases(image_shape, size, count),
            "You count as many biases as weights. A kernel has one bias.",
        ),
        Mistake(
            "kernels with one slice",
            lambda image_shape, size, count: (size * size + 1) * count,
            "Your kernels have one slice. A kernel has a slice for each channel of the picture.",
        ),
        Mistake(
            "kernels with one row",
            lambda image_shape, size, count: (size * image_shape[2] + 1) * count,
            "Your kernels have one row. A slice has size times size numbers.",
            also=[lambda image_shape, size, count: (2 * size * image_shape[2] + 1) * count],
        ),
        Mistake(
            "always three channels",
            lambda image_shape, size, count: (size * size * 3 + 1) * count,
            "You count on three channels. Their number is the last one of image_shape.",
        ),
        Mistake(
            "the weights of one kernel",
            lambda image_shape, size, count: size * size * image_shape[2] + count,
            "You count the biases of all kernels, and the weights of only one. Every kernel has "
            "weights of its own.",
        ),
        Mistake(
            "one kernel",
            lambda image_shape, size, count: size * size * image_shape[2] + 1,
            "This is one kernel with its bias. How many are there?",
        ),
        Mistake(
            "the width taken for the channels",
            lambda image_shape, size, count: (size * size * image_shape[1] + 1) * count,
            "You take the width for the number of channels. The shape is (height, width, "
            "channels).",
        ),
        Mistake(
            "the height taken for the channels",
            lambda image_shape, size, count: (size * size * image_shape[0] + 1) * count,
            "You take the height for the number of channels. The shape is (height, width, "
            "channels).",
        ),
        Mistake(
            "new weights at every place",
            lambda image_shape, size, count: (
                parameters(image_shape, size, count) * _places_of(image_shape, size)
            ),
            "You count new weights for every place. The same kernel is used at all places.",
            also=[
                lambda image_shape, size, count: (
                    parameters(image_shape, size, count) * image_shape[0] * image_shape[1]
                ),
                lambda image_shape, size, count: (
                    _without_biases(image_shape, size, count) * image_shape[0] * image_shape[1]
                ),
                lambda image_shape, size, count: (
                    _without_biases(image_shape, size, count) * _places_of(image_shape, size)
                ),
            ],
        ),
        Mistake(
            "a bias at every place",
            lambda image_shape, size, count: (
                _without_biases(image_shape, size, count) + count * _places_of(image_shape, size)
            ),
            "You count a bias for every place of a map. A map has one bias, the same everywhere.",
        ),
        Mistake(
            "a dense layer",
            lambda image_shape, size, count: (int(np.prod(image_shape)) + 1) * count,
            "That is a dense layer: a weight for every value of the picture. A kernel has size "
            "times size numbers for each channel.",
        ),
        Mistake(
            "how many results",
            lambda image_shape, size, count: _places_of(image_shape, size) * count,
            "You count the numbers of the maps. They are results. Parameters are the numbers of "
            "the kernels, and the biases.",
        ),
        Mistake(
            "two numbers",
            lambda image_shape, size, count: (_without_biases(image_shape, size, count), count),
            "Weights and biases are counted correctly. One number is wanted: how many there are "
            "in all.",
        ),
    ],
    alternatives=[
        lambda image_shape, size, count: _without_biases(image_shape, size, count) + count,
        lambda image_shape, size, count: (
            np.zeros((size, size, image_shape[-1], count)).size + np.zeros(count).size
        ),
        lambda image_shape, size, count: sum(size**2 * image_shape[2] + 1 for _ in range(count)),
        lambda image_shape, size, count: float(parameters(image_shape, size, count)),
    ],
    hints=[
        "Begin with one kernel: size times size numbers in each slice. How many slices has it?",
        "Add one bias. That is one kernel, and there are `count` of them.",
        "Is the height of the picture in your formula? A kernel slides: it is the same everywhere.",
    ],
    why="Height and width do not count, because the same kernel is used at every place.",
)
