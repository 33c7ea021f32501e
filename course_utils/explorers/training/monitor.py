"""The live part of the training monitor: it follows a fit of Keras, shows it, and can stop it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from course_utils.explorers.panel_view import PanelExplorer, progress_message
from course_utils.explorers.training.asking import Asking
from course_utils.explorers.training.model import TrainingModel
from course_utils.explorers.training.pace import Pace
from course_utils.explorers.training.record import (
    BROKEN,
    COMPLETE,
    INTERRUPTED,
    OTHER,
    STOPPED,
    Epoch,
    Record,
)
from course_utils.explorers.training.signals import interrupt_calls, notebook_shell
from course_utils.html_figure import HtmlFigure, display_live
from course_utils.images import ImageError

HINT = "This is a static picture: run the cell to explore."
ASKING, SHOWING = 0.06, 0.04  # the shares of the training's time that the monitor may take
FRAME_EVERY, PROGRESS_EVERY = 0.25, 0.1  # seconds
LONG_EPOCH = 0.5  # seconds, from which on the batches are counted on the page


class TrainingMonitor(PanelExplorer):
    """Follow a fit: ``model.fit(..., callbacks=[monitor.callback])``.

    The fit shows the monitor in its own cell. A second fit starts a new record.

    Parameters
    ----------
    model : TrainingModel
        What is shown.
    """

    def __init__(self, model: TrainingModel) -> None:
        super().__init__(model)
        # ipykernel 7.4 sends what the page says to the thread of the last cell, where it would
        # wait until the fit is over. Without this JupyterLab's own thread for widgets gets it.
        # Elsewhere Stop is not heard in time, says so, and the kernel's interrupt does the same.
        if hasattr(self.comm, "_reply_subshell_for"):
            self.comm._reply_subshell_for = None
        self._figures: list[Callable[[HtmlFigure], None]] = []  # static ones that may grow old
        self._ended_by = ""  # who has asked for the end
        self._while_it_runs = contextlib.ExitStack()

    @cached_property
    def callback(self) -> Any:
        """What ``model.fit(..., callbacks=[monitor.callback])`` needs."""
        from course_utils.explorers.training.keras_callback import callback_of

        return callback_of(self)

    @property
    def async_safe(self) -> bool:
        """Say what to do: Keras asks for this where the monitor itself is given as a callback."""
        raise ImageError("Give model.fit the monitor's callback: callbacks=[monitor.callback].")

    def set_model(self, _: object) -> None:
        """Say what to do, as `async_safe` does: Keras asks a callback without a list for this."""
        self.async_safe  # noqa: B018

    def stop(self) -> None:
        """End the fit that runs, after the batch that is under way. Its history is kept."""
        self._end(STOPPED)

    # ---- what the callback calls, in the thread of the fit ----

    def begin(self, model: Any, planned: int, batches: int | None) -> None:
        """A fit begins: check that the model and the samples belong together, and show both."""
        self._asking = Asking(model, self.model.samples)
        self._record: Record | None = None
        self._planned, self._batches = planned, batches
        self._ended_by = ""
        self._pace = Pace()
        self._while_it_runs.close()
        self._while_it_runs.enter_context(interrupt_calls(self._interrupted))
        shell = notebook_shell()
        if shell is not None:
            # Runs after the cell, so also where the fit was broken off by an error.
            shell.events.register("post_run_cell", self._cell_over)
            self._while_it_runs.callback(shell.events.unregister, "post_run_cell", self._cell_over)
        with self._lock:
            self._start(first=1)
        if shell is not None:
            self._ipython_display_()

    def epoch_begins(self, number: int) -> None:
        """Epoch `number`, counted from 1, begins."""
        with self._lock:
            if not self._record.epochs and self._record.first != number:
                self._start(first=number)
        self._pace.epoch_begins()
        self._tell()

    def batch_is_done(self, done: int) -> bool:
        """Note that so many batches of this epoch are done; return whether the fit is to end."""
        self._record.batch = done
        if self._pace.may("progress", PROGRESS_EVERY):
            self._tell()
        return bool(self._ended_by)

    def epoch_is_done(self, logs: Mapping[str, Any], *, last: bool) -> bool:
        """Take over an epoch and show it, if there is time; return whether the fit is to end."""
        last = last or bool(self._ended_by)
        probabilities = None
        if last or self._pace.affords("asking", ASKING):
            with self._pace.spending("asking"):
                probabilities = self._asking.probabilities()
        numbers = {name: float(np.asarray(value)) for name, value in logs.items()}
        with self._lock:
            record = self._record
            follows = self.epoch == max(record.newest, record.first)
            record.epochs.append(Epoch(numbers, probabilities))
            record.batch = 0
            self.model.watch(record)
            if follows:
                self._take(self.model.change(self.state, epoch=record.newest))
            first = len(record.epochs) == 1
        if first or (
            self._pace.affords("showing", SHOWING) and self._pace.may("frame", FRAME_EVERY)
        ):
            with self._pace.spending("showing"):
                self._show()
        else:
            self._tell()
        return bool(self._ended_by)

    def end(self) -> None:
        """The fit is over."""
        record = self._record
        complete = record.newest >= record.planned
        self._finish(self._ended_by or (COMPLETE if complete else OTHER))

    # ---- its parts ----

    def _start(self, first: int) -> None:
        """Begin a new record."""
        self._record = Record(self._planned, first, self._batches, classes=self._asking.classes)
        self.model.stopping = False
        self.model.watch(self._record)
        self._take(self.model.start)
        self._show()

    def _finish(self, ending: str) -> None:
        self._while_it_runs.close()
        with self._lock:
            if not self._record.runs:
                return
            self._record.ending = ending
            self._record.batch = 0
            self.model.stopping = False
            self.model.watch(self._record)
            self._show()
        while self._figures:  # what an earlier fit has left in its cell stays
            self._figures.pop()(self.snapshot())
        self._asking = None  # the network is not kept alive by its monitor

    def _interrupted(self) -> None:
        self._end(INTERRUPTED)

    def _end(self, who: str) -> None:
        """Ask for the end of the fit, and tell the page."""
        record = self.model.record
        if record is None or not record.runs or self._ended_by:
            return
        self._ended_by = who
        self.model.stopping = True
        self._tell()

    def _cell_over(self, _: object = None) -> None:
        self._finish(BROKEN)

    def _hear(self, widget: Any, content: Mapping[str, Any], buffers: Any) -> None:
        if content.get("stops"):
            self.stop()
        else:
            super()._hear(widget, content, buffers)

    def _tell(self) -> None:
        """Tell the page how far the fit is, without its pictures."""
        progress = self.model.progress(batch=self._pace.epoch_seconds() > LONG_EPOCH)
        self.send({"progress": progress_message(progress)})

    def _ipython_display_(self, **_: Any) -> None:
        self._figures.append(display_live(self, self.snapshot(), HINT))
