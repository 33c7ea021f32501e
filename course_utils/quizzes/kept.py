"""A small JSON file that keeps what a learner typed; one notebook at a time changes it.

It lies in the folder that `course_utils.paths.state_dir` names, and nowhere else. A file that this
version cannot read is never overwritten: it is kept under another name.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from course_utils import paths
from course_utils.files import set_aside, write_atomically
from course_utils.quizzes.text import Said

LOCK_SECONDS = 10.0


class KeptFile:
    """One such file.

    Parameters
    ----------
    name
        The file's name, such as "quiz-17.json".
    is_valid
        Says whether the content is what this version of the course writes.

    Attributes
    ----------
    note
        A sentence about the last trouble with the file, "" without any.
    """

    def __init__(self, name: str, is_valid: Callable[[object], bool]) -> None:
        self.name = name
        self.note = ""
        self._is_valid = is_valid
        self._last: dict | None = None  # what goes on where the disk does not let us write

    @property
    def path(self) -> Path:
        """Where the file is."""
        return paths.state_dir() / self.name

    def change(self, change: Callable[[dict | None], dict]) -> dict:
        """Replace the content by what `change` makes of it, in one step, and return it.

        `change` gets None where there is no file yet. Where the file cannot be written, `note` says
        so, and what was typed is kept as long as the notebook runs.
        """
        self.note = ""
        try:
            with self._lock():
                before = self._read()
                after = change(before)
                if after != before:
                    text = json.dumps(after, indent=1, ensure_ascii=False)
                    write_atomically(self.path, text + "\n")
        except (OSError, NotImplementedError) as error:  # filelock's Timeout is an OSError
            after = change(self._last)
            self.note = (
                f"What you typed could not be saved ({_reason(error)}). It is kept as long as this "
                "notebook is open."
            )
        self._last = after
        return after

    def start_again(self) -> str:
        """Rename the file, so that the next change begins anew; return its new name, or "".

        Raises
        ------
        OSError
            When the file cannot be renamed. Then it is as it was.
        """
        kept = ""
        if self.path.exists():
            with self._lock():
                kept = set_aside(self.path, "old").name
        self._last = None
        return kept

    def _lock(self) -> AbstractContextManager:
        from filelock import FileLock  # brings asyncio along, so not before it is needed

        paths.state_dir().mkdir(parents=True, exist_ok=True)
        return FileLock(self.path.with_suffix(".lock")).acquire(timeout=LOCK_SECONDS)

    def _read(self) -> dict | None:
        """Return the content, or None where there is none that can be read. Needs the lock."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (ValueError, RecursionError):  # not UTF-8, not JSON, or brackets without end
            content = None
        if self._is_valid(content):
            return content
        kept = set_aside(self.path, "unread")
        self.note = (
            f"The file {self.name} could not be read by this version of the course. It is kept as "
            f"{kept.name}, and a new one is started."
        )
        return None


def _reason(error: Exception) -> str:
    """Return the cause in a few words, without the path that Python puts into the message."""
    if isinstance(error, TimeoutError):
        return "another program holds the file"
    return getattr(error, "strerror", None) or type(error).__name__


def write_beside_the_notebook(name: str, content: str) -> Said:
    """Write a file into the folder of the running notebook; return a sentence about it."""
    try:
        write_atomically(Path.cwd() / name, content)
    except OSError as error:
        return Said(f"The file {name} could not be written ({_reason(error)}).")
    return Said(f"The file {name} lies beside this notebook.")
