"""Factors: config paths, or groups whose values are options; and the columns of their values."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.fields import ParameterField
from sim.config.units import format_quantity, number_text
from sim.model.quantity import DAY, PURE, Quantity

ABSENT, GIVEN, NULL = 0, 1, 2
"""States of a cell: not named, a value, and null."""


@dataclass(frozen=True)
class Column:
    """The values of one factor, one per row.

    Attributes:
        values: float64[n] in stored units, NaN if no number is given; or object[n] of values as in a config.
        state: int8[n] of ABSENT, GIVEN, NULL.
    """

    values: NDArray[Any]
    state: NDArray[np.int8]

    def take(self, rows: NDArray[np.int64]) -> Column:
        return Column(self.values[rows], self.state[rows])


@dataclass(frozen=True)
class Factor:
    """Something that a study varies.

    Attributes:
        key: as in messages and tables: `aid.packages[3].day`, or the name of a group.
        path: the key at its dots, rows of lists by number.
        field: of a config path; None for a group.
        options: of a group.
        day_zero: the date that points in time written as dates count from.
    """

    key: str
    path: tuple[str | int, ...]
    field: ParameterField | None
    options: tuple[str, ...] = ()
    day_zero: datetime.date | None = None

    @property
    def is_group(self) -> bool:
        return self.field is None

    @property
    def value(self) -> ParameterField:
        """The field of a config path."""
        assert self.field is not None
        return self.field

    @property
    def quantity(self) -> Quantity | None:
        """Description of a single number; None for options, alternatives, switches, texts and lists."""
        single = self.field is not None and not self.field.is_list and not self.field.is_group
        return self.field.about if single and isinstance(self.field.about, Quantity) else None  # type: ignore[union-attr]

    @property
    def whole(self) -> bool:
        return self.quantity is not None and self.value.type is int

    @property
    def unit(self) -> str:
        return self.quantity.unit if self.quantity is not None else ""

    def numbers(self, values: NDArray[np.float64]) -> Column:
        """A column of numbers in stored units, every one given."""
        return Column(np.asarray(values, dtype=np.float64) + 0.0, np.full(len(values), GIVEN, dtype=np.int8))

    def config_value(self, column: Column, row: int) -> Any:
        """The value of a row as a config would have it; of a row that is given or null."""
        if column.state[row] == NULL:
            return None
        value = column.values[row]
        if self.quantity is None:
            return value
        number = int(value) if self.whole else float(value)
        return number if self.unit in (PURE, DAY) else format_quantity(number, self.unit)

    def text(self, column: Column, row: int) -> str:
        """The value of a row in words, for labels and tables."""
        value = self.config_value(column, row)
        return number_text(value) if isinstance(value, float) else plain_text(value)


def plain_text(value: Any) -> str:
    """A value of a config in one line."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).replace('"', "")


_ROW = re.compile(r"\[(\d+)\]")


def path_of(key: str) -> tuple[str | int, ...]:
    """A key at its dots: `aid.packages[3].day` and `aid.packages.3.day` are the same."""
    return tuple(int(part) if part.isdigit() else part for part in _ROW.sub(r".\1", key).split("."))
