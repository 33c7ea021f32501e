"""Exercises whose right answers differ from each other: what is observed decides."""

import itertools

import numpy as np

from course_utils.checking import Exercise, Mistake, Outcome, Random, lint
from course_utils.lesson_runs import ExerciseCase


def throw(count, generator):
    return generator.integers(1, 7, size=count)


def observe(answer, count, generator):
    first, again = (answer(count, np.random.default_rng(5)) for _ in range(2))
    return {
        "The range": f"{first.min()} to {first.max()}",
        "The same seed": "repeats" if np.array_equal(first, again) else "does not repeat",
    }


dice = Exercise(
    "00.dice",
    "Dice",
    reference=throw,
    probes=[
        (300, np.random.default_rng(1)),
        Random(2, lambda rng: (int(rng.integers(200, 300)), np.random.default_rng(2))),
    ],
    dtype_matters=True,
    observe=observe,
    mistakes=[
        Mistake(
            "from 0", lambda count, generator: throw(count, generator) - 1, "A die begins at 1."
        ),
        Mistake(
            "global",
            lambda count, generator: np.random.randint(1, 7, size=count),
            "Use the generator.",
        ),
        Mistake(
            "floats", lambda count, generator: throw(count, generator) * 1.0, "These are floats."
        ),
    ],
    alternatives=[
        lambda count, generator: generator.permutation(throw(count, generator)),
        lambda count, generator: (generator.random(count) * 6).astype(int) + 1,
    ],
    hints=["generator.integers"],
    why="A seed repeats what is random.",
)
SOLUTION = """def throw(count, generator):
    return generator.integers(1, 7, size=count)
"""
CASE = ExerciseCase(
    "00.dice", "throw", dict, SOLUTION, "def throw(count, generator):\n    ...  # your code here\n"
)


def test_every_rule_of_the_lint_holds():
    for rule in lint.RULES:
        assert rule(dice, CASE) == [], rule.__name__


def test_right_answers_with_other_numbers_pass():
    for answer in dice.alternatives:
        assert dice.grade(answer).passed
        assert not np.array_equal(
            answer(20, np.random.default_rng(0)), throw(20, np.random.default_rng(0))
        )


def test_the_first_finding_that_differs_is_told():
    report = dice.grade(lambda count, generator: throw(count, generator) + 10)
    assert "The range: 11 to 16. Expected: 1 to 6." in report.text
    assert report.mistake == ""


def test_a_mistake_is_named_by_its_findings():
    report = dice.grade(lambda count, generator: np.random.randint(0, 6, size=count))
    assert report.mistake == ""  # two mistakes at once are neither of them
    report = dice.grade(lambda count, generator: (generator.random(count) * 6).astype(int))
    assert report.mistake == "from 0"


def test_form_comes_first_and_is_not_observed():
    seen = []
    exercise = Exercise(
        "00.seen",
        "Seen",
        reference=lambda x: np.zeros(3),
        probes=[1],
        observe=lambda answer, x: seen.append(answer(x)) or {},
    )
    assert "(2,)" in exercise.grade(lambda x: np.zeros(2)).text
    assert all(result.shape == (3,) for result in seen)  # only the reference was observed


def test_a_stub_is_not_attempted():
    assert dice.grade(lambda count, generator: ...).outcome is Outcome.NOT_ATTEMPTED


def test_what_raises_or_changes_its_form_while_it_is_observed_is_the_learners():
    calls = itertools.count()

    def stops(count, generator):
        if next(calls):
            raise KeyError("later")
        return throw(count, generator)

    report = dice.grade(stops)
    assert report.outcome is Outcome.NOT_YET
    assert "KeyError" in report.text
    calls = itertools.count()
    report = dice.grade(lambda count, generator: throw(count + next(calls), generator))
    assert report.outcome is Outcome.NOT_YET
    assert "gives another form" in report.text


def test_two_checks_of_a_random_answer_give_the_same_report():
    wrong = dice.mistakes[0].wrong
    assert dice.grade(wrong).text == dice.grade(wrong).text
