"""Exercises 3 and 5 of lesson 04: one dense layer, and many layers one after the other."""

from functools import reduce
from itertools import accumulate, pairwise

import numpy as np

from course_utils import networks
from course_utils.checking import Exercise, Mistake, Random

Layer = tuple[np.ndarray, np.ndarray]  # weights (inputs, nodes), and bias (nodes,)

# --- 3. dense -------------------------------------------------------------------------------------


def sums(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return x @ weights + bias


def random_layer(rng: np.random.Generator, inputs: int, nodes: int) -> Layer:
    return rng.normal(size=(inputs, nodes)).round(2), rng.normal(size=nodes).round(2)


def _probe(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    count, inputs, nodes = rng.permutation([2, 3, 4, 5, 6])[:3]
    return rng.normal(size=(count, inputs)).round(2), *random_layer(rng, inputs, nodes)


def _by_loops(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    z = np.zeros((len(x), len(bias)))
    for row in range(len(x)):
        for node in range(len(bias)):
            z[row, node] = bias[node]
            for place in range(x.shape[1]):
                z[row, node] += x[row, place] * weights[place, node]
    return z


def _with_a_column_of_ones(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return np.hstack([x, np.ones((len(x), 1))]) @ np.vstack([weights, bias])


def _by_the_course(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    layer = networks.Dense(*weights.shape)
    layer.weights[:], layer.bias[:] = weights, bias
    return layer.forward(x)


_square = np.random.default_rng(4)

dense = Exercise(
    "04.dense",
    "A layer as a matrix product",
    reference=sums,
    probes=[
        (
            np.array([[2.0, 3.0], [2.0, 4.0], [1.0, 4.0], [9.0, 4.0]]),
            np.array([[0.3, 0.2, 0.2], [0.1, 0.4, 0.5]]),
            np.array([0.5, 0.25, -0.5]),
        ),
        (np.array([[2.0, -1.0, 0.5]]), np.array([[1.0], [0.5], [-2.0]]), np.array([0.75])),
        (np.array([[1.5], [-2.0]]), np.array([[2.0, -1.0, 0.5, 3.0]]), np.arange(4) - 1.5),
        # all sizes equal: what fails elsewhere gives wrong numbers here
        (_square.normal(size=(3, 3)).round(2), *random_layer(_square, 3, 3)),
        Random(6, _probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "number by number",
            lambda x, weights, bias: x * weights + bias,
            "`*` multiplies number by number, and only where the shapes allow it. A sum of "
            "products for each node is the matrix product.",
        ),
        Mistake(
            "the wrong order",
            lambda x, weights, bias: weights @ x + bias,
            "The weights stand on the left. Each row of x is a sample, and rows belong on the "
            "left: (n, inputs) times (inputs, nodes).",
            also=[lambda x, weights, bias: weights @ x.T + bias],
        ),
        Mistake(
            "bias added to the inputs",
            lambda x, weights, bias: (x + bias) @ weights,
            "You add the bias to the inputs. It is added to the sums, after the product.",
        ),
        Mistake(
            "bias added to the weights",
            lambda x, weights, bias: x @ (weights + bias),
            "You add the bias to the weights, so it is multiplied by every input. It is added to "
            "the sums, after the product.",
        ),
        Mistake(
            "weights transposed",
            lambda x, weights, bias: x @ weights.T + bias,
            "You transpose the weights. They are (inputs, nodes) already, so that the inner sizes "
            "of the product agree.",
        ),
        Mistake(
            "samples as columns",
            lambda x, weights, bias: weights.T @ x + bias,
            "This is the formula of books in which each sample is a column. Here each is a row.",
        ),
        Mistake(
            "no bias",
            lambda x, weights, bias: x @ weights,
            "The products are right, but the bias is missing.",
        ),
        Mistake(
            "bias subtracted",
            lambda x, weights, bias: x @ weights - bias,
            "You subtract the bias. It is added.",
        ),
        Mistake(
            "bias multiplied",
            lambda x, weights, bias: x @ weights * bias,
            "You multiply by the bias. It is added.",
        ),
        Mistake(
            "bias as a column",
            lambda x, weights, bias: x @ weights + bias[:, np.newaxis],
            "The bias runs down the rows, so each sample gets another number. There is one bias "
            "for each node, which is for each column of z.",
            also=[lambda x, weights, bias: x @ weights + bias.reshape(-1, 1)],
        ),
        Mistake(
            "one bias for all",
            lambda x, weights, bias: x @ weights + bias.sum(),
            "Every node gets the same bias. Node j has the bias at place j.",
            also=[
                lambda x, weights, bias: x @ weights + bias[0],
                lambda x, weights, bias: x @ weights + bias.mean(),
            ],
        ),
        Mistake(
            "only the first sample",
            lambda x, weights, bias: x[0] @ weights + bias,
            "Only the first row of x was computed. The product takes all rows at once.",
        ),
        Mistake(
            "added up",
            lambda x, weights, bias: (x @ weights).sum() + bias,
            "You add up the sums of all samples and nodes. The matrix product has added the right "
            "things already.",
            also=[lambda x, weights, bias: np.sum(x @ weights + bias)],
        ),
        Mistake(
            "result transposed",
            lambda x, weights, bias: sums(x, weights, bias).T,
            "Rows and columns of z have changed places: it is (n, nodes), one sample a row.",
            also=[lambda x, weights, bias: weights.T @ x.T + bias],
        ),
        Mistake(
            "an activation on top",
            lambda x, weights, bias: np.maximum(sums(x, weights, bias), 0),
            "These are the outputs after ReLU. Here the sums z are wanted, before any activation "
            "function.",
        ),
        Mistake(
            "a sigmoid on top",
            lambda x, weights, bias: networks.sigmoid(sums(x, weights, bias)),
            "These are the outputs after a sigmoid. Here the sums z are wanted, before any "
            "activation function.",
        ),
    ],
    alternatives=[
        lambda x, weights, bias: np.dot(x, weights) + bias,
        lambda x, weights, bias: np.einsum("ni,ij->nj", x, weights) + bias,
        lambda x, weights, bias: (weights.T @ x.T).T + bias,
        lambda x, weights, bias: np.array([weights.T @ row + bias for row in x]),
        _by_loops,
        _with_a_column_of_ones,
        _by_the_course,
    ],
    hints=[
        "z for one sample and one node is the sum of input times weight, plus the node's bias. The "
        "matrix product does that for all samples and nodes.",
        "(n, inputs) @ (inputs, nodes) is (n, nodes). A bias of shape (nodes,) is added to every "
        "row by NumPy itself.",
        "x @ weights + ...",
    ],
    why="One product computes all nodes for all samples. That is why graphics cards help so much.",
)


# --- 5. forward -----------------------------------------------------------------------------------


def outputs(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    found = [x]
    for number, (weights, bias) in enumerate(layers, start=1):
        z = found[-1] @ weights + bias
        found.append(networks.softmax(z) if number == len(layers) else np.maximum(z, 0))
    return found


def random_layers(rng: np.random.Generator, *sizes: int) -> list[Layer]:
    """Return a network of these sizes, from the inputs to the classes."""
    return [random_layer(rng, one, other) for one, other in pairwise(sizes)]


def _forward_probe(rng: np.random.Generator) -> tuple[np.ndarray, list[Layer]]:
    sizes = [int(size) for size in rng.integers(3, 7, size=rng.integers(3, 6))]
    return rng.normal(size=(int(rng.integers(1, 6)), sizes[0])).round(2), random_layers(rng, *sizes)


def _activated(hidden, last):
    """Return `outputs` with these two functions in place of ReLU and softmax."""

    def answer(x, layers):
        found = [x]
        for number, (weights, bias) in enumerate(layers, start=1):
            z = found[-1] @ weights + bias
            found.append(last(z) if number == len(layers) else hidden(z))
        return found

    return answer


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def _same(z: np.ndarray) -> np.ndarray:
    return z


def _no_bias(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    return outputs(x, [(weights, 0 * bias) for weights, bias in layers])


def _always_x(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    return [x, *(outputs(x, [layer])[-1] for layer in layers)]


def _always_x_with_relu(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    hidden = [_relu(x @ weights + bias) for weights, bias in layers[:-1]]
    weights, bias = layers[-1]
    return [x, *hidden, networks.softmax(x @ weights + bias)]


def _hidden_layers_get_x(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    """Do the same in the hidden layers alone, as with ``x`` in the loop and not after it."""
    hidden = [x, *(_relu(x @ weights + bias) for weights, bias in layers[:-1])]
    return [*hidden, outputs(hidden[-1], layers[-1:])[-1]]


def _always_x_at_first(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    """Do the same with ReLU in all layers, and turn the last output into probabilities."""
    found = [x, *(_relu(x @ weights + bias) for weights, bias in layers)]
    return [*found[:-1], networks.softmax(found[-1])]


def _last_layer_not_taken(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    """Use the weights that the loop has left, which are those of the last hidden layer."""
    found = [x]
    for weights, bias in layers[:-1]:
        found.append(_relu(found[-1] @ weights + bias))
    found.append(networks.softmax(found[-1] @ weights + bias))
    return found


def _softmax_in_the_loop(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    found = [x]
    for weights, bias in layers[:-1]:
        found.append(_relu(found[-1] @ weights + bias))
        found.append(networks.softmax(found[-1] @ layers[-1][0] + layers[-1][1]))
    return found


def _first_layer_skipped(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    found = [x]
    for weights, bias in layers[1:]:
        found.append(_relu(found[-1] @ weights + bias))
    return [*found, networks.softmax(found[-1] @ layers[-1][0] + layers[-1][1])]


def _one_more(x: np.ndarray, layers: list[Layer], softmax_of: int) -> list[np.ndarray]:
    """Return ReLU of all layers, and a softmax of the last or of what it gets."""
    found = _activated(_relu, _relu)(x, layers)
    last = found[-1] if softmax_of == -1 else found[-2] @ layers[-1][0] + layers[-1][1]
    return [*found, networks.softmax(last)]


def _sums(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    """Return what the layers compute before their activation functions, and the last after it."""
    found = outputs(x, layers)
    z = [a @ weights + bias for a, (weights, bias) in zip(found[:-1], layers, strict=True)]
    return [x, *z[:-1], found[-1]]


def _two_layers(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    (first, first_bias), (second, second_bias) = layers[0], layers[1]
    hidden = _relu(x @ first + first_bias)
    return [x, hidden, networks.softmax(hidden @ second + second_bias)]


def _recursive(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    (weights, bias), *rest = layers
    z = x @ weights + bias
    return [x, *_recursive(_relu(z), rest)] if rest else [x, networks.softmax(z)]


def _accumulated(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    hidden = list(
        accumulate(layers[:-1], lambda a, layer: _relu(a @ layer[0] + layer[1]), initial=x)
    )
    return [*hidden, networks.softmax(hidden[-1] @ layers[-1][0] + layers[-1][1])]


def _network_of_the_course(x: np.ndarray, layers: list[Layer]) -> list[np.ndarray]:
    plan = [
        networks.Dense(*weights.shape, "linear" if number == len(layers) else "relu")
        for number, (weights, bias) in enumerate(layers, start=1)
    ]
    for layer, (weights, bias) in zip(plan, layers, strict=True):
        layer.weights[:], layer.bias[:] = weights, bias
    z = reduce(lambda a, layer: layer.forward(a), plan, x)
    return [*(layer.x for layer in plan), networks.softmax(z)]


_fixed = np.random.default_rng(8)

forward = Exercise(
    "04.forward",
    "A forward pass through any network",
    reference=outputs,
    probes=[
        (
            np.array([[2.0, 3.0], [2.0, 4.0], [1.0, 4.0], [9.0, 4.0]]),
            [
                (np.array([[0.3, -0.2, 0.2], [0.1, 0.4, -0.5]]), np.array([0.5, -0.5, 0.25])),
                (np.array([[0.2, -0.1], [0.4, 0.3], [-0.2, 0.5]]), np.array([0.1, -0.3])),
            ],
        ),
        (_fixed.normal(size=(3, 4)).round(2), random_layers(_fixed, 4, 3)),  # no hidden layer
        (_fixed.normal(size=(1, 5)).round(2), random_layers(_fixed, 5, 4, 3)),
        (_fixed.normal(size=(6, 2)).round(2), random_layers(_fixed, 2, 5, 4, 3)),
        # all sizes equal: what fails elsewhere gives wrong numbers here
        (_fixed.normal(size=(3, 3)).round(2), random_layers(_fixed, 3, 3, 3)),
        (_fixed.normal(size=(4, 3)).round(2), random_layers(_fixed, 3, 3, 3, 3)),
        Random(5, _forward_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "only the probabilities",
            lambda x, layers: outputs(x, layers)[-1],
            "You return only the last output. Backpropagation needs those of all layers: return "
            "the list.",
        ),
        Mistake(
            "without x",
            lambda x, layers: outputs(x, layers)[1:],
            "The list begins with the first hidden layer. Put x at its beginning.",
        ),
        Mistake(
            "without the probabilities",
            lambda x, layers: outputs(x, layers)[:-1],
            "The last output, the probabilities, is not in the list.",
        ),
        Mistake(
            "ReLU everywhere",
            _activated(_relu, _relu),
            "The last layer has ReLU too. Its scores have to become probabilities.",
        ),
        Mistake(
            "softmax everywhere",
            _activated(networks.softmax, networks.softmax),
            "All layers have softmax. It belongs to the last one; the hidden layers have ReLU.",
        ),
        Mistake(
            "no activation in the hidden layers",
            _activated(_same, networks.softmax),
            "The hidden layers have no activation function, so all layers together are one linear "
            "layer.",
        ),
        Mistake(
            "sums in the list",
            _sums,
            "You compute with the outputs, but keep the sums z. The list holds each layer's "
            "output, after ReLU.",
        ),
        Mistake(
            "scores at the end",
            _activated(_relu, _same),
            "The last entry holds scores. With softmax they become probabilities.",
        ),
        Mistake(
            "ReLU, then softmax",
            _activated(_relu, lambda z: networks.softmax(_relu(z))),
            "The last layer has ReLU and then softmax, so negative scores are lost. Softmax takes "
            "the place of ReLU there.",
        ),
        Mistake(
            "one output too many",
            lambda x, layers: _one_more(x, layers, -2),
            "The last layer stands in the list twice: with ReLU, and with softmax. The list has x "
            "and one output for each layer.",
            also=[lambda x, layers: _one_more(x, layers, -1)],
        ),
        Mistake(
            "from the end to the beginning",
            lambda x, layers: outputs(x, layers)[::-1],
            "The outputs are right, but the list begins with the last one. Put x first.",
        ),
        Mistake(
            "the class numbers",
            lambda x, layers: outputs(x, layers)[-1].argmax(axis=1),
            "You return the most probable classes. The list of all outputs is wanted.",
            also=[
                lambda x, layers: [*outputs(x, layers)[:-1], outputs(x, layers)[-1].argmax(axis=1)]
            ],
        ),
        Mistake(
            "softmax twice",
            _activated(_relu, lambda z: networks.softmax(networks.softmax(z))),
            "Softmax acts twice on the last layer. Its input are the scores, not probabilities.",
        ),
        Mistake(
            "a sigmoid at the end",
            _activated(_relu, networks.sigmoid),
            "The last layer has a sigmoid, so the probabilities of a row do not have the sum 1. "
            "Several classes need softmax.",
        ),
        Mistake(
            "sigmoid in the hidden layers",
            _activated(networks.sigmoid, networks.softmax),
            "The hidden layers have a sigmoid. In this exercise they have ReLU.",
        ),
        Mistake(
            "tanh in the hidden layers",
            _activated(np.tanh, networks.softmax),
            "The hidden layers have tanh. In this exercise they have ReLU.",
        ),
        Mistake(
            "every layer gets x",
            _always_x_with_relu,
            "Every layer computes with x. Each one after the first takes the output of the layer "
            "before it.",
            also=[_always_x, _hidden_layers_get_x, _always_x_at_first],
        ),
        Mistake(
            "the last layer not taken",
            _last_layer_not_taken,
            "After the loop, its variables still hold the last hidden layer. The softmax needs the "
            "weights and the bias of layers[-1].",
        ),
        Mistake(
            "softmax in the loop",
            _softmax_in_the_loop,
            "The step of the last layer stands inside the loop, and so comes after every hidden "
            "layer. It comes once, after the loop: move it to the left.",
        ),
        Mistake(
            "the first layer skipped",
            _first_layer_skipped,
            "layers[1:] leaves out the first layer. The special one is the last: layers[:-1] are "
            "the others.",
        ),
        Mistake(
            "biases left out",
            _no_bias,
            "The biases are missing. dense adds them.",
        ),
        Mistake(
            "softmax down the columns",
            _activated(_relu, lambda z: networks.softmax(z.T).T),
            "The softmax of the last layer runs down the columns. The probabilities of a row, "
            "which is one sample, have the sum 1.",
        ),
        Mistake(
            "two layers, whatever comes",
            _two_layers,
            "You compute two layers, but a network may have one, three or more. Go over all of "
            "them in a loop.",
        ),
    ],
    alternatives=[
        lambda x, layers: tuple(outputs(x, layers)),
        _recursive,
        _accumulated,
        _network_of_the_course,
        _activated(_relu, lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)),
    ],
    hints=[
        "Start a list with x. For each layer: compute z from the last entry of the list, apply the "
        "activation function, append the result.",
        "The last layer is special. Go over layers[:-1] with relu, and then do layers[-1] with "
        "softmax.",
        "for weights, bias in layers[:-1]: outputs.append(relu(dense(outputs[-1], weights, bias)))",
    ],
    why="A network is functions one after the other. The list of outputs is what learning needs.",
)
