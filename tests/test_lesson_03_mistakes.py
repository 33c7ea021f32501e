"""Answers that learners give to lesson 03: each gets the sentence that helps."""

import time

import cv2
import numpy as np
import pytest

from course_utils import augment
from course_utils.exercises import lesson_03 as ex
from course_utils.exercises.lesson_03 import discs


def mirrored_with_minus(image):
    new = np.zeros_like(image)
    for x in range(image.shape[1]):
        new[:, x] = image[:, -x]
    return new


def shifted_until_it_fails(image, dx, dy):
    moved = np.zeros_like(image)
    for y in range(image.shape[0]):
        for x in range(image.shape[1]):
            try:
                moved[y + dy, x + dx] = image[y, x]
            except IndexError:
                continue
    return moved


def fetched_until_it_fails(image, dx, dy):
    moved = np.zeros_like(image)
    for y in range(image.shape[0]):
        for x in range(image.shape[1]):
            try:
                moved[y, x] = image[y - dy, x - dx]
            except IndexError:
                continue
    return moved


def turned_with_a_star(degrees, centre):
    x, y = centre
    there, back = augment.translation(-x, -y), augment.translation(x, y)
    return back * augment.rotation(degrees) * there


def test_answers_of_parts_2_and_3():
    assert "-0 is 0, the first column" in advice(ex.flip, mirrored_with_minus)
    for answer in (shifted_until_it_fails, fetched_until_it_fails):
        assert "A negative place raises no error" in advice(ex.shift, answer)
    assert "`*` multiplies entry by entry" in advice(ex.matrix, turned_with_a_star)


def cut_to_bytes(values):
    return np.clip(values, 0, 255).astype(np.uint8)


WRAPS = "image - 128 wraps around in uint8"
ABOUT_0 = "128 does not stay 128"
ABOUT_THE_MEAN = "from the mean of the picture"
TWICE = "You cut to 0...255 twice"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (WRAPS, lambda i, c, b: cut_to_bytes((128 + c * (i - 128) + b).round())),
        (WRAPS, lambda i, c, b: cut_to_bytes(128 + c * (i - 128) + b)),
        (WRAPS, lambda i, c, b: np.round((i - 128) * c + 128 + b).astype(int).astype(np.uint8)),
        (ABOUT_0, lambda i, c, b: cut_to_bytes(np.round(c * i + b))),
        (ABOUT_0, lambda i, c, b: cut_to_bytes(c * i + b)),
        (
            ABOUT_0,
            lambda i, c, b: cv2.convertScaleAbs(i, alpha=c, beta=b).reshape(i.shape),
        ),
        (ABOUT_THE_MEAN, lambda i, c, b: cut_to_bytes(i.mean() + c * (i - i.mean()) + b)),
        (ABOUT_THE_MEAN, lambda i, c, b: augment.brightness(augment.contrast(i, c), b)),
        (
            ABOUT_THE_MEAN,
            lambda i, c, b: cut_to_bytes(i.mean((0, 1)) + c * (i - i.mean((0, 1))) + b),
        ),
        (
            TWICE,
            lambda i, c, b: cut_to_bytes(
                np.round(np.clip(128 + c * (i.astype(float) - 128), 0, 255) + b)
            ),
        ),
        (
            TWICE,
            lambda i, c, b: cut_to_bytes(cut_to_bytes(128 + c * (i - 128.0)).astype(float) + b),
        ),
        (
            "astype cuts the decimals off",
            lambda i, c, b: cut_to_bytes(128 + c * (i.astype(float) - 128) + b),
        ),
    ],
)
def test_answers_to_contrast_and_brightness(words, answer):
    assert words in advice(ex.jitter, answer)


def test_contrast_and_brightness_for_whole_numbers():
    """`image * 2` stays uint8: right for floats only, and the report says so."""

    def right_for_floats(image, contrast, brightness):
        return cut_to_bytes(np.round(image * contrast + (128 - 128 * contrast + brightness)))

    report = ex.jitter.grade(right_for_floats)
    assert "stays uint8 and wraps around" in report.text
    assert not report.passed
    assert ex.jitter.title == "Contrast and brightness"


def test_answers_to_the_noise():
    report = ex.noise.grade(lambda image, sigma, generator: one_number(image, sigma, generator))
    assert "The whole picture got one number" in report.advice
    assert "different seeds" not in report.text
    neither = advice(
        ex.noise,
        lambda i, sigma, generator: (i + generator.normal(0, sigma, i.shape)).astype(np.uint8),
    )
    assert "astype(np.uint8) alone does two things" in neither


def one_number(image, sigma, generator):
    return cut_to_bytes(np.round(image + generator.standard_normal() * sigma))


def corners(box, matrix):
    x, y, width, height = box
    left, top, right, bottom = x - 0.5, y - 0.5, x + width - 0.5, y + height - 0.5
    places = [[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]]
    return (matrix @ np.transpose(places))[:2]


@pytest.mark.parametrize("begin", [0, 0.5])
@pytest.mark.parametrize("end", [-0.5, 0, 0.5])
def test_two_corners_for_a_box(begin, end):
    def answer(box, matrix):
        x, y = corners(box, matrix)
        return x.min() + begin, y.min() + begin, x.max() + end, y.max() + end

    assert "right and the lower edge" in advice(ex.move_box, answer)


@pytest.mark.parametrize("whole", [round, int, np.floor, np.ceil])
def test_a_box_in_whole_numbers(whole):
    def answer(box, matrix):
        x, y = corners(box, matrix)
        numbers = (x.min() + 0.5, y.min() + 0.5, np.ptp(x), np.ptp(y))
        return tuple(whole(number) for number in numbers)

    assert "Here the box is wanted as it is" in advice(ex.move_box, answer)


KEPT, RENAMED = (0, 1, 6, 8, 9), np.array([0, 1, -1, -1, -1, -1, 9, -1, 8, 6])


def some_turned(images, labels):
    turned = [
        image[::-1, ::-1] if label in (6, 9) else image
        for image, label in zip(images, labels, strict=True)
    ]
    keep = np.isin(labels, KEPT)
    return np.array(turned)[keep], RENAMED[labels[keep]]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            "the first axis counts the pictures, it is not their rows",
            lambda i, n: (i[np.isin(n, KEPT)][::-1, ::-1], RENAMED[n[np.isin(n, KEPT)]]),
        ),
        (
            "the first axis counts the pictures, it is not their rows",
            lambda i, n: (np.rot90(i[np.isin(n, KEPT)], 2), RENAMED[n[np.isin(n, KEPT)]]),
        ),
        (
            "You leave out labels, but keep their pictures",
            lambda i, n: (i[:, ::-1, ::-1], RENAMED[n[np.isin(n, KEPT)]]),
        ),
        (
            "You leave out pictures, but keep their labels",
            lambda i, n: (i[np.isin(n, KEPT), ::-1, ::-1], n),
        ),
        ("Only 6 and 9 are turned", some_turned),
    ],
)
def test_answers_about_labels(words, answer):
    assert words in advice(ex.labels, answer)


def pipeline_about(centre, turned_first=True, limits=(15, 2, 2, 30)):
    """Return an answer that turns about ``centre(height, width)``."""

    def answer(image, generator):
        height, width = image.shape[:2]
        degrees, dx, dy, light = (generator.uniform(-limit, limit) for limit in limits)
        turn = augment.compose(
            np.vstack([cv2.getRotationMatrix2D(centre(height, width), degrees, 1), [0, 0, 1]])
        )
        move = augment.translation(dx, dy)
        matrix = move @ turn if turned_first else turn @ move
        moved = cv2.warpAffine(image, matrix[:2], (width, height)).reshape(image.shape)
        return cut_to_bytes(np.round(moved + light))

    return answer


def middle(height, width):
    return width / 2, height / 2


def test_turn_and_shift_in_either_order_pass():
    for turned_first in (True, False):
        assert ex.pipeline.grade(pipeline_about(middle, turned_first)).passed


def test_answers_to_the_pipeline():
    corner = advice(ex.pipeline, pipeline_about(lambda height, width: (0, 0)))
    assert "turned about their corner" in corner
    swapped = ex.pipeline.grade(pipeline_about(lambda height, width: (height / 2, width / 2)))
    assert "Is the centre (x, y), or (y, x)?" in swapped.text
    assert "x goes with the width" in swapped.advice
    one_range = advice(ex.pipeline, pipeline_about(middle, limits=(15, 15, 15, 15)))
    assert "All four numbers come from -15 to 15" in one_range
    far = ex.pipeline.grade(pipeline_about(middle, limits=(15, 80, 80, 30))).text
    assert "Part of the picture is gone: is it moved too far, or turned about a corner?" in far


def test_a_turn_about_another_place_is_not_taken_for_one_number_for_all():
    report = ex.pipeline.grade(pipeline_about(lambda height, width: (9, 9)))
    assert "The centre of the turn: another place" in report.text
    assert not report.mistake


def one_number_for_all(image, generator):
    amount = generator.uniform(-1, 1)
    moved = augment.shift(augment.rotate(image, 15 * amount), 2 * amount, 2 * amount)
    return cut_to_bytes(np.round(moved + 30 * amount))


def test_one_number_for_all_is_named():
    assert "All amounts come from one random number" in advice(ex.pipeline, one_number_for_all)


def test_numbers_of_the_pipeline_that_depend_on_each_other():
    def one_shift(image, generator):
        degrees, dx, light = (generator.uniform(-limit, limit) for limit in (15, 2, 30))
        moved = augment.shift(augment.rotate(image, degrees), dx, dx)
        return cut_to_bytes(np.round(moved + light))

    report = ex.pipeline.grade(one_shift)
    assert "two of the numbers are always equal or depend on each other" in report.text
    assert "only move along one diagonal" in report.advice


def test_no_report_on_the_pipeline_speaks_of_discs():
    for mistake in ex.pipeline.mistakes:
        assert "disc" not in ex.pipeline.grade(mistake.wrong).text


def test_a_wrong_pipeline_is_judged_within_a_second():
    ex.pipeline.grade(pipeline_about(middle))  # the course's own answer is known from now on
    started = time.process_time()
    assert not ex.pipeline.grade(pipeline_about(lambda height, width: (9, 9))).passed
    assert ex.pipeline.grade(pipeline_about(middle)).passed
    assert time.process_time() - started < 3  # 1 on a computer with nothing else to do


def test_the_centre_of_a_turn_is_found_whatever_shifts_beside_it():
    rng = np.random.default_rng(0)
    image = discs.drawn(118, 151, rng)
    for limits in ((15, 2, 2, 30), (15, 0, 0, 0), (15, 15, 15, 15)):
        answer = pipeline_about(middle, limits=limits)
        found = discs.movements(image, [answer(image, rng) for _ in range(90)])
        assert found["The centre of the turn"] == "the middle of the picture"


def a_variant_of_a_variant(images, labels, is_test, copies, change, generator):
    pictures, names = [], []
    for image, label in zip(images[~is_test], labels[~is_test], strict=True):
        version = image
        pictures.append(image)
        for _ in range(copies):
            version = change(version, generator)
            pictures.append(version)
        names += [label] * (copies + 1)
    return np.array(pictures), np.array(names)


def doubled(images, labels, is_test, copies, change, generator):
    pictures, names = list(images[~is_test]), list(labels[~is_test])
    for _ in range(copies):
        pictures += [change(image, generator) for image in pictures]
        names += names
    return np.array(pictures), np.array(names)


def test_versions_begin_from_the_original():
    drifting = advice(ex.training, a_variant_of_a_variant)
    assert drifting.startswith("You change a picture that is changed already, so it drifts away.")
    assert "Begin each version from the original." in drifting
    assert "the set doubles" in advice(ex.training, doubled)


def test_the_strengths_may_stand_in_another_order():
    def by_position(validation, test):
        means = [np.mean(found) for found in validation.values()]
        best = int(np.argmax(means))
        return list(validation)[best], np.mean(list(test.values())[best])

    assert "another order" in advice(ex.strength, by_position)
    orders = [tuple(map(list, call.args)) for call in ex.strength.calls()]
    assert sum(one != other for one, other in orders) >= 4


def test_one_number_where_several_are_expected():
    report = ex.strength.grade(lambda validation, test: max(validation))
    assert "2 numbers were expected, and only one number came: " in report.text
    report = ex.flip_box.grade(lambda box, picture_width: picture_width - box[0] - box[2])
    assert "4 whole numbers were expected, and only one number came: 14." in report.text


def advice(exercise, answer):
    """Return the sentence of the mistake that is found in an answer."""
    report = exercise.grade(answer)
    assert report.mistake, report.text
    return report.advice
