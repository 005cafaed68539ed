"""What each policy of a study changes in a measure: the paired difference from the reference, point by point.

A point is paired, replication by replication, with the reference policy in the same structure and the same future. The
rules of `sim.analysis.paired` say when an interval is due.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis import intervals
from sim.analysis.levels import levels_of
from sim.analysis.paired import (
    NOWHERE,
    Difference,
    differences_of,
    paired_differences,
)  # fmt: skip
from sim.analysis.study_table import REFERENCE, Rows, StudyTable
from sim.model.measures import Measure

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

BLOCK = 256  # points whose intervals are reckoned at a time
IS_REFERENCE = "the reference"
STRIDE = 1 << 24  # more than a point has replications


@dataclass(frozen=True, eq=False)
class Responses:
    """One measure of every point of a study, and its difference from the reference; arrays of shape (points,).

    Attributes:
        measure: which, with its unit.
        level: mean; `level_low`, `level_high`: its 95 % interval (Student), NaN below two values.
        mean: of the paired difference; 0 for the reference; NaN where there is no pair.
        low, high: its 95 % interval; NaN where none is due.
        error: standard error of `mean`.
        size, square: sum of |d| and of d^2 over the pairs.
        n: pairs in which both sides are defined.
        verdict: what the numbers say, or why that cannot be said; as in `sim.analysis.paired`.
        done, failed: rows, and those of them that failed and are left out.
    """

    measure: Measure
    level: Numbers
    level_low: Numbers
    level_high: Numbers
    mean: Numbers
    low: Numbers
    high: Numbers
    error: Numbers
    size: Numbers
    square: Numbers
    n: Whole
    verdict: NDArray[np.object_]
    done: Whole
    failed: Whole


def responses(table: StudyTable, measure: Measure) -> Responses:
    """The differences of a measure at every point; see `Responses`.

    Raises:
        Problem: a file of the study is torn, or there is none.
    """
    rows = table.rows(measure.name)
    found = _Found.of(len(table))
    found.whole["done"] += np.bincount(rows.point, minlength=len(table))
    found.whole["failed"] += np.bincount(rows.point[rows.failed], minlength=len(table))
    rows = rows.but_failed()
    _levels(rows, found)
    if len(rows.point):
        _differences(table, measure._replace(headline=False), rows, found)
    return Responses(measure=measure, verdict=found.verdict, **found.numbers, **found.whole)  # type: ignore[arg-type]


_OF_DIFFERENCES = ("mean", "low", "high", "error", "size", "square")


@dataclass(frozen=True)
class _Found:
    """The fields of `Responses`, while they are filled in."""

    numbers: dict[str, Numbers]
    whole: dict[str, Whole]
    verdict: NDArray[np.object_]

    @classmethod
    def of(cls, points: int) -> _Found:
        names = ("level", "level_low", "level_high", *_OF_DIFFERENCES)
        numbers = {name: np.full(points, np.nan) for name in names}
        whole = {name: np.zeros(points, dtype=np.int64) for name in ("n", "done", "failed")}
        return cls(numbers, whole, np.full(points, NOWHERE, dtype=object))

    def put(self, point: int, **values: float) -> None:
        for name, value in values.items():
            self.numbers[name][point] = value


def _levels(rows: Rows, found: _Found) -> None:
    """Fill in the mean of each point and its interval, of all points at once: there may be hundreds of thousands."""
    points, mean, low, high = levels_of(rows.point, rows.value)
    for name, numbers in (("level", mean), ("level_low", low), ("level_high", high)):
        found.numbers[name][points] = numbers


def _differences(table: StudyTable, measure: Measure, rows: Rows, found: _Found) -> None:
    """Fill in what is known of the differences, each interval on its own: there may be thousands."""
    pairs = _pairs(table, rows)
    for one in np.flatnonzero(table.points["lever"] == REFERENCE).tolist():
        values = pairs.pop(one, None)
        if values is not None:
            found.put(one, **dict.fromkeys(_OF_DIFFERENCES, 0.0))
            found.whole["n"][one] = int((~np.isnan(values[:, 0])).sum())
            found.verdict[one] = IS_REFERENCE
    for one, difference, apart in _judged(pairs, measure):
        known = apart[~np.isnan(apart)]
        found.put(one, mean=difference.mean, low=difference.low, high=difference.high)
        found.put(one, error=intervals.standard_error(known))
        found.put(one, size=float(np.abs(known).sum()), square=float((known**2).sum()))
        found.whole["n"][one], found.verdict[one] = difference.n, difference.verdict


def _pairs(table: StudyTable, rows: Rows) -> dict[int, Numbers]:
    """Of each point its values and those of the reference, shape (pairs, 2)."""
    key = rows.point * STRIDE + rows.replication
    wanted = table.references[rows.point] * STRIDE + rows.replication
    place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    both = key[place] == wanted
    return dict(_by_point(rows.point[both], np.stack([rows.value[both], rows.value[place[both]]], axis=1)))


def _judged(pairs: dict[int, Numbers], measure: Measure) -> list[tuple[int, Difference, Numbers]]:
    """Each point with its difference, and the differences pair by pair; those with as many pairs are done at once."""
    lengths: dict[int, list[int]] = {}
    for one, values in pairs.items():
        lengths.setdefault(len(values), []).append(one)
    found = []
    for points in lengths.values():
        for first in range(0, len(points), BLOCK):
            some = points[first : first + BLOCK]
            made = paired_differences({(one, measure): (pairs[one][:, 0], pairs[one][:, 1]) for one in some})
            found += [(each.variant, each, differences_of(*pairs[each.variant].T)) for each in made]
    return found


def _by_point(point: Whole, values: Numbers) -> list[tuple[int, Numbers]]:
    """The values of each point; rows are in the order of the points."""
    known, firsts = np.unique(point, return_index=True)
    return list(zip(known.tolist(), np.split(values, firsts[1:]), strict=True)) if len(known) else []
