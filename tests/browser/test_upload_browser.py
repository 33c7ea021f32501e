"""A learner's own picture comes into the notebook through the upload button."""

from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Locator, expect

CELLS = [
    "import numpy as np\nfrom course_utils import images\nbefore = np.zeros((2, 3), np.uint8)",
    "chooser = images.upload(before)\nchooser",
]


def choose(output: Locator, file: Path) -> None:
    with output.page.expect_file_chooser() as chooser:
        output.get_by_role("button", name="Choose a picture").click()
    chooser.value.set_files(file)


def test_a_picture_is_taken_and_a_file_that_is_none_leaves_it(open_notebook, tmp_path):
    picture, text = tmp_path / "rot é.png", tmp_path / "text.jpg"
    encoded = cv2.imencode(".png", np.full((30, 40, 3), (40, 30, 200), np.uint8))[1]
    picture.write_bytes(encoded.tobytes())
    text.write_text("This is no picture.", encoding="utf-8")
    notebook = open_notebook(CELLS)
    notebook.run_all()
    output = notebook.output(1)
    assert notebook.execute("print(chooser.image is before)") == "True\n"
    choose(output, picture)
    expect(output).to_contain_text("rot é.png: shape (30, 40, 3), uint8.")
    expect(output.get_by_role("img", name="Preview of rot é.png")).to_be_visible()
    assert notebook.execute("print(chooser.image[0, 0].tolist())") == "[200, 30, 40]\n"
    choose(output, text)
    expect(output).to_contain_text("The picture from before stays in use.")
    assert notebook.execute("print(chooser.image.shape)") == "(30, 40, 3)\n"


def test_a_reopened_notebook_says_how_to_get_the_button_back(open_notebook):
    notebook = open_notebook(CELLS)
    notebook.run_all()
    expect(notebook.output(1).get_by_text("Run the cell to see it.")).to_be_hidden()
    notebook.reopen()
    output = notebook.output(1)
    expect(output.get_by_text("Run the cell to see it.")).to_be_visible()
    expect(output.get_by_role("button")).to_have_count(0)
