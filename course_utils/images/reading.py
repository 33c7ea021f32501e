"""Read a learner's own picture: a file, its bytes, or an upload."""

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from course_utils import paths
from course_utils.images.decoding import decode
from course_utils.images.errors import ImageError, ImageNotFoundError

# A file of a photograph has at most some tens of megabytes; this keeps videos out of memory.
LIMIT_FILE_MEGABYTES = 500

PICTURE_SUFFIXES = {
    ".avif", ".bmp", ".gif", ".ico", ".jfif", ".jp2", ".jpeg", ".jpg", ".mpo", ".pbm", ".pgm",
    ".png", ".ppm", ".qoi", ".tif", ".tiff", ".webp",
}  # fmt: skip


def read(
    source: str | Path | bytes | Mapping | Sequence,
    *,
    kind: str | None = None,
    max_side: int | None = None,
    keep_depth: bool = False,
    quiet: bool = False,
) -> np.ndarray:
    """Read a picture into an array, upright and in RGB order.

    Parameters
    ----------
    source : path, bytes, or the value of an upload widget
        A file name without a folder is looked for beside the notebook, then in
        ``data/my_pictures``.
    kind : {None, "RGB", "grey", "RGBA"}
        None keeps a grey picture grey and makes all others RGB. Transparent parts are laid on
        white, unless you ask for "RGBA".
    max_side : int, optional
        Shrink the picture so that its longer side has at most this many pixels.
    keep_depth : bool
        True keeps the 16-bit or float values of a file. Otherwise they are scaled to uint8.
    quiet : bool
        True leaves out the notes, such as "The file holds 12 frames; this is the first."

    Returns
    -------
    array of uint8
        ``(height, width)`` for grey, ``(height, width, 3)`` for RGB.

    Raises
    ------
    ImageNotFoundError
        If there is no such file; the message lists similar names.
    ImageError
        If the file is not a picture, or it is damaged, or too large.

    Examples
    --------
    >>> import skimage
    >>> coffee = Path(skimage.data.__file__).with_name("coffee.png")
    >>> read(coffee, max_side=300).shape
    (200, 300, 3)
    """
    data, name = _bytes_and_name(source)
    image, notes = decode(data, name, kind=kind, max_side=max_side, keep_depth=keep_depth)
    if not quiet:
        for note in notes:
            print(f"Note: {note}")
    return image


def my_pictures() -> list[Path]:
    """Return the pictures in ``data/my_pictures``, the folder for files of your own.

    Returns
    -------
    list of pathlib.Path
        In alphabetical order; empty when the folder has no picture or does not exist.
    """
    return _pictures_in(_my_folder())


def _my_folder() -> Path:
    return paths.DATA / "my_pictures"


def _pictures_in(folder: Path) -> list[Path]:
    """List the picture files of a folder, sorted; empty when it cannot be listed."""
    try:
        files = [
            path
            for path in folder.iterdir()
            if path.suffix.lower() in PICTURE_SUFFIXES and path.is_file()
        ]
    except OSError:
        return []
    return sorted(files)


def _bytes_and_name(source: object) -> tuple[bytes, str]:
    """Turn every kind of source into the bytes of a file and a name for messages."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source), "The file"
    if isinstance(source, Mapping):
        return _from_upload([source])
    if isinstance(source, (tuple, list)):
        return _from_upload(source)
    if isinstance(source, (str, Path)):
        return _from_path(source)
    if isinstance(source, np.ndarray):
        raise ImageError(
            "images.read needs a file, but an array came: this picture is already read."
        )
    raise ImageError(
        f"images.read needs the name of a file, but an object of type {type(source).__name__}"
        ' came. An example: images.read("holiday.jpg").'
    )


def _from_upload(files: Sequence) -> tuple[bytes, str]:
    """Return the file in the value of an ipywidgets FileUpload: a tuple of one dict per file."""
    if not files:
        raise ImageError("No file has been uploaded yet. Press the upload button first.")
    if len(files) > 1:
        raise ImageError(f"{len(files)} files came. Give one at a time, such as value[0].")
    file = files[0]
    if not isinstance(file, Mapping) or "content" not in file:
        raise ImageError(
            "images.read needs a file name, bytes, or the value of an upload widget; a list of"
            f" {type(file).__name__} came."
        )
    return bytes(file["content"]), str(file.get("name") or "The file")


def _from_path(source: str | Path) -> tuple[bytes, str]:
    """Read the bytes of a file, with a sentence for everything that can be wrong with a name."""
    text = str(source)
    if not text.strip():
        raise ImageError('The file name is empty. An example: images.read("holiday.jpg").')
    if "://" in text or text.startswith("data:"):
        raise ImageError(
            f"{text[:60]!r} is a web address. Save the picture as a file first, then read the file."
        )
    if any(character < " " for character in text):
        raise ImageError(
            f"The file name {text!r} holds a character that cannot be typed, such as a line break."
            r' In Python text a backslash starts one: write r"C:\new\cat.jpg" or "C:/new/cat.jpg".'
        )
    try:
        path = _find(Path(text).expanduser())
        if path.stat().st_size > LIMIT_FILE_MEGABYTES * 1_000_000:
            raise ImageError(
                f"{path.name} is larger than {LIMIT_FILE_MEGABYTES} MB, so it is hardly a"
                " photograph."
            )
        return path.read_bytes(), path.name
    except PermissionError as fault:
        raise ImageError(
            f"{text!r} may not be read: permission denied. Close other programs that use it, or"
            " copy the file into data/my_pictures."
        ) from fault
    except (OSError, RuntimeError) as fault:  # RuntimeError: a home folder that does not exist
        if isinstance(fault, ImageError):
            raise
        reason = getattr(fault, "strerror", None) or str(fault)
        raise ImageError(
            f"{text[:80]!r} cannot be read: {reason.rstrip('.')}. Copy the picture into"
            " data/my_pictures under a short name, and read it by that name."
        ) from fault


def _find(path: Path) -> Path:
    """Return the file that a path names, or raise what is in the way."""
    candidates = [path]
    if len(path.parts) == 1:
        candidates.append(_my_folder() / path)
    for candidate in candidates:
        if candidate.is_file():
            return candidate
        if candidate.is_dir():
            raise ImageError(
                f"{str(path)!r} is a folder, not a picture.{_list_names(_pictures_in(candidate))}"
            )
        if candidate.exists():
            raise ImageError(f"{str(path)!r} is not an ordinary file.")
    for candidate in candidates:
        twins = _same_letters(candidate)
        if len(twins) == 1:
            return twins[0]
        if twins:
            raise ImageError(f"{len(twins)} files look like {path.name!r}. Rename one of them.")
    if any(candidate.is_symlink() for candidate in candidates):
        raise ImageNotFoundError(
            f"{str(path)!r} is a link that leads nowhere: the file behind it was moved, renamed or"
            " deleted. Put the picture itself in its place."
        )
    raise _not_found(path)


def _same_letters(path: Path) -> list[Path]:
    """List files that differ from `path` only in how Unicode writes a letter such as an é.

    It can be one character, or an e and an accent, as in names that come from a Mac.
    """
    try:
        files = [file for file in path.parent.iterdir() if _letters(file) == _letters(path)]
    except OSError:
        return []
    return [file for file in files if file.is_file()]


def _letters(path: Path) -> str:
    """Return the name of a file with every accented letter as one character."""
    return unicodedata.normalize("NFC", path.name)


def _not_found(path: Path) -> ImageNotFoundError:
    """Return the error for a missing file, with similar names from the same folder."""
    folder = path.parent
    if not folder.is_dir():
        return ImageNotFoundError(
            f"There is no folder {str(folder)!r}, so {path.name!r} cannot be read from it."
            f" Python looks from {str(Path.cwd())!r}."
        )
    nearby = _pictures_in(folder)
    if len(path.parts) == 1:
        nearby += my_pictures()
    by_name = {_letters(file).casefold(): file for file in nearby}
    by_stem = {file.stem.casefold(): file for file in nearby}
    wanted = _letters(path).casefold()
    near_keys = difflib.get_close_matches(wanted, by_name, n=3, cutoff=0.6)
    similar = [by_name[key] for key in near_keys]
    if not similar and wanted in by_stem:
        similar = [by_stem[wanted]]
    if similar:
        hint = f" Similar names there: {', '.join(repr(file.name) for file in similar)}."
    else:
        hint = _list_names(nearby)
    place = (
        "beside the notebook or in data/my_pictures"
        if len(path.parts) == 1
        else (f"in the folder {str(folder)!r}")
    )
    return ImageNotFoundError(f"There is no file {path.name!r} {place}.{hint}")


def _list_names(files: list[Path]) -> str:
    """Name up to five pictures."""
    if not files:
        return " There are no pictures there."
    more = ", ..." if len(files) > 5 else ""
    return f" Pictures there: {', '.join(repr(file.name) for file in files[:5])}{more}."
