"""Effects of the policies of a study on a measure: paired differences from the reference, point by point.

A point is paired, replication by replication, with the reference policy in the same structure and the same future.
`sim.study.differences.table` decides the verdict on the difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.level_intervals import Bounds, bounds_of, levels_of
from sim.analysis.study_table import MeasureValues, StudyTable
from sim.model.measures import Measure
from sim.study.differences.table import Columns, Results, differences
from sim.study.differences.verdict import family_size

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Responses:
    """One measure of every point of a study, and its difference from the reference; arrays of shape (points,).

    Attributes:
        measure: which, with its unit.
        alike: differences for which verdicts hold at once: those of all policies and structures in the headline
            measures, or in all others.
        level: mean; `level_low`, `level_high`: its 95 % interval, NaN below two values.
        mean: of the paired difference; 0 for the reference; NaN if there is no pair.
        low, high: its 95 % interval, alone; NaN if none is given.
        wide_low, wide_high: its interval that holds together with those of its family.
        error, skew: standard error of `mean`, and its skewness; `carriers`: pairs that carry the variance.
        n: pairs in which both sides are defined; `lower`, `higher`: those of them that are.
        mostly_one: whether most pairs have one value, 0 or another.
        verdict: what the numbers say; `no_interval`: why no interval is given; as in `sim.study.differences.verdict`.
        done, failed: rows, and those of them that failed and are left out.
    """

    measure: Measure
    alike: int
    level: Numbers
    level_low: Numbers
    level_high: Numbers
    mean: Numbers
    low: Numbers
    high: Numbers
    wide_low: Numbers
    wide_high: Numbers
    error: Numbers
    skew: Numbers
    carriers: Numbers
    n: Whole
    lower: Whole
    higher: Whole
    mostly_one: NDArray[np.bool_]
    verdict: NDArray[np.object_]
    no_interval: NDArray[np.object_]
    done: Whole
    failed: Whole


def responses(table: StudyTable, measure: Measure) -> Responses:
    """The differences of a measure at every point from its reference; see `Responses`.

    Raises:
        Problem: a file of the study is torn, or there is none.
    """
    rows = table.rows(measure.name)
    policies = len(np.unique(table.points["lever"])) - 1
    alike = family_size(measure, policies * len(np.unique(table.points["structure"])))
    return responses_of(rows, len(table), measure, table.references, alike)


def responses_of(rows: MeasureValues, points: int, measure: Measure, reference: Whole, alike: int) -> Responses:
    """The differences of a measure at every point.

    Args:
        rows: of the measure.
        points: how many there are.
        measure: which.
        reference: of each point, as `sim.study.differences.table.differences` takes it.
        alike: differences for which verdicts hold at once.
    """
    counts: Columns = {
        "done": np.bincount(rows.point, minlength=points),
        "failed": np.bincount(rows.point[rows.failed], minlength=points),
    }
    rows = rows.but_failed()
    found = differences(Results(rows.point, rows.replication, rows.value), reference, alike)
    return Responses(measure=measure, alike=alike, **_levels(rows, points, bounds_of(measure)), **found, **counts)


def _levels(rows: MeasureValues, points: int, bounds: Bounds) -> Columns:
    """The mean of each point and its interval, of all points at once: there may be hundreds of thousands."""
    places, *columns = levels_of(rows.point, rows.value, bounds)
    found: Columns = {}
    for name, numbers in zip(("level", "level_low", "level_high"), columns, strict=True):
        found[name] = np.full(points, np.nan)
        found[name][places] = numbers
    return found
