"""Exercise 5 of lesson 03: contrast and brightness."""

import cv2
import numpy as np

from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_03 import probes


def _changed(image: np.ndarray, contrast: float, brightness: float) -> np.ndarray:
    return 128 + contrast * (image.astype(float) - 128) + brightness


def to_bytes(values: np.ndarray) -> np.ndarray:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def jittered(image: np.ndarray, contrast: float, brightness: float) -> np.ndarray:
    return to_bytes(_changed(image, contrast, brightness))


def _clear_cut(
    image: np.ndarray, contrast: float, brightness: float
) -> tuple[np.ndarray, float, float]:
    """Return a probe whose results are not near the middle between two whole numbers.

    There one right way to round goes up and another one down. Such pixels get another value, and
    so do those near a whole number, where cutting off could go both ways.
    """
    levels = _changed(np.arange(256), contrast, brightness)
    distance = np.abs(levels % 1 - 0.5)  # 0 in the middle, 0.5 at a whole number
    clear = (distance > 0.02) & ((distance < 0.48) | (levels == np.round(levels)))
    values = np.flatnonzero(clear)
    nearest = values[np.abs(values[:, None] - np.arange(256)).argmin(axis=0)]
    return nearest.astype(np.uint8)[image], contrast, brightness


def _jitter_probe(rng: np.random.Generator) -> tuple[np.ndarray, float, float]:
    contrast = float(rng.choice([0.31, 0.57, 0.83, 1.24, 1.61, 2.23]))
    brightness = float(rng.choice([-70, -40, -20.3, -10, 15, 30.7, 45, 80]))
    return _clear_cut(probes.any_picture(rng), contrast, brightness)


def _jitter_in_place(image: np.ndarray, contrast: float, brightness: float) -> np.ndarray:
    image[...] = jittered(image, contrast, brightness)
    return image


jitter = Exercise(
    "03.jitter",
    "Colour jitter",
    reference=jittered,
    probes=[
        _clear_cut(probes.all_levels(16, 16), 1.3, 0),
        _clear_cut(probes.all_levels(8, 32), 0.7, 20),
        _clear_cut(probes.all_levels(32, 8), 1.6, -30.4),
        (probes.all_levels(4, 64), 1, 40),
        (probes.all_levels(64, 4), 1.0, -40.0),
        (probes.all_levels(16, 16), 1, 0),
        (probes.all_levels(16, 16), 0, 10),
        (probes.all_levels(8, 32), 3, 0),
        (probes.ramp(5, 8, 3), 2, -300),
        (probes.ramp(8, 5, 3), 2, 300),
        (np.array([[128]], dtype=np.uint8), 1.7, 0),
        _clear_cut(probes.ramp(9, 5, 3), 0.45, 12.3),
        _clear_cut(probes.ramp(7, 4).T, 1.2, -25),
        Random(6, _jitter_probe),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "contrast about 0",
            lambda image, contrast, brightness: to_bytes(contrast * image + brightness),
            "You multiply the values themselves, so more contrast also means brighter: 128 does "
            "not stay 128. Multiply the distance from 128.",
        ),
        Mistake(
            "128 taken away and not given back",
            lambda image, contrast, brightness: to_bytes(
                contrast * (image.astype(float) - 128) + brightness
            ),
            "The whole picture is too dark by 128: you took 128 away and did not give it back.",
        ),
        Mistake(
            "contrast about the mean",
            lambda image, contrast, brightness: to_bytes(
                image.mean() + contrast * (image - image.mean()) + brightness
            ),
            "You measure the distance from the mean of the picture. Both ways are in use; here "
            "the distance from 128 is asked for.",
        ),
        Mistake(
            "contrast about 127.5",
            lambda image, contrast, brightness: to_bytes(
                127.5 + contrast * (image - 127.5) + brightness
            ),
            "You measure the distance from 127.5, the middle of 0 and 255. Here it is 128.",
        ),
        Mistake(
            "brightness first",
            lambda image, contrast, brightness: to_bytes(
                _changed(image.astype(float) + brightness, contrast, 0)
            ),
            "The brightness was added first, so the contrast has multiplied it as well. Contrast "
            "comes first.",
        ),
        Mistake(
            "subtracted in uint8",
            lambda image, contrast, brightness: to_bytes(
                128.0 + contrast * (image - np.uint8(128)).astype(float) + brightness
            ),
            "image - 128 wraps around in uint8 for every value below 128: 100 - 128 gives 228. "
            "Change to floats before you subtract.",
        ),
        Mistake(
            "wraps around",
            lambda image, contrast, brightness: (
                np.round(_changed(image, contrast, brightness)).astype(int) % 256
            ).astype(np.uint8),
            "Values beyond 0 or 255 have wrapped around. Cut them off before you go back to uint8.",
        ),
        Mistake(
            "cut off, not rounded",
            lambda image, contrast, brightness: np.clip(
                _changed(image, contrast, brightness), 0, 255
            ).astype(np.uint8),
            "astype cuts the decimals off: 76.9 becomes 76. Round to the nearest whole number "
            "first.",
        ),
        Mistake(
            "rounded too early",
            lambda image, contrast, brightness: to_bytes(
                np.round(_changed(image, contrast, 0)) + brightness
            ),
            "You round before the brightness is added, and then once more. Round once, at the end.",
        ),
        Mistake(
            "brightness cut to a whole number",
            lambda image, contrast, brightness: to_bytes(
                _changed(image, contrast, int(brightness))
            ),
            "Your brightness has lost its decimals. It may be 12.3; round only the result.",
        ),
        Mistake(
            "the sign is lost",
            lambda image, contrast, brightness: cv2.convertScaleAbs(
                image, alpha=contrast, beta=128 - 128 * contrast + brightness
            ).reshape(image.shape),
            "Values below 0 came back as positive numbers. They should be 0. "
            "cv2.convertScaleAbs does this: Abs is the absolute value.",
        ),
        Mistake(
            "only the contrast",
            lambda image, contrast, brightness: jittered(image, contrast, 0),
            "The contrast is right. Where do you use `brightness`?",
        ),
        Mistake(
            "only the brightness",
            lambda image, contrast, brightness: jittered(image, 1, brightness),
            "The brightness is right. Where do you use `contrast`?",
        ),
        Mistake(
            "not uint8",
            lambda image, contrast, brightness: np.clip(
                np.round(_changed(image, contrast, brightness)), 0, 255
            ),
            "The values are right, but they are floats. Add .astype(np.uint8) at the end.",
        ),
        Mistake(
            "changed in place",
            _jitter_in_place,
            "The result is right, but you have written it into the picture that you were given.",
        ),
    ],
    alternatives=[
        lambda image, contrast, brightness: cv2.addWeighted(
            image, contrast, image, 0, 128 - 128 * contrast + brightness
        ).reshape(image.shape),
        lambda image, contrast, brightness: jittered(np.arange(256), contrast, brightness)[image],
        lambda image, contrast, brightness: np.clip(
            contrast * (image.astype(np.float32) - 128) + (128.5 + brightness), 0, 255
        ).astype(np.uint8),
        lambda image, contrast, brightness: cv2.LUT(
            image, jittered(np.arange(256), contrast, brightness)
        ).reshape(image.shape),
    ],
    hints=[
        "image.astype(float) - 128 is the distance from 128, and floats cannot wrap.",
        "Multiply it by contrast, then add 128 and brightness.",
        "Then np.round(...), np.clip(..., 0, 255) and .astype(np.uint8), in this order.",
    ],
    why="Contrast stretches around one level, brightness moves them all; only the end is rounded.",
)
