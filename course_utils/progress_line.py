"""A line in a notebook that says how far long work has come."""

from __future__ import annotations

import time
from typing import Any

WIDTH = 30  # letters of the bar
PAUSE = 0.1  # seconds between two pictures of the line


class ProgressLine:
    """A bar that fills up; in plain Python it shows nothing.

    Parameters
    ----------
    total : int
        How many steps there are.
    what : str
        What is counted, such as "networks trained".
    shown : bool
        False shows nothing.
    """

    def __init__(self, total: int, what: str, *, shown: bool = True) -> None:
        self.done, self.total, self.what = 0, total, what
        self._newest = time.monotonic()
        self._display = _displayed(self._text("")) if shown else None

    def step(self, more: str = "") -> None:
        """One more step is done; `more` stands behind the bar."""
        self.done += 1
        now = time.monotonic()
        if self.done == self.total or now - self._newest >= PAUSE:
            self._newest = now
            self._show(self._text(more))

    def end(self, sentence: str) -> None:
        """Say why it ended before all steps were done."""
        self._show(sentence)

    def _show(self, text: str) -> None:
        if self._display is not None:
            self._display.update({"text/plain": text}, raw=True)

    def _text(self, more: str) -> str:
        filled = WIDTH * self.done // self.total
        bar = "█" * filled + "░" * (WIDTH - filled)
        return f"{bar} {self.done} of {self.total} {self.what}" + (f": {more}" if more else "")


def _displayed(text: str) -> Any:
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is None:
        return None
    return display({"text/plain": text}, raw=True, display_id=True)
