"""Real digits, wines and textures, and points in a plane: all there without a network.

Each function returns the same arrays at each call. Only `public` can load from the internet, and
only when it is asked to.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from course_utils import paths
from course_utils.files import write_atomically

Samples = tuple[np.ndarray, np.ndarray]  # inputs, and labels (n,)

DIGIT_NAMES = tuple("0123456789")
TEXTURES = ("brick", "grass", "gravel")
PATCH = 32  # pixels a side
POINTS = ("moons", "circles", "xor", "spirals", "blobs")


PATIENCE = 20  # seconds without a byte from the network
PUBLIC = {
    "mnist": DIGIT_NAMES,
    "fashion_mnist": (
        "T-shirt", "trousers", "pullover", "dress", "coat",
        "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ),
    "cifar10": (
        "aeroplane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "lorry",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Sets:
    """Samples in three sets that share none; each holds inputs and labels.

    Attributes
    ----------
    training, validation, test : tuple of array
    names : tuple of str
        The name of each class, by its number.
    """

    training: Samples
    validation: Samples
    test: Samples
    names: tuple[str, ...]


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
    return _split(found.data / 16, found.target, DIGIT_NAMES, validation=297, test=500)


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
    names = ("another class", f"class {label}")
    labels = (found.target == label).astype(int)
    return _split(found.data, labels, names, validation=35, test=54)


def wine_names() -> tuple[str, ...]:
    """Return the names of the 13 measurements of `wine`, in the order of its columns.

    >>> wine_names()[0], wine_names()[12]
    ('alcohol', 'proline')
    """
    from sklearn.datasets import load_wine

    return tuple(load_wine().feature_names)


def textures(per_class: int = 500) -> Sets:
    """Return patches cut from scikit-image's photographs of brick, grass and gravel.

    Parameters
    ----------
    per_class : int
        Training patches of each texture, 1 to 2,000.

    Returns
    -------
    Sets
        Pictures are (n, 32, 32), float, 0 for black to 1 for white; labels are (n,), 0 to 2.
        Training has 3 x `per_class` pictures, validation 300, test 600.

    Raises
    ------
    ValueError
        If `per_class` is not a whole number from 1 to 2,000.

    Notes
    -----
    Training patches come from the upper part of each photograph, validation patches from a strip
    below it, and test patches from the lowest part. So no pixel is in two sets. Each photograph is
    first brought to the same mean and spread, so that the brightness gives nothing away.

    Examples
    --------
    >>> patches = textures(10)
    >>> patches.training[0].shape, patches.names
    ((30, 32, 32), ('brick', 'grass', 'gravel'))
    """
    import skimage as ski

    if isinstance(per_class, bool) or not isinstance(per_class, int) or not 1 <= per_class <= 2000:
        raise ValueError(f"per_class is a whole number from 1 to 2000, not {per_class!r}.")
    photographs = [_levelled(getattr(ski.data, name)()) for name in TEXTURES]
    generator = np.random.default_rng(0)
    rows = {"training": (0, 288), "validation": (288, 368), "test": (368, 512)}
    counts = {"training": per_class, "validation": 100, "test": 200}
    parts = {}
    for name in ("test", "validation", "training"):  # the number of training patches comes last
        patches = [_patches(each, *rows[name], counts[name], generator) for each in photographs]
        labels = np.repeat(np.arange(len(TEXTURES)), counts[name])
        parts[name] = (np.concatenate(patches), labels)
    return Sets(**parts, names=TEXTURES)


def _levelled(photograph: np.ndarray) -> np.ndarray:
    levels = photograph.astype(float)
    return np.clip(0.5 + 0.2 * (levels - levels.mean()) / levels.std(), 0, 1)


def _patches(
    photograph: np.ndarray, top: int, bottom: int, count: int, generator: np.random.Generator
) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(photograph[top:bottom], (PATCH, PATCH))
    rows, columns = windows.shape[:2]
    return windows[generator.integers(rows, size=count), generator.integers(columns, size=count)]


def public(name: str = "fashion_mnist", *, download: bool = False) -> Sets:
    """Return pictures of a public set, or say in one sentence what it gives instead.

    Parameters
    ----------
    name : {"mnist", "fashion_mnist", "cifar10"}
    download : bool
        True loads the set from the internet, once; it is kept for later. Without a network, and
        with False where it has not been loaded before, the digits of scikit-learn stand in.

    Returns
    -------
    Sets
        Pictures are (n, 28, 28), or (n, 32, 32, 3) for cifar10, float, 0 to 1. Training has 10,000
        pictures, validation 2,000, test 2,000. The digits are enlarged to 28 x 28: 1,000, 297, 500.

    Raises
    ------
    ValueError
        For another name.
    """
    if name not in PUBLIC:
        raise ValueError(f"The public sets are {', '.join(PUBLIC)}, not {name!r}.")
    loaded = _loaded(name, download)
    if loaded is not None:
        return loaded
    found = digits()
    sets = (found.training, found.validation, found.test)
    return Sets(*((_enlarged(rows), labels) for rows, labels in sets), names=DIGIT_NAMES)


def _loaded(name: str, download: bool) -> Sets | None:
    """Return the set from this machine or the internet; or say why not, and return None."""
    kept = paths.DATA / "cache" / f"{name}.npz"
    if kept.exists():
        with np.load(kept, allow_pickle=False) as file:
            return _public_sets(name, file)
    instead = "The digits of scikit-learn stand in for it."
    if not download:
        print(f"{name} has not been loaded on this machine. {instead}")
        return None
    try:
        parts = _downloaded(name)
    except Exception as fault:  # Keras tells of a missing network by a plain Exception
        if not _from_network(fault):
            raise
        print(f"{name} could not be loaded from the internet ({fault}). {instead}")
        return None
    file = io.BytesIO()
    np.savez_compressed(file, **parts)
    write_atomically(kept, file.getvalue())
    return _public_sets(name, parts)


def _downloaded(name: str) -> dict[str, np.ndarray]:
    import keras

    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        (images, labels), (test_images, test_labels) = getattr(keras.datasets, name).load_data()
    finally:
        socket.setdefaulttimeout(before)
    return {
        "training": images[:10_000],
        "training_labels": labels[:10_000].ravel(),
        "validation": images[-2_000:],
        "validation_labels": labels[-2_000:].ravel(),
        "test": test_images[:2_000],
        "test_labels": test_labels[:2_000].ravel(),
    }


def _public_sets(name: str, parts: Mapping[str, np.ndarray]) -> Sets:
    sets = {
        each: (parts[each] / 255, parts[f"{each}_labels"].astype(int))
        for each in ("training", "validation", "test")
    }
    return Sets(**sets, names=PUBLIC[name])


def _from_network(fault: BaseException | None) -> bool:
    while fault is not None:
        if isinstance(fault, OSError):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


def _enlarged(rows: np.ndarray) -> np.ndarray:
    """Return the digits as the public set MNIST has them: 20 x 20 with a margin of 4."""
    large = [
        cv2.resize(row.reshape(8, 8), (20, 20), interpolation=cv2.INTER_LINEAR) for row in rows
    ]
    return np.pad(np.array(large), ((0, 0), (4, 4), (4, 4)))


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
    if not 0 <= noise < np.inf:
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


def _split(
    inputs: np.ndarray, labels: np.ndarray, names: tuple[str, ...], *, validation: int, test: int
) -> Sets:
    """Divide the samples at random, always in the same way, with all classes in each set."""
    from sklearn.model_selection import train_test_split

    every = np.arange(len(labels))
    rest, last = train_test_split(every, test_size=test, stratify=labels, random_state=0)
    first, middle = train_test_split(
        rest, test_size=validation, stratify=labels[rest], random_state=0
    )
    return Sets(*((inputs[part], labels[part]) for part in (first, middle, last)), names)
