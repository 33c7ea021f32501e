"""Quiz questions: reading answers, judging them, the strict loader, and the shipped files."""

import html
import itertools
import json
import re
from fractions import Fraction
from pathlib import Path

import cv2
import matplotlib.pyplot as plt
import numpy as np
import pytest
import scipy
import skimage
from PIL import Image

from course_utils import augment, capacity, concepts, datasets, networks, quizzes
from course_utils.quizzes import loader
from course_utils.quizzes.questions import MultipleChoice, NumberQuestion, Option, SingleChoice
from course_utils.quizzes.reading import AnswerError, read_number, read_options
from course_utils.quizzes.text import to_html, to_plain
from course_utils.quizzes.view import QuestionWidget

QUESTIONS = [question for lesson in quizzes.lessons() for question in quizzes.load(lesson)]
CHOICES = [question for question in QUESTIONS if not isinstance(question, NumberQuestion)]
NUMBERS = [question for question in QUESTIONS if isinstance(question, NumberQuestion)]


FORM_CODE = ("_esm", "_css", "layout")  # the same for every question, or a random id


def by_id(questions):
    return {"argvalues": questions, "ids": [question.id for question in questions]}


def lettered(question):
    return list(zip("ABCDEFGH", question.options, strict=False))


def right_letters(question):
    return [letter for letter, option in lettered(question) if option.right]


def kept_back(question):
    """Every text of a question that may be shown only after an answer."""
    if isinstance(question, NumberQuestion):
        reasons = [known.why for known in question.wrong]
        return [question.explanation, question.hint, *reasons]
    return [question.explanation, *(option.why for option in question.options if option.why)]


# ---- text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "as_html", "as_plain"),
    [
        ("`a < b` & **c**", "<code>a &lt; b</code> &amp; <strong>c</strong>", "a < b & c"),
        ("`256**3` is **big**", "<code>256**3</code> is <strong>big</strong>", "256**3 is big"),
        ("<script>", "&lt;script&gt;", "<script>"),
        ("`<b>`", "<code>&lt;b&gt;</code>", "<b>"),
        ('say "x"', "say &quot;x&quot;", 'say "x"'),
        ("[a](http://b) _c_", "[a](http://b) _c_", "[a](http://b) _c_"),
    ],
)
def test_little_markdown(text, as_html, as_plain):
    assert to_html(text) == as_html
    assert to_plain(text) == as_plain


# ---- reading answers -----------------------------------------------------------------------------

TEXTS = ["Red", "Green.", "Blue, or nearly blue", "3"]


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ("B", 1), ("b", 1), (" b) ", 1), ("(B)", 1), ("B.", 1), (["b"], 1), (("B",), 1),
        (2, 1), ("2", 1), (np.int64(2), 1), (np.array(2), 1), ("green", 1), ("GREEN.", 1),
        ("B) Green.", 1), ("C: Blue, or nearly blue", 2), ("blue,  or nearly blue", 2),
        ("3", 3), (3, 3), ("D", 3), ("b, B", 1),
    ],
)  # fmt: skip
def test_one_option_is_read(answer, place):
    assert read_options(answer, TEXTS, several=False) == {place}


@pytest.mark.parametrize(
    "answer",
    [
        "A, C", "a,c", "A C", "ac", "CA", "A and C", "a & c", "A;C", "A/C", ["A", "C"], ("c", "a"),
        {"A", "C"}, [1, "c"], "1, 3", "1 3", ["A", "C", "C"], "(A), (C)", np.array(["A", "C"]),
    ],
)  # fmt: skip
def test_several_options_are_read(answer):
    assert read_options(answer, ["red", "green", "blue"], several=True) == {0, 2}


@pytest.mark.parametrize(
    "answer",
    [None, "", "  ", [], (), [""], "E", "Z", 0, 5, -1, 2.5, True, "yes", "?", b"B",
     pytest.param(10**5000, id="huge"),
     "9" * 5000, object(), {"A": 1, "zebra": 2}, "A, B", ["A", "B"], float("nan")],
)  # fmt: skip
def test_no_option_gives_a_sentence(answer):
    with pytest.raises(AnswerError, match=r"Choose one of A to D\.$"):
        read_options(answer, TEXTS, several=False)


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        (44, 44), (44.0, 44), ("44", 44), (" 44.0 ", 44), ("44.", 44), ("+44", 44), ("4.4e1", 44),
        (np.uint8(44), 44), (np.float32(44), 44), (np.array(44), 44), ([44], 44), (["44"], 44),
        (Fraction(88, 2), 44), ("1,024", 1024), ("1 024", 1024), ("1\u00a0024", 1024),
        ("1\u202f024", 1024), ("1_024", 1024), ("1'024", 1024), ("1.024", 1.024),
        ("16.777.216", 16777216), ("16 777 216", 16777216), ("1,234.5", 1234.5),
        ("1.234,5", 1234.5), ("3,5", 3.5), ("0,024", 0.024), ("3/4", 0.75), ("-3 / 4", -0.75),
        ("\u2212100", -100), ("\u2013100", -100), ("- 100", -100), ("-.5", -0.5),
        (".5", 0.5), ("2e3", 2000), ("2e\u22123", 0.002), ("44 bytes", 44), ("44bytes", 44),
        ("44 Byte", 44), ("44 B", 44), ("2e3 bytes", 2000), ("50 %", 0.5),
    ],
)  # fmt: skip
def test_number_is_read(answer, number):
    assert read_number(answer, unit="bytes")[0] == pytest.approx(number)


def test_percent_is_a_part_of_one_unless_it_is_the_unit():
    assert read_number("44 %", unit="%") == (44,)
    assert read_number("44%") == (0.44,)


@pytest.mark.parametrize(
    ("answer", "unit"),
    [("36°", "degrees"), ("36 °", "degrees"), ("36 deg.", "degrees"), ("36 px", "pixels")],
)
def test_units_may_be_short(answer, unit):
    assert read_number(answer, unit) == (36,)
    with pytest.raises(AnswerError, match="has another unit"):
        read_number(answer, unit="rows")


def test_doubtful_thousands_have_both_readings():
    assert read_number("1,024") == (1024, 1.024)
    assert read_number("921.600") == (921.6, 921600)


@pytest.mark.parametrize(
    "answer",
    [None, "", [], "many", "4 or 5", "1,02,3", "3/0", "2**8", "nan", "inf", float("nan"),
     float("inf"), pytest.param(10**5000, id="huge"), "1e999", True,
     [1, 2], {"a": 1}, object(), "44 pixels", 3 + 4j, "%",
     "44 px", "44 kB", "44°", "- - 4", "28x28", "(28, 28)"],
)  # fmt: skip
def test_no_number_gives_a_sentence(answer):
    with pytest.raises(AnswerError, match=r"Give .*\.$"):
        read_number(answer, unit="bytes")


# ---- judging -------------------------------------------------------------------------------------


def choice(kind=SingleChoice):
    options = (Option("Red", "It is last."), Option("Blue"), Option("Hue", "It is in HSV."))
    if kind is MultipleChoice:
        options += (Option("`B`"),)
    return kind("01.x", "Which?", "B is for blue.", ("01.16",), False, options)


def number(**changes):
    fields = {
        "id": "01.n", "prompt": "How many?", "explanation": "Two times 22.", "concepts": ("01.1",),
        "recall": False, "answer": 44, "unit": "", "absolute": 0, "relative": 0,
        "wrong": (quizzes.loader.WrongNumber(300, "It wraps."),), "hint": "Count again.",
    }  # fmt: skip
    return NumberQuestion(**(fields | changes))


def test_single_choice_explains_each_answer():
    question = choice()
    assert question.judge("b").verdict == "right"
    assert question.judge("b").text == "Right. B: B is for blue."
    wrong = question.judge("A")
    assert wrong.verdict == "not yet"
    assert wrong.text == "Not yet. A: It is last.\nTry another option."
    assert question.judge("Q").verdict == "not understood"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("B, D", "Right. B, D: B is for blue."),
        ("B", "Not yet. B belongs to the answer.\nOne right option is missing."),
        ("A", "Not yet. A: It is last.\n2 right options are missing."),
        (
            "A, B, D",
            "Not yet. A: It is last.\nB belongs to the answer.\nD belongs to the answer.\n"
            "Nothing is missing. Take away what does not belong.",
        ),
        ("", "Please check. There is no answer yet. Choose one or more of A to D."),
    ],
)
def test_multiple_choice_says_what_is_too_much_and_missing(answer, text):
    assert choice(MultipleChoice).judge(answer).text == text


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (44, "Right. Two times 22."),
        ("300", "Not yet. It wraps."),
        (45, "Not yet. Count again."),
        ("lots", 'Please check. "lots" cannot be read as a number. Give one, such as 12 or 0.5.'),
    ],
)
def test_number_explains_each_answer(answer, text):
    assert number().judge(answer).text == text


def test_tolerances():
    assert number(answer=0.3).judge(0.1 + 0.2).verdict == "right"
    assert number().judge(44.001).verdict == "not yet"
    assert number(absolute=0.5).judge(44.5).verdict == "right"
    assert number(absolute=0.5).judge(44.51).verdict == "not yet"
    assert number(relative=0.1).judge(48.3).verdict == "right"
    assert number(relative=0.1).judge(48.5).verdict == "not yet"


def test_doubtful_thousands_count_when_one_reading_is_right():
    assert number(answer=921600).judge("921.600").verdict == "right"
    assert number(answer=1.024).judge("1,024").verdict == "right"


def test_learners_marks_are_escaped():
    line = number().judge("<img src=x> `a`").lines[0]
    assert "<img" not in to_html(line)
    assert "<code>" not in to_html(line)


# ---- the loader ----------------------------------------------------------------------------------

SINGLE = """\
- id: 01.a
  kind: single
  prompt: Which is `first`?
  options:
    - text: Red
      why: It is last.
    - text: Blue
      right: true
  explanation: B is for blue.
  concepts: [01.16]
"""
NUMBER = """\
- id: 01.n
  kind: number
  prompt: How many?
  answer: 44
  tolerance: {abs: 1}
  wrong:
    - value: 300
      why: It wraps.
  hint: Count again.
  explanation: Two times 22.
  concepts: [01.10]
"""


def load_text(tmp_path: Path, text: str, name: str = "01.yml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return loader.load_file(path, concepts={"01.16", "01.10"})


def test_loader_reads_a_right_file(tmp_path):
    single, numeric = load_text(tmp_path, SINGLE + NUMBER)
    assert (single.id, single.kind, single.recall) == ("01.a", "single", False)
    assert [option.right for option in single.options] == [False, True]
    assert numeric.concepts == ("01.10",)  # and not 1.1
    assert numeric.judge(45).verdict == "right"


@pytest.mark.parametrize(
    ("text", "old", "new", "line", "message"),
    [
        (SINGLE, "  explanation:", "  explanatoin:", 9, "no key 'explanatoin'"),
        (SINGLE, "  explanation: B is for blue.\n", "", 1, "needs 'explanation'"),
        (SINGLE, "  kind: single\n", "", 1, "has no 'kind'"),
        (SINGLE, "kind: single", "kind: guess", 2, "'guess' is no kind of question"),
        (SINGLE, "id: 01.a", "id: 02.a", 1, "'02.a' is no id for this file"),
        (SINGLE, "id: 01.a", "id: 01.A b", 1, "'01.A b' is no id for this file"),
        (SINGLE, "      why: It is last.\n", "", 5, "wrong option 'Red' has no reason"),
        (SINGLE, "why: It is last.", "right: true", 5, "2 options are right"),
        (SINGLE, "right: true", "why: No.", 5, "No option is right"),
        (SINGLE, "right: true", "right: true\n      why: No.", 9, "A right option has no 'why'"),
        (SINGLE, "right: true", "right: yes", 8, "'right' is true or false, not 'yes'"),
        (SINGLE, "text: Red", "text: Blue", 7, "'Blue' is there twice"),
        (SINGLE, "text: Red", "text: `Red`", 5, "This is not YAML"),
        (SINGLE, "text: Red", "text: R`ed", 5, "has a ` without its partner"),
        (SINGLE, "prompt: Which", "prompt: 2**3 which", 3, "has a ** without its partner"),
        (SINGLE, "text: Red", "text:", 5, "'text' is a text, and this is not"),
        (SINGLE, "    - text: Red\n      why: It is last.\n", "", 5, "1 options"),
        (SINGLE, "[01.16]", "[01.99]", 10, "There is no concept 01.99"),
        (SINGLE, "[01.16]", "[hue]", 10, "'hue' is no concept id"),
        (SINGLE, "[01.16]", "01.16", 10, "'concepts' is a list"),
        (SINGLE, "[01.16]", "[]", 10, "'concepts' is a list"),
        (SINGLE, "prompt: Which is `first`?", "prompt: Which: first?", 3, "This is not YAML"),
        (SINGLE, "  kind: single", "  kind: single\n  kind: single", 3, "'kind' is there twice"),
        (SINGLE, "  concepts", "  recall: true\n  concepts", 1, "exactly 3 at its end"),
        (SINGLE, SINGLE, "", 1, "The file is empty"),
        (SINGLE, SINGLE, "id: 01.a", 1, "The file is a list of questions"),
        (SINGLE, SINGLE, "- 01.a", 1, "A question is a block of 'key: value' lines"),
        (NUMBER, "answer: 44", "answer: many", 4, "'answer' is a number, not 'many'"),
        (NUMBER, "answer: 44", "answer: .inf", 4, "'answer' is a number, not '.inf'"),
        (NUMBER, "{abs: 1}", "{abs: 256}", 7, "takes the wrong number 300 for the answer 44"),
        (NUMBER, "{abs: 1}", "{rel: 6}", 5, "below 1"),
        (NUMBER, "{abs: 1}", "{abs: 0}", 5, "above 0"),
        (NUMBER, "{abs: 1}", "{abs: 1, rel: 0.1}", 5, "Give one of them"),
        (NUMBER, "{abs: 1}", "{}", 5, "Give one of them"),
        (NUMBER, "{abs: 1}", "1", 5, "'tolerance' is a block of 'key: value' lines"),
        (NUMBER, "{abs: 1}", "{absolute: 1}", 5, "no key 'absolute'"),
        (NUMBER, "      why: It wraps.\n", "", 7, "needs 'why'"),
        (NUMBER, "  hint: Count again.\n", "", 1, "needs 'hint'"),
        (NUMBER, "  hint", "    - value: 300.5\n      why: No.\n  hint", 9, "same as an earlier"),
        (NUMBER, "  hint", "  options: []\n  hint", 9, "no key 'options'"),
    ],
)
def test_loader_names_the_line_of_each_mistake(tmp_path, text, old, new, line, message):
    assert text.count(old) == 1
    with pytest.raises(quizzes.QuizFileError) as caught:
        load_text(tmp_path, text.replace(old, new))
    assert str(caught.value).startswith(f"{(tmp_path / '01.yml').as_posix()}:{line}: ")
    assert message in str(caught.value)
    assert str(caught.value).endswith(".")


def test_loader_refuses_an_id_that_is_used_twice(tmp_path):
    with pytest.raises(quizzes.QuizFileError, match=r"01\.yml:11: The id 01\.a is used twice"):
        load_text(tmp_path, SINGLE + SINGLE)


def test_loader_refuses_a_character_that_yaml_does_not_allow(tmp_path):
    with pytest.raises(quizzes.QuizFileError, match=r"01\.yml:5: This is not YAML"):
        load_text(tmp_path, SINGLE.replace("Red", "R\x07ed"))


# ---- asking --------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", **by_id(QUESTIONS))
def test_what_is_shown_before_an_answer_holds_no_key(question):
    widget = QuestionWidget(question)
    state = {key: value for key, value in widget.get_state().items() if key not in FORM_CODE}
    shown = json.dumps(state, ensure_ascii=False) + repr(quizzes.ask(question.id)) + repr(question)
    for text in kept_back(question):
        assert to_plain(text) not in to_plain(shown)
        assert to_html(text) not in shown
    # a number such as 2 may stand in the question as well, so it is the keys that tell
    assert state["question"].keys() == {"id", "kind", "prompt", "how", "options", "unit"}
    assert all(option.keys() == {"letter", "html"} for option in state["question"]["options"])


def test_asked_shows_the_text_and_then_the_forms(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **_: shown.append(bundle))
    quizzes.ask("01.bgr")._ipython_display_()
    text, forms = shown
    assert text["text/plain"] == repr(quizzes.ask("01.bgr"))
    assert "\n  B  OpenCV gives the channels" in text["text/plain"]
    assert 'quizzes.answer("01.bgr", "A")' in text["text/plain"]
    assert html.escape(text["text/plain"]) in text["text/html"]
    assert forms["application/vnd.jupyter.widget-view+json"]["model_id"]
    assert forms["text/html"] == forms["text/plain"] == ""


def test_form_sends_an_answer_and_gets_its_explanation(monkeypatch):
    form = QuestionWidget(choice())
    sent = []
    monkeypatch.setattr(form, "send", lambda content, buffers=None: sent.append(content))
    for answer in (["B"], ["A"], [], "nonsense"):
        form._handle_custom_msg({"answer": answer}, [])
    assert [message["verdict"] for message in sent] == [
        "right",
        "not yet",
        "not understood",
        "not understood",
    ]
    assert sent[0]["lines"] == ["<strong>B:</strong> B is for blue."]


def test_recall_asks_the_three_questions_of_the_lesson():
    asked = quizzes.recall("01").questions
    assert [question.id for question in asked] == ["01.bgr", "01.wrap", "01.area"]
    assert all(question.plain_text() in repr(quizzes.recall("01")) for question in asked)


def test_unknown_ids_get_sentences():
    assert "There is no question '01.bgrr'. Lesson 01 has 01.bgr," in " ".join(
        quizzes.answer("01.bgrr", "B").text.split()
    )
    for unknown in ("", "99.a", "bgr", None, 1, "../01.bgr"):
        assert quizzes.answer(unknown, "B").verdict == "not understood"
        with pytest.raises(LookupError, match="There are no questions for lesson"):
            quizzes.ask(unknown)
    with pytest.raises(LookupError, match="has no recall questions"):
        quizzes.recall("00")


def test_answer_takes_letters_one_by_one():
    assert quizzes.answer("01.mask", "a", "c", "d").verdict == "right"
    assert quizzes.answer("01.mask").text.startswith("Please check. There is no answer yet.")


# ---- the shipped questions -----------------------------------------------------------------------


@pytest.mark.parametrize("lesson", quizzes.lessons())
def test_files_are_right_and_their_concepts_exist(lesson):
    path = Path(quizzes.__file__).parent / f"{lesson}.yml"
    assert loader.load_file(path, concepts=concepts.load()) == quizzes.load(lesson)


def test_lesson_01_has_all_kinds_and_three_recall_questions():
    questions = quizzes.load("01")
    assert len(questions) >= 10
    assert {question.kind for question in questions} == {"single", "multiple", "number"}
    assert sum(question.recall for question in questions) == 3


def test_the_place_of_the_right_option_tells_nothing():
    single = [question for question in CHOICES if question.kind == "single"]
    places = [right_letters(question)[0] for question in single]
    assert max(places.count(letter) for letter in places) <= len(places) / 2
    longest = [max(question.options, key=lambda option: len(option.text)) for question in single]
    assert sum(option.right for option in longest) <= len(single) / 2


@pytest.mark.parametrize("question", **by_id(CHOICES))
def test_every_choice_is_explained(question):
    right = right_letters(question)
    assert question.judge(right).text.startswith("Right.")
    for letter, option in lettered(question):
        if not option.right:
            assert to_plain(option.why) in " ".join(question.judge(letter).text.split())


@pytest.mark.parametrize("question", **by_id(NUMBERS))
def test_every_number_is_explained(question):
    assert question.judge(question.answer).verdict == "right"
    known = [each.value for each in question.wrong]
    other = next(
        number
        for number in itertools.count(question.answer + 1)
        if not any(question.equals(number, value) for value in known)
    )
    assert question.judge(other).lines == (question.hint,)
    assert len(question.wrong) >= 2
    for known in question.wrong:
        assert question.judge(known.value).lines == (known.why,)


@pytest.mark.parametrize("question", **by_id(QUESTIONS))
def test_sentences_are_short(question):
    texts = [question.prompt, *kept_back(question)]
    for sentence in re.split(r"(?<=[.?!:])\s+", " ".join(texts)):
        assert len(sentence.split()) < 25, sentence


# ---- right answers are right ---------------------------------------------------------------------

LESSON_01 = {question.id: question for question in quizzes.load("01")}


def right_text(name):
    (option,) = [option for option in LESSON_01[name].options if option.right]
    return option.text


def byte(value):
    return np.array([[value]], np.uint8)  # 2-D: OpenCV adds short 1-D arrays as floats


def test_shapes_are_those_of_opencv_and_numpy():
    image = np.zeros((100, 200, 3), np.uint8)
    assert right_text("01.resize") == f"`{cv2.resize(image, (50, 25)).shape}`"
    image = np.zeros((480, 640, 3), np.uint8)
    assert right_text("01.crop_shape") == f"`{image[10:50, 100:300].shape}`"


def test_uint8_results_are_those_of_opencv_and_numpy():
    wrapped = (byte(200) + byte(100)).item()
    saturated = cv2.add(byte(200), byte(100)).item()
    assert right_text("01.wrap") == f"{wrapped} and {saturated}"
    question = LESSON_01["01.below_zero"]
    assert question.judge((byte(100) - byte(200)).item()).verdict == "right"
    assert "cv2.subtract" in question.judge(cv2.subtract(byte(100), byte(200)).item()).lines[0]
    assert "cv2.absdiff" in question.judge(cv2.absdiff(byte(100), byte(200)).item()).lines[0]


def test_memory_is_that_of_the_array():
    question = LESSON_01["01.bytes"]
    picture = np.zeros((480, 640, 3), np.uint8)
    assert question.judge(picture.nbytes).verdict == "right"
    for wrong, word in (
        (picture[..., 0].size, "number of pixels"),
        (picture.nbytes * 8, "number of bits"),
        (picture.astype(np.float32).nbytes, "float32"),
        (np.zeros((480, 640, 4), np.uint8).nbytes, "four channels"),
        (picture.nbytes / 1024, "units of 1024"),
    ):
        assert word in question.judge(wrong).lines[0]


def test_colours_are_counted():
    levels = np.unique(np.arange(1000).astype(np.uint8)).size
    question = LESSON_01["01.colours"]
    assert question.judge(levels**3).verdict == "right"
    assert question.judge("16,777,216").verdict == "right"
    assert levels**3 == 2**24
    for wrong in (levels, 3 * levels, (levels - 1) ** 3, levels**2):
        assert question.judge(wrong).lines[0] != question.hint


def test_opencv_reads_blue_green_red_and_gives_none_without_a_file(tmp_path):
    Image.new("RGB", (2, 2), (255, 0, 0)).save(tmp_path / "red.png")
    read = cv2.imread(str(tmp_path / "red.png"))
    assert read[0, 0].tolist() == [0, 0, 255]
    assert cv2.cvtColor(read, cv2.COLOR_BGR2RGB)[0, 0].tolist() == [255, 0, 0]
    assert "B, G, R" in right_text("01.bgr")
    assert right_text("01.not_found") == f"It returns `{cv2.imread(str(tmp_path / 'none.png'))}`."


def test_matplotlib_reads_a_png_file_as_floats_and_only_png_keeps_labels(tmp_path):
    red, labels = tmp_path / "red.png", np.zeros((64, 64), np.uint8)
    Image.new("RGB", (2, 2), (255, 0, 0)).save(red)
    read = plt.imread(red)
    assert (read.dtype, read[0, 0].tolist()) == (np.float32, [1.0, 0.0, 0.0])
    assert right_text("01.png_floats") == "`float32` values from 0 to 1, in the order R, G, B"
    labels[10:40, 10:40], labels[30:50, 30:60] = 1, 2
    for ending, kept in ((".png", True), (".jpg", False)):
        back = cv2.imdecode(cv2.imencode(ending, labels)[1], cv2.IMREAD_UNCHANGED)
        assert bool((back == labels).all()) == kept
        assert kept or (back[labels == 1] == 2).any()
    assert right_text("01.lossless") == "A PNG file"


def test_float_range_is_that_of_scikit_image():
    as_float = skimage.util.img_as_float(np.array([0, 255], np.uint8))
    low, high = as_float
    assert right_text("01.float_range") == (
        f"Numbers from {low:.0f} to {high:.0f}, as `{as_float.dtype}`."
    )


def test_channels_are_those_of_pillow_and_opencv():
    channels = {mode: len(Image.new(mode, (1, 1)).getbands()) for mode in ("L", "CMYK", "RGBA")}
    colour = np.zeros((1, 1, 3), np.uint8)
    expected = {
        "A grey picture": channels["L"],
        "An HSV picture": cv2.cvtColor(colour, cv2.COLOR_BGR2HSV).shape[2],
        "A CMYK picture for a printer": channels["CMYK"],
        "A BGR picture from OpenCV": colour.shape[2],
        "An RGB picture with alpha": channels["RGBA"],
    }
    options = LESSON_01["01.three_channels"].options
    assert {option.text: option.right for option in options} == {
        text: count == 3 for text, count in expected.items()
    }


def test_restoration_is_a_guess_from_the_surroundings():
    rng = np.random.default_rng(7)
    photograph = rng.integers(0, 255, (40, 40), np.uint8)
    scratch = np.zeros_like(photograph)
    scratch[18:22, 18:22] = 255
    repaired = cv2.inpaint(photograph, scratch, 3, cv2.INPAINT_TELEA)
    assert not np.array_equal(repaired, photograph)  # the true values are lost
    assert np.array_equal(repaired[scratch == 0], photograph[scratch == 0])
    elsewhere = photograph.copy()
    elsewhere[:8] = 0  # far away pixels play no part
    assert np.array_equal(
        cv2.inpaint(elsewhere, scratch, 3, cv2.INPAINT_TELEA)[16:24], repaired[16:24]
    )
    assert "pixels around the scratch" in right_text("01.restoration")


# ---- right answers of lesson 02 ------------------------------------------------------------------

LESSON_02 = {question.id: question for question in quizzes.load("02")}


def the_right(name):
    (option,) = [option for option in LESSON_02[name].options if option.right]
    return option.text


def of_text(name, beginning):
    (option,) = [each for each in LESSON_02[name].options if each.text.startswith(beginning)]
    return option


def test_lesson_02_has_all_kinds_and_three_recall_questions():
    assert {question.kind for question in LESSON_02.values()} == {"single", "multiple", "number"}
    assert [each.id for each in quizzes.recall("02").questions] == [
        "02.operations",
        "02.specks",
        "02.statistics",
    ]


def test_point_operations_ignore_all_other_pixels():
    image = np.random.default_rng(5).integers(0, 256, (9, 9), np.uint8)
    other = np.random.default_rng(6).integers(0, 256, (9, 9), np.uint8)
    other[4, 4] = image[4, 4]
    block = np.ones((3, 3), np.uint8)
    operations = {
        "The negative": lambda picture: 255 - picture,
        "Erosion": lambda picture: cv2.erode(picture, block),
        "Gamma": lambda picture: np.round(255 * (picture / 255) ** 0.5),
        "A median": lambda picture: cv2.medianBlur(picture, 3),
        "Edge": lambda picture: cv2.Sobel(picture, cv2.CV_64F, 1, 0),
    }
    for beginning, operation in operations.items():
        same = operation(image)[4, 4] == operation(other)[4, 4]
        assert of_text("02.operations", beginning).right == same


def test_erosion_is_the_minimum_under_the_element():
    image = np.random.default_rng(7).integers(0, 256, (5, 5), np.uint8)
    assert cv2.erode(image, np.ones((3, 3), np.uint8))[2, 2] == image[1:4, 1:4].min()
    assert "all pixels under the structuring element" in the_right("02.erosion")


def test_stretching_is_that_of_scikit_image():
    question = LESSON_02["02.stretch"]
    picture = np.array([50, 130, 150], np.uint8)
    stretched = skimage.exposure.rescale_intensity(picture, out_range=(0, 255))
    assert question.judge(stretched[1].item()).verdict == "right"
    assert "largest value" in question.judge(round(130 / 150 * 255)).lines[0]


def test_threshold_keeps_an_equal_value_black():
    for method, text in ((cv2.THRESH_BINARY, the_right("02.equal")), (cv2.THRESH_TRUNC, "127")):
        assert cv2.threshold(byte(127), 127, 255, method)[1].item() == int(text)
    assert "THRESH_TRUNC" in of_text("02.equal", "127").why


def test_adaptive_threshold_follows_the_light_and_the_others_do_not():
    paper = np.tile(np.linspace(60, 220, 160), (40, 1))
    ink = np.zeros(paper.shape, bool)
    ink[18:22, ::8] = True
    page = np.where(ink, paper - 40, paper).astype(np.uint8)

    def mistakes(made):
        return np.mean((made == 0) != ink)

    def otsu(picture):
        return cv2.threshold(picture, 0, 255, cv2.THRESH_OTSU)[1]

    stretched = skimage.exposure.rescale_intensity(page, out_range=(0, 255)).astype(np.uint8)
    adaptive = cv2.adaptiveThreshold(
        page, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 15, 15
    )
    best = min(mistakes(np.where(page > cut, 255, 0)) for cut in range(256))
    assert mistakes(adaptive) == 0
    assert best > 0
    assert min(mistakes(otsu(page)), mistakes(otsu(stretched))) > 0.3
    assert mistakes(255 - otsu(255 - page)) > 0.3
    assert "mean of its surroundings" in the_right("02.uneven")


def test_the_median_removes_specks_and_the_others_do_not():
    generator = np.random.default_rng(8)
    original = np.tile(np.linspace(60, 190, 80), (80, 1)).astype(np.uint8)
    chance = generator.random(original.shape)
    noisy = np.where(chance < 0.025, 0, np.where(chance > 0.975, 255, original)).astype(np.uint8)
    made = {
        "A mean": cv2.blur(noisy, (3, 3)),
        "A bilateral": cv2.bilateralFilter(noisy, 7, 60, 3),
        "A median": cv2.medianBlur(noisy, 3),
        "No filter": cv2.threshold(noisy, 127, 255, cv2.THRESH_BINARY)[1],
    }
    quality = {
        name: skimage.metrics.peak_signal_noise_ratio(original, picture)
        for name, picture in made.items()
    }
    assert of_text("02.specks", max(quality, key=quality.get)).right


def test_ten_decibels_are_a_factor_of_ten():
    original = np.zeros((10, 10))
    near, far = original + 1, original + np.sqrt(10)
    decibels = [
        skimage.metrics.peak_signal_noise_ratio(original, each, data_range=255)
        for each in (near, far)
    ]
    assert decibels[0] - decibels[1] == pytest.approx(34 - 24)
    assert skimage.metrics.mean_squared_error(original, far) == pytest.approx(10)
    assert "ten times" in the_right("02.measure")


def test_only_the_opening_removes_the_specks_and_keeps_the_object():
    clean = np.zeros((20, 20), np.uint8)
    clean[4:12, 4:12] = 255
    specked = clean.copy()
    specked[[2, 15, 17], [17, 3, 15]] = 255
    block = np.ones((3, 3), np.uint8)
    made = {
        "An opening": cv2.morphologyEx(specked, cv2.MORPH_OPEN, block),
        "A closing": cv2.morphologyEx(specked, cv2.MORPH_CLOSE, block),
        "A dilation": cv2.dilate(specked, block),
        "A bitwise NOT": cv2.bitwise_not(specked),
    }
    for beginning, picture in made.items():
        right = np.array_equal(picture, clean)
        assert of_text("02.opening", beginning).right == right


def test_bits_are_those_of_opencv():
    assert the_right("02.bits") == str(cv2.bitwise_and(byte(12), byte(10)).item())
    question = LESSON_02["02.not"]
    assert question.judge(cv2.bitwise_not(byte(1)).item()).verdict == "right"
    assert "Python's" in question.judge(~1).lines[0]
    assert "logical" in question.judge(int(not 1)).lines[0]


def test_hues_are_those_of_the_libraries():
    magenta = np.array([[[255, 0, 255]]], np.uint8)
    question = LESSON_02["02.hue"]

    def hue(picture, code):
        return cv2.cvtColor(picture, code)[0, 0, 0].item()

    assert question.judge(hue(magenta, cv2.COLOR_RGB2HSV)).verdict == "right"
    for wrong, word in (
        (hue(magenta.astype(np.float32) / 255, cv2.COLOR_RGB2HSV), "float32"),
        (hue(magenta, cv2.COLOR_RGB2HSV_FULL), "HSV_FULL"),
        (round(skimage.color.rgb2hsv(magenta)[0, 0, 0].item(), 3), "scikit-image"),
        (300 % 256, "wrapped"),
    ):
        assert word in question.judge(wrong).lines[0]
    red = cv2.cvtColor(np.array([[[0, 255, 255]]], np.uint8), cv2.COLOR_HSV2RGB)
    assert red[0, 0].tolist() == [255, 0, 0]
    assert the_right("02.white") == "Pure red"
    near = np.array([[[255, 8, 0], [255, 0, 8]]], np.uint8)  # two reds, side by side on the wheel
    low, high = cv2.cvtColor(near, cv2.COLOR_RGB2HSV)[0, :, 0].tolist()
    assert low <= 10
    assert high >= 170
    assert "circle" in the_right("02.red")


def test_contours_are_points_and_edges_are_a_map():
    square = np.zeros((7, 7), np.uint8)
    square[2:5, 2:5] = 255
    contours, _ = cv2.findContours(square, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    assert contours[0].shape == (4, 1, 2)
    assert cv2.Canny(square, 50, 100).shape == square.shape
    assert f"{cv2.contourArea(contours[0])}" in of_text("02.contour", "`contourArea`").why
    assert np.count_nonzero(square) == 9
    assert "ordered border points" in the_right("02.contour")


def test_hysteresis_keeps_a_weak_pixel_only_beside_a_strong_one():
    joined = skimage.filters.apply_hysteresis_threshold(np.array([120, 70, 30, 70]), 50, 100)
    assert joined.tolist() == [True, True, False, False]
    assert "connected to a pixel above 100" in the_right("02.canny")


def test_a_vertical_line_has_rho_and_theta():
    picture = np.zeros((60, 60), np.uint8)
    picture[:, 30] = 255
    assert cv2.HoughLines(picture, 1, np.pi / 180, 40)[0, 0].tolist() == [30, 0]
    assert "rho 30 and theta 0" in LESSON_02["02.vertical"].explanation


def test_only_nearest_makes_no_new_label():
    labels = np.array([[0, 1, 3], [1, 3, 0], [3, 0, 1]], np.uint8)
    for option in LESSON_02["02.labels"].options:
        method = getattr(cv2, re.search(r"INTER_\w+", option.text)[0])
        made = set(np.unique(cv2.resize(labels, (12, 12), interpolation=method)).tolist())
        assert option.right == (made == {0, 1, 3})


# ---- right answers of lesson 03 ------------------------------------------------------------------

LESSON_03 = {question.id: question for question in quizzes.load("03")}


def right_of_03(name):
    (option,) = [option for option in LESSON_03[name].options if option.right]
    return option.text


def test_lesson_03_has_all_kinds_and_three_recall_questions():
    assert {question.kind for question in LESSON_03.values()} == {"single", "multiple", "number"}
    assert [each.id for each in quizzes.recall("03").questions] == [
        "03.invariance",
        "03.where",
        "03.order",
    ]


def test_the_order_of_two_matrices_is_that_of_two_warps():
    image = np.random.default_rng(1).integers(0, 256, (5, 5), np.uint8)
    turn = augment.about_centre(augment.rotation(90), image.shape)
    shift = augment.translation(1, 0)
    wanted = augment.warp(augment.warp(image, turn), shift)
    products = {"`turn @ shift`": turn @ shift, "`shift @ turn`": shift @ turn}
    fitting = [
        text
        for text, product in products.items()
        if np.array_equal(augment.warp(image, product), wanted)
    ]
    assert fitting == [right_of_03("03.order")]


def test_quarter_turn_is_that_of_numpy():
    picture = np.zeros((101, 101))
    picture[50, 80] = 1
    ((row, column),) = np.argwhere(np.rot90(picture))  # counter-clockwise
    question = LESSON_03["03.quarter_turn"]
    assert question.judge(row).verdict == "right"
    assert "its new column" in question.judge(column).lines[0]
    about_corner = augment.rotation(90) @ [80, 50, 1]
    assert "about the pixel (0, 0)" in question.judge(about_corner[1]).lines[0]
    ((clockwise, _),) = np.argwhere(np.rot90(picture, -1))
    assert "turn clockwise" in question.judge(clockwise).lines[0]


def test_flipped_box_bounds_the_flipped_pixels():
    picture = np.zeros((80, 100), bool)
    picture[20:60, 10:40] = True
    question = LESSON_03["03.flipped_box"]
    assert cv2.boundingRect(picture.astype(np.uint8)) == (10, 20, 30, 40)
    x, *others = cv2.boundingRect(picture[:, ::-1].astype(np.uint8))
    assert question.judge(x).verdict == "right"
    assert others == [20, 30, 40]


def test_line_filter_is_that_of_opencv():
    kernel = np.array([[-1, 2, -1]] * 3, float)
    upright, wide = np.zeros((2, 9, 9))
    upright[1:8, 3] = 1
    wide[1:8, 2:5] = 1

    def best(picture):
        return cv2.filter2D(picture, cv2.CV_64F, kernel, borderType=cv2.BORDER_CONSTANT).max()

    assert f"bar is {best(upright):g}. What" in LESSON_03["03.line_filter"].prompt
    assert right_of_03("03.line_filter") == f"{best(upright.T):g}, at one end of the bar"
    (of_wide,) = [
        option
        for option in LESSON_03["03.line_filter"].options
        if option.why and "three pixels wide" in option.why
    ]
    assert of_wide.text.startswith(f"{best(wide):g},")


def test_rotation_factor_is_that_of_keras():
    keras = pytest.importorskip("keras")
    layer = keras.layers.RandomRotation(0.1, seed=1)
    pictures = np.zeros((1000, 4, 4, 1), np.float32)
    drawn = layer.get_random_transformation(pictures, training=True)["angle"]
    question = LESSON_03["03.rotation_factor"]
    assert question.judge(np.abs(np.asarray(drawn)).max()).verdict == "right"
    assert "radians" in question.judge(round(np.degrees(0.1), 2)).lines[0]


def test_half_a_turn_is_what_makes_a_6_a_9():
    # A drawn 6: a stem at the upper left, a ring below. Turned by half a turn it is the drawn 9.
    six = np.array([[1, 0, 0], [1, 0, 0], [1, 1, 1], [1, 0, 1], [1, 1, 1]])
    nine = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1], [0, 0, 1], [0, 0, 1]])
    assert np.array_equal(np.rot90(six, 2), nine)
    assert right_of_03("03.six") == "Half a turn"


def test_one_generator_goes_on_and_a_new_one_begins_again():
    runs = [np.random.default_rng(3).normal(size=2).tolist() for _ in range(2)]
    assert runs[0] == runs[1]
    assert runs[0][0] != runs[0][1]
    assert right_of_03("03.seed").startswith("Two different numbers, and the same two")


def test_what_moves_is_what_is_geometric():
    steps = {
        "A rotation": augment.Rotate(10),
        "More contrast": augment.Contrast(),
        "A random crop": augment.Crop(0.5),
        "Noise": augment.Noise(),
        "A flip": augment.Flip(1),
    }
    generator = np.random.default_rng(2)
    for option in LESSON_03["03.moves_along"].options:
        (step,) = [each for name, each in steps.items() if option.text.startswith(name)]
        drawn = augment.Policy([step]).draw((40, 40), generator)
        assert (augment.matrix_of(drawn, (40, 40)) is not None) == option.right


# ---- right answers of lesson 04: from the node to the loss ---------------------------------------

LESSON_04 = {question.id: question for question in quizzes.load("04")}


def right_of_04(name):
    (option,) = [option for option in LESSON_04[name].options if option.right]
    return option.text


def test_linear_layers_equal_one_and_are_no_curve():
    generator = np.random.default_rng(0)
    x, *matrices = (generator.normal(size=shape) for shape in ((5, 4), (4, 6), (6, 3), (3, 2)))
    one = np.linalg.multi_dot(matrices)
    assert np.allclose(np.linalg.multi_dot([x, *matrices]), x @ one)
    assert right_of_04("04.linear_layers").startswith("What one linear layer can compute")


def test_softmax_of_one_unit_and_of_two():
    scores = np.array([[-3.0], [0.0], [1.02]])
    assert set(scipy.special.softmax(scores, axis=1).ravel().tolist()) == {1.0}
    assert right_of_04("04.one_unit") == "Always 1."
    two = scipy.special.softmax(np.hstack([0 * scores, scores]), axis=1)[:, 1]
    assert np.allclose(two, scipy.special.expit(scores[:, 0]))


def test_the_node_of_the_quiz():
    question = LESSON_04["04.node"]
    z = np.dot([2, -1], [0.5, 0.4]) + 0.3
    assert question.judge(max(z, 0)).verdict == "right"
    assert "bias is missing" in question.judge(round(z - 0.3, 9)).lines[0]
    assert "sigmoid of the sum" in question.judge(scipy.special.expit(z).round(3)).lines[0]
    assert "-0.4" in question.judge(2 * 0.5 + 0.4 + 0.3).lines[0]


def test_ten_slopes_of_a_sigmoid():
    z = np.linspace(-5, 5, 10_001)
    a = scipy.special.expit(z)
    largest = np.gradient(a, z).max()
    assert largest == pytest.approx(0.25, abs=1e-6)
    assert float(right_of_04("04.ten_sigmoids").removeprefix("About ")) == round(largest**10, 6)


def test_a_node_without_a_bias_is_undecided_at_the_origin():
    weights = np.random.default_rng(0).normal(size=(2, 20))
    assert (np.zeros((1, 2)) @ weights == 0).all()
    assert right_of_04("04.no_bias") == "It passes through the point (0, 0)."


def test_only_one_shape_of_weights_takes_the_batch():
    shapes = {option.text: option for option in LESSON_04["04.shapes"].options}
    for text, option in shapes.items():
        weights = np.zeros(tuple(map(int, re.findall(r"\d+", text))))
        try:
            fits = (np.zeros((32, 64)) @ weights).shape == (32, 10)
        except ValueError:
            fits = False
        assert option.right == fits


def test_layers_are_counted_as_the_network_counts_them():
    sizes = [64, 20, 15, 10]
    layers = [networks.Dense(*pair) for pair in itertools.pairwise(sizes)]
    question = LESSON_04["04.count"]
    assert question.judge(len(networks.Network(layers).layers)).verdict == "right"
    assert "values and nodes" in question.judge(sum(sizes)).lines[0]
    assert "number of nodes" in question.judge(sum(sizes[1:])).lines[0]


def test_surprise_is_a_natural_logarithm():
    question = LESSON_04["04.surprise"]
    assert question.judge(-np.log(0.01)).verdict == "right"
    assert "base 10" in question.judge(-np.log10(0.01)).lines[0]
    assert "base 2" in question.judge(round(-np.log2(0.01), 2)).lines[0]
    assert f"it would be {-np.log(0.9):.2f}" in question.explanation


def test_a_network_that_knows_nothing_has_this_loss():
    assert f"about {-np.log(0.1):.1f} on" in LESSON_04["04.knows_nothing"].prompt
    assert right_of_04("04.knows_nothing").endswith("-log(0.1) is 2.3.")


# ---- lesson 04, second half: the numbers come from the optimisers and from finite differences ----


def neuron_loss(w, b=0.5, sign=1):
    return (2 * w + sign * b - 4) ** 2


def finite_slope(function, w, step=1e-6):
    return (function(w + step) - function(w - step)) / (2 * step)


def test_lesson_04_has_all_kinds_and_three_recall_questions():
    assert {question.kind for question in LESSON_04.values()} == {"single", "multiple", "number"}
    assert [each.id for each in quizzes.recall("04").questions] == [
        "04.linear_layers",
        "04.loss_fell",
        "04.backprop",
    ]


def test_the_slope_of_the_neuron_and_of_its_slip():
    assert float(right_of_04("04.slope_sign")) == pytest.approx(finite_slope(neuron_loss, 0.2))
    whys = {option.text: option.why for option in LESSON_04["04.slope_sign"].options}
    slip = finite_slope(lambda w: neuron_loss(w, sign=-1), 0.2)
    assert "x * w - b" in whys[f"{slip:.1f}"]
    assert "slope for b" in whys[f"{finite_slope(lambda b: neuron_loss(0.2, b), 0.5):.1f}"]


def test_a_wrong_gradient_lowers_the_loss_of_the_neuron():
    after = [neuron_loss(0.2 - 0.1 * slope) for slope in (-16.4, -12.4)]
    assert all(loss < neuron_loss(0.2) for loss in after)
    assert right_of_04("04.loss_fell").startswith("Nothing certain")


def test_one_step_of_plain_descent_and_of_adam():
    question = LESSON_04["04.one_step"]
    weight = np.array([0.2])
    networks.SGD(0.1).step(weight, np.array([-12.4]))
    assert question.judge(weight[0]).verdict == "right"
    assert "uphill" in question.judge(0.2 - 1.24).lines[0]
    assert "rate is missing" in question.judge(0.2 + 12.4).lines[0]
    weight = np.array([0.2])
    networks.Adam(0.1).step(weight, np.array([-12.4]))
    assert "Adam" in question.judge(weight[0]).lines[0]


def test_the_first_step_of_adam_has_the_size_of_the_rate():
    weights = np.zeros(2)
    networks.Adam(0.001).step(weights, np.array([-500, 0.02]))
    assert weights == pytest.approx([0.001, -0.001], rel=1e-4)
    assert right_of_04("04.adam") == "Both about 0.001, to opposite sides."


def test_steps_of_an_epoch():
    question = LESSON_04["04.updates"]
    assert question.judge(len(range(0, 1000, 50))).verdict == "right"
    for size in (1, 1000):
        assert f"batch size of {size:,}" in question.judge(len(range(0, 1000, size))).lines[0]


def test_one_learning_rate_never_arrives():
    for option in LESSON_04["04.rate"].options:
        w = 0.5
        for _ in range(300):
            w -= float(option.text) * 2 * 3 * (3 * w - 6)
        assert option.right == (abs(w - 2) > 0.01), option.text


def test_equal_nodes_stay_equal():
    network = networks.Network([networks.Dense(3, 4, "relu"), networks.Dense(4, 2)])
    network.parameters[:] = 0.05
    x = np.random.default_rng(0).normal(size=(20, 3))
    network.fit(x, (x[:, 0] > 0).astype(int), epochs=20, progress=False)
    weights = network.layers[0].weights
    assert np.allclose(weights, weights[:, :1]) and not np.allclose(weights, 0.05)
    assert right_of_04("04.equal_start").startswith("The nodes of this layer stay equal")


def test_only_one_product_is_a_gradient_of_the_weights():
    a3, delta = np.ones((5, 7)), np.ones((5, 3))
    products = {
        "`delta @ a3`": lambda: delta @ a3,
        "`delta.T @ a3`": lambda: delta.T @ a3,
        "`a3 * delta`": lambda: a3 * delta,
        "`a3.T @ delta`": lambda: a3.T @ delta,
    }
    for option in LESSON_04["04.transposes"].options:
        try:
            fits = products[option.text]().shape == (7, 3)
        except ValueError:
            fits = False
        assert option.right == fits


def test_one_hidden_node_stays_near_87_per_cent():
    runs = capacity.nodes_and_iterations(
        *capacity.moons(), nodes=[1], iterations=[50, 500, 5000], seeds=2
    )
    for accuracies in runs.scores["1 node"].values():
        assert accuracies == pytest.approx([0.87, 0.87], abs=0.015)
    assert right_of_04("04.next_step") == "I give it more hidden nodes."


def test_32_nodes_leave_87_per_cent_with_more_iterations_only():
    runs = capacity.nodes_and_iterations(
        *capacity.moons(), nodes=[32, 64], iterations=[50, 5000], seeds=2
    )
    assert runs.scores["32 nodes"]["after 50"] == pytest.approx([0.87, 0.87], abs=0.015)
    assert runs.mean("64 nodes", "after 50") < 0.9
    assert runs.mean("32 nodes", "after 5000") > 0.94
    assert right_of_04("04.still_falling") == "I train it for more iterations."


@pytest.mark.parametrize(
    ("points", "hidden", "helps"),
    [(400, [32], True), (40, [2], True), (40, [32], False), (40, [32, 32], False)],
)
def test_what_helps_against_learning_forty_points_by_heart(points, hidden, helps):
    """The loss on new points, beside the lowest that the network of the question reaches."""

    def losses(points, hidden):
        sizes = [2, *hidden]
        layers = [networks.Dense(*pair, "relu") for pair in itertools.pairwise(sizes)]
        network = networks.Network(
            [*layers, networks.Dense(sizes[-1], 1)], "binary_crossentropy", seed=0
        )
        return network.fit(
            *datasets.points("moons", points, noise=0.4, seed=10), epochs=400, batch_size=None,
            optimiser=networks.Adam(0.02), progress=False,
            validation=datasets.points("moons", 1000, noise=0.4, seed=1),
        ).validation_loss  # fmt: skip

    lowest, last = min(losses(40, [32])), losses(points, hidden)[-1]
    assert (last < 1.5 * lowest) == helps, (lowest, last)
    right = {option.text for option in LESSON_04["04.forty_points"].options if option.right}
    assert right == {
        "to stop where the loss on new points is lowest",
        "more training points",
        "fewer hidden nodes",
    }


# ---- right answers of lesson 05 ------------------------------------------------------------------

LESSON_05 = {question.id: question for question in quizzes.load("05")}


def right_of_05(name):
    (option,) = [option for option in LESSON_05[name].options if option.right]
    return option.text


def parameters(*sizes):
    layers = [networks.Dense(*pair) for pair in itertools.pairwise(sizes)]
    return sum(layer.parameter_count for layer in layers)


def test_lesson_05_has_all_kinds_and_three_recall_questions():
    assert {question.kind for question in LESSON_05.values()} == {"single", "multiple", "number"}
    names = [each.id for each in quizzes.recall("05").questions]
    assert names == ["05.dense", "05.loss", "05.scaler"]


def test_parameters_are_counted_as_the_network_counts_them():
    question = LESSON_05["05.dense"]
    assert question.judge(parameters(13, 8)).verdict == "right"
    assert "These are the weights" in question.judge(13 * 8).lines[0]
    assert "gave the inputs a bias each" in question.judge(13 * 8 + 13).lines[0]
    assert "whole network" in question.judge(parameters(13, 8, 1)).lines[0]


def test_a_further_layer_is_counted():
    question = LESSON_05["05.more"]
    assert question.judge(parameters(13, 8, 10, 1)).verdict == "right"
    assert "**before** the 8" in question.judge(parameters(13, 10, 8, 1)).lines[0]
    assert "without the new layer" in question.judge(parameters(13, 8, 1)).lines[0]
    weights = 13 * 8 + 8 * 10 + 10
    assert "There are 19 biases" in question.judge(weights).lines[0]
    assert parameters(13, 8, 10, 1) - weights == 19
    assert "kept the 8 weights" in question.judge(112 + 90 + 9).lines[0]
    assert "old output layer" in question.judge(112 + 90 + 9 + 11).lines[0]


def test_the_first_layer_for_a_picture_has_77_million_parameters():
    inputs = 224 * 224 * 3
    first = inputs * 512 + 512
    assert right_of_05("05.picture") == f"About {first / 1e6:.0f} million"
    assert f"{first:,}" in LESSON_05["05.picture"].explanation
    texts = [option.text for option in LESSON_05["05.picture"].options]
    assert texts[:2] == [f"{inputs:,}", f"{parameters(512, 128):,}"]
    assert texts[3] == f"About {(224 * 224 * 512 + 512) / 1e6:.0f} million"


def test_softmax_of_one_node_is_always_1():
    scores = np.array([[-4.0], [0.0], [9.0]])
    assert networks.softmax(scores).ravel().tolist() == [1, 1, 1]
    assert right_of_05("05.one_node") == "Always 1"
    two = networks.softmax(np.hstack([np.zeros_like(scores), scores]))[:, 1]
    assert np.allclose(two, networks.sigmoid(scores[:, 0]))  # what the option about sigmoid says


def test_the_loss_for_class_numbers_is_the_sparse_one():
    keras = pytest.importorskip("keras")
    probabilities, label = np.array([[0.2, 0.7, 0.1]]), np.array([1])
    loss = getattr(keras.losses, right_of_05("05.loss").strip("`"))
    assert float(loss(label, probabilities)[0]) == pytest.approx(-np.log(0.7), rel=1e-5)


def test_early_stopping_keeps_the_epoch_that_keras_keeps():
    losses = [0.9, 0.6, 0.5, 0.6, 0.55, 0.7, 0.4]
    question = LESSON_05["05.stop"]
    assert ", ".join(map(str, losses[:-1])) in question.prompt
    kept, last = early_stopping(losses, 2)
    assert question.judge(kept).verdict == "right"
    assert "Training ends there" in question.judge(last).lines[0]
    assert "is never trained" in question.judge(int(np.argmin(losses)) + 1).lines[0]


def early_stopping(losses, patience):
    """Return the kept and the last epoch, from 1, as the callback of Keras decides."""
    callbacks = pytest.importorskip("keras").callbacks

    class Model:
        stop_training = False
        weights = None

        def get_weights(self):
            return epoch

        def set_weights(self, weights):
            self.weights = weights

    model = Model()
    stopping = callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
    stopping.set_model(model)
    stopping.on_train_begin()
    for epoch, loss in enumerate(losses, start=1):
        stopping.on_epoch_end(epoch - 1, {"val_loss": loss})
        if model.stop_training:
            break
    last = epoch
    stopping.on_train_end()
    return model.weights, last


def test_the_first_step_of_adam_has_the_size_of_the_learning_rate():
    for slope in (-12.4, 0.001):
        weight = np.array([0.2])
        networks.Adam(0.1).step(weight, np.array([slope]))
        assert abs(weight[0] - 0.2) == pytest.approx(0.1, rel=1e-3)
    right = [option.text for option in LESSON_05["05.optimiser"].options if option.right]
    assert right[0].startswith("The first step of Adam is about as large as the learning rate")
