"""What the model says of the ground on each day, for draws of its parameters: one replication a draw."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.model.daily import TRACKED
from sim.model.parameters import Parameters
from sim.study.execute import Chunks, Simulate
from sim.study.observations import QUANTITY
from sim.study.pool import Crew, TaskFailed, WorkerLost
from sim.study.problems import Problem
from sim.study.uncertain import Uncertain

Floats = NDArray[np.float64]
PLACE = [quantity.name for quantity in TRACKED].index(QUANTITY)
Task = tuple[int, list[list[float]]]


@dataclass(frozen=True)
class Ground:
    """Runs one replication for each row of parameters; can be pickled.

    Attributes:
        uncertain: builds the parameters.
        simulate: the scheduler.
        seed: of all random numbers.
        days: whole days, at whose beginning the ground is taken.
    """

    uncertain: Uncertain
    simulate: Simulate
    seed: int
    days: tuple[int, ...]

    def __call__(self, task: Task) -> Floats:
        """Ground lost (km2), float64[rows, days], of replications first, first + 1, ... with these rows of values."""
        first, rows = task
        return np.array([self._one(first + place, row) for place, row in enumerate(rows)]).reshape(-1, len(self.days))

    def _one(self, number: int, row: Sequence[float]) -> Floats:
        batch = self.simulate(self.uncertain.build(row), self.seed, [number], number + 1, 0)
        at = np.searchsorted(batch.days, self.days)
        return np.asarray(batch.daily[0, at, PLACE])


def ground_lost(work: Ground, values: Floats, first: int, crew: Crew) -> Floats:
    """Ground lost (km2), float64[draws, days], of one replication a draw.

    Args:
        work: what runs them.
        values: float64[draws, parameters]; draw k is replication first + k.
        first: number of the first replication.
        crew: the workers; the result depends on neither them nor the chunks.

    Raises:
        Problem: a replication fails.
    """
    chunks = Chunks(len(values), crew.workers)
    tasks = ((first + chunk[0], values[chunk[0] : chunk[-1] + 1].tolist()) for chunk in chunks)
    found = np.empty((len(values), len(work.days)))
    try:
        with closing(crew.run(work, tasks)) as answers:
            for (start, rows), areas in answers:
                found[start - first : start - first + len(rows)] = areas
    except (TaskFailed, WorkerLost) as failure:
        raise Problem(f"a replication failed with parameters from their plausible ranges: {failure}") from failure
    return found


def until(parameters: Parameters, day: int) -> Parameters:
    """The parameters with a horizon that goes no further than is needed to see the beginning of a day."""
    short = replace(parameters, horizon_days=float(day))
    return parameters if any(short.rules()) else short
