"""The augmentation explorer in a real JupyterLab: samples, captions, marks, keys, presets."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.augmenting.model import COUNT, NAMES, AugmentationModel

from .harness import NotebookPage
from .panel import panel, pixels

CELL = "from course_utils import explorers\nsamples = explorers.augmentation()\nsamples"


@pytest.fixture(scope="module")
def model() -> AugmentationModel:
    return AugmentationModel()


@pytest.fixture
def page(open_notebook) -> NotebookPage:
    notebook = open_notebook([CELL])
    notebook.run_all()
    return notebook


def assert_shows(root: Locator, model: AugmentationModel, **changes: object) -> None:
    """Wait until the page shows this state, and compare words, numbers and pictures."""
    state = model.change(model.start, **changes)
    frame = model.render(state)
    expect(root.locator("figcaption")).to_have_text([frame.captions[name] for name in NAMES])
    expect(root.locator(".sentence")).to_have_text(frame.sentence)
    (row,) = frame.numbers.values()
    expect(root.locator(".numbers tbody td")).to_have_text(list(row.values()))
    for number in (1, 7, COUNT):
        expected = frame.pictures[f"sample {number}"].astype(int)
        found = pixels(root, f"sample {number}")
        assert found.shape == expected.shape
        # A small picture arrives as it is, a photograph as JPEG.
        limit = 0 if max(expected.shape) < 128 else 12
        assert np.abs(found - expected).mean() <= limit


def test_samples_follow_sliders_choices_switches_and_presets(page, model):
    root = panel(page)
    assert_shows(root, model)
    expect(root.get_by_role("img")).to_have_count(COUNT)

    root.get_by_role("slider", name="Rotate").press("ArrowRight")
    assert_shows(root, model, rotate=15)
    root.get_by_role("spinbutton", name="Brightness number").fill("100")
    assert_shows(root, model, rotate=15, brightness=100)
    root.get_by_role("radio", name="6", exact=True).check()
    assert_shows(root, model, rotate=15, brightness=100, picture="6")
    root.get_by_role("checkbox", name="Flip left and right, one in two").uncheck()
    assert_shows(root, model, rotate=15, brightness=100, picture="6", flip=False)

    for name in ("6, turned by up to 180°", "mirrored text", "strong"):
        root.get_by_role("button", name=name).click()
        changes = dict(model.presets[name])
        if name == "strong":
            changes["picture"] = "text"  # a policy leaves the picture as it is
        assert_shows(root, model, **changes)
        expect(root.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")

    outlines = root.get_by_role("checkbox", name="Draw box and mask")
    expect(outlines).to_be_hidden()  # a text has neither
    page.execute("samples.picture = 'cup'; samples.seed = 5")
    assert_shows(root, model, **model.presets["strong"], picture="cup", seed=5)
    outlines.uncheck()
    assert_shows(root, model, **model.presets["strong"], picture="cup", seed=5, outlines=False)


def test_marks_are_counted_and_belong_to_the_samples(page, model):
    root = panel(page)
    boxes = root.get_by_role("checkbox", name=re.compile("^label still true: sample"))
    expect(boxes).to_have_count(COUNT)
    marks = [number in (1, 4, 12) for number in range(1, COUNT + 1)]
    for number in (1, 4, 12):
        box = root.get_by_role("checkbox", name=f"label still true: sample {number}", exact=True)
        box.focus()
        page.page.keyboard.press("Space")
        expect(box).to_be_checked()
    assert_shows(root, model, marks=marks)
    expect(root.locator(".sentence")).to_contain_text("You marked 3 of 12 samples")

    root.get_by_role("checkbox", name="Compare with the rules").check()
    assert_shows(root, model, marks=marks, answers=True)
    expect(root.locator("figcaption").first).to_contain_text(
        "\nBy the rules: still true", use_inner_text=True
    )
    for number, mark in enumerate(marks):
        expect(boxes.nth(number)).to_be_checked(checked=mark)

    draw = root.get_by_role("button", name="Draw another twelve")
    draw.focus()
    page.page.keyboard.press("Enter")
    assert_shows(root, model, answers=True, seed=1)
    for number in range(COUNT):
        expect(boxes.nth(number)).not_to_be_checked()
    expect(draw).to_be_focused()
    assert page.execute("print(samples.state.seed, any(samples.marks))").strip() == "1 False"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_layout(page, theme):
    page.theme(theme)
    for width in (1280, 900, 700):
        page.resize(width, 1300)
        root = panel(page)
        cut_off = root.evaluate(
            """root => [...root.querySelectorAll("*:not(.spoken)")].filter((one) => {
              const area = one.getBoundingClientRect();
              return area.right > root.getBoundingClientRect().right + 1;
            }).map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert cut_off == []
        sizes = [image.bounding_box() for image in root.get_by_role("img").all()]
        assert {round(size["width"] / size["height"], 1) for size in sizes} == {1.5}
        assert min(size["width"] for size in sizes) >= 120
        lines = Counter(round(size["y"]) for size in sizes)
        assert len(set(lines.values())) == 1  # as many samples in each line
        page.screenshot(f"augmentation_{theme}_{width}.png", cell=0)


def test_a_notebook_opened_again_shows_the_snapshot(page):
    panel(page)
    page.reopen()
    output = page.output(0)
    snapshot = output.locator(".course-snapshot")
    expect(snapshot).to_be_visible()
    expect(snapshot.locator("img")).to_have_count(COUNT)
    page.screenshot("augmentation_snapshot.png", cell=0)
    # JupyterLab itself reports a widget that it finds no more; wait, or the next test gets it.
    expect(output.get_by_text("Error displaying widget: model not found")).to_have_count(1)
