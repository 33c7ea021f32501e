"""Fixtures of the browser tests. A machine without a browser skips them and says so."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from .harness import Browser, LabServer, NotebookPage, find_browser

OpenNotebook = Callable[[Path | Sequence[str]], NotebookPage]
NO_BROWSER = (
    "No Chromium, Chrome or Edge was found, so the browser tests do not run. "
    "Install one, or name its path in the environment variable CHROMIUM."
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests here; it goes with the last of them."""
    executable = find_browser()
    if executable is None:
        if os.environ.get("COURSE_REQUIRE_BROWSER") == "1":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    with Browser(executable) as one:
        yield one


@pytest.fixture(scope="package")
def lab(browser: Browser) -> Iterator[LabServer]:
    """One JupyterLab for all tests; it starts only where there is a browser."""
    with LabServer() as server:
        yield server


@pytest.fixture
def open_notebook(browser: Browser, lab: LabServer) -> Iterator[OpenNotebook]:
    """Open notebooks; at the end of the test their pages must have reported no error."""
    with ExitStack() as pages:

        def open_one(source: Path | Sequence[str]) -> NotebookPage:
            page = browser.open(lab, source)
            pages.callback(page.close)
            return page

        yield open_one
