"""Data that is there without a network: real digits, real wines, and points in a plane.

Each function returns the same arrays at each call. Nothing is loaded from the internet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Samples = tuple[np.ndarray, np.ndarray]  # inputs, and labels (n,)

POINTS = ("moons", "circles", "xor", "spirals", "blobs")


@dataclass(frozen=True)
class Sets:
    """Samples in three sets that share none; each holds inputs and labels."""

    training: Samples
    validation: Samples
    test: Samples


def digits() -> Sets:
    """Return the handwritten digits of scikit-learn, 8 x 8 pixels each, as rows of 64 numbers.

    Returns
    -------
    Sets
        Inputs are (n, 64), float, 0 for paper to 1 for ink; labels are (n,), 0 to 9. Training has
        1,000 samples, validation 297, test 500.

    Notes
    -----
    E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, 1998, CC BY 4.0. The file
    holds one writer after the other; it is mixed first, always in the same way.

    Examples
    --------
    >>> images, labels = digits().training
    >>> images.shape, float(images.max()), sorted(set(labels.tolist()))
    ((1000, 64), 1.0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    from sklearn.datasets import load_digits

    found = load_digits()
    return _split(found.data / 16, found.target, validation=297, test=500)


def wine(label: int = 1) -> Sets:
    """Return the wine measurements of scikit-learn: one class against the other two.

    Parameters
    ----------
    label : int
        The class that becomes 1, of 0, 1 and 2; the other two become 0.

    Returns
    -------
    Sets
        Inputs are (n, 13), float, in the units of the laboratory; labels are (n,), 0 or 1.
        Training has 89 wines, validation 35, test 54.

    Raises
    ------
    ValueError
        For another class.

    Notes
    -----
    S. Aeberhard and M. Forina, Wine, 1992, CC BY 4.0. `wine_names` names the 13 measurements.

    Examples
    --------
    >>> measurements, labels = wine().training
    >>> measurements.shape, labels.tolist()[:6]
    ((89, 13), [0, 0, 0, 0, 1, 0])
    """
    from sklearn.datasets import load_wine

    if label not in (0, 1, 2):
        raise ValueError(f"The classes of wine are 0, 1 and 2, but label={label!r} came.")
    found = load_wine()
    return _split(found.data, (found.target == label).astype(int), validation=35, test=54)


def wine_names() -> tuple[str, ...]:
    """Return the names of the 13 measurements of `wine`, in the order of its columns.

    >>> wine_names()[0], wine_names()[12]
    ('alcohol', 'proline')
    """
    from sklearn.datasets import load_wine

    return tuple(load_wine().feature_names)


def points(kind: str, count: int = 400, *, noise: float = 0.2, seed: int = 0) -> Samples:
    """Return points of a plane in two classes.

    Parameters
    ----------
    kind : {"moons", "circles", "xor", "spirals", "blobs"}
        Two half moons, a ring around a disc, four squares of a chessboard, two spirals, or two
        round clouds.
    count : int
        How many points, at least 2; the classes have the same number, or one more.
    noise : float
        Standard deviation of what is added to each coordinate, 0 or more. The figures are about 2
        to 3 wide.
    seed : int
        The same seed gives the same points.

    Returns
    -------
    tuple of array
        Points (count, 2), float, and labels (count,), 0 or 1.

    Raises
    ------
    ValueError
        With a sentence, for another kind, too few points, or a negative noise.

    Examples
    --------
    >>> places, labels = points("moons", 6, noise=0)
    >>> places.shape, sorted(labels.tolist())
    ((6, 2), [0, 0, 0, 1, 1, 1])
    """
    if kind not in POINTS:
        raise ValueError(f"The kinds of points are {', '.join(POINTS)}, not {kind!r}.")
    if isinstance(count, bool) or not isinstance(count, int) or count < 2:
        raise ValueError(f"count is a whole number, at least 2, not {count!r}.")
    if not noise >= 0:
        raise ValueError(f"noise is 0 or more, not {noise!r}.")
    generator = np.random.default_rng(seed)
    labels = np.arange(count) % 2
    places = _PLACES[kind](labels, generator)
    return places + generator.normal(0, noise, places.shape), labels


def _moons(labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    angle = generator.uniform(0, np.pi, len(labels))
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    places = np.where(labels[:, np.newaxis] == 0, upper, [1, 0.5] - upper)
    return places - [0.5, 0.25]  # about (0, 0)


def _circles(labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    angle = generator.uniform(0, 2 * np.pi, len(labels))
    radius = np.where(labels == 0, 1.4, 0.7 * np.sqrt(generator.uniform(0, 1, len(labels))))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)


def _xor(labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    sign = generator.choice([-1, 1], (len(labels), 1))
    places = sign * generator.uniform(0.1, 1.4, (len(labels), 2))
    places[labels == 1, 0] *= -1  # the classes lie in opposite quarters
    return places


def _spirals(labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    along = np.sqrt(generator.uniform(0.02, 1, len(labels)))
    angle = 3 * np.pi * along + np.pi * labels
    return 1.5 * (along * np.stack([np.cos(angle), np.sin(angle)])).T


def _blobs(labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    centres = np.where(labels == 0, -0.8, 0.8)
    return centres[:, np.newaxis] + generator.normal(0, 0.3, (len(labels), 2))


_PLACES = {
    "moons": _moons,
    "circles": _circles,
    "xor": _xor,
    "spirals": _spirals,
    "blobs": _blobs,
}


def _split(inputs: np.ndarray, labels: np.ndarray, *, validation: int, test: int) -> Sets:
    """Divide the samples at random, always in the same way, with all classes in each set."""
    from sklearn.model_selection import train_test_split

    every = np.arange(len(labels))
    rest, last = train_test_split(every, test_size=test, stratify=labels, random_state=0)
    first, middle = train_test_split(
        rest, test_size=validation, stratify=labels[rest], random_state=0
    )
    return Sets(*((inputs[part], labels[part]) for part in (first, middle, last)))
