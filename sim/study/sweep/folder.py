"""The folder of a study: its manifest, its points, and what is done of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.study import parquet
from sim.study.atomic import write_text
from sim.study.manifest import STUDY_NAME, WARNING, now
from sim.study.problems import Problem
from sim.study.provenance import provenance
from sim.study.recorder import FIGURES, OTHER_FOLDER
from sim.study.sweep.identity import differences, flat
from sim.study.sweep.lock import HOLDER, LOCK
from sim.study.sweep.parts import PARTS, RESULTS, SCRATCH, stored_parts
from sim.study.sweep.plan import Sweep, describe
from sim.study.sweep.progress import FILE as PROGRESS
from sim.study.sweep.recipe import ROWS, TREES
from sim.study.sweep.spelling import as_written

NAME, POINTS = STUDY_NAME, "points.parquet"
FORMAT = 1
TORN = "is missing or torn; give the sweep command again, which writes it anew"
OTHER_NAME = "choose another name=, or delete the folder"

LEFT = {POINTS, ROWS, TREES, RESULTS, PARTS, SCRATCH, LOCK, HOLDER, PROGRESS, FIGURES, "report.html"}
"""What a study's folder may hold beside its manifest, and the files of own mechanisms."""

Manifest = dict[str, Any]


@dataclass(frozen=True)
class StudyFolder:
    """A study folder that can be read, whether it is finished or not.

    Attributes:
        path: of the folder.
        manifest: of the study, as it was when it was read.
    """

    path: Path
    manifest: Manifest

    @property
    def points(self) -> Path:
        """The table of points, one row each, with a column for each factor."""
        return self.path / POINTS

    def tables(self) -> list[Path]:
        """The files with rows: the results and, while it is being done, parts; no run is in two of them."""
        return [part.path for part in stored_parts(self.path)]

    def why_no_rows(self) -> str:
        """A message for where there are none: not yet, or no more."""
        if self.manifest["done"]:
            return f"{self.path}: its rows are missing or torn; give the sweep command again, which does them anew"
        return f"{self.path} has no rows yet"


def open_study(folder: Path) -> StudyFolder:
    """The study in a folder; raises Problem where there is none, or it cannot be read."""
    path = folder / NAME
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        what = f"it has no {NAME}" if folder.is_dir() else "there is no such folder"
        raise Problem(f"{folder} is not a study: {what}") from None
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise Problem(f"{path} is torn: {error}; delete it and sweep again, which keeps the rows") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Problem(f"{path} is not the manifest of a study that this version reads (format {FORMAT})")
    return StudyFolder(folder, manifest)


def make(folder: Path) -> None:
    """Make the folder if need be; raises Problem where that cannot be done, or it holds something else."""
    if folder.is_file():
        raise Problem(f"{folder} is a file, not the folder of a study; choose another name=, or delete the file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise Problem(f"cannot write to {folder}: {error.strerror}; {OTHER_FOLDER}") from error
    if "manifest.json" in others or "multirun.json" in others:
        raise Problem(f"{folder} holds a run, not a study; {OTHER_NAME}")
    if foreign := [] if NAME in others else [name for name in others if not _is_of_study(name)]:
        raise Problem(f"{folder} holds other files, such as {foreign[0]}; {OTHER_NAME}")


def _is_of_study(name: str) -> bool:
    """Whether a file may be left of a study that has no manifest, not yet or no more."""
    return name in LEFT or name.startswith((".", "mechanism-", RESULTS))  # a torn table is set aside under its name


def begin(folder: Path, sweep: Sweep) -> Manifest:
    """Write the manifest that says the study is running, and its points; in a folder that is locked.

    Raises:
        Problem: the folder has another study, whose rows would be mixed with those of this one.
        OSError: it cannot be written.
    """
    stored = open_study(folder).manifest if (folder / NAME).exists() else None
    if stored is not None:
        _refuse_another(folder, stored, sweep)
    manifest: Manifest = {
        "format": FORMAT,
        "status": "running",
        "warning": WARNING,
        **sweep.record,
        **describe(sweep),
        "identity": dict(sweep.identity),
        "key": sweep.key,
        "made_with": provenance().as_dict(),
        "started": stored["started"] if stored is not None else now(),
        "continued": now(),
        "ended": None,
        "done": 0,
        "failed": 0,
        "failure": "",
        "failure_details": "",
    }
    parquet.write(folder / POINTS, {"point": np.arange(sweep.count), **sweep.points}, {"key": sweep.key})
    if sweep.recipe is not None:
        sweep.recipe.keep(folder)
    write(folder, manifest)
    return manifest


def write(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest; raises OSError."""
    write_text(folder / NAME, json.dumps(manifest, indent=2, ensure_ascii=False, default=str) + "\n")


def give_up(folder: Path, manifest: Manifest, reason: str) -> None:
    """Mark the study failed, if that can still be written."""
    with suppress(OSError):
        write(folder, manifest | {"status": "failed", "ended": now(), "failure": reason})


def _refuse_another(folder: Path, stored: Manifest, sweep: Sweep) -> None:
    lines = _other_study(stored, sweep)
    shard = None if sweep.shard is None else str(sweep.shard)
    if stored["shard"] != shard:
        lines.append(f"shard: {stored['shard'] or 'none'} in the folder, {shard or 'none'} now")
    lines += _other_size(stored, sweep)
    if lines:
        raise Problem(f"{folder} has another study, whose rows are not mixed with these; {OTHER_NAME}", *lines)


def _other_study(stored: Manifest, sweep: Sweep) -> list[str]:
    """What differs of what the rows depend on; where the study file differs, that, and not the hashes of its points."""
    files = [dict(flat(dict(spec), "study")) for spec in (stored.get("spec", {}), sweep.record.get("spec", {}))]
    written = differences(*files)
    if stored["identity"] == sweep.identity:
        return []
    told = [
        as_written({name: value for name, value in identity.items() if not _is_hash(name)})
        for identity in (stored["identity"], sweep.identity)
    ]
    return [*written, *differences(*told)] or differences(stored["identity"], sweep.identity)


def _is_hash(name: str) -> bool:
    return name.startswith("points'")


def _other_size(stored: Manifest, sweep: Sweep) -> list[str]:
    if sweep.shard is not None and sweep.until is None and stored["replications"] != sweep.replications:
        grow = "a shard cannot grow; merge the shards and continue the merged study"
        return [f"replications: {stored['replications']:,} in the folder, {sweep.replications:,} now; {grow}"]
    before, today = most_replications(stored), sweep.cap
    if before > today:
        return [f"replications: {before:,} in the folder, {today:,} now; there can be more of them, but not fewer"]
    if stored["until"] and sweep.until is None:
        return [f"until: the folder stops by the rule {stored['until']}, now there is none"]
    return []


def most_replications(manifest: Manifest) -> int:
    """Of a point: how many it has or, where a rule stops them, may have at most."""
    return int(manifest["until"]["cap"] if manifest["until"] else manifest["replications"])
