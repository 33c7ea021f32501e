"""What every explorer stands on: a pure model, and static snapshots of it.

A model turns a state into pictures, numbers and one sentence. It knows nothing of widgets, so it
runs in a test, on a site and in a notebook without a kernel. The views show it live.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from course_utils.explorers.controls import Control
from course_utils.explorers.frames import Chart, Frame, NumberedPicture
from course_utils.explorers.snapshots import snapshot_figure
from course_utils.html_figure import HtmlFigure
from course_utils.images import ImageError

__all__ = ["Chart", "ExplorerModel", "Frame", "NumberedPicture", "PanelModel"]


class ExplorerModel(ABC):
    """An explorer without its view: ``state -> pictures, numbers, one sentence``.

    Attributes
    ----------
    title : str
        The name that a reader and a screen reader meet.
    start : frozen dataclass
        The state in which the explorer opens.
    presets : mapping of str to mapping
        Named changes of the state for the live demo, such as ``{"sky": {"row": 5}}``.
    """

    title: str
    start: Any
    presets: Mapping[str, Mapping[str, Any]]

    @abstractmethod
    def check(self, state: Any) -> Any:
        """Return the state with plain Python values; raise ImageError with a sentence."""

    @abstractmethod
    def render(self, state: Any) -> Frame:
        """Return what there is to see in a state; the same state gives the same frame."""

    def change(self, state: Any, **changes: Any) -> Any:
        """Return the state with some of its values changed.

        Raises
        ------
        ImageError
            For a name or a value that this explorer does not know.
        """
        names = [field.name for field in dataclasses.fields(state)]
        for name in changes:
            if name not in names:
                raise ImageError(
                    f"This explorer has no state called {name!r}. It has: {', '.join(names)}."
                )
        return self.check(dataclasses.replace(state, **changes))

    def preset(self, name: str) -> Mapping[str, Any]:
        """Return the changes of a preset; raise ImageError for a name that is not there."""
        if name not in self.presets:
            raise ImageError(
                f"This explorer has no preset called {name!r}. It has: {', '.join(self.presets)}."
            )
        return self.presets[name]

    def snapshot(self, **state: Any) -> HtmlFigure:
        """Return a static figure of the start state with these values changed."""
        return snapshot_figure(self.title, self.render(self.change(self.start, **state)))


class PanelModel(ExplorerModel):
    """An explorer whose state is set by controls, and whose pictures Python makes.

    Attributes
    ----------
    controls : tuple of Control
        One for each value of the state, in the order of the page.
    """

    controls: tuple[Control, ...]

    def check(self, state: Any) -> Any:
        """Return the state with plain Python values; raise ImageError with a sentence."""
        checked = {each.name: each.check(getattr(state, each.name)) for each in self.controls}
        return dataclasses.replace(state, **checked)
