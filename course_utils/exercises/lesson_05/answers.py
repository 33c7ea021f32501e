"""Exercise 9 of lesson 05: from probabilities to classes."""

import numpy as np

from course_utils.checking import Exercise, Mistake, Random


def _classes(probabilities: np.ndarray) -> np.ndarray:
    if probabilities.shape[1] == 1:
        return (probabilities[:, 0] > 0.5).astype(int)
    return probabilities.argmax(axis=1)


def _classes_in_a_loop(probabilities: np.ndarray) -> list[int]:
    found = []
    for row in probabilities.tolist():
        found.append(round(row[0]) if len(row) == 1 else row.index(max(row)))
    return found


def _classes_by_a_second_column(probabilities: np.ndarray) -> np.ndarray:
    if probabilities.shape[1] == 1:
        probabilities = np.hstack([1 - probabilities, probabilities])
    return np.argmax(probabilities, axis=1)


def _classes_bool(probabilities: np.ndarray) -> np.ndarray:
    if probabilities.shape[-1] < 2:
        return np.squeeze(probabilities >= 0.5, axis=1)
    return np.argsort(probabilities, axis=-1)[:, -1]


def _one_node(function):
    """Return an answer that is right for several nodes, and uses `function` for one."""
    return lambda p: function(p) if p.shape[1] == 1 else p.argmax(axis=1)


def _several(function):
    """Return an answer that is right for one node, and uses `function` for several."""
    return lambda p: (p[:, 0] > 0.5).astype(int) if p.shape[1] == 1 else function(p)


def _sigmoid_probe(rng: np.random.Generator) -> np.ndarray:
    below, above = rng.uniform(0.01, 0.45, 4), rng.uniform(0.55, 0.99, 4)
    return rng.permutation(np.concatenate([below, above]))[:, np.newaxis].astype(np.float32)


def _softmax_probe(rng: np.random.Generator) -> np.ndarray:
    count, kinds = int(rng.integers(4, 8)), int(rng.integers(2, 6))
    powers = np.exp(rng.normal(0, 1.5, (count, kinds)))
    return powers / powers.sum(axis=1, keepdims=True)


classes = Exercise(
    "05.classes",
    "From probabilities to classes",
    reference=_classes,
    probes=[
        np.array([[0.1], [0.9], [0.6], [0.3]]),
        np.array([[0.1, 0.7, 0.2], [0.4, 0.35, 0.25], [0.2, 0.3, 0.5], [0.45, 0.1, 0.45 - 1e-3]]),
        np.array([[0.8]]),
        np.array([[0.1, 0.2, 0.3, 0.4]]),
        np.array([[0.3, 0.7], [0.6, 0.4], [0.1, 0.9]]),
        Random(3, _sigmoid_probe),
        Random(3, _softmax_probe, seed=1),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "argmax of one column",
            lambda p: p.argmax(axis=1),
            "With one node your answer is always class 0. argmax looks for the place of the "
            "largest number, and among one number that is place 0. Ask there whether it is above "
            "0.5.",
            also=(_one_node(lambda p: p[:, 0].astype(int)),),
        ),
        Mistake(
            "the columns left in",
            _one_node(lambda p: (p > 0.5).astype(int)),
            "With one node you return a column, (n, 1). A list of classes is (n,): take column 0.",
        ),
        Mistake(
            "argmax down the columns",
            _several(lambda p: p.argmax(axis=0)),
            "You look for the best sample of each class. Each **row** is a sample: axis 1 goes "
            "along it.",
        ),
        Mistake(
            "argmax without an axis",
            _several(lambda p: p.argmax()),
            "argmax without an axis looks at all samples together, and gives one number. Say along "
            "which axis.",
        ),
        Mistake(
            "the probabilities",
            _several(lambda p: p.max(axis=1)),
            "With several nodes these are the largest probabilities. Their **positions** are the "
            "classes.",
        ),
        Mistake(
            "above one half for all",
            lambda p: (p > 0.5).astype(int) if p.shape[1] > 1 else (p[:, 0] > 0.5).astype(int),
            "With several nodes you ask each whether it is above 0.5. The answer is one class for "
            "each sample, the most probable one, which may be below 0.5.",
        ),
        Mistake(
            "the least probable",
            _several(lambda p: p.argmin(axis=1)),
            "With several nodes this is the least probable class.",
        ),
        Mistake(
            "counted from 1",
            _several(lambda p: p.argmax(axis=1) + 1),
            "With several nodes your classes begin with 1. The first one is class 0.",
        ),
        Mistake(
            "one half turned",
            _one_node(lambda p: (p[:, 0] < 0.5).astype(int)),
            "With one node the two classes are exchanged: the node gives the probability of class "
            "1.",
        ),
        Mistake(
            "a row of zeros and a one",
            _several(lambda p: (p == p.max(axis=1, keepdims=True)).astype(int)),
            "With several nodes you return a row for each sample, 1 at its class. The number of "
            "the class is wanted.",
        ),
    ],
    alternatives=[_classes_in_a_loop, _classes_by_a_second_column, _classes_bool],
    hints=[
        "How many columns are there? probabilities.shape[1] says it.",
        "Several columns: argmax(axis=1) gives the place of the largest value of each row.",
        "One column: probabilities[:, 0] > 0.5 is True for class 1, and .astype(int) makes it 1.",
    ],
    why="A sigmoid node gives the probability of class 1; softmax gives one for each class.",
)
