"""From the bytes of a picture file to an array; every odd kind of file ends here."""

import io
import logging
import warnings
from contextlib import nullcontext
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageChops, UnidentifiedImageError

from course_utils.images.arrays import to_uint8
from course_utils.images.errors import ImageError
from course_utils.images.faults import (
    LIMIT_DECODED_MEGABYTES,
    check_size,
    damage_as_a_sentence,
    damaged,
    too_large,
)
from course_utils.images.finishing import (
    NOTE_16_BITS,
    fill_transparent,
    shrink,
    to_8_bits,
    to_kind,
    turn_upright,
)
from course_utils.images.signatures import looks_like_picture, what_it_is
from course_utils.stderr_filter import without_lines

# From here on a smaller copy is offered: a filter on it takes seconds on an ordinary laptop.
LARGE_MEGAPIXELS = 20

KINDS = ("RGB", "grey", "RGBA")

# Formats that Pillow decodes by itself; others start programs, such as Ghostscript for EPS.
FORMATS = (
    "AVIF", "BMP", "DIB", "GIF", "ICO", "JPEG", "JPEG2000", "MPO", "PCX", "PNG", "PPM", "QOI",
    "TIFF", "WEBP",
)  # fmt: skip

# Tags of TIFF 6.0, section 8 ("Baseline Field Reference Guide") and section 19 (the last one).
BITS_PER_SAMPLE, COMPRESSION, PHOTOMETRIC, ORIENTATION = 258, 259, 262, 274
PLANAR_CONFIGURATION, SAMPLE_FORMAT = 284, 339
WHITE_IS_ZERO = 0  # a value of PHOTOMETRIC
PLANES = 2  # a value of PLANAR_CONFIGURATION: all of red, then all of green, then all of blue
UNSIGNED, SIGNED = (1,), (2,)  # values of SAMPLE_FORMAT

# Low byte first or high byte first; the last two are BigTIFF.
TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")

# Both libraries report oddities of a file through logging, which would print on stderr.
for _library in ("PIL", "tifffile"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


def decode(
    data: bytes,
    name: str,
    *,
    kind: str | None = None,
    max_side: int | None = None,
    keep_depth: bool = False,
) -> tuple[np.ndarray, list[str]]:
    """Decode the bytes of a picture file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        The file's name, for messages.
    kind : {None, "RGB", "grey", "RGBA"}
        None keeps grey pictures grey, ``(height, width)``, and makes all others RGB.
    max_side : int, optional
        The longer side of the result is at most this many pixels.
    keep_depth : bool
        True keeps 16-bit and float values; otherwise the result is uint8.

    Returns
    -------
    image : array
        ``(height, width)`` or ``(height, width, channels)``.
    notes : list of str
        What the learner should know: frames left out, transparency filled, values scaled.

    Raises
    ------
    ImageError
        If this is not a picture, or it is damaged or too large, or an argument is wrong.
    """
    _check_arguments(kind, max_side)
    other = what_it_is(data, name)
    if other:
        raise ImageError(f"{name} is not a picture that this course can read: it is {other}.")
    c_library_writes = keep_depth or data.startswith(TIFF_STARTS)
    # libtiff and OpenCV's libpng tell on stderr of damage that becomes a sentence here.
    quiet = without_lines("") if c_library_writes else nullcontext()
    with warnings.catch_warnings(), quiet:
        # Pillow warns about size and about odd metadata; here that is an error or harmless.
        warnings.simplefilter("ignore")
        try:
            array, notes = _decode_with_pillow(data, name, max_side, keep_depth)
        except UnidentifiedImageError:
            array, notes = _decode_without_pillow(data, name)
        array = fill_transparent(array, kind, notes)
        array = shrink(array, max_side)
        if not keep_depth:
            array = to_8_bits(array, notes)
    height, width = array.shape[:2]
    if height * width > LARGE_MEGAPIXELS * 1_000_000:
        notes.append(
            f"{width} x {height} pixels is a lot: max_side=2000 gives a smaller copy that is"
            " quicker to work with."
        )
    return np.ascontiguousarray(to_kind(array, kind)), notes


def _check_arguments(kind: str | None, max_side: int | None) -> None:
    """Raise a sentence for an argument that cannot be meant."""
    if kind is not None and kind not in KINDS:
        raise ImageError(f"kind={kind!r} is unknown. Choose one of {', '.join(KINDS)}, or None.")
    if max_side is None:
        return
    if isinstance(max_side, bool) or not isinstance(max_side, int) or max_side < 1:
        raise ImageError(f"max_side must be a whole number of at least 1; {max_side!r} came.")


def _decode_with_pillow(
    data: bytes, name: str, max_side: int | None, keep_depth: bool
) -> tuple[np.ndarray, list[str]]:
    """Decode with Pillow: an upright array with the channels of the file, and notes."""
    with damage_as_a_sentence(name):
        # Only the header is read here.
        image = Image.open(io.BytesIO(data), formats=_formats())
    check_size(image.size, name)
    with damage_as_a_sentence(name):
        if _pillow_mistakes(image, keep_depth):
            return _decode_with_tifffile(data, name)
        if max_side is not None:
            # A JPEG can be decoded at a half, a quarter or an eighth of its size.
            image.draft(None, (max_side, max_side))
        frames = getattr(image, "n_frames", 1)
        image.load()
    notes = _frame_notes(image.format, frames)
    with damage_as_a_sentence(name):
        array = _pixels(image, data, name, keep_depth, notes)
    return turn_upright(array, _orientation(image)), notes


@cache
def _formats() -> tuple[str, ...]:
    """Return those of `FORMATS` that this Pillow knows; one that is missing is not an error."""
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _pixels(
    image: Image.Image, data: bytes, name: str, keep_depth: bool, notes: list[str]
) -> np.ndarray:
    """Return the values of a loaded Pillow image, with alpha as the last channel if it has one."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        array = np.array(image)
        # A TIFF may keep the high byte first.
        array = array.astype(array.dtype.newbyteorder("="), copy=False)
        if image.mode == "I" and _tag(image, SAMPLE_FORMAT, UNSIGNED) == UNSIGNED:
            array = array.view(np.uint32)  # Pillow knows signed values only
        # Pillow turns these round itself when they have 8 bits or fewer.
        return _negative(array) if _tag(image, PHOTOMETRIC) == WHITE_IS_ZERO else array
    if image.mode in ("RGB", "RGBA") and _bits_per_value(image, data) == 16:
        deep = _colour_of_16_bits(data) if keep_depth else None
        if deep is not None:
            return deep
        notes.append(NOTE_16_BITS)
    if image.has_transparency_data:
        return np.array(image.convert("LA" if image.mode in ("1", "L", "La", "LA") else "RGBA"))
    if image.mode in ("1", "L"):
        return np.array(image.convert("L"))
    if image.mode == "LAB":
        raise ImageError(f"{name} holds its colours as L*a*b*. Save it as RGB in a photo program.")
    if image.mode == "CMYK":
        notes.append("The file holds four inks (CMYK); they are converted to RGB.")
        if image.format == "JPEG" and "adobe" not in image.info:
            # Adobe stores the inks upside down; Pillow turns them over in the other files too.
            image = ImageChops.invert(image)
    return np.array(image.convert("RGB"))


def _tag(image: Image.Image, number: int, default: object = None) -> object:
    """Return a tag of a TIFF file; None if the file is of another format."""
    return image.tag_v2.get(number, default) if image.format == "TIFF" else None


def _bits_per_value(image: Image.Image, data: bytes) -> int:
    """Return how many bits a PNG or TIFF file has for each value; 8 for the other formats."""
    if image.format == "PNG":
        return data[24]  # in the first chunk, IHDR, after width and height
    return max(_tag(image, BITS_PER_SAMPLE, (1,)) or (8,))


def _negative(array: np.ndarray) -> np.ndarray:
    """Make black of white: of 0 the largest value, or 1 for float."""
    return 1 - array if array.dtype.kind == "f" else ~array


def _pillow_mistakes(image: Image.Image, keep_depth: bool) -> bool:
    """Say whether Pillow opens this TIFF file but would get its values wrong."""
    bits = max(_tag(image, BITS_PER_SAMPLE, (1,)) or (8,))
    if bits == 8:
        return _tag(image, SAMPLE_FORMAT, UNSIGNED) == SIGNED
    # Pillow reads planes as if the colours were side by side, unless libtiff unpacks them. OpenCV,
    # which would be asked for all 16 bits, always makes this mistake.
    packed = _tag(image, COMPRESSION, 1) != 1
    planes = _tag(image, PLANAR_CONFIGURATION) == PLANES and image.mode in ("RGB", "RGBA", "RGBX")
    return bits == 16 and planes and (keep_depth or not packed)


def _colour_of_16_bits(data: bytes) -> np.ndarray | None:
    """Decode 16 bits for each of red, green and blue, of which Pillow keeps only 8.

    None if OpenCV cannot. Called after Pillow has decoded the same file without a fault.
    """
    deep = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if deep is None or deep.dtype != np.uint16 or deep.ndim != 3 or deep.shape[2] not in (3, 4):
        return None
    blue_green_red = [2, 1, 0] if deep.shape[2] == 3 else [2, 1, 0, 3]
    return deep[:, :, blue_green_red]


def _decode_without_pillow(data: bytes, name: str) -> tuple[np.ndarray, list[str]]:
    """Decode what Pillow does not know: TIFF files of float colour; otherwise raise."""
    if not data.startswith(TIFF_STARTS):
        if looks_like_picture(data):
            raise damaged(name)
        raise ImageError(
            f"{name} is not a picture that this course can read. Save it as PNG or JPEG in a"
            " photo program and try again."
        )
    return _decode_with_tifffile(data, name)


def _decode_with_tifffile(data: bytes, name: str) -> tuple[np.ndarray, list[str]]:
    """Decode the first page of a TIFF file of a rare kind: an upright array, and notes."""
    import tifffile  # rarely needed

    with damage_as_a_sentence(name), tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages[0]
        check_size((page.imagewidth, page.imagelength), name)
        if page.nbytes > LIMIT_DECODED_MEGABYTES * 1_000_000:
            raise too_large(name)
        packed = (page.compression, page.predictor)
        if packed[0] not in tifffile.TIFF.DECOMPRESSORS or packed[1] not in (1, 2):
            raise ImageError(
                f"{name} is a rare kind of TIFF file and packed in a way that this course cannot"
                " read. Save it as PNG, or as TIFF without compression, in a photo program."
            )
        array = page.asarray()
        if page.axes.startswith("S"):  # in planes
            array = np.moveaxis(array, 0, -1)
        if page.photometric == WHITE_IS_ZERO:
            array = _negative(array)
        orientation = page.tags.valueof(ORIENTATION, default=1)
        pages = len(file.pages)
    if array.ndim not in (2, 3) or array.dtype.kind not in "buif" or not array.size:
        raise damaged(name)
    if array.ndim == 3 and array.shape[2] not in (3, 4):
        raise ImageError(
            f"{name} has {array.shape[2]} channels. This course reads pictures with 1, 3 or 4."
        )
    if array.dtype == bool:
        array = to_uint8(array)
    if orientation in range(2, 9):
        array = turn_upright(array, orientation)
    return array, [_count_note(pages, "pages")] if pages > 1 else []


def _frame_notes(file_format: str, frames: int) -> list[str]:
    """Say how many frames or pages are left out."""
    # The further frames of an MPO are previews or depth maps of a camera: not an animation.
    if frames <= 1 or file_format == "MPO":
        return []
    return [_count_note(frames, "pages" if file_format == "TIFF" else "frames")]


def _count_note(number: int, what: str) -> str:
    """Say that only the first of several pictures in a file is read."""
    return f"The file holds {number} {what}; this is the first."


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 (upright) when it is missing or unreadable."""
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except Exception:  # damaged metadata must not cost the learner the picture
        return 1
    return value if value in range(1, 9) else 1
