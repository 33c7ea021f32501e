"""A small array as an enlarged picture whose cells carry their numbers."""

from collections.abc import Sequence
from html import escape

import numpy as np

from course_utils.html_figure import HtmlFigure, display_figure
from course_utils.images.arrays import as_picture
from course_utils.images.errors import ImageError
from course_utils.images.showing import check_alt

LARGEST_PATCH = 20

_HEADING = (
    "padding:2px 4px;text-align:center;font-weight:normal;font-size:11px;background:transparent;"
    "border:0"
)
_CELL = (
    "min-width:30px;height:30px;padding:3px;text-align:center;vertical-align:middle;"
    "font:12px/1.25 monospace;border:1px solid #808080"
)


def enlarge_with_numbers(
    patch: np.ndarray,
    *,
    alt: str,
    title: str | None = None,
    colours: bool = True,
    low: float | None = None,
    high: float | None = None,
) -> None:
    """Show a small array enlarged, with the value of each pixel printed in its cell.

    Parameters
    ----------
    patch : array, (height, width) or (height, width, 3)
        At most 20 x 20 pixels. A colour pixel shows its red, green and blue value.
    alt : str
        What is to be seen, for people who do not see it.
    title : str, optional
        A caption above the table.
    colours : bool
        False shows the numbers alone, as a computer has them.
    low, high : float, optional
        The values drawn black and white. Default: 0 and 255 for whole numbers, 0 and 1 for
        float values, -1 and 1 when there are negative float values.

    Raises
    ------
    ImageError
        If `patch` is not a small picture, or `alt` is empty.

    Examples
    --------
    >>> enlarge_with_numbers(np.array([[0, 255]], dtype=np.uint8), alt="Black beside white.")
    Black beside white.
    0  255
    """
    where = "images.enlarge_with_numbers"
    array = as_picture(patch, where)
    if array.ndim == 2:
        array = array[:, :, np.newaxis]
    height, width, channels = array.shape
    if channels == 4:
        raise ImageError(f"{where} draws grey or RGB; leave alpha out: image[:, :, :3].")
    if max(height, width) > LARGEST_PATCH:
        raise ImageError(
            f"{where} draws at most {LARGEST_PATCH} x {LARGEST_PATCH} pixels, but this picture has"
            f" {height} x {width}. Cut a piece out first, such as image[100:110, 50:60]."
        )
    check_alt(alt, where)
    low, high = _black_and_white(array, low, high)
    shades = _shades(array, low, high)
    texts = [[[number_text(v) for v in pixel] for pixel in row] for row in array.tolist()]
    head = "".join(f'<th scope="col" style="{_HEADING}">{column}</th>' for column in range(width))
    rows = "".join(
        f'<tr><th scope="row" style="{_HEADING}">{row}</th>'
        + "".join(
            _cell_html(texts[row][column], shades[row, column] if colours else None)
            for column in range(width)
        )
        + "</tr>"
        for row in range(height)
    )
    corner = f'<th style="{_HEADING}"></th>'
    caption = f'<div style="margin-bottom:4px">{escape(title)}</div>' if title else ""
    html = (
        f'<div style="overflow-x:auto">{caption}<table aria-label="{escape(alt)}"'
        f' style="border-collapse:collapse;margin:0;table-layout:auto">'
        f"<thead><tr>{corner}{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    display_figure(HtmlFigure(html, f"{alt}\n{_plain_table(texts)}"))


def _black_and_white(
    array: np.ndarray, low: float | None, high: float | None
) -> tuple[float, float]:
    """Return the values drawn black and white."""
    if low is None:
        low = -1 if array.dtype.kind == "f" and array.min() < 0 else 0
    if high is None:
        whole = array.dtype.kind in "iu"
        high = (65535 if array.dtype == np.uint16 else 255) if whole else 1
    if not low < high:
        raise ImageError(f"low must be below high, but low={low} and high={high} came.")
    return low, high


def _shades(array: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return the colour of each cell: (height, width, 3), uint8. Values outside are cut off."""
    share = (np.nan_to_num(array.astype(np.float64)) - low) / (high - low)
    shades = np.rint(share.clip(0, 1) * 255).astype(np.uint8)
    return np.broadcast_to(shades, (*array.shape[:2], 3))


def number_text(value: float) -> str:
    """Write a value in at most five characters: whole numbers as they are, others rounded.

    Examples
    --------
    >>> number_text(255), number_text(0.5), number_text(-0.001), number_text(True)
    ('255', '0.5', '0', '1')
    """
    if isinstance(value, (bool, int)):
        return str(int(value))
    text = f"{value:.2f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text  # -0 is a rounding artefact, not a value


def text_colour(background: Sequence[int]) -> str:
    """Return black or white, whichever reads better on an RGB background.

    The limit of 0.179 gives each a contrast of at least 4.5 : 1 (WCAG 2.2, relative luminance).

    Examples
    --------
    >>> text_colour((255, 255, 255)), text_colour((0, 0, 128))
    ('#000000', '#ffffff')
    """
    red, green, blue = (_LINEAR[level] for level in background)
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#ffffff"


def _linear(share: float) -> float:
    """Return how much light a share of a screen's full level, 0 to 1, stands for."""
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


_LINEAR = tuple(_linear(level / 255) for level in range(256))


def _cell_html(values: list[str], shade: np.ndarray | None) -> str:
    """Return one cell of the table; its colours only if a shade is given."""
    colours = ""
    if shade is not None:
        red, green, blue = shade.tolist()
        colours = f";background:#{red:02x}{green:02x}{blue:02x};color:{text_colour(shade)}"
    return f'<td style="{_CELL}{colours}">{"<br>".join(values)}</td>'


def _plain_table(texts: list[list[list[str]]]) -> str:
    """Return the numbers as aligned plain text."""
    cells = [[" ".join(values) for values in row] for row in texts]
    width = max(len(cell) for row in cells for cell in row)
    return "\n".join("  ".join(cell.rjust(width) for cell in row).rstrip() for row in cells)
