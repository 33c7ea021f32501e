"""How much of a fit's time the monitor takes, so that watching never slows a fit down much."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Pace:
    """The clock of one fit.

    Parameters
    ----------
    clock : function
        Gives seconds; a test puts its own in.

    Examples
    --------
    >>> seconds = iter([0.0, 0.0, 10.0, 11.0, 12.0, 100.0])
    >>> pace = Pace(lambda: next(seconds))
    >>> with pace.spending("asking"):  # from 10 to 11
    ...     pass
    >>> pace.affords("asking", 0.05), pace.affords("asking", 0.05)  # after 12 s and after 100 s
    (False, True)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begin = clock()
        self._epoch = clock()
        self._spent: dict[str, float] = {}
        self._newest: dict[str, float] = {}

    def epoch_begins(self) -> None:
        self._epoch = self._clock()

    def epoch_seconds(self) -> float:
        """Return how long the epoch has been running."""
        return self._clock() - self._epoch

    def may(self, what: str, every: float) -> bool:
        """Say whether so many seconds have gone since the last yes."""
        now = self._clock()
        if now - self._newest.get(what, self._begin - every) < every:
            return False
        self._newest[what] = now
        return True

    def affords(self, what: str, share: float) -> bool:
        """Say whether no more than this share of the time has been spent on it so far."""
        return self._spent.get(what, 0) <= share * (self._clock() - self._begin)

    @contextmanager
    def spending(self, what: str) -> Iterator[None]:
        """Count the time of a block."""
        begin = self._clock()
        try:
            yield
        finally:
            self._spent[what] = self._spent.get(what, 0) + self._clock() - begin
