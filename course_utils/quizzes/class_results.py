"""What a class knows: the files that ``form.export()`` writes, added up for the instructor."""

import csv
import io
import json
import statistics
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course_utils.quizzes.objectives import title_of
from course_utils.quizzes.text import to_plain

NUMBERS = ("form", "right", "asked")


class ResultFileError(ValueError):
    """A file is no result of the quiz; the message says why in a sentence."""


@dataclass(frozen=True)
class Learner:
    """The result of one learner, as the file has it."""

    file: str
    record: dict


@dataclass
class Share:
    """How many answers were right, of how many."""

    right: int = 0
    asked: int = 0

    def add(self, entry: dict) -> None:
        """Add the numbers of one learner."""
        self.right += entry["right"]
        self.asked += entry["asked"]

    def __str__(self) -> str:
        return f"{self.right} of {self.asked} ({self.right / self.asked:.0%})"


def files_in(places: Iterable[Path]) -> list[Path]:
    """Return the files, and the JSON files of the folders among them, each once."""
    found: dict[Path, Path] = {}
    for place in places:
        for file in sorted(place.glob("*.json")) if place.is_dir() else [place]:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def read(file: Path) -> Learner:
    """Read what one learner handed on.

    Raises
    ------
    ResultFileError
        With a sentence, if the file is no result of the quiz.
    """
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ResultFileError(f"{file.name} could not be read ({error.strerror}).") from None
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or brackets without end
        raise ResultFileError(f"{file.name} is not a JSON file.") from None
    if not _is_result(record):
        raise ResultFileError(
            f"{file.name} is no result of the quiz. Such a file comes from the button 'Write the "
            "file for the instructor' in lesson 08."
        )
    return Learner(file.name, record)


def _is_result(record: object) -> bool:
    if not isinstance(record, dict) or not isinstance(record.get("name"), str):
        return False
    lessons, objectives = record.get("lessons"), record.get("objectives")
    if not isinstance(lessons, dict) or not isinstance(objectives, list):
        return False
    entries = [record, *lessons.values(), *objectives]
    return (
        all(_is_share(entry) for entry in entries)
        and type(record.get("form")) is int
        and all(
            isinstance(entry.get(key), str)
            for entry in objectives
            for key in ("lesson", "objective")
        )
    )


def _is_share(entry: object) -> bool:
    if not isinstance(entry, dict):
        return False
    right, asked = entry.get("right"), entry.get("asked")
    return type(right) is type(asked) is int and 0 <= right <= asked > 0


def summary(learners: list[Learner]) -> str:
    """Return the results of at least one learner, added up, as text: the lowest shares first."""
    rights = sorted(learner.record["right"] for learner in learners)
    asked = {learner.record["asked"] for learner in learners}
    forms = {learner.record["form"] for learner in learners}
    results = "1 result" if len(learners) == 1 else f"{len(learners)} results"
    same = f"form {forms.pop()}" if len(forms) == 1 else f"{len(forms)} forms"
    blocks = [f"{results}, {same}."]
    if len(asked) == 1:
        blocks[0] += (
            f" Right, of {asked.pop()}: median {statistics.median(rights):g}, "
            f"from {rights[0]} to {rights[-1]}."
        )
    lessons: dict[str, Share] = {}
    objectives: dict[tuple[str, str], Share] = {}
    for learner in learners:
        for lesson, entry in learner.record["lessons"].items():
            lessons.setdefault(lesson, Share()).add(entry)
        for entry in learner.record["objectives"]:
            key = (entry["lesson"], entry["objective"])
            objectives.setdefault(key, Share()).add(entry)
    lines = [f"  {lesson} {title_of(lesson)}: {lessons[lesson]}" for lesson in sorted(lessons)]
    blocks.append("\n".join(["By lesson", *lines]))
    lowest = sorted(objectives.items(), key=lambda item: item[1].right / item[1].asked)
    lines = [
        textwrap.fill(f"  {lesson}  {to_plain(objective)}: {share}", 88, subsequent_indent=" " * 6)
        for (lesson, objective), share in lowest
    ]
    blocks.append("\n".join(["By objective, the lowest first: they can ...", *lines]))
    return "\n\n".join(blocks)


def table(learners: list[Learner]) -> str:
    """Return a line of comma-separated values for each learner, below a line of names."""
    lessons = sorted({lesson for learner in learners for lesson in learner.record["lessons"]})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "name", *NUMBERS, *(f"lesson {lesson}" for lesson in lessons)])
    for learner in learners:
        shares = learner.record["lessons"]
        right = [shares[each]["right"] if each in shares else "" for each in lessons]
        numbers = [learner.record[key] for key in NUMBERS]
        writer.writerow([learner.file, _harmless(learner.record["name"]), *numbers, *right])
    return text.getvalue()


def _harmless(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
