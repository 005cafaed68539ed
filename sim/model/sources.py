"""M10, what excites acts: an excitation of each side's acts, and one of Red's answers to permissions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.contract import mechanism

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

# Sources of acts besides RED and BLUE; Red's answers to permissions are acts of Red's.
ANSWERS = 2
SOURCES = 3


@mechanism
def settle_excitation(world: World, parameters: Parameters, source: int, now: float) -> None:
    """Let an excitation fade to this day."""
    escalation = world.escalation
    passed = now - escalation.excitation_at_day[source]
    escalation.excitation_per_day[source] *= math.exp(-passed / parameters.escalation.excitation_memory_days)
    escalation.excitation_at_day[source] = now


@mechanism
def excite(world: World, parameters: Parameters, source: int, acts: float, now: float) -> None:
    """Add an excitation that brings about so many acts in the mean."""
    settle_excitation(world, parameters, source, now)
    world.escalation.excitation_per_day[source] += acts / parameters.escalation.excitation_memory_days
