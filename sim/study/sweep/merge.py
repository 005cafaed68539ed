"""Merges the folders of all shards into one study, as if it had never been divided."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.config.atomic import replacing
from sim.config.problems import Problem
from sim.study.files import integrity, parquet, sealed
from sim.study.files.lock import locked, now
from sim.study.files.provenance import version_differences
from sim.study.sweep import folder as folders
from sim.study.sweep import recipe, tables
from sim.study.sweep.compatibility import OTHER_NAME
from sim.study.sweep.fingerprint import differences
from sim.study.sweep.folder import StudyFolder, open_study
from sim.study.sweep.point_table import POINTS
from sim.study.sweep.shard import read_shard
from sim.study.sweep.table_parts import SCRATCH, TablePart, as_part, notes_for, union
from sim.study.sweep.tables import KINDS, TableKind

ALIKE = "replications", "until", "saved_paths", "saved_traces"


def merge(sources: Sequence[Path], out: Path, tell: Callable[[str], None] = lambda _: None) -> Path:
    """Write the study that some shards make together; its results are those of an undivided one, byte for byte.

    Args:
        sources: folders of all shards, in any order.
        out: the new folder.
        tell: called with a message about shards that were made with different versions.

    Raises:
        Problem: a shard is missing, unfinished, torn, there twice or of another study; or `out` has something already.
    """
    studies = [open_study(path) for path in sources]
    _check(studies)
    parts = {kind: [_part(study, kind) for study in studies] for kind in KINDS}
    for line in _mixing(studies):
        tell(line)
    folders.make(out)
    with locked(out):
        if (out / folders.NAME).exists():
            raise Problem(f"{out} has a study already; {OTHER_NAME}")
        try:
            _write(studies, parts, out)
        except parquet.UnreadableFile as error:
            torn = tables.unreadable([part.path for each in parts.values() for part in each])
            raise Problem(*(f"{path} is damaged; delete it and rerun the shard" for path in torn)) from error
        except OSError as error:
            raise Problem(f"cannot write {error.filename or out}: {error.strerror or error}") from error
    return out


def lacks_report(sources: Sequence[Path], out: Path) -> bool:
    """True if a folder has the study that these shards make, and no report yet."""
    try:
        study = open_study(out)
        listed = study.manifest["files"]
        for name in listed.keys() - {folders.REPORT}:
            study.file(name)
    except Problem:  # which is told where the shards are merged
        return False
    is_theirs = set(study.manifest.get("merged") or ()) == set(map(str, sources))
    return is_theirs and not (folders.REPORT in listed and (out / folders.REPORT).exists())


def _write(studies: Sequence[StudyFolder], parts: Mapping[TableKind, Sequence[TablePart]], out: Path) -> None:
    manifest = studies[0].manifest
    runs, failed = _joined(parts, manifest["key"], out)
    names = (POINTS, *recipe.files(manifest))
    for name in names:
        with replacing(out / name) as unfinished:
            shutil.copyfile(studies[0].file(name), unfinished)
    whole = {
        "shard": None,
        "merged": [str(study.path) for study in studies],
        "started": min(study.manifest["started"] for study in studies),
        "ended": now(),
        "done": runs,
        "failed": failed,
        "history": [sitting for study in studies for sitting in study.manifest["history"]],
        "files": integrity.entries_of(out, [*(kind.file for kind in KINDS), *names]),
    }
    folders.write(out, manifest | whole)


def _joined(parts: Mapping[TableKind, Sequence[TablePart]], key: str, out: Path) -> tuple[int, int]:
    """Write each table from those of the shards; return how many runs the results hold, and how many failed."""
    held, lost = 0, 0
    for kind, each in parts.items():
        runs, failed = union([part.runs for part in each]), sum(part.failed for part in each)
        filled = [part.path for part in each if len(part.runs)] or [each[0].path]
        written = tables.sort_into(filled, out / kind.file, notes_for(key, runs, failed), out / SCRATCH, kind)
        sealed.move_sealed(written, out / kind.file)
        held, lost = max(held, len(runs)), max(lost, failed)
    return held, lost


def _check(studies: Sequence[StudyFolder]) -> None:
    """Raise Problem, with a line for each thing that is wrong."""
    lines = [f"{study.path} is a whole study, not a shard" for study in studies if study.manifest["shard"] is None]
    if not studies or lines:
        raise Problem(*(lines or ["no shards to merge"]))
    first = studies[0]
    for study in studies[1:]:
        found = [*differences(first.manifest["identity"], study.manifest["identity"])]
        found += [f"{name} differ" for name in ALIKE if first.manifest[name] != study.manifest[name]]
        lines += [f"{study.path} belongs to a different study from {first.path}: {line}" for line in found]
    lines += _missing(studies)
    lines += [
        f"{study.path} is not finished ({study.manifest['status']}): repeat its sweep command"
        for study in studies
        if study.manifest["status"] != "finished"
    ]
    if lines:
        raise Problem(*lines)


def _mixing(studies: Sequence[StudyFolder]) -> list[str]:
    """A line for each shard made, or continued, with other versions than the first was begun with.

    The sources of the model are the same.
    """
    first = studies[0]
    found = ((each, _other_versions(first, each)) for each in studies)
    return [
        f"{each.path} was made with different versions from {first.path} ({'; '.join(lines)}); "
        "the history in the manifest of the merged study keeps them"
        for each, lines in found
        if lines
    ]


def _other_versions(first: StudyFolder, each: StudyFolder) -> list[str]:
    """Version differences between any session of a shard and the beginning of the first, a line each."""
    sittings = [each.manifest["made_with"], *(one["made_with"] for one in each.manifest.get("history", ()))]
    return list(
        dict.fromkeys(line for one in sittings for line in version_differences(first.manifest["made_with"], one))
    )


def _missing(studies: Sequence[StudyFolder]) -> list[str]:
    shards = [(read_shard(study.manifest["shard"]), study.path) for study in studies]
    of = sorted({shard.of for shard, _ in shards})
    if len(of) > 1:
        return [f"the shards belong to different divisions: of {', '.join(map(str, of))}"]
    seen: dict[int, Path] = {}
    lines = []
    for shard, path in shards:
        if shard.number in seen:
            lines.append(f"shard {shard} appears twice: {seen[shard.number]} and {path}")
        seen[shard.number] = path
    absent = [str(number) for number in range(1, of[0] + 1) if number not in seen]
    return [*lines, *([f"missing of {of[0]} shards: {', '.join(absent)}"] if absent else [])]


def _part(study: StudyFolder, kind: TableKind) -> TablePart:
    path = study.file(kind.file)
    notes: Mapping[str, Any] | None = tables.notes_of([path])[path]
    part = None if notes is None else as_part(path, notes)
    if part is None or notes is None or notes["key"] != study.manifest["key"]:
        raise Problem(f"{path} belongs to another study; repeat the sweep command of this shard")
    return part
