"""The Keras layers whose transform is the same, as one more opinion on ours.

A layer whose range is a single number draws that number: so its result is known.
"""

import numpy as np
import pytest
from scipy import ndimage

from course_utils import augment, images


@pytest.fixture(scope="module")
def layers():
    import keras

    return keras.layers


@pytest.fixture(scope="module")
def photograph() -> np.ndarray:
    """A smooth random colour picture, float32 from 0 to 255: what Keras calls an image."""
    noise = np.random.default_rng(5).random((40, 50, 3))
    smooth = ndimage.gaussian_filter(noise, (3, 3, 0))
    unit = (smooth - smooth.min()) / np.ptp(smooth)
    return (255 * unit).astype(np.float32)


def by_keras(layer, image) -> np.ndarray:
    return np.asarray(layer(image[None], training=True))[0]


def ours(function, image, *arguments) -> np.ndarray:
    return 255 * function(image / 255, *arguments)


OUTSIDE = {"fill_mode": "constant", "interpolation": "bilinear"}
INNER = np.s_[9:-9, 9:-9]  # Keras counts half a pixel otherwise where the fill begins


@pytest.mark.parametrize("degrees", [-15, 7.5, 30])
def test_rotation_of_keras_counts_in_full_turns(layers, photograph, degrees):
    share = degrees / 360
    theirs = by_keras(layers.RandomRotation((share, share), **OUTSIDE), photograph)
    gap = np.abs(theirs - ours(augment.rotate, photograph, degrees))[INNER]
    assert gap.max() < 0.5


@pytest.mark.parametrize(("right", "down"), [(5, 0), (0, -4), (-2.5, 3)])
def test_translation_of_keras_counts_in_shares_height_first(layers, photograph, right, down):
    shares = ((down / 40, down / 40), (right / 50, right / 50))
    theirs = by_keras(layers.RandomTranslation(*shares, **OUTSIDE), photograph)
    gap = np.abs(theirs - ours(augment.shift, photograph, right, down))[INNER]
    assert gap.max() < 0.5


@pytest.mark.parametrize("zoom", [-0.2, 0.25])
def test_zoom_of_keras_is_positive_when_things_become_smaller(layers, photograph, zoom):
    theirs = by_keras(layers.RandomZoom((zoom, zoom), **OUTSIDE), photograph)
    gap = np.abs(theirs - ours(augment.scale, photograph, 1 / (1 + zoom)))[INNER]
    assert gap.max() < 0.5


@pytest.mark.parametrize("share", [-0.3, 0.2])
def test_brightness_of_keras_counts_in_shares_of_the_range(layers, photograph, share):
    theirs = by_keras(layers.RandomBrightness((share, share)), photograph)
    np.testing.assert_allclose(theirs, ours(augment.brightness, photograph, 255 * share), atol=0.01)


def test_contrast_of_keras_draws_a_factor_about_the_mean(layers, photograph):
    grey = images.to_grey(photograph)
    theirs = by_keras(layers.RandomContrast((0.4, 0.4), seed=1), grey[:, :, None])[:, :, 0]
    # what it drew shows in two pixels; clipping does not reach these
    row, column = np.unravel_index(np.argsort(grey, axis=None)[[700, 1300]], grey.shape)
    factor = np.diff(theirs[row, column])[0] / np.diff(grey[row, column])[0]
    assert 0.6 <= factor <= 1.4
    np.testing.assert_allclose(theirs, ours(augment.contrast, grey, factor), atol=0.05)


def test_flip_of_keras_is_ours_or_nothing(layers, photograph):
    batch = np.repeat(photograph[None], 24, axis=0)
    flipped = np.asarray(layers.RandomFlip("horizontal", seed=2)(batch, training=True))
    kinds = {
        "as it was": photograph,
        "mirrored": augment.flip(photograph / 255) * 255,
    }
    seen = set()
    for picture in flipped:
        matching = [name for name, kind in kinds.items() if np.abs(picture - kind).max() < 0.01]
        assert len(matching) == 1
        seen.update(matching)
    assert seen == set(kinds)


def test_nothing_happens_outside_of_training(layers, photograph):
    for layer in (layers.RandomFlip(), layers.RandomRotation(0.5), layers.RandomBrightness(0.9)):
        np.testing.assert_array_equal(np.asarray(layer(photograph, training=False)), photograph)
