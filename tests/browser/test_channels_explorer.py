"""The explorer of many channels in a real JupyterLab: kernels, slices, bias, place, presets."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.channels.model import ChannelsModel
from course_utils.explorers.frames import Frame

from .harness import NotebookPage
from .panel import (
    expect_cells,
    expect_charts,
    expect_room,
    expect_words,
    open_explorer,
    pixels,
    press_presets,
)


@pytest.fixture
def page(open_notebook) -> tuple[NotebookPage, Locator]:
    return open_explorer(open_notebook, "many_channels()")


@pytest.fixture(scope="module")
def model() -> ChannelsModel:
    return ChannelsModel()


def expect_frame(root: Locator, frame: Frame) -> None:
    """Wait until the page shows this frame: words, numbers, tables, drawings and pictures."""
    expect_words(root, frame)
    expect_cells(root, frame)
    expect_charts(root, frame)
    for name in ("map", "red map"):  # JPEG: close, not equal
        assert np.abs(pixels(root, name).astype(int) - frame.pictures[name]).mean() < 5, name


def expect_state(root: Locator, model: ChannelsModel, **state: object) -> None:
    expect_frame(root, model.render(model.change(model.start, **state)))


def test_kernels_slices_bias_and_place(page, model):
    notebook, root = page
    expect_state(root, model)
    root.get_by_role("slider", name="Number of kernels", exact=True).press("End")
    expect_state(root, model, count=8)
    shown = root.get_by_role("slider", name="Kernel shown", exact=True)
    shown.press("End")
    expect_state(root, model, count=8, kernel=7)
    root.get_by_role("spinbutton", name="Green slice, row 2, column 2").fill("2")
    root.get_by_role("slider", name="Bias of this kernel", exact=True).press("ArrowLeft")
    green = [[0, 0, 0], [0, 2, 0], [0, 0, 0]]
    edited = model.change(model.change(model.start, count=8, kernel=7), green=green, bias=-5)
    expect_frame(root, model.render(edited))
    sheet = root.get_by_role("slider", name=re.compile("^Kernel shown. .*, all maps"))
    sheet.press("ArrowLeft")
    expect_frame(root, model.render(model.change(edited, kernel=6)))
    sheet.press("End")  # and the edited one is as it was
    expect_frame(root, model.render(edited))
    picture = root.get_by_role("slider", name=re.compile("^Column and Row. .*, picture"))
    picture.press("ArrowDown")
    picture.press("ArrowRight")
    row, column = edited.row + 1, edited.column + 1
    moved = model.change(edited, row=row, column=column)
    expect_frame(root, model.render(moved))
    root.get_by_role("slider", name="Number of kernels", exact=True).press("Home")
    expect_frame(root, model.render(model.change(moved, count=1)))
    told = notebook.execute("print(explorer.count, explorer.kernel, explorer.kernels[7][3])")
    assert told.split() == ["1", "0", "-5"]


def test_presets(page, model):
    _, root = page
    press_presets(root, model, lambda frame: expect_frame(root, frame))


def test_nothing_is_cut_off(page):
    notebook, root = page
    notebook.execute("explorer.go_to('8 kernels, 8 maps')\nexplorer.kernel = 2")
    expect(root.locator(".sentence")).to_contain_text("8 kernels give 8 maps.")
    expect_room(notebook, root, "channels")
