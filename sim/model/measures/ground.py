"""Measures of ground, and of what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.measures.registry import GROUND, LESS, MORE, measure, over
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@measure(
    "Ground lost", "km2", "area lost at the horizon", better=LESS, topic=GROUND, sentence="Blue loses # km² less ground"
)
def ground_lost_km2(world: World, parameters: Parameters) -> float:
    return world.front.penetration_km * parameters.scenario.front.sector_width_km


@measure("Area lost over time", "km2 d", "time integral of the area lost", better=LESS, topic=GROUND)
def area_days_km2_d(world: World) -> float:
    return world.front.area_days_km2_d


@measure(
    "Deepest penetration", "km", "depth of the front at the horizon (ground is not retaken)", better=LESS, topic=GROUND
)
def deepest_penetration_km(world: World) -> float:
    return world.front.penetration_km


@measure(
    "Distance to tube range, shortest",
    "km",
    "kilometres left until the city is in tube range: shortest distance, extended range",
    better=MORE,
    topic=GROUND,
)
def tube_range_margin_low_km(world: World, parameters: Parameters) -> float:
    front = parameters.scenario.front
    return max(0.0, front.city_distance_low_km - front.tube_range_high_km - world.front.penetration_km)


@measure(
    "Distance to tube range, longest",
    "km",
    "kilometres left until the city is in tube range: longest distance, standard range",
    better=MORE,
    topic=GROUND,
)
def tube_range_margin_high_km(world: World, parameters: Parameters) -> float:
    front = parameters.scenario.front
    return max(0.0, front.city_distance_km - front.tube_range_low_km - world.front.penetration_km)


@measure("Red losses", "kpe", "attackers lost", better=MORE, sentence="Red loses # thousand fewer PE")
def red_losses_kpe(world: World) -> float:
    return world.forces.lost_kpe[RED]


@measure("Exchange ratio", "1", "Red's losses over Blue's", better=MORE)
def exchange_ratio(world: World) -> float:
    return over(world.forces.lost_kpe[RED], world.forces.lost_kpe[BLUE])
