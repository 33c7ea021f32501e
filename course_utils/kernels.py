"""Kernels: small grids of weights that slide over a picture.

A kernel is laid on the picture, the numbers below it are multiplied by the kernel's, and the
products are added: one number of the result. Then it slides on. Deep learning calls this
**convolution**, and so does this course. A mathematical convolution turns the kernel by half a turn
first, ``flip=True``; what is done without the turn is called cross-correlation in mathematics.

Shapes: a picture is (height, width) or (height, width, channels). A kernel is (rows, columns),
(rows, columns, channels), or (rows, columns, channels, kernels) for several at once, as in Keras.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

import cv2
import numpy as np

PADDING_MODES = {
    "zeros": {"mode": "constant", "constant_values": 0},
    "ones": {"mode": "constant", "constant_values": 1},
    "replicate": {"mode": "edge"},
    "reflect": {"mode": "reflect"},
    "symmetric": {"mode": "symmetric"},
    "wrap": {"mode": "wrap"},
}


def _kernel(*rows: Sequence[float], divided_by: float = 1) -> np.ndarray:
    kernel = np.array(rows, dtype=float) / divided_by
    kernel.setflags(write=False)
    return kernel


NAMED = {
    "identity": _kernel([0, 0, 0], [0, 1, 0], [0, 0, 0]),
    "box blur": _kernel([1, 1, 1], [1, 1, 1], [1, 1, 1], divided_by=9),
    "Gaussian blur": _kernel([1, 2, 1], [2, 4, 2], [1, 2, 1], divided_by=16),
    "cross blur": _kernel([0, 1, 0], [1, 4, 1], [0, 1, 0], divided_by=8),
    "sharpen": _kernel([0, -1, 0], [-1, 5, -1], [0, -1, 0]),
    "sharpen strongly": _kernel([-1, -1, -1], [-1, 9, -1], [-1, -1, -1]),
    "outline": _kernel([-1, -1, -1], [-1, 8, -1], [-1, -1, -1]),
    "Laplacian": _kernel([0, 1, 0], [1, -4, 1], [0, 1, 0]),
    "vertical lines": _kernel([-1, 2, -1], [-1, 2, -1], [-1, 2, -1]),
    "horizontal lines": _kernel([-1, -1, -1], [2, 2, 2], [-1, -1, -1]),
    "vertical edges": _kernel([1, 0, -1], [1, 0, -1], [1, 0, -1]),
    "horizontal edges": _kernel([1, 1, 1], [0, 0, 0], [-1, -1, -1]),
    "Sobel x": _kernel([-1, 0, 1], [-2, 0, 2], [-1, 0, 1]),
    "Sobel y": _kernel([-1, -2, -1], [0, 0, 0], [1, 2, 1]),
    "emboss": _kernel([-2, -1, 0], [-1, 1, 1], [0, 1, 2]),
}


def output_size(
    size: int, kernel: int, *, padding: int | str = 0, stride: int = 1, dilation: int = 1
) -> int:
    """Return how many places a kernel takes along one axis: the size of the result.

    ``floor((size + 2 * padding - extent) / stride) + 1``, where the extent of the kernel is
    ``dilation * (kernel - 1) + 1`` (Dumoulin and Visin, 2016).

    Parameters
    ----------
    size : int
        Pixels of the picture along this axis, at least 1.
    kernel : int
        Numbers of the kernel along this axis, at least 1.
    padding : int, "valid" or "same"
        Pixels added on each side; "valid" is 0. With "same" the result has ceil(size / stride).
    stride : int
        Pixels from one place to the next, at least 1.
    dilation : int
        Pixels from one number of the kernel to the next, at least 1.

    Raises
    ------
    ValueError
        With a sentence, for numbers out of range, or a kernel that finds no place.

    Examples
    --------
    >>> output_size(5, 3), output_size(5, 3, padding=1), output_size(6, 2, stride=2)
    (3, 5, 3)
    """
    size, kernel = _at_least("size", size, 1), _at_least("kernel", kernel, 1)
    stride, dilation = _at_least("stride", stride, 1), _at_least("dilation", dilation, 1)
    extent = dilation * (kernel - 1) + 1
    before, after = _margins(size, extent, padding, stride)
    room = size + before + after - extent
    if room < 0:
        raise ValueError(
            f"A kernel that covers {extent} pixels finds no place on {size + before + after} "
            "pixels. Use a smaller kernel or more padding."
        )
    return room // stride + 1


def pad(image: np.ndarray, amount: int | Sequence[int], *, mode: str = "zeros") -> np.ndarray:
    """Return the picture in a frame.

    Parameters
    ----------
    image : array, (height, width) or (height, width, channels)
    amount : int, or (rows, columns), or (top, bottom, left, right)
        Pixels of the frame, 0 or more.
    mode : {"zeros", "ones", "replicate", "reflect", "symmetric", "wrap"}
        What stands in the frame. "reflect" mirrors without repeating the edge, which OpenCV calls
        ``BORDER_REFLECT_101``; "symmetric" repeats it.

    Returns
    -------
    array
        In the dtype of `image`.

    Raises
    ------
    ValueError
        With a sentence, for another mode, shape or amount.

    Examples
    --------
    >>> pad(np.array([[1, 2], [3, 4]]), 1, mode="replicate")
    array([[1, 1, 2, 2],
           [1, 1, 2, 2],
           [3, 3, 4, 4],
           [3, 3, 4, 4]])
    """
    image = _picture(image)
    if mode not in PADDING_MODES:
        raise ValueError(f"mode is one of {', '.join(PADDING_MODES)}, not {mode!r}.")
    amounts = [amount] if not isinstance(amount, Sequence) else list(amount)
    if len(amounts) not in (1, 2, 4):
        raise ValueError(f"amount is one number, two or four, not {amount!r}.")
    amounts = [_at_least("amount", each, 0) for each in amounts]
    if len(amounts) == 1:
        amounts = amounts * 4
    elif len(amounts) == 2:
        amounts = [amounts[0], amounts[0], amounts[1], amounts[1]]
    frame = [(amounts[0], amounts[1]), (amounts[2], amounts[3])]
    return np.pad(image, frame + [(0, 0)] * (image.ndim - 2), **PADDING_MODES[mode])


def convolve(
    image: np.ndarray,
    kernel: np.ndarray,
    *,
    padding: int | str = "valid",
    mode: str = "zeros",
    stride: int | tuple[int, int] = 1,
    dilation: int | tuple[int, int] = 1,
    flip: bool = False,
) -> np.ndarray:
    """Slide a kernel over a picture: products and their sum, at each place.

    Parameters
    ----------
    image : array, (height, width) or (height, width, channels)
        Numbers of any type; it is computed with floating point, so nothing wraps or is cut.
    kernel : array
        (rows, columns): slides over the picture, and over each channel by itself.
        (rows, columns, channels): the channels are added up to one map.
        (rows, columns, channels, kernels): one map for each kernel.
    padding : int, "valid" or "same"
        Pixels added on each side; "valid" adds none, and with "same" and stride 1 the result is
        as large as the picture. "same" adds what Keras adds: an odd pixel goes to the end.
    mode : str
        What stands in the padding; see `pad`.
    stride, dilation : int or (rows, columns)
        Pixels from place to place, and from one number of the kernel to the next.
    flip : bool
        Turn the kernel by half a turn first: the convolution of mathematics.

    Returns
    -------
    array
        float64, or float32 for a picture of that type: (height, width) for one map,
        (height, width, maps) for more.

    Raises
    ------
    ValueError
        With a sentence, for shapes that do not fit or numbers out of range.

    Notes
    -----
    A kernel of two axes is given to ``cv2.filter2D``. Kernels of more axes become one matrix
    product over windows, as in `numpy.lib.stride_tricks.sliding_window_view`.

    Examples
    --------
    >>> convolve(np.array([[3, 2, 1], [1, 2, 3], [1, 1, 1]]), np.array([[-1, 0, 1]]))
    array([[-2.],
           [ 2.],
           [ 0.]])
    """
    image, kernel = _picture(image), _numbers(kernel, "kernel")
    if kernel.ndim not in (2, 3, 4):
        raise ValueError(
            "A kernel has the shape (rows, columns), (rows, columns, channels) or "
            f"(rows, columns, channels, kernels), not {kernel.shape}."
        )
    if kernel.size == 0:
        raise ValueError(f"The kernel is empty: its shape is {kernel.shape}.")
    if kernel.ndim > 2:
        if image.ndim == 2:
            image = image[..., np.newaxis]
        if kernel.shape[2] != image.shape[2]:
            raise ValueError(
                f"The kernel has {kernel.shape[2]} channels and the picture {image.shape[2]}. "
                "A kernel needs one slice for each channel of the picture."
            )
    strides, dilations = _pair("stride", stride), _pair("dilation", dilation)
    if flip:
        kernel = kernel[::-1, ::-1]
    dtype = np.float32 if image.dtype == np.float32 else np.float64
    spread = _dilated(kernel.astype(dtype), dilations)
    margins = [
        _margins(size, extent, padding, step)
        for size, extent, step in zip(image.shape[:2], spread.shape[:2], strides, strict=True)
    ]
    image = image.astype(dtype, copy=False)
    for size, extent, added in zip(image.shape[:2], spread.shape[:2], margins, strict=True):
        output_size(size + sum(added), extent)  # says so if the kernel finds no place
    few = all(sum(added) < extent for added, extent in zip(margins, spread.shape[:2], strict=True))
    if kernel.ndim == 2 and mode == "zeros" and few:
        # OpenCV thinks of zeros around the picture, so it needs no padded copy.
        return _slide(image, spread, strides, margins)
    frame = (*margins[0], *margins[1])
    if any(frame) or mode not in PADDING_MODES:
        image = pad(image, frame, mode=mode)
    if kernel.ndim == 2:
        return _slide(image, spread, strides, [(0, 0), (0, 0)])
    return _slide_volume(image, spread, strides)


def max_pool(
    image: np.ndarray, size: int = 2, *, stride: int | None = None, padding: str = "valid"
) -> np.ndarray:
    """Return the largest value of each window, for each channel.

    Parameters
    ----------
    image : array, (height, width) or (height, width, channels)
    size : int
        Side of the window, at least 1.
    stride : int, optional
        Pixels from window to window; by default the size, so that windows touch.
    padding : {"valid", "same"}
        "valid" leaves out what no whole window fits on. With "same" windows may reach over the
        edge, where they see only what is there.

    Returns
    -------
    array
        In the dtype of `image`.

    Examples
    --------
    >>> max_pool(np.array([[1, 2, 5], [3, 4, 0], [9, 8, 7]]), 2).tolist()
    [[4]]
    >>> max_pool(np.array([[1, 2, 5], [3, 4, 0], [9, 8, 7]]), 2, padding="same").tolist()
    [[4, 5], [9, 7]]
    """
    image = _picture(image)
    return _pool(image, size, stride, padding, _lowest(image.dtype)).max(axis=(2, 3))


def average_pool(
    image: np.ndarray, size: int = 2, *, stride: int | None = None, padding: str = "valid"
) -> np.ndarray:
    """Return the mean of each window, for each channel; see `max_pool`.

    Returns
    -------
    array
        float64, or float32 for a picture of that type.

    Examples
    --------
    >>> average_pool(np.array([[1, 3], [5, 7]]), 2).tolist()
    [[4.0]]
    """
    image = _picture(image)
    dtype = np.float32 if image.dtype == np.float32 else np.float64
    windows = _pool(image.astype(dtype), size, stride, padding, np.nan)
    return np.nanmean(windows, axis=(2, 3), dtype=dtype)


def receptive_field(layers: Sequence[tuple[int, int]]) -> int:
    """Return how many input pixels, along one axis, one unit of the last layer sees.

    Parameters
    ----------
    layers : sequence of (size, stride)
        Convolutions and poolings from the input on. A dilated kernel counts with its extent.

    Examples
    --------
    Two kernels of 3 see 5 pixels; with a pooling of 2 between them, 8:

    >>> receptive_field([(3, 1), (3, 1)]), receptive_field([(3, 1), (2, 2), (3, 1)])
    (5, 8)
    """
    field, step = 1, 1
    for size, stride in layers:
        field += (_at_least("size", size, 1) - 1) * step
        step *= _at_least("stride", stride, 1)
    return field


def separate(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Return a column and a row whose product is the kernel, or None if there are none.

    Parameters
    ----------
    kernel : array, (rows, columns)

    Returns
    -------
    tuple of array, or None
        Shapes (rows, 1) and (1, columns). Only a kernel of rank 1 has them.

    Examples
    --------
    >>> column, row = separate(NAMED["Gaussian blur"])
    >>> bool(np.allclose(column @ row, NAMED["Gaussian blur"]))
    True
    >>> separate(NAMED["outline"]) is None
    True
    """
    kernel = _numbers(kernel, "kernel")
    if kernel.ndim != 2 or kernel.size == 0:
        raise ValueError(f"A kernel of shape (rows, columns) is needed, not {kernel.shape}.")
    left, sizes, right = np.linalg.svd(kernel)
    if len(sizes) > 1 and sizes[1] > 1e-9 * max(sizes[0], 1e-300):
        return None
    root = np.sqrt(sizes[0])
    sign = -1 if left[:, 0].sum() < 0 else 1
    return sign * root * left[:, :1], sign * root * right[:1]


# ---- how it is done ------------------------------------------------------------------------------


def _slide(
    image: np.ndarray,
    kernel: np.ndarray,
    strides: tuple[int, int],
    margins: list[tuple[int, int]],
) -> np.ndarray:
    """Slide a kernel of two axes over the picture, and over each channel by itself.

    `margins`: zeros before and after each axis, fewer than the kernel is long.
    """
    height, width = (
        size + sum(added) - extent + 1
        for size, added, extent in zip(image.shape[:2], margins, kernel.shape, strict=True)
    )
    # With this anchor the result for the window in the first corner stands in the first corner.
    (top, _), (left, _) = margins
    whole = cv2.filter2D(image, -1, kernel, anchor=(left, top), borderType=cv2.BORDER_CONSTANT)
    whole = whole.reshape(image.shape)  # OpenCV drops the axis of a single channel
    return whole[: height : strides[0], : width : strides[1]]


def _slide_volume(image: np.ndarray, kernel: np.ndarray, strides: tuple[int, int]) -> np.ndarray:
    """Slide one kernel, or several, over all channels at once."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape[:2], axis=(0, 1))
    windows = windows[:: strides[0], :: strides[1]]  # (height, width, channels, rows, columns)
    by_channel = np.moveaxis(kernel, 2, 0)  # (channels, rows, columns) and perhaps kernels
    return np.tensordot(windows, by_channel, axes=3)


def _dilated(kernel: np.ndarray, dilations: tuple[int, int]) -> np.ndarray:
    if dilations == (1, 1):
        return kernel
    rows, columns = (
        step * (size - 1) + 1 for size, step in zip(kernel.shape[:2], dilations, strict=True)
    )
    spread = np.zeros((rows, columns, *kernel.shape[2:]), kernel.dtype)
    spread[:: dilations[0], :: dilations[1]] = kernel
    return spread


def _pool(
    image: np.ndarray, size: int, stride: int | None, padding: str, filling: float
) -> np.ndarray:
    """Return the windows, (height, width, size, size) and perhaps channels."""
    size = _at_least("size", size, 1)
    step = size if stride is None else _at_least("stride", stride, 1)
    if padding not in ("valid", "same"):
        raise ValueError(f'padding is "valid" or "same", not {padding!r}.')
    frame = [_margins(each, size, padding, step) for each in image.shape[:2]]
    image = np.pad(image, frame + [(0, 0)] * (image.ndim - 2), constant_values=filling)
    for each in image.shape[:2]:
        output_size(each, size)
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(0, 1))
    windows = windows[::step, ::step]
    return windows if image.ndim == 2 else np.moveaxis(windows, 2, 4)


def _margins(size: int, extent: int, padding: int | str, stride: int) -> tuple[int, int]:
    """Return the pixels added before and after one axis."""
    if isinstance(padding, str):
        if padding not in ("valid", "same"):
            raise ValueError(f'padding is a number, "valid" or "same", not {padding!r}.')
        if padding == "valid":
            return 0, 0
        places = -(-size // stride)
        missing = max((places - 1) * stride + extent - size, 0)
        return missing // 2, missing - missing // 2
    amount = _at_least("padding", padding, 0)
    return amount, amount


def _lowest(dtype: np.dtype) -> float | int | bool:
    if dtype.kind == "f":
        return -np.inf
    return False if dtype.kind == "b" else np.iinfo(dtype).min


def _picture(image: np.ndarray) -> np.ndarray:
    image = _numbers(image, "picture")
    if image.ndim not in (2, 3) or image.size == 0:
        raise ValueError(
            "A picture has the shape (height, width) or (height, width, channels) and is not "
            f"empty; an array of shape {image.shape} came."
        )
    return image


def _numbers(values: np.ndarray, what: str) -> np.ndarray:
    values = np.asarray(values)
    if values.dtype.kind not in "buif":
        raise ValueError(f"The {what} holds {values.dtype} values. Numbers are needed.")
    return values


def _pair(name: str, value: int | tuple[int, int]) -> tuple[int, int]:
    pair = value if isinstance(value, tuple) else (value, value)
    if len(pair) != 2:
        raise ValueError(f"{name} is one number, or two: (rows, columns), not {value!r}.")
    return _at_least(name, pair[0], 1), _at_least(name, pair[1], 1)


def _at_least(name: str, value: int, low: int) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = low - 1
    if isinstance(value, bool) or number < low:
        raise ValueError(f"{name} is a whole number, at least {low}, not {value!r}.")
    return number
