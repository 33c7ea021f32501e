"""Interactive pictures. Put one on the last line of a cell and it shows itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils.explorers.pixels import PixelModel, Place

if TYPE_CHECKING:
    from course_utils.explorers.panel_view import PanelExplorer
    from course_utils.explorers.pixels_view import PixelInspector

__all__ = ["augmentation", "pixel_inspector", "threshold"]


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


def threshold(
    image: np.ndarray | None = None,
    *,
    title: str = "Histogram, threshold and morphology",
    presets: Mapping[str, Mapping[str, Any]] | None = None,
) -> PanelExplorer:
    """Turn a grey picture into a mask, and clean the mask with morphology.

    The cut can be moved in the histogram; Otsu's stands beside it. A shadow can be laid over the
    picture, and the structuring element, what each operation removes and adds, and the number of
    objects are shown.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A picture: uint8, float from 0 to 1, or bool; in colour it is made grey, and beyond 1024
        pixels it is made smaller. By default scikit-image's photograph of coins.
    title : str
        The name of the explorer.
    presets : mapping, optional
        Names for the live demo, each with changes of the state such as
        ``{"method": "fixed", "cut": 90, "steps": ("open",)}``.

    Returns
    -------
    PanelExplorer
        ``snapshot(cut=90)`` gives a static figure, and setting ``method``, ``cut``, ``block``,
        ``offset``, ``inverse``, ``light``, ``smoothing``, ``shape``, ``size`` or ``steps`` moves
        it.

    Raises
    ------
    ImageError
        For what is not a picture of these kinds.

    Examples
    --------
    >>> bars = np.repeat(np.array([[20, 30, 200, 220]], np.uint8), 3, axis=0)
    >>> explorer = threshold(bars, title="Bars")
    >>> explorer.cut = 30
    >>> print(explorer.snapshot(method="fixed", cut=200, inverse=True).text.splitlines()[-1])
    White is what is not above the cut of 200.
    """
    from course_utils.explorers.panel_view import PanelExplorer
    from course_utils.explorers.threshold import ThresholdModel

    return PanelExplorer(ThresholdModel(image, title=title, presets=presets))


def augmentation(
    image: np.ndarray | None = None,
    boxes: Sequence[tuple[int, int, int, int]] = (),
    mask: np.ndarray | None = None,
    *,
    label: str | None = None,
) -> PanelExplorer:
    """Make twelve samples of one picture, and mark those whose label is still true.

    Parameters
    ----------
    image : numpy.ndarray, optional
        A picture: uint8, float from 0 to 1, or bool; (height, width) or (height, width, 3). By
        default the cup of lesson 01 with its box and its mask. Two digits and a printed text
        are always there to choose as well.
    boxes : sequence of tuple
        Boxes ``(x, y, width, height)`` in the picture; they move along.
    mask : numpy.ndarray, optional
        The object in the picture: bool, (height, width); it moves along.
    label : str, optional
        What the picture shows. For a digit such as "6", and for what is read, such as "road sign",
        the explorer knows what a turn and a mirror do to it.

    Returns
    -------
    PanelExplorer
        Its state holds the strength of each family, such as ``rotate``, the ``seed`` and the
        learner's ``marks``. The marks start anew when other samples are drawn.

    Raises
    ------
    ImageError
        For what is not a picture, or a box or a mask that does not fit it.

    Notes
    -----
    The picture is first brought to at most 160 pixels; shifts and blurs are pixels of that size.

    Examples
    --------
    >>> explorer = augmentation()
    >>> explorer.go_to("half turn of a 6")
    >>> explorer.snapshot(picture="6", flip=False, rotate=180).text.splitlines()[-1]
    'Turned by half a turn, a 6 is a 9. You marked 0 of 12 samples as still showing a 6.'
    """
    from course_utils.explorers.augmentation import AugmentationModel
    from course_utils.explorers.panel_view import PanelExplorer

    return PanelExplorer(AugmentationModel(image, boxes, mask, label))
