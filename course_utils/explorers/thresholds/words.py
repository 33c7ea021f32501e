"""What the threshold explorer says about a state: which pixels are white, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils.explorers.thresholds.sums import GLOBAL_METHODS, object_count

FEW = 0.02  # a share of the pixels below this is no great loss
REASONS = {
    "erode": "Erosion keeps a pixel only where the whole element lies on white.",
    "dilate": "Dilation makes a pixel white where the element touches any white.",
    "open": "Opening erodes, then dilates: white parts into which the element does not fit are"
    " gone, the others keep their size.",
    "close": "Closing dilates, then erodes: black holes and gaps into which the element does not"
    " fit are filled, the outer size stays.",
    "gradient": "The gradient is the dilated mask without the eroded one: the outlines are left.",
    "top-hat": "The top-hat is the mask without its opening: only what is smaller than the element"
    " is left.",
    "black-hat": "The black-hat is the closing without the mask: only what closing would fill is"
    " left.",
}


@dataclass(frozen=True)
class MaskFacts:
    """How much of a mask is white.

    ``white`` counts pixels, ``share`` is their part of the picture from 0 to 1, and ``objects``
    counts the parts that hang together.
    """

    white: int
    share: float
    objects: int

    @classmethod
    def of(cls, mask: np.ndarray) -> MaskFacts:
        """Count in a mask, (height, width), uint8, 0 or 255."""
        white = int(np.count_nonzero(mask))
        return cls(white, white / mask.size, object_count(mask))

    def row(self) -> dict[str, str]:
        """Return the facts as a row of the table."""
        return {
            "white pixels": f"{self.white:,}",
            "share": percent(self.share),
            "objects": f"{self.objects:,}",
        }


def percent(share: float) -> str:
    """Return a share from 0 to 1 in words.

    Examples
    --------
    >>> percent(0.3816), percent(0.0004)
    ('38.2 %', '0.04 %')
    """
    return f"{100 * share:.2f} %" if 0 < share < 0.001 else f"{100 * share:.1f} %"


def plural(number: int, word: str) -> str:
    """Return a number with its word.

    Examples
    --------
    >>> plural(1, "object"), plural(1200, "object")
    ('1 object', '1,200 objects')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def rule(method: str, cut: int, block: int, offset: int, inverse: bool) -> str:
    """Say which pixels are white.

    Examples
    --------
    >>> rule("fixed", 90, 51, 0, True)
    'White is what is not above the cut of 90.'
    """
    is_white = "White is what is not" if inverse else "White is what is"
    if method == "fixed":
        return f"{is_white} above the cut of {cut}."
    if method == "Otsu":
        return (
            f"{is_white} above Otsu's cut of {cut}: there the dark and the bright group vary least"
            " in themselves."
        )
    mean = "mean" if method == "adaptive mean" else "weighted mean"
    around = f"the {mean} of the {block} x {block} pixels around it"
    if offset:
        around += f", {'less' if offset > 0 else 'plus'} {abs(offset)}"
    return f"{is_white} above {around}: each pixel has a cut of its own."


def effect_of_light(method: str, changed: float) -> str:
    """Say what the shadow does to the mask, and why; `changed` is a share from 0 to 1."""
    sides = f"The shadow changes {percent(changed)} of the mask"
    if method in GLOBAL_METHODS:
        if changed < FEW:
            return f"{sides}: so far one cut fits the bright left and the darker right."
        return f"{sides}: one cut cannot fit both the bright left and the dark right."
    if changed < FEW:
        return f"{sides} only: the mean around a pixel darkens along with it."
    return f"{sides}: the cut follows the light, but in the dark little contrast is left."


def effect_of_steps(
    steps: tuple[str, ...], removed: int, added: int, before: MaskFacts, after: MaskFacts
) -> str:
    """Say what the operations did, and why the last one did it."""
    order = ", then ".join(steps)
    if not removed and not added:
        return f"After {order} the mask is as before. {REASONS[steps[-1]]}"
    return (
        f"After {order}, {plural(removed, 'white pixel')} went and {added:,} came: "
        f"{before.objects:,} → {plural(after.objects, 'object')}. {REASONS[steps[-1]]}"
    )
