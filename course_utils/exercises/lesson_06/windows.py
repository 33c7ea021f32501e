"""Exercises 1 and 3 of lesson 06: one window, and a kernel turned by half a turn."""

import math

import numpy as np

from course_utils.checking import Exercise, Mistake, Random

# --- 1. window_sum --------------------------------------------------------------------------------


def _sum(window: np.ndarray, kernel: np.ndarray) -> float:
    return (window * kernel).sum()


def _by_loops(window: np.ndarray, kernel: np.ndarray) -> float:
    total = 0
    for y in range(window.shape[0]):
        for x in range(window.shape[1]):
            total += window[y, x] * kernel[y, x]
    return total


def _last_product(window: np.ndarray, kernel: np.ndarray) -> float:
    return window[-1, -1] * kernel[-1, -1]


def _three_by_three(window: np.ndarray, kernel: np.ndarray) -> float:
    return sum(window[y, x] * kernel[y, x] for y in range(3) for x in range(3))


def _window_probe(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    shape = rng.integers(1, 6, size=2)
    return rng.integers(0, 10, size=shape), rng.normal(size=shape).round(1)


_fixed = np.random.default_rng(6)

window_sum = Exercise(
    "06.window_sum",
    "One window",
    reference=_sum,
    tolerance=1e-4,  # float32 is welcome, also where large products cancel out
    probes=[
        (np.array([[1, 7, 8], [6, 2, 8], [2, 3, 9]]), np.array([[1, 0, -1]] * 3)),
        (np.array([[1, 2, 4], [8, 3, 5]]), np.array([[2, -1, 3], [0.5, -2, 1]])),
        (np.array([[3], [5], [9], [2]]), np.array([[1], [-2], [4], [-3]])),
        (np.array([[3, 2, 1]]), np.array([[-1, 0, 1]])),
        (np.uint8([[250, 3], [100, 200]]), np.array([[2, -1], [-3, 4]])),
        (np.array([[4.5, -1, 2], [0, 3, -2.5], [6, 1, 1]]), np.arange(9.0).reshape(3, 3) - 2.5),
        (np.array([[7]]), np.array([[-1.5]])),
        (_fixed.integers(0, 10, size=(5, 4)), _fixed.normal(size=(5, 4)).round(1)),
        Random(4, _window_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "the matrix product",
            lambda window, kernel: (window @ kernel).sum(),
            "`@` is the matrix product: it pairs rows with columns. Here each number of the kernel "
            "meets the one pixel above it.",
            also=[
                lambda window, kernel: window @ kernel,
                np.dot,
                lambda window, kernel: window @ kernel.T,
                lambda window, kernel: (window @ kernel.T).sum(),
            ],
        ),
        Mistake(
            "products not added",
            lambda window, kernel: window * kernel,
            "These are the products, one for each pixel. Add them all up to one number.",
            also=[lambda window, kernel: (window * kernel).ravel()],
        ),
        Mistake(
            "one sum for each column",
            lambda window, kernel: sum(window * kernel),
            "You get one sum for each column. The `sum` of Python, and `axis=0`, add rows; add all "
            "numbers of the array.",
        ),
        Mistake(
            "one sum for each row",
            lambda window, kernel: (window * kernel).sum(axis=1),
            "You get one sum for each row. Add all numbers of the array.",
        ),
        Mistake(
            "two sums multiplied",
            lambda window, kernel: window.sum() * kernel.sum(),
            "You add first and multiply the two sums. Multiply pair by pair first, then add.",
        ),
        Mistake(
            "added pair by pair",
            lambda window, kernel: (window + kernel).sum(),
            "You add the numbers that lie above each other. They are multiplied.",
        ),
        Mistake(
            "without the kernel",
            lambda window, kernel: window.sum(),
            "You add the pixels alone. Multiply each by the weight that lies on it first.",
        ),
        Mistake(
            "the mean",
            lambda window, kernel: (window * kernel).mean(),
            "You divide by the number of pixels. Here the sum of the products is wanted.",
            also=[lambda window, kernel: (window * kernel).sum() / 9],
        ),
        Mistake(
            "divided by the kernel's sum",
            lambda window, kernel: (window * kernel).sum() / kernel.sum(),
            "You divide by the sum of the kernel, which may be 0. Here the sum of the products is "
            "wanted as it is.",
        ),
        Mistake(
            "the kernel turned",
            lambda window, kernel: _sum(window, kernel[::-1, ::-1]),
            "You turn the kernel by half a turn first. Here it lies on the window as it is.",
            also=[lambda window, kernel: _sum(window, np.flip(kernel))],
        ),
        Mistake(
            "the kernel transposed",
            lambda window, kernel: _sum(window, kernel.T),
            "Rows and columns of the kernel have changed places. Lay it on the window as it is.",
        ),
        Mistake(
            "without the sign",
            lambda window, kernel: abs(_sum(window, kernel)),
            "The sign is lost. A negative sum stays negative.",
            also=[lambda window, kernel: np.abs(window * kernel).sum()],
        ),
        Mistake(
            "negative sums cut",
            lambda window, kernel: max(_sum(window, kernel), 0),
            "Negative sums become 0. That is a ReLU, which comes later; here they stay negative.",
        ),
        Mistake(
            "the last product",
            _last_product,
            "Only the last product comes back. Add each product to what you have: `+=`.",
        ),
        Mistake(
            "the first product",
            lambda window, kernel: window[0, 0] * kernel[0, 0],
            "Only the first product comes back: `return` ends the function. It stands after both "
            "loops.",
        ),
        Mistake(
            "the first row",
            lambda window, kernel: (window * kernel)[0].sum(),
            "Only the first row is added: `return` ends the function. It stands after both loops.",
        ),
        Mistake(
            "three by three",
            _three_by_three,
            "You count on 3 x 3. A window may have any number of rows and columns.",
        ),
        Mistake(
            "decimals cut off",
            lambda window, kernel: int(_sum(window, kernel)),
            "The decimals are lost. Leave the sum as it is, without int or round.",
            also=[
                lambda window, kernel: round(float(_sum(window, kernel))),
                lambda window, kernel: (window * kernel).astype(int).sum(),
                lambda window, kernel: _sum(window, kernel.astype(int)),
            ],
        ),
    ],
    alternatives=[
        lambda window, kernel: window.ravel() @ kernel.ravel(),
        lambda window, kernel: np.einsum("yx,yx", window, kernel),
        lambda window, kernel: np.vdot(window, kernel),
        lambda window, kernel: np.trace(window.astype(float) @ kernel.T),
        lambda window, kernel: sum(sum(window * kernel)),
        lambda window, kernel: math.fsum(map(float, np.multiply(window, kernel).flat)),
        _by_loops,
    ],
    hints=[
        "`window * kernel` multiplies number by number. What is left to do with the products?",
        "An array has a method `sum`, which adds all its numbers.",
        "return (window * ...).sum()",
    ],
    why="It is the sum of a node in a network: pixels times weights, added up.",
)


# --- 3. flip --------------------------------------------------------------------------------------


def _kernel_probe(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=rng.integers(1, 6, size=2)).round(1)


flip = Exercise(
    "06.flip",
    "Half a turn",
    reference=lambda kernel: kernel[::-1, ::-1],
    probes=[
        np.array([[1, 2, 0], [0, 3, 0], [0, 0, -4]]),
        np.array([[1, 0, -1]] * 3),
        np.array([[1, 2, 3], [4, 5, 6]]),
        np.array([[-1.5, 0, 2.5]]),
        np.array([[1], [2], [-4], [3]]),
        np.array([[5, -1], [0.5, 2]]),
        np.array([[7.5]]),
        np.arange(20).reshape(5, 4),
        Random(4, _kernel_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "only the rows",
            lambda kernel: kernel[::-1],
            "The rows stand in reverse order, and each row still is as it was. Half a turn "
            "reverses the columns too.",
        ),
        Mistake(
            "only the columns",
            lambda kernel: kernel[:, ::-1],
            "Each row is reversed, and the rows still stand in the old order. Half a turn reverses "
            "them too.",
        ),
        Mistake(
            "other signs",
            lambda kernel: -kernel,
            "You change the signs. For 1, 0, -1 that gives the same as half a turn; other kernels "
            "show the difference.",
        ),
        Mistake(
            "transposed",
            lambda kernel: kernel.T,
            "Rows have become columns. That is a mirror image at the diagonal, and no turn.",
        ),
        Mistake(
            "turned and transposed",
            lambda kernel: kernel[::-1, ::-1].T,
            "The kernel is turned, and then rows have become columns. Leave the second step out.",
        ),
        Mistake(
            "a quarter turn",
            np.rot90,
            "That is a quarter turn. Half a turn is two of them.",
            also=[lambda kernel: np.rot90(kernel, -1)],
        ),
        Mistake(
            "not turned",
            lambda kernel: kernel,
            "The kernel is as it was. `kernel[::-1][::-1]` reverses the rows twice; the columns "
            "stand behind a comma.",
            also=[lambda kernel: kernel[::-1][::-1]],
        ),
        Mistake(
            "in one row",
            lambda kernel: kernel.ravel()[::-1],
            "The order is right, but the numbers stand in one row. Give them the kernel's shape.",
        ),
        Mistake(
            "sorted",
            lambda kernel: np.sort(kernel.ravel())[::-1].reshape(kernel.shape),
            "You sort the numbers. Only their places are turned, whatever their size.",
        ),
    ],
    alternatives=[
        np.flip,
        lambda kernel: np.rot90(kernel, 2),
        lambda kernel: np.flipud(np.fliplr(kernel)),
        lambda kernel: kernel.ravel()[::-1].reshape(kernel.shape),
        lambda kernel: [list(row)[::-1] for row in kernel][::-1],
    ],
    hints=[
        "After half a turn the last row is the first, and the last column is the first.",
        "A slice with a step of -1 reverses one axis. Each of the two axes needs one.",
        "return kernel[::-1, ...]",
    ],
    why="Half a turn is all that lies between cross-correlation and a mathematical convolution.",
)
