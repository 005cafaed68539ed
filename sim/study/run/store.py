"""Reads run folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.files import integrity, parquet
from sim.study.files import manifest as manifests
from sim.study.files.columns import DailyColumns
from sim.study.files.manifest import AGAIN, Manifest
from sim.study.files.places import FIGURES
from sim.study.run.plan import RunPlan, is_same
from sim.study.sweep import tables
from sim.study.sweep.folder import StudyFolder, study_of_run
from sim.study.sweep.tables import DAYS, EVENTS, POINT, RUNS, TableKind

HELD_ROWS = 200_000
HIDDEN = (POINT, tables.ERROR)  # columns of the results that a run does not show


@dataclass(frozen=True)
class StoredRun:
    """A run folder.

    Every method rereads its table, and raises Problem if the file is missing or has changed.

    Attributes:
        folder: where it lies.
        manifest: its manifest; `sim.study.files.manifest_schema.RunManifest` lists the entries.
    """

    folder: Path
    manifest: Manifest

    @cached_property
    def study(self) -> StudyFolder:
        """The study that it is a point of: a run is one of a single point."""
        return study_of_run(self.folder, self.manifest)

    @property
    def point(self) -> int:
        """Its number in that study."""
        return 0

    @property
    def home(self) -> Path:
        """The folder in which its files lie."""
        return self.study.path

    @property
    def outputs(self) -> Path:
        """The folder for figures and pages made of it."""
        return self.folder

    @property
    def pictures(self) -> Path:
        """The folder of its figures."""
        return self.folder / FIGURES

    @property
    def future(self) -> int:
        """The future, which identifies its random streams; that of a run is the first."""
        return 0

    def replications(self) -> Mapping[str, NDArray[Any]]:
        """`replication` (int64) and each measure (float64; NaN if it is not defined), shape (replications,).

        Replications that failed are left out. Of a run with more than `HELD_ROWS` replications a column is read when it
        is asked for.
        """
        columns = self._columns(RUNS, HIDDEN, self.manifest["replications"] <= HELD_ROWS)
        if missing := [name for name in ("replication", *self.manifest["measures"]) if name not in columns]:
            raise Problem(f"{self.home / RUNS.file} lacks the column {missing[0]}; {AGAIN}")
        if len(columns["replication"]) != self.manifest["replications"]:
            count = f"{manifests.NAME} says {self.manifest['replications']}"
            raise Problem(f"{self.home / RUNS.file} has {len(columns['replication'])} rows, {count}; {AGAIN}")
        return columns

    def daily(self, held: bool = True) -> Mapping[str, NDArray[Any]]:
        """`statistic` (text), `replication` (int64; -1 for a statistic), `day`, and each tracked quantity (float64).

        A column is read when it is asked for, unless they are to be held.
        """
        return DailyColumns(self._columns(DAYS, (POINT,), held), held)

    def trace(self) -> Mapping[str, NDArray[Any]]:
        """`replication` (int64), `day` (float64), `mechanism`, `event` (text), `value` (float64), one row per event."""
        return self._columns(EVENTS, (POINT,))

    def file(self, name: str) -> Path:
        """The path of a file of the folder that is as it was written; raise Damaged if it is not."""
        return self.study.file(name)

    def faults(self, traces: bool = True) -> list[str]:
        """Faults of the files of its tables: missing, damaged, or another run's.

        Args:
            traces: whether to look at the event logs too.
        """
        found: list[str] = []
        for kind in (RUNS, DAYS, *([EVENTS] if traces else [])):
            try:
                self._check_origin(kind.file)
            except Problem as problem:
                found += problem.lines
        return found

    def _check_origin(self, name: str) -> None:
        path = self.file(name)
        with _reporting_problems(path):
            notes = parquet.notes(path)
        if (key := notes.get("key")) != self.study.manifest["key"]:
            raise Problem(f"{path} belongs to another run: its key is {key}, not {self.study.manifest['key']}; {AGAIN}")

    def _columns(self, kind: TableKind, hidden: Sequence[str], held: bool = True) -> Mapping[str, NDArray[Any]]:
        """A table of the point, without some columns."""
        paths = self.study.tables(kind)
        if not paths:
            return _without(tables.none_of(kind, list(self.manifest["measures"])), hidden)
        if held:
            return _without(self._read(kind, paths), hidden)
        with _reporting_problems(paths[0]):
            names = [name for name in parquet.column_names(paths[0]) if name not in hidden]
        return parquet.LazyColumns(names, lambda name: self._read(kind, paths, name)[name])

    def _read(self, kind: TableKind, paths: Sequence[Path], *names: str) -> parquet.Columns:
        """Columns of the rows of the point, by default all, in the order of the runs."""
        manifest = self.study.manifest
        with _reporting_problems(paths[0]):
            if manifest["status"] == "finished" and manifest["points"] == 1 and not manifest["failed"]:
                return parquet.read(paths[0], *names)
            sound = f" and {tables.ERROR} = ''" if kind == RUNS else ""
            chosen = parquet.selected(dict.fromkeys([*tables.RUN, *names]) if names else ())
            return tables.in_order(tables.query(paths, chosen, f"where point = {self.point}{sound}"))


def _without(columns: parquet.Columns, hidden: Sequence[str]) -> parquet.Columns:
    return {name: column for name, column in columns.items() if name not in hidden}


@contextmanager
def _reporting_problems(path: Path) -> Iterator[None]:
    """Say as a Problem that a file is missing, cannot be read, or is torn."""
    try:
        yield
    except FileNotFoundError:
        raise Problem(f"{path} is missing: the run folder is incomplete; {AGAIN}") from None
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}") from error
    except parquet.UnreadableFile as error:
        raise Problem(f"{path} is torn ({str(error).splitlines()[0]}); {AGAIN}") from error


def finished_run(plan: RunPlan, folder: Path) -> StoredRun | None:
    """The run in a folder where it is finished and the one that is planned; None if it is still to be done.

    Raises:
        Damaged: a file of it is not what was written.
        Problem: it is another run.
    """
    if not (folder / manifests.NAME).exists():
        return None
    manifest = manifests.read(folder)
    if manifest["status"] != "finished":
        return None
    if not is_same(plan, manifest):
        raise Problem(f"{folder} contains a different run from the one requested; choose another name=, or delete it")
    if faults := integrity.faults_of(folder, manifest[integrity.FILES]):
        raise integrity.DamagedFile(*(f"{fault}; {AGAIN}" for fault in faults))
    return StoredRun(folder, manifest)
