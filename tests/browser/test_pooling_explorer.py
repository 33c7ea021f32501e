"""The pooling explorer in a real JupyterLab: windows, cells, shifts, presets and keys."""

from __future__ import annotations

import json

import numpy as np
import pytest
from playwright.sync_api import Locator

from course_utils.explorers.base import Frame
from course_utils.explorers.pools.model import PoolingModel

from .panel import (
    choose,
    expect_cells,
    expect_charts,
    expect_room,
    expect_words,
    open_explorer,
    pixels,
    press_presets,
)

CAMERA = "edges: camera"


@pytest.fixture(scope="module")
def model() -> PoolingModel:
    return PoolingModel()


def expect_frame(root: Locator, frame: Frame) -> None:
    """Wait until the page shows this frame: words, the drawing, every cell and whole maps."""
    expect_words(root, frame)
    expect_charts(root, frame)
    expect_cells(root, frame)
    for name, picture in frame.pictures.items():
        if isinstance(picture, np.ndarray):
            expected = picture if picture.ndim == 3 else picture[..., np.newaxis]
            difference = pixels(root, name).astype(int) - expected
            assert np.abs(difference).mean() < 6, name  # JPEG: close, not equal


def test_settings_windows_shifts_and_python(open_notebook, model):
    page, root = open_explorer(open_notebook, "pooling()")

    def expect_state(**state: object) -> None:
        expect_frame(root, model.render(model.change(model.start, **state)))

    expect_state()
    choose(root, "Padding", "valid")
    state: dict[str, object] = {"padding": "valid"}
    expect_state(**state)
    choose(root, "Pooling", "average")
    expect_state(**state, mode="average")
    choose(root, "Pooling", "max")
    choose(root, "Map", CAMERA)
    state["map"] = CAMERA
    output = root.get_by_role("grid", name="Window")
    output.locator("td").nth(7).click()
    expect_state(**state, window=(1, 2))
    output.press("ArrowDown")
    expect_state(**state, window=(2, 2))
    output.press("End")
    expect_state(**state, window=(2, 4))
    root.get_by_role("slider", name="Stride", exact=True).press("ArrowRight")
    state["stride"] = 3
    expect_state(**state, window=(2, 2))
    root.get_by_role("slider", name="Window size", exact=True).press("ArrowLeft")
    state["size"] = 1
    expect_state(**state, window=(2, 2))
    root.get_by_role("slider", name="Move right", exact=True).press("ArrowRight")
    expect_state(**state, window=(2, 2), right=1)
    root.get_by_role("spinbutton", name="Move down number").fill("-2")
    expect_state(**state, window=(2, 2), right=1, down=-2)
    root.get_by_role("slider", name="Part from column", exact=True).press("End")
    state |= {"column": 118, "right": 1, "down": -2}
    expect_state(**state, window=(2, 2))
    told = page.execute("import json\nprint(json.dumps([explorer.stride, explorer.column]))")
    assert json.loads(told) == [3, 118]
    page.execute("explorer.right = -1")
    expect_state(**state | {"right": -1}, window=(2, 2))


def test_presets_and_room(open_notebook, model):
    page, root = open_explorer(open_notebook, "pooling()")
    press_presets(root, model, lambda frame: expect_frame(root, frame))
    page.execute(f"explorer.go_to('{CAMERA}, 1 to the right')")
    changes = model.presets[f"{CAMERA}, 1 to the right"]
    expect_frame(root, model.render(model.change(model.start, **changes)))
    expect_room(page, root, "pooling")
