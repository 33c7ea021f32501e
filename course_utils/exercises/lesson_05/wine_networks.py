"""What a network for the wines does: the findings that two exercises of lesson 05 share.

A network is only called and trained, whatever it is made of. Findings stop at the first one that
is wrong, for those after it would say nothing.
"""

from __future__ import annotations

import numpy as np

from course_utils import datasets
from course_utils.checking.answers import AnswerStoppedError
from course_utils.checking.models import Borrowed, NotTakenError

Findings = dict[str, str]

FEATURES = 13
ALWAYS_0 = "0 for every network"
WRONG_LABELS = "one that does not take the label 1"
OF_SCORES = "binary cross-entropy of scores"
_LINES, _POINTS = 6, 41  # straight lines through 0, and points on each
# A second difference, of the spread of all scores: rounding gives up to 6e-7, a corner of ReLU
# 2e-2 and more, tanh up to 2e-3, and no curve less than this at more than a fifth of its points.
_CURVED = 3e-6
_SMOOTH = 0.7  # of all points; a new network with ReLU has its corners at 0 only


def wines() -> tuple[np.ndarray, np.ndarray]:
    """Return the training wines, scaled to mean 0 and spread 1: (89, 13), and labels (89,)."""
    inputs, labels = datasets.wine().training
    return (inputs - inputs.mean(axis=0)) / inputs.std(axis=0), labels


def find_form(model: Borrowed) -> Findings:
    """Return what comes out, in which range, and the number of parameters."""
    inputs, _ = wines()
    outputs = model.predict(inputs)
    found = {
        "What goes in": "13 numbers for each wine",
        "What comes out": f"shape (n, {', '.join(map(str, outputs.shape[1:]))})",
    }
    if outputs.shape == (len(inputs), 1):
        # far from 0, an output without a limit shows it
        far = np.random.default_rng(0).normal(0, 100, (200, FEATURES))
        found["The output"] = _range(np.concatenate([outputs, model.predict(far)]))
        found["Parameters"] = str(model.parameters)
    return found


def does_not_take(error: NotTakenError) -> Findings:
    """Return the finding for a network that does not take 13 numbers."""
    return {
        "What goes in": f"An input of shape (n, 13) stopped the network: {error.told} "
        "How many numbers does it expect for each wine?"
    }


def _range(outputs: np.ndarray) -> str:
    if not np.isfinite(outputs).all():
        return "not always a finite number"
    if np.ptp(outputs) < 1e-6:
        return f"always {outputs[0, 0]:.3g}"
    if outputs.min() < 0 or outputs.max() > 1:
        return "beyond 0 to 1"
    return "between 0 and 1"


def bends(model: Borrowed) -> str:
    """Return how the score, the logit of the output, runs along straight lines.

    Returns
    -------
    str
        "with corners" as ReLU makes them, "in a smooth curve", or "in a straight line". Where it
        cannot be told, for a network that is very sure everywhere, it counts as right.
    """
    lines = _lines()
    score = _scores(model, lines)
    if score is None:
        return "with corners"
    bent = np.abs(np.diff(score, n=2, axis=1)) > _CURVED * np.ptp(score)
    if not bent.any() and _is_new(model):
        return "in a straight line"
    return "in a smooth curve" if bent.mean() > _SMOOTH else "with corners"


def bends_twice(model: Borrowed) -> bool:
    """Return whether two layers bend, one after the other.

    Without biases, one ReLU layer makes f(x) - f(-x) straight: for each node
    relu(z) - relu(-z) is z. With a second ReLU layer it bends.
    """
    half = _LINES // 2
    a, b = _lines()[:half], _lines()[half:]
    points = np.concatenate([a, b, a + b, -a, -b, -(a + b)])
    scores = _scores(model, points)
    if scores is None or not _is_new(model):
        return True
    odd_a, odd_b, odd_sum = np.split(scores[: 3 * half] - scores[3 * half :], 3)
    # measured: up to 3e-6 with one layer that bends, at least 8e-2 with two
    return bool(np.abs(odd_a + odd_b - odd_sum).max() > 1e-3 * np.abs(odd_sum).max())


def _lines() -> np.ndarray:
    """Return points on lines through 0, (lines, points, features)."""
    directions = np.random.default_rng(1).normal(size=(_LINES, 1, FEATURES))
    return directions * np.linspace(-1, 1, _POINTS)[:, np.newaxis]


def _is_new(model: Borrowed) -> bool:
    """Return whether all biases are 0, as they are at first: then ReLU has its corners at 0.

    A network that is trained already may have no corner nearby.
    """
    return bool(abs(model.predict(np.zeros((1, FEATURES)))[0, 0] - 0.5) < 1e-6)


def _scores(model: Borrowed, points: np.ndarray) -> np.ndarray | None:
    """Return the logits at points that are drawn towards 0 until no output is near 0 or 1."""
    for scale in 10.0 ** -np.arange(0, 4, 0.5):
        outputs = model.predict(scale * points.reshape(-1, FEATURES)).astype(float)
        if outputs.min() > 0.02 and outputs.max() < 0.9:  # nearer to 1, float32 is coarse
            return np.log(outputs / (1 - outputs)).reshape(points.shape[:2])
    return None


def loss_name(model: Borrowed) -> str:
    """Return which loss the network is compiled with, by its value for the wines."""
    inputs, labels = wines()
    try:
        found = model.loss(inputs, labels)
    except AnswerStoppedError as stopped:
        if stopped.error.kind != "InvalidArgumentError":  # TensorFlow's, for a label out of range
            raise
        return WRONG_LABELS
    outputs = model.predict(inputs)[:, 0].astype(float)
    true = np.where(labels == 1, outputs, 1 - outputs)
    # a loss that takes the probability for a score makes a probability of it once more
    again = 1 / (1 + np.exp(-outputs))
    known = {
        "binary cross-entropy": -np.log(np.clip(true, 1e-7, 1)).mean(),
        OF_SCORES: -np.log(np.where(labels == 1, again, 1 - again)).mean(),
        "mean squared error": ((1 - true) ** 2).mean(),
        ALWAYS_0: 0.0,
    }
    return next(
        (name for name, value in known.items() if abs(found - value) <= 1e-3 * max(1, value)),
        f"another one, {found:.3f} for the wines",
    )
