"""The graph as a drawing: a box for each number, and an arrow wherever one is used."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

from course_utils.explorers import charts
from course_utils.explorers.frames import Chart
from course_utils.explorers.graphs.engine import Node
from course_utils.explorers.graphs.examples import (
    NEURONS,
    ONE_NEURON,
    SIGMOID_ENTROPY,
    SIGMOID_SQUARED,
    TWO_LAYERS,
)
from course_utils.explorers.graphs.nudging import Nudge
from course_utils.explorers.graphs.passes import Passes
from course_utils.explorers.graphs.texts import boxed, shorter
from course_utils.explorers.graphs.words import formula, picture_words

WIDTH = 766
FONT, LABEL = 14, 13  # the size of the letters, in boxes and on arrows
LINE = 17  # from one line of text to the next
MARGIN = 8  # above and below the text of a box
FLAG = 8  # from a box up to the word that stands above it
LONGEST = 15  # letters of a formula in one line, about
WIDTHS = {"given": 128, "operation": 114}
COLUMNS = (66, 233, 391, 549, 707)  # the middles of the boxes in each column

# Column and height of the middle of each box.
_NEURON = {"w": (0, 36), "x": (0, 126), "p": (1, 81), "b": (1, 196)}
_SIGMOID = {"z": (2, 106), "a": (3, 106), "y": (3, 216), "J": (4, 141)}
PLACES: dict[str, dict[str, tuple[int, int]]] = {
    ONE_NEURON: {**_NEURON, "ŷ": (2, 106), "y": (2, 216), "e": (3, 141), "J": (4, 141)},
    SIGMOID_SQUARED: {**_NEURON, **_SIGMOID},
    SIGMOID_ENTROPY: {**_NEURON, **_SIGMOID},
    TWO_LAYERS: {
        **{name: (0, 26 + 54 * row) for row, name in enumerate(("w11", "w21", "b1", "x1", "x2"))},
        **{name: (0, 296 + 54 * row) for row, name in enumerate(("b2", "w12", "w22"))},
        "z1": (1, 115),
        "z2": (1, 315),
        "a1": (2, 115),
        "a2": (2, 315),
        "v1": (2, 26),
        "c": (2, 215),
        "v2": (2, 404),
        "ŷ": (3, 215),
        "y": (3, 350),
        "J": (4, 265),
    },
}
HEIGHTS = {**dict.fromkeys(NEURONS, 242), TWO_LAYERS: 430}


@dataclass(frozen=True)
class Box:
    """A place for a node: its middle, its size and its lines of text."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        return self.y - self.height / 2


def draw(graph: str, passes: Passes, nudge: Nudge | None) -> Chart:
    """Draw a graph after some steps.

    Parameters
    ----------
    graph : str
        The name of the graph: it says where the boxes stand.
    passes : Passes
        The graph itself, and how far it has been computed.
    nudge : Nudge or None
        What is nudged: the boxes that it reaches show their new values beside the old ones.

    Returns
    -------
    Chart
        A wide drawing, and all of it in words.
    """
    nodes = (*passes.graph.given.values(), *passes.graph.operations)
    places = PLACES[graph]
    boxes = {node: _box(passes, node, nudge, *places[node.name]) for node in nodes}
    parts = [arrow for node in passes.graph.operations for arrow in _arrows(passes, node, boxes)]
    parts += [_box_svg(passes, node, box) for node, box in boxes.items()]
    drawing = charts.svg(parts, width=WIDTH, height=HEIGHTS[graph])
    return Chart(drawing, picture_words(passes, nudge), wide=True)


def _box(passes: Passes, node: Node, nudge: Nudge | None, column: int, y: float) -> Box:
    value = boxed(node.value) if passes.has_value(node) else "?"
    if nudge is not None and node.name in nudge.moved and passes.has_value(node):
        value += f" → {boxed(nudge.moved[node.name])}"
    lines = [*_formula_lines(node), value] if node.inputs else [f"{node.name} = {value}"]
    gradient = ""
    if passes.has_gradient(node):
        so_far = "" if passes.is_complete(node) else " …"
        gradient = f"dJ/d{node.name} = {boxed(node.gradient)}{so_far}"
    lines.append(gradient)
    width = WIDTHS["operation" if node.inputs else "given"]
    return Box(COLUMNS[column], y, width, LINE * len(lines) + MARGIN, tuple(lines))


def _formula_lines(node: Node) -> list[str]:
    """Return name and formula, broken before a plus or a minus where one line is too short."""
    lines = [f"{node.name} ="]
    for term in formula(node).replace(" + ", "\n+ ").split("\n"):
        if len(lines[-1]) + 1 + len(term) > LONGEST:
            lines.append(term)
        else:
            lines[-1] += f" {term}"
    return lines


def _box_svg(passes: Passes, node: Node, box: Box) -> str:
    """Return a box: round for what is given, with corners for what is computed."""
    active = node is passes.active
    shape = (
        f'<rect x="{box.left:.1f}" y="{box.top:.1f}" width="{box.width}" height="{box.height}" '
        f'rx="{2 if node.inputs else 14}" fill-opacity="{0.16 if active else 0.05}" '
        f'stroke="currentColor" stroke-width="{3.5 if active else 1}"/>'
    )
    value = len(box.lines) - 2  # its line
    texts = [
        _text(
            box.x,
            box.top + MARGIN / 2 + LINE * (row + 0.75),
            line,
            bold=row == value,
        )
        for row, line in enumerate(box.lines)
        if line
    ]
    return shape + "".join(texts) + (_flag(passes, box) if active else "")


def _flag(passes: Passes, box: Box) -> str:
    """Return the direction of the pass, above the box where it has come to."""
    y = box.top - FLAG
    back = passes.backward_steps > 0
    word = "backward" if back else "forward"
    side = -1 if back else 1  # of the word, where the tip stands
    tip = f"M{box.x + 44 * side:.1f} {y - 4:.1f}l{-9 * side} -5v10z"
    return f'<path d="{tip}"/>' + _text(box.x - 6 * side, y, word, bold=True)


def _arrows(passes: Passes, node: Node, boxes: Mapping[Node, Box]) -> list[str]:
    """Return the arrows into a node; they turn round when it has handed its gradient back."""
    box = boxes[node]
    back = node in passes.handed_back
    active = node is passes.active and (back or not passes.backward_steps)
    # The ends stand in the order of the beginnings, so that arrows do not cross at the box.
    sources = sorted(zip(node.inputs, node.slopes, strict=True), key=lambda one: boxes[one[0]].y)
    arrows = []
    for number, (source, slope) in enumerate(sources, start=1):
        start = (boxes[source].right, boxes[source].y)
        end = (box.left, box.top + box.height * number / (len(sources) + 1))
        words = f"×{shorter(slope)}" if passes.has_value(node) else ""
        arrows.append(_arrow(start, end, words, back=back, active=active))
    return arrows


def _arrow(
    start: tuple[float, float], end: tuple[float, float], words: str, *, back: bool, active: bool
) -> str:
    (x1, y1), (x2, y2) = start, end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    across, down = (x2 - x1) / length, (y2 - y1) / length
    tip, sign = ((x1, y1), 1) if back else ((x2, y2), -1)
    size = 11 if active else 8
    # The two back corners of the tip lie behind it, at half its length to each side.
    corners = [
        (
            tip[0] + sign * size * across + side * 0.5 * size * down,
            tip[1] + sign * size * down - side * 0.5 * size * across,
        )
        for side in (1, -1)
    ]
    shape = "L".join(f"{x:.1f} {y:.1f}" for x, y in (tip, *corners))
    width, dashes = (3, "7 4" if back else "none") if active else (1, "none")
    parts = [
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="currentColor" '
        f'stroke-width="{width}" stroke-dasharray="{dashes}"/><path d="M{shape}Z"/>'
    ]
    if words:
        steep = abs(down) > 0.35
        share = (0.6 if back else 0.42) if steep else 0.5  # nearer to the end without a tip
        x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
        parts.append(_label(x, y if steep else y - 11, words, bold=active))
    return "".join(parts)


def _label(x: float, y: float, text: str, *, bold: bool) -> str:
    """Return a text on a ground in the colour of the page, so that no arrow crosses it."""
    narrow = sum(letter in ".-" for letter in text)
    width = LABEL * (0.58 * (len(text) - narrow) + 0.3 * narrow)
    ground = (
        f'<rect x="{x - width / 2:.1f}" y="{y - LABEL / 2:.1f}" width="{width:.1f}" '
        f'height="{LABEL}" fill="var(--jp-layout-color1, Canvas)"/>'
    )
    return ground + _text(x, y + 0.36 * LABEL, text, size=LABEL, bold=bold)


def _text(x: float, y: float, text: str, *, size: int = FONT, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    before, arrow, after = html.escape(text).partition(" → ")
    if arrow:  # what is so only after a nudge is never bold
        after = f'<tspan font-weight="400">{after}</tspan>'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}"{weight}>'
        f"{before}{arrow}{after}</text>"
    )
