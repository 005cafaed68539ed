"""Manifests of folders: everything needed to read their content, and to reproduce it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

from sim.config.problems import Problem
from sim.model.measures.own import remember_own
from sim.study.files import integrity, sealed
from sim.study.files.lock import FolderLocked, is_held, locked, now

NAME = "manifest.json"
COMPARISON_NAME = "comparison.json"
STUDY_NAME = "study.json"
BACKTEST_NAME = "backtest.json"
CALIBRATION_NAME = "calibration.json"
SEALED_TABLES = ("results.parquet", "days.parquet", "events.parquet")
"""Tables of a study that are replaced as a whole, with their digest beside them."""

FORMAT = 3
DEPTH = 3  # folders above a file, of which one may list it
EARLIER_MULTIRUN = "multirun.json"
"""By which a multirun of an earlier version is known, which was a folder of runs."""
WARNING = "Model frequencies under stated assumptions, not a forecast."

AGAIN = "delete the folder and rerun it"
DELETE_IT = "delete that file and "
SWEEP_AGAIN = f"{DELETE_IT}repeat the sweep command, which keeps the intact rows"
COMPARE_AGAIN = "repeat `escsim compare`"

Manifest = dict[str, Any]

KINDS: Mapping[str, tuple[str, str]] = {
    STUDY_NAME: ("study", SWEEP_AGAIN),
    NAME: ("run", AGAIN),
    BACKTEST_NAME: ("backtest", "repeat `escsim backtest`"),
    CALIBRATION_NAME: ("calibration", "repeat `escsim calibrate`"),
    COMPARISON_NAME: ("comparison", COMPARE_AGAIN),
}
"""By the name of the manifest: what kind of folder it is of, and what to do where something in it is damaged."""


_SEALS = (sealed.seal_of(Path(name)).name for name in (*KINDS, *SEALED_TABLES))
NOT_LISTED = frozenset({*KINDS, *_SEALS, "lock", "holder.json", "progress.json", "parts", "sorting"})
"""Files and folders that no manifest lists."""


def write(path: Path, manifest: Mapping[str, Any], plain: Callable[[Any], Any] | None = None) -> None:
    """Write a manifest of any kind with its digest; `plain` makes JSON of what is none. Raises OSError."""
    sealed.write_sealed(path, json.dumps(manifest, indent=2, ensure_ascii=False, default=plain) + "\n")


def read(folder: Path, name: str = NAME) -> Manifest:
    """The manifest of a folder, by default of a run, as it was written, with every entry of the type it must have.

    Raises:
        Damaged: it is not what was written.
        Problem: the folder is missing, holds something else, or its manifest cannot be read by this version.
    """
    from sim.study.files.manifest_schema import SCHEMAS, fault_of

    path, remedy = folder / name, KINDS[name][1]
    try:
        manifest = sealed.read_sealed(path, remedy)
    except (FileNotFoundError, NotADirectoryError):
        _refuse_lost(folder)
        raise Problem(absence(folder, name)) from None
    if manifest.get("format") != FORMAT:
        raise Problem(
            f"{path} has format {str(manifest.get('format'))[:20]}, this version reads format {FORMAT}; "
            "read it with the version that wrote it (made_with in the manifest)"
        )
    if fault := fault_of(manifest, SCHEMAS[KINDS[name][0]]):
        raise integrity.DamagedFile(f"{path} is damaged: {fault}; {remedy}")
    remember_own(manifest.get("own_measures", ()))
    return manifest


def kind_of(folder: Path) -> str | None:
    """The name of the manifest that a folder holds, or has lost; None if it has none, or may not be looked into."""
    there = (name for name in KINDS if _is_there(folder / name))
    return next(chain(there, (name for name in KINDS if is_lost(folder, name))), None)


def is_lost(folder: Path, name: str) -> bool:
    """True if a folder had a manifest of that name: its digest is there and it is not."""
    path = folder / name
    return _is_there(sealed.seal_of(path)) and not _is_there(path)


def _refuse_lost(folder: Path) -> None:
    """Raise Damaged if the manifest of a folder is lost."""
    name = kind_of(folder)
    if name is not None and is_lost(folder, name):
        path, seal = folder / name, sealed.seal_of(folder / name).name
        why = f"its digest {seal} exists: the file was lost, or the process that created the folder was killed"
        raise integrity.DamagedFile(f"{path} is missing, and {why}; {KINDS[name][1].removeprefix(DELETE_IT)}")


def add_files(folder: Path, paths: Iterable[Path]) -> None:
    """List files in the manifest of their folder that were written later, such as figures and a report.

    While another process works on the folder they are not listed: their numbers are of a moment.

    Raises:
        Problem: the manifest cannot be read.
        OSError: it cannot be written.
    """
    name = kind_of(folder)
    inside = [path.relative_to(folder).as_posix() for path in paths if path.is_relative_to(folder)]
    if name is None or not inside:
        return
    with suppress(FolderLocked), locked(folder, KINDS[name][0], stays=name == STUDY_NAME):
        manifest = read(folder, name)
        files = manifest[integrity.FILES] | integrity.entries_of(folder, inside)
        if files != manifest[integrity.FILES]:
            write(folder / name, manifest | {integrity.FILES: files})


def unlist_missing(folder: Path, within: str) -> None:
    """Take files below the subfolder `within` that are not there any more from the manifest of a folder.

    Raises:
        Problem: the manifest cannot be read.
        OSError: it cannot be written.
    """
    name = kind_of(folder)
    if name is None:
        return
    with suppress(FolderLocked), locked(folder, KINDS[name][0], stays=name == STUDY_NAME):
        manifest = read(folder, name)
        files = {
            path: entry
            for path, entry in manifest[integrity.FILES].items()
            if not path.startswith(f"{within}/") or (folder / path).exists()
        }
        if files != manifest[integrity.FILES]:
            write(folder / name, manifest | {integrity.FILES: files})


def list_written(paths: Sequence[Path]) -> None:
    """Like `add_files`, for files that lie in a folder with a manifest, or at most two folders deeper; else nothing.

    Raises:
        Problem: the manifest cannot be read.
        OSError: it cannot be written.
    """
    for folder in list(paths[0].parents)[:DEPTH] if paths else ():
        if kind_of(folder) is not None:
            add_files(folder, paths)
            return
        if folder.name.startswith("."):  # it gets its own manifest and its name when it is whole
            return


def files_in(folder: Path) -> list[str]:
    """The files of a folder and its folders that a manifest lists, by their path in it; no manifest is among them.

    Left out are what changes while the folder is worked on, what is hidden, and folders that have a manifest.
    """
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in NOT_LISTED:
            continue
        if path.is_dir() and kind_of(path) is None:
            found += [f"{path.name}/{name}" for name in files_in(path)]
        elif path.is_file():
            found.append(path.name)
    return found


def checked_by_folder(path: Path) -> Path:
    """The path of a file, which is as it was written where its folder has a manifest that lists it.

    Raises:
        Damaged: it is not, or the manifest is not.
    """
    name = kind_of(path.parent)
    manifest = {} if name is None else read(path.parent, name)
    if name is not None and path.name in manifest[integrity.FILES]:
        return integrity.checked(path.parent, manifest[integrity.FILES], path.name, KINDS[name][1])
    return path


def state_of(folder: Path, manifest: Mapping[str, Any]) -> str:
    """The status of a run; "stopped" where it says that it is running and no process works on it, as after a kill."""
    stopped = manifest["status"] == "running" and is_held(folder) is False
    return "stopped" if stopped else str(manifest["status"])


def unfinished_study(folder: Path, manifest: Mapping[str, Any]) -> str:
    """Message on a study that is not finished: its state, its progress and the remedy."""
    state, total = state_of(folder, manifest), manifest["points"] * manifest["replications"]
    what = "wait until it ends" if state == "running" else "repeat the sweep command to continue"
    return f"{folder} is unfinished: {state}, {manifest.get('done', 0):,} of at most {total:,} runs; {what}"


def sitting(made_with: Mapping[str, Any], done_before: int = 0) -> dict[str, Any]:
    """An entry of a manifest's history: the work that begins now."""
    from sim.engine.model import SOURCES

    return {"began": now(), "made_with": dict(made_with), "model_sources": SOURCES, "done_before": done_before}


def _is_there(path: Path) -> bool:
    with suppress(OSError):
        return path.exists()
    return False


def nothing_in(folder: Path) -> str:
    """Message on a folder that is of no kind."""
    what = "holds no" if folder.is_dir() else "is a file, not the folder of a"
    return f"{folder} {what} run, study, comparison, calibration or backtest; `escsim list` shows them"


def absence(folder: Path, name: str = NAME) -> str:
    """Message on why a folder has no manifest of that name."""
    wanted, found = KINDS[name][0], kind_of(folder)
    if _is_there(folder / EARLIER_MULTIRUN):
        return f"{folder} is a multirun of an earlier version, which this version cannot read; repeat its command"
    if name == STUDY_NAME and kind_of(folder.parent) == STUDY_NAME and not folder.exists():
        return f"{folder} is a point of a study; name the study: {folder.parent.name}"
    if name == STUDY_NAME:
        return f"{folder} is not a study: {f'it has no {name}' if folder.is_dir() else 'no such folder'}"
    if found == STUDY_NAME:
        return f"{folder} is a study, not a {wanted}; name one of its points, such as {folder.name}/0"
    if found is not None:
        return f"{folder} is a {KINDS[found][0]}, not a {wanted}"
    if folder.is_dir():
        return f"{folder} is not a {wanted} folder: it has no {name}"
    if folder.exists():
        return f"{folder} is a file, not a {wanted} folder"
    return f"no such {wanted} folder: {folder}; `escsim list` shows the runs"
