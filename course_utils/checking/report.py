"""What a check found: one frozen object, as text, as static HTML and as data.

Text and HTML have the same content in the same order. Words carry the outcome, a coloured bar only
repeats it. The colours of the page come from JupyterLab, so that light and dark themes both work.
"""

import html
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MIME = "application/vnd.course.report+json"


class Outcome(StrEnum):
    """How a check ended. Only ``PASSED`` and ``NOT_YET`` say anything about the answer."""

    PASSED = "passed"
    NOT_YET = "not yet"
    NOT_ATTEMPTED = "not attempted"
    SKIPPED = "skipped"
    COURSE_FAULT = "course fault"


@dataclass(frozen=True)
class Step:
    """One decision of a check, and why.

    The outcome is ``"passed"``, ``"not passed"``, ``"not tried"``, or ``"partly tried"``: right for
    some inputs and not tried for others.
    """

    name: str
    outcome: str
    sentence: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture in a report.

    Attributes
    ----------
    name : str
        ``"Input 2"``, ``"Your picture, input 2"``, ``"Expected"`` or ``"Difference"``.
    words : str
        What it shows; the alternative text, and what the plain text says.
    uri : str
        The picture as a ``data:`` address.
    """

    name: str
    words: str
    uri: str


@dataclass(frozen=True)
class Report:
    """What a check found.

    Attributes
    ----------
    exercise, title : str
        Id and title of the exercise.
    outcome : Outcome
        How it ended.
    points : int
        What the exercise is worth; earned when the outcome is ``passed``.
    steps : tuple of Step
        Every decision, in order.
    mistake : str
        The name of the known mistake that the answer equals, or an empty string.
    advice : str
        What to say first: the sentence of that mistake, or why nothing could be checked.
    notes : tuple of str
        What costs no points: warnings, what was printed, arguments that were changed.
    pictures : tuple of Picture
        The input, theirs, ours and the difference.
    closing : tuple of str
        What comes next.
    """

    exercise: str
    title: str
    outcome: Outcome
    points: int = 1
    steps: tuple[Step, ...] = ()
    mistake: str = ""
    advice: str = ""
    notes: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    closing: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.outcome is Outcome.PASSED

    @property
    def headline(self) -> str:
        """Id, title and outcome in one line."""
        worth = f"{self.points} {'point' if self.points == 1 else 'points'}"
        ends = {
            Outcome.PASSED: f"passed, {worth}",
            Outcome.COURSE_FAULT: "a fault of the course, not yours",
        }
        outcome = ends.get(self.outcome, str(self.outcome))
        return f"Exercise {self.exercise}, {self.title}: {outcome}."

    @property
    def text(self) -> str:
        """The report as plain text."""
        lines = [self.headline]
        for kind, items in self._blocks():
            bullet = "- " if kind == "list" else ""
            lines += [bullet + item.replace("\n", "\n  " if bullet else "\n") for item in items]
        lines += [f"{picture.name}: {picture.words}" for picture in self.pictures]
        return "\n".join([*lines, *self.closing])

    @property
    def html(self) -> str:
        """The report as HTML: static, complete in itself, the same content as the text."""
        inside = [f'<p style="{_PARAGRAPH}"><strong>{html.escape(self.headline)}</strong></p>']
        for kind, items in self._blocks():
            if kind == "list":
                rows = "".join(f"<li>{_escape(item)}</li>" for item in items)
                inside.append(f'<ul style="{_LIST}">{rows}</ul>')
            else:
                inside += [_paragraph(item) for item in items]
        if self.pictures:
            figures = "".join(map(_figure, self.pictures))
            inside.append(f'<div style="{_PICTURES}">{figures}</div>')
        inside += [_paragraph(item) for item in self.closing]
        bar = BAR_COLOURS[self.outcome]
        return f'<div style="{_FRAME}border-left:6px solid {bar};">{"".join(inside)}</div>'

    def record(self) -> dict[str, Any]:
        """Return the report as data, for programs that count."""
        return {
            "exercise": self.exercise,
            "outcome": str(self.outcome),
            "points": self.points if self.passed else 0,
            "mistake": self.mistake,
            "steps": {step.name: step.outcome for step in self.steps},
        }

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/plain": self.text, "text/html": self.html, MIME: self.record()}

    def _blocks(self) -> list[tuple[str, list[str]]]:
        """Return what stands between headline and pictures: paragraphs and lists."""
        blocks: list[tuple[str, list[str]]] = []
        if self.advice:
            blocks.append(("text", [self.advice]))
        said = [
            f"{step.name[0].upper()}{step.name[1:]}: {step.sentence}"
            for step in self.steps
            if step.outcome == "not passed" and step.sentence
        ]
        if said:
            blocks.append(("list", said))
        if summary := self._summary():
            blocks.append(("text", [summary]))
        if self.notes:
            blocks.append(("list", list(self.notes)))
        return blocks

    def _summary(self) -> str:
        """Return what is right in a wrong answer, and what could not be judged yet."""
        if self.outcome is not Outcome.NOT_YET:
            return ""
        parts = []
        for outcome, words in (("passed", "Already right"), ("not tried", "Not looked at yet")):
            names = [step.name for step in self.steps if step.outcome == outcome]
            listed = ", ".join(_STEPS_IN_WORDS[name] for name in names if name in _STEPS_IN_WORDS)
            if listed:
                parts.append(f"{words}: {listed}.")
        return " ".join(parts)


# Without "attempted", "finite" and "input kept", which only matter where they fail.
_STEPS_IN_WORDS = {
    "runs": "it runs",
    "type": "the type",
    "shape": "the shape",
    "dtype": "the dtype",
    "values": "the values",
    "properties": "the properties",
    "gradients": "the gradients",
}

# At least 3:1 against JupyterLab's white and its dark grey; the words beside it say the same.
BAR_COLOURS = {
    Outcome.PASSED: "#2e8b57",
    Outcome.NOT_YET: "#b8690f",
    Outcome.NOT_ATTEMPTED: "#7f7f7f",
    Outcome.SKIPPED: "#7f7f7f",
    Outcome.COURSE_FAULT: "#9a6bc4",
}
TEXT_COLOUR = "var(--jp-content-font-color1, #1a1a1a)"
PAGE_COLOUR = "var(--jp-layout-color1, #ffffff)"

_FRAME = (
    f"color:{TEXT_COLOUR};background:{PAGE_COLOUR};"
    "padding:4px 12px;margin:4px 0;max-width:60em;line-height:1.5;"
)
_PARAGRAPH = "margin:4px 0;"
_LIST = "margin:4px 0;padding-left:1.5em;"
_PICTURES = "display:flex;flex-wrap:wrap;gap:12px;margin:8px 0;"
_FIGURE = "margin:0;"
_IMAGE = "display:block;image-rendering:pixelated;border:1px solid #7f7f7f;"


def _escape(text: str) -> str:
    """Return text as HTML; between backticks stands code."""
    code = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html.escape(text))
    return code.replace("\n", "<br>")


def _paragraph(text: str) -> str:
    return f'<p style="{_PARAGRAPH}">{_escape(text)}</p>'


def _figure(picture: Picture) -> str:
    return (
        f'<figure style="{_FIGURE}"><figcaption>{html.escape(picture.name)}:</figcaption>'
        f'<img alt="{html.escape(picture.words)}" src="{picture.uri}" style="{_IMAGE}"></figure>'
    )
