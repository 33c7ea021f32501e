"""Lesson source -> learner notebook, solved notebook, instructor notebook.

A lesson is one MyST Markdown file in ``lessons/``. This module reads it, refuses it when it breaks
a rule of the course (with file, line and what to do), and turns it into notebooks. Nothing here
runs a cell: that is :mod:`course_utils.lesson_runs`.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import nbformat
import yaml

from course_utils import paths
from course_utils.lesson_rules import BEGIN, END, problems

STUB = "...  # your code here"
KINDS = ("learner", "solved", "instructor")

_COVERS = re.compile(r"^[ \t]*<!--\s*covers:.*?-->[ \t]*\n?", re.MULTILINE | re.DOTALL)


class LessonError(ValueError):
    """A lesson breaks a rule; the text has one ``file:line: what, and what to do`` a line."""


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson's source."""

    kind: str  # "code" or "markdown"
    source: str
    line: int  # line of the file on which the cell begins, from 1
    place: int  # number of the cell in the source, from 1
    metadata: dict = field(default_factory=dict)

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(self.metadata.get("tags", ()))

    @property
    def is_exercise(self) -> bool:
        return "exercise" in self.tags

    @property
    def for_instructor(self) -> bool:
        return "instructor" in self.tags

    @property
    def for_learner(self) -> bool:
        """Whether the learner's notebook has it: no note, and more than a ``covers`` comment."""
        return not self.for_instructor and bool(_COVERS.sub("", self.source).strip())

    @cached_property
    def _check(self) -> tuple[str, str] | None:
        """The two names in ``answer = ex.exercise.check(answer)``, the cell's last statement."""
        try:
            last = ast.parse(self.source).body[-1:]
        except SyntaxError:  # reported with its line by the rules
            return None
        match last:
            case [
                ast.Assign(
                    targets=[ast.Name(id=answer)],
                    value=ast.Call(
                        func=ast.Attribute(
                            value=ast.Attribute(value=ast.Name(id="ex"), attr=name), attr="check"
                        ),
                        args=[ast.Name(id=given)],
                    ),
                )
            ] if given == answer:
                return name, answer
        return None

    @property
    def exercise(self) -> str | None:
        """The exercise's name: ``crop`` where the cell ends with ``x = ex.crop.check(x)``."""
        return self._check[0] if self._check else None

    @property
    def answer(self) -> str | None:
        """The name of the learner's answer: ``x`` where the cell ends as above."""
        return self._check[1] if self._check else None

    def unsolved(self) -> str:
        """Return the source with every solution region replaced by the stub."""
        lines, inside = [], False
        for line in self.source.split("\n"):
            if line.strip() == BEGIN:
                inside = True
                lines.append(line[: len(line) - len(line.lstrip())] + STUB)
            elif line.strip() == END:
                inside = False
            elif not inside:
                lines.append(line)
        return "\n".join(lines)

    def solved(self) -> str:
        """Return the source with its solution and without the two marker lines."""
        lines = self.source.split("\n")
        return "\n".join(line for line in lines if line.strip() not in (BEGIN, END))


def without_check(source: str) -> str:
    """Return the source of an exercise's cell without its last statement, the check."""
    last = ast.parse(source).body[-1]
    return "\n".join(source.split("\n")[: last.lineno - 1]).rstrip()


@dataclass(frozen=True)
class Lesson:
    """One lesson: its number (``"01"``), name (``"01_image_libraries"``), file and cells."""

    path: Path
    text: str
    metadata: dict
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def number(self) -> str:
        return self.name.split("_")[0]

    @property
    def title(self) -> str:
        return self.metadata["course"]["title"]

    def cell_id(self, cell: Cell) -> str:
        """Return the id of a cell in every notebook: from its place, never from chance."""
        return f"{self.number}-{cell.place:03d}"

    @property
    def exercises(self) -> dict[str, Cell]:
        """Exercise id (``"01.crop"``) -> its cell, in the order of the lesson."""
        return {f"{self.number}.{c.exercise}": c for c in self.cells if c.is_exercise}


def find(name: str) -> Path:
    """Return the file of the lesson that is meant by ``1``, ``01``, its name or a path.

    Raises
    ------
    LessonError
        If there is no such lesson; the text names those there are.
    """
    stem = Path(name).name.removesuffix(".ipynb").removesuffix(".md")
    wanted = stem.split("_")[0].upper().zfill(2)
    known = {path.stem: path for path in paths.lesson_files()}
    for known_name, path in known.items():
        if stem == known_name or ("_" not in stem and wanted == known_name.split("_")[0]):
            return path
    near = difflib.get_close_matches(stem, known, n=1)
    raise LessonError(
        f"There is no lesson {name!r}."
        + (f" Did you mean {near[0]}?" if near else "")
        + f" The lessons are: {', '.join(known) or 'none'}."
    )


def load(name: str | Path) -> Lesson:
    """Read one lesson, by number, name or path, and check it against the rules.

    Raises
    ------
    LessonError
        With every mistake that was found, one a line.
    """
    path = name if isinstance(name, Path) else find(name)
    lesson = _parse(path)
    found = list(problems(lesson))
    if found:
        raise LessonError("\n".join(f"{path.name}:{line}: {text}" for line, text in found))
    return lesson


def _parse(path: Path) -> Lesson:
    from jupytext.myst import MystMetadataParsingError, myst_to_notebook  # slow to import

    text = path.read_text(encoding="utf-8")
    try:
        notebook = myst_to_notebook(text, code_directive="{code-cell}", add_source_map=True)
    except (MystMetadataParsingError, yaml.YAMLError) as error:
        found = re.search(r"line:? (\d+)", str(error))
        line = found.group(1) if found else 1
        raise LessonError(
            f"{path.name}:{line}: the options of a cell are not valid: {error}. "
            "Write them like ':tags: [exercise]' or '+++ {\"tags\": [\"instructor\"]}'."
        ) from error
    metadata = dict(notebook.metadata)
    starts = metadata.pop("source_map", [])
    cells = tuple(
        Cell(c.cell_type, c.source, start, place, dict(c.metadata))
        for place, (c, start) in enumerate(zip(notebook.cells, starts, strict=True), start=1)
    )
    return Lesson(path, text, metadata, cells)


def notebook(
    lesson: Lesson, kind: str = "learner", solve: frozenset[str] | set[str] = frozenset()
) -> nbformat.NotebookNode:
    """Turn a lesson into a notebook without outputs.

    Parameters
    ----------
    lesson : Lesson
    kind : {"learner", "solved", "instructor"}
        The learner's has stubs and no instructor cells; the solved one has the solutions; the
        instructor's has the solutions and the notes.
    solve : set of str
        Ids of exercises to solve in a learner notebook all the same, for tests.
    """
    cells = []
    for cell in lesson.cells:
        if cell.for_instructor and kind != "instructor":
            continue
        metadata = dict(cell.metadata)
        if cell.for_instructor:
            metadata["slideshow"] = {"slide_type": "notes"}
        if cell.kind == "markdown":
            source = _COVERS.sub("", cell.source).strip("\n")
            if not source:
                continue
            made = nbformat.v4.new_markdown_cell(source, metadata=metadata)
        else:
            stub = kind == "learner" and f"{lesson.number}.{cell.exercise}" not in solve
            source = cell.unsolved() if stub else cell.solved()
            made = nbformat.v4.new_code_cell(source, metadata=metadata)
        made["id"] = lesson.cell_id(cell)
        cells.append(made)
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata = nbformat.from_dict(
        {
            "course": {"lesson": lesson.number, "kind": kind, "content": content_hash(made)},
            "kernelspec": lesson.metadata["kernelspec"],
            "language_info": {"name": "python"},
        }
    )
    made.nbformat_minor = 5
    return made


def content_hash(made: nbformat.NotebookNode) -> str:
    """Return a fingerprint of what a person can write into a notebook: its cells' sources.

    A built notebook carries the fingerprint that it was built with, so that a copy in which a
    learner has worked is told apart from one that is only old.
    """
    joined = "\0".join(f"{cell.cell_type}\0{cell.source}" for cell in made.cells)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def is_untouched(path: Path) -> bool:
    """Is the notebook at `path` as it was built, so that replacing it loses no work?"""
    try:
        made = nbformat.read(path, as_version=4)
    except (ValueError, nbformat.ValidationError):  # not a notebook (any more): keep it
        return False
    return made.metadata.get("course", {}).get("content") == content_hash(made)


def solution(exercise_id: str) -> str:
    """Return the solution of an exercise, as the lesson's source has it.

    Raises
    ------
    LessonError
        If no lesson has that exercise, or its lesson is not there.
    """
    lesson = load(exercise_id.split(".")[0])
    if exercise_id not in lesson.exercises:
        raise LessonError(f"{lesson.path.name} has no exercise {exercise_id!r}.")
    return without_check(lesson.exercises[exercise_id].solved())
