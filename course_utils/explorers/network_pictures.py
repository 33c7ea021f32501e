"""The pictures that a network is asked about, as it takes them and as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.images import ImageError

MOST_PICTURES = 50


@dataclass(frozen=True)
class Pictures:
    """Some pictures, checked.

    Attributes
    ----------
    inputs : numpy.ndarray
        (n, ...), what the model takes.
    labels : tuple of int
        The class of each, or nothing.
    names : tuple of str
        A name for each class, or nothing: then a class is called by its number.
    """

    inputs: np.ndarray
    labels: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    def class_name(self, number: int) -> str:
        """Return the name of a class."""
        return self.names[number] if number < len(self.names) else str(number)

    def class_names(self, count: int) -> tuple[str, ...]:
        """Return the names of so many classes."""
        return tuple(self.class_name(number) for number in range(count))

    def words(self, number: int) -> str:
        """Say which picture this is.

        >>> Pictures(np.zeros((2, 4)), (1, 0), ("cat", "dog")).words(0)
        'picture 0: dog'
        """
        label = f": {self.class_name(self.labels[number])}" if self.labels else ""
        return f"picture {number}{label}"


def checked_pictures(
    model: Any,
    pictures: Any,
    labels: Any,
    names: Sequence[str] | None,
    where: str,
) -> Pictures:
    """Return the pictures in the shape that the model takes, with their labels.

    Parameters
    ----------
    model : keras.Model
    pictures : array
        (n, height, width), (n, height, width, channels), (n, numbers), or one of them.
    labels : array, optional
        (n,), whole numbers from 0.
    names : sequence of str, optional
        A name for each class.
    where : str
        The function that was called, for messages.

    Raises
    ------
    ImageError
        With a sentence, for what does not fit together.
    """
    array = _array(pictures, where)
    taken = model.inputs[0].shape[1:]
    inputs = _as_taken(array, taken)
    if inputs is None or not len(inputs):
        shape = ", ".join("any" if side is None else str(side) for side in taken)
        raise ImageError(
            f"The model takes pictures of the shape ({shape}), but {where} got an array of the "
            f"shape {array.shape}. Give it the same kind of array as model.fit, such as "
            "x_test[:20]."
        )
    if not np.isfinite(inputs).all():
        raise ImageError(f"{where}: the pictures hold NaN or infinite values.")
    words = _names(names, where)
    numbers = () if labels is None else _labels(labels, len(inputs), words, where)
    return Pictures(inputs[:MOST_PICTURES], numbers[:MOST_PICTURES], words)


def _array(value: Any, where: str) -> np.ndarray:
    if value is None:
        raise ImageError(f"{where} needs pictures beside the model, such as x_test[:20].")
    array = np.asarray(value)
    if array.dtype.kind not in "buif":
        raise ImageError(
            f"{where} needs the pictures as one array of numbers, not {type(value).__name__}. "
            "np.stack makes one of a list of pictures of the same size."
        )
    return array


def _as_taken(array: np.ndarray, taken: tuple[int | None, ...]) -> np.ndarray | None:
    """Return the array with the axes that the model wants, or None where that cannot be."""
    tries = [array, array[np.newaxis]]
    if taken and taken[-1] == 1:
        tries += [array[..., np.newaxis], array[np.newaxis, ..., np.newaxis]]
    for one in tries:
        sides = one.shape[1:]
        if len(sides) == len(taken) and all(
            side in (None, other) for side, other in zip(taken, sides, strict=True)
        ):
            return one
    return None


def _names(names: Sequence[str] | None, where: str) -> tuple[str, ...]:
    if names is None:
        return ()
    if isinstance(names, str):
        raise ImageError(f'{where}: names is a list with a name for each class, not "{names}".')
    return tuple(str(name) for name in names)


def _labels(labels: Any, count: int, names: tuple[str, ...], where: str) -> tuple[int, ...]:
    numbers = np.asarray(labels)
    if numbers.ndim == 2 and numbers.shape[1] == 1:
        numbers = numbers[:, 0]
    if numbers.shape != (count,):
        raise ImageError(
            f"{where} got {count} pictures, but labels of the shape {numbers.shape}. Each picture "
            "needs one label, a whole number: labels=labels_test[:20]."
        )
    whole = numbers.dtype.kind in "buif" and (numbers == np.floor(numbers)).all()
    if not whole or numbers.min() < 0:
        raise ImageError(f"{where}: labels are whole numbers from 0 on.")
    if names and numbers.max() >= len(names):
        raise ImageError(
            f"{where} got {len(names)} names, for the labels 0 to {len(names) - 1}, but one label "
            f"is {int(numbers.max())}."
        )
    return tuple(int(number) for number in numbers)


def to_show(values: np.ndarray) -> np.ndarray:
    """Return pictures as uint8, (n, rows, columns) or (n, rows, columns, 3).

    Parameters
    ----------
    values : numpy.ndarray
        (n, rows, columns, channels), (n, rows, columns) or (n, numbers). From 0 to 1 and from 0
        to 255, 0 is black; other ranges are stretched from the smallest value of all to the
        largest. Of 2 or more than 3 channels the mean is shown; a row of numbers becomes a square,
        where it can.

    Examples
    --------
    >>> to_show(np.array([[0.0, 1.0, 0.5, 0.0]])).tolist()
    [[[0, 255], [128, 0]]]
    """
    values = np.asarray(values, np.float64)
    values = as_pictures(values)
    if values.shape[3] != 3:
        values = values.mean(axis=3)
    low, high = float(values.min()), float(values.max())
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    elif low >= 0 and high <= 255:
        low, high = 0.0, 255.0
    shares = (values - low) / ((high - low) or 1.0)
    return np.ascontiguousarray(np.rint(255 * shares).astype(np.uint8))


def as_pictures(inputs: np.ndarray) -> np.ndarray:
    """Return what a network takes as (n, rows, columns, channels).

    A row of numbers becomes a square where it can, else a single line of pixels.

    >>> as_pictures(np.zeros((5, 64))).shape, as_pictures(np.zeros((5, 9, 7))).shape
    ((5, 8, 8, 1), (5, 9, 7, 1))
    """
    if inputs.ndim == 4:
        return inputs
    if inputs.ndim == 3:
        return inputs[..., np.newaxis]
    count = inputs.shape[1]
    for channels in (1, 3):
        side = round((count / channels) ** 0.5)
        if side * side * channels == count:
            return inputs.reshape(-1, side, side, channels)
    return inputs.reshape(-1, 1, count, 1)
