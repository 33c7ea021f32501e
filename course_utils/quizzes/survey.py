"""The feedback form at the end of the course: a few questions, kept in a local file.

Nothing is sent anywhere. The learner decides whether to write the file for the instructor.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from course_utils.quizzes import bank
from course_utils.quizzes.kept import KeptFile, write_beside_the_notebook
from course_utils.quizzes.objectives import title_of
from course_utils.quizzes.text import Said

VERSION = 1
EXPORT = "my-feedback.json"
LONGEST = 2000  # characters of one answer


@dataclass(frozen=True)
class Item:
    """One question of the form: with options to choose one of, or a text where there are none."""

    name: str
    prompt: str
    options: tuple[str, ...] = ()


def items() -> tuple[Item, ...]:
    """Return the questions of the form."""
    lessons = tuple(f"{lesson} {title_of(lesson)}".strip() for lesson in bank.LESSONS)
    return (
        Item("pace", "How was the pace?", ("Too slow", "About right", "Too fast")),
        Item(
            "able",
            "Can you now build and judge a small network for pictures?",
            ("Yes, alone", "Yes, with help", "Not yet"),
        ),
        Item("helped", "What helped you most?"),
        Item("hardest", "Which lesson was the most difficult?", (*lessons, "None of them")),
        Item("difficult", "What was difficult there?"),
        Item("change", "What should be different next time?"),
    )


class Feedback:
    """The feedback form. Make it with `course_utils.quizzes.feedback`.

    In a notebook it is shown as a form to fill in. Elsewhere ``print`` shows it as text, and
    ``feedback.answer("pace", "About right")``, ``feedback.export()`` and ``feedback.reset()`` do
    what the form does.
    """

    def __init__(self) -> None:
        self._file = KeptFile("feedback.json", _is_state)
        self._change(lambda state: state)

    @property
    def answers(self) -> dict[str, str]:
        """The answers so far, by the name of the question."""
        return dict(self._state["answers"])

    @property
    def note(self) -> str:
        """A sentence about trouble with the file, "" without any."""
        return self._file.note

    def answer(self, name: str, text: str) -> Said:
        """Keep an answer and say so; an empty text takes it back."""
        by_name = {item.name: item for item in items()}
        if name not in by_name:
            return Said(f"The questions are {', '.join(by_name)}, and not {name!r}.")
        given = str(text).strip()[:LONGEST]
        options = by_name[name].options
        if given and options:
            same = [option for option in options if option.casefold() == given.casefold()]
            if not same:
                return Said(f"{name}: choose one of: {'; '.join(options)}.")
            given = same[0]

        def keep(state: dict) -> dict:
            answers = {k: v for k, v in state["answers"].items() if k != name}
            return state | {"answers": answers | ({name: given} if given else {})}

        self._change(keep)
        return Said(self.note or "Saved.")

    def export(self) -> Said:
        """Write the answers to a file for the instructor and say where it is."""
        if not self.answers:
            return Said("There is no answer yet.")
        content = [
            {"question": item.prompt, "answer": self.answers[item.name]}
            for item in items()
            if item.name in self.answers
        ]
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        return write_beside_the_notebook(EXPORT, text)

    def reset(self) -> Said:
        """Start again with an empty form, and say where the copy of the old one is."""
        try:
            kept = self._file.start_again()
        except OSError as error:
            return Said(
                f"The old form could not be kept ({error.strerror}), so nothing was changed."
            )
        self._change(lambda state: state)
        copy = f" Your old one is kept as {kept}." if kept else ""
        return Said(f"The form is empty.{copy}")

    def __repr__(self) -> str:
        lines = ["Feedback. It stays on this machine until you hand the file on."]
        lines += [self.note] if self.note else []
        for item in items():
            options = f" ({'; '.join(item.options)})" if item.options else ""
            lines.append(f"{item.name}: {item.prompt}{options}")
            lines.append(f"    {self.answers.get(item.name, 'no answer')}")
        lines.append('Answer with feedback.answer("pace", "About right"), and feedback.export()')
        lines.append(f"writes {EXPORT} for your instructor.")
        return "\n".join(lines)

    def _ipython_display_(self) -> None:
        from course_utils.quizzes.survey_view import show

        show(self)

    def _change(self, change: Callable[[dict], dict]) -> None:
        empty = {"version": VERSION, "answers": {}}
        self._state = self._file.change(lambda state: change(state or empty))


def _is_state(content: object) -> bool:
    """Is this what `Feedback` keeps?"""
    return (
        isinstance(content, dict)
        and content.keys() == {"version", "answers"}
        and content["version"] == VERSION
        and isinstance(content["answers"], Mapping)
        and all(isinstance(answer, str) for answer in content["answers"].values())
    )
