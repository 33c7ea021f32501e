"""Gradient descent without the view: what the explorer shows in each state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from course_utils.explorers.base import Chart, Frame, PanelModel
from course_utils.explorers.controls import Choice, Draw, Slider
from course_utils.explorers.descents import drawing
from course_utils.explorers.descents.landscapes import (
    BOWL,
    LANDSCAPES,
    LINE,
    NEURON,
    ONE_WEIGHT,
    ONLY_W,
    SADDLE,
    SAMPLES,
    SURFACES,
    VALLEY,
    WITH_BIAS,
    WITH_SAMPLES,
    Fit,
)
from course_utils.explorers.descents.walking import (
    ALL,
    IN_TURN,
    ONLY_3,
    OPTIMISERS,
    ORDERS,
    Settings,
    Walk,
    walk,
)
from course_utils.explorers.descents.words import count, number, place_words, walk_words

FIRST = 3  # so many steps have a row in the table, and the last one
SMALLEST = 0.001  # learning rate


@dataclass(frozen=True)
class DescentState:
    """A loss, a start, and how the steps are made.

    Parameters
    ----------
    landscape : str
        The loss: a name of `LANDSCAPES`.
    order : {"all samples", "one after the other", "only x = 3"}
        Which samples are in a step, with one weight.
    optimiser : {"SGD", "momentum", "RMSprop", "Adam"}
    learning_rate : float
        0.001 to 0.5.
    momentum : float
        0 to 0.99, of the optimiser "momentum".
    steps : int
        0 to 100.
    batch_size : int
        1 to 24, with 24 samples.
    noise : float
        Standard deviation of what is added to each slope, on a surface; 0 to 10.
    seed : int
        The draw of the noise and of the batches.
    w, b : float
        The start, where the loss comes from samples.
    w1, w2 : float
        The start on a surface.
    """

    landscape: str = ONE_WEIGHT
    order: str = IN_TURN
    optimiser: str = "SGD"
    seed: int = 0
    learning_rate: float = 0.1
    steps: int = 3
    momentum: float = 0.9
    batch_size: int = SAMPLES
    noise: float = 0.0
    w: float = 0.5
    b: float = 0.5
    w1: float = -1.5
    w2: float = 1.0


def _one(rate: float, steps: int, order: str = ALL) -> dict[str, Any]:
    return {
        "landscape": ONE_WEIGHT,
        "order": order,
        "optimiser": "SGD",
        "learning_rate": rate,
        "steps": steps,
        "w": 0.5,
    }


def _neuron(landscape: str, steps: int, optimiser: str = "SGD") -> dict[str, Any]:
    start = {"w": 0.2} if landscape == ONLY_W else {"w": 0.2, "b": 0.5}
    common = {"landscape": landscape, "optimiser": optimiser, "learning_rate": 0.1, "steps": steps}
    return common | start


def _surface(
    landscape: str,
    optimiser: str,
    rate: float,
    steps: int,
    start: tuple[float, float],
    **more: float,
) -> dict[str, Any]:
    return {
        "landscape": landscape,
        "optimiser": optimiser,
        "learning_rate": rate,
        "steps": steps,
        "w1": start[0],
        "w2": start[1],
        "noise": 0.0,
    } | more


def _batches(size: int, rate: float) -> dict[str, Any]:
    return {
        "landscape": LINE,
        "optimiser": "SGD",
        "learning_rate": rate,
        "steps": 60,
        "batch_size": size,
        "w": -1.0,
        "b": 3.0,
    }


ON_BOWL, IN_VALLEY, ON_SADDLE = (-1.8, 1.2), (-1.5, 1.0), (-1.8, 0.0)
PRESETS: dict[str, dict[str, Any]] = {
    "one weight": _one(0.1, 3, IN_TURN),
    "the slide's neuron": _neuron(NEURON, 1),
    "its w alone": _neuron(ONLY_W, 3),
    "too small": _one(0.002, 20),
    "good": _one(0.1, 20),
    "overshoots": _one(0.19, 20),
    "diverges": _one(0.23, 20),
    "batches of 4": _batches(4, 0.1),
    "long bowl: zigzag": _surface(BOWL, "SGD", 0.09, 30, ON_BOWL),
    "long bowl: momentum": _surface(BOWL, "momentum", 0.03, 60, ON_BOWL, momentum=0.7),
    "valley: SGD": _surface(VALLEY, "SGD", 0.01, 100, IN_VALLEY),
    "valley: momentum": _surface(VALLEY, "momentum", 0.01, 100, IN_VALLEY, momentum=0.9),
    "valley: Adam": _surface(VALLEY, "Adam", 0.2, 100, IN_VALLEY),
    "stuck at a saddle": _surface(SADDLE, "SGD", 0.1, 60, ON_SADDLE),
    "noise leaves the saddle": _surface(SADDLE, "SGD", 0.1, 60, ON_SADDLE, noise=0.3),
}


class DescentModel(PanelModel):
    """A loss curve or a contour map with the path of an optimiser, and the loss of each step.

    Parameters
    ----------
    presets : mapping of str to mapping, optional
        Names for the live demo, each with changes of the state.

    Raises
    ------
    ImageError
        For a preset that the explorer does not know.

    Examples
    --------
    >>> model = DescentModel()
    >>> rows = model.render(model.start).numbers
    >>> [row["w"] for row in rows.values()]
    ['0.5', '1.7', '1.76', '2.192']
    """

    title = "Gradient descent"
    start = DescentState()
    controls = (
        Choice("landscape", "Loss", tuple(LANDSCAPES)),
        Choice("optimiser", "Optimiser", OPTIMISERS),
        Choice("order", "Samples in a step", ORDERS, only_with={"landscape": (ONE_WEIGHT,)}),
        Draw("seed", "other noise", only_with={"landscape": (LINE, *SURFACES)}),
        Slider("learning_rate", "Learning rate", SMALLEST, 0.5, 0.001),
        Slider("steps", "Steps", 0, 100),
        Slider("momentum", "Momentum", 0.0, 0.99, 0.01, only_with={"optimiser": ("momentum",)}),
        Slider("batch_size", "Batch size", 1, SAMPLES, only_with={"landscape": (LINE,)}),
        Slider("noise", "Slope noise", 0.0, 10.0, 0.1, only_with={"landscape": SURFACES}),
        Slider("w", "Start w", -2.0, 5.0, 0.1, only_with={"landscape": WITH_SAMPLES}),
        Slider("b", "Start b", -3.0, 4.0, 0.1, only_with={"landscape": WITH_BIAS}),
        Slider("w1", "Start w1", -2.0, 2.0, 0.1, only_with={"landscape": SURFACES}),
        Slider("w2", "Start w2", -2.0, 2.0, 0.1, only_with={"landscape": SURFACES}),
    )

    def __init__(self, presets: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.presets = PRESETS if presets is None else presets
        for changes in self.presets.values():
            self.change(self.start, **changes)
        self._walk = lru_cache(maxsize=4)(walk)

    def render(self, state: DescentState) -> Frame:
        """Return the landscape with the path, the losses, the samples, numbers and a sentence."""
        settings = settings_of(state)
        walked = self._walk(settings)
        parameters = walked.landscape.parameters
        controls = parameters  # the starts have the names of the parameters
        pictures: dict[str, Chart] = {
            "landscape": drawing.landscape(walked, _path_text(walked), controls),
            "loss": drawing.losses(walked, _loss_text(walked)),
        }
        captions = {
            "landscape": _landscape_caption(walked),
            "loss": f"loss: from {number(walked.losses[0])} to {number(walked.losses[-1])} "
            f"in {count(walked.steps)}",
        }
        if isinstance(walked.landscape, Fit):
            end = place_words(walked, walked.places[-1])
            pictures["samples"] = drawing.samples(walked, _samples_text(walked))
            captions["samples"] = f"samples and the node: at the start dashed, at the end {end}"
        return Frame(pictures, _numbers(walked), walk_words(walked), captions=captions)


def settings_of(state: DescentState) -> Settings:
    """Return how the walk goes, so that other sliders change nothing."""
    landscape = state.landscape
    samples = landscape == LINE and state.batch_size < SAMPLES
    noise = state.noise if landscape in SURFACES else 0.0
    return Settings(
        landscape,
        tuple(getattr(state, name) for name in LANDSCAPES[landscape].parameters),
        state.optimiser,
        state.learning_rate,
        state.momentum if state.optimiser == "momentum" else 0.0,
        state.steps,
        state.order if landscape == ONE_WEIGHT else ALL,
        state.batch_size if samples else 0,
        noise,
        state.seed if samples or noise else 0,
    )


def _numbers(walked: Walk) -> dict[str, dict[str, str]]:
    """Return the start, the first steps and the last one, each with the slope it was made from."""
    steps = sorted({*range(min(walked.steps, FIRST) + 1), walked.steps})
    rows = {}
    for step in steps:
        row = {
            name: number(value)
            for name, value in zip(walked.landscape.parameters, walked.places[step], strict=True)
        }
        row["loss"] = number(walked.losses[step])
        if walked.settings.order != ALL:
            row["next sample"] = _next_sample(walked, step)
        for place, name in enumerate(walked.landscape.parameters):
            slopes = walked.slopes[step] if step < walked.steps else None
            row[f"slope for {name}"] = "" if slopes is None else number(slopes[place])
        rows["start" if step == 0 else f"step {step}"] = row
    return rows


def _next_sample(walked: Walk, step: int) -> str:
    found = walked.landscape
    if step == walked.steps or not isinstance(found, Fit):
        return ""
    place = step % len(found.x) if walked.settings.order == IN_TURN else -1
    return f"x = {found.x[place]:g}, y = {found.y[place]:g}"


def _path_text(walked: Walk) -> str:
    start = place_words(walked, walked.places[0])
    return f"The path goes from {start} to {place_words(walked, walked.places[-1])}."


def _loss_text(walked: Walk) -> str:
    if not walked.steps:
        return "There is no step yet."
    highest = int(walked.losses.argmax())
    return (
        f"The loss is highest after step {highest}." if highest else "It is highest at the start."
    )


def _samples_text(walked: Walk) -> str:
    found = walked.landscape
    shown = len(found.x) if isinstance(found, Fit) else 0
    return f"{shown} sample{'s' if shown > 1 else ''}, and the lines of the node."


def _landscape_caption(walked: Walk) -> str:
    where = "drag the start (ring)"
    if len(walked.landscape.parameters) > 1:
        return f"contour map: the darker, the higher the loss; {where}"
    if walked.settings.order == IN_TURN:
        return f"loss curve of all samples, and of each one alone (dotted); {where}"
    if walked.settings.order == ONLY_3:
        return f"loss curve of all samples; each step follows only x = 3; {where}"
    return f"loss curve; {where}"
