"""What the probabilities of a model mean: answers, losses of samples, and the confusion matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEAST = 1e-7  # a probability of 0 would make the loss infinite; Keras clips at the same
BAD_SUM = 1e-3  # rows of probabilities may miss the sum 1 by this, for half precision too

ORDERS = ("highest loss first", "lowest loss first", "as in the data")


@dataclass(frozen=True)
class Outcome:
    """The answers of a model to the validation samples.

    Attributes
    ----------
    answers : numpy.ndarray
        The class of the largest probability, (n,).
    sure : numpy.ndarray
        The probability of that class, (n,).
    losses : numpy.ndarray
        Cross-entropy of each sample, -log(probability of its label), (n,).
    confusion : numpy.ndarray
        Counts, (classes, classes): rows are labels, columns are answers.
    """

    answers: np.ndarray
    sure: np.ndarray
    losses: np.ndarray
    confusion: np.ndarray

    @property
    def right(self) -> int:
        return int(np.trace(self.confusion))


def judged(probabilities: np.ndarray, labels: np.ndarray) -> Outcome:
    """Return what the probabilities, (n, classes), say beside the labels, (n,).

    Examples
    --------
    >>> outcome = judged(np.array([[0.9, 0.1], [0.8, 0.2]]), np.array([0, 1]))
    >>> outcome.answers.tolist(), outcome.losses.round(2).tolist(), outcome.confusion.tolist()
    ([0, 0], [0.11, 1.61], [[1, 0], [1, 0]])
    """
    classes = probabilities.shape[1]
    each = np.arange(len(labels))
    if classes == 2:  # at 0.5 a sigmoid answers 0, as the metrics of Keras do
        answers = (probabilities[:, 1] > 0.5).astype(int)
    else:
        answers = probabilities.argmax(axis=1)
    true = probabilities[each, labels].astype(float)
    counts = np.bincount(labels * classes + answers, minlength=classes**2)
    return Outcome(
        answers,
        probabilities[each, answers].astype(float),
        -np.log(np.clip(true, LEAST, 1)),
        counts.reshape(classes, classes),
    )


def chosen(outcome: Outcome, which: np.ndarray, order: str, most: int) -> np.ndarray:
    """Return the numbers of at most so many of the samples `which`, (k,), in an order."""
    if order != ORDERS[2]:
        sign = -1 if order == ORDERS[0] else 1
        which = which[np.argsort(sign * outcome.losses[which], kind="stable")]
    return which[:most]


def as_probabilities(outputs: np.ndarray, *, logits: bool) -> np.ndarray:
    """Return the outputs of a model as probabilities of the classes, (n, classes), float32.

    Parameters
    ----------
    outputs : numpy.ndarray
        (n, classes), or (n, 1) for two classes: then the probability of class 1.
    logits : bool
        Whether sigmoid or softmax are still to be applied.

    Examples
    --------
    >>> as_probabilities(np.array([[0.25]]), logits=False).tolist()
    [[0.75, 0.25]]
    >>> as_probabilities(np.array([[1.0, 1.0]]), logits=True).tolist()
    [[0.5, 0.5]]
    """
    outputs = np.asarray(outputs, np.float64)
    if outputs.shape[1] == 1:
        outputs = np.hstack([np.zeros_like(outputs), outputs]) if logits else outputs
    if logits:
        powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        outputs = powers / powers.sum(axis=1, keepdims=True)
    elif outputs.shape[1] == 1:
        outputs = np.hstack([1 - outputs, outputs])
    return outputs.astype(np.float32)


def are_probabilities(rows: np.ndarray) -> bool:
    """Say whether each row, (n, classes), holds numbers from 0 to 1 with the sum 1."""
    sums = rows.sum(axis=1)
    return bool((rows >= 0).all() and (rows <= 1).all() and (np.abs(sums - 1) < BAD_SUM).all())
