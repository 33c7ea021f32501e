"""Exercise 3 of lesson 05: standardise with what the training samples say."""

import numpy as np

from course_utils.checking import Exercise, Mistake, Random


def _standardise(training: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (other - training.mean(axis=0)) / training.std(axis=0)


def _by_library(training: np.ndarray, other: np.ndarray) -> np.ndarray:
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit(training).transform(other)


def _column_by_column(training: np.ndarray, other: np.ndarray) -> list[list[float]]:
    scaled = np.empty(other.shape)
    for column in range(other.shape[1]):
        values = training[:, column]
        middle = sum(values) / len(values)
        spread = (sum((values - middle) ** 2) / len(values)) ** 0.5
        scaled[:, column] = (other[:, column] - middle) / spread
    return scaled.tolist()


def _by_cases(training: np.ndarray, other: np.ndarray) -> np.ndarray:
    middle, spread = np.mean(training, 0), np.sqrt(np.var(training, 0))
    return np.array([(row - middle) / spread for row in other])


def _scaled_by(statistics: np.ndarray, values: np.ndarray) -> np.ndarray:
    return (values - statistics.mean(axis=0)) / statistics.std(axis=0)


def _guarded(samples: np.ndarray) -> np.ndarray:
    """Scale samples by themselves as a library does, which divides by 1 where the spread is 0."""
    spread = samples.std(axis=0)
    return (samples - samples.mean(axis=0)) / np.where(spread == 0, 1, spread)


def _smallest_to_largest(training: np.ndarray, other: np.ndarray) -> np.ndarray:
    low, high = training.min(axis=0), training.max(axis=0)
    return (other - low) / (high - low)


def _samples(rng: np.random.Generator, count: int, columns: int, shift: float = 0) -> np.ndarray:
    """Return samples whose columns differ much in middle and spread."""
    middle, spread = 10.0 ** rng.uniform(-1, 3, (2, columns))
    return rng.normal(middle * (1 + shift), spread, (count, columns))


def _probe(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    columns = int(rng.integers(2, 6))
    both = _samples(rng, int(rng.integers(18, 30)), columns)
    training, other = both[:11], both[11:]
    return training, other * rng.uniform(0.8, 1.5, columns)


_TRAINING = np.array([[1.0, 100.0], [3.0, 300.0], [5.0, 800.0]])

standardise = Exercise(
    "05.standardise",
    "Standardise with training statistics",
    reference=_standardise,
    probes=[
        (_TRAINING, np.array([[3.0, 400.0], [7.0, 100.0]])),
        (_TRAINING, _TRAINING.copy()),
        (_TRAINING, np.array([[2.0, 900.0]])),  # a single sample has no spread of its own
        (np.array([[1, 20], [2, 50], [6, 20]]), np.array([[3, 30], [0, 0], [5, 10], [9, 7]])),
        Random(4, _probe),
    ],
    tolerance=1e-4,  # a library may compute in float32
    keeps_input=True,
    mistakes=[
        Mistake(
            "statistics of the other set",
            lambda training, other: _scaled_by(other, other),
            "You use mean and spread of `other` itself. A single new wine has no mean and no "
            "spread: use those of `training`.",
            also=(lambda training, other: _guarded(other),),
        ),
        Mistake(
            "statistics of both",
            lambda training, other: _scaled_by(np.concatenate([training, other]), other),
            "You use mean and spread of both sets together. So the set that measures has a say in "
            "the scaling: that is a leak. Use `training` alone.",
        ),
        Mistake(
            "one mean for all columns",
            lambda training, other: (other - training.mean()) / training.std(),
            "You use one mean and one spread for all columns. Each measurement has its own unit, "
            "so each column needs its own: give an axis.",
        ),
        Mistake(
            "one spread for all columns",
            lambda training, other: (other - training.mean(axis=0)) / training.std(),
            "The means are right, but all columns are divided by one spread. Give std an axis, "
            "too.",
        ),
        Mistake(
            "one mean, own spreads",
            lambda training, other: (other - training.mean()) / training.std(axis=0),
            "The spreads are right, but one mean is subtracted from all columns. Give mean an "
            "axis, too.",
        ),
        Mistake(
            "each sample by itself",
            lambda training, other: (
                (other - other.mean(axis=1, keepdims=True)) / other.std(axis=1, keepdims=True)
            ),
            "You scale each row by itself, so alcohol is mixed with proline. Samples are rows: the "
            "mean of a column goes over axis 0.",
        ),
        Mistake(
            "only centred",
            lambda training, other: other - training.mean(axis=0),
            "You subtract the mean, and the spread of the columns stays as it was. Divide by it.",
        ),
        Mistake(
            "only divided",
            lambda training, other: other / training.std(axis=0),
            "You divide by the spread, and the mean of the columns is not 0. Subtract it first.",
        ),
        Mistake(
            "brackets forgotten",
            lambda training, other: other - training.mean(axis=0) / training.std(axis=0),
            "Only the mean is divided here. `/` comes before `-`, so the difference needs "
            "brackets.",
        ),
        Mistake(
            "the variance",
            lambda training, other: (other - training.mean(axis=0)) / training.var(axis=0),
            "You divide by the variance. The standard deviation is its square root.",
        ),
        Mistake(
            "multiplied",
            lambda training, other: (other - training.mean(axis=0)) * training.std(axis=0),
            "You multiply by the spread, so wide columns become wider. Divide.",
        ),
        Mistake(
            "the sign turned",
            lambda training, other: (training.mean(axis=0) - other) / training.std(axis=0),
            "All signs are turned: it is the value less the mean.",
        ),
        Mistake(
            "divided by n - 1",
            lambda training, other: (other - training.mean(axis=0)) / training.std(axis=0, ddof=1),
            "The result is a little too small: this spread divides by n - 1. np.std without "
            "`ddof` divides by n.",
        ),
        Mistake(
            "the training set returned",
            lambda training, other: _scaled_by(training, training),
            "You return the scaled training samples. The statistics come from `training`, and "
            "`other` is what is scaled.",
        ),
        Mistake(
            "the two sets exchanged",
            lambda training, other: _scaled_by(other, training),
            "The two sets are exchanged: you scale `training` with what `other` says.",
        ),
        Mistake(
            "smallest 0, largest 1",
            _smallest_to_largest,
            "You map smallest to 0 and largest to 1. That is another scaling; here mean and "
            "standard deviation are asked for.",
        ),
    ],
    alternatives=[_by_library, _column_by_column, _by_cases],
    hints=[
        "training.mean(axis=0) goes down the rows, and gives one mean for each column.",
        "training.std(axis=0) does the same for the spread.",
        "(other - mean) / spread works on all rows at once. Neither number comes from `other`.",
    ],
    why="What measures must have no say: the scaling is learned from the training samples alone.",
)
