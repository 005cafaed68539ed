"""M7, the arrival of aid: packages in transit, in the order of their arrival."""

from __future__ import annotations

from sim.model import events, signals
from sim.model.aid.announced import Content, Mix
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.fires.mechanism import add_rounds
from sim.model.parameters import Parameters
from sim.model.sides import AIR_DEFENCE, LONG_RANGE, ROCKET, TUBE
from sim.model.world import World


@mechanism
def first_due(world: World) -> int:
    """The slot of the package that arrives next; -1 if none is in transit."""
    first = -1
    for slot in range(world.aid.count):
        if first < 0 or world.aid.due_day[slot] < world.aid.due_day[first]:
            first = slot
    return first


@mechanism
def mix_of(parameters: Parameters, content: int) -> Mix:
    """The mix of a content."""
    if content == Content.ROCKET_ARTILLERY:
        return parameters.aid.rocket_artillery_mix
    if content == Content.AIR_DEFENCE:
        return parameters.aid.air_defence_mix
    return parameters.aid.other_mix


@mechanism
def receive(env: Environment, world: World, parameters: Parameters, slot: int) -> None:
    """A package arrives; the last package takes over its slot."""
    aid = world.aid
    amount = aid.amount_usd_million[slot]
    rounds = amount * parameters.aid.sector_share * parameters.aid.rounds_kr_per_usd_million
    mix = mix_of(parameters, aid.content[slot])
    add_rounds(world, TUBE, rounds * mix.tube)
    add_rounds(world, ROCKET, rounds * mix.rocket)
    add_rounds(world, LONG_RANGE, rounds * mix.long_range)
    add_rounds(world, AIR_DEFENCE, rounds * mix.air_defence)
    aid.arrived += 1
    aid.arrived_usd_million += amount
    aid.in_transit_usd_million -= amount
    aid.lag_usd_million_d += amount * (env.now - aid.announced_day[slot])
    aid.count -= 1
    aid.due_day[slot] = aid.due_day[aid.count]
    aid.announced_day[slot] = aid.announced_day[aid.count]
    aid.amount_usd_million[slot] = aid.amount_usd_million[aid.count]
    aid.content[slot] = aid.content[aid.count]
    env.record(events.AID_ARRIVED, amount)
    env.announce(signals.JUMP)


@mechanism
def arrivals(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Packages arrive in the order of their days."""
    while True:
        slot = first_due(world)
        if slot < 0:
            yield env.signal(signals.PACKAGE_ANNOUNCED)
        elif world.aid.due_day[slot] <= env.now:
            receive(env, world, parameters, slot)
        else:
            world.aid.next_arrival_day = world.aid.due_day[slot]
            yield env.timeout(world.aid.due_day[slot] - env.now) | env.signal(signals.PACKAGE_ANNOUNCED)
