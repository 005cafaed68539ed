"""The runs that the batch runners are given: doing nothing, and 1,000 events; and a plain loop over them.

This module needs SimPy only, so that every runner imports the same one.
"""

from __future__ import annotations

import itertools
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


PAIRS = {"nothing": 1, "thousand": 5}
"""Turns of the runner in one process, each between two of the bare loop."""


def turns(runner: Callable[[str, int], Any], processes: int, model: str, runs: int, bare_runs: int) -> dict[str, Any]:
    """Runs a second of a runner, and of the bare loop before and after it.

    `overheads`: how much more a run takes than in the bare loop, as shares, a turn each: by processor time on one
    process, by the clock on several.
    """
    bare, kind = Bare(processes), 1 if processes == 1 else 0
    runner(model, max(2 * processes, runs // 100))  # what is done once; it does not count
    loops, took = [_took(bare, model, bare_runs)], []
    for _ in range(PAIRS[model]):
        took.append(_took(runner, model, runs))
        loops.append(_took(bare, model, bare_runs))
    bare.close()
    beside = [(one[kind] + other[kind]) / (2 * bare_runs) for one, other in itertools.pairwise(loops)]
    return {
        "runner": runs * len(took) / sum(each[0] for each in took),
        "bare": bare_runs * len(loops) / sum(each[0] for each in loops),
        "overheads": [each[kind] / runs / loop - 1.0 for each, loop in zip(took, beside, strict=True)],
    }


def _took(work: Callable[[str, int], Any], model: str, runs: int) -> tuple[float, float]:
    """Seconds by the clock, and of the processor in all threads of this process."""
    wall, processor = time.perf_counter(), time.process_time()
    work(model, runs)
    return time.perf_counter() - wall, time.process_time() - processor
