"""The compiled environment: an event list with one row a process, in SimPy's order.

A process has at most one pending wake-up, so the event list is an array. SimPy numbers events as they are scheduled,
and runs those of one instant in that order. An announcement is one event; it resumes those who wait in the order in
which they began to wait; `a | b` takes one event more (SimPy's Condition) before its process resumes. So each row
keeps when it is due, the number of the event that wakes it, and the number at which it began to wait.
"""

from __future__ import annotations

import math
import operator
from typing import Any, NamedTuple

from numba import types
from numba.core.extending import overload, overload_method

from sim.engine.structs import define


class Wait(NamedTuple):
    """What a process yields: days until a timeout, bits of the signals, and whether it is `a | b`."""

    delay: float
    signals: int
    joined: int


NOTHING = Wait(math.inf, 0, 0)
"""What a process that has ended waits for."""


class ClockType(types.StructRef):
    """Type of the compiled environment."""


CLOCK = define(
    "clock",
    (
        ("now", types.float64),
        ("ticks", types.int64),  # the next number of an event
        ("running", types.int64),  # the row of the process that runs
        ("due", types.float64[::1]),
        ("order", types.int64[::1]),
        ("since", types.int64[::1]),
        ("signals", types.int64[::1]),
        ("joined", types.int64[::1]),
        ("tracing", types.int64),
        ("lines", types.int64),  # written to the event log
        ("log_day", types.float64[::1]),
        ("log_process", types.int64[::1]),
        ("log_event", types.int64[::1]),
        ("log_value", types.float64[::1]),
    ),
    ClockType,
)


@overload_method(ClockType, "timeout")
def _timeout(env: Any, delay: Any) -> Any:
    def timeout(env: Any, delay: Any) -> Any:
        if not delay >= 0.0:
            raise ValueError("a delay must be a number of days not below 0")
        return Wait(float(delay), 0, 0)

    return timeout


@overload_method(ClockType, "signal")
def _signal(env: Any, name: Any) -> Any:
    def signal(env: Any, name: Any) -> Any:
        return Wait(math.inf, 1 << name, 0)

    return signal


@overload_method(ClockType, "announce")
def _announce(env: Any, name: Any) -> Any:
    def announce(env: Any, name: Any) -> None:
        for row in range(len(env.due)):
            if env.signals[row] & (1 << name):
                env.signals[row] = 0
                # a timeout of this very instant was numbered before
                if env.due[row] != env.now:
                    env.due[row] = env.now
                    env.order[row] = env.ticks
        env.ticks += 1

    return announce


@overload_method(ClockType, "record")
def _record(env: Any, event: Any, value: Any) -> Any:
    def record(env: Any, event: Any, value: Any) -> None:
        if env.tracing == 1:
            line = env.lines
            if line == len(env.log_day):
                raise ValueError("the event log is full")
            env.log_day[line] = env.now
            env.log_process[line] = env.running
            env.log_event[line] = event
            env.log_value[line] = value
            env.lines = line + 1

    return record


@overload(operator.or_)
def _either(first: Any, second: Any) -> Any:
    if not (_is_wait(first) and _is_wait(second)):
        return None

    def either(first: Any, second: Any) -> Any:
        if first.joined + second.joined > 0:
            raise TypeError("a process waits for a timeout, a signal, or two of them joined by one `|`")
        return Wait(min(first.delay, second.delay), first.signals | second.signals, 1)

    return either


def _is_wait(kind: Any) -> bool:
    return isinstance(kind, types.NamedTuple) and kind.instance_class is Wait
