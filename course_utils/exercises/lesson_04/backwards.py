"""The exercise of lesson 04 about backpropagation."""

from collections.abc import Callable

import numpy as np

from course_utils import networks
from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_04.layers import Layer, outputs, random_layers
from course_utils.exercises.lesson_04.steps import Gradients

_Outputs = list[np.ndarray]


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Return a row for each label, with a 1 at its class: (n, classes)."""
    return np.eye(classes)[labels]


def gradients(found: _Outputs, labels: np.ndarray, layers: list[Layer]) -> Gradients:
    """Return the gradients of the mean cross-entropy: ReLU in between, softmax at the end."""
    return _passed(found, labels, layers)


def _last(found: _Outputs, labels: np.ndarray) -> np.ndarray:
    return (found[-1] - one_hot(labels, found[-1].shape[1])) / len(labels)


def _weights(x: np.ndarray, delta: np.ndarray) -> np.ndarray:
    return x.T @ delta


def _bias(delta: np.ndarray) -> np.ndarray:
    return delta.sum(axis=0)


def _relu_slope(a: np.ndarray) -> np.ndarray:
    return a > 0


def _passed(
    found: _Outputs,
    labels: np.ndarray,
    layers: list[Layer],
    *,
    last: Callable = _last,
    weights_gradient: Callable = _weights,
    bias_gradient: Callable = _bias,
    slope: Callable = _relu_slope,
) -> Gradients:
    """Go backward, with one step or another done otherwise."""
    delta, result = last(found, labels), []
    for k in reversed(range(len(layers))):
        result.insert(0, (weights_gradient(found[k], delta), bias_gradient(delta)))
        if k > 0:
            delta = (delta @ layers[k][0].T) * slope(found[k])
    return result


def _but(**steps: Callable) -> Callable[..., Gradients]:
    return lambda found, labels, layers: _passed(found, labels, layers, **steps)


def _not_transposed(found, labels, layers):
    """Forget to transpose the weights, which only square ones allow."""
    delta, result = _last(found, labels), []
    for k in reversed(range(len(layers))):
        result.insert(0, (found[k].T @ delta, delta.sum(axis=0)))
        if k > 0:
            delta = (delta @ layers[k][0]) * (found[k] > 0)
    return result


def _through_the_first_layer(found, labels, layers):
    """Pass the error on with the weights of the layer before."""
    delta, result = _last(found, labels), []
    for k in reversed(range(len(layers))):
        result.insert(0, (found[k].T @ delta, delta.sum(axis=0)))
        if k > 0:
            delta = (delta @ layers[k - 1][0].T) * (found[k] > 0)
    return result


def _of_the_next_layer(found, labels, layers):
    """Take the slope of ReLU from the outputs of layer k in the place of its inputs."""
    delta, result = _last(found, labels), []
    for k in reversed(range(len(layers))):
        result.insert(0, (found[k].T @ delta, delta.sum(axis=0)))
        if k > 0:
            delta = (delta @ layers[k][0].T) * (found[k + 1] > 0)
    return result


def _in_place(found, labels, layers):
    delta = found[-1]
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    return _passed(found, labels, layers, last=lambda *_: delta)


def _in_place_copied_late(found, labels, layers):
    found[-1][np.arange(len(labels)), labels] -= 1
    return _passed(found, labels, layers, last=lambda *_: found[-1] / len(labels))


def _squared(found, labels):
    probabilities = found[-1]
    return 2 * (probabilities - one_hot(labels, probabilities.shape[1])) / probabilities.size


def _of_the_mean_squared_error(found, labels):
    """Return the slopes of the mean squared error of the probabilities, for the logits."""
    p = found[-1]
    pull = 2 * (p - one_hot(labels, p.shape[1])) / p.size
    return p * (pull - (pull * p).sum(axis=1, keepdims=True))


def _by_the_course(found, labels, layers):
    """Let the network of the course go backward."""
    sizes = [found[0].shape[1], *(len(bias) for _, bias in layers)]
    kinds = ["relu"] * (len(layers) - 1) + ["linear"]
    dense = [networks.Dense(*each) for each in zip(sizes[:-1], sizes[1:], kinds, strict=True)]
    network = networks.Network(dense)
    for layer, (weights, bias) in zip(dense, layers, strict=True):
        layer.weights[:], layer.bias[:] = weights, bias
    network.backward(network.forward(found[0]), labels)
    return [(layer.weights_gradient.copy(), layer.bias_gradient.copy()) for layer in dense]


def _sample_by_sample(found, labels, layers):
    """Add up the gradients of single samples, with outer products."""
    total = [(np.zeros_like(weights), np.zeros_like(bias)) for weights, bias in layers]
    for i, label in enumerate(labels):
        delta = found[-1][i].copy()
        delta[label] -= 1
        for k in reversed(range(len(layers))):
            total[k][0][:] += np.outer(found[k][i], delta) / len(labels)
            total[k][1][:] += delta / len(labels)
            delta = (layers[k][0] @ delta) * (found[k][i] > 0)
    return total


def _divided_at_the_end(found, labels, layers):
    n = len(labels)
    delta = found[-1].copy()
    delta[range(n), labels] -= 1
    result = []
    for k in range(len(layers) - 1, -1, -1):
        result.append([np.einsum("ni,nj->ij", found[k], delta) / n, delta.mean(axis=0)])
        delta = np.where(found[k] > 0, delta @ layers[k][0].T, 0)
    return result[::-1]


def _from_the_sums(found, labels, layers):
    """Compute z again for the slope of ReLU."""
    delta, result = _last(found, labels), []
    for k in reversed(range(len(layers))):
        result = [(found[k].T @ delta, np.ones(len(labels)) @ delta), *result]
        if k > 0:
            z = found[k - 1] @ layers[k - 1][0] + layers[k - 1][1]
            delta = (delta @ layers[k][0].T) * np.heaviside(z, 0)
    return result


def _probe(rng: np.random.Generator, *sizes: int) -> tuple[_Outputs, np.ndarray, list[Layer]]:
    if not sizes:
        sizes = tuple(rng.integers(3, 7, size=int(rng.integers(2, 5))).tolist())
    layers = random_layers(rng, *sizes)
    n = int(rng.integers(7, 12))
    x = rng.normal(size=(n, sizes[0]))
    return outputs(x, layers), rng.integers(0, sizes[-1], size=n), layers


def _fixed_probe(seed: int, *sizes: int) -> tuple[_Outputs, np.ndarray, list[Layer]]:
    return _probe(np.random.default_rng(seed), *sizes)


backward = Exercise(
    "04.backward",
    "Backward through the network",
    reference=gradients,
    probes=[
        _fixed_probe(0, 4, 3),
        _fixed_probe(1, 5, 4, 3),
        _fixed_probe(2, 3, 3, 3),
        _fixed_probe(3, 4, 6, 5, 3),
        Random(4, _probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "not divided by n",
            _but(last=lambda found, labels: _last(found, labels) * len(labels)),
            "Your gradients are n times too large. The loss is the mean over the samples, so "
            "divide the first delta by their number.",
        ),
        Mistake(
            "divided by all outputs",
            _but(last=lambda found, labels: _last(found, labels) / found[-1].shape[1]),
            "You divide by n times the number of classes. `size` and `mean()` count every output. "
            "The loss is the mean over the n samples.",
        ),
        Mistake(
            "the slope of ReLU missing",
            _but(slope=lambda a: 1),
            "Only the last layer is right. On its way through a hidden layer the error is "
            "multiplied by the slope of ReLU: 0 for a node that gave 0, else 1.",
            also=[_but(slope=lambda a: a >= 0)],
        ),
        Mistake(
            "the slope of sigmoid",
            _but(slope=lambda a: a * (1 - a)),
            "a * (1 - a) is the slope of sigmoid. The hidden layers have ReLU: 1 where its output "
            "is above 0, and else 0.",
        ),
        Mistake(
            "multiplied by the output",
            _but(slope=lambda a: a),
            "You multiply the error by the output of ReLU. Take its slope: 1 where the output is "
            "above 0, and else 0.",
        ),
        Mistake(
            "labels not subtracted",
            _but(last=lambda found, labels: found[-1] / len(labels)),
            "The first delta is the probabilities **minus** the truth: subtract 1 at the true "
            "class of each row.",
        ),
        Mistake(
            "the truth minus the probabilities",
            _but(last=lambda found, labels: -_last(found, labels)),
            "All your gradients have the wrong sign: they point downhill. It is probabilities "
            "minus truth.",
        ),
        Mistake(
            "the squared error",
            _but(last=_of_the_mean_squared_error),
            "These are the gradients of the mean squared error. With cross-entropy the first delta "
            "is shorter: probabilities minus truth, divided by n.",
            also=[
                _but(last=_squared),
                _but(last=lambda found, labels: 2 * _last(found, labels)),
                _but(last=lambda found, labels: 2 * _last(found, labels) * len(labels)),
            ],
        ),
        Mistake(
            "the bias averaged",
            _but(bias_gradient=lambda delta: delta.mean(axis=0)),
            "The weights are right, and the biases are n times too small: the first delta is "
            "divided by n already. Add its rows up.",
        ),
        Mistake(
            "divided twice",
            _but(
                weights_gradient=lambda x, delta: x.T @ delta / len(delta),
                bias_gradient=lambda delta: delta.mean(axis=0),
            ),
            "All gradients are n times too small: you divide the first delta by n, and then each "
            "gradient once more.",
            also=[_but(last=lambda found, labels: _last(found, labels) / len(labels))],
        ),
        Mistake(
            "the bias not divided",
            _but(bias_gradient=lambda delta: delta.sum(axis=0) * len(delta)),
            "The weights are right, and the biases are n times too large. Divide the first delta "
            "by n, then both are right.",
        ),
        Mistake(
            "the slope of another layer",
            _of_the_next_layer,
            "Only the last layer is right: you take the slope of ReLU from the outputs of the "
            "wrong layer. The error arrives at `outputs[k]`, the input of layer k.",
        ),
        Mistake(
            "only the last layer",
            lambda found, labels, layers: gradients(found, labels, layers)[-1:],
            "You return the gradients of the last layer only. Go on to the layers before it.",
        ),
        Mistake(
            "the bias not summed",
            _but(bias_gradient=lambda delta: delta),
            "The bias has one gradient a node, and you return one row a sample. Every sample uses "
            "the same bias, so add the rows up: axis 0.",
        ),
        Mistake(
            "the bias summed over the nodes",
            _but(bias_gradient=lambda delta: delta.sum(axis=1)),
            "You add up over the nodes, which gives one number a sample. The bias needs one number "
            "a node: axis 0.",
        ),
        Mistake(
            "the bias as one number",
            _but(bias_gradient=np.sum),
            "You add up everything. Each node has its own bias: keep the nodes, add the samples.",
        ),
        Mistake(
            "weights lying on their side",
            _but(weights_gradient=lambda x, delta: delta.T @ x),
            "Your gradients of the weights lie on their side: (nodes, inputs). They must have the "
            "shape of the weights, (inputs, nodes): the inputs, transposed, stand on the left.",
        ),
        Mistake(
            "without the transpose",
            _not_transposed,
            "Where NumPy can multiply at all, the last layer is right and those before it are not: "
            "the error goes back through the **transposed** weights.",
        ),
        Mistake(
            "the weights of another layer",
            _through_the_first_layer,
            "The last layer is right. The error then goes back through the wrong weights: from "
            "layer k to the one before it, it passes the weights of layer k.",
        ),
        Mistake(
            "in place",
            _in_place,
            "The gradients are right, but `outputs[-1]` has changed: you subtract inside the array "
            "that you were given. Write `outputs[-1].copy()`.",
            also=[_in_place_copied_late],
        ),
        Mistake(
            "from the last layer to the first",
            lambda found, labels, layers: gradients(found, labels, layers)[::-1],
            "The gradients stand in the order in which you found them, the last layer first. Turn "
            "the list around.",
        ),
    ],
    alternatives=[_by_the_course, _sample_by_sample, _divided_at_the_end, _from_the_sums],
    hints=[
        "delta = outputs[-1].copy(); delta[np.arange(len(labels)), labels] -= 1; delta /= "
        "len(labels). Its shape is (n, classes).",
        "Layer k got outputs[k] as its input. So its gradients are outputs[k].T @ delta, and "
        "delta.sum(axis=0).",
        "Then, for k above 0: delta = (delta @ weights.T) * (outputs[k] > 0), with the weights of "
        "layer k. Go from the last layer to the first, and put each pair at the front of the list.",
    ],
    why="One pass forward and one backward give all slopes, however many weights there are.",
)
