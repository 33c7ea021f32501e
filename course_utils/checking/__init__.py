"""Exercises that check themselves.

An :class:`Exercise` says what is right, what is often wrong and why. Its check only calls what
the learner made: it never reads their source, so a right answer written another way is right.

A function exercise and a value exercise::

    relu = Exercise(
        "04.relu", "ReLU",
        reference=lambda z: np.maximum(z, 0),
        probes=[np.array([-1.0, 0.0, 2.0]), Random(5, lambda rng: (rng.normal(size=(3, 4)),))],
        mistakes=[Mistake("folds", np.abs, "abs() folds negatives up; ReLU flattens them.")],
        alternatives=[lambda z: z * (z > 0), lambda z: np.where(z > 0, z, 0)],
        hints=["Which of two numbers is larger, z or 0?"],
        why="ReLU keeps what is positive and drops the rest.",
    )
    levels = Exercise("01.levels", "Colours of 8 bits", reference=lambda: 256**3, ...)

How it works, one module each: ``exercise`` (what is declared), ``answers`` (calling the learner's
code, safely), ``comparison`` (equal or not, and where), ``grading`` (the order of decisions),
``wording`` and ``report`` (sentences, text and HTML), ``session`` (showing, progress, hints),
``lint`` and ``mutants`` (the tests of the exercises themselves).

Nothing limits the time of a learner's code, for a slow laptop is no mistake. After ten seconds a
sentence says that it is still running and that the stop button ends it.
"""

from course_utils.checking.exercise import Call, Exercise, Mistake, Property, Random
from course_utils.checking.report import Outcome, Report, Step

__all__ = ["Call", "Exercise", "Mistake", "Outcome", "Property", "Random", "Report", "Step"]
