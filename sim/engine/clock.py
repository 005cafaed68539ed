"""SimPy's environment with three calls added by the model: signal, announce and record."""

from __future__ import annotations

from copy import copy
from operator import attrgetter
from typing import Any, NoReturn

import simpy
from simpy.events import Condition, Event, Timeout

WAIT_LIMIT = 5_000_000
"""Limit on the waits of the processes of one replication; beyond it, one counts as stuck at an instant."""


class _Single(Event):
    """An awaitable event that may be joined with one other by `|`."""

    env: Clock

    def __or__(self, other: Event) -> Either:
        self.env.joined()
        return Either(self.env, Condition.any_events, [self, other])

    def __and__(self, other: Event) -> NoReturn:
        _refuse()


class Delay(_Single, Timeout):
    """A timeout."""


class Signal(_Single):
    """A future announcement."""


class Either(Condition):
    """The first of two waits; a third is refused, because longer chains resume in different orders."""

    def __or__(self, other: Event) -> NoReturn:
        _refuse()

    __and__ = __or__


def _refuse() -> NoReturn:
    raise TypeError("a process waits for a timeout, a signal, or two of them joined by one `|`")


def _give_up() -> NoReturn:
    raise RuntimeError(f"more than {WAIT_LIMIT} waits: a process never lets time pass")


class Clock(simpy.Environment):
    """simpy.Environment with named signals, each an event that is renewed when announced."""

    def __init__(self, start: float, signals: int) -> None:
        super().__init__(start)
        self._signals = [Signal(self) for _ in range(signals)]
        self._waits_left = WAIT_LIMIT

    now: Any = property(attrgetter("_now"), doc="Days since day 0, as in SimPy, but found without a call of Python.")

    def timeout(self, delay: float = 0.0, value: Any = None) -> Delay:
        """Wait for `delay` days.

        Raises:
            ValueError: if the delay is negative or NaN.
            RuntimeError: if the replication has used up its waits.
        """
        if not delay >= 0.0:
            raise ValueError(f"a delay must be a number of days not below 0, not {delay}")
        self._waits_left -= 1
        if self._waits_left < 0:
            _give_up()
        return Delay(self, delay)

    def signal(self, name: int) -> Signal:
        """Wait for the next announcement of this name; raise RuntimeError as `timeout` does."""
        self._waits_left -= 1
        if self._waits_left < 0:
            _give_up()
        return self._signals[name]

    def announce(self, name: int) -> None:
        """Wake the processes that wait for this name, in the order in which they began to wait."""
        announced, self._signals[name] = self._signals[name], Signal(self)
        announced.succeed()

    def record(self, event: int, value: float) -> None:
        """Do nothing: this replication is not traced."""

    def joined(self) -> None:
        """Count one wait less: two waits have become one."""
        self._waits_left += 1

    @property
    def events_scheduled(self) -> int:
        """Events that SimPy has numbered so far."""
        return next(copy(self._eid))  # of a copy, as asking takes a number


class TracingClock(Clock):
    """A clock that keeps an event log."""

    def __init__(self, start: float, signals: int) -> None:
        super().__init__(start, signals)
        self.log: list[tuple[float, simpy.Process | None, int, float]] = []

    def record(self, event: int, value: float) -> None:
        """Write a line into the event log."""
        self.log.append((self._now, self.active_process, event, value))
