"""Softmax of logits that the learner sets."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from course_utils.explorers.base import PanelModel
from course_utils.explorers.confidence.softmax import (
    CONSTANT,
    LOGITS,
    PROBABILITIES,
    TEMPERATURE,
    charts,
    percent,
    setting_words,
    softmax,
)
from course_utils.explorers.controls import Slider
from course_utils.explorers.frames import Frame
from course_utils.images import ImageError

WHERE = "explorers.softmax_confidence"
NAMES = ("cat", "dog", "bird")
START = (2.0, 1.0, 0.1, -1.0, -2.0, -3.0)
FEWEST, MOST = 2, 6


class ByHandModel(PanelModel):
    """Two to six classes, each with a slider for its logit.

    The state holds ``temperature``, ``constant``, which is added to all logits, and a logit for
    each class: ``logit_1``, ``logit_2`` and so on.

    Parameters
    ----------
    names : sequence of str, optional
        The names of the classes, by default three animals.
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Examples
    --------
    >>> model = ByHandModel()
    >>> model.render(model.start).numbers["cat"]["probability"]
    '65.9 %'
    """

    def __init__(
        self,
        names: Sequence[str] | None = None,
        *,
        title: str = "Softmax and confidence",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        self.names = NAMES if names is None else _checked(names)
        self._logits = tuple(f"logit_{place}" for place in range(1, len(self.names) + 1))
        start = dict(zip(self._logits, START, strict=False))
        values = {**start, "temperature": 1.0, "constant": 0.0}
        kind = dataclasses.make_dataclass(
            "LogitsState", [(name, float) for name in values], frozen=True
        )
        self.start = kind(**values)
        self.controls = (
            *(
                Slider(each, f"Logit of {name}", -10.0, 10.0, 0.1)
                for each, name in zip(self._logits, self.names, strict=True)
            ),
            CONSTANT,
            TEMPERATURE,
        )
        self.presets = self._presets() if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)

    def render(self, state: Any) -> Frame:
        """Return logits and probabilities as bars, each step as numbers, and a sentence."""
        own = np.array([getattr(state, name) for name in self._logits])
        logits = own + state.constant
        probabilities = softmax(logits, state.temperature)
        drawn, shares = charts(logits, state.temperature, self.names)
        powers = np.exp(logits / state.temperature)
        columns = zip(self.names, logits, powers, probabilities, strict=True)
        numbers = {
            name: {
                "logit z": f"{logit:.1f}",
                "z / T": f"{logit / state.temperature:.2f}",
                "e to the power of z / T": f"{power:.3g}",
                "probability": percent(float(probability)),
            }
            for name, logit, power, probability in columns
        }
        return Frame(
            {LOGITS: drawn, PROBABILITIES: shares},
            numbers,
            _words(logits, probabilities, self.names)
            + setting_words(logits, state.constant, state.temperature),
            captions={
                LOGITS: "logits: what the last layer gives, any numbers",
                PROBABILITIES: "probabilities: each power divided by the sum of all powers",
            },
        )

    def _presets(self) -> dict[str, dict[str, float]]:
        start = dataclasses.asdict(self.start)
        equal = dict.fromkeys(self._logits, 0.0)
        low = {name: -5.0 - place for place, name in enumerate(self._logits)}
        return {
            "three logits" if len(self.names) == 3 else "some logits": start,
            "all equal": start | equal,
            "all far below 0": start | low,
            "a constant more": start | {"constant": 5.0},
            "temperature 3": start | {"temperature": 3.0},
            "temperature 0.3": start | {"temperature": 0.3},
        }


def _words(logits: np.ndarray, probabilities: np.ndarray, names: Sequence[str]) -> str:
    best = int(probabilities.argmax())
    sure = percent(float(probabilities[best]))
    if np.ptp(logits) == 0:
        return f"All logits are equal, so each of the {len(names)} classes gets {sure}."
    words = (
        f"The largest probability, {sure}, is that of {names[best]}: it is called the confidence "
        "of the answer."
    )
    if (logits < 0).all():
        words += (
            " Every logit is below 0, as if no class fitted, and the probabilities add up to 100 % "
            'all the same: softmax never says "none of these".'
        )
    return words


def _checked(names: Sequence[str]) -> tuple[str, ...]:
    if isinstance(names, str):
        raise ImageError(f'names is a list with a name for each class, not "{names}".')
    words = tuple(str(name) for name in names)
    if not FEWEST <= len(words) <= MOST or len(set(words)) != len(words):
        raise ImageError(
            f"{WHERE} without a model takes {FEWEST} to {MOST} names, all different, not "
            f"{list(words)}."
        )
    return words
