r"""M4, the answer races the displacement: $P = T_d/(T_r + T_d)$, or $1 - e^{-T_d/T_r}$ for fixed times."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.counter_battery.detections import Detections, wins_race
from sim.model.quantity import Choice


class Displacement(IntEnum):
    """Distribution of the time to displacement."""

    EXPONENTIAL = 0
    FIXED = 1


@dataclass(frozen=True)
class CompetingClocks(Detections):
    """The answer races the displacement."""

    displacement_law: Annotated[Displacement, Choice("distribution of the time to displacement")]


@mechanism
def beats_displacement(rule: CompetingClocks) -> float:
    """Probability that the answer comes before the displacement."""
    if rule.displacement_law == Displacement.FIXED:
        return -math.expm1(-rule.displacement_minutes / rule.response_minutes)
    return wins_race(rule)
