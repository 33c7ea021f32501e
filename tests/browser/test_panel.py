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


def test_a_picture_that_waits_says_why(open_notebook):
    notebook = open_notebook([CODE.format(pause=0), "fake.model.pause = 8"])
    notebook.run_all()
    root = panel(notebook)
    root.get_by_role("button", name="dark").click()
    expect(root.locator(".sentence")).to_have_text(re.compile("^Still waiting for Python"))
    expect_cut(root, 20)


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


PLAYED = """from tests.panel_fake import PlayedModel
from course_utils.explorers.panel_view import PanelExplorer
played = PanelExplorer(PlayedModel(pause={pause}))
played"""
TURNS = "import json\nprint(json.dumps([each.turn for each in played.model.rendered]))"


def open_played(open_notebook: OpenNotebook, pause: float) -> tuple[NotebookPage, Locator]:
    notebook = open_notebook([PLAYED.format(pause=pause), "# below", "# far below"])
    notebook.run_all()
    return notebook, panel(notebook)


def press(root: Locator, name: str) -> Locator:
    button = root.get_by_role("group", name="Turns").get_by_role("button", name=name, exact=True)
    button.click()
    return button


def expect_turn(root: Locator, turn: int, level: int = 10, over: str = "") -> None:
    expect(root.locator(".sentence")).to_have_text(f"Turn {turn} at level {level}.{over}")
    expect(root.locator(".play .count")).to_have_text(f"turn {turn}")
    row = np.zeros((8, 40), np.uint8)
    row[:, :turn] = 255
    np.testing.assert_array_equal(grey_pixels(root, "row"), row)
    np.testing.assert_array_equal(grey_pixels(root, "small 2"), row[:, 16:24])


def test_a_number_runs_to_its_end_without_a_queue(open_notebook):
    notebook, root = open_played(open_notebook, pause=0.02)
    expect_turn(root, 0)
    spoken = root.locator("[aria-live=polite]")
    expect(spoken).to_have_text("Turn 0 at level 10.")
    # Every text that a screen reader is given from now on.
    spoken.evaluate("""(one) => {
      window.heard = [];
      const note = () => window.heard.push(one.textContent);
      new MutationObserver(note).observe(one, { childList: true });
    }""")
    run = press(root, "Run")
    expect_turn(root, 40)
    expect(root.get_by_role("button", name="Run", exact=True)).to_be_focused()
    expect(run).to_be_disabled()
    expect(root.get_by_role("button", name="Step", exact=True)).to_be_disabled()
    expect(spoken).to_have_text("Turn 40 at level 10.")
    assert notebook.page.evaluate("() => window.heard") == ["Turn 40 at level 10."]
    turns = json.loads(notebook.execute(TURNS))
    assert turns[-41:] == [*range(41)]  # each once, one after the other
    press(root, "Reset")
    expect_turn(root, 0)
    expect(root.get_by_role("button", name="Reset", exact=True)).to_be_disabled()


def test_run_stop_and_step_by_keys(open_notebook):
    notebook, root = open_played(open_notebook, pause=0.1)
    keyboard = notebook.page.keyboard
    root.get_by_role("button", name="Run", exact=True).focus()
    keyboard.press("Enter")
    stop = root.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_focused()
    expect(root.locator(".sentence")).to_contain_text("Turn 2")
    keyboard.press("Space")
    expect(root.get_by_role("button", name="Run", exact=True)).to_be_focused()
    notebook.execute("")  # what was under way has been answered
    turns = json.loads(notebook.execute(TURNS))
    expect_turn(root, turns[-1])
    notebook.page.wait_for_timeout(400)
    assert json.loads(notebook.execute(TURNS)) == turns  # and nothing runs on
    keyboard.press("Tab")
    for _ in range(3):  # faster than the pictures come: each step counts
        keyboard.press("Enter")
    expect_turn(root, turns[-1] + 3)
    root.get_by_role("group", name="Pace").get_by_role("radio", name="5").check()
    press(root, "Step")
    expect_turn(root, turns[-1] + 8)


def test_a_setting_that_changes_while_it_runs_begins_anew(open_notebook):
    notebook, root = open_played(open_notebook, pause=0.05)
    root.get_by_role("group", name="Pace").get_by_role("radio", name="2").check()
    press(root, "Run")
    expect(root.locator(".play .count")).to_have_text(re.compile(r"turn [12]\d"))
    root.get_by_role("slider", name="Level", exact=True).press("End")
    expect_turn(root, 30, level=20, over=" Over.")  # it runs on, until there is nothing to come
    turns = json.loads(notebook.execute(TURNS))
    anew = len(turns) - 1 - turns[::-1].index(0)
    assert turns[anew:] == [*range(0, 31, 2)]
    expect(root.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    limit = root.get_by_role("combobox", name="Limit")
    expect(limit).to_have_value("0.5")
    limit.select_option("0.001")
    told = notebook.execute("print(played.limit == 0.001, played.turn)")
    assert told.split() == ["True", "30"]
    root.get_by_role("button", name="fast").click()
    expect_turn(root, 0)
    expect(root.get_by_role("button", name="Run", exact=True)).to_be_enabled()


def test_nothing_runs_out_of_sight(open_notebook):
    notebook, root = open_played(open_notebook, pause=0.3)  # 12 seconds to its end
    press(root, "Run")
    expect(root.locator(".sentence")).to_contain_text("Turn 2")
    root.evaluate("(one) => (one.style.display = 'none')")
    expect(root.get_by_role("button", name="Run", exact=True, include_hidden=True)).to_have_count(1)
    root.evaluate("(one) => (one.style.display = '')")
    notebook.execute("")
    turns = json.loads(notebook.execute(TURNS))
    assert turns[-1] < 20
    expect_turn(root, turns[-1])
