"""Exercise 8 of lesson 05: when early stopping ends the training, and which weights it keeps."""

import numpy as np

from course_utils.checking import Exercise, Mistake, Random

_Epochs = tuple[int, int]


def _best_epoch(losses: list[float], patience: int) -> _Epochs:
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def _best_epoch_waiting(losses: list[float], patience: int) -> list[int]:
    lowest, kept, wait, epoch = float("inf"), 0, 0, 0
    while epoch < len(losses) and wait < patience:
        epoch += 1
        if losses[epoch - 1] < lowest:
            lowest, kept, wait = losses[epoch - 1], epoch, 0
        else:
            wait += 1
    return [kept, epoch]


def _best_epoch_arrays(losses: list[float], patience: int) -> np.ndarray:
    losses = np.array(losses)
    best_so_far = np.array([losses[: n + 1].argmin() for n in range(len(losses))])
    (late,) = np.nonzero(np.arange(len(losses)) - best_so_far >= patience)
    last = late[0] if len(late) else len(losses) - 1
    return np.array([best_so_far[last] + 1, last + 1])


def _best_epoch_windows(losses: list[float], patience: int) -> _Epochs:
    for last in range(patience + 1, len(losses) + 1):
        if min(losses[last - patience : last]) >= min(losses[: last - patience]):
            return losses.index(min(losses[:last])) + 1, last
    return losses.index(min(losses)) + 1, len(losses)


def _compared_with_the_epoch_before(losses: list[float], patience: int) -> _Epochs:
    wait = 0
    for epoch in range(1, len(losses)):
        wait = 0 if losses[epoch] < losses[epoch - 1] else wait + 1
        if wait == patience:
            return int(np.argmin(losses[: epoch + 1])) + 1, epoch + 1
    return int(np.argmin(losses)) + 1, len(losses)


def _never_set_back(losses: list[float], patience: int) -> _Epochs:
    best, wait = 0, 0
    for epoch, loss in enumerate(losses[1:], start=1):
        if loss < losses[best]:
            best = epoch
        else:
            wait += 1
        if wait == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def _equal_is_better(losses: list[float], patience: int) -> _Epochs:
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best]:
            best = epoch
        if epoch - best == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)


def _highest(losses: list[float], patience: int) -> _Epochs:
    return _best_epoch([-loss for loss in losses], patience)


def _begins_with_one(losses: list[float], patience: int) -> _Epochs:
    lowest, kept, wait = 1.0, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            lowest, kept, wait = loss, epoch, 0
        else:
            wait += 1
        if wait == patience:
            return kept, epoch
    return kept, len(losses)


def _best_of_all(losses: list[float], patience: int) -> _Epochs:
    return int(np.argmin(losses)) + 1, _best_epoch(losses, patience)[1]


def _never_stops(losses: list[float], patience: int) -> _Epochs:
    return int(np.argmin(losses)) + 1, len(losses)


def _past_the_end(losses: list[float], patience: int) -> _Epochs:
    kept, _ = _best_epoch(losses, patience)
    return kept, kept + patience


def _probe(rng: np.random.Generator) -> tuple[list[float], int]:
    """Return losses that fall and rise again, with some noise, as numbers of three digits."""
    count = int(rng.integers(8, 20))
    epochs = np.arange(count)
    curve = 0.5 + 0.002 * (epochs - rng.uniform(2, count)) ** 2 + rng.normal(0, 0.03, count)
    return curve.round(3).tolist(), int(rng.integers(1, 5))


best_epoch = Exercise(
    "05.best_epoch",
    "Which epoch is kept?",
    reference=_best_epoch,
    probes=[
        # falls, rises, and would be better still after the end
        ([0.9, 0.7, 0.5, 0.6, 0.55, 0.52, 0.4, 0.3], 3),
        ([0.9, 0.7, 0.5, 0.6, 0.55, 0.52, 0.4, 0.3], 4),
        ([0.8, 0.6, 0.5, 0.4], 2),
        ([0.5, 0.6, 0.7, 0.8, 0.2], 1),
        ([0.5, 0.6], 3),
        ([0.7, 0.8, 0.6, 0.7, 0.5, 0.6, 0.4, 0.5, 0.45], 2),  # up and down: the count starts again
        ([0.7, 0.5, 0.5, 0.5, 0.4], 2),  # equal is not better
        ([0.4], 1),
        ([2.3, 1.9, 1.4, 1.6, 1.5], 3),  # a loss may be above 1
        ([2500.0, 1800.0, 1900.0, 1950.0, 1700.0], 2),
        Random(6, _probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "the best of all epochs",
            _best_of_all,
            "The end is right, but you look for the lowest loss in the whole list. What comes "
            "after the end was never trained.",
        ),
        Mistake(
            "never stops",
            _never_stops,
            "You look at the whole list. With patience, training ends before it: where?",
        ),
        Mistake(
            "counted from 0",
            lambda losses, patience: tuple(n - 1 for n in _best_epoch(losses, patience)),
            "Both numbers are one too small: the first epoch is epoch 1.",
        ),
        Mistake(
            "the kept epoch counted from 0",
            lambda losses, patience: (
                _best_epoch(losses, patience)[0] - 1,
                _best_epoch(losses, patience)[1],
            ),
            "The number of epochs is right. The kept epoch is one too small: positions in a list "
            "begin with 0, and epochs with 1.",
        ),
        Mistake(
            "the end counted from 0",
            lambda losses, patience: (
                _best_epoch(losses, patience)[0],
                _best_epoch(losses, patience)[1] - 1,
            ),
            "The kept epoch is right. The number of trained epochs is one too small: the epoch in "
            "which training stops is trained, too.",
        ),
        Mistake(
            "the last epoch kept",
            lambda losses, patience: (_best_epoch(losses, patience)[1],) * 2,
            "You keep the weights of the last epoch. The best ones are older: its loss had not "
            "improved for some epochs.",
        ),
        Mistake(
            "compared with the epoch before",
            _compared_with_the_epoch_before,
            "You compare each epoch with the one before. Patience counts the epochs since the "
            "**lowest** loss so far: 0.5, 0.6, 0.55 has no improvement.",
        ),
        Mistake(
            "the count never set back",
            _never_set_back,
            "You count all epochs without a new lowest loss. After each new lowest one the count "
            "begins again with 0.",
        ),
        Mistake(
            "equal is better",
            _equal_is_better,
            "You take an equal loss for a better one. Only a lower loss is an improvement.",
        ),
        Mistake(
            "one epoch too late",
            lambda losses, patience: _best_epoch(losses, patience + 1),
            "You wait one epoch too long. With patience 3, the third epoch without improvement is "
            "the last one.",
        ),
        Mistake(
            "the lowest loss begins with 1",
            _begins_with_one,
            "Your lowest loss begins with a number that some losses are above, such as 1. A loss "
            "may have any size: begin with losses[0], or with float('inf').",
        ),
        Mistake(
            "the highest loss",
            _highest,
            "You wait for the highest number. For a loss, lower is better.",
        ),
        Mistake(
            "beyond the end of the list",
            _past_the_end,
            "Your number of trained epochs is larger than the list in some cases. When the loss "
            "still improves near the end, training ends with the list.",
        ),
        Mistake(
            "the losses themselves",
            lambda losses, patience: (
                losses[_best_epoch(losses, patience)[0] - 1],
                losses[_best_epoch(losses, patience)[1] - 1],
            ),
            "These are losses. The numbers of the epochs are wanted.",
        ),
        Mistake(
            "the order changed",
            lambda losses, patience: _best_epoch(losses, patience)[::-1],
            "Both numbers are right, but their order is not: the kept epoch first.",
        ),
        Mistake(
            "only one number",
            lambda losses, patience: _best_epoch(losses, patience)[0],
            "The kept epoch is right. The number of trained epochs is wanted, too.",
        ),
    ],
    alternatives=[_best_epoch_waiting, _best_epoch_arrays, _best_epoch_windows],
    hints=[
        "Go through the losses one by one, and remember the epoch with the lowest loss so far.",
        "After each epoch ask: how many epochs ago was the best one? If it is `patience`, stop.",
        "Without a stop, all epochs were trained: that is len(losses).",
    ],
    why="Early stopping trains `patience` epochs more than it keeps, to be sure that the best one "
    "is behind it.",
)
