"""Processes, and the signals by which they wake each other, read from the cast and its source."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.model import events, signals
from sim.model.cast import CAST, Role
from sim.model.contract import MECHANISMS
from sim.model.events import EVENTS
from sim.model.flows import take_step
from sim.model.signals import SIGNALS

Known = Mapping[str, int]


@dataclass(frozen=True)
class CalledFunction:
    """A function as one of its callers runs it.

    Attributes:
        nodes: the pieces of its source that can be run; inner statements stand by themselves.
        calls: the calls in them, in the order of the text.
    """

    function: Function
    nodes: tuple[ast.AST, ...]
    calls: tuple[ast.Call, ...]


def call_graph(process: Function, numbers: Sequence[int]) -> Iterator[CalledFunction]:
    """A process, started with these numbers as its last arguments, and all functions of the model that it reaches.

    Each comes once for each set of numbers that it is handed.
    """
    names = list(inspect.signature(process).parameters)
    given = zip(names[len(names) - len(numbers) :], numbers, strict=True)
    first = {name: number for name, number in given if name not in _assigned(process)}
    waiting: list[tuple[Function, Known]] = [(process, first)]
    seen = list(waiting)
    while waiting:
        function, known = waiting.pop(0)
        part = _part(function, known)
        yield part
        for call in part.calls:
            called = function.__globals__.get(call.func.id) if isinstance(call.func, ast.Name) else None
            if called in MECHANISMS:
                then = (called, _handed_on(called, call, function, known))
                if then not in seen:
                    seen.append(then)
                    waiting.append(then)


def _part(function: Function, known: Known) -> CalledFunction:
    nodes = tuple(_live(_body(function), function, known))
    calls = [node for top in nodes for node in ast.walk(top) if isinstance(node, ast.Call)]
    return CalledFunction(function, nodes, tuple(sorted(calls, key=lambda node: (node.lineno, node.col_offset))))


@cache
def _body(function: Function) -> tuple[ast.stmt, ...]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return tuple(definition.body)


def _live(body: Sequence[ast.stmt], function: Function, known: Known) -> Iterator[ast.AST]:
    """The statements and conditions that can be run; what follows a `return` that always comes cannot."""
    for statement in body:
        if isinstance(statement, ast.If | ast.While):
            holds = _decided(statement.test, function, known)
            yield statement.test
            if holds is not False:
                yield from _live(statement.body, function, known)
            if holds is not True:
                yield from _live(statement.orelse, function, known)
            ends = isinstance(statement, ast.If) and holds is not None
            if ends and _leaves(statement.body if holds else statement.orelse):
                return
        elif isinstance(statement, ast.For):
            yield statement.iter
            yield from _live(statement.body, function, known)
        else:
            yield statement


def _leaves(body: Sequence[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], ast.Return | ast.Raise)


def _decided(test: ast.expr, function: Function, known: Known) -> bool | None:
    """True if a condition holds, as far as the known numbers tell; None if they do not."""
    if isinstance(test, ast.BoolOp):
        parts = [_decided(part, function, known) for part in test.values]
        if isinstance(test.op, ast.And):
            return False if False in parts else (True if None not in parts else None)
        return True if True in parts else (False if None not in parts else None)
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq | ast.NotEq):
        left, right = (_number(side, function, known) for side in (test.left, test.comparators[0]))
        if left is not None and right is not None:
            return (left == right) is isinstance(test.ops[0], ast.Eq)
    return None


def _number(value: ast.expr, function: Function, known: Known) -> int | None:
    """The number that an expression is, where it is a known one or a constant of its file."""
    if isinstance(value, ast.Constant):
        return value.value if isinstance(value.value, int) else None
    if isinstance(value, ast.Name):
        local = value.id in function.__code__.co_varnames
        found = known.get(value.id) if local else function.__globals__.get(value.id)
        return found if isinstance(found, int) else None
    return None


def _handed_on(called: Function, call: ast.Call, caller: Function, known: Known) -> Known:
    """The numbers that a call hands on, by the names that the called function has for them."""
    found = {}
    for name, value in zip(inspect.signature(called).parameters, call.args, strict=False):
        number = _number(value, caller, known)
        if number is not None and name not in _assigned(called):
            found[name] = number
    return found


@cache
def _assigned(function: Function) -> frozenset[str]:
    """The names that a function gives another value."""
    names = (node for statement in _body(function) for node in ast.walk(statement) if isinstance(node, ast.Name))
    return frozenset(node.id for node in names if isinstance(node.ctx, ast.Store))


Function = Callable[..., Any]


@dataclass(frozen=True)
class Actor:
    """A process of the cast.

    Attributes:
        name: by which it has its random numbers and its lines in the trace.
        does: the first line of its docstring.
        draws: whether it takes random numbers.
        waits: the signals that it waits for; `wakes`: those that it announces; `records`: its events in the trace.
    """

    name: str
    does: str
    draws: bool
    waits: tuple[str, ...]
    wakes: tuple[str, ...]
    records: tuple[str, ...]


@cache
def actors() -> tuple[Actor, ...]:
    """The processes of a replication, in the order in which they start."""
    return tuple(_actor(role) for role in CAST)


def steps_of_flows() -> tuple[tuple[str, str], ...]:
    """Steps of the flows, in order: name of the function and first line of its docstring."""
    step = next(call_graph(take_step, ()))
    called = (node.func.id for node in step.calls if isinstance(node.func, ast.Name))
    known = {function.__name__: function for function in MECHANISMS}
    return tuple((name, summary(known[name])) for name in called)


def summary(function: Function) -> str:
    """The first line of a docstring, without its full stop."""
    return (inspect.getdoc(function) or "").partition("\n")[0].rstrip(".")


def _actor(role: Role) -> Actor:
    everything = tuple(call_graph(role.process, role.numbers))
    return Actor(
        name=role.name,
        does=summary(role.process),
        draws=any(word in ("uniform", "item") for part in everything for word in _called_of_env(part)),
        waits=tuple(_signals(everything, "signal")),
        wakes=tuple(_signals(everything, "announce")),
        records=tuple(_events(everything)),
    )


def _called_of_env(part: CalledFunction) -> set[str]:
    """Names of the attributes that a function calls, such as `announce` of its environment."""
    return {node.func.attr for node in part.calls if isinstance(node.func, ast.Attribute)}


def _signals(parts: Iterable[CalledFunction], word: str) -> dict[str, None]:
    """The signals that `env.<word>(signals.NAME)` names in these functions, in the order of the text."""
    found: dict[str, None] = {}
    for part in parts:
        for node in part.calls:
            if isinstance(node.func, ast.Attribute) and node.func.attr == word:
                found |= {SIGNALS[getattr(signals, name)]: None for name in _members([node], "signals")}
    return found


def _events(parts: Iterable[CalledFunction]) -> dict[str, None]:
    """The events that these functions record, by all names of events in one that records."""
    found: dict[str, None] = {}
    for part in parts:
        if "record" in _called_of_env(part):
            found |= {EVENTS[getattr(events, name)].name: None for name in _members(part.nodes, "events")}
    return found


def _members(nodes: Iterable[ast.AST], module: str) -> Iterator[str]:
    """`JUMP` for each `signals.JUMP` in pieces of source."""
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module:
            yield node.attr
