"""Softmax with a temperature, and the pictures and sentences that explain it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_utils.explorers.bars import bars
from course_utils.explorers.controls import Slider
from course_utils.explorers.frames import Chart

LOGITS, PROBABILITIES = "logits", "probabilities"
TEMPERATURE = Slider("temperature", "Temperature", 0.1, 10.0, 0.1)
CONSTANT = Slider("constant", "Constant added to all logits", -20.0, 20.0, 1.0)


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Return the probabilities, (..., classes): ``exp(z / T) / sum(exp(z / T))``.

    Parameters
    ----------
    logits : numpy.ndarray
        (..., classes).
    temperature : float
        Above 0. With 1 it is the usual softmax.

    Examples
    --------
    >>> softmax(np.array([2.0, 1.0, 0.1])).round(3).tolist()
    [0.659, 0.242, 0.099]
    """
    scaled = np.asarray(logits, np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def percent(share: float) -> str:
    """Return a probability in per cent; what is not 0 or 1 does not look like it.

    >>> percent(0.659), percent(0.99996), percent(0.0002)
    ('65.9 %', '> 99.9 %', '< 0.1 %')
    """
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return f"{100 * share:.1f} %"


def charts(
    logits: np.ndarray, temperature: float, names: Sequence[str], most: int | None = None
) -> tuple[Chart, Chart]:
    """Return the logits and the probabilities as bars: the largest is orange and has a mark.

    Parameters
    ----------
    logits : numpy.ndarray
        (classes,).
    temperature : float
    names : sequence of str
        One for each class.
    most : int, optional
        With more classes than this, only so many are drawn, the largest first.
    """
    probabilities = softmax(logits, temperature)
    shown = np.arange(len(logits))
    if most is not None and len(logits) > most:
        shown = np.argsort(-logits, kind="stable")[:most]
    logits, probabilities = logits[shown], probabilities[shown]
    names = [names[number] for number in shown]
    best = int(probabilities.argmax())
    texts = [f"{value:.1f}" for value in logits.tolist()]
    shares = [percent(value) for value in probabilities.tolist()]
    reach = scale(float(np.abs(logits).max()))
    low = -reach if (logits < 0).any() else 0.0
    high = reach if (logits >= 0).any() else 0.0
    return (
        bars(logits, names, texts, _read(LOGITS, names, texts), chosen=best, low=low, high=high),
        bars(probabilities, names, shares, _read(PROBABILITIES, names, shares), chosen=best),
    )


def scale(largest: float) -> float:
    """Return how far the scale of logits goes: far enough, and steady while they move.

    >>> scale(3.2), scale(11)
    (5.0, 20.0)
    """
    reach = 5.0
    while reach < largest:
        reach *= 2
    return reach


def _read(what: str, names: Sequence[str], texts: Sequence[str]) -> str:
    pairs = ", ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))
    return f"{what}: {pairs}"


def setting_words(logits: np.ndarray, constant: float, temperature: float) -> str:
    """Say what the constant and the temperature have done, if they have done anything.

    Parameters
    ----------
    logits : numpy.ndarray
        (classes,), with the constant.

    Examples
    --------
    >>> setting_words(np.array([7.0, 6.0]), 5.0, 1.0)
    ' Adding 5 to every logit changes no probability: softmax sees only their differences.'
    """
    words = ""
    if constant:
        words += (
            f" Adding {constant:g} to every logit changes no probability: softmax sees only their "
            "differences."
        )
    if temperature != 1 and np.ptp(logits) > 0:
        usual, now = softmax(logits).max(), softmax(logits, temperature).max()
        more = "more sure" if temperature < 1 else "less sure"
        words += (
            f" Temperature {temperature:g} divides every logit by {temperature:g} and makes the "
            f"answer {more}: {percent(usual)} becomes {percent(now)}. The order stays."
        )
    return words
