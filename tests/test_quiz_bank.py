"""The bank of the quiz: computed answers against other libraries, objectives, places, drawing."""

import itertools
import re
from collections import Counter
from random import Random

import cv2
import numpy as np
import pytest
import scipy
import skimage
import sklearn.metrics
import sklearn.preprocessing
from hypothesis import given
from hypothesis import strategies as st

from course_utils import concepts, lessons, networks, paths, quizzes
from course_utils.quizzes import bank, objectives
from course_utils.quizzes.computed import TEMPLATES
from course_utils.quizzes.computed.template import Task, Template, number
from course_utils.quizzes.questions import NumberQuestion
from course_utils.quizzes.text import to_plain, unpaired_mark

SEEDS = range(25)
# The templates that ask what a question of a lesson's file asks, with other numbers.
TWINS = {
    "01.bytes", "01.wrap", "01.below_zero", "01.crop_shape", "01.resize", "02.stretch", "02.hue",
    "02.bits", "03.flipped_box", "03.quarter_turn", "03.rotation_factor", "04.node", "04.surprise",
    "04.slope_sign", "04.one_step", "04.updates", "05.dense", "05.more", "05.picture", "05.stop",
}  # fmt: skip


# ---- oracles: every answer is computed once more, in another way ---------------------------------


def byte(*values):
    return np.array([values], np.uint8)


def keras_layer(layer, *shape):
    """Build a Keras layer for inputs of this shape, without the batch."""
    layer.build((None, *shape))
    return layer


def keras():
    return pytest.importorskip("keras")


def of_row(values, operation):
    """Apply an operation of OpenCV with a flat element of 1 by 3 and return the middle."""
    return operation(byte(*values), np.ones((1, 3), np.uint8))[0, len(values) // 2].item()


def mirrored_edge(columns, x, width):
    mask = np.zeros((1, columns), bool)
    mask[:, x : x + width] = True
    return int(np.flatnonzero(np.fliplr(mask))[0])


def row_of_the_turned(size, column, row):
    picture = np.zeros((size, size))
    picture[row, column] = 1
    return int(np.argwhere(np.rot90(picture))[0, 0])


def product_of_matrices(x, y, shift, scale):
    transform = skimage.transform.AffineTransform
    both = transform(scale=scale).params @ transform(translation=(shift, 0)).params
    return (both @ [x, y, 1])[0]


def slope_by_differences(x, weight, bias, truth):
    def loss(w):
        return (x * w + bias - truth) ** 2

    return (loss(weight + 1e-4) - loss(weight - 1e-4)) / 2e-4


def sgd_step(weight, slope, rate):
    weights = np.array([weight])
    networks.SGD(rate).step(weights, np.array([float(slope)]))
    return weights[0]


def dense(*sizes):
    """Count the parameters of a dense network as the network of the course counts them."""
    return sum(networks.Dense(*pair).parameter_count for pair in itertools.pairwise(sizes))


def early_stopping(losses):
    callback = keras().callbacks.EarlyStopping("val_loss", patience=2)
    callback.set_model(type("Model", (), {"stop_training": False})())
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        if callback.model.stop_training:
            break
    return callback.best_epoch + 1


def updates(samples, size, epochs):
    training = samples - round(0.2 * samples)
    return sum(1 for _ in range(epochs) for _ in range(0, training, size))


def flat_middle(kernel, value):
    picture = np.full((5, 5), float(value))
    return scipy.ndimage.correlate(picture, np.array(kernel, float))[2, 2]


def conv_size(size, kernel, padding, stride):
    picture = np.pad(np.zeros(size), padding)
    return len(np.lib.stride_tricks.sliding_window_view(picture, kernel)[::stride])


def dilated_width(kernel, dilation):
    """Compute on one pixel: the area that answers is the area that the kernel spans."""
    layer = keras().layers.Conv2D(
        1, kernel, dilation_rate=dilation, padding="same", kernel_initializer="ones"
    )
    picture = np.zeros((1, 61, 61, 1), np.float32)
    picture[0, 30, 30] = 1
    columns = np.flatnonzero(np.asarray(layer(picture))[0].any(axis=(0, 2)))
    return columns[-1] - columns[0] + 1


def pooled(size):
    return keras().layers.MaxPooling2D(2).compute_output_shape((None, size, size, 1))[1]


def seen_pixels(first, second, pooled):
    """Change one pixel after another, and count which of them one unit notices."""
    layers = [keras().layers.Conv1D(1, first, kernel_initializer="ones")]
    # the mean notices every pixel of its window, the maximum only some
    layers += [keras().layers.AveragePooling1D(2)] if pooled else []
    layers += [keras().layers.Conv1D(1, second, kernel_initializer="ones")]
    rows = np.eye(40, dtype=np.float32)[..., None]
    for layer in layers:
        rows = layer(rows)
    return int(np.count_nonzero(np.asarray(rows)[:, 4, 0]))


def kept_value(rate, value):
    layer = keras().layers.Dropout(rate, seed=1)
    out = np.asarray(layer(np.full((1, 200), value, np.float32), training=True))
    return float(out[out > 0][0])


def small_cnn(side, kernels):
    layers = keras().layers
    shape = (None, side, side, 1)
    for layer in (layers.Conv2D(kernels, 3), layers.MaxPooling2D(2), layers.Flatten()):
        shape = layer.compute_output_shape(shape)
    return shape[1]


def behind_the_average(side, maps, classes):
    layers = keras().layers
    shape = layers.GlobalAveragePooling2D().compute_output_shape((None, side, side, maps))
    return keras_layer(layers.Dense(classes), *shape[1:]).count_params()


ORACLES = {
    "01.bytes": lambda width, height: np.zeros((height, width, 3), np.uint8).nbytes,
    "01.wrap": lambda a, b: (byte(a) + byte(b)).item(),
    "01.below_zero": lambda a, b: (byte(a) - byte(b)).item(),
    "01.crop_shape": lambda top, bottom, left, right: (
        np.zeros((480, 640, 3))[top:bottom, left:right, 0].size
    ),
    "01.resize": lambda height, width, first, second: cv2.resize(
        np.zeros((height, width, 3), np.uint8), (first, second)
    ).shape[0],
    "01.grey": lambda red, green, blue: cv2.cvtColor(
        byte((red, green, blue)), cv2.COLOR_RGB2GRAY
    ).item(),
    "02.stretch": lambda low, high, value: skimage.exposure.rescale_intensity(
        np.array([low, value, high], float), out_range=(0, 255)
    )[1],
    "02.hue": lambda name, degrees: cv2.cvtColor(
        (255 * skimage.color.hsv2rgb([[[degrees / 360, 1, 1]]])).astype(np.uint8),
        cv2.COLOR_RGB2HSV,
    )[0, 0, 0].item(),
    "02.bits": lambda a, b: cv2.bitwise_and(byte(a), byte(b)).item(),
    "02.eroded": lambda row: of_row(row, cv2.erode),
    "02.nine": lambda values: cv2.medianBlur(np.array(values, np.uint8).reshape(3, 3), 3)[
        1, 1
    ].item(),
    "02.contour_area": lambda height, width: cv2.contourArea(
        cv2.findContours(
            np.pad(np.full((height, width), 255, np.uint8), 3),
            cv2.RETR_EXTERNAL,
            cv2.CHAIN_APPROX_NONE,
        )[0][0]
    ),
    "02.standardised": lambda value, middle, deviation: (
        sklearn.preprocessing.StandardScaler()
        .fit([[middle - deviation], [middle + deviation]])
        .transform([[value]])
        .item()
    ),
    "03.flipped_box": mirrored_edge,
    "03.quarter_turn": row_of_the_turned,
    "03.rotation_factor": lambda factor: np.degrees(factor * 2 * np.pi),
    "03.product": product_of_matrices,
    "03.contrast": lambda value, contrast, brightness: np.interp(
        value, [0, 256], [128 - 128 * contrast + brightness, 128 + 128 * contrast + brightness]
    ),
    "04.node": lambda inputs, weights, bias: max(np.dot(inputs, weights) + bias, 0),
    "04.softmax": lambda scores: scipy.special.softmax(scores)[0],
    "04.surprise": lambda probability: sklearn.metrics.log_loss(
        [1], [[1 - probability, probability]], labels=[0, 1]
    ),
    "04.slope_sign": slope_by_differences,
    "04.one_step": sgd_step,
    "04.updates": lambda samples, size: len(range(0, samples, size)),
    "05.dense": lambda inputs, nodes: dense(inputs, nodes),
    "05.more": lambda inputs, first, second, outputs: dense(inputs, first, second, outputs),
    "05.picture": lambda side, channels, nodes: (
        keras_layer(keras().layers.Dense(nodes), np.zeros((side, side, channels)).size)
    ).count_params(),
    "05.stop": early_stopping,
    "05.fit": updates,
    "06.window": lambda window, kernel: scipy.signal.correlate2d(window, kernel, "valid").item(),
    "06.map_size": conv_size,
    "06.same_size": lambda kernel: next(p for p in range(20) if conv_size(40, kernel, p, 1) == 40),
    "06.flat_area": flat_middle,
    "06.extent": dilated_width,
    "06.layer_parameters": lambda channels, kernels, size: keras_layer(
        keras().layers.Conv2D(kernels, size), 32, 32, channels
    ).count_params(),
    "07.odd_map": pooled,
    "07.largest": lambda grid: skimage.measure.block_reduce(np.array(grid), 2, np.max)[1, 1],
    "07.field": seen_pixels,
    "07.kept": kept_value,
    "07.vector": small_cnn,
    "07.average": behind_the_average,
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_computed_answer_is_that_of_another_library(name):
    template, oracle = TEMPLATES[name], ORACLES[name]
    known = {}
    for seed in SEEDS:
        values = template.values(seed)
        key = repr(values)
        if key not in known:
            known[key] = float(oracle(**values))
        question = template.question(seed)
        assert question.judge(known[key]).verdict == "right", (values, known[key], question.answer)
    assert len(known) >= 3


def test_every_template_has_an_oracle_and_every_lesson_templates():
    assert ORACLES.keys() == TEMPLATES.keys()
    assert all(len(bank.templates(lesson)) >= 4 for lesson in bank.LESSONS)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_explains_its_wrong_numbers_and_keeps_to_the_style(template):
    for seed in SEEDS:
        question = template.question(seed)
        assert isinstance(question, NumberQuestion)
        assert question.id == f"{template.id}#{seed}"
        assert question == bank.find(question.id)
        assert question.judge(question.answer).lines == (question.explanation,)
        assert question.judge(to_plain(question.right_answer)).verdict == "right"
        assert len(question.wrong) >= 2
        for known in question.wrong:
            assert question.judge(known.value).lines == (known.why,)
        far = 7 * abs(question.answer) + 1234.5
        assert question.judge(far).lines == (question.hint,)
        texts = [question.prompt, question.hint, question.explanation]
        texts += [known.why for known in question.wrong]
        for text in texts:
            assert unpaired_mark(text) is None
            assert "0000000" not in text and "9999999" not in text, text
            for sentence in re.split(r"(?<=[.?!:])\s+", re.sub(r"`[^`]*`", "code", text)):
                assert len(sentence.split()) < 25, sentence


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_no_known_mistake_gives_the_right_number(template):
    for seed in range(bank.VARIANTS):
        made = template.make(**template.values(seed))
        question = template.question(seed)
        for value, why in made.wrong:
            assert question.judge(value).verdict == "not yet", (made.prompt, value, why)


def test_a_template_whose_mistake_is_always_right_is_refused():
    def make():
        return Task("1 + 1?", 2, ((2.0, "That is 1 · 2."),), "Count.", "It is 2.")

    template = Template("01.sum", ("01.11",), lambda random: {}, make)
    with pytest.raises(ValueError, match=r"01\.sum: one of its mistakes always gives the right"):
        template.question(0)


def test_rounding_half_up_or_half_to_even_is_the_same_to_the_learner():
    for seed in range(bank.VARIANTS):
        for name, exact in (("01.grey", grey_by_hand), ("02.stretch", stretched_by_hand)):
            number = exact(**TEMPLATES[name].values(seed))
            for rounded in (round(number), int(number + 0.5)):
                assert TEMPLATES[name].question(seed).judge(rounded).verdict == "right", number


def grey_by_hand(red, green, blue):
    return 0.299 * red + 0.587 * green + 0.114 * blue


def stretched_by_hand(low, high, value):
    return (value - low) * 255 / (high - low)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_learners_get_different_numbers(template):
    prompts = {template.question(seed).prompt for seed in range(100)}
    assert len(prompts) >= 4


def test_a_template_with_the_name_of_a_written_question_asks_the_same():
    named = {question.id for lesson in bank.LESSONS for question in bank.load(lesson)}
    assert TEMPLATES.keys() & named == TWINS, "give a new template or a new question another name"
    for name in TWINS:
        written = next(each for each in bank.load(name[:2]) if each.id == name)
        assert set(TEMPLATES[name].concepts) & set(written.concepts)


def test_variants_have_an_id_and_unknown_ones_a_sentence():
    assert quizzes.answer("01.bytes#3", TEMPLATES["01.bytes"].question(3).answer).verdict == "right"
    assert '"01.bytes#3"' in repr(quizzes.ask("01.bytes#3"))
    for unknown in ("01.bytes#", "01.bytes#-1", "01.bytes#1000", "01.bgr#1", "01.no#1"):
        assert quizzes.answer(unknown, 1).verdict == "not understood"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (-0.0, "0"), (1234567, "1,234,567"), (0.1 + 0.2, "0.3"), (1 / 3, "0.333333")],
)
def test_numbers_are_written_as_people_write_them(value, written):
    assert number(value) == written


# ---- objectives and places -----------------------------------------------------------------------

ALL = [
    *(question for lesson in bank.LESSONS for question in bank.load(lesson)),
    *(template.question(0) for template in TEMPLATES.values()),
]


def test_objectives_are_those_of_the_cards():
    for lesson in bank.LESSONS:
        card = re.search(r"\*\*You will be able to\*\* \| (.*) \|", lessons.load(lesson).text)
        found = [each.text for each in objectives.load() if each.lesson == lesson]
        assert found == card[1].split(" · "), f"lesson {lesson}: lessons/objectives.yml"


def test_every_concept_belongs_to_one_objective_of_its_lesson():
    rows = [row for row in concepts.load().values() if row.lesson in bank.LESSONS]
    counted = Counter(name for each in objectives.load() for name in each.concepts)
    assert counted == Counter(row.id for row in rows)
    for objective in objectives.load():
        assert all(name.startswith(f"{objective.lesson}.") for name in objective.concepts)


def test_the_questions_that_an_objective_names_exist():
    named = [name for each in objectives.load() for name in each.questions]
    assert len(set(named)) == len(named)
    assert set(named) <= {question.id.partition("#")[0] for question in ALL}


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.id)
def test_every_question_has_an_objective_of_its_lesson(question):
    assert objectives.objective_of(question).lesson == question.id[:2]


def headings(path):
    """Return, of a built notebook, the headings with the id of their cell and how far down."""
    for cell in lessons.notebook(lessons.load(path)).cells:
        if cell.cell_type == "markdown":
            for line, text in enumerate(cell.source.split("\n")):
                if text.startswith("#"):
                    yield text.lstrip("#").strip(), cell["id"], line


def test_every_question_leads_to_a_heading_that_exists():
    there = {f"{path.stem}.ipynb": list(headings(path)) for path in paths.lesson_files()}
    for question in ALL:
        places = objectives.places_of(question)
        assert places, f"{question.id}: {question.concepts[0]} is covered nowhere"
        for place in places:
            assert place.heading != objectives.RECAP
            # a heading that stands twice would lead to the first
            ((_, cell, line),) = [
                each for each in there[place.notebook] if each[0] == place.heading
            ]
            assert place.link == f"{place.notebook}#cell-id={cell}", (question.id, place)
            assert line <= 12, f"{place} stands far down in its cell: put +++ before it"


def test_a_mistake_in_the_objectives_is_told_with_its_line(tmp_path):
    file = tmp_path / "objectives.yml"
    file.write_text('- lesson: "01"\n  objective: read\n  concept: [01.1]\n', encoding="utf-8")
    with pytest.raises(objectives.ObjectiveError, match=r"objectives.yml:3: .* no key 'concept'"):
        objectives._Reader(file, objectives.ObjectiveError).objectives()


# ---- drawing -------------------------------------------------------------------------------------


def test_the_bank_is_large_enough():
    assert bank.LESSONS == ("01", "02", "03", "04", "05", "06", "07")
    count = sum(len(bank.written(each)) + len(bank.templates(each)) for each in bank.LESSONS)
    assert count >= 60
    drawn = {q.id.partition("#")[0] for seed in range(1, 200) for q in bank.draw_form(seed)}
    assert len(drawn) >= 0.95 * count  # no question is left over for ever


@given(st.integers(1, 9999))
def test_a_form_is_balanced_and_repeats_nothing(seed):
    form = bank.draw_form(seed)
    assert len(form) == bank.FORM_SIZE == 20
    names = [question.id.partition("#")[0] for question in form]
    assert len(set(names)) == 20
    by_lesson = Counter(question.id[:2] for question in form)
    assert set(by_lesson) == set(bank.LESSONS)
    assert set(by_lesson.values()) <= {2, 3}
    assert names == sorted(names, key=lambda name: name[:2])  # in the order of the lessons
    for lesson in bank.LESSONS:
        of_lesson = [question for question in form if question.id[:2] == lesson]
        assert sum("#" in question.id for question in of_lesson) == 1
        assert len({objectives.objective_of(question) for question in of_lesson}) == len(of_lesson)


def test_no_objective_is_forgotten_or_asked_all_the_time():
    drawn = [question for seed in range(1, 1001) for question in bank.draw_form(seed)]
    asked = Counter(objectives.objective_of(question) for question in drawn)
    for objective in objectives.load():
        assert 0.35 <= asked[objective] / 1000 <= 0.8, objective.text
    names = Counter(question.id.partition("#")[0] for question in drawn)
    assert max(names.values()) / 1000 <= 0.4, names.most_common(1)  # a second form is another one


@given(st.integers(1, 9999))
def test_the_same_number_draws_the_same_form(seed):
    once = bank.draw_form(seed)
    bank.draw_form.cache_clear()
    assert bank.draw_form(seed) == once


def test_forms_differ():
    forms = [frozenset(question.id for question in bank.draw_form(seed)) for seed in range(1, 40)]
    assert len(set(forms)) == len(forms)
    shared = [len(one & other) for one, other in itertools.pairwise(forms)]
    assert max(shared) <= 10  # neighbours cannot copy much


def test_the_form_of_a_number_stays_the_same_on_every_machine():
    """Python promises `random` and `sample` for a seed; this notices if the draw is changed."""
    values = TEMPLATES["01.bytes"].values(17)
    assert values == TEMPLATES["01.bytes"].draw(Random("01.bytes 17"))
    assert quizzes.practice(seed=3).questions == quizzes.practice(seed=3).questions


@given(st.sampled_from([None, *bank.LESSONS]), st.integers(1, 30), st.integers(0, 999))
def test_practice_keeps_to_its_lesson_and_repeats_nothing(lesson, count, seed):
    questions = quizzes.practice(lesson, count=count, seed=seed).questions
    names = [question.id.partition("#")[0] for question in questions]
    assert len(set(names)) == len(names) <= count
    if lesson:
        assert {name[:2] for name in names} == {lesson}
    assert questions == quizzes.practice(lesson, count=count, seed=seed).questions


def test_practice_refuses_with_sentences():
    with pytest.raises(LookupError, match=r"The quiz has no lesson '8'\. It has 01, 02"):
        quizzes.practice("8")
    for count in (0, -1, 2.5, True, "3"):
        with pytest.raises(ValueError, match="count is a whole number of questions"):
            quizzes.practice(count=count)


def test_practice_shows_no_key():
    shown = repr(quizzes.practice(count=200, seed=1))
    for question in quizzes.practice(count=200, seed=1).questions:
        assert to_plain(question.explanation) not in shown
