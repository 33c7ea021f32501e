"""The lesson reader: what it builds, and that every mistake in a lesson is named with its line."""

import json
import re
import textwrap

import nbformat
import pytest

from course_utils import lesson_runs, lessons, paths
from course_utils.concepts import ConceptError
from course_utils.lessons import LessonError

HEAD = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
course:
  lesson: "97"
  title: A lesson for a test
  minutes: {demo: 5, activity: 5, stretch: 5}
---
"""

BODY = """
# A lesson <!-- not shown elsewhere -->

<!-- covers: 01.1 E012 -->

Some prose.

```{code-cell} ipython3
:tags: [nbval-check-output]
:slideshow: {slide_type: slide}

value = 2 + 3
value
```

+++ {"tags": ["instructor"]}

Ask the room first.

+++ {"slideshow": {"slide_type": "slide"}}

Now the exercise.

```{code-cell} ipython3
:tags: [exercise]

def double(x):
    \"\"\"Return twice `x`.\"\"\"
    ### BEGIN SOLUTION
    result = 2 * x
    return result
    ### END SOLUTION


double = ex.double.check(double)
```

The end.
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Give a function that writes a lesson and returns its path."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "LESSONS", folder)
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")
    (tmp_path / "notebooks").mkdir()

    def write(body=BODY, head=HEAD, name="97_test.md"):
        path = folder / name
        path.write_text(head + body, encoding="utf-8")
        return path

    return write


def problem(path):
    with pytest.raises(LessonError) as caught:
        lessons.load(path)
    return str(caught.value)


def code(source, tags=""):
    options = f":tags: [{tags}]\n\n" if tags else ""
    return f"\nProse.\n\n```{{code-cell}} ipython3\n{options}{textwrap.dedent(source)}```\n"


def test_the_learner_gets_stubs_and_no_notes(write):
    made = lessons.notebook(lessons.load(write()))
    sources = [cell.source for cell in made.cells]
    types = [cell.cell_type for cell in made.cells]
    assert types == ["markdown", "code", "markdown", "code", "markdown"]
    assert sources[0] == "# A lesson <!-- not shown elsewhere -->\n\n\nSome prose."
    assert "Ask the room first." not in "".join(sources)
    assert sources[3] == (
        'def double(x):\n    """Return twice `x`."""\n    ...  # your code here\n\n\n'
        "double = ex.double.check(double)"
    )
    assert "covers" not in "".join(sources)


def test_solved_and_instructor_have_the_solution(write):
    lesson = lessons.load(write())
    solved = lessons.notebook(lesson, "solved")
    assert "    result = 2 * x\n    return result\n\n\ndouble = " in solved.cells[3].source
    assert "SOLUTION" not in "".join(cell.source for cell in solved.cells)
    assert len(solved.cells) == 5
    instructor = lessons.notebook(lesson, "instructor")
    notes = [cell for cell in instructor.cells if "instructor" in cell.metadata.get("tags", ())]
    assert [cell.source for cell in notes] == ["Ask the room first."]
    assert notes[0].metadata.slideshow == {"slide_type": "notes"}


def test_one_exercise_can_be_solved_at_a_time(write):
    lesson = lessons.load(write())
    made = lessons.notebook(lesson, solve={"97.double"})
    assert made.cells == lessons.notebook(lesson, "solved").cells


def test_slideshow_metadata_is_kept(write):
    made = lessons.notebook(lessons.load(write()))
    assert made.cells[1].metadata.slideshow == {"slide_type": "slide"}
    assert made.cells[2].metadata.slideshow == {"slide_type": "slide"}


def test_cell_ids_come_from_the_place_and_the_notebook_is_valid(write):
    lesson = lessons.load(write())
    for kind in lessons.KINDS:
        made = lessons.notebook(lesson, kind)
        nbformat.validate(made)
        assert made == lessons.notebook(lessons.load(lesson.path), kind)
    assert [cell["id"] for cell in lessons.notebook(lesson).cells] == [
        "97-001",
        "97-002",
        "97-004",
        "97-005",
        "97-006",
    ]


def test_the_solution_of_an_exercise_is_found_by_its_id(write):
    write()
    assert lessons.solution("97.double").endswith("    result = 2 * x\n    return result")
    with pytest.raises(LessonError, match=r"has no exercise .97.treble."):
        lessons.solution("97.treble")


@pytest.mark.parametrize("name", ["97", "97_test", "97_test.md", "notebooks/97_test.ipynb"])
def test_a_lesson_is_found_by_number_name_or_path(write, name):
    path = write()
    assert lessons.find(name) == path


def test_an_unknown_lesson_gets_a_sentence(write):
    write()
    with pytest.raises(LessonError, match=r"no lesson '97_tset'. Did you mean 97_test\?"):
        lessons.find("97_tset")


OPEN = """\
    def f(x):
        ### BEGIN SOLUTION
        return x

    f = ex.f.check(f)
    """
NO_CHECK = """\
    def f(x):
        ### BEGIN SOLUTION
        return x
        ### END SOLUTION
    """
LONG = "".join(f"x{i} = {i}\n" for i in range(31))


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        (code(OPEN, "exercise"), 22, "this solution region is not closed; write '### END"),
        (code("### END SOLUTION\n", "exercise"), 21, "'### END SOLUTION' without '### BEGIN"),
        (code(NO_CHECK, "exercise"), 18, "an exercise without its check; end the cell with"),
        (code("f = ex.f.check(f)\n", "exercise"), 18, "an exercise without a solution"),
        (code("f = ex.f.check(f)\n"), 18, "a check in a cell that is not an exercise"),
        (code(NO_CHECK), 20, "a solution region in a cell that is not an exercise"),
        (code("x = 1\n", "exercsie"), 19, "unknown tag 'exercsie' on a code cell. Did you mean"),
        ('\n+++ {"tags": ["exercise"]}\n\nHello.\n', 16, "unknown tag 'exercise' on a markdown"),
        ("\nHello.\n\n![](cat.png)\n", 18, "the picture cat.png has no alt text"),
        ('\nHello.\n\n<img src="cat.png">\n', 18, "this <img> has no alt text"),
        ("\nHello, [you](nobody.ipynb).\n", 16, "the link to nobody.ipynb leads nowhere"),
        (code("x = 1\n") + "\n```{code-cell} ipython3\ny = 1\n```\n", 22, "two code cells without"),
        (code(LONG), 18, "this cell has 31 lines and may have 30"),
        (code("x = = 1\n"), 19, "this is not Python (invalid syntax)"),
        (code("%matplotlib inline\n"), 19, "this is not Python"),
        (code(""), 18, "this code cell is empty"),
        (code(BODY.split("[exercise]\n\n")[1].split("```")[0], "exercise") * 2, 34, "stands twice"),
    ],
)
def test_a_mistake_stops_with_file_line_and_what_to_do(write, body, line, message):
    text = problem(write(body))
    first = next(each for each in text.split("\n") if message in each)
    assert first.startswith(f"97_test.md:{line}: "), first


@pytest.mark.parametrize(
    "between",
    ['\n+++ {"tags": ["instructor"]}\n\nNotes.\n\n+++\n', "\n<!-- covers: 01.16 -->\n"],
    ids=["note", "covers"],
)
def test_what_the_learner_does_not_get_is_no_prose(write, between):
    second = "\n```{code-cell} ipython3\ny = 1\n```\n"
    assert "two code cells" in problem(write(code("x = 1\n") + between + second))


def test_a_missing_check_is_said_once(write):
    text = problem(write(code("x = 1\n") + code(NO_CHECK, "exercise")))
    assert text.count("\n") == 0
    assert "an exercise without its check" in text


def test_front_matter_must_name_the_lesson(write):
    assert "97_test.md:1: the front matter lacks course: title" in problem(
        write(head=HEAD.replace("  title: A lesson for a test\n", ""))
    )
    assert "97_test.md:1: the front matter says lesson '96'" in problem(
        write(head=HEAD.replace('"97"', '"96"'))
    )


def test_front_matter_must_name_the_kernel(write):
    head = re.sub(r"kernelspec:\n(  .*\n)+", "", HEAD)
    assert "97_test.md:1: the front matter lacks kernelspec; copy it" in problem(write(head=head))


def test_minutes_must_name_their_three_parts(write):
    head = HEAD.replace("{demo: 5, activity: 5, stretch: 5}", "150")
    assert "97_test.md:1: the minutes are not understood; write {demo" in problem(write(head=head))


def test_broken_cell_options_are_named(write):
    body = "\nHello.\n\n```{code-cell} ipython3\n:tags: [exercise\n\nx = 1\n```\n"
    assert "the options of a cell are not valid" in problem(write(body))


def test_every_mistake_is_named_at_once(write):
    text = problem(write(code(LONG) + "\n![](cat.png)\n"))
    assert len(text.split("\n")) == 3  # too long, no alt text, no such file


# --- with a kernel -------------------------------------------------------------------------------

# stands for `from course_utils.exercises import ...`: the lesson of this test is no real one
EXERCISES = """
```{code-cell} ipython3
class Exercise:
    def check(self, answer):
        return answer


class ex:
    double = Exercise()
```
"""


def test_build_is_stable_stores_checked_outputs_and_keeps_a_learners_copy(write):
    write(EXERCISES + BODY)
    first = lesson_runs.build_all(["97"])
    assert first == [
        "notebooks/97_test.ipynb: rebuilt",
        "build/solved/97_test.ipynb: rebuilt",
        "build/instructor/97_test.ipynb: rebuilt",
    ]
    path = paths.NOTEBOOKS / "97_test.ipynb"
    built = path.read_bytes()
    made = json.loads(built)
    with_output = [cell for cell in made["cells"] if cell.get("outputs")]
    assert [cell["outputs"][0]["data"] for cell in with_output] == [{"text/plain": ["5"]}]
    assert with_output[0]["execution_count"] == 2
    assert lesson_runs.build_all(["97"]) == []
    assert path.read_bytes() == built
    assert lesson_runs.build_all(["97"], check=True) == []

    made["cells"][-2]["source"] = "def double(x):\n    return x + x"
    path.write_text(json.dumps(made), encoding="utf-8")
    assert "is behind 97_test.md" in lesson_runs.build_all(["97"], check=True)[0]
    messages = lesson_runs.build_all(["97"])
    kept = paths.NOTEBOOKS / "97_test-my-copy-1.ipynb"
    assert messages[0].endswith("that copy is kept as 97_test-my-copy-1.ipynb")
    assert json.loads(kept.read_text(encoding="utf-8")) == made
    assert path.read_bytes() == built


def test_a_notebook_without_its_stored_output_is_behind(write):
    write(EXERCISES + BODY)
    lesson_runs.build_all(["97"])
    path = paths.NOTEBOOKS / "97_test.ipynb"
    made = nbformat.read(path, as_version=4)
    made.cells[2].execution_count = None
    nbformat.write(made, path)
    assert "97-003 has no stored output" in lesson_runs.build_all(["97"], check=True)[0]


@pytest.mark.parametrize(
    ("source", "tags", "message"),
    [
        ("import sys\nsys.stderr.write('oh')\n", "", "the cell prints to stderr: oh"),
        ("import warnings\nwarnings.warn('take care')\n", "", "prints to stderr"),
        ("1 / 0\n", "", "the cell raises ZeroDivisionError"),
        ("socket\n", "", "the cell raises NameError"),  # the run itself needs it, out of sight
        ("x = 1\n", "nbval-check-output", "but it shows nothing"),
        ("object()\n", "nbval-check-output", "but shows an address in memory"),
        ("import matplotlib.pyplot as plt\n_ = plt.plot([1])\n", "", "a figure without alt text"),
        (
            "from IPython.display import HTML\nHTML('<img src=\"a\">')\n",
            "",
            "a figure without alt text",
        ),
        (
            "import socket\nsocket.create_connection(('192.0.2.1', 9), 1)\n",
            "",
            "the network is off in this run",
        ),
    ],
)
def test_what_a_cell_must_not_show_stops_the_build(write, source, tags, message):
    write(code(source, tags))
    with pytest.raises(LessonError) as caught:
        lesson_runs.build_all(["97"])
    assert str(caught.value).startswith("97_test.md:18: ")
    assert message in str(caught.value)


def test_of_a_cell_that_raises_the_cells_below_are_not_told(write):
    write(code("1 / 0\n") + code("2 + 3\n", "nbval-check-output"))
    with pytest.raises(LessonError) as caught:
        lesson_runs.build_all(["97"])
    assert str(caught.value) == "97_test.md:18: the cell raises ZeroDivisionError: division by zero"


@pytest.mark.parametrize("comment", ["<!-- cover: 01.1 -->", "<!-- covers: 01.99 -->"])
def test_a_wrong_covers_comment_stops_the_build(write, comment):
    write(f"\nProse.\n\n{comment}\n")
    with pytest.raises(ConceptError, match=r"97_test\.md:18: "):
        lesson_runs.build_all(["97"])


def test_the_repository_is_not_behind_its_lessons():
    assert not (behind := lesson_runs.build_all(check=True)), "\n".join(behind)
