"""The report: equal text and HTML, readable in light and dark, the same on every run."""

import base64
import dataclasses
import html
import json
import re

import cv2
import numpy as np
import pytest

from course_utils.checking import Exercise, Mistake, Outcome, Report, Step
from course_utils.checking.pictures import compared, is_picture, looks_like_picture
from course_utils.checking.report import BAR_COLOURS, MIME, PAGE_COLOUR, TEXT_COLOUR
from tests.contrast import contrast

TRICKY = "<b>&\"'<script>alert(1)</script>"
SHOW = Exercise(
    "00.show",
    f"Show {TRICKY}",
    reference=lambda image: 255 - image,
    probes=[np.arange(240, dtype=np.uint8).reshape(12, 20), np.zeros((9, 10, 3), np.uint8)],
    mistakes=[Mistake("same", lambda image: image, f"Unchanged {TRICKY}")],
    hints=["One."],
)


def noisy(image):
    print(TRICKY)
    image[0, 0] = 3
    return image * 0


REPORTS = {
    "passed": SHOW.grade(lambda image: 255 - image),
    "mistake": SHOW.grade(lambda image: image),
    "wrong shape": SHOW.grade(lambda image: image.swapaxes(0, 1)),
    "noisy": SHOW.grade(noisy),
    "error": SHOW.grade(lambda image: image[TRICKY]),
    "stub": SHOW.grade(...),
    "fault": Exercise("00.x", "X", reference=lambda: 1 // 0).grade(1),
    "closing": dataclasses.replace(SHOW.grade(None), closing=("One.", "Two <2>.")),
}


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_html_and_text_say_the_same(report):
    page = re.sub(r"</?code>", "`", report.html)
    page = re.sub(r'<img alt="([^"]*)"[^>]*>', r" \1 ", page)
    page = re.sub(r"<(?!strong|/strong)[^>]*>", " ", page)
    page = html.unescape(re.sub(r"</?strong>", "", page))
    text = re.sub(r"^- ", "", report.text, flags=re.MULTILINE)
    assert words(page) == words(text)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_html_is_static_and_safe(report):
    page = report.html
    tags = set(re.findall(r"<(\w+)", page))
    assert tags <= {
        "div", "p", "strong", "code", "ul", "li", "br", "figure", "figcaption", "img"
    }  # fmt: skip
    attributes = set(re.findall(r' (\w+)="', re.sub(r'style="[^"]*"', 'style=""', page)))
    assert attributes <= {"style", "alt", "src"}
    assert all(re.search(r'alt="[^"]+"', image) for image in re.findall("<img[^>]*>", page))
    assert all(ord(letter) < 0x2030 for letter in report.text), "no emoji"


def test_two_runs_are_byte_identical():
    assert SHOW.grade(lambda image: image).html == REPORTS["mistake"].html
    assert SHOW.grade(noisy).html == REPORTS["noisy"].html
    assert SHOW.grade(noisy).text == REPORTS["noisy"].text
    addresses = SHOW.grade(lambda image: (_ for _ in ()).throw(ValueError(object())))
    assert "object at 0x..." in addresses.text


def test_what_a_notebook_and_a_program_get():
    bundle = REPORTS["mistake"]._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", MIME}
    assert json.loads(json.dumps(bundle[MIME])) == {
        "exercise": "00.show",
        "outcome": "not yet",
        "points": 0,
        "mistake": "same",
        "steps": {
            "attempted": "passed",
            "runs": "passed",
            "type": "passed",
            "shape": "passed",
            "finite": "passed",
            "values": "not passed",
        },
    }
    assert REPORTS["passed"].record()["points"] == 1


def test_a_report_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        REPORTS["stub"].outcome = Outcome.PASSED
    assert str(REPORTS["stub"]) == REPORTS["stub"].text


def test_the_words_come_first():
    report = Report("01.a", "A", Outcome.NOT_YET, steps=(Step("values", "not passed", "No."),))
    assert report.text.splitlines()[0] == "Exercise 01.a, A: not yet."
    for outcome in Outcome:
        assert dataclasses.replace(report, outcome=outcome).headline
    assert "2 points" in dataclasses.replace(report, outcome=Outcome.PASSED, points=2).headline


def test_contrast_in_light_and_dark():
    # JupyterLab 4: page and text of each theme; its text in light, 87 % black on white, is #212121
    themes = {"light": ("#ffffff", "#212121"), "dark": ("#212121", "#ffffff")}
    fallbacks = [re.search(r"#\w{6}", name)[0] for name in (PAGE_COLOUR, TEXT_COLOUR)]
    for page, text in [*themes.values(), fallbacks]:
        assert contrast(page, text) >= 4.5
        for bar in BAR_COLOURS.values():  # a graphical object, whose outcome stands in words
            assert contrast(page, bar) >= 3
    page = REPORTS["mistake"].html
    assert set(re.findall(r"[^-]color:([^;]*);", page)) == {TEXT_COLOUR}
    assert set(re.findall(r"background:([^;]*);", page)) == {PAGE_COLOUR}


def decoded(picture):
    data = np.frombuffer(base64.b64decode(picture.uri.split(",")[1]), np.uint8)
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def test_pictures_show_the_right_colours_and_the_difference():
    expected = np.zeros((10, 12, 3), np.uint8)
    expected[2, 3] = (100, 70, 50)
    theirs, ours, difference = compared(expected[..., ::-1].copy(), expected)
    factor = decoded(ours).shape[0] // 10
    middle = (2 * factor + factor // 2, 3 * factor + factor // 2)
    assert decoded(ours)[middle].tolist() == [100, 70, 50]
    assert decoded(theirs)[middle].tolist() == [50, 70, 100]
    assert decoded(difference)[middle].tolist() == [102, 102, 102]
    assert "1 of 120 pixels differ, by 50 at most, in row 2 and column 3." in difference.words


def test_one_wrong_pixel_of_a_large_picture_stays_visible():
    expected = np.full((1000, 1400), 100, np.uint8)
    came = expected.copy()
    came[501, 703] = 101
    *_, difference = compared(came, expected)
    assert max(decoded(difference).shape) <= 192
    assert decoded(difference).max() >= 100
    assert len(difference.uri) < 20_000


def test_pictures_of_other_kinds():
    floats = np.linspace(0, 1, 100).reshape(10, 10)
    assert len(compared(floats + 0.5, floats)) == 3
    assert len(compared(np.full((10, 10), np.nan), floats)) == 3
    assert len(compared(np.full((10, 10), np.inf), floats)) == 3
    assert len(compared(floats.T[:9], floats)) == 2, "no difference of two shapes"
    assert compared(np.zeros(3), floats) == ()
    assert len(compared(floats > 0.5, floats > 0.6)) == 3
    assert len(compared(np.zeros((9, 9), int), np.full((9, 9), -5))) == 3
    assert looks_like_picture(np.zeros((8, 8), np.uint8))
    assert not looks_like_picture(np.zeros((8, 8), np.int64))
    assert not is_picture(np.zeros((8, 8, 4), np.uint8)) and not is_picture(np.zeros((7, 90)))


def test_pictures_can_be_asked_for_and_left_out():
    wide = Exercise("00.w", "W", reference=lambda: np.zeros((9, 9), int))
    assert wide.grade(np.ones((9, 9), int)).pictures == ()
    assert len(dataclasses.replace(wide, picture=True).grade(np.ones((9, 9), int)).pictures) == 3
    small = dataclasses.replace(wide, reference=lambda: np.zeros((9, 9)), picture=False)
    assert small.grade(np.ones((9, 9))).pictures == ()


def test_the_pictures_belong_to_the_first_wrong_picture():
    pair = Exercise("00.p", "P", reference=lambda: (1, np.zeros((9, 9)), np.ones((9, 9))))
    report = pair.grade((1, np.zeros((9, 9)), np.zeros((9, 9))))
    assert "Part 3 of 3: At [0, 0], 0 came and 1" in report.text
    assert len(report.pictures) == 3


GREY = np.arange(640, dtype=np.uint8).reshape(20, 32)
COLOUR = np.arange(360, dtype=np.uint8).reshape(10, 12, 3)
SIZES = Exercise(
    "00.sizes",
    "Sizes",
    reference=lambda image, by=1: image // 2,
    probes=[GREY[:3, :4], (COLOUR, 2), GREY, (GREY, 3)],
)


def test_text_and_pictures_are_about_the_same_input_that_with_most_to_see():
    report = SIZES.grade(lambda image, by=1: image // 3)
    assert "Values: With input 3 of 4 (image of shape (20, 32)): At [0, 2], 0 came" in report.text
    assert [shown.name for shown in report.pictures] == [
        "Input 3", "Your picture, input 3", "Expected, input 3", "Difference, input 3"
    ]  # fmt: skip
    np.testing.assert_array_equal(decoded(report.pictures[0])[::4, ::4, 0], GREY)
    assert "20 rows and 32 columns, grey, values 0 to 255" in report.pictures[0].words


def test_a_small_picture_with_many_wrong_pixels_is_shown_before_a_large_one_with_one():
    def wrong(image, by=1):
        result = image // 2
        result[(0, 1) if image.ndim == 2 else (slice(2), 0)] += 1
        return result

    report = SIZES.grade(wrong)
    assert "Values: With input 2 of 4" in report.text
    assert report.pictures[0].name == "Input 2"


def test_only_an_input_that_went_wrong_is_shown():
    report = SIZES.grade(lambda image, by=1: image // (3 if image.ndim == 3 else 2))
    assert "Values: With input 2 of 4 (image of shape (10, 12, 3), by=2): " in report.text
    assert {shown.name[-7:] for shown in report.pictures} == {"Input 2", "input 2"}
    small = SIZES.grade(lambda image, by=1: image // (3 if image.size == 12 else 2))
    assert "Values: With input 1 of 4" in small.text and small.pictures == ()
    shapeless = SIZES.grade(lambda image, by=1: 0)
    assert "Shape: With input 1 of 4" in shapeless.text and shapeless.pictures == ()


def test_four_pictures_take_no_more_room_than_three():
    four = compared(GREY, GREY // 2, number=3, given=GREY)
    three = compared(GREY, GREY // 2)
    assert max(decoded(picture).shape[1] for picture in four) <= 144
    assert max(decoded(picture).shape[1] for picture in three) <= 192


def test_what_is_right_already_is_said_in_plain_words():
    steps = REPORTS["mistake"].text
    assert "Already right: it runs, the type, the shape." in steps
    assert "Not looked at yet" not in steps
    stopped = REPORTS["error"].text
    assert "Not looked at yet: the type, the shape, the values." in stopped
    assert "Already right" not in stopped
    assert "Already right" not in REPORTS["passed"].text
    partly = SHOW.grade(lambda image: 254 - image if image.ndim == 2 else [][0]).text
    assert "Already right" not in partly and "Not looked at yet" not in partly


def test_backticks_are_code_on_the_page_and_stay_in_the_text():
    report = Report("01.a", "A", Outcome.NOT_YET, advice="Use `a < b`, not `c\nd`.")
    assert "Use <code>a &lt; b</code>, not `c<br>d`." in report.html
    assert "Use `a < b`" in report.text
