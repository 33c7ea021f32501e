"""Exercises 4 and 5 of lesson 06: a detector of lines, and a map shown with its signs."""

from collections.abc import Callable

import numpy as np

from course_utils import kernels
from course_utils.checking import Exercise, Mistake, Random

# --- 4. diagonal ----------------------------------------------------------------------------------

WANTED = 6  # on a line of the right direction
MOST = 3  # in size, elsewhere
_LINES = {
    "vertical": np.tile(np.arange(9) == 4, (9, 1)) * 1.0,
    "horizontal": np.tile(np.arange(9) == 4, (9, 1)).T * 1.0,
    "falling": np.eye(9),  # from the top left to the bottom right
    "rising": np.eye(9)[::-1],
}
_CLOSE = 1e-6
_FALLING = np.array([[2.0, -1, -1], [-1, 2, -1], [-1, -1, 2]])


def _responses(kernel: np.ndarray) -> dict[str, float]:
    """Return for each direction the response that is largest in size, with its sign."""
    maps = {name: kernels.convolve(line, kernel).ravel() for name, line in _LINES.items()}
    return {name: map_[np.abs(map_).argmax()] for name, map_ in maps.items()}


def _is_kernel(came: np.ndarray) -> bool:
    return came.shape == (3, 3) and bool(np.isfinite(came).all())


def _on_the_line(kernel: np.ndarray) -> float:
    return float(np.trace(kernel))


def _beside_the_line(kernel: np.ndarray) -> float:
    beside = [float(np.trace(kernel, offset)) for offset in (-2, -1, 1, 2)]
    return max(beside, key=abs)


def _agrees(came: np.ndarray, expected: np.ndarray) -> str:
    if came.shape != (3, 3):
        return f"A kernel of shape (3, 3) is wanted, and an array of shape {came.shape} came."
    if not np.isfinite(came).all():
        return "Every number of a kernel is a number: inf or nan came."
    kernel = came.astype(float)
    if abs(kernel.sum()) > _CLOSE:
        return f"On an even area it is not silent: its sum is {kernel.sum():.4g}, and 0 is wanted."
    on_line = _on_the_line(kernel)
    if abs(on_line - WANTED) > _CLOSE:
        return f"On its own line it says {on_line:.4g}, and {WANTED} is wanted."
    if abs(_beside_the_line(kernel)) > MOST + _CLOSE:
        return (
            f"One or two pixels beside its own line it says {_beside_the_line(kernel):.4g}. "
            f"At most {MOST} is allowed, in size."
        )
    for direction in ("vertical", "horizontal", "rising"):
        if abs(_responses(kernel)[direction]) > MOST + _CLOSE:
            words = "on the other diagonal" if direction == "rising" else f"{direction}"
            where = f"On a line {words}" if direction == "rising" else f"On a {words} line"
            return (
                f"{where} it says {_responses(kernel)[direction]:.4g}. "
                f"At most {MOST} is allowed, in size."
            )
    return ""


def _sum_is_zero(came: np.ndarray) -> bool:
    return _is_kernel(came) and abs(came.sum()) <= _CLOSE


def _answers_most_to(direction: str) -> Callable[[np.ndarray, np.ndarray], bool]:
    """Return whether a kernel of sum 0 is clearly a detector for lines of one direction."""

    def like(came: np.ndarray, expected: np.ndarray) -> bool:
        if not _sum_is_zero(came):
            return False
        sizes = {name: abs(value) for name, value in _responses(came.astype(float)).items()}
        own = sizes.pop(direction)
        return own > _CLOSE and max(sizes.values()) < 0.75 * own

    return like


def _right_but_for_its_size(came: np.ndarray, expected: np.ndarray) -> bool:
    if not _sum_is_zero(came) or _on_the_line(came) <= _CLOSE:
        return False
    return not _agrees(came * WANTED / _on_the_line(came), expected)


def _right_but_for_its_sign(came: np.ndarray, expected: np.ndarray) -> bool:
    return _is_kernel(came) and _right_but_for_its_size(-came, expected)


def _all_directions_alike(came: np.ndarray, expected: np.ndarray) -> bool:
    if not _sum_is_zero(came):
        return False
    sums = [came[:, 1].sum(), came[1].sum(), np.trace(came), np.trace(came[::-1])]
    return abs(sums[0]) > _CLOSE and bool(np.allclose(sums, sums[0]))


def _step_kernel(came: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether a kernel changes its sign when it is turned by half a turn."""
    return _is_kernel(came) and bool(came.any()) and np.allclose(came[::-1, ::-1], -came)


diagonal = Exercise(
    "06.diagonal",
    "A detector of your own",
    reference=lambda: _FALLING,
    agrees=_agrees,
    measured=lambda came, expected: (
        "Its strongest response to a line of another direction is "
        f"{max((_responses(came.astype(float))[d] for d in _LINES if d != 'falling'), key=abs):.3g}"
        f", in place of {WANTED}."
    ),
    mistakes=[
        Mistake(
            "a step, not a line",
            lambda: np.array([[0.0, 1, 2], [-1, 0, 1], [-2, -1, 0]]),
            "Positive numbers stand on one side and negative ones on the other: that is a kernel "
            "for edges. A line has dark on both sides.",
            like=_step_kernel,
        ),
        Mistake(
            "all directions alike",
            lambda: np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
            "It says the same for lines of all directions, as the outline kernel does. Let only "
            "the numbers along your line be positive.",
            like=_all_directions_alike,
        ),
        Mistake(
            "the other diagonal",
            lambda: _FALLING[::-1],
            "It finds the lines that rise from the bottom left to the top right. Yours fall from "
            "the top left.",
            like=_answers_most_to("rising"),
        ),
        Mistake(
            "dark lines",
            lambda: -_FALLING,
            "It finds dark lines: on a bright one it is negative. Change all signs.",
            like=_right_but_for_its_sign,
        ),
        Mistake(
            "vertical lines",
            lambda: np.array([[-1.0, 2, -1]] * 3),
            "It finds vertical lines. Where in 3 x 3 pixels does a line from the top left to the "
            "bottom right run?",
            like=_answers_most_to("vertical"),
        ),
        Mistake(
            "horizontal lines",
            lambda: np.array([[-1.0, 2, -1]] * 3).T,
            "It finds horizontal lines. Where in 3 x 3 pixels does a line from the top left to the "
            "bottom right run?",
            like=_answers_most_to("horizontal"),
        ),
        Mistake(
            "another size",
            lambda: _FALLING / 2,
            "The pattern is right, its size is not. On the line, all weights of the diagonal are "
            "added: they have to make 6. Multiply the whole kernel by one number.",
            like=_right_but_for_its_size,
        ),
        Mistake(
            "answers to even areas",
            lambda: 2 * np.eye(3),
            "The kernel answers to even areas too, because its sum is not 0. What stands beside "
            "the line has to weigh against the line.",
            like=lambda came, expected: _is_kernel(came) and abs(came.sum()) > _CLOSE,
        ),
        Mistake(
            "not 3 x 3",
            lambda: np.array([2.0, -1, -1, -1, 2, -1, -1, -1, 2]),
            "The numbers do not stand in three rows of three. A kernel has one list for each row: "
            "[[...], [...], [...]].",
            like=lambda came, expected: came.shape != (3, 3),
        ),
    ],
    alternatives=[
        lambda: [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]],
        lambda: np.array([[2, -1.5, 0], [-1.5, 2, -1.5], [0, -1.5, 2]]),
        lambda: 3 * np.eye(3) - 1,
        lambda: np.array([[1.5, -1.25, -0.5], [-1.25, 3, -1.25], [-0.5, -1.25, 1.5]]),
    ],
    hints=[
        "Mark the three pixels of 3 x 3 through which the line runs. These weights are positive.",
        "On the line, the three weights of the diagonal are added: they make 6. The other six "
        "weights make -6 together.",
        "The vertical detector has three 2 in a column and -1 elsewhere. Put the 2 on the diagonal "
        "instead.",
    ],
    why="A kernel looks like what it finds. That holds for the kernels that networks learn, too.",
)


# --- 5. signed ------------------------------------------------------------------------------------


def _signed(feature_map: np.ndarray) -> np.ndarray:
    largest = np.abs(feature_map).max()
    return 0.5 + feature_map / (2 * largest) if largest else np.full(feature_map.shape, 0.5)


def _guarded(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """Return the same answer, right for a map of zeros."""
    return lambda feature_map: (
        change(feature_map) if feature_map.any() else np.full(feature_map.shape, 0.5)
    )


def _black_for_zeros(change: Callable[[np.ndarray], np.ndarray]) -> Callable:
    """Return the same answer with a divisor that is never 0: a map of zeros stays 0."""
    return lambda feature_map: (
        change(feature_map) if feature_map.any() else np.zeros(feature_map.shape)
    )


def _stretched(feature_map: np.ndarray) -> np.ndarray:
    low, high = feature_map.min(), feature_map.max()
    return (feature_map - low) / (high - low)


def _largest(feature_map: np.ndarray) -> float:
    return np.abs(feature_map).max()


def _each_side(feature_map: np.ndarray) -> np.ndarray:
    """Let the lowest number become 0 and the highest 1, each side with a factor of its own."""
    low, high = min(feature_map.min(), 0), max(feature_map.max(), 0)
    below = 0.5 - 0.5 * feature_map / (low or 1)
    above = 0.5 + 0.5 * feature_map / (high or 1)
    return np.where(feature_map < 0, below, above)


def _one_by_one(feature_map: np.ndarray) -> np.ndarray:
    found = np.full(feature_map.shape, 0.5)
    largest = max(abs(float(value)) for value in feature_map.ravel())
    for place, value in np.ndenumerate(feature_map):
        if value != 0:
            found[place] += value / largest / 2
    return found


def _interpolated(feature_map: np.ndarray) -> np.ndarray:
    largest = max(_largest(feature_map), 1e-9)
    return np.interp(feature_map, [-largest, 0, largest], [0, 0.5, 1])


def _map_probe(rng: np.random.Generator) -> np.ndarray:
    shape = rng.permutation([2, 3, 4, 5, 6])[:2]
    return rng.normal(rng.normal(), rng.uniform(1, 30), size=shape).round(1)


_fixed = np.random.default_rng(5)

signed = Exercise(
    "06.signed",
    "Show a signed map",
    reference=_signed,
    tolerance=1e-4,
    probes=[
        np.array([[-5, -4, 0, 8], [-10, -2, 2, 3], [0, -2, -4, -7], [-3, -2, -3, -16]]),
        np.array([[0, 3, -1.5], [6, -2, 0.5]]),
        np.array([[0.5, -0.25], [0.125, 0], [-0.5, 0.4]]),
        np.array([[2, 5, 1, 4]]),  # nothing below 0
        np.array([[-2], [-8], [-1]]),  # nothing above 0
        np.array([[0.75, 3], [1.5, 0.25], [0.1, 2]]),
        np.zeros((3, 2), dtype=int),
        np.zeros((2, 4)),
        _fixed.normal(20, 40, size=(9, 12)).round(),
        Random(4, _map_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "stretched from the lowest to the highest",
            _stretched,
            "You stretch from the lowest to the highest number. Then 0 has another grey in every "
            "map. Use one factor for both signs, and add 0.5.",
            also=[_guarded(_stretched), _black_for_zeros(_stretched)],
        ),
        Mistake(
            "without signs",
            lambda feature_map: np.abs(feature_map) / _largest(feature_map),
            "The signs are lost: -5 and 5 get the same grey.",
            also=[
                _guarded(lambda feature_map: np.abs(feature_map) / _largest(feature_map)),
                _black_for_zeros(lambda feature_map: np.abs(feature_map) / _largest(feature_map)),
                lambda feature_map: 0.5 + np.abs(feature_map) / (2 * _largest(feature_map)),
                _guarded(lambda feature_map: 0.5 + np.abs(feature_map) / (2 * np.max(feature_map))),
                _guarded(lambda feature_map: 0.5 + np.abs(feature_map) / 2 / _largest(feature_map)),
            ],
        ),
        Mistake(
            "cut to 0...1",
            lambda feature_map: np.clip(feature_map, 0, 1),
            "You cut the numbers to 0...1: what is negative is lost, and what is large is white.",
            also=[_guarded(lambda feature_map: np.clip(feature_map, 0, 1))],
        ),
        Mistake(
            "shifted, not scaled",
            lambda feature_map: feature_map + 0.5,
            "0 becomes 0.5, and the other numbers leave the range 0...1. Divide before you add.",
            also=[
                lambda feature_map: 0.5 + feature_map / 2,
                lambda feature_map: np.clip(0.5 + feature_map / 2, 0, 1),
                lambda feature_map: np.clip(0.5 + feature_map, 0, 1),
            ],
        ),
        Mistake(
            "twice too strong",
            lambda feature_map: 0.5 + feature_map / _largest(feature_map),
            "Your values reach from -0.5 to 1.5. From the middle to white there is only 0.5.",
            also=[
                _guarded(lambda feature_map: 0.5 + feature_map / _largest(feature_map)),
                lambda feature_map: np.clip(0.5 + feature_map / _largest(feature_map), 0, 1),
                _guarded(
                    lambda feature_map: np.clip(0.5 + feature_map / _largest(feature_map), 0, 1)
                ),
            ],
        ),
        Mistake(
            "from -1 to 1",
            lambda feature_map: feature_map / _largest(feature_map),
            "Your values reach from -1 to 1. A picture needs 0...1, with 0.5 for 0.",
            also=[
                _guarded(lambda feature_map: feature_map / _largest(feature_map)),
                _black_for_zeros(lambda feature_map: feature_map / _largest(feature_map)),
            ],
        ),
        Mistake(
            "not shifted",
            lambda feature_map: feature_map / (2 * _largest(feature_map)),
            "Your values reach from -0.5 to 0.5. Now add the middle grey.",
            also=[
                _guarded(lambda feature_map: feature_map / (2 * _largest(feature_map))),
                _black_for_zeros(lambda feature_map: feature_map / (2 * _largest(feature_map))),
            ],
        ),
        Mistake(
            "the highest, not the largest in size",
            lambda feature_map: 0.5 + feature_map / (2 * feature_map.max()),
            "You divide by the highest number. -16 is larger in size than 8: compare without "
            "signs.",
            also=[
                _guarded(lambda feature_map: 0.5 + feature_map / (2 * feature_map.max())),
                _guarded(lambda feature_map: 0.5 + feature_map / (2 * abs(feature_map.max()))),
                lambda feature_map: 0.5 + feature_map / (2 * abs(feature_map.max())),
            ],
        ),
        Mistake(
            "the whole range as the largest",
            lambda feature_map: 0.5 + feature_map / (feature_map.max() - feature_map.min()),
            "You divide by the distance from the lowest to the highest number. Divide by twice the "
            "number that is largest in size.",
            also=[
                _guarded(
                    lambda feature_map: 0.5 + feature_map / (feature_map.max() - feature_map.min())
                )
            ],
        ),
        Mistake(
            "a fixed number as the largest",
            lambda feature_map: 0.5 + feature_map / 510,
            "You divide by a fixed number. Numbers of a map may have any size: divide by twice "
            "the number of this map that is largest in size.",
            also=[lambda feature_map: 0.5 + feature_map / 255],
        ),
        Mistake(
            "only the signs",
            lambda feature_map: 0.5 + np.sign(feature_map) / 2,
            "Only the signs are left: every number has become 0, 0.5 or 1. All others lie between, "
            "in proportion to their size.",
        ),
        Mistake(
            "each sign by itself",
            _each_side,
            "Negative and positive numbers get two different factors. Then -1 and 1 are not "
            "equally far from the middle grey.",
        ),
        Mistake(
            "a map of zeros divided by 0",
            lambda feature_map: 0.5 + feature_map / (2 * _largest(feature_map)),
            "All is right but for a map of zeros: there you divide by 0. Ask before you divide.",
        ),
        Mistake(
            "a map of zeros is black",
            lambda feature_map: (
                _signed(feature_map) if feature_map.any() else np.zeros(feature_map.shape)
            ),
            "A map of zeros only has become black. 0 is the middle grey, 0.5, in this map too.",
            also=[lambda feature_map: _signed(feature_map) if feature_map.any() else feature_map],
        ),
        Mistake(
            "whole numbers for a map of zeros",
            lambda feature_map: (
                _signed(feature_map) if feature_map.any() else np.full_like(feature_map, 0.5)
            ),
            "np.full_like takes the dtype of the map. In a map of whole numbers, 0.5 becomes 0: "
            "use np.full with the shape.",
        ),
        Mistake(
            "black and white exchanged",
            lambda feature_map: 1 - _signed(feature_map),
            "Negative numbers are bright here. They should be darker than the middle grey.",
        ),
        Mistake(
            "from 0 to 255",
            lambda feature_map: 255 * _signed(feature_map),
            "Your values reach from 0 to 255. Here a picture of floats is wanted, 0 to 1.",
            also=[
                lambda feature_map: np.round(255 * _signed(feature_map)),
                lambda feature_map: (255 * _signed(feature_map)).astype(np.uint8),
                lambda feature_map: 128 + 127 * (2 * _signed(feature_map) - 1),
                lambda feature_map: (128 + 127 * (2 * _signed(feature_map) - 1)).astype(np.uint8),
            ],
        ),
    ],
    alternatives=[
        lambda feature_map: 0.5 + feature_map / (2 * _largest(feature_map) + 1e-9),
        _guarded(lambda feature_map: (feature_map / _largest(feature_map) + 1) / 2),
        _guarded(
            lambda feature_map: (
                (feature_map + _largest(feature_map)) / (2 * _largest(feature_map))
            ).astype(np.float32)
        ),
        _one_by_one,
        _interpolated,
    ],
    hints=[
        "Divide the map by something, so that its numbers lie between -0.5 and 0.5. Then add 0.5.",
        "np.abs(feature_map).max() is the number that is largest in size. Divide by twice that, "
        "and ask first whether it is 0.",
        "return 0.5 + feature_map / (2 * largest)",
    ],
    why="With one grey for 0, two maps can be compared: brighter is positive, darker negative.",
)
