"""The sponsor's rules for its own weapons, as a matrix: class of weapon x band of ground -> condition on targets.

The rules bind only the sponsor's weapons. Permissions are counted in steps: one for each band opened to tube and rocket
artillery, one for any-military targets there, and one for each band and condition of long-range strikes; ten in all.
"""

from __future__ import annotations

import math

from sim.model import events, signals
from sim.model.city.mechanism import startle
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.parameters import Parameters
from sim.model.processes.reach import set_reach
from sim.model.restrictions.permission_steps import A_MOMENT, CELLS, count_steps
from sim.model.sides import BANDS, DEEP
from sim.model.world import World


@mechanism
def grant(world: World, weapon: int, band: int, condition: int, effect_day: float) -> None:
    """Allow a class of weapon in a band, at least under this condition, at the latest from a given day on."""
    policy = world.policy
    cell = BANDS * weapon + band
    for level in range(condition):  # a condition on targets includes the narrower ones
        place = CELLS * level + cell
        if policy.granted[cell] <= level or effect_day < policy.effect_day[place]:
            policy.effect_day[place] = effect_day
    policy.granted[cell] = max(policy.granted[cell], condition)


@mechanism
def note_change(world: World, relaxes: bool, day: float) -> None:
    """Count a relaxation or a reversal on this day, and the permission steps after it."""
    policy = world.policy
    policy.steps_granted = count_steps(policy.granted)
    policy.steps_in_effect = count_steps(policy.in_effect)
    policy.changed_day = day
    if relaxes:
        policy.grants += 1
        policy.relaxation_day = min(policy.relaxation_day, day)
    else:
        policy.reversals += 1
        policy.reversal_day = min(policy.reversal_day, day)


@mechanism
def announce_permissions(env: Environment, world: World) -> None:
    """Announce the permissions in force, of which some are new."""
    env.record(events.POLICY_RELAXED, float(world.policy.steps_granted))
    env.announce(signals.PERMISSION_CHANGED)
    env.announce(signals.POLICY)


@mechanism
def announce_relaxation(env: Environment, world: World) -> None:
    """Announce permissions just granted."""
    note_change(world, True, env.now)
    announce_permissions(env, world)


@mechanism
def take_back(world: World, weapon: int, band: int) -> None:
    """Ban a class of weapon in a band, at once."""
    cell = BANDS * weapon + band
    world.policy.granted[cell] = 0
    world.policy.in_effect[cell] = 0


@mechanism
def announce_reversal(env: Environment, world: World, parameters: Parameters) -> None:
    """Announce permissions just withdrawn, with immediate effect."""
    note_change(world, False, env.now)
    set_reach(world, parameters)
    startle(parameters.city.kind, world, parameters.city, env.now)
    env.record(events.POLICY_REVERSED, float(world.policy.steps_granted))
    env.announce(signals.PERMISSION_CHANGED)
    env.announce(signals.JUMP)
    env.announce(signals.POLICY)


@mechanism
def next_effect_day(world: World) -> float:
    """Day on which the next granted permission takes effect."""
    policy = world.policy
    day = math.inf
    for cell in range(CELLS):
        level = policy.in_effect[cell]
        if level < policy.granted[cell]:
            day = min(day, policy.effect_day[CELLS * level + cell])
    return day


@mechanism
def condition_on(world: World, cell: int, day: float) -> int:
    """The condition on targets that is in effect for a class of weapon in a band once the lags up to a day are over."""
    policy = world.policy
    condition = policy.in_effect[cell]
    while condition < policy.granted[cell] and policy.effect_day[CELLS * condition + cell] <= day:
        condition += 1
    return condition


@mechanism
def put_into_effect(world: World, parameters: Parameters, now: float) -> None:
    """Put into effect every permission whose lag is over."""
    policy = world.policy
    for cell in range(CELLS):
        policy.in_effect[cell] = condition_on(world, cell, now)
    policy.steps_in_effect = count_steps(policy.in_effect)
    set_reach(world, parameters)
    startle(parameters.city.kind, world, parameters.city, now)


@mechanism
def opened(world: World) -> float:
    """A number that rises whenever the permissions in effect open or prevent more."""
    return world.policy.opened_share + world.policy.reach[DEEP] + world.city.first_response


@mechanism
def first_use(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """The process that puts permissions into effect a lag after they were granted."""
    while True:
        due = next_effect_day(world)
        world.policy.next_effect_day = due
        if due > env.now:
            yield env.timeout(due - env.now) | env.signal(signals.PERMISSION_CHANGED)
        if abs(due - env.now) <= A_MOMENT:
            before = opened(world)
            put_into_effect(world, parameters, due)
            world.policy.first_use_day = min(world.policy.first_use_day, env.now)
            env.record(events.FIRST_USE, float(world.policy.steps_in_effect))
            if opened(world) != before:
                env.announce(signals.JUMP)
