"""Predictive draws of the ground on each day: one replication per draw of the parameters."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.config.observations import QUANTITY
from sim.config.problems import Problem
from sim.model.alternatives import contradictions
from sim.model.daily import TRACKED
from sim.model.parameters import Parameters
from sim.study.design.uncertain_numbers import UncertainNumbers
from sim.study.execution.execute import Chunks, Simulate
from sim.study.execution.pool import Executor, TaskFailed
from sim.study.execution.worker_losses import WorkerLost

Floats = NDArray[np.float64]
PLACE = [quantity.name for quantity in TRACKED].index(QUANTITY)
Task = tuple[range, list[int], list[list[float]]]
"""Places of draws, the numbers of their replications, and their values."""


@dataclass(frozen=True)
class Ground:
    """Runs one replication for each row of parameters; can be pickled.

    Attributes:
        seed: of all random numbers.
        days: whole days, at whose beginning the ground is taken.
    """

    uncertain: UncertainNumbers
    simulate: Simulate
    seed: int
    days: tuple[int, ...]

    def __call__(self, task: Task) -> Floats:
        """Ground lost (km2), float64[draws, days]."""
        _, numbers, rows = task
        return np.array([self._one(*each) for each in zip(numbers, rows, strict=True)]).reshape(-1, len(self.days))

    def _one(self, number: int, row: Sequence[float]) -> Floats:
        batch = self.simulate(self.uncertain.build(row), self.seed, [number], number + 1, 0)
        at = np.searchsorted(batch.days, self.days)
        return np.asarray(batch.daily[0, at, PLACE])


def ground_lost(work: Ground, values: Floats, numbers: NDArray[np.int64], crew: Executor) -> Floats:
    """Ground lost (km2), float64[draws, days], of one replication a draw.

    `values`: float64[draws, parameters]. The result depends neither on the workers nor on the chunks.

    Raises:
        Problem: a replication fails.
    """
    chunks = Chunks(len(values), crew.workers)
    tasks = ((chunk, numbers[chunk].tolist(), values[chunk].tolist()) for chunk in chunks)
    found = np.empty((len(values), len(work.days)))
    try:
        with closing(crew.run(work, tasks)) as answers:
            started = time.perf_counter()
            for (places, *_), areas in answers:
                found[places] = areas
                chunks.learn(len(places), time.perf_counter() - started)
                started = time.perf_counter()
    except (TaskFailed, WorkerLost) as failure:
        raise Problem(f"a replication failed with parameters from their plausible ranges: {failure}") from failure
    return found


def until(parameters: Parameters, day: int) -> Parameters:
    """The parameters with the shortest horizon, in whole days, that holds a day and all decisions that have a date."""
    ends = (replace(parameters, horizon_days=float(end)) for end in range(day, math.ceil(parameters.horizon_days)))
    return next((short for short in ends if not any(contradictions(short))), parameters)
