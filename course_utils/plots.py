"""The course's figures: one theme, and every figure with an alt text.

Importing this module sets the theme for matplotlib.
"""

import base64
import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import matplotlib

from course_utils.html_figure import HtmlFigure, checked_alt, display_figure

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

SMALL = (4, 3)  # inches
WIDE = (8, 3)

# Okabe and Ito (2008), https://jfly.uni-koeln.de/color/: told apart with every common kind of
# colour blindness. Ordered for contrast on white.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")

THEME = {
    "figure.figsize": SMALL,
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "savefig.facecolor": "white",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#d9d9d9",
    "grid.linewidth": 0.6,
    "axes.prop_cycle": matplotlib.cycler(color=COLOURS),
    "lines.linewidth": 2.0,
    "legend.frameon": False,
    # Pictures: hard pixels; equal steps of value look equal.
    "image.interpolation": "nearest",
    "image.cmap": "cividis",
}
matplotlib.rcParams.update(THEME)

# Twice the pixels of the page, for sharp text on fine screens.
SHARPNESS = 2


def show(*, alt: str, figure: "Figure | None" = None, close: bool = True) -> None:
    """Show a matplotlib figure with an alt text.

    Parameters
    ----------
    alt : str
        What is to be seen, for people who do not see it.
    figure : matplotlib.figure.Figure, optional
        Default: the figure that ``plt`` is drawing on.
    close : bool
        True closes the figure, so that it is not shown a second time and frees its memory.

    Raises
    ------
    ValueError
        If `alt` is empty, or there is no figure to show.

    Notes
    -----
    The picture goes to the page as HTML: JupyterLab 4 leaves out the alt text of a plain PNG
    output.
    """
    from matplotlib import pyplot

    problem = checked_alt(alt, "plots.show")
    if problem:
        raise ValueError(problem)
    if figure is None:
        if not pyplot.get_fignums():
            raise ValueError("plots.show found no figure. Draw one first, such as plt.plot(...).")
        figure = pyplot.gcf()
    buffer = io.BytesIO()
    # Without the name and version of the software two machines give the same bytes.
    figure.savefig(buffer, format="png", dpi=figure.dpi * SHARPNESS, metadata={"Software": None})
    width = round(figure.get_figwidth() * figure.dpi)
    if close:
        pyplot.close(figure)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    display_figure(
        HtmlFigure(
            f'<img src="data:image/png;base64,{data}" alt="{escape(alt)}"'
            f' style="width:{width}px;max-width:100%;height:auto">',
            alt,
        )
    )


def histogram(image: "np.ndarray", cut: float | None = None, *, alt: str) -> None:
    """Show how many pixels have each of the 256 values of a grey 8-bit picture.

    Parameters
    ----------
    image : array, dtype uint8, (height, width)
    cut : float, optional
        A threshold from 0 to 255, drawn as a dashed line between the values that are not above
        it and those that are.
    alt : str
        What is to be seen, for people who do not see it.

    Raises
    ------
    ImageError
        If `image` is no grey 8-bit picture.
    ValueError
        If `cut` is outside 0 to 255, or `alt` is empty.

    Examples
    --------
    >>> import numpy as np
    >>> histogram(np.zeros((4, 4), np.uint8), cut=10, alt="One bar at 0, left of the cut.")
    One bar at 0, left of the cut.
    """
    import numpy as np
    from matplotlib import pyplot

    from course_utils.images.arrays import as_picture
    from course_utils.images.errors import ImageError

    picture = as_picture(image, "plots.histogram")
    if picture.ndim != 2 or picture.dtype != np.uint8:
        raise ImageError(
            "plots.histogram needs a grey picture: two axes, dtype uint8. An array of shape "
            f"{picture.shape} and dtype {picture.dtype} came. For one channel of a colour "
            "picture, write image[:, :, 0]."
        )
    if cut is not None and not 0 <= cut <= 255:
        raise ValueError(f"A cut lies between 0 and 255, but cut={cut} came.")
    problem = checked_alt(alt, "plots.histogram")
    if problem:
        raise ValueError(problem)
    counts = np.bincount(picture.ravel(), minlength=256)
    figure, axes = pyplot.subplots(figsize=(6, 2.4))
    axes.stairs(counts, np.arange(257) - 0.5, fill=True, color="#4d4d4d")
    if cut is not None:
        line = cut + 0.5  # a value that equals the cut is not above it
        axes.axvline(line, color=COLOURS[1], linestyle="--")
        left = cut < 200  # is there room for the text to the right of the line?
        place = {"ha": "left" if left else "right", "va": "top"}
        axes.text(line + (3 if left else -3), counts.max(), f"cut {cut:g}", **place)
    axes.set(xlim=(-2, 257), xlabel="value: 0 is black, 255 is white", ylabel="pixels")
    axes.set_xticks(range(0, 256, 51))
    show(alt=alt, figure=figure)


_STAGE = (
    "flex:1 1 130px;max-width:210px;box-sizing:border-box;margin:0;padding:8px 10px;"
    "border:2px solid #0072b2;border-radius:6px;background:#eaf3fa;color:#10243a;list-style:none"
)

_MARKED = (
    "box-sizing:border-box;border-radius:6px;padding:8px 10px;"
    "border:3px solid #0072b2;background:#eaf3fa;color:#10243a"
)


def flow(stages: Sequence[str], details: Sequence[str] | None = None, *, alt: str) -> None:
    """Show the stages of a process as boxes with arrows between them.

    Parameters
    ----------
    stages : sequence of str
        The name of each stage, in order.
    details : sequence of str, optional
        One text for each stage, shown under its name.
    alt : str
        What the diagram shows, in a sentence.

    Raises
    ------
    ValueError
        If there is no stage, `details` has another length than `stages`, or `alt` is empty.

    Examples
    --------
    >>> flow(["camera", "network"], ["takes a picture", "names it"], alt="From photo to word.")
    From photo to word.
    1. camera: takes a picture
    2. network: names it
    """
    problem = checked_alt(alt, "plots.flow")
    if problem:
        raise ValueError(problem)
    if isinstance(stages, str) or not stages:
        raise ValueError('plots.flow needs a list of stages, such as ["camera", "network"].')
    if details is not None and len(details) != len(stages):
        raise ValueError(
            f"There are {len(stages)} stages, but {len(details)} details: give one for each."
        )
    details = details or [""] * len(stages)
    boxes = [
        f'<li style="{_STAGE}"><b>{number}. {escape(stage)}</b>'
        + (f'<div style="margin-top:4px;font-size:0.92em">{escape(detail)}</div>' if detail else "")
        + "</li>"
        for number, (stage, detail) in enumerate(zip(stages, details, strict=True), start=1)
    ]
    # The arrow takes the colour of the page's text, so it can be read in every theme.
    arrow = (
        '<li aria-hidden="true" style="list-style:none;margin:0;align-self:center;'
        'font-size:20px;line-height:1">&#8594;</li>'
    )
    row = "display:flex;flex-wrap:wrap;gap:6px;align-items:stretch;margin:0;padding:0"
    html = (
        f'<div role="group" aria-label="{escape(alt)}">'
        f'<ol style="{row}">{arrow.join(boxes)}</ol></div>'
    )
    lines = [
        f"{number}. {stage}{f': {detail}' if detail else ''}"
        for number, (stage, detail) in enumerate(zip(stages, details, strict=True), start=1)
    ]
    display_figure(HtmlFigure(html, "\n".join([alt, *lines])))


def split(whole: str, parts: Mapping[str, str], *, marked: Sequence[str] = (), alt: str) -> None:
    """Show how a whole is divided: one box above, a box for each part below it.

    Parameters
    ----------
    whole : str
        What is divided.
    parts : mapping of str to str
        The name of each part, and what is said about it.
    marked : sequence of str
        The names of the parts that stand out, by a colour and a thick border.
    alt : str
        What the diagram shows, in a sentence.

    Raises
    ------
    ValueError
        If there are fewer than two parts, a marked name is not among them, or `alt` is empty.

    Examples
    --------
    >>> split("day", {"light": "work", "dark": "sleep"}, marked=["light"], alt="Two halves.")
    Two halves.
    day:
    - light: work
    - dark: sleep
    """
    problem = checked_alt(alt, "plots.split")
    if problem:
        raise ValueError(problem)
    if len(parts) < 2:
        raise ValueError(f"plots.split needs at least two parts, but {len(parts)} came.")
    unknown = [name for name in marked if name not in parts]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not among the parts: {', '.join(parts)}.")
    # Without colours of its own it has the page's, in every theme.
    plain = "box-sizing:border-box;border-radius:6px;padding:8px 10px;border:1px solid currentColor"
    items = [
        f'<li style="flex:1 1 150px;margin:0;list-style:none;'
        f'{_MARKED if name in marked else plain}"><b>{escape(name)}</b>'
        f'<div style="margin-top:4px;font-size:0.92em">{escape(detail)}</div></li>'
        for name, detail in parts.items()
    ]
    arrow = '<span aria-hidden="true" style="flex:1 1 150px;text-align:center">&#8595;</span>'
    row = "display:flex;flex-wrap:nowrap;gap:6px;margin:0;padding:0;align-items:stretch"
    html = (
        f'<div role="group" aria-label="{escape(alt)}" style="max-width:720px">'
        f'<div style="{plain};text-align:center"><b>{escape(whole)}</b></div>'
        f'<div style="{row};font-size:20px;line-height:1.3">{arrow * len(parts)}</div>'
        f'<ul style="{row}">{"".join(items)}</ul></div>'
    )
    lines = [f"- {name}: {detail}" for name, detail in parts.items()]
    display_figure(HtmlFigure(html, "\n".join([alt, f"{whole}:", *lines])))
