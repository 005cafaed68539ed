"""Tables that a study file names: CSV with a header, or Parquet."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.study.problems import Problem, hint

FACTOR = "observation_factor"
"""The column of a posterior that is about the observation, and not about the model; designs pass it over."""

_UNITED = re.compile(r"(?P<key>\S+)\s+\((?P<unit>[^()]+(?:\([^()]*\)[^()]*)*)\)")


@dataclass(frozen=True)
class Table:
    """The columns of a table file.

    Attributes:
        columns: by name, without its unit: float64 with NaN for an empty cell, or object with None for one.
        units: of those columns whose heading gives one in brackets.
        places: where each row stands in the file, as one counts there: "line 2" of a CSV file, below its header, or
            "row 1" of another.
    """

    columns: dict[str, NDArray[Any]]
    units: dict[str, str]
    places: tuple[str, ...]


def read_table(where: str, folder: Path, name: str, wanted: Sequence[str] | None) -> Table:
    """The columns of a table file.

    Args:
        where: the key in the study file that names it, for messages.
        folder: which a relative name starts from.
        name: of a .csv or .parquet file.
        wanted: the columns to read, without their units; None for all.

    Raises:
        Problem: the file cannot be read, has no rows, or lacks a wanted column.
    """
    path = folder / Path(name).expanduser()
    readers = {".csv": _csv, ".parquet": _parquet}
    if path.suffix not in readers:
        raise Problem(f"{where}: must be a .csv or .parquet file (got {name!r})")
    try:
        raw, places = readers[path.suffix](path)
    except OSError as error:
        raise Problem(f"{where}: cannot read {path}: {error.strerror or error}") from None
    except (csv.Error, ValueError) as error:
        raise Problem(f"{where}: cannot read {path}: {str(error).splitlines()[0]}") from None
    headings = {heading: _without_unit(heading) for heading in raw}
    table = {headings[heading][0]: column for heading, column in raw.items()}
    if len(table) < len(raw):
        raise Problem(f"{where}: cannot read {path}: two columns have the same name")
    missing = [column for column in wanted or () if column not in table]
    if missing:
        raise Problem(*(f"{where}: {path} has no column {column!r}{hint(column, table)}" for column in missing))
    chosen = {column: table[column] for column in wanted} if wanted is not None else table
    if not chosen or not len(next(iter(chosen.values()))):
        raise Problem(f"{where}: {path} has no rows")
    return Table(chosen, {key: unit for key, unit in headings.values() if unit and key in chosen}, places)


def _without_unit(heading: str) -> tuple[str, str]:
    """Key and unit of the heading `advance.time_constant_median (d)`; no unit where none is given."""
    match = _UNITED.fullmatch(heading)
    return (match["key"], match["unit"]) if match else (heading, "")


def _csv(path: Path) -> tuple[dict[str, NDArray[Any]], tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        (_, header), *rows = [(f"line {reader.line_num}", row) for row in reader if row] or [("", [])]
    names = [name.strip() for name in header]
    if len(set(names)) < len(names):
        raise ValueError("two columns have the same name")
    for place, row in rows:
        if len(row) != len(names):
            raise ValueError(f"{place} has {len(row)} cells, the header {len(names)}")
    columns = {name: _numbers([row[number] for _, row in rows]) for number, name in enumerate(names)}
    return columns, tuple(place for place, _ in rows)


def _numbers(cells: list[str]) -> NDArray[Any]:
    """Numbers where every cell is one or empty, else texts."""
    try:
        return np.array([float(cell) if cell.strip() else np.nan for cell in cells], dtype=np.float64)
    except ValueError:
        texts = np.empty(len(cells), dtype=object)
        texts[:] = [cell if cell.strip() else None for cell in cells]
        return texts


def _parquet(path: Path) -> tuple[dict[str, NDArray[Any]], tuple[str, ...]]:
    import duckdb

    path.stat()
    with duckdb.connect() as connection:
        try:
            found = connection.read_parquet(path.as_posix()).fetchnumpy()
        except duckdb.Error as error:
            raise ValueError(str(error)) from None
    columns = {name: _plain(column) for name, column in found.items()}
    length = len(next(iter(columns.values()), ()))
    return columns, tuple(f"row {number}" for number in range(1, length + 1))


def _plain(column: Any) -> NDArray[Any]:
    empty = np.ma.getmaskarray(column) if isinstance(column, np.ma.MaskedArray) else np.zeros(len(column), dtype=bool)
    values = np.array(column)
    values = values if values.dtype == object else values.astype(np.float64)
    values[empty] = None if values.dtype == object else np.nan
    return values
