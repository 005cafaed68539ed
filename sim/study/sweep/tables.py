"""The tables of a study folder, through DuckDB: many parts as one, in the order of the runs."""

from __future__ import annotations

import glob
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from sim.config.atomic import replacing
from sim.model.daily import TRACKED
from sim.study.files import parquet
from sim.study.files.integrity import ContentNamedFile
from sim.study.files.parquet import Columns, UnreadableFile
from sim.study.sweep.ranges import STRIDE
from sim.study.sweep.work import ResultRows

POINT, REPLICATION, ERROR = "point", "replication", "error"
RUN = (POINT, REPLICATION)  # the columns that say which run a row is of


class TableKind(NamedTuple):
    """A table of a study folder.

    Attributes:
        file: its name when it is whole; `part`: what the names of its parts begin with.
        order: of its rows, in SQL; those of one run lie in one part, in the order in which they came.
    """

    file: str
    part: str
    order: str


RUNS = TableKind("results.parquet", "part", "point, replication")
DAYS = TableKind("days.parquet", "days", "point, replication, day")
EVENTS = TableKind("events.parquet", "events", "point, replication, file_row_number")
KINDS = (RUNS, DAYS, EVENTS)
MEMORY = "400MB"
"""What sorting takes at most; the rest lies in the folder while it lasts."""

UNSTEADY = "statistics_propagation,compressed_materialization"
"""What DuckDB knows of one file it does not know of several, and then writes the same rows as other bytes."""


def columns_of(rows: ResultRows, measures: Sequence[str]) -> Columns:
    """Rows as columns, in the order of the runs."""
    order = np.argsort(rows.point * STRIDE + rows.replication, kind="stable")
    values = rows.values[order]
    columns: Columns = {POINT: rows.point[order], REPLICATION: rows.replication[order]}
    columns |= {name: np.ascontiguousarray(values[:, place]) for place, name in enumerate(measures)}
    return columns | {ERROR: rows.error[order]}


def in_order(columns: Columns) -> Columns:
    """A table in the order of the runs; the rows of a run stay in their order."""
    runs = runs_of(columns) if columns else np.empty(0, dtype=np.int64)
    if np.all(runs[:-1] <= runs[1:]):
        return columns
    order = np.argsort(runs, kind="stable")
    return {name: column[order] for name, column in columns.items()}


def none_of(kind: TableKind, measures: Sequence[str] = ()) -> Columns:
    """The columns of a table, without a row."""
    whole, numbers, texts = np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=object)
    columns: dict[TableKind, Columns] = {
        RUNS: {**dict.fromkeys(measures, numbers), ERROR: texts},
        DAYS: dict.fromkeys(("day", *(each.name for each in TRACKED)), numbers),
        EVENTS: {"day": numbers, "mechanism": texts, "event": texts, "value": numbers},
    }
    return {POINT: whole, REPLICATION: whole, **columns[kind]}


def sort_into(
    paths: Sequence[Path],
    path: Path,
    notes: Mapping[str, str],
    scratch: Path,
    kind: TableKind = RUNS,
    only: str = "true",
) -> Path:
    """Write the rows of some parts into one file, in the order of the runs; the same rows give the same bytes.

    The digest of the file is written into its name.

    Args:
        paths: the parts.
        path: of the file; it is written as a whole or not at all.
        notes: of the file.
        scratch: a folder for what does not fit into memory; it is taken away.
        kind: of the table.
        only: a condition in SQL that rows must meet.

    Returns:
        Where it is.

    Raises:
        Unreadable: a part is torn.
        OSError: the file cannot be written.
    """
    where = "" if only == "true" else f"where {only}"
    read = "read_parquet($files, hive_partitioning = false, file_row_number = true)"
    source = f"select * exclude (file_row_number) from {read} {where} order by {kind.order}"
    named = ContentNamedFile(path)
    with replacing(path, named) as unfinished, _database(scratch) as connection:
        try:
            connection.execute(
                f"copy ({source}) to {parquet.quoted(str(unfinished))} ({parquet.copy_options(notes)})", _files(paths)
            )
        except duckdb.Error as error:
            if unreadable(paths):
                raise UnreadableFile(str(error)) from error
            raise _os_error(error, path) from error
    return named.path


def query(paths: Sequence[Path], selected: str, rest: str = "") -> Columns:
    """Columns of several parts as one table; raise Unreadable if one is torn."""
    with parquet.connection() as connection:
        try:
            asked = f"select {selected} from read_parquet($files, hive_partitioning = false) {rest}"
            found = connection.execute(asked, _files(paths)).fetchnumpy()
        except duckdb.Error as error:
            raise UnreadableFile(str(error)) from error
    return {name: parquet.plain(column) for name, column in found.items()}


def runs_of(columns: Columns) -> NDArray[np.int64]:
    """The numbers of the runs in a table; int64[rows]."""
    point, replication = (columns[name].astype(np.int64) for name in RUN)
    return point * STRIDE + replication


def notes_of(paths: Sequence[Path]) -> dict[Path, dict[str, str] | None]:
    """The notes of each part, or None if it cannot be read."""
    if not paths:
        return {}
    found: dict[Path, dict[str, str] | None] = {path: {} for path in paths}
    names = {str(path): path for path in paths}
    with parquet.connection() as connection:
        try:
            asked = "select file_name, key, value from parquet_kv_metadata($files)"
            for name, key, value in connection.execute(asked, _files(paths)).fetchall():
                kept = found[names[name]]
                assert kept is not None
                kept[key.decode()] = value.decode()
        except duckdb.Error:  # one by one, to find those that are torn
            if len(paths) == 1:
                return {paths[0]: None}
            return {path: notes for one in paths for path, notes in notes_of([one]).items()}
    return found


def unreadable(paths: Sequence[Path]) -> list[Path]:
    """The files of which a number cannot be read."""
    return [path for path in paths if not _is_whole(path)]


def _is_whole(path: Path) -> bool:
    try:
        for name in parquet.column_names(path):
            parquet.read(path, name)
    except (UnreadableFile, OSError):
        return False
    return True


@contextmanager
def _database(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that sorts in a folder, later removed: with one thread rows keep their order and bytes repeat."""
    config: dict[str, Any] = {"threads": 1, "memory_limit": MEMORY, "disabled_optimizers": UNSTEADY}
    connection = duckdb.connect(config=config | {"temp_directory": str(scratch)})
    try:
        yield connection
    finally:
        connection.close()
        shutil.rmtree(scratch, ignore_errors=True)


def _files(paths: Sequence[Path]) -> dict[str, list[str]]:
    return {"files": [glob.escape(str(path)) for path in paths]}


def _os_error(error: duckdb.Error, path: Path) -> OSError:
    if isinstance(error, duckdb.IOException):
        return parquet.os_error(error, path)
    return OSError(None, str(error).splitlines()[0], str(path))
