"""Divergence of paired paths: the day on which they part, and their distance day by day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.bands import band
from sim.analysis.pairing import Table
from sim.study.differences.verdict import differences_of
from sim.study.files.columns import DailyColumns

Numbers = NDArray[np.float64]

NOTABLE = 0.05  # share of the paths that must have parted


@dataclass(frozen=True, eq=False)
class Divergence:
    """Days on which the paired paths of a variant and the reference begin to differ.

    Attributes:
        variant: index of the run.
        quantity: the tracked quantity; empty for the first of them all.
        day: first day on which more than 5 % of the paired paths have parted; NaN if that never happens.
        median: day by which half of them have; NaN if that never happens.
        first_days: of each path, shape (paths,); NaN for one that never parts.
    """

    variant: int
    quantity: str
    day: float
    median: float
    first_days: Numbers

    @property
    def share(self) -> float:
        """Share of the paths that part before the horizon."""
        return float(np.mean(~np.isnan(self.first_days)))


@dataclass(frozen=True, eq=False)
class DifferencePath:
    """The paired difference of a tracked quantity, day by day; arrays of shape (days,), in the quantity's unit.

    Attributes:
        days, mean, q05, q25, q50, q75, q95: over the paired paths that both runs saved.
        low, high: the 95 % band of the mean, which holds on all days at once; NaN on days without an interval.
        n: number of paths.
    """

    days: Numbers
    mean: Numbers
    q05: Numbers
    q25: Numbers
    q50: Numbers
    q75: Numbers
    q95: Numbers
    low: Numbers
    high: Numbers
    n: int


class SavedPaths:
    """The saved paths of a run.

    Attributes:
        days: shape (days,); empty if none was saved.
        count: paths, those of the first replications.
    """

    def __init__(self, daily: Table, most: int) -> None:
        """Take the paths of replications below `most` from a daily table."""
        rows = np.flatnonzero((daily["replication"] >= 0) & (daily["replication"] < most))
        days = np.asarray(daily["day"][rows], dtype=np.float64)
        self.days = np.unique(days)
        order = np.lexsort((days, daily["replication"][rows]))
        self.count = len(rows) // max(len(self.days), 1)
        self._rows = rows[order]
        self._daily = daily

    def values(self, quantity: str, count: int) -> Numbers:
        """The first `count` paths of a quantity, shape (count, days)."""
        rows = self._rows[: count * len(self.days)]
        if isinstance(self._daily, DailyColumns):
            column = self._daily.paths(quantity)[rows - self._daily.statistics_rows]
        else:
            column = np.asarray(self._daily[quantity][rows], dtype=np.float64)
        return column.reshape(count, len(self.days))


def path_differences(variant: SavedPaths, reference: SavedPaths, quantity: str) -> Numbers:
    """The difference path by path, of the paths that both have; shape (paths, days)."""
    count = min(variant.count, reference.count)
    return differences_of(variant.values(quantity, count), reference.values(quantity, count))


def divergences(place: int, variant: SavedPaths, reference: SavedPaths, quantities: Sequence[str]) -> list[Divergence]:
    """Days on which the paths part: of any quantity first, then of each; none if the runs share no paths or days."""
    if not min(variant.count, reference.count) or not np.array_equal(variant.days, reference.days):
        return []
    days = reference.days
    firsts = {name: _first_days(days, path_differences(variant, reference, name)) for name in quantities}
    earliest = np.fmin.reduce([*firsts.values()])
    return [_divergence(place, name, days, first) for name, first in {"": earliest, **firsts}.items()]


def difference_of_paths(variant: SavedPaths, reference: SavedPaths, quantity: str) -> DifferencePath:
    """The paired difference of a quantity, from paths of the same days."""
    table = path_differences(variant, reference, quantity)
    q05, q25, q50, q75, q95 = np.quantile(table, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
    return DifferencePath(reference.days, table.mean(axis=0), q05, q25, q50, q75, q95, *band(table), len(table))


def _first_days(days: Numbers, differences: Numbers) -> Numbers:
    differ = differences != 0
    return np.where(differ.any(axis=1), days[differ.argmax(axis=1)], math.nan)


def _divergence(place: int, quantity: str, days: Numbers, firsts: Numbers) -> Divergence:
    shares = np.searchsorted(np.sort(firsts), days, side="right") / len(firsts)  # NaN is sorted last
    return Divergence(place, quantity, _first(days, shares > NOTABLE), _first(days, shares >= 0.5), firsts)


def _first(days: Numbers, reached: NDArray[np.bool_]) -> float:
    return float(days[reached.argmax()]) if reached.any() else math.nan
