"""Writing files so that nothing a learner made is lost."""

import itertools
import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace the file at `path` by `content` in one step; text in UTF-8 with Unix line ends.

    Whoever reads the file meanwhile, and whoever pulls the plug, finds the old content or
    the new one, never half of it. Missing folders are made.

    Raises
    ------
    OSError
        If the folder can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        # a temporary file is for its owner alone; the real one keeps the rights it had
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def set_aside(path: Path, label: str) -> Path:
    """Rename `path` to ``name-label-1.suffix``, or the next free number; return the new path.

    >>> folder = Path(tempfile.mkdtemp())
    >>> for text in ("first", "second"):
    ...     _ = (folder / "a.txt").write_text(text)
    ...     print(set_aside(folder / "a.txt", "my-copy").name)
    a-my-copy-1.txt
    a-my-copy-2.txt
    """
    for number in itertools.count(1):
        target = path.with_name(f"{path.stem}-{label}-{number}{path.suffix}")
        try:
            target.open("xb").close()  # takes the name, so that two at once never overwrite
        except FileExistsError:
            continue
        try:
            os.replace(path, target)
        except OSError:
            target.unlink()  # else the name stays taken by an empty file
            raise
        return target
    raise AssertionError("unreachable")
