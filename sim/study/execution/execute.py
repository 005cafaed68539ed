"""Runs the replications of a batch, in chunks."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np

from sim.config.problems import Problem
from sim.config.settings import Settings
from sim.engine.batch import Batch, ReplicationFailed, Trace
from sim.model.parameters import Parameters
from sim.study.execution.pool import Executor, TaskFailed
from sim.study.execution.worker_losses import TimedWork, WorkerLost

CHUNK_SECONDS = 0.5
CHUNK_REPLICATIONS = 25_000
"""At most in a chunk, however fast, as chunks that wait are held in memory."""
PIECES = 64
"""Into which a chunk is cut whose worker was lost, so that the replication at fault is found."""
TRACE_COLUMNS = tuple(field.name for field in fields(Trace))


class Simulate(Protocol):
    """Simulation function of an engine: the given replications of a parameter set, as a batch."""

    def __call__(
        self, parameters: Parameters, seed: int, replications: Sequence[int], paths: int, traces: int, future: int = 0
    ) -> Batch: ...


def run_batch(parameters: Parameters, settings: Settings, simulate: Simulate, crew: Executor) -> Batch:
    """Run replications 0 .. settings.replications - 1, which depend on neither workers nor chunks, in order.

    Args:
        parameters: the validated model parameters.
        settings: seed, number of replications, and how many of them to save in full.
        simulate: the engine; a function that other processes can import.
        crew: the workers.

    Raises:
        Problem: a replication failed, or no worker survived it.
    """
    chunks, parts = Chunks(settings.replications, crew.workers), list[Batch]()
    work = _Work(simulate, parameters, settings.seed, settings.save.paths, settings.save.traces)
    try:
        with closing(crew.run(work, chunks)) as answers:
            for _, (seconds, part) in answers:
                parts.append(part)
                chunks.learn(len(part.replications), seconds)
    except TaskFailed as failure:
        raise Problem(_reason(failure)) from failure
    except WorkerLost as loss:
        raise Problem(f"{_named(loss.task)}: {loss}") from loss
    return joined(parts)


class Chunks:
    """Replications 0 .. total - 1 in ranges that are to take about `CHUNK_SECONDS`, shorter towards the end."""

    def __init__(self, total: int, workers: int) -> None:
        self._total, self._left, self._workers = total, total, workers
        self._size = 1

    def __iter__(self) -> Iterator[range]:
        first = 0
        while first < self._total:
            last = min(first + self._length(), self._total)
            self._left -= last - first
            yield range(first, last)
            first = last

    def learn(self, replications: int, seconds: float) -> None:
        """Choose the next lengths by what a chunk took; they grow fourfold at most, as the first ones are no rule."""
        wanted = replications * CHUNK_SECONDS / max(seconds, 1e-6)
        self._size = max(1, int(min(wanted, 4 * self._size, CHUNK_REPLICATIONS)))

    def _length(self) -> int:
        left = self._left
        share = math.ceil(left / (2 * self._workers)) if self._workers > 1 else left
        return min(left, self._size, max(share, self._size // 8, 1))


@dataclass(frozen=True)
class _Work(TimedWork):
    simulate: Simulate
    parameters: Parameters
    seed: int
    paths: int
    traces: int

    def ready(self) -> None:
        """Load the program, which takes a while in a new process."""
        load(self.simulate)

    def split(self, task: range) -> Sequence[range]:
        """Split a range into at most `PIECES` shorter ones."""
        return pieces(task)

    def __call__(self, chunk: range) -> tuple[float, Batch]:
        started = time.perf_counter()
        batch = self.simulate(self.parameters, self.seed, chunk, self.paths, self.traces)
        return time.perf_counter() - started, batch


def load(simulate: object) -> None:
    """Have an engine that needs it load its program."""
    prepare = getattr(simulate, "load", None)
    if prepare is not None:
        prepare()


def pieces(task: range) -> list[range]:
    """A range in at most `PIECES` others, in order, as long as each other but for one."""
    length = max(1, math.ceil(len(task) / PIECES))
    return [task[first : first + length] for first in range(0, len(task), length)]


def joined(parts: Sequence[Batch]) -> Batch:
    """The batches of disjoint replications as one, in their order; at least one of them, and none is empty."""
    parts = sorted(parts, key=lambda part: int(part.replications[0]))
    traces = [part.trace for part in parts]
    return Batch(
        replications=np.concatenate([part.replications for part in parts]),
        rows=np.concatenate([part.rows for part in parts]),
        days=parts[0].days,
        paths=np.concatenate([part.paths for part in parts]),
        daily=np.concatenate([part.daily for part in parts]),
        trace=Trace(**{name: np.concatenate([getattr(trace, name) for trace in traces]) for name in TRACE_COLUMNS}),
        events=sum(part.events for part in parts),
    )


def _reason(failure: TaskFailed) -> str:
    if failure.kind == ReplicationFailed.__name__:
        return failure.message
    return f"{_named(failure.task)}: {failure.kind}: {failure.message}"


def _named(chunk: range) -> str:
    return f"replication {chunk[0]}" if len(chunk) == 1 else f"replications {chunk[0]} to {chunk[-1]}"
