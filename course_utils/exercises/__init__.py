"""The exercises, one module for each lesson.

A notebook writes ``from course_utils.exercises import lesson_01 as ex``, and then ``ex.crop``.
"""

import importlib
import pkgutil

from course_utils.checking import Exercise


def by_lesson() -> dict[str, dict[str, Exercise]]:
    """Return every exercise by the number of its lesson and its name, in the modules' order.

    >>> list(by_lesson()["00"])
    ['invert']
    """
    found = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found[module.name.removeprefix("lesson_")] = {
            name: value for name, value in vars(loaded).items() if isinstance(value, Exercise)
        }
    return found
