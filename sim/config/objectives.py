"""Measures that can stand for what a policy saves or costs, and amounts of a measure in a study file."""

from __future__ import annotations

from collections.abc import Iterable

from sim.config import units
from sim.config.problems import Problem, hint
from sim.model.measures import EFFECT, INPUT, MEASURES, NEUTRAL, STATUS, Measure, known_measure

_WHY = {
    STATUS: "counts what the permission covers by law, whatever follows from it",
    INPUT: "responds to the policy through a prescribed factor",
}


COUNTED = ("1", "salvos", "strikes", "acts", "rung", "rung d")  # units of measures that a bare number may have
Amount = str | int | float


def objective_measures() -> tuple[Measure, ...]:
    """The measures of an effect of which less or more is better."""
    return tuple(measure for measure in MEASURES if not _why_not(measure))


def measure_for(role: str, name: str, known: Iterable[str]) -> Measure:
    """The measure that is to serve as `saves`, `costs` or another objective of a decision.

    Args:
        role: the key, as the user writes it.
        name: of the measure.
        known: the measures of the study.

    Raises:
        Problem: there is none, it counts no effect, or neither less nor more of it is better.
    """
    there = [measure for each in known if (measure := known_measure(each))]
    usable = [one.name for one in there if not _why_not(one)]
    found = next((one for one in there if one.name == name), None)
    if found is None:
        raise Problem(f"{role}: no measure {name!r} in this study{hint(name, usable)}")
    if reason := _why_not(found):
        raise Problem(
            f"{role}: {name} {reason}; a decision needs an effect with a better direction: {', '.join(usable)}"
        )
    return found


def _why_not(measure: Measure) -> str:
    """Reason why a measure cannot be an objective; empty if it can."""
    if measure.nature != EFFECT:
        return _WHY[measure.nature]
    return "has no better direction" if measure.better == NEUTRAL else ""


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
