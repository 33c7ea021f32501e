"""Losses: one number for how wrong the outputs of a network are, and its slopes.

A loss gets the outputs z of the last layer, (n, outputs), before any softmax or sigmoid: the
logits. It knows what makes a prediction of them. Softmax and cross-entropy in one place are exact
for large logits, and their slope is short: prediction minus truth.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from course_utils.networks.activations import sigmoid, softmax


class Loss(ABC):
    """What a network needs of a loss.

    Attributes
    ----------
    name : str
        As Keras calls it.
    is_classifier : bool
        Whether the targets are classes, so that there is an accuracy.
    """

    name: str
    is_classifier: bool

    @abstractmethod
    def targets(self, targets: np.ndarray, outputs: int) -> np.ndarray:
        """Return the targets as this loss computes with them.

        Raises
        ------
        ValueError
            With a sentence, for targets that do not fit a network with so many outputs.
        """

    @abstractmethod
    def predictions(self, z: np.ndarray) -> np.ndarray:
        """Return what the network says: probabilities, or values as they are; shape of `z`."""

    @abstractmethod
    def value(self, z: np.ndarray, targets: np.ndarray) -> float:
        """Return the loss, the mean over the samples."""

    @abstractmethod
    def gradient(self, z: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Return the slope of the loss for each of `z`, in its shape."""

    def classes(self, z: np.ndarray) -> np.ndarray:
        """Return the class with the highest probability for each sample, (n,)."""
        raise ValueError(f"The loss {self.name} predicts numbers, not classes.")


class _Regression(Loss):
    is_classifier = False

    def targets(self, targets: np.ndarray, outputs: int) -> np.ndarray:
        targets = np.asarray(targets, dtype=float)
        if targets.ndim == 1 and outputs == 1:
            targets = targets[:, np.newaxis]
        if targets.ndim != 2 or targets.shape[1] != outputs:
            raise ValueError(
                f"A network with {outputs} outputs needs targets of shape (n, {outputs}), "
                f"not {targets.shape}."
            )
        return targets

    def predictions(self, z: np.ndarray) -> np.ndarray:
        return z


class MeanSquaredError(_Regression):
    """The mean of (z - target) squared, over samples and outputs.

    >>> round(MeanSquaredError().value(np.array([[0.9]]), np.array([[4.0]])), 9)
    9.61
    """

    name = "mean_squared_error"

    def value(self, z: np.ndarray, targets: np.ndarray) -> float:
        return float(np.mean((z - targets) ** 2))

    def gradient(self, z: np.ndarray, targets: np.ndarray) -> np.ndarray:
        return 2 * (z - targets) / z.size


class MeanAbsoluteError(_Regression):
    """The mean distance between z and target, over samples and outputs.

    >>> MeanAbsoluteError().value(np.array([[0.9]]), np.array([[4.0]]))
    3.1
    """

    name = "mean_absolute_error"

    def value(self, z: np.ndarray, targets: np.ndarray) -> float:
        return float(np.mean(np.abs(z - targets)))

    def gradient(self, z: np.ndarray, targets: np.ndarray) -> np.ndarray:
        return np.sign(z - targets) / z.size


class BinaryCrossentropy(Loss):
    """-log of the probability of the true class, for two classes and one output.

    The probability of class 1 is sigmoid(z).

    >>> round(BinaryCrossentropy().value(np.array([[0.0]]), np.array([[1.0]])), 4)
    0.6931
    """

    name = "binary_crossentropy"
    is_classifier = True

    def targets(self, targets: np.ndarray, outputs: int) -> np.ndarray:
        if outputs != 1:
            raise ValueError(
                f"binary_crossentropy needs a last layer with 1 node, not {outputs}. "
                "For several classes use categorical_crossentropy."
            )
        targets = np.asarray(targets, dtype=float)
        if targets.ndim == 1:
            targets = targets[:, np.newaxis]
        if targets.ndim != 2 or targets.shape[1] != 1 or not np.isin(targets, (0, 1)).all():
            raise ValueError("binary_crossentropy needs labels of 0 and 1, one for each sample.")
        return targets

    def predictions(self, z: np.ndarray) -> np.ndarray:
        return sigmoid(z)

    def value(self, z: np.ndarray, targets: np.ndarray) -> float:
        # -y log(sigmoid(z)) - (1 - y) log(1 - sigmoid(z)), rewritten so that no log(0) appears
        return float(np.mean(np.logaddexp(0, z) - targets * z))

    def gradient(self, z: np.ndarray, targets: np.ndarray) -> np.ndarray:
        return (sigmoid(z) - targets) / len(z)

    def classes(self, z: np.ndarray) -> np.ndarray:
        return (z[:, 0] > 0).astype(int)  # sigmoid(z) > 0.5


class CategoricalCrossentropy(Loss):
    """-log of the probability of the true class, for several classes, one output each.

    The probabilities are softmax(z); the targets are class numbers, (n,).

    >>> loss = CategoricalCrossentropy()
    >>> round(loss.value(np.array([[2.0, 1.0, 0.1]]), np.array([0])), 3)
    0.417
    """

    name = "categorical_crossentropy"
    is_classifier = True

    def targets(self, targets: np.ndarray, outputs: int) -> np.ndarray:
        if outputs < 2:
            raise ValueError(
                "categorical_crossentropy needs a last layer with one node a class: a softmax "
                "over 1 node is always 1. For two classes and 1 node use binary_crossentropy."
            )
        targets = np.asarray(targets)
        if targets.ndim != 1 or targets.dtype.kind not in "iu":
            raise ValueError(
                "categorical_crossentropy needs one class number for each sample: whole numbers "
                f"of shape (n,). An array of shape {targets.shape} and dtype {targets.dtype} came."
            )
        if targets.size and not 0 <= targets.min() <= targets.max() < outputs:
            raise ValueError(
                f"With {outputs} outputs the classes are 0 to {outputs - 1}, but the labels run "
                f"from {targets.min()} to {targets.max()}."
            )
        return targets

    def predictions(self, z: np.ndarray) -> np.ndarray:
        return softmax(z)

    def value(self, z: np.ndarray, targets: np.ndarray) -> float:
        shifted = z - z.max(axis=1, keepdims=True)
        true_class = shifted[np.arange(len(z)), targets]
        return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - true_class))

    def gradient(self, z: np.ndarray, targets: np.ndarray) -> np.ndarray:
        difference = softmax(z)
        difference[np.arange(len(z)), targets] -= 1
        return difference / len(z)

    def classes(self, z: np.ndarray) -> np.ndarray:
        return z.argmax(axis=1)


LOSSES = {
    each.name: each
    for each in (
        MeanSquaredError,
        MeanAbsoluteError,
        BinaryCrossentropy,
        CategoricalCrossentropy,
    )
}
