"""Exercises 3 and 4 of lesson 03: a matrix for every movement."""

import math

import cv2
import numpy as np
import skimage as ski

from course_utils import augment
from course_utils.checking import Exercise, Mistake, Random

# --- 3. rotation about a place --------------------------------------------------------------------


Place = tuple[float, float]


def turn(degrees: float) -> np.ndarray:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])


def move(dx: float, dy: float) -> np.ndarray:
    return np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1]], dtype=float)


def rotation_about(degrees: float, centre: Place) -> np.ndarray:
    x, y = centre
    return move(x, y) @ turn(degrees) @ move(-x, -y)


def _by_complex_numbers(degrees: float, centre: Place) -> np.ndarray:
    turn = np.exp(-1j * np.radians(degrees))  # y runs down, so counter-clockwise is negative
    there = complex(*centre)
    shift = there - turn * there
    return np.array(
        [[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag], [0, 0, 1]]
    )


def _by_skimage(degrees: float, centre: Place) -> np.ndarray:
    there = ski.transform.EuclideanTransform(translation=np.negative(centre))
    turn = ski.transform.EuclideanTransform(rotation=-np.radians(degrees))
    back = ski.transform.EuclideanTransform(translation=centre)
    return (there + turn + back).params


def _turn_probe(rng: np.random.Generator) -> tuple[float, Place]:
    degrees = round(float(rng.uniform(-180, 180)), 1)
    return degrees, (round(float(rng.uniform(5, 60)), 1), round(float(rng.uniform(70, 300)), 1))


matrix = Exercise(
    "03.matrix",
    "Turn about any place",
    reference=rotation_about,
    probes=[
        (90, (10, 4)),
        (30, (4.5, 7)),
        (-45, (100.5, 60)),
        (180, (2, 9)),
        (0, (3, 5)),
        (20, (0, 0)),
        (375, (319.5, 239.5)),
        (-1, (0, 300)),
        Random(6, _turn_probe),
    ],
    tolerance=1e-5,
    mistakes=[
        Mistake(
            "clockwise",
            lambda degrees, centre: rotation_about(-degrees, centre),
            "The centre is right, but you turn clockwise. In mathematics books y runs up; here it "
            "runs down.",
        ),
        Mistake(
            "degrees taken for radians",
            lambda degrees, centre: rotation_about(math.degrees(degrees), centre),
            "The angles are far off: np.cos, np.sin and their like want radians, and you gave them "
            "degrees.",
        ),
        Mistake(
            "degrees taken for radians, clockwise",
            lambda degrees, centre: rotation_about(-math.degrees(degrees), centre),
            "Two things: np.cos and np.sin want radians, not degrees, and the sine has the signs "
            "for a y that runs up.",
        ),
        Mistake(
            "about the corner",
            lambda degrees, centre: turn(degrees),
            "You turn about the place (0, 0), the corner of the picture. Which place should stay "
            "where it is?",
        ),
        Mistake(
            "about the corner, clockwise",
            lambda degrees, centre: turn(-degrees),
            "Two things: you turn about the place (0, 0), not about the centre, and you turn "
            "clockwise, because y runs down.",
        ),
        Mistake(
            "there and back swapped",
            lambda degrees, centre: move(-centre[0], -centre[1]) @ turn(degrees) @ move(*centre),
            "The centre does not stay where it is. In a product of matrices the one on the right "
            "acts first: what has to happen before the turn?",
        ),
        Mistake(
            "entry by entry",
            lambda degrees, centre: move(*centre) * turn(degrees) * move(-centre[0], -centre[1]),
            "`*` multiplies entry by entry, so the shifts are nearly lost. Matrices are multiplied "
            "with `@`.",
            also=[
                lambda degrees, centre: (
                    move(*centre) @ turn(degrees) * move(-centre[0], -centre[1])
                ),
                lambda degrees, centre: (
                    move(*centre) * turn(degrees) @ move(-centre[0], -centre[1])
                ),
                lambda degrees, centre: (
                    move(-centre[0], -centre[1]) * turn(degrees) @ move(*centre)
                ),
            ],
        ),
        Mistake(
            "not brought back",
            lambda degrees, centre: turn(degrees) @ move(-centre[0], -centre[1]),
            "The centre ends at (0, 0). After the turn it has to go back to its place.",
        ),
        Mistake(
            "not brought to the origin",
            lambda degrees, centre: move(*centre) @ turn(degrees),
            "You turn about (0, 0) and shift afterwards. Before the turn the centre has to come to "
            "lie at (0, 0).",
        ),
        Mistake(
            "centre as (row, column)",
            lambda degrees, centre: rotation_about(degrees, centre[::-1]),
            "You turn about another place: the two numbers of the centre have changed places. It "
            "is given as (x, y).",
        ),
        Mistake(
            "two rows",
            lambda degrees, centre: rotation_about(degrees, centre)[:2],
            "The two rows are right, and cv2.getRotationMatrix2D gives no more. A matrix that can "
            "be multiplied with others needs its third row.",
        ),
        Mistake(
            "transposed",
            lambda degrees, centre: rotation_about(degrees, centre).T,
            "Rows and columns have changed places: the shift stands in the last row. It belongs "
            "in the last column.",
        ),
        Mistake(
            "a third row of ones",
            lambda degrees, centre: np.vstack([rotation_about(degrees, centre)[:2], np.ones(3)]),
            "The third row should leave the 1 of (x, y, 1) as it is: 0, 0, 1.",
        ),
    ],
    alternatives=[
        lambda degrees, centre: np.vstack([cv2.getRotationMatrix2D(centre, degrees, 1), [0, 0, 1]]),
        lambda degrees, centre: augment.about(augment.rotation(degrees), centre),
        _by_complex_numbers,
        _by_skimage,
        lambda degrees, centre: rotation_about(degrees, centre).astype(np.float32),
        lambda degrees, centre: rotation_about(degrees, centre).tolist(),
    ],
    hints=[
        "augment.rotation(degrees) turns about the place (0, 0). So bring the centre there first.",
        "Three steps: shift the centre to (0, 0), turn, shift it back. The step that acts first "
        "stands on the right of the product.",
        "back @ augment.rotation(degrees) @ there, with there = augment.translation(-x, -y) and "
        "x, y = centre.",
    ],
    why="Every transform about a place is: bring the place to (0, 0), transform, bring it back.",
)


# --- 4. compose -----------------------------------------------------------------------------------


def affine(rng: np.random.Generator) -> np.ndarray:
    """Return a random affine matrix, never near to one that does nothing."""
    turned = turn(rng.uniform(10, 170))
    slanted = np.array([[1, rng.uniform(0.2, 1), 0], [0, 1, 0], [0, 0, 1]])
    return (move(*rng.uniform(5, 50, size=2)) @ turned @ slanted).round(3)


compose = Exercise(
    "03.compose",
    "One after the other",
    reference=lambda first, second: second @ first,
    probes=[
        (move(3, 4), np.diag([2.0, 5.0, 1.0])),
        (np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]]), move(10, 0)),
        (np.array([[-1.0, 0, 19], [0, 1, 0], [0, 0, 1]]), rotation_about(30, (9.5, 4))),
        (np.eye(3), move(-2, 7)),
        (rotation_about(-70, (100, 60)), np.eye(3)),
        Random(5, lambda rng: (affine(rng), affine(rng))),
    ],
    tolerance=1e-5,
    keeps_input=True,
    mistakes=[
        Mistake(
            "the wrong order",
            lambda first, second: first @ second,
            "Your matrix does `second` first. A matrix acts on what stands on its right: first on "
            "(x, y, 1), so the first transform stands next to it.",
        ),
        Mistake(
            "entry by entry",
            lambda first, second: first * second,
            "`*` multiplies entry by entry. Transforms are put together with the matrix product.",
        ),
        Mistake(
            "added",
            lambda first, second: first + second,
            "You add the two matrices. That adds the two results; it does not do one after the "
            "other.",
        ),
        Mistake(
            "only the first",
            lambda first, second: first,
            "Your matrix does `first` and nothing else.",
        ),
        Mistake(
            "only the second",
            lambda first, second: second,
            "Your matrix does `second` and nothing else.",
        ),
        Mistake(
            "two rows",
            lambda first, second: (second @ first)[:2],
            "The first two rows are right, but the third one is missing. Without it the result "
            "cannot be put together with other matrices.",
        ),
        Mistake(
            "undone",
            lambda first, second: np.linalg.inv(second @ first),
            "Your matrix goes from the new picture back to the old one. Something is inverted.",
        ),
        Mistake(
            "transposed",
            lambda first, second: (second @ first).T,
            "Rows and columns have changed places: the shift stands in the last row.",
        ),
    ],
    alternatives=[
        lambda first, second: np.dot(second, first),
        augment.compose,
        lambda first, second: np.stack([second @ column for column in first.T], axis=1),
        lambda first, second: (first.T @ second.T).T,
        lambda first, second: np.einsum("ij,jk->ik", second, first),
        lambda first, second: cv2.gemm(second, first, 1, None, 0),
    ],
    hints=[
        "`@` is the matrix product. The question is which matrix stands on the left.",
        "A place goes first through `first`: first @ place. The result goes through `second`.",
        "second @ (first @ place) is (second @ first) @ place.",
    ],
    why="One product stands for both steps, so the picture has to be warped, and blurred, once.",
)
