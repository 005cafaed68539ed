"""M9, a hazard whose baseline is a step function of time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import ANY, DAY, NOT_NEGATIVE, Group, Quantity
from sim.model.restrictions.constant_hazard import ConstantHazard


@dataclass(frozen=True)
class Levels:
    """Levels of a stepped baseline, one entry per step; 0 before the first."""

    from_day: Annotated[tuple[float, ...], Quantity(DAY, ANY, "day from which the level applies")]
    level_per_day: Annotated[tuple[float, ...], Quantity("1/d", NOT_NEGATIVE, "baseline from that day on")]


@dataclass(frozen=True)
class SteppedHazard(ConstantHazard):
    """A hazard whose baseline is a step function of time."""

    levels: Annotated[Levels, Group("levels of the baseline", table=True)]

    def rules(self) -> Iterator[tuple[str, str]]:
        days = self.levels.from_day
        if not days:
            yield "levels", "a stepped baseline needs at least one row with from_day and level"
        if any(later <= earlier for earlier, later in pairwise(days)):
            yield "levels", "each from_day must be after the one before it"


@mechanism
def stepped_integral(hazard: SteppedHazard, start: float, end: float) -> float:
    """Integral of a stepped baseline from one day to a later one."""
    total = 0.0
    for step in range(len(hazard.levels.from_day)):
        last = step + 1 == len(hazard.levels.from_day)
        until = end if last else min(end, hazard.levels.from_day[step + 1])
        total += hazard.levels.level_per_day[step] * max(0.0, until - max(start, hazard.levels.from_day[step]))
    return total


@mechanism
def stepped_time(hazard: SteppedHazard, needed: float, now: float) -> float:
    """Days from now until the integral of a stepped baseline reaches `needed`; infinite if it never does."""
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
