"""Progress: what is kept, two kernels at once, and files and folders of every broken kind."""

import errno
import json
import multiprocessing
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_utils import progress


def entry(text: str) -> bytes:
    return b'{"version": 1, "exercises": {"01.crop": %s}}' % text.encode()


DAMAGED = {
    "empty": b"",
    "truncated": b'{"version": 1, "exercises": {"01.crop": {"outc',
    "binary": bytes(range(256)),
    "another type": b'["01.crop"]',
    "a number": b"3",
    "null": b"null",
    "no version": b'{"exercises": {}}',
    "version is a word": b'{"version": "one", "exercises": {}}',
    "no exercises": b'{"version": 1}',
    "exercises is a list": b'{"version": 1, "exercises": []}',
    "entry is a word": b'{"version": 1, "exercises": {"01.crop": "passed"}}',
    "entry without tries": entry('{"outcome": "passed", "points": 1}'),
    "unknown outcome": entry('{"outcome": "won", "points": 1, "tries": 1}'),
    "negative tries": entry('{"outcome": "passed", "points": 1, "tries": -1}'),
    "endless brackets": b"[" * 200_000,
}


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "state of a learner"
    monkeypatch.setenv("COURSE_STATE", str(folder))
    monkeypatch.setattr(progress, "_said", set())
    return folder


def exercise(exercise_id: str, points: int = 1) -> SimpleNamespace:
    return SimpleNamespace(id=exercise_id, points=points)


def test_nothing_solved_yet_is_an_empty_progress_and_makes_no_folder(state, capsys):
    assert progress.load() == {}
    assert not state.exists()
    assert capsys.readouterr().out == ""


def test_the_best_outcome_stays_and_tries_count_up_to_the_first_pass(capsys):
    for outcome in ("not yet", "not yet", "passed", "not yet", "passed"):
        progress.record("01.crop", outcome, points=2)
    assert progress.load() == {"01.crop": {"outcome": "passed", "points": 2, "tries": 3}}
    assert capsys.readouterr() == ("", "")


def test_no_points_before_the_exercise_is_passed():
    progress.record("01.crop", "not yet", points=2)
    assert progress.load()["01.crop"] == {"outcome": "not yet", "points": 0, "tries": 1}


@pytest.mark.parametrize("outcome", ["not attempted", "skipped", "course fault"])
def test_outcomes_that_say_nothing_about_the_learner_are_not_kept(outcome, state):
    progress.record("01.crop", outcome)
    assert not state.exists()


def test_an_outcome_that_does_not_exist_is_a_fault_of_the_course():
    with pytest.raises(ValueError, match="'won' is not an outcome"):
        progress.record("01.crop", "won")


def test_the_file_is_versioned_readable_and_leaves_no_temporary_file(state):
    progress.record("01.crop", "passed")
    content = json.loads((state / "progress.json").read_text(encoding="utf-8"))
    assert content["version"] == 1
    assert b"\r" not in (state / "progress.json").read_bytes()
    assert {path.name for path in state.iterdir()} <= {"progress.json", "progress.lock"}


def test_a_second_pass_does_not_write_again(state):
    progress.record("01.crop", "passed")
    before = (state / "progress.json").stat().st_mtime_ns
    progress.record("01.crop", "passed")
    assert (state / "progress.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_set_aside_with_one_message(content, state, capsys):
    state.mkdir()
    (state / "progress.json").write_bytes(content)
    progress.record("01.crop", "passed")
    progress.record("01.draw", "passed")
    assert progress.load().keys() == {"01.crop", "01.draw"}
    assert (state / "progress-damaged-1.json").read_bytes() == content
    printed = capsys.readouterr()
    assert printed.out == (
        "Your progress file was damaged. It is kept as progress-damaged-1.json, "
        "and a new one is started.\n"
    )
    assert printed.err == ""


def test_damaged_files_never_overwrite_each_other(state):
    state.mkdir()
    for number in (1, 2, 3):
        (state / "progress.json").write_text(f"damage {number}", encoding="utf-8")
        assert progress.load() == {}
        aside = state / f"progress-damaged-{number}.json"
        assert aside.read_text(encoding="utf-8") == f"damage {number}"


def test_a_file_of_a_newer_version_is_left_as_it_is(state, capsys):
    state.mkdir()
    newer = b'{"version": 2, "solved": ["01.crop"]}'
    (state / "progress.json").write_bytes(newer)
    progress.record("01.crop", "passed")
    assert progress.load() == {}
    assert (state / "progress.json").read_bytes() == newer
    assert "newer version" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_gives_one_sentence(tmp_path, monkeypatch, capsys):
    (tmp_path / "a file").write_text("", encoding="utf-8")
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "a file"))
    for _ in range(3):
        progress.record("01.crop", "passed")
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1
    assert printed.out.startswith("Your progress could not be saved (")
    assert "The lesson goes on" in printed.out
    assert str(tmp_path) not in printed.out
    assert printed.err == ""
    assert progress.load() == {}


def test_a_full_disk_keeps_the_old_file_and_gives_one_sentence(state, monkeypatch, capsys):
    progress.record("01.crop", "passed")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        progress.record("01.draw", "passed")
        progress.record("01.draw", "passed")
    assert capsys.readouterr().out == (
        "Your progress could not be saved (No space left on device). "
        "The lesson goes on without it.\n"
    )
    assert progress.load().keys() == {"01.crop"}
    assert not list(state.glob(".progress*"))


def test_a_folder_that_is_read_only_can_still_be_read(monkeypatch, capsys):
    progress.record("01.crop", "passed")

    def forbidden(self, *arguments, **options):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(FileLock, "acquire", forbidden)
    assert progress.load().keys() == {"01.crop"}
    progress.record("01.draw", "passed")
    assert "(Permission denied)" in capsys.readouterr().out


def test_a_damaged_file_in_a_read_only_folder_gives_a_sentence(state, monkeypatch, capsys):
    state.mkdir()
    (state / "progress.json").write_bytes(b"{")

    def forbidden(source, target):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", forbidden)
    assert progress.load() == {}
    assert capsys.readouterr().out == "Your progress file is damaged and cannot be read.\n"
    assert (state / "progress.json").read_bytes() == b"{"


def test_a_file_that_cannot_be_read_gives_a_sentence(state, capsys):
    (state / "progress.json").mkdir(parents=True)  # a folder where the file should be
    assert progress.load() == {}
    progress.record("01.crop", "passed")
    printed = capsys.readouterr().out
    assert "Your progress could not be read (" in printed
    assert "Your progress could not be saved (" in printed


def test_a_lock_held_elsewhere_is_waited_for_once(state, monkeypatch, capsys):
    monkeypatch.setattr(progress, "LOCK_SECONDS", 0.05)
    state.mkdir()
    with FileLock(state / "progress.lock"):
        progress.record("01.crop", "passed")
        monkeypatch.setattr(progress, "LOCK_SECONDS", 3600)  # would hang if it waited again
        progress.record("01.crop", "passed")
    assert capsys.readouterr().out == (
        "Your progress could not be saved (another program holds the file). "
        "The lesson goes on without it.\n"
    )


def solve(folder: str, kernel: int, count: int) -> None:
    os.environ["COURSE_STATE"] = folder
    progress.LOCK_SECONDS = 3600  # on a slow disk one waits long for its turn
    for number in range(count):
        progress.record(f"{kernel:02}.{number}", "passed")
        progress.record("99.shared", "not yet")


def test_kernels_at_the_same_time_lose_nothing(state):
    kernels, count = 3, 50
    spawn = multiprocessing.get_context("spawn")
    processes = [
        spawn.Process(target=solve, args=(str(state), kernel, count)) for kernel in range(kernels)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=600)
    assert [process.exitcode for process in processes] == [0] * kernels
    known = progress.load()
    assert len(known) == kernels * count + 1
    assert known["99.shared"]["tries"] == kernels * count


random_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["version", "exercises", "outcome", "points", "tries", "01.crop"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
# A file that is right but for what stands in one entry: the likeliest damage by hand.
nearly_right = st.builds(
    lambda entry: {"version": 1, "exercises": {"01.crop": entry}},
    st.fixed_dictionaries(
        {"outcome": random_json | st.just("passed"), "points": random_json, "tries": random_json}
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | (random_json | nearly_right).map(json.dumps).map(str.encode))
def test_no_content_of_the_file_ever_raises(state, content):
    state.mkdir(exist_ok=True)
    for left_over in state.iterdir():
        left_over.unlink()
    (state / "progress.json").write_bytes(content)
    progress.load()
    progress.record("02.blur", "passed")
    newer = (state / "progress.json").read_bytes() == content
    assert newer or progress.load()["02.blur"]["outcome"] == "passed"
    # Whatever was in the file is still in the folder, unless it was a progress file.
    kept = [path.read_bytes() for path in state.glob("progress*.json")]
    assert content in kept or "exercises" in json.loads(content)


def test_the_summary_counts_what_is_solved_and_names_the_next_exercise():
    progress.record("01.crop", "passed", points=2)
    progress.record("01.draw", "not yet", points=1)
    progress.record("01.gone", "passed", points=5)  # an exercise that the course dropped
    lessons = {
        "00": [],
        "01": [exercise("01.crop", 2), exercise("01.draw", 1), exercise("01.mask", 3)],
        "02": [exercise("02.blur")],
    }
    empty, first, second = progress.summary(lessons)
    assert empty == progress.LessonProgress("00", 0, 0, 0, 0, None)
    assert first == progress.LessonProgress("01", 1, 3, 2, 6, "01.draw")
    assert second == progress.LessonProgress("02", 0, 1, 0, 1, "02.blur")


def test_a_finished_lesson_has_no_next_exercise():
    progress.record("01.crop", "passed")
    assert progress.summary({"01": [exercise("01.crop")]})[0].next is None
