"""Made-up tables of a run, for the tests of figures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = tuple[float, str, str, float]

LOG: list[Row] = [
    (0, "phases", "phase_started", 0),
    (3, "policy.calendar", "requested", 0),
    (5, "aid.announcements", "aid_announced", 6000),
    (8, "counter_battery.red", "battery_lost", 49),
    (9, "counter_battery.blue", "battery_lost", 19),
    (9, "phases", "phase_started", 2),
    (12, "aid.gate", "gate_closed", 0),
    (14, "aid.announcements", "aid_announced", 275),
    (15, "escalation.answers", "rung_changed", 2),
    (16, "city.launchers", "strike_on_city", 1),
    (20, "policy.calendar", "policy_relaxed", 1),
    (22.5, "policy.first_use", "first_use", 1),
    (25, "escalation.fading", "rung_changed", 1),
    (30, "aid.arrivals", "aid_arrived", 6000),
    (31, "aid.gate", "gate_opened", 1000),
    (35, "phases", "phase_started", 0),
    (38, "policy.calendar", "policy_relaxed", 3),
    (60, "books", "horizon", 60),
]


def trace_of(log: list[Row], replication: int = 0) -> dict[str, NDArray[Any]]:
    """The event log of one replication as columns."""
    day, mechanism, event, value = zip(*log, strict=True) if log else ((), (), (), ())
    return {
        "replication": np.full(len(log), replication),
        "day": np.array(day, dtype=float),
        "mechanism": np.array(mechanism, dtype=object),
        "event": np.array(event, dtype=object),
        "value": np.array(value, dtype=float),
    }


def daily_of(days: int, paths: NDArray[np.float64] | None = None) -> dict[str, NDArray[Any]]:
    """A daily table of ground lost and rung: statistics of some paths of shape (replications, days), then the paths."""
    if paths is None:
        paths = np.linspace(0, 1, days) * np.linspace(150, 250, 11)[:, None]
    names = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
    blocks = [paths.mean(axis=0), *np.quantile(paths, [*names.values()], axis=0), *paths]
    statistics = ["mean", *names, *["path"] * len(paths)]
    return {
        "statistic": np.repeat(np.array(statistics, dtype=object), days),
        "replication": np.repeat([*[-1] * 6, *range(len(paths))], days),
        "day": np.tile(np.arange(days, dtype=float), len(blocks)),
        "ground_lost_km2": np.concatenate(blocks),
        "rung": np.zeros(days * len(blocks)),
    }


def manifest_of(**changes: Any) -> dict[str, Any]:
    """A manifest with what figures read of it."""
    rows = [{"day": 5, "occupied": "135 km2", "with_contested": "211 km2"}]
    manifest = {
        "scenario": "made_up",
        "config_hash": "0123456789ab",
        "seed": 7,
        "replications": 11,
        "saved_paths": 500,
        "choices": {"restrictions": "counter_fire", "aid": "announced_2024", "stall": "mixed"},
        "overrides": [],
        "config": {"scenario": {}},
        "observations": {"milestones": rows},
    }
    return manifest | changes
