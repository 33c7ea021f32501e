"""Read what a learner answers: letters for options, and numbers in the ways people write them."""

import math
import re
from collections.abc import Iterable
from fractions import Fraction
from numbers import Real

LETTERS = "ABCDEFGH"

_GROUPED = re.compile(
    r"[+-]?[1-9]\d{0,2}(?P<mark>[ ,.'\u2019])\d{3}((?P=mark)\d{3})*((?!(?P=mark))[.,]\d+)?"
)
_FRACTION = re.compile(r"([+-]?\d{1,15}) ?/ ?(\d{1,15})")
_LETTER_AND_TEXT = re.compile(r"\(?(?P<letter>[A-Ha-h])[).:]\s*\S.*")
_NUMBER_AND_UNIT = re.compile(r"(?P<number>.*\d\.?)\s*(?P<unit>[^\W\d_][^\d]*|[%°])?")
_SHORT_UNITS = {"px": "pixel", "b": "byte", "°": "degree", "deg": "degree"}


class AnswerError(ValueError):
    """The answer cannot be read; the message is a sentence for the learner."""


def read_options(answer: object, texts: list[str], several: bool) -> frozenset[int]:
    """Return the places of the options that the answer names, counted from 0.

    Parameters
    ----------
    answer
        Letters ("b", "A, C", "AC", ["A", "C"]), places counted from 1 (2, "2"), or the text of an
        option.
    texts
        The plain texts of the options, in order.
    several
        True where more than one option may be chosen.

    Raises
    ------
    AnswerError
        When the answer names no option, an option that does not exist, or too many.

    Examples
    --------
    >>> sorted(read_options("a and C", ["red", "green", "blue"], several=True))
    [0, 2]
    """
    choose = f"Choose {'one or more' if several else 'one'} of A to {LETTERS[len(texts) - 1]}."
    parts = _flat(answer)
    if not parts:
        raise AnswerError(f"There is no answer yet. {choose}")
    places: set[int] = set()
    for part in parts:
        named = _places(part, texts)
        if named is None:
            raise AnswerError(f"{_shown(part)} names no option of this question. {choose}")
        places |= named
    if len(places) > 1 and not several:
        raise AnswerError(f"These are {len(places)} answers, and one is right. {choose}")
    return frozenset(places)


def _flat(answer: object) -> list[object]:
    """Return the parts of an answer: the members of a list, without what is empty."""
    if answer is None:
        return []
    if isinstance(answer, str):
        return [answer.strip()] if answer.strip() else []
    if getattr(answer, "ndim", None) == 0:  # an array that holds one number
        return [answer.item()]
    if isinstance(answer, Iterable):
        return [part for member in answer for part in _flat(member)]
    if isinstance(answer, int) and abs(answer) >= 10**18:
        return [_as_float(answer)]  # Python refuses to print thousands of digits
    return [answer]


def _places(part: object, texts: list[str]) -> set[int] | None:
    """Return the places that one part names, or None when it names none."""
    if isinstance(part, Real) and not isinstance(part, bool):
        part = str(part)
    if not isinstance(part, str):
        return None
    same_text = {place for place, text in enumerate(texts) if _plainest(text) == _plainest(part)}
    if same_text and len(part) > 1:  # one character is a letter before it is a text
        return same_text
    return _letters(part, len(texts)) or same_text or _numbered(part, len(texts))


def _plainest(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()


def _letters(answer: str, count: int) -> set[int] | None:
    """Read "b", "(B)", "A, C", "a and c", "AC" and "B) the text of the option"."""
    words = re.sub(r"\band\b", " ", answer, flags=re.IGNORECASE)
    letters = re.sub(r"[\s,;&+/().]", "", words).upper()
    if any(letter not in LETTERS[:count] for letter in letters):
        copied = _LETTER_AND_TEXT.fullmatch(answer)
        letters = copied["letter"].upper() if copied else ""
    places = {LETTERS.index(letter) for letter in letters}
    return places if places and max(places) < count else None


def _numbered(answer: str, count: int) -> set[int] | None:
    """Read "2" and "1, 3" as places counted from 1."""
    places = {str(place + 1): place for place in range(count)}
    numbers = re.split(r"[\s,;]+", answer.strip("() ."))
    return {places[number] for number in numbers} if places.keys() >= set(numbers) else None


def read_number(answer: object, unit: str = "") -> tuple[float, ...]:
    """Return the numbers that the answer can mean, the likeliest first.

    "1,024" is 1024 for one reader and 1.024 for another: both are returned.

    Parameters
    ----------
    answer
        A number of any kind, or text: "44", "44.0", "1 024", "3/4", "2e3", "44 %", with or without
        the unit.
    unit
        The unit of the question, such as "bytes".

    Raises
    ------
    AnswerError
        When the answer is not one finite number, or has another unit.

    Examples
    --------
    >>> read_number("1,024 bytes", unit="bytes")
    (1024.0, 1.024)
    """
    parts = _flat(answer)
    if len(parts) != 1:
        came = "There is no answer yet." if not parts else f"These are {len(parts)} answers."
        raise AnswerError(f"{came} Give one number, such as 12 or 0.5.")
    if isinstance(parts[0], str):
        readings = _read_text(parts[0], unit)
    elif isinstance(parts[0], Real) and not isinstance(parts[0], bool):
        readings = (_as_float(parts[0]),)
    else:
        raise AnswerError(f"{_shown(parts[0])} is not a number. Give one, such as 12 or 0.5.")
    if not all(math.isfinite(reading) for reading in readings):
        raise AnswerError("The answer is a finite number. Give one, such as 12 or 0.5.")
    return readings


def _read_text(answer: str, unit: str) -> tuple[float, ...]:
    # every kind of space, of minus sign and Python's 1_024 are read as their plain forms
    text = re.sub(r"[\s_]", " ", answer).replace("\u2212", "-").strip()
    text = re.sub(r"^[-\u2013] ?(?=[\d.])", "-", text)
    if _is_float(text):  # also 2e3, in which e3 is no unit
        found, given_unit = text, ""
    else:
        match = _NUMBER_AND_UNIT.fullmatch(text)
        found = match["number"].strip() if match else ""
        given_unit = (match["unit"] or "").strip() if match else ""
    readings = _readings(found)
    if not readings:
        raise AnswerError(
            f"{_shown(answer)} cannot be read as a number. Give one, such as 12 or 0.5."
        )
    if given_unit == "%" and unit != "%":
        return tuple(reading / 100 for reading in readings)
    if given_unit and _plain_unit(given_unit) != _plain_unit(unit):
        wanted = f"in {unit}" if unit else "without a unit"
        raise AnswerError(f"{_shown(answer)} has another unit. Give the number {wanted}.")
    return readings


def _plain_unit(unit: str) -> str:
    plain = unit.casefold().rstrip("s.")
    return _SHORT_UNITS.get(plain, plain)


def _readings(text: str) -> tuple[float, ...]:
    """Return what the text can mean: as written, with thousands grouped, with a decimal comma."""
    if fraction := _FRACTION.fullmatch(text):
        above, below = int(fraction[1]), int(fraction[2])
        return (_as_float(Fraction(above, below)),) if below else ()
    candidates = []
    if _is_float(text):
        candidates.append(text)
    if grouped := _GROUPED.fullmatch(text):
        candidates.append(text.replace(grouped["mark"], "").replace(",", "."))
    if text.count(",") == 1 and "." not in text:
        candidates.append(text.replace(",", "."))
    numbers = [float(candidate) for candidate in candidates if _is_float(candidate)]
    return tuple(dict.fromkeys(numbers))


def _is_float(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", text, re.IGNORECASE) is not None


def _as_float(number: Real) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _shown(answer: object) -> str:
    """Return the answer in quotes, shortened and without marks, for a sentence."""
    text = " ".join(str(answer).split()).replace("`", "'")
    return f'"{text if len(text) <= 30 else text[:29] + "…"}"'
