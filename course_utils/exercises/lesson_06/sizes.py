"""Exercises of lesson 06 on sizes: the frame, how many places there are, stride and dilation."""

import math

import cv2
import numpy as np
import scipy.signal

from course_utils import kernels
from course_utils.checking import Exercise, Mistake, Random


def whole_numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Return whole numbers from -9 to 9, as the examples worked by hand have them."""
    return rng.integers(-9, 10, size=shape)


# --- a frame of zeros -----------------------------------------------------------------------------


def framed(image: np.ndarray, amount: int) -> np.ndarray:
    return np.pad(image, amount)


def _at(image: np.ndarray, amount: int, *, row: int, column: int) -> np.ndarray:
    """Return an array of the right size, the picture at another place in it."""
    height, width = image.shape
    whole = np.zeros((height + 2 * amount, width + 2 * amount))
    whole[row : row + height, column : column + width] = image
    return whole


def _into_the_picture(image: np.ndarray, amount: int) -> np.ndarray:
    height, width = image.shape
    inside = np.zeros(image.shape, dtype=bool)
    inside[amount : height - amount, amount : width - amount] = True
    return np.where(inside, image, 0)


def _from_both_ends(image: np.ndarray, amount: int) -> np.ndarray:
    """Write into the picture with [:amount] and [-amount:], which is everything for 0."""
    result = image.copy()
    result[:amount], result[-amount:], result[:, :amount], result[:, -amount:] = 0, 0, 0, 0
    return result


def _cut_from_the_end(image: np.ndarray, amount: int) -> np.ndarray:
    height, width = image.shape
    whole = np.zeros((height + 2 * amount, width + 2 * amount))
    whole[amount:-amount, amount:-amount] = image
    return whole


def _end_not_moved(image: np.ndarray, amount: int) -> np.ndarray:
    height, width = image.shape
    whole = np.zeros((height + 2 * amount, width + 2 * amount))
    whole[amount:height, amount:width] = image
    return whole


def _size_swapped(image: np.ndarray, amount: int) -> np.ndarray:
    height, width = image.shape
    whole = np.zeros((width + 2 * amount, height + 2 * amount))
    whole[amount : amount + height, amount : amount + width] = image
    return whole


def _ring_by_ring(image: np.ndarray, amount: int) -> np.ndarray:
    for _ in range(amount):
        image = np.vstack([np.zeros(image.shape[1]), image, np.zeros(image.shape[1])])
        sides = np.zeros((image.shape[0], 1))
        image = np.hstack([sides, image, sides])
    return image


def _one_by_one(image: np.ndarray, amount: int) -> list[list[float]]:
    height, width = image.shape
    return [
        [
            image[row, column] if 0 <= row < height and 0 <= column < width else 0
            for column in range(-amount, width + amount)
        ]
        for row in range(-amount, height + amount)
    ]


def _frame_probe(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    height, width = rng.permutation([3, 4, 5, 6, 7])[:2]
    return whole_numbers(rng, height, width), int(rng.integers(1, 4))


pad_zeros = Exercise(
    "06.pad_zeros",
    "A frame of zeros",
    reference=framed,
    probes=[
        (np.arange(1, 7).reshape(2, 3), 1),
        (np.arange(1, 13).reshape(4, 3), 2),
        (np.arange(5, 25).reshape(4, 5) / 2, 0),
        (np.full((3, 7), 255, dtype=np.uint8), 3),
        (np.arange(1, 10).reshape(3, 3), 1),
        (np.array([[7]]), 2),
        Random(5, _frame_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "cut from the end",
            _cut_from_the_end,
            "For an amount of 0 your slice [0:-0] is empty, since -0 is 0. Say where the picture "
            "ends: amount + height.",
        ),
        Mistake(
            "the end not moved",
            _end_not_moved,
            "The place for the picture is too small: it begins at row `amount`, so it ends at "
            "row amount + height, not at row height.",
        ),
        Mistake(
            "at the upper left",
            lambda image, amount: _at(image, amount, row=0, column=0),
            "The size is right, but the picture lies in the upper left corner. The frame is on all "
            "four sides, so the picture begins at row `amount` and column `amount`.",
        ),
        Mistake(
            "at the lower right",
            lambda image, amount: _at(image, amount, row=2 * amount, column=2 * amount),
            "The size is right, but the picture lies in the lower right corner. It begins at row "
            "`amount` and column `amount`.",
        ),
        Mistake(
            "only above and to the left",
            lambda image, amount: np.pad(image, ((amount, 0), (amount, 0))),
            "Your frame is only above and to the left. It also goes below and to the right.",
        ),
        Mistake(
            "only below and to the right",
            lambda image, amount: np.pad(image, ((0, amount), (0, amount))),
            "Your frame is only below and to the right. It also goes above and to the left.",
        ),
        Mistake(
            "only above and below",
            lambda image, amount: np.pad(image, ((amount, amount), (0, 0))),
            "Your frame is above and below. It also goes to the left and to the right.",
        ),
        Mistake(
            "only left and right",
            lambda image, amount: np.pad(image, ((0, 0), (amount, amount))),
            "Your frame is at the left and at the right. It also goes above and below.",
        ),
        Mistake(
            "written into the picture",
            _into_the_picture,
            "You write the zeros over the border of the picture. Padding keeps every pixel and "
            "makes the array larger.",
            also=[_from_both_ends],
        ),
        Mistake(
            "the picture left out",
            lambda image, amount: np.zeros_like(framed(image, amount)),
            "Your array has the right size and holds only zeros. Write the picture into its "
            "middle.",
        ),
        Mistake(
            "always one ring",
            lambda image, amount: framed(image, 1),
            "Your frame is always one pixel wide. Its width is `amount`.",
        ),
        Mistake(
            "twice as wide",
            lambda image, amount: framed(image, 2 * amount),
            "Your frame is twice as wide as asked. `amount` pixels come on **each** side.",
        ),
        Mistake(
            "the border repeated",
            lambda image, amount: np.pad(image, amount, mode="edge"),
            "Your frame repeats the border of the picture. That is another kind of padding: here "
            "the frame holds zeros.",
        ),
        Mistake(
            "mirrored",
            lambda image, amount: np.pad(image, amount, mode="reflect"),
            "Your frame mirrors the picture. That is another kind of padding: here the frame holds "
            "zeros.",
            also=[lambda image, amount: np.pad(image, amount, mode="symmetric")],
        ),
        Mistake(
            "ones",
            lambda image, amount: np.pad(image, amount, constant_values=1),
            "The frame is at the right place, but it holds ones: np.ones or a 1 is left somewhere.",
        ),
        Mistake(
            "height and width swapped",
            _size_swapped,
            "Height and width of the new array have changed places. The shape is (rows, columns).",
        ),
        Mistake(
            "decimals cut off",
            lambda image, amount: framed(image.astype(int), amount),
            "The decimals are cut off: your new array holds whole numbers only. Leave the dtype "
            "out, or take that of the picture.",
        ),
        Mistake(
            "whole numbers from 0 to 255",
            lambda image, amount: framed(image.astype(int).astype(np.uint8), amount),
            "Your new array has the dtype uint8, so that decimals and negative numbers are lost. "
            "Leave the dtype out, or take that of the picture.",
        ),
        Mistake(
            "unchanged",
            lambda image, amount: image,
            "The picture came back as it was.",
        ),
    ],
    alternatives=[
        _ring_by_ring,
        _one_by_one,
        lambda image, amount: _at(image, amount, row=amount, column=amount),
        lambda image, amount: cv2.copyMakeBorder(
            image.astype(float), amount, amount, amount, amount, cv2.BORDER_CONSTANT, value=0
        ),
        lambda image, amount: kernels.pad(image, amount),
    ],
    hints=[
        "Begin with np.zeros of the new size. Each axis grows by `amount` on both sides.",
        "The picture begins at row `amount` and ends before row amount + height.",
        "whole[amount : amount + height, amount : amount + width] = image",
    ],
    why="Padding gives the pixels of the border neighbours, so that they too can be centres.",
)


# --- the size of the result -----------------------------------------------------------------------


def places(size: int, kernel: int, padding: int, stride: int) -> int:
    return (size - kernel + 2 * padding) // stride + 1


def _counted(size: int, kernel: int, padding: int, stride: int) -> int:
    """Count by trying: move on until the kernel would reach over the end."""
    found, start = 0, -padding
    while start + kernel <= size + padding:
        found, start = found + 1, start + stride
    return found


def _size_probe(rng: np.random.Generator) -> tuple[int, int, int, int]:
    kernel, padding, stride = (int(rng.integers(*span)) for span in ((1, 8), (0, 4), (1, 5)))
    return int(rng.integers(kernel, 60)), kernel, padding, stride


output_size = Exercise(
    "06.output_size",
    "The size of the result",
    reference=places,
    probes=[
        (5, 3, 0, 1),
        (7, 3, 0, 1),
        (5, 3, 1, 1),
        (6, 2, 0, 2),
        (6, 3, 0, 2),
        (224, 11, 0, 4),
        (227, 11, 0, 4),
        (224, 7, 3, 2),
        (5, 5, 0, 1),
        (3, 5, 1, 3),
        (28, 4, 2, 3),
        (8, 1, 0, 3),
        (9, 1, 0, 3),
        (10, 3, 0, 4),
        Random(12, _size_probe),
    ],
    mistakes=[
        Mistake(
            "not a whole number",
            lambda size, kernel, padding, stride: (size - kernel + 2 * padding) / stride + 1,
            "The formula is right, but the division gives halves and quarters. A kernel that would "
            "reach over the end has no place there: round down.",
        ),
        Mistake(
            "rounded up",
            lambda size, kernel, padding, stride: (
                math.ceil((size - kernel + 2 * padding) / stride) + 1
            ),
            "You round up. A last place that does not fit whole is no place: round down.",
        ),
        Mistake(
            "rounded to the nearest",
            lambda size, kernel, padding, stride: round((size - kernel + 2 * padding) / stride) + 1,
            "You round to the nearest whole number. A last place that does not fit whole is no "
            "place: round down.",
            also=[
                lambda size, kernel, padding, stride: round(
                    (size - kernel + 2 * padding) / stride + 1
                )
            ],
        ),
        Mistake(
            "the first place forgotten",
            lambda size, kernel, padding, stride: (size - kernel + 2 * padding) // stride,
            "You count the steps. The place where the kernel begins counts too: one more.",
        ),
        Mistake(
            "the 1 divided too",
            lambda size, kernel, padding, stride: (size - kernel + 2 * padding + 1) // stride,
            "The 1 is inside the division. It is added after the division: it is the first place, "
            "and no step leads there.",
            also=[
                lambda size, kernel, padding, stride: (size - kernel + 2 * padding + 1) / stride,
                lambda size, kernel, padding, stride: round(
                    (size - kernel + 2 * padding + 1) / stride
                ),
            ],
        ),
        Mistake(
            "padding on one side",
            lambda size, kernel, padding, stride: (size - kernel + padding) // stride + 1,
            "You add the padding once. It is on both sides.",
            also=[lambda size, kernel, padding, stride: (size - kernel + padding) / stride + 1],
        ),
        Mistake(
            "no padding",
            lambda size, kernel, padding, stride: (size - kernel) // stride + 1,
            "You leave the padding out. It makes room on both sides.",
        ),
        Mistake(
            "no stride",
            lambda size, kernel, padding, stride: size - kernel + 2 * padding + 1,
            "You leave the stride out. With a stride of 2 the kernel takes every second place.",
        ),
        Mistake(
            "padding subtracted",
            lambda size, kernel, padding, stride: (size - kernel - 2 * padding) // stride + 1,
            "You subtract the padding. It makes the picture larger.",
        ),
        Mistake(
            "kernel added",
            lambda size, kernel, padding, stride: (size + kernel + 2 * padding) // stride + 1,
            "You add the size of the kernel. A larger kernel has fewer places.",
        ),
        Mistake(
            "half the kernel",
            lambda size, kernel, padding, stride: (size - kernel // 2 + 2 * padding) // stride + 1,
            "You subtract half of the kernel. It loses half at each end, so the whole kernel.",
        ),
        Mistake(
            "only the picture divided",
            lambda size, kernel, padding, stride: size // stride - kernel + 2 * padding + 1,
            "You divide the size alone. What is divided is the room for steps: size - kernel "
            "+ 2 * padding. Brackets!",
            also=[lambda size, kernel, padding, stride: size / stride - kernel + 2 * padding + 1],
        ),
        Mistake(
            "only the padding divided",
            lambda size, kernel, padding, stride: size - kernel + 2 * padding // stride + 1,
            "Only the padding is divided: `//` comes before `+` and `-`. Brackets!",
            also=[lambda size, kernel, padding, stride: size - kernel + 2 * padding / stride + 1],
        ),
        Mistake(
            "as with same padding",
            lambda size, kernel, padding, stride: -(-size // stride),
            'That is the size with padding="same" in Keras. Here the padding is a given number.',
        ),
    ],
    alternatives=[
        _counted,
        lambda size, kernel, padding, stride: len(
            range(0, size + 2 * padding - kernel + 1, stride)
        ),
        lambda size, kernel, padding, stride: (
            math.floor((size - kernel + 2 * padding) / stride) + 1
        ),
        lambda size, kernel, padding, stride: int((size - kernel + 2 * padding) / stride + 1),
        lambda size, kernel, padding, stride: np.floor((size - kernel + 2 * padding) / stride + 1),
        lambda size, kernel, padding, stride: math.ceil((size - kernel + 2 * padding + 1) / stride),
        lambda size, kernel, padding, stride: kernels.output_size(
            size, kernel, padding=padding, stride=stride
        ),
    ],
    hints=[
        "The padded picture has size + 2 * padding pixels. How far can the kernel move on it?",
        "The room for steps is size - kernel + 2 * padding. Each step takes `stride` pixels.",
        "`//` divides and rounds down. Do not forget the place before the first step.",
    ],
    why="One formula, once for the rows and once for the columns, tells every size in a network.",
)


# --- stride and dilation --------------------------------------------------------------------------


def strided(image: np.ndarray, kernel: np.ndarray, stride: int, dilation: int) -> np.ndarray:
    return kernels.convolve(image, kernel, stride=stride, dilation=dilation)


def _by_loops(image: np.ndarray, kernel: np.ndarray, stride: int, dilation: int) -> np.ndarray:
    rows, columns = ((size - 1) * dilation + 1 for size in kernel.shape)
    result = [
        [
            (image[y : y + rows : dilation, x : x + columns : dilation] * kernel).sum()
            for x in range(0, image.shape[1] - columns + 1, stride)
        ]
        for y in range(0, image.shape[0] - rows + 1, stride)
    ]
    return np.array(result)


def _spread(kernel: np.ndarray, step: int) -> np.ndarray:
    wide = np.zeros([(size - 1) * step + 1 for size in kernel.shape])
    wide[::step, ::step] = kernel
    return wide


def _by_scipy(image: np.ndarray, kernel: np.ndarray, stride: int, dilation: int) -> np.ndarray:
    return scipy.signal.correlate2d(image, _spread(kernel, dilation), "valid")[::stride, ::stride]


def _by_windows(image: np.ndarray, kernel: np.ndarray, stride: int, dilation: int) -> np.ndarray:
    shape = [(size - 1) * dilation + 1 for size in kernel.shape]
    windows = np.lib.stride_tricks.sliding_window_view(image, shape)[::stride, ::stride]
    return np.einsum("yxrc,rc->yx", windows[..., ::dilation, ::dilation], kernel)


def _by_products(image: np.ndarray, kernel: np.ndarray, stride: int, dilation: int) -> np.ndarray:
    """Add up shifted pictures, one for each number of the kernel."""
    height, width = (
        kernels.output_size(size, extent, stride=stride, dilation=dilation)
        for size, extent in zip(image.shape, kernel.shape, strict=True)
    )
    total = np.zeros((height, width))
    for (row, column), weight in np.ndenumerate(kernel):
        part = image[row * dilation :: stride, column * dilation :: stride]
        total += weight * part[:height, :width]
    return total


def _size_without_gaps(image, kernel, stride, dilation):
    """Leave no room for the gaps: the last windows are too small, and NumPy stops."""
    rows, columns = ((size - 1) * dilation + 1 for size in kernel.shape)
    height, width = (
        (size - part) // stride + 1 for size, part in zip(image.shape, kernel.shape, strict=True)
    )
    result = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            y, x = row * stride, column * stride
            window = image[y : y + rows : dilation, x : x + columns : dilation]
            result[row, column] = (window * kernel).sum()
    return result


def _extent_too_large(image, kernel, stride, dilation):
    """Leave room for a gap after the last number of the kernel, where there is none."""
    height, width = (
        max((size - part * dilation) // stride + 1, 0)
        for size, part in zip(image.shape, kernel.shape, strict=True)
    )
    return strided(image, kernel, stride, dilation)[:height, :width]


def _last_place_forgotten(image, kernel, stride, dilation):
    return strided(image, kernel, stride, dilation)[:-1, :-1]


def _steps_of_one(image, kernel, stride, dilation):
    """Make a map of the right size, but read its windows from pixel to pixel."""
    right = strided(image, kernel, stride, dilation)
    return strided(image, kernel, 1, dilation)[: right.shape[0], : right.shape[1]]


def _zeros_between(image, kernel, stride, dilation):
    """Leave the places that are not taken as zeros in a map of full size."""
    whole = strided(image, kernel, 1, dilation)
    result = np.zeros_like(whole)
    result[::stride, ::stride] = whole[::stride, ::stride]
    return result


def _stride_probe(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, int, int]:
    rows, columns = rng.permutation([1, 2, 3, 4])[:2]
    stride, dilation = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    height, width = (
        (size - 1) * dilation + 1 + int(rng.integers(1, 6)) for size in (rows, columns)
    )
    return (
        whole_numbers(rng, height, width + (height == width)),
        whole_numbers(rng, rows, columns),
        stride,
        dilation,
    )


_seeded = np.random.default_rng(61)

stride_and_dilation = Exercise(
    "06.stride_and_dilation",
    "Stride and dilation",
    reference=strided,
    probes=[
        (whole_numbers(_seeded, 6, 7), whole_numbers(_seeded, 3, 3), 1, 1),
        (whole_numbers(_seeded, 6, 8), whole_numbers(_seeded, 2, 2), 2, 1),
        (whole_numbers(_seeded, 7, 8), whole_numbers(_seeded, 3, 3), 1, 2),
        (whole_numbers(_seeded, 9, 7), whole_numbers(_seeded, 2, 3), 2, 3),
        (whole_numbers(_seeded, 9, 11), whole_numbers(_seeded, 3, 2), 3, 2),
        (whole_numbers(_seeded, 5, 10), whole_numbers(_seeded, 1, 3), 2, 2),
        (whole_numbers(_seeded, 6, 6), whole_numbers(_seeded, 3, 3), 2, 1),
        (_seeded.random((8, 9)).round(2), _seeded.normal(size=(2, 3)).round(2), 3, 1),
        Random(6, _stride_probe),
    ],
    keeps_input=True,
    picture=False,
    mistakes=[
        Mistake(
            "stride ignored",
            lambda image, kernel, stride, dilation: strided(image, kernel, 1, dilation),
            "The kernel moves one pixel at a time. From place to place it moves by `stride`.",
        ),
        Mistake(
            "dilation ignored",
            lambda image, kernel, stride, dilation: strided(image, kernel, stride, 1),
            "The kernel has no gaps. With a dilation of 2 it reads every second pixel.",
        ),
        Mistake(
            "both ignored",
            lambda image, kernel, stride, dilation: strided(image, kernel, 1, 1),
            "This is the convolution of before. Where do you use `stride` and `dilation`?",
        ),
        Mistake(
            "stride and dilation swapped",
            lambda image, kernel, stride, dilation: strided(image, kernel, dilation, stride),
            "Stride and dilation have changed places. The stride moves the kernel from place to "
            "place; the dilation makes gaps inside it.",
        ),
        Mistake(
            "steps of one",
            _steps_of_one,
            "The map has the right size, but the windows move by one pixel. The window for row 1 "
            "of the map begins at row `stride` of the picture.",
        ),
        Mistake(
            "zeros between",
            _zeros_between,
            "The places that are not taken stand as zeros in your map. They are no part of it: the "
            "map becomes smaller.",
        ),
        Mistake(
            "picture thinned out first",
            lambda image, kernel, stride, dilation: strided(
                image[::stride, ::stride], kernel, 1, dilation
            ),
            "You take every second pixel of the picture first. The stride leaves out **places**; "
            "each window still reads neighbours.",
        ),
        Mistake(
            "picture thinned out by the dilation",
            lambda image, kernel, stride, dilation: strided(
                image[::dilation, ::dilation], kernel, stride, 1
            ),
            "You thin the picture out by the dilation first. Then places of the kernel are lost "
            "too. The gaps are inside the window: step by `dilation` in its slice.",
        ),
        Mistake(
            "kernel thinned out",
            lambda image, kernel, stride, dilation: strided(
                image, kernel[::dilation, ::dilation], stride, 1
            ),
            "You leave out numbers of the kernel. All of them are used: they only read pixels that "
            "lie further apart.",
        ),
        Mistake(
            "one gap too many",
            lambda image, kernel, stride, dilation: strided(image, kernel, stride, dilation + 1),
            "Your gaps are one pixel too wide. A dilation of 1 has no gap at all.",
        ),
        Mistake(
            "no room for the gaps",
            _size_without_gaps,
            "With a dilation the last windows do not fit on the picture. A kernel of 3 with a "
            "dilation of 2 covers 5 pixels: use this extent in the size of the map.",
        ),
        Mistake(
            "room for one gap too many",
            _extent_too_large,
            "Where the kernel has gaps, your map is too small. Three numbers have two gaps between "
            "them: the extent is dilation * (rows - 1) + 1, not dilation * rows.",
        ),
        Mistake(
            "the last place forgotten",
            _last_place_forgotten,
            "The last row and column of the map are missing. The place where the kernel begins "
            "counts too: + 1.",
        ),
        Mistake(
            "kernel turned",
            lambda image, kernel, stride, dilation: strided(
                image, kernel[::-1, ::-1], stride, dilation
            ),
            "Your kernel is turned by half a turn. Leave it as it is.",
        ),
        Mistake(
            "stride only for the rows",
            lambda image, kernel, stride, dilation: kernels.convolve(
                image, kernel, stride=(stride, 1), dilation=dilation
            ),
            "The stride works for the rows only. It is meant for the columns too.",
        ),
        Mistake(
            "stride only for the columns",
            lambda image, kernel, stride, dilation: kernels.convolve(
                image, kernel, stride=(1, stride), dilation=dilation
            ),
            "The stride works for the columns only. It is meant for the rows too.",
        ),
        Mistake(
            "dilation only for the rows",
            lambda image, kernel, stride, dilation: kernels.convolve(
                image, kernel, stride=stride, dilation=(dilation, 1)
            ),
            "The dilation works for the rows only. It is meant for the columns too.",
        ),
        Mistake(
            "dilation only for the columns",
            lambda image, kernel, stride, dilation: kernels.convolve(
                image, kernel, stride=stride, dilation=(1, dilation)
            ),
            "The dilation works for the columns only. It is meant for the rows too.",
        ),
        Mistake(
            "means in place of sums",
            lambda image, kernel, stride, dilation: (
                strided(image, kernel, stride, dilation) / kernel.size
            ),
            "You take the mean of the products. Their sum is wanted.",
        ),
        Mistake(
            "zeros around the picture",
            lambda image, kernel, stride, dilation: kernels.convolve(
                image, kernel, padding="same", stride=stride, dilation=dilation
            ),
            "Your picture has a frame of zeros. Here the kernel stays inside the picture.",
        ),
        Mistake(
            "map transposed",
            lambda image, kernel, stride, dilation: strided(image, kernel, stride, dilation).T,
            "Rows and columns of your map have changed places.",
        ),
    ],
    alternatives=[
        _by_loops,
        _by_scipy,
        _by_windows,
        _by_products,
        lambda image, kernel, stride, dilation: kernels.convolve(image, _spread(kernel, dilation))[
            ::stride, ::stride
        ],
    ],
    hints=[
        "The window of row r and column c of the map begins at row r * stride, column c * stride.",
        "Inside a window, a slice with a step makes the gaps: image[y : y + rows : dilation, ...].",
        "The extent of the kernel is dilation * (kernel - 1) + 1. It takes the place of the "
        "kernel's size in output_size.",
    ],
    why="The stride leaves out places, and the dilation leaves out pixels between the numbers.",
)
