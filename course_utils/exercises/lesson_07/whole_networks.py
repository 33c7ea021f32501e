"""Exercises of lesson 07: shapes and parameters through a whole network, layer by layer.

A layer is a tuple: its kind, then its numbers, as ``("conv", 32, 3)`` or ``("flatten",)``.
"""

import math
from collections.abc import Callable

import numpy as np

from course_utils.checking import Exercise, Mistake, Random

Shape = tuple[int, ...]
Layer = tuple


def _next_shape(shape: Shape, layer: Layer) -> Shape:
    kind = layer[0]
    if kind == "conv":
        height, width, _ = shape
        return (height - layer[2] + 1, width - layer[2] + 1, layer[1])
    if kind == "pool":
        height, width, channels = shape
        return (height // layer[1], width // layer[1], channels)
    if kind == "flatten":
        return (math.prod(shape),)
    if kind == "dense":
        return (layer[1],)
    return shape


def _parameters(shape: Shape, layer: Layer) -> int:
    if layer[0] == "conv":
        return layer[2] ** 2 * shape[2] * layer[1] + layer[1]
    if layer[0] == "dense":
        return shape[0] * layer[1] + layer[1]
    return 0


def _keras_layer(layer: Layer):
    import keras

    kind, *numbers = layer
    makers = {
        "conv": keras.layers.Conv2D,
        "pool": keras.layers.MaxPooling2D,
        "flatten": keras.layers.Flatten,
        "dropout": keras.layers.Dropout,
        "dense": keras.layers.Dense,
    }
    return makers[kind](*numbers)


def _shape_by_keras(shape: Shape, layer: Layer) -> Shape:
    return _keras_layer(layer).compute_output_shape((None, *shape))[1:]


def _parameters_by_keras(shape: Shape, layer: Layer) -> int:
    made = _keras_layer(layer)
    made.build((None, *shape))
    return made.count_params()


def _only(kind: str, function: Callable) -> Callable:
    """Return an answer that is right for all kinds of layers but one."""
    return lambda shape, layer: (
        function(shape, *layer[1:]) if layer[0] == kind else _next_shape(shape, layer)
    )


def _only_count(kind: str, function: Callable) -> Callable:
    return lambda shape, layer: (
        function(shape, *layer[1:]) if layer[0] == kind else _parameters(shape, layer)
    )


def _probe_of(kind: str) -> Callable[[np.random.Generator], tuple[Shape, Layer]]:
    def probe(rng: np.random.Generator) -> tuple[Shape, Layer]:
        # four sizes of which no two are alike, so that a mixed-up size is seen
        height, width, channels, count = rng.choice(np.arange(9, 60), size=4, replace=False)
        size = int(rng.integers(2, 6))
        maps = (int(height), int(width), int(channels))
        layers = {
            "conv": (maps, ("conv", int(count), size)),
            "pool": (maps, ("pool", size)),
            "flatten": (maps, ("flatten",)),
            "dropout": (maps, ("dropout", 0.25)),
            "dense": ((math.prod(maps),), ("dense", int(count))),
        }
        return layers[kind]

    return probe


_KINDS = ("conv", "pool", "flatten", "dropout", "dense")
# the network of W47, and sizes that pooling does not divide
_W47 = [
    ((28, 28, 1), ("conv", 32, 3)),
    ((26, 26, 32), ("pool", 2)),
    ((13, 13, 32), ("conv", 64, 3)),
    ((11, 11, 64), ("pool", 2)),
    ((5, 5, 64), ("flatten",)),
    ((1600,), ("dropout", 0.5)),
    ((1600,), ("dense", 10)),
]
_PROBES = [
    *_W47,
    ((9, 14, 3), ("conv", 8, 5)),
    ((7, 12, 8), ("pool", 3)),
    ((6, 4, 5), ("flatten",)),
    ((5, 5, 64), ("dropout", 0.2)),
    ((20, 30, 3), ("conv", 1, 1)),
    *(Random(2, _probe_of(kind), seed=place) for place, kind in enumerate(_KINDS)),
]


def _shape_by_sizes(shape: Shape, layer: Layer) -> np.ndarray:
    match layer:
        case ("conv", kernels, size):
            return np.array([*(np.array(shape[:2]) - (size - 1)), kernels])
        case ("pool", size):
            return np.array([shape[0] // size, int(shape[1] / size), shape[2]])
        case ("flatten",):
            return np.array([np.prod(shape)])
        case ("dense", nodes):
            return np.array([nodes])
    return np.array(shape)


next_shape = Exercise(
    "07.next_shape",
    "The shape after a layer",
    points=2,
    reference=_next_shape,
    probes=_PROBES,
    mistakes=[
        Mistake(
            "padding where there is none",
            _only("conv", lambda shape, kernels, size: (*shape[:2], kernels)),
            "After a convolution, height and width stay as they were in your answer. There is no "
            "padding: a kernel of 3 finds its last place two pixels before the end.",
        ),
        Mistake(
            "one pixel short",
            _only(
                "conv",
                lambda shape, kernels, size: (shape[0] - size, shape[1] - size, kernels),
            ),
            "Your convolution gives one place too few. A kernel of size 28 on 28 pixels still has "
            "one place.",
        ),
        Mistake(
            "always two pixels less",
            _only("conv", lambda shape, kernels, size: (shape[0] - 2, shape[1] - 2, kernels)),
            "You always take off two pixels. That is right for a kernel of 3 only: how many are it "
            "for a kernel of `size`?",
        ),
        Mistake(
            "the input's channels kept",
            _only(
                "conv",
                lambda shape, kernels, size: (shape[0] - size + 1, shape[1] - size + 1, shape[2]),
            ),
            "After a convolution you keep the number of channels. Each kernel makes one map: the "
            "new depth is the number of kernels.",
        ),
        Mistake(
            "channels times kernels",
            _only(
                "conv",
                lambda shape, kernels, size: (
                    shape[0] - size + 1,
                    shape[1] - size + 1,
                    shape[2] * kernels,
                ),
            ),
            "You multiply channels and kernels. A kernel reads all channels at once and makes "
            "**one** map of them.",
        ),
        Mistake(
            "kernels and size exchanged",
            _only(
                "conv",
                lambda shape, kernels, size: (shape[0] - kernels + 1, shape[1] - kernels + 1, size),
            ),
            "Number and size of the kernels are exchanged: `('conv', 32, 3)` has 32 kernels of "
            "3 x 3.",
        ),
        Mistake(
            "height and width exchanged",
            _only(
                "conv",
                lambda shape, kernels, size: (shape[1] - size + 1, shape[0] - size + 1, kernels),
            ),
            "After a convolution height and width have changed places.",
        ),
        Mistake(
            "the kernels in front",
            _only(
                "conv",
                lambda shape, kernels, size: (kernels, shape[0] - size + 1, shape[1] - size + 1),
            ),
            "After a convolution the number of maps stands in front. Keras puts it last: (height, "
            "width, channels).",
        ),
        Mistake(
            "no channels after a convolution",
            _only("conv", lambda shape, kernels, size: (shape[0] - size + 1, shape[1] - size + 1)),
            "After a convolution your shape has no channels. Each kernel makes a map: their number "
            "stands last.",
        ),
        Mistake(
            "a square after a convolution",
            _only(
                "conv",
                lambda shape, kernels, size: (shape[0] - size + 1, shape[0] - size + 1, kernels),
            ),
            "After a convolution your width is computed from the height. It comes from `shape[1]`.",
        ),
        Mistake(
            "no channels after pooling",
            _only("pool", lambda shape, size: (shape[0] // size, shape[1] // size)),
            "After pooling your shape has no channels. Each map is pooled by itself, so there are "
            "as many as before.",
        ),
        Mistake(
            "a square after pooling",
            _only("pool", lambda shape, size: (shape[0] // size, shape[0] // size, shape[2])),
            "After pooling your width is computed from the height. It comes from `shape[1]`.",
        ),
        Mistake(
            "pooling that takes off",
            _only("pool", lambda shape, size: (shape[0] - size, shape[1] - size, shape[2])),
            "Your pooling takes `size` off. How many windows of `size` stand side by side?",
        ),
        Mistake(
            "pooling rounds to the nearest",
            _only(
                "pool",
                lambda shape, size: (round(shape[0] / size), round(shape[1] / size), shape[2]),
            ),
            "Your pooling rounds to the nearest whole number. Only whole windows count: `//` "
            "divides and rounds down.",
        ),
        Mistake(
            "pooling rounds up",
            _only(
                "pool",
                lambda shape, size: (-(-shape[0] // size), -(-shape[1] // size), shape[2]),
            ),
            "Your pooling rounds up. Without padding only whole windows count: 11 pixels have five "
            "windows of 2.",
        ),
        Mistake(
            "pooling without rounding",
            _only("pool", lambda shape, size: (shape[0] / size, shape[1] / size, shape[2])),
            "Your pooling gives sizes with decimals. Only whole windows count: `//` divides and "
            "rounds down.",
        ),
        Mistake(
            "pooling always by two",
            _only("pool", lambda shape, size: (shape[0] // 2, shape[1] // 2, shape[2])),
            "Your pooling always halves. The size of the window is the second part of the layer.",
        ),
        Mistake(
            "pooling with stride 1",
            _only(
                "pool",
                lambda shape, size: (shape[0] - size + 1, shape[1] - size + 1, shape[2]),
            ),
            "Your pooling moves its window by one pixel, as a kernel does. The windows of pooling "
            "stand side by side.",
        ),
        Mistake(
            "pooling of the depth",
            _only("pool", lambda shape, size: tuple(number // size for number in shape)),
            "Your pooling shrinks the channels, too. Each map is pooled by itself, so their number "
            "stays.",
        ),
        Mistake(
            "only height and width flattened",
            _only("flatten", lambda shape: (shape[0] * shape[1],)),
            "Flatten forgets the channels in your answer. It writes **all** values of the picture "
            "in one row.",
            also=(_only("flatten", lambda shape: (shape[0] * shape[1], shape[2])),),
        ),
        Mistake(
            "the sizes added",
            _only("flatten", lambda shape: (sum(shape),)),
            "Flatten adds the sizes in your answer. How many values has a block of 5 x 5 x 64?",
        ),
        Mistake(
            "one number instead of a shape",
            lambda shape, layer: (
                _next_shape(shape, layer)[0]
                if layer[0] in ("flatten", "dense")
                else _next_shape(shape, layer)
            ),
            "The numbers are right. A shape is a tuple, even with a single number: `(1600,)`, with "
            "a comma.",
            also=(
                _only("flatten", lambda shape: math.prod(shape)),
                _only("dense", lambda shape, nodes: nodes),
            ),
        ),
        Mistake(
            "flatten does nothing",
            _only("flatten", lambda shape: shape),
            "Flatten leaves the shape as it was in your answer. It writes all values in one row: "
            "(values,).",
        ),
        Mistake(
            "flatten with a batch",
            _only("flatten", lambda shape: (1, math.prod(shape))),
            "Flatten gives two numbers in your answer. A shape is told without the batch here: "
            "(values,).",
        ),
        Mistake(
            "the weights of a dense layer",
            _only("dense", lambda shape, nodes: (shape[0] * nodes,)),
            "That is how many weights the dense layer has. Each node gives one number.",
        ),
        Mistake(
            "nothing after dropout",
            _only("dropout", lambda shape, rate: None),
            "For dropout nothing comes back. It changes no shape: return what came in.",
        ),
        Mistake(
            "fewer values after dropout",
            _only("dropout", lambda shape, rate: (*shape[:-1], int(shape[-1] * (1 - rate)))),
            "Dropout makes the shape smaller in your answer. It sets values to 0, and they keep "
            "their places.",
            also=(
                _only(
                    "dropout",
                    lambda shape, rate: tuple(int(number * (1 - rate)) for number in shape),
                ),
            ),
        ),
        Mistake(
            "a dense layer that keeps the inputs",
            _only("dense", lambda shape, nodes: shape),
            "After a dense layer you have as many values as before. Each node gives one number.",
            also=(_only("dense", lambda shape, nodes: (*shape, nodes)),),
        ),
    ],
    alternatives=[
        _shape_by_keras,
        _shape_by_sizes,
        lambda shape, layer: [int(number) for number in _next_shape(shape, layer)],
    ],
    hints=[
        "Treat one kind after the other: `if layer[0] == 'conv':` and so on.",
        "A kernel of `size` has `height - size + 1` places one below the other. Each kernel gives "
        "a map.",
        "Pooling: `height // size`. Flatten: the product of the three numbers, as `(product,)`. "
        "Dropout changes no shape.",
    ],
    why="Each layer says what the next one gets. Only the shape decides, never the pictures.",
)


def _count_by_arrays(shape: Shape, layer: Layer) -> int:
    kind, *numbers = layer
    if kind == "conv":
        kernels, size = numbers
        return np.empty((size, size, shape[2], kernels)).size + np.empty(kernels).size
    return (shape[0] + 1) * numbers[0] if kind == "dense" else 0


def _count_node_by_node(shape: Shape, layer: Layer) -> float:
    inputs = {"conv": lambda: layer[-1] * layer[-1] * shape[-1], "dense": lambda: shape[-1]}
    if layer[0] not in inputs:
        return 0
    return sum(inputs[layer[0]]() + 1 for _ in range(layer[1]))


layer_parameters = Exercise(
    "07.layer_parameters",
    "The parameters of a layer",
    points=2,
    reference=_parameters,
    probes=_PROBES,
    mistakes=[
        Mistake(
            "the depth of the kernels forgotten",
            _only_count("conv", lambda shape, kernels, size: size**2 * kernels + kernels),
            "Your kernels are flat. A kernel reads **all** channels of its input, so it has "
            "size x size weights for each of them.",
        ),
        Mistake(
            "no biases",
            lambda shape, layer: (
                _parameters(shape, layer) - layer[1] if layer[0] in ("conv", "dense") else 0
            ),
            "You count the weights only. Each kernel and each node has a bias, too.",
            also=(
                _only_count("conv", lambda shape, kernels, size: size**2 * shape[2] * kernels),
                _only_count("dense", lambda shape, nodes: shape[0] * nodes),
            ),
        ),
        Mistake(
            "one bias for the layer",
            _only_count("conv", lambda shape, kernels, size: size**2 * shape[2] * kernels + 1),
            "You give a convolution layer one bias. Each of its kernels has its own.",
        ),
        Mistake(
            "a bias for each slice",
            _only_count("conv", lambda shape, kernels, size: (size**2 + 1) * shape[2] * kernels),
            "You give each slice of a kernel a bias. The slices are added up first: it is one bias "
            "for each kernel.",
        ),
        Mistake(
            "weights for each place",
            _only_count(
                "conv",
                lambda shape, kernels, size: (
                    (shape[0] - size + 1)
                    * (shape[1] - size + 1)
                    * kernels
                    * (size**2 * shape[2] + 1)
                ),
            ),
            "You give every place weights of its own. The weights are shared: a kernel takes the "
            "same ones everywhere, so height and width do not matter.",
        ),
        Mistake(
            "a convolution counted as dense",
            _only_count("conv", lambda shape, kernels, size: math.prod(shape) * kernels + kernels),
            "You connect each kernel with all values of the picture. It reads size x size places "
            "at a time.",
        ),
        Mistake(
            "the height in place of the channels",
            _only_count("conv", lambda shape, kernels, size: kernels * (size**2 * shape[0] + 1)),
            "Your kernels are as deep as the picture is high. The channels are the last number of "
            "the shape.",
        ),
        Mistake(
            "always 3 x 3",
            _only_count("conv", lambda shape, kernels, size: kernels * (9 * shape[2] + 1)),
            "Your kernels are always 3 x 3. Their size is the last part of the layer.",
        ),
        Mistake(
            "a bias for each channel",
            _only_count(
                "conv", lambda shape, kernels, size: size**2 * shape[2] * kernels + shape[2]
            ),
            "You give a convolution layer a bias for each channel that comes in. It is one for "
            "each kernel.",
        ),
        Mistake(
            "a bias for each place",
            _only_count(
                "conv",
                lambda shape, kernels, size: (
                    kernels * (size**2 * shape[2] + (shape[0] - size + 1) * (shape[1] - size + 1))
                ),
            ),
            "You give each place of a map a bias. All places share it: one for each kernel.",
        ),
        Mistake(
            "one bias for the dense layer",
            _only_count("dense", lambda shape, nodes: shape[0] * nodes + 1),
            "You give the dense layer one bias. Each node has its own.",
        ),
        Mistake(
            "the nodes only",
            _only_count("dense", lambda shape, nodes: nodes),
            "You count the nodes of the dense layer. Each has a weight for every value that comes "
            "in, and a bias.",
        ),
        Mistake(
            "the size not squared",
            _only_count("conv", lambda shape, kernels, size: size * shape[2] * kernels + kernels),
            "A kernel of size 3 has 3 x 3 weights for each channel, not 3.",
        ),
        Mistake(
            "a single kernel",
            _only_count("conv", lambda shape, kernels, size: size**2 * shape[2] + 1),
            "This is one kernel. The layer has several of them.",
        ),
        Mistake(
            "kernels and size exchanged",
            _only_count("conv", lambda shape, kernels, size: kernels**2 * shape[2] * size + size),
            "Number and size of the kernels are exchanged: `('conv', 32, 3)` has 32 kernels of "
            "3 x 3.",
        ),
        Mistake(
            "pooling with weights",
            _only_count("pool", lambda shape, size: size**2),
            "Pooling has no weights: it takes the largest value, and there is nothing to learn.",
        ),
        Mistake(
            "nothing for the other layers",
            lambda shape, layer: (
                _parameters(shape, layer) if layer[0] in ("conv", "dense") else None
            ),
            "Convolution and dense layers are right. For the others nothing comes back: they have "
            "0 parameters.",
        ),
        Mistake(
            "biases for the inputs",
            _only_count("dense", lambda shape, nodes: shape[0] * nodes + shape[0]),
            "In the dense layer you add a bias for each input. It is one for each node.",
        ),
        Mistake(
            "dropout loses parameters",
            _only_count("dropout", lambda shape, rate: round(math.prod(shape) * rate)),
            "Dropout has no parameters. Its rate is chosen, not learned.",
        ),
        Mistake(
            "weights in flatten",
            _only_count("flatten", lambda shape: math.prod(shape)),
            "Flatten has no parameters. It only writes values in one row.",
        ),
    ],
    alternatives=[_parameters_by_keras, _count_by_arrays, _count_node_by_node],
    hints=[
        "Only two of the five kinds have parameters.",
        "One kernel has size x size weights for each channel of its input, and one bias.",
        "Convolution: `size * size * channels * kernels + kernels`. Dense: as in lesson 05.",
    ],
    why="In this network the two convolution layers have 320 and 18,496 parameters, and the dense "
    "layer 16,010.",
)
