"""The numbers of a convolution in words: the sum at a place, and why the output has its size."""

from __future__ import annotations

from course_utils.explorers.convolving.sliding import Sliding

MOST_TERMS = 9  # more products than these are not written out


def number(value: float) -> str:
    """Return a number as short as it can be read.

    >>> number(3.0), number(-0.0), number(103.333), number(0.1234), number(45678.9)
    ('3', '0', '103.3', '0.12', '45679')
    """
    value = round(value, 9)  # 11.95 has one look, whatever the last bits of its sum
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 10_000 else 0
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def factor(value: float) -> str:
    """Return a number as the second one of a product.

    >>> factor(2.0), factor(-1.0)
    ('2', '(-1)')
    """
    return f"({number(value)})" if value < 0 else number(value)


def added(terms: list[float]) -> str:
    """Return a sum.

    >>> added([3.0, 0.0, -1.0])
    '3 + 0 - 1'
    """
    first, *rest = terms
    signs = (f" {'-' if term < 0 else '+'} {number(abs(term))}" for term in rest)
    return number(first) + "".join(signs)


def place_words(sliding: Sliding, row: int, column: int) -> str:
    """Say how the number of the output at a place comes about."""
    rows, columns = sliding.output.shape
    place, count = row * columns + column + 1, rows * columns
    terms = sliding.products(row, column).ravel().tolist()
    total = sum(terms)
    result = number(total)
    if len(terms) > MOST_TERMS:
        sums = f"the {len(terms)} products add up to {result}"
    elif len(terms) > 1:
        sums = f"{added(terms)} = {result}"
    else:
        sums = f"the only product is {result}"
    if sliding.divisor != 1:
        value = number(sliding.output[row, column])
        sums += f", and {result} / {sliding.divisor} = {value}"
    done = f" The output is complete: {rows} x {columns}." if place == count else ""
    return f"Place {place} of {count}, output[{row}, {column}]: {sums}.{done}"


def size_row(size: int, kernel: int, ring: int, stride: int, dilation: int) -> dict[str, str]:
    """Return how many places a kernel finds along one axis, and the calculation.

    Examples
    --------
    >>> size_row(6, 3, 1, 2, 1)["output"], size_row(6, 3, 1, 2, 1)["because"]
    ('3', 'floor((6 + 2 × 1 - 3) / 2) + 1')
    """
    covered = dilation * (kernel - 1) + 1
    room = size + 2 * ring - covered
    reach = f"{covered} = {dilation} × ({kernel} - 1) + 1" if dilation > 1 else str(covered)
    calculation = f"{size} + 2 × {ring} - {covered}"
    because = f"{calculation} is below 0" if room < 0 else f"floor(({calculation}) / {stride}) + 1"
    return {
        "picture": str(size),
        "with the ring": str(size + 2 * ring),
        "kernel covers": reach,
        "stride": str(stride),
        "output": str(0 if room < 0 else room // stride + 1),
        "because": because,
    }
