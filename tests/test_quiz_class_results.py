"""The results of a class: `course results`, from files that the form itself has written."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from course_utils import cli, quizzes

from .test_quiz_form import answer_all

RIGHT = {"Ann": range(1, 21), "=Bob": range(1, 11), "": [1]}  # numbers of the questions


def results(*arguments):
    return CliRunner().invoke(cli.main, ["results", *map(str, arguments)])


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory) -> Path:
    """A folder with three files of one form."""
    folder = tmp_path_factory.mktemp("class")
    for name, right in RIGHT.items():
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(tmp_path_factory.mktemp("notebooks"))
            patch.setenv("COURSE_STATE", "state")
            form = quizzes.form(seed=7)
            answer_all(form, right)
            form.hand_in()
            form.export(name)
            shutil.copy("my-quiz-7.json", folder / f"my-quiz-7 ({len(right)}).json")
    return folder


@pytest.fixture
def folder(handed_in, tmp_path) -> Path:
    return Path(shutil.copytree(handed_in, tmp_path / "handed in"))


def test_the_sum_of_a_class(folder):
    result = results(folder)
    assert result.exit_code == 0
    assert result.output.startswith(
        "3 results, form 7. Right, of 20: median 10, from 1 to 20.\n\nBy lesson\n  01 Image"
    )
    lines = result.output.split("they can ...\n")[1].replace("\n      ", " ").splitlines()
    shares = [line.rpartition(": ")[2].split() for line in lines]
    assert sum(int(right) for right, *_ in shares) == sum(map(len, RIGHT.values()))
    assert sum(int(asked) for _, _, asked, *_ in shares) == 3 * 20
    ratios = [int(right) / int(asked) for right, _, asked, *_ in shares]
    assert ratios == sorted(ratios)
    lowest = lines[0].strip()
    records = [json.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir()]
    assert lowest[:2] in {entry["lesson"] for entry in records[0]["objectives"]}


def test_one_file_and_several_forms(folder):
    files = sorted(folder.iterdir())
    assert results(files[0], files[0]).output.startswith("1 result, form 7. Right, of 20: median")
    other = json.loads(files[0].read_text(encoding="utf-8")) | {"form": 8}
    files[0].write_text(json.dumps(other), encoding="utf-8")
    assert results(folder).output.startswith("3 results, 2 forms. Right, of 20: ")


def test_a_table_for_a_spreadsheet(folder):
    result = results("--csv", folder)
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.output)))
    assert {row["name"]: row["right"] for row in rows} == {"Ann": "20", "'=Bob": "10", "": "1"}
    for row in rows:
        by_lesson = [int(row[name]) for name in row if name.startswith("lesson ")]
        assert len(by_lesson) == 7 and sum(by_lesson) == int(row["right"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "odd.json is not a JSON file."),
        ("[" * 100_000, "odd.json is not a JSON file."),
        ("\udcff", "odd.json is not a JSON file."),
        ("[]", "odd.json is no result of the quiz."),
        ('{"name": "Ann", "form": 7, "right": 1, "asked": 20}', "odd.json is no result"),
    ],
)
def test_other_files_are_named_and_left_out(folder, content, said):
    (folder / "odd.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    result = results(folder)
    assert result.exit_code == 1
    assert result.stderr.startswith(said)
    assert result.stdout.startswith("3 results, form 7.")


@pytest.mark.parametrize(
    "change",
    [
        {"right": 21},
        {"right": True},
        {"asked": 0, "right": 0},
        {"form": "7"},
        {"name": None},
        {"lessons": {"01": 3}},
        {"objectives": [{"right": 1, "asked": 2}]},
        {"objectives": None},
    ],
    ids=str,
)
def test_a_result_with_impossible_numbers_is_left_out(folder, change):
    file = min(folder.iterdir())
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(record | change), encoding="utf-8")
    result = results(folder)
    assert result.exit_code == 1 and f"{file.name} is no result" in result.stderr
    assert result.stdout.startswith("2 results, form 7.")


def test_nothing_to_add_up(tmp_path):
    assert "There is no result of the quiz" in results(tmp_path).output
    missing = results(tmp_path / "gone.json")
    assert missing.exit_code == 1
    assert "gone.json could not be read (No such file or directory)." in missing.output
    assert results().exit_code == 2
