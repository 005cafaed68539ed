"""The tables of a run folder, as columns, from a batch."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.batch import Batch
from sim.model.daily import TRACKED
from sim.study.files.parquet import MISSING, Columns

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
PATH = "path"
STATISTICS = ("mean", *QUANTILES)


def paths(batch: Batch) -> Columns:
    """One row per day of each path that was kept: replication, day, and a column a tracked quantity."""
    days = len(batch.days)
    flat = np.reshape(batch.daily, (len(batch.paths) * days, len(TRACKED)))
    found: Columns = {"replication": np.repeat(batch.paths, days), "day": np.tile(batch.days, len(batch.paths))}
    return found | {quantity.name: flat[:, place] for place, quantity in enumerate(TRACKED)}


class DailyColumns(Mapping[str, NDArray[Any]]):
    """The paths of some replications, all of the same days, with their statistics before them.

    Columns: statistic (mean, q05, q25, q50, q75, q95 or path), replication (null for a statistic), day, and one per
    tracked quantity, made when it is asked for. The statistics are over the replications whose paths are there.
    """

    def __init__(self, kept: Mapping[str, NDArray[Any]], held: bool = True) -> None:
        """Take `replication`, `day` and the quantities of the paths, and whether what is made of them is held."""
        self._kept, self.is_held = kept, held
        numbers, days = kept["replication"], kept["day"]
        self._count = len(np.unique(numbers))
        self._days = len(days) // self._count if self._count else 0
        rows = [*(STATISTICS if self._count else ()), *([PATH] * self._count)]
        self.statistics_rows = (len(rows) - self._count) * self._days  # before those of the paths
        which = np.full(self.statistics_rows, MISSING, dtype=np.int64)
        self._made: Columns = {
            "statistic": np.repeat(np.array(rows, dtype=object), self._days),
            "replication": np.concatenate([which, numbers]),
            "day": np.tile(days[: self._days], len(rows)),
        }

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name in self._made:
            return self._made[name]
        paths = self.paths(name)
        found = np.concatenate([*_statistics(paths.reshape(self._count, self._days)), paths])
        if self.is_held:
            self._made[name] = found
        return found

    def paths(self, name: str) -> NDArray[np.float64]:
        """The rows of the paths of a quantity, without the statistics, which take a while."""
        return np.asarray(self._kept[name], dtype=np.float64)

    def __iter__(self) -> Iterator[str]:
        yield "statistic"
        yield from self._kept

    def __len__(self) -> int:
        return 1 + len(self._kept)


def trace(batch: Batch) -> Columns:
    """One row per event of the traced replications, in the order in which they happened."""
    return {
        "replication": batch.trace.replication,
        "day": batch.trace.day,
        "mechanism": np.asarray(batch.trace.mechanism, dtype=object),
        "event": np.asarray(batch.trace.event, dtype=object),
        "value": batch.trace.value,
    }


def _statistics(paths: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Mean and quantiles over the first axis, of shape (days,), over the paths where a quantity is defined."""
    if not len(paths):
        return []
    by_day = np.ascontiguousarray(paths.T)
    quantiles = np.quantile(by_day, [*QUANTILES.values()], axis=1)  # to the last bit those of nanquantile, and sooner
    undefined = np.isnan(by_day).any(axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a quantity that is nowhere defined stays NaN
        if undefined.any():
            quantiles[:, undefined] = np.nanquantile(by_day[undefined], [*QUANTILES.values()], axis=1)
        return [np.nanmean(paths, axis=0), *quantiles]
