"""Reading picture files: every odd kind, made here with Pillow, OpenCV and tifffile."""

import base64
import datetime
import io
import re
import struct
import tracemalloc
import unicodedata
import warnings
import zipfile
import zlib
from pathlib import Path

import cv2
import ipywidgets
import numpy as np
import pytest
import skimage
import tifffile
from PIL import Image

from course_utils import images, paths
from course_utils.images import decoding
from course_utils.images.decoding import decode
from course_utils.images.finishing import to_8_bits, turn_upright

RNG = np.random.default_rng(7)
COLOUR = RNG.integers(0, 256, (5, 8, 3), dtype=np.uint8)
GREY = RNG.integers(0, 256, (5, 8), dtype=np.uint8)
DEEP = RNG.integers(0, 65536, (5, 8, 3), dtype=np.uint16)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch):
    """Each test works in an empty folder, with its own data/my_pictures."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "DATA", tmp_path / "data")


@pytest.fixture(autouse=True)
def _silent(capfd):
    """Whatever is read, nothing reaches stderr, not even from C, and no warning leaks."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    assert capfd.readouterr().err == ""


def encoded(picture, file_format="PNG", **options) -> bytes:
    """Write an array or a Pillow image as a file in memory."""
    picture = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    buffer = io.BytesIO()
    picture.save(buffer, file_format, **options)
    return buffer.getvalue()


def quiet(data: bytes, **options) -> np.ndarray:
    return images.read(data, quiet=True, **options)


def message(source, **options) -> str:
    with pytest.raises(images.ImageError) as caught:
        images.read(source, **options)
    return str(caught.value)


# Ordinary files


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("PNG", {}),
        ("BMP", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("WEBP", {"lossless": True}),
        ("PPM", {}),
        ("QOI", {}),
        ("JPEG2000", {}),
        ("PCX", {}),
        ("ICO", {"sizes": [(8, 5)]}),
    ],
)
def test_lossless_formats_give_the_same_pixels(file_format, options):
    np.testing.assert_array_equal(quiet(encoded(COLOUR, file_format, **options)), COLOUR)


def test_jpeg_and_avif_are_close():
    smooth = cv2.resize(COLOUR, (64, 40), interpolation=cv2.INTER_CUBIC)
    for file_format in ("JPEG", "AVIF"):
        result = quiet(encoded(smooth, file_format, quality=95))
        assert result.shape == smooth.shape
        assert np.abs(result.astype(int) - smooth).mean() < 6


def test_reads_what_opencv_reads_but_as_rgb():
    path = Path(skimage.data.__file__).with_name("chelsea.png")
    np.testing.assert_array_equal(
        images.read(path, quiet=True), cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    )


@pytest.mark.parametrize("name", ["café, 東京 🐈.png", "my photo (1).png", "ALL.PNG", "no_suffix"])
def test_odd_file_names(name, tmp_path):
    (tmp_path / name).write_bytes(encoded(COLOUR))
    np.testing.assert_array_equal(images.read(name), COLOUR)
    np.testing.assert_array_equal(images.read(tmp_path / name), COLOUR)


def test_a_wrong_suffix_does_not_matter(tmp_path):
    (tmp_path / "really_png.jpg").write_bytes(encoded(COLOUR))
    np.testing.assert_array_equal(images.read("really_png.jpg"), COLOUR)


# Channels and colours


def test_grey_stays_two_dimensional():
    np.testing.assert_array_equal(quiet(encoded(GREY)), GREY)
    np.testing.assert_array_equal(quiet(encoded(GREY), kind="RGB"), np.dstack([GREY] * 3))
    rgba = quiet(encoded(GREY), kind="RGBA")
    assert rgba.shape == (5, 8, 4)
    assert (rgba[..., 3] == 255).all()


def test_colour_as_grey_is_what_opencv_makes_of_it():
    expected = cv2.cvtColor(COLOUR, cv2.COLOR_RGB2GRAY)
    difference = quiet(encoded(COLOUR), kind="grey").astype(int) - expected
    assert np.abs(difference).max() <= 1


def test_one_bit():
    black_and_white = GREY > 127
    result = quiet(encoded(Image.fromarray(black_and_white)))
    np.testing.assert_array_equal(result, np.where(black_and_white, 255, 0))
    assert result.dtype == np.uint8


def test_alpha_is_laid_on_white_and_said(capfd):
    rgba = np.zeros((1, 3, 4), dtype=np.uint8)
    rgba[0, :, 0] = 200
    rgba[0, :, 3] = [255, 0, 128]
    result = images.read(encoded(rgba))
    np.testing.assert_array_equal(result[0, 0], [200, 0, 0])
    np.testing.assert_array_equal(result[0, 1], [255, 255, 255])
    half = 255 - 128 / 255 * (255 - np.array([200, 0, 0]))
    np.testing.assert_array_equal(result[0, 2], np.rint(half))
    assert capfd.readouterr().out == "Note: Transparent parts are filled with white.\n"
    np.testing.assert_array_equal(quiet(encoded(rgba), kind="RGBA"), rgba)


def test_alpha_of_a_tall_picture():
    rgba = RNG.integers(0, 256, (700, 3, 4), dtype=np.uint8)
    opacity = rgba[..., 3:] / 255
    expected = rgba[..., :3] * opacity + 255 * (1 - opacity)
    np.testing.assert_allclose(quiet(encoded(rgba)), expected, atol=0.51)


def test_opaque_alpha_goes_without_a_word(capfd):
    rgba = np.dstack([COLOUR, np.full((5, 8), 255, np.uint8)])
    np.testing.assert_array_equal(images.read(encoded(rgba)), COLOUR)
    assert capfd.readouterr().out == ""


def test_grey_with_alpha_stays_grey():
    grey_alpha = np.array([[[10, 255], [10, 0]]], dtype=np.uint8)
    data = encoded(_grey_alpha(grey_alpha))
    np.testing.assert_array_equal(quiet(data), [[10, 255]])
    np.testing.assert_array_equal(quiet(data, kind="RGBA"), [[[10, 10, 10, 255], [10, 10, 10, 0]]])


def _grey_alpha(values: np.ndarray) -> Image.Image:
    return Image.merge("LA", [Image.fromarray(values[..., 0]), Image.fromarray(values[..., 1])])


def test_palette_with_and_without_transparency():
    palette = Image.new("P", (3, 1))
    palette.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    palette.putdata([0, 1, 2])
    red_green_blue = [[[255, 0, 0], [0, 255, 0], [0, 0, 255]]]
    np.testing.assert_array_equal(quiet(encoded(palette)), red_green_blue)
    for file_format in ("PNG", "GIF"):
        see_through = quiet(encoded(palette, file_format, transparency=1))
        np.testing.assert_array_equal(see_through[0, 1], [255, 255, 255])
        np.testing.assert_array_equal(see_through[0, [0, 2]], [[255, 0, 0], [0, 0, 255]])
    bytes_for_each = quiet(encoded(palette, transparency=b"\xff\x00\x80"))
    np.testing.assert_array_equal(bytes_for_each[0, 2], [127, 127, 255])


def test_one_colour_marked_as_transparent():
    picture = np.array([[[1, 2, 3], [9, 9, 9]]], dtype=np.uint8)
    result = quiet(encoded(picture, transparency=(1, 2, 3)))
    np.testing.assert_array_equal(result, [[[255, 255, 255], [9, 9, 9]]])
    grey = quiet(encoded(np.array([[5, 7]], dtype=np.uint8), transparency=5))
    np.testing.assert_array_equal(grey, [[255, 7]])


def test_cmyk_jpeg(capfd):
    inks = Image.new("CMYK", (16, 16), (0, 255, 255, 0))  # magenta and yellow: red
    result = images.read(encoded(inks, "JPEG", quality=95))
    assert np.abs(result[8, 8].astype(int) - [255, 0, 0]).max() < 8
    assert "CMYK" in capfd.readouterr().out


def test_cmyk_jpeg_with_and_without_the_marker_of_adobe():
    inks = np.zeros((16, 64, 4), dtype=np.uint8)
    for place, ink in enumerate([(0, 255, 255, 0), (200, 0, 0, 0), (0, 0, 0, 90), (0, 0, 0, 0)]):
        inks[:, 16 * place : 16 * place + 16] = ink
    adobe = encoded(Image.fromarray(inks, "CMYK"), "JPEG", quality=95)
    marker = adobe.index(b"\xff\xee")
    upside_down = encoded(Image.fromarray(255 - inks, "CMYK"), "JPEG", quality=95)
    plain = upside_down[:marker] + upside_down[marker + 16 :]
    assert b"Adobe" in adobe
    assert b"Adobe" not in plain
    difference = quiet(plain).astype(int) - quiet(adobe)
    assert np.abs(difference).max() < 8
    assert np.abs(quiet(plain)[8, 8].astype(int) - [255, 0, 0]).max() < 8
    assert quiet(plain)[8, 56].min() > 247


def test_luma_and_chroma_become_rgb():
    picture = Image.new("YCbCr", (16, 16), (76, 85, 255))  # red
    result = quiet(encoded(picture, "TIFF", compression="jpeg"))
    assert np.abs(result[8, 8].astype(int) - [255, 0, 0]).max() < 8


def test_lab_tiff_gives_a_sentence():
    assert "as L*a*b*. Save it as RGB" in message(encoded(Image.new("LAB", (4, 4)), "TIFF"))


@pytest.mark.parametrize(
    "text", [b"P3 2 1 255  1 2 3  4 5 6 ", b"P6 2 1 255\n\x01\x02\x03\x04\x05\x06"]
)
def test_pictures_written_as_text(text):
    np.testing.assert_array_equal(quiet(text), [[[1, 2, 3], [4, 5, 6]]])


def test_palettes_of_few_bits():
    for bits in (1, 2, 4):
        levels = 2**bits
        palette = Image.new("P", (levels, 1))
        palette.putpalette([v for i in range(levels) for v in [i * 255 // (levels - 1)] * 3])
        palette.putdata(range(levels))
        expected = [[i * 255 // (levels - 1)] * 3 for i in range(levels)]
        np.testing.assert_array_equal(quiet(encoded(palette, bits=bits))[0], expected)


# Depth


def test_16_bit_grey_png(capfd):
    deep = DEEP[..., 0]
    data = cv2.imencode(".png", deep)[1].tobytes()
    np.testing.assert_array_equal(images.read(data), np.rint(deep / 257))
    assert "scaled to 8" in capfd.readouterr().out
    kept = quiet(data, keep_depth=True)
    assert kept.dtype == np.uint16
    np.testing.assert_array_equal(kept, deep)


def test_12_bit_values_are_said_to_be_dark(capfd):
    images.read(cv2.imencode(".png", np.full((4, 4), 4000, np.uint16))[1].tobytes())
    assert "very dark" in capfd.readouterr().out


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
@pytest.mark.parametrize("channels", [3, 4])
def test_16_bit_colour(suffix, channels):
    deep = np.dstack([DEEP, np.full((5, 8), 65535, np.uint16)])[..., :channels]
    order = [2, 1, 0, 3][:channels]
    data = cv2.imencode(suffix, np.ascontiguousarray(deep[..., order]))[1].tobytes()
    kept = quiet(data, keep_depth=True)
    assert kept.dtype == np.uint16
    np.testing.assert_array_equal(kept, DEEP)
    eight = quiet(data)
    assert eight.dtype == np.uint8
    assert np.abs(eight - DEEP / 257).max() <= 1


@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("channels", [3, 4])
def test_16_bit_colour_in_planes(compression, channels):
    opaque = np.full((1, 5, 8), 65535, np.uint16)
    planes = np.concatenate([np.moveaxis(DEEP, -1, 0), opaque])[:channels]
    options = {"photometric": "rgb", "planarconfig": "separate", "compression": compression}
    if channels == 4:
        options["extrasamples"] = ["unassalpha"]
    tifffile.imwrite("planes.tif", planes, **options)
    np.testing.assert_array_equal(quiet("planes.tif", keep_depth=True), DEEP)
    assert np.abs(quiet("planes.tif") - DEEP / 257).max() <= 1


def test_16_bit_colour_in_planes_is_turned_once():
    orientation = (274, "H", 1, 6, True)
    options = {"photometric": "rgb", "planarconfig": "separate", "extratags": [orientation]}
    tifffile.imwrite("planes.tif", np.moveaxis(DEEP, -1, 0), **options)
    np.testing.assert_array_equal(quiet("planes.tif", keep_depth=True), np.rot90(DEEP, -1))


def test_a_rare_tiff_that_cannot_be_unpacked_gives_a_sentence():
    signed = {339: 2}  # SampleFormat: Pillow mistakes it, and tifffile alone cannot unpack LZW
    data = encoded(GREY, "TIFF", compression="tiff_lzw", tiffinfo=signed)
    assert "packed in a way that this course cannot" in message(data)


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_16_bit_colour_is_said_to_be_scaled(suffix, capfd):
    data = cv2.imencode(suffix, DEEP)[1].tobytes()
    images.read(data)
    assert capfd.readouterr().out.startswith("Note: 16 bits per value, scaled to 8: 65535")
    images.read(data, keep_depth=True)
    images.read(cv2.imencode(suffix, COLOUR)[1].tobytes())
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32, np.float32])
def test_tiff_in_which_0_is_white(dtype, byteorder):
    top = 1 if dtype == np.float32 else np.iinfo(dtype).max
    values = (np.linspace(0, 1, 40).reshape(5, 8) * top).astype(dtype)
    tifffile.imwrite("white.tif", values, photometric="miniswhite", byteorder=byteorder)
    np.testing.assert_array_equal(quiet("white.tif", keep_depth=True), top - values)
    result = quiet("white.tif")
    assert (result[0, 0], result[-1, -1]) == (255, 0)


@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_16_bit_grey_tiff(tmp_path, byteorder):
    tifffile.imwrite("deep.tif", DEEP[..., 0], byteorder=byteorder)
    np.testing.assert_array_equal(quiet("deep.tif"), np.rint(DEEP[..., 0] / 257))
    np.testing.assert_array_equal(quiet("deep.tif", keep_depth=True), DEEP[..., 0])


@pytest.mark.parametrize("shape", [(5, 8), (5, 8, 3)])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_float_tiff(shape, planar, capfd):
    values = RNG.random(shape, dtype=np.float32)
    stored, options = values, {"photometric": "minisblack"}
    if len(shape) == 3:
        stored = values if planar == "contig" else np.moveaxis(values, -1, 0)
        options = {"photometric": "rgb", "planarconfig": planar}
    tifffile.imwrite("float.tif", stored, **options)
    np.testing.assert_array_equal(images.read("float.tif"), np.rint(values * 255))
    assert capfd.readouterr().out == ""
    np.testing.assert_array_equal(images.read("float.tif", keep_depth=True), values)


def test_float_tiff_outside_the_range_is_stretched_and_said(capfd):
    tifffile.imwrite("hot.tif", np.array([[-50.0, np.nan, 150.0, 50.0]], dtype=np.float32))
    np.testing.assert_array_equal(images.read("hot.tif"), [[0, 0, 255, 128]])
    said = capfd.readouterr().out
    assert "1 values are not finite" in said
    assert "from -50 to 150; they are stretched" in said


@pytest.mark.parametrize("dtype", [np.int16, np.int32, np.uint32, np.float64, np.int8])
def test_other_tiff_types(dtype):
    values = np.arange(40, dtype=dtype).reshape(5, 8)
    tifffile.imwrite("odd.tif", values)
    result = quiet("odd.tif")
    assert result.shape == (5, 8)
    assert result.dtype == np.uint8
    assert result[0, 0] == 0
    assert (np.diff(result.ravel().astype(int)) > 0).all()


@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_large_unsigned_values_stay_positive(byteorder, capfd):
    values = np.array([[0, 2**31, 2**32 - 1]], dtype=np.uint32)
    tifffile.imwrite("long.tif", values, byteorder=byteorder)
    np.testing.assert_array_equal(images.read("long.tif"), [[0, 128, 255]])
    assert "from 0 to 4.29497e+09" in capfd.readouterr().out
    kept = quiet("long.tif", keep_depth=True)
    assert kept.dtype == np.uint32
    np.testing.assert_array_equal(kept, values)


def test_negative_values_of_8_bits_do_not_wrap_round():
    tifffile.imwrite("signed.tif", np.array([[-128, 0, 127]], dtype=np.int8))
    np.testing.assert_array_equal(quiet("signed.tif"), [[0, 128, 255]])


def test_whole_numbers_stay_whole_when_shrunk():
    tifffile.imwrite("whole.tif", np.full((4, 8), 100, dtype=np.int32))
    np.testing.assert_array_equal(quiet("whole.tif", max_side=4), np.full((2, 4), 100))


# More than one picture in a file


@pytest.mark.parametrize(
    ("file_format", "what"),
    [("GIF", "frames"), ("WEBP", "frames"), ("PNG", "frames"), ("TIFF", "pages")],
)
def test_first_of_several(file_format, what, capfd):
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    frames = [Image.new("RGB", (6, 4), colour) for colour in colours]
    options = {"lossless": True} if file_format == "WEBP" else {}
    data = encoded(frames[0], file_format, save_all=True, append_images=frames[1:], **options)
    np.testing.assert_array_equal(images.read(data)[0, 0], [255, 0, 0])
    assert capfd.readouterr().out == f"Note: The file holds 3 {what}; this is the first.\n"


def test_a_phone_photograph_with_a_preview_is_one_photograph(capfd):
    photo = Image.new("RGB", (16, 8), (200, 10, 10))
    data = encoded(photo, "MPO", save_all=True, append_images=[photo.resize((4, 2))])
    assert images.read(data).shape == (8, 16, 3)
    assert capfd.readouterr().out == ""


# Orientation

# Independent of the code: where does the pixel of each corner of the stored picture belong?
# From the EXIF standard: "row 0 is at the visual ..., column 0 is at the visual ...".
SIDES = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}


def stored_pixels(upright: np.ndarray, orientation: int) -> np.ndarray:
    """Store an upright picture as a camera with this orientation would."""
    row_side, column_side = SIDES[orientation]
    rows_are_columns = row_side in ("left", "right")
    height, width = upright.shape[:2]
    stored = np.empty(
        ((width, height) if rows_are_columns else (height, width)) + upright.shape[2:],
        upright.dtype,
    )
    for row in range(stored.shape[0]):
        for column in range(stored.shape[1]):
            place = {}
            for side, index in ((row_side, row), (column_side, column)):
                axis = "x" if side in ("left", "right") else "y"
                last = (width if axis == "x" else height) - 1
                place[axis] = index if side in ("left", "top") else last - index
            stored[row, column] = upright[place["y"], place["x"]]
    return stored


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["PNG", "TIFF", "WEBP"])
def test_orientation(orientation, file_format):
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"exif": exif} | ({"lossless": True} if file_format == "WEBP" else {})
    data = encoded(stored_pixels(COLOUR, orientation), file_format, **options)
    np.testing.assert_array_equal(quiet(data), COLOUR)
    np.testing.assert_array_equal(turn_upright(stored_pixels(GREY, orientation), orientation), GREY)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_of_a_jpeg(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = np.zeros((16, 32, 3), np.uint8)
    upright[:8, :8] = 255
    result = quiet(encoded(stored_pixels(upright, orientation), "JPEG", exif=exif, quality=95))
    assert result.shape == upright.shape
    assert np.abs(result.astype(int) - upright).max() < 30


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_of_16_bit_colour(orientation):
    stored = stored_pixels(DEEP, orientation)
    tifffile.imwrite(
        "turned.tif", stored, photometric="rgb", extratags=[(274, "H", 1, orientation, True)]
    )
    np.testing.assert_array_equal(quiet("turned.tif", keep_depth=True), DEEP)
    png = cv2.imencode(".png", np.ascontiguousarray(stored[..., ::-1]))[1].tobytes()
    np.testing.assert_array_equal(
        quiet(with_exif_orientation(png, orientation), keep_depth=True), DEEP
    )


def with_exif_orientation(png: bytes, orientation: int) -> bytes:
    """Put an eXIf chunk behind the header of a PNG file."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    body = b"eXIf" + exif.tobytes().removeprefix(b"Exif\0\0")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunk + png[33:]


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_impossible_orientation_is_ignored(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    np.testing.assert_array_equal(quiet(encoded(COLOUR, exif=exif)), COLOUR)


def test_damaged_exif_does_not_cost_the_picture():
    data = encoded(COLOUR, exif=b"Exif\0\0II*\0\xff\xff\xff\xff garbage")
    np.testing.assert_array_equal(quiet(data), COLOUR)


# Size


def test_max_side_keeps_the_proportions():
    photo = skimage.data.rocket()  # (427, 640, 3)
    small = images.read(Path(skimage.data.__file__).with_name("rocket.jpg"), max_side=160)
    assert small.shape == (107, 160, 3)
    expected = cv2.resize(photo, (160, 107), interpolation=cv2.INTER_AREA)
    assert np.abs(small.astype(int) - expected).mean() < 3
    assert quiet(encoded(COLOUR), max_side=100).shape == COLOUR.shape
    assert quiet(encoded(np.zeros((1, 500), np.uint8)), max_side=10).shape == (1, 10)
    assert quiet(cv2.imencode(".png", DEEP)[1].tobytes(), max_side=4, keep_depth=True).max() > 255


def huge_png(width: int, height: int) -> bytes:
    """A header that promises a huge picture, and nothing behind it."""
    data = bytearray(encoded(Image.new("1", (8, 8))))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


def test_the_limit_is_checked_before_decoding(monkeypatch):
    files = [huge_png(12000, 12000), huge_png(60000, 60000)]
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    assert "has 12000 x 12000 pixels, 144 megapixels" in message(files[0])
    assert "at most 120 megapixels" in message(files[1])  # above Pillow's own limit too


def test_a_large_photograph_is_read_and_a_smaller_one_offered(capfd, monkeypatch):
    monkeypatch.setattr(decoding, "LARGE_MEGAPIXELS", 0.00001)
    images.read(encoded(COLOUR))
    assert "max_side=2000 gives a smaller copy" in capfd.readouterr().out


def test_an_80_megapixel_photograph():
    data = encoded(Image.new("L", (10000, 8000), 77), "JPEG")
    assert quiet(data, max_side=1000).shape == (800, 1000)


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_scaling_takes_little_memory(dtype):
    values = np.zeros((4000, 1000), dtype=dtype)
    values[0, 0] = 60000  # so that float values are stretched
    tracemalloc.start()
    try:
        assert to_8_bits(values, [])[0, 0] > 230
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * values.size  # the result, and some bands; all of it as float64 takes 8


def test_float_colour_that_would_fill_the_memory(monkeypatch):
    monkeypatch.setattr(decoding, "LIMIT_DECODED_MEGABYTES", 0.0001)
    tifffile.imwrite("large.tif", RNG.random((5, 8, 3)), photometric="rgb")
    assert "more pixels than fit into memory" in message("large.tif")


def test_a_huge_file_is_not_loaded(tmp_path):
    with (tmp_path / "film.png").open("wb") as file:
        file.truncate(600_000_000)  # sparse: takes no room on the disk
    assert "larger than 500 MB" in message("film.png")


# Files that are not pictures


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty (0 bytes)"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF document"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "a web page"),
        (b"\n <html>", "a web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "an SVG drawing"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg></svg>', "an SVG drawing"),
        (b"just a note", "a text file"),
        ("une note déjà lue".encode(), "a text file"),
        (("é" * 3000).encode()[:4001], "a text file"),
        (b'{"a": 1}', "a text file"),
        (b"BMW is a car", "a text file"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC photograph"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a HEIC photograph"),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "a raw file of a camera"),
        (b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2", "a video"),
        (b"RIFF\0\0\0\0WAVEfmt ", "a sound or video file"),
        (b"\x93NUMPY\x01\0", "np.load"),
        (b"MZ\x90\0", "a program"),
    ],
)
def test_what_a_file_is_instead(data, said, tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(data)
    text = message("holiday.jpg")
    assert text.startswith("holiday.jpg is not a picture")
    assert said in text


def test_raw_files_are_told_by_their_name(tmp_path):
    (tmp_path / "DSC_0001.NEF").write_bytes(encoded(COLOUR, "TIFF"))
    assert "raw file of a camera" in message("DSC_0001.NEF")


def test_an_office_document(tmp_path):
    with zipfile.ZipFile(tmp_path / "report.png", "w") as archive:
        archive.writestr("a.txt", "a")
    assert "office document" in message("report.png")


def test_unknown_bytes():
    assert "is not a picture that this course can read" in message(bytes(range(128, 256)) * 3)


def test_postscript_never_starts_a_program():
    assert "PostScript" in message(encoded(COLOUR, "EPS"))


DAMAGED = {
    name: encoded(skimage.data.chelsea()[:64, :64], name, **options)
    for name, options in {
        "PNG": {},
        "JPEG": {},
        "GIF": {},
        "BMP": {},
        "TIFF": {"compression": "tiff_lzw"},
        "WEBP": {},
        "AVIF": {},
        "JPEG2000": {},
        "QOI": {},
        "PPM": {},
        "ICO": {},
    }.items()
} | {"PNG of 16 bits": cv2.imencode(".png", np.tile(DEEP, (8, 8, 1)))[1].tobytes()}


@pytest.mark.parametrize("name", [name for name in DAMAGED if name != "GIF"])
def test_half_a_file_is_refused(name):
    data = DAMAGED[name]
    assert "damaged or not complete" in message(data[: len(data) // 2])


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_gives_a_picture_or_a_sentence_and_nothing_else(name):
    rng = np.random.default_rng(3)
    for trial in range(60):
        data = bytearray(DAMAGED[name])
        if trial % 3 == 0:
            data = data[: rng.integers(1, len(data))]
        for _ in range(trial % 5):
            data[rng.integers(0, min(len(data), 200 if trial % 2 else len(data)))] = rng.integers(
                0, 256
            )
        try:
            result, _ = decode(bytes(data), "the file", max_side=2000, keep_depth=trial % 7 == 0)
        except images.ImageError as error:
            assert str(error).startswith("the file ")
            assert str(error).endswith(".")
        else:
            assert result.ndim in (2, 3)
            assert result.size


# Names of files


def test_a_missing_file_lists_similar_names(tmp_path):
    for name in ("Holiday.jpg", "holidays.png", "dog.png", "notes.txt"):
        (tmp_path / name).write_bytes(encoded(COLOUR))
    text = message("holliday.jpg")
    assert "There is no file 'holliday.jpg' beside the notebook or in data/my_pictures." in text
    assert "Similar names there: 'Holiday.jpg'" in text
    assert "dog" not in text
    assert "'dog.png'" in message("dog")
    listing = message("zebra.bmp")
    assert "Pictures there: 'Holiday.jpg', 'dog.png', 'holidays.png'." in listing
    assert "notes.txt" not in listing


def test_a_missing_file_is_also_a_file_not_found_error(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        images.read(tmp_path / "none.png")
    assert isinstance(caught.value, images.ImageError)
    assert isinstance(caught.value, ValueError)
    assert str(caught.value).startswith("There is no file 'none.png' in the folder ")
    assert "There is no folder" in message("nowhere/none.png")


def test_pictures_of_ones_own(tmp_path):
    assert images.my_pictures() == []
    folder = tmp_path / "data" / "my_pictures"
    folder.mkdir(parents=True)
    (folder / "b.JPG").write_bytes(encoded(COLOUR))
    (folder / "a.png").write_bytes(encoded(GREY))
    (folder / "read me.txt").write_text("no", encoding="utf-8")
    assert [path.name for path in images.my_pictures()] == ["a.png", "b.JPG"]
    np.testing.assert_array_equal(images.read("a.png"), GREY)
    np.testing.assert_array_equal(images.read(images.my_pictures()[1]), COLOUR)
    assert "'a.png'" in message("aa.png")


@pytest.mark.parametrize("target", ["gone.png", "l1.png"])
def test_a_link_that_leads_nowhere(tmp_path, target):
    try:
        (tmp_path / "l1.png").symlink_to(tmp_path / target)
    except OSError:
        pytest.skip("this system lets only some people make links")
    assert message("l1.png").startswith("'l1.png' is a link that leads nowhere")
    assert images.my_pictures() == []
    assert "'l1.png'" not in message("l2.png")


@pytest.mark.parametrize("forms", [("NFC", "NFD"), ("NFD", "NFC")])
def test_an_accent_may_be_a_character_of_its_own(tmp_path, forms):
    asked, stored = (unicodedata.normalize(form, "café.png") for form in forms)
    (tmp_path / stored).write_bytes(encoded(COLOUR))
    np.testing.assert_array_equal(images.read(asked), COLOUR)
    np.testing.assert_array_equal(images.read(tmp_path / asked), COLOUR)
    assert repr(stored) in message(asked.replace("f", "ff"))


def test_two_files_that_look_alike(tmp_path):
    for name in ("\u00e9e\u0301.png", "e\u0301\u00e9.png"):
        (tmp_path / name).write_bytes(encoded(COLOUR))
    if len(list(tmp_path.iterdir())) < 2:
        pytest.skip("this system takes both names for the same")
    assert message("\u00e9\u00e9.png").startswith("2 files look like")


def test_a_folder(tmp_path):
    (tmp_path / "photos").mkdir()
    assert "'photos' is a folder, not a picture. There are no pictures there." in message("photos")
    (tmp_path / "photos" / "x.png").write_bytes(encoded(COLOUR))
    assert "Pictures there: 'x.png'." in message("photos")


def test_permission_denied(tmp_path, monkeypatch):
    (tmp_path / "secret.png").write_bytes(encoded(COLOUR))

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    assert "permission denied" in message("secret.png")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "file name is empty"),
        ("  ", "file name is empty"),
        ("https://example.org/cat.jpg", "is a web address"),
        ("C:\new\table.jpg", "a backslash starts one"),
        ("a\0b.png", "cannot be typed"),
        ("x" * 5000, "under a short name, and read it by that name."),
        (None, "type NoneType came"),
        (12, "type int came"),
        (np.zeros((2, 2)), "already read"),
        ((), "No file has been uploaded yet"),
        (({"name": "a", "content": b""}, {"name": "b", "content": b""}), "2 files came"),
        ([1], "a list of int came"),
        ({"name": "a"}, "dict came"),
    ],
)
def test_sources_that_cannot_be_meant(source, said):
    assert said in message(source)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"kind": "BGR"}, "Choose one of RGB, grey, RGBA"),
        ({"max_side": 0}, "at least 1"),
        ({"max_side": "big"}, "'big' came"),
        ({"max_side": True}, "whole number of at least 1; True came"),
    ],
)
def test_arguments_that_cannot_be_meant(options, said):
    assert said in message(encoded(COLOUR), **options)


# The upload button


def uploaded(name: str, data: bytes) -> dict:
    """One file as ipywidgets 8 hands it over."""
    return {
        "name": name,
        "type": "",
        "size": len(data),
        "content": memoryview(data),
        "last_modified": 1_700_000_000_000,
    }


def test_the_value_of_an_upload_widget():
    button = ipywidgets.FileUpload()
    assert "No file has been uploaded" in message(button.value)
    button.set_trait("value", (_as_traitlets(uploaded("a.png", encoded(COLOUR))),))
    np.testing.assert_array_equal(images.read(button.value), COLOUR)
    np.testing.assert_array_equal(images.read(button.value[0]), COLOUR)
    assert "cat.png is damaged" in message((uploaded("cat.png", encoded(COLOUR)[:60]),))


def _as_traitlets(file: dict) -> dict:
    return file | {"last_modified": datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)}


def choose(widget, name: str, data: bytes) -> None:
    """Do what the browser does when a file is chosen."""
    widget.button.set_trait("value", (_as_traitlets(uploaded(name, data)),))


def test_upload_reads_and_keeps_the_last_good_picture():
    default = skimage.data.coffee()
    widget = images.upload(default=default)
    assert widget.image is default
    choose(widget, "<b>tree</b>.png", encoded(COLOUR))
    np.testing.assert_array_equal(widget.image, COLOUR)
    assert "&lt;b&gt;tree&lt;/b&gt;.png: shape (5, 8, 3), uint8." in widget.message.value
    assert 'alt="Preview of &lt;b&gt;tree&lt;/b&gt;.png"' in widget.preview.value
    preview = re.search(r"base64,([^\"]+)", widget.preview.value).group(1)
    np.testing.assert_array_equal(quiet(base64.b64decode(preview)), COLOUR)

    hint = widget.children[1]
    assert "copy it into data/my_pictures" in hint.value

    choose(widget, "letter.jpg", b"%PDF-1.4")
    assert "letter.jpg is not a picture" in widget.message.value
    assert "stays in use" in widget.message.value
    np.testing.assert_array_equal(widget.image, COLOUR)


def test_upload_without_a_default_holds_none():
    widget = images.upload()
    assert widget.image is None
    choose(widget, "many.gif", encoded(GREY))
    assert widget.image.shape == (5, 8)
