"""The lint of exercises is itself tried: weak exercises must not get through."""

import dataclasses

import numpy as np
import pytest

from course_utils.checking import Exercise, Mistake, Random, lint
from course_utils.checking.mutants import EndlessMutantError, mutants, run_limited
from course_utils.lesson_runs import ExerciseCase

SOLUTION = '''def shift(image, amount=1):
    """Return it."""
    result = image.copy()
    if amount > 0:
        result[:, amount:] = image[:, :-amount]
    return result - 2
'''
STUB = '''def shift(image, amount=1):
    """Return it."""
    ...  # your code here
'''
CASE = ExerciseCase("00.shift", "shift", dict, SOLUTION, STUB)


def shift(image, amount=1):
    result = image.copy()
    if amount > 0:
        result[:, amount:] = image[:, :-amount]
    return result - 2


def rolled(image, amount=1):
    columns = np.maximum(np.arange(image.shape[1]), amount) - amount
    kept = np.where(np.arange(image.shape[1]) < amount, np.arange(image.shape[1]), columns)
    return image[:, kept] - 2


def raises_or_right(image, amount=1):
    """Raise for an input that no probe has."""
    if amount > 99:
        raise OverflowError
    return shift(image, amount)


GOOD = Exercise(
    "00.shift",
    "Shift",
    reference=shift,
    probes=[
        (np.arange(12.0).reshape(3, 4), 0),
        np.arange(6.0).reshape(2, 3),
        Random(5, lambda rng: (rng.normal(size=(4, 6)), int(rng.integers(1, 4)))),
    ],
    mistakes=[
        Mistake("rows", lambda image, amount=1: shift(image.T, 1).T, "You move rows."),
        Mistake("wraps", lambda image, amount=1: np.roll(image, amount, 1) - 2, "It wraps."),
        Mistake("bright", lambda image, amount=1: shift(image, amount) + 2, "Minus 2."),
    ],
    alternatives=[rolled, lambda image, amount=1: shift(image.astype(np.float32), amount)],
    hints=["Slices."],
    why="Because.",
)
VALUE = Exercise(
    "00.value",
    "Value",
    reference=lambda: np.arange(6).reshape(2, 3)[:, 1],
    mistakes=[
        Mistake("row", lambda: np.arange(6).reshape(2, 3)[1], "That is a row."),
        Mistake("last", lambda: np.arange(6).reshape(2, 3)[:, 2], "The last one."),
        Mistake("first", lambda: np.arange(6).reshape(2, 3)[:, 0], "The first one."),
    ],
    alternatives=[lambda: [1, 4], lambda: (1.0, 4.0)],
    hints=["Index."],
    why="Because.",
)
VALUE_CASE = ExerciseCase(
    "00.value",
    "column",
    lambda: {"table": np.arange(6).reshape(2, 3)},
    "column = ...\ncolumn = table[:, 1]\n",
    "column = ...\n...\n",
)


def found(exercise, case=CASE):
    texts = ((rule, text) for rule in lint.RULES for text in rule(exercise, case))
    return "\n".join(f"{rule.__name__}: {text}" for rule, text in texts)


def test_good_exercises_have_no_problem():
    assert found(GOOD) == ""
    assert found(VALUE, VALUE_CASE) == ""


def test_an_exercise_that_checks_only_the_shape_is_refused():
    weak = dataclasses.replace(GOOD, tolerance=1e9)
    problems = found(weak)
    assert "is_complete" not in problems and "right_answers_pass" not in problems
    assert "The mistake 'rows' ends as: Exercise 00.shift, Shift: passed" in problems
    assert "The answer 'zeros' passes." in problems
    assert "The answer 'noise of the right shape' passes." in problems
    assert "The answer 'the reference plus 0.01' passes." in problems
    assert "The answer 'the input unchanged' passes." in problems
    assert "mutants pass." in problems and "return result + 2" in problems


@pytest.mark.parametrize(
    ("rule", "change", "sentence"),
    [
        (lint.is_complete, {"mistakes": GOOD.mistakes[:2]}, "at least 3 mistakes"),
        (lint.is_complete, {"alternatives": GOOD.alternatives[:1]}, "at least 2 alternatives"),
        (lint.is_complete, {"hints": ()}, "It needs hints"),
        (lint.is_complete, {"why": ""}, "It needs a why"),
        (lint.is_complete, {"probes": GOOD.probes[:2]}, "random probes"),
        (
            lint.right_answers_pass,
            {"alternatives": [rolled, np.negative]},
            "alternative 2 does not pass",
        ),
        (
            lint.right_answers_pass,
            {"reference": lambda image, amount=1: image},
            "the lesson's solution does not pass",
        ),
        (
            lint.mistakes_are_named,
            {"mistakes": [*GOOD.mistakes, GOOD.mistakes[0]]},
            "Two mistakes have the same sentence",
        ),
        (
            lint.mistakes_are_named,
            {"mistakes": [*GOOD.mistakes, Mistake("twin", GOOD.mistakes[1].wrong, "Twin.")]},
            "The mistake 'twin' shows the sentence of 'wraps': for every probe",
        ),
        (
            lint.mistakes_are_named,
            {"mistakes": [*GOOD.mistakes, Mistake("right", rolled, "Right.")]},
            "The mistake 'right' ends as: Exercise 00.shift, Shift: passed",
        ),
        (
            lint.mistakes_are_named,
            {"mistakes": [*GOOD.mistakes, Mistake("bad", lambda image, amount=1: 1 // 0, ".")]},
            "The mistake 'bad' raises for every input",
        ),
        (
            lint.mistakes_are_named,
            {"mistakes": [*GOOD.mistakes, Mistake("blind", raises_or_right, "Blind.")]},
            "The mistake 'blind' ends as: Exercise 00.shift, Shift: passed",
        ),
    ],
)
def test_every_rule_is_needed(rule, change, sentence):
    assert rule(GOOD, CASE) == []
    assert sentence in "".join(rule(dataclasses.replace(GOOD, **change), CASE))


def test_a_mistake_may_raise_for_some_inputs():
    def wide(image, amount=1):
        if amount > 1:
            raise OverflowError("too far")
        return shift(image, amount) + 1

    some = dataclasses.replace(GOOD, mistakes=[*GOOD.mistakes, Mistake("wide", wide, "Wide.")])
    assert lint.mistakes_are_named(some, CASE) == []


def test_the_mistake_of_a_value_must_not_raise():
    broken = dataclasses.replace(VALUE, mistakes=[Mistake("bad", lambda: 1 // 0, "Bad.")])
    (problem,) = lint.mistakes_are_named(broken, VALUE_CASE)
    assert problem == "The mistake 'bad' raises for every input."


def test_a_stub_that_is_judged_is_refused():
    judged = dataclasses.replace(CASE, stub="def shift(image, amount=1):\n    return 0\n")
    assert "The stub is not yet." in found(GOOD, judged)


def test_a_solution_that_differs_only_where_nobody_looks_is_found():
    blind = dataclasses.replace(
        GOOD, probes=[GOOD.probes[0], dataclasses.replace(GOOD.probes[2], count=0)]
    )
    (problem,) = lint.mutants_fail(blind, CASE)
    assert "mutants pass" in problem and "image[:, :+amount]" in problem


def test_mutants_of_every_kind():
    source = """
def f(a, b=1, flag=True):
    '''Kept.'''
    if a < b and flag:
        a += 0.5
    for i in range(1, 3):
        a = np.stack((a, -b), axis=0)[i:, ::2] @ b
    return 'x' if a == b else a / b
"""
    changes = " | ".join(mutant.change for mutant in mutants(source))
    for kind in (
        "comparison Lt to LtE", "operator And to Or", "operator Add to Sub", "constant 0.5 to",
        "constant True to False", "first two arguments swapped", "first two swapped", "constant 0",
        "lower bound moved", "slice stops before", "slice without its step", "operands swapped",
        "sign turned", "minus removed", "condition turned",
        "statement of line 5 deleted", "comparison Eq to NotEq",
        "operator Div to Mult", "constant x to xx",
    ):  # fmt: skip
        assert kind in changes
    sources = [mutant.source for mutant in mutants(source)]
    assert len(set(sources)) == len(sources) > 40
    assert all("Kept." in text for text in sources)
    assert mutants(source) == mutants(source)


def test_an_endless_mutant_is_stopped_and_stays_stopped():
    namespace = {}
    source = "def f(n):\n    while n:\n        n -= 1\n    for _ in range(n):\n        pass\n"
    run_limited(source, namespace, "<endless>", 1000)
    namespace["f"](900)
    for _ in range(2):
        with pytest.raises(EndlessMutantError):
            namespace["f"](-1)
    looping = dataclasses.replace(
        CASE,
        solution=SOLUTION.replace(
            "    return", "    count = 0\n    while count < 3:\n        count += 1\n    return"
        ),
    )
    assert lint.mutants_fail(GOOD, looping) == []
