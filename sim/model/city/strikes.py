"""M12, what strikes on the city have in common: their channels, what each uses, and how launchers thin."""

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
    """What every strike takes."""

    air_defence_per_strike_kr: Annotated[
        float, Quantity("kr", NOT_NEGATIVE, "air-defence missiles used against a strike")
    ]


@mechanism
def thinned(world: World, own_reach: float, prevented: float) -> float:
    """Salvos of launchers near the border, of those under the restriction; `prevented` of one that may be struck."""
    before = 1.0 - prevented * own_reach
    return (1.0 - prevented * world.policy.reach[NEAR_BORDER]) / before if before > 0.0 else 1.0
