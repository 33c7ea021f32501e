"""The convolution explorer without a browser, against SciPy, Keras and the worked numbers."""

from __future__ import annotations

import re

import keras
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal

from course_utils import explorers, kernels
from course_utils.explorers.convolving.examples import KERNELS, OWN_KERNEL, PICTURES
from course_utils.explorers.convolving.model import (
    PADDINGS,
    SIZES,
    ConvolutionModel,
    ConvolutionState,
)
from course_utils.explorers.convolving.words import number
from course_utils.explorers.outlines import LINE, shadows
from course_utils.explorers.panel_view import PanelExplorer
from course_utils.images import ImageError

NUMPY_MODES = {
    "none": {"mode": "constant"},
    "zeros": {"mode": "constant"},
    "ones": {"mode": "constant", "constant_values": 1},
    "replicate": {"mode": "edge"},
    "reflect": {"mode": "reflect"},
}
MODEL = ConvolutionModel()


def state_of(**changes: object) -> ConvolutionState:
    return MODEL.change(MODEL.start, **changes)


def output_of(**changes: object) -> np.ndarray:
    return MODEL.sliding(state_of(**changes)).output


@st.composite
def changes(draw: st.DrawFn) -> dict[str, object]:
    """Any settings, of which some leave the kernel no place."""
    rows, columns = map(int, draw(st.sampled_from(SIZES)).split(" x "))
    weights = st.lists(st.integers(-9, 9), min_size=columns, max_size=columns)
    return {
        "picture": draw(st.sampled_from(list(PICTURES))),
        "kernel": draw(st.lists(weights, min_size=rows, max_size=rows)),
        "divisor": draw(st.integers(1, 20)),
        "padding": draw(st.sampled_from(PADDINGS)),
        "ring": draw(st.integers(1, 3)),
        "stride": draw(st.integers(1, 4)),
        "dilation": draw(st.integers(1, 3)),
        "flip": draw(st.booleans()),
        "moves": draw(st.integers(0, 100)),
    }


def correlated(state: ConvolutionState) -> np.ndarray | None:
    """Return the output by SciPy; None where the kernel finds no place."""
    ring = 0 if state.padding == "none" else state.ring
    padded = np.pad(PICTURES[state.picture](), ring, **NUMPY_MODES[state.padding])
    kernel = np.array(state.kernel)
    spread = np.zeros([state.dilation * (size - 1) + 1 for size in kernel.shape])
    spread[:: state.dilation, :: state.dilation] = kernel
    if any(below > size for below, size in zip(spread.shape, padded.shape, strict=True)):
        return None
    slide = signal.convolve2d if state.flip else signal.correlate2d
    return slide(padded, spread, "valid")[:: state.stride, :: state.stride] / state.divisor


# 239 / 20 lies between two numbers that can be shown
HALF_WAY = {
    "picture": "10 x 10 of a photograph",
    "kernel": [[-3, 4, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
    "divisor": 20,
    "padding": "none",
    "ring": 1,
    "stride": 1,
    "dilation": 3,
    "flip": False,
    "moves": 0,
}


@given(changes())
@example(HALF_WAY)
def test_every_setting_gives_the_numbers_of_scipy_or_a_sentence(changes):
    state = state_of(**changes)
    expected = correlated(state)
    frame = MODEL.render(state)
    table = frame.numbers
    if expected is None:
        assert list(frame.pictures) == ["picture"] and frame.ended
        assert re.fullmatch(r"A kernel that covers \d+ pixels finds no place on \d+ pixels\. .*",
                            frame.sentence)  # fmt: skip
        assert "0" in (table["rows"]["output"], table["columns"]["output"])
        return
    sliding = MODEL.sliding(state)
    np.testing.assert_allclose(sliding.output, expected, atol=1e-9)
    assert (table["rows"]["output"], table["columns"]["output"]) == tuple(map(str, expected.shape))
    # The products at the window, their sum, and what stands in the output.
    place = state.window
    assert np.ravel_multi_index(place, expected.shape) == state.moves
    assert state.moves == min(changes["moves"], expected.size - 1)
    total = sliding.products(*place).sum()
    assert total / state.divisor == pytest.approx(expected[place], abs=1e-9)
    texts = frame.pictures["output"].texts
    shown = [text for row in texts for text in row]
    assert [text != "" for text in shown] == [i <= state.moves for i in range(expected.size)]
    assert shown[state.moves] == number(expected[place])
    products = [text.split("= ")[1] for row in frame.pictures["products"].texts for text in row]
    assert sum(map(float, products)) == pytest.approx(total)
    assert frame.ended == (state.moves == expected.size - 1)
    assert len(frame.pictures["picture"].framed) == np.size(state.kernel)


@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)])
@pytest.mark.parametrize("ring", [0, 1, 2])
def test_stride_and_dilation_are_those_of_keras(stride, dilation, ring):
    picture = np.pad(PICTURES["9 x 9 of 0 and 1"](), ring)
    weights = np.array([[1, -2, 3], [0, 4, -5], [6, 0, 2]])
    expected = keras.ops.conv(
        picture[None, ..., None],
        weights[..., None, None].astype(float),
        strides=stride,
        dilation_rate=dilation,
    )
    padding = {"padding": "zeros", "ring": ring} if ring else {}
    made = output_of(picture="9 x 9 of 0 and 1", kernel=weights, stride=stride, dilation=dilation,
                     **padding)  # fmt: skip
    np.testing.assert_allclose(made, np.asarray(expected)[0, ..., 0], atol=1e-5)


WORKED = {
    "6 x 6 and 3 x 3": "-5 -4 0 8/-10 -2 2 3/0 -2 -4 -7/-3 -2 -3 -16",
    "the kernel turned": "5 4 0 -8/10 2 -2 -3/0 2 4 7/3 2 3 16",
    "5 x 5 and 3 x 3": "6 -9 -8/-3 -2 -3/-3 0 -2",
    "a kernel of one row": "-2/2/0",
    "a ring of zeros": "-10 2 1 -5 7 15/-15 3 0 -9 11 24/-13 8 0 -10 1 24/-9 -2 0 -9 -4 24/"
    "-4 -3 -2 -3 -7 17/-3 -7 -1 1 -1 10",
    "sharpen, padded": "114 328 -26 470 158/53 266 -61 -30 344/403 116 -47 295 244/"
    "108 -135 256 -128 344/314 346 279 153 421",
}


@pytest.mark.parametrize("name", list(WORKED))
def test_presets_show_the_worked_numbers(name):
    rows = [row.split() for row in WORKED[name].split("/")]
    state = state_of(**MODEL.presets[name], moves=len(rows) * len(rows[0]) - 1)
    assert [list(row) for row in MODEL.render(state).pictures["output"].texts] == rows
    assert MODEL.render(state).ended


def test_the_last_number_of_the_slides_and_counted_ones():
    sentence = MODEL.render(state_of(moves=15)).sentence
    assert "output[3, 3]: 1 + 0 - 8 + 6 + 0 - 8 + 2 + 0 - 9 = -16." in sentence
    binary = PICTURES["9 x 9 of 0 and 1"]()
    counted = ndimage.convolve(binary, np.ones((3, 3)), mode="constant")[1:-1, 1:-1]
    np.testing.assert_array_equal(output_of(**MODEL.presets["count the ones"]), counted)
    assert "finds no place" in MODEL.render(state_of(**MODEL.presets["it does not fit"])).sentence


def test_named_kernels_are_those_of_the_course():
    for name, kernel in kernels.NAMED.items():
        rows, divisor = KERNELS[name]
        np.testing.assert_allclose(np.array(rows) / divisor, kernel, atol=1e-12)
        state = state_of(named=name)
        assert (state.named, state.kernel, state.divisor) == (name, rows, divisor)


def test_name_size_and_numbers_of_a_kernel_go_together():
    state = state_of(kernel=[[1, 0, -1], [1, 0, -1], [1, 0, -2]])
    assert (state.named, state.size) == (OWN_KERNEL, "3 x 3")
    assert MODEL.change(state, kernel=[[1, 0, -1]] * 3).named == "vertical edges"
    assert MODEL.change(state, divisor=2).named == OWN_KERNEL
    wide = MODEL.change(state, size="5 x 5")
    np.testing.assert_array_equal(wide.kernel, np.pad(np.array(state.kernel), 1))
    assert MODEL.change(wide, size="3 x 3").kernel == state.kernel
    assert MODEL.change(state, size="1 x 3").kernel == ((1, 0, -1),)
    assert MODEL.change(state, size="2 x 2").kernel == ((1, 0), (1, 0))
    assert MODEL.change(state, named="row -1 0 1").size == "1 x 3"
    assert MODEL.change(state, named=OWN_KERNEL) == state
    both = MODEL.change(state, named="box blur", kernel=[[1, 2], [3, 4]])
    assert both.kernel == ((1, 2), (3, 4)) and both.divisor == 1


def test_the_window_moves_by_steps_and_by_keys_and_stays_on_the_output():
    state = state_of(moves=5)
    assert state.window == (1, 1)
    assert MODEL.change(state, window=(2, 3)).moves == 11
    assert MODEL.change(state, window=(17, 17)).window == (3, 3)
    assert MODEL.change(state, moves=323).moves == 15
    assert MODEL.change(state, named="box blur", flip=True).window == (1, 1)  # to compare
    for change in ({"picture": "other 6 x 6"}, {"padding": "ones"}, {"stride": 2}):
        assert MODEL.change(state, **change).window == (0, 0)
    nowhere = MODEL.change(state, **MODEL.presets["it does not fit"])
    assert MODEL.change(nowhere, window=(1, 1)).window == (0, 0)
    assert MODEL.change(nowhere, moves=3).moves == 0


def test_a_click_on_the_picture_sets_the_nearest_place():
    for stride, dilation, expected in ((1, 1, (0, 0, 1, 2, 3, 3)), (2, 1, (0, 0, 0, 1, 1, 1)),
                                       (1, 2, (0, 0, 0, 1, 1, 1))):  # fmt: skip
        table = MODEL.render(state_of(stride=stride, dilation=dilation)).pictures["picture"]
        assert table.row_values == table.column_values == expected
        assert (table.control, table.ring) == ("window", 0)


def test_python_moves_the_explorer_and_a_wrong_value_moves_nothing():
    explorer = explorers.convolution()
    explorer.picture = "9 x 9 of 0 and 1"
    explorer.window = (6, 6)  # more than the first picture has
    assert (explorer.moves, explorer.window) == (48, (6, 6))
    explorer.go_to("photograph: blur")
    assert explorer.named == "Gaussian blur" and explorer.moves == 0
    explorer.kernel = np.full((5, 5), 2)
    assert (explorer.size, explorer.named) == ("5 x 5", OWN_KERNEL)
    for name, value, sentence in (
        ("kernel", [[1, 2], [3]], "kernel is a table of 1 x 1 or 1 x 3"),
        ("kernel", [[1, 100, 1]], "kernel holds numbers from -99 to 99, not 100"),
        ("stride", 0, "stride is a whole number from 1 to 4, not 0"),
        ("named", "magic", "named is one of identity"),
        ("window", (0, 99), "window is a row from 0 to 17"),
        ("moves", -1, "moves is a whole number from 0 to 323"),
        ("padding", "wrap", "padding is one of none, zeros, ones, replicate, reflect"),
    ):
        before = explorer.state
        with pytest.raises(ImageError, match=re.escape(sentence)):
            setattr(explorer, name, value)
        assert explorer.state == before


@given(changes())
@settings(max_examples=20)
def test_the_page_gets_whatever_comes(changes):
    explorer = PanelExplorer(MODEL)
    heard: list[tuple] = []
    explorer.send = lambda *message: heard.append(message)
    explorer._handle_custom_msg({"view": "a", "number": 1, "changes": changes, "opens": True}, [])
    message, buffers = heard[-1]
    assert message["fault"] == "" and not buffers
    assert message["state"]["kernel"] == tuple(map(tuple, changes["kernel"]))
    for picture in message["pictures"]:
        assert {len(row) for row in picture["rows"]} == {len(picture["rows"][0])}


def test_own_pictures():
    own = np.array([[0.25, -0.5], [1.0, 0.125]])
    model = ConvolutionModel(own)
    frame = model.render(model.change(model.start, kernel=[[1]]))
    assert frame.pictures["picture"].texts == (("0.25", "-0.5"), ("1", "0.12"))
    assert frame.pictures["output"].texts[0][0] == "0.25"
    for good in (np.eye(12, dtype=bool), [[1, 2, 3]], np.zeros((1, 1), np.uint8)):
        assert ConvolutionModel(good).start.picture == "your picture"
    for wrong, sentence in (
        (np.zeros((13, 5)), "1 to 12 rows and columns, but the shape is (13, 5)"),
        (np.zeros((4, 4, 3)), "but the shape is (4, 4, 3)"),
        (np.zeros((0, 3)), "but the shape is (0, 3)"),
        ([[1, 2], [3]], "explorers.convolution takes"),
        ([["a"]], "takes a picture of real numbers, not [['a']]"),
        ([[1, np.nan]], "takes finite numbers"),
        ("camera.png", "takes a picture of real numbers"),
    ):
        with pytest.raises(ImageError, match=re.escape(sentence)):
            ConvolutionModel(wrong)


def test_snapshot_has_tables_with_the_window_and_all_words():
    figure = explorers.convolution().snapshot(padding="ones", window=(0, 1))
    assert figure.html.count("<table>") == 4
    assert figure.html.count("px dashed") == 28 and LINE in figure.html
    assert "Place 2 of 36, output[0, 1]: 1 + 0 - 1 + 3 + 0 - 1 + 1 + 0 - 8 = -5." in figure.text
    assert "products: picture × kernel. Their sum is -5." in figure.html
    assert "output, the feature map: 6 x 6, 2 of 36 numbers so far." in figure.html
    assert "with the ring 8" in figure.text


def test_one_line_around_cells_that_touch():
    square = [(row, column) for row in range(3) for column in range(3)]
    sides = {cell: line.count(LINE) for cell, line in shadows(square).items()}
    assert sides[1, 1] == 0 and sides[0, 0] == 2 and sides[0, 1] == 1
    assert {line.count(LINE) for line in shadows([(0, 0), (0, 2), (2, 0)]).values()} == {4}
