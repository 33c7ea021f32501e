"""What the step did, what a nudge shows, and the whole picture, in words."""

from __future__ import annotations

from course_utils.explorers.graphs.engine import RELU_FORMULA, Node
from course_utils.explorers.graphs.nudging import Nudge
from course_utils.explorers.graphs.passes import Passes
from course_utils.explorers.graphs.texts import exact, factor, short


def formula(node: Node) -> str:
    """Return how a node was computed, with the names of its inputs.

    >>> p = (Node(0.2, "w") * Node(2.0, "x")).called("p", "product")
    >>> formula(p)
    'w·x'
    """
    return node.formula.format(*(each.name for each in node.inputs))


def step_words(passes: Passes) -> str:
    """Say in a few short sentences what the last step did, with its numbers."""
    if passes.active is None:
        given = ", ".join(f"{name} = {short(n.value)}" for name, n in passes.graph.given.items())
        return f"Given are {given}. Move the step slider: each step computes one box."
    if not passes.backward_steps:
        return _forward_words(passes, passes.active)
    if not passes.handed_back:
        return (
            "Backward: begin at the loss. J moves by 1 for each 1 that J itself moves, so its "
            "gradient is 1."
        )
    words = _backward_words(passes, passes.active)
    return f"{words} Now every weight has its gradient." if passes.done else words


def _forward_words(passes: Passes, node: Node) -> str:
    count = len(passes.graph.operations)
    filled_in = node.formula.format(*(factor(each.value) for each in node.inputs))
    filled_in = filled_in.replace("((", "(").replace("))", ")")  # relu((-0.4)) needs only one
    words = (
        f"Forward, {passes.forward_steps} of {count}: {node.name} = {formula(node)} = {filled_in} "
        f"= {short(node.value)}."
    )
    return f"{words} This is the loss." if passes.forward_done else words


def _backward_words(passes: Passes, node: Node) -> str:
    gradient = short(node.gradient)
    name = node.name
    if node.formula == RELU_FORMULA and node.slopes == (0.0,):
        (z,) = node.inputs
        return (
            f"Backward: {z.name} = {short(z.value)} is not above 0, so the ReLU is flat here and "
            f"its local slope is 0. {name} hands {factor(node.gradient)} × 0 = 0 to {z.name}: "
            "a dead ReLU passes nothing."
        )
    if len(node.inputs) <= 2:
        parts = [
            f"{gradient} × {factor(slope)} = {short(node.gradient * slope)} to {each.name}"
            for each, slope in zip(node.inputs, node.slopes, strict=True)
        ]
    else:
        parts = [
            f"{short(node.gradient * slope)} to {each.name}"
            for each, slope in zip(node.inputs, node.slopes, strict=True)
        ]
        name = f"{name} multiplies its gradient {gradient} by each local slope. It"
    words = f"Backward: {name} hands {_listed(parts)}."
    return " ".join([words, *_sums(passes, node)])


def _sums(passes: Passes, node: Node) -> list[str]:
    """Say for which inputs of the node a second path has come in, and what the sum is."""
    sums = []
    for each, slope in zip(node.inputs, node.slopes, strict=True):
        others = [
            other.gradient * by
            for other in passes.handed_back[:-1]
            for one, by in zip(other.inputs, other.slopes, strict=True)
            if one is each
        ]
        if others:
            terms = " + ".join([short(others[0]), *map(factor, others[1:])])
            new = factor(node.gradient * slope)
            sums.append(f"{each.name}: {terms} + {new} = {short(each.gradient)}")
    return [f"Two paths meet, and their gradients add up. {'; '.join(sums)}."] if sums else []


def nudge_words(passes: Passes, nudge: Nudge) -> str:
    """Say how far the loss moved with the nudge, beside what backpropagation says."""
    words = (
        f"{nudge.name} from {short(nudge.before)} to {short(nudge.after)} moves J from "
        f"{exact(nudge.loss_before)} to {exact(nudge.loss_after)}: {exact(nudge.one_sided)} for "
        f"each 1 of {nudge.name}."
    )
    if nudge.mistaken is not None:
        return f"{words} {_mistake_words(nudge, nudge.mistaken)}"
    if nudge.crossed:
        return (
            f"{words} The nudge takes {_listed(nudge.crossed)} over the kink of the ReLU at 0, "
            "where the slope jumps: make it smaller."
        )
    node = passes.graph.given[nudge.name]
    if passes.is_complete(node):
        words += f" Backpropagation says {exact(node.gradient)}."
        if abs(nudge.one_sided - node.gradient) > 0.05 * abs(node.gradient):
            words += " A smaller nudge comes closer to it."
    return words


def _mistake_words(nudge: Nudge, mistaken: float) -> str:
    return (
        f"The slides say {exact(mistaken)}, but the central difference is {exact(nudge.central)}: "
        f"the nudge refutes it. {exact(mistaken)} is the slope of another model, w·x - b."
    )


def picture_words(passes: Passes, nudge: Nudge | None) -> str:
    """Return everything that the drawing shows, box by box."""
    graph = passes.graph
    boxes = [_box_words(passes, node, nudge) for node in (*graph.given.values(), *graph.operations)]
    pass_ = "nothing is computed yet"
    if passes.active is not None:
        direction = "backward" if passes.backward_steps else "forward"
        pass_ = f"the {direction} pass is at {passes.active.name}"
    return (
        f"Graph from inputs and weights at the left to the loss at the right, step {passes.step} "
        f"of {passes.last}: {pass_}. Boxes: {'; '.join(boxes)}."
    )


def _box_words(passes: Passes, node: Node, nudge: Nudge | None) -> str:
    words = f"{node.meaning} {node.name}"
    if node.inputs:
        words += f" = {formula(node)}"
    if not passes.has_value(node):
        return f"{words}, not computed yet"
    words += f", value {short(node.value)}"
    if nudge is not None and node.name in nudge.moved:
        words += f", after the nudge {short(nudge.moved[node.name])}"
    if passes.has_gradient(node):
        so_far = "" if passes.is_complete(node) else " so far"
        words += f", gradient {short(node.gradient)}{so_far}"
    return words


def _listed(parts: list[str] | tuple[str, ...]) -> str:
    """Join as in a sentence.

    >>> _listed(["a", "b", "c"])
    'a, b and c'
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
