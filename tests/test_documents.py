"""README and CONTRIBUTING name commands and places that exist."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from course_utils import paths
from course_utils.cli import main
from tests import bench_table

MAKEFILE = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.M))
PLACES = r"`((?:lessons|notebooks|course_utils|data|tests|explorers|exercises)/[\w./]*)`"


@pytest.fixture(params=["README.md", "CONTRIBUTING.md"])
def text(request):
    return (paths.ROOT / request.param).read_text(encoding="utf-8")


def test_every_make_target_exists(text):
    named = re.findall(r"\bmake ((?:[a-z]+ ?)+)", "\n".join(re.findall(r"`[^`]+`", text)))
    named += re.findall(r"^make ([a-z]+)", text, re.M)
    words = {word for each in named for word in each.split()}
    assert words
    assert words <= TARGETS


def test_every_course_command_exists(text):
    named = set(re.findall(r"`course ([a-z]+)", text)) | set(
        re.findall(r"^course (\w+)", text, re.M)
    )
    assert named
    assert named <= set(main.commands)


def test_every_file_exists(text):
    for name in re.findall(PLACES, text):
        if "NN" not in name:
            there = (paths.ROOT / name).exists() or (paths.ROOT / "course_utils" / name).exists()
            assert there, name


def test_every_link_leads_to_a_file(text):
    for target in re.findall(r"\]\(([\w/][^)#\s]*)\)", text):
        assert "://" in target or (paths.ROOT / target).exists(), target


def test_no_placeholder_is_left(text):
    prose = re.sub(r"`[^`]*`", "", text)
    assert not re.findall(r"\b[A-Z]{3,}_[A-Z]{3,}\b|\bTODO\b", prose)


def test_make_help_lists_every_target():
    described = set(re.findall(r"^([a-z]+):.*?##", MAKEFILE, re.M))
    assert described == TARGETS


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not on this machine")
def test_make_clean_keeps_what_a_learner_made(tmp_path):
    kept = [
        ".course/progress.json",
        "data/my_pictures/me.jpg",
        "data/cache/set.npz",
        "notebooks/01_image_libraries.ipynb",
        "notebooks/01_image_libraries-my-copy-1.ipynb",
        "notebooks/my own notes.ipynb",
        "lessons/01_image_libraries.md",
    ]
    removed = [".venv/bin/python", "build/solved/01.ipynb", "course_utils/__pycache__/a.pyc"]
    for name in (*kept, *removed, "tests/a.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    shutil.copy(paths.ROOT / "Makefile", tmp_path)
    subprocess.run(["make", "clean"], cwd=tmp_path, check=True, capture_output=True)
    assert all((tmp_path / name).exists() for name in kept)
    assert not any((tmp_path / name).exists() for name in removed)


def test_the_bench_puts_its_table_into_the_readme_and_changes_nothing_else(tmp_path):
    copy = Path(shutil.copy(bench_table.README, tmp_path))
    row = bench_table.Row("a row", [1.0, 2.0], "another", [4.0], 2.5, "at least 1", True)
    bench_table.into_readme([*bench_table.HEAD, row.line()], copy)
    old, new = (path.read_text(encoding="utf-8") for path in (bench_table.README, copy))
    assert "| a row | 1.5 ms (p95 2.0 ms) | another | 4.0 ms | 2.50 | at least 1 | yes |" in new
    for mark, side in ((bench_table.BEGIN, 0), (bench_table.END, 1)):
        assert new.split(mark)[side] == old.split(mark)[side]


def test_the_bench_says_so_where_the_readme_has_no_place_for_its_table(tmp_path):
    bare = tmp_path / "README.md"
    bare.write_text("# A course", encoding="utf-8")
    with pytest.raises(ValueError, match="needs the marks"):
        bench_table.into_readme(["| a |"], bare)
    assert bare.read_text(encoding="utf-8") == "# A course"
