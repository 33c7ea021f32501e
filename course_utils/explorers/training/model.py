"""A fit as a panel: curves, confusion matrix and single samples after any of its epochs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.explorers.base import PanelModel
from course_utils.explorers.controls import Cell, Choice, Slider
from course_utils.explorers.frames import Chart, Frame, NumberedPicture, Progress
from course_utils.explorers.training.drawing import confusion_table, curve_words, curves, number
from course_utils.explorers.training.outcome import ORDERS, Outcome, chosen, judged
from course_utils.explorers.training.record import Record
from course_utils.explorers.training.samples import Samples, samples
from course_utils.explorers.training.words import BEFORE, progress_words, result_words

SHOWN = 12  # samples
ALL, MISTAKES, CELL = SHOW = ("all", "mistakes", "one cell of the table")
TABLE = "confusion matrix"


@dataclass(frozen=True)
class TrainingState:
    """After which epoch, counted from 1; which samples, in which order; and the chosen cell.

    ``cell`` is (row, column) of the confusion matrix: the numbers of the true class and of the
    answer.
    """

    epoch: int
    show: str
    order: str
    cell: tuple[int, int]


class TrainingModel(PanelModel):
    """What a fit has brought: the record is the fit's, the state says what of it is looked at.

    Parameters
    ----------
    x, labels, pictures, names
        The validation samples, as `samples` takes them.

    Examples
    --------
    >>> model = TrainingModel(np.zeros((2, 3)), [0, 1])
    >>> model.render(model.start).sentence[:11]
    'No fit yet.'
    """

    title = "Training monitor"

    def __init__(
        self, x: Any, labels: Any, pictures: Any = None, names: Sequence[str] | None = None
    ) -> None:
        self.samples: Samples = samples(x, labels, pictures, names)
        self.start = TrainingState(1, MISTAKES, ORDERS[0], (0, 1))
        self.presets = {}
        self.stopping = False  # has somebody asked for the end?
        self.record: Record | None = None
        self.watch(None)

    def watch(self, record: Record | None) -> None:
        """Take over another fit's record, or note that this one has grown."""
        if record is not self.record or record is None:
            self._outcomes: dict[int, Outcome] = {}
            self._tables: dict[Any, NumberedPicture] = {}
            self._charts: dict[Any, Chart] = {}
        self.record = record
        first, last = self._limits()
        classes = self.samples.classes if record is None else record.classes
        self.controls = (
            Slider("epoch", "After epoch", first, last),
            Choice("show", "Samples", SHOW),
            Choice("order", "Order", ORDERS),
            Cell("cell", "Cell of the table", classes, classes),
        )
        # A static figure shows how it ended.
        self.start = TrainingState(last, MISTAKES, ORDERS[0], (0, 1))

    def change(self, state: TrainingState, **changes: Any) -> TrainingState:
        """Return the changed state: a cell that is chosen shows its samples."""
        if "cell" in changes:
            changes = {"show": CELL, **changes}
        return super().change(state, **changes)

    def render(self, state: TrainingState) -> Frame:
        """Return curves, confusion matrix and samples after an epoch."""
        record = self.record
        if record is None:
            return Frame({}, {}, BEFORE)
        epoch, asked = state.epoch, record.asked(state.epoch)
        outcome = None if asked is None else self.outcome(asked)
        names = self.samples.class_names(record.classes)
        pictures: dict[str, np.ndarray | NumberedPicture | Chart] = {}
        captions: dict[str, str] = {}
        for name in record.measured():
            pictures[name] = self._curves(name, epoch)
            captions[name] = curve_words(record, name, epoch)
        shown = np.array([], int)
        sentence = result_words(record, epoch, asked, outcome, names)
        below = ""
        if outcome is not None:
            cell = state.cell if state.show == CELL else None
            pictures[TABLE] = self._table(asked, names, cell)
            captions[TABLE] = f"{TABLE} after epoch {asked}: rows are the truth, columns the answer"
            which = _which(state, outcome, self.samples.labels)
            shown = chosen(outcome, which, state.order, SHOWN)
            below = _shown_words(state, which.size, names)
        rows: dict[str, dict[str, str]] = {}
        slots = []
        for place, sample in enumerate(shown.tolist(), start=1):
            row = self._row(sample, outcome, names)
            if not self.samples.pictures:
                rows[f"sample {sample}"] = row
                continue
            slot = f"place {place}"
            slots.append(slot)
            pictures[slot] = self.samples.pictures[sample]
            captions[slot] = (
                f"sample {sample}\ntruth {row['truth']}\n"
                f"answer {row['answer']}, {row['probability']}\nloss {row['loss']}"
            )
        return Frame(
            pictures,
            rows,
            sentence if slots or not below else f"{sentence} Below: {below}.",
            captions=captions,
            groups={below: slots} if slots else {},
            limits={"epoch": self._limits()},
            progress=self.progress(),
        )

    def progress(self, *, batch: bool = False) -> Progress | None:
        """Return how far the fit is; None before there is one."""
        record = self.record
        if record is None:
            return None
        total = max(record.planned - record.first + 1, 1)
        part = record.batch / record.batches if record.batches else 0
        share = (len(record.epochs) + part) / total
        words = progress_words(record, batch=batch, stopping=self.stopping)
        return Progress(min(share, 1.0), words, stoppable=record.runs and not self.stopping)

    def outcome(self, epoch: int) -> Outcome | None:
        """Return what the model answered after an epoch; None where the answers are not numbers."""
        if epoch not in self._outcomes:
            probabilities = self.record.epoch(epoch).probabilities
            if not np.isfinite(probabilities).all():
                return None
            self._outcomes[epoch] = judged(probabilities, self.samples.labels)
        return self._outcomes[epoch]

    def _limits(self) -> tuple[int, int]:
        if self.record is None:
            return 1, 1
        return self.record.first, max(self.record.newest, self.record.first)

    def _curves(self, name: str, epoch: int) -> Chart:
        key = (name, epoch, len(self.record.epochs), self.record.ending)
        if key not in self._charts:
            if len(self._charts) > 50:
                self._charts.clear()
            self._charts[key] = curves(self.record, name, epoch)
        return self._charts[key]

    def _table(
        self, epoch: int, names: tuple[str, ...], cell: tuple[int, int] | None
    ) -> NumberedPicture:
        key = (epoch, cell)
        if key not in self._tables:
            if len(self._tables) > 50:
                self._tables.clear()
            self._tables[key] = confusion_table(self._outcomes[epoch].confusion, names, cell)
        return self._tables[key]

    def _row(self, sample: int, outcome: Outcome, names: tuple[str, ...]) -> dict[str, str]:
        return {
            "truth": names[self.samples.labels[sample]],
            "answer": names[outcome.answers[sample]],
            "probability": f"{100 * outcome.sure[sample]:.1f} %",
            "loss": number(float(outcome.losses[sample])),
        }


def _which(state: TrainingState, outcome: Outcome, labels: np.ndarray) -> np.ndarray:
    """Return the numbers of the samples that are asked for, in the order of the data."""
    if state.show == ALL:
        return np.arange(len(labels))
    if state.show == MISTAKES:
        return np.flatnonzero(outcome.answers != labels)
    row, column = state.cell
    return np.flatnonzero((labels == row) & (outcome.answers == column))


def _shown_words(state: TrainingState, count: int, names: tuple[str, ...]) -> str:
    """Say which samples stand below, and how many of them.

    Examples
    --------
    >>> _shown_words(TrainingState(1, MISTAKES, ORDERS[0], (0, 1)), 16, ("no", "yes"))
    '12 of 16 mistakes, highest loss first'
    """
    kind = "mistake" if state.show == MISTAKES else "sample"
    number = str(count or "no")
    some = f"{SHOWN} of {number}" if count > SHOWN else number
    words = f"{some} {kind}{'' if count == 1 else 's'}"
    if state.show == CELL:
        row, column = (names[place] for place in state.cell)
        words += f" with the truth {row} and the answer {column}"
    return f"{words}, {state.order}" if count > 1 else words
