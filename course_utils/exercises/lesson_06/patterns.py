"""Exercises of lesson 06 on kernels that split, and on a small picture found in a larger one."""

import cv2
import numpy as np
import skimage as ski

from course_utils import kernels
from course_utils.checking import Exercise, Mistake, Random

# --- a column times a row -------------------------------------------------------------------------

Halves = tuple[np.ndarray, np.ndarray]


def _strongest(kernel: np.ndarray) -> Halves:
    """Take the row and the column that meet in the largest number."""
    row, column = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    return kernel[:, [column]], kernel[[row]] / kernel[row, column]


def _observe_separable(answer, kernel: np.ndarray) -> dict[str, str]:
    column, row = (np.asarray(half, dtype=float) for half in answer(kernel.copy()))
    product = column @ row
    if np.allclose(product, kernel, rtol=1e-5, atol=1e-6):
        found = "the kernel"
    elif product.T.shape == kernel.shape and np.allclose(product.T, kernel, rtol=1e-5, atol=1e-6):
        found = "the kernel, transposed"
    else:
        found = _difference(product, kernel)
    return {"Column times row is": found}


def _difference(product: np.ndarray, kernel: np.ndarray) -> str:
    place = np.unravel_index(np.abs(product - kernel).argmax(), kernel.shape)
    came, wanted = product[place], kernel[place]
    return f"{came:.4g} in row {place[0]}, column {place[1]}, where the kernel has {wanted:.4g}"


def _by_parts(kernel: np.ndarray) -> Halves:
    """Divide by a row sum, where there is one that is not 0."""
    sums = kernel.sum(axis=1, keepdims=True)
    if np.abs(sums).max() < 1e-9:
        return _strongest(kernel)
    place = np.abs(sums).argmax()
    return sums, kernel[[place]] / sums[place]


def _separable_probe(rng: np.random.Generator) -> np.ndarray:
    rows, columns = rng.permutation([2, 3, 4, 5])[:2]
    column, row = (rng.integers(1, 6, size) * rng.choice([-1, 1], size) for size in (rows, columns))
    if rng.integers(2):
        column[0] = 0
    if rng.integers(2):
        row[0] = 0
    return np.outer(column, row).astype(float)


def _largest(kernel: np.ndarray) -> Halves:
    """Take the largest number for the strongest: in a kernel below 0 that may be a 0."""
    row, column = np.unravel_index(kernel.argmax(), kernel.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        return kernel[:, [column]], kernel[[row]] / kernel[row, column]


def _other_half_divided(kernel: np.ndarray, row: int, column: int) -> Halves:
    with np.errstate(divide="ignore", invalid="ignore"):
        return kernel[:, [column]] / kernel[row, column], kernel[[row]]


def _of_length_1(kernel: np.ndarray, power: int) -> Halves:
    """Use the singular vectors with their singular value once, twice or not at all."""
    left, sizes, right = np.linalg.svd(kernel)
    return left[:, :1] * sizes[0] ** power, right[:1]


def _corner(kernel: np.ndarray) -> Halves:
    with np.errstate(divide="ignore", invalid="ignore"):
        return kernel[:, :1], kernel[:1] / kernel[0, 0]


def _middle(kernel: np.ndarray) -> Halves:
    row, column = kernel.shape[0] // 2, kernel.shape[1] // 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return kernel[:, [column]], kernel[[row]] / kernel[row, column]


def _sums_divided(kernel: np.ndarray) -> Halves:
    with np.errstate(divide="ignore", invalid="ignore"):
        return (
            kernel.sum(axis=1, keepdims=True),
            kernel.sum(axis=0, keepdims=True) / kernel.sum(),
        )


separable = Exercise(
    "06.separable",
    "A kernel as a column times a row",
    reference=_strongest,
    observe=_observe_separable,
    probes=[
        np.outer([1.0, 2, 1], [1.0, 2, 1]) / 16,
        np.outer([1.0, 2, 1], [-1.0, 0, 1]),
        np.outer([1.0, 0, -1], [1.0, 1, 1]),
        np.outer([0.0, 3, -2], [0.0, 5, 1, 4]),
        np.outer([0.0, 2], [0.0, -1, 4]),
        np.outer([0.0, 3, 1], [0.0, -2, -1, 0]),
        np.array([[3.0]]),
        np.ones((5, 4)),
        Random(6, _separable_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "the corner may be 0",
            _corner,
            "You divide by the number in the upper left corner, and in some kernels that is 0. "
            "Which number of the kernel is certainly not 0?",
            also=[lambda kernel: _other_half_divided(kernel, 0, 0)],
        ),
        Mistake(
            "the middle may be 0",
            _middle,
            "You divide by the number in the middle, and in some kernels that is 0. Which number "
            "of the kernel is certainly not 0?",
        ),
        Mistake(
            "the largest may be 0",
            _largest,
            "You divide by the largest number. In a kernel without positive numbers that may be "
            "0: look for the largest size, with np.abs.",
            also=[
                lambda kernel: _other_half_divided(
                    kernel, *np.unravel_index(kernel.argmax(), kernel.shape)
                )
            ],
        ),
        Mistake(
            "row before column",
            lambda kernel: _strongest(kernel)[::-1],
            "The row comes first in your answer. The column is the first of the two, so that "
            "`column @ row` is the kernel.",
        ),
        Mistake(
            "halves with one axis",
            lambda kernel: tuple(half.ravel() for half in _strongest(kernel)),
            "Your halves have one axis, and `@` would make one number of them. kernel[:, [j]] "
            "keeps the column upright, and kernel[[i]] keeps the row lying.",
        ),
        Mistake(
            "no singular value",
            lambda kernel: _of_length_1(kernel, 0),
            "The directions are right, but both halves have the length 1. Multiply one of them by "
            "the first singular value.",
            also=[lambda kernel: _of_length_1(kernel, 2)],
        ),
        Mistake(
            "not divided",
            lambda kernel: (
                kernel[:, [np.abs(kernel).max(axis=0).argmax()]],
                kernel[[np.abs(kernel).max(axis=1).argmax()]],
            ),
            "A row and a column of the kernel are a good beginning. The number where they meet is "
            "then in both of them: divide one of the two by it.",
            also=[lambda kernel: (kernel[:, :1], kernel[:1])],
        ),
        Mistake(
            "sums of rows and columns",
            lambda kernel: (kernel.sum(axis=1, keepdims=True), kernel.sum(axis=0, keepdims=True)),
            "These are the sums of the rows and of the columns. Their product is too large by the "
            "sum of the kernel, and where that is 0 they help nothing.",
        ),
        Mistake(
            "divided by the sum",
            _sums_divided,
            "You divide by the sum of the kernel. For an edge kernel that is 0. Take one row and "
            "one column themselves.",
        ),
        Mistake(
            "means of rows and columns",
            lambda kernel: (kernel.mean(axis=1, keepdims=True), kernel.mean(axis=0, keepdims=True)),
            "These are the means of the rows and of the columns. Means lose what cancels. Take one "
            "row and one column themselves.",
        ),
        Mistake(
            "the kernel and ones",
            lambda kernel: (kernel[:, :1], np.ones((1, kernel.shape[1]))),
            "Your row holds ones, so that all columns of the product are the same. Take a row of "
            "the kernel.",
        ),
    ],
    alternatives=[
        _by_parts,
        kernels.separate,
        lambda kernel: (-_strongest(kernel)[0], -_strongest(kernel)[1]),
        lambda kernel: tuple(half.tolist() for half in _strongest(kernel)),
    ],
    hints=[
        "In column @ row every row of the product is the same row, times a number of the column. "
        "So any row of the kernel will do that is not all 0.",
        "Take a row and a column that meet in a number that is not 0. np.abs(kernel).argmax() "
        "finds the largest one, and np.unravel_index(...) its place.",
        "return kernel[:, [j]], kernel[[i]] / kernel[i, j], for a place i, j where the kernel is "
        "not 0.",
    ],
    why="A kernel that is column times row needs rows + columns products, not rows * columns.",
)


# --- template matching ----------------------------------------------------------------------------

Place = tuple[int, int]


def _windows(image: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    return np.lib.stride_tricks.sliding_window_view(image, shape)


def _best(scores: np.ndarray) -> Place:
    row, column = np.unravel_index(scores.argmax(), scores.shape)
    return int(row), int(column)


def _scores(image: np.ndarray, patch: np.ndarray) -> np.ndarray:
    """Return how alike patch and window are, from -1 to 1, whatever their brightness."""
    windows = _windows(image, patch.shape)
    windows = windows - windows.mean(axis=(2, 3), keepdims=True)
    wanted = patch - patch.mean()
    sizes = np.sqrt((windows**2).sum(axis=(2, 3)) * (wanted**2).sum())
    return (windows * wanted).sum(axis=(2, 3)) / np.maximum(sizes, 1e-9)


def found(image: np.ndarray, patch: np.ndarray) -> Place:
    return _best(_scores(image, patch))


def _by_loops(image: np.ndarray, patch: np.ndarray) -> Place:
    best, place = -2.0, (0, 0)
    for row, column in np.ndindex(*(np.subtract(image.shape, patch.shape) + 1)):
        window = image[row : row + patch.shape[0], column : column + patch.shape[1]]
        if window.std() > 1e-6:
            score = np.corrcoef(window.ravel(), patch.ravel())[0, 1]
            if score > best:
                best, place = score, (row, column)
    return place


def _by_sums(image: np.ndarray, patch: np.ndarray) -> Place:
    """Use three convolutions: products, sums and sums of squares."""
    ones = np.ones(patch.shape)
    products = kernels.convolve(image, patch - patch.mean())
    squares = kernels.convolve(image**2, ones) - kernels.convolve(image, ones) ** 2 / patch.size
    return _best(products / np.sqrt(np.maximum(squares, 1e-9)))


def _by_a_fit(image: np.ndarray, patch: np.ndarray) -> Place:
    """Standardise patch and window, and take the smallest distance."""
    windows = _windows(image, patch.shape)
    spread = np.maximum(windows.std(axis=(2, 3), keepdims=True), 1e-9)
    standard = (windows - windows.mean(axis=(2, 3), keepdims=True)) / spread
    distances = (standard - (patch - patch.mean()) / patch.std()) ** 2
    return _best(-distances.sum(axis=(2, 3)))


def _by_opencv(image: np.ndarray, patch: np.ndarray) -> Place:
    scores = cv2.matchTemplate(
        image.astype(np.float32), patch.astype(np.float32), cv2.TM_CCOEFF_NORMED
    )
    return _best(scores)


def _no_means(image: np.ndarray, patch: np.ndarray) -> np.ndarray:
    windows = _windows(image, patch.shape)
    sizes = np.sqrt((windows**2).sum(axis=(2, 3)))
    return (windows * patch).sum(axis=(2, 3)) / np.maximum(sizes, 1e-9)


def _centre(image: np.ndarray, patch: np.ndarray) -> Place:
    row, column = found(image, patch)
    return row + patch.shape[0] // 2, column + patch.shape[1] // 2


def _lower_right(image: np.ndarray, patch: np.ndarray) -> Place:
    row, column = found(image, patch)
    return row + patch.shape[0] - 1, column + patch.shape[1] - 1


def _nan_where_flat(image: np.ndarray, patch: np.ndarray) -> Place:
    windows = _windows(image, patch.shape)
    windows = windows - windows.mean(axis=(2, 3), keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        sizes = np.sqrt((windows**2).sum(axis=(2, 3)))
        return _best((windows * (patch - patch.mean())).sum(axis=(2, 3)) / sizes)


def _one_number(image: np.ndarray, patch: np.ndarray) -> int:
    return int(_scores(image, patch).argmax())


_NEGATIVE = (0, 8)  # where a picture has its negative of the patch


def _negative_or_patch(came: np.ndarray, expected: np.ndarray) -> bool:
    """Without signs both have the same score: rounding decides which of them is found."""
    return came.shape == (2,) and tuple(came) in (_NEGATIVE, tuple(expected))


def scene(
    rng: np.random.Generator, *, changed: bool, negative: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture and a part of it, as it is or with another brightness and contrast.

    At the upper left the picture is flat, then bright, often with a negative of the patch; at the
    lower right it has more contrast.
    """
    height, width = int(rng.integers(17, 20)), int(rng.integers(20, 24))
    image = rng.uniform(0.3, 0.5, size=(height, width))
    image[:6, :7] = 0
    image[:6, 8:16] = rng.uniform(0.9, 1, size=(6, 8))
    image[-6:, -12:] = rng.choice([0.0, 1.0], size=(6, 12))
    rows, columns = int(rng.integers(3, 5)), int(rng.integers(5, 7))
    row, column = int(rng.integers(6, height - 6 - rows + 1)), int(rng.integers(0, width - columns))
    patch = image[row : row + rows, column : column + columns].copy()
    if negative:
        top, left = _NEGATIVE
        image[top : top + rows, left : left + columns] = 0.9 + (0.5 - patch) / 2
    return image, patch * 0.6 + 0.25 if changed else patch


_seeds = [np.random.default_rng(seed) for seed in range(3)]

find_template = Exercise(
    "06.find_template",
    "Find the part of a picture",
    reference=found,
    probes=[
        scene(_seeds[0], changed=False, negative=False),
        scene(_seeds[1], changed=True),
        scene(_seeds[2], changed=True),
        Random(5, lambda rng: scene(rng, changed=bool(rng.integers(2)))),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "sum of products",
            lambda image, patch: _best(kernels.convolve(image, patch)),
            "The sum of products is large wherever the picture is bright. Subtract the means first "
            "and divide by the size of the window's deviations.",
        ),
        Mistake(
            "contrast counts",
            lambda image, patch: _best(kernels.convolve(image, patch - patch.mean())),
            "Your score is large where the picture has much contrast. Divide it, at each place, by "
            "the size of the window's deviations from its mean.",
        ),
        Mistake(
            "means not subtracted",
            lambda image, patch: _best(_no_means(image, patch)),
            "You divide by the size of the window, but its mean is still in it. A change of "
            "brightness then changes the score: subtract the means of window and patch.",
        ),
        Mistake(
            "differences",
            lambda image, patch: _best(
                -((_windows(image, patch.shape) - patch) ** 2).sum(axis=(2, 3))
            ),
            "You look for the smallest difference. That works only if nobody has changed the "
            "brightness. Compare deviations from the mean.",
            also=[
                lambda image, patch: _best(
                    -np.abs(_windows(image, patch.shape) - patch).sum(axis=(2, 3))
                )
            ],
        ),
        Mistake(
            "nothing divided by nothing",
            _nan_where_flat,
            "Where the picture is flat you divide 0 by 0, which is nan, and argmax takes nan for "
            "the largest. Divide by np.maximum(size, 1e-12).",
        ),
        Mistake(
            "row and column swapped",
            lambda image, patch: found(image, patch)[::-1],
            "Row and column have changed places: the row comes first.",
        ),
        Mistake(
            "the centre",
            _centre,
            "This is the centre of the place. Its upper left corner is wanted. If your picture has "
            "a frame, or your score has the size of the picture, it moves the place too.",
        ),
        Mistake(
            "the lower right corner",
            _lower_right,
            "This is the lower right corner of the place. Its upper left corner is wanted.",
        ),
        Mistake(
            "one number",
            _one_number,
            "argmax counts through all places and gives one number. np.unravel_index(number, "
            "scores.shape) makes a row and a column of it.",
        ),
        Mistake(
            "the least alike",
            lambda image, patch: _best(-_scores(image, patch)),
            "This is the place that is least like the patch: the score is largest where both "
            "are alike.",
        ),
        Mistake(
            "a negative taken for the patch",
            lambda image, patch: _best(np.abs(_scores(image, patch))),
            "You find a negative of the patch, bright where the patch is dark. The sign tells them "
            "apart: abs and squares lose it, and a fitted line needs a factor above 0.",
            like=_negative_or_patch,
        ),
        Mistake(
            "patch turned",
            lambda image, patch: found(image, patch[::-1, ::-1]),
            "Your patch is turned by half a turn: convolution in SciPy does that. Correlation does "
            "not.",
        ),
        Mistake(
            "the scores",
            _scores,
            "These are the scores of all places. The place of the highest one is wanted.",
        ),
        Mistake(
            "the highest score",
            lambda image, patch: float(_scores(image, patch).max()),
            "This is the highest score. Its place is wanted, a row and a column.",
        ),
    ],
    alternatives=[
        _by_loops,
        _by_sums,
        _by_a_fit,
        _by_opencv,
        lambda image, patch: _best(ski.feature.match_template(image, patch)),
        lambda image, patch: np.array(found(image, patch)),
    ],
    hints=[
        "sliding_window_view(image, patch.shape) gives all windows. Subtract from each its own "
        "mean, and from the patch its mean.",
        "The score of a place: the sum of the products, divided by the root of the sum of the "
        "window's squares. Take at least 1e-12 for the divisor.",
        "np.unravel_index(scores.argmax(), scores.shape) is the row and column of the highest "
        "score.",
    ],
    why="Without means and with equal sizes, a sum of products says how alike two pictures are.",
)
