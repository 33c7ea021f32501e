"""Exercises 1 to 3 of lesson 02: each pixel for itself."""

from collections.abc import Callable

import cv2
import numpy as np
import skimage as ski

from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_02 import probes

# --- 1. stretch ----------------------------------------------------------------------------------


def _ends(image: np.ndarray) -> tuple[int, int]:
    return int(image.min()), int(image.max())


def _stretched(image: np.ndarray) -> np.ndarray:
    """Return the stretched values as floats, not rounded; a picture of one value as it is."""
    low, high = _ends(image)
    if low == high:
        return image.astype(float)
    return (image.astype(float) - low) / (high - low) * 255


def _stretch(image: np.ndarray) -> np.ndarray:
    return np.round(_stretched(image)).astype(np.uint8)


def _stretch_unless_flat(image: np.ndarray, wrong: Callable) -> np.ndarray:
    """Return what is wrong for pictures with two values or more."""
    low, high = _ends(image)
    return image if low == high else wrong(image, low, high)


def _only_white_is_right(came: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether the largest value became 255 and the smallest did not become 0."""
    if came.shape != expected.shape or came.max() < 254:
        return False
    return came.min() > 0 or bool(np.abs(came.astype(float) - expected).max() <= 1)


def _flat_to(value: int, make: Callable = _stretch) -> Callable:
    """Return a wrong answer that gives pictures of one value this value."""
    return lambda image: make(image) if np.ptp(image) else np.full_like(image, value)


def _odd_range(rng: np.random.Generator) -> np.ndarray:
    """Return a grey picture in which the largest value minus the smallest is odd.

    Then no stretched value is halfway between two whole numbers.
    """
    low = int(rng.integers(0, 200))
    high = low + 2 * int(rng.integers(0, (255 - low) // 2 + 1)) + 1
    image = rng.integers(low, min(high, 255) + 1, size=probes.shape(rng), dtype=np.uint8)
    image[0, 0], image[-1, -1] = low, min(high, 255)
    return image if (int(image.max()) - low) % 2 else np.full_like(image, low)


stretch = Exercise(
    "02.stretch",
    "Stretch the contrast",
    reference=_stretch,
    probes=[
        np.array([[50, 75, 101], [151, 60, 149]], dtype=np.uint8),
        np.array([[100, 101, 102, 103]], dtype=np.uint8),
        np.array([[0, 10], [128, 90], [255, 31]], dtype=np.uint8),
        np.array([[10, 11], [11, 11], [10, 10]], dtype=np.uint8),
        np.array([[0, 20, 57, 7]], dtype=np.uint8),
        np.array([[255, 220], [200, 254], [210, 231]], dtype=np.uint8),
        np.full((3, 5), 7, dtype=np.uint8),
        np.zeros((4, 2), dtype=np.uint8),
        np.full((2, 3), 255, dtype=np.uint8),
        np.full((1, 1), 200, dtype=np.uint8),
        np.clip(probes.ramp(3, 300), 60, 201),
        np.clip(probes.ramp(300, 2), 31, 120),
        Random(4, _odd_range),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "multiplied in uint8",
            lambda image: _stretch_unless_flat(
                image,
                lambda image, low, high: np.round((image - low) * 255 / (high - low)).astype(
                    np.uint8
                ),
            ),
            "The product with 255 wraps: uint8 cannot hold it. Change the type before you "
            "multiply.",
        ),
        Mistake(
            "cut off",
            lambda image: _stretched(image).astype(np.uint8),
            "astype cuts the decimals off: 63.75 becomes 63. Round first.",
        ),
        Mistake(
            "one value becomes black",
            _flat_to(0),
            "A picture of one single value becomes black: largest minus smallest is 0 there, and "
            "you divide by it. Such a picture should come back as it was.",
        ),
        Mistake(
            "one value becomes white",
            _flat_to(255),
            "A picture of one single value becomes white. Largest minus smallest is 0 there; such "
            "a picture should come back as it was.",
        ),
        Mistake(
            "cut off, and one value becomes black",
            _flat_to(0, lambda image: _stretched(image).astype(np.uint8)),
            "Two things: astype cuts the decimals off, and a picture of one single value becomes "
            "black because you divide by 0.",
        ),
        Mistake(
            "divided by the largest only",
            lambda image: _stretch_unless_flat(
                image, lambda image, low, high: np.round(image / high * 255).astype(np.uint8)
            ),
            "The largest value becomes 255, but the smallest does not become 0. Subtract it first, "
            "above and below the line of the fraction.",
            like=_only_white_is_right,
        ),
        Mistake(
            "not subtracted below the line",
            lambda image: _stretch_unless_flat(
                image,
                lambda image, low, high: np.round((image - low) / high * 255).astype(np.uint8),
            ),
            "The smallest value becomes 0, but the largest does not become 255. What is the "
            "largest value after you have subtracted the smallest?",
        ),
        Mistake(
            "only moved",
            lambda image: _stretch_unless_flat(image, lambda image, low, high: image - low),
            "You have moved the values down to 0, but not stretched them.",
        ),
        Mistake(
            "range 0 to 1",
            lambda image: _stretch_unless_flat(
                image,
                lambda image, low, high: np.round((image - low) / (high - low)).astype(np.uint8),
            ),
            "Your values run from 0 to 1 only, so the picture is nearly black. Bring them to "
            "0...255 before you round or change the type.",
            like=lambda came, expected: not (came > 1).any(),
        ),
        Mistake(
            "the numbers of the example",
            lambda image: np.round((image.astype(float) - 50) / 100 * 255).astype(np.uint8),
            "You subtract 50 and divide by 100, whatever the picture. Take the smallest and the "
            "largest value of the picture that comes in.",
            also=[
                lambda image: ((image.astype(float) - 50) / 100 * 255).astype(np.uint8),
                lambda image: ((image - 50) / 100 * 255).astype(np.uint8),
                lambda image: np.round((image - 50) / 100 * 255).astype(np.uint8),
                lambda image: np.clip(np.round((image - 50.0) / 100 * 255), 0, 255),
                lambda image: np.clip((image - 50.0) / 100 * 255, 0, 255).astype(np.uint8),
                lambda image: (image - 50.0) / 100 * 255,
            ],
        ),
        Mistake(
            "equalised",
            cv2.equalizeHist,
            "This is histogram equalisation, which bends the scale. Stretching moves every value "
            "by the same straight line.",
        ),
        Mistake(
            "rounded floats",
            lambda image: np.round(_stretched(image)),
            "The values are right, but they are floats: np.round keeps the type. Add "
            ".astype(np.uint8) at the end.",
        ),
        Mistake(
            "unchanged",
            lambda image: image,
            "The picture came back as it was.",
        ),
    ],
    alternatives=[
        lambda image: _stretch_unless_flat(
            image, lambda image, low, high: cv2.normalize(image, None, 0, 255, cv2.NORM_MINMAX)
        ),
        lambda image: _stretch_unless_flat(
            image,
            lambda image, low, high: np.rint(
                ski.exposure.rescale_intensity(image, out_range=(0, 255))
            ).astype("uint8"),
        ),
        lambda image: _stretch_unless_flat(
            image,
            lambda image, low, high: np.interp(image, (low, high), (0.5, 255.5)).astype(np.uint8),
        ),
        lambda image: _stretch_unless_flat(
            image,
            lambda image, low, high: (
                (510 * (image.astype(int) - low) + high - low) // (2 * (high - low))
            ).astype(np.uint8),
        ),
        lambda image: (
            ((image.astype(np.float32) - image.min()) * (255 / max(np.ptp(image), 1)) + 0.5).astype(
                np.uint8
            )
            if np.ptp(image)
            else image.copy()
        ),
    ],
    hints=[
        "image.min() and image.max() are the two ends. What should each of them become?",
        "Change to floats first: in uint8, a product with 255 wraps.",
        "np.round(...) comes before .astype(np.uint8). An if in front catches low == high.",
    ],
    why="Stretching moves all values by one straight line: it looks at a single pixel at a time.",
)


# --- 2. gamma ------------------------------------------------------------------------------------


def _powered(image: np.ndarray, gamma: float) -> np.ndarray:
    return 255 * (image / 255) ** gamma


def _gamma(image: np.ndarray, gamma: float) -> np.ndarray:
    return np.round(_powered(image, gamma)).astype(np.uint8)


def _clear_gamma(rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Return a picture and a gamma for which no result is nearly halfway between two numbers."""
    image, gamma = probes.any_picture(rng), round(float(np.exp(rng.uniform(-1.1, 1.1))), 2)
    gamma = 1.3 if gamma == 1 else gamma
    image[abs(_powered(image, gamma) % 1 - 0.5) < 0.002] = 255
    return image, gamma


_ALL_VALUES = np.arange(256, dtype=np.uint8).reshape(8, 32)


gamma = Exercise(
    "02.gamma",
    "Gamma",
    reference=_gamma,
    probes=[
        (np.array([[0, 1, 50], [128, 200, 255]], dtype=np.uint8), 0.5),
        (np.array([[0, 1], [50, 128], [200, 255]], dtype=np.uint8), 2),
        (_ALL_VALUES, 0.5),
        (_ALL_VALUES, 2),
        (_ALL_VALUES, 1),
        (_ALL_VALUES.reshape(1, 256), 3),
        (probes.ramp(5, 4, 3), 0.5),
        (probes.ramp(300, 2), 2),
        (np.full((1, 1), 77, dtype=np.uint8), 2),
        Random(5, _clear_gamma),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "the other way round",
            lambda image, gamma: _gamma(image, 1 / gamma),
            "A gamma below 1 should brighten, and yours darkens. Some programs use 1 / gamma as "
            "the exponent; here it is gamma itself.",
        ),
        Mistake(
            "cut off",
            lambda image, gamma: _powered(image, gamma).astype(np.uint8),
            "astype cuts the decimals off: 112.9 becomes 112. Round first.",
        ),
        Mistake(
            "the other way round, cut off",
            lambda image, gamma: _powered(image, 1 / gamma).astype(np.uint8),
            "Two things: the exponent is gamma itself, not 1 / gamma, and astype cuts the decimals "
            "off. Round first.",
        ),
        Mistake(
            "not brought to 0...1",
            lambda image, gamma: (image**gamma).astype(np.uint8),
            "255 does not stay 255. The power belongs to a value from 0 to 1, so divide by 255 "
            "first and multiply by 255 afterwards.",
            also=[
                lambda image, gamma: np.round(image**gamma).astype(np.uint8),
                lambda image, gamma: image**gamma,
                lambda image, gamma: (image.astype(float) ** gamma).astype(np.uint8),
                lambda image, gamma: np.round(image.astype(float) ** gamma).astype(np.uint8),
                lambda image, gamma: np.clip(np.round(image.astype(float) ** gamma), 0, 255),
                lambda image, gamma: np.clip(image.astype(float) ** gamma, 0, 255).astype(np.uint8),
            ],
        ),
        Mistake(
            "255 inside the brackets",
            lambda image, gamma: np.round((255 * image / 255) ** gamma).astype(np.uint8),
            "The 255 stands inside the brackets, so the power is taken of it, too; and 255 * image "
            "wraps in uint8. Multiply after the power.",
            also=[
                lambda image, gamma: ((255 * image / 255) ** gamma).astype(np.uint8),
                lambda image, gamma: (255 * image / 255) ** gamma,
            ],
        ),
        Mistake(
            "still 0 to 1",
            lambda image, gamma: np.round((image / 255) ** gamma).astype(np.uint8),
            also=[lambda image, gamma: ((image / 255) ** gamma).astype(np.uint8)],
            sentence="Only 0 and 1 are left: after the power the values run from 0 to 1. Multiply "
            "by 255.",
        ),
        Mistake(
            "floats from 0 to 1",
            lambda image, gamma: (image / 255) ** gamma,
            "These are floats from 0 to 1. Bring them back to 0...255, round, and change the type.",
        ),
        Mistake(
            "whole-number division",
            lambda image, gamma: _gamma(image // 255 * 255, gamma),
            "Only black and white are left: // keeps whole numbers, and 254 // 255 is 0. Divide "
            "with one stroke, /.",
        ),
        Mistake(
            "multiplied",
            lambda image, gamma: np.round(255 * (image / 255) * gamma).astype(np.uint8),
            "You multiply by gamma. It is an exponent: **, not *.",
            also=[
                lambda image, gamma: (255 * (image / 255) * gamma).astype(np.uint8),
                lambda image, gamma: (image * gamma).astype(np.uint8),
                lambda image, gamma: np.clip(np.round(image * float(gamma)), 0, 255),
                lambda image, gamma: np.clip(image * float(gamma), 0, 255).astype(np.uint8),
            ],
        ),
        Mistake(
            "rounded floats",
            lambda image, gamma: np.round(_powered(image, gamma)),
            "The values are right, but they are floats: np.round keeps the type. Add "
            ".astype(np.uint8) at the end.",
        ),
        Mistake(
            "not rounded",
            _powered,
            "These are floats. Round them, then turn them into uint8.",
        ),
        Mistake(
            "always a half",
            lambda image, gamma: _gamma(image, 0.5),
            "You always use the same gamma. Use the `gamma` that your function is given.",
        ),
        Mistake(
            "unchanged",
            lambda image, gamma: image,
            "The picture came back as it was.",
        ),
    ],
    alternatives=[
        lambda image, gamma: cv2.LUT(image, _gamma(np.arange(256), gamma)),
        lambda image, gamma: _gamma(np.arange(256), gamma)[image],
        lambda image, gamma: ski.exposure.adjust_gamma(image, gamma),
        lambda image, gamma: (np.power(image / 255.0, gamma) * 255 + 0.5).astype("uint8"),
        lambda image, gamma: np.rint(255 * np.float32(image / 255) ** np.float32(gamma)).astype(
            np.uint8
        ),
        lambda image, gamma: ski.util.img_as_ubyte(ski.util.img_as_float(image) ** gamma),
    ],
    hints=[
        "image / 255 gives floats from 0 to 1. The power ** works on a whole array.",
        "0 and 1 stay what they are under every power, so black and white stay, too.",
        "Multiply by 255, then np.round(...), then .astype(np.uint8).",
    ],
    why="Gamma bends the scale between two fixed ends: dark parts open up and nothing is cut off.",
)


# --- 3. threshold --------------------------------------------------------------------------------


def _binary(image: np.ndarray, cut: int) -> np.ndarray:
    return np.where(image > cut, 255, 0).astype(np.uint8)


def _near_the_cut(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return a picture in which many values lie at the cut or beside it."""
    image, cut = probes.grey(rng), int(rng.integers(2, 254))
    near = rng.random(image.shape) < 0.5
    image[near] = cut + rng.integers(-1, 2, size=int(near.sum()))
    return image, cut


threshold = Exercise(
    "02.threshold",
    "A threshold",
    reference=_binary,
    probes=[
        (np.array([[126, 127, 128], [0, 255, 127]], dtype=np.uint8), 127),
        (np.array([[99, 100], [101, 127], [128, 200]], dtype=np.uint8), 100),
        (np.array([[0, 1, 2, 255]], dtype=np.uint8), 0),
        (np.array([[253, 254], [255, 0]], dtype=np.uint8), 254),
        (np.array([[254], [255], [0]], dtype=np.uint8), 255),
        (np.full((1, 1), 9, dtype=np.uint8), 8),
        (np.zeros((3, 4), dtype=np.uint8), 127),
        (np.full((4, 3), 255, dtype=np.uint8), 127),
        (probes.ramp(3, 300), 200),
        (probes.part_of_coins(30, 20, 40, 60), 110),
        Random(4, _near_the_cut),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "equal counts as well",
            lambda image, cut: np.where(image >= cut, 255, 0).astype(np.uint8),
            "A value equal to the cut came out white. Only values greater than the cut should.",
        ),
        Mistake(
            "0 and 1",
            lambda image, cut: (image > cut).astype(np.uint8),
            "The right pixels are marked, but with 1, which looks black. White is 255.",
        ),
        Mistake(
            "True and False",
            lambda image, cut: image > cut,
            "The right pixels are marked, but with True and False. Here the result should be a "
            "picture of 0 and 255, uint8.",
        ),
        Mistake(
            "int64",
            lambda image, cut: np.where(image > cut, 255, 0),
            "The values are right, but not the dtype: a plain 255 is an int64 for NumPy, in "
            "np.where and in a product. Write np.uint8(255), or add .astype(np.uint8).",
        ),
        Mistake(
            "both results of cv2.threshold",
            lambda image, cut: cv2.threshold(image, cut, 255, cv2.THRESH_BINARY),
            "cv2.threshold returns two things, the cut and the picture. Return the second: "
            "`cut, result = cv2.threshold(...)`.",
            also=[
                lambda image, cut: cv2.threshold(image, cut, 255, cv2.THRESH_OTSU),
                lambda image, cut: cv2.threshold(image, cut, 255, cv2.THRESH_BINARY)[0],
            ],
        ),
        Mistake(
            "floats",
            lambda image, cut: np.where(image > cut, 255.0, 0.0),
            "The values are right, but they are floats. Change the type to uint8.",
        ),
        Mistake(
            "black on white",
            lambda image, cut: 255 - _binary(image, cut),
            "Black and white have changed places: values greater than the cut should be white.",
        ),
        Mistake(
            "bright values kept",
            lambda image, cut: np.where(image > cut, image, 0).astype(np.uint8),
            "The dark part is 0, but the bright part still has its own values. It should be 255 "
            "everywhere.",
        ),
        Mistake(
            "dark values kept",
            lambda image, cut: np.where(image > cut, 255, image).astype(np.uint8),
            "The bright part is 255, but the dark part still has its own values. It should be 0 "
            "everywhere.",
        ),
        Mistake(
            "always 127",
            lambda image, cut: _binary(image, 127),
            "You always cut at 127. Use the `cut` that your function is given.",
        ),
        Mistake(
            "Otsu's cut",
            lambda image, cut: cv2.threshold(image, cut, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[
                1
            ],
            "cv2.THRESH_OTSU chooses a cut of its own and ignores yours.",
        ),
    ],
    alternatives=[
        lambda image, cut: cv2.threshold(image, cut, 255, cv2.THRESH_BINARY)[1],
        lambda image, cut: (image > cut).astype(np.uint8) * np.uint8(255),
        lambda image, cut: (image > cut) * np.uint8(255),
        lambda image, cut: ski.util.img_as_ubyte(image > cut),
        lambda image, cut: cv2.inRange(image, cut + 1, 255) if cut < 255 else np.zeros_like(image),
        lambda image, cut: np.array(
            [[255 if value > cut else 0 for value in row] for row in image], dtype=np.uint8
        ),
    ],
    hints=[
        "image > cut is True where the value is greater than the cut.",
        "np.where(condition, a, b) takes a where the condition is True, and b elsewhere.",
        "cv2.threshold returns two things: the cut, then the picture.",
    ],
    why="A threshold is a question with two answers for each pixel, and `equal` must be one of "
    "them.",
)
