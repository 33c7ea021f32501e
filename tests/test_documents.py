"""README and CONTRIBUTING name commands and places that exist."""

import re
import shutil
import subprocess

import pytest

from course_utils import paths
from course_utils.cli import main

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
