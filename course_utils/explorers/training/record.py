"""What a fit has brought so far: numbers and probabilities of each epoch, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

# How a fit ended, and who ended it.
RUNS, COMPLETE, STOPPED, INTERRUPTED, OTHER, BROKEN = (
    "runs",
    "complete",
    "stopped by you",
    "interrupted",
    "stopped by another callback",
    "broken off",
)


@dataclass(frozen=True)
class Epoch:
    """One epoch.

    Attributes
    ----------
    logs : mapping of str to float
        What Keras measured, such as ``{"loss": 0.3, "val_loss": 0.5}``.
    probabilities : numpy.ndarray, optional
        What the model said to each validation sample after the epoch, (n, classes). None where
        there was no time to ask.
    """

    logs: Mapping[str, float]
    probabilities: np.ndarray | None


@dataclass
class Record:
    """One fit, from its first epoch.

    Attributes
    ----------
    planned : int
        The number of the last epoch that was asked for, counted from 1.
    first : int
        The number of the first epoch: 1, or more with ``initial_epoch``.
    batches : int, optional
        How many batches an epoch has.
    classes : int
        How many classes the model tells apart.
    epochs : list of Epoch
        Those that are over.
    batch : int
        How many batches of the epoch that runs are done.
    ending : str
        "runs", or how it ended.
    """

    planned: int
    first: int = 1
    batches: int | None = None
    classes: int = 2
    epochs: list[Epoch] = field(default_factory=list)
    batch: int = 0
    ending: str = RUNS

    @property
    def newest(self) -> int:
        """The number of the newest epoch that is over; `first` - 1 before there is one."""
        return self.first + len(self.epochs) - 1

    @property
    def runs(self) -> bool:
        return self.ending == RUNS

    def epoch(self, number: int) -> Epoch | None:
        """Return an epoch by its number, counted from 1; None where it is not over."""
        place = number - self.first
        return self.epochs[place] if 0 <= place < len(self.epochs) else None

    def asked(self, number: int) -> int | None:
        """Return the newest epoch up to this one after which the model was asked."""
        for each in range(min(number, self.newest), self.first - 1, -1):
            if self.epochs[each - self.first].probabilities is not None:
                return each
        return None

    def series(self, name: str) -> np.ndarray:
        """Return a number of the logs by epoch, (epochs,); NaN where it was not measured."""
        return np.array([epoch.logs.get(name, np.nan) for epoch in self.epochs], float)

    def measured(self) -> list[str]:
        """Return the names of what was measured in training, the loss first."""
        names = dict.fromkeys(name for epoch in self.epochs for name in epoch.logs)
        training = [name for name in names if not name.startswith("val_")]
        # A rate that a schedule notes is a number of the optimiser, not of the model.
        training = [name for name in training if name not in ("learning_rate", "lr")]
        return sorted(training, key=lambda name: name != "loss")

    @property
    def validated(self) -> bool:
        """Whether model.fit had validation data of its own."""
        return any(name.startswith("val_") for epoch in self.epochs for name in epoch.logs)
