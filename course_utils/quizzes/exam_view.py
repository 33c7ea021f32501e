"""A form of the quiz in a notebook. The page gets questions; what is right comes after handing in.

What is right travels as a message and is part of no stored state. The result itself is an output
of the cell, because JupyterLab follows its links to the lessons only there.
"""

from collections.abc import Callable

import anywidget
import traitlets

from course_utils.html_figure import HtmlFigure, display_live
from course_utils.quizzes.exam import Form, Review
from course_utils.quizzes.result import answer_text, form_figure, headline, result_figure
from course_utils.quizzes.text import to_html
from course_utils.quizzes.view import STYLE, script, shown

NOTHING = HtmlFigure("", "")
HINT = "Your answers are saved. Run the cell to see them and to go on."


class ExamWidget(anywidget.AnyWidget):
    """The form with its buttons.

    Parameters
    ----------
    form : Form
    show_result : function
        Called with the figure to show below the form: the result, or nothing.
    """

    _esm = script("exam.js")
    _css = "\n".join(
        path.read_text(encoding="utf-8") for path in (STYLE, STYLE.with_name("exam.css"))
    )

    seed = traitlets.Int().tag(sync=True)
    questions = traitlets.List().tag(sync=True)

    def __init__(self, form: Form, show_result: Callable[[HtmlFigure], None]) -> None:
        self._form = form
        self._show_result = show_result
        super().__init__(seed=form.seed, questions=_shown(form))
        self.on_msg(self._received)

    def _received(self, _widget: object, message: dict, _buffers: object) -> None:
        form = self._form
        match message.get("do"):
            case "show":
                self._send_state(form.note)
            case "answer":
                said = form.type(message["number"], message["answer"])
                if form.handed_in:  # in another notebook, meanwhile
                    self._tell_result(said)
                else:
                    self.send({"kind": "said", "said": said, "unread": list(form.unread)})
            case "hand_in":
                self._tell_result(f"{headline(form.hand_in())} The whole result is below.")
            case "print":
                self.send({"kind": "page", "html": form.page()})
            case "export":
                self.send({"kind": "said", "said": form.export(message["name"])})
            case "reset":
                said = form.reset()
                self.seed, self.questions = form.seed, _shown(form)
                self._show_result(NOTHING)
                self._send_state(said)

    def _tell_result(self, said: str) -> None:
        self._show_result(result_figure(self._form.hand_in()))
        self._send_state(said)

    def _send_state(self, said: str) -> None:
        form = self._form
        reviews = form.hand_in().reviews if form.handed_in else ()
        self.send(
            {
                "kind": "state",
                "answers": [list(answer) for answer in form.answers],
                "unread": list(form.unread),
                "handed_in": form.handed_in,
                "reviews": [_review(review) for review in reviews],
                "said": said,
                "verdict": "waiting",
            }
        )


def show(form: Form) -> None:
    """Display the form, and below it its result once it is handed in."""
    from IPython.display import display

    def bundle(figure: HtmlFigure) -> dict[str, str]:
        return {"text/html": figure.html, "text/plain": figure.text}

    widget = ExamWidget(form, lambda figure: below.update(bundle(figure), raw=True))
    display_live(widget, form_figure(form), HINT)
    first = result_figure(form.hand_in()) if form.handed_in else NOTHING
    below = display(bundle(first), raw=True, display_id=True)


def _shown(form: Form) -> list[dict[str, object]]:
    """Return what the page needs to know of the questions."""
    return [shown(question) | {"lesson": question.id[:2]} for question in form.questions]


def _review(review: Review) -> dict[str, object]:
    """Return what the page shows of a question after handing in."""
    given = [] if review.right else [f"Your answer: {answer_text(review.question, review.answer)}"]
    return {
        "right": review.right,
        "title": review.verdict,
        "lines": [to_html(line) for line in (*given, *review.lines)],
    }
