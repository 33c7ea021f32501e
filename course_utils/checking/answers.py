"""Calling the learner's answer, safely.

A check only ever talks to an :class:`Answer`. :class:`LocalAnswer` calls a function in this
process. The same exercises can be run against another process by an object with the same three
methods: everything that goes in and comes out is data.
"""

import copy
import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

import numpy as np

from course_utils.checking import state
from course_utils.checking.errors import LearnerError, explain
from course_utils.checking.values import NotNumbersError, as_numbers, describe, is_model

_LONGEST_ITERATOR = 1_000_000


@dataclass(frozen=True)
class Reply:
    """What came of one call of the learner's answer.

    Attributes
    ----------
    value : object
        What it returned; iterators have been read into a list.
    error : LearnerError or None
        What it raised instead.
    changed : tuple of int or str
        The arguments that it changed, by position or keyword.
    printed : str
        The beginning of what it printed.
    warnings : tuple of str
        The warnings that it caused.
    parameters : tuple of str
        Its names for the arguments without keywords, as far as it has any.
    findings : dict or None
        What was observed of an answer that has no fixed values; see ``Exercise.observe``.
    """

    value: Any = None
    error: LearnerError | None = None
    changed: tuple[int | str, ...] = ()
    printed: str = ""
    warnings: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    findings: dict[str, str] | None = None


@runtime_checkable
class Answer(Protocol):
    """What a check needs from an answer, wherever it runs."""

    def is_function(self) -> bool:
        """Return whether the answer can be called."""

    def read(self) -> Reply:
        """Return the answer itself, for an exercise whose answer is a value."""

    def call(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Reply:
        """Call the answer with copies of the arguments. A fault in it is in the reply."""


class LocalAnswer:
    """An answer in this process: a value, or anything that can be called.

    >>> LocalAnswer(lambda x: x + 1).call((1,), {}).value
    2
    """

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def is_function(self) -> bool:
        """Return whether the answer is a function: a Keras model is a value."""
        return callable(self._answer) and not is_model(self._answer)

    def read(self) -> Reply:
        """Return a copy of the answer itself."""
        return Reply(value=_snapshot(self._answer))

    def call(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Reply:
        """Call the answer with deep copies of the arguments.

        What it raises is in the reply, but for ``KeyboardInterrupt``: the stop button is heard.
        """
        given, pristine = copy.deepcopy((tuple(args), dict(kwargs))), (args, kwargs)
        signature = _signature(self._answer)
        reply = self._run(lambda: self._answer(*given[0], **given[1]))
        changed = [
            index
            for index, (now, before) in enumerate(zip(given[0], pristine[0], strict=True))
            if not _same(now, before)
        ]
        changed += [key for key in pristine[1] if not _same(given[1][key], pristine[1][key])]
        if signature and reply.error and reply.error.depth == 0:
            reply = _with_argument_count(reply, signature, given)
        names = _positional_names(signature) if signature else ()
        return replace(reply, changed=tuple(changed), parameters=names)

    def _run(self, function: Callable[[], Any]) -> Reply:
        value, error = None, None
        with state.heard() as heard:
            try:
                value = _snapshot(_read_iterator(function()))
            except KeyboardInterrupt:  # the learner's own stop button
                raise
            except BaseException as raised:  # SystemExit too: sys.exit() must not end the lesson
                error = explain(raised, below=__file__)
        return Reply(value, error, printed=heard.printed, warnings=heard.warnings)


class TooLongError(Exception):
    """An iterator that does not come to an end."""


class AnswerStoppedError(Exception):
    """The answer raised while the check called it; the message is its sentence.

    Attributes
    ----------
    error : LearnerError
        What it raised.
    """

    def __init__(self, error: LearnerError) -> None:
        super().__init__(error.sentence)
        self.error = error


def as_function(answer: Answer) -> Callable[..., Any]:
    """Return a plain function that calls the answer and gives back NumPy arrays for numbers.

    It raises :class:`AnswerStoppedError` where the answer raises.
    """

    def call(*args: Any, **kwargs: Any) -> Any:
        reply = answer.call(args, kwargs)
        if reply.error is not None:
            raise AnswerStoppedError(reply.error)
        return readable(reply.value)

    return call


def readable(value: Any) -> Any:
    """Return numbers as a NumPy array, so that a check need not care for lists and tensors."""
    try:
        return as_numbers(value)[()]
    except NotNumbersError:
        return value


def _read_iterator(value: Any) -> Any:
    if not isinstance(value, Iterator) or hasattr(value, "__array__"):
        return value
    items = list(itertools.islice(value, _LONGEST_ITERATOR + 1))
    if len(items) > _LONGEST_ITERATOR:
        raise TooLongError(f"the result has more than {_LONGEST_ITERATOR:,} items")
    return items


def _snapshot(value: Any) -> Any:
    """Return a copy that later calls cannot change; only of what they could change in place."""
    if type(value) is np.ndarray:
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(_snapshot(item) for item in value)
    if type(value) is dict:
        return {key: _snapshot(item) for key, item in value.items()}
    return value


def _same(now: Any, before: Any) -> bool:
    """Return whether an argument still is what it was."""
    if type(now) is not type(before):
        return False
    if isinstance(before, np.ndarray):
        if now.shape != before.shape or now.dtype != before.dtype:
            return False
        return np.array_equal(now, before, equal_nan=before.dtype.kind in "fc")
    if isinstance(before, list | tuple):
        return len(now) == len(before) and all(map(_same, now, before))
    if isinstance(before, dict):
        return list(now) == list(before) and all(_same(now[key], before[key]) for key in before)
    if isinstance(before, str | bytes | int | bool):
        return now == before
    return True  # floats (NaN) and other objects that cannot be changed from outside


def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):  # a function written in C, such as cv2.flip
        return None


def _positional_names(signature: inspect.Signature) -> tuple[str, ...]:
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return tuple(
        name for name, parameter in signature.parameters.items() if parameter.kind in kinds
    )


def _with_argument_count(reply: Reply, signature: inspect.Signature, given: tuple) -> Reply:
    """Say so in plain words when the call failed because the number of arguments is wrong."""
    args, kwargs = given
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        count = len(args) + len(kwargs)
        names = ", ".join(signature.parameters) or "none"
        shown = ", ".join([describe(value) for value in args] + [f"{key}=..." for key in kwargs])
        sentence = (
            f"Your function cannot be called with {count} "
            f"{'argument' if count == 1 else 'arguments'} ({shown}). Its parameters are: {names}."
        )
        return Reply(error=LearnerError("TypeError", sentence, sentence, 0))
    return reply
