"""The formatter of the code inside lessons, on code that an author has not finished."""

import pytest

from tests.lesson_code import formatted

CELL = "Prose.\n\n```{{code-cell}} ipython3\n:tags: [exercise]\n{}```\n\nMore.\n"


def test_a_cell_is_formatted_and_the_prose_is_left():
    assert formatted(CELL.format("x = {1:'é'}\n")) == CELL.format('x = {1: "é"}\n')


@pytest.mark.parametrize("source", ["", "print(1\n", "%matplotlib inline\n"])
def test_a_cell_that_is_no_python_is_left_as_it_is(source):
    assert formatted(CELL.format(source)) == CELL.format(source)
