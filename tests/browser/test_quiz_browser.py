"""Quiz questions in a real JupyterLab: by mouse, by keyboard alone, and after saving."""

import json
import re

import pytest
from playwright.sync_api import expect

CELLS = [
    "from course_utils import quizzes",
    'quizzes.ask("01.bgr")',
    'quizzes.ask("01.three_channels")',
    'quizzes.ask("01.bytes")',
    'quizzes.recall("01")',
]
SINGLE, MULTIPLE, NUMBER, RECALL = 1, 2, 3, 4


@pytest.fixture
def quiz(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run_all()
    return notebook


def test_mouse_single_choice_explains_each_answer(quiz):
    form = quiz.output(SINGLE).locator("form.course-quiz")
    assert form.get_by_role("radio", checked=True).count() == 0
    form.get_by_text("The file is damaged.").click()
    form.get_by_role("button", name="Check").click()
    status = form.get_by_role("status")
    expect(status).to_contain_text("Not yet. A: A damaged file gives stripes")
    form.get_by_text("OpenCV gives the channels as B, G, R").click()
    form.get_by_role("button", name="Check").click()
    expect(status).to_contain_text("Right. B: Both hold the same three numbers")
    expect(status.locator("code")).to_have_text("cv2.cvtColor(image, cv2.COLOR_BGR2RGB)")


def test_mouse_multiple_choice_says_what_is_missing_and_too_much(quiz):
    form = quiz.output(MULTIPLE).locator("form.course-quiz")
    status = form.get_by_role("status")
    form.get_by_role("button", name="Check").click()
    expect(status).to_contain_text("There is no answer yet. Choose one or more of A to E.")
    form.get_by_role("checkbox", name="An HSV picture").check()
    form.get_by_role("checkbox", name="A grey picture").check()
    form.get_by_role("button", name="Check").click()
    expect(status).to_contain_text("A: Grey is one value for each pixel")
    expect(status).to_contain_text("B belongs to the answer")
    expect(status).to_contain_text("One right option is missing")
    form.get_by_role("checkbox", name="A grey picture").uncheck()
    form.get_by_role("checkbox", name="A BGR picture").check()
    form.get_by_role("button", name="Check").click()
    expect(status).to_contain_text("Right. B, D:")


def test_keyboard_alone_answers_a_choice(quiz):
    form = quiz.output(SINGLE).locator("form.course-quiz")
    keyboard = quiz.page.keyboard
    cells = len(quiz.page.locator(".jp-Notebook .jp-Cell").all())
    form.get_by_role("radio").first.focus()
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    expect(form.get_by_role("radio", name="Matplotlib turns")).to_be_checked()
    keyboard.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("Not yet. C:")
    keyboard.press("ArrowUp")
    keyboard.press("Tab")
    button = form.get_by_role("button", name="Check")
    expect(button).to_be_focused()
    assert button.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    keyboard.press("b")  # JupyterLab's "insert a cell below" stays out of the form
    keyboard.press("Space")
    expect(form.get_by_role("status")).to_contain_text("Right. B:")
    assert len(quiz.page.locator(".jp-Notebook .jp-Cell").all()) == cells


def test_keyboard_alone_answers_a_number(quiz):
    form = quiz.output(NUMBER).locator("form.course-quiz")
    field = form.get_by_role("textbox", name=re.compile("How many bytes .* answer in bytes"))
    status = form.get_by_role("status")
    for typed, said in (
        ("about a million", "cannot be read as a number"),
        ("307,200", "Not yet. That is the number of pixels"),
        ("<b>9</b>", '"<b>9</b>" cannot be read'),
        ("921 600 bytes", "Right. 480 rows"),
    ):
        field.focus()
        quiz.page.keyboard.press("ControlOrMeta+a")
        quiz.page.keyboard.type(typed)
        quiz.page.keyboard.press("Enter")
        expect(status).to_contain_text(said)
    assert status.get_attribute("data-verdict") == "right"


def test_recall_shows_three_questions_and_narrow_pages_need_no_sideways_scrolling(quiz):
    forms = quiz.output(RECALL).locator("form.course-quiz")
    expect(forms).to_have_count(3)
    quiz.resize(500)
    for form in forms.all():
        assert form.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_contrast_in_both_themes(quiz, theme):
    quiz.theme(theme)
    form = quiz.output(SINGLE).locator("form.course-quiz")
    form.get_by_text("The file is damaged.").click()
    form.get_by_role("button", name="Check").click()
    expect(form.get_by_role("status")).to_contain_text("Not yet.")
    for part in ("legend", "label span", "label code", "button", "[role=status] p", "strong"):
        for element in form.locator(part).all():
            assert element.evaluate(CONTRAST) >= 4.5, part


# WCAG 2 contrast of an element's text against the first painted background behind it
CONTRAST = """element => {
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  let behind = element, back;
  do { back = numbers(getComputedStyle(behind).backgroundColor); behind = behind.parentElement; }
  while (back.length === 4 && back[3] === 0 && behind);
  const [dark, light] = [luminance(numbers(getComputedStyle(element).color)), luminance(back)]
    .sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}"""


def test_saved_notebook_holds_no_key(quiz):
    form = quiz.output(SINGLE).locator("form.course-quiz")
    form.get_by_text("OpenCV gives the channels as B, G, R").click()
    form.get_by_role("button", name="Check").click()
    expect(form.get_by_role("status")).to_contain_text("Right.")
    quiz.save()
    saved = json.dumps(quiz.notebook(), ensure_ascii=False)
    assert "widgets" not in quiz.notebook().metadata
    assert "You read the photograph of a red apple" in saved  # the question is there as text
    for kept_back in ("Both hold the same", "A damaged file gives", "921,600", "921600"):
        assert kept_back not in saved


def test_a_notebook_opened_again_shows_the_question_as_text(quiz):
    text = quiz.output(SINGLE).locator(".course-fallback")
    expect(quiz.output(SINGLE).locator("form.course-quiz")).to_be_visible()
    expect(text).to_be_hidden()
    quiz.reopen()
    for cell in (SINGLE, MULTIPLE, NUMBER, RECALL):
        output = quiz.output(cell)
        expect(output).to_contain_text("model not found")  # is in the page, and hidden:
        expect(output).not_to_contain_text("widget", use_inner_text=True)
        expect(output).to_contain_text("Run the cell to answer here.", use_inner_text=True)
    expect(quiz.output(SINGLE)).to_contain_text("B  OpenCV gives the", use_inner_text=True)
    quiz.run_all()
    expect(quiz.output(SINGLE).locator("form.course-quiz")).to_be_visible()
    expect(text).to_be_hidden()


def test_a_busy_kernel_is_told(quiz):
    form = quiz.output(SINGLE).locator("form.course-quiz")
    status = form.get_by_role("status")
    form.get_by_text("The file is damaged.").click()
    quiz.page.evaluate(f"() => {{ {KERNEL}.requestExecute({{code: {json.dumps(BUSY)}}}); }}")
    assert form.evaluate(SUBMIT) == "Checking …"
    expect(status).to_contain_text("another cell is running")
    quiz.page.evaluate(f"() => {KERNEL}.interrupt()")
    expect(status).to_contain_text("Not yet. A:")


KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
# Far longer than the test waits: only the interrupt ends it.
BUSY = """
import time
try:
    time.sleep(600)
except KeyboardInterrupt:
    pass
"""
SUBMIT = """form => {
  form.requestSubmit();
  return form.querySelector("[role=status]").textContent;
}"""
