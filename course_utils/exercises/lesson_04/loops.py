"""The exercise of lesson 04 about the training loop, judged by what it does.

Any order of the samples is right, so right answers differ. But which samples a loop has used, and
how often, can be read from its result. Sample i of the data here has one input of its own, number
i. So only sample i moves row i of the weights, and with a tiny learning rate it moves it by the
same amount at each use, divided by the size of its batch.
"""

from collections.abc import Callable

import numpy as np

from course_utils import datasets
from course_utils.checking import Exercise, Mistake, Random, seeding
from course_utils.exercises.lesson_04.backwards import gradients, one_hot
from course_utils.exercises.lesson_04.layers import Layer, outputs, random_layers
from course_utils.exercises.lesson_04.probabilities import mean_loss
from course_utils.exercises.lesson_04.steps import Gradients, update

_TINY = 1e-4  # a learning rate: the probabilities stay what they are
_NEAR = 0.01  # of one use: what rounding and the tiny moves may add to a count
_RUNS = 6  # with other seeds, to see how the order is chosen
_GOOD, _BAD = 0.55, 1.0  # losses on the points: right answers reach 0.45, others stay above 1

_update = update.reference
Batches = list[np.ndarray]  # the numbers of the samples of each batch


def _step(x, labels, layers, learning_rate) -> list[Layer]:
    return _update(layers, gradients(outputs(x, layers), labels, layers), learning_rate)


def _batches(n: int, batch_size: int, generator: np.random.Generator) -> Batches:
    order = generator.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def _train(x, labels, layers, epochs, batch_size, learning_rate, generator) -> list[Layer]:
    for _ in range(epochs):
        for batch in _batches(len(x), batch_size, generator):
            layers = _step(x[batch], labels[batch], layers, learning_rate)
    return layers


def _loop(choose: Callable[..., Batches], *, step: Callable = _step) -> Callable:
    """Return an answer whose batches are ``choose(n, batch_size, generator)`` in each epoch."""

    def answer(x, labels, layers, epochs, batch_size, learning_rate, generator):
        for _ in range(epochs):
            for batch in choose(len(x), batch_size, generator):
                layers = step(x[batch], labels[batch], layers, learning_rate)
        return layers

    return answer


# --- what is observed -----------------------------------------------------------------------------


def _observe(answer: Callable, x, labels, layers, epochs, batch_size, rate, generator) -> dict:
    if len(layers) > 1:
        return _observe_the_loss(answer, x, labels, layers, epochs, batch_size, rate)
    runs = []
    for seed in range(_RUNS):
        moved = answer(x, labels, layers, epochs, batch_size, rate, np.random.default_rng(seed))
        uses, sideways = _uses(moved[0][0] - layers[0][0], layers, labels, rate)
        if np.abs(uses).max() > 10 * epochs:
            return {"Each sample": "used, but with far larger steps than the learning rate says"}
        if sideways > _NEAR:
            return {"Each sample": "used with the label of another one"}
        runs.append(uses)
    found = {"Each sample": _counted(runs, len(x), epochs, batch_size)}
    if found["Each sample"] == _ONCE and len(x) % batch_size > 0:
        found["The order of the samples"] = _order(runs, len(x), epochs, batch_size)

    def draw(rng: np.random.Generator) -> np.ndarray:
        return np.asarray(answer(x, labels, layers, epochs, batch_size, rate, rng)[0][0])

    return found | seeding.dependence(draw) if len(x) % batch_size > 0 else found


def _uses(move: np.ndarray, layers, labels, rate: float) -> tuple[np.ndarray, float]:
    """Return how often each sample was used, each use divided by its batch's size.

    The second number is the largest part of the move that no use of the right label explains.
    """
    classes = move.shape[1]
    pull = 1 / classes - one_hot(labels, classes)  # all weights are 0 at first
    uses = -(move * pull).sum(axis=1) / (pull**2).sum(axis=1) / rate
    sideways = np.abs(move + rate * uses[:, np.newaxis] * pull).max() / rate
    return uses, float(sideways)


_ONCE = "used once in every epoch"


def _is_once(uses: np.ndarray, n: int, epochs: int, batch_size: int) -> bool:
    """Return whether each sample is used once an epoch; the last batch may be smaller."""
    rest, size = n % batch_size, min(batch_size, n)
    if not rest or n < batch_size:
        return bool(np.abs(uses - epochs / size).max() < _NEAR)
    small = (uses - epochs / batch_size) / (1 / rest - 1 / batch_size)  # uses in a small batch
    whole = np.abs(small - np.round(small)).max() < 0.1 and small.min() > -0.1
    return bool(whole and np.abs(small.sum(axis=1) - rest * epochs).max() < _NEAR * n)


def _counted(runs: list[np.ndarray], n: int, epochs: int, batch_size: int) -> str:
    """Return in words how often the samples are used, in the same way for all runs."""
    uses, rest = np.stack(runs), n % batch_size
    size = min(batch_size, n)

    def all_near(numbers: np.ndarray, wanted: float) -> bool:
        return bool(np.abs(numbers - wanted).max() < _NEAR)

    if all_near(uses, 0):
        return "not used: the weights that come back are the old ones"
    if (uses < -_NEAR).any():
        return "used, but each step goes uphill"
    if _is_once(uses, n, epochs, batch_size):
        return _ONCE
    if rest and n > batch_size:
        # without the small batch a sample lacks one use each time that it is left over
        kept = uses * batch_size
        if np.abs(kept - np.round(kept)).max() < 0.1 and kept.max() < epochs + 0.1:
            lacking = (epochs - kept).sum(axis=1)
            if np.abs(lacking - rest * epochs).max() < 0.5:
                return "used, but those of the last, small batch are left out"
    if all_near(uses, epochs / n):
        return "used, but in one step an epoch, all together"
    if all_near(uses, epochs):
        return "used, but one at a time: the batch size has no effect"
    if epochs > 1 and _is_once(uses, n, 1, batch_size):
        return "used once, in one epoch only"
    if epochs > 1 and _is_once(uses, n, epochs + 1, batch_size):
        return "used in one epoch too many"
    factor = uses.sum() / len(uses) / (epochs * -(-n // size))
    if _is_once(uses / factor, n, epochs, batch_size):
        return f"used, but its steps are {factor:.3g} times as large as they should be"
    return "not used once in every epoch, or in batches of another size than wanted"


def _order(runs: list[np.ndarray], n: int, epochs: int, batch_size: int) -> str:
    """Return whether the order of the samples is drawn anew, from who is in the small batch."""
    rest = n % batch_size if n > batch_size else 0
    if not rest or epochs < 2:
        return "drawn anew"
    small = (np.stack(runs) - epochs / batch_size) / (1 / rest - 1 / batch_size)
    counts = np.round(small).astype(int)
    if not np.isin(counts, (0, epochs)).all():
        return "drawn anew in every epoch"
    if (counts == counts[0]).all():
        return "always the same"
    return "drawn once, and then the same in every epoch"


def _observe_the_loss(answer, x, labels, layers, epochs, batch_size, rate) -> dict:
    losses = []
    for seed in range(2):
        trained = answer(x, labels, layers, epochs, batch_size, rate, np.random.default_rng(seed))
        trained = [(np.asarray(weights), np.asarray(bias)) for weights, bias in trained]
        losses.append(mean_loss(outputs(x, trained)[-1], labels))
    worst = max(losses)
    if not np.isfinite(worst):
        return {"The loss after training": "not a finite number: the steps are too large"}
    return {"The loss after training": "low" if worst < _GOOD else "still high"}


# --- the exercise ---------------------------------------------------------------------------------


def _apart(n: int, classes: int, epochs: int, batch_size: int, seed: int = 0) -> tuple:
    """Return arguments in which sample i alone has input i."""
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(n) % classes)
    layers = [(np.zeros((n, classes)), np.zeros(classes))]
    return np.eye(n), labels, layers, epochs, batch_size, _TINY, rng


def _probe(rng: np.random.Generator) -> tuple:
    batch_size = int(rng.integers(3, 6))
    n = batch_size * int(rng.integers(3, 5)) + int(rng.integers(1, batch_size))
    return _apart(n, int(rng.integers(3, 5)), int(rng.integers(3, 5)), batch_size,
                  int(rng.integers(1000)))  # fmt: skip


def _digits() -> tuple:
    """Return arguments with 150 real digits, a network, and a rate that gets far."""
    x, labels = datasets.digits().training
    layers = random_layers(np.random.default_rng(1), 64, 16, 10)
    layers = [(weights * 0.25, bias * 0) for weights, bias in layers]
    return x[:150], labels[:150], layers, 12, 10, 0.2, np.random.default_rng(0)


def _with_replacement(n, batch_size, generator) -> Batches:
    return [generator.integers(0, n, size=batch_size) for _ in range(-(-n // batch_size))]


def _last_left_out(n, batch_size, generator) -> Batches:
    return [each for each in _batches(n, batch_size, generator) if len(each) == batch_size]


def _in_order(n, batch_size, generator) -> Batches:
    return [np.arange(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]


def _seeded(seed: int) -> Callable[..., Batches]:
    return lambda n, batch_size, _: _batches(n, batch_size, np.random.default_rng(seed))


def _shuffled_once(x, labels, layers, epochs, batch_size, learning_rate, generator):
    batches = _batches(len(x), batch_size, generator)
    return _loop(lambda *_: batches)(
        x, labels, layers, epochs, batch_size, learning_rate, generator
    )


def _labels_left_behind(x, labels, layers, epochs, batch_size, learning_rate, generator):
    for _ in range(epochs):
        x = x[generator.permutation(len(x))]
        for start in range(0, len(x), batch_size):
            part = slice(start, start + batch_size)
            layers = _step(x[part], labels[part], layers, learning_rate)
    return layers


def _always_from_the_start(x, labels, layers, epochs, batch_size, learning_rate, generator):
    new = layers
    for _ in range(epochs):
        for batch in _batches(len(x), batch_size, generator):
            new = _step(x[batch], labels[batch], layers, learning_rate)
    return new


def _return_in_the_loop(x, labels, layers, epochs, batch_size, learning_rate, generator):
    return _train(x, labels, layers, 1, batch_size, learning_rate, generator)


def _shuffled_in_place(x, labels, layers, epochs, batch_size, learning_rate, generator):
    for _ in range(epochs):
        order = generator.permutation(len(x))
        x[:], labels[:] = x[order], labels[order]
        for start in range(0, len(x), batch_size):
            part = slice(start, start + batch_size)
            layers = _step(x[part], labels[part], layers, learning_rate)
    return layers


def _x_shuffled_in_place(x, labels, layers, epochs, batch_size, learning_rate, generator):
    for _ in range(epochs):
        generator.shuffle(x)
        for batch in _in_order(len(x), batch_size, generator):
            layers = _step(x[batch], labels[batch], layers, learning_rate)
    return layers


def _at_a_rate(rate: float) -> Callable:
    return lambda *given: _train(*given[:5], rate, given[6])


def _moved_in_place(x, labels, layers, epochs, batch_size, learning_rate, generator):
    for _ in range(epochs):
        for batch in _batches(len(x), batch_size, generator):
            found = gradients(outputs(x[batch], layers), labels[batch], layers)
            for layer, slopes in zip(layers, found, strict=True):
                for numbers, gradient in zip(layer, slopes, strict=True):
                    numbers -= learning_rate * gradient
    return layers


def _one_step_an_epoch(x, labels, layers, epochs, batch_size, learning_rate, generator):
    """Add the gradients of all batches up, all at the same layers, and take one step."""
    for _ in range(epochs):
        total: Gradients = [(np.zeros_like(w), np.zeros_like(b)) for w, b in layers]
        batches = _batches(len(x), batch_size, generator)
        for batch in batches:
            for sums, found in zip(
                total, gradients(outputs(x[batch], layers), labels[batch], layers), strict=True
            ):
                for one, other in zip(sums, found, strict=True):
                    one += other
        layers = _update(layers, total, learning_rate)
    return layers


def _by_splitting(x, labels, layers, epochs, batch_size, learning_rate, generator):
    """Cut the order at every multiple of the batch size."""
    for _ in range(epochs):
        order = np.arange(len(x))
        generator.shuffle(order)
        for batch in np.split(order, range(batch_size, len(x), batch_size)):
            layers = _step(x[batch], labels[batch], layers, learning_rate)
    return layers


def _on_copies(x, labels, layers, epochs, batch_size, learning_rate, generator):
    layers = [(weights.copy(), bias.copy()) for weights, bias in layers]
    return _moved_in_place(x, labels, layers, epochs, batch_size, learning_rate, generator)


def _shuffled_together(x, labels, layers, epochs, batch_size, learning_rate, generator):
    for _ in range(epochs):
        order = np.argsort(generator.random(len(labels)))
        x, labels, start = x[order], labels[order], 0
        while start < len(labels):
            end = start + batch_size
            layers = _step(x[start:end], labels[start:end], layers, learning_rate)
            start = end
    return layers


def _with_generator(make: Callable[[], np.random.Generator]) -> Callable:
    return lambda *args: _train(*args[:-1], make())


train = Exercise(
    "04.train",
    "The training loop",
    reference=_train,
    probes=[
        _apart(10, 3, 3, 4),
        _apart(12, 4, 2, 3),
        _apart(7, 3, 2, 20),
        _digits(),
        Random(2, _probe),
    ],
    observe=_observe,
    keeps_input=True,
    mistakes=[
        Mistake(
            "the last batch left out",
            _loop(_last_left_out),
            "The last batch of an epoch is smaller, and you leave it out. A slice may end beyond "
            "the last sample: x[8:12] of ten samples has two.",
        ),
        Mistake(
            "all samples at once",
            _loop(lambda n, batch_size, generator: [generator.permutation(n)]),
            "Each epoch makes a single step with all samples. Cut the order into batches of "
            "`batch_size`, and take a step after each one.",
            also=[_loop(lambda n, batch_size, generator: [np.arange(n)])],
        ),
        Mistake(
            "all samples in every step",
            _loop(lambda n, batch_size, _: [np.arange(n)] * -(-n // batch_size)),
            "Each step uses all samples: you cut the order into batches, and then take `x` and "
            "`labels` whole. A step gets x[batch] and labels[batch].",
        ),
        Mistake(
            "a rate of its own",
            _at_a_rate(0.1),
            "Your steps do not follow `learning_rate`. Is a number written in its place?",
            also=[_at_a_rate(rate) for rate in (0.01, 0.05, 0.2, 0.5)],
        ),
        Mistake(
            "one sample at a time",
            _loop(lambda n, batch_size, generator: generator.permutation(n)[:, np.newaxis]),
            "Every step uses one sample. A batch is order[start : start + batch_size], and start "
            "goes up by batch_size.",
        ),
        Mistake(
            "never mixed",
            _loop(_in_order),
            "The batches are the same in every epoch, whichever seed the caller chose: the order "
            "of the data, or one from a fixed seed. Draw each with generator.permutation(len(x)).",
            also=[_loop(_seeded(seed)) for seed in range(3)],
        ),
        Mistake(
            "mixed once",
            _shuffled_once,
            "You mix the samples once, before the first epoch. Draw a new order inside the loop "
            "over the epochs.",
        ),
        Mistake(
            "drawn with replacement",
            _loop(_with_replacement),
            "You draw each batch anew from all samples, so some are used twice in an epoch and "
            "others never. Draw one order, and cut it into batches.",
            also=[
                _loop(
                    lambda n, size, generator: [
                        generator.permutation(n)[:size] for _ in range(-(-n // size))
                    ]
                )
            ],
        ),
        Mistake(
            "labels left behind",
            _labels_left_behind,
            "You mix the samples and leave the labels where they are. Both need the same order.",
            also=[_x_shuffled_in_place],
        ),
        Mistake(
            "from the first layers each time",
            _always_from_the_start,
            "Each step begins from the layers of the start, so only the last one counts. Keep what "
            "`update` returns under the name that the next step uses.",
        ),
        Mistake(
            "one epoch",
            _return_in_the_loop,
            "You stop after one epoch. Does `return` stand inside the loop?",
        ),
        Mistake(
            "one batch",
            _loop(lambda n, batch_size, generator: _batches(n, batch_size, generator)[:1]),
            "Each epoch uses one batch only. Go on until all samples have been used.",
        ),
        Mistake(
            "one step an epoch",
            _one_step_an_epoch,
            "All samples are used once, and still the loss stays high: you add up the gradients of "
            "the batches, and step once an epoch. Step after each batch.",
        ),
        Mistake(
            "in place",
            _shuffled_in_place,
            "The training is right, but something that you were given has changed, and the report "
            "names it. `x[order]` and `update` make new arrays; `x[:] = ...`, `w -= ...` and "
            "`generator.shuffle(x)` do not.",
            also=[_moved_in_place],
        ),
        Mistake(
            "a new generator with a fixed seed",
            _with_generator(lambda: np.random.default_rng(0)),
            "The order is the same for every seed of the caller: your function makes a generator "
            "with a fixed seed. It has been given one.",
        ),
        Mistake(
            "a new generator without a seed",
            _with_generator(lambda: np.random.default_rng()),
            "Your training cannot be repeated: the order does not come from `generator`.",
        ),
        Mistake(
            "random numbers that all code shares",
            _with_generator(lambda: np.random.default_rng(np.random.randint(1 << 30))),
            "np.random.permutation and np.random.shuffle use random numbers that all code shares. "
            "Write generator.permutation.",
        ),
        Mistake(
            "layers and losses",
            lambda *given: (_train(*given), [0.5] * given[3]),
            "You return two things, the layers and something beside them. Return the layers alone.",
            also=[lambda *given: (_train(*given), 0.5)],
        ),
        Mistake(
            "nothing trained",
            lambda x, labels, layers, *_: layers,
            "The layers that come back are the old ones.",
        ),
    ],
    alternatives=[_by_splitting, _on_copies, _shuffled_together],
    hints=[
        "Two loops: one over the epochs, and in it one over the starts of the batches, "
        "range(0, len(x), batch_size).",
        "At the beginning of an epoch: order = generator.permutation(len(x)). A batch is "
        "order[start : start + batch_size].",
        "In each step: outputs = forward(x[batch], layers), then gradients = backward(outputs, "
        "labels[batch], layers), then layers = update(layers, gradients, learning_rate).",
    ],
    why="Forward, backward, update, for every batch, in a new order each epoch: this is training.",
)
