"""Equal or not, and where: the comparison of results."""

import fractions

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils.checking import shapes
from course_utils.checking.comparison import Rules, compare, wrong_values

NUMBERS = st.sampled_from(
    [np.uint8, np.int16, np.int64, np.uint64, np.float32, np.float64, np.bool_]
)
ARRAYS = NUMBERS.flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3, max_side=5))
)


@given(ARRAYS)
def test_every_array_equals_itself_in_every_form(array):
    for came in (array, array.tolist(), array[()], array.copy(order="F"), array.astype(object)):
        assert compare(came, array).equal
    if array.ndim:
        assert compare(tuple(array), array).equal
        assert compare(array[::-1].copy()[::-1], array).equal


@given(hnp.arrays(np.float32, (3, 4), elements=st.floats(-1000, 1000, width=32)))
def test_rounding_to_a_coarser_dtype_and_back_is_no_mistake(array):
    exact = array.astype(np.float64)
    assert compare(array, exact).equal
    assert compare(exact, array).equal
    assert compare(exact.tolist(), array).equal
    assert compare(array.astype(np.float16), exact).equal


@given(hnp.arrays(np.uint8, (4, 5)), hnp.arrays(np.uint8, (4, 5)))
def test_differences_of_uint8_do_not_wrap(one, other):
    expected = one.astype(int) != other.astype(int)
    np.testing.assert_array_equal(wrong_values(one, other), expected)
    np.testing.assert_array_equal(wrong_values(one.astype(np.float64), other), expected)
    np.testing.assert_array_equal(wrong_values(one, other.astype(np.float32)), expected)


@settings(max_examples=200)
@given(ARRAYS.filter(lambda array: array.size > 0), st.data())
def test_one_changed_element_fails_and_is_named(array, data):
    index = tuple(data.draw(st.integers(0, side - 1)) for side in array.shape)
    changed = array.copy()
    if array.dtype.kind == "f":
        changed[index] = 1 if not np.isfinite(array[index]) or abs(array[index]) > 2 else 5
    elif array.dtype.kind == "b":
        changed[index] = not array[index]
    else:
        changed[index] ^= data.draw(st.sampled_from([1, 2, 64]))
    verdict = compare(changed, array)
    assert list(verdict.failed) in (["values"], ["finite"])
    sentence = next(iter(verdict.failed.values()))
    where = f"At [{', '.join(map(str, index))}], " if array.ndim else ""
    assert sentence.startswith(where)
    if array.ndim:
        many = "value" if array.size == 1 else "values"
        assert sentence.endswith(f"1 of {array.size} {many} is wrong.")


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (-0.0, 0.0),
        (np.nan, np.nan),
        ([np.inf, -np.inf], np.array([np.inf, -np.inf])),
        (np.array(3), 3),
        (np.float32(0.1), 0.1),
        (3.0, 3),
        (True, np.True_),
        (1, True),
        (np.uint8(1), True),
        ([1, 2, 3], (1, 2, 3)),
        (np.array([1, 2, 3]), (1, 2, 3)),
        ((np.int64(1), 2.0, 3), (1, 2, 3)),
        (2**70, 2**70),
        (fractions.Fraction(1, 3), 1 / 3),
        (np.array([1, 2], dtype=object), [1, 2]),
        ([np.zeros(2), np.ones(2)], (np.zeros(2), np.ones(2))),
        (np.array([[0, 0], [1, 1]]), (np.zeros(2), np.ones(2))),
        (["a", np.str_("b")], ("a", "b")),
        (np.array(["a", "b"]), ["a", "b"]),
        (" bgr", "BGR"),
        (np.array("BGR"), "BGR"),
        (np.uint8, "uint8"),
        (np.dtype("uint8"), "uint8"),
        ("uint8", np.dtype("uint8")),
        (((4, 5), "uint8"), ((4, 5), np.dtype("uint8"))),
        (None, None),
        ({"b": [1.0], "a": "X"}, {"a": "x", "b": np.array([1])}),
        ([], np.zeros(0)),
        (np.array([[1], [2]])[:, 0], [1, 2]),
        (np.broadcast_to(np.uint8(3), (2, 2)), [[3, 3], [3, 3]]),
        (memoryview(b"\x01\x02"), [1, 2]),
    ],
)
def test_right_in_another_form(came, expected):
    verdict = compare(came, expected)
    assert verdict.equal, verdict.failed


@pytest.mark.parametrize(
    ("came", "expected", "step", "part_of_the_sentence"),
    [
        ("3", 3, "type", "is text, '3'; one number was expected"),
        (None, 3, "type", "is None"),
        (..., 3, "type", "still empty"),
        (1 + 2j, 3, "type", "complex"),
        (len, 3, "type", "a function"),
        (int, 3, "type", "the type int"),
        (b"3", 3, "type", "an object of type bytes"),
        (np.array("3"), 3, "type", "not numbers"),
        ({1}, [1], "type", "set"),
        ([[1, 2], [3]], np.zeros((2, 2)), "type", "different lengths"),
        ([1, ...], [1, 2], "type", "empty part"),
        ((i for i in [1]), [1], "type", "list(...)"),
        (np.array(["a"]), [1], "type", "not numbers"),
        (3, "BGR", "type", "Text was expected, and 3 came"),
        ("RGB", "BGR", "values", "'RGB' came and 'BGR' was expected"),
        ([3], 3, "shape", "One number was expected"),
        (3, [3], "shape", "a single number came"),
        ([1, 2], [1, 2, 3], "shape", "3 whole numbers were expected, and [1, 2] came."),
        (7, (1, 2), "shape", "2 whole numbers were expected, and only one number came: 7."),
        ([1, 2], (0.5, 1, 2), "shape", "3 numbers were expected"),
        (None, (1, 2), "type", "Your result is None; 2 whole numbers were expected."),
        ([1, 2], np.array([1, 2, 3]), "shape", "(2,)"),
        ([1, np.nan], [1, 2], "finite", "At [1], nan came"),
        (np.inf, 2.0, "finite", "inf came"),
        ([np.nan, 1.0], [np.nan, np.nan], "values", "At [1], 1 came and nan was expected"),
        (0.1, 0.10001, "values", "0.1 came and 0.10001"),
        (np.uint64(2**53), np.int64(2**53 + 1), "values", "9007199254740992 came"),
        (256.0**3 - 1, 256**3, "values", "16777215 came and 16777216 was"),
        (2**70, 2**70 + 1, "values", "more than 20 digits"),
        ((1, np.zeros(2)), (1, np.ones(2)), "values", "Part 2 of 2: At [0], 0 came and 1"),
        ((1, np.zeros(3)), (1, np.ones(2)), "shape", "Part 2 of 2"),
        ((1,), (1, "a"), "shape", "2 parts were expected, and 1 came"),
        (np.zeros((4, 5)), (np.zeros(5), "a"), "shape", "an array of shape (4, 5)"),
        (7, (1, "a"), "type", "2 parts were expected, and only one number came: 7."),
        ({"a": 1}, {"a": 1, "b": 2}, "shape", "no entry 'b'"),
        ({"a": 1, "b": 2}, {"a": 1}, "shape", "an entry 'b'"),
        ({"a": 2}, {"a": 1}, "values", "Entry 'a': 2 came and 1"),
        (3, {"a": 1}, "type", "A dictionary was expected"),
        (3, None, "type", "None was expected, and 3 came"),
        (np.array([], int), np.array([1, 2]), "shape", "(0,)"),
    ],
)
def test_wrong_and_why(came, expected, step, part_of_the_sentence):
    verdict = compare(came, expected)
    assert part_of_the_sentence in verdict.failed[step], verdict.failed


def test_the_dtype_counts_only_where_it_is_the_point():
    expected = np.uint8([1, 2])
    strict = Rules(dtype_matters=True)
    assert compare(np.int64([1, 2]), expected).equal
    assert compare(np.int64([1, 2]), expected, strict).failed == {
        "dtype": "The dtype is int64, and uint8 was expected."
    }
    listed = compare([1, 2], expected, strict)
    assert listed.failed["dtype"] == "An array of dtype uint8 was expected, and a list came."
    assert listed.reasons["dtype"] == ("np.array(..., dtype=np.uint8) makes one.",)
    assert compare([1.0, 2.0], expected, strict).reasons["dtype"] == listed.reasons["dtype"]
    assert compare(np.array([1.0, 2.0]), expected, strict).reasons["dtype"] == (
        "Add .astype(np.uint8).",
    )
    assert compare(np.array([1.5, 2.0]), expected, strict).reasons["dtype"] == ()
    assert compare(np.array([1.0]), expected, strict).reasons["dtype"] == ()
    assert compare(np.uint8([1, 2]), expected, strict).equal
    assert list(compare(np.int64([1, 3]), expected, strict).failed) == ["dtype", "values"]
    assert compare(3, np.int64(3), strict).equal


def test_exact_text_and_a_tolerance_of_its_own():
    assert not compare("bgr", "BGR", Rules(exact_text=True)).equal
    assert compare([10, 20], [10.4, 20.4], Rules(tolerance=0.5)).equal
    assert compare([10, 20], [11, 20], Rules(tolerance=1.0)).equal
    assert not compare([10, 30], [11, 20], Rules(tolerance=0.1)).equal


def test_a_tensor_is_read_through_its_array():
    class Tensor:
        shape, dtype = (2,), "float32"

        def __array__(self, dtype=None, copy=None):
            return np.float32([1, 2])

    class Broken(Tensor):
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("on another device")

    assert compare(Tensor(), [1, 2]).equal
    assert "on another device" in compare(Broken(), [1, 2]).failed["type"]


def test_nothing_that_hangs_on_a_failed_step_is_decided():
    assert compare("a", 3).skipped == {"shape", "dtype", "finite", "values"}
    assert compare([1], [1, 2]).skipped == {"finite", "values"}
    assert compare([np.nan], [1]).skipped == {"values"}


def test_an_expected_result_that_cannot_be_expected_is_a_fault():
    with pytest.raises(TypeError, match="expected result"):
        compare(3, object())
    with pytest.raises(TypeError, match="expected result"):
        compare(3, 1j)


def test_a_large_array_is_never_printed():
    came, expected = np.zeros((1000, 1000)), np.ones((1000, 1000))
    sentence = compare(came, expected).failed["values"]
    assert sentence.endswith("0 came and 1 was expected. 1,000,000 of 1,000,000 values are wrong.")
    assert len(compare(list(range(10_000)), "BGR").failed["type"]) < 100
    assert len(compare("x" * 10_000, "BGR").failed["values"]) < 120


@pytest.mark.parametrize(
    ("came", "expected", "reason"),
    [
        ((6, 4), (4, 6), shapes.SWAPPED),
        ((6, 4, 3), (4, 6, 3), shapes.SWAPPED),
        ((3, 4, 6), (4, 6, 3), shapes.CHANNELS_LAST),
        ((3, 6, 4), (4, 6, 3), shapes.CHANNELS_LAST),
        ((3, 4, 3), (4, 3, 3), shapes.CHANNELS_LAST),  # could be swapped sides as well
        ((4, 6), (4, 6, 3), shapes.NO_CHANNELS),
        ((4, 6, 3), (4, 6), shapes.CHANNELS),
        ((3, 6), (4, 6), shapes.ONE_OFF),
        ((4, 5, 3), (4, 6, 3), shapes.ONE_OFF),
        ((3, 5), (4, 6), shapes.ONE_OFF),
        ((0, 0), (1, 1), shapes.ONE_OFF),
        ((24,), (4, 6), shapes.ARRANGED),
        ((0, 6), (4, 6), shapes.EMPTY),
        ((2, 2), (9, 7), None),
        ((5, 6), (4, 6), None),
        ((5, 7), (4, 6), None),
        ((3, 7), (4, 6), None),
        ((2, 6), (4, 6), None),
        ((4, 6, 2), (4, 6, 3), None),
        ((3, 2, 4), (4, 2, 3), shapes.CHANNELS_LAST),
        ((2,), (3,), None),
        ((), (4, 6), None),
        ((4, 6), (), None),
    ],
)
def test_a_wrong_shape_is_explained(came, expected, reason):
    assert next(iter(shapes.shape_reasons(came, expected)), None) == reason
