"""M4, the hazards: which batteries Blue and Red may strike, with which rounds, and how often."""

from __future__ import annotations

import math

from sim.model.adaptation.mechanism import efficiency_in_the_deep
from sim.model.contract import Environment, mechanism
from sim.model.counter_battery.detections import answers_per_battery, ration_of
from sim.model.fires.mechanism import use_rounds
from sim.model.parameters import Parameters
from sim.model.sides import DEEP, IN_REACH, LONG_RANGE, NEAR_BORDER, ROCKET
from sim.model.world import World


@mechanism
def answers_with(world: World, parameters: Parameters, weapon: int) -> float:
    """Blue's answers per day with a class of rounds, for each battery that fires and may be struck."""
    return answers_unrationed(world, answers_per_battery(world, parameters.counter_battery)) * ration_of(
        world, parameters.counter_battery, weapon
    )


@mechanism
def answers_unrationed(world: World, answers_per_bty_day: float) -> float:
    """Answers per day, if there were rounds for every detection of a battery."""
    return answers_per_bty_day * world.fires.red_ration * world.batteries.blue_share


@mechanism
def near_exposed(world: World) -> float:
    """Red batteries that rockets may strike: in reach, and near the border."""
    red = world.batteries.red_bty
    return red[IN_REACH] * world.policy.reach[IN_REACH] + red[NEAR_BORDER] * world.policy.rocket_reach


@mechanism
def near_exposed_to_missiles(world: World) -> float:
    """Red batteries near the border that only long-range missiles may strike."""
    return world.batteries.red_bty[NEAR_BORDER] * (world.policy.reach[NEAR_BORDER] - world.policy.rocket_reach)


@mechanism
def deep_exposed(world: World, parameters: Parameters) -> float:
    """Red batteries in the deep that long-range missiles may strike, weighted by how often they fire."""
    return efficiency_in_the_deep(parameters.adaptation) * world.batteries.red_bty[DEEP] * world.policy.reach[DEEP]


@mechanism
def exposed_to_missiles(world: World, parameters: Parameters) -> float:
    """Red batteries that Blue answers with long-range missiles, weighted by how often they fire."""
    return near_exposed_to_missiles(world) + deep_exposed(world, parameters)


@mechanism
def red_hazards(world: World, parameters: Parameters, answers_per_bty_day: float) -> tuple[float, float]:
    """Red batteries lost per day to rockets, and to long-range missiles."""
    each = parameters.counter_battery.red_kill * answers_unrationed(world, answers_per_bty_day)
    by_rockets = each * ration_of(world, parameters.counter_battery, ROCKET) * near_exposed(world)
    if world.policy.rocket_reach == world.policy.reach[NEAR_BORDER] and world.policy.reach[DEEP] == 0.0:
        return by_rockets, 0.0
    return by_rockets, each * ration_of(world, parameters.counter_battery, LONG_RANGE) * exposed_to_missiles(
        world, parameters
    )


@mechanism
def red_hazard(world: World, parameters: Parameters) -> float:
    """Red batteries lost per day."""
    by_rockets, by_missiles = red_hazards(world, parameters, answers_per_battery(world, parameters.counter_battery))
    return by_rockets + by_missiles


@mechanism
def red_guns(world: World) -> float:
    """Share of Red's initial guns that can answer: those that are left, times their ration."""
    return min(1.0, world.batteries.firepower_share) * world.fires.red_ration


@mechanism
def blue_hazard(world: World, parameters: Parameters, answers_per_bty_day: float) -> float:
    """Blue batteries lost per day; they fire as their stock allows."""
    answers = answers_per_bty_day * world.fires.ration * world.batteries.blue_bty
    return parameters.counter_battery.blue_kill * answers * red_guns(world)


@mechanism
def red_hazard_and_rounds(
    env: Environment, world: World, parameters: Parameters, answers_per_bty_day: float, days: float
) -> float:
    """Red batteries lost per day; uses the rounds of Blue's answers in a step, if these are a flow."""
    by_rockets, by_missiles = red_hazards(world, parameters, answers_per_bty_day)
    per_loss = parameters.counter_battery.rounds_per_kill_kr * days
    spend_class(env, world, parameters, ROCKET, by_rockets * per_loss)
    if by_missiles > 0.0:
        spend_class(env, world, parameters, LONG_RANGE, by_missiles * per_loss)
    return by_rockets + by_missiles


@mechanism
def spend_class(env: Environment, world: World, parameters: Parameters, weapon: int, first_rate_kr: float) -> None:
    """Use rounds of a class, at the initial rate of a step or, if rationed, at a rate that falls with the stock."""
    stock = world.stock.rounds_kr[weapon]
    used = first_rate_kr
    if 0.0 < stock < parameters.counter_battery.rocket_ration_kr:
        used = stock * (1.0 - math.exp(-first_rate_kr / stock))
    use_rounds(env, world, weapon, used)


@mechanism
def struck_band(world: World, parameters: Parameters, share: float) -> int:
    """The band in which `share` of Red's hazard falls: that by rockets first, then that by long-range missiles."""
    with_rockets = answers_with(world, parameters, ROCKET)
    with_missiles = answers_with(world, parameters, LONG_RANGE)
    in_reach = with_rockets * world.batteries.red_bty[IN_REACH] * world.policy.reach[IN_REACH]
    near = with_rockets * near_exposed(world)
    near_by_missiles = near + with_missiles * near_exposed_to_missiles(world)
    at = share * (near + with_missiles * exposed_to_missiles(world, parameters))
    return IN_REACH if at < in_reach else (NEAR_BORDER if at < near_by_missiles else DEEP)


@mechanism
def struck_with(world: World, parameters: Parameters, share: float) -> int:
    """The class of rounds with which Blue answers where `share` of Red's hazard falls."""
    near = answers_with(world, parameters, ROCKET) * near_exposed(world)
    missiles = answers_with(world, parameters, LONG_RANGE) * exposed_to_missiles(world, parameters)
    return ROCKET if share * (near + missiles) < near else LONG_RANGE
