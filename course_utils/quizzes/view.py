"""A quiz question in a notebook: a form that sends each answer to the kernel to be judged.

The page gets the question and its options, never the key: an explanation travels as a message,
after the answer, and is part of no stored state.
"""

import html
from pathlib import Path

import anywidget
import ipywidgets
import traitlets
from IPython.display import display

from course_utils.quizzes.questions import NumberQuestion, Outcome, Question
from course_utils.quizzes.reading import LETTERS
from course_utils.quizzes.text import to_html

_HERE = Path(__file__).parent
# A notebook stores two outputs: the questions as text, and the reference to the live forms. The
# text is hidden where forms follow it. In a notebook opened again no form answers: JupyterLab then
# shows the text, and the place of the forms ("model not found") is hidden instead.
FALLBACK = """<style>
.course-quiz-text {{ display: none; }}
.jp-OutputArea-child:has(.course-quiz-text):not(:has(+ .jp-OutputArea-child .course-quiz))
  .course-quiz-text {{ display: block; }}
.jp-OutputArea-child:has(.course-quiz-text):has(+ .jp-OutputArea-child .course-quiz),
.jp-OutputArea-child:has(.course-quiz-text) + .jp-OutputArea-child:not(:has(.course-quiz)) {{
  display: none;
}}
</style><div class="course-quiz-text"><pre style="white-space: pre-wrap">{text}</pre>
<p>Run the cell to answer here.</p></div>"""

_HOW = {
    "single": "Choose one.",
    "multiple": "Choose all that apply.",
    "number": "Write a number.",
}


class QuestionWidget(anywidget.AnyWidget):
    """The form of one question.

    ipywidgets' own RadioButtons are not used: the arrow keys do not move between them, their texts
    cannot hold code, and nothing announces a new text to a screen reader.
    """

    _esm = _HERE / "form.js"
    _css = _HERE / "form.css"

    question = traitlets.Dict().tag(sync=True)

    def __init__(self, question: Question) -> None:
        self._judge = question.judge
        super().__init__(question=_shown(question))
        self.on_msg(self._answered)

    def _answered(self, _widget: object, message: dict, _buffers: object) -> None:
        self.send(_feedback(self._judge(message.get("answer"))))


def show(questions: tuple[Question, ...], text: str) -> None:
    """Display the forms of the questions, one under another, and their text where forms fail."""
    display({"text/html": FALLBACK.format(text=html.escape(text)), "text/plain": text}, raw=True)
    forms = ipywidgets.VBox([QuestionWidget(question) for question in questions])
    reference = {"version_major": 2, "version_minor": 0, "model_id": forms.model_id}
    # a notebook that JupyterLab does not trust shows the plain text of both, so this one is empty
    display({"application/vnd.jupyter.widget-view+json": reference, "text/plain": ""}, raw=True)


def _shown(question: Question) -> dict[str, object]:
    """Return what the page needs to know of a question."""
    options = () if isinstance(question, NumberQuestion) else question.options
    return {
        "id": question.id,
        "kind": question.kind,
        "prompt": to_html(question.prompt),
        "how": _HOW[question.kind],
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
