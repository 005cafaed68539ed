"""SQL over a study folder, through DuckDB, which reads only that folder."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from sim.config.problems import Problem
from sim.study.files import parquet
from sim.study.files.parquet import Columns
from sim.study.sweep.folder import TORN, StudyFolder
from sim.study.sweep.tables import KINDS

TABLES = "known tables: points, results, runs, days, events"

EMPTY = {
    "days": "(select null::bigint as point, null::bigint as replication, null::double as day) where false",
    "events": "(select null::bigint as point, null::bigint as replication, null::double as day) where false",
}
"""What is read of a table of which a study that goes on has no row yet."""


@dataclass(frozen=True)
class QueryResult:
    """Result of a query.

    Attributes:
        names: of the columns; `rows`: their values, None if undefined.
    """

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def run_query(study: StudyFolder, sql: str) -> QueryResult:
    """The answer to one select over `points`, `results`, both joined as `runs`, `days` and `events`.

    Raises:
        Problem: the study has no rows, or it is no select that DuckDB can answer.
    """
    with _asked(study, sql) as connection:
        return QueryResult(tuple(column[0] for column in connection.description or ()), connection.fetchall())


def query_columns(study: StudyFolder, sql: str) -> Columns:
    """Like `ask`, by column: float64 with NaN, int64 with `parquet.MISSING` for null, object arrays of texts."""
    with _asked(study, sql) as connection:
        return {name: parquet.plain(column) for name, column in connection.fetchnumpy().items()}


@contextmanager
def _asked(study: StudyFolder, sql: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has found the answer."""
    if not study.tables():
        raise Problem(study.why_no_rows())
    try:
        parquet.column_names(study.points)
    except (OSError, parquet.UnreadableFile):
        raise Problem(f"{study.points} {TORN}") from None
    with _database(study) as connection:
        try:
            _refuse_others(connection, sql)
            connection.execute(sql)
            yield connection
        except duckdb.Error as error:
            raise Problem(f"query: {_gist(error)}") from error


def _refuse_others(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    kinds = [statement.type for statement in connection.extract_statements(sql)]
    if kinds != [duckdb.StatementType.SELECT]:
        raise Problem("query: must be a single select; queries only read a study")


@contextmanager
def _database(study: StudyFolder) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    place = study.path.absolute()
    try:
        with _without_patterns(place) as plain:
            tables = {"points": [study.points], **{Path(kind.file).stem: study.tables(kind) for kind in KINDS}}
            for name, paths in tables.items():
                inside = [plain / path.absolute().relative_to(place) for path in paths]
                connection.execute(f"create view {name} as select * from {_source(inside) if inside else EMPTY[name]}")
            connection.execute("create view runs as select * from results join points using (point)")
            connection.execute(f"set allowed_directories = [{parquet.quoted(str(plain))}]")
            connection.execute("set enable_external_access = false")
            yield connection
    except duckdb.Error as error:
        raise Problem(f"{study.path}: {_gist(error)}") from error
    finally:
        connection.close()


@contextmanager
def _without_patterns(folder: Path) -> Iterator[Path]:
    """The folder under a name in which DuckDB sees no pattern, which it would not allow to be read."""
    if not glob.has_magic(str(folder)):
        yield folder
        return
    with TemporaryDirectory(prefix="escsim-query-") as scratch:
        link = Path(scratch) / "study"
        link.symlink_to(folder, target_is_directory=True)
        yield link


def _source(paths: Sequence[Path]) -> str:
    files = ", ".join(parquet.quoted(glob.escape(str(path))) for path in paths)
    return f"read_parquet([{files}], hive_partitioning = false)"


def _gist(error: duckdb.Error) -> str:
    """Gist of an error of DuckDB, in a line, with the names that come near."""
    lines = [line.strip() for line in str(error).splitlines()]
    telling = [line for line in lines if line and not line.startswith(("LINE", "^"))]
    text = " ".join(telling).replace("Did you mean", "did you mean")
    if text.startswith(("Binder Error: Referenced table", "Binder Error: Cannot extract field")):
        return f'{text}; a factor is a column with dots in its name, which needs double quotes: "fires.suppression"'
    return f"{text} ({TABLES})" if text.startswith("Catalog Error") else text
