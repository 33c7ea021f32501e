"""Exercises: right answers in every form pass, wrong ones are told why, nothing is disturbed."""

import dataclasses
import functools
import sys
import warnings

import numpy as np
import pytest

from course_utils.checking import Call, Exercise, Mistake, Outcome, Property, Random
from course_utils.checking.answers import LocalAnswer, Reply
from course_utils.exercises import lesson_00

scale = Exercise(
    "00.scale",
    "Scale",
    reference=lambda values, factor=2: values * factor,
    probes=[
        np.array([1.0, -2.0]),
        Call(np.array([[1.0, 2.0, 3.0]]), factor=3),
        Random(3, lambda rng: (rng.normal(size=(2, 3)), 4)),
    ],
    mistakes=[
        Mistake("adds", lambda values, factor=2: values + factor, "You add; multiply instead."),
        Mistake("power", lambda values, factor=2: values**factor, "That is a power."),
    ],
    hints=["Multiply.", "Use *."],
    why="Scaling multiplies.",
)
picture = Exercise(
    "00.picture", "A picture", reference=lambda: np.arange(120, dtype=np.uint8).reshape(10, 12)
)


def right(values, factor=2):
    return values * factor


class Scaler:
    def __call__(self, values, factor=2):
        return values * factor

    def method(self, values, factor=2):
        return values * factor


def decorated(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


def generated(values, factor=2):
    for value in values:
        yield value * factor


def read_only(values, factor=2):
    result = values * factor
    result.flags.writeable = False
    return result


RIGHT = {
    "function": right,
    "lambda": lambda values, factor=2: values * factor,
    "more defaults": lambda values, factor=2, offset=0, *more: values * factor + offset,
    "other names": lambda v, factor=2: v * factor,
    "object": Scaler(),
    "method": Scaler().method,
    "partial": functools.partial(lambda offset, values, factor=2: values * factor + offset, 0),
    "decorated": decorated(right),
    "vectorize": np.vectorize(lambda value, factor=2: value * factor),
    "list": lambda values, factor=2: (values * factor).tolist(),
    "tuple": lambda values, factor=2: (
        tuple(map(tuple, np.atleast_2d(values * factor)))
        if values.ndim == 2
        else tuple(values * factor)
    ),
    "generator": generated,
    "map": lambda values, factor=2: map(np.multiply, values, np.full(len(values), factor)),
    "float32": lambda values, factor=2: values.astype(np.float32) * factor,
    "float16": lambda values, factor=2: (values * factor).astype(np.float16),
    "not contiguous": lambda values, factor=2: np.asfortranarray(np.repeat(values * factor, 2, -1))[
        ..., ::2
    ],
    "read only": read_only,
    "in place": lambda values, factor=2: np.multiply(values, factor, out=values),
    "loop": lambda values, factor=2: sum(values for _ in range(factor)),
    "masked": lambda values, factor=2: np.ma.masked_array(values * factor),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_in_another_form_passes(name):
    report = scale.grade(RIGHT[name])
    assert report.passed, report.text
    assert "Scaling multiplies." in report.text


def test_names_of_the_notebook_are_there():
    namespace = {"offset": 0}
    exec("def answer(values, factor=2): return values * factor + offset", namespace)
    assert scale.grade(namespace["answer"]).passed


@pytest.mark.parametrize("mistake", scale.mistakes, ids=lambda mistake: mistake.name)
def test_a_known_mistake_is_named(mistake):
    report = scale.grade(mistake.wrong)
    assert report.outcome is Outcome.NOT_YET
    assert report.mistake == mistake.name
    assert mistake.sentence in report.text and mistake.sentence in report.html


def add(image, amount):
    return image + amount


brighten = Exercise(
    "00.brighten",
    "Brighten",
    reference=lambda image, amount: np.clip(image.astype(int) + amount, 0, 255).astype(np.uint8),
    probes=[(np.uint8([[10, 200]]), amount) for amount in (90, -100, 0)],
    mistakes=[Mistake("plain sum", lambda image, amount: image + amount, "The sum wraps.")],
)


def test_a_known_mistake_is_named_although_some_inputs_raise():
    # Since NumPy 2 the sum wraps for 90 and raises OverflowError for -100.
    report = brighten.grade(add)
    assert report.mistake == "plain sum" and "The sum wraps." in report.text
    assert "OverflowError" in report.text
    assert report.record()["steps"]["runs"] == "not passed"


@pytest.mark.parametrize(
    "change",
    [
        lambda image, amount: [][0] if amount < 0 else image + amount,
        lambda image, amount: image if amount < 0 else image + amount,
        lambda image, amount: [][0] if amount == 0 else image + amount,
        lambda image, amount: image + (amount - 1),
        lambda image, amount: image + 300,
    ],
    ids=["another type", "a value", "one more", "other values", "nothing but exceptions"],
)
def test_another_exception_is_another_mistake(change):
    report = brighten.grade(change)
    assert report.outcome is Outcome.NOT_YET and report.mistake == ""


def test_a_mistake_that_always_raises_is_never_named():
    broken = dataclasses.replace(
        brighten, mistakes=[Mistake("broken", lambda image, amount: image.nothing, "No.")]
    )
    for answer in (add, lambda image, amount: image.nothing):
        report = broken.grade(answer)
        assert report.outcome is Outcome.NOT_YET and report.mistake == ""


def test_an_unknown_mistake_says_where():
    report = scale.grade(lambda values, factor=2: values * factor + (values > 2.5))
    assert report.mistake == ""
    assert "With input 2 of 5 (values of shape (1, 3), factor=3): " in report.text
    assert "At [0, 2], 10 came and 9 was expected. 1 of 3 values is wrong." in report.text


def test_the_learners_mistake_must_be_the_known_one_for_every_input():
    adds_sometimes = lambda values, factor=2: values + factor if values.ndim == 1 else values  # noqa: E731
    assert scale.grade(adds_sometimes).mistake == ""


@pytest.mark.parametrize(
    "stub",
    [
        ...,
        None,
        lambda values, factor=2: None,
        lambda values, factor=2: ...,
        lambda values, factor=2: (..., ...),
        lambda values, factor=2: ... * values,
        lambda values, factor=2: list(...),
    ],
)
def test_a_stub_is_not_attempted(stub):
    report = scale.grade(stub)
    assert report.outcome is Outcome.NOT_ATTEMPTED, report.text
    assert report.record()["points"] == 0


@pytest.mark.parametrize("blank", [..., None, (..., ...), [None]])
def test_an_empty_value_is_not_attempted(blank):
    assert picture.grade(blank).outcome is Outcome.NOT_ATTEMPTED


def test_print_instead_of_return_is_told():
    report = scale.grade(lambda values, factor=2: print(values * factor))
    assert report.outcome is Outcome.NOT_YET
    assert "Your result is None" in report.text and "Is there a return" in report.text


def test_a_value_where_a_function_is_asked_for():
    report = scale.grade(np.zeros(3))
    assert report.outcome is Outcome.NOT_YET
    assert "without brackets" in report.text


def test_a_missing_return_on_one_path():
    report = scale.grade(lambda values, factor=2: values * factor if values.ndim == 2 else None)
    assert "With input 1 of 5" in report.text and "return on every path" in report.text
    assert report.record()["steps"]["values"] == "partly tried"


def failing(values, factor=2):
    values = values * factor
    return values[7]


@pytest.mark.parametrize(
    ("answer", "sentences"),
    [
        (failing, ["IndexError", "line 3 of failing: return values[7]", "length minus 1"]),
        (lambda values, factor=2: undefined, ["NameError", "'undefined'", "spelt"]),  # noqa: F821
        (lambda values, factor=2: sys.exit(), ["SystemExit", "Leave out exit()"]),
        (lambda: 3, ["cannot be called with 1 argument", "Its parameters are: none"]),
        (lambda a, b, c: 3, ["Its parameters are: a, b, c"]),
        (np.linalg.inv, ["LinAlgError"]),
        (lambda values, factor=2: 1 // 0, ["ZeroDivisionError"]),
    ],
)
def test_an_error_is_told_in_a_sentence(answer, sentences):
    report = scale.grade(answer)
    assert report.outcome is Outcome.NOT_YET
    for sentence in sentences:
        assert sentence in report.text, report.text
    assert "Traceback" not in report.text
    assert "/" not in report.text.replace("1 // 0", ""), "no path"


def test_an_error_inside_a_library_names_the_learners_line():
    def answer(values, factor=2):
        return np.reshape(values, (7, 7))

    assert "line 2 of answer: return np.reshape(values, (7, 7))" in scale.grade(answer).text


def test_endless_recursion_and_endless_iterators_are_told():
    def again(values, factor=2):
        return again(values, factor)

    def endless(values, factor=2):
        while True:
            yield 1

    assert "never stops" in scale.grade(again).text
    assert "more than 1,000,000 items" in scale.grade(endless).text


def test_the_stop_button_is_the_learners():
    def stopped(values, factor=2):
        np.random.seed(7)
        raise KeyboardInterrupt

    before = np.random.get_state()
    with pytest.raises(KeyboardInterrupt):
        scale.grade(stopped)
    np.testing.assert_array_equal(np.random.get_state()[1], before[1])


def test_a_failed_step_skips_what_hangs_on_it_for_that_input_only():
    def answer(values, factor=2):
        if values.ndim == 1:
            raise ValueError("one")
        return values * factor + 1

    steps = scale.grade(answer).record()["steps"]
    assert steps["runs"] == "not passed" and steps["values"] == "not passed"
    assert steps["type"] == "partly tried" and steps["attempted"] == "passed"


def test_inputs_and_expected_results_are_out_of_reach():
    held = []

    def vandal(values, factor=2):
        held.append(values)
        for array in held:
            array[...] = 99
        return values

    assert scale.grade(vandal).outcome is Outcome.NOT_YET
    assert scale.grade(right).passed
    assert scale.calls()[0].args[0].tolist() == [1.0, -2.0]


def test_a_reused_buffer_does_not_spoil_earlier_results():
    buffer = {}

    def answer(values, factor=2):
        result = buffer.setdefault(values.shape, np.empty(values.shape))
        np.multiply(values, factor, out=result)
        return result

    assert scale.grade(answer).passed


def test_a_changed_input_is_a_note_or_a_mistake():
    def in_place(values, factor=2):
        values *= factor
        return values

    report = scale.grade(in_place)
    assert report.passed and "changes its argument `values` in place: whoever" in report.text
    strict = Exercise(
        "00.strict",
        "Strict",
        reference=scale.reference,
        probes=scale.probes,
        keeps_input=True,
        mistakes=[Mistake("in place", in_place, "You overwrite the original.")],
    )
    report = strict.grade(in_place)
    assert report.outcome is Outcome.NOT_YET
    assert report.mistake == "in place"
    assert "Input kept: With input 1 of 5" in report.text
    assert strict.grade(right).passed


def test_warnings_and_prints_cost_nothing_and_are_told(capsys):
    def noisy(values, factor=2):
        print("line one\nline two")
        print("secret", file=sys.stderr)
        warnings.warn("old <object at 0x7f0011223344>", DeprecationWarning, stacklevel=1)
        np.array([1.0]) / 0
        return values * factor

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(all="raise"):
            report = scale.grade(noisy)
    assert report.passed
    assert "line one" in report.text and "DeprecationWarning: old <object at 0x...>" in report.text
    assert capsys.readouterr() == ("", "")


def test_an_endless_flood_of_prints_is_cut():
    def flood(values, factor=2):
        for number in range(50_000):
            print("x" * 100, number)
        return values * factor

    report = scale.grade(flood)
    assert report.passed and len(report.text) < 3000 and "(and more)" in report.text


def test_answers_that_throw_dice_or_remember_are_not_right():
    calls = []

    def remembers(values, factor=2):
        calls.append(1)
        return values * factor if len(calls) <= len(scale.calls()) else values

    assert "tried again" in scale.grade(remembers).text
    assert not scale.grade(lambda values, factor=2: np.random.normal(size=values.shape)).passed


def test_random_answers_give_the_same_report_twice():
    answer = lambda values, factor=2: np.random.normal(size=values.shape)  # noqa: E731
    assert scale.grade(answer).text == scale.grade(answer).text


def test_properties():
    linear = Exercise(
        "00.linear",
        "Linear",
        reference=lambda x: 3 * x,
        probes=[np.array([0.0, 1.0])],
        properties=[
            Property(
                "linear",
                lambda answer: np.allclose(answer(np.array([2.0, 5.0])), [6.0, 15.0]),
                "Twice the input gives twice the result.",
            )
        ],
    )
    assert linear.grade(lambda x: [3 * value for value in x]).passed
    assert "Properties: linear: Twice" in linear.grade(lambda x: 3 * x**3 * 1.0).text
    stops = linear.grade(lambda x: 3 * x if x[0] == 0 else x[9])
    assert stops.outcome is Outcome.NOT_YET and "IndexError" in stops.text
    assert linear.grade(lambda x: "x").record()["steps"]["properties"] == "not tried"
    value = Exercise(
        "00.value", "V", reference=lambda: 4,
        properties=[Property("even", lambda v: v % 2 == 0, "It is even.")],
    )  # fmt: skip
    assert value.grade(4).passed
    assert "even: It is even." in value.grade(3).text


def relu_gradient(x):
    return (x > 0).astype(float)


def test_gradients_are_tried_by_finite_differences_away_from_kinks():
    common = {
        "gradient_of": lambda x: np.maximum(x, 0),
        "probes": [np.array([[0.0, 0.0, 0.0]]), np.array([[1.0, -2.0, 3.0]])],
    }
    exercise = Exercise("00.slope", "Slope", reference=relu_gradient, **common)
    assert exercise.grade(relu_gradient).passed
    # a wrong reference that agrees with the answer: only the finite differences see it
    wrong = Exercise("00.slope", "Slope", reference=lambda x: 2.0 * (x > 0), **common)
    report = wrong.grade(lambda x: 2.0 * (x > 0))
    assert report.record()["steps"]["gradients"] == "not passed"
    assert "With input 2 of 2" in report.text
    assert wrong.grade(lambda x: "x").record()["steps"]["gradients"] == "not tried"


def test_what_cannot_be_checked_here_is_skipped():
    exercise = Exercise(
        "00.own", "Own", reference=lambda: 1, skip_when=lambda: "There is no photograph of yours."
    )
    report = exercise.grade(1)
    assert report.outcome is Outcome.SKIPPED and "no photograph" in report.text


@pytest.mark.parametrize(
    "broken",
    [
        Exercise("00.a", "A", reference=lambda x: 1 // 0, probes=[1]),
        Exercise("00.b", "B", reference=lambda x: object(), probes=[1]),
        Exercise("00.c", "C", reference=lambda x: x, probes=[Random(1, lambda rng: rng.nothing)]),
        Exercise(
            "00.e", "E", reference=lambda x: 2, probes=[1],
            properties=[Property("broken", lambda answer: 1 // 0, "No.")],
        ),
    ],
    ids=["reference", "expected", "probe", "property"],
)  # fmt: skip
def test_a_fault_of_the_course_never_counts_against_the_learner(broken):
    report = broken.grade(lambda x: 2)
    assert report.outcome is Outcome.COURSE_FAULT
    assert "says nothing about your answer" in report.text
    assert "/" not in report.text, "no path"


def test_an_answer_may_run_elsewhere():
    class Elsewhere:
        """Stands for another process: it only sends data."""

        def is_function(self):
            return True

        def read(self):
            return Reply()

        def call(self, args, kwargs):
            return LocalAnswer(right).call(args, kwargs)

    assert scale.grade(Elsewhere()).passed


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Exercise("crop", "C", reference=lambda: 1), ValueError),
        (lambda: Exercise("01.crop", "C", reference=lambda x: 1, probes=[]), ValueError),
        (lambda: Exercise("01.crop", "C", reference=3), TypeError),
    ],
)
def test_a_wrong_declaration_is_refused(make, error):
    with pytest.raises(error):
        make()


def test_random_probes_are_always_the_same_ones():
    probe = Random(4, lambda rng: rng.normal(size=3))
    for one, other in zip(probe.draw(), probe.draw(), strict=True):
        np.testing.assert_array_equal(one.args[0], other.args[0])
    assert not np.array_equal(probe.draw(seed=1)[0].args[0], probe.draw()[0].args[0])


def test_values_and_pictures():
    right_picture = picture.reference()
    assert picture.grade(right_picture).passed
    assert picture.grade(right_picture.tolist()).passed
    assert picture.grade(right_picture.astype(float)).passed
    wrong = right_picture.copy()
    wrong[3, 4] += 1
    report = picture.grade(wrong)
    assert "At [3, 4], 41 came and 40 was expected. 1 of 120 values is wrong." in report.text
    assert [shown.name for shown in report.pictures] == ["Your picture", "Expected", "Difference"]
    assert "1 of 120 pixels differ, by 1 at most, in row 3 and column 4." in report.text
    assert picture.grade(lambda: right_picture).outcome is Outcome.NOT_YET


def test_the_toy_exercise_teaches_its_mistakes():
    assert lesson_00.invert.grade(lambda image: 255 - image).passed
    assert lesson_00.invert.grade(lambda image: 1 - image).mistake == "range 0 to 1"
