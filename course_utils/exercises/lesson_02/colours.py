"""Exercises 8 and 9 of lesson 02: masks and colours."""

import cv2
import numpy as np
import skimage as ski
from PIL import Image

from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_02 import photographs, probes

# --- 8. colour on grey ---------------------------------------------------------------------------


def _combined(image: np.ndarray, grey: np.ndarray, mask: np.ndarray) -> np.ndarray:
    return np.where(mask[:, :, None], image, grey[:, :, None])


def _write_into_image(image: np.ndarray, grey: np.ndarray, mask: np.ndarray) -> np.ndarray:
    image[~mask] = grey[~mask][:, None]
    return image


def _only_red(image: np.ndarray, grey: np.ndarray, mask: np.ndarray) -> np.ndarray:
    result = image.copy()
    result[:, :, 0] = np.where(mask, image[:, :, 0], grey)
    return result


def _by_loop(image: np.ndarray, grey: np.ndarray, mask: np.ndarray) -> np.ndarray:
    result = np.dstack([grey] * 3)
    for y, x in zip(*np.nonzero(mask), strict=True):
        result[y, x] = image[y, x]
    return result


def _by_bits(image: np.ndarray, grey: np.ndarray, mask: np.ndarray) -> np.ndarray:
    white = mask.astype(np.uint8) * 255
    back = cv2.bitwise_and(
        cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), (255, 255, 255), mask=255 - white
    )
    return cv2.bitwise_or(cv2.bitwise_and(image, image, mask=white), back)


def _layers(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    image = probes.colour(rng)
    grey = rng.integers(0, 256, size=image.shape[:2], dtype=np.uint8)
    return image, grey, rng.random(grey.shape) < rng.uniform(0.2, 0.8)


masked = Exercise(
    "02.masked",
    "Colour on grey",
    reference=_combined,
    probes=[
        (probes.ramp(5, 8, 3), probes.ramp(5, 8)[::-1], np.indices((5, 8)).sum(axis=0) % 3 == 0),
        (probes.ramp(7, 4, 3), probes.ramp(7, 4), np.zeros((7, 4), dtype=bool)),
        (probes.ramp(4, 6, 3), probes.ramp(4, 6), np.ones((4, 6), dtype=bool)),
        (
            probes.ramp(1, 5, 3),
            probes.ramp(1, 5)[:, ::-1],
            np.array([[True, False, False, True, False]]),
        ),
        (probes.ramp(3, 3, 3), probes.ramp(3, 3).T, np.eye(3, dtype=bool)),
        (probes.ramp(3, 300, 3), probes.ramp(3, 300)[::-1], np.arange(900).reshape(3, 300) > 450),
        Random(4, _layers),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "inside out",
            lambda image, grey, mask: _combined(image, grey, ~mask),
            "The two pictures have changed places: the colour belongs where the mask is True.",
        ),
        Mistake(
            "black instead of grey",
            lambda image, grey, mask: image * mask[:, :, None],
            "Outside the mask your picture is black. The grey picture belongs there.",
        ),
        Mistake(
            "changed in place",
            _write_into_image,
            "The result is right, but you have changed the picture that you were given. Work on "
            "image.copy().",
        ),
        Mistake(
            "only red",
            _only_red,
            "Only the first channel has changed. Grey means that all three channels have the same "
            "value.",
        ),
        Mistake(
            "grey of your own",
            lambda image, grey, mask: _combined(
                image, cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), mask
            ),
            "You compute a grey picture of your own. Use `grey`, which your function is given.",
        ),
        Mistake(
            "mixed",
            lambda image, grey, mask: (image * mask[:, :, None] + grey[:, :, None]).astype(
                np.uint8
            ),
            "The grey values are added inside the mask, too, and the sums wrap. Each pixel comes "
            "from one picture only.",
        ),
        Mistake(
            "floats",
            lambda image, grey, mask: _combined(image, grey, mask).astype(float),
            "The values are right, but they are floats. np.zeros makes floats unless you write "
            "dtype=np.uint8.",
        ),
        Mistake(
            "int64",
            lambda image, grey, mask: _combined(image, grey, mask).astype(int),
            "The values are right, but they are int64. Change the type to uint8.",
        ),
        Mistake(
            "all grey",
            lambda image, grey, mask: np.dstack([grey] * 3),
            "There is no colour in it. Bring the pixels of `image` back where the mask is True.",
        ),
        Mistake(
            "unchanged",
            lambda image, grey, mask: image,
            "The picture came back as it was.",
        ),
    ],
    alternatives=[
        _by_loop,
        lambda image, grey, mask: np.where(np.dstack([mask] * 3), image, np.dstack([grey] * 3)),
        lambda image, grey, mask: (
            image * mask[..., None] + np.repeat(grey[..., None], 3, axis=2) * ~mask[..., None]
        ),
        lambda image, grey, mask: np.stack(
            [np.where(mask, image[:, :, k], grey) for k in range(3)], axis=-1
        ),
        lambda image, grey, mask: cv2.copyTo(
            image, mask.astype(np.uint8), cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
        ),
        lambda image, grey, mask: np.asarray(
            Image.composite(
                Image.fromarray(image),
                Image.fromarray(grey).convert("RGB"),
                Image.fromarray(mask.astype(np.uint8) * 255),
            )
        ),
    ],
    hints=[
        "The grey picture and the mask have two axes, the colour picture three.",
        "mask[:, :, None] has a third axis of length 1, which fits any number of channels.",
        "np.where(mask[:, :, None], ..., ...) chooses for each pixel. grey needs the same None.",
    ],
    why="A mask says which of two pictures each pixel comes from: the base of every cut-out.",
)


# --- 9. red --------------------------------------------------------------------------------------


def hsv(image: np.ndarray, code: int = cv2.COLOR_RGB2HSV) -> tuple[np.ndarray, ...]:
    return tuple(plane.astype(int) for plane in cv2.split(cv2.cvtColor(image, code)))


def _strong(image: np.ndarray, code: int = cv2.COLOR_RGB2HSV) -> np.ndarray:
    _, saturation, value = hsv(image, code)
    return (saturation >= 100) & (value >= 80)


def _red_hue(image: np.ndarray, code: int = cv2.COLOR_RGB2HSV) -> np.ndarray:
    hue = hsv(image, code)[0]
    return (hue <= 10) | (hue >= 170)


def red_by_numbers(image: np.ndarray) -> np.ndarray:
    return _red_hue(image) & _strong(image)


def _red_by_ranges(image: np.ndarray) -> np.ndarray:
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    low = cv2.inRange(hsv, (0, 100, 80), (10, 255, 255))
    return cv2.bitwise_or(low, cv2.inRange(hsv, (170, 100, 80), (179, 255, 255))) > 0


def _red_by_hand(image: np.ndarray) -> np.ndarray:
    """Return the mask from the definition of HSV, with OpenCV's encoding."""
    high, low = image.max(axis=2).astype(float), image.min(axis=2).astype(float)
    red, green, blue = np.moveaxis(image.astype(float), 2, 0)
    span = np.where(high > low, high - low, 1)
    degrees = np.select(
        [high == red, high == green],
        [60 * (green - blue) / span, 120 + 60 * (blue - red) / span],
        240 + 60 * (red - green) / span,
    )
    hue = np.round(degrees % 360 / 2) % 180
    saturation = np.round(255 * (high - low) / np.where(high > 0, high, 1))
    return ((hue <= 10) | (hue >= 170)) & (saturation >= 100) & (high >= 80)


def _red_by_scikit_image(image: np.ndarray) -> np.ndarray:
    hue, saturation, value = np.moveaxis(ski.color.rgb2hsv(image), 2, 0)
    hue = np.round(hue * 180) % 180
    return (
        ((hue <= 10) | (hue >= 170))
        & (np.round(saturation * 255) >= 100)
        & (np.round(value * 255) >= 80)
    )


def _is_clear(image: np.ndarray) -> np.ndarray:
    """Return where hue and saturation are not nearly halfway between two whole numbers."""
    hue, saturation, _ = np.moveaxis(ski.color.rgb2hsv(image), 2, 0)
    return (abs(hue * 180 % 1 - 0.5) > 0.05) & (abs(saturation * 255 % 1 - 0.5) > 0.05)


def _reds(rng: np.random.Generator) -> np.ndarray:
    """Return a picture with many colours near the borders of the two intervals."""
    shape = probes.shape(rng)
    hue = np.concatenate([np.arange(25), np.arange(155, 180)])
    hsv = np.dstack(
        [
            rng.choice(hue, size=shape),
            rng.choice([0, 60, 97, 98, 99, 100, 101, 102, 103, 180, 255], size=shape),
            rng.choice([40, 78, 79, 80, 81, 82, 180, 255], size=shape),
        ]
    ).astype(np.uint8)
    image = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    image[~_is_clear(image)] = (200, 20, 60)
    return image


def _of_hue(*hues: int) -> np.ndarray:
    """Return a row of full colours with exactly these hues (OpenCV), at most 30 away from red."""
    row = [(240, 8 * hue, 0) if hue <= 30 else (240, 0, 8 * (180 - hue)) for hue in hues]
    return np.array([row], dtype=np.uint8)


red = Exercise(
    "02.red",
    "Find what is red",
    reference=red_by_numbers,
    probes=[
        np.array(
            [
                [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 0, 40]],
                [[255, 255, 255], [0, 0, 0], [128, 128, 128], [255, 255, 0]],
                [[255, 150, 160], [60, 0, 0], [255, 40, 0], [120, 20, 10]],
            ],
            dtype=np.uint8,
        ),
        _of_hue(0, 2, 9, 10, 11, 12, 20, 22, 160, 168, 169, 170, 171, 178),
        _of_hue(10, 170).reshape(2, 1, 3),
        np.array([[[80, 0, 0], [79, 0, 0], [81, 0, 0], [255, 155, 155]]], dtype=np.uint8),
        np.array([[[255, 155, 155], [255, 156, 156]], [[255, 154, 154], [90, 0, 9]]], np.uint8),
        np.full((1, 1, 3), (200, 0, 30), dtype=np.uint8),
        photographs.named("coffee")[200:260:3, 60:180:3],
        np.zeros((4, 3, 3), dtype=np.uint8),
        np.full((3, 4, 3), 255, dtype=np.uint8),
        Random(5, _reds),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "only the low hues",
            lambda image: (hsv(image)[0] <= 10) & _strong(image),
            "Reds that lean towards pink are missing: red lies at both ends of the hue scale, and "
            "you look at one.",
            also=[lambda image: 255 * ((hsv(image)[0] <= 10) & _strong(image))],
        ),
        Mistake(
            "only the high hues",
            lambda image: (hsv(image)[0] >= 170) & _strong(image),
            "Reds that lean towards orange are missing: red lies at both ends of the hue scale, "
            "and you look at one.",
            also=[lambda image: 255 * ((hsv(image)[0] >= 170) & _strong(image))],
        ),
        Mistake(
            "both intervals at once",
            lambda image: np.zeros(image.shape[:2], dtype=bool),
            "Your mask is empty. Did you ask for both intervals at once, or for one from 170 to "
            "10? Or do your numbers run from 0 to 1, as scikit-image's do?",
        ),
        Mistake(
            "degrees",
            lambda image: (hsv(image)[0] <= 20) & _strong(image),
            "Your hues look like degrees, from 0 to 359. With 8 bits OpenCV halves them: its scale "
            "ends at 179.",
        ),
        Mistake(
            "BGR",
            lambda image: _red_hue(image, cv2.COLOR_BGR2HSV) & _strong(image, cv2.COLOR_BGR2HSV),
            "Blue pixels came out as red: red and blue have changed places. This picture is RGB, "
            "and your conversion expects BGR.",
        ),
        Mistake(
            "the full scale",
            lambda image: _red_hue(image, cv2.COLOR_RGB2HSV_FULL) & _strong(image),
            "Your hues run from 0 to 255: that is HSV_FULL. The numbers of this exercise belong to "
            "the scale from 0 to 179.",
        ),
        Mistake(
            "hue alone",
            _red_hue,
            "Black, white and grey are in your mask: they have the hue 0, although they have no "
            "colour. Saturation and value must be looked at, too.",
        ),
        Mistake(
            "without the saturation",
            lambda image: _red_hue(image) & (hsv(image)[2] >= 80),
            "White, grey and pale pixels are in your mask: the saturation was not looked at.",
        ),
        Mistake(
            "without the value",
            lambda image: _red_hue(image) & (hsv(image)[1] >= 100),
            "Nearly black pixels are in your mask: the value was not looked at.",
        ),
        Mistake(
            "saturation and value mixed up",
            lambda image: _red_hue(image) & (hsv(image)[1] >= 80) & (hsv(image)[2] >= 100),
            "Saturation and value have changed places: the order is H, S, V.",
        ),
        Mistake(
            "the ends left out",
            lambda image: (
                ((hsv(image)[0] < 10) | (hsv(image)[0] > 170))
                & (hsv(image)[1] > 100)
                & (hsv(image)[2] > 80)
            ),
            "Pixels exactly at the ends are missing: 'at most' and 'at least' include the number "
            "itself.",
        ),
        Mistake(
            "brackets",
            lambda image: (hsv(image)[0] <= 10) | ((hsv(image)[0] >= 170) & _strong(image)),
            "Saturation and value count for one of the two intervals only: & binds more tightly "
            "than |. Put brackets around the two intervals.",
        ),
        Mistake(
            "0 and 255",
            lambda image: red_by_numbers(image).astype(np.uint8) * 255,
            "The right pixels are marked, but with 255, as cv2.inRange does. Here the mask should "
            "hold True and False.",
        ),
        Mistake(
            "0 and 1",
            lambda image: red_by_numbers(image).astype(np.uint8),
            "The right pixels are marked, but with the numbers 0 and 1. Here the mask should hold "
            "True and False.",
        ),
        Mistake(
            "by comparing channels",
            lambda image: (image[:, :, 0] > image[:, :, 1]) & (image[:, :, 0] > image[:, :, 2]),
            "You compare red with green and blue, so brown and pink count as red. Change to HSV "
            "and use its three conditions.",
        ),
    ],
    alternatives=[
        _red_by_ranges,
        _red_by_hand,
        _red_by_scikit_image,
        lambda image: _red_by_ranges(image).astype(np.uint8).astype(bool),
        lambda image: (
            ((hsv(image)[0] + 10) % 180 <= 20) & (hsv(image)[1] > 99) & (hsv(image)[2] > 79)
        ),
    ],
    hints=[
        "cv2.cvtColor(image, cv2.COLOR_RGB2HSV) changes the colours; cv2.split gives three planes.",
        "Each condition gives a mask. | means 'one of the two', & means 'both'.",
        "((hue <= 10) | (hue >= 170)) & ... needs the brackets around the two intervals.",
    ],
    why="Hue runs in a circle and red sits where it is cut open, so red needs two intervals.",
)
