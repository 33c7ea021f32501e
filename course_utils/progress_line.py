"""A line in a notebook that says how far long work has come."""

from __future__ import annotations

import time
from typing import Any

WIDTH = 30  # letters of the bar
PAUSE = 0.1  # seconds between two pictures of the line


class Line:
    """A line of text that changes in its place; in plain Python it shows nothing."""

    def __init__(self) -> None:
        self._display: Any = None

    def show(self, text: str) -> None:
        """Show the line, or change its text."""
        from IPython import get_ipython
        from IPython.display import display

        if self._display is not None:
            self._display.update({"text/plain": text}, raw=True)
        elif get_ipython() is not None:
            self._display = display({"text/plain": text}, raw=True, display_id=True)


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
        self._line = Line() if shown else None
        self.say(self._text(""))

    def step(self, more: str = "") -> None:
        """One more step is done; `more` stands behind the bar."""
        self.done += 1
        now = time.monotonic()
        if self.done == self.total or now - self._newest >= PAUSE:
            self._newest = now
            self.say(self._text(more))

    def say(self, sentence: str) -> None:
        """Show a sentence instead of the bar, such as why the work waits or has ended early."""
        if self._line is not None:
            self._line.show(sentence)

    def _text(self, more: str) -> str:
        filled = WIDTH * self.done // self.total
        bar = "█" * filled + "░" * (WIDTH - filled)
        return f"{bar} {self.done} of {self.total} {self.what}" + (f": {more}" if more else "")
