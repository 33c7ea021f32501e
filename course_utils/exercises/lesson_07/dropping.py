"""Exercise of lesson 07: dropout, inverted as Keras does it."""

from collections.abc import Callable

import numpy as np

from course_utils.checking import Exercise, Mistake, Random, seeding

Values = np.ndarray
_OTHER = "another number"


def _dropout(values: Values, rate: float, generator: np.random.Generator, training: bool) -> Values:
    if not training:
        return values
    kept = generator.random(values.shape) >= rate
    return values * kept / (1 - rate)


def _by_choice(
    values: Values, rate: float, generator: np.random.Generator, training: bool
) -> Values:
    if training:
        factors = [0, 1 / (1 - rate)]
        return values * generator.choice(factors, size=values.shape, p=[rate, 1 - rate])
    return values.copy()


def _by_binomial(
    values: Values, rate: float, generator: np.random.Generator, training: bool
) -> Values:
    keep = 1 - rate if training else 1
    return np.where(generator.binomial(1, keep, values.shape) == 1, values / keep, 0.0)


def _in_place_on_a_copy(
    values: Values, rate: float, generator: np.random.Generator, training: bool
) -> list[list[float]]:
    result = values.astype(float)
    if training is True:
        result /= 1 - rate
        result[generator.uniform(0, 1, result.shape) < rate] = 0
    return result.tolist()


def _observe(
    answer: Callable, values: Values, rate: float, generator: np.random.Generator, training: bool
) -> seeding.Findings:
    if not training or rate == 0:
        when = "In use" if not training else "With rate 0"
        came = answer(values, rate, np.random.default_rng(5), training)
        return {f"{when}, the values": _compared(came, values, rate)}
    found = seeding.dependence(lambda rng: np.asarray(answer(values, rate, rng, True)))
    if not seeding.is_repeatable(found):
        return found
    came = np.asarray(answer(values, rate, np.random.default_rng(21), True), dtype=float)
    if not np.isfinite(came).all():
        return found | {"The kept values": "not always finite"}
    found["The kept values"] = _factor(came, values, rate)
    dropped = came == 0
    found["Set to 0"] = _share(dropped, rate)
    found["Chosen"] = _chosen(dropped, rate)
    if found["Chosen"] == "each value by itself":
        counts = {
            int(np.sum(np.asarray(answer(values, rate, np.random.default_rng(seed), True)) == 0))
            for seed in range(3)
        }
        found["The number of dropped values"] = "by chance" if len(counts) > 1 else "always one"
    return found


def _compared(came: np.ndarray, values: np.ndarray, rate: float) -> str:
    came = np.asarray(came, dtype=float)
    if np.allclose(came, values):
        return "unchanged"
    if (came == 0).mean() > 0.5 * rate > 0:
        return "some of them 0"
    return _times(came, values, rate)


def _factor(came: np.ndarray, values: np.ndarray, rate: float) -> str:
    kept = came != 0
    return _times(came[kept], values[kept], rate) if kept.any() else "none"


def _times(came: np.ndarray, values: np.ndarray, rate: float) -> str:
    """Return by how much values were multiplied, in words."""
    known = {
        "unchanged": 1.0,
        "divided by 1 - rate": 1 / (1 - rate),
        "divided by rate": 1 / rate if rate else 1.0,
        "multiplied by 1 - rate": 1 - rate,
        "multiplied by rate": rate,
    }
    ratios = came / values
    return next(
        (name for name, factor in known.items() if np.allclose(ratios, factor, rtol=1e-4)),
        f"multiplied by {_OTHER}",
    )


def _share(dropped: np.ndarray, rate: float) -> str:
    """Return the share of zeros. With 24,000 values it is known to 0.0032."""
    share = dropped.mean()
    if abs(share - rate) < 0.03:
        return "the share that rate says"
    if abs(share - (1 - rate)) < 0.03:
        return "the share 1 - rate"
    if share == 0:
        return "none"
    return "too few" if share < rate else "too many"


def _chosen(dropped: np.ndarray, rate: float) -> str:
    """Return whether values beside each other are dropped independently."""
    if dropped.all() or not dropped.any():
        return "all or none"
    for axis, name in ((0, "whole columns"), (1, "whole rows")):
        means = dropped.mean(axis=axis)
        if np.isin(means, (0, 1)).all():
            return name
    noise = dropped - dropped.mean()
    for shift in ((1, 0), (0, 1)):
        alike = (noise * np.roll(noise, shift, axis=(0, 1))).mean()
        if abs(alike) > 0.1 * (noise**2).mean():  # its error is 0.0065
            return "not by itself"
    return "each value by itself"


def _values(height: int, width: int, seed: int) -> Values:
    """Return values of which none is 0; after ReLU some would be, and nobody could tell."""
    return np.random.default_rng(seed).uniform(0.5, 3, (height, width))


def _probe(rng: np.random.Generator) -> tuple:
    rate = float(rng.choice([0.2, 0.3, 0.4, 0.7]))
    values = _values(int(rng.integers(120, 160)), 200, int(rng.integers(1000)))
    return values, rate, np.random.default_rng(int(rng.integers(1000))), True


def _in_training(function: Callable) -> Callable:
    """Return an answer that is right in use and does something else in training."""
    return lambda values, rate, generator, training: (
        function(values, rate, generator) if training else values
    )


def _kept(generator: np.random.Generator, rate: float, shape: tuple[int, ...]) -> np.ndarray:
    return generator.random(shape) >= rate


def _exactly_so_many(values: Values, rate: float, generator: np.random.Generator) -> Values:
    kept = np.ones(values.size)
    kept[: round(rate * values.size)] = 0
    return values * generator.permutation(kept).reshape(values.shape) / (1 - rate)


dropout = Exercise(
    "07.dropout",
    "Dropout",
    points=2,
    reference=_dropout,
    probes=[
        (_values(160, 150, 1), 0.2, np.random.default_rng(1), True),
        (_values(120, 220, 2), 0.3, np.random.default_rng(2), True),
        (_values(200, 150, 3), 0.5, np.random.default_rng(3), True),
        (_values(30, 40, 4), 0.2, np.random.default_rng(4), False),
        (_values(20, 50, 5), 0.0, np.random.default_rng(5), True),
        (_values(30, 20, 6), 0.4, np.random.default_rng(6), False),
        Random(1, _probe),
    ],
    keeps_input=True,
    observe=_observe,
    mistakes=[
        Mistake(
            "not divided",
            _in_training(lambda v, rate, rng: v * _kept(rng, rate, v.shape)),
            "The right share of values is 0, but those that are kept stay as they were. Then their "
            "mean is smaller in training than in use. What brings it back?",
        ),
        Mistake(
            "scaled in use",
            lambda v, rate, rng, training: (
                v * _kept(rng, rate, v.shape) if training else v * (1 - rate)
            ),
            "You scale when the network is used. That is the old way; Keras does it in training, "
            "so that nothing has to be done later.",
        ),
        Mistake(
            "multiplied by the rate in use",
            lambda v, rate, rng, training: v * _kept(rng, rate, v.shape) if training else v * rate,
            "You multiply by the rate when the network is used. Slides say this, and it is wrong "
            "twice: the factor would be the share that is **kept**, and Keras scales in training.",
        ),
        Mistake(
            "divided by the rate",
            _in_training(lambda v, rate, rng: v * _kept(rng, rate, v.shape) / rate),
            "You divide by the share that is dropped. Divide by the share that is **kept**: then "
            "the mean stays as it was.",
        ),
        Mistake(
            "multiplied by the kept share",
            _in_training(lambda v, rate, rng: v * _kept(rng, rate, v.shape) * (1 - rate)),
            "You multiply by 1 - rate, so the values become smaller still. Divide by it.",
        ),
        Mistake(
            "the rate is what is kept",
            _in_training(lambda v, rate, rng: v * (rng.random(v.shape) < rate) / rate),
            "You keep the share that `rate` says, and drop the rest. In Keras the rate is the "
            "share that is **dropped**.",
        ),
        Mistake(
            "the comparison turned",
            _in_training(lambda v, rate, rng: v * (rng.random(v.shape) < rate) / (1 - rate)),
            "You divide by the right number, but the wrong values are 0: those that should be "
            "kept. Turn the comparison.",
        ),
        Mistake(
            "always in training",
            lambda v, rate, rng, training: _dropout(v, rate, rng, True),
            "Values are dropped in use, too. Then the network would give another answer each "
            "time. Look at `training` first.",
        ),
        Mistake(
            "training and use exchanged",
            lambda v, rate, rng, training: _dropout(v, rate, rng, not training),
            "It is the wrong way round: values are dropped in use and not in training.",
        ),
        Mistake(
            "never",
            lambda v, rate, rng, training: v,
            "No value is dropped at all, not in training either.",
        ),
        Mistake(
            "only divided",
            _in_training(lambda v, rate, rng: v / (1 - rate)),
            "No value becomes 0, and all are divided. First some of them must be dropped, each "
            "by a draw of its own.",
        ),
        Mistake(
            "small values dropped",
            _in_training(lambda v, rate, rng: np.where(v < rate, 0, v / (1 - rate))),
            "You drop the values that are smaller than rate. Which ones are dropped is a matter of "
            "chance: draw a number for each value, and compare **that** with rate.",
        ),
        Mistake(
            "a coin for each value",
            _in_training(lambda v, rate, rng: v * rng.integers(0, 2, v.shape) / (1 - rate)),
            "Half of the values are 0, whatever the rate is. integers(0, 2) throws a coin; compare "
            "a number from random with rate.",
        ),
        Mistake(
            "one draw for all",
            _in_training(lambda v, rate, rng: v * (rng.random() >= rate) / (1 - rate)),
            "One number is drawn for all values, so all are dropped or none. Each value needs a "
            "draw of its own: give `random` a shape.",
            like=lambda came, expected: (
                came.get("Chosen") == "all or none"
                and came["Two generators with different seeds"] == "different results"
            ),
        ),
        Mistake(
            "one draw for each row",
            _in_training(lambda v, rate, rng: v * _kept(rng, rate, (len(v), 1)) / (1 - rate)),
            "Whole rows are 0: all nodes of a picture at once. Each value needs a draw of its own.",
            like=lambda came, expected: came.get("Chosen") == "whole rows",
        ),
        Mistake(
            "one draw for each column",
            _in_training(lambda v, rate, rng: v * _kept(rng, rate, v.shape[1:]) / (1 - rate)),
            "Whole columns are 0: the same nodes for all pictures of the batch. Each value needs a "
            "draw of its own.",
            like=lambda came, expected: came.get("Chosen") == "whole columns",
        ),
        Mistake(
            "an exact number",
            _in_training(_exactly_so_many),
            "You always drop the same number of values. Each value is dropped by its own draw, so "
            "the number differs from time to time.",
        ),
        Mistake(
            "the global generator",
            _in_training(lambda v, rate, rng: v * (np.random.random(v.shape) >= rate) / (1 - rate)),
            "The result cannot be repeated: np.random.random and its like draw from numbers that "
            "all code shares. Where is `generator` used?",
        ),
        Mistake(
            "a generator of its own",
            _in_training(lambda v, rate, rng: _dropout(v, rate, np.random.default_rng(0), True)),
            "The same values are dropped each time: there is a fixed seed in your function. It has "
            "been given a generator.",
        ),
    ],
    alternatives=[_by_choice, _by_binomial, _in_place_on_a_copy],
    hints=[
        "In use, `training` is False: return the values as they are.",
        "`generator.random(values.shape)` gives each value a number from 0 to 1. How many of these "
        "are below `rate`?",
        "A draw of at least `rate` keeps its value. Divide what is kept by `1 - rate`.",
    ],
    why="Dropped values are 0, the others are divided by the share that is kept, so the mean "
    "stays. In use nothing happens.",
)
