"""A factor: a config path, or a group whose values are options; how its values are read and kept in columns."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.fields import ParameterField, fields_of, find, unknown_key
from sim.config.library import Library
from sim.config.overrides import groups_of
from sim.config.problems import Problem, hint, join, nearest, show
from sim.config.settings import Settings
from sim.config.units import format_quantity, number_text
from sim.config.unused import UNREAD_IN_STUDIES, instead_of
from sim.config.values import allowed_text, read_value
from sim.model.quantity import DAY, PURE, Quantity

ABSENT, GIVEN, NULL = 0, 1, 2
"""States of a cell: not named, a value, and null."""

OF_THE_STUDY = {
    "horizon": "days of all points are compared with each other",
    "step": "points would differ in their time step",
}
"""Parameters that cannot be factors, and why."""


@dataclass(frozen=True)
class Column:
    """The values of one factor, one a row.

    Attributes:
        values: float64[n] in stored units, NaN where no number is given; or object[n] of values as in a config.
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
        """What a single number says of itself; None for options, alternatives, switches, texts and lists."""
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


BASE = "base"  # in a cell of a table: that of the base is kept
MOST_LINES = 10  # of mistakes in a column of a table
_ROW = re.compile(r"\[(\d+)\]")


def path_of(key: str) -> tuple[str | int, ...]:
    """A key at its dots: `aid.packages[3].day` and `aid.packages.3.day` are the same."""
    return tuple(int(part) if part.isdigit() else part for part in _ROW.sub(r".\1", key).split("."))


def find_factor(library: Library, where: str, key: str, day_zero: datetime.date | None) -> Factor:
    """The factor of that name.

    Raises:
        Problem: there is no such path or group, or it cannot differ between the points of a study.
    """
    path = path_of(key)
    top = str(path[0])
    if top in OF_THE_STUDY and len(path) == 1:
        raise Problem(
            f"{where}: {key} is the same for a whole study, as {OF_THE_STUDY[top]}; set it in base, or as {key}=…"
        )
    if instead := instead_of(".".join(map(str, path)), UNREAD_IN_STUDIES):
        raise Problem(f"{where}: {key} has no effect in a study; {instead}")
    if top in {field.key for field in fields_of(Settings)}:
        raise Problem(
            f"{where}: {key} controls how the study runs, not what it simulates; set it in base, or as {key}=…"
        )
    if top == "study":
        raise Problem(f"{where}: a study cannot vary studies")
    if len(path) == 1 and library.is_group(key):
        return Factor(key, path, None, tuple(library.options(key)))
    field = find(library.classes, path)
    if field is None:
        raise Problem(f"{where}: {_unknown(library, path)}")
    if field.is_group and not (field.is_table and not field.is_named and not isinstance(path[-1], int)):
        raise Problem(f"{where}: {join(path)} is a mapping of settings; name one of them: {join(path)}.…")
    return Factor(join(path), path, field, day_zero=day_zero)


def _unknown(library: Library, path: tuple[str | int, ...]) -> str:
    near = nearest(str(path[0]), groups_of(library)) if len(path) == 1 else None
    return f"{path[0]}: no such setting; did you mean {near!r}?" if near else unknown_key(library.classes, path)


def column_of(factor: Factor, where: str, values: Sequence[Any]) -> Column:
    """A column of values as they stand in a study file; raises Problem with a line for each that is not allowed."""
    lines, cells = [], []
    for value in values:
        try:
            cells.append(_cell(factor, value))
        except ValueError as error:
            lines.append(f"{where}: {factor.key}: {error}" + ("" if factor.is_group else f" (got {show(value)})"))
    if lines:
        raise Problem(*dict.fromkeys(lines))
    return _column(factor, cells)


def table_column(
    factor: Factor, where: str, values: NDArray[Any], unit: str | None = None, places: Sequence[str] = ()
) -> Column:
    """A column of a table file: numbers in stored units, texts as in a config, nothing where a cell keeps the base.

    Args:
        factor: whose values they are.
        where: what is read, for messages.
        values: one a row.
        unit: that the heading gives.
        places: where each row stands in the file; by default counted from row 1.

    Raises:
        Problem: a value is not allowed, or the heading gives another unit than the stored one.
    """
    if unit is not None and unit != factor.unit:
        wanted = f"in {factor.unit}" if factor.unit not in ("", PURE, DAY) else "without a unit"
        raise Problem(f"{where}: {factor.key}: must be {wanted} (got {show(unit)})")
    places = places or [f"row {number}" for number in range(1, len(values) + 1)]
    if factor.quantity is None or values.dtype == object:
        return _text_column(factor, where, [None if value is None else str(value) for value in values], places)
    numbers = values.astype(np.float64)
    column = Column(numbers + 0.0, np.where(np.isnan(numbers), ABSENT, GIVEN).astype(np.int8))
    low, high = factor.quantity.allowed
    finite = np.isfinite(numbers) | (np.isposinf(numbers) & factor.quantity.optional)
    wrong = ~np.isnan(numbers) & ~(finite & (numbers >= low) & (numbers <= high))
    if factor.whole:
        wrong |= ~np.isnan(numbers) & (numbers != np.floor(numbers))
    if wrong.any():
        rows = np.flatnonzero(wrong)
        must = "a whole number, " if factor.whole else ""
        raise Problem(
            f"{where}: {factor.key}: must be {must}{allowed_text(factor.quantity) or 'finite'}; "
            f"{len(rows)} of {len(numbers)} rows are not, the first is {places[rows[0]]} (got {numbers[rows[0]]:g})"
        )
    return Column(column.values, np.where(np.isposinf(numbers), NULL, column.state).astype(np.int8))


def _text_column(factor: Factor, where: str, texts: list[str | None], places: Sequence[str]) -> Column:
    lines, cells = [], []
    for place, text in zip(places, texts, strict=True):
        try:
            cells.append((None, ABSENT) if _keeps_base(factor, text) else _cell(factor, _from_text(factor, str(text))))
        except ValueError as error:
            lines.append(
                f"{where}, {place}: {factor.key}: {error}" + ("" if factor.is_group else f" (got {show(text)})")
            )
    if lines:
        more = [f"{where}: {factor.key}: and {len(lines) - MOST_LINES:,} more rows"] if len(lines) > MOST_LINES else []
        raise Problem(*lines[:MOST_LINES], *more)
    return _column(factor, cells)


def _keeps_base(factor: Factor, text: str | None) -> bool:
    words = (text or "").strip()
    return not words or (words.lower() == BASE and BASE not in factor.options)


def _from_text(factor: Factor, text: str) -> Any:
    """What a cell of a table file stands for: a bare number is in the unit of the factor."""
    words = text.strip()
    if words.lower() in ("null", "never"):
        return None
    if factor.quantity is not None:
        try:
            number = float(words)
        except ValueError:
            return words
        number = int(number) if factor.whole and number.is_integer() else number
        return number if factor.unit in (PURE, DAY) else format_quantity(number, factor.unit)
    if factor.field is not None and (factor.field.type is bool or factor.field.is_list or factor.field.is_table):
        from omegaconf import OmegaConf

        return OmegaConf.to_container(OmegaConf.create(f"value: {words}"))["value"]  # type: ignore[index, call-overload]
    return words


def _cell(factor: Factor, value: Any) -> tuple[Any, int]:
    """A value and its state; raises ValueError where it is not allowed."""
    if factor.is_group:
        if value is False and "off" in factor.options:
            value = "off"  # which YAML takes for a switch
        if value not in factor.options or not isinstance(value, str):
            raise ValueError(f"no option {show(value)}{hint(str(value), factor.options)}")
        return value, GIVEN
    if value is None:  # whether the chosen alternative accepts it is seen with the whole config
        return None, NULL
    if factor.value.is_list or factor.value.is_table:
        if not isinstance(value, list):
            raise ValueError("must be a list")
        return value, GIVEN
    read = read_value(factor.value, value, factor.day_zero)
    return (float(read) if factor.quantity is not None else value), GIVEN


def _column(factor: Factor, cells: list[tuple[Any, int]]) -> Column:
    state = np.array([state for _, state in cells], dtype=np.int8)
    if factor.quantity is not None:
        return Column(np.array([np.nan if value is None else value for value, _ in cells], dtype=np.float64), state)
    values = np.empty(len(cells), dtype=object)
    for row, (value, _) in enumerate(cells):
        values[row] = value
    return Column(values, state)
