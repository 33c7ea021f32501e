"""Make the course's environment and start JupyterLab in it: what ``make lab`` runs.

    python course_utils/bootstrap.py            make or mend the environment in .venv
    python course_utils/bootstrap.py lab ...    the same, then JupyterLab (arguments pass through)
    python course_utils/bootstrap.py here       finish the Python that runs this (conda, Binder)

It needs nothing but Python, on purpose also one that is too old, which is told so.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "course-environment.json"
LOCK = ROOT / "requirements.lock"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
OLDEST, NEWEST = (3, 11), (3, 13)
AGAIN = r"py course_utils\bootstrap.py lab" if WINDOWS else "make lab"

MESSAGE = 128 * 1024 * 1024  # bytes
# No news, no look for updates, and the glossary opens as a page, not as its source.
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
}


def stop(sentence):
    """End with a sentence instead of a traceback."""
    sys.exit("\n" + sentence)


def is_supported(version):
    return OLDEST <= tuple(version)[:2] <= NEWEST


def supported_python():
    """Return a Python of a supported version: this one, or another one that is installed."""
    if is_supported(sys.version_info):
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        command = ["py", f"-3.{minor}"] if WINDOWS else [f"python3.{minor}"]
        code = "import sys; print(sys.executable)"
        try:
            found = subprocess.run([*command, "-c", code], stdout=PIPE, stderr=DEVNULL, check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return found.stdout.decode().strip()
    here = ".".join(map(str, tuple(sys.version_info)[:2]))
    stop(
        f"This course needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}, and this is Python {here}. "
        f"Install Python 3.12 from python.org, then run {AGAIN} again."
    )


def environment_variables():
    """Return the variables for pip, JupyterLab and its kernels."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH")}
    # without compiled files TensorFlow takes three times as long to import, every time
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    kept["PATH"] = str(PYTHON.parent) + os.pathsep + kept.get("PATH", "")
    kept["VIRTUAL_ENV"] = str(VENV)
    kept["JUPYTER_PREFER_ENV_PATH"] = "1"
    return kept


def wanted_stamp():
    """Return what a finished environment has written down: its place and what it is made from."""
    files = (LOCK, ROOT / "pyproject.toml", Path(__file__))
    made_from = hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()
    return {"place": str(VENV), "made from": made_from}


def stamp():
    """Return what this environment has written down, or {} if it was never finished."""
    try:
        written = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return written if isinstance(written, dict) else {}


def works():
    """Does the environment's Python start? (It does not when the Python it came from is gone.)"""
    try:
        return subprocess.run([str(PYTHON), "-c", ""], stderr=DEVNULL).returncode == 0
    except OSError:
        return False


def make_environment():
    """Make the environment, or mend it, unless it is finished and up to date."""
    if stamp() == wanted_stamp() and PYTHON.exists():
        return
    python = supported_python()
    if stamp().get("place") != str(VENV) or not works():
        if VENV.exists():
            print("The environment in .venv is not finished or was moved; making it anew.")
            shutil.rmtree(str(VENV))
        print("Making the environment (once; some minutes and 3 GB of disk) ...", flush=True)
        create(python)
        refuse_without_network()
    else:
        print("The list of packages has changed; bringing the environment up to date ...")
        refuse_without_network()  # while the old environment still counts
        STAMP.unlink()
    install_packages()
    finish(str(PYTHON))
    STAMP.write_text(json.dumps(wanted_stamp(), indent=1), encoding="utf-8")
    print("The environment is ready.", flush=True)


def create(python):
    made = subprocess.run([python, "-m", "venv", str(VENV)], stdout=PIPE, stderr=STDOUT)
    if made.returncode:
        shutil.rmtree(str(VENV), ignore_errors=True)
        text = made.stdout.decode(errors="replace")
        if "ensurepip" in text or "python3-venv" in text:
            stop(
                "This Python can't make environments. On Debian and Ubuntu install the missing "
                f"part with 'sudo apt install python3-venv', then run {AGAIN} again."
            )
        stop(f"Python could not make the environment in {VENV}:\n{text}")


def install_packages():
    """Install exactly what the lock lists, with uv where there is one and pip otherwise."""
    uv = shutil.which("uv")
    with_pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--compile"]
    with_uv = [str(uv), "pip", "install", "--python", str(PYTHON), "--compile-bytecode"]
    what = ["--require-hashes", "-r", str(LOCK)]
    for command in ([with_uv] if uv else []) + [with_pip]:
        if subprocess.run(command + what, env=environment_variables()).returncode == 0:
            return
        if command is with_uv:
            print("uv could not install the packages; trying pip ...", flush=True)
    stop(
        "The packages are not all installed; the lines above say why. If the network was cut or "
        f"the disk is full, mend that and run {AGAIN} again: it starts afresh."
    )


def refuse_without_network():
    """Fetch one small package of the lock, so that a missing network is said in one sentence."""
    blocks = LOCK.read_text(encoding="utf-8").split("\n")
    first = next(i for i, line in enumerate(blocks) if line.startswith("flit-core=="))
    last = first + 1
    while blocks[last].startswith(" "):
        last += 1
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder, "one.txt")
        one.write_text("\n".join(blocks[first:last]), encoding="utf-8")
        command = [str(PYTHON), "-m", "pip", "download", "--quiet", "--no-deps", "--retries", "1"]
        command += ["--disable-pip-version-check", "--no-cache-dir", "--timeout", "15"]
        command += ["--require-hashes", "-d", folder, "-r", str(one)]
        tried = subprocess.run(command, stdout=PIPE, stderr=STDOUT, env=environment_variables())
    if tried.returncode:
        text = tried.stdout.decode(errors="replace")
        signs = ("onnection", "Max retries", "Could not find a version", "imed out", "resolution")
        if any(sign in text for sign in signs):
            stop(
                "There is no network, or the package index can't be reached: connect this machine "
                f"for the set-up (once), then run {AGAIN} again."
            )
        stop("pip can't fetch packages on this machine:\n" + text)


def finish(python):
    """Add to an environment that has the packages: the course itself, and quiet settings."""
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)]
    if subprocess.run(command).returncode:
        stop("The course's own package could not be installed; the lines above say why.")
    code = "import sys, matplotlib.font_manager; print(sys.prefix)"  # else a first plot builds it
    made = subprocess.run([python, "-c", code], stdout=PIPE, stderr=DEVNULL, check=True)
    prefix = Path(made.stdout.decode().strip().split("\n")[-1])
    settings = prefix / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(LAB_SETTINGS, indent=1), encoding="utf-8")


def start_lab(arguments):
    """Become JupyterLab, opened at the first notebook."""
    command = [str(PYTHON), "-m", "jupyterlab", "--ServerApp.root_dir=" + str(ROOT)]
    # in the address, so that it also leads there where no browser is opened
    command.append("--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb")
    command.append("--LabApp.extension_manager=readonly")
    # an uploaded photograph is one message; tornado alone would cut the line at 10 MB
    command.append(f"--ServerApp.tornado_settings={{'websocket_max_message_size': {MESSAGE}}}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    os.chdir(str(ROOT))
    if WINDOWS:
        sys.exit(subprocess.run(command + arguments, env=environment_variables()).returncode)
    os.execve(command[0], command + arguments, environment_variables())


def main(arguments):
    what = arguments[0] if arguments else "environment"
    if what == "here":
        finish(sys.executable)
    elif what in ("environment", "lab"):
        make_environment()
        if what == "lab":
            start_lab(arguments[1:])
    else:
        stop(f"bootstrap.py does not know {what!r}; it knows: lab, here, or nothing.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        stop(f"Stopped. Run {AGAIN} again to go on: a half-made environment is made anew.")
