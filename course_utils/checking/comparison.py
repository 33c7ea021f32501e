"""Is a result right, and if not, what is the first thing that is wrong with it?

Every result is read as a number, an array, text, or several parts, and judged step by step: type,
shape, dtype, finite, values. A step that fails stops those which depend on it and no other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_utils.checking.shapes import shape_reasons, shape_sentence
from course_utils.checking.values import (
    SHOWN_NUMBERS,
    NotNumbersError,
    as_float,
    as_numbers,
    as_text,
    describe,
    has_blank,
    is_blank,
    is_model,
    is_whole,
    quote,
    short,
)

STEPS = ("type", "shape", "dtype", "finite", "values")
_DEPENDS_ON = {
    "type": (),
    "shape": ("type",),
    "dtype": ("type",),
    "finite": ("type", "shape"),
    "values": ("type", "shape", "finite"),
}

# Relative and absolute tolerance by the coarser dtype. float64 leaves room for a result that went
# through float32 on its way; an error of one grey level in 255 is never inside.
_TOLERANCES = {
    "float16": (5e-3, 1e-3),
    "float32": (1e-5, 1e-6),
    "float64": (1e-6, 1e-9),
}
_ORDINALS = ("first", "second", "third", "fourth")
_WHOLE = 1e-3  # at most, where a whole number is expected and a float comes


@dataclass(frozen=True)
class Rules:
    """How results are compared; see the parameters of ``Exercise``."""

    dtype_matters: bool = False
    tolerance: float | None = None
    exact_text: bool = False
    agrees: Callable[[np.ndarray, np.ndarray], str] | None = None
    values: bool = True  # False: only type, shape, dtype and finite are compared


@dataclass
class Comparison:
    """The verdict on one result.

    Attributes
    ----------
    failed : dict
        The sentence of each step that failed.
    reasons : dict
        For a step that failed: sentences that may explain it, the most telling first.
    skipped : set
        Steps that could not be decided.
    arrays : tuple or None
        The first pair (came, expected) of arrays that differ, for the pictures.
    """

    failed: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    arrays: tuple[np.ndarray, np.ndarray] | None = None

    @property
    def equal(self) -> bool:
        """Whether every step passed."""
        return not self.failed

    def fail(self, step: str, sentence: str, reasons: tuple[str, ...] = ()) -> None:
        """Note the first sentence for a step, and skip the steps that depend on it."""
        if step not in self.failed:
            self.failed[step], self.reasons[step] = sentence, reasons
        self.skipped |= {name for name in STEPS if step in _DEPENDS_ON[name]}

    def add_part(self, name: str, part: "Comparison") -> None:
        """Take over what was found out about one of several parts."""
        for step, sentence in part.failed.items():
            self.fail(step, f"{name}: {sentence}", part.reasons[step])
        self.skipped |= part.skipped
        self.arrays = self.arrays or part.arrays


def compare(came: Any, expected: Any, rules: Rules = Rules()) -> Comparison:
    """Return whether the result ``came`` is as good as ``expected``, and if not, why.

    Raises
    ------
    TypeError
        When ``expected`` itself is nothing that an exercise can expect; that is a fault of the
        course.

    >>> compare([1, 2.0], (1, 2)).equal
    True
    >>> compare(np.uint8([1, 2]), np.uint8([1, 3])).failed["values"]
    'At [1], 2 came and 3 was expected. 1 of 2 values is wrong.'
    """
    verdict = Comparison()
    if expected is None:
        if came is not None:
            verdict.fail("type", f"None was expected, and {describe(came)} came.")
    elif is_model(expected):
        if not is_model(came):
            verdict.fail("type", f"A Keras model was expected, and {describe(came)} came.")
        elif rules.values:
            raise TypeError("Two models are not compared; `observe` says what they do.")
    elif isinstance(expected, Mapping):
        _compare_mappings(verdict, came, expected, rules)
    elif (text := as_text(expected)) is not None:
        _compare_texts(verdict, came, text, rules)
    elif (parts := _parts(expected)) is not None:
        _compare_parts(verdict, came, parts, rules)
    else:
        try:
            numbers = as_numbers(expected)
        except NotNumbersError as error:
            raise TypeError(f"The expected result {error}.") from error
        _compare_arrays(verdict, came, numbers, rules, _few_numbers(expected, numbers))
    return verdict


def _parts(expected: Any) -> list[Any] | None:
    """Return the parts of a result that is not one block of numbers: arrays, texts, a mixture."""
    if isinstance(expected, np.ndarray) and expected.dtype.kind == "U":
        return expected.tolist()
    if not isinstance(expected, tuple | list) or not expected:
        return None
    if _only_plain_numbers(expected):
        try:
            as_numbers(expected)
        except NotNumbersError:
            return list(expected)
        return None
    return list(expected)


def _only_plain_numbers(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(_only_plain_numbers(item) for item in value)
    return isinstance(value, bool | int | float | np.number | np.bool_)


def _compare_parts(verdict: Comparison, came: Any, parts: list[Any], rules: Rules) -> None:
    if as_text(came) is not None or isinstance(came, Mapping | set | frozenset):
        verdict.fail("type", f"{len(parts)} parts were expected, and {describe(came)} came.")
        return
    try:
        came_parts = list(came)
    except TypeError:
        verdict.fail("type", f"{len(parts)} parts were expected, and {_what_came(came)}.")
        return
    if len(came_parts) != len(parts):
        what = describe(came) if hasattr(came, "shape") else f"{len(came_parts)}"
        verdict.fail("shape", f"{len(parts)} parts were expected, and {what} came.")
        return
    for index, (one, other) in enumerate(zip(came_parts, parts, strict=True), start=1):
        verdict.add_part(f"Part {index} of {len(parts)}", compare(one, other, rules))


def _what_came(came: Any) -> str:
    """Return ``"only one number came: 2"``, so that nobody takes it for a count of parts."""
    if isinstance(came, int | float | np.number | np.bool_) or getattr(came, "shape", None) == ():
        return f"only one number came: {describe(came)}"
    return f"{describe(came)} came"


def _compare_mappings(verdict: Comparison, came: Any, expected: Mapping, rules: Rules) -> None:
    if not isinstance(came, Mapping):
        verdict.fail("type", f"A dictionary was expected, and {describe(came)} came.")
        return
    missing = [key for key in expected if key not in came]
    extra = [key for key in came if key not in expected]
    if missing:
        verdict.fail("shape", f"The dictionary has no entry {missing[0]!r}.")
    elif extra:
        verdict.fail("shape", f"The dictionary has an entry {extra[0]!r} that is not asked for.")
    for key in expected:
        if key in came:
            verdict.add_part(f"Entry {key!r}", compare(came[key], expected[key], rules))


def _compare_texts(verdict: Comparison, came: Any, expected: str, rules: Rules) -> None:
    text = as_text(came)
    if text is None:
        verdict.fail("type", f"Text was expected, and {describe(came)} came.")
        return
    if rules.exact_text:
        same = text == expected
    else:
        same = "".join(text.split()).casefold() == "".join(expected.split()).casefold()
    if not same:
        verdict.fail("values", f"{quote(text)} came and {quote(expected)} was expected.")


def _few_numbers(expected: Any, numbers: np.ndarray) -> str:
    """Return ``"3 whole numbers"`` for a tuple of them, or an empty string for an array."""
    few = isinstance(expected, tuple | list) and numbers.ndim == 1
    if not few or not 2 <= numbers.size <= SHOWN_NUMBERS:
        return ""
    return f"{numbers.size} {'whole ' if numbers.dtype.kind in 'iuO' else ''}numbers"


def _compare_arrays(
    verdict: Comparison, came: Any, expected: np.ndarray, rules: Rules, few: str
) -> None:
    try:
        array = as_numbers(came)
    except NotNumbersError as error:
        one = "one number was" if expected.shape == () else "an array of numbers was"
        wanted = f"{few} were" if few else one
        partly = has_blank(came) and not is_blank(came)
        what = "still has an empty part (...)" if partly else str(error)
        sentence = f"Your result {what}; {wanted} expected."
        if place := _part_of_shape(came, expected.shape):
            sentence = (
                f"Your result is {describe(came)}, and only the {place} has the form that was "
                "expected. A function that you call returns several things: name each of them, "
                "`one, other = ...`, and return one."
            )
        verdict.fail("type", sentence)
        return
    if rules.dtype_matters:
        _compare_dtypes(verdict, came, array, expected)
    if rules.agrees is not None:
        if sentence := rules.agrees(array, expected):
            verdict.fail("values", sentence)
            verdict.arrays = (array, expected)
    elif array.shape != expected.shape:
        if few:
            verdict.fail("shape", f"{few} were expected, and {_what_came(came)}.")
        else:
            reasons = shape_reasons(array.shape, expected.shape)
            verdict.fail("shape", shape_sentence(array.shape, expected.shape), reasons)
        verdict.arrays = (array, expected)
    else:
        _compare_numbers(verdict, array, expected, rules)
    if list(verdict.failed) == ["dtype"] and hasattr(came, "astype"):
        verdict.reasons["dtype"] = (f"Add .astype(np.{expected.dtype}).",)


def _part_of_shape(came: Any, shape: tuple[int, ...]) -> str:
    """Return which part of a short tuple has this shape, ``"second"``, or an empty string."""
    if not isinstance(came, tuple) or len(came) > len(_ORDINALS):
        return ""
    there = [np.shape(part) == shape for part in came if isinstance(part, np.ndarray | float | int)]
    return _ORDINALS[there.index(True)] if len(there) == len(came) and sum(there) == 1 else ""


def _compare_dtypes(verdict: Comparison, came: Any, array: np.ndarray, wanted: np.ndarray) -> None:
    if array.dtype == wanted.dtype and hasattr(came, "dtype"):
        return
    if not hasattr(came, "dtype"):
        if wanted.shape == () and array.dtype.kind == wanted.dtype.kind:
            return  # 3 for np.int64(3): a Python number has no dtype to be wrong
        kind = type(came).__name__
        verdict.fail(
            "dtype",
            f"An array of dtype {wanted.dtype} was expected, and "
            f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind} came.",
            (f"np.array(..., dtype=np.{wanted.dtype}) makes one.",),
        )
        return
    verdict.fail("dtype", f"The dtype is {array.dtype}, and {wanted.dtype} was expected.")


def _compare_numbers(
    verdict: Comparison, came: np.ndarray, expected: np.ndarray, rules: Rules
) -> None:
    unexpected = _not_finite(came) & _is_finite(expected)
    if unexpected.any():
        index = _first(unexpected)
        verdict.fail(
            "finite",
            f"{_at(index)}{short(came[index])} came, which is not a finite number; "
            f"{short(expected[index])} was expected. {_how_many(unexpected)}",
        )
        verdict.arrays = (came, expected)
        return
    if not rules.values:
        return
    wrong = wrong_values(came, expected, rules.tolerance)
    if wrong.any():
        index = _first(wrong)
        verdict.fail(
            "values",
            f"{_at(index)}{short(came[index], expected[index])} came and "
            f"{short(expected[index], came[index])} was expected. {_how_many(wrong)}".rstrip(),
        )
        verdict.arrays = (came, expected)


def wrong_values(
    came: np.ndarray, expected: np.ndarray, tolerance: float | None = None
) -> np.ndarray:
    """Return where two arrays of one shape differ: an array of booleans.

    Integers are compared exactly; otherwise both become float64, so that nothing can wrap, and
    the tolerance is that of the coarser dtype. NaN equals NaN, and -0.0 equals 0.0.

    >>> wrong_values(np.uint8([0, 7]), np.uint8([255, 7]))
    array([ True, False])
    """
    if is_whole(came) and is_whole(expected) and tolerance is None:
        return np.asarray(came != expected, dtype=bool)
    relative, absolute = (
        (tolerance, tolerance) if tolerance is not None else _tolerance(came, expected)
    )
    one, other = as_float(came), as_float(expected)
    with np.errstate(all="ignore"):
        allowed = absolute + relative * np.abs(other)
        if tolerance is None and is_whole(expected):  # 16777215.0 is not 256**3
            allowed = np.minimum(allowed, _WHOLE)
        close = np.abs(one - other) <= allowed
    close &= np.isfinite(other)
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    return np.asarray(~(close | same))


def _tolerance(came: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    """Return the tolerance of the coarser dtype; whole numbers are exact and do not count."""
    found = [
        _TOLERANCES.get(array.dtype.name, _TOLERANCES["float64"])
        for array in (came, expected)
        if not is_whole(array)
    ]
    return max(found, default=_TOLERANCES["float64"])


def _not_finite(array: np.ndarray) -> np.ndarray:
    return ~_is_finite(array)


def _is_finite(array: np.ndarray) -> np.ndarray:
    if is_whole(array):
        return np.ones(array.shape, dtype=bool)
    return np.isfinite(array)


def _first(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(mask)), mask.shape))


def _at(index: tuple[int, ...]) -> str:
    return f"At [{', '.join(map(str, index))}], " if index else ""


def _how_many(mask: np.ndarray) -> str:
    if mask.shape == ():
        return ""
    count = int(np.count_nonzero(mask))
    values = "value" if mask.size == 1 else "values"
    return f"{count:,} of {mask.size:,} {values} {'is' if count == 1 else 'are'} wrong."
