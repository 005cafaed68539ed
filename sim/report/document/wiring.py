"""Who acts, and who wakes whom: read from the cast and from the source of its processes."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.model import events, signals
from sim.model.cast import CAST, Role
from sim.model.contract import MECHANISMS
from sim.model.events import EVENTS
from sim.model.flows import take_step
from sim.model.signals import SIGNALS

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
    """What one step of the flows does, in order: the function and the first line of its docstring."""
    called = (node.func.id for node in _calls(take_step) if isinstance(node.func, ast.Name))
    known = {function.__name__: function for function in MECHANISMS}
    return tuple((name, summary(known[name])) for name in called)


def summary(function: Function) -> str:
    """The first line of a docstring, without its full stop."""
    return (inspect.getdoc(function) or "").partition("\n")[0].rstrip(".")


def _actor(role: Role) -> Actor:
    everything = tuple(_reached(role.process))
    return Actor(
        name=role.name,
        does=summary(role.process),
        draws=any(word in ("uniform", "item") for function in everything for word in _called_of_env(function)),
        waits=tuple(_signals(everything, "signal")),
        wakes=tuple(_signals(everything, "announce")),
        records=tuple(_events(everything)),
    )


def _reached(function: Function) -> Iterator[Function]:
    """A function and all functions of the model that it calls, however deep, each once."""
    waiting, seen = [function], {function}
    while waiting:
        current = waiting.pop(0)
        yield current
        for node in _calls(current):
            called = current.__globals__.get(node.func.id) if isinstance(node.func, ast.Name) else None
            if called in MECHANISMS and called not in seen:
                seen.add(called)
                waiting.append(called)


@cache
def _tree(function: Function) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


@cache
def _calls(function: Function) -> tuple[ast.Call, ...]:
    """The calls in a function, in the order of the text."""
    found = [node for node in ast.walk(_tree(function)) if isinstance(node, ast.Call)]
    return tuple(sorted(found, key=lambda node: (node.lineno, node.col_offset)))


def _called_of_env(function: Function) -> set[str]:
    """What a function calls of something else by its name, such as `announce` of its environment."""
    return {node.func.attr for node in _calls(function) if isinstance(node.func, ast.Attribute)}


def _signals(functions: Iterable[Function], word: str) -> dict[str, None]:
    """The signals that `env.<word>(signals.NAME)` names in these functions, in the order of the text."""
    found: dict[str, None] = {}
    for function in functions:
        for node in _calls(function):
            if isinstance(node.func, ast.Attribute) and node.func.attr == word:
                found |= {SIGNALS[getattr(signals, name)]: None for name in _members(node, "signals")}
    return found


def _events(functions: Iterable[Function]) -> dict[str, None]:
    """The events that these functions record, by all names of events in one that records."""
    found: dict[str, None] = {}
    for function in functions:
        if "record" in _called_of_env(function):
            found |= {EVENTS[getattr(events, name)].name: None for name in _members(_tree(function), "events")}
    return found


def _members(tree: ast.AST, module: str) -> Iterator[str]:
    """`JUMP` for each `signals.JUMP` in a piece of source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module:
            yield node.attr
