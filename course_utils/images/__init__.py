"""Read, convert, describe and show pictures.

Every picture of this course is a NumPy array: ``(height, width, 3)`` in the order red, green,
blue, or ``(height, width)`` for grey.
"""

from typing import TYPE_CHECKING

import numpy as np

from .arrays import to_float, to_grey, to_uint8
from .describing import Description, describe
from .errors import ImageError, ImageNotFoundError
from .number_table import enlarge_with_numbers
from .photographs import Credit, credit, photograph, photograph_path, photographs
from .reading import my_pictures, read
from .showing import show, to_png

if TYPE_CHECKING:
    from .uploading import Upload

__all__ = [
    "Credit",
    "Description",
    "ImageError",
    "ImageNotFoundError",
    "credit",
    "describe",
    "enlarge_with_numbers",
    "my_pictures",
    "photograph",
    "photograph_path",
    "photographs",
    "read",
    "show",
    "to_float",
    "to_grey",
    "to_png",
    "to_uint8",
    "upload",
]


def upload(default: np.ndarray | None = None) -> "Upload":
    """Return an upload button for a picture of your own; its ``.image`` is the array.

    Parameters
    ----------
    default : array, optional
        What ``.image`` is until a readable file has been chosen.

    Returns
    -------
    course_utils.images.uploading.Upload
        As the last line of a cell it shows. Read ``.image`` in a later cell.

    Examples
    --------
    >>> chosen = upload(default=photograph("coffee"))
    >>> chosen.image.shape
    (400, 600, 3)
    """
    from .uploading import Upload  # needs ipywidgets, which reading a file does not

    return Upload(default)
