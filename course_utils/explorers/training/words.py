"""What a fit has brought, and how it ended, in short sentences."""

from __future__ import annotations

import numpy as np

from course_utils.explorers.training.outcome import Outcome
from course_utils.explorers.training.record import (
    BROKEN,
    COMPLETE,
    INTERRUPTED,
    OTHER,
    STOPPED,
    Record,
)

BEFORE = "No fit yet. Give this monitor to one: model.fit(..., callbacks=[monitor.callback])."


def progress_words(record: Record, *, batch: bool, stopping: bool = False) -> str:
    """Say how far a fit is, or how it ended.

    Examples
    --------
    >>> progress_words(Record(30, batches=32, batch=7), batch=True)
    'Epoch 1 of 30, batch 7 of 32'
    """
    if not record.runs:
        return ending_words(record)
    words = f"Epoch {min(record.newest + 1, record.planned)} of {record.planned}"
    if stopping:
        return f"{words}: it stops after this batch"
    if not record.epochs and not record.batch:
        return f"{words}: Keras prepares the first batch"
    if batch and record.batch:
        of = f" of {record.batches}" if record.batches else ""
        words += f", batch {record.batch}{of}"
    return words


def ending_words(record: Record) -> str:
    """Say how the fit ended, and who ended it."""
    done = record.newest - record.first + 1
    epochs = "1 epoch is" if done == 1 else f"{done} epochs are"
    if record.ending == COMPLETE:
        return f"The fit is complete: {epochs} done."
    where = f"in epoch {max(record.newest, record.first)} of {record.planned}"
    return {
        STOPPED: f"You stopped the fit {where}. Its history is kept.",
        INTERRUPTED: f"An interrupt of the kernel stopped the fit {where}. Its history is kept.",
        OTHER: f"Another callback stopped the fit {where}.",
        BROKEN: f"The fit broke off: {epochs} done.",
    }[record.ending]


def result_words(
    record: Record, epoch: int, asked: int | None, outcome: Outcome | None, names: tuple[str, ...]
) -> str:
    """Say how many answers were right after an epoch, and which mistake was the most frequent."""
    if not record.epochs:
        return "Curves, table and mistakes come after the first epoch."
    loss = record.epochs[epoch - record.first].logs.get("loss", 0.0)
    if not np.isfinite(loss) or (asked is not None and outcome is None):
        return (
            f"The loss after epoch {epoch} is not a number any more: the training has diverged. "
            "Try a smaller learning rate, and look for NaN in the data."
        )
    if outcome is None:
        return f"After epoch {epoch} there was no time to ask the model about these samples."
    count = len(outcome.answers)
    words = (
        f"After epoch {asked}, {outcome.right} of {count} validation samples are right, "
        f"{100 * outcome.right / count:.1f} %."
    )
    words = f"{words} {_mistake_words(outcome.confusion, names)}"
    if asked != epoch:
        words += f" After epoch {epoch} there was no time to ask."
    return words + _validation_words(record)


def _mistake_words(confusion: np.ndarray, names: tuple[str, ...]) -> str:
    wrong = confusion * (1 - np.eye(len(confusion), dtype=int))
    if not wrong.any():
        return "There is no mistake."
    most = int(wrong.max())
    truth, answer = (int(place) for place in np.unravel_index(wrong.argmax(), wrong.shape))
    if most == 1:
        return "No mistake occurs twice."
    return f"The most frequent mistake: {names[truth]} is taken for {names[answer]}, {most} times."


def _validation_words(record: Record) -> str:
    if not record.validated:
        return " model.fit has no validation_data, so the curves show the training alone."
    losses = record.series("val_loss")
    if record.runs or len(losses) < 3 or not np.isfinite(losses).any():
        return ""
    best = record.first + int(np.nanargmin(losses))
    if best == record.newest:
        return " The validation loss is lowest after the last epoch: it may still fall."
    return f" The validation loss is lowest after epoch {best}."
