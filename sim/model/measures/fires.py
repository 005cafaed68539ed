"""Measures of stocks, fires, strikes and batteries, and of the reserves drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.measures.registry import LESS, MORE, measure, over
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.world import World


@measure("Lowest stock of tube rounds", "kr", "lowest stock of tube rounds", better=MORE)
def stock_minimum_kr(world: World) -> float:
    return world.stock.minimum_kr


@measure(
    "Unmet demand for rounds",
    "kr",
    "rounds that Blue wanted to fire and did not",
    better=LESS,
    sentence="Blue lacks # thousand fewer rounds",
)
def unmet_demand_kr(world: World) -> float:
    return world.fires.unmet_kr


@measure("Blue fires", "kr", "rounds that Blue fired", sentence="Blue fires # thousand fewer rounds")
def blue_fires_kr(world: World) -> float:
    return world.fires.fired_kr[BLUE]


@measure("Fire ratio", "1", "Red's rounds over Blue's", better=LESS)
def fire_ratio(world: World) -> float:
    return over(world.fires.fired_kr[RED], world.fires.fired_kr[BLUE])


@measure(
    "Aircraft strikes",
    "strikes",
    "aircraft strikes on the city",
    better=LESS,
    sentence="the city takes # fewer aircraft strikes",
)
def aircraft_strikes(world: World) -> float:
    return float(world.city.aircraft_strikes)


@measure("Reserves drawn over time", "kpe d", "time integral of the reserves drawn from elsewhere", better=LESS)
def reserve_days_kpe_d(world: World) -> float:
    return world.forces.reserve_days_kpe_d


@measure("Half-life of Red's adaptation", "d", "time from first use until half of the batteries that move have moved")
def adaptation_half_life_d(world: World) -> float:
    if world.batteries.relocated == 1 and world.policy.first_use_day < math.inf:
        return world.batteries.adaptation_day - world.policy.first_use_day
    return math.nan
