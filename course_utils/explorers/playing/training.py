"""A training that can go on, and go back: every epoch's weights and losses are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from course_utils.datasets import Samples, points
from course_utils.networks import SGD, Dense, Network

TEST_COUNT = 200  # points that are never learned from
TRAINING_SEED, TEST_SEED = 1, 2  # of the points
GUESSING = float(np.log(2))  # the loss of a network that says 0.5 everywhere
DIVERGED = 10.0  # a loss above this is beyond any reasonable start


@dataclass(frozen=True)
class Settings:
    """All that decides what a training does.

    ``nodes`` holds the nodes of each hidden layer; without one, the output node is the network.
    ``count`` is the number of training points.
    """

    data: str
    noise: float
    count: int
    nodes: tuple[int, ...]
    activation: str
    rate: float
    l1: float
    l2: float
    batch: int
    seed: int

    @property
    def is_straight(self) -> bool:
        """Whether the border is one straight line, however long it trains."""
        return not self.nodes or self.activation == "linear"


@dataclass(frozen=True)
class Measured:
    """Loss without the penalty, and accuracy from 0 to 1, after an epoch."""

    training_loss: float
    test_loss: float
    training_accuracy: float
    test_accuracy: float


class Training:
    """A network, trained epoch by epoch from its seed.

    Attributes
    ----------
    measured : list of Measured
        One for each epoch done, and before it the one of the random start.
    diverged : bool
        The loss has grown beyond all bounds, and nothing is trained any more.

    Examples
    --------
    >>> settings = Settings("blobs", 0.1, 40, (), "tanh", 0.3, 0.0, 0.0, 10, 0)
    >>> training = Training(settings)
    >>> training.train_to(20)
    >>> len(training.measured), training.measured[20].training_accuracy
    (21, 1.0)
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.training, self.test = samples(settings.data, settings.noise, settings.count)
        sizes = [2, *settings.nodes]
        hidden = [Dense(before, after, settings.activation) for before, after in pairwise(sizes)]
        self._network = Network(
            [*hidden, Dense(sizes[-1], 1)],
            "binary_crossentropy",
            seed=settings.seed,
            l1=settings.l1,
            l2=settings.l2,
        )
        self._optimiser = SGD(settings.rate)
        self._generator = np.random.default_rng(settings.seed)
        self._parameters: list[np.ndarray] = []
        self.measured: list[Measured] = []
        self.diverged = False
        self._keep()

    @property
    def last(self) -> int:
        """The last epoch that has been trained."""
        return len(self.measured) - 1

    @property
    def parameter_count(self) -> int:
        """How many weights and biases the network has."""
        return self._network.parameter_count

    def train_to(self, epoch: int) -> None:
        """Go on to this epoch, if it has not been there and nothing has diverged."""
        if epoch <= self.last or self.diverged:
            return
        self._network.parameters[:] = self._parameters[-1]
        while self.last < epoch and not self.diverged:
            with np.errstate(over="ignore", invalid="ignore"):  # `diverged` tells of it
                self._network.train_epoch(
                    *self.training,
                    batch_size=self.settings.batch,
                    optimiser=self._optimiser,
                    generator=self._generator,
                )
                self._keep()

    def network(self, epoch: int) -> Network:
        """Return the network as it was after an epoch; the next call changes it."""
        self._network.parameters[:] = self._parameters[epoch]
        return self._network

    def dead_layer(self, epoch: int) -> int | None:
        """Return the first hidden ReLU layer, from 1, that is 0 for every training point."""
        if self.settings.activation != "relu":
            return None
        x = self.training[0]
        for number, layer in enumerate(self.network(epoch).layers[:-1], start=1):
            x = layer.forward(x)
            if not x.any():
                return number
        return None

    def _keep(self) -> None:
        self._parameters.append(self._network.parameters.copy())
        loss, accuracy = self._network.evaluate(*self.training)
        test_loss, test_accuracy = self._network.evaluate(*self.test)
        self.measured.append(Measured(loss, test_loss, float(accuracy), float(test_accuracy)))
        # "not <=" is true for what is not a number, too.
        self.diverged = bool(self.last and not loss <= DIVERGED)


@lru_cache(maxsize=4)
def samples(data: str, noise: float, count: int) -> tuple[Samples, Samples]:
    """Return the training points and the test points, each with labels."""
    training = points(data, count, noise=noise, seed=TRAINING_SEED)
    return training, points(data, TEST_COUNT, noise=noise, seed=TEST_SEED)
