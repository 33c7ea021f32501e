"""The dense layer: every node is connected to every value of the layer before."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from course_utils.networks.activations import ACTIVATIONS

SOFTMAX = (
    "The loss applies softmax or sigmoid to the last layer by itself, which is exact for large "
    "scores too. Leave the activation of the last layer out."
)


def whole_number(name: str, value: Any, least: int = 1) -> int:
    """Return a setting as an int; raise ValueError with a sentence if it is not whole or too low.

    >>> whole_number("nodes", np.int64(10))
    10
    """
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if isinstance(value, bool | np.bool_) or number < least:
        raise ValueError(f"{name} is a whole number, at least {least}, not {value!r}.")
    return number


class Dense:
    """A layer: ``a = activation(x @ weights + bias)``.

    Parameters
    ----------
    inputs : int
        How many values come in for each sample, at least 1.
    nodes : int
        How many nodes there are, and so how many values go out, at least 1.
    activation : {"linear", "sigmoid", "tanh", "relu"}

    Attributes
    ----------
    weights : array, (inputs, nodes)
        Column j belongs to node j.
    bias : array, (nodes,)
    weights_gradient, bias_gradient : array
        The slopes of the loss, after `backward`; in the same shapes.

    Raises
    ------
    ValueError
        For a number that is not whole and at least 1, or an unknown activation.

    Notes
    -----
    A layer alone has weights of 0. The `Network` gives it random ones, and lays the numbers of all
    its layers side by side in one vector; each layer then looks at its own part of it.
    """

    def __init__(self, inputs: int, nodes: int, activation: str = "linear") -> None:
        self.inputs = whole_number("inputs", inputs)
        self.nodes = whole_number("nodes", nodes)
        if activation not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            more = f" {SOFTMAX}" if activation == "softmax" else ""
            raise ValueError(f"activation is one of {known}, not {activation!r}.{more}")
        self.activation = ACTIVATIONS[activation]
        size = self.parameter_count
        self.look_at(np.zeros(size), np.zeros(size))

    @property
    def parameter_count(self) -> int:
        """How many numbers training changes: inputs x nodes weights and one bias a node.

        >>> Dense(13, 8).parameter_count
        112
        """
        return self.inputs * self.nodes + self.nodes

    def look_at(self, parameters: np.ndarray, gradients: np.ndarray) -> None:
        """Use these vectors of `parameter_count` numbers: first the weights, then the bias."""
        split = self.inputs * self.nodes
        self.weights = parameters[:split].reshape(self.inputs, self.nodes)
        self.bias = parameters[split:]
        self.weights_gradient = gradients[:split].reshape(self.inputs, self.nodes)
        self.bias_gradient = gradients[split:]

    def initialise(self, generator: np.random.Generator) -> None:
        """Give it random weights, and a bias of 0.

        The weights are drawn evenly between -limit and limit: He's limit, sqrt(6 / inputs), for
        ReLU (He and others, 2015), and Glorot's, sqrt(6 / (inputs + nodes)), otherwise (Glorot
        and Bengio, 2010). So the outputs of many layers neither vanish nor explode.
        """
        relu = self.activation.name == "relu"
        limit = np.sqrt(6 / (self.inputs if relu else self.inputs + self.nodes))
        self.weights[:] = generator.uniform(-limit, limit, self.weights.shape)
        self.bias[:] = 0

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs, (n, nodes), for the inputs, (n, inputs), and remember both."""
        self.x = x
        self.a = self.activation(x @ self.weights + self.bias)
        return self.a

    def backward(self, a_gradient: np.ndarray) -> np.ndarray:
        """Set the gradients of weights and bias, and pass the error on to the layer before.

        Parameters
        ----------
        a_gradient : array, (n, nodes)
            The slopes of the loss for each output of the last `forward`.

        Returns
        -------
        array, (n, nodes)
            The slopes for each weighted sum z: usually called delta. `x_gradient` takes it on.
        """
        if self.activation.name == "linear":
            delta = a_gradient
        else:
            delta = a_gradient * self.activation.slope_from_output(self.a)
        np.matmul(self.x.T, delta, out=self.weights_gradient)
        np.sum(delta, axis=0, out=self.bias_gradient)
        return delta

    def x_gradient(self, delta: np.ndarray) -> np.ndarray:
        """Return the slopes of the loss for each input, (n, inputs)."""
        return delta @ self.weights.T

    def __repr__(self) -> str:
        return f"Dense({self.inputs}, {self.nodes}, {self.activation.name!r})"
