"""Policies: one draw for everything, repeatable, and the same as the functions one by one."""

import numpy as np
import pytest
import skimage as ski
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import augment
from course_utils.augment import (
    Blur,
    Brightness,
    Contrast,
    Crop,
    Cutout,
    Flip,
    Hue,
    Noise,
    Policy,
    Rotate,
    Saturation,
    Scale,
    Shear,
    Shift,
)
from course_utils.images import ImageError
from tests.test_augment_geometry import DTYPES, random_picture, seeds, shapes

GEOMETRIC = [Flip(), Shift(0.2), Rotate(30), Scale(0.7, 1.4), Shear(20), Crop(0.6)]
PHOTOMETRIC = [
    Brightness(60),
    Contrast(0.5, 1.6),
    Saturation(0.3, 1.8),
    Hue(40),
    Noise(12),
    Blur(1.2),
    Cutout(0.3, chance=0.7),
]
steps = st.lists(st.sampled_from(GEOMETRIC + PHOTOMETRIC), max_size=7)
dtypes = st.sampled_from(DTYPES)


def generator(seed=0) -> np.random.Generator:
    return np.random.default_rng(seed)


def one_by_one(image, drawn) -> np.ndarray:
    """Return what the functions of the package make of a draw, one warp and one change a step."""
    for one in drawn:
        value = one.values[0] if one.values else None
        if one.name == "flip" and value:
            image = augment.flip(image)
        elif one.name == "shift":
            image = augment.shift(image, *one.values)
        elif one.name == "rotate":
            image = augment.rotate(image, value)
        elif one.name == "scale":
            image = augment.scale(image, value)
        elif one.name == "shear":
            image = augment.slant(image, value)
        elif one.name == "crop":
            image = augment.crop_and_resize(image, one.values)
        elif one.name == "noise":
            image = augment.noise(image, value, generator(one.values[1]))
        elif one.name == "cutout" and one.values:
            image = augment.cutout(image, one.values)
        elif one.name in ("brightness", "contrast", "saturation", "hue", "blur"):
            image = getattr(augment, one.name)(image, value)
    return image


@given(st.lists(st.sampled_from(PHOTOMETRIC), max_size=6), shapes, dtypes, seeds)
def test_photometric_steps_are_the_functions_in_the_order_of_the_list(chosen, shape, dtype, seed):
    image = random_picture(seed, shape, dtype)
    sample = Policy(chosen)(image, generator(seed))
    np.testing.assert_allclose(
        sample.image.astype(np.float64), one_by_one(image, sample.drawn), atol=1e-6
    )


@given(st.sampled_from(GEOMETRIC), shapes, dtypes, seeds)
def test_one_geometric_step_is_its_function(step, shape, dtype, seed):
    image = random_picture(seed, shape, dtype)
    sample = Policy([step])(image, generator(seed))
    expected = one_by_one(image, sample.drawn).astype(np.float64)
    # a crop enlarges by cv2.resize, which knows nothing of the pixels beside the box
    if step.name != "crop":
        atol = 1 if dtype == np.uint8 else 1e-3
        np.testing.assert_allclose(sample.image.astype(np.float64), expected, atol=atol)
    else:
        x, y, width, height = (int(value) for value in sample.drawn[0].values)
        part = image[y : y + height, x : x + width]
        middle = (slice(*_inner(shape[0], height)), slice(*_inner(shape[1], width)))
        assert sample.image.shape == image.shape and part.size
        gap = np.abs(sample.image.astype(np.float64) - expected)[middle]
        assert gap.max(initial=0) <= (2 if dtype == np.uint8 else 2e-3)


def _inner(side: int, box_side: int) -> tuple[int, int]:
    """Return the rows of an enlarged crop that look at nothing but the box."""
    edge = int(np.ceil(side / box_side / 2))
    return edge, max(edge, side - edge)


@pytest.mark.parametrize("dtype", DTYPES)
def test_geometric_steps_together_are_the_functions_one_after_another(dtype):
    """Warped once instead of three times: sharper, but nothing lies elsewhere."""
    photograph = ski.transform.resize(ski.data.camera(), (96, 96), anti_aliasing=True)
    smooth = ski.filters.gaussian(photograph, 2)
    image = np.rint(smooth * 255).astype(np.uint8) if dtype == np.uint8 else smooth.astype(dtype)
    policy = Policy([Flip(), Rotate(20), Scale(0.9, 1.1), Shear(8), Shift(0.05)])
    for seed in range(20):
        sample = policy(image, generator(seed))
        expected = one_by_one(image, sample.drawn)
        gap = np.abs(sample.image.astype(np.float64) - expected)[24:72, 24:72]
        assert gap.max() < (8 if dtype == np.uint8 else 8 / 255)


@given(steps, shapes, dtypes, seeds)
def test_the_same_seed_gives_the_same_sample_and_a_draw_can_be_repeated(chosen, shape, dtype, seed):
    image = random_picture(seed, shape, dtype)
    before = image.copy()
    policy = Policy(chosen)
    sample = policy(image, generator(seed))
    again = policy(image, generator(seed))
    assert sample.drawn == again.drawn
    np.testing.assert_array_equal(sample.image, again.image)
    drawn = policy.draw(image.shape, generator(seed))
    assert drawn == sample.drawn
    np.testing.assert_array_equal(policy.apply(image, drawn).image, sample.image)
    assert (sample.image.dtype, sample.image.shape) == (image.dtype, image.shape)
    assert sample.image.max() <= (255 if dtype == np.uint8 else 1) and sample.image.min() >= 0
    assert not np.shares_memory(sample.image, image)
    np.testing.assert_array_equal(image, before)


@given(steps, shapes, dtypes, st.integers(0, 4), seeds)
def test_a_batch_is_the_pictures_one_by_one(chosen, shape, dtype, count, seed):
    pictures = random_picture(seed, (count, *shape), dtype)
    if len(shape) == 2 and shape[1] == 3 and shape[0] > 3:
        return  # refused as one colour picture, see below
    before = pictures.copy()
    policy = Policy(chosen)
    result = policy.batch(pictures, generator(seed))
    hand_over = generator(seed)
    expected = [policy(picture, hand_over).image for picture in pictures]
    assert (result.dtype, result.shape) == (pictures.dtype, pictures.shape)
    for ours, picture in zip(result, expected, strict=True):
        np.testing.assert_array_equal(ours, picture)
    np.testing.assert_array_equal(pictures, before)


def test_each_picture_of_a_batch_has_its_own_draw():
    pictures = np.repeat(random_picture(1, (1, 16, 16, 3)), 8, axis=0)
    result = Policy([Rotate(20)]).batch(pictures, generator())
    assert len({picture.tobytes() for picture in result}) == 8
    view = pictures[:, ::-1, ::-1]
    np.testing.assert_array_equal(
        Policy([Rotate(20), Noise()]).batch(view, generator()),
        Policy([Rotate(20), Noise()]).batch(view.copy(), generator()),
    )


@given(
    st.lists(st.sampled_from(GEOMETRIC), max_size=4),
    st.integers(0, 20),
    st.integers(0, 20),
    st.integers(1, 20),
    st.integers(1, 20),
    seeds,
)
def test_boxes_masks_points_and_pictures_move_together(chosen, x, y, width, height, seed):
    mask = np.zeros((40, 44), bool)
    mask[y : y + height, x : x + width] = True
    image = np.where(mask, 255, 0).astype(np.uint8)
    middle = (x + (width - 1) / 2, y + (height - 1) / 2)
    sample = Policy(chosen)(
        image, generator(seed), boxes=[(x, y, width, height)], mask=mask, points=[middle]
    )
    # Half a pixel outside of a corner a quarter of the object is still mixed in, and the other
    # way round: beyond these limits the mixture leaves no doubt.
    assert sample.mask[sample.image > 193].all()
    assert not sample.mask[sample.image < 62].any()
    tight = augment.box_of(sample.mask)
    (box,) = sample.boxes
    if tight is not None:
        assert box is not None
        assert box[0] <= tight[0] and tight[0] + tight[2] <= box[0] + box[2]
        assert box[1] <= tight[1] and tight[1] + tight[3] <= box[1] + box[3]
    matrix = augment.matrix_of(sample.drawn, image.shape)
    matrix = np.eye(3) if matrix is None else matrix
    np.testing.assert_allclose(sample.points[0], augment.move_points([middle], matrix)[0])


def test_lost_boxes_keep_their_place_in_the_list():
    policy = Policy([Shift(0.5)], least=0.5)
    image = np.zeros((20, 20), np.uint8)
    boxes = [(0, 0, 4, 4), (8, 8, 4, 4), (16, 16, 4, 4)]
    shifted = None
    for seed in range(50):
        sample = policy(image, generator(seed), boxes=boxes)
        dx, dy = sample.drawn[0].values
        expected = []
        for x, y, width, height in boxes:
            left, right = max(x + dx, 0), min(x + dx + width, 20)
            top, bottom = max(y + dy, 0), min(y + dy + height, 20)
            inside = max(right - left, 0) * max(bottom - top, 0)
            kept = inside >= 8
            expected.append((left, top, right - left, bottom - top) if kept else None)
        assert sample.boxes == tuple(expected)
        shifted = shifted or None in expected
    assert shifted


@given(st.sampled_from(GEOMETRIC + PHOTOMETRIC), shapes, seeds)
def test_what_is_drawn_lies_within_the_limits(step, shape, seed):
    draws = generator(seed)
    height, width = shape[:2]
    for _ in range(20):
        values = step.draw(draws, shape).values
        if step.name == "shift":
            assert abs(values[0]) <= round(step.share * width)
            assert abs(values[1]) <= round(step.share * height)
            assert all(value == round(value) for value in values)
        elif step.name in ("rotate", "shear", "hue"):
            assert abs(values[0]) <= step.degrees
        elif step.name in ("scale", "contrast", "saturation"):
            assert step.low <= values[0] <= step.high
        elif step.name == "brightness":
            assert abs(values[0]) <= step.levels
        elif step.name == "blur":
            assert 0 <= values[0] <= step.sigma
        elif values and step.name in ("crop", "cutout"):
            x, y, box_width, box_height = values
            assert x >= 0 and box_width >= 1 and x + box_width <= width
            assert y >= 0 and box_height >= 1 and y + box_height <= height
            if step.name == "crop":
                assert box_width >= round(step.least * width)


def test_draws_are_spread_over_their_limits():
    draws = generator(0)
    turns = [Rotate(15).draw(draws, (9, 9)).values[0] for _ in range(4000)]
    assert np.histogram(turns, 10, (-15, 15))[0].min() > 300
    shifts = [Shift(0.2).draw(draws, (10, 10)).values for _ in range(5000)]
    counts = np.unique(np.array(shifts), axis=0, return_counts=True)[1]
    assert len(counts) == 25 and counts.min() > 130
    assert 1850 < sum(Flip().draw(draws, (9, 9)).values[0] for _ in range(4000)) < 2150
    assert not any(Flip(0).draw(draws, (9, 9)).values[0] for _ in range(50))
    assert all(Flip(1).draw(draws, (9, 9)).values[0] for _ in range(50))
    assert not any(Cutout(chance=0).draw(draws, (9, 9)).values for _ in range(50))


def test_texts_say_what_was_drawn():
    def text(step, *values):
        return augment.Drawn(step, values).text

    assert text(Flip(), 1.0) == "flip yes"
    assert text(Flip(), 0.0) == "flip no"
    assert text(Shift(), -3.0, 0.0) == "shift 3 px left, 0 px down"
    assert text(Shift(), 2.0, -1.0) == "shift 2 px right, 1 px up"
    assert text(Rotate(), 12.34) == "rotate +12.3°"
    assert text(Scale(), 0.9) == "scale × 0.90"
    assert text(Shear(), -4.0) == "shear -4.0°"
    assert text(Crop(), 1, 2, 30, 40) == "crop 30 × 40 px at (1, 2)"
    assert text(Brightness(), -12.2) == "brightness -12"
    assert text(Contrast(), 1.25) == "contrast × 1.25"
    assert text(Saturation(), 1.25) == "saturation × 1.25"
    assert text(Hue(), 7.7) == "hue +8°"
    assert text(Noise(), 8.0, 1) == "noise sigma 8"
    assert text(Blur(), 1.23) == "blur sigma 1.2 px"
    assert text(Cutout()) == "cutout no"
    assert text(Cutout(), 1, 2, 3, 4) == "cutout 3 × 4 px at (1, 2)"


def test_geometry_comes_first_whatever_the_order():
    image = random_picture(3, (12, 12, 3))
    for order in ([Brightness(50), Rotate(20)], [Rotate(20), Brightness(50)]):
        policy = Policy(order)
        drawn = policy.draw(image.shape, generator(1))
        by_name = {one.name: one.values[0] for one in drawn}
        expected = augment.brightness(
            augment.rotate(image, by_name["rotate"]), by_name["brightness"]
        )
        gap = np.abs(policy.apply(image, drawn).image.astype(int) - expected)
        assert gap.max() <= 1


@settings(max_examples=40)
@given(seeds, st.sampled_from([np.uint8, np.float64]))
def test_a_crop_draws_no_dark_line_at_the_edge(seed, dtype):
    image = np.full((30, 40, 3), 200 if dtype == np.uint8 else 0.8, dtype)
    sample = Policy([Crop(0.5), Flip()])(image, generator(seed))
    np.testing.assert_allclose(sample.image, image, atol=1e-6)


def test_no_step_is_no_change():
    image = random_picture(0, (4, 5))
    sample = Policy([])(image, generator(), boxes=[(1, 1, 2, 2)], mask=image > 99, points=[(1, 2)])
    np.testing.assert_array_equal(sample.image, image)
    np.testing.assert_array_equal(sample.mask, image > 99)
    assert sample.boxes == ((1, 1, 2, 2),) and sample.points.tolist() == [[1, 2]]
    assert sample.text == "" and sample.drawn == ()
    bare = Policy([])(image, generator())
    assert bare.mask is None and bare.points is None and bare.boxes == ()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Policy([Flip]), "its brackets"),
        (lambda: Policy(["flip"]), "such as Flip()"),
        (lambda: Policy([], least=3), "from 0 to 1"),
        (lambda: Flip(1.5), "chance of Flip"),
        (lambda: Shift(-0.1), "share of Shift"),
        (lambda: Rotate(200), "from 0 to 180"),
        (lambda: Scale(1.2, 0.9), "low before high"),
        (lambda: Scale(0, 1), "at least 0.01"),
        (lambda: Contrast(-1, 1), "at least 0"),
        (lambda: Crop(0), "least share of Crop"),
        (lambda: Noise(-1), "sigma of Noise"),
        (lambda: Policy([]).draw((4, 4), 42), "default_rng"),
        (lambda: Policy([]).batch(np.zeros((2, 4, 4), np.uint8), None), "default_rng"),
        (
            lambda: Policy([])(np.zeros((4, 4)), generator(), mask=np.zeros((3, 4), bool)),
            "the same",
        ),
        (lambda: Policy([], fill=300)(np.zeros((4, 4), np.uint8), generator()), "0 to 255"),
    ],
)
def test_wrong_policies_get_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.zeros((5, 5), np.uint8), "one picture a batch"),
        (np.zeros((8, 8, 3), np.uint8), "one colour picture"),
        (np.zeros((2, 8, 8, 4), np.uint8), "1 or 3 channels"),
        (np.zeros((2, 0, 8), np.uint8), "without pixels"),
        (np.full((2, 8, 8), 99.0), "divide it by 255"),
        (np.zeros((2, 8, 8), np.int32), "to_uint8"),
    ],
)
def test_what_is_not_a_batch_gets_a_sentence(value, words):
    with pytest.raises(ImageError, match=words):
        Policy([Flip()]).batch(value, generator())


def test_a_policy_cannot_change_in_use():
    policy = Policy([Flip()])
    with pytest.raises(AttributeError):
        policy.fill = 3
    assert policy == Policy((Flip(),)) and hash(policy) == hash(Policy([Flip()]))
