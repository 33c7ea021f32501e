"""Exercise of lesson 07: a picture of one's own, made as the network's training pictures are."""

from collections.abc import Callable

import cv2
import numpy as np
import skimage as ski

from course_utils.checking import Exercise, Mistake, Random


def _prepare(picture: np.ndarray, size: int) -> np.ndarray:
    ink = 1 - picture / 255
    small = cv2.resize(ink, (size, size), interpolation=cv2.INTER_AREA)
    return small[np.newaxis, :, :, np.newaxis]


def _prepare_last(picture: np.ndarray, size: int) -> np.ndarray:
    small = cv2.resize(255 - picture, (size, size), interpolation=cv2.INTER_AREA)
    return (small / 255).astype(np.float32).reshape(1, size, size, 1)


def _prepare_float32(picture: np.ndarray, size: int) -> np.ndarray:
    ink = (255 - picture.astype(np.float32)) / 255
    small = cv2.resize(ink, dsize=(size, size), interpolation=cv2.INTER_AREA)
    return np.expand_dims(small, axis=(0, -1))


def _prepare_by_blocks(picture: np.ndarray, size: int) -> list:
    """Return the mean of each block; where the size is no divisor, by cv2."""
    if len(picture) % size:
        return _prepare(picture, size).tolist()
    step = len(picture) // size
    ink = ski.util.invert(picture) / 255
    return ink.reshape(1, size, step, size, step).mean(axis=(2, 4))[..., np.newaxis].tolist()


def _drawn(side: int, seed: int) -> np.ndarray:
    """Return a drawing of dark lines on light paper, (side, side), uint8; not symmetric."""
    rng = np.random.default_rng(seed)
    picture = np.full((side, side), 250, np.uint8)
    corners = rng.integers(side // 10, side - side // 10, (4, 1, 2)).astype(np.int32)
    cv2.polylines(picture, [corners], False, 20, thickness=max(2, side // 9))
    light = np.linspace(0.85, 1, side)[:, np.newaxis]
    return (picture * light).round().astype(np.uint8)


def _probe(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    size = int(rng.choice([8, 12, 16, 28]))
    side = int(rng.choice([3, 5, 8])) * size + int(rng.choice([0, 5]))
    return _drawn(side, int(rng.integers(10_000))), size


def _with(picture: np.ndarray, size: int, method: int) -> np.ndarray:
    small = cv2.resize(1 - picture / 255, (size, size), interpolation=method)
    return small.reshape(1, size, size, 1)


def _nearly(
    change: Callable[[np.ndarray], np.ndarray], atol: float = 1
) -> Callable[[np.ndarray, np.ndarray], bool]:
    """Return a function that recognises a changed result, though bytes round it by one."""

    def like(came: np.ndarray, expected: np.ndarray) -> bool:
        return came.shape == expected.shape and np.allclose(
            came, change(expected), atol=atol, rtol=0
        )

    return like


prepare = Exercise(
    "07.prepare",
    "A picture of your own for the network",
    points=2,
    reference=_prepare,
    probes=[
        (_drawn(120, 1), 12),
        (_drawn(200, 2), 12),
        (_drawn(224, 3), 28),
        (_drawn(65, 4), 8),
        Random(3, _probe),
    ],
    tolerance=0.0025,  # whoever shrinks bytes has them rounded: by half a level, 0.002
    keeps_input=True,
    picture=False,
    mistakes=[
        Mistake(
            "paper and ink exchanged",
            lambda picture, size: 1 - _prepare(picture, size),
            "Paper is 1 and ink is 0 in your result. The training digits have 0 for paper and 1 "
            "for ink: turn it round.",
        ),
        Mistake(
            "from 0 to 255",
            lambda picture, size: 255 * _prepare(picture, size),
            "Your values go up to 255. The network was trained with 0 to 1.",
            like=_nearly(lambda right: 255 * right),
        ),
        Mistake(
            "exchanged, and up to 255",
            lambda picture, size: 255 * (1 - _prepare(picture, size)),
            "Your values go up to 255, and paper has the large ones. The training digits have 0 "
            "for paper and 1 for ink.",
            like=_nearly(lambda right: 255 * (1 - right)),
        ),
        Mistake(
            "inverted in the wrong range",
            lambda picture, size: 1 - 255 * (1 - _prepare(picture, size)),
            "You compute 1 - picture with values up to 255: the result is far below 0. Divide by "
            "255 first.",
            like=_nearly(lambda right: 1 - 255 * (1 - right)),
        ),
        Mistake(
            "1 minus bytes",
            lambda picture, size: cv2.resize(
                1 - picture, (size, size), interpolation=cv2.INTER_AREA
            ).reshape(1, size, size, 1),
            "1 - picture stays in bytes: what would be below 0 goes round and comes out large. "
            "Divide by 255 first.",
        ),
        Mistake(
            "the sign turned",
            lambda picture, size: _prepare(picture, size) - 1,
            "Your values are below 0: paper is -1 and ink is 0. Add 1: 0 is paper then, and 1 is "
            "ink.",
            like=_nearly(lambda right: right - 1, atol=0.01),
        ),
        Mistake(
            "cut to black and white before",
            lambda picture, size: cv2.resize(
                (picture < 128).astype(float), (size, size), interpolation=cv2.INTER_AREA
            ).reshape(1, size, size, 1),
            "You cut the picture to black and white before you shrink it. Grey stays grey: 1 - "
            "picture / 255 keeps it.",
        ),
        Mistake(
            "not shrunk",
            lambda picture, size: (1 - picture / 255)[np.newaxis, ..., np.newaxis],
            "The values are right, and the picture has its old size. The network takes `size` "
            "pixels a side.",
        ),
        Mistake(
            "a corner cut out",
            lambda picture, size: (1 - picture[:size, :size] / 255).reshape(1, size, size, 1),
            "You cut a corner out of the picture. Shrink the whole of it with `cv2.resize`.",
        ),
        Mistake(
            "standardised",
            lambda picture, size: (lambda ink: (ink - ink.mean()) / ink.std())(
                _prepare(picture, size)
            ),
            "You bring the values to mean 0 and spread 1. The training digits go from 0 for paper "
            "to 1 for ink.",
            like=_nearly(lambda right: (right - right.mean()) / right.std(), atol=0.02),
        ),
        Mistake(
            "no batch",
            lambda picture, size: _prepare(picture, size)[0],
            "The values are right, but the batch axis is missing. A network takes pictures, in the "
            "plural: (1, size, size, 1).",
        ),
        Mistake(
            "no channel",
            lambda picture, size: _prepare(picture, size)[..., 0],
            "The values are right, but the channel axis at the end is missing: (1, size, size, 1).",
        ),
        Mistake(
            "neither batch nor channel",
            lambda picture, size: _prepare(picture, size)[0, ..., 0],
            "The values are right, but this is a picture alone. The network takes a batch of "
            "pictures with channels: (1, size, size, 1).",
        ),
        Mistake(
            "the axes in another place",
            lambda picture, size: _prepare(picture, size).reshape(1, 1, size, size),
            "Two axes are there, but in another place. Keras has the channels last: "
            "(1, size, size, 1).",
            also=(lambda picture, size: _prepare(picture, size).reshape(size, size, 1, 1),),
        ),
        Mistake(
            "flattened",
            lambda picture, size: _prepare(picture, size).reshape(1, -1),
            "Your picture is one row of numbers. A convolutional network takes pictures: "
            "(1, size, size, 1).",
        ),
        Mistake(
            "nearest pixel",
            lambda picture, size: _with(picture, size, cv2.INTER_NEAREST),
            "You keep single pixels and lose the others, and thin lines get lost. Each new pixel "
            "is the mean of its area: `cv2.INTER_AREA`.",
        ),
        Mistake(
            "bilinear",
            lambda picture, size: _with(picture, size, cv2.INTER_LINEAR),
            "You shrink with the usual interpolation of `cv2.resize`, which looks at few pixels "
            "only. Give it `interpolation=cv2.INTER_AREA`.",
            also=(lambda picture, size: _with(picture, size, cv2.INTER_CUBIC),),
        ),
        Mistake(
            "cut to black and white",
            lambda picture, size: (_prepare(picture, size) > 0.5).astype(float),
            "Your pixels are 0 or 1. The training digits have values between them, where ink "
            "covers a part of a pixel.",
        ),
        Mistake(
            "turned on its side",
            lambda picture, size: _prepare(picture, size).transpose(0, 2, 1, 3),
            "Rows and columns have changed places, so the digit lies on its side.",
        ),
        Mistake(
            "stretched to 0 to 1",
            lambda picture, size: (lambda ink: (ink - ink.min()) / (ink.max() - ink.min()))(
                _prepare(picture, size)
            ),
            "You stretch the values from smallest to largest. Here 255 becomes 0 and 0 becomes 1, "
            "whatever the picture holds.",
        ),
        Mistake(
            "always 12 pixels",
            lambda picture, size: _prepare(picture, 12),
            "Your result always has 12 pixels a side. Use `size`.",
        ),
    ],
    alternatives=[_prepare_last, _prepare_float32, _prepare_by_blocks],
    hints=[
        "Four things must fit: the range, what is 1, the size, and the shape.",
        "`ink = 1 - picture / 255`, then `cv2.resize(ink, (size, size), "
        "interpolation=cv2.INTER_AREA)`.",
        "`small.reshape(1, size, size, 1)` gives the batch and the channel their axes.",
    ],
    why="A network knows only what it was trained with: the same range, size and shape, and ink as "
    "1.",
)
