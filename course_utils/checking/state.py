"""Leaving the notebook as it was: generators, settings, figures and output around a check."""

import contextlib
import io
import random
import sys
import sysconfig
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType

import numpy as np

_KEPT_CHARACTERS = 2000  # of what an answer prints; an endless print must not fill the memory


@dataclass
class Heard:
    """What the learner's code printed and which warnings it caused while it was called."""

    printed: str = ""
    warnings: tuple[str, ...] = field(default=())


class _Beginning(io.TextIOBase):
    """A text stream that keeps the beginning and forgets the rest."""

    def __init__(self) -> None:
        self.kept = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.kept += text[: _KEPT_CHARACTERS - len(self.kept)]
        return len(text)


@contextlib.contextmanager
def heard() -> Iterator[Heard]:
    """Catch what is printed, displayed and warned of inside, so that none of it is shown."""
    result, stream = Heard(), _Beginning()
    with contextlib.ExitStack() as stack:
        caught = stack.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("always")
        if _in_notebook():
            from IPython.utils.capture import capture_output

            stack.enter_context(capture_output(stdout=False, stderr=False, display=True))
        stack.enter_context(contextlib.redirect_stdout(stream))
        stack.enter_context(contextlib.redirect_stderr(stream))
        try:
            yield result
        finally:
            result.printed = stream.kept
            found = [
                f"{warning.category.__name__}: {warning.message}"
                for warning in caught
                if not _is_librarys_own(warning)
            ]
            result.warnings = tuple(dict.fromkeys(found))


def _is_librarys_own(warning: warnings.WarningMessage) -> bool:
    """Return whether a library warns of its own old code, which nobody who calls it can change."""
    old = issubclass(warning.category, DeprecationWarning | PendingDeprecationWarning)
    return old and warning.filename.startswith(sysconfig.get_paths()["purelib"])


@contextlib.contextmanager
def unchanged() -> Iterator[None]:
    """Put everything back that code inside may change for the whole notebook.

    That is the state of the generators of ``random``, NumPy, Keras and TensorFlow (the latter two
    only where they are imported already), NumPy's error handling and print options, warning
    filters, matplotlib's settings and figures, and the recursion limit. Inside, the
    generators start from a fixed state, so that two checks give the same report.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(np.errstate(all="warn", under="ignore"))  # NumPy's own
        stack.enter_context(np.printoptions())
        stack.callback(sys.setrecursionlimit, sys.getrecursionlimit())
        stack.callback(random.setstate, random.getstate())
        stack.callback(np.random.set_state, np.random.get_state())
        for keep in (_keras_generator, _tensorflow_generators, _figures):
            if (restore := keep()) is not None:
                stack.callback(restore)
        random.seed(0)
        np.random.seed(0)
        yield


def _in_notebook() -> bool:
    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return get_ipython() is not None


def _imported(name: str) -> ModuleType | None:
    """Return a module if it is there, and not still on its way in another thread.

    To import a part of it meanwhile breaks both imports: each finds modules that are half done.
    """
    module = sys.modules.get(name)
    return None if getattr(getattr(module, "__spec__", None), "_initializing", False) else module


def _keras_generator() -> Callable[[], None] | None:
    """Return what restores Keras' global generator; Keras has no public way to ask for it."""
    if not _imported("keras"):
        return None
    from keras.src.backend.common import global_state
    from keras.src.random import seed_generator

    name = seed_generator.GLOBAL_SEED_GENERATOR
    generator = global_state.get_global_attribute(name)
    state = None if generator is None else np.array(generator.state)

    def restore() -> None:
        global_state.set_global_attribute(name, generator)
        if generator is not None:
            generator.state.assign(state)

    return restore


def _tensorflow_generators() -> Callable[[], None] | None:
    """Return what restores TensorFlow's seeds. Without a global seed there is nothing to keep."""
    if not _imported("tensorflow"):
        return None
    from tensorflow.python.eager.context import context

    seed = context()._seed
    state = None if seed is None else context()._rng.getstate()

    def restore() -> None:
        context()._seed = seed
        if state is not None:
            context()._rng.setstate(state)

    return restore


def _figures() -> Callable[[], None]:
    """Return what closes the figures that were opened since, and restores matplotlib's settings."""
    pyplot = _imported("matplotlib.pyplot")
    before = set(pyplot.get_fignums()) if pyplot else set()
    current = pyplot.gcf().number if before else None
    matplotlib = _imported("matplotlib")
    settings = dict(matplotlib.rcParams) if matplotlib else {}

    def restore() -> None:
        after = _imported("matplotlib.pyplot")
        if after is not None:
            for number in set(after.get_fignums()) - before:
                after.close(number)
            if current is not None and after.fignum_exists(current):
                after.figure(current)
        if matplotlib and dict(matplotlib.rcParams) != settings:
            matplotlib.rcParams.update(settings)

    return restore
