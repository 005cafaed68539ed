"""Reruns one run of a stored study and compares results bit by bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.rerun import differing
from sim.config.problems import Problem
from sim.config.settings import Engine
from sim.engine.batch import Batch, ReplicationFailed
from sim.study.execution.engines import Simulation
from sim.study.sweep import tables
from sim.study.sweep.compatibility import most_replications
from sim.study.sweep.folder import StudyFolder
from sim.study.sweep.stored import StoredStudy


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
        simulate = study.simulate(Simulation(Engine.SIMPY, study.own, measures=study.own_measures), point)
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
