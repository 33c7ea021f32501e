"""Matrices, warps, and the labels that move along, against OpenCV, scikit-image and SciPy."""

import cv2
import numpy as np
import pytest
import skimage as ski
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from course_utils import augment
from course_utils.images import ImageError

DTYPES = (np.uint8, np.float32, np.float64)
LEVEL = {np.uint8: 1, np.float32: 1 / 255, np.float64: 1 / 255}  # one level of 255

angles = st.floats(-720, 720)
factors = st.floats(0.3, 3)
seeds = st.integers(0, 2**32 - 1)
shapes = st.tuples(st.integers(1, 40), st.integers(1, 40), st.sampled_from([None, 1, 3])).map(
    lambda sides: sides[:2] if sides[2] is None else sides
)
transforms = st.builds(
    lambda turn, lean, wide, high, right, down: augment.compose(
        augment.shear(lean),
        augment.scaling(wide, high),
        augment.rotation(turn),
        augment.translation(right, down),
    ),
    angles,
    st.floats(-45, 45),
    factors,
    factors,
    st.floats(-15, 15),
    st.floats(-15, 15),
)


def random_picture(seed, shape, dtype=np.uint8) -> np.ndarray:
    generator = np.random.default_rng(seed)
    if dtype == np.uint8:
        return generator.integers(0, 256, shape, dtype=np.uint8)
    return generator.random(shape).astype(dtype)


def smooth_picture(seed, side=48, dtype=np.float64) -> np.ndarray:
    """Without sharp edges, interpolation costs little: what is left is the place of the pixels."""
    noise = np.random.default_rng(seed).random((side, side))
    smooth = ndimage.gaussian_filter(noise, 5, mode="wrap")
    unit = (smooth - smooth.min()) / np.ptp(smooth)
    return np.rint(unit * 255).astype(np.uint8) if dtype == np.uint8 else unit.astype(dtype)


def bilinear_by_scipy(image, matrix, fill=0.0) -> np.ndarray:
    """Return the same warp by `scipy.ndimage`: rows before columns, from new to old places."""
    back = np.linalg.inv(matrix)
    swapped = back[np.ix_([1, 0, 2], [1, 0, 2])]

    def channel(values):
        return ndimage.affine_transform(
            values.astype(np.float64), swapped, order=1, mode="grid-constant", cval=fill
        )

    if image.ndim == 2:
        return channel(image)
    return np.stack([channel(values) for values in np.moveaxis(image, -1, 0)], axis=-1)


# Matrices


@given(angles, st.floats(-100, 100), st.floats(-100, 100))
def test_a_turn_about_a_place_is_the_matrix_of_opencv(degrees, x, y):
    ours = augment.about(augment.rotation(degrees), (x, y))
    # OpenCV rounds the centre to float32
    np.testing.assert_allclose(ours[:2], cv2.getRotationMatrix2D((x, y), degrees, 1), atol=1e-4)
    assert ours[2].tolist() == [0, 0, 1]


@given(angles, st.floats(-80, 80), factors, factors, st.floats(-9, 9), st.floats(-9, 9))
def test_composed_matrices_are_the_transform_of_scikit_image(turn, lean, wide, high, dx, dy):
    # scikit-image turns and leans the other way, because it thinks of y as running up
    theirs = ski.transform.AffineTransform(
        scale=(wide, high), rotation=-np.radians(turn), shear=0, translation=(dx, dy)
    )
    lean_only = ski.transform.AffineTransform(shear=(-np.radians(lean), 0))
    ours = augment.compose(
        augment.shear(lean),
        augment.scaling(wide, high),
        augment.rotation(turn),
        augment.translation(dx, dy),
    )
    np.testing.assert_allclose(ours, theirs.params @ lean_only.params, atol=1e-9)


@pytest.mark.parametrize("quarters", range(-8, 9))
def test_quarter_turns_are_exact(quarters):
    matrix = augment.rotation(90 * quarters)
    assert (matrix == np.rint(matrix)).all()
    np.testing.assert_allclose(matrix, np.linalg.matrix_power(augment.rotation(90), quarters % 4))


@given(transforms, transforms, transforms)
def test_composing_does_not_depend_on_the_brackets(a, b, c):
    first = augment.compose(augment.compose(a, b), c)
    np.testing.assert_allclose(first, augment.compose(a, augment.compose(b, c)), atol=1e-7)
    np.testing.assert_allclose(first, c @ b @ a, atol=1e-7)


@given(transforms, st.tuples(st.floats(-50, 50), st.floats(-50, 50)))
def test_about_moves_every_place_as_the_matrix_does_relative_to_the_centre(matrix, centre):
    places = np.array([(0.0, 0.0), (3.0, -7.0), centre])
    moved = augment.move_points(places, augment.about(matrix, centre))
    expected = augment.move_points(places - centre, matrix) + centre
    np.testing.assert_allclose(moved, expected, atol=1e-8)


def test_no_matrix_gives_the_one_that_changes_nothing():
    np.testing.assert_array_equal(augment.compose(), np.eye(3))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: augment.scaling(0), "factors above 0"),
        (lambda: augment.scaling(1, -2), "mirror()"),
        (lambda: augment.shear(90), "between -90 and 90"),
        (lambda: augment.rotation(float("nan")), "finite number for degrees"),
        (lambda: augment.translation(1, float("inf")), "finite number for dy"),
        (lambda: augment.compose(np.ones((2, 3))), "np.vstack"),
        (lambda: augment.compose(np.ones((4, 4))), r"\(3, 3\)"),
        (lambda: augment.compose(np.ones((3, 3))), "last row"),
        (lambda: augment.centre((5,)), "image.shape"),
    ],
)
def test_wrong_numbers_for_a_matrix_get_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# Warps


@given(shapes, transforms, st.sampled_from(DTYPES), seeds)
def test_a_warp_is_that_of_scipy(shape, matrix, dtype, seed):
    image = random_picture(seed, shape, dtype)
    matrix = augment.about_centre(matrix, shape)
    ours = augment.warp(image, matrix).astype(np.float64)
    # uint8 is rounded to half a level; places are computed in float32
    tolerance = 0.55 if dtype == np.uint8 else 2e-3
    np.testing.assert_allclose(ours, bilinear_by_scipy(image, matrix), atol=tolerance)


@given(st.integers(2, 40), st.integers(2, 40), angles, st.sampled_from(DTYPES), seeds)
def test_a_rotation_is_that_of_opencv_and_of_scikit_image(height, width, degrees, dtype, seed):
    image = random_picture(seed, (height, width), dtype)
    ours = augment.rotate(image, degrees)
    middle = ((width - 1) / 2, (height - 1) / 2)
    matrix = cv2.getRotationMatrix2D(middle, degrees, 1)
    # scikit-image computes in float64, and treats what is outside in the same way as grid-constant
    theirs = ski.transform.warp(
        image.astype(np.float64), np.linalg.inv(np.vstack([matrix, [0, 0, 1]])), order=1
    )
    inside = cv2.warpAffine(np.ones((height, width), np.float32), matrix, (width, height)) > 0.999
    gap = np.abs(ours.astype(np.float64) - theirs)[inside]
    assert gap.max(initial=0) <= (0.55 if dtype == np.uint8 else 2e-3)
    if dtype != np.float64:
        by_opencv = cv2.warpAffine(image, matrix, (width, height))
        gap = np.abs(ours.astype(np.float64) - by_opencv)
        assert gap.max() <= (1 if dtype == np.uint8 else 2e-3)


@given(st.integers(5, 60), angles, seeds)
def test_rotate_is_rotate_of_scikit_image_inside(side, degrees, seed):
    image = random_picture(seed, (side, side), np.float64)
    theirs = ski.transform.rotate(image, degrees, order=1)
    rows, columns = np.mgrid[:side, :side] - (side - 1) / 2
    inside = np.hypot(rows, columns) <= (side - 1) / 2 - 0.01
    np.testing.assert_allclose(augment.rotate(image, degrees)[inside], theirs[inside], atol=2e-3)


@given(
    st.integers(1, 30),
    st.sampled_from([None, 1, 3]),
    st.integers(-5, 5),
    st.sampled_from([*DTYPES, np.bool_]),
    seeds,
)
def test_quarter_turns_of_a_square_are_those_of_numpy(side, channels, quarters, dtype, seed):
    if dtype == np.bool_:
        image = random_picture(seed, (side, side)) > 127
    else:
        image = random_picture(
            seed, (side, side) if channels is None else (side, side, channels), dtype
        )
    turned = augment.rotate(image, 90 * quarters)
    np.testing.assert_array_equal(turned, np.rot90(image, quarters))


@given(shapes, st.sampled_from(DTYPES), seeds)
def test_mirror_half_turn_and_whole_shift_are_exact(shape, dtype, seed):
    image = random_picture(seed, shape, dtype)
    mirror = augment.about_centre(augment.mirror(), shape)
    np.testing.assert_array_equal(augment.warp(image, mirror), image[:, ::-1])
    np.testing.assert_array_equal(augment.flip(image), image[:, ::-1])
    np.testing.assert_array_equal(augment.flip(image, vertical=True), image[::-1])
    np.testing.assert_array_equal(augment.rotate(image, 180), image[::-1, ::-1])
    np.testing.assert_array_equal(augment.scale(image, 1), image)
    np.testing.assert_array_equal(augment.slant(image, 0), image)


@given(shapes, st.integers(-45, 45), st.integers(-45, 45), st.sampled_from(DTYPES), seeds)
def test_a_whole_shift_is_a_slice(shape, dx, dy, dtype, seed):
    image = random_picture(seed, shape, dtype)
    height, width = shape[:2]
    wide = np.zeros((height + 90, width + 90, *shape[2:]), dtype)
    wide[45 : 45 + height, 45 : 45 + width] = image
    expected = wide[45 - dy : 45 - dy + height, 45 - dx : 45 - dx + width]
    np.testing.assert_array_equal(augment.shift(image, dx, dy), expected)


@given(angles, st.sampled_from(DTYPES), seeds)
def test_a_rotation_there_and_back_returns_the_interior(degrees, dtype, seed):
    image = smooth_picture(seed, dtype=dtype)
    back = augment.rotate(augment.rotate(image, degrees), -degrees)
    rows, columns = np.mgrid[:48, :48] - 23.5
    inside = np.hypot(rows, columns) < 21
    gap = np.abs(back.astype(np.float64) - image)[inside]
    assert gap.max() < 6 * LEVEL[dtype]


@given(transforms, transforms, seeds)
def test_warping_twice_is_warping_once_by_the_composed_matrix(first, second, seed):
    shape = (48, 48)
    # small parts of the two, so that enough of the picture stays in sight
    first, second = (
        augment.about_centre(np.eye(3) + (m - np.eye(3)) / 12, shape) for m in (first, second)
    )
    assume(all(abs(np.linalg.det(m)) > 0.5 for m in (first, second)))
    image = smooth_picture(seed)
    twice = augment.warp(augment.warp(image, first), second)
    once = augment.warp(image, augment.compose(first, second))
    seen = np.ones(shape)
    seen_twice = augment.warp(augment.warp(seen, first), second)
    inside = ndimage.minimum_filter(seen_twice > 0.999, 3)
    assert np.abs(twice - once)[inside].max(initial=0) < 6 / 255
    gap = np.abs(twice - once)[inside]
    assert gap.mean() < 1 / 255 if gap.size else True


@given(shapes, transforms, st.sampled_from(DTYPES), seeds, st.floats(0, 1))
def test_dtype_shape_and_range_are_kept(shape, matrix, dtype, seed, fill):
    image = random_picture(seed, shape, dtype)
    before = image.copy()
    fill = round(255 * fill) if dtype == np.uint8 else fill
    for result in (
        augment.warp(image, matrix, fill=fill),
        augment.warp(image, matrix, fill=None),
        augment.warp(image, matrix, nearest=True),
        augment.slant(image, 20),
        augment.scale(image, 0.7),
    ):
        assert (result.dtype, result.shape) == (image.dtype, image.shape)
        low, high = min(image.min(), fill), max(image.max(), fill)
        assert result.min() >= min(low, 0) and result.max() <= high + 1e-6
        assert not np.shares_memory(result, image)
    np.testing.assert_array_equal(image, before)


@given(shapes, seeds)
def test_views_of_any_order_give_what_copies_give(shape, seed):
    image = random_picture(seed, shape)
    matrix = augment.about_centre(augment.rotation(20), shape)
    for view in (
        image[::-1],
        image[:, ::-1],
        image[..., ::-1],
        np.swapaxes(image, 0, 1),
        image[::2, ::3],
    ):
        np.testing.assert_array_equal(
            augment.warp(view, matrix), augment.warp(np.ascontiguousarray(view), matrix)
        )


def test_what_comes_from_outside_has_the_colour_that_was_asked_for():
    image = np.full((5, 5, 3), 7, np.uint8)
    moved = augment.shift(image, 2, 0, fill=(10, 20, 30))
    assert moved[0].tolist() == [[10, 20, 30]] * 2 + [[7, 7, 7]] * 3
    repeated = augment.shift(np.arange(5, dtype=np.uint8)[None], 2, 0, fill=None)
    assert repeated.tolist() == [[0, 0, 0, 1, 2]]
    assert augment.warp(np.zeros((1, 2), bool), augment.translation(1, 0), fill=1).tolist() == [
        [True, False]
    ]
    colour = augment.shift(np.full((2, 3), 9, np.uint8), 1, 0, fill=200)
    assert colour.tolist() == [[200, 9, 9]] * 2
    all_channels = augment.shift(image, 0, 4, fill=200)
    assert (all_channels[:4] == 200).all() and (all_channels[4] == 7).all()


@given(st.data(), st.integers(1, 40), st.integers(1, 40), st.sampled_from([None, 3]), seeds)
def test_crop_and_resize_is_that_of_opencv_and_agrees_with_its_matrix(
    data, height, width, channels, seed
):
    shape = (height, width) if channels is None else (height, width, channels)
    image = random_picture(seed, shape)
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    box = (x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    result = augment.crop_and_resize(image, box)
    part = image[y : y + box[3], x : x + box[2]]
    floats = cv2.resize(part.astype(np.float64), (width, height), interpolation=cv2.INTER_LINEAR)
    assert np.abs(result - floats).max() <= 1.01
    # The same by a warp, wherever it does not look beyond the box.
    warped = augment.warp(image, augment.crop_matrix(box, shape), fill=None)
    corners = augment.move_points(
        [(x, y), (x + box[2] - 1, y + box[3] - 1)], augment.crop_matrix(box, shape)
    )
    left, top = np.ceil(corners[0] - 1e-9).astype(int).clip(0)
    right, bottom = np.floor(corners[1] + 1e-9).astype(int)
    inner = (slice(top, bottom + 1), slice(left, right + 1))
    assert np.abs(result[inner].astype(int) - warped[inner]).max(initial=0) <= 2


def test_a_crop_of_the_whole_picture_changes_nothing():
    image = random_picture(0, (7, 9, 3))
    np.testing.assert_array_equal(augment.crop_and_resize(image, (0, 0, 9, 7)), image)
    np.testing.assert_array_equal(augment.crop_matrix((0, 0, 9, 7), image.shape), np.eye(3))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: augment.rotate(np.zeros((4, 4, 4), np.uint8), 5), "alpha"),
        (lambda: augment.rotate(np.zeros((2, 4, 4, 3), np.uint8), 5), "batch"),
        (lambda: augment.rotate(np.zeros((4, 4), np.int64), 5), "to_uint8"),
        (lambda: augment.rotate(np.full((4, 4), 200.0), 5), "divide it by 255"),
        (lambda: augment.rotate(np.full((4, 4), -3.0), 5), "np.clip"),
        (lambda: augment.rotate(np.full((4, 4), np.nan), 5), "np.nan_to_num"),
        (lambda: augment.rotate("cat.png", 5), "read the file"),
        (lambda: augment.flip(None), "None came"),
        (lambda: augment.move_mask(np.zeros((3, 3)), np.eye(3)), "comparison"),
        (lambda: augment.warp(np.zeros((2, 2, 3), bool), np.eye(3)), "mask"),
    ],
)
def test_what_is_not_a_picture_gets_a_sentence(call, words):
    with pytest.raises(ImageError, match=words):
        call()


def test_flat_matrices_and_boxes_outside_get_a_sentence():
    image = np.zeros((4, 6), np.uint8)
    with pytest.raises(ValueError, match="flat"):
        augment.warp(image, np.diag([1, 0, 1]))
    with pytest.raises(ValueError, match="6 pixels wide and 4 high"):
        augment.crop_and_resize(image, (0, 0, 4, 6))
    for box, words in (
        ((0, 0, 0, 2), "at least 1 pixel"),
        ((0, 0, 1.5, 2), "whole pixels"),
        ((0, 0, 1), "width, height"),
        ("abcd", "width, height"),
        (None, "width, height"),
    ):
        with pytest.raises(ValueError, match=words):
            augment.move_box(box, np.eye(3), (4, 6))


# Labels

boxes = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 12), st.integers(1, 12))


def mask_of(box, shape) -> np.ndarray:
    x, y, width, height = box
    mask = np.zeros(shape, dtype=bool)
    mask[y : y + height, x : x + width] = True
    return mask


@given(boxes, transforms)
def test_a_moved_box_bounds_every_pixel_of_the_moved_mask(box, matrix):
    shape = (42, 44)
    matrix = augment.about_centre(matrix, shape)
    moved = augment.box_of(augment.move_mask(mask_of(box, shape), matrix))
    bound = augment.move_box(box, matrix, shape)
    if moved is None:
        return
    assert bound is not None
    assert bound[0] <= moved[0] and bound[1] <= moved[1]
    assert bound[0] + bound[2] >= moved[0] + moved[2]
    assert bound[1] + bound[3] >= moved[1] + moved[3]


@given(boxes, angles, factors, st.floats(-5, 5), st.floats(-5, 5))
def test_a_moved_box_is_tight(box, degrees, factor, dx, dy):
    """Without shear the corners are square, and a square corner reaches to within a pixel."""
    shape = (200, 200)  # large enough that nothing leaves it
    box = (80 + box[0] // 2, 80 + box[1] // 2, box[2] + 3, box[3] + 3)
    matrix = augment.about_centre(
        augment.compose(
            augment.rotation(degrees), augment.scaling(factor), augment.translation(dx, dy)
        ),
        shape,
    )
    moved = augment.box_of(augment.move_mask(mask_of(box, shape), matrix))
    bound = augment.move_box(box, matrix, shape)
    assert moved is not None
    gaps = (
        moved[0] - bound[0],
        moved[1] - bound[1],
        bound[0] + bound[2] - moved[0] - moved[2],
        bound[1] + bound[3] - moved[1] - moved[3],
    )
    assert min(gaps) >= 0 and max(gaps) <= 1


@given(boxes, st.integers(-50, 50), st.integers(-50, 50), st.integers(0, 3), st.booleans())
def test_exact_moves_give_exactly_the_box_of_the_moved_mask(box, dx, dy, quarters, mirrored):
    shape = (42, 42)
    matrix = augment.compose(
        augment.about_centre(augment.rotation(90 * quarters), shape),
        augment.about_centre(augment.mirror(), shape) if mirrored else np.eye(3),
        augment.translation(dx, dy),
    )
    expected = augment.box_of(augment.move_mask(mask_of(box, shape), matrix))
    assert augment.move_box(box, matrix, shape) == expected


@given(boxes, st.integers(1, 40), st.integers(1, 40))
def test_the_box_after_a_mirror_is_width_minus_x_minus_width(box, more_columns, rows):
    x, y, width, height = box
    shape = (y + height + rows, x + width + more_columns)
    moved = augment.move_box(box, augment.about_centre(augment.mirror(), shape), shape)
    assert moved == (shape[1] - x - width, y, width, height)


@given(transforms, seeds)
def test_masks_and_boxes_of_any_object_stay_together(matrix, seed):
    shape = (40, 40)
    noise = np.random.default_rng(seed).random(shape)
    mask = ndimage.gaussian_filter(noise, 3) > 0.52
    assume(mask.any())
    matrix = augment.about_centre(matrix, shape)
    moved = augment.move_mask(mask, matrix)
    assert moved.dtype == np.bool_
    if moved.any():
        x, y, width, height = augment.move_box(augment.box_of(mask), matrix, shape)
        outside = moved.copy()
        outside[y : y + height, x : x + width] = False
        assert not outside.any()


@given(transforms, seeds)
def test_points_move_with_what_they_mark(matrix, seed):
    """A soft spot stays where its point says, measured by its centre of mass."""
    shape = (81, 81)
    matrix = np.eye(3) + (matrix - np.eye(3)) / 5
    assume(0.4 < np.linalg.det(matrix) < 2.5)
    matrix = augment.about_centre(matrix, shape)
    x, y = 40 + np.random.default_rng(seed).uniform(-6, 6, 2)
    rows, columns = np.mgrid[:81, :81]
    spot = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 18)
    centre_of_mass = ndimage.center_of_mass(augment.warp(spot, matrix))[::-1]
    np.testing.assert_allclose(augment.move_points([(x, y)], matrix)[0], centre_of_mass, atol=0.3)


@given(transforms, hnp.arrays(np.float64, (7, 2), elements=st.floats(-99, 99)))
def test_points_there_and_back(matrix, points):
    there = augment.move_points(points, matrix)
    np.testing.assert_allclose(augment.move_points(there, np.linalg.inv(matrix)), points, atol=1e-6)


def test_boxes_that_are_gone_or_nearly_gone():
    shape = (20, 20)
    assert augment.move_box((5, 5, 4, 4), augment.translation(15, 0), shape) is None
    assert augment.move_box((5, 5, 4, 4), augment.translation(14, 0), shape) == (19, 5, 1, 4)
    assert augment.move_box((5, 5, 4, 4), augment.translation(14, 0), shape, least=0.25) is not None
    assert augment.move_box((5, 5, 4, 4), augment.translation(14, 0), shape, least=0.26) is None
    # shrunk until it lies between the pixels
    tiny = augment.compose(augment.scaling(0.05), augment.translation(7.5, 7.5))
    assert augment.move_box((0, 0, 2, 2), tiny, shape) is None
    assert augment.box_of(np.zeros((3, 3), bool)) is None
    with pytest.raises(ValueError, match="from 0 to 1"):
        augment.move_box((5, 5, 4, 4), np.eye(3), shape, least=2)
    assert augment.move_points([], np.eye(3)).shape == (0, 2)
    with pytest.raises(ValueError, match=r"\[\(x, y\)\]"):
        augment.move_points((1, 2), np.eye(3))


@settings(max_examples=30)
@given(hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=2, max_side=12)))
def test_the_box_of_a_mask_is_that_of_opencv(mask):
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    assert augment.box_of(mask) == ((x, y, width, height) if mask.any() else None)
