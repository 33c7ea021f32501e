"""The right answers of lesson 06's quiz are right: every number is computed again."""

import re

import cv2
import numpy as np
import scipy

from course_utils import kernels, quizzes

LESSON_06 = {question.id: question for question in quizzes.load("06")}
EDGES = np.array([[1, 0, -1]] * 3)


def right_of_06(name):
    (option,) = [option for option in LESSON_06[name].options if option.right]
    return option.text


def test_lesson_06_has_all_kinds_and_three_recall_questions():
    assert {question.kind for question in LESSON_06.values()} == {"single", "multiple", "number"}
    assert len(quizzes.recall("06").questions) == 3


# ---- windows, kernels and what they find ---------------------------------------------------------


def test_the_window_of_the_quiz():
    question = LESSON_06["06.by_hand"]
    rows = re.findall(r"\d \d \d", question.prompt)
    window = np.array([row.split() for row in rows], dtype=int)
    assert window.shape == (3, 3)
    assert question.judge(int((window * EDGES).sum())).verdict == "right"
    assert "turned" in question.judge(int((window * EDGES[:, ::-1]).sum())).lines[0]
    assert "added the right" in question.judge(int((window * abs(EDGES)).sum())).lines[0]
    assert "middle" in question.judge(int((window * [1, 1, -1]).sum())).lines[0]
    assert "left column alone" in question.judge(int(window[:, 0].sum())).lines[0]


def test_a_wall_is_multiplied_by_the_sum():
    found = scipy.ndimage.correlate(np.full((5, 5), 100), np.ones((3, 3)))
    assert set(found.ravel()) == {int(right_of_06("06.wall"))}


def test_the_turned_kernel_changes_the_sign():
    window = np.array([[1, 7, 8], [6, 2, 8], [2, 3, 9]])
    assert scipy.signal.correlate2d(window, EDGES, mode="valid").item() == -16
    by_mathematics = scipy.signal.convolve2d(window, EDGES, mode="valid").item()
    assert int(right_of_06("06.turned")) == by_mathematics


def test_silent_kernels_have_the_sum_0():
    for option in LESSON_06["06.silent"].options:
        kernel = np.array(re.findall(r"-?\d", option.text), dtype=float).reshape(3, 3)
        silent = not kernels.convolve(np.full((4, 5), 37), kernel).any()
        assert option.right == silent


def test_a_vertical_detector_is_silent_along_a_horizontal_line():
    line = np.zeros((7, 9))
    line[3] = 1
    assert not kernels.convolve(line, kernels.NAMED["vertical lines"]).any()
    assert kernels.convolve(line, kernels.NAMED["horizontal lines"]).max() == 6
    assert right_of_06("06.along") == "Only 0"


def test_opencv_cuts_the_sums_of_a_photograph():
    import skimage

    white = cv2.filter2D(skimage.data.camera(), -1, np.ones((3, 3))) == 255
    assert white.mean() > 0.75
    assert right_of_06("06.cut_off") == "A picture that is mostly white"


def test_odd_sizes_have_a_centre():
    for option in LESSON_06["06.centre"].options:
        rows, columns = map(int, option.text.split(" x "))
        assert option.right == (rows % 2 == 1 and columns % 2 == 1)


def test_each_number_of_the_map_is_an_equation():
    windows = np.lib.stride_tricks.sliding_window_view(np.zeros((9, 9)), (3, 3))
    equations = windows.reshape(-1, 9)
    assert LESSON_06["06.equations"].judge(len(equations)).verdict == "right"
    assert "unknown" in LESSON_06["06.equations"].judge(equations.shape[1]).lines[0]
