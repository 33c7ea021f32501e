"""Quiz questions: ask one, answer it, and read why an answer is right or wrong.

>>> from course_utils import quizzes
>>> quizzes.answer("01.bgr", "C")
Not yet. C: Matplotlib shows the numbers 0 to 255 as they are. It turns none of them round.
Try another option.

The questions are data: one YAML file a lesson, beside this file. ``loader.py`` says what it holds.
"""

from functools import cache
from pathlib import Path

from course_utils.quizzes.loader import QuizFileError, load_file
from course_utils.quizzes.questions import Outcome, Question

__all__ = [
    "Asked",
    "Outcome",
    "Question",
    "QuizFileError",
    "answer",
    "ask",
    "lessons",
    "load",
    "recall",
]

_FOLDER = Path(__file__).parent


class Asked:
    """One or more questions to show as the last expression of a cell.

    A notebook shows forms. Where there are none, ``print`` and the plain output show the
    questions as text. Neither holds a key.
    """

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self.questions = questions

    def __repr__(self) -> str:
        return "\n\n".join(question.plain_text() for question in self.questions)

    def _ipython_display_(self) -> None:
        # imported here: a plain Python session, or a check in CI, needs no widgets
        from course_utils.quizzes.view import show

        show(self.questions, text=repr(self))


def ask(question_id: str) -> Asked:
    """Show one question.

    Raises
    ------
    LookupError
        When there is no such question: a mistake of the lesson, which its build must notice.
    """
    return Asked((_find(question_id),))


def recall(lesson: str) -> Asked:
    """Show the three recall questions of a lesson, one under another.

    Parameters
    ----------
    lesson
        Two digits, such as "01".

    Raises
    ------
    LookupError
        When the lesson has no questions, or none to recall.
    """
    questions = tuple(question for question in load(lesson) if question.recall)
    if not questions:
        raise LookupError(f"Lesson {lesson} has no recall questions.")
    return Asked(questions)


def answer(question_id: str, *given: object) -> Outcome:
    """Answer a question in text and return what the course says about the answer.

    Parameters
    ----------
    question_id
        The lesson, a dot and a name, such as "01.bgr".
    *given
        A letter, letters ("A, C" or ["A", "C"]), or a number (44, "44", "1,024", "3/4", "44 %").

    Examples
    --------
    >>> answer("01.bgr", "E")
    Please check. "E" names no option of this question. Choose one of A to D.
    """
    try:
        question = _find(question_id)
    except LookupError as problem:
        return Outcome("not understood", (str(problem.args[0]),))
    return question.judge(given[0] if len(given) == 1 else given)


@cache
def load(lesson: str) -> tuple[Question, ...]:
    """Return all questions of a lesson.

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


def _find(question_id: str) -> Question:
    lesson = str(question_id).partition(".")[0]
    questions = load(lesson)
    for question in questions:
        if question.id == question_id:
            return question
    names = ", ".join(question.id for question in questions)
    raise LookupError(f"There is no question {question_id!r}. Lesson {lesson} has {names}.")
