"""The gradient descent explorer without a browser: worked numbers, finite differences, SciPy."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from course_utils import explorers
from course_utils.explorers.descents.landscapes import (
    BOWL,
    LANDSCAPES,
    LINE,
    NEURON,
    ONE_WEIGHT,
    ONLY_W,
    SADDLE,
    SAMPLES,
    SURFACES,
    VALLEY,
    WITH_SAMPLES,
)
from course_utils.explorers.descents.model import DescentModel, settings_of
from course_utils.explorers.descents.walking import (
    IN_TURN,
    ONLY_3,
    OPTIMISERS,
    TOO_HIGH,
    Settings,
    highest_rate,
    walk,
)
from course_utils.explorers.descents.words import findings, reached_after
from course_utils.images import ImageError


@pytest.fixture(scope="module")
def model() -> DescentModel:
    return DescentModel()


def frame_of(model: DescentModel, **state: object):
    return model.render(model.change(model.start, **state))


def starts(name: str) -> st.SearchStrategy[tuple[float, ...]]:
    found = LANDSCAPES[name]
    return st.tuples(*(st.floats(*ends) for ends in zip(found.low, found.high, strict=True)))


@pytest.mark.parametrize("name", list(LANDSCAPES))
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_slopes_and_curvatures_are_those_of_finite_differences(name, data):
    found = LANDSCAPES[name]
    place = np.array(data.draw(starts(name)))
    step = 1e-5
    for index, unit in enumerate(step * np.eye(len(place))):
        difference = (found.loss(place + unit) - found.loss(place - unit)) / (2 * step)
        assert found.slopes(place)[index] == pytest.approx(float(difference), rel=1e-5, abs=1e-4)
        rows = (found.slopes(place + unit) - found.slopes(place - unit)) / (2 * step)
        assert found.curvatures(place)[index] == pytest.approx(rows, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize("name", list(LANDSCAPES))
def test_minima_are_those_that_scipy_finds(name):
    found = LANDSCAPES[name]
    lowest = min(
        optimize.minimize(lambda p: float(found.loss(p)), start, tol=1e-12).fun
        for start in (np.full(len(found.low), 0.9), np.array(found.high) - 0.3)
    )
    assert found.lowest == pytest.approx(lowest, abs=1e-6)
    for minimum in found.minima:
        assert float(found.loss(minimum)) == pytest.approx(found.lowest, abs=1e-9)
        assert np.abs(found.slopes(minimum)).max() < 1e-9


def test_the_losses_of_samples_are_mean_squared_errors():
    w, b = 1.3, 0.4
    one = LANDSCAPES[ONE_WEIGHT].loss(np.array([w]))
    assert one == pytest.approx(np.mean([(2 * w - 4) ** 2, (w - 2) ** 2, (3 * w - 6) ** 2]))
    assert LANDSCAPES[ONLY_W].loss(np.array([w])) == pytest.approx((2 * w + 0.5 - 4) ** 2)
    assert LANDSCAPES[NEURON].loss(np.array([w, b])) == pytest.approx((2 * w + b - 4) ** 2)
    line = LANDSCAPES[LINE]
    assert line.loss(np.array([w, b])) == pytest.approx(np.mean((w * line.x + b - line.y) ** 2))
    assert line.minima[0] == pytest.approx(np.polyfit(line.x, line.y, 1))


def test_the_first_steps_are_those_of_the_lesson(model):
    """W11: 0.5, 1.7, 1.76, 2.192; W04 and W09: -12.4 and -6.2, and one step to the minimum."""
    rows = frame_of(model, **model.presets["one weight"]).numbers
    assert [row["w"] for row in rows.values()] == ["0.5", "1.7", "1.76", "2.192"]
    assert [row["slope for w"] for row in rows.values()] == ["-12", "-0.6", "-4.32", ""]
    assert rows["start"]["next sample"] == "x = 2, y = 4"
    rows = frame_of(model, **model.presets["the slide's neuron"]).numbers
    assert rows["start"] == {
        "w": "0.2",
        "b": "0.5",
        "loss": "9.61",
        "slope for w": "-12.4",
        "slope for b": "-6.2",
    }
    assert rows["step 1"] | {"w": "1.44", "b": "1.12", "loss": "0"} == rows["step 1"]
    passes = walk(Settings(ONE_WEIGHT, (0.5,), steps=12, order=IN_TURN)).places[::3, 0]
    assert passes[1:] == pytest.approx([2.192, 1.97542, 2.00315, 1.9996], abs=1e-5)


@pytest.mark.parametrize(
    ("optimiser", "expected"),
    [
        ("SGD", [1.44, 1.688, 1.7376]),
        ("momentum", [1.44, 2.804, 3.1884]),
        ("RMSprop", [0.5162, 0.7195, 0.8752]),
        ("Adam", [0.3, 0.3998, 0.4991]),
    ],
)
def test_the_first_steps_of_the_optimisers(model, optimiser, expected):
    """W11b, from w = 0.2 with b fixed at 0.5."""
    changes = model.presets["its w alone"] | {"optimiser": optimiser, "momentum": 0.9}
    rows = frame_of(model, **changes).numbers
    assert [float(row["w"]) for row in rows.values()][1:] == pytest.approx(expected, abs=6e-4)
    places = walk(settings_of(model.change(model.start, **changes))).places[1:, 0]
    assert places == pytest.approx(expected, abs=5e-5)


def test_the_limit_of_the_rate_is_that_of_the_worked_numbers():
    """W11: with only x = 3, 0.11 still converges and 0.112 diverges: the limit is 1/9."""
    alone = {"order": ONLY_3, "steps": 20}
    assert highest_rate(Settings(ONE_WEIGHT, (0.5,), order=ONLY_3)) == pytest.approx(1 / 9)
    slow = walk(Settings(ONE_WEIGHT, (0.5,), rate=0.11, **alone))
    assert slow.places[-1, 0] == pytest.approx(0.9986, abs=5e-5)
    assert findings(slow)[0] == "jumps"
    assert findings(walk(Settings(ONE_WEIGHT, (0.5,), rate=0.112, **alone))) == ("diverges",)


LIMITED = [
    (ONE_WEIGHT, "all samples", 0.0),
    (ONE_WEIGHT, ONLY_3, 0.0),
    (ONE_WEIGHT, IN_TURN, 0.0),
    *((name, "all samples", momentum) for name in (ONLY_W, LINE, BOWL) for momentum in (0.0, 0.6)),
    (NEURON, "all samples", 0.0),
]


@pytest.mark.parametrize(("name", "order", "momentum"), LIMITED)
def test_above_the_limit_the_loss_grows_and_below_it_falls(name, order, momentum):
    start = (0.3, 1.1)[: len(LANDSCAPES[name].parameters)]
    common = {"optimiser": "momentum" if momentum else "SGD", "momentum": momentum, "order": order}
    limit = highest_rate(Settings(name, start, **common))
    below, above = (
        walk(Settings(name, start, rate=factor * limit, steps=600, **common))
        for factor in (0.97, 1.03)
    )
    assert below.excess[-1] < 0.1 * below.excess[0]
    assert above.losses[-1] > 100 * above.losses[0]
    assert findings(above) == ("diverges",) != findings(below)


@pytest.mark.parametrize("name", list(LANDSCAPES))
@pytest.mark.parametrize("optimiser", OPTIMISERS)
@given(data=st.data(), rate=st.floats(0.001, 0.5), steps=st.integers(0, 40))
@settings(max_examples=5, deadline=None)
def test_no_walk_leaves_the_numbers_and_each_has_a_short_sentence(
    model, name, optimiser, data, rate, steps
):
    start = dict(zip(LANDSCAPES[name].parameters, data.draw(starts(name)), strict=True))
    state = {"landscape": name, "optimiser": optimiser, "learning_rate": rate, "steps": steps}
    more = {"batch_size": data.draw(st.integers(1, SAMPLES)), "noise": data.draw(st.floats(0, 10))}
    order = data.draw(st.sampled_from(("all samples", IN_TURN, ONLY_3)))
    frame = frame_of(model, **state, **start, **more, order=order)
    assert list(frame.captions) == list(frame.pictures)
    for picture in frame.pictures.values():
        drawn = re.sub('base64,[^"]+', "", picture.svg)
        assert picture.text and "nan" not in drawn and "inf" not in drawn
    assert "nan" not in str(frame.numbers) + frame.sentence
    for part in re.split(r"(?<=[.:;]) ", frame.sentence):
        assert len(part.split()) < 25, part


def test_a_walk_that_diverges_stops_in_time():
    walked = walk(Settings(VALLEY, (-2.0, -2.0), rate=0.5, steps=100))
    assert walked.stopped and walked.steps < 100
    assert walked.losses[-1] > TOO_HIGH >= walked.losses[:-1].max()
    assert np.isfinite(walked.places).all()


def test_presets_do_what_their_names_say(model):
    found = {
        name: findings(walk(settings_of(model.change(model.start, **changes))))
        for name, changes in model.presets.items()
    }
    assert found == {
        "one weight": ("falls",),
        "the slide's neuron": ("reached",),
        "its w alone": ("reached",),
        "too small": ("too small",),
        "good": ("reached",),
        "overshoots": ("jumps", "reached"),
        "diverges": ("diverges",),
        "batches of 4": ("noise", "reached"),
        "long bowl: zigzag": ("jumps", "reached"),
        "long bowl: momentum": ("momentum", "reached"),
        "valley: SGD": ("flat floor",),
        "valley: momentum": ("momentum", "reached"),
        "valley: Adam": ("reached",),
        "stuck at a saddle": ("saddle",),
        "noise leaves the saddle": ("noise", "reached"),
    }
    assert model.change(model.start, **model.presets["one weight"]) == model.start
    sentence = frame_of(model, **model.presets["diverges"]).sentence
    assert "above the limit 2 / curvature = 2 / 9.333 = 0.2143" in sentence


def test_momentum_is_quicker_on_the_long_bowl():
    """The same rate and start: momentum needs fewer steps than plain gradient descent."""
    common = {"landscape": BOWL, "start": (-1.8, 1.2), "rate": 0.03, "steps": 100}
    plain, quick = (
        walk(Settings(**common)),
        walk(Settings(**common, optimiser="momentum", momentum=0.7)),
    )
    assert reached_after(quick) < 0.6 * reached_after(plain)


def test_every_draw_of_the_noise_leaves_the_saddle():
    for seed in range(30):
        walked = walk(Settings(SADDLE, (-1.8, 0.0), steps=100, noise=0.3, seed=seed))
        assert walked.excess[-1] < 0.1
    plain = walk(Settings(SADDLE, (-1.8, 0.0), steps=100))
    assert plain.excess[-1] == pytest.approx(0.25, abs=1e-3)


def test_an_epoch_of_batches_uses_each_sample_once():
    """The mean of the slopes of an epoch, at one place, is the slope of all samples."""
    line = LANDSCAPES[LINE]
    for batch in (1, 4, 6):
        steps = SAMPLES // batch
        tiny = Settings(LINE, (0.5, 0.5), rate=1e-12, steps=2 * steps, batch=batch, seed=3)
        slopes = walk(tiny).slopes
        for epoch in (slopes[:steps], slopes[steps:]):
            assert epoch.mean(axis=0) == pytest.approx(line.slopes(np.array([0.5, 0.5])), rel=1e-6)
        assert not np.allclose(slopes[:steps], slopes[steps:])


def test_noise_has_the_strength_that_is_asked_for():
    plain, noisy = (
        walk(Settings(BOWL, (1.0, 1.0), rate=1e-12, steps=2000, noise=noise)).slopes
        for noise in (0.0, 2.0)
    )
    assert (noisy - plain).std() == pytest.approx(2, rel=0.05)
    assert (noisy - plain).mean() == pytest.approx(0, abs=0.15)


def test_draws_can_be_repeated(model):
    state = {"landscape": BOWL, "noise": 3.0, "steps": 20}
    first, again, other = (frame_of(model, **state, seed=seed) for seed in (1, 1, 2))
    assert first == again and first.numbers != other.numbers
    assert frame_of(model, landscape=BOWL, seed=1) == frame_of(model, landscape=BOWL, seed=2)


def test_values_that_do_not_belong_to_the_loss_change_nothing(model):
    first = frame_of(model)
    assert first == frame_of(
        model, momentum=0.5, batch_size=2, noise=3.0, seed=4, b=2.0, w1=1.0, w2=1.0
    )
    surface = frame_of(model, landscape=VALLEY)
    assert surface == frame_of(model, landscape=VALLEY, w=3.0, b=2.0, batch_size=1, order=ONLY_3)
    shown = {each.name: each.only_with.get("landscape") for each in model.controls}
    assert shown["noise"] == shown["w1"] == shown["w2"] == SURFACES
    assert shown["w"] == WITH_SAMPLES and shown["order"] == (ONE_WEIGHT,)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"steps": 0}, "At w = 0.5 the loss is 10.5. The slope points uphill .for w it is -14."),
        ({"w": 2.0}, "starts at the minimum"),
        ({"w": 2.0, "steps": 0}, "every slope is 0"),
        ({"learning_rate": 0.3, "steps": 30}, r"each pass over the samples.*above 0\.204"),
        ({"landscape": VALLEY, "learning_rate": 0.1}, "curvature at the start is"),
        ({"landscape": BOWL, "learning_rate": 0.5, "noise": 1.0}, "noisy"),
        (
            {"optimiser": "momentum", "momentum": 0.5, "order": "all samples", "steps": 60}
            | {"learning_rate": 0.4},
            r"2 \(1 \+ momentum\) / curvature = 2 x \(1 \+ 0\.5\) / 9\.333 = 0\.3214",
        ),
        ({"landscape": ONLY_W, "optimiser": "Adam", "steps": 3}, "lower than at the start"),
        ({"landscape": ONLY_W, "steps": 1}, "against the slope, and the loss falls"),
    ],
)
def test_sentences_say_what_the_walk_did(model, state, sentence):
    assert re.search(sentence, frame_of(model, **state).sentence)


def test_a_click_sets_the_start(model):
    curve = frame_of(model).pictures["landscape"]
    assert (curve.control, curve.control_up) == ("w", None)
    assert frame_of(model, landscape=NEURON).pictures["landscape"].control_up == "b"
    bowl = frame_of(model, landscape=BOWL).pictures["landscape"]
    assert (bowl.control, bowl.control_up) == ("w1", "w2")
    assert bowl.low < -2 and bowl.high > 2 and bowl.bottom < -2 and bowl.top > 2


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"learning_rate": 0}, r"learning_rate is a number from 0\.001 to 0\.5"),
        ({"steps": 101}, "steps is a whole number from 0 to 100"),
        ({"optimiser": "sgd"}, "optimiser is one of SGD, momentum, RMSprop, Adam"),
        ({"landscape": "hill"}, "landscape is one of one weight"),
    ],
)
def test_wrong_states_get_a_sentence(model, state, sentence):
    with pytest.raises(ImageError, match=sentence):
        model.snapshot(**state)
    with pytest.raises(ImageError, match=sentence):
        explorers.gradient_descent(presets={"wrong": state})
