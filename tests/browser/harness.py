"""Drive a real JupyterLab with headless Chromium, for the browser tests and for ``make bench``.

``LabServer`` is a JupyterLab of its own on a free local port, ``Browser`` is one Chromium, and
``NotebookPage`` is one notebook open in it. Nothing sleeps to let things settle: each wait is for
a condition in the page and has a time limit, and a dialog of JupyterLab fails at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
import psutil
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, expect, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
PAGE_SCRIPT = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
SECONDS = 60
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
BROWSER_PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
CHROMIUM_ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",  # in a container /dev/shm is often 64 MB
    "--disable-gpu",
    "--disable-sync",
    "--force-color-profile=srgb",  # the same colours everywhere
    "--no-first-run",
]
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    # A save in the background would race with the file on disk.
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    # Every cell stays in the page. Else, on a busy machine, pictures that arrive above a cell push
    # it out of sight, and JupyterLab takes it out of the page just when a test looks at it.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}
# JupyterLab's own words when a notebook closes soon after it was opened.
NO_FAULT = ("Could not restore the debugger state",)
# ... and when a notebook is opened again: its widgets ended with their kernel.
WIDGET_GONE = "Error: widget model not found"


class CellError(AssertionError):
    """A cell of the notebook raised an error."""


def find_browser() -> str | None:
    """Return the path of a Chromium, Chrome or Edge on this machine, or None.

    The environment variable ``CHROMIUM`` goes first, then the programs on the path, then the
    usual places of each system, then a browser that Playwright has installed.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    on_path = (shutil.which(name) for name in BROWSER_NAMES)
    usual = (path for path in BROWSER_PATHS if Path(path).is_file())
    found = next((path for path in (*on_path, *usual) if path), None)
    return found or _browser_of_playwright()


def _browser_of_playwright() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def free_port() -> int:
    """Return a local port that no program listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LabServer:
    """A JupyterLab for this machine only, apart from the user's own settings and notebooks.

    Notebooks are copied to a temporary folder, so that a test never changes the project. The
    project's ``data`` folder stands beside them as it does for a learner.
    """

    def __enter__(self) -> LabServer:
        self.folder = Path(tempfile.mkdtemp(prefix="course-lab-"))
        self.root = self.folder / "root"
        self.notebooks = self.root / "notebooks"
        self.state_dir = self.folder / "state"
        self.screenshots = self.folder / "screenshots"
        for path in (self.notebooks, self.state_dir, self.screenshots):
            path.mkdir(parents=True)
        if (PROJECT / "data").is_dir():
            own = shutil.ignore_patterns("my_pictures", "cache")
            shutil.copytree(PROJECT / "data", self.root / "data", ignore=own)
        self.token = secrets.token_hex(16)
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        # A test run may keep its pictures: the folder is named in COURSE_SCREENSHOTS.
        keep = os.environ.get("COURSE_SCREENSHOTS")
        if keep:
            shutil.copytree(self.screenshots, keep, dirs_exist_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, source: Path | Sequence[str]) -> str:
        """Put a notebook into the server's folder and return its path there.

        ``source`` is a notebook file, which is copied, or the sources of code cells.
        """
        if isinstance(source, Path):
            shutil.copy(source, self.notebooks / source.name)
            return f"notebooks/{source.name}"
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in source],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        name = f"test_{secrets.token_hex(4)}.ipynb"
        nbformat.write(notebook, self.notebooks / name)
        return f"notebooks/{name}"

    def _environment(self) -> dict[str, str]:
        environment = dict(os.environ)
        for name in ("config", "data", "runtime"):
            environment[f"JUPYTER_{name.upper()}_DIR"] = self._made(name)
        for name in ("settings", "workspaces"):
            environment[f"JUPYTERLAB_{name.upper()}_DIR"] = self._made(name)
        environment["IPYTHONDIR"] = self._made("ipython")
        environment["COURSE_STATE"] = str(self.state_dir)
        environment["JUPYTER_PREFER_ENV_PATH"] = "1"
        # A kernel is started as `python`: it has to be this environment's.
        for variable, first in (("PATH", Path(sys.executable).parent), ("PYTHONPATH", PROJECT)):
            rest = environment.get(variable)
            environment[variable] = f"{first}{os.pathsep}{rest}" if rest else str(first)
        return environment

    def _made(self, name: str) -> str:
        path = self.folder / name
        path.mkdir(exist_ok=True)
        return str(path)

    def _start(self) -> None:
        environment = self._environment()
        for name, value in LAB_SETTINGS.items():
            file = self.folder / "settings" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(value), encoding="utf-8")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = self.folder / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                    *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"),
                    *("--ServerApp.port_retries=0", f"--ServerApp.root_dir={self.root}"),
                    f"--IdentityProvider.token={self.token}",
                    "--LabApp.expose_app_in_browser=True",  # page.js needs window.jupyterapp
                    "--LabApp.extension_manager=readonly",
                    "--ServerApp.terminals_enabled=False",
                ],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + 2 * SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                text = self.log.read_text(encoding="utf-8", errors="replace")
                raise RuntimeError("JupyterLab did not start. Its last lines:\n" + text[-3000:])
            time.sleep(0.05)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, urllib.error.URLError):
            self._ask("GET", "/api/status")
            return True
        return False

    def _ask(self, method: str, path: str) -> None:
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(self.url + path, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=5) as answer:
            answer.read()

    def _stop(self) -> None:
        if not hasattr(self, "process"):
            return
        children: list[psutil.Process] = []
        with contextlib.suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.process.pid).children(recursive=True)
        with contextlib.suppress(OSError, urllib.error.URLError):
            self._ask("POST", "/api/shutdown")
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        # The shutdown ends the kernels too; this is for one that hangs.
        for child in psutil.wait_procs(children, timeout=5)[1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()


class Browser:
    """One headless Chromium with an empty profile.

    A page in which JupyterLab has loaded is used again by the next notebook: that saves seconds.
    """

    def __init__(self, executable: str) -> None:
        self.executable = executable

    def __enter__(self) -> Browser:
        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(
            executable_path=self.executable, args=CHROMIUM_ARGUMENTS
        )
        self.context = self._chromium.new_context(
            viewport={"width": 1280, "height": 1000}, reduced_motion="reduce", has_touch=True
        )
        self.context.set_default_timeout(1000 * SECONDS)
        expect.set_options(timeout=1000 * SECONDS)  # which the context's limit does not reach
        self._free_pages: list[Page] = []
        return self

    def __exit__(self, *_: object) -> None:
        self._chromium.close()
        self._playwright.stop()

    def open(self, lab: LabServer, source: Path | Sequence[str]) -> NotebookPage:
        """Open a notebook, from a file or from the sources of code cells."""
        path = lab.add(source)
        page = self._free_pages.pop() if self._free_pages else self.context.new_page()
        return NotebookPage(page, lab, path, self._free_pages.append)


class NotebookPage:
    """One notebook, open in JupyterLab with its kernel running."""

    def __init__(
        self, page: Page, lab: LabServer, path: str, give_back: Callable[[Page], None]
    ) -> None:
        self.page = page
        self.lab = lab
        self.path = path
        self.file = lab.root / path
        self.state_dir = lab.state_dir
        self.console: list[str] = []
        self._no_fault = NO_FAULT
        self._give_back = give_back
        self.page.on("console", self._note_message)
        self.page.on("pageerror", self._note_error)
        if not self.page.url.startswith(lab.url):
            self._load()
        self._open()

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(self._no_fault):
            self.console.append(f"{message.text} ({message.location.get('url', '')})")

    def _note_error(self, error: Error) -> None:
        self.console.append(f"page error: {error}")

    def _load(self) -> None:
        # A workspace of its own: no tabs of another test come back.
        workspace = "t" + secrets.token_hex(4)
        self.page.goto(
            f"{self.lab.url}/lab/workspaces/{workspace}?token={self.lab.token}",
            wait_until="domcontentloaded",
        )
        self.page.wait_for_function("() => window.jupyterapp && window.jupyterapp.shell")

    def _open(self) -> None:
        self.page.evaluate(PAGE_SCRIPT, self.path)
        self.page.evaluate("() => courseTest.open()")

    def run_all(self, seconds: int = 600) -> None:
        """Run all cells and wait for the kernel; raise CellError for cells that failed."""
        errors = self.page.evaluate("seconds => courseTest.runAll(seconds)", seconds)
        if errors:
            raise CellError("\n".join(errors))

    def execute(self, code: str) -> str:
        """Run code in the notebook's kernel, outside any cell, and return what it printed."""
        return self.page.evaluate("code => courseTest.execute(code)", code)

    def output(self, cell: int) -> Locator:
        """Return the output area of a cell (Markdown cells count), scrolled into view."""
        self.page.bring_to_front()  # a page in the background paints slowly
        self.page.evaluate("cell => courseTest.scrollTo(cell)", cell)
        selector = f'.jp-Notebook .jp-Cell[data-windowed-list-index="{cell}"] .jp-OutputArea'
        return self.page.locator(selector).first

    def save(self) -> None:
        """Save the notebook's copy."""
        self.page.evaluate("() => courseTest.save()")

    def notebook(self) -> nbformat.NotebookNode:
        """Return the notebook as it was last saved."""
        return nbformat.read(self.file, as_version=4)

    def reopen(self) -> None:
        """Save the notebook, shut its kernel down and open it again, as on another day."""
        self._no_fault = (*NO_FAULT, WIDGET_GONE)
        self.save()
        self.page.evaluate("() => courseTest.shutdown()")
        self._load()
        self._open()

    def theme(self, name: str) -> None:
        """Change JupyterLab's theme: "light" or "dark"."""
        self.page.bring_to_front()
        self.page.evaluate("name => courseTest.theme(name)", f"JupyterLab {name.capitalize()}")

    def resize(self, width: int, height: int = 1000) -> None:
        """Change the size of the window, in pixels."""
        self.page.set_viewport_size({"width": width, "height": height})

    def screenshot(self, name: str, cell: int | None = None) -> Path:
        """Photograph the page, or the output of one cell, into the temporary folder."""
        if not re.fullmatch(r"[\w.-]+\.png", name):
            raise ValueError(f"A screenshot has a plain name that ends in .png, not {name!r}.")
        path = self.lab.screenshots / name
        (self.page if cell is None else self.output(cell)).screenshot(path=path)
        return path

    def close(self) -> None:
        """Shut the kernel down, close the notebook, and raise when the page reported errors."""
        self.theme("light")
        self.resize(1280)
        self.page.evaluate("() => courseTest.close()")
        self.page.remove_listener("console", self._note_message)
        self.page.remove_listener("pageerror", self._note_error)
        self._give_back(self.page)
        if self.console:
            raise AssertionError("The page reported errors:\n" + "\n".join(self.console))
