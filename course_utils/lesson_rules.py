"""The rules that every lesson keeps: each broken one is told with its line and what to do."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from course_utils import paths

if TYPE_CHECKING:
    from course_utils.lessons import Cell, Lesson

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CHECKED = "nbval-check-output"
TAGS = {"code": {"exercise", CHECKED}, "markdown": {"instructor"}}
MINUTES = ("demo", "activity", "stretch")
LONGEST_CELL = 30

_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]+)[^)]*\)")
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<target>[^)\s]+)[^)]*\)")
_HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_HTML_ALT = re.compile(r"\balt\s*=\s*(\"[^\"]+\"|'[^']+')", re.IGNORECASE)


def problems(lesson: Lesson) -> Iterator[tuple[int, str]]:
    """Yield (line of the file, what is wrong and what to do) for every broken rule."""
    yield from ((1, text) for text in _front_matter_problems(lesson))
    previous, names = None, set()
    for cell in lesson.cells:
        for tag in cell.tags:
            if tag not in TAGS[cell.kind]:
                yield _line(lesson, cell, tag), _unknown_tag(tag, cell.kind)
        if cell.kind == "markdown":
            yield from _markdown_problems(lesson, cell)
        else:
            if previous is not None and previous.kind == "code":
                yield (
                    cell.line,
                    "two code cells without prose between them; say what the first one showed, "
                    "or ask what the second will.",
                )
            yield from _code_problems(lesson, cell)
            if cell.is_exercise and cell.exercise in names:
                yield cell.line, f"exercise {cell.exercise!r} stands twice; give one another name."
            if cell.exercise:
                names.add(cell.exercise)
        if cell.for_learner:
            previous = cell


def _front_matter_problems(lesson: Lesson) -> Iterator[str]:
    course = lesson.metadata.get("course") or {}
    missing = [f"course: {key}" for key in ("lesson", "title", "minutes") if key not in course]
    if "kernelspec" not in lesson.metadata:
        missing.append("kernelspec")
    if missing:
        lacks = ", ".join(missing)
        yield f"the front matter lacks {lacks}; copy it from lessons/00_start_here.md."
        return
    if str(course["lesson"]) != lesson.number:
        yield f"the front matter says lesson {course['lesson']!r}; the file is {lesson.name}."
    minutes = course["minutes"]
    if not isinstance(minutes, dict) or set(minutes) != set(MINUTES):
        yield "the minutes are not understood; write {demo: 60, activity: 75, stretch: 15}."


def _unknown_tag(tag: str, kind: str) -> str:
    near = difflib.get_close_matches(tag, TAGS[kind], n=1)
    known = ", ".join(sorted(TAGS[kind]))
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"unknown tag {tag!r} on a {kind} cell.{hint} Known there: {known}."


def _markdown_problems(lesson: Lesson, cell: Cell) -> Iterator[tuple[int, str]]:
    if "{code-cell}" in cell.source:
        yield (
            _line(lesson, cell, "{code-cell}"),
            "this code cell is not read as one; its fence must start the line and the fence "
            "before it must be closed.",
        )
    for image in _IMAGE.finditer(cell.source):
        if not image["alt"].strip():
            yield (
                _line(lesson, cell, image[0]),
                f"the picture {image['target']} has no alt text; write what it shows "
                "in ![...](...).",
            )
    for image in _HTML_IMAGE.finditer(cell.source):
        if not _HTML_ALT.search(image[0]):
            yield _line(lesson, cell, image[0]), 'this <img> has no alt text; add alt="...".'
    for link in (*_LINK.finditer(cell.source), *_IMAGE.finditer(cell.source)):
        target = link["target"].split("#")[0]
        if target and not re.match(r"\w+:", target) and not _reachable(lesson, target):
            yield (
                _line(lesson, cell, link[0]),
                f"the link to {target} leads nowhere from notebooks/; correct it.",
            )


def _reachable(lesson: Lesson, target: str) -> bool:
    """Is there such a file beside the built notebook (or a lesson that will be built there)?"""
    if target.endswith(".ipynb"):
        return (lesson.path.parent / target).with_suffix(".md").exists()
    return target == "glossary.md" or (paths.NOTEBOOKS / target).exists()


def _code_problems(lesson: Lesson, cell: Cell) -> Iterator[tuple[int, str]]:
    lines = cell.source.split("\n")
    if not cell.source.strip():
        yield cell.line, "this code cell is empty; remove it."
        return
    if len(lines) > LONGEST_CELL:
        yield (
            cell.line,
            f"this cell has {len(lines)} lines and may have {LONGEST_CELL}; split it, or move "
            "the part that is not the idea into course_utils.",
        )
    regions = list(_region_problems(lesson, cell, lines))
    yield from regions
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        yield (
            _line(lesson, cell, lines[(error.lineno or 1) - 1]),
            f"this is not Python ({error.msg}); a lesson holds plain Python, no magics.",
        )
        return
    if not regions:
        yield from _exercise_problems(cell)


def _region_problems(lesson: Lesson, cell: Cell, lines: list[str]) -> Iterator[tuple[int, str]]:
    begins, ends = _markers(lines, BEGIN), _markers(lines, END)
    if (begins or ends) and not cell.is_exercise:
        yield (
            _line(lesson, cell, lines[(begins or ends)[0]]),
            "a solution region in a cell that is not an exercise; add ':tags: [exercise]'.",
        )
    for begin, end in _pairs(begins, ends):
        if end is None:
            yield (
                _line(lesson, cell, BEGIN),
                f"this solution region is not closed; write '{END}' after the solution.",
            )
        elif begin is None:
            yield _line(lesson, cell, END), f"'{END}' without '{BEGIN}' before it; add or remove."


def _exercise_problems(cell: Cell) -> Iterator[tuple[int, str]]:
    if not cell.is_exercise:
        if cell.exercise is not None:
            yield cell.line, "a check in a cell that is not an exercise; add ':tags: [exercise]'."
        return
    if not _markers(cell.source.split("\n"), BEGIN):
        yield cell.line, f"an exercise without a solution; put it between '{BEGIN}' and '{END}'."
    if cell.exercise is None:
        yield (
            cell.line,
            "an exercise without its check; end the cell with 'name = ex.name.check(name)'.",
        )


def _markers(lines: list[str], marker: str) -> list[int]:
    return [i for i, line in enumerate(lines) if line.strip() == marker]


def _pairs(begins: list[int], ends: list[int]) -> Iterator[tuple[int | None, int | None]]:
    """Pair every begin with the end that follows it; None stands for a missing partner."""
    marks = sorted([(i, "begin") for i in begins] + [(i, "end") for i in ends])
    open_at = None
    for i, kind in marks:
        if kind == "begin":
            if open_at is not None:
                yield open_at, None
            open_at = i
        else:
            yield open_at, i
            open_at = None
    if open_at is not None:
        yield open_at, None


def _line(lesson: Lesson, cell: Cell, text: str) -> int:
    """Return the line of the file, at or after the cell's start, that holds `text`."""
    wanted = text.strip().split("\n")[0]
    for number, line in enumerate(lesson.text.split("\n")[cell.line - 1 :], start=cell.line):
        if wanted in line:
            return number
    return cell.line
