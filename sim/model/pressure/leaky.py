r"""M8, the leaky integrator: $\dot p = -p/\tau + w_g \dot A + w_f\,u_{\text{sanctuary}}$, exact within a step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.decays import PRESSURE, kept_share
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Quantity
from sim.model.scenario import Scenario
from sim.model.world import World


@dataclass(frozen=True)
class LeakyPressure:
    """Pressure that setbacks add to and time removes."""

    memory_days: Annotated[float, Quantity("d", POSITIVE, "time constant of forgetting")]
    by_ground_per_km2: Annotated[float, Quantity("1/km2", NOT_NEGATIVE, "pressure for each km2 of ground lost")]
    by_sanctuary_fires_per_kr: Annotated[
        float,
        Quantity("1/kr", NOT_NEGATIVE, "pressure for each thousand rounds fired from sanctuary"),
    ]
    by_strike: Annotated[float, Quantity("1", NOT_NEGATIVE, "pressure for each strike on the city")]
    by_request: Annotated[float, Quantity("1", NOT_NEGATIVE, "pressure for a request")]


@mechanism
def leak(world: World, pressure: LeakyPressure, scenario: Scenario, days: float) -> float:
    """Pressure after a step."""
    ground = world.front.speed_km_per_day * scenario.front.sector_width_km
    sanctuary = (
        scenario.artillery.red_fires_kr_per_day
        * world.phase.demand
        * world.batteries.sanctuary_firepower_share
        * world.fires.red_ration
    )
    level = pressure.memory_days * (
        pressure.by_ground_per_km2 * ground + pressure.by_sanctuary_fires_per_kr * sanctuary
    )
    kept = kept_share(world.decays, PRESSURE, days, pressure.memory_days)
    return level + (world.policy.pressure - level) * kept


@mechanism
def kept_of_jump(pressure: LeakyPressure, days: float) -> float:
    """Share of a jump left after some days."""
    return math.exp(-days / pressure.memory_days)
