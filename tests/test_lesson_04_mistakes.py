"""Answers that learners give to the first half of lesson 04: right ones pass, wrong ones are named.

Those about training are in test_lesson_04_training_mistakes.py.
"""

import math
import warnings

import numpy as np
import pytest
import scipy

from course_utils import networks
from course_utils.exercises import lesson_04 as ex


def advice(exercise, answer):
    """Return the sentence of the mistake that is found in an answer."""
    report = exercise.grade(answer)
    assert report.mistake, report.text
    return report.advice


def one_by_one(change):
    """Return an answer that goes over all numbers of z in a loop, whatever its shape."""

    def answer(z):
        found = np.zeros(z.shape)
        for place, number in np.ndenumerate(z):
            found[place] = change(number)
        return found

    return answer


# ---- relu ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        one_by_one(lambda number: max(number, 0)),
        one_by_one(lambda number: number if number > 0 else 0),
        lambda z: np.where(z < 0, 0, z),
        lambda z: -np.minimum(-z, 0),
        lambda z: z.clip(min=0),
        lambda z: np.maximum(z, 0).tolist(),
        lambda z: np.maximum(z, 0).astype(np.float32),
        lambda z: np.fmax(0, z),
        lambda z: z * np.heaviside(z, 0),
    ],
)
def test_right_answers_to_relu(answer):
    assert ex.relu.grade(answer).passed


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("np.max(z, 0) looks for the highest", lambda z: np.max(z, 0)),
        ("Python's max and `if` ask one question", lambda z: max(0, z)),
        ("The loop goes over the rows", lambda z: [max(0, row) for row in z]),
        ("You keep the smaller of z and 0", lambda z: np.where(z < 0, z, 0)),
        ("You say whether z is positive", lambda z: np.where(z > 0, 1, 0)),
        ("np.vectorize takes the dtype", np.vectorize(lambda number: max(0, number))),
        ("The decimals are cut off", lambda z: np.maximum(z.astype(int), 0)),
        ("You turn the sign of z", lambda z: np.maximum(-z, 0)),
        ("You leave the negative numbers out", lambda z: z[z > 0]),
    ],
)
def test_wrong_answers_to_relu(words, answer):
    assert words in advice(ex.relu, answer)


def test_relu_leaves_its_argument_alone():
    def two_loops_in_place(z):
        for row in range(z.shape[0]):
            for column in range(z.shape[1]):
                if z[row, column] < 0:
                    z[row, column] = 0
        return z

    def in_place(z):
        z[z < 0] = 0
        return z

    assert "Work on a copy" in advice(ex.relu, in_place)
    assert "Your loops need two axes" in advice(ex.relu, two_loops_in_place)


# ---- sigmoid -------------------------------------------------------------------------------------


def by_sign(number):
    power = math.exp(-abs(number))
    return 1 / (1 + power) if number >= 0 else power / (1 + power)


def quietly(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize(
    "answer",
    [
        one_by_one(by_sign),
        quietly,
        lambda z: 1 / (1 + np.exp(-np.clip(z, -50, 50))),
        lambda z: 1 / (1 + np.exp(-np.maximum(z, -500))),
        lambda z: 0.5 + 0.5 * np.tanh(z / 2),
        lambda z: scipy.special.expit(z).astype(np.float32),
        lambda z: np.piecewise(
            z, [z >= 0], [lambda v: 1 / (1 + np.exp(-v)), lambda v: np.exp(v) / (1 + np.exp(v))]
        ),
    ],
)
def test_right_answers_to_sigmoid(answer):
    report = ex.sigmoid.grade(answer)
    assert report.passed, report.text
    assert "warning" not in report.text


@pytest.mark.parametrize(
    "answer",
    [
        lambda z: 1 / (1 + np.exp(-z)),
        lambda z: 1 / (1 + math.e**-z),
        lambda z: np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))),
        lambda z: 1 / (1 + np.exp(-np.minimum(z, 500))),
    ],
)
def test_a_sigmoid_that_overflows_on_the_way_is_told_so(answer):
    report = ex.sigmoid.grade(answer)
    assert not report.passed
    assert "For -1000 or 1000, exp gets a number so large" in report.text
    assert "Already right: it runs, the type, the shape, the values." in report.text
    assert "costs nothing" not in report.text  # here the warning counts
    assert "Your code stopped" not in report.text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Your curve falls", lambda z: np.exp(-z) / (1 + np.exp(-z))),
        ("divides infinity by infinity", lambda z: np.exp(z) / (1 + np.exp(z))),
        ("Python divides first", lambda z: 1 / 1 + np.exp(-z)),
        ("It is a sum", lambda z: 1 / (1 - np.exp(-z))),
        ("rises twice as fast", lambda z: (np.tanh(z) + 1) / 2),
        ("small range", lambda z: 1 / (1 + np.exp(-np.clip(z, -10, 10)))),
        ("math.exp stops with an error", np.vectorize(lambda number: 1 / (1 + math.exp(-number)))),
        ("Your values are rounded", lambda z: np.round(1 / (1 + np.exp(-z)), 2)),
    ],
)
def test_wrong_answers_to_sigmoid(words, answer):
    assert words in advice(ex.sigmoid, answer)


# ---- dense ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        lambda x, w, b: (x @ w + b).tolist(),
        lambda x, w, b: np.tensordot(x, w, 1) + b,
        lambda x, w, b: np.inner(x, w.T) + b,
        lambda x, w, b: x @ w + np.tile(b, (len(x), 1)),
        lambda x, w, b: (x @ w + b).astype(np.float32),
        lambda x, w, b: np.array(
            [[sum(row * w[:, j]) + b[j] for j in range(w.shape[1])] for row in x]
        ),
    ],
)
def test_right_answers_to_dense(answer):
    assert ex.dense.grade(answer).passed


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("You transpose the weights", lambda x, w, b: np.inner(x, w) + b),
        ("The weights stand on the left", lambda x, w, b: np.dot(w, x) + b),
        ("The weights stand on the left", lambda x, w, b: w @ x.T + b),
        ("The weights stand on the left", lambda x, w, b: w @ x + b),
        ("in which each sample is a column", lambda x, w, b: w.T @ x + b),
        ("one sample a row", lambda x, w, b: w.T @ x.T + b[:, np.newaxis]),
        ("one sample a row", lambda x, w, b: w.T @ x.T + b),
        ("You add the bias to the inputs", lambda x, w, b: (x + b) @ w),
        ("You add the bias to the weights", lambda x, w, b: x @ (w + b)),
        ("runs down the rows", lambda x, w, b: x @ w + b.reshape(-1, 1)),
        ("`*` multiplies number by number", lambda x, w, b: x * w + b),
    ],
)
def test_wrong_answers_to_dense(words, answer):
    assert words in advice(ex.dense, answer)


# ---- softmax -------------------------------------------------------------------------------------


def naive(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def in_loops(z):
    found = []
    for row in z:
        powers = [math.exp(score - max(row)) for score in row]
        found.append([power / sum(powers) for power in powers])
    return found


def transposed_twice(z):
    powers = np.exp(z.T - z.max(axis=1))
    return (powers / powers.sum(axis=0)).T


@pytest.mark.parametrize(
    "answer",
    [
        in_loops,
        transposed_twice,
        lambda z: scipy.special.softmax(z, axis=-1),
        lambda z: np.apply_along_axis(networks.softmax, 1, z),
        lambda z: networks.softmax(z).astype(np.float32),
        lambda z: naive(z - np.max(z, 1)[:, None]),
    ],
)
def test_right_answers_to_softmax(answer):
    report = ex.softmax.grade(answer)
    assert report.passed, report.text
    assert "warning" not in report.text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Small scores come out right", naive),
        ("Small scores come out right", lambda z: [list(np.exp(r) / sum(np.exp(r))) for r in z]),
        ("All rows together", scipy.special.softmax),
        ("Your columns have the sum 1", lambda z: scipy.special.softmax(z, axis=0)),
        ("Your columns have the sum 1", lambda z: np.exp(z) / sum(np.exp(z))),
        ("With keepdims=True it is (n, 1)", lambda z: np.exp(z) / np.sum(np.exp(z), axis=1)),
        ("so large that exp overflows", lambda z: naive(z - z.mean(axis=1, keepdims=True))),
        ("You divide the scores by the largest", lambda z: naive(z / z.max(1, keepdims=True))),
        ("largest score of the whole batch", lambda z: naive(z - z.max())),
        ("put another number in its place", lambda z: np.nan_to_num(naive(z))),
        ("Python's max compares whole rows", lambda z: np.exp(z - max(z)) / sum(np.exp(z))),
        ("1000 and 999 become equal", lambda z: naive(np.clip(z, -500, 500))),
    ],
)
def test_wrong_answers_to_softmax(words, answer):
    assert words in advice(ex.softmax, answer)


# ---- forward -------------------------------------------------------------------------------------


def step(a, layer):
    return np.maximum(a @ layer[0] + layer[1], 0)


def probabilities(a, layer):
    return networks.softmax(a @ layer[0] + layer[1])


def one_name_for_all(x, layers):
    outputs = [x]
    for layer in layers[:-1]:
        x = step(x, layer)
        outputs.append(x)
    return [*outputs, probabilities(x, layers[-1])]


def sums_changed_in_place(x, layers):
    outputs = [x]
    for number, (weights, bias) in enumerate(layers):
        z = outputs[-1] @ weights
        z += bias
        last = number == len(layers) - 1
        outputs.append(networks.softmax(z) if last else np.maximum(z, 0, out=z))
    return outputs


@pytest.mark.parametrize(
    "answer",
    [
        one_name_for_all,
        sums_changed_in_place,
        lambda x, layers: [a.tolist() for a in one_name_for_all(x, layers)],
        lambda x, layers: iter(one_name_for_all(x, layers)),
        lambda x, layers: [a.astype(np.float32) for a in one_name_for_all(x, layers)],
    ],
)
def test_right_answers_to_forward(answer):
    assert ex.forward.grade(answer).passed


def x_in_the_loop(x, layers):
    outputs = [x]
    for layer in layers[:-1]:
        outputs.append(step(x, layer))
    return [*outputs, probabilities(outputs[-1], layers[-1])]


def relu_of_all_then_softmax(x, layers):
    outputs = [x]
    for layer in layers:
        outputs.append(step(outputs[-1], layer))
    return [*outputs, networks.softmax(outputs[-1])]


def relu_of_all_and_softmax_beside(x, layers):
    outputs = [x]
    for layer in layers:
        outputs.append(step(outputs[-1], layer))
    return [*outputs, probabilities(outputs[-2], layers[-1])]


def last_replaced(x, layers):
    outputs = [x]
    for layer in layers:
        outputs.append(step(outputs[-1], layer))
    outputs[-1] = networks.softmax(outputs[-1])
    return outputs


def without_activation(x, layers):
    outputs = [x]
    for weights, bias in layers[:-1]:
        outputs.append(outputs[-1] @ weights + bias)
    return [*outputs, probabilities(outputs[-1], layers[-1])]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Every layer computes with x", x_in_the_loop),
        ("stands in the list twice", relu_of_all_then_softmax),
        ("stands in the list twice", relu_of_all_and_softmax_beside),
        ("The last layer has ReLU and then softmax", last_replaced),
        ("no activation function", without_activation),
        ("begins with the last one", lambda x, layers: one_name_for_all(x, layers)[::-1]),
        ("You return only the last", lambda x, layers: one_name_for_all(x, layers)[-1]),
        ("begins with the first hidden", lambda x, layers: one_name_for_all(x, layers)[1:]),
    ],
)
def test_wrong_answers_to_forward(words, answer):
    assert words in advice(ex.forward, answer)


def test_forward_leaves_the_layers_alone():
    def popped(x, layers):
        last = layers.pop()
        outputs = [x]
        for layer in layers:
            outputs.append(step(outputs[-1], layer))
        return [*outputs, probabilities(outputs[-1], last)]

    assert "changed its argument `layers`" in ex.forward.grade(popped).text


# ---- cross-entropy -------------------------------------------------------------------------------


def true(p, labels):
    return p[np.arange(len(labels)), labels]


def skipped(p, labels):
    found = true(p, labels)[true(p, labels) > 0]
    return -np.log(found).mean() if len(found) else 0.0


def written_into(p, labels):
    p[p < 1e-12] = 1e-12
    return -np.log(true(p, labels)).mean()


@pytest.mark.parametrize(
    "answer",
    [
        lambda p, y: np.mean([-math.log(row[label] + 1e-12) for row, label in zip(p, y)]),  # noqa: B905
        lambda p, y: np.nan_to_num(-np.log(true(p, y)), posinf=-np.log(1e-12)).mean(),
        lambda p, y: -np.log(np.maximum(np.diag(p[:, y]), 1e-12)).mean(),
        lambda p, y: -np.log(np.maximum(np.choose(y, p.T), 1e-12)).mean(),
        lambda p, y: np.log(1 / np.maximum(true(p, y), 1e-12)).mean(),
        lambda p, y: np.float32(-np.log(np.maximum(true(p, y), 1e-12)).mean()),
    ],
)
def test_right_answers_to_cross_entropy(answer):
    assert ex.cross_entropy.grade(answer).passed


def test_cross_entropy_of_scikit_learn_passes():
    from sklearn.metrics import log_loss

    def answer(p, labels):
        with warnings.catch_warnings(action="ignore"):  # the sum of a row is 1 + 1e-12
            return log_loss(labels, np.maximum(p, 1e-12), labels=range(p.shape[1]))

    assert ex.cross_entropy.grade(answer).passed


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("as long as no true class has the probability 0", lambda p, y: -np.log(true(p, y)).mean()),
        (
            "as long as no true class has the probability 0",
            lambda p, y: -(np.eye(p.shape[1])[y] * np.log(p)).sum(axis=1).mean(),
        ),
        (
            "than 1e-12",
            lambda p, y: -np.log(np.clip(true(p, y), 1e-7, 1 - 1e-7)).mean(),
        ),
        ("than 1e-12", lambda p, y: -np.log(true(p, y) + 1e-15).mean()),
        ("takes all those columns", lambda p, y: -np.log(np.maximum(p[:, y], 1e-12)).mean()),
        ("the highest probability", lambda p, y: -np.log(p[range(len(y)), p.argmax(1)]).mean()),
        (
            "number of classes",
            lambda p, y: -(np.eye(p.shape[1])[y] * np.log(p + 1e-12)).mean(),
        ),
        ("You add up the losses", lambda p, y: -np.log(np.maximum(true(p, y), 1e-12)).sum()),
        ("You leave out the samples", skipped),
        ("write into the probabilities", written_into),
        ("have changed places", lambda p, y: -np.log(p[y, np.arange(len(y))] + 1e-12).mean()),
    ],
)
def test_wrong_answers_to_cross_entropy(words, answer):
    assert words in advice(ex.cross_entropy, answer)


def test_every_floor_but_the_asked_one_is_named_whatever_adds_it():
    for smallest in (1e-16, 1e-10, 1e-9, 1e-8, 1e-7):
        for answer in (
            lambda p, y, s=smallest: -np.log(np.maximum(true(p, y), s)).mean(),
            lambda p, y, s=smallest: -np.log(true(p, y) + s).mean(),
            lambda p, y, s=smallest: -np.log(np.clip(true(p, y), s, 1)).mean(),
        ):
            assert "than 1e-12" in advice(ex.cross_entropy, answer)
