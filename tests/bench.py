"""Ratios that the course promises, measured side by side: ``make bench``.

Both sides of a ratio run in turn in the same minutes on the same machine, so that a slow machine
slows both. Absolute times are for reading, the ratios are for judging.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from dataclasses import dataclass

from tests.browser.harness import PROJECT, Browser, LabServer, NotebookPage, find_browser

IMPORT_ROUNDS = 15
PICTURE_ROUNDS = 25
FORBIDDEN = ("tensorflow", "matplotlib.pyplot")
NUMPY = "import numpy"
COURSE = "import course_utils"
LESSON = "from course_utils import images, explorers, checking, quizzes"

IMPORT_PROGRAM = """
import json, sys, time
start = time.perf_counter()
{statement}
seconds = time.perf_counter() - start
print(json.dumps([seconds, [name for name in {forbidden} if name in sys.modules]]))
"""

CELLS = [
    "%matplotlib inline\n"
    "import matplotlib.pyplot as plt\n"
    "from ipywidgets import IntSlider, interact\n"
    "from skimage import data\n"
    "from course_utils import explorers\n"
    "photo = data.astronaut()",
    "explorers.pixel_inspector(photo)",
    "@interact(row=IntSlider(100, 0, 510, 10))\n"
    "def show(row):\n"
    "    plt.imshow(photo)\n"
    "    plt.plot(256, row, 'ws')\n"
    "    plt.show()",
]

# The slider of `interact` moves by 10 rows, so that each figure differs from the one before.
# From the key until the frame after the one in which the changed picture is on the page.
SAMPLE = """([cell, picture]) => {
  const root = document.querySelector(`.jp-Notebook [data-windowed-list-index="${cell}"]`);
  const shown = () => {
    if (picture === "cells") return root.querySelector(".patch")?.textContent;
    const image = root.querySelector(".jp-OutputArea img");
    return image?.complete && image.naturalWidth > 0 ? image.src : undefined;
  };
  const before = shown();
  window.benchSample = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no new picture within 20 seconds")), 20000);
    document.addEventListener("keydown", () => {
      const start = performance.now();
      const look = () => {
        const now = shown();
        if (now === undefined || now === before) requestAnimationFrame(look);
        else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
      };
      look();
    }, { once: true, capture: true });
  });
}"""


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


def main() -> None:
    print(
        f"Measured on {os.cpu_count()} CPUs, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; medians.\n"
    )
    print("| what | time | compared with | time | ratio | goal | met |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    loaded = print_imports()
    executable = find_browser()
    if executable is None:
        print("| explorer, slider to picture | not measured: no browser was found | | | | | |")
    else:
        print(picture_row(executable).line())
    print("\nLoaded by the imports of the course: " + (", ".join(loaded) or "none") + ", of "
          f"{' and '.join(FORBIDDEN)} (goal: none).")  # fmt: skip


def print_imports() -> list[str]:
    """Print a row for each import, and return what of FORBIDDEN they loaded."""
    times: dict[str, list[float]] = {statement: [] for statement in (NUMPY, COURSE, LESSON)}
    loaded: set[str] = set()
    for statement in times:  # the first import compiles what is not compiled yet
        import_time(statement)
    for _ in range(IMPORT_ROUNDS):
        for statement, found in times.items():
            milliseconds, modules = import_time(statement)
            found.append(milliseconds)
            loaded.update(modules)
    for statement in (COURSE, LESSON):
        ratio = statistics.median(times[statement]) / statistics.median(times[NUMPY])
        numbers = (times[statement], f"`{NUMPY}`", times[NUMPY], ratio)
        # what a lesson's opening cell imports brings OpenCV along, and has no goal of its own
        goal = ("at most 1.5", ratio <= 1.5) if statement == COURSE else ("", None)
        print(Row(f"`{statement}`", *numbers, *goal).line())
    return sorted(loaded)


def import_time(statement: str) -> tuple[float, list[str]]:
    """Return how long an import takes in a fresh Python, and what of FORBIDDEN it loaded."""
    # With this variable Python would compile the course's files at each start.
    names = [name for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"]
    program = IMPORT_PROGRAM.format(statement=statement, forbidden=FORBIDDEN)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={name: os.environ[name] for name in names} | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, modules = json.loads(done.stdout)
    return 1000 * seconds, modules


def picture_row(executable: str) -> Row:
    """Measure the time from a slider's key to the new picture, in one notebook."""
    with Browser(executable) as browser, LabServer() as lab:
        notebook = browser.open(lab, CELLS)
        notebook.run_all()
        samples: dict[str, list[float]] = {"cells": [], "image": []}
        for round_number in range(PICTURE_ROUNDS + 2):  # the first two warm up
            for cell, picture in ((1, "cells"), (2, "image")):
                time = picture_time(notebook, cell, picture)
                if round_number >= 2:
                    samples[picture].append(time)
        notebook.close()
    ratio = statistics.median(samples["image"]) / statistics.median(samples["cells"])
    names = ("explorer, slider to picture", "`interact` with a matplotlib figure")
    numbers = (names[0], samples["cells"], names[1], samples["image"], ratio)
    return Row(*numbers, "at least 3", ratio >= 3)


def picture_time(notebook: NotebookPage, cell: int, picture: str) -> float:
    """Return the milliseconds from a key on a slider to the changed picture on screen."""
    slider = notebook.output(cell).get_by_role("slider").first
    slider.focus()
    notebook.page.evaluate(SAMPLE, [cell, picture])
    notebook.page.keyboard.press("ArrowRight")
    time = notebook.page.evaluate("() => window.benchSample")
    notebook.page.wait_for_timeout(200)  # the inspector tells Python a little later
    notebook.execute("")  # and the kernel has nothing left to do
    return time


if __name__ == "__main__":
    main()
