"""Read a file of quiz questions and refuse every mistake in it, with its line and what to do."""

import math
import re
from collections.abc import Collection
from pathlib import Path

import yaml

from course_utils.quizzes.questions import (
    MultipleChoice,
    NumberQuestion,
    Option,
    Question,
    SingleChoice,
    WrongNumber,
)
from course_utils.quizzes.reading import LETTERS
from course_utils.quizzes.text import to_plain, unpaired_mark
from course_utils.yaml_source import YamlReader

RECALL_QUESTIONS = 3

_CHOICES = {"single": SingleChoice, "multiple": MultipleChoice}
_SHARED = ("id", "kind", "prompt", "explanation", "concepts")
_KEYS = {  # of each kind: what must be there, what may be there
    "single": ((*_SHARED, "options"), ("recall",)),
    "multiple": ((*_SHARED, "options"), ("recall",)),
    "number": ((*_SHARED, "answer", "hint"), ("recall", "unit", "tolerance", "wrong")),
}


class QuizFileError(ValueError):
    """A mistake in a file of questions: ``file:line: what. What to do.``"""


def load_file(path: Path, concepts: Collection[str] | None = None) -> tuple[Question, ...]:
    """Return the questions of one lesson's YAML file, in order.

    Parameters
    ----------
    path
        The file, named after its lesson: ``01.yml``.
    concepts
        The ids that exist in the concept index. Without it only their form is checked.

    Raises
    ------
    QuizFileError
        For the first mistake in the file.
    """
    return _Reader(path, concepts).questions()


class _Reader(YamlReader):
    def __init__(self, path: Path, concepts: Collection[str] | None) -> None:
        super().__init__(path, QuizFileError)
        self.concepts = concepts

    # ---- the file and its questions ----------------------------------------------------------

    def questions(self) -> tuple[Question, ...]:
        root = self.root()
        questions: dict[str, Question] = {}
        for node in self.items(root, "The file", "questions, each starting with '- id:'"):
            question = self.question(node)
            if question.id in questions:
                raise self.fail(node, f"The id {question.id} is used twice. Give one a new name.")
            questions[question.id] = question
        recalled = sum(question.recall for question in questions.values())
        if recalled not in (0, RECALL_QUESTIONS):
            raise self.fail(
                root,
                f"{recalled} questions have 'recall: true'. A lesson asks exactly "
                f"{RECALL_QUESTIONS} at its end, or none.",
            )
        return tuple(questions.values())

    def question(self, node: yaml.Node) -> Question:
        kinds = ", ".join(_KEYS)
        fields = self.mapping(node, "A question")
        if "kind" not in fields:
            raise self.fail(node, f"The question has no 'kind'. Give one of {kinds}.")
        kind = self.text(fields["kind"], "kind")
        if kind not in _KEYS:
            raise self.fail(fields["kind"], f"'{kind}' is no kind of question. Use {kinds}.")
        self.check_keys(node, f"A question of kind {kind}", *_KEYS[kind])
        shared = {
            "id": self.identifier(fields["id"]),
            "prompt": self.markdown(fields["prompt"], "prompt"),
            "explanation": self.markdown(fields["explanation"], "explanation"),
            "concepts": self.concept_ids(fields["concepts"]),
            "recall": "recall" in fields and self.boolean(fields["recall"], "recall"),
        }
        if kind == "number":
            return self.number_question(fields, shared)
        options = self.options(fields["options"], single=kind == "single")
        return _CHOICES[kind](**shared, options=options)

    def identifier(self, node: yaml.Node) -> str:
        name = self.text(node, "id")
        lesson = self.path.stem
        if not re.fullmatch(re.escape(lesson) + r"\.[a-z][a-z0-9_]*", name):
            raise self.fail(
                node,
                f"'{name}' is no id for this file. Write {lesson}. and a name of small letters, "
                f"digits and _, such as {lesson}.bgr.",
            )
        return name

    def concept_ids(self, node: yaml.Node) -> tuple[str, ...]:
        ids = []
        for item in self.items(node, "'concepts'", "concept ids, such as [01.16]"):
            concept = self.text(item, "concepts")
            if not re.fullmatch(r"\d{1,2}\.\d{1,2}", concept):
                raise self.fail(item, f"'{concept}' is no concept id. Write one such as 01.16.")
            if self.concepts is not None and concept not in self.concepts:
                raise self.fail(
                    item,
                    f"There is no concept {concept}. Use an id of lessons/concepts.yml, or add "
                    "the concept there.",
                )
            ids.append(concept)
        return tuple(ids)

    # ---- choices -----------------------------------------------------------------------------

    def options(self, node: yaml.Node, single: bool) -> tuple[Option, ...]:
        items = self.items(node, "'options'", "options, each with 'text'")
        if not 2 <= len(items) <= len(LETTERS):
            raise self.fail(
                node, f"{len(items)} options. Give at least 2 and at most {len(LETTERS)}."
            )
        options: list[Option] = []
        for item in items:
            option = self.option(item)
            if to_plain(option.text) in [to_plain(other.text) for other in options]:
                raise self.fail(item, f"The option '{option.text}' is there twice. Remove one.")
            options.append(option)
        right = sum(option.right for option in options)
        if right == 0:
            raise self.fail(node, "No option is right. Mark one with 'right: true'.")
        if single and right > 1:
            raise self.fail(
                node,
                f"{right} options are right, and a question of kind single has one. Use "
                "'kind: multiple', or give the others a 'why'.",
            )
        return tuple(options)

    def option(self, node: yaml.Node) -> Option:
        fields = self.mapping(node, "An option")
        self.check_keys(node, "An option", ("text",), ("right", "why"))
        right = "right" in fields and self.boolean(fields["right"], "right")
        text = self.markdown(fields["text"], "text")
        if right and "why" in fields:
            raise self.fail(
                fields["why"],
                "A right option has no 'why': it says why an option is wrong. Put the reason into "
                "'explanation', or remove 'right: true'.",
            )
        if right:
            return Option(text)
        if "why" not in fields:
            raise self.fail(
                node,
                f"The wrong option '{text}' has no reason. Add 'why:' with the reason why it is "
                "wrong, or 'right: true'.",
            )
        return Option(text, self.markdown(fields["why"], "why"))

    # ---- numbers -----------------------------------------------------------------------------

    def number_question(self, fields: dict[str, yaml.Node], shared: dict) -> NumberQuestion:
        absolute, relative = 0.0, 0.0
        if "tolerance" in fields:
            absolute, relative = self.tolerance(fields["tolerance"])
        wrong_nodes = []
        if "wrong" in fields:
            wrong_nodes = self.items(fields["wrong"], "'wrong'", "numbers, each with 'value'")
        question = NumberQuestion(
            **shared,
            answer=self.number(fields["answer"], "answer"),
            unit=self.text(fields["unit"], "unit") if "unit" in fields else "",
            absolute=absolute,
            relative=relative,
            wrong=tuple(self.wrong_number(item) for item in wrong_nodes),
            hint=self.markdown(fields["hint"], "hint"),
        )
        for place, (item, known) in enumerate(zip(wrong_nodes, question.wrong, strict=True)):
            if question.equals(known.value, question.answer):
                raise self.fail(
                    item,
                    f"The tolerance takes the wrong number {known.value:g} for the answer "
                    f"{question.answer:g}. Make the tolerance smaller, or remove the number.",
                )
            if any(question.equals(known.value, other.value) for other in question.wrong[:place]):
                raise self.fail(
                    item,
                    f"The wrong number {known.value:g} is the same as an earlier one within the "
                    "tolerance. Remove one.",
                )
        return question

    def tolerance(self, node: yaml.Node) -> tuple[float, float]:
        fields = self.mapping(node, "'tolerance'")
        self.check_keys(node, "'tolerance'", (), ("abs", "rel"))
        if len(fields) != 1:
            raise self.fail(node, "'tolerance' is {abs: 0.5} or {rel: 0.01}. Give one of them.")
        ((key, value),) = fields.items()
        size = self.number(value, key)
        if size <= 0:
            raise self.fail(value, "A tolerance is above 0. For an exact answer, leave it out.")
        if key == "rel" and size >= 1:
            raise self.fail(value, "'rel' is a part of the answer below 1: 0.01 is one in 100.")
        return (size, 0.0) if key == "abs" else (0.0, size)

    def wrong_number(self, node: yaml.Node) -> WrongNumber:
        fields = self.mapping(node, "A wrong number")
        self.check_keys(node, "A wrong number", ("value", "why"))
        return WrongNumber(
            self.number(fields["value"], "value"), self.markdown(fields["why"], "why")
        )

    # ---- YAML nodes to values ----------------------------------------------------------------

    def markdown(self, node: yaml.Node, key: str) -> str:
        text = self.text(node, key)
        if mark := unpaired_mark(text):
            raise self.fail(
                node,
                f"'{key}' has a {mark} without its partner. Write `code` or **bold**; two stars "
                "for a power belong inside `code`.",
            )
        return text

    def boolean(self, node: yaml.Node, key: str) -> bool:
        text = self.text(node, key)
        if text not in ("true", "false"):
            raise self.fail(node, f"'{key}' is true or false, not '{text}'.")
        return text == "true"

    def number(self, node: yaml.Node, key: str) -> float:
        text = self.text(node, key)
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise self.fail(node, f"'{key}' is a number, not '{text}'. Write one such as 921600.")
        return number
