"""Numbers as texts: short in the drawing, longer in the table."""

from __future__ import annotations


def short(value: float) -> str:
    """Return a number with four digits that count, and no minus before a zero.

    >>> short(9.4864), short(-12.4), short(-0.0), short(1e-17)
    ('9.486', '-12.4', '0', '0')
    """
    return _digits(value, 4)


def shorter(value: float) -> str:
    """Return a number with three digits that count, for where there is little room.

    >>> shorter(0.045176)
    '0.0452'
    """
    return _digits(value, 3)


def boxed(value: float) -> str:
    """Return a number that fits into a box: as `short`, with at most four decimals.

    >>> boxed(-12.4), boxed(0.032874), boxed(0.00001234)
    ('-12.4', '0.0329', '1e-05')
    """
    text = short(value)
    if len(text.partition(".")[2]) <= 4:
        return text
    return f"{value:.4f}" if abs(value) >= 0.00005 else f"{value:.0e}"


def exact(value: float) -> str:
    """Return a number with up to seven digits that count.

    >>> exact(9.4864), exact(-12.359999999999687)
    ('9.4864', '-12.36')
    """
    return _digits(value, 7)


def factor(value: float) -> str:
    """Return a number as it stands in a product: a negative one in brackets.

    >>> factor(2.0), factor(-6.2)
    ('2', '(-6.2)')
    """
    text = short(value)
    return f"({text})" if text.startswith("-") else text


def _digits(value: float, count: int) -> str:
    # What the arithmetic of floats leaves over, such as 1e-16, is no number to show.
    return f"{0.0 if abs(value) < 1e-12 else value:.{count}g}"
