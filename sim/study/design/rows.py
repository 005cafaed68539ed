"""Rows of values, one column per factor, as every design makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem
from sim.study.design.factors import ABSENT, Column, Factor


@dataclass(frozen=True)
class DesignRows:
    """Rows of values.

    Attributes:
        columns: one per factor, of n rows.
        future: int64[n], which rows belong together.
        factors: by key.
        told: notes on the empty rows and cells of table files.
        may_leave_out: factors that are left out at points where nothing reads them.
    """

    columns: Mapping[str, Column]
    future: NDArray[np.int64]
    factors: Mapping[str, Factor]
    told: tuple[str, ...] = ()
    may_leave_out: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.future)


@dataclass(frozen=True)
class Source:
    """Inputs from which designs are made.

    Attributes:
        find: the factor of a name in a place; raise Problem.
        folder: that names of files start from.
        seed: of the sampled designs.
    """

    find: Callable[[str, str], Factor]
    folder: Path
    seed: int


def rows_of(
    columns: Mapping[str, Column], factors: Mapping[str, Factor], future: NDArray[np.int64] | None = None
) -> DesignRows:
    """Rows of some columns; each stands alone where `future` does not say which belong together."""
    size = len(next(iter(columns.values())).state)
    return DesignRows(columns, np.arange(size, dtype=np.int64) if future is None else future, factors)


def each_factor(
    source: Source, where: str, values: Mapping[str, Any], make: Callable[[Factor, str, Any], Any]
) -> tuple[dict[str, Factor], dict[str, Any]]:
    """The factors of a mapping, and what is made of the value of each; raise Problem for all that are wrong."""
    factors, made, lines = dict[str, Factor](), dict[str, Any](), list[str]()
    for name, value in values.items():
        try:
            factor = source.find(where, name)
            made[factor.key] = make(factor, f"{where}.{name}", value)
            if factor.key in factors:
                lines.append(f"{where}: {factor.key} is given twice")
            factors[factor.key] = factor
        except Problem as problem:
            lines += problem.lines
    if lines:
        raise Problem(*lines)
    return factors, made


def spread(column: Column, rows: NDArray[np.int64], size: int) -> Column:
    """The column with its values at these rows, and absent from the others."""
    empty: Any = np.nan if column.values.dtype != object else None
    values = np.full(size, empty, dtype=column.values.dtype)
    state = np.full(size, ABSENT, dtype=np.int8)
    values[rows], state[rows] = column.values, column.state
    return Column(values, state)


def first_repeated(rows: DesignRows) -> tuple[int, int, str] | None:
    """The first row that repeats an earlier one: the earlier, the later and their words; None if none does."""
    seen = dict[tuple[str, ...], int]()
    for row in range(len(rows)):
        given = [key for key, column in rows.columns.items() if column.state[row] != ABSENT]
        words = tuple(f"{key}={rows.factors[key].text(rows.columns[key], row)}" for key in given)
        if words in seen:
            return seen[words], row, " ".join(words)
        seen[words] = row
    return None


def joined(parts: Sequence[DesignRows]) -> DesignRows:
    """Rows one after the other; a factor that a part does not name is absent from its rows."""
    if len(parts) == 1:
        return parts[0]
    factors = {key: factor for part in parts for key, factor in part.factors.items()}
    columns = {}
    for key in factors:
        sample = next(part.columns[key] for part in parts if key in part.columns)
        filled = [
            part.columns.get(key) or spread(sample.take(np.zeros(0, np.int64)), np.zeros(0, np.int64), len(part))
            for part in parts
        ]
        columns[key] = Column(
            np.concatenate([one.values for one in filled]), np.concatenate([one.state for one in filled])
        )
    first = np.cumsum([0, *(int(part.future.max()) + 1 for part in parts)])
    future = np.concatenate([part.future + start for part, start in zip(parts, first, strict=False)])
    told = tuple(dict.fromkeys(line for part in parts for line in part.told))
    return DesignRows(columns, future, factors, told, frozenset().union(*(part.may_leave_out for part in parts)))
