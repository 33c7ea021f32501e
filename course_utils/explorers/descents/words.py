"""What a walk did, and why, in short sentences."""

from __future__ import annotations

import numpy as np

from course_utils.explorers.descents.walking import (
    IN_TURN,
    Walk,
    curvature,
    highest_rate,
)

REACHED = 0.01  # of the loss above the minimum at the start that may be left
LITTLE = 0.3  # more than this is left by a rate that is too small
FLAT = 0.02  # a slope below this is nearly 0
PLAIN = ("SGD", "momentum")  # the optimisers whose step grows with the slope


def number(value: float) -> str:
    """Return a number with at most four digits that count.

    >>> number(2.19200001), number(-12.4), number(3e-31), number(1234567.0)
    ('2.192', '-12.4', '0', '1.235e6')
    """
    if abs(value) < 1e-9:
        return "0"
    return f"{value:.4g}".replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")


def count(steps: int) -> str:
    """Return a number of steps in words.

    >>> count(1), count(3)
    ('1 step', '3 steps')
    """
    return f"{steps} step{'' if steps == 1 else 's'}"


def place_words(walk: Walk, place: np.ndarray) -> str:
    """Return the parameters of a place: ``w = 1.44, b = 1.12``."""
    names = walk.landscape.parameters
    return ", ".join(f"{name} = {number(value)}" for name, value in zip(names, place, strict=True))


def walk_words(walk: Walk) -> str:
    """Say where the walk ends, and what the learning rate, the noise or the landscape did to it."""
    if not walk.steps:
        return _no_step(walk)
    made = f"After {count(walk.steps)}: "
    end = f"{place_words(walk, walk.places[-1])}, loss {number(walk.losses[-1])}."
    return " ".join([made + end, *(_WORDS[found](walk) for found in findings(walk))])


def findings(walk: Walk) -> tuple[str, ...]:
    """Name what the walk did: the manner first, if it is a special one, and then the outcome.

    Returns
    -------
    tuple of str
        Manners are "jumps", "momentum" and "noise"; outcomes "at the minimum", "diverges",
        "reached", "saddle", "too small", "flat floor", "falls" and "higher".
    """
    if walk.excess[0] < 1e-12 and not walk.settings.is_noisy:
        return ("at the minimum",)
    if _diverges(walk):
        return ("diverges",)
    manner = _manner(walk)
    outcome = _outcome(walk)
    if manner and outcome in ("falls", "higher", "too small"):
        return (manner,)
    return (manner, outcome) if manner else (outcome,)


def _manner(walk: Walk) -> str | None:
    rises = bool((np.diff(walk.losses) > 1e-9 * walk.losses[0]).any())
    if walk.settings.is_noisy:
        return "noise" if rises else None
    if _jumps(walk):
        return "jumps"
    return "momentum" if rises and walk.settings.optimiser == "momentum" else None


def _outcome(walk: Walk) -> str:
    left = walk.excess / max(walk.excess[0], 1e-12)
    if (left[-3:] if walk.settings.is_noisy else left[-1:]).max() <= REACHED:
        return "reached"
    if _at_saddle(walk):
        return "saddle"
    if left[-1] >= 1:
        return "higher"
    if walk.steps >= 5 and left[-1] > LITTLE:
        return "too small"
    if walk.steps >= 10 and left[-1] > 0.7 * left[walk.steps // 2]:
        return "flat floor"
    return "falls"


def reached_after(walk: Walk) -> int:
    """Return the first step after which less than 1 % of the loss above the minimum is left."""
    above = np.flatnonzero(walk.excess > REACHED * walk.excess[0])
    return int(above[-1]) + 1


def _diverges(walk: Walk) -> bool:
    if walk.stopped:
        return True
    if walk.settings.optimiser not in PLAIN or walk.settings.is_noisy:
        return False
    limit = highest_rate(walk.settings)
    if limit is not None and walk.settings.rate <= limit * (1 + 1e-9):
        return False
    stride = len(walk.landscape.x) if walk.settings.order == IN_TURN else 1
    ends = walk.losses[::stride][-4:]
    growing = len(ends) > 1 and bool((np.diff(ends) > 0).all())
    return growing and (limit is not None or bool(walk.losses[-1] > walk.losses[0]))


def _at_saddle(walk: Walk) -> bool:
    landscape, end = walk.landscape, walk.places[-1]
    if np.linalg.norm(landscape.slopes(end)) > FLAT:
        return False
    return bool(np.linalg.eigvalsh(landscape.curvatures(end))[0] < 0)


def _jumps(walk: Walk) -> bool:
    """Say whether most steps go against the step before."""
    moves = np.diff(walk.places, axis=0)
    turns = (moves[1:] * moves[:-1]).sum(axis=1) < 0
    return len(turns) > 0 and bool(turns.mean() >= 0.5)


def _no_step(walk: Walk) -> str:
    start = walk.places[0]
    slopes = walk.landscape.slopes(start)
    names = walk.landscape.parameters
    if np.linalg.norm(slopes) < 1e-9:
        return f"At {place_words(walk, start)} every slope is 0: no step leaves this place."
    words = " and ".join(
        f"for {name} it is {number(value)}" for name, value in zip(names, slopes, strict=True)
    )
    return (
        f"At {place_words(walk, start)} the loss is {number(walk.losses[0])}. "
        f"The slope points uphill ({words}), so a step goes the other way."
    )


def _diverging(walk: Walk) -> str:
    settings = walk.settings
    limit, rate = highest_rate(settings), number(settings.rate)
    stop = " Above a million the walk stops." if walk.stopped else ""
    if settings.is_noisy:
        return f"The walk diverges: the rate {rate} is too large for these noisy slopes.{stop}"
    if limit is None and settings.order == IN_TURN:
        return f"The walk diverges: the rate {rate} with this momentum is too large.{stop}"
    steep = curvature(settings)
    if limit is None:
        return (
            f"The loss explodes: the curvature at the start is {number(steep)}, so rates above "
            f"2 / {number(steep)} = {number(2 / steep)} overshoot there.{stop}"
        )
    if settings.order == IN_TURN:
        return (
            f"The loss grows with each pass over the samples: the rate {rate} is above "
            f"{number(limit)}, the limit for this order.{stop}"
        )
    formula = f"2 / {number(steep)}"
    if settings.momentum:
        formula = f"2 x (1 + {number(settings.momentum)}) / {number(steep)}"
    return (
        f"The loss grows with each step: the rate {rate} is above the limit "
        f"2{' (1 + momentum)' if settings.momentum else ''} / curvature = {formula} = "
        f"{number(limit)}.{stop}"
    )


def _reached(walk: Walk) -> str:
    return (
        f"From step {reached_after(walk)} on, less than 1 % of the loss above the minimum is left."
    )


def _saddle(_: Walk) -> str:
    return (
        "The slope is nearly 0, but this is a saddle, not a minimum: along w2 the loss falls on "
        "both sides."
    )


def _noise(walk: Walk) -> str:
    left = walk.excess / max(walk.excess[0], 1e-12)
    if left[-max(len(left) // 4, 2) :].max() < LITTLE:
        return "Noisy slopes keep the path moving around the minimum: a smaller rate calms it."
    return "Each noisy slope points only roughly uphill, so the path staggers."


def _momentum(_: Walk) -> str:
    return "Momentum carries the path past low places: the loss rises for some steps."


def _jumping(walk: Walk) -> str:
    settings = walk.settings
    if settings.optimiser not in PLAIN:
        return "Near the minimum the steps stay about as long as the rate, so the path jumps over."
    limit = highest_rate(settings)
    is_near = limit and settings.rate >= 0.7 * limit
    near = f", because the rate is near its limit of {number(limit)}" if is_near else ""
    if len(walk.landscape.parameters) == 1:
        return f"Most steps jump over the minimum{near}."
    return f"The path zigzags across the steepest direction{near}."


def _too_small(walk: Walk) -> str:
    taken = 100 * (1 - walk.excess[-1] / walk.excess[0])
    return (
        f"The steps are short: {walk.steps} of them have taken away {taken:.0f} % of the loss "
        "above the minimum."
    )


def _flat_floor(_: Walk) -> str:
    return "On the floor of the valley the slope is small, so the steps get shorter and shorter."


def _falls(walk: Walk) -> str:
    if walk.settings.order == IN_TURN:
        return "Each step goes against the slope of one sample alone."
    if walk.settings.optimiser != "SGD" or (np.diff(walk.losses) > 0).any():
        return "The loss is lower than at the start."
    return "Each step goes against the slope, and the loss falls."


def _higher(_: Walk) -> str:
    return "The loss is not lower than at the start."


def _at_minimum(_: Walk) -> str:
    return "The walk starts at the minimum."


_WORDS = {
    "at the minimum": _at_minimum,
    "diverges": _diverging,
    "reached": _reached,
    "saddle": _saddle,
    "noise": _noise,
    "momentum": _momentum,
    "jumps": _jumping,
    "too small": _too_small,
    "flat floor": _flat_floor,
    "falls": _falls,
    "higher": _higher,
}
