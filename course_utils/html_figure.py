"""A figure made of HTML that a notebook shows, with its text for everybody else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# A notebook stores two outputs: the figure, and the reference to the live widget. JupyterLab shows
# the one that works. With a live widget after it, the figure is hidden; in a notebook opened again
# no widget answers, and its place ("model not found") is hidden instead.
_FALLBACK = """<style>
.jp-OutputArea-child:has(.course-fallback):has(+ .jp-OutputArea-child .course-live),
.jp-OutputArea-child:has(.course-fallback) + .jp-OutputArea-child:not(:has(.course-live)) {{
  display: none;
}}
</style><div class="course-fallback">{figure}<p>{hint}</p></div>"""


@dataclass(frozen=True, repr=False)
class HtmlFigure:
    """Static HTML and the same in words.

    Attributes
    ----------
    html : str
        Without script, ids or times, so that two runs give the same bytes.
    text : str
        What a reader without HTML gets.
    """

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def display_figure(figure: HtmlFigure) -> None:
    """Show the figure in the notebook; in plain Python its text is printed."""
    from IPython.display import display  # takes a while to import, and only a notebook needs it

    display(figure)


def display_live(widget: Any, figure: HtmlFigure, hint: str) -> Callable[[HtmlFigure], None]:
    """Show a live widget; where none answers, the notebook shows the figure instead.

    Parameters
    ----------
    widget : ipywidgets.DOMWidget
        What it draws in the page has the class ``course-live``.
    figure : HtmlFigure
        The static figure that stands in for it.
    hint : str
        How to get the live one; it stands below the figure.

    Returns
    -------
    function
        Called with a newer figure, it puts that one in the place of the first.
    """
    from IPython.display import display

    def bundle(figure: HtmlFigure) -> dict[str, str]:
        fallback = _FALLBACK.format(figure=figure.html, hint=hint)
        return {"text/html": fallback, "text/plain": figure.text}

    shown = display(bundle(figure), raw=True, display_id=True)
    live = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    # A notebook that JupyterLab does not trust shows the text of both outputs: this has none.
    empty = {"text/html": "", "text/plain": ""}
    display({"application/vnd.jupyter.widget-view+json": live} | empty, raw=True)
    return lambda newer: shown.update(bundle(newer), raw=True)


def checked_alt(alt: object, where: str) -> str:
    """Say what is wrong with an alt text; an empty text when it can be used.

    Examples
    --------
    >>> checked_alt("A cat on a sofa.", "images.show")
    ''
    """
    if isinstance(alt, str) and alt.strip():
        return ""
    return (
        f'{where} needs alt="...": a sentence that says what is to be seen, for people who do'
        " not see the picture."
    )
