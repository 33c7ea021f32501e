"""The view of every explorer whose pictures Python makes; ``panel.js`` shows it in the page.

The page sends what has changed and waits for the answer before it sends again: at most one message
is under way, and whatever moves meanwhile goes with the next. So a fast hand never makes a queue,
and the last picture belongs to the last state.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from course_utils.explorers.base import PanelModel
from course_utils.explorers.encoding import encoded
from course_utils.explorers.frames import Chart, Frame, NumberedPicture, Progress
from course_utils.explorers.outlines import shadows
from course_utils.explorers.view import Explorer
from course_utils.images import ImageError
from course_utils.images.number_table import text_colour

FAILED = "Python could not draw this state."


class StateValue(traitlets.TraitType):
    """One value of the state: the model decides what it may be."""

    def validate(self, explorer: PanelExplorer, value: Any) -> Any:
        return explorer.checked_value(self.name, value)


class PanelExplorer(Explorer):
    """Show any `PanelModel` live: its controls, pictures, numbers and sentence.

    Each value of the model's state is an attribute, read and set by its name. Setting one moves
    the page; a wrong value raises ImageError.

    Parameters
    ----------
    model : PanelModel
        What is shown.
    """

    _esm = Path(__file__).with_name("panel.js")
    _css = Path(__file__).with_name("panel.css")

    panel = traitlets.Dict().tag(sync=True)
    opening = traitlets.Dict().tag(sync=True)

    def __init__(self, model: PanelModel) -> None:
        self._on_page: dict[str, Any] = {}  # the pictures that every page has
        self._watched = False  # is there a page?
        self._moving = False  # are several values being set at once?
        # JupyterLab may deliver messages on a thread of their own, beside the cell that runs.
        self._lock = threading.RLock()
        self.model = model
        names = [field.name for field in dataclasses.fields(model.start)]
        self.add_traits(**{name: StateValue() for name in names})
        # The page has its first pictures before the kernel is free to answer.
        message, buffers = _frame_message(model.render(model.start), {})
        message["state"] = dataclasses.asdict(model.start)
        opening = {"message": message, "buffers": buffers}
        super().__init__(model, panel=_panel(model), opening=opening)
        self.observe(self._value_set, names)
        self.on_msg(self._hear)

    def go_to(self, preset: str) -> None:
        """Move the explorer to one of its presets."""
        with self._lock:
            self._move(self.model.preset(preset))
            self._show()

    def checked_value(self, name: str, value: Any) -> Any:
        """Return a value of the state in plain Python types; raise ImageError with a sentence."""
        checked = self.model.check(dataclasses.replace(self.model.start, **{name: value}))
        return getattr(checked, name)

    def _move(self, changes: Mapping[str, Any]) -> None:
        """Set several values of the state, without a picture for each."""
        self._take(self.model.change(self.state, **changes))

    def _take(self, state: Any) -> None:
        """Take over a whole state: a model may change more than what it was asked to."""
        self._moving = True
        try:
            for name, value in dataclasses.asdict(state).items():
                if getattr(self, name) != value:
                    setattr(self, name, value)
        finally:
            self._moving = False

    def _value_set(self, change: Any) -> None:
        with self._lock:
            if self._moving:
                return
            before = dataclasses.replace(self.state, **{change["name"]: change["old"]})
            self._take(self.model.change(before, **{change["name"]: change["new"]}))
            self._show()

    def _hear(self, _: Any, content: Mapping[str, Any], __: Any) -> None:
        """Answer the page, whatever happens: it waits for the answer before it sends again."""
        answer = {"view": content["view"], "number": content["number"], "fault": FAILED}
        with self._lock:
            self._watched = True
            if content.get("opens"):
                self._on_page = {}
            try:
                self._move(content["changes"])
                del answer["fault"]
            except ImageError as fault:
                answer["fault"] = str(fault)
            finally:
                self._show(answer)

    def _show(self, answer: dict[str, Any] | None = None) -> None:
        """Send the pictures of the state to the page, those that it does not have yet."""
        if not self._watched:
            return
        message: dict[str, Any] = {"fault": FAILED}
        buffers: list[bytes] = []
        try:
            frame = self.model.render(self.state)
            message, buffers = _frame_message(frame, self._on_page)
            self._on_page = dict(frame.pictures)
        finally:
            message["state"] = dataclasses.asdict(self.state)
            self.send(message | (answer or {}), buffers)


def _panel(model: PanelModel) -> dict[str, Any]:
    """Return what never changes: the title, the controls and the presets."""
    controls = [
        dataclasses.asdict(control) | {"kind": type(control).__name__} for control in model.controls
    ]
    presets = {name: dict(changes) for name, changes in model.presets.items()}
    return {"title": model.title, "controls": controls, "presets": presets}


def _frame_message(frame: Frame, on_page: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Return a frame for the page, without the pictures that are on the page already."""
    pictures = []
    buffers: list[bytes] = []
    for name, picture in frame.pictures.items():
        shown = {"name": name, "caption": frame.captions.get(name, "")}
        if not _same(picture, on_page.get(name)):
            if isinstance(picture, np.ndarray):
                kind, file = encoded(picture)
                rows, columns = picture.shape[:2]
                shown |= {"kind": kind, "rows": rows, "columns": columns, "buffer": len(buffers)}
                buffers.append(file)
            elif isinstance(picture, Chart):
                shown |= dataclasses.asdict(picture) | {"kind": "chart"}
            else:
                shown |= _cells(picture) | {"kind": "cells"}
        pictures.append(shown)
    numbers = {name: dict(row) for name, row in frame.numbers.items()}
    message = {"pictures": pictures, "numbers": numbers, "sentence": frame.sentence}
    groups = {name: list(members) for name, members in frame.groups.items()}
    message |= {"mark": frame.mark, "groups": groups, "columns": frame.columns}
    message |= {"ended": frame.ended, "fault": ""}
    limits = {name: list(limits) for name, limits in frame.limits.items()}
    return message | {"limits": limits, "progress": progress_message(frame.progress)}, buffers


def progress_message(progress: Progress | None) -> dict[str, Any] | None:
    """Return how far work has come, for the page."""
    return None if progress is None else dataclasses.asdict(progress)


def _same(picture: Any, other: Any) -> bool:
    """Say whether two pictures look alike; to compare whole photographs is not worth its time."""
    if picture is other:
        return True
    if type(picture) is not type(other) or isinstance(picture, np.ndarray):
        return False
    fields = [field.name for field in dataclasses.fields(picture)]
    pairs = [(getattr(picture, name), getattr(other, name)) for name in fields]
    return all(
        np.array_equal(one, two) if isinstance(one, np.ndarray) else one == two
        for one, two in pairs
    )


def _cells(picture: NumberedPicture) -> dict[str, Any]:
    """Return the cells row by row, each with its text, its colour and the colour of its text."""
    rows = []
    for colours, texts in zip(picture.colours, picture.texts, strict=True):
        cells = []
        for colour, text in zip(colours.tolist(), texts, strict=True):
            red, green, blue = colour
            cells.append([text, f"rgb({red}, {green}, {blue})", text_colour(colour)])
        rows.append(cells)
    named = {"row_names": list(picture.row_names), "column_names": list(picture.column_names)}
    chosen = None if picture.chosen is None else list(picture.chosen)
    more = {"control": picture.control, "chosen": chosen, "ring": picture.ring}
    more |= {"framed": [[*cell, line] for cell, line in shadows(picture.framed).items()]}
    more |= {"row_values": picture.row_values, "column_values": picture.column_values}
    return {"rows": rows, "words": picture.caption} | named | more
