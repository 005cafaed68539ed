"""Amounts of a measure in a study file: a number with the unit of the measure."""

from __future__ import annotations

from sim.config import units
from sim.model.measures import Measure

COUNTED = ("1", "salvos", "strikes", "acts", "rung", "rung d")  # units of measures that a bare number may have

Amount = str | int | float


def unit_of(measure: Measure) -> str:
    """The unit of an amount of a measure: of a point in time, days."""
    return "d" if measure.unit == "day" else measure.unit


def read_amount(measure: Measure, value: Amount, otherwise: str = "") -> float:
    """An amount of a measure, in its unit.

    Args:
        measure: whose amount it is.
        value: as the study file has it; nought needs no unit.
        otherwise: what may stand there instead, for the message.

    Raises:
        ValueError: it is no number, or has no unit or another one; the message is a predicate to put after the key.
    """
    unit = unit_of(measure)
    if unit in COUNTED:
        text = value.removesuffix(unit) if isinstance(value, str) else value
        return read_number(
            text, f"must be a number of {unit}, as {measure.name} is" if unit != "1" else "must be a number"
        )
    if isinstance(value, str):
        return units.parse(value, unit)
    if value == 0:
        return 0.0
    raise ValueError(f"needs a unit, e.g. '{units.format_quantity(float(value), unit)}'{otherwise}")


def read_number(text: Amount, otherwise: str) -> float:
    """A finite number; raise ValueError with that message where it is none."""
    try:
        return units.finite(float(text))
    except ValueError:
        raise ValueError(otherwise) from None
