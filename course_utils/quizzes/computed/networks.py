"""Questions with drawn numbers for lessons 04 and 05: neural networks, by hand and in Keras."""

import math
from random import Random

from course_utils.quizzes.computed.template import Task, Template, Values, number

# ---- 04 Neural network from scratch --------------------------------------------------------------


def _node(random: Random) -> Values:
    while True:
        inputs = (random.choice([1, 2, 3]), random.choice([-1, -2, -3]))
        weights = (random.choice([0.6, 0.8, 1.2, 1.5]), random.choice([0.1, 0.2, 0.3]))
        bias = random.choice([0.2, 0.4, 0.5])
        if inputs[0] * weights[0] + inputs[1] * weights[1] + bias > 0.3:
            return {"inputs": inputs, "weights": weights, "bias": bias}


def relu_node(inputs: tuple[int, int], weights: tuple[float, float], bias: float) -> Task:
    """Ask for the output of a node with ReLU."""
    (x1, x2), (w1, w2) = inputs, weights
    z = x1 * w1 + x2 * w2 + bias
    return Task(
        f"A ReLU node gets the inputs {x1} and {x2}. Its weights are {w1} and {w2}, its bias is "
        f"{bias}. What is its output?",
        z,
        (
            (x1 * w1 + x2 * w2, "The bias is missing."),
            (x1 * w1 - x2 * w2 + bias, "The second input is negative, and so is its product."),
            (1 / (1 + math.exp(-z)), "That is the sigmoid of the sum. This node has ReLU."),
            (0, "ReLU gives 0 for a negative sum. This sum is positive."),
        ),
        "Multiply each input by its weight, add the products and the bias, then apply ReLU.",
        f"{x1} · {w1} + ({x2}) · {w2} + {bias} is {number(z)}, and ReLU keeps a positive number.",
        absolute=0.001,
    )


def _scores(random: Random) -> Values:
    return {"scores": tuple(random.sample([0, 1, 2, 3], 3))}


def first_probability(scores: tuple[int, int, int]) -> Task:
    """Ask for a probability that softmax gives."""
    powers = [math.exp(score) for score in scores]
    answer = powers[0] / sum(powers)
    return Task(
        f"Three output nodes have the scores {scores[0]}, {scores[1]} and {scores[2]}. Which "
        "probability does softmax give the **first** class? Two decimals are enough.",
        answer,
        (
            (
                scores[0] / sum(scores),
                "That divides the scores themselves. Softmax takes the exponential of each first.",
            ),
            (powers[0], "That is exp of the score. Divide it by the sum over the three nodes."),
            (
                1 / (1 + math.exp(-scores[0])),
                "That is the sigmoid of one score. Softmax compares all three.",
            ),
            (1 / 3, "Equal scores would give that. These differ."),
        ),
        "Take exp of each score, and divide the first by the sum of the three.",
        f"exp({scores[0]}) is {powers[0]:.2f}, and the sum of the three is {sum(powers):.2f}. "
        f"Their ratio is {answer:.2f}.",
        absolute=0.011,
    )


def _probability(random: Random) -> Values:
    return {"probability": random.choice([0.02, 0.05, 0.1, 0.2, 0.4, 0.5, 0.8])}


def surprise(probability: float) -> Task:
    """Ask for the cross-entropy of one sample."""
    answer = -math.log(probability)
    return Task(
        f"A network gives the true class of a sample the probability {probability}. What is the "
        "cross-entropy of this sample? Two decimals are enough.",
        answer,
        (
            (-answer, "The logarithm is negative. The loss has a minus before it."),
            (
                -math.log10(probability),
                "That is the logarithm to base 10. The loss takes the natural one, `np.log`.",
            ),
            (
                -math.log2(probability),
                "That is the logarithm to base 2. The loss takes the natural one, `np.log`.",
            ),
            (probability, "That is the probability itself."),
            (1 - probability, "That is the distance to 1. The cross-entropy is a logarithm."),
        ),
        f"Compute `-np.log({probability})`.",
        f"-log({probability}) is about {answer:.2f}.",
        absolute=0.006,
    )


def _neuron(random: Random) -> Values:
    return {
        "x": random.choice([2, 3, 4]),
        "weight": random.choice([0.1, 0.2, 0.3, 0.4]),
        "bias": random.choice([0.5, 0.6, 0.8]),
        "truth": random.choice([3, 4, 5, 6]),
    }


def slope_for_the_weight(x: int, weight: float, bias: float, truth: int) -> Task:
    """Ask for the slope of a squared error for the weight of a neuron."""
    error = x * weight + bias - truth
    return Task(
        f"A neuron says `x * w + b`, with x = {x}, w = {weight} and b = {bias}. The truth is "
        f"{truth}, and the loss is the squared error. What is the slope of the loss for w?",
        2 * x * error,
        (
            (-2 * x * error, "The size is right. When w grows, does the loss rise or fall?"),
            (2 * error, "This is the slope for b. For w the factor x is missing."),
            (x * error, "The factor 2 of the square is missing."),
            (error**2, "This is the loss. Its slope is asked for."),
            (
                2 * x * (x * weight - bias - truth),
                "This belongs to `x * w - b`. Compute the prediction once more.",
            ),
        ),
        "The slope of the square is 2 times the error. How much does the prediction change with w?",
        f"The error is {number(x * weight + bias)} - {truth} = {number(error)}, and 2 · {x} times "
        f"that is {number(2 * x * error)}.",
        absolute=0.01,
    )


def _step(random: Random) -> Values:
    return {
        "weight": random.choice([0.2, 0.3, 0.5, 0.8]),
        "slope": random.choice([-12, -8, -6, 4, 7, 9]),
        "rate": random.choice([0.01, 0.05, 0.1]),
    }


def after_one_step(weight: float, slope: float, rate: float) -> Task:
    """Ask for a weight after one step of gradient descent."""
    return Task(
        f"A weight is {weight}, its gradient is {slope}, and the learning rate is {rate}. What is "
        "the weight after one step of gradient descent?",
        weight - rate * slope,
        (
            (weight + rate * slope, "You went along the gradient, uphill. Subtract it."),
            (weight - slope, "The learning rate is missing."),
            (-rate * slope, f"This is the step. Where does it lead to from {weight}?"),
            (
                weight - math.copysign(rate, slope),
                "This would be the first step of Adam, which has the size of the learning rate.",
            ),
        ),
        "The new weight is the old one, minus the learning rate times the gradient.",
        f"{weight} - {rate} · ({slope}) is {number(weight - rate * slope)}.",
        absolute=0.0001,
    )


def _batches(random: Random) -> Values:
    return {
        "samples": random.choice([300, 500, 900, 1000, 1300]),
        "size": random.choice([16, 32, 64, 128]),
    }


def steps_of_an_epoch(samples: int, size: int) -> Task:
    """Ask how many steps an epoch makes, when the last batch is smaller."""
    answer = math.ceil(samples / size)
    return Task(
        f"There are {number(samples)} training samples, and the batch size is {size}. The last "
        "batch may be smaller. How many steps does one epoch make?",
        answer,
        (
            (samples // size, "The samples of the last, smaller batch are missing."),
            (size, "This is the number of samples in one step."),
            (samples, "That is one step a sample, with a batch size of 1."),
            (1, "That is one step with all samples."),
        ),
        "Divide, and count the last, smaller batch, too.",
        f"{number(samples)} / {size} is {samples / size:.2f}. So there are {samples // size} full "
        "batches and a smaller one.",
    )


# ---- 05 Neural network with Keras ----------------------------------------------------------------


def _layer(random: Random) -> Values:
    return {"inputs": random.randrange(5, 31), "nodes": random.randrange(4, 17)}


def dense_parameters(inputs: int, nodes: int) -> Task:
    """Ask for the parameters of a dense layer."""
    return Task(
        f"How many parameters has a dense layer of {nodes} nodes that gets {inputs} inputs?",
        (inputs + 1) * nodes,
        (
            (inputs * nodes, f"These are the weights. Each of the {nodes} nodes has a bias, too."),
            (
                inputs * nodes + inputs,
                "You gave the inputs a bias each. A bias belongs to a node.",
            ),
            (inputs * nodes + 1, "One bias for the whole layer is too few. Each node has its own."),
            (
                inputs + nodes,
                "That is the sum of the two sizes. Each node has a weight for every input.",
            ),
        ),
        "First count the parameters of a single node.",
        f"{inputs} weights and one bias for each of {nodes} nodes are {nodes} · {inputs + 1} = "
        f"{number((inputs + 1) * nodes)}.",
    )


def _three_layers(random: Random) -> Values:
    return {
        "inputs": random.randrange(8, 21),
        "first": random.randrange(5, 13),
        "second": random.randrange(4, 11),
        "outputs": random.choice([1, 3, 10]),
    }


def network_parameters(inputs: int, first: int, second: int, outputs: int) -> Task:
    """Ask for the parameters of a network with two hidden layers."""
    weights = inputs * first + first * second + second * outputs
    biases = first + second + outputs
    parts = [(inputs + 1) * first, (first + 1) * second, (second + 1) * outputs]
    return Task(
        f"A dense network has {inputs} inputs, hidden layers of {first} and then {second} nodes, "
        f"and an output layer of {outputs}. How many parameters has it?",
        weights + biases,
        (
            (weights, f"These are the weights. There are {biases} biases besides."),
            (weights + biases + inputs, "The inputs are given numbers. They have no biases."),
            (
                weights + 3,
                "That is one bias for each layer. Every node has a bias of its own.",
            ),
            (parts[0] + parts[1], "The output layer is missing. It has weights and biases, too."),
        ),
        f"There are three layers: {inputs} to {first}, {first} to {second}, {second} to {outputs}.",
        f"{number(parts[0])} + {number(parts[1])} + {number(parts[2])} is "
        f"{number(weights + biases)}.",
    )


def _picture_and_nodes(random: Random) -> Values:
    return {
        "side": random.choice([16, 20, 28, 32]),
        "channels": random.choice([1, 3]),
        "nodes": random.choice([10, 20, 64]),
    }


def picture_parameters(side: int, channels: int, nodes: int) -> Task:
    """Ask for the parameters of the first dense layer behind a picture."""
    values = side * side * channels
    kind = "colour picture" if channels == 3 else "grey picture"
    return Task(
        f"A {kind} of {side} x {side} pixels is flattened and goes into `Dense({nodes})`. How many "
        "parameters has this layer?",
        (values + 1) * nodes,
        (
            (values * nodes, "These are the weights. Each node has a bias, too."),
            (
                (side * side * (4 - channels) + 1) * nodes,
                f"Look at the channels once more: a {kind} has {channels}.",
            ),
            (values, "That is how many values come in. Each node has a weight for every one."),
            ((side * channels + 1) * nodes, "That is one row of the picture. It has more of them."),
        ),
        "How many values does the picture hold? Each node has a weight for every value.",
        f"{side} · {side} · {channels} = {number(values)} values, and ({number(values)} + 1) · "
        f"{nodes} is {number((values + 1) * nodes)}.",
    )


def _losses(random: Random) -> Values:
    """Draw losses that fall, stay above their lowest for two epochs, and fall again too late."""
    best = random.choice([2, 3, 4])
    falling = sorted(random.sample(range(50, 96, 5), best), reverse=True)
    lowest = falling[-1]
    higher = [lowest + step for step in random.sample([3, 6, 9, 12], 2)]
    return {"losses": tuple(loss / 100 for loss in [*falling, *higher, lowest - 15])}


def kept_epoch(losses: tuple[float, ...]) -> Task:
    """Ask which epoch early stopping keeps."""
    lowest = min(losses[:-1])
    kept = losses.index(lowest) + 1
    return Task(
        f"The validation losses of the epochs 1 to {len(losses)} are "
        f"{', '.join(map(number, losses))}. Early stopping has a patience of 2 and restores the "
        "best weights. Which epoch's weights are kept?",
        kept,
        (
            (
                len(losses),
                f"Epoch {len(losses)} is never trained. Training has ended before it.",
            ),
            (kept + 2, "Training ends there. The weights that are restored are older."),
            (kept - 1, "Epochs are counted from 1."),
            (lowest, "That is the loss. The number of the epoch is asked for."),
        ),
        "Which epoch has the lowest loss, when training ends after two epochs without a lower one?",
        f"{number(lowest)} in epoch {kept} is the lowest. The two epochs after it are not lower, "
        "so training ends.",
    )


def _fit(random: Random) -> Values:
    return {
        "samples": random.choice([400, 500, 800, 1000]),
        "size": random.choice([10, 20, 40]),
        "epochs": random.choice([5, 10, 15]),
    }


def updates_of_a_fit(samples: int, size: int, epochs: int) -> Task:
    """Ask how often a training changes the weights."""
    training = samples * 4 // 5
    return Task(
        f"`model.fit` gets {number(samples)} samples, with `validation_split=0.2`, "
        f"`batch_size={size}` and `epochs={epochs}`. How often are the weights changed?",
        training // size * epochs,
        (
            (
                samples // size * epochs,
                "The validation samples change no weights. A fifth of the samples is missing.",
            ),
            (training // size, "That is one epoch."),
            (epochs, "That is one change in an epoch. There is one for each batch."),
            (training * epochs, "That is one change for each sample. There is one for a batch."),
            (samples // 5 // size * epochs, "Those are the validation samples. The rest trains."),
        ),
        "How many samples train? How many batches are they? Then count all epochs.",
        f"{training} samples make {training // size} batches, and {epochs} epochs make "
        f"{number(training // size * epochs)} changes.",
    )


TEMPLATES = (
    Template("04.node", ("04.11", "04.13", "04.17"), _node, relu_node),
    Template("04.softmax", ("04.22",), _scores, first_probability),
    Template("04.surprise", ("04.29",), _probability, surprise),
    Template("04.slope_sign", ("04.34", "04.32"), _neuron, slope_for_the_weight),
    Template("04.one_step", ("04.30", "04.34"), _step, after_one_step),
    Template("04.updates", ("04.31",), _batches, steps_of_an_epoch),
    Template("05.dense", ("05.6", "05.2"), _layer, dense_parameters),
    Template("05.more", ("05.3", "05.6"), _three_layers, network_parameters),
    Template("05.picture", ("05.8", "05.7"), _picture_and_nodes, picture_parameters),
    Template("05.stop", ("05.9",), _losses, kept_epoch),
    Template("05.fit", ("05.2", "05.9"), _fit, updates_of_a_fit),
)
