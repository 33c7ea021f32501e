"""A check leaves the notebook as it was, shows one output, keeps progress and gives hints."""

import random
import subprocess
import sys
import sysconfig
import warnings
from importlib.machinery import ModuleSpec
from types import ModuleType

import matplotlib
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from course_utils import lessons, progress
from course_utils.checking import Exercise, Outcome, session, state
from course_utils.checking.report import MIME

matplotlib.use("agg")  # a window would wait for somebody to close it

double = Exercise(
    "00.double",
    "Double",
    points=3,
    reference=lambda x: 2 * x,
    probes=[1, 2.5],
    hints=["Add it to itself.", "Or use *."],
    why="Twice.",
)
answer_of_life = Exercise("00.life", "Life", reference=lambda: np.array([4, 2]))


@pytest.fixture(autouse=True)
def recorded(monkeypatch):
    """Replace the progress file by a list; start without hints shown."""
    calls = []
    monkeypatch.setattr(progress, "record", lambda *call: calls.append(call))
    monkeypatch.setattr(session, "_hints_shown", {})
    monkeypatch.setattr(session, "_handed_back", {})
    return calls


def upset_everything(x):
    """Return the right result, and change all that a notebook shares."""
    import matplotlib.pyplot as plt

    random.seed(99)
    np.random.seed(99)
    np.random.normal(size=7)
    np.seterr(all="ignore")
    np.set_printoptions(precision=1)
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(3000)
    matplotlib.rcParams["lines.linewidth"] = 77
    plt.figure()
    plt.show()
    return 2 * x


def shared_state():
    import matplotlib.pyplot as plt

    generator = np.random.get_state()
    return (
        random.getstate(),
        (generator[0], generator[1].tobytes(), *generator[2:]),
        np.geterr(),
        repr(np.get_printoptions()),
        list(warnings.filters),
        sys.getrecursionlimit(),
        matplotlib.rcParams["lines.linewidth"],
        plt.get_fignums(),
        plt.gcf().number if plt.get_fignums() else None,
        sys.stdout,
        sys.stderr,
    )


@pytest.mark.parametrize("figures", [0, 2])
def test_everything_shared_is_as_before(figures):
    import matplotlib.pyplot as plt

    for _ in range(figures):
        plt.figure()
    before = shared_state()
    assert double.grade(upset_everything).passed
    assert double.grade(lambda x: upset_everything(x) / 0).outcome is Outcome.NOT_YET
    assert shared_state() == before
    plt.close("all")


def test_the_course_may_be_as_careless_as_the_learner():
    careless = Exercise("00.c", "C", reference=upset_everything, probes=[1])
    before = shared_state()
    assert careless.grade(lambda x: 2 * x).passed
    assert shared_state() == before


def test_generators_of_keras_and_tensorflow_are_as_before():
    code = """
import keras, tensorflow as tf
from course_utils.checking import Exercise

def answer(x):
    keras.utils.set_random_seed(99)
    keras.random.normal((3,)), tf.random.normal((3,))
    return x + 0 * float(tf.random.normal(()))

def draw():
    return keras.random.normal((2,)).numpy().tolist(), tf.random.normal((2,)).numpy().tolist()

keras.utils.set_random_seed(1)
draw()
wanted = draw()
keras.utils.set_random_seed(1)
draw()
exercise = Exercise("00.t", "T", reference=lambda x: x, probes=[1.0])
assert exercise.grade(answer).passed
assert exercise.grade(lambda x: tf.constant(x)).passed
assert exercise.grade(lambda x: keras.Variable(x)).passed
assert draw() == wanted
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def import_half(monkeypatch, *names):
    """Make it look as if another thread still imports these modules."""
    for name in names:
        half = ModuleType(name)
        half.__spec__ = ModuleSpec(name, None)
        half.__spec__._initializing = True
        monkeypatch.setitem(sys.modules, name, half)


def test_an_import_in_the_background_is_left_alone(monkeypatch):
    import_half(monkeypatch, "keras", "tensorflow")
    for known in [each for each in sys.modules if each.startswith(("keras.", "tensorflow."))]:
        monkeypatch.delitem(sys.modules, known)
    assert double.grade(lambda x: x + x).passed
    assert not any(each.startswith(("keras.", "tensorflow.")) for each in sys.modules)


def test_checking_imports_neither_pyplot_nor_tensorflow():
    code = """
import sys
from course_utils.exercises import lesson_00
assert lesson_00.invert.grade(lambda image: 255 - image).passed
loaded = {"matplotlib", "matplotlib.pyplot", "tensorflow", "keras", "IPython", "jupytext"}
assert not loaded & set(sys.modules), loaded & set(sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_a_pass_hands_back_the_learners_own_answer(recorded, capsys):
    mine = lambda x: x + x  # noqa: E731
    assert double.check(mine) is mine
    assert recorded == [("00.double", "passed", 3)]
    assert capsys.readouterr().out.startswith("Exercise 00.double, Double: passed, 3 points.\n")


@pytest.mark.parametrize(
    ("answer", "outcome"), [(lambda x: x, "not yet"), (None, "not attempted"), (7, "not yet")]
)
def test_otherwise_an_answer_that_works_comes_back(answer, outcome, recorded, capsys):
    result = double.check(answer)
    assert result(4) == 8 and result.__name__ == "double"
    assert "course's own answer" in result.__doc__
    assert recorded == [("00.double", outcome, 3)]
    shown = capsys.readouterr().out
    assert "goes on with the course's own answer" in shown and "ex.double.hint()" in shown


def test_a_value_comes_back_too_and_each_time_a_new_one(capsys):
    one, other = answer_of_life.check(...), answer_of_life.check([1, 2])
    one[0] = 99
    assert other.tolist() == [4, 2] and answer_of_life.check(None).tolist() == [4, 2]


def test_the_courses_own_answer_earns_nothing(recorded, capsys):
    for exercise in (double, answer_of_life):
        ours = exercise.check(...)
        again = exercise.check(ours)
        assert "course's own answer, which an earlier check" in capsys.readouterr().out
        assert not callable(again) or again(4) == 8
    assert {outcome for _, outcome, _ in recorded} == {"not attempted"}


def test_a_broken_course_gives_the_learners_answer_back(recorded, capsys):
    broken = Exercise("00.b", "B", reference=lambda: 1 // 0)
    assert broken.check(5) == 5
    assert recorded == [("00.b", "course fault", 1)]
    assert broken.check(...) is ...


@pytest.fixture
def notebook():
    """Pretend to be in a notebook."""
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def test_one_output_in_a_notebook(notebook):

    def shows(x):
        from IPython.display import display

        display("not in the notebook")
        print("nor this")
        return 2 * x

    with capture_output() as captured:
        double.check(shows)
    assert captured.stdout == ""
    (output,) = captured.outputs
    assert set(output.data) == {"text/plain", "text/html", MIME}
    assert output.data[MIME]["outcome"] == "passed"
    assert "nor this" in output.data["text/plain"]


def test_hints_come_one_by_one_and_start_again(capsys):
    for _ in range(4):
        double.hint()
    assert capsys.readouterr().out.splitlines() == [
        "Hint 1 of 2: Add it to itself.",
        "Hint 2 of 2: Or use *.",
        "That was the last hint. The next call starts again with the first.",
        "Hint 1 of 2: Add it to itself.",
    ]
    answer_of_life.hint()
    assert "no hint" in capsys.readouterr().out


def test_solutions_come_from_the_lesson_and_can_be_switched_off(monkeypatch, capsys):
    monkeypatch.setattr(lessons, "solution", lambda name: f"# {name}\nx < 2")
    monkeypatch.delenv("COURSE_SOLUTIONS", raising=False)
    double.solution()
    assert capsys.readouterr().out.endswith("# 00.double\nx < 2\n")
    monkeypatch.setenv("COURSE_SOLUTIONS", "off")
    double.solution()
    shown = capsys.readouterr().out
    assert "switched the solutions off" in shown and "x < 2" not in shown


def test_a_solution_that_is_not_there_is_a_sentence(monkeypatch, capsys):
    def missing(name):
        raise lessons.LessonError("There is no lesson '00'.")

    monkeypatch.setattr(lessons, "solution", missing)
    monkeypatch.delenv("COURSE_SOLUTIONS", raising=False)
    double.solution()
    assert capsys.readouterr().out.strip() == (
        "The solution of 00.double cannot be read. There is no lesson '00'."
    )
    message = session.Message("One.", "a < b")
    page = message._repr_mimebundle_()["text/html"]
    assert "<p>One.</p><pre " in page and ">a &lt; b</pre>" in page


def test_long_code_gives_a_sign_of_life(monkeypatch, capsys):
    monkeypatch.setattr(session, "STILL_RUNNING_SECONDS", 0.05)

    def slow(x):
        import time

        time.sleep(0.15)
        return 2 * x

    double.check(slow)
    shown = capsys.readouterr().out
    assert "has been running for" in shown and "stop button" in shown
    assert shown.count("has been running for") == 1


def test_a_librarys_warning_of_its_own_old_code_is_not_the_learners():
    inside = f"{sysconfig.get_paths()['purelib']}/keras/layers.py"
    with state.heard() as heard:
        warnings.warn_explicit("old inside", DeprecationWarning, inside, 1)
        warnings.warn_explicit("too large", RuntimeWarning, inside, 1)
        warnings.warn("old call", DeprecationWarning, stacklevel=1)
    assert heard.warnings == ("RuntimeWarning: too large", "DeprecationWarning: old call")


def test_a_matplotlib_that_another_thread_still_imports_is_left_alone(monkeypatch):
    """Keras brings matplotlib along while the learner works, and half of it has no figures."""
    import_half(monkeypatch, "matplotlib", "matplotlib.pyplot")
    assert double.grade(lambda x: x + x).passed
