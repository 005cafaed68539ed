"""The stopping rule of a study file: when replications stop being added."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sim.config.amounts import Amount, read_amount, read_number, unit_of
from sim.config.problems import Problem, hint, show
from sim.model.measures import KNOWN, Measure, known_measure
from sim.study.design.spec import Stop

LEAST = 200  # replications before the first look; earlier ones stop too soon where most differences are nought
PERCENT = "%"


class PrecisionSpec(NamedTuple):
    """Precision required of the paired differences in a measure.

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
        """True if it is a share of the mean difference."""
        return self.unit == PERCENT


@dataclass(frozen=True)
class StoppingSpec:
    """Rule by which replications stop being added to a point.

    Attributes:
        targets: one per measure; all of them must be reached, by every policy.
        cap: the most replications of a point.
        first: replications before the first look.
    """

    targets: tuple[PrecisionSpec, ...]
    cap: int
    first: int


def read_until(stop: Stop | None, replications: int, known: Collection[str] = KNOWN) -> StoppingSpec | None:
    """The stopping rule of a study file; None if it has none.

    Raises:
        Problem: no such measure, its half-width has another unit, or the cap is below the first look.
    """
    if stop is None:
        return None
    lines = list[str]()
    first = max(LEAST, replications)
    if stop.cap < first:
        why = f"replications={replications}" if replications >= LEAST else f"the first look is after {LEAST}"
        lines.append(f"study.until.cap: must be at least {first}, as {why} (got {stop.cap})")
    targets = _targets(stop.measures, known, lines)
    if lines:
        raise Problem(*lines)
    return StoppingSpec(targets, stop.cap, first)


def _targets(
    measures: Mapping[str, str | int | float], known: Collection[str], lines: list[str]
) -> tuple[PrecisionSpec, ...]:
    """The targets; a line is added for each mistake."""
    found = []
    if not measures:
        lines.append("study.until.measures: names none; give each a half-width, such as {red_fires_kr: 5 %}")
    for name, value in measures.items():
        measure = known_measure(name)
        if name not in known or measure is None:
            lines.append(f"study.until.measures: no measure {show(name)}{hint(name, known)}")
            continue
        try:
            found.append(_target(measure, value))
        except ValueError as error:
            lines.append(f"study.until.measures.{name}: {error} (got {show(value)})")
    return tuple(found)


def _target(measure: Measure, value: Amount) -> PrecisionSpec:
    if isinstance(value, str) and value.strip().endswith(PERCENT):
        share = read_number(value.strip().removesuffix(PERCENT), "must be a number of percent") / 100
        return PrecisionSpec(measure.name, _above_zero(share), PERCENT)
    return PrecisionSpec(
        measure.name, _above_zero(read_amount(measure, value, ", or a share such as '5 %'")), unit_of(measure)
    )


def _above_zero(number: float) -> float:
    if number <= 0.0:
        raise ValueError("must be greater than 0")
    return number
