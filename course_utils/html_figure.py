"""A figure made of HTML that a notebook shows, with its text for everybody else."""

from dataclasses import dataclass


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
