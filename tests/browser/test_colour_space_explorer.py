"""The colour space explorer in a real JupyterLab: ranges, encodings, presets, chart and keys."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.base import Frame
from course_utils.explorers.colours.model import ColourSpaceModel

from .harness import NotebookPage
from .panel import choose, expect_words, grey_pixels, panel, pixels

CODE = "from course_utils import explorers\ncolours = explorers.colour_space()\ncolours"


@pytest.fixture
def page(open_notebook) -> NotebookPage:
    notebook = open_notebook([CODE])
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module")
def model() -> ColourSpaceModel:
    return ColourSpaceModel()


def expect_frame(root: Locator, model: ColourSpaceModel, **state: object) -> Frame:
    """Wait until the page shows this state: words, numbers, the exact mask and the wheel."""
    frame = model.render(model.change(model.start, **state))
    expect_words(root, frame)
    np.testing.assert_array_equal(grey_pixels(root, "mask"), frame.pictures["mask"])
    for name in ("picture", "chosen part", "hue wheel"):  # JPEG: close, not equal
        difference = pixels(root, name).astype(int) - frame.pictures[name]
        assert np.abs(difference).mean() < 4, name
    return frame


def test_sliders_keys_and_encodings(page, model):
    root = panel(page)
    expect_frame(root, model)
    first = root.get_by_role("slider", name="H from", exact=True)
    first.press("ArrowLeft")
    expect_frame(root, model, hue_from=2)
    root.get_by_role("spinbutton", name="H from number").fill("175")
    frame = expect_frame(root, model, hue_from=175)
    assert "two intervals, 175 to 179 and 0 to 14" in frame.sentence
    root.get_by_role("slider", name="S from", exact=True).press("Home")
    expect_frame(root, model, hue_from=175, saturation_from=0)
    for encoding in ("degrees and per cent", "0 to 1, scikit-image", "HSV_FULL, 8 bits"):
        choose(root, "Write the numbers as", encoding)
        state = {"hue_from": 175, "saturation_from": 0, "encoding": encoding}
        expect_frame(root, model, **state)
        expect(root.locator(".numbers thead th")).to_have_text(encoding)
    told = page.execute("import json\nprint(json.dumps([colours.hue_from, colours.encoding]))")
    assert json.loads(told) == [175, "HSV_FULL, 8 bits"]


def test_presets_photographs_and_the_chart(page, model):
    root = panel(page)
    for name, changes in model.presets.items():
        preset = root.get_by_role("button", name=name, exact=True)
        preset.click()
        expect_frame(root, model, **changes)
        expect(preset).to_have_attribute("aria-pressed", "true")
    choose(root, "Photograph", "coffee")
    state = {**changes, "photograph": "coffee"}
    expect_frame(root, model, **state)

    chart = root.get_by_role("slider", name=re.compile("^H from. .*hues"))
    area = chart.bounding_box()
    page.page.mouse.click(area["x"] + area["width"] * 25.5 / 180, area["y"] + 60)
    expect_frame(root, model, **state | {"hue_from": 25})
    expect(root.get_by_role("spinbutton", name="H from number")).to_have_value("25")
    page.page.keyboard.press("PageDown")
    expect_frame(root, model, **state | {"hue_from": 15})


def test_nothing_is_cut_off(page):
    root = panel(page)
    page.execute("colours.go_to('red stripes, two intervals')")
    page.execute("colours.encoding = '0 to 1, scikit-image'")
    expect(root.locator(".numbers thead th")).to_have_text("0 to 1, scikit-image")
    for theme, width in (("light", 1030), ("dark", 730)):
        page.theme(theme)
        page.resize(width)
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
        page.screenshot(f"colour_space_{theme}_{width}.png", cell=0)
