"""Values of a config: reads them into fields, writes them back, and describes them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from sim.config import units
from sim.config.fields import ParameterField, children
from sim.config.problems import nearest
from sim.model.quantity import DAY, POSITIVE, PURE, Quantity

LARGEST = 1e15  # beyond it products and squares of the model would overflow
EXACT = 2**53  # whole numbers below it are exact as floats
AN_HOUR = 1 / 24  # in days; shorter bounds are written in minutes
BOUND_DIGITS = 8  # a bound of more is rounded in messages


def read_value(field: ParameterField, value: Any, day_zero: datetime.date | None) -> Any:
    """Stored value of `field` for a value of a config.

    Args:
        field: a field of a single value, not of a list or a group.
        value: a number, text, switch or null, as YAML gives it.
        day_zero: the date that points in time written as dates count from.

    Raises:
        ValueError: the value is not allowed; the message is a predicate to put after the key.
    """
    if value == "???":
        raise ValueError(f"must be given; it needs {expected(field)}")
    if value is None and field.nullable:
        return math.inf if isinstance(field.about, Quantity) and field.about.optional else None
    if isinstance(field.about, Quantity):
        return _number(field, field.about, value, day_zero)
    if issubclass(field.type, bool):
        return _instance(bool, value, "must be true or false")
    if issubclass(field.type, IntEnum):
        return _member(field.members, value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return _instance(str, value, "must be text; quote a number or a word such as 'no'")


def write_value(field: ParameterField, value: Any) -> Any:
    """The canonical value in a config that `read_value` turns into the very same stored value."""
    if isinstance(field.about, Quantity):
        if value is None or (field.about.optional and math.isinf(value)):
            return None
        return value if field.about.unit in (PURE, DAY) else units.format_quantity(value, field.about.unit)
    return value.name.lower() if isinstance(value, IntEnum) else value


def expected(field: ParameterField) -> str:
    """Description of the values that a field accepts, as a noun: "a number in km, greater than 0 km"."""
    leaf = field.leaf()
    if leaf.is_group:
        keys = ", ".join(child.key for child in children(field))
        if field.is_named:
            return f"a mapping of names to rows, each with {keys}"
        return f"a list of rows, each with {keys}" if field.is_table else f"a mapping with {keys}"
    text = _expected_value(leaf) + (", or null" if leaf.nullable else "")
    return f"a list, each entry {text}" if field.is_list else text


def allowed_text(quantity: Quantity) -> str:
    """The range of a quantity with its unit: "between 0 km and 30 km", "greater than 0 d"; empty for any."""
    low, high = quantity.allowed
    below, above = bound_text(low, quantity.unit), bound_text(high, quantity.unit)
    if low == POSITIVE[0]:
        above_zero = f"greater than {bound_text(0, quantity.unit)}"
        return above_zero if math.isinf(high) else f"{above_zero}, at most {above}"
    if math.isinf(low) and math.isinf(high):
        return ""
    if math.isinf(high):
        return f"at least {below}"
    return f"at most {above}" if math.isinf(low) else f"between {below} and {above}"


def plausible_text(quantity: Quantity) -> str:
    """The range to sample, with its unit; empty if none was proposed."""
    return " to ".join(bound_text(bound, quantity.unit) for bound in quantity.plausible or ())


def bound_text(value: float, unit: str) -> str:
    """One end of a range with its unit; a point in time is "day 20"."""
    if unit == "d" and 0 < value < AN_HOUR:
        return units.format_quantity(round(value * 1440, 6), "min")
    text = units.number_text(value)
    if isinstance(value, float) and len(text) > BOUND_DIGITS:
        value = float(f"{value:.{BOUND_DIGITS // 2}g}")
    return f"day {units.number_text(value)}" if unit == DAY else units.format_quantity(value, unit)


def _expected_value(field: ParameterField) -> str:
    if isinstance(field.about, Quantity):
        allowed = allowed_text(field.about)
        return _noun(field, field.about.unit) + (f", {allowed}" if allowed else "")
    if issubclass(field.type, bool):
        return "true or false"
    if issubclass(field.type, IntEnum):
        return f"one of {', '.join(member.name.lower() for member in field.type)}"
    return "text"


def _noun(field: ParameterField, unit: str) -> str:
    if unit == DAY:
        return "a day number or a date"
    number = "a whole number" if field.type is int else "a number"
    return number if unit == PURE else f"{number} in {unit}"


def _instance(kind: type, value: Any, message: str) -> Any:
    if not isinstance(value, kind):
        raise ValueError(message)
    return value


def _member(members: Mapping[str, IntEnum], value: Any) -> IntEnum:
    if value is False and "off" in members:
        return members["off"]  # which YAML takes for a switch
    if isinstance(value, str) and value in members:
        return members[value]
    near = nearest("none" if value is None else str(value), members)
    raise ValueError(f"must be one of {', '.join(members)}" + (f"; did you mean {near!r}?" if near else ""))


def _number(field: ParameterField, about: Quantity, value: Any, day_zero: datetime.date | None) -> float:
    if about.unit == DAY:
        number = _point_in_time(value, day_zero)
    elif about.unit == PURE:
        number = _bare(value, field)
    elif isinstance(value, str):
        number = units.parse(value, about.unit)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(f"needs a unit, e.g. '{units.format_quantity(value, about.unit)}'")
    else:
        raise ValueError(f"must be a number with its unit, such as '{units.example(about.unit)}'")
    if field.type is int:
        number = _whole(number)
    if not about.allowed[0] <= number <= about.allowed[1]:
        raise ValueError(f"must be {allowed_text(about)}")
    if abs(number) > max([LARGEST, *(abs(bound) for bound in about.allowed if math.isfinite(bound))]):
        raise ValueError(f"must be at most {bound_text(LARGEST, about.unit)} in size")
    return number


def _bare(value: Any, field: ParameterField) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be {expected(field)}, without a unit")
    return value if isinstance(value, int) and field.type is int else units.finite(value)


def _whole(number: float) -> int:
    if isinstance(number, int):
        return number
    if not number.is_integer() or abs(number) >= EXACT:
        raise ValueError("must be a whole number")
    return int(number)


def _point_in_time(value: Any, day_zero: datetime.date | None) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return units.finite(value)
    day = value if isinstance(value, datetime.date) else _date(value)
    if day is None:
        raise ValueError("must be a point in time: a day number such as 20, or a date such as 2024-05-30")
    if day_zero is None:
        raise ValueError("is a date, but the scenario has no day_zero to count from; give the number of the day")
    return float((day - day_zero).days)


def _date(value: Any) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(value, "%Y-%m-%d").date()
    except (TypeError, ValueError):
        return None


def read_day_zero(value: Any) -> datetime.date | None:
    """The date of day 0; None for a scenario without one (null or empty text).

    Raises:
        ValueError: the value is not a date; the message is a predicate to put after the key.
    """
    if value is None or value == "":
        return None
    day = value if isinstance(value, datetime.date) else _date(value)
    if day is None:
        raise ValueError("must be a date such as 2024-05-10, or empty")
    return day
