"""The kernel's interrupt as a polite request: a fit ends after its batch and keeps its history."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def notebook_shell() -> Any:
    """Return the IPython of a notebook; None in plain Python and in a terminal."""
    from IPython import get_ipython

    shell = get_ipython()
    return shell if getattr(shell, "kernel", None) is not None else None


@contextmanager
def interrupt_calls(function: Callable[[], None]) -> Iterator[None]:
    """Let the first interrupt of a notebook's kernel call a function instead of raising.

    A second interrupt raises KeyboardInterrupt as ever. Outside a notebook, and in another thread
    than the main one, nothing changes.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or notebook_shell() is None:
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def once(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        function()

    signal.signal(signal.SIGINT, once)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is once:
            signal.signal(signal.SIGINT, before)
