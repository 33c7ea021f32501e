"""The callback that tells a training monitor of a fit. This module needs Keras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_utils.explorers.training.monitor import TrainingMonitor


def callback_of(monitor: TrainingMonitor) -> Any:
    """Return a ``keras.callbacks.Callback`` that tells the monitor of each step of a fit."""
    import keras

    class TrainingMonitorCallback(keras.callbacks.Callback):
        """Tells the monitor what happens, and the model when it is to stop."""

        def on_train_begin(self, logs: Any = None) -> None:
            monitor.begin(self.model, self.params["epochs"], self.params["steps"])

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            monitor.epoch_begins(epoch + 1)

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if monitor.batch_is_done(batch + 1):
                self.model.stop_training = True

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            last = epoch + 1 == self.params["epochs"] or self.model.stop_training
            if monitor.epoch_is_done(logs or {}, last=last):
                self.model.stop_training = True

        def on_train_end(self, logs: Any = None) -> None:
            monitor.end()

    return TrainingMonitorCallback()
