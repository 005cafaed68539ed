"""Made-up folders of studies, for the tests of what reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from made_up_runs import seal
from numpy.typing import NDArray

from sim.model.measures import MEASURES
from sim.study.files import manifest as manifests
from sim.study.files import parquet, sealed
from sim.study.sweep import tables
from sim.study.sweep.ranges import STRIDE, of_numbers
from sim.study.sweep.table_parts import notes_for

DAY, HALF_LIFE, GROUND = "restrictions.events.permission.day", "pressure.half_life", "ground_lost_km2"
KEY = "c0ffee" * 4
Row = Mapping[str, Any]
Values = Callable[[Row, NDArray[np.float64]], NDArray[np.float64]]

NEVER = {"restrictions": "full_ban", DAY: np.inf}


def policy(day: float) -> Row:
    return {"restrictions": "counter_fire", DAY: day}


def later_is_worse(row: Row, noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """A day later loses 0.1 km2 more, up to day 60; nothing differs from never at day 60."""
    day = min(row[DAY], 60.0)
    return 100 + noise + (day - 60) * 0.1 * (1 + noise / 10) * row.get(HALF_LIFE, 10.0) / 10


def make_study(
    folder: Path,
    levers: Sequence[Row],
    uncertainties: Sequence[Row] = ({},),
    structures: Sequence[Row] = ({},),
    values: Values = later_is_worse,
    replications: int = 100,
    failed: Sequence[tuple[int, int]] = (),
    status: str = "finished",
    others: Mapping[str, Values] = MappingProxyType({}),
) -> Path:
    """Write a study, levers fastest; `failed` are runs (point, replication) that failed, `others` more measures."""
    folder.mkdir(parents=True, exist_ok=True)
    places = [
        (s, u, lever) for s in range(len(structures)) for u in range(len(uncertainties)) for lever in range(len(levers))
    ]
    rows = [{**structures[s], **uncertainties[u], **levers[lever]} for s, u, lever in places]
    kinds = dict.fromkeys(structures[0], "structure")
    kinds |= dict.fromkeys(uncertainties[0], "uncertainty") | {key: "lever" for some in levers for key in some}
    points: parquet.Columns = {"point": np.arange(len(rows))}
    for name, place in (("structure", 0), ("uncertainty", 1), ("lever", 2), ("future", 1)):
        points[name] = np.array([each[place] for each in places])
    labels = [_label(levers[lever]) for _, _, lever in places]
    points["label"] = np.array(labels, dtype=object)
    for key in kinds:
        is_text = isinstance(next(row[key] for row in rows if key in row), str)
        column = [row.get(key, "" if is_text else np.nan) for row in rows]
        points[key] = np.array(column, dtype=object if is_text else np.float64)
    parquet.write(folder / "points.parquet", points, {})
    drawn = {GROUND: values, **others}
    write_rows(folder / "results.parquet", _results(places, rows, drawn, replications, failed))
    write_rows(folder / "days.parquet", tables.none_of(tables.DAYS))
    write_rows(folder / "events.parquet", tables.none_of(tables.EVENTS))
    manifest = {
        "format": manifests.FORMAT, "status": status, "study": folder.name, "kinds": kinds,
        "choices": {"scenario": "kharkiv_2024"},
        "units": {DAY: "day", HALF_LIFE: "d"}, "seed": 3, "replications": replications, "key": KEY,
        "measures": {each.name: each.unit for each in MEASURES}, "question": "When?", "quantities": {},
        "saved_paths": 0, "saved_traces": 0, "points": len(rows),
        "done": 0 if status == "running" else len(rows) * replications, "failed": len(failed),
        "failure": "", "continued": "",
        "warning": manifests.WARNING, "overrides": [], "until": None, "shard": None, "identity": {}, "mechanisms": None,
        "made_with": {"version": "1.0", "commit": "abc", "dirty": False, "python": "3.11.7", "packages": {}},
        "history": [], "started": "", "ended": "", "failure_details": "",
    }  # fmt: skip
    seal(folder, "study.json", manifest)
    return folder


def write_rows(path: Path, rows: parquet.Columns) -> None:
    """Write rows as a sweep does, with what they hold."""
    runs = of_numbers(np.asarray(rows["point"] * STRIDE + rows["replication"], dtype=np.int64))
    failed = int((rows["error"] != "").sum()) if "error" in rows else 0
    written = parquet.write(path, rows, notes_for(KEY, runs, failed), by_content=True)
    if path.name in manifests.SEALED_TABLES:
        sealed.move_sealed(written, path)


def _label(lever: Row) -> str:
    if lever is NEVER:
        return "restrictions=full_ban"
    return " ".join(f"{key}={value}" for key, value in lever.items())


def _results(
    places: Sequence[tuple[int, int, int]],
    rows: Sequence[Row],
    drawn: Mapping[str, Values],
    replications: int,
    failed: Sequence[tuple[int, int]],
) -> parquet.Columns:
    count = len(rows) * replications
    found: parquet.Columns = {
        "point": np.repeat(np.arange(len(rows)), replications),
        "replication": np.tile(np.arange(replications), len(rows)),
    }
    found |= {each.name: np.zeros(count) for each in MEASURES}
    for place, (name, values) in enumerate(drawn.items()):
        found[name] = np.concatenate(
            [
                values(row, np.random.default_rng([u, place] if place else u).normal(size=replications))
                for (_, u, _), row in zip(places, rows, strict=True)
            ]
        )
    error = np.full(count, "", dtype=object)
    for point, replication in failed:
        error[point * replications + replication] = "ValueError: made up"
        found[GROUND][point * replications + replication] = np.nan
    return found | {"error": error}
