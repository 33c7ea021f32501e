"""A line of the table that ``make bench`` prints."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table; times in milliseconds."""

    name: str
    ours: list[float]
    other_name: str
    other: list[float]
    ratio: float
    goal: str
    met: bool | None  # None: there is no goal

    def line(self) -> str:
        met = {True: "yes", False: "no", None: ""}[self.met]
        cells = (self.name, spread(self.ours), self.other_name, spread(self.other))
        return f"| {' | '.join(cells)} | {self.ratio:.2f} | {self.goal} | {met} |"


def spread(times: list[float]) -> str:
    """Return the median and the 95th percentile in words.

    >>> spread([1.0, 2.0, 3.0, 4.0, 50.0])
    '3.0 ms (p95 50.0 ms)'
    """
    last = statistics.quantiles(times, n=20, method="inclusive")[-1]
    worst = min(time for time in times if time >= last)
    return f"{statistics.median(times):.1f} ms (p95 {worst:.1f} ms)"


def times_faster(name: str, ours: list[float], other_name: str, other: list[float]) -> Row:
    """Return a row whose goal is to be at least three times faster by the median."""
    ratio = statistics.median(other) / statistics.median(ours)
    return Row(name, ours, other_name, other, ratio, "at least 3", ratio >= 3)
