"""A small network of Keras with fixed weights, and explorers of it: nothing has to be trained."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils import datasets, explorers
from course_utils.explorers.panel_view import PanelExplorer


def network(seed: int = 0, maps: tuple[int, int] = (16, 8)) -> Any:
    """Return a classifier of the digits, 8 x 8: two convolutions, pooling, dropout and softmax."""
    import keras

    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(maps[0], 3, activation="relu", padding="same", name="conv_1"),
            keras.layers.MaxPooling2D(name="pool"),
            keras.layers.Conv2D(maps[1], 3, activation="relu", name="conv_2"),
            keras.layers.Flatten(name="flatten"),
            keras.layers.Dropout(0.25, name="dropout"),
            keras.layers.Dense(10, activation="softmax", name="answer"),
        ]
    )
    generator = np.random.default_rng(seed)
    model.set_weights([generator.normal(0, 0.5, each.shape) for each in model.get_weights()])
    return model


def digits(count: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Return some digits, (n, 8, 8), and their labels."""
    images, labels = datasets.digits().test
    return images[:count].reshape(-1, 8, 8), labels[:count]


def network_maps(count: int = 6) -> PanelExplorer:
    """Return the explorer of feature maps, before and after."""
    images, labels = digits(count)
    return explorers.feature_maps(network(), images, before=network(1), labels=labels)


def network_confidence(count: int = 6) -> PanelExplorer:
    """Return the explorer of softmax with the network's own logits."""
    images, labels = digits(count)
    return explorers.softmax_confidence(network(), images, labels=labels)
