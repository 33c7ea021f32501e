"""What is written to descriptor 2 is held back, and only the noise is dropped."""

import os
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


def test_no_file_is_left_open(recwarn):
    warnings.simplefilter("always", ResourceWarning)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    for _ in range(5):
        with without_lines("x"):
            pass
    assert not [each for each in recwarn if each.category is ResourceWarning]
    if before is not None:
        assert len(os.listdir("/proc/self/fd")) == before
