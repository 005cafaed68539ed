"""The tables of a run folder, as columns, from a batch."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.batch import Batch
from sim.model.daily import TRACKED
from sim.study.parquet import MISSING, Columns

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
PATH = "path"


def paths(batch: Batch) -> Columns:
    """One row a day of each path that was kept: replication, day, and a column a tracked quantity."""
    days = len(batch.days)
    flat = np.reshape(batch.daily, (len(batch.paths) * days, len(TRACKED)))
    found: Columns = {"replication": np.repeat(batch.paths, days), "day": np.tile(batch.days, len(batch.paths))}
    return found | {quantity.name: flat[:, place] for place, quantity in enumerate(TRACKED)}


class Daily(Mapping[str, NDArray[Any]]):
    """The paths of some replications with their statistics before them, each column made when it is asked for.

    See `with_statistics`.
    """

    def __init__(self, kept: Mapping[str, NDArray[Any]], held: bool = True) -> None:
        """Take the columns of the paths; whether those that were made are held."""
        self._kept, self._held = kept, held
        self._frame = with_statistics({name: kept[name] for name in ("replication", "day")})
        self._made: Columns = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        found = self._frame.get(name, self._made.get(name))
        if found is None:
            found = with_statistics({key: self._kept[key] for key in ("replication", "day", name)})[name]
            if self._held:
                self._made[name] = found
        return found

    def __iter__(self) -> Iterator[str]:
        yield "statistic"
        yield from self._kept

    def __len__(self) -> int:
        return 1 + len(self._kept)


def with_statistics(kept: Columns) -> Columns:
    """The paths of some replications, all of the same days, with their statistics before them.

    Columns: statistic (mean, q05, q25, q50, q75, q95 or path), replication (null for a statistic), day, and one a
    tracked quantity. The statistics are over the replications whose paths are there.
    """
    names = [name for name in kept if name not in ("replication", "day")]
    count = len(np.unique(kept["replication"]))
    days = kept["day"][: len(kept["day"]) // count] if count else np.empty(0)
    values = [np.asarray(kept[name], dtype=np.float64) for name in names]
    flat = np.stack(values, axis=1) if values else np.empty((len(kept["day"]), 0))
    by_path = flat.reshape(count, len(days), len(names))
    statistics = _statistics(by_path)
    rows = [*statistics, *([PATH] * count)]
    which = np.full(len(statistics) * len(days), MISSING, dtype=np.int64)
    columns: Columns = {
        "statistic": np.repeat(np.array(rows, dtype=object), len(days)),
        "replication": np.concatenate([which, kept["replication"]]),
        "day": np.tile(days, len(rows)),
    }
    flat = np.reshape([*statistics.values(), *by_path], (len(rows) * len(days), len(names)))
    return columns | {name: flat[:, place] for place, name in enumerate(names)}


def trace(batch: Batch) -> Columns:
    """One row an event of the traced replications, in the order in which they happened."""
    return {
        "replication": batch.trace.replication,
        "day": batch.trace.day,
        "mechanism": np.asarray(batch.trace.mechanism, dtype=object),
        "event": np.asarray(batch.trace.event, dtype=object),
        "value": batch.trace.value,
    }


def _statistics(paths: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Mean and quantiles over the first axis, of shape (days, tracked), over the paths where a quantity is defined."""
    if not len(paths):
        return {}
    if not paths.size:  # nothing is tracked: the statistics have names and days
        return dict.fromkeys(("mean", *QUANTILES), paths[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a quantity that is nowhere defined stays NaN
        quantiles = np.nanquantile(paths, [*QUANTILES.values()], axis=0)
        return {"mean": np.nanmean(paths, axis=0)} | dict(zip(QUANTILES, quantiles, strict=True))
