"""M10, the rungs of escalation: the current rung, since when, and when it is out of scope."""

from __future__ import annotations

from sim.model import events, signals
from sim.model.contract import Environment, mechanism
from sim.model.world import World

TOP_RUNG = 8


@mechanism
def count_rung_days(world: World, now: float) -> None:
    """Add the days on this rung to the sum of rung-days."""
    escalation = world.escalation
    escalation.rung_days += escalation.rung * (now - escalation.rung_since_day)
    escalation.rung_since_day = now


@mechanism
def set_rung(env: Environment, world: World, rung: int) -> None:
    """Go to a rung and announce it, if it differs from the current one."""
    escalation = world.escalation
    if rung == escalation.rung:
        return
    count_rung_days(world, env.now)
    if rung > escalation.rung:
        escalation.risen_day = env.now
    escalation.rung = rung
    escalation.top_rung = max(escalation.top_rung, rung)
    env.record(events.RUNG_CHANGED, float(rung))
    env.announce(signals.POLICY)


@mechanism
def climb_to(env: Environment, world: World, rung: int) -> None:
    """Go to a rung that may be higher; reaching the top for the first time is out of scope."""
    escalation = world.escalation
    reaches_top = rung == TOP_RUNG and escalation.rung < TOP_RUNG
    set_rung(env, world, rung)
    if reaches_top and escalation.out_of_scope == 0:
        escalation.out_of_scope = 1
        env.record(events.OUT_OF_SCOPE, float(rung))
