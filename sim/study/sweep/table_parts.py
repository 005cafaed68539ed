"""The parts of one table of a study folder: complete files, each of which lists its runs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.config.atomic import clear_left
from sim.study.files import integrity, parquet, sealed
from sim.study.files.parquet import Columns, UnreadableFile
from sim.study.sweep import ranges, tables
from sim.study.sweep.ranges import NONE, RunSet
from sim.study.sweep.tables import ERROR, TableKind

PARTS, SCRATCH = "parts", "sorting"
TOGETHER = 64
"""So many small parts are made one."""

SMALL = 100_000
"""Rows of a part that is not small."""

FAILED = f"{ERROR} <> ''"

Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class TablePart:
    """A file with the rows of some runs.

    Attributes:
        path: of the file.
        runs: that it holds.
        failed: how many of them failed.
    """

    path: Path
    runs: RunSet
    failed: int


class TableParts:
    """The parts of a table; only the holder of the folder may make one.

    Attributes:
        kind: of the table.
        parts: no two of which hold the same run.
    """

    def __init__(self, folder: Path, kind: TableKind, key: str, empty: Columns, tell: Tell) -> None:
        """Look at what is there: what is damaged or of another study does not count, and is done again.

        Args:
            folder: of the study.
            kind: of the table.
            key: of the study, which its parts carry.
            empty: its columns, without a row.
            tell: called with what does not count.
        """
        self.kind = kind
        self._folder, self._key, self._empty, self._tell = folder, key, empty, tell
        self._parts_folder = folder / PARTS
        self._parts_folder.mkdir(exist_ok=True)
        for place in (folder, self._parts_folder):
            clear_left(place)
        shutil.rmtree(self._scratch, ignore_errors=True)
        self.parts: list[TablePart] = []
        self._take_in([part for part in self._read() if part is not None])
        named = re.compile(rf"{kind.part}-(\d+)-[0-9a-f]{{64}}\.parquet")  # with the digest of what it holds
        numbers = [int(found[1]) for path in self._parts_folder.iterdir() if (found := named.match(path.name))]
        self._next = max(numbers, default=-1) + 1

    @property
    def done(self) -> RunSet:
        """The runs that have rows."""
        return union([part.runs for part in self.parts])

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        return sum(part.failed for part in self.parts)

    @property
    def paths(self) -> list[Path]:
        """The files."""
        return [part.path for part in self.parts]

    def add(self, columns: Columns, runs: RunSet, failed: int = 0) -> None:
        """Write the rows of runs that have none yet; raise OSError if that cannot be done."""
        notes = notes_for(self._key, runs, failed)
        path = parquet.write(self._new_path(), columns, notes, by_content=True, compression=parquet.QUICK)
        self.parts.append(TablePart(path, runs, failed))
        self._thin_out()

    def finish(self) -> None:
        """Make all parts one table, in the order of the runs; its bytes depend on its rows only.

        Raises:
            Unreadable: a part is torn.
            OSError: it cannot be written.
        """
        path, runs, failed = self._folder / self.kind.file, self.done, self.failed
        self.refuse_damaged()
        if self.paths != [path]:
            sealed.move_sealed(self._whole(runs, failed), path)
        self._drop([part for part in self.parts if part.path != path])
        self.parts = [TablePart(path, runs, failed)]
        for other in self._parts_folder.glob(pattern_of(self.kind)):
            other.unlink()

    def drop_failed(self) -> None:
        """Take the rows of failed runs away, so that these are done again; raise Unreadable if a part is torn."""
        self.refuse_damaged()
        for part in [part for part in self.parts if part.failed]:
            runs = part.runs - failed_runs([part.path])
            if len(runs):
                self.parts.append(TablePart(self._sorted([part], runs, 0, f"not ({FAILED})"), runs, 0))
            self._drop([part])

    def _thin_out(self) -> None:
        small = [part for part in self.parts if len(part.runs) < SMALL and part.path.name != self.kind.file]
        if len(small) < TOGETHER:
            return
        runs, failed = union([part.runs for part in small]), sum(part.failed for part in small)
        self.refuse_damaged(small)
        whole = TablePart(self._sorted(small, runs, failed), runs, failed)
        self._drop(small)
        self.parts.append(whole)

    def refuse_damaged(self, parts: Sequence[TablePart] | None = None) -> None:
        """Raise Unreadable if a part, by default of all, is not what was written."""
        for part in self.parts if parts is None else parts:
            if not is_sound(part.path, self.kind):
                raise UnreadableFile(f"{part.path} is damaged")

    def drop_damaged(self) -> None:
        """Let go of the parts that are not what was written, so that their runs will be rerun."""
        for part in [part for part in self.parts if not is_sound(part.path, self.kind)]:
            self._tell(f"{part.path} is damaged: its {len(part.runs):,} runs will be rerun")
            self._drop([part])

    def _whole(self, runs: RunSet, failed: int) -> Path:
        """Merge all parts into one; without parts, write one without a row."""
        if self.parts:
            return self._sorted(self.parts, runs, failed)
        return parquet.write(self._new_path(), self._empty, notes_for(self._key, runs, failed), by_content=True)

    def _sorted(self, parts: Sequence[TablePart], runs: RunSet, failed: int, only: str = "true") -> Path:
        """Merge parts into one."""
        paths, notes = [part.path for part in parts], notes_for(self._key, runs, failed)
        return tables.sort_into(paths, self._new_path(), notes, self._scratch, self.kind, only)

    def _drop(self, parts: Sequence[TablePart]) -> None:
        for part in parts:
            self.parts.remove(part)
            part.path.unlink(missing_ok=True)

    @property
    def _scratch(self) -> Path:
        return self._folder / SCRATCH

    def _new_path(self) -> Path:
        self._next += 1
        return self._parts_folder / f"{self.kind.part}-{self._next - 1:08d}.parquet"

    def _read(self) -> list[TablePart | None]:
        sound, damaged = _sifted(self._folder, self.kind)
        found = tables.notes_of(sound) | dict.fromkeys(damaged)
        return [self._understood(path, notes) for path, notes in found.items()]

    def _understood(self, path: Path, notes: dict[str, str] | None) -> TablePart | None:
        part = None if notes is None else as_part(path, notes)
        if part is not None and notes is not None and notes["key"] == self._key:
            return part
        aside = path.with_name(f"{path.name}.set-aside")
        path.replace(aside)
        what = "is damaged" if part is None else "belongs to another study"
        self._tell(f"{path} {what}: set aside as {aside.name}; its runs will be rerun")
        return None

    def _take_in(self, parts: list[TablePart]) -> None:
        """The largest first: of a part that was made of others, and of these, the others go."""
        self.parts = apart(parts)
        for part in parts:
            if part not in self.parts:
                part.path.unlink()


def pattern_of(kind: TableKind) -> str:
    """Pattern of the names of the parts of a table."""
    return f"{kind.part}-*.parquet"


def failed_runs(paths: Sequence[Path]) -> RunSet:
    """The runs in some files of results that failed."""
    return ranges.of_numbers(tables.runs_of(tables.query(paths, "point, replication", f"where {FAILED}")))


def notes_for(key: str, runs: RunSet, failed: int) -> dict[str, str]:
    """Notes in a part of the study with that key."""
    return {"key": key, "runs": ranges.text(runs), "failed": str(failed)}


def as_part(path: Path, notes: Mapping[str, str]) -> TablePart | None:
    """A part by its notes; None if they are not those of one."""
    try:
        return TablePart(path, ranges.read(notes["runs"]), int(notes["failed"])) if "key" in notes else None
    except (KeyError, ValueError):
        return None


def apart(parts: Sequence[TablePart]) -> list[TablePart]:
    """Parts of which no two hold the same run: without those that a larger one was made of."""
    if are_disjoint([part.runs for part in parts]):
        return list(parts)
    kept, done = list[TablePart](), NONE
    for part in sorted(parts, key=lambda part: -len(part.runs)):
        if not len(done & part.runs):
            done = done | part.runs
            kept.append(part)
    return kept


def stored_parts(folder: Path, kind: TableKind = tables.RUNS) -> tuple[list[TablePart], list[Path]]:
    """The parts of a table that are as they were written, no two with the same run, and the files that are not."""
    sound, damaged = _sifted(folder, kind)
    found = {path: as_part(path, notes) for path, notes in tables.notes_of(sound).items() if notes}
    return apart([part for part in found.values() if part is not None]), damaged


def is_sound(path: Path, kind: TableKind = tables.RUNS) -> bool:
    """True if a file with rows is as it was written: by its name, or by the digest beside the whole table."""
    try:
        return sealed.is_sealed(path) if path.name == kind.file else integrity.is_sound(path)
    except FileNotFoundError:
        return False


def _sifted(folder: Path, kind: TableKind) -> tuple[list[Path], list[Path]]:
    """The files with rows of a table: those that are as they were written, and those that are not."""
    sound, damaged = list[Path](), list[Path]()
    for path in (folder / kind.file, *integrity.files_like(folder / PARTS, pattern_of(kind))):
        whole = is_sound(path, kind)
        if whole or path.exists():  # a sweep that goes on takes some away
            (sound if whole else damaged).append(path)
    return sound, damaged


def are_disjoint(sets: Sequence[RunSet]) -> bool:
    """True if no two of the sets share a run."""
    return not sets or len(union(sets)) == sum(map(len, sets))


def union(sets: Sequence[RunSet]) -> RunSet:
    """The runs that are in any of the sets."""
    filled = [one for one in sets if len(one.firsts)]
    if not filled:
        return NONE
    firsts, lasts = np.concatenate([one.firsts for one in filled]), np.concatenate([one.lasts for one in filled])
    order = np.argsort(firsts, kind="stable")
    firsts, lasts = firsts[order], np.maximum.accumulate(lasts[order])
    new = np.append(True, firsts[1:] > lasts[:-1])
    return RunSet(firsts[new], lasts[np.append(new[1:], True)])
