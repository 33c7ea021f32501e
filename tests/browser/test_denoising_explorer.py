"""The denoising explorer in a real JupyterLab: noise, filters, draws, presets and keys."""

from __future__ import annotations

import json

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.base import Frame
from course_utils.explorers.denoising.model import DenoiseModel

from .harness import NotebookPage
from .panel import choose, expect_words, grey_pixels, panel

CODE = "from course_utils import explorers\ndenoising = explorers.denoise()\ndenoising"


@pytest.fixture
def page(open_notebook) -> NotebookPage:
    notebook = open_notebook([CODE])
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module")
def model() -> DenoiseModel:
    return DenoiseModel()


def expect_frame(root: Locator, model: DenoiseModel, **state: object) -> Frame:
    """Wait until the page shows this state: words, numbers and pictures."""
    frame = model.render(model.change(model.start, **state))
    expect_words(root, frame)
    for name, picture in frame.pictures.items():  # JPEG: close, not equal
        assert np.abs(grey_pixels(root, name).astype(int) - picture).mean() < 5, name
    return frame


def test_noise_filters_draws_and_keys(page, model):
    root = panel(page)
    expect_frame(root, model)
    opened = root.get_by_role("button", name="Gaussian noise: mean", exact=True)
    expect(opened).to_have_attribute("aria-pressed", "true")
    root.get_by_role("slider", name="Noise strength", exact=True).press("ArrowRight")
    expect_frame(root, model, sigma=21)
    filters = root.get_by_role("combobox", name="Filter")
    radius = root.get_by_role("slider", name="Window radius", exact=True)
    filters.select_option("none")
    expect_frame(root, model, sigma=21, filter="none")
    expect(radius).to_be_hidden()
    filters.select_option("mean")
    expect_frame(root, model, sigma=21, filter="mean")
    radius.press("End")
    expect_frame(root, model, sigma=21, filter="mean", radius=7)
    for name, visible in (
        ("Gaussian", "Filter sigma"),
        ("median", "Window radius"),
        ("bilateral", "Filter strength"),
        ("non-local means", "Filter strength"),
    ):
        filters.select_option(name)
        expect_frame(root, model, sigma=21, filter=name, radius=7)
        expect(root.get_by_role("slider", name=visible, exact=True)).to_be_visible()
    choose(root, "Noise", "salt and pepper")
    filters.select_option("median")
    state = {"noise": "salt and pepper", "filter": "median", "sigma": 21, "radius": 7}
    expect_frame(root, model, **state)
    expect(root.get_by_role("slider", name="Noise strength", exact=True)).to_be_hidden()
    root.get_by_role("spinbutton", name="Pixels hit number").fill("30")
    first = expect_frame(root, model, **state, share=30)
    root.get_by_role("button", name="other noise").click()
    other = expect_frame(root, model, **state, share=30, seed=1)
    assert (first.pictures["noisy"] != other.pictures["noisy"]).any()
    told = page.execute("import json\nprint(json.dumps([denoising.share, denoising.seed]))")
    assert json.loads(told) == [30, 1]


def test_presets_and_python_move_the_page(page, model):
    root = panel(page)
    state: dict[str, object] = {}
    for name, changes in model.presets.items():
        preset = root.get_by_role("button", name=name, exact=True)
        preset.click()
        state |= changes
        expect_frame(root, model, **state)
        expect(preset).to_have_attribute("aria-pressed", "true")
    page.execute("denoising.go_to('salt and pepper: median')")
    expect_frame(root, model, **state | model.presets["salt and pepper: median"])


def test_nothing_is_cut_off(page):
    root = panel(page)
    page.execute("denoising.go_to('Gaussian noise: non-local means')")
    expect(root.locator(".sentence")).to_contain_text("Non-local means averages")
    for theme, width in (("light", 1030), ("dark", 730)):
        page.theme(theme)
        page.resize(width)
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
        page.screenshot(f"denoising_{theme}_{width}.png", cell=0)
