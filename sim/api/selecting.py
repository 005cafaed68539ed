"""Selects rows and columns of a table: by name, by number, by slice, or by a list of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem, hint, show

Columns = Mapping[str, NDArray[Any]]


def column(columns: Columns, name: str) -> NDArray[Any]:
    """A column; raise Problem, with the nearest name, where there is none."""
    if name not in columns:
        raise Problem(f"no column {name!r}{hint(name, columns)}")
    return columns[name]


def some(columns: Columns, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Some columns, in the order of their names; raise Problem for what is no name of a column."""
    wrong = [name for name in names if not isinstance(name, str)]
    if wrong:
        raise Problem(f"{show(wrong[0])}: columns are chosen by their names, as in table[['measure', 'unit']]")
    return {name: column(columns, name) for name in names}


def row(columns: Columns, number: int) -> dict[str, Any]:
    """A row by its number, counted from 0, or from the end where it is below 0.

    Raises:
        IndexError: no such row; a loop over the numbers ends by it.
    """
    count = len(next(iter(columns.values()))) if columns else 0
    if not -count <= number < count:
        raise IndexError(f"row {number}: the table has {count:,} rows, numbered from 0")
    return {name: values[number].item() if isinstance(values[number], np.generic) else values[number]
            for name, values in columns.items()}  # fmt: skip


def rows(columns: Columns, chosen: slice | NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Some rows, by a slice, by their numbers, or by a truth value a row."""
    return {name: values[chosen] for name, values in columns.items()}
