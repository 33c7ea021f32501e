"""A quiz question in a notebook: a form that sends each answer to the kernel to be judged.

The page gets the question and its options, never the key: an explanation travels as a message,
after the answer, and is part of no stored state.
"""

import html
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from course_utils.html_figure import HtmlFigure, display_live
from course_utils.quizzes.questions import NumberQuestion, Outcome, Question
from course_utils.quizzes.reading import LETTERS
from course_utils.quizzes.text import to_html

STYLE = Path(__file__).with_name("form.css")


def script(name: str) -> str:
    """Return the script of a form, with what all forms share before it."""
    return "\n".join(
        STYLE.with_name(part).read_text(encoding="utf-8") for part in ("fields.js", name)
    )


class QuestionWidget(anywidget.AnyWidget):
    """The form of one question.

    ipywidgets' own RadioButtons are not used: the arrow keys do not move between them, their texts
    cannot hold code, and nothing announces a new text to a screen reader.
    """

    _esm = script("form.js")
    _css = STYLE

    question = traitlets.Dict().tag(sync=True)

    def __init__(self, question: Question) -> None:
        self._judge = question.judge
        super().__init__(question=shown(question))
        self.on_msg(self._answered)

    def _answered(self, _widget: object, message: dict, _buffers: object) -> None:
        self.send(_feedback(self._judge(message.get("answer"))))


def show(questions: tuple[Question, ...], text: str) -> None:
    """Display the forms of the questions, one under another, and their text where forms fail."""
    figure = HtmlFigure(f'<pre style="white-space: pre-wrap">{html.escape(text)}</pre>', text)
    forms = ipywidgets.VBox([QuestionWidget(question) for question in questions])
    display_live(forms, figure, "Run the cell to answer here.")


def shown(question: Question) -> dict[str, object]:
    """Return what the page needs to know of a question."""
    options = () if isinstance(question, NumberQuestion) else question.options
    return {
        "id": question.id,
        "kind": question.kind,
        "prompt": to_html(question.prompt),
        "how": question.instruction,
        "options": [
            {"letter": letter, "html": to_html(option.text)}
            for letter, option in zip(LETTERS, options, strict=False)
        ],
        "unit": question.unit if isinstance(question, NumberQuestion) else "",
    }


def _feedback(outcome: Outcome) -> dict[str, object]:
    """Return the message that shows an outcome."""
    return {
        "verdict": outcome.verdict,
        "title": outcome.title,
        "lines": [to_html(line) for line in outcome.lines],
    }
