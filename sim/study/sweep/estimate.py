"""Estimates the cost of a sweep in advance, from rules of thumb measured in docs/scale.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.config.settings import Save
from sim.model.measures import MEASURES
from sim.model.parameters import Parameters
from sim.study.execution.engines import available_cores
from sim.study.sweep.shard import Shard

if TYPE_CHECKING:
    from sim.study.design.study import StudyDesign

SIMPY_SECONDS_A_DAY = 2e-4
"""About what a day of a replication takes under SimPy; nothing but this estimate rests on it."""
COMPILED_TIMES = 70.0
"""How many times faster the compiled scheduler is, about; docs/speed.md measures it."""
BYTES_A_VALUE = 3.0
"""Of a measure in a Parquet file."""
BYTES_A_DAY = 105.0
"""Of the tracked quantities of a run on a day."""
BYTES_OF_EVENTS = 5_000.0
"""Of a run's events."""
WHILE_RUNNING = 2.3
"""How many times as much lies on the disk while the results are sorted."""
MEMORY_BYTES = 650e6
"""At most, in the process that collects the rows, however many there are."""
MEMORY_BYTES_POINT = 1000.0
"""For each point."""
MEMORY_BYTES_WORKER = 150e6
"""In each process that runs SimPy."""


@dataclass(frozen=True)
class CostEstimate:
    """Estimated cost of a sweep.

    Attributes:
        points: of the study; `runs`: of this folder, at most; `least`: fewer, where a rule stops early.
        workers: threads or processes.
        simpy_seconds, compiled_seconds: on so many workers, compiling not counted.
        disk_bytes: of the results; while it runs, `WHILE_RUNNING` times that.
        memory_bytes, memory_bytes_simpy: under the compiled scheduler, and under SimPy.
        paths, traces: replications of each point that keep their days, and their events.
    """

    points: int
    runs: int
    least: int
    workers: int
    simpy_seconds: float
    compiled_seconds: float
    disk_bytes: float
    memory_bytes: float
    memory_bytes_simpy: float
    paths: int
    traces: int


def estimate(study: StudyDesign, shard: Shard | None = None) -> CostEstimate:
    """Estimate the cost of a study, or of one shard of it."""
    settings, parameters = study.base.settings, study.base.parameters
    of = 1 if shard is None else shard.of
    points, first = study.most_points, settings.replications
    cap = first if study.until is None else study.until.cap
    runs, least = -(-points * cap // of), -(-points * min(first, cap) // of)
    workers = settings.workers or available_cores()
    seconds = SIMPY_SECONDS_A_DAY * (parameters.horizon_days - parameters.scenario.start_day) * runs / workers
    kept = study.kept
    memory = MEMORY_BYTES + points * MEMORY_BYTES_POINT
    return CostEstimate(
        points=points,
        runs=runs,
        least=least,
        workers=workers,
        simpy_seconds=seconds,
        compiled_seconds=seconds / COMPILED_TIMES,
        disk_bytes=runs * len(MEASURES) * BYTES_A_VALUE + points / of * _bytes_kept(kept, parameters),
        paths=min(kept.paths, cap),
        traces=min(kept.traces, cap),
        memory_bytes=memory,
        memory_bytes_simpy=memory + workers * MEMORY_BYTES_WORKER,
    )


def _bytes_kept(kept: Save, parameters: Parameters) -> float:
    """Bytes that the days and events of a point take."""
    days = parameters.horizon_days - parameters.scenario.start_day + 1
    return kept.paths * days * BYTES_A_DAY + kept.traces * BYTES_OF_EVENTS
