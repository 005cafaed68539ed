"""Checks that a folder contains the requested study, so that rows can be added to it."""

from __future__ import annotations

from pathlib import Path

from sim.config.problems import Problem
from sim.study.files.manifest import Manifest
from sim.study.sweep.fingerprint import differences, flat
from sim.study.sweep.plan import Sweep
from sim.study.sweep.spelling import as_written

OTHER_NAME = "choose another name=, or delete the folder"


def refuse_other_study(folder: Path, stored: Manifest, sweep: Sweep) -> None:
    """Raise Problem if a folder's study is another one than the sweep, with a line for each thing that differs."""
    lines = _other_study(stored, sweep)
    shard = None if sweep.shard is None else str(sweep.shard)
    if stored["shard"] != shard:
        lines.append(f"shard: {stored['shard'] or 'none'} in the folder, {shard or 'none'} now")
    lines += _other_size(stored, sweep)
    if lines:
        raise Problem(f"{folder} contains another study, whose rows cannot be mixed with these; {OTHER_NAME}", *lines)


def _other_study(stored: Manifest, sweep: Sweep) -> list[str]:
    """Differences in what the rows depend on; those of the study file, if it differs, not the hashes of its points."""
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
    for name in ("paths", "traces"):
        if (before := stored[f"saved_{name}"]) != (today := getattr(sweep, name)):
            return [f"save.{name}: {before:,} in the folder, {today:,} now; all points must store the same amount"]
    before, today = most_replications(stored), sweep.cap
    if before > today:
        return [f"replications: {before:,} in the folder, {today:,} now; their number can grow but not shrink"]
    if stored["until"] and sweep.until is None:
        return [f"until: the folder uses the stopping rule {stored['until']}, the command has none"]
    return []


def most_replications(manifest: Manifest) -> int:
    """Number of replications of a point or, where a rule stops them, the most that it may have."""
    return int(manifest["until"]["cap"] if manifest["until"] else manifest["replications"])
