"""Turning an exception of the learner's code into sentences for a beginner."""

import linecache
import re
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_LONGEST_MESSAGE = 300
_NOT_THEIRS = (
    "<frozen",
    "<__array_function__",
    *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    str(Path(__file__).parents[1]),
)
_ADVICE = {
    "NameError": "Is the name spelt as where it was made, and has that cell been run?",
    "UnboundLocalError": "The name gets its value later in the function, or not on every path.",
    "IndexError": "An index goes from 0 to the length minus 1.",
    "RecursionError": "Your function calls itself again and again and never stops.",
    "SystemExit": "Leave out exit() and sys.exit(): they would end the notebook's Python.",
    "ModuleNotFoundError": "The library is not installed here, or its name is spelt differently.",
    "ZeroDivisionError": "Something was divided by zero.",
    "MemoryError": "The array would need more memory than this computer has.",
}


# What libraries say in words of their own: a pattern of the message, and what it means.
_ADVICE_BY_MESSAGE = {
    r"'bitwise_xor' not supported|unsupported operand type\(s\) for \^": "The sign ^ is no power "
    "in Python. A power is written **.",
    r"expected min_ndim=4, found ndim=3": "A layer for pictures wants height, width and channels. "
    "Grey pictures have one channel: keras.Input((height, width, 1)).",
    r"output size would be zero or negative": "A kernel or a window is larger than the map that "
    "comes to it. In Conv2D the number of kernels stands first, then their size.",
    r"Can't parse '\w+'. Sequence item .* wrong type": "OpenCV wants whole numbers there: "
    "round(...) makes one of a float.",
}
_NO_BOOL = (
    "OpenCV does not take True and False. Give it numbers: with the name `mask`, for example, "
    "mask.astype(np.uint8)."
)
_ONLY_8_BITS = "OpenCV wants whole numbers of 8 bits there: dtype uint8."
_KERAS_CORE = re.compile(r"\x1b\[1m(.*?)\x1b\[0m", re.DOTALL)  # in bold; around it, where it was
_OPENCV_PLACE = re.compile(r"^OpenCV\(\S+\) \S+ error: ")
_ABOUT_TYPES = re.compile(r"type|format|depth|func != 0|CvtHelper", re.IGNORECASE)
_LONGEST_LINE = 120


@dataclass(frozen=True)
class LearnerError:
    """An exception that the learner's code raised.

    Attributes
    ----------
    kind : str
        The name of its type, ``"IndexError"``.
    message : str
        Its own message.
    sentence : str
        All of it for the report: type, message, the line and what to look at.
    depth : int
        How many of the learner's own calls were open; 0 when their code was never entered.
    """

    kind: str
    message: str
    sentence: str
    depth: int


def explain(error: BaseException, below: str) -> LearnerError:
    """Return what happened in words.

    Parameters
    ----------
    error : BaseException
        What was caught.
    below : str
        The file that called the learner's code; only frames below its last one are theirs.

    The learner's source is not read, but for quoting the line that failed.
    """
    kind = type(error).__name__
    core = _KERAS_CORE.search(str(error))
    message = clean(core[1] if core else _OPENCV_PLACE.sub("", str(error)))
    frames = _own_frames(error, below)
    name = f"cv2.{kind}" if _is_opencv(error) else kind
    told = f"{name}: {message}".removesuffix(": ").rstrip(".")
    sentence = f"Your code stopped with {told}."
    if frames:
        place, quoted = _place(frames[-1])
        sentence += f" This was in {place}" + (f": {quoted}" if quoted else ".")
    if advice := _advice(error, message, frames):
        sentence += f"\n{advice}"
    return LearnerError(kind, message, sentence, len(frames))


def _advice(error: BaseException, message: str, frames: list[TracebackType]) -> str:
    """Return what to look at, or an empty string where the message says it all."""
    for pattern, advice in _ADVICE_BY_MESSAGE.items():
        if re.search(pattern, message):
            return advice
    if _is_opencv(error) and frames and _ABOUT_TYPES.search(message) and _gives_bool(frames[-1]):
        return _NO_BOOL
    if _is_opencv(error) and "== CV_8U" in message:
        return _ONLY_8_BITS
    if isinstance(error, IndexError) and "out of" not in message:
        return ""  # "only integers, slices ... are valid indices" says all there is to say
    names = [base.__name__ for base in type(error).__mro__]
    return next((_ADVICE[name] for name in names if name in _ADVICE), "")


def _is_opencv(error: BaseException) -> bool:
    return type(error).__module__ == "cv2"


def _gives_bool(frame: TracebackType) -> bool:
    """Return whether the call that failed names an array of booleans as it is."""
    return any(
        isinstance(value, np.ndarray)
        and value.dtype == np.bool_
        and re.search(rf"\b{re.escape(name)}\b(?!\s*[.*\[])", _expression(frame))
        for name, value in frame.tb_frame.f_locals.items()
    )


def _expression(frame: TracebackType) -> str:
    """Return the source of the call that failed, which may take several lines."""
    code = frame.tb_frame.f_code
    first, last, start, end = list(code.co_positions())[frame.tb_lasti // 2]
    if None in (first, last, start, end):
        return linecache.getline(code.co_filename, frame.tb_lineno)
    lines = [linecache.getline(code.co_filename, n).encode() for n in range(first, last + 1)]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    return b"".join(lines).decode(errors="replace")


def stopped(error: KeyboardInterrupt, below: str) -> str:
    """Return what the stop button stopped, in words; for ``below`` see :func:`explain`."""
    sentence = "You stopped the check."
    if not (frames := _own_frames(error, below)):
        return sentence
    place, quoted = _place(frames[-1])
    return f"{sentence} L{place[1:]} was running" + (f": {quoted}" if quoted else ".")


def _place(frame: TracebackType) -> tuple[str, str]:
    """Return ``"line 2 of crop"`` and that line of the source, its end cut off when it is long."""
    code, line = frame.tb_frame.f_code, frame.tb_lineno
    place = f"line {line - code.co_firstlineno + 1}"
    if not code.co_name.startswith("<"):
        place += f" of {code.co_name}"
    quoted = linecache.getline(code.co_filename, line).strip()
    return place, quoted if len(quoted) <= _LONGEST_LINE else quoted[:_LONGEST_LINE] + "…"


def clean(text: str) -> str:
    """Return a message in one line, without memory addresses, its end cut off when it is long.

    >>> clean("bad <function f at 0x7f001122aa>\\n  here")
    'bad <function f at 0x...> here'
    """
    line = " ".join(_ADDRESS.sub("0x...", text).split())
    return line if len(line) <= _LONGEST_MESSAGE else line[:_LONGEST_MESSAGE] + "…"


def _own_frames(error: BaseException, below: str) -> list[TracebackType]:
    frames, frame = [], error.__traceback__
    while frame is not None:
        frames.append(frame)
        frame = frame.tb_next
    start = max((n for n, frame in enumerate(frames, 1) if _file(frame) == below), default=0)
    return [frame for frame in frames[start:] if not _file(frame).startswith(_NOT_THEIRS)]


def _file(frame: TracebackType) -> str:
    return frame.tb_frame.f_code.co_filename
