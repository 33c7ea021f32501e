"""The validation samples of a training monitor, checked: inputs, labels, pictures and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.images import ImageError
from course_utils.images.arrays import displayable

WHERE = "explorers.training_monitor"


@dataclass(frozen=True)
class Samples:
    """What the monitor shows to the model after each epoch.

    Attributes
    ----------
    inputs : numpy.ndarray
        (n, ...), what the model takes.
    labels : numpy.ndarray
        (n,), whole numbers from 0.
    pictures : tuple of numpy.ndarray
        One picture for each sample, uint8, or nothing at all.
    names : tuple of str
        The names of the classes, or nothing: then a class is called by its number.
    """

    inputs: np.ndarray
    labels: np.ndarray
    pictures: tuple[np.ndarray, ...]
    names: tuple[str, ...]

    def class_names(self, classes: int) -> tuple[str, ...]:
        """Return a name for each class of a model that tells so many apart."""
        return self.names or tuple(str(number) for number in range(classes))

    @property
    def classes(self) -> int:
        """How many classes there are at least, as long as no model has said it."""
        return len(self.names) or max(2, int(self.labels.max()) + 1)


def samples(x: Any, labels: Any, pictures: Any, names: Sequence[str] | None) -> Samples:
    """Return the validation samples, checked.

    Parameters
    ----------
    x : array
        (n, ...), what ``model.predict`` takes.
    labels : array
        Whole numbers, (n,) or (n, 1), or one-hot rows, (n, classes).
    pictures : array, optional
        (n, height, width) or with 1 or 3 channels at the end. Without them `x` itself is taken
        where its samples are pictures.
    names : sequence of str, optional
        The names of the classes.

    Raises
    ------
    ImageError
        With a sentence, for what does not fit together.

    Examples
    --------
    >>> made = samples(np.zeros((3, 5)), [[0], [1], [1]], None, ("no", "yes"))
    >>> made.labels.tolist(), made.pictures, made.class_names(2)
    ([0, 1, 1], (), ('no', 'yes'))
    """
    inputs = _array(x, "x_validation")
    if inputs.ndim < 2 or not len(inputs):
        raise ImageError(
            f"{WHERE} needs x_validation as one array with a row for each sample, such as "
            f"(297, 64), but its shape is {inputs.shape}."
        )
    numbers = _labels(_array(labels, "labels_validation"), len(inputs))
    words = _names(names, numbers)
    return Samples(inputs, numbers, _pictures(pictures, inputs), words)


def _array(value: Any, name: str) -> np.ndarray:
    if value is None:
        raise ImageError(
            f"{WHERE} needs validation data, but {name} is None: "
            f"{WHERE}(x_validation, labels_validation)."
        )
    array = np.asarray(value)
    if array.dtype.kind not in "buif":
        raise ImageError(f"{WHERE} needs {name} as an array of numbers, not {type(value)!r}.")
    return array


def _labels(labels: np.ndarray, count: int) -> np.ndarray:
    shape = labels.shape
    if not labels.ndim or len(labels) != count:
        raise ImageError(
            f"x_validation has {count} samples, but labels_validation has the shape {shape}: "
            "each sample needs one label."
        )
    if labels.ndim == 2 and shape[1] == 1:
        labels = labels[:, 0]
    elif labels.ndim == 2:
        if not ((labels == 0) | (labels == 1)).all() or not (labels.sum(axis=1) == 1).all():
            raise ImageError(
                f"labels_validation has the shape {shape}, so each row should be one-hot: a "
                "single 1, and 0 elsewhere. That is not so."
            )
        labels = labels.argmax(axis=1)
    elif labels.ndim > 2:
        raise ImageError(f"labels_validation is (n,), one number a sample, not {shape}.")
    wrong = np.flatnonzero((labels < 0) | (labels != np.floor(labels)))
    if wrong.size:
        raise ImageError(
            "Labels are whole numbers from 0 on, but "
            f"labels_validation[{wrong[0]}] is {labels[wrong[0]]}."
        )
    return labels.astype(int)


def _names(names: Sequence[str] | None, labels: np.ndarray) -> tuple[str, ...]:
    if names is None:
        return ()
    if isinstance(names, str):
        raise ImageError(f'names is a list with a name for each class, such as ["{names}", ...].')
    words = tuple(str(name) for name in names)
    if len(words) < 2 or len(set(words)) != len(words):
        raise ImageError(f"names needs at least two names, all different, not {list(words)}.")
    largest = int(labels.max())
    if largest >= len(words):
        raise ImageError(
            f"names has {len(words)} names, for the labels 0 to {len(words) - 1}, but "
            f"labels_validation[{int(labels.argmax())}] is {largest}."
        )
    return words


def _pictures(pictures: Any, inputs: np.ndarray) -> tuple[np.ndarray, ...]:
    if pictures is None:
        if not _are_pictures(inputs):
            return ()
        return tuple(_to_show(inputs))
    array = _array(pictures, "pictures")
    if not len(array.shape) or len(array) != len(inputs):
        raise ImageError(
            f"x_validation has {len(inputs)} samples, but pictures has the shape {array.shape}: "
            "each sample needs one picture, or leave pictures out."
        )
    if not _have_the_shape_of_pictures(array):
        raise ImageError(
            f"pictures has the shape {array.shape}, but pictures are (n, height, width) or "
            "(n, height, width, 3). For rows of 64 numbers: x_validation.reshape(-1, 8, 8)."
        )
    return tuple(_to_show(array))


def _have_the_shape_of_pictures(array: np.ndarray) -> bool:
    return array.ndim == 3 or (array.ndim == 4 and array.shape[3] in (1, 3))


def _are_pictures(inputs: np.ndarray) -> bool:
    """Say whether the samples themselves can be shown."""
    if not _have_the_shape_of_pictures(inputs) or min(inputs.shape[1:3]) < 2:
        return False
    if inputs.dtype.kind != "f":
        return inputs.dtype in (np.uint8, bool)
    return bool(inputs.min() >= 0 and inputs.max() <= 1)


def _to_show(pictures: np.ndarray) -> np.ndarray:
    """Return the pictures as uint8, without an axis of one channel."""
    if pictures.ndim == 4 and pictures.shape[3] == 1:
        pictures = pictures[..., 0]
    # All in one piece, so that one sentence says what is wrong with them.
    shown = displayable(pictures.reshape(-1, *pictures.shape[2:]), f"{WHERE}(pictures=...)")
    return np.ascontiguousarray(shown).reshape(pictures.shape)
