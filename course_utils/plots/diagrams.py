"""Diagrams of boxes and arrows, drawn by the page."""

from collections.abc import Mapping, Sequence
from html import escape

from course_utils.html_figure import HtmlFigure, checked_alt, display_figure

_STAGE = (
    "flex:1 1 130px;max-width:210px;box-sizing:border-box;margin:0;padding:8px 10px;"
    "border:2px solid #0072b2;border-radius:6px;background:#eaf3fa;color:#10243a;list-style:none"
)

_MARKED = (
    "box-sizing:border-box;border-radius:6px;padding:8px 10px;"
    "border:3px solid #0072b2;background:#eaf3fa;color:#10243a"
)


def flow(
    stages: Sequence[str], details: Sequence[str] | None = None, *, again: str = "", alt: str
) -> None:
    """Show the stages of a process as boxes with arrows between them.

    Parameters
    ----------
    stages : sequence of str
        The name of each stage, in order.
    details : sequence of str, optional
        One text for each stage, shown under its name.
    again : str
        Where the last stage leads back to the first: what is said beside the arrow back.
    alt : str
        What the diagram shows, in a sentence.

    Raises
    ------
    ValueError
        If there is no stage, `details` has another length than `stages`, or `alt` is empty.

    Examples
    --------
    >>> flow(["camera", "network"], ["takes a picture", "names it"], alt="From photo to word.")
    From photo to word.
    1. camera: takes a picture
    2. network: names it
    """
    problem = checked_alt(alt, "plots.flow")
    if problem:
        raise ValueError(problem)
    if isinstance(stages, str) or not stages:
        raise ValueError('plots.flow needs a list of stages, such as ["camera", "network"].')
    if details is not None and len(details) != len(stages):
        raise ValueError(
            f"There are {len(stages)} stages, but {len(details)} details: give one for each."
        )
    details = details or [""] * len(stages)
    boxes = [
        f'<li style="{_STAGE}"><b>{number}. {escape(stage)}</b>'
        + (f'<div style="margin-top:4px;font-size:0.92em">{escape(detail)}</div>' if detail else "")
        + "</li>"
        for number, (stage, detail) in enumerate(zip(stages, details, strict=True), start=1)
    ]
    # The arrow takes the colour of the page's text, so it can be read in every theme.
    arrow = (
        '<li aria-hidden="true" style="list-style:none;margin:0;align-self:center;'
        'font-size:20px;line-height:1">&#8594;</li>'
    )
    row = "display:flex;flex-wrap:wrap;gap:6px;align-items:stretch;margin:0;padding:0"
    back = (
        '<div style="max-width:900px;margin-top:6px;padding:2px 0;text-align:center;'
        'border:2px solid currentColor;border-top:none;border-radius:0 0 12px 12px">'
        f'<span aria-hidden="true">&#8592;</span> {escape(again)}</div>'
    )
    html = (
        f'<div role="group" aria-label="{escape(alt)}">'
        f'<ol style="{row}">{arrow.join(boxes)}</ol>{back if again else ""}</div>'
    )
    lines = [
        f"{number}. {stage}{f': {detail}' if detail else ''}"
        for number, (stage, detail) in enumerate(zip(stages, details, strict=True), start=1)
    ]
    lines += [f"Then {again}."] if again else []
    display_figure(HtmlFigure(html, "\n".join([alt, *lines])))


def split(whole: str, parts: Mapping[str, str], *, marked: Sequence[str] = (), alt: str) -> None:
    """Show how a whole is divided: one box above, a box for each part below it.

    Parameters
    ----------
    whole : str
        What is divided.
    parts : mapping of str to str
        The name of each part, and what is said about it.
    marked : sequence of str
        The names of the parts that stand out, by a colour and a thick border.
    alt : str
        What the diagram shows, in a sentence.

    Raises
    ------
    ValueError
        If there are fewer than two parts, a marked name is not among them, or `alt` is empty.

    Examples
    --------
    >>> split("day", {"light": "work", "dark": "sleep"}, marked=["light"], alt="Two halves.")
    Two halves.
    day:
    - light: work
    - dark: sleep
    """
    problem = checked_alt(alt, "plots.split")
    if problem:
        raise ValueError(problem)
    if len(parts) < 2:
        raise ValueError(f"plots.split needs at least two parts, but {len(parts)} came.")
    unknown = [name for name in marked if name not in parts]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not among the parts: {', '.join(parts)}.")
    # Without colours of its own it has the page's, in every theme.
    plain = "box-sizing:border-box;border-radius:6px;padding:8px 10px;border:1px solid currentColor"
    items = [
        f'<li style="flex:1 1 150px;margin:0;list-style:none;'
        f'{_MARKED if name in marked else plain}"><b>{escape(name)}</b>'
        f'<div style="margin-top:4px;font-size:0.92em">{escape(detail)}</div></li>'
        for name, detail in parts.items()
    ]
    arrow = '<span aria-hidden="true" style="flex:1 1 150px;text-align:center">&#8595;</span>'
    row = "display:flex;flex-wrap:nowrap;gap:6px;margin:0;padding:0;align-items:stretch"
    html = (
        f'<div role="group" aria-label="{escape(alt)}" style="max-width:720px">'
        f'<div style="{plain};text-align:center"><b>{escape(whole)}</b></div>'
        f'<div style="{row};font-size:20px;line-height:1.3">{arrow * len(parts)}</div>'
        f'<ul style="{row}">{"".join(items)}</ul></div>'
    )
    lines = [f"- {name}: {detail}" for name, detail in parts.items()]
    display_figure(HtmlFigure(html, "\n".join([alt, f"{whole}:", *lines])))
