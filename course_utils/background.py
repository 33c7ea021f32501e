"""Work that is done while you read: TensorFlow takes seconds to import."""

from __future__ import annotations

import contextlib
import logging
import threading
import traceback
from collections.abc import Callable

from course_utils import machine
from course_utils.progress_line import Line
from course_utils.stderr_filter import without_lines

LOADING, READY = "Keras is still loading ...", "Keras is ready."
STOPPED = "You stopped the waiting. Keras goes on loading: run this cell again."

_LOOK = 0.05  # seconds between two looks at the stop button

# TensorFlow looks for the drivers of a graphics card, and tells when there are none. Nothing is
# wrong then: it uses the processor.
_NO_GRAPHICS_CARD = "before absl::InitializeLog|Could not find cuda drivers"


class KerasNotLoadedError(ImportError):
    """Keras cannot be imported here; a notebook shows the message and nothing else."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def import_keras() -> None:
    """Start the import of Keras, and with it TensorFlow, in the background; return at once.

    Call it in the first cell of a lesson that uses Keras, and `keras_ready` in the first cell that
    needs Keras. An import that is on its way or done is not started again.
    """
    global _loading
    if _loading is None or _loading.error is not None:
        # The thread looks into NumPy first, and a cell that imports NumPy at the same moment would
        # find it half loaded. While it is imported, `requests` hides a warning of urllib3. Python's
        # warning filters are shared by all threads, and a cell could bring the warning back.
        with contextlib.suppress(ImportError):
            import numpy  # noqa: F401
            import requests  # noqa: F401
        _loading = _Loading()
        _loading.start()


def keras_ready(show: Callable[[str], object] | None = None) -> None:
    """Wait until Keras is imported. If it is already, return at once and show nothing.

    Without `import_keras` before, the import starts here. The stop button ends the waiting.

    Parameters
    ----------
    show : callable, optional
        Gets each sentence about the waiting. Default: a line in the notebook, which changes.

    Raises
    ------
    KerasNotLoadedError
        Where Keras or TensorFlow cannot be imported: with the doctor's sentence, and what to do.
    """
    if _loading is None:
        import_keras()
    if not _loading.ended.is_set():
        _wait(show or Line().show)
    if _loading.error is not None:
        raise KerasNotLoadedError(_sentence(_loading.error)) from None


class _Loading(threading.Thread):
    """The import; when it has `ended`, `error` is what it raised, or None.

    To join a thread will not do: the stop button in the middle of that makes it look dead.
    """

    def __init__(self) -> None:
        super().__init__(name="import of Keras", daemon=True)
        self.error: Exception | None = None
        self.ended = threading.Event()

    def run(self) -> None:
        try:
            if machine.lacks_avx():  # TensorFlow would end the whole kernel
                raise _OldProcessorError
            with without_lines(_NO_GRAPHICS_CARD):
                import keras  # noqa: F401
            # its advice for programmers, such as a warning when several models predict in turn
            logging.getLogger("tensorflow").setLevel(logging.ERROR)
        except Exception as error:  # a damaged TensorFlow raises anything; `keras_ready` tells it
            self.error = error
        finally:
            self.ended.set()


class _OldProcessorError(Exception):
    """This processor lacks instructions that TensorFlow needs."""


_loading: _Loading | None = None


def _wait(show: Callable[[str], object]) -> None:
    show(LOADING)
    try:
        while not _loading.ended.wait(_LOOK):  # without a limit, Windows hears no stop button
            pass
    except KeyboardInterrupt:
        show(STOPPED)
        raise
    show(READY if _loading.error is None else "Keras cannot be loaded.")


def _sentence(error: Exception) -> str:
    """Return what the doctor says about this machine, and what to do."""
    from course_utils import doctor

    if isinstance(error, _OldProcessorError):
        line = doctor.tensorflow_failed(machine.Finished(doctor.ILLEGAL_INSTRUCTION[0], "", ""))
    else:
        told = "".join(traceback.format_exception(error))
        line = doctor.tensorflow_failed(machine.Finished(1, "", told))
    commands = "\n".join(f"    {command}" for command in (line.mend or "").splitlines())
    return (
        f"{line.name}: {line.message}\n"
        f"In a terminal, in the course's folder:\n{commands}\nThen restart this notebook's kernel."
    )
