"""Read, convert, describe and show pictures.

Every picture of this course is a NumPy array: ``(height, width, 3)`` in the order red, green,
blue, or ``(height, width)`` for grey.
"""

from .arrays import Description, describe, to_float, to_grey, to_uint8
from .errors import ImageError, ImageNotFoundError
from .photographs import Credit, credit, photograph, photograph_path, photographs
from .reading import my_pictures, read
from .showing import enlarge_with_numbers, show, to_png

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


def upload(default=None):
    """Return a button for a picture of your own; its ``.image`` is the array.

    See `course_utils.images.uploading.Upload`.
    """
    from .uploading import Upload  # imports ipywidgets, which reading a file does not need

    return Upload(default)
