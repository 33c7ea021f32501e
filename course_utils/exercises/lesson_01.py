"""The exercises of lesson 01: pictures as arrays of numbers.

A box is ``(x, y, width, height)`` everywhere: ``x`` is its first column, ``y`` its first row.
"""

import io

import cv2
import numpy as np
import skimage as ski
from matplotlib.image import imread
from PIL import Image

from course_utils.checking import Exercise, Mistake, Random

_WEIGHTS = np.array([0.299, 0.587, 0.114])


# --- probes: small pictures, never square --------------------------------------------------------


def _grey(rng: np.random.Generator) -> np.ndarray:
    """Return a grey picture of 8 bits, wider than high or higher than wide."""
    height, extra = int(rng.integers(8, 13)), int(rng.integers(2, 6))
    shape = (height, height + extra) if rng.integers(2) else (height + extra, height)
    return rng.integers(0, 256, size=shape, dtype=np.uint8)


def _colour(rng: np.random.Generator) -> np.ndarray:
    """Return a colour picture of 8 bits with three different channels."""
    plane = _grey(rng)
    return rng.integers(0, 256, size=(*plane.shape, 3), dtype=np.uint8)


def _any(rng: np.random.Generator) -> np.ndarray:
    """Return a grey picture or a colour picture."""
    return _colour(rng) if rng.integers(2) else _grey(rng)


def _box(image: np.ndarray, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """Return a box inside the picture, at least 3 by 3, with x != y and width != height.

    It may touch each of the four edges.
    """
    rows, columns = image.shape[:2]
    width, height = int(rng.integers(3, columns - 3)), int(rng.integers(3, rows - 3))
    if width == height:
        width += 1
    x, y = int(rng.integers(0, columns - width + 1)), int(rng.integers(0, rows - height + 1))
    if x == y:
        x += 1 if x + width < columns else -1
    return x, y, width, height


def _with_box(rng: np.random.Generator, make=_any) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    image = make(rng)
    return image, _box(image, rng)


def _ramp(height: int, width: int, channels: int = 0) -> np.ndarray:
    """Return a picture in which every value is different from its neighbours.

    The values come again after 257 steps, not 256: a place that wraps shows.
    """
    shape = (height, width, channels) if channels else (height, width)
    return (np.arange(np.prod(shape)).reshape(shape) * 7 % 257).astype(np.uint8)


# --- 1. size -------------------------------------------------------------------------------------


def _size(image: np.ndarray) -> tuple[int, int, int]:
    height, width = image.shape[:2]
    return height, width, image.shape[2] if image.ndim == 3 else 1


size = Exercise(
    "01.size",
    "How large is this picture?",
    reference=_size,
    probes=[
        _ramp(4, 7, 3),
        _ramp(5, 3),
        _ramp(6, 2, 4),
        _ramp(1, 5, 3),
        _ramp(3, 300),
        _ramp(300, 2, 3),
        Random(4, _any),
    ],
    mistakes=[
        Mistake(
            "width first",
            lambda image: (_size(image)[1], _size(image)[0], _size(image)[2]),
            "Height and width have changed places. A shape starts with the number of rows, and "
            "that is the height.",
        ),
        Mistake(
            "the shape as it is",
            lambda image: image.shape,
            "Colour pictures are right. A grey picture has a shape of two numbers, so you have to "
            "say yourself that it has 1 channel.",
        ),
        Mistake(
            "axes taken for channels",
            lambda image: (*image.shape[:2], image.ndim),
            "ndim is the number of axes: 3 for every colour picture and 2 for a grey one. "
            "The number of channels is the length of the third axis.",
        ),
        Mistake(
            "always three channels",
            lambda image: (*image.shape[:2], 3),
            "You say 3 channels for every picture. Grey ones have 1, and some files have 4.",
        ),
        Mistake(
            "always three for colour",
            lambda image: (*image.shape[:2], 3 if image.ndim == 3 else 1),
            "You say 3 for every picture that is not grey, and one of these has 4. Read the "
            "number from the shape.",
        ),
        Mistake(
            "always the cat",
            lambda image: (300, 451, 3),
            "These are the numbers of the cat, whatever picture comes in. Use `image`, the name in "
            "the brackets after `def size_of`.",
        ),
        Mistake(
            "no channels in a grey picture",
            lambda image: (*image.shape[:2], image.shape[2] if image.ndim == 3 else 0),
            "A grey picture has no third axis, but it does have a value for each pixel: 1 channel.",
        ),
        Mistake(
            "channels first",
            lambda image: (_size(image)[2], *image.shape[:2]),
            "The three numbers are right, but their order is not: height, width, channels.",
        ),
    ],
    alternatives=[
        lambda image: (*image.shape, 1)[:3],
        lambda image: np.atleast_3d(image).shape,
        lambda image: [len(image), len(image[0]), image.size // (len(image) * len(image[0]))],
    ],
    hints=[
        "image.shape holds two numbers for a grey picture and three for a colour picture.",
        "image.ndim tells you how many axes there are: 2 for grey, 3 for colour.",
        "height, width = image.shape[:2] works for both. Then choose: 1, or image.shape[2].",
    ],
    why="A shape is (height, width, channels), and a grey picture leaves the last one out.",
)


# --- 2. crop -------------------------------------------------------------------------------------


def _crop(image: np.ndarray, x: int, y: int, width: int, height: int) -> np.ndarray:
    return image[y : y + height, x : x + width]


def _crop_probe(rng: np.random.Generator) -> tuple:
    image, box = _with_box(rng)
    return image, *box


crop = Exercise(
    "01.crop",
    "Crop",
    reference=_crop,
    probes=[
        (_ramp(9, 14), 1, 2, 4, 3),
        (_ramp(12, 10, 3), 3, 1, 2, 7),
        (_ramp(7, 11), 0, 0, 11, 7),
        (_ramp(8, 13, 3), 12, 7, 1, 1),
        (_ramp(9, 12, 3), 0, 4, 5, 3),
        (_ramp(10, 8), 5, 0, 2, 6),
        (_ramp(6, 7, 4), 2, 1, 4, 3),
        (_ramp(3, 300), 261, 1, 30, 2),
        (_ramp(300, 4, 3), 1, 258, 2, 40),
        Random(4, _crop_probe),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "columns before rows",
            lambda image, x, y, width, height: image[x : x + width, y : y + height],
            "Rows come first in image[rows, columns], and y counts the rows. You gave the columns "
            "first.",
        ),
        Mistake(
            "size taken for the end",
            lambda image, x, y, width, height: image[y:height, x:width],
            "A slice is start:end. You gave the height and the width as ends, but they are "
            "sizes: where does the box end?",
        ),
        Mistake(
            "one row and column too many",
            lambda image, x, y, width, height: image[y : y + height + 1, x : x + width + 1],
            "One row and one column too many: a slice stops before its end, so the end is already "
            "not included.",
        ),
        Mistake(
            "one row and column too few",
            lambda image, x, y, width, height: image[y : y + height - 1, x : x + width - 1],
            "One row and one column are missing: a slice stops before its end, so you need not "
            "subtract 1.",
        ),
        Mistake(
            "width and height mixed up",
            lambda image, x, y, width, height: image[y : y + width, x : x + height],
            "The part begins at the right place, but its sides are mixed up: the height belongs "
            "to the rows.",
        ),
        Mistake(
            "two pairs of brackets",
            lambda image, x, y, width, height: image[y : y + height][x : x + width],
            "With two pairs of brackets the second one cuts rows again, not columns. Put both "
            "slices in one pair: image[rows, columns].",
        ),
        Mistake(
            "always the upper left corner",
            lambda image, x, y, width, height: image[:height, :width],
            "The size is right, but your part always begins in the upper left corner. Begin at "
            "row y and column x.",
        ),
    ],
    alternatives=[
        lambda image, x, y, width, height: image[y:, x:][:height, :width].copy(),
        lambda image, x, y, width, height: image[np.arange(height) + y][:, np.arange(width) + x],
        lambda image, x, y, width, height: np.array(
            [row[x : x + width] for row in image[y : y + height]]
        ),
        lambda image, x, y, width, height: np.asarray(
            Image.fromarray(image).crop((x, y, x + width, y + height))
        ),
    ],
    hints=[
        "A slice of a picture is image[first_row:end_row, first_column:end_column].",
        "The first row is y. The box has height rows, and the end is not included.",
        "The rows are y : y + height. Write the columns in the same way.",
    ],
    why="Rows first, then columns; each slice starts at a and stops before b.",
)


# --- 3. BGR to RGB -------------------------------------------------------------------------------


def _swap_one_by_one(bgr: np.ndarray) -> np.ndarray:
    bgr[:, :, 0] = bgr[:, :, 2]
    bgr[:, :, 2] = bgr[:, :, 0]
    return bgr


rgb = Exercise(
    "01.rgb",
    "From BGR to RGB",
    reference=lambda bgr: bgr[:, :, ::-1],
    probes=[
        _ramp(3, 5, 3),
        _ramp(1, 4, 3),
        np.full((4, 2, 3), (200, 100, 0), dtype=np.uint8),
        Random(4, _colour),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "upside down",
            lambda bgr: bgr[::-1],
            "That turned the picture upside down: the first axis holds the rows. The channels are "
            "the last axis.",
        ),
        Mistake(
            "mirrored",
            lambda bgr: bgr[:, ::-1],
            "That mirrored the picture: the second axis holds the columns. The channels are the "
            "last axis.",
        ),
        Mistake(
            "every axis turned round",
            np.flip,
            "The colours are right, but the picture is turned by half a turn. Turn round the last "
            "axis only.",
        ),
        Mistake(
            "unchanged",
            lambda bgr: bgr,
            "The picture came back as it was: blue still comes first.",
        ),
        Mistake(
            "moved on by one",
            lambda bgr: np.roll(bgr, 1, axis=2),
            "You have moved the channels on by one: red, blue, green. Blue and red should change "
            "places, and green should stay.",
        ),
        Mistake(
            "one overwrites the other",
            _swap_one_by_one,
            "Blue and red are the same now. The first of your two lines has already changed the "
            "channel that the second one reads: keep a copy.",
        ),
        Mistake(
            "floats",
            lambda bgr: bgr[:, :, ::-1].astype(float),
            "The order is right, but the values are floats. np.zeros makes floats unless you "
            "write dtype=np.uint8; np.zeros_like(bgr) takes the dtype of bgr.",
        ),
        Mistake(
            "grey",
            lambda bgr: np.repeat(bgr[:, :, 1:2], 3, axis=2),
            "All three channels are the same now, so the picture is grey. Only the order of the "
            "channels should change.",
        ),
    ],
    alternatives=[
        lambda bgr: cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB),
        lambda bgr: np.flip(bgr, axis=-1),
        lambda bgr: bgr[..., [2, 1, 0]],
        lambda bgr: cv2.merge(cv2.split(bgr)[::-1]),
        lambda bgr: np.dstack([bgr[:, :, 2], bgr[:, :, 1], bgr[:, :, 0]]),
        lambda bgr: np.array([[pixel[::-1] for pixel in row] for row in bgr]),
    ],
    hints=[
        "The channels are the last of the three axes.",
        "A slice with step -1 runs backwards: values[::-1].",
        "Leave rows and columns alone: bgr[:, :, ...]. OpenCV has cv2.COLOR_BGR2RGB for this, too.",
    ],
    why="BGR and RGB are the same picture; only the order of the last axis differs.",
)


# --- 4. save and read ----------------------------------------------------------------------------


def _through_png(image: np.ndarray) -> np.ndarray:
    """Return the picture as Pillow reads it from a PNG file that Pillow has written."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, format="PNG")
    return np.asarray(Image.open(file))


def _png_by_opencv(bgr: np.ndarray) -> io.BytesIO:
    """Return the PNG file that OpenCV writes."""
    return io.BytesIO(cv2.imencode(".png", bgr)[1].tobytes())


def _through_jpeg(image: np.ndarray) -> np.ndarray:
    """Return the picture as matplotlib reads it from a JPEG file that OpenCV has written."""
    _, file = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    return np.asarray(Image.open(io.BytesIO(file.tobytes())))


def _as_matplotlib_reads(image: np.ndarray) -> np.ndarray:
    """Return the floats that ``plt.imread`` gives for a PNG file of this picture."""
    return (image / 255).astype(np.float32)


save = Exercise(
    "01.save",
    "Save with one library, read with another",
    reference=lambda image: _as_matplotlib_reads(_through_png(image)),
    probes=[
        _ramp(5, 8, 3),
        _ramp(9, 4, 3),
        np.full((3, 4, 3), (255, 128, 0), dtype=np.uint8),
        Random(3, _colour),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "saved as RGB",
            lambda image: _as_matplotlib_reads(image[:, :, ::-1]),
            "Red and blue have changed places. cv2.imwrite takes the first channel for blue, and "
            "plt.imread gives RGB. Convert once, before you save or after you read, not twice.",
        ),
        Mistake(
            "read by another library",
            lambda image: image,
            "The colours are right, but the values run from 0 to 255. Read the file with "
            "plt.imread, which gives floats from 0 to 1 for PNG.",
        ),
        Mistake(
            "saved as RGB, read by another library",
            lambda image: image[:, :, ::-1],
            "Two things: red and blue have changed places, and the values run from 0 to 255. "
            "Read with plt.imread, and convert once, before you save or after you read.",
        ),
        Mistake(
            "saved as JPEG",
            _through_jpeg,
            "This is what comes back from a JPEG file: whole numbers, and a little wrong. Save "
            "the picture under a name that ends in .png.",
        ),
        Mistake(
            "a fourth channel",
            lambda image: np.dstack(
                [_as_matplotlib_reads(image), np.ones(image.shape[:2], dtype=np.float32)]
            ),
            "Something added a fourth channel, opacity: plt.imsave does, and so do the conversions "
            "whose names end in A. Give cv2.imwrite a picture with three channels.",
        ),
        Mistake(
            "not read by matplotlib",
            lambda image: image / 255,
            "The values are right, but plt.imread gives them as float32. Did you divide by 255 "
            "yourself? Return what plt.imread gives.",
        ),
        Mistake(
            "divided once more",
            lambda image: _as_matplotlib_reads(image) / 255,
            "matplotlib has already divided by 255 when it reads a PNG file. You have divided "
            "once more, so the picture is nearly black.",
        ),
    ],
    alternatives=[
        lambda image: imread(_png_by_opencv(image[:, :, ::-1])),
        lambda image: imread(_png_by_opencv(image))[:, :, ::-1],
        lambda image: ski.util.img_as_float32(_through_png(image)),
    ],
    hints=[
        "cv2.imwrite(name, picture) expects BGR, and your picture is RGB.",
        "cv2.cvtColor(image, cv2.COLOR_RGB2BGR) changes the order before you save.",
        'Use the same name twice: cv2.imwrite("picture.png", ...), then plt.imread("picture.png").',
    ],
    why="Each library has its own order and its own range; whoever mixes them has to convert.",
)


# --- 5. keep one channel -------------------------------------------------------------------------


def _keep(image: np.ndarray, channel: int) -> np.ndarray:
    kept = np.zeros_like(image)
    kept[:, :, channel] = image[:, :, channel]
    return kept


def _drop(image: np.ndarray, channel: int) -> np.ndarray:
    kept = image.copy()
    kept[:, :, channel] = 0
    return kept


def _drop_in_place(image: np.ndarray, channel: int) -> np.ndarray:
    for other in {0, 1, 2} - {channel}:
        image[:, :, other] = 0
    return image


def _keep_row(image: np.ndarray, channel: int) -> np.ndarray:
    kept = np.zeros_like(image)
    kept[channel] = image[channel]
    return kept


channel = Exercise(
    "01.channel",
    "Keep one channel",
    reference=_keep,
    probes=[
        (_ramp(4, 6, 3), 0),
        (_ramp(5, 4, 3), 1),
        (_ramp(6, 9, 3), 2),
        Random(3, lambda rng: (_colour(rng), int(rng.integers(3)))),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "only the plane",
            lambda image, channel: image[:, :, channel],
            "This is the plane of the channel, with two axes, so it shows as grey. Keep three "
            "channels and make the other two 0.",
        ),
        Mistake(
            "the wrong ones cleared",
            _drop,
            "You have cleared the channel that should stay, and kept the other two.",
        ),
        Mistake(
            "counted from BGR",
            lambda image, channel: _keep(image, 2 - channel),
            "You count the channels from the other end. This picture is RGB: channel 0 is red.",
        ),
        Mistake(
            "grey in all three",
            lambda image, channel: np.repeat(image[:, :, channel, None], 3, axis=2),
            "All three channels hold the same plane, so the picture is grey. The other two should "
            "be 0.",
        ),
        Mistake(
            "rows instead of channels",
            _keep_row,
            "You have kept one row of pixels. The channels are the last axis: [:, :, channel].",
        ),
        Mistake(
            "floats",
            lambda image, channel: _keep(image, channel).astype(float),
            "The values are right, but they are floats. np.zeros makes floats unless you write "
            "dtype=np.uint8; np.zeros_like(image) takes the dtype of the picture.",
        ),
        Mistake(
            "always red",
            lambda image, channel: _keep(image, 0),
            "You always keep channel 0. Use the number `channel` that your function is given.",
        ),
        Mistake(
            "changed in place",
            _drop_in_place,
            "The result is right, but you have changed the picture that you were given. Work on "
            "image.copy(), or start from np.zeros_like(image).",
        ),
        Mistake(
            "full light instead of none",
            lambda image, channel: np.where(np.arange(3) == channel, image, 255).astype(np.uint8),
            "The other two channels are 255, which is full light. No light is 0.",
        ),
    ],
    alternatives=[
        lambda image, channel: image * (np.arange(3) == channel),
        lambda image, channel: np.where(np.arange(3) == channel, image, 0),
        lambda image, channel: cv2.merge(
            [plane * np.uint8(k == channel) for k, plane in enumerate(cv2.split(image))]
        ),
        lambda image, channel: _drop(_drop(image, (channel + 1) % 3), (channel + 2) % 3),
    ],
    hints=[
        "Start with a new picture: np.zeros_like(image) is black, with the same shape and dtype.",
        "The plane of one channel is image[:, :, channel].",
        "Copy that plane into the same place of the black picture: kept[:, :, channel] = ...",
    ],
    why="A colour picture always has three channels; a pure red one has two that are all 0.",
)


# --- 6. grey -------------------------------------------------------------------------------------


def _weighted(image: np.ndarray) -> np.ndarray:
    return image @ _WEIGHTS


def _clear_cut(rng: np.random.Generator) -> np.ndarray:
    """Return a colour picture whose grey values are clear to round and clear to cut off.

    OpenCV and Pillow compute with whole numbers, which moves a grey value by up to 0.01. So near
    the middle between two whole numbers one right way of rounding may go up and another down;
    near a whole number the same holds for cutting off.
    """
    image = _colour(rng)
    fraction = _weighted(image) % 1
    unclear = (abs(fraction - 0.5) < 0.02) | (abs(fraction - 0.5) > 0.48)
    image[unclear] = (10, 200, 30)  # 123.81
    return image


grey = Exercise(
    "01.grey",
    "Grey",
    reference=lambda image: np.round(_weighted(image)).astype(np.uint8),
    probes=[
        np.array(
            [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [250, 255, 252]], [[0, 0, 0], [9, 7, 8]]]
        ).astype(np.uint8),
        np.array(
            [
                [[24, 123, 141], [111, 113, 105], [16, 99, 58]],
                [[167, 205, 213], [195, 70, 44], [170, 165, 236]],
                [[187, 49, 121], [179, 30, 100], [199, 210, 15]],
                [[255, 255, 255], [255, 255, 254], [255, 254, 255]],
            ],
            dtype=np.uint8,
        ),
        Random(4, _clear_cut),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "plain mean",
            lambda image: np.round(image.mean(axis=2)).astype(np.uint8),
            "You gave the three channels equal weights. Green should count for more than red, and "
            "red for more than blue.",
        ),
        Mistake(
            "weights for BGR",
            lambda image: cv2.cvtColor(image, cv2.COLOR_BGR2GRAY),
            "The weights of red and blue have changed places. This picture is RGB, so red comes "
            "first.",
        ),
        Mistake(
            "cut off",
            lambda image: (_weighted(image) + 1e-9).astype(np.uint8),
            "astype cuts the decimals off: 76.9 becomes 76. Round to the nearest whole number "
            "first.",
        ),
        Mistake(
            # the sum of the weights times 255 may come out just below 255, as with image @ weights
            "cut off, white too",
            lambda image: np.maximum(_weighted(image) - 1e-9, 0).astype(np.uint8),
            "astype cuts the decimals off: 76.9 becomes 76, and white may become 254. Round to the "
            "nearest whole number first.",
        ),
        Mistake(
            "weights of scikit-image",
            lambda image: np.round(ski.color.rgb2gray(image) * 255).astype(np.uint8),
            "scikit-image uses other weights: 0.2125, 0.7154 and 0.0721. Both ways are in use; "
            "this exercise asks for the weights in the text.",
        ),
        Mistake(
            "range 0 to 1",
            lambda image: np.round(_weighted(image) / 255).astype(np.uint8),
            "Nearly everything is 0 or 1: the values have been divided by 255. Stay on the scale "
            "from 0 to 255.",
        ),
        Mistake(
            "still three channels",
            lambda image: np.round(image * _WEIGHTS).astype(np.uint8),
            "The channels are weighted, but not added up yet: a grey picture has one value for "
            "each pixel.",
        ),
        Mistake(
            "one channel only",
            lambda image: image[:, :, 0],
            "This is the red channel alone. All three channels take part, each with its weight.",
        ),
        Mistake(
            "rounded floats",
            lambda image: np.round(_weighted(image)),
            "The values are right, but they are still floats: np.round keeps the type. Add "
            ".astype(np.uint8) at the end.",
        ),
        Mistake(
            "plain mean as floats",
            lambda image: image.mean(axis=2),
            "Two things: the three channels have equal weights, and the mean is floats. Use the "
            "three weights, round, then change the type.",
        ),
        Mistake(
            "plain mean, cut off",
            lambda image: image.mean(axis=2).astype(np.uint8),
            "Two things: the three channels have equal weights, and astype cuts the decimals off. "
            "Use the three weights, and round before you change the type.",
        ),
        Mistake(
            "grey of scikit-image",
            ski.color.rgb2gray,
            "These are floats from 0 to 1, with scikit-image's own weights. This exercise asks for "
            "the weights in the text and for whole numbers from 0 to 255.",
        ),
        Mistake(
            "not rounded",
            _weighted,
            "These are floats. Round them, then turn them into uint8.",
        ),
    ],
    alternatives=[
        lambda image: cv2.cvtColor(image, cv2.COLOR_RGB2GRAY),
        lambda image: np.asarray(Image.fromarray(image).convert("L")),
        lambda image: np.rint((image * _WEIGHTS).sum(axis=2)).astype("uint8"),
        lambda image: (
            0.299 * image[..., 0] + 0.587 * image[..., 1] + 0.114 * image[..., 2] + 0.5
        ).astype(np.uint8),
    ],
    hints=[
        "Multiply each channel by its weight and add the three up.",
        "image @ [0.299, 0.587, 0.114] does both for every pixel at once.",
        "The result is floats. np.round(...) comes first, then .astype(np.uint8).",
    ],
    why="Grey is a weighted sum of the channels, because the eye does not see them equally bright.",
)


# --- 7. enlarge ----------------------------------------------------------------------------------


def _repeat(image: np.ndarray, factor: int) -> np.ndarray:
    return image.repeat(factor, axis=0).repeat(factor, axis=1)


def _sized(image: np.ndarray, size: tuple[int, int], how: int = cv2.INTER_NEAREST) -> np.ndarray:
    return cv2.resize(image, size, interpolation=how)


enlarge = Exercise(
    "01.enlarge",
    "Enlarge",
    reference=_repeat,
    probes=[
        (_ramp(2, 3), 2),
        (_ramp(3, 2, 3), 3),
        (_ramp(5, 8), 1),
        (_ramp(4, 3), 5),
        (_ramp(3, 4, 3), 7),
        Random(4, lambda rng: (_any(rng), int(rng.integers(2, 8)))),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "a shape given as size",
            lambda image, factor: _sized(image, (len(image) * factor, len(image[0]) * factor)),
            "Height and width have changed places: cv2.resize wants a size, (width, height), not "
            "a shape.",
        ),
        Mistake(
            "values in between",
            lambda image, factor: _sized(
                image, (len(image[0]) * factor, len(image) * factor), cv2.INTER_LINEAR
            ),
            "The shape is right, but the values between two pixels were mixed. Ask for "
            "interpolation=cv2.INTER_NEAREST.",
        ),
        Mistake(
            "tiles",
            lambda image, factor: np.tile(image, (factor, factor, 1)[: image.ndim]),
            "The whole picture stands there several times, like tiles. Each pixel should be "
            "repeated, not the picture.",
        ),
        Mistake(
            "only higher",
            lambda image, factor: image.repeat(factor, axis=0),
            "The picture has become higher, but not wider. Repeat the columns as well.",
        ),
        Mistake(
            "only wider",
            lambda image, factor: image.repeat(factor, axis=1),
            "The picture has become wider, but not higher. Repeat the rows as well.",
        ),
        Mistake(
            "always twice",
            lambda image, factor: _repeat(image, 2),
            "You always enlarge by 2. Use the `factor` that your function is given.",
        ),
        Mistake(
            "floats",
            lambda image, factor: _repeat(image, factor).astype(float),
            "The values are right, but they are floats. np.zeros and np.ones make floats unless "
            "you write dtype=image.dtype.",
        ),
        Mistake(
            "multiplied",
            lambda image, factor: image * factor,
            "This multiplies the values and leaves the size as it was. The number of pixels "
            "should grow.",
        ),
    ],
    alternatives=[
        lambda image, factor: _sized(image, (image.shape[1] * factor, image.shape[0] * factor)),
        lambda image, factor: cv2.resize(
            image, None, fx=factor, fy=factor, interpolation=cv2.INTER_NEAREST
        ),
        lambda image, factor: np.kron(
            image, np.ones((factor, factor, 1)[: image.ndim], dtype=image.dtype)
        ),
        lambda image, factor: image[np.arange(len(image) * factor) // factor][
            :, np.arange(len(image[0]) * factor) // factor
        ],
        lambda image, factor: np.asarray(
            Image.fromarray(image).resize(
                (image.shape[1] * factor, image.shape[0] * factor), Image.Resampling.NEAREST
            )
        ),
    ],
    hints=[
        "cv2.resize(image, (width, height)): first the width, then the height.",
        "The new width is image.shape[1] * factor.",
        "Add interpolation=cv2.INTER_NEAREST, so that no value in between appears.",
    ],
    why="A shape is (height, width); a size in OpenCV is (width, height).",
)


# --- 8. brighten ---------------------------------------------------------------------------------


def _brighter(image: np.ndarray, amount: int) -> np.ndarray:
    return np.clip(image.astype(int) + amount, 0, 255).astype(np.uint8)


def _add_in_place(image: np.ndarray, amount: int) -> np.ndarray:
    image += amount
    return image


def _strong_and_weak(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return a picture that reaches both ends of the range, and an amount of either sign."""
    image = _any(rng)
    image[0, 0], image[0, 1], image[1, 0] = 0, 255, 128
    return image, int(rng.integers(40, 120)) * int(rng.choice([-1, 1]))


brighten = Exercise(
    "01.brighten",
    "Brighten, without surprises",
    reference=_brighter,
    probes=[
        (np.array([[0, 40, 80], [255, 200, 125]], dtype=np.uint8), 100),
        (np.array([[0, 40], [255, 200], [125, 60]], dtype=np.uint8), -100),
        (_ramp(4, 6, 3), 300),
        (_ramp(5, 3), 0),
        *((_ramp(16, 17), amount) for amount in (254, -254, -255, -300)),
        *((_ramp(6, 4, 3), amount) for amount in (1000, -1000, 32_700, 70_000, -70_000)),
        Random(5, _strong_and_weak),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "added in uint8",
            lambda image, amount: np.clip(image + amount, 0, 255),
            "uint8 cannot hold a negative amount, and sums above 255 wrap. Change the type first.",
        ),
        Mistake(
            "wraps around",
            lambda image, amount: ((image.astype(int) + amount) % 256).astype(np.uint8),
            "Some sums wrapped around the end of uint8: bright places turn dark. Compute in a "
            "wider type such as int, and clip before you go back.",
        ),
        Mistake(
            "a type of 16 bits",
            lambda image, amount: np.clip(image.astype(np.int16) + amount, 0, 255).astype(np.uint8),
            "int16 ends at 32,767, and an amount can be larger than that. Take a wider type: int.",
        ),
        Mistake(
            "still a wide type",
            lambda image, amount: np.clip(image.astype(int) + amount, 0, 255),
            "The values are right, but they are not uint8 yet. Add .astype(np.uint8) at the end.",
        ),
        Mistake(
            "added in place",
            _add_in_place,
            "`+=` changes the picture that you were given, and it stays uint8, so sums wrap. Make "
            "a wider copy first: image.astype(int).",
        ),
        Mistake(
            "only the upper end",
            lambda image, amount: (np.minimum(image.astype(int) + amount, 255) % 256).astype(
                np.uint8
            ),
            "The bright end is right. At the dark end, sums below 0 wrap: the amount can be "
            "negative, too.",
        ),
        Mistake(
            "only the lower end",
            lambda image, amount: (np.maximum(image.astype(int) + amount, 0) % 256).astype(
                np.uint8
            ),
            "The dark end is right. At the bright end, sums above 255 wrap: cut them off there, "
            "too, before you go back to uint8.",
        ),
        Mistake(
            "always 100",
            lambda image, amount: _brighter(image, 100),
            "You always add 100. Use the `amount` that your function is given.",
        ),
        Mistake(
            "the sign is lost",
            lambda image, amount: np.minimum(np.abs(image.astype(int) + amount), 255).astype(
                np.uint8
            ),
            "Sums below 0 came back as positive numbers: 20 - 60 gave 40. Such a pixel should "
            "be 0. cv2.convertScaleAbs does this, for example.",
        ),
        Mistake(
            "only one channel",
            lambda image, amount: _brighter(
                image, (np.arange(3) == 0) * amount if image.ndim == 3 else amount
            ),
            "In colour pictures only the first channel has changed. Every channel should.",
        ),
        Mistake(
            "multiplied",
            lambda image, amount: np.clip(image * (1 + amount / 255), 0, 255).astype(np.uint8),
            "You multiply, so that black stays black. Add the same amount to every value.",
        ),
        Mistake(
            "unchanged",
            lambda image, amount: image,
            "The picture came back as it was. Did you keep the result of the sum?",
        ),
    ],
    alternatives=[
        lambda image, amount: np.clip(image.astype(float) + amount, 0, 255).astype(np.uint8),
        lambda image, amount: np.minimum(
            np.maximum(image.astype(np.int32) + amount, 0), 255
        ).astype("uint8"),
        lambda image, amount: np.clip(np.arange(256) + amount, 0, 255).astype(np.uint8)[image],
        lambda image, amount: (cv2.add if amount > 0 else cv2.subtract)(
            image, np.full_like(image, min(abs(amount), 255))
        ),
    ],
    hints=[
        "uint8 cannot hold 300 or -20. Which type can?",
        "image.astype(int) + amount cannot wrap. Its values may lie outside 0...255 now.",
        "np.clip(values, 0, 255) cuts them, and .astype(np.uint8) comes last.",
    ],
    why="Widen, compute, clip, go back: the safe order for arithmetic on 8-bit pictures.",
)


# --- 9. levels -----------------------------------------------------------------------------------


def _floats(rng: np.random.Generator) -> np.ndarray:
    """Return floats from 0 to 1 that lie clearly nearer to one level than to the next."""
    levels = _any(rng).astype(float)
    moved = levels + rng.uniform(-0.48, 0.48, levels.shape)
    return np.clip(moved / 255, 0, 1)


_STEPS = np.array([[0.0, 0.251, 0.503], [0.999, 1.0, 0.607]])
# between two levels, but clearly nearer to one of them
_NEAR_THE_MIDDLE = np.array(
    [[0.45, 0.55, 7.4, 9.6], [31.48, 60.52, 127.47, 200.53], [253.46, 253.54, 254.48, 254.52]]
)
_DARK_STEPS = np.array([[0.105, 0.303], [0.661, 0.907], [0.05, 0.777]], dtype=np.float32)

levels = Exercise(
    "01.levels",
    "Back to bytes",
    reference=lambda image: np.round(image * 255).astype(np.uint8),
    probes=[_STEPS, _DARK_STEPS, _NEAR_THE_MIDDLE / 255, Random(4, _floats)],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "only another type",
            lambda image: image.astype(np.uint8),
            "Only 0 and 1 are left, so the picture is black: astype alone cuts off the decimals. "
            "Stretch the values to 0...255 first.",
        ),
        Mistake(
            "cut off",
            lambda image: (image * 255).astype(np.uint8),
            "astype cuts off: 254.7 becomes 254. Round to the nearest whole number first.",
        ),
        Mistake(
            "rounded too early",
            lambda image: (np.round(image) * 255).astype(np.uint8),
            "Only black and white are left: you rounded while the values were still between 0 "
            "and 1.",
        ),
        Mistake(
            "times 256",
            lambda image: np.minimum(np.round(image * 256), 255).astype(np.uint8),
            "You multiplied by 256. There are 256 levels, but the largest of them is 255.",
        ),
        Mistake(
            "times 256, cut off",
            lambda image: np.floor(image * 256).astype(int).astype(np.uint8),
            "You multiplied by 256 and cut off, so 1.0 became 256, which wraps to 0: white turned "
            "black. Multiply by 255 and round.",
        ),
        Mistake(
            "times 256, rounded",
            lambda image: np.round(image * 256).astype(int).astype(np.uint8),
            "You multiplied by 256, so 1.0 became 256, which wraps to 0: white turned black. "
            "Multiply by 255.",
        ),
        Mistake(
            "times 256, clipped and cut off",
            lambda image: np.minimum(image * 256, 255).astype(np.uint8),
            "You multiplied by 256, clipped and cut off. That makes 256 equal steps, but this "
            "exercise asks for the nearest of the levels: multiply by 255 and round.",
        ),
        Mistake(
            "type changed first",
            lambda image: image.astype(np.uint8) * 255,
            "Everything below 1.0 is 0: astype cut off the decimals before you multiplied. "
            "Multiply first, then round, then change the type.",
        ),
        Mistake(
            "stretched to the brightest",
            lambda image: np.round(image / image.max() * 255).astype(np.uint8),
            "You made the brightest pixel 255. It should be 255 only where the value is 1.0: a "
            "dark picture stays dark.",
        ),
        Mistake(
            "rounded floats",
            lambda image: np.round(image * 255),
            "The values are right, but they are still floats: np.round keeps the type. Add "
            ".astype(np.uint8) at the end.",
        ),
        Mistake(
            "still floats",
            lambda image: image * 255,
            "The values are on the right scale, but they are still floats. Round them, then use "
            ".astype(np.uint8).",
        ),
    ],
    alternatives=[
        lambda image: (image * 255 + 0.5).astype("uint8"),
        ski.util.img_as_ubyte,
        lambda image: np.rint(255 * image.astype(np.float64)).astype(np.uint8),
        lambda image: cv2.convertScaleAbs(image, alpha=255),
    ],
    hints=[
        "What do you multiply 1.0 by to get 255?",
        "np.round rounds to the nearest whole number; the result is still of a float type.",
        "np.round(image * 255), and then .astype(np.uint8).",
    ],
    why="Scale, round, change the type, in this order; astype alone cuts everything off.",
)


# --- 10. box -------------------------------------------------------------------------------------


def _outline(image: np.ndarray, x: int, y: int, right: int, bottom: int, colour) -> np.ndarray:
    """Return a copy with a rectangle whose last column and row are `right` and `bottom`."""
    return cv2.rectangle(image.copy(), (x, y), (right, bottom), colour, 1)


def _box_reference(image: np.ndarray, box: tuple, colour: tuple) -> np.ndarray:
    x, y, width, height = box
    return _outline(image, x, y, x + width - 1, y + height - 1, colour)


def _box_by_slices(image: np.ndarray, box: tuple, colour: tuple) -> np.ndarray:
    x, y, width, height = box
    drawn = image.copy()
    drawn[[y, y + height - 1], x : x + width] = colour
    drawn[y : y + height, [x, x + width - 1]] = colour
    return drawn


def _box_by_slices_too_far(image: np.ndarray, box: tuple, colour: tuple) -> np.ndarray:
    x, y, width, height = box
    drawn = image.copy()
    drawn[[y, y + height], x : x + width] = colour
    drawn[y : y + height, [x, x + width]] = colour
    return drawn


def _box_by_mask(image: np.ndarray, box: tuple, colour: tuple) -> np.ndarray:
    x, y, width, height = box
    mask = np.zeros(image.shape[:2], dtype=bool)
    mask[y : y + height, x : x + width] = True
    mask[y + 1 : y + height - 1, x + 1 : x + width - 1] = False
    return np.where(mask[:, :, None], np.array(colour, dtype=np.uint8), image)


def _box_by_skimage(image: np.ndarray, box: tuple, colour: tuple) -> np.ndarray:
    x, y, width, height = box
    drawn = image.copy()
    # scikit-image draws around the rows and columns that it is given
    inside = (y + 1, x + 1), (y + height - 2, x + width - 2)
    drawn[ski.draw.rectangle_perimeter(*inside)] = colour
    return drawn


def _filled(image: np.ndarray, box: tuple, colour: tuple) -> np.ndarray:
    return cv2.rectangle(image.copy(), box, colour, -1)


def _box_probe(rng: np.random.Generator) -> tuple:
    image, box = _with_box(rng, _colour)
    return image, box, tuple(rng.choice(256, size=3, replace=False).tolist())


box = Exercise(
    "01.box",
    "Draw a box",
    reference=_box_reference,
    probes=[
        (_ramp(9, 14, 3), (2, 1, 7, 5), (255, 0, 0)),
        (_ramp(12, 8, 3), (1, 3, 4, 6), (0, 200, 90)),
        (_ramp(9, 12, 3), (0, 3, 5, 4), (10, 20, 230)),  # the left edge
        (_ramp(9, 12, 3), (4, 0, 3, 5), (10, 20, 230)),  # the upper edge
        (_ramp(9, 12, 3), (8, 2, 4, 3), (10, 20, 230)),  # the right edge
        (_ramp(9, 12, 3), (3, 5, 6, 4), (10, 20, 230)),  # the lower edge
        (_ramp(10, 8, 3), (0, 0, 3, 4), (250, 9, 80)),
        (_ramp(10, 8, 3), (4, 7, 4, 3), (250, 9, 80)),
        (_ramp(10, 8, 3), (0, 6, 5, 4), (250, 9, 80)),
        (_ramp(10, 8, 3), (5, 0, 3, 6), (250, 9, 80)),
        (_ramp(8, 11, 3), (0, 0, 11, 8), (90, 0, 160)),
        (_ramp(8, 10, 3) // 5 + 200, (2, 1, 5, 4), (0, 0, 0)),
        (_ramp(10, 8, 3) // 5, (1, 2, 3, 6), (255, 255, 255)),
        Random(4, _box_probe),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "size taken for a corner",
            lambda image, box, colour: _outline(image, *box, colour),
            "You gave the width and the height as the second corner. A corner is a place: the box "
            "begins at x and is width pixels wide.",
        ),
        Mistake(
            "one pixel too far",
            lambda image, box, colour: _outline(
                image, box[0], box[1], box[0] + box[2], box[1] + box[3], colour
            ),
            "The right and lower sides are one pixel too far: cv2.rectangle draws its second "
            "corner as well, and the last column of the box is x + width - 1.",
        ),
        Mistake(
            "one pixel too far by slices",
            _box_by_slices_too_far,
            "The right and lower sides are one pixel too far. The box ends before column x + width "
            "and row y + height, so its last ones are 1 less.",
        ),
        Mistake(
            "around the box",
            lambda image, box, colour: _outline(
                image, box[0] - 1, box[1] - 1, box[0] + box[2], box[1] + box[3], colour
            ),
            "Your lines lie around the box. They should be its own outermost rows and columns.",
        ),
        Mistake(
            "drawn on the picture itself",
            lambda image, box, colour: cv2.rectangle(image, box, colour, 1),
            "The box is right, but it is drawn on the picture that you were given. Draw on "
            "image.copy().",
        ),
        Mistake(
            "always cyan",
            lambda image, box, colour: _box_reference(image, box, (0, 255, 255)),
            "Your box is always cyan. Use the `colour` that your function is given.",
        ),
        Mistake(
            "x and y mixed up",
            lambda image, box, colour: _box_reference(
                image, (box[1], box[0], box[3], box[2]), colour
            ),
            "x and y have changed places. Points in OpenCV are (x, y): column first.",
        ),
        Mistake(
            "filled",
            _filled,
            "The whole box is filled. Only its outline should have the colour: a positive "
            "thickness draws lines.",
        ),
        Mistake(
            "two pixels wide",
            lambda image, box, colour: cv2.rectangle(image.copy(), box, colour, 2),
            "The line is too wide. Ask for thickness=1.",
        ),
        Mistake(
            "colour as BGR",
            lambda image, box, colour: _box_reference(image, box, colour[::-1]),
            "The box is in the right place, but its red and blue have changed places. The picture "
            "is RGB, so give the colour as it is.",
        ),
        Mistake(
            "unchanged",
            lambda image, box, colour: image,
            "The picture came back without a box. Did you draw on one array and return another?",
        ),
    ],
    alternatives=[
        lambda image, box, colour: cv2.rectangle(image.copy(), box, colour),
        _box_by_slices,
        _box_by_mask,
        _box_by_skimage,
    ],
    hints=[
        "image.copy() gives you an array that you may draw on.",
        "cv2.rectangle(picture, box, colour, thickness) takes the box as it is.",
        "Copy, draw on the copy with thickness=1, return the copy.",
    ],
    why="cv2.rectangle draws into the array it is given, so draw on a copy.",
)


# --- 11. mask ------------------------------------------------------------------------------------


def _mask(image: np.ndarray, box: tuple) -> np.ndarray:
    x, y, width, height = box
    mask = np.zeros(image.shape[:2], dtype=bool)
    mask[y : y + height, x : x + width] = True
    return mask


def _mask_by_comparison(image: np.ndarray, box: tuple) -> np.ndarray:
    x, y, width, height = box
    rows, columns = np.indices(image.shape[:2])
    return (y <= rows) & (rows < y + height) & (x <= columns) & (columns < x + width)


mask = Exercise(
    "01.mask",
    "From a box to a mask",
    reference=_mask,
    probes=[
        (_ramp(6, 9), (1, 2, 4, 3)),
        (_ramp(9, 7, 3), (3, 1, 2, 5)),
        (_ramp(5, 8), (0, 0, 8, 5)),
        (_ramp(7, 5), (3, 2, 1, 4)),
        (_ramp(5, 9, 3), (2, 3, 6, 1)),
        (_ramp(8, 6, 4), (1, 4, 3, 2)),
        (_ramp(4, 6), (5, 3, 1, 1)),
        (_ramp(3, 300), (261, 1, 30, 2)),
        (_ramp(300, 4, 3), (1, 258, 2, 40)),
        Random(4, _with_box),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "columns before rows",
            lambda image, box: _mask(image, (box[1], box[0], box[3], box[2])),
            "Rows come first: mask[rows, columns]. You gave the columns first.",
        ),
        Mistake(
            "size taken for the end",
            lambda image, box: _mask(
                image, (box[0], box[1], max(box[2] - box[0], 0), max(box[3] - box[1], 0))
            ),
            "A slice is start:end. You gave width and height as ends, but they are sizes.",
        ),
        Mistake(
            "a mask with channels",
            lambda image, box: np.stack([_mask(image, box)] * 3, axis=2),
            "The mask has a third axis. A mask has one value for each pixel, not one for each "
            "channel: image.shape[:2].",
        ),
        Mistake(
            "0 and 255",
            lambda image, box: _mask(image, box).astype(np.uint8) * 255,
            "The right pixels are marked, but with 255. OpenCV does it so; here the mask should "
            "hold True and False.",
        ),
        Mistake(
            "floats",
            lambda image, box: _mask(image, box).astype(float),
            "The right pixels are marked, but with floats: np.zeros makes floats unless you write "
            "dtype=bool. `image[mask]` needs True and False.",
        ),
        Mistake(
            "0 and 1",
            lambda image, box: _mask(image, box).astype(np.uint8),
            "The right pixels are marked, but with the numbers 0 and 1. To NumPy they are not "
            "True and False: image[mask] would read them as row numbers. Use dtype=bool.",
        ),
        Mistake(
            "inside out",
            lambda image, box: ~_mask(image, box),
            "True and False have changed places: the inside of the box should be True.",
        ),
        Mistake(
            "one row and column too many",
            lambda image, box: _mask(image, (box[0], box[1], box[2] + 1, box[3] + 1)),
            "One row and one column too many: a slice stops before its end.",
        ),
        Mistake(
            "the picture in the box",
            lambda image, box: (image.T * _mask(image, box).T).T,
            "This is the picture, black outside the box. A mask says only which pixels belong: "
            "True or False.",
        ),
    ],
    alternatives=[
        _mask_by_comparison,
        lambda image, box: cv2.rectangle(np.zeros(image.shape[:2], np.uint8), box, 1, -1) == 1,
        lambda image, box: _mask(image, box).astype(np.uint8).astype(bool),
        lambda image, box: np.array(_mask(image, box).tolist()),
    ],
    hints=[
        "np.zeros(shape, dtype=bool) is an array of False. Which shape do you need?",
        "image.shape[:2] is (height, width), for grey pictures and for colour ones.",
        "Set the same slice as in the exercise Crop to True.",
    ],
    why="A mask has one True or False for each pixel, so its area is the number of True.",
)


# --- 12. bounding box ----------------------------------------------------------------------------


def _bounds(mask: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(mask)
    x, y = int(columns.min()), int(rows.min())
    return x, y, int(columns.max()) - x + 1, int(rows.max()) - y + 1


def _bounds_by_first_and_last(mask: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(mask)
    x, y = columns[0], rows[0]
    return int(x), int(y), int(columns[-1] - x + 1), int(rows[-1] - y + 1)


def _bounds_by_any(mask: np.ndarray) -> list[int]:
    rows = [r for r, row in enumerate(mask) if any(row)]
    columns = [c for c, column in enumerate(mask.T) if any(column)]
    return [columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1]


def _bounds_by_region(mask: np.ndarray) -> tuple[int, int, int, int]:
    top, left, bottom, right = ski.measure.regionprops(mask.astype(np.uint8))[0].bbox
    return left, top, right - left, bottom - top


def _spots(rng: np.random.Generator) -> np.ndarray:
    """Return a mask with two or three spots, so that the object need not be in one piece."""
    spots = np.zeros(_grey(rng).shape, dtype=bool)
    for _ in range(int(rng.integers(2, 4))):
        y, x = int(rng.integers(1, spots.shape[0] - 2)), int(rng.integers(2, spots.shape[1] - 1))
        spots[y : y + int(rng.integers(1, 3)), x : x + int(rng.integers(1, 3))] = True
    return spots


_L_SHAPE = np.array(
    [[0, 0, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0], [0, 0, 1, 0, 0, 0], [0, 0, 1, 1, 1, 0]], dtype=bool
)

_THIN_ARM = np.array(
    [
        [0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 1, 1, 1, 0, 0, 0, 0, 0],
        [0, 1, 1, 1, 1, 1, 1, 1, 0],
        [0, 1, 1, 1, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
    dtype=bool,
)


def _pixels(shape: tuple[int, int], *places: tuple[int, int]) -> np.ndarray:
    """Return a mask of this shape in which only these (row, column) are True."""
    dots = np.zeros(shape, dtype=bool)
    dots[tuple(zip(*places, strict=True))] = True
    return dots


bounds = Exercise(
    "01.bounds",
    "From a mask to a box",
    reference=_bounds,
    probes=[
        _L_SHAPE,
        np.arange(35).reshape(5, 7) == 23,
        np.ones((3, 8), dtype=bool),
        _THIN_ARM,
        _THIN_ARM[::-1, ::-1].T,
        _pixels((9, 12), (1, 10), (7, 0)),
        _pixels((12, 9), (0, 1), (11, 6)),
        _pixels((3, 300), (0, 290), (2, 263)),
        _pixels((3, 300), (1, 4), (1, 280)),
        _pixels((300, 2), (299, 0), (7, 1)),
        Random(5, _spots),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "corners instead of a size",
            lambda mask: (
                *_bounds(mask)[:2],
                _bounds(mask)[0] + _bounds(mask)[2] - 1,
                _bounds(mask)[1] + _bounds(mask)[3] - 1,
            ),
            "The last two numbers are the last column and the last row. They should be the width "
            "and the height.",
        ),
        Mistake(
            "one too small",
            lambda mask: (*_bounds(mask)[:2], _bounds(mask)[2] - 1, _bounds(mask)[3] - 1),
            "Width and height are 1 too small: from column 2 to column 4 there are three columns.",
        ),
        Mistake(
            "rows before columns",
            lambda mask: (_bounds(mask)[1], _bounds(mask)[0], _bounds(mask)[3], _bounds(mask)[2]),
            "Rows and columns have changed places. A box starts with x, its first column.",
        ),
        Mistake(
            "height before width",
            lambda mask: (*_bounds(mask)[:2], _bounds(mask)[3], _bounds(mask)[2]),
            "The corner is right; width and height have changed places.",
        ),
        Mistake(
            "the size of the picture",
            lambda mask: (*_bounds(mask)[:2], mask.shape[1], mask.shape[0]),
            "The corner is right, but width and height are those of the whole mask.",
        ),
        Mistake(
            "first pixel in reading order",
            lambda mask: (int(np.nonzero(mask)[1][0]), *_bounds(mask)[1:]),
            "Your x is the column of the first True pixel from the top. Another one may lie "
            "further to the left: take the smallest column.",
        ),
        Mistake(
            "first and last pixel in reading order",
            _bounds_by_first_and_last,
            "You take the columns of the first and of the last True pixel. np.nonzero goes row by "
            "row, so the columns are not in order: take the smallest and the largest.",
        ),
    ],
    alternatives=[
        lambda mask: cv2.boundingRect(mask.astype(np.uint8)),
        _bounds_by_any,
        lambda mask: np.array(_bounds(mask)),
        _bounds_by_region,
    ],
    hints=[
        "rows, columns = np.nonzero(mask) gives the row and the column of every True pixel.",
        "x is the smallest column, y is the smallest row.",
        "The width is the largest column minus the smallest, plus 1.",
    ],
    why="The smallest and the largest row and column are all that a box keeps of a mask.",
)


# --- 13. damage ----------------------------------------------------------------------------------


def _nearly_white(rng: np.random.Generator) -> np.ndarray:
    """Return a picture with pure white pixels and with pixels that are white in one or two."""
    image = _colour(rng)
    kind = rng.integers(0, 4, size=image.shape[:2])
    image[kind == 1] = 255
    image[kind == 2, int(rng.integers(3))] = 255
    image[kind == 3] = np.roll((255, 255, int(rng.integers(200, 255))), int(rng.integers(3)))
    image[-1, -1] = 254
    return image


def _damage_with_and(image: np.ndarray) -> np.ndarray:
    # raises, but for the picture of one pixel: that tells this ValueError from others
    return image[:, :, 0] == 255 and image[:, :, 1] == 255 and image[:, :, 2] == 255


damage = Exercise(
    "01.damage",
    "Find the damage",
    reference=lambda image: (image == 255).all(axis=2),
    probes=[
        np.array(
            [
                [[255, 255, 255], [255, 255, 254], [0, 0, 0]],
                [[255, 0, 0], [254, 255, 255], [9, 9, 9]],
            ],
            dtype=np.uint8,
        ),
        # their sums are 253, which is also what 255 + 255 + 255 gives in uint8
        np.array([[[253, 0, 0], [0, 254, 255], [255, 255, 255]]], dtype=np.uint8),
        np.array(
            [
                [[255, 0, 255], [255, 255, 0], [0, 255, 255]],
                [[254, 254, 254], [255, 255, 255], [255, 254, 255]],
            ],
            dtype=np.uint8,
        ),
        # no white in these
        np.array([[[254, 254, 254], [7, 7, 7]], [[254, 9, 254], [90, 0, 3]]], dtype=np.uint8),
        np.array([[[255, 0, 255]], [[0, 255, 255]], [[255, 255, 0]]], dtype=np.uint8),
        np.full((2, 3, 3), 128, dtype=np.uint8),
        np.full((4, 3, 3), 255, dtype=np.uint8),
        np.full((1, 1, 3), 255, dtype=np.uint8),
        Random(4, _nearly_white),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "three answers for a pixel",
            lambda image: image == 255,
            "This gives three answers for each pixel, one for each channel. All three must be "
            "true: .all(axis=2).",
        ),
        Mistake(
            "any instead of all",
            lambda image: (image == 255).any(axis=2),
            "One channel at 255 is enough for you, so pure red counts as white. All three must be "
            "255.",
        ),
        Mistake(
            "only the first channel",
            lambda image: image[:, :, 0] == 255,
            "You look at red only. A pure red pixel is not white: all three must be 255.",
        ),
        Mistake(
            "nearly white",
            lambda image: (image > 200).all(axis=2),
            "You take bright pixels as well. (255, 255, 254) is not pure white.",
        ),
        Mistake(
            "254 as well",
            lambda image: (image >= 254).all(axis=2),
            "You take 254 as well as 255. (255, 255, 254) is not pure white.",
        ),
        Mistake(
            "sum in uint8",
            lambda image: image[:, :, 0] + image[:, :, 1] + image[:, :, 2] == 253,
            "255 + 255 + 255 wraps to 253 in uint8, but so do other sums: (253, 0, 0) is not "
            "white. Compare each channel with 255 instead.",
        ),
        Mistake(
            "never true",
            lambda image: image[:, :, 0] + image[:, :, 1] + image[:, :, 2] == 3 * 255,
            "No pixel is marked: your comparison is never true. A sum of uint8 channels wraps, for "
            "example: 255 + 255 + 255 becomes 253.",
        ),
        Mistake(
            "and between arrays",
            _damage_with_and,
            "`and` wants one True or False, and your arrays hold one for each pixel. Between "
            "arrays write &, with brackets around each comparison.",
        ),
        Mistake(
            "0 and 1",
            lambda image: (image == 255).all(axis=2).astype(np.uint8),
            "The right pixels are marked, but with the numbers 0 and 1. Here the mask should hold "
            "True and False: dtype bool.",
        ),
        Mistake(
            "floats",
            lambda image: (image == 255).all(axis=2).astype(float),
            "The right pixels are marked, but with floats: np.zeros makes floats unless you write "
            "dtype=bool.",
        ),
        Mistake(
            "inside out",
            lambda image: (image < 255).any(axis=2),
            "True and False have changed places: the damaged pixels should be True.",
        ),
        Mistake(
            "0 and 255",
            lambda image: (image == 255).all(axis=2).astype(np.uint8) * 255,
            "The right pixels are marked, but with 255. Here the mask should hold True and False.",
        ),
    ],
    alternatives=[
        lambda image: image.min(axis=2) == 255,
        lambda image: image.sum(axis=2) == 3 * 255,
        lambda image: cv2.inRange(image, (255, 255, 255), (255, 255, 255)) > 0,
        lambda image: (image[..., 0] == 255) & (image[..., 1] == 255) & (image[..., 2] == 255),
    ],
    hints=[
        "image == 255 is an array of True and False with the shape of the picture.",
        "You need one answer for each pixel: all three channels together.",
        ".all(axis=2) is True where all three channels are True.",
    ],
    why="A condition on channels becomes a mask when the last axis is put together with all().",
)
