"""The runs that the batch runners are given: doing nothing, and 1,000 events; and a plain loop over them.

This module needs SimPy only, so that every runner imports the same one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import simpy

EVENTS = 1_000
OUTCOMES = ("a", "b", "c")

Values = tuple[float, float, float]


def nothing(x: float) -> Values:
    """One call of Python."""
    return 1.0, 2.0, 3.0


def thousand_events(x: float) -> Values:
    """A process of SimPy that waits 1,000 times."""
    environment = simpy.Environment()
    environment.process(_wait(environment))
    environment.run()
    return environment.now, 2.0, 3.0


def _wait(environment: simpy.Environment) -> Iterator[simpy.Event]:
    for _ in range(EVENTS):
        yield environment.timeout(1.0)


MODELS: dict[str, Callable[[float], Values]] = {"nothing": nothing, "thousand": thousand_events}


def loop(model: str, runs: int) -> int:
    """So many runs, all of whose values are kept until the end; returns how many that are."""
    run = MODELS[model]
    return len([run(float(number)) for number in range(runs)])


class Bare:
    """The plain loop, in this process or shared out evenly among some that stand ready."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._crew = ProcessPoolExecutor(processes) if processes > 1 else None
        if self._crew is not None:
            list(self._crew.map(loop, ["nothing"] * processes, [1] * processes))

    def __call__(self, model: str, runs: int) -> None:
        if self._crew is None:
            loop(model, runs)
        else:
            share = [runs // self._processes] * self._processes
            list(self._crew.map(loop, [model] * self._processes, share))

    def close(self) -> None:
        if self._crew is not None:
            self._crew.shutdown()


def turns(runner: Callable[[str, int], Any], processes: int, model: str, runs: int, bare_runs: int) -> dict[str, float]:
    """Runs a second of a runner, and of the bare loop before and after it.

    With one process also `overhead`: how much more processor time a run takes than in the bare loop, as a share.
    """
    bare = Bare(processes)
    runner(model, max(2 * processes, runs // 100))  # what is done once; it does not count
    before, took, after = _took(bare, model, bare_runs), _took(runner, model, runs), _took(bare, model, bare_runs)
    bare.close()
    found = {"runner": runs / took[0], "bare": 2 * bare_runs / (before[0] + after[0])}
    if processes == 1:
        found["overhead"] = took[1] / runs / ((before[1] + after[1]) / (2 * bare_runs)) - 1.0
    return found


def _took(work: Callable[[str, int], Any], model: str, runs: int) -> tuple[float, float]:
    """Seconds by the clock, and of the processor in all threads of this process."""
    wall, processor = time.perf_counter(), time.process_time()
    work(model, runs)
    return time.perf_counter() - wall, time.process_time() - processor
