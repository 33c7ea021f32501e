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


def _fault(came):
    return coin_job._coin_fault(np.asarray(came, float), coin_job._true_coins(ski.data.coins()))[0]


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("radius", lambda diameter: diameter / 2),
        ("area", lambda diameter: np.pi * diameter**2 / 4),
        ("round", lambda diameter: np.pi * diameter),
    ],
)
def test_radius_area_and_outline_are_recognised_beside_specks_and_lost_coins(kind, read):
    truth = coin_job._true_coins(ski.data.coins())
    came = np.column_stack([truth[:, :2], read(truth[:, 2])])
    pieces = came.copy()
    pieces[0, 2] = read(came[0, 2] * 0.6)
    for found in (came, came[3:], pieces, np.vstack([came, [5, 5, 3]])):
        assert _fault(found) == kind


def test_light_is_blamed_only_where_a_large_object_has_swallowed_the_coins():
    truth = coin_job._true_coins(ski.data.coins())
    assert _fault(truth[:20]) == "lost"
    assert _fault(truth[:22]) == "lost"
    assert _fault([*truth[:20], (190, 20, 100)]) == "light"


def test_a_top_hat_alone_leaves_dark_coins_in_pieces():
    def by_top_hat(image, closed):
        above = cv2.morphologyEx(image, cv2.MORPH_TOPHAT, np.ones((75, 75)))
        mask = cv2.threshold(above, 0, 255, cv2.THRESH_OTSU)[1]
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((closed, closed)))
        return coin_job._coins_of_regions(mask > 0)

    assert lesson_02.coins.grade(lambda image: by_top_hat(image, 1)).mistake == "coins in pieces"
    assert lesson_02.coins.grade(lambda image: by_top_hat(image, 5)).passed


def test_a_pass_of_the_porcelain_names_the_overlap():
    report = lesson_02.isolate.grade(lesson_02.isolate.alternatives[0])
    assert report.passed
    assert "Your mask overlaps the one drawn by hand by 9" in report.advice
