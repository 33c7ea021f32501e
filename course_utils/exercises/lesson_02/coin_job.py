"""Exercise 14 of lesson 02, the real job: count and measure the coins."""

from collections.abc import Callable

import cv2
import numpy as np
import skimage as ski
from scipy import ndimage

from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_02 import photographs
from course_utils.exercises.lesson_02.morphology import opened, square

# (x, y, diameter of the circle with the same area) of each coin in ski.data.coins(), in pixels:
# 180 rays from a centre clicked by hand, the closed path of the steepest fall along them, and its
# area; drawn over the photograph, four times enlarged, and checked by eye.
_COINS = np.array(
    [
        (44.1, 54.4, 41.6), (100.3, 56.2, 37.4), (155.2, 50.8, 45.9), (215.2, 51.1, 45.5),
        (276.1, 52.4, 39.6), (334.8, 43.5, 57.6), (44.7, 124.3, 40.6), (102.3, 125.7, 37.6),
        (153.5, 127.2, 37.0), (205.3, 123.8, 39.3), (270.6, 118.8, 49.5), (336.2, 124.4, 38.6),
        (43.7, 197.5, 37.9), (101.7, 195.5, 43.3), (154.1, 197.7, 38.4), (212.5, 193.1, 47.1),
        (273.8, 193.9, 44.1), (347.1, 186.7, 63.2), (46.0, 259.8, 56.0), (113.8, 265.5, 42.5),
        (172.3, 261.2, 54.6), (244.0, 263.3, 47.4), (300.6, 263.2, 50.4), (358.2, 267.9, 43.5),
    ]
)  # fmt: skip

_SPECK = 20  # pixels wide: what is smaller is no coin
_WIDE = 80  # pixels wide: what is larger is no coin


def _true_coins(image: np.ndarray) -> np.ndarray:
    """Return (x, y, diameter) of the coins in the photograph, turned or mirrored as it is."""
    photograph = photographs.coins()
    turns, mirrored = photographs.orientation(image, photograph)
    (height, width), (x, y, diameter) = photograph.shape, _COINS.T
    x = width - 1 - x if mirrored else x
    for _ in range(turns):
        x, y, width, height = y, width - 1 - x, height, width
    return np.stack([x, y, diameter], axis=1)


def _of_coins(came: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Return which entry is which coin: (entries, coins), True where it is."""
    distance = np.hypot(*(came[:, None, :2] - expected[None, :, :2]).transpose(2, 0, 1))
    large_enough = came[:, None, 2] > expected[None, :, 2] / 3
    return (distance < expected[None, :, 2] / 4) & large_enough


def _coin_fault(came: np.ndarray, expected: np.ndarray) -> tuple[str, str]:
    """Return the kind of what is wrong with a list of coins and a sentence; two "" if nothing."""
    if came.size == 0:
        return "empty", "Your list is empty."
    if came.ndim != 2 or came.shape[1] != 3:
        return "form", (
            "Each entry should be three numbers, (x, y, diameter). As an array your list would "
            f"have the shape (number of coins, 3); its shape is {came.shape}."
        )
    came = came.astype(float)
    if not np.isfinite(came).all():
        return "form", "Your list holds numbers that are not finite."
    if (came[:, 2] <= 0).any():
        return "form", "Your list holds a diameter of 0 or less."
    return (
        _reading_fault(came, expected)
        or _place_fault(came, expected)
        or _size_fault(came, expected)
    )


# How a third number may be meant, and the diameter that it then stands for.
_READINGS = {
    "diameter": lambda number: number,
    "radius": lambda number: 2 * number,
    "area": lambda number: np.sqrt(4 * number / np.pi),
    "round": lambda number: number / np.pi,
}


def _reading_fault(came: np.ndarray, expected: np.ndarray) -> tuple[str, str] | None:
    """Return what the third numbers are if most of them fit another reading than the diameter.

    Specks and lost coins do not matter for that.
    """
    distance = np.hypot(*(came[:, None, :2] - expected[None, :, :2]).transpose(2, 0, 1))
    nearest = distance.argmin(axis=0)
    there = distance[nearest, np.arange(len(expected))] < expected[:, 2] / 4
    if there.mean() < 0.7:
        return None
    numbers, diameters = came[nearest[there], 2], expected[there, 2]
    fits = [
        kind
        for kind, read in _READINGS.items()
        if np.mean(np.abs(read(numbers) / diameters - 1) <= 0.2) > 0.7
    ]
    if "diameter" in fits or not fits:
        return None
    x, y, size = expected[there][0]
    return fits[0], (
        f"The coin at ({x:.0f}, {y:.0f}) is about {size:.0f} pixels wide, and {numbers[0]:.4g} "
        "came."
    )


def _place_fault(came: np.ndarray, expected: np.ndarray) -> tuple[str, str] | None:
    """Return what is wrong with the places and the number of the coins."""
    hits = _of_coins(came, expected)
    there = hits.any(axis=0)
    missing, extra = expected[~there], came[~hits.any(axis=1)]
    counted = f"{len(came)} entries came, and there are {len(expected)} coins."
    if len(missing) > 3 and (other := _other_places(came, expected)):
        return other, f"{counted} Most centres are not on a coin."
    if (extra[:, 2] > 2 * _WIDE).any():
        x, y, size = extra[extra[:, 2].argmax()]
        return "light", f"{counted} The entry at ({x:.0f}, {y:.0f}) is {size:.0f} pixels wide."
    if (covering := _covering(came, expected, ~there)) is not None:
        x, y, _ = covering
        return "merged", f"{counted} The entry at ({x:.0f}, {y:.0f}) covers more than one of them."
    specks = extra[extra[:, 2] < _SPECK]
    if len(missing) > 3 or (len(missing) and not len(specks)):
        x, y, size = missing[0]
        large = (extra[:, 2] > _WIDE).any()
        return _loss(missing[:, 2], expected[there, 2], large), (
            f"{counted} {len(missing)} of the coins {'is' if len(missing) == 1 else 'are'} not in "
            f"your list, the first one at ({x:.0f}, {y:.0f}), {size:.0f} pixels wide."
        )
    if len(extra):
        x, y, size = [*specks, *extra][0]
        return "specks" if len(specks) else "background", (
            f"{counted} There is none of {size:.0f} pixels at ({x:.0f}, {y:.0f})."
        )
    if (hits.sum(axis=0) > 1).any():
        x, y, _ = expected[hits.sum(axis=0).argmax()]
        return "twice", f"{counted} The coin at ({x:.0f}, {y:.0f}) is in your list more than once."
    return None


def _covering(came: np.ndarray, expected: np.ndarray, missing: np.ndarray) -> np.ndarray | None:
    """Return an entry that covers the centres of two coins or more, one of them missing."""
    distance = np.hypot(*(came[:, None, :2] - expected[None, :, :2]).transpose(2, 0, 1))
    covered = distance < came[:, None, 2] / 2
    found = np.flatnonzero((covered.sum(axis=1) > 1) & covered[:, missing].any(axis=1))
    return came[found[0]] if len(found) else None


def _loss(missing: np.ndarray, there: np.ndarray, large: bool) -> str:
    """Return why coins are missing, from the diameters of those and of the others.

    ``large``: there is an entry too large for a coin, which may have swallowed them.
    """
    if len(there) < len(missing):
        return "elsewhere"
    if missing.max() < there.min() + 2:
        return "small"
    return "light" if len(missing) > 3 and large else "lost"


def _other_places(came: np.ndarray, expected: np.ndarray) -> str:
    """Return how the centres were meant, if another reading of them hits the coins."""
    corner = came + came[:, 2:] * (0.5, 0.5, 0)
    for kind, read in (("swapped", came[:, [1, 0, 2]]), ("corner", corner)):
        if _of_coins(read, expected).any(axis=0).mean() > 0.8:
            return kind
    return ""


def _size_fault(came: np.ndarray, expected: np.ndarray) -> tuple[str, str]:
    """Return what is wrong with the diameters when each coin is there once."""
    diameters = came[_of_coins(came, expected).argmax(axis=0), 2]
    ratio = diameters / expected[:, 2]
    if (np.abs(ratio - 1) <= 0.2).all():
        return "", ""
    worst = int(np.abs(np.log(ratio)).argmax())
    x, y, size = expected[worst]
    return "size", (
        f"The {len(expected)} coins are there. The one at ({x:.0f}, {y:.0f}) is about {size:.0f} "
        f"pixels wide, and {diameters[worst]:.4g} came."
    )


def _coins_agree(came: np.ndarray, expected: np.ndarray) -> str:
    return _coin_fault(came, expected)[1]


def _coin_kind(*kinds: str) -> Callable[[np.ndarray, np.ndarray], bool]:
    return lambda came, expected: _coin_fault(came, expected)[0] in kinds


def _light_taken_off(image: np.ndarray) -> np.ndarray:
    return cv2.adaptiveThreshold(
        cv2.medianBlur(image, 5),
        255,
        cv2.ADAPTIVE_THRESH_GAUSSIAN_C,
        cv2.THRESH_BINARY,
        blockSize=101,
        C=-5,
    )


def _top_hat(image: np.ndarray) -> np.ndarray:
    """Return a mask in which the dark coins have gaps."""
    above = cv2.morphologyEx(cv2.medianBlur(image, 5), cv2.MORPH_TOPHAT, square(75))
    return cv2.threshold(above, 0, 255, cv2.THRESH_OTSU)[1]


def _one_cut(image: np.ndarray) -> np.ndarray:
    return cv2.threshold(cv2.medianBlur(image, 5), 0, 255, cv2.THRESH_OTSU)[1]


def _list_coins(
    mask: np.ndarray,
    smallest: float = _SPECK,
    border: bool = False,
    contours: int = cv2.RETR_EXTERNAL,
    opened: int = 5,
) -> np.ndarray:
    """Return (x, y, diameter) of the objects in a mask; ``border``: those at the border, too."""
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, square(opened))
    outlines, _ = cv2.findContours(mask, contours, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in outlines:
        x, y, width, height = cv2.boundingRect(outline)
        inside = x > 0 and y > 0 and x + width < mask.shape[1] and y + height < mask.shape[0]
        if (border or inside) and min(width, height) > smallest:
            found.append((x + (width - 1) / 2, y + (height - 1) / 2, (width + height) / 2))
    return np.array(found).reshape(-1, 3)


def _good_coins(image: np.ndarray) -> np.ndarray:
    return _list_coins(_light_taken_off(image))


def _coins_with(change: Callable[[np.ndarray], np.ndarray]) -> Callable:
    """Return a wrong answer that finds all coins and then changes the list."""
    return lambda image: change(_good_coins(image))


def _coins_of_regions(mask: np.ndarray) -> list[tuple[float, float, float]]:
    """Return the list by the areas of the labelled regions, without those at the border."""
    mask = ski.morphology.opening(ndimage.binary_fill_holes(mask), square(5))
    regions = ski.measure.regionprops(ski.measure.label(ski.segmentation.clear_border(mask)))
    return [
        (*region.centroid[::-1], region.equivalent_diameter_area)
        for region in regions
        if region.area > 400
    ]


def _coins_by_watershed(image: np.ndarray) -> list[tuple[float, float, float]]:
    smooth = cv2.medianBlur(image, 5).astype(float)
    light = smooth / cv2.GaussianBlur(smooth, (0, 0), 30)
    markers = np.select([light < 0.85, light > 1.25], [1, 2], 0)
    flooded = ski.segmentation.watershed(ski.filters.sobel(image), markers)
    return _coins_of_regions(flooded == 2)


def _coins_by_background(image: np.ndarray) -> list[tuple[float, float, float]]:
    image = image.astype(np.float32)
    above = cv2.medianBlur(image - cv2.GaussianBlur(image, (0, 0), 30), 5)
    return _coins_of_regions(above > ski.filters.threshold_otsu(above))


def _coins_by_edges(image: np.ndarray) -> list[tuple[float, float, float]]:
    rims = ndimage.binary_dilation(ski.feature.canny(image, sigma=2), iterations=3)
    filled = ndimage.binary_erosion(ndimage.binary_fill_holes(rims), iterations=3)
    return _coins_of_regions(filled)


def _coins_by_hough(image: np.ndarray) -> list[tuple[float, float, float]]:
    even = cv2.medianBlur(cv2.createCLAHE(2, (8, 8)).apply(image), 5)
    circles = cv2.HoughCircles(
        even, cv2.HOUGH_GRADIENT, 1, 36, param1=80, param2=18, minRadius=17, maxRadius=34
    )
    return [(x, y, 2 * radius) for x, y, radius in circles[0]]


def _coins_by_circles_around(image: np.ndarray) -> list[tuple[float, float, float]]:
    mask = ski.segmentation.clear_border(opened(_light_taken_off(image) > 0, 5))
    outlines, _ = cv2.findContours(
        mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    around = [cv2.minEnclosingCircle(outline) for outline in outlines]
    return [(x, y, 2 * radius) for (x, y), radius in around if 15 < radius < 40]


def _in_shadow(image: np.ndarray, side: int, strength: float = 0.8) -> np.ndarray:
    """Return a picture that gets darker towards one of its four sides."""
    light = np.linspace(strength, 1, image.shape[side % 2])
    light = light[::-1] if side > 1 else light
    return np.round(image * (light if side % 2 else light[:, None])).astype(np.uint8)


def _some_coins(rng: np.random.Generator) -> np.ndarray:
    image = np.ascontiguousarray(photographs.turned(photographs.coins(), *photographs.any_way(rng)))
    return _in_shadow(image, int(rng.integers(4)), float(rng.uniform(0.8, 1)))


coins = Exercise(
    "02.coins",
    "The real job: count and measure the coins",
    reference=_true_coins,
    probes=[
        photographs.coins(),
        np.ascontiguousarray(photographs.coins()[:, ::-1]),
        np.ascontiguousarray(np.rot90(photographs.coins())),
        _in_shadow(photographs.coins(), 1),
        Random(2, _some_coins),
    ],
    agrees=_coins_agree,
    mistakes=[
        Mistake(
            "merged coins",
            lambda image: _list_coins(
                cv2.morphologyEx(_light_taken_off(image), cv2.MORPH_CLOSE, square(9))
            ),
            "Some coins have grown together into one object. Is your closing too large, or your "
            "cut too low?",
            like=_coin_kind("merged"),
        ),
        Mistake(
            "small coins dropped",
            lambda image: _list_coins(_light_taken_off(image), smallest=37),
            "Only the smallest coins are missing: your limit for what is a coin is too high.",
            like=_coin_kind("small"),
        ),
        Mistake(
            "specks counted",
            lambda image: _list_coins(_light_taken_off(image), smallest=0, border=False, opened=3),
            "You also count specks that are much smaller than a coin.",
            like=_coin_kind("specks"),
        ),
        Mistake(
            "a few coins lost",
            lambda image: _list_coins(_light_taken_off(image), opened=3),
            "Some coins are missing. Find them in your mask: have they gone to pieces, or grown "
            "together with the bright background at the border?",
            like=_coin_kind("lost"),
        ),
        Mistake(
            "objects at the border counted",
            lambda image: np.vstack([_good_coins(image), [(image.shape[1] - 16, 15, 30)]]),
            "All coins are there, but you also count something that is no coin: look at the "
            "border, where the background is bright, and at the dark corners. Draw your list.",
            like=_coin_kind("background"),
        ),
        Mistake(
            "nothing corrected for light",
            lambda image: _list_coins(_one_cut(image), border=True),
            "The light is uneven: in one corner the background is as bright as a coin in another. "
            "One cut for the whole picture loses coins there or joins them with the background.",
            like=_coin_kind("light", "merged", "lost", "background"),
        ),
        Mistake(
            "coins counted twice",
            _coins_with(lambda found: np.vstack([found, found[:5] - (1, 1, 4)])),
            "Some coins are in your list twice. Do you list inner outlines as well, or circles "
            "inside circles?",
            like=_coin_kind("twice"),
        ),
        Mistake(
            "areas instead of diameters",
            _coins_with(
                lambda found: (
                    found[:, :2].tolist()
                    and np.column_stack([found[:, :2], found[:, 2] ** 2 * np.pi / 4])
                )
            ),
            "All coins are there, but the third number is the area, the number of pixels. Which "
            "circle has that area, and how wide is it?",
            like=_coin_kind("area"),
        ),
        Mistake(
            "radius instead of diameter",
            _coins_with(lambda found: found * (1, 1, 0.5)),
            "All coins are there, but the third number is the radius, as cv2.HoughCircles and "
            "cv2.minEnclosingCircle give it. The diameter is wanted.",
            like=_coin_kind("radius"),
        ),
        Mistake(
            "the way round",
            _coins_with(lambda found: found * (1, 1, np.pi)),
            "All coins are there, but the third number is the length of the outline. The diameter "
            "is wanted.",
            like=_coin_kind("round"),
        ),
        Mistake(
            "row before column",
            _coins_with(lambda found: found[:, [1, 0, 2]]),
            "The centres have row and column the wrong way round: x, the column, comes first. "
            "scikit-image gives the row first.",
            like=_coin_kind("swapped"),
        ),
        Mistake(
            "corners instead of centres",
            _coins_with(lambda found: found - found[:, 2:] * (0.5, 0.5, 0)),
            "These are the upper left corners of the boxes. The centres are wanted.",
            like=_coin_kind("corner"),
        ),
        Mistake(
            "other than three numbers",
            lambda image: len(_good_coins(image)),
            "The check needs to know which coin is which: return a list, with one entry of three "
            "numbers for each coin.",
            like=_coin_kind("form"),
        ),
        Mistake(
            "nothing found",
            lambda image: [],
            "Nothing is in your list. Show the mask before you list its objects: is it black, or "
            "one large white area that touches the border?",
            like=_coin_kind("empty"),
        ),
        Mistake(
            "coins measured too small or too large",
            _coins_with(lambda found: found * (1, 1, 0.7)),
            "All coins are there, but some of the diameters are wrong. Draw your circles: a dark "
            "coin may be in pieces, or all may have shrunk.",
            like=_coin_kind("size"),
        ),
        Mistake(
            "coins in pieces",
            lambda image: _coins_of_regions(_top_hat(image) > 0),
            "Some coins are missing or measured too small. A dark coin may have gone to pieces: "
            "look at the mask before you open it. Which operation closes small gaps?",
            like=_coin_kind("lost", "size", "specks", "background"),
        ),
    ],
    alternatives=[
        _good_coins,
        _coins_by_watershed,
        _coins_by_background,
        _coins_by_edges,
        _coins_by_hough,
        _coins_by_circles_around,
        lambda image: [tuple(coin) for coin in _good_coins(image)[::-1].round().astype(int)],
    ],
    hints=[
        "Show what you have after each step. The background on the upper left is as bright as a "
        "coin on the lower right, so compare each pixel with its surroundings.",
        "cv2.adaptiveThreshold does this, with a block larger than a coin; or subtract a picture "
        "blurred so much that no coin is left in it.",
        "An opening removes specks. cv2.findContours with cv2.RETR_EXTERNAL lists the objects.",
        "x, y, width, height = cv2.boundingRect(contour): the centre is (x + width / 2, ...), the "
        "diameter about (width + height) / 2. Leave out what touches the border.",
    ],
    why="A real job is a chain of small steps, and its result is believed because it was checked.",
)
