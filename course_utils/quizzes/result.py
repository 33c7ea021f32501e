"""A form and its result as text, as HTML for a notebook, and as a page for the printer."""

import html
import textwrap

from course_utils.html_figure import HtmlFigure
from course_utils.quizzes.exam import Answer, Form, Result, Review, Tally
from course_utils.quizzes.objectives import Place, title_of
from course_utils.quizzes.questions import Choice, NumberQuestion, Question, listed
from course_utils.quizzes.reading import LETTERS
from course_utils.quizzes.text import to_html, to_plain

HOW = """\
Answer with form.answer(3, "B"): the number of the question, then a letter, letters or a number.
Each answer is saved. form.hand_in() shows the result."""
LINKS = "Read it again in"

_LEFT = "text-align: left"  # JupyterLab puts the text of tables to the right

# Black on white whatever the theme of the screen: this goes to paper.
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
@page {{ margin: 18mm; }}
body {{ background: #fff; color: #000; font: 11pt/1.45 sans-serif; }}
body {{ margin: 1em auto; max-width: 46em; }}
h1 {{ font-size: 15pt; }}
h2 {{ font-size: 12pt; }}
code {{ font-family: monospace; }}
.question {{ break-inside: avoid; margin: 0 0 1.2em; }}
.question p, .question ul {{ margin: 0.2em 0; }}
ul {{ list-style: none; padding-left: 1.2em; }}
table {{ border-collapse: collapse; margin: 0 0 1em; width: 100%; }}
caption {{ font-weight: bold; padding: 0.3em 0; text-align: left; }}
th, td {{ border: 1px solid #777; padding: 0.2em 0.5em; text-align: left; vertical-align: top; }}
tr {{ break-inside: avoid; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def answer_text(question: Question, answer: Answer) -> str:
    """Return an answer in words: the letters with their texts, or the number with its unit."""
    if not answer:
        return "no answer"
    if isinstance(question, Choice):
        texts = dict(zip(LETTERS, question.options, strict=False))
        if known := [(each, texts[each].text) for each in answer if each in texts]:
            return listed(known)
    unit = question.unit if isinstance(question, NumberQuestion) else ""
    typed = answer[0].replace("`", "'").replace("*", "·")  # no marks: these are the learner's words
    return typed if not unit or unit in typed else f"{typed} {unit}"


# ---- text ----------------------------------------------------------------------------------------


def form_text(form: Form) -> str:
    """Return a form as text: its questions, the answers so far, and how to answer."""
    answered = len(form.questions) - len(form.unanswered)
    blocks = [f"Quiz, form {form.seed}: {len(form.questions)} questions, {answered} answered."]
    if form.note:
        blocks.append(_wrapped(form.note))
    for number, (question, answer) in enumerate(
        zip(form.questions, form.answers, strict=True), start=1
    ):
        given = _wrapped(f"Your answer: {to_plain(answer_text(question, answer))}")
        blocks.append(f"Question {number}\n{question.plain_text(how=False)}\n{given}")
    if form.handed_in:
        blocks.append("This form is handed in. form.result() shows the result.")
    else:
        blocks.append(HOW)
    return "\n\n".join(blocks)


def result_text(result: Result) -> str:
    """Return a result as text."""
    blocks = [headline(result)]
    lessons = [f"  {_lesson(key)}: {_share(tally)}" for key, tally in result.by_lesson.items()]
    blocks.append("\n".join(["By lesson", *lessons]))
    lines = ["By objective: you can ..."]
    for objective, tally in result.by_objective.items():
        text = to_plain(f"{objective.lesson}  {_share(tally)}  {objective.text}")
        lines.append(_wrapped(text, "  ", " " * 18))
        if tally.places:
            lines.append(_wrapped(_where(tally.places), " " * 6))
    blocks.append("\n".join(lines))
    blocks += [_review_text(review) for review in result.reviews]
    return "\n\n".join(blocks)


def headline(result: Result) -> str:
    """Return the result in one or two sentences."""
    total = result.total
    said = f"Form {result.seed}: {total.right} of {total.asked} right."
    if total.right == total.asked:
        return said
    lowest = min(result.by_lesson.items(), key=lambda item: item[1].right / item[1].asked)[0]
    return f'{said} quizzes.practice(lesson="{lowest}") asks more about lesson {lowest}.'


def _review_text(review: Review) -> str:
    lines = [
        f"Question {review.number}. {review.verdict}",
        review.question.plain_text(how=False),
        _wrapped(f"Your answer: {to_plain(answer_text(review.question, review.answer))}"),
        *(_wrapped(to_plain(line)) for line in review.lines),
    ]
    if not review.right:
        lines += [_wrapped(_where(review.places))] if review.places else []
    return "\n".join(lines)


def _share(tally: Tally) -> str:
    return f"{tally.right} of {tally.asked}"


def _lesson(number: str) -> str:
    return f"{number} {title_of(number)}".strip()


def _where(places: tuple[Place, ...]) -> str:
    return f"{LINKS} {places[0].notebook}: {'; '.join(place.text for place in places)}."


def _wrapped(text: str, first: str = "", others: str = "") -> str:
    return textwrap.fill(text, 88, initial_indent=first, subsequent_indent=others or first)


# ---- HTML ----------------------------------------------------------------------------------------


def form_figure(form: Form) -> HtmlFigure:
    """Return what a notebook shows of a form while no kernel runs: the questions alone.

    The answers are in the learner's own folder, and not in the notebook.
    """
    questions = enumerate(form.questions, start=1)
    blocks = [f"Question {number}\n{each.plain_text(how=False)}" for number, each in questions]
    text = "\n\n".join([f"Quiz, form {form.seed}", *blocks])
    return HtmlFigure(f'<pre style="white-space: pre-wrap">{html.escape(text)}</pre>', text)


def result_figure(result: Result) -> HtmlFigure:
    """Return the result for a notebook, with links to the places in the lessons.

    JupyterLab follows such a link to the heading, in a tab of its own.
    """
    reviews = "".join(
        f"<details{'' if review.right else ' open'}><summary>Question {review.number}. "
        f"<strong>{review.verdict}</strong></summary>{_review_html(review, links=True)}</details>"
        for review in result.reviews
    )
    inside = f"<p><strong>{html.escape(headline(result))}</strong></p>{_tables(result, True)}"
    return HtmlFigure(
        f'<div class="course-result">{inside}{reviews}</div>',
        result_text(result),
    )


def page(form: Form) -> str:
    """Return a form as a page for the printer: empty, filled in, or with its result."""
    if form.handed_in:
        result = form.hand_in()
        title = f"Quiz, form {form.seed}: result"
        parts = [f"<p>{html.escape(headline(result))}</p>", _tables(result, links=False)]
        parts += [
            f'<div class="question"><h2>Question {review.number}. {review.verdict}</h2>'
            f"{_review_html(review, links=False)}</div>"
            for review in result.reviews
        ]
    else:
        title = f"Quiz, form {form.seed}"
        numbered = enumerate(zip(form.questions, form.answers, strict=True), start=1)
        parts = ["<p>Name: ______________________________</p>"]
        parts += [
            f'<div class="question"><h2>Question {number}</h2>{_question_html(question, answer)}'
            "</div>"
            for number, (question, answer) in numbered
        ]
    return _PAGE.format(title=title, body="\n".join([f"<h1>{title}</h1>", *parts]))


def _question_html(question: Question, answer: Answer) -> str:
    """Return a question with boxes to tick, or a line to write on."""
    prompt = f"<p>{to_html(question.prompt)} <em>{question.instruction}</em></p>"
    if isinstance(question, Choice):
        boxes = "".join(
            f"<li>{'☒' if letter in answer else '☐'} <strong>{letter}</strong> "
            f"{to_html(option.text)}</li>"
            for letter, option in zip(LETTERS, question.options, strict=False)
        )
        return f"{prompt}<ul>{boxes}</ul>"
    typed = to_html(answer_text(question, answer)) if answer else f"____________ {question.unit}"
    return f"{prompt}<p>Answer: {typed}</p>"


def _review_html(review: Review, links: bool) -> str:
    question = review.question
    options = ""
    if isinstance(question, Choice):
        options = "".join(
            f"<li><strong>{letter}</strong> {to_html(option.text)}</li>"
            for letter, option in zip(LETTERS, question.options, strict=False)
        )
        options = f'<ul style="list-style: none">{options}</ul>'
    given = to_html(answer_text(question, review.answer))
    lines = "".join(f"<p>{to_html(line)}</p>" for line in review.lines)
    places = "" if review.right else _places(review.places, links)
    return f"<p>{to_html(question.prompt)}</p>{options}<p>Your answer: {given}</p>{lines}" + (
        f"<p>{LINKS} {places}</p>" if places else ""
    )


def _tables(result: Result, links: bool) -> str:
    lessons = "".join(
        f"<tr>{_cell(html.escape(_lesson(lesson)))}{_cell(_share(tally))}</tr>"
        for lesson, tally in result.by_lesson.items()
    )
    objectives = "".join(
        f"<tr>{_cell(objective.lesson)}{_cell(to_html(objective.text))}{_cell(_share(tally))}"
        f"{_cell(_places(tally.places, links))}</tr>"
        for objective, tally in result.by_objective.items()
    )
    return (
        f"<table><caption>By lesson</caption>{_head('Lesson', 'Right')}<tbody>{lessons}</tbody>"
        f"</table><table><caption>By objective</caption>"
        f"{_head('Lesson', 'You are able to', 'Right', LINKS)}<tbody>{objectives}</tbody></table>"
    )


def _head(*names: str) -> str:
    cells = "".join(f'<th scope="col" style="{_LEFT}">{name}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def _cell(inside: str) -> str:
    return f'<td style="{_LEFT}">{inside}</td>'


def _places(places: tuple[Place, ...], links: bool) -> str:
    """Return the places as links, or for paper in words."""
    if not links:
        return "; ".join(html.escape(f"{place.notebook[:2]} {place.text}") for place in places)
    return "; ".join(
        f'<a href="{html.escape(place.link)}">{place.notebook[:2]} {html.escape(place.text)}</a>'
        for place in places
    )
