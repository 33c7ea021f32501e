"""A Keras model as an answer: what it does, found out without changing it.

An exercise's ``observe`` borrows the model that the learner's function returns, and tries it:

    with borrowed(build(), inputs) as model:
        found = {"Comes out": f"shape {model.predict(inputs).shape}"}

Nothing here imports Keras: where a model comes, it is there already.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.checking.answers import AnswerStoppedError, LocalAnswer
from course_utils.checking.errors import LearnerError
from course_utils.stderr_filter import without_lines

if TYPE_CHECKING:
    import keras


Shape = tuple[int | None, ...]

PROBABILITIES = "none below 0, and their sum is 1"

# TensorFlow tells of an error in a loss on descriptor 2, too.
_TOLD_TWICE = "OP_REQUIRES failed|endezvous is aborting"
_LAYER = re.compile(r" with name '\w+' of layer '\w+'")  # names that Keras counts up


class NotTakenError(AnswerStoppedError):
    """The model does not take the inputs; `told` is why: the shape it expects, if it knows it."""

    def __init__(self, error: LearnerError, expected: Shape | None, given: Shape) -> None:
        super().__init__(error)
        self.told = _LAYER.sub("", error.message)
        if expected is not None and expected[1:] != given[1:]:  # Keras would quote all values
            self.told = f"it expects shape (n, {', '.join(map(str, expected[1:]))})."


class Borrowed:
    """A model on trial. What goes wrong inside it is the learner's: AnswerStoppedError."""

    def __init__(self, model: keras.Model, inputs: np.ndarray) -> None:
        self._model = model
        try:  # a model that does not know its inputs yet makes its weights now
            self.predict(inputs[:1])
        except AnswerStoppedError as stopped:
            raise NotTakenError(stopped.error, _input_shape(model), inputs.shape) from None
        optimizer = model.optimizer if model.compiled else None
        if optimizer is not None and not optimizer.built:
            _safely(lambda: optimizer.build(model.trainable_variables))
        self._metrics = list(model.metrics_variables)
        variables = [*model.variables, *self._metrics, *(optimizer.variables if optimizer else ())]
        self._values = [(variable, np.array(variable)) for variable in variables]
        self._history = vars(model).get("history")

    @property
    def compiled(self) -> bool:
        """Whether it is ready for `fit`."""
        return bool(self._model.compiled)

    @property
    def parameters(self) -> int:
        """How many weights and biases it has."""
        return int(self._model.count_params())

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """Return the outputs for inputs, as the model is used: dropout and the like are off."""
        outputs = _safely(lambda: self._model(inputs.astype(np.float32), training=False))
        return np.asarray(outputs)

    def loss(self, inputs: np.ndarray, labels: np.ndarray) -> float:
        """Return the loss that it is compiled with, less what regularisation adds.

        NaN where it has none, because it is trained by a `train_step` of its own.
        """
        model, outputs = self._model, self.predict(inputs)

        def loss() -> float:
            whole = model.compute_loss(inputs, _tensor(labels), _tensor(outputs), training=False)
            added = sum(float(each) for each in model.losses)
            return float("nan") if whole is None else float(whole) - added

        with without_lines(_TOLD_TWICE):
            return _safely(loss)

    def fit(self, inputs: np.ndarray, labels: np.ndarray, *, epochs: int, batch_size: int) -> None:
        """Train it, the samples of each epoch in another order, always in the same one.

        All epochs are one call of `fit`: to begin an epoch costs Keras more than a small step.
        """
        rng = np.random.default_rng(0)
        order = np.concatenate([rng.permutation(len(inputs)) for _ in range(epochs)])
        x, y = inputs[order].astype(np.float32), labels[order]
        with without_lines(_TOLD_TWICE):
            _safely(lambda: self._model.fit(x, y, batch_size=batch_size, shuffle=False, verbose=0))

    def take_weights_of(self, other: keras.Model, inputs: np.ndarray) -> None:
        """Begin again with the weights of another model that the same function made.

        To train a second model would cost Keras its long preparations a second time.
        """
        self.restore()
        _safely(lambda: other(inputs[:1].astype(np.float32), training=False))
        _safely(lambda: self._model.set_weights(other.get_weights()))

    def restore(self) -> None:
        """Make the model what it was: its weights, and what optimizer and metrics remember."""
        for variable, value in self._values:
            variable.assign(value)
        if len(self._metrics) < len(self._model.metrics_variables):
            self._model.reset_metrics()
        if self._history is not None:
            self._model.history = self._history
        elif "history" in vars(self._model):
            del self._model.history


@contextlib.contextmanager
def borrowed(model: keras.Model, inputs: np.ndarray) -> Iterator[Borrowed]:
    """Give a model to be tried out, and leave it as it was before.

    Parameters
    ----------
    model : keras.Model
        Of any kind, compiled or not.
    inputs : array
        Some inputs that it should take.

    Raises
    ------
    NotTakenError
        If it does not take them.
    """
    found = Borrowed(model, inputs)
    try:
        yield found
    finally:
        found.restore()


def kind_of_scores(outputs: np.ndarray) -> str:
    """Say what sort of numbers a classifier gives, (n, classes); PROBABILITIES if they are that."""
    if not np.isfinite(outputs).all():
        return "not always finite"
    if outputs.min() < 0 or outputs.max() > 1 + 1e-4:
        return "some below 0 or above 1"
    if np.abs(outputs.sum(axis=1) - 1).max() > 1e-3:
        return "between 0 and 1, but their sum is not 1"
    return PROBABILITIES


def _input_shape(model: keras.Model) -> Shape | None:
    try:
        shape = model.input_shape
    except AttributeError:  # it has never met an input, or a class of its own makes it
        return None
    return shape if isinstance(shape, tuple) else None


def _safely(function: Callable[[], Any]) -> Any:
    reply = LocalAnswer(function).call((), {})
    if reply.error is not None:
        raise AnswerStoppedError(reply.error)
    return reply.value


def _tensor(values: np.ndarray) -> Any:
    return sys.modules["keras"].ops.convert_to_tensor(values)
