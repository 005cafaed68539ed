"""The interface between mechanism and scheduler, and the marker of functions that a scheduler may compile.

A mechanism is an ordinary SimPy generator, `def fires(env, world, parameters, stream)`. Beyond SimPy's `env.timeout(d)`
and `env.now` it uses three calls:

`yield env.signal(NAME)`
    wait until a process calls `env.announce(NAME)`; may be joined with one timeout, `env.timeout(d) |
    env.signal(NAME)`.
`env.announce(NAME)`
    wake every process that waits for NAME now.
`env.record(EVENT, value)`
    write a line into the event log of a traced replication; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

MECHANISMS: list[Callable[..., Any]] = []
"""Every function that the processes run, in the order of definition; a compiling scheduler registers them all."""


def mechanism(function: Function) -> Function:
    """Mark a process, or a function that a process calls, as part of the model."""
    MECHANISMS.append(function)
    return function


class Wait(Protocol):
    """A value that a process yields."""

    def __or__(self, other: Any) -> Wait: ...


class Environment(Protocol):
    """The scheduler as a process sees it. Time is in days since the scenario's day 0."""

    @property
    def now(self) -> float: ...

    def timeout(self, delay: float) -> Wait:
        """Wait for `delay` days; raise ValueError for a negative or undefined delay."""
        ...

    def signal(self, name: int) -> Wait: ...

    def announce(self, name: int) -> None: ...

    def record(self, event: int, value: float) -> None: ...


class Stream(Protocol):
    """The random numbers of one mechanism in one replication."""

    def uniform(self) -> float:
        """The next uniform draw in [0, 1)."""
        ...

    def item(self, number: int) -> None:
        """Go to the first draw of item `number` (a package, a phase, a decision)."""
        ...


Process = Generator[Wait, None, None]
