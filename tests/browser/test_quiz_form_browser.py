"""The form of the quiz and the feedback form in a real JupyterLab, by mouse and by keyboard."""

import json
import re

import pytest
from playwright.sync_api import expect

from course_utils import paths
from course_utils.quizzes import bank
from course_utils.quizzes.questions import Choice, NumberQuestion
from course_utils.quizzes.text import to_plain

from .test_quiz_browser import CONTRAST

FORM, FEEDBACK = 1, 2
# what a browser does when it prints cannot be seen from outside: this notes that it was asked
NOTE_PRINTING = """
window.print = () => {
  window.parent.printed = document.title;
  window.dispatchEvent(new Event("afterprint"));
};
"""


@pytest.fixture
def open_quiz(open_notebook):
    """Open a notebook with a form of its own number, so that no test finds another's answers."""

    def open_one(seed):
        cells = ["from course_utils import quizzes"]
        cells += [f"form = quizzes.form(seed={seed})\nform", "quizzes.feedback()"]
        notebook = open_notebook(cells)
        notebook.run_all()
        return notebook

    return open_one


def exam(notebook):
    return notebook.output(FORM).locator(".course-exam")


def status(notebook):
    return exam(notebook).get_by_role("status")


def press(notebook, name):
    exam(notebook).get_by_role("button", name=name, exact=True).click()


def go_to(notebook, number):
    exam(notebook).get_by_role("button", name=re.compile(f"^Question {number}, lesson")).click()


def reopen(notebook):
    """Open the notebook again as on another day, and run its cells."""
    notebook.reopen()
    for cell in (FORM, FEEDBACK):
        output = notebook.output(cell)
        expect(output).to_contain_text("model not found")  # is in the page, and hidden:
        expect(output).not_to_contain_text("widget", use_inner_text=True)
        expect(output).to_contain_text("Run the cell", use_inner_text=True)
    notebook.run_all()


def give(notebook, question, right):
    """Answer the question on show, and wait until it is saved."""
    form = exam(notebook)
    if isinstance(question, NumberQuestion):
        number = question.answer if right else question.wrong[0].value
        form.get_by_role("textbox", name="Your answer").fill(str(number))
    else:
        boxes = form.get_by_role("radio" if question.kind == "single" else "checkbox")
        options = question.options
        places = [place for place, option in enumerate(options) if option.right == right]
        for place in places if question.kind == "multiple" else places[:1]:
            boxes.nth(place).check()
    expect(status(notebook)).to_contain_text("is saved")


def test_a_form_is_answered_kept_handed_in_printed_and_written(open_quiz, lab):
    seed = 7
    questions = bank.draw_form(seed)
    lab.add(paths.NOTEBOOKS / "01_image_libraries.ipynb")
    quiz = open_quiz(seed)
    quiz.page.add_init_script(NOTE_PRINTING)

    # three answers: wrong, right, right
    expect(exam(quiz)).to_contain_text("Form 7 · question 1 of 20 · lesson 01")
    for number, right in ((1, False), (2, True), (3, True)):
        go_to(quiz, number)
        give(quiz, questions[number - 1], right)
    shown = quiz.page.content()
    assert not any(to_plain(question.explanation)[:40] in shown for question in questions)

    # on another day
    reopen(quiz)
    for number in range(1, 5):
        word = "answered" if number < 4 else "no answer"
        expect(
            exam(quiz).get_by_role("button", name=f"Question {number}, ")
        ).to_have_accessible_name(re.compile(f", {word}$"))

    # the questions on paper
    press(quiz, "Print")
    quiz.page.wait_for_function("() => window.printed === 'Quiz, form 7'")

    # handing in asks once more
    press(quiz, "Hand in")
    expect(status(quiz)).to_contain_text("17 questions have no answer yet: 4, 5, 6, 7")
    press(quiz, "Hand in now")
    expect(status(quiz)).to_contain_text("Form 7: 2 of 20 right.")
    result = quiz.output(FORM).locator(".course-result")
    expect(result).to_contain_text("Form 7: 2 of 20 right.")
    expect(result.get_by_text("You are able to")).to_be_visible()
    go_to(quiz, 1)
    expect(status(quiz)).to_contain_text("Not right. Your answer: ")
    expect(status(quiz)).to_contain_text(to_plain(questions[0].explanation))
    go_to(quiz, 2)
    expect(status(quiz)).to_contain_text("Right.")
    expect(exam(quiz).get_by_role("button", name="Hand in", exact=True)).to_be_hidden()

    # the result on paper, and for the instructor
    press(quiz, "Print")
    quiz.page.wait_for_function("() => window.printed === 'Quiz, form 7: result'")
    exam(quiz).get_by_role("textbox", name="Your name or group").fill("Group 3")
    press(quiz, "Write the file for the instructor")
    expect(status(quiz)).to_contain_text("The file my-quiz-7.json lies beside this notebook.")
    record = json.loads((lab.notebooks / "my-quiz-7.json").read_text(encoding="utf-8"))
    assert (record["name"], record["right"]) == ("Group 3", 2)

    # a link leads to its heading; the first click opens the notebook
    link = result.get_by_role("link").first
    heading = quiz.page.get_by_role("heading", name=link.inner_text().removeprefix("01 ")).first
    link.click()
    expect(heading).to_be_visible()
    quiz.page.evaluate(ACTIVATE, quiz.path)
    link.click()
    expect(heading).to_be_in_viewport()

    # a new form, and a copy of this one
    quiz.page.wait_for_function(OTHERS_ARE_READY, arg=quiz.path)
    quiz.page.evaluate(CLOSE_OTHERS, quiz.path)
    quiz.page.evaluate(ACTIVATE, quiz.path)
    press(quiz, "New form")
    press(quiz, "New form now")
    expect(status(quiz)).to_contain_text("Your old one is kept as quiz-7-old-1.json.")
    expect(result).to_have_count(0)
    assert (quiz.state_dir / "quiz-7-old-1.json").is_file()


ACTIVATE = """path => {
  const { shell } = window.jupyterapp;
  shell.activateById([...shell.widgets("main")].find(({ context }) => context?.path === path).id);
}"""
OTHERS_ARE_READY = """path => [...window.jupyterapp.shell.widgets("main")]
  .filter(({ context }) => context && context.path !== path)
  .map(({ context }) => context.sessionContext.session?.kernel)
  .every((kernel) => kernel?.connectionStatus === "connected" && kernel.status === "idle")
"""
CLOSE_OTHERS = """async path => {
  for (const widget of [...window.jupyterapp.shell.widgets("main")]) {
    if (!widget.context || widget.context.path === path) continue;
    const { sessionContext } = widget.context;
    await sessionContext.shutdown();
    widget.context.model.dirty = false;
    widget.close();
  }
}"""


def test_keyboard_alone(open_quiz):
    seed = next(s for s in range(100, 999) if bank.draw_form(s)[0].kind == "single")
    quiz = open_quiz(seed)
    keyboard = quiz.page.keyboard
    cells = quiz.page.locator(".jp-Notebook .jp-Cell").count()
    exam(quiz).get_by_role("radio").first.focus()
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    expect(exam(quiz).get_by_role("radio").nth(1)).to_be_checked()
    expect(status(quiz)).to_contain_text("The answer to question 1 is saved.")
    keyboard.press("Enter")
    expect(exam(quiz)).to_contain_text("question 2 of 20")
    expect(exam(quiz).locator("input").first).to_be_focused()
    for name in ("Previous", "Next", "Hand in", "Print"):
        button = exam(quiz).get_by_role("button", name=name, exact=True)
        for _ in range(12):
            keyboard.press("Tab")
            if button.evaluate("element => element === document.activeElement"):
                break
        expect(button).to_be_focused()
        assert button.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        if name == "Hand in":
            keyboard.press("b")  # JupyterLab's "insert a cell below" stays out of the form
            keyboard.press("Enter")
            keyboard.press("Enter")
            expect(status(quiz)).to_contain_text(f"Form {seed}: ")
            break
    assert quiz.page.locator(".jp-Notebook .jp-Cell").count() == cells
    # what was handed in can be read, and no more be changed
    focused = exam(quiz).locator(".course-exam-heading")
    expect(focused).to_be_focused()
    go_to(quiz, 1)
    exam(quiz).get_by_role("radio").first.click()
    expect(exam(quiz).get_by_role("radio").nth(1)).to_be_checked()


def test_a_number_is_saved_while_it_is_typed(open_quiz):
    seed = next(s for s in range(100, 999) if isinstance(bank.draw_form(s)[0], NumberQuestion))
    quiz = open_quiz(seed)
    field = exam(quiz).get_by_role("textbox", name="Your answer")
    field.focus()
    quiz.page.keyboard.type("about 3")
    expect(status(quiz)).to_contain_text('"about 3" cannot be read as a number.')
    expect(exam(quiz).get_by_role("button", name="Question 1, ")).to_have_accessible_name(
        re.compile(", the answer cannot be read$")
    )
    press(quiz, "Hand in")
    expect(status(quiz)).to_contain_text("What stands in 1 cannot be read as a number")
    field.focus()
    quiz.page.keyboard.press("ControlOrMeta+a")
    quiz.page.keyboard.type("1 024")
    expect(status(quiz)).to_contain_text("The answer to question 1 is saved.")
    kept = json.loads((quiz.state_dir / f"quiz-{seed}.json").read_text(encoding="utf-8"))
    assert list(kept["answers"].values()) == [["1 024"]]
    expect(field).to_be_focused()
    # who goes on with the answer has not decided to hand in
    expect(exam(quiz).get_by_role("button", name="Hand in", exact=True)).to_be_visible()
    # a click on a number ends the typing, and is a click all the same
    quiz.page.keyboard.type("5")
    go_to(quiz, 3)
    expect(exam(quiz)).to_contain_text("question 3 of 20")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_and_two_widths(open_quiz, theme):
    seed = 20 if theme == "light" else 21
    quiz = open_quiz(seed)
    quiz.theme(theme)
    questions = bank.draw_form(seed)
    choice = next(n for n, q in enumerate(questions, start=1) if isinstance(q, Choice))
    go_to(quiz, choice)
    give(quiz, questions[choice - 1], right=False)
    for part in ("legend", "label span", "label code", "button:enabled", "[role=status] p"):
        for element in exam(quiz).locator(part).locator("visible=true").all():
            assert element.evaluate(CONTRAST) >= 4.5, part
    for width in (800, 1280):
        quiz.resize(width)
        assert exam(quiz).evaluate("e => e.scrollWidth <= e.clientWidth")
        quiz.screenshot(f"quiz_{theme}_{width}.png", FORM)
    press(quiz, "Hand in")
    press(quiz, "Hand in now")
    result = quiz.output(FORM).locator(".course-result")
    expect(result).to_contain_text("0 of 20 right")
    go_to(quiz, choice)
    for width in (800, 1280):
        quiz.resize(width, 2500)
        assert result.evaluate("e => e.scrollWidth <= e.clientWidth")
        quiz.screenshot(f"quiz_result_{theme}_{width}.png", FORM)
        quiz.screenshot(f"quiz_feedback_{theme}_{width}.png", FEEDBACK)
    for part in ("th", "td", "td a", "summary", "details p"):
        for element in result.locator(part).locator("visible=true").all():
            assert element.evaluate(CONTRAST) >= 4.5, part


def test_feedback_is_kept_and_written(open_quiz, lab):
    quiz = open_quiz(30)
    form = quiz.output(FEEDBACK).locator(".course-survey")
    form.get_by_role("radio", name="About right").check()
    expect(form.get_by_role("status")).to_contain_text("Saved.")
    text = form.get_by_role("textbox", name="What helped you most?")
    text.focus()
    quiz.page.keyboard.type("The explorers.")
    quiz.page.keyboard.press("Enter")  # a new line, and no new cell
    quiz.page.keyboard.type("And the hints.")
    form.get_by_role("button", name="Write the file for the instructor").click()
    expect(form.get_by_role("status")).to_contain_text("The file my-feedback.json lies beside")
    written = json.loads((lab.notebooks / "my-feedback.json").read_text(encoding="utf-8"))
    assert [each["answer"] for each in written] == [
        "About right",
        "The explorers.\nAnd the hints.",
    ]
    reopen(quiz)
    form = quiz.output(FEEDBACK).locator(".course-survey")
    expect(form.get_by_role("radio", name="About right")).to_be_checked()
    expect(form.get_by_role("textbox", name="What helped you most?")).to_have_value(
        "The explorers.\nAnd the hints."
    )
