"""Writes the compiled scheduler's driver: the program that starts the processes of a cast and resumes them in order.

Numba needs each process by name, where it starts and where it resumes, so this is a template filled in for a cast and
its classes. Everything that may be allocated is allocated once a batch and reset in place, as Numba never frees what
a generator that was not run to its end has captured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from numba import types

from sim.engine.streams import name_hash
from sim.engine.structs import Struct
from sim.model.cast import Role

TEMPLATE = '''
def run_one(env, world, parameters, streams, seed, last, days, row, daily, missing):
    """One replication: from its start to its horizon, the last of `days`; returns the number of resumptions."""
    start, horizon = days[0], days[-1]
    env.now = start
    env.ticks = {count}
    env.lines = 0
    env.due[:] = start
    env.signals[:] = 0
    env.joined[:] = 0
    for j in range({count}):
        env.order[j] = j
        env.since[j] = j
{reset_world}
    begin(world, parameters)
{start_processes}
    rows_taken = 0
    resumed = 0
    while True:
        k = 0
        for j in range(1, {count}):
            if env.due[j] < env.due[k] or (env.due[j] == env.due[k] and (
                    env.order[j] < env.order[k] or (env.order[j] == env.order[k] and env.since[j] < env.since[k]))):
                k = j
        while rows_taken < len(daily) and days[rows_taken] <= env.due[k]:
            take_daily_row(world, parameters, days[rows_taken])
            day_row = daily[rows_taken]
{store_daily}
            rows_taken += 1
        if env.due[k] >= horizon:
            break
        env.now = env.due[k]
        env.signals[k] = 0
        if env.joined[k] == 1:
            env.joined[k] = 0
            env.order[k] = env.ticks
            env.ticks += 1
            continue
        resumed += 1
        if resumed > {limit}:
            raise RuntimeError("a process does not let time pass")
        env.running = k
        wait = NOTHING
{resume_process}
        env.due[k] = env.now + wait.delay
        env.signals[k] = wait.signals
        env.joined[k] = wait.joined
        env.order[k] = env.ticks
        env.since[k] = env.ticks
        env.ticks += 1
    take_measures(world, parameters, horizon)
    balance_books(world, parameters)
{store_measures}
{store_missing}
    return resumed


def batch(numbers, lengths, seed, lasts, days, paths, traces, rows, daily, missing, log, lines, failed):
    """Replications with the last counter words `lasts`; the first of them keep daily rows and event logs."""
    env = new(clock_type)
    env.due = np.zeros({count})
    env.order = np.zeros({count}, np.int64)
    env.since = np.zeros({count}, np.int64)
    env.signals = np.zeros({count}, np.int64)
    env.joined = np.zeros({count}, np.int64)
    env.log_day = np.zeros(len(log))
    env.log_process = np.zeros(len(log), np.int64)
    env.log_event = np.zeros(len(log), np.int64)
    env.log_value = np.zeros(len(log))
{make_world}
{make_parameters}
{make_streams}
    at = 0
    number = 0
{load_parameters}
    nothing = np.zeros((0, daily.shape[2]))
    resumed = 0
    written = 0
    for r in range(len(lasts)):
        env.tracing = 1 if r < traces else 0
        try:
            kept = daily[r] if r < paths else nothing
            resumed += run_one(env, world, parameters, streams, seed, lasts[r], days, rows[r], kept, missing[r])
        except Exception:
            failed[r] = 1
        if failed[r] == 1:
            break
        if r < traces:
            lines[r] = env.lines
            if written + env.lines > len(log):
                failed[r] = 1
                break
            for line in range(env.lines):
                log[written, 0] = env.log_day[line]
                log[written, 1] = env.log_process[line]
                log[written, 2] = env.log_event[line]
                log[written, 3] = env.log_value[line]
                written += 1
    return resumed
'''

RESUMPTION_LIMIT = 10_000_000


def source(cast: Sequence[Role], world: Struct, parameters: Struct, streams: Struct) -> str:
    """The driver's text for a cast; names of the processes are `process0`, `process1`, ... in the order of the cast.

    Args:
        cast: who acts.
        streams: a struct with a stream for each, `of0`, `of1`, ...
        world: its struct, in which `daily`, `measures` and `balance` hold numbers and lists.
        parameters: their struct.
    """
    count = len(cast)
    inner = dict(world.fields)
    return TEMPLATE.format(
        count=count,
        limit=RESUMPTION_LIMIT,
        reset_world=_indent(_zeros(world, "world"), 1),
        start_processes=_indent(_starts(cast), 1),
        resume_process=_indent(_resumptions(count), 2),
        store_daily=_indent(_stores(inner["daily"], "world.daily", "day_row"), 3),
        store_measures=_indent(_stores(inner["measures"], "world.measures", "row"), 1),
        store_missing=_indent(_stores(inner["balance"], "world.balance", "missing"), 1),
        make_world=_indent(_makes(world, "world", state=True), 1),
        make_parameters=_indent(_makes(parameters, "parameters", state=False), 1),
        make_streams=_indent(_makes(streams, "streams", state=True), 1),
        load_parameters=_indent(_loads(parameters, "parameters"), 1),
    )


def _indent(lines: Any, depth: int) -> str:
    return "\n".join("    " * depth + line for line in lines)


def _is_array(kind: Any) -> bool:
    return isinstance(kind, types.Array)


def _starts(cast: Sequence[Role]) -> Iterator[str]:
    for k, role in enumerate(cast):
        numbers = "".join(f", {number}" for number in role.numbers)
        yield f"seat(streams.of{k}, seed, np.uint64({name_hash(role.name)}), last)"
        yield f"run{k} = process{k}(env, world, parameters, streams.of{k}{numbers})"


def _resumptions(count: int) -> Iterator[str]:
    for k in range(count):
        yield f"{'if' if k == 0 else 'elif'} k == {k}:"
        yield f"    for wait in run{k}:"  # leaves `wait` as it is when the process has ended
        yield "        break"


def _zeros(struct: Struct, name: str) -> Iterator[str]:
    for field, kind in struct.fields:
        if isinstance(kind, Struct):
            yield from _zeros(kind, f"{name}.{field}")
        else:
            yield f"{name}.{field}{'[:]' if _is_array(kind) else ''} = 0"


def _makes(struct: Struct, name: str, state: bool) -> Iterator[str]:
    yield f"{name} = new({struct.name}_type)"
    for field, kind in struct.fields:
        if isinstance(kind, Struct):
            part = f"{name}_{field}"
            yield from _makes(kind, part, state)
            yield f"{name}.{field} = {part}"
        elif _is_array(kind) and state:
            yield f"{name}.{field} = np.zeros({struct.lengths[field]}, np.{kind.dtype})"


def _loads(struct: Struct, name: str) -> Iterator[str]:
    for field, kind in struct.fields:
        if isinstance(kind, Struct):
            yield from _loads(kind, f"{name}.{field}")
        elif _is_array(kind):
            yield f"{name}.{field} = numbers[at:at + lengths[number]].astype(np.{kind.dtype})"
            yield "at += lengths[number]"
            yield "number += 1"
        elif kind == types.boolean:
            yield f"{name}.{field} = numbers[at] != 0.0"
            yield "at += 1"
        else:
            yield f"{name}.{field} = np.{kind}(numbers[at])"
            yield "at += 1"


def _stores(struct: Struct, name: str, row: str) -> Iterator[str]:
    at = 0
    for field, _ in struct.fields:
        length = struct.lengths.get(field, 0)
        yield f"{row}[{f'{at}:{at + length}' if length else at}] = {name}.{field}"
        at += max(1, length)
