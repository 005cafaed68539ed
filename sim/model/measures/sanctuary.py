"""Measures of what Red does from where Blue may not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.measures.registry import INPUT, LESS, STATUS, measure

if TYPE_CHECKING:
    from sim.model.world import World


@measure("Fires from sanctuary", "kr", "rounds that Red fired from where Blue may not answer", nature=STATUS)
def fires_from_sanctuary_kr(world: World) -> float:
    return world.fires.from_sanctuary_kr


@measure("Sanctuary exposure", "bty d", "time integral of the Red batteries that Blue may not strike", nature=STATUS)
def sanctuary_exposure_bty_d(world: World) -> float:
    return world.batteries.sanctuary_days_bty_d


@measure(
    "Launcher salvos",
    "salvos",
    "launcher salvos fired at the city",
    nature=INPUT,
    better=LESS,
    sentence="the city takes # fewer launcher salvos",
)
def launcher_salvos(world: World) -> float:
    return float(world.city.launcher_salvos)
