"""Tables of a decision: plain cells for files and Python, and text for a page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.model.measures import known_measure
from sim.report.decision.names import Labelled
from sim.report.words.names import unit_of, with_unit
from sim.report.words.numbers import number, with_minus

ERROR = "_standard_error"  # what ends the name of the column beside that of a measure
HEADINGS = {"less": "minus"}
"""Columns whose name does not read as a heading."""
Cell = str | float | int | bool | None
"""None stands for what is not defined."""
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Sheet:
    """A table.

    Attributes:
        name: of its files.
        columns: their names, in words that are file-safe: `share_best`.
        rows: cells; numbers of numpy are taken as plain ones, those that are not finite as undefined.
        units: of the columns that have one, by name.
        verbatim: columns named after policies, which keep their names.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    units: Mapping[str, str] = field(default_factory=dict)
    verbatim: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Take numbers of numpy as plain ones, and those that are not finite as undefined."""
        object.__setattr__(self, "rows", [tuple(map(_plain, row)) for row in self.rows])

    def headings(self) -> list[str]:
        """The columns in words, with their units."""
        return [
            column if column in self.verbatim else _heading(column, unit_of(self.units.get(column, "")))
            for column in self.columns
        ]

    def texts(self) -> list[list[str]]:
        """The rows as texts."""
        return [[cell_text(cell) for cell in row] for row in self.rows]

    def keyed(self) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
        """The columns and rows with the key of each label: in a column beside it, or in brackets in a heading."""
        named = [any(isinstance(row[place], Labelled) for row in self.rows) for place in range(len(self.columns))]
        columns = list[str]()
        for column, has_keys in zip(self.columns, named, strict=True):
            columns += [_with_key(column), f"{column}_key"] if has_keys else [_with_key(column)]
        return tuple(columns), [_keyed(row, named) for row in self.rows]

    def right_from(self) -> int:
        """The first column from which on all hold numbers."""
        for place in range(len(self.columns)):
            if all(_is_number(row[at]) for row in self.rows for at in range(place, len(self.columns))):
                return place
        return len(self.columns)


def cell_text(cell: Cell) -> str:
    """A cell on a page."""
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell if isinstance(cell, str) else with_minus(number(float(cell), 3))


def _with_key(column: str) -> str:
    return f"{column} [{column.key}]" if isinstance(column, Labelled) and column.key != column else column


def _keyed(row: Sequence[Cell], named: Sequence[bool]) -> tuple[Cell, ...]:
    found = list[Cell]()
    for cell, has_keys in zip(row, named, strict=True):
        found += [cell, cell.key if isinstance(cell, Labelled) else ""] if has_keys else [cell]
    return tuple(found)


def _plain(value: Any) -> Cell:
    found = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(found, float) and not math.isfinite(found) else found


def _heading(column: str, unit: str) -> str:
    measure = known_measure(column.removesuffix(ERROR))
    if measure is not None:
        of_error = " standard error" if column.endswith(ERROR) else ""
        return f"{with_unit(measure.name, measure.unit)}{of_error}"
    words = HEADINGS.get(column, column.replace("_", " "))
    return f"{words} ({unit})" if unit else words


def _is_number(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, int | float) and not isinstance(cell, bool))
