"""Exercise of lesson 07: which mistakes of a network are the worst."""

import numpy as np

from course_utils.checking import Exercise, Mistake, Random


def _worst(probabilities: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    answers = probabilities.argmax(axis=1)
    (wrong,) = np.nonzero(answers != labels)
    sureness = probabilities[wrong, answers[wrong]]
    return wrong[np.argsort(-sureness)][:count]


def _worst_in_a_loop(probabilities: np.ndarray, labels: np.ndarray, count: int) -> list[int]:
    found = []
    for place, (row, label) in enumerate(zip(probabilities, labels, strict=True)):
        if row.argmax() != label:
            found.append((row.max(), place))
    return [place for _, place in sorted(found, reverse=True)[:count]]


def _worst_by_masking(probabilities: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    right = probabilities.argmax(1) == labels
    sureness = np.where(right, -1.0, probabilities.max(1))
    order = np.argsort(sureness)[::-1]
    return order[: min(count, (~right).sum())]


def _sorted_wrong(probabilities: np.ndarray, labels: np.ndarray, key: np.ndarray) -> np.ndarray:
    """Return the positions of all mistakes, the one with the largest key first."""
    (wrong,) = np.nonzero(probabilities.argmax(axis=1) != labels)
    return wrong[np.argsort(-key[wrong])]


def _true_class(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return probabilities[np.arange(len(labels)), labels]


def _probe(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, int]:
    classes, samples = int(rng.integers(3, 8)), int(rng.integers(14, 25))
    powers = np.exp(rng.normal(0, 1.5, (samples, classes)))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    labels = probabilities.argmax(axis=1)
    changed = rng.choice(samples, size=int(rng.integers(6, 10)), replace=False)
    labels[changed] = rng.integers(classes, size=len(changed))
    return probabilities, labels, int(rng.integers(2, 5))


_FIVE = np.array(
    [
        [0.1, 0.9, 0.0],
        [0.6, 0.3, 0.1],
        [0.05, 0.15, 0.8],
        [0.4, 0.35, 0.25],
        [0.2, 0.7, 0.1],
    ]
)

worst_mistakes = Exercise(
    "07.worst_mistakes",
    "The worst mistakes",
    points=2,
    reference=_worst,
    probes=[
        (_FIVE, np.array([1, 1, 0, 2, 0]), 3),
        (_FIVE, np.array([1, 1, 0, 2, 0]), 1),
        (_FIVE, np.array([0, 0, 0, 2, 1]), 10),  # fewer mistakes than asked for
        (_FIVE, np.array([1, 0, 2, 0, 1]), 2),  # none
        (_FIVE[::-1], np.array([0, 1, 2, 1, 2]), 2),
        Random(5, _probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "the least sure first",
            lambda p, labels, count: _sorted_wrong(p, labels, -p.max(axis=1))[:count],
            "These are mistakes in which the network was least sure. `argsort` begins with the "
            "smallest value; you want the largest first.",
        ),
        Mistake(
            "the last ones in rising order",
            lambda p, labels, count: _sorted_wrong(p, labels, -p.max(axis=1))[-count:],
            "These are the right mistakes in the wrong order: the surest comes first.",
        ),
        Mistake(
            "not sorted",
            lambda p, labels, count: np.nonzero(p.argmax(axis=1) != labels)[0][:count],
            "These are mistakes, in the order of the samples. Sort them: the surest one first.",
        ),
        Mistake(
            "places among the mistakes",
            lambda p, labels, count: np.argsort(-p.max(axis=1)[p.argmax(axis=1) != labels])[:count],
            "These numbers count the mistakes only. The positions among **all** samples are "
            "wanted: your list of mistakes knows them.",
        ),
        Mistake(
            "right ones too",
            lambda p, labels, count: np.argsort(-p.max(axis=1))[:count],
            "These are the samples with the surest answers, right ones among them. Keep the wrong "
            "ones only.",
        ),
        Mistake(
            "only right ones",
            lambda p, labels, count: (
                lambda right: right[np.argsort(-p.max(axis=1)[right])][:count]
            )(np.nonzero(p.argmax(axis=1) == labels)[0]),
            "These samples are answered rightly. The wrong ones have another answer than their "
            "label.",
        ),
        Mistake(
            "by the true class",
            lambda p, labels, count: _sorted_wrong(p, labels, -_true_class(p, labels))[:count],
            "You sort by how little the true class got. That is another order: here the "
            "probability of the **answer** counts.",
        ),
        Mistake(
            "sorted too late",
            lambda p, labels, count: (lambda first: first[np.argsort(-p.max(axis=1)[first])])(
                np.nonzero(p.argmax(axis=1) != labels)[0][:count]
            ),
            "You take the first mistakes and sort these. Sort **all** mistakes, and take the first "
            "`count` then.",
        ),
        Mistake(
            "by the distance to the true class",
            lambda p, labels, count: _sorted_wrong(
                p, labels, p.max(axis=1) - _true_class(p, labels)
            )[:count],
            "You sort by how far the answer lies above the true class. Here the probability of the "
            "answer alone counts.",
        ),
        Mistake(
            "the true labels",
            lambda p, labels, count: labels[_worst(p, labels, count)],
            "These are the labels of the samples. Their positions are wanted.",
        ),
        Mistake(
            "their rows",
            lambda p, labels, count: p[_worst(p, labels, count)],
            "These are the rows of probabilities. Their positions are wanted.",
        ),
        Mistake(
            "true or false",
            lambda p, labels, count: p.argmax(axis=1) != labels,
            "You say of each sample whether it is misread. The positions of the misread ones are "
            "wanted: `np.nonzero` gives them.",
        ),
        Mistake(
            "the probabilities",
            lambda p, labels, count: p.max(axis=1)[_worst(p, labels, count)],
            "These are the probabilities of the wrong answers. Their positions are wanted.",
        ),
        Mistake(
            "the answers",
            lambda p, labels, count: p.argmax(axis=1)[_worst(p, labels, count)],
            "These are the wrong answers themselves. The positions of the samples are wanted.",
        ),
        Mistake(
            "all of them",
            lambda p, labels, count: _sorted_wrong(p, labels, p.max(axis=1)),
            "The order is right, but there are more than `count`.",
        ),
        Mistake(
            "filled up with right ones",
            lambda p, labels, count: np.argsort(
                np.where(p.argmax(axis=1) == labels, 2.0, 0.0) - p.max(axis=1)
            )[:count],
            "Where there are fewer mistakes than `count`, you fill up with right answers. Then "
            "return fewer.",
            also=[
                lambda p, labels, count: np.argsort(-p.max(axis=1) * (p.argmax(axis=1) != labels))[
                    :count
                ]
            ],
        ),
    ],
    alternatives=[_worst_in_a_loop, _worst_by_masking],
    hints=[
        "`answers = probabilities.argmax(axis=1)`; where are they not the labels?",
        "`np.nonzero(answers != labels)[0]` gives the positions of the mistakes. "
        "`probabilities.max(axis=1)` says how sure each answer is.",
        "`np.argsort(-sureness)` begins with the largest. Use it to sort the positions.",
    ],
    why="What a network gets wrong and is sure of says most about it. Look at them first.",
)
