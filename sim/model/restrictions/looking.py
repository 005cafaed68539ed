"""M9, decisions checked day by day: what all rules that check daily share.

Each decision has a level, a number drawn for it, and is taken when the quantity that the sponsor watches passes this
level. The sponsor checks in each step, whenever a variable that decisions depend on jumps, and when the dwell ends;
nothing changes within the dwell after the last change, at least a day.
"""

from __future__ import annotations

from sim.model.contract import Stream, mechanism
from sim.model.restrictions.permission_steps import days_of_dwell
from sim.model.restrictions.stepwise import Stepwise
from sim.model.world import World

A_DAY = 1.0


@mechanism
def no_level(stream: Stream, rule: Stepwise, relaxes: bool) -> float:
    """The level for a rule that does not check daily."""
    return 0.0


@mechanism
def never_due(world: World, rule: Stepwise, relaxes: bool, level: float) -> bool:
    """False: a rule that does not check daily takes no decision here."""
    return False


@mechanism
def least_dwell(rule: Stepwise) -> float:
    """Days after a change in which nothing changes."""
    return max(rule.dwell_days, A_DAY)


@mechanism
def days_to_look(world: World, dwell_days: float, now: float) -> float:
    """Days until the next check of a decision, if nothing jumps: a day, or less if the dwell ends sooner."""
    left = days_of_dwell(world, dwell_days, now)
    return left if 0.0 < left < A_DAY else A_DAY


@mechanism
def may_step(world: World, rule: Stepwise, relaxes: bool, now: float) -> bool:
    """Whether there is a step to take: recommended and not taken yet, or to be withdrawn; and no change of late."""
    policy = world.policy
    to_relax = relaxes and policy.recommended == 1 and policy.level < rule.highest_step
    to_reverse = not relaxes and policy.level > 0
    return (to_relax or to_reverse) and days_of_dwell(world, least_dwell(rule), now) == 0.0
