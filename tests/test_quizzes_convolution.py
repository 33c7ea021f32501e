"""The quiz of lesson 06: what its second half calls right is what a convolution really gives."""

import numpy as np

from course_utils import kernels, quizzes

LESSON_06 = {question.id: question for question in quizzes.load("06")}


def answered_of_06(name, value):
    return LESSON_06[name].judge(value)


def right_of_06(name):
    return [option.text for option in LESSON_06[name].options if option.right]


def places(size, kernel, **how):
    """Return the size of a real result, along one axis."""
    return kernels.convolve(np.zeros((size, 1)), np.ones((kernel, 1)), **how).shape[0]


def test_sizes_are_those_of_a_real_convolution():
    assert answered_of_06("06.steps", places(24, 5, stride=3)).verdict == "right"
    assert "stride of 1" in answered_of_06("06.steps", places(24, 5)).lines[0]
    covered = 99 - kernels.output_size(99, 5, dilation=3) + 1
    assert answered_of_06("06.dilated", covered).verdict == "right"
    kept = [padding for padding in range(6) if kernels.output_size(40, 5, padding=padding) == 40]
    assert kept == [2] and right_of_06("06.keeps") == ["Two pixels on each side"]


def test_the_corner_is_that_of_each_padding():
    begin = np.zeros((4, 4))
    begin[:2, :3] = [[3, 3, 4], [9, 7, 6]]
    edges = np.array([[1, 0, -1]] * 3)

    def corner(**how):
        return kernels.convolve(begin, edges, padding=1, **how)[0, 0]

    assert answered_of_06("06.corner", corner()).verdict == "right"
    assert "turned kernel" in answered_of_06("06.corner", corner(flip=True)).lines[0]
    assert "frame of ones" in answered_of_06("06.corner", corner(mode="ones")).lines[0]
    assert "repeats the border" in answered_of_06("06.corner", corner(mode="replicate")).lines[0]


def test_no_pixel_is_left_out_where_windows_overlap():
    reads = np.zeros(7)
    for place in range(places(7, 3, stride=2)):
        reads[2 * place : 2 * place + 3] += 1
    assert reads.tolist() == [1, 1, 2, 1, 2, 1, 1]
    assert right_of_06("06.unread") == ["None"]


def test_depth_is_the_number_of_kernels():
    result = kernels.convolve(np.zeros((32, 32, 3)), np.zeros((3, 3, 3, 10)))
    assert right_of_06("06.depth") == [str(result.shape)]


def test_a_plain_sum_prefers_the_lamp():
    picture = np.full((9, 20), 0.4)
    picture[:4, :4] = 1.0
    picture[5:8, 12:15] = eye = np.array([[0.2, 0.6, 0.2], [0.6, 0.1, 0.6], [0.2, 0.6, 0.2]])
    best = np.unravel_index(kernels.convolve(picture, eye).argmax(), (7, 18))
    assert best[0] < 4 and best[1] < 4
    assert right_of_06("06.template")[0].startswith("Often on the lamp")
