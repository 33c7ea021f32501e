"""Exercises of lesson 04 about slopes, and about steps against them."""

from collections.abc import Callable

import numpy as np

from course_utils import networks
from course_utils.checking import Exercise, Mistake, Random
from course_utils.exercises.lesson_04.layers import Layer, random_layers

Function = Callable[[float], float]
Gradients = list[tuple[np.ndarray, np.ndarray]]


# --- the slope, by numbers ------------------------------------------------------------------------


def _slope(function: Function, w: float) -> float:
    step = 1e-5
    return (function(w + step) - function(w - step)) / (2 * step)


def _central(step: float) -> Callable[[Function, float], float]:
    return lambda function, w: (function(w + step) - function(w - step)) / (2 * step)


def _multiplied(step: float) -> Callable[[Function, float], float]:
    return lambda function, w: (function(w + step) - function(w - step)) / 2 * step


def _forward_difference(step: float) -> Callable[[Function, float], float]:
    return lambda function, w: (function(w + step) - function(w)) / step


def _backward_difference(step: float) -> Callable[[Function, float], float]:
    return lambda function, w: (function(w) - function(w - step)) / step


def _richardson(function: Function, w: float) -> float:
    """Two step sizes put together, so that the largest error cancels (Richardson, 1911)."""
    return (4 * _central(1e-3)(function, w) - _central(2e-3)(function, w)) / 3


def _by_polynomial(function: Function, w: float) -> float:
    """Fit a parabola through three places, and take its slope in the middle."""
    offsets = np.array([-1e-4, 0, 1e-4])
    return np.polyfit(offsets, [function(w + offset) for offset in offsets], 2)[1]


def _loss_of_one_neuron(w: float) -> float:
    return (w * 2 + 0.5 - 4) ** 2


def _cubic(a: float, b: float, c: float) -> Function:
    return lambda w: a * w**3 + b * w**2 + c * w


def _slope_probe(rng: np.random.Generator) -> tuple[Function, float]:
    a, b, c = rng.uniform(0.5, 2, 3) * rng.choice([-1, 1], 3)
    return _cubic(*map(float, (a, b, c))), float(rng.uniform(0.3, 2))


_STEPS = (0.5, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)

slope = Exercise(
    "04.slope",
    "The slope, by numbers",
    reference=_slope,
    probes=[
        (_loss_of_one_neuron, 0.2),
        (_loss_of_one_neuron, 3.0),
        (_cubic(1, 0, 0), 1.5),
        (np.tanh, 0.4),
        (abs, 0.0),
        (abs, -2.0),
        Random(5, _slope_probe),
    ],
    # Right steps, from 0.01 down to 1e-9, lead to errors of less than 0.0004 for these functions.
    tolerance=1e-3,
    mistakes=[
        Mistake(
            "only one side",
            _forward_difference(1e-3),
            "You go a step to one side only. A loss with a kink or a bend gives it away: take the "
            "value a step further and the value a step before.",
            also=[
                one_sided(step)
                for one_sided in (_forward_difference, _backward_difference)
                for step in _STEPS
            ],
        ),
        Mistake(
            "a coarse step",
            _central(0.1),
            "The step is too large: between the two places the function bends. Take a much smaller "
            "one, such as 1e-5.",
            also=[_central(step) for step in (0.5, 0.2, 1, 2)],
        ),
        Mistake(
            "divided by one step",
            lambda function, w: (function(w + 1e-5) - function(w - 1e-5)) / 1e-5,
            "Your slopes are twice as large as they should be. The two places are two steps apart.",
            also=[
                lambda function, w: (function(w + 1e-4) - function(w - 1e-4)) / 1e-4,
                lambda function, w: (function(w + 1e-3) - function(w - 1e-3)) / 1e-3,
                lambda function, w: (function(w + 1e-6) - function(w - 1e-6)) / 1e-6,
            ],
        ),
        Mistake(
            "the sign turned",
            lambda function, w: -_slope(function, w),
            "Your slopes have the wrong sign: take the value further on minus the value before.",
        ),
        Mistake(
            "nearly 0",
            lambda function, w: (function(w + 1e-5) - function(w - 1e-5)) / 2 * 1e-5,
            "Your slopes are all about 0. `a / 2 * step` divides by 2 and then multiplies: put "
            "brackets around (2 * step). If they are there, your step is too small to change w.",
            also=[
                *(_multiplied(step) for step in (1e-3, 1e-2)),
                *(_central(step) for step in (1e-17, 1e-18, 1e-20)),
            ],
        ),
        Mistake(
            "rounding decides",
            _central(1e-14),
            "Your step is so small that rounding decides the result: a float64 has about 16 "
            "digits. Take 1e-5.",
            also=[_central(step) for step in (1e-13, 1e-15, 1e-16)],
        ),
        Mistake(
            "not divided",
            lambda function, w: function(w + 1e-3) - function(w - 1e-3),
            "This is by how much the function rises from one place to the other. The slope is "
            "this, divided by how far the two places are apart.",
            also=[
                lambda function, w: function(w + 1e-2) - function(w - 1e-2),
                lambda function, w: (function(w + 1e-2) - function(w - 1e-2)) / 2,
                lambda function, w: function(w + 1) - function(w - 1),
            ],
        ),
        Mistake(
            "brackets of the difference left out",
            lambda function, w: function(w + 1e-5) - function(w - 1e-5) / 2e-5,
            "Python divides first, and so only the second value is divided. The difference needs "
            "brackets.",
        ),
        Mistake(
            "the function's value",
            lambda function, w: function(w),
            "You return the value of the function. The slope says by how much it changes.",
        ),
    ],
    alternatives=[
        *(_central(step) for step in (0.01, 1e-3, 1e-4, 1e-6, 1e-7, 1e-8)),
        _richardson,
        _by_polynomial,
        lambda function, w: float(np.diff([function(w - 1e-5), function(w + 1e-5)])[0] / 2e-5),
    ],
    hints=[
        "How far does the function rise from w - step to w + step, and how far are they apart?",
        "step = 1e-5, and the two places are 2 * step apart.",
        "(function(w + step) - function(w - step)) / (2 * step). Mind the brackets.",
    ],
    why="Two calls of the loss tell its slope. So you can check any formula for a gradient.",
)


# --- the step of the bias -------------------------------------------------------------------------


bias_step = Exercise(
    "04.bias_step",
    "The new bias",
    reference=lambda: 0.5 - 0.1 * 2 * (0.2 * 2 + 0.5 - 4),
    mistakes=[
        Mistake(
            "uphill",
            lambda: 0.5 - 0.62,
            "You add the gradient, so you go uphill. The new bias is the old one **minus** the "
            "learning rate times the gradient, and the gradient is negative.",
        ),
        Mistake(
            "the slip of the slide",
            lambda: 0.5 - 0.82,
            "This comes from 2b + 2y - 2xw, the bias form of the slide with its sign slip. With "
            "prediction = xw + b the gradient is 2 (xw + b - y).",
        ),
        Mistake(
            "the gradient of the weight",
            lambda: 0.5 + 1.24,
            "You use -12.4, the gradient for w. For b the factor x is missing: the prediction "
            "changes by 1 when b changes by 1.",
        ),
        Mistake(
            "without the factor 2",
            lambda: 0.5 + 0.31,
            "The slope of a square is 2 times what is squared. You have left out the 2.",
        ),
        Mistake(
            "without the learning rate",
            lambda: 0.5 + 6.2,
            "You take the whole gradient as the step. Multiply it by the learning rate, 0.1.",
        ),
        Mistake(
            "the gradient itself",
            lambda: -6.2,
            "-6.2 is the gradient for the bias. The question is for the bias after the step.",
        ),
        Mistake(
            "the step itself",
            lambda: 0.62,
            "0.62 is the step. The new bias is the old one, 0.5, plus this step.",
        ),
        Mistake(
            "the new weight",
            lambda: 1.44,
            "1.44 is the new weight. The bias makes the same kind of step, with its own gradient.",
        ),
        Mistake(
            "the lowest place",
            lambda: 3.6,
            "3.6 is the bias at which the loss is lowest while w stays 0.2. One step goes only a "
            "part of the way.",
        ),
        Mistake(
            "after the step of w",
            lambda: 0.5 - 0.1 * 2 * (1.44 * 2 + 0.5 - 4),
            "You have moved w first, and then computed the gradient with the new w. Both gradients "
            "belong to the same prediction, 0.9.",
        ),
    ],
    alternatives=[lambda: 1.12, lambda: 0.5 + 0.62, lambda: np.array([1.12])[0]],
    hints=[
        "By how much does the prediction w * x + b change, when b grows by 1?",
        "The gradient for b is 2 * (prediction - y), with prediction = 0.9.",
        "0.5 - 0.1 * 2 * (0.9 - 4)",
    ],
    why="A bias is a weight whose input is always 1. So its gradient lacks the factor x.",
)


# --- the step of every layer ----------------------------------------------------------------------


def _update(layers: list[Layer], gradients: Gradients, learning_rate: float) -> list[Layer]:
    return [
        (weights - learning_rate * weights_gradient, bias - learning_rate * bias_gradient)
        for (weights, bias), (weights_gradient, bias_gradient) in zip(
            layers, gradients, strict=True
        )
    ]


def _moved(step: Callable[[np.ndarray, np.ndarray, float], np.ndarray]) -> Callable:
    """Return an answer that makes each array with ``step(numbers, gradient, learning_rate)``."""

    def answer(layers, gradients, learning_rate):
        return [
            tuple(step(a, g, learning_rate) for a, g in zip(layer, gradient, strict=True))
            for layer, gradient in zip(layers, gradients, strict=True)
        ]

    return answer


def _in_place(layers, gradients, learning_rate):
    for (weights, bias), (weights_gradient, bias_gradient) in zip(layers, gradients, strict=True):
        weights -= learning_rate * weights_gradient
        bias -= learning_rate * bias_gradient
    return layers


def _list_changed(layers, gradients, learning_rate):
    for k, new in enumerate(_update(layers, gradients, learning_rate)):
        layers[k] = new
    return layers


def _one_kind(kind: int) -> Callable:
    """Return an answer that moves weights (0) or biases (1) only."""

    def answer(layers, gradients, learning_rate):
        new = _update(layers, gradients, learning_rate)
        return [
            (after[0], before[1]) if kind == 0 else (before[0], after[1])
            for before, after in zip(layers, new, strict=True)
        ]

    return answer


def _only_last(layers, gradients, learning_rate):
    return [*layers[:-1], *_update(layers[-1:], gradients[-1:], learning_rate)]


def _only_first(layers, gradients, learning_rate):
    return [*_update(layers[:1], gradients[:1], learning_rate), *layers[1:]]


def _by_optimiser(layers, gradients, learning_rate):
    """Let the optimiser of the course move copies."""
    new = [(weights.copy(), bias.copy()) for weights, bias in layers]
    for layer, gradient in zip(new, gradients, strict=True):
        for numbers, slopes in zip(layer, gradient, strict=True):
            networks.SGD(learning_rate).step(numbers, slopes)
    return new


def _by_loop(layers, gradients, learning_rate):
    new = []
    for k in range(len(layers)):
        weights, bias = layers[k]
        new.append([weights - gradients[k][0] * learning_rate, bias - gradients[k][1] * 1.0
                    * learning_rate])  # fmt: skip
    return new


def _update_probe(rng: np.random.Generator) -> tuple[list[Layer], Gradients, float]:
    sizes = rng.integers(2, 6, size=int(rng.integers(2, 5))).tolist()
    layers, gradients = random_layers(rng, *sizes), random_layers(rng, *sizes)
    return layers, gradients, float(rng.uniform(0.05, 0.6))


def _fixed_update_probe(seed: int, *sizes: int) -> tuple[list[Layer], Gradients, float]:
    rng = np.random.default_rng(seed)
    return random_layers(rng, *sizes), random_layers(rng, *sizes), 0.1


update = Exercise(
    "04.update",
    "A step for every layer",
    reference=_update,
    probes=[
        _fixed_update_probe(0, 3, 2),
        _fixed_update_probe(1, 4, 3, 2),
        _fixed_update_probe(2, 3, 3, 3, 2),
        Random(4, _update_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "uphill",
            _moved(lambda a, g, rate: a + rate * g),
            "You add the gradients. They point uphill, and the loss has to fall.",
        ),
        Mistake(
            "in place",
            _in_place,
            "The numbers are right, but the old layers have changed too: `weights -= ...` writes "
            "into the array that you were given. `weights = weights - ...` makes a new one.",
            also=[_list_changed],
        ),
        Mistake(
            "without the learning rate",
            _moved(lambda a, g, rate: a - g),
            "You subtract the whole gradient. The learning rate has no effect.",
        ),
        Mistake(
            "only the weights",
            _one_kind(0),
            "The biases are still the old ones. They have gradients too.",
        ),
        Mistake(
            "only the biases",
            _one_kind(1),
            "The weights are still the old ones.",
        ),
        Mistake(
            "only the last layer",
            _only_last,
            "Only the last layer has moved. Go through all of them, and append inside the loop.",
            also=[lambda *given: _update(*given)[-1:]],
        ),
        Mistake(
            "only the first layer",
            _only_first,
            "Only the first layer has moved. Does `return` stand inside the loop, or is the index "
            "always 0?",
            also=[lambda *given: _update(*given)[:1]],
        ),
        Mistake(
            "only the steps",
            _moved(lambda a, g, rate: -rate * g),
            "You return the steps. Add each one to the old weights or the old bias.",
            also=[_moved(lambda a, g, rate: rate * g)],
        ),
        Mistake(
            "weights and biases in a row",
            lambda *given: [numbers for layer in _update(*given) for numbers in layer],
            "Your list holds weights and biases one after the other. Each layer is a pair: append "
            "(weights, bias).",
        ),
        Mistake(
            "the rate times both",
            _moved(lambda a, g, rate: rate * (a - g)),
            "The learning rate also shrinks the old weights. It belongs to the gradient alone.",
        ),
        Mistake(
            "divided by the rate",
            _moved(lambda a, g, rate: a - g / rate),
            "You divide by the learning rate, so a smaller rate makes larger steps. Multiply.",
        ),
        Mistake(
            "unchanged",
            lambda layers, gradients, learning_rate: layers,
            "These are the old layers: the new numbers are computed, but not returned.",
        ),
    ],
    alternatives=[
        _by_optimiser,
        _by_loop,
        _moved(lambda a, g, rate: np.subtract(a, np.multiply(rate, g))),
        _moved(lambda a, g, rate: a.copy() + -rate * g),
    ],
    hints=[
        "zip(layers, gradients) gives a layer and its gradients, pair by pair.",
        "new = [] before the loop, new.append((..., ...)) in it, return new after it.",
        "The new weights are weights - learning_rate * weights_gradient; the bias likewise.",
    ],
    why="One step of gradient descent: every number moves against its own slope, all at once.",
)


# --- momentum -------------------------------------------------------------------------------------


_Pair = tuple[np.ndarray, np.ndarray]


def _momentum(weights, velocity, gradient, learning_rate, momentum) -> _Pair:
    new = momentum * velocity - learning_rate * gradient
    return weights + new, new


def _by_sgd(weights, velocity, gradient, learning_rate, momentum) -> _Pair:
    """Let the optimiser of the course do two steps, of which the first makes the velocity."""
    if momentum == 0:
        return weights - learning_rate * gradient, -learning_rate * gradient
    optimiser, moved = networks.SGD(learning_rate, momentum), np.zeros_like(weights, dtype=float)
    optimiser.step(moved, -velocity / learning_rate)
    before = moved.copy()
    optimiser.step(moved, gradient)
    return weights + (moved - before), moved - before


def _momentum_probe(rng: np.random.Generator) -> tuple:
    shape = tuple(rng.integers(1, 5, size=int(rng.integers(1, 3))).tolist())
    weights, velocity, gradient = rng.normal(size=(3, *shape))
    return weights, velocity, gradient, float(rng.uniform(0.05, 0.3)), float(rng.uniform(0.3, 0.95))


momentum = Exercise(
    "04.momentum",
    "A step with momentum",
    reference=_momentum,
    probes=[
        (np.array([0.2]), np.array([0.0]), np.array([-12.4]), 0.1, 0.9),
        (np.array([1.44]), np.array([1.24]), np.array([-2.48]), 0.1, 0.9),
        (np.array([[1.0, -2.0], [0.5, 3.0]]), np.ones((2, 2)), np.eye(2), 0.5, 0.25),
        Random(5, _momentum_probe),
    ],
    keeps_input=True,
    mistakes=[
        Mistake(
            "no velocity",
            lambda w, v, g, rate, m: (w - rate * g, -rate * g),
            "This is a plain step: the old velocity has no effect.",
            also=[lambda w, v, g, rate, m: (w - rate * g, v)],
        ),
        Mistake(
            "moved with the old velocity",
            lambda w, v, g, rate, m: (w + v, m * v - rate * g),
            "The velocity is right, but the weights move with the old one. Compute the new "
            "velocity first, and add that.",
        ),
        Mistake(
            "the old velocity returned",
            lambda w, v, g, rate, m: (w + m * v - rate * g, v),
            "The weights are right. The second result has to be the **new** velocity.",
        ),
        Mistake(
            "uphill",
            lambda w, v, g, rate, m: (w + m * v + rate * g, m * v + rate * g),
            "The gradient pushes uphill: the new velocity is momentum * velocity **minus** the "
            "learning rate times the gradient.",
        ),
        Mistake(
            "the velocity subtracted",
            lambda w, v, g, rate, m: (w - m * v + rate * g, m * v - rate * g),
            "The velocity is right, and its minus is already in it: add it to the weights.",
        ),
        Mistake(
            "the other convention",
            lambda w, v, g, rate, m: (w - rate * (m * v + g), m * v + g),
            "This is another way to write momentum, in which the rate is applied at the end. Here "
            "the velocity is the step itself: momentum * velocity - learning_rate * gradient.",
        ),
        Mistake(
            "a velocity uphill",
            lambda w, v, g, rate, m: (w - (m * v + rate * g), m * v + rate * g),
            "Two signs are turned. In this exercise the gradient is subtracted in the velocity, "
            "and the velocity is added to the weights.",
        ),
        Mistake(
            "momentum times both",
            lambda w, v, g, rate, m: (w + m * (v - rate * g), m * (v - rate * g)),
            "The momentum also shrinks the step of the gradient. It belongs to the old velocity "
            "alone.",
        ),
        Mistake(
            "only the weights",
            lambda w, v, g, rate, m: w + m * v - rate * g,
            "The weights alone come back. The next step needs the new velocity too: return both.",
        ),
        Mistake(
            "a mean",
            lambda w, v, g, rate, m: (
                w + m * v - (1 - m) * rate * g,
                m * v - (1 - m) * rate * g,
            ),
            "The factor (1 - momentum) belongs to the means of Adam. Here the gradient counts in "
            "full.",
        ),
        Mistake(
            "the two results swapped",
            lambda w, v, g, rate, m: _momentum(w, v, g, rate, m)[::-1],
            "The two results have changed places: first the weights, then the velocity.",
        ),
        Mistake(
            "in place",
            lambda w, v, g, rate, m: _momentum_in_place(w, v, g, rate, m),
            "The numbers are right, but you have written into the arrays that you were given. "
            "Make new ones.",
            also=[lambda w, v, g, rate, m: _weights_in_place(w, v, g, rate, m)],
        ),
    ],
    alternatives=[
        _by_sgd,
        lambda w, v, g, rate, m: [w - (rate * g - m * v), m * v - rate * g],
        lambda w, v, g, rate, m: (np.add(w, m * v) - rate * g, np.subtract(m * v, rate * g)),
    ],
    hints=[
        "First the new velocity: what is left of the old one, and a push against the gradient.",
        "new_velocity = momentum * velocity - learning_rate * gradient",
        "The weights move by the new velocity: return weights + new_velocity, new_velocity.",
    ],
    why="A velocity remembers earlier gradients: the same direction adds up, a zigzag cancels.",
)


def _momentum_in_place(weights, velocity, gradient, learning_rate, momentum) -> _Pair:
    velocity *= momentum
    velocity -= learning_rate * gradient
    weights += velocity
    return weights, velocity


def _weights_in_place(weights, velocity, gradient, learning_rate, momentum) -> _Pair:
    new = momentum * velocity - learning_rate * gradient
    weights += new
    return weights, new
