"""Exercise 6 of lesson 03: noise that a seed repeats."""

import functools
from collections.abc import Callable

import cv2
import numpy as np
import scipy.stats
import skimage as ski

from course_utils import augment
from course_utils.checking import Exercise, Mistake, Random, seeding
from course_utils.exercises.lesson_03 import light, probes

_SHARED = "share their noise"
_MEASURED = 60_000  # values of a probe, at least: then all bounds below are six errors away


def _add_noise(image: np.ndarray, sigma: float, generator: np.random.Generator) -> np.ndarray:
    return light.to_bytes(image + generator.normal(0, sigma, size=image.shape))


@functools.cache
def _noisy_levels(sigma: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what normal noise makes of each of the 256 levels, cut to 0 to 255 and rounded.

    That is the mean, the variance, and the share that ends more than two sigma away.
    """
    levels = np.arange(256)
    ends = scipy.stats.norm.cdf((levels[1:] - 0.5 - levels[:, None]) / sigma)
    below = np.hstack([np.zeros((256, 1)), ends, np.ones((256, 1))])
    chances = np.diff(below, axis=1)  # (from, to)
    mean = chances @ levels
    variance = chances @ levels**2 - mean**2
    far = (chances * (np.abs(levels - levels[:, None]) > 2 * sigma)).sum(axis=1)
    return mean, variance, far


def _observe_noise(
    answer: Callable, image: np.ndarray, sigma: float, generator: np.random.Generator
) -> seeding.Findings:
    if sigma == 0:
        kept = np.array_equal(answer(image, sigma, generator), image)
        return {"With sigma 0, the picture": "unchanged" if kept else "changed"}
    findings = seeding.dependence(lambda rng: np.asarray(answer(image, sigma, rng)))
    if not seeding.is_repeatable(findings):
        return findings
    noisy = np.asarray(answer(image, sigma, np.random.default_rng(13))).astype(float)
    mean, variance, far = (table[image] for table in _noisy_levels(float(sigma)))
    if _one_number(noisy, image):
        return findings | {"The noise": "one number for all values"}
    findings["The noise"] = "a number for every value"
    off = noisy - mean
    # astype cuts off half a level. The mean of the smallest probe is known to 0.033 for sigma 8.
    allowed = 0.25 if sigma <= 8 else 1.0
    wraps = np.abs(noisy - image).max() > 9 * sigma + 1
    findings["The largest change of a value"] = "beyond 9 sigma" if wraps else "within 9 sigma"
    findings["Values beside each other"] = _neighbours(off / np.sqrt(variance))
    if findings["Values beside each other"] == _SHARED:
        return findings  # so few numbers were drawn that their mean may be anything
    findings["The mean of the noise"] = _about(off.mean(), -allowed, allowed, "about 0")
    spread = (off**2).sum() / variance.sum()  # its error is about 0.01
    findings["The spread"] = _about(spread, 0.9, 1.1, "sigma")
    if findings["The spread"] == "sigma":
        share = (np.abs(noisy - image) > 2 * sigma).mean() - far.mean()  # its error is 0.001
        findings["Values more than two sigma away"] = _about(share, -0.008, 0.008, "1 of 22")
    else:  # tells even noise from normal noise that is too weak
        share = (np.abs(off) > 2 * np.sqrt((off**2).mean())).mean()
        findings["Values far from the mean"] = "none" if share < 0.005 else "some"
    return findings


def _one_number(noisy: np.ndarray, image: np.ndarray) -> bool:
    """Return whether all values were changed by one number, and then perhaps cut off."""
    inside = (noisy > 0) & (noisy < 255)
    return not inside.any() or bool(np.ptp((noisy - image)[inside]) == 0)


def _about(value: float, low: float, high: float, right: str) -> str:
    return "too small" if value < low else "too large" if value > high else right


def _neighbours(noise: np.ndarray) -> str:
    """Return whether the noise of neighbours in a row, a column or a pixel is independent."""
    noise = noise - noise.mean()
    for axis in range(noise.ndim):
        one, other = np.delete(noise, 0, axis), np.delete(noise, -1, axis)
        if (one * other).mean() > 0.2 * (noise**2).mean():  # its error is 0.004
            return _SHARED
    return "have noise of their own"


def _noise_probe(rng: np.random.Generator) -> tuple[np.ndarray, float, np.random.Generator]:
    height = int(rng.integers(130, 180))
    image = rng.integers(0, 256, size=(height, _MEASURED // height // 3 + 20, 3), dtype=np.uint8)
    return image, float(rng.choice([3, 4, 5])), np.random.default_rng(int(rng.integers(1000)))


def _noise_like(make: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Return an answer that adds ``make(generator, sigma, shape)``, rounded and cut off."""
    return lambda image, sigma, generator: light.to_bytes(
        image + make(generator, sigma, image.shape)
    )


noise = Exercise(
    "03.noise",
    "Noise that can be repeated",
    reference=_add_noise,
    probes=[
        (probes.even(128, 200, 310), 5, np.random.default_rng(1)),
        (probes.even((90, 120, 160), 120, 180), 25.0, np.random.default_rng(2)),
        (probes.even(3, 310, 200), 5, np.random.default_rng(3)),
        (probes.even((252, 255, 250), 180, 120), 5, np.random.default_rng(4)),
        (probes.ramp(20, 30, 3), 0, np.random.default_rng(5)),
        Random(1, _noise_probe),
    ],
    dtype_matters=True,
    observe=_observe_noise,
    mistakes=[
        Mistake(
            "the global generator",
            lambda image, sigma, generator: light.to_bytes(
                image + np.random.normal(0, sigma, size=image.shape)
            ),
            "Your noise cannot be repeated: np.random.normal and its like draw from "
            "numbers that all code shares. Where is `generator` used?",
        ),
        Mistake(
            "a new generator without a seed",
            lambda image, sigma, generator: _add_noise(image, sigma, np.random.default_rng()),
            "Your noise cannot be repeated: your function makes a generator of its own "
            "each time. It has been given one.",
        ),
        Mistake(
            "a new generator with a fixed seed",
            lambda image, sigma, generator: _add_noise(image, sigma, np.random.default_rng(0)),
            "The noise is always the same one, whichever seed the caller chose: there is a fixed "
            "seed in your function.",
        ),
        Mistake(
            "one number for the whole picture",
            lambda image, sigma, generator: light.to_bytes(image + generator.normal(0, sigma)),
            "The whole picture got one number, so it is a little brighter or darker. How many "
            "numbers does the generator have to draw?",
        ),
        Mistake(
            "one number for a pixel",
            lambda image, sigma, generator: light.to_bytes(
                image
                + generator.normal(0, sigma, size=image.shape[:2]).reshape(
                    *image.shape[:2], *[1] * (image.ndim - 2)
                )
            ),
            "Grey pictures are right. In a colour picture the three channels of a pixel got the "
            "same number, so the noise is grey.",
        ),
        Mistake(
            "one number for a column",
            _noise_like(lambda rng, sigma, shape: rng.normal(0, sigma, size=shape[1:])),
            "All rows got the same noise, so the picture has stripes. The size of the noise should "
            "be the shape of the picture.",
        ),
        Mistake(
            "wraps around",
            lambda image, sigma, generator: (
                np.round(image + generator.normal(0, sigma, size=image.shape)).astype(int) % 256
            ).astype(np.uint8),
            "Near 0 and 255 values have wrapped around: white specks in dark places. Cut off "
            "before you go back to uint8.",
        ),
        Mistake(
            "neither rounded nor cut off",
            lambda image, sigma, generator: (
                (image + generator.normal(0, sigma, size=image.shape)).astype(int) % 256
            ).astype(np.uint8),
            "astype(np.uint8) alone does two things: it cuts the decimals off, so the picture "
            "gets darker, and it lets values beyond 0 and 255 wrap around. Round and cut off "
            "before.",
        ),
        Mistake(
            "noise cut to uint8",
            lambda image, sigma, generator: (
                image + (generator.normal(0, sigma, size=image.shape).astype(int) % 256)
            ).astype(np.uint8),
            "You turn the noise itself into uint8, which has neither negative numbers nor "
            "decimals. Add first, in floats, and convert the sum.",
        ),
        Mistake(
            "cut off, not rounded",
            lambda image, sigma, generator: np.clip(
                image + generator.normal(0, sigma, size=image.shape), 0, 255
            ).astype(np.uint8),
            "The picture has become darker, by half a level: astype cuts the decimals off. Round "
            "first.",
        ),
        Mistake(
            "noise without decimals",
            _noise_like(lambda rng, sigma, shape: np.trunc(rng.normal(0, sigma, size=shape))),
            "The spread is a little too small: you cut the decimals off the noise. Round the sum "
            "instead.",
        ),
        Mistake(
            "the square of sigma",
            _noise_like(lambda rng, sigma, shape: rng.normal(0, sigma**2, size=shape)),
            "The noise is far too strong. `sigma` is the standard deviation, and normal wants just "
            "that, not its square.",
        ),
        Mistake(
            "the root of sigma",
            _noise_like(lambda rng, sigma, shape: rng.normal(0, sigma**0.5, size=shape)),
            "The noise is too weak. `sigma` is the standard deviation, not the variance: no root "
            "is needed.",
        ),
        Mistake(
            "even noise",
            _noise_like(lambda rng, sigma, shape: rng.uniform(-sigma, sigma, size=shape)),
            "The noise is too weak, and it never goes further than sigma. Which distribution is "
            "asked for?",
        ),
        Mistake(
            "even noise of the right spread",
            _noise_like(lambda rng, sigma, shape: rng.uniform(-sigma, sigma, size=shape) * 3**0.5),
            "The spread is right, but no value lies far out: your numbers are evenly distributed. "
            "The normal distribution has rare large ones.",
        ),
        Mistake(
            "sigma taken for the mean",
            _noise_like(lambda rng, sigma, shape: rng.normal(sigma, size=shape)),
            "The whole picture has become brighter by sigma, and is hardly noisy: the first number "
            "of generator.normal is the mean.",
        ),
        Mistake(
            "standard noise",
            _noise_like(lambda rng, sigma, shape: rng.normal(size=shape)),
            "The noise has a spread of 1, whatever sigma is. Where do you use `sigma`?",
        ),
        Mistake(
            "only brighter",
            _noise_like(lambda rng, sigma, shape: np.abs(rng.normal(0, sigma, size=shape))),
            "Your noise makes the picture brighter and never darker. Half of the numbers should be "
            "negative.",
        ),
        Mistake(
            "only the noise",
            lambda image, sigma, generator: light.to_bytes(
                generator.normal(0, sigma, size=image.shape)
            ),
            "The picture is gone. Add the noise to it.",
        ),
        Mistake(
            "no noise",
            lambda image, sigma, generator: image,
            "The picture came back as it was.",
        ),
        Mistake(
            "floats",
            lambda image, sigma, generator: image + generator.normal(0, sigma, size=image.shape),
            "These are floats. Round, cut to 0 to 255, then turn them into uint8.",
        ),
    ],
    alternatives=[
        lambda image, sigma, generator: np.clip(
            generator.normal(image, sigma) + 0.5, 0, 255
        ).astype(np.uint8),
        lambda image, sigma, generator: (
            cv2.add(image.astype(float), sigma * generator.standard_normal(image.shape))
            .round()
            .clip(0, 255)
            .astype("uint8")
        ),
        lambda image, sigma, generator: light.to_bytes(
            image + sigma * generator.standard_normal(image.shape, dtype=np.float32)
        ),
        lambda image, sigma, generator: np.stack(
            [
                _add_noise(plane, sigma, generator)
                for plane in np.moveaxis(np.atleast_3d(image), 2, 0)
            ],
            axis=2,
        ).reshape(image.shape),
        lambda image, sigma, generator: light.to_bytes(
            255
            * ski.util.random_noise(
                image, "gaussian", rng=generator, mean=0, var=(sigma / 255) ** 2, clip=True
            )
        ),
        augment.noise,
    ],
    hints=[
        "generator.normal(mean, standard_deviation, size=...) draws as many numbers as you want.",
        "The size is image.shape, so that every value gets its own number.",
        "image + noise is floats. Then np.round, np.clip(..., 0, 255) and .astype(np.uint8).",
    ],
    why="Random and repeatable is no contradiction, as long as the caller owns the generator.",
)
