"""What an explorer shows for one state: pictures, numbers and one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    row_names, column_names : tuple of str
        What stands before each row and above each column; nothing by default.
    control : str, optional
        The value of the state, a row and a column, that a click on a cell sets.
    chosen : tuple of int, optional
        Row and column of the cell that is outlined.
    framed : tuple of tuple of int
        Rows and columns of cells with a thick line around them; cells that touch share one.
    ring : int
        How many rows and columns at each side were added around a picture; they are dashed.
    row_values, column_values : tuple of int
        The row, and the column, that a click on a cell sets; by default those of the cell itself.
    """

    colours: np.ndarray
    texts: tuple[tuple[str, ...], ...]
    caption: str
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    control: str | None = None
    chosen: tuple[int, int] | None = None
    framed: tuple[tuple[int, int], ...] = ()
    ring: int = 0
    row_values: tuple[int, ...] = ()
    column_values: tuple[int, ...] = ()


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
    control_up : str, optional
        The value of the state that the height of a click sets, where there is a `control` too.
    bottom, top : float
        The values at the lower and at the upper edge of the drawing.
    grid : tuple of int, optional
        Rows and columns of a drawing that is divided evenly into cells: a click sets `control` to
        the number of the cell, counted row by row from 0.
    """

    svg: str
    text: str
    control: str | None = None
    low: float = 0
    high: float = 255
    wide: bool = False
    control_up: str | None = None
    bottom: float = 0
    top: float = 1
    grid: tuple[int, int] | None = None


@dataclass(frozen=True)
class Progress:
    """How far work has come that goes on while the explorer is on the page.

    Parameters
    ----------
    share : float
        What is done, from 0 to 1.
    words : str
        The same in words.
    stoppable : bool
        Whether a button stands beside it that stops the work.
    """

    share: float
    words: str
    stoppable: bool = False


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
    groups : mapping of str to sequence of str
        Small pictures that stand together in a line below the others, by the name of the line.
    columns : int
        How many of the pictures that are in no group stand beside each other; 0 leaves it to the
        page.
    ended : bool
        There is nothing more to come: what a `Play` control runs stops here.
    limits : mapping of str to tuple of int
        The lowest and the highest value of a slider, by the name of its value, where they change.
    progress : Progress, optional
        How far work has come that goes on meanwhile.
    """

    pictures: Mapping[str, np.ndarray | NumberedPicture | Chart]
    numbers: Mapping[str, Mapping[str, str]]
    sentence: str
    mark: tuple[int, int] | None = None
    captions: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    columns: int = 0
    ended: bool = False
    limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    progress: Progress | None = None
