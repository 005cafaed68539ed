"""M12, parts common to strikes on the city: channels, missiles used, and the thinning of salvos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, Quantity
from sim.model.sides import NEAR_BORDER
from sim.model.world import World

LAUNCHERS, AIRCRAFT = range(2)


@dataclass(frozen=True)
class Strikes:
    """Parameters of every strike."""

    air_defence_per_strike_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "air-defence missiles used per strike")]


@mechanism
def thinned(world: World, own_reach: float, prevented: float) -> float:
    """Share of launcher salvos still fired near the border; a launcher that may be struck drops `prevented`."""
    before = 1.0 - prevented * own_reach
    return (1.0 - prevented * world.policy.reach[NEAR_BORDER]) / before if before > 0.0 else 1.0
