"""The digits of scikit-learn as pictures with a margin, as lesson 07 uses them."""

from __future__ import annotations

import functools

import numpy as np

from course_utils import datasets
from course_utils.checking.models import NotTakenError
from course_utils.datasets import Samples

MARGIN = 2  # pixels of paper on each side


def on_paper(rows: np.ndarray) -> np.ndarray:
    """Return rows of 64 numbers as pictures (n, 12, 12, 1), float32."""
    pictures = rows.reshape(-1, 8, 8, 1).astype(np.float32)
    return np.pad(pictures, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)))


def shifted(pictures: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return the digits elsewhere on their paper; up to `MARGIN` pixels no ink is lost."""
    return np.roll(pictures, (down, right), axis=(1, 2))


@functools.cache
def training() -> Samples:
    """Return the training digits: (1000, 12, 12, 1) and labels (1000,)."""
    rows, labels = datasets.digits().training
    return on_paper(rows), labels


@functools.cache
def validation() -> Samples:
    """Return the validation digits: (297, 12, 12, 1) and labels (297,)."""
    rows, labels = datasets.digits().validation
    return on_paper(rows), labels


@functools.cache
def test() -> Samples:
    """Return the test digits: (500, 12, 12, 1) and labels (500,)."""
    rows, labels = datasets.digits().test
    return on_paper(rows), labels


def does_not_take(error: NotTakenError) -> dict[str, str]:
    """Return the finding for a network that does not take these pictures."""
    return {
        "What goes in": f"An input of shape (n, 12, 12, 1) stopped the network: {error.told} "
        "What is the shape of one picture?"
    }
