"""Typed answers to the model exercises of lesson 05: each is judged rightly, and named."""

from textwrap import dedent, indent

import keras
import numpy as np
import pytest

from course_utils import datasets
from course_utils.checking import Outcome
from course_utils.exercises import lesson_05 as ex

PASSED, NOT_ATTEMPTED = "passed", "not attempted"


def answer(body: str):
    """Return the function with this body, as a learner types it."""
    namespace = {"keras": keras, "np": np, "datasets": datasets}
    exec("def build():\n" + indent(dedent(body), "    "), namespace)
    return namespace["build"]


def judged(exercise, body: str) -> str:
    """Return the name of the mistake, or how the check ended."""
    report = exercise.grade(answer(body))
    assert report.outcome is not Outcome.COURSE_FAULT, report.text
    return report.mistake or str(report.outcome)


SEQUENTIAL = """
    model = keras.Sequential([
        keras.Input((13,)),
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model
"""
ADDED = """
    m = keras.models.Sequential()
    m.add(keras.layers.Input(shape=(13,)))
    m.add(keras.layers.Dense(8))
    m.add(keras.layers.ReLU())
    m.add(keras.layers.Dense(units=1))
    m.add(keras.layers.Activation("sigmoid"))
    m.compile("sgd", keras.losses.BinaryCrossentropy(), metrics=["accuracy"])
    return m
"""
REGULARISED = """
    he = keras.initializers.HeNormal()
    last = dict(activation="sigmoid", kernel_regularizer="l2")
    model = keras.Sequential([
        keras.Input((13,)),
        keras.layers.Dense(8, "relu", kernel_initializer=he),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(1, **last),
    ])
    model.compile(loss=keras.losses.binary_crossentropy)
    return model
"""
SEEDED_AND_TRAINED = """
    keras.utils.set_random_seed(5)
    x, y = datasets.wine().training
    x = (x - x.mean(0)) / x.std(0)
    model = keras.Sequential([keras.Input((13,)), keras.layers.Dense(8, activation="relu"),
                              keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.RMSprop(0.01), "binary_crossentropy")
    model.fit(x, y, epochs=40, verbose=0)
    return model
"""
RAW_INPUTS = """
    model = keras.Sequential([keras.layers.Dense(8, input_shape=(13,), activation="relu"),
                              keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    return model
"""
FUNCTION_FOR_A_LOSS = """
    def own(true, found):
        true = keras.ops.cast(true, found.dtype)
        return keras.ops.mean(keras.losses.binary_crossentropy(true, found))

    inputs = keras.Input((13,))
    x = keras.layers.Dense(8, activation="relu")(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(x))
    model.compile(optimizer="adam", loss=own)
    return model
"""


@pytest.mark.parametrize(
    "body",
    [SEQUENTIAL, ADDED, REGULARISED, SEEDED_AND_TRAINED, RAW_INPUTS, FUNCTION_FOR_A_LOSS],
    ids=["sequential", "added", "regularised", "trained", "input_shape", "own loss"],
)
def test_a_right_first_model_passes_however_it_is_written(body):
    assert judged(ex.first_model, body) == PASSED


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("Dense(1, ", "Dense(2, ", "two nodes at the end"),
        ('"sigmoid"', '"softmax"', "softmax of one node"),
        (', activation="sigmoid"', "", "no activation at the end"),
        ('"sigmoid"', '"tanh"', "no activation at the end"),
        ('"sigmoid"', '"relu"', "no activation at the end"),
        (', activation="relu"', "", "no activation in the hidden layers"),
        ('"relu"', '"gelu"', "a smooth activation"),
        ('"relu"', '"softplus"', "a smooth activation"),
        ('model.compile(optimizer="adam", ', "dict(", "not compiled"),
        ("binary_crossentropy", "mse", "mean squared error"),
        ("binary_crossentropy", "categorical_crossentropy", "categorical cross-entropy"),
        ("Input((13,))", "Input((14,))", "inputs of another number"),
        ("Input((13,))", "Input((1, 13))", "inputs of another number"),
        ('keras.layers.Dense(8, activation="relu"),', "", "no hidden layer"),
        ("Dense(8", "Dense(13", "13 nodes in the hidden layer"),
        ("keras.Input((13,))", 'keras.layers.Dense(13, "relu")', "an input layer of 13 nodes"),
        ("Dense(8", "Dense(80", "not yet"),
        ("return model", "return model.summary()", "not yet"),
        ("return model", "", NOT_ATTEMPTED),
        ("return model", "return 121", "not yet"),
        ("keras.Sequential", "keras.Sequentail", "not yet"),
        ('"relu"', '"rellu"', "not yet"),
    ],
)
def test_a_wrong_first_model_is_named(old, new, mistake):
    body = SEQUENTIAL.replace(old, new)
    assert body != SEQUENTIAL
    assert judged(ex.first_model, body) == mistake


def test_the_report_says_what_is_wrong_where_no_mistake_is_known():
    def told(old, new):
        return ex.first_model.grade(answer(SEQUENTIAL.replace(old, new))).text

    assert "Parameters: 1201. Expected: 121." in told("Dense(8", "Dense(80")
    assert "A Keras model was expected, and 121 came." in told("return model", "return 121")
    assert "AttributeError" in told("keras.Sequential", "keras.Sequentail")
    text = told("Input((13,))", "Input((14,))")
    assert "How many numbers does it expect for each wine?" in text
    assert "it expects shape (n, 14)" in text
    assert "dense_" not in text  # Keras counts its names up: no two reports would be alike
    assert "Traceback" not in text and "\x1b" not in text


@pytest.mark.parametrize(
    ("hidden", "mistake"),
    [
        ("(8, 'relu'), (10, 'relu')", PASSED),
        ("(10, 'relu'), (8, 'relu')", "the new layer before the 8"),
        ("(10, 'relu')", "the new layer instead of the 8"),
        ("(8, 'relu')", "nothing added"),
        ("(8, 'relu'), (8, 'relu')", "two layers of 8"),
        ("(10, 'relu'), (10, 'relu')", "two layers of 10"),
        ("(8, 'relu'), (10, None)", "one layer without activation"),
        ("(8, None), (10, 'relu')", "one layer without activation"),
        ("(8, None), (10, None)", "no activation in the hidden layers"),
        ("(8, 'tanh'), (10, 'tanh')", "a smooth activation"),
        ("(8, 'relu'), (10, 'relu'), (10, 'relu')", "not yet"),
    ],
)
def test_the_deeper_network(hidden, mistake):
    body = f"""
        model = keras.Sequential([keras.Input((13,))])
        for nodes, activation in [{hidden}]:
            model.add(keras.layers.Dense(nodes, activation=activation))
        model.add(keras.layers.Dense(1, activation="sigmoid"))
        model.compile("sgd", "binary_crossentropy")
        return model
    """
    assert judged(ex.deeper, body) == mistake


@pytest.mark.parametrize(
    ("optimizer", "mistake"),
    [
        ('"sgd"', "steps too small"),
        ('"adam"', "steps too small"),
        ("keras.optimizers.SGD(learning_rate=0.5)", PASSED),
        ("keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True)", PASSED),
        ("keras.optimizers.RMSprop(0.02)", PASSED),
        ("keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.05, 120))", PASSED),
        ("keras.optimizers.SGD(300.0)", "steps too large"),
        ("keras.optimizers.Adam(0.0)", "no step at all"),
    ],
)
def test_the_optimiser_is_judged_by_the_loss_that_it_reaches(optimizer, mistake):
    assert judged(ex.optimiser, SEQUENTIAL.replace('"adam"', optimizer)) == mistake


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("Dense(8", "Dense(64", "another network"),
        ('model.compile(optimizer="adam", ', "dict(", "not compiled"),
        (', activation="sigmoid"', "", "no activation at the end"),
        ("binary_crossentropy", "sparse_categorical_crossentropy", "a loss for several nodes"),
    ],
)
def test_other_mistakes_with_the_optimiser(old, new, mistake):
    assert judged(ex.optimiser, SEQUENTIAL.replace(old, new)) == mistake


DIGITS = """
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
"""
PRE_TRAINED = """
    x, y = datasets.digits().training
    inputs = keras.Input((64,))
    x1 = keras.layers.Rescaling(2, -1)(inputs)
    outputs = keras.layers.Dense(10, activation="softmax")(keras.layers.Dense(50, "elu")(x1))
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(0.01), keras.losses.SparseCategoricalCrossentropy())
    model.fit(x, y, epochs=8, verbose=0)
    return model
"""


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("", "", PASSED),
        ("Dense(32", "Dense(500", PASSED),
        ('keras.layers.Dense(32, activation="relu"),', "keras.layers.Dropout(0.2),", PASSED),
        ("Input((64,))", "Input((8, 8))", "pictures instead of rows"),
        ("Dense(10", "Dense(1", "one node at the end"),
        ("Dense(10", "Dense(9", "nine nodes at the end"),
        (', activation="softmax"', "", "scores instead of probabilities"),
        ('"softmax"', '"sigmoid"', "sigmoid at the end"),
        ('model.compile(optimizer="adam", ', "dict(", "not compiled"),
        ('"sparse_categorical', '"categorical', "a loss for one-hot labels"),
        ('"adam"', '"sgd"', "steps too small"),
        ('"adam"', "keras.optimizers.SGD(50.0)", "no better than guessing"),
    ],
)
def test_a_network_for_the_digits(old, new, mistake):
    assert judged(ex.digits_model, DIGITS.replace(old, new) if old else DIGITS) == mistake


def test_a_network_that_is_trained_already_passes_and_keeps_its_weights():
    model = answer(PRE_TRAINED)()
    before = model.get_weights()
    assert ex.digits_model.grade(lambda: model).passed
    for was, now in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(was, now)


def test_the_check_measures_on_digits_that_are_not_its_training_digits():
    sets = datasets.digits()
    seen = {row.tobytes() for row in sets.training[0]}
    assert not any(row.tobytes() in seen for row in sets.test[0])
