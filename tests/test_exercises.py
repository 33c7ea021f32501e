"""The exercise lint: every rule over every exercise of every lesson."""

import ast
import importlib
import pkgutil

import pytest

from course_utils import exercises, lesson_runs, lessons
from course_utils.checking import Exercise, lint

FOUND = {
    name: exercise
    for module in pkgutil.iter_modules(exercises.__path__, "course_utils.exercises.")
    for name, exercise in vars(importlib.import_module(module.name)).items()
    if isinstance(exercise, Exercise)
}
BY_ID = {exercise.id: exercise for exercise in FOUND.values()}


def unsolved(exercise_id: str) -> str:
    """Return the cell as the learner gets it, without the check at its end."""
    source = lessons.load(exercise_id.split(".")[0]).exercises[exercise_id].unsolved()
    check = ast.parse(source).body[-1]
    return "\n".join(source.split("\n")[: check.lineno - 1])


@pytest.fixture(scope="module")
def cases() -> dict[str, lint.Case]:
    return {
        exercise_id: lint.Case(namespace, solution, unsolved(exercise_id), answer)
        for exercise_id, namespace, solution, answer in lesson_runs.exercise_cases()
    }


def test_every_exercise_is_in_its_lesson_and_every_lessons_exercise_is_there(cases):
    assert sorted(cases) == sorted(BY_ID)
    assert len(FOUND) >= 1


def test_names_and_ids_agree():
    for module in pkgutil.iter_modules(exercises.__path__, "course_utils.exercises."):
        for name, exercise in vars(importlib.import_module(module.name)).items():
            if isinstance(exercise, Exercise):
                assert exercise.id == f"{module.name[-2:]}.{name}"


@pytest.mark.parametrize("rule", lint.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("exercise_id", sorted(BY_ID))
def test_rule(exercise_id, rule, cases):
    found = rule(BY_ID[exercise_id], cases[exercise_id])
    assert not found, "\n\n".join(found)
