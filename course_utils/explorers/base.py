"""What every explorer stands on: a pure model, and static snapshots of it.

A model turns a state into pictures, numbers and one sentence. It knows nothing of widgets, so it
runs in a test, on a site and in a notebook without a kernel. The view in ``view.py`` shows it
live.
"""

from __future__ import annotations

import base64
import dataclasses
import html
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from course_utils.explorers.controls import Control
from course_utils.html_figure import HtmlFigure
from course_utils.images import ImageError
from course_utils.images.number_table import text_colour

SNAPSHOT_SIZE = 320  # the longer side of a snapshot's picture, in pixels of the page
PNG_BELOW = 128  # a smaller picture keeps its exact pixels; a larger one is stored as JPEG


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
    """

    svg: str
    text: str
    control: str | None = None
    low: float = 0
    high: float = 255


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


class ExplorerModel(ABC):
    """An explorer without its view: ``state -> pictures, numbers, one sentence``.

    Attributes
    ----------
    title : str
        The name that a reader and a screen reader meet.
    start : frozen dataclass
        The state in which the explorer opens.
    presets : mapping of str to mapping
        Named changes of the state for the live demo, such as ``{"sky": {"row": 5}}``.
    """

    title: str
    start: Any
    presets: Mapping[str, Mapping[str, Any]]

    @abstractmethod
    def check(self, state: Any) -> Any:
        """Return the state with plain Python values; raise ImageError with a sentence."""

    @abstractmethod
    def render(self, state: Any) -> Frame:
        """Return what there is to see in a state; the same state gives the same frame."""

    def change(self, state: Any, **changes: Any) -> Any:
        """Return the state with some of its values changed.

        Raises
        ------
        ImageError
            For a name or a value that this explorer does not know.
        """
        names = [field.name for field in dataclasses.fields(state)]
        for name in changes:
            if name not in names:
                raise ImageError(
                    f"This explorer has no state called {name!r}. It has: {', '.join(names)}."
                )
        return self.check(dataclasses.replace(state, **changes))

    def preset(self, name: str) -> Mapping[str, Any]:
        """Return the changes of a preset; raise ImageError for a name that is not there."""
        if name not in self.presets:
            raise ImageError(
                f"This explorer has no preset called {name!r}. It has: {', '.join(self.presets)}."
            )
        return self.presets[name]

    def snapshot(self, **state: Any) -> HtmlFigure:
        """Return a static figure of the start state with these values changed."""
        frame = self.render(self.change(self.start, **state))
        return HtmlFigure(_frame_html(self.title, frame), _frame_text(self.title, frame))


class PanelModel(ExplorerModel):
    """An explorer whose state is set by controls, and whose pictures Python makes.

    Attributes
    ----------
    controls : tuple of Control
        One for each value of the state, in the order of the page.
    """

    controls: tuple[Control, ...]

    def check(self, state: Any) -> Any:
        """Return the state with plain Python values; raise ImageError with a sentence."""
        checked = {each.name: each.check(getattr(state, each.name)) for each in self.controls}
        return dataclasses.replace(state, **checked)


def _frame_text(title: str, frame: Frame) -> str:
    lines = [title]
    for name, row in frame.numbers.items():
        lines.append(f"{name}: " + ", ".join(f"{key} {value}" for key, value in row.items()))
    return "\n".join([*lines, frame.sentence])


def _frame_html(title: str, frame: Frame) -> str:
    parts = []
    for name, picture in frame.pictures.items():
        if isinstance(picture, NumberedPicture):
            parts.append(_numbered_html(name, picture))
        else:
            alt = f"{title}, {name}. {frame.sentence}"
            parts.append(_picture_html(picture, alt, frame.mark))
    return (
        f'<figure class="course-snapshot" style="margin:0"><strong>{html.escape(title)}</strong>'
        '<div style="display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start">'
        f"{''.join(parts)}</div>{_numbers_html(frame.numbers)}"
        f"<figcaption>{html.escape(frame.sentence)}</figcaption></figure>"
    )


def _picture_html(picture: np.ndarray, alt: str, mark: tuple[int, int] | None) -> str:
    rows, columns = picture.shape[:2]
    scale = SNAPSHOT_SIZE / max(rows, columns)
    if scale > 1:
        scale = int(scale)
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    method = cv2.INTER_NEAREST if scale >= 1 else cv2.INTER_AREA
    # OpenCV writes files from BGR.
    shown = cv2.resize(np.ascontiguousarray(picture[..., ::-1]), size, interpolation=method)
    if mark is not None:
        _outline(shown, mark, scale)
    kind = "png" if max(rows, columns) < PNG_BELOW else "jpeg"
    data = base64.b64encode(cv2.imencode(f".{kind}", shown)[1].tobytes()).decode("ascii")
    return f'<img alt="{html.escape(alt)}" src="data:image/{kind};base64,{data}">'


def _outline(picture: np.ndarray, mark: tuple[int, int], scale: float) -> None:
    """Draw a white frame in a black one around the marked pixel of an enlarged picture."""
    row, column = ((place + 0.5) * scale for place in mark)
    half = max(scale / 2, 4)
    for distance, colour in ((2, (0, 0, 0)), (1, (255, 255, 255))):
        first = (round(column - half - distance), round(row - half - distance))
        last = (round(column + half + distance) - 1, round(row + half + distance) - 1)
        cv2.rectangle(picture, first, last, colour)


def _numbered_html(name: str, picture: NumberedPicture) -> str:
    rows = []
    for colours, texts in zip(picture.colours, picture.texts, strict=True):
        cells = []
        for colour, text in zip(colours, texts, strict=True):
            style = "min-width:3em;text-align:center;padding:2px"
            if text:
                red, green, blue = (int(value) for value in colour)
                style += f";background-color:rgb({red}, {green}, {blue})"
                style += f";color:{text_colour(colour)}"
            lines = "<br>".join(html.escape(line) for line in text.split("\n"))
            cells.append(f'<td style="{style}">{lines}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = html.escape(f"{name}: {picture.caption}")
    return f"<table><caption>{caption}</caption><tbody>{''.join(rows)}</tbody></table>"


def _numbers_html(numbers: Mapping[str, Mapping[str, str]]) -> str:
    columns = next(iter(numbers.values()))
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in columns)
    body = ""
    for name, row in numbers.items():
        values = "".join(f"<td>{html.escape(value)}</td>" for value in row.values())
        body += f'<tr><th scope="row">{html.escape(name)}</th>{values}</tr>'
    return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
