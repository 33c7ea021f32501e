"""Exercises 1 and 2 of lesson 05: the parameters of dense layers, counted."""

import math
from itertools import pairwise

import numpy as np

from course_utils.checking import Exercise, Mistake, Random
from course_utils.networks import Dense


def _count_dense(inputs: int, nodes: int) -> int:
    return inputs * nodes + nodes


def _dense_probe(rng: np.random.Generator) -> tuple[int, int]:
    inputs, nodes = rng.integers(3, 400, size=2)
    return int(inputs), int(nodes) + 400 * int(inputs == nodes)


count_dense = Exercise(
    "05.count_dense",
    "Count the parameters of a dense layer",
    reference=_count_dense,
    probes=[(13, 8), (8, 1), (1, 8), (64, 32), (150_528, 512), Random(6, _dense_probe)],
    mistakes=[
        Mistake(
            "no biases",
            lambda inputs, nodes: inputs * nodes,
            "You count the weights only. Every node also has one bias.",
        ),
        Mistake(
            "a bias for each input",
            lambda inputs, nodes: inputs * nodes + inputs,
            "You add one bias for each input. A bias belongs to a node: it is added to the sum of "
            "that node.",
        ),
        Mistake(
            "one bias for the layer",
            lambda inputs, nodes: inputs * nodes + 1,
            "You add one bias for the whole layer. Every node has its own.",
        ),
        Mistake(
            "biases for inputs and nodes",
            lambda inputs, nodes: inputs * nodes + inputs + nodes,
            "You add a bias for each input, too. The inputs are given numbers: nothing is added to "
            "them.",
        ),
        Mistake(
            "the two sizes added",
            lambda inputs, nodes: inputs + nodes,
            "You add the two sizes. Every node has a weight for **every** input: how many is that?",
        ),
        Mistake(
            "one weight a node",
            lambda inputs, nodes: 2 * nodes,
            "You give each node one weight and one bias. It has a weight for every input.",
        ),
        Mistake(
            "two numbers",
            lambda inputs, nodes: (inputs * nodes, nodes),
            "Weights and biases are counted correctly. One number is wanted: how many there are in "
            "all.",
        ),
    ],
    alternatives=[
        lambda inputs, nodes: (inputs + 1) * nodes,
        lambda inputs, nodes: sum(inputs + 1 for _ in range(nodes)),
        lambda inputs, nodes: np.empty((inputs, nodes)).size + np.empty(nodes).size,
        lambda inputs, nodes: Dense(inputs, nodes).parameter_count,
        lambda inputs, nodes: float(inputs * nodes + nodes),
    ],
    hints=[
        "Begin with a single node. How many numbers does it need for 13 inputs?",
        "A node needs a weight for each input, and one bias.",
        "There are `nodes` such nodes, so it is a product and a sum.",
    ],
    why="A dense layer has inputs times nodes weights, and one bias for each node.",
)


def _count_network(sizes: list[int]) -> int:
    return sum(inputs * nodes + nodes for inputs, nodes in pairwise(sizes))


def _count_by_index(sizes: list[int]) -> int:
    total = 0
    for place in range(1, len(sizes)):
        total += (sizes[place - 1] + 1) * sizes[place]
    return total


def _count_arrays(sizes: list[int]) -> np.int64:
    sizes = np.array(sizes, dtype=np.int64)
    return sizes[:-1] @ sizes[1:] + sizes[1:].sum()


def _sizes_probe(rng: np.random.Generator) -> list[int]:
    return rng.choice(np.arange(2, 90), size=rng.integers(3, 7), replace=False).tolist()


count_network = Exercise(
    "05.count_network",
    "Count the parameters of a network",
    reference=_count_network,
    probes=[
        ([13, 8, 1],),
        ([13, 8, 10, 1],),
        ([13, 10, 8, 1],),
        ([64, 10],),
        ([784, 128, 64, 32, 10],),
        ([150_528, 512, 128, 1],),
        Random(5, _sizes_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "no biases",
            lambda sizes: sum(a * b for a, b in pairwise(sizes)),
            "You count the weights only. Every node has a bias, too.",
        ),
        Mistake(
            "biases for the inputs",
            lambda sizes: sum(a * b for a, b in pairwise(sizes)) + sum(sizes),
            "You also count a bias for each input of the network. The inputs are given numbers, "
            "not nodes: nothing is learned there.",
        ),
        Mistake(
            "the biases of the layer before",
            lambda sizes: sum(a * b + a for a, b in pairwise(sizes)),
            "You add a bias for each input of a layer. It is one for each of its nodes: the second "
            "number of a pair.",
        ),
        Mistake(
            "the last layer forgotten",
            lambda sizes: sum(a * b + b for a, b in pairwise(sizes[:-1])),
            "The last layer is missing. The output nodes have weights and biases as well.",
        ),
        Mistake(
            "the first layer forgotten",
            lambda sizes: sum(a * b + b for a, b in pairwise(sizes[1:])),
            "The first layer is missing: the weights between the inputs and the first nodes.",
        ),
        Mistake(
            "an output without a bias",
            lambda sizes: _count_network(sizes) - sizes[-1],
            "The biases of the last layer are missing. Output nodes have a bias, too.",
        ),
        Mistake(
            "one bias for each layer",
            lambda sizes: sum(a * b + 1 for a, b in pairwise(sizes)),
            "You add one bias for each layer. It is one for each node.",
        ),
        Mistake(
            "everything multiplied",
            lambda sizes: math.prod(sizes) + sum(sizes[1:]),
            "You multiply all sizes. Only layers side by side are connected: add up the products "
            "of neighbours.",
        ),
        Mistake(
            "all from the input",
            lambda sizes: sum(sizes[0] * b + b for b in sizes[1:]),
            "You connect every layer with the inputs of the network. A layer takes what the layer "
            "**before** it gives.",
        ),
        Mistake(
            "a list of layers",
            lambda sizes: [a * b + b for a, b in pairwise(sizes)],
            "The layers are counted correctly. One number is wanted, their sum.",
        ),
        Mistake(
            "only the first layer",
            lambda sizes: sizes[0] * sizes[1] + sizes[1],
            "This is the first layer only. A return inside the loop ends it too early.",
        ),
    ],
    alternatives=[
        _count_by_index,
        _count_arrays,
        lambda sizes: sum(map(_count_dense, sizes[:-1], sizes[1:])),
    ],
    hints=[
        "A list of four sizes describes three layers: each takes as many inputs as the layer "
        "before has nodes.",
        "zip(sizes[:-1], sizes[1:]) gives the pairs (inputs, nodes).",
        "Add up count_dense(inputs, nodes) over all pairs.",
    ],
    why="The parameters of a network are those of its layers, added up.",
)
