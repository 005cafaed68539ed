"""Forecast of remaining work: whether it ends sooner under SimPy or compiled.

How fast SimPy goes is measured by the work itself. What starting processes, loading and compiling the program take is
known only relative to how fast the machine runs Python, which a loop of a few milliseconds measures.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from enum import Enum
from functools import cache

STEPS = 20_000
"""Of the loop that measures the machine."""
LOADING_LOOPS = 25.0
"""How many times that loop runs on one core while another loads a compiled program."""
COMPILER_LOOPS = 500.0
"""The same while what compiles is imported."""
COMPILING_LOOPS = 4_200.0
"""The same while one process compiles a whole program."""
COMPILING_PROCESSES = 2
"""How many share that, if there are workers enough."""
STARTING_LOOPS = 200.0
"""The same while worker processes are started."""
TASKS_MEASURED = 2
"""Tasks after which the speed counts as measured."""


class ExecutionMode(Enum):
    """Ways to run replications."""

    ALONE = "in this process, under SimPy"
    PROCESSES = "in several processes, under SimPy"
    COMPILED = "in threads, compiled"


class CompletionForecast:
    """Forecast of the time that the remaining replications take.

    Attributes:
        left: replications that are left.
    """

    def __init__(self, replications: int, workers: int) -> None:
        self.left = replications
        self._workers = workers
        self._tasks = 0
        self.replication_seconds = math.inf  # on one core, under SimPy

    def learn(self, replications: int, seconds: float) -> None:
        """Take note of what a task took one core under SimPy; the first ones take longer than those after them."""
        self._tasks += 1
        self.replication_seconds = min(self.replication_seconds, seconds / replications)

    @property
    def is_measured(self) -> bool:
        """True if enough was done to tell how long the rest takes."""
        return self._tasks >= TASKS_MEASURED

    def simpy_seconds(self, way: ExecutionMode) -> float:
        """Seconds that the rest takes under SimPy, whose processes are there already or are started."""
        alone = self.left * self.replication_seconds
        start = 0.0 if way == ExecutionMode.PROCESSES else STARTING_LOOPS * loop_seconds()
        shared = start + alone / self._workers
        return shared if way == ExecutionMode.PROCESSES else min(alone, shared)

    def is_shared_sooner(self) -> bool:
        """True if starting processes, where there are none, is worth it."""
        return self.simpy_seconds(ExecutionMode.ALONE) < self.left * self.replication_seconds

    def is_loaded_sooner(self, way: ExecutionMode) -> bool:
        """True if loading a compiled program is worth it."""
        return self.simpy_seconds(way) > LOADING_LOOPS * loop_seconds()

    def is_compiled_sooner(self, way: ExecutionMode, missing: float = 1.0) -> bool:
        """True if compiling a program, of which so large a share is missing, and loading it is worth it."""
        compiling = COMPILER_LOOPS + missing * COMPILING_LOOPS / min(self._workers, COMPILING_PROCESSES)
        return self.simpy_seconds(way) > (compiling + LOADING_LOOPS) * loop_seconds()


@cache
def loop_seconds() -> float:
    """Seconds that the loop takes on this machine; the least of several times, as others may disturb one."""
    return min(_timed_loop() for _ in range(4))


def _timed_loop() -> float:
    started = time.thread_time()
    total, counts = 0.0, [0.0] * 8
    for step in _steps():
        counts[step & 7] += step * 0.5
        total = max(total, counts[step & 3])
    return time.thread_time() - started


def _steps() -> Iterator[int]:
    yield from range(STEPS)
