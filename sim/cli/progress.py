"""Progress: replications done, rate and time left; bars on a terminal, otherwise a line from time to time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.cli.heartbeat import heartbeat
from sim.config.counting import number_of

if TYPE_CHECKING:
    from sim.study.sweep.progress import SweepProgress

Tell = Callable[["SweepProgress"], None]
FAST = 100.0  # replications a second, from which tenths say nothing


@contextmanager
def progress_bar(name: str) -> Iterator[Tell]:
    """Something to tell of each step of work of that name."""
    if not sys.stderr.isatty():
        with heartbeat("starting") as beat:
            yield lambda step: setattr(beat, "doing", f"{name}: {state(step)}")
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"))
    with Bars(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task("starting", total=None, state="")
        yield lambda step: bars.update(task, description=name, total=step.total, completed=step.done, state=state(step))


def state(step: SweepProgress) -> str:
    """Progress in words: replications done and failed, their rate, and the time left."""
    failed = f", {step.failed:,} failed" if step.failed else ""
    rate = f"{step.rate:,.0f}" if step.rate >= FAST else f"{step.rate:,.1f}"
    if step.done == step.total:
        return f"{number_of(step.total, 'replication')}{failed}, {rate}/s"
    left = f", {time_text(step.seconds_left)} left" if step.rate else ""
    return f"{step.done:,} of {step.total:,} replications{failed}, {rate}/s{left}"


def time_text(seconds: float) -> str:
    """A time in words, to the second or minute."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
