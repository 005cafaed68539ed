"""What is left of what fades at a constant rate, after a step: nearly all steps are of one length, so it is kept."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.contract import mechanism

if TYPE_CHECKING:
    from sim.model.world import World

MOVE, PRESSURE, RESERVES = range(3)  # of batteries that move, of pressure, of reserves that come in


@mechanism
def kept_share(world: World, fading: int, days: float, time_constant_days: float) -> float:
    """Share that is left after a step, of what fades with a time constant that stays for the replication."""
    decays = world.decays
    if decays.days[fading] != days:
        decays.days[fading] = days
        decays.kept_share[fading] = math.exp(-days / time_constant_days)
    return decays.kept_share[fading]
