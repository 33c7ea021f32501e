"""Changes of values, against Pillow, colorsys, SciPy and plain arithmetic."""

import colorsys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageEnhance
from scipy import ndimage, stats

from course_utils import augment, images
from course_utils.augment import photometric
from tests.test_augment_geometry import DTYPES, random_picture, seeds, shapes

dtypes = st.sampled_from(DTYPES)
colours = st.tuples(*[st.integers(0, 255)] * 3)


def plain(image, factor, added) -> np.ndarray:
    """Return factor * value + added by arithmetic in float64; white counts 1."""
    if image.dtype == np.uint8:
        return np.rint(np.clip(image * np.float64(factor) + 255 * added, 0, 255)).astype(np.uint8)
    return np.clip(image.astype(np.float64) * factor + added, 0, 1)


def assert_same(ours, expected, levels=0):
    assert ours.shape == expected.shape
    tolerance = levels if ours.dtype == np.uint8 else 1e-6 + levels / 255
    gap = np.abs(ours.astype(np.float64) - expected.astype(np.float64))
    assert gap.max(initial=0) <= tolerance


@given(shapes, dtypes, st.floats(-300, 300), seeds)
def test_brightness_adds_levels(shape, dtype, amount, seed):
    image = random_picture(seed, shape, dtype)
    assert_same(augment.brightness(image, amount), plain(image, 1, amount / 255))


@given(shapes, dtypes, st.floats(0, 5), seeds)
def test_contrast_is_about_the_mean_grey(shape, dtype, factor, seed):
    image = random_picture(seed, shape, dtype)
    mean = images.to_grey(images.to_float(image).astype(np.float64)).mean()
    # a value on the border between two levels may fall to either side
    assert_same(
        augment.contrast(image, factor), plain(image, factor, mean * (1 - factor)), levels=1
    )
    if dtype != np.uint8:
        kept = augment.contrast(image, min(factor, 1))
        assert images.to_grey(kept.astype(np.float64)).mean() == pytest.approx(mean, abs=1e-5)


@given(st.integers(1, 30), st.integers(1, 30), st.floats(0, 3), seeds)
def test_contrast_and_saturation_are_those_of_pillow(height, width, factor, seed):
    image = random_picture(seed, (height, width, 3))
    picture = Image.fromarray(image)
    # Pillow rounds the grey to a whole number first
    for ours, theirs in (
        (augment.contrast, ImageEnhance.Contrast),
        (augment.saturation, ImageEnhance.Color),
    ):
        expected = np.asarray(theirs(picture).enhance(factor))
        assert_same(ours(image, factor), expected, levels=1 + np.ceil(abs(1 - factor)))


@given(st.integers(1, 20), st.integers(1, 20), dtypes, st.floats(0, 3), seeds)
def test_saturation_is_a_mixture_with_grey(height, width, dtype, factor, seed):
    image = random_picture(seed, (height, width, 3), dtype)
    values = image.astype(np.float64)
    grey = images.to_grey(values)[:, :, None]
    mixed = np.clip(grey + factor * (values - grey), 0, 255 if dtype == np.uint8 else 1)
    assert_same(augment.saturation(image, factor), mixed, levels=0.51 if dtype == np.uint8 else 0)


@given(colours, st.floats(-720, 720), dtypes)
def test_hue_is_that_of_colorsys(colour, degrees, dtype):
    unit = np.array(colour) / 255
    hue, saturation, value = colorsys.rgb_to_hsv(*unit)
    expected = np.array(colorsys.hsv_to_rgb((hue + degrees / 360) % 1, saturation, value))
    image = np.array(colour, np.uint8) if dtype == np.uint8 else unit.astype(dtype)
    turned = augment.hue(image[None, None], degrees)[0, 0].astype(np.float64)
    if dtype == np.uint8:
        np.testing.assert_allclose(turned, expected * 255, atol=0.51)
    else:
        np.testing.assert_allclose(turned, expected, atol=2e-5)


@given(colours)
def test_a_third_of_the_wheel_moves_the_channels_along(colour):
    red, green, blue = colour
    image = np.array(colour, np.uint8)[None, None]
    assert augment.hue(image, 120)[0, 0].tolist() == [blue, red, green]
    assert augment.hue(image, -120)[0, 0].tolist() == [green, blue, red]
    np.testing.assert_array_equal(augment.hue(image, 360), image)


@given(shapes, dtypes, seeds)
def test_grey_has_no_colour(shape, dtype, seed):
    image = random_picture(seed, shape[:2], dtype)
    for grey in (image, image[:, :, None], np.stack([image] * 3, axis=-1)):
        for result in (augment.hue(grey, 77), augment.saturation(grey, 1.7)):
            assert result is not grey
            assert_same(result, grey)


@given(shapes, dtypes, st.floats(0.3, 4), seeds)
def test_blur_is_the_gaussian_of_scipy(shape, dtype, sigma, seed):
    image = random_picture(seed, shape, dtype)
    radius = max(1, round(4 * sigma))
    expected = ndimage.gaussian_filter(
        image.astype(np.float64), sigma, mode="reflect", radius=radius, axes=(0, 1)
    )
    assert_same(augment.blur(image, sigma), expected, levels=0.51 if dtype == np.uint8 else 0)


def test_no_blur_changes_nothing():
    image = random_picture(0, (5, 6, 3))
    np.testing.assert_array_equal(augment.blur(image, 0), image)


@settings(max_examples=25)
@given(dtypes, st.floats(1, 20), seeds)
def test_noise_is_normal_and_repeatable(dtype, sigma, seed):
    level = 128 if dtype == np.uint8 else 0.5
    image = np.full((64, 64, 3), level, dtype)
    noisy = augment.noise(image, sigma, np.random.default_rng(seed))
    again = augment.noise(image, sigma, np.random.default_rng(seed))
    other = augment.noise(image, sigma, np.random.default_rng(seed + 1))
    np.testing.assert_array_equal(noisy, again)
    assert (noisy != other).any()
    scale = 1 if dtype == np.uint8 else 255
    added = (noisy.astype(np.float64) - level) * scale
    # 12,288 numbers: the mean lies within 5 standard errors, the spread within 5 %
    assert abs(added.mean()) < 5 * sigma / np.sqrt(added.size)
    # rounding to whole levels adds a variance of 1/12
    spread = np.hypot(sigma, np.sqrt(1 / 12) if dtype == np.uint8 else 0)
    assert added.std() == pytest.approx(spread, rel=0.05)
    if dtype == np.float64:
        assert stats.kstest(added.ravel() / sigma, "norm").pvalue > 1e-6


def test_noise_comes_from_the_generator_alone():
    image = np.full((4, 4), 100, np.uint8)
    generator = np.random.default_rng(3)
    first = augment.noise(image, 9, generator)
    np.random.seed(0)  # must make no difference
    second = augment.noise(image, 9, generator)
    assert (first != second).any()
    with pytest.raises(ValueError, match="default_rng"):
        augment.noise(image, 9, 42)


@given(shapes, dtypes, st.data())
def test_cutout_covers_its_box_and_nothing_else(shape, dtype, data):
    image = random_picture(1, shape, dtype)
    box = data.draw(
        st.tuples(st.integers(-9, 45), st.integers(-9, 45), st.integers(1, 20), st.integers(1, 20))
    )
    fill = 200 if dtype == np.uint8 else 0.5
    result = augment.cutout(image, box, fill)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    x, y, width, height = box
    covered = (columns >= x) & (columns < x + width) & (rows >= y) & (rows < y + height)
    assert (result[covered] == fill).all()
    np.testing.assert_array_equal(result[~covered], image[~covered])


CHANGES = {
    "brightness": lambda image: augment.brightness(image, 80),
    "contrast": lambda image: augment.contrast(image, 2.5),
    "saturation": lambda image: augment.saturation(image, 2.5),
    "hue": lambda image: augment.hue(image, 77),
    "blur": lambda image: augment.blur(image, 1),
    "noise": lambda image: augment.noise(image, 60, np.random.default_rng(0)),
    "cutout": lambda image: augment.cutout(image, (0, 0, 2, 2)),
}


@pytest.mark.parametrize("name", CHANGES)
@given(shape=shapes, dtype=dtypes, seed=seeds)
def test_dtype_shape_and_range_are_kept_and_the_picture_is_left_alone(name, shape, dtype, seed):
    image = random_picture(seed, shape, dtype)
    before = image.copy()
    result = CHANGES[name](image)
    assert (result.dtype, result.shape) == (image.dtype, image.shape)
    assert result.min() >= 0 and result.max() <= (255 if dtype == np.uint8 else 1)
    assert not np.shares_memory(result, image)
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize("name", CHANGES)
@given(shape=shapes, dtype=dtypes, seed=seeds)
def test_views_of_any_order_give_what_copies_give(name, shape, dtype, seed):
    image = random_picture(seed, shape, dtype)
    for view in (image[::-1], image[..., ::-1], np.swapaxes(image, 0, 1), image[::2, ::3]):
        # in another order a mean of floats may end in another last bit
        np.testing.assert_allclose(
            CHANGES[name](view).astype(float),
            CHANGES[name](np.ascontiguousarray(view)).astype(float),
            rtol=0,
            atol=0 if dtype == np.uint8 else 1e-6,
        )


@given(st.floats(-3, 3), st.floats(-1, 1))
def test_a_look_up_table_is_the_arithmetic_for_every_level(factor, added):
    levels = np.arange(256, dtype=np.uint8)
    expected = plain(levels, factor, added)
    np.testing.assert_array_equal(photometric.linear_table(factor, added), expected)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda image: augment.contrast(image, -1), "at least 0"),
        (lambda image: augment.saturation(image, float("nan")), "at least 0"),
        (lambda image: augment.brightness(image, "much"), "needs a number"),
        (lambda image: augment.hue(image, float("inf")), "finite"),
        (lambda image: augment.blur(image, -1), "at least 0"),
        (lambda image: augment.cutout(image, (0, 0, 2, 2), fill=300), "from 0 to 255"),
        (lambda image: augment.cutout(image / 255, (0, 0, 2, 2), fill=255), "from 0 to 1"),
        (lambda image: augment.shift(image, 1, 1, fill=(1, 2)), "three for a colour"),
    ],
)
def test_wrong_strengths_get_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call(np.zeros((4, 4), np.uint8))
