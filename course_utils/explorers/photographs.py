"""The pictures that an explorer works on: the caller's own, or photographs of scikit-image."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from course_utils.images import ImageError
from course_utils.images.arrays import displayable
from course_utils.images.finishing import shrink

OWN = "your picture"  # the name of the caller's picture among the photographs

Photographs = Mapping[str, Callable[[], np.ndarray]]


def load(
    image: object, photographs: Photographs, where: str, longest: int
) -> dict[str, np.ndarray]:
    """Return the pictures of an explorer by name, uint8, (height, width) or (height, width, 3).

    Parameters
    ----------
    image : numpy.ndarray or None
        The caller's picture: uint8, float from 0 to 1, or bool. With None the photographs are
        taken.
    photographs : mapping of str to function
        Names, each with a function that returns the picture.
    where : str
        The function that the caller used, for messages.
    longest : int
        A larger picture is made smaller until its longer side has this many pixels, so that a
        movement of a slider stays fluent.

    Raises
    ------
    ImageError
        For what is not one picture in grey or in colour.
    """
    if image is None:
        made = {name: make() for name, make in photographs.items()}
    else:
        made = {OWN: _checked(image, where)}
    return {name: np.ascontiguousarray(shrink(each, longest)) for name, each in made.items()}


def choice_of(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return when the choice of a photograph is on the page: only if there is one to make.

    >>> choice_of([OWN])
    {'photograph': ()}
    """
    return {} if len(names) > 1 else {"photograph": ()}


def _checked(image: object, where: str) -> np.ndarray:
    picture = displayable(image, where)
    if picture.ndim == 3 and picture.shape[2] == 4:
        raise ImageError(
            f"{where} shows grey and colour pictures, but this one has 4 channels, the shape is "
            f"{picture.shape}. image[..., :3] leaves alpha out."
        )
    return picture
