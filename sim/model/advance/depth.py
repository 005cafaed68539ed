r"""M2, advance that slows with depth, and never saturates.

The last factor of the speed in `advance/ratio.py` is $e^{-x/L}$, whatever `stall=` says about a held line, so
$x = x_0 + L \ln(1 + e^{-x_0/L} v t/L)$ in a step.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.advance.ratio import RatioAdvance, open_speed
from sim.model.contract import mechanism
from sim.model.quantity import POSITIVE, Quantity
from sim.model.scenario import Scenario
from sim.model.stall.mechanism import Stall
from sim.model.world import World


@dataclass(frozen=True)
class DepthAdvance(RatioAdvance):
    """An advance at a speed set by the ratio of forces and slowed down by depth."""

    slowing_depth_km: Annotated[float, Quantity("km", POSITIVE, "depth at which the speed has fallen to 1/e")]


@mechanism
def slowed_depth(depth_km: float, slowing_km: float, speed_km_per_day: float, days: float) -> float:
    """Depth (km) after some days at a speed that falls to 1/e with every `slowing_km`."""
    slowed = speed_km_per_day * math.exp(-depth_km / slowing_km)
    return depth_km + slowing_km * math.log1p(slowed * days / slowing_km)


@mechanism
def advance_slower_with_depth(
    world: World, advance: DepthAdvance, stall: Stall, scenario: Scenario, days: float
) -> None:
    """Move the front through one step."""
    speed = open_speed(world, advance, stall, scenario.artillery)
    if speed > 0.0:
        world.front.penetration_km = slowed_depth(world.front.penetration_km, advance.slowing_depth_km, speed, days)
