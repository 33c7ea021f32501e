"""Read, convert, describe and show pictures.

Every picture of this course is a NumPy array: ``(height, width, 3)`` in the order red, green,
blue, or ``(height, width)`` for grey.
"""

from typing import TYPE_CHECKING

import numpy as np

from course_utils.images.arrays import to_float, to_grey, to_uint8
from course_utils.images.describing import Description, describe
from course_utils.images.errors import ImageError, ImageNotFoundError
from course_utils.images.number_table import enlarge_with_numbers
from course_utils.images.reading import my_pictures, read
from course_utils.images.showing import show, to_png

if TYPE_CHECKING:
    from course_utils.images.uploading import Upload

__all__ = [
    "Description",
    "ImageError",
    "ImageNotFoundError",
    "describe",
    "enlarge_with_numbers",
    "my_pictures",
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
    >>> chosen = upload(default=np.zeros((2, 3), dtype=np.uint8))
    >>> chosen.image.shape
    (2, 3)
    """
    # It needs ipywidgets, which reading a file does not.
    from course_utils.images.uploading import Upload

    return Upload(default)
