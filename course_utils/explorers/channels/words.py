"""A sum over channels, shapes and parameters in words."""

from __future__ import annotations

from collections.abc import Sequence

from course_utils.explorers.channels.examples import CHANNELS
from course_utils.explorers.convolving.words import factor, number

SIDE = 3  # of every kernel


def sum_words(place: tuple[int, int], partial: Sequence[float], bias: float, total: float) -> str:
    """Say what the three slices give at a place, and what their sum with the bias is.

    Examples
    --------
    >>> sum_words((4, 7), (12.0, -3.0, 0.5), 10, 19.5)
    'Row 4, column 7: red 12 + green (-3) + blue 0.5 + bias 10 = 19.5.'
    """
    texts = (number(partial[0]), *map(factor, partial[1:]))
    parts = " + ".join(f"{name} {text}" for name, text in zip(CHANNELS, texts, strict=True))
    return f"Row {place[0]}, column {place[1]}: {parts} + bias {factor(bias)} = {number(total)}."


def maps_words(count: int) -> str:
    """Say that each kernel gives one map.

    >>> maps_words(1), maps_words(4)
    ('One kernel adds three channels up to one map.', '4 kernels give 4 maps.')
    """
    if count == 1:
        return "One kernel adds three channels up to one map."
    return f"{count} kernels give {count} maps."


def parameters(count: int) -> int:
    """Return how many numbers there are to learn: the weights, and a bias for each kernel.

    >>> parameters(1), parameters(8)
    (28, 224)
    """
    return SIDE * SIDE * len(CHANNELS) * count + count


def shape_rows(shape: tuple[int, ...], count: int) -> dict[str, dict[str, str]]:
    """Return the shapes of picture, kernels, biases and maps, and what is to be learned."""
    weights = parameters(count) - count
    product = f"{SIDE} × {SIDE} × {len(CHANNELS)} × {count}"
    rows = {
        "picture": (str(shape), ""),
        "kernels": (str((SIDE, SIDE, len(CHANNELS), count)), f"{product} = {weights}"),
        "biases": (f"({count},)", f"{count}"),
        "maps": (str((*shape[:2], count)), ""),
        "together": ("", f"{product} + {count} = {parameters(count)}"),
    }
    return {name: {"shape": one, "parameters": other} for name, (one, other) in rows.items()}
