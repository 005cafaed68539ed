"""When replications stop being added: as a study file says it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.model.measures import MEASURES, Measure
from sim.study import units
from sim.study.design.spec import Stop
from sim.study.problems import Problem, hint, show

LEAST = 200  # replications before the first look; earlier ones stop too soon where most differences are nought
COUNTED = ("1", "salvos", "strikes", "acts", "rung", "rung d")  # units of measures that a bare number may have


@dataclass(frozen=True)
class Until:
    """When replications stop being added to a point.

    Attributes:
        measure: the measure whose paired difference from the reference policy (lever 0) is looked at.
        half_width: of the interval of that difference, in `unit`.
        unit: of the measure; "d" where it is a point in time.
        cap: the most replications of a point.
        first: replications before the first look.
    """

    measure: str
    half_width: float
    unit: str
    cap: int
    first: int


def read_until(stop: Stop | None, replications: int) -> Until | None:
    """The stopping rule of a study file; None where it has none.

    Raises:
        Problem: there is no such measure, its half-width has another unit, or the cap is below the first look.
    """
    if stop is None:
        return None
    lines, known = list[str](), {measure.name: measure for measure in MEASURES}
    first = max(LEAST, replications)
    if stop.cap < first:
        why = f"replications={replications}" if replications >= LEAST else f"the first look is after {LEAST}"
        lines.append(f"study.until.cap: must be at least {first}, as {why} (got {stop.cap})")
    if stop.measure not in known:
        lines.append(f"study.until.measure: no measure {show(stop.measure)}{hint(stop.measure, known)}")
        raise Problem(*lines)
    measure = known[stop.measure]
    unit = "d" if measure.unit == "day" else measure.unit
    try:
        half_width = _half_width(measure, unit, stop.half_width)
    except ValueError as error:
        lines.append(f"study.until.half_width: {error} (got {show(stop.half_width)})")
    if lines:
        raise Problem(*lines)
    return Until(measure.name, half_width, unit, stop.cap, first)


def _half_width(measure: Measure, unit: str, value: str | int | float) -> float:
    if unit in COUNTED:
        text = value.removesuffix(unit) if isinstance(value, str) else value
        try:
            number = units.finite(float(text))
        except ValueError:
            raise ValueError(
                f"must be a number of {unit}, as {measure.name} is" if unit != "1" else "must be a number"
            ) from None
    elif isinstance(value, str):
        number = units.parse(value, unit)
    else:
        raise ValueError(f"needs a unit, e.g. '{units.format_quantity(float(value), unit)}'")
    if number <= 0.0:
        raise ValueError("must be greater than 0")
    return number
