"""The denoising explorer without a browser, against scikit-image, SciPy and NumPy."""

from __future__ import annotations

import dataclasses
import re

import cv2
import numpy as np
import pytest
import skimage as ski
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from course_utils import explorers
from course_utils.explorers.denoising.model import DETAIL, ENLARGED, DenoiseModel, busiest
from course_utils.explorers.denoising.noise import (
    FILTERS,
    NOISES,
    FilterSettings,
    NoiseSettings,
    add_noise,
    apply_filter,
    filter_code,
    measure,
)
from course_utils.images import ImageError

COLOUR = ski.data.astronaut()[100:164, 180:250]


@pytest.fixture(scope="module")
def model() -> DenoiseModel:
    return DenoiseModel()


@pytest.fixture(scope="module")
def photo(model) -> np.ndarray:
    return model.render(model.start).pictures["original"]


def settings_of(name: str) -> FilterSettings:
    return FilterSettings(name, radius=2, blur=1.5, levels=30)


@given(st.sampled_from(NOISES), st.integers(1, 60), st.integers(0, 10_000), st.booleans())
@settings(max_examples=40)
def test_noise_can_be_repeated_and_keeps_shape_and_type(noise, amount, seed, coloured):
    picture = COLOUR if coloured else COLOUR[..., 1]
    before = picture.copy()
    first, again, other = (
        add_noise(picture, NoiseSettings(noise, amount, number))
        for number in (seed, seed, seed + 1)
    )
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(picture, before)
    assert first.dtype == np.uint8 and first.shape == picture.shape
    if noise == "none":
        np.testing.assert_array_equal(first, picture)
    else:
        assert (first != other).any()


@pytest.mark.parametrize("sigma", [5, 20, 40])
def test_gaussian_noise_has_the_strength_that_is_asked_for(sigma):
    flat = np.full((256, 256), 128, np.uint8)
    noisy = add_noise(flat, NoiseSettings("Gaussian", sigma, 3)).astype(float)
    # The standard error of a standard deviation of 65,536 values is about 0.3 %.
    assert noisy.std() == pytest.approx(sigma, rel=0.02)
    assert noisy.mean() == pytest.approx(128, abs=1)


@pytest.mark.parametrize("share", [1, 10, 60])
def test_salt_and_pepper_hits_whole_pixels_and_leaves_the_others(share):
    picture = np.clip(COLOUR, 1, 254)
    noisy = add_noise(picture, NoiseSettings("salt and pepper", share, 3))
    hit = (noisy != picture).any(axis=2)
    assert set(np.unique(noisy[hit])) == {0, 255}
    assert (noisy[hit] == noisy[hit][:, :1]).all()
    expected, spread = share / 100, np.sqrt(share / 100 * (1 - share / 100) / hit.size)
    assert hit.mean() == pytest.approx(expected, abs=5 * spread)


@pytest.mark.parametrize("picture", [COLOUR, COLOUR[..., 1]])
@pytest.mark.parametrize("name", FILTERS)
def test_filters_agree_with_other_libraries(name, picture):
    noisy = add_noise(picture, NoiseSettings("Gaussian", 25, 1))
    found = apply_filter(noisy, settings_of(name)).astype(float)
    window = (5, 5, 1)[: picture.ndim]
    sigmas = (1.5, 1.5, 0)[: picture.ndim]
    floats = noisy.astype(float)
    if name == "none":
        np.testing.assert_array_equal(found, noisy)
    elif name == "mean":
        expected = ndimage.uniform_filter(floats, window, mode="mirror")
        assert np.abs(found - expected).max() <= 0.51
    elif name == "Gaussian":
        expected = ndimage.gaussian_filter(floats, sigmas, mode="mirror")
        assert np.abs(found - expected).max() <= 1.5
    elif name == "median":
        expected = ndimage.median_filter(noisy, size=window, mode="nearest")
        np.testing.assert_array_equal(found, expected)
    elif name == "bilateral":
        assert np.abs(found - bilateral_by_hand(floats, 2, 30)).max() <= 1.01
    else:
        # scikit-image weighs its patches otherwise: the two agree on what they make of noise.
        axis = -1 if picture.ndim == 3 else None
        expected = ski.restoration.denoise_nl_means(
            floats, patch_size=5, patch_distance=7, h=30, fast_mode=True, channel_axis=axis
        )
        assert np.abs(found - expected).mean() < 0.5 * np.abs(found - noisy).mean()
        assert ndimage.laplace(found).std() < 0.5 * ndimage.laplace(floats).std()


def bilateral_by_hand(picture: np.ndarray, radius: int, levels: float) -> np.ndarray:
    """Return the definition of the bilateral filter, with OpenCV's round window and L1 colours."""
    margins = ((radius, radius), (radius, radius), (0, 0))[: picture.ndim]
    padded = np.pad(picture, margins, mode="reflect")
    height, width = picture.shape[:2]
    total = np.zeros_like(picture)
    weights = np.zeros((height, width))
    for down in range(-radius, radius + 1):
        for across in range(-radius, radius + 1):
            if np.hypot(down, across) > radius:
                continue
            top, left = radius + down, radius + across
            other = padded[top : top + height, left : left + width]
            distance = np.abs(other - picture)
            if picture.ndim == 3:
                distance = distance.sum(axis=2)
            near = -(down**2 + across**2) / (2 * radius**2)
            weight = np.exp(near - distance**2 / (2 * levels**2))
            weights += weight
            total += other * (weight if picture.ndim == 2 else weight[..., np.newaxis])
    return total / (weights if picture.ndim == 2 else weights[..., np.newaxis])


@pytest.mark.parametrize("picture", [COLOUR, COLOUR[..., 1]])
def test_measures_are_those_of_scikit_image(picture):
    noisy = add_noise(picture, NoiseSettings("Gaussian", 25, 1))
    quality = measure(picture, noisy)
    expected = ski.metrics.peak_signal_noise_ratio(picture, noisy)
    assert quality.psnr == pytest.approx(expected, abs=1e-6)
    by_hand = 10 * np.log10(255**2 / np.mean((picture.astype(float) - noisy) ** 2))
    assert quality.psnr == pytest.approx(by_hand, abs=1e-6)
    assert quality.mean_difference == pytest.approx(np.abs(picture.astype(int) - noisy).mean())
    greys = [
        image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        for image in (picture, noisy)
    ]
    assert quality.ssim == pytest.approx(ssim_by_hand(*greys), abs=1e-4)
    same = measure(picture, picture)
    assert (same.psnr, same.ssim, same.mean_difference) == (np.inf, 1, 0)


def ssim_by_hand(first: np.ndarray, second: np.ndarray) -> float:
    """Return the formula of Wang and others (2004), with windows of 7 x 7 equal weights."""
    first, second = first.astype(float), second.astype(float)

    def mean(values: np.ndarray) -> np.ndarray:
        return ndimage.uniform_filter(values, 7)

    mean_1, mean_2 = mean(first), mean(second)
    unbiased = 49 / 48
    variance_1 = unbiased * (mean(first**2) - mean_1**2)
    variance_2 = unbiased * (mean(second**2) - mean_2**2)
    covariance = unbiased * (mean(first * second) - mean_1 * mean_2)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * mean_1 * mean_2 + c1) * (2 * covariance + c2)
    below = (mean_1**2 + mean_2**2 + c1) * (variance_1 + variance_2 + c2)
    return float((above / below)[3:-3, 3:-3].mean())


def gains(model: DenoiseModel, **changes: object) -> float:
    """Return by how many decibels the filter brings the picture nearer to the original."""
    frame = model.render(model.change(model.start, **changes))
    original, noisy, filtered = (frame.pictures[name] for name in ("original", "noisy", "filtered"))
    before, after = (
        ski.metrics.peak_signal_noise_ratio(original, each) for each in (noisy, filtered)
    )
    assert frame.numbers["noisy"]["PSNR"] == f"{before:.1f} dB"
    assert frame.numbers["filtered"]["PSNR"] == f"{after:.1f} dB"
    word = "rises" if after > before else "falls"
    assert frame.sentence.endswith(f"PSNR {word} by {abs(after - before):.1f} to {after:.1f} dB.")
    return after - before


def test_presets_set_the_right_filter_against_the_wrong_one(model):
    measured = {
        name: gains(model, **model.presets[name])
        for name in model.presets
        if not name.startswith("no noise")
    }
    pepper = "salt and pepper: "
    assert measured[f"{pepper}median"] > measured[f"{pepper}mean"] + 5
    assert measured[f"{pepper}mean"] > measured[f"{pepper}bilateral"]
    gaussian = "Gaussian noise: "
    assert measured[f"{gaussian}bilateral"] > measured[f"{gaussian}mean"] + 1
    assert measured[f"{gaussian}non-local means"] > measured[f"{gaussian}mean"] + 1
    clean = model.render(model.change(model.start, **model.presets["no noise: median"]))
    assert clean.numbers["noisy"]["PSNR"] == "no difference"
    assert "a filter can only harm" in clean.sentence


def test_pictures_are_those_of_the_settings(model, photo):
    changes = {"noise": "salt and pepper", "share": 20, "seed": 4, "filter": "median", "radius": 2}
    frame = model.render(model.change(model.start, **changes))
    noisy = add_noise(photo, NoiseSettings("salt and pepper", 20, 4))
    filtered = ndimage.median_filter(noisy, size=5, mode="nearest")
    np.testing.assert_array_equal(frame.pictures["noisy"], noisy)
    np.testing.assert_array_equal(frame.pictures["filtered"], filtered)
    difference = np.clip(3 * np.abs(filtered.astype(int) - photo), 0, 255)
    np.testing.assert_array_equal(frame.pictures["difference"], difference)
    rows, columns = busiest(photo, DETAIL)
    for name, picture in (("detail with noise", noisy), ("detail after the filter", filtered)):
        shown = frame.pictures[name]
        assert shown.shape == (DETAIL * ENLARGED, DETAIL * ENLARGED)
        np.testing.assert_array_equal(shown[::ENLARGED, ::ENLARGED], picture[rows, columns])
    assert frame.captions["filtered"] == "filtered: cv2.medianBlur(noisy, 5)"


@pytest.mark.parametrize("name", FILTERS[1:])
def test_the_code_of_a_filter_gives_its_picture(name):
    noisy = add_noise(COLOUR, NoiseSettings("Gaussian", 25, 1))
    shown = eval(filter_code(settings_of(name)), {"cv2": cv2, "noisy": noisy})
    np.testing.assert_array_equal(shown, apply_filter(noisy, settings_of(name)))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 12))
@settings(max_examples=30)
def test_the_busiest_square_has_the_most_edges(height, width, side):
    picture = np.random.default_rng(height).integers(0, 256, (height, width), dtype=np.uint8)
    rows, columns = busiest(picture, side)
    side = min(side, height, width)
    assert rows.stop - rows.start == columns.stop - columns.start == side
    edges = np.hypot(cv2.Sobel(picture, cv2.CV_64F, 1, 0), cv2.Sobel(picture, cv2.CV_64F, 0, 1))
    squares = np.lib.stride_tricks.sliding_window_view(edges, (side, side)).sum(axis=(2, 3))
    assert edges[rows, columns].sum() == pytest.approx(squares.max(), rel=1e-5)


def test_sliders_that_do_not_belong_to_the_filter_change_nothing(model):
    state = model.change(model.start, filter="Gaussian")
    first = model.render(state)
    changes = {"radius": 5, "reach": 5, "levels": 90, "patch_levels": 90, "share": 30}
    other = model.render(model.change(state, **changes))
    for name, picture in first.pictures.items():
        assert other.pictures[name] is picture
    moved = model.render(model.change(state, blur=2.0))
    assert moved.pictures["noisy"] is first.pictures["noisy"]
    assert moved.pictures["filtered"] is not first.pictures["filtered"]
    fresh = DenoiseModel().render(state)
    for name, picture in first.pictures.items():
        np.testing.assert_array_equal(fresh.pictures[name], picture)
    assert (fresh.sentence, fresh.numbers) == (first.sentence, first.numbers)
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.start.seed = 3


def test_the_explorer_opens_with_a_preset(model):
    assert model.change(model.start, **model.presets["Gaussian noise: mean"]) == model.start


@pytest.mark.parametrize("name", ["bilateral", "non-local means"])
def test_a_filter_that_is_chosen_has_a_strength_that_suits_it(model, name):
    """Whatever preset was there before, the gain is that of the filter's own preset."""
    own = gains(model, **model.presets[f"Gaussian noise: {name}"])
    for before in model.presets.values():
        state = {**before, "noise": "Gaussian", "sigma": 20, "filter": name}
        assert gains(model, **state) == pytest.approx(own, abs=1e-9)


def test_controls_are_there_only_with_what_they_belong_to(model):
    shown = {control.name: control.only_with for control in model.controls}
    assert shown["share"] == {"noise": ("salt and pepper",)}
    assert shown["radius"] == {"filter": ("mean", "median")}
    assert shown["reach"] == shown["levels"] == {"filter": ("bilateral",)}
    assert shown["patch_levels"] == {"filter": ("non-local means",)}
    assert [*shown] and set(shown) == {each.name for each in dataclasses.fields(model.start)}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"noise": "none", "filter": "none"}, "Nothing is done"),
        ({"filter": "none"}, r"about 20 levels.*PSNR is 22\.4 dB"),
        ({"noise": "salt and pepper", "filter": "none"}, "5 % of the pixels are black or white"),
        ({"filter": "mean", "radius": 2}, "mean of 25 pixels makes the noise about 5 times weaker"),
        ({"filter": "bilateral", "levels": 10}, "hardly averages"),
        ({"filter": "bilateral", "levels": 60}, "strong edges stay"),
        ({"filter": "non-local means"}, "5 x 5 surroundings"),
        ({"noise": "salt and pepper", "filter": "bilateral"}, "takes it for an edge"),
        ({"noise": "salt and pepper", "filter": "median"}, "leaves the wrong values out"),
        ({"noise": "salt and pepper", "share": 40, "filter": "median"}, "specks stay"),
    ],
)
def test_sentences_say_what_the_filter_did(model, changes, sentence):
    assert re.search(sentence, model.render(model.change(model.start, **changes)).sentence)


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("image", [COLOUR, np.full((9, 7), 255, np.uint8)])
def test_every_pair_has_pictures_numbers_and_words(noise, name, image):
    model = DenoiseModel(image)
    frame = model.render(model.change(model.start, noise=noise, filter=name))
    assert frame.sentence.endswith(".") and "nan" not in str(frame.numbers)
    assert frame.pictures["filtered"].shape == image.shape


def test_a_draw_that_hits_nothing_has_a_sentence():
    model = DenoiseModel(np.random.default_rng(0).integers(1, 255, (9, 9), dtype=np.uint8))
    state = model.change(model.start, noise="salt and pepper", share=1)
    draws = (model.render(model.change(state, seed=seed)) for seed in range(50))
    frame = next(one for one in draws if one.numbers["noisy"]["PSNR"] == "no difference")
    after = frame.numbers["filtered"]["PSNR"]
    assert frame.sentence.endswith(f"This draw has changed no pixel, so PSNR falls to {after}.")


def test_specks_stay_when_more_than_half_of_a_window_is_hit(model, photo):
    """The sentence about a larger window is true: it takes away more of the noise."""
    heavy = {"noise": "salt and pepper", "share": 40, "filter": "median"}
    assert gains(model, **heavy, radius=2) > gains(model, **heavy, radius=1) + 3


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"radius": 0}, "radius is a whole number from 1 to 7, not 0"),
        ({"seed": -1}, "seed is a whole number from 0 on"),
        ({"filter": "mode"}, "filter is one of none, mean, Gaussian"),
        ({"blur": 7}, r"blur is a number from 0\.5 to 6\.0"),
    ],
)
def test_wrong_states_get_a_sentence(model, state, sentence):
    with pytest.raises(ImageError, match=sentence):
        model.snapshot(**state)
    with pytest.raises(ImageError, match=sentence):
        DenoiseModel(presets={"wrong": state})


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (np.zeros((6, 40), np.uint8), r"at least 7 x 7 pixels.*shape is \(6, 40\)"),
        (np.zeros((9, 9, 4), np.uint8), "4 channels"),
        (np.full((9, 9), np.nan), "NaN"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(image, sentence):
    with pytest.raises(ImageError, match=sentence):
        explorers.denoise(image)


def test_large_pictures_are_made_smaller():
    model = DenoiseModel(ski.data.astronaut())
    expected = cv2.resize(ski.data.astronaut(), (256, 256), interpolation=cv2.INTER_AREA)
    np.testing.assert_array_equal(model.render(model.start).pictures["original"], expected)
    text = explorers.denoise().snapshot(filter="median").text
    assert "filtered: cv2.medianBlur(noisy, 3)" in text
