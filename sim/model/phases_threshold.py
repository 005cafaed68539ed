"""M6 without drawn times: phases end on conditions, looked at once a day, so that each lasts a day at least.

An assault goes over to exploitation when the ratio of forces reaches `exploitation_ratio`, and this lasts while it
does. Both culminate when the ratio falls below `halt_ratio`, losses since the assault began reach `halt_loss_share`
of the strength at the start, or what depth leaves of the strength at the point (`stall.py`) falls to
`halt_supply_share`. A consolidation ends when Red's firepower is back at `recovered_firepower_share` of the start, a
pause when its engaged strength is back at `recovered_strength_share`, a preparation when the ratio reaches
`renewal_ratio`. A condition that never comes ends the offensive. The thresholds of the ratio and of losses hold
whatever the reason to stall: under a held line alone an assault ends on its losses here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.contract import mechanism
from sim.model.ratio import force_ratio
from sim.model.sides import RED
from sim.model.stall import supply_factor

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@mechanism
def halts(world: World, parameters: Parameters) -> bool:
    """Whether an assault, or its exploitation, cannot go on: its ratio, its losses or its supply."""
    phases = parameters.phases
    lost = world.forces.lost_kpe[RED] - world.phase.lost_before_kpe
    if lost >= phases.halt_loss_share * world.forces.start_kpe[RED]:
        return True
    if force_ratio(world, parameters) < phases.halt_ratio:
        return True
    return supply_factor(world, parameters) <= phases.halt_supply_share


@mechanism
def has_firepower(world: World, parameters: Parameters) -> bool:
    """Whether the guns are back, which ends a consolidation."""
    return world.batteries.firepower_share >= parameters.phases.recovered_firepower_share


@mechanism
def has_strength(world: World, parameters: Parameters) -> bool:
    """Whether losses have been replaced, which ends a pause."""
    return world.forces.engaged_kpe[RED] >= parameters.phases.recovered_strength_share * world.forces.start_kpe[RED]
