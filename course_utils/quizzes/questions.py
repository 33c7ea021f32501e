"""A quiz question: what is asked, which answers are right, and why the others are not.

Everything here is pure: a question judges an answer and returns an :class:`Outcome`, without a
widget, a file or a clock.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from course_utils.quizzes.reading import LETTERS, AnswerError, read_number, read_options
from course_utils.quizzes.text import to_plain

Verdict = Literal["right", "not yet", "not understood"]

# The answer 0.1 + 0.2 is 0.3: an exact number is compared within the rounding of float64.
_ROUNDING = 1e-9


@dataclass(frozen=True, repr=False)
class Outcome:
    """What the course says about one answer.

    Attributes
    ----------
    verdict
        "right", "not yet", or "not understood" for an answer that cannot be read.
    lines
        The sentences to show after the verdict, one paragraph each, in the little Markdown of
        :mod:`course_utils.quizzes.text`.
    """

    verdict: Verdict
    lines: tuple[str, ...]

    @property
    def title(self) -> str:
        """The verdict as the learner sees it."""
        return {"right": "Right.", "not yet": "Not yet.", "not understood": "Please check."}[
            self.verdict
        ]

    @property
    def text(self) -> str:
        """The whole outcome as plain text."""
        first, *others = [to_plain(line) for line in self.lines]
        return "\n".join(_wrapped(line) for line in [f"{self.title} {first}", *others])

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Option:
    """One option of a choice: its text and, when it is wrong, the reason."""

    text: str
    why: str | None = None

    @property
    def right(self) -> bool:
        """Whether this option belongs to the right answer: no reason speaks against it."""
        return self.why is None


@dataclass(frozen=True)
class WrongNumber:
    """A number that many people answer, and the reason why it is wrong."""

    value: float
    why: str


@dataclass(frozen=True, repr=False)
class Question:
    """What the three kinds of question share.

    Attributes
    ----------
    id
        The lesson, a dot and a name, as "01.bgr".
    prompt, explanation
        The question, and what is said after the right answer.
    concepts
        The rows of ``lessons/concepts.yml`` that the question is about.
    recall
        Whether the question is asked at the end of its lesson.
    """

    id: str
    prompt: str
    explanation: str
    concepts: tuple[str, ...]
    recall: bool

    kind: ClassVar[str]
    instruction: ClassVar[str]

    def judge(self, answer: object) -> Outcome:
        """Return the outcome of one answer; an answer that cannot be read is told so."""
        try:
            return self._judge(answer)
        except AnswerError as problem:
            return Outcome("not understood", (str(problem),))

    def _judge(self, answer: object) -> Outcome:
        raise NotImplementedError

    @property
    def right_answer(self) -> str:
        """The right answer in words, for a learner who has handed in."""
        raise NotImplementedError

    def plain_text(self, how: bool = True) -> str:
        """Return the question as plain text, without its key, and with how to answer it."""
        prompt = self.prompt if how else f"{self.prompt} {self.instruction}"
        lines = [_wrapped(to_plain(prompt)), *self._choices()]
        return "\n".join([*lines, self._how()] if how else lines)

    def _choices(self) -> list[str]:
        return []

    def _how(self) -> str:
        raise NotImplementedError

    def __repr__(self) -> str:  # a question shown in a notebook does not tell its answer
        return f"<quiz question {self.id}>"


@dataclass(frozen=True, repr=False)
class Choice(Question):
    """A question with options to choose from."""

    options: tuple[Option, ...]

    @property
    def right_answer(self) -> str:
        """The letters and the texts of the right options."""
        options = zip(LETTERS, self.options, strict=False)
        return listed([(letter, each.text) for letter, each in options if each.right])

    def letters(self, answer: object) -> list[str]:
        """Return the letters of the options that an answer names.

        Raises
        ------
        AnswerError
            When it names none, or too many.
        """
        several = self.kind == "multiple"
        places = read_options(answer, [to_plain(each.text) for each in self.options], several)
        return [LETTERS[place] for place in sorted(places)]

    def _choices(self) -> list[str]:
        return [
            textwrap.fill(
                to_plain(each.text), 88, initial_indent=f"  {letter}  ", subsequent_indent=" " * 5
            )
            for letter, each in zip(LETTERS, self.options, strict=False)
        ]


@dataclass(frozen=True, repr=False)
class SingleChoice(Choice):
    """A question with one right option.

    >>> options = (Option("Red", why="Red is first in RGB."), Option("Blue"))
    >>> question = SingleChoice("01.order", "Which is first in BGR?", "B.", (), False, options)
    >>> print(question.plain_text())
    Which is first in BGR?
      A  Red
      B  Blue
    Answer with quizzes.answer("01.order", "A"), with the letter that you choose.
    """

    kind: ClassVar[str] = "single"
    instruction: ClassVar[str] = "Choose one."

    def _judge(self, answer: object) -> Outcome:
        (chosen,) = self.letters(answer)
        option = self.options[LETTERS.index(chosen)]
        letter = f"**{chosen}:**"
        if option.right:
            return Outcome("right", (f"{letter} {self.explanation}",))
        return Outcome("not yet", (f"{letter} {option.why}", "Try another option."))

    def _how(self) -> str:
        return f'Answer with quizzes.answer("{self.id}", "A"), with the letter that you choose.'


@dataclass(frozen=True, repr=False)
class MultipleChoice(Choice):
    """A question with one or more right options, all of which belong to the answer."""

    kind: ClassVar[str] = "multiple"
    instruction: ClassVar[str] = "Choose all that apply."

    def _judge(self, answer: object) -> Outcome:
        chosen = {LETTERS.index(letter) for letter in self.letters(answer)}
        right = {place for place, option in enumerate(self.options) if option.right}
        if chosen == right:
            letters = ", ".join(LETTERS[place] for place in sorted(chosen))
            return Outcome("right", (f"**{letters}:** {self.explanation}",))
        lines = []
        for place in sorted(chosen):
            letter, why = LETTERS[place], self.options[place].why
            lines.append(f"**{letter}:** {why}" if why else f"**{letter}** belongs to the answer.")
        match len(right - chosen):
            case 0:
                lines.append("Nothing is missing. Take away what does not belong.")
            case 1:
                lines.append("One right option is missing.")
            case missing:
                lines.append(f"{missing} right options are missing.")
        return Outcome("not yet", tuple(lines))

    def _how(self) -> str:
        return f'Choose all that apply, as in quizzes.answer("{self.id}", "A, B").'


@dataclass(frozen=True, repr=False)
class NumberQuestion(Question):
    """A question that is answered with a number.

    Attributes
    ----------
    answer, unit
        The right number, and its unit ("" without one).
    absolute, relative
        How far an answer may be from it: the larger of the two counts.
    wrong
        Typical wrong numbers with their reasons.
    hint
        What is said about any other wrong number.
    """

    answer: float
    unit: str
    absolute: float
    relative: float
    wrong: tuple[WrongNumber, ...]
    hint: str

    kind: ClassVar[str] = "number"
    instruction: ClassVar[str] = "Write a number."

    def equals(self, number: float, expected: float) -> bool:
        """Return whether a number is the expected one, within the tolerance of the question."""
        return abs(number - expected) <= self._tolerance(expected)

    def _tolerance(self, expected: float) -> float:
        return max(self.absolute, max(self.relative, _ROUNDING) * abs(expected))

    def _judge(self, answer: object) -> Outcome:
        readings = read_number(answer, self.unit)
        if any(self.equals(number, self.answer) for number in readings):
            return Outcome("right", (self.explanation,))
        for known in self.wrong:
            if any(self.equals(number, known.value) for number in readings):
                return Outcome("not yet", (known.why,))
        return Outcome("not yet", (self.hint,))

    @property
    def right_answer(self) -> str:
        """The number, with as many digits as its tolerance asks for, and its unit."""
        room = self._tolerance(self.answer) / 2
        digits = next(d for d in range(16) if abs(round(self.answer, d) - self.answer) <= room)
        return f"{round(self.answer, digits) + 0:,.{digits}f} {self.unit}".strip()

    def with_wrong(self, wrong: Iterable[WrongNumber]) -> "NumberQuestion":
        """Return the question with those wrong numbers that are neither right nor known before."""
        kept: list[WrongNumber] = []
        for known in wrong:
            taken = [self.answer, *(other.value for other in kept)]
            if not any(self.equals(known.value, value) for value in taken):
                kept.append(known)
        return replace(self, wrong=tuple(kept))

    def _how(self) -> str:
        unit = f", in {self.unit}" if self.unit else ""
        return f'Answer with quizzes.answer("{self.id}", ...): your number{unit}.'


def listed(options: Iterable[tuple[str, str]]) -> str:
    """Return letters and texts of options in one line.

    >>> listed([("A", "It is red."), ("C", "It is round.")])
    '**A:** It is red; **C:** It is round.'
    """
    *first, (letter, text) = options
    return "; ".join([*(f"**{a}:** {b.rstrip('.')}" for a, b in first), f"**{letter}:** {text}"])


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 88)
