"""What is wrong with a file of a picture, as a sentence: too large, or damaged."""

from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError

from course_utils.images.errors import ImageError

# More would need a gigabyte or two of memory while it is decoded.
LIMIT_MEGAPIXELS = 120
# The same for TIFF files of float or 32-bit colour, of which a pixel can take 32 bytes.
LIMIT_DECODED_MEGABYTES = 1000


@contextmanager
def damage_as_a_sentence(name: str) -> Iterator[None]:
    """Turn what a decoder raises into a sentence. Only for calls into a decoder.

    Decoders meet a damaged file with many kinds of exception: OSError, SyntaxError,
    struct.error, IndexError, zlib.error and more. Whichever it is, the file is at fault.
    """
    try:
        yield
    except (UnidentifiedImageError, ImageError):
        raise
    except (Image.DecompressionBombError, MemoryError) as fault:
        raise too_large(name) from fault
    except Exception as fault:
        raise damaged(name) from fault


def check_size(size: tuple[int, int], name: str) -> None:
    """Raise before decoding when a picture is too large, or has no pixels at all."""
    width, height = size
    if width * height > LIMIT_MEGAPIXELS * 1_000_000:
        raise too_large(name, size)
    if width < 1 or height < 1:
        raise damaged(name)


def too_large(name: str, size: tuple[int, int] | None = None) -> ImageError:
    """Return the error for a picture above the limit."""
    came = (
        f"has {size[0]} x {size[1]} pixels, {size[0] * size[1] / 1e6:,.0f} megapixels"
        if size
        else "has more pixels than fit into memory"
    )
    return ImageError(
        f"{name} {came}. The course reads at most {LIMIT_MEGAPIXELS} megapixels. Save a smaller"
        " copy in a photo program."
    )


def damaged(name: str) -> ImageError:
    """Return the error for a file that starts as a picture and cannot be decoded."""
    return ImageError(
        f"{name} is damaged or not complete, so it cannot be read. Copy or download it again."
    )
