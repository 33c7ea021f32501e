"""The exercise lint: every rule over every exercise of every lesson."""

import contextlib
import io

import pytest

from course_utils import lesson_runs
from course_utils.checking import lint
from course_utils.exercises import by_lesson

FOUND = [
    (lesson, name, exercise)
    for lesson, found in by_lesson().items()
    for name, exercise in found.items()
]
BY_ID = {exercise.id: exercise for _, _, exercise in FOUND}


@pytest.fixture(scope="module")
def cases() -> dict[str, lint.Case]:
    with contextlib.redirect_stdout(io.StringIO()):  # what the lessons print is not the matter here
        return {case.exercise_id: case for case in lesson_runs.exercise_cases()}


def test_every_exercise_is_in_its_lesson_and_every_lessons_exercise_is_there(cases):
    lost = sorted(cases.keys() - BY_ID.keys())
    assert not lost, f"in a lesson, but not in course_utils/exercises: {lost}"
    unused = sorted(BY_ID.keys() - cases.keys())
    assert not unused, f"in course_utils/exercises, but no cell of a lesson checks it: {unused}"
    assert len(BY_ID) == len(FOUND) >= 1


def test_exercises_stand_in_the_order_of_their_lesson(cases):
    """`course progress` names the next one."""
    assert list(BY_ID) == list(cases)


def test_names_and_ids_agree():
    for lesson, name, exercise in FOUND:
        wanted = f"{lesson}.{name}"
        assert exercise.id == wanted, f"{name} = Exercise({exercise.id!r}, ...) must be {wanted!r}"


@pytest.mark.parametrize("rule", lint.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("exercise_id", sorted(BY_ID))
def test_rule(exercise_id, rule, cases):
    if exercise_id not in cases:
        pytest.fail("no cell of a lesson checks it; the first test says more", pytrace=False)
    if found := rule(BY_ID[exercise_id], cases[exercise_id]):
        pytest.fail("\n\n".join(found), pytrace=False)
