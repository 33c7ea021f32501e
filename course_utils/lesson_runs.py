"""Running notebooks, and building the committed ones with their checked outputs."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nbformat
import numpy as np

from course_utils import concepts, lessons, paths
from course_utils.files import set_aside, write_atomically
from course_utils.lesson_rules import CHECKED
from course_utils.lessons import KINDS, Lesson, LessonError, without_check

HANGS_AFTER = 600  # seconds for one cell; a guard, not a bar

# Runs in each kernel before the notebook: a lesson works without a network, and this proves it.
_OFFLINE = """\
def _offline():  # all of it in a function: the notebook's names stay its own
    import ipaddress, socket

    def refuse(name):
        original = getattr(socket.socket, name)
        def connect(self, address):
            host = address[0] if isinstance(address, tuple) else "localhost"
            loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
            if self.family in (socket.AF_INET, socket.AF_INET6) and not loopback:
                raise OSError(101, "the network is off in this run")
            return original(self, address)
        setattr(socket.socket, name, connect)

    def lookup(host, *args, _original=socket.getaddrinfo, **kwargs):
        if host not in (None, "", "localhost", "127.0.0.1", "::1"):
            raise socket.gaierror(-2, "the network is off in this run")
        return _original(host, *args, **kwargs)

    refuse("connect"), refuse("connect_ex")
    socket.getaddrinfo = lookup

_offline()
del _offline
"""


@dataclass(frozen=True)
class Run:
    """An executed notebook, and what went wrong."""

    notebook: nbformat.NotebookNode
    problems: dict[str, str]  # cell id -> what the cell showed that it must not show


@contextmanager
def clean_kernel() -> Iterator[dict[str, str]]:
    """Give the environment variables for a kernel of its own: no network, nobody's settings.

    Its progress and settings are in a temporary folder that is removed afterwards.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        startup = Path(name, "ipython", "profile_default", "startup")
        startup.mkdir(parents=True)
        (startup / "00-offline.py").write_text(_OFFLINE, encoding="utf-8")
        own = {
            "COURSE_STATE": str(Path(name, "state")),
            "IPYTHONDIR": str(Path(name, "ipython")),
            "JUPYTER_PREFER_ENV_PATH": "1",
        }
        inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        yield inherited | own


def execute(notebook: nbformat.NotebookNode) -> Run:
    """Run a notebook from top to bottom in a new kernel, with the network off.

    Parameters
    ----------
    notebook : NotebookNode
        Left as it is; the result holds a copy with outputs. The kernel works in ``notebooks/``.

    Returns
    -------
    Run
        A cell that raises ends the run, and is the last of its problems.
    """
    from nbclient import NotebookClient  # slow to import
    from nbclient.exceptions import CellExecutionError

    made = nbformat.from_dict(notebook)
    client = NotebookClient(
        made,
        timeout=HANGS_AFTER,
        kernel_name="python3",
        resources={"metadata": {"path": str(paths.NOTEBOOKS)}},
        store_widget_state=False,
        coalesce_streams=True,  # else a print may arrive in two pieces, at random
        extra_arguments=["--log-level=ERROR"],  # the terminal is not where a lesson speaks
    )
    # a failing cell holds its error as output, found below
    with clean_kernel() as environment, suppress(CellExecutionError):
        client.execute(env=environment)
    problems = {}
    for cell in made.cells:
        if cell.cell_type == "code" and (text := _output_problem(cell)):
            problems[cell["id"]] = text
            if any(output.output_type == "error" for output in cell.outputs):
                break  # the cells below did not run
    return Run(made, problems)


def _output_problem(cell: nbformat.NotebookNode) -> str | None:
    """Say what is wrong with what a cell showed, if anything is."""
    for output in cell.outputs:
        if output.output_type == "error":
            return f"the cell raises {output.ename}: {output.evalue}"
        if output.get("name") == "stderr":
            return f"the cell prints to stderr: {output.text.strip()[:300]}"
        for mime, content in output.get("data", {}).items():
            if mime.startswith("image/") and not output.metadata.get(mime, {}).get("alt"):
                return 'a figure without alt text; end the cell with plots.show(alt="...").'
            if mime == "text/html":
                for image in re.findall(r"<img\b[^>]*>", content):
                    if not re.search(r'\balt="[^"]+"', image):
                        return "a figure without alt text; give images.show its alt=..."
    if CHECKED in cell.metadata.get("tags", ()):
        return _checked_problem(cell)
    return None


def _checked_problem(cell: nbformat.NotebookNode) -> str | None:
    if not cell.outputs:
        return f"tagged {CHECKED}, but it shows nothing; end it with the value, or drop the tag."
    for output in cell.outputs:
        data = output.get("data", {"text/plain": output.get("text", "")})
        if set(data) - {"text/plain", "text/html"}:
            return f"tagged {CHECKED}, but shows a picture or a widget; only text is compared."
        if re.search(r"\b0x[0-9a-f]{6,}", str(data)):
            return f"tagged {CHECKED}, but shows an address in memory; print the value instead."
    return None


@dataclass(frozen=True)
class ExerciseCase:
    """One exercise as it stands in a lesson, for the exercise lint."""

    exercise_id: str
    answer_name: str  # the name that the cell binds and gives to the check
    namespace: Callable[[], dict]  # a new namespace in which all cells before it have run, solved
    solution: str  # the cell with the solution in place, without the check
    stub: str  # the same, unsolved


def exercise_cases(lesson: Lesson) -> Iterator[ExerciseCase]:
    """Yield every exercise of a lesson, running the lesson's code without a kernel."""
    namespace: dict = {"__name__": "__main__"}
    for cell in lesson.cells:
        if cell.kind != "code":
            continue
        if cell.is_exercise:
            yield ExerciseCase(
                f"{lesson.number}.{cell.exercise}",
                cell.answer,
                partial(_copied, dict(namespace)),
                without_check(cell.solved()),
                without_check(cell.unsolved()),
            )
        source = without_check(cell.solved()) if cell.is_exercise else cell.source
        exec(compile(source, f"{lesson.path.name}:{cell.line}", "exec"), namespace)


def _copied(namespace: dict) -> dict:
    """Copy the arrays, so that what one answer overwrites is whole for the next."""
    return {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in namespace.items()}


def learner_notebook(name: str | Path) -> str:
    """Return the learner's notebook of a lesson as it is committed, as the file's text.

    The lesson is run for it, so that the cells tagged ``nbval-check-output`` hold their outputs.
    """
    return _text(_with_outputs(lessons.load(name))["learner"])


def _with_outputs(lesson: Lesson) -> dict[str, nbformat.NotebookNode]:
    """Return the three notebooks of a lesson with the outputs of their checked cells."""
    run = execute(lessons.notebook(lesson))
    if run.problems:
        lines = {lesson.cell_id(cell): cell.line for cell in lesson.cells}
        raise LessonError(
            "\n".join(f"{lesson.path.name}:{lines[i]}: {text}" for i, text in run.problems.items())
        )
    shown = {
        c["id"]: c.outputs for c in run.notebook.cells if CHECKED in c.metadata.get("tags", ())
    }
    made = {kind: lessons.notebook(lesson, kind) for kind in KINDS}
    for notebook in made.values():
        code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        for count, cell in enumerate(code_cells, start=1):
            if cell["id"] in shown:
                cell.outputs = [_placed(output, count) for output in shown[cell["id"]]]
                # nbval compares only cells that have a count
                cell.execution_count = count
    return made


def _placed(output: nbformat.NotebookNode, count: int) -> nbformat.NotebookNode:
    placed = nbformat.from_dict(output)
    if placed.output_type == "execute_result":
        placed.execution_count = count
    return placed


def _text(notebook: nbformat.NotebookNode) -> str:
    return nbformat.writes(notebook) + "\n"


def build_all(names: list[str] | None = None, check: bool = False) -> list[str]:
    """Build the notebooks of the lessons, or say which are behind their source.

    Parameters
    ----------
    names : list of str, optional
        The lessons, as :func:`course_utils.lessons.find` takes them; all unless told.
    check : bool
        Build nothing; return one sentence for each notebook that is not what its lesson gives.

    Returns
    -------
    list of str
        What was written, or what is behind; empty where there was nothing to do.

    Raises
    ------
    LessonError
        If a lesson breaks a rule.
    ConceptError
        If a ``covers`` comment does, or the concept index.
    """
    found = [lessons.find(name) for name in names] if names else paths.lesson_files()
    loaded = [lessons.load(path) for path in found]
    for lesson in loaded:
        concepts.covered(lesson.text, f"lessons/{lesson.path.name}")
    messages = []
    for lesson in loaded:
        path = paths.NOTEBOOKS / f"{lesson.name}.ipynb"
        if check:
            messages += _behind(lesson, path)
            continue
        made = _with_outputs(lesson)
        messages += _write(path, _text(made["learner"]))
        for kind in KINDS[1:]:
            target = paths.BUILD / kind / path.name
            messages += _write(target, _text(made[kind]))
    if not names:
        messages += _glossary(check)
    return messages


def _write(path: Path, text: str) -> list[str]:
    """Write a notebook, or the glossary, if it is another; return what to tell about it."""
    messages = []
    label = path.relative_to(paths.ROOT).as_posix()
    if path.exists():
        if path.read_text(encoding="utf-8") == text:
            return []
        if path.suffix == ".ipynb" and not lessons.is_untouched(path):
            kept = set_aside(path, "my-copy")
            messages.append(f"{label}: somebody has worked in it; that copy is kept as {kept.name}")
    write_atomically(path, text)
    return [*messages, f"{label}: rebuilt"]


def _behind(lesson: Lesson, path: Path) -> list[str]:
    """Compare a committed notebook with its lesson without running it."""
    label = path.relative_to(paths.ROOT).as_posix()
    mend = f"Run 'course build {lesson.number}' (make notebooks builds them all)."
    if not path.exists():
        return [f"{label} is missing. {mend}"]
    there = nbformat.read(path, as_version=4)
    wanted = lessons.notebook(lesson)
    for cell in there.cells:
        if cell.cell_type != "code":
            continue
        if CHECKED in cell.metadata.get("tags", ()):
            if not cell.outputs or cell.execution_count is None:
                return [f"{label}: cell {cell['id']} has no stored output to compare. {mend}"]
        elif cell.outputs:
            return [f"{label}: cell {cell['id']} has a stored output that nobody checks. {mend}"]
        cell.outputs, cell.execution_count = [], None
    return [] if there == wanted else [f"{label} is behind {lesson.path.name}. {mend}"]


def _glossary(check: bool) -> list[str]:
    path = paths.NOTEBOOKS / "glossary.md"
    text = concepts.glossary_markdown(lessons=[p.stem.split("_")[0] for p in paths.lesson_files()])
    if not check:
        return _write(path, text)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    return ["notebooks/glossary.md is behind lessons/concepts.yml. Run 'make notebooks'."]
