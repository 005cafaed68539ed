r"""M12, strikes on the city, through two channels.

Launchers near the border: a launcher that may be struck fires $1 - \theta$ of its salvos, so that they thin to
$(1 - \theta z)/(1 - \theta o)$ of their rate under the restriction, where any weapon may strike the share $z$ and own
weapons reach $o$ (M5). The record has 26 salvos in January to May 2024, none in June. Aircraft release from depth: the
share of strikes that a permission prevents is an assumed range, 0 to .7, more for a long-range permission, and wears
off to a residual as they adapt. It begins once: only a permission that prevents more at first than those before it
makes it rise anew; a wider one of the same kind does not, and one that is taken back lets it wear off.

One channel: all strikes are of one kind, which thins in the same way; they are counted as launcher salvos, and there
are none by aircraft.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import events, signals
from sim.model.alternatives import alternatives
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential
from sim.model.fires import use_rounds
from sim.model.pressure import raise_pressure
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, SHARE, Choice, Quantity
from sim.model.rising_hazard import rising_integral, rising_time
from sim.model.sanctuary import allowed, counter_fire_condition
from sim.model.sides import AIR_DEFENCE, LONG_RANGE, NEAR_BORDER, Band

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Channels(IntEnum):
    """Through which channels the city is struck."""

    TWO_CHANNELS = 0
    ONE_CHANNEL = 1


TWO_CHANNELS, ONE_CHANNEL = Channels


@dataclass(frozen=True)
class Strikes:
    """What every strike takes."""

    air_defence_per_strike_kr: Annotated[
        float, Quantity("kr", NOT_NEGATIVE, "air-defence missiles used against a strike")
    ]


@dataclass(frozen=True)
class TwoChannels(Strikes):
    """Launchers near the border, and aircraft from depth, which adapt."""

    launcher_salvos_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "launcher salvos under the restriction",
            "26 salvos in January to May 2024, 152 days",
        ),
    ]
    launcher_thinning: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "share of its salvos that a launcher which may be struck does not fire",
            "assumed; no salvos in June 2024",
            plausible=(0.5, 0.99),
        ),
    ]
    aircraft_strikes_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "aircraft strikes under the restriction", "37 glide bombs in May 2024"),
    ]
    aircraft_response_counter_fire: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "share of aircraft strikes that counter-fire prevents at first",
            plausible=(0.0, 0.7),
        ),
    ]
    aircraft_response_long_range: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "share of aircraft strikes that long-range strikes prevent at first",
            plausible=(0.0, 0.7),
        ),
    ]
    aircraft_residual: Annotated[float, Quantity("1", SHARE, "part of that response which lasts")]
    aircraft_adaptation_days: Annotated[float, Quantity("d", POSITIVE, "time constant with which aircraft adapt")]


@dataclass(frozen=True)
class OneChannel(Strikes):
    """Strikes of one kind."""

    strikes_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "strikes of all kinds under the restriction",
            "26 salvos in 152 days, 37 glide bombs in May 2024",
        ),
    ]
    thinning: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "share of its strikes that a launcher which may be struck does not carry out",
            "assumed; 76 attacks in May 2024, 22 in June",
            plausible=(0.5, 0.99),
        ),
    ]


@alternatives({TWO_CHANNELS: TwoChannels, ONE_CHANNEL: OneChannel})
@dataclass(frozen=True)
class City(OneChannel, TwoChannels):
    """M12: strikes on the city."""

    kind: Annotated[Channels, Choice("through which channels the city is struck")]


LAUNCHERS, AIRCRAFT = range(2)


@mechanism
def response_to_permissions(world: World, parameters: Parameters) -> float:
    """Share of aircraft strikes that the permissions in effect prevent, before aircraft adapt."""
    response = 0.0
    if counter_fire_condition(world, Band.BORDER_SECTOR) > 0:
        response = parameters.city.aircraft_response_counter_fire
    if allowed(world, LONG_RANGE, Band.DEEP) > 0:
        response = max(response, parameters.city.aircraft_response_long_range)
    return response


@mechanism
def lasting_response(world: World, parameters: Parameters) -> float:
    """What the share of aircraft strikes that are prevented wears off to."""
    return world.city.first_response * parameters.city.aircraft_residual


@mechanism
def response_at(world: World, parameters: Parameters, now: float) -> float:
    """Share of aircraft strikes that are prevented on this day."""
    city = world.city
    if city.aircraft_response == 0.0:
        return 0.0
    lasting = lasting_response(world, parameters)
    worn_off = math.exp(-(now - city.response_day) / parameters.city.aircraft_adaptation_days)
    return lasting + (city.aircraft_response - lasting) * worn_off


@mechanism
def startle_aircraft(world: World, parameters: Parameters, now: float) -> None:
    """Strikes are prevented at once where permissions prevent more than before; else the response wears off."""
    city = world.city
    city.aircraft_response = response_at(world, parameters, now)
    city.response_day = now
    before = city.first_response
    city.first_response = response_to_permissions(world, parameters)
    if city.first_response > before:
        city.aircraft_response = max(city.aircraft_response, city.first_response)


@mechanism
def thinned(world: World, parameters: Parameters, prevented: float) -> float:
    """Salvos of launchers near the border, of those under the restriction; `prevented` of one that may be struck."""
    before = 1.0 - prevented * parameters.sanctuary.own_weapons_reach
    return (1.0 - prevented * world.policy.reach[NEAR_BORDER]) / before if before > 0.0 else 1.0


@mechanism
def steady_rate(world: World, parameters: Parameters, channel: int) -> float:
    """Strikes a day through a channel, once aircraft have adapted."""
    city = parameters.city
    if city.kind == ONE_CHANNEL:
        if channel == AIRCRAFT:
            return 0.0
        return city.strikes_per_day * thinned(world, parameters, city.thinning)
    if channel == AIRCRAFT:
        return city.aircraft_strikes_per_day * (1.0 - lasting_response(world, parameters))
    return city.launcher_salvos_per_day * thinned(world, parameters, city.launcher_thinning)


@mechanism
def prevented_rate(world: World, parameters: Parameters, channel: int, now: float) -> float:
    """By how much the rate of a channel is lower now; it wears off."""
    if channel != AIRCRAFT or parameters.city.kind == ONE_CHANNEL:
        return 0.0
    excess = response_at(world, parameters, now) - lasting_response(world, parameters)
    return parameters.city.aircraft_strikes_per_day * excess


@mechanism
def strike(env: Environment, world: World, parameters: Parameters, channel: int) -> None:
    """One strike: it is counted, answered by air defence, and adds to the pressure."""
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
    """Strikes through one channel, by a hazard that is integrated in closed form from one jump to the next."""
    memory = parameters.city.aircraft_adaptation_days
    while True:
        left = exponential(stream, 1.0)
        while True:
            steady = steady_rate(world, parameters, channel)
            prevented = prevented_rate(world, parameters, channel, env.now)
            start = env.now
            due = start + rising_time(steady, prevented, memory, left)
            yield env.timeout(due - start) | env.signal(signals.JUMP)
            if env.now >= due:
                break
            left -= rising_integral(steady, prevented, memory, env.now - start)
        strike(env, world, parameters, channel)
