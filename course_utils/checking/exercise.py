"""What an exercise is: one object that says what is asked, and what goes wrong most often.

An exercise module of the course holds such objects and nothing else. How an answer is judged is
in :mod:`course_utils.checking.grading`, what the learner sees in
:mod:`course_utils.checking.report`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_utils.checking import session
from course_utils.checking.comparison import Rules
from course_utils.checking.report import Report

_ID = re.compile(r"\d\d\.[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners really give, and the sentence that helps them.

    Parameters
    ----------
    name : str
        Two to five words, for the course's own lists: ``"rows and columns swapped"``.
    wrong : callable
        The wrong reference. For a function exercise it takes the same arguments as the
        reference; for a value exercise it takes none. It may raise for some of the inputs, not
        for all: then learners whose code raises an exception of the same type there are meant.
    sentence : str
        What is shown when the learner's outcomes equal those of ``wrong`` for every input: what
        happened and what to look at, never the solution itself.
    like : callable, optional
        For an exercise with many right answers, where a mistake has many faces, too:
        ``like(came, expected)`` says whether a wrong result shows this mistake. It is then meant
        when that holds for every wrong result, instead of when the outcomes are equal; the code
        may stop for a few inputs, which the report says beside it. Where the exercise observes,
        it gets the two dictionaries of findings; then ``wrong`` is not called in a check, which
        counts where that would take seconds.
    also : sequence of callable
        Other ways to make the same mistake, written like ``wrong``: with a guard or without.
    """

    name: str
    wrong: Callable[..., Any]
    sentence: str
    like: Callable[[Any, Any], bool] | None = None
    also: Sequence[Callable[..., Any]] = ()


@dataclass(frozen=True)
class Property:
    """Something that every right answer has, such as linearity, apart from its values.

    Parameters
    ----------
    name : str
        A word or two: ``"linear"``.
    holds : callable
        For a function exercise it gets the learner's function, ``holds(answer) -> bool``, and
        may call it as often as it likes. For a value exercise it gets the value.
    sentence : str
        What is shown when it does not hold.
    """

    name: str
    holds: Callable[[Any], bool]
    sentence: str


@dataclass(frozen=True, init=False)
class Call:
    """One probe with keyword arguments: ``Call(image, size=3)`` calls ``answer(image, size=3)``.

    >>> Call(2, size=3)
    Call(args=(2,), kwargs={'size': 3})
    """

    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        object.__setattr__(self, "args", args)
        object.__setattr__(self, "kwargs", kwargs)


@dataclass(frozen=True)
class Random:
    """Probes drawn by a seeded generator, always the same ones.

    Parameters
    ----------
    count : int
        How many probes are drawn.
    make : callable
        ``make(rng)`` gets a :class:`numpy.random.Generator` and returns one probe: a tuple of
        arguments, a :class:`Call`, or anything else, which is then the only argument.
    seed : int
        Another seed gives other probes; the lint draws further ones in this way.
    """

    count: int
    make: Callable[[np.random.Generator], Any]
    seed: int = 0

    def draw(self, count: int | None = None, seed: int | None = None) -> list[Call]:
        """Return ``count`` probes (default: its own number) drawn with ``seed``.

        >>> Random(2, lambda rng: (int(rng.integers(10)),)).draw()
        [Call(args=(8,), kwargs={}), Call(args=(6,), kwargs={})]
        """
        rng = np.random.default_rng(self.seed if seed is None else seed)
        return [as_call(self.make(rng)) for _ in range(self.count if count is None else count)]


def as_call(probe: Any) -> Call:
    """Return a probe as a :class:`Call`: a tuple is all arguments, anything else the only one."""
    if isinstance(probe, Call):
        return probe
    return Call(*probe) if isinstance(probe, tuple) else Call(probe)


class _Hints(tuple):
    """The hints of an exercise, with help for those who write ``hints()`` for ``hint()``."""

    def __call__(self) -> None:
        session.show(session.Message("Write hint() without an s: each call shows the next hint."))


@dataclass(frozen=True, eq=False, repr=False)
class Exercise:
    """One exercise: what is right, what is often wrong, and the words for both.

    Parameters
    ----------
    id : str
        Lesson and name, ``"01.crop"``. The object is called the same in its module: ``crop``.
    title : str
        What is done, a few words.
    reference : callable
        The course's own answer. With ``probes`` it is a function, and so is the learner's
        answer. Without probes the answer is a value, array or picture, and ``reference()``
        returns the right one; it is called only when a check needs it.
    points : int
        What it is worth.
    probes : sequence, optional
        The inputs a function is tried with: fixed edge cases and :class:`Random` ones. A tuple
        is the arguments, a :class:`Call` has keywords too, anything else is the only argument.
        Every call gets its own deep copies. Use shapes that are not square.
    mistakes : sequence of Mistake
        Known wrong answers. The lint asks for at least three.
    alternatives : sequence of callable
        Other right answers, written like ``reference``. The lint asks for at least two.
    hints : sequence of str
        From a nudge to nearly the solution.
    why : str
        Shown with a pass: what the exercise was about.
    properties : sequence of Property
        What else must hold.
    gradient_of : callable, optional
        Where the answer is the gradient of a function: that function. The answer's first argument
        is then tried against directional finite differences, away from kinks.
    picture : bool, optional
        Show theirs, ours and the difference as pictures. By default this is decided from the
        expected result: 8 by 8 pixels or more, and ``uint8``, ``bool`` or floating point.
    dtype_matters : bool
        The dtype is the point of the exercise: it must be exactly that of the reference.
        Otherwise lists, tensors, ``float32``, ``float64``, whole numbers written as ``3.0`` and
        the like are all welcome.
    tolerance : float, optional
        Absolute and relative tolerance, instead of that of the coarser dtype.
    agrees : callable, optional
        Where many results are right, such as a mask that is nearly the same:
        ``agrees(came, expected)`` gets two arrays of numbers, of any two shapes, and returns an
        empty string for a right result or a sentence that says what is wrong with it. It takes
        the place of the steps shape, finite and values.
    measured : callable, optional
        Beside ``agrees``: ``measured(came, expected)`` returns a sentence about a right result,
        such as how close it is. It is shown with a pass, for the first input.
    exact_text : bool
        Upper and lower case and spaces count in text. Normally ``"bgr "`` is as good as ``"BGR"``.
    keeps_input : bool
        The answer must leave its arguments as they were. Otherwise a change is only mentioned.
    observe : callable, optional
        Where right answers differ from each other, as random ones do: what they have in common.
        ``observe(answer, *arguments)`` gets a function and the arguments of one probe, calls
        the function as often as it likes, each time with copies of what it gives, and returns
        what it finds: a dictionary such as ``{"The spread": "about sigma"}``. A wrong finding
        that is a question is shown as it is, without its name. The findings of the
        reference are what is expected; type, shape and dtype are compared as always, and only an
        answer that has the right ones is observed. A value is given as it is, ``observe(value)``.

        An answer may be a Keras model, or a function that returns one: ``observe`` then says what
        the model does, with :func:`course_utils.checking.models.borrowed`.
    findings : dict, optional
        What ``observe`` finds of a right answer, where that takes long: a check then does not
        observe the reference too. The lint does.
    skip_when : callable, optional
        ``skip_when()`` returns a sentence saying why the exercise cannot be checked here, or
        an empty string.
    """

    id: str
    title: str
    reference: Callable[..., Any] = field(kw_only=True)
    points: int = field(default=1, kw_only=True)
    probes: Sequence[Any] | None = field(default=None, kw_only=True)
    mistakes: Sequence[Mistake] = field(default=(), kw_only=True)
    alternatives: Sequence[Callable[..., Any]] = field(default=(), kw_only=True)
    hints: Sequence[str] = field(default=(), kw_only=True)
    why: str = field(default="", kw_only=True)
    properties: Sequence[Property] = field(default=(), kw_only=True)
    gradient_of: Callable[..., Any] | None = field(default=None, kw_only=True)
    picture: bool | None = field(default=None, kw_only=True)
    dtype_matters: bool = field(default=False, kw_only=True)
    tolerance: float | None = field(default=None, kw_only=True)
    agrees: Callable[[np.ndarray, np.ndarray], str] | None = field(default=None, kw_only=True)
    measured: Callable[[np.ndarray, np.ndarray], str] | None = field(default=None, kw_only=True)
    exact_text: bool = field(default=False, kw_only=True)
    keeps_input: bool = field(default=False, kw_only=True)
    observe: Callable[..., dict[str, str]] | None = field(default=None, kw_only=True)
    findings: dict[str, str] | None = field(default=None, kw_only=True)
    skip_when: Callable[[], str] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hints", _Hints(self.hints))
        if not _ID.fullmatch(self.id):
            raise ValueError(
                f"The exercise id {self.id!r} is not understood. "
                "Write the lesson's two digits, a dot and a name: '01.crop'."
            )
        if self.probes is not None and len(self.probes) == 0:
            raise ValueError(
                f"Exercise {self.id} has an empty list of probes. Give at least one input, "
                "or leave probes out where the answer is a value."
            )
        if not callable(self.reference):
            raise TypeError(
                f"The reference of exercise {self.id} is not a function. "
                "For a value write reference=lambda: value."
            )

    def __repr__(self) -> str:
        return f"Exercise {self.id}: {self.title}. Call .check(answer), .hint() or .solution()."

    @property
    def name(self) -> str:
        """The part of the id after the dot, which is also the name in the exercise module."""
        return self.id.partition(".")[2]

    @property
    def is_function(self) -> bool:
        """Whether the answer is a function that is called with probes."""
        return self.probes is not None

    @property
    def rules(self) -> Rules:
        """How its results are compared."""
        return Rules(self.dtype_matters, self.tolerance, self.exact_text, self.agrees)

    def calls(self) -> list[Call]:
        """Return every probe of a function exercise, the random ones drawn; none for a value."""
        drawn: list[Call] = []
        for probe in self.probes or ():
            drawn += probe.draw() if isinstance(probe, Random) else [as_call(probe)]
        return drawn

    def grade(self, answer: Any) -> Report:
        """Return the report on ``answer``; show nothing, keep nothing.

        ``answer`` is what the learner made, or an object with the methods of
        :class:`course_utils.checking.answers.Answer`.
        """
        from course_utils.checking.grading import grade

        return grade(self, answer)

    def check(self, answer: Any) -> Any:
        """Show the report on ``answer``, keep the progress, and return an answer that works.

        That is the learner's own answer when it passes and the course's answer otherwise, so
        that the rest of the notebook can go on.
        """
        return session.check(self, answer)

    def hint(self) -> None:
        """Show the next hint. After the last one it starts again with the first."""
        session.hint(self)

    def solution(self) -> None:
        """Show the solution from the lesson, unless the instructor has switched solutions off.

        The environment variable ``COURSE_SOLUTIONS=off`` switches them off.
        """
        session.solution(self)
