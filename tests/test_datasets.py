"""The data sets of lessons 04 and 05, against scikit-learn and plane geometry."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_digits, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from course_utils import datasets

SETS = {
    "digits": (datasets.digits, load_digits().data / 16, load_digits().target, (1000, 297, 500)),
    **{
        f"wine {label}": (
            lambda label=label: datasets.wine(label),
            load_wine().data,
            (load_wine().target == label).astype(int),
            (89, 35, 54),
        )
        for label in (0, 1, 2)
    },
}


def parts(sets: datasets.Sets) -> list[datasets.Samples]:
    return [sets.training, sets.validation, sets.test]


@pytest.mark.parametrize("name", SETS)
def test_sets_share_no_sample_and_hold_every_row_of_scikit_learn(name):
    load, inputs, labels, sizes = SETS[name]
    sets = parts(load())
    assert tuple(len(x) for x, _ in sets) == tuple(len(y) for _, y in sets) == sizes
    assert sum(sizes) == len(inputs)
    rows = sorted((*x, y) for part in sets for x, y in zip(*part, strict=True))
    expected = sorted((*x, y) for x, y in zip(inputs, labels, strict=True))
    assert rows == expected  # so each row stands in one set, as often as there


@pytest.mark.parametrize("name", SETS)
def test_each_call_gives_the_same_and_arrays_of_its_own(name):
    load = SETS[name][0]
    first, again = parts(load()), parts(load())
    for (x, y), (other_x, other_y) in zip(first, again, strict=True):
        np.testing.assert_array_equal(x, other_x)
        np.testing.assert_array_equal(y, other_y)
        assert x.dtype == np.float64 and y.dtype.kind == "i"
        x[:] = -1  # what a learner does to them stays with the learner
    assert parts(load())[0][0].min() >= 0


@pytest.mark.parametrize("name", SETS)
def test_classes_have_the_same_share_in_each_set(name):
    load, _, labels, _ = SETS[name]
    share = np.bincount(labels) / len(labels)
    for _, y in parts(load()):
        found = np.bincount(y, minlength=len(share)) / len(y)
        assert np.abs(found - share).max() < 1.5 / len(y)


def test_digits_are_mixed_and_pictures():
    images, labels = datasets.digits().training
    assert images.min() == 0 and images.max() == 1
    assert (labels[:50] != load_digits().target[:50]).any()
    assert len(set(labels[:30].tolist())) >= 8


def test_wine_has_names_for_its_columns():
    assert datasets.wine_names() == tuple(load_wine().feature_names)
    assert len(datasets.wine_names()) == datasets.wine().training[0].shape[1] == 13


# ---- points -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", datasets.POINTS)
@given(count=st.integers(2, 200), noise=st.floats(0, 2), seed=st.integers(0, 1000))
@settings(max_examples=20)
def test_points_are_balanced_and_repeatable(kind, count, noise, seed):
    places, labels = datasets.points(kind, count, noise=noise, seed=seed)
    assert places.shape == (count, 2) and labels.shape == (count,)
    assert 0 <= (labels == 0).sum() - (labels == 1).sum() <= 1
    again, _ = datasets.points(kind, count, noise=noise, seed=seed)
    np.testing.assert_array_equal(places, again)
    other, _ = datasets.points(kind, count, noise=noise, seed=seed + 1)
    assert (places != other).any()


@pytest.mark.parametrize("kind", datasets.POINTS)
def test_noise_is_added_with_the_strength_that_is_asked_for(kind):
    exact, _ = datasets.points(kind, 4000, noise=0, seed=3)
    noisy, _ = datasets.points(kind, 4000, noise=0.3, seed=3)
    difference = noisy - exact  # the same seed: the same places
    assert difference.std() == pytest.approx(0.3, rel=0.05)
    assert np.abs(difference.mean(axis=0)).max() < 0.03


@pytest.mark.parametrize("kind", datasets.POINTS)
def test_only_the_blobs_can_be_divided_by_a_line(kind):
    places, labels = datasets.points(kind, 600, noise=0)
    line = LogisticRegression(C=1e4, max_iter=1000).fit(places, labels).score(places, labels)
    curve = SVC(C=1e3, gamma=5).fit(places, labels).score(places, labels)
    assert curve > 0.99  # the classes do not overlap
    assert (line > 0.99) == (kind == "blobs")
    if kind != "blobs":
        assert line < 0.95


def test_places_without_noise_lie_where_they_should():
    def of(kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        places, labels = datasets.points(kind, 500, noise=0)
        return places, labels, np.hypot(*places.T)

    places, labels, _ = of("moons")
    for label, centre, side in ((0, (-0.5, -0.25), 1), (1, (0.5, 0.25), -1)):
        away = places[labels == label] - centre
        np.testing.assert_allclose(np.hypot(*away.T), 1)
        assert (side * away[:, 1] >= 0).all()
    _, labels, radius = of("circles")
    np.testing.assert_allclose(radius[labels == 0], 1.4)
    assert radius[labels == 1].max() <= 0.7
    places, labels, _ = of("xor")
    assert ((places.prod(axis=1) < 0) == (labels == 1)).all()
    assert np.abs(places).min() >= 0.1 and np.abs(places).max() <= 1.4
    places, labels, radius = of("spirals")
    turned = 3 * np.pi * radius / 1.5 + np.pi * labels
    expected = radius * np.stack([np.cos(turned), np.sin(turned)])
    np.testing.assert_allclose(places.T, expected, atol=1e-12)
    places, labels, _ = of("blobs")
    for label, centre in ((0, -0.8), (1, 0.8)):
        np.testing.assert_allclose(places[labels == label].mean(axis=0), centre, atol=0.1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: datasets.wine(3), "The classes of wine are 0, 1 and 2, but label=3 came."),
        (lambda: datasets.points("moon"), "The kinds of points are moons, circles, xor, "),
        (lambda: datasets.points("moons", 1), "count is a whole number, at least 2, not 1."),
        (lambda: datasets.points("moons", 2.5), "count is a whole number, at least 2, not 2.5."),
        (lambda: datasets.points("moons", True), "count is a whole number, at least 2, not True."),
        (lambda: datasets.points("moons", noise=-1), "noise is 0 or more, not -1."),
        (lambda: datasets.points("moons", noise=np.nan), "noise is 0 or more, not nan."),
        (lambda: datasets.points("moons", noise=np.inf), "noise is 0 or more, not inf."),
    ],
)
def test_wrong_arguments_get_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        call()
