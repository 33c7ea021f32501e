"""Pictures per second: `Policy.batch` beside the Keras layers and AlbumentationsX.

All three do the same to the same photographs: mirror half of them, shift by up to a tenth of the
side, turn by up to 15 degrees, scale by up to a tenth, all with bilinear interpolation and black
outside, multiply the contrast by 0.7 to 1.3 and add up to 51 of 255 levels. `check_equal_work`
measures on test pictures that they do. What still differs, in each library's most favourable use:

- Keras: whole batches of float32 inside `tf.function`, its fastest way here; the conversion from
  and to uint8 is a gift. It warps once a layer, so that what leaves the picture in one layer is
  lost for the next; contrast is about the mean of each channel.
- AlbumentationsX: one picture after another, as its users write it; shift, turn and scale are one
  warp (`Affine`), contrast and brightness one table, contrast about black and not about the mean,
  which saves it the mean. Parts of a pixel are cut off its shifts.
- Ours: uint8, one warp for all geometric steps, one table for both photometric ones.

AlbumentationsX is no part of the course: its licence is the AGPL, and it reports its use unless
told not to. It is fetched into a folder of its own, runs in a process of its own, and all
reporting is turned off. From version 2.3.9 on it needs PyTorch, so the lock has 2.3.8. To measure
another version, install it with all that it needs into a folder and name that folder in the
variable BENCH_LIBRARIES.

``python -m tests.bench_augmentation`` prints these rows alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from tests.bench_table import Row
from tests.browser.harness import PROJECT

ROUNDS = 21
WARM_UP = 3
BATCHES = {224: 64, 32: 512}  # side of the pictures: how many in a batch
LOCK = PROJECT / "tests" / "bench-requirements.lock"
FOLDER = PROJECT / "build" / "bench-libraries"
NAMES = {"keras": "Keras layers", "albumentations": "AlbumentationsX"}

FLIP, SHIFT, DEGREES, SCALE, CONTRAST, BRIGHTNESS = 0.5, 0.1, 15, 0.1, 0.3, 0.2

Pipeline = Callable[[np.ndarray], np.ndarray]


def photographs(side: int, count: int) -> np.ndarray:
    """Return squares cut out of photographs: (count, side, side, 3) of uint8."""
    from skimage import data

    generator = np.random.default_rng(0)
    sources = [data.astronaut(), data.coffee(), data.chelsea(), data.rocket()]
    squares = []
    for number in range(count):
        source = sources[number % len(sources)]
        row = generator.integers(source.shape[0] - side + 1)
        column = generator.integers(source.shape[1] - side + 1)
        squares.append(source[row : row + side, column : column + side])
    return np.stack(squares)


# The three pipelines; each is made in a process of its own.


def our_pipeline(parts: str) -> Pipeline:
    from course_utils import augment

    steps = {
        "flip": augment.Flip(FLIP),
        "shift": augment.Shift(SHIFT),
        "turn": augment.Rotate(DEGREES),
        "scale": augment.Scale(1 - SCALE, 1 + SCALE),
        "contrast": augment.Contrast(1 - CONTRAST, 1 + CONTRAST),
        "brightness": augment.Brightness(255 * BRIGHTNESS),
    }
    policy = augment.Policy([steps[part] for part in parts.split()])
    generator = np.random.default_rng(0)
    return lambda batch: policy.batch(batch, generator)


def keras_pipeline(parts: str) -> Pipeline:
    import keras
    import tensorflow as tf

    outside = {"fill_mode": "constant", "interpolation": "bilinear"}
    layers = {
        "flip": keras.layers.RandomFlip("horizontal", seed=1),
        "shift": keras.layers.RandomTranslation(SHIFT, SHIFT, seed=2, **outside),
        "turn": keras.layers.RandomRotation(DEGREES / 360, seed=3, **outside),
        "scale": keras.layers.RandomZoom((-SCALE, SCALE), seed=4, **outside),
        # With one number Keras 3.15 draws from 1 to 1.3 only.
        "contrast": keras.layers.RandomContrast((CONTRAST, CONTRAST), seed=5),
        "brightness": keras.layers.RandomBrightness(BRIGHTNESS, seed=6),
    }
    model = keras.Sequential([layers[part] for part in parts.split()])
    function = tf.function(lambda batch: model(batch, training=True))
    converted: dict[int, tf.Tensor] = {}

    def run(batch: np.ndarray) -> np.ndarray:
        if id(batch) not in converted:
            converted[id(batch)] = tf.constant(batch, tf.float32)
        return function(converted[id(batch)]).numpy()

    return run


def albumentations_pipeline(parts: str) -> Pipeline:
    import albumentations

    chosen = set(parts.split())
    steps = [albumentations.HorizontalFlip(p=FLIP)] if "flip" in chosen else []
    if chosen & {"shift", "turn", "scale"}:
        affine = albumentations.Affine(
            scale=(1 - SCALE, 1 + SCALE) if "scale" in chosen else (1, 1),
            translate_percent=(-SHIFT, SHIFT) if "shift" in chosen else (0, 0),
            rotate=(-DEGREES, DEGREES) if "turn" in chosen else (0, 0),
            p=1,
        )
        steps.append(affine)
    if chosen & {"contrast", "brightness"}:
        tone = albumentations.RandomBrightnessContrast(
            brightness_range=(-BRIGHTNESS, BRIGHTNESS) if "brightness" in chosen else (0, 0),
            contrast_range=(-CONTRAST, CONTRAST) if "contrast" in chosen else (0, 0),
            brightness_by_max=True,
            p=1,
        )
        steps.append(tone)
    pipeline = albumentations.Compose(steps, seed=0, telemetry=False)
    return lambda batch: np.stack([pipeline(image=image)["image"] for image in batch])


PIPELINES = {
    "ours": our_pipeline,
    "keras": keras_pipeline,
    "albumentations": albumentations_pipeline,
}


def probe(make: Callable[[str], Pipeline]) -> dict[str, float]:
    """Measure on test pictures how strongly a pipeline does each of its parts."""
    white = np.full((1024, 64, 64, 3), 255, np.uint8)
    found = {
        f"share of a picture that a {part} brings in from outside": (make(part)(white) < 128).mean()
        for part in ("shift", "turn", "scale")
    }
    half = white.copy()
    half[:, :, :32] = 0
    found["share of pictures mirrored"] = (make("flip")(half)[:, 0, 0, 0] > 0).mean()
    two_greys = np.full((512, 16, 16, 3), 118, np.uint8)
    two_greys[:, :, 8:] = 138
    changed = make("contrast")(two_greys).astype(np.float64)[:, 0, :, 0]
    found["smallest contrast"] = ((changed[:, 15] - changed[:, 0]) / 20).min()
    found["largest contrast"] = ((changed[:, 15] - changed[:, 0]) / 20).max()
    changed = make("brightness")(two_greys).astype(np.float64)[:, 0, 0, 0]
    found["spread of the brightness, of 255"] = changed.std() / 255
    return {what: float(value) for what, value in found.items()}


# One process a library


def work(library: str, threads: int) -> None:
    """Answer the questions on standard input: "probe", or the side of the pictures to time."""
    # TensorFlow writes to standard output's file; the answers go to a copy that it does not know.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    import cv2

    if threads == 1:
        cv2.setNumThreads(1)
    if library == "keras":
        import tensorflow as tf

        if threads == 1:
            tf.config.threading.set_intra_op_parallelism_threads(1)
            tf.config.threading.set_inter_op_parallelism_threads(1)
    make = PIPELINES[library]
    pipeline = make("flip shift turn scale contrast brightness")
    batches = {side: photographs(side, count) for side, count in BATCHES.items()}
    for question in sys.stdin:
        if question.strip() == "probe":
            answer: object = probe(make)
        else:
            batch = batches[int(question)]
            start = time.perf_counter()
            result = pipeline(batch)
            answer = time.perf_counter() - start
            assert result.shape == batch.shape
        print(json.dumps(answer), file=answers, flush=True)


class Worker:
    """A process that runs one library."""

    def __init__(self, library: str, threads: int, libraries: Path | None) -> None:
        paths = [str(PROJECT)] + ([str(libraries)] if library == "albumentations" else [])
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(paths),
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "-1",
            "KERAS_BACKEND": "tensorflow",
            # no reports of use, no files outside of the folder
            "ALBUMENTATIONS_NO_TELEMETRY": "1",
            "ALBUMENTATIONS_OFFLINE": "1",
            "NO_ALBUMENTATIONS_UPDATE": "1",
            "ALBUMENTATIONS_CACHE_DIR": str(FOLDER / "cache"),
            "ALBUMENTATIONS_CONFIG_DIR": str(FOLDER / "config"),
        }
        if threads == 1:
            environment["OMP_NUM_THREADS"] = "1"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench_augmentation", "work", library, str(threads)],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def ask(self, question: object) -> object:
        print(question, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"A process of the bench ended: {self.process.args}")
        return json.loads(answer)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *fault: object) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def fetch_libraries() -> Path | None:
    """Return the folder with AlbumentationsX, fetched if need be; None when that failed."""
    if chosen := os.environ.get("BENCH_LIBRARIES"):
        return Path(chosen)
    mark = FOLDER / "fetched.txt"
    version = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if mark.is_file() and mark.read_text(encoding="utf-8") == version:
        return FOLDER
    FOLDER.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(FOLDER)]
    exact = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--requirement", str(LOCK)]
    fetched = subprocess.run(pip + exact, capture_output=True)
    if fetched.returncode:
        return None
    mark.write_text(version, encoding="utf-8")
    return FOLDER


def check_equal_work(found: dict[str, dict[str, float]]) -> None:
    """Raise unless all do the same to the test pictures, up to chance and parts of a pixel."""
    for what, ours in found["ours"].items():
        for library, numbers in found.items():
            if abs(numbers[what] - ours) > 0.25 * ours:
                raise RuntimeError(
                    f"Not the same work: {what} is {numbers[what]:.3f} with {library} and"
                    f" {ours:.3f} with ours."
                )


def measured_rows(threads: int, libraries: Path | None) -> list[Row]:
    """Time all libraries in turn, and return a row for each of the others and each size."""
    names = ["ours", "keras"] + (["albumentations"] if libraries else [])
    workers = {name: Worker(name, threads, libraries) for name in names}
    times = {(name, side): [] for name in names for side in BATCHES}
    try:
        check_equal_work({name: worker.ask("probe") for name, worker in workers.items()})
        for side in BATCHES:
            for turn in range(WARM_UP + ROUNDS):
                for name, worker in workers.items():
                    seconds = worker.ask(side)
                    if turn >= WARM_UP:
                        times[name, side].append(1000 * seconds)
    finally:
        for worker in workers.values():
            worker.__exit__()
    return [row(times, name, side, threads) for side in BATCHES for name in names[1:]]


def row(times: dict[tuple[str, int], list[float]], name: str, side: int, threads: int) -> Row:
    """Return one line of the table."""
    ours, other = times["ours", side], times[name, side]
    ratio = statistics.median(other) / statistics.median(ours)
    use = "1 thread" if threads == 1 else "threads as they come"
    return Row(
        f"`Policy.batch`, {BATCHES[side]} pictures {side} × {side}, {use}: {rate(ours, side)}",
        ours,
        f"{NAMES[name]}: {rate(other, side)}",
        other,
        ratio,
        "at least 1",
        ratio >= 1,
    )


def rate(times: list[float], side: int) -> str:
    """Return the pictures per second in words."""
    return f"{1000 * BATCHES[side] / statistics.median(times):,.0f} a second"


def augmentation_rows() -> Iterator[Row | str]:
    """Yield the rows of the table that are about augmentation."""
    libraries = fetch_libraries()
    for threads in (1, 0):
        yield from measured_rows(threads, libraries)
    if libraries is None:
        yield (
            "augmentation beside AlbumentationsX: not measured, its packages could not be "
            "fetched; is there a network?"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        work(sys.argv[2], int(sys.argv[3]))
    else:
        for found in augmentation_rows():
            print(found.line() if isinstance(found, Row) else found, flush=True)
