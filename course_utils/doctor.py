"""Is this machine ready for the course?

Each check is a small function: it is given what it examines and returns one `Line`, so that the
tests can give it broken machines. `examine` gives every check what this machine has. Nothing
here needs the network, and nothing here changes anything but a trial file that is removed.
"""

import os
import re
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from course_utils import bootstrap, machine, paths

OK, WARN, FAIL = "OK", "WARN", "FAIL"
GB = 2**30

# Measured: a kernel that trains a small network holds 0.8 GB; JupyterLab and its page in the
# browser take about as much again. Below that a machine starts to swap, and a cell takes minutes.
MEMORY_WARN, MEMORY_FAIL = 2.0, 1.0
# The largest public picture set of the course takes 0.4 GB packed and unpacked. Where not even
# 0.2 GB are free, a notebook may not be saved.
DISK_WARN, DISK_FAIL = 2.0, 0.2
# TensorFlow takes 3 to 15 s to import on a slow laptop; more means files not compiled.
TENSORFLOW_SLOW, TENSORFLOW_TIMEOUT = 25.0, 120.0

OPENCV_WHEELS = (
    "opencv-python",
    "opencv-python-headless",
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
)
# The part in the notebook and the part in the browser must speak the same protocol.
WIDGET_VERSIONS = {"ipywidgets": "8.", "jupyterlab-widgets": "3.0.", "anywidget": "0."}

ILLEGAL_INSTRUCTION = (-4, 0xC000001D, 0xC000001D - 2**32)  # Linux and macOS; Windows, both signs
KILLED = -9

LIBRARY_MISSING = re.compile(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object file")
ERROR_LINE = re.compile(r"^[\w.]*(?:Error|Exception): .+", re.MULTILINE)
COLOURS = {OK: "#1a7f37", WARN: "#8a5a00", FAIL: "#b3261e"}  # white on each: at least 5 : 1


@dataclass(frozen=True)
class Line:
    """What one check found. `mend` is a command, or several, one a line; None when all is well."""

    name: str
    state: str
    message: str
    mend: str | None = None

    def __str__(self) -> str:
        text = f"{self.state:<5} {self.name:<12} {self.message}"
        for command in (self.mend or "").splitlines():
            text += f"\n{'':<18} mend: {command}"
        return text


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """The lines of all checks, as text, as an HTML table and as records for JSON."""

    lines: tuple[Line, ...]

    @property
    def ok(self) -> bool:
        """True when nothing failed. Warnings are allowed."""
        return all(line.state != FAIL for line in self.lines)

    @property
    def verdict(self) -> str:
        """One sentence about all lines."""
        counts = [f"{n} {state}" for state in (FAIL, WARN) if (n := self._count(state))]
        if not counts:
            return "This machine is ready."
        found = " and ".join(counts)
        where = "Run the commands after 'mend:' in the folder of the course, then check again."
        return f"{'Ready' if self.ok else 'Not ready yet'}: {found}. {where}"

    def _count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    def records(self) -> list[dict[str, str | None]]:
        """Return one dictionary a line: name, state, message, mend."""
        return [asdict(line) for line in self.lines]

    def __repr__(self) -> str:
        return "\n".join([*map(str, self.lines), self.verdict])

    def _repr_html_(self) -> str:
        left = "text-align:left;vertical-align:top"
        rows = []
        for line in self.lines:
            word = (
                f'<span style="background:{COLOURS[line.state]};color:#ffffff;'
                f'padding:0 6px;font-weight:bold">{line.state}</span>'
            )
            commands = "".join(
                f"<br>mend: <code>{escape(command)}</code>"
                for command in (line.mend or "").splitlines()
            )
            rows.append(
                f'<tr><td style="{left}">{word}</td>'
                f'<th scope="row" style="{left}">{escape(line.name)}</th>'
                f'<td style="{left}">{escape(line.message)}{commands}</td></tr>'
            )
        return f"<table>{''.join(rows)}</table><p>{escape(self.verdict)}</p>"


def check(quick: bool = False) -> Diagnosis:
    """Examine this machine.

    Parameters
    ----------
    quick
        Leave out the import of TensorFlow, which takes seconds.
    """
    return Diagnosis(tuple(examine(quick)))


def examine(quick: bool = False) -> Iterator[Line]:
    """Yield the lines one by one, each as soon as its check is done."""
    python, mend = machine.python_command(), machine.install_command()
    installed = machine.installed_versions()

    yield check_python(sys.version_info[:3], 64 if sys.maxsize > 2**32 else 32)
    yield check_environment(
        machine.in_course_environment(), machine.is_conda(), machine.is_set_up()
    )
    yield check_packages(machine.text_of(paths.LOCK), installed, mend)
    yield check_jupyterlab(installed, mend)
    yield check_widgets(installed, mend)
    wheels = [name for name in OPENCV_WHEELS if name in installed] or ["opencv-python"]
    yield check_opencv_wheels(installed, machine.reinstall_commands(wheels))
    yield check_opencv(machine.run_python, machine.reinstall_commands(wheels))
    yield check_data(machine.text_of(paths.DATA / "SOURCES.md"), paths.DATA)
    names = [path.stem for path in paths.lesson_files()]
    yield check_notebooks(names, paths.NOTEBOOKS, f"{python} -m course_utils reset")
    yield check_progress_folder(paths.state_dir())
    yield check_memory(machine.available_memory())
    yield check_disk(shutil.disk_usage(paths.ROOT).free)
    if not quick:
        packages = machine.short(Path(sysconfig.get_path("purelib")))
        compile_all = f"{python} -m compileall -q {packages}"
        reinstall = machine.reinstall_commands(["tensorflow"])
        yield check_tensorflow(machine.run_python, reinstall, compile_all)


# --- the checks ----------------------------------------------------------------------------------


def check_python(version: tuple[int, ...], bits: int) -> Line:
    """Is this a Python that the packages are built for?"""
    text = ".".join(map(str, version))
    if not bootstrap.is_supported(version):
        message = f"{text}; the course needs Python 3.11 to 3.13. Install one from python.org."
        return Line("Python", FAIL, message, bootstrap.AGAIN)
    if bits != 64:
        message = f"{text}, {bits} bit; TensorFlow needs 64 bit. Install it from python.org."
        return Line("Python", FAIL, message, bootstrap.AGAIN)
    return Line("Python", OK, f"{text}, 64 bit")


def check_environment(in_venv: bool, is_conda: bool, finished: bool) -> Line:
    """Does this run in the environment that the set-up made?"""
    if in_venv and finished:
        return Line("Environment", OK, "the course's own, .venv")
    if in_venv:
        message = "the set-up was interrupted, or the list of packages has changed since."
        return Line("Environment", WARN, message, bootstrap.AGAIN)
    if is_conda:
        return Line("Environment", OK, "a conda environment")
    message = "this Python is not the course's own (.venv), so other packages may be in use."
    return Line("Environment", WARN, message, bootstrap.AGAIN)


def check_packages(lock: str | None, installed: Mapping[str, str], mend: str) -> Line:
    """Is every package of the lock installed, in the version of the lock?"""
    if lock is None:
        message = "the list of packages, requirements.lock, is missing."
        return Line("Packages", FAIL, message, "git checkout -- requirements.lock")
    try:
        wanted = machine.parse_lock(lock)
    except ValueError as error:
        return Line("Packages", FAIL, str(error), "git checkout -- requirements.lock")
    missing = [name for name in wanted if name not in installed]
    if missing:
        return Line("Packages", FAIL, f"not installed: {_some(missing)}.", mend)
    from packaging.utils import canonicalize_version

    other = [
        f"{name} {installed[name]} (course: {version})"
        for name, version in wanted.items()
        if canonicalize_version(installed[name]) != canonicalize_version(version)
    ]
    if other:
        return Line("Packages", WARN, f"other versions: {_some(other)}.", mend)
    return Line("Packages", OK, f"all {len(wanted)} as in requirements.lock")


def check_jupyterlab(installed: Mapping[str, str], mend: str) -> Line:
    """Is JupyterLab here, and a Python kernel for it?"""
    missing = [name for name in ("jupyterlab", "ipykernel") if name not in installed]
    if missing:
        return Line("JupyterLab", FAIL, f"not installed: {_some(missing)}.", mend)
    version = installed["jupyterlab"]
    if not version.startswith("4."):
        return Line("JupyterLab", WARN, f"{version}; the course is written for 4.", mend)
    return Line("JupyterLab", OK, version)


def check_widgets(installed: Mapping[str, str], mend: str) -> Line:
    """Do the two halves of the widgets, in the kernel and in the browser, belong together?"""
    missing = [name for name in WIDGET_VERSIONS if name not in installed]
    if missing:
        return Line("Widgets", FAIL, f"not installed: {_some(missing)}.", mend)
    found = ", ".join(f"{name} {installed[name]}" for name in WIDGET_VERSIONS)
    if all(installed[name].startswith(start) for name, start in WIDGET_VERSIONS.items()):
        return Line("Widgets", OK, found)
    message = f"{found} do not fit together (ipywidgets 8 needs jupyterlab-widgets 3.0)."
    return Line("Widgets", FAIL, message, mend)


def check_opencv_wheels(installed: Mapping[str, str], mend: str) -> Line:
    """Is exactly one of the four packages that bring OpenCV installed?

    They all write into the same folder, ``cv2``. Two of them leave a mixture, and removing one
    afterwards takes files of the other along.
    """
    wheels = [name for name in OPENCV_WHEELS if name in installed]
    if len(wheels) == 1:
        return Line("OpenCV wheel", OK, f"{wheels[0]} {installed[wheels[0]]}, the only one")
    if not wheels:
        return Line("OpenCV wheel", FAIL, "not installed: opencv-python.", mend)
    message = f"{' and '.join(wheels)} overwrite each other's files; only one may stay."
    return Line("OpenCV wheel", FAIL, message, mend)


def check_opencv(run: Callable[..., machine.Finished], mend: str) -> Line:
    """Can OpenCV be imported? On a bare Linux a library of the system may be missing."""
    done = run("import cv2; print(cv2.__version__)", timeout=60.0)
    if done.returncode == 0:
        return Line("OpenCV", OK, f"{done.output.strip()}, can be imported")
    return _import_failed("OpenCV", "cv2", done, mend)


def check_tensorflow(run: Callable[..., machine.Finished], mend: str, compile_all: str) -> Line:
    """Can TensorFlow be imported, and in what time? In a process of its own: it may crash."""
    code = (
        "import time; start = time.perf_counter(); import tensorflow; "
        "print(tensorflow.__version__, time.perf_counter() - start)"
    )
    done = run(code, timeout=TENSORFLOW_TIMEOUT)
    if done.returncode != 0:
        return tensorflow_failed(done, mend)
    version, seconds = done.output.splitlines()[-1].split()
    message = f"{version}, imported in {float(seconds):.1f} s"
    if float(seconds) > TENSORFLOW_SLOW:
        message += "; that is slow: perhaps its files are not compiled yet."
        return Line("TensorFlow", WARN, message, compile_all)
    return Line("TensorFlow", OK, message)


def tensorflow_failed(done: machine.Finished, mend: str | None = None) -> Line:
    """Say why the import of TensorFlow, or of Keras, failed, from what Python wrote on stderr."""
    name = "Keras" if "No module named 'keras'" in done.errors else "TensorFlow"
    mend = mend or machine.reinstall_commands([name.lower()])
    return _import_failed(name, name.lower(), done, mend)


def check_data(sources: str | None, folder: Path) -> Line:
    """Are the data files here, and unchanged?"""
    table = "git checkout -- data/SOURCES.md"
    if sources is None:
        return Line("Data files", FAIL, "the list of them, data/SOURCES.md, is missing.", table)
    try:
        wanted = machine.parse_sources(sources)
    except ValueError as error:
        return Line("Data files", FAIL, str(error), table)
    missing = [name for name in wanted if not (folder / name).is_file()]
    changed = [
        name
        for name in wanted
        if name not in missing and machine.sha256(folder / name) != wanted[name]
    ]
    if missing or changed:
        found = [f"missing: {_some(missing)}"] if missing else []
        found += [f"changed or damaged: {_some(changed)}"] if changed else []
        names = " ".join(f'"data/{name}"' for name in missing + changed)
        return Line("Data files", FAIL, f"{'; '.join(found)}.", f"git checkout -- {names}")
    if not wanted:
        return Line("Data files", OK, "the lessons so far need none")
    return Line("Data files", OK, f"all {len(wanted)} as in data/SOURCES.md")


def check_notebooks(names: Iterable[str], folder: Path, reset: str) -> Line:
    """Is there a notebook that can be read for each lesson?"""
    names = list(names)
    if not names:
        message = "the folder of the lessons, lessons/, is missing or empty."
        return Line("Notebooks", FAIL, message, "git checkout -- lessons")
    missing = [name for name in names if not (folder / f"{name}.ipynb").is_file()]
    damaged = [
        name
        for name in names
        if name not in missing and not machine.is_notebook(folder / f"{name}.ipynb")
    ]
    if missing or damaged:
        found = [f"missing: {_some(missing)}"] if missing else []
        found += [f"cannot be read: {_some(damaged)}"] if damaged else []
        mend = "\n".join(f"{reset} {name.split('_')[0]}" for name in missing + damaged)
        return Line("Notebooks", FAIL, f"{'; '.join(found)}.", mend)
    return Line("Notebooks", OK, f"all {len(names)} are here")


def check_progress_folder(folder: Path) -> Line:
    """Can progress be saved? Lessons also run when it cannot."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"trial")
    except OSError as error:
        message = (
            f"cannot be saved ({error.strerror}); the lessons work, but forget what is solved."
        )
        elsewhere = Path.home() / "course-progress"
        setting = f'setx COURSE_STATE "{elsewhere}"'  # for the terminals opened from now on
        if os.name != "nt":
            setting = f'export COURSE_STATE="{elsewhere}"'
        return Line("Progress", WARN, message, setting)
    return Line("Progress", OK, "can be saved")


def check_memory(available: int) -> Line:
    """Is there room for a kernel that trains a network? `available` is in bytes."""
    message = f"{available / GB:.1f} GB free"
    if available >= MEMORY_WARN * GB:
        return Line("Memory", OK, message)
    message += f"; training needs about {MEMORY_WARN:.0f} GB. Close other programs and notebooks."
    return Line("Memory", FAIL if available < MEMORY_FAIL * GB else WARN, message, _again())


def check_disk(free: int) -> Line:
    """Is there room for downloads and saved work? `free` is in bytes."""
    message = f"{free / GB:.1f} GB free"
    if free >= DISK_WARN * GB:
        return Line("Disk", OK, message)
    message += (
        f"; the course may need {DISK_WARN:.0f} GB. Empty the bin and remove what is not needed."
    )
    return Line("Disk", FAIL if free < DISK_FAIL * GB else WARN, message, _again())


def _import_failed(name: str, module: str, done: machine.Finished, mend: str) -> Line:
    """Say in one sentence why the import of a library failed, and what helps."""
    errors = done.errors.strip()
    if done.returncode is None:
        message = (
            "the import took too long and was stopped. Close other programs, then check again."
        )
        return Line(name, FAIL, message, _again())
    if done.returncode in ILLEGAL_INSTRUCTION:
        message = (
            f"this processor lacks instructions (AVX) that {name} needs. No command mends that: "
            f"use another computer for the lessons with {name}."
        )
        return Line(name, FAIL, message, _again())
    if done.returncode == KILLED:
        message = (
            "the system stopped the import, probably for want of memory. Close other programs."
        )
        return Line(name, FAIL, message, _again())
    if f"No module named '{module}'" in errors:
        return Line(name, FAIL, f"{module} is not installed.", mend)
    if library := LIBRARY_MISSING.search(errors):
        message = f"a library of the system is missing: {library[1]}. On Debian and Ubuntu:"
        return Line(name, FAIL, message, "sudo apt-get install -y libgl1 libglib2.0-0 libxcb1")
    if "DLL load failed" in errors:
        message = (
            "a library of Windows is missing (the Visual C++ runtime), or the processor is old."
        )
        return Line(name, FAIL, message, "winget install Microsoft.VCRedist.2015+.x64")
    # TensorFlow writes lines of advice below its error, and a whole traceback into it.
    raised = [line for line in ERROR_LINE.findall(errors) if "Traceback (most" not in line]
    last = [f"Python ended with code {done.returncode}", *errors.splitlines(), *raised][-1]
    return Line(name, FAIL, f"the import failed: {last[:200]}", mend)


def _again() -> str:
    return f"{machine.python_command()} -m course_utils doctor"


def _some(items: list[str], most: int = 4) -> str:
    """Return the first items as a list in words."""
    more = len(items) - most
    return ", ".join(items[:most]) + (f" and {more} more" if more > 0 else "")
