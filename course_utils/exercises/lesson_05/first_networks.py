"""Exercises of lesson 05 whose networks are counted: the first model, and a deeper one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from course_utils.checking import Exercise, Mistake
from course_utils.checking.models import NotTakenError, borrowed
from course_utils.exercises.lesson_05 import wine_networks

if TYPE_CHECKING:
    import keras

Build = Callable[[], "keras.Model"]
Layer = tuple[int, str | None]  # nodes and activation

RIGHT = {
    "What goes in": "13 numbers for each wine",
    "What comes out": "shape (n, 1)",
    "The output": "between 0 and 1",
    "Parameters": "121",
    "Along a line, the score runs": "with corners",
    "compile": "called",
    "The loss": "binary cross-entropy",
}
RIGHT_DEEPER = RIGHT | {"Parameters": "213", "The hidden layers": "bend one after the other"}


def _network(
    *layers: Layer,
    inputs: int = 13,
    loss: Any = "binary_crossentropy",
    optimizer: str = "adam",
) -> keras.Model:
    import keras

    dense = [keras.layers.Dense(nodes, activation=activation) for nodes, activation in layers]
    model = keras.Sequential([keras.Input((inputs,)), *dense])
    if loss is not None:
        model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    return model


def _builds(*layers: Layer, **more: Any) -> Build:
    return lambda: _network(*layers, **more)


def _with_scores(*hidden: Layer) -> Build:
    def build() -> keras.Model:
        import keras

        return _network(*hidden, LAST, loss=keras.losses.BinaryCrossentropy(from_logits=True))

    return build


def _functional(*layers: Layer) -> Build:
    def build() -> keras.Model:
        import keras

        inputs = x = keras.Input(shape=(13,))
        for nodes, activation in layers:
            x = keras.layers.Dense(nodes)(x)
            x = keras.layers.Activation(activation)(x)
        model = keras.Model(inputs, x)
        model.compile(loss=keras.losses.BinaryCrossentropy(), optimizer=keras.optimizers.SGD(0.1))
        return model

    return build


def _subclass(*layers: Layer) -> Build:
    def build() -> keras.Model:
        import keras

        class Network(keras.Model):
            def __init__(self) -> None:
                super().__init__()
                self.steps = [keras.layers.Dense(nodes, activation=name) for nodes, name in layers]

            def call(self, x):
                for step in self.steps:
                    x = step(x)
                return x

        model = Network()
        model.compile(loss="binary_crossentropy")
        return model

    return build


def _added_without_input(*layers: Layer) -> Build:
    def build() -> keras.Model:
        import keras

        model = keras.Sequential()
        for nodes, activation in layers:
            model.add(keras.layers.Dense(nodes, activation=activation))
        model.compile(optimizer="rmsprop", loss=keras.losses.binary_crossentropy)
        return model

    return build


def _observe(build: Build, *, deeper: bool) -> dict[str, str]:
    right = RIGHT_DEEPER if deeper else RIGHT
    inputs, _ = wine_networks.wines()
    answer = build()
    try:
        with borrowed(answer, inputs) as model:
            found = wine_networks.find_form(model)
            if any(right[name] != value for name, value in found.items()):
                return found
            found["Along a line, the score runs"] = wine_networks.bends(model)
            if deeper:
                twice = wine_networks.bends_twice(model)
                found["The hidden layers"] = (
                    RIGHT_DEEPER["The hidden layers"] if twice else "one of them does not bend"
                )
            found["compile"] = "called" if model.compiled else "not called"
            if model.compiled:
                found["The loss"] = wine_networks.loss_name(model)
    except NotTakenError as stopped:
        return wine_networks.does_not_take(stopped)
    return found


HIDDEN, LAST = (8, "relu"), (1, "sigmoid")
NEW = (10, "relu")


def _same_mistakes(*hidden: Layer) -> list[Mistake]:
    """Return the mistakes that both networks have in common."""
    straight = [(nodes, None) for nodes, _ in hidden]
    return [
        Mistake(
            "two nodes at the end",
            _builds(*hidden, (2, "softmax")),
            "Your network ends in two nodes. The question is yes or no, and one number answers it: "
            "the probability of yes.",
            also=[_builds(*hidden, (2, "sigmoid"))],
        ),
        Mistake(
            "softmax of one node",
            _builds(*hidden, (1, "softmax")),
            "The output is 1 for every wine. Softmax divides a node by the sum of all nodes, and "
            "here there is only one. Which activation turns a single score into a probability?",
        ),
        Mistake(
            "no activation at the end",
            _builds(*hidden, (1, None)),
            "The output goes below 0 or above 1, so it is no probability. Which activation is "
            "missing in the last layer?",
            also=[_builds(*hidden, (1, "relu")), _builds(*hidden, (1, "tanh"))],
        ),
        Mistake(
            "no activation in the hidden layers",
            _builds(*straight, LAST),
            "The score of your network is a straight line, as without a hidden layer. "
            "What makes a layer bend?",
        ),
        Mistake(
            "a smooth activation",
            _builds(*[(nodes, "tanh") for nodes, _ in hidden], LAST),
            "The hidden nodes bend in a smooth curve. ReLU makes corners: 0, and from there a "
            "straight line.",
            also=[_builds(*[(nodes, "sigmoid") for nodes, _ in hidden], LAST)],
        ),
        Mistake(
            "not compiled",
            _builds(*hidden, LAST, loss=None),
            "The network is built, but not compiled. Without `compile` it has no loss and no "
            "optimiser, and `fit` will stop.",
        ),
        Mistake(
            "mean squared error",
            _builds(*hidden, LAST, loss="mean_squared_error"),
            "Your loss is the mean squared error, which is for values. Which loss belongs to a "
            "question of yes or no?",
        ),
        Mistake(
            "categorical cross-entropy",
            _builds(*hidden, LAST, loss="categorical_crossentropy"),
            "Your loss is 0 for every network, so nothing can be learned. Categorical "
            "cross-entropy compares several nodes, and you have one.",
        ),
        Mistake(
            "sparse categorical cross-entropy",
            _builds(*hidden, LAST, loss="sparse_categorical_crossentropy"),
            "Your loss takes the label 1 for the second of several nodes, and you have one node. "
            "Which loss belongs to a question of yes or no?",
        ),
        Mistake(
            "the sigmoid twice",
            _with_scores(*hidden),
            "Your loss takes the output for a score, because of `from_logits=True`. The sigmoid "
            "has made a probability of it already.",
        ),
        Mistake(
            "inputs of another number",
            _builds(*hidden, LAST, inputs=12),
            "Your network does not take 13 numbers for each wine. What does `keras.Input` say?",
            like=lambda came, expected: came["What goes in"] != expected["What goes in"],
            also=[_builds(*hidden, LAST, inputs=178)],
        ),
    ]


def _counted(name: str, sentence: str, *layers: Layer) -> Mistake:
    return Mistake(name, _builds(*layers, LAST), sentence)


first_model = Exercise(
    "05.first_model",
    "The first network in Keras",
    points=2,
    reference=_builds(HIDDEN, LAST),
    probes=[()],
    observe=lambda build: _observe(build, deeper=False),
    findings=RIGHT,
    mistakes=[
        *_same_mistakes(HIDDEN),
        _counted(
            "no hidden layer",
            "Your network has 14 parameters: 13 weights and a bias. The hidden layer is missing.",
        ),
        _counted(
            "13 nodes in the hidden layer",
            "Your network has 196 parameters: its hidden layer has 13 nodes. The 13 is the number "
            "of inputs; how many nodes are asked for?",
            (13, "relu"),
        ),
        _counted(
            "an input layer of 13 nodes",
            "Your network has 303 parameters. `Dense(13)` in front is a layer with weights of its "
            "own; `keras.Input` has none.",
            (13, "relu"),
            HIDDEN,
        ),
    ],
    alternatives=[
        _functional(HIDDEN, LAST),
        _subclass(HIDDEN, LAST),
        _added_without_input(HIDDEN, LAST),
    ],
    hints=[
        "A list of three things in `keras.Sequential`: the input, the hidden layer, the output.",
        "`keras.Input((13,))`, then `keras.layers.Dense(nodes, activation=...)` twice.",
        'One node with `activation="sigmoid"` gives a probability. Its loss is '
        '`"binary_crossentropy"`, which `model.compile` wants, with an optimiser.',
    ],
    why="13 x 8 + 8 = 112 parameters in the hidden layer and 8 + 1 = 9 in the last: 121. The loss "
    "fits the output: one probability, yes or no.",
)

deeper = Exercise(
    "05.deeper",
    "A deeper network",
    points=2,
    reference=_builds(HIDDEN, NEW, LAST),
    probes=[()],
    observe=lambda build: _observe(build, deeper=True),
    findings=RIGHT_DEEPER,
    mistakes=[
        *_same_mistakes(HIDDEN, NEW),
        _counted(
            "the new layer before the 8",
            "Your network has 237 parameters: the layer of 10 nodes stands before the 8. It "
            "belongs behind them.",
            NEW,
            HIDDEN,
        ),
        _counted(
            "the new layer instead of the 8",
            "Your network has 151 parameters: the layer of 10 nodes took the place of the 8. Both "
            "are asked for.",
            NEW,
        ),
        _counted(
            "nothing added",
            "Your network has 121 parameters, as before. The new layer is missing.",
            HIDDEN,
        ),
        _counted(
            "two layers of 8",
            "Your network has 193 parameters: the new layer has 8 nodes, and 10 are asked for.",
            HIDDEN,
            HIDDEN,
        ),
        _counted(
            "two layers of 10",
            "Your network has 261 parameters: both hidden layers have 10 nodes. The first one "
            "keeps its 8.",
            NEW,
            NEW,
        ),
        _counted(
            "one layer without activation",
            "One of the two hidden layers does not bend. Without an activation it only mixes what "
            "comes in, and the network can do no more than before.",
            HIDDEN,
            (10, None),
        ),
    ],
    alternatives=[
        _functional(HIDDEN, NEW, LAST),
        _subclass(HIDDEN, NEW, LAST),
        _added_without_input(HIDDEN, NEW, LAST),
    ],
    hints=[
        "Copy your first network and put one line between its two layers.",
        "The new line: `keras.layers.Dense(10, activation=...)`, behind the layer with 8 nodes.",
    ],
    why="112 + (8 x 10 + 10) + (10 + 1) = 213. A new layer changes the one behind it too: that one "
    "now has 10 inputs.",
)
