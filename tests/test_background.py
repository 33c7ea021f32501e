"""Keras is imported while the learner reads; where it cannot be, the doctor's sentence comes.

Fake packages stand for a slow machine and for broken ones; the real Keras comes once in each way.
"""

import os
import subprocess
import sys
from textwrap import dedent

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_utils import background, doctor, lesson_runs, machine, paths

READY = "from course_utils import background; background.keras_ready()"
DLL = "ImportError: DLL load failed while importing _pywrap: a routine failed"


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Return a function that puts a package of one file before all others."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(paths.ROOT)]))

    def make(name: str, source: str) -> None:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(dedent(source), encoding="utf-8")

    return make


def run(program: str) -> tuple[str, str, int]:
    done = subprocess.run([sys.executable, "-c", dedent(program)], capture_output=True, text=True)
    return done.stdout, done.stderr, done.returncode


def cells(*sources: str) -> list[list]:
    """Run a notebook and return the outputs of each cell, without what is only bookkeeping."""
    made = new_notebook(cells=[new_code_cell(source) for source in sources])
    ran = lesson_runs.execute(made).notebook
    return [[shown(output) for output in cell.outputs] for cell in ran.cells]


def shown(output) -> tuple[str, str]:
    if output.output_type == "error":
        return "error", "\n".join(output.traceback)
    if output.output_type == "stream":
        return output.name, output.text
    return output.output_type, output.data["text/plain"]


# --- the waiting ----------------------------------------------------------------------------------


def test_the_first_cell_is_done_at_once_and_a_later_one_says_that_it_waits(fake):
    fake("keras", "import time; time.sleep(2)")
    opening, first, second = cells(
        "from course_utils import background\nimport sys\nbackground.import_keras()",
        "background.keras_ready()\nimport keras\n'keras' in sys.modules",
        "background.keras_ready()\nbackground.import_keras()",
    )
    assert opening == second == []
    assert first == [("display_data", "Keras is ready."), ("execute_result", "True")]


def test_the_line_says_that_it_waits_and_then_that_it_is_over(fake):
    fake("keras", "import time; time.sleep(0.5)")
    program = """
        from course_utils import background
        background.import_keras()
        background.keras_ready(print)
        background.keras_ready(print)
    """
    assert run(program) == (f"{background.LOADING}\n{background.READY}\n", "", 0)


def test_nothing_is_said_where_keras_is_there_before_it_is_needed(fake):
    fake("keras", "")
    program = """
        from course_utils import background
        import threading
        background.import_keras()
        for thread in threading.enumerate():
            if thread.daemon:
                thread.join()
        background.keras_ready(print)
    """
    assert run(program) == ("", "", 0)


def test_an_import_that_nobody_started_starts_now(fake):
    fake("keras", "print('keras comes')")
    assert run(READY) == ("keras comes\n", "", 0)


def test_several_calls_import_once(fake):
    fake("keras", "import time; time.sleep(0.5)")
    program = """
        from course_utils import background
        import threading
        for _ in range(3):
            background.import_keras()
        print(threading.active_count())
    """
    assert run(program) == ("2\n", "", 0)


def test_the_stop_button_ends_the_waiting_and_not_the_import(fake):
    fake("keras", "import time; time.sleep(3)")
    program = """
        import _thread, sys, threading
        from course_utils import background
        stop = threading.Timer(0.3, _thread.interrupt_main)
        def say(words):
            print(words)
            if stop.ident is None:  # it waits from now on
                stop.start()
        background.import_keras()
        try:
            background.keras_ready(say)
        except KeyboardInterrupt:
            print("stopped")
        background.keras_ready(print)
        print("keras" in sys.modules)
    """
    said = [background.LOADING, background.STOPPED, "stopped", background.LOADING]
    assert run(program) == ("\n".join([*said, background.READY, "True\n"]), "", 0)


# --- machines on which it cannot load -------------------------------------------------------------


def test_a_broken_tensorflow_is_one_sentence_in_a_notebook(fake):
    fake("tensorflow", _raising(DLL))
    opening, first = cells(
        "from course_utils import background\nbackground.import_keras()",
        "background.keras_ready()\nimport keras",
    )
    assert opening == []
    ((_, text),) = [output for output in first if output[0] == "error"]
    assert [output[0] for output in first if output[0] in ("stdout", "stderr")] == []
    assert text == (
        "TensorFlow: a library of Windows is missing (the Visual C++ runtime), or the processor is "
        "old.\nIn a terminal, in the course's folder:\n"
        "    winget install Microsoft.VCRedist.2015+.x64\nThen restart this notebook's kernel."
    )


def _raising(told: str) -> str:
    kind, message = told.split(": ", 1)
    return f"raise {kind}({message!r})"


@pytest.mark.parametrize(
    ("package", "told", "said"),
    [
        ("tensorflow", "ModuleNotFoundError: No module named 'tensorflow'", "is not installed"),
        ("keras", "ModuleNotFoundError: No module named 'keras'", "Keras: keras is not installed"),
        ("tensorflow", "OSError: libcuda.so.1: cannot open shared object file", "libcuda.so.1"),
        ("tensorflow", "TypeError: Descriptors cannot be created directly.", "Descriptors cannot"),
        ("keras", "AttributeError: module 'numpy' has no x", "the import failed: AttributeError"),
        ("tensorflow", "SystemError: initialization failed", "SystemError: initialization failed"),
    ],
)
def test_every_way_to_fail_is_told_by_the_doctor(fake, package, told, said):
    fake(package, _raising(told))
    program = """
        from course_utils import background
        background.import_keras()
        for _ in range(2):
            try:
                background.keras_ready()
            except ImportError as error:
                print(error)
    """
    output, errors, code = run(program)
    assert (errors, code) == ("", 0)
    assert output.count(said) == 2
    assert output.count("Then restart this notebook's kernel.") == 2
    assert "Traceback" not in output


def test_an_old_processor_is_met_before_tensorflow_ends_the_kernel(fake):
    fake("keras", "import os; os.abort()")
    program = """
        from course_utils import background, machine
        machine.lacks_avx = lambda: True
        try:
            background.keras_ready()
        except ImportError as error:
            print(error)
    """
    output, errors, code = run(program)
    assert "this processor lacks instructions (AVX) that TensorFlow needs" in output
    assert (errors, code) == ("", 0)


def test_after_a_failure_the_opening_cell_tries_again(fake, tmp_path):
    fake("keras", "raise ImportError('half installed')")
    program = f"""
        import importlib, pathlib
        from course_utils import background
        try:
            background.keras_ready()
        except ImportError:
            pathlib.Path({str(tmp_path)!r}, "keras", "__init__.py").write_text("")
        importlib.invalidate_caches()
        background.import_keras()
        background.keras_ready()
        print("there")
    """
    assert run(program) == ("there\n", "", 0)


def test_this_processor_can_load_tensorflow():
    assert not machine.lacks_avx()


def test_the_doctor_finds_the_error_between_the_advice_of_tensorflow():
    told = (
        "Traceback (most recent call last):\nImportError: x: undefined symbol: y\n\n"
        "During handling of it\n\nImportError: Traceback (most recent call last):\n"
        "ImportError: x: undefined symbol: y\n\nFailed to load the native TensorFlow runtime.\n"
        "If you need help, create an issue\n"
    )
    line = doctor.tensorflow_failed(machine.Finished(1, "", told), "mend it")
    assert line.message == "the import failed: ImportError: x: undefined symbol: y"
    assert line.mend == "mend it"


# --- the real Keras -------------------------------------------------------------------------------


def test_a_network_is_trained_in_a_notebook_without_a_word_on_stderr():
    outputs = cells(
        "from course_utils import background\nbackground.import_keras()",
        "import matplotlib.pyplot as plt\nimport numpy as np\nimport sklearn",
        "background.keras_ready()\nimport keras",
        "model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])\n"
        "model.compile(loss='mse')\n"
        "model.fit(np.ones((9, 3)), np.ones(9), epochs=2, verbose=0)\n"
        "model.predict(np.ones((2, 3)), verbose=0).shape",
    )
    assert [name for output in outputs for name, _ in output if name in ("stderr", "error")] == []
    assert outputs[-1] == [("execute_result", "(2, 1)")]


def test_no_warning_comes_when_the_main_thread_changes_the_filters_meanwhile():
    program = """
        from course_utils import background
        import sys, threading, warnings
        background.import_keras()
        thread = next(each for each in threading.enumerate() if each.daemon)
        while thread.is_alive():
            with warnings.catch_warnings():
                thread.join(0.001)
        print('keras' in sys.modules)
    """
    assert run(program) == ("True\n", "", 0)


def test_an_import_statement_alone_waits_too():
    program = """
        from course_utils import background
        background.import_keras()
        import keras
        print(keras.ops.zeros(3).shape)
    """
    assert run(program) == ("(3,)\n", "", 0)


def test_numpy_is_whole_before_the_thread_starts():
    """Else `import keras` in a cell fails now and then: both threads import parts of NumPy."""
    program = """
        import sys
        from course_utils import background
        background._Loading.start = lambda self: print('numpy' in sys.modules)
        background.import_keras()
    """
    assert run(program) == ("True\n", "", 0)


def test_a_process_may_end_while_keras_is_still_on_its_way():
    assert run("from course_utils import background; background.import_keras()")[1:] == ("", 0)
