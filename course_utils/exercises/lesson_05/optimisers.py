"""Exercise of lesson 05: another optimiser, judged by the loss that it reaches."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.checking import Exercise, Mistake
from course_utils.checking.models import Borrowed, NotTakenError, borrowed
from course_utils.exercises.lesson_05 import wine_networks

if TYPE_CHECKING:
    import keras

EPOCHS, BATCH, SEEDS = 40, 32, 3
# The loss of the training wines after 40 epochs, 60 seeds: Adam(0.01) 0.026, spread 0.013;
# RMSprop(0.01) 0.007; SGD(0.1) 0.091, spread 0.023; SGD(0.01) 0.50, spread 0.08; Adam and RMSprop
# with Keras' own rate of 0.001: 0.46 and 0.43, spread 0.09. So the mean of three seeds lies 8
# standard errors below the limit with SGD(0.1), and 22 with Adam(0.01).
LIMIT = 0.2

RIGHT = {
    "What goes in": "13 numbers for each wine",
    "What comes out": "shape (n, 1)",
    "The output": "between 0 and 1",
    "Parameters": "121",
    "compile": "called",
    f"The loss after {EPOCHS} epochs": f"at most {LIMIT}",
}
LOSS = f"The loss after {EPOCHS} epochs"


def _network(
    optimizer: Any = None, loss: Any = "binary_crossentropy", nodes: int = 8, last: str = "sigmoid"
) -> keras.Model:
    import keras

    model = keras.Sequential(
        [
            keras.Input((13,)),
            keras.layers.Dense(nodes, activation="relu"),
            keras.layers.Dense(1, activation=last),
        ]
    )
    if optimizer is not None:
        model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    return model


def _with(name: str, rate: float | None = None, momentum: float | None = None, **more: Any):
    """Return a function that builds the network with an optimiser of Keras."""

    def build() -> keras.Model:
        import keras

        given = {"learning_rate": rate, "momentum": momentum}
        chosen = {key: value for key, value in given.items() if value is not None}
        return _network(getattr(keras.optimizers, name)(**chosen), **more)

    return build


def _functional() -> keras.Model:
    import keras

    inputs = keras.Input((13,))
    hidden = keras.layers.Dense(8, activation=keras.activations.relu)(inputs)
    outputs = keras.layers.Dense(1, activation="sigmoid")(hidden)
    model = keras.Model(inputs=inputs, outputs=outputs)
    model.compile(optimizer=keras.optimizers.RMSprop(0.01), loss=keras.losses.BinaryCrossentropy())
    return model


def _subclass() -> keras.Model:
    import keras

    class Network(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.hidden = keras.layers.Dense(8, activation="relu")
            self.last = keras.layers.Dense(1, activation="sigmoid")

        def call(self, x):
            return self.last(self.hidden(x))

    model = Network()
    model.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9), loss="binary_crossentropy")
    return model


def _observe(build: Callable[[], keras.Model]) -> dict[str, str]:
    inputs, _ = wine_networks.wines()
    random.seed(0)  # Keras draws its seeds from here
    try:
        with borrowed(build(), inputs) as model:
            found = wine_networks.find_form(model)
            if any(RIGHT[name] != value for name, value in found.items()):
                return found
            found["compile"] = "called" if model.compiled else "not called"
            if model.compiled:
                found[LOSS] = _loss_after_training(model, build)
    except NotTakenError as stopped:
        return wine_networks.does_not_take(stopped)
    return found


def _loss_after_training(model: Borrowed, build: Callable[[], keras.Model]) -> str:
    inputs, labels = wine_networks.wines()
    loss = wine_networks.loss_name(model)
    if loss == wine_networks.ALWAYS_0:
        return "no step: the loss is 0 for every network"
    if loss == wine_networks.WRONG_LABELS:
        return f"not reached: the loss is {loss}"
    losses, at_first = [], []
    for seed in range(SEEDS):
        if seed:
            random.seed(seed)
            model.take_weights_of(build(), inputs)
        before = model.predict(inputs)
        model.fit(inputs, labels, epochs=EPOCHS, batch_size=BATCH)
        after = model.predict(inputs)
        if np.array_equal(before, after):
            return "no step: the weights are as they were before the training"
        if not np.isfinite(after).all() or np.ptp(after) < 1e-3:
            return "lost: the network gives every wine the same answer"
        losses.append(_cross_entropy(after, labels))
        at_first.append(_cross_entropy(before, labels))
    if np.mean(losses) > np.mean(at_first):
        return f"lost: it grew to {np.mean(losses):.2f}"
    if np.mean(losses) <= LIMIT:
        return RIGHT[LOSS]
    return f"{np.mean(losses):.2f}, the mean of {SEEDS} trainings"


def _cross_entropy(outputs: np.ndarray, labels: np.ndarray) -> float:
    true = np.where(labels == 1, outputs[:, 0], 1 - outputs[:, 0]).astype(float)
    return float(-np.log(np.clip(true, 1e-7, 1)).mean())


optimiser = Exercise(
    "05.optimiser",
    "Change the optimiser",
    points=2,
    reference=_with("Adam", 0.01),
    probes=[()],
    observe=_observe,
    findings=RIGHT,
    mistakes=[
        Mistake(
            "not compiled",
            _network,
            "The network is built, but not compiled: it has no optimiser. Call `model.compile` and "
            "give it one.",
        ),
        Mistake(
            "steps too small",
            _with("SGD"),
            "The loss falls, but 40 epochs are too short for steps of this size. Give the "
            "optimiser a larger learning_rate; Keras' own is 0.01 for SGD and 0.001 for Adam and "
            "RMSprop.",
            like=lambda came, expected: came.get(LOSS, "").endswith("trainings"),
            also=[_with("Adam"), _with("RMSprop"), _with("SGD", 0.001, 0.9)],
        ),
        Mistake(
            "steps too large",
            _with("SGD", 1000.0),
            "After the training your network is no better than before. Its steps were so large "
            "that they jumped over every good place. Try a smaller learning_rate.",
            like=lambda came, expected: came.get(LOSS, "").startswith("lost"),
            also=[_with("SGD", 100.0)],
        ),
        Mistake(
            "no step at all",
            _with("Adam", 0.01, loss="categorical_crossentropy"),
            "The training changes no weight. Either the learning rate is 0, or the loss is 0 for "
            "every network, as categorical cross-entropy is for a single node.",
            like=lambda came, expected: came.get(LOSS, "").startswith("no step"),
            also=[_with("SGD", 0.0)],
        ),
        Mistake(
            "a loss for several nodes",
            _with("Adam", 0.01, loss="sparse_categorical_crossentropy"),
            "Your loss takes the label 1 for the second of several nodes, and you have one node. "
            "Keep the binary cross-entropy.",
        ),
        Mistake(
            "another network",
            _with("Adam", 0.01, nodes=32),
            "The number of parameters is no longer 121. Here only the optimiser changes: 8 nodes "
            "in the hidden layer and one at the end.",
            like=lambda came, expected: came.get("Parameters", "121") != "121",
            also=[_with("Adam", 0.01, nodes=10)],
        ),
        Mistake(
            "no activation at the end",
            _with("Adam", 0.01, last="linear"),
            "The output goes below 0 or above 1, so it is no probability. Keep the sigmoid in the "
            "last layer.",
        ),
    ],
    alternatives=[
        _functional,
        _subclass,
        _with("SGD", 0.1),
        _with("SGD", 1.0),
        _with("Nadam", 0.02),
        _with("Adam", 0.1),
    ],
    hints=[
        '`compile` takes a name, such as `"adam"`, or an object: `keras.optimizers.Adam(...)`.',
        "The object takes `learning_rate=`. A name alone means Keras' own rate.",
        "Adam moves each weight by about the learning rate in a step, and there are 120 steps. "
        "With 0.001 that is 0.12 in all. How far should a weight be able to go?",
    ],
    why="How far a training comes depends on the optimiser and on its learning rate. Compare two "
    "optimisers only after you have looked for a good rate for both.",
)
