"""What the course promises, measured side by side: ``make bench``, about half an hour.

Both sides of a ratio run in turn in the same minutes on the same machine, so that a slow machine
slows both. Absolute times are for reading, the ratios are for judging.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import textwrap
from collections.abc import Iterator

from tests.bench_augmentation import augmentation_rows
from tests.bench_explorers import explorer_rows
from tests.bench_keras import keras_rows
from tests.bench_kernels import kernel_rows
from tests.bench_lessons import lesson_rows
from tests.bench_table import HEAD, Row, into_readme, machine
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
    lines = [*HEAD]
    print("\n".join(HEAD))
    complete = True
    for row in rows():
        line = row.line() if isinstance(row, Row) else f"| {row} |"
        complete = complete and isinstance(row, Row)
        print(line, flush=True)
        lines.append(line)
    loaded = ", ".join(sorted(forbidden_modules())) or "none"
    below = (
        f"Medians, measured on {machine()}. Of {' and '.join(FORBIDDEN)}, the imports of the "
        f"course load: {loaded} (goal: none)."
    )
    print(f"\n{below}")
    if complete:
        into_readme([*lines, "", *textwrap.wrap(below, 100)])
        print("The table is in the README.")


def rows() -> Iterator[Row | str]:
    """Yield the rows of the table; a sentence where something could not be measured."""
    yield from import_rows()
    executable = find_browser()
    if executable is None:
        yield "explorers, slider to picture: not measured, no browser was found"
    else:
        yield from explorer_rows(executable)
    yield from augmentation_rows()
    yield from kernel_rows()
    yield from keras_rows()
    yield from lesson_rows()


def import_rows() -> Iterator[Row]:
    times: dict[str, list[float]] = {statement: [] for statement in (NUMPY, COURSE, LESSON)}
    for statement in times:  # the first import compiles what is not compiled yet
        import_time(statement)
    for _ in range(IMPORT_ROUNDS):
        for statement, found in times.items():
            found.append(import_time(statement)[0])
    for statement in (COURSE, LESSON):
        ratio = statistics.median(times[statement]) / statistics.median(times[NUMPY])
        numbers = (times[statement], f"`{NUMPY}`", times[NUMPY], ratio)
        # what a lesson's opening cell imports brings OpenCV along, and has no goal of its own
        goal = ("at most 1.5", ratio <= 1.5) if statement == COURSE else ("", None)
        yield Row(f"`{statement}`", *numbers, *goal)


def forbidden_modules() -> set[str]:
    """Return what of FORBIDDEN the imports of the course load."""
    return {name for statement in (COURSE, LESSON) for name in import_time(statement)[1]}


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
