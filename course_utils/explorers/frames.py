"""What an explorer shows for one state: pictures, numbers and one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class NumberedPicture:
    """A small picture whose cells carry text.

    Parameters
    ----------
    colours : numpy.ndarray
        RGB colours of the cells, (rows, columns, 3), uint8.
    texts : tuple of tuple of str
        The text of each cell. An empty text marks a cell that lies outside the picture.
    caption : str
        What the texts are.
    """

    colours: np.ndarray
    texts: tuple[tuple[str, ...], ...]
    caption: str


@dataclass(frozen=True)
class Chart:
    """A drawing whose width is a scale of values, such as a histogram.

    Parameters
    ----------
    svg : str
        An ``<svg>`` with a ``viewBox`` and without a size; lines and letters in ``currentColor``,
        so that it can be read in every theme.
    text : str
        What there is to see, for people who do not see it.
    control : str, optional
        The value of the state that a click or a drag in the chart sets.
    low, high : float
        The values at the left and at the right edge of the drawing.
    wide : bool
        Whether the drawing has a line of the page to itself, for what is small print otherwise.
    """

    svg: str
    text: str
    control: str | None = None
    low: float = 0
    high: float = 255
    wide: bool = False


@dataclass(frozen=True)
class Frame:
    """What an explorer shows for one state.

    Parameters
    ----------
    pictures : mapping of str to numpy.ndarray, NumberedPicture or Chart
        Named pictures; an array is uint8, RGB (rows, columns, 3) or grey (rows, columns).
    numbers : mapping of str to mapping of str to str
        The read-out as a table: each row has a name, and texts by column.
    sentence : str
        One or two short sentences that say what there is to see.
    mark : tuple of int, optional
        Row and column of the pixel that is outlined in the array pictures.
    captions : mapping of str to str
        What stands under a picture, by its name; by default the name itself.
    """

    pictures: Mapping[str, np.ndarray | NumberedPicture | Chart]
    numbers: Mapping[str, Mapping[str, str]]
    sentence: str
    mark: tuple[int, int] | None = None
    captions: Mapping[str, str] = field(default_factory=dict)
