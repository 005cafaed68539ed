"""Made-up runs that are compared, for the tests of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from made_up_runs import DAYS, write_run
from runs_made_up import LOG, trace_of

from sim.analysis.comparison import Comparison, compare
from sim.study import parquet
from sim.study.store import Run

COUNT = 200  # replications
PATHS = 100
MILESTONES = [{"day": 2, "occupied": "120 km2", "with_contested": "160 km2"}]
NAMES = ("counter_fire", "full_ban", "on_request", "border_wide", "long_range", "unrestricted", "endogenous", "late")


def run_of(root: Path, shift: float, name: str, **changes: Any) -> Run:
    """A run that loses `shift` km2 more than another with the same chance, from day 4 on; its policy is scheduled."""
    chance = np.random.default_rng(5)
    noise, own = chance.normal(size=COUNT), np.random.default_rng(int(10 * shift) + 1).normal(size=COUNT)
    table: dict[str, Any] = {
        "fires_from_sanctuary_kr": 50 + 2 * noise + shift + 0.1 * own,
        "rung_days": 90 + 5 * noise + 3 * own - shift,
        "ground_lost_km2": 100 + noise + shift + 0.2 * own,
        "launcher_salvos": np.where(np.arange(COUNT) < 9 * (shift > 0), 1.0, 0.0),
        "relaxation_day": np.full(COUNT, 4.0),
    }
    table |= changes.pop("table", {})
    later = np.clip(DAYS - 4, 0, None)
    paths = {
        "ground_lost_km2": 10 * DAYS + noise[:PATHS, None] + shift * later / 6,
        "tube_stock_kr": 3 + 0 * DAYS + np.abs(noise[:PATHS, None]),
        "sanctuary_bty": 20 - DAYS + 0 * noise[:PATHS, None],
        "red_batteries_bty": 50 - shift * later + 0 * noise[:PATHS, None],
        "rung": np.round(np.abs(noise[:PATHS, None]) + 0 * DAYS),
    }
    scenario = {"milestones": MILESTONES, "day_zero": "2024-05-10"}
    choices = {"restrictions": name}
    folder = root / name
    defaults = {"choices": choices, "config_hash": f"hash{name[:6]}", "config": {"scenario": scenario}}
    saved = changes.pop("paths", paths)
    run = write_run(folder, table, saved, **(defaults | changes))
    log = [row for row in LOG if row[0] <= DAYS[-1]]
    parquet.write(folder / "trace.parquet", trace_of([*log, (10, "books", "horizon", 10)]), {})
    return run


def comparison_of(root: Path, shifts: Sequence[float], reference: int = 0, **changes: Any) -> Comparison:
    """Runs that lose so much more each, compared with one of them, which replays the record."""
    runs = [
        run_of(root, shift, f"{name}{place if place >= len(NAMES) else ''}", replays_record=place == reference, **changes)
        for place, (shift, name) in enumerate(zip(shifts, NAMES * 3, strict=False))
    ]
    return compare(runs, reference)


def waiting_days(rate: float) -> Any:
    """Days of a relaxation that the model decides, NaN where it does not come in 10 days."""
    days = np.random.default_rng(3).exponential(1 / rate, COUNT)
    return np.where(days < 10, days, np.nan)
