"""The language of rules: conditions on config paths, evaluated for all points at once.

There are comparisons (also chains), and/or/not, + - * / and brackets, numbers in the unit of what they are compared
with, quoted texts (names, dates, numbers with units), null for a day that never comes, and paths. Nothing is executed.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config import units
from sim.config.problems import Problem, hint, join, show
from sim.config.values import read_value
from sim.model.quantity import DAY, PURE
from sim.study.design.factors import Factor, path_of

Mask = NDArray[np.bool_]

_CONSTANTS: dict[str, Any] = {"null": np.inf, "never": np.inf, "true": "true", "false": "false"}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
_ANY = "any"  # the unit of a bare number, which takes that of the other side
_TEXT = ""  # the unit of texts


@dataclass(frozen=True)
class Term:
    """A part of a condition that has a value.

    Attributes:
        values: float64[n] or a number, NaN if not read; object[n] or a text, empty if not read.
        unit: of numbers; empty for texts.
        factor: where the values come from, if from one path.
        literal: whether it is a quoted text, whose meaning depends on what it meets.
    """

    values: Any
    unit: str
    factor: Factor | None = None
    literal: bool = False


Lookup = Callable[[tuple[str | int, ...]], Term]
"""The values of a config path; raise Problem for one that does not exist."""


class _Wrong(Exception):
    """Fault of a condition, as the end of a message."""


def evaluate_constraint(where: str, text: str, lookup: Lookup, size: int) -> Mask:
    """Mask of the points for which a condition holds; a comparison with what a point does not read never holds.

    Args:
        where: the key in the study file, for messages.
        text: the condition.
        lookup: gives the values of paths.
        size: the number of points.

    Raises:
        Problem: it cannot be read, or compares what cannot be compared.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", None) or "it is not a condition"
        raise Problem(f"{where}: cannot be read: {reason} (got {show(text)})") from None
    try:
        with np.errstate(all="ignore"):
            return np.array(np.broadcast_to(_condition(tree.body, lookup), size))
    except _Wrong as wrong:
        raise Problem(f"{where}: {wrong} (got {show(text)})") from None
    except Problem as problem:
        raise Problem(*(f"{where}: {line}" for line in problem.lines)) from None


def _condition(node: ast.expr, lookup: Lookup) -> Any:
    if isinstance(node, ast.BoolOp):
        parts = [_condition(value, lookup) for value in node.values]
        join_by = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        found = parts[0]
        for part in parts[1:]:
            found = join_by(found, part)
        return found
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return np.logical_not(_condition(node.operand, lookup))
    if isinstance(node, ast.Compare):
        sides = [_term(side, lookup) for side in (node.left, *node.comparators)]
        found = True
        for place, op in enumerate(node.ops):
            found = np.logical_and(found, _compared(op, sides[place], sides[place + 1]))
        return found
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        term = _term(node, lookup)
        if term.factor is not None and term.factor.field is not None and term.factor.field.type is bool:
            return np.asarray(term.values == "true", dtype=bool)
        raise _Wrong(f"{ast.unparse(node)} alone is not a condition; compare it with something")
    raise _Wrong(f"{ast.unparse(node)!r} is not a condition; {_ALLOWED}")


_ALLOWED = "allowed are comparisons, and, or, not, + - * /, brackets, paths, numbers and quoted texts"


def _term(node: ast.expr, lookup: Lookup) -> Term:
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        return _path(node, lookup)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        term = _number(_term(node.operand, lookup), node.operand)
        return Term(-term.values, term.unit) if isinstance(node.op, ast.USub) else term
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        return _calculated(node, _term(node.left, lookup), _term(node.right, lookup))
    raise _Wrong(f"{ast.unparse(node)!r} is not allowed in a rule; {_ALLOWED}")


def _constant(value: Any) -> Term:
    if isinstance(value, bool):
        return Term(str(value).lower(), _TEXT)
    if value is None:
        return Term(np.inf, _ANY)
    if isinstance(value, int | float):
        try:
            return Term(float(value), _ANY)
        except OverflowError:
            raise _Wrong("a number is too large") from None
    if isinstance(value, str):
        return Term(value, _TEXT, literal=True)
    raise _Wrong(f"{value!r} is not allowed in a rule; {_ALLOWED}")


def _path(node: ast.expr, lookup: Lookup) -> Term:
    parts: list[str] = []
    here = node
    while not isinstance(here, ast.Name):
        if isinstance(here, ast.Attribute):
            parts.insert(0, here.attr)
            here = here.value
        elif isinstance(here, ast.Subscript) and isinstance(here.slice, ast.Constant) and type(here.slice.value) is int:
            parts.insert(0, str(here.slice.value))
            here = here.value
        else:
            raise _Wrong(f"{ast.unparse(node)!r} is not a config path; {_ALLOWED}")
    path = path_of(".".join([here.id, *parts]))
    if len(path) == 1 and path[0] in _CONSTANTS:
        value = _CONSTANTS[str(path[0])]
        return Term(value, _TEXT if isinstance(value, str) else _ANY)
    try:
        return lookup(path)
    except Problem as problem:
        quote = f"; a text needs quotes: '{here.id}'" if not parts else ""
        raise Problem(*(f"{line}{quote}" for line in problem.lines)) from None


def _number(term: Term, node: ast.expr) -> Term:
    if term.unit == _TEXT:
        raise _Wrong(f"{ast.unparse(node)} is not a number and cannot be used in arithmetic")
    return term


def _calculated(node: ast.BinOp, left: Term, right: Term) -> Term:
    shift = isinstance(node.op, ast.Add | ast.Sub)
    if shift:
        left, right = _amount(left, right), _amount(right, left)
    left, right = _number(left, node.left), _number(right, node.right)
    if isinstance(node.op, ast.Div) and (np.asarray(right.values) == 0).any():
        raise _Wrong(f"{ast.unparse(node)!r} divides by zero at a point; multiply instead")
    calculate = _ARITHMETIC[type(node.op)]
    values = calculate(np.asarray(left.values), np.asarray(right.values))
    return Term(values, _shifted(node, left, right) if shift else _scaled(node, left, right))


def _amount(term: Term, beside: Term) -> Term:
    """A quoted amount that is added to something, in its unit; to a point in time a number of days."""
    if not term.literal or beside.unit in (_TEXT, _ANY):
        return term
    unit = "d" if beside.unit == DAY else beside.unit
    try:
        return Term(units.parse(str(term.values), unit), unit)
    except ValueError as error:
        raise _Wrong(f"{show(term.values)} {error}") from None


def _shifted(node: ast.BinOp, left: Term, right: Term) -> str:
    pair = {left.unit, right.unit}
    if pair == {DAY} and isinstance(node.op, ast.Sub):
        return "d"
    if pair == {DAY, "d"}:
        return DAY
    if _ANY in pair:
        return (pair - {_ANY}).pop() if len(pair) > 1 else _ANY
    if len(pair) > 1 or DAY in pair:
        raise _Wrong(f"{ast.unparse(node)!r} mixes {_named(left.unit)} and {_named(right.unit)}")
    return left.unit


def _scaled(node: ast.BinOp, left: Term, right: Term) -> str:
    free = (_ANY, PURE)
    if right.unit in free:
        return left.unit if left.unit != _ANY else right.unit
    if isinstance(node.op, ast.Mult) and left.unit in free:
        return right.unit
    if isinstance(node.op, ast.Div) and left.unit == right.unit:
        return PURE
    return _ANY  # a product of two quantities is compared with bare numbers


def _compared(op: ast.cmpop, left: Term, right: Term) -> Any:
    if type(op) not in _COMPARISONS:
        raise _Wrong(f"a rule compares with < <= > >= == !=, not with {type(op).__name__.lower()}")
    compare = _COMPARISONS[type(op)]
    if left.literal and right.literal:
        raise _Wrong("compares two texts with each other; one side must be a path")
    left, right = _met(left, right), _met(right, left)
    if _TEXT in (left.unit, right.unit):
        return _texts(op, left, right)
    if _ANY not in (left.unit, right.unit) and left.unit != right.unit:
        raise _Wrong(f"compares {_named(left.unit)} with {_named(right.unit)}")
    found = compare(np.asarray(left.values), np.asarray(right.values))
    return found & ~np.isnan(left.values) & ~np.isnan(right.values)


def _met(term: Term, beside: Term) -> Term:
    """A quoted text as what it is compared with: a number in its unit, a date, or one of its names."""
    if not term.literal:
        return term
    if beside.unit == _TEXT:
        _check_name(str(term.values), beside.factor)
        return Term(term.values, _TEXT)
    try:
        if beside.unit == DAY and beside.factor is not None:
            return Term(float(read_value(beside.factor.value, term.values, beside.factor.day_zero)), DAY)
        if beside.unit in (_ANY, DAY):
            raise ValueError("needs a path beside it to determine its type")
        return Term(units.parse(str(term.values), beside.unit), beside.unit)
    except ValueError as error:
        raise _Wrong(f"{show(term.values)} {error}") from None


def _check_name(text: str, factor: Factor | None) -> None:
    if factor is None:
        return
    known = list(factor.options)
    if factor.field is not None and hasattr(factor.field.type, "__members__"):
        known = [name.lower() for name in factor.field.type.__members__]
    if known and text not in known:
        raise _Wrong(f"{join(factor.path)} is never {show(text)}{hint(text, known)}")


def _texts(op: ast.cmpop, left: Term, right: Term) -> Any:
    if left.unit != right.unit:
        other = next(term for term in (left, right) if term.unit != _TEXT)
        if not (other.unit == _ANY and np.ndim(other.values) == 0 and np.isinf(other.values)):
            raise _Wrong("compares a text with a number")
        raise _Wrong("compares a text with null")
    if not isinstance(op, ast.Eq | ast.NotEq):
        raise _Wrong("texts can only be equal or not: == or !=")
    read = np.not_equal(left.values, "") & np.not_equal(right.values, "")
    same = np.equal(left.values, right.values)
    return np.asarray(read & (same if isinstance(op, ast.Eq) else ~same), dtype=bool)


def _named(unit: str) -> str:
    return {DAY: "a day", PURE: "a pure number", _ANY: "a number"}.get(unit, unit)
