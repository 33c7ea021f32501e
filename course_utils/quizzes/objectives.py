"""What the lessons make a learner able to do, and where they teach what a question asks.

The objectives stand in ``lessons/objectives.yml``. Where a concept is taught is read from the
``covers`` comments of the lessons: the heading above such a comment is the place.
"""

import json
import re
from dataclasses import dataclass
from functools import cache

import yaml

from course_utils import paths
from course_utils.quizzes.computed.template import Template
from course_utils.quizzes.questions import Question
from course_utils.yaml_source import YamlReader

FILE = paths.LESSONS / "objectives.yml"
RECAP = "What you have seen"

_HEADING = re.compile(r"#{1,6} +(?P<text>.*)")
_COVERS = re.compile(r"<!-- covers: (?P<ids>.*) -->")


class ObjectiveError(ValueError):
    """A mistake in the file of the objectives: ``file:line: what. What to do.``"""


@dataclass(frozen=True)
class Objective:
    """One thing that a lesson makes a learner able to do.

    Attributes
    ----------
    lesson
        Two digits, such as "01".
    text
        Word for word one of "You will be able to" in the card of the lesson.
    concepts, questions
        The rows of ``lessons/concepts.yml`` that belong to it, and the questions that belong to it
        whatever their first concept is.
    """

    lesson: str
    text: str
    concepts: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A heading of a lesson."""

    notebook: str  # the file's name: "01_image_libraries.ipynb"
    heading: str  # as it is written, without its marks

    @property
    def link(self) -> str:
        """The address of the cell with the heading, from a notebook beside it.

        A link to the heading itself would do nothing where the notebook is not open yet: JupyterLab
        looks for it before the text is drawn. A cell is there earlier, but on a busy machine not
        always early enough: then the notebook shows its beginning, and a second click is needed.

        >>> Place("01_image_libraries.ipynb", "Part 3. Colour").link.partition("=")[0]
        '01_image_libraries.ipynb#cell-id'
        """
        cell = _cells(self.notebook).get(self.heading)
        return f"{self.notebook}#cell-id={cell}" if cell else self.notebook

    @property
    def text(self) -> str:
        """The heading as it is read."""
        return re.sub(r"[`*]", "", self.heading)


@cache
def load() -> tuple[Objective, ...]:
    """Return the objectives of all lessons, in order.

    Raises
    ------
    ObjectiveError
        For the first mistake in the file.
    """
    return tuple(_Reader(FILE, ObjectiveError).objectives())


def objective_of(question: Question | Template) -> Objective:
    """Return the objective that a question, or a template of questions, belongs to.

    Raises
    ------
    LookupError
        When its first concept belongs to no objective.
    """
    name = question.id.partition("#")[0]
    for objective in load():
        if name in objective.questions:
            return objective
    for objective in load():
        if question.concepts[0] in objective.concepts:
            return objective
    raise LookupError(
        f"{question.id}: the concept {question.concepts[0]} belongs to no objective. "
        "Add it in lessons/objectives.yml."
    )


def places_of(question: Question) -> tuple[Place, ...]:
    """Return the places that teach what a question is about.

    These are the places of its first concept; where no lesson is there to say so, there are none.
    """
    lesson = question.concepts[0].split(".")[0]
    return _places(lesson).get(question.concepts[0], ())


@cache
def _places(lesson: str) -> dict[str, tuple[Place, ...]]:
    """Return the places of each concept of a lesson, in the order of the lesson."""
    found: dict[str, dict[Place, None]] = {}
    for path in paths.lesson_files():
        if path.name.split("_")[0] != lesson:
            continue
        for heading, line in _prose(path.read_text(encoding="utf-8")):
            covers = _COVERS.fullmatch(line)
            for name in covers["ids"].split() if covers and heading != RECAP else ():
                place = Place(f"{path.stem}.ipynb", heading)
                found.setdefault(name, {})[place] = None
    return {name: tuple(places) for name, places in found.items()}


@cache
def title_of(lesson: str) -> str:
    """Return the title of a lesson, as its front matter has it; "" where the lesson is missing.

    >>> title_of("01")
    'Image libraries'
    """
    for path in paths.lesson_files():
        if path.name.split("_")[0] == lesson:
            found = re.search(r"^  title: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            return found[1].strip() if found else ""
    return ""


@cache
def _cells(notebook: str) -> dict[str, str]:
    """Return the id of the cell of each heading of a notebook; the first, where two are equal."""
    try:
        made = json.loads((paths.NOTEBOOKS / notebook).read_text(encoding="utf-8"))
        prose = [cell for cell in made["cells"] if cell["cell_type"] == "markdown"]
    except (OSError, ValueError, KeyError):  # moved or damaged: then the link has no cell
        return {}
    found: dict[str, str] = {}
    for cell in prose:
        for line in "".join(cell["source"]).split("\n"):
            if match := _HEADING.fullmatch(line):
                found.setdefault(match["text"].strip(), cell["id"])
    return found


def _prose(text: str) -> list[tuple[str, str]]:
    """Return the lines outside of code, each with the last heading above it."""
    lines, heading, in_code = [], "", False
    for line in text.split("\n"):
        if line.startswith("```"):
            in_code = not in_code
        elif not in_code and (match := _HEADING.fullmatch(line)):
            heading = match["text"].strip()
        elif not in_code:
            lines.append((heading, line))
    return lines


class _Reader(YamlReader):
    """Reads the file of the objectives."""

    def objectives(self) -> list[Objective]:
        return [
            self.objective(node)
            for node in self.items(
                self.root(), "The file", "blocks, each starting with '- lesson:'"
            )
        ]

    def objective(self, node: yaml.Node) -> Objective:
        fields = self.mapping(node, "An objective")
        self.check_keys(node, "An objective", ("lesson", "objective", "concepts"), ("questions",))
        return Objective(
            lesson=self.text(fields["lesson"], "lesson"),
            text=self.text(fields["objective"], "objective"),
            concepts=self.names(fields, "concepts"),
            questions=self.names(fields, "questions"),
        )

    def names(self, fields: dict[str, yaml.Node], key: str) -> tuple[str, ...]:
        if key not in fields:
            return ()
        wanted = f"names, such as [{'01.bgr' if key == 'questions' else '01.16'}]"
        return tuple(self.text(item, key) for item in self.items(fields[key], f"'{key}'", wanted))
