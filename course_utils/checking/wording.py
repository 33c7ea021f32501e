"""Sentences of a report about inputs, arguments and what an answer did beside its result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.checking.answers import Reply
from course_utils.checking.errors import clean
from course_utils.checking.values import SHOWN_NUMBERS, describe, is_blank, quote, short

if TYPE_CHECKING:
    from course_utils.checking.exercise import Call

_SHOWN_LINES = 5  # of what the learner's code printed


def input_words(call: Call, names: Sequence[str]) -> str:
    """Return the arguments of a call in a few words, with the names of their parameters.

    >>> from course_utils.checking import Call
    >>> input_words(Call(np.zeros((9, 14)), 1, mode="same"), ["image", "x"])
    "image of shape (9, 14), x=1, mode='same'"
    """
    padded = [*names, *[""] * len(call.args)]
    given = [*zip(padded, call.args, strict=False), *call.kwargs.items()]
    return ", ".join(_argument(name, value) for name, value in given)


def _argument(name: str, value: Any) -> str:
    if not name:
        return describe(value)
    if isinstance(value, str):
        return f"{name}={quote(value)}"
    if isinstance(value, np.ndarray) and value.shape != ():
        if value.ndim == 1 and value.size <= SHOWN_NUMBERS and value.dtype.kind in "biuf":
            return f"{name}=[{', '.join(map(short, value))}]"
        return f"{name} of shape {value.shape}"
    return f"{name}={describe(value)}"


def changed_arguments(reply: Reply) -> str:
    """Return which arguments were changed, by the learner's names or else by position.

    >>> changed_arguments(Reply(changed=(0, 2), parameters=("image",)))
    'its argument `image` and its argument 3'
    """
    return " and ".join(f"its argument {_name(key, reply.parameters)}" for key in reply.changed)


def _name(key: int | str, names: Sequence[str]) -> str:
    if isinstance(key, int):
        return f"`{names[key]}`" if key < len(names) else str(key + 1)
    return f"`{key}`"


def same_for_every_input(names: Sequence[str]) -> str:
    """Return what to ask whoever gets one result for inputs whose results should differ.

    >>> same_for_every_input(["image", "x", "y"])
    'Your result is the same for every input. Do you use `image`, `x` and `y`?'
    """
    *first, last = [f"`{name}`" for name in names] or ["what your function is given"]
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"Your result is the same for every input. Do you use {listed}?"


def not_attempted(replies: list[Reply], is_function: bool) -> str:
    """Return the sentence for an answer that is still the stub, or an empty string."""
    if not is_function:
        return "The value is still empty." if is_blank(replies[0].value) else ""
    untouched = not any(reply.printed or reply.changed for reply in replies)
    if untouched and all(_is_stub_error(r) if r.error else is_blank(r.value) for r in replies):
        return "Your function returned nothing. If you have written it, add a `return`."
    return ""


def _is_stub_error(reply: Reply) -> bool:
    """Return whether lines after the stub stumbled over its ``...``."""
    error = reply.error
    return error is not None and error.kind == "TypeError" and "ellipsis" in error.message.lower()


def notes(replies: list[Reply], keeps_input: bool) -> tuple[str, ...]:
    """Return what is worth saying and costs nothing; ``keeps_input``: a change is a mistake."""
    found = []
    changing = next((reply for reply in replies if reply.changed), None)
    if changing and not keeps_input:
        found.append(
            f"Your function changes {changed_arguments(changing)} in place: "
            "whoever calls it loses the original. Work on a copy."
        )
    warned = next((reply.warnings for reply in replies if reply.warnings), ())
    if warned:
        found.append(f"Your code caused a warning: {clean(warned[0])}")
    printed = next((reply.printed for reply in replies if reply.printed.strip()), "")
    if printed:
        lines = [clean(line) for line in printed.strip().splitlines()]
        more = "\n(and more)" if len(lines) > _SHOWN_LINES else ""
        shown = "\n".join(lines[:_SHOWN_LINES])
        found.append(f"Your code printed, which costs nothing:\n{shown}{more}")
    return tuple(found)
