"""The training monitor in a real JupyterLab: a fit is watched, stopped, and looked at again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from .harness import Browser, LabServer, NotebookPage
from .panel import image, panel, pixels

# Slow steps, so that there is time to watch; without Keras' own compilation in between.
SET_UP = """from course_utils.background import import_keras, keras_ready
import_keras()
keras_ready()
import time
import keras
from course_utils import datasets, explorers
sets = datasets.digits()
(x, y), (x_validation, labels_validation) = sets.training, sets.validation
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=1, verbose=0, validation_data=(x_validation, labels_validation))
monitor = explorers.training_monitor(
    x_validation, labels_validation, pictures=x_validation.reshape(-1, 8, 8)
)
wait = keras.callbacks.LambdaCallback(
    on_train_batch_end=lambda batch, logs: time.sleep({pause})
)"""
FIT = """history = model.fit(
    x, y, epochs={epochs}, batch_size=250, verbose=0,
    validation_data=(x_validation, labels_validation), callbacks=[monitor.callback, wait])
print("the cell goes on")"""
FRAME = """import json
frame = monitor.model.render(monitor.state)
print(json.dumps([frame.sentence, list(frame.captions.values())]))"""


def start(notebook: NotebookPage) -> Locator:
    """Run all cells without waiting for them; return the panel that the fit shows."""
    notebook.page.evaluate("() => {jupyterapp.commands.execute('notebook:run-all-cells')}")
    root = notebook.page.locator(".panel-explorer")
    expect(root).to_be_visible(timeout=120_000)
    return root


def work(root: Locator) -> Locator:
    return root.locator(".work")


@pytest.fixture(scope="module")
def fitted(browser: Browser, lab: LabServer) -> Iterator[NotebookPage]:
    """One fit for all tests that look at what it has left: Keras takes its time to load."""
    notebook = browser.open(lab, [SET_UP.format(pause=0), FIT.format(epochs=6)])
    notebook.run_all()
    yield notebook
    notebook.close()


def expect_frame(root: Locator, page: NotebookPage) -> None:
    """Wait until the page shows what Python has: the sentence and every caption."""
    sentence, captions = json.loads(page.execute(FRAME))
    expect(root.locator(".sentence")).to_have_text(sentence)
    expect(root.locator("figcaption")).to_have_text(captions)


def test_a_fit_is_watched_and_stopped(open_notebook):
    page = open_notebook([SET_UP.format(pause=0.1), FIT.format(epochs=500)])
    root = start(page)
    for epoch in (2, 4):  # it moves while the cell runs
        expect(work(root)).to_contain_text(re.compile(rf"^Epoch {epoch} of 500"), timeout=60_000)
    expect(root.locator(".cells td").first).to_be_visible()
    expect(root.locator(".sentence")).to_contain_text("of 297 validation samples are right")
    # The panel answers while the kernel is busy.
    root.get_by_role("group", name="Samples").get_by_role("radio", name="all").check()
    expect(
        root.get_by_role("group", name=re.compile("^12 of 297 samples, highest"))
    ).to_be_visible()
    assert "the cell goes on" not in page.output(1).inner_text()
    root.get_by_role("button", name="Stop").press("Enter")
    expect(work(root)).to_contain_text("You stopped the fit in epoch")
    expect(page.output(1)).to_contain_text("the cell goes on")
    told = page.execute(
        "record = monitor.model.record\n"
        "print(len(history.history['loss']), record.newest, record.ending)"
    ).split()
    assert told[0] == told[1] and " ".join(told[2:]) == "stopped by you"
    assert 3 <= int(told[0]) < 100


def test_an_interrupt_of_the_kernel_stops_it_as_cleanly(open_notebook):
    page = open_notebook([SET_UP.format(pause=0.1), FIT.format(epochs=500)])
    root = start(page)
    expect(work(root)).to_contain_text("Epoch 2 of 500", timeout=60_000)
    page.page.evaluate("() => jupyterapp.commands.execute('notebook:interrupt-kernel')")
    expect(work(root)).to_contain_text("An interrupt of the kernel stopped the fit in epoch")
    expect(page.output(1)).to_contain_text("the cell goes on")
    assert int(page.execute("print(len(history.history['loss']))")) < 100


def test_every_epoch_can_be_looked_at_again(fitted):
    root = panel(fitted, 1)
    expect(work(root)).to_contain_text("The fit is complete: 6 epochs are done.")
    expect(root.get_by_role("button", name="Stop")).to_be_hidden()
    expect_frame(root, fitted)
    epoch = root.get_by_role("slider", name="After epoch", exact=True)
    expect(epoch).to_have_attribute("max", "6")
    assert epoch.input_value() == "6"
    epoch.press("ArrowLeft")
    expect(root.locator(".sentence")).to_contain_text("After epoch 5")
    expect_frame(root, fitted)
    epoch.press("Home")
    expect(root.locator(".sentence")).to_contain_text("After epoch 1")
    expect_frame(root, fitted)
    # A click in the curves chooses an epoch, and so do keys there.
    chart = root.get_by_role("slider", name=re.compile("^After epoch. Training monitor, loss"))
    chart.press("ArrowRight")
    expect(root.locator(".sentence")).to_contain_text("After epoch 2")
    fitted.page.keyboard.press("ArrowRight")  # the chart has kept the focus
    expect(root.locator(".sentence")).to_contain_text("After epoch 3")
    fitted.execute("monitor.epoch = 6")
    expect(root.locator(".sentence")).to_contain_text("After epoch 6")
    # The worst mistake stands first, with its picture.
    told = fitted.execute(
        "outcome = monitor.model.outcome(6)\n"
        "wrong = (outcome.answers != labels_validation).nonzero()[0]\n"
        "worst = wrong[outcome.losses[wrong].argmax()]\n"
        "picture = monitor.model.samples.pictures[worst]\n"
        "print(worst, labels_validation[worst], outcome.answers[worst], *picture.ravel())"
    ).split()
    words = f"sample {told[0]}\ntruth {told[1]}\nanswer {told[2]}, "
    expect(image(root, "place 1")).to_have_attribute("alt", re.compile(re.escape(words)))
    shown = pixels(root, "place 1")[..., 0]
    np.testing.assert_array_equal(shown.ravel(), [int(value) for value in told[3:]])


def test_a_cell_of_the_table_shows_its_pictures(fitted):
    root = panel(fitted, 1)
    table = root.get_by_role("grid", name=re.compile("confusion matrix"))
    expect(table.locator("th[scope=col]")).to_have_text([str(digit) for digit in range(10)])
    counts = [int(text) for text in table.locator("td:not(.corner)").all_inner_texts()]
    assert sum(counts) == 297

    def expect_cell(row: int, column: int) -> None:
        count = min(counts[10 * row + column], 12)
        words = rf"with the truth {row} and the answer {column}"
        if count:
            group = root.get_by_role("group", name=re.compile(words))
            expect(group.locator("figure")).to_have_count(count)
        else:
            expect(root.locator(".sentence")).to_contain_text(f"no samples {words}")
        chosen = table.locator("td[aria-selected=true]")
        expect(chosen).to_have_text(str(counts[10 * row + column]))

    table.locator("tbody tr").nth(3).locator("td").nth(3).click()
    expect_cell(3, 3)
    one = root.get_by_role("group", name="Samples").get_by_role("radio", name="one cell")
    expect(one).to_be_checked()
    expect(table).to_be_focused()
    fitted.page.keyboard.press("ArrowDown")
    expect_cell(4, 3)
    fitted.page.keyboard.press("ArrowRight")
    expect_cell(4, 4)
    expect(table).to_be_focused()
    root.get_by_role("group", name="Order").get_by_role("radio", name="as in the data").check()
    expect(root.get_by_role("group", name=re.compile("as in the data$"))).to_be_visible()
    expect_frame(root, fitted)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_off(fitted, theme):
    root = panel(fitted, 1)
    for width in (1280, 800):
        fitted.theme(theme)
        fitted.resize(width)
        assert root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
        cut_off = root.evaluate(
            """root => [...root.querySelectorAll("*:not(.spoken)")].filter((one) =>
              one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1
            ).map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert cut_off == []
        sample = root.locator(".group figure").first.bounding_box()
        assert sample["width"] > 100  # there is room for its words
        fitted.screenshot(f"training_{theme}_{width}.png", cell=1)


def test_a_notebook_opened_again_shows_how_the_fit_ended(fitted):
    fitted.reopen()  # the last test: the kernel is gone
    output = fitted.output(1)
    snapshot = output.locator(".course-snapshot")
    expect(snapshot).to_be_visible()
    expect(snapshot).to_contain_text("The fit is complete: 6 epochs are done.")
    expect(snapshot.get_by_role("img", name=re.compile("loss after epoch 6"))).to_be_visible()
    expect(output.get_by_text("Error displaying widget: model not found")).to_have_count(1)
