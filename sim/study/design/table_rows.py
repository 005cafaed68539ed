"""Rows of a table file as rows of a design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sim.config.problems import join
from sim.config.table_files import FACTOR, read_table
from sim.study.design.columns import table_column
from sim.study.design.factors import path_of
from sim.study.design.gaps import refuse_empty_cells, refuse_empty_columns, refuse_gaps, table_lines
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
