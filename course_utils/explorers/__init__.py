"""Interactive pictures. Put one on the last line of a cell and it shows itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from course_utils.explorers.pixels import PixelModel, Place

if TYPE_CHECKING:
    from course_utils.explorers.pixels_view import PixelInspector

__all__ = ["pixel_inspector"]


def pixel_inspector(
    image: np.ndarray,
    *,
    title: str = "Picture",
    channel_order: str = "RGB",
    presets: Mapping[str, Place] | None = None,
) -> PixelInspector:
    """Look at single pixels of a picture: their numbers, their neighbours, each channel.

    Parameters
    ----------
    image : numpy.ndarray
        A picture: uint8, float from 0 to 1, or a bool mask; (height, width) or
        (height, width, 3).
    title : str
        The name of the picture.
    channel_order : {"RGB", "BGR"}
        The order of the array's channels: "BGR" for an array that ``cv2.imread`` made.
    presets : mapping, optional
        Names for the live demo, each with a pixel ``(row, column)`` or with changes of the
        state such as ``{"row": 5, "plane": "H"}``. By default the centre, the brightest and the
        darkest pixel, and the strongest edge.

    Returns
    -------
    PixelInspector
        ``read(row, column)`` gives the numbers, ``snapshot()`` a static figure, and setting
        ``row``, ``column``, ``plane``, ``order`` or ``value_range`` moves it.

    Raises
    ------
    ImageError
        For what is not a picture of these kinds.

    Examples
    --------
    >>> red = np.full((3, 5, 3), [255, 0, 0], np.uint8)
    >>> inspector = pixel_inspector(red, title="Red")
    >>> inspector.read(0, 4)["H"]
    0
    >>> print(inspector.snapshot(row=0, order="BGR").text)
    Red
    0-255: R 0, G 0, B 255, H 120, S 255, V 255, grey 29
    0-1: R 0.000, G 0.000, B 1.000, H 240.0°, S 1.000, V 1.000, grey 0.114
    image[0, 2] is [255, 0, 0]: blue 255, green 0, red 0.
    Read as BGR, red and blue have changed places.
    """
    # The widget libraries load with the first explorer, not with the course.
    from course_utils.explorers.pixels_view import PixelInspector

    model = PixelModel(image, title=title, channel_order=channel_order, presets=presets)
    return PixelInspector(model)
