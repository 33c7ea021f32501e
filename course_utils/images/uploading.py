"""A button to bring a picture of one's own into the notebook."""

from html import escape

import ipywidgets
import numpy as np

from course_utils.html_figure import HtmlFigure, display_live
from course_utils.images.decoding import decode
from course_utils.images.errors import ImageError
from course_utils.images.reading import PICTURE_SUFFIXES
from course_utils.images.showing import picture_html


class Upload(ipywidgets.VBox):
    """An upload button with a message and a preview.

    Parameters
    ----------
    default : array, optional
        The picture to use until a file has been chosen.

    Attributes
    ----------
    image : array or None
        The picture: ``(height, width)`` or ``(height, width, 3)``, uint8. It is `default` until
        a readable file has been chosen; a file that cannot be read leaves it as it was.
    """

    def __init__(self, default: np.ndarray | None = None) -> None:
        self.image = default
        self.button = ipywidgets.FileUpload(
            accept=",".join(["image/*", *sorted(PICTURE_SUFFIXES)]),
            multiple=False,
            description="Choose a picture",
            layout=ipywidgets.Layout(width="auto"),
            tooltip="Choose a picture file from this computer",
        )
        self.message = ipywidgets.HTML()
        self.preview = ipywidgets.HTML()
        # A notebook server drops what is too large for it without a word, so this stays in sight.
        hint = ipywidgets.HTML(
            "If nothing appears below, the file is probably too large to send: copy it into"
            " data/my_pictures and use images.read."
        )
        super().__init__(
            [self.button, hint, self.message, self.preview],
            layout=ipywidgets.Layout(align_items="flex-start"),
        )
        self.add_class("course-live")
        self.button.observe(self._read, names="value")

    def _ipython_display_(self) -> None:
        """Show the button, and a sentence where it no longer works: in a notebook opened again."""
        text = "Here stands a button to choose a picture."
        display_live(self, HtmlFigure(f"<p>{text}</p>", text), "Run the cell to see it.")

    def _read(self, change: dict) -> None:
        """Read the file that has just been chosen, or say why not."""
        if not change["new"]:
            return
        file = change["new"][0]
        name = str(file["name"])
        try:
            image, notes = decode(bytes(file["content"]), name)
        except ImageError as error:
            self._say(f"{error} The picture from before stays in use.")
            return
        self.image = image
        self._say(" ".join([f"{name}: shape {image.shape}, {image.dtype}.", *notes]))
        self.preview.value = picture_html(image, f"Preview of {name}", "", None, count=2)

    def _say(self, text: str) -> None:
        """Put a sentence under the button; a screen reader reads it out."""
        self.message.value = f'<span role="status">{escape(text)}</span>'
