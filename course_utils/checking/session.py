"""What a learner calls: check, hint and solution. They show things and remember a little."""

from __future__ import annotations

import copy
import dataclasses
import functools
import html
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from course_utils import progress
from course_utils.checking import answers, errors
from course_utils.checking.report import PAGE_COLOUR, TEXT_COLOUR, Outcome, Report
from course_utils.checking.values import is_model

if TYPE_CHECKING:
    from course_utils.checking.exercise import Exercise

STILL_RUNNING_SECONDS = 10.0

_hints_shown: dict[str, int] = {}
_handed_back: dict[str, Any] = {}


def check(exercise: Exercise, answer: Any) -> Any:
    """Show the report, keep the progress, return an answer that works; see ``Exercise.check``."""
    if _is_ours(exercise, answer):
        report = Report(
            exercise.id,
            exercise.title,
            Outcome.NOT_ATTEMPTED,
            exercise.points,
            advice="This is the course's own answer, which an earlier check handed back. "
            "Run the cell with your own answer.",
        )
    else:
        with _sign_of_life(exercise):
            try:
                report = exercise.grade(answer)
            except KeyboardInterrupt as error:
                raise CheckStopped(errors.stopped(error, below=answers.__file__)) from None
    result, closing = _result(exercise, report, answer)
    if result is not answer:
        _handed_back[exercise.id] = result
    show(dataclasses.replace(report, closing=closing))
    progress.record(report.exercise, str(report.outcome), report.points)
    return result


def hint(exercise: Exercise) -> None:
    """Show the next hint; see ``Exercise.hint``."""
    count = len(exercise.hints)
    if not count:
        show(Message(f"There is no hint for {exercise.id}."))
        return
    place = _hints_shown.get(exercise.id, 0)
    if place == count:
        _hints_shown[exercise.id] = 0
        show(Message("That was the last hint. The next call starts again with the first."))
        return
    _hints_shown[exercise.id] = place + 1
    show(Message(f"Hint {place + 1} of {count}: {exercise.hints[place]}"))


def solution(exercise: Exercise) -> None:
    """Show the solution from the lesson's source; see ``Exercise.solution``."""
    if os.environ.get("COURSE_SOLUTIONS", "").strip().lower() == "off":
        show(Message("Your instructor has switched the solutions off. A hint may help: hint()"))
        return
    from course_utils import lessons  # reads notebooks' formats, which is slow to import

    try:
        code = lessons.solution(exercise.id)
    except (lessons.LessonError, OSError) as error:
        show(Message(f"The solution of {exercise.id} cannot be read. {error}"))
        return
    show(Message(f"One solution of {exercise.id}; yours may look different.", code))


class CheckStopped(KeyboardInterrupt):
    """The stop button was pressed during a check; a notebook shows the message and nothing else."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclasses.dataclass(frozen=True)
class Message:
    """A sentence to show, and perhaps some code."""

    sentence: str
    code: str = ""

    @property
    def text(self) -> str:
        """The sentence, and the code below it, as plain text."""
        return f"{self.sentence}\n\n{self.code}" if self.code else self.sentence

    @property
    def html(self) -> str:
        """The same as static HTML."""
        colours = f"color:{TEXT_COLOUR};background:{PAGE_COLOUR};"
        code = f'<pre style="{colours}">{html.escape(self.code)}</pre>' if self.code else ""
        return f'<div style="{colours}"><p>{html.escape(self.sentence)}</p>{code}</div>'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": self.html}


def show(thing: Report | Message) -> None:
    """Show a report or message as one output in a notebook; elsewhere print its text."""
    if "IPython" in sys.modules:
        from IPython import get_ipython
        from IPython.display import display

        if get_ipython() is not None:
            display(thing)
            return
    print(thing.text)


def _result(exercise: Exercise, report: Report, answer: Any) -> tuple[Any, tuple[str, ...]]:
    """Return what the check hands back, and the closing lines of the report that say so."""
    if report.passed:
        return answer, ()
    if report.outcome is Outcome.COURSE_FAULT and answer is not None and answer is not Ellipsis:
        return answer, ("The notebook goes on with your answer.",)
    try:
        ours = course_answer(exercise)
    except Exception:  # the reference is broken, which the report has said already
        return answer, ("The notebook goes on without the course's answer.",)
    lines = ["Until it passes, the notebook goes on with the course's own answer."]
    if exercise.hints and report.outcome in (Outcome.NOT_YET, Outcome.NOT_ATTEMPTED):
        lines.append(f"A hint: ex.{exercise.name}.hint()")
    return ours, tuple(lines)


def course_answer(exercise: Exercise) -> Any:
    """Return the course's own answer: a value, or a function with a name and a docstring."""
    if not exercise.is_function:
        ours = exercise.reference()
        return ours if is_model(ours) else copy.deepcopy(ours)  # Keras copies through a file
    reference = exercise.reference

    @functools.wraps(reference)
    def ours(*args: Any, **kwargs: Any) -> Any:
        return reference(*args, **kwargs)

    ours.__name__ = ours.__qualname__ = exercise.name
    ours.__doc__ = f"Return the course's own answer to exercise {exercise.id}, {exercise.title}."
    return ours


def _is_ours(exercise: Exercise, answer: Any) -> bool:
    """Return whether ``answer`` is the very object that a check handed back before.

    Numbers and texts are not told apart in this way: equal ones are often the same object.
    """
    simple = answer is None or isinstance(answer, bool | int | float | str | tuple)
    return not simple and _handed_back.get(exercise.id) is answer


@contextmanager
def _sign_of_life(exercise: Exercise) -> Iterator[None]:
    """Say after a while that the code is still running, and how to stop it."""
    output = sys.stdout  # while the code runs, sys.stdout is not the notebook's

    def say() -> None:
        print(
            f"Exercise {exercise.id}: your code has been running for "
            f"{STILL_RUNNING_SECONDS:.0f} seconds. If it should be done by now, stop it with the "
            "stop button (the square above the notebook).",
            file=output,
            flush=True,
        )

    timer = threading.Timer(STILL_RUNNING_SECONDS, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
