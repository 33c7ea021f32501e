"""Answers that learners give to the first half of lesson 06: right ones pass, wrong ones are named.

Those about sizes, volumes and templates are in test_lesson_06_volumes_mistakes.py.
"""

import itertools
import math

import cv2
import numpy as np
import pytest
import scipy

from course_utils.exercises import lesson_06 as ex


def advice(exercise, answer):
    """Return the sentence of the mistake that is found in an answer."""
    report = exercise.grade(answer)
    assert report.mistake, report.text
    return report.advice


def passes(exercise, answer):
    report = exercise.grade(answer)
    assert report.passed, report.text


# ---- window_sum ----------------------------------------------------------------------------------


def flat_loop(window, kernel):
    total = 0
    for pixel, weight in zip(window.flatten(), kernel.flatten(), strict=True):
        total += pixel * weight
    return total


def rows_loop(window, kernel):
    total = 0
    for row, weights in zip(window, kernel, strict=True):
        total = total + row @ weights
    return total


@pytest.mark.parametrize(
    "answer",
    [
        flat_loop,
        rows_loop,
        lambda window, kernel: np.sum(np.multiply(window, kernel)),
        lambda window, kernel: float(np.tensordot(window, kernel)),
        lambda window, kernel: np.inner(window.flatten(), kernel.flatten()),
        lambda window, kernel: np.dot(window.reshape(-1), kernel.reshape(-1)),
        lambda window, kernel: (window.astype(np.float32) * kernel.astype(np.float32)).sum(),
        lambda window, kernel: sum(
            window[y][x] * kernel[y][x]
            for y, x in itertools.product(range(len(window)), range(len(window[0])))
        ),
        lambda window, kernel: scipy.signal.correlate2d(window, kernel, mode="valid")[0, 0],
    ],
)
def test_right_answers_to_window_sum(answer):
    passes(ex.window_sum, answer)


def overwritten(window, kernel):
    for y in range(window.shape[0]):
        for x in range(window.shape[1]):
            total = window[y, x] * kernel[y, x]
    return total


def returned_too_early(window, kernel):
    total = 0
    for y in range(window.shape[0]):
        for x in range(window.shape[1]):
            total += window[y, x] * kernel[y, x]
        return total


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("`@` is the matrix product", lambda window, kernel: window @ kernel),
        ("`@` is the matrix product", lambda window, kernel: np.sum(window @ kernel)),
        ("`@` is the matrix product", lambda window, kernel: window @ kernel.T),
        ("You add the pixels alone", lambda window, kernel: np.sum(window)),
        ("divide by the number of pixels", lambda window, kernel: np.sum(window * kernel) / 9),
        ("Add them all up", lambda window, kernel: window * kernel),
        ("one sum for each column", lambda window, kernel: (window * kernel).sum(axis=0)),
        ("one sum for each row", lambda window, kernel: np.sum(window * kernel, axis=1)),
        ("Multiply pair by pair first", lambda window, kernel: window.sum() * kernel.sum()),
        ("They are multiplied", lambda window, kernel: np.sum(window + kernel)),
        ("divide by the number of pixels", lambda window, kernel: np.mean(window * kernel)),
        ("divide by the sum of the kernel", lambda w, k: np.sum(w * k) / np.sum(k)),
        ("half a turn", lambda window, kernel: (window * kernel[::-1, ::-1]).sum()),
        ("The sign is lost", lambda window, kernel: np.abs((window * kernel).sum())),
        ("Only the last product", overwritten),
        ("Only the first row", returned_too_early),
        ("The decimals are lost", lambda window, kernel: int((window * kernel).sum())),
    ],
)
def test_wrong_answers_to_window_sum(words, answer):
    assert words in advice(ex.window_sum, answer)


# ---- slide ---------------------------------------------------------------------------------------


def inner_loops(image, kernel):
    """Four loops, as in a first programming course."""
    found = []
    for y in range(len(image) - len(kernel) + 1):
        found.append([])
        for x in range(len(image[0]) - len(kernel[0]) + 1):
            total = 0
            for i in range(len(kernel)):
                for j in range(len(kernel[0])):
                    total += image[y + i][x + j] * kernel[i][j]
            found[-1].append(total)
    return np.array(found)


def by_opencv(image, kernel):
    whole = cv2.filter2D(
        image.astype(float), -1, kernel.astype(float), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT
    )
    return whole[: image.shape[0] - kernel.shape[0] + 1, : image.shape[1] - kernel.shape[1] + 1]


def by_stop(image, kernel):
    """Place the window by its end instead of its beginning."""
    (height, width), (rows, columns) = image.shape, kernel.shape
    found = np.empty((height - rows + 1, width - columns + 1))
    for bottom in range(rows, height + 1):
        for right in range(columns, width + 1):
            window = image[bottom - rows : bottom, right - columns : right]
            found[bottom - rows, right - columns] = np.sum(window * kernel)
    return found


@pytest.mark.parametrize(
    "answer",
    [
        inner_loops,
        by_opencv,
        by_stop,
        lambda image, kernel: inner_loops(image, kernel).tolist(),
        lambda image, kernel: by_opencv(image.astype(np.float32), kernel).astype(np.float32),
        lambda image, kernel: scipy.signal.convolve2d(image, kernel[::-1, ::-1], mode="valid"),
        lambda image, kernel: scipy.signal.convolve(image, np.flip(kernel), mode="valid"),
        lambda image, kernel: np.einsum(
            "abij,ij", np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel
        ),
    ],
)
def test_right_answers_to_slide(answer):
    passes(ex.slide, answer)


def loops(*, high=None, shape=None, dtype=float, one=None, window=None):
    """Return a learner's loops: what is not given is right."""

    def answer(image, kernel):
        rows, columns = kernel.shape
        height, width = image.shape[0] - rows + 1, image.shape[1] - columns + 1
        found = np.zeros(shape(image, kernel) if shape else (height, width), dtype=dtype)
        down, across = high(image, kernel) if high else (height, width)
        for y in range(down):
            for x in range(across):
                part = image[y : y + rows, x : x + columns]
                if window:
                    part = window(image, y, x)
                found[y, x] = one(part, kernel) if one else (part * kernel).sum()
        return found

    return answer


def without_one(image, kernel):
    return image.shape[0] - kernel.shape[0], image.shape[1] - kernel.shape[1]


def zeros_like(image, kernel):
    """The map begins as a copy of the picture's shape and type."""
    found = np.zeros_like(image)
    rows, columns = kernel.shape
    for y in range(image.shape[0] - rows + 1):
        for x in range(image.shape[1] - columns + 1):
            found[y, x] = (image[y : y + rows, x : x + columns] * kernel).sum()
    return found


def returned_in_the_loop(image, kernel):
    rows, columns = kernel.shape
    found = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
    for y in range(found.shape[0]):
        for x in range(found.shape[1]):
            found[y, x] = (image[y : y + rows, x : x + columns] * kernel).sum()
        return found


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("half a turn", lambda i, k: scipy.signal.convolve2d(i, k, mode="valid")),
        ("cv2.filter2D mirrors", lambda i, k: cv2.filter2D(i.astype(float), -1, k.astype(float))),
        ("add the pixels of each window alone", loops(one=lambda part, kernel: np.sum(part))),
        ("there is a `+ 1` to add", loops(high=without_one, shape=without_one)),
        ("there is a `+ 1` to add", loops(high=without_one)),
        ("the window sticks out", loops(high=lambda image, kernel: image.shape)),
        (
            "the window sticks out",
            loops(high=lambda image, kernel: image.shape, shape=lambda image, kernel: image.shape),
        ),
        ("as large as the picture", loops(shape=lambda image, kernel: image.shape)),
        ("a frame of zeros", lambda i, k: scipy.signal.correlate2d(i, k, mode="same")),
        ("the map holds whole numbers", loops(dtype=int)),
        ("Ask the kernel for its shape", loops(window=lambda i, y, x: i[y : y + 3, x : x + 3])),
        ("inside the outer loop", lambda image, kernel: inner_loops(image, kernel)[-1:].tolist()),
        ("all those before it", lambda i, k: by_stop(i, k).cumsum().reshape(by_stop(i, k).shape)),
        ("uint8 cannot hold", loops(dtype=np.uint8)),
        ("as large as the picture", zeros_like),
        ("`@` is the matrix product", loops(one=lambda part, kernel: np.sum(part @ kernel))),
        ("A convolution adds", loops(one=lambda part, kernel: np.mean(part * kernel))),
        ("stand in one row", lambda i, k: by_stop(i, k).ravel().tolist()),
        ("Only the first row", returned_in_the_loop),
        ("changed places", lambda image, kernel: by_stop(image, kernel).T),
        ("Negative numbers have become 0", lambda image, kernel: by_stop(image, kernel).clip(0)),
        ("The signs are lost", lambda image, kernel: abs(by_stop(image, kernel))),
    ],
)
def test_wrong_answers_to_slide(words, answer):
    assert words in advice(ex.slide, answer)


def test_slide_leaves_the_picture_alone():
    def into_the_picture(image, kernel):
        found = by_stop(image, kernel)
        image[: found.shape[0], : found.shape[1]] = 0
        return found

    assert "Work on a copy" in ex.slide.grade(into_the_picture).text


# ---- flip ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        lambda kernel: np.rot90(np.rot90(kernel)),
        lambda kernel: cv2.flip(kernel.astype(float), -1),
        lambda kernel: scipy.ndimage.rotate(kernel.astype(float), 180, order=0),
        lambda kernel: kernel.flatten()[::-1].reshape(kernel.shape).tolist(),
        lambda kernel: np.flip(kernel, (0, 1)),
        lambda kernel: kernel[::-1][:, ::-1],
    ],
)
def test_right_answers_to_flip(answer):
    passes(ex.flip, answer)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("each row still is as it was", lambda kernel: np.flip(kernel, 0)),
        ("each row still is as it was", lambda kernel: list(reversed(kernel))),
        ("Each row is reversed", np.fliplr),
        ("You change the signs", lambda kernel: kernel * -1),
        ("Rows have become columns", np.transpose),
        ("a quarter turn", lambda kernel: np.rot90(kernel, 3)),
        ("The kernel is as it was", lambda kernel: kernel[::-1][::-1]),
        ("stand in one row", lambda kernel: np.flip(kernel.flatten())),
    ],
)
def test_wrong_answers_to_flip(words, answer):
    assert words in advice(ex.flip, answer)


# ---- diagonal ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kernel",
    [
        np.array([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]], dtype=np.float32),
        [[1, -1, -1], [-1, 4, -1], [-1, -1, 1]],
        np.array([[2, -1.4, -0.2], [-1.4, 2, -1.4], [-0.2, -1.4, 2]]),
        np.array([[9, -3, -6], [-3, 6, -3], [-6, -3, 9]]) / 4,
        3 * np.eye(3) - np.ones((3, 3)),
    ],
)
def test_right_answers_to_diagonal(kernel):
    passes(ex.diagonal, kernel)


FALLING = np.array([[2, -1, -1], [-1, 2, -1], [-1, -1, 2]])


@pytest.mark.parametrize(
    ("words", "kernel"),
    [
        ("its sum is not 0", np.eye(3)),
        ("its sum is not 0", [[2, 0, 0], [0, 2, 0], [0, 0, 2]]),
        ("its sum is not 0", [[2, -1, 0], [-1, 2, -1], [0, -1, 2]]),
        ("bottom left to the top right", FALLING[:, ::-1]),
        ("Change all signs", -FALLING),
        ("finds vertical lines", [[-1, 2, -1]] * 3),
        ("finds horizontal lines", np.array([[-1, 2, -1]] * 3).T),
        ("its size is not", FALLING * 2),
        ("its size is not", FALLING / 6),
        ("lines of all directions", [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
        ("a kernel for edges", [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]]),
        ("a kernel for edges", [[1, 0, -1]] * 3),
        ("three rows of three", [2, -1, -1, -1, 2, -1, -1, -1, 2]),
        ("three rows of three", np.eye(5)),
    ],
)
def test_wrong_answers_to_diagonal(words, kernel):
    assert words in advice(ex.diagonal, kernel)


@pytest.mark.parametrize(
    ("words", "kernel"),
    [
        ("On a line on the other diagonal it says -4", [[2, 0, -3], [0, 2, 0], [-3, 0, 2]]),
        ("beside its own line it says -6", [[2, -3, 0], [0, 2, -3], [0, 0, 2]]),
        ("inf or nan came", [[2, -1, -1], [-1, np.nan, -1], [-1, -1, 2]]),
    ],
)
def test_other_kernels_are_measured(words, kernel):
    report = ex.diagonal.grade(kernel)
    assert not report.passed
    assert words in report.text


def test_the_measured_response_is_shown_with_a_pass():
    assert "in place of 6" in ex.diagonal.grade(FALLING).text


# ---- signed --------------------------------------------------------------------------------------


def from_minus_one_to_one(feature_map):
    largest = max(abs(feature_map.min()), abs(feature_map.max()))
    if largest == 0:
        return np.ones(feature_map.shape) / 2
    return (feature_map / largest + 1) / 2


def with_clip(feature_map):
    largest = np.max(np.abs(feature_map))
    scaled = feature_map / largest if largest > 0 else feature_map
    return np.clip(scaled * 0.5 + 0.5, 0, 1)


def nan_to_num(feature_map):
    with np.errstate(invalid="ignore"):
        return 0.5 + np.nan_to_num(feature_map / np.abs(feature_map).max()) / 2


@pytest.mark.parametrize(
    "answer",
    [
        from_minus_one_to_one,
        with_clip,
        nan_to_num,
        lambda m: 0.5 + 0.5 * m / max(np.abs(m).max(), 1e-12),
        lambda m: 0.5 + m / (2 * np.linalg.norm(m.ravel(), np.inf) + 1e-8),
        lambda m: from_minus_one_to_one(m).tolist(),
    ],
)
def test_right_answers_to_signed(answer):
    passes(ex.signed, answer)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("0 has another grey in every map", lambda m: (m - m.min()) / (m.max() - m.min())),
        ("0 has another grey in every map", lambda m: (m - m.min()) / (np.ptp(m) or 1)),
        ("The signs are lost", lambda m: abs(m) / abs(m).max()),
        ("The signs are lost", lambda m: abs(m) / (abs(m).max() or 1)),
        ("from -1 to 1", lambda m: m / (abs(m).max() or 1)),
        ("a fixed number", lambda m: 0.5 + m / 255 / 2),
        ("Only the signs are left", lambda m: np.where(m > 0, 1, np.where(m < 0, 0, 0.5))),
        ("You cut the numbers", lambda m: np.clip(m, 0, 1)),
        ("leave the range 0...1", lambda m: m + 0.5),
        ("only 0.5", lambda m: 0.5 + m / np.abs(m).max()),
        ("from -1 to 1", lambda m: m / np.abs(m).max()),
        ("add the middle grey", lambda m: m / np.abs(m).max() / 2),
        ("You divide by the highest number", lambda m: 0.5 + m / (2 * m.max())),
        ("but for a map of zeros", lambda m: 0.5 + m / (2 * np.abs(m).max())),
        ("has become black", lambda m: from_minus_one_to_one(m) if m.any() else np.zeros(m.shape)),
        ("dtype of the map", lambda m: with_clip(m) if m.any() else np.full_like(m, 0.5)),
        ("from 0 to 255", lambda m: (255 * with_clip(m)).astype(np.uint8)),
        ("Negative numbers are bright", lambda m: 1 - with_clip(m)),
    ],
)
def test_wrong_answers_to_signed(words, answer):
    assert words in advice(ex.signed, answer)


def test_signed_leaves_the_map_alone():
    def in_place(feature_map):
        largest = np.abs(feature_map).max()
        if largest == 0:
            return np.full(feature_map.shape, 0.5)
        result = 0.5 + feature_map / (2 * largest)
        feature_map[:] = 0
        return result

    assert "Work on a copy" in ex.signed.grade(in_place).text


# ---- lost_kernel ---------------------------------------------------------------------------------


def equations(image, feature_map):
    rows, columns = np.subtract(image.shape, feature_map.shape) + 1
    found = [
        image[y : y + rows, x : x + columns].flatten()
        for y in range(feature_map.shape[0])
        for x in range(feature_map.shape[1])
    ]
    return np.array(found), (rows, columns)


def by_optimize(image, feature_map):
    windows, shape = equations(image, feature_map)
    return scipy.optimize.lsq_linear(windows, feature_map.flatten()).x.reshape(shape)


def by_qr(image, feature_map):
    windows, shape = equations(image, feature_map)
    q, r = np.linalg.qr(windows)
    return np.linalg.solve(r, q.T @ feature_map.flatten()).reshape(shape)


def pixel_by_pixel(image, feature_map):
    """Build the columns of the system from shifted pictures."""
    (height, width), (rows, columns) = feature_map.shape, equations(image, feature_map)[1]
    shifted = [
        image[y : y + height, x : x + width].ravel() for y in range(rows) for x in range(columns)
    ]
    weights = np.linalg.lstsq(np.stack(shifted, axis=1), feature_map.ravel(), rcond=None)[0]
    return weights.reshape(rows, columns)


@pytest.mark.parametrize("answer", [by_optimize, by_qr, pixel_by_pixel])
def test_right_answers_to_lost_kernel(answer):
    passes(ex.lost_kernel, answer)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("turned by half a turn", lambda i, m: np.flip(by_qr(i, m))),
        ("Rows and columns of the kernel", lambda i, m: by_qr(i, m).T),
        ("stand in one row", lambda i, m: by_qr(i, m).flatten()),
        ("You round the weights", lambda i, m: np.round(by_qr(i, m))),
        ("returns four things", lambda i, m: np.linalg.lstsq(equations(i, m)[0], m.ravel())),
        (
            "column by column",
            lambda i, m: np.linalg.lstsq(equations(i, m)[0], m.T.flatten())[0].reshape(
                equations(i, m)[1]
            ),
        ),
        (
            "Its shape follows from the shapes",
            lambda i, m: np.linalg.lstsq(
                np.lib.stride_tricks.sliding_window_view(i, (3, 3)).reshape(-1, 9), m.flatten()
            )[0].reshape(3, 3),
        ),
    ],
)
def test_wrong_answers_to_lost_kernel(words, answer):
    assert words in advice(ex.lost_kernel, answer)


def test_the_lost_kernel_of_the_slides_is_the_only_one():
    """No other kernel with weights -1, 0 and 1 makes that map (W26)."""
    image, feature_map = ex.lost_kernel.calls()[0].args
    windows = equations(image, feature_map)[0]
    candidates = np.array(list(itertools.product((-1, 0, 1), repeat=9)))
    misses = (windows @ candidates.T != feature_map.reshape(-1, 1)).sum(axis=0)
    assert candidates[misses == 0].tolist() == [[1, 1, 1, 1, 0, 1, 1, 1, 1]]
    assert np.sort(misses)[1] == 18
    assert math.isclose(np.linalg.matrix_rank(windows), 9)
