"""Feature maps, and softmax and confidence, in a real JupyterLab: clicks, keys, presets, room."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from course_utils.explorers.base import Frame, PanelModel
from course_utils.explorers.confidence.by_hand import ByHandModel
from tests import network_fake

from .harness import NotebookPage
from .panel import (
    choose,
    expect_cells,
    expect_charts,
    expect_room,
    expect_words,
    panel,
    press_presets,
)

IMPORT = (
    "import dataclasses, json\nfrom course_utils import explorers\nfrom tests import network_fake"
)
TELL = "print(json.dumps(dataclasses.asdict({}.state)))"


def expect_frame(root: Locator, frame: Frame) -> None:
    """Wait until the page shows this frame: words, numbers, drawings and tables."""
    expect_words(root, frame)
    expect_charts(root, frame)
    expect_cells(root, frame)


def told(notebook: NotebookPage, name: str) -> dict[str, object]:
    """Return the state of an explorer as Python has it."""
    return json.loads(notebook.execute(TELL.format(name)))


def chart(root: Locator, name: str) -> Locator:
    """Return a drawing that can be clicked, by the name of its picture."""
    return root.get_by_role("slider", name=f", {name}. ")


@pytest.fixture
def page(open_notebook) -> NotebookPage:
    notebook = open_notebook([f"{IMPORT}\nmaps = network_fake.network_maps()\nmaps"])
    notebook.run_all()
    return notebook


def test_feature_maps(page):
    pytest.importorskip("keras")
    model: PanelModel = network_fake.network_maps().model
    root = panel(page)
    expect_frame(root, model.render(model.start))

    # A click on a tile chooses its map; arrows go on from there, down by a whole row.
    sheet = chart(root, "all maps")
    area = sheet.bounding_box()
    rows, columns = model.render(model.start).pictures["all maps"].grid
    sheet.click(position={"x": area["width"] * 2.5 / columns, "y": area["height"] * 0.3 / rows})
    state = model.change(model.start, map=2)
    expect_frame(root, model.render(state))
    sheet.press("ArrowDown")
    state = model.change(state, map=2 + columns)
    expect_frame(root, model.render(state))
    sheet.press("End")
    state = model.change(state, map=15)
    expect_frame(root, model.render(state))

    # A click in the map chooses a unit, one in the picture the unit that sees this place.
    area = chart(root, "map").bounding_box()
    chart(root, "map").click(position={"x": area["width"] * 0.1, "y": area["height"] * 0.9})
    state = model.change(state, row=7, column=0)
    expect_frame(root, model.render(state))
    chart(root, "map").press("ArrowUp")
    chart(root, "map").press("ArrowRight")
    state = model.change(state, row=6, column=1)
    expect_frame(root, model.render(state))
    area = chart(root, "picture").bounding_box()
    chart(root, "picture").click(position={"x": area["width"] * 0.56, "y": area["height"] * 0.31})
    state = model.change(state, row=2, column=4)
    expect_frame(root, model.render(state))

    # Another layer has other limits, and its unit sees the same part of the picture.
    root.get_by_role("combobox", name="Layer").select_option("conv_2")
    state = model.change(state, layer="conv_2")
    assert (state.map, state.row, state.column) == (7, 0, 1)
    expect_frame(root, model.render(state))
    expect(root.get_by_role("slider", name="Map", exact=True)).to_have_attribute("max", "7")
    root.get_by_role("slider", name="Picture", exact=True).press("ArrowRight")
    choose(root, "Weights", "before training")
    choose(root, "Colour scale", "one for all maps")
    changes = {"picture": 1, "weights": "before training", "scale": "one for all maps"}
    state = model.change(state, **changes)
    expect_frame(root, model.render(state))
    root.get_by_role("combobox", name="Layer").select_option("flatten")
    state = model.change(state, layer="flatten")
    expect_words(root, model.render(state))
    expect(root.get_by_role("slider", name="Map", exact=True)).to_be_hidden()
    assert told(page, "maps")["layer"] == "flatten"

    # A number that is too large for the layer becomes its last one.
    page.execute("maps.go_to('last convolution')\nmaps.row = 7")
    assert told(page, "maps")["row"] == 1
    for name, changes in model.presets.items():
        root.get_by_role("button", name=name, exact=True).click()
        expect(root.locator(".numbers tbody th").first).to_have_text(changes["layer"])
    page.execute("maps.go_to('first kernels, after training')")
    expect(root.locator(".numbers tbody th").first).to_have_text("conv_1")
    expect_room(page, root, "feature_maps")


@pytest.fixture
def confidence_page(open_notebook) -> NotebookPage:
    cells = [
        f"{IMPORT}\nconfidence = network_fake.network_confidence()\nconfidence",
        "by_hand = explorers.softmax_confidence()\nby_hand",
    ]
    notebook = open_notebook(cells)
    notebook.run_all()
    return notebook


def test_softmax_of_a_network_and_by_hand(confidence_page):
    pytest.importorskip("keras")
    model: PanelModel = network_fake.network_confidence().model
    root = panel(confidence_page)
    expect_frame(root, model.render(model.start))
    root.get_by_role("slider", name="Picture", exact=True).press("ArrowRight")
    state = model.change(model.start, picture=1)
    expect_frame(root, model.render(state))
    kinds = root.get_by_role("combobox", name="Picture of")
    for kind, name, value in (("noise", "Noise", 1), ("blank", "Grey", 5)):
        kinds.select_option(kind)
        root.get_by_role("slider", name=name, exact=True).press("ArrowRight")
        state = model.change(state, kind=kind, **{name.lower(): value})
        expect_frame(root, model.render(state))
    press_presets(root, model, lambda frame: expect_frame(root, frame))
    expect_room(confidence_page, root, "softmax_confidence")

    model = ByHandModel()
    root = panel(confidence_page, 1)
    expect_frame(root, model.render(model.start))
    root.get_by_role("slider", name="Logit of cat", exact=True).press("ArrowRight")
    state = model.change(model.start, logit_1=2.1)
    expect_frame(root, model.render(state))
    root.get_by_role("spinbutton", name="Temperature number").fill("0.5")
    state = model.change(state, temperature=0.5)
    expect_frame(root, model.render(state))
    constant = root.get_by_role("slider", name="Constant added to all logits", exact=True)
    constant.press("ArrowRight")
    moved = model.render(model.change(state, constant=1.0))
    expect_frame(root, moved)
    assert moved.pictures["probabilities"] == model.render(state).pictures["probabilities"]
    assert told(confidence_page, "by_hand")["constant"] == 1.0
    press_presets(root, model, lambda frame: expect_frame(root, frame))
