"""Rows of a table file as rows of a design."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.config.counting import number_of
from sim.config.problems import Problem, join
from sim.config.table_files import FACTOR, TableColumns, is_empty, read_table
from sim.study.design.columns import BASE, MOST_LINES, table_column
from sim.study.design.factors import ABSENT, Column, path_of
from sim.study.design.rows import DesignRows, Source, each_factor, rows_of


def table_rows(
    source: Source,
    where: str,
    file: str,
    names: Sequence[str] | None,
    rows: Callable[[int], Any] | None,
    whole: bool = False,
) -> DesignRows:
    """The rows of a file.

    Args:
        source: what designs are made from.
        where: the design stands in the study file.
        file: its name.
        names: of the columns that are read; None for all.
        rows: which rows are taken, of so many; None for all.
        whole: whether no cell may be empty.

    Raises:
        Problem: with a line for each mistake.
    """
    table = read_table(f"{where}.file", source.folder, file, names, skip_empty=not whole)
    if not whole:
        refuse_empty_cells(f"{where}.file", table)
    given = {name: column for name, column in table.columns.items() if name != FACTOR}
    units = {join(path_of(name)): unit for name, unit in table.units.items()}
    factors, columns = each_factor(
        source,
        f"{where}.file",
        given,
        lambda factor, _, values: table_column(factor, f"{where}.file", values, units.get(factor.key), table.places),
    )
    if whole:
        refuse_gaps(f"{where}.file", columns, table.places)
    refuse_empty_columns(f"{where}.file", columns)
    told = table_lines(file, columns, table.places, table.skipped)
    if rows is not None:
        chosen = rows(len(table.places))
        columns = {key: column.take(chosen) for key, column in columns.items()}
    return replace(rows_of(columns, factors), told=told)


def refuse_gaps(where: str, columns: Mapping[str, Column], places: Sequence[str]) -> None:
    """Raise Problem if a sample lacks a value: the base's in its place would be another distribution."""
    lines = [
        f"{where}: {len(rows):,} of {len(places):,} rows lack a value of {key}, the first is "
        f"{places[rows[0]]}; a sample needs them all"
        for key, rows in _empty(columns).items()
    ]
    if lines:
        raise Problem(*lines)


def refuse_empty_cells(where: str, table: TableColumns) -> None:
    """Raise Problem for cells that are empty beside filled ones; in Parquet, where null is meant, they are taken."""
    if table.has_nulls:
        return
    lines = []
    for key, column in table.columns.items():
        rows = np.flatnonzero(is_empty(column)).tolist()
        if rows:
            lines.append(
                f"{where}: {key} is empty in {len(rows):,} of {len(column):,} rows ({_shown(rows, table.places)}); "
                f"give a value, or write {BASE} to keep the base's{table.seen_as_empty}"
            )
    if lines:
        raise Problem(*lines)


def refuse_empty_columns(where: str, columns: Mapping[str, Column]) -> None:
    """Raise Problem for a column without a single value, which would vary nothing."""
    lines = [
        f"{where}: the column {key} is empty in every row; fill it in, or leave the column out"
        for key, rows in _empty(columns).items()
        if len(rows) == len(columns[key].state)
    ]
    if lines:
        raise Problem(*lines)


def table_lines(file: str, columns: Mapping[str, Column], places: Sequence[str], skipped: int) -> tuple[str, ...]:
    """Notes on the empty rows and cells of a table file; nothing if there are none."""
    lines = [f"skipped: {number_of(skipped, 'empty row')} of {file}"] if skipped else []
    lines += [
        f"{BASE}: {len(rows):,} of {len(places):,} rows of {file} leave {key} empty and keep the base value: "
        f"{_shown(rows, places)}"
        for key, rows in _empty(columns).items()
    ]
    return tuple(lines)


def _shown(rows: Sequence[int], places: Sequence[str]) -> str:
    more = f" and {len(rows) - MOST_LINES:,} more" if len(rows) > MOST_LINES else ""
    return ", ".join(places[row] for row in rows[:MOST_LINES]) + more


def _empty(columns: Mapping[str, Column]) -> dict[str, list[int]]:
    """The rows in which a factor has no value, by its key; only those with any."""
    found = {key: np.flatnonzero(column.state == ABSENT).tolist() for key, column in columns.items()}
    return {key: rows for key, rows in found.items() if rows}
