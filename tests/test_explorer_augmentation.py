"""The augmentation explorer without a browser: samples, labels that move along, marks, rules."""

from __future__ import annotations

import dataclasses
import math
import re

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage import data, transform
from sklearn.datasets import load_digits

from course_utils import augment, explorers
from course_utils.explorers.augmenting import scenes, truth
from course_utils.explorers.augmenting.drawing import BOX_COLOUR, MASK_COLOUR, with_labels
from course_utils.explorers.augmenting.model import (
    COUNT,
    NAMES,
    NOTHING,
    AugmentationModel,
    steps_of,
)
from course_utils.explorers.augmenting.truth import stake, turn_of, verdict
from course_utils.images import ImageError

GEOMETRIC = ("rotate", "shift", "scale", "shear", "crop")
BLANK = (False,) * COUNT


@pytest.fixture(scope="module")
def model() -> AugmentationModel:
    return AugmentationModel()


def state_of(model: AugmentationModel, **changes: object):
    """Return a state in which only these families act."""
    return model.change(model.start, **(NOTHING | changes))


def slider(model: AugmentationModel, name: str):
    return next(control for control in model.controls if control.name == name)


def test_every_value_of_the_state_has_a_control(model):
    names = [field.name for field in dataclasses.fields(model.start)]
    assert sorted(control.name for control in model.controls) == sorted(names)
    assert model.check(model.start) == model.start
    for name in model.presets:
        changes = model.preset(name)
        state = model.change(model.start, **changes)
        assert changes.items() <= dataclasses.asdict(state).items()
        for each, value in changes.items():  # the page's number field would refuse it otherwise
            control = slider(model, each)
            if hasattr(control, "step"):
                assert (value - control.low) / control.step % 1 == 0
    assert model.presets["gentle"].items() <= dataclasses.asdict(model.start).items()


@pytest.mark.parametrize("picture", ["cup", "6", "8", "text"])
def test_strength_0_gives_the_picture_itself(model, picture):
    state = state_of(model, picture=picture, outlines=False)
    scene = model.scene(state)
    frame = model.render(state)
    assert tuple(frame.pictures) == NAMES
    for number, name in enumerate(NAMES, 1):
        np.testing.assert_array_equal(frame.pictures[name], scene.image)
        assert frame.captions[name] == f"{number}: as it was"
    for sample in model.samples(state):
        assert sample.boxes == scene.boxes
        assert scene.mask is None or (sample.mask == scene.mask).all()


def test_the_same_seed_gives_the_same_twelve(model):
    state = model.change(model.start, **model.presets["strong"])
    first = model.render(state)
    again = AugmentationModel().render(state)
    for name in NAMES:
        np.testing.assert_array_equal(first.pictures[name], again.pictures[name])
    assert first.captions == again.captions
    other = model.render(model.change(state, seed=1))
    assert all((first.pictures[name] != other.pictures[name]).any() for name in NAMES)
    # ... and no two samples of one draw are alike.
    assert len({first.pictures[name].tobytes() for name in NAMES}) == COUNT


@pytest.mark.parametrize("moved", ["rotate", "shift", "brightness", "cutout", "noise"])
def test_a_slider_changes_its_own_family_only(model, moved):
    state = model.change(model.start, **model.presets["strong"])
    limits = slider(model, moved)
    changed = model.change(state, **{moved: limits.high})
    without = model.change(state, **{moved: limits.low})
    for before, after, none in zip(
        *(model.samples(each) for each in (state, changed, without)), strict=True
    ):
        kept = [one for one in before.drawn if one.name != moved]
        assert kept == [one for one in after.drawn if one.name != moved]
        assert kept == list(none.drawn)


@pytest.mark.parametrize("name", list(NOTHING)[1:])
def test_numbers_stay_within_the_strength(model, name):
    limits = slider(model, name)
    strength = limits.high / 2 if name == "blur" else limits.high // 2
    state = state_of(model, **{name: strength})
    scene = model.scene(state)
    height, width = scene.image.shape[:2]
    seen = []
    for seed in range(8):
        for sample in model.samples(model.change(state, seed=seed)):
            (drawn,) = sample.drawn
            assert drawn.name == name
            seen.append(drawn.values)
    values = np.array(seen, dtype=float)
    if name in ("rotate", "shear", "hue", "brightness"):
        assert (abs(values) <= strength).all()
        assert abs(values).max() > 0.8 * strength
        assert values.min() < 0 < values.max()
    elif name == "shift":
        assert (abs(values) <= np.ceil([width * strength / 100, height * strength / 100])).all()
    elif name in ("scale", "contrast", "saturation"):
        assert (abs(values - 1) <= strength / 100).all()
        assert values.min() < 1 < values.max()
    elif name == "crop":
        shares = values[:, 2] * values[:, 3] / (width * height)
        assert (values[:, 2] <= width).all() and (values[:, 3] <= height).all()
        assert shares.min() < 1 - 0.5 * strength / 100
    elif name == "noise":
        assert (values[:, 0] == strength).all()
    elif name == "blur":
        assert (values <= strength).all()
    else:
        assert (values[:, 2] == round(width * strength / 100)).all()


@settings(max_examples=25, deadline=None)
@given(
    st.fixed_dictionaries(
        {"flip": st.booleans()}
        | {name: st.integers(0, 45).map(lambda value: value // 5 * 5) for name in GEOMETRIC},
    ),
    st.integers(0, 1000),
)
def test_the_box_on_a_sample_bounds_the_moved_mask(changes, seed):
    model = MODEL
    for sample in model.samples(state_of(model, **changes, seed=seed)):
        (box,) = sample.boxes
        tight = augment.box_of(sample.mask)
        if box is None:
            assert tight is None
        elif tight is not None:
            assert box[0] <= tight[0] and box[1] <= tight[1]
            assert box[0] + box[2] >= tight[0] + tight[2]
            assert box[1] + box[3] >= tight[1] + tight[3]


MODEL = AugmentationModel()


def test_picture_and_mask_turn_as_in_scikit_image(model):
    state = state_of(model, rotate=90, outlines=False)
    scene = model.scene(state)
    for sample in model.samples(state):
        (degrees,) = sample.drawn[0].values
        turned = transform.rotate(scene.image, degrees, order=1, preserve_range=True)
        # OpenCV rounds places to 1/32 pixel: a few levels at a sharp edge.
        assert np.abs(sample.image.astype(float) - turned).mean() < 1
        mask = transform.rotate(scene.mask.astype(float), degrees, order=1) > 0.5
        union = np.count_nonzero(mask | sample.mask)
        assert np.count_nonzero(mask & sample.mask) > 0.97 * union


def test_the_lines_lie_on_the_box_and_in_the_mask(model):
    state = model.change(model.start, **model.presets["geometric only"])
    shown = model.render(state).pictures
    plain = model.render(model.change(state, outlines=False)).pictures
    for name, sample in zip(NAMES, model.samples(state), strict=True):
        np.testing.assert_array_equal(plain[name], sample.image)
        (box,) = sample.boxes
        x, y, width, height = box
        cyan = (shown[name] == BOX_COLOUR).all(axis=2)
        for row, column in ((y, x), (y + height - 1, x), (y + height - 1, x + width - 1)):
            assert cyan[row, column]
        changed = (shown[name] != plain[name]).any(axis=2)
        rows, columns = np.nonzero(changed)
        # Nothing is drawn further out than one pixel beyond the box.
        assert columns.min() >= max(x - 1, 0) and columns.max() <= x + width
        assert rows.min() >= max(y - 1, 0) and rows.max() <= y + height
        yellow = (shown[name] == MASK_COLOUR).all(axis=2)
        assert (sample.mask | ~yellow).all()


def test_the_outline_of_a_mask_is_its_outermost_pixels():
    mask = np.zeros((40, 50), bool)
    mask[10:30, 5:45] = True
    drawn = with_labels(np.full((40, 50, 3), 60, np.uint8), [], mask)
    yellow = (drawn == MASK_COLOUR).all(axis=2)
    expected = mask.copy()
    expected[11:29, 6:44] = False
    np.testing.assert_array_equal(yellow, expected)
    hatched = (drawn[11:29, 6:44] != 60).any(axis=2)
    assert 0.1 < hatched.mean() < 0.2
    untouched = with_labels(drawn, [], np.zeros((40, 50), bool))
    np.testing.assert_array_equal(untouched, drawn)


def test_marks_belong_to_the_samples(model):
    marks = (True, *BLANK[1:])
    marked = model.change(model.start, marks=marks)
    for beside in ({"outlines": False}, {"answers": True}):
        assert model.change(marked, **beside).marks == marks
    for other in ({"seed": 1}, {"rotate": 15}, {"flip": False}, {"picture": "6"}):
        assert model.change(marked, **other).marks == BLANK
    assert model.change(marked, rotate=marked.rotate).marks == marks  # nothing has changed
    assert model.change(marked, seed=3, marks=marks).marks == marks  # asked for both


def test_marks_change_words_and_no_picture(model):
    before = model.render(model.start)
    marks = (True, True, *BLANK[2:])
    after = model.render(model.change(model.start, marks=marks))
    assert all(before.pictures[name] is after.pictures[name] for name in NAMES)
    assert before.numbers == {"label still true": {"you marked": "0 of 12"}}
    assert before.sentence.endswith("Mark the samples that still show a cup.")
    assert after.numbers == {"label still true": {"you marked": "2 of 12"}}
    assert after.sentence.endswith("You marked 2 of 12 samples as still showing a cup.")


def test_the_view_takes_the_marks_away_too():
    explorer = explorers.augmentation()
    explorer.marks = [True] * COUNT
    assert explorer.marks == (True,) * COUNT
    explorer.outlines = False
    assert explorer.marks == (True,) * COUNT
    explorer.rotate = 45
    assert explorer.marks == BLANK
    explorer.marks = [True] * COUNT
    explorer.go_to("strong")
    assert explorer.marks == BLANK and explorer.cutout == 40
    with pytest.raises(ImageError, match="rotate is a whole number from 0 to 180, not 200"):
        explorer.rotate = 200


def test_half_turns_of_a_6_are_nines(model):
    state = model.change(model.start, **model.presets["6, turned by up to 180°"], answers=True)
    words = {"still true": 0, "reads as a 9": 0, "open: it lies on its side": 0}
    for seed in range(6):
        now = model.change(state, seed=seed)
        frame = model.render(now)
        for name, sample, found in zip(NAMES, model.samples(now), model.verdicts(now), strict=True):
            (degrees,) = sample.drawn[0].values
            expected = {
                True: "still true",
                False: "reads as a 9",
                None: "open: it lies on its side",
            }
            true = True if abs(degrees) <= 60 else False if abs(degrees) >= 120 else None
            assert found.true is true and found.why == expected[true]
            assert frame.captions[name].endswith(f"By the rules: {found.why}")
            words[found.why] += 1
    assert min(words.values()) > 10
    assert frame.sentence.startswith("Turned by 120° or more, a 6 reads as a 9.")


def test_the_answers_count_agreement(model):
    state = model.change(model.start, **model.presets["mirrored text"], answers=True)
    mirrored = [bool(sample.drawn[0].values[0]) for sample in model.samples(state)]
    truth = [not each for each in mirrored]
    assert 0 < sum(truth) < COUNT
    row = model.render(model.change(state, marks=truth)).numbers["label still true"]
    said = f"{sum(truth)} of 12"
    assert row == {"you marked": said, "the rules say": said, "open": "0",
                   "you agree in (no mark: not true)": "12 of 12"}  # fmt: skip
    row = model.render(model.change(state, marks=mirrored)).numbers["label still true"]
    assert row["you agree in (no mark: not true)"] == "0 of 12"
    frame = model.render(state)
    assert list(frame.numbers["label still true"]) == ["you marked", "the rules say", "open"]
    assert "Mirrored: not true." in frame.sentence
    assert frame.sentence.startswith("In the mirror, text reads wrong.")
    for name, flipped in zip(NAMES, mirrored, strict=True):
        assert ("mirrored: reads wrong" in frame.captions[name]) is flipped


@pytest.mark.parametrize(
    ("label", "kind", "degrees", "flip", "true"),
    [("6", "digit", 0, False, True), ("6", "digit", 180, False, False),
     ("9", "digit", -170, False, False), ("8", "digit", 180, True, True),
     ("0", "digit", 90, False, None), ("2", "digit", 180, False, None),
     ("2", "digit", 10, True, False), ("4", "digit", 180, False, False),
     ("6", "digit", 20, True, False), ("8", "digit", 15, True, True),
     ("text", "text", 0, True, False), ("text", "text", 130, False, False),
     ("text", "text", 90, False, None), ("cup", "object", 180, True, True)],
)  # fmt: skip
def test_rules(label, kind, degrees, flip, true):
    matrix = augment.rotation(degrees)
    if flip:
        matrix = augment.compose(augment.mirror(), matrix)
    assert verdict(label, kind, matrix, 1.0).true is true
    assert verdict(label, kind, matrix, 0.2).true is False
    if true:
        assert verdict(label, kind, matrix, 0.4).true is None


@settings(max_examples=60, deadline=None)
@given(st.floats(-179, 179), st.booleans(), st.floats(0.3, 3), st.floats(-30, 30))
def test_the_turn_of_a_matrix_is_its_polar_decomposition(degrees, flip, factor, slant):
    from scipy.linalg import polar

    parts = [augment.shear(slant), augment.scaling(factor), augment.rotation(degrees)]
    matrix = augment.compose(*([augment.mirror()] if flip else []), *parts)
    angle, mirrored = turn_of(matrix)
    assert mirrored is flip
    linear = matrix[:2, :2] @ (np.diag([-1.0, 1.0]) if flip else np.eye(2))
    turn = polar(linear)[0]
    assert math.cos(math.radians(angle)) == pytest.approx(turn[0, 0], abs=1e-9)
    assert math.sin(math.radians(angle)) == pytest.approx(turn[0, 1], abs=1e-9)
    if slant == 0:
        assert angle == pytest.approx(degrees)


def test_an_object_that_is_gone_has_lost_its_label():
    image = np.full((100, 100, 3), 90, np.uint8)
    mask = np.zeros((100, 100), bool)
    mask[:10, :10] = True
    model = AugmentationModel(image, [(0, 0, 10, 10)], mask, "nail")
    state = state_of(model, shift=50, answers=True, picture="your picture")
    gone = []
    for seed in range(4):
        now = model.change(state, seed=seed)
        frame = model.render(now)
        for name, sample, found in zip(NAMES, model.samples(now), model.verdicts(now), strict=True):
            if sample.boxes == (None,):
                gone.append(name)
                assert not sample.mask.any()
                assert found.true is False
                assert (
                    "A box has left the picture.\nBy the rules: too little" in frame.captions[name]
                )
            elif sample.mask.sum() > 50:
                assert found.true is True
    assert gone
    # A hole over the object takes its label as well.
    hidden = state_of(model, cutout=60, answers=True)
    for sample, found in zip(model.samples(hidden), model.verdicts(hidden), strict=True):
        x, y, *_ = sample.drawn[0].values
        left = 100 - max(0, 10 - x) * max(0, 10 - y)
        assert found.true is (False if left < 25 else None if left < 50 else True)


def test_digits_are_those_of_scikit_learn():
    known = load_digits()
    for digit, number in {"6": 402, "8": 394}.items():
        rows = [[int(level, 17) for level in row] for row in scenes.DIGITS[digit].split()]
        np.testing.assert_array_equal(rows, known.images[number])
        assert str(known.target[number]) == digit


def test_the_cup_is_the_one_of_lesson_1(model):
    scene = model.scene(model.start)
    coffee = data.coffee()
    assert scene.image.shape == (107, 160, 3)
    (box,) = scene.boxes
    scale = coffee.shape[1] / 160
    outline = np.array([corner.split(",") for corner in scenes.CUP.split()], dtype=int)
    full = cv2.boundingRect(outline)
    assert np.abs(np.array(box) * scale - full).max() < 2 * scale
    x, y, width, height = augment.box_of(scene.mask)
    assert box[0] <= x and box[1] <= y
    assert x + width <= box[0] + box[2] and y + height <= box[1] + box[3]
    area = cv2.contourArea(outline.astype(np.float32)) / scale**2
    assert scene.mask.sum() == pytest.approx(area, rel=0.03)


def test_the_callers_picture_its_labels_and_its_name():
    camera = data.camera()
    mask = camera < 40
    model = AugmentationModel(camera, [(100, 80, 200, 300)], mask, "road sign")
    scene = model.scene(model.start)
    assert model.start.picture == "your picture"
    assert scene.image.shape == (160, 160, 3)
    assert scene.mask.shape == (160, 160)
    assert scene.boxes == ((31, 25, 63, 94),)
    assert (scene.kind, scene.named) == ("text", "a road sign")
    assert "In the mirror, a road sign reads wrong." in model.render(model.start).sentence
    small = AugmentationModel(np.arange(64, dtype=np.uint8).reshape(8, 8), label="3")
    assert small.scene(small.start).image.shape == (104, 104, 3)
    assert small.scene(small.start).kind == "digit"
    tiny = np.zeros((9, 12), bool)
    tiny[2:4, 3:6] = True
    enlarged = AugmentationModel(np.zeros((9, 12)), [(3, 2, 3, 2)], tiny)
    scene = enlarged.scene(enlarged.start)
    assert scene.boxes == (augment.box_of(scene.mask),) == ((27, 18, 27, 18),)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [({"image": None, "boxes": [(0, 0, 3, 3)]}, "no picture that they lie in"),
     ({"image": np.zeros((9, 9, 4), np.uint8)}, "leaves a fourth channel out"),
     ({"image": np.zeros((9, 9), np.uint8), "boxes": [(5, 5, 5, 2)]}, "not lie inside the picture"),
     ({"image": np.zeros((9, 9), np.uint8), "mask": np.ones((9, 9))}, "The mask must be bool"),
     ({"image": np.zeros((9, 9), np.uint8), "mask": np.zeros((9, 9), bool)}, "no True pixel"),
     ({"image": np.zeros((9, 9)) + 7}, "from 0 .black. to 1"),
     ({"image": "cat.jpg"}, "file name")],
)  # fmt: skip
def test_what_does_not_fit_raises_a_sentence(arguments, sentence):
    with pytest.raises(ImageError, match=sentence):
        AugmentationModel(**arguments)


@pytest.mark.parametrize("kind", ["digit", "text", "object"])
@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("degrees", [0, 60, 90, 180])
def test_every_stake_is_a_short_sentence(kind, flip, degrees):
    labels = {"digit": "0123456789", "text": ["text", "road sign"], "object": ["cup", "axe"]}[kind]
    for label in labels:
        sentence = stake(label, scenes.with_article(label), kind, flip, degrees)
        assert sentence[0].isupper() and sentence.endswith(".")
        assert len(sentence.split()) < 25 and label in sentence


@pytest.mark.parametrize("kind", ["digit", "text", "object"])
def test_the_rules_in_words_are_the_rules_applied(kind):
    """Each limit in the sentence is where the verdict changes."""
    words = truth.rules(kind)
    label = {"digit": "6", "text": "text", "object": "cup"}[kind]

    def found(degrees, share=1.0):
        return verdict(label, kind, augment.rotation(degrees), share).true

    shares = [float(number) / 100 for number in re.findall(r"(\d+)%", words)]
    assert [found(0, share) for share in shares] == [True, None]
    assert [found(0, share - 0.01) for share in shares] == [None, False]
    turns = sorted({float(number) for number in re.findall(r"(\d+)°", words)})
    if kind == "object":
        assert turns == [] and found(180) is True
    else:
        assert [found(turn - 1) for turn in turns] == [True, None]
        assert [found(turn + 1) for turn in turns] == [None, False]


def test_box_and_mask_can_be_hidden_where_there_are_some(model):
    assert slider(model, "outlines").only_with == {"picture": ("cup",)}
    image = np.zeros((50, 60), np.uint8)
    plain, boxed = AugmentationModel(image), AugmentationModel(image, [(5, 5, 20, 20)])
    assert slider(plain, "outlines").only_with == {"picture": ()}
    assert slider(boxed, "outlines").only_with == {"picture": ("your picture",)}


def test_a_caption_has_a_line_for_places_one_for_values_and_one_for_the_rules(model):
    state = model.change(model.start, **model.presets["strong"], answers=True)
    for caption in model.render(state).captions.values():
        places, values, rule = caption.split("\n")
        assert re.match(r"\d+: .*rotate\s.*crop\s\d+\s×\s\d+\spx$", places)
        assert re.match(r"brightness\s.*cutout\sat\s\(\d+,\s\d+\)$", values)
        assert " " not in places.split(": ")[1].replace(", ", "")  # no step is broken up
        assert rule.startswith("By the rules: ")


def test_snapshot_says_what_was_drawn():
    explorer = explorers.augmentation()
    figure = explorer.snapshot(**NOTHING | {"rotate": 180}, picture="6", seed=2)
    (degrees,) = (
        explorer.model.samples(state_of(explorer.model, rotate=180, picture="6", seed=2))[0]
        .drawn[0]
        .values
    )
    assert f"sample 1: 1: rotate\xa0{degrees:+.1f}°" in figure.text
    assert figure._repr_html_().count("<img alt=") == COUNT


def test_strength_0_is_no_step_at_all(model):
    assert steps_of(state_of(model)) == {}
    assert list(steps_of(model.change(model.start, **model.presets["strong"]))) == list(NOTHING)
