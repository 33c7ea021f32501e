"""The theme of the course's figures, and how one is shown; importing this sets the theme."""

import base64
import io
from html import escape
from typing import TYPE_CHECKING

import matplotlib

from course_utils.html_figure import HtmlFigure, checked_alt, display_figure

if TYPE_CHECKING:
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
