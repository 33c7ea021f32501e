"""All questions of the quiz, and the drawing of forms and practice from them.

A question comes from a file, such as ``01.yml``, or from a template that draws its numbers. Where
both have the same id, they ask the same: the template's numbers take the place of the file's.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar

from course_utils.quizzes.computed import TEMPLATES
from course_utils.quizzes.computed.template import Template
from course_utils.quizzes.loader import load_file
from course_utils.quizzes.objectives import Objective, objective_of
from course_utils.quizzes.questions import Question

LESSONS = ("01", "02", "03", "04", "05", "06", "07")
FORM_SIZE = 20
VARIANTS = 1000  # sets of numbers of each template

Entry = TypeVar("Entry", Question, Template)

_FOLDER = Path(__file__).parent


@cache
def load(lesson: str) -> tuple[Question, ...]:
    """Return all questions of a lesson's file.

    Raises
    ------
    LookupError
        When the lesson has no questions.
    QuizFileError
        When there is a mistake in its file.
    """
    if lesson not in lessons():
        raise LookupError(
            f"There are no questions for lesson {lesson!r}. "
            f"There are some for {', '.join(lessons())}."
        )
    return load_file(_FOLDER / f"{lesson}.yml")


def lessons() -> tuple[str, ...]:
    """Return the lessons that have questions.

    >>> lessons()[0]
    '00'
    """
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))


def find(question_id: str) -> Question:
    """Return a question by its id, such as "01.bgr", or "01.bytes#17" for drawn numbers.

    Raises
    ------
    LookupError
        When there is no such question; the text names those there are.
    """
    name, mark, variant = str(question_id).partition("#")
    if mark and name in TEMPLATES and variant.isdecimal() and int(variant) < VARIANTS:
        return TEMPLATES[name].question(int(variant))
    lesson = name.partition(".")[0]
    questions = load(lesson)
    for question in questions:
        if question.id == question_id:
            return question
    names = ", ".join(question.id for question in questions)
    raise LookupError(f"There is no question {question_id!r}. Lesson {lesson} has {names}.")


def templates(lesson: str) -> tuple[Template, ...]:
    """Return the templates of a lesson."""
    return tuple(each for name, each in TEMPLATES.items() if name.startswith(f"{lesson}."))


def written(lesson: str) -> tuple[Question, ...]:
    """Return the questions of a lesson's file for which there is no template."""
    return tuple(question for question in load(lesson) if question.id not in TEMPLATES)


@cache
def draw_form(seed: int) -> tuple[Question, ...]:
    """Return the questions of a form, in the order of the lessons.

    Every lesson has three questions, but for one that has two. One question of each lesson has
    numbers that are drawn; the others come from the lesson's file. As long as there is another
    objective, no objective of a lesson is asked twice. An objective with few questions is asked
    about as often as one with many.

    Parameters
    ----------
    seed
        The number of the form. The same number draws the same form on every machine.
    """
    random = Random(f"form {seed}")
    counts = dict.fromkeys(LESSONS, -(-FORM_SIZE // len(LESSONS)))
    for lesson in random.sample(LESSONS, sum(counts.values()) - FORM_SIZE):
        counts[lesson] -= 1
    return tuple(
        question for lesson in LESSONS for question in _of_lesson(lesson, counts[lesson], random)
    )


def draw_practice(lesson: str | None, count: int, random: Random) -> tuple[Question, ...]:
    """Return questions of one lesson, or of all, in random order and none of them twice.

    Raises
    ------
    LookupError
        When the quiz has no such lesson.
    """
    if lesson is not None and lesson not in LESSONS:
        raise LookupError(
            f"The quiz has no lesson {lesson!r}. It has {', '.join(LESSONS)}: practice("
            'lesson="06") asks about lesson 06, and practice() about all.'
        )
    bank: list[Question | Template] = []
    for each in LESSONS if lesson is None else (lesson,):
        bank += [*written(each), *templates(each)]
    chosen = random.sample(bank, min(count, len(bank)))
    return tuple(_drawn(entry, random) for entry in chosen)


def _of_lesson(lesson: str, count: int, random: Random) -> list[Question]:
    chosen = [_drawn(_by_objective(templates(lesson), random)[0], random)]
    others = _by_objective(written(lesson), random)
    while len(chosen) < count:
        asked = {objective_of(question) for question in chosen}
        # among equals the first, so that the order of the draw decides
        chosen.append(min(others, key=lambda question: objective_of(question) in asked))
        others.remove(chosen[-1])
    random.shuffle(chosen)
    return chosen


def _by_objective(entries: Sequence[Entry], random: Random) -> list[Entry]:
    """Return the entries in random order, one of each objective before the second of any."""
    turns: Counter[Objective] = Counter()
    ranked = []
    for entry in random.sample(entries, len(entries)):
        objective = objective_of(entry)
        ranked.append((turns[objective], random.random(), entry))
        turns[objective] += 1
    return [entry for *_, entry in sorted(ranked, key=lambda each: each[:2])]


def _drawn(entry: Question | Template, random: Random) -> Question:
    return entry.question(random.randrange(VARIANTS)) if isinstance(entry, Template) else entry
