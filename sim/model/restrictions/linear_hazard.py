r"""M9, a hazard whose baseline is linear in time: $\max(0, a + b t)$."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import ANY, NOT_NEGATIVE, Quantity
from sim.model.restrictions.constant_hazard import ConstantHazard


@dataclass(frozen=True)
class LinearHazard(ConstantHazard):
    """A hazard whose baseline is linear in time."""

    level_per_day: Annotated[float, Quantity("1/d", NOT_NEGATIVE, "baseline on day 0")]
    slope_per_day2: Annotated[float, Quantity("1/d2", ANY, "growth of the baseline, which stays at or above 0")]


@mechanism
def linear_integral(hazard: LinearHazard, start: float, end: float) -> float:
    """Integral of a linear baseline, which stays at or above 0, from one day to a later one."""
    first = hazard.level_per_day + hazard.slope_per_day2 * start
    last = hazard.level_per_day + hazard.slope_per_day2 * end
    if first >= 0.0 and last >= 0.0:
        return 0.5 * (first + last) * (end - start)
    if first <= 0.0 and last <= 0.0:
        return 0.0
    above = max(first, last)
    return 0.5 * above * above / abs(hazard.slope_per_day2)


@mechanism
def linear_time(hazard: LinearHazard, needed: float, now: float) -> float:
    """Days from now until the integral of a linear baseline reaches `needed`; infinite if it never does."""
    slope = hazard.slope_per_day2
    level = hazard.level_per_day + slope * now
    if level <= 0.0:
        return (math.sqrt(2.0 * needed / slope) - level / slope) if slope > 0.0 else math.inf
    reached = level * level + 2.0 * slope * needed  # the square of the level at that time
    if reached <= 0.0:
        return math.inf
    return 2.0 * needed / (level + math.sqrt(reached))
