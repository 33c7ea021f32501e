"""Turning an exception of the learner's code into sentences for a beginner."""

import linecache
import re
import sysconfig
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

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
    message = clean(str(error))
    frames = _own_frames(error, below)
    told = f"{kind}: {message}".removesuffix(": ").rstrip(".")
    sentence = f"Your code stopped with {told}."
    if frames:
        place, quoted = _place(*frames[-1])
        sentence += f" This was in {place}" + (f": {quoted}" if quoted else ".")
    advice = next(
        (_ADVICE[base.__name__] for base in type(error).__mro__ if base.__name__ in _ADVICE), ""
    )
    if kind == "IndexError" and "out of" not in message:
        advice = ""  # "only integers, slices ... are valid indices" says all there is to say
    if advice:
        sentence += f"\n{advice}"
    return LearnerError(kind, message, sentence, len(frames))


def stopped(error: KeyboardInterrupt, below: str) -> str:
    """Return what the stop button stopped, in words; for ``below`` see :func:`explain`."""
    sentence = "You stopped the check."
    if not (frames := _own_frames(error, below)):
        return sentence
    place, quoted = _place(*frames[-1])
    return f"{sentence} L{place[1:]} was running" + (f": {quoted}" if quoted else ".")


def _place(code: CodeType, line: int) -> tuple[str, str]:
    """Return ``"line 2 of crop"`` and that line of the source."""
    place = f"line {line - code.co_firstlineno + 1}"
    if not code.co_name.startswith("<"):
        place += f" of {code.co_name}"
    return place, linecache.getline(code.co_filename, line).strip()


def clean(text: str) -> str:
    """Return a message in one line, without memory addresses, its end cut off when it is long.

    >>> clean("bad <function f at 0x7f001122aa>\\n  here")
    'bad <function f at 0x...> here'
    """
    line = " ".join(_ADDRESS.sub("0x...", text).split())
    return line if len(line) <= _LONGEST_MESSAGE else line[:_LONGEST_MESSAGE] + "…"


def _own_frames(error: BaseException, below: str) -> list[tuple[CodeType, int]]:
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    start = max(
        (place + 1 for place, (code, _) in enumerate(frames) if code.co_filename == below),
        default=0,
    )
    return [(code, line) for code, line in frames[start:] if not _is_library(code.co_filename)]


def _is_library(filename: str) -> bool:
    return filename.startswith(_NOT_THEIRS)
