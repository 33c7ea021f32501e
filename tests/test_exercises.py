"""The exercise lint: every rule over every exercise of every lesson."""

import importlib
import pkgutil

import pytest

from course_utils import exercises, lesson_runs
from course_utils.checking import Exercise, lint

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.iter_modules(exercises.__path__, "course_utils.exercises.")
]
FOUND = [
    (module.__name__, name, exercise)
    for module in MODULES
    for name, exercise in vars(module).items()
    if isinstance(exercise, Exercise)
]
BY_ID = {exercise.id: exercise for _, _, exercise in FOUND}


@pytest.fixture(scope="module")
def cases() -> dict[str, lint.Case]:
    return {case.exercise_id: case for case in lesson_runs.exercise_cases()}


def test_every_exercise_is_in_its_lesson_and_every_lessons_exercise_is_there(cases):
    assert sorted(cases) == sorted(BY_ID)
    assert len(BY_ID) == len(FOUND) >= 1


def test_names_and_ids_agree():
    for module, name, exercise in FOUND:
        assert exercise.id == f"{module[-2:]}.{name}"


@pytest.mark.parametrize("rule", lint.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("exercise_id", sorted(BY_ID))
def test_rule(exercise_id, rule, cases):
    found = rule(BY_ID[exercise_id], cases[exercise_id])
    assert not found, "\n\n".join(found)
