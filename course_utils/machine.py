"""What `course_utils.doctor` reads of this machine, and of the course's own lists.

Nothing here judges: a file that is not there is ``None``, and a process that did not end has no
return code. Other packages are imported where they are needed: the machine may lack them.
"""

import hashlib
import importlib.metadata
import json
import platform
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from course_utils import bootstrap, paths


class Finished(NamedTuple):
    """A Python process that has ended; `returncode` is None when it took too long."""

    returncode: int | None
    output: str
    errors: str


def parse_lock(text: str) -> dict[str, str]:
    """Return the exact version of each package that the lock wants on this machine.

    >>> parse_lock("a_b==1.0 \\\\\\n    --hash=sha256:00\\nc==2 ; python_version < '3'\\n")
    {'a-b': '1.0'}

    Raises
    ------
    ValueError
        With the line that is not of the form ``name==version``.
    """
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    wanted = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.split(" --hash")[0].rstrip("\\ ").strip()
        if not line or line.startswith(("#", "--")):
            continue
        try:
            requirement = Requirement(line)
            (exact,) = requirement.specifier
            if exact.operator != "==":
                raise ValueError(line)
        except (InvalidRequirement, ValueError):
            raise ValueError(f"requirements.lock, line {number}: not 'name==version'.") from None
        if requirement.marker is None or requirement.marker.evaluate():
            wanted[canonicalize_name(requirement.name)] = exact.version
    return wanted


def parse_sources(text: str) -> dict[str, str]:
    """Return the SHA-256 of each file in the table of ``data/SOURCES.md``.

    Raises
    ------
    ValueError
        When there is no table with the four columns, or a row that is not complete.
    """
    wanted = {}
    in_table = False
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if [cell.lower() for cell in cells] == ["file", "author", "licence", "sha-256"]:
            in_table = True
        elif in_table and line.startswith("|") and set(line) - set("|-: "):
            if len(cells) != 4 or not all(cells) or not re.fullmatch("[0-9a-f]{64}", cells[3]):
                raise ValueError(
                    f"data/SOURCES.md, line {number}: a row needs all four columns, "
                    "the last with the 64 digits of a SHA-256."
                )
            wanted[cells[0]] = cells[3]
    if not in_table:
        raise ValueError("data/SOURCES.md has no table 'file, author, licence, SHA-256'.")
    return wanted


def installed_versions() -> dict[str, str]:
    """Return the version of each installed package, by its normalised name."""
    from packaging.utils import canonicalize_name

    found = {}
    for distribution in importlib.metadata.distributions():
        name = distribution.metadata.get("Name")
        if name:  # a half-removed package has none
            # The first on the path is the one that an import finds.
            found.setdefault(canonicalize_name(name), distribution.version)
    return found


def available_memory(limit_file: Path = Path("/sys/fs/cgroup/memory.max")) -> int:
    """Return the bytes that programs can still use, and no more than a container's limit."""
    import psutil

    limit = (text_of(limit_file) or "").strip()
    available = psutil.virtual_memory().available
    return min(available, int(limit)) if limit.isdecimal() else available


def run_python(code: str, timeout: float) -> Finished:
    """Run code in a new process of this Python; `timeout` is in seconds."""
    command = [sys.executable, "-X", "utf8", "-c", code]  # Windows would print in another encoding
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
        )
    except subprocess.TimeoutExpired:
        return Finished(None, "", "")
    return Finished(done.returncode, done.stdout, done.stderr)


def lacks_avx() -> bool:
    """Does an Intel or AMD processor lack AVX? There TensorFlow ends the process as it loads."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    from numpy._core._multiarray_umath import __cpu_features__  # as `numpy.show_runtime` does

    return not __cpu_features__.get("AVX", True)


def in_course_environment() -> bool:
    """Does this Python belong to the environment that the set-up makes?"""
    return Path(sys.prefix).resolve() == bootstrap.VENV.resolve()


def is_set_up() -> bool:
    """Did the set-up of the environment end, and is its list of packages still the same?"""
    try:
        return bootstrap.stamp() == bootstrap.wanted_stamp()
    except OSError:  # one of the files that the stamp is made from is missing
        return False


def is_conda() -> bool:
    """Is this a Python of conda, mamba or Binder?"""
    return Path(sys.prefix, "conda-meta").is_dir()


def python_command() -> str:
    """Return how this Python is called in the course's folder."""
    return short(Path(sys.executable))


def install_command() -> str:
    """Return the command that installs exactly the packages of the lock.

    Packages belong into the course's environment, never into another one of this machine: from
    there it is the command that makes the course's environment.
    """
    if in_course_environment() or is_conda():
        return f"{python_command()} -m pip install -r requirements.lock"
    return bootstrap.AGAIN


def reinstall_commands(names: Iterable[str]) -> str:
    """Return the commands, one a line, that remove packages and install those of the lock.

    pip looks only at a package's entry, not at its files. So a package whose files are damaged
    must go before it comes back.
    """
    install = install_command()
    if install == bootstrap.AGAIN:
        return install
    return f"{python_command()} -m pip uninstall -y {' '.join(names)}\n{install}"


def short(path: Path) -> str:
    """Return a path below the course's folder without that folder; commands are run there."""
    if path.is_relative_to(paths.ROOT):
        return str(path.relative_to(paths.ROOT))
    return f'"{path}"' if " " in str(path) else str(path)


def text_of(path: Path) -> str | None:
    """Return the text of a file, or None when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def sha256(path: Path) -> str | None:
    """Return the SHA-256 of a file, or None when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def is_notebook(path: Path) -> bool:
    """Is the file JSON with the one part that every notebook has?"""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and "cells" in content
