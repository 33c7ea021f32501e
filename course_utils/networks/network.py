"""The network: forward, backward, and the training loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from course_utils.networks.layers import SOFTMAX, Dense, whole_number
from course_utils.networks.losses import LOSSES, Loss
from course_utils.networks.optimisers import SGD, Optimiser
from course_utils.progress_line import ProgressLine

Data = tuple[np.ndarray, np.ndarray]  # inputs (n, features), and targets


@dataclass
class History:
    """What was measured after each epoch: lists with a number an epoch.

    Attributes
    ----------
    loss, accuracy : list of float
        On the training samples, in the middle of an epoch: each batch is measured before the
        step that learns from it. The accuracy stays empty where the targets are no classes.
    validation_loss, validation_accuracy : list of float
        On the validation samples, after the epoch; empty without them.
    stopped : str
        Why training ended early, in a sentence; empty if it did not.
    """

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    stopped: str = ""

    def __repr__(self) -> str:
        return self.stopped or f"{len(self.loss)} epochs, {self.latest()}"

    def latest(self) -> str:
        """Return the newest numbers in words."""
        words = [
            f"{name.replace('_', ' ')} {values[-1]:.3f}"
            for name in ("loss", "accuracy", "validation_loss", "validation_accuracy")
            if (values := getattr(self, name))
        ]
        return ", ".join(words) or "nothing measured"


class Network:
    """Dense layers, one after the other, and a loss.

    Parameters
    ----------
    layers : sequence of Dense
        From the input to the output; each takes as many inputs as the one before has nodes. The
        last one is linear: the loss applies softmax or sigmoid.
    loss : str or Loss
        "categorical_crossentropy", "binary_crossentropy", "mean_squared_error" or
        "mean_absolute_error".
    seed : int
        For the first weights: the same seed gives the same ones.
    l1, l2 : float
        Regularisation, 0 or more: ``l1 * sum(abs(w)) + l2 * sum(w**2)`` over all weights, not the
        biases, is added to the loss that training lowers.

    Attributes
    ----------
    parameters : array, (parameter_count,)
        All weights and biases, layer by layer. The layers show parts of this very vector.
    gradients : array, (parameter_count,)
        The slope of the loss for each of them, after `backward`.

    Raises
    ------
    ValueError
        With a sentence, if the layers do not fit together or to the loss.

    Examples
    --------
    >>> network = Network([Dense(2, 3, "relu"), Dense(3, 2)], loss="categorical_crossentropy")
    >>> network.parameter_count
    17
    >>> network.predict(np.zeros((4, 2))).tolist()[0]
    [0.5, 0.5]
    """

    def __init__(
        self,
        layers: Sequence[Dense],
        loss: str | Loss = "categorical_crossentropy",
        *,
        seed: int = 0,
        l1: float = 0.0,
        l2: float = 0.0,
    ) -> None:
        self.layers = list(layers)
        self.loss = loss if isinstance(loss, Loss) else _known_loss(loss)
        _check_layers(self.layers, self.loss)
        if not (l1 >= 0 and l2 >= 0):
            raise ValueError(f"l1 and l2 are 0 or more, not {l1!r} and {l2!r}.")
        self.l1, self.l2 = l1, l2
        self.parameters = np.zeros(self.parameter_count)
        self.gradients = np.zeros(self.parameter_count)
        generator = np.random.default_rng(seed)
        start = 0
        for layer in self.layers:
            part = slice(start, start + layer.parameter_count)
            layer.look_at(self.parameters[part], self.gradients[part])
            layer.initialise(generator)
            start = part.stop

    @property
    def parameter_count(self) -> int:
        """How many weights and biases there are."""
        return sum(layer.parameter_count for layer in self.layers)

    # ---- one pass ------------------------------------------------------------------------------

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs of the last layer, (n, outputs), for the inputs, (n, features)."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, z: np.ndarray, targets: np.ndarray) -> None:
        """Set `gradients`, for the outputs z of the last `forward`: the chain rule, from the end.

        Each layer turns the slopes for its outputs into those for its weights, and hands the rest
        to the layer before.
        """
        error = self.loss.gradient(z, targets)
        for layer in reversed(self.layers):
            delta = layer.backward(error)
            if layer is not self.layers[0]:
                error = layer.x_gradient(delta)
        if self.l1 or self.l2:
            for layer in self.layers:
                layer.weights_gradient += self.l1 * np.sign(layer.weights)
                layer.weights_gradient += 2 * self.l2 * layer.weights

    def penalty(self) -> float:
        """Return what regularisation adds to the loss."""
        if not (self.l1 or self.l2):
            return 0.0
        weights = np.concatenate([layer.weights.ravel() for layer in self.layers])
        return float(self.l1 * np.abs(weights).sum() + self.l2 * (weights**2).sum())

    # ---- use -----------------------------------------------------------------------------------

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the predictions, (n, outputs): probabilities for a classifier, else values."""
        return self.loss.predictions(self.forward(self._inputs(x)))

    def classify(self, x: np.ndarray) -> np.ndarray:
        """Return the most probable class of each sample, (n,)."""
        return self.loss.classes(self.forward(self._inputs(x)))

    def evaluate(self, x: np.ndarray, targets: np.ndarray) -> tuple[float, float | None]:
        """Return the loss, without the penalty, and the accuracy, 0 to 1, or None for values."""
        x, targets = self._samples(x, targets)
        z = self.forward(x)
        return self.loss.value(z, targets), self._accuracy(z, targets)

    # ---- training ------------------------------------------------------------------------------

    def fit(
        self,
        x: np.ndarray,
        targets: np.ndarray,
        *,
        epochs: int = 10,
        batch_size: int | None = 32,
        optimiser: Optimiser | None = None,
        validation: Data | None = None,
        seed: int = 0,
        progress: bool = True,
    ) -> History:
        """Train the network, and return what was measured after each epoch.

        Parameters
        ----------
        x : array, (n, features)
        targets : array
            Class numbers, (n,), or values, (n, outputs).
        epochs : int
            How often each sample is used.
        batch_size : int or None
            Samples for one step; None takes all at once.
        optimiser : Optimiser, optional
            Default: ``SGD()``. It remembers its past, so use a new one for another network.
        validation : tuple of array, optional
            Inputs and targets that are measured after each epoch, and never learned from.
        seed : int
            For the order of the samples, which is another one in each epoch.
        progress : bool
            Show a line with the epochs done, in a notebook.

        Returns
        -------
        History
            If the loss grows beyond all numbers, training stops, and `History.stopped` says so.

        Raises
        ------
        ValueError
            With a sentence, for samples that do not fit the network.
        """
        x, targets = self._samples(x, targets)
        if validation is not None:
            validation = self._samples(*validation)
        epochs = whole_number("epochs", epochs)
        batch_size = len(x) if batch_size is None else whole_number("batch_size", batch_size)
        optimiser = optimiser or SGD()
        generator = np.random.default_rng(seed)
        history = History()
        line = ProgressLine(epochs, "epochs", shown=progress)
        for _ in range(epochs):
            # Numbers that grow too large are met with a sentence below.
            with np.errstate(over="ignore", invalid="ignore"):
                self._epoch(x, targets, batch_size, optimiser, generator, history)
                if validation is not None:
                    self._validate(*validation, history)
            if not (np.isfinite(history.loss[-1]) and np.isfinite(self.parameters).all()):
                history.stopped = (
                    f"Stopped in epoch {len(history.loss)}: the loss is no longer a finite "
                    "number. The steps were too large. Try a smaller learning rate."
                )
                line.say(history.stopped)
                break
            line.step(history.latest())
        return history

    def train_epoch(
        self,
        x: np.ndarray,
        targets: np.ndarray,
        *,
        batch_size: int,
        optimiser: Optimiser,
        generator: np.random.Generator,
    ) -> None:
        """Use each sample once, in an order drawn by `generator`; for a loop of your own."""
        x, targets = self._samples(x, targets)
        batch_size = whole_number("batch_size", batch_size)
        self._epoch(x, targets, batch_size, optimiser, generator, History())

    def _epoch(
        self,
        x: np.ndarray,
        targets: np.ndarray,
        batch_size: int,
        optimiser: Optimiser,
        generator: np.random.Generator,
        history: History,
    ) -> None:
        order = generator.permutation(len(x))
        x, targets = x[order], targets[order]
        loss, right = 0.0, 0
        for start in range(0, len(x), batch_size):
            inputs = x[start : start + batch_size]
            truth = targets[start : start + batch_size]
            z = self.forward(inputs)
            self.backward(z, truth)
            loss += self.loss.value(z, truth) * len(inputs)
            if self.loss.is_classifier:
                right += int(np.sum(self.loss.classes(z) == truth.ravel()))
            optimiser.step(self.parameters, self.gradients)
        history.loss.append(loss / len(x))
        if self.loss.is_classifier:
            history.accuracy.append(right / len(x))

    def _validate(self, x: np.ndarray, targets: np.ndarray, history: History) -> None:
        z = self.forward(x)
        history.validation_loss.append(self.loss.value(z, targets))
        if self.loss.is_classifier:
            history.validation_accuracy.append(self._accuracy(z, targets))

    def _accuracy(self, z: np.ndarray, targets: np.ndarray) -> float | None:
        if not self.loss.is_classifier:
            return None
        return float(np.mean(self.loss.classes(z) == targets.ravel()))

    # ---- what came in --------------------------------------------------------------------------

    def _inputs(self, x: Any) -> np.ndarray:
        x = np.asarray(x, dtype=float)
        features = self.layers[0].inputs
        if x.ndim != 2 or x.shape[1] != features:
            more = ""
            if x.shape == (features,):
                more = " For one sample write x[np.newaxis]."
            elif x.ndim > 2 and np.prod(x.shape[1:]) == features:
                more = " For pictures write x.reshape(len(x), -1)."
            raise ValueError(
                f"This network takes inputs of shape (n, {features}), one sample a row. "
                f"An array of shape {x.shape} came.{more}"
            )
        if not np.isfinite(x).all():
            raise ValueError(
                "The inputs hold a number that is not finite: NaN or infinity. "
                "Find it with np.argwhere(~np.isfinite(x))."
            )
        return x

    def _samples(self, x: Any, targets: Any) -> Data:
        x = self._inputs(x)
        targets = self.loss.targets(targets, self.layers[-1].nodes)
        if len(x) != len(targets) or not len(x):
            raise ValueError(
                f"There are {len(x)} inputs and {len(targets)} targets. "
                "Give one target for each input, and at least one."
            )
        return x, targets

    def __repr__(self) -> str:
        layers = ", ".join(map(repr, self.layers))
        return f"Network([{layers}], {self.loss.name!r}): {self.parameter_count:,} parameters"


def _known_loss(name: str) -> Loss:
    if name not in LOSSES:
        raise ValueError(f"loss is one of {', '.join(LOSSES)}, not {name!r}.")
    return LOSSES[name]()


def _check_layers(layers: list[Dense], loss: Loss) -> None:
    if not layers:
        raise ValueError("A network needs at least one layer, such as Dense(64, 10).")
    for number, (before, after) in enumerate(pairwise(layers), start=1):
        if before.nodes != after.inputs:
            raise ValueError(
                f"Layer {number} has {before.nodes} nodes, but layer {number + 1} takes "
                f"{after.inputs} inputs. The two numbers must be the same."
            )
    if len(set(map(id, layers))) != len(layers):
        raise ValueError("One layer stands twice in the list. Make a Dense for each place.")
    last = layers[-1]
    if loss.is_classifier and last.activation.name != "linear":
        raise ValueError(f"The last layer is {last!r}. {SOFTMAX}")
    empty = np.zeros((0, last.nodes)) if not loss.is_classifier else np.zeros(0, dtype=int)
    loss.targets(empty, last.nodes)
