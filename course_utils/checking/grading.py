"""The order of decisions: from an answer to a report.

Attempted? Does it run? Then type, shape, dtype, finite and values for each input, the input kept,
properties, gradients. A step that fails stops those that depend on it and nothing else. Only then
the answer is compared with the known mistakes.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_utils.checking import pictures, state
from course_utils.checking.answers import Answer, LocalAnswer, Reply
from course_utils.checking.comparison import STEPS, Comparison, Rules, compare
from course_utils.checking.errors import clean
from course_utils.checking.gradients import gradient_sentence
from course_utils.checking.report import Outcome, Report, Step
from course_utils.checking.values import NotNumbersError, as_numbers, describe, is_blank

if TYPE_CHECKING:
    from course_utils.checking.exercise import Call, Exercise, Property

_SHOWN_LINES = 5  # of what the learner's code printed


class CourseFaultError(Exception):
    """The course's own code failed in a check."""


class _AnswerStoppedError(Exception):
    """The learner's function raised while a property called it; the message is its sentence."""


@dataclass
class _Trial:
    """One input, what came and what should have come."""

    call: Call | None
    reply: Reply
    expected: Reply
    verdict: Comparison


def grade(exercise: Exercise, answer: Any) -> Report:
    """Return the report on an answer; see :meth:`Exercise.grade`."""
    with state.unchanged():
        try:
            return _Grading(exercise, answer).report()
        except Exception as error:  # whatever it is, it must not count against the learner
            return _fault(exercise, error)


class _Grading:
    """One answer on its way through the decisions."""

    def __init__(self, exercise: Exercise, answer: Any) -> None:
        self.exercise = exercise
        self.answer = answer if isinstance(answer, Answer) else LocalAnswer(answer)
        self.rules = Rules(exercise.dtype_matters, exercise.tolerance, exercise.exact_text)
        self.calls: list[Call | None] = list(exercise.calls()) if exercise.is_function else [None]
        self.failed: dict[str, str] = {}
        self.skipped: set[str] = set()

    def report(self) -> Report:
        reason = self.exercise.skip_when() if self.exercise.skip_when else ""
        if reason:
            return self._report(Outcome.SKIPPED, advice=reason)
        if self.exercise.is_function and not self.answer.is_function():
            return self._not_a_function()
        replies = [self._ask(self.answer, call) for call in self.calls]
        if sentence := _not_attempted(replies, self.exercise.is_function):
            return self._report(Outcome.NOT_ATTEMPTED, advice=sentence)
        trials = [self._try(call, reply) for call, reply in zip(self.calls, replies, strict=True)]
        self._decide(trials)
        notes = _notes(trials, self.exercise)
        steps = self._steps()
        if not self.failed:
            return self._report(Outcome.PASSED, steps=steps, notes=notes, advice=self.exercise.why)
        mistake = self._known_mistake(trials)
        return self._report(
            Outcome.NOT_YET,
            steps=steps,
            notes=notes,
            mistake=mistake.name if mistake else "",
            advice=mistake.sentence if mistake else "",
            pictures=self._pictures(trials),
        )

    def _report(self, outcome: Outcome, **details: Any) -> Report:
        exercise = self.exercise
        return Report(exercise.id, exercise.title, outcome, exercise.points, **details)

    def _not_a_function(self) -> Report:
        reply = self.answer.read()
        if is_blank(reply.value):
            return self._report(Outcome.NOT_ATTEMPTED, advice="There is no function to check yet.")
        sentence = (
            f"A function is checked here, and {describe(reply.value)} came. "
            "Give the function's name without brackets after it."
        )
        return self._report(Outcome.NOT_YET, steps=(Step("runs", "not passed", sentence),))

    def _ask(self, answer: Answer, call: Call | None) -> Reply:
        return answer.read() if call is None else answer.call(call.args, call.kwargs)

    def _course(self, function: Callable[..., Any], call: Call | None, what: str) -> Reply:
        """Ask one of the course's own functions; an error there is a fault of the course."""
        reply = self._ask_course(LocalAnswer(function), call)
        if reply.error is not None:
            raise CourseFaultError(f"{what}: {reply.error.kind}: {reply.error.message}")
        return reply

    def _ask_course(self, answer: LocalAnswer, call: Call | None) -> Reply:
        return answer.call((), {}) if call is None else self._ask(answer, call)

    def _try(self, call: Call | None, reply: Reply) -> _Trial:
        expected = self._course(self.exercise.reference, call, "the reference")
        if reply.error is not None:
            return _Trial(call, reply, expected, Comparison(skipped=set(STEPS)))
        return _Trial(call, reply, expected, compare(reply.value, expected.value, self.rules))

    def _decide(self, trials: list[_Trial]) -> None:
        """Fill in ``failed`` and ``skipped``, the first sentence for each step."""
        for index, trial in enumerate(trials):
            where = self._where(index)
            if trial.reply.error is not None:
                self._fail("runs", f"{where}{trial.reply.error.sentence}")
            for step, sentence in trial.verdict.failed.items():
                if is_blank(trial.reply.value) and self.exercise.is_function:
                    sentence = f"{sentence} Is there a return on every path?"
                self._fail(step, f"{where}{sentence}")
            self.skipped |= trial.verdict.skipped
            if self.exercise.keeps_input and trial.reply.changed:
                names = _argument_names(trial.reply.changed)
                self._fail("input kept", f"{where}Your function changed {names}. Work on a copy.")
        if not self.failed:
            self._repeat(trials[0])
        if not {"runs", "type", "shape"} & self.failed.keys():
            self._decide_properties(trials)
            self._decide_gradients(trials)
        else:
            self.skipped |= {"properties", "gradients"}

    def _fail(self, step: str, sentence: str) -> None:
        self.failed.setdefault(step, sentence)

    def _repeat(self, trial: _Trial) -> None:
        """Try the first input once more: a function that remembers or throws dice is not right."""
        if trial.call is None:
            return
        again = self._ask(self.answer, trial.call)
        second = compare(again.value, trial.expected.value, self.rules)
        if again.error or not second.equal:
            found = again.error.sentence if again.error else next(iter(second.failed.values()))
            self._fail(
                "values",
                "The first input was right, but tried again it gives another result. Does your "
                f"function change something outside itself, or use random numbers?\n{found}",
            )

    def _decide_properties(self, trials: list[_Trial]) -> None:
        for prop in self.exercise.properties:
            try:
                given = self._callable() if self.exercise.is_function else trials[0].reply.value
                holds = prop.holds(given if callable(given) else _readable(given))
            except _AnswerStoppedError as error:
                self._fail("properties", f"{_property_sentence(prop)}\n{error}")
            else:
                if not holds:
                    self._fail("properties", _property_sentence(prop))

    def _callable(self) -> Callable[..., Any]:
        def answer(*args: Any, **kwargs: Any) -> Any:
            reply = self.answer.call(args, kwargs)
            if reply.error is not None:
                raise _AnswerStoppedError(reply.error.sentence)
            return _readable(reply.value)

        return answer

    def _decide_gradients(self, trials: list[_Trial]) -> None:
        if self.exercise.gradient_of is None:
            return
        for index, trial in enumerate(trials):
            if trial.call is not None:
                gradient = as_numbers(trial.reply.value)
                sentence = gradient_sentence(self.exercise.gradient_of, trial.call, gradient)
                if sentence:
                    self._fail("gradients", f"{self._where(index)}{sentence}")

    def _steps(self) -> tuple[Step, ...]:
        exercise = self.exercise
        asked = {
            "attempted": True,
            "runs": exercise.is_function,
            "type": True,
            "shape": True,
            "dtype": exercise.dtype_matters,
            "finite": True,
            "values": True,
            "input kept": exercise.keeps_input,
            "properties": bool(exercise.properties),
            "gradients": exercise.gradient_of is not None,
        }
        return tuple(
            Step(name, self._outcome(name), self.failed.get(name, ""))
            for name, wanted in asked.items()
            if wanted
        )

    def _outcome(self, step: str) -> str:
        if step in self.failed:
            return "not passed"
        return "not tried" if step in self.skipped else "passed"

    def _where(self, index: int) -> str:
        call = self.calls[index]
        if call is None:
            return ""
        given = [describe(value) for value in call.args]
        given += [f"{name}={describe(value)}" for name, value in call.kwargs.items()]
        return f"With input {index + 1} of {len(self.calls)} ({'; '.join(given)}): "

    def _known_mistake(self, trials: list[_Trial]) -> Any:
        """Return the first mistake whose results are the learner's results for every input."""
        if "runs" in self.failed or not {*STEPS, "input kept"} & self.failed.keys():
            return None
        return next((m for m in self.exercise.mistakes if self._is_like(m, trials)), None)

    def _is_like(self, mistake: Any, trials: list[_Trial]) -> bool:
        for trial in trials:
            wrong = self._course(mistake.wrong, trial.call, f"the mistake {mistake.name!r}")
            if not compare(trial.reply.value, wrong.value, self.rules).equal:
                return False
            if self.exercise.keeps_input and bool(wrong.changed) != bool(trial.reply.changed):
                return False
        return True

    def _pictures(self, trials: list[_Trial]) -> tuple:
        for index, trial in enumerate(trials, start=1):
            if trial.verdict.arrays is None or self.exercise.picture is False:
                continue
            came, expected = trial.verdict.arrays
            if pictures.looks_like_picture(expected) or (
                self.exercise.picture and pictures.is_picture(expected)
            ):
                where = f", input {index}" if self.exercise.is_function else ""
                return pictures.compared(came, expected, self.exercise.tolerance, where)
        return ()


def _not_attempted(replies: list[Reply], is_function: bool) -> str:
    """Return the sentence for an answer that is still the stub, or an empty string."""
    if not is_function:
        return "The value is still empty." if is_blank(replies[0].value) else ""
    untouched = not any(reply.printed or reply.changed for reply in replies)
    if untouched and all(_is_stub_error(r) if r.error else is_blank(r.value) for r in replies):
        return (
            "The function is still empty: it returned nothing for every input. "
            "If you have written it, is there a return?"
        )
    return ""


def _is_stub_error(reply: Reply) -> bool:
    """Return whether lines after the stub stumbled over its ``...``."""
    error = reply.error
    return error is not None and error.kind == "TypeError" and "ellipsis" in error.message.lower()


def _notes(trials: list[_Trial], exercise: Exercise) -> tuple[str, ...]:
    """Return what is worth saying and costs nothing."""
    notes = []
    changed = next((trial.reply.changed for trial in trials if trial.reply.changed), ())
    if changed and not exercise.keeps_input:
        names = _argument_names(changed)
        notes.append(
            f"Your function changes {names} in place. Here that costs nothing; "
            "elsewhere somebody may still need the original."
        )
    warned = next((trial.reply.warnings for trial in trials if trial.reply.warnings), ())
    if warned:
        notes.append(f"Your code caused a warning, which costs nothing: {clean(warned[0])}")
    printed = next((trial.reply.printed for trial in trials if trial.reply.printed.strip()), "")
    if printed:
        lines = [clean(line) for line in printed.strip().splitlines()]
        more = "\n(and more)" if len(lines) > _SHOWN_LINES else ""
        shown = "\n".join(lines[:_SHOWN_LINES])
        notes.append(f"Your code printed, which costs nothing:\n{shown}{more}")
    return tuple(notes)


def _argument_names(changed: tuple[int | str, ...]) -> str:
    return " and ".join(
        f"its argument {key + 1 if isinstance(key, int) else key}" for key in changed
    )


def _property_sentence(prop: Property) -> str:
    return f"{prop.name}: {prop.sentence}"


def _readable(value: Any) -> Any:
    """Return numbers as a NumPy array, so that a property need not care for lists and tensors."""
    try:
        return as_numbers(value)[()]
    except NotNumbersError:
        return value


def _fault(exercise: Exercise, error: Exception) -> Report:
    told = f"{type(error).__name__}: {clean(str(error))}"
    if isinstance(error, CourseFaultError):
        told = clean(str(error))
    else:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        told += f" ({Path(frame.filename).name}, line {frame.lineno})"
    return Report(
        exercise.id,
        exercise.title,
        Outcome.COURSE_FAULT,
        exercise.points,
        advice=f"The check itself failed, so it says nothing about your answer. "
        f"Please tell your instructor: {told}",
    )
