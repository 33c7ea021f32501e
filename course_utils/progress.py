"""What this learner has solved, kept in one small file on this machine.

The file is ``progress.json`` in the folder that `course_utils.paths.state_dir` names. It holds, for
each exercise, the best outcome, its points and the number of tries. It holds no name, no
answer and no date, and it is never sent anywhere.

A lesson must go on whatever happens to this file. So these functions do not raise when the disk
is full, the folder is read-only or the file is damaged: they print one sentence and return.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypedDict

from course_utils import paths
from course_utils.files import set_aside, write_atomically

VERSION = 1
LOCK_SECONDS = 10.0

# Worst to best. The other outcomes of a check say nothing about what the learner can do.
STORED_OUTCOMES = ("not yet", "passed")
IGNORED_OUTCOMES = ("not attempted", "skipped", "course fault")

_said: set[str] = set()  # the kinds of trouble this process has already told the learner about


class Entry(TypedDict):
    """What is kept about one exercise."""

    outcome: str
    points: int
    tries: int


class HasPoints(Protocol):
    """What `summary` reads of an exercise."""

    id: str
    points: int


@dataclass(frozen=True)
class LessonProgress:
    """How far the learner is in one lesson."""

    lesson: str
    solved: int
    total: int
    points: int
    points_total: int
    next: str | None  # the first exercise that is not solved; None when all are


class DamagedFileError(ValueError):
    """The progress file is not what this module writes."""


class NewerFileError(ValueError):
    """The progress file was written by a newer version of the course."""


def record(exercise_id: str, outcome: str, points: int = 1) -> None:
    """Keep the outcome of one check, if it is at least as good as what is known already.

    Parameters
    ----------
    exercise_id
        For example ``"01.crop"``.
    outcome
        One of the five outcomes of a check. Only ``"passed"`` and ``"not yet"`` are kept.
    points
        What the exercise is worth when it is passed.

    Raises
    ------
    ValueError
        When `outcome` is not an outcome: a fault in the course, not in the learner's file.
    """
    if outcome in IGNORED_OUTCOMES:
        return
    if outcome not in STORED_OUTCOMES:
        raise ValueError(f"{outcome!r} is not an outcome of a check.")
    try:
        with _lock():
            exercises = _load_or_set_aside()
            entry = _better(exercises.get(exercise_id), str(outcome), points)
            if exercises.get(exercise_id) != entry:
                exercises[exercise_id] = entry
                _write(exercises)
    except NewerFileError as newer:
        _say("newer", str(newer))
    except (OSError, NotImplementedError) as error:  # filelock's Timeout is an OSError
        _say(
            "unwritable",
            f"Your progress could not be saved ({_reason(error)}). The lesson goes on without it.",
        )


def load() -> dict[str, Entry]:
    """Return what is kept about each exercise, by exercise id; empty when there is nothing."""
    try:
        if not _file().exists():
            return {}
        try:
            with _lock():
                return _load_or_set_aside()
        except (OSError, NotImplementedError):
            return _read()  # a folder that can be read but not written: no lock, no setting aside
    except (NewerFileError, DamagedFileError) as error:
        _say("unreadable", str(error))
    except OSError as error:
        _say("unreadable", f"Your progress could not be read ({_reason(error)}).")
    return {}


def summary(lessons: Mapping[str, Sequence[HasPoints]]) -> list[LessonProgress]:
    """Return one line for each lesson.

    Parameters
    ----------
    lessons
        The exercises of each lesson, in their order in the lesson, by lesson number.
    """
    passed = {name for name, entry in load().items() if entry["outcome"] == "passed"}
    lines = []
    for lesson, exercises in lessons.items():
        solved = [exercise for exercise in exercises if exercise.id in passed]
        unsolved = [exercise.id for exercise in exercises if exercise.id not in passed]
        lines.append(
            LessonProgress(
                lesson=lesson,
                solved=len(solved),
                total=len(exercises),
                # The exercises count, not the file: the course may have changed its points since.
                points=sum(exercise.points for exercise in solved),
                points_total=sum(exercise.points for exercise in exercises),
                next=unsolved[0] if unsolved else None,
            )
        )
    return lines


def _better(known: Entry | None, outcome: str, points: int) -> Entry:
    """Return the entry after one more try. Tries count up to the first pass."""
    if known is not None and known["outcome"] == "passed":
        return known
    tries = known["tries"] + 1 if known is not None else 1
    return {"outcome": outcome, "points": points if outcome == "passed" else 0, "tries": tries}


def _file() -> Path:
    return paths.state_dir() / "progress.json"


@contextmanager
def _lock() -> Iterator[None]:
    """Let one process at a time read, change and write the file."""
    from filelock import FileLock  # brings asyncio along, so not before it is needed

    folder = paths.state_dir()
    folder.mkdir(parents=True, exist_ok=True)
    # A lock that could not be had once is not waited for again: the lesson should not crawl.
    seconds = 0.0 if "unwritable" in _said else LOCK_SECONDS
    lock = FileLock(folder / "progress.lock")
    with lock.acquire(timeout=seconds, poll_interval=0.01):
        yield


def _read() -> dict[str, Entry]:
    """Return the exercises in the file.

    Raises
    ------
    DamagedFileError, NewerFileError
        When the file is not a progress file of this version.
    """
    try:
        content = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or brackets without end
        raise DamagedFileError("Your progress file is damaged and cannot be read.") from error
    version = content.get("version") if isinstance(content, dict) else None
    if _is_count(version) and version > VERSION:
        raise NewerFileError(
            "Your progress file was written by a newer version of the course. "
            "It is left as it is, and this version saves no progress."
        )
    if version != VERSION or not _are_entries(content.get("exercises")):
        raise DamagedFileError("Your progress file is damaged and cannot be read.")
    return content["exercises"]


def _load_or_set_aside() -> dict[str, Entry]:
    """Return the exercises in the file; rename a damaged file and start again. Needs the lock."""
    try:
        return _read()
    except DamagedFileError:
        aside = set_aside(_file(), "damaged")
        _say(
            "damaged",
            f"Your progress file was damaged. It is kept as {aside.name}, "
            "and a new one is started.",
        )
        return {}


def _write(exercises: dict[str, Entry]) -> None:
    """Replace the file, so that nobody ever reads half of it. Needs the lock."""
    content = {"version": VERSION, "exercises": exercises}
    write_atomically(_file(), json.dumps(content, indent=1, sort_keys=True) + "\n")


def _are_entries(exercises: object) -> bool:
    return isinstance(exercises, dict) and all(
        isinstance(entry, dict)
        and entry.keys() == Entry.__annotations__.keys()
        and entry["outcome"] in STORED_OUTCOMES
        and _is_count(entry["points"])
        and _is_count(entry["tries"])
        for entry in exercises.values()
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _reason(error: Exception) -> str:
    """Return the cause in a few words, without the path that Python puts into the message."""
    if isinstance(error, TimeoutError):
        return "another program holds the file"
    return getattr(error, "strerror", None) or type(error).__name__


def _say(kind: str, sentence: str) -> None:
    """Print a sentence once in this process. On stdout: red boxes frighten and say no more."""
    if kind not in _said:
        _said.add(kind)
        print(sentence)
