"""Exercises 4 and 5 of lesson 02: noise measured and removed."""

import math
from collections.abc import Callable

import cv2
import numpy as np
import skimage as ski
from scipy import ndimage

from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_02 import probes

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
    original = probes.any_picture(rng)
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
        (probes.ramp(4, 6), probes.ramp(4, 6)[::-1]),
        (probes.ramp(5, 3, 3), probes.ramp(5, 3, 3)),
        (probes.ramp(5, 3, 3), probes.ramp(5, 3, 3)[:, :, ::-1]),
        (np.array([[7]], dtype=np.uint8), np.array([[8]], dtype=np.uint8)),
        (probes.ramp(3, 300), np.roll(probes.ramp(3, 300), 1, axis=1)),
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
            "ten forgotten",
            lambda picture, original: _psnr(picture, original) / 10,
            "Ten times too small: this is the logarithm alone, which is called bel. A decibel is a "
            "tenth of it.",
        ),
        Mistake(
            "sum for mean",
            lambda picture, original: _decibels(_mse(picture, original) * picture.size),
            "You add up the squares. The MSE is their mean, so that a larger picture is no worse.",
        ),
        Mistake(
            "a mean of each channel",
            lambda picture, original: _decibels(
                _mse(picture, original) * (3 if picture.ndim == 3 else 1)
            ),
            "In colour pictures your error is three times too large. The mean runs over all values "
            "of all channels.",
        ),
        Mistake(
            "rounded",
            lambda picture, original: round(_psnr(picture, original), 2),
            "Your result is rounded. Return it as it is; whoever prints it may round.",
            also=[
                lambda picture, original: round(_psnr(picture, original), 1),
                lambda picture, original: round(_psnr(picture, original), 3),
                lambda picture, original: np.round(_psnr(picture, original)),
            ],
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
            lambda picture, original: 10 * math.log10(255**2 / _mse(picture, original)),
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


def windows(image: np.ndarray, size: int, **padding) -> np.ndarray:
    """Return the square around each pixel: (height, width, size * size)."""
    padded = np.pad(image, size // 2, **(padding or {"mode": "edge"}))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    return windows.reshape(*windows.shape[:2], -1)


def _median(image: np.ndarray, size: int) -> np.ndarray:
    return np.median(windows(image, size), axis=2).astype(np.uint8)


def _median_inside(image: np.ndarray, size: int) -> np.ndarray:
    """Return a median that leaves the pixels at the border as they were."""
    result, margin = image.copy(), size // 2
    inside = (slice(margin, len(image) - margin), slice(margin, image.shape[1] - margin))
    result[inside] = _median(image, size)[inside]
    return result


def _specks(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return a smooth picture with salt and pepper, and a size."""
    height, width = probes.shape(rng)
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
        (probes.ramp(9, 12), 3),
        (probes.ramp(12, 9), 5),
        (probes.ramp(11, 14), 7),
        (probes.ramp(10, 13), 9),
        (probes.part_of_coins(40, 30, 30, 44), 5),
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
            lambda image, size: windows(image, size).min(axis=2),
            "This is the smallest value of each square: white specks go, black ones grow. The "
            "median is the value in the middle.",
        ),
        Mistake(
            "largest value",
            lambda image, size: windows(image, size).max(axis=2),
            "This is the largest value of each square: black specks go, white ones grow. The "
            "median is the value in the middle.",
        ),
        Mistake(
            "floats",
            lambda image, size: np.median(windows(image, size), axis=2),
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
        lambda image, size: np.sort(windows(image, size), axis=2)[:, :, size * size // 2],
        lambda image, size: np.array(
            [[sorted(square)[size * size // 2] for square in row] for row in windows(image, size)]
        ),
    ],
    hints=[
        "OpenCV, SciPy and scikit-image all have a median filter.",
        "Look at the border: which values does the library take where the picture ends?",
        "cv2.medianBlur(image, size) repeats the edges. In SciPy the mode for that is 'nearest'.",
    ],
    why="The median of a square ignores a few extreme values, so specks go and edges stay.",
)
