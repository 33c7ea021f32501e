"""The exercise lint: every rule over every exercise of every lesson."""

import contextlib
import functools
import io

import pytest

from course_utils import lesson_runs, lessons, paths
from course_utils.checking import lint
from course_utils.exercises import by_lesson

FOUND = [
    (lesson, name, exercise)
    for lesson, found in by_lesson().items()
    for name, exercise in found.items()
]
BY_ID = {exercise.id: exercise for _, _, exercise in FOUND}
LESSONS = {lesson.number: lesson for lesson in map(lessons.load, paths.lesson_files())}
IN_LESSONS = [id_ for lesson in LESSONS.values() for id_ in lesson.exercises]


@functools.cache
def cases(number: str) -> dict[str, lint.Case]:
    """Run the cells of a lesson, solved; return what it says about each of its exercises."""
    with contextlib.redirect_stdout(io.StringIO()):  # what the lessons print is not the matter here
        found = lesson_runs.exercise_cases(LESSONS[number])
        return {case.exercise_id: case for case in found}


def test_every_exercise_is_in_its_lesson_and_every_lessons_exercise_is_there():
    lost = sorted(set(IN_LESSONS) - BY_ID.keys())
    assert not lost, f"in a lesson, but not in course_utils/exercises: {lost}"
    unused = sorted(BY_ID.keys() - set(IN_LESSONS))
    assert not unused, f"in course_utils/exercises, but no cell of a lesson checks it: {unused}"
    assert len(BY_ID) == len(FOUND) >= 1


def test_exercises_stand_in_the_order_of_their_lesson():
    """`course progress` names the next one."""
    assert list(BY_ID) == IN_LESSONS


def test_names_and_ids_agree():
    for lesson, name, exercise in FOUND:
        wanted = f"{lesson}.{name}"
        assert exercise.id == wanted, f"{name} = Exercise({exercise.id!r}, ...) must be {wanted!r}"


@pytest.mark.parametrize("exercise_id", IN_LESSONS)
@pytest.mark.parametrize("rule", lint.RULES, ids=lambda rule: rule.__name__)
def test_rule(rule, exercise_id):
    if exercise_id not in BY_ID:
        pytest.fail("it is not in course_utils/exercises", pytrace=False)
    if found := rule(BY_ID[exercise_id], cases(exercise_id[:2])[exercise_id]):
        pytest.fail("\n\n".join(found), pytrace=False)
