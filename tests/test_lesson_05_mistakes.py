"""Answers that learners give to lesson 05: right ones pass, and wrong ones get their sentence."""

import numpy as np
import pytest

from course_utils.exercises import lesson_05 as ex


def advice(exercise, answer):
    """Return the sentence of the mistake that is found in an answer."""
    report = exercise.grade(answer)
    assert report.mistake, report.text
    return report.advice


# ---- counting ------------------------------------------------------------------------------------


def counted_with_biases_of_the_layer_before(sizes):
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * sizes[i + 1] + sizes[i]
    return total


def stopped_one_pair_early(sizes):
    total = 0
    for i in range(len(sizes) - 2):
        total += sizes[i] * sizes[i + 1] + sizes[i + 1]
    return total


def returned_in_the_loop(sizes):
    for i in range(1, len(sizes)):
        return sizes[i - 1] * sizes[i] + sizes[i]


def used_up_the_list(sizes):
    total = 0
    inputs = sizes.pop(0)
    while sizes:
        nodes = sizes.pop(0)
        total += (inputs + 1) * nodes
        inputs = nodes
    return total


def test_counting():
    assert "for each of its nodes" in advice(
        ex.count_network, counted_with_biases_of_the_layer_before
    )
    assert "The last layer is missing" in advice(ex.count_network, stopped_one_pair_early)
    assert "the first layer only" in advice(ex.count_network, returned_in_the_loop)
    assert "weights only" in advice(ex.count_dense, lambda inputs, nodes: nodes * inputs)
    report = ex.count_network.grade(used_up_the_list)
    assert not report.passed
    assert "changed" in report.text


def test_a_list_with_an_index_too_far_says_so():
    def too_far(sizes):
        return sum(sizes[i] * sizes[i + 1] + sizes[i + 1] for i in range(len(sizes)))

    assert "IndexError" in ex.count_network.grade(too_far).text


# ---- scaling -------------------------------------------------------------------------------------


def fitted_twice(training, other):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler()
    scaler.fit_transform(training)
    return scaler.fit_transform(other)


def fitted_to_all(training, other):
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit(np.vstack([training, other])).transform(other)


def with_a_little_more(training, other):
    return (other - training.mean(0)) / (training.std(0) + 1e-7)


def test_scaling():
    assert "of `other` itself" in advice(ex.standardise, fitted_twice)
    assert "that is a leak" in advice(ex.standardise, fitted_to_all)
    assert "Each measurement has its own" in advice(
        ex.standardise, lambda training, other: (other - np.mean(training)) / np.std(training)
    )
    assert ex.standardise.grade(with_a_little_more).passed
    assert not ex.standardise.grade(lambda training, other: other).passed


def test_a_layer_of_keras_scales_rightly():
    keras = pytest.importorskip("keras")

    def by_layer(training, other):
        layer = keras.layers.Normalization()
        layer.adapt(training)
        return layer(other)

    assert ex.standardise.grade(by_layer).passed


def test_an_answer_that_overwrites_the_samples_is_told():
    def in_place(training, other):
        other = other.astype(float, copy=False)
        other -= training.mean(axis=0)
        other /= training.std(axis=0)
        return other

    report = ex.standardise.grade(in_place)
    assert not report.passed
    assert "Work on a copy" in report.text


# ---- splitting -----------------------------------------------------------------------------------


def drawn_with_masks(count, validation, test, generator):
    order = generator.permutation(count)
    is_test, is_validation = np.zeros((2, count), bool)
    is_test[order[:test]] = is_validation[order[test : test + validation]] = True
    return (
        np.flatnonzero(~is_test & ~is_validation),
        np.flatnonzero(is_validation),
        np.flatnonzero(is_test),
    )


def masks(count, validation, test, generator):
    first, middle, last = drawn_with_masks(count, validation, test, generator)
    return tuple(np.isin(np.arange(count), part) for part in (first, middle, last))


def drawn_by_choice(count, validation, test, generator):
    places = np.arange(count)
    last = generator.choice(places, test, replace=False)
    rest = np.setdiff1d(places, last)
    middle = generator.choice(rest, validation, replace=False)
    return np.setdiff1d(rest, middle), middle, last


def a_mask_by_chance(count, validation, test, generator):
    chance = generator.random(count)
    return (
        np.flatnonzero(chance < 0.5),
        np.flatnonzero((chance >= 0.5) & (chance < 0.75)),
        np.flatnonzero(chance >= 0.75),
    )


def seeded_inside(count, validation, test, generator):
    np.random.seed(0)
    order = np.random.permutation(count)
    return order[validation + test :], order[:validation], order[validation : validation + test]


def validation_drawn_once_more(count, validation, test, generator):
    order = generator.permutation(count)
    training = order[: count - test]
    return training[validation:], generator.choice(training, validation), order[count - test :]


def test_splitting():
    for right in (drawn_with_masks, drawn_by_choice):
        assert ex.split.grade(right).passed, ex.split.grade(right).text
    for wrong in (masks, a_mask_by_chance, seeded_inside, validation_drawn_once_more):
        report = ex.split.grade(wrong)
        assert not report.passed, wrong.__name__
    assert "a fixed seed in your function" in advice(ex.split, seeded_inside)


# ---- early stopping ------------------------------------------------------------------------------


def counted_with_a_break(losses, patience):
    best_loss, best_epoch, wait = 1e9, 0, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < best_loss:
            best_loss, best_epoch, wait = loss, epoch, 0
        else:
            wait += 1
            if wait >= patience:
                break
    return best_epoch, epoch


def stops_above_patience(losses, patience):
    best_loss, best_epoch, wait = 1e9, 0, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < best_loss:
            best_loss, best_epoch, wait = loss, epoch, 0
        else:
            wait += 1
            if wait > patience:
                break
    return best_epoch, epoch


def without_setting_back(losses, patience):
    best_loss, best_epoch, wait = 1e9, 0, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < best_loss:
            best_loss, best_epoch = loss, epoch
        else:
            wait += 1
            if wait >= patience:
                break
    return best_epoch, epoch


def test_early_stopping():
    assert ex.best_epoch.grade(counted_with_a_break).passed
    assert "one epoch too long" in advice(ex.best_epoch, stops_above_patience)
    assert "begins again with 0" in advice(ex.best_epoch, without_setting_back)
    assert "whole list" in advice(
        ex.best_epoch, lambda losses, patience: (np.argmin(losses) + 1, len(losses))
    )


def test_the_exercise_is_the_callback_of_keras():
    from tests.test_quizzes import early_stopping

    for call in ex.best_epoch.calls():
        losses, patience = call.args
        assert ex.best_epoch.reference(losses, patience) == early_stopping(losses, patience)


# ---- classes -------------------------------------------------------------------------------------


def test_classes():
    assert "among one number that is place 0" in advice(ex.classes, lambda p: np.argmax(p, axis=-1))
    assert "take column 0" in advice(
        ex.classes, lambda p: (p > 0.5).astype(int) if p.shape[1] == 1 else p.argmax(1)
    )
    rounded = ex.classes.grade(lambda p: np.round(p[:, 0]) if p.shape[1] == 1 else p.argmax(1))
    assert rounded.passed
    squeezed = ex.classes.grade(
        lambda p: (p.squeeze() > 0.5).astype(int) if p.shape[1] == 1 else p.argmax(1)
    )
    assert not squeezed.passed  # one sample alone loses its axis, too
