"""The threshold explorer in a real JupyterLab: cut, histogram, steps, presets and keys."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect
from skimage import data

from course_utils.explorers.base import Frame
from course_utils.explorers.thresholds.model import ThresholdModel
from tests.contrast import contrast

from .harness import NotebookPage
from .panel import choose, expect_words, grey_pixels, panel, pixels

CODE = "from course_utils import explorers\ncoins = explorers.threshold()\ncoins"


@pytest.fixture
def page(open_notebook) -> NotebookPage:
    notebook = open_notebook([CODE])
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module")
def model() -> ThresholdModel:
    return ThresholdModel()


def expect_frame(root: Locator, model: ThresholdModel, **state: object) -> Frame:
    """The page shows what the model shows in this state: words, numbers and exact masks."""
    frame = model.render(model.change(model.start, **state))
    expect_words(root, frame)
    for name in {"mask", "result"} & frame.pictures.keys():
        np.testing.assert_array_equal(grey_pixels(root, name), frame.pictures[name])
    if "change" in frame.pictures:
        np.testing.assert_array_equal(pixels(root, "change"), frame.pictures["change"])
    return frame


def test_the_cut_moves_by_slider_histogram_and_keys(page, model):
    root = panel(page)
    expect_frame(root, model)
    # The photograph itself arrives as JPEG: close, not equal.
    difference = grey_pixels(root, "picture").astype(int) - data.coins()
    assert np.abs(difference).mean() < 3
    cut = root.get_by_role("slider", name="Cut", exact=True)
    expect(cut).to_be_hidden()
    choose(root, "Method", "fixed")
    expect(cut).to_be_visible()
    cut.press("ArrowRight")
    expect_frame(root, model, method="fixed", cut=108)

    histogram = root.get_by_role("slider", name=re.compile("histogram"))
    area = histogram.bounding_box()
    page.page.mouse.move(area["x"] + 20, area["y"] + 50)
    page.page.mouse.down()
    page.page.mouse.move(area["x"] + area["width"] * 140.5 / 256, area["y"] + 60)
    page.page.mouse.up()
    expect_frame(root, model, method="fixed", cut=140)
    expect(root.get_by_role("spinbutton", name="Cut number")).to_have_value("140")
    page.page.keyboard.press("PageDown")
    expect_frame(root, model, method="fixed", cut=130)
    expect(histogram.locator("svg")).to_contain_text("cut 130")
    assert page.execute("print(coins.cut, coins.method)").split() == ["130", "fixed"]


def test_steps_element_and_presets(page, model):
    root = panel(page)
    steps = root.get_by_role("group", name="Morphology, in this order")
    state = {"steps": ("erode", "dilate"), "shape": "cross", "size": 7}
    for word in state["steps"]:
        steps.get_by_role("button", name=word).click()
    choose(root, "Element", "cross")
    size = root.get_by_role("slider", name="Element size", exact=True)
    size.press("ArrowRight")
    frame = expect_frame(root, model, **state)
    texts = [text for row in frame.pictures["element"].texts for text in row]
    expect(root.locator(".cells td")).to_have_text(texts)
    size_number = root.get_by_role("spinbutton", name="Element size number")
    size_number.fill("8")  # even: it becomes the nearest odd number
    size_number.press("Tab")
    expect(size_number).to_have_value("9")
    state["size"] = 9
    expect_frame(root, model, **state)
    steps.get_by_role("button", name="clear").click()
    expect_frame(root, model, **state | {"steps": ()})

    for name, changes in model.presets.items():
        root.get_by_role("button", name=name).click()
        expect(root.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        # A preset that says nothing of the element leaves it.
        state = {name: state[name] for name in ("shape", "size")} | dict(changes)
        expect_frame(root, model, **state)


def test_light_breaks_and_python_moves(page, model):
    root = panel(page)
    root.get_by_role("spinbutton", name="Uneven light number").fill("70")
    expect_frame(root, model, light=70)
    expect(root.locator(".sentence")).to_contain_text("one cut cannot fit both")
    page.execute("coins.method = 'adaptive Gaussian'; coins.inverse = True")
    expect_frame(root, model, light=70, method="adaptive Gaussian", inverse=True)
    expect(root.get_by_label("Inverse")).to_be_checked()
    expect(root.get_by_role("slider", name="Block size", exact=True)).to_be_visible()


def test_a_notebook_opened_again_shows_the_snapshot(page):
    output = page.output(0)
    expect(panel(page)).to_be_visible()
    expect(output.locator(".course-snapshot")).to_be_hidden()
    page.reopen()
    output = page.output(0)
    expect(output.locator(".course-snapshot")).to_be_visible()
    expect(output.locator(".course-snapshot svg")).to_be_visible()
    expect(output.get_by_text("Error displaying widget: model not found")).to_have_count(1)
    page.screenshot("threshold_snapshot.png", cell=0)
    assert page.file.stat().st_size < 150_000
    assert "widgets" not in page.notebook().metadata
    # JupyterLab itself reports a widget that it finds no more.


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_layout_and_contrast(page, theme):
    page.theme(theme)
    root = panel(page)
    root.get_by_role("button", name="outlines: gradient").click()
    expect(root.locator("figure")).to_have_count(6)
    for width in (1280, 1030, 730):
        page.resize(width)
        cut_off = root.evaluate(
            """root => [...root.querySelectorAll("*:not(.spoken)")].filter((one) =>
              one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1
            ).map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert cut_off == []
        page.screenshot(f"threshold_{theme}_{width}.png", cell=0)
    ground, *colours = root.evaluate(
        """root => [root.closest(".jp-Notebook"), root, root.querySelector("figcaption"),
            root.querySelector("[aria-disabled]")].map((one, i) =>
              getComputedStyle(one)[i ? "color" : "backgroundColor"])"""
    )
    assert min(contrast_on(ground, colour) for colour in colours) > 4.5


def contrast_on(ground: str, colour: str) -> float:
    """Return the contrast of a CSS colour, perhaps half transparent, on an opaque one."""
    red, green, blue, *opacity = map(float, re.findall(r"[\d.]+", colour))
    share = opacity[0] if opacity else 1
    below = list(map(float, re.findall(r"[\d.]+", ground)))[:3]
    mixed = [share * a + (1 - share) * b for a, b in zip((red, green, blue), below, strict=True)]
    return contrast(*(f"#{bytes(map(round, one)).hex()}" for one in (mixed, below)))
