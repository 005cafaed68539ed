"""M5, the conditions on targets in effect, by class of weapon and band of ground."""

from __future__ import annotations

from sim.model.contract import mechanism
from sim.model.sides import LONG_RANGE, ROCKET, TUBE
from sim.model.world import World


@mechanism
def allowed(world: World, weapon: int, band: int) -> int:
    """The condition on targets in effect for a class of weapon in a band; 0 if it is banned."""
    return world.policy.in_effect[3 * weapon + band]


@mechanism
def counter_fire_condition(world: World, band: int) -> int:
    """The widest condition in effect in a band near the border for tube and rocket artillery."""
    return max(allowed(world, TUBE, band), allowed(world, ROCKET, band))


@mechanism
def border_condition(world: World, band: int) -> int:
    """The widest condition in effect in a band near the border, over all classes of weapons."""
    return max(counter_fire_condition(world, band), allowed(world, LONG_RANGE, band))
