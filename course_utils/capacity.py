"""Which is better, more nodes or more iterations? Networks of lesson 04, trained and measured."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_utils import networks
from course_utils.datasets import Samples
from course_utils.experiments import Comparison
from course_utils.progress_line import ProgressLine


def moons() -> tuple[Samples, Samples]:
    """Return two half moons of scikit-learn, noisy: 400 points to train, and 2,000 to test.

    Returns
    -------
    tuple
        For training and for the test: points (n, 2), scaled to mean 0 and spread 1, and labels
        (n,), 0 or 1.

    Examples
    --------
    >>> (points, labels), _ = moons()
    >>> points.shape, sorted(set(labels.tolist()))
    ((400, 2), [0, 1])
    """
    from sklearn.datasets import make_moons

    points, labels = make_moons(400, noise=0.2, random_state=0)
    more_points, more_labels = make_moons(2000, noise=0.2, random_state=1)
    mean, spread = points.mean(axis=0), points.std(axis=0)
    # The test points are scaled with the numbers of the training: nothing is learned from them.
    return ((points - mean) / spread, labels), ((more_points - mean) / spread, more_labels)


def nodes_and_iterations(
    training: Samples,
    test: Samples,
    *,
    nodes: Sequence[int],
    iterations: Sequence[int],
    seeds: int = 3,
    progress: bool = True,
) -> Comparison:
    """Train networks with one hidden layer, and measure them on the way.

    Parameters
    ----------
    training, test : tuple of array
        Inputs (n, features) and labels (n,), 0 or 1.
    nodes : sequence of int
        How many hidden nodes, at least 1; one network for each.
    iterations : sequence of int
        After how many steps each network is measured, at least 1, in rising order.
    seeds : int
        How often each network is trained, at least 2, from other first weights.
    progress : bool
        Show a line with the networks done, in a notebook.

    Returns
    -------
    Comparison
        Accuracies on the test set, by condition, such as "8 nodes", and by time: "after 500".

    Raises
    ------
    ValueError
        With a sentence, for numbers that are not as above.

    Notes
    -----
    The hidden nodes have sigmoid, a step uses all samples, and the learning rate is 1. All first
    weights and biases are normal random numbers of spread 1: with few nodes it matters that their
    borders do not all pass through the middle.

    Examples
    --------
    >>> training, test = moons()
    >>> runs = nodes_and_iterations(training, test, nodes=[1], iterations=[20, 60], seeds=2)
    >>> runs.mean("1 node", "after 60") > 0.8
    True
    """
    if seeds < 2:
        raise ValueError(f"A spread needs at least 2 seeds, not {seeds}.")
    for name, numbers in (("nodes", nodes), ("iterations", iterations)):
        if not numbers or min(numbers) < 1 or list(numbers) != sorted(set(numbers)):
            raise ValueError(f"{name} are numbers of at least 1 in rising order, not {numbers}.")
    scores: dict[str, dict[str, list[float]]] = {}
    line = ProgressLine(len(nodes) * seeds, "networks trained", shown=progress)
    for count in nodes:
        found = scores[f"{count} node{'s' * (count > 1)}"] = {f"after {i}": [] for i in iterations}
        for seed in range(seeds):
            measured = _measured_on_the_way(training, test, count, iterations, seed)
            for accuracies, accuracy in zip(found.values(), measured, strict=True):
                accuracies.append(accuracy)
            line.step()
    return Comparison(scores)


def _measured_on_the_way(
    training: Samples, test: Samples, nodes: int, iterations: Sequence[int], seed: int
) -> list[float]:
    """Return the accuracy on the test set after each number of steps with all samples."""
    layers = [
        networks.Dense(training[0].shape[1], nodes, "sigmoid"),
        networks.Dense(nodes, 1),
    ]
    network = networks.Network(layers, "binary_crossentropy")
    network.parameters[:] = np.random.default_rng(seed).normal(size=network.parameter_count)
    optimiser, accuracies = networks.SGD(1.0), []
    inputs, targets = training[0], network.loss.targets(training[1], 1)
    for number in range(1, max(iterations) + 1):
        network.backward(network.forward(inputs), targets)
        optimiser.step(network.parameters, network.gradients)
        if number in iterations:
            accuracies.append(network.evaluate(*test)[1])
    return accuracies
