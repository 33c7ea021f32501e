"""A template: a question whose numbers are drawn, so that each learner may get their own.

A template draws values from a seed, and makes a question of them with a function. The function
computes the right answer, and the answers that people get who make a known mistake.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from course_utils.quizzes.questions import NumberQuestion, WrongNumber

Values = Mapping[str, object]

_DRAWS = 100  # of one seed, until no known mistake gives the right number


@dataclass(frozen=True)
class Task:
    """What a template makes of its values: the text, the answer, and what is said about others.

    Attributes
    ----------
    prompt, explanation, hint
        As in a question of a file.
    answer
        The right number.
    wrong
        Pairs of a wrong number and its reason, the likelier one first. A pair whose number is that
        of an earlier pair is left out. Values with which a mistake gives the right number are not
        used: who makes it would be told that all is well.
    unit
        The unit of the answer, "" without one.
    absolute
        How far an answer may be from the right one.
    """

    prompt: str
    answer: float
    wrong: tuple[tuple[float, str], ...]
    hint: str
    explanation: str
    unit: str = ""
    absolute: float = 0.0


@dataclass(frozen=True)
class Template:
    """A question with drawn numbers.

    Attributes
    ----------
    id
        The lesson, a dot and a name. A question of the lesson's file with the same id asks the
        same with the numbers of the lesson.
    concepts
        The rows of ``lessons/concepts.yml`` that it is about.
    draw
        Returns the values for one question, by name.
    make
        Turns the values into a question.
    """

    id: str
    concepts: tuple[str, ...]
    draw: Callable[[Random], Values]
    make: Callable[..., Task]

    def values(self, seed: int) -> Values:
        """Return the values of one seed, the same on every machine.

        Raises
        ------
        ValueError
            When a mistake gives the right number whatever is drawn: a mistake of the template.
        """
        random = Random(f"{self.id} {seed}")
        for _ in range(_DRAWS):
            values = self.draw(random)
            made = self.make(**values)
            question = self._asked(made, seed)
            if not any(question.equals(value, made.answer) for value, _ in made.wrong):
                return values
        raise ValueError(f"{self.id}: one of its mistakes always gives the right number.")

    def question(self, seed: int) -> NumberQuestion:
        """Return the question of one seed; its id names the seed, as "01.bytes#17"."""
        made = self.make(**self.values(seed))
        wrong = (WrongNumber(value, why) for value, why in made.wrong)
        return self._asked(made, seed).with_wrong(wrong)

    def _asked(self, made: Task, seed: int) -> NumberQuestion:
        return NumberQuestion(
            id=f"{self.id}#{seed}",
            prompt=made.prompt,
            explanation=made.explanation,
            concepts=self.concepts,
            recall=False,
            answer=made.answer,
            unit=made.unit,
            absolute=made.absolute,
            relative=0.0,
            wrong=(),
            hint=made.hint,
        )


def number(value: float) -> str:
    """Return a number as a person writes it: 1,024 and 0.5, and no 0.30000000000000004.

    >>> number(921600), number(0.1 + 0.2), number(-4.0)
    ('921,600', '0.3', '-4')
    """
    rounded = round(value, 6)
    return f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,}"


def rows(matrix: object) -> str:
    """Return a small matrix for a sentence: its rows, divided by slashes.

    >>> rows([[1, 0], [0, -1]])
    '`1 0 / 0 -1`'
    """
    lines = [" ".join(number(value) for value in row) for row in matrix]
    return f"`{' / '.join(lines)}`"
