"""What a training does, read from its numbers: two or three short sentences."""

from __future__ import annotations

import numpy as np

from course_utils.explorers.playing.drawing import loss_text
from course_utils.explorers.playing.training import GUESSING, Settings, Training

LEARNED = 0.95  # accuracy
RECENT = 20  # epochs that are looked at for jumps
JUMP = 0.05  # of the loss, from one epoch to the next
WORSE = 0.03  # of the test loss, until it counts as risen
SETTLED = 0.01  # a fall of the loss that is smaller, in the last third, is none
EARLY = 30  # epochs before which nothing is said to be settled


def training_words(training: Training, epoch: int) -> str:
    """Say how the training goes, and what to do about it."""
    settings, now = training.settings, training.measured[epoch]
    losses = np.array([each.training_loss for each in training.measured[: epoch + 1]])
    tests = np.array([each.test_loss for each in training.measured[: epoch + 1]])
    if epoch == 0:
        return (
            "Nothing is learned yet: the start weights are random. "
            "Press Run, and watch the border, the losses and each node."
        )
    if training.diverged and epoch == training.last:
        return _diverged(epoch, now.training_loss)
    dead = training.dead_layer(epoch)
    if dead:
        return (
            f"All nodes of layer {dead} give 0 for every training point: dead ReLU nodes. Their "
            "slope is 0, so no step changes them. Try a smaller learning rate or other weights."
        )
    jump = _jump(losses)
    if jump:
        return (
            f"The training loss jumps up and down, by about {jump:.2f} from epoch to epoch. "
            "The steps are too large: try a smaller learning rate."
        )
    if settings.is_straight:
        return _straight(settings, now.training_accuracy, epoch)
    best = int(np.argmin(tests))
    if _is_overfitting(losses, tests, best):
        return (
            f"Overfitting: since epoch {best} the test loss has risen from {tests[best]:.2f} to "
            f"{tests[-1]:.2f}, while the training loss fell from {losses[best]:.2f} to "
            f"{losses[-1]:.2f}. The border bends around single points."
        )
    verdict = f"Training loss {loss_text(losses[-1])}, test loss {loss_text(tests[-1])}."
    if min(now.training_accuracy, now.test_accuracy) >= LEARNED:
        return (
            "Learned: the border separates the classes, for training points and for test points. "
            f"{verdict}"
        )
    return f"{_on_the_way(settings, losses, now.training_accuracy)} {verdict}"


def _diverged(epoch: int, loss: float) -> str:
    now = "is no longer a number" if not np.isfinite(loss) else f"is {loss_text(loss)}"
    return (
        f"Diverged: training stopped in epoch {epoch}. The loss {now}, and guessing gives "
        f"{GUESSING:.2f}. The steps are too large: try a smaller learning rate."
    )


def _straight(settings: Settings, accuracy: float, epoch: int) -> str:
    if settings.nodes:
        why = (
            "Linear layers one after the other are one linear layer: depth adds nothing, and the "
            "border is a straight line."
        )
    else:
        why = "Without a hidden layer the network is one node, and its border is a straight line."
    share = f"{100 * accuracy:.0f} % of the training points are correct."
    if accuracy >= LEARNED:
        return f"{why} Here that is enough: {share}"
    if settings.data == "blobs" or epoch < EARLY:
        return f"{why} {share}"
    more = "Choose another activation." if settings.nodes else "Add a hidden layer."
    return f"{why} Underfitting: no straight line divides these classes. {share} {more}"


def _jump(losses: np.ndarray) -> float:
    """Return the mean step of the loss if it goes up about as often as down, and else 0."""
    steps = np.diff(losses[-RECENT - 1 :])
    if len(steps) < 5:
        return 0.0
    size = float(np.abs(steps).mean())
    rises = float(np.maximum(steps, 0).sum())
    return size if size > JUMP and rises > 0.35 * np.abs(steps).sum() else 0.0


def _is_overfitting(losses: np.ndarray, tests: np.ndarray, best: int) -> bool:
    risen = tests[-1] - tests[best] > max(WORSE, 0.1 * tests[best])
    return bool(risen and losses[-1] < losses[best] - SETTLED)


def _on_the_way(settings: Settings, losses: np.ndarray, accuracy: float) -> str:
    """Say whether the loss still falls, and if it does not, what holds it."""
    epoch = len(losses) - 1
    share = f"{100 * accuracy:.0f} % of the training points are correct."
    if settings.nodes[0] == 1 and epoch >= EARLY:
        return (
            "Layer 1 has one node: the network sees one direction only, and all its borders are "
            f"parallel straight lines. {share}"
        )
    if epoch < EARLY or losses[epoch * 2 // 3] - losses[-1] > SETTLED:
        return f"Training goes on: the training loss began at {loss_text(losses[0])}. {share}"
    if settings.l1 or settings.l2:
        kind = "L1" if settings.l1 else "L2"
        return (
            f"The {kind} penalty keeps the weights small, so the border stays smooth and training "
            f"and test loss stay closer. {share}"
        )
    if settings.noise >= 0.3:
        return f"The loss hardly falls any more. So much noise makes the classes overlap. {share}"
    return (
        f"The loss hardly falls any more. {share} Underfitting, if it stays so: try more nodes, "
        "a larger learning rate, or other start weights."
    )
