"""Reruns one replication of a stored run and compares results bit by bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.engine.batch import Batch
from sim.model.measures import MEASURES, Measure, measure_of
from sim.study.execution.engines import Simulation
from sim.study.execution.execute import Simulate
from sim.study.run.running import measures_of, mechanisms_of, open_parameters
from sim.study.run.store import StoredRun


def measures_taken(manifest: Mapping[str, Any]) -> list[Measure]:
    """Return the measures that this version takes of a replication of a folder, its custom measures last."""
    own = manifest.get("own_measures", ())
    return [*MEASURES, *(measure_of(one["function"], one["unit"]) for one in own)]


@dataclass(frozen=True)
class Rerun:
    """A replication that was rerun.

    Attributes:
        batch: the one replication, with its events.
        stored: whether the run keeps a row of it; an interrupted one may not.
        differing: names of the measures that differ from that row in any bit.
    """

    batch: Batch
    stored: bool
    differing: tuple[str, ...]


def rerun(run: StoredRun, replication: int, simulate: Simulate | None = None) -> Rerun:
    """Rerun a replication of a run, traced.

    Raises:
        Problem: the run has no such replication, or this version cannot run its config.
        ReplicationFailed: it fails, as it may have done in the run.
    """
    asked = run.manifest["replications_asked"]
    if not 0 <= replication < asked:
        raise Problem(f"--replication {replication}: {run.folder} has replications 0 to {asked - 1}")
    parameters = open_parameters(run, replication)
    columns = run.replications() if run.manifest["replications"] else {"replication": np.empty(0)}
    simulation = simulate or Simulation(Engine.SIMPY, mechanisms_of(run), measures=measures_of(run))
    batch = simulation(parameters, run.manifest["seed"], [replication], 0, replication + 1, run.future)
    (rows,) = np.nonzero(columns["replication"] == replication)
    if not len(rows):
        return Rerun(batch, False, ())
    return Rerun(batch, True, differing(columns, int(rows[0]), batch.rows[0], run.manifest))


def differing(
    columns: Mapping[str, NDArray[Any]], row: int, again: NDArray[np.float64], manifest: Mapping[str, Any]
) -> tuple[str, ...]:
    """Names of the measures of a stored row that are not in `again`, to the last bit, by the manifest of its folder."""
    new = {measure.name: value for measure, value in zip(measures_taken(manifest), again, strict=True)}
    old = {name: column[row] for name, column in columns.items() if name != "replication"}
    names = [*old, *(name for name in new if name not in old)]
    return tuple(name for name in names if name not in new or name not in old or not _same(old[name], new[name]))


def _same(one: np.float64, other: np.float64) -> bool:
    return bool(np.isnan(one) and np.isnan(other)) or one.tobytes() == other.tobytes()
