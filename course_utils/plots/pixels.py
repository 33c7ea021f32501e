"""Figures of pixel values."""

from typing import TYPE_CHECKING

from course_utils.html_figure import checked_alt
from course_utils.plots.theme import COLOURS, show

if TYPE_CHECKING:
    import numpy as np


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
