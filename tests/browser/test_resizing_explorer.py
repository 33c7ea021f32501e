"""The resizing explorer in a real JupyterLab: size, methods, proportions, values, presets."""

from __future__ import annotations

import json

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.base import Frame
from course_utils.explorers.encoding import PNG_BELOW
from course_utils.explorers.resizing.model import ResizeModel

from .harness import NotebookPage
from .panel import choose, expect_words, image, panel, pixels

CODE = "from course_utils import explorers\nresizing = explorers.resize_and_normalise()\nresizing"


@pytest.fixture
def page(open_notebook) -> NotebookPage:
    notebook = open_notebook([CODE])
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module")
def model() -> ResizeModel:
    return ResizeModel()


def as_colour(picture: np.ndarray) -> np.ndarray:
    return picture if picture.ndim == 3 else np.dstack([picture] * 3)


def expect_frame(root: Locator, model: ResizeModel, **state: object) -> Frame:
    """Wait until the page shows this state; a small resized picture arrives pixel by pixel."""
    frame = model.render(model.change(model.start, **state))
    expect_words(root, frame)
    cells = [text for row in frame.pictures["numbers"].texts for text in row]
    expect(root.locator(".cells td")).to_have_text(cells)
    for name in ("picture", "detail before", "detail after", "resized"):
        expected = as_colour(frame.pictures[name])
        shown = pixels(root, name)
        if max(expected.shape) < PNG_BELOW:
            np.testing.assert_array_equal(shown, expected)
        else:  # JPEG: close, not equal
            assert np.abs(shown.astype(int) - expected).mean() < 4, name
    return frame


def test_each_control_changes_the_picture(page, model):
    root = panel(page)
    expect_frame(root, model)
    width = root.get_by_role("slider", name="Width", exact=True)
    width.press("ArrowLeft")
    expect_frame(root, model, width=95)
    root.get_by_role("spinbutton", name="Width number").fill("64")
    state = {"width": 64}
    frame = expect_frame(root, model, **state)
    assert frame.pictures["resized"].shape == (43, 64, 3)
    for method in ("linear", "cubic", "area", "Lanczos"):
        choose(root, "Interpolation", method)
        state["method"] = method
        expect_frame(root, model, **state)
    root.get_by_label("blur first (anti-aliasing)").check()
    state["antialias"] = True
    expect_frame(root, model, **state)
    for fit in ("squash to a square", "pad to a square", "crop to a square"):
        choose(root, "Proportions", fit)
        state["fit"] = fit
        expect_frame(root, model, **state)
    for scaling in ("0 to 1", "-1 to 1", "standardised"):
        choose(root, "Values", scaling)
        state["scaling"] = scaling
        expect_frame(root, model, **state)
    root.get_by_role("slider", name="Detail down", exact=True).press("Home")
    expect_frame(root, model, **state, down=0)
    told = page.execute("import json\nprint(json.dumps([resizing.width, resizing.down]))")
    assert json.loads(told) == [64, 0]


def test_presets_and_python_move_the_page(page, model):
    root = panel(page)
    for name, changes in model.presets.items():
        preset = root.get_by_role("button", name=name, exact=True)
        preset.click()
        expect_frame(root, model, **changes)
        expect(preset).to_have_attribute("aria-pressed", "true")
    page.execute("resizing.go_to('area mends it')")
    expect_frame(root, model, **model.presets["area mends it"])
    # A small picture is shown large, with its pixels as squares.
    resized = image(root, "resized")
    assert resized.evaluate("image => getComputedStyle(image).imageRendering") == "pixelated"
    assert resized.bounding_box()["width"] > 2 * 64


def test_nothing_is_cut_off(page):
    root = panel(page)
    page.execute("resizing.go_to('standardised')")
    expect(root.locator(".sentence")).to_contain_text("standard deviation 1")
    for theme, width in (("light", 1030), ("dark", 730)):
        page.theme(theme)
        page.resize(width)
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
        page.screenshot(f"resizing_{theme}_{width}.png", cell=0)
