"""Checks that the files of a folder are unchanged, by their digests, without running anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.config.problems import Problem
from sim.study.files import integrity
from sim.study.files import manifest as manifests
from sim.study.sweep.table_parts import stored_parts
from sim.study.sweep.tables import KINDS


@dataclass(frozen=True)
class FilesChecked:
    """Result of a check of digests.

    Attributes:
        count: of the files that were checked, manifests among them.
        faults: what is wrong, a line each.
        unlisted: files that no manifest lists, which cannot be checked.
    """

    count: int
    faults: tuple[str, ...]
    unlisted: tuple[Path, ...]


def check_files(folder: Path) -> FilesChecked:
    """Compare the digests of all files of a run, study, comparison, calibration or backtest, or of a whole multirun.

    Raises:
        Problem: the folder is none of these.
    """
    name = manifests.kind_of(folder)
    if name is None and manifests.kind_of(folder.parent) == manifests.STUDY_NAME and not folder.exists():
        raise Problem(manifests.absence(folder, manifests.STUDY_NAME))
    if name is None:
        raise Problem(manifests.nothing_in(folder))
    found = [_checked(folder, name), *(check_files(inside) for inside in _inside(folder))]
    return FilesChecked(
        sum(each.count for each in found),
        tuple(fault for each in found for fault in each.faults),
        tuple(path for each in found for path in each.unlisted),
    )


def _inside(folder: Path) -> list[Path]:
    """The folders of a multirun that have manifests."""
    return [path for path in sorted(folder.iterdir()) if path.is_dir() and manifests.kind_of(path) is not None]


def _checked(folder: Path, name: str) -> FilesChecked:
    try:
        return _compared(folder, name, manifests.read(folder, name))
    except Problem as problem:
        return FilesChecked(1, problem.lines, ())


def _compared(folder: Path, name: str, manifest: manifests.Manifest) -> FilesChecked:
    faults = integrity.faults_of(folder, manifest[integrity.FILES])
    count = 1 + len(manifest[integrity.FILES])
    unlisted = [name for name in manifests.files_in(folder) if name not in manifest[integrity.FILES]]
    if name in (manifests.NAME, manifests.STUDY_NAME) and manifest["status"] != "finished":
        for kind in KINDS:
            sound, damaged = stored_parts(folder, kind)
            count += len(sound) + len(damaged)
            faults += [f"{path} is damaged" for path in damaged]
        unlisted = [name for name in unlisted if name not in {kind.file for kind in KINDS}]
    return FilesChecked(count, tuple(faults), tuple(folder / name for name in unlisted))
