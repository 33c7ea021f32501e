"""A frame as static HTML, for a notebook that is opened again, for a site and for tests."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from course_utils.explorers.encoding import encoded
from course_utils.explorers.frames import Chart, Frame, NumberedPicture
from course_utils.explorers.outlines import shadows
from course_utils.html_figure import HtmlFigure
from course_utils.images.number_table import text_colour

SIZE = 320  # the longer side of a picture, in pixels of the page
SMALL_SIZE = 160  # where there are many
WIDE_SIZE = 760  # of a wide drawing
GROUPED_SIZE = 80  # in a group
MANY = 6


def snapshot_figure(title: str, frame: Frame) -> HtmlFigure:
    """Return a static figure of a frame, with the same in words."""
    return HtmlFigure(_frame_html(title, frame), _frame_text(title, frame))


def _frame_text(title: str, frame: Frame) -> str:
    lines = [title]
    for name, row in frame.numbers.items():
        lines.append(f"{name}: " + ", ".join(f"{key} {value}" for key, value in row.items()))
    for name in _alone(frame):
        picture, caption = frame.pictures[name], frame.captions.get(name, "")
        words = picture.text if isinstance(picture, Chart) else caption
        if words:  # a caption may begin with the name
            lines.append(words if words.startswith(name) else f"{name}: {words}")
    return "\n".join([*lines, _words(frame)])


def _words(frame: Frame) -> str:
    """Return the sentence; before it, how far work has come."""
    return f"{frame.progress.words} {frame.sentence}" if frame.progress else frame.sentence


def _frame_html(title: str, frame: Frame) -> str:
    alone = _alone(frame)
    groups = "".join(
        f'<div style="margin-top:8px">{html.escape(group)}</div>'
        f"{_pictures_html(title, frame, names, GROUPED_SIZE)}"
        for group, names in frame.groups.items()
    )
    return (
        f'<figure class="course-snapshot" style="margin:0"><strong>{html.escape(title)}</strong>'
        f"{_pictures_html(title, frame, alone, SMALL_SIZE if len(alone) > MANY else SIZE)}"
        f"{groups}{_numbers_html(frame.numbers)}"
        f"<figcaption>{html.escape(_words(frame))}</figcaption></figure>"
    )


def _alone(frame: Frame) -> list[str]:
    """Return the names of the pictures that are in no group."""
    grouped = {name for names in frame.groups.values() for name in names}
    return [name for name in frame.pictures if name not in grouped]


def _pictures_html(title: str, frame: Frame, names: Sequence[str], size: int) -> str:
    """Return pictures of a frame beside each other; `size` is the longer side of each."""
    least = min(size, 120)  # so that a caption has room
    parts = []
    for name in names:
        picture, caption = frame.pictures[name], frame.captions.get(name, name)
        if isinstance(picture, NumberedPicture):
            parts.append(_numbered_html(name, picture, frame.captions.get(name)))
            continue
        if isinstance(picture, Chart):
            shown = _chart_html(f"{title}, {name}. {picture.text}", picture)
            width = WIDE_SIZE if picture.wide else size
        else:
            alt = f"{title}, {name}. {frame.captions.get(name, frame.sentence)}"
            shown, width = _picture_html(picture, alt, frame.mark, size)
        parts.append(
            f'<div style="width:{max(width, least)}px;max-width:100%">{shown}'
            f'<div style="font-size:0.92em;white-space:pre-line">{html.escape(caption)}</div></div>'
        )
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start">'
        f"{''.join(parts)}</div>"
    )


def _picture_html(
    picture: np.ndarray, alt: str, mark: tuple[int, int] | None, longer_side: int
) -> tuple[str, int]:
    """Return the picture and its width on the page."""
    rows, columns = picture.shape[:2]
    scale = longer_side / max(rows, columns)
    if scale > 1:
        scale = int(scale)
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    method = cv2.INTER_NEAREST if scale >= 1 else cv2.INTER_AREA
    shown = cv2.resize(np.ascontiguousarray(picture), size, interpolation=method)
    if mark is not None:
        _outline(shown, mark, scale)
    kind, file = encoded(shown)
    data = base64.b64encode(file).decode("ascii")
    return f'<img alt="{html.escape(alt)}" src="data:image/{kind};base64,{data}">', size[0]


def _outline(picture: np.ndarray, mark: tuple[int, int], scale: float) -> None:
    """Draw a white frame in a black one around the marked pixel of an enlarged picture."""
    row, column = ((place + 0.5) * scale for place in mark)
    half = max(scale / 2, 4)
    for distance, colour in ((2, (0, 0, 0)), (1, (255, 255, 255))):
        first = (round(column - half - distance), round(row - half - distance))
        last = (round(column + half + distance) - 1, round(row + half + distance) - 1)
        cv2.rectangle(picture, first, last, colour)


def _chart_html(alt: str, chart: Chart) -> str:
    return f'<div role="img" aria-label="{html.escape(alt)}">{chart.svg}</div>'


def _numbered_html(name: str, picture: NumberedPicture, caption: str | None) -> str:
    width = "3em" if picture.colours.shape[1] <= 8 else "1.6em"
    framed = shadows(picture.framed)
    last_row, last_column = (size - 1 for size in picture.colours.shape[:2])
    rows = []
    if picture.column_names:
        heads = "".join(
            f'<th scope="col" style="font-weight:normal">{html.escape(name)}</th>'
            for name in picture.column_names
        )
        rows.append(f"<tr>{'<td></td>' if picture.row_names else ''}{heads}</tr>")
    names = picture.row_names or [""] * len(picture.texts)
    for row, (name_of_row, colours, texts) in enumerate(
        zip(names, picture.colours, picture.texts, strict=True)
    ):
        cells = []
        if picture.row_names:
            cells.append(
                f'<th scope="row" style="font-weight:normal">{html.escape(name_of_row)}</th>'
            )
        for column, (colour, text) in enumerate(zip(colours, texts, strict=True)):
            depth = min(row, column, last_row - row, last_column - column)
            line = "dashed" if depth < picture.ring else "solid"
            style = f"min-width:{width};text-align:center;padding:2px;border:1px {line} #808080"
            if (row, column) in framed:
                style += f";box-shadow:{framed[row, column]}"
            if text:
                red, green, blue = (int(value) for value in colour)
                style += f";background-color:rgb({red}, {green}, {blue})"
                style += f";color:{text_colour(colour)}"
            lines = "<br>".join(html.escape(line) for line in text.split("\n"))
            cells.append(f'<td style="{style}">{lines}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    words = html.escape(caption or f"{name}: {picture.caption}")
    style = "caption-side:bottom;text-align:left"
    return (
        f'<table><caption style="{style}">{words}</caption><tbody>{"".join(rows)}</tbody></table>'
    )


def _numbers_html(numbers: Mapping[str, Mapping[str, str]]) -> str:
    if not numbers:
        return ""
    columns = next(iter(numbers.values()))
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in columns)
    body = ""
    for name, row in numbers.items():
        values = "".join(f"<td>{html.escape(value)}</td>" for value in row.values())
        body += f'<tr><th scope="row">{html.escape(name)}</th>{values}</tr>'
    return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
