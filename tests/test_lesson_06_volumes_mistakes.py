"""Answers that learners give to the second half of lesson 06: right ones pass, wrong are named."""

import math

import numpy as np
import pytest
import scipy
import skimage
from numpy.lib.stride_tricks import sliding_window_view

from course_utils import kernels
from course_utils.exercises import lesson_06 as ex


def advice(exercise, answer):
    """Return the sentence of the mistake that is found in an answer."""
    report = exercise.grade(answer)
    assert report.mistake, report.text
    return report.advice


def slide(image, kernel):
    """Return the map of a kernel, as exercise 2 has made it."""
    rows, columns = kernel.shape
    result = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
    for y, x in np.ndindex(result.shape):
        result[y, x] = (image[y : y + rows, x : x + columns] * kernel).sum()
    return result


# ---- pad_zeros -----------------------------------------------------------------------------------


def into_zeros(rows, columns, **how):
    """Return an answer that copies the picture into these slices of a larger array."""

    def answer(image, amount):
        height, width = image.shape
        framed = np.zeros((height + 2 * amount, width + 2 * amount), **how)
        framed[rows(amount, height), columns(amount, width)] = image
        return framed

    return answer


def middle(amount, size):
    return slice(amount, amount + size)


def grown_with_concatenate(image, amount):
    height, width = image.shape
    sides = np.zeros((height, amount))
    image = np.concatenate([sides, image, sides], axis=1)
    ends = np.zeros((amount, width + 2 * amount))
    return np.concatenate([ends, image, ends])


def border_cleared(image, amount):
    framed = image.copy()
    if amount:
        framed[:amount] = framed[-amount:] = 0
        framed[:, :amount] = framed[:, -amount:] = 0
    return framed


@pytest.mark.parametrize(
    "answer",
    [
        into_zeros(middle, middle),
        into_zeros(lambda a, n: slice(a, -a or None), lambda a, n: slice(a, -a or None)),
        grown_with_concatenate,
        lambda image, amount: np.pad(image, ((amount, amount), (amount, amount)), "constant"),
        lambda image, amount: np.pad(image.astype(np.float32), amount),
    ],
)
def test_right_answers_to_pad_zeros(answer):
    assert ex.pad_zeros.grade(answer).passed


def border_cleared_by_slices(image, amount):
    result = image.copy()
    for edge in (slice(amount), slice(-amount, None)):
        result[edge], result[:, edge] = 0, 0
    return result


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("[0:-0] is empty", into_zeros(lambda a, n: slice(a, -a), lambda a, n: slice(a, -a))),
        ("The place for the picture is too small", into_zeros(slice, slice)),
        (
            "lies in the upper left corner",
            into_zeros(lambda a, n: slice(n), lambda a, n: slice(n)),
        ),
        ("The decimals are cut off", into_zeros(middle, middle, dtype=int)),
        ("dtype uint8", into_zeros(middle, middle, dtype=np.uint8)),
        ("over the border", border_cleared),
        ("over the border", border_cleared_by_slices),
        ("holds only zeros", lambda a, n: np.zeros((a.shape[0] + 2 * n, a.shape[1] + 2 * n))),
        ("repeats the border", lambda image, amount: np.pad(image, amount, "edge")),
        ("always one pixel", lambda image, amount: np.pad(image, 1)),
        ("only below and to the right", lambda image, amount: np.pad(image, (0, amount))),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value encountered in cast")
def test_wrong_answers_to_pad_zeros(words, answer):
    assert words in advice(ex.pad_zeros, answer)


# ---- output_size ---------------------------------------------------------------------------------


def counted(size, kernel, padding, stride):
    return sum(
        1 for place in range(0, size + 2 * padding, stride) if place + kernel <= size + 2 * padding
    )


def of_a_real_convolution(size, kernel, padding, stride):
    return (
        kernels.convolve(
            np.zeros((size, 1)), np.ones((kernel, 1)), padding=padding, stride=stride
        ).shape[0]
        if not padding
        else counted(size, kernel, padding, stride)
    )


@pytest.mark.parametrize(
    "answer",
    [
        counted,
        of_a_real_convolution,
        lambda size, kernel, padding, stride: (size + 2 * padding - kernel + stride) // stride,
        lambda size, kernel, padding, stride: math.trunc(
            (size - kernel + 2 * padding) / stride + 1
        ),
        lambda size, kernel, padding, stride: divmod(size - kernel + 2 * padding, stride)[0] + 1,
    ],
)
def test_right_answers_to_output_size(answer):
    assert ex.output_size.grade(answer).passed


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("round down", lambda w, f, p, s: (w - f + 2 * p) / s + 1),
        ("You round up", lambda w, f, p, s: math.ceil((w - f + 2 * p) / s + 1)),
        ("to the nearest", lambda w, f, p, s: round((w - f + 2 * p) / s + 1)),
        ("The 1 is inside the division", lambda w, f, p, s: (w - f + 2 * p + 1) // s),
        ("The 1 is inside the division", lambda w, f, p, s: int((w - f + 2 * p + 1) / s)),
        ("You add the padding once", lambda w, f, p, s: (w - f + p) // s + 1),
        ("You leave the stride out", lambda w, f, p, s: w - f + 2 * p + 1),
        ("Only the padding is divided", lambda w, f, p, s: w - f + 2 * p // s + 1),
        ("You count the steps", lambda w, f, p, s: int((w - f + 2 * p) / s)),
    ],
)
def test_wrong_answers_to_output_size(words, answer):
    assert words in advice(ex.output_size, answer)


# ---- stride and dilation -------------------------------------------------------------------------


def loops(extent, start, gaps):
    """Return an answer with two loops, and these functions for the sizes and for the windows."""

    def answer(image, kernel, stride, dilation):
        rows, columns = (extent(size, dilation) for size in kernel.shape)
        height, width = (
            (image.shape[0] - rows) // stride + 1,
            (image.shape[1] - columns) // stride + 1,
        )
        result = np.zeros((height, width))
        for row, column in np.ndindex(height, width):
            y, x = start(row, stride), start(column, stride)
            reach, across = (gaps(size, dilation) for size in kernel.shape)
            window = image[y : y + reach : dilation, x : x + across : dilation]
            result[row, column] = (window * kernel).sum()
        return result

    return answer


def with_gaps(size, dilation):
    return dilation * (size - 1) + 1


def times(size, dilation):
    return dilation * size


def product(row, stride):
    return row * stride


@pytest.mark.parametrize(
    "answer",
    [
        loops(with_gaps, product, with_gaps),
        loops(with_gaps, product, times),  # a slice may end after the last pixel that it takes
        lambda image, kernel, stride, dilation: kernels.convolve(
            image.astype(np.float32), kernel, stride=stride, dilation=dilation
        ),
    ],
)
def test_right_answers_to_stride_and_dilation(answer):
    assert ex.stride_and_dilation.grade(answer).passed


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("the windows move by one pixel", loops(with_gaps, lambda row, stride: row, with_gaps)),
        ("your map is too small", loops(times, product, times)),
        ("do not fit on the picture", loops(lambda size, dilation: size, product, with_gaps)),
        (
            "The kernel has no gaps",
            lambda image, kernel, stride, dilation: slide(image, kernel)[::stride, ::stride],
        ),
        ("Where do you use", lambda image, kernel, stride, dilation: slide(image, kernel)),
        (
            "You thin the picture out by the dilation",
            lambda image, kernel, stride, dilation: kernels.convolve(
                image[::dilation, ::dilation], kernel, stride=stride
            ),
        ),
        (
            "You take every second pixel",
            lambda image, kernel, stride, dilation: kernels.convolve(
                image[::stride, ::stride], kernel, dilation=dilation
            ),
        ),
    ],
)
def test_wrong_answers_to_stride_and_dilation(words, answer):
    assert words in advice(ex.stride_and_dilation, answer)


# ---- volume --------------------------------------------------------------------------------------


def planes_of(image, kernel):
    return [slide(image[:, :, k], kernel[:, :, k]) for k in range(image.shape[2])]


def added_into_a_map(image, kernel):
    total = planes_of(image, kernel)[0]
    for plane in planes_of(image, kernel)[1:]:
        total += plane
    return total


def first_plane_too_often(image, kernel):
    return sum(slide(image[:, :, 0], kernel[:, :, k]) for k in range(kernel.shape[2]))


def overwritten(image, kernel):
    for plane in planes_of(image, kernel):
        total = plane
    return total


@pytest.mark.parametrize(
    "answer",
    [
        added_into_a_map,
        lambda image, kernel: np.sum(planes_of(image, kernel), axis=0),
        lambda image, kernel: sum(planes_of(image, kernel)),
        lambda image, kernel: np.tensordot(
            sliding_window_view(image, kernel.shape[:2], axis=(0, 1)),
            kernel.transpose(2, 0, 1),
            axes=3,
        ),
        lambda image, kernel: (
            sliding_window_view(image, kernel.shape)[:, :, 0].reshape(
                image.shape[0] - kernel.shape[0] + 1, -1, kernel.size
            )
            @ kernel.ravel()
        ),
    ],
)
def test_right_answers_to_volume(answer):
    report = ex.volume.grade(answer)
    assert report.passed, report.text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("You have a list of maps", planes_of),
        ("one map for each channel", lambda image, kernel: np.dstack(planes_of(image, kernel))),
        ("each channel overwrites", overwritten),
        ("a return inside it", lambda image, kernel: planes_of(image, kernel)[0]),
        (
            "You count on three channels",
            lambda i, k: sum(slide(i[:, :, each], k[:, :, each]) for each in range(3)),
        ),
        ("that is a ReLU", lambda image, kernel: sum(planes_of(image, kernel)).clip(0)),
        ("You take the mean over", lambda image, kernel: np.mean(planes_of(image, kernel), axis=0)),
        ("You add up the whole map", lambda image, kernel: np.sum(planes_of(image, kernel))),
        (
            "turned by half a turn",
            lambda image, kernel: scipy.signal.convolve(
                image, kernel[:, :, ::-1], "valid", method="direct"
            )[:, :, 0],
        ),
        (
            "turned by half a turn",
            lambda image, kernel: scipy.signal.convolve(image, kernel, "valid", method="direct")[
                :, :, 0
            ],
        ),
        (
            "Every channel meets the first slice",
            lambda image, kernel: sum(
                slide(image[:, :, k], kernel[:, :, 0]) for k in range(image.shape[2])
            ),
        ),
        ("Every slice meets the first channel", first_plane_too_often),
    ],
)
def test_wrong_answers_to_volume(words, answer):
    assert words in advice(ex.volume, answer)


# ---- many_kernels --------------------------------------------------------------------------------


def maps_of(image, bank, biases):
    return [kernels.convolve(image, bank[..., k]) + biases[k] for k in range(len(biases))]


def bias_in_the_channel_loop(image, bank, biases):
    found = []
    for k in range(bank.shape[3]):
        total = 0
        for channel in range(bank.shape[2]):
            total = total + slide(image[:, :, channel], bank[:, :, channel, k]) + biases[k]
        found.append(total)
    return np.stack(found, axis=-1)


def filled_place_by_place(image, bank, biases):
    rows, columns, _, count = bank.shape
    result = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1, count))
    for y, x in np.ndindex(result.shape[:2]):
        window = image[y : y + rows, x : x + columns, :, np.newaxis]
        result[y, x] = (window * bank).sum(axis=(0, 1, 2)) + biases
    return result


@pytest.mark.parametrize(
    "answer",
    [
        filled_place_by_place,
        lambda image, bank, biases: np.stack(maps_of(image, bank, biases), axis=2),
        lambda image, bank, biases: np.array(maps_of(image, bank, biases)).transpose(1, 2, 0),
        lambda image, bank, biases: np.moveaxis(maps_of(image, bank, biases), 0, -1),
        lambda image, bank, biases: np.dstack(maps_of(image, bank, biases)),
    ],
)
def test_right_answers_to_many_kernels(answer):
    report = ex.many_kernels.grade(answer)
    assert report.passed, report.text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("along the first axis", maps_of),
        ("along the first axis", lambda *given: np.array(maps_of(*given))),
        (".T turns all axes round", lambda *given: np.array(maps_of(*given)).T),
        ("side by side in one wide plane", lambda *given: np.concatenate(maps_of(*given), axis=-1)),
        ("once for each channel", bias_in_the_channel_loop),
        ("The biases are missing", lambda image, bank, biases: kernels.convolve(image, bank)),
        ("A return inside the loop", lambda *given: maps_of(*given)[0]),
        ("You add up the maps", lambda *given: sum(maps_of(*given))),
        (
            "reshape keeps the order",
            lambda image, bank, biases: np.array(maps_of(image, bank, biases)).reshape(
                kernels.convolve(image, bank).shape
            ),
        ),
    ],
)
def test_wrong_answers_to_many_kernels(words, answer):
    assert words in advice(ex.many_kernels, answer)


# ---- count_parameters ----------------------------------------------------------------------------


def test_parameters_are_those_of_keras():
    layers = pytest.importorskip("keras").layers
    for shape, size, count in [((9, 12, 3), 3, 5), ((8, 8, 1), 5, 2), ((7, 9, 6), 1, 4)]:
        layer = layers.Conv2D(count, size)
        layer.build((None, *shape))
        assert ex.count_parameters.reference(shape, size, count) == layer.count_params()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("You count the weights only", lambda shape, size, count: size**2 * shape[-1] * count),
        ("have one slice", lambda shape, size, count: size**2 * count + count),
        ("a bias of its own", lambda shape, size, count: (size**2 + 1) * shape[2] * count),
        ("a dense layer", lambda shape, size, count: (math.prod(shape) + 1) * count),
        ("You take the height", lambda shape, size, count: (size**2 * shape[0] + 1) * count),
        ("one bias for the whole layer", lambda shape, size, count: size**2 * shape[2] * count + 1),
        ("You count on three channels", lambda shape, size, count: (size**2 * 3 + 1) * count),
        ("the weights of only one", lambda shape, size, count: size**2 * shape[2] + count),
        ("This is one kernel", lambda shape, size, count: size**2 * shape[2] + 1),
    ],
)
def test_wrong_answers_to_count_parameters(words, answer):
    assert words in advice(ex.count_parameters, answer)


# ---- separable -----------------------------------------------------------------------------------


def by_singular_values(kernel):
    left, sizes, right = np.linalg.svd(kernel)
    return left[:, :1] * sizes[0], right[:1]


def by_search(kernel):
    for i, j in np.ndindex(kernel.shape):
        if kernel[i, j] != 0:
            return kernel[:, j].reshape(-1, 1) / kernel[i, j], kernel[i].reshape(1, -1)
    return None


@pytest.mark.parametrize("answer", [by_singular_values, by_search, kernels.separate])
def test_right_answers_to_separable(answer):
    report = ex.separable.grade(answer)
    assert report.passed, report.text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("in some kernels that is 0", lambda kernel: (kernel[:, :1] / kernel[0, 0], kernel[:1])),
        (
            "both halves have the length 1",
            lambda k: (np.linalg.svd(k)[0][:, :1], np.linalg.svd(k)[2][:1]),
        ),
        ("where they meet", lambda kernel: (kernel[:, [0]], kernel[[0]])),
        (
            "the number in the middle",
            lambda k: (
                k[:, [k.shape[1] // 2]],
                k[[k.shape[0] // 2]] / k[tuple(np.array(k.shape) // 2)],
            ),
        ),
        (
            "the sum of the kernel",
            lambda k: (k.sum(axis=1)[:, np.newaxis], k.sum(axis=0)[np.newaxis] / k.sum()),
        ),
        ("The row comes first", lambda kernel: by_search(kernel)[::-1]),
        ("halves have one axis", lambda kernel: [half.ravel() for half in by_search(kernel)]),
        ("sums of the rows", lambda k: (k.sum(axis=1)[:, np.newaxis], k.sum(axis=0)[np.newaxis])),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_wrong_answers_to_separable(words, answer):
    assert words in advice(ex.separable, answer)


def test_a_product_that_is_wrong_is_told_with_its_place():
    report = ex.separable.grade(lambda kernel: (kernel[:, [0]] + 1, kernel[[0]] + 1))
    assert "where the kernel has" in report.text


# ---- find_template -------------------------------------------------------------------------------


def by_loops(score, better=max):
    """Return an answer that tries all places and keeps the best by this score."""

    def answer(image, patch):
        rows, columns = patch.shape
        tried = {
            (y, x): score(image[y : y + rows, x : x + columns], patch)
            for y, x in np.ndindex(image.shape[0] - rows + 1, image.shape[1] - columns + 1)
        }
        return better(tried, key=tried.get)

    return answer


def cosine(window, patch):
    one, other = window - window.mean(), patch - patch.mean()
    size = np.sqrt((one**2).sum() * (other**2).sum())
    return (one * other).sum() / size if size > 0 else 0


def residual(window, patch):
    """Return how badly a straight line from the patch's values gives the window's."""
    together = np.stack([patch.ravel(), np.ones(patch.size)], axis=1)
    left = np.linalg.lstsq(together, window.ravel(), rcond=None)[1]
    spread = ((window - window.mean()) ** 2).sum()
    return left[0] / spread if spread > 0 else 1


def residual_of_a_rise(window, patch):
    return residual(window, patch) if cosine(window, patch) > 0 else 1


@pytest.mark.parametrize(
    "answer",
    [
        by_loops(cosine),
        by_loops(residual_of_a_rise, min),
        lambda image, patch: list(
            map(
                int,
                np.unravel_index(
                    np.argmax(skimage.feature.match_template(image, patch)),
                    np.subtract(image.shape, patch.shape) + 1,
                ),
            )
        ),
    ],
)
def test_right_answers_to_find_template(answer):
    report = ex.find_template.grade(answer)
    assert report.passed, report.text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("wherever the picture is bright", by_loops(lambda window, patch: (window * patch).sum())),
        (
            "where the picture has much contrast",
            by_loops(
                lambda window, patch: ((window - window.mean()) * (patch - patch.mean())).sum()
            ),
        ),
        (
            "the smallest difference",
            by_loops(lambda window, patch: ((window - patch) ** 2).mean(), min),
        ),
        (
            "the smallest difference",
            by_loops(lambda window, patch: np.abs(window - patch).sum(), min),
        ),
        ("the row comes first", lambda image, patch: by_loops(cosine)(image, patch)[::-1]),
        ("least like the patch", by_loops(cosine, min)),
        ("a negative of the patch", by_loops(lambda window, patch: abs(cosine(window, patch)))),
        ("a negative of the patch", by_loops(residual, min)),
        (
            "gives one number",
            lambda image, patch: skimage.feature.match_template(image, patch).argmax(),
        ),
        (
            "This is the centre",
            lambda image, patch: np.unravel_index(
                skimage.feature.match_template(image, patch, pad_input=True).argmax(), image.shape
            ),
        ),
    ],
)
def test_wrong_answers_to_find_template(words, answer):
    assert words in advice(ex.find_template, answer)
