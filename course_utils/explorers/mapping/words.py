"""What a layer does and what one of its units sees, in short sentences for beginners."""

from __future__ import annotations

import numpy as np

from course_utils.explorers.layer_outputs import Layer

NO_MAPS = (
    "This network has no convolution layer, so it has no feature maps: each node of a dense layer "
    "gives one number, not a picture."
)
DIVERGED = (
    "Some values in this network are not numbers any more: the training has diverged. Train again "
    "with a smaller learning rate."
)
UNKNOWN = "Which pixels it sees is not known for this kind of layer."
INFERENCE_ONLY = (
    "{} changes pictures while the network trains. Here the network answers, so its output is its "
    "input."
)


def count(number: int) -> str:
    """Return a whole number that can be read.

    >>> count(34826)
    '34,826'
    """
    return f"{number:,}"


def shape_text(shape: tuple[int, ...]) -> str:
    """Return the shape of what one picture gives.

    >>> shape_text((26, 26, 32)), shape_text((1600,))
    ('26 x 26 x 32', '1,600')
    """
    return " x ".join(count(side) for side in shape)


def parameters_text(layer: Layer) -> str:
    """Return how many parameters a layer has, and how the number comes about.

    Examples
    --------
    >>> layer = Layer("c", "Conv2D", (), np.zeros((1, 4, 4, 8)), 80, kernel=np.zeros((3, 3, 1, 8)),
    ...               bias=np.zeros(8))
    >>> parameters_text(layer)
    '(3 x 3 x 1 + 1) x 8 = 80'
    """
    total = count(layer.parameters)
    if layer.kernel is None:
        return total
    *inside, outside = layer.kernel.shape
    product = " x ".join(count(side) for side in inside)
    with_bias = f"({product} + 1)" if layer.bias is not None else product
    made = f"{with_bias} x {count(outside)}"
    if (int(np.prod(inside)) + (layer.bias is not None)) * outside != layer.parameters:
        return total  # a separable one has fewer: its kernels are made of parts
    return f"{made} = {total}"


def number(value: float) -> str:
    """Return a value of a map with digits that count.

    >>> number(0.8312), number(-12.3456), number(0.0)
    ('0.831', '-12.3', '0')
    """
    return f"{value:.3g}" if value else "0"


def layer_words(layer: Layer, given: tuple[int, ...]) -> str:
    """Say what a layer does to what it gets.

    Parameters
    ----------
    layer : Layer
    given : tuple of int
        The shape of what it gets for one picture.
    """
    shape = layer.output.shape[1:]
    words = _layer_words(layer, given, shape)
    if layer.is_convolution and layer.activation == "relu":
        words += " Its ReLU turns what is below 0 into 0."
    elif layer.activation and layer.kind not in ("Activation", "Dense"):
        words += f" Its activation is {layer.activation}."
    return words


def _layer_words(layer: Layer, given: tuple[int, ...], shape: tuple[int, ...]) -> str:
    kind, kernel = layer.kind, layer.kernel
    if layer.is_convolution:
        rows, columns, slices, maps = kernel.shape
        kernels = "1 kernel gives 1 map" if maps == 1 else f"{maps} kernels give {maps} maps"
        through = f"each of {slices} channels" if slices > 1 else "one channel"
        return f"{kernels}: each kernel has {rows} x {columns} weights for {through}."
    if kind in ("MaxPooling2D", "AveragePooling2D"):
        rows, columns = layer.window.size
        kept = "the largest" if kind == "MaxPooling2D" else "the mean"
        return (
            f"Pooling keeps {kept} of each {rows} x {columns} window, in each map by itself: "
            f"{given[0]} x {given[1]} becomes {shape[0]} x {shape[1]}, without any weight."
        )
    if kind in ("GlobalAveragePooling2D", "GlobalMaxPooling2D"):
        kept = "mean" if kind == "GlobalAveragePooling2D" else "largest value"
        return (
            f"Of each of the {given[-1]} maps the {kept} is left: {shape_text(shape)} numbers. "
            "They say how strongly a pattern is there, and no longer where."
        )
    if kind == "Flatten":
        return (
            f"Flatten writes {shape_text(given)} numbers one after the other: "
            f"{shape_text(shape)} in a row. Nothing is computed, and there are no maps any more."
        )
    if kind == "Dense":
        last = ", and softmax makes them probabilities" if layer.activation == "softmax" else ""
        if layer.activation == "relu":
            last = ", and ReLU turns what is below 0 into 0"
        nodes = f"Each of the {count(shape[-1])} nodes" if shape[-1] > 1 else "The only node"
        return (
            f"{nodes} is connected with all {count(given[-1])} numbers. So a node gives one number "
            f"and no map{last}."
        )
    if kind in ("Dropout", "SpatialDropout2D", "GaussianDropout", "AlphaDropout"):
        share = f" leaves out {100 * layer.rate:g} % of the numbers while the network trains"
        return f"Dropout{share}. Here the network answers, so its output is its input."
    if kind.startswith("Random") or kind == "GaussianNoise":
        return INFERENCE_ONLY.format(kind)
    if kind == "ReLU" or (kind == "Activation" and layer.activation == "relu"):
        return "ReLU turns what is below 0 into 0 and keeps the rest."
    if kind == "Activation":
        return f"{layer.activation} is computed for each number by itself."
    if kind == "BatchNormalization":
        return "Each map is moved and stretched to a usual mean and spread, learnt in training."
    if kind in ("Rescaling", "TrueDivide", "Divide", "Multiply") and layer.parameters == 0:
        return "The values get another range; nothing is learnt here."
    if kind == "Reshape":
        return f"The same {count(int(np.prod(shape)))} numbers in another shape."
    if kind == "ZeroPadding2D":
        return "A frame of zeros is laid around each map."
    if kind == "Add":
        return "The maps of several layers are added, place by place."
    if kind == "Concatenate":
        return "The maps of several layers are put one after the other."
    return f"A layer of the kind {kind}."


def dead_words(maps: np.ndarray) -> str:
    """Say how many maps, (rows, columns, maps), are 0 everywhere; nothing where none is."""
    dead = int((maps == 0).all(axis=(0, 1)).sum())
    if not dead:
        return ""
    every = maps.shape[2]
    is_ = "is" if dead == 1 else "are"
    return f" {dead} of {every} maps {is_} 0 everywhere in this picture."


def place_words(unit: tuple[int, int], value: float) -> str:
    """Say what the output of a unit is.

    >>> place_words((0, 2), 0.5)
    'The unit in row 0, column 2 is 0.5.'
    """
    return f"The unit in row {unit[0]}, column {unit[1]} is {number(value)}."


def seen_words(
    seen: tuple[tuple[int, int], tuple[int, int]] | None,
    sides: tuple[int, int],
    *,
    padding: bool,
) -> str:
    """Say which pixels a unit sees.

    Parameters
    ----------
    seen : tuple, optional
        The first row and the last one, the first column and the last one; None where it sees
        nothing but padding.
    sides : tuple of int
        Rows and columns of the picture.
    padding : bool
        Whether it sees padding as well.

    Examples
    --------
    >>> seen_words(((0, 1), (2, 2)), (28, 28), padding=True)
    'It sees rows 0 to 1 and column 2 of the picture, and padding.'
    """
    if seen is None:
        return "It sees nothing but padding."
    what = f"{_range('row', *seen[0])} and {_range('column', *seen[1])} of the picture"
    if [*seen] == [(0, side - 1) for side in sides]:
        what = "the whole picture"
    return f"It sees {what}{', and padding' if padding else ''}."


def _range(name: str, first: int, last: int) -> str:
    return f"{name} {first}" if first == last else f"{name}s {first} to {last}"
