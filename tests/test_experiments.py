"""The experiments of the lessons: real digits, networks that are trained, honest statistics."""

import subprocess
import sys

import numpy as np
import pytest
from skimage.transform import resize
from sklearn.datasets import load_digits

from course_utils import experiments
from course_utils.experiments import Comparison, compare, few_digits


@pytest.fixture(scope="module")
def digits():
    return few_digits(per_class=10)


def test_the_sets_share_no_picture_and_hold_each_digit_equally_often(digits):
    sets = (digits.training, digits.validation, digits.test)
    assert [len(images) for images, _ in sets] == [100, 300, 800]
    for images, labels in sets:
        assert images.shape[1:] == (24, 24) and images.dtype == np.uint8
        assert np.bincount(labels).tolist() == [len(labels) // 10] * 10
    seen = [image.tobytes() for images, _ in sets for image in images]
    # the file itself holds no picture twice
    assert len(set(seen)) == len(seen)


def test_more_training_pictures_leave_the_other_sets_as_they_are(digits):
    more = few_digits(per_class=60)
    np.testing.assert_array_equal(more.validation[0], digits.validation[0])
    np.testing.assert_array_equal(more.test[0], digits.test[0])
    assert len(more.training[0]) == 600


def test_the_pictures_are_the_digits_of_scikit_learn(digits):
    images, labels = digits.training
    found = load_digits()
    large = np.array([resize(each / 16, (16, 16), order=1, mode="edge") for each in found.images])
    for image, label in zip(images, labels, strict=True):
        distances = np.abs(large * 255 - image[4:20, 4:20]).max(axis=(1, 2))
        assert distances.min() <= 1
        assert found.target[distances.argmin()] == label
    assert images[:, :4].max() == images[:, -4:].max() == images[:, :, :4].max() == 0


@pytest.mark.parametrize("wrong", [0, 61, 2.5, "ten", True + 0.5])
def test_a_wrong_number_of_pictures_is_a_sentence(wrong):
    with pytest.raises(ValueError, match="whole number from 1 to 60"):
        few_digits(wrong)


def test_the_test_sets_are_changed_copies_that_come_again(digits):
    images, labels = digits.test
    before = images.copy()
    sets, again = experiments.changed_sets(digits.test), experiments.changed_sets(digits.test)
    assert list(sets) == ["plain", "shifted", "turned"]
    for name, (changed, its_labels) in sets.items():
        np.testing.assert_array_equal(changed, again[name][0])
        np.testing.assert_array_equal(its_labels, labels)
        assert changed.shape == images.shape and changed.dtype == np.uint8
    np.testing.assert_array_equal(images, before)
    # A shift by up to 3 pixels keeps the ink inside the margin of 4.
    ink = images.sum(axis=(1, 2), dtype=int)
    np.testing.assert_array_equal(sets["shifted"][0].sum(axis=(1, 2), dtype=int), ink)
    turned = sets["turned"][0].sum(axis=(1, 2), dtype=int)
    assert 0.9 < np.median(turned / ink) < 1.1
    for name in ("shifted", "turned"):
        assert np.mean((sets[name][0] != images).any(axis=(1, 2))) > 0.9


def test_training_learns_and_the_same_call_gives_the_same_numbers(digits):
    seen = []

    def remember(images, generator):
        seen.append((images.copy(), generator.integers(1000)))
        return images

    sets = {"test": digits.test, "training": digits.training}
    asked = {"nothing": None, "the same": remember}
    result = compare(asked, digits.training, sets, seeds=2, epochs=30)
    assert result.mean("nothing", "training") > 0.95
    assert result.mean("nothing", "test") > 0.7
    # Each epoch asks for fresh pictures: all of them, in another order.
    assert len(seen) == 2 * 30
    images = digits.training[0]
    for changed, _ in seen:
        assert not np.array_equal(changed, images)
        np.testing.assert_array_equal(np.sort(changed.sum((1, 2))), np.sort(images.sum((1, 2))))
    again = compare({"nothing": None}, digits.training, {"test": digits.test}, seeds=2, epochs=30)
    for one, two in zip(
        again.scores["nothing"]["test"], result.scores["nothing"]["test"], strict=True
    ):
        assert one == pytest.approx(two, abs=0.02)
    first, second = result.scores["nothing"]["test"]
    assert first != second  # another seed is another network


def test_nothing_is_printed_to_stderr_in_a_fresh_python():
    program = (
        "from course_utils import experiments as e\n"
        "digits = e.few_digits(1)\n"
        "result = e.compare({'a': None}, digits.training, {'t': digits.test}, seeds=2, epochs=1)\n"
        "print(len(result.scores['a']['t']))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("2\n", "", 0)


def test_labels_stay_with_their_pictures(digits):
    """With the labels out of step no network learns; so they are in step."""
    images, labels = digits.training
    wrong = (images, np.roll(labels, 7))
    sets = {"test": digits.test}
    result = compare({"nothing": None}, wrong, sets, seeds=2, epochs=20)
    assert result.mean("nothing", "test") < 0.45


def test_the_statistics_are_those_of_numpy():
    result = Comparison({"a": {"x": [0.5, 0.7, 0.9]}, "longer name": {"x": [0.25, 0.25, 0.25]}})
    assert result.mean("a", "x") == pytest.approx(0.7)
    assert result.spread("a", "x") == pytest.approx(0.2)
    lines = repr(result).split("\n")
    assert lines[0].split() == ["x"]
    assert lines[1].split() == ["a", "70", "±", "20.0"]
    assert lines[2].split() == ["longer", "name", "25", "±", "0.0"]
    assert len({len(line) for line in lines[:3]}) == 1


def test_wrong_conditions_are_sentences(digits):
    sets = {"test": digits.test}
    with pytest.raises(ValueError, match="at least 2 seeds, not 1"):
        compare({"nothing": None}, digits.training, sets, seeds=1)
    for wrong in (lambda images, generator: images / 255, lambda images, generator: images[:3]):
        with pytest.raises(ValueError, match="The condition 'odd' was given pictures of shape"):
            compare({"odd": wrong}, digits.training, sets, seeds=2, epochs=1)
