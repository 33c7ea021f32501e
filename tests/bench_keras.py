"""How long a learner waits for Keras, and an epoch of the course's own network beside Keras'.

Each measurement runs in a Python of its own; the sides of a row run in turn.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator

from tests.bench_table import Row
from tests.browser.harness import PROJECT

READING = 20  # seconds between the opening cell and the first Keras cell
WAITING_ROUNDS = 3
EPOCHS, EPOCH_ROUNDS = 10, 15

# A lesson's cells, one after the other; the time that is spent reading is no waiting.
WAITING = """
import json, time
start = time.perf_counter()
import numpy as np
from course_utils import background, datasets
{opening}
time.sleep({reading})
background.keras_ready()
import keras

model = keras.Sequential(
    [
        keras.Input((13,)),
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(loss="binary_crossentropy", metrics=["accuracy"])
model.fit(*datasets.wine().training, epochs=1, verbose=0)
print(json.dumps(time.perf_counter() - start - {reading}))
"""

EPOCH = """
import json, time, warnings
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from course_utils import background, datasets
from course_utils.networks import Adam, Dense, Network
background.keras_ready()
import keras

EPOCHS, ROUNDS = {epochs}, {rounds}
x, y = datasets.digits().training
warnings.simplefilter("ignore", ConvergenceWarning)  # ten epochs are not meant to be enough

ours = Network([Dense(64, 32, "relu"), Dense(32, 10)])
theirs = keras.Sequential(
    [keras.Input((64,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10)]
)
theirs.compile(
    optimizer="adam",
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)

def course():
    ours.fit(x, y, epochs=EPOCHS, batch_size=32, optimiser=Adam(), progress=False)

def scikit_learn():
    MLPClassifier(
        (32,), solver="adam", batch_size=32, max_iter=EPOCHS, n_iter_no_change=EPOCHS
    ).fit(x, y)

def with_keras():
    theirs.fit(x, y, epochs=EPOCHS, batch_size=32, verbose=0)

sides = (course, scikit_learn, with_keras)
times = {{side.__name__: [] for side in sides}}
for number in range(ROUNDS + 1):
    for side in sides:
        start = time.perf_counter()
        side()
        if number:  # the first round builds what is built once
            times[side.__name__].append(1000 * (time.perf_counter() - start) / EPOCHS)
print(json.dumps(times))
"""


def keras_rows() -> Iterator[Row]:
    """Yield the rows of the table, each as soon as it is measured."""
    yield waiting_row()
    yield from epoch_rows()


def waiting_row() -> Row:
    with_it: list[float] = []
    without: list[float] = []
    openings = ("background.import_keras()", with_it), ("", without)
    for _ in range(WAITING_ROUNDS):
        for opening, found in openings:
            found.append(1000 * run(WAITING.format(opening=opening, reading=READING)))
    name = f"opening cell to first trained Keras model, less {READING} s of reading"
    ratio = statistics.median(without) / statistics.median(with_it)
    return Row(name, with_it, "without the import in the background", without, ratio, "", None)


def epoch_rows() -> Iterator[Row]:
    times = run(EPOCH.format(epochs=EPOCHS, rounds=EPOCH_ROUNDS))
    ours = times["course"]
    goals = (("scikit_learn", "scikit-learn's `MLPClassifier`", 1), ("with_keras", "Keras", 5))
    for key, other, least in goals:
        ratio = statistics.median(times[key]) / statistics.median(ours)
        name = "one epoch of `networks`, digits, 64-32-10, batches of 32, Adam"
        yield Row(name, ours, other, times[key], ratio, f"at least {least}", ratio >= least)


def run(program: str):
    """Return what a program prints as JSON, run by a new Python."""
    # With this variable Python would compile the course's files at each start.
    names = [name for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"]
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={name: os.environ[name] for name in names} | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
