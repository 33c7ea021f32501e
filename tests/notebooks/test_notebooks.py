"""Every notebook runs: as the learner gets it, solved, and with one exercise solved at a time.

All runs have the network off (course_utils.lesson_runs) and a folder of their own for progress.
"""

import json
import shutil
import subprocess
import sys

import nbformat
import pytest

from course_utils import lesson_runs, lessons, paths
from course_utils.lesson_rules import CHECKED

REPORT = "application/vnd.course.report+json"
LESSONS = {path.stem: lessons.load(path) for path in paths.lesson_files()}
EXERCISES = [(name, id_) for name, lesson in LESSONS.items() for id_ in lesson.exercises]


def learner_notebook(name, folder):
    """Copy a committed notebook to `folder`, where a run leaves the original alone."""
    return shutil.copy(paths.NOTEBOOKS / f"{name}.ipynb", folder)


def nbval(file, folder):
    """Run nbval over a notebook; return the finished process and the counts."""
    counts = folder / "counts.json"
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-current-env", "-q"]
    command += ["-p", "tests.notebooks.counting", "-p", "no:cacheprovider", "-c", "nbval.ini"]
    (folder / "nbval.ini").write_text("[pytest]\n", encoding="utf-8")
    with lesson_runs.clean_kernel() as environment:
        environment |= {"NBVAL_COUNTS": str(counts), "PYTHONPATH": str(paths.ROOT)}
        done = subprocess.run(
            [*command, str(file)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    return done, json.loads(counts.read_text(encoding="utf-8"))


def outcomes(run):
    """Return exercise id -> outcome, as the executed notebook's reports say."""
    records = [
        output.data[REPORT]
        for cell in run.notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if REPORT in output.get("data", {})
    ]
    found = {record["exercise"]: record["outcome"] for record in records}
    assert len(found) == len(records)
    return found


def checked_texts(notebook):
    """Return cell id -> text of what the cells to be compared show."""
    return {
        cell["id"]: [o.get("text") or o.data["text/plain"] for o in cell.outputs]
        for cell in notebook.cells
        if CHECKED in cell.metadata.get("tags", ())
    }


def test_there_are_lessons_and_exercises():
    names = {"00_start_here", "01_image_libraries", "02_image_preprocessing"}
    assert names | {"03_image_augmentation"} <= set(LESSONS)
    least = {"01_image_libraries": 8, "02_image_preprocessing": 10, "03_image_augmentation": 8}
    assert all(len(LESSONS[name].exercises) >= count for name, count in least.items())


@pytest.mark.parametrize("name", LESSONS)
def test_nbval_runs_the_learner_notebook_and_compares_every_tagged_cell(name, tmp_path):
    file = learner_notebook(name, tmp_path)
    done, counts = nbval(file, tmp_path)
    assert done.returncode == 0, done.stdout[-5000:]
    cells = [c for c in nbformat.read(file, as_version=4).cells if c.cell_type == "code"]
    tagged = [cell for cell in cells if CHECKED in cell.metadata.get("tags", ())]
    assert counts["notebooks"] == [f"{name}.ipynb"]
    assert counts["cells"] == len(cells)
    assert counts["compared"] == len(tagged) >= 1


def test_nbval_refuses_an_output_that_is_not_what_the_cell_shows(tmp_path):
    file = learner_notebook("00_start_here", tmp_path)
    notebook = nbformat.read(file, as_version=4)
    cell = next(c for c in notebook.cells if CHECKED in c.metadata.get("tags", ()))
    cell.outputs[0].data["text/plain"] = "(300, 452, 3)"
    nbformat.write(notebook, file)
    done, _ = nbval(file, tmp_path)
    assert done.returncode == 1
    assert "Cell outputs differ" in done.stdout


@pytest.mark.parametrize("name", LESSONS)
def test_unsolved(name):
    lesson = LESSONS[name]
    run = lesson_runs.execute(lessons.notebook(lesson))
    assert run.problems == {}
    assert outcomes(run) == dict.fromkeys(lesson.exercises, "not attempted")


@pytest.mark.parametrize("name", LESSONS)
def test_solved(name):
    lesson = LESSONS[name]
    run = lesson_runs.execute(lessons.notebook(lesson, "solved"))
    assert run.problems == {}
    assert outcomes(run) == dict.fromkeys(lesson.exercises, "passed")
    committed = nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", as_version=4)
    assert checked_texts(run.notebook) == checked_texts(committed)


@pytest.mark.parametrize(("name", "exercise_id"), EXERCISES, ids=[id_ for _, id_ in EXERCISES])
def test_one_exercise_solved(name, exercise_id):
    lesson = LESSONS[name]
    run = lesson_runs.execute(lessons.notebook(lesson, solve={exercise_id}))
    assert run.problems == {}
    expected = dict.fromkeys(lesson.exercises, "not attempted") | {exercise_id: "passed"}
    assert outcomes(run) == expected
