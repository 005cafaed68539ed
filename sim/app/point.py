"""The page of a point of a study, from results that its folder keeps, or that are rerun where it keeps too few days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.study_factors import value_text
from sim.analysis.study_table import PLACES, StudyTable, open_table
from sim.app.differences import TABLE_NOTE, differences
from sim.app.fans import fans
from sim.app.pages import render
from sim.app.simulate import QUANTITIES, JobResult, SimulationJob, Simulator
from sim.config.problems import Problem
from sim.engine.batch import Trace
from sim.model.measures import MEASURES
from sim.report.comparison.cells import GROUND_NOTE
from sim.report.words.story import BATCHED, lines_of, story_lines
from sim.study.files.manifest import WARNING
from sim.study.files.parquet import Columns
from sim.study.sweep import tables
from sim.study.sweep.folder import StudyFolder
from sim.study.sweep.stored import StoredStudy
from sim.study.sweep.tables import DAYS, EVENTS

MOST = 500  # replications of a point that are rerun for its trajectories
FEWEST = 20  # stored paths that make a fan: of fewer, its outer bands are single paths

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class PointResults:
    """Results of a point and of its reference, over the same replications.

    Attributes:
        reference, point: the results; the same where the point is a reference itself.
        are_stored: whether they were read, not rerun.
    """

    reference: JobResult
    point: JobResult
    are_stored: bool


class PointReader:
    """The results of a point, from its folder where they are stored, else from a simulator."""

    def __init__(self, table: StudyTable, point: int, simulator: Simulator) -> None:
        """Open a point; raise Problem if there is none."""
        if not 0 <= point < len(table):
            raise Problem(f"point: must be from 0 to {len(table) - 1:,} (got {point:,})")
        self._table, self._point, self._simulator = table, point, simulator
        other = int(table.references[point])
        self.reference = point if other < 0 else other

    def results(self) -> PointResults:
        """Both results; raise Problem if they are not stored and cannot be rerun."""
        both = (self.reference, self._point)
        stored = stored_results(self._table.study, both)
        if stored is not None and (self._why_not_rerun or _makes_a_fan(stored[1])):
            reference, point = stored
            return PointResults(reference, point, are_stored=True)
        (reference, point), _ = self._simulator.outcomes([self._job(one) for one in both])
        return PointResults(reference, point, are_stored=False)

    def story(self, replication: int) -> tuple[Trace, bool]:
        """The events of a replication, and whether they were stored; raise Problem as `results` does."""
        stored = stored_trace(self._table.study, self._point, replication)
        if stored is None:
            return self._simulator.story(self._job(self._point), replication), False
        return stored, True

    @cached_property
    def _why_not_rerun(self) -> str:
        """Why this page does not rerun the point; empty if it does."""
        if self._table.manifest["mechanisms"]:
            return "custom mechanisms"
        variants = self._table.manifest.get("variants")
        has_posterior = any(entries.get("posterior") for entries in variants or [self._table.manifest])
        return "parameters from a posterior" if has_posterior else ""

    def _job(self, point: int) -> SimulationJob:
        """The job of a point; raise Problem where this page does not rerun it."""
        if why := self._why_not_rerun:
            folder = self._table.folder.name
            raise Problem(
                f"{folder} has {why}, which this page does not rerun, and it keeps no days or events of this "
                f"replication; use escsim rerun {folder} --point {point} --story"
            )
        stored, future = self._stored, int(self._table.points["future"][point])
        replications = min(int(self._table.manifest["replications"]), MOST)
        return SimulationJob(stored.parameters(point), int(stored.of_point(point)["seed"]), replications, future)

    @cached_property
    def _stored(self) -> StoredStudy:
        return StoredStudy(self._table.study)


def _makes_a_fan(result: JobResult) -> bool:
    """True if paths of enough replications are kept, or of all."""
    paths: int = result.paths.shape[2]
    return paths >= min(FEWEST, len(result.rows))


def stored_results(study: StudyFolder, points: Sequence[int]) -> list[JobResult] | None:
    """Rows and days of some points, over the replications that all of them keep; None if none keeps days."""
    days = {point: study.rows(DAYS, point) for point in points}
    kept = _common(list(days.values()))
    if not len(kept) or not set(QUANTITIES) <= set(study.manifest["quantities"]):
        return None
    rows = {point: _rows(study, point) for point in points}
    done = _common(list(rows.values()))
    return [_result(_of(days[point], kept), _of(rows[point], done), len(kept)) for point in points]


def stored_trace(study: StudyFolder, point: int, replication: int) -> Trace | None:
    """The event log of a replication; None if the study does not keep it."""
    found = _of(study.rows(EVENTS, point), np.array([replication]))
    if not len(found[tables.REPLICATION]):
        return None
    day, value = (found[name].astype(np.float64) for name in ("day", "value"))
    mechanism, event = (found[name].astype(object) for name in ("mechanism", "event"))
    return Trace(found[tables.REPLICATION].astype(np.int64), day, mechanism, event, value)


def _rows(study: StudyFolder, point: int) -> Columns:
    found = tables.query(study.tables(), "*", f"where point = {point} and coalesce(error, '') = ''")
    return tables.in_order(found)


def _common(columns: Sequence[Columns]) -> Whole:
    """The replications that all of some tables have, in order."""
    return reduce(np.intersect1d, (np.unique(one[tables.REPLICATION].astype(np.int64)) for one in columns))


def _of(columns: Columns, replications: Whole) -> Columns:
    kept = np.isin(columns[tables.REPLICATION], replications)
    return {name: column[kept] for name, column in columns.items()}


def _result(days: Columns, rows: Columns, replications: int) -> JobResult:
    """The result of replications with so many paths, day by day."""
    paths = np.stack([days[name].reshape(replications, -1).T for name in QUANTITIES])
    undefined = np.full(len(rows[tables.REPLICATION]), np.nan)
    values = np.column_stack([rows.get(measure.name, undefined) for measure in MEASURES])
    return JobResult(days=days["day"].reshape(replications, -1)[0], rows=values, paths=np.ascontiguousarray(paths))


MOST_LINES = 1500  # of a story


def point_html(folder: Path, point: int, replication: int, simulator: Simulator) -> str:
    """HTML of a point.

    The simulator reruns what the folder does not keep.

    Raises:
        Problem: no such point or replication, or it is not stored and cannot be rerun.
    """
    table = open_table(folder, searched=True)
    replications = int(table.manifest["replications"])
    reader = PointReader(table, point, simulator)
    if not 0 <= replication < replications:
        raise Problem(f"replication: must be from 0 to {replications - 1} (got {replication})")
    results = reader.results()
    trace, is_stored = reader.story(replication)
    reference, label = int(table.references[point]), _label(table, point)
    names = (label if reference < 0 else table.reference_label, label)
    story = [line for line in lines_of(trace) if line[2] not in BATCHED]
    return render(
        "point.html",
        point=point,
        label=label,
        reference=names[0],
        is_reference=reference in (point, -1),
        factors=[(key, value_text(_plain(table.points[key][point]))) for key in table.points if key not in PLACES],
        replications=len(results.point.rows),
        paths=results.point.paths.shape[2],
        are_stored=results.are_stored,
        replication=replication,
        fans=fans(results.reference, results.point, names),
        rows=differences(results.reference, results.point),
        table_notes=(TABLE_NOTE.replace("B minus A", "Difference"), GROUND_NOTE),
        story=list(islice(story_lines(story), MOST_LINES)),
        is_stored=is_stored,
        command=f"escsim rerun {folder.name} --point {point} --replication {replication} --story",
        warning=WARNING,
    )


def _label(table: StudyTable, point: int) -> str:
    return str(table.points["label"][point]) or f"point {point}"


def _plain(value: Any) -> float | str:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
