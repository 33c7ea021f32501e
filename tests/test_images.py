"""Photographs, value ranges, descriptions and figures of `course_utils.images`."""

import base64
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from IPython.core.interactiveshell import InteractiveShell
from PIL import Image

from course_utils import images
from course_utils.images import number_table, showing
from course_utils.images.number_table import number_text, text_colour
from course_utils.images.showing import to_png
from tests.contrast import contrast

uint8_arrays = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=3, max_side=8))
unit_floats = hnp.arrays(
    np.float32,
    hnp.array_shapes(max_dims=3, max_side=8),
    elements=st.floats(0, 1, width=32),
)
any_pictures = st.one_of(
    hnp.arrays(
        st.sampled_from([np.uint8, np.uint16, np.bool_, np.int64, np.float32, np.float64]),
        hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=5),
    )
)


def message(function, *arguments, **options) -> str:
    with pytest.raises(images.ImageError) as caught:
        function(*arguments, **options)
    return str(caught.value)


# Errors


def test_a_notebook_shows_the_sentence_and_no_traceback(capsys):
    shell = InteractiveShell()
    shell.run_cell("from course_utils import images\nimages.read('not here.png')")
    output = capsys.readouterr().out
    assert output.startswith("ImageNotFoundError: There is no file 'not here.png'")
    assert "Traceback" not in output
    assert output.count("\n") <= 2


def test_importing_images_loads_neither_pyplot_nor_widgets():
    program = (
        "import sys; from course_utils import images;"
        "print([m for m in ('matplotlib.pyplot', 'ipywidgets', 'tensorflow', 'IPython', 'pooch',"
        " 'tifffile') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


@pytest.mark.parametrize(
    "function", [images.show, images.describe, images.to_float, images.to_uint8, images.to_grey]
)
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("cat.png", "the text 'cat.png' came"),
        (Path("cat.png"), "images.read"),
        (None, "cv2.imread gives None"),
        (..., "... came"),
        (b"\x89PNG", "bytes of a file"),
        (7, "type int came"),
        (images.read, "type function came"),
        ([[1, 2], [3]], "same length"),
        (np.array(["a"]), "of numbers"),
        (np.array([1j]), "of numbers"),
    ],
)
def test_what_is_not_an_array_gets_a_sentence(function, value, said):
    options = {"alt": "Nothing."} if function is images.show else {}
    text = message(function, value, **options)
    assert said in text
    assert f"images.{function.__name__}" in text


# Value ranges


@given(uint8_arrays)
def test_uint8_to_float_and_back(array):
    as_float = images.to_float(array)
    assert as_float.dtype == np.float32
    np.testing.assert_allclose(as_float, skimage.util.img_as_float(array), atol=1e-7)
    np.testing.assert_array_equal(images.to_uint8(as_float), array)


@given(unit_floats)
def test_to_uint8_is_what_scikit_image_gives(array):
    exact = array.astype(float)  # in float32 scikit-image rounds 0.9 * 255, 229.49999, to 230
    np.testing.assert_array_equal(images.to_uint8(array), skimage.util.img_as_ubyte(exact))
    assert np.abs(images.to_float(images.to_uint8(array)) - array).max() <= 0.5 / 255 + 1e-6


@given(hnp.arrays(np.int64, 20, elements=st.integers(-1000, 1000)))
def test_to_uint8_saturates_and_never_wraps(array):
    np.testing.assert_array_equal(images.to_uint8(array), np.clip(array, 0, 255))
    saturated = images.to_uint8(array.astype(float), maximum=255)
    np.testing.assert_array_equal(saturated, cv2.convertScaleAbs(np.clip(array, 0, 255)).ravel())


@given(hnp.arrays(np.uint16, 20))
def test_16_bits(array):
    np.testing.assert_array_equal(images.to_uint8(array), np.rint(array / 257))
    np.testing.assert_allclose(images.to_float(array), array / 65535, atol=1e-7)


def test_masks_and_edges_of_the_range():
    np.testing.assert_array_equal(images.to_uint8(np.array([True, False])), [255, 0])
    np.testing.assert_array_equal(images.to_float(np.array([True, False])), [1, 0])
    np.testing.assert_array_equal(
        images.to_uint8(np.array([-3.0, 0.0, 1.0, 1.9])), [0, 0, 255, 255]
    )
    np.testing.assert_array_equal(
        images.to_uint8(np.array([0, 50, 100]), maximum=100), [0, 128, 255]
    )
    assert images.to_uint8(np.zeros((0, 3))).shape == (0, 3)
    np.testing.assert_array_equal(images.to_float(np.array([-2.0, 300.0])), [-2, 300])


def test_results_never_share_memory():
    picture = np.zeros((2, 2), np.uint8)
    for function in (images.to_uint8, images.to_grey, images.to_float):
        assert not np.shares_memory(function(picture), picture)
    as_float = np.zeros((2, 2), np.float32)
    assert not np.shares_memory(images.to_float(as_float), as_float)


def test_unclear_ranges_get_a_sentence():
    assert "maximum=255" in message(images.to_uint8, np.array([0.0, 200.0]))
    assert "not a number" in message(images.to_uint8, np.array([np.nan]))
    assert "must be above 0" in message(images.to_uint8, np.array([1.0]), maximum=0)
    assert "from -1 to 7" in message(images.to_float, np.array([-1, 7]))


@given(hnp.arrays(np.uint8, st.tuples(st.integers(1, 6), st.integers(1, 6), st.just(3))))
def test_grey_is_what_opencv_gives(picture):
    # OpenCV works with whole-number weights of 14 bits, so it may round the other way.
    expected = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).reshape(picture.shape[:2])
    assert np.abs(images.to_grey(picture).astype(int) - expected).max() <= 1


def test_grey_of_photographs_and_other_types():
    photo = skimage.data.coffee()
    difference = images.to_grey(photo).astype(int) - cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    assert np.abs(difference).max() <= 1
    assert (difference != 0).mean() < 0.005
    as_float = images.to_float(photo)
    grey = images.to_grey(as_float)
    assert grey.dtype == np.float32
    np.testing.assert_allclose(grey, cv2.cvtColor(as_float, cv2.COLOR_RGB2GRAY), atol=1e-6)
    deep = photo.astype(np.uint16) * 257
    assert images.to_grey(deep).dtype == np.uint16
    np.testing.assert_allclose(
        images.to_grey(deep).astype(int), cv2.cvtColor(deep, cv2.COLOR_RGB2GRAY), atol=1
    )
    with_alpha = np.dstack([photo, np.zeros(photo.shape[:2], np.uint8)])
    np.testing.assert_array_equal(images.to_grey(with_alpha), images.to_grey(photo))
    assert images.to_grey(photo[:, :, :1]).shape == photo.shape[:2]
    assert "channels come first" in message(images.to_grey, np.moveaxis(photo, -1, 0))


# Descriptions


@given(any_pictures)
def test_describe_any_array(array):
    found = images.describe(array)
    assert found.shape == array.shape
    assert found.memory == array.nbytes
    assert found.dtype == str(array.dtype)
    values = array[~np.isnan(array)] if array.dtype.kind == "f" else array
    if values.size:
        assert found.minimum == values.min()
        assert found.maximum == values.max()
    lines = repr(found).splitlines()
    assert [line.split()[0] for line in lines[:5]] == ["kind", "shape", "dtype", "range", "memory"]
    assert all(line.startswith("remark") for line in lines[5:])


def test_a_good_photograph_has_no_remarks():
    found = images.describe(skimage.data.chelsea())
    assert found.kind == "RGB"
    assert found.remarks == ()
    assert "(300, 451, 3) = (height, width, channels)" in repr(found)
    assert "405,900 bytes (405.9 kB)" in repr(found)
    assert images.describe(skimage.data.camera()).kind == "grey"


@pytest.mark.parametrize(
    ("array", "kind", "said"),
    [
        (np.array([[0.0, 255.0]]), "grey", "Float values above 1"),
        (np.array([[-0.5, 0.5]]), "grey", "Values below 0"),
        (np.array([[0.5, np.nan]]), "grey", "1 of 2 values are not a number"),
        (np.full((2, 2), np.nan), "grey", "4 of 4 values"),
        (np.zeros((3, 20, 30), np.uint8), "unknown", "channels come first"),
        (np.zeros((8, 20, 30, 3), np.uint8), "unknown", "batch of 8 pictures"),
        (np.zeros((0, 5), np.uint8), "unknown", "no pixels"),
        (np.zeros(5, np.uint8), "unknown", "expected is (height, width)"),
        (np.zeros((4, 4, 2), np.uint8), "unknown", "this array has 2"),
        (np.array([[1, 65535]], np.uint16), "grey", "16 bits"),
        (np.array([[1, 255]], np.int64), "grey", "int64 is unusual"),
        (np.array([[0, 1]], np.uint8), "grey", "looks black"),
        (np.full((2, 2), 7, np.uint8), "grey", "one flat colour"),
    ],
)
def test_describe_remarks_on_what_is_suspicious(array, kind, said):
    found = images.describe(array)
    assert found.kind == kind
    assert any(said in remark for remark in found.remarks)


def test_describe_masks_alpha_and_pillow_images():
    assert images.describe(np.array([[True, False]])).kind == "mask"
    assert images.describe(np.zeros((2, 2, 4), np.uint8)).kind == "RGBA"
    assert images.describe(Image.new("RGB", (4, 3))).shape == (3, 4, 3)


# Figures


class _Images(HTMLParser):
    """Collect the attributes of every <img>."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append(dict(attributes))


@pytest.fixture
def shown(monkeypatch):
    """Collect figures instead of displaying them."""
    figures = []
    monkeypatch.setattr(showing, "display_figure", figures.append)
    monkeypatch.setattr(number_table, "display_figure", figures.append)
    return figures


def pixels_of(tag: dict[str, str]) -> np.ndarray:
    data = base64.b64decode(tag["src"].removeprefix("data:image/png;base64,"))
    stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    return stored if stored.ndim == 2 else stored[..., [2, 1, 0, 3][: stored.shape[2]]]


def shown_width(tag: dict[str, str]) -> int:
    return int(re.search(r"width:(\d+)px", tag["style"]).group(1))


def test_show_keeps_the_pixels_and_the_alt_text(shown):
    photo = skimage.data.chelsea()
    images.show(photo, alt='A cat, "Chelsea" <3', titles="Cat & co")
    (tag,) = _Images(shown[0].html).found
    assert tag["alt"] == 'A cat, "Chelsea" <3'
    assert shown[0].text == 'A cat, "Chelsea" <3'
    assert "Cat &amp; co" in shown[0].html
    np.testing.assert_array_equal(pixels_of(tag), photo)


def test_show_several(shown):
    photo = skimage.data.chelsea()
    images.show(photo, photo[:, :, 0], photo > 9, alt=["one", "two", "three"], titles=list("abc"))
    assert [tag["alt"] for tag in _Images(shown[0].html).found] == ["one", "two", "three"]
    assert shown[0].text == "one\ntwo\nthree"
    images.show(photo, photo, alt="Twice.", titles=["left", "right"])
    assert [tag["alt"] for tag in _Images(shown[1].html).found] == [
        "Twice. Picture 1 of 2: left",
        "Twice. Picture 2 of 2: right",
    ]


def test_every_range_is_drawn_right(shown):
    ramp = np.array([[0, 51, 255]], dtype=np.uint8)
    versions = [
        ramp,
        ramp / 255,
        (ramp / 255).astype(np.float16),
        ramp.astype(np.uint16) * 257,
        ramp.astype(np.int64),
        ramp[:, :, np.newaxis],
        ramp.tolist(),
        ramp / 255 + 1e-6,
    ]
    images.show(*versions, alt="The same ramp.")
    for tag in _Images(shown[0].html).found:
        np.testing.assert_array_equal(pixels_of(tag), ramp)
    images.show(ramp > 50, alt="Mask.")
    np.testing.assert_array_equal(pixels_of(_Images(shown[1].html).found[0]), [[0, 255, 255]])
    rgba = np.arange(16, dtype=np.uint8).reshape(2, 2, 4)
    images.show(rgba, alt="With alpha.")
    np.testing.assert_array_equal(pixels_of(_Images(shown[2].html).found[0]), rgba)


@pytest.mark.parametrize(
    ("shape", "width", "rendering"),
    [
        ((3, 3), 198, "pixelated"),
        ((8, 8), 200, "pixelated"),
        ((100, 150), 150, "pixelated"),
        ((300, 451), 451, "pixelated"),
        ((1000, 2000), 512, "auto"),
        ((1, 5000), 512, "auto"),
        ((5000, 1), 1, "pixelated"),
    ],
)
def test_size_on_the_page(shown, shape, width, rendering):
    images.show(np.zeros(shape, np.uint8), alt="Black.")
    (tag,) = _Images(shown[0].html).found
    assert shown_width(tag) == width
    assert f"image-rendering:{rendering}" in tag["style"]
    assert "max-width:100%" in tag["style"]
    height, columns = pixels_of(tag).shape
    assert max(height, columns) <= 900
    if shape == (1000, 2000):
        assert (height, columns) == (450, 900)


def test_width_can_be_chosen(shown):
    images.show(np.zeros((4, 4)), alt="Black.", width=64)
    assert shown_width(_Images(shown[0].html).found[0]) == 64


def test_two_runs_give_the_same_bytes(shown):
    for _ in range(2):
        images.show(skimage.data.rocket(), alt="A rocket.")
        images.enlarge_with_numbers(np.eye(3), alt="A diagonal.")
    assert shown[0] == shown[2]
    assert shown[1] == shown[3]
    for figure in shown:
        assert "<script" not in figure.html
        assert " id=" not in figure.html


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        ([np.zeros((2, 2))], {"alt": ""}, "needs alt="),
        ([np.zeros((2, 2))], {"alt": "  "}, "needs alt="),
        ([np.zeros((2, 2))], {"alt": None}, "needs alt="),
        ([np.zeros((2, 2))] * 2, {"alt": ["a"]}, "2 pictures, but alt has 1"),
        ([np.zeros((2, 2))] * 2, {"alt": ["a", ""]}, "needs alt="),
        ([np.zeros((2, 2))] * 2, {"alt": "a", "titles": "b"}, "2 pictures and 1 title"),
        ([np.zeros((2, 2))] * 2, {"alt": "a", "titles": ["b"]}, "titles has 1 texts"),
        ([np.zeros((2, 2))], {"alt": "a", "width": 0}, "at least 1"),
        ([np.array([[0.0, 255.0]])], {"alt": "a"}, "divide it by 255"),
        ([np.array([[-1.0, 1.0]])], {"alt": "a"}, "from -1 to 1. np.clip"),
        ([np.array([[np.nan]])], {"alt": "a"}, "not a number"),
        ([np.array([[-5, 300]])], {"alt": "a"}, "int64 picture runs from -5 to 300"),
        ([np.zeros((3, 9, 9))], {"alt": "a"}, "np.moveaxis"),
        ([np.zeros((0, 9))], {"alt": "a"}, "no pixels"),
    ],
)
def test_show_refuses_with_a_sentence(arguments, options, said):
    assert said in message(images.show, *arguments, **options)


def test_to_png_is_the_picture():
    photo = skimage.data.coffee()
    data = to_png(photo)
    np.testing.assert_array_equal(images.read(data), photo)


# A patch with its numbers


def test_numbers_in_their_cells(shown):
    patch = np.array([[0, 128], [255, 7]], dtype=np.uint8)
    images.enlarge_with_numbers(patch, alt="Four pixels.", title="A <small> patch")
    html, text = shown[0].html, shown[0].text
    assert re.findall(r"<td[^>]*background:(#\w+);color:(#\w+)[^>]*>(\d+)</td>", html) == [
        ("#000000", "#ffffff", "0"),
        ("#808080", "#000000", "128"),
        ("#ffffff", "#000000", "255"),
        ("#070707", "#ffffff", "7"),
    ]
    assert 'aria-label="Four pixels."' in html
    assert "A &lt;small&gt; patch" in html
    assert text == "Four pixels.\n  0  128\n255    7"


def test_colour_cells_stack_three_numbers(shown):
    images.enlarge_with_numbers(np.array([[[255, 0, 10]]], np.uint8), alt="Red.")
    assert "background:#ff000a" in shown[0].html
    assert "255<br>0<br>10" in shown[0].html


def test_numbers_without_colours_are_the_same_numbers(shown):
    images.enlarge_with_numbers(np.eye(2), alt="A diagonal.", colours=False)
    assert re.findall(r"<td[^>]*>(\d)</td>", shown[0].html) == ["1", "0", "0", "1"]
    assert "color:#" not in shown[0].html


@pytest.mark.parametrize(
    ("patch", "options", "colours"),
    [
        (np.array([[-1.0, 0.0, 1.0]]), {}, ["000000", "808080", "ffffff"]),
        (np.array([[0.0, 0.5, 1.0]]), {}, ["000000", "808080", "ffffff"]),
        (np.array([[0.0, 8.0, 16.0]]), {"high": 16}, ["000000", "808080", "ffffff"]),
        (np.array([[True, False]]), {}, ["ffffff", "000000"]),
        (np.array([[0, 65535]], np.uint16), {}, ["000000", "ffffff"]),
        (np.array([[-5, 999]]), {}, ["000000", "ffffff"]),
        (np.array([[1, 3]]), {"low": 1, "high": 3}, ["000000", "ffffff"]),
    ],
)
def test_which_values_are_black_and_white(shown, patch, options, colours):
    images.enlarge_with_numbers(patch, alt="A ramp.", **options)
    assert re.findall(r"background:#(\w+)", shown[0].html) == colours


def test_a_patch_that_cannot_be_drawn():
    draw = images.enlarge_with_numbers
    assert "at most 20 x 20" in message(draw, np.zeros((21, 3)), alt="a")
    assert "leave alpha out" in message(draw, np.zeros((2, 2, 4)), alt="a")
    assert "needs alt=" in message(draw, np.zeros((2, 2)), alt="")
    assert "low must be below high" in message(draw, np.zeros((2, 2)), alt="a", low=1, high=1)
    assert "the text 'a.png' came" in message(draw, "a.png", alt="a")


@given(st.floats(-1e6, 1e6))
def test_numbers_are_never_minus_zero(value):
    text = number_text(value)
    assert text not in ("-0", "-0.0", "")
    assert abs(float(text) - value) <= 0.005001


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_text_on_every_colour_can_be_read(background):
    assert contrast(text_colour(background), f"#{bytes(background).hex()}") >= 4.5


def test_text_on_every_grey_can_be_read():
    for grey in range(256):
        assert contrast(text_colour((grey,) * 3), f"#{grey:02x}{grey:02x}{grey:02x}") >= 4.5
