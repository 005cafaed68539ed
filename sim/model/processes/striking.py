"""M12, the process: strikes through one channel."""

from __future__ import annotations

from sim.model import events, signals
from sim.model.city.mechanism import memory_of, prevented_rate, steady_rate
from sim.model.city.strikes import LAUNCHERS
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential
from sim.model.fires.mechanism import use_rounds
from sim.model.parameters import Parameters
from sim.model.pressure.mechanism import raise_pressure
from sim.model.rising_hazard import rising_integral, rising_time
from sim.model.sides import AIR_DEFENCE
from sim.model.world import World


@mechanism
def strike(env: Environment, world: World, parameters: Parameters, channel: int) -> None:
    """Count a strike, use air defence against it, and add to the pressure."""
    city = world.city
    if channel == LAUNCHERS:
        city.launcher_salvos += 1
        env.record(events.STRIKE_ON_CITY, float(city.launcher_salvos))
    else:
        city.aircraft_strikes += 1
        env.record(events.STRIKE_ON_CITY, float(city.aircraft_strikes))
    use_rounds(env, world, AIR_DEFENCE, parameters.city.air_defence_per_strike_kr)
    raise_pressure(env, world, parameters.pressure, parameters.pressure.by_strike)


@mechanism
def strikes(env: Environment, world: World, parameters: Parameters, stream: Stream, channel: int) -> Process:
    """Strikes through one channel, by a hazard integrated in closed form from one jump to the next."""
    city = parameters.city
    own_reach = parameters.sanctuary.own_weapons_reach
    memory = memory_of(city.kind, city)
    while True:
        left = exponential(stream, 1.0)
        while True:
            steady = steady_rate(city.kind, world, city, own_reach, channel)
            prevented = prevented_rate(city.kind, world, city, channel, env.now)
            start = env.now
            due = start + rising_time(steady, prevented, memory, left)
            yield env.timeout(due - start) | env.signal(signals.JUMP)
            if env.now >= due:
                break
            left -= rising_integral(steady, prevented, memory, env.now - start)
        strike(env, world, parameters, channel)
