"""The convolution explorer in a real JupyterLab: keys, clicks, Run, the kernel's cells, presets."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.convolving.model import ConvolutionModel
from course_utils.explorers.frames import Frame
from course_utils.explorers.outlines import shadows

from .harness import NotebookPage
from .panel import (
    choose,
    expect_cells,
    expect_room,
    expect_words,
    open_explorer,
    press_presets,
)

FRAMED = """(tables) => tables.map((table) =>
  [...table.querySelectorAll("td")].filter((cell) => cell.style.boxShadow).length)"""


@pytest.fixture
def page(open_notebook) -> tuple[NotebookPage, Locator]:
    return open_explorer(open_notebook, "convolution()")


@pytest.fixture(scope="module")
def model() -> ConvolutionModel:
    return ConvolutionModel()


def expect_frame(root: Locator, frame: Frame) -> None:
    """Wait until the page shows this frame: words, numbers, tables, and the cells outlined."""
    expect_words(root, frame)
    expect_cells(root, frame)
    framed = [
        sum(map(bool, shadows(picture.framed).values())) for picture in frame.pictures.values()
    ]
    assert root.locator(".cells").evaluate_all(FRAMED) == framed


def expect_state(root: Locator, model: ConvolutionModel, **state: object) -> None:
    expect_frame(root, model.render(model.change(model.start, **state)))


def button(root: Locator, name: str) -> Locator:
    return root.get_by_role("button", name=name, exact=True)


def test_keys_clicks_and_play_move_the_window(page, model):
    _, root = page
    expect_state(root, model)
    picture = root.get_by_role("grid", name=re.compile("^Window, .*, picture"))
    picture.press("ArrowRight")
    expect_state(root, model, window=(0, 1))
    picture.press("ArrowDown")
    expect_state(root, model, window=(1, 1))
    picture.press("End")
    expect_state(root, model, window=(1, 3))
    picture.press("ArrowRight")  # there is no further place
    picture.press("ArrowUp")
    expect_state(root, model, window=(0, 3))
    expect(picture).to_be_focused()
    picture.locator("tr").nth(5).locator("td").first.click()  # the nearest place
    expect_state(root, model, window=(3, 0))
    output = root.get_by_role("grid", name=re.compile("^Window, .*, output"))
    output.locator("tr").nth(2).locator("td").nth(1).click()
    expect_state(root, model, window=(2, 1))
    expect(root.locator(".play .count")).to_have_text("moves 9")
    button(root, "Step").click()
    expect_state(root, model, moves=10)
    button(root, "Reset").click()
    expect_state(root, model)
    choose(root, "Seconds a place", "0.1")
    button(root, "Run").click()
    root.get_by_role("spinbutton", name="row 1, column 1").fill("2")  # meanwhile
    expect(root.locator(".sentence")).to_contain_text("Place 16 of 16", timeout=20000)
    expect_state(root, model, kernel=[[2, 0, -1], [1, 0, -1], [1, 0, -1]], moves=15)
    expect(button(root, "Run")).to_be_disabled()


def test_settings_and_python(page, model):
    notebook, root = page
    root.get_by_role("combobox", name="Kernel", exact=True).select_option("box blur")
    expect_state(root, model, named="box blur")
    expect(root.get_by_role("spinbutton", name="Divide the sum by number")).to_have_value("9")
    cell = root.get_by_role("spinbutton", name="Numbers of the kernel, row 2, column 3")
    cell.press_sequentially("-4")
    state: dict[str, object] = {"kernel": [[1, 1, 1], [1, 1, -4], [1, 1, 1]], "divisor": 9}
    expect_state(root, model, **state)
    expect(root.get_by_role("combobox", name="Kernel", exact=True)).to_have_value("your own")
    ring = root.get_by_role("slider", name="Padding width", exact=True)
    expect(ring).to_be_hidden()
    for padding in ("zeros", "ones", "replicate", "reflect"):
        choose(root, "Padding", padding)
        expect_state(root, model, **state, padding=padding)
    expect(root.locator(".cells").first.locator(".ring")).to_have_count(28)
    ring.press("ArrowRight")
    for name in ("Stride", "Dilation"):
        root.get_by_role("slider", name=name, exact=True).press("ArrowRight")
    root.get_by_label("turn the kernel by half a turn").check()
    more = {"padding": "reflect", "ring": 2, "stride": 2, "dilation": 2, "flip": True}
    expect_state(root, model, **state, **more)
    root.get_by_role("combobox", name="Kernel size").select_option("1 x 3")
    expect_state(root, model, kernel=[[1, 1, -4]], divisor=9, **more)
    expect(root.locator(".grid input")).to_have_count(3)
    notebook.execute("explorer.kernel = [[0, 1], [1, 0]]\nexplorer.window = (9, 1)")
    expect_state(root, model, kernel=[[0, 1], [1, 0]], divisor=9, **more, window=(3, 1))
    assert notebook.execute("print(explorer.window, explorer.size)").strip() == "(3, 1) 2 x 2"


def test_presets(page, model):
    _, root = page
    press_presets(root, model, lambda frame: expect_frame(root, frame))


def test_nothing_is_cut_off(page):
    notebook, root = page
    notebook.execute("explorer.go_to('photograph: blur')\nexplorer.moves = 47")
    expect(root.locator(".sentence")).to_contain_text("Place 48 of 100")
    expect_room(notebook, root, "convolution")
