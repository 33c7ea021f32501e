"""The bench of the augmentation: what it fetches, and when it refuses to print."""

import re
import subprocess

import pytest

from course_utils import paths
from tests import bench_augmentation

LOCK = bench_augmentation.LOCK.read_text(encoding="utf-8")


def locked(text) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


def test_what_is_fetched_has_hashes_and_no_address():
    assert "albumentationsx" in locked(LOCK)
    comment, *blocks = re.split(r"\n(?=[a-z])", LOCK)
    assert all(line.startswith("#") for line in comment.splitlines())
    assert not any(re.search(r"://|index-url|find-links|@ ", block) for block in blocks)
    assert len(blocks) == len(locked(LOCK))
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}\b", block) for block in blocks)


def test_it_is_no_part_of_the_course():
    course = locked(paths.LOCK.read_text(encoding="utf-8"))
    assert len(course) > 100
    assert not locked(LOCK) & course


def test_without_a_network_there_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.delenv("BENCH_LIBRARIES", raising=False)
    monkeypatch.setattr(bench_augmentation, "FOLDER", tmp_path / "libraries")
    failed = subprocess.CompletedProcess([], returncode=1)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    monkeypatch.setattr(bench_augmentation, "measured_rows", lambda threads, libraries: [])
    (sentence,) = bench_augmentation.augmentation_rows()
    assert "not measured" in sentence


def test_unequal_work_is_refused():
    same = {"ours": {"spread": 0.10}, "keras": {"spread": 0.11}}
    bench_augmentation.check_equal_work(same)
    with pytest.raises(RuntimeError, match=r"spread is 0\.200 with keras"):
        bench_augmentation.check_equal_work(same | {"keras": {"spread": 0.2}})


def test_a_row_says_pictures_per_second_and_the_ratio():
    times = {("ours", 32): [256.0, 256.0], ("keras", 32): [512.0, 512.0]}
    line = bench_augmentation.row(times, "keras", 32, threads=1).line()
    assert "1 thread: 2,000 a second" in line
    assert "Keras layers: 1,000 a second" in line
    assert "| 2.00 | at least 1 | yes |" in line
