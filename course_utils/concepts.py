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
from course_utils.yaml_source import YamlReader

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
    return _Reader(path, ConceptError).concepts()


class _Reader(YamlReader):
    """Reads one index."""

    def concepts(self) -> dict[str, Concept]:
        concepts: dict[str, Concept] = {}
        terms: set[str] = set()
        for row in self.items(self.root(), "The file", "blocks, each starting with '- id:'"):
            concept = self.concept(row)
            if concept.id in concepts:
                raise self.fail(row, f"{concept.id} is there twice. Give one another number.")
            for entry in concept.terms:
                if entry.term.casefold() in terms:
                    raise self.fail(
                        row, f"The term {entry.term!r} is there twice. Define it in one row only."
                    )
                terms.add(entry.term.casefold())
            concepts[concept.id] = concept
        return concepts

    def concept(self, row: yaml.Node) -> Concept:
        fields = self.mapping(row, "A concept")
        self.check_keys(row, "A concept", _REQUIRED, _OPTIONAL)
        concept_id, lesson = (self.text(fields[key], key) for key in ("id", "lesson"))
        if not _ID.fullmatch(concept_id):
            raise self.fail(
                fields["id"], f'{concept_id!r} is no id. Write it like "0.1", "01.16" or "X1.3".'
            )
        section = concept_id.split(".")[0]
        expected = "00" if section == "0" else section
        if lesson != expected:
            raise self.fail(
                fields["lesson"],
                f'Lesson {lesson!r} does not fit the id {concept_id}. Write lesson: "{expected}".',
            )
        return Concept(
            id=concept_id,
            title=self.text(fields["title"], "title"),
            definition=self.sentence(fields["definition"], "definition"),
            lesson=lesson,
            errata=self.references(fields, "errata", _ERRATUM, "E013"),
            numbers=self.references(fields, "numbers", _NUMBER, "W48"),
            terms=self.terms(fields["terms"], lesson) if "terms" in fields else (),
        )

    def terms(self, node: yaml.Node, lesson: str) -> tuple[Term, ...]:
        found = []
        for name, value in self.mapping(node, "'terms'").items():
            if not name[0].isalpha():
                raise self.fail(value, f"The term {name!r} must begin with a letter.")
            found.append(Term(name, self.sentence(value, name), lesson))
        return tuple(found)

    def references(
        self, fields: dict[str, yaml.Node], key: str, form: re.Pattern[str], example: str
    ) -> tuple[str, ...]:
        if key not in fields:
            return ()
        found = []
        for item in self.items(fields[key], f"'{key}'", f"ids, such as [{example}]"):
            found.append(self.text(item, key))
            if not form.fullmatch(found[-1]):
                raise self.fail(item, f"{found[-1]!r} has the wrong form. Write it like {example}.")
        return tuple(found)

    def sentence(self, node: yaml.Node, key: str) -> str:
        text = self.text(node, key)
        if not text.endswith("."):
            raise self.fail(node, "The definition has no full stop at its end. Add it.")
        if re.search(r"[.!?]\s", text):
            raise self.fail(node, "The definition has two sentences. Join or shorten them.")
        if len(text.split()) >= WORDS:
            raise self.fail(
                node, f"The definition has {len(text.split())} words. Keep it under {WORDS}."
            )
        return text

    def text(self, node: yaml.Node, key: str) -> str:
        text = super().text(node, key)
        if node.tag != "tag:yaml.org,2002:str":
            raise self.fail(node, f'{text!r} is not read as text. Put it in quotes: "{text}".')
        return text


# ---- what a lesson covers ------------------------------------------------------------------------


def covered(text: str, where: str = "lesson") -> list[str]:
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
                f"{where}:{line}: {name!r} is not in lessons/concepts.yml. "
                "Correct the id or add it there."
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
                f"{where}:{line}: A covers comment has a line of its own. "
                "Write it like <!-- covers: 01.16 E013 W48 -->."
            )
        for name in names:
            yield name[0], text.count("\n", 0, comment.start("ids") + name.start()) + 1


def missing(lesson: str, source: str, where: str = "lesson") -> list[str]:
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
        raise ConceptError(f"lessons/concepts.yml has no row for lesson {lesson!r}. Add its rows.")
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
