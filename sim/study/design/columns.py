"""Reads the values of a factor as a column: from a list in a study file, or from a column of a table file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config.problems import Problem, hint, show
from sim.config.units import format_quantity
from sim.config.values import allowed_text, read_value
from sim.model.quantity import DAY, PURE
from sim.study.design.factors import ABSENT, GIVEN, NULL, Column, Factor

BASE = "base"  # in a cell of a table: that of the base is kept
MOST_LINES = 10  # of mistakes in a column of a table


EVENLY = "evenly"  # {evenly: [low, high, count]} stands for a list of numbers
MOST = 20_000_000  # rows of one design


def column_of(factor: Factor, where: str, values: Sequence[Any]) -> Column:
    """A column of values as they stand in a study file; raise Problem with a line for each that is not allowed."""
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
    """A column of a table file: numbers in stored units, texts as in a config, nothing if a cell keeps the base.

    Args:
        factor: whose values they are.
        where: what is read, for messages.
        values: one per row.
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
    """Value of a cell of a table file; a bare number is in the unit of the factor."""
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
    """A value and its state; raise ValueError if it is not allowed."""
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


def listed_values(factor: Factor, where: str, given: Any) -> Column:
    """The values of a list, or of numbers evenly apart; raise Problem."""
    if isinstance(given, Mapping) and set(given) == {EVENLY}:
        return _evenly(factor, where, given[EVENLY])
    if not isinstance(given, list) or not given:
        raise Problem(f"{where}: must be a list of values, or {{evenly: [low, high, count]}} (got {show(given)})")
    return column_of(factor, where.removesuffix(f".{factor.key}"), given)


def _evenly(factor: Factor, where: str, given: Any) -> Column:
    if factor.quantity is None:
        raise Problem(f"{where}: {factor.key} is not a number; list its values")
    fits = isinstance(given, list) and len(given) == 3 and type(given[2]) is int and 2 <= given[2] <= MOST
    if not fits:
        raise Problem(
            f"{where}.{EVENLY}: must be [low, high, count], count a whole number from 2 to {MOST:,} (got {show(given)})"
        )
    ends = column_of(factor, where, given[:2])
    if not np.isfinite(ends.values).all():
        raise Problem(f"{where}.{EVENLY}: both ends must be finite numbers (got {show(given)})")
    exact = np.linspace(ends.values[0], ends.values[1], given[2])
    numbers = np.array([float(f"{value:.12g}") for value in exact])  # 2.4, and not 2.4000000000000004
    return table_column(factor, where, numbers)  # a factor of whole numbers may refuse what lies between
