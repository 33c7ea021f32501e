"""Each lesson as a learner opens it: it runs in JupyterLab, and its checks and widgets appear."""

import pytest
from playwright.sync_api import expect

from course_utils import lessons, paths

REPORT = "application/vnd.course.report+json"
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize("path", paths.lesson_files(), ids=lambda path: path.stem)
def test_a_lesson_runs_and_shows_its_reports_and_widgets(open_notebook, path):
    lesson = lessons.load(path)
    notebook = open_notebook(paths.NOTEBOOKS / f"{lesson.name}.ipynb")
    notebook.run_all()
    notebook.save()
    saved = notebook.notebook()
    reports, widgets = {}, []
    for index, cell in enumerate(saved.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if REPORT in data:
                reports[data[REPORT]["exercise"]] = index
            if WIDGET in data:
                widgets.append(index)
    assert list(reports) == list(lesson.exercises)
    for index in (*list(reports.values())[:2], *widgets):
        output = notebook.output(index)
        expect(output).to_be_visible()
        expect(output).not_to_contain_text("Error displaying widget", use_inner_text=True)
    assert widgets
    assert "widgets" not in saved.metadata  # no state is stored


def test_a_wrong_and_a_right_answer_typed_into_the_cell(open_notebook):
    notebook = open_notebook(paths.NOTEBOOKS / "00_start_here.ipynb")
    notebook.run_all()
    index = next(
        i for i, c in enumerate(notebook.notebook().cells) if "ex.invert.check" in c.source
    )
    output = notebook.output(index)
    expect(output).to_contain_text("not attempted")
    for code, words in (("-image", "not yet"), ("~image", "passed")):
        editor = notebook.page.locator(
            f'.jp-Notebook [data-windowed-list-index="{index}"] .cm-content'
        )
        editor.click()
        notebook.page.keyboard.press("ControlOrMeta+a")
        notebook.page.keyboard.insert_text(
            f"def invert(image):\n    return {code}\n\n\ninvert = ex.invert.check(invert)"
        )
        notebook.page.keyboard.press("Control+Enter")
        expect(output).to_contain_text(f"{words}")
