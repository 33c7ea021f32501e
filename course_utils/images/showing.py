"""Pictures in a notebook: static HTML with the pixels as PNG, and words for everybody."""

import base64
from collections.abc import Sequence
from html import escape

import cv2
import numpy as np

from course_utils.html_figure import HtmlFigure, checked_alt, display_figure
from course_utils.images.arrays import displayable
from course_utils.images.errors import ImageError

# No screen of a notebook is wider, and larger pictures make a notebook file heavy.
LARGEST_ENCODED_SIDE = 900
# How large a picture appears when no width is given, in CSS pixels.
LARGEST_SHOWN_SIDE = 512
LARGEST_SHOWN_SIDE_OF_SEVERAL = 300
# Below this the single pixels of a picture could not be seen, so it is enlarged.
SMALLEST_SHOWN_SIDE = 200


def show(
    image: np.ndarray,
    *more: np.ndarray,
    alt: str | Sequence[str],
    titles: str | Sequence[str] | None = None,
    width: int | None = None,
) -> None:
    """Show one picture, or several side by side.

    Parameters
    ----------
    image, *more : array
        ``(height, width)``, ``(height, width, 1)``, ``(height, width, 3)`` in RGB order, or
        ``(height, width, 4)``. Values: ``uint8``, ``uint16``, ``bool``, or float from 0 to 1.
    alt : str or sequence of str
        What is to be seen, for people who do not see it: one text for all pictures, or one for
        each.
    titles : str or sequence of str, optional
        A caption under each picture.
    width : int, optional
        Width of each picture on the page in CSS pixels. By default tiny pictures are enlarged,
        with square pixels, and large ones made smaller.

    Raises
    ------
    ImageError
        If something is not a picture, a float value lies outside 0..1, or `alt` is empty.

    Examples
    --------
    >>> show(np.eye(3), alt="A white diagonal on black.")
    A white diagonal on black.
    """
    images = [image, *more]
    alts = _one_each(alt, len(images), "alt")
    captions = [""] * len(images) if titles is None else _one_each(titles, len(images), "titles")
    if width is not None and (not isinstance(width, int) or width < 1):
        raise ImageError(f"width must be a whole number of pixels, at least 1; {width!r} came.")
    for text in alts:
        check_alt(text, "images.show")
    if isinstance(alt, str) and len(images) > 1:
        alts = [
            f"{alt} Picture {number} of {len(images)}{f': {caption}' if caption else ''}"
            for number, caption in enumerate(captions, start=1)
        ]
    parts = [
        picture_html(picture, text, caption, width, len(images))
        for picture, text, caption in zip(images, alts, captions, strict=True)
    ]
    row = "display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start"
    html = f'<div style="{row}">{"".join(parts)}</div>'
    display_figure(HtmlFigure(html, alt if isinstance(alt, str) else "\n".join(alts)))


def to_png(image: np.ndarray) -> bytes:
    """Return the picture as the bytes of a PNG file, at its own size.

    Parameters
    ----------
    image : array
        As for `show`; colours in RGB order.

    Raises
    ------
    ImageError
        If `image` is not a picture, or a float value lies outside 0..1.

    Examples
    --------
    >>> to_png(np.eye(3))[1:4]
    b'PNG'
    """
    return _encode(displayable(image, "images.to_png"))


def check_alt(alt: object, where: str) -> None:
    """Turn the refusal of an empty alt text into an ImageError."""
    problem = checked_alt(alt, where)
    if problem:
        raise ImageError(problem)


def _one_each(texts: str | Sequence[str], count: int, argument: str) -> list[str]:
    """Return one text for each picture."""
    if isinstance(texts, str):
        if argument == "titles" and count > 1:
            raise ImageError(f"There are {count} pictures and 1 title: give a list of {count}.")
        return [texts] * count
    texts = list(texts) if isinstance(texts, Sequence) else [texts]
    if len(texts) != count:
        raise ImageError(
            f"There are {count} pictures, but {argument} has {len(texts)} texts: give one for each."
        )
    return texts


def picture_html(image: np.ndarray, alt: str, caption: str, width: int | None, count: int) -> str:
    """Return one of `count` pictures as HTML, with its caption if that is not empty."""
    pixels = displayable(image, "images.show")
    height, columns = pixels.shape[:2]
    shown = width or _shown_width(height, columns, count)
    if max(height, columns) > LARGEST_ENCODED_SIDE:
        scale = LARGEST_ENCODED_SIDE / max(height, columns)
        size = (max(1, round(columns * scale)), max(1, round(height * scale)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    # Square pixels where the picture is enlarged; smooth where it is made smaller.
    rendering = "pixelated" if shown >= columns else "auto"
    data = base64.b64encode(_encode(pixels)).decode("ascii")
    # White behind: transparent parts look the same in a light and a dark theme.
    style = (
        f"width:{shown}px;max-width:100%;height:auto;margin:0;display:block;background:#ffffff;"
        f"outline:1px solid #808080;image-rendering:{rendering}"
    )
    text = (
        f'<figcaption style="max-width:{max(shown, 120)}px;margin-top:4px">{escape(caption)}'
        "</figcaption>"
        if caption
        else ""
    )
    return (
        f'<figure style="margin:1px;max-width:100%"><img src="data:image/png;base64,{data}"'
        f' alt="{escape(alt)}" style="{style}">{text}</figure>'
    )


def _shown_width(height: int, width: int, count: int) -> int:
    """Choose the width on the page from the size of the picture and the number of pictures."""
    longer = max(height, width)
    largest = LARGEST_SHOWN_SIDE if count == 1 else LARGEST_SHOWN_SIDE_OF_SEVERAL
    if longer > largest:
        return max(1, round(width * largest / longer))
    if longer < SMALLEST_SHOWN_SIDE:
        # A whole number of screen pixels for each pixel, so that all look the same size.
        return width * max(1, SMALLEST_SHOWN_SIDE // longer)
    return width


def _encode(pixels: np.ndarray) -> bytes:
    """Encode uint8 pixels in RGB order as PNG."""
    if pixels.ndim == 3:  # OpenCV writes blue, green, red
        pixels = pixels[:, :, [2, 1, 0] if pixels.shape[2] == 3 else [2, 1, 0, 3]]
    _, encoded = cv2.imencode(".png", np.ascontiguousarray(pixels))
    return encoded.tobytes()
