"""What a learner can move in an explorer: each control names one value of the state.

A control knows which values it takes. The view builds it in the page, and the model checks every
value with it, from wherever the value came.
"""

from __future__ import annotations

import math
import numbers
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course_utils.images import ImageError


@dataclass(frozen=True)
class Control:
    """One control.

    Parameters
    ----------
    name : str
        The value of the state that it sets.
    label : str
        What stands beside it.
    only_with : mapping of str to tuple
        Shown only while these values of the state are among these; always shown by default.
        ``{"method": ("adaptive",)}``
    """

    name: str
    label: str
    only_with: Mapping[str, tuple] = field(default_factory=dict, kw_only=True)

    def check(self, value: Any) -> Any:
        """Return the value in plain Python types; raise ImageError with a sentence."""
        raise NotImplementedError


@dataclass(frozen=True)
class Slider(Control):
    """A number from `low` to `high` in steps of `step`; whole where low and step are whole.

    Examples
    --------
    >>> Slider("cut", "Cut", 0, 255).check(12.0)
    12
    """

    low: float
    high: float
    step: float = 1
    unit: str = ""

    def check(self, value: Any) -> float | int:
        whole = isinstance(self.low, int) and isinstance(self.step, int)
        kind = "whole number" if whole else "number"
        sentence = f"{self.name} is a {kind} from {self.low} to {self.high}, not {value!r}."
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise ImageError(sentence)
        number = float(value)
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise ImageError(sentence)
        if not whole:
            return number
        if number != int(number):
            raise ImageError(sentence)
        return int(number)


@dataclass(frozen=True)
class Choice(Control):
    """One of several words."""

    options: tuple[str, ...]

    def check(self, value: Any) -> str:
        if value not in self.options:
            options = ", ".join(self.options)
            raise ImageError(f"{self.name} is one of {options}, not {value!r}.")
        return value


@dataclass(frozen=True)
class Switch(Control):
    """On or off."""

    def check(self, value: Any) -> bool:
        if value not in (True, False):
            raise ImageError(f"{self.name} is True or False, not {value!r}.")
        return bool(value)


@dataclass(frozen=True)
class Steps(Control):
    """Several of some words in an order of the learner's; one word may come again.

    The page shows a button for each option, the sequence so far, "undo" and "clear".
    """

    options: tuple[str, ...]
    most: int = 6

    def check(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise ImageError(f"{self.name} is a list of words, not {value!r}.")
        for word in value:
            if word not in self.options:
                options = ", ".join(self.options)
                raise ImageError(f"{self.name} holds words among {options}, not {word!r}.")
        if len(value) > self.most:
            raise ImageError(f"{self.name} holds at most {self.most} words, not {len(value)}.")
        return tuple(value)


@dataclass(frozen=True)
class Draw(Control):
    """A button that asks for another random draw: it raises a whole number, the seed, by 1."""

    def check(self, value: Any) -> int:
        try:
            seed = operator.index(value)
        except TypeError:
            seed = -1
        if seed < 0 or isinstance(value, bool):
            raise ImageError(f"{self.name} is a whole number from 0 on, not {value!r}.")
        return seed


@dataclass(frozen=True)
class Ticks(Control):
    """A box to tick under each of these pictures of the frame."""

    pictures: tuple[str, ...]

    def check(self, value: Any) -> tuple[bool, ...]:
        known = isinstance(value, Sequence) and all(each in (True, False) for each in value)
        if not known or len(value) != len(self.pictures):
            raise ImageError(
                f"{self.name} holds True or False for each of {len(self.pictures)} pictures, "
                f"not {value!r}."
            )
        return tuple(bool(each) for each in value)
