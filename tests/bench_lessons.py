"""How long each lesson runs, from its first cell to its last, as a learner gets it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from course_utils import lesson_runs, lessons, paths
from tests.bench_table import Row


def lesson_rows() -> Iterator[Row]:
    """Yield a row for each lesson; the start of its kernel counts."""
    for path in paths.lesson_files():
        lesson = lessons.load(path)
        start = time.perf_counter()
        run = lesson_runs.execute(lessons.notebook(lesson))
        milliseconds = 1000 * (time.perf_counter() - start)
        if run.problems:
            raise RuntimeError(f"{lesson.name} did not run: {run.problems}")
        goal = ("less than 300 s", milliseconds < 300_000)
        yield Row(f"lesson {lesson.number}, all cells", [milliseconds], goal=goal[0], met=goal[1])


if __name__ == "__main__":
    for row in lesson_rows():
        print(row.line(), flush=True)
