"""Random answers: how they depend on the generator that they are given."""

import random
from collections.abc import Callable, Iterable

import numpy as np

Findings = dict[str, str]


def dependence(draw: Callable[[np.random.Generator], np.ndarray]) -> Findings:
    """Return how the result depends on the generator: on nothing else, and on its state."""
    numpy_before = np.random.get_state(legacy=False)["state"]
    python_before = random.getstate()
    used = np.random.default_rng(11)
    first, again = draw(np.random.default_rng(11)), draw(np.random.default_rng(11))
    # one number for a whole picture is often rounded to the same level: ask several times
    other = _another(first, (draw(np.random.default_rng(seed)) for seed in range(12, 18)))
    used.random(1000)  # as if it had made other pictures before, in one of two ways
    used.spawn(10)
    later = _another(first, (draw(used) for _ in range(6)))
    numpy_after = np.random.get_state(legacy=False)["state"]
    quiet = (
        np.array_equal(numpy_before["key"], numpy_after["key"])
        and numpy_before["pos"] == numpy_after["pos"]
        and python_before == random.getstate()
    )
    return {
        "Two generators with the same seed": _same(first, again),
        "Two generators with different seeds": _same(first, other),
        "One generator, used for a second time": _same(first, later),
        "The random numbers that all code shares": "left alone" if quiet else "used or seeded",
    }


def is_repeatable(findings: Findings) -> bool:
    """Return whether a seed repeats the result; where it does not, to look further is no use."""
    return (
        findings["Two generators with the same seed"] == "the same result"
        and findings["The random numbers that all code shares"] == "left alone"
    )


def _another(first: np.ndarray, results: Iterable[np.ndarray]) -> np.ndarray:
    """Return the first result that differs from ``first``, or ``first``."""
    return next((result for result in results if not np.array_equal(first, result)), first)


def _same(one: np.ndarray, other: np.ndarray) -> str:
    return "the same result" if np.array_equal(one, other) else "different results"
