"""Measures of aid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.measures.registry import LESS, MORE, measure, over

if TYPE_CHECKING:
    from sim.model.world import World


@measure("Aid delivered", "USD m", "aid that arrived", better=MORE)
def aid_delivered_usd_million(world: World) -> float:
    return world.aid.arrived_usd_million


@measure("Lag of aid", "d", "mean lag of the aid that arrived, weighted by amount", better=LESS)
def aid_lag_d(world: World) -> float:
    return over(world.aid.lag_usd_million_d, world.aid.arrived_usd_million)
