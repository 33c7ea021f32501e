"""Is an array the gradient of a function? Directional finite differences tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.checking.values import as_float, short

if TYPE_CHECKING:
    from course_utils.checking.exercise import Call

_DIRECTIONS = 4
_STEP = 1e-5
_KINK = 1e-3  # the two one-sided slopes differ by more: there is no gradient there
_ALLOWED = 1e-4


def gradient_sentence(function: Callable[..., Any], call: Call, gradient: np.ndarray) -> str:
    """Return what is wrong with a claimed gradient, or an empty string.

    Parameters
    ----------
    function : callable
        The function whose gradient is claimed; where it returns an array, the sum of that is meant.
    call : Call
        Where. The gradient is by the first argument.
    gradient : ndarray
        The claim, of the shape of the first argument.

    Notes
    -----
    For a direction d of length 1 the slope (f(x + h d) - f(x - h d)) / 2h must be the sum of
    gradient times d. Directions in which a kink (as of ReLU at 0) lies nearby are left out.
    """
    x = np.asarray(call.args[0], dtype=np.float64)
    rng = np.random.default_rng(0)
    for _ in range(_DIRECTIONS):
        direction = rng.normal(size=x.shape)
        direction /= np.linalg.norm(direction)
        before, here, after = (
            float(np.sum(function(x + step * direction, *call.args[1:], **call.kwargs)))
            for step in (-_STEP, 0, _STEP)
        )
        left, right = (here - before) / _STEP, (after - here) / _STEP
        scale = max(1.0, abs(left), abs(right))
        if abs(left - right) > _KINK * scale:
            continue
        slope = (after - before) / (2 * _STEP)
        claimed = float(np.sum(as_float(gradient) * direction))
        if not abs(claimed - slope) <= _ALLOWED * scale:
            return (
                f"A small step in one direction changes the result by {short(slope)} for each unit "
                f"of the step; your gradient says {short(claimed)}."
            )
    return ""
