"""Exercise of lesson 07: a network that reads digits wherever they stand."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.checking import Exercise, Mistake
from course_utils.checking.answers import AnswerStoppedError
from course_utils.checking.models import (
    PROBABILITIES,
    Borrowed,
    NotTakenError,
    borrowed,
    kind_of_scores,
)
from course_utils.exercises.lesson_07 import digits_on_paper

if TYPE_CHECKING:
    import keras

Build = Callable[[], "keras.Model"]

EPOCHS, BATCH = 10, 32
# Measured on test digits; the check reads validation digits, so that the lesson's test digits are
# read once, at its end.
# Of 100 digits that are shifted by one pixel, right after 10 epochs on digits in the middle:
# mean of four directions, 2 or 3 seeds, Adam with 0.003 or 0.005. The network of exercise 12: 60,
# spread 1.3, and with dropout 62. Global max pooling with padding: 98.6, spread 0.4, and without
# padding 92, spread 3. With a pooling of 2 x 2 before it: 78, spread 0.3, and without padding 69,
# spread 1.6. Global average pooling with padding: 64 to 83, one training differs much from the
# next, and with Adam's own 0.001 about 34, as many as in the middle. RandomTranslation by one
# pixel, and flatten: 80, spread 2.4. So the answers that the lesson leads to lie far above the
# limit, and the network as it was far below; of what is half way, some pass.
LIMIT = 75
GUESSED = 15  # chance is 10, and one answer for all is right for 10
MIDDLE = 85  # a network below this has not learned to read at all: those above have 92 to 99

MIDDLE_NAME = "Right in the middle of the paper"
SHIFTED = "Right when shifted by one pixel"
RIGHT = {
    "What goes in": "pictures (n, 12, 12, 1)",
    "What comes out": "shape (n, 10)",
    "The ten numbers of a digit": PROBABILITIES,
    "compile": "called",
    "Training": "takes labels from 0 to 9",
    SHIFTED: f"at least {LIMIT} of 100",
}


def _network(
    *,
    kernels: tuple[int, ...] = (16, 32),
    padding: str = "same",
    pool: bool = False,
    head: str = "GlobalMaxPooling2D",
    shape: tuple[int, ...] = (12, 12, 1),
    outputs: int = 10,
    last: str | None = "softmax",
    rate: float = 0.005,
    loss: Any = "sparse_categorical_crossentropy",
) -> keras.Model:
    import keras

    layers = keras.layers
    model = keras.Sequential([keras.Input(shape)])
    for place, each in enumerate(kernels):
        model.add(layers.Conv2D(each, 3, padding=padding, activation="relu"))
        if pool and place == 0:
            model.add(layers.MaxPooling2D())
    model.add(getattr(layers, head)())
    model.add(layers.Dense(outputs, activation=last))
    if loss is not None:
        model.compile(keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    return model


def _builds(**more: Any) -> Build:
    return lambda: _network(**more)


def _functional() -> keras.Model:
    import keras

    layers = keras.layers
    inputs = keras.Input((12, 12, 1))
    x = layers.Conv2D(12, 5, padding="same")(inputs)
    x = layers.LeakyReLU()(x)
    x = layers.Conv2D(24, 3, padding="same", activation="relu")(x)
    x = keras.ops.max(x, axis=(1, 2))
    x = layers.Dropout(0.1)(x)
    model = keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
    loss = keras.losses.SparseCategoricalCrossentropy()
    model.compile(keras.optimizers.RMSprop(0.003), loss)
    return model


def _trained_elsewhere() -> keras.Model:
    """Return a network with `Flatten` that was trained with shifted digits."""
    pictures, labels = digits_on_paper.training()
    ways = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)]
    moved = np.concatenate([digits_on_paper.shifted(pictures, *way) for way in ways])
    model = _network(padding="valid", pool=True, head="Flatten", rate=0.003)
    model.fit(moved, np.tile(labels, len(ways)), epochs=3, batch_size=50, verbose=0)
    return model


def _observe(build: Build) -> dict[str, str]:
    pictures, _ = digits_on_paper.validation()
    random.seed(0)  # Keras draws its seeds from here
    try:
        with borrowed(build(), pictures) as model:
            return _find(model, pictures)
    except NotTakenError as stopped:
        return digits_on_paper.does_not_take(stopped)


def _find(model: Borrowed, pictures: np.ndarray) -> dict[str, str]:
    outputs = model.predict(pictures)
    found = {
        "What goes in": RIGHT["What goes in"],
        "What comes out": f"shape (n, {', '.join(map(str, outputs.shape[1:]))})",
    }
    if outputs.shape != (len(pictures), 10):
        return found
    # far from the digits, an output without a limit shows it
    far = model.predict(30 * pictures[:100])
    found["The ten numbers of a digit"] = kind_of_scores(np.concatenate([outputs, far]))
    if found["The ten numbers of a digit"] != RIGHT["The ten numbers of a digit"]:
        return found
    found["compile"] = "called" if model.compiled else "not called"
    if model.compiled:
        found |= _train(model)
    return found


def _train(model: Borrowed) -> dict[str, str]:
    """Return how well it reads: as it comes, or else after some training."""
    if _right_when_shifted(model) < LIMIT:  # it may be trained already
        try:
            model.fit(*digits_on_paper.training(), epochs=EPOCHS, batch_size=BATCH)
        except AnswerStoppedError as stopped:
            told = f"`fit` stopped: {stopped.error.message}"
            return {"Training": f"{told} Do loss and metrics fit labels from 0 to 9?"}
    found = {"Training": RIGHT["Training"]}
    shifted = _right_when_shifted(model)
    if shifted >= LIMIT:
        return found | {SHIFTED: RIGHT[SHIFTED]}
    middle = _right(model, 0, 0)
    said = f"{shifted:.0f} of 100, and {middle:.0f} in the middle of the paper"
    return found | {SHIFTED: said, MIDDLE_NAME: _level(middle, shifted)}


def _right_when_shifted(model: Borrowed) -> float:
    ways = [(0, 1), (0, -1), (1, 0), (-1, 0)]
    return float(np.mean([_right(model, *way) for way in ways]))


def _right(model: Borrowed, down: int, right: int) -> float:
    pictures, labels = digits_on_paper.validation()
    moved = digits_on_paper.shifted(pictures, down, right)
    return 100 * float(np.mean(model.predict(moved).argmax(axis=1) == labels))


def _level(middle: float, shifted: float) -> str:
    if middle < GUESSED:
        return "no better than guessing"
    if middle >= MIDDLE:
        return "most"
    return "not many" if middle - shifted > 8 else "not many, and as many when shifted"


def _without_loss() -> keras.Model:
    model = _network(loss=None)
    model.compile("adam", metrics=["accuracy"])
    return model


def _says(name: str, *beginnings: str) -> Callable[[dict[str, str], dict[str, str]], bool]:
    """Return a function that recognises a mistake by a finding, without training a network."""
    return lambda came, expected: came.get(name, "").startswith(beginnings)


improve = Exercise(
    "07.improve",
    "Read digits wherever they stand",
    points=3,
    reference=_network,
    probes=[()],
    observe=_observe,
    findings=RIGHT,
    mistakes=[
        Mistake(
            "pictures of another shape",
            _builds(shape=(12, 12, 3)),
            "Your network does not take pictures of 12 x 12 pixels in one channel. Begin with "
            "`keras.Input((12, 12, 1))`.",
            like=lambda came, expected: came["What goes in"] != expected["What goes in"],
        ),
        Mistake(
            "another number of outputs",
            _builds(outputs=9),
            "One vector of ten probabilities is wanted for each picture. Maps instead of a vector "
            "come out where nothing brings the maps down to a row.",
            like=lambda came, expected: (
                came.get("What comes out", "shape (n, 10)") != "shape (n, 10)"
            ),
        ),
        Mistake(
            "no probabilities",
            _builds(last=None),
            "The ten numbers are no probabilities: each from 0 to 1, and together 1. Which "
            "activation does that?",
            like=_says("The ten numbers of a digit", "some below", "between"),
            also=[_builds(last="sigmoid")],
        ),
        Mistake(
            "not compiled",
            _builds(loss=None),
            "The network is built, but not compiled: it cannot be trained. Call `model.compile` "
            "with a loss and an optimiser.",
            like=_says("compile", "not"),
        ),
        Mistake(
            "no loss",
            _without_loss,
            "`compile` has been called without a loss, so there is nothing to bring down. Give it "
            "the loss for class numbers.",
            like=_says("Training", "`fit` stopped: No loss"),
        ),
        Mistake(
            "a loss for one-hot labels",
            _builds(loss="categorical_crossentropy"),
            "`fit` stops, because loss or metrics do not fit the labels. A label is one whole "
            "number here: look for the loss with `sparse` in its name.",
            like=_says("Training", "`fit` stopped"),
        ),
        Mistake(
            "it still knows where",
            _builds(padding="valid", pool=True, head="Flatten"),
            "In the middle of the paper your network reads well, and shifted digits it does not. "
            "Something in it still depends on the place. `Flatten` does: the dense layer has "
            "weights for each place. A pooling that steps by two does, too: shifted by one "
            "pixel, its windows hold something else.",
            like=_says(MIDDLE_NAME, "most"),
        ),
        Mistake(
            "it forgets where, and learns slowly",
            _builds(rate=0.0001),
            "Your network reads shifted digits as well as those in the middle: it forgets where, "
            f"as it should. But in {EPOCHS} epochs it has learned too little. Give it a larger "
            "learning rate. Is it the **mean** of each map that you hand on? Most of the paper is "
            "empty, so these means are small and learn slowly. The largest value learns faster: "
            "`GlobalMaxPooling2D`.",
            like=_says(MIDDLE_NAME, "not many, and"),
        ),
        Mistake(
            "not far enough",
            _builds(padding="valid", pool=True, head="Flatten", rate=0.0001),
            f"After {EPOCHS} epochs your network does not read well in the middle of the paper "
            "either. Give it a larger learning rate, or more kernels.",
            like=lambda came, expected: came.get(MIDDLE_NAME) == "not many",
        ),
        Mistake(
            "no better than guessing",
            _builds(rate=3.0),
            "After the training your network is about as good as guessing: 1 of 10. Either its "
            "steps are so large that its nodes are stuck, or so small that it has hardly begun. "
            "`keras.optimizers.Adam(0.005)` is a good start.",
            like=_says(MIDDLE_NAME, "no better"),
        ),
    ],
    alternatives=[_functional, _trained_elsewhere],
    hints=[
        "The maps shift with the picture. Which layer gives each place weights of its own?",
        "Put one number for each map in its place: `keras.layers.GlobalMaxPooling2D()`.",
        'Leave out the pooling in between, and give the convolutions `padding="same"`. '
        "`keras.optimizers.Adam(0.005)` learns fast enough.",
    ],
    why="Convolutions shift with the picture, and global pooling forgets where. Together they "
    "hardly notice a shift, and they need fewer parameters.",
)
