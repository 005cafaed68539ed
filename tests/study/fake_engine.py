"""Engines that answer at once, for the tests of what runs and stores batches."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.config.settings import Engine, Save, Settings
from sim.engine.batch import Batch, ReplicationFailed, Trace
from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.study.execution.engines import Simulation
from sim.study.sweep.work import ModelWork

DAYS = np.arange(3.0)


def simulate(parameters: Any, seed: int, replications: Sequence[int], paths: int, traces: int) -> Batch:
    """Numbers that depend on the seed and the replication only; the last measure is defined in every other one."""
    numbers = np.array(replications, dtype=np.int64)
    rows = np.array([np.random.default_rng([seed, number]).random(len(MEASURES)) for number in numbers])
    rows[numbers % 2 == 1, -1] = np.nan
    saved = numbers[numbers < paths]
    daily = saved[:, None, None] + DAYS[None, :, None] + np.zeros(len(TRACKED))
    return Batch(numbers, rows, DAYS, saved, daily, _trace(numbers[numbers < traces]))


def _trace(numbers: np.ndarray) -> Trace:
    return Trace(
        replication=np.repeat(numbers, 2),
        day=np.tile([0.25, 1.5], len(numbers)),
        mechanism=np.array(["phases", "fires"] * len(numbers), dtype=object),
        event=np.array(["phase_started", "mission"] * len(numbers), dtype=object),
        value=np.repeat(numbers, 2) + np.tile([0.0, 0.5], len(numbers)),
    )


def simulate_slowly(parameters: Any, seed: int, replications: Sequence[int], paths: int, traces: int) -> Batch:
    time.sleep(0.2 * len(replications))
    return simulate(parameters, seed, replications, paths, traces)


def fail_in_seven(parameters: Any, seed: int, replications: Sequence[int], paths: int, traces: int) -> Batch:
    if 7 in replications:
        raise ReplicationFailed(7, "0.3 kr of tube rounds are unaccounted for")
    return simulate(parameters, seed, replications, paths, traces)


def die_once(parameters: Path, seed: int, replications: Sequence[int], paths: int, traces: int) -> Batch:
    """Kill the process in replication 7, the first time; the mark is kept in the folder `parameters`."""
    mark = parameters / "died"
    if 7 in replications and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return simulate(parameters, seed, replications, paths, traces)


def interrupting(after: int) -> Callable[..., Batch]:
    """An engine for this process only, in which Ctrl-C is pressed once so many replications are done."""
    done = 0

    def engine(parameters: Any, seed: int, replications: Sequence[int], paths: int, traces: int) -> Batch:
        nonlocal done
        if done >= after:
            raise KeyboardInterrupt
        done += len(replications)
        return simulate(parameters, seed, replications, paths, traces)

    return engine


def settings(replications: int = 40, seed: int = 3, paths: int = 10, traces: int = 2, workers: int = 1) -> Settings:
    """Settings of a small run."""
    return Settings(None, seed, replications, workers, Engine.SIMPY, (), (), None, Save(paths, traces))


@dataclass(frozen=True)
class Faked(Simulation):
    """A simulation by one of these engines."""

    run: Callable[..., Batch] = simulate

    def __call__(
        self, parameters: Any, seed: int, replications: Sequence[int], paths: int, traces: int, future: int = 0
    ) -> Batch:
        return self.run(parameters, seed, replications, paths, traces)


def nothing(row: tuple[Any, ...]) -> Any:
    """The parameters of a point, which these engines do not read."""


def work(engine: Callable[..., Batch] = simulate, seed: int = 3, paths: int = 10, traces: int = 2) -> ModelWork:
    """What does the replications of a run."""
    return ModelWork(nothing, simulation(engine), seed, paths, traces)


def simulation(engine: Callable[..., Batch] = simulate) -> Simulation:
    """What a run is given in place of a scheduler."""
    return Faked(Engine.SIMPY, (), "a fake", run=engine)
