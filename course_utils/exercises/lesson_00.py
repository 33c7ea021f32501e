"""The exercise of lesson 00, which shows how checks, hints and reports work."""

import cv2
import numpy as np
import skimage as ski

from course_utils.checking import Exercise, Mistake, Random


def _picture(rng: np.random.Generator) -> np.ndarray:
    """Return a small grey or colour picture of 8 bits, wider than high or higher than wide."""
    height = int(rng.integers(8, 14))
    shape = (height, height + int(rng.integers(1, 6)))
    if rng.integers(2):
        shape = shape[::-1]
    return rng.integers(0, 256, size=shape + (3,) * int(rng.integers(2)), dtype=np.uint8)


invert = Exercise(
    "00.invert",
    "Invert a picture",
    reference=lambda image: 255 - image,
    probes=[
        np.array([[0, 1, 100], [200, 254, 255]], dtype=np.uint8),
        np.linspace(10, 200, 8 * 12).reshape(8, 12).astype(np.uint8),
        np.linspace(10, 200, 11 * 8).reshape(11, 8).astype(np.uint8)[::-1, ::-1],
        np.arange(0, 240, 4, dtype=np.uint8).reshape(5, 3, 4),
        np.array([[3, 90, 250, 17]], dtype=np.uint8),
        np.array([[77]], dtype=np.uint8),
        Random(4, _picture),
    ],
    dtype_matters=True,
    keeps_input=True,
    mistakes=[
        Mistake(
            "minus sign",
            lambda image: -image,
            "A minus sign alone wraps: in 8 bits -1 becomes 255 and -255 becomes 1. "
            "Which number minus 255 gives 0?",
        ),
        Mistake(
            "range 0 to 1",
            lambda image: 1 - image,
            "1 - value is right for pictures from 0 to 1. This picture runs from 0 to 255.",
        ),
        Mistake(
            "256 instead of 255",
            lambda image: 256 - image.astype(int),
            "White should become 0, but it becomes 1. The largest value of 8 bits is not 256.",
        ),
        Mistake(
            "floats",
            lambda image: 255.0 - image,
            "The values are right, but they are floats now: 255.0 is a float. A picture of 8 bits "
            "should stay one, so write the number without a decimal point.",
        ),
        Mistake(
            "floats from 0 to 1",
            lambda image: 1 - image / 255,
            "This is the negative on the scale from 0 to 1. The picture came with whole numbers "
            "from 0 to 255, and so should its negative.",
        ),
        Mistake(
            "largest value of the picture",
            lambda image: image.max() - image,
            "You subtract from the brightest value of this picture. "
            "Subtract from the brightest value that 8 bits can hold.",
        ),
        Mistake(
            "upside down",
            lambda image: image[::-1],
            "This turns the picture upside down. Leave every pixel in its place and change its "
            "value.",
        ),
        Mistake(
            "always the cat",
            lambda image: 255 - ski.data.chelsea(),
            "Your answer is the cat's negative, whatever picture comes in. Use `image`, the name "
            "in the brackets after `def invert`.",
        ),
        Mistake(
            "unchanged",
            lambda image: image,
            "The picture came back as it was: dark should become light, and light dark.",
        ),
    ],
    alternatives=[
        lambda image: ~image,
        cv2.bitwise_not,
        lambda image: (255.0 - image).astype(np.uint8),
        lambda image: np.array([[255 - pixel for pixel in row] for row in image]),
        lambda image: np.arange(255, -1, -1, dtype=np.uint8)[image],
    ],
    hints=[
        "Black, 0, should become white, 255. White should become black.",
        "NumPy works on all pixels at once: image + 1 adds 1 to every one of them.",
        "Subtract the picture from one number: return ... - image",
    ],
    why="A picture is an array of numbers, so one subtraction changes all of its pixels.",
)
