"""What a node does with its input, in short sentences."""

from __future__ import annotations

from course_utils.explorers.neurons.node import Node

FLAT = {"sigmoid": 4.0, "tanh": 2.5}  # from here on the slope is below 0.02 and 0.03
STEEPEST = {"sigmoid": "0.25", "tanh": "1"}
CURVES = {
    "linear": "A straight line through 0.",
    "sigmoid": "An S from 0 to 1, with 0.5 at z = 0.",
    "tanh": "An S from -1 to 1, with 0 at z = 0.",
    "relu": "0 up to z = 0, then a straight line of slope 1.",
}
SLOPES = {
    "linear": "1 everywhere.",
    "sigmoid": "A hill of 0.25 at z = 0 that falls to 0 on both sides.",
    "tanh": "A hill of 1 at z = 0 that falls to 0 on both sides.",
    "relu": "A step from 0 to 1 at z = 0.",
}


def number(value: float, digits: int = 2) -> str:
    """Return a number with so many digits, without a negative zero.

    >>> number(-0.001), number(1.5)
    ('0.00', '1.50')
    """
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text


def slope_text(value: float) -> str:
    """Return a slope: small ones keep two digits that count.

    >>> slope_text(0.25), slope_text(0.00034), slope_text(0)
    ('0.250', '0.00034', '0')
    """
    if value == 0:
        return "0"
    return f"{value:.3f}" if value >= 0.01 else f"{value:.2g}"


def node_words(
    node: Node,
    z: float,
    *,
    use_bias: bool,
    right: int,
    count: int,
    data: str,
    dead: bool,
) -> str:
    """Say on which side the input lies, what the slope there means, and how the data fares."""
    sentences = [_side(node, z), _activation(node, z, dead)]
    if node.has_line and not node.crosses_plane():
        sentences.append("The line lies outside of the picture.")
    if not use_bias and node.has_line:
        sentences.append("Without a bias the line always passes through the origin.")
    if data == "XOR":
        sentences.append("No straight line separates XOR: at most 3 of 4 points are right.")
    if count:
        sentences.append(f"{right} of {count} points lie on their own side of the line.")
    return " ".join(sentences)


def _side(node: Node, z: float) -> str:
    if not node.has_line:
        return f"Both weights are 0: z is {number(z)} everywhere, and there is no line."
    if z == 0:
        return "z is 0: the input lies on the line."
    where = "above 0: the input lies on the side of class 1"
    if z < 0:
        where = "below 0: the input lies on the side of class 0"
    return f"z is {number(z)}, {where}."


def _activation(node: Node, z: float, dead: bool) -> str:
    name = node.activation
    if name == "linear":
        return "Without an activation the output is z itself, and the slope is 1 everywhere."
    if name == "relu":
        if dead:
            return (
                "z is not above 0 at any point of the data: this ReLU is dead, "
                "and its weights get no slope to learn from."
            )
        if z > 0:
            return "Above 0 ReLU hands z on unchanged, with slope 1."
        return "Here ReLU gives 0 with slope 0: from this input its weights learn nothing."
    if abs(z) >= FLAT[name]:
        return (
            f"The {name} is saturated: with a slope of {slope_text(float(node.slope(z)))} "
            "its weights hardly learn from this input."
        )
    if abs(z) < 0.5:
        return f"Near 0 the {name} is steepest: its slope is at most {STEEPEST[name]}."
    if name == "sigmoid":
        return "The output can be read as the probability of class 1."
    return "The output lies between -1 and 1, with 0 on the line."
