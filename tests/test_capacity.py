"""More nodes or more iterations: what is measured is what scikit-learn and Keras would see."""

import numpy as np
import pytest
from sklearn.datasets import make_moons

from course_utils import capacity
from course_utils.experiments import Comparison

TRAINING, TEST = capacity.moons()


def by_hand(nodes, iterations, seed):
    """Train the same network with formulas of its own, and return its accuracy."""
    (x, labels), (new, new_labels) = TRAINING, TEST
    numbers = np.random.default_rng(seed).normal(size=2 * nodes + nodes + nodes + 1)
    parts = np.split(numbers, np.cumsum([2 * nodes, nodes, nodes]))
    first, first_bias, second, second_bias = parts[0].reshape(2, nodes), *parts[1:]

    def forward(points):
        hidden = 1 / (1 + np.exp(-(points @ first + first_bias)))
        return hidden, 1 / (1 + np.exp(-(hidden @ second + second_bias)))

    for _ in range(iterations):
        hidden, probability = forward(x)
        delta = (probability - labels) / len(x)
        back = np.outer(delta, second) * hidden * (1 - hidden)
        second, second_bias = second - hidden.T @ delta, second_bias - delta.sum()
        first, first_bias = first - x.T @ back, first_bias - back.sum(axis=0)
    return np.mean((forward(new)[1] > 0.5) == new_labels)


def test_the_moons_are_those_of_scikit_learn_scaled_by_the_training():
    points, labels = make_moons(400, noise=0.2, random_state=0)
    np.testing.assert_array_equal(TRAINING[1], labels)
    assert np.allclose(TRAINING[0].mean(axis=0), 0) and np.allclose(TRAINING[0].std(axis=0), 1)
    new, new_labels = make_moons(2000, noise=0.2, random_state=1)
    np.testing.assert_array_equal(TEST[1], new_labels)
    assert np.allclose(TEST[0] * points.std(axis=0) + points.mean(axis=0), new)


def test_each_cell_is_that_of_a_network_by_hand():
    runs = capacity.nodes_and_iterations(
        TRAINING, TEST, nodes=[1, 5], iterations=[3, 40, 200], seeds=2
    )
    assert isinstance(runs, Comparison)
    assert list(runs.scores) == ["1 node", "5 nodes"]
    for nodes, found in zip((1, 5), runs.scores.values(), strict=True):
        assert list(found) == ["after 3", "after 40", "after 200"]
        for iterations, accuracies in zip((3, 40, 200), found.values(), strict=True):
            wanted = [by_hand(nodes, iterations, seed) for seed in (0, 1)]
            assert accuracies == pytest.approx(wanted, abs=0.002)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seeds": 1}, "at least 2 seeds, not 1"),
        ({"nodes": []}, "nodes are numbers of at least 1"),
        ({"nodes": [0, 2]}, "nodes are numbers of at least 1"),
        ({"iterations": [50, 20]}, "in rising order"),
        ({"iterations": [50, 50]}, "in rising order"),
    ],
)
def test_numbers_that_cannot_be_are_a_sentence(changes, words):
    asked = {"nodes": [1], "iterations": [5], "seeds": 2} | changes
    with pytest.raises(ValueError, match=words):
        capacity.nodes_and_iterations(TRAINING, TEST, **asked)
