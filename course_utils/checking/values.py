"""Reading an answer: what kind of thing is it, and how is it shown in a few words?"""

import math
import numbers
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

SHOWN_NUMBERS = 6  # numbers that a sentence may list; more are described, never printed
_LONGEST_TEXT = 60


class NotNumbersError(Exception):
    """The value cannot be read as numbers; the message is the end of a sentence saying why."""


def is_blank(value: Any) -> bool:
    """Return whether nothing was filled in: ``...``, ``None``, or a sequence of nothing else.

    >>> is_blank(...), is_blank((..., None)), is_blank(0), is_blank([])
    (True, True, False, False)
    """
    if isinstance(value, tuple | list):
        return len(value) > 0 and all(is_blank(part) for part in value)
    return value is None or value is Ellipsis


def has_blank(value: Any) -> bool:
    """Return whether ``...`` is still the value, or a part of it."""
    if isinstance(value, tuple | list):
        return any(has_blank(part) for part in value)
    return value is Ellipsis


def is_model(value: Any) -> bool:
    """Return whether ``value`` is a Keras model, without importing Keras."""
    # while Keras is imported in the background, the name `Model` may not be there yet
    model = getattr(sys.modules.get("keras"), "Model", None)
    return model is not None and isinstance(value, model)


def as_text(value: Any) -> str | None:
    """Return the text that ``value`` stands for, or None: a dtype or a type is text by its name.

    >>> as_text("BGR"), as_text(np.uint8), as_text(np.dtype("uint8")), as_text(3)
    ('BGR', 'uint8', 'uint8', None)
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, np.dtype):
        return value.name
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind == "U":
        return str(value[()])
    return None


def as_numbers(value: Any) -> np.ndarray:
    """Return ``value`` as an array of booleans, integers or floating-point numbers.

    Lists, tensors, pictures of Pillow and everything else that NumPy reads is welcome. Whole
    numbers beyond 64 bits stay Python integers (dtype ``object``).

    Raises
    ------
    NotNumbersError
        When it is something else; the message says what.
    """
    if is_blank(value):
        raise NotNumbersError("is None" if value is None else "is still empty (...)")
    if isinstance(value, str):
        raise NotNumbersError(f"is text, {quote(value)}")
    if isinstance(value, bytes | Mapping | set | frozenset) or callable(value):
        raise NotNumbersError(f"is {describe(value)}")
    try:
        array = np.asarray(value)
    except Exception as error:  # __array__ of a foreign library may raise anything
        if isinstance(value, tuple | list):
            raise NotNumbersError(
                f"is {describe(value)} whose rows have different lengths, so it is not an array"
            ) from None
        raise NotNumbersError(f"is {describe(value)}, which NumPy cannot read: {error}") from error
    if array.dtype.kind == "c":
        raise NotNumbersError("holds complex numbers; real numbers are expected")
    if array.dtype.kind == "O":
        return _unpack_objects(array, value)
    if array.dtype.kind not in "biuf":
        raise NotNumbersError(f"is {describe(value)}, not numbers")
    return array


def _unpack_objects(array: np.ndarray, value: Any) -> np.ndarray:
    items = array.ravel().tolist()
    if not items or not all(
        isinstance(item, numbers.Number | np.bool_) and not isinstance(item, complex)
        for item in items
    ):
        raise NotNumbersError(f"is {describe(value)}, not numbers")
    if all(isinstance(item, numbers.Integral) for item in items):
        return array
    return array.astype(np.float64)


def all_alike(values: Sequence[Any]) -> bool:
    """Return whether all values are the same numbers or the same text.

    >>> all_alike([3, 3.0]), all_alike([[1, 2], [1, 3]]), all_alike(["a", "a"]), all_alike([{}, {}])
    (True, False, True, False)
    """
    try:
        first, *others = (as_numbers(value) for value in values)
    except NotNumbersError:
        texts = {as_text(value) for value in values}
        return len(texts) == 1 and None not in texts
    return all(np.array_equal(first, other) for other in others)


def is_whole(array: np.ndarray) -> bool:
    """Return whether an array of :func:`as_numbers` is compared exactly: integers, booleans."""
    return array.dtype.kind in "biuO"


def as_float(array: np.ndarray) -> np.ndarray:
    """Return a copy in float64; whole numbers too large for it become infinite."""
    try:
        return array.astype(np.float64)
    except OverflowError:
        return np.vectorize(_float_or_infinity, otypes=[np.float64])(array)


def _float_or_infinity(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, number)


def short(number: Any, other: Any = None) -> str:
    """Return a number in few digits; more where it would otherwise look like ``other``.

    >>> short(np.float32(0.1)), short(3), short(True), short(1.0000001, 1.0)
    ('0.1', '3', 'True', '1.0000001')
    """
    number = number.item() if isinstance(number, np.generic) else number
    other = other.item() if isinstance(other, np.generic) else other
    if isinstance(number, bool):
        return str(number)
    if isinstance(number, int):
        return str(number) if abs(number) < 10**20 else "a number of more than 20 digits"
    text = f"{number + 0:.6g}"
    if isinstance(other, int | float) and other != number and text == f"{float(other):.6g}":
        return f"{number:.17g}" if f"{number:.10g}" == f"{float(other):.10g}" else f"{number:.10g}"
    return text


def quote(text: str) -> str:
    """Return text in quotation marks, the end cut off when it is long."""
    kept = text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
    return f"'{kept}'"


def describe(value: Any) -> str:
    """Return what a value is in a few words, never a whole array.

    >>> describe(np.zeros((2, 3), np.uint8)), describe([1, 2]), describe("BGR")
    ('an array of shape (2, 3), dtype uint8', '[1, 2]', "the text 'BGR'")
    """
    if value is None or value is Ellipsis:
        return "None" if value is None else "..."
    if isinstance(value, str):
        return f"the text {quote(value)}"
    if isinstance(value, bool | int | float | np.bool_ | np.integer | np.floating):
        return short(value)
    if isinstance(value, np.ndarray):
        return _describe_array(value)
    if isinstance(value, tuple | list):
        return _describe_sequence(value)
    if isinstance(value, type):
        return f"the type {value.__name__}"
    if isinstance(value, Mapping):
        return f"a dictionary with {len(value)} {'entry' if len(value) == 1 else 'entries'}"
    if isinstance(value, Iterator) and not hasattr(value, "__array__"):
        return "an iterator, which list(...) would turn into a list"
    if is_model(value):
        return "a Keras model"
    if callable(value):
        return "a function"
    return f"an object of type {type(value).__name__}"


def _describe_array(array: np.ndarray) -> str:
    if array.shape == () and array.dtype.kind in "biuf":
        return short(array[()])
    if array.ndim == 1 and array.size <= SHOWN_NUMBERS and array.dtype.kind in "biuf":
        return f"the {array.dtype.name} array [{', '.join(map(short, array))}]"
    return f"an array of shape {array.shape}, dtype {array.dtype.name}"


def _describe_sequence(value: tuple | list) -> str:
    simple = all(isinstance(item, bool | int | float | np.number | np.bool_) for item in value)
    if simple and len(value) <= SHOWN_NUMBERS:
        inside = ", ".join(map(short, value))
        if isinstance(value, list):
            return f"[{inside}]"
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    kind = "list" if isinstance(value, list) else "tuple"
    return f"a {kind} of {len(value)} {'part' if len(value) == 1 else 'parts'}"
