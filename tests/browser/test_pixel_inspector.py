"""The pixel inspector in a real JupyterLab: its picture, numbers, keys, pointer and snapshot."""

from __future__ import annotations

import base64
import itertools
import json
import re
from collections.abc import Iterator

import cv2
import nbformat
import numpy as np
import pytest
from playwright.sync_api import Locator, expect
from skimage import data

from course_utils.explorers.pixels.model import ORDERS, PixelModel
from tests.contrast import contrast

from .harness import Browser, LabServer, NotebookPage

# Each picture is made by the same code in the notebook and in the test.
PICTURES = {
    "photo": "data.astronaut()[80:200, 150:300]",
    "noise": "np.random.default_rng(1).integers(0, 256, (16, 20, 3), dtype=np.uint8)",
    "floats": "np.random.default_rng(2).random((10, 12, 3))",
    "grey": "data.camera()[::8, ::8]",
    "mask": "data.camera()[::16, ::16] < 60",
}
IMPORTS = "import numpy as np\nfrom skimage import data\nfrom course_utils import explorers"

# Makes the choices, moves the sliders to each place and notes everything that the page then says.
VISIT = """(root, [choices, places]) => places.map(([row, column]) => {
  for (const value of choices) root.querySelector(`input[value="${value}"]`).click();
  const sliders = root.querySelectorAll("input[type=range]");
  [row, column].forEach((value, i) => {
    sliders[i].value = value;
    sliders[i].dispatchEvent(new Event("input"));
  });
  const cells = [...root.querySelectorAll(".patch span")];
  return {
    cells: cells.map((cell) => cell.textContent),
    colours: cells.map((cell) => cell.style.backgroundColor),
    numbers: [...root.querySelectorAll(".read-out tbody tr")].map((row) =>
      [...row.querySelectorAll("td")].map((cell) => cell.textContent)),
    sentence: root.querySelector(".sentence").textContent,
    caption: root.querySelector(".patch + .caption").textContent,
  };
})"""


def picture(name: str) -> np.ndarray:
    return eval(PICTURES[name], {"np": np, "data": data})


def inspector_code(name: str, *arguments: str) -> str:
    call = ", ".join((PICTURES[name], *arguments))
    return f"{IMPORTS}\n{name} = explorers.pixel_inspector({call})\n{name}"


def explorer(notebook: NotebookPage, cell: int) -> Locator:
    """Return the live inspector of a cell; it has drawn itself."""
    root = notebook.output(cell).locator(".pixel-inspector")
    expect(root.locator(".sentence")).not_to_be_empty()
    return root


def choose(root: Locator, group: str, value: str) -> None:
    root.get_by_role("group", name=group).get_by_role("radio", name=value, exact=True).check()


def painted(root: Locator) -> np.ndarray:
    """Return the canvas as the page has painted it: RGB, uint8."""
    png = root.locator("canvas").evaluate("canvas => canvas.toDataURL('image/png')")
    data = np.frombuffer(base64.b64decode(png.split(",")[1]), np.uint8)
    return cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1]


def assert_same_as_model(page: dict, model: PixelModel, state: dict) -> None:
    frame = model.render(model.change(model.start, **state))
    patch = frame.pictures["patch"]
    texts = [text for row in patch.texts for text in row]
    colours = [f"rgb({r}, {g}, {b})" for r, g, b in patch.colours.reshape(-1, 3).tolist()]
    assert page["cells"] == texts
    drawn = [colour for colour, text in zip(colours, texts, strict=True) if text]
    assert [colour for colour in page["colours"] if colour] == drawn
    assert page["numbers"] == [list(row.values()) for row in frame.numbers.values()]
    assert page["sentence"] == frame.sentence
    assert page["caption"] == patch.caption


@pytest.fixture(scope="module")
def all_pictures(browser: Browser, lab: LabServer) -> Iterator[NotebookPage]:
    notebook = browser.open(lab, [inspector_code(name) for name in PICTURES])
    notebook.run_all()
    yield notebook
    notebook.close()


@pytest.mark.parametrize("name", PICTURES)
def test_page_and_model_agree_on_numbers_and_planes(all_pictures, name):
    model = PixelModel(picture(name))
    root = explorer(all_pictures, list(PICTURES).index(name))
    random = np.random.default_rng(3)
    orders = ORDERS if model.channels == 3 else ["RGB"]
    for order, plane, value_range in itertools.product(orders, model.planes, model.value_ranges):
        chosen = {"order": order, "plane": plane, "value_range": value_range}
        places = np.column_stack(
            [random.integers(0, model.rows, 12), random.integers(0, model.columns, 12)]
        ).tolist()
        places += [[0, 0], [model.rows - 1, model.columns - 1]]
        pages = root.evaluate(VISIT, [list(chosen.values()), places])
        for (row, column), page in zip(places, pages, strict=True):
            assert_same_as_model(page, model, {"row": row, "column": column, **chosen})
        frame = model.render(model.change(model.start, **chosen))
        np.testing.assert_array_equal(painted(root), frame.pictures["picture"])


@pytest.fixture
def photo_page(open_notebook) -> NotebookPage:
    presets = 'presets={"flag": (60, 5), "hue": {"row": 9, "column": 8, "plane": "H"}}'
    notebook = open_notebook([inspector_code("photo", "title='Astronaut'", presets)])
    notebook.run_all()
    return notebook


def python_state(notebook: NotebookPage, **expected: object) -> dict:
    """Wait until Python has heard of a movement, and return its state."""
    code = "import dataclasses, json\nprint(json.dumps(dataclasses.asdict(photo.state)))"
    for _ in range(100):
        state = json.loads(notebook.execute(code))
        if expected.items() <= state.items():
            return state
        notebook.page.wait_for_timeout(30)
    raise AssertionError(f"Python's state is {state}, expected {expected}")


def test_keys_move_the_pixel_and_nothing_else(photo_page):
    root = explorer(photo_page, 0)
    sentence = root.locator(".sentence")
    canvas = root.get_by_role("application")
    expect(sentence).to_contain_text("image[60, 75] is")
    canvas.focus()
    model = PixelModel(picture("photo"))
    row, column = 60, 75
    for key, (down, right) in {
        "ArrowRight": (0, 1), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowUp": (-1, 0),
        "Shift+ArrowRight": (0, 10), "Shift+ArrowUp": (-10, 0), "Home": (0, -999),
        "PageUp": (-999, 0), "End": (0, 999), "PageDown": (999, 0),
    }.items():  # fmt: skip
        photo_page.page.keyboard.press(key)
        row, column = int(np.clip(row + down, 0, 119)), int(np.clip(column + right, 0, 149))
        state = model.change(model.start, row=row, column=column)
        expect(sentence).to_have_text(model.render(state).sentence)
    # The keys have not moved JupyterLab to another cell, and the picture keeps the focus.
    expect(canvas).to_be_focused()
    assert canvas.evaluate("canvas => getComputedStyle(canvas).outlineWidth") == "3px"
    python_state(photo_page, row=row, column=column)
    expect(root.locator("[aria-live=polite]")).to_have_text(sentence.inner_text())


def test_pointer_reads_the_pixel_under_it(photo_page):
    root = explorer(photo_page, 0)
    canvas = root.locator("canvas")
    area = canvas.bounding_box()
    scale = area["width"] / 150
    sentence = root.locator(".sentence")

    def point(row: int, column: int) -> tuple[float, float]:
        return area["x"] + (column + 0.5) * scale, area["y"] + (row + 0.5) * scale

    mouse = photo_page.page.mouse
    for row, column in [(0, 0), (119, 149), (33, 77), (100, 3)]:
        mouse.move(*point(row, column))
        expect(sentence).to_contain_text(f"image[{row}, {column}] is")
    mouse.down()
    mouse.up()
    mouse.move(*point(50, 50))
    expect(sentence).to_contain_text("image[100, 3] is")  # held
    mouse.down()
    mouse.up()
    mouse.move(*point(51, 50))
    expect(sentence).to_contain_text("image[51, 50] is")
    photo_page.page.touchscreen.tap(*point(7, 90))
    expect(sentence).to_contain_text("image[7, 90] is")
    marker = root.locator(".marker").bounding_box()
    assert marker["x"] + marker["width"] / 2 == pytest.approx(point(7, 90)[0], abs=1)
    assert marker["y"] + marker["height"] / 2 == pytest.approx(point(7, 90)[1], abs=1)


def test_switches_presets_and_python_change_the_picture(photo_page):
    root = explorer(photo_page, 0)
    photo = picture("photo")
    sentence = root.locator(".sentence")
    np.testing.assert_array_equal(painted(root), photo)

    choose(root, "Read channels as", "BGR")
    np.testing.assert_array_equal(painted(root), photo[..., ::-1])
    expect(sentence).to_contain_text("Read as BGR, red and blue have changed places.")
    choose(root, "Plane", "R")
    np.testing.assert_array_equal(painted(root), np.dstack([photo[..., 2]] * 3))
    choose(root, "Numbers", "0-1")
    expect(root.locator(".patch .middle")).to_have_text(f"{photo[60, 75, 2] / 255:.2f}")
    python_state(photo_page, order="BGR", plane="R", value_range="0-1")

    root.get_by_role("button", name="hue").click()
    expect(sentence).to_contain_text("image[9, 8] / 255 is")
    expect(sentence).to_contain_text("Plane H shows")
    python_state(photo_page, row=9, column=8, plane="H")

    root.get_by_role("spinbutton", name="Row number").fill("500")
    expect(sentence).to_contain_text("image[119, 8]")
    root.get_by_role("slider", name="Column").press("ArrowRight")
    expect(sentence).to_contain_text("image[119, 9]")
    python_state(photo_page, row=119, column=9)

    photo_page.execute("photo.order = 'RGB'; photo.plane = 'colour'; photo.value_range = '0-255'")
    photo_page.execute("photo.go_to('flag')")
    expect(sentence).to_contain_text("image[60, 5] is")
    np.testing.assert_array_equal(painted(root), photo)
    for group, value in (("Plane", "colour"), ("Read channels as", "RGB"), ("Numbers", "0-255")):
        box = root.get_by_role("group", name=group)
        expect(box.get_by_role("radio", name=value, exact=True)).to_be_checked()


def test_a_notebook_opened_again_shows_the_snapshot(photo_page):
    root = explorer(photo_page, 0)
    output = photo_page.output(0)
    expect(output.locator(".course-snapshot")).to_be_hidden()
    photo_page.screenshot("pixel_inspector_live.png", cell=0)
    photo_page.reopen()
    output = photo_page.output(0)
    expect(output.locator(".course-snapshot")).to_be_visible()
    lost = output.get_by_text("Error displaying widget: model not found")
    expect(lost).to_have_count(1)
    expect(lost).to_be_hidden()
    expect(root).to_have_count(0)
    assert output.locator("img").evaluate("image => image.naturalWidth") > 100
    photo_page.screenshot("pixel_inspector_snapshot.png", cell=0)
    saved = photo_page.notebook()
    assert "widgets" not in saved.metadata
    assert photo_page.file.stat().st_size < 100_000
    photo_page.run_all()
    expect(explorer(photo_page, 0)).to_be_visible()
    expect(output.locator(".course-snapshot")).to_be_hidden()
    # JupyterLab itself reports a widget that it finds no more.


def test_a_notebook_from_elsewhere_shows_the_snapshot(photo_page, open_notebook, tmp_path):
    """JupyterLab does not trust the outputs of a notebook that was made on another machine."""
    explorer(photo_page, 0)
    photo_page.save()
    notebook = photo_page.notebook()
    notebook.metadata["made"] = "elsewhere"
    nbformat.write(notebook, tmp_path / "from_elsewhere.ipynb")
    page = open_notebook(tmp_path / "from_elsewhere.ipynb")
    output = page.output(0)
    expect(output.locator(".jp-mod-trusted")).to_have_count(0)
    expect(output.locator(".course-snapshot img")).to_be_visible()
    expect(output).to_contain_text("This is a static picture: run the cell to")
    expect(output).not_to_contain_text("object at 0x")


def contrast_on_page(text: str, ground: str) -> float:
    """Return the contrast of a CSS colour, perhaps half transparent, on an opaque one."""
    *above, opacity = rgba(text)
    below = rgba(ground)[:3]
    mixed = [opacity * a + (1 - opacity) * b for a, b in zip(above, below, strict=True)]
    return contrast(*(f"#{bytes(map(round, colour)).hex()}" for colour in (mixed, below)))


def rgba(css: str) -> list[float]:
    return [*map(float, re.findall(r"[\d.]+", css)), 1.0][:4]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_layout_and_contrast(all_pictures, theme):
    all_pictures.theme(theme)
    root = explorer(all_pictures, 0)
    for width in (1280, 700):
        all_pictures.resize(width)
        cut_off = root.evaluate(
            """root => [...root.querySelectorAll("*:not(.spoken)")].filter((one) => {
              const area = one.getBoundingClientRect();
              return area.right > root.getBoundingClientRect().right + 1;
            }).map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert cut_off == []
        all_pictures.screenshot(f"pixel_inspector_{theme}_{width}.png", cell=0)
    text, ground = root.evaluate(
        """root => [getComputedStyle(root).color,
            getComputedStyle(root.closest(".jp-Notebook")).backgroundColor]"""
    )
    quiet = root.locator(".caption").first.evaluate("p => getComputedStyle(p).color")
    assert min(contrast_on_page(text, ground), contrast_on_page(quiet, ground)) > 4.5
