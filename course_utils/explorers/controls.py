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
    """One of several words or numbers.

    Examples
    --------
    >>> Choice("rate", "Learning rate", (0.1, 0.3, 1)).check(1.0)
    1
    """

    options: tuple[str | float, ...]

    def check(self, value: Any) -> str | float:
        if isinstance(value, bool) or value not in self.options:
            options = ", ".join(map(str, self.options))
            raise ImageError(f"{self.name} is one of {options}, not {value!r}.")
        return self.options[self.options.index(value)]


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
        seed = _whole(value)
        if seed is None or seed < 0:
            raise ImageError(f"{self.name} is a whole number from 0 on, not {value!r}.")
        return seed


@dataclass(frozen=True)
class Play(Control):
    """Buttons that let a whole number grow from 0 to `most`: Run or Stop, Step, and Reset.

    While it runs, the page asks for the next picture when the last one has come, so a slow model
    never makes a queue. A setting that is changed meanwhile goes first, and the run goes on with
    what the model makes of it: a model that begins anew returns 0 for this value from `change`.
    It stops at `most`, at a frame that has `ended`, and when nothing of the explorer is on screen.

    Parameters
    ----------
    most : int
        The last value.
    by : str
        The value of the state that says how far a step goes; by default a step is 1.
    pause : str
        The value of the state that says how many seconds a picture stays at least while it runs;
        by default the next one comes as soon as it is there.

    Examples
    --------
    >>> Play("epoch", "Training", 500, by="stride").check(20)
    20
    """

    most: int
    by: str = ""
    pause: str = ""

    def check(self, value: Any) -> int:
        number = _whole(value)
        if number is None or not 0 <= number <= self.most:
            raise ImageError(f"{self.name} is a whole number from 0 to {self.most}, not {value!r}.")
        return number


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


@dataclass(frozen=True)
class Cell(Control):
    """A row and a column of a `NumberedPicture`, chosen by a click on a cell or with the arrows.

    Examples
    --------
    >>> Cell("cell", "Cell", 3, 3).check([2, 0])
    (2, 0)
    """

    rows: int
    columns: int

    def check(self, value: Any) -> tuple[int, int]:
        pair = isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2
        place = tuple(_whole(each) for each in value) if pair else (None,)
        sides = (self.rows, self.columns)
        if None in place or any(
            not 0 <= each < side for each, side in zip(place, sides, strict=True)
        ):
            raise ImageError(
                f"{self.name} is a row from 0 to {self.rows - 1} and a column from 0 to "
                f"{self.columns - 1}, not {value!r}."
            )
        return place


@dataclass(frozen=True)
class Grid(Control):
    """A table of numbers to write in, such as a kernel: rows of equal length.

    Parameters
    ----------
    low, high : float
        The smallest and the largest number of a cell.
    sizes : tuple of tuple of int
        The (rows, columns) that it may have.

    Examples
    --------
    >>> Grid("kernel", "Kernel", -9, 9, sizes=((1, 3), (3, 1))).check([[-1, 0, 1]])
    ((-1.0, 0.0, 1.0),)
    """

    low: float
    high: float
    sizes: tuple[tuple[int, int], ...] = ((3, 3),)

    def check(self, value: Any) -> tuple[tuple[float, ...], ...]:
        rows = value.tolist() if hasattr(value, "tolist") else value
        lists = _is_list(rows) and all(_is_list(row) for row in rows)
        widths = {len(row) for row in rows} if lists else set()
        if len(widths) != 1 or (len(rows), *widths) not in self.sizes:
            sizes = " or ".join(f"{down} x {across}" for down, across in self.sizes)
            raise ImageError(f"{self.name} is a table of {sizes} numbers, not {value!r}.")
        return tuple(tuple(self._number(each) for each in row) for row in rows)

    def _number(self, value: Any) -> float:
        known = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if not known or not self.low <= value <= self.high:  # what is not a number is not, too
            raise ImageError(
                f"{self.name} holds numbers from {self.low} to {self.high}, not {value!r}."
            )
        return float(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _whole(value: Any) -> int | None:
    """Return a whole number as an int, and None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)
    except TypeError:
        return None
