"""Tables named by a study file: CSV with a header, a spreadsheet, or Parquet."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.cells import Cells, csv_cells, spreadsheet_cells
from sim.config.paths import is_special
from sim.config.problems import Problem, hint

FACTOR = "observation_factor"
"""The column of a posterior that is about the observation, and not about the model; designs pass it over."""

Raw = tuple[dict[str, NDArray[Any]], tuple[str, ...]]
"""Columns by heading, and where each row stands."""

SEEN_AS_EMPTY = "; merged cells, errors and formulas without a stored result are read as empty"

_UNITED = re.compile(r"(?P<key>\S+)\s+\((?P<unit>[^()]+(?:\([^()]*\)[^()]*)*)\)")


@dataclass(frozen=True)
class TableColumns:
    """The columns of a table file.

    Attributes:
        columns: by name, without its unit: float64 with NaN for an empty cell, or object with None for one.
        units: of those columns whose heading gives one in brackets.
        places: where each row stands in the file, as one counts there: "line 2" of a CSV file and "row 2" of a
            spreadsheet, below the header, or "row 1" of a Parquet file, which has none.
        skipped: how many rows were passed over, as all cells of these columns are empty.
        has_nulls: whether the file tells a missing value from an empty text, as Parquet does.
        seen_as_empty: what else is read as an empty cell, for messages.
    """

    columns: dict[str, NDArray[Any]]
    units: dict[str, str]
    places: tuple[str, ...]
    skipped: int = 0
    has_nulls: bool = False
    seen_as_empty: str = ""


def read_table(
    where: str, folder: Path, name: str, wanted: Sequence[str] | None, skip_empty: bool = True
) -> TableColumns:
    """The columns of a table file.

    Args:
        where: the key in the study file that names it, for messages.
        folder: which a relative name starts from.
        name: of a file with one of the endings of `READERS`.
        wanted: the columns to read, without their units; None for all.
        skip_empty: whether rows of empty cells are passed over; a sample keeps them, as a value is missing there.

    Raises:
        Problem: the file cannot be read, has no rows, or lacks a wanted column.
    """
    path = folder / Path(name).expanduser()
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise Problem(f"{where}: must be a file ending in {', '.join(READERS)} (got {name!r})")
    if is_special(path):
        raise Problem(f"{where}: cannot read {path}: it is not a file")
    try:
        raw, places = read(path)
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
    units = {key: unit for key, unit in headings.values() if unit and key in chosen}
    hidden = SEEN_AS_EMPTY if read is _spreadsheet else ""
    found = TableColumns(chosen, units, places, has_nulls=read is _parquet, seen_as_empty=hidden)
    found = _but_empty(found) if skip_empty else found
    if not found.places:
        raise Problem(f"{where}: {path} has no rows{' but empty ones' if places and chosen else ''}")
    return found


def _but_empty(table: TableColumns) -> TableColumns:
    """The table without the rows that say nothing, which spreadsheets leave behind; they are counted."""
    filled = np.zeros(len(table.places), dtype=bool)
    for column in table.columns.values():
        filled |= ~is_empty(column)
    if filled.all():
        return table
    columns = {name: column[filled] for name, column in table.columns.items()}
    places = tuple(place for place, kept in zip(table.places, filled, strict=True) if kept)
    return replace(table, columns=columns, places=places, skipped=int((~filled).sum()))


def is_empty(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Mask of the empty cells of a column."""
    return np.array([value is None for value in column]) if column.dtype == object else np.isnan(column)


def _without_unit(heading: str) -> tuple[str, str]:
    """Key and unit of the heading `advance.time_constant_median (d)`; no unit where none is given."""
    match = _UNITED.fullmatch(heading)
    return (match["key"], match["unit"]) if match else (heading, "")


def _csv(path: Path) -> Raw:
    return _columns(csv_cells(path))


def _spreadsheet(path: Path) -> Raw:
    return _columns(spreadsheet_cells(path))


def _columns(cells: Cells) -> Raw:
    columns = {name: _numbers([row[number] for row in cells.rows]) for number, name in enumerate(cells.names)}
    return columns, tuple(cells.places)


def _numbers(cells: list[str]) -> NDArray[Any]:
    """Numbers where every cell is one or empty, else texts; `nan` is a text, as it is neither."""
    filled = [bool(cell.strip()) for cell in cells]
    try:
        numbers = np.array([float(cell) if full else np.nan for cell, full in zip(cells, filled, strict=True)])
    except ValueError:
        return _texts(cells)
    return _texts(cells) if np.isnan(numbers[filled]).any() else numbers.astype(np.float64)


def _texts(cells: list[str]) -> NDArray[Any]:
    texts = np.empty(len(cells), dtype=object)
    texts[:] = [cell if cell.strip() else None for cell in cells]
    return texts


def _parquet(path: Path) -> Raw:
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


READERS: dict[str, Callable[[Path], Raw]] = {
    ".csv": _csv, ".xlsx": _spreadsheet, ".ods": _spreadsheet, ".xls": _spreadsheet, ".parquet": _parquet,
}  # fmt: skip
