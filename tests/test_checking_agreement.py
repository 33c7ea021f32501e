"""Exercises with many right answers: `agrees` judges results, `like` recognises mistakes."""

from types import SimpleNamespace

import numpy as np
import pytest

from course_utils.checking import Exercise, Mistake, Random, lint
from course_utils.checking.report import Outcome


def _middles(values):
    return np.array([np.mean(values)])


def _near(came, expected):
    """Allow half a step; the result may have any shape."""
    if came.size != 1:
        return f"{came.size} numbers came."
    return "" if abs(came.item() - expected.item()) <= 0.5 else f"{came.item():.0f} is too far off."


def _some(rng):
    return (rng.integers(0, 50, 9).tolist(),)


def _middle(**changes):
    details = {
        "reference": _middles,
        "probes": [
            [1, 2, 9],
            [4, 4, 10],
            Random(3, lambda rng: (rng.integers(0, 50, 9).tolist(),)),
        ],
        "agrees": _near,
        "mistakes": [
            Mistake("far too large", lambda values: sum(values) + 9, "A sum?", _much_larger),
            Mistake("the first", lambda values: values[0], "The first?"),
            Mistake("all of them", lambda values: values, "All?", lambda came, _: came.size > 1),
        ],
        "alternatives": [lambda values: sum(values) / len(values), lambda values: np.mean(values)],
        "hints": ["Add."],
        "why": "Means.",
        **changes,
    }
    return Exercise("99.middle", "The middle", **details)


def _much_larger(came, expected):
    return came.size == 1 and bool(came.item() > expected.item() + 5)


def test_a_result_that_agrees_passes_whatever_its_shape():
    assert _middle().grade(lambda values: [[np.mean(values) + 0.4]]).passed
    assert _middle().grade(lambda values: np.float32(np.mean(values))).passed


def test_the_sentence_of_agrees_is_the_report():
    report = _middle().grade(lambda values: np.mean(values) - 2)
    assert report.outcome is Outcome.NOT_YET
    assert "With input 1 of 5" in report.text
    assert "2 is too far off." in report.text
    assert {step.name for step in report.steps}.isdisjoint({"shape", "finite"})


@pytest.mark.parametrize("result", ["text", {"a": 1}, [1, [2, 3]], np.nan])
def test_what_is_no_number_is_refused_and_is_no_fault_of_the_course(result):
    report = _middle().grade(lambda values: result)
    assert report.outcome is Outcome.NOT_YET


def test_like_recognises_a_mistake_with_other_values():
    exercise = _middle()
    for too_much in (20, 5000):
        report = exercise.grade(lambda values, more=too_much: np.mean(values) + more)
        assert report.mistake == "far too large"
    assert exercise.grade(lambda values: np.asarray(values) - 7).mistake == "all of them"


def test_like_must_hold_for_every_wrong_result_and_only_for_those():
    exercise = _middle()
    sometimes = exercise.grade(lambda values: np.mean(values) + (20 if values[0] == 4 else 0))
    assert sometimes.mistake == "far too large"
    mixed = exercise.grade(lambda values: np.mean(values) + (20 if values[0] == 4 else -20))
    assert mixed.outcome is Outcome.NOT_YET
    assert mixed.mistake == ""


def test_like_judges_the_results_of_an_answer_that_stops_for_a_few_inputs():
    def stops(values, at=()):
        if values[0] in at:
            raise ValueError("no")
        return np.mean(values) + 20

    report = _middle().grade(lambda values: stops(values, at=(4,)))
    assert report.mistake == "far too large"
    assert "Runs: With input 2 of 5" in report.text and "ValueError: no" in report.text
    often = _middle().grade(lambda values: stops(values, at={1, 4, *range(5, 50)}))
    assert often.outcome is Outcome.NOT_YET
    assert often.mistake == ""


def test_a_mistake_can_be_made_in_several_ways():
    named = Mistake("twice", lambda v: 2 * sum(v), "Twice?", also=[lambda v: -2 * sum(v)])
    for exercise in (_middle(mistakes=[named]), _middle(mistakes=[named], agrees=None)):
        assert exercise.grade(lambda values: 2.0 * sum(values)).mistake == "twice"
        assert exercise.grade(lambda values: -sum(values) * 2).mistake == "twice"
        assert exercise.grade(lambda values: 3 * sum(values)).mistake == ""
    assert lint.mistakes_are_named(_middle(mistakes=[named]), _case(SOLUTION)) == []
    unlike = Mistake("one", lambda v: 9 * sum(v), "Nine?", also=[lambda v: np.mean(v)])
    found = lint.mistakes_are_named(_middle(mistakes=[unlike]), _case(SOLUTION))
    assert "ends as" in " ".join(found)


def test_a_pass_may_name_how_close_it_is():
    off = _middle(measured=lambda came, expected: f"{abs(came.item() - expected.item()):.1f} off.")
    assert off.grade(lambda values: np.mean(values) + 0.3).advice == "Means. 0.3 off."
    assert _middle().grade(lambda values: np.mean(values) + 0.3).advice == "Means."


def test_a_mistake_is_named_beside_a_wrong_dtype():
    half = Mistake("halved", lambda values: np.float32([np.mean(values) / 2]), "Half?")
    exercise = _middle(mistakes=[half], agrees=None, dtype_matters=True, tolerance=1e-3)
    report = exercise.grade(lambda values: np.array([np.mean(values) / 2]))
    assert report.mistake == "halved"
    only_dtype = exercise.grade(lambda values: np.float32([np.mean(values)]))
    assert only_dtype.mistake == "" and "Dtype: " in only_dtype.text


def test_a_mistake_without_like_is_recognised_as_far_as_results_agree():
    assert _middle().grade(lambda values: values[0] + 0.3).mistake == "the first"


def test_a_dtype_that_matters_is_asked_for_beside_agrees():
    exercise = _middle(dtype_matters=True)
    assert exercise.grade(lambda values: np.array([np.mean(values)])).passed
    report = exercise.grade(lambda values: np.array([np.mean(values)], dtype=np.float32))
    assert "The dtype is float32" in report.text


def _case(solution, stub="def middle(values):\n    ..."):
    return SimpleNamespace(answer_name="middle", namespace=dict, solution=solution, stub=stub)


SOLUTION = "def middle(values):\n    return 100 * sum(values) / len(values) / 100 + 0.0001"


def test_the_lint_takes_what_agrees_for_right():
    """The 0.0001 may change a little: such a mutant is no survivor."""
    exercise, case = _middle(), _case(SOLUTION)
    for rule in (lint.right_answers_pass, lint.mistakes_are_named, lint.mutants_fail):
        assert rule(exercise, case) == []


def test_the_lint_finds_a_judgement_that_lets_everything_through():
    exercise = _middle(agrees=lambda came, expected: "")
    found = " ".join(lint.trivial_answers_fail(exercise, _case(SOLUTION)))
    assert "'zeros' passes" in found
    assert "a fifth more" in found
