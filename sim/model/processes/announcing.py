"""M7, the processes: packages are announced, and the gate closes and opens."""

from __future__ import annotations

import math

from sim.model import events, signals
from sim.model.aid.announced import Content, draw_lag
from sim.model.aid.listed import listed_day, median_lag, next_listed
from sim.model.aid.mechanism import draw_interval, follows_pressure, is_announced, is_listed
from sim.model.aid.pressure_dependent import announcing_rate
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential, lognormal
from sim.model.parameters import Parameters
from sim.model.world import PACKAGE_SLOTS, World


@mechanism
def announce_package(
    env: Environment, world: World, parameters: Parameters, day: float, amount: float, content: int, lag_days: float
) -> None:
    """Send a package, as far as the remaining authority allows."""
    aid = world.aid
    granted = min(amount * (parameters.aid.amount_factor if day >= 0.0 else 1.0), aid.authority_usd_million)
    if granted <= 0.0:
        return
    slot = world.aid.count
    aid.announced_day[slot] = day
    aid.due_day[slot] = day + lag_days
    aid.amount_usd_million[slot] = granted
    aid.content[slot] = content
    aid.count = slot + 1
    aid.announced += 1
    aid.authority_usd_million -= granted
    aid.announced_usd_million += granted
    aid.in_transit_usd_million += granted
    env.record(events.AID_ANNOUNCED, granted)
    env.announce(signals.PACKAGE_ANNOUNCED)


@mechanism
def announce_listed(env: Environment, world: World, parameters: Parameters, stream: Stream, package: int) -> None:
    """Announce a package of the list, unless it arrived before the start and is in the initial stock."""
    aid = parameters.aid
    listed = listed_day(parameters.aid, package)
    announced = listed if listed < parameters.scenario.start_day else env.now
    stream.item(package)
    lag = draw_lag(stream, parameters.aid, median_lag(parameters.aid, aid.packages.kind[package]))
    amount = aid.packages.amount_usd_million[package]
    if announced + lag > parameters.scenario.start_day or announced >= parameters.scenario.start_day:
        announce_package(env, world, parameters, announced, amount, aid.packages.content[package], lag)


@mechanism
def announce_drawn(env: Environment, world: World, parameters: Parameters, stream: Stream) -> None:
    """Announce a package whose lag, amount and content are drawn."""
    aid = parameters.aid
    lag = draw_lag(stream, parameters.aid, aid.drawdown_lag_days)
    amount = lognormal(stream, aid.amount_median_usd_million, aid.amount_log_sd)
    content = Content.AIR_DEFENCE if stream.uniform() < 0.5 else Content.ROCKET_ARTILLERY
    announce_package(env, world, parameters, env.now, amount, content, lag)


@mechanism
def announcements(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Announce packages, listed or drawn; one that comes up while the gate is closed waits until it opens."""
    package = -1
    day = -math.inf
    while is_listed(parameters.aid.kind):
        package = next_listed(parameters.aid, day, package)
        if package < 0:
            return
        day = listed_day(parameters.aid, package)
        if day > env.now:
            yield env.timeout(day - env.now)
        while world.aid.gate_open == 0 and day >= parameters.scenario.start_day:
            yield env.signal(signals.GATE_CHANGED)
        announce_listed(env, world, parameters, stream, package)
    number = 0
    while is_announced(parameters.aid.kind):
        stream.item(number)
        if follows_pressure(parameters.aid.kind):
            left = exponential(stream, 1.0)
            while True:
                rate = announcing_rate(world, parameters.aid)
                start = env.now
                due = start + left / rate
                yield env.timeout(min(left / rate, 1.0)) | env.signal(signals.POLICY)
                if env.now >= due:
                    break
                left -= rate * (env.now - start)
        else:
            yield env.timeout(draw_interval(parameters.aid.kind, stream, parameters.aid, number))
        number += 1
        while world.aid.gate_open == 0 or world.aid.count == PACKAGE_SLOTS:
            if world.aid.gate_open == 0:
                yield env.signal(signals.GATE_CHANGED)
            else:
                yield env.signal(signals.JUMP)  # an arrival is one
        announce_drawn(env, world, parameters, stream)


@mechanism
def gate(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Close and open the gate on the days given."""
    if not is_announced(parameters.aid.kind):
        return
    closes, opens = parameters.aid.gate_closed_day, parameters.aid.gate_opened_day
    if closes < math.inf:
        if closes > env.now:
            yield env.timeout(closes - env.now)
        world.aid.gate_open = 0
        env.record(events.GATE_CLOSED, world.aid.authority_usd_million)
        if opens < math.inf:
            yield env.timeout(max(0.0, opens - env.now))
            world.aid.gate_open = 1
            env.record(events.GATE_OPENED, world.aid.authority_usd_million)
            env.announce(signals.GATE_CHANGED)
