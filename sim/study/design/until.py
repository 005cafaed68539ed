"""When replications stop being added: as a study file says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sim.config import units
from sim.config.problems import Problem, hint, show
from sim.model.measures import MEASURES, Measure
from sim.study.design.spec import Stop

LEAST = 200  # replications before the first look; earlier ones stop too soon where most differences are nought
COUNTED = ("1", "salvos", "strikes", "acts", "rung", "rung d")  # units of measures that a bare number may have
PERCENT = "%"


class Target(NamedTuple):
    """How well the paired differences in a measure are to be known.

    Attributes:
        measure: its name.
        half_width: of the interval of the mean difference: in `unit`, or as a share of that mean.
        unit: of the measure, "d" where it is a point in time; PERCENT where it is a share.
    """

    measure: str
    half_width: float
    unit: str

    @property
    def relative(self) -> bool:
        """Whether it is a share of the mean difference."""
        return self.unit == PERCENT


@dataclass(frozen=True)
class Until:
    """When replications stop being added to a point.

    Attributes:
        targets: one a measure; all of them must be reached, by every policy.
        cap: the most replications of a point.
        first: replications before the first look.
    """

    targets: tuple[Target, ...]
    cap: int
    first: int


def read_until(stop: Stop | None, replications: int) -> Until | None:
    """The stopping rule of a study file; None where it has none.

    Raises:
        Problem: there is no such measure, its half-width has another unit, or the cap is below the first look.
    """
    if stop is None:
        return None
    lines = list[str]()
    first = max(LEAST, replications)
    if stop.cap < first:
        why = f"replications={replications}" if replications >= LEAST else f"the first look is after {LEAST}"
        lines.append(f"study.until.cap: must be at least {first}, as {why} (got {stop.cap})")
    targets = _targets(stop.measures, lines)
    if lines:
        raise Problem(*lines)
    return Until(targets, stop.cap, first)


def _targets(measures: Mapping[str, str | int | float], lines: list[str]) -> tuple[Target, ...]:
    """The targets; a line is added for each mistake."""
    known = {measure.name: measure for measure in MEASURES}
    found = []
    if not measures:
        lines.append("study.until.measures: names none; give each a half-width, such as {red_fires_kr: 5 %}")
    for name, value in measures.items():
        if name not in known:
            lines.append(f"study.until.measures: no measure {show(name)}{hint(name, known)}")
            continue
        try:
            found.append(_target(known[name], value))
        except ValueError as error:
            lines.append(f"study.until.measures.{name}: {error} (got {show(value)})")
    return tuple(found)


def _target(measure: Measure, value: str | int | float) -> Target:
    if isinstance(value, str) and value.strip().endswith(PERCENT):
        share = _number(value.strip().removesuffix(PERCENT), "must be a number of percent") / 100
        return Target(measure.name, _above_zero(share), PERCENT)
    unit = "d" if measure.unit == "day" else measure.unit
    return Target(measure.name, _above_zero(_half_width(measure, unit, value)), unit)


def _half_width(measure: Measure, unit: str, value: str | int | float) -> float:
    if unit in COUNTED:
        text = value.removesuffix(unit) if isinstance(value, str) else value
        return _number(text, f"must be a number of {unit}, as {measure.name} is" if unit != "1" else "must be a number")
    if isinstance(value, str):
        return units.parse(value, unit)
    raise ValueError(f"needs a unit, e.g. '{units.format_quantity(float(value), unit)}', or a share such as '5 %'")


def _number(text: str | int | float, otherwise: str) -> float:
    try:
        return units.finite(float(text))
    except ValueError:
        raise ValueError(otherwise) from None


def _above_zero(number: float) -> float:
    if number <= 0.0:
        raise ValueError("must be greater than 0")
    return number
