"""The table that ``make bench`` prints, and puts into the README."""

from __future__ import annotations

import os
import platform
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course_utils.files import write_atomically
from course_utils.paths import ROOT

HEAD = (
    "| what | time | compared with | time | ratio | goal | met |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)
BEGIN, END = "<!-- made by `make bench` -->", "<!-- end of what `make bench` makes -->"
README = ROOT / "README.md"


@dataclass(frozen=True)
class Row:
    """One line of the table; times in milliseconds."""

    name: str
    ours: Sequence[float]
    other_name: str = ""
    other: Sequence[float] = ()
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None  # None: there is no goal

    def line(self) -> str:
        met = {True: "yes", False: "no", None: ""}[self.met]
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        times = [spread(times) if times else "" for times in (self.ours, self.other)]
        cells = (self.name, times[0], self.other_name, times[1], ratio, self.goal, met)
        return f"| {' | '.join(cells)} |"


def spread(times: Sequence[float]) -> str:
    """Return the median and, of more than one, the 95th percentile in words.

    >>> spread([1.0, 2.0, 3.0, 4.0, 50.0])
    '3.0 ms (p95 50.0 ms)'
    >>> spread([2_345.0])
    '2.3 s'
    """
    median = in_words(statistics.median(times))
    if len(times) == 1:
        return median
    last = statistics.quantiles(times, n=20, method="inclusive")[-1]
    return f"{median} (p95 {in_words(min(time for time in times if time >= last))})"


def in_words(milliseconds: float) -> str:
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.1f} s"
    return f"{milliseconds:.1f} ms"


def times_faster(name: str, ours: list[float], other_name: str, other: list[float]) -> Row:
    """Return a row whose goal is to be at least three times faster by the median."""
    ratio = statistics.median(other) / statistics.median(ours)
    return Row(name, ours, other_name, other, ratio, "at least 3", ratio >= 3)


def machine() -> str:
    """Name the processor, the system and Python."""
    name = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():  # Linux, where `platform` knows only the architecture
        found = re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text(encoding="utf-8"))
        name = found[1] if found else name
    return (
        f"{name or platform.machine()}, {os.cpu_count()} CPUs, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}"
    )


def into_readme(lines: Sequence[str], path: Path = README) -> None:
    """Replace what stands between the two marks in the README by these lines.

    Raises
    ------
    ValueError
        Where the marks are not there, once each and in order.
    """
    text = path.read_text(encoding="utf-8")
    if not (text.count(BEGIN) == text.count(END) == 1 and text.index(BEGIN) < text.index(END)):
        raise ValueError(f"{path.name} needs the marks {BEGIN} and {END}, once each.")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    write_atomically(path, "\n".join([before + BEGIN, "", *lines, "", END + after]))
