"""The feedback form in a notebook."""

import html
from dataclasses import asdict

import anywidget
import traitlets

from course_utils.html_figure import HtmlFigure, display_live
from course_utils.quizzes.exam_view import HINT, ExamWidget
from course_utils.quizzes.survey import Feedback, items
from course_utils.quizzes.view import script


class SurveyWidget(anywidget.AnyWidget):
    """All questions of the feedback form on one page."""

    _esm = script("survey.js")
    _css = ExamWidget._css

    items = traitlets.List().tag(sync=True)

    def __init__(self, feedback: Feedback) -> None:
        self._feedback = feedback
        super().__init__(items=[asdict(item) for item in items()])
        self.on_msg(self._received)

    def _received(self, _widget: object, message: dict, _buffers: object) -> None:
        feedback = self._feedback
        match message.get("do"):
            case "show":
                self.send({"answers": feedback.answers, "said": feedback.note})
            case "answer":
                self.send({"said": feedback.answer(message["name"], message["text"])})
            case "export":
                self.send({"said": feedback.export()})


def show(feedback: Feedback) -> None:
    """Display the form; where it cannot be shown, its questions as text."""
    text = "\n".join(
        " ".join([item.prompt, *([f"({'; '.join(item.options)})"] if item.options else [])])
        for item in items()
    )
    figure = HtmlFigure(f'<pre style="white-space: pre-wrap">{html.escape(text)}</pre>', text)
    display_live(SurveyWidget(feedback), figure, HINT)
