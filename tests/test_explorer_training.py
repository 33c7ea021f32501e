"""The training monitor without a browser, against scikit-learn and Keras' own history."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, log_loss

from course_utils import datasets, explorers
from course_utils.explorers.training import signals
from course_utils.explorers.training.drawing import confusion_table, curves
from course_utils.explorers.training.model import SHOWN, TABLE, TrainingModel
from course_utils.explorers.training.outcome import (
    ORDERS,
    are_probabilities,
    as_probabilities,
    chosen,
    judged,
)
from course_utils.explorers.training.pace import Pace
from course_utils.explorers.training.record import COMPLETE, STOPPED, Epoch, Record
from course_utils.images import ImageError
from tests.training_fake import recorded

LOSSES = {"several": "sparse_categorical_crossentropy", "two": "binary_crossentropy"}


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def digits() -> TrainingModel:
    return recorded()


# ---- what probabilities mean ----


@given(st.integers(2, 6), st.integers(1, 60), st.integers(0, 10_000))
@settings(max_examples=60)
def test_outcomes_are_those_of_scikit_learn(classes, count, seed):
    generator = np.random.default_rng(seed)
    probabilities = generator.dirichlet(np.full(classes, 0.5), count)
    labels = generator.integers(0, classes, count)
    outcome = judged(probabilities, labels)
    every = range(classes)
    expected = confusion_matrix(labels, probabilities.argmax(axis=1), labels=list(every))
    np.testing.assert_array_equal(outcome.confusion, expected)
    assert outcome.right == np.trace(expected)
    kept = np.clip(probabilities, 1e-7, 1)
    kept /= kept.sum(axis=1, keepdims=True)
    assert outcome.losses.mean() == pytest.approx(log_loss(labels, kept, labels=every), rel=1e-4)
    np.testing.assert_allclose(outcome.sure, probabilities.max(axis=1))


@pytest.mark.parametrize("order", ORDERS)
def test_samples_are_sorted(order):
    probabilities = np.random.default_rng(3).dirichlet(np.ones(3), 40)
    outcome = judged(probabilities, np.zeros(40, int))
    which = np.arange(0, 40, 3)
    found = chosen(outcome, which, order, 5)
    keys = {
        ORDERS[0]: lambda sample: -outcome.losses[sample],
        ORDERS[1]: lambda sample: outcome.losses[sample],
        ORDERS[2]: lambda sample: sample,
    }
    assert found.tolist() == sorted(which.tolist(), key=keys[order])[:5]


def test_logits_and_single_outputs_become_probabilities(keras):
    logits = np.random.default_rng(0).normal(0, 30, (8, 4))
    expected = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
    np.testing.assert_allclose(as_probabilities(logits, logits=True), expected, atol=1e-6)
    one = as_probabilities(logits[:, :1], logits=True)
    expected = keras.ops.convert_to_numpy(keras.ops.sigmoid(logits[:, 0]))
    np.testing.assert_allclose(one[:, 1], expected, atol=1e-6)
    assert are_probabilities(one)
    assert not are_probabilities(as_probabilities(logits, logits=False))
    assert not are_probabilities(as_probabilities(logits[:, :1], logits=False))


# ---- the frame of a record ----


def test_the_table_is_the_confusion_matrix_of_the_epoch(digits):
    for number in (1, 7, 30):
        frame = digits.render(digits.change(digits.start, epoch=number))
        answers = digits.record.epoch(number).probabilities.argmax(axis=1)
        expected = confusion_matrix(digits.samples.labels, answers)
        table = frame.pictures[TABLE]
        np.testing.assert_array_equal(np.array(table.texts, int), expected)
        assert f"After epoch {number}, {np.trace(expected)} of 297" in frame.sentence
        assert table.row_names == table.column_names == tuple("0123456789")
        assert (table.colours[expected == 0] == 255).all()
        assert frame.limits == {"epoch": (1, 30)}


def test_the_worst_mistakes_stand_first_with_their_pictures(digits):
    frame = digits.render(digits.start)
    rows = digits.record.epoch(30).probabilities.astype(float)
    labels = digits.samples.labels
    losses = -np.log(rows[np.arange(297), labels])
    wrong = np.flatnonzero(rows.argmax(axis=1) != labels)
    worst = wrong[np.argsort(-losses[wrong])][:SHOWN]
    ((words, slots),) = frame.groups.items()
    assert len(slots) == min(SHOWN, len(wrong))
    assert words.endswith("mistakes, highest loss first")
    images = datasets.digits().validation[0]
    for slot, sample in zip(slots, worst, strict=True):
        expected = np.round(255 * images[sample].reshape(8, 8))
        np.testing.assert_allclose(frame.pictures[slot], expected, atol=1)
        answer = rows[sample].argmax()
        assert frame.captions[slot] == (
            f"sample {sample}\ntruth {labels[sample]}\n"
            f"answer {answer}, {100 * rows[sample].max():.1f} %\nloss {losses[sample]:.3f}"
        )


def test_a_chosen_cell_shows_its_samples(digits):
    state = digits.change(digits.change(digits.start, epoch=3), cell=[4, 4])
    assert state.show == "one cell of the table" and state.cell == (4, 4)
    frame = digits.render(state)
    assert frame.pictures[TABLE].chosen == (4, 4)
    count = int(frame.pictures[TABLE].texts[4][4])
    some = f"12 of {count}" if count > 12 else str(count)
    assert list(frame.groups) == [
        f"{some} samples with the truth 4 and the answer 4, highest loss first"
    ]
    for slot in frame.groups[next(iter(frame.groups))]:
        assert "truth 4\nanswer 4, " in frame.captions[slot]
    # what is chosen otherwise stays
    assert digits.change(state, show="all", cell=(4, 4)).show == "all"
    assert digits.render(digits.change(state, show="mistakes")).pictures[TABLE].chosen is None
    with pytest.raises(ImageError, match="cell is a row from 0 to 9"):
        digits.change(digits.start, cell=(0, 10))


def test_curves_are_the_logs():
    logs = [{"loss": 1.0, "val_loss": 2.0}, {"loss": 0.5, "val_loss": np.nan}, {"loss": 0.25}]
    record = Record(3, epochs=[Epoch(each, None) for each in logs], ending=COMPLETE)
    np.testing.assert_array_equal(record.series("loss"), [1, 0.5, 0.25])
    np.testing.assert_array_equal(record.series("val_loss"), [2, np.nan, np.nan])
    record.epochs[-1] = Epoch({"loss": 0.25, "val_loss": 1.0}, None)
    chart = curves(record, "loss", 2)
    assert chart.control == "epoch"
    assert chart.text == "loss after epoch 2: training 0.500, validation NaN"
    assert ">training</text>" in chart.svg and ">validation</text>" in chart.svg
    assert "nan" not in chart.svg.lower()


def test_curves_stand_at_their_values():
    """The path of a curve goes through the values of the logs, by the numbers at the axes."""
    losses = [2.0, 1.0, 0.5, 0.25, 0.125]
    record = Record(5, epochs=[Epoch({"loss": each}, None) for each in losses], ending=COMPLETE)
    chart = curves(record, "loss", 5)
    path = next(line for line in chart.svg.split("<path ") if 'stroke="#0072b2"' in line)
    places = [tuple(map(float, each.split())) for each in path.split('"')[1][1:].split("L")]
    heights = np.array([y for _, y in places])
    slope = (heights[0] - heights[-1]) / (losses[0] - losses[-1])
    np.testing.assert_allclose(heights, heights[0] + slope * (np.array(losses) - 2), atol=0.11)
    at = [chart.low + (chart.high - chart.low) * x / 320 for x, _ in places]
    np.testing.assert_allclose(at, [1, 2, 3, 4, 5], atol=0.01)


def test_other_measures_have_curves_and_rates_have_none():
    logs = {"auc": 0.7, "loss": 3.0, "learning_rate": 0.01, "val_auc": 0.6, "val_loss": 3.5}
    record = Record(1, epochs=[Epoch(logs, None)])
    assert record.measured() == ["loss", "auc"]
    assert record.validated


def test_an_epoch_without_answers_shows_those_before():
    model = TrainingModel(np.zeros((2, 3)), [0, 1])
    rows = np.array([[0.9, 0.1], [0.2, 0.8]])
    record = Record(3, epochs=[Epoch({"loss": 1.0}, rows), Epoch({"loss": 0.5}, None)])
    model.watch(record)
    frame = model.render(model.start)
    assert "After epoch 1, 2 of 2" in frame.sentence
    assert "After epoch 2 there was no time to ask." in frame.sentence
    assert "no validation_data" in frame.sentence
    record.epochs[0] = Epoch({"loss": 1.0}, None)
    model.watch(record)
    assert TABLE not in model.render(model.start).pictures


def test_a_loss_that_is_not_a_number_has_a_sentence():
    model = TrainingModel(np.zeros((2, 3)), [0, 1])
    rows = np.full((2, 2), np.nan)
    model.watch(Record(3, epochs=[Epoch({"loss": np.nan}, rows)]))
    frame = model.render(model.start)
    assert "the training has diverged" in frame.sentence
    assert frame.captions["loss"] == "loss after epoch 1: training NaN"


def test_colours_say_right_and_wrong():
    table = confusion_table(np.array([[5, 0], [1, 4]]), ("a", "b"), None)
    red, _, blue = table.colours[0, 0].tolist()
    assert blue > red
    red, _, blue = table.colours[1, 0].tolist()
    assert red > blue


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((np.zeros((3, 2)), [0, 1]), r"3 samples, but labels_validation has the shape \(2,\)"),
        ((None, [0, 1]), "needs validation data, but x_validation is None"),
        ((np.zeros(4), [0, 1, 0, 1]), r"its shape is \(4,\)"),
        ((np.zeros((0, 4)), []), r"its shape is \(0, 4\)"),
        ((np.zeros((2, 4)), ["a", "b"]), "needs labels_validation as an array of numbers"),
        ((np.zeros((2, 4)), [0, -1]), r"labels_validation\[1\] is -1"),
        ((np.zeros((2, 4)), [0, 0.5]), r"labels_validation\[1\] is 0\.5"),
        ((np.zeros((2, 4)), [[1, 0], [1, 1]]), "one-hot"),
        ((np.zeros((2, 4)), [0, 2], None, ["a", "b"]), r"2 names.*\[1\] is 2"),
        ((np.zeros((2, 4)), [0, 1], None, "ab"), "names is a list"),
        ((np.zeros((2, 4)), [0, 1], None, ["a", "a"]), "all different"),
        ((np.zeros((2, 4)), [0, 1], np.zeros((3, 2, 2))), r"pictures has the shape \(3, 2, 2\)"),
        ((np.zeros((2, 4)), [0, 1], np.zeros((2, 4))), r"x_validation\.reshape\(-1, 8, 8\)"),
        ((np.zeros((2, 4)), [0, 1], np.full((2, 2, 2), 7.0)), "training_monitor"),
    ],
)
def test_what_does_not_fit_gets_a_sentence(arguments, sentence):
    with pytest.raises(ImageError, match=sentence):
        TrainingModel(*arguments)


def test_labels_and_pictures_come_in_several_forms():
    images = np.random.default_rng(0).random((3, 5, 4, 1))
    for labels in ([0, 2, 1], [[0], [2], [1]], np.eye(3)[[0, 2, 1]], np.array([0.0, 2.0, 1.0])):
        model = TrainingModel(images, labels)
        assert model.samples.labels.tolist() == [0, 2, 1]
        assert [each.shape for each in model.samples.pictures] == [(5, 4)] * 3
    assert TrainingModel(images * 9, [0, 2, 1]).samples.pictures == ()


# ---- a real fit ----


def network(keras, inputs: int, outputs: int, last: str | None, loss):
    model = keras.Sequential([keras.Input((inputs,)), keras.layers.Dense(outputs, activation=last)])
    model.compile("adam", loss, metrics=["accuracy"])
    return model


@pytest.fixture(scope="module")
def fit_on_digits(keras):
    """A monitored fit, and the same fit without a monitor."""
    sets = datasets.digits()
    x_validation, labels_validation = sets.validation
    fits = []
    for watched in (True, False):
        keras.utils.set_random_seed(0)
        model = network(keras, 64, 10, "softmax", LOSSES["several"])
        monitor = explorers.training_monitor(x_validation, labels_validation)
        callbacks = [monitor.callback] if watched else []
        more = {"epochs": 4, "verbose": 0, "validation_data": sets.validation}
        history = model.fit(*sets.training, callbacks=callbacks, **more)
        fits.append(SimpleNamespace(model=model, monitor=monitor, history=history.history))
    return fits


def test_a_fit_is_followed_and_not_changed(fit_on_digits):
    watched, alone = fit_on_digits
    assert watched.history == alone.history
    record = watched.monitor.model.record
    assert record.ending == COMPLETE and record.newest == 4 and record.batches == 32
    for name, values in watched.history.items():
        np.testing.assert_allclose(record.series(name), values)
    x_validation, _ = datasets.digits().validation
    rows = watched.model.predict(x_validation, verbose=0)
    np.testing.assert_allclose(record.epochs[-1].probabilities, rows, atol=1e-6)
    losses = watched.monitor.model.outcome(4).losses
    assert losses.mean() == pytest.approx(watched.history["val_loss"][-1], rel=1e-4)
    right = watched.monitor.model.outcome(4).right
    assert right / 297 == pytest.approx(watched.history["val_accuracy"][-1], abs=1e-6)
    text = watched.monitor.snapshot().text
    assert "The fit is complete: 4 epochs are done. After epoch 4, " in text
    assert watched.monitor.snapshot() == watched.monitor.snapshot()


def test_a_second_fit_starts_anew(fit_on_digits):
    watched = fit_on_digits[0]
    monitor = watched.monitor
    monitor.epoch, monitor.cell = 2, (3, 3)
    watched.model.fit(
        *datasets.digits().training, initial_epoch=4, epochs=5, verbose=0,
        callbacks=[monitor.callback],
    )  # fmt: skip
    assert (monitor.model.record.first, monitor.model.record.newest) == (5, 5)
    assert monitor.epoch == 5 and monitor.show == "mistakes"
    assert "no validation_data" in monitor.snapshot().text


def test_two_classes_with_names_and_logits(keras):
    sets = datasets.wine()
    x, labels = sets.training
    scale = lambda rows: (rows - x.mean(axis=0)) / x.std(axis=0)  # noqa: E731
    x_validation, labels_validation = sets.validation
    for last, loss in (
        ("sigmoid", LOSSES["two"]),
        (None, keras.losses.BinaryCrossentropy(from_logits=True)),
    ):
        keras.utils.set_random_seed(1)
        model = network(keras, 13, 1, last, loss)
        monitor = explorers.training_monitor(
            scale(x_validation), labels_validation, names=["rest", "class 1"]
        )
        history = model.fit(
            scale(x), labels, epochs=2, verbose=0, callbacks=[monitor.callback],
            validation_data=(scale(x_validation), labels_validation),
        )  # fmt: skip
        outcome = monitor.model.outcome(2)
        assert outcome.losses.mean() == pytest.approx(history.history["val_loss"][-1], rel=1e-4)
        if last:
            accuracy = history.history["val_accuracy"][-1]
            assert outcome.right / 35 == pytest.approx(accuracy, abs=1e-6)
        frame = monitor.model.render(monitor.state)
        assert frame.pictures[TABLE].row_names == ("rest", "class 1")
        assert frame.groups == {}
        row = next(iter(frame.numbers.values()))
        assert list(row) == ["truth", "answer", "probability", "loss"]
        assert "mistake" in frame.sentence


def test_stop_ends_the_fit_after_the_batch(keras):
    sets = datasets.digits()
    model = network(keras, 64, 10, "softmax", LOSSES["several"])
    monitor = explorers.training_monitor(*sets.validation)
    seen = []

    class Press(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(batch)
            if len(seen) == 40:  # as JupyterLab does: from another thread
                message = {"view": "here", "stops": True}
                press = threading.Thread(target=monitor._handle_custom_msg, args=(message, []))
                press.start()
                press.join()

    history = model.fit(*sets.training, epochs=9, verbose=0, callbacks=[Press(), monitor.callback])
    assert len(seen) == 40 and len(history.history["loss"]) == 2
    record = monitor.model.record
    assert record.ending == STOPPED and record.newest == 2
    assert record.epochs[-1].probabilities is not None
    assert "You stopped the fit in epoch 2 of 9." in monitor.snapshot().text
    monitor.stop()  # when nothing runs, nothing happens
    assert record.ending == STOPPED
    model.fit(*sets.training, epochs=1, verbose=0, callbacks=[monitor.callback])
    assert monitor.model.record.ending == COMPLETE


def test_another_callback_may_stop_it(keras):
    sets = datasets.digits()
    model = network(keras, 64, 10, "softmax", LOSSES["several"])
    monitor = explorers.training_monitor(*sets.validation)
    early = keras.callbacks.EarlyStopping(monitor="loss", patience=0, min_delta=100)
    model.fit(*sets.training, epochs=9, verbose=0, callbacks=[monitor.callback, early])
    assert "Another callback stopped the fit in epoch" in monitor.snapshot().text


@pytest.mark.parametrize(
    ("inputs", "outputs", "labels", "names", "sentence"),
    [
        (64, 10, [0, 12], None, "10 outputs, so its labels are 0 to 9, but labels_validation"),
        (64, 1, [0, 2], None, "one output, so its labels are 0 and 1"),
        (64, 10, [0, 1], ["a", "b"], "tells 10 classes apart, but names has 2: a, b"),
        (13, 10, [0, 1], None, r"takes inputs of the shape \(None, 64\).*\(2, 13\)"),
    ],
)
def test_a_model_that_does_not_fit_is_named_when_the_fit_begins(
    keras, inputs, outputs, labels, names, sentence
):
    last = "sigmoid" if outputs == 1 else "softmax"
    loss = LOSSES["two" if outputs == 1 else "several"]
    model = network(keras, 64, outputs, last, loss)
    monitor = explorers.training_monitor(np.zeros((2, inputs)), labels, names=names)
    with pytest.raises(ImageError, match=sentence):
        model.fit(np.zeros((4, 64)), np.zeros(4), verbose=0, callbacks=[monitor.callback])
    assert "No fit yet" in monitor.snapshot().text


def test_outputs_that_are_no_probabilities_are_named(keras):
    model = network(keras, 64, 10, None, LOSSES["several"])
    monitor = explorers.training_monitor(np.ones((2, 64)), [0, 1])
    with pytest.raises(ImageError, match=r"no probabilities.*from_logits=True"):
        model.fit(np.zeros((4, 64)), np.zeros(4), verbose=0, callbacks=[monitor.callback])
    shaped = keras.Sequential([keras.Input((8, 8)), keras.layers.Dense(3)])
    shaped.compile("sgd", "mse")
    monitor = explorers.training_monitor(np.ones((2, 8, 8)), [0, 1])
    with pytest.raises(ImageError, match=r"has the shape \(2, 8, 3\)"):
        shaped.fit(
            np.zeros((4, 8, 8)), np.zeros((4, 8, 3)), verbose=0, callbacks=[monitor.callback]
        )


@pytest.mark.parametrize("in_a_list", [True, False])
def test_the_monitor_itself_is_no_callback(keras, in_a_list):
    model = network(keras, 64, 10, "softmax", LOSSES["several"])
    monitor = explorers.training_monitor(np.zeros((2, 64)), [0, 1])
    with pytest.raises(ImageError, match=r"callbacks=\[monitor\.callback\]"):
        model.fit(
            np.zeros((4, 64)), np.zeros(4), verbose=0,
            callbacks=[monitor] if in_a_list else monitor,
        )  # fmt: skip


# ---- around the fit ----


def test_time_is_shared():
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.affords("asking", 0.1)
    with pace.spending("asking"):
        now[0] = 1.0
    assert not pace.affords("asking", 0.1)
    now[0] = 10.0
    assert pace.affords("asking", 0.1) and pace.affords("showing", 0.0)
    assert pace.may("frame", 0.25) and not pace.may("frame", 0.25)
    now[0] = 10.3
    assert pace.may("frame", 0.25)
    pace.epoch_begins()
    now[0] = 12.3
    assert pace.epoch_seconds() == pytest.approx(2.0)


def test_the_first_interrupt_is_polite_and_the_second_is_not(monkeypatch):
    monkeypatch.setattr(signals, "notebook_shell", lambda: object())
    calls = []
    before = signal.getsignal(signal.SIGINT)
    with signals.interrupt_calls(lambda: calls.append(1)):
        signal.raise_signal(signal.SIGINT)
        assert calls == [1]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    monkeypatch.setattr(signals, "notebook_shell", lambda: None)
    with signals.interrupt_calls(lambda: calls.append(1)):
        assert signal.getsignal(signal.SIGINT) is before


def test_the_import_of_explorers_brings_no_keras():
    code = (
        "import sys\nfrom course_utils import explorers\nimport numpy as np\n"
        "explorers.training_monitor(np.zeros((2, 3)), [0, 1])\n"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
