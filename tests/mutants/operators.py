"""Small breakages of the model's source: a sign, a factor, an exponent or a condition, one at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

OPPOSITE = {ast.Lt: ">=", ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<", ast.Eq: "!=", ast.NotEq: "=="}
SIGN, FACTOR, EXPONENT, CONDITION = "sign", "factor", "exponent", "condition"


@dataclass(frozen=True)
class Mutant:
    """One breakage.

    Attributes:
        function: in which it is.
        line: of the file.
        kind: what is broken.
        before, after: the text that is replaced, and by what.
        text: the whole file with the breakage.
    """

    function: str
    line: int
    kind: str
    before: str
    after: str
    text: str


def mutants_of(text: str) -> list[Mutant]:
    """Every breakage of the functions of a file that are marked as part of the model."""
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef) and _is_mechanism(function):
            for node in (inner for statement in function.body for inner in ast.walk(statement)):
                found += [_made(text, starts, function.name, node, *change) for change in _changes(text, node)]
    return found


def chosen(mutants: list[Mutant]) -> list[Mutant]:
    """One of each kind a function, by a rule that does not change while the function does not."""
    by_kind: dict[tuple[str, str], list[Mutant]] = {}
    for mutant in mutants:
        by_kind.setdefault((mutant.function, mutant.kind), []).append(mutant)
    return [
        min(some, key=lambda one: blake2b(f"{one.before} {one.after}".encode()).digest()) for some in by_kind.values()
    ]


def _is_mechanism(function: ast.FunctionDef) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "mechanism" for mark in function.decorator_list)


def _changes(text: str, node: ast.AST) -> Iterator[tuple[str, str]]:
    """Kinds of breakage of a node, and what takes its place."""
    part = lambda inner: f"({ast.get_source_segment(text, inner)})"  # noqa: E731
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub):
            other = "-" if isinstance(node.op, ast.Add) else "+"
            yield SIGN, f"({part(node.left)} {other} {part(node.right)})"
        elif isinstance(node.op, ast.Mult | ast.Div):
            yield FACTOR, part(node.left)
            if isinstance(node.op, ast.Mult):
                yield FACTOR, part(node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield SIGN, part(node.operand)
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        other = "-=" if isinstance(node.op, ast.Add) else "+="
        yield SIGN, f"{ast.get_source_segment(text, node.target)} {other} {ast.get_source_segment(text, node.value)}"
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "math.exp":
        yield EXPONENT, f"math.exp(-{part(node.args[0])})"
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, float):
        yield EXPONENT, f"return {1.0 - node.value.value}"
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in OPPOSITE:
        yield CONDITION, f"({part(node.left)} {OPPOSITE[type(node.ops[0])]} {part(node.comparators[0])})"


def _made(text: str, starts: list[int], function: str, node: ast.AST, kind: str, after: str) -> Mutant:
    raw = text.encode()
    first = starts[node.lineno - 1] + node.col_offset
    last = starts[node.end_lineno - 1] + node.end_col_offset
    broken = raw[:first] + after.encode() + raw[last:]
    return Mutant(function, node.lineno, kind, raw[first:last].decode(), after, broken.decode())
