"""Figures of training: how a loss falls, and which class a network sees where."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from course_utils.html_figure import checked_alt
from course_utils.plots.theme import COLOURS, SMALL, WIDE, show

if TYPE_CHECKING:
    import numpy as np

    Classifier = Callable[[np.ndarray], np.ndarray]

_LINES = ("-", "--", ":", "-.")  # told apart without colours too
_STEPS = 160  # places in a row at which decision regions ask for a class
_AROUND = 0.3  # of the figure that lies around the outermost points, in their units


def learning_curves(
    *panels: Mapping[str, Sequence[float]],
    quantities: Sequence[str] = ("loss", "accuracy"),
    unit: str = "epoch",
    logarithmic: bool = False,
    alt: str,
) -> None:
    """Show one or more panels of learning curves, side by side.

    Parameters
    ----------
    *panels : mapping of str to sequence of float
        For each panel its curves: the name of each, such as "training", and its values. Value k
        is that of epoch k, from 1. Curves may have different lengths.
    quantities : sequence of str
        What each panel's upright axis shows.
    unit : str
        What is counted from left to right: "epoch", "step" or "iteration".
    logarithmic : bool
        Equal distances of the first panel's upright axis are equal factors.
    alt : str
        What is to be seen, for people who do not see it.

    Raises
    ------
    ValueError
        If there is no curve, a panel has no name for its quantity, or `alt` is empty.

    Examples
    --------
    >>> learning_curves({"training": [0.9, 0.4, 0.3]}, alt="The loss falls from 0.9 to 0.3.")
    The loss falls from 0.9 to 0.3.
    """
    from matplotlib import pyplot
    from matplotlib.ticker import MaxNLocator

    problem = checked_alt(alt, "plots.learning_curves")
    if problem:
        raise ValueError(problem)
    if not panels or not all(panel and all(map(len, panel.values())) for panel in panels):
        raise ValueError(
            "plots.learning_curves needs at least one curve in each panel, such as "
            '{"training": [0.9, 0.4, 0.3]}. Was there any training yet?'
        )
    if len(quantities) < len(panels):
        raise ValueError(f"There are {len(panels)} panels, but {len(quantities)} quantities.")
    size = SMALL if len(panels) == 1 else WIDE
    figure, row = pyplot.subplots(1, len(panels), figsize=size, squeeze=False)
    for axes, panel, quantity in zip(row[0], panels, quantities, strict=False):
        for number, (name, values) in enumerate(panel.items()):
            axes.plot(
                range(1, len(values) + 1),
                values,
                linestyle=_LINES[number % len(_LINES)],
                marker="o" if len(values) == 1 else "",
                label=name,
            )
        axes.set(xlabel=unit, ylabel=quantity)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if len(panel) > 1:
            axes.legend()
    if logarithmic:
        row[0][0].set_yscale("log")
    show(alt=alt, figure=figure)


def decision_regions(
    classifiers: "Mapping[str, Classifier]",
    points: "np.ndarray",
    labels: "np.ndarray",
    *,
    alt: str,
) -> None:
    """Show for each classifier where it sees class 0 and where class 1, and the points.

    Parameters
    ----------
    classifiers : mapping of str to function
        The title of each panel, and a function from places (n, 2) to classes (n,), 0 or 1, such
        as ``network.classify``.
    points : array, (n, 2)
    labels : array, (n,)
        0 is drawn as a blue disc, and 1 as an orange triangle.
    alt : str
        What is to be seen, for people who do not see it.

    Raises
    ------
    ValueError
        If there is no classifier, the points are not (n, 2), or `alt` is empty.

    Examples
    --------
    >>> import numpy as np
    >>> corners = np.array([[0.0, 0.0], [1.0, 1.0]])
    >>> decision_regions({"x > y": lambda p: (p[:, 0] > p[:, 1]) * 1}, corners, np.array([0, 1]),
    ...                  alt="A straight border from corner to corner.")
    A straight border from corner to corner.
    """
    import numpy as np
    from matplotlib import pyplot
    from matplotlib.colors import ListedColormap

    problem = checked_alt(alt, "plots.decision_regions")
    if problem:
        raise ValueError(problem)
    points, labels = np.asarray(points), np.asarray(labels)
    if points.ndim != 2 or points.shape[1] != 2 or labels.shape != (len(points),):
        raise ValueError(
            "plots.decision_regions needs points of shape (n, 2) and n labels, not "
            f"{points.shape} and {labels.shape}."
        )
    if not classifiers:
        raise ValueError("plots.decision_regions needs a classifier, such as network.classify.")
    (left, bottom), (right, top) = points.min(axis=0) - _AROUND, points.max(axis=0) + _AROUND
    across, up = np.meshgrid(np.linspace(left, right, _STEPS), np.linspace(bottom, top, _STEPS))
    places = np.column_stack([across.ravel(), up.ravel()])
    # Panels have the shape of what they show: units are equally long both ways.
    wide = min(4, 9 / len(classifiers))  # inches; a page has room for nine
    size = (wide * len(classifiers), 1 + (wide - 0.5) * (top - bottom) / (right - left))
    figure, row = pyplot.subplots(1, len(classifiers), figsize=size, squeeze=False, sharey=True)
    for axes, (title, classify) in zip(row[0], classifiers.items(), strict=True):
        regions = np.asarray(classify(places)).reshape(across.shape)
        extent = (left, right, bottom, top)
        colours = ListedColormap(COLOURS[:2])
        axes.imshow(
            regions, cmap=colours, vmin=0, vmax=1, extent=extent, origin="lower", alpha=0.25
        )
        # A triangle looks smaller than a disc of the same size, so it is drawn larger.
        for label, (marker, area) in enumerate([("o", 20), ("^", 34)]):
            x, y = points[labels == label].T
            axes.scatter(
                x, y, s=area, marker=marker, color=COLOURS[label], edgecolor="white", linewidth=0.5
            )
        axes.set(title=title)
        axes.grid(False)
    show(alt=alt, figure=figure)
