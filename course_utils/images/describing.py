"""What is inside the array of a picture, in words."""

from dataclasses import dataclass

import numpy as np

from course_utils.images.arrays import ROUNDING, as_array, shape_problem


@dataclass(frozen=True)
class Description:
    """What is inside an array that holds a picture; printing it gives a short table.

    Attributes
    ----------
    kind : str
        "grey", "mask", "RGB", "RGBA" or "unknown".
    shape : tuple of int
    dtype : str
    minimum, maximum : float or int or None
        The range of the values, without NaN; None for an array without values.
    memory : int
        Bytes.
    remarks : tuple of str
        One sentence for each thing that looks suspicious.
    """

    kind: str
    shape: tuple[int, ...]
    dtype: str
    minimum: float | int | None
    maximum: float | int | None
    memory: int
    remarks: tuple[str, ...]

    def __repr__(self) -> str:
        rows = [
            ("kind", _KIND_WORDS[self.kind]),
            ("shape", f"{self.shape}{_axis_words(self.kind, self.shape)}"),
            ("dtype", f"{self.dtype}{_DTYPE_WORDS.get(self.dtype, '')}"),
            ("range", range_words(self.minimum, self.maximum)),
            ("memory", _memory_words(self.memory)),
        ]
        rows += [("remark", remark) for remark in self.remarks]
        return "\n".join(f"{name:<8}{text}" for name, text in rows)


_KIND_WORDS = {
    "grey": "grey: one value per pixel",
    "mask": "mask: True or False per pixel",
    "RGB": "colour: 3 channels, RGB (or BGR, if OpenCV read it)",
    "RGBA": "colour: 4 channels, RGB and alpha (opacity)",
    "unknown": "unknown: not the shape of one picture",
}

_DTYPE_WORDS = {
    "bool": ": True or False",
    "uint8": ": whole numbers from 0 to 255",
    "uint16": ": whole numbers from 0 to 65535",
    "float32": ": decimal numbers, in a picture usually from 0 to 1",
    "float64": ": decimal numbers, in a picture usually from 0 to 1",
}


def describe(image: np.ndarray) -> Description:
    """Describe the array of a picture: kind, shape, dtype, range, memory, and what looks odd.

    Parameters
    ----------
    image : array
        Any array of numbers: also one that is not a picture, because then you want to know.

    Returns
    -------
    Description
        As the last line of a cell it shows as a table.

    Raises
    ------
    ImageError
        If `image` is not an array of numbers.

    Examples
    --------
    >>> describe(np.zeros((2, 3, 3), dtype=np.uint8))
    kind    colour: 3 channels, RGB (or BGR, if OpenCV read it)
    shape   (2, 3, 3) = (height, width, channels)
    dtype   uint8: whole numbers from 0 to 255
    range   0 to 0
    memory  18 bytes
    remark  Every value is 0: the picture is one flat colour.
    """
    array = as_array(image, "images.describe")
    values = array
    if array.dtype.kind == "f":
        values = array[~np.isnan(array)]
    minimum = values.min().item() if values.size else None
    maximum = values.max().item() if values.size else None
    return Description(
        kind=_kind(array),
        shape=array.shape,
        dtype=str(array.dtype),
        minimum=minimum,
        maximum=maximum,
        memory=array.nbytes,
        remarks=tuple(_remarks(array, minimum, maximum)),
    )


def _kind(array: np.ndarray) -> str:
    """Name what an array is, from its shape and dtype alone."""
    if shape_problem(array.shape):
        return "unknown"
    if array.ndim == 2 or array.shape[2] == 1:
        return "mask" if array.dtype == bool else "grey"
    return "RGB" if array.shape[2] == 3 else "RGBA"


def _remarks(array: np.ndarray, minimum: float | None, maximum: float | None) -> list[str]:
    """List what a beginner should know before using this array as a picture."""
    remarks = []
    problem = shape_problem(array.shape)
    if problem:
        remarks.append(problem)
    if array.dtype.kind == "f" and array.size:
        missing = int(np.isnan(array).sum())
        if missing:
            remarks.append(f"{missing:,} of {array.size:,} values are not a number (NaN).")
    if minimum is None:
        return remarks
    if array.dtype.kind == "f" and maximum > 1 + ROUNDING:
        remarks.append("Float values above 1: most libraries expect 0 to 1 and draw these white.")
    if array.dtype.kind in "fi" and minimum < -ROUNDING:
        remarks.append("Values below 0: a picture for the screen has none.")
    if array.dtype.kind in "iu" and array.dtype not in (np.uint8, np.uint16):
        remarks.append(f"{array.dtype} is unusual for a picture: use uint8 for 0 to 255.")
    if array.dtype == np.uint16:
        remarks.append("16 bits per value: images.to_uint8 gives the usual 8 bits.")
    if minimum == maximum:
        remarks.append(f"Every value is {minimum:g}: the picture is one flat colour.")
    if array.dtype != bool and array.dtype.kind in "iu" and maximum == 1 and minimum == 0:
        remarks.append("Whole numbers 0 and 1 only: on a range of 0 to 255 this looks black.")
    return remarks


def _axis_words(kind: str, shape: tuple[int, ...]) -> str:
    """Say what the numbers of a shape mean."""
    if kind == "unknown":
        return ""
    return " = (height, width)" if len(shape) == 2 else " = (height, width, channels)"


def range_words(minimum: float | int | None, maximum: float | int | None) -> str:
    """Write a range with at most four digits after the point."""
    if minimum is None:
        return "no values"
    return " to ".join(
        f"{value:.4g}" if isinstance(value, float) else str(value) for value in (minimum, maximum)
    )


def _memory_words(size: int) -> str:
    """Write a number of bytes, and the same in a larger unit where that reads better."""
    if size < 1000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{size:,} bytes ({size / 1000:.1f} kB)"
    return f"{size:,} bytes ({size / 1_000_000:.1f} MB)"
