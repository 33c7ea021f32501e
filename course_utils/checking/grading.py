"""The order of decisions: from an answer to a report.

Attempted? Does it run? Then type, shape, dtype, finite and values for each input, the input kept,
properties, gradients. A step that fails stops those that depend on it and nothing else. Only then
the answer is compared with the known mistakes.
"""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from course_utils.checking import pictures, state, wording
from course_utils.checking.answers import (
    Answer,
    AnswerStoppedError,
    LocalAnswer,
    Reply,
    as_function,
    readable,
)
from course_utils.checking.comparison import STEPS, Comparison, Rules, compare, wrong_values
from course_utils.checking.errors import LearnerError, clean
from course_utils.checking.gradients import gradient_sentence
from course_utils.checking.report import Outcome, Picture, Report, Step
from course_utils.checking.values import all_alike, as_numbers, describe, is_blank, is_model

if TYPE_CHECKING:
    from course_utils.checking.exercise import Call, Exercise, Mistake, Property


# What was observed of the course's own functions. To observe takes many calls, and the inputs of an
# exercise, by their numbers, are always the same.
_KNOWN: WeakKeyDictionary[Exercise, dict[tuple[Callable[..., Any], int], Reply]] = (
    WeakKeyDictionary()
)


class CourseFaultError(Exception):
    """The course's own code failed in a check."""


@dataclass
class _Trial:
    """One input (its number from 1), what came and what should have come."""

    number: int
    call: Call | None
    reply: Reply
    expected: Reply
    verdict: Comparison

    @property
    def names(self) -> tuple[str, ...]:
        """The learner's names for the arguments, and the reference's where those end."""
        theirs = self.reply.parameters
        return theirs + self.expected.parameters[len(theirs) :]


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
        self.rules = exercise.rules
        self.calls: list[Call | None] = list(exercise.calls()) if exercise.is_function else [None]
        self.failed: dict[str, str] = {}
        self.reasons: dict[str, tuple[str, ...]] = {}
        self.skipped: set[str] = set()  # for some inputs
        self.untried: set[str] = set()  # for all inputs

    def report(self) -> Report:
        reason = self.exercise.skip_when() if self.exercise.skip_when else ""
        if reason:
            return self._report(Outcome.SKIPPED, advice=reason)
        if self.exercise.is_function and not self.answer.is_function():
            return self._not_a_function()
        replies = [self._ask(self.answer, call) for call in self.calls]
        if sentence := wording.not_attempted(replies, self.exercise.is_function):
            if self.exercise.is_function and is_model(self._right(self.calls[0]).value):
                sentence += " `compile` and `add` return nothing: return the model itself."
            return self._report(Outcome.NOT_ATTEMPTED, advice=sentence)
        trials = [
            self._try(number, call, reply)
            for number, (call, reply) in enumerate(zip(self.calls, replies, strict=True), start=1)
        ]
        shown = self._shown(trials)
        self._decide([shown, *(trial for trial in trials if trial is not shown)])
        notes = wording.notes(replies, self.exercise.keeps_input)
        if not self.failed:
            advice = " ".join(filter(None, [self.exercise.why, self._measured(trials[0])]))
            return self._report(Outcome.PASSED, steps=self._steps(), notes=notes, advice=advice)
        mistake = self._known_mistake(trials)
        return self._report(
            Outcome.NOT_YET,
            steps=self._steps(explained=mistake is None),
            notes=notes,
            mistake=mistake.name if mistake else "",
            advice=mistake.sentence if mistake else _same_for_every_input(trials),
            pictures=self._pictures(shown) if self._has_pictures(shown) else (),
        )

    def _report(self, outcome: Outcome, **details: Any) -> Report:
        exercise = self.exercise
        return Report(exercise.id, exercise.title, outcome, exercise.points, **details)

    def _measured(self, trial: _Trial) -> str:
        """Return what the exercise says about a right result, such as how close it is."""
        if self.exercise.measured is None:
            return ""
        return self.exercise.measured(
            as_numbers(trial.reply.value), as_numbers(trial.expected.value)
        )

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
        reply = answer.read() if call is None else answer.call(call.args, call.kwargs)
        if self.exercise.observe is None or reply.error is not None:
            return reply
        return self._observed(answer, call, reply)

    def _observed(self, answer: Answer, call: Call | None, reply: Reply) -> Reply:
        """Add what is found out about an answer whose type, shape and dtype are right."""
        right = self._right(call)
        if right.error is None and not self._compare_form(reply, right).equal:
            return reply
        if call is None:
            return self._with_findings(reply, reply.value)
        function = as_function(answer)

        def steady(*args: Any, **kwargs: Any) -> Any:
            value = function(*args, **kwargs)
            for sentence in self._compare_form(Reply(value=value), reply).failed.values():
                raise AnswerStoppedError(_unsteady(sentence))
            return value

        return self._with_findings(reply, steady, *call.args, **call.kwargs)

    def _right(self, call: Call | None) -> Reply:
        """Return what the reference gives, without what is observed of it."""
        args, kwargs = (call.args, call.kwargs) if call else ((), {})
        return LocalAnswer(self.exercise.reference).call(args, kwargs)

    def _with_findings(self, reply: Reply, answer: Any, *args: Any, **kwargs: Any) -> Reply:
        try:
            findings = self.exercise.observe(answer, *args, **kwargs)
        except AnswerStoppedError as stopped:
            return replace(reply, error=stopped.error)
        return replace(reply, findings=findings)

    def _compare_form(self, came: Reply, expected: Reply) -> Comparison:
        return compare(came.value, expected.value, replace(self.rules, values=False))

    def _compare(self, came: Reply, expected: Reply, rules: Rules | None = None) -> Comparison:
        """Compare two results, or what was observed of the two answers."""
        if self.exercise.observe is None:
            return compare(came.value, expected.value, rules or self.rules)
        verdict = self._compare_form(came, expected)
        theirs, ours = came.findings or {}, expected.findings or {}
        if verdict.equal and theirs != ours:
            verdict.fail("values", _first_difference(theirs, ours))
        return verdict

    def _ask_course(
        self, function: Callable[..., Any], call: Call | None, number: int = 1
    ) -> Reply:
        """Ask one of the course's own functions, which make a value when there is no input."""
        answer = LocalAnswer(function)
        if self.exercise.findings is not None and function is self.exercise.reference:
            return replace(self._right(call), findings=self.exercise.findings)
        if call is None:
            reply = answer.call((), {})
            if self.exercise.observe is None or reply.error is not None:
                return reply
            return self._ask(LocalAnswer(reply.value), None)
        if self.exercise.observe is None:
            return self._ask(answer, call)
        known = _KNOWN.setdefault(self.exercise, {})
        if (function, number) not in known:
            known[function, number] = self._ask(answer, call)
        return known[function, number]

    def _try(self, number: int, call: Call | None, reply: Reply) -> _Trial:
        expected = self._ask_course(self.exercise.reference, call, number)
        if error := expected.error:
            raise CourseFaultError(f"the reference: {error.kind}: {error.message}")
        if reply.error is not None:
            verdict = Comparison(skipped=set(STEPS))
        else:
            verdict = self._compare(reply, expected)
        return _Trial(number, call, reply, expected, verdict)

    def _shown(self, trials: list[_Trial]) -> _Trial:
        """Return the trial that text and pictures are about: the wrong one with most to see."""
        with_pictures = filter(self._has_pictures, trials)
        return max(with_pictures, key=self._wrong_pixels, default=trials[0])

    def _decide(self, trials: list[_Trial]) -> None:
        """Find what failed and why, the first sentence for each step, and what was skipped."""
        self.skipped = set().union(*(trial.verdict.skipped for trial in trials))
        self.untried = self.skipped.intersection(*(trial.verdict.skipped for trial in trials))
        for trial in trials:
            where = self._where(trial)
            if trial.reply.error is not None:
                self._fail("runs", f"{where}{trial.reply.error.sentence}")
            for step, sentence in trial.verdict.failed.items():
                if is_blank(trial.reply.value) and self.exercise.is_function:
                    sentence = f"{sentence} Is there a return on every path?"
                self._fail(step, f"{where}{sentence}", trial.verdict.reasons[step])
            if self.exercise.keeps_input and trial.reply.changed:
                names = wording.changed_arguments(trial.reply)
                self._fail("input kept", f"{where}Your function changed {names}. Work on a copy.")
        if not self.failed:
            self._repeat(trials[0])
        if not {"runs", "type", "shape"} & self.failed.keys():
            self._decide_properties(trials)
            self._decide_gradients(trials)
        else:
            self.skipped |= {"properties", "gradients"}
            self.untried |= {"properties", "gradients"}

    def _fail(self, step: str, sentence: str, reasons: tuple[str, ...] = ()) -> None:
        """Note the first sentence for a step, and the reasons that fit every wrong input."""
        self.failed.setdefault(step, sentence)
        before = self.reasons.get(step, reasons)
        self.reasons[step] = tuple(reason for reason in before if reason in reasons)

    def _repeat(self, trial: _Trial) -> None:
        """Try the first input once more: a function that remembers or throws dice is not right."""
        if trial.call is None or is_model(trial.expected.value):
            return  # a model begins with random weights; `observe` asks for as many as it needs
        again = self._ask(self.answer, trial.call)
        second = self._compare(again, trial.expected)
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
                given = (
                    as_function(self.answer) if self.exercise.is_function else trials[0].reply.value
                )
                holds = prop.holds(given if callable(given) else readable(given))
            except AnswerStoppedError as error:
                self._fail("properties", f"{_property_sentence(prop)}\n{error}")
            else:
                if not holds:
                    self._fail("properties", _property_sentence(prop))

    def _decide_gradients(self, trials: list[_Trial]) -> None:
        if self.exercise.gradient_of is None:
            return
        for trial in trials:
            if trial.call is not None:
                gradient = as_numbers(trial.reply.value)
                sentence = gradient_sentence(self.exercise.gradient_of, trial.call, gradient)
                if sentence:
                    self._fail("gradients", f"{self._where(trial)}{sentence}")

    def _steps(self, explained: bool = True) -> tuple[Step, ...]:
        """Return every step; ``explained`` with a reason, which a named mistake makes needless."""
        exercise = self.exercise
        asked = {
            "attempted": True,
            "runs": exercise.is_function,
            "type": True,
            "shape": exercise.agrees is None,
            "dtype": exercise.dtype_matters,
            "finite": exercise.agrees is None,
            "values": True,
            "input kept": exercise.keeps_input,
            "properties": bool(exercise.properties),
            "gradients": exercise.gradient_of is not None,
        }
        return tuple(
            Step(name, self._outcome(name), self._sentence(name, explained))
            for name, wanted in asked.items()
            if wanted
        )

    def _outcome(self, step: str) -> str:
        if step in self.failed:
            return "not passed"
        if step in self.skipped:
            return "not tried" if step in self.untried else "partly tried"
        return "passed"

    def _sentence(self, step: str, explained: bool) -> str:
        reason = self.reasons.get(step, ())[:1] if explained else ()
        return " ".join([self.failed.get(step, ""), *reason])

    def _where(self, trial: _Trial) -> str:
        if trial.call is None or not (trial.call.args or trial.call.kwargs):
            return ""
        given = wording.input_words(trial.call, trial.names)
        return f"With input {trial.number} of {len(self.calls)} ({given}): "

    def _known_mistake(self, trials: list[_Trial]) -> Mistake | None:
        """Return the first mistake whose outcomes are the learner's outcomes for every input.

        Where more than the dtype is wrong, that may have any dtype in a second search.
        """
        if not {"runs", *STEPS, "input kept"} & self.failed.keys():
            return None
        if all(trial.reply.error for trial in trials):
            return None  # an exception alone says too little about what was tried
        searches = [self.rules]
        if {"shape", "finite", "values"} & self.failed.keys():
            searches.append(replace(self.rules, dtype_matters=False))
        return next(
            (
                mistake
                for rules in searches
                for mistake in self.exercise.mistakes
                if self._is_like(mistake, trials, rules)
            ),
            None,
        )

    def _is_like(self, mistake: Mistake, trials: list[_Trial], rules: Rules) -> bool:
        if mistake.like is not None:
            shown = self._shows(mistake.like, trials)
            if shown or self.exercise.observe is not None:
                return shown
        ways = [*mistake.also] if mistake.like is not None else [mistake.wrong, *mistake.also]
        return any(
            all(
                self._same_outcome(
                    trial.reply, self._ask_course(wrong, trial.call, trial.number), rules
                )
                for trial in trials
            )
            for wrong in ways
        )

    def _shows(self, like: Callable[[Any, Any], bool], trials: list[_Trial]) -> bool:
        if self.exercise.observe is None:
            return _shows(like, trials)
        wrong = [trial for trial in trials if trial.reply.error or not trial.verdict.equal]
        return bool(wrong) and all(
            trial.reply.findings is not None and like(trial.reply.findings, trial.expected.findings)
            for trial in wrong
        )

    def _same_outcome(self, reply: Reply, wrong: Reply, rules: Rules) -> bool:
        """Return whether two replies have the same value, or an exception of the same type."""
        if reply.error or wrong.error:
            return bool(reply.error and wrong.error and reply.error.kind == wrong.error.kind)
        if self.exercise.keeps_input and bool(wrong.changed) != bool(reply.changed):
            return False
        return self._compare(reply, wrong, rules).equal

    def _has_pictures(self, trial: _Trial) -> bool:
        if trial.verdict.arrays is None or self.exercise.picture is False:
            return False
        came, expected = trial.verdict.arrays
        fits = pictures.is_picture if self.exercise.picture else pictures.looks_like_picture
        return pictures.is_picture(came) and fits(expected)

    def _wrong_pixels(self, trial: _Trial) -> int:
        """Return how many pixels of a picture are wrong; all of them where the shape is."""
        came, expected = trial.verdict.arrays
        given = _input_picture(trial)
        if came.shape != expected.shape:
            return math.prod((expected if given is None else given).shape[:2])
        wrong = wrong_values(came, expected, self.exercise.tolerance)
        return int(np.count_nonzero(wrong.any(axis=2) if wrong.ndim == 3 else wrong))

    def _pictures(self, trial: _Trial) -> tuple[Picture, ...]:
        came, expected = trial.verdict.arrays
        number = None if trial.call is None else trial.number
        tolerance, given = self.exercise.tolerance, _input_picture(trial)
        return pictures.compared(came, expected, tolerance, number, given)


def _input_picture(trial: _Trial) -> np.ndarray | None:
    """Return the first argument that is a picture."""
    given = (*trial.call.args, *trial.call.kwargs.values()) if trial.call else ()
    found = (value for value in given if isinstance(value, np.ndarray))
    return next(filter(pictures.looks_like_picture, found), None)


def _shows(like: Callable[[np.ndarray, np.ndarray], bool], trials: list[_Trial]) -> bool:
    """Return whether every wrong result shows a mistake; the code may stop for a few inputs."""
    came = [trial for trial in trials if not trial.reply.error]
    wrong = [trial.verdict.arrays for trial in came if not trial.verdict.equal]
    if 2 * len(came) <= len(trials) or not wrong or None in wrong:
        return False
    return all(like(*arrays) for arrays in wrong)


def _same_for_every_input(trials: list[_Trial]) -> str:
    """Return advice for a result that never changes although it should."""
    if len(trials) < 2 or any(trial.reply.error for trial in trials):
        return ""
    if not all_alike([trial.reply.value for trial in trials]):
        return ""
    if all_alike([trial.expected.value for trial in trials]):
        return ""
    return wording.same_for_every_input([*trials[0].names, *trials[0].call.kwargs])


def _unsteady(sentence: str) -> LearnerError:
    """Return the error of an answer whose results have now this form and now that."""
    told = f"Called with other random numbers, your function gives another form. {sentence}"
    return LearnerError("unsteady", told, told, 0)


def _first_difference(came: dict[str, str], expected: dict[str, str]) -> str:
    """Return the first finding that is not as expected, in words.

    A finding that is a question is a sentence of its own.
    """
    for name, wanted in expected.items():
        if (found := came.get(name)) != wanted:
            question = found is not None and found.endswith("?")
            return found if question else f"{name}: {found}. Expected: {wanted}."
    return ""


def _property_sentence(prop: Property) -> str:
    return f"{prop.name}: {prop.sentence}"


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
