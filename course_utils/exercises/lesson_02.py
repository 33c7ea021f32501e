"""The exercises of lesson 02: pictures prepared, measured and taken apart.

Masks are arrays of ``bool`` with the shape (height, width). The last two exercises are real jobs
with many right answers: there a result is compared with what a person has measured.
"""

from collections.abc import Callable, Iterator
from functools import cache

import cv2
import numpy as np
import skimage as ski
from PIL import Image
from scipy import ndimage

from course_utils.checking import Exercise, Mistake, Random
from course_utils.checking.shapes import shape_sentence

# --- probes: small pictures, mostly not square ---------------------------------------------------


def _shape(rng: np.random.Generator) -> tuple[int, int]:
    """Return a shape that is wider than high or higher than wide."""
    height, extra = int(rng.integers(7, 13)), int(rng.integers(2, 6))
    return (height, height + extra) if rng.integers(2) else (height + extra, height)


def _grey(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 256, size=_shape(rng), dtype=np.uint8)


def _colour(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 256, size=(*_shape(rng), 3), dtype=np.uint8)


def _any(rng: np.random.Generator) -> np.ndarray:
    return _colour(rng) if rng.integers(2) else _grey(rng)


def _ramp(height: int, width: int, channels: int = 0) -> np.ndarray:
    """Return a picture in which every value is different from its neighbours."""
    shape = (height, width, channels) if channels else (height, width)
    return (np.arange(np.prod(shape)).reshape(shape) * 7 % 257).astype(np.uint8)


def _blobs(rng: np.random.Generator) -> np.ndarray:
    """Return a mask with thick and thin objects, some at the border, some with holes."""
    height, width = _shape(rng)
    mask = np.zeros((height + 4, width + 4), dtype=bool)
    for _ in range(int(rng.integers(3, 6))):
        y, x = int(rng.integers(0, height)), int(rng.integers(0, width))
        mask[y : y + int(rng.integers(1, 8)), x : x + int(rng.integers(1, 8))] = True
    return mask ^ (rng.random(mask.shape) < 0.04)


def _drawn(*rows: str) -> np.ndarray:
    """Return the mask that is drawn with ``#`` for True."""
    return np.array([[letter == "#" for letter in row] for row in rows])


def _photograph(top: int, left: int, height: int, width: int) -> np.ndarray:
    return ski.data.coins()[top : top + height, left : left + width]


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


def _flat_to(value: int, make: Callable = _stretch) -> Callable:
    """Return a wrong answer that gives pictures of one value this value."""
    return lambda image: make(image) if np.ptp(image) else np.full_like(image, value)


def _odd_range(rng: np.random.Generator) -> np.ndarray:
    """Return a grey picture in which the largest value minus the smallest is odd.

    Then no stretched value is halfway between two whole numbers.
    """
    low = int(rng.integers(0, 200))
    high = low + 2 * int(rng.integers(0, (255 - low) // 2 + 1)) + 1
    image = rng.integers(low, min(high, 255) + 1, size=_shape(rng), dtype=np.uint8)
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
        np.clip(_ramp(3, 300), 60, 201),
        np.clip(_ramp(300, 2), 31, 120),
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
            "Only 0 and 1 are left: the values run from 0 to 1 before you round. Bring them to "
            "0...255 first.",
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
    image, gamma = _any(rng), round(float(np.exp(rng.uniform(-1.1, 1.1))), 2)
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
        (_ramp(5, 4, 3), 0.5),
        (_ramp(300, 2), 2),
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
            lambda image, gamma: np.clip(np.round(image.astype(float) ** gamma), 0, 255).astype(
                np.uint8
            ),
            "255 does not stay 255. The power belongs to a value from 0 to 1, so divide by 255 "
            "first and multiply by 255 afterwards.",
        ),
        Mistake(
            "still 0 to 1",
            lambda image, gamma: np.round((image / 255) ** gamma).astype(np.uint8),
            "Only 0 and 1 are left: after the power the values run from 0 to 1. Multiply by 255.",
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
            lambda image, gamma: np.clip(np.round(image * float(gamma)), 0, 255).astype(np.uint8),
            "You multiply by gamma. It is an exponent: **, not *.",
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
    image, cut = _grey(rng), int(rng.integers(2, 254))
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
        (_ramp(3, 300), 200),
        (_photograph(30, 20, 40, 60), 110),
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
            "The values are right, but not the dtype: np.where with plain numbers makes int64. "
            "Change it to uint8.",
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


# --- 4. PSNR -------------------------------------------------------------------------------------


def _mse(picture: np.ndarray, original: np.ndarray) -> float:
    return float(np.mean((picture.astype(float) - original) ** 2))


def _decibels(mse: float, peak: float = 255.0**2) -> float:
    """Return 10 log10(peak / mse), infinite for an error of 0 and NaN for a negative one."""
    if mse <= 0 or np.isnan(mse):
        return np.inf if mse == 0 else np.nan
    return float(10 * np.log10(peak / mse))


def _psnr(picture: np.ndarray, original: np.ndarray) -> float:
    return _decibels(_mse(picture, original))


def _psnr_by_scikit_image(picture: np.ndarray, original: np.ndarray) -> float:
    with np.errstate(divide="ignore"):
        return ski.metrics.peak_signal_noise_ratio(original, picture, data_range=255)


def _finite_psnr(picture: np.ndarray, original: np.ndarray, of_mse: Callable) -> float:
    mse = _mse(picture, original)
    return of_mse(mse) if mse else np.inf


def _noisy(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture with noise, and the picture."""
    original = _any(rng)
    noise = rng.normal(0, float(rng.uniform(3, 60)), original.shape)
    return np.clip(original + noise, 0, 255).astype(np.uint8), original


psnr = Exercise(
    "02.psnr",
    "How good is a repaired picture?",
    reference=_psnr,
    probes=[
        (
            np.array([[10, 20, 30], [40, 50, 60]], dtype=np.uint8),
            np.array([[11, 18, 30], [44, 50, 52]], dtype=np.uint8),
        ),
        (np.zeros((2, 3), dtype=np.uint8), np.full((2, 3), 255, dtype=np.uint8)),
        (np.full((3, 2), 255, dtype=np.uint8), np.zeros((3, 2), dtype=np.uint8)),
        (_ramp(4, 6), _ramp(4, 6)[::-1]),
        (_ramp(5, 3, 3), _ramp(5, 3, 3)),
        (_ramp(5, 3, 3), _ramp(5, 3, 3)[:, :, ::-1]),
        (np.array([[7]], dtype=np.uint8), np.array([[8]], dtype=np.uint8)),
        (_ramp(3, 300), np.roll(_ramp(3, 300), 1, axis=1)),
        Random(4, _noisy),
    ],
    mistakes=[
        Mistake(
            "wraps in uint8",
            lambda picture, original: _decibels(float(np.mean((picture - original) ** 2))),
            "The difference was computed in uint8, where 10 - 11 is 255, and the square wraps, "
            "too. Change the type before you subtract.",
        ),
        Mistake(
            "the difference wraps",
            lambda picture, original: _decibels(
                float(np.mean((picture - original).astype(float) ** 2))
            ),
            "The difference was computed in uint8, where 10 - 11 is 255. Change the type before "
            "you subtract, not afterwards.",
        ),
        Mistake(
            "the square wraps in 16 bits",
            lambda picture, original: _decibels(
                float(np.mean((picture.astype(np.int16) - original) ** 2))
            ),
            "The differences are right, but int16 ends at 32,767, and 255 squared is 65,025. Take "
            "a wider type.",
        ),
        Mistake(
            "one direction only",
            lambda picture, original: _decibels(
                float(np.mean(cv2.subtract(picture, original).astype(float) ** 2))
            ),
            "Differences below 0 were cut off: where the picture is darker than the original, "
            "there is an error, too.",
        ),
        Mistake(
            "mean of the absolute differences",
            lambda picture, original: _decibels(
                float(np.mean(np.abs(picture.astype(float) - original)))
            ),
            "You average the absolute differences. The MSE averages their squares.",
        ),
        Mistake(
            "255 not squared",
            lambda picture, original: _decibels(_mse(picture, original), 255),
            "The 255 is not squared. The MSE is made of squares, so its peak is 255 squared.",
        ),
        Mistake(
            "values from 0 to 255 with a peak of 1",
            lambda picture, original: _decibels(_mse(picture, original), 1),
            "Your peak is 1, but the values of these pictures run up to 255.",
        ),
        Mistake(
            "natural logarithm",
            lambda picture, original: _finite_psnr(
                picture, original, lambda mse: 10 * np.log(255**2 / mse)
            ),
            "np.log is the natural logarithm. Decibels need the one to base 10.",
        ),
        Mistake(
            "twenty for ten",
            lambda picture, original: 2 * _psnr(picture, original),
            "Twice too much: the factor 20 belongs to 255 / sqrt(MSE), the factor 10 to "
            "255**2 / MSE.",
        ),
        Mistake(
            "upside down",
            lambda picture, original: -_psnr(picture, original),
            "The sign is wrong: 255 squared belongs above the line, the MSE below it.",
        ),
        Mistake(
            "a root too much",
            lambda picture, original: _finite_psnr(
                picture, original, lambda mse: 10 * np.log10(255**2 / np.sqrt(mse))
            ),
            "You took the root of the MSE. With 255 squared above the line, the MSE below it "
            "stays as it is.",
        ),
        Mistake(
            "only the MSE",
            _mse,
            "This is the MSE. The PSNR is ten times a logarithm of 255 squared divided by it.",
        ),
        Mistake(
            "divided by zero",
            lambda picture, original: 10 * np.log10(255**2 / _mse(picture, original)),
            "Two equal pictures have an MSE of 0, and your function stops there. What should it "
            "return then?",
        ),
        Mistake(
            "not infinite",
            lambda picture, original: float(cv2.PSNR(picture, original)),
            "Only two equal pictures are wrong: cv2.PSNR returns 361 for them. Nothing is closer "
            "than equal, so the result should be infinite.",
        ),
        Mistake(
            "zero for equal pictures",
            lambda picture, original: (
                _finite_psnr(picture, original, _decibels) if _mse(picture, original) else 0.0
            ),
            "Only two equal pictures are wrong: 0 decibels would mean as bad as it can be. The "
            "result should be infinite.",
        ),
        Mistake(
            "a hundred for equal pictures",
            lambda picture, original: min(_psnr(picture, original), 100.0),
            "Only two equal pictures are wrong: 100 is a number that some pages use. Here the "
            "result should be infinite.",
        ),
    ],
    alternatives=[
        _psnr_by_scikit_image,
        lambda picture, original: (
            np.inf if np.array_equal(picture, original) else cv2.PSNR(picture, original)
        ),
        lambda picture, original: _decibels(
            float(np.mean(cv2.absdiff(picture, original).astype(np.int64) ** 2))
        ),
        lambda picture, original: _decibels(
            float(np.mean((picture.astype(np.float32) - original.astype(np.float32)) ** 2))
        ),
        lambda picture, original: _decibels(
            float(np.mean((picture / 255 - original / 255) ** 2)), 1.0
        ),
        lambda picture, original: (
            float("inf")
            if _mse(picture, original) == 0
            else 20 * np.log10(255 / np.sqrt(_mse(picture, original)))
        ),
    ],
    hints=[
        "uint8 cannot hold a negative difference. Change one of the two pictures to float first.",
        "MSE: subtract, square, then np.mean over everything.",
        "10 * np.log10(255**2 / mse), and an if in front of it for mse == 0.",
    ],
    why="The PSNR turns a mean squared error into a number that rises as the picture gets better.",
)


# --- 5. median -----------------------------------------------------------------------------------


def _windows(image: np.ndarray, size: int, **padding) -> np.ndarray:
    """Return the square around each pixel: (height, width, size * size)."""
    padded = np.pad(image, size // 2, **(padding or {"mode": "edge"}))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    return windows.reshape(*windows.shape[:2], -1)


def _median(image: np.ndarray, size: int) -> np.ndarray:
    return np.median(_windows(image, size), axis=2).astype(np.uint8)


def _median_inside(image: np.ndarray, size: int) -> np.ndarray:
    """Return a median that leaves the pixels at the border as they were."""
    result, margin = image.copy(), size // 2
    inside = (slice(margin, len(image) - margin), slice(margin, image.shape[1] - margin))
    result[inside] = _median(image, size)[inside]
    return result


def _specks(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return a smooth picture with salt and pepper, and a size."""
    height, width = _shape(rng)
    rows, columns = np.indices((height, width))
    image = (60 + 5 * rows + 7 * columns).astype(np.uint8)
    noise = rng.random(image.shape)
    image[noise < 0.15], image[noise > 0.85] = 0, 255
    return image, int(rng.choice([3, 5, 7]))


median = Exercise(
    "02.median",
    "Remove the specks",
    reference=_median,
    probes=[
        (np.array([[10, 10, 10, 10], [10, 255, 10, 20], [10, 0, 30, 40]], dtype=np.uint8), 3),
        (_ramp(9, 12), 3),
        (_ramp(12, 9), 5),
        (_ramp(11, 14), 7),
        (_ramp(10, 13), 9),
        (_photograph(40, 30, 30, 44), 5),
        (np.array([[9, 200, 30, 255, 0, 7]], dtype=np.uint8), 3),
        (np.array([[9], [200], [30], [255], [0]], dtype=np.uint8), 5),
        (np.array([[77]], dtype=np.uint8), 3),
        (np.full((4, 6), 255, dtype=np.uint8), 3),
        Random(4, _specks),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "the mean",
            lambda image, size: cv2.blur(image, (size, size)),
            "This is the mean of the square. A speck pulls the mean, so it only spreads. The "
            "median ignores it.",
        ),
        Mistake(
            "the mean, edges repeated",
            lambda image, size: cv2.blur(image, (size, size), borderType=cv2.BORDER_REPLICATE),
            "The border is right, but this is the mean of the square. A speck pulls the mean; the "
            "median ignores it.",
        ),
        Mistake(
            "Gaussian",
            lambda image, size: cv2.GaussianBlur(image, (size, size), 0),
            "This is a weighted mean. A speck pulls every mean; the median ignores it.",
        ),
        Mistake(
            "always 3",
            lambda image, size: _median(image, 3),
            "You always use the size 3. Use the `size` that your function is given.",
        ),
        Mistake(
            "size taken for a distance",
            lambda image, size: _median(image, 2 * size + 1),
            "Your square is too large: it reaches `size` pixels to each side. It should be `size` "
            "wide in all.",
        ),
        Mistake(
            "edges mirrored",
            lambda image, size: ndimage.median_filter(image, size=size),
            "Only the border is wrong: SciPy mirrors the picture there unless you name another "
            "mode. Here the outermost values are repeated.",
        ),
        Mistake(
            "edges mirrored without the edge",
            lambda image, size: ndimage.median_filter(image, size=size, mode="mirror"),
            "Only the border is wrong: beyond it the picture is mirrored. Here the outermost "
            "values are repeated.",
        ),
        Mistake(
            "black beyond the border",
            lambda image, size: ndimage.median_filter(image, size=size, mode="constant"),
            "Only the border is wrong: beyond it you take zeros. Here the outermost values are "
            "repeated.",
        ),
        Mistake(
            "border left out",
            _median_inside,
            "The inside is right, but the pixels at the border stayed as they were. They have a "
            "square, too, when the outermost values are repeated.",
        ),
        Mistake(
            "smaller than before",
            lambda image, size: np.median(
                np.lib.stride_tricks.sliding_window_view(image, (size, size)), axis=(2, 3)
            ).astype(np.uint8),
            "Your result is smaller than the picture: squares that do not fit are missing. Repeat "
            "the outermost values beyond the border first.",
        ),
        Mistake(
            "smallest value",
            lambda image, size: _windows(image, size).min(axis=2),
            "This is the smallest value of each square: white specks go, black ones grow. The "
            "median is the value in the middle.",
        ),
        Mistake(
            "largest value",
            lambda image, size: _windows(image, size).max(axis=2),
            "This is the largest value of each square: black specks go, white ones grow. The "
            "median is the value in the middle.",
        ),
        Mistake(
            "floats",
            lambda image, size: np.median(_windows(image, size), axis=2),
            "The values are right, but np.median makes floats. Change the type to uint8.",
        ),
        Mistake(
            "unchanged",
            lambda image, size: image,
            "The picture came back as it was.",
        ),
    ],
    alternatives=[
        lambda image, size: cv2.medianBlur(image, size),
        lambda image, size: ndimage.median_filter(image, size=size, mode="nearest"),
        lambda image, size: ski.filters.median(image, np.ones((size, size)), mode="nearest"),
        lambda image, size: np.sort(_windows(image, size), axis=2)[:, :, size * size // 2],
        lambda image, size: np.array(
            [[sorted(square)[size * size // 2] for square in row] for row in _windows(image, size)]
        ),
    ],
    hints=[
        "OpenCV, SciPy and scikit-image all have a median filter.",
        "Look at the border: which values does the library take where the picture ends?",
        "cv2.medianBlur(image, size) repeats the edges. In SciPy the mode for that is 'nearest'.",
    ],
    why="The median of a square ignores a few extreme values, so specks go and edges stay.",
)


# --- 6. erode ------------------------------------------------------------------------------------

_SQUARE = np.ones((3, 3), dtype=np.uint8)
_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=np.uint8)


def _morphology(mask: np.ndarray, operation: int, kernel: np.ndarray, times: int = 1) -> np.ndarray:
    return cv2.morphologyEx(mask.astype(np.uint8), operation, kernel, iterations=times) > 0


def _eroded(mask: np.ndarray, kernel: np.ndarray = _SQUARE, times: int = 1) -> np.ndarray:
    return _morphology(mask, cv2.MORPH_ERODE, kernel, times)


def _dilated(mask: np.ndarray, kernel: np.ndarray = _SQUARE) -> np.ndarray:
    return _morphology(mask, cv2.MORPH_DILATE, kernel)


def _inside(shape: tuple[int, int]) -> np.ndarray:
    """Return where a pixel has all of its eight neighbours inside the picture."""
    inside = np.zeros(shape, dtype=bool)
    inside[1:-1, 1:-1] = True
    return inside


def _squares(mask: np.ndarray, low: int = 0) -> Iterator[tuple[int, int, slice, slice]]:
    """Yield each pixel's row and column, and the two slices of its square."""
    for y, x in np.ndindex(mask.shape):
        yield (
            y,
            x,
            slice(max(y - 1, low), y + 2),
            slice(max(x - 1, low), x + 2),
        )


def _erode_by_squares(mask: np.ndarray) -> np.ndarray:
    eroded = np.zeros_like(mask)
    for y, x, rows, columns in _squares(mask):
        eroded[y, x] = mask[rows, columns].all()
    return eroded


def _erode_with_empty_squares(mask: np.ndarray) -> np.ndarray:
    eroded = np.zeros_like(mask)
    for y, x, rows, columns in _squares(mask, low=-1):
        eroded[y, x] = mask[rows, columns].all()
    return eroded


def _erode_what_is_eroded(mask: np.ndarray) -> np.ndarray:
    eroded = mask.copy()
    for y, x, rows, columns in _squares(mask):
        eroded[y, x] = eroded[rows, columns].all()
    return eroded


def _erode_in_place(mask: np.ndarray) -> np.ndarray:
    mask &= _eroded(mask)
    return mask


def _erode_round_the_edge(mask: np.ndarray) -> np.ndarray:
    moves = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    return np.all([np.roll(mask, move, axis=(0, 1)) for move in moves], axis=0)


_MASKS = [
    _drawn(".......", ".####..", ".####..", ".####..", "......."),
    _drawn("#####....", "#####....", "#####..##", "#####..##", ".....####", ".....####"),
    _drawn("########", "###.####", "########", "########", "#######.", "########"),
    _drawn(".#.#.", "#####", "#####", "#####", ".###.", "..#.."),
    np.ones((4, 7), dtype=bool),
    np.zeros((5, 3), dtype=bool),
    np.ones((1, 1), dtype=bool),
    _drawn("####.###"),
    _drawn("####.###").T,
    _drawn("#####.###.", "####..####"),
]


erode = Exercise(
    "02.erode",
    "Erode",
    reference=_eroded,
    probes=[*_MASKS, np.arange(900).reshape(3, 300) % 71 > 5, Random(5, _blobs)],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "places outside count as False",
            lambda mask: _eroded(mask) & _inside(mask.shape),
            "The inside is right, but everything at the border became False: places outside the "
            "picture counted as False, or the border was left out. They should not count.",
        ),
        Mistake(
            "border left as it was",
            lambda mask: np.where(_inside(mask.shape), _eroded(mask), mask),
            "The inside is right, but the pixels at the border stayed as they were. They have "
            "neighbours, too: those inside the picture.",
        ),
        Mistake(
            "round the edge",
            _erode_round_the_edge,
            "At the border you look at pixels on the opposite side: np.roll brings them round.",
        ),
        Mistake(
            "empty squares",
            _erode_with_empty_squares,
            "In the first row and column the slice starts at -1, which is the last one, so it is "
            "empty, and all() of nothing is True. Start at 0 there.",
        ),
        Mistake(
            "any instead of all",
            _dilated,
            "This is dilation: one True in the square was enough. Erosion needs all of them.",
        ),
        Mistake(
            "four neighbours",
            lambda mask: _eroded(mask, _CROSS),
            "The corners of the square are missing: you look at four neighbours, and there are "
            "eight.",
        ),
        Mistake(
            "only along rows",
            lambda mask: _eroded(mask, np.ones((1, 3), np.uint8)),
            "You look to the left and to the right only. The square has three rows as well.",
        ),
        Mistake(
            "only along columns",
            lambda mask: _eroded(mask, np.ones((3, 1), np.uint8)),
            "You look up and down only. The square has three columns as well.",
        ),
        Mistake(
            "too large a square",
            lambda mask: _eroded(mask, np.ones((5, 5), np.uint8)),
            "Too much is gone: your square is 5 by 5, or you erode twice. It should be 3 by 3.",
        ),
        Mistake(
            "reads what it has written",
            _erode_what_is_eroded,
            "You read pixels that you have changed before. Read from the mask that you were given, "
            "and write into another array.",
        ),
        Mistake(
            "changed in place",
            _erode_in_place,
            "The result is right, but you have changed the mask that you were given. Write into "
            "another array.",
        ),
        Mistake(
            "opened",
            lambda mask: _morphology(mask, cv2.MORPH_OPEN, _SQUARE),
            "This is an opening: after the erosion it dilates again. Only erode.",
        ),
        Mistake(
            "the rim",
            lambda mask: mask & ~_eroded(mask),
            "These are the pixels that erosion takes away. Return those that stay.",
        ),
        Mistake(
            "0 and 1",
            lambda mask: _eroded(mask).astype(np.uint8),
            "The right pixels are marked, but with the numbers 0 and 1. Turn them back into True "
            "and False: dtype bool.",
        ),
        Mistake(
            "0 and 255",
            lambda mask: _eroded(mask).astype(np.uint8) * 255,
            "The right pixels are marked, but with 255. Turn them back into True and False: dtype "
            "bool.",
        ),
        Mistake(
            "floats",
            lambda mask: _eroded(mask).astype(float),
            "The right pixels are marked, but with floats: np.zeros makes floats unless you write "
            "dtype=bool.",
        ),
        Mistake(
            "unchanged",
            lambda mask: mask,
            "The mask came back as it was.",
        ),
    ],
    alternatives=[
        _erode_by_squares,
        lambda mask: ndimage.binary_erosion(mask, np.ones((3, 3)), border_value=1),
        lambda mask: ski.morphology.erosion(mask, np.ones((3, 3), dtype=bool)),
        lambda mask: ndimage.minimum_filter(mask, size=3),
        lambda mask: _windows(mask, 3, constant_values=True).all(axis=2),
        lambda mask: ~_dilated(~mask),
        lambda mask: cv2.erode(mask.astype(np.uint8) * 255, _SQUARE).astype(bool),
    ],
    hints=[
        "Make the picture one pixel larger on each side first. With which value does the new rim "
        "not count?",
        "np.pad(mask, 1, constant_values=True) adds such a rim. Nine shifted copies of the mask "
        "are slices of it.",
        "Start with all True and combine the nine slices with &. Or cv2.erode with uint8, and > 0.",
    ],
    why="Erosion asks all pixels of a square, so a pixel's fate depends on its neighbours.",
)


# --- 7. opening ----------------------------------------------------------------------------------


def _square(size: int) -> np.ndarray:
    return np.ones((size, size), dtype=np.uint8)


def _opened(mask: np.ndarray, size: int) -> np.ndarray:
    return _morphology(mask, cv2.MORPH_OPEN, _square(size))


def _disc(size: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))


def _mask_and_size(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    return _blobs(rng), int(rng.choice([3, 5]))


opening = Exercise(
    "02.opening",
    "Remove what is too small",
    reference=_opened,
    probes=[
        *((mask, 3) for mask in _MASKS),
        (_photograph(30, 20, 60, 90) > 115, 3),
        (_photograph(90, 10, 70, 100) > 120, 5),
        (_photograph(160, 10, 60, 110) > 105, 7),
        (_photograph(220, 100, 80, 90) > 105, 9),
        (np.ones((6, 9), dtype=bool), 5),
        Random(5, _mask_and_size),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "closed",
            lambda mask, size: _morphology(mask, cv2.MORPH_CLOSE, _square(size)),
            "This is a closing: dilation came first. It fills small gaps and keeps small specks.",
        ),
        Mistake(
            "only eroded",
            lambda mask, size: _eroded(mask, _square(size)),
            "The specks are gone, but what stays has shrunk. The second half of the opening is "
            "missing.",
        ),
        Mistake(
            "only dilated",
            lambda mask, size: _dilated(mask, _square(size)),
            "Everything has grown, the specks too: this is dilation alone.",
        ),
        Mistake(
            "always 3",
            lambda mask, size: _opened(mask, 3),
            "You always use a square of 3 by 3. Use the `size` that your function is given.",
        ),
        Mistake(
            "places outside count as False",
            lambda mask, size: ndimage.binary_opening(mask, _square(size)),
            "Only the border is wrong: SciPy takes places outside for False when it erodes, so "
            "objects at the border suffer. They should not count.",
        ),
        Mistake(
            "repeated instead of enlarged",
            lambda mask, size: _morphology(mask, cv2.MORPH_OPEN, _SQUARE, times=size),
            "Too much is gone: you repeat a small square `size` times. Use one square of that "
            "size, once.",
        ),
        Mistake(
            "a disc",
            lambda mask, size: _morphology(mask, cv2.MORPH_OPEN, _disc(size)),
            "The corners are rounded: your structuring element is a disc. Here it is a square.",
        ),
        Mistake(
            "a cross",
            lambda mask, size: _morphology(
                mask, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_CROSS, (size, size))
            ),
            "Too little is gone: your structuring element is a cross. Here it is a full square.",
        ),
        Mistake(
            "a median",
            lambda mask, size: cv2.medianBlur(mask.astype(np.uint8), size) > 0,
            "This is a median filter: it removes specks, but it also fills holes and rounds "
            "corners off.",
        ),
        Mistake(
            "the removed part",
            lambda mask, size: mask & ~_opened(mask, size),
            "These are the pixels that the opening takes away. Return those that stay.",
        ),
        Mistake(
            "0 and 1",
            lambda mask, size: _opened(mask, size).astype(np.uint8),
            "The right pixels are marked, but with the numbers 0 and 1. Turn them back into True "
            "and False: dtype bool.",
        ),
        Mistake(
            "0 and 255",
            lambda mask, size: _opened(mask, size).astype(np.uint8) * 255,
            "The right pixels are marked, but with 255. Turn them back into True and False: dtype "
            "bool.",
        ),
        Mistake(
            "unchanged",
            lambda mask, size: mask,
            "The mask came back as it was.",
        ),
    ],
    alternatives=[
        lambda mask, size: _dilated(_eroded(mask, _square(size)), _square(size)),
        lambda mask, size: ski.morphology.opening(mask, np.ones((size, size), dtype=bool)),
        lambda mask, size: ndimage.binary_dilation(
            ndimage.binary_erosion(mask, _square(size), border_value=1), _square(size)
        ),
        lambda mask, size: ndimage.maximum_filter(ndimage.minimum_filter(mask, size), size),
        lambda mask, size: cv2.morphologyEx(
            mask.astype(np.uint8) * 255, cv2.MORPH_OPEN, _square(size)
        ).astype(bool),
    ],
    hints=[
        "Erosion removes the specks and shrinks the rest. Which operation grows it again?",
        "cv2.erode, cv2.dilate and cv2.morphologyEx want numbers: mask.astype(np.uint8).",
        "np.ones((size, size), np.uint8) is the square, and > 0 makes a mask of the result.",
    ],
    why="Opening removes what the square does not fit into, and leaves the rest at its size.",
)


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
    image = _colour(rng)
    grey = rng.integers(0, 256, size=image.shape[:2], dtype=np.uint8)
    return image, grey, rng.random(grey.shape) < rng.uniform(0.2, 0.8)


masked = Exercise(
    "02.masked",
    "Colour on grey",
    reference=_combined,
    probes=[
        (_ramp(5, 8, 3), _ramp(5, 8)[::-1], np.indices((5, 8)).sum(axis=0) % 3 == 0),
        (_ramp(7, 4, 3), _ramp(7, 4), np.zeros((7, 4), dtype=bool)),
        (_ramp(4, 6, 3), _ramp(4, 6), np.ones((4, 6), dtype=bool)),
        (_ramp(1, 5, 3), _ramp(1, 5)[:, ::-1], np.array([[True, False, False, True, False]])),
        (_ramp(3, 3, 3), _ramp(3, 3).T, np.eye(3, dtype=bool)),
        (_ramp(3, 300, 3), _ramp(3, 300)[::-1], np.arange(900).reshape(3, 300) > 450),
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


def _hsv(image: np.ndarray, code: int = cv2.COLOR_RGB2HSV) -> tuple[np.ndarray, ...]:
    return tuple(plane.astype(int) for plane in cv2.split(cv2.cvtColor(image, code)))


def _strong(image: np.ndarray, code: int = cv2.COLOR_RGB2HSV) -> np.ndarray:
    _, saturation, value = _hsv(image, code)
    return (saturation >= 100) & (value >= 80)


def _red_hue(image: np.ndarray, code: int = cv2.COLOR_RGB2HSV) -> np.ndarray:
    hue = _hsv(image, code)[0]
    return (hue <= 10) | (hue >= 170)


def _red(image: np.ndarray) -> np.ndarray:
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
    shape = _shape(rng)
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
    reference=_red,
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
        ski.data.coffee()[200:260:3, 60:180:3],
        np.zeros((4, 3, 3), dtype=np.uint8),
        np.full((3, 4, 3), 255, dtype=np.uint8),
        Random(5, _reds),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "only the low hues",
            lambda image: (_hsv(image)[0] <= 10) & _strong(image),
            "Reds that lean towards pink are missing: red lies at both ends of the hue scale, and "
            "you look at one.",
        ),
        Mistake(
            "only the high hues",
            lambda image: (_hsv(image)[0] >= 170) & _strong(image),
            "Reds that lean towards orange are missing: red lies at both ends of the hue scale, "
            "and you look at one.",
        ),
        Mistake(
            "both intervals at once",
            lambda image: np.zeros(image.shape[:2], dtype=bool),
            "Your mask is empty. No hue is at most 10 and at least 170 at the same time: one of "
            "the two is enough.",
        ),
        Mistake(
            "degrees",
            lambda image: (_hsv(image)[0] <= 20) & _strong(image),
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
            lambda image: _red_hue(image) & (_hsv(image)[2] >= 80),
            "White, grey and pale pixels are in your mask: the saturation was not looked at.",
        ),
        Mistake(
            "without the value",
            lambda image: _red_hue(image) & (_hsv(image)[1] >= 100),
            "Nearly black pixels are in your mask: the value was not looked at.",
        ),
        Mistake(
            "saturation and value mixed up",
            lambda image: _red_hue(image) & (_hsv(image)[1] >= 80) & (_hsv(image)[2] >= 100),
            "Saturation and value have changed places: the order is H, S, V.",
        ),
        Mistake(
            "the ends left out",
            lambda image: (
                ((_hsv(image)[0] < 10) | (_hsv(image)[0] > 170))
                & (_hsv(image)[1] > 100)
                & (_hsv(image)[2] > 80)
            ),
            "Pixels exactly at the ends are missing: 'at most' and 'at least' include the number "
            "itself.",
        ),
        Mistake(
            "brackets",
            lambda image: (_hsv(image)[0] <= 10) | ((_hsv(image)[0] >= 170) & _strong(image)),
            "Saturation and value count for one of the two intervals only: & binds more tightly "
            "than |. Put brackets around the two intervals.",
        ),
        Mistake(
            "0 and 255",
            lambda image: _red(image).astype(np.uint8) * 255,
            "The right pixels are marked, but with 255, as cv2.inRange does. Here the mask should "
            "hold True and False.",
        ),
        Mistake(
            "0 and 1",
            lambda image: _red(image).astype(np.uint8),
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
            ((_hsv(image)[0] + 10) % 180 <= 20) & (_hsv(image)[1] > 99) & (_hsv(image)[2] > 79)
        ),
    ],
    hints=[
        "cv2.cvtColor(image, cv2.COLOR_RGB2HSV) changes the colours; cv2.split gives three planes.",
        "Each condition gives a mask. | means 'one of the two', & means 'both'.",
        "((hue <= 10) | (hue >= 170)) & ... needs the brackets around the two intervals.",
    ],
    why="Hue runs in a circle and red sits where it is cut open, so red needs two intervals.",
)


# --- 10. edges -----------------------------------------------------------------------------------


def _sobel(image: np.ndarray, border: int = cv2.BORDER_DEFAULT) -> tuple[np.ndarray, np.ndarray]:
    return (
        cv2.Sobel(image, cv2.CV_64F, 1, 0, borderType=border),
        cv2.Sobel(image, cv2.CV_64F, 0, 1, borderType=border),
    )


def _sobel_by_slices(image: np.ndarray) -> np.ndarray:
    p = np.pad(image.astype(float), 1, mode="reflect")
    columns = p[:-2] + 2 * p[1:-1] + p[2:]
    rows = p[:, :-2] + 2 * p[:, 1:-1] + p[:, 2:]
    return np.hypot(columns[:, 2:] - columns[:, :-2], rows[2:] - rows[:-2])


def _steps_and_slopes(rng: np.random.Generator) -> np.ndarray:
    """Return a picture with flat parts, strong edges in all directions, and a little noise."""
    height, width = _shape(rng)
    rows, columns = np.indices((height, width))
    angle = rng.uniform(0, 2 * np.pi)
    side = np.cos(angle) * (columns - width / 2) + np.sin(angle) * (rows - height / 2) > 0
    image = np.where(side, rng.integers(0, 100), rng.integers(150, 256))
    return np.clip(image + rng.integers(-3, 4, image.shape), 0, 255).astype(np.uint8)


edges = Exercise(
    "02.edges",
    "How strong is the edge?",
    reference=lambda image: np.hypot(*_sobel(image)),
    probes=[
        np.array([[0, 0, 255, 255]] * 3, dtype=np.uint8),
        np.array([[255, 255, 255]] * 2 + [[0, 0, 0]] * 3, dtype=np.uint8),
        np.array([[0, 0, 255], [0, 255, 255], [255, 255, 255], [9, 9, 9]], dtype=np.uint8),
        _ramp(9, 13),
        _photograph(40, 30, 30, 44),
        np.full((3, 5), 200, dtype=np.uint8),
        np.array([[1, 4, 9, 16, 25]], dtype=np.uint8),
        np.array([[255], [0], [30]], dtype=np.uint8),
        np.array([[7]], dtype=np.uint8),
        _ramp(3, 300),
        Random(4, _steps_and_slopes),
    ],
    mistakes=[
        Mistake(
            "depth of the picture",
            lambda image: np.hypot(
                cv2.Sobel(image, -1, 1, 0).astype(float), cv2.Sobel(image, -1, 0, 1)
            ),
            "Edges from bright to dark are missing, and strong ones stop at 255: your derivatives "
            "are uint8. Ask Sobel for cv2.CV_64F.",
        ),
        Mistake(
            "absolute values cut at 255",
            lambda image: np.hypot(
                *(
                    np.abs(part).clip(0, 255).astype(np.uint8).astype(float)
                    for part in _sobel(image)
                )
            ),
            "Strong derivatives stop at 255, for example through cv2.convertScaleAbs. Keep them as "
            "floats until the end.",
        ),
        Mistake(
            "cut off at 255",
            lambda image: np.minimum(np.hypot(*_sobel(image)), 255),
            "Everything above 255 is cut off. The length of a gradient can be larger; leave it.",
        ),
        Mistake(
            "uint8 at the end",
            lambda image: np.hypot(*_sobel(image)).clip(0, 255).astype(np.uint8),
            "The result is whole numbers of at most 255. Return the floats as they are.",
        ),
        Mistake(
            "sum of the absolute values",
            lambda image: np.abs(_sobel(image)[0]) + np.abs(_sobel(image)[1]),
            "You add the two absolute values. On slanted edges that is too much: the length of the "
            "gradient needs squares and a root.",
        ),
        Mistake(
            "plain sum",
            lambda image: _sobel(image)[0] + _sobel(image)[1],
            "You add gx and gy, so that they may cancel. The length of the gradient needs squares "
            "and a root.",
        ),
        Mistake(
            "the mean of both",
            lambda image: (np.abs(_sobel(image)[0]) + np.abs(_sobel(image)[1])) / 2,
            "You average the two absolute values. The length of the gradient needs squares and a "
            "root.",
        ),
        Mistake(
            "no root",
            lambda image: _sobel(image)[0] ** 2 + _sobel(image)[1] ** 2,
            "These are the squares of the lengths. The root is missing.",
        ),
        Mistake(
            "only along the rows",
            lambda image: np.abs(_sobel(image)[0]),
            "Horizontal edges are missing: this is gx alone. gy belongs to the length, too.",
        ),
        Mistake(
            "only along the columns",
            lambda image: np.abs(_sobel(image)[1]),
            "Vertical edges are missing: this is gy alone. gx belongs to the length, too.",
        ),
        Mistake(
            "mixed derivative",
            lambda image: np.abs(cv2.Sobel(image, cv2.CV_64F, 1, 1)),
            "With dx=1 and dy=1 together, Sobel computes one mixed derivative. You need two "
            "pictures: one with dx=1, one with dy=1.",
        ),
        Mistake(
            "divided by eight",
            lambda image: np.hypot(*_sobel(image)) / 8,
            "Everything is 8 times too small. Here nothing is divided.",
        ),
        Mistake(
            "scaled by scikit-image",
            ski.filters.sobel,
            "scikit-image scales its Sobel filter and mirrors the border in another way. Use one "
            "that follows the card.",
        ),
        Mistake(
            "edges mirrored with the edge",
            lambda image: np.hypot(*_sobel(image, cv2.BORDER_REFLECT)),
            "Only the border is wrong: the outermost pixels are repeated there, as SciPy does by "
            "default. Mirror without repeating them.",
        ),
        Mistake(
            "black beyond the border",
            lambda image: np.hypot(*_sobel(image, cv2.BORDER_CONSTANT)),
            "Only the border is wrong: beyond it you take zeros, which makes edges where there are "
            "none.",
        ),
        Mistake(
            "Laplacian",
            lambda image: np.abs(cv2.Laplacian(image, cv2.CV_64F)),
            "This is the Laplacian, a second derivative. Use the two first ones.",
        ),
        Mistake(
            "Scharr",
            lambda image: np.hypot(
                cv2.Scharr(image, cv2.CV_64F, 1, 0), cv2.Scharr(image, cv2.CV_64F, 0, 1)
            ),
            "These are Scharr's weights, 3, 10, 3. Sobel's are 1, 2, 1.",
        ),
        Mistake(
            "without the weights",
            lambda image: np.hypot(
                cv2.Sobel(image, cv2.CV_64F, 1, 0, ksize=1),
                cv2.Sobel(image, cv2.CV_64F, 0, 1, ksize=1),
            ),
            "Each derivative uses one row or column only. Sobel 3 by 3 weighs three of them: "
            "1, 2, 1.",
        ),
        Mistake(
            "5 by 5",
            lambda image: np.hypot(
                cv2.Sobel(image, cv2.CV_64F, 1, 0, ksize=5),
                cv2.Sobel(image, cv2.CV_64F, 0, 1, ksize=5),
            ),
            "Your kernel is 5 by 5. Here it is 3 by 3.",
        ),
        Mistake(
            "whole numbers",
            lambda image: np.round(np.hypot(*_sobel(image))),
            "The lengths are rounded. Return them as they are.",
        ),
    ],
    alternatives=[
        _sobel_by_slices,
        lambda image: np.hypot(
            ndimage.sobel(image.astype(float), axis=0, mode="mirror"),
            ndimage.sobel(image.astype(float), axis=1, mode="mirror"),
        ),
        lambda image: cv2.magnitude(
            cv2.Sobel(image, cv2.CV_32F, 1, 0), cv2.Sobel(image, cv2.CV_32F, 0, 1)
        ),
        lambda image: np.sqrt(
            cv2.Sobel(image, cv2.CV_16S, 1, 0).astype(int) ** 2
            + cv2.Sobel(image, cv2.CV_16S, 0, 1).astype(int) ** 2
        ),
        lambda image: np.linalg.norm(np.stack(_sobel(image)), axis=0),
        lambda image: np.sqrt(32) * ski.filters.sobel(image.astype(float), mode="mirror"),
    ],
    hints=[
        "cv2.Sobel(image, depth, 1, 0) is gx. For gy the last two numbers change places.",
        "uint8 has no negative numbers: the depth must be one of floats, cv2.CV_64F.",
        "np.sqrt(gx**2 + gy**2), or np.hypot(gx, gy).",
    ],
    why="The gradient is an arrow: its length is the strength of the edge, whatever its direction.",
)


# --- 11. the largest object ----------------------------------------------------------------------

_EIGHT = np.ones((3, 3))
_FOUR = ndimage.generate_binary_structure(2, 1)


def _objects(mask: np.ndarray, neighbours: np.ndarray = _EIGHT) -> list[np.ndarray]:
    """Return a mask of each object, in the order in which they are met row by row."""
    labels, count = ndimage.label(mask, neighbours)
    return [labels == number for number in range(1, count + 1)]


def _largest(mask: np.ndarray, neighbours: np.ndarray = _EIGHT) -> np.ndarray:
    return max(_objects(mask, neighbours), key=np.count_nonzero)


def _by_outline(mask: np.ndarray, size: Callable) -> np.ndarray:
    """Return the object whose outer contour has the largest size."""

    def measure(part: np.ndarray) -> float:
        found, _ = cv2.findContours(
            part.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        return max(size(contour) for contour in found)

    return max(_objects(mask), key=measure)


def _box_area(contour: np.ndarray) -> int:
    _, _, width, height = cv2.boundingRect(contour)
    return width * height


def _with_background(mask: np.ndarray) -> np.ndarray:
    """Return the largest label when the background takes part."""
    labels, _ = ndimage.label(mask, _EIGHT)
    return labels == np.bincount(labels.ravel()).argmax()


def _one_label_too_low(mask: np.ndarray) -> np.ndarray:
    labels, _ = ndimage.label(mask, _EIGHT)
    return labels == np.bincount(labels.ravel())[1:].argmax()


def _largest_by_regions(mask: np.ndarray) -> np.ndarray:
    labels = ski.measure.label(mask, connectivity=2)
    region = max(ski.measure.regionprops(labels), key=lambda found: found.area)
    return labels == region.label


def _largest_by_flooding(mask: np.ndarray) -> np.ndarray:
    left, best = mask.copy(), np.zeros_like(mask)
    while left.any():
        object_ = ski.segmentation.flood(left, tuple(np.argwhere(left)[0]), connectivity=2)
        best = object_ if object_.sum() > best.sum() else best
        left &= ~object_
    return best


def _has_one_largest(mask: np.ndarray) -> bool:
    sizes = sorted(map(np.count_nonzero, _objects(mask)))
    return bool(sizes) and (len(sizes) == 1 or sizes[-1] > sizes[-2])


def _one_largest(rng: np.random.Generator) -> np.ndarray:
    """Return a mask with several objects, one of which is larger than all others."""
    while True:
        mask = _blobs(rng) if rng.integers(2) else rng.random(_shape(rng)) < rng.uniform(0.2, 0.5)
        if _has_one_largest(mask):
            return mask


largest = Exercise(
    "02.largest",
    "The largest object",
    reference=_largest,
    probes=[
        _drawn("##.....", "##..###", "....###", "#......", "......#"),
        # touching at corners only: 5 pixels against a block of 4
        _drawn("#.....##", ".#....##", "..#.....", "...#....", "....#..."),
        # a ring has a large outline and few pixels
        _drawn(
            "######.....",
            "#....#.....",
            "#....#.####",
            "#....#.####",
            "#....#.####",
            "######.####",
            ".......####",
            ".......####",
        ),
        # a thin diagonal has a large box and few pixels
        _drawn("#.......", ".#...###", "..#..###", "...#.###", "....#...", ".....#..", "......#."),
        _drawn("#####", "#.#.#", "#####", ".....", "..##."),
        _drawn("..####.", ".#....#", "##.##.#", ".#....#", "..####."),
        _drawn("#..", "...", ".##"),
        _drawn("###", "...", "..#", "#.."),
        _drawn("##.##.###"),
        _drawn("##.##.###").T,
        np.ones((3, 5), dtype=bool),
        np.ones((1, 1), dtype=bool),
        _drawn(*["#" + "." * 260 + "##"] * 2),
        Random(6, _one_largest),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake(
            "the background took part",
            _with_background,
            "Where there is more background than object, the background came back. It has the "
            "label 0 and is no object.",
        ),
        Mistake(
            "one label too low",
            _one_label_too_low,
            "Another object came back, or the background: without the row of the background, the "
            "first place belongs to label 1, not to label 0.",
        ),
        Mistake(
            "four neighbours",
            lambda mask: _largest(mask, _FOUR),
            "Pixels that touch at a corner were taken apart: SciPy, for example, looks at 4 "
            "neighbours unless you tell it more. Here all 8 count.",
        ),
        Mistake(
            "the first object",
            lambda mask: _objects(mask)[0],
            "This is the first object from the top, label 1. The largest may be another.",
        ),
        Mistake(
            "the last object",
            lambda mask: _objects(mask)[-1],
            "This is the object with the largest label, the last from the top. A label is a name, "
            "not a size.",
        ),
        Mistake(
            "the smallest object",
            lambda mask: min(_objects(mask), key=np.count_nonzero),
            "This is the smallest object.",
        ),
        Mistake(
            "by the area of the outline",
            lambda mask: _by_outline(mask, cv2.contourArea),
            "cv2.contourArea measures inside the outline: holes count, and half of the rim does "
            "not. Count pixels.",
        ),
        Mistake(
            "by the box",
            lambda mask: _by_outline(mask, _box_area),
            "You compare the boxes around the objects. A thin slanted object has a large box and "
            "few pixels.",
        ),
        Mistake(
            "holes filled",
            lambda mask: ndimage.binary_fill_holes(_largest(mask)),
            "The right object, but its holes are filled. They should stay.",
        ),
        Mistake(
            "all objects",
            lambda mask: mask,
            "All objects came back. Keep one.",
        ),
        Mistake(
            "0 and 1",
            lambda mask: _largest(mask).astype(np.uint8),
            "The right pixels are marked, but with the numbers 0 and 1. Here the mask should hold "
            "True and False.",
        ),
        Mistake(
            "0 and 255",
            lambda mask: _largest(mask).astype(np.uint8) * 255,
            "The right pixels are marked, but with 255. Here the mask should hold True and False.",
        ),
        Mistake(
            "how many pixels",
            lambda mask: np.count_nonzero(_largest(mask)),
            "This is the number of its pixels. Return the mask of the object.",
        ),
    ],
    alternatives=[
        _largest_by_regions,
        _largest_by_flooding,
        lambda mask: (
            ski.measure.label(mask) == 1 + np.bincount(ski.measure.label(mask)[mask])[1:].argmax()
        ),
    ],
    hints=[
        "cv2.connectedComponentsWithStats gives each object a number, and its area in pixels.",
        "Row 0 of the statistics is the background. Leave it out before you look for the largest.",
        "areas = stats[1:, cv2.CC_STAT_AREA]; argmax() counts from 0, the labels from 1.",
    ],
    why="Labels turn a mask into objects; the background is label 0 and often the largest of all.",
)


# --- 12. fit -------------------------------------------------------------------------------------


def _fitted_size(image: np.ndarray, longer_side: int) -> tuple[int, int]:
    """Return (width, height); the size of the picture where it is small enough."""
    height, width = image.shape[:2]
    factor = min(1.0, longer_side / max(height, width))
    return max(1, round(width * factor)), max(1, round(height * factor))


def _sized(image: np.ndarray, size: tuple[int, int], how: int = cv2.INTER_AREA) -> np.ndarray:
    return cv2.resize(image, size, interpolation=how)


def _fit(image: np.ndarray, longer_side: int, how: int = cv2.INTER_AREA) -> np.ndarray:
    return _sized(image, _fitted_size(image, longer_side), how)


def _if_too_large(image: np.ndarray, longer_side: int, make: Callable) -> np.ndarray:
    """Return what ``make`` makes of a picture that is too large, and any other as it is."""
    height, width = image.shape[:2]
    if max(height, width) <= longer_side:
        return image
    return make(height, width, longer_side / max(height, width))


def _fit_by_matrices(image: np.ndarray, longer_side: int) -> np.ndarray:
    """Return the picture, averaged over areas: a matrix for the rows, one for the columns."""
    width, height = _fitted_size(image, longer_side)
    rows, columns = _averaging(len(image), height), _averaging(image.shape[1], width)
    averaged = np.einsum("ab,bc...,dc->ad...", rows, image.astype(float), columns)
    return np.round(averaged).astype(np.uint8)


def _averaging(before: int, after: int) -> np.ndarray:
    """Return the matrix (after, before) that averages over areas along one axis."""
    ends = np.linspace(0, before, after + 1)
    places = np.arange(before)
    low = np.maximum(places[None], ends[:-1, None])
    high = np.minimum(places[None] + 1, ends[1:, None])
    return np.maximum(high - low, 0) * after / before


def _nearly_the_same(came: np.ndarray, expected: np.ndarray) -> str:
    """Return what is wrong with a picture that may differ by a few levels, or nothing."""
    if came.shape != expected.shape:
        return shape_sentence(came.shape, expected.shape)
    distance = np.abs(came.astype(float) - expected)
    if np.isfinite(distance).all() and distance.max() <= 4:
        return ""
    place = np.unravel_index(int(np.argmax(np.nan_to_num(distance, nan=np.inf))), came.shape)
    where = ", ".join(map(str, place))
    return (
        f"The shape is right. At [{where}], {came[place]} came and about {expected[place]} was "
        "expected."
    )


def _slope(height: int, width: int, channels: int = 0) -> np.ndarray:
    """Return a smooth picture, which all ways to average agree about."""
    rows, columns = np.indices((height, width))
    plane = 20 + 230 * (rows + 2 * columns) / (height + 2 * width)
    image = np.dstack([plane, 255 - plane, plane / 2]) if channels else plane
    return image.round().astype(np.uint8)


def _too_large(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return a smooth picture and a longer side; the shorter one is not halfway between two."""
    while True:
        height, width = (int(side) for side in rng.integers(60, 140, size=2))
        longer_side = int(rng.integers(12, 50))
        shorter = min(height, width) * longer_side / max(height, width)
        if abs(shorter % 1 - 0.5) > 0.02 and abs(height - width) > 4:
            return _slope(height, width, 3 * int(rng.integers(2))), longer_side


fit = Exercise(
    "02.fit",
    "Make it fit",
    reference=_fit,
    probes=[
        (ski.data.brick()[:90, :120], 40),
        (ski.data.brick()[:200, :150], 40),
        (ski.data.astronaut()[10:170, 150:270], 40),
        (ski.data.grass()[:60, :300], 60),
        (_slope(37, 50), 20),
        (_slope(50, 37, 3), 20),
        (_slope(33, 50), 20),
        (_slope(280, 300), 256),
        (ski.data.brick()[:30, :20], 30),
        (ski.data.astronaut()[:20, :31], 300),
        (ski.data.brick()[:3, :300], 20),
        (ski.data.brick()[:300, :2], 30),
        (np.full((1, 1, 3), 90, dtype=np.uint8), 8),
        (np.full((40, 40), 255, dtype=np.uint8), 1),
        Random(5, _too_large),
    ],
    agrees=_nearly_the_same,
    dtype_matters=True,
    mistakes=[
        Mistake(
            "height and width swapped",
            lambda image, longer_side: _sized(image, _fitted_size(image, longer_side)[::-1]),
            "Height and width have changed places: cv2.resize wants a size, (width, height), and a "
            "shape is (height, width).",
        ),
        Mistake(
            "by the width",
            lambda image, longer_side: _if_too_large(
                image,
                longer_side,
                lambda height, width, _: _sized(
                    image, (longer_side, max(1, round(height * longer_side / width)))
                ),
            ),
            "High pictures come out too large: you always bring the width to the longer side. "
            "Which of the two sides is longer?",
        ),
        Mistake(
            "by the height",
            lambda image, longer_side: _if_too_large(
                image,
                longer_side,
                lambda height, width, _: _sized(
                    image, (max(1, round(width * longer_side / height)), longer_side)
                ),
            ),
            "Wide pictures come out too large: you always bring the height to the longer side. "
            "Which of the two sides is longer?",
        ),
        Mistake(
            "by the shorter side",
            lambda image, longer_side: _if_too_large(
                image,
                longer_side,
                lambda height, width, _: _sized(
                    image,
                    (
                        round(width * longer_side / min(height, width)),
                        round(height * longer_side / min(height, width)),
                    ),
                ),
            ),
            "The shorter side has that many pixels now, so the longer one has more. The factor "
            "comes from the longer side.",
        ),
        Mistake(
            "square",
            lambda image, longer_side: _if_too_large(
                image, longer_side, lambda *_: _sized(image, (longer_side, longer_side))
            ),
            "Your pictures are square: the proportions are lost. Multiply both sides by the same "
            "factor.",
        ),
        Mistake(
            "small pictures enlarged",
            lambda image, longer_side: _sized(
                image,
                tuple(
                    max(1, round(side * longer_side / max(image.shape[:2])))
                    for side in image.shape[1::-1]
                ),
            ),
            "A picture that is small enough came back larger. It should stay as it was.",
        ),
        Mistake(
            "cut off",
            lambda image, longer_side: _if_too_large(
                image,
                longer_side,
                lambda height, width, factor: _sized(
                    image, (max(1, int(width * factor + 1e-9)), max(1, int(height * factor + 1e-9)))
                ),
            ),
            "The shorter side is sometimes 1 too small: int and // cut the decimals off. Round.",
        ),
        Mistake(
            "nothing left",
            lambda image, longer_side: _if_too_large(
                image,
                longer_side,
                lambda height, width, factor: _sized(
                    image, (round(width * factor), round(height * factor))
                ),
            ),
            "For very long and thin pictures the shorter side is rounded to 0, and OpenCV stops. "
            "It should be at least 1.",
        ),
        Mistake(
            "single pixels picked",
            lambda image, longer_side: _fit(image, longer_side, cv2.INTER_NEAREST),
            "The shape is right, but you pick single pixels and skip those in between. Average "
            "over areas.",
        ),
        Mistake(
            "only the nearest four",
            lambda image, longer_side: _fit(image, longer_side, cv2.INTER_LINEAR),
            "The shape is right, but only the nearest four pixels are mixed, which is what "
            "cv2.resize does unless you name another interpolation. Average over areas.",
        ),
        Mistake(
            "only the nearest sixteen",
            lambda image, longer_side: _fit(image, longer_side, cv2.INTER_CUBIC),
            "The shape is right, but INTER_CUBIC mixes the nearest sixteen pixels, however small "
            "the result is. Average over areas.",
        ),
        Mistake(
            "cut out",
            lambda image, longer_side: image[:longer_side, :longer_side],
            "You cut a part out. The whole picture should stay, with fewer pixels.",
        ),
        Mistake(
            "floats",
            lambda image, longer_side: _fit(image, longer_side).astype(float),
            "The picture is right, but its values are floats. Keep uint8.",
        ),
        Mistake(
            "unchanged",
            lambda image, longer_side: image,
            "The picture came back as it was.",
        ),
    ],
    alternatives=[
        lambda image, longer_side: _if_too_large(
            image,
            longer_side,
            lambda height, width, factor: (
                cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
                if min(height, width) * factor > 0.5
                else _fit(image, longer_side)
            ),
        ),
        lambda image, longer_side: np.asarray(
            Image.fromarray(image).resize(_fitted_size(image, longer_side), Image.Resampling.BOX)
        ),
        _fit_by_matrices,
        lambda image, longer_side: np.round(
            ski.transform.resize_local_mean(
                image,
                _fitted_size(image, longer_side)[::-1],
                preserve_range=True,
                channel_axis=2 if image.ndim == 3 else None,
            )
        ).astype(np.uint8),
    ],
    hints=[
        "One factor for both sides: longer_side divided by the longer side of the picture.",
        "cv2.resize wants (width, height). When is there nothing to do?",
        "size = (max(1, round(width * factor)), max(1, round(height * factor))), then "
        "cv2.resize(image, size, interpolation=cv2.INTER_AREA).",
    ],
    why="One factor keeps the proportions; averaging over areas uses every pixel that there was.",
)


# --- 13. scaled for a network --------------------------------------------------------------------


def _standardised(images: np.ndarray, given: np.ndarray, axis=(0, 1, 2)) -> np.ndarray:
    mean, deviation = given.mean(axis=axis), given.std(axis=axis)
    return ((images - mean) / deviation).astype(np.float32)


def _set(rng: np.random.Generator, count: int, height: int, width: int) -> np.ndarray:
    """Return pictures whose channels have different means and spreads."""
    mean, spread = rng.uniform(70, 180, 3), rng.uniform(15, 50, 3)
    mean = mean + np.array([0, 12, -12])
    images = mean + spread * rng.standard_normal((count, height, width, 3))
    images += rng.uniform(-15, 15, (count, 1, 1, 1))
    return np.clip(images, 0, 255).round().astype(np.uint8)


def _two_sets(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    height, width = (int(side) for side in rng.integers(14, 18, size=2))
    return (
        _set(rng, int(rng.integers(1, 4)), height, width),
        _set(rng, int(rng.integers(5, 8)), height, width),
    )


def _photographs(*tops: int) -> np.ndarray:
    cat = ski.data.chelsea()
    return np.stack([cat[top : top + 30, 100:140] for top in tops])


scaled = Exercise(
    "02.scaled",
    "Ready for a network",
    reference=_standardised,
    probes=[
        (_photographs(100, 140), _photographs(60, 90, 120, 150)),
        (_photographs(60, 90), _photographs(60, 90)),
        (np.zeros((1, 30, 40, 3), dtype=np.uint8), _photographs(60, 90, 120)),
        (np.full((2, 30, 40, 3), 255, dtype=np.uint8), _photographs(0, 30)),
        (_photographs(200), _photographs(10, 120)),
        Random(4, _two_sets),
    ],
    dtype_matters=True,
    tolerance=1e-3,
    mistakes=[
        Mistake(
            "statistics of the wrong set",
            lambda images, training: (
                _standardised(images, images)
                if images.std()
                else np.zeros_like(images, dtype=np.float32)
            ),
            "You take mean and standard deviation from `images`. They belong to the training "
            "pictures: a network must see new pictures on the scale that it has learned.",
        ),
        Mistake(
            "the training pictures came back",
            lambda images, training: _standardised(training, training),
            "These are the training pictures. They only give the statistics; return `images`.",
        ),
        Mistake(
            "one mean for all channels",
            lambda images, training: _standardised(images, training, None),
            "You use one mean and one standard deviation for everything. Each channel has its own: "
            "which axes does a mean run over to leave the channels?",
        ),
        Mistake(
            "a mean for each place",
            lambda images, training: (
                (images - training.mean(axis=0)) / np.maximum(training.std(axis=0), 1e-6)
            ).astype(np.float32),
            "You have a mean for each pixel's place: axis 0 runs over the pictures only. The mean "
            "of a channel runs over pictures, rows and columns.",
        ),
        Mistake(
            "only centred",
            lambda images, training: (images - training.mean(axis=(0, 1, 2))).astype(np.float32),
            "The mean is subtracted, but nothing is divided by the standard deviation.",
        ),
        Mistake(
            "only divided",
            lambda images, training: (images / training.std(axis=(0, 1, 2))).astype(np.float32),
            "You divide by the standard deviation, but the mean was not subtracted first.",
        ),
        Mistake(
            "variance",
            lambda images, training: (
                (images - training.mean(axis=(0, 1, 2))) / training.var(axis=(0, 1, 2))
            ).astype(np.float32),
            "You divide by the variance. The standard deviation is its root.",
        ),
        Mistake(
            "brackets",
            lambda images, training: (
                images - training.mean(axis=(0, 1, 2)) / training.std(axis=(0, 1, 2))
            ).astype(np.float32),
            "Only the mean is divided: / binds more tightly than -. Put brackets around the "
            "difference.",
        ),
        Mistake(
            "float64",
            lambda images, training: _standardised(images, training).astype(float),
            "The values are right, but they are float64, twice as large as a network wants. Add "
            ".astype(np.float32).",
        ),
        Mistake(
            "0 to 1",
            lambda images, training: (images / 255).astype(np.float32),
            "You scale to 0...1. Here each channel of the training set should get mean 0 and "
            "standard deviation 1.",
        ),
        Mistake(
            "the mean in uint8",
            lambda images, training: (
                (images - training.mean(axis=(0, 1, 2)).astype(np.uint8))
                / training.std(axis=(0, 1, 2))
            ).astype(np.float32),
            "The difference was computed in uint8, where values below the mean wrap. Keep the mean "
            "as floats.",
        ),
        Mistake(
            "smallest and largest",
            lambda images, training: (
                (images - training.min(axis=(0, 1, 2)).astype(float))
                / np.ptp(training, axis=(0, 1, 2))
            ).astype(np.float32),
            "You stretch from the smallest to the largest value. Use the mean and the standard "
            "deviation.",
        ),
        Mistake(
            "unchanged",
            lambda images, training: images.astype(np.float32),
            "The values came back as they were, only as floats.",
        ),
    ],
    alternatives=[
        lambda images, training: _standardised(images / 255, training / 255),
        lambda images, training: np.stack(
            [(images[..., k] - training[..., k].mean()) / training[..., k].std() for k in range(3)],
            axis=-1,
        ).astype("float32"),
        lambda images, training: (
            (images.astype(np.float32) - training.reshape(-1, 3).astype(np.float32).mean(axis=0))
            / training.reshape(-1, 3).astype(np.float32).std(axis=0)
        ),
        lambda images, training: (
            (images - training.mean(axis=(0, 1, 2), keepdims=True))
            / training.std(axis=(0, 1, 2), ddof=1, keepdims=True)
        ).astype(np.float32),
        lambda images, training: np.float32(
            [
                cv2.divide(
                    cv2.subtract(picture.astype(float), (*training.mean(axis=(0, 1, 2)), 0)),
                    (*training.std(axis=(0, 1, 2)), 1),
                )
                for picture in images
            ]
        ),
    ],
    hints=[
        "The shape is (number, height, width, 3). A mean over axes 0, 1 and 2 leaves 3 numbers.",
        "training.mean(axis=(0, 1, 2)) and training.std(axis=(0, 1, 2)): one for each channel.",
        "((images - mean) / deviation).astype(np.float32): NumPy fits the 3 numbers to the last "
        "axis.",
    ],
    why="New pictures must be scaled with the numbers of the training set, or the scale moves.",
)


# --- photographs, mirrored and turned ------------------------------------------------------------


def _turned(image: np.ndarray, turns: int, mirrored: bool) -> np.ndarray:
    """Return a picture, mirrored first or not, then turned to the left by quarter turns."""
    return np.rot90(image[:, ::-1] if mirrored else image, turns)


def _orientation(image: np.ndarray, photograph: np.ndarray) -> tuple[int, bool]:
    """Return how often a photograph was turned, and whether it was mirrored, to give ``image``.

    The light may have changed: the way in which the values go together decides.
    """
    ways = [(turns, mirrored) for mirrored in (False, True) for turns in range(4)]
    return max(ways, key=lambda way: _likeness(image, _turned(photograph, *way)))


def _likeness(image: np.ndarray, other: np.ndarray) -> float:
    if image.shape != other.shape:
        return -1.0
    return float(np.corrcoef(image[::9, ::9].ravel(), other[::9, ::9].ravel())[0, 1])


@cache
def _coins_photograph() -> np.ndarray:
    return ski.data.coins()


@cache
def _cup_photograph() -> np.ndarray:
    return ski.data.coffee()


def _any_way(rng: np.random.Generator) -> tuple[int, bool]:
    return int(rng.integers(4)), bool(rng.integers(2))


# --- 14. coins -----------------------------------------------------------------------------------

# (x, y, diameter of the circle with the same area) of each coin in ski.data.coins(), in pixels:
# 180 rays from a centre clicked by hand, the closed path of the steepest fall along them, and its
# area; drawn over the photograph, four times enlarged, and checked by eye.
_COINS = np.array(
    [
        (44.1, 54.4, 41.6), (100.3, 56.2, 37.4), (155.2, 50.8, 45.9), (215.2, 51.1, 45.5),
        (276.1, 52.4, 39.6), (334.8, 43.5, 57.6), (44.7, 124.3, 40.6), (102.3, 125.7, 37.6),
        (153.5, 127.2, 37.0), (205.3, 123.8, 39.3), (270.6, 118.8, 49.5), (336.2, 124.4, 38.6),
        (43.7, 197.5, 37.9), (101.7, 195.5, 43.3), (154.1, 197.7, 38.4), (212.5, 193.1, 47.1),
        (273.8, 193.9, 44.1), (347.1, 186.7, 63.2), (46.0, 259.8, 56.0), (113.8, 265.5, 42.5),
        (172.3, 261.2, 54.6), (244.0, 263.3, 47.4), (300.6, 263.2, 50.4), (358.2, 267.9, 43.5),
    ]
)  # fmt: skip

_SPECK = 20  # pixels wide: what is smaller is no coin
_WIDE = 80  # pixels wide: what is larger is no coin


def _true_coins(image: np.ndarray) -> np.ndarray:
    """Return (x, y, diameter) of the coins in the photograph, turned or mirrored as it is."""
    photograph = _coins_photograph()
    turns, mirrored = _orientation(image, photograph)
    (height, width), (x, y, diameter) = photograph.shape, _COINS.T
    x = width - 1 - x if mirrored else x
    for _ in range(turns):
        x, y, width, height = y, width - 1 - x, height, width
    return np.stack([x, y, diameter], axis=1)


def _of_coins(came: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Return which entry is which coin: (entries, coins), True where it is."""
    distance = np.hypot(*(came[:, None, :2] - expected[None, :, :2]).transpose(2, 0, 1))
    large_enough = came[:, None, 2] > expected[None, :, 2] / 3
    return (distance < expected[None, :, 2] / 4) & large_enough


def _coin_fault(came: np.ndarray, expected: np.ndarray) -> tuple[str, str]:
    """Return the kind of what is wrong with a list of coins and a sentence; two "" if nothing."""
    if came.size == 0:
        return "empty", "Your list is empty."
    if came.ndim != 2 or came.shape[1] != 3:
        return "form", (
            "Each entry should be three numbers, (x, y, diameter). As an array your list would "
            f"have the shape (number of coins, 3); its shape is {came.shape}."
        )
    came = came.astype(float)
    if not np.isfinite(came).all():
        return "form", "Your list holds numbers that are not finite."
    if (came[:, 2] <= 0).any():
        return "form", "Your list holds a diameter of 0 or less."
    return _place_fault(came, expected) or _size_fault(came, expected)


def _place_fault(came: np.ndarray, expected: np.ndarray) -> tuple[str, str] | None:
    """Return what is wrong with the places and the number of the coins."""
    hits = _of_coins(came, expected)
    there = hits.any(axis=0)
    missing, extra = expected[~there], came[~hits.any(axis=1)]
    counted = f"{len(came)} entries came, and there are {len(expected)} coins."
    if len(missing) > 3 and (other := _other_places(came, expected)):
        return other, f"{counted} Most centres are not on a coin."
    if (extra[:, 2] > 2 * _WIDE).any():
        x, y, size = extra[extra[:, 2].argmax()]
        return "light", f"{counted} The entry at ({x:.0f}, {y:.0f}) is {size:.0f} pixels wide."
    if (covering := _covering(came, expected, ~there)) is not None:
        x, y, _ = covering
        return "merged", f"{counted} The entry at ({x:.0f}, {y:.0f}) covers more than one of them."
    specks = extra[extra[:, 2] < _SPECK]
    if len(missing) > 3 or (len(missing) and not len(specks)):
        x, y, size = missing[0]
        return _loss(missing[:, 2], expected[there, 2]), (
            f"{counted} {len(missing)} of the coins {'is' if len(missing) == 1 else 'are'} not in "
            f"your list, the first one at ({x:.0f}, {y:.0f}), {size:.0f} pixels wide."
        )
    if len(extra):
        x, y, size = [*specks, *extra][0]
        return "specks" if len(specks) else "background", (
            f"{counted} There is none of {size:.0f} pixels at ({x:.0f}, {y:.0f})."
        )
    if (hits.sum(axis=0) > 1).any():
        x, y, _ = expected[hits.sum(axis=0).argmax()]
        return "twice", f"{counted} The coin at ({x:.0f}, {y:.0f}) is in your list more than once."
    return None


def _covering(came: np.ndarray, expected: np.ndarray, missing: np.ndarray) -> np.ndarray | None:
    """Return an entry that covers the centres of two coins or more, one of them missing."""
    distance = np.hypot(*(came[:, None, :2] - expected[None, :, :2]).transpose(2, 0, 1))
    covered = distance < came[:, None, 2] / 2
    found = np.flatnonzero((covered.sum(axis=1) > 1) & covered[:, missing].any(axis=1))
    return came[found[0]] if len(found) else None


def _loss(missing: np.ndarray, there: np.ndarray) -> str:
    """Return why coins are missing, from the diameters of those and of the others."""
    if len(there) < len(missing):
        return "elsewhere"
    if missing.max() < there.min() + 2:
        return "small"
    return "light" if len(missing) > 3 else "lost"


def _other_places(came: np.ndarray, expected: np.ndarray) -> str:
    """Return how the centres were meant, if another reading of them hits the coins."""
    corner = came + came[:, 2:] * (0.5, 0.5, 0)
    for kind, read in (("swapped", came[:, [1, 0, 2]]), ("corner", corner)):
        if _of_coins(read, expected).any(axis=0).mean() > 0.8:
            return kind
    return ""


def _size_fault(came: np.ndarray, expected: np.ndarray) -> tuple[str, str]:
    """Return what is wrong with the diameters when each coin is there once."""
    diameters = came[_of_coins(came, expected).argmax(axis=0), 2]
    ratio = diameters / expected[:, 2]
    if (np.abs(ratio - 1) <= 0.2).all():
        return "", ""
    worst = int(np.abs(np.log(ratio)).argmax())
    x, y, size = expected[worst]
    area = np.median(ratio / (expected[:, 2] * np.pi / 4))
    readings = {"radius": 2 * np.median(ratio), "area": area, "round": np.median(ratio) / np.pi}
    kind = next((name for name, value in readings.items() if abs(value - 1) < 0.15), "size")
    return kind, (
        f"The {len(expected)} coins are there. The one at ({x:.0f}, {y:.0f}) is about {size:.0f} "
        f"pixels wide, and {diameters[worst]:.4g} came."
    )


def _coins_agree(came: np.ndarray, expected: np.ndarray) -> str:
    return _coin_fault(came, expected)[1]


def _coin_kind(*kinds: str) -> Callable[[np.ndarray, np.ndarray], bool]:
    return lambda came, expected: _coin_fault(came, expected)[0] in kinds


def _light_taken_off(image: np.ndarray) -> np.ndarray:
    return cv2.adaptiveThreshold(
        cv2.medianBlur(image, 5),
        255,
        cv2.ADAPTIVE_THRESH_GAUSSIAN_C,
        cv2.THRESH_BINARY,
        blockSize=101,
        C=-5,
    )


def _one_cut(image: np.ndarray) -> np.ndarray:
    return cv2.threshold(cv2.medianBlur(image, 5), 0, 255, cv2.THRESH_OTSU)[1]


def _list_coins(
    mask: np.ndarray,
    smallest: float = _SPECK,
    border: bool = False,
    contours: int = cv2.RETR_EXTERNAL,
    opened: int = 5,
) -> np.ndarray:
    """Return (x, y, diameter) of the objects in a mask; ``border``: those at the border, too."""
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, _square(opened))
    outlines, _ = cv2.findContours(mask, contours, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in outlines:
        x, y, width, height = cv2.boundingRect(outline)
        inside = x > 0 and y > 0 and x + width < mask.shape[1] and y + height < mask.shape[0]
        if (border or inside) and min(width, height) > smallest:
            found.append((x + (width - 1) / 2, y + (height - 1) / 2, (width + height) / 2))
    return np.array(found).reshape(-1, 3)


def _good_coins(image: np.ndarray) -> np.ndarray:
    return _list_coins(_light_taken_off(image))


def _coins_with(change: Callable[[np.ndarray], np.ndarray]) -> Callable:
    """Return a wrong answer that finds all coins and then changes the list."""
    return lambda image: change(_good_coins(image))


def _coins_of_regions(mask: np.ndarray) -> list[tuple[float, float, float]]:
    """Return the list by the areas of the labelled regions, without those at the border."""
    mask = ski.morphology.opening(ndimage.binary_fill_holes(mask), _square(5))
    regions = ski.measure.regionprops(ski.measure.label(ski.segmentation.clear_border(mask)))
    return [
        (*region.centroid[::-1], region.equivalent_diameter_area)
        for region in regions
        if region.area > 400
    ]


def _coins_by_watershed(image: np.ndarray) -> list[tuple[float, float, float]]:
    smooth = cv2.medianBlur(image, 5).astype(float)
    light = smooth / cv2.GaussianBlur(smooth, (0, 0), 30)
    markers = np.select([light < 0.85, light > 1.25], [1, 2], 0)
    flooded = ski.segmentation.watershed(ski.filters.sobel(image), markers)
    return _coins_of_regions(flooded == 2)


def _coins_by_background(image: np.ndarray) -> list[tuple[float, float, float]]:
    image = image.astype(np.float32)
    above = cv2.medianBlur(image - cv2.GaussianBlur(image, (0, 0), 30), 5)
    return _coins_of_regions(above > ski.filters.threshold_otsu(above))


def _coins_by_edges(image: np.ndarray) -> list[tuple[float, float, float]]:
    rims = ndimage.binary_dilation(ski.feature.canny(image, sigma=2), iterations=3)
    filled = ndimage.binary_erosion(ndimage.binary_fill_holes(rims), iterations=3)
    return _coins_of_regions(filled)


def _coins_by_hough(image: np.ndarray) -> list[tuple[float, float, float]]:
    even = cv2.medianBlur(cv2.createCLAHE(2, (8, 8)).apply(image), 5)
    circles = cv2.HoughCircles(
        even, cv2.HOUGH_GRADIENT, 1, 36, param1=80, param2=18, minRadius=17, maxRadius=34
    )
    return [(x, y, 2 * radius) for x, y, radius in circles[0]]


def _coins_by_circles_around(image: np.ndarray) -> list[tuple[float, float, float]]:
    mask = ski.segmentation.clear_border(_opened(_light_taken_off(image) > 0, 5))
    outlines, _ = cv2.findContours(
        mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    around = [cv2.minEnclosingCircle(outline) for outline in outlines]
    return [(x, y, 2 * radius) for (x, y), radius in around if 15 < radius < 40]


def _in_shadow(image: np.ndarray, side: int, strength: float = 0.8) -> np.ndarray:
    """Return a picture that gets darker towards one of its four sides."""
    light = np.linspace(strength, 1, image.shape[side % 2])
    light = light[::-1] if side > 1 else light
    return np.round(image * (light if side % 2 else light[:, None])).astype(np.uint8)


def _some_coins(rng: np.random.Generator) -> np.ndarray:
    image = np.ascontiguousarray(_turned(_coins_photograph(), *_any_way(rng)))
    return _in_shadow(image, int(rng.integers(4)), float(rng.uniform(0.8, 1)))


coins = Exercise(
    "02.coins",
    "The real job: count and measure the coins",
    points=2,
    reference=_true_coins,
    probes=[
        _coins_photograph(),
        np.ascontiguousarray(_coins_photograph()[:, ::-1]),
        np.ascontiguousarray(np.rot90(_coins_photograph())),
        _in_shadow(_coins_photograph(), 1),
        Random(2, _some_coins),
    ],
    agrees=_coins_agree,
    mistakes=[
        Mistake(
            "merged coins",
            lambda image: _list_coins(
                cv2.morphologyEx(_light_taken_off(image), cv2.MORPH_CLOSE, _square(9))
            ),
            "Some coins have grown together into one object. Is your closing too large, or your "
            "cut too low?",
            like=_coin_kind("merged"),
        ),
        Mistake(
            "nothing corrected for light",
            lambda image: _list_coins(_one_cut(image), border=True),
            "The light is uneven: in one corner the background is as bright as a coin in another. "
            "One cut for the whole picture loses coins there or joins them with the background.",
            like=_coin_kind("light", "merged"),
        ),
        Mistake(
            "small coins dropped",
            lambda image: _list_coins(_light_taken_off(image), smallest=37),
            "Only the smallest coins are missing: your limit for what is a coin is too high.",
            like=_coin_kind("small"),
        ),
        Mistake(
            "specks counted",
            lambda image: _list_coins(_light_taken_off(image), smallest=0, border=False, opened=3),
            "You also count specks that are much smaller than a coin.",
            like=_coin_kind("specks"),
        ),
        Mistake(
            "a few coins lost",
            lambda image: _list_coins(_light_taken_off(image), opened=3),
            "Most coins are there, a few are missing. Find them in your mask: has one grown "
            "together with something at the border, or gone to pieces?",
            like=_coin_kind("lost"),
        ),
        Mistake(
            "objects at the border counted",
            lambda image: np.vstack([_good_coins(image), [(image.shape[1] - 16, 15, 30)]]),
            "All coins are there, but you also count something that is no coin: look at the "
            "border, where the background is bright, and at the dark corners. Draw your list.",
            like=_coin_kind("background"),
        ),
        Mistake(
            "coins counted twice",
            _coins_with(lambda found: np.vstack([found, found[:5] - (1, 1, 4)])),
            "Some coins are in your list twice. Do you list inner outlines as well, or circles "
            "inside circles?",
            like=_coin_kind("twice"),
        ),
        Mistake(
            "areas instead of diameters",
            _coins_with(
                lambda found: (
                    found[:, :2].tolist()
                    and np.column_stack([found[:, :2], found[:, 2] ** 2 * np.pi / 4])
                )
            ),
            "All coins are there, but the third number is the area, the number of pixels. Which "
            "circle has that area, and how wide is it?",
            like=_coin_kind("area"),
        ),
        Mistake(
            "radius instead of diameter",
            _coins_with(lambda found: found * (1, 1, 0.5)),
            "All coins are there, but the third number is the radius, as cv2.HoughCircles and "
            "cv2.minEnclosingCircle give it. The diameter is wanted.",
            like=_coin_kind("radius"),
        ),
        Mistake(
            "the way round",
            _coins_with(lambda found: found * (1, 1, np.pi)),
            "All coins are there, but the third number is the length of the outline. The diameter "
            "is wanted.",
            like=_coin_kind("round"),
        ),
        Mistake(
            "row before column",
            _coins_with(lambda found: found[:, [1, 0, 2]]),
            "The centres have row and column the wrong way round: x, the column, comes first. "
            "scikit-image gives the row first.",
            like=_coin_kind("swapped"),
        ),
        Mistake(
            "corners instead of centres",
            _coins_with(lambda found: found - found[:, 2:] * (0.5, 0.5, 0)),
            "These are the upper left corners of the boxes. The centres are wanted.",
            like=_coin_kind("corner"),
        ),
        Mistake(
            "other than three numbers",
            lambda image: len(_good_coins(image)),
            "The check needs to know which coin is which: return a list, with one entry of three "
            "numbers for each coin.",
            like=_coin_kind("form"),
        ),
        Mistake(
            "nothing found",
            lambda image: [],
            "Nothing is in your list. Show the mask before you list its objects: is it black, or "
            "one large white area that touches the border?",
            like=_coin_kind("empty"),
        ),
        Mistake(
            "coins measured too small or too large",
            _coins_with(lambda found: found * (1, 1, 0.7)),
            "All coins are there, but some of the diameters are wrong. Draw your circles: a dark "
            "coin may be in pieces, or all may have shrunk.",
            like=_coin_kind("size"),
        ),
    ],
    alternatives=[
        _good_coins,
        _coins_by_watershed,
        _coins_by_background,
        _coins_by_edges,
        _coins_by_hough,
        _coins_by_circles_around,
        lambda image: [tuple(coin) for coin in _good_coins(image)[::-1].round().astype(int)],
    ],
    hints=[
        "Show what you have after each step. The background on the upper left is as bright as a "
        "coin on the lower right, so compare each pixel with its surroundings.",
        "cv2.adaptiveThreshold does this, with a block larger than a coin; or subtract a picture "
        "blurred so much that no coin is left in it.",
        "An opening removes specks. cv2.findContours with cv2.RETR_EXTERNAL lists the objects.",
        "x, y, width, height = cv2.boundingRect(contour): the centre is (x + width / 2, ...), the "
        "diameter about (width + height) / 2. Leave out what touches the border.",
    ],
    why="A real job is a chain of small steps, and its result is believed because it was checked.",
)


# --- 15. isolate ---------------------------------------------------------------------------------


def _ellipse(*ellipse: tuple | float) -> np.ndarray:
    shape = _cup_photograph().shape[:2]
    return cv2.ellipse(np.zeros(shape, np.uint8), ellipse, 1, thickness=-1) > 0


@cache
def _porcelain() -> np.ndarray:
    """Return the mask of the red porcelain in ski.data.coffee().

    Two ellipses, (centre, axes, angle), drawn by hand over the photograph, twice enlarged: the rim
    of the saucer, without the white rim of the cup and what lies inside it.
    """
    saucer = _ellipse((276.5, 220), (402, 338), 3)
    return saucer & ~_ellipse((290.5, 113.5), (237, 188), 8)


def _true_porcelain(image: np.ndarray) -> np.ndarray:
    return _turned(_porcelain(), *_orientation(image, _cup_photograph()))


def _iou(mask: np.ndarray, other: np.ndarray) -> float:
    return np.count_nonzero(mask & other) / max(np.count_nonzero(mask | other), 1)


_ENOUGH = 0.85


def _masks_agree(came: np.ndarray, expected: np.ndarray) -> str:
    """Return what is wrong with a mask that may differ a little, or nothing."""
    if came.shape != expected.shape:
        return shape_sentence(came.shape, expected.shape)
    overlap = _iou(came.astype(bool), expected)
    if overlap >= _ENOUGH:
        return ""
    return (
        f"Your mask overlaps the one drawn by hand by {overlap:.0%}, and {_ENOUGH:.0%} is wanted."
    )


def _mask_fault(came: np.ndarray, expected: np.ndarray) -> str:
    """Return the kind of what is wrong with a mask that does not agree."""
    if came.shape != expected.shape:
        return "shape"
    mask = came.astype(bool)
    whole = ski.morphology.convex_hull_image(expected)
    size, white = np.count_nonzero(expected), whole & ~expected
    if not mask.any():
        return "empty"
    if _iou(~mask, expected) >= _ENOUGH:
        return "inside out"
    if np.count_nonzero(mask & white) > 0.5 * np.count_nonzero(white):
        return "white"
    if np.count_nonzero(mask & ~whole) > 0.1 * size:
        return "table"
    closed = ndimage.binary_fill_holes(ndimage.binary_closing(mask, iterations=3))
    return "holes" if _iou(closed, expected) >= _ENOUGH else "missing"


def _mask_kind(kind: str) -> Callable[[np.ndarray, np.ndarray], bool]:
    return lambda came, expected: _mask_fault(came, expected) == kind


def _red_porcelain(image: np.ndarray, darkest: int = 50) -> np.ndarray:
    """Return where hue, saturation and value are those of the porcelain, not of the table."""
    hue, saturation, value = _hsv(image)
    return ((hue <= 7) | (hue >= 170)) & (saturation >= 150) & (value >= darkest)


def _filled(mask: np.ndarray, closed: int = 15) -> np.ndarray:
    mask = _morphology(_opened(mask, 5), cv2.MORPH_CLOSE, _square(closed))
    return ndimage.binary_fill_holes(_largest(mask))


def _by_share_of_green(image: np.ndarray) -> np.ndarray:
    """Return the mask without HSV: the porcelain has much less green than red."""
    red, green, _ = np.moveaxis(image.astype(float), 2, 0)
    return _filled((green < 0.36 * red) & (red >= 50))


def _some_cup(rng: np.random.Generator) -> np.ndarray:
    return np.ascontiguousarray(_turned(_cup_photograph(), *_any_way(rng)))


isolate = Exercise(
    "02.isolate",
    "Isolate the red porcelain",
    reference=_true_porcelain,
    probes=[
        _cup_photograph(),
        np.ascontiguousarray(_cup_photograph()[:, ::-1]),
        np.ascontiguousarray(np.rot90(_cup_photograph())),
        Random(1, _some_cup),
    ],
    agrees=_masks_agree,
    dtype_matters=True,
    mistakes=[
        Mistake(
            "the table, too",
            _red,
            "Large parts of the table are in your mask. Its hue lies close to that of the "
            "porcelain: narrow the interval, then keep the largest object.",
            like=_mask_kind("table"),
        ),
        Mistake(
            "holes not filled",
            lambda image: _largest(_red_porcelain(image)),
            "Your mask has the right outline, but glints, the spoon or the shadow are holes in it. "
            "Fill them.",
            like=_mask_kind("holes"),
        ),
        Mistake(
            "parts missing",
            lambda image: _opened(_red_porcelain(image, darkest=150), 5),
            "Parts of the porcelain are missing. Which of your conditions do its dark parts and "
            "its rim fail, the hue, the saturation or the value?",
            like=_mask_kind("missing"),
        ),
        Mistake(
            "the white of the cup, too",
            lambda image: ski.morphology.convex_hull_image(_filled(_red_porcelain(image))),
            "The white inside of the cup is in your mask, and it is not red. Did you take a box, "
            "an ellipse or a convex hull?",
            like=_mask_kind("white"),
        ),
        Mistake(
            "inside out",
            lambda image: ~_filled(_red_porcelain(image)),
            "True and False have changed places: the porcelain should be True.",
            like=_mask_kind("inside out"),
        ),
        Mistake(
            "nothing found",
            lambda image: np.zeros(image.shape[:2], dtype=bool),
            "Your mask is empty. Look at each of your conditions alone: which one lets nothing "
            "through?",
            like=_mask_kind("empty"),
        ),
        Mistake(
            "still a picture",
            lambda image: image * _filled(_red_porcelain(image))[:, :, None],
            "This has another shape than a mask: one True or False for each pixel, no channels, "
            "and the picture's own height and width.",
            like=_mask_kind("shape"),
        ),
        Mistake(
            "0 and 255",
            lambda image: _filled(_red_porcelain(image)).astype(np.uint8) * 255,
            "The right pixels are marked, but with numbers. Here the mask should hold True and "
            "False: dtype bool.",
        ),
    ],
    alternatives=[
        lambda image: _filled(_red_porcelain(image)),
        lambda image: _filled(_red_porcelain(image, darkest=45), closed=9),
        _by_share_of_green,
    ],
    hints=[
        "Hold the pointer over porcelain and table in the colour explorer. Their hues are a few "
        "steps apart, and the dark shadow on the table has a low value.",
        "Take hues up to about 7, and values from about 50. Then an opening removes the thin lines "
        "of the wood.",
        "A closing joins what a glint has cut. The outer contour of the largest object, drawn with "
        "thickness=-1, has no holes.",
    ],
    why="Colour finds the pixels, shape makes an object of them: open, close, largest, filled.",
)
