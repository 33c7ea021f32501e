"""Exercises 12 and 13 of lesson 02: what a network wants."""

from collections.abc import Callable

import cv2
import numpy as np
import skimage as ski
from PIL import Image

from course_utils.checking import Exercise, Mistake, Random
from course_utils.checking.shapes import shape_sentence
from course_utils.exercises.lesson_02 import photographs

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


def _sides(image: np.ndarray) -> tuple[int, int]:
    return image.shape[:2] if image.ndim > 1 else (0, 0)


def _swapped(came: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether the picture has the proportions of the expected one lying on its side."""
    return _proportional(_sides(came), _sides(expected)[::-1])


def _square(came: np.ndarray, expected: np.ndarray) -> bool:
    height, width = _sides(came)
    return height == width > 0


def _enlarged(came: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether a picture that was small enough became larger."""
    return _grown(came, expected) and max(_sides(expected)) not in _sides(came)


def _by_the_width(came: np.ndarray, expected: np.ndarray) -> bool:
    (height, width), longer = _sides(expected), max(_sides(expected))
    other = _sides(came)[1] if height > width else _sides(came)[0]
    if not _grown(came, expected):
        return False
    return other == longer or _enlarged(came, expected) if height > width else other != longer


def _by_the_height(came: np.ndarray, expected: np.ndarray) -> bool:
    return _by_the_width(came.swapaxes(0, 1), expected.swapaxes(0, 1))


def _by_the_shorter(came: np.ndarray, expected: np.ndarray) -> bool:
    return _grown(came, expected)


def _grown(came: np.ndarray, expected: np.ndarray) -> bool:
    one, other = _sides(came), _sides(expected)
    return max(one) > max(other) and _proportional(one, other)


def _proportional(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two pairs of sides have one proportion; each may be wrong by a pixel."""
    return abs(one[0] * other[1] - one[1] * other[0]) <= sum(one) + sum(other)


def _smooth(came: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether the picture is an average over areas of another kind.

    Single pixels picked spread more than averages do, and go less well together with them.
    """
    if came.shape != expected.shape or min(came.std(), expected.std()) == 0:
        return False
    alike = np.corrcoef(came.ravel().astype(float), expected.ravel())[0, 1]
    return bool(alike > 0.95 and came.std() < 1.09 * expected.std() and came.max() > 1)


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
        (photographs.named("brick")[:90, :120], 40),
        (photographs.named("brick")[:200, :150], 40),
        (photographs.named("astronaut")[10:170, 150:270], 40),
        (photographs.named("grass")[:60, :300], 60),
        (_slope(37, 50), 20),
        (_slope(50, 37, 3), 20),
        (_slope(33, 50), 20),
        (_slope(280, 300), 256),
        (photographs.named("brick")[:30, :20], 30),
        (photographs.named("astronaut")[:20, :31], 300),
        (photographs.named("brick")[:3, :300], 20),
        (photographs.named("brick")[:300, :2], 30),
        (np.full((1, 1, 3), 90, dtype=np.uint8), 8),
        (np.full((40, 40), 255, dtype=np.uint8), 1),
        Random(5, _too_large),
    ],
    agrees=_nearly_the_same,
    dtype_matters=True,
    mistakes=[
        Mistake(
            "unchanged",
            lambda image, longer_side: image,
            "The picture came back as it was.",
        ),
        Mistake(
            "cut out",
            lambda image, longer_side: image[:longer_side, :longer_side],
            "You cut a part out. The whole picture should stay, with fewer pixels.",
        ),
        Mistake(
            "height and width swapped",
            lambda image, longer_side: _sized(image, _fitted_size(image, longer_side)[::-1]),
            "Height and width have changed places: cv2.resize wants a size, (width, height), and a "
            "shape is (height, width).",
            like=_swapped,
        ),
        Mistake(
            "square",
            lambda image, longer_side: _if_too_large(
                image, longer_side, lambda *_: _sized(image, (longer_side, longer_side))
            ),
            "Your pictures are square: the proportions are lost. Multiply both sides by the same "
            "factor.",
            like=_square,
            also=[lambda image, longer_side: _sized(image, (longer_side, longer_side))],
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
            like=_enlarged,
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
            like=_by_the_width,
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
            like=_by_the_height,
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
            like=_by_the_shorter,
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
            "another average",
            lambda image, longer_side: np.asarray(
                Image.fromarray(image).resize(
                    _fitted_size(image, longer_side), Image.Resampling.LANCZOS
                )
            ),
            "The shape is right, but this is a smooth average with weights, not one over areas: "
            "every pixel of an area should count the same.",
            like=_smooth,
        ),
        Mistake(
            "values from 0 to 1",
            lambda image, longer_side: ski.transform.resize(
                image, _fitted_size(image, longer_side)[::-1], anti_aliasing=True
            ),
            "Your values run from 0 to 1, which is what scikit-image makes of them. The result is "
            "a picture of 0 to 255.",
            like=lambda came, expected: came.shape == expected.shape and came.max() <= 1,
        ),
        Mistake(
            "floats",
            lambda image, longer_side: _fit(image, longer_side).astype(float),
            "The picture is right, but its values are floats. Keep uint8.",
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
    cat = photographs.named("chelsea")
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
            lambda images, training: _standardised(images, images),
            "You take mean and standard deviation from `images`. They belong to the training "
            "pictures: a network must see new pictures on the scale that it has learned.",
            also=[
                lambda images, training: _standardised(images, images, None),
                lambda images, training: (
                    (images - images.mean(axis=(0, 1, 2))) / training.std(axis=(0, 1, 2))
                ),
                lambda images, training: (
                    (images - training.mean(axis=(0, 1, 2))) / images.std(axis=(0, 1, 2))
                ),
            ],
        ),
        Mistake(
            "statistics of each picture",
            lambda images, training: (
                (images - images.mean(axis=(1, 2), keepdims=True))
                / images.std(axis=(1, 2), keepdims=True)
            ),
            "Each picture is scaled with its own mean and standard deviation, so a dark picture "
            "and a bright one come out alike. Here the numbers are those of the training pictures.",
            also=[
                lambda images, training: (
                    (images - images.mean(axis=(1, 2, 3), keepdims=True))
                    / images.std(axis=(1, 2, 3), keepdims=True)
                ),
                lambda images, training: np.stack(
                    [(one - one.mean(axis=(0, 1))) / one.std(axis=(0, 1)) for one in images]
                ),
            ],
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
                (images - training.mean(axis=0)) / training.std(axis=0)
            ).astype(np.float32),
            "You have a mean for each pixel's place: axis 0 runs over the pictures only. The mean "
            "of a channel runs over pictures, rows and columns.",
            also=[
                lambda images, training: (
                    (images - training.mean(axis=0)) / (training.std(axis=0) + 1e-7)
                ),
            ],
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
