"""Exercises 10 and 11 of lesson 02: edges and objects."""

from collections.abc import Callable

import cv2
import numpy as np
import skimage as ski
from scipy import ndimage

from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_02 import probes

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
    height, width = probes.shape(rng)
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
        probes.ramp(9, 13),
        probes.part_of_coins(40, 30, 30, 44),
        np.full((3, 5), 200, dtype=np.uint8),
        np.array([[1, 4, 9, 16, 25]], dtype=np.uint8),
        np.array([[255], [0], [30]], dtype=np.uint8),
        np.array([[7]], dtype=np.uint8),
        probes.ramp(3, 300),
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
            also=[
                lambda image: np.sqrt(
                    cv2.Sobel(image, -1, 1, 0) ** 2 + cv2.Sobel(image, -1, 0, 1) ** 2
                ),
                lambda image: np.hypot(cv2.Sobel(image, -1, 1, 0), cv2.Sobel(image, -1, 0, 1)),
            ],
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
            lambda image: np.hypot(*_sobel(image)).astype(np.uint8),
            "The result is whole numbers of at most 255. Return the floats as they are.",
            also=[
                lambda image: np.hypot(*_sobel(image)).clip(0, 255).astype(np.uint8),
                lambda image: np.round(np.hypot(*_sobel(image))).astype(np.uint8),
                lambda image: cv2.convertScaleAbs(np.hypot(*_sobel(image))),
            ],
        ),
        Mistake(
            "derivatives of uint8 in SciPy",
            lambda image: np.hypot(ndimage.sobel(image, 1), ndimage.sobel(image, 0)),
            "SciPy keeps the type of what it is given, so your derivatives are uint8 and wrap. "
            "Change the picture to floats first.",
            also=[
                lambda image: np.hypot(
                    ndimage.sobel(image, 1, mode="mirror"), ndimage.sobel(image, 0, mode="mirror")
                ),
                lambda image: np.hypot(
                    ndimage.sobel(image, 1).astype(float), ndimage.sobel(image, 0).astype(float)
                ),
                lambda image: np.hypot(
                    ndimage.sobel(image, 1, mode="mirror").astype(float),
                    ndimage.sobel(image, 0, mode="mirror").astype(float),
                ),
            ],
        ),
        Mistake(
            "squares wrap in 16 bits",
            lambda image: np.sqrt(
                cv2.Sobel(image, cv2.CV_16S, 1, 0) ** 2 + cv2.Sobel(image, cv2.CV_16S, 0, 1) ** 2
            ),
            "The derivatives are right, but their squares wrap: int16 ends at 32,767. Ask for "
            "floats, cv2.CV_64F, or change the type before you square.",
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
            lambda image: _sobel(image)[0],
            "Horizontal edges are missing: this is gx alone. gy belongs to the length, too.",
            also=[lambda image: np.abs(_sobel(image)[0])],
        ),
        Mistake(
            "only along the columns",
            lambda image: _sobel(image)[1],
            "Vertical edges are missing: this is gy alone. gx belongs to the length, too.",
            also=[lambda image: np.abs(_sobel(image)[1])],
        ),
        Mistake(
            "mixed derivative",
            lambda image: cv2.Sobel(image, cv2.CV_64F, 1, 1),
            also=[
                lambda image: np.abs(cv2.Sobel(image, cv2.CV_64F, 1, 1)),
                lambda image: cv2.Sobel(image, -1, 1, 1),
            ],
            sentence="With dx=1 and dy=1 together, Sobel computes one mixed derivative. You need "
            "two pictures: one with dx=1, one with dy=1.",
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
            also=[
                lambda image: ski.filters.sobel(image.astype(float)),
                lambda image: ski.filters.sobel(image.astype(float), mode="mirror"),
                lambda image: 255 * ski.filters.sobel(image),
                lambda image: np.hypot(ski.filters.sobel_h(image), ski.filters.sobel_v(image)),
            ],
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
            lambda image: cv2.Laplacian(image, cv2.CV_64F),
            also=[lambda image: np.abs(cv2.Laplacian(image, cv2.CV_64F))],
            sentence="This is the Laplacian, a second derivative. Use the two first ones.",
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
            also=[lambda image: np.hypot(*_sobel(image)).astype(int)],
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


def largest_part(mask: np.ndarray, neighbours: np.ndarray = _EIGHT) -> np.ndarray:
    return max(_objects(mask, neighbours), key=np.count_nonzero)


def _by_outline(mask: np.ndarray, size: Callable) -> np.ndarray:
    """Return the object whose outer contour has the largest size."""

    def measure(part: np.ndarray) -> float:
        found, _ = cv2.findContours(
            part.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        return max(size(contour) for contour in found)

    return max(_objects(mask), key=measure)


def _largest_outline_filled(mask: np.ndarray) -> np.ndarray:
    """Return the inside of the contour with the largest area, its holes filled."""
    found, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(found, key=cv2.contourArea)
    return cv2.drawContours(np.zeros(mask.shape, np.uint8), [outline], -1, 1, thickness=-1) > 0


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
        mask = (
            probes.blobs(rng)
            if rng.integers(2)
            else rng.random(probes.shape(rng)) < rng.uniform(0.2, 0.5)
        )
        if _has_one_largest(mask):
            return mask


largest = Exercise(
    "02.largest",
    "The largest object",
    reference=largest_part,
    probes=[
        probes.drawn("##.....", "##..###", "....###", "#......", "......#"),
        # touching at corners only: 5 pixels against a block of 4
        probes.drawn("#.....##", ".#....##", "..#.....", "...#....", "....#..."),
        # a ring has a large outline and few pixels
        probes.drawn(
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
        probes.drawn(
            "#.......", ".#...###", "..#..###", "...#.###", "....#...", ".....#..", "......#."
        ),
        probes.drawn("#####", "#.#.#", "#####", ".....", "..##."),
        probes.drawn("..####.", ".#....#", "##.##.#", ".#....#", "..####."),
        probes.drawn("#..", "...", ".##"),
        probes.drawn("###", "...", "..#", "#.."),
        probes.drawn("##.##.###"),
        probes.drawn("##.##.###").T,
        np.ones((3, 5), dtype=bool),
        np.ones((1, 1), dtype=bool),
        probes.drawn(*["#" + "." * 260 + "##"] * 2),
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
            lambda mask: largest_part(mask, _FOUR),
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
            also=[_largest_outline_filled, lambda mask: _largest_outline_filled(mask) & mask],
        ),
        Mistake(
            "both results of connectedComponents",
            lambda mask: cv2.connectedComponents(mask.astype(np.uint8)),
            "cv2.connectedComponents returns several things; the labels are the second. The mask "
            "asked for is where they have one certain number.",
            also=[lambda mask: cv2.connectedComponentsWithStats(mask.astype(np.uint8))],
        ),
        Mistake(
            "the labels",
            lambda mask: ndimage.label(mask, _EIGHT)[0],
            "These are the labels, a number for each object. The mask asked for is where they have "
            "the number of the largest one.",
            also=[lambda mask: cv2.connectedComponents(mask.astype(np.uint8))[1]],
        ),
        Mistake(
            "by the box",
            lambda mask: _by_outline(mask, _box_area),
            "You compare the boxes around the objects. A thin slanted object has a large box and "
            "few pixels.",
        ),
        Mistake(
            "holes filled",
            lambda mask: ndimage.binary_fill_holes(largest_part(mask)),
            "The right object, but its holes are filled. They should stay.",
        ),
        Mistake(
            "all objects",
            lambda mask: mask,
            "All objects came back. Keep one.",
        ),
        Mistake(
            "0 and 1",
            lambda mask: largest_part(mask).astype(np.uint8),
            "The right pixels are marked, but with the numbers 0 and 1. Here the mask should hold "
            "True and False.",
        ),
        Mistake(
            "0 and 255",
            lambda mask: largest_part(mask).astype(np.uint8) * 255,
            "The right pixels are marked, but with 255. Here the mask should hold True and False.",
        ),
        Mistake(
            "how many pixels",
            lambda mask: np.count_nonzero(largest_part(mask)),
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
