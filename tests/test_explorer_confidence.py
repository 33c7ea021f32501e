"""The explorer of softmax and confidence without a browser, against SciPy and Keras."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from course_utils import explorers
from course_utils.explorers.confidence import pictures as made
from course_utils.explorers.confidence.by_hand import ByHandModel
from course_utils.explorers.confidence.model import (
    BLANK,
    KINDS,
    MIXED,
    NOISE,
    OWN,
    PHOTOGRAPH,
    TURNED,
    ConfidenceModel,
)
from course_utils.explorers.confidence.softmax import percent, softmax
from course_utils.images import ImageError
from tests import network_fake


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def network(keras):
    return network_fake.network()


@pytest.fixture(scope="module")
def model(network) -> ConfidenceModel:
    images, labels = network_fake.digits()
    return ConfidenceModel(network, images, labels=labels)


def frame_of(model: Any, **changes: Any) -> Any:
    return model.render(model.change(model.start, **changes))


# ---- softmax ----


LOGITS = st.lists(st.floats(-200, 200), min_size=2, max_size=10)


@given(LOGITS, st.floats(0.1, 10))
def test_softmax_is_that_of_scipy(logits, temperature):
    found = softmax(np.array(logits), temperature)
    np.testing.assert_allclose(found, special.softmax(np.array(logits) / temperature), atol=1e-12)
    assert found.sum() == pytest.approx(1) and np.isfinite(found).all()


@given(LOGITS, st.floats(-1000, 1000))
def test_a_constant_changes_nothing(logits, constant):
    moved = softmax(np.array(logits) + constant)
    np.testing.assert_allclose(moved, softmax(np.array(logits)), atol=1e-9)


@given(LOGITS, st.floats(0.1, 10))
def test_temperature_keeps_the_order_and_changes_how_sure(logits, temperature):
    usual, other = softmax(np.array(logits)), softmax(np.array(logits), temperature)
    assert other[usual.argmax()] == pytest.approx(other.max())
    if temperature >= 1:
        assert other.max() <= usual.max() + 1e-12
    else:
        assert other.max() >= usual.max() - 1e-12


@given(st.floats(0, 1))
def test_what_is_not_certain_does_not_look_certain(share):
    text = percent(share)
    assert (text == "100.0 %") == (share == 1) and (text == "0.0 %") == (share == 0)


# ---- by hand ----


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_every_setting_by_hand_has_a_frame(data):
    names = ("a", "b", "c", "d", "e", "f")[: data.draw(st.integers(2, 6))]
    model = ByHandModel(names)
    logits = [data.draw(st.floats(-10, 10)) for _ in names]
    changes = {f"logit_{place}": value for place, value in enumerate(logits, start=1)}
    constant, temperature = data.draw(st.floats(-20, 20)), data.draw(st.floats(0.1, 10))
    frame = frame_of(model, **changes, constant=constant, temperature=temperature)
    expected = special.softmax(np.array(logits) / temperature)
    assert [frame.numbers[name]["probability"] for name in names] == [
        pytest.approx(percent(share)) for share in expected
    ] or np.isclose(expected, np.round(expected, 3), atol=1e-9).any()
    assert frame.sentence.endswith(".")
    assert list(frame.captions) == list(frame.pictures) == ["logits", "probabilities"]


def test_the_steps_by_hand_are_those_of_the_formula():
    frame = frame_of(ByHandModel(), temperature=2.0)
    assert frame.numbers["dog"] == {
        "logit z": "1.0",
        "z / T": "0.50",
        "e to the power of z / T": f"{np.exp(0.5):.3g}",
        "probability": percent(special.softmax(np.array([2, 1, 0.1]) / 2)[1]),
    }
    assert "Temperature 2 divides every logit by 2 and makes the answer less sure" in frame.sentence
    assert "65.9 % becomes 50.2 %" in frame.sentence


def test_a_constant_moves_the_logits_alone():
    model = ByHandModel()
    before, after = frame_of(model), frame_of(model, constant=7.0)
    assert before.pictures["probabilities"] == after.pictures["probabilities"]
    assert before.pictures["logits"] != after.pictures["logits"]
    assert after.pictures["logits"].text == "logits: cat 9.0, dog 8.0, bird 7.1"
    assert "Adding 7 to every logit changes no probability" in after.sentence


@pytest.mark.parametrize(
    ("preset", "sentence"),
    [
        ("three logits", "The largest probability, 65.9 %, is that of cat"),
        ("all equal", "each of the 3 classes gets 33.3 %"),
        ("all far below 0", 'softmax never says "none of these"'),
        ("a constant more", "softmax sees only their differences"),
        ("temperature 3", "less sure: 65.9 % becomes 44.5 %"),
        ("temperature 0.3", "more sure: 65.9 % becomes 96.4 %"),
    ],
)
def test_presets_by_hand(preset, sentence):
    model = ByHandModel()
    assert sentence in frame_of(model, **model.presets[preset]).sentence


def test_a_name_for_each_class():
    explorer = explorers.softmax_confidence(names=["brick", "grass", "gravel", "sand"])
    assert [each.label for each in explorer.model.controls][:4] == [
        "Logit of brick",
        "Logit of grass",
        "Logit of gravel",
        "Logit of sand",
    ]
    explorer.logit_4 = 5
    assert "sand 5.0" in explorer.snapshot(logit_4=5).text
    for names, sentence in (
        (["a"], "takes 2 to 6 names"),
        (["a", "a"], "all different"),
        ("cat", "a list with a name for each class"),
    ):
        with pytest.raises(ImageError, match=sentence):
            explorers.softmax_confidence(names=names)


# ---- of a network ----


def test_logits_become_the_probabilities_of_keras(model, network):
    images = network_fake.digits()[0]
    for kind, inputs in ((OWN, images), (TURNED, images[:, ::-1, ::-1])):
        expected = np.array(network(inputs[..., np.newaxis]))
        np.testing.assert_allclose(softmax(model.logits[kind]), expected, atol=1e-5)
    grey = np.broadcast_to(np.linspace(images.min(), images.max(), 21)[:, None, None], (21, 8, 8))
    expected = np.array(network(grey[..., np.newaxis]))
    np.testing.assert_allclose(softmax(model.logits[BLANK]), expected, atol=1e-5)


def test_every_way_to_end_a_network_gives_the_same_logits(keras):
    generator = np.random.default_rng(0)
    images = generator.random((5, 6, 6, 1)).astype(np.float32)
    weights = [generator.normal(size=(36, 4)), generator.normal(size=4)]
    layers = keras.layers
    endings = [
        [layers.Dense(4, activation="softmax")],
        [layers.Dense(4)],
        [layers.Dense(4), layers.Softmax()],
        [layers.Dense(4), layers.Activation("softmax")],
    ]
    expected = images.reshape(5, -1) @ weights[0] + weights[1]
    for ending in endings:
        model = keras.Sequential([keras.Input((6, 6, 1)), layers.Flatten(), *ending])
        model.set_weights(weights)
        found = ConfidenceModel(model, images).logits[OWN]
        np.testing.assert_allclose(found, expected, atol=1e-4)
    one = keras.Sequential(
        [keras.Input((6, 6, 1)), layers.Flatten(), layers.Dense(1, activation="sigmoid")]
    )
    shares = softmax(ConfidenceModel(one, images, names=["no", "yes"]).logits[OWN])
    np.testing.assert_allclose(shares[:, 1], np.array(one(images))[:, 0], atol=1e-6)


def test_the_pictures_of_no_class(model):
    images = network_fake.digits()[0]
    for kind, name in ((TURNED, "upside down"), (MIXED, "its pixels in random order")):
        frame = frame_of(model, kind=kind, picture=2)
        assert frame.captions["picture"].endswith(name)
    shown = model.shown
    expected = np.rint(255 * images)
    np.testing.assert_array_equal(shown[OWN], expected)
    np.testing.assert_array_equal(shown[TURNED], expected[:, ::-1, ::-1])
    sort = [np.sort(each.reshape(len(each), -1)) for each in (shown[MIXED], expected)]
    np.testing.assert_array_equal(*sort)
    assert (shown[MIXED] != expected).any()
    assert shown[NOISE].std() == pytest.approx(255 / 12**0.5, rel=0.05)
    assert [each.max() - each.min() for each in shown[BLANK]] == [0] * 21
    assert shown[BLANK][[0, -1], 0, 0].tolist() == [0, 255]
    assert len(shown[PHOTOGRAPH]) == len(made.PHOTOGRAPHS)


@given(st.sampled_from([(7, 9, 1), (6, 5, 3), (4, 4, 2)]), st.floats(-3, 0), st.floats(0.5, 200))
@settings(max_examples=20, deadline=None)
def test_pictures_of_no_class_have_the_shape_and_the_range_of_the_others(shape, low, high):
    for make in (made.noise, made.blank, made.photographs):
        pictures = make(shape, low, high)
        assert pictures.shape[1:] == shape
        assert low - 1e-9 <= pictures.min() and pictures.max() <= high + 1e-9
        assert np.ptp(pictures) > 0.5 * (high - low)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_every_setting_has_a_frame(data):
    model = _every_model()
    changes = {
        "kind": data.draw(st.sampled_from(KINDS)),
        "photograph": data.draw(st.sampled_from(list(made.PHOTOGRAPHS))),
        "picture": data.draw(st.integers(0, len(model.shown[OWN]) - 1)),
        "noise": data.draw(st.integers(0, made.NOISES - 1)),
        "grey": 5 * data.draw(st.integers(0, 20)),
        "constant": float(data.draw(st.integers(-20, 20))),
        "temperature": data.draw(st.floats(0.1, 10)),
    }
    frame = frame_of(model, **changes)
    kind = changes["kind"]
    place = model._place(model.change(model.start, **changes))
    logits = model.logits[kind][place]
    shares = special.softmax(logits / changes["temperature"])
    best = int(logits.argmax())
    assert f"The answer is {best}, with a confidence of {percent(shares[best])}" in frame.sentence
    assert f"{best} {percent(shares[best])}" in frame.pictures["probabilities"].text
    assert frame.sentence.endswith(".")
    sure = special.softmax(model.logits[kind] / changes["temperature"], axis=1).max(axis=1)
    assert frame.numbers[kind]["at least 90 % sure"] == str((sure >= 0.9).sum())
    assert frame.numbers[kind]["pictures"] == str(len(sure))


_MADE: list[ConfidenceModel] = []


def _every_model() -> ConfidenceModel:
    """Return one model for all examples."""
    if not _MADE:
        pytest.importorskip("keras")
        _MADE.append(network_fake.network_confidence().model)
    return _MADE[0]


def test_presets_show_the_most_confident_answer_of_each_kind(model):
    for kind in (TURNED, MIXED, NOISE, BLANK, PHOTOGRAPH):
        state = model.change(model.start, **model.presets[kind])
        assert state.kind == kind
        sure = softmax(model.logits[kind]).max(axis=1)
        assert sure[model._place(state)] == sure.max()
        sentence = model.render(state).sentence
        if sure.max() >= 0.9:
            assert 'softmax says which of the known classes, never "none of these".' in sentence
        else:
            assert "the 100 % are shared among the known classes alone" in sentence
    assert "known classes" not in frame_of(model).sentence


def test_right_and_wrong_answers_are_named(model, network):
    labels = network_fake.digits()[1]
    for number, label in enumerate(labels):
        right = model.logits[OWN][number].argmax() == label
        words = "and it is right" if right else f"and it is wrong: this is {label}"
        assert words in frame_of(model, picture=number).sentence
    without = ConfidenceModel(network, network_fake.digits()[0])
    assert "it is" not in frame_of(without).sentence


def test_a_network_with_many_classes_shows_the_largest(keras):
    layers = keras.layers
    many = keras.Sequential([keras.Input((5, 5, 3)), layers.Flatten(), layers.Dense(100)])
    model = ConfidenceModel(many, np.random.default_rng(0).random((2, 5, 5, 3)))
    frame = frame_of(model)
    shares = special.softmax(model.logits[OWN][0])
    drawn = re.findall(r"(\d+) ([<>]? ?[\d.]+ %)", frame.pictures["probabilities"].text)
    order = np.argsort(-shares)[:20]
    assert [int(number) for number, _ in drawn] == order.tolist()
    assert [share for _, share in drawn] == [percent(shares[number]) for number in order]
    assert frame.captions["logits"].startswith("logits (the 20 largest)")


def test_rows_of_numbers_are_pictures_too(keras):
    layers = keras.layers
    model = keras.Sequential([keras.Input((64,)), layers.Dense(3, activation="softmax")])
    images = network_fake.digits()[0]
    found = ConfidenceModel(model, images.reshape(-1, 64), names=["a", "b", "c"])
    np.testing.assert_array_equal(found.shown[TURNED], np.rint(255 * images[:, ::-1, ::-1]))
    expected = np.array(model(images[:, ::-1, ::-1].reshape(-1, 64)))
    np.testing.assert_allclose(softmax(found.logits[TURNED]), expected, atol=1e-5)
    assert "The network can only say a or b or c" in frame_of(found, kind=PHOTOGRAPH).sentence


# ---- what does not fit ----


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"pictures": None}, "needs pictures beside the model"),
        ({"pictures": np.zeros((2, 9, 9))}, r"takes pictures of the shape \(8, 8, 1\)"),
        ({"names": ["a", "b"]}, "tells 10 classes apart, but names has 2"),
        ({"labels": [1]}, "Each picture needs one label"),
        ({"presets": {"wrong": {"temperature": 0}}}, r"temperature is a number from 0\.1 to 10\.0"),
    ],
)
def test_what_does_not_fit_gets_a_sentence(network, arguments, sentence):
    given_ = {"pictures": network_fake.digits()[0]} | arguments
    with pytest.raises(ImageError, match=sentence):
        explorers.softmax_confidence(network, **given_)


def test_networks_that_give_no_logits_get_a_sentence(keras):
    layers = keras.layers
    for ending, sentence in (
        ([layers.Flatten(), layers.Dense(3, activation="relu")], "the activation of .* is relu"),
        ([layers.Flatten(), layers.Dense(3, activation="sigmoid")], "is sigmoid"),
        ([layers.Conv2D(3, 3)], r"but the output of this model has the shape \(6, 6, 6, 3\)"),
    ):
        model = keras.Sequential([keras.Input((8, 8, 1)), *ending])
        with pytest.raises(ImageError, match=sentence):
            explorers.softmax_confidence(model, network_fake.digits()[0])
    with pytest.raises(ImageError, match="needs a Keras model, but an object of type NoneType"):
        explorers.softmax_confidence(pictures=network_fake.digits()[0])


def test_wrong_states_get_a_sentence(model):
    for changes, sentence in (
        ({"kind": "cat"}, "kind is one of your picture, upside down"),
        ({"noise": 40}, "noise is a whole number from 0 to 39"),
        ({"logit_1": 2.0}, "no state called 'logit_1'"),
    ):
        with pytest.raises(ImageError, match=sentence):
            model.snapshot(**changes)
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.start.noise = 3
