"""Empty cells of a table file: refused in a sample and in a whole column, else counted, as the base decides there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.config.problems import Problem
from sim.study.design.factors import ABSENT, MOST_LINES, Column


def refuse_gaps(where: str, columns: Mapping[str, Column], places: Sequence[str]) -> None:
    """Raises Problem where a sample lacks a value: the base's in its place would be another distribution."""
    lines = [
        f"{where}: {len(rows):,} of {len(places):,} rows lack a value of {key}, the first is {places[rows[0]]}; a "
        "sample needs all of them"
        for key, rows in _empty(columns).items()
    ]
    if lines:
        raise Problem(*lines)


def refuse_empty_columns(where: str, columns: Mapping[str, Column]) -> None:
    """Raises Problem for a column without a single value, which would vary nothing."""
    lines = [
        f"{where}: the column {key} is empty in every row; fill it in, or leave the column out"
        for key, rows in _empty(columns).items()
        if len(rows) == len(columns[key].state)
    ]
    if lines:
        raise Problem(*lines)


def table_lines(file: str, columns: Mapping[str, Column], places: Sequence[str], skipped: int) -> tuple[str, ...]:
    """What a user is told of the empty rows and cells of a table file; nothing where there are none."""
    lines = [f"skipped: {skipped:,} empty row{'s' if skipped > 1 else ''} of {file}"] if skipped else []
    for key, rows in _empty(columns).items():
        shown = ", ".join(places[row] for row in rows[:MOST_LINES])
        more = f" and {len(rows) - MOST_LINES:,} more" if len(rows) > MOST_LINES else ""
        lines.append(
            f"empty: {len(rows):,} of {len(places):,} rows of {file} leave {key} empty and keep the base value: "
            f"{shown}{more}"
        )
    return tuple(lines)


def _empty(columns: Mapping[str, Column]) -> dict[str, list[int]]:
    """The rows in which a factor has no value, by its key; only those with any."""
    found = {key: np.flatnonzero(column.state == ABSENT).tolist() for key, column in columns.items()}
    return {key: rows for key, rows in found.items() if rows}
