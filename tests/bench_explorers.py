"""How long from a slider to the new picture: each explorer, beside ``interact`` with matplotlib.

Both sides of a row stand in one notebook and move in turn. On both sides the same key moves a
slider over the same values, the same model computes the pictures, and the time runs from the key
until the frame after the one in which every changed picture is decoded and on the page. What the
explorers show besides, the numbers and the sentence, matplotlib is spared.

A training that runs in the network playground has a row of its own: the time between its pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.bench_table import Row, times_faster
from tests.browser.harness import Browser, LabServer, NotebookPage

ROUNDS = 20
WARM_UP = 2
OTHER = "`interact` with matplotlib"

# High enough for both cells: what is scrolled out of sight would be built again.
WINDOW = (1280, 2600)


@dataclass(frozen=True)
class Panel:
    """An explorer, and which of its sliders is moved."""

    name: str
    call: str
    slider: str  # the value of the state
    columns: int  # of axes in the matplotlib figure
    size: tuple[float, float]  # of that figure, in inches
    state: dict[str, Any] = field(default_factory=dict)  # what differs from the start
    module: str = "explorers"  # where the call is


PANELS = (
    Panel("threshold", "threshold()", "cut", 2, (9, 7), {"method": "fixed"}),
    Panel("colour space", "colour_space()", "saturation_from", 3, (10, 7)),
    Panel("resize and normalise", "resize_and_normalise()", "width", 3, (10, 7)),
    Panel("denoise", "denoise()", "levels", 3, (10, 7), {"filter": "bilateral"}),
    Panel("augmentation", "augmentation()", "rotate", 6, (10, 3.5)),
    Panel("neuron", "neuron()", "w1", 3, (10, 3)),
    Panel(
        "gradient descent",
        "gradient_descent()",
        "learning_rate",
        2,
        (8, 3.5),
        {"landscape": "curved valley", "learning_rate": 0.01, "steps": 60},
    ),
    Panel(
        "backpropagation",
        "backpropagation()",
        "nudge",
        1,
        (10, 5),
        {"graph": "two layers", "layers_step": 13, "layers_nudged": "x1"},
    ),
    Panel(
        "training monitor",
        "recorded_monitor()",
        "epoch",
        5,
        (12, 7),
        {"epoch": 1, "show": "all"},
        module="training_fake",
    ),
    Panel(
        "convolution",
        "convolution()",
        "divisor",
        3,
        (10, 4),
        {"picture": "10 x 10 of a photograph", "padding": "reflect", "moves": 99},
    ),
    Panel("many channels", "many_channels()", "bias", 4, (10, 9), {"count": 8}),
    Panel("kernel workshop", "kernel_workshop()", "bias", 3, (10, 7)),
    Panel("pooling", "pooling()", "column", 3, (10, 7), {"map": "edges: camera", "column": 20}),
    Panel("feature maps", "network_maps(30)", "picture", 3, (10, 8), module="network_fake"),
    Panel(
        "softmax and confidence",
        "network_confidence(30)",
        "noise",
        3,
        (10, 3.5),
        {"kind": "noise"},
        module="network_fake",
    ),
    Panel("network playground", "network_playground()", "noise", 5, (10, 4), {"layers": 2}),
)
RUN = "spirals"  # the preset that is run: two layers of eight nodes, two epochs a picture
RUN_PICTURES = 60
SLOWEST = 100.0  # milliseconds from one picture to the next: ten a second

INSPECTOR_CELLS = [
    "%matplotlib inline\n"
    "import matplotlib.pyplot as plt\n"
    "from ipywidgets import IntSlider, interact\n"
    "from skimage import data\n"
    "from course_utils import explorers\n"
    "photo = data.astronaut()",
    "explorers.pixel_inspector(photo)",
    # The slider moves by 10 rows, so that each figure differs from the one before.
    "@interact(row=IntSlider(100, 0, 510, 10))\n"
    "def show(row):\n"
    "    plt.imshow(photo)\n"
    "    plt.plot(256, row, 'ws')\n"
    "    plt.show()",
]

SET_UP = r"""%matplotlib inline
import base64
import re
import cv2
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, IntSlider, interact
from course_utils import explorers
from course_utils.explorers.frames import Chart, NumberedPicture
from tests import network_fake, training_fake

NUMBER = r"([-\d.]+)"

def draw_curves(axis, svg):
    for path in re.findall('d="M([^"AaHhVv]*L[^"]*)"', svg):
        axis.plot(*np.array([place.split() for place in path.split("L")], float).T)
    axis.invert_yaxis()

def draw_axes(axis, svg):
    for file in re.findall('base64,([^"]+)"', svg):
        coded = np.frombuffer(base64.b64decode(file), np.uint8)
        axis.imshow(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1], extent=(44, 308, 246, 20))
    for path in re.findall('d="(M[^"AaHhVvmz]*L[^"]*)"', svg):
        for piece in path[1:].split("M"):
            axis.plot(*np.array([place.split() for place in piece.split("L")], float).T)
    axis.set(xlim=(44, 308), ylim=(246, 20), aspect="auto")

def draw_boxes(axis, svg):
    width, height = re.search(f'viewBox="0 0 {NUMBER} {NUMBER}"', svg).groups()
    axis.set(xlim=(0, float(width)), ylim=(float(height), 0))
    axis.axis("off")
    corners = f'<rect x="{NUMBER}" y="{NUMBER}" width="{NUMBER}" height="{NUMBER}" rx'
    for x, y, across, down in np.array(re.findall(corners, svg), float):
        axis.add_patch(plt.Rectangle((x, y), across, down, fill=False))
    for x1, y1, x2, y2 in np.array(re.findall("M" + "[ L]".join([NUMBER] * 4) + '"', svg), float):
        axis.plot([x1, x2], [y1, y2], "k-", linewidth=1)
    for x, y, text in re.findall(f'<text x="{NUMBER}" y="{NUMBER}"[^>]*>(.*?)</text>', svg):
        axis.text(float(x), float(y), re.sub("<[^>]+>", "", text), ha="center", fontsize=8)

def draw_images(axis, svg):
    width, height = re.search(f'viewBox="0 0 {NUMBER} {NUMBER}"', svg).groups()
    size = f'x="{NUMBER}" y="{NUMBER}" width="{NUMBER}" height="{NUMBER}"'
    for *place, file in re.findall(f'<image {size}[^>]*base64,([^"]+)"', svg):
        x, y, across, down = map(float, place)
        array = cv2.imdecode(np.frombuffer(base64.b64decode(file), np.uint8), cv2.IMREAD_UNCHANGED)
        if array.ndim == 3:
            array = array[..., [2, 1, 0, *range(3, array.shape[2])]]
        axis.imshow(array, "gray", vmin=0, vmax=255, extent=(x, x + across, y + down, y))
    for x, y, across, down in np.array(re.findall(f"<rect {size}", svg), float):
        axis.add_patch(plt.Rectangle((x, y), across, down, fill=False))
    for x, y, text in re.findall(f'<text x="{NUMBER}" y="{NUMBER}"[^>]*>(.*?)</text>', svg):
        axis.text(float(x), float(y), text, ha="center", fontsize=6)
    axis.set(xlim=(0, float(width)), ylim=(float(height), 0))
    axis.axis("off")

def draw_cells(axis, table):
    axis.imshow(table.colours)
    for row, texts in enumerate(table.texts):
        for column, text in enumerate(texts):
            axis.text(column, row, text, ha="center", va="center", fontsize=5)
    axis.axis("off")

def draw(pictures, columns, size, value):
    rows = -(-len(pictures) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
    first = next(iter(pictures.values()))
    for axis, (name, picture) in zip(axes.flat, pictures.items()):
        axis.set_title(f"{name}, {value}", fontsize=8)  # so that no two figures are alike
        if isinstance(picture, Chart) and '<svg x="' in picture.svg:  # by explorers/axes.py
            draw_axes(axis, picture.svg)
            continue
        if isinstance(picture, Chart) and "<image" in picture.svg:  # by explorers/tiles.py
            draw_images(axis, picture.svg)
            continue
        if isinstance(picture, Chart) and picture.control == "epoch":
            draw_curves(axis, picture.svg)
            continue
        if isinstance(picture, Chart) and (picture is first or "<rect" in picture.svg):
            draw_boxes(axis, picture.svg)
            continue
        if isinstance(picture, Chart):
            axis.stairs(np.bincount(first.ravel(), minlength=256), fill=True)
            continue
        if isinstance(picture, NumberedPicture):
            draw_cells(axis, picture)
            continue
        axis.imshow(picture, cmap="gray", vmin=0, vmax=255)
        axis.axis("off")
    plt.show()
"""

# Each side has a model of its own, so that none finds what the other has computed.
OURS = """explorer = {call}
for name, value in {state}.items():
    setattr(explorer, name, value)
explorer"""
THEIRS = """model = {call}.model
start = model.change(model.start, **{state})
slider = next(each for each in model.controls if each.name == {slider!r})
limits = dict(min=slider.low, max=slider.high, step=slider.step)
kind = IntSlider if isinstance(slider.step, int) else FloatSlider

@interact(value=kind(getattr(start, slider.name), **limits))
def show(value):
    frame = model.render(model.change(start, **{{slider.name: value}}))
    draw(frame.pictures, {columns}, {size}, value)"""

# What is on the page: the pictures' addresses, and the numbers of the pixel inspector's cells.
# An output that is being replaced has for a moment no picture.
SAMPLE = """(cell) => {
  const root = document.querySelector(`.jp-Notebook [data-windowed-list-index="${cell}"]`);
  const pictures = () => [...root.querySelectorAll(".jp-OutputArea img")]
    .filter((image) => !image.closest(".course-snapshot"));
  const shown = () => [root.querySelector(".patch")?.textContent ?? "",
    root.querySelector(".panel-explorer .chart")?.innerHTML ?? "",
    ...[...root.querySelectorAll(".panel-explorer .cells")].map((table) => table.textContent),
    ...pictures().map((image) => image.src)];
  const before = shown();
  const changed = () => {
    const now = shown();
    return now.length === before.length && now.some((each, place) => each !== before[place]);
  };
  window.benchSample = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no new picture within 20 seconds")), 20000);
    document.addEventListener("keydown", () => {
      const start = performance.now();
      const look = async () => {
        if (!changed()) return requestAnimationFrame(look);
        const drawn = [...root.querySelectorAll(".panel-explorer .chart image")];
        await Promise.all([...pictures(), ...drawn].map((image) => image.decode()));
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
      };
      look();
    }, { once: true, capture: true });
  });
}"""


def explorer_rows(executable: str) -> Iterator[Row]:
    """Measure every explorer, each in a notebook of its own."""
    with Browser(executable) as browser, LabServer() as lab:
        notebook = browser.open(lab, INSPECTOR_CELLS)
        yield _row("pixel inspector", notebook, re.compile("Row"))
        for panel in PANELS:
            call = {"call": f"{panel.module}.{panel.call}", "state": panel.state}
            cells = [
                SET_UP,
                OURS.format(**call),
                THEIRS.format(**call, slider=panel.slider, columns=panel.columns, size=panel.size),
            ]
            notebook = browser.open(lab, cells)
            code = (
                f"print(next(each.label for each in {panel.module}.{panel.call}.model.controls"
                f" if each.name == {panel.slider!r}))"
            )
            yield _row(panel.name, notebook, code)
        yield _run_row(browser.open(lab, [SET_UP, "explorers.network_playground()"]))


# The times from one picture of the first <img> to the next, when each can be seen.
INTERVALS = """(root, count) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error(`fewer than ${count} pictures in 60 seconds`)), 60000);
  const image = root.querySelector(".pictures img");
  const times = [];
  const note = () => {
    times.push(performance.now());
    if (times.length <= count) return;
    image.removeEventListener("load", note);
    resolve(times.slice(1).map((time, place) => time - times[place]));
  };
  image.addEventListener("load", note);
})"""


def _run_row(notebook: NotebookPage) -> Row:
    """Let the network playground run, and measure the time from picture to picture."""
    notebook.resize(*WINDOW)
    notebook.run_all()
    root = notebook.output(1).locator(".panel-explorer")
    root.get_by_role("button", name=RUN, exact=True).click()
    root.get_by_role("button", name="Run", exact=True).click()
    times = root.evaluate(INTERVALS, RUN_PICTURES)
    notebook.close()
    ratio = SLOWEST * len(times) / sum(times)
    numbers = (times, "ten pictures a second", [SLOWEST, SLOWEST], ratio)
    name = f"network playground, from picture to picture while {RUN} train"
    return Row(name, *numbers, "at least 10 pictures a second", ratio >= 1)


def _row(name: str, notebook: NotebookPage, label: re.Pattern[str] | str) -> Row:
    """Move both sliders in turn; `label` names ours, or is code that prints its name."""
    notebook.resize(*WINDOW)
    notebook.run_all()
    if isinstance(label, str):
        printed = notebook.execute(label).strip()
        label = re.compile(f"^{re.escape(printed)}$")
    ours = notebook.output(1).get_by_role("slider", name=label).first
    theirs = notebook.output(2).get_by_role("slider").first
    samples: dict[int, list[float]] = {1: [], 2: []}
    for round_number in range(ROUNDS + WARM_UP):
        for cell, slider in ((1, ours), (2, theirs)):
            slider.focus()
            notebook.page.evaluate(SAMPLE, cell)
            notebook.page.keyboard.press("ArrowRight")
            time = notebook.page.evaluate("() => window.benchSample")
            notebook.page.wait_for_timeout(200)  # an explorer may tell Python a little later
            notebook.execute("")  # and the kernel has nothing left to do
            if round_number >= WARM_UP:
                samples[cell].append(time)
    notebook.close()
    return times_faster(f"{name}, slider to new picture", samples[1], OTHER, samples[2])
