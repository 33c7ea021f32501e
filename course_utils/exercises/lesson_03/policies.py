"""Exercise 10 of lesson 03: a random pipeline."""

import math
from collections.abc import Callable

import cv2
import numpy as np
import scipy.ndimage
import skimage as ski

from course_utils import augment
from course_utils.checking import Exercise, Mistake, Random, seeding
from course_utils.exercises.lesson_03 import discs, light, matrices, pixels, probes

_DRAWS = 90  # 90 even numbers all miss the last fifth of their range with chance 2e-9

_Draw = Callable[[np.random.Generator], float]


def _observe_pipeline(
    answer: Callable, image: np.ndarray, generator: np.random.Generator
) -> seeding.Findings:
    rng = np.random.default_rng(14)

    def results(draws: int) -> list[np.ndarray]:
        seeds = rng.integers(1 << 30, size=draws)
        return [np.asarray(answer(image, np.random.default_rng(seed))) for seed in seeds]

    if np.ptp(image) == 0:  # cut off at 0 or 255, right results are often equal
        return _even_light(image, results(25))
    findings = seeding.dependence(lambda rng: np.asarray(answer(image, rng)))
    if not seeding.is_repeatable(findings):
        return findings
    has_discs = discs.find(discs.plane(image)) is not None
    found = results(_DRAWS if has_discs else 5)
    changed = any(not np.array_equal(image, result) for result in found)
    findings["The picture"] = "changed" if changed else "as it was"
    if image.ndim == 3 and not _is_coloured(image):
        apart = any(map(_is_coloured, found))
        findings["The three channels"] = "go apart" if apart else "stay together"
    if has_discs:
        findings |= discs.movements(image, found)
    return findings


def _is_coloured(image: np.ndarray) -> bool:
    return not np.array_equal(image[:, :, 0], image[:, :, 1]) or not np.array_equal(
        image[:, :, 0], image[:, :, 2]
    )


def _even_light(image: np.ndarray, results: list[np.ndarray]) -> seeding.Findings:
    """Return whether the middle of a picture of one level stays as light as it may be."""
    height, width = image.shape[:2]
    near = np.s_[height // 2 - 3 : height // 2 + 3, width // 2 - 3 : width // 2 + 3]
    off = np.abs(np.stack([result[near] for result in results]).astype(float) - image.flat[0])
    return {
        "Very light and very dark places": "jump" if off.max() > 2 * discs.LEVELS else "stay so"
    }


def _amounts(generator: np.random.Generator) -> tuple[float, int, int, float]:
    """Return degrees, dx, dy and brightness as the card wants them."""
    degrees, brightness = generator.uniform(-15, 15), generator.uniform(-30, 30)
    return degrees, *generator.integers(-2, 3, size=2).tolist(), brightness


def _transformed(
    image: np.ndarray,
    degrees: float,
    dx: float,
    dy: float,
    brightness: float,
    centre: matrices.Place | None = None,
) -> np.ndarray:
    height, width = image.shape[:2]
    matrix = matrices.move(dx, dy) @ matrices.rotation_about(
        degrees, centre or ((width - 1) / 2, (height - 1) / 2)
    )
    moved = cv2.warpAffine(image, matrix[:2], (width, height)).reshape(image.shape)
    levels = light.jittered(np.arange(256), 1, brightness)
    return cv2.LUT(moved, levels).reshape(image.shape)


def _random_policy(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    return _transformed(image, *_amounts(generator))


def _policy_with(
    degrees: _Draw | None = None, shift: _Draw | None = None, brightness: _Draw | None = None
) -> Callable[..., np.ndarray]:
    """Return an answer in which some of the amounts are drawn otherwise."""

    def policy(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
        turn, dx, dy, light = _amounts(generator)
        return _transformed(
            image,
            turn if degrees is None else degrees(generator),
            dx if shift is None else shift(generator),
            dy if shift is None else shift(generator),
            light if brightness is None else brightness(generator),
        )

    return policy


def _mirrored_at_random(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    changed = _random_policy(image, generator)
    return changed[:, ::-1] if generator.random() < 0.5 else changed


def _one_number_for_both(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    degrees, dx, _, brightness = _amounts(generator)
    return _transformed(image, degrees, dx, dx, brightness)


def _one_number_for_all(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    amount = generator.uniform(-1, 1)
    return _transformed(image, 15 * amount, 2 * amount, 2 * amount, 30 * amount)


def _brightness_wraps(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    degrees, dx, dy, brightness = _amounts(generator)
    moved = _transformed(image, degrees, dx, dy, 0)
    return (
        (moved + round(brightness)).astype(np.uint8)
        if brightness >= 0
        else moved - np.uint8(round(-brightness))
    )


def _turned_about_the_corner(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    return _transformed(image, *_amounts(generator), centre=(0.0, 0.001))


def _turned_about_y_x(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    height, width = image.shape[:2]
    return _transformed(image, *_amounts(generator), centre=((height - 1) / 2, (width - 1) / 2))


def _one_range_for_all(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    return _transformed(image, *generator.uniform(-15, 15, size=4))


def _policy_by_skimage(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    degrees, dx, dy, brightness = _amounts(generator)
    turned = ski.transform.rotate(image, degrees, preserve_range=True, mode="edge")
    moved = scipy.ndimage.shift(turned, (dy, dx, 0)[: image.ndim], order=1, mode="nearest")
    return light.to_bytes(moved + brightness)


def _policy_by_steps(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Do the same with whole numbers, the nearest pixel and np.roll."""
    height, width = image.shape[:2]
    centre, degrees = (width / 2, height / 2), int(generator.integers(-15, 16))
    turned = cv2.warpAffine(
        image,
        cv2.getRotationMatrix2D(centre, degrees, 1),
        (width, height),
        flags=cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_REFLECT,
    ).reshape(image.shape)
    dy, dx = generator.integers(-2, 3), generator.integers(-2, 3)
    moved = np.roll(turned, (dy, dx), axis=(0, 1)).astype(int)
    return np.clip(moved + generator.integers(-30, 31), 0, 255).astype(np.uint8)


def _policy_of_the_course(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    turned = augment.rotate(image, generator.uniform(-15, 15))
    moved = augment.shift(turned, generator.uniform(-2, 2), generator.uniform(-2, 2))
    return augment.brightness(moved, generator.uniform(-30, 30))


def _policy_shifting_first(image: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Brighten, shift, then turn: the amounts are the same ones."""
    degrees, dx, dy, brightness = _amounts(generator)
    return _transformed(
        pixels.shifted(light.jittered(image, 1, brightness), dx, dy), degrees, 0, 0, 0
    )


def _pipeline_probe(rng: np.random.Generator) -> tuple[np.ndarray, np.random.Generator]:
    height, extra = int(rng.integers(116, 120)), int(rng.integers(30, 36))
    sides = (height, height + extra) if rng.integers(2) else (height + extra, height)
    return discs.drawn(*sides, rng, channels=3), np.random.default_rng(int(rng.integers(1000)))


pipeline = Exercise(
    "03.pipeline",
    "A random pipeline",
    reference=_random_policy,
    probes=[
        (discs.drawn(117, 150, np.random.default_rng(1)), np.random.default_rng(1)),
        (probes.even(250, 30, 40), np.random.default_rng(3)),
        (probes.even((4, 4, 4), 45, 30), np.random.default_rng(4)),
        (probes.ramp(20, 31, 3), np.random.default_rng(5)),
        Random(1, _pipeline_probe),
    ],
    dtype_matters=True,
    observe=_observe_pipeline,
    mistakes=[
        Mistake(
            "mirrored at random",
            _mirrored_at_random,
            "Some of your pictures are mirrored. A mirrored 3 is no digit, so the label would be "
            "false.",
        ),
        Mistake(
            "the global generator",
            lambda image, generator: _random_policy(
                image, np.random.default_rng(np.random.randint(1 << 30))
            ),
            "Your pictures cannot be repeated: np.random.uniform and its like draw from numbers "
            "that all code shares. Draw everything with `generator`.",
        ),
        Mistake(
            "a new generator without a seed",
            lambda image, generator: _random_policy(image, np.random.default_rng()),
            "Your pictures cannot be repeated: your function makes a generator of its own each "
            "time. It has been given one.",
        ),
        Mistake(
            "a new generator with a fixed seed",
            lambda image, generator: _random_policy(image, np.random.default_rng(0)),
            "Every picture is changed in the same way, whichever seed the caller chose: there is a "
            "fixed seed in your function.",
        ),
        Mistake(
            "unchanged",
            lambda image, generator: image,
            "The picture came back as it was.",
        ),
        Mistake(
            "never turned",
            _policy_with(degrees=lambda generator: 0),
            "Your pictures are shifted and brightened, but never turned.",
        ),
        Mistake(
            "never shifted",
            _policy_with(shift=lambda generator: 0),
            "Your pictures are turned and brightened, but never shifted.",
        ),
        Mistake(
            "never brightened",
            _policy_with(brightness=lambda generator: 0),
            "Your pictures are turned and shifted, but their brightness stays.",
        ),
        Mistake(
            "radians",
            _policy_with(degrees=lambda generator: math.degrees(generator.uniform(-15, 15))),
            "Some of your pictures are turned much too far, even upside down. Degrees that are "
            "taken for radians do this.",
        ),
        Mistake(
            "turned too far",
            _policy_with(degrees=lambda generator: generator.uniform(-30, 30)),
            "Some of your pictures are turned by more than 15 degrees. The further a digit turns, "
            "the less it is the digit of its label.",
        ),
        Mistake(
            "turned one way",
            _policy_with(degrees=lambda generator: generator.uniform(0, 15)),
            "Your pictures turn one way only. Where does the range of the angle begin?",
        ),
        Mistake(
            "shifted one way",
            _policy_with(shift=lambda generator: generator.integers(0, 3)),
            "Your pictures never move to the left or up. Where does the range of the shift begin?",
        ),
        Mistake(
            "the last one left out",
            _policy_with(shift=lambda generator: generator.integers(-2, 2)),
            "A shift of 2 never occurs: generator.integers stops before its second number.",
        ),
        Mistake(
            "only brighter",
            _policy_with(brightness=lambda generator: generator.uniform(0, 30)),
            "Your pictures become brighter and never darker. Where does the range begin?",
        ),
        Mistake(
            "one number for both directions",
            _one_number_for_both,
            "Your pictures only move along one diagonal: the two directions share one random "
            "number. Draw one for each.",
        ),
        Mistake(
            "one number for everything",
            _one_number_for_all,
            "All amounts come from one random number: what is turned far is always bright, too. "
            "Draw one for each.",
        ),
        Mistake(
            "brightness wraps",
            _brightness_wraps,
            "In light places the brightness wraps around, from white to black. Add it in a wider "
            "type and cut off, or use `jitter`.",
        ),
        Mistake(
            "about the corner",
            _turned_about_the_corner,
            "Your pictures are turned about their corner, so they move far away. Turn them about "
            "their centre.",
        ),
        Mistake(
            "centre as (y, x)",
            _turned_about_y_x,
            "The centre of the turn has its two numbers changed places: it is (x, y), and x goes "
            "with the width.",
        ),
        Mistake(
            "one range for all",
            _one_range_for_all,
            "All four numbers come from -15 to 15. That is the range of the angle; a shift of 15 "
            "pixels is far too much, and the brightness may change by 30.",
        ),
        Mistake(
            "floats",
            lambda image, generator: _random_policy(image, generator).astype(float),
            "These are floats. Some functions give floats back, so the dtype has to be restored: "
            "round, cut to 0 to 255, .astype(np.uint8).",
        ),
    ],
    alternatives=[
        _policy_by_skimage,
        _policy_by_steps,
        _policy_of_the_course,
        _policy_shifting_first,
    ],
    hints=[
        "Draw the four numbers first: generator.uniform(-15, 15) for the angle, and so on. For "
        "whole pixels generator.integers(-2, 3) stops before 3.",
        "rotation_about(degrees, centre)[:2] is what cv2.warpAffine wants, with the size "
        "(width, height). The centre is ((width - 1) / 2, (height - 1) / 2).",
        "Then shift(turned, dx, dy), and jitter(..., 1, brightness), which rounds and cuts off.",
    ],
    why="A policy is a promise: whatever it draws, the label stays true, and a seed repeats it.",
)
