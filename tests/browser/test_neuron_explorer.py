"""The neuron explorer in a real JupyterLab: sliders, the plane, presets and keys."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.base import Frame
from course_utils.explorers.neurons import drawing
from course_utils.explorers.neurons.model import NeuronModel

from .harness import NotebookPage
from .panel import choose, expect_charts, expect_words, panel

CODE = "from course_utils import explorers\nnode = explorers.neuron()\nnode"


@pytest.fixture
def page(open_notebook) -> NotebookPage:
    notebook = open_notebook([CODE])
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module")
def model() -> NeuronModel:
    return NeuronModel()


def expect_frame(root: Locator, model: NeuronModel, **state: object) -> Frame:
    """Wait until the page shows this state: words, numbers and drawings."""
    frame = model.render(model.change(model.start, **state))
    expect_words(root, frame)
    expect_charts(root, frame)
    return frame


def test_sliders_activation_points_and_keys(page, model):
    root = panel(page)
    expect_frame(root, model)
    opened = root.get_by_role("button", name="two clouds", exact=True)
    expect(opened).to_have_attribute("aria-pressed", "true")
    root.get_by_role("slider", name="Weight w1", exact=True).press("ArrowRight")
    expect_frame(root, model, w1=1.1)
    expect(opened).to_have_attribute("aria-pressed", "false")
    root.get_by_role("spinbutton", name="Weight w2 number").fill("-2")
    expect_frame(root, model, w1=1.1, w2=-2.0)
    choose(root, "Activation", "relu")
    expect_frame(root, model, w1=1.1, w2=-2.0, activation="relu")
    root.get_by_role("combobox", name="Points").select_option("XOR")
    state = {"w1": 1.1, "w2": -2.0, "activation": "relu", "data": "XOR"}
    expect_frame(root, model, **state)
    bias = root.get_by_role("slider", name="Bias b", exact=True)
    bias.press("End")
    expect_frame(root, model, **state, bias=5.0)
    root.get_by_role("checkbox", name="with bias").uncheck()
    expect_frame(root, model, **state, bias=5.0, use_bias=False)
    expect(bias).to_be_hidden()


def test_the_input_is_dragged_in_the_plane_and_moved_by_keys(page, model):
    root = panel(page)
    plane = root.get_by_role("slider", name="Input x1 and Input x2. ")
    area = plane.bounding_box()
    axes = drawing.PLANE

    def place(x1: float, x2: float) -> tuple[float, float]:
        across, down = float(axes.x(x1)) / axes.width, float(axes.y(x2)) / axes.height
        return area["x"] + across * area["width"], area["y"] + down * area["height"]

    page.page.mouse.move(*place(-2, 1))
    page.page.mouse.down()
    expect_frame(root, model, x1=-2.0, x2=1.0)
    page.page.mouse.move(*place(1.2, -2.3))
    expect_frame(root, model, x1=1.2, x2=-2.3)
    page.page.mouse.up()
    plane.press("ArrowUp")
    expect_frame(root, model, x1=1.2, x2=-2.2)
    plane.press("ArrowLeft")
    expect_frame(root, model, x1=1.1, x2=-2.2)
    plane.press("PageDown")
    expect_frame(root, model, x1=1.1, x2=-3.0)
    expect(plane).to_have_attribute("aria-valuetext", "Input x1 1.1, Input x2 -3")
    told = page.execute("import json\nprint(json.dumps([node.x1, node.x2]))")
    assert json.loads(told) == [1.1, -3]


def test_presets_and_python_move_the_page(page, model):
    root = panel(page)
    state: dict[str, object] = {}
    for name, changes in model.presets.items():
        preset = root.get_by_role("button", name=name, exact=True)
        preset.click()
        state |= changes
        expect_frame(root, model, **state)
        expect(preset).to_have_attribute("aria-pressed", "true")
    page.execute("node.go_to('dead ReLU')")
    expect_frame(root, model, **state | model.presets["dead ReLU"])
    page.execute("node.w1 = 0.0")
    expect_frame(root, model, **state | model.presets["dead ReLU"] | {"w1": 0.0})


def test_nothing_is_cut_off(page):
    root = panel(page)
    page.execute("node.go_to('XOR: no line fits')")
    expect(root.locator(".sentence")).to_contain_text("XOR")
    for theme, width in (("light", 1280), ("dark", 800)):
        page.theme(theme)
        page.resize(width)
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
        page.screenshot(f"neuron_{theme}_{width}.png", cell=0)
