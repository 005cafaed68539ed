"""Run folders with made-up numbers, for the tests of what compares runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.model.daily import TRACKED
from sim.model.measures import MEASURES
from sim.study import integrity, parquet
from sim.study import manifest as manifests
from sim.study.parquet import Columns
from sim.study.store import Run, open_run

DAYS = np.arange(11.0)


def write_run(folder: Path, table: Mapping[str, Any], paths: Mapping[str, Any] | None = None, **changes: Any) -> Run:
    """A finished run.

    Args:
        folder: to be made.
        table: values of some measures, shape (replications,); the others are 0.
        paths: values of some tracked quantities, shape (paths, days), of which there are 11; the others are 0.
        changes: of the manifest; `config` and `choices` are merged into what is there.
    """
    folder.mkdir(parents=True)
    count = len(next(iter(table.values())))
    columns: Columns = {"replication": np.arange(count)}
    columns |= {one.name: np.asarray(table.get(one.name, np.zeros(count)), dtype=float) for one in MEASURES}
    parquet.write(folder / "replications.parquet", columns, {})
    parquet.write(folder / "daily.parquet", _daily(paths or {}), {})
    parquet.write(folder / "trace.parquet", _trace(), {})
    saved = len(next(iter(paths.values()))) if paths else 0
    manifest = manifest_of(replications=count, replications_asked=count, saved_paths=saved)
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


def _daily(paths: Mapping[str, Any]) -> Columns:
    """Mean, quantiles and paths; no row where there are no paths."""
    given = {name: np.asarray(values, dtype=float) for name, values in paths.items()}
    count = len(next(iter(given.values()))) if given else 0
    names = ["mean", "q05", "q25", "q50", "q75", "q95", *["path"] * count] if count else []
    numbers = np.concatenate([np.full(6, parquet.MISSING), np.arange(count)]) if count else np.empty(0, dtype=np.int64)
    columns: Columns = {
        "statistic": np.repeat(np.array(names, dtype=object), len(DAYS)),
        "replication": np.repeat(numbers, len(DAYS)),
        "day": np.tile(DAYS, len(names)),
    }
    for quantity in TRACKED:
        values = given.get(quantity.name, np.zeros((count, len(DAYS))))
        quantiles = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0) if count else np.empty((0, len(DAYS)))
        blocks = [values.mean(axis=0)[None], quantiles, values] if count else [values]
        columns[quantity.name] = np.concatenate(blocks).ravel()
    return columns


def _trace() -> Columns:
    texts = np.empty(0, dtype=object)
    return {
        "replication": np.empty(0, dtype=np.int64), "day": np.empty(0), "mechanism": texts, "event": texts,
        "value": np.empty(0),
    }  # fmt: skip
