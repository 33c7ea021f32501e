"""Experiments that a lesson measures: small networks, trained several times on real pictures.

The pictures are the handwritten digits that scikit-learn brings (E. Alpaydin and C. Kaynak, 1998),
8 x 8 pixels each, enlarged and set on an empty margin, so that they can be moved and turned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from course_utils import augment, background
from course_utils.datasets import DIGIT_NAMES, Sets
from course_utils.progress_line import ProgressLine

if TYPE_CHECKING:
    import keras

SIDE, MARGIN = 16, 4  # a digit's side and the empty margin around it, in pixels
CLASSES = 10
BATCH = 25  # pictures for one step of the training
LEARNING_RATE = 1e-2  # of the first step; it falls to 0

Augment = Callable[[np.ndarray, np.random.Generator], np.ndarray]
Pictures = tuple[np.ndarray, np.ndarray]  # pictures (n, 24, 24) uint8, and labels (n,)


def few_digits(per_class: int = 10) -> Sets:
    """Return few digits for training, and many to measure with.

    Parameters
    ----------
    per_class : int
        Training pictures of each digit, 1 to 60.

    Returns
    -------
    Sets
        Pictures are (n, 24, 24), uint8, white ink on black; labels are (n,), 0 to 9. Training has
        10 x `per_class` pictures, validation 300 and test 800.

    Raises
    ------
    ValueError
        If `per_class` is not a whole number from 1 to 60.

    Examples
    --------
    >>> images, labels = few_digits(per_class=3).training
    >>> images.shape, labels.tolist()[:6]
    ((30, 24, 24), [0, 0, 0, 1, 1, 1])
    """
    from sklearn.datasets import load_digits

    if not isinstance(per_class, int) or not 1 <= per_class <= 60:
        raise ValueError(f"per_class is a whole number from 1 to 60, not {per_class!r}.")
    found = load_digits()
    images = np.array([_enlarged(image) for image in found.images])
    labels = found.target
    # The file holds one writer after the other: mix them, always in the same way.
    order = np.random.default_rng(0).permutation(len(labels))
    places = [order[labels[order] == digit] for digit in range(CLASSES)]
    parts = {
        "training": np.concatenate([each[:per_class] for each in places]),
        "validation": np.concatenate([each[60:90] for each in places]),
        "test": np.concatenate([each[90:170] for each in places]),
    }
    sets = {name: (images[part], labels[part]) for name, part in parts.items()}
    return Sets(**sets, names=DIGIT_NAMES)


def _enlarged(image: np.ndarray) -> np.ndarray:
    levels = np.round(image * (255 / 16)).astype(np.uint8)  # the file holds 0 to 16
    return np.pad(cv2.resize(levels, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), MARGIN)


def changed_sets(pictures: Pictures) -> dict[str, Pictures]:
    """Return the pictures as they are, shifted, and turned: the same for each call.

    Parameters
    ----------
    pictures : tuple of array
        Pictures (n, height, width) and labels (n,).

    Returns
    -------
    dict
        "plain"; "shifted", by up to 3 pixels each way; "turned", by up to 40 degrees each way.
        The labels stay the same.
    """
    images, labels = pictures
    share = 3 / images.shape[2]
    changes = {"shifted": augment.Shift(share), "turned": augment.Rotate(40)}
    generator = np.random.default_rng(3)
    changed = {
        name: (augment.Policy([step]).batch(images, generator), labels)
        for name, step in changes.items()
    }
    return {"plain": pictures} | changed


@dataclass(frozen=True)
class Comparison:
    """Accuracies: for each condition and each test set a list with one number a seed, 0 to 1."""

    scores: Mapping[str, Mapping[str, list[float]]]

    def mean(self, condition: str, test_set: str) -> float:
        """Return the mean accuracy over the seeds, 0 to 1."""
        return float(np.mean(self.scores[condition][test_set]))

    def spread(self, condition: str, test_set: str) -> float:
        """Return the standard deviation of the accuracy over the seeds, 0 to 1."""
        return float(np.std(self.scores[condition][test_set], ddof=1))

    def __repr__(self) -> str:
        test_sets = list(next(iter(self.scores.values())))
        wide = max(map(len, self.scores)) + 2
        lines = [" " * wide + "".join(f"{name:>16}" for name in test_sets)]
        for condition in self.scores:
            cells = "".join(f"{self._cell(condition, name):>16}" for name in test_sets)
            lines.append(f"{condition:<{wide}}{cells}")
        return "\n".join([*lines, "", "Accuracy in per cent: mean of the seeds ± spread"])

    def _cell(self, condition: str, test_set: str) -> str:
        mean, spread = self.mean(condition, test_set), self.spread(condition, test_set)
        return f"{100 * mean:.0f} ± {100 * spread:.1f}"


def compare(
    conditions: Mapping[str, Augment | None],
    training: Pictures,
    test_sets: Mapping[str, Pictures],
    *,
    seeds: int = 5,
    epochs: int = 100,
) -> Comparison:
    """Train a small network under each condition, several times, and measure its accuracy.

    Parameters
    ----------
    conditions : mapping of str to function or None
        A function gets the training pictures, (n, height, width) uint8, and a generator of random
        numbers, and returns as many changed pictures: fresh ones in each epoch. None: no change.
    training : tuple of array
        Pictures (n, height, width), uint8, and labels (n,).
    test_sets : mapping of str to tuple of array
        Pictures and labels to measure with, by name.
    seeds : int
        How often each condition is trained, at least 2: each time with other first weights, another
        order of the pictures and other random changes. Seed k is the same for every condition.
    epochs : int
        How often each training picture is used.

    Returns
    -------
    Comparison
        It shows itself as a table.

    Raises
    ------
    ValueError
        For fewer than 2 seeds, or a function that returns pictures of another shape or type.
    """
    if seeds < 2:
        raise ValueError(f"A spread needs at least 2 seeds, not {seeds}.")
    scores = {name: {each: [] for each in test_sets} for name in conditions}
    progress = ProgressLine(len(conditions) * seeds, "networks trained")
    background.keras_ready(progress.say)
    trainer = _Trainer(training, epochs)
    for seed in range(seeds):  # all conditions of a seed in turn: they start from the same weights
        for name, change in conditions.items():
            trainer.train(change, seed, name)
            for test_set, pictures in test_sets.items():
                scores[name][test_set].append(trainer.accuracy(pictures))
            progress.step()
    return Comparison(scores)


class _Trainer:
    """One network that is trained again and again from new weights.

    Keras prepares a network for its first training for about a second, so it is made once.
    """

    def __init__(self, training: Pictures, epochs: int) -> None:
        self.images, self.labels = training
        self.epochs = epochs
        steps = epochs * -(-len(self.labels) // BATCH)
        self.network = small_network(self.images.shape[1:], steps)

    def train(self, change: Augment | None, seed: int, name: str) -> None:
        generator = np.random.default_rng(seed)
        self._start_again(seed)
        epochs = [self._epoch(change, generator, name) for _ in range(self.epochs)]
        images, labels = (np.concatenate(each) for each in zip(*epochs, strict=True))
        self.network.fit(images, labels, batch_size=BATCH, shuffle=False, verbose=0)

    def accuracy(self, pictures: Pictures) -> float:
        images, labels = pictures
        answers = np.argmax(np.asarray(self.network(images[..., np.newaxis])), axis=1)
        return float(np.mean(answers == labels))

    def _start_again(self, seed: int) -> None:
        import keras

        for number, weights in enumerate(self.network.trainable_variables):
            if len(weights.shape) == 1:  # a bias
                weights.assign(np.zeros(weights.shape))
            else:
                weights.assign(keras.initializers.HeNormal(1000 * seed + number)(weights.shape))
        for each in self.network.optimizer.variables:  # what it remembers of the training before
            each.assign(np.zeros(each.shape, dtype=each.dtype))

    def _epoch(self, change: Augment | None, generator: np.random.Generator, name: str) -> Pictures:
        order = generator.permutation(len(self.labels))
        images = self.images[order]
        if change is not None:
            changed = np.asarray(change(images.copy(), generator))
            if changed.shape != images.shape or changed.dtype != images.dtype:
                raise ValueError(
                    f"The condition {name!r} was given pictures of shape {images.shape} and type "
                    f"{images.dtype}, and returned {changed.shape} and {changed.dtype}. It has to "
                    "return as many pictures of the same size and type."
                )
            images = changed
        return images[..., np.newaxis], self.labels[order]


def small_network(shape: tuple[int, int], steps: int) -> keras.Model:
    """Return a small convolutional network for ten classes, ready to be trained.

    Parameters
    ----------
    shape : tuple of int
        Height and width of the pictures, at least 10 each.
    steps : int
        How many steps the training will have; the learning rate falls to 0 on the way.

    Returns
    -------
    keras.Model
        It takes pictures (n, height, width, 1), 0 to 255, and gives ten logits for each.
    """
    import keras

    network = keras.Sequential(
        [
            keras.Input((*shape, 1)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
            keras.layers.Conv2D(16, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(CLASSES),
        ]
    )
    network.compile(
        optimizer=keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps)
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        steps_per_execution=steps,  # no return to Python: half the time for so small a network
    )
    return network
