"""Keep libraries written in C from writing known lines on stderr, and nothing else.

They write to file descriptor 2, past Python's ``sys.stderr``, so warnings filters do not reach
them, and in a notebook their lines appear in red under a cell that has no fault.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

STDERR = 2

# What is redirected at this moment. Blocks may overlap in several threads: the first one in
# redirects, and the last one out restores.
_lock = threading.Lock()
_active: list[re.Pattern[str]] = []
_met: set[re.Pattern[str]] = set()
_saved: int | None = None
_collected: IO[bytes] | None = None


@contextmanager
def without_lines(noise: str) -> Iterator[None]:
    """Hold back what is written to descriptor 2; at the end write it, less the noise.

    Parameters
    ----------
    noise : str
        A regular expression. A line in which it is found is dropped.

    Examples
    --------
    >>> with without_lines("harmless"):
    ...     written = os.write(2, b"a harmless line\\n")
    """
    pattern = re.compile(noise)
    _begin(pattern)
    try:
        yield
    finally:
        _end(pattern)


def _begin(pattern: re.Pattern[str]) -> None:
    global _saved, _collected
    with _lock:
        if not _active:
            _saved, _collected = os.dup(STDERR), tempfile.TemporaryFile()  # noqa: SIM115
            os.dup2(_collected.fileno(), STDERR)
        _active.append(pattern)
        _met.add(pattern)


def _end(pattern: re.Pattern[str]) -> None:
    global _saved, _collected
    with _lock:
        _active.remove(pattern)
        if _active:
            return
        os.dup2(_saved, STDERR)
        os.close(_saved)
        _collected.seek(0)
        lines = _collected.read().decode(errors="replace").splitlines(keepends=True)
        _collected.close()
        kept = "".join(line for line in lines if not any(each.search(line) for each in _met))
        _met.clear()
        _saved = _collected = None
    if kept:
        os.write(STDERR, kept.encode())
