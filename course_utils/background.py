"""Work that is done while you read: TensorFlow takes seconds to import."""

from __future__ import annotations

import contextlib
import threading

from course_utils.stderr_filter import without_lines

# TensorFlow looks for the drivers of a graphics card, and tells when there are none. Nothing is
# wrong then: it uses the processor.
_NO_GRAPHICS_CARD = "before absl::InitializeLog|Could not find cuda drivers"


def import_keras() -> None:
    """Start the import of Keras, and with it TensorFlow, in the background; return at once.

    Call it in the first cell of a lesson that uses Keras. A later ``import keras`` waits until it
    is done, and takes no time after that. Where Keras cannot be imported, that later line says so.
    """
    # While it is imported, `requests` hides a warning of urllib3. Python's warning filters are
    # shared by all threads, and a cell that runs meanwhile could bring the warning back.
    with contextlib.suppress(ImportError):
        import requests  # noqa: F401
    threading.Thread(target=load_keras, name="import of Keras", daemon=True).start()


def load_keras() -> None:
    """Import Keras now, without the lines in red that TensorFlow writes on its way.

    Where Keras cannot be imported nothing happens: the line that needs it will say so.
    """
    with without_lines(_NO_GRAPHICS_CARD), contextlib.suppress(ImportError):
        import keras  # noqa: F401
