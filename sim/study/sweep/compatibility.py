"""Checks that a folder contains the requested study, so that rows can be added to it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any

from sim.config.fields import ParameterField, fields_of
from sim.config.problems import Problem
from sim.config.values import write_value
from sim.model.parameters import Parameters
from sim.study.files.manifest import Manifest
from sim.study.sweep.fingerprint import differences, flat
from sim.study.sweep.plan import Sweep

OTHER_NAME = "choose another name=, or delete the folder"


BASE = "base "
"""In front of the names of the parameters that all points start from."""


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
        as_written({name: value for name, value in identity.items() if not name.startswith("points'")})
        for identity in (stored["identity"], sweep.identity)
    ]
    return [*written, *differences(*told)] or differences(stored["identity"], sweep.identity)


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


def as_written(identity: Mapping[str, Any]) -> dict[str, Any]:
    """The same entries, those of the base by their keys, and with values as a config has them."""
    return dict(_written(name, value) for name, value in identity.items())


def _written(name: str, value: Any) -> tuple[str, Any]:
    found = _found(name.removeprefix(BASE)) if name.startswith(BASE) else None
    return (name, value) if found is None else (f"{BASE}{found[0]}", _value(found[1].leaf(), value))


def _found(path: str) -> tuple[str, ParameterField] | None:
    """Key and field of a path of attributes; None if this version has none."""
    keys, fields, field = list[str](), fields_of(Parameters), None
    for name in path.split("."):
        field = next((each for each in fields if each.name == name), None)
        if field is None:
            return None
        keys.append(field.key)
        fields = fields_of(field.type) if field.is_group else ()
    return None if field is None else (".".join(keys), field)


def _value(field: ParameterField, value: Any) -> Any:
    if isinstance(value, list):
        return [_value(field, item) for item in value]
    if isinstance(value, str):
        return value.lower() if issubclass(field.type, IntEnum) else value
    return value if isinstance(value, Mapping) else write_value(field, value)
