"""What a person has measured in the two photographs of lesson 02, tried against programs."""

import itertools

import cv2
import numpy as np
import pytest
import skimage as ski

from course_utils.exercises import lesson_02
from course_utils.exercises.lesson_02 import coin_job, photographs, porcelain

WAYS = list(itertools.product(range(4), (False, True)))


def test_the_coins_are_where_two_independent_programs_find_them():
    truth = coin_job._true_coins(ski.data.coins())
    assert truth.shape == (24, 3)
    for program in (coin_job._coins_by_watershed, coin_job._coins_by_edges):
        found = np.array(program(ski.data.coins()))
        assert len(found) == 24
        nearest = np.hypot(*(found[:, None, :2] - truth[None, :, :2]).T).argmin(axis=1)
        assert sorted(nearest) == list(range(24))
        np.testing.assert_allclose(found[nearest, :2], truth[:, :2], atol=1.5)
        np.testing.assert_allclose(found[nearest, 2], truth[:, 2], rtol=0.04)


@pytest.mark.parametrize(("turns", "mirrored"), WAYS)
def test_the_truth_turns_with_the_photograph(turns, mirrored):
    image = photographs.turned(ski.data.coins(), turns, mirrored)
    assert photographs.orientation(coin_job._in_shadow(image, turns), ski.data.coins()) == (
        turns,
        mirrored,
    )
    discs = np.zeros(ski.data.coins().shape, dtype=np.uint8)
    for number, (x, y, _) in enumerate(coin_job._COINS, start=1):
        cv2.circle(discs, (round(x), round(y)), 3, number, thickness=-1)
    turned_discs = photographs.turned(discs, turns, mirrored)
    places = coin_job._true_coins(image)[:, :2].round().astype(int)
    assert [turned_discs[y, x] for x, y in places] == list(range(1, 25))
    cup = photographs.turned(ski.data.coffee(), turns, mirrored)
    assert porcelain._true_porcelain(cup).shape == cup.shape[:2]
    found = porcelain._filled(porcelain._red_porcelain(cup))
    assert lesson_02.isolate.agrees(found, porcelain._true_porcelain(cup)) == ""


def test_the_porcelain_is_red_and_the_rest_is_not():
    """By the ratio of green to red, which took no part when the ellipses were drawn."""
    red, green, _ = np.moveaxis(ski.data.coffee().astype(float), 2, 0)
    mask = porcelain._true_porcelain(ski.data.coffee())
    reddish = (green < 0.4 * red) & (red > 50)
    assert reddish[mask].mean() > 0.7
    assert reddish[~mask].mean() < 0.1
    assert 70_000 < np.count_nonzero(mask) < 85_000


@pytest.mark.parametrize("program", lesson_02.coins.alternatives)
@pytest.mark.parametrize("side", range(4))
def test_every_method_stands_more_shadow_from_each_side(program, side):
    image = coin_job._in_shadow(ski.data.coins(), side)
    assert lesson_02.coins.agrees(np.array(program(image)), coin_job._true_coins(image)) == ""


def test_the_limits_of_the_coins():
    truth = coin_job._true_coins(ski.data.coins())
    agrees = lesson_02.coins.agrees
    assert agrees(truth * (1, 1, 1.19), truth) == ""
    assert agrees(truth * (1, 1, 0.81), truth) == ""
    assert "pixels wide" in agrees(truth * (1, 1, 1.21), truth)
    assert agrees(truth[::-1] - (-6, 6, 0), truth) == ""
    assert "not in your list" in agrees(truth - (12, 0, 0), truth)
    assert "1 of the coins is not" in agrees(truth[1:], truth)
    assert "25 entries came" in agrees(np.vstack([truth, [5, 5, 30]]), truth)
    assert "more than once" in agrees(np.vstack([truth, truth[3]]), truth)
