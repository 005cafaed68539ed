r"""M2, logistic advance: $\dot x = r\,x\,(1 - x/x_{\text{hold}})$, from a first lodgement on; exactly within a step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.advance.force_ratio import ForceRatio
from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Quantity
from sim.model.scenario import Scenario
from sim.model.stall.mechanism import Stall
from sim.model.world import World


@dataclass(frozen=True)
class LogisticAdvance(ForceRatio):
    """The depth grows in proportion to itself, and to what is left of the held depth."""

    growth_per_day: Annotated[float, Quantity("1/d", NOT_NEGATIVE, "rate of growth in an assault")]
    lodgement_km: Annotated[float, Quantity("km", POSITIVE, "depth from which it grows")]


@mechanism
def advance_logistically(world: World, advance: LogisticAdvance, stall: Stall, scenario: Scenario, days: float) -> None:
    """Move the front through one step; it stands until the first assault."""
    if world.phase.number == 0:
        return
    rate = world.phase.tempo * stall.speed_factor * advance.growth_per_day
    held = scenario.front.hold_depth_km
    depth = min(held, max(world.front.penetration_km, advance.lodgement_km))
    world.front.penetration_km = held / (1.0 + (held / depth - 1.0) * math.exp(-rate * days))
