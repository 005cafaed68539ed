r"""M9, the baseline of a hazard: how it depends on time, besides pressure, precedent and rung.

A hazard is $h(t) = c\,h_0(t)$ with the factor $c$ constant between two looks. $h_0$ is 1 a day (constant),
$\max(0, a + b t)$ (linear), or a list of levels, each from a day on (stepped); $t$ is in days since day 0. Its integral
$H_0$ is taken and inverted exactly: with the hazard left to spend $\ell$, a decision falls at $t$ where
$H_0(t) - H_0(\text{now}) = \ell/c$.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model.contract import mechanism
from sim.model.quantity import ANY, DAY, NOT_NEGATIVE, Quantity

if TYPE_CHECKING:
    from sim.model.restrictions import Hazard


class Baseline(IntEnum):
    """How a hazard depends on time."""

    CONSTANT = 0
    LINEAR = 1
    STEPPED = 2


@dataclass(frozen=True)
class Levels:
    """Levels of a stepped baseline, one entry a step; before the first it is 0."""

    from_day: Annotated[tuple[float, ...], Quantity(DAY, ANY, "day from which the level holds")]
    level_per_day: Annotated[tuple[float, ...], Quantity("1/d", NOT_NEGATIVE, "baseline from that day on")]


@mechanism
def linear_integral(hazard: Hazard, start: float, end: float) -> float:
    """Integral of a linear baseline, which does not go below 0, from one day to a later one."""
    first = hazard.level_per_day + hazard.slope_per_day2 * start
    last = hazard.level_per_day + hazard.slope_per_day2 * end
    if first >= 0.0 and last >= 0.0:
        return 0.5 * (first + last) * (end - start)
    if first <= 0.0 and last <= 0.0:
        return 0.0
    above = max(first, last)
    return 0.5 * above * above / abs(hazard.slope_per_day2)


@mechanism
def stepped_integral(hazard: Hazard, start: float, end: float) -> float:
    """Integral of a stepped baseline from one day to a later one."""
    total = 0.0
    for step in range(len(hazard.levels.from_day)):
        last = step + 1 == len(hazard.levels.from_day)
        until = end if last else min(end, hazard.levels.from_day[step + 1])
        total += hazard.levels.level_per_day[step] * max(0.0, until - max(start, hazard.levels.from_day[step]))
    return total


@mechanism
def baseline_integral(hazard: Hazard, start: float, end: float) -> float:
    """Integral of the baseline from one day to a later one."""
    if hazard.baseline == Baseline.LINEAR:
        return linear_integral(hazard, start, end)
    if hazard.baseline == Baseline.STEPPED:
        return stepped_integral(hazard, start, end)
    return end - start


@mechanism
def linear_time(hazard: Hazard, needed: float, now: float) -> float:
    """Days until a linear baseline has integrated to `needed`, from now on; infinite where it never does."""
    slope = hazard.slope_per_day2
    level = hazard.level_per_day + slope * now
    if level <= 0.0:
        return (math.sqrt(2.0 * needed / slope) - level / slope) if slope > 0.0 else math.inf
    reached = level * level + 2.0 * slope * needed  # the square of the level at that time
    if reached <= 0.0:
        return math.inf
    return 2.0 * needed / (level + math.sqrt(reached))


@mechanism
def stepped_time(hazard: Hazard, needed: float, now: float) -> float:
    """Days until a stepped baseline has integrated to `needed`, from now on; infinite where it never does."""
    left = needed
    for step in range(len(hazard.levels.from_day)):
        level = hazard.levels.level_per_day[step]
        first = max(now, hazard.levels.from_day[step])
        until = hazard.levels.from_day[step + 1] if step + 1 < len(hazard.levels.from_day) else math.inf
        if until > first and level > 0.0:
            if left <= level * (until - first):
                return first - now + left / level
            left -= level * (until - first)
    return math.inf


@mechanism
def baseline_time(hazard: Hazard, needed: float, now: float) -> float:
    """Days until the baseline has integrated to `needed`, from now on."""
    if hazard.baseline == Baseline.LINEAR:
        return linear_time(hazard, needed, now)
    if hazard.baseline == Baseline.STEPPED:
        return stepped_time(hazard, needed, now)
    return needed
