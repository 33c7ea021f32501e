"""The right answers of lesson 07's quiz are right: every number is computed again."""

import re

import keras
import numpy as np

from course_utils import datasets, kernels, quizzes

LESSON_07 = {question.id: question for question in quizzes.load("07")}


def right_of_07(name):
    (option,) = [option for option in LESSON_07[name].options if option.right]
    return option.text


def said(name, number):
    """Return what is said of a wrong number."""
    verdict = LESSON_07[name].judge(number)
    assert verdict.verdict == "not yet"
    return verdict.lines[0]


def test_lesson_07_has_all_kinds_and_three_recall_questions():
    assert {question.kind for question in LESSON_07.values()} == {"single", "multiple", "number"}
    assert len(quizzes.recall("07").questions) == 3


# ---- shared weights, shifts, ReLU and pooling ----------------------------------------------------


def test_the_photographs_of_the_textures_are_equally_bright():
    patches, labels = datasets.textures(100).training
    means = [patches[labels == label].mean() for label in range(3)]
    assert max(means) - min(means) < 0.05


def test_a_layer_of_eight_kernels():
    layer = keras.layers.Conv2D(8, 5)
    units = layer(np.zeros((1, 28, 28, 1), np.float32)).shape[1:]
    assert LESSON_07["07.kernels_count"].judge(layer.count_params()).verdict == "right"
    kernel, bias = layer.weights
    size = int(np.prod(kernel.shape))
    assert "These are the weights" in said("07.kernels_count", size)
    assert "One bias" in said("07.kernels_count", size + 1)
    assert "single kernel" in said("07.kernels_count", layer.count_params() // bias.shape[0])
    assert "how many units" in said("07.kernels_count", int(np.prod(units)))
    assert "weights of its own" in said("07.kernels_count", int(np.prod(units)) * (5 * 5 + 1))
    dense = keras.layers.Dense(8)
    dense(np.zeros((1, 28 * 28), np.float32))
    assert "dense layer" in said("07.kernels_count", dense.count_params())


def test_a_map_shifts_with_its_picture():
    picture = np.zeros((12, 20))
    picture[3:9, 4:10] = np.random.default_rng(0).random((6, 6))
    kernel = np.random.default_rng(1).normal(size=(3, 3))
    before = kernels.convolve(picture, kernel)
    after = kernels.convolve(np.roll(picture, 3, axis=1), kernel)
    assert "by 3 places" in right_of_07("07.shift")
    assert np.allclose(after, np.roll(before, 3, axis=1))
    assert not np.allclose(after, before)


def bar(width):
    picture = np.zeros((15, 15))
    picture[2:13, 6 : 6 + width] = 1
    return picture


def test_turned_and_thick_bars():
    detector = np.array([[-1, 2, -1]] * 3)
    assert kernels.convolve(bar(1), detector).max() == 6
    assert kernels.convolve(bar(1).T, detector).max() == 1  # what is said of rotation
    wide = kernels.convolve(bar(3), detector)
    assert int(right_of_07("07.thick")) == wide.max()
    assert wide[5, 6] == 0  # inside the bar


def test_two_convolutions_are_one_and_half_of_their_sums_are_negative():
    rng = np.random.default_rng(2)
    picture, one, two = rng.random((9, 11)), rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
    larger = kernels.convolve(one, two, padding=2, flip=True)
    both = kernels.convolve(kernels.convolve(picture, one), two)
    assert "one larger convolution" in right_of_07("07.why_relu")
    assert np.allclose(both, kernels.convolve(picture, larger))
    brick = datasets.textures(20).training[0][0]
    edges = kernels.convolve(brick, kernels.NAMED["vertical edges"])
    assert brick.min() >= 0
    assert 0.35 < np.mean(edges < 0) < 0.65


def test_an_odd_map():
    pooled = {
        padding: tuple(keras.layers.MaxPooling2D(padding=padding)(np.ones((1, 5, 5, 1))).shape[1:3])
        for padding in ("valid", "same")
    }
    assert right_of_07("07.five_wide") == "{} x {}".format(*pooled["valid"])
    assert keras.layers.MaxPooling2D().padding == "valid"
    (same,) = [each for each in LESSON_07["07.five_wide"].options if "same" in (each.why or "")]
    assert same.text == "{} x {}".format(*pooled["same"])


def test_the_largest_of_four_windows():
    rows = re.findall(r"\d \d \d \d", LESSON_07["07.four_windows"].prompt)
    values = np.array([row.split() for row in rows], dtype=int)
    assert values.shape == (4, 4)
    pooled = kernels.max_pool(values, 2)
    assert LESSON_07["07.four_windows"].judge(int(pooled.sum())).verdict == "right"
    assert pooled.ravel().tolist() == [5, 6, 7, 8]
    assert "average pooling" in said("07.four_windows", kernels.average_pool(values, 2).sum())
    assert "all 16" in said("07.four_windows", int(values.sum()))
    assert "whole map" in said("07.four_windows", int(values.max()))
    assert "smallest" in said("07.four_windows", int(-kernels.max_pool(-values, 2).sum()))


def test_pooling_leaves_the_next_convolution_its_parameters():
    counts = []
    for between in ([], [keras.layers.MaxPooling2D()]):
        layers = [keras.layers.Conv2D(16, 3), *between, keras.layers.Conv2D(32, 3)]
        model = keras.Sequential([keras.Input((32, 32, 3)), *layers])
        counts.append(model.layers[-1].count_params())
        assert sum(layer.count_params() for layer in between) == 0
    assert counts[0] == counts[1]
    assert right_of_07("07.cheaper") == "They stay the same."


def test_a_bright_pixel_moves():
    results = []
    for column in (2, 3, 4):
        feature_map = np.zeros((6, 8))
        feature_map[2, column] = 1
        results.append(kernels.max_pool(feature_map, 2))
    assert np.array_equal(results[0], results[1])
    assert not np.array_equal(results[1], results[2])
    assert right_of_07("07.bright_pixel") == "At the second step only"


def test_how_far_a_unit_sees():
    layers = [(3, 1), (2, 2), (3, 1)]
    seen = kernels.receptive_field(layers)
    assert LESSON_07["07.how_far"].judge(seen).verdict == "right"
    assert "without pooling" in said("07.how_far", kernels.receptive_field([layers[0], layers[2]]))
    assert "five" in said("07.how_far", kernels.receptive_field([(3, 1), (1, 2), (3, 1)]))
    assert "places of the first map" in said("07.how_far", kernels.receptive_field(layers[1:]))


# ---- from maps to an answer, a whole network, and its use ----------------------------------------


def test_the_second_convolution_of_the_whole_network():
    first, second = keras.layers.Conv2D(32, 3), keras.layers.Conv2D(64, 3)
    pooled = keras.layers.MaxPooling2D()(first(np.zeros((1, 28, 28, 1), np.float32)))
    second(pooled)
    weights, biases = (int(np.prod(each.shape)) for each in second.weights)
    assert LESSON_07["07.whole"].judge(second.count_params()).verdict == "right"
    assert "flat" in said("07.whole", 3 * 3 * 64 + biases)
    assert "These are the weights" in said("07.whole", weights)
    assert "first convolution" in said("07.whole", first.count_params())
    assert "both" in said("07.whole", first.count_params() + second.count_params())
    assert "each slice" in said("07.whole", (3 * 3 + 1) * 32 * 64)
    assert "single kernel" in said("07.whole", second.count_params() // 64)


def test_a_dense_layer_after_global_average_pooling_and_after_flatten():
    maps = np.zeros((32, 5, 5, 64), np.float32)
    counts, shapes = [], []
    for layer in (keras.layers.GlobalAveragePooling2D(), keras.layers.Flatten()):
        dense = keras.layers.Dense(10)
        values = layer(maps)
        dense(values)
        counts.append(dense.count_params())
        shapes.append(tuple(values.shape))
    assert LESSON_07["07.gap"].judge(counts[0]).verdict == "right"
    assert "after flatten" in said("07.gap", counts[1])
    assert "weights" in said("07.gap", 64 * 10)
    assert "25 inputs" in said("07.gap", 25 * 10 + 10)
    assert "not one for all maps" in said("07.gap", 1 * 10 + 10)
    wrong = [option.text for option in LESSON_07["07.flattened"].options if not option.right]
    assert right_of_07("07.flattened") == str(shapes[1])
    assert str(shapes[0]) in wrong


def test_a_kept_value_is_that_of_keras():
    layer = keras.layers.Dropout(0.2, seed=0)
    ones = np.ones((50, 50), np.float32)
    trained, used = np.asarray(layer(ones, training=True)), np.asarray(layer(ones))
    kept = trained[trained > 0].max()
    assert right_of_07("07.dropped") == f"{kept:.2f} in training and {used.max():.1f} in use"
