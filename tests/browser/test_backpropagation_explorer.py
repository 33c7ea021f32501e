"""The backpropagation graph in a real JupyterLab: keys, nudges, presets, and its drawing."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.base import Frame
from course_utils.explorers.graphs.model import GraphModel

from .harness import NotebookPage
from .panel import choose, expect_words, panel

CODE = "from course_utils import explorers\ngraph = explorers.backpropagation()\ngraph"

# Texts of the drawing that leave the rectangle they begin in, as the browser measures them.
CUT_OFF = """(svg) => {
  const boxes = [...svg.querySelectorAll("rect[rx]")].map((one) => one.getBoundingClientRect());
  const outside = [];
  for (const text of svg.querySelectorAll("text")) {
    const area = text.getBoundingClientRect();
    const middle = [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
    const box = boxes.find((one) => one.left < middle[0] && middle[0] < one.right
      && one.top < middle[1] && middle[1] < one.bottom);
    if (box && (area.left < box.left || area.right > box.right)) outside.push(text.textContent);
  }
  return outside;
}"""
# The smallest letters of the drawing, in pixels of the page.
LETTERS = """(svg) => svg.clientWidth / svg.viewBox.baseVal.width *
  Math.min(...[...svg.querySelectorAll("text")].map((one) => Number(one.getAttribute("font-size"))))
"""


@pytest.fixture
def page(open_notebook) -> NotebookPage:
    notebook = open_notebook([CODE])
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module")
def model() -> GraphModel:
    return GraphModel()


def expect_frame(root: Locator, model: GraphModel, **state: object) -> Frame:
    """Wait until the page shows this state: words, numbers, and every text of the drawing."""
    frame = model.render(model.change(model.start, **state))
    expect_words(root, frame)
    found = re.findall(r"<text[^>]*>(.*?)</text>", frame.pictures["graph"].svg)
    texts = [re.sub("<[^>]+>", "", text) for text in found]
    expect(root.locator(".chart svg text")).to_have_text(texts)
    expect(root.locator(".chart")).to_have_attribute(
        "aria-label", re.compile(re.escape(frame.pictures["graph"].text))
    )
    return frame


def test_steps_forward_and_backward_with_keys(page, model):
    root = panel(page)
    expect_frame(root, model)
    expect(root.locator(".numbers")).to_be_hidden()
    step = root.get_by_role("slider", name="Step", exact=True)
    for number in range(1, 10):
        step.press("ArrowRight")
        frame = expect_frame(root, model, step=number)
        flag = "forward" if number <= 4 else "backward"
        expect(root.locator(".chart svg").get_by_text(flag, exact=True)).to_be_visible()
    assert "p hands -6.2 × 2 = -12.4 to w" in frame.sentence
    for text in ("dJ/dw = -12.4", "dJ/db = -6.2"):
        expect(root.locator(".chart svg").get_by_text(text, exact=True)).to_be_visible()
    step.press("Home")
    expect_frame(root, model)


def test_a_nudge_and_another_graph(page, model):
    root = panel(page)
    slides = root.get_by_role("checkbox", name="test the slides' gradient")
    expect(slides).to_be_hidden()
    choose(root, "Nudge", "w")
    expect_frame(root, model, nudged="w")
    root.get_by_role("slider", name="Step", exact=True).press("End")
    state: dict[str, object] = {"nudged": "w", "step": 9}
    frame = expect_frame(root, model, **state)
    assert frame.numbers["central difference"]["value"] == "-12.4"
    root.get_by_role("slider", name="Nudge size", exact=True).press("ArrowRight")
    expect_frame(root, model, **state, nudge=0.02)
    root.get_by_role("spinbutton", name="Nudge size number").fill("0.5")
    slides.check()
    expect_frame(root, model, **state, nudge=0.5, slides=True)
    choose(root, "Graph", "two layers")
    expect(slides).to_be_hidden()
    choose(root, "Hidden nodes", "tanh")
    root.get_by_role("combobox", name="Nudge").select_option("w21")
    root.get_by_role("slider", name="Step", exact=True).press("End")
    layers = {"graph": "two layers", "hidden": "tanh", "layers_nudged": "w21", "layers_step": 13}
    expect_frame(root, model, **state, **layers, nudge=0.5, slides=True)
    told = page.execute("import json\nprint(json.dumps([graph.layers_step, graph.hidden]))")
    assert json.loads(told) == [13, "tanh"]


def test_presets_and_python_move_the_page(page, model):
    root = panel(page)
    state: dict[str, object] = {}
    for name, changes in model.presets.items():
        preset = root.get_by_role("button", name=name, exact=True)
        preset.press("Enter")
        state |= changes
        expect_frame(root, model, **state)
        expect(preset).to_have_attribute("aria-pressed", "true")
    page.execute("graph.go_to('two paths meet')")
    expect_frame(root, model, **state | model.presets["two paths meet"])


def test_nothing_is_cut_off(page, model):
    root = panel(page)
    drawing = root.locator(".chart svg")
    shown = {
        "neuron": "graph.go_to('is it -16.4, as on the slides?')",
        "entropy": "graph.go_to('sure and wrong: cross-entropy'); graph.nudged = 'w'",
        "paths": "graph.go_to('two paths meet')",
        "sigmoid": "graph.hidden = 'sigmoid'; graph.layers_nudged = 'w12'; graph.nudge = 0.37",
    }
    for theme, width in (("light", 1280), ("dark", 800)):
        page.theme(theme)
        page.resize(width, 1400)
        for name, code in shown.items():
            page.execute(code)
            marked = "-4.000000" if name == "neuron" else "backpropagation - central"
            expect(root.locator(".numbers")).to_contain_text(marked)
            assert root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
            assert drawing.evaluate(CUT_OFF) == []
            assert drawing.evaluate(LETTERS) > 10
            page.screenshot(f"backpropagation_{name}_{theme}_{width}.png", cell=0)
