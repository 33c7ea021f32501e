"""Quiz questions: reading answers, judging them, the strict loader, and the shipped files."""

import html
import json
import re
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage
from PIL import Image

from course_utils import concepts, quizzes
from course_utils.quizzes import loader
from course_utils.quizzes.questions import MultipleChoice, NumberQuestion, Option, SingleChoice
from course_utils.quizzes.reading import AnswerError, read_number, read_options
from course_utils.quizzes.text import to_html, to_plain
from course_utils.quizzes.view import QuestionWidget

QUESTIONS = [question for lesson in quizzes.lessons() for question in quizzes.load(lesson)]
CHOICES = [question for question in QUESTIONS if not isinstance(question, NumberQuestion)]
NUMBERS = [question for question in QUESTIONS if isinstance(question, NumberQuestion)]


FORM_CODE = ("_esm", "_css")  # the same for every question


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
        return [question.explanation, question.hint, f"{question.answer:g}", *reasons]
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
        ("\u2212100", -100), (".5", 0.5), ("2e3", 2000), ("44 bytes", 44), ("44bytes", 44),
        ("44 Byte", 44), ("2e3 bytes", 2000), ("50 %", 0.5),
    ],
)  # fmt: skip
def test_number_is_read(answer, number):
    assert read_number(answer, unit="bytes")[0] == pytest.approx(number)


def test_percent_is_a_part_of_one_unless_it_is_the_unit():
    assert read_number("44 %", unit="%") == (44,)
    assert read_number("44%") == (0.44,)


def test_doubtful_thousands_have_both_readings():
    assert read_number("1,024") == (1024, 1.024)
    assert read_number("921.600") == (921.6, 921600)


@pytest.mark.parametrize(
    "answer",
    [None, "", [], "many", "4 or 5", "1,02,3", "3/0", "2**8", "nan", "inf", float("nan"),
     float("inf"), pytest.param(10**5000, id="huge"), "1e999", True,
     [1, 2], {"a": 1}, object(), "44 pixels", 3 + 4j, "%"],
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
    assert "right" not in state["question"]


def test_asked_shows_the_text_and_then_the_forms(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
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
    assert question.judge(question.answer + 1).lines == (question.hint,)
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
