"""Reruns one replication of a run, or one run of a study, and compares results bit by bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.engine.batch import Batch, ReplicationFailed
from sim.model.measures import MEASURES, Measure, measure_of
from sim.study.execution.engines import Simulation
from sim.study.execution.execute import Simulate
from sim.study.run.running import open_parameters
from sim.study.run.store import StoredRun
from sim.study.sweep import tables
from sim.study.sweep.compatibility import most_replications
from sim.study.sweep.folder import StudyFolder
from sim.study.sweep.stored import StoredStudy


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
    simulation = simulate or _simpy(run.study)
    batch = simulation(parameters, run.manifest["seed"], [replication], 0, replication + 1, run.future)
    (rows,) = np.nonzero(columns["replication"] == replication)
    if not len(rows):
        return Rerun(batch, False, ())
    return Rerun(batch, True, differing(columns, int(rows[0]), batch.rows[0], run.manifest))


def _simpy(folder: StudyFolder) -> Simulation:
    """SimPy, with the custom code of a folder."""
    return Simulation(Engine.SIMPY, folder.mechanisms, measures=folder.own_measures)


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


@dataclass(frozen=True)
class PointRerun:
    """A run of a study that was rerun.

    Attributes:
        study: it belongs to.
        point, replication: which.
        factors: the values of the point's factors, and its label.
        batch: the one replication, with its events; None if it failed.
        error: why it failed, or empty.
        stored: whether the study keeps a row of it.
        differing: names of the measures that differ from that row in any bit, and "error" where only one of the two
            failed, or for another reason.
    """

    study: StudyFolder
    point: int
    replication: int
    factors: Mapping[str, Any]
    batch: Batch | None
    error: str
    stored: bool
    differing: tuple[str, ...]


def rerun_point(folder: StudyFolder, point: int, replication: int) -> PointRerun:
    """Rerun one run under SimPy, traced, from the content of the folder.

    Raises:
        Problem: the study has no such point or replication, or this version cannot run it.
    """
    most = most_replications(folder.manifest)
    if not 0 <= replication < most:
        raise Problem(f"--replication {replication}: {folder.path} has replications 0 to {most - 1:,} of a point")
    study = StoredStudy(folder)
    parameters = study.parameters(point)
    future = int(study.points["future"][point])
    batch, error = None, ""
    try:
        simulate = study.simulate(_simpy(folder), point)
        batch = simulate(parameters, study.of_point(point)["seed"], [replication], 0, replication + 1, future)
    except ReplicationFailed as failure:
        error = failure.message
    stored, different = _against_stored(folder, point, replication, batch, error)
    factors = {name: column[point] for name, column in study.points.items() if name not in _PLACES}
    return PointRerun(folder, point, replication, factors, batch, error, stored, different)


_PLACES = ("point", "structure", "uncertainty", "lever", "future")


def _against_stored(
    folder: StudyFolder, point: int, replication: int, batch: Batch | None, error: str
) -> tuple[bool, tuple[str, ...]]:
    paths = folder.tables()
    which = f"where point = {point} and replication = {replication}"
    row = tables.query(paths, "*", which) if paths else {}
    if not row or not len(row["point"]):
        return False, ()
    columns = {name: column for name, column in row.items() if name not in ("point", tables.ERROR)}
    failed = str(row[tables.ERROR][0])
    if batch is None or failed:
        return True, () if failed == error else (tables.ERROR,)
    return True, differing(columns, 0, batch.rows[0], folder.manifest)
