"""Exercise 9 of lesson 03: labels after half a turn."""

from collections.abc import Callable

import cv2
import numpy as np

from course_utils.checking import Exercise, Mistake, Random

Labelled = tuple[np.ndarray, np.ndarray]
_AFTER_HALF_A_TURN = {0: 0, 1: 1, 6: 9, 8: 8, 9: 6}


def _half_turn(images: np.ndarray, labels: np.ndarray) -> Labelled:
    kept = [i for i, label in enumerate(labels) if label in _AFTER_HALF_A_TURN]
    new = [_AFTER_HALF_A_TURN[labels[i]] for i in kept]
    return images[kept][:, ::-1, ::-1], np.array(new)


def _kept(labels: np.ndarray, others: tuple[int, ...] = (0, 1, 6, 8, 9)) -> np.ndarray:
    return np.isin(labels, others)


def _renamed(labels: np.ndarray) -> np.ndarray:
    return np.where(labels == 6, 9, np.where(labels == 9, 6, labels))


def _renamed_one_after_the_other(labels: np.ndarray) -> np.ndarray:
    labels = labels.copy()
    labels[labels == 6] = 9
    labels[labels == 9] = 6
    return labels


def _renamed_nine_first(labels: np.ndarray) -> np.ndarray:
    labels = labels.copy()
    labels[labels == 9] = 6
    labels[labels == 6] = 9
    return labels


def _half_turn_in_place(images: np.ndarray, labels: np.ndarray) -> Labelled:
    labels[:] = _renamed(labels)
    return images[_kept(labels), ::-1, ::-1], labels[_kept(labels)]


def _half_turn_with(turn: Callable[[np.ndarray], np.ndarray]) -> Callable[..., Labelled]:
    """Return an answer whose labels are right and whose pictures are moved by ``turn``."""
    return lambda images, labels: (turn(images)[_kept(labels)], _renamed(labels)[_kept(labels)])


def _half_turn_after_leaving_out(turn: Callable[[np.ndarray], np.ndarray]) -> Callable:
    """Do the same, but turn only the pictures that are kept."""
    return lambda images, labels: (turn(images[_kept(labels)]), _renamed(labels)[_kept(labels)])


def _only_6_and_9_turned(images: np.ndarray, labels: np.ndarray) -> Labelled:
    pictures = images.copy()
    pictures[_kept(labels, (6, 9))] = images[_kept(labels, (6, 9)), ::-1, ::-1]
    return pictures[_kept(labels)], _renamed(labels)[_kept(labels)]


def _half_turn_labels(rename: Callable[[np.ndarray], np.ndarray]) -> Callable[..., Labelled]:
    """Return an answer whose pictures are right and whose labels come from ``rename``."""
    return lambda images, labels: (
        images[_kept(labels), ::-1, ::-1],
        rename(labels)[_kept(labels)],
    )


def _digits(labels: list[int], rng: np.random.Generator) -> Labelled:
    """Return pictures, (n, height, width) with three different numbers, and the labels."""
    shape = (len(labels), len(labels) + 2, len(labels) + 5)
    return rng.integers(0, 256, size=shape, dtype=np.uint8), np.array(labels)


def _digits_probe(rng: np.random.Generator) -> Labelled:
    labels = [*rng.integers(0, 10, size=rng.integers(2, 6)), 6, 9]
    return _digits(rng.permutation(labels).tolist(), rng)


labels = Exercise(
    "03.labels",
    "Does the label stay true?",
    reference=_half_turn,
    probes=[
        _digits([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], np.random.default_rng(1)),
        _digits([6, 2, 9, 9, 0, 6], np.random.default_rng(2)),
        _digits([9], np.random.default_rng(3)),
        _digits([8, 1, 0], np.random.default_rng(4)),
        _digits([7, 4, 3, 1], np.random.default_rng(5)),
        _digits([6, 6, 5], np.random.default_rng(6)),
        Random(4, _digits_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "6 becomes 9 becomes 6",
            _half_turn_labels(_renamed_one_after_the_other),
            "All of your 6 and 9 end as 6: the second line also finds the ones that the first line "
            "has just written. Look for them in the old labels.",
        ),
        Mistake(
            "9 becomes 6 becomes 9",
            _half_turn_labels(_renamed_nine_first),
            "All of your 6 and 9 end as 9: the second line also finds the ones that the first line "
            "has just written. Look for them in the old labels.",
        ),
        Mistake(
            "labels not changed",
            _half_turn_labels(lambda labels: labels),
            "The pictures are turned, and their labels still are the old ones. What does a 6 look "
            "like after half a turn?",
        ),
        Mistake(
            "the order of the pictures turned round",
            _half_turn_with(lambda images: images[::-1, ::-1]),
            "Your pictures stand on their heads and in the reverse order: the first axis counts "
            "the pictures, it is not their rows. np.rot90 turns these two axes, too, unless you "
            "name others.",
            also=[_half_turn_after_leaving_out(lambda images: images[::-1, ::-1])],
        ),
        Mistake(
            "every axis turned round",
            _half_turn_with(np.flip),
            "Each picture is turned, but their order is reversed as well, so they no longer stand "
            "at their labels. The first axis counts the pictures.",
            also=[_half_turn_after_leaving_out(np.flip)],
        ),
        Mistake(
            "mirrored",
            _half_turn_with(lambda images: images[:, :, ::-1]),
            "Your pictures are mirrored left to right. Half a turn also swaps top and bottom.",
        ),
        Mistake(
            "upside down",
            _half_turn_with(lambda images: images[:, ::-1]),
            "Your pictures are mirrored top to bottom. Half a turn also swaps left and right.",
        ),
        Mistake(
            "not turned",
            _half_turn_with(lambda images: images),
            "The labels are those of turned pictures, but the pictures are not turned.",
        ),
        Mistake(
            "0, 1 and 8 not turned",
            _only_6_and_9_turned,
            "Only 6 and 9 are turned. Every picture should be: 0, 1 and 8 keep their label, but a "
            "turned 8 is another picture.",
        ),
        Mistake(
            "nothing left out",
            lambda images, labels: (images[:, ::-1, ::-1], _renamed(labels)),
            "Nothing is left out. A turned 4 is no 4, and no other digit: such a picture would "
            "teach the network something wrong.",
        ),
        Mistake(
            "6 and 9 left out",
            lambda images, labels: (
                images[_kept(labels, (0, 1, 8)), ::-1, ::-1],
                labels[_kept(labels, (0, 1, 8))],
            ),
            "You leave out 6 and 9. They are digits after half a turn, only not the same ones.",
        ),
        Mistake(
            "2 and 5 kept",
            lambda images, labels: (
                images[_kept(labels, (0, 1, 2, 5, 6, 8, 9)), ::-1, ::-1],
                _renamed(labels)[_kept(labels, (0, 1, 2, 5, 6, 8, 9))],
            ),
            "You keep 2 and 5, which look the same after half a turn on a pocket calculator. In "
            "handwriting they do not; the card leaves them out.",
        ),
        Mistake(
            "1 left out",
            lambda images, labels: (
                images[_kept(labels, (0, 6, 8, 9)), ::-1, ::-1],
                _renamed(labels)[_kept(labels, (0, 6, 8, 9))],
            ),
            "You leave out 1. The card counts it among those that stay what they are.",
        ),
        Mistake(
            "the labels not left out",
            lambda images, labels: (images[_kept(labels), ::-1, ::-1], _renamed(labels)),
            "You leave out pictures, but keep their labels: the two arrays are no longer of the "
            "same length.",
            also=[lambda images, labels: (images[_kept(labels), ::-1, ::-1], labels)],
        ),
        Mistake(
            "the pictures not left out",
            lambda images, labels: (images[:, ::-1, ::-1], _renamed(labels)[_kept(labels)]),
            "You leave out labels, but keep their pictures: the two arrays are no longer of the "
            "same length.",
        ),
        Mistake(
            "the labels changed in place",
            _half_turn_in_place,
            "The result is right, but you have changed the labels that you were given. Work on "
            "labels.copy().",
        ),
        Mistake(
            "the labels first",
            lambda images, labels: _half_turn(images, labels)[::-1],
            "Both parts are right, but their order is not: the pictures first, then the labels.",
        ),
    ],
    alternatives=[
        lambda images, labels: (
            np.rot90(images, 2, axes=(1, 2))[_kept(labels)],
            _renamed(labels)[_kept(labels)],
        ),
        lambda images, labels: (
            [cv2.rotate(image, cv2.ROTATE_180) for image in images[_kept(labels)]],
            [_AFTER_HALF_A_TURN[label] for label in labels[_kept(labels)].tolist()],
        ),
        lambda images, labels: (
            np.flip(images[_kept(labels)], axis=(1, 2)),
            np.where(_kept(labels, (6, 9)), 15 - labels, labels)[_kept(labels)].astype(np.int32),
        ),
        lambda images, labels: tuple(
            zip(
                *(
                    (image[::-1, ::-1], _AFTER_HALF_A_TURN[int(label)])
                    for image, label in zip(images, labels, strict=True)
                    if int(label) in _AFTER_HALF_A_TURN
                ),
                strict=True,
            )
        ),
    ],
    hints=[
        "Half a turn reverses the rows and the columns of each picture. Axis 0 counts the "
        "pictures: images[:, ::-1, ::-1].",
        "np.isin(labels, [0, 1, 6, 8, 9]) is a mask of the pictures to keep. Use it for pictures "
        "and labels.",
        "np.where(labels == 6, 9, np.where(labels == 9, 6, labels)) renames both at once.",
    ],
    why="A transform that changes the label is no crime, as long as the label is changed with it.",
)
