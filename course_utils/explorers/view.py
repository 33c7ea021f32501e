"""The view that shows an explorer's model live in a notebook.

The views are the only modules that need the widget libraries, and load with the first explorer.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import anywidget

from course_utils.explorers.base import ExplorerModel
from course_utils.html_figure import HtmlFigure, display_live


class Explorer(anywidget.AnyWidget):
    """Show a model live: each value of its state is a trait, set from the page or from Python."""

    def __init__(self, model: ExplorerModel, **traits: Any) -> None:
        self.model = model
        super().__init__(**dataclasses.asdict(model.start), **traits)

    @property
    def state(self) -> Any:
        """The state that is on screen now."""
        names = (field.name for field in dataclasses.fields(self.model.start))
        return dataclasses.replace(
            self.model.start, **{name: getattr(self, name) for name in names}
        )

    def snapshot(self, **state: Any) -> HtmlFigure:
        """Return a static figure of the explorer with these values of its state."""
        return self.model.snapshot(**state)

    def go_to(self, preset: str) -> None:
        """Move the explorer to one of its presets."""
        changes = self.model.preset(preset)
        with self.hold_sync():  # one message, so that the page shows one movement
            for name, value in changes.items():
                setattr(self, name, value)

    def _checked(self, proposal: Any) -> Any:
        name = proposal["trait"].name
        return getattr(self.model.change(self.model.start, **{name: proposal["value"]}), name)

    def _ipython_display_(self, **_: Any) -> None:
        display_live(self, self.snapshot(), "This is a static picture: run the cell to explore.")
