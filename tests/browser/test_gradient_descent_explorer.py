"""The gradient descent explorer in a real JupyterLab: steps, optimisers, the start, presets."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.base import Frame
from course_utils.explorers.descents.landscapes import BOWL, LINE
from course_utils.explorers.descents.model import DescentModel

from .harness import NotebookPage
from .panel import choose, expect_charts, expect_words, panel

CODE = "from course_utils import explorers\ndescent = explorers.gradient_descent()\ndescent"


@pytest.fixture
def page(open_notebook) -> NotebookPage:
    notebook = open_notebook([CODE])
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module")
def model() -> DescentModel:
    return DescentModel()


def expect_frame(root: Locator, model: DescentModel, **state: object) -> Frame:
    """Wait until the page shows this state: words, numbers and drawings."""
    frame = model.render(model.change(model.start, **state))
    expect_words(root, frame)
    expect_charts(root, frame)
    return frame


def test_steps_rate_optimisers_and_keys(page, model):
    root = panel(page)
    frame = expect_frame(root, model)
    assert [row["w"] for row in frame.numbers.values()] == ["0.5", "1.7", "1.76", "2.192"]
    opened = root.get_by_role("button", name="one weight", exact=True)
    expect(opened).to_have_attribute("aria-pressed", "true")
    steps = root.get_by_role("slider", name="Steps", exact=True)
    steps.press("Home")
    expect_frame(root, model, steps=0)
    steps.press("ArrowRight")
    expect_frame(root, model, steps=1)
    choose(root, "Samples in a step", "only x = 3")
    expect_frame(root, model, steps=1, order="only x = 3")
    root.get_by_role("spinbutton", name="Steps number").fill("30")
    root.get_by_role("spinbutton", name="Learning rate number").fill("0.115")
    state = {"steps": 30, "learning_rate": 0.115, "order": "only x = 3"}
    frame = expect_frame(root, model, **state)
    assert "above the limit 2 / curvature = 2 / 18 = 0.1111" in frame.sentence
    momentum = root.get_by_role("slider", name="Momentum", exact=True)
    expect(momentum).to_be_hidden()
    choose(root, "Optimiser", "momentum")
    expect_frame(root, model, **state, optimiser="momentum")
    momentum.press("ArrowLeft")
    expect_frame(root, model, **state, optimiser="momentum", momentum=0.89)
    for name in ("RMSprop", "Adam"):
        choose(root, "Optimiser", name)
        expect_frame(root, model, **state, optimiser=name, momentum=0.89)
    told = page.execute("import json\nprint(json.dumps([descent.steps, descent.learning_rate]))")
    assert json.loads(told) == [30, 0.115]


def test_a_loss_of_two_parameters_has_batches_noise_and_a_start_in_the_map(page, model):
    root = panel(page)
    losses = root.get_by_role("combobox", name="Loss")
    losses.select_option(LINE)
    expect_frame(root, model, landscape=LINE)
    root.get_by_role("slider", name="Batch size", exact=True).press("Home")
    expect_frame(root, model, landscape=LINE, batch_size=1)
    other = root.get_by_role("button", name="other noise")
    other.click()
    expect_frame(root, model, landscape=LINE, batch_size=1, seed=1)
    losses.select_option(BOWL)
    expect_frame(root, model, landscape=BOWL, seed=1)
    expect(root.locator("figure")).to_have_count(2)
    root.get_by_role("spinbutton", name="Slope noise number").fill("2")
    expect_frame(root, model, landscape=BOWL, seed=1, noise=2.0)
    contours = root.get_by_role("slider", name="Start w1 and Start w2. ")
    contours.press("ArrowDown")
    expect_frame(root, model, landscape=BOWL, seed=1, noise=2.0, w2=0.9)
    contours.press("ArrowRight")
    expect_frame(root, model, landscape=BOWL, seed=1, noise=2.0, w2=0.9, w1=-1.4)
    contours.click()  # in the middle of the drawing
    chart = model.render(model.change(model.start, landscape=BOWL)).pictures["landscape"]
    middle = {
        "w1": round((chart.low + chart.high) / 2, 1),
        "w2": round((chart.bottom + chart.top) / 2, 1),
    }
    expect_frame(root, model, landscape=BOWL, seed=1, noise=2.0, **middle)


def test_presets_and_python_move_the_page(page, model):
    root = panel(page)
    state: dict[str, object] = {}
    for name, changes in model.presets.items():
        preset = root.get_by_role("button", name=name, exact=True)
        preset.click()
        state |= changes
        expect_frame(root, model, **state)
        expect(preset).to_have_attribute("aria-pressed", "true")
    page.execute("descent.go_to('diverges')")
    expect_frame(root, model, **state | model.presets["diverges"])


def test_nothing_is_cut_off(page):
    root = panel(page)
    page.execute("descent.go_to('batches of 4')")
    expect(root.locator(".sentence")).to_contain_text("After 60 steps")
    for theme, width in (("light", 1280), ("dark", 800)):
        page.theme(theme)
        page.resize(width)
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
        page.screenshot(f"gradient_descent_{theme}_{width}.png", cell=0)
