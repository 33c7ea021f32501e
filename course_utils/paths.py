"""Where the course keeps its files."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "lessons"
NOTEBOOKS = ROOT / "notebooks"
DATA = ROOT / "data"
BUILD = ROOT / "build"
LOCK = ROOT / "requirements.lock"


def lesson_files() -> list[Path]:
    """Return the sources of all lessons, in order: ``01_image_libraries.md``, ``X1_....md``."""
    return sorted(LESSONS.glob("[0-9X]*_*.md"))


def state_dir() -> Path:
    """Return the folder of this learner's own files: progress, and copies that were set aside.

    It is ``.course`` in the course's folder, or the folder named by the environment variable
    ``COURSE_STATE``. It is read at each call, so that a test can point it elsewhere, and the
    folder need not exist yet.
    """
    return Path(os.environ.get("COURSE_STATE") or ROOT / ".course")
