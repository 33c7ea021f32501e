"""What is written to descriptor 2 is held back, and only the noise is dropped."""

import os
import subprocess
import sys
import threading
import warnings

import pytest

from course_utils.stderr_filter import STDERR, without_lines


def test_noise_is_dropped_and_the_rest_is_written(capfd):
    with without_lines("drivers|cuda"):
        os.write(STDERR, b"no cuda here\nwe need this\nno drivers\n")
        assert capfd.readouterr().err == ""
    assert capfd.readouterr().err == "we need this\n"


def test_everything_is_dropped_with_an_empty_pattern(capfd):
    with without_lines(""):
        os.write(STDERR, b"damage\nmore damage\n")
    assert capfd.readouterr().err == ""


def test_an_error_passes_and_stderr_works_again(capfd):
    with pytest.raises(KeyError), without_lines("noise"):
        os.write(STDERR, b"before the error\n")
        raise KeyError("fault")
    os.write(STDERR, b"after\n")
    assert capfd.readouterr().err == "before the error\nafter\n"


def test_blocks_that_overlap_in_two_threads_leave_stderr_as_it_was(capfd):
    inside, outside = threading.Event(), threading.Event()

    def first():
        with without_lines("one"):
            inside.set()
            assert outside.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    with without_lines("two"):  # begins second, and ends after the first one has ended
        outside.set()
        thread.join()
        os.write(STDERR, b"one\ntwo\nthree\n")
    os.write(STDERR, b"four\n")
    assert capfd.readouterr().err == "three\nfour\n"


def test_keras_comes_in_the_background_without_a_word_on_stderr():
    program = (
        "from course_utils import background\n"
        "import sys, threading\n"
        "background.import_keras()\n"
        "assert len(threading.enumerate()) == 2\n"
        "import keras\n"
        "keras.ops.zeros(3)\n"
        "print('keras' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("True\n", "", 0)


def test_no_warning_comes_when_the_main_thread_changes_the_filters_meanwhile():
    program = (
        "from course_utils import background\n"
        "import sys, threading, warnings\n"
        "background.import_keras()\n"
        "thread = next(each for each in threading.enumerate() if each.daemon)\n"
        "while thread.is_alive():\n"
        "    with warnings.catch_warnings():\n"
        "        thread.join(0.001)\n"
        "print('keras' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("True\n", "", 0)


def test_a_process_may_end_while_keras_is_still_on_its_way():
    program = "from course_utils import background; background.import_keras()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stderr, done.returncode) == ("", 0)


def test_no_file_is_left_open(recwarn):
    warnings.simplefilter("always", ResourceWarning)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    for _ in range(5):
        with without_lines("x"):
            pass
    assert not [each for each in recwarn if each.category is ResourceWarning]
    if before is not None:
        assert len(os.listdir("/proc/self/fd")) == before
