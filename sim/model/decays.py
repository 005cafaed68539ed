"""What is left of what fades at a constant rate, after a step: nearly all steps are of one length, so it is kept."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.contract import mechanism

if TYPE_CHECKING:
    from sim.model.world import World

FADING = 4
MOVE, PRESSURE, RESERVES, ADVANCE = range(FADING)  # batteries to move, pressure, reserves to come, ground to gain


@mechanism
def kept_share(world: World, fading: int, days: float, time_constant_days: float) -> float:
    """Share that is left after a step, of what fades with a time constant that stays for the replication."""
    decays = world.decays
    if decays.holds_for[fading] != days:
        decays.holds_for[fading] = days
        decays.kept_share[fading] = math.exp(-days / time_constant_days)
    return decays.kept_share[fading]


@mechanism
def kept_after(world: World, fading: int, decay: float) -> float:
    """Share that is left after a step, of what fades at a rate that may change; `decay` is the rate times the days."""
    decays = world.decays
    if decays.holds_for[fading] != decay:
        decays.holds_for[fading] = decay
        decays.kept_share[fading] = math.exp(-decay)
    return decays.kept_share[fading]
