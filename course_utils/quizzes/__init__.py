"""Quiz questions: ask one, answer it, and read why an answer is right or wrong.

>>> from course_utils import quizzes
>>> quizzes.answer("01.bgr", "C")
Not yet. C: Matplotlib shows the numbers 0 to 255 as they are. It turns none of them round.
Try another option.

`form` is the quiz of lesson 08, `practice` asks some questions of a lesson, and `feedback` is the
form at the end of the course.

The questions are data: one YAML file a lesson, beside this file. ``loader.py`` says what it holds.
Questions with drawn numbers are in ``computed/``.
"""

from random import Random, SystemRandom

from course_utils.quizzes import bank
from course_utils.quizzes.bank import lessons, load
from course_utils.quizzes.exam import Form
from course_utils.quizzes.loader import QuizFileError
from course_utils.quizzes.questions import Outcome, Question
from course_utils.quizzes.survey import Feedback

__all__ = [
    "Asked",
    "Feedback",
    "Form",
    "Outcome",
    "Question",
    "QuizFileError",
    "answer",
    "ask",
    "feedback",
    "form",
    "lessons",
    "load",
    "practice",
    "recall",
]


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
    return Asked((bank.find(question_id),))


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
        question = bank.find(question_id)
    except LookupError as problem:
        return Outcome("not understood", (str(problem.args[0]),))
    return question.judge(given[0] if len(given) == 1 else given)


def form(seed: int | None = None) -> Form:
    """Return a form of the quiz: twenty questions over the lessons 01 to 07.

    Every answer is saved. Opened again, the form is as it was left.

    Parameters
    ----------
    seed
        The number of the form, from 1 to 9999. The same number draws the same questions, so that a
        class may share a form. Without it the form is the learner's own, with a number drawn once.

    Raises
    ------
    ValueError
        When the number is none, with a sentence.
    """
    return Form(seed)


def practice(lesson: str | None = None, count: int = 5, seed: int | None = None) -> Asked:
    """Show some questions that tell at once why an answer is right or wrong; nothing is kept.

    Parameters
    ----------
    lesson
        Two digits, such as "06". Without it the questions come from all lessons.
    count
        How many questions, at least 1.
    seed
        The same number draws the same questions. Without it every call draws others.

    Raises
    ------
    LookupError
        When the quiz has no such lesson, with a sentence.
    ValueError
        When `count` is no number of questions, with a sentence.
    """
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise ValueError(f"count is a whole number of questions, at least 1, and not {count!r}.")
    random = SystemRandom() if seed is None else Random(f"practice {seed}")
    return Asked(bank.draw_practice(lesson, count, random))


def feedback() -> Feedback:
    """Return the feedback form of the course. It stays on this machine."""
    return Feedback()
