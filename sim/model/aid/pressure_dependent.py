r"""M7, packages by pressure: the hazard of an announcement is $\lambda e^{\beta p}$ of the pressure $p$ (M8)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.aid.drawn import DrawnAid
from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, Quantity
from sim.model.world import World

HIGHEST_EXPONENT = 4.0


@dataclass(frozen=True)
class PressureDependentAid(DrawnAid):
    """Packages that are drawn more often under more pressure."""

    by_pressure: Annotated[
        float,
        Quantity(
            "1",
            NOT_NEGATIVE,
            "logarithm of the factor on the rate of announcements for each unit of pressure",
            plausible=(0.0, 1.0),
        ),
    ]


@mechanism
def announcing_rate(world: World, rule: PressureDependentAid) -> float:
    """Hazard of an announcement under the current pressure (1/d)."""
    return math.exp(min(rule.by_pressure * world.policy.mean_pressure, HIGHEST_EXPONENT)) / rule.interval_days
