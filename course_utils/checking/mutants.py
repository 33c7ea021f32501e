"""Small changes to a solution that should make it wrong: the tests of an exercise's check.

A mutant is a copy of the solution's source with one thing changed. The check of a good exercise
rejects it, unless the change makes no difference.
"""

import ast
import copy
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

MAXIMUM_TURNS = 2_000_000  # of all loops of a mutant, before it counts as endless

_OPERATORS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Mult, ast.Div),
    ast.Mod: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_ORDER_COUNTS = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)


class EndlessMutantError(Exception):
    """The loops of a mutant turned too often."""


@dataclass(frozen=True)
class Mutant:
    """One changed solution: the line of the solution, what was changed, the new source."""

    line: int
    change: str
    source: str


def mutants(source: str) -> list[Mutant]:
    """Return every mutant of a source, each once, in the order of the source.

    >>> [mutant.source for mutant in mutants("y = x - 2")]
    ['y = -(x - 2)', 'y = x + 2', 'y = 2 - x', 'y = x - 3', 'y = x - 1']
    """
    tree = ast.parse(source)
    original, found = ast.unparse(tree), {}
    docstrings = {id(node.value) for node in ast.walk(tree) if _is_constant(node)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in docstrings:
            continue
        for change, edit in _edits(node):
            changed = copy.deepcopy(tree)
            edit(list(ast.walk(changed))[number])
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text != original:
                found.setdefault(text, Mutant(getattr(node, "lineno", 0), change, text))
    return list(found.values())


Edit = tuple[str, Callable[[Any], None]]


def _edits(node: ast.AST) -> Iterator[Edit]:
    """Yield each way to change one node; an edit changes the same node of a copy in place."""
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        for new in _OPERATORS.get(type(node.op), ()):
            yield f"operator {type(node.op).__name__} to {new.__name__}", _setter("op", new)
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ORDER_COUNTS):
        yield "operands swapped", _swap_operands
    if isinstance(node, ast.Compare):
        for new in _OPERATORS.get(type(node.ops[0]), ()):
            name = f"comparison {type(node.ops[0]).__name__} to {new.__name__}"
            yield name, _first_comparison(new)
    if isinstance(node, ast.Constant):
        yield from _constant_edits(node.value)
    if isinstance(node, ast.Slice):
        yield from _slice_edits(node)
    if isinstance(node, ast.Tuple) and len(node.elts) > 1 and isinstance(node.ctx, ast.Load):
        yield "first two swapped (axis or part)", _swap_first("elts")
    if isinstance(node, ast.Call) and len(node.args) > 1:
        yield "first two arguments swapped", _swap_first("args")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "minus removed", _setter("op", ast.UAdd)
    if isinstance(node, ast.Return | ast.Assign) and node.value is not None:
        yield "sign turned", _turn_sign
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition turned", _turn_condition
    for name in ("body", "orelse"):
        body = getattr(node, name, None)
        if isinstance(body, list) and not isinstance(node, ast.Module):
            for place, statement in enumerate(body):
                if not _is_constant(statement):
                    line = statement.lineno
                    yield f"statement of line {line} deleted", _delete(name, place)


def _constant_edits(value: Any) -> Iterator[Edit]:
    if isinstance(value, bool):
        others: tuple[Any, ...] = (not value,)
    elif isinstance(value, int):
        others = (value + 1, value - 1)
    elif isinstance(value, float):
        others = (value * 1.5 + 0.25, -value)
    elif isinstance(value, str):
        others = (value + "x",)
    else:
        others = ()
    for other in others:
        yield f"constant {value} to {other}", _setter("value", lambda other=other: other)


def _slice_edits(node: ast.Slice) -> Iterator[Edit]:
    """Move the bounds that are not numbers, which the constants do not reach."""
    if node.lower is None:
        yield "slice starts at 1", _setter("lower", lambda: ast.Constant(1))
    if node.upper is None:
        yield "slice stops before the last", _setter("upper", lambda: ast.Constant(-1))
    if node.step is not None:
        yield "slice without its step", _setter("step", lambda: None)
    for name in ("lower", "upper"):
        bound = getattr(node, name)
        if bound is not None and not isinstance(bound, ast.Constant):
            yield f"{name} bound moved by 1", _move_bound(name)


def _setter(name: str, make: Callable[[], Any]) -> Callable[[Any], None]:
    return lambda node: setattr(node, name, make())


def _swap_operands(node: Any) -> None:
    node.left, node.right = node.right, node.left


def _first_comparison(new: type) -> Callable[[Any], None]:
    def edit(node: Any) -> None:
        node.ops[0] = new()

    return edit


def _swap_first(name: str) -> Callable[[Any], None]:
    def edit(node: Any) -> None:
        items = getattr(node, name)
        items[0], items[1] = items[1], items[0]

    return edit


def _turn_sign(node: Any) -> None:
    node.value = ast.UnaryOp(ast.USub(), node.value)


def _turn_condition(node: Any) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _move_bound(name: str) -> Callable[[Any], None]:
    def edit(node: Any) -> None:
        setattr(node, name, ast.BinOp(getattr(node, name), ast.Add(), ast.Constant(1)))

    return edit


def _delete(name: str, place: int) -> Callable[[Any], None]:
    def edit(node: Any) -> None:
        getattr(node, name)[place] = ast.Pass()

    return edit


def _is_constant(statement: ast.AST) -> bool:
    """Return whether a statement is a docstring, or another constant by itself."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def run_limited(
    source: str, namespace: dict[str, Any], filename: str, maximum: int = MAXIMUM_TURNS
) -> None:
    """Run a source whose loops may turn so often in all, also when its functions are called later.

    A line at the beginning of each loop counts, so this works on every system.

    Raises
    ------
    EndlessMutantError
        From the loop that turned too often.
    """
    tree, turns = ast.parse(source), itertools.count(1)

    def count() -> None:
        if next(turns) > maximum:
            raise EndlessMutantError(f"the loops turned more than {maximum:,} times")

    for node in ast.walk(tree):
        if isinstance(node, ast.While | ast.For):
            node.body.insert(0, ast.parse("__turn__()").body[0])
    namespace["__turn__"] = count
    exec(compile(ast.fix_missing_locations(tree), filename, "exec"), namespace)
