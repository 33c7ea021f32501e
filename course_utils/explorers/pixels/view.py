"""The view of the pixel and channel inspector; ``pixels.js`` draws it in the page."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import traitlets

from course_utils.explorers.pixels.model import PixelModel, PixelState
from course_utils.explorers.view import Explorer


class PixelInspector(Explorer):
    """The pixel and channel inspector; ``explorers.pixel_inspector`` makes one.

    Attributes
    ----------
    row, column : int
        The pixel that is shown. Moving in the page changes both.
    plane : str
        "colour", "R", "G", "B", "H", "S", "V" or "grey"; for a grey picture only "grey".
    order : {"RGB", "BGR"}
        How the array's three channels are read.
    value_range : {"0-255", "0-1"}
        The encoding of the patch's numbers.
    """

    _esm = Path(__file__).with_name("pixels.js")
    _css = Path(__file__).with_name("pixels.css")

    row = traitlets.Any().tag(sync=True)
    column = traitlets.Any().tag(sync=True)
    plane = traitlets.Any().tag(sync=True)
    order = traitlets.Any().tag(sync=True)
    value_range = traitlets.Any().tag(sync=True)
    pixels = traitlets.Bytes().tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)

    def __init__(self, model: PixelModel) -> None:
        picture = {
            "title": model.title,
            "rows": model.rows,
            "columns": model.columns,
            "channels": model.channels,
            "kind": model.kind,
            "channelOrder": model.channel_order,
            "planes": model.planes,
            "valueRanges": model.value_ranges,
            "facts": model.facts,
            "presets": model.presets,
        }
        super().__init__(model, pixels=model.pixels.tobytes(), picture=picture)

    def read(
        self, row: int, column: int, *, order: str | None = None, value_range: str = "0-255"
    ) -> dict[str, int | float]:
        """Return R, G, B, H, S, V and grey of a pixel; see ``PixelModel.read``."""
        return self.model.read(row, column, order=order, value_range=value_range)

    @traitlets.validate(*(field.name for field in dataclasses.fields(PixelState)))
    def _check_state(self, proposal: Any) -> Any:
        return self._checked(proposal)
