"""Is the label still true? The rules of the augmentation explorer, and what is at stake.

The rules look at places only: which part of the object is left, how far it is turned, and whether
it is mirrored. Whether noise, blur or darkness hide it, only an eye can tell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

# What a digit reads as after half a turn, and in the mirror. "": as no digit.
# A 2 and a 5 are left out of the first: it depends on the hand that wrote them.
HALF_TURN = {"0": "0", "1": "1", "3": "", "4": "", "6": "9", "7": "", "8": "8", "9": "6"}
MIRRORED = {"0": "0", "1": "1", "8": "8"}

UPRIGHT = 60  # degrees: so far a digit or a text is still read the right way up
UPSIDE_DOWN = 120  # from here on it is read as standing on its head
LOST = 0.25  # with a smaller share of the object nobody can say what it is
ENOUGH = 0.5  # with this share everybody can


@dataclass(frozen=True)
class Verdict:
    """Whether the label is still true, None where no rule decides; and the reason in words."""

    true: bool | None
    why: str


def turn_of(matrix: np.ndarray) -> tuple[float, bool]:
    """Return by how many degrees a matrix turns, counter-clockwise, and whether it mirrors.

    A mirror from left to right comes first, then the turn.

    >>> from course_utils.augment import mirror, rotation, compose
    >>> angle, mirrored = turn_of(compose(mirror(), rotation(30)))
    >>> round(angle), mirrored
    (30, True)
    """
    part = matrix[:2, :2]
    mirrored = bool(np.linalg.det(part) < 0)
    if mirrored:
        part = part @ np.diag([-1.0, 1.0])
    # The turn that is nearest to the matrix: its polar decomposition, written out for 2 x 2.
    angle = math.atan2(part[0, 1] - part[1, 0], part[0, 0] + part[1, 1])
    return math.degrees(angle), mirrored


def verdict(label: str, kind: str, matrix: np.ndarray, share_left: float) -> Verdict:
    """Return whether the label is still true after a matrix, with this share of it left.

    >>> from course_utils.augment import rotation
    >>> verdict("6", "digit", rotation(175), 1.0)
    Verdict(true=False, why='reads as a 9')
    """
    if share_left < LOST:
        return Verdict(False, "too little of it is left")
    angle, mirrored = turn_of(matrix)
    if kind == "digit":
        found = _digit(label, abs(angle), mirrored)
    elif kind == "text":
        found = _text(abs(angle), mirrored)
    else:
        found = Verdict(True, "still true")
    if found.true and share_left < ENOUGH:
        return Verdict(None, "open: only a part of it is left")
    return found


def _digit(digit: str, angle: float, mirrored: bool) -> Verdict:
    if UPRIGHT < angle < UPSIDE_DOWN:
        return Verdict(None, "open: it lies on its side")
    reading: str | None = digit
    if mirrored:
        reading = MIRRORED.get(digit, "")
    if reading and angle >= UPSIDE_DOWN:
        reading = HALF_TURN.get(reading)
    if reading is None:
        return Verdict(None, "open: half a turn of it may still pass")
    if reading == digit:
        return Verdict(True, "still true")
    return Verdict(False, f"reads as {'an 8' if reading == '8' else 'a ' + reading}"
                   if reading else "reads as no digit")  # fmt: skip


def _text(angle: float, mirrored: bool) -> Verdict:
    if mirrored:
        return Verdict(False, "mirrored: reads wrong")
    if angle >= UPSIDE_DOWN:
        return Verdict(False, "stands on its head")
    if angle > UPRIGHT:
        return Verdict(None, "open: it lies on its side")
    return Verdict(True, "still true")


def rules(kind: str) -> str:
    """Return the rules for a kind of picture, in words.

    >>> rules("object")
    'Rules: turned or mirrored, still true. Less than 50% left: open; less than 25%: not true.'
    """
    left = f"Less than {ENOUGH:.0%} left: open; less than {LOST:.0%}: not true."
    if kind == "object":
        return f"Rules: turned or mirrored, still true. {left}"
    mirrored = "" if kind == "digit" else "Mirrored: not true. "
    return (
        f"Rules: turned by up to {UPRIGHT}°, still true; from {UPRIGHT}° to {UPSIDE_DOWN}°, open; "
        f"beyond, it is upside down. {mirrored}{left}"
    )


def stake(label: str, named: str, kind: str, flip: bool, degrees: float) -> str:
    """Return a sentence: what the label risks under a policy with these flips and turns.

    >>> stake("6", "a 6", "digit", flip=False, degrees=180)
    'Turned by 120° or more, a 6 reads as a 9.'
    >>> stake("road sign", "a road sign", "text", flip=True, degrees=0)
    'In the mirror, a road sign reads wrong.'
    """
    if kind == "digit":
        return _stake_of_digit(label, named, flip, degrees)
    if kind == "text":
        subject = "text" if label == "text" else named
        if flip:
            return f"In the mirror, {subject} reads wrong."
        if degrees >= UPSIDE_DOWN:
            return f"Standing on its head, {subject} is not read as before."
        if degrees > UPRIGHT:
            return f"Lying on its side, {subject} is hard to read: here the rules leave it open."
        return f"Here {subject} keeps its meaning, as long as it is sharp and complete enough."
    start = (
        f"A mirrored {label} is still {named}" if flip else f"A changed {label} is still {named}"
    )
    return f"{start}, as long as enough of it can be seen."


def _stake_of_digit(digit: str, named: str, flip: bool, degrees: float) -> str:
    if UPRIGHT < degrees < UPSIDE_DOWN:
        return f"Turned by more than {UPRIGHT}°, {named} lies on its side, and its label is open."
    if degrees >= UPSIDE_DOWN:
        turned = f"Turned by {UPSIDE_DOWN}° or more, {named}"
        reading = HALF_TURN.get(digit)
        if reading is None:
            return f"{turned} may still pass: that depends on the hand."
        if reading == digit:
            return f"{turned} is still {named}; on its side it is not sure."
        return f"{turned} reads as {'a ' + reading if reading else 'no digit'}."
    if flip:
        became = f"still {named}" if MIRRORED.get(digit) == digit else "no digit that we know"
        return f"In the mirror, {named} is {became}."
    return f"In these changes {named} stays {named}, as long as enough of it can be seen."
