"""Run folders with made-up numbers, for the tests of what compares runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.study.files import integrity, parquet, sealed
from sim.study.files import manifest as manifests
from sim.study.files.parquet import Columns
from sim.study.run.opening import open_run
from sim.study.run.store import StoredRun
from sim.study.sweep import tables
from sim.study.sweep.ranges import of_numbers
from sim.study.sweep.table_parts import notes_for

DAYS = np.arange(11.0)


def write_run(
    folder: Path, table: Mapping[str, Any], paths: Mapping[str, Any] | None = None, **changes: Any
) -> StoredRun:
    """A finished run.

    Args:
        folder: to be made.
        table: values of some measures, shape (replications,); the others are 0.
        paths: values of some tracked quantities, shape (paths, days), of which there are 11; the others are 0.
        changes: of the manifest; `config` and `choices` are merged into what is there.
    """
    folder.mkdir(parents=True)
    count = len(next(iter(table.values())))
    whole = np.zeros(count, dtype=np.int64)
    columns: Columns = {"point": whole, "replication": np.arange(count)}
    columns |= {one.name: np.asarray(table.get(one.name, np.zeros(count)), dtype=float) for one in MEASURES}
    columns["error"] = np.full(count, "", dtype=object)
    write_table(folder / "results.parquet", columns)
    write_table(folder / "days.parquet", _days(paths or {}))
    write_table(folder / "events.parquet", tables.none_of(tables.EVENTS))
    saved = len(next(iter(paths.values()))) if paths else 0
    manifest = manifest_of(replications=count, replications_asked=count, done=count, saved_paths=saved)
    for key, value in changes.items():
        manifest[key] = {**manifest[key], **value} if key in ("config", "choices", "made_with") else value
    seal(folder, manifests.NAME, manifest)
    return open_run(folder)


def seal(folder: Path, name: str, manifest: Mapping[str, Any]) -> None:
    """Write a manifest with the digests of what lies in its folder, as if all of it had just been made."""
    files = {**integrity.entries_of(folder, manifests.files_in(folder)), **manifest.get("files", {})}
    manifests.write(folder / name, {**manifest, "files": files})


def rewrite(folder: Path, name: str = manifests.NAME, **changes: Any) -> None:
    """Change entries of a stored manifest, and take the files as they are now for what was written."""
    manifest = json.loads((folder / name).read_text(encoding="utf-8"))
    seal(folder, name, {**manifest, **changes, "files": {}})


def manifest_of(**changes: Any) -> dict[str, Any]:
    """A manifest with every entry, empty where it does not matter."""
    return {
        "label": "",
        "overrides": [],
        "replications_asked": 0,
        "replications": 0,
        "done": 0,
        "failed": 0,
        "key": "",
        "saved_paths": 0,
        "saved_traces": 0,
        "replays_record": False,
        "engine": "",
        "engine_reason": "",
        "mechanisms": [],
        "observations": {},
        "posterior": {},
        "workers": 1,
        "model_sources": "",
        "history": [],
        "started": "",
        "ended": "",
        "failure": "",
        "failure_details": "",
        "files": {},
        "format": manifests.FORMAT,
        "status": "finished",
        "warning": manifests.WARNING,
        "scenario": "border_generic",
        "choices": {"restrictions": "counter_fire", "stall": "mixed"},
        "seed": 7,
        "config": {"horizon": "10 d", "restrictions": {"kind": "scheduled"}, "stall": {"kind": "mixed"}},
        "config_hash": "0123456789ab",
        "measures": {measure.name: measure.unit for measure in MEASURES},
        "quantities": {quantity.name: quantity.unit for quantity in TRACKED},
        "made_with": {"version": "1.0", "commit": "abc", "dirty": False, "python": "3.11.7", "packages": {}},
        **changes,
    }


def write_table(path: Path, columns: Columns, key: str = "") -> None:
    """Write a whole table as a run or a study does."""
    runs = of_numbers(np.unique(tables.runs_of(columns)))
    sealed.move_sealed(parquet.write(path, columns, notes_for(key, runs, 0), by_content=True), path)


def _days(paths: Mapping[str, Any]) -> Columns:
    """The days of the paths that are given; no row where there are none."""
    given = {name: np.asarray(values, dtype=float) for name, values in paths.items()}
    count = len(next(iter(given.values()))) if given else 0
    columns: Columns = {
        "point": np.zeros(count * len(DAYS), dtype=np.int64),
        "replication": np.repeat(np.arange(count), len(DAYS)),
        "day": np.tile(DAYS, count),
    }
    zeros = np.zeros((count, len(DAYS)))
    return columns | {quantity.name: given.get(quantity.name, zeros).ravel() for quantity in TRACKED}
