"""What a report says: reasons only where they fit, names instead of numbers, no jargon."""

import dataclasses
import functools

import cv2
import numpy as np
import pytest

from course_utils.checking import (
    Call,
    Exercise,
    Mistake,
    Outcome,
    Random,
    errors,
    session,
    shapes,
)

KEEP = Exercise(
    "00.keep",
    "Keep",
    reference=lambda image, factor: image.repeat(factor, axis=0).repeat(factor, axis=1),
    probes=[
        (np.arange(6, dtype=np.uint8).reshape(2, 3), 2),
        (np.arange(18, dtype=np.uint8).reshape(3, 2, 3), 3),
        Random(3, lambda rng: (rng.integers(0, 256, (4, 5), dtype=np.uint8), 2)),
    ],
    dtype_matters=True,
    mistakes=[
        Mistake("sides", lambda image, factor: right(image, factor).swapaxes(0, 1), "Sides."),
        Mistake("floats", lambda image, factor: right(image, factor) * 1.0, "Still floats."),
    ],
    hints=["Repeat."],
    why="Because.",
)


def right(image, factor):
    return image.repeat(factor, axis=0).repeat(factor, axis=1)


# --- reasons -------------------------------------------------------------------------------------


def test_a_reason_is_given_when_it_fits_every_wrong_input():
    one_less = KEEP.grade(lambda image, factor: right(image, factor)[:-1])
    assert shapes.ONE_OFF in one_less.text
    other_factor = KEEP.grade(lambda image, factor: right(image, factor)[:, : -factor + 1])
    assert "(8, 9), and (8, 10) was expected." in other_factor.text
    assert shapes.ONE_OFF not in other_factor.text


def test_axes_are_not_called_one_off_or_swapped_by_chance():
    damage = Exercise(
        "00.damage",
        "Damage",
        reference=lambda image: (image == 255).all(axis=2),
        probes=[np.zeros((4, 3, 3), np.uint8), np.zeros((3, 8, 3), np.uint8), np.zeros((5, 9, 3))],
    )
    for axis in (0, 1):
        report = damage.grade(lambda image, axis=axis: (image == 255).all(axis=axis))
        assert report.outcome is Outcome.NOT_YET
        assert shapes.ONE_OFF not in report.text and shapes.SWAPPED not in report.text
    turned = dataclasses.replace(damage, reference=lambda bgr: bgr[:, :, ::-1])
    report = turned.grade(lambda bgr: bgr.transpose(2, 1, 0))
    assert shapes.CHANNELS_LAST in report.text
    assert shapes.ONE_OFF not in report.text and shapes.SWAPPED not in report.text


def test_a_named_mistake_needs_no_reason_beside_it():
    report = KEEP.grade(KEEP.mistakes[0].wrong)
    assert report.mistake == "sides"
    assert "was expected." in report.text and shapes.SWAPPED not in report.text
    floats = KEEP.grade(KEEP.mistakes[1].wrong)
    assert floats.mistake == "floats" and ".astype" not in floats.text
    unnamed = dataclasses.replace(KEEP, mistakes=[])
    assert shapes.SWAPPED in unnamed.grade(KEEP.mistakes[0].wrong).text
    assert "uint8 was expected. Add .astype(np.uint8)." in unnamed.grade(floats_of_right).text


def floats_of_right(image, factor):
    return right(image, factor).astype(float)


def test_a_dtype_is_only_repaired_where_every_value_is_right():
    report = KEEP.grade(lambda image, factor: right(image, factor) + 0.5 * (factor == 3))
    assert "Dtype: " in report.text and ".astype" not in report.text
    listed = KEEP.grade(lambda image, factor: right(image, factor).tolist())
    assert "and a list came. np.array(..., dtype=np.uint8) makes one." in listed.text


# --- exceptions of libraries ---------------------------------------------------------------------


def test_true_and_false_given_to_opencv_are_named():
    kernel = np.ones((3, 3), np.uint8)
    masks = Exercise("00.m", "M", reference=lambda mask: mask, probes=[np.ones((9, 12), bool)])
    over_lines = masks.grade(
        lambda mask: cv2.morphologyEx(
            mask,
            cv2.MORPH_OPEN,
            kernel,
        )
    )
    for report in (over_lines, masks.grade(lambda mask: cv2.distanceTransform(mask, 2, 5))):
        assert "OpenCV does not take True and False." in report.text
        assert "Your code stopped with cv2.error: (-2" in report.text
        assert "/modules/" not in report.text
    floats = masks.grade(lambda mask: cv2.medianBlur(mask.astype(float), 3))
    assert "cv2.error" in floats.text and "True and False" not in floats.text
    labels = masks.grade(lambda mask: cv2.connectedComponents(mask.astype(float))[1])
    assert "OpenCV wants whole numbers of 8 bits there" in labels.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda image, factor: cv2.resize(image, (4.5, 3.0)), "OpenCV wants whole numbers there"),
        (lambda image, factor: (image / 2) ^ factor, "A power is written **."),
        (lambda image, factor: int(image[0, 0] ^ 1) ^ 0.5, "A power is written **."),
    ],
    ids=["size of floats", "power of an array", "power of a number"],
)
def test_words_of_a_library_are_explained(answer, words):
    assert words in KEEP.grade(lambda image, factor: answer(image[..., :1], factor)).text


def test_a_long_line_is_quoted_in_part():
    def endless(image, factor):
        return [][0] + np.maximum(np.minimum(image, 255), 0) + factor * 10  # and a remark that nobody needs to see twice  # noqa: E501  # fmt: skip

    text = KEEP.grade(endless).text
    assert "line 2 of endless: return [][0] + np.maximum" in text
    assert "…" in text and "noqa" not in text


# --- several things returned ---------------------------------------------------------------------


def test_a_result_among_several_is_pointed_out():
    both = KEEP.grade(lambda image, factor: (127.0, right(image, factor)))
    assert "Your result is a tuple of 2 parts, and only the second has the form" in both.text
    one = Exercise("00.one", "One", reference=lambda x: 3, probes=[1, 2])
    assert "only the first has the form" in one.grade(lambda x: (3, np.zeros((4, 5)))).text
    none = KEEP.grade(lambda image, factor: (127.0, image))
    assert "only the" not in none.text and "Type: " in none.text


# --- names and inputs ----------------------------------------------------------------------------


class Enlarge:
    def method(self, photo, times):
        return photo


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda img, n: img, "(img of shape (2, 3), n=2): "),
        (Enlarge().method, "(photo of shape (2, 3), times=2): "),
        (functools.partial(lambda a, img, n: img, 7), "(img of shape (2, 3), n=2): "),
        (lambda *given: given[0], "(image of shape (2, 3), factor=2): "),
        (lambda picture, *more: picture, "(picture of shape (2, 3), factor=2): "),
    ],
    ids=["own names", "method", "partial", "no names", "one name"],
)
def test_inputs_have_the_learners_names_or_ours(answer, words):
    assert words in KEEP.grade(answer).text


def test_every_kind_of_input_in_a_few_words():
    exercise = Exercise(
        "00.kinds",
        "Kinds",
        reference=lambda box, name, few, many, nothing=None: 1,
        probes=[Call((1, 2, 4, 3), "BGR", np.float32([1, 0.5]), np.zeros(9), nothing=[0] * 20)],
    )
    assert (
        "With input 1 of 1 (box=(1, 2, 4, 3), name='BGR', few=[1, 0.5], many of shape (9,), "
        "nothing=a list of 20 parts): 2 came and 1 was expected."
    ) in exercise.grade(lambda *given, nothing: 2).text


def test_a_changed_argument_has_its_name_or_its_place():
    def by_name(photo, factor):
        photo += 1
        return right(photo - 1, factor)

    def by_place(*given):
        return by_name(*given)

    report = KEEP.grade(by_name)
    assert report.passed
    assert (
        "Your function changes its argument `photo` in place: whoever calls it loses the "
        "original. Work on a copy."
    ) in report.text
    assert "its argument 1 in place" in KEEP.grade(by_place).text
    strict = dataclasses.replace(KEEP, keeps_input=True).grade(by_name)
    assert "Your function changed its argument `photo`. Work on a copy." in strict.text
    assert "loses the original" not in strict.text


# --- the same for every input --------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        lambda image, factor: np.zeros((2, 3), np.uint8),
        lambda image, factor: 7,
        lambda image, factor: "seven",
    ],
)
def test_a_result_that_never_changes_is_asked_for_its_input(answer):
    report = KEEP.grade(answer)
    asked = "Your result is the same for every input. Do you use `image` and `factor`?"
    assert report.advice == asked and report.mistake == ""


def test_that_is_not_asked_without_cause():
    one_result = Exercise("00.one", "One", reference=lambda x: 1, probes=[1, 2])
    assert one_result.grade(lambda x: 2).advice == ""
    assert KEEP.grade(lambda image, factor: [][0]).advice == ""
    assert KEEP.grade(lambda image, factor: image).advice == ""
    named = Mistake("black", lambda image, factor: np.zeros(3), "All black.")
    known = dataclasses.replace(KEEP, mistakes=[named])
    assert known.grade(named.wrong).advice == "All black."
    value = Exercise("00.value", "Value", reference=lambda: 4)
    assert value.grade(5).advice == ""


def test_nothing_returned_is_one_sentence_for_the_stub_and_for_a_forgotten_return():
    def forgotten(image, factor):
        right(image, factor)

    assert (
        KEEP.grade(forgotten).advice
        == "Your function returned nothing. If you have written it, add a `return`."
    )


# --- the stop button -----------------------------------------------------------------------------


def test_a_stopped_check_says_where_and_shows_nothing_of_the_course():
    def Endless(image, factor):  # noqa: N802
        while True:
            raise KeyboardInterrupt

    with pytest.raises(session.CheckStopped) as caught:
        KEEP.check(Endless)
    sentence = "You stopped the check. Line 3 of Endless was running: raise KeyboardInterrupt"
    assert isinstance(caught.value, KeyboardInterrupt)
    assert caught.value._render_traceback_() == [sentence]


def test_a_check_stopped_in_the_courses_code_names_no_line():
    assert errors.stopped(KeyboardInterrupt(), below=__file__) == "You stopped the check."


# --- what a notebook shows of an exercise --------------------------------------------------------


def test_an_exercise_and_its_methods_are_shown_in_one_line(capsys):
    line = "Exercise 00.keep: Keep. Call .check(answer), .hint() or .solution()."
    assert repr(KEEP) == line
    assert repr(KEEP.hint) == f"<bound method Exercise.hint of {line}>"
    KEEP.hints()
    assert "Write hint() without an s" in capsys.readouterr().out
    assert list(KEEP.hints) == ["Repeat."]
