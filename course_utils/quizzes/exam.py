"""A form of the quiz: twenty questions, the answers so far, and the result after handing in.

Until a form is handed in, nothing tells what is right: an answer is read, kept and no more.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import SystemRandom

from course_utils import __version__
from course_utils.quizzes import bank
from course_utils.quizzes.kept import KeptFile, write_beside_the_notebook
from course_utils.quizzes.objectives import Objective, Place, objective_of, places_of
from course_utils.quizzes.questions import Choice, Outcome, Question
from course_utils.quizzes.reading import AnswerError
from course_utils.quizzes.text import Said

VERSION = 1
LARGEST_SEED = 9999

Answer = tuple[str, ...]  # letters, or one text with a number; nothing without an answer


@dataclass(frozen=True)
class Review:
    """One question of a form that is handed in, and what the course says about the answer."""

    number: int  # from 1
    question: Question
    answer: Answer

    @cached_property
    def outcome(self) -> Outcome:
        """What the course says about the answer."""
        return self.question.judge(self.answer)

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        return self.outcome.verdict == "right"

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        if self.right:
            return "Right."
        return "Not right." if self.answer else "No answer."

    @property
    def lines(self) -> tuple[str, ...]:
        """Why the answer is right or not, and which one is."""
        if self.right:
            return self.outcome.lines
        reasons = self.outcome.lines[:1] if self.question.kind == "single" else self.outcome.lines
        right = f"The right answer is {self.question.right_answer}"
        right = right if right.endswith((".", "?", "!")) else f"{right}."
        return (*(reasons if self.answer else ()), right, self.question.explanation)

    @property
    def objective(self) -> Objective:
        """The objective that the question belongs to."""
        return objective_of(self.question)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the lessons teach it."""
        return places_of(self.question)


@dataclass(frozen=True)
class Tally:
    """How many questions of a lesson, or of an objective, were answered rightly."""

    reviews: tuple[Review, ...]

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return len(self.reviews)

    @property
    def right(self) -> int:
        """How many of them were answered rightly."""
        return sum(review.right for review in self.reviews)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the lessons teach what was not answered rightly, without repeats."""
        found = [place for each in self.reviews if not each.right for place in each.places]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, repr=False)
class Result:
    """The result of a form that is handed in: by lesson, by objective, and each question."""

    seed: int
    reviews: tuple[Review, ...]

    def __repr__(self) -> str:
        from course_utils.quizzes.result import result_text

        return result_text(self)

    def _repr_html_(self) -> str:
        from course_utils.quizzes.result import result_figure

        return result_figure(self).html

    @property
    def total(self) -> Tally:
        """All questions together."""
        return Tally(self.reviews)

    @property
    def by_lesson(self) -> dict[str, Tally]:
        """The questions of each lesson, by its number."""
        return {
            lesson: Tally(tuple(each for each in self.reviews if each.objective.lesson == lesson))
            for lesson in dict.fromkeys(each.objective.lesson for each in self.reviews)
        }

    @property
    def by_objective(self) -> dict[Objective, Tally]:
        """The questions of each objective."""
        return {
            objective: Tally(tuple(each for each in self.reviews if each.objective == objective))
            for objective in dict.fromkeys(each.objective for each in self.reviews)
        }

    def record(self, name: str) -> dict[str, object]:
        """Return the result for the instructor's programs; the name is what the learner typed."""
        return {
            "course": __version__,
            "form": self.seed,
            "name": name,
            "right": self.total.right,
            "asked": self.total.asked,
            "lessons": {
                lesson: {"right": tally.right, "asked": tally.asked}
                for lesson, tally in self.by_lesson.items()
            },
            "objectives": [
                {
                    "lesson": objective.lesson,
                    "objective": objective.text,
                    "right": tally.right,
                    "asked": tally.asked,
                }
                for objective, tally in self.by_objective.items()
            ],
            "questions": [
                {
                    "id": each.question.id,
                    "concepts": list(each.question.concepts),
                    "answer": list(each.answer),
                    "right": each.right,
                }
                for each in self.reviews
            ],
        }


class Form:
    """One form of the quiz, kept on disk. Make one with `course_utils.quizzes.form`.

    In a notebook it is shown as a form to fill in. Elsewhere ``print`` shows it as text, and
    ``form.answer(3, "B")``, ``form.hand_in()``, ``form.result()``, ``form.print()``,
    ``form.export()`` and ``form.reset()`` do what its buttons do.
    """

    def __init__(self, seed: int | None = None) -> None:
        if seed is not None and (not _is_number(seed) or not 1 <= seed <= LARGEST_SEED):
            raise ValueError(
                f"seed is a whole number from 1 to {LARGEST_SEED}, and not {seed!r}. The same "
                "number draws the same questions."
            )
        self._wanted = seed
        self._file = KeptFile("quiz.json" if seed is None else f"quiz-{seed}.json", _is_state)
        self._change(lambda state: state)

    # ---- what the form holds -----------------------------------------------------------------

    @property
    def seed(self) -> int:
        """The number of the form: the same number draws the same questions."""
        return self._state["seed"]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the form, in order."""
        return bank.draw_form(self.seed)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers so far, in the order of the questions."""
        return tuple(tuple(self._state["answers"].get(each.id, ())) for each in self.questions)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """The numbers of the questions without an answer, from 1."""
        return tuple(number for number, given in enumerate(self.answers, start=1) if not given)

    @property
    def unread(self) -> tuple[int, ...]:
        """The numbers of the questions whose answer cannot be read, from 1."""
        numbered = enumerate(zip(self.questions, self.answers, strict=True), start=1)
        return tuple(number for number, (question, answer) in numbered if _unread(question, answer))

    @property
    def handed_in(self) -> bool:
        """Whether the form is handed in."""
        return self._state["handed_in"]

    @property
    def note(self) -> str:
        """A sentence about trouble with the file of the form, "" without any."""
        return self._file.note

    # ---- what a learner does -----------------------------------------------------------------

    def answer(self, number: int, *given: object) -> Said:
        """Keep an answer, and say that it is kept; nothing about whether it is right.

        Parameters
        ----------
        number
            The number of the question, from 1.
        *given
            A letter, letters, or a number, as for `course_utils.quizzes.answer`; nothing takes the
            answer back.
        """
        if not _is_number(number) or not 1 <= number <= len(self.questions):
            return Said(f"The questions are numbered from 1 to {len(self.questions)}.")
        question = self.questions[number - 1]
        answer = given[0] if len(given) == 1 else given
        try:
            kept = _as_answer(question, answer)
        except AnswerError as problem:
            return Said(f"Question {number}: {problem}")
        return self._keep(number, kept)

    def type(self, number: int, typed: Sequence[str]) -> Said:
        """Keep what was chosen or typed into the form, even where it cannot be read yet."""
        question = self.questions[number - 1]
        kept = tuple(str(each)[:200] for each in typed if str(each).strip())
        said = self._keep(number, kept)
        if _unread(question, kept) and not self.handed_in:
            return Said(question.judge(kept).lines[0])
        return said

    def hand_in(self) -> Result:
        """Hand the form in and return its result. From now on the answers stay as they are."""
        self._change(lambda state: state | {"handed_in": True})
        return self._result()

    def result(self) -> Result | Said:
        """Return the result, or a sentence while the form is not handed in."""
        if not self.handed_in:
            return Said(
                "The form is not handed in yet. form.hand_in() hands it in and shows the result."
            )
        return self._result()

    def page(self) -> str:
        """Return the form as a page for the printer, as HTML; with the result when handed in."""
        from course_utils.quizzes.result import page

        return page(self)

    def print(self) -> Said:
        """Write the page for the printer to a file and say where it is."""
        done = write_beside_the_notebook(f"my-quiz-{self.seed}.html", self.page())
        return Said(f"{done} Open it in a browser to print it.")

    def export(self, name: str = "") -> Said:
        """Write the result to a file for the instructor and say where it is.

        Parameters
        ----------
        name
            What the instructor shall know you by. Without it the file holds nothing about you.
        """
        if not self.handed_in:
            return Said("The form is not handed in yet. Hand it in first.")
        record = self._result().record(" ".join(str(name).split())[:100])
        content = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
        return write_beside_the_notebook(f"my-quiz-{self.seed}.json", content)

    def reset(self) -> Said:
        """Start again with an empty form, and say where the copy of the old one is.

        The form of `quizzes.form()` gets another number, so its questions change. That of
        `quizzes.form(seed=7)` keeps its own.
        """
        try:
            kept = self._file.start_again()
        except OSError as error:
            return Said(
                f"The old form could not be kept ({error.strerror}), so nothing was changed."
            )
        self._change(lambda state: state)
        copy = f" Your old one is kept as {kept}." if kept else ""
        return Said(f"This is form {self.seed}, without an answer yet.{copy}")

    def __repr__(self) -> str:
        from course_utils.quizzes.result import form_text

        return form_text(self)

    def _ipython_display_(self) -> None:
        # imported here: a plain Python session, or a check in CI, needs no widgets
        from course_utils.quizzes.exam_view import show

        show(self)

    # ---- the file ----------------------------------------------------------------------------

    def _keep(self, number: int, answer: Answer) -> Said:
        question_id = self.questions[number - 1].id

        def keep(state: dict) -> dict:
            if state["handed_in"]:
                return state
            answers = {k: v for k, v in state["answers"].items() if k != question_id}
            if answer:
                answers[question_id] = list(answer)
            return state | {"answers": answers}

        self._change(keep)
        if self.handed_in:
            return Said("This form is handed in, so its answers stay as they are.")
        if self.note:
            return Said(self.note)
        if not answer:
            return Said(f"Question {number} has no answer now.")
        return Said(f"The answer to question {number} is saved.")

    def _change(self, change: Callable[[dict], dict]) -> None:
        """Apply a change to what is on disk now, which another notebook may have written."""
        outdated = False

        def apply(state: dict | None) -> dict:
            nonlocal outdated
            outdated = state is not None and state["questions"] != _fingerprint(state["seed"])
            return state if outdated else change(state or self._new_state())

        self._state = self._file.change(apply)
        if outdated:  # the old answers would not fit the new questions
            kept = self._file.start_again()
            self._state = self._file.change(lambda state: state or self._new_state())
            self._file.note = (
                "The questions of this form have changed with the course. Your old answers are "
                f"kept as {kept}, and a new form is started."
            )

    def _new_state(self) -> dict:
        seed = self._wanted or SystemRandom().randrange(1, LARGEST_SEED + 1)
        return {
            "version": VERSION,
            "seed": seed,
            "questions": _fingerprint(seed),
            "answers": {},
            "handed_in": False,
        }

    def _result(self) -> Result:
        numbered = enumerate(zip(self.questions, self.answers, strict=True), start=1)
        reviews = (Review(number, question, answer) for number, (question, answer) in numbered)
        return Result(self.seed, tuple(reviews))


def _unread(question: Question, answer: Answer) -> bool:
    return bool(answer) and question.judge(answer).verdict == "not understood"


def _as_answer(question: Question, answer: object) -> Answer:
    """Return an answer as it is kept.

    Raises
    ------
    AnswerError
        When it cannot be read.
    """
    if answer is None or answer == () or answer == "":
        return ()
    if isinstance(question, Choice):
        return tuple(question.letters(answer))
    outcome = question.judge(answer)
    if outcome.verdict == "not understood":
        raise AnswerError(outcome.lines[0])
    return (str(answer[0] if isinstance(answer, list | tuple) else answer),)


def _fingerprint(seed: int) -> str:
    """Return a short text that changes when the questions of a form do."""
    texts = [each.id + each.plain_text() for each in bank.draw_form(seed)]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def _is_state(content: object) -> bool:
    """Is this what `Form` keeps?"""
    return (
        isinstance(content, dict)
        and content.keys() == {"version", "seed", "questions", "answers", "handed_in"}
        and content["version"] == VERSION
        and _is_number(content["seed"])
        and isinstance(content["questions"], str)
        and isinstance(content["handed_in"], bool)
        and isinstance(content["answers"], Mapping)
        and all(_is_kept_answer(answer) for answer in content["answers"].values())
    )


def _is_kept_answer(answer: object) -> bool:
    return isinstance(answer, list) and all(isinstance(each, str) for each in answer)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
