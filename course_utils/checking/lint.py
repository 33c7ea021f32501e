"""The tests of the exercises themselves: does a check refuse what is wrong, and nothing else?

Each rule gets an exercise and its case from the lesson, and returns what is wrong, one sentence
each. The tests run every rule over every exercise.
"""

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np

from course_utils.checking.answers import LocalAnswer
from course_utils.checking.comparison import compare
from course_utils.checking.exercise import Call, Exercise, Random
from course_utils.checking.mutants import Mutant, mutants, run_limited
from course_utils.checking.report import Outcome, Report
from course_utils.checking.state import heard, unchanged
from course_utils.checking.values import NotNumbersError, as_numbers, is_model, is_whole

FEWEST_MISTAKES = 3
FEWEST_ALTERNATIVES = 2
REJECTED_MUTANTS = 0.95
FRESH_INPUTS = 300
FRESH_INPUTS_WITH_ROOM = 12  # where many results are right: such inputs are whole photographs
MUTANT_MODELS = 12
FRESH_OBSERVED = 5  # an exercise that observes calls an answer many times for each input
_FILE = "<exercise>"


class Case(Protocol):
    """What the lesson says about an exercise, as ``lesson_runs.exercise_cases`` gives it.

    Attributes
    ----------
    answer_name : str
        The name that the exercise's cell gives the answer.
    namespace : callable
        Returns a new dict in which the code cells before the exercise have run.
    solution, stub : str
        The source of the cell, solved and unsolved, without the check.
    """

    answer_name: str
    namespace: Callable[[], dict[str, Any]]
    solution: str
    stub: str


Rule = Callable[[Exercise, Case], list[str]]


def is_complete(exercise: Exercise, case: Case) -> list[str]:
    """Enough mistakes and alternatives, a hint, a why, and random probes for a function."""
    wanted = {
        f"at least {FEWEST_MISTAKES} mistakes": len(exercise.mistakes) >= FEWEST_MISTAKES,
        f"at least {FEWEST_ALTERNATIVES} alternatives": (
            len(exercise.alternatives) >= FEWEST_ALTERNATIVES
        ),
        "hints": bool(exercise.hints),
        "a why": bool(exercise.why),
        "random probes": not any(call.args or call.kwargs for call in exercise.calls())
        or any(isinstance(probe, Random) for probe in exercise.probes or ()),
    }
    return [f"It needs {what}." for what, there in wanted.items() if not there]


def right_answers_pass(exercise: Exercise, case: Case) -> list[str]:
    """The reference, every alternative and the lesson's solution pass."""
    answers = {"the lesson's solution": _answer(case, case.solution)}
    for name, make in [
        ("the reference", exercise.reference),
        *((f"alternative {i}", make) for i, make in enumerate(exercise.alternatives, start=1)),
    ]:
        answers[name] = make if exercise.is_function else make()
    return [
        f"{name} does not pass.\n{report.text}"
        for name, report in ((name, exercise.grade(answer)) for name, answer in answers.items())
        if not report.passed
    ]


def mistakes_are_named(exercise: Exercise, case: Case) -> list[str]:
    """Every mistake fails with its own sentence, which no other mistake has.

    So does every other way to make it.
    """
    problems = []
    sentences = [mistake.sentence for mistake in exercise.mistakes]
    if len(set(sentences)) != len(sentences):
        problems.append("Two mistakes have the same sentence.")
    for mistake, wrong in [(m, wrong) for m in exercise.mistakes for wrong in (m.wrong, *m.also)]:
        if _always_raises(exercise, wrong):
            problems.append(f"The mistake {mistake.name!r} raises for every input.")
            continue
        report = exercise.grade(wrong if exercise.is_function else wrong())
        if report.outcome is not Outcome.NOT_YET:
            problems.append(f"The mistake {mistake.name!r} ends as: {report.text}")
        elif report.mistake != mistake.name:
            problems.append(_unnamed(mistake.name, report))
    return problems


def _always_raises(exercise: Exercise, wrong: Callable[..., Any]) -> bool:
    answer, calls = LocalAnswer(wrong), exercise.calls() or [Call()]
    return all(answer.call(call.args, call.kwargs).error for call in calls)


def _unnamed(name: str, report: Report) -> str:
    if not report.mistake:
        return f"The mistake {name!r} shows no sentence.\n{report.text}"
    return (
        f"The mistake {name!r} shows the sentence of {report.mistake!r}: for every probe it gives "
        "the same results. Add a probe that tells the two apart, or remove one."
    )


def stub_is_not_attempted(exercise: Exercise, case: Case) -> list[str]:
    """The cell as the learner gets it is not attempted, neither wrong nor right."""
    report = exercise.grade(_answer(case, case.stub))
    if report.outcome is Outcome.NOT_ATTEMPTED:
        return []
    return [f"The stub is {report.outcome}.\n{report.text}"]


def trivial_answers_fail(exercise: Exercise, case: Case) -> list[str]:
    """None, zeros, ones, the input, noise and the reference plus a little are not right.

    Where many results are right, a little more is none of the trivial ones, but a fifth more is.
    """
    problems = []
    more = _A_LOT if exercise.agrees else _A_LITTLE
    for name, change in (_TRIVIAL | more).items():
        answer = _trivial(exercise, change)
        if exercise.grade(answer).passed:
            problems.append(f"The answer {name!r} passes.")
    if _gives_model(exercise) and exercise.grade(_deaf_model(exercise)).passed:
        problems.append("A model that answers the same to everything, and never learns, passes.")
    if exercise.is_function and exercise.grade(_first_argument).passed:
        problems.append("The answer 'the input unchanged' passes.")
    return problems


def mutants_fail(exercise: Exercise, case: Case) -> list[str]:
    """At least 95 of 100 changed solutions are rejected, of those that make a difference."""
    # Only the verdict counts here, so what makes a report helpful is left out to save time.
    exercise = dataclasses.replace(exercise, mistakes=(), picture=False)
    rejected, survivors = 0, []
    changed = mutants(case.solution)
    if _gives_model(exercise):  # to train one takes seconds
        changed = changed[:: -(-len(changed) // MUTANT_MODELS)]
    for mutant in changed:
        fate = _fate(exercise, case, mutant)
        rejected += fate == "rejected"
        if fate == "survived":
            survivors.append(f"line {mutant.line}, {mutant.change}:\n{mutant.source}")
    total = rejected + len(survivors)
    if not total:
        return ["The solution has no mutant that makes a difference."]
    if rejected >= REJECTED_MUTANTS * total:
        return []
    return [f"{len(survivors)} of {total} mutants pass.\n" + "\n\n".join(survivors)]


RULES: tuple[Rule, ...] = (
    is_complete,
    right_answers_pass,
    mistakes_are_named,
    stub_is_not_attempted,
    trivial_answers_fail,
    mutants_fail,
)


def _answer(case: Case, source: str) -> Any:
    """Run a source in a new namespace and return the answer that it makes."""
    namespace = case.namespace()
    run_limited(source, namespace, _FILE)
    return namespace.get(case.answer_name)


def _fate(exercise: Exercise, case: Case, mutant: Mutant) -> str:
    """Return whether a mutant was ``rejected``, ``survived`` or is ``equivalent``."""
    with unchanged(), heard():
        try:
            answer = _answer(case, mutant.source)
        except (Exception, SystemExit):  # a cell that stops shows its error instead of a report
            return "rejected"
        if not exercise.grade(answer).passed:
            return "rejected"
        return "equivalent" if _is_equivalent(exercise, answer) else "survived"


def _is_equivalent(exercise: Exercise, answer: Any) -> bool:
    """Return whether an answer that passed gives the reference's results wherever one looks."""
    if _gives_model(exercise):
        return True  # a model is judged by what it does, and that was right
    if not exercise.is_function:
        return _alike(exercise, answer, exercise.reference())
    if exercise.observe is not None:
        fresh = list(itertools.islice(_fresh_inputs(exercise), FRESH_OBSERVED))
        return dataclasses.replace(exercise, probes=fresh).grade(answer).passed
    for call in _fresh_inputs(exercise):
        came = LocalAnswer(answer).call(call.args, call.kwargs)
        expected = LocalAnswer(exercise.reference).call(call.args, call.kwargs)
        if came.error is not None or not _alike(exercise, came.value, expected.value):
            return False
        if exercise.keeps_input and came.changed:
            return False
    return True


def _fresh_inputs(exercise: Exercise) -> Iterator[Call]:
    drawn = [probe for probe in exercise.probes or () if isinstance(probe, Random)]
    count = FRESH_INPUTS_WITH_ROOM if exercise.agrees else FRESH_INPUTS
    for place, probe in enumerate(drawn):
        # a seed that no probe of the exercise has, so that these are inputs never seen
        yield from probe.draw(count // len(drawn), seed=10_000 + place)


def _gives_model(exercise: Exercise) -> bool:
    calls = exercise.calls() or [Call()]
    return is_model(LocalAnswer(exercise.reference).call(calls[0].args, calls[0].kwargs).value)


def _deaf_model(exercise: Exercise) -> Any:
    """Return an answer that takes and gives what the reference does, and hears nothing."""
    import keras

    def deaf(*args: Any, **kwargs: Any) -> keras.Model:
        right = exercise.reference(*args, **kwargs)
        inputs = keras.Input(right.input_shape[1:])
        same = keras.layers.Dense(
            right.output_shape[-1],
            activation="sigmoid",
            kernel_initializer="zeros",
            trainable=False,
        )
        model = keras.Model(inputs, same(keras.layers.Flatten()(inputs)))
        model.compile(optimizer="sgd", loss=right.loss)
        return model

    return deaf if exercise.is_function else deaf()


def _alike(exercise: Exercise, came: Any, expected: Any) -> bool:
    if exercise.agrees is not None:
        return compare(came, expected, exercise.rules).equal
    return _strictly_equal(came, expected)


def _strictly_equal(came: Any, expected: Any) -> bool:
    """Return whether two results are the same but for rounding, by NumPy's own comparison."""
    if isinstance(expected, dict):
        return isinstance(came, dict) and all(
            key in came and _strictly_equal(came[key], value) for key, value in expected.items()
        )
    try:
        one, other = as_numbers(came), as_numbers(expected)
    except NotNumbersError:
        if isinstance(expected, tuple | list) and not isinstance(came, str):
            came = list(came)
            return len(came) == len(expected) and all(map(_strictly_equal, came, expected))
        return bool(came == expected)
    if one.shape != other.shape:
        return False
    if is_whole(one) and is_whole(other):
        return bool(np.array_equal(one, other))
    return bool(np.allclose(one.astype(float), other.astype(float), 1e-7, 1e-12, equal_nan=True))


def _zeros(array: np.ndarray) -> Any:
    return np.zeros_like(array)


def _noise(array: np.ndarray) -> Any:
    noise = np.random.default_rng(0).random(array.shape)
    return (noise * 255).astype(array.dtype) if is_whole(array) else noise.astype(array.dtype)


_TRIVIAL: dict[str, Callable[[np.ndarray], Any]] = {
    "None": lambda array: None,
    "zeros": _zeros,
    "ones": lambda array: _zeros(array) + 1,
    "noise of the right shape": _noise,
}
_A_LITTLE: dict[str, Callable[[np.ndarray], Any]] = {
    "the reference plus 0.01": lambda array: array.astype(float) + 0.01,
    "the reference plus 1, or turned": lambda array: (
        ~array if array.dtype.kind == "b" else array + np.ones((), array.dtype)
    ),
}
_A_LOT: dict[str, Callable[[np.ndarray], Any]] = {
    "the reference and a fifth more, or turned": lambda array: (
        ~array if array.dtype.kind == "b" else (array * 1.2).astype(array.dtype)
    ),
    "the reference without its first row": lambda array: array[1:],
}


def _trivial(exercise: Exercise, change: Callable[[np.ndarray], Any]) -> Any:
    """Return an answer that changes every right result, part by part."""
    if exercise.is_function:
        return lambda *args, **kwargs: _changed(exercise.reference(*args, **kwargs), change)
    return _changed(exercise.reference(), change)


def _changed(value: Any, change: Callable[[np.ndarray], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _changed(part, change) for key, part in value.items()}
    try:
        return change(as_numbers(value))
    except NotNumbersError:
        if isinstance(value, tuple | list):
            return tuple(_changed(part, change) for part in value)
        return None if change is _TRIVIAL["None"] else "something else"


def _first_argument(*args: Any, **kwargs: Any) -> Any:
    return args[0] if args else next(iter(kwargs.values()))
