"""What a file is when it is not a picture: its first bytes tell."""

import re
from pathlib import PurePath

# The first bytes of pictures that Pillow reads, to tell a damaged picture from another file.
_PICTURES = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG",
    b"GIF8",
    b"RIFF",  # WebP, after the check for sound and video below
    b"II*\0",
    b"MM\0*",
    b"\x00\x00\x00\x0cjP",  # JPEG 2000
    b"qoif",
    b"\0\0\1\0",  # ICO
)
# P1 to P7: the PBM family, of which P1 to P3 are written as text.
_PORTABLE_ANYMAP = re.compile(rb"P[1-7fF]\s")

_SAVE_AS_PNG = "Save or export it as PNG or JPEG in a photo program"

_NOT_PICTURES = (
    (b"%PDF", "a PDF document. Take a screenshot of the page, or export it as PNG"),
    (b"%!PS", f"a PostScript drawing. {_SAVE_AS_PNG}"),
    (b"PK\x03\x04", "a zip archive or an office document. Unpack it, or save the picture in it"),
    (b"\x93NUMPY", "a NumPy array. Read it with np.load"),
    (b"\x89HDF", "an HDF5 data file"),
    (b"\x1f\x8b", "a compressed archive (gzip). Unpack it first"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"\x1aE\xdf\xa3", "a video. Save one frame of it as PNG"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)

# ISO media files list their kinds, four letters each, after the word "ftyp".
_HEIC_BRANDS = {
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"heif", b"mif1", b"msf1",
}  # fmt: skip

_HEIC = (
    "a HEIC photograph, the format of newer phones. Open it in your photo program and export it"
    " as JPEG; on an iPhone, Settings > Camera > Formats > Most Compatible makes JPEG files"
)
_RAW = (
    "a raw file of a camera, values before development. Export it as JPEG or PNG with the"
    " program of your camera"
)
_RAW_SUFFIXES = {
    ".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dng", ".erf", ".nef", ".nrw", ".orf", ".pef",
    ".raf", ".raw", ".rw2", ".sr2", ".srf", ".srw", ".x3f",
}  # fmt: skip


def what_it_is(data: bytes, name: str) -> str:
    """Say what a file is that is not a readable picture; an empty text when it may be one.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name; only raw files of cameras are told by their ending, since inside they are TIFF.

    Examples
    --------
    >>> what_it_is(b"%PDF-1.7", "holiday.jpg")
    'a PDF document. Take a screenshot of the page, or export it as PNG'
    """
    if not data:
        return "empty (0 bytes). Copy or download it again"
    if PurePath(name).suffix.lower() in _RAW_SUFFIXES:
        return _RAW
    for start, words in _NOT_PICTURES:
        if data.startswith(start):
            return words
    if data[4:8] == b"ftyp":
        return _media_words(data[8:40])
    if data[:4] == b"RIFF" and data[8:12] != b"WEBP":
        return "a sound or video file"
    return _text_words(data)


def looks_like_picture(data: bytes) -> bool:
    """Tell whether the first bytes are those of a common picture format."""
    bitmap = data.startswith(b"BM") and b"\0" in data[:14]
    avif = data[4:12] in (b"ftypavif", b"ftypavis")
    return avif or bitmap or data.startswith(_PICTURES) or bool(_PORTABLE_ANYMAP.match(data))


def _media_words(brands: bytes) -> str:
    """Name an ISO media file: AVIF is left to Pillow; HEIC, raw files and videos are refused."""
    names = [brands[start : start + 4] for start in range(0, len(brands), 4)]
    if b"avif" in names or b"avis" in names:
        return ""
    if _HEIC_BRANDS.intersection(names):
        return _HEIC
    return _RAW if b"crx " in names else "a video. Save one frame of it as PNG"


def _text_words(data: bytes) -> str:
    """Name a text file: an SVG drawing, a web page, or any other text."""
    head = data[:4000]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in start and start.startswith((b"<?xml", b"<svg", b"<!--", b"<!doctype svg")):
        return (
            "an SVG drawing: lines and shapes, not pixels. Export it as PNG, or take a screenshot"
        )
    if start.startswith((b"<!doctype html", b"<html", b"<head")):
        return "a web page. On the page, right-click the picture itself and choose 'Save image as'"
    if looks_like_picture(data) or b"\0" in head:
        return ""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.start < len(head) - 3:  # not only a letter cut in two at the end
            return ""
    return "a text file. Perhaps it was renamed by mistake"
