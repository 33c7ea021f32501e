"""Exercises 4 and 6 of lesson 04: scores become probabilities, and probabilities a loss."""

import math
from collections.abc import Callable

import numpy as np
import scipy

from course_utils import networks
from course_utils.checking import Exercise, Mistake, Random

# --- 4. softmax -----------------------------------------------------------------------------------


def by_rows(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _naive(z: np.ndarray) -> np.ndarray:
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def _naive_loop(z: np.ndarray) -> list[list[float]]:
    return [[math.exp(v) / sum(math.exp(other) for other in row) for v in row] for row in z]


def _no_keepdims(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=1))
    return powers / powers.sum(axis=1)


def _no_keepdims_in_the_sum(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1)


def _no_keepdims_in_the_maximum(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=1))
    return powers / powers.sum(axis=1, keepdims=True)


def _one_sum(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def _one_maximum(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max())
    return powers / powers.sum(axis=1, keepdims=True)


def _columns(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


def _in_place(z: np.ndarray) -> np.ndarray:
    z -= z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def _without_exp(z: np.ndarray) -> np.ndarray:
    return z / z.sum(axis=1, keepdims=True)


def _powers(z: np.ndarray) -> np.ndarray:
    return np.exp(z - z.max(axis=1, keepdims=True))


def _turned(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z.max(axis=1, keepdims=True) - z)
    return powers / powers.sum(axis=1, keepdims=True)


def _scores(rng: np.random.Generator) -> np.ndarray:
    count, classes = rng.permutation([1, 2, 3, 4, 5, 6])[:2]
    return rng.normal(0, 2, size=(count, classes + (classes == 1))).round(2)


softmax = Exercise(
    "04.softmax",
    "Softmax of a batch",
    reference=by_rows,
    probes=[
        np.array([[2.0, 1.0, 0.1]]),  # a batch of one sample
        np.array([[2.0, 1.0, 0.1, -1.0], [0.0, 3.0, 3.0, -5.0]]),
        np.array([[1.0, 2.0, 0.5], [-1.0, 0.5, 4.0], [3.0, 3.0, -2.0]]),  # square
        np.array([[1000.0, 999.0], [-1000.0, -1001.0], [0.5, 0.25]]),
        np.array([[3000.0, -3000.0, 2999.0]]),
        np.array([[1.02], [-3.0]]),  # one class: always 1
        np.array([[-2000.0, -2003.0, -2001.0], [1.0, 2.0, 3.0]]),
        Random(7, _scores),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "down the columns",
            _columns,
            "Your columns have the sum 1. A row is a sample, so each row should have it: which "
            "axis runs along a row?",
            also=[
                lambda z: np.exp(z) / np.exp(z).sum(axis=0),
                lambda z: _powers(z) / sum(_powers(z)),  # Python's sum adds the rows up
            ],
        ),
        Mistake(
            "the sum of the scores",
            lambda z: _powers(z) / z.sum(axis=1, keepdims=True),
            "You divide by the sum of the scores. Divide by the sum of the powers, which is what "
            "exp has made of them.",
            also=[lambda z: np.exp(z) / z.sum(axis=1, keepdims=True)],
        ),
        Mistake(
            "one sum for all",
            _one_sum,
            "All rows together have the sum 1. Each row is a sample of its own and needs its own "
            "sum.",
            also=[lambda z: np.exp(z) / np.exp(z).sum()],
        ),
        Mistake(
            "overflow",
            _naive,
            "Small scores come out right. For large ones exp is infinite, and infinity by infinity "
            "is no number. For very negative ones all powers are 0. Which number can you subtract "
            "from a row without changing its softmax?",
            also=[_naive_loop],
        ),
        Mistake(
            "another number subtracted",
            lambda z: _naive(z - z.min(axis=1, keepdims=True)),
            "You subtract a number from each row, but what is left can still be so large that exp "
            "overflows. After subtracting which number is nothing above 0?",
            also=[
                lambda z: _naive(z - z.mean(axis=1, keepdims=True)),
                lambda z: _naive(z - z.mean()),
                lambda z: _naive(z - z.min()),
            ],
        ),
        Mistake(
            "divided instead of subtracted",
            lambda z: _naive(z / z.max(axis=1, keepdims=True)),
            "You divide the scores by the largest one, which changes the softmax. Subtracting it "
            "does not.",
            also=[lambda z: _naive(z / z.max()), lambda z: _naive(z / np.abs(z).max())],
        ),
        Mistake(
            "what is no number replaced",
            lambda z: np.nan_to_num(_naive(z)),
            "Where exp overflows, you put another number in its place. The true probabilities are "
            "lost. Subtract something from the scores instead.",
        ),
        Mistake(
            "Python's max",
            lambda z: np.exp(z - max(z)) / sum(np.exp(z - max(z))),
            "Python's max compares whole rows. Write z.max with an axis.",
            also=[
                lambda z: np.exp(z - max(z)) / sum(np.exp(z)),
                lambda z: np.exp(z - max(z)) / np.exp(z - max(z)).sum(axis=1, keepdims=True),
                lambda z: np.exp(z - max(z)) / np.exp(z - max(z)).sum(),
            ],
        ),
        Mistake(
            "result transposed",
            lambda z: by_rows(z).T,
            "Rows and columns have changed places. One `.T` is missing, or one is too many.",
        ),
        Mistake(
            "one maximum for all rows",
            _one_maximum,
            "You subtract the largest score of the whole batch. In a row whose scores are far "
            "below it, all powers become 0, and 0 by 0 is no number. Each row has its own "
            "largest score.",
        ),
        Mistake(
            "scores cut off",
            lambda z: _naive(np.clip(z, -500, 500)),
            "Cutting the scores off stops the overflow, but 1000 and 999 become equal. Subtract "
            "something instead.",
            also=[lambda z: _naive(np.clip(z, -700, 700)), lambda z: _naive(np.clip(z, -100, 100))],
        ),
        Mistake(
            "keepdims left out",
            _no_keepdims,
            "A maximum or sum over axis 1 has the shape (n,), and NumPy lays it along the rows. "
            "With keepdims=True it is (n, 1), one number for each row.",
            also=[
                _no_keepdims_in_the_sum,
                _no_keepdims_in_the_maximum,
                lambda z: np.exp(z) / np.exp(z).sum(axis=1),
            ],
        ),
        Mistake(
            "no exp",
            _without_exp,
            "You divide the scores by their sum. Negative scores then give negative numbers: exp "
            "comes first.",
            also=[
                lambda z: z / z.sum(),
                lambda z: (z - z.max(1, keepdims=True)) / (z - z.max(1, keepdims=True)).sum(),
            ],
        ),
        Mistake(
            "only the powers",
            lambda z: np.exp(z - z.max(axis=1, keepdims=True)),
            "The powers are right, but the rows do not have the sum 1 yet.",
            also=[np.exp],
        ),
        Mistake(
            "a sigmoid for each score",
            networks.sigmoid,
            "Each score became a sigmoid by itself. In a softmax the scores of a row share the sum "
            "1.",
        ),
        Mistake(
            "the winner takes all",
            lambda z: (z == z.max(axis=1, keepdims=True)) * 1.0,
            "You give 1 to the largest score and 0 to the others. Softmax gives each class a part.",
            also=[lambda z: np.eye(z.shape[1])[z.argmax(axis=1)]],
        ),
        Mistake(
            "the class numbers",
            lambda z: z.argmax(axis=1),
            "You return which class wins. Return the probabilities of all classes.",
        ),
        Mistake(
            "the logarithm",
            lambda z: scipy.special.log_softmax(z, axis=1),
            "These are the logarithms of the probabilities.",
        ),
        Mistake(
            "changed in place",
            _in_place,
            "The result is right, but `-=` changes the array that you were given. Write "
            "`z = z - ...`, which makes a new one.",
        ),
        Mistake(
            "the sign",
            lambda z: by_rows(-z),
            "The largest score gets the smallest probability: a sign is turned. The largest score "
            "is subtracted from each one.",
            also=[lambda z: by_rows(z.max(axis=1, keepdims=True) - z), _turned],
        ),
    ],
    alternatives=[
        networks.softmax,
        lambda z: scipy.special.softmax(z, axis=1),
        lambda z: np.exp(z - scipy.special.logsumexp(z, axis=1, keepdims=True)),
        lambda z: np.array([np.exp(row - max(row)) / sum(np.exp(row - max(row))) for row in z]),
        lambda z: _columns(z.T).T,
        lambda z: _naive(z - z.max(axis=1)[:, np.newaxis]),
    ],
    hints=[
        "For one row: powers = np.exp(row), divided by their sum. The question is what to do with "
        "large scores, and with many rows.",
        "Subtracting the same number from all scores of a row does not change its softmax. Take "
        "the row's largest score: then exp gets nothing above 0.",
        "z.max(axis=1, keepdims=True) has the shape (n, 1), one number for each row. The sum needs "
        "the same two arguments.",
    ],
    why="The scores of a row become positive numbers with the sum 1, however large the scores are.",
)


# --- 6. cross-entropy -----------------------------------------------------------------------------

SMALLEST = 1e-12


def of_true_class(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return probabilities[np.arange(len(labels)), labels]


def mean_loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    return float(-np.log(np.maximum(of_true_class(probabilities, labels), SMALLEST)).mean())


def _losses(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return -np.log(np.maximum(of_true_class(probabilities, labels), SMALLEST))


def _left_out(probabilities: np.ndarray, labels: np.ndarray) -> float:
    true = of_true_class(probabilities, labels)
    return float(-np.log(true[true > 0]).sum() / max((true > 0).sum(), 1))


def _counted_as_zero(probabilities: np.ndarray, labels: np.ndarray) -> float:
    true = of_true_class(probabilities, labels)
    return float(-np.log(np.where(true > 0, true, 1)).mean())


def _in_place_loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    probabilities[probabilities < SMALLEST] = SMALLEST
    return mean_loss(probabilities, labels)


def _one_hot(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.eye(probabilities.shape[1])[labels]


def _floor(smallest: float) -> Callable[[np.ndarray, np.ndarray], float]:
    return lambda p, labels: float(-np.log(np.maximum(of_true_class(p, labels), smallest)).mean())


def _added(smallest: float) -> Callable[[np.ndarray, np.ndarray], float]:
    return lambda p, labels: float(-np.log(of_true_class(p, labels) + smallest).mean())


def _clipped(smallest: float) -> Callable[[np.ndarray, np.ndarray], float]:
    """Do the same, with an upper limit too, as Keras does."""
    return lambda p, labels: float(
        -np.log(np.clip(of_true_class(p, labels), smallest, 1 - smallest)).mean()
    )


_OTHER_FLOORS = (1e-15, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-16, 1e-20, 1e-3)


def _by_a_loop(probabilities: np.ndarray, labels: np.ndarray) -> float:
    total = 0.0
    for row, label in zip(probabilities, labels, strict=True):
        total -= math.log(max(row[label], SMALLEST))
    return total / len(labels)


def _all_classes(probabilities: np.ndarray, labels: np.ndarray) -> float:
    p, truth = np.clip(probabilities, SMALLEST, 1), _one_hot(probabilities, labels)
    rest = np.clip(1 - probabilities, SMALLEST, 1)
    return float(-(truth * np.log(p) + (1 - truth) * np.log(rest)).sum(axis=1).mean())


def _distances(probabilities: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean((probabilities - _one_hot(probabilities, labels)) ** 2))


def _answers(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities in which the true class is often not the most probable one."""
    classes, count = rng.permutation([2, 3, 4, 5, 6, 7])[:2]
    z = rng.normal(0, 1.5, size=(count, classes))
    return networks.softmax(z), rng.integers(0, classes, size=count)


cross_entropy = Exercise(
    "04.cross_entropy",
    "Cross-entropy of a batch",
    reference=mean_loss,
    probes=[
        (np.array([[0.7, 0.2, 0.1]]), np.array([0])),
        (np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]]), np.array([1, 2])),
        (np.array([[0.25, 0.75], [0.5, 0.5], [0.9, 0.1]]), np.array([0, 1, 0])),
        (np.array([[0.0, 1.0, 0.0], [0.0, 0.4, 0.6]]), np.array([0, 2])),  # a probability of 0
        (np.array([[1.0, 0.0]]), np.array([1])),
        (np.array([[1.0, 0.0, 0.0, 0.0]]), np.array([0])),
        (np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1], [0.1, 0.2, 0.7]]), np.array([2, 0, 1])),
        Random(7, _answers),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "no smallest probability",
            lambda p, labels: -np.log(of_true_class(p, labels)).mean(),
            "All is right as long as no true class has the probability 0: its logarithm is minus "
            "infinity. Take at least 1e-12.",
            also=[lambda p, labels: -(_one_hot(p, labels) * np.log(p)).sum(axis=1).mean()],
        ),
        Mistake(
            "minimum for maximum",
            lambda p, labels: -np.log(np.minimum(of_true_class(p, labels), SMALLEST)).mean(),
            "np.minimum takes the smaller of the two, which is 1e-12 nearly always. At least 1e-12 "
            "is the larger of the two.",
        ),
        Mistake(
            "left out",
            _left_out,
            "You leave out the samples whose true class has the probability 0. They are the worst "
            "answers of all and have to count, as 1e-12.",
            also=[_counted_as_zero],
        ),
        Mistake(
            "changed in place",
            _in_place_loss,
            "The loss is right, but you write into the probabilities that you were given. "
            "np.maximum makes a new array.",
        ),
        Mistake(
            "rows and columns swapped",
            lambda p, labels: (
                -np.log(np.maximum(p[labels, np.arange(len(labels))], SMALLEST)).mean()
            ),
            "The two indices have changed places. Rows come first: the number of the sample, then "
            "its label.",
        ),
        Mistake(
            "labels from 1",
            lambda p, labels: mean_loss(p, labels - 1),
            "You subtract 1 from the labels. Classes count from 0, as columns do.",
        ),
        Mistake(
            "only the first sample",
            lambda p, labels: mean_loss(p[:1], labels[:1]),
            "Only the first sample counts. Take the mean over all of them.",
        ),
        Mistake(
            "another smallest probability",
            _floor(1e-15),
            "Another smallest probability came in than 1e-12, so the loss for a probability of 0 "
            "is another one.",
            also=[make(each) for each in _OTHER_FLOORS for make in (_floor, _added, _clipped)],
        ),
        Mistake(
            "the sign",
            lambda p, labels: -mean_loss(p, labels),
            "Your loss is negative. The logarithm of a number below 1 is negative, so a minus "
            "stands before it.",
            also=[lambda p, labels: np.log(of_true_class(p, labels)).mean()],
        ),
        Mistake(
            "the sum",
            lambda p, labels: _losses(p, labels).sum(),
            "You add up the losses of the samples. Take their mean, so that a large batch has no "
            "larger loss.",
            also=[lambda p, labels: -np.log(of_true_class(p, labels)).sum()],
        ),
        Mistake(
            "one loss a sample",
            _losses,
            "You return the loss of each sample. One number is wanted: their mean.",
            also=[lambda p, labels: -np.log(of_true_class(p, labels))],
        ),
        Mistake(
            "the most probable class",
            lambda p, labels: -np.log(p.max(axis=1)).mean(),
            "You take the highest probability of each row. The loss asks for the probability of "
            "the true class, which labels names.",
        ),
        Mistake(
            "Python's max",
            lambda p, labels: -np.log(max(of_true_class(p, labels), SMALLEST)).mean(),
            "Python's max asks which of two things is larger, and an array has many answers. NumPy "
            "has a function that compares number by number.",
        ),
        Mistake(
            "the part of wrong answers",
            lambda p, labels: np.mean(p.argmax(axis=1) != labels),
            "You count the wrong answers. The loss asks how much probability the true class got.",
            also=[lambda p, labels: np.mean(p.argmax(axis=1) == labels)],
        ),
        Mistake(
            "every row with every label",
            lambda p, labels: -np.log(np.maximum(p[:, labels], SMALLEST)).mean(),
            "probabilities[:, labels] takes all those columns from each row. One column for each "
            "row is wanted: row 0 with the first label, row 1 with the second.",
            also=[lambda p, labels: -np.log(p[:, labels]).mean()],
        ),
        Mistake(
            "labels as rows",
            lambda p, labels: -np.log(np.maximum(p[labels], SMALLEST)).mean(),
            "probabilities[labels] takes whole rows. The labels name columns: which class, not "
            "which sample.",
            also=[lambda p, labels: -np.log(p[labels]).mean()],
        ),
        Mistake(
            "all probabilities",
            lambda p, labels: -np.log(np.maximum(p, SMALLEST)).mean(),
            "The labels are not used. Only the probability of the true class counts.",
            also=[lambda p, labels: -np.log(p).mean()],
        ),
        Mistake(
            "divided by the classes, too",
            lambda p, labels: mean_loss(p, labels) / p.shape[1],
            "You divide by the number of samples and by the number of classes. Each sample counts "
            "once.",
        ),
        Mistake(
            "the mean before the logarithm",
            lambda p, labels: -np.log(np.maximum(of_true_class(p, labels).mean(), SMALLEST)),
            "You take the logarithm of the mean. First the logarithm of each probability, then the "
            "mean.",
            also=[lambda p, labels: -np.log(of_true_class(p, labels).mean())],
        ),
        Mistake(
            "another logarithm",
            lambda p, labels: mean_loss(p, labels) / np.log(2),
            "Your logarithm has another base. np.log is the natural one.",
            also=[lambda p, labels: mean_loss(p, labels) / np.log(10)],
        ),
        Mistake(
            "no logarithm",
            lambda p, labels: (1 - of_true_class(p, labels)).mean(),
            "You return the mean of 1 minus the probability, or of the probability itself. The "
            "cross-entropy needs the logarithm.",
            also=[
                lambda p, labels: of_true_class(p, labels).mean(),
                lambda p, labels: -of_true_class(p, labels).mean(),
            ],
        ),
        Mistake(
            "squared distances",
            _distances,
            "This is the mean squared error of the probabilities. Here the cross-entropy is asked "
            "for.",
        ),
        Mistake(
            "a yes or no for each class",
            _all_classes,
            "You add the part with log(1 - p) for the wrong classes. That is the binary "
            "cross-entropy of each class; with softmax only the true class counts.",
        ),
    ],
    alternatives=[
        lambda p, labels: -np.log(of_true_class(p, labels) + SMALLEST).mean(),
        lambda p, labels: -(_one_hot(p, labels) * np.log(np.clip(p, SMALLEST, 1))).sum(1).mean(),
        _by_a_loop,
        lambda p, labels: np.mean(
            -np.log(np.maximum(np.take_along_axis(p, labels[:, np.newaxis], 1), SMALLEST))
        ),
        lambda p, labels: (
            scipy.special.rel_entr(_one_hot(p, labels), np.maximum(p, SMALLEST)).sum(1).mean()
        ),
        lambda p, labels: networks.CategoricalCrossentropy().value(
            np.log(np.maximum(p, SMALLEST)), labels
        ),
        lambda p, labels: -np.log(np.clip(of_true_class(p, labels), SMALLEST, 1 - SMALLEST)).mean(),
    ],
    hints=[
        "For each row you need one number: the probability in the column that the label names.",
        "probabilities[rows, columns] with two arrays takes one number for each pair. The rows are "
        "0, 1, 2, ..., which is np.arange(len(labels)).",
        "-np.log(np.maximum(true, 1e-12)).mean(), with "
        "true = probabilities[np.arange(len(labels)), labels]",
    ],
    why="A sure but wrong answer costs most: the logarithm grows without limit near 0.",
)
