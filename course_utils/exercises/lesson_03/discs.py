"""A picture that tells how it was moved, whatever did it.

The picture of a probe has five discs of different sizes. Where they lie in the result says how
the picture was turned, shifted, mirrored or scaled, whatever the answer did for that. A centre
of gravity is known to 0.05 pixels, the angle to 0.1 degrees; with nearest-neighbour values to
0.2 pixels and 0.5 degrees.
"""

import cv2
import numpy as np

from course_utils.checking import seeding

_DEGREES, _PIXELS, LEVELS = 15, 2, 30  # the bounds of the card
_GROUND, _DISC = 100, 200
_RADII = (4, 5, 6, 7, 9)
_FAR = 60  # from the middle: discs lie up to 31 away, and a turn about the corner moves by 28

# about which place a picture is turned
_MIDDLE = "the middle of the picture"
_CORNER = "the corner (0, 0)"
_SWAPPED = "Your pictures are not turned about their middle. Is the centre (x, y), or (y, x)?"
_ELSEWHERE = "another place"
_PAIRS = (
    "independent of each other",
    "two of the numbers are always equal or depend on each other",
    "several of them are always equal or depend on each other",
)


def drawn(height: int, width: int, rng: np.random.Generator, channels: int = 1) -> np.ndarray:
    """Return a grey ground with five discs, at least 116 pixels wide and high.

    The discs lie so near to the centre that they stay inside even when the picture is turned by 15
    degrees about its corner, and that no answer that fills in a repeated or mirrored picture
    brings a second one in.
    """
    image = np.full((height, width), _GROUND, dtype=np.uint8)
    places = [(-17, -22), (-17, 22), (0, 0), (17, -22), (17, 22)]
    for radius, (y, x) in zip(_RADII, rng.permutation(places), strict=True):
        move_x, move_y = rng.integers(-2, 3, size=2).tolist()
        middle = (int(width // 2 + x + move_x), int(height // 2 + y + move_y))
        cv2.circle(image, middle, radius, _DISC, -1)
    return image if channels == 1 else np.dstack([image] * channels)


def find(image: np.ndarray) -> np.ndarray | None:
    """Return the centres of the five discs as (5, 2), x and y, the smallest first.

    What is large or lies far out is no disc: it has come in from outside, where all is allowed.
    """
    cut = min(_ground_of(image) + (_DISC - _GROUND) / 2, 254)
    _, _, found, centres = cv2.connectedComponentsWithStats((image > cut).astype(np.uint8))
    far = np.hypot(*(centres - np.array(image.shape[1::-1]) / 2).T) > _FAR
    large = found[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) > 26  # discs: up to 20
    kept = np.flatnonzero(~far & ~large)
    if len(kept) != len(_RADII) or 0 in kept:  # 0 is the ground
        return None
    return centres[kept][found[kept, cv2.CC_STAT_AREA].argsort()]


def plane(image: np.ndarray) -> np.ndarray:
    return image if image.ndim == 2 else image[:, :, 0]


def _ground_of(image: np.ndarray) -> float:
    """Return the level of the ground; every ninth pixel is enough for that."""
    return float(np.median(image[::3, ::3]))


def _movement(before: np.ndarray, after: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """Return the 2 by 2 matrix, and below it how far the middle has moved: (3, 2)."""
    places = np.column_stack([before - middle, np.ones(len(before))])
    return np.linalg.lstsq(places, after - middle, rcond=None)[0]


def _range_of(values: np.ndarray, limit: float, slack: float) -> str:
    """Return in words from where to where values go that should go from -limit to limit."""
    low, high = values.min(), values.max()
    if max(high, -low) > limit + slack:
        return f"far beyond {limit}" if max(high, -low) > 4 * limit else f"beyond {limit}"
    if high - low < 0.1 * limit:
        return "always the same"
    if min(high, -low) < 0.2 * limit:
        return "one way only"
    whole = min(high, -low) >= 0.6 * limit
    return f"from -{limit} to {limit}" if whole else f"only part of -{limit} to {limit}"


def movements(image: np.ndarray, results: list[np.ndarray]) -> seeding.Findings:
    """Return how the discs were moved, over all results."""
    before, middle = find(plane(image)), (np.array(image.shape[1::-1]) - 1) / 2
    found = [find(plane(result)) for result in results]
    if any(places is None for places in found):
        return {
            "What was in the picture": "Part of the picture is gone: is it moved too far, or "
            "turned about a corner?"
        }
    moved = np.stack([_movement(before, places, middle) for places in found])
    linear, shift = moved[:, :2], moved[:, 2]
    size = np.linalg.det(linear)
    findings = {"What was in the picture": "all there"}
    findings["Mirror images"] = "some" if (size < 0).any() else "none"
    degrees = np.degrees(np.arctan2(linear[:, 1, 0], linear[:, 0, 0]))
    light = np.array([_ground_of(plane(result)) for result in results]) - _GROUND
    same_size = np.abs(np.sqrt(np.abs(size)) - 1).max() < 0.04
    findings["The size of what is shown"] = "kept" if same_size else "changed"
    findings["The turn, degrees"] = _range_of(degrees, _DEGREES, slack=0.8)
    findings["The brightness, levels"] = _range_of(light, LEVELS, slack=1)
    findings["The turn and the brightness"] = _together(degrees, light)
    if findings["The turn and the brightness"] != _PAIRS[0]:
        return findings  # one number for all shifts as another centre of the turn does
    centre = findings["The centre of the turn"] = _centre(linear, shift, middle)
    if centre == _MIDDLE:  # otherwise the turn shifts as well, and its angle with it
        findings |= _shifts(degrees, *shift.T, light)
    return findings


def _centre(linear: np.ndarray, shift: np.ndarray, middle: np.ndarray) -> str:
    """Return about which place the pictures were turned, in words.

    A turn about another place p, counted from the middle, shifts by p - p @ linear. So p is what
    explains the shifts best, beside the random ones. With those of the card it is known to 1 pixel.
    """
    rest = np.eye(2) - linear
    if np.abs(rest).max() < 0.02 or (np.linalg.det(linear) < 0).any():
        return _MIDDLE  # nothing is turned, or mirror images hide what is
    ones = np.broadcast_to(np.eye(2), linear.shape)
    factors = np.concatenate([rest, ones], axis=1).swapaxes(1, 2).reshape(-1, 4)
    solution, *_ = np.linalg.lstsq(factors, shift.ravel(), rcond=None)
    errors = shift.ravel() - factors @ solution
    spread = np.linalg.inv(factors.T @ factors)[:2, :2] * errors.var()
    place = solution[:2]
    certain = place @ np.linalg.solve(spread + 1e-9 * np.eye(2), place) > 7**2
    if not certain or np.hypot(*place) < 2:
        return _MIDDLE
    near = max(3, 7 * np.sqrt(spread.max()))
    for name, there in ((_CORNER, -middle), (_SWAPPED, middle[::-1] - middle)):
        if np.hypot(*(place - there)) < near:
            return name
    return _ELSEWHERE


def _shifts(
    degrees: np.ndarray, right: np.ndarray, down: np.ndarray, light: np.ndarray
) -> seeding.Findings:
    # shifted first and turned then, a shift is up to 2.45 pixels long in each direction
    findings = {
        "The shift to the right, pixels": _range_of(right, _PIXELS, slack=0.75),
        "The shift down, pixels": _range_of(down, _PIXELS, slack=0.75),
    }
    findings["The four numbers"] = _together(degrees, right, down, light)
    return findings


def _together(*amounts: np.ndarray) -> str:
    """Return in words whether amounts depend on each other; those that never change do not."""
    drawn = [values for values in amounts if np.ptp(values) > 0.1]
    if len(drawn) < 2:
        return _PAIRS[0]
    pairs = np.count_nonzero(np.triu(np.abs(np.corrcoef(drawn)) > 0.7, 1))
    return _PAIRS[min(pairs, 2)]
