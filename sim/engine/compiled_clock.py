"""The compiled environment: an event list with one row per process, in SimPy's order.

A process has at most one pending wake-up, so the event list is an array. SimPy numbers events as they are scheduled,
and runs those of one instant in that order. An announcement is one event; it resumes waiting processes in the order in
which they began to wait; `a | b` takes one more event (SimPy's Condition) before its process resumes. So each row
stores the time of its wake-up, the number of the event that causes it, and the number at which it began to wait.

The next wake-up is found as in a tournament: the rows are the leaves of a binary tree, each node of which holds the
earlier of its two children, so a changed row takes five comparisons among thirty instead of a search through all of
them.
"""

from __future__ import annotations

import math
import operator
from typing import Any, NamedTuple

from numba import types
from numba.core.extending import overload, register_model

from sim.engine.linking import PART, method_of, part
from sim.engine.records import AddressModel, Record, read_item, write_item


class CompiledWait(NamedTuple):
    """A value that a process yields: days until a timeout, bits of the signals, and whether it is `a | b`."""

    delay: float
    signals: int
    joined: int


NOTHING = CompiledWait(math.inf, 0, 0)
"""The wait of a process that has ended."""


class CompiledClock(Record):
    """Type of the compiled environment."""


register_model(CompiledClock)(AddressModel)


@method_of(CompiledClock, "timeout")
def _timeout(env: Any, delay: Any) -> Any:
    def timeout(env: Any, delay: Any) -> Any:
        if not delay >= 0.0:
            raise ValueError("a delay must be a number of days not below 0")
        return CompiledWait(float(delay), 0, 0)

    return timeout


@part
def replay(env: Any, row: Any) -> Any:
    """Replay the matches of a row whose wake-up has changed."""
    node = row + len(env.due)
    due, order, since = read_item(env.due, row), read_item(env.order, row), read_item(env.since, row)
    while node > 1:
        other = read_item(env.first, node ^ 1)
        other_due = read_item(env.due, other)
        if other_due <= due:
            other_order, other_since = read_item(env.order, other), read_item(env.since, other)
            if other_due < due or other_order < order or (other_order == order and other_since < since):
                row, due, order, since = other, other_due, other_order, other_since
        node >>= 1
        write_item(env.first, node, row)


@part
def bit_of(env: Any, name: Any) -> Any:
    """The bit of a signal."""
    if not 0 <= name < env.names:
        raise IndexError("no such signal")
    return 1 << name


@method_of(CompiledClock, "signal")
def _signal(env: Any, name: Any) -> Any:
    def signal(env: Any, name: Any) -> Any:
        return CompiledWait(math.inf, bit_of(env, name), 0)

    return signal


@method_of(CompiledClock, "announce")
def _announce(env: Any, name: Any) -> Any:
    def announce(env: Any, name: Any) -> None:
        bit = bit_of(env, name)
        for row in range(len(env.due)):
            if env.signals[row] & bit:
                env.signals[row] = 0
                # a timeout of this very instant was numbered before
                if env.due[row] != env.now:
                    env.due[row] = env.now
                    env.order[row] = env.ticks
                    replay(env, row)
        env.ticks += 1

    return announce


@method_of(CompiledClock, "record")
def _record(env: Any, event: Any, value: Any) -> Any:
    def record(env: Any, event: Any, value: Any) -> None:
        if env.tracing == 1:
            line = env.lines
            if line == env.capacity:
                raise ValueError("the event log is full")
            write_item(env.log_day, line, env.now)
            write_item(env.log_process, line, env.running)
            write_item(env.log_event, line, event)
            write_item(env.log_value, line, value)
            env.lines = line + 1

    return record


@overload(operator.or_, jit_options=PART)
def _either(first: Any, second: Any) -> Any:
    if not (_is_wait(first) and _is_wait(second)):
        return None

    def either(first: Any, second: Any) -> Any:
        if first.joined + second.joined > 0:
            raise TypeError("a process waits for a timeout, a signal, or two of them joined by one `|`")
        return CompiledWait(min(first.delay, second.delay), first.signals | second.signals, 1)

    return either


def _is_wait(kind: Any) -> bool:
    return isinstance(kind, types.NamedTuple) and kind.instance_class is CompiledWait
