"""Kernels against SciPy, OpenCV and Keras, over random shapes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import ndimage, signal
from skimage import measure

from course_utils import kernels

RANDOM = st.integers(0, 2**32 - 1).map(np.random.default_rng)
SIDES = st.integers(1, 12)


@given(RANDOM, SIDES, SIDES, st.integers(1, 6), st.integers(1, 6))
def test_a_plane_agrees_with_scipy(rng, height, width, rows, columns):
    assume(rows <= height and columns <= width)
    image, kernel = rng.normal(size=(height, width)), rng.normal(size=(rows, columns))
    ours = kernels.convolve(image, kernel)
    np.testing.assert_allclose(ours, signal.correlate2d(image, kernel, "valid"), atol=1e-10)
    turned = kernels.convolve(image, kernel, flip=True)
    np.testing.assert_allclose(turned, signal.convolve2d(image, kernel, "valid"), atol=1e-10)


MODES = {
    "zeros": ("constant", 0), "ones": ("constant", 1), "replicate": ("nearest", 0),
    "reflect": ("mirror", 0), "symmetric": ("reflect", 0), "wrap": ("wrap", 0),
}  # fmt: skip


@given(RANDOM, st.integers(7, 14), st.integers(7, 14), st.sampled_from(sorted(MODES)))
def test_every_padding_agrees_with_ndimage(rng, height, width, mode):
    image, kernel = rng.normal(size=(height, width)), rng.normal(size=(5, 3))
    ours = kernels.convolve(image, kernel, padding="same", mode=mode)
    name, value = MODES[mode]
    np.testing.assert_allclose(
        ours, ndimage.correlate(image, kernel, mode=name, cval=value), atol=1e-10
    )


OPENCV = {
    "zeros": cv2.BORDER_CONSTANT, "replicate": cv2.BORDER_REPLICATE,
    "reflect": cv2.BORDER_REFLECT_101, "symmetric": cv2.BORDER_REFLECT, "wrap": cv2.BORDER_WRAP,
}  # fmt: skip


@pytest.mark.parametrize("mode", OPENCV)
@pytest.mark.parametrize("shape", [(9, 13), (9, 13, 3)])
def test_padding_agrees_with_opencv(mode, shape):
    image = np.random.default_rng(4).integers(0, 256, shape, dtype=np.uint8)
    ours = kernels.pad(image, (1, 2, 3, 4), mode=mode)
    theirs = cv2.copyMakeBorder(image, 1, 2, 3, 4, OPENCV[mode], value=0)
    assert ours.dtype == np.uint8
    np.testing.assert_array_equal(ours, theirs)


def test_padding_with_ones_and_with_two_amounts():
    framed = kernels.pad(np.zeros((2, 3)), (0, 1), mode="ones")
    np.testing.assert_array_equal(framed, [[1, 0, 0, 0, 1]] * 2)


def test_padding_by_nothing_is_a_copy():
    image = np.zeros((2, 2))
    kernels.pad(image, 0)[0, 0] = 5
    assert image[0, 0] == 0


@pytest.fixture(scope="module")
def keras():
    import keras

    return keras


@settings(max_examples=40, deadline=None)
@given(
    rng=RANDOM,
    height=st.integers(1, 14),
    width=st.integers(1, 14),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(1, 5)),
    padding=st.sampled_from(["valid", "same"]),
    step=st.sampled_from([(1, 1), (2, 1), (1, 1), (3, 1), (1, 2), (1, 3)]),
)
def test_volumes_agree_with_keras(keras, rng, height, width, kernel, padding, step):
    stride, dilation = step  # Keras allows one of them above 1
    if padding == "valid":
        extents = [dilation * (each - 1) + 1 for each in kernel[:2]]
        assume(extents[0] <= height and extents[1] <= width)
    image = rng.normal(size=(height, width, kernel[2]))
    weights = rng.normal(size=kernel)
    ours = kernels.convolve(image, weights, padding=padding, stride=stride, dilation=dilation)
    theirs = keras.ops.conv(
        image[np.newaxis], weights, stride, padding, dilation_rate=dilation,
        data_format="channels_last",
    )  # fmt: skip
    np.testing.assert_allclose(ours, np.asarray(theirs)[0], atol=1e-5)
    sizes = [
        kernels.output_size(side, extent, padding=padding, stride=stride, dilation=dilation)
        for side, extent in zip((height, width), kernel, strict=False)
    ]
    assert ours.shape == (*sizes, kernel[3])


@given(RANDOM, st.integers(1, 9), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))
def test_stride_and_dilation_of_a_plane_are_those_of_a_volume(rng, side, size, stride, dilation):
    assume(dilation * (size - 1) + 1 <= side + 2)
    image, kernel = rng.normal(size=(side, side + 2)), rng.normal(size=(size, size))
    options = {"padding": 1, "stride": (stride, 1), "dilation": (dilation, dilation)}
    plane = kernels.convolve(image, kernel, **options)
    volume = kernels.convolve(image[..., np.newaxis], kernel[..., np.newaxis], **options)
    np.testing.assert_allclose(plane, volume, atol=1e-10)


def test_a_plane_kernel_filters_each_channel_by_itself():
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=(8, 9, 3)), rng.normal(size=(3, 2))
    ours = kernels.convolve(image, kernel, stride=2)
    for channel in range(3):
        expected = signal.correlate2d(image[..., channel], kernel, "valid")[::2, ::2]
        np.testing.assert_allclose(ours[..., channel], expected, atol=1e-12)
    one = kernels.convolve(image[..., :1], kernel)
    assert one.shape == (6, 8, 1)


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, bool, np.float16, np.float64])
def test_nothing_wraps(dtype):
    image = np.ones((4, 4), dtype) * dtype(1)
    result = kernels.convolve(image * dtype(1), np.full((3, 3), -300))
    assert result.dtype == np.float64
    np.testing.assert_array_equal(result, np.full((2, 2), -2700))


def test_float32_stays():
    image = np.ones((4, 4, 2), np.float32)
    assert kernels.convolve(image, np.ones((3, 3))).dtype == np.float32
    assert kernels.convolve(image, np.ones((3, 3, 2, 5))).dtype == np.float32


@given(RANDOM, st.integers(1, 12), st.integers(1, 12), st.integers(1, 4), st.integers(1, 4),
       st.sampled_from(["valid", "same"]))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_pooling_agrees_with_keras(keras, rng, height, width, size, stride, padding):
    assume(padding == "same" or (size <= height and size <= width))
    image = rng.normal(size=(height, width, 3))
    options = {"stride": stride, "padding": padding}
    for ours, name in ((kernels.max_pool, "max_pool"), (kernels.average_pool, "average_pool")):
        theirs = getattr(keras.ops, name)(
            image[np.newaxis], size, stride, padding, data_format="channels_last"
        )
        result = ours(image, size, **options)
        np.testing.assert_allclose(result, np.asarray(theirs)[0], atol=1e-5)
        plane = ours(image[..., 0], size, **options)
        np.testing.assert_allclose(plane, result[..., 0], atol=1e-12)


def test_pooling_agrees_with_scikit_image():
    image = np.random.default_rng(1).integers(0, 256, (12, 18), dtype=np.uint8)
    theirs = measure.block_reduce(image, (3, 3), np.max)
    ours = kernels.max_pool(image, 3)
    assert ours.dtype == np.uint8
    np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_allclose(
        kernels.average_pool(image, 3), measure.block_reduce(image, (3, 3), np.mean)
    )


@given(RANDOM, st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=4))
def test_the_receptive_field_is_the_footprint_of_a_change(rng, layers):
    """One unit of the last layer changes exactly with the pixels that it sees."""
    field = kernels.receptive_field(layers)
    sides = [field]
    for size, stride in layers:
        sides.append(kernels.output_size(sides[-1], size, stride=stride))
    assert sides[-1] == 1
    seen = np.ones(1)
    for size, stride in reversed(layers):  # from the unit back to the pixels
        spread = np.zeros((len(seen) - 1) * stride + 1)
        spread[::stride] = seen
        seen = np.convolve(spread, np.ones(size))
    assert len(seen) == field and seen[0] > 0 and seen[-1] > 0


def test_the_named_kernels():
    sums = {name: float(kernel.sum().round(9)) for name, kernel in kernels.NAMED.items()}
    keep = ("identity", "box blur", "Gaussian blur", "cross blur", "sharpen", "sharpen strongly",
            "emboss")  # fmt: skip
    assert {name: value for name, value in sums.items() if name in keep} == dict.fromkeys(keep, 1)
    assert {value for name, value in sums.items() if name not in keep} == {0}
    theirs = cv2.getGaussianKernel(3, 0) @ cv2.getGaussianKernel(3, 0).T
    np.testing.assert_allclose(kernels.NAMED["Gaussian blur"], theirs)
    image = np.random.default_rng(2).normal(size=(9, 9))
    np.testing.assert_allclose(
        kernels.convolve(image, kernels.NAMED["Sobel x"]),
        ndimage.sobel(image, axis=1)[1:-1, 1:-1],
    )
    with pytest.raises(ValueError, match="read-only"):
        kernels.NAMED["sharpen"][0, 0] = 7


@given(RANDOM, st.integers(1, 6), st.integers(1, 6))
def test_a_product_of_column_and_row_is_taken_apart(rng, rows, columns):
    kernel = np.outer(rng.normal(size=rows), rng.normal(size=columns))
    column, row = kernels.separate(kernel)
    assert column.shape == (rows, 1) and row.shape == (1, columns)
    np.testing.assert_allclose(column @ row, kernel, atol=1e-12)
    if min(rows, columns) > 1:
        kernel[0, 0] += 1
        assert kernels.separate(kernel) is None


def test_zeros_are_separable():
    column, row = kernels.separate(np.zeros((3, 2)))
    np.testing.assert_array_equal(column @ row, np.zeros((3, 2)))


IMAGE, KERNEL = np.zeros((4, 5, 3)), np.zeros((3, 3))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kernels.convolve(np.zeros(4), KERNEL), "height, width"),
        (lambda: kernels.convolve(np.zeros((0, 4)), KERNEL), "not empty"),
        (lambda: kernels.convolve(IMAGE, np.zeros(3)), "A kernel has the shape"),
        (lambda: kernels.convolve(IMAGE, np.zeros((0, 3))), "The kernel is empty"),
        (lambda: kernels.convolve(IMAGE, np.zeros((3, 3, 2))), "2 channels and the picture 3"),
        (lambda: kernels.convolve(IMAGE, np.zeros((5, 5))), "covers 5 pixels finds no place on 4"),
        (lambda: kernels.convolve(IMAGE, KERNEL, padding="full"), "padding is a number"),
        (lambda: kernels.convolve(IMAGE, KERNEL, padding=-1), "padding is a whole number"),
        (lambda: kernels.convolve(IMAGE, KERNEL, mode="mirror"), "mode is one of zeros"),
        (lambda: kernels.convolve(IMAGE, KERNEL, stride=0), "stride is a whole number, at least 1"),
        (lambda: kernels.convolve(IMAGE, KERNEL, stride=(1, 2, 3)), "stride is one number, or two"),
        (lambda: kernels.convolve(IMAGE, KERNEL, dilation=1.5), "dilation is a whole number"),
        (lambda: kernels.convolve(IMAGE, [["a"]]), "kernel holds <U1 values"),
        (lambda: kernels.pad(IMAGE, (1, 2, 3)), "one number, two or four"),
        (lambda: kernels.pad(IMAGE, True), "amount is a whole number"),
        (lambda: kernels.output_size(3, 5), "covers 5 pixels finds no place on 3"),
        (lambda: kernels.max_pool(IMAGE, 0), "size is a whole number"),
        (lambda: kernels.max_pool(IMAGE, 2, padding="full"), 'padding is "valid" or "same"'),
        (lambda: kernels.max_pool(IMAGE, 9), "covers 9 pixels finds no place on 4"),
        (lambda: kernels.separate(np.zeros((2, 2, 2))), "shape \\(rows, columns\\)"),
        (lambda: kernels.receptive_field([(0, 1)]), "size is a whole number"),
    ],
)
def test_wrong_input_is_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()
