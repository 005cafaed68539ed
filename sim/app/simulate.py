"""Simulates after a change: paired replications of a few parameter sets, in threads, one change at a time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.engine.batch import Batch, ReplicationFailed, Trace
from sim.model.daily import TRACKED
from sim.model.parameters import Parameters
from sim.study.execution.engines import Simulation
from sim.study.execution.pool import TaskFailed
from sim.study.execution.threads import Threads

QUANTITIES = ("ground_lost_km2", "tube_stock_kr", "sanctuary_bty", "rung")
"""Tracked quantities whose days are kept: those of the fan charts of `escsim compare`."""

CHUNKS = 4  # of a parameter set for each worker: a move that is no longer wanted ends with its chunk
HELD_BYTES = 160_000_000  # of results of recent moves
WAITING = 12  # moves that may wait; more are refused, and their page asks again

Numbers = NDArray[np.float64]


class Superseded(Exception):
    """The answer is no longer wanted."""


class QueueFull(Exception):
    """Too many moves wait already."""


@dataclass(frozen=True)
class SimulationJob:
    """Replications 0 to `replications` - 1 of one parameter set, in the stream of a future of a study."""

    parameters: Parameters
    seed: int
    replications: int
    future: int = 0


@dataclass(frozen=True, eq=False)
class JobResult:
    """Result of a job.

    Attributes:
        days: shape (days,).
        rows: the measures, in the order of the model; shape (replications, measures).
        paths: the days of `QUANTITIES`; shape (quantities, days, replications), so that one day lies together.
    """

    days: Numbers
    rows: Numbers
    paths: Numbers


@dataclass(frozen=True)
class _Chunk:
    job: SimulationJob
    numbers: range


class Simulator:
    """The compiled program with its threads, and the results of recent jobs. May be asked from many threads."""

    def __init__(self, simulation: Simulation, workers: int) -> None:
        self._simulation = simulation
        self._workers = workers
        self._threads = Threads(workers)
        self._turn = threading.Lock()  # of the one move that runs
        self._room = threading.BoundedSemaphore(WAITING + 1)
        self._held: OrderedDict[SimulationJob, JobResult] = OrderedDict()
        self._holding = threading.Lock()

    def __enter__(self) -> Simulator:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.__exit__(None, None, None)

    def outcomes(
        self, jobs: Sequence[SimulationJob], wanted: Callable[[], bool] = lambda: True
    ) -> tuple[list[JobResult], float]:
        """The outcomes of some jobs, those that are not held run side by side.

        `wanted` is called from time to time: whether a page still waits for the answer.

        Returns:
            The outcomes in the order of the jobs, and the seconds that running took.

        Raises:
            Superseded: no page does.
            QueueFull: too many moves wait.
            Problem: a replication failed.
        """
        if not self._room.acquire(blocking=False):
            raise QueueFull
        try:
            with self._turn:
                started = time.perf_counter()
                missing = [job for job in dict.fromkeys(jobs) if self._look_up(job) is None]
                made = self._run(missing, wanted) if missing else {}
                found = [made.get(job) or self._look_up(job) for job in jobs]
                for job, outcome in made.items():
                    self._hold(job, outcome)
                return [outcome for outcome in found if outcome is not None], time.perf_counter() - started
        finally:
            self._room.release()

    def story(self, job: SimulationJob, replication: int) -> Trace:
        """The events of one replication; raise Problem if it fails."""
        try:
            batch = self._simulation(job.parameters, job.seed, [replication], 0, replication + 1, job.future)
        except ReplicationFailed as failure:
            raise Problem(str(failure)) from None
        return batch.trace

    def _run(self, jobs: Sequence[SimulationJob], wanted: Callable[[], bool]) -> dict[SimulationJob, JobResult]:
        chunks = [chunk for job in jobs for chunk in self._chunks(job)]
        parts: dict[_Chunk, tuple[Numbers, Numbers, Numbers]] = {}
        try:
            for chunk, part in self._threads.run(self._one, _while(wanted, chunks)):
                parts[chunk] = part
        except TaskFailed as failure:
            raise Problem(failure.message) from None
        return {job: _joined([parts[chunk] for chunk in self._chunks(job)]) for job in jobs}

    def _chunks(self, job: SimulationJob) -> list[_Chunk]:
        edges = np.linspace(0, job.replications, min(CHUNKS * self._workers, job.replications) + 1).astype(int).tolist()
        return [_Chunk(job, range(first, last)) for first, last in pairwise(edges)]

    def _one(self, chunk: _Chunk) -> tuple[Numbers, Numbers, Numbers]:
        job, numbers = chunk.job, chunk.numbers
        batch: Batch = self._simulation(job.parameters, job.seed, numbers, numbers[-1] + 1, 0, job.future)
        return batch.days, batch.rows, np.ascontiguousarray(batch.daily[:, :, PLACES].transpose(2, 1, 0))

    def _look_up(self, job: SimulationJob) -> JobResult | None:
        with self._holding:
            if job in self._held:
                self._held.move_to_end(job)
            return self._held.get(job)

    def _hold(self, job: SimulationJob, outcome: JobResult) -> None:
        with self._holding:
            self._held[job] = outcome
            while len(self._held) > 1 and sum(each.paths.nbytes for each in self._held.values()) > HELD_BYTES:
                self._held.popitem(last=False)


PLACES = [[tracked.name for tracked in TRACKED].index(name) for name in QUANTITIES]


def _while(wanted: Callable[[], bool], chunks: Sequence[_Chunk]) -> Iterator[_Chunk]:
    for chunk in chunks:
        if not wanted():
            raise Superseded
        yield chunk


def _joined(parts: Sequence[tuple[Numbers, Numbers, Numbers]]) -> JobResult:
    return JobResult(
        days=parts[0][0],
        rows=np.concatenate([rows for _, rows, _ in parts]),
        paths=np.concatenate([paths for _, _, paths in parts], axis=2),
    )
