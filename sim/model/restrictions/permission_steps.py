"""Permission steps: their number in a matrix of conditions."""

from __future__ import annotations

from sim.model.contract import mechanism
from sim.model.sides import BANDS, LONG_RANGE, ROCKET, TUBE, Targets
from sim.model.world import World

CELLS = 9
STEPS = 10
A_MOMENT = 1e-9  # days; the clock may stand a rounding error before the day that was waited for


@mechanism
def count_steps(conditions: list[int]) -> int:
    """Permission steps in a matrix of conditions (granted, or in effect)."""
    steps = 0
    any_military = 0
    for band in range(BANDS):
        near = max(conditions[BANDS * TUBE + band], conditions[BANDS * ROCKET + band])
        if near > 0:
            steps += 1
        if near == Targets.ANY_MILITARY:
            any_military = 1
        steps += conditions[BANDS * LONG_RANGE + band]
    return steps + any_military


@mechanism
def days_of_dwell(world: World, dwell_days: float, now: float) -> float:
    """Days until the next change is allowed; 0 once the dwell after the last change is over."""
    left = world.policy.changed_day + dwell_days - now
    return left if left > A_MOMENT else 0.0
