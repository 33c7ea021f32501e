"""What the augmentation explorer starts from: a small picture with its label, boxes and mask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from course_utils.augment.checks import box as checked_box
from course_utils.images import ImageError
from course_utils.images.arrays import displayable
from course_utils.images.finishing import shrink

WHERE = "explorers.augmentation"
Box = tuple[int, int, int, int]

LONGEST = 160  # pixels of the longer side: twelve of them fill a page
SHORTEST = 96  # a picture that is smaller than this is enlarged
MOST_PLACES = 400  # of an object: enough to say which share of it is left
TEXT_WORDS = ("text", "sign", "letter", "word", "number plate")

# The cup of lesson 01, clicked by hand in ski.data.coffee(): x,y of each corner.
CUP = """174,112 177,80 192,51 221,29 258,19 292,18 333,25 371,44 397,74 408,108 404,140 394,168
385,205 371,240 352,262 318,277 285,280 252,277 246,299 228,307 205,303 197,285 203,258 224,236
200,210 184,172 176,140"""

# Two digits that people wrote, number 402 and number 394 of sklearn.datasets.load_digits:
# rows of brightness from 0 to g, which is 16.
DIGITS = {
    "6": "002bd400 00cgdf00 00g91300 04g6e910 07gggg60 01ge4g80 00cgdg20 002ag700",
    "8": "00168930 00dfcb70 00db0970 005fff00 001egg00 00b90g10 009aad00 003b9200",
}


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture as the samples start from it.

    Parameters
    ----------
    image : numpy.ndarray
        RGB, uint8, (height, width, 3); the longer side has at most 160 pixels.
    label : str
        What it shows: "cup", "6", "text".
    named : str
        The label in a sentence: "a cup".
    kind : {"digit", "text", "object"}
        Which rules say whether the label is still true.
    boxes : tuple of boxes
    mask : numpy.ndarray or None
        bool, (height, width).
    places : numpy.ndarray
        Points (x, y) spread over the object, (n, 2); they tell which share of it is left.
    """

    image: np.ndarray
    label: str
    named: str
    kind: str
    boxes: tuple[Box, ...]
    mask: np.ndarray | None
    places: np.ndarray


def scenes(
    image: object, boxes: Sequence[Box], mask: object, label: str | None
) -> Mapping[str, Callable[[], Scene]]:
    """Return the scenes by name, the one to open with first; each is made when it is needed."""
    known = {"cup": cup_scene, "6": lambda: digit_scene("6"), "8": lambda: digit_scene("8"),
             "text": text_scene}  # fmt: skip
    if image is None:
        if len(boxes) or mask is not None:
            raise ImageError(f"{WHERE} got boxes or a mask, but no picture that they lie in.")
        return known
    own = own_scene(image, boxes, mask, label or "object")
    del known["cup"]
    return {"your picture": lambda: own, **known}


def own_scene(image: object, boxes: Sequence[Box], mask: object, label: str) -> Scene:
    """Return the caller's picture as a scene; raise ImageError for what does not fit together."""
    picture = displayable(image, WHERE)
    if picture.ndim == 3 and picture.shape[2] != 3:
        raise ImageError(
            f"{WHERE} works on grey and RGB pictures, but the shape is {picture.shape}. "
            "image[..., :3] leaves a fourth channel out."
        )
    height, width = picture.shape[:2]
    found = []
    for box in boxes:
        x, y, box_width, box_height = checked_box(box, WHERE)
        if x < 0 or y < 0 or x + box_width > width or y + box_height > height:
            raise ImageError(
                f"The box {tuple(box)} does not lie inside the picture, which is {width} pixels "
                f"wide and {height} high. A box is (x, y, width, height)."
            )
        found.append((x, y, box_width, box_height))
    if mask is not None:
        mask = np.asarray(mask)
        if mask.dtype != bool or mask.shape != (height, width):
            raise ImageError(
                f"The mask must be bool with the shape {(height, width)} of the picture, but it "
                f"is {mask.dtype} with the shape {mask.shape}. A comparison such as mask > 0 "
                "makes bool."
            )
        if not mask.any():
            raise ImageError("The mask has no True pixel: it marks nothing in the picture.")
    kind, named = "object", with_article(label)
    if len(label) == 1 and label in "0123456789":
        kind = "digit"
    elif any(word in label.lower() for word in TEXT_WORDS):
        kind = "text"
    return _small(picture, label, named, kind, tuple(found), mask)


def cup_scene() -> Scene:
    """Return the cup of lesson 01 with its box and its mask."""
    from skimage import data

    photo = data.coffee()
    outline = np.array([corner.split(",") for corner in CUP.split()], dtype=int)
    mask = cv2.fillPoly(np.zeros(photo.shape[:2], np.uint8), [outline], 1) > 0
    box = tuple(int(number) for number in cv2.boundingRect(outline))
    return _small(photo, "cup", "a cup", "object", (box,), mask)


def digit_scene(digit: str) -> Scene:
    """Return a real digit, enlarged from 8 x 8 pixels, in a black frame."""
    levels = np.array([[int(level, 17) for level in row] for row in DIGITS[digit].split()])
    small = np.rint(levels * (255 / 16)).astype(np.uint8)
    framed = cv2.copyMakeBorder(small, 2, 2, 2, 2, cv2.BORDER_CONSTANT)
    large = cv2.resize(framed, None, fx=10, fy=10, interpolation=cv2.INTER_CUBIC)
    scene = _small(large, digit, with_article(digit), "digit", (), None)
    return _with_places(scene, large > 100)


def text_scene() -> Scene:
    """Return a heading from the photograph of a printed page."""
    from skimage import data

    heading = np.ascontiguousarray(data.page()[4:44, 2:150])
    return _small(heading, "text", "the text Region-based", "text", (), None)


def with_article(label: str) -> str:
    """Return the label with "a" or "an".

    >>> with_article("8"), with_article("cup")
    ('an 8', 'a cup')
    """
    return ("an " if label[:1].lower() in tuple("aeiou8") else "a ") + label


def _small(
    picture: np.ndarray,
    label: str,
    named: str,
    kind: str,
    boxes: tuple[Box, ...],
    mask: np.ndarray | None,
) -> Scene:
    """Return a scene in the size of the samples; boxes and mask shrink or grow with it."""
    height, width = picture.shape[:2]
    image = np.ascontiguousarray(shrink(picture, LONGEST))
    if max(height, width) < SHORTEST:
        grow = SHORTEST // max(height, width) + 1
        image = cv2.resize(picture, (width * grow, height * grow), interpolation=cv2.INTER_CUBIC)
    if image.ndim == 2:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2RGB)
    rows, columns = image.shape[:2]
    across, down = columns / width, rows / height
    if mask is not None:
        # A pixel of the small mask is True where at least half of what it covers was.
        method = cv2.INTER_AREA if columns < width else cv2.INTER_NEAREST
        covered = cv2.resize(mask.astype(np.float32), (columns, rows), interpolation=method)
        mask = covered >= min(0.5, float(covered.max()))
    scaled = []
    for x, y, box_width, box_height in boxes:
        # Outwards, so that the box still holds its object.
        left, top = int(np.floor(x * across + 1e-6)), int(np.floor(y * down + 1e-6))
        right = int(np.ceil((x + box_width) * across - 1e-6))
        bottom = int(np.ceil((y + box_height) * down - 1e-6))
        scaled.append((left, top, right - left, bottom - top))
    scene = Scene(image, label, named, kind, tuple(scaled), mask, np.empty((0, 2)))
    area = np.zeros((rows, columns), bool) if mask is None else mask
    if mask is None:
        for x, y, box_width, box_height in scaled or [(0, 0, columns, rows)]:
            area[y : y + box_height, x : x + box_width] = True
    return _with_places(scene, area)


def _with_places(scene: Scene, area: np.ndarray) -> Scene:
    """Return the scene with points spread evenly over an area, (height, width) of bool."""
    rows, columns = np.nonzero(area)
    some = np.linspace(0, rows.size - 1, min(rows.size, MOST_PLACES)).astype(int)
    places = np.column_stack([columns[some], rows[some]]).astype(np.float64)
    return replace(scene, places=places)
