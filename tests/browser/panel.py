"""What the browser tests of all panel explorers ask of the page."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

import numpy as np
from playwright.sync_api import Locator, expect

from course_utils.explorers.base import Chart, Frame, NumberedPicture, PanelModel

from .conftest import OpenNotebook
from .harness import NotebookPage

# The pixels of an <img> as the page shows them, when its file has been decoded.
PIXELS = """async (image) => {
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let text = "";
  for (let i = 0; i < data.length; i += 8192) {
    text += String.fromCharCode(...data.subarray(i, i + 8192));
  }
  return [canvas.height, canvas.width, btoa(text)]; // a list of numbers would take seconds
}"""


def open_explorer(
    open_notebook: OpenNotebook, call: str, *before: str
) -> tuple[NotebookPage, Locator]:
    """Open a notebook with one explorer, ``explorer`` in Python; return it and its live panel.

    `call` is what stands behind ``explorers.``, and `before` are lines of code that come first.
    """
    lines = ["from course_utils import explorers", *before, f"explorer = explorers.{call}"]
    notebook = open_notebook(["\n".join([*lines, "explorer"])])
    notebook.run_all()
    return notebook, panel(notebook)


def panel(notebook: NotebookPage, cell: int = 0) -> Locator:
    """Return the live panel of a cell; it has drawn itself."""
    root = notebook.output(cell).locator(".panel-explorer")
    expect(root.locator(".sentence")).not_to_be_empty()
    return root


def expect_words(root: Locator, frame: Frame) -> None:
    """Wait until the page has the sentence, the captions and the numbers of this frame."""
    expect(root.locator(".sentence")).to_have_text(frame.sentence)
    expect(root.locator("figcaption")).to_have_text(list(frame.captions.values()))
    cells = [text for name, row in frame.numbers.items() for text in (name, *row.values())]
    expect(root.locator(".numbers tbody :is(th, td)")).to_have_text(cells)


# A drawing as the page writes it, made from the text that Python sent.
WRITTEN = """(chart, svg) => {
  const other = document.createElement("div");
  other.innerHTML = svg;
  return chart.innerHTML === other.innerHTML;
}"""


def expect_charts(root: Locator, frame: Frame) -> None:
    """Check that the page has the drawings of this frame, when it has its words."""
    charts = [picture for picture in frame.pictures.values() if isinstance(picture, Chart)]
    shown = root.locator(".chart")
    expect(shown).to_have_count(len(charts))
    for place, chart in enumerate(charts):
        assert shown.nth(place).evaluate(WRITTEN, chart.svg)


# The lines of text of each cell, table by table and row by row.
TEXTS = """(tables) => tables.map((table) =>
  [...table.rows].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)))"""


def expect_cells(root: Locator, frame: Frame) -> None:
    """Check the tables of this frame, when the page has its words."""
    tables = [each for each in frame.pictures.values() if isinstance(each, NumberedPicture)]
    expected = [[list(row) for row in table.texts] for table in tables]
    assert root.locator(".cells").evaluate_all(TEXTS) == expected


def press_presets(
    root: Locator, model: PanelModel, expect_frame: Callable[[Frame], object]
) -> None:
    """Press each preset in turn; each shows the same frame after whatever was there before."""
    for name, changes in model.presets.items():
        preset = root.get_by_role("button", name=name, exact=True)
        preset.click()
        expect_frame(model.render(model.change(model.start, **changes)))
        expect(preset).to_have_attribute("aria-pressed", "true")


def expect_room(notebook: NotebookPage, root: Locator, name: str) -> None:
    """Check that nothing is cut off in a wide and in a narrow page, and photograph both."""
    for theme, width in (("light", 1280), ("dark", 800), ("dark", 1280), ("light", 800)):
        notebook.theme(theme)
        notebook.resize(width, 1600)
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
        assert root.locator("td, figcaption, button, legend").evaluate_all(CUT_OFF) == []
        notebook.screenshot(f"{name}_{theme}_{width}.png", cell=0)


# What does not fit into its own box.
CUT_OFF = """(boxes) => boxes.filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 80))"""


def choose(root: Locator, group: str, value: str) -> None:
    """Choose one of the words of a group."""
    root.get_by_role("group", name=group).get_by_role("radio", name=value, exact=True).check()


def image(root: Locator, name: str) -> Locator:
    """Return a picture by its name."""
    return root.get_by_role("img", name=re.compile(rf", {re.escape(name)}\. "))


def pixels(root: Locator, name: str) -> np.ndarray:
    """Return a picture as the page shows it: RGB, uint8."""
    rows, columns, values = image(root, name).evaluate(PIXELS)
    data = np.frombuffer(base64.b64decode(values), np.uint8)
    return data.reshape(rows, columns, 4)[..., :3]


def grey_pixels(root: Locator, name: str) -> np.ndarray:
    """Return a picture without colour as the page shows it: (rows, columns), uint8."""
    shown = pixels(root, name)
    assert (shown == shown[..., :1]).all()
    return shown[..., 0]
