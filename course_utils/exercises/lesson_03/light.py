"""Exercise 5 of lesson 03: contrast and brightness."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from course_utils import augment
from course_utils.checking import Exercise, Mistake, Property, Random
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


# --- wrong ways: what is computed, and how it becomes uint8 in the end ---------------------------

_Change = Callable[[np.ndarray, float, float], np.ndarray]
_End = Callable[[np.ndarray], np.ndarray]


def _cut_decimals(values: np.ndarray) -> np.ndarray:
    return np.clip(values, 0, 255).astype(np.uint8)


def _wrap(values: np.ndarray) -> np.ndarray:
    return (np.round(values).astype(int) % 256).astype(np.uint8)


def _cut_decimals_and_wrap(values: np.ndarray) -> np.ndarray:
    return (values.astype(int) % 256).astype(np.uint8)


_ENDS: tuple[_End, ...] = (to_bytes, _cut_decimals, _wrap, _cut_decimals_and_wrap)


def _ending(change: _Change, end: _End) -> _Change:
    return lambda image, contrast, brightness: end(change(image, contrast, brightness))


def _mistake(name: str, change: _Change, sentence: str, also: Sequence[_Change] = ()) -> Mistake:
    """Return the mistake of computing ``change``, whichever way its values become uint8."""
    wrong, *others = (_ending(change, end) for end in _ENDS)
    return Mistake(name, wrong, sentence, also=[*others, *also])


def _about(mean: Callable[[np.ndarray], np.ndarray]) -> _Change:
    def change(image: np.ndarray, contrast: float, brightness: float) -> np.ndarray:
        middle = mean(image)
        return middle + contrast * (image - middle) + brightness

    return change


def _mean_of_each_channel(image: np.ndarray) -> np.ndarray:
    return image.mean(axis=(0, 1))


def _mean_grey(image: np.ndarray) -> np.ndarray:
    """Return the mean of the greys, which are rounded in OpenCV."""
    return np.mean(image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))


_OTHER_MEANS = (
    _mean_of_each_channel,
    _mean_grey,
    lambda image: np.round(image.mean()),
    np.median,
)


def _by_the_course(image: np.ndarray, contrast: float, brightness: float) -> np.ndarray:
    return augment.brightness(augment.contrast(image, contrast), brightness)


def _by_the_course_brightness_first(
    image: np.ndarray, contrast: float, brightness: float
) -> np.ndarray:
    return augment.contrast(augment.brightness(image, brightness), contrast)


def _in_one_call(image: np.ndarray, contrast: float, brightness: float) -> np.ndarray:
    return cv2.convertScaleAbs(image, alpha=contrast, beta=brightness).reshape(image.shape)


def _cut_to_bytes_before_brightness(
    image: np.ndarray, contrast: float, brightness: float
) -> np.ndarray:
    return jittered(image, contrast, 0).astype(float) + brightness


def _cut_off_before_brightness(image: np.ndarray, contrast: float, brightness: float) -> np.ndarray:
    """Do the same with the decimals cut off in between."""
    return _cut_decimals(_changed(image, contrast, 0)).astype(float) + brightness


def _same_with_whole_numbers(answer: _Change) -> bool:
    image = probes.all_levels(4, 64)
    return all(
        np.array_equal(
            answer(image, contrast, brightness), answer(image, float(contrast), float(brightness))
        )
        for contrast, brightness in ((2, 40), (1, 0), (0, 10))
    )


jitter = Exercise(
    "03.jitter",
    "Contrast and brightness",
    reference=jittered,
    probes=[  # floats only: whole numbers have a property of their own, below
        _clear_cut(probes.all_levels(16, 16), 1.3, 0.0),
        _clear_cut(probes.all_levels(8, 32), 0.7, 20.0),
        _clear_cut(probes.all_levels(32, 8), 1.6, -30.4),
        (probes.all_levels(4, 64), 1.0, 40.0),
        (probes.all_levels(64, 4), 1.0, -40.0),
        (probes.all_levels(16, 16), 1.0, 0.0),
        (probes.all_levels(16, 16), 0.0, 10.0),
        (probes.all_levels(8, 32), 3.0, 0.0),
        (probes.ramp(5, 8, 3), 2.0, -300.0),
        (probes.ramp(8, 5, 3), 2.0, 300.0),
        (np.array([[128]], dtype=np.uint8), 1.7, 0.0),
        _clear_cut(probes.ramp(9, 5, 3), 0.45, 12.3),
        _clear_cut(probes.ramp(7, 4).T, 1.2, -25.0),
        Random(6, _jitter_probe),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        _mistake(
            "contrast about 0",
            lambda image, contrast, brightness: contrast * image.astype(float) + brightness,
            "You multiply the values themselves, so more contrast also means brighter: 128 does "
            "not stay 128. Multiply the distance from 128.",
            also=[_in_one_call],
        ),
        _mistake(
            "128 taken away and not given back",
            lambda image, contrast, brightness: contrast * (image.astype(float) - 128) + brightness,
            "The whole picture is too dark by 128: you took 128 away and did not give it back.",
        ),
        _mistake(
            "contrast about the mean",
            _about(np.mean),
            "You measure the distance from the mean of the picture. Both ways are in use; here "
            "the distance from 128 is asked for.",
            also=[_ending(_about(mean), end) for mean in _OTHER_MEANS for end in _ENDS]
            + [_by_the_course, _by_the_course_brightness_first],
        ),
        _mistake(
            "contrast about 127.5",
            lambda image, contrast, brightness: 127.5 + contrast * (image - 127.5) + brightness,
            "You measure the distance from 127.5, the middle of 0 and 255. Here it is 128.",
        ),
        _mistake(
            "brightness first",
            lambda image, contrast, brightness: _changed(
                image.astype(float) + brightness, contrast, 0
            ),
            "The brightness was added first, so the contrast has multiplied it as well. Contrast "
            "comes first.",
        ),
        _mistake(
            "subtracted in uint8",
            lambda image, contrast, brightness: (
                128.0 + contrast * (image - np.uint8(128)).astype(float) + brightness
            ),
            "image - 128 wraps around in uint8 for every value below 128: 100 - 128 gives 228. "
            "Change to floats before you subtract.",
        ),
        _mistake(
            "cut off twice",
            lambda image, contrast, brightness: (
                np.clip(_changed(image, contrast, 0), 0, 255) + brightness
            ),
            "You cut to 0...255 twice, before the brightness and after it. What the first cut "
            "takes away cannot come back. Cut once, at the end.",
            also=[_ending(_cut_to_bytes_before_brightness, end) for end in _ENDS]
            + [_ending(_cut_off_before_brightness, end) for end in _ENDS],
        ),
        Mistake(
            "wraps around",
            _ending(_changed, _wrap),
            "Values beyond 0 or 255 have wrapped around. Cut them off before you go back to uint8.",
            also=[_ending(_changed, _cut_decimals_and_wrap)],
        ),
        Mistake(
            "cut off, not rounded",
            _ending(_changed, _cut_decimals),
            "astype cuts the decimals off: 76.9 becomes 76. Round to the nearest whole number "
            "first.",
        ),
        _mistake(
            "rounded too early",
            lambda image, contrast, brightness: np.round(_changed(image, contrast, 0)) + brightness,
            "You round before the brightness is added, and then once more. Round once, at the end.",
        ),
        _mistake(
            "brightness cut to a whole number",
            lambda image, contrast, brightness: _changed(image, contrast, int(brightness)),
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
        _mistake(
            "only the contrast",
            lambda image, contrast, brightness: _changed(image, contrast, 0),
            "The contrast is right. Where do you use `brightness`?",
        ),
        _mistake(
            "only the brightness",
            lambda image, contrast, brightness: _changed(image, 1, brightness),
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
    properties=[
        Property(
            "whole numbers",
            _same_with_whole_numbers,
            "For a contrast of 2 and a brightness of 40 you get another picture than for 2.0 and "
            "40.0. A uint8 picture times a whole number stays uint8 and wraps around: change the "
            "picture to floats first.",
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
