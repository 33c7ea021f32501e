"""Exercise 16 of lesson 02: the red porcelain, isolated."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import skimage as ski
from scipy import ndimage

from course_utils.checking import Exercise, Mistake, Random
from course_utils.checking.shapes import shape_sentence
from course_utils.exercises.lesson_02 import photographs
from course_utils.exercises.lesson_02.colours import hsv, red_by_numbers
from course_utils.exercises.lesson_02.morphology import morphology, opened, square
from course_utils.exercises.lesson_02.regions import largest_part


def _ellipse(*ellipse: tuple | float) -> np.ndarray:
    shape = photographs.cup().shape[:2]
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
    return photographs.turned(_porcelain(), *photographs.orientation(image, photographs.cup()))


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
    return f"{_overlap(came, expected)} At least {_ENOUGH:.0%} is wanted."


def _overlap(came: np.ndarray, expected: np.ndarray) -> str:
    overlap = _iou(came.astype(bool), expected)
    return f"Your mask overlaps the one drawn by hand by {overlap:.1%}."


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
    hue, saturation, value = hsv(image)
    return ((hue <= 7) | (hue >= 170)) & (saturation >= 150) & (value >= darkest)


def _filled(mask: np.ndarray, closed: int = 15) -> np.ndarray:
    mask = morphology(opened(mask, 5), cv2.MORPH_CLOSE, square(closed))
    return ndimage.binary_fill_holes(largest_part(mask))


def _by_share_of_green(image: np.ndarray) -> np.ndarray:
    """Return the mask without HSV: the porcelain has much less green than red."""
    red, green, _ = np.moveaxis(image.astype(float), 2, 0)
    return _filled((green < 0.36 * red) & (red >= 50))


def _some_cup(rng: np.random.Generator) -> np.ndarray:
    return np.ascontiguousarray(photographs.turned(photographs.cup(), *photographs.any_way(rng)))


isolate = Exercise(
    "02.isolate",
    "Isolate the red porcelain",
    reference=_true_porcelain,
    probes=[
        photographs.cup(),
        np.ascontiguousarray(photographs.cup()[:, ::-1]),
        np.ascontiguousarray(np.rot90(photographs.cup())),
        Random(1, _some_cup),
    ],
    agrees=_masks_agree,
    measured=_overlap,
    dtype_matters=True,
    mistakes=[
        Mistake(
            "the table, too",
            red_by_numbers,
            "Large parts of the table are in your mask. Its hue lies close to that of the "
            "porcelain: narrow the interval, then keep the largest object.",
            like=_mask_kind("table"),
        ),
        Mistake(
            "holes not filled",
            lambda image: largest_part(_red_porcelain(image)),
            "Your mask has the right outline, but glints, the spoon or the shadow are holes in it. "
            "Fill them.",
            like=_mask_kind("holes"),
        ),
        Mistake(
            "parts missing",
            lambda image: opened(_red_porcelain(image, darkest=150), 5),
            "Parts of the porcelain are missing. Which of your conditions do its dark parts and "
            "its rim fail, the hue, the saturation or the value? Or has your mask fallen into "
            "parts, of which you kept one? Close before you keep the largest.",
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
        "`explorers.pixel_inspector(coffee)` shows H, S and V of the pixel that you choose. The "
        "hues of porcelain and table are a few steps apart, and the dark shadow on the table has a "
        "low value.",
        "Take hues up to about 7, and values from about 50. Then an opening removes the thin lines "
        "of the wood.",
        "A closing joins what a glint has cut. The outer contour of the largest object, drawn with "
        "thickness=-1, has no holes.",
    ],
    why="Colour finds the pixels, shape makes an object of them: open, close, largest, filled.",
)
