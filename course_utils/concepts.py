"""The concept index: what the course teaches, which lesson teaches it, and the glossary.

The index is the file ``lessons/concepts.yml``, which explains its own format. A lesson says in a
comment in a Markdown cell which rows, errata and worked numbers it teaches there::

    <!-- covers: 01.16 E013 W48 -->

`missing` lists what a lesson never covers, and `glossary` collects the terms of all rows.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import yaml

from course_utils import paths

FILE = paths.LESSONS / "concepts.yml"
WORDS = 30  # a definition has fewer words than this

_REQUIRED = ("id", "title", "definition", "lesson")
_OPTIONAL = ("errata", "numbers", "terms")
_ID = re.compile(r"(0|\d\d|X\d)\.[1-9]\d*")
_ERRATUM = re.compile(r"E\d{3}")
_NUMBER = re.compile(r"W\d{2}b?")
_COMMENT = re.compile(r"<!--\s*(?P<name>covers?\b\s*:?)(?P<ids>.*?)-->", re.DOTALL | re.IGNORECASE)


class ConceptError(ValueError):
    """The index, or a ``covers`` comment, breaks a rule; the text says where and what to do."""


class Term(NamedTuple):
    """One entry of the glossary."""

    term: str
    definition: str
    lesson: str


@dataclass(frozen=True)
class Concept:
    """One row of the index.

    Attributes
    ----------
    id : str
        Lesson and number, such as ``"01.16"``.
    title : str
        A few words.
    definition : str
        One sentence of fewer than 30 words.
    lesson : str
        The lesson that teaches it, such as ``"01"`` or ``"X1"``; ``"00"`` is the course's frame.
    errata : tuple of str
        Mistakes of common teaching material that the row puts right, such as ``"E013"``.
    numbers : tuple of str
        Worked numbers that the lesson reproduces, such as ``"W48"``.
    terms : tuple of Term
        Words that the row brings to the glossary.
    """

    id: str
    title: str
    definition: str
    lesson: str
    errata: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Everything that a lesson covers for this row: its id, its errata, its numbers."""
        return (self.id, *self.errata, *self.numbers)


# ---- reading the index ---------------------------------------------------------------------------


def load(path: Path = FILE) -> dict[str, Concept]:
    """Read the concept index; the rows keep the order of the file.

    Raises
    ------
    ConceptError
        If a row breaks a rule of the file: the text names file and line and says what to do.

    Examples
    --------
    >>> load()["01.10"].title
    'Pixel'
    """
    return _Reader(path).concepts()


class _Reader:
    """Reads one index. It walks YAML's nodes, because they know their line and hide no repeats."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def concepts(self) -> dict[str, Concept]:
        try:
            root = yaml.compose(self.path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise ConceptError(
                f"{_name(self.path)}, line {line}: this is not YAML ({error.problem}); "
                "compare the block with the one above it."
            ) from error
        if root is None:
            raise ConceptError(f"{_name(self.path)} is empty; it needs one block a concept.")
        if not isinstance(root, yaml.SequenceNode):
            raise self.error(root, 'the file is no list; begin each block with `- id: "..."`.')
        concepts: dict[str, Concept] = {}
        terms: set[str] = set()
        for row in root.value:
            concept = self.concept(row)
            if concept.id in concepts:
                raise self.error(row, f"{concept.id} is there twice; give one another number.")
            for entry in concept.terms:
                if entry.term.casefold() in terms:
                    raise self.error(
                        row, f"the term {entry.term!r} is there twice; define it in one row only."
                    )
                terms.add(entry.term.casefold())
            concepts[concept.id] = concept
        return concepts

    def concept(self, row: yaml.Node) -> Concept:
        fields = self.mapping(row, "a concept")
        for key, (key_node, _) in fields.items():
            if key not in _REQUIRED + _OPTIONAL:
                known = ", ".join(_REQUIRED + _OPTIONAL)
                raise self.error(key_node, f"there is no field {key!r}; the fields are {known}.")
        for key in _REQUIRED:
            if key not in fields:
                raise self.error(row, f"this concept has no {key}; add a line `{key}: ...`.")
        values = {key: value for key, (_, value) in fields.items()}
        concept_id, lesson = self.text(values["id"]), self.text(values["lesson"])
        if not _ID.fullmatch(concept_id):
            raise self.error(
                values["id"], f'{concept_id!r} is no id; write it like "0.1", "01.16" or "X1.3".'
            )
        section = concept_id.split(".")[0]
        expected = "00" if section == "0" else section
        if lesson != expected:
            raise self.error(
                values["lesson"],
                f'lesson {lesson!r} does not fit the id {concept_id}; write lesson: "{expected}".',
            )
        return Concept(
            id=concept_id,
            title=self.text(values["title"]),
            definition=self.sentence(values["definition"]),
            lesson=lesson,
            errata=self.references(values.get("errata"), _ERRATUM, "E013"),
            numbers=self.references(values.get("numbers"), _NUMBER, "W48"),
            terms=self.terms(values.get("terms"), lesson),
        )

    def terms(self, node: yaml.Node | None, lesson: str) -> tuple[Term, ...]:
        if node is None:
            return ()
        found = []
        for name, (key, value) in self.mapping(node, "terms").items():
            if not name[:1].isalpha():
                raise self.error(key, f"the term {name!r} must begin with a letter.")
            found.append(Term(name, self.sentence(value), lesson))
        return tuple(found)

    def references(
        self, node: yaml.Node | None, form: re.Pattern[str], example: str
    ) -> tuple[str, ...]:
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, f"this must be a list; write it like [{example}].")
        found = tuple(self.text(item) for item in node.value)
        for item, reference in zip(node.value, found, strict=True):
            if not form.fullmatch(reference):
                raise self.error(
                    item, f"{reference!r} has the wrong form; write it like {example}."
                )
        return found

    def sentence(self, node: yaml.Node) -> str:
        text = self.text(node)
        if not text.endswith("."):
            raise self.error(node, "the definition needs a full stop at its end.")
        if re.search(r"[.!?]\s", text):
            raise self.error(node, "the definition has two sentences; join or shorten them.")
        if len(text.split()) >= WORDS:
            raise self.error(
                node, f"the definition has {len(text.split())} words; keep it under {WORDS}."
            )
        return text

    def mapping(self, node: yaml.Node, what: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, f"{what} must be lines of the form `name: text`.")
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = self.text(key)
            if name in found:
                raise self.error(key, f"{name!r} is there twice in one block; remove one.")
            found[name] = (key, value)
        return found

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(node, "a text is needed here, not a list or a block.")
        if node.tag != "tag:yaml.org,2002:str" or not node.value.strip():
            raise self.error(
                node, f'{node.value!r} is not read as text; put it in quotes: "{node.value}".'
            )
        return node.value.strip()

    def error(self, node: yaml.Node, message: str) -> ConceptError:
        return ConceptError(f"{_name(self.path)}, line {node.start_mark.line + 1}: {message}")


def _name(path: Path) -> str:
    """The path as a reader of the project knows it: from the project's folder, with slashes."""
    return (path.relative_to(paths.ROOT) if path.is_relative_to(paths.ROOT) else path).as_posix()


# ---- what a lesson covers ------------------------------------------------------------------------


def covered(text: str, where: str = "the lesson") -> list[str]:
    """Return the ids in the ``covers`` comments of a lesson's source, in order, without repeats.

    Raises
    ------
    ConceptError
        If a comment names an id that the index does not know, or is written in another form. The
        text names `where` and the line.

    Examples
    --------
    >>> covered("Text.\\n\\n<!-- covers: 01.16 E013 W48 -->\\n\\nMore.\\n\\n<!-- covers: 01.16 -->")
    ['01.16', 'E013', 'W48']
    """
    known = {name for concept in load().values() for name in concept.ids}
    found: dict[str, None] = {}  # a set that keeps the order
    for name, line in _mentions(text, where):
        if name not in known:
            raise ConceptError(
                f"{where}, line {line}: {name!r} is not in lessons/concepts.yml; "
                "correct the id or add it there."
            )
        found[name] = None
    return list(found)


def _mentions(text: str, where: str) -> Iterator[tuple[str, int]]:
    """Yield each id in a ``covers`` comment with the number of its line, from 1."""
    for comment in _COMMENT.finditer(text):
        line = text.count("\n", 0, comment.start()) + 1
        names = list(re.finditer(r"\S+", comment["ids"]))
        before = text[text.rfind("\n", 0, comment.start()) + 1 : comment.start()]
        if comment["name"] != "covers:" or not names or before.strip():
            raise ConceptError(
                f"{where}, line {line}: a comment on a line of its own is needed, "
                "like <!-- covers: 01.16 E013 W48 -->."
            )
        for name in names:
            yield name[0], text.count("\n", 0, comment.start("ids") + name.start()) + 1


def missing(lesson: str, source: str, where: str = "the lesson") -> list[str]:
    """Return the rows, errata and worked numbers of `lesson` that its `source` never covers.

    Raises
    ------
    ConceptError
        If the index has no row for `lesson`, or as `covered` does.

    Examples
    --------
    >>> missing("X7", "<!-- covers: X7.1 -->")
    ['W55']
    """
    rows = [concept for concept in load().values() if concept.lesson == lesson]
    if not rows:
        raise ConceptError(f"lessons/concepts.yml has no row for lesson {lesson!r}; add its rows.")
    names = [concept.id for concept in rows]
    for kind in ("errata", "numbers"):
        names += sorted({name for concept in rows for name in getattr(concept, kind)})
    done = set(covered(source, where))
    return [name for name in names if name not in done]


# ---- the glossary --------------------------------------------------------------------------------


def glossary(lessons: Collection[str] | None = None) -> list[Term]:
    """Return the terms in alphabetical order: of all lessons, or of the `lessons` named.

    Examples
    --------
    >>> [term for term, definition, lesson in glossary(["X6"])][:2]
    ['anchor', 'intersection over union']
    """
    rows = [row for row in load().values() if lessons is None or row.lesson in lessons]
    return sorted(
        (term for row in rows for term in row.terms), key=lambda entry: entry.term.casefold()
    )


def glossary_markdown(lessons: Collection[str] | None = None) -> str:
    """Return the glossary as a Markdown page, with an anchor such as ``#letter-a`` a letter."""
    groups = [
        (letter, list(entries))
        for letter, entries in groupby(glossary(lessons), key=lambda entry: entry.term[0].upper())
    ]
    links = " · ".join(f"[{letter}](#letter-{letter.lower()})" for letter, _ in groups)
    blocks = ["# Glossary", links]
    for letter, entries in groups:
        blocks += [f'<a id="letter-{letter.lower()}"></a>', f"## {letter}"]
        blocks.append(
            "\n".join(f"- **{term}** (lesson {lesson}): {text}" for term, text, lesson in entries)
        )
    return "\n\n".join(block for block in blocks if block) + "\n"
