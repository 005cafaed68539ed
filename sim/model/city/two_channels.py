"""M12, strikes through two channels: launchers near the border, which thin out, and aircraft, which adapt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.adaptation.conditions import allowed, counter_fire_condition
from sim.model.city.strikes import AIRCRAFT, Strikes, thinned
from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, SHARE, Quantity
from sim.model.sides import LONG_RANGE, Band
from sim.model.world import World


@dataclass(frozen=True)
class TwoChannels(Strikes):
    """Parameters of launchers near the border and of aircraft from depth, which adapt."""

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
            "share of salvos that a launcher does not fire if it may be struck",
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
    aircraft_residual: Annotated[float, Quantity("1", SHARE, "part of that reduction which lasts")]
    aircraft_adaptation_days: Annotated[float, Quantity("d", POSITIVE, "time constant with which aircraft adapt")]


@mechanism
def response_to_permissions(world: World, rule: TwoChannels) -> float:
    """Share of aircraft strikes that the permissions in effect prevent, before aircraft adapt."""
    response = 0.0
    if counter_fire_condition(world.policy.in_effect, Band.BORDER_SECTOR) > 0:
        response = rule.aircraft_response_counter_fire
    if allowed(world.policy.in_effect, LONG_RANGE, Band.DEEP) > 0:
        response = max(response, rule.aircraft_response_long_range)
    return response


@mechanism
def lasting_response(world: World, rule: TwoChannels) -> float:
    """Lasting share of aircraft strikes that are prevented."""
    return world.city.first_response * rule.aircraft_residual


@mechanism
def response_at(world: World, rule: TwoChannels, now: float) -> float:
    """Share of aircraft strikes prevented on this day."""
    city = world.city
    if city.aircraft_response == 0.0:
        return 0.0
    lasting = lasting_response(world, rule)
    worn_off = math.exp(-(now - city.response_day) / rule.aircraft_adaptation_days)
    return lasting + (city.aircraft_response - lasting) * worn_off


@mechanism
def startle_aircraft(world: World, rule: TwoChannels, now: float) -> None:
    """Raise the share prevented at once if permissions prevent more than before; else let it wear off."""
    city = world.city
    city.aircraft_response = response_at(world, rule, now)
    city.response_day = now
    before = city.first_response
    city.first_response = response_to_permissions(world, rule)
    if city.first_response > before:
        city.aircraft_response = max(city.aircraft_response, city.first_response)


@mechanism
def steady_rate_of_two(world: World, rule: TwoChannels, own_reach: float, channel: int) -> float:
    """Strikes a day through a channel, once aircraft have adapted."""
    if channel == AIRCRAFT:
        return rule.aircraft_strikes_per_day * (1.0 - lasting_response(world, rule))
    return rule.launcher_salvos_per_day * thinned(world, own_reach, rule.launcher_thinning)


@mechanism
def prevented_rate_of_two(world: World, rule: TwoChannels, channel: int, now: float) -> float:
    """Current reduction of the rate of a channel, which wears off."""
    if channel != AIRCRAFT:
        return 0.0
    return rule.aircraft_strikes_per_day * (response_at(world, rule, now) - lasting_response(world, rule))


@mechanism
def memory_of_aircraft(rule: TwoChannels) -> float:
    """Time constant with which what is prevented wears off (days)."""
    return rule.aircraft_adaptation_days
