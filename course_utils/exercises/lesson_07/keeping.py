"""Exercise of lesson 07: a model goes into a file and comes back."""

from __future__ import annotations

import functools
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course_utils.checking import Exercise, Mistake, Random
from course_utils.checking.models import NotTakenError, borrowed
from course_utils.exercises.lesson_07 import digits_on_paper

if TYPE_CHECKING:
    import keras

RIGHT = {
    "The file": "there, with a whole model in it",
    "What is returned": "a model of its own",
    "For digits, it answers": "as the model that was saved",
    "Training": "can go on from where it was",
}


@functools.cache
def _folder() -> tempfile.TemporaryDirectory:
    """Return a folder that is gone when the notebook's kernel ends."""
    return tempfile.TemporaryDirectory(prefix="course-")


@functools.cache
def _small_model(seed: int) -> keras.Model:
    """Return a small network whose optimiser remembers three steps.

    A copy of it is itself: so it is seen whether the answer hands back what it was given.
    """
    import keras

    random.seed(seed)  # Keras draws its seeds from here
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            layers.Conv2D(2 + seed % 3, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.optimizer.build(model.trainable_variables)
    model.optimizer.iterations.assign(3)
    object.__setattr__(model, "__deepcopy__", lambda memo: model)
    return model


def _probe(rng: np.random.Generator) -> tuple[keras.Model, Path]:
    number = int(rng.integers(1000))
    return _small_model(number), Path(_folder().name) / f"model_{number}.keras"


def _save_and_load(model: keras.Model, file: Path) -> keras.Model:
    import keras

    model.save(file)
    return keras.models.load_model(file)


def _by_saving_module(model: keras.Model, file: Path) -> keras.Model:
    import keras

    keras.saving.save_model(model, str(file), overwrite=True)
    return keras.saving.load_model(str(file))


def _in_two_names(model: keras.Model, file: Path) -> keras.Model:
    import keras

    path = str(file)
    model.save(path)
    del model
    loaded = keras.saving.load_model(path, compile=True)
    return loaded


def _the_same(model: keras.Model, file: Path) -> keras.Model:
    model.save(file)
    return model


def _not_saved(model: keras.Model, file: Path) -> keras.Model:
    return model


def _cloned(model: keras.Model, file: Path) -> keras.Model:
    import keras

    model.save(file)
    return keras.models.clone_model(model)


def _not_compiled(model: keras.Model, file: Path) -> keras.Model:
    import keras

    model.save(file)
    return keras.models.load_model(file, compile=False)


def _weights_only(model: keras.Model, file: Path) -> keras.Model:
    import keras

    weights = file.with_suffix(".weights.h5")
    model.save_weights(weights)
    other = keras.models.clone_model(model)
    other.load_weights(weights)
    return other


def _another_file(model: keras.Model, file: Path) -> keras.Model:
    import keras

    other = file.with_name("another.keras")
    model.save(other)
    return keras.models.load_model(other)


def _observe(answer: Callable, model: keras.Model, file: Path) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        fresh = Path(folder) / "network.keras"
        came = answer(model, fresh)
        found = {"The file": _kept(fresh, model)}
    if found["The file"] != RIGHT["The file"]:
        return found
    found["What is returned"] = (
        "the model that was given" if came is model else RIGHT["What is returned"]
    )
    if came is model:
        return found
    if not _alike(came, model):
        return found | {"For digits, it answers": "in another way"}
    found["For digits, it answers"] = RIGHT["For digits, it answers"]
    found["Training"] = _training(came, model)
    return found


def _kept(file: Path, model: keras.Model) -> str:
    import keras

    if not file.exists():
        return "not there"
    try:
        stored = keras.models.load_model(file)
    except (ValueError, TypeError, OSError):
        return "there, without a model in it"
    return RIGHT["The file"] if _alike(stored, model) else "there, with another model in it"


def _alike(one: keras.Model, other: keras.Model) -> bool:
    pictures, _ = digits_on_paper.test()
    try:
        with borrowed(one, pictures[:20]) as model:
            came = model.predict(pictures[:20])
    except NotTakenError:
        return False
    wanted = np.asarray(other(pictures[:20]))
    return came.shape == wanted.shape and bool(np.allclose(came, wanted, atol=1e-5))


def _training(came: keras.Model, model: keras.Model) -> str:
    if not came.compiled:
        return "cannot go on: it is not compiled"
    if int(came.optimizer.iterations) != int(model.optimizer.iterations):
        return "begins anew: its optimiser has forgotten its steps"
    return RIGHT["Training"]


save_and_load = Exercise(
    "07.save_and_load",
    "Save a model, and load it",
    reference=_save_and_load,
    probes=[Random(1, _probe)],
    observe=_observe,
    findings=RIGHT,
    mistakes=[
        Mistake(
            "the model itself",
            _the_same,
            "The file is written, but you return the model that you were given. Read the file: "
            "only then you know that it works.",
        ),
        Mistake(
            "nothing saved",
            _not_saved,
            "There is no file after your function. `model.save(file)` writes it.",
            also=[_another_file, _weights_only],
            like=lambda came, expected: came["The file"] == "not there",
        ),
        Mistake(
            "a new model of the same form",
            _cloned,
            "The file is right, but the model that you return answers in another way: its weights "
            "are new. Load the file.",
        ),
        Mistake(
            "not ready for training",
            _not_compiled,
            "The loaded model has no loss and no optimiser, so it cannot be trained further. Load "
            "it without `compile=False`.",
        ),
    ],
    alternatives=[_by_saving_module, _in_two_names],
    hints=[
        "Two lines are enough: one writes, the other reads and returns.",
        "`model.save(file)` writes. It returns nothing.",
        "`return keras.models.load_model(file)`.",
    ],
    why="Layers, weights, loss and the optimiser's memory are all in this one file.",
)
