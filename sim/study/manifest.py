"""A run's manifest: everything that is needed to read the run, and to run it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.study.problems import Problem

NAME = "manifest.json"
MULTIRUN_NAME = "multirun.json"
COMPARISON_NAME = "comparison.json"
STUDY_NAME = "study.json"
BACKTEST_NAME = "backtest.json"
CALIBRATION_NAME = "calibration.json"
FORMAT = 1
MEMBERS = 4  # runs of a multirun that a message names
WARNING = "Model frequencies under stated assumptions, not a forecast."

Manifest = dict[str, Any]

KEYS: Mapping[str, type | tuple[type, ...]] = {
    "format": int,
    "status": str,  # running, finished, interrupted or failed
    "warning": str,
    "label": str,  # what a multirun calls it, else empty
    "scenario": str,
    "choices": dict,  # the alternative chosen in every config group
    "overrides": list,  # as given on the command line
    "seed": int,
    "replications_asked": int,
    "replications": int,  # those that finished
    "saved_paths": int,  # replications below this one have their daily paths saved
    "saved_traces": int,  # and below this one their events
    "config": dict,  # the validated config of the model, resolved
    "config_hash": str,
    "replays_record": bool,  # whether the observed milestones belong beside its results
    "engine": str,
    "engine_reason": str,
    "mechanisms": list,  # a user's own: file in the run folder, and function in it
    "workers": int,
    "measures": dict,  # name: unit, as in replications.parquet
    "quantities": dict,  # name: unit, as in daily.parquet
    "made_with": dict,  # versions, checkout and machine
    "started": str,  # ISO, UTC
    "ended": (str, type(None)),
    "failure": str,
    "failure_details": str,
}

OPTIONAL: Mapping[str, type] = {
    "observations": dict,  # what was observed, as in a config; empty for nothing
    "posterior": dict,  # source, rows and keys of posterior.csv, whose rows the replications take in turn; else empty
}
"""Entries that a manifest may lack, as those of older runs do."""


def now() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def text(manifest: Manifest) -> str:
    """What the file holds."""
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def read(folder: Path) -> Manifest:
    """The manifest of a run folder, checked for its keys.

    Raises:
        Problem: the folder is missing, holds no run, or its manifest cannot be read by this version.
    """
    path = folder / NAME
    manifest = _parsed(folder, path)
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        raise Problem(f"{path} is not the manifest of a run")
    if manifest["format"] != FORMAT:
        raise Problem(
            f"{path} has format {manifest['format']}, this version reads format {FORMAT}; "
            "read it with the version that wrote it (made_with in the manifest)"
        )
    for key, kind in KEYS.items():
        if not isinstance(manifest.get(key), kind):
            raise Problem(f"{path} is torn: its entry '{key}' is missing or of the wrong type; {AGAIN}")
    for key, kind in OPTIONAL.items():
        if not isinstance(manifest.setdefault(key, kind()), kind):
            raise Problem(f"{path} is torn: its entry '{key}' is of the wrong type; {AGAIN}")
    return manifest


AGAIN = "delete the folder and run it again"


def _parsed(folder: Path, path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise Problem(_absence(folder)) from None
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise Problem(f"{path} is torn: {error}; {AGAIN}") from error


def _members(folder: Path) -> str:
    """The runs of a multirun, as a user names them; the first of many."""
    names = sorted(path.parent.name for path in folder.glob(f"*/{NAME}"))
    more = f", and {len(names) - MEMBERS} more" if len(names) > MEMBERS else ""
    return ", ".join(f"{folder.name}/{name}" for name in names[:MEMBERS]) + more if names else "it has none"


def _absence(folder: Path) -> str:
    if (folder / STUDY_NAME).exists():
        return f"{folder} is a study, not a run; `escsim plot`, `query` and `status` read it"
    if (folder / MULTIRUN_NAME).exists():
        return f"{folder} is a multirun; name one of its runs: {_members(folder)}"
    for name, kind in ((BACKTEST_NAME, "backtest"), (CALIBRATION_NAME, "calibration"), (COMPARISON_NAME, "comparison")):
        if (folder / name).exists():
            return f"{folder} is a {kind}, not a run"
    if folder.is_dir():
        return f"{folder} is not a run folder: it has no {NAME}"
    if folder.exists():
        return f"{folder} is not a run folder but a file"
    return f"there is no run folder {folder}; `escsim list` shows the runs there are"
