"""The stopping rule of a study file: when replications stop being added."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sim.config.objectives import Amount, read_amount, read_number
from sim.config.problems import Problem, hint, show
from sim.model.measures import KNOWN, Measure, known_measure
from sim.study.design.spec import Stop
from sim.study.differences.stopping import FIRST, PrecisionTarget, StoppingRule

PERCENT = "%"


def read_until(stop: Stop | None, replications: int, known: Collection[str] = KNOWN) -> StoppingRule | None:
    """The stopping rule of a study file; None if it has none.

    Raises:
        Problem: no such measure, its half-width has another unit, or the cap is below the first look.
    """
    if stop is None:
        return None
    lines = list[str]()
    first = max(FIRST, replications)
    if stop.cap < first:
        why = f"replications={replications}" if replications >= FIRST else f"the first look is after {FIRST}"
        lines.append(f"study.until.cap: must be at least {first}, as {why} (got {stop.cap})")
    targets = _targets(stop.measures, known, lines)
    if lines:
        raise Problem(*lines)
    return StoppingRule(targets, stop.cap, first)


def _targets(
    measures: Mapping[str, str | int | float], known: Collection[str], lines: list[str]
) -> tuple[PrecisionTarget, ...]:
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


def _target(measure: Measure, value: Amount) -> PrecisionTarget:
    if isinstance(value, str) and value.strip().endswith(PERCENT):
        share = read_number(value.strip().removesuffix(PERCENT), "must be a number of percent") / 100
        return PrecisionTarget(measure.name, _above_zero(share), relative=True)
    return PrecisionTarget(measure.name, _above_zero(read_amount(measure, value, ", or a share such as '5 %'")))


def _above_zero(number: float) -> float:
    if number <= 0.0:
        raise ValueError("must be greater than 0")
    return number
