"""Who acts, and who wakes whom: read from the cast and from the source of its processes (`reached.py`)."""

from __future__ import annotations

import ast
import inspect
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
from sim.report.document.call_graph import CalledFunction, call_graph

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
    """What a function calls of something else by its name, such as `announce` of its environment."""
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
