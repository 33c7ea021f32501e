"""The network that lesson 04 builds, in NumPy alone, to be read in one sitting.

Read it in this order: :mod:`~course_utils.networks.activations`, what a node does with its sum;
:mod:`~course_utils.networks.layers`, many nodes side by side;
:mod:`~course_utils.networks.losses`, how wrong the answers are;
:mod:`~course_utils.networks.network`, forward, backward and the training loop;
:mod:`~course_utils.networks.optimisers`, what is done with a gradient.
"""

from course_utils.networks.activations import ACTIVATIONS, Activation, sigmoid, softmax
from course_utils.networks.layers import Dense
from course_utils.networks.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
)
from course_utils.networks.network import History, Network
from course_utils.networks.optimisers import SGD, Adam, Optimiser, RMSprop
from course_utils.networks.storage import load, save

__all__ = [
    "ACTIVATIONS",
    "SGD",
    "Activation",
    "Adam",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Dense",
    "History",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "Network",
    "Optimiser",
    "RMSprop",
    "load",
    "save",
    "sigmoid",
    "softmax",
]
