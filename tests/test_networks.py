"""The NumPy network against finite differences, Keras and scikit-learn; its files and sentences."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import datasets
from course_utils.networks import (
    ACTIVATIONS,
    SGD,
    Adam,
    Dense,
    Network,
    RMSprop,
    load,
    save,
    sigmoid,
    softmax,
)
from course_utils.networks.losses import LOSSES

FINITE = st.floats(-700, 700, allow_nan=False)


def targets_for(loss: str, samples: int, outputs: int, generator: np.random.Generator):
    if loss == "categorical_crossentropy":
        return generator.integers(0, outputs, samples)
    if loss == "binary_crossentropy":
        return generator.integers(0, 2, samples)
    return generator.normal(size=(samples, outputs))


def outputs_for(loss: str, wanted: int) -> int:
    return {"categorical_crossentropy": max(wanted, 2), "binary_crossentropy": 1}.get(loss, wanted)


# ---- finite differences -------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
@given(
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=4),
    samples=st.integers(1, 7),
    outputs=st.integers(1, 4),
    penalties=st.sampled_from([(0, 0), (0.1, 0), (0, 0.1), (0.05, 0.2)]),
    seed=st.integers(0, 10_000),
)
@settings(max_examples=15, deadline=None)
def test_gradients_are_finite_differences(
    activation, loss, sizes, samples, outputs, penalties, seed
):
    generator = np.random.default_rng(seed)
    outputs = outputs_for(loss, outputs)
    hidden = [Dense(a, b, activation) for a, b in pairwise(sizes)]
    layers = [*hidden, Dense(sizes[-1], outputs)]
    network = Network(layers, loss, seed=seed, l1=penalties[0], l2=penalties[1])
    network.parameters += generator.normal(0, 0.3, network.parameter_count)
    x = generator.normal(size=(samples, sizes[0]))
    targets = network.loss.targets(targets_for(loss, samples, outputs, generator), outputs)

    def cost() -> float:
        return network.loss.value(network.forward(x), targets) + network.penalty()

    def side() -> np.ndarray:
        """Which side of each kink everything lies on."""
        z = network.forward(x)
        signs = [(layer.a > 0).ravel() for layer in hidden if activation == "relu"]
        if loss == "mean_absolute_error":
            signs.append((z > targets).ravel())
        return np.concatenate([*signs, network.parameters > 0])

    network.backward(network.forward(x), targets)
    found, before = network.gradients.copy(), side()
    for place in range(network.parameter_count):
        values, kept, sides = [], network.parameters[place], []
        for step in (1e-5, -1e-5):
            network.parameters[place] = kept + step
            values.append(cost())
            sides.append(side())
        network.parameters[place] = kept
        if all((each == before).all() for each in sides):
            numerical = (values[0] - values[1]) / 2e-5
            assert found[place] == pytest.approx(numerical, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_of_activations(name):
    activation = ACTIVATIONS[name]
    z = np.linspace(-4, 4, 40)  # 0, the kink of ReLU, is not among them
    numerical = (activation(z + 1e-6) - activation(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(activation.slope(z), numerical, atol=1e-8)


@given(st.lists(FINITE, min_size=1, max_size=6))
def test_sigmoid_and_softmax_never_overflow(values):
    z = np.array(values)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a, p = sigmoid(10 * z), softmax(1e6 * z)
    assert ((a >= 0) & (a <= 1)).all()
    assert p.sum() == pytest.approx(1)
    np.testing.assert_allclose(sigmoid(z), 1 / (1 + np.exp(-z)), atol=1e-15)


@given(st.lists(st.lists(FINITE, min_size=3, max_size=3), min_size=1, max_size=5))
def test_losses_are_finite_and_their_definitions(rows):
    z = np.array(rows)
    labels = np.arange(len(z)) % 3
    loss = LOSSES["categorical_crossentropy"]()
    assert np.isfinite(loss.value(1e4 * z, labels))
    mild = z / 100
    by_hand = -np.log(softmax(mild)[np.arange(len(z)), labels]).mean()
    assert loss.value(mild, labels) == pytest.approx(by_hand)
    binary, truth = LOSSES["binary_crossentropy"](), (labels[:, np.newaxis] > 0).astype(float)
    assert np.isfinite(binary.value(1e4 * z[:, :1], truth))
    p = sigmoid(mild[:, :1])
    by_hand = -(truth * np.log(p) + (1 - truth) * np.log(1 - p)).mean()
    assert binary.value(mild[:, :1], truth) == pytest.approx(by_hand)


# ---- Keras --------------------------------------------------------------------------------------

OPTIMISERS = {
    "SGD": (SGD, {"learning_rate": 0.05}),
    "momentum": (SGD, {"learning_rate": 0.05, "momentum": 0.9}),
    "RMSprop": (RMSprop, {"learning_rate": 0.01, "rho": 0.8}),
    # Keras adds epsilon before the correction of the mean of squares, the paper after it.
    "Adam": (Adam, {"learning_rate": 0.01, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-14}),
}
STEPS, SIZES = 7, (5, 6, 4)

# Keras in a process of its own: with 64 bits it agrees to the last digits, and the other tests keep
# its usual 32. Its first weights are ours, and each step uses all samples.
KERAS = """
import json, sys
import keras, numpy as np
keras.config.set_floatx("float64")
given = np.load(sys.argv[1])
plan = json.loads(str(given["plan"]))
found = {}
for name, case in plan.items():
    sizes, outputs = case["sizes"], case["outputs"]
    layers = [keras.Input((sizes[0],))]
    layers += [keras.layers.Dense(size, case["activation"]) for size in sizes[1:]]
    layers.append(keras.layers.Dense(outputs))
    model = keras.Sequential(layers)
    count = 2 * len(sizes)
    model.set_weights([given[f"{name}/{i}"] for i in range(count)])
    x, targets = given["x"], given[f"{name}/targets"]
    found[f"{name}/z"] = model(x).numpy()
    loss = {
        "categorical_crossentropy":
            lambda: keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        "binary_crossentropy": lambda: keras.losses.BinaryCrossentropy(from_logits=True),
        "mean_squared_error": keras.losses.MeanSquaredError,
        "mean_absolute_error": keras.losses.MeanAbsoluteError,
    }[case["loss"]]()
    found[f"{name}/loss"] = np.asarray(loss(targets, model(x)))
    if case["optimiser"]:
        kind = getattr(keras.optimizers, case["optimiser"])
        model.compile(kind(**case["settings"]), loss, run_eagerly=True)
        for _ in range(case["steps"]):
            model.train_on_batch(x, targets)
        for i, weights in enumerate(model.get_weights()):
            found[f"{name}/{i}"] = weights
np.savez(sys.argv[2], **found)
"""


def keras_cases() -> dict[str, dict]:
    cases = {}
    for loss in LOSSES:
        outputs = outputs_for(loss, 3)
        base = {"loss": loss, "outputs": outputs, "sizes": SIZES, "steps": STEPS}
        for activation in ACTIVATIONS:
            cases[f"{loss}-{activation}"] = {**base, "activation": activation, "optimiser": ""}
        for name, (kind, chosen) in OPTIMISERS.items():
            own = {"activation": "tanh", "optimiser": kind.__name__, "settings": chosen}
            cases[f"{loss}-{name}"] = base | own
    return cases


def network_of(case: dict) -> Network:
    sizes = case["sizes"]
    hidden = [Dense(a, b, case["activation"]) for a, b in pairwise(sizes)]
    network = Network([*hidden, Dense(sizes[-1], case["outputs"])], case["loss"], seed=3)
    network.parameters += np.random.default_rng(4).normal(0, 0.1, network.parameter_count)
    return network


def arrays_of(network: Network) -> list[np.ndarray]:
    return [array for layer in network.layers for array in (layer.weights, layer.bias)]


@pytest.fixture(scope="module")
def keras(tmp_path_factory) -> dict[str, np.ndarray]:
    """What Keras makes of all cases, and what it was given."""
    folder = tmp_path_factory.mktemp("keras")
    generator = np.random.default_rng(2)
    given = {"x": generator.normal(size=(11, SIZES[0]))}
    for name, case in keras_cases().items():
        network = network_of(case)
        targets = targets_for(case["loss"], 11, case["outputs"], generator)
        if case["loss"] == "binary_crossentropy":
            targets = targets[:, np.newaxis]
        given[f"{name}/targets"] = targets
        given |= {f"{name}/{i}": array for i, array in enumerate(arrays_of(network))}
    np.savez(folder / "given.npz", plan=json.dumps(keras_cases()), **given)
    files = [str(folder / name) for name in ("given.npz", "found.npz")]
    subprocess.run([sys.executable, "-c", KERAS, *files], check=True, capture_output=True)
    with np.load(folder / "found.npz") as found:
        return dict(found) | {"x": given["x"], **{k: v for k, v in given.items() if "tar" in k}}


@pytest.mark.parametrize("name", keras_cases())
def test_forward_loss_and_training_steps_are_those_of_keras(keras, name):
    case = keras_cases()[name]
    network, x, targets = network_of(case), keras["x"], keras[f"{name}/targets"]
    truth = network.loss.targets(targets, case["outputs"])
    z = network.forward(x)
    np.testing.assert_allclose(z, keras[f"{name}/z"], rtol=1e-12, atol=1e-13)
    # Keras computes the cross-entropies with an epsilon of its own; the slopes below are exact.
    assert network.loss.value(z, truth) == pytest.approx(float(keras[f"{name}/loss"]), rel=1e-6)
    if not case["optimiser"]:
        return
    kind = {"SGD": SGD, "RMSprop": RMSprop, "Adam": Adam}[case["optimiser"]]
    start = network.parameters.copy()
    network.fit(
        x,
        targets,
        epochs=STEPS,
        batch_size=None,
        optimiser=kind(**case["settings"]),
        progress=False,
    )
    assert np.abs(network.parameters - start).max() > 1e-3
    for i, ours in enumerate(arrays_of(network)):
        # Keras brings beta_1 and beta_2 to 64 bits by way of 32.
        np.testing.assert_allclose(ours, keras[f"{name}/{i}"], rtol=1e-6, atol=1e-7)


def test_default_settings_are_those_of_keras():
    assert repr(SGD()) == "SGD(learning_rate=0.01, momentum=0)"
    assert repr(RMSprop()) == "RMSprop(learning_rate=0.001, rho=0.9, epsilon=1e-07)"
    assert repr(Adam()) == "Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07)"


# ---- training -----------------------------------------------------------------------------------


def test_digits_are_learned_as_well_as_with_scikit_learn():
    from sklearn.neural_network import MLPClassifier

    digits = datasets.digits()
    network = Network([Dense(64, 32, "relu"), Dense(32, 10)], seed=1)
    network.fit(*digits.training, epochs=20, optimiser=Adam(0.005), seed=1, progress=False)
    _, accuracy = network.evaluate(*digits.test)
    settings_ = {"hidden_layer_sizes": (32,), "batch_size": 32, "learning_rate_init": 0.005}
    other = MLPClassifier(**settings_, max_iter=20, n_iter_no_change=100, alpha=0, random_state=1)
    with pytest.warns(match="Maximum iterations"):
        other.fit(*digits.training)
    expected = other.score(*digits.test)
    assert expected > 0.9 and abs(accuracy - expected) < 0.04
    assert (network.classify(digits.test[0]) == digits.test[1]).mean() == accuracy
    np.testing.assert_allclose(network.predict(digits.test[0]).sum(axis=1), 1)


@pytest.mark.parametrize("loss", LOSSES)
def test_history_has_a_number_an_epoch(loss):
    generator = np.random.default_rng(0)
    outputs = outputs_for(loss, 2)
    x, targets = generator.normal(size=(23, 3)), targets_for(loss, 23, outputs, generator)
    network = Network([Dense(3, 4, "tanh"), Dense(4, outputs)], loss)
    history = network.fit(x, targets, epochs=5, batch_size=7, progress=False)
    measured = 5 if network.loss.is_classifier else 0
    assert (len(history.loss), len(history.accuracy)) == (5, measured)
    assert history.validation_loss == history.validation_accuracy == [] and not history.stopped
    history = network.fit(x, targets, epochs=3, validation=(x, targets), progress=False)
    assert len(history.loss) == len(history.validation_loss) == 3
    assert len(history.validation_accuracy) == 3 * network.loss.is_classifier
    value, accuracy = network.evaluate(x, targets)
    assert history.validation_loss[-1] == value
    assert (accuracy is None) != network.loss.is_classifier
    assert repr(history).startswith("3 epochs, loss ")


def test_one_batch_of_all_samples_is_one_step_of_the_gradient():
    generator = np.random.default_rng(0)
    x, labels = generator.normal(size=(9, 3)), generator.integers(0, 2, 9)
    for batch_size in (None, 9, 100):
        network = Network([Dense(3, 2)], seed=2)
        start = network.parameters.copy()
        network.backward(network.forward(x), labels)
        expected = start - 0.5 * network.gradients
        loss = network.loss.value(network.forward(x), labels)
        history = network.fit(
            x, labels, epochs=1, batch_size=batch_size, optimiser=SGD(0.5), progress=False
        )
        np.testing.assert_allclose(network.parameters, expected, atol=1e-14)
        assert history.loss == pytest.approx([loss])  # measured before the step


def test_the_same_seed_gives_the_same_and_another_another():
    x, labels = datasets.points("moons", 60)

    def trained(first: int, order: int) -> np.ndarray:
        network = Network([Dense(2, 4, "relu"), Dense(4, 2)], seed=first)
        network.fit(x, labels, epochs=3, batch_size=8, seed=order, progress=False)
        return network.parameters

    np.testing.assert_array_equal(trained(0, 0), trained(0, 0))
    assert (trained(0, 0) != trained(0, 1)).any() and (trained(0, 0) != trained(1, 0)).any()
    before = x.copy(), labels.copy()
    trained(0, 0)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(labels, before[1])


def test_a_loop_of_ones_own_is_fit():
    x, labels = datasets.points("xor", 50)
    one, other = (Network([Dense(2, 4, "tanh"), Dense(4, 2)], seed=5) for _ in range(2))
    one.fit(x, labels, epochs=4, batch_size=8, optimiser=Adam(0.01), seed=6, progress=False)
    optimiser, generator = Adam(0.01), np.random.default_rng(6)
    for _ in range(4):
        other.train_epoch(x, labels, batch_size=8, optimiser=optimiser, generator=generator)
    np.testing.assert_array_equal(one.parameters, other.parameters)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("epochs", "batch_size"), [(50, 8), (1, None)])
def test_divergence_is_caught_with_a_sentence(epochs, batch_size):
    generator = np.random.default_rng(0)
    x = generator.normal(size=(40, 3))
    network = Network([Dense(3, 8, "relu"), Dense(8, 1)], "mean_squared_error")
    history = network.fit(
        x,
        100 * x[:, :1],
        epochs=epochs,
        batch_size=batch_size,
        optimiser=SGD(1e307),
        validation=(x, x[:, :1]),
        progress=False,
    )
    assert history.stopped.startswith(f"Stopped in epoch {len(history.loss)}:")
    assert "Try a smaller learning rate." in history.stopped == repr(history)
    assert len(history.loss) == len(history.validation_loss) <= epochs


def test_regularisation_keeps_weights_small_and_leaves_the_bias():
    x, labels = datasets.points("moons", 80)
    sizes = []
    for l2 in (0, 0.1):
        network = Network([Dense(2, 8, "tanh"), Dense(8, 2)], l2=l2)
        network.fit(x, labels, epochs=60, optimiser=Adam(0.05), progress=False)
        sizes.append(sum((layer.weights**2).sum() for layer in network.layers))
    assert sizes[1] < 0.5 * sizes[0]
    network = Network([Dense(2, 2)], l1=0.5, l2=0.25)
    network.layers[0].weights[:] = [[1, -2], [3, 0]]
    network.layers[0].bias[:] = 9
    assert network.penalty() == 0.5 * 6 + 0.25 * 14
    assert Network([Dense(2, 2)]).penalty() == 0


def test_layers_view_the_vector_of_parameters():
    network = Network([Dense(3, 4, "relu"), Dense(4, 2)])
    assert network.parameter_count == 3 * 4 + 4 + 4 * 2 + 2 == len(network.parameters)
    for array in arrays_of(network):
        assert np.shares_memory(array, network.parameters)
    network.parameters[:] = np.arange(network.parameter_count)
    flat = np.concatenate([array.ravel() for array in arrays_of(network)])
    np.testing.assert_array_equal(flat, network.parameters)
    network.layers[1].bias[1] = -7
    assert network.parameters[-1] == -7
    network.fit(np.ones((4, 3)), np.zeros(4, int), epochs=1, progress=False)
    flat = np.concatenate([array.ravel() for array in arrays_of(network)])
    np.testing.assert_array_equal(flat, network.parameters)


def test_first_weights_lie_within_the_limits_of_he_and_glorot():
    for activation, limit in (("relu", np.sqrt(6 / 50)), ("tanh", np.sqrt(6 / 90))):
        layer, _ = Network([Dense(50, 40, activation), Dense(40, 2)], seed=7).layers
        assert 0.95 * limit < np.abs(layer.weights).max() <= limit
        assert not layer.bias.any()


# ---- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", LOSSES)
def test_a_saved_network_comes_back(tmp_path, loss):
    layers = [Dense(3, 4, "tanh"), Dense(4, outputs_for(loss, 3))]
    network = Network(layers, loss, seed=4, l1=0.1, l2=0.2)
    path = tmp_path / "folder" / "network.npz"
    save(network, path)
    again = load(str(path))
    x = np.random.default_rng(0).normal(size=(5, 3))
    np.testing.assert_array_equal(again.predict(x), network.predict(x))
    assert (repr(again), again.l1, again.l2) == (repr(network), 0.1, 0.2)
    network.parameters[:] = 1
    save(network, path)  # replaces the old file
    assert (load(path).parameters == 1).all()
    again.fit(x, targets_for(loss, 5, layers[-1].nodes, np.random.default_rng(1)), progress=False)


def test_a_file_holds_no_pickle(tmp_path):
    save(Network([Dense(3, 2)]), tmp_path / "a.npz")
    with zipfile.ZipFile(tmp_path / "a.npz") as archive:
        assert sorted(archive.namelist()) == ["parameters.npy", "plan.npy"]
        for name in archive.namelist():
            with archive.open(name) as file:
                np.lib.format.read_magic(file)
                *_, dtype = np.lib.format.read_array_header_1_0(file)
                assert not dtype.hasobject


def test_damaged_files_get_a_sentence(tmp_path):
    network, path = Network([Dense(3, 2)], seed=3), tmp_path / "a.npz"
    save(network, path)
    content = path.read_bytes()
    damaged = [content[:end] for end in range(0, len(content), 5)]
    for place in range(0, len(content), 2):
        for bit in (0, 3, 7):
            flipped = bytearray(content)
            flipped[place] ^= 1 << bit
            damaged.append(bytes(flipped))
    for each in damaged:
        path.write_bytes(each)
        try:
            again = load(path)
        except ValueError as fault:
            assert "does not hold a network of this course, or is damaged" in str(fault)
        else:  # a date, for instance, may be another one
            np.testing.assert_array_equal(again.parameters, network.parameters)


def test_other_files_get_a_sentence(tmp_path):
    path = tmp_path / "a.npz"
    plan = {"layers": [[3, 2, "linear"]], "loss": "categorical_crossentropy", "l1": 0, "l2": 0}
    wrong = [
        {"other": np.zeros(3)},
        {"plan": "no json", "parameters": np.zeros(8)},
        {"plan": json.dumps(plan), "parameters": np.zeros(1)},  # NumPy would repeat it
        {"plan": json.dumps(plan), "parameters": np.zeros(9)},
        {"plan": json.dumps(plan | {"loss": "other"}), "parameters": np.zeros(8)},
        {"plan": json.dumps(plan | {"layers": [[3, 2, "softmax"]]}), "parameters": np.zeros(8)},
        {"plan": json.dumps(plan | {"l1": "much"}), "parameters": np.zeros(8)},
        {"plan": json.dumps([]), "parameters": np.zeros(8)},
        {"plan": json.dumps(plan), "parameters": np.array([{}] * 8, object)},
    ]
    for arrays in wrong:
        np.savez(path, **arrays)
        with pytest.raises(ValueError, match=r"a\.npz does not hold a network of this course"):
            load(path)
    np.save(tmp_path / "b.npy", np.zeros(3))
    (tmp_path / "b.npy").rename(path)
    with pytest.raises(ValueError, match="does not hold a network"):
        load(path)
    for call in (lambda: save(Network([Dense(3, 2)]), "a.pkl"), lambda: load("a.h5")):
        with pytest.raises(ValueError, match=r"ends in \.npz, unlike 'a\.(pkl|h5)'"):
            call()
    with pytest.raises(FileNotFoundError, match="Save a network there first"):
        load(tmp_path / "none.npz")


# ---- sentences ----------------------------------------------------------------------------------

NET = Network([Dense(3, 4, "relu"), Dense(4, 2)])
VALUES = Network([Dense(3, 1)], "mean_squared_error")
X, LABELS = np.zeros((5, 3)), np.zeros(5, int)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Dense(0, 3), "inputs is a whole number, at least 1, not 0."),
        (lambda: Dense(3, 2.5), "nodes is a whole number, at least 1, not 2.5."),
        (lambda: Dense(3, True), "nodes is a whole number, at least 1, not True."),
        (lambda: Dense(3, "4"), "nodes is a whole number, at least 1, not '4'."),
        (lambda: Dense(3, 2, "Relu"), "activation is one of linear, sigmoid, tanh, relu, not 'Re"),
        (lambda: Dense(3, 2, "softmax"), "Leave the activation of the last layer out."),
        (lambda: Network([]), "at least one layer"),
        (lambda: Network([Dense(3, 4), Dense(5, 2)]), "Layer 1 has 4 nodes, but layer 2 takes 5"),
        (lambda: Network([Dense(3, 2, "sigmoid")]), "softmax or sigmoid to the last layer by"),
        (lambda: Network([Dense(2, 2)] * 2), "One layer stands twice"),
        (lambda: Network([Dense(3, 1)]), "a softmax over 1 node is always 1"),
        (lambda: Network([Dense(3, 2)], "binary_crossentropy"), "last layer with 1 node, not 2"),
        (lambda: Network([Dense(3, 2)], "mse"), "loss is one of mean_squared_error"),
        (lambda: Network([Dense(3, 2)], l2=-1), "l1 and l2 are 0 or more, not 0.0 and -1."),
        (lambda: NET.predict(X[0]), "write x[np.newaxis]"),
        (lambda: NET.predict(np.zeros((5, 1, 3))), "write x.reshape(len(x), -1)"),
        (lambda: NET.predict(np.zeros((5, 4))), "inputs of shape (n, 3), one sample a row"),
        (lambda: NET.predict(np.full((5, 3), np.nan)), "a number that is not finite"),
        (lambda: NET.fit(X, LABELS[:4]), "There are 5 inputs and 4 targets."),
        (lambda: NET.fit(X[:0], LABELS[:0]), "There are 0 inputs and 0 targets."),
        (lambda: NET.fit(X, LABELS.astype(float)), "whole numbers of shape (n,)"),
        (lambda: NET.fit(X, np.eye(2)[LABELS]), "one class number for each sample"),
        (lambda: NET.fit(X, LABELS + 2), "With 2 outputs the classes are 0 to 1"),
        (lambda: NET.fit(X, LABELS, epochs=0), "epochs is a whole number, at least 1, not 0."),
        (lambda: NET.fit(X, LABELS, epochs=2.0), "epochs is a whole number, at least 1, not 2.0."),
        (lambda: NET.fit(X, LABELS, batch_size=0), "batch_size is a whole number, at least 1, no"),
        (lambda: NET.fit(X, LABELS, batch_size=-1), "batch_size is a whole number"),
        (lambda: NET.fit(X, LABELS, validation=(X, LABELS[:2])), "There are 5 inputs and 2 tar"),
        (lambda: VALUES.fit(X, np.zeros((5, 2))), "needs targets of shape (n, 1), not (5, 2)"),
        (lambda: VALUES.classify(X), "predicts numbers, not classes"),
        (
            lambda: Network([Dense(3, 1)], "binary_crossentropy").fit(X, LABELS + 2),
            "labels of 0 and 1, one for each sample",
        ),
        (lambda: SGD(0), "learning_rate is above 0, not 0."),
        (lambda: SGD("fast"), "learning_rate is above 0, not 'fast'."),
        (lambda: SGD(None), "learning_rate is above 0, not None."),
        (lambda: SGD(0.1, momentum=1), "momentum is at least 0 and below 1, not 1."),
        (lambda: RMSprop(rho=-0.1), "rho is at least 0 and below 1, not -0.1."),
        (lambda: Adam(beta_2=1), "beta_2 is at least 0 and below 1, not 1."),
        (lambda: Adam(np.inf), "learning_rate is above 0, not inf."),
    ],
)
def test_what_is_wrong_gets_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        call()


def test_lists_and_whole_numbers_of_numpy_are_welcome():
    network = Network([Dense(np.int64(2), np.int32(3))])
    history = network.fit(
        [[0, 1], [1, 0], [1, 1]],
        [0, 1, 2],
        epochs=np.int64(2),
        batch_size=np.int64(2),
        progress=False,
    )
    assert len(history.loss) == 2
    assert network.predict([[0, 1]]).shape == (1, 3)
    values = Network([Dense(2, 1)], "mean_squared_error")
    values.fit([[0, 1], [1, 0]], [0.5, 1], progress=False)
