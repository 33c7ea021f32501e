"""The explorer of feature maps without a browser, against Keras, SciPy and gradients."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from course_utils import explorers, kernels
from course_utils.explorers import layer_outputs
from course_utils.explorers.frames import Chart, Frame, NumberedPicture
from course_utils.explorers.mapping import model as mapping
from course_utils.explorers.mapping.drawing import map_tiles
from course_utils.explorers.mapping.fields import fields, pixels
from course_utils.explorers.mapping.model import AFTER, BEFORE, FeatureMapsModel
from course_utils.explorers.network_pictures import to_show
from course_utils.explorers.panel_view import _frame_message
from course_utils.explorers.shades import diverging
from course_utils.images import ImageError
from tests import network_fake


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def network(keras):
    return network_fake.network()


@pytest.fixture(scope="module")
def model(network) -> FeatureMapsModel:
    images, labels = network_fake.digits()
    before = network_fake.network(1).get_weights()
    return FeatureMapsModel(network, images, before=before, labels=labels)


@pytest.fixture(scope="module")
def branched(keras):
    """A functional network with a model inside, a branch, and layers of many kinds."""
    layers = keras.layers
    keras.utils.set_random_seed(0)
    inputs = keras.Input((17, 14, 3))
    flip, scale = layers.RandomFlip(name="random_flip"), layers.Rescaling(2.0, name="rescaling")
    inside = keras.Sequential([flip, scale], name="inside")
    x = inside(inputs) / 3
    x = layers.Conv2D(4, (3, 2), padding="same", use_bias=False, name="first")(x)
    x = layers.ReLU(name="relu")(layers.BatchNormalization(name="norm")(x))
    wide = layers.Conv2D(4, 3, padding="same", dilation_rate=2, name="wide")(x)
    x = layers.Add(name="sum")([x, wide])
    x = layers.ZeroPadding2D(((1, 0), (0, 2)), name="frame")(x)
    x = layers.SeparableConv2D(5, 3, strides=2, name="separable")(x)
    x = layers.AveragePooling2D(2, strides=1, padding="same", name="mean")(x)
    x = layers.DepthwiseConv2D(2, name="depthwise")(x)
    x = layers.Cropping2D(((1, 0), (0, 1)), name="cropped")(x)
    pooled = layers.GlobalAveragePooling2D(name="pooled")(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid", name="answer")(pooled))


@pytest.fixture(scope="module")
def colours() -> np.ndarray:
    return np.random.default_rng(0).random((3, 17, 14, 3)).astype(np.float32)


def state_of(model: FeatureMapsModel, **changes: Any) -> Any:
    return model.change(model.start, **changes)


def frame_of(model: FeatureMapsModel, **changes: Any) -> Frame:
    return model.render(state_of(model, **changes))


# ---- the layers ----


def test_outputs_are_those_of_keras(keras, network, branched, colours, model):
    images = network_fake.digits()[0][..., np.newaxis]
    for one, inputs in ((network, images), (branched, colours)):
        layers = layer_outputs.run(one, inputs)
        np.testing.assert_allclose(
            layers[-1].output, one(inputs, training=False), rtol=1e-5, atol=1e-6
        )
        names = [layer.name for layer in layers]
        inner = [layer for layer in one.layers if layer.name in names]
        probe = keras.Model(one.inputs, [layer.output for layer in inner])
        for layer, expected in zip(inner, probe([inputs], training=False), strict=True):
            found = layers[names.index(layer.name)]
            np.testing.assert_allclose(found.output, expected, rtol=1e-5, atol=1e-6)
            assert found.parameters == layer.count_params()
        assert sum(each.parameters for each in layers) == one.count_params()
    assert names[:2] == ["inside/random_flip", "inside/rescaling"]


def test_a_map_is_the_kernel_slid_over_the_picture_by_scipy(model):
    images = network_fake.digits()[0]
    for name in (AFTER, BEFORE):
        first = model.layers[name][0]
        for number in range(first.kernel.shape[3]):
            kernel = first.kernel[:, :, 0, number]
            expected = signal.correlate2d(images[2], kernel, mode="same") + first.bias[number]
            found = first.output[2][..., number]
            np.testing.assert_allclose(found, np.maximum(expected, 0), atol=1e-5)
    assert (model.layers[AFTER][0].kernel != model.layers[BEFORE][0].kernel).any()


def test_kernels_of_every_kind_give_the_maps(branched, colours):
    """The kernel that is shown, slid by `kernels.convolve`, gives the maps that are shown."""
    layers = {each.name: each for each in layer_outputs.run(branched, colours)}
    for name, before in (("separable", "frame"), ("wide", "relu")):
        layer, given_ = layers[name], layers[before].output[0]
        found = kernels.convolve(
            given_,
            layer.kernel,
            padding=layer.window.padding,
            stride=layer.window.stride,
            dilation=layer.window.dilation,
        )
        np.testing.assert_allclose(found + layer.bias, layer.output[0], atol=1e-5)
    depthwise = layers["depthwise"]
    for number in range(5):
        channel = layers["mean"].output[0][..., number]
        found = kernels.convolve(channel, depthwise.kernel[:, :, 0, number])
        np.testing.assert_allclose(found, depthwise.output[0][..., number], atol=1e-5)


def test_the_network_is_not_changed(keras, network):
    images, labels = network_fake.digits()
    keras.utils.set_random_seed(0)
    model = keras.models.clone_model(network)
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(images, labels, verbose=0)
    weights = [each.copy() for each in model.get_weights()]
    others = [each.copy() for each in network.get_weights()]
    moments = [np.array(each) for each in model.optimizer.variables]
    nodes = [len(layer._inbound_nodes) for layer in model.layers]
    seed = np.random.get_state()[1].copy()
    explorer = explorers.feature_maps(model, images, before=network)
    explorer.snapshot(weights=BEFORE, layer="conv_2")
    explorers.softmax_confidence(model, images)
    for before, after in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    for before, after in zip(others, network.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    for before, after in zip(moments, model.optimizer.variables, strict=True):
        np.testing.assert_array_equal(before, after)
    assert nodes == [len(layer._inbound_nodes) for layer in model.layers]
    np.testing.assert_array_equal(seed, np.random.get_state()[1])
    model.fit(images, labels, verbose=0)  # and it can be trained on


def test_what_was_computed_stays_when_the_network_goes_on(keras, network):
    images = network_fake.digits()[0]
    model = keras.models.clone_model(network)
    kept = model.get_weights()
    explorer = explorers.feature_maps(model, images, before=kept)
    text = explorer.snapshot().text
    model.set_weights([np.zeros_like(each) for each in kept])
    for each in kept:
        each *= 0
    assert explorer.snapshot().text == text


# ---- the receptive field ----


def footprint(keras, model, layer: str, unit: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Return the rows and the columns whose pixels change a unit, by the gradient."""
    import tensorflow as tf

    probe = keras.Model(model.inputs, model.get_layer(layer).output)
    x = tf.Variable(
        np.random.default_rng(0).random((1, *model.inputs[0].shape[1:])), dtype="float32"
    )
    with tf.GradientTape() as tape:
        value = tf.reduce_sum(probe([x], training=False)[0, unit[0], unit[1]])
    seen = np.abs(tape.gradient(value, x)[0].numpy()).sum(axis=2) > 0
    rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    return (int(rows[0]), int(rows[-1])), (int(columns[0]), int(columns[-1]))


@given(st.data())
@settings(max_examples=12, deadline=None)
def test_the_receptive_field_is_where_the_gradient_is(data):
    keras = pytest.importorskip("keras")
    size, one, steps = st.integers(1, 3), st.integers(1, 2), [keras.Input((19, 16, 1))]
    paddings = st.sampled_from(["valid", "same"])
    holes = False  # inside what a unit sees: then its first pixel with a gradient may come later
    for _ in range(data.draw(st.integers(1, 3))):
        rows, columns = data.draw(size), data.draw(size)
        padding = data.draw(paddings)
        if data.draw(st.booleans()):
            strides, dilation = data.draw(st.sampled_from([(1, 2), (2, 1), (1, 1)]))
            layer = keras.layers.Conv2D(
                1,
                (rows, columns),
                strides,
                padding,
                dilation_rate=dilation,
                kernel_initializer="ones",
            )
        else:  # a mean sees its whole window, as a maximum does in the long run
            strides, dilation = data.draw(one), 1
            layer = keras.layers.AveragePooling2D((rows, columns), strides, padding)
        holes |= dilation > 1 or strides > min(rows, columns)
        steps.append(layer)
    model = keras.Sequential(steps)
    layers = layer_outputs.run(model, np.zeros((1, 19, 16, 1)))
    found = fields(layers, (19, 16))
    for number, (layer, seen) in enumerate(zip(layers, found, strict=True)):
        height, width = layer.output.shape[1:3]
        unit = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
        shown = pixels(layers, (19, 16), number, unit)
        moving = footprint(keras, model, layer.name, unit)
        assert holes or shown == moving
        for axis in (0, 1):
            assert shown[axis][0] <= moving[axis][0] <= moving[axis][1] <= shown[axis][1]
            first, last = seen[axis].span(unit[axis])
            assert first <= shown[axis][0] and shown[axis][1] <= last
            windows = [
                (
                    each.window.dilation[axis] * (each.window.size[axis] - 1) + 1,
                    each.window.stride[axis],
                )
                for each in layers[: number + 1]
            ]
            assert seen[axis].size == kernels.receptive_field(windows)


def test_the_field_of_branches_is_that_of_the_gradient(keras, branched, colours):
    # With weights above 0 every ReLU hands on what it gets.
    positive = keras.models.clone_model(branched)
    positive.set_weights([np.abs(each) for each in branched.get_weights()])
    layers = layer_outputs.run(positive, colours)
    found = {each.name: seen for each, seen in zip(layers, fields(layers, (17, 14)), strict=True)}
    for name in ("first", "relu", "sum", "separable", "mean", "depthwise", "cropped"):
        height, width = positive.get_layer(name).output.shape[1:3]
        unit = height // 2, width // 2
        number = [each.name for each in layers].index(name)
        inside = pixels(layers, (17, 14), number, unit)
        for axis in (0, 1):
            first, last = found[name][axis].span(unit[axis])
            assert first <= inside[axis][0] and inside[axis][1] <= last
        assert inside == footprint(keras, positive, name, unit)
    assert found["pooled"] is None and found["answer"] is None


def test_known_fields_and_shapes(keras):
    """W34: two kernels of 3 with a pooling of 2 between them see 8 x 8 pixels. W47: parameters."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu", name="c1"),
            layers.MaxPooling2D(name="p1"),
            layers.Conv2D(64, 3, activation="relu", name="c2"),
            layers.MaxPooling2D(name="p2"),
            layers.Flatten(name="flat"),
            layers.Dropout(0.5, name="drop"),
            layers.Dense(10, activation="softmax", name="answer"),
        ]
    )
    found = FeatureMapsModel(model, np.zeros((1, 28, 28)))
    rows = {name: frame_of(found, layer=name).numbers for name in found._numbers}
    assert rows["c2"]["c2"] == {
        "kind": "Conv2D",
        "takes": "13 x 13 x 32",
        "gives": "11 x 11 x 64",
        "parameters": "(3 x 3 x 32 + 1) x 64 = 18,496",
        "a unit sees": "8 x 8 pixels",
    }
    assert rows["c1"]["c1"]["parameters"] == "(3 x 3 x 1 + 1) x 32 = 320"
    assert rows["p2"]["p2"]["gives"] == "5 x 5 x 64" and rows["p2"]["p2"]["parameters"] == "0"
    assert rows["flat"]["flat"]["gives"] == "1,600"
    assert rows["answer"]["answer"]["parameters"] == "(1,600 + 1) x 10 = 16,010"
    assert rows["answer"]["whole network"]["parameters"] == "34,826"


# ---- the frame ----


def test_every_map_is_shown_in_its_colours(model):
    for scale in mapping.SCALES:
        state = state_of(model, picture=3, scale=scale)
        maps = model.layer(state).output[3]
        largest = np.abs(maps).max(axis=(0, 1)) if scale == mapping.ALONE else np.abs(maps).max()
        expected = diverging(np.moveaxis(maps / np.maximum(largest, 1e-12), 2, 0))
        np.testing.assert_array_equal(model._tiles(state.layer, AFTER, 3, scale), expected)
    frame = model.render(model.start)
    assert list(frame.pictures) == list(mapping.NAMES[:5])
    assert frame.pictures["all maps"].grid == (2, 8)
    assert frame.captions["all maps"].startswith("all 16 maps of conv_1; the largest value")
    cells = np.array(frame.pictures["kernel"].texts, float)
    kernel = model.layers[AFTER][0].kernel[:, :, 0, model.start.map]
    np.testing.assert_allclose(cells, kernel, atol=0.005)


def test_a_layer_with_several_channels_shows_the_slices_of_one_kernel(model):
    frame = frame_of(model, layer="conv_2", map=5)
    assert isinstance(frame.pictures["kernel"], Chart) and "all kernels" not in frame.pictures
    bias = model.layers[AFTER][2].bias[5]
    words = f"kernel of map 5: 3 x 3 x 16, bias {bias:.3g}\none slice for each map that it takes"
    assert frame.captions["kernel"] == words


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_state_has_a_frame(data):
    model = _every_model()
    layer = data.draw(st.sampled_from(list(model._numbers)))
    changes = {
        "layer": layer,
        "picture": data.draw(st.integers(0, len(model.shown) - 1)),
        "map": data.draw(st.integers(0, 15)),
        "row": data.draw(st.integers(0, 7)),
        "column": data.draw(st.integers(0, 7)),
        "weights": data.draw(st.sampled_from(mapping.WEIGHTS)),
        "scale": data.draw(st.sampled_from(mapping.SCALES)),
    }
    state = state_of(model, **changes)
    frame = model.render(state)
    found = model.layer(state)
    assert frame.sentence.endswith(".") and frame.numbers[layer]["kind"] == found.kind
    assert list(frame.captions) == list(frame.pictures)
    if found.has_maps:
        value = found.output[state.picture][state.row, state.column, state.map]
        assert f"column {state.column} is {f'{value:.3g}' if value else '0'}." in frame.sentence
        sides = found.output.shape[1:]
        assert frame.limits == {
            "row": (0, sides[0] - 1),
            "column": (0, sides[1] - 1),
            "map": (0, sides[2] - 1),
        }
        for name, (low, high) in frame.limits.items():
            assert low <= getattr(state, name) <= high
    else:
        assert list(frame.pictures) == ["picture", "outputs"] and not frame.limits
    assert model.snapshot(**changes).text.startswith("Feature maps\n")


_MADE: list[FeatureMapsModel] = []


def _every_model() -> FeatureMapsModel:
    """Return one model for all examples."""
    if not _MADE:
        pytest.importorskip("keras")
        _MADE.append(network_fake.network_maps().model)
    return _MADE[0]


def test_the_unit_stays_where_it_is_in_another_layer(model):
    for row, column in ((0, 0), (3, 5), (7, 7)):
        state = state_of(model, layer="conv_1", row=row, column=column)
        deep = model.change(state, layer="pool")
        seen = model._fields("pool")
        for axis, (unit, place) in enumerate(((deep.row, row), (deep.column, column))):
            first, last = seen[axis].span(unit)
            assert first <= place <= last
        assert model.change(state, layer="pool", row=0, column=0).row == 0


def test_a_click_in_the_picture_sets_the_unit_that_sees_it(model):
    state = state_of(model, layer="pool")
    chart = model.render(state).pictures["picture"]
    assert (chart.control, chart.control_up) == ("column", "row")
    seen = model._fields("pool")[1]
    share = (3.5 - 0.5) / 8  # the middle of pixel 3, seen from the left edge of the picture
    width = 8 + 2 * (4 / 39)  # pixels, with the margin
    across = chart.low + (chart.high - chart.low) * (4 / 39 + 8 * share + 0.5) / width
    assert across == pytest.approx(seen.unit_at(3), abs=0.01)


def test_before_and_after_are_the_two_sets_of_weights(model, network):
    first = network.get_layer("conv_1").get_weights()[0][..., 0, 7]
    other = network_fake.network(1).get_layer("conv_1").get_weights()[0][..., 0, 7]
    for name, kernel in ((AFTER, first), (BEFORE, other)):
        table = frame_of(model, map=7, weights=name).pictures["kernel"]
        assert isinstance(table, NumberedPicture)
        np.testing.assert_allclose(np.array(table.texts, float), kernel, atol=0.005)
    assert "first kernels, before training" in model.presets
    without = FeatureMapsModel(network, network_fake.digits()[0])
    shown = {each.name: each for each in without.controls}
    assert shown["weights"].options == (AFTER,) and shown["weights"].only_with == {"layer": ()}
    with pytest.raises(ImageError, match="weights is one of after training, not"):
        without.snapshot(weights=BEFORE)


def test_the_answer_is_that_of_the_network(model, network):
    images = network_fake.digits()[0]
    probabilities = np.array(network(images[..., np.newaxis]))
    frame = frame_of(model, layer="answer", picture=4)
    best = probabilities[4].argmax()
    share = f"{100 * probabilities[4].max():.1f} %"
    assert frame.captions["picture"].endswith(f"answer of the network: {best}, {share}")
    assert f"{best} {share}" in frame.pictures["outputs"].text
    assert frame.sentence.endswith("no map, and softmax makes them probabilities.")


def test_every_preset_can_follow_every_other_in_the_page(model):
    """Numbers as squares become bars in the same place: the page is sent what has changed."""
    frames = [frame_of(model, **changes) for changes in model.presets.values()]
    for before in frames:
        for after in frames:
            message, _ = _frame_message(after, before.pictures)
            sent = {each["name"] for each in message["pictures"] if "kind" in each}
            assert {name for name in after.pictures if name not in before.pictures} <= sent


@pytest.mark.parametrize(
    ("layer", "sentence"),
    [
        ("conv_1", "16 kernels give 16 maps: each kernel has 3 x 3 weights for one channel. Its R"),
        ("pool", "largest of each 2 x 2 window.* 8 x 8 becomes 4 x 4, without any weight"),
        ("conv_2", "8 kernels give 8 maps: each kernel has 3 x 3 weights for each of 16 channels"),
        ("flatten", "writes 2 x 2 x 8 numbers one after the other: 32 in a row"),
        ("dropout", "leaves out 25 % of the numbers while the network trains"),
        ("answer", "Each of the 10 nodes is connected with all 32 numbers"),
    ],
)  # fmt: skip
def test_sentences_say_what_a_layer_does(model, layer, sentence):
    assert re.search(sentence, frame_of(model, layer=layer).sentence)


def test_words_of_other_layers(branched, colours):
    model = FeatureMapsModel(branched, colours)
    words = {
        "inside/random_flip": "RandomFlip changes pictures while the network trains",
        "norm": "moved and stretched to a usual mean and spread",
        "relu": "ReLU turns what is below 0 into 0",
        "sum": "The maps of several layers are added",
        "frame": "A frame of zeros",
        "mean": "keeps the mean of each 2 x 2 window",
        "pooled": "Of each of the 5 maps the mean is left: 5 numbers",
        "answer": "The only node is connected with all 5 numbers",
    }
    for name, sentence in words.items():
        assert sentence in frame_of(model, layer=name).sentence
    for name in model._numbers:
        assert "A layer of the kind" not in frame_of(model, layer=name).sentence or (
            name == "cropped"
        )
    assert model.shown.shape == (3, 17, 14, 3)
    names = re.findall(">(red|green|blue)<", frame_of(model, layer="first").pictures["kernel"].svg)
    assert names == ["red", "green", "blue"]


def test_unknown_fields_are_said_to_be_unknown(keras):
    model = keras.Sequential(
        [keras.Input((6, 6, 1)), keras.layers.Conv2D(2, 3), keras.layers.UpSampling2D(name="up")]
    )
    explorer = FeatureMapsModel(model, np.ones((1, 6, 6)))
    frame = frame_of(explorer, layer="up")
    assert "Which pixels it sees is not known" in frame.sentence
    assert frame.pictures["picture"].control is None


def test_a_network_without_convolution_has_a_sentence(keras):
    layers = keras.layers
    rows = keras.Sequential([keras.Input((64,)), layers.Dense(30), layers.Dense(3, name="answer")])
    flat = keras.Sequential(
        [keras.Input((8, 8)), layers.Flatten(), layers.Dense(3, activation="softmax")]
    )
    images = network_fake.digits()[0]
    for model, inputs in ((rows, images.reshape(-1, 64)), (flat, images)):
        explorer = explorers.feature_maps(model, inputs)
        for name in explorer.model._numbers:
            text = explorer.snapshot(layer=name).text
            assert "This network has no convolution layer, so it has no feature maps" in text
        np.testing.assert_array_equal(explorer.model.shown, to_show(images))


def test_rows_that_the_network_makes_pictures_of(keras):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((64,)),
            layers.Reshape((8, 8, 1), name="picture"),
            layers.Conv2D(2, 3, name="c"),
        ]
    )
    explorer = explorers.feature_maps(model, network_fake.digits()[0].reshape(-1, 64))
    assert explorer.layer == "c"
    row = explorer.model.render(explorer.state).numbers["c"]
    assert row["a unit sees"] == "3 x 3 pixels"


def test_a_training_that_diverged_has_a_sentence(keras, network):
    model = keras.models.clone_model(network)
    model.set_weights([np.full_like(each, np.nan) for each in model.get_weights()])
    explorer = explorers.feature_maps(model, network_fake.digits()[0])
    for name in explorer.model._numbers:
        assert "the training has diverged" in explorer.snapshot(layer=name).text
    with pytest.raises(ImageError, match="The training has diverged"):
        explorers.softmax_confidence(model, network_fake.digits()[0])


def test_a_dead_map_has_a_preset(keras, network):
    model = keras.models.clone_model(network)
    weights = network.get_weights()
    weights[1][3] = -100
    model.set_weights(weights)
    explorer = FeatureMapsModel(model, network_fake.digits()[0])
    assert explorer.presets["a map that is 0 in all pictures"] == {"layer": "conv_1", "map": 3}
    assert "of 16 maps" in explorer.render(explorer.start).sentence


def test_only_as_many_pictures_as_there_is_room_for(network, monkeypatch):
    images, labels = network_fake.digits()
    one = sum(layer.output.nbytes for layer in layer_outputs.run(network, images[:1, ..., None]))
    monkeypatch.setattr(mapping, "MOST_BYTES", 5 * one)
    assert len(FeatureMapsModel(network, images, labels=labels).shown) == 5
    assert len(FeatureMapsModel(network, images, before=network).shown) == 2
    many = np.repeat(images, 20, axis=0)
    monkeypatch.undo()
    assert len(FeatureMapsModel(network, many).shown) == 50


def test_a_layer_that_is_used_twice_has_two_names(keras):
    shared = keras.layers.Conv2D(1, 3, padding="same", name="shared")
    inputs = keras.Input((6, 6, 1))
    model = keras.Model(inputs, shared(shared(inputs)))
    explorer = FeatureMapsModel(model, np.ones((6, 6)))
    assert list(explorer._numbers) == ["shared", "shared #2"]
    assert (
        frame_of(explorer, layer="shared #2").numbers["shared #2"]["a unit sees"] == "5 x 5 pixels"
    )
    again = keras.Sequential([keras.Input((6, 6, 1)), shared])  # a layer of another model too
    assert len(FeatureMapsModel(again, np.ones((6, 6))).shown) == 1


# ---- what is shown ----


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([0, 128, 255], np.uint8), [0, 128, 255]),
        (np.array([0, 0.5, 1]), [0, 128, 255]),
        (np.array([-1.0, 0, 3]), [0, 64, 255]),
        (np.array([-2.0, -2, -2]), [0, 0, 0]),
    ],
)
def test_pictures_are_shown_in_their_range(values, expected):
    shown = to_show(values.reshape(1, 1, 3))
    assert shown.dtype == np.uint8 and shown.ravel().tolist() == expected


def test_colours_of_maps_are_blue_white_and_orange():
    maps = np.array([[[-2.0, 0.5], [0, 0], [1, 0.25]]])  # (1, 3, 2)
    alone = map_tiles(maps, together=False)
    np.testing.assert_array_equal(alone[0], diverging(np.array([[-1, 0, 0.5]])))
    np.testing.assert_array_equal(alone[1], diverging(np.array([[1, 0, 0.5]])))
    np.testing.assert_array_equal(
        map_tiles(maps, together=True)[1], diverging(np.array([[0.25, 0, 0.125]]))
    )
    assert (map_tiles(np.zeros((2, 2, 1)), together=False) == 255).all()


# ---- what does not fit ----


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"pictures": np.zeros((2, 9, 8))}, r"of the shape \(8, 8, 1\), but .* shape \(2, 9, 8\)"),
        ({"pictures": None}, "needs pictures beside the model"),
        ({"pictures": np.array(["a"])}, "as one array of numbers"),
        ({"pictures": np.full((2, 8, 8), np.nan)}, "NaN or infinite"),
        ({"before": [np.zeros(3)]}, "The weights in before= do not fit the model: it has 6 arrays"),
        ({"before": "weights.h5"}, r"needs before=model.get_weights\(\)"),
        ({"labels": [1, 2]}, r"6 pictures, but labels of the shape \(2,\)"),
        ({"labels": [0.5] * 6}, "labels are whole numbers from 0 on"),
        ({"labels": [3] * 6, "names": ["a", "b"]}, "2 names, for the labels 0 to 1, but one"),
        ({"names": "ab"}, "a list with a name for each class"),
        ({"presets": {"wrong": {"layer": "conv"}}}, "layer is one of conv_1, pool"),
    ],
)  # fmt: skip
def test_what_does_not_fit_gets_a_sentence(network, arguments, sentence):
    given_ = {"pictures": network_fake.digits()[0]} | arguments
    with pytest.raises(ImageError, match=sentence):
        explorers.feature_maps(network, **given_)


def test_models_that_cannot_be_run_layer_by_layer_get_a_sentence(keras, network):
    class Own(keras.Model):
        def call(self, x):
            return x

    own = Own()
    own(np.zeros((1, 8, 8, 1)))
    images = network_fake.digits()[0]
    history = keras.callbacks.History()
    two = [keras.Input((8, 8, 1)), keras.Input((8, 8, 1))]
    for wrong, sentence in (
        (history, "History came. model.fit returns a history"),
        (images, "needs a Keras model, but an object of type ndarray came"),
        (own, "A class of your own, Own, does not tell their order"),
        (keras.Sequential([keras.layers.Conv2D(2, 3)]), "has not been built"),
        (keras.Model(two, keras.layers.Add()(two)), "has 2 inputs"),
    ):
        with pytest.raises(ImageError, match=sentence):
            explorers.feature_maps(wrong, images)
        with pytest.raises(ImageError, match=sentence):
            explorers.softmax_confidence(wrong, images)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"layer": "conv"}, "layer is one of conv_1, pool, conv_2, flatten, dropout, answer"),
        ({"map": 16}, "map is a whole number from 0 to 15"),
        ({"row": -1}, "row is a whole number from 0 to 7"),
        ({"unit": 3}, "no state called 'unit'"),
    ],
)
def test_wrong_states_get_a_sentence(model, changes, sentence):
    with pytest.raises(ImageError, match=sentence):
        model.snapshot(**changes)
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.start.row = 3
