"""Writes the compiled scheduler's driver: the program that starts the processes of a cast and resumes them in order.

Each process is called by name, so this is a template filled in for a cast; a second one is that of a process itself.
The driver allocates nothing: the words of the world, the environment and the streams are reset for each replication.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sim.engine import clock
from sim.engine.layout import Layout, offset_of
from sim.engine.scheduler_layout import rows_of
from sim.model.cast import Role

TEMPLATE = '''
def run_one(env, world, parameters, frames, streams, names, seed, last, days, world_words, row, daily):
    """One replication, from its start to its horizon, the last of `days`; returns the number of resumptions."""
    horizon = days[-1]
    env.now = days[0]
    env.ticks = {count}
    for k in range({rows}):
        env.due[k] = days[0] if k < {count} else NOTHING.delay
        env.order[k] = k
        env.since[k] = k
        env.signals[k] = 0
        env.joined[k] = 0
        env.first[{rows} + k] = k
    for k in range({rows}):
        replay(env, k)
    for word in range(len(world_words)):
        world_words[word] = 0.0
    begin(world, parameters)
{start_processes}
    rows_taken = 0
    resumed = 0
    while True:
        k = env.first[1]
        while rows_taken < len(daily) and days[rows_taken] <= env.due[k]:
            take_daily_row(world, parameters, days[rows_taken])
            for place in range({daily_count}):
                daily[rows_taken, place] = world_words[{daily} + place]
            rows_taken += 1
        if env.due[k] >= horizon:
            break
        env.now = env.due[k]
        env.signals[k] = 0
        if env.joined[k] == 1:
            env.joined[k] = 0
            env.order[k] = env.ticks
            env.ticks += 1
            replay(env, k)
            continue
        resumed += 1
        if resumed > {limit}:
            raise RuntimeError("a process never lets time pass")
        env.running = k
        wait = NOTHING
{resume_process}
        env.due[k] = env.now + wait.delay
        env.signals[k] = wait.signals
        env.joined[k] = wait.joined
        env.order[k] = env.ticks
        env.since[k] = env.ticks
        env.ticks += 1
        replay(env, k)
    end(world, parameters, horizon)
{take_measures}
    balance_books(world, parameters)
    return resumed


def batch(world_words, parameter_words, clock_words, frames, streams, names, seed, lasts, days, traced, rows, daily,
          no_days, missing, lines, failed):
    """Replications with the last words of the counter `lasts`; the first of them keep daily rows and event logs.

    Returns the number of resumptions. Marks a replication that fails, and stops there.
    """
    env = as_clock(clock_words)
    world = as_world(world_words)
    parameters = as_parameters(parameter_words)
    resumed = 0
    env.lines = 0
    for r in range(len(lasts)):
        env.tracing = 1 if r < traced else 0
        kept = daily[r] if r < len(daily) else no_days
        try:
            resumed += run_one(env, world, parameters, frames, streams, names, seed, lasts[r], days, world_words,
                               rows[r], kept)
        except Exception:
            failed[r] = 1
        if failed[r] == 1:
            break
        for place in range({balance_count}):
            missing[r, place] = world_words[{balance} + place]
        if r < traced:
            lines[r] = env.lines
    return resumed
'''

PROCESS = '''
def {name}(frame, begins, env, world, parameters, stream, numbers):
    """Begin a process, which then waits for its first turn, or resume it; returns what it waits for."""
    run = kept(frame, begins, process(env, world, parameters, stream{numbers}))
    wait = NOTHING
    if not begins:
        for wait in run:  # leaves it as it is when the process has ended
            break
    return wait
'''


def source_of_process(name: str, numbers: int) -> str:
    """The text of the function that begins and resumes a process that also takes so many numbers."""
    return PROCESS.format(name=name, numbers="".join(f", numbers[{k}]" for k in range(numbers)))


def source(cast: Sequence[Role], measures: Sequence[Sequence[str]], world: Layout) -> str:
    """The driver's text for a cast; its processes are called `process0`, `process1`, ... in the order of the cast.

    Args:
        cast: the processes.
        measures: what the function of each is given; it is called `measure0`, `measure1`, ... in their order.
        world: the layout of the world; its `daily` and `balance` hold floats.
    """
    return TEMPLATE.format(
        count=len(cast),
        rows=rows_of(len(cast)),
        limit=clock.WAIT_LIMIT,
        take_measures=_indent(_measures(measures), 1),
        start_processes=_indent(_starts(cast), 1),
        resume_process=_indent(_resumptions(cast), 2),
        **_place(world, "daily"),
        **_place(world, "balance"),
    )


def _place(world: Layout, field: str) -> dict[str, int]:
    first, last = offset_of(world, field)
    return {field: first, f"{field}_count": last - first}


def _indent(lines: Iterable[str], depth: int) -> str:
    return "\n".join("    " * depth + line for line in lines)


def _starts(cast: Sequence[Role]) -> Iterator[str]:
    for k, role in enumerate(cast):
        yield f"frame{k} = as_frame(frames[{k}])"
        yield f"stream{k} = as_stream(streams[{k}])"
        yield f"seat(stream{k}, seed, names[{k}], last)"
        yield _call(k, role, begins=True)


def _measures(measures: Sequence[Sequence[str]]) -> Iterator[str]:
    for k, arguments in enumerate(measures):
        yield f"row[{k}] = measure{k}({', '.join(arguments)})"


def _resumptions(cast: Sequence[Role]) -> Iterator[str]:
    for k, role in enumerate(cast):
        yield f"{'if' if k == 0 else 'elif'} k == {k}:"
        yield f"    wait = {_call(k, role, begins=False)}"


def _call(k: int, role: Role, begins: bool) -> str:
    return f"resume{k}(frame{k}, {begins}, env, world, parameters, stream{k}, {role.numbers})"
