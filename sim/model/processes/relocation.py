"""M5, adaptation in a step: how many batteries move; see `adaptation/mechanism.py`."""

from __future__ import annotations

import math

from sim.model import events
from sim.model.adaptation.mechanism import foresees, moves
from sim.model.contract import Environment, mechanism
from sim.model.decays import MOVE, kept_share
from sim.model.parameters import Parameters
from sim.model.processes.reach import share_under
from sim.model.processes.threat import threats
from sim.model.restrictions.mechanism import decides_itself
from sim.model.restrictions.timeline import Weapons, concerns, covers, event_day, permits
from sim.model.sides import DEEP, NEAR_BORDER, ROCKET, TUBE, Band, Targets
from sim.model.world import World

LITTLE_HAZARD = 1e-5  # hazard times days below which a parabola has fewer errors than the exponential


@mechanism
def anticipates(world: World, parameters: Parameters) -> bool:
    """Whether batteries move because Blue asked for a permission."""
    return foresees(parameters.adaptation.kind) and world.policy.requested == 1


@mechanism
def first_permission_day(parameters: Parameters) -> float:
    """The day of the first permission of artillery in a timeline; infinite if there is none."""
    timeline = parameters.restrictions.events
    day = math.inf
    for row in range(len(timeline.day)):
        if permits(timeline.kind[row]) and timeline.weapons[row] != Weapons.LONG_RANGE:
            day = min(day, event_day(timeline, row))
    return day


@mechanism
def asked_condition(parameters: Parameters, band: int) -> int:
    """The condition on targets in a band under the requested permission, the first one of artillery."""
    restrictions = parameters.restrictions
    if decides_itself(restrictions.kind):
        return restrictions.counter_fire.targets if covers(restrictions.counter_fire.bands, band) else 0
    day = first_permission_day(parameters)
    if day == math.inf:
        return Targets.FIRING if band == Band.BORDER_SECTOR else 0
    timeline = restrictions.events
    condition = 0
    for row in range(len(timeline.day)):
        opens = permits(timeline.kind[row]) and event_day(timeline, row) == day
        if opens and (concerns(timeline, row, TUBE, band) or concerns(timeline, row, ROCKET, band)):
            condition = max(condition, timeline.targets[row])
    return condition


@mechanism
def asked_share(parameters: Parameters) -> float:
    """Share that the requested permission would open of the batteries near the border that own weapons do not reach."""
    sector = asked_condition(parameters, Band.BORDER_SECTOR)
    return share_under(parameters, sector, asked_condition(parameters, Band.ATTACKED_BORDER))


@mechanism
def fire_kept(hazard_days: float) -> float:
    """Share of its fire that a battery delivers before it is lost, for a given product of hazard and horizon."""
    if hazard_days < LITTLE_HAZARD:
        return 1.0 - 0.5 * hazard_days
    return (1.0 - math.exp(-hazard_days)) / hazard_days


@mechanism
def gain_of_moving(world: World, parameters: Parameters) -> float:
    """Fire of a battery in the deep over the planning horizon, minus that of one near the border."""
    by_rockets = world.policy.rocket_reach
    near = world.policy.reach[NEAR_BORDER]
    if anticipates(world, parameters):
        own = parameters.sanctuary.own_weapons_reach
        by_rockets = max(by_rockets, own + (1.0 - own) * asked_share(parameters))
        near = max(near, by_rockets)
    horizon = parameters.adaptation.planning_horizon_days
    near_hazard, deep_hazard = threats(world, parameters, by_rockets, near, world.policy.reach[DEEP])
    moves = fire_kept(deep_hazard * horizon)
    return parameters.adaptation.relocated_efficiency * moves - fire_kept(near_hazard * horizon)


@mechanism
def target_share(world: World, parameters: Parameters) -> float:
    """Share of the batteries behind the border that should be deep, given permissions in effect or requested."""
    gain = gain_of_moving(world, parameters)
    if gain <= 0.0:
        return 0.0
    return parameters.adaptation.moved_share * (1.0 - math.exp(-gain / parameters.adaptation.cost_spread))


@mechanism
def relocate(env: Environment, world: World, parameters: Parameters, now: float, days: float) -> None:
    """Move batteries over the next days."""
    batteries = world.batteries
    if not moves(parameters.adaptation.kind):
        return
    target = target_share(world, parameters) * (batteries.red_bty[NEAR_BORDER] + batteries.red_bty[DEEP])
    kept = kept_share(world.decays, MOVE, days, parameters.adaptation.time_constant_days)
    moved = (target - batteries.red_bty[DEEP]) * (1.0 - kept)
    batteries.red_bty[DEEP] += moved
    batteries.red_bty[NEAR_BORDER] -= moved
    if batteries.relocated == 0 and target > 0.0 and batteries.red_bty[DEEP] >= 0.5 * target:
        batteries.relocated = 1
        batteries.adaptation_day = now + days
        env.record(events.RELOCATED, batteries.red_bty[DEEP])
