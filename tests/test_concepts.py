"""The concept index: complete, strict, and taught by every finished lesson."""

import re
from pathlib import Path

import pytest

from course_utils import concepts, lessons, paths

# Rows of each section, so that a dropped row is noticed. Who adds one counts it here.
ROWS = {
    "0": 5, "01": 22, "02": 20, "03": 11, "04": 43, "05": 12, "06": 25, "07": 22, "08": 2,
    "X1": 19, "X2": 11, "X3": 24, "X4": 5, "X5": 1, "X6": 1, "X7": 1,
}  # fmt: skip
ERRATA = [f"E{number:03d}" for number in range(1, 144)]
NUMBERS = sorted([f"W{number:02d}" for number in range(1, 56)] + ["W11b", "W15b", "W28b"])

ROW = '- id: "01.1"\n  title: A title\n  definition: One short sentence.\n  lesson: "01"\n'


@pytest.fixture(scope="module")
def index() -> dict[str, concepts.Concept]:
    return concepts.load()


def finished() -> dict[str, Path]:
    """The lessons that exist: their number and their source."""
    return {file.stem.split("_")[0]: file for file in paths.lesson_files()}


# ---- the real index ------------------------------------------------------------------------------


def test_rows_are_complete_and_in_order(index: dict[str, concepts.Concept]) -> None:
    expected = [f"{section}.{n}" for section, count in ROWS.items() for n in range(1, count + 1)]
    lost, new = sorted(set(expected) - set(index)), sorted(set(index) - set(expected))
    assert not lost, f"in ROWS of this file, but not in lessons/concepts.yml: {lost}"
    assert not new, f"in lessons/concepts.yml, but not counted in ROWS of this file: {new}"
    assert list(index) == expected


def test_every_erratum_and_number_belongs_to_a_row(index: dict[str, concepts.Concept]) -> None:
    rows = index.values()
    assert sorted({name for row in rows for name in row.errata}) == ERRATA
    assert sorted({name for row in rows for name in row.numbers}) == NUMBERS


def test_references_within_a_row_are_sorted_and_unique(index: dict[str, concepts.Concept]) -> None:
    for row in index.values():
        for names in (row.errata, row.numbers):
            assert list(names) == sorted(set(names)), row.id


def test_titles_and_definitions_are_unique(index: dict[str, concepts.Concept]) -> None:
    rows = index.values()
    definitions = [row.definition for row in rows]
    definitions += [entry.definition for entry in concepts.glossary()]
    assert len({row.title for row in rows}) == len(rows)
    assert len(set(definitions)) == len(definitions)


def test_sentences_follow_the_style_of_the_course(index: dict[str, concepts.Concept]) -> None:
    texts = [row.definition for row in index.values()]
    texts += [entry.definition for entry in concepts.glossary()]
    for text in texts:
        assert len(text.split()) < 25, text
        assert text[0].isupper() or text[0] in "+-0123456789", text
        assert not re.search(r"\b(simply|just|obviously|gray|color|center)\b", text), text


def test_frame_rows_are_those_of_lesson_00(index: dict[str, concepts.Concept]) -> None:
    frame = [row.id for row in index.values() if row.lesson == "00"]
    assert frame == ["0.1", "0.2", "0.3", "0.4", "0.5"]
    assert {"E142", "E143"} == {name for key in frame for name in index[key].errata}


def test_a_row_knows_everything_that_it_asks_of_its_lesson(
    index: dict[str, concepts.Concept],
) -> None:
    assert index["01.16"].ids == ("01.16", "E012", "E013", "W48")


# ---- the lessons ---------------------------------------------------------------------------------


def test_the_lessons_of_day_one_are_finished() -> None:
    assert {"00", "01", "02", "03"} <= set(finished())


def test_every_finished_lesson_covers_its_rows_errata_and_numbers() -> None:
    gaps = {}
    for lesson, file in finished().items():
        source = file.read_text(encoding="utf-8")
        gaps[file.name] = concepts.missing(lesson, source, f"lessons/{file.name}")
    assert not any(gaps.values()), f"taught nowhere (add the text and its covers comment): {gaps}"


def test_every_term_of_a_finished_lesson_is_bold_in_it() -> None:
    gaps = {}
    for lesson, file in finished().items():
        cells = lessons.load(file).cells
        prose = "\n".join(
            cell.source for cell in cells if cell.kind == "markdown" and not cell.for_instructor
        )
        bold = re.findall(r"\*\*(.+?)\*\*", prose, re.DOTALL)
        gaps[file.name] = [
            entry.term
            for entry in concepts.glossary([lesson])
            if not any(_word_form(entry.term).search(text) for text in bold)
        ]
    assert not any(gaps.values()), f"in the glossary, but never bold in its lesson: {gaps}"


def _word_form(term: str) -> re.Pattern[str]:
    """Match the term with the endings that English adds: boxes, saturated, slicing."""
    words = [re.escape(word.removesuffix("e")) + r"\w{0,4}" for word in re.split(r"[\s-]+", term)]
    return re.compile(r"\b" + r"[\s-]+".join(words), re.IGNORECASE)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("bounding box", "two bounding\nboxes"),
        ("saturate", "Saturated values"),
        ("RGB", "an RGB picture"),
        ("hand-crafted feature", "hand-crafted features"),
    ],
)
def test_a_term_is_found_in_its_forms(term: str, text: str) -> None:
    assert _word_form(term).search(text)
    assert not _word_form(term).search("another thing")


# ---- comments ------------------------------------------------------------------------------------


def test_covered_reads_every_comment_once_and_in_order() -> None:
    source = (
        "# A\n\n<!-- covers: 01.16 E013 W48 -->\n\n"
        "<!--covers: 01.2\n     01.16-->\n\n<!-- a remark about covers -->\n"
    )
    assert concepts.covered(source) == ["01.16", "E013", "W48", "01.2"]
    assert concepts.covered("no comment") == []


@pytest.mark.parametrize("wrong", ["01.99", "E144", "W99", "01.16,", "e013"])
def test_an_unknown_id_names_file_and_line(wrong: str) -> None:
    source = f"# A\n\n<!-- covers: 01.16\n  {wrong} -->\n"
    with pytest.raises(concepts.ConceptError) as caught:
        concepts.covered(source, "lessons/01_a.md")
    assert str(caught.value).startswith(f"lessons/01_a.md:4: {wrong!r} is not in ")


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- cover: 01.16 -->",
        "<!-- covers 01.16 -->",
        "<!-- Covers: 01.16 -->",
        "<!-- covers: -->",
        "Text. <!-- covers: 01.16 -->",
    ],
)
def test_a_comment_in_another_form_is_refused(comment: str) -> None:
    with pytest.raises(concepts.ConceptError, match=r"^lesson:2: A covers comment has a line"):
        concepts.covered(f"\n{comment}\n")


def test_missing_lists_rows_errata_and_numbers() -> None:
    assert concepts.missing("X5", "") == ["X5.1", "W55"]
    assert concepts.missing("X5", "<!-- covers: W55 -->") == ["X5.1"]
    assert concepts.missing("X5", "<!-- covers: X5.1 W55 01.1 -->") == []
    assert "01.22" in concepts.missing("01", "<!-- covers: 01.2 -->")
    assert "E142" in concepts.missing("00", "")


def test_missing_refuses_an_unknown_lesson() -> None:
    with pytest.raises(concepts.ConceptError, match="no row for lesson '09'"):
        concepts.missing("09", "")


# ---- the glossary --------------------------------------------------------------------------------


def test_glossary_is_sorted_and_unique() -> None:
    terms = [entry.term.casefold() for entry in concepts.glossary()]
    assert terms == sorted(set(terms))
    assert len(terms) > 200


def test_glossary_can_be_limited_to_some_lessons() -> None:
    some = concepts.glossary(["00", "01"])
    assert {entry.lesson for entry in some} == {"00", "01"}
    assert set(some) < set(concepts.glossary())
    assert concepts.glossary([]) == []


def test_the_first_words_of_the_course_are_explained() -> None:
    terms = {entry.term for entry in concepts.glossary()}
    assert terms >= {
        "pixel", "channel", "dtype", "greyscale", "RGB", "BGR", "HSV", "saturate", "wrap around",
        "bounding box", "mask", "annotation", "kernel", "stride", "padding", "epoch", "batch",
        "logits",
    }  # fmt: skip


def test_glossary_page_holds_every_term_once_under_its_letter() -> None:
    page = concepts.glossary_markdown()
    entries = re.findall(r"^- \*\*(.+?)\*\* \(lesson (\w\w)\): (.+)$", page, re.MULTILINE)
    assert [concepts.Term(term, text, lesson) for term, lesson, text in entries] == (
        concepts.glossary()
    )
    anchors = re.findall(r'<a id="(.+?)"></a>\n\n## (.)\n\n- \*\*(.)', page)
    assert re.findall(r"\]\(#(.+?)\)", page) == [anchor for anchor, _, _ in anchors]
    for anchor, heading, first in anchors:
        assert anchor == f"letter-{heading.lower()}"
        assert first.upper() == heading
    assert page.startswith("# Glossary\n\n[A](#letter-a) · ")
    assert page.endswith(".\n")


def test_glossary_page_is_the_same_each_time() -> None:
    assert concepts.glossary_markdown(["01", "00"]) == concepts.glossary_markdown({"00", "01"})
    assert concepts.glossary_markdown([]) == "# Glossary\n"


# ---- what the reader of the file refuses ---------------------------------------------------------


def write(folder: Path, text: str) -> Path:
    file = folder / "concepts.yml"
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


def test_a_small_index_is_read(tmp_path: Path) -> None:
    text = ROW + "  errata: [E012]\n  numbers: [W11b]\n  terms:\n    pixel: A dot.\n"
    row = concepts.load(write(tmp_path, text))["01.1"]
    assert row == concepts.Concept(
        id="01.1",
        title="A title",
        definition="One short sentence.",
        lesson="01",
        errata=("E012",),
        numbers=("W11b",),
        terms=(concepts.Term("pixel", "A dot.", "01"),),
    )


LONG = " ".join(["word"] * 29) + " end."


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (ROW.replace("A title", "A: title"), 2, "This is not YAML (mapping values are not"),
        ("id: 1\n", 1, "The file is a list of blocks"),
        ("- a text\n", 1, "A concept is a block of 'key: value' lines"),
        (ROW + "  titel: A\n", 5, "A concept has no key 'titel'. The keys are id, title,"),
        (ROW.replace("  title: A title\n", ""), 1, "needs 'title'. Add a line 'title: "),
        (ROW.replace("  definition: One short sentence.\n", ""), 1, "needs 'definition'"),
        (ROW.replace('  lesson: "01"\n', ""), 1, "needs 'lesson'"),
        (ROW.replace('- id: "01.1"\n  title', "- title"), 1, "needs 'id'"),
        (ROW + ROW, 5, "01.1 is there twice. Give one another number"),
        (ROW + "  title: B\n", 5, "'title' is there twice. Remove one"),
        (ROW.replace('"01.1"', "01.1"), 1, "'01.1' is not read as text. Put it in quotes"),
        (ROW.replace('lesson: "01"', "lesson: 01"), 4, "Put it in quotes"),
        (ROW.replace("01.1", "1.1"), 1, "'1.1' is no id. Write it like"),
        (ROW.replace('lesson: "01"', 'lesson: "02"'), 4, 'fit the id 01.1. Write lesson: "01"'),
        (ROW.replace("01.1", "0.1"), 4, 'does not fit the id 0.1. Write lesson: "00"'),
        (ROW.replace("A title", '""'), 2, "'title' is a text, and this is not"),
        (ROW.replace("A title", "[a]"), 2, "'title' is a text, and this is not"),
        (ROW.replace("A title", "A\x07"), 2, "This is not YAML (special characters are not"),
        (ROW.replace("sentence.", "sentence"), 3, "has no full stop at its end"),
        (ROW.replace("One short", "One. Short"), 3, "has two sentences"),
        (ROW.replace("One short sentence.", LONG), 3, "has 30 words. Keep it under 30"),
        (ROW + "  errata: E012\n", 5, "'errata' is a list of ids, such as [E013]"),
        (ROW + "  errata: [E12]\n", 5, "'E12' has the wrong form. Write it like E013"),
        (ROW + "  numbers:\n  - W48\n  - X1\n", 7, "'X1' has the wrong form. Write it like W48"),
        (ROW + "  terms: [pixel]\n", 5, "'terms' is a block of 'key: value' lines"),
        (ROW + "  terms:\n    pixel: A dot\n", 6, "has no full stop"),
        (ROW + "  terms:\n    a: A.\n    a: B.\n", 7, "'a' is there twice"),
        (ROW + "  terms:\n    3-D: Solid.\n", 6, "The term '3-D' must begin with a letter"),
        (
            ROW + "  terms:\n    RGB: A.\n" + ROW.replace("01.1", "01.2") + "  terms: {rgb: B.}\n",
            7,
            "The term 'rgb' is there twice. Define it in one row only",
        ),
    ],
)
def test_a_mistake_in_the_index_names_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    file = write(tmp_path, text)
    with pytest.raises(concepts.ConceptError) as caught:
        concepts.load(file)
    assert str(caught.value).startswith(f"{file.as_posix()}:{line}: ")
    assert message in str(caught.value)


def test_an_empty_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(concepts.ConceptError, match=r":1: The file is empty. Write at least"):
        concepts.load(write(tmp_path, "# nothing\n"))


def test_the_real_file_is_named_from_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    with pytest.raises(concepts.ConceptError, match=r"^concepts\.yml:1: "):
        concepts.load(write(tmp_path, "id: 1\n"))
