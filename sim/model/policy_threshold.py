"""M9 by thresholds: the sponsor acts when the pressure passes a level that nobody knows exactly.

After the recommendation the restriction is relaxed by a step when the pressure is at a threshold or above, and reversed
by one when it falls below another, or when the rung reaches `reverse_from_rung`; from that rung on nothing is relaxed.
Thresholds are log-normal, and drawn anew for each decision. Pressure is looked at in each step, whenever something
jumps that decisions depend on, and when the dwell ends; nothing changes within the dwell after the last change, which
is a day at least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.contract import Stream, mechanism
from sim.model.draws import lognormal
from sim.model.permissions import days_of_dwell

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

A_DAY = 1.0


@mechanism
def draw_threshold(stream: Stream, parameters: Parameters, relaxes: bool) -> float:
    """The pressure at which the next decision falls."""
    trigger = parameters.restrictions.trigger
    return lognormal(stream, trigger.relax_above if relaxes else trigger.reverse_below, trigger.log_sd)


@mechanism
def least_dwell(parameters: Parameters) -> float:
    """Days for which nothing changes after a change."""
    return max(parameters.restrictions.dwell_days, A_DAY)


@mechanism
def days_to_look(world: World, dwell_days: float, now: float) -> float:
    """Days until a decision is looked at again, if nothing jumps: a day, or less where the dwell ends sooner."""
    left = days_of_dwell(world, dwell_days, now)
    return left if 0.0 < left < A_DAY else A_DAY


@mechanism
def may_change(world: World, parameters: Parameters, now: float) -> bool:
    """Whether the last change is long enough ago."""
    return days_of_dwell(world, least_dwell(parameters), now) == 0.0


@mechanism
def is_relaxed(world: World, parameters: Parameters, threshold: float, steps: int, now: float) -> bool:
    """Whether the pressure makes the sponsor go a step further; `steps` is how many it may go."""
    policy = world.policy
    if policy.recommended == 0 or policy.level >= steps or not may_change(world, parameters, now):
        return False
    return policy.pressure >= threshold and world.escalation.rung < parameters.restrictions.trigger.reverse_from_rung


@mechanism
def is_reversed(world: World, parameters: Parameters, threshold: float, now: float) -> bool:
    """Whether the sponsor takes its last step back: for want of pressure, or because of the rung."""
    policy = world.policy
    if policy.level == 0 or not may_change(world, parameters, now):
        return False
    return policy.pressure < threshold or world.escalation.rung >= parameters.restrictions.trigger.reverse_from_rung
