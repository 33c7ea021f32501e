"""Textures, and public sets with and without a network."""

from __future__ import annotations

import urllib.error

import numpy as np
import pytest
import skimage as ski
from skimage.feature import match_template

from course_utils import datasets, paths

SET_NAMES = ("training", "validation", "test")


def test_no_pixel_of_a_photograph_is_in_two_sets():
    """Each patch is found in its photograph, and in the strip of its own set."""
    patches = datasets.textures(12)
    strips = {"training": (0, 288), "validation": (288, 368), "test": (368, 512)}
    for name, (top, bottom) in strips.items():
        pictures, labels = getattr(patches, name)
        for label, texture in enumerate(datasets.TEXTURES):
            photograph = getattr(ski.data, texture)()
            for picture in pictures[labels == label][:4]:
                match = match_template(photograph[top:bottom].astype(float), picture)
                assert match.max() > 0.99, (name, texture)


def test_textures_are_balanced_alike_in_brightness_and_the_same_each_time():
    one, again, more = datasets.textures(20), datasets.textures(20), datasets.textures(40)
    for name, count in zip(SET_NAMES, (60, 300, 600), strict=True):
        pictures, labels = getattr(one, name)
        assert pictures.shape == (count, 32, 32) and 0 <= pictures.min() <= pictures.max() <= 1
        assert np.bincount(labels).tolist() == [count // 3] * 3
        np.testing.assert_array_equal(pictures, getattr(again, name)[0])
    np.testing.assert_array_equal(one.test[0], more.test[0])
    np.testing.assert_array_equal(one.validation[0], more.validation[0])
    pictures, labels = one.test
    means = [pictures[labels == label].mean() for label in range(3)]
    assert np.ptp(means) < 0.05


@pytest.mark.parametrize("wrong", [0, 2001, 2.5, "ten", True])
def test_a_wrong_number_of_textures_is_a_sentence(wrong):
    with pytest.raises(ValueError, match="whole number from 1 to 2000"):
        datasets.textures(wrong)


@pytest.fixture
def cache(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "DATA", tmp_path)
    return tmp_path / "cache"


def small_set(module: str, shape: tuple[int, ...], count: int = 14_500):
    """Return what ``load_data`` of Keras returns, with pictures that tell their place."""
    rng = np.random.default_rng(len(module))
    images = rng.integers(0, 256, (count, *shape), dtype=np.uint8)
    labels = rng.integers(0, 10, (count, 1) if module == "cifar10" else count, dtype=np.uint8)
    return (images[:12_000], labels[:12_000]), (images[12_000:], labels[12_000:])


@pytest.mark.parametrize(
    ("name", "shape"), [("mnist", (4, 4)), ("fashion_mnist", (4, 4)), ("cifar10", (4, 4, 3))]
)
def test_a_public_set_is_loaded_once_and_kept(monkeypatch, cache, name, shape):
    import keras

    whole = small_set(name, shape)
    calls = []
    module = getattr(keras.datasets, name)
    monkeypatch.setattr(module, "load_data", lambda: calls.append(name) or whole)
    first, second = datasets.public(name, download=True), datasets.public(name)
    assert calls == [name]
    for sets in (first, second):
        (images, labels), (test_images, test_labels) = whole
        np.testing.assert_array_equal(sets.training[0], images[:10_000] / 255)
        np.testing.assert_array_equal(sets.validation[1], labels.ravel()[-2_000:])
        np.testing.assert_array_equal(sets.test[0], test_images[:2_000] / 255)
        np.testing.assert_array_equal(sets.test[1], test_labels.ravel()[:2_000])
        assert len(sets.names) == 10
    assert [file.name for file in cache.iterdir()] == [f"{name}.npz"]


def test_without_a_network_the_digits_stand_in_and_it_is_said(monkeypatch, cache, capsys):
    from keras.src.utils import file_utils

    def no_network(*_):
        raise OSError("Network is unreachable")

    def no_host(*_):
        raise urllib.error.URLError("Name or service not known")

    monkeypatch.setattr(file_utils.config, "keras_home", lambda: str(cache / "keras"))
    for fault in (no_network, no_host):
        monkeypatch.setattr(file_utils, "urlretrieve", fault)
        sets = datasets.public("fashion_mnist", download=True)
        assert "could not be loaded from the internet" in capsys.readouterr().out
        assert sets.names == datasets.DIGIT_NAMES and sets.training[0].shape == (1000, 28, 28)
    assert not (cache / "fashion_mnist.npz").exists()


def test_without_asking_nothing_is_loaded(monkeypatch, cache, capsys):
    monkeypatch.setattr(datasets, "_downloaded", lambda name: pytest.fail("it was loaded"))
    sets = datasets.public("cifar10")
    assert capsys.readouterr().out == (
        "cifar10 has not been loaded on this machine. The digits of scikit-learn stand in for it.\n"
    )
    images, labels = sets.test
    assert images.shape == (500, 28, 28) and labels.shape == (500,)
    rows, _ = datasets.digits().test
    np.testing.assert_allclose(images[:, 4:24, 4:24].mean((1, 2)), rows.mean(1), atol=0.04)
    assert images[:, :4].max() == images[..., -4:].max() == 0


def test_a_fault_that_is_not_the_networks_is_not_hidden(monkeypatch, cache):
    def broken(name):
        raise KeyError("a bug")

    monkeypatch.setattr(datasets, "_downloaded", broken)
    with pytest.raises(KeyError, match="a bug"):
        datasets.public("mnist", download=True)


def test_an_unknown_public_set_is_a_sentence():
    with pytest.raises(ValueError, match="The public sets are mnist, fashion_mnist, cifar10"):
        datasets.public("imagenet")
