"""What pooling keeps and what a shift changes, in short sentences with counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils.explorers.pools.drawing import number
from course_utils.explorers.pools.maps import shifted
from course_utils.explorers.pools.windows import MAX, Windows

MANY = 9  # values of a window that are told one by one


@dataclass(frozen=True)
class Comparison:
    """How many values a shift has changed.

    Parameters
    ----------
    count : int
        All values.
    changed : int
        Those that are others now.
    zero : int
        Those that were 0 and are 0.
    """

    count: int
    changed: int
    zero: int

    @property
    def stayed(self) -> int:
        """How many values are as they were."""
        return self.count - self.changed

    @staticmethod
    def of(before: np.ndarray, after: np.ndarray) -> Comparison:
        """Compare values at the same places.

        >>> Comparison.of(np.array([0, 1, 2]), np.array([0, 1, 3]))
        Comparison(count=3, changed=1, zero=1)
        """
        same = np.isclose(before, after)
        zero = int(np.count_nonzero(same & (before == 0)))
        return Comparison(before.size, int(np.count_nonzero(~same)), zero)


def size_words(windows: Windows, mode: str) -> str:
    """Say what a window becomes, and how large the output is."""
    side = windows.size
    keeps = "keeps the largest value" if mode == MAX else "takes the mean"
    (height, width), (down, across) = windows.shape, windows.counts
    if windows.padding == "same":
        why = f"ceil({height} / {windows.stride}) = {down}"
    else:
        why = f"floor(({height} - {side}) / {windows.stride}) + 1 = {down}"
    sentence = (
        f"{mode.capitalize()} pooling {keeps} of each {side} x {side} window: "
        f"{height} x {width} becomes {down} x {across}, {why}."
    )
    missed = int(np.count_nonzero(~windows.seen()))
    if missed:
        sentence += f" {missed} of {height * width} values, crossed out, lie in no window."
    return sentence


def window_words(values: np.ndarray, windows: Windows, mode: str, window: tuple[int, int]) -> str:
    """Say what stands in the window that is looked at, and what it gives."""
    inside = values[windows.covered(*window)]
    result = number(windows.pool(values, mode)[window])
    row, column = window
    name = f"The window of output row {row}, column {column}"
    listed = ", ".join(map(str, inside.ravel().tolist()))
    holds = f"holds {listed}" if inside.size <= MANY else f"holds {inside.size} values"
    over = windows.size**2 - inside.size
    edge = " It reaches over the edge, where there is nothing to count." if over else ""
    if mode == MAX:
        return f"{name} {holds}: the largest is {result}.{edge}"
    return f"{name} {holds}: the mean is {result}.{edge}"


def shift_words(
    down: int,
    right: int,
    mode: str,
    inputs: Comparison,
    outputs: Comparison,
    windows: Windows,
    before: np.ndarray,
    after: np.ndarray,
) -> str:
    """Say what a shift changes in the input and in the output, and what follows."""
    sentence = (
        f"The shift by {direction(down, right)} changes {inputs.changed} of {inputs.count} "
        f"inputs, and {outputs.changed} of {outputs.count} outputs"
    )
    sentence += f": {outputs.stayed} {'stays' if outputs.stayed == 1 else 'stay'}"
    if outputs.zero:
        zero = "all" if outputs.zero == outputs.stayed else f"{outputs.zero} of them"
        sentence += f", {zero} as 0"
    sentence += "."
    if not inputs.changed:
        return f"{sentence} There is nothing here that could move."
    if not outputs.changed:
        same = "largest value" if mode == MAX else "mean"
        return f"{sentence} Each window has the same {same} as before: such a shift is tolerated."
    moved = moved_along(down, right, windows, before, after)
    if moved:
        return f"{sentence} {moved}"
    return (
        f"{sentence} What crosses the border of a window changes the output: pooling tolerates "
        "small shifts, and is not invariant."
    )


def moved_along(
    down: int, right: int, windows: Windows, before: np.ndarray, after: np.ndarray
) -> str:
    """Say so if the output has moved along with the input; else return nothing."""
    step = windows.stride
    if down % step or right % step:
        return ""
    by = (down // step, right // step)
    inner = shifted(np.ones_like(before), *by) > 0
    if not inner.any() or not np.allclose(shifted(before, *by)[inner], after[inner]):
        return ""
    if (down, right) == by:
        return "With a stride of 1 the output moves along with the input."
    return (
        f"The shift is a multiple of the stride, {step}: the output moves along, by "
        f"{direction(*by, unit='cell')}."
    )


def direction(down: int, right: int, unit: str = "pixel") -> str:
    """Return a shift in words.

    >>> direction(0, 1), direction(-2, 1), direction(3, 0, "cell")
    ('1 pixel to the right', '2 pixels up and 1 to the right', '3 cells down')
    """
    parts = []
    for by, ahead, back in ((down, "down", "up"), (right, "to the right", "to the left")):
        if by:
            units = f" {unit}{'' if abs(by) == 1 else 's'}" if not parts else ""
            parts.append(f"{abs(by)}{units} {ahead if by > 0 else back}")
    return " and ".join(parts)
