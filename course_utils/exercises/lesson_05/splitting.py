"""Exercise 4 of lesson 05: three sets at random, and no sample in two of them."""

from collections.abc import Callable

import numpy as np

from course_utils.checking import Exercise, Mistake, Random, seeding

_Parts = tuple[np.ndarray, np.ndarray, np.ndarray]
_OFTEN = 20  # so many samples has the probe that is drawn often
_DRAWS = 100


def _split(count: int, validation: int, test: int, generator: np.random.Generator) -> _Parts:
    order = generator.permutation(count)
    return order[validation + test :], order[:validation], order[validation : validation + test]


def _observe(
    answer: Callable, count: int, validation: int, test: int, generator: np.random.Generator
) -> seeding.Findings:
    def draw(rng: np.random.Generator) -> list[np.ndarray]:
        return [np.asarray(part) for part in answer(count, validation, test, rng)]

    parts = draw(np.random.default_rng(31))
    together = np.concatenate(parts)
    if not (np.isin(together, np.arange(count))).all():
        return {"The numbers": "some are no positions from 0 to count - 1"}
    twice = any(len(np.unique(part)) < len(part) for part in parts)
    shared = len(np.unique(together)) < sum(len(np.unique(part)) for part in parts)
    missing = len(np.unique(together)) < count
    findings = {
        "A position twice in one set": "yes" if twice else "no",
        "A position in two sets": "yes" if shared else "no",
        "A position in no set": "yes" if missing else "no",
        "The positions of a set": "all side by side" if _side_by_side(parts) else "mixed",
        **seeding.dependence(lambda rng: np.concatenate(draw(rng))),
    }
    if count != _OFTEN or not seeding.is_repeatable(findings):
        return findings
    often = np.zeros((3, count))
    for seed in range(_DRAWS):
        for row, part in zip(often, draw(np.random.default_rng(seed)), strict=True):
            np.add.at(row, part.astype(int), 1)
    # the rarest share is 5 of 20: to miss a set 100 times has a chance of 3e-13
    stuck = ((often == 0) | (often == _DRAWS)).any()
    findings["A position, in many draws"] = "always in one set" if stuck else "in each set at times"
    return findings


def _side_by_side(parts: list[np.ndarray]) -> bool:
    return all(np.ptp(part) == len(part) - 1 for part in parts)


def _probe(rng: np.random.Generator) -> tuple[int, int, int, np.random.Generator]:
    validation, test = (int(number) for number in rng.permutation([4, 5, 6])[:2])
    return validation + test + 7, validation, test, np.random.default_rng(int(rng.integers(999)))


def _arranged(arrange: Callable[[np.ndarray, int, int], object]) -> Callable[..., object]:
    """Return an answer that gets the shuffled positions and the two numbers."""
    return lambda count, validation, test, generator: arrange(
        generator.permutation(count), validation, test
    )


def _sliced(order: np.ndarray, validation: int, test: int) -> _Parts:
    return order[validation + test :], order[:validation], order[validation : validation + test]


def _drawn_three_times(count, validation, test, generator) -> _Parts:
    sizes = (count - validation - test, validation, test)
    return tuple(generator.choice(count, size, replace=False) for size in sizes)


def _with_replacement(count, validation, test, generator) -> _Parts:
    return _sliced(generator.choice(count, count), validation, test)


def _in_order(count, validation, test, generator) -> _Parts:
    return _sliced(np.arange(count)[::-1], validation, test)


def _blocks_shuffled(count, validation, test, generator) -> _Parts:
    return tuple(
        generator.permutation(part) for part in _sliced(np.arange(count), validation, test)
    )


def _rest_is_shuffled_only(count, validation, test, generator) -> _Parts:
    """Keep the last positions for the test, and draw only among the others."""
    others = generator.permutation(count - test)
    return others[validation:], others[:validation], np.arange(count - test, count)


def _from_one_to_count(count, validation, test, generator) -> _Parts:
    return _sliced(generator.permutation(count) + 1, validation, test)


def _two_cuts(count, validation, test, generator) -> _Parts:
    order = np.arange(count)
    generator.shuffle(order)
    return tuple(np.split(order, [count - validation - test, count - test]))


def _test_first(count, validation, test, generator) -> _Parts:
    places = set(range(count))
    last = generator.choice(sorted(places), test, replace=False)
    rest = sorted(places - set(last.tolist()))
    middle = generator.choice(rest, validation, replace=False)
    return sorted(set(rest) - set(middle.tolist())), middle.tolist(), last.tolist()


def _by_library(count, validation, test, generator) -> _Parts:
    from sklearn.model_selection import train_test_split

    seed = int(generator.integers(2**31))
    rest, last = train_test_split(np.arange(count), test_size=test, random_state=seed)
    first, middle = train_test_split(rest, test_size=validation, random_state=seed)
    return first, middle, last


split = Exercise(
    "05.split",
    "Divide into three sets",
    reference=_split,
    probes=[
        (_OFTEN, 5, 6, np.random.default_rng(1)),
        (16, 4, 7, np.random.default_rng(2)),
        (18, 6, 6, np.random.default_rng(3)),
        Random(2, _probe),
    ],
    observe=_observe,
    mistakes=[
        Mistake(
            "not shuffled",
            _in_order,
            "You cut the positions as they stand, so the sets are always the same. The file may "
            "hold one class after the other, so the order must be mixed.",
        ),
        Mistake(
            "blocks, shuffled within",
            _blocks_shuffled,
            "You cut first and shuffle within each set, so each set always has the same positions. "
            "Shuffle all, then cut.",
        ),
        Mistake(
            "the test set not drawn",
            _rest_is_shuffled_only,
            "Some positions always come into the same set. Shuffle all of them before you cut "
            "anything off.",
        ),
        Mistake(
            "each set drawn from all",
            _drawn_three_times,
            "You draw each set from all positions, so some are in two sets, and a test on them "
            "tells nothing new. Draw one order, and cut it.",
        ),
        Mistake(
            "drawn with replacement",
            _with_replacement,
            "Some positions come several times and others never: `choice` puts each number back "
            "unless you say replace=False, and `integers` always does. `permutation` mixes all.",
        ),
        Mistake(
            "counted from 1",
            _from_one_to_count,
            "Your positions run from 1 to count. Positions in an array run from 0 to count - 1.",
        ),
        Mistake(
            "the global generator",
            lambda count, validation, test, generator: _sliced(
                np.random.permutation(count), validation, test
            ),
            "Your sets cannot be repeated: np.random and random draw from numbers that all code "
            "shares. Where is `generator` used?",
        ),
        Mistake(
            "a new generator without a seed",
            lambda count, validation, test, generator: _split(
                count, validation, test, np.random.default_rng()
            ),
            "Your sets cannot be repeated: your function makes a generator of its own each time. "
            "It has been given one.",
        ),
        Mistake(
            "a new generator with a fixed seed",
            lambda count, validation, test, generator: _split(
                count, validation, test, np.random.default_rng(0)
            ),
            "The sets are always the same ones, whichever seed the caller chose: there is a fixed "
            "seed in your function.",
        ),
        Mistake(
            "validation left in training",
            _arranged(
                lambda order, validation, test: (
                    order[: len(order) - test],
                    order[:validation],
                    order[len(order) - test :],
                )
            ),
            "The training set still holds the validation positions. Take them out of it.",
        ),
        Mistake(
            "all positions for training",
            _arranged(
                lambda order, validation, test: (
                    order,
                    order[:validation],
                    order[validation : validation + test],
                )
            ),
            "The training set holds all positions. A network that has learned the test samples is "
            "not tested by them.",
        ),
        Mistake(
            "test before validation",
            _arranged(
                lambda order, validation, test: (
                    order[validation + test :],
                    order[validation : validation + test],
                    order[:validation],
                )
            ),
            "The order is not right: training, validation, test.",
        ),
        Mistake(
            "training last",
            _arranged(
                lambda order, validation, test: (
                    order[:validation],
                    order[validation : validation + test],
                    order[validation + test :],
                )
            ),
            "The order is not right: the training set comes first.",
        ),
        Mistake(
            "two sets",
            _arranged(lambda order, validation, test: (order[test:], order[:test])),
            "Three sets are wanted: training, validation and test.",
        ),
    ],
    alternatives=[_two_cuts, _test_first, _by_library],
    hints=[
        "generator.permutation(count) gives the positions 0 to count - 1 in random order.",
        "Cut this one order into three pieces, with slices. Then no position can be in two.",
        "order[:validation] is the first piece, and order[validation : validation + test] the "
        "second. The training set is the rest.",
    ],
    why="One random order, cut into three: no sample is in two sets, and none is lost.",
)
