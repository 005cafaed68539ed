"""Made-up runs that are compared, for the tests of their figures. They lie in memory, in no folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from made_up_runs import manifest_of
from numpy.typing import NDArray
from runs_made_up import LOG, trace_of

from sim.analysis.comparison import RunComparison, compare
from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.study.files.parquet import MISSING
from sim.study.run.store import StoredRun

Table = dict[str, NDArray[Any]]

DAYS = np.arange(11.0)
COUNT = 200  # replications
PATHS = 100
SCENARIO = {"day_zero": "2024-05-10"}
OBSERVED = {"milestones": [{"day": 2, "occupied": "120 km2", "with_contested": "160 km2"}]}
NAMES = ("counter_fire", "full_ban", "on_request", "border_wide", "long_range", "unrestricted", "pre_emptive", "late")


@dataclass(frozen=True)
class MadeUpRun(StoredRun):
    values: Table = field(default_factory=dict)
    paths: Table = field(default_factory=dict)

    def replications(self) -> Table:
        return {"replication": np.arange(COUNT), **{one.name: np.zeros(COUNT) for one in MEASURES}, **self.values}

    def daily(self, held: bool = True) -> Table:
        return daily_of(self.paths)

    def trace(self) -> Table:
        return trace_of([*(row for row in LOG if row[0] <= DAYS[-1]), (DAYS[-1], "books", "horizon", DAYS[-1])])


def comparison_of(shifts: Sequence[float], reference: int = 0, paths: Mapping[str, Any] | None = None) -> RunComparison:
    """Runs that lose so many km2 more each, compared with one of them, which replays the record; many have labels."""
    runs = [run_of(shift, NAMES[place % len(NAMES)], place == reference, paths) for place, shift in enumerate(shifts)]
    if len(runs) > len(NAMES):
        labels = [{"run": label_of(place)} for place in range(len(runs))]
        runs = [replace(run, manifest={**run.manifest, "labels": one}) for run, one in zip(runs, labels, strict=True)]
    return compare(runs, reference)


def label_of(place: int) -> str:
    """A label that needs several lines, and differs at its end."""
    return f"Counter-fire permitted on day {place}, aid delayed by {2 * place} days"


def run_of(shift: float, name: str, replays_record: bool, paths: Mapping[str, Any] | None = None) -> StoredRun:
    """A run with the same chance as the others, that loses `shift` km2 more; its policy is set by the calendar."""
    noise, own = np.random.default_rng(5).normal(size=COUNT), np.random.default_rng(round(shift)).normal(size=COUNT)
    table = {
        "red_fires_kr": 50 + 2 * noise + shift + 0.1 * own,
        "rung_days": 90 + 5 * noise + 3 * own - shift,
        "ground_lost_km2": 100 + noise + shift + 0.2 * own,
        "blue_batteries_lost_bty": np.where(np.arange(COUNT) < 4 * (shift > 0), 1.0, 0.0),
        "relaxation_day": np.full(COUNT, 4.0),
    }
    manifest = manifest_of(
        choices={"restrictions": name},
        config={"horizon": "10 d", "scenario": SCENARIO},
        observations=OBSERVED,
        config_hash=f"hash{name[:6]}",
        replays_record=replays_record,
        replications=COUNT,
        saved_paths=PATHS,
    )
    return MadeUpRun(
        Path(name), manifest, table, paths_of(shift, noise[:PATHS, None]) if paths is None else dict(paths)
    )


def paths_of(shift: float, noise: NDArray[np.float64]) -> Table:
    """Paths that part on day 4, of shape (paths, days)."""
    later, still = np.clip(DAYS - 4, 0, None), 0 * (DAYS + noise)
    return {
        "ground_lost_km2": 10 * DAYS + noise + shift * later / 6,
        "tube_stock_kr": 3 + np.abs(noise) + still,
        "sanctuary_bty": 20 - DAYS + still,
        "red_batteries_bty": 50 - shift * later + still,
        "rung": np.round(np.abs(noise)) + still,
    }


def daily_of(paths: Table) -> Table:
    """The daily table of a run; quantities that have no path are 0."""
    count = PATHS if paths else 0
    names = ["q05", "q25", "q50", "q75", "q95", *["path"] * count] if count else []
    found: Table = {
        "statistic": np.repeat(np.array(names, dtype=object), len(DAYS)),
        "replication": np.repeat([*[MISSING] * (5 if count else 0), *range(count)], len(DAYS)),
        "day": np.tile(DAYS, len(names)),
    }
    for quantity in TRACKED:
        if quantity.name in paths:
            values = paths[quantity.name]
            found[quantity.name] = np.concatenate(
                [*np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0), *values]
            )
        else:
            found[quantity.name] = np.zeros(len(found["day"]))
    return found


def waiting_days(rate: float) -> NDArray[np.float64]:
    """Days of a relaxation that the model decides, NaN where it does not come in 10 days."""
    days = np.random.default_rng(3).exponential(1 / rate, COUNT)
    return np.where(days < 10, days, np.nan)
