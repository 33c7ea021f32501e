"""The path of an optimiser over a landscape, and the rate at which it must diverge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_utils.explorers.descents.landscapes import LANDSCAPES, Fit, Landscape
from course_utils.networks import SGD, Adam, Optimiser, RMSprop

TOO_HIGH = 1e6  # a walk whose loss is above this stops: it diverges
OPTIMISERS = ("SGD", "momentum", "RMSprop", "Adam")
ALL, IN_TURN, ONLY_3 = "all samples", "one after the other", "only x = 3"
ORDERS = (ALL, IN_TURN, ONLY_3)


@dataclass(frozen=True)
class Settings:
    """How the walk goes; without values that do not belong to it.

    Parameters
    ----------
    landscape : str
        A name of `LANDSCAPES`.
    start : tuple of float
        A number for each parameter.
    optimiser : {"SGD", "momentum", "RMSprop", "Adam"}
    rate : float
        The learning rate.
    momentum : float
        Of the optimiser "momentum".
    steps : int
    order : {"all samples", "one after the other", "only x = 3"}
        Which samples are in a step.
    batch : int
        How many samples are in a step; 0 for all. They are mixed anew in each epoch.
    noise : float
        Standard deviation of what is added to each slope.
    seed : int
        Of the noise and of the order of the samples.
    """

    landscape: str
    start: tuple[float, ...]
    optimiser: str = "SGD"
    rate: float = 0.1
    momentum: float = 0.0
    steps: int = 10
    order: str = ALL
    batch: int = 0
    noise: float = 0.0
    seed: int = 0

    @property
    def is_noisy(self) -> bool:
        return bool(self.noise or self.batch)


@dataclass(frozen=True)
class Walk:
    """Where a walk has been.

    Parameters
    ----------
    settings : Settings
    places : array, (steps + 1, parameters)
        From the start on; fewer where the walk diverges.
    slopes : array, (steps, parameters)
        What each step was made from.
    losses : array, (steps + 1,)
        Of all samples.
    stopped : bool
        Whether it ended because the loss was above a million.
    """

    settings: Settings
    places: np.ndarray
    slopes: np.ndarray
    losses: np.ndarray
    stopped: bool

    @property
    def landscape(self) -> Landscape:
        return LANDSCAPES[self.settings.landscape]

    @property
    def steps(self) -> int:
        """How many steps were made."""
        return len(self.slopes)

    @property
    def excess(self) -> np.ndarray:
        """The loss above its lowest value, (steps + 1,)."""
        return np.maximum(self.losses - self.landscape.lowest, 0)


def walk(settings: Settings) -> Walk:
    """Make the steps, with the optimisers of `course_utils.networks`.

    Examples
    --------
    >>> steps = walk(Settings("one weight, three samples", (0.5,), steps=3, order=IN_TURN))
    >>> steps.places[:, 0].round(3).tolist()
    [0.5, 1.7, 1.76, 2.192]
    """
    landscape = LANDSCAPES[settings.landscape]
    optimiser = _optimiser(settings)
    generator = np.random.default_rng(settings.seed)
    place = np.array(settings.start, float)
    places, slopes, losses = [place.copy()], [], [float(landscape.loss(place))]
    rows = _rows(settings, generator)
    for number in range(settings.steps):
        if losses[-1] > TOO_HIGH:
            break
        slope = (
            landscape.batch_slopes(place, rows[number])
            if isinstance(landscape, Fit)
            else landscape.slopes(place)
        )
        if settings.noise:
            slope = slope + generator.normal(0, settings.noise, slope.shape)
        optimiser.step(place, slope)
        places.append(place.copy())
        slopes.append(slope)
        losses.append(float(landscape.loss(place)))
    return Walk(
        settings,
        np.array(places),
        np.array(slopes).reshape(-1, len(place)),
        np.array(losses),
        losses[-1] > TOO_HIGH,
    )


def _optimiser(settings: Settings) -> Optimiser:
    if settings.optimiser == "RMSprop":
        return RMSprop(settings.rate)
    if settings.optimiser == "Adam":
        return Adam(settings.rate)
    return SGD(settings.rate, settings.momentum)


def _rows(settings: Settings, generator: np.random.Generator) -> list[np.ndarray]:
    """Return the samples of each step."""
    landscape = LANDSCAPES[settings.landscape]
    if not isinstance(landscape, Fit):
        return []
    every = np.arange(len(landscape.x))
    if settings.order == ONLY_3:
        return [every[landscape.x == 3]] * settings.steps
    if settings.order == IN_TURN:
        return [every[number % len(every)][np.newaxis] for number in range(settings.steps)]
    if not settings.batch:
        return [every] * settings.steps
    rows: list[np.ndarray] = []
    while len(rows) < settings.steps:
        mixed = generator.permutation(every)
        rows += [mixed[at : at + settings.batch] for at in range(0, len(every), settings.batch)]
    return rows


@lru_cache(maxsize=64)
def highest_rate(settings: Settings) -> float | None:
    """Return the learning rate above which the walk diverges, where it is known.

    With the curvature c of the steepest direction each step of SGD multiplies the error there by
    ``1 - rate * c``: above ``2 / c`` the error grows. With momentum the limit is
    ``2 * (1 + momentum) / c``. With one sample after the other it is the product of a pass that
    decides.

    Returns
    -------
    float or None
        None for RMSprop, Adam, noise, and a curvature that changes from place to place.

    Examples
    --------
    >>> alone = Settings("one weight, three samples", (0.5,), order="only x = 3")
    >>> round(highest_rate(alone), 4)  # 1/9
    0.1111
    """
    landscape = LANDSCAPES[settings.landscape]
    if settings.optimiser not in ("SGD", "momentum") or settings.is_noisy:
        return None
    if not landscape.is_quadratic:
        return None
    if settings.order == IN_TURN:
        return None if settings.momentum else _limit_in_turn(landscape)
    return 2 * (1 + settings.momentum) / curvature(settings)


def curvature(settings: Settings) -> float:
    """Return the curvature of the steepest direction at the start, for the samples of a step."""
    landscape = LANDSCAPES[settings.landscape]
    if settings.order == ONLY_3 and isinstance(landscape, Fit):
        return 2 * 3.0**2
    return landscape.steepest_curvature(np.array(settings.start))


def _limit_in_turn(landscape: Landscape) -> float:
    """Return the smallest rate at which a pass over the samples leaves the error as large."""
    product = np.polynomial.Polynomial([1.0])
    for x in landscape.x if isinstance(landscape, Fit) else ():
        product *= np.polynomial.Polynomial([1.0, -2 * x**2])
    roots = np.concatenate([(product - size).roots() for size in (1, -1)])
    real = roots[np.abs(roots.imag) < 1e-9].real
    return float(real[real > 1e-6].min())
