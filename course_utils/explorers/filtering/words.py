"""What a kernel does to brightness, and what the screen hides, in short sentences."""

from __future__ import annotations

import numpy as np

from course_utils.explorers.filtering import drawing
from course_utils.explorers.filtering.catalogue import BY_SUM, total

FLAT = 100  # the grey level of the flat area that the sentence speaks of
NOTABLE = 0.005  # of the pixels, from which on it is said what is cut


def fine(value: float) -> str:
    """Return a number with up to four digits that count.

    >>> fine(9.0), fine(1 / 9), fine(-0.5), fine(1002.5)
    ('9', '0.1111', '-0.5', '1002.5')
    """
    if abs(value) >= 1000:
        return f"{value:.1f}".removesuffix(".0")
    return f"{0.0 if abs(value) < 1e-9 else value:.4g}"


def kernel_words(weights: np.ndarray, scale: str, divisor: float, bias: int) -> str:
    """Say what the weights sum to, and what that does to a flat area."""
    if not weights.any():
        return f"All weights are 0: the response is {bias} everywhere."
    written = total(weights)
    used = written / divisor
    if divisor == 1:
        sentence = f"The weights sum to {fine(written)}"
    else:
        sentence = f"The weights sum to {fine(written)} / {fine(divisor)} = {fine(used)}"
    sentence += f": {_meaning(weights, used)}"
    if scale == BY_SUM and written == 0:
        sentence += " A sum of 0 cannot divide, so the weights stand as written."
    if bias > 0:
        sentence += f" The bias then adds {bias} to every value."
    if bias < 0:
        sentence += f" The bias then takes {-bias} from every value."
    return sentence


def border_words(border: str, weights: np.ndarray) -> str:
    """Say what the frame does to the edge of the response, where that can be seen.

    >>> border_words("reflect", np.ones((3, 3)))
    ''
    """
    side = len(weights)
    if border == "valid":
        return f"Without a frame the response is {side - 1} pixels narrower and lower."
    if border not in ("zeros", "ones") or np.count_nonzero(weights) <= 1:
        return ""
    if total(weights) == 0:
        return f"The frame of {border} is black: where it begins, the kernel finds an edge."
    return f"The frame of {border} is black, and mixes into the edge of the response."


def _meaning(weights: np.ndarray, used: float) -> str:
    flat = fine(FLAT * used)
    if np.isclose(used, 1):
        if np.count_nonzero(weights) == 1:
            middle = weights[len(weights) // 2, len(weights) // 2]
            if middle:
                return "each pixel is copied, and nothing changes."
            return "each pixel becomes one of its neighbours, and the picture moves."
        return f"the brightness is kept, a flat area of {FLAT} stays {FLAT}."
    if np.isclose(used, 0):
        return "a flat area gives 0, whatever its grey level. The kernel answers only to change."
    if used < 0:
        return f"a flat area of {FLAT} becomes {flat}. Less than 0 cannot be shown as it is."
    word = "brighter" if used > 1 else "darker"
    return f"a flat area of {FLAT} becomes {flat}. The picture gets {word}."


def shown_words(response: np.ndarray, how: str) -> str:
    """Say what of the response cannot be seen, or how it is made visible."""
    below = np.count_nonzero(response < 0) / response.size
    beyond = np.abs(response) if how == drawing.ABSOLUTE else response
    above = np.count_nonzero(beyond > 255) / response.size
    if how == drawing.COLOURS:
        strongest = drawing.strongest(response)
        more = f"The strongest colour is {drawing.number(strongest)} away from 0."
        if strongest < np.abs(response).max():
            more = "Beyond 255 no colour gets stronger."
        return f"Blue is below 0, white is 0, orange above. {more}"
    if how == drawing.STRETCHED:
        low, high = (drawing.number(float(each)) for each in (response.min(), response.max()))
        if low == high:
            return f"Every value is {low}: there is nothing to stretch."
        return f"Stretched: black is {low}, and white is {high}."
    parts = []
    if below >= NOTABLE:
        if how == drawing.ABSOLUTE:
            parts.append(f"{_percent(below)} of the response lies below 0 and loses its sign")
        else:
            parts.append(f"{_percent(below)} of the response lies below 0 and turns black")
    if above >= NOTABLE:
        where = "beyond 255" if how == drawing.ABSOLUTE else "above 255"
        words = f"{_percent(above)} {'' if parts else 'of the response '}lies {where}"
        parts.append(f"{words} and turns white")
    if not parts and (below or above):
        return "Almost nothing of the response is lost on the screen, which shows 0 to 255."
    if not parts:
        return "Nothing of the response is lost on the screen, which shows 0 to 255."
    return " and ".join(parts).replace("black and", "black,").replace("sign and", "sign,") + "."


def _percent(part: float) -> str:
    return f"{100 * part:.0f} %"
