"""Curves of functions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from course_utils.html_figure import checked_alt
from course_utils.plots.theme import COLOURS, show

if TYPE_CHECKING:
    import numpy as np

_STYLES = ("-", "--", "-.", ":")  # told apart without colours, too


def curves(
    x: "np.ndarray", panels: "Mapping[str, Mapping[str, np.ndarray]]", *, label: str = "", alt: str
) -> None:
    """Show curves over the same x in panels side by side.

    Parameters
    ----------
    x : array, (n,)
    panels : mapping of str to mapping of str to array
        For each panel, by its title, the curves by their names; each has n values.
    label : str
        What x is.
    alt : str
        What is to be seen, for people who do not see it.

    Raises
    ------
    ValueError
        If there is no curve, a curve has another length than `x`, or `alt` is empty.

    Examples
    --------
    >>> import numpy as np
    >>> z = np.linspace(-2, 2, 5)
    >>> curves(z, {"value": {"square": z**2}, "slope": {"square": 2 * z}}, alt="A bowl, a line.")
    A bowl, a line.
    """
    import numpy as np
    from matplotlib import pyplot

    problem = checked_alt(alt, "plots.curves")
    if problem:
        raise ValueError(problem)
    if not panels or not all(panels.values()):
        raise ValueError('plots.curves needs a curve in each panel: {"value": {"square": x**2}}.')
    for title, lines in panels.items():
        for name, y in lines.items():
            if np.shape(y) != np.shape(x):
                raise ValueError(
                    f"The curve {name!r} of the panel {title!r} has the shape {np.shape(y)}, "
                    f"but x has {np.shape(x)}. Give one value for each x."
                )
    figure, axes = pyplot.subplots(
        1, len(panels), figsize=(min(4 * len(panels), 9), 3), squeeze=False
    )
    for place, (title, lines) in zip(axes[0], panels.items(), strict=True):
        for number, (name, y) in enumerate(lines.items()):
            style, colour = _STYLES[number % len(_STYLES)], COLOURS[number % len(COLOURS)]
            place.plot(x, y, style, color=colour, label=name)
        place.set(title=title, xlabel=label)
        place.legend()
    show(alt=alt, figure=figure)
