"""A study as figures read it: its points, and the rows of one measure."""

from __future__ import annotations

import glob
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from sim.config.labels import OptionLabels, words_label
from sim.config.problems import Problem
from sim.model.measures import ON_A_DAY
from sim.study.differences.censored import STARTS, is_censored, restricted
from sim.study.files import parquet
from sim.study.files.parquet import Columns
from sim.study.sweep.folder import StudyFolder, open_study
from sim.study.sweep.point_table import POINTS

PLACES = ("point", "structure", "uncertainty", "lever", "future", "label")
"""Columns of the points that are no factors."""
PAIRED_WITHIN = ("structure", "uncertainty")
REFERENCE = 0  # the lever row that the others are compared with


@dataclass(frozen=True, eq=False)
class MeasureValues:
    """One measure of some runs; arrays of shape (runs,), by point and replication, each run once.

    Attributes:
        point, replication: which run, int64; a point by its place in the table.
        value: NaN if it is not defined.
        failed: whether the run failed.
    """

    point: NDArray[np.int64]
    replication: NDArray[np.int64]
    value: NDArray[np.float64]
    failed: NDArray[np.bool_]

    def but_failed(self) -> MeasureValues:
        """Values of the runs that did not fail."""
        kept = ~self.failed
        return MeasureValues(self.point[kept], self.replication[kept], self.value[kept], self.failed[kept])


@dataclass(frozen=True, eq=False)
class StudyTable:
    """A study, finished or not.

    Attributes:
        study: its folder.
        manifest: what study.json holds.
        points: a column each of `PLACES` and of the factors, in the order of the points; arrays of shape (points,).
        sections: of each factor: "lever", "uncertainty" or "structure".
        measures: units by name.
        first: number of the first point; those before it were evaluated by a search.
    """

    study: StudyFolder
    manifest: Mapping[str, Any]
    points: Columns
    sections: Mapping[str, str]
    measures: Mapping[str, str]
    first: int = 0

    @property
    def folder(self) -> Path:
        """Folder of the study."""
        return self.study.path

    def __len__(self) -> int:
        return len(self.points["point"])

    @property
    def option_labels(self) -> OptionLabels:
        """Labels of the user's options."""
        found: OptionLabels = self.manifest.get("option_labels", {})
        return found

    def policy_name(self, label: str) -> str:
        """Label of a policy with this name in the points."""
        return words_label(label, self.option_labels)

    @property
    def reference_label(self) -> str:
        """Label of the reference policy."""
        first = np.flatnonzero(self.points["lever"] == REFERENCE)
        return self.policy_name(str(self.points["label"][first[0]])) or "reference"

    @cached_property
    def references(self) -> NDArray[np.int64]:
        """Reference point of each point, in the same structure and future, int64[points]; -1 if none."""
        structure, uncertainty = (np.unique(self.points[name], return_inverse=True)[1] for name in PAIRED_WITHIN)
        _, groups = np.unique(structure * (int(uncertainty.max(initial=0)) + 1) + uncertainty, return_inverse=True)
        found = np.full(int(groups.max(initial=-1)) + 1, -1, dtype=np.int64)
        first = self.points["lever"] == REFERENCE
        found[groups[first]] = np.flatnonzero(first)
        return found[groups]

    def rows(self, measure: str) -> MeasureValues:
        """All rows, by place of the point and replication; a measure censored at the horizon is restricted to it.

        Raises:
            Problem: a file is torn, or there is none, or the horizon is not known.
        """
        names = [measure, *({STARTS.get(measure, ON_A_DAY)} - {ON_A_DAY})]
        columns = ", ".join(f'"{name}"::double as "{name}"' for name in names)
        sql = (
            f"select point, replication, {columns}, "
            "coalesce(error, '') <> '' as failed "
            "from read_parquet($files, hive_partitioning = false) "
            f"where point >= {self.first} order by point, replication"
        )
        try:
            found = _query(self.study.tables(), sql)
        except duckdb.Error:  # a sweep that goes on joins its parts
            try:
                found = _query(self.study.tables(), sql)
            except duckdb.Error as error:
                raise Problem(f"{self.folder}: its rows cannot be read: {str(error).splitlines()[0]}") from error
        if not len(found["point"]):
            raise Problem(self.study.why_no_rows())
        value = restricted(measure, found, self._last_day(measure))
        point, replication, failed = (found[name] for name in ("point", "replication", "failed"))
        return MeasureValues(
            point.astype(np.int64) - self.first, replication.astype(np.int64), value, failed.astype(np.bool_)
        )

    def _last_day(self, measure: str) -> float:
        """The horizon; NaN for a measure that is not censored there."""
        if not is_censored(measure):
            return np.nan
        if (day := self.manifest.get("horizon_days")) is None:
            raise Problem(
                f"{self.folder}: its study.json lacks the horizon, to which {measure} is restricted; repeat the "
                "sweep with this version"
            )
        return float(day)


def open_table(folder: Path, searched: bool = False) -> StudyTable:
    """The study in a folder.

    Of a search that is finished these are the policies given and those on its front, in fresh futures: what a search
    picked looks better in the futures by which it was picked than it is.

    Args:
        folder: of the study.
        searched: whether to include all points evaluated by a search.

    Raises:
        Problem: there is none, or it cannot be read.
    """
    study = open_study(folder)
    points = study.read(POINTS)
    order = np.argsort(points["point"], kind="stable")
    points = {name: column[order] for name, column in points.items()}
    first = 0 if searched else (study.manifest.get("search") or {}).get("fresh_from_point") or 0
    if first:
        points = _fresh(points, first, study.manifest["search"]["given"])
    return StudyTable(study, study.manifest, points, study.manifest["kinds"], study.manifest["measures"], first)


def _fresh(points: Columns, first: int, given: int) -> Columns:
    """The points from this one on, with short labels for policies that a search found."""
    found = {name: column[first:] for name, column in points.items()}
    pairs = zip(found["label"].tolist(), found["lever"].tolist(), strict=True)
    labels = [label if lever < given else found_label(lever) for label, lever in pairs]
    return found | {"label": np.array(labels, dtype=object)}


def found_label(lever: int) -> str:
    """Label of a policy that a search found, by its row of the levers."""
    return f"Policy {lever}"


def _query(paths: Sequence[Path], sql: str) -> Columns:
    if not paths:
        return {"point": np.empty(0, dtype=np.int64)}
    with duckdb.connect() as connection:
        found = connection.execute(sql, {"files": [glob.escape(str(path)) for path in paths]}).fetchnumpy()
    return {name: parquet.plain(column) for name, column in found.items()}


def listed_names(values: Sequence[str]) -> str:
    """Some names in a message."""
    return ", ".join(values) if values else "none"
