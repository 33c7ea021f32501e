"""The kernel workshop in a real JupyterLab: cells to edit, borders, what is shown, presets."""

from __future__ import annotations

import json

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.base import Frame, NumberedPicture
from course_utils.explorers.filtering.model import WorkshopModel

from .panel import (
    choose,
    expect_charts,
    expect_room,
    expect_words,
    open_explorer,
    pixels,
    press_presets,
)


@pytest.fixture(scope="module")
def model() -> WorkshopModel:
    return WorkshopModel()


def expect_frame(root: Locator, frame: Frame) -> None:
    """Wait until the page shows this frame: words, numbers, drawing, cells and the response."""
    expect_words(root, frame)
    expect_charts(root, frame)
    tables = [each for each in frame.pictures.values() if isinstance(each, NumberedPicture)]
    texts = [text for table in tables for row in table.texts for text in row]
    expect(root.locator(".cells tbody td")).to_have_text(texts)
    response = frame.pictures["response"]
    expected = response if response.ndim == 3 else response[..., np.newaxis]
    difference = pixels(root, "response").astype(int) - expected
    assert np.abs(difference).mean() < 6  # JPEG: close, not equal


def cell(root: Locator, row: int, column: int) -> Locator:
    """Return a cell of the kernel, counted from 1."""
    return root.get_by_role("spinbutton", name=f"Weights, row {row}, column {column}", exact=True)


def test_a_kernel_is_written_cell_by_cell(open_notebook, model):
    page, root = open_explorer(open_notebook, "kernel_workshop()")

    def expect_state(**state: object) -> None:
        expect_frame(root, model.render(model.change(model.start, **state)))

    expect_state()
    kernel = root.get_by_role("combobox", name="Kernel", exact=True)
    kernel.select_option("identity")
    expect_state(kernel="identity")
    cell(root, 1, 1).click()
    page.page.keyboard.type("-1")
    weights = [[-1, 0, 0], [0, 1, 0], [0, 0, 0]]
    expect_state(weights=weights, scale="as written")
    expect(kernel).to_have_value("your own")
    page.page.keyboard.press("Enter")
    expect(cell(root, 1, 2)).to_be_focused()
    page.page.keyboard.type("2.5")
    weights[0][1] = 2.5
    page.page.keyboard.press("Shift+Enter")
    expect(cell(root, 1, 1)).to_be_focused()
    page.page.keyboard.press("ArrowUp")
    weights[0][0] = 0
    expect_state(weights=weights, scale="as written")
    cell(root, 3, 3).fill("5000")  # too large: the nearest
    cell(root, 3, 3).press("Tab")
    weights[2][2] = 999
    expect_state(weights=weights, scale="as written")
    cell(root, 3, 3).fill("")  # nothing written: the number that was there
    cell(root, 3, 3).press("Shift+Tab")
    expect(cell(root, 3, 3)).to_have_value("999")
    choose(root, "Kernel side", "5")
    larger = np.pad(np.array(weights), 1).tolist()
    expect_state(weights=larger, scale="as written")
    expect(root.get_by_role("group", name="Weights", exact=True).locator("input")).to_have_count(25)
    told = page.execute("import json\nprint(json.dumps([explorer.weights, explorer.size]))")
    assert json.loads(told) == [larger, 5]


def test_scale_bias_border_and_what_is_shown(open_notebook, model):
    _, root = open_explorer(open_notebook, "kernel_workshop()")

    def expect_state(**state: object) -> None:
        expect_frame(root, model.render(model.change(model.start, **state)))

    choose(root, "Weights are", "divided by a number")
    root.get_by_role("spinbutton", name="Divided by number").fill("18")
    state = {"scale": "divided by a number", "divisor": 18}
    expect_state(**state)
    root.get_by_role("slider", name="Bias", exact=True).press("ArrowRight")
    expect_state(**state, bias=1)
    root.get_by_role("combobox", name="Border").select_option("none (valid)")
    expect_state(**state, bias=1, border="none (valid)")
    root.get_by_role("combobox", name="Kernel", exact=True).select_option("Sobel y")
    choose(root, "Photograph", "brick")
    state = {"photograph": "brick", "kernel": "Sobel y", "bias": 1, "border": "none (valid)"}
    for shown in ("absolute value", "stretched", "two colours"):
        choose(root, "Show the response", shown)
        expect_state(**state, shown=shown)


def test_presets_and_room(open_notebook, model):
    page, root = open_explorer(open_notebook, "kernel_workshop()")
    press_presets(root, model, lambda frame: expect_frame(root, frame))
    page.execute("explorer.weights = [[0, 0, 0], [0, 2, 0], [0, 0, 0]]")
    expect(cell(root, 2, 2)).to_have_value("2")
    page.execute("explorer.go_to('a border of zeros')")
    changes = model.presets["a border of zeros"]
    expect_frame(root, model.render(model.change(model.start, **changes)))
    expect_room(page, root, "kernel_workshop")
