"""Tables of numpy columns in Parquet files, through DuckDB.

An undefined number (NaN) is stored as null and comes back as NaN. The same columns give the same bytes.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from sim.config.atomic import replacing
from sim.config.paths import check_encodable
from sim.config.problems import Problem
from sim.study.files.integrity import ContentNamedFile

Columns = dict[str, NDArray[np.generic]]
Answer = TypeVar("Answer")

MISSING = -1  # stands for null in a column of integers
TIGHT, QUICK = "zstd", "snappy"  # compression: quick takes half the time, and a sixth more bytes


class UnreadableFile(Problem):
    """A file is not a complete Parquet file."""


def write(
    path: Path,
    columns: Mapping[str, NDArray[np.generic]],
    notes: Mapping[str, str],
    by_content: bool = False,
    compression: str = TIGHT,
) -> Path:
    """Write columns of equal length, all at once or not at all, with `notes` in the file's metadata.

    Float64 with NaN, and int64 with MISSING, for null; columns of objects are texts.

    Args:
        path: of the file.
        columns: by name.
        notes: what the file says of itself.
        by_content: whether the digest of the file is written into its name.
        compression: `TIGHT`, or `QUICK` for a file that is soon replaced.

    Returns:
        Where it is.

    Raises:
        OSError: the file cannot be written.
    """
    selected = ", ".join(_stored(name, column) for name, column in columns.items())
    named = ContentNamedFile(path) if by_content else None
    with replacing(path, named) as unfinished, connection() as opened:
        opened.register("columns_", dict(columns))
        _copy(opened, f"select {selected} from columns_", unfinished, path, copy_options(notes, compression))
    return path if named is None else named.path


def _copy(connection: duckdb.DuckDBPyConnection, source: str, unfinished: Path, path: Path, options: str) -> None:
    try:
        connection.execute(f"copy ({source}) to {quoted(str(unfinished))} ({options})")
    except duckdb.IOException as error:
        raise os_error(error, path) from error


def copy_options(notes: Mapping[str, str], compression: str = TIGHT) -> str:
    """Options by which DuckDB writes a file with notes: into the very file that is there, not through another one."""
    remarks = ", ".join(f"{quoted(name)}: {quoted(text)}" for name, text in notes.items())
    return f"format parquet, compression {compression}, use_tmp_file false" + (
        f", kv_metadata {{{remarks}}}" if remarks else ""
    )


class LazyColumns(Mapping[str, NDArray[np.generic]]):
    """Columns that are not held: each is read when it is asked for."""

    def __init__(self, names: Sequence[str], read: Callable[[str], NDArray[np.generic]]) -> None:
        self._names, self._read = names, read

    def __getitem__(self, name: str) -> NDArray[np.generic]:
        if name not in self._names:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def column_names(path: Path) -> list[str]:
    """The columns that a file has; raises as `read`."""
    described = _asked(path, f"describe select * from read_parquet({_pattern(path)})", lambda found: found.fetchall())
    return [str(row[0]) for row in described]


def read(path: Path, *names: str) -> Columns:
    """Columns of a file, by default all: float64 with NaN, int64 with MISSING for null, object arrays of texts.

    Raises:
        Unreadable: the file is torn, or no Parquet file.
        OSError: no such file, or it cannot be read.
    """
    sql = f"select {selected(names)} from read_parquet({_pattern(path)}, hive_partitioning = false)"
    columns = _asked(path, sql, lambda found: found.fetchnumpy())
    return {name: plain(column) for name, column in columns.items()}


def notes(path: Path) -> dict[str, str]:
    """The notes that a file was written with; raises as `read`."""
    sql = f"select key, value from parquet_kv_metadata({_pattern(path)})"
    return {key.decode(): value.decode() for key, value in _asked(path, sql, lambda found: found.fetchall())}


def _asked(path: Path, sql: str, fetch: Callable[[duckdb.DuckDBPyConnection], Answer]) -> Answer:
    """The answer to a query of one file."""
    check_readable(path)
    with connection() as opened:
        try:
            return fetch(opened.execute(sql))
        except duckdb.Error as error:
            raise UnreadableFile(str(error)) from error


def check_readable(path: Path) -> None:
    """Raise OSError for a file that is not there or may not be read, which DuckDB takes for a torn one."""
    with path.open("rb"):
        pass


def connection() -> duckdb.DuckDBPyConnection:
    """A separate connection, which other threads do not meet, to the one database, which takes a while to open."""
    return _database(os.getpid()).cursor()


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """The database of a process; a copy of the process needs its own."""
    # One thread: rows keep their order, and bytes repeat. No cache of files: memory would grow with what was read.
    return duckdb.connect(config={"threads": 1, "enable_external_file_cache": False})


def _stored(name: str, column: NDArray[np.generic]) -> str:
    quoted = _name(name)
    match column.dtype.kind:
        case "O":
            return f"cast({quoted} as varchar) as {quoted}"
        case "i":
            return f"nullif({quoted}, {MISSING}) as {quoted}"
        case _:
            return quoted


def selected(names: Iterable[str]) -> str:
    """Columns in SQL, all of them if none is named."""
    return ", ".join(map(_name, names)) or "*"


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def quoted(text: str) -> str:
    """A text in SQL."""
    check_encodable(text)
    return "'" + text.replace("'", "''") + "'"


def _pattern(path: Path) -> str:
    """The pattern that matches this path only."""
    return quoted(re.sub(r"([*?\[])", r"[\1]", str(path)))


def os_error(error: duckdb.IOException, path: Path) -> OSError:
    """DuckDB's error about the file `path`, as Python's."""
    number = re.search(r'"errno":"(\d+)"', str(error))
    if number is None:
        return OSError(errno.EIO, str(error).rpartition(": ")[2], str(path))
    return OSError(int(number[1]), os.strerror(int(number[1])), str(path))


def plain(column: NDArray[np.generic]) -> NDArray[np.generic]:
    """A column as DuckDB gives it, with NaN or MISSING for null."""
    if not isinstance(column, np.ma.MaskedArray):
        return column
    fill = {"f": np.nan, "i": MISSING}.get(column.dtype.kind)
    return column.filled(fill)
