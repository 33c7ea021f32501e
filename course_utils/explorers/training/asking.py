"""A model asked about the validation samples, without changing anything in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.explorers.training.outcome import are_probabilities, as_probabilities
from course_utils.explorers.training.samples import WHERE, Samples
from course_utils.images import ImageError

BATCH = 1024  # samples at a time


class Asking:
    """A model of Keras beside the validation samples.

    Parameters
    ----------
    model : keras.Model
        Built and compiled.
    samples : Samples
        What it is asked.

    Attributes
    ----------
    classes : int
        How many classes it tells apart; 2 for one output.

    Raises
    ------
    ImageError
        With a sentence, where they do not belong together.
    """

    def __init__(self, model: Any, samples: Samples) -> None:
        self._model, self._samples = model, samples
        self._logits = bool(getattr(model.loss, "from_logits", False))
        self._check_inputs()
        outputs = self._outputs(slice(0, 2))
        if not isinstance(outputs, np.ndarray) or outputs.ndim != 2:
            one = isinstance(outputs, np.ndarray)
            came = f"has the shape {outputs.shape}" if one else "is a list or a dictionary"
            raise ImageError(
                f"{WHERE} follows a classifier, whose output has the shape (n, classes) or (n, 1), "
                f"but the output of this model {came}."
            )
        self.classes = max(2, outputs.shape[1])
        self._check_labels(outputs.shape[1])
        self._check_outputs(outputs)

    def probabilities(self) -> np.ndarray:
        """Return what the model says to each sample, (n, classes), float32."""
        count = len(self._samples.inputs)
        parts = [self._outputs(slice(start, start + BATCH)) for start in range(0, count, BATCH)]
        return as_probabilities(np.concatenate(parts), logits=self._logits)

    def _outputs(self, part: slice) -> Any:
        from keras import ops

        outputs = self._model(self._samples.inputs[part], training=False)
        if isinstance(outputs, (list, tuple, dict)):
            return outputs
        return ops.convert_to_numpy(outputs)

    def _check_inputs(self) -> None:
        taken = getattr(self._model, "input_shape", None)
        given = self._samples.inputs.shape
        if not isinstance(taken, tuple):
            return  # several inputs, or a model without a fixed shape: Keras itself says more
        fits = len(taken) == len(given) and all(
            side in (None, other) for side, other in zip(taken[1:], given[1:], strict=True)
        )
        if not fits:
            raise ImageError(
                f"The model takes inputs of the shape {taken}, but x_validation has the shape "
                f"{given}. Give {WHERE} the same kind of arrays as model.fit."
            )

    def _check_labels(self, outputs: int) -> None:
        samples = self._samples
        largest = int(samples.labels.max())
        if largest >= self.classes:
            told = (
                "one output, so its labels are 0 and 1"
                if outputs == 1
                else (f"{outputs} outputs, so its labels are 0 to {outputs - 1}")
            )
            raise ImageError(
                f"The model has {told}, but "
                f"labels_validation[{int(samples.labels.argmax())}] is {largest}."
            )
        if samples.names and len(samples.names) != self.classes:
            raise ImageError(
                f"The model tells {self.classes} classes apart, but names has "
                f"{len(samples.names)}: {', '.join(samples.names)}."
            )

    def _check_outputs(self, outputs: np.ndarray) -> None:
        rows = as_probabilities(outputs, logits=self._logits)
        if not np.isfinite(rows).all() or are_probabilities(rows):
            return  # what is not a number has a sentence of its own in the panel
        last = "a sigmoid" if outputs.shape[1] == 1 else "softmax"
        raise ImageError(
            f"The outputs of the model are no probabilities: {outputs[0].round(2).tolist()}. Give "
            f"its last layer {last}, or the loss from_logits=True."
        )
