"""Exercise of lesson 07: a first convolutional network, the same one for everybody.

With the weights of the course's network, a right answer gives the course's answers. So nobody
looks at its layers, and nothing has to be trained.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.checking import Exercise, Mistake
from course_utils.checking.answers import AnswerStoppedError
from course_utils.checking.models import Borrowed, NotTakenError, borrowed
from course_utils.exercises.lesson_07 import digits_on_paper

if TYPE_CHECKING:
    import keras

Build = Callable[[], "keras.Model"]

PARAMETERS = 7_690
ANSWERS = "With our weights, it answers"
LOSS = "The loss"
RIGHT = {
    "What goes in": "pictures (n, 12, 12, 1)",
    "What comes out": "shape (n, 10)",
    "Parameters": f"{PARAMETERS:,}",
    ANSWERS: "as our network does",
    "compile": "called",
    LOSS: "sparse categorical cross-entropy",
}
_LIKE = {  # what a network with the same weights, and another detail, is told
    "as a network without ReLU": {"activation": None},
    "as a network with ReLU in the first convolution only": {"second": None},
    "as a network with ReLU in the second convolution only": {"activation": None, "second": "relu"},
    "as a network with sigmoid nodes": {"activation": "sigmoid"},
    "as a network with tanh nodes": {"activation": "tanh"},
    "as a network with average pooling": {"pool": "AveragePooling2D"},
    "with ten scores": {"last": None},
    "with ten sigmoids": {"last": "sigmoid"},
    "with ten numbers after ReLU": {"last": "relu"},
    "as a network whose kernels step by two": {"pool": None, "stride": 2},
}


def _network(
    kernels: tuple[int, ...] = (16, 32),
    *,
    size: int = 3,
    stride: int = 1,
    shape: tuple[int, ...] = (12, 12, 1),
    padding: str = "valid",
    pool: str | None = "MaxPooling2D",
    head: str = "Flatten",
    outputs: int = 10,
    activation: str | None = "relu",
    second: str | None = "as the first",
    last: str | None = "softmax",
    loss: Any = "sparse_categorical_crossentropy",
    pools: int = 1,
) -> keras.Model:
    import keras

    layers = keras.layers
    model = keras.Sequential([keras.Input(shape)])
    for place, each in enumerate(kernels):
        chosen = activation if place == 0 or second == "as the first" else second
        steps = stride if place == 0 else 1
        model.add(layers.Conv2D(each, size, strides=steps, padding=padding, activation=chosen))
        if pool and place < pools:
            model.add(getattr(layers, pool)(2))
    model.add(getattr(layers, head)())
    model.add(layers.Dense(outputs, activation=last))
    if loss is not None:
        model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model


def _builds(*args: Any, **more: Any) -> Build:
    return lambda: _network(*args, **more)


def _functional() -> keras.Model:
    import keras

    layers = keras.layers
    inputs = keras.Input((12, 12, 1))
    x = layers.ReLU()(layers.Conv2D(16, (3, 3))(inputs))
    x = layers.MaxPool2D((2, 2), strides=2)(x)
    x = layers.Activation("relu")(layers.Conv2D(32, 3)(x))
    x = layers.Reshape((-1,))(x)
    x = layers.Softmax()(layers.Dense(10)(x))
    model = keras.Model(inputs, x)
    model.compile(keras.optimizers.SGD(0.1), keras.losses.SparseCategoricalCrossentropy())
    return model


def _pooled_before_relu() -> keras.Model:
    """Return the network with ReLU after the pooling: the maximum is the same either way."""
    import keras

    layers = keras.layers
    model = keras.Sequential()
    model.add(layers.Conv2D(16, 3))
    model.add(layers.MaxPooling2D())
    model.add(layers.ReLU())
    model.add(layers.Conv2D(32, 3, activation="relu"))
    model.add(layers.Flatten())
    model.add(layers.Dropout(0.3))
    model.add(layers.Dense(10, activation="softmax"))
    model.compile("rmsprop", "sparse_categorical_crossentropy")
    return model


def _subclass() -> keras.Model:
    import keras

    class Network(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.first = keras.layers.Conv2D(16, 3, activation="relu")
            self.second = keras.layers.Conv2D(32, 3, activation="relu")
            self.pool = keras.layers.MaxPooling2D()
            self.flatten = keras.layers.Flatten()
            self.last = keras.layers.Dense(10, activation="softmax")

        def call(self, x):
            return self.last(self.flatten(self.second(self.pool(self.first(x)))))

    model = Network()
    model.compile(loss=keras.losses.sparse_categorical_crossentropy, metrics=["accuracy"])
    return model


def _one_hot() -> keras.Model:
    import keras

    return _network(loss=keras.losses.CategoricalCrossentropy())


def _observe(build: Build) -> dict[str, str]:
    pictures, _ = digits_on_paper.test()
    random.seed(0)  # Keras draws its seeds from here
    try:
        with borrowed(build(), pictures) as model:
            return _find(model, pictures)
    except NotTakenError as stopped:
        return digits_on_paper.does_not_take(stopped)


def _find(model: Borrowed, pictures: np.ndarray) -> dict[str, str]:
    outputs = model.predict(pictures[:50])
    found = {
        "What goes in": RIGHT["What goes in"],
        "What comes out": f"shape (n, {', '.join(map(str, outputs.shape[1:]))})",
        "Parameters": f"{model.parameters:,}",
    }
    if any(RIGHT[name] != value for name, value in found.items()):
        return found
    found[ANSWERS] = _answers(model, pictures[:50])
    if found[ANSWERS] != RIGHT[ANSWERS]:
        return found
    found["compile"] = "called" if model.compiled else "not called"
    if model.compiled:
        found[LOSS] = _loss_name(model)
    return found


def _answers(model: Borrowed, pictures: np.ndarray) -> str:
    """Return whose answers it gives when it has the weights of our network."""
    try:
        model.take_weights_of(_with_our_weights(), pictures)
    except AnswerStoppedError:
        return "with other weights: theirs have other shapes"
    came = model.predict(pictures)
    if np.allclose(came, _known_answers(None), atol=1e-4):
        return RIGHT[ANSWERS]
    like = (name for name in _LIKE if np.allclose(came, _known_answers(name), atol=1e-4))
    return next(like, "in another way")


def _with_our_weights(**details: Any) -> keras.Model:
    """Return a network with biases that are not 0, and so small that no probability is 1."""
    model, generator = _network(loss=None, **details), np.random.default_rng(0)
    model.set_weights([generator.normal(0, 0.2, each.shape) for each in model.get_weights()])
    return model


@functools.cache
def _known_answers(name: str | None) -> np.ndarray:
    """Return what our network, or one that is like it, answers for the first 50 digits."""
    pictures, _ = digits_on_paper.test()
    return np.asarray(_with_our_weights(**_LIKE.get(name, {}))(pictures[:50]))


def _loss_name(model: Borrowed) -> str:
    pictures, labels = digits_on_paper.test()
    pictures, labels = pictures[:50], labels[:50]
    try:
        found = model.loss(pictures, labels)
    except AnswerStoppedError as stopped:
        return f"stopped: {stopped.error.message}"
    outputs = model.predict(pictures).astype(float)
    if np.isclose(found, _cross_entropy(outputs, labels), rtol=1e-3):
        return RIGHT[LOSS]
    powers = np.exp(outputs)
    again = powers / powers.sum(axis=1, keepdims=True)
    if np.isclose(found, _cross_entropy(again, labels), rtol=1e-3):
        return "sparse categorical cross-entropy of scores"
    return f"another one, {found:.3f} for 50 digits"


def _cross_entropy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    true = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(true, 1e-7, 1)).mean())


def _of_scores() -> keras.Model:
    import keras

    return _network(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))


# with a hidden dense layer of 10, 16, 20, 32, 50, 64, 100 or 128 nodes
_HIDDEN = [
    f"{160 + 4640 + 288 * nodes + nodes + 10 * nodes + 10:,}"
    for nodes in (10, 16, 20, 32, 50, 64, 100, 128)
]


def _says(name: str, *values: str) -> Callable[[dict[str, str], dict[str, str]], bool]:
    """Return a function that recognises a mistake by a finding, without building a network."""
    return lambda came, expected: came.get(name) in values


build_cnn = Exercise(
    "07.build_cnn",
    "Build a convolutional network",
    points=3,
    reference=_network,
    probes=[()],
    observe=_observe,
    findings=RIGHT,
    mistakes=[
        Mistake(
            "pictures of another shape",
            _builds(shape=(8, 8, 1)),
            "Your network does not take pictures of 12 x 12 pixels in one channel. "
            "`keras.Input((12, 12, 1))` has three numbers: height, width, channels.",
            like=lambda came, expected: came["What goes in"] != expected["What goes in"],
            also=[_builds(shape=(12, 12, 3))],
        ),
        Mistake(
            "maps come out",
            lambda: _without_flatten(),
            "Maps come out, not ten numbers. A dense layer works along the last axis only: put "
            "`Flatten` before it.",
            like=_says("What comes out", "shape (n, 3, 3, 10)"),
        ),
        Mistake(
            "nine nodes at the end",
            _builds(outputs=9),
            "Nine numbers come out. From 0 to 9 there are ten classes.",
            like=_says("What comes out", "shape (n, 9)"),
        ),
        Mistake(
            "no pooling",
            _builds(pool=None),
            "Your network has 25,290 parameters. Without pooling the maps stay large, and the "
            "dense layer has a weight for each of their values.",
            like=_says("Parameters", "25,290"),
        ),
        Mistake(
            "padding",
            _builds(padding="same"),
            "Your network has 16,330 parameters: its maps are larger than ours. Leave `padding` "
            "out; then a kernel of 3 makes a map two pixels smaller.",
            like=_says("Parameters", "16,330"),
        ),
        Mistake(
            "one number for each map",
            _builds(pools=2),
            "Your network has 5,130 parameters: each map is down to one number before the dense "
            "layer, by a second pooling or by global pooling. One max pooling is asked for, and "
            "then `Flatten`.",
            like=_says("Parameters", "5,130"),
            also=[_builds(head="GlobalAveragePooling2D")],
        ),
        Mistake(
            "one convolution",
            _builds((16,)),
            "Your network has 4,170 parameters: the second convolution, with 32 kernels, is "
            "missing.",
            like=_says("Parameters", "4,170"),
        ),
        Mistake(
            "the kernels exchanged",
            _builds((32, 16)),
            "Your network has 6,394 parameters: first 32 kernels and then 16. It is the other "
            "way round.",
            like=_says("Parameters", "6,394"),
        ),
        Mistake(
            "kernels of another size",
            _builds(size=2),
            "Your kernels are not 3 x 3: that changes the number of parameters. It is the second "
            "number of `Conv2D`.",
            like=_says("Parameters", "7,290", "8,826", "18,378"),
            also=[_builds(size=4), _builds(size=5, pools=0)],
        ),
        Mistake(
            "one layer too many",
            lambda: _with_hidden_nodes(),
            "Your network has more parameters than ours, and its maps are as they should be: a "
            "layer stands in it that is not asked for, such as a hidden dense layer or a "
            "normalisation. After `Flatten` come the ten nodes.",
            like=_says("Parameters", *_HIDDEN, "7,754", "7,818", "7,882"),
        ),
        Mistake(
            "padding in one layer, or the pooling last",
            lambda: _pooled_last(),
            "Your network has 9,930 parameters. Either one of the convolutions has padding, or the "
            "pooling comes after both. It stands between them, and nothing has padding.",
            like=_says("Parameters", "9,930"),
        ),
        Mistake(
            "another number of parameters",
            _builds((16, 16)),
            "The number of parameters shows which layer is another. Ours are 160, 4,640 and "
            "2,890: compare them with `model.summary()`.",
            like=lambda came, expected: came.get("Parameters") != expected["Parameters"],
        ),
        Mistake(
            "no ReLU",
            _builds(activation=None),
            "Shapes and parameters are right, and both convolutions have no activation. Without "
            "one, two layers can do little more than one.",
            like=_says(ANSWERS, "as a network without ReLU"),
        ),
        Mistake(
            "ReLU in one layer",
            _builds(second=None),
            "Shapes and parameters are right, and one of the two convolutions has no activation.",
            like=_says(
                ANSWERS,
                "as a network with ReLU in the first convolution only",
                "as a network with ReLU in the second convolution only",
            ),
            also=[_builds(activation=None, second="relu")],
        ),
        Mistake(
            "another activation",
            _builds(activation="sigmoid"),
            "Shapes and parameters are right, but the convolutions have another activation than "
            "ReLU.",
            like=_says(ANSWERS, "as a network with sigmoid nodes", "as a network with tanh nodes"),
            also=[_builds(activation="tanh")],
        ),
        Mistake(
            "average pooling",
            _builds(pool="AveragePooling2D"),
            "You pool with the average. Here the strongest answer of each window is kept: max "
            "pooling.",
            like=_says(ANSWERS, "as a network with average pooling"),
        ),
        Mistake(
            "a stride in place of pooling",
            _builds(pool=None, stride=2),
            "Your first kernels step by two, and there is no pooling. That is a good network, but "
            "here max pooling is asked for.",
            like=_says(ANSWERS, "as a network whose kernels step by two"),
        ),
        Mistake(
            "ReLU at the end",
            _builds(last="relu"),
            "Ten numbers come out, but they have gone through ReLU. Which activation turns ten "
            "scores into probabilities?",
            like=_says(ANSWERS, "with ten numbers after ReLU"),
        ),
        Mistake(
            "scores instead of probabilities",
            _builds(last=None),
            "Ten numbers come out, but they are scores. Which activation turns ten scores into "
            "probabilities?",
            like=_says(ANSWERS, "with ten scores"),
        ),
        Mistake(
            "sigmoid at the end",
            _builds(last="sigmoid"),
            "Each of the ten numbers is between 0 and 1, but together they are not 1. A digit is "
            "exactly one of the ten: which activation shares out a sum of 1?",
            like=_says(ANSWERS, "with ten sigmoids"),
        ),
        Mistake(
            "not compiled",
            _builds(loss=None),
            "The network is built, but not compiled: it cannot be trained. Call `model.compile` "
            "with a loss and an optimiser.",
            like=_says("compile", "not called"),
        ),
        Mistake(
            "no loss",
            lambda: _without_loss(),
            "`compile` has been called without a loss, so there is nothing to bring down. Give it "
            "the loss for class numbers.",
            like=lambda came, expected: came.get(LOSS, "").startswith("stopped: No loss"),
        ),
        Mistake(
            "a loss for one-hot labels",
            _builds(loss="categorical_crossentropy"),
            "The loss does not fit the labels, which are class numbers. Look for the one with "
            "`sparse` in its name.",
            like=lambda came, expected: came.get(LOSS, "").startswith("stopped"),
            also=[_one_hot],
        ),
        Mistake(
            "a loss for scores",
            _of_scores,
            "Your loss expects scores (`from_logits=True`), and your network gives probabilities. "
            "Softmax would be applied twice.",
            like=_says(LOSS, "sparse categorical cross-entropy of scores"),
        ),
    ],
    alternatives=[_functional, _pooled_before_relu, _subclass],
    hints=[
        'Begin with `keras.Input((12, 12, 1))`. `keras.layers.Conv2D(16, 3, activation="relu")` '
        "is a convolution with 16 kernels of 3 x 3.",
        "`keras.layers.MaxPooling2D()` has windows of 2 x 2. After the second convolution comes "
        "`keras.layers.Flatten()`.",
        "The end is that of lesson 05: ten nodes with softmax, and "
        '`loss="sparse_categorical_crossentropy"`.',
    ],
    why="160 + 4,640 + 2,890 = 7,690. The check gave your network our weights: it then answered "
    "as ours does, so it is the same network, however it is written.",
)


def _with_hidden_nodes() -> keras.Model:
    import keras

    model = keras.Sequential([*_network().layers[:-1], keras.layers.Dense(64, activation="relu")])
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def _pooled_last() -> keras.Model:
    import keras

    layers = _network(pool=None).layers
    first, second, flatten = layers[:3]
    last = keras.layers.Dense(10, activation="softmax")
    pooling = keras.layers.MaxPooling2D()
    model = keras.Sequential([keras.Input((12, 12, 1)), first, second, pooling, flatten, last])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def _without_loss() -> keras.Model:
    model = _network(loss=None)
    model.compile("adam", metrics=["accuracy"])
    return model


def _without_flatten() -> keras.Model:
    import keras

    model = keras.Sequential([keras.Input((12, 12, 1))])
    model.add(keras.layers.Conv2D(16, 3, activation="relu"))
    model.add(keras.layers.MaxPooling2D())
    model.add(keras.layers.Conv2D(32, 3, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
