"""A network of Keras, run layer by layer: what each layer makes of pictures, and its weights.

The network is only asked. Keras is not imported here: whoever has a model has imported it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from course_utils.images import ImageError

INPUT = -1  # the number of the pictures themselves among the layers


@dataclass(frozen=True)
class Window:
    """What a convolution, a pooling or a frame of zeros does along rows and columns.

    Attributes
    ----------
    size, stride, dilation : tuple of int
        (rows, columns).
    padding : str
        "valid" or "same", or "" where `margins` say it.
    margins : tuple of int
        Pixels added at the top and at the left; negative where some are cut off.
    """

    size: tuple[int, int] = (1, 1)
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    padding: str = ""
    margins: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Layer:
    """One layer, and what it makes of the pictures.

    Attributes
    ----------
    name : str
        As in ``model.summary()``; with the name of a model inside the model before it.
    kind : str
        The name of its class, such as "Conv2D".
    sources : tuple of int
        The numbers of the layers whose outputs it takes; `INPUT` is the picture.
    output : numpy.ndarray
        (n, rows, columns, maps), or (n, numbers), or another shape; float32.
    parameters : int
    activation : str
        Its own activation; "" where it has none.
    window : Window, optional
        How it moves over its input, where it does.
    kernel : numpy.ndarray, optional
        (rows, columns, slices, maps); for a dense layer (inputs, nodes).
    bias : numpy.ndarray, optional
        (maps,) or (nodes,).
    rate : float
        The share that a dropout leaves out while training.
    """

    name: str
    kind: str
    sources: tuple[int, ...]
    output: np.ndarray
    parameters: int = 0
    activation: str = ""
    window: Window | None = None
    kernel: np.ndarray | None = None
    bias: np.ndarray | None = None
    rate: float = 0.0

    @property
    def has_maps(self) -> bool:
        """Whether its output is a stack of maps."""
        return self.output.ndim == 4

    @property
    def is_convolution(self) -> bool:
        """Whether it slides kernels over its input."""
        return self.kernel is not None and self.kernel.ndim == 4


def checked_model(model: Any, where: str) -> Any:
    """Return the model, if it can be run layer by layer.

    Parameters
    ----------
    model : object
        What the learner gave.
    where : str
        The function that was called, for messages.

    Raises
    ------
    ImageError
        With a sentence, for anything else.
    """
    keras = sys.modules.get("keras")
    if keras is None or not isinstance(model, keras.Model):
        kind = type(model).__name__
        hint = " model.fit returns a history; the model is what fit was called on."
        raise ImageError(
            f"{where} needs a Keras model, but an object of type {kind} came."
            f"{hint if kind == 'History' else ''}"
        )
    if not model.built:
        raise ImageError(
            f"{where} needs a model with weights, but this one has not been built: it does not "
            "know the shape of its input yet. Put keras.Input(shape=...) first, or train it first."
        )
    if not _is_graph(model):
        raise ImageError(
            f"{where} looks at Sequential and functional models, whose layers stand in a list. A "
            f"class of your own, {type(model).__name__}, does not tell their order."
        )
    if len(getattr(model, "inputs", None) or [0]) != 1:
        raise ImageError(
            f"{where} looks at models with one picture as input, but this one has "
            f"{len(model.inputs)} inputs."
        )
    return model


def checked_weights(model: Any, weights: Any, where: str) -> list[np.ndarray]:
    """Return other weights of the model as arrays, in the order of ``model.get_weights()``.

    Parameters
    ----------
    model : keras.Model
    weights : list of array, or keras.Model
    where : str
        The function that was called, for messages.

    Raises
    ------
    ImageError
        With a sentence, where they do not fit the model.
    """
    taken = weights.get_weights() if hasattr(weights, "get_weights") else weights
    if isinstance(taken, (str, bytes)) or not isinstance(taken, Sequence):
        raise ImageError(
            f"{where} needs before=model.get_weights(), kept before fit, or an untrained model; "
            f"an object of type {type(weights).__name__} came."
        )
    shapes = [tuple(each.shape) for each in model.weights]
    given = [np.shape(each) for each in taken]
    if shapes != given:
        raise ImageError(
            f"The weights in before= do not fit the model: it has {len(shapes)} arrays of the "
            f"shapes {_some(shapes)}, and before= has {len(given)} of the shapes {_some(given)}. "
            "Keep before = model.get_weights() of this very model, before model.fit."
        )
    return [np.array(each) for each in taken]  # a copy: it must not change with the caller's


def run(model: Any, inputs: np.ndarray, weights: Sequence[np.ndarray] | None = None) -> list[Layer]:
    """Return every layer with what it makes of these inputs, in the order of the network.

    Parameters
    ----------
    model : keras.Model
        As `checked_model` returns it.
    inputs : numpy.ndarray
        (n, ...), what the model takes.
    weights : sequence of array, optional
        Used instead of the model's own, which stay as they are.

    Returns
    -------
    list of Layer
        Layers as they answer, not as they train: dropout leaves nothing out.
    """
    keras = sys.modules["keras"]
    dtype = model.inputs[0].dtype if getattr(model, "inputs", None) else "float32"
    recorder = _Recorder(keras)
    with _weights_of(keras, model, weights):
        tensor = keras.ops.convert_to_tensor(inputs, dtype=dtype)
        recorder.begin(tensor)
        recorder.run(model, tensor, "")
    return recorder.layers


def _weights_of(
    keras: Any, model: Any, weights: Sequence[np.ndarray] | None
) -> AbstractContextManager:
    """Return a scope in which the model has these weights, and in which nothing in it changes."""
    mapping = []
    if weights is not None:
        mapping = [
            (variable, keras.ops.convert_to_tensor(values, dtype=variable.dtype))
            for variable, values in zip(model.weights, weights, strict=True)
        ]
    return keras.StatelessScope(state_mapping=mapping)


class _Recorder:
    """Runs a network and notes what each layer gives."""

    def __init__(self, keras: Any) -> None:
        self._keras = keras
        self._made_by: dict[int, int] = {}  # the identity of a tensor -> the number of its layer
        self._kept: list[Any] = []  # as long as they live, no other tensor has their identity
        self.layers: list[Layer] = []

    def begin(self, tensor: Any) -> None:
        self._note(tensor, INPUT)

    def run(self, model: Any, tensor: Any, inside: str) -> Any:
        if isinstance(model, self._keras.Sequential):
            for layer in model.layers:
                tensor = self._call(layer, inside, tensor)
            return tensor
        # The functional graph has no public way to be run with a hand on each layer.
        return model._run_through_graph(
            tensor, operation_fn=lambda layer: partial(self._call, layer, inside)
        )

    def _call(self, layer: Any, inside: str, *args: Any, **kwargs: Any) -> Any:
        if _is_graph(layer) and len(args) == 1:
            return self.run(layer, args[0], f"{inside}{layer.name}/")
        if "training" in inspect.signature(layer.call).parameters:
            kwargs["training"] = False
        given = self._keras.tree.flatten([args, kwargs])
        sources = [self._made_by[id(each)] for each in given if id(each) in self._made_by]
        made = layer(*args, **kwargs)
        if not isinstance(made, (list, tuple, dict)):
            output = np.asarray(self._keras.ops.convert_to_numpy(made), np.float32)
            self.layers.append(
                Layer(
                    name=self._free_name(f"{inside}{layer.name}"),
                    kind=type(layer).__name__,
                    sources=tuple(dict.fromkeys(sources)),
                    output=output,
                    parameters=layer.count_params() if hasattr(layer, "count_params") else 0,
                    activation=_activation(layer),
                    window=_window(layer),
                    kernel=self._kernel(layer),
                    bias=self._array(getattr(layer, "bias", None)),
                    rate=float(getattr(layer, "rate", 0.0) or 0.0),
                )
            )
            self._note(made, len(self.layers) - 1)
        return made

    def _note(self, tensor: Any, number: int) -> None:
        self._made_by[id(tensor)] = number
        self._kept.append(tensor)

    def _free_name(self, name: str) -> str:
        """Return the name; a layer that is used again gets a number."""
        before = sum(each.name == name or each.name.startswith(f"{name} #") for each in self.layers)
        return f"{name} #{before + 1}" if before else name

    def _array(self, variable: Any) -> np.ndarray | None:
        if variable is None or not hasattr(variable, "shape"):
            return None
        return np.asarray(self._keras.ops.convert_to_numpy(variable), np.float32)

    def _kernel(self, layer: Any) -> np.ndarray | None:
        """Return the kernels as (rows, columns, slices, maps)."""
        if _is_a(layer, "SeparableConv2D"):
            # First one kernel for each channel, then a mixture of their results: as one kernel.
            depthwise = self._array(layer.depthwise_kernel)
            pointwise = self._array(layer.pointwise_kernel)[0, 0]
            channels, multiplier = depthwise.shape[2:]
            mixture = pointwise.reshape(channels, multiplier, -1)
            return np.einsum("hwcm,cmk->hwck", depthwise, mixture)
        kernel = self._array(getattr(layer, "kernel", None))
        if kernel is None or kernel.ndim != 4:
            return kernel if _is_a(layer, "Dense") else None
        if _is_a(layer, "DepthwiseConv2D"):
            return kernel.reshape(*kernel.shape[:2], 1, -1)
        if _is_a(layer, "Conv2DTranspose"):
            return kernel.swapaxes(2, 3)
        return kernel


SLIDING = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D")
POOLING = ("MaxPooling2D", "AveragePooling2D")


def _window(layer: Any) -> Window | None:
    if _is_a(layer, "Conv2DTranspose"):
        return None  # its units do not see windows of one size
    if _is_a(layer, *SLIDING):
        return Window(
            tuple(layer.kernel_size),
            tuple(layer.strides),
            tuple(layer.dilation_rate),
            layer.padding,
        )
    if _is_a(layer, *POOLING):
        return Window(tuple(layer.pool_size), tuple(layer.strides), padding=layer.padding)
    if _is_a(layer, "ZeroPadding2D"):
        (top, _), (left, _) = layer.padding
        return Window(margins=(top, left))
    if _is_a(layer, "Cropping2D"):
        (top, _), (left, _) = layer.cropping
        return Window(margins=(-top, -left))
    return None


def _activation(layer: Any) -> str:
    activation = getattr(layer, "activation", None)
    name = getattr(activation, "__name__", type(activation).__name__ if activation else "")
    return "" if name == "linear" else name.lower()


def _is_a(layer: Any, *names: str) -> bool:
    return any(each.__name__ in names for each in type(layer).__mro__)


def _is_graph(model: Any) -> bool:
    """Say whether a model, or a layer of one, is a model whose layers can be run one by one."""
    keras = sys.modules["keras"]
    is_model = isinstance(model, keras.Model)
    return is_model and (
        isinstance(model, keras.Sequential) or hasattr(model, "_run_through_graph")
    )


def _some(shapes: list[tuple[int, ...]]) -> str:
    return ", ".join(map(str, shapes[:3])) + (", ..." if len(shapes) > 3 else "")
