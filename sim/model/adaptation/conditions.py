"""M5, the conditions on targets in a matrix of permissions, by class of weapon and band of ground."""

from __future__ import annotations

from sim.model.contract import mechanism
from sim.model.sides import LONG_RANGE, ROCKET, TUBE


@mechanism
def allowed(conditions: list[int], weapon: int, band: int) -> int:
    """The condition on targets for a class of weapon in a band; 0 if it is banned."""
    return conditions[3 * weapon + band]


@mechanism
def counter_fire_condition(conditions: list[int], band: int) -> int:
    """The widest condition in a band near the border for tube and rocket artillery."""
    return max(allowed(conditions, TUBE, band), allowed(conditions, ROCKET, band))


@mechanism
def border_condition(conditions: list[int], band: int) -> int:
    """The widest condition in a band near the border, over all classes of weapons."""
    return max(counter_fire_condition(conditions, band), allowed(conditions, LONG_RANGE, band))
