"""The general panel in a real JupyterLab, with a small model that has every kind of control."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.panel_fake import FLAG, RAMP

from .harness import NotebookPage
from .panel import grey_pixels, image, panel, pixels

CODE = """from tests.panel_fake import FakeModel
from course_utils.explorers.panel_view import PanelExplorer
fake = PanelExplorer(FakeModel(pause={pause}))
fake"""
STATE = """import dataclasses, json
print(json.dumps([dataclasses.asdict(fake.state), len(fake.model.rendered)]))"""

# Moves a slider many times without a rest, faster than Python can draw.
DRAG = """(slider, values) => {
  for (const value of values) {
    slider.value = value;
    slider.dispatchEvent(new Event("input"));
  }
}"""

OpenNotebook = Callable[[Path | Sequence[str]], NotebookPage]


def python_state(notebook: NotebookPage, code: str = STATE) -> list:
    return json.loads(notebook.execute(code))


@pytest.fixture
def page(open_notebook: OpenNotebook) -> NotebookPage:
    notebook = open_notebook([CODE.format(pause=0)])
    notebook.run_all()
    return notebook


def white_right_of(cut: int) -> np.ndarray:
    return np.where(cut < RAMP, 255, 0)


def expect_cut(root: Locator, cut: int, seed: int = 0) -> None:
    white = int((cut < RAMP).sum())
    sentence = f"{white} pixels are white: the cut is at {cut}, seed {seed}."
    expect(root.locator(".sentence")).to_have_text(sentence)


def test_each_control_changes_picture_and_numbers(page):
    root = panel(page)
    assert root.get_attribute("aria-label") == "Fake"
    assert "course-live" in root.get_attribute("class")
    expect_cut(root, 100)
    np.testing.assert_array_equal(grey_pixels(root, "mask"), white_right_of(100))
    np.testing.assert_array_equal(pixels(root, "flag"), FLAG)

    root.get_by_role("slider", name="Cut", exact=True).press("ArrowRight")
    expect_cut(root, 101)
    np.testing.assert_array_equal(grey_pixels(root, "mask"), white_right_of(101))
    root.get_by_role("spinbutton", name="Cut number").fill("30")
    expect_cut(root, 30)
    expect(image(root, "mask")).to_have_attribute("alt", "Fake, mask. mask: 21600 white")
    expect(root.locator(".numbers td").nth(1)).to_have_text("21600")

    root.get_by_label("Inverse").check()
    expect(root.locator(".sentence")).to_contain_text("2976 pixels")
    np.testing.assert_array_equal(grey_pixels(root, "mask"), 255 - white_right_of(30))
    root.get_by_label("Inverse").uncheck()

    share = root.get_by_role("slider", name="Share", exact=True)
    expect(share).to_be_hidden()
    root.get_by_role("group", name="Method").get_by_role("radio", name="share").check()
    expect(share).to_be_visible()
    expect(root.get_by_role("slider", name="Cut", exact=True)).to_be_visible()
    share.press("ArrowLeft")
    expect_cut(root, round(255 * 0.45))
    root.get_by_role("combobox", name="Shape").select_option("four")
    root.get_by_role("button", name="Draw again").click()
    expect_cut(root, round(255 * 0.45), seed=1)

    steps = root.get_by_role("group", name="Steps")
    for word in ("grow", "shrink", "grow"):
        steps.get_by_role("button", name=word).click()
    expect(steps.get_by_role("button", name="shrink")).to_be_disabled()
    steps.get_by_role("button", name="shrink").click(force=True)  # one too many
    expect(steps.locator("li")).to_have_text(["grow", "shrink", "grow"])
    expect(root.locator(".cells td").first).to_have_text("grow")
    steps.get_by_role("button", name="undo").click()
    expect(steps.locator("li")).to_have_text(["grow", "shrink"])
    root.get_by_role("checkbox", name="still true: mask").check()
    expect(root.locator("[aria-live=polite]")).to_have_text(root.locator(".sentence").inner_text())
    state, _ = python_state(page)
    expected = {"cut": 30, "share": 0.45, "method": "share", "shape": "four", "inverse": False}
    assert state == expected | {"steps": ["grow", "shrink"], "seed": 1, "true": [False, True]}
    steps.get_by_role("button", name="clear").click()
    expect(root.locator(".cells")).to_have_count(0)


def test_presets_and_python_move_the_page(page):
    root = panel(page)
    dark = root.get_by_role("button", name="dark")
    dark.click()
    expect_cut(root, 20)
    expect(dark).to_have_attribute("aria-pressed", "true")
    page.execute("fake.cut = 180")
    expect_cut(root, 180)
    expect(dark).to_have_attribute("aria-pressed", "false")
    expect(root.get_by_role("spinbutton", name="Cut number")).to_have_value("180")
    np.testing.assert_array_equal(grey_pixels(root, "mask"), white_right_of(180))
    page.execute("fake.go_to('bright')")
    expect(root.get_by_label("Inverse")).to_be_checked()
    np.testing.assert_array_equal(grey_pixels(root, "mask"), 255 - white_right_of(220))


def test_a_number_out_of_range_becomes_the_nearest(page):
    root = panel(page)
    number = root.get_by_role("spinbutton", name="Cut number")
    for typed, key, cut in (("999", "Tab", 255), ("-5", "Enter", 0), ("77.4", "Tab", 77)):
        number.fill(typed)
        number.press(key)
        expect_cut(root, cut)
        expect(number).to_have_value(str(cut))
    number.fill("")  # no number at all: the value stays
    number.press("Tab")
    expect(number).to_have_value("77")


def test_a_chart_is_a_slider_for_pointer_and_keys(page):
    root = panel(page)
    chart = root.get_by_role("slider", name=re.compile("^Cut. Fake, histogram"))
    area = chart.bounding_box()

    def at(value: float) -> tuple[float, float]:
        return area["x"] + area["width"] * (value + 0.5) / 256, area["y"] + area["height"] / 2

    mouse = page.page.mouse
    mouse.move(*at(60))
    mouse.down()
    expect_cut(root, 60)
    for value in (80, 120, 200):
        mouse.move(*at(value))
    mouse.move(at(200)[0], area["y"] - 30)  # outside of the chart it is held still
    mouse.up()
    expect_cut(root, 200)
    mouse.move(*at(10))
    expect_cut(root, 200)
    expect(chart).to_be_focused()
    cut = 200
    for key, step in {"ArrowRight": 1, "ArrowDown": -1, "PageDown": -10, "PageUp": 10}.items():
        page.page.keyboard.press(key)
        cut += step
        expect_cut(root, cut)
    page.page.keyboard.press("End")
    expect_cut(root, 255)
    expect(chart).to_have_attribute("aria-valuenow", "255")
    expect(chart).to_be_focused()
    root.get_by_role("group", name="Method").get_by_role("radio", name="share").check()
    expect(root.get_by_role("img", name=re.compile("^Fake, histogram"))).to_be_visible()


def test_a_fast_hand_makes_no_queue_and_the_last_state_wins(open_notebook):
    notebook = open_notebook([CODE.format(pause=0.05)])
    notebook.run_all()
    root = panel(notebook)
    _, before = python_state(notebook)
    slider = root.get_by_role("slider", name="Cut", exact=True)
    for last in (90, 33):
        slider.evaluate(DRAG, [*range(250, 100, -1), last])
        expect_cut(root, last)
        np.testing.assert_array_equal(grey_pixels(root, "mask"), white_right_of(last))
    state, rendered = python_state(notebook)
    assert state["cut"] == 33
    assert rendered - before <= 6  # of 302 movements: the first and the last of each drag


def test_a_second_view_and_a_wrong_value(page):
    root = panel(page)
    root.get_by_role("slider", name="Cut", exact=True).press("ArrowRight")
    expect_cut(root, 101)
    page.execute("fake._hear(None, {'view': 'x', 'number': 1, 'changes': {'cut': 999}}, [])")
    expect(root.locator(".sentence")).to_have_text("cut is a whole number from 0 to 255, not 999.")
    root.get_by_role("slider", name="Cut", exact=True).press("ArrowRight")
    expect_cut(root, 102)


def test_keys_stay_in_the_panel(page):
    """JupyterLab has shortcuts on single letters, and on arrows, for the cell behind."""
    root = panel(page)
    unmarked = root.evaluate(
        """root => [...root.querySelectorAll("input, button, select, [tabindex='0']")].filter(
            (one) => one.dataset.lmSuppressShortcuts !== "true").map((one) => one.outerHTML)"""
    )
    assert unmarked == []
    slider = root.get_by_role("slider", name="Cut", exact=True)
    slider.focus()
    for key in ("a", "d", "d", "ArrowUp"):  # "d d" deletes a cell
        page.page.keyboard.press(key)
    expect_cut(root, 101)
    expect(slider).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_off(page, theme):
    page.theme(theme)
    root = panel(page)
    root.get_by_role("button", name="dark").click()
    expect(root.locator(".cells")).to_be_visible()
    for width in (1280, 1000, 700):
        page.resize(width)
        cut_off = root.evaluate(
            """root => [...root.querySelectorAll("*:not(.spoken, .mark)")].filter((one) =>
              one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1
            ).map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert cut_off == []
        page.screenshot(f"panel_{theme}_{width}.png", cell=0)
