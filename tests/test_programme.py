"""The timetable of lesson 00 holds together, and with the minutes that the lessons name."""

import re
from itertools import pairwise

import pytest

from course_utils import lessons, paths

ROW = re.compile(r"^\| (\d\d):(\d\d)–(\d\d):(\d\d) \| (\d+) \| ([^|]+)\|\s*(\d\d)? ?\|$", re.M)


def days():
    """Return for each day its rows: start, end (minutes after midnight), minutes, text, lesson."""
    text = lessons.load("00").text
    for day in re.split(r"^\| Day \d ", text, flags=re.M)[1:]:
        rows = [match.groups() for match in ROW.finditer(day)]
        numbers = [[int(each) for each in row[:5]] for row in rows]
        yield [
            (60 * a + b, 60 * c + d, minutes, row[5].strip(), row[6])
            for (a, b, c, d, minutes), row in zip(numbers, rows, strict=True)
        ]


def test_each_day_has_no_gap_and_its_minutes_add_up():
    found = list(days())
    assert [len(rows) for rows in found] == [9, 12]
    for rows in found:
        assert all(end - start == minutes for start, end, minutes, _, _ in rows)
        assert all(before[1] == after[0] for before, after in pairwise(rows))
        assert sum(row[2] for row in rows) == 8 * 60


def test_the_documented_times_are_kept():
    rows = [row for day in days() for row in day]
    minutes = {text.split(":")[0].strip("*"): length for _, _, length, text, _ in rows}
    assert minutes["Activity 4"] == 15 + 20
    assert minutes["Activity 5"] == 10 + 15
    assert [row[2] for row in rows if row[3] == "*Lunch*"] == [60, 60]
    assert {row[2] for row in rows if row[3] == "*Break*"} == {15}


@pytest.mark.parametrize("path", paths.lesson_files(), ids=lambda path: path.stem)
def test_a_lesson_takes_the_minutes_that_the_programme_gives_it(path):
    lesson = lessons.load(path)
    planned = sum(row[2] for day in days() for row in day if row[4] == lesson.number)
    minutes = lesson.metadata["course"]["minutes"]
    assert sum(minutes.values()) == planned
    wanted = f"{minutes['demo']} demonstration, {minutes['activity']} activity"
    assert wanted in lesson.text
