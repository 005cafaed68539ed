"""Divergence of paired paths: the day on which they part, and their distance day by day."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.pairing import Table
from sim.study.differences.moments import LEVEL
from sim.study.differences.verdict import count_differences, differences_of, verdicts
from sim.study.files.columns import DailyColumns

Numbers = NDArray[np.float64]

RESAMPLES = 999
SEED = 20240510  # of the resampling; it has nothing to do with the seed of a run
BLOCK = 2_000_000  # drawn values that are held at a time


def band(table: Numbers) -> tuple[Numbers, Numbers]:
    """The 95 % band of the mean of paths, by the studentised bootstrap of whole paths.

    On either side of the mean of each day it leaves the number of standard errors that the largest |t| over the days of
    a resample does not exceed in 95 % of the resamples.

    Args:
        table: shape (paths, days).

    Returns:
        The lower and the upper edge, shape (days,); NaN on days whose mean has no interval
        (`sim.study.differences.verdict`).
    """
    found, counts = count_differences(table)
    given = np.array([not one.no_interval for one in verdicts(found, counts)], dtype=np.bool_)
    low, high = np.full(table.shape[1], np.nan), np.full(table.shape[1], np.nan)
    if given.any():
        reach = _critical(table[:, given]) * found.error[given]
        low[given], high[given] = found.mean[given] - reach, found.mean[given] + reach
    return low, high


def _critical(table: Numbers) -> float:
    """Number of standard errors that the largest |t| of a resample does not exceed in 95 % of the resamples."""
    rows = len(table)
    centred = table - table.mean(axis=0)
    largest = []
    for counts in _resamples(rows):
        means, squares = counts @ centred / rows, counts @ (centred * centred) / rows
        spread = np.maximum(squares - means * means, np.finfo(float).tiny)
        largest.append(np.abs(means / np.sqrt(spread / (rows - 1))).max(axis=1))
    return float(np.quantile(np.concatenate(largest), LEVEL))


def _resamples(rows: int) -> Iterator[Numbers]:
    """Counts of each path in each resample, in blocks of shape (some, rows), RESAMPLES in all."""
    random = np.random.default_rng(SEED)
    block = max(1, BLOCK // rows)
    for first in range(0, RESAMPLES, block):
        some = min(block, RESAMPLES - first)
        drawn = random.integers(0, rows, (some, rows)) + rows * np.arange(some)[:, None]
        yield np.bincount(drawn.ravel(), minlength=some * rows).reshape(some, rows).astype(np.float64)


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
