"""The network playground in a real JupyterLab: run, stop, step, reset, settings and presets."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.frames import Frame
from course_utils.explorers.playing.model import REGIONS, PlaygroundModel

from .harness import NotebookPage
from .panel import choose, expect_charts, expect_words, panel, pixels

CODE = "from course_utils import explorers\nplayground = explorers.network_playground()\nplayground"


@pytest.fixture
def page(open_notebook) -> NotebookPage:
    notebook = open_notebook([CODE])
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module")
def model() -> PlaygroundModel:
    return PlaygroundModel()


def expect_frame(root: Locator, model: PlaygroundModel, **state: object) -> Frame:
    """Wait until the page shows this state: words, numbers, curves and pictures."""
    frame = model.render(model.change(model.start, **state))
    expect_words(root, frame)
    expect_charts(root, frame)
    assert np.abs(pixels(root, REGIONS).astype(int) - frame.pictures[REGIONS]).mean() < 5  # JPEG
    for names in frame.groups.values():
        for name in names:  # PNG: equal
            np.testing.assert_array_equal(pixels(root, name), frame.pictures[name])
    return frame


def button(root: Locator, name: str) -> Locator:
    return root.get_by_role("button", name=name, exact=True)


def epoch_on_page(root: Locator) -> int:
    return int(root.locator(".play .count").inner_text().removeprefix("epoch "))


def test_run_stop_step_and_reset(page, model):
    root = panel(page)
    expect_frame(root, model)
    button(root, "Step").click()
    expect_frame(root, model, epoch=1)
    choose(root, "Epochs a step", "5")
    button(root, "Step").press("Enter")
    expect_frame(root, model, epoch=6)
    button(root, "Run").press("Space")
    count = root.locator(".play .count")
    expect(count).to_have_text(re.compile(r"epoch \d{2}"))
    button(root, "Stop").press("Space")
    page.execute("")  # what was under way has been answered
    reached = epoch_on_page(root)
    assert reached > 6 and reached % 5 == 1
    expect_frame(root, model, epoch=reached)
    assert int(page.execute("print(playground.epoch)")) == reached
    button(root, "Reset").click()
    expect_frame(root, model)
    expect(button(root, "Reset")).to_be_disabled()


def test_a_setting_that_changes_while_it_runs_trains_anew(page, model):
    root = panel(page)
    button(root, "Run").click()
    expect(root.locator(".play .count")).to_have_text(re.compile(r"epoch \d{2}"))
    button(root, "XOR needs a hidden layer").click()
    expect(root.get_by_role("group", name="layer 1", exact=True)).to_be_visible()
    expect(button(root, "Stop")).to_be_visible()  # it runs on
    epochs = page.execute("print(playground.data, playground.epoch)").split()
    assert epochs[0] == "xor"
    button(root, "Stop").click()
    page.execute("")
    reached = epoch_on_page(root)
    state = {**model.presets["XOR needs a hidden layer"], "epoch": reached}
    expect_frame(root, model, **state)
    root.get_by_role("slider", name="Layer 1", exact=True).press("ArrowRight")
    expect_frame(root, model, **state | {"nodes_1": 5, "epoch": 0})
    root.get_by_role("slider", name="Hidden layers", exact=True).press("ArrowRight")
    state |= {"nodes_1": 5, "layers": 2, "epoch": 0}
    expect_frame(root, model, **state)
    root.get_by_role("combobox", name="Learning rate").select_option("0.3")
    choose(root, "Activation", "relu")
    choose(root, "Regularisation", "L2")
    root.get_by_role("combobox", name="Strength").select_option("0.001")
    root.get_by_role("combobox", name="Batch size").select_option("50")
    root.get_by_label("Show test points").uncheck()
    button(root, "other start weights").click()
    button(root, "Step").click()
    state |= {"rate": 0.3, "activation": "relu", "regularisation": "L2", "strength": 0.001}
    expect_frame(root, model, **state | {"batch": 50, "test_points": False, "seed": 1, "epoch": 1})


def test_presets_and_python_move_the_page(page, model):
    root = panel(page)
    for name, changes in model.presets.items():
        preset = button(root, name)
        preset.click()
        expect_frame(root, model, **changes)
        expect(preset).to_have_attribute("aria-pressed", "true")
    page.execute("playground.go_to('spirals')\nplayground.epoch = 40")
    expect_frame(root, model, **model.presets["spirals"], epoch=40)


def test_a_training_that_diverges_stops(page, model):
    root = panel(page)
    button(root, "rate too large").click()
    expect(root.get_by_role("combobox", name="Learning rate")).to_have_value("10")
    button(root, "Run").click()
    expect(root.locator(".sentence")).to_contain_text("Diverged: training stopped in epoch")
    expect(button(root, "Run")).to_be_disabled()
    expect_frame(root, model, **model.presets["rate too large"], epoch=epoch_on_page(root))
    spoken = root.locator("[aria-live=polite]")
    expect(spoken).to_have_text(root.locator(".sentence").inner_text())


def test_nothing_is_cut_off(page):
    root = panel(page)
    page.execute("playground.go_to('spirals')\nplayground.layers = 4\nplayground.nodes_3 = 8")
    expect(root.get_by_role("group", name="layer 4", exact=True)).to_be_visible()
    for theme, width in (("light", 1280), ("dark", 800)):
        page.theme(theme)
        page.resize(width)
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
        # The maps of a layer stand in one line.
        tops = (
            root.get_by_role("group", name="layer 1", exact=True)
            .locator("figure")
            .evaluate_all("figures => figures.map((one) => one.getBoundingClientRect().top)")
        )
        assert len(tops) == 8 and len(set(tops)) == 1
        page.screenshot(f"playground_{theme}_{width}.png", cell=0)
