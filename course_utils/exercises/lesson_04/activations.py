"""Exercises 1 and 2 of lesson 04: ReLU and sigmoid, number by number."""

import math
from collections.abc import Callable

import numpy as np
import scipy

from course_utils import networks
from course_utils.checking import Exercise, Mistake, Property, Random
from course_utils.checking.answers import AnswerStoppedError


def numbers(rng: np.random.Generator) -> np.ndarray:
    """Return an array of one or two axes, never square, with numbers of both signs."""
    shape = [(5,), (3, 4), (1, 6), (7, 2)][rng.integers(4)]
    return rng.normal(0, 3, shape).round(3)


def _in_place(values: np.ndarray) -> np.ndarray:
    values[values < 0] = 0
    return values


def _two_loops(z: np.ndarray) -> np.ndarray:
    return _two_loops_into(z, np.zeros(z.shape))


def _two_loops_into(z: np.ndarray, a: np.ndarray) -> np.ndarray:
    for row in range(z.shape[0]):
        for column in range(z.shape[1]):
            a[row, column] = max(z[row, column], 0)
    return a


# --- 1. relu --------------------------------------------------------------------------------------


def _copied(z: np.ndarray) -> np.ndarray:
    a = z.copy()
    a[a < 0] = 0
    return a


relu = Exercise(
    "04.relu",
    "ReLU",
    reference=lambda z: np.maximum(z, 0),
    probes=[
        np.array([-2.0, -0.5, 0.0, 0.5, 2.0]),
        np.array([[-1.5, 3.25, 0.0], [4.0, -7.0, 0.1]]),
        np.array([[2.5]]),
        np.array([0.75]),
        np.array([-3.0]),
        np.array([[-2.5], [30.0], [0.3]]),
        np.array([[[1.5, -1.5], [-0.5, 0.5], [2.0, -9.0]]]),
        Random(6, numbers),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "folded up",
            np.abs,
            "You drop the minus sign, so -2 becomes 2. ReLU makes it 0.",
        ),
        Mistake(
            "the smaller one",
            lambda z: np.minimum(z, 0),
            "You keep the smaller of z and 0. The positive numbers are those that should stay.",
        ),
        Mistake(
            "the highest along an axis",
            lambda z: np.max(z, 0),
            "np.max(z, 0) looks for the highest number along axis 0. Two arrays are compared "
            "number by number with another function, whose name is longer.",
            also=[np.max, lambda z: max(0, np.max(z))],
        ),
        Mistake(
            "Python's max",
            lambda z: max(0, z),
            "Python's max and `if` ask one question about the whole array, and an array has many "
            "answers. NumPy compares number by number.",
            also=[lambda z: max(z, 0), lambda z: z if z > 0 else 0],
        ),
        Mistake(
            "Python's max for each row",
            lambda z: np.array([max(0, row) for row in z]),
            "The loop goes over the rows, and Python's max gets a whole row at once. NumPy "
            "compares all numbers in one call, whatever the shape.",
            also=[lambda z: [max(0, row) for row in z]],
        ),
        Mistake(
            "written for two axes",
            _two_loops,
            "Your loops need two axes, but z may have one, two or three. One call of NumPy works "
            "for every shape.",
            also=[lambda z: _two_loops_into(z, z), lambda z: _two_loops_into(z, z.copy())],
        ),
        Mistake(
            "the decimals cut off",
            lambda z: np.maximum(z, 0).astype(int),
            "The decimals are cut off: 0.5 stays 0.5.",
        ),
        Mistake(
            "the sign of z",
            lambda z: np.maximum(-z, 0),
            "You turn the sign of z. Then the positive numbers are lost, not the negative ones.",
            also=[lambda z: -np.minimum(z, 0)],
        ),
        Mistake(
            "a step",
            lambda z: z > 0,
            "You say whether z is positive. ReLU returns z itself where it is.",
            also=[lambda z: z >= 0],
        ),
        Mistake(
            "changed in place",
            _in_place,
            "The result is right, but you write it into the array that you were given. Then the "
            "sums z are lost. Work on a copy.",
            also=[lambda z: np.maximum(z, 0, out=z)],
        ),
        Mistake(
            "numbers left out",
            lambda z: z[z > 0],
            "You leave the negative numbers out, so the shape changes. Each of them becomes 0.",
            also=[lambda z: z[z >= 0]],
        ),
        Mistake(
            "cut at 1",
            lambda z: np.clip(z, 0, 1),
            "You also cut at 1. ReLU has no upper limit.",
        ),
        Mistake(
            "leaky",
            lambda z: np.where(z > 0, z, 0.01 * z),
            "This is the leaky ReLU, which keeps a hundredth of a negative number. Here it is 0.",
        ),
        Mistake(
            "whole numbers from np.vectorize",
            np.vectorize(lambda z: max(0, z)),
            "np.vectorize takes the dtype from the first result. Where that is the whole number 0, "
            "all decimals are cut off. NumPy can compare the array as a whole.",
        ),
        Mistake(
            "the kept ones at 1",
            lambda z: np.maximum(z, 1),
            "You compare z with 1. The limit is 0.",
        ),
    ],
    alternatives=[
        lambda z: z * (z > 0),
        lambda z: np.where(z > 0, z, 0),
        lambda z: np.clip(z, 0, None),
        lambda z: (z + np.abs(z)) / 2,
        _copied,
        networks.ACTIVATIONS["relu"],
        np.vectorize(lambda z: max(0.0, z)),
    ],
    hints=[
        "For each number: which is larger, the number or 0?",
        "NumPy has a function of two arrays, or of an array and a number, that keeps the larger of "
        "the two at each place.",
        "np.maximum(z, ...)",
    ],
    why="ReLU costs one comparison a number, and its slope is 1 for every positive input.",
)


# --- 2. sigmoid -----------------------------------------------------------------------------------


def _two_branches(z: np.ndarray) -> np.ndarray:
    small = np.exp(-np.abs(z))  # at most 1
    return np.where(z >= 0, 1, small) / (1 + small)


def _masked(z: np.ndarray) -> np.ndarray:
    a = np.empty_like(z)
    positive = z >= 0
    a[positive] = 1 / (1 + np.exp(-z[positive]))
    a[~positive] = np.exp(z[~positive]) / (1 + np.exp(z[~positive]))
    return a


def _one_branch(z: np.ndarray) -> np.ndarray:
    if z > 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def _never_overflows(answer: Callable[[np.ndarray], np.ndarray]) -> bool:
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            answer(np.array([[-1000.0, 1000.0, -800.0]]))
    except AnswerStoppedError:
        return False
    return True


def _cut(limit: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda z: 1 / (1 + np.exp(-np.clip(z, -limit, limit)))


def _slope(z: np.ndarray) -> np.ndarray:
    a = networks.sigmoid(z)
    return a * (1 - a)


sigmoid = Exercise(
    "04.sigmoid",
    "Sigmoid without overflow",
    reference=_two_branches,
    probes=[
        np.array([-2.0, 0.0, 1.4, 3.0]),
        np.array([[-1.0, 0.25, 2.0], [5.0, -6.0, 0.0]]),
        np.array([-1000.0, 1000.0]),
        np.array([[-800.0], [0.5], [750.0]]),
        np.array([[1.4]]),
        np.array([-0.7]),
        Random(6, numbers),
    ],
    keeps_input=True,
    properties=[
        Property(
            "no overflow",
            _never_overflows,
            "For -1000 or 1000, exp gets a number so large that it overflows on the way, also "
            "where the result is right. Give exp no number above 0, or only those for which it is "
            "safe. np.where alone does not help: it computes both of its branches for all numbers.",
        )
    ],
    mistakes=[
        Mistake(
            "the sign of z",
            lambda z: networks.sigmoid(-z),
            "Your curve falls, and it should rise: look at the sign of z inside exp.",
            also=[
                lambda z: 1 / (1 + np.exp(z)),
                lambda z: np.exp(-z) / (1 + np.exp(-z)),
                lambda z: 1 - networks.sigmoid(z),
            ],
        ),
        Mistake(
            "brackets left out",
            lambda z: 1 / 1 + np.exp(-z),
            "Python divides first: 1 / 1 + exp(-z) is 1 + exp(-z). The sum below the line needs "
            "brackets.",
        ),
        Mistake(
            "no 1 in the sum",
            lambda z: 1 / np.exp(-z),
            "Below the line stands only exp(-z). The 1 that is added to it is missing.",
            also=[np.exp],
        ),
        Mistake(
            "infinity by infinity",
            lambda z: np.exp(z) / (1 + np.exp(z)),
            "exp(z) / (1 + exp(z)) is the same formula, but for 1000 it divides infinity by "
            "infinity, which is no number. Which form is safe for which sign of z?",
        ),
        Mistake(
            "tanh",
            np.tanh,
            "Your values run from -1 to 1: that is tanh. The sigmoid runs from 0 to 1.",
        ),
        Mistake(
            "the slope",
            _slope,
            "This is the slope a(1 - a). Return the value a itself.",
        ),
        Mistake(
            "the same for both signs",
            lambda z: 1 / (1 + np.exp(-np.abs(z))),
            "Negative numbers get the values of positive ones. With abs nothing overflows, but for "
            "negative z the result has to be below 0.5.",
            also=[lambda z: np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z)))],
        ),
        Mistake(
            "half the slope",
            lambda z: 0.5 * (1 + np.tanh(z)),
            "Nearly: (1 + tanh(z)) / 2 rises twice as fast as the sigmoid. What has to go into "
            "tanh?",
        ),
        Mistake(
            "a minus in the sum",
            lambda z: 1 / (1 - np.exp(-z)),
            "Below the line stands 1 - exp(-z), which is 0 for z = 0. It is a sum.",
        ),
        Mistake(
            "cut too early",
            _cut(10),
            "You cut z to a small range before exp, and then large numbers get wrong values. exp "
            "can take numbers up to 700.",
            also=[_cut(limit) for limit in (1, 2, 3, 4, 5, 6, 7, 8, 12, 15, 20)],
        ),
        Mistake(
            "rounded",
            lambda z: networks.sigmoid(z).round(2),
            "Your values are rounded. Return them as they are.",
            also=[lambda z: networks.sigmoid(z).round(3), lambda z: networks.sigmoid(z).round(4)],
        ),
        Mistake(
            "a yes or no",
            lambda z: (z > 0).astype(int),
            "You say yes or no. The sigmoid says how sure: for 0 it is 0.5.",
            also=[lambda z: (z >= 0).astype(int), lambda z: np.round(networks.sigmoid(z))],
        ),
        Mistake(
            "one branch for the whole array",
            _one_branch,
            "`if z > 0` asks one question about the whole array, and an array has many answers. "
            "np.abs, np.clip and np.where look at each number.",
        ),
        Mistake(
            "the negative numbers cut off",
            lambda z: 1 / (1 + np.exp(-np.clip(z, 0, 500))),
            "You cut the negative numbers to 0, and all of them become 0.5. Cut at a number as "
            "far out as -500.",
            also=[lambda z: 1 / (1 + np.exp(-np.maximum(z, 0)))],
        ),
        Mistake(
            "number by number with math.exp",
            np.vectorize(lambda z: 1 / (1 + math.exp(-z))),
            "math.exp stops with an error for numbers above 709, so -1000 is too much for "
            "exp(-z). Which form of the formula never gives exp a large number?",
        ),
        Mistake(
            "a softmax",
            lambda z: networks.softmax(z),
            "The numbers share the sum 1, which is softmax. The sigmoid looks at each by itself.",
            also=[lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()],
        ),
    ],
    alternatives=[
        networks.sigmoid,
        scipy.special.expit,
        lambda z: np.exp(-np.logaddexp(0, -z)),
        lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500))),
        _masked,
        lambda z: networks.softmax(np.stack([z, np.zeros_like(z)], axis=-1))[..., 0],
    ],
    hints=[
        "1 / (1 + np.exp(-z)) is right, but for -1000 exp gets 1000. From about 710 on, exp is too "
        "large for a float.",
        "Three ways: cut z to -500...500 first; or a formula with np.tanh, which never overflows; "
        "or another form of the formula for negative z.",
        "(1 + np.tanh(z / 2)) / 2",
    ],
    why="A formula that is right on paper may overflow in the computer. Training meets such z.",
)
