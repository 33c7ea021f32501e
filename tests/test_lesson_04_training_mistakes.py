"""Answers that learners give to the second half of lesson 04: each gets the help it needs."""

import numpy as np
import pytest

from course_utils.exercises import lesson_04 as ex
from course_utils.exercises.lesson_04.backwards import gradients
from course_utils.exercises.lesson_04.layers import outputs, random_layers
from course_utils.exercises.lesson_04.probabilities import mean_loss


def advice(exercise, answer):
    """Return the sentence of the mistake that is found in an answer."""
    report = exercise.grade(answer)
    assert report.mistake, report.text
    return report.advice


# ---- the slope -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [1e-2, 1e-3, 1e-5, 1e-7, 1e-8])
def test_any_sensible_step_is_right(step):
    assert ex.slope.grade(lambda f, w: (f(w + step) - f(w - step)) / (2 * step)).passed
    assert ex.slope.grade(lambda f, w: (f(w + step / 2) - f(w - step / 2)) / step).passed


@pytest.mark.parametrize("step", [0.1, 1e-3, 1e-4, 1e-6, 1e-8])
def test_one_sided_slopes_are_told_apart_even_with_a_tiny_step(step):
    assert "to one side only" in advice(ex.slope, lambda f, w: (f(w + step) - f(w)) / step)
    assert "to one side only" in advice(ex.slope, lambda f, w: (f(w) - f(w - step)) / step)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("put brackets", lambda f, w: (f(w + 1e-5) - f(w - 1e-5)) / 2 * 1e-5),
        ("too small", lambda f, w: (f(w + 1e-18) - f(w - 1e-18)) / 2e-18),
        ("two steps apart", lambda f, w: (f(w + 1e-5) - f(w - 1e-5)) / 1e-5),
        ("too large", lambda f, w: (f(w + 1) - f(w - 1)) / 2),
        ("wrong sign", lambda f, w: (f(w - 1e-5) - f(w + 1e-5)) / 2e-5),
    ],
)
def test_answers_to_the_slope(words, answer):
    assert words in advice(ex.slope, answer)


# ---- one step ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("uphill", -0.12),
        ("sign slip", -0.32),
        ("factor x is missing", 1.74),
        ("left out the 2", 0.81),
        ("learning rate, 0.1", 6.7),
        ("moved w first", 0.624),
    ],
)
def test_answers_to_the_bias(words, value):
    assert words in advice(ex.bias_step, value)


def test_answers_to_the_update():
    def in_place(layers, gradients, learning_rate):
        for k in range(len(layers)):
            layers[k] = (
                layers[k][0] - learning_rate * gradients[k][0],
                layers[k][1] - learning_rate * gradients[k][1],
            )
        return layers

    assert "old layers have changed" in advice(ex.update, in_place)

    def shallow_copy(layers, gradients, learning_rate):
        new = list(layers)
        for (weights, bias), (dw, db) in zip(new, gradients, strict=True):
            weights -= learning_rate * dw
            bias -= learning_rate * db
        return new

    assert "old layers have changed" in advice(ex.update, shallow_copy)

    def returns_early(layers, gradients, learning_rate):
        new = []
        for (weights, bias), (dw, db) in zip(layers, gradients, strict=True):
            new.append((weights - learning_rate * dw, bias - learning_rate * db))
            return new

    report = ex.update.grade(returns_early)
    assert "parts were expected" in report.text and not report.passed


# ---- backward ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(4, 3), (5, 4, 3), (3, 6, 5, 4)])
def test_the_reference_agrees_with_finite_differences(sizes):
    rng = np.random.default_rng(5)
    layers = random_layers(rng, *sizes)
    x, labels = rng.normal(size=(8, sizes[0])), rng.integers(0, sizes[-1], size=8)
    for layer, found in zip(layers, gradients(outputs(x, layers), labels, layers), strict=True):
        for numbers, gradient in zip(layer, found, strict=True):
            for place in np.ndindex(numbers.shape):
                kept, losses = numbers[place], []
                for step in (1e-6, -1e-6):
                    numbers[place] = kept + step
                    losses.append(mean_loss(outputs(x, layers)[-1], labels))
                numbers[place] = kept
                assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(gradient[place], abs=1e-6)


def typed(
    *, divide=True, subtract=1, transpose=True, relu=lambda a: a > 0, bias=lambda d: d.sum(0),
    copy=True,
):  # fmt: skip
    """Return an answer as a learner types it, with one thing or another changed."""

    def answer(outputs, labels, layers):
        n = len(labels)
        delta = outputs[-1].copy() if copy else outputs[-1]
        delta[range(n), labels] -= subtract
        if divide:
            delta = delta / n
        result = []
        for k in range(len(layers) - 1, -1, -1):
            result.append((outputs[k].T @ delta, bias(delta)))
            if k > 0:
                weights = layers[k][0]
                delta = (delta @ (weights.T if transpose else weights)) * relu(outputs[k])
        return result[::-1]

    return answer


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ("n times too large", {"divide": False}),
        ("minus** the truth", {"subtract": 0}),
        ("through the **transposed** weights", {"transpose": False}),
        ("multiplied by the slope of ReLU", {"relu": lambda a: 1}),
        ("multiplied by the slope of ReLU", {"relu": lambda a: a >= 0}),
        ("slope of sigmoid", {"relu": lambda a: a * (1 - a)}),
        ("by the output of ReLU", {"relu": lambda a: np.maximum(a, 0)}),
        ("n times too small", {"bias": lambda d: d.mean(0)}),
        ("one row a sample", {"bias": lambda d: d}),
        ("one number a sample", {"bias": lambda d: d.sum(1)}),
        ("Each node has its own bias", {"bias": lambda d: d.sum()}),
        ("`outputs[-1]` has changed", {"copy": False}),
    ],
)
def test_answers_to_backward(words, changes):
    assert ex.backward.grade(typed()).passed
    assert words in advice(ex.backward, typed(**changes))


def test_a_bias_gradient_that_keeps_its_row_is_told_by_its_shape():
    report = ex.backward.grade(typed(bias=lambda d: d.sum(axis=0, keepdims=True)))
    assert "(1, 3)" in report.text and not report.passed


# ---- the training loop ---------------------------------------------------------------------------


def step(x, labels, layers, rate):
    found = gradients(outputs(x, layers), labels, layers)
    return ex.update.reference(layers, found, rate)


def loop(order=lambda n, generator: generator.permutation(n), stop=lambda n, size: n):
    """Return a training loop with its own order and its own last start."""

    def answer(x, labels, layers, epochs, batch_size, learning_rate, generator):
        for _ in range(epochs):
            found = order(len(x), generator)
            for start in range(0, stop(len(x), batch_size), batch_size):
                batch = found[start : start + batch_size]
                layers = step(x[batch], labels[batch], layers, learning_rate)
        return layers

    return answer


def test_right_loops_pass_in_any_order():
    assert ex.train.grade(loop()).passed
    backwards = loop(order=lambda n, generator: generator.permutation(n)[::-1])
    assert ex.train.grade(backwards).passed
    chosen = loop(order=lambda n, generator: generator.choice(n, size=n, replace=False))
    assert ex.train.grade(chosen).passed


def test_a_loop_in_place_on_its_own_copies_passes():
    def answer(x, labels, layers, epochs, batch_size, learning_rate, generator):
        both = np.column_stack([x, labels])
        for _ in range(epochs):
            generator.shuffle(both)
            for start in range(0, len(both), batch_size):
                batch = both[start : start + batch_size]
                layers = step(batch[:, :-1], batch[:, -1].astype(int), layers, learning_rate)
        return layers

    assert ex.train.grade(answer).passed


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("you leave it out", loop(stop=lambda n, size: n // size * size)),
        ("the same in every epoch", loop(order=lambda n, generator: np.arange(n))),
        (
            "Draw one order",
            loop(order=lambda n, generator: generator.integers(0, n, n)),
        ),
        (
            "all code shares",
            loop(order=lambda n, generator: np.random.permutation(n)),
        ),
        (
            "one from a fixed seed",
            loop(order=lambda n, generator: np.random.default_rng(3).permutation(n)),
        ),
    ],
)
def test_answers_to_the_training_loop(words, answer):
    assert words in advice(ex.train, answer)


def test_a_learning_rate_of_ones_own_is_measured():
    def answer(x, labels, layers, epochs, batch_size, learning_rate, generator):
        return loop()(x, labels, layers, epochs, batch_size, 2 * learning_rate, generator)

    assert "2 times as large" in ex.train.grade(answer).text


def test_layers_returned_from_another_loop_are_too_many_parts():
    def answer(x, labels, layers, epochs, batch_size, learning_rate, generator):
        return loop()(x, labels, layers, epochs, batch_size, learning_rate, generator), [0.5]

    assert not ex.train.grade(answer).passed


# ---- Activity 4 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("cannot bend enough", (1, 2000)),
        ("not trained yet", (400, 50)),
        ("not used your budget up", (16, 200)),
        ("20,000", (64, 1000)),
    ],
)
def test_answers_to_the_setting(words, value):
    assert words in advice(ex.setting, value)


def test_settings_that_are_no_settings():
    assert "whole numbers" in ex.setting.grade((16.5, 1000)).text
    assert "Two numbers" in ex.setting.grade(16).text
    assert "At most 2,000 iterations" in ex.setting.grade((8, 2500)).text


def test_answers_to_the_reading():
    assert "row of 1 node" in advice(ex.reading, ["iterations"] * 4)
    assert ex.reading.grade(["nodes", "iterations", "both", "neither"]).passed
