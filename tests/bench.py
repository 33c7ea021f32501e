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

from tests.bench_augmentation import print_rows as print_augmentation_rows
from tests.bench_explorers import explorer_rows
from tests.bench_keras import keras_rows
from tests.bench_table import Row
from tests.browser.harness import PROJECT, find_browser

IMPORT_ROUNDS = 15
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
        print("| explorers, slider to picture | not measured: no browser was found | | | | | |")
    else:
        for row in explorer_rows(executable):
            print(row.line(), flush=True)
    print_augmentation_rows()
    for row in keras_rows():
        print(row.line(), flush=True)
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


if __name__ == "__main__":
    main()
