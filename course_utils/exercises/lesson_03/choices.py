"""Exercise 12 of lesson 03: the strength chosen by the validation pictures."""

import math
from collections.abc import Callable

import numpy as np

from course_utils.checking import Exercise, Mistake, Random

_Runs = dict[float, list[float]]


def _best(validation: _Runs, of: Callable = np.mean) -> float:
    return max(validation, key=lambda strength: of(validation[strength]))


def _best_strength(validation: _Runs, test: _Runs) -> tuple[float, float]:
    best = _best(validation)
    return best, float(np.mean(test[best]))


def _chosen_by(of: Callable) -> Callable[[_Runs, _Runs], tuple[float, float]]:
    def answer(validation: _Runs, test: _Runs) -> tuple[float, float]:
        best = _best(validation, of)
        return best, float(np.mean(test[best]))

    return answer


def _test_by_position(validation: _Runs, test: _Runs) -> tuple[float, float]:
    best = _best(validation)
    return best, float(np.mean(list(test.values())[list(validation).index(best)]))


def _best_strength_loop(validation: _Runs, test: _Runs) -> list[float]:
    best, best_mean = None, -1.0
    for strength, accuracies in validation.items():
        mean = sum(accuracies) / len(accuracies)
        if mean > best_mean:
            best, best_mean = strength, mean
    return [best, sum(test[best]) / len(test[best])]


def _best_strength_by_arrays(validation: _Runs, test: _Runs) -> np.ndarray:
    strengths = np.array(list(validation))
    best = strengths[np.argmax([np.average(validation[strength]) for strength in strengths])]
    return np.array([best, np.average(test[best])])


def _best_strength_sorted(validation: _Runs, test: _Runs) -> tuple[float, float]:
    means = sorted((np.sum(found) / len(found), strength) for strength, found in validation.items())
    return means[-1][1], math.fsum(test[means[-1][1]]) / len(test[means[-1][1]])


def _runs_probe(rng: np.random.Generator) -> tuple[_Runs, _Runs]:
    """Return accuracies in thousandths, with means that are clearly apart."""
    strengths = rng.permutation([0, 0.25, 0.5, 0.75, 1, 1.5])[: rng.integers(3, 7)].tolist()
    means = rng.permutation(np.linspace(0.6, 0.9, len(strengths)))
    found = []
    for shift in (0.0, -0.05):
        lengths = rng.integers(3, 7, size=len(strengths))
        noise = [rng.uniform(-0.02, 0.02, size=length) for length in lengths]
        found.append(
            {
                strength: (mean + shift + off).round(3).tolist()
                for strength, mean, off in zip(strengths, means, noise, strict=True)
            }
        )
        means = rng.permutation(means)
    order = rng.permutation(len(strengths))  # `test` need not have the order of `validation`
    return found[0], {strengths[place]: found[1][strengths[place]] for place in order}


strength = Exercise(
    "03.strength",
    "Choose the strength",
    reference=_best_strength,
    probes=[
        (  # each way to choose takes another one
            {
                0: [0.71, 0.70, 0.72, 0.69, 0.70, 0.71],
                0.5: [0.78, 0.86, 0.81],
                1: [0.95, 0.60, 0.70, 0.71],
                1.5: [0.62, 0.84, 0.85],
                2: [0.797, 0.798, 0.797, 0.798],
            },
            {
                0: [0.70, 0.69],
                0.5: [0.78, 0.79, 0.83],
                1: [0.70, 0.72],
                1.5: [0.78, 0.65],
                2: [0.90, 0.84, 0.91],
            },
        ),
        (
            {0.0: [0.5, 0.9, 0.91], 0.25: [0.8, 0.81, 0.83], 0.75: [0.7, 0.72, 0.71]},
            {0.0: [0.91, 0.92, 0.9], 0.25: [0.6, 0.8, 0.85, 0.72], 0.75: [0.9, 0.7, 0.8]},
        ),
        ({1: [0.9], 0: [0.8]}, {1: [0.7], 0: [0.75]}),
        ({0: [0.9, 0.95], 2: [0.2, 0.3, 0.25], 1: [0.5]}, {2: [0.3], 0: [0.8, 0.9], 1: [0.6]}),
        ({0.5: [0.0, 0.01], 0.1: [0.0, 0.0]}, {0.5: [0.02, 0.01], 0.1: [0.0, 0.1]}),
        Random(5, _runs_probe),
    ],
    mistakes=[
        Mistake(
            "the best single seed",
            _chosen_by(max),
            "You choose by the best single run. One lucky seed says little; look at all runs of a "
            "strength.",
        ),
        Mistake(
            "the best worst seed",
            _chosen_by(min),
            "You choose by the worst single run. The mean of all runs is asked for.",
        ),
        Mistake(
            "the sum",
            _chosen_by(sum),
            "You choose by the sum, so a strength with more runs wins. The lists differ in length.",
        ),
        Mistake(
            "the median",
            _chosen_by(np.median),
            "You choose by the median. The mean is asked for; with few runs the two differ.",
        ),
        Mistake(
            "only the first seed",
            _chosen_by(lambda found: found[0]),
            "You look at the first run of each strength only.",
        ),
        Mistake(
            "the worst",
            _chosen_by(lambda found: -np.mean(found)),
            "This is the strength with the lowest mean. For an accuracy more is better.",
        ),
        Mistake(
            "chosen on the test pictures",
            lambda validation, test: _best_strength(test, test),
            "You choose on the test pictures. Then their accuracy is the best of several tries, "
            "and promises too much for new pictures.",
        ),
        Mistake(
            "the validation accuracy reported",
            lambda validation, test: _best_strength(validation, validation),
            "The strength is right, but the accuracy is that of the validation pictures, by which "
            "it was chosen. Report what the test pictures say.",
        ),
        Mistake(
            "the best test run reported",
            lambda validation, test: (_best(validation), max(test[_best(validation)])),
            "The strength is right, but you report the best of its test runs instead of the mean.",
        ),
        Mistake(
            "the position",
            lambda validation, test: (
                list(validation).index(_best(validation)),
                _best_strength(validation, test)[1],
            ),
            "Your first number is a position in the dictionary. The strength itself is wanted, "
            "which is the key.",
        ),
        Mistake(
            "the test runs by position",
            _test_by_position,
            "The strength is right, but you find its test runs by their position. In `test` the "
            "strengths may stand in another order: look the key up, test[strength].",
        ),
        Mistake(
            "the two means",
            lambda validation, test: (
                np.mean(validation[_best(validation)]),
                np.mean(test[_best(validation)]),
            ),
            "Your first number is the mean accuracy of the best strength. The strength itself is "
            "wanted, which is the key.",
        ),
        Mistake(
            "all test runs",
            lambda validation, test: (_best(validation), test[_best(validation)]),
            "The strength is right. Its accuracies on the test pictures should become one number.",
        ),
        Mistake(
            "the largest strength",
            lambda validation, test: (max(validation), np.mean(test[max(validation)])),
            "You take the largest strength. max(validation) compares the keys; the accuracies "
            "are the values.",
        ),
        Mistake(
            "the order changed",
            lambda validation, test: _best_strength(validation, test)[::-1],
            "Both numbers are right, but their order is not: the strength first.",
        ),
    ],
    alternatives=[_best_strength_loop, _best_strength_by_arrays, _best_strength_sorted],
    hints=[
        "np.mean(validation[strength]) is the mean accuracy of one strength.",
        "max(validation, key=...) gives the key for which a function is largest.",
        "best = max(validation, key=lambda strength: np.mean(validation[strength])). Now look at "
        "the test accuracies of this one strength.",
    ],
    why="Choose by the mean on validation, report on test: a test that chooses is no test.",
)
