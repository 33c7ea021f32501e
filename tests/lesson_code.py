"""Ruff for the code inside lessons: ``python -m tests.lesson_code check`` or ``format``.

Ruff reads Python files. For ``check`` each lesson becomes a Python file in which every line that
is not code is empty, so that ruff's line numbers are those of the lesson. For ``format`` each code
cell is formatted by itself and put back.
"""

import subprocess
import sys
from pathlib import Path

from course_utils import paths

RUFF = [sys.executable, "-m", "ruff"]
TEXT = {"capture_output": True, "encoding": "utf-8"}
# What is right in a cell but not in a module: imports further down or at its end, a last
# expression that shows its value, a stub that is replaced. And what a learner need not meet yet:
# zip(strict=), pairwise, and a lambda that is used at once in its loop. Matrices have capitals.
IGNORED = "E402,I001,B018,F811,B905,RUF007,B023,N803"


def code_lines(text: str) -> list[list[int]]:
    """Return the indices of the lines of each code cell, without its fence and options.

    An empty cell, which the builder refuses, is left out.
    """
    cells, current = [], None
    for index, line in enumerate(text.split("\n")):
        if current is None and line.startswith("```{code-cell}"):
            current = []
        elif current is not None and line.startswith("```"):
            cells += [current] if current else []
            current = None
        elif current is not None and (current or not line.startswith(":")):
            current.append(index)
    return cells


def python_view(text: str) -> str:
    """Return the lesson as Python with the same line numbers: all but code is empty.

    >>> python_view("Hello\\n```{code-cell} ipython3\\n:tags: [exercise]\\nx = 1\\n```\\n")
    '\\n\\n\\nx = 1\\n\\n'
    """
    lines = text.split("\n")
    kept = {index for cell in code_lines(text) for index in cell}
    return "\n".join(line if index in kept else "" for index, line in enumerate(lines))


def check(path: Path) -> bool:
    """Print ruff's findings with the lesson's own name and lines; say if there were none."""
    command = [*RUFF, "check", "--quiet", "--output-format=concise", "--extend-ignore", IGNORED]
    # blank lines in a row and the missing newline at the end are the prose, not the code
    command += ["--extend-ignore", "W391", "--stdin-filename", f"lessons/{path.stem}.py", "-"]
    view = python_view(path.read_text(encoding="utf-8"))
    found = subprocess.run(command, input=view, **TEXT)
    print(found.stdout.replace(f"{path.stem}.py", path.name) + found.stderr, end="")
    return found.returncode == 0


def formatted(text: str) -> str:
    """Return the lesson with every code cell in ruff's format; one that is no Python stays."""
    lines = text.split("\n")
    for cell in reversed(code_lines(text)):
        source = "\n".join(lines[i] for i in cell)
        command = [*RUFF, "format", "--quiet", "--stdin-filename", "cell.py", "-"]
        done = subprocess.run(command, input=source, **TEXT)
        if done.returncode == 0:
            lines[cell[0] : cell[-1] + 1] = done.stdout.rstrip("\n").split("\n")
    return "\n".join(lines)


def main(what: str) -> int:
    fine = True
    for path in paths.lesson_files():
        text = path.read_text(encoding="utf-8")
        wanted = formatted(text)
        if what == "check":
            fine &= check(path)
        if wanted != text:
            if what == "format":
                path.write_text(wanted, encoding="utf-8", newline="\n")
                print(f"lessons/{path.name}: formatted")
            else:
                print(f"lessons/{path.name}: the code is not in ruff's format; run 'make format'.")
                fine = False
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
