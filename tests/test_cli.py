"""The command ``course``: what it says, what it writes, and with which code it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

import course_utils.__main__ as entry
from course_utils import cli, lesson_runs, paths
from course_utils import doctor as checks
from course_utils import progress as kept
from course_utils.concepts import ConceptError
from course_utils.doctor import FAIL, OK, WARN, Line
from course_utils.exercises import by_lesson
from course_utils.lessons import LessonError

FRESH = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'
COMMANDS = ("doctor", "progress", "results", "reset", "build")


def course(*arguments: str) -> Result:
    result = CliRunner().invoke(cli.main, arguments, prog_name="course")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(autouse=True)
def copy(tmp_path, monkeypatch) -> Path:
    """A copy of the course with two lessons; returns the folder of its notebooks."""
    for folder in ("lessons", "notebooks"):
        (tmp_path / folder).mkdir()
    for name in ("00_start_here", "01_image_libraries"):
        (tmp_path / "lessons" / f"{name}.md").write_text("# A lesson\n", encoding="utf-8")
    monkeypatch.setattr(paths, "LESSONS", tmp_path / "lessons")
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(kept, "_said", set())
    monkeypatch.setattr(lesson_runs, "learner_notebook", lambda name: FRESH)
    return tmp_path / "notebooks"


# --- help and what is not understood -------------------------------------------------------------


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_every_command_in_one_line_each(option):
    result = course(option)
    assert result.exit_code == 0
    for command in COMMANDS:
        (line,) = [text for text in result.output.splitlines() if text.startswith(f"  {command} ")]
        assert len(line) <= 80
        assert line.endswith((".", "?"))
    assert "Example: course doctor" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_has_an_example(command):
    result = course(command, "--help")
    assert result.exit_code == 0
    assert f"Example: course {command}" in result.output


def test_version():
    assert course("--version").output.startswith("Basic Deep Learning in Computer Vision, ")


def test_no_command_shows_the_help_and_is_a_misuse():
    result = course()
    assert result.exit_code == 2
    assert "Commands:" in result.output


def test_an_unknown_command_gets_a_sentence_with_the_nearest():
    result = course("doctr")
    assert result.exit_code == 2
    assert "There is no command 'doctr'. Did you mean 'doctor'?" in result.output


def test_a_command_like_no_other_gets_the_list():
    result = course("xyz")
    assert result.exit_code == 2
    assert "The commands are: doctor, progress, results, reset, build." in result.output
    assert "Did you mean" not in result.output


@pytest.mark.parametrize(
    "arguments", [("--colour",), ("doctor", "--slow"), ("reset",), ("reset", "00", "01")]
)
def test_other_misuses_end_with_2(arguments):
    result = course(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.output


@pytest.mark.parametrize("command", ["reset", "build"])
def test_an_unknown_lesson_gets_a_sentence(command):
    result = course(command, "01_image_library")
    assert result.exit_code == 2
    assert "'01_image_library'" in result.output
    assert "Did you mean 01_image_libraries?" in result.output
    assert course(command, "77").exit_code == 2


# --- doctor --------------------------------------------------------------------------------------


def machine_with(monkeypatch, *states: str) -> None:
    lines = [
        Line(f"Check {n}", s, "found", None if s == OK else "cure") for n, s in enumerate(states)
    ]
    monkeypatch.setattr(checks, "examine", lambda quick=False: iter(lines))


@pytest.mark.parametrize(
    ("states", "code"), [((OK, OK), 0), ((OK, WARN), 0), ((WARN, FAIL), 1), ((FAIL,), 1)]
)
@pytest.mark.parametrize("option", ["--json", "--quick"])
def test_doctor_ends_with_1_when_something_fails(monkeypatch, states, code, option):
    machine_with(monkeypatch, *states)
    assert course("doctor", option).exit_code == code


def test_doctor_as_text(monkeypatch):
    machine_with(monkeypatch, OK, FAIL)
    lines = course("doctor").output.splitlines()
    assert lines[0].startswith("Checking this machine")
    assert lines[1] == "OK    Check 0      found"
    assert lines[3].strip() == "mend: cure"
    assert lines[-1].startswith("Not ready yet: 1 FAIL.")


def test_doctor_as_json_is_a_list_of_objects_and_nothing_else(monkeypatch):
    machine_with(monkeypatch, OK, WARN)
    records = json.loads(course("doctor", "--json").output)
    assert [record["state"] for record in records] == [OK, WARN]
    assert records[1] == {"name": "Check 1", "state": WARN, "message": "found", "mend": "cure"}


# --- progress ------------------------------------------------------------------------------------


def exercise(exercise_id: str, points: int = 1) -> SimpleNamespace:
    return SimpleNamespace(id=exercise_id, points=points)


@pytest.fixture
def exercises(monkeypatch) -> None:
    lessons = {
        "00": {"toy": exercise("00.toy")},
        "01": {"crop": exercise("01.crop", 2), "mask": exercise("01.mask")},
    }
    monkeypatch.setattr("course_utils.exercises.by_lesson", lambda: lessons)


@pytest.mark.usefixtures("exercises")
def test_progress_shows_a_line_for_each_lesson():
    kept.record("00.toy", "passed")
    kept.record("01.crop", "passed", points=2)
    result = course("progress")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "lesson  solved  points  next exercise",
        "00      1 of 1  1 of 1  all solved",
        "01      1 of 2  2 of 3  01.mask",
    ]


@pytest.mark.usefixtures("exercises")
def test_progress_as_json():
    kept.record("01.crop", "passed", points=2)
    records = json.loads(course("progress", "--json").output)
    assert records[1] == {
        "lesson": "01",
        "solved": 1,
        "total": 2,
        "points": 2,
        "points_total": 3,
        "next": "01.mask",
    }


@pytest.mark.usefixtures("exercises")
def test_progress_of_a_damaged_file_is_still_shown(tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "progress.json").write_bytes(b"\x00")
    result = course("progress")
    assert result.exit_code == 0
    assert "was damaged" in result.output
    assert "0 of 2" in result.output


@pytest.mark.usefixtures("exercises")
def test_progress_as_json_stays_json_when_the_file_is_damaged(tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "progress.json").write_bytes(b"\x00")
    result = course("progress", "--json")
    assert json.loads(result.stdout)[1]["total"] == 2
    assert "was damaged" in result.stderr


def test_the_exercises_are_found_in_their_modules():
    found = by_lesson()
    assert found["00"]
    assert list(found) == sorted(found)
    for lesson, exercises in found.items():
        assert all(exercise.id.startswith(f"{lesson}.") for exercise in exercises.values())


# --- reset ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lesson",
    [
        "1",
        "01",
        "01_image_libraries",
        "01_image_libraries.ipynb",
        "notebooks/01_image_libraries.ipynb",
    ],
)
def test_reset_keeps_the_learners_own_under_another_name(copy, lesson):
    (copy / "01_image_libraries.ipynb").write_bytes(b"my work \xff")
    result = course("reset", lesson)
    assert result.exit_code == 0
    assert (copy / "01_image_libraries.ipynb").read_text(encoding="utf-8") == FRESH
    assert (copy / "01_image_libraries-my-copy-1.ipynb").read_bytes() == b"my work \xff"
    assert "kept as 01_image_libraries-my-copy-1.ipynb" in result.output


def test_reset_never_overwrites_an_earlier_copy(copy):
    for work in ("first", "second", "third"):
        (copy / "01_image_libraries.ipynb").write_text(work, encoding="utf-8")
        course("reset", "01")
    copies = sorted(copy.glob("*-my-copy-*.ipynb"))
    assert [path.read_text(encoding="utf-8") for path in copies] == ["first", "second", "third"]


def test_reset_of_a_fresh_notebook_changes_nothing(copy):
    (copy / "01_image_libraries.ipynb").write_text(FRESH, encoding="utf-8")
    result = course("reset", "01")
    assert result.exit_code == 0
    assert "nothing was changed" in result.output
    assert [path.name for path in copy.iterdir()] == ["01_image_libraries.ipynb"]


def test_reset_of_a_missing_notebook_brings_it_back(copy):
    assert course("reset", "00").exit_code == 0
    assert [path.name for path in copy.iterdir()] == ["00_start_here.ipynb"]


def test_reset_leaves_what_is_solved(copy):
    kept.record("01.crop", "passed")
    course("reset", "01")
    assert kept.load()["01.crop"]["outcome"] == "passed"


@pytest.mark.parametrize("function", ["write_atomically", "set_aside"])
def test_reset_on_a_full_disk_leaves_the_notebook(copy, monkeypatch, function):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    (copy / "01_image_libraries.ipynb").write_text("my work", encoding="utf-8")
    monkeypatch.setattr(f"course_utils.files.{function}", full)
    result = course("reset", "01")
    assert result.exit_code == 1
    assert "(No space left on device). Yours is unchanged." in result.output
    assert [path.name for path in copy.iterdir()] == ["01_image_libraries.ipynb"]
    assert (copy / "01_image_libraries.ipynb").read_text(encoding="utf-8") == "my work"


def test_reset_of_a_lesson_with_a_mistake_leaves_the_notebook(copy, monkeypatch):
    def broken(name):
        raise LessonError("01_image_libraries.md:7: a region that is not closed.")

    (copy / "01_image_libraries.ipynb").write_text("my work", encoding="utf-8")
    monkeypatch.setattr(lesson_runs, "learner_notebook", broken)
    result = course("reset", "01")
    assert result.exit_code == 1
    assert "your notebook was not changed" in result.output
    assert (copy / "01_image_libraries.ipynb").read_text(encoding="utf-8") == "my work"


# --- build ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "names", "check"),
    [
        ((), None, False),
        (("1", "00"), ["01_image_libraries", "00_start_here"], False),
        (("--check",), None, True),
    ],
)
def test_build_is_asked_for_what_was_said(monkeypatch, arguments, names, check):
    asked = []
    monkeypatch.setattr(lesson_runs, "build_all", lambda n, check: asked.append((n, check)) or [])
    result = course("build", *arguments)
    assert result.exit_code == 0
    assert asked == [(names, check)]
    assert "up to date" in result.output


@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--check",), 1)])
def test_only_a_check_ends_with_1_when_a_notebook_is_behind(monkeypatch, arguments, code):
    monkeypatch.setattr(lesson_runs, "build_all", lambda names, check: ["00 was behind"])
    result = course("build", *arguments)
    assert result.exit_code == code
    assert "00 was behind" in result.output


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            LessonError("01_image_libraries.md:7: not closed."),
            "01_image_libraries.md:7: not closed.",
        ),
        (
            ConceptError("lessons/concepts.yml:3: This is not YAML."),
            "lessons/concepts.yml:3: This is not YAML.",
        ),
        (PermissionError(13, "Permission denied", "x.ipynb"), "(Permission denied: x.ipynb)"),
    ],
)
def test_a_build_that_is_stopped_says_why_and_ends_with_1(monkeypatch, error, said):
    def stopped(names, check):
        raise error

    monkeypatch.setattr(lesson_runs, "build_all", stopped)
    result = course("build")
    assert result.exit_code == 1
    assert said in result.output


# --- the real command ----------------------------------------------------------------------------


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "course_utils", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(paths.ROOT), "PYTHONWARNINGS": "error"},
        cwd=folder,
        timeout=120,
    )


def test_the_real_help_from_another_folder(tmp_path):
    done = run("--help", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: course [OPTIONS] COMMAND")


def test_the_real_doctor(tmp_path):
    done = run("doctor", "--quick", "--json", folder=tmp_path)
    records = json.loads(done.stdout)
    assert done.stderr == ""
    assert done.returncode == any(record["state"] == FAIL for record in records)
    assert {"Python", "Packages", "OpenCV", "Memory"} <= {record["name"] for record in records}


def test_a_package_that_is_missing_gives_a_sentence(monkeypatch):
    def without_click(prog_name):
        raise ModuleNotFoundError("No module named 'click'", name="click")

    monkeypatch.setattr(cli, "main", without_click)
    with pytest.raises(SystemExit, match="The package 'click' is not installed"):
        entry.main()


def test_a_missing_module_of_the_course_is_not_hidden(monkeypatch):
    def broken(prog_name):
        raise ModuleNotFoundError("No module", name="course_utils.gone")

    monkeypatch.setattr(cli, "main", broken)
    with pytest.raises(ModuleNotFoundError):
        entry.main()
