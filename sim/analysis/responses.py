"""What each policy of a study changes in a measure: the paired difference from the reference, point by point.

A point is paired, replication by replication, with the reference policy in the same structure and the same future. What
is said of the difference is settled in `sim.study.verdict`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.levels import levels_of
from sim.analysis.study_table import REFERENCE, Rows, StudyTable
from sim.model.measures import Measure
from sim.study.verdict import IS_REFERENCE, NOWHERE, columns_of_verdicts, differences_of, family, seen

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

BLOCK = 500_000  # differences that are judged at a time
STRIDE = 1 << 24  # more than a point has replications


@dataclass(frozen=True, eq=False)
class Responses:
    """One measure of every point of a study, and its difference from the reference; arrays of shape (points,).

    Attributes:
        measure: which, with its unit.
        alike: differences for which verdicts hold at once: those of all policies and structures in the headline
            measures, or in all others.
        level: mean; `level_low`, `level_high`: its 95 % interval (Student), NaN below two values.
        mean: of the paired difference; 0 for the reference; NaN where there is no pair.
        low, high: its 95 % interval, alone; NaN where none is given.
        wide_low, wide_high: its interval that holds together with those of its family.
        error, skew: standard error of `mean`, and its skewness; `carriers`: pairs that carry the variance.
        n: pairs in which both sides are defined; `lower`, `higher`: those of them that are.
        mostly_one: whether most pairs have one value, 0 or another.
        verdict: what the numbers say; `no_interval`: why no interval is given; as in `sim.study.verdict`.
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
    """The differences of a measure at every point; see `Responses`.

    Raises:
        Problem: a file of the study is torn, or there is none.
    """
    rows = table.rows(measure.name)
    found = _blank(len(table))
    found["done"] += np.bincount(rows.point, minlength=len(table))
    found["failed"] += np.bincount(rows.point[rows.failed], minlength=len(table))
    rows = rows.but_failed()
    _levels(rows, found)
    policies = len(np.unique(table.points["lever"])) - 1
    alike = family(measure, policies * len(np.unique(table.points["structure"])))
    if len(rows.point):
        _differences(table, alike, rows, found)
    return Responses(measure=measure, alike=alike, **found)


def _blank(points: int) -> dict[str, NDArray[Any]]:
    """The arrays of `Responses`, before anything is known."""
    found = dict[str, NDArray[Any]]()
    for field in fields(Responses)[2:]:
        if field.type == "Numbers":
            found[field.name] = np.full(points, np.nan)
        elif field.type == "Whole":
            found[field.name] = np.zeros(points, dtype=np.int64)
        elif field.name == "mostly_one":
            found[field.name] = np.zeros(points, dtype=np.bool_)
        else:
            found[field.name] = np.full(points, NOWHERE, dtype=object)
    return found


def _levels(rows: Rows, found: dict[str, NDArray[Any]]) -> None:
    """Fill in the mean of each point and its interval, of all points at once: there may be hundreds of thousands."""
    points, mean, low, high = levels_of(rows.point, rows.value)
    for name, numbers in (("level", mean), ("level_low", low), ("level_high", high)):
        found[name][points] = numbers


def _differences(table: StudyTable, alike: int, rows: Rows, found: dict[str, NDArray[Any]]) -> None:
    """Fill in what is known of the differences; points with as many pairs are judged together."""
    point, values = _pairs(table, rows)
    points, firsts, sizes = np.unique(point, return_index=True, return_counts=True)
    of_reference = table.points["lever"][points] == REFERENCE
    if of_reference.any():
        own = points[of_reference]
        for name in ("mean", "low", "high", "wide_low", "wide_high", "error", "skew"):
            found[name][own] = 0.0
        defined = ~np.isnan(values[:, 0])
        found["n"][own] = np.bincount(point[defined], minlength=len(table))[own]
        found["verdict"][own], found["no_interval"][own] = IS_REFERENCE, ""
    for size in np.unique(sizes[~of_reference]).tolist():
        alike_long = np.flatnonzero((sizes == size) & ~of_reference)
        block = max(1, BLOCK // size)
        for some in (alike_long[first : first + block] for first in range(0, len(alike_long), block)):
            both = values[firsts[some] + np.arange(size)[:, None]]
            _judge(differences_of(both[:, :, 0], both[:, :, 1]), points[some], alike, found)


def _judge(table: Numbers, points: Whole, alike: int, found: dict[str, NDArray[Any]]) -> None:
    """Fill in what is said of some points, whose differences are the columns of a table."""
    moments, counts = seen(table)
    judged = columns_of_verdicts(moments, counts, alike)
    columns = {
        **{name: judged[name] for name in ("mean", "low", "high", "wide_low", "wide_high", "no_interval")},
        "verdict": judged["word"],
        "error": moments.error, "skew": moments.skew, "carriers": moments.carriers, "n": moments.n,
        "lower": counts.lower, "higher": counts.higher, "mostly_one": counts.mostly_one,
    }  # fmt: skip
    for name, values in columns.items():
        found[name][points] = values


def _pairs(table: StudyTable, rows: Rows) -> tuple[Whole, Numbers]:
    """The point of each pair, in rising order, and its values at the point and at its reference, shape (pairs, 2)."""
    key = rows.point * STRIDE + rows.replication
    wanted = table.references[rows.point] * STRIDE + rows.replication
    place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    both = key[place] == wanted
    return rows.point[both], np.stack([rows.value[both], rows.value[place[both]]], axis=1)
