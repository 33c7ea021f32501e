"""A wrong shape: what is wrong with it, and where that is plain, why."""

import math

SWAPPED = (
    "Height and width are swapped: a shape starts with the height, "
    "while OpenCV writes a size as (width, height)."
)
CHANNELS_LAST = "The channels are the last axis: (height, width, channels)."
ONE_OFF = "It is one off: a slice start:stop leaves out stop."
NO_CHANNELS = "The channels are missing."
CHANNELS = "One value for each pixel is asked for; yours has three channels."
EMPTY = "Your result is empty."
ARRANGED = "The number of values is right; they are arranged differently."

Shape = tuple[int, ...]


def shape_sentence(came: Shape, expected: Shape) -> str:
    """Return what is wrong with a shape.

    >>> shape_sentence((640, 480), (480, 640))
    'The shape is (640, 480), and (480, 640) was expected.'
    """
    if expected == ():
        return f"One number was expected, and an array of shape {came} came."
    if came == ():
        return f"An array of shape {expected} was expected, and a single number came."
    return f"The shape is {came}, and {expected} was expected."


def shape_reasons(came: Shape, expected: Shape) -> tuple[str, ...]:
    """Return every reason that fits, the most telling first.

    One input alone often fits several by chance, so the report gives the first that fits all
    inputs whose shape is wrong.

    >>> shape_reasons((640, 480), (480, 640)) == (SWAPPED, ARRANGED)
    True
    """
    if came == () or expected == ():
        return ()
    fits = {
        CHANNELS_LAST: len(expected) == 3
        and came in ((expected[2], *expected[:2]), expected[::-1]),
        SWAPPED: len(expected) in (2, 3) and came == (expected[1], expected[0], *expected[2:]),
        ONE_OFF: _is_one_off(came, expected),
        NO_CHANNELS: (*came, 3) == expected,
        CHANNELS: came == (*expected, 3),
        EMPTY: 0 in came and 0 not in expected,
        ARRANGED: math.prod(came) == math.prod(expected),
    }
    return tuple(reason for reason, does in fits.items() if does)


def _is_one_off(came: Shape, expected: Shape) -> bool:
    """Return whether rows, columns or both are one too few, and nothing else is different."""
    if len(came) != len(expected) or len(expected) not in (2, 3) or came[2:] != expected[2:]:
        return False
    return came != expected and all(expected[axis] - came[axis] in (0, 1) for axis in (0, 1))
