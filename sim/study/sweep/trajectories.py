"""Days and events that a study stores for the first replications of its points."""

from __future__ import annotations

from sim.study.files.parquet import Columns
from sim.study.sweep import tables
from sim.study.sweep.folder import StudyFolder
from sim.study.sweep.tables import DAYS, EVENTS, TableKind


def days_of(study: StudyFolder, point: int | None = None) -> Columns:
    """One row per day: `point`, `replication`, `day`, and each tracked quantity; of one point, or of all.

    Raises:
        Problem: the table is missing or damaged.
    """
    return _read(study, DAYS, point) or tables.no_days()


def events_of(study: StudyFolder, point: int | None = None) -> Columns:
    """One row per event, in the order in which they happened, with `mechanism`, `event` and `value`; as `days_of`.

    Raises:
        Problem: the table is missing or damaged.
    """
    return _read(study, EVENTS, point) or tables.no_events()


def _read(study: StudyFolder, kind: TableKind, point: int | None) -> Columns:
    paths = study.tables(kind)
    if not paths:
        return {}
    return tables.in_order(tables.query(paths, "*", "" if point is None else f"where point = {point}"))
