"""A classifier asked about its own kind of picture, and about pictures of no class."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.explorers import tiles
from course_utils.explorers.base import PanelModel
from course_utils.explorers.confidence import pictures as made
from course_utils.explorers.confidence.by_hand import WHERE
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
from course_utils.explorers.controls import Choice, Slider
from course_utils.explorers.frames import Frame
from course_utils.explorers.layer_outputs import INPUT, Layer, checked_model, run
from course_utils.explorers.network_pictures import as_pictures, checked_pictures, to_show
from course_utils.images import ImageError

PICTURE = "picture"
KINDS = ("your picture", "upside down", "shuffled pixels", "noise", "blank", "photograph")
OWN, TURNED, MIXED, NOISE, BLANK, PHOTOGRAPH = KINDS
BATCH = 32  # pictures at a time
SURE = 0.9  # from here on an answer is called confident
MOST_NAMED = 4  # classes in a sentence
MOST_CLASSES = 20  # that are drawn


@dataclass(frozen=True)
class ConfidenceState:
    """Which picture is answered, and what is done to the logits.

    ``picture`` is the number of one of the learner's pictures, ``noise`` that of a picture of
    noise, and ``grey`` the share of white in a blank one, in per cent.
    """

    kind: str
    photograph: str
    picture: int
    noise: int
    grey: int
    constant: float
    temperature: float


class ConfidenceModel(PanelModel):
    """The logits of a network for the learner's pictures, and for pictures of no class.

    Parameters
    ----------
    model, pictures, labels, names
        As `course_utils.explorers.softmax_confidence` takes them.
    title : str
        The name that a reader and a screen reader meet.
    presets : mapping, optional
        Names for the live demo, each with changes of the state.

    Notes
    -----
    All logits are computed at the beginning, so the network is not needed any more.
    """

    def __init__(
        self,
        model: Any,
        pictures: Any,
        *,
        labels: Any = None,
        names: Sequence[str] | None = None,
        title: str = "Softmax and confidence",
        presets: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.title = title
        checked_model(model, WHERE)
        own = checked_pictures(model, pictures, labels, names, WHERE)
        self._own = own
        every = _every_kind(own.inputs)
        self.logits = {kind: _logits(model, each, own.inputs) for kind, each in every.items()}
        self.shown = {kind: _shown(each, every[OWN]) for kind, each in every.items()}
        self._classes = self.logits[OWN].shape[1]
        if own.names and len(own.names) != self._classes:
            raise ImageError(
                f"The model tells {self._classes} classes apart, but names has {len(own.names)}."
            )
        self.names = own.class_names(self._classes)
        several = () if len(own.inputs) < 2 else (OWN, TURNED, MIXED)
        self.controls = (
            Choice("kind", "Picture of", KINDS),
            Choice(
                "photograph",
                "Photograph",
                tuple(made.PHOTOGRAPHS),
                only_with={"kind": (PHOTOGRAPH,)},
            ),
            Slider("picture", "Picture", 0, len(own.inputs) - 1, only_with={"kind": several}),
            Slider("noise", "Noise", 0, made.NOISES - 1, only_with={"kind": (NOISE,)}),
            Slider("grey", "Grey", 0, 100, made.GREYS[1], "%", only_with={"kind": (BLANK,)}),
            CONSTANT,
            TEMPERATURE,
        )
        self.start = ConfidenceState(OWN, next(iter(made.PHOTOGRAPHS)), 0, 0, 0, 0.0, 1.0)
        self.presets = self._presets() if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)

    def render(self, state: ConfidenceState) -> Frame:
        """Return the picture, logits and probabilities as bars, a table by kind, a sentence."""
        place = self._place(state)
        logits = self.logits[state.kind][place] + state.constant
        probabilities = softmax(logits, state.temperature)
        drawn, shares = charts(logits, state.temperature, self.names, MOST_CLASSES)
        best = int(probabilities.argmax())
        what = self._what(state)
        of = f" (the {MOST_CLASSES} largest)" if self._classes > MOST_CLASSES else ""
        return Frame(
            {
                PICTURE: tiles.outlined(self.shown[state.kind][place], what),
                LOGITS: drawn,
                PROBABILITIES: shares,
            },
            {kind: self._row(kind, state.temperature) for kind in KINDS},
            self._words(state, best, float(probabilities[best]))
            + setting_words(logits, state.constant, state.temperature),
            captions={
                PICTURE: what,
                LOGITS: f"logits{of}: what the last layer gives",
                PROBABILITIES: f"probabilities{of}: the largest one is the confidence",
            },
        )

    def _place(self, state: ConfidenceState) -> int:
        """Return the number of the picture among those of its kind."""
        return {
            NOISE: state.noise,
            BLANK: state.grey // made.GREYS[1],
            PHOTOGRAPH: list(made.PHOTOGRAPHS).index(state.photograph),
        }.get(state.kind, state.picture)

    def _what(self, state: ConfidenceState) -> str:
        words = self._own.words(state.picture)
        white = made.GREYS[state.grey // made.GREYS[1]]
        return {
            OWN: words,
            TURNED: f"{words}, upside down",
            MIXED: f"{words}, its pixels in random order",
            NOISE: f"noise, draw {state.noise}",
            BLANK: f"blank, {white} % white",
            PHOTOGRAPH: f"photograph: {state.photograph}",
        }[state.kind]

    def _words(self, state: ConfidenceState, best: int, sure: float) -> str:
        answer = f"The answer is {self.names[best]}, with a confidence of {percent(sure)}"
        if state.kind == OWN:
            if not self._own.labels:
                return f"{answer}. The confidence is the largest of the probabilities."
            label = self._own.labels[state.picture]
            if label == best:
                return f"{answer}, and it is right. The confidence is the largest probability."
            return f"{answer}, and it is wrong: this is {self._own.class_name(label)}."
        known = " or ".join(self.names)
        if self._classes > MOST_NAMED:
            known = f"one of its {self._classes} classes"
        if state.kind == TURNED:
            lead = "Upside down, a picture may show another class, or none."
        elif state.kind == PHOTOGRAPH:
            lead = f"The network can only say {known}, whatever a photograph shows."
        else:
            lead = f"This picture shows none of the classes, and the network can only say {known}."
        if sure >= SURE:
            return (
                f'{lead} {answer}: softmax says which of the known classes, never "none of these".'
            )
        return f"{lead} {answer}: the 100 % are shared among the known classes alone."

    def _row(self, kind: str, temperature: float) -> dict[str, str]:
        sure = softmax(self.logits[kind], temperature).max(axis=1)
        return {
            "pictures": str(len(sure)),
            "mean confidence": percent(float(sure.mean())),
            "at least 90 % sure": str(int((sure >= SURE).sum())),
        }

    def _presets(self) -> dict[str, dict[str, Any]]:
        """Return a preset for each kind, with the picture that is answered with most confidence."""
        start = dataclasses.asdict(self.start)
        best = {
            kind: int(softmax(logits).max(axis=1).argmax()) for kind, logits in self.logits.items()
        }
        chosen = {
            OWN: {},
            TURNED: {"picture": best[TURNED]},
            MIXED: {"picture": best[MIXED]},
            NOISE: {"noise": best[NOISE]},
            BLANK: {"grey": made.GREYS[best[BLANK]]},
            PHOTOGRAPH: {"photograph": list(made.PHOTOGRAPHS)[best[PHOTOGRAPH]]},
        }
        found = {kind: start | {"kind": kind} | changes for kind, changes in chosen.items()}
        found["noise, temperature 5"] = found[NOISE] | {"temperature": 5.0}
        return found


def _every_kind(inputs: np.ndarray) -> dict[str, np.ndarray]:
    """Return pictures of all kinds, each (n, rows, columns, channels)."""
    own = as_pictures(inputs)
    low, high = float(own.min()), float(own.max())
    shape = own.shape[1:]
    return {
        OWN: own,
        TURNED: made.upside_down(own),
        MIXED: made.shuffled(own),
        NOISE: made.noise(shape, low, high),
        BLANK: made.blank(shape, low, high),
        PHOTOGRAPH: made.photographs(shape, low, high),
    }


def _shown(pictures: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Return pictures as uint8, on the scale of the learner's own."""
    together = np.concatenate([pictures, own])
    return to_show(together)[: len(pictures)]


def _logits(model: Any, pictures: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Return the logits of a network, (n, classes), float64."""
    asked = pictures.reshape(len(pictures), *inputs.shape[1:])
    parts = []
    for first in range(0, len(asked), BATCH):
        part = asked[first : first + BATCH]
        parts.append(logits_of(run(model, part), part))
    return np.concatenate(parts)


def logits_of(layers: Sequence[Layer], inputs: np.ndarray) -> np.ndarray:
    """Return what goes into the softmax of a network that was run, (n, classes), float64.

    Parameters
    ----------
    layers : sequence of Layer
        What `course_utils.explorers.layer_outputs.run` returned.
    inputs : numpy.ndarray
        What it was given.

    Returns
    -------
    numpy.ndarray
        For one output with a sigmoid these are two logits, of which the first is 0: the softmax
        of these two is that sigmoid.

    Raises
    ------
    ImageError
        If the outputs are neither probabilities nor logits of classes.
    """
    last = layers[-1]
    if last.output.ndim != 2:
        raise ImageError(
            f"{WHERE} needs a classifier, whose output has the shape (n, classes), but the output "
            f"of this model has the shape {last.output.shape}."
        )
    before = inputs if last.sources[0] == INPUT else layers[last.sources[0]].output
    kind = last.activation or ("softmax" if last.kind == "Softmax" else "")
    logits = last.output.astype(np.float64)
    if kind:
        logits = before.astype(np.float64)
        if last.kind == "Dense":
            logits = logits @ last.kernel.astype(np.float64)
            logits = logits if last.bias is None else logits + last.bias
    one = last.output.shape[1] == 1
    if kind not in ("", "sigmoid" if one else "softmax"):
        raise ImageError(
            f"{WHERE} needs a last layer with softmax, or one that gives logits, but the "
            f"activation of {last.name} is {kind}."
        )
    if not np.isfinite(logits).all():
        raise ImageError(
            f"{WHERE}: the network answers with NaN or infinite values. The training has diverged: "
            "train again with a smaller learning rate."
        )
    return np.concatenate([np.zeros_like(logits), logits], axis=1) if one else logits
