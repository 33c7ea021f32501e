"""Small models with one control of each kind, for the tests of the panel view."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.explorers import charts
from course_utils.explorers.base import Chart, Frame, NumberedPicture, PanelModel
from course_utils.explorers.controls import Choice, Draw, Play, Slider, Steps, Switch, Ticks

RAMP = np.tile(np.arange(256, dtype=np.uint8), (96, 1))
FLAG = np.zeros((60, 90, 3), np.uint8)
FLAG[:, :30], FLAG[:, 30:60], FLAG[:, 60:] = (0, 0, 255), (255, 255, 255), (255, 0, 0)


@dataclass(frozen=True)
class FakeState:
    """One value for each kind of control."""

    cut: int = 100
    share: float = 0.5
    method: str = "fixed"
    shape: str = "one"
    inverse: bool = False
    steps: tuple[str, ...] = ()
    seed: int = 0
    true: tuple[bool, ...] = (False, False)


class FakeModel(PanelModel):
    """A ramp that is cut, its histogram, a flag, and a small array."""

    title = "Fake"
    start = FakeState()
    presets = {"dark": {"cut": 20, "steps": ["grow"]}, "bright": {"cut": 220, "inverse": True}}  # noqa: RUF012
    controls = (
        Slider("cut", "Cut", 0, 255, 1),
        Slider("share", "Share", 0.0, 1.0, 0.05, unit="%", only_with={"method": ("share",)}),
        Choice("method", "Method", ("fixed", "share")),
        Choice("shape", "Shape", ("one", "two", "three", "four", "five", "six")),
        Switch("inverse", "Inverse"),
        Steps("steps", "Steps", ("grow", "shrink"), most=3),
        Draw("seed", "Draw again"),
        Ticks("true", "still true", ("ramp", "mask")),
    )

    def __init__(self, pause: float = 0) -> None:
        self.pause = pause
        self.rendered: list[FakeState] = []

    def render(self, state: FakeState) -> Frame:
        self.rendered.append(state)
        time.sleep(self.pause)
        cut = state.cut if state.method == "fixed" else round(255 * state.share)
        mask = (cut < RAMP) != state.inverse
        control = "cut" if state.method == "fixed" else None
        pictures: dict[str, np.ndarray | NumberedPicture | Chart] = {
            "ramp": RAMP,
            "mask": np.where(mask, np.uint8(255), np.uint8(0)),
            "flag": FLAG,
            "histogram": charts.histogram(
                np.arange(256) % 32,
                text="Eight saw teeth.",
                marks={f"cut {cut}": cut},
                control=control,
            ),
        }
        for word in state.steps[:1]:
            cells = np.full((2, 3, 3), 255, np.uint8)
            pictures["cells"] = NumberedPicture(cells, ((word, "1", ""), ("2", "3", "4")), "words")
        white = int(mask.sum())
        return Frame(
            pictures=pictures,
            numbers={"mask": {"white": str(white), "share": f"{white / mask.size:.1%}"}},
            sentence=f"{white} pixels are white: the cut is at {cut}, seed {state.seed}.",
            mark=(3, 5),
            captions={"mask": f"mask: {white} white"},
        )


@dataclass(frozen=True)
class PlayedState:
    """A number that is played, how far it goes at once, and a setting that begins it anew."""

    turn: int = 0
    pace: int = 1
    limit: float = 0.5
    level: int = 10


class PlayedModel(PanelModel):
    """A row with one white pixel for each turn; it ends at turn 30 where the level is 20."""

    title = "Played"
    start = PlayedState()
    presets = {"fast": {"pace": 5, "level": 10}}  # noqa: RUF012
    controls = (
        Play("turn", "Turns", 40, by="pace"),
        Choice("pace", "Pace", (1, 2, 5)),
        Choice("limit", "Limit", (0.001, 0.01, 0.1, 0.5, 1, 10)),
        Slider("level", "Level", 0, 20),
    )

    def __init__(self, pause: float = 0) -> None:
        self.pause = pause
        self.rendered: list[PlayedState] = []

    def change(self, state: PlayedState, **changes: Any) -> PlayedState:
        """Return the changed state; another level begins at turn 0."""
        changed = super().change(state, **changes)
        if "turn" in changes or changed.level == state.level:
            return changed
        return dataclasses.replace(changed, turn=0)

    def render(self, state: PlayedState) -> Frame:
        self.rendered.append(state)
        time.sleep(self.pause)
        row = np.zeros((8, 40), np.uint8)
        row[:, : state.turn] = 255
        small = {f"small {number}": row[:, number * 8 :][:, :8].copy() for number in (1, 2)}
        ended = state.level == 20 and state.turn >= 30
        return Frame(
            pictures={"row": row} | small,
            numbers={"turn": {"now": str(state.turn)}},
            sentence=f"Turn {state.turn} at level {state.level}.{' Over.' if ended else ''}",
            captions={"row": "a row", "small 1": "one", "small 2": "two"},
            groups={"line": ("small 1", "small 2")},
            ended=ended,
        )
