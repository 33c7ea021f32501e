"""Answers that learners give to the second half of lesson 07: each is judged rightly, and named."""

from textwrap import dedent, indent

import cv2
import keras
import numpy as np
import pytest

from course_utils import datasets
from course_utils.checking import Outcome
from course_utils.exercises import lesson_07 as ex
from course_utils.exercises.lesson_07 import digits_on_paper

PASSED = "passed"


def judged(exercise, answer) -> str:
    """Return the name of the mistake, or how the check ended."""
    report = exercise.grade(answer)
    assert report.outcome is not Outcome.COURSE_FAULT, report.text
    return report.mistake or str(report.outcome)


def typed(body: str):
    """Return the function with this body, as a learner types it."""
    namespace = {"keras": keras, "np": np}
    exec("def build():\n" + indent(dedent(body), "    "), namespace)
    return namespace["build"]


# ---- from maps to a row --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (lambda maps: maps.flatten(), "the batch flattened too"),
        (lambda maps: maps.reshape(-1, len(maps)), "not yet"),
        (lambda maps: [m.ravel() for m in maps], PASSED),
        (lambda maps: np.vstack([m.ravel() for m in maps]), PASSED),
        (lambda maps: maps.reshape(maps.shape[0], maps.shape[1] * maps.shape[2], -1), "only rows"),
        (lambda maps: np.asarray(keras.layers.Flatten()(maps)), PASSED),
        (lambda maps: maps[0].reshape(1, -1), "only the first picture"),
    ],
)
def test_flatten(answer, verdict):
    assert judged(ex.flatten, answer).startswith(verdict)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (lambda maps: maps.mean((1, 2)), PASSED),
        (lambda maps: np.asarray(keras.layers.GlobalAveragePooling2D()(maps)), PASSED),
        (lambda maps: maps.mean(1).mean(1), PASSED),
        (lambda maps: maps.mean(axis=-1), "averaged over the channels"),
        (lambda maps: np.mean(maps), "one mean for all"),
        (lambda maps: np.median(maps, axis=(1, 2)), "not yet"),
        (lambda maps: [maps[..., c].mean() for c in range(maps.shape[-1])], "not yet"),
    ],
)
def test_global_average(answer, verdict):
    assert judged(ex.global_average, answer) == verdict


# ---- dropout -------------------------------------------------------------------------------------


def zeros_at_drawn_places(values, rate, generator, training):
    """Draw the places with repetition: some twice, so too few values are dropped."""
    if not training:
        return values
    result = values.copy().ravel()
    result[generator.integers(0, result.size, int(rate * result.size))] = 0
    return result.reshape(values.shape) / (1 - rate)


def changes_what_it_gets(values, rate, generator, training):
    if training:
        values[generator.random(values.shape) < rate] = 0
        values /= 1 - rate
    return values


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (
            lambda v, rate, g, t: np.where(g.random(v.shape) > rate, v / (1 - rate), 0) if t else v,
            PASSED,
        ),
        (
            lambda v, rate, g, t: v * g.binomial(1, 1 - rate, v.shape) / (1 - rate) if t else v,
            PASSED,
        ),
        (lambda v, rate, g, t: v * (g.random(v.shape) > rate) if t else v, "not divided"),
        (
            lambda v, rate, g, t: v * (g.random(v.shape) > rate) if t else v * rate,
            "multiplied by the rate in use",
        ),
        (
            lambda v, rate, g, t: v * (g.random(v.shape) > rate) / (1 - rate),
            "always in training",
        ),
        (lambda v, rate, g, t: v / (1 - rate) if t else v, "only divided"),
        (
            lambda v, rate, g, t: v * (g.random() > rate) / (1 - rate) if t else v,
            "one draw for all",
        ),
        (
            lambda v, rate, g, t: v * (g.normal(0, 1, v.shape) > rate) / (1 - rate) if t else v,
            "not yet",
        ),
        (zeros_at_drawn_places, "not yet"),
        (changes_what_it_gets, "not yet"),
    ],
)
def test_dropout(answer, verdict):
    assert judged(ex.dropout, answer) == verdict


def test_dropout_of_the_course_is_that_of_keras():
    """The same two values come out, with the same chance, and nothing changes in use."""
    values = np.full((400, 400), 3, np.float32)
    layer = keras.layers.Dropout(0.2, seed=1)
    theirs = np.asarray(layer(values, training=True))
    ours = ex.dropout.reference(values, 0.2, np.random.default_rng(1), True)
    np.testing.assert_allclose(np.unique(theirs), np.unique(ours))
    assert np.mean(theirs == 0) == pytest.approx(np.mean(ours == 0), abs=0.01)
    np.testing.assert_array_equal(layer(values, training=False), values)


# ---- shapes and parameters -----------------------------------------------------------------------


def shape_with_formula(shape, layer):
    kind, *rest = layer
    if kind == "conv":
        k, f = rest
        return (int((shape[0] - f) / 1 + 1), int((shape[1] - f) / 1 + 1), k)
    if kind == "pool":
        f = rest[0]
        return ((shape[0] - f) // f + 1, (shape[1] - f) // f + 1, shape[2])
    if kind == "flatten":
        return (int(np.prod(shape)),)
    return (rest[0],) if kind == "dense" else shape


def without_dropout(shape, layer):
    if layer[0] == "dropout":
        return None
    return shape_with_formula(shape, layer)


def rounded(shape, layer):
    if layer[0] == "pool":
        return (round(shape[0] / layer[1]), round(shape[1] / layer[1]), shape[2])
    return shape_with_formula(shape, layer)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (shape_with_formula, PASSED),
        (lambda shape, layer: list(shape_with_formula(shape, layer)), PASSED),
        (without_dropout, "nothing after dropout"),
        (rounded, "pooling rounds to the nearest"),
        (lambda shape, layer: shape, "not yet"),
        (lambda shape, layer: (None, *shape_with_formula(shape, layer)), "not yet"),
    ],
)
def test_next_shape(answer, verdict):
    assert judged(ex.next_shape, answer) == verdict


@pytest.mark.parametrize(
    ("conv", "verdict"),
    [
        (lambda shape, k, f: (f * f * shape[-1] + 1) * k, PASSED),
        (lambda shape, k, f: f * f * k + k, "the depth of the kernels forgotten"),
        (lambda shape, k, f: f * f * shape[2] * k, "no biases"),
        (lambda shape, k, f: (f * f + 1) * k * shape[2], "a bias for each slice"),
        (lambda shape, k, f: f * f * shape[2] * k + shape[2], "a bias for each channel"),
    ],
)
def test_layer_parameters(conv, verdict):
    def answer(shape, layer):
        if layer[0] == "conv":
            return conv(shape, *layer[1:])
        return (shape[0] + 1) * layer[1] if layer[0] == "dense" else 0

    assert judged(ex.layer_parameters, answer) == verdict


# ---- the first network ---------------------------------------------------------------------------

CNN = """
    model = keras.Sequential()
    model.add(keras.layers.Input((12, 12, 1)))
    model.add(keras.layers.Conv2D(16, (3, 3), activation="relu"))
    model.add(keras.layers.MaxPooling2D((2, 2)))
    model.add(keras.layers.Conv2D(32, kernel_size=3, activation="relu"))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model
"""


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("", "", PASSED),
        ("Input((12, 12, 1))", "Input((28, 28, 1))", "pictures of another shape"),
        ("model.add(keras.layers.Flatten())", "", "maps come out"),
        ("keras.layers.Flatten()", "keras.layers.GlobalMaxPooling2D()", "one number for each map"),
        (
            '3), activation="relu"',
            '3), activation="relu", padding="same"',
            "padding in one layer, or the pooling last",
        ),
        ('3), activation="relu"', "3)", "ReLU in one layer"),
        ('"relu"', '"elu"', "not yet"),
        ("MaxPooling2D((2, 2))", "AveragePooling2D(2)", "average pooling"),
        ('"softmax"', '"sigmoid"', "sigmoid at the end"),
        ("Dense(10", "Dense(9", "nine nodes at the end"),
        ("sparse_categorical", "categorical", "a loss for one-hot labels"),
        ("model.compile(", "dict(", "not compiled"),
        ('loss="sparse_categorical_crossentropy", ', "", "no loss"),
        ("Conv2D(16", "Conv2D(8", "another number of parameters"),
        ("MaxPooling2D((2, 2)))", "BatchNormalization())", "another number of parameters"),
        (
            "model.add(keras.layers.Flatten())",
            "model.add(keras.layers.BatchNormalization()), model.add(keras.layers.Flatten())",
            "one layer too many",
        ),
        ("(12, 12, 1)", "(12, 12)", "not yet"),
        ("return model", "return model.summary()", "not yet"),
        ("return model", "", "not attempted"),
    ],
)
def test_a_first_cnn(old, new, verdict):
    body = CNN.replace(old, new) if old else CNN
    assert judged(ex.build_cnn, typed(body)) == verdict


def test_what_keras_says_is_explained():
    """Its own words, min_ndim and an output size below zero, help no beginner."""
    text = ex.build_cnn.grade(typed(CNN.replace("(12, 12, 1)", "(12, 12)"))).text
    assert "keras.Input((height, width, 1))" in text
    text = ex.build_cnn.grade(typed(CNN.replace("16, (3, 3)", "3, 16"))).text
    assert "the number of kernels stands first" in text


def test_a_picture_without_a_channel_gets_the_shape_that_is_expected():
    text = ex.build_cnn.grade(typed(CNN.replace("(12, 12, 1)", "(10, 10, 1)"))).text
    assert "it expects shape (n, 10, 10, 1)" in text


# ---- judging, improving, keeping, using ----------------------------------------------------------


def worst_with_a_list(probabilities, labels, count):
    wrong = []
    for i in range(len(labels)):
        if np.argmax(probabilities[i]) != labels[i]:
            wrong.append(i)
    wrong.sort(key=lambda i: probabilities[i].max(), reverse=True)
    return wrong[:count]


def worst_as_pairs(probabilities, labels, count):
    return [(i, probabilities[i].max()) for i in worst_with_a_list(probabilities, labels, count)]


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (worst_with_a_list, PASSED),
        (
            lambda p, labels, count: worst_with_a_list(p, labels, count)[::-1],
            "the last ones in rising order",
        ),
        (worst_as_pairs, "not yet"),
        (lambda p, labels, count: np.argsort(p.max(axis=1))[::-1][:count], "right ones too"),
        (lambda p, labels, count: np.where(p.argmax(1) != labels)[0][:count], "not sorted"),
        (lambda p, labels, count: np.where(p.argmax(1) != labels)[:count], "not yet"),
    ],
)
def test_worst_mistakes(answer, verdict):
    assert judged(ex.worst_mistakes, answer) == verdict


IMPROVED = """
    model = keras.Sequential([
        keras.Input((12, 12, 1)),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.4),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
"""


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("", "", "it still knows where"),  # more kernels, and dropout
        ("3, activation", '3, padding="same", activation', "it still knows where"),
        ("Dense(10", "Dense(11", "another number of outputs"),
        ('"softmax"', '"relu"', "no probabilities"),
        ("sparse_categorical", "binary", "a loss for one-hot labels"),
        ('"sparse_categorical_crossentropy", ', "", "no loss"),
    ],
)
def test_what_does_not_help_against_shifts(old, new, verdict):
    body = IMPROVED.replace(old, new) if old else IMPROVED
    assert judged(ex.improve, typed(body)) == verdict


def test_a_mean_of_each_map_forgets_the_place_and_learns_slowly():
    """Part 6 praises global average pooling, so this is what many learners try first."""
    body = IMPROVED.replace("3, activation", '3, padding="same", activation')
    body = body.replace("        keras.layers.MaxPooling2D(),\n", "")
    body = body.replace("Flatten", "GlobalAveragePooling2D")
    assert judged(ex.improve, typed(body)) == "it forgets where, and learns slowly"


def test_a_shift_loses_no_ink():
    pictures, _ = digits_on_paper.test()
    for way in [(0, 1), (0, -1), (1, 0), (-1, 0), (2, 2)]:
        moved = digits_on_paper.shifted(pictures, *way)
        assert moved.sum(dtype=float) == pytest.approx(pictures.sum(dtype=float))
        np.testing.assert_allclose(
            np.roll(moved, (-way[0], -way[1]), axis=(1, 2)), pictures
        )  # nothing came round at the other side
        assert not moved[:, [0, -1]].any() or abs(way[0]) == 2


def test_the_check_measures_on_digits_that_are_not_its_training_digits():
    seen = {row.tobytes() for row in datasets.digits().training[0]}
    assert not any(row.tobytes() in seen for row in datasets.digits().validation[0])


def loads_first(model, file):
    loaded = keras.models.load_model(file)
    model.save(file)
    return loaded


def returns_nothing(model, file):
    model.save(file)
    keras.models.load_model(file)


def with_text(model, file):
    model.save(str(file))
    return keras.saving.load_model(str(file))


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (with_text, PASSED),
        (loads_first, "not yet"),
        (returns_nothing, "not attempted"),
        (lambda model, file: model.save(file), "not attempted"),
        (lambda model, file: model, "nothing saved"),
        (lambda model, file: file, "not yet"),
    ],
)
def test_save_and_load(answer, verdict):
    assert judged(ex.save_and_load, answer) == verdict


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (
            lambda p, n: (1 - cv2.resize(p, (n, n), interpolation=cv2.INTER_AREA) / 255)[
                None, ..., None
            ],
            PASSED,
        ),
        (
            lambda p, n: cv2.resize(p / 255, (n, n), interpolation=cv2.INTER_AREA).reshape(
                1, n, n, 1
            ),
            "paper and ink exchanged",
        ),
        (lambda p, n: cv2.resize(1 - p / 255, (n, n)).reshape(1, n, n, 1), "bilinear"),
        (
            lambda p, n: cv2.resize(1 - p / 255, (n, n), interpolation=cv2.INTER_AREA),
            "neither batch nor channel",
        ),
        (
            lambda p, n: (255 - cv2.resize(p, (n, n), interpolation=cv2.INTER_AREA)).reshape(
                1, n, n, 1
            ),
            "from 0 to 255",
        ),
        (lambda p, n: (1 - p / 255).reshape(1, *p.shape, 1), "not shrunk"),
        (lambda p, n: (1 - p / 255)[:n, :n].reshape(1, n, n, 1), "a corner cut out"),
    ],
)
def test_prepare(answer, verdict):
    assert judged(ex.prepare, answer) == verdict
