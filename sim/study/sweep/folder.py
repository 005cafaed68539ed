"""The folder of a study: its manifest, its points, and its progress."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.config.problems import Problem
from sim.study.execution.own_code import kept_own
from sim.study.execution.own_measures import OwnMeasure
from sim.study.execution.own_mechanisms import OwnMechanism
from sim.study.files import integrity, parquet, sealed
from sim.study.files import manifest as manifests
from sim.study.files.lock import HOLDER, LOCK, now
from sim.study.files.manifest import STUDY_NAME, WARNING
from sim.study.files.new_folder import OTHER_FOLDER
from sim.study.files.parquet import Columns
from sim.study.files.places import FIGURES, SUMMARY
from sim.study.files.provenance import provenance, version_differences
from sim.study.sweep.compatibility import OTHER_NAME, most_replications, refuse_other_study
from sim.study.sweep.fingerprint import stored_fingerprint
from sim.study.sweep.plan import Sweep, SweepOutcome, describe
from sim.study.sweep.point_table import POINTS, write_points
from sim.study.sweep.progress import FILE as PROGRESS
from sim.study.sweep.recipe import LOOKED, ROWS, TREES
from sim.study.sweep.table_parts import PARTS, SCRATCH, stored_parts
from sim.study.sweep.tables import KINDS, RUNS, TableKind, in_order, none_of, query

NAME, REPORT = STUDY_NAME, "report.html"
TORN = "is missing or damaged; repeat the sweep command to rewrite it"

LEFT = {
    POINTS, ROWS, TREES, LOOKED, PARTS, SCRATCH, LOCK, HOLDER, PROGRESS, FIGURES, REPORT, SUMMARY, "decision",
    "decision.new", "comparison",
    *(kind.file for kind in KINDS), *(sealed.seal_of(Path(name)).name for name in (NAME, *manifests.SEALED_TABLES)),
}  # fmt: skip
"""What a study's folder may hold beside its manifest, and the files of custom mechanisms."""

Manifest = dict[str, Any]


@dataclass(frozen=True)
class StudyFolder:
    """A study folder that can be read, whether it is finished or not.

    Attributes:
        path: of the folder.
        manifest: of the study, as it was when it was read.
        is_run: whether it is a run, which is a study of one point.
    """

    path: Path
    manifest: Manifest
    is_run: bool = False

    @property
    def command(self) -> str:
        """Command that continues it, in words."""
        return "its sweep command" if self._is_swept else f"its command with name={self.path.name}"

    @property
    def _is_swept(self) -> bool:
        return not self.is_run and not self.manifest.get("variants")

    def again(self, what: str = "rerun them") -> str:
        """Command that brings back what is lost, as a message says it."""
        return f"repeat {'the sweep command' if self._is_swept else self.command} to {what}"

    @property
    def what(self) -> str:
        """Word for the folder in a message."""
        return "run" if self.is_run else "study"

    def change(self, entries: Mapping[str, Any]) -> None:
        """Write other entries into its manifest; raise Problem if it cannot be read, OSError where not written."""
        name = manifests.NAME if self.is_run else NAME
        manifests.write(self.path / name, {**manifests.read(self.path, name), **entries}, plain=str)

    @property
    def points(self) -> Path:
        """The table of points, one row each, with a column for each factor; raise Damaged if it is not sound."""
        return self.file(POINTS)

    def file(self, name: str) -> Path:
        """A file of the folder that is as it was written; raise Damaged if it is not."""
        return integrity.checked(self.path, self.manifest[integrity.FILES], name, self.remedy(name))

    def read(self, name: str) -> Columns:
        """The columns of a file of the folder; raise Problem if it is missing or damaged."""
        path = self.file(name)
        try:
            return parquet.read(path)
        except (OSError, parquet.UnreadableFile) as error:
            raise Problem(f"{path} {TORN}") from error

    @property
    def mechanisms(self) -> tuple[OwnMechanism, ...]:
        """Custom mechanisms, from the files stored with it; raise Problem for untrusted code."""
        return kept_own(OwnMechanism, self.path, self.manifest["mechanisms"] or (), self.file)

    @property
    def own_measures(self) -> tuple[OwnMeasure, ...]:
        """Custom measures, in the same way."""
        return kept_own(OwnMeasure, self.path, self.manifest.get("own_measures", ()), self.file)

    def faults(self) -> list[str]:
        """Faults of the files that the manifest lists, a line each, with its remedy."""
        entries = self.manifest[integrity.FILES].items()
        found = ((name, integrity.fault_of(self.path / name, entry)) for name, entry in entries)
        return [f"{self.path / name} {fault}; {self.remedy(name)}" for name, fault in found if fault]

    def remedy(self, name: str) -> str:
        """Remedy for a damaged file of the folder."""
        if self.is_run:
            return manifests.AGAIN
        if name == REPORT:
            return f"`escsim report {self.path}` rewrites it"
        if self._is_swept and name.startswith(f"{FIGURES}/"):
            return f"`escsim plot {self.path}` redraws it"
        return self.again() if name in manifests.SEALED_TABLES else self.again("rewrite it")

    def tables(self, kind: TableKind = RUNS) -> list[Path]:
        """The files of a table: the whole one or, while the study is being done, parts; no run is in two of them.

        Raises:
            Damaged: one of them is not what was written, or is not there any more.
        """
        if self.manifest["status"] == "finished":
            return [self.file(kind.file)]
        parts, damaged = stored_parts(self.path, kind)
        if damaged:
            raise integrity.DamagedFile(*(f"{path} is damaged; {self.again()}" for path in damaged))
        if kind != RUNS:
            return [part.path for part in parts]
        missing = self.manifest["done"] - sum(len(part.runs) for part in parts)
        if missing > 0:
            raise integrity.DamagedFile(f"{self.path}: the rows of {missing:,} runs are missing; {self.again()}")
        return [part.path for part in parts]

    def rows(self, kind: TableKind, point: int | None = None) -> Columns:
        """A table in the order of the runs, of one point or of all; raise Problem if it is missing or damaged."""
        paths = self.tables(kind)
        if not paths:
            return none_of(kind, list(self.manifest["measures"]))
        return in_order(query(paths, "*", "" if point is None else f"where point = {point}"))

    def why_no_rows(self) -> str:
        """A message for where there are none: not yet, or no more."""
        if self.manifest["done"]:
            return f"{self.path}: its rows are missing or incomplete; {self.again()}"
        return f"{self.path} has no rows yet"


def open_study(folder: Path) -> StudyFolder:
    """The study in a folder, or the run, which is one of one point.

    Raises:
        Problem: there is none, or its manifest is not what was written.
    """
    if manifests.kind_of(folder) == manifests.NAME:
        return study_of_run(folder, manifests.read(folder))
    return StudyFolder(folder, manifests.read(folder, NAME))


def study_of_run(folder: Path, manifest: Manifest) -> StudyFolder:
    """A run as the study that it is."""
    as_study = {
        **UNKNOWN,
        **manifest,
        "study": folder.name,
        "points": 1,
        "replications": manifest["replications_asked"],
        "until": None,
        "shard": None,
        "identity": stored_fingerprint(manifest),
        "continued": manifest["history"][-1]["began"] if manifest["history"] else manifest["started"],
    }
    return StudyFolder(folder, as_study, is_run=True)


def make(folder: Path) -> None:
    """Make the folder if necessary; raise Problem if that cannot be done, or it holds something else."""
    if folder.is_file():
        raise Problem(f"{folder} is a file, not the folder of a study; choose another name=, or delete the file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise Problem(f"cannot write to {folder}: {error.strerror}; {OTHER_FOLDER}") from error
    if manifests.NAME in others:
        raise Problem(f"{folder} contains a run, not a study; {OTHER_NAME}")
    if foreign := [] if NAME in others else [name for name in others if not _is_of_study(name)]:
        raise Problem(f"{folder} contains other files, such as {foreign[0]}; {OTHER_NAME}")


_SORTED = re.compile(
    r"(results|days|events)-[0-9a-f]{64}\.parquet"
)  # a table that was written, and did not get its name


def _is_of_study(name: str) -> bool:
    """True if a file may be left of a study that has no manifest, not yet or no more."""
    torn = manifests.SEALED_TABLES  # set aside under its name
    named = name in LEFT or name.startswith((".", "mechanism-", "measure-", *torn))
    return named or _SORTED.fullmatch(name) is not None


def is_done(folder: Path, sweep: Sweep) -> bool:
    """True if a folder has this very study, finished, with no run that failed and no file that is damaged."""
    try:
        study = open_study(folder)
        refuse_other_study(folder, study.manifest, sweep)
    except Problem:  # which is told where it is begun
        return False
    manifest = study.manifest
    whole = manifest["status"] == "finished" and not manifest["failed"] and most_replications(manifest) == sweep.cap
    return whole and not study.faults()


def begin(folder: Path, sweep: Sweep, tell: Callable[[str], None] = lambda _: None) -> Manifest:
    """Write the manifest that says the study is running, and its points; in a folder that is locked.

    Raises:
        Problem: the folder has another study, whose rows would be mixed with those of this one; or its manifest is not
            what was written.
        OSError: it cannot be written.
    """
    stored = open_study(folder).manifest if (folder / NAME).exists() else None
    if stored is not None:
        refuse_other_study(folder, stored, sweep)
    made_with = provenance().as_dict()
    done = 0 if stored is None else sum(len(part.runs) for part in stored_parts(folder)[0])
    history = [] if stored is None else stored["history"]
    if done:
        _report_mixed_versions(folder, history, made_with, tell)
    points = write_points(folder, sweep, stored)
    manifest: Manifest = {
        "format": manifests.FORMAT,
        "status": "running",
        "warning": WARNING,
        **UNKNOWN,
        "study": folder.name,
        **sweep.record,
        **describe(sweep),
        "identity": dict(sweep.identity),
        "key": sweep.key,
        "made_with": made_with if stored is None else stored["made_with"],
        "history": [*history, manifests.sitting(made_with, done)],
        "started": stored["started"] if stored is not None else now(),
        "continued": now(),
        "ended": None,
        "done": 0,
        "failed": 0,
        "failure": "",
        "failure_details": "",
        **points,
    }
    write(folder, manifest)
    return manifest


UNKNOWN: Mapping[str, Any] = {
    "question": "", "choices": {}, "overrides": [], "kinds": {}, "units": {}, "seed": 0, "mechanisms": None,
}  # fmt: skip
"""What the manifest says where a sweep has no record of it."""


def _report_mixed_versions(
    folder: Path, history: Sequence[Mapping[str, Any]], now_with: Mapping[str, Any], tell: Callable[[str], None]
) -> None:
    """Tell that rows of other versions are there, which the history keeps."""
    others = (version_differences(sitting["made_with"], now_with) for sitting in history)
    if found := list(dict.fromkeys(line for lines in others for line in lines)):
        tell(f"{folder} has rows made with other versions ({'; '.join(found)}); `escsim check` reruns a sample of them")


def end(folder: Path, manifest: Manifest, outcome: SweepOutcome) -> None:
    """Write what came of a session; raise OSError. One that did nothing leaves no trace in the history."""
    ended = {"status": outcome.status, "ended": now(), "done": outcome.done, "failed": outcome.failed}
    history = manifest["history"] if outcome.new or len(manifest["history"]) == 1 else manifest["history"][:-1]
    why = {"failure": outcome.message, "failure_details": outcome.details, "history": history}
    files = dict(manifest["files"])
    if outcome.status == "finished":
        files |= integrity.entries_of(folder, manifests.SEALED_TABLES)
    write(folder, manifest | ended | why | {"files": files})


def write(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest; raise OSError."""
    manifests.write(folder / NAME, manifest, plain=str)


def mark_failed(folder: Path, manifest: Manifest, reason: str) -> None:
    """Mark the study failed, if that can still be written."""
    with suppress(OSError):
        write(folder, manifest | {"status": "failed", "ended": now(), "failure": reason})


class Grown:
    """The manifest of a study whose points become more while it is done."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder, self.manifest = folder, manifest

    def to(self, sweep: Sweep) -> None:
        """Write the points of a stage; raise OSError, and Problem where a search came upon others before."""
        if sweep.search is None and "search" not in sweep.record:
            return
        entries = dict(sweep.record) | write_points(self._folder, sweep, self.manifest)
        self.manifest = self.manifest | entries
        write(self._folder, self.manifest)
