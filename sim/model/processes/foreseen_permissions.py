"""M5, changes of what may be struck that are foreseen: flows end a step there, and only there.

A permission whose lag ends, and a permission or withdrawal of the calendar, come on a known day. One that opens or
closes nothing changes no flow, and must not divide a step: the parts of a step are not the whole to the last bit.
"""

from __future__ import annotations

from sim.model.contract import mechanism
from sim.model.parameters import Parameters
from sim.model.processes.permissions import condition_on
from sim.model.processes.reach import changes_reach
from sim.model.restrictions.permission_steps import A_MOMENT, CELLS
from sim.model.restrictions.timeline import concerns, event_day, lag_of, permits, withdraws
from sim.model.sides import BANDS
from sim.model.world import World


@mechanism
def enter(world: World, parameters: Parameters, row: int) -> None:
    """Change the foreseen conditions by an event of the calendar, if it takes effect within a step."""
    timeline = parameters.restrictions.events
    lag_days = lag_of(timeline, row, parameters.sanctuary.first_use_lag_days)
    opens = permits(timeline.kind[row]) and lag_days < parameters.step_days
    for cell in range(CELLS):
        if concerns(timeline, row, cell // BANDS, cell % BANDS):
            if opens:
                world.policy.foreseen[cell] = max(world.policy.foreseen[cell], timeline.targets[row])
            elif withdraws(timeline.kind[row]):
                world.policy.foreseen[cell] = 0


@mechanism
def changes_on(world: World, parameters: Parameters, day: float) -> bool:
    """Whether what may be struck changes on a day, by permissions that take effect or by the calendar."""
    policy = world.policy
    for cell in range(CELLS):
        policy.foreseen[cell] = condition_on(world, cell, day)
    if policy.next_entry_day == day:
        timeline = parameters.restrictions.events
        for row in range(len(timeline.day)):
            if event_day(timeline, row) == day:
                enter(world, parameters, row)
    return changes_reach(world, parameters, policy.foreseen)


@mechanism
def first_change(world: World, parameters: Parameters, now: float, end: float) -> float:
    """The first foreseen change of what may be struck within a step; its end if there is none."""
    policy = world.policy
    for day in (policy.next_effect_day, policy.next_entry_day):
        if now + A_MOMENT < day < end - A_MOMENT and changes_on(world, parameters, day):
            end = day
    return end
