"""The form of the quiz and the feedback form: answers kept, nothing told, results, files."""

import json
import os
import re
import threading
from html.parser import HTMLParser
from pathlib import Path

import pytest

from course_utils import paths, quizzes
from course_utils.quizzes import bank, survey
from course_utils.quizzes.exam_view import ExamWidget
from course_utils.quizzes.questions import Choice, NumberQuestion
from course_utils.quizzes.result import form_figure, page, result_figure
from course_utils.quizzes.survey_view import SurveyWidget
from course_utils.quizzes.text import to_html, to_plain

FORM_CODE = ("_esm", "_css", "layout")  # the same for every form, or a random id


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """A folder of its own for what is kept, and for what is written beside the notebook."""
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "state"))
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path / "state"


def right_answer(question):
    """Return the right answer as a learner gives it."""
    if isinstance(question, Choice):
        letters = zip("ABCDEFGH", question.options, strict=False)
        return [letter for letter, option in letters if option.right]
    return question.answer


def wrong_answer(question):
    """Return an answer that is wrong and can be read."""
    if isinstance(question, Choice):
        letters = zip("ABCDEFGH", question.options, strict=False)
        return next(letter for letter, option in letters if not option.right)
    return question.answer + 12345


def answer_all(form, right):
    """Answer the questions rightly whose numbers are in `right`, and all others wrongly."""
    for number, question in enumerate(form.questions, start=1):
        given = right_answer(question) if number in right else wrong_answer(question)
        form.answer(number, given)


def written(name):
    """Return the text of a file beside the notebook."""
    return Path(name).read_text(encoding="utf-8")


def secrets(question):
    """Every text of a question that may be shown only after handing in."""
    if isinstance(question, NumberQuestion):
        return [question.explanation, question.hint, *(known.why for known in question.wrong)]
    return [question.explanation, *(option.why for option in question.options if option.why)]


# ---- answers -------------------------------------------------------------------------------------


def test_answers_are_kept_and_nothing_is_told():
    form = quizzes.form(seed=7)
    assert form.unanswered == tuple(range(1, 21))
    said = set()
    for right in (range(1, 21), ()):
        answer_all(form, right)
        said |= {
            re.sub(r"\d+", "N", form.answer(n, right_answer(question)))
            for n, question in enumerate(form.questions, start=1)
        }
    assert said == {"The answer to question N is saved."}
    assert form.unanswered == ()
    again = quizzes.form(seed=7)
    assert again.answers == form.answers
    assert not again.handed_in
    assert "20 questions, 20 answered" in repr(again)


def test_what_is_shown_before_handing_in_holds_no_key():
    form = quizzes.form(seed=7)
    answer_all(form, range(1, 10))
    sent = []
    widget = ExamWidget(form, lambda figure: pytest.fail("no result before handing in"))
    widget.send = lambda message, buffers=None: sent.append(message)
    widget._received(widget, {"do": "show"}, [])
    widget._received(widget, {"do": "answer", "number": 1, "answer": ["A"]}, [])
    widget._received(widget, {"do": "print"}, [])
    state = {key: value for key, value in widget.get_state().items() if key not in FORM_CODE}
    shown = json.dumps([state, sent], ensure_ascii=False, default=str)
    shown += repr(form) + form_figure(form).html + form.page() + repr(form.result())
    for question in form.questions:
        for text in secrets(question):
            assert to_plain(text) not in shown, question.id
            assert to_html(text) not in shown, question.id
    keys = {"id", "kind", "prompt", "how", "options", "unit", "lesson"}
    assert all(question.keys() == keys for question in widget.questions)


@pytest.mark.parametrize("answer", ["Z", "many", "1, 2, 3", {}, object()])
def test_an_answer_that_cannot_be_read_is_not_kept(answer):
    form = quizzes.form(seed=7)
    for number, question in enumerate(form.questions, start=1):
        if question.kind != "multiple":
            said = form.answer(number, answer)
            assert said.startswith(f"Question {number}: ") and said.endswith("."), said
    assert form.unanswered == tuple(range(1, 21))


@pytest.mark.parametrize("number", [0, 21, -1, 1.5, "3", True, None])
def test_a_question_that_is_not_there_gets_a_sentence(number):
    assert quizzes.form(seed=7).answer(number, "A") == "The questions are numbered from 1 to 20."


@pytest.mark.parametrize("nothing", [(), (None,), ("",)])
def test_an_answer_can_be_taken_back(nothing):
    form = quizzes.form(seed=7)
    answer_all(form, ())
    assert form.answer(4, *nothing) == "Question 4 has no answer now."
    assert quizzes.form(seed=7).unanswered == (4,)


def test_what_is_typed_is_kept_even_where_it_cannot_be_read_yet():
    form = quizzes.form(seed=7)
    number = next(n for n, q in enumerate(form.questions, start=1) if q.kind == "number")
    assert "cannot be read as a number" in form.type(number, ["about ten"])
    assert quizzes.form(seed=7).answers[number - 1] == ("about ten",)
    assert form.type(number, ["  "]) == f"Question {number} has no answer now."
    assert form.type(number, ["x" * 5000])
    assert len(form.answers[number - 1][0]) == 200


def test_a_form_knows_which_answers_cannot_be_read():
    form = quizzes.form(seed=7)
    numbers = [n for n, q in enumerate(form.questions, start=1) if q.kind == "number"]
    for number, typed in zip(numbers, ("28x28", "12 kB", "I don't know", "0,75"), strict=False):
        form.type(number, [typed])
    assert form.unread == tuple(numbers[:3])
    sent = []
    widget = ExamWidget(form, lambda figure: None)
    widget.send = lambda message, buffers=None: sent.append(message)
    widget._received(widget, {"do": "show"}, [])
    widget._received(widget, {"do": "answer", "number": numbers[0], "answer": ["784"]}, [])
    assert [message["unread"] for message in sent] == [numbers[:3], numbers[1:3]]


def test_every_sentence_is_shown_without_quotes():
    form = quizzes.form(seed=7)
    for said in (form.answer(1), form.answer(0), form.result(), form.export(), form.reset()):
        assert repr(said) == str(said)


@pytest.mark.parametrize("seed", [0, -1, 10000, 1.5, "7", True])
def test_a_seed_that_is_none_gets_a_sentence(seed):
    with pytest.raises(ValueError, match="seed is a whole number from 1 to 9999, and not"):
        quizzes.form(seed=seed)


def test_without_a_seed_the_form_is_ones_own_and_stays():
    own = quizzes.form()
    assert quizzes.form().seed == own.seed
    assert quizzes.form(seed=7).seed == 7
    own.answer(1)
    answer_all(quizzes.form(seed=7), ())
    assert quizzes.form().unanswered == tuple(range(1, 21))  # two forms, two files


# ---- handing in, and the result ------------------------------------------------------------------


def test_the_result_counts_by_lesson_and_by_objective():
    form = quizzes.form(seed=7)
    right = {1, 2, 3, 8, 13, 20}
    answer_all(form, right)
    result = form.hand_in()
    assert (result.total.right, result.total.asked) == (6, 20)
    assert {review.number for review in result.reviews if review.right} == right
    for lesson, tally in result.by_lesson.items():
        numbers = {n for n, q in enumerate(form.questions, start=1) if q.id.startswith(lesson)}
        assert (tally.right, tally.asked) == (len(numbers & right), len(numbers))
    assert sum(tally.asked for tally in result.by_objective.values()) == 20
    assert sum(tally.right for tally in result.by_objective.values()) == 6
    assert list(result.by_lesson) == list(bank.LESSONS)
    assert repr(form.result()) == repr(result)
    assert "Form 7: 6 of 20 right." in repr(result)


def test_after_handing_in_each_answer_is_explained():
    form = quizzes.form(seed=7)
    answer_all(form, {1, 2, 3})
    form.answer(20)
    text = " ".join(repr(form.hand_in()).split())
    figure = result_figure(form.hand_in())
    for number, question in enumerate(form.questions, start=1):
        word = "Right." if number <= 3 else "No answer." if number == 20 else "Not right."
        assert f"Question {number}. {word}" in text
        assert to_plain(question.explanation) in text
        assert to_html(question.explanation) in figure.html
        if number > 3:
            assert f"The right answer is {to_plain(question.right_answer)}" in text
    assert "Try another option" not in text


def test_an_answer_that_cannot_be_read_counts_as_not_right_and_is_shown_safely():
    form = quizzes.form(seed=7)
    number = next(n for n, q in enumerate(form.questions, start=1) if q.kind == "number")
    form.type(number, ["<img src=x onerror=alert(1)> `a` **b**"])
    result = form.hand_in()
    assert not result.reviews[number - 1].right
    for made in (result_figure(result).html, page(form)):
        assert "<img" not in made
        assert "&lt;img src=x" in made


def test_letters_that_no_option_has_count_as_not_right():
    form = quizzes.form(seed=7)
    number = next(n for n, q in enumerate(form.questions, start=1) if isinstance(q, Choice))
    form.type(number, ["Q"])
    assert not form.hand_in().reviews[number - 1].right
    assert "Your answer: Q" in repr(form.result())


class Links(HTMLParser):
    """Collects links, and fails for a tag that is not closed by its own."""

    def __init__(self, text):
        super().__init__()
        self.links, self.open = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.links += [value for name, value in attributes if name == "href"]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_result_links_to_where_it_is_taught():
    form = quizzes.form(seed=7)
    answer_all(form, set(range(2, 21)))  # only the first is wrong
    figure = result_figure(form.hand_in())
    wrong = form.hand_in().reviews[0]
    links = Links(figure.html).links
    assert wrong.places
    assert set(links) == {place.link for place in wrong.places}
    notebooks = {f"{path.stem}.ipynb" for path in paths.lesson_files()}
    assert all(link.split("#")[0] in notebooks for link in links)
    assert all(place.text in " ".join(figure.text.split()) for place in wrong.places)


def test_all_right_needs_no_practice():
    form = quizzes.form(seed=7)
    answer_all(form, range(1, 21))
    figure = result_figure(form.hand_in())
    assert "Form 7: 20 of 20 right." in figure.text
    assert "practice" not in figure.text
    assert Links(figure.html).links == []


def test_answers_stay_as_they_are_after_handing_in():
    form, other = quizzes.form(seed=7), quizzes.form(seed=7)  # as in two open notebooks
    answer_all(form, ())
    form.hand_in()
    before = quizzes.form(seed=7).answers
    said = other.answer(1, right_answer(other.questions[0]))
    assert said == "This form is handed in, so its answers stay as they are."
    assert other.handed_in
    assert quizzes.form(seed=7).answers == before


# ---- files ---------------------------------------------------------------------------------------


def test_two_notebooks_lose_no_answer_of_each_other():
    forms = [quizzes.form(seed=7) for _ in range(4)]

    def work(form, numbers):
        for number in numbers:
            form.answer(number, right_answer(form.questions[number - 1]))

    threads = [
        threading.Thread(target=work, args=(form, range(1 + place, 21, 4)))
        for place, form in enumerate(forms)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert quizzes.form(seed=7).unanswered == ()


def test_reset_keeps_a_copy(state):
    form = quizzes.form(seed=7)
    answer_all(form, range(1, 21))
    form.hand_in()
    before = (state / "quiz-7.json").read_bytes()
    assert form.reset() == (
        "This is form 7, without an answer yet. Your old one is kept as quiz-7-old-1.json."
    )
    assert (state / "quiz-7-old-1.json").read_bytes() == before
    assert not form.handed_in and form.unanswered == tuple(range(1, 21))
    assert "quiz-7-old-2.json" in form.reset()


def test_reset_of_ones_own_form_draws_others():
    form = quizzes.form()
    seeds = {form.seed}
    for _ in range(5):
        form.reset()
        seeds.add(form.seed)
    assert len(seeds) > 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"version": 99}', b"[" * 100000,
     b'{"version": 1, "seed": "7", "questions": "", "answers": {}, "handed_in": false}',
     b'{"version": 1, "seed": 7, "questions": "", "answers": {"01.bgr": 3}, "handed_in": false}'],
    ids=range(9),
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_kept(state, content):
    state.mkdir()
    (state / "quiz-7.json").write_bytes(content)
    form = quizzes.form(seed=7)
    assert "It is kept as quiz-7-unread-1.json, and a new one is started." in form.note
    assert form.note in " ".join(repr(form).split())
    assert (state / "quiz-7-unread-1.json").read_bytes() == content
    assert form.answer(1) == "Question 1 has no answer now."


def test_answers_to_questions_that_have_changed_since_are_kept_apart(state):
    answer_all(quizzes.form(seed=7), ())
    content = json.loads((state / "quiz-7.json").read_text(encoding="utf-8"))
    older = json.dumps(content | {"questions": "0123456789abcdef"})
    (state / "quiz-7.json").write_text(older, encoding="utf-8")
    form = quizzes.form(seed=7)
    assert "Your old answers are kept as quiz-7-old-1.json" in form.note
    assert (state / "quiz-7-old-1.json").read_text(encoding="utf-8") == older
    assert form.unanswered == tuple(range(1, 21))


def test_a_folder_that_cannot_be_written_stops_nothing(state, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("course_utils.quizzes.kept.write_atomically", full)
    form = quizzes.form(seed=7)
    said = form.answer(1, right_answer(form.questions[0]))
    assert said == (
        "What you typed could not be saved (No space left on device). It is kept as long as this "
        "notebook is open."
    )
    assert form.answers[0]
    assert form.hand_in().reviews[0].right
    assert (
        form.export() == "The file my-quiz-7.json could not be written (No space left on device)."
    )


def test_the_export_holds_what_was_answered_and_nothing_else(monkeypatch):
    form = quizzes.form(seed=7)
    answer_all(form, {1, 2})
    assert form.export("Ann") == "The form is not handed in yet. Hand it in first."
    form.hand_in()
    assert form.export() == "The file my-quiz-7.json lies beside this notebook."
    text = written("my-quiz-7.json")
    record = json.loads(text)
    assert record.keys() == {
        "course", "form", "name", "right", "asked", "lessons", "objectives", "questions"
    }  # fmt: skip
    assert (record["form"], record["name"], record["right"], record["asked"]) == (7, "", 2, 20)
    assert [each["id"] for each in record["questions"]] == [each.id for each in form.questions]
    assert sum(each["right"] for each in record["questions"]) == 2
    assert sum(each["asked"] for each in record["lessons"].values()) == 20
    personal = [
        os.environ.get("USER", ""),
        os.path.expanduser("~"),
        os.getcwd(),
        os.uname().nodename,
    ]
    assert not any(word and len(word) > 3 and word in text for word in personal)
    assert not re.search(r"20\d\d-\d\d|\d\d:\d\d", text)  # no date, no time
    form.export("  Group\n 3 ")
    assert json.loads(written("my-quiz-7.json"))["name"] == "Group 3"


def test_the_page_for_the_printer_is_one_file_with_everything():
    form = quizzes.form(seed=7)
    answer_all(form, ())
    empty = quizzes.form(seed=8).page()
    filled = form.page()
    assert empty.count("☐") > 20 and "☒" not in empty
    assert filled.count("☒") == sum(isinstance(q, Choice) for q in form.questions)
    form.hand_in()
    assert form.print() == (
        "The file my-quiz-7.html lies beside this notebook. Open it in a browser to print it."
    )
    handed = written("my-quiz-7.html")
    assert "Form 7: 0 of 20 right." in handed
    for made in (empty, filled, handed):
        assert Links(made).links == []
        assert made.count('class="question"') == 20
        assert "<script" not in made and "http" not in re.sub(r"<code>.*?</code>", "", made)


# ---- the form in a notebook ----------------------------------------------------------------------


def test_the_widget_does_what_the_form_does():
    form = quizzes.form(seed=7)
    shown, sent = [], []
    widget = ExamWidget(form, shown.append)
    widget.send = lambda message, buffers=None: sent.append(message)

    def tell(**message):
        widget._handle_custom_msg(message, [])
        return sent[-1]

    assert tell(do="show") | {"said": ""} == {
        "kind": "state", "answers": [[]] * 20, "unread": [], "handed_in": False, "reviews": [],
        "said": "", "verdict": "waiting",
    }  # fmt: skip
    given = right_answer(form.questions[0])
    given = given if isinstance(given, list) else [str(given)]
    assert tell(do="answer", number=1, answer=given)["said"] == "The answer to question 1 is saved."
    assert tell(do="print")["html"] == form.page()
    state = tell(do="hand_in")
    assert state["handed_in"] and len(state["reviews"]) == 20
    assert state["reviews"][0]["right"] and not state["reviews"][1]["right"]
    assert "Form 7: 1 of 20 right." in state["said"]
    assert "1 of 20" in shown[-1].text
    assert "lies beside this notebook" in tell(do="export", name="")["said"]
    again = tell(do="reset")
    assert not again["handed_in"] and again["answers"] == [[]] * 20
    assert shown[-1].html == ""


def test_a_form_in_a_notebook_shows_its_questions_and_then_the_result(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **_: shown.append(bundle))
    form = quizzes.form(seed=7)
    form._ipython_display_()
    text, live, below = shown
    assert "Question 20\n" in text["text/plain"]
    assert "Your answer" not in text["text/plain"]  # the notebook keeps no answers
    assert live["application/vnd.jupyter.widget-view+json"]["model_id"]
    assert below == {"text/html": "", "text/plain": ""}
    form.hand_in()
    form._ipython_display_()
    assert "Form 7: 0 of 20 right." in shown[-1]["text/plain"]


# ---- feedback ------------------------------------------------------------------------------------


def test_feedback_is_kept_and_written_to_a_file():
    feedback = quizzes.feedback()
    assert feedback.export() == "There is no answer yet."
    assert feedback.answer("pace", "about RIGHT") == "Saved."
    assert feedback.answer("helped", "The explorers, and »hints«.") == "Saved."
    assert quizzes.feedback().answers == {
        "pace": "About right",
        "helped": "The explorers, and »hints«.",
    }
    assert feedback.export() == "The file my-feedback.json lies beside this notebook."
    content = json.loads(written("my-feedback.json"))
    assert content == [
        {"question": "How was the pace?", "answer": "About right"},
        {"question": "What helped you most?", "answer": "The explorers, and »hints«."},
    ]
    assert feedback.answer("pace", "") == "Saved."
    assert "pace" not in quizzes.feedback().answers
    assert "About right" in repr(feedback)


def test_feedback_refuses_with_sentences_and_keeps_a_copy(state):
    feedback = quizzes.feedback()
    assert feedback.answer("pace", "ok") == "pace: choose one of: Too slow; About right; Too fast."
    assert feedback.answer("speed", "ok").startswith("The questions are pace, able,")
    feedback.answer("change", "x" * 9000)
    assert len(feedback.answers["change"]) == survey.LONGEST
    assert "kept as feedback-old-1.json" in feedback.reset()
    assert feedback.answers == {}
    (state / "feedback.json").write_text("{", encoding="utf-8")
    assert "It is kept as feedback-unread-1.json" in quizzes.feedback().note


def test_the_feedback_asks_what_helped_and_what_was_difficult():
    asked = " ".join(item.prompt for item in survey.items())
    assert "helped you most" in asked and "difficult" in asked
    options = next(item.options for item in survey.items() if item.name == "hardest")
    assert len(options) == len(bank.LESSONS) + 1


def test_the_feedback_in_a_notebook():
    feedback = quizzes.feedback()
    widget = SurveyWidget(feedback)
    sent = []
    widget.send = lambda message, buffers=None: sent.append(message)
    widget._handle_custom_msg({"do": "answer", "name": "pace", "text": "Too fast"}, [])
    widget._handle_custom_msg({"do": "show"}, [])
    widget._handle_custom_msg({"do": "export"}, [])
    assert sent == [
        {"said": "Saved."},
        {"answers": {"pace": "Too fast"}, "said": ""},
        {"said": "The file my-feedback.json lies beside this notebook."},
    ]
