"""Keras models as answers: judged by what they do, and left as they were."""

import random
import subprocess
import sys

import keras
import numpy as np
import pytest

from course_utils.checking import Exercise, Mistake, Outcome, lint
from course_utils.checking.models import NotTakenError, borrowed
from course_utils.lesson_runs import ExerciseCase

X = np.random.default_rng(0).normal(size=(40, 3))
Y = X @ [[1.0], [-2.0], [0.5]]


def network(*nodes: int, inputs: int = 3, optimizer="adam", compiled: bool = True) -> keras.Model:
    dense = [keras.layers.Dense(each) for each in nodes]
    model = keras.Sequential([keras.Input((inputs,)), *dense])
    if compiled:
        model.compile(optimizer=optimizer, loss="mse", metrics=["mae"])
    return model


class Doubled(keras.layers.Layer):
    """A layer of the learner's own, which Keras could not copy: it asks for a function."""

    def __init__(self, function) -> None:
        super().__init__()
        self.function = function

    def call(self, x):
        return self.function(x)


class Subclass(keras.Model):
    """Knows its inputs only when it is called, and trains in its own way."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.doubled = Doubled(lambda x: 2 * x)
        self.last = keras.layers.Dense(count)

    def call(self, x):
        return self.last(self.doubled(x))


def look(model: keras.Model) -> dict[str, str]:
    try:
        with borrowed(model, X) as on_trial:
            found = {"Goes in": "3 numbers", "Comes out": str(on_trial.predict(X).shape)}
            if on_trial.compiled:
                on_trial.fit(X, Y, epochs=2, batch_size=20)
            return found | {"compile": str(on_trial.compiled)}
    except NotTakenError as stopped:
        return {"Goes in": f"{stopped.error.message} Does it take 3 numbers?"}


MISTAKES = [
    ("two outputs", lambda: network(2), "Two numbers come out."),
    ("not compiled", lambda: network(1, compiled=False), "It is not compiled."),
    ("four inputs", lambda: network(1, inputs=4), "It takes four numbers."),
]
RIGHT = {"Goes in": "3 numbers", "Comes out": "(40, 1)", "compile": "True"}
function = Exercise(
    "00.function",
    "A function that builds a model",
    reference=lambda: network(1),
    probes=[()],
    observe=lambda build: look(build()),
    findings=RIGHT,
    mistakes=[
        Mistake(*MISTAKES[0]),
        Mistake(*MISTAKES[1]),
        Mistake(*MISTAKES[2], like=lambda came, expected: came["Goes in"] != expected["Goes in"]),
    ],
    alternatives=[lambda: network(5, 1), lambda: compiled(Subclass(1))],
    hints=["Dense(1)"],
    why="One number comes out.",
)
value = Exercise(
    "00.value",
    "A model",
    reference=lambda: network(1),
    observe=look,
    mistakes=function.mistakes,
    alternatives=function.alternatives,
    hints=["Dense(1)"],
    why="One number comes out.",
)
SOLUTION = """import keras
def build():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    return model
"""


def compiled(model: keras.Model) -> keras.Model:
    model.compile(optimizer="rmsprop", loss="mse")
    return model


def case(name: str, solution: str, stub: str) -> ExerciseCase:
    return ExerciseCase(f"00.{name}", "build", dict, solution, stub)


@pytest.mark.parametrize("rule", lint.RULES, ids=lambda rule: rule.__name__)
def test_the_lint_of_a_function_that_builds_a_model(rule):
    stub = "def build():\n    ...  # your code here\n"
    if rule is lint.trivial_answers_fail:  # this toy does not ask what a model has learned
        assert rule(function, case("function", SOLUTION, stub)) == [
            "A model that answers the same to everything, and never learns, passes."
        ]
    else:
        assert rule(function, case("function", SOLUTION, stub)) == []


def test_the_lint_of_a_model():
    solution = SOLUTION + "build = build()\n"
    given = case("value", solution, "build = ...\n")
    for rule in (lint.is_complete, lint.right_answers_pass, lint.mistakes_are_named):
        assert rule(value, given) == [], rule.__name__
    assert lint.stub_is_not_attempted(value, given) == []


def test_other_things_than_models_are_told_in_words():
    told = function.grade(lambda: 3).text
    assert "A Keras model was expected, and 3 came." in told
    assert "the text 'model'" in value.grade("model").text
    assert "a function came" in value.grade(lambda: network(1)).text
    assert "A function is checked here, and a Keras model came" in function.grade(network(1)).text
    nothing = function.grade(lambda: network(1).compile(loss="mse"))
    assert nothing.outcome is Outcome.NOT_ATTEMPTED
    assert "`compile` and `add` return nothing: return the model itself." in nothing.text
    assert value.grade(...).outcome is Outcome.NOT_ATTEMPTED
    history = function.grade(lambda: network(1).fit(X, Y, verbose=0))
    assert "an object of type History came" in history.text


def test_what_fails_inside_a_model_is_the_learners():
    class Stops(keras.Model):
        def call(self, x):
            raise KeyError("here")

    report = function.grade(lambda: compiled(Stops()))
    assert report.outcome is Outcome.NOT_YET
    assert report.mistake == "four inputs"  # the toy's own words for every stop

    class StopsInTraining(Subclass):
        def train_step(self, data):
            raise ValueError("my own training")

    report = function.grade(lambda: compiled(StopsInTraining(1)))
    assert report.outcome is Outcome.NOT_YET and "my own training" in report.text


def test_a_fault_in_the_reference_is_the_courses():
    broken = Exercise(
        "00.broken", "Broken", reference=lambda: 1 / 0, probes=[()], observe=lambda build: {}
    )
    assert broken.grade(lambda: network(1)).outcome is Outcome.COURSE_FAULT
    blind = Exercise("00.blind", "Blind", reference=lambda: network(1), probes=[()])
    assert blind.grade(lambda: network(1)).outcome is Outcome.COURSE_FAULT


def state(model: keras.Model) -> list[np.ndarray]:
    return [np.array(v) for v in (*model.variables, *model.optimizer.variables)]


@pytest.mark.parametrize("kind", ["new", "trained", "subclass", "dropout and norm"])
def test_the_model_is_as_it_was(kind):
    model = compiled(Subclass(1)) if kind == "subclass" else network(4, 1)
    if kind == "dropout and norm":
        layers = [keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]
        model = compiled(keras.Sequential([keras.Input((3,)), *layers, keras.layers.Dense(1)]))
    if kind in ("trained", "subclass"):
        model.fit(X, Y, epochs=3, verbose=0)
        history = model.history
    model.optimizer.build(model.trainable_variables)
    before, outputs = state(model), np.asarray(model(X))
    assert function.grade(lambda: model).passed
    assert len(before) == len(state(model))
    for was, now in zip(before, state(model), strict=True):
        np.testing.assert_array_equal(was, now)
    np.testing.assert_array_equal(np.asarray(model(X)), outputs)
    if kind in ("trained", "subclass"):
        assert model.history is history
    else:
        assert "history" not in vars(model)


def test_training_after_a_check_is_the_same_as_without_it():
    weights = network(4, 1).get_weights()
    losses = []
    for checked in (False, True):
        model = network(4, 1, optimizer=keras.optimizers.SGD(0.05, momentum=0.9))
        model.set_weights(weights)
        if checked:
            assert function.grade(lambda model=model: model).passed
        losses.append(model.fit(X, Y, epochs=4, shuffle=False, verbose=0).history)
    for name, values in losses[0].items():
        np.testing.assert_allclose(values, losses[1][name], rtol=1e-6)


def test_generators_are_as_before():
    keras.utils.set_random_seed(3)
    expected = (random.random(), np.random.random(), np.array(keras.random.normal((2,))))
    keras.utils.set_random_seed(3)

    def build():
        keras.utils.set_random_seed(99)
        return network(1)

    assert function.grade(build).passed
    came = (random.random(), np.random.random(), np.array(keras.random.normal((2,))))
    for one, other in zip(came, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_two_checks_give_the_same_report_and_say_what_was_printed():
    def build():
        print("building")
        return network(2)

    one, two = function.grade(build), function.grade(build)
    assert one.text == two.text and "building" in one.text
    assert one.mistake == "two outputs"


def test_a_check_hands_back_what_works(capsys):
    good = lambda: network(1)  # noqa: E731
    assert function.check(good) is good
    ours = function.check(lambda: network(2))
    assert ours().count_params() == 4
    assert value.check(network(2)).count_params() == 4
    assert "Two numbers come out." in capsys.readouterr().out


def test_nothing_comes_on_stderr_and_keras_is_not_imported_before_it_is_needed():
    program = """
import sys
from course_utils.checking import Exercise
from course_utils.exercises import lesson_05
Exercise("00.x", "X", reference=lambda: 3).grade(3)
assert "keras" not in sys.modules
from course_utils import background
background.keras_ready()
from tests.test_checking_models import function, network
print(function.grade(lambda: network(1)).outcome)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("passed\n", "", 0)
