r"""M4, counter-battery: batteries that fire may be found, answered and lost.

A mission is detected with probability $p_d$; the answer comes after an exponential time, and so does the
displacement, and the earlier one wins: $P(\text{response first}) = T_d/(T_r + T_d)$ of the mean times (competing
risks), or $1 - e^{-T_d/T_r}$ where every displacement takes the same time. So there are $a = $ missions
$\times\, p_d\, P$ answers in time a day for a battery. Losses are Poisson processes with the hazards

$$h_R = p_k\,a\,\rho_R\,\min(1, n/n_0)\,(\rho_1 E_1 + \rho_2 E_2), \qquad
  h_B = p_k\,a\,n\,\rho\,\min(1, f)\,\rho_R,$$

and one Exp(1) draw is spent along the integral of each. $E_1$ are Red's batteries that rockets may strike, $E_2$ those
that only long-range missiles may: in the deep, where they count by their efficiency (M5), and near the border where
counter-fire is banned. $\rho_1$ and $\rho_2$ are Blue's rations of these rounds, which the answers use up. $n$ are
Blue's batteries, $n_0$ at the start; $\rho$ is the share of the missions wanted that Blue's own stock of tube rounds
lets them fire (M3), and $f$ Red's firepower left of the start, times the ration $\rho_R$ of its rounds. A Red battery
that is rationed fires, and is found, by $\rho_R$ less. Suppression (M3) lowers the rounds that Red fires, not the
missions that are detected.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model.alternatives import alternatives
from sim.model.contract import Environment, mechanism
from sim.model.fires import use_rounds
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, SHARE, Choice, Quantity
from sim.model.sides import BANDS, BLUE, DEEP, IN_REACH, LONG_RANGE, NEAR_BORDER, RED, ROCKET

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Duel(IntEnum):
    """How a detection becomes a loss."""

    COMPETING_CLOCKS = 0
    CAPACITY_LIMITED = 1
    OFF = 2


class Displacement(IntEnum):
    """The law of the time after which a battery that fired has displaced."""

    EXPONENTIAL = 0
    FIXED = 1


COMPETING_CLOCKS, CAPACITY_LIMITED, OFF = Duel  # by short names, as Python finds those faster


@dataclass(frozen=True)
class NoCounterBattery:
    """Nobody answers."""


@dataclass(frozen=True)
class Answers:
    """Detections that are answered, if in time."""

    missions_per_bty_day: Annotated[
        float, Quantity("1/(bty d)", NOT_NEGATIVE, "fire missions of a battery in an assault")
    ]
    detection: Annotated[
        float,
        Quantity("1", SHARE, "probability that a mission is detected", plausible=(0.1, 0.6)),
    ]
    response_minutes: Annotated[float, Quantity("min", POSITIVE, "mean time to the answer", plausible=(6, 24))]
    displacement_minutes: Annotated[float, Quantity("min", POSITIVE, "mean time to displacement")]
    red_kill: Annotated[
        float,
        Quantity("1", SHARE, "probability that an answer destroys a Red battery", plausible=(0.01, 0.08)),
    ]
    blue_kill: Annotated[float, Quantity("1", SHARE, "probability that an answer destroys a Blue battery")]
    rounds_per_kill_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "Blue's rounds for each Red battery destroyed")]
    rocket_ration_kr: Annotated[
        float,
        Quantity("kr", POSITIVE, "stock of rockets from which every detection is answered"),
    ]


@dataclass(frozen=True)
class CompetingClocks(Answers):
    """The answer races the displacement."""

    displacement_law: Annotated[Displacement, Choice("law of the time to displacement")]


@dataclass(frozen=True)
class LimitedCapacity(Answers):
    """Detections wait for somebody who can answer."""

    red_answers_at_once: Annotated[int, Quantity("1", (0, 1000), "answers that Red's batteries can give at a time")]
    blue_answers_at_once: Annotated[int, Quantity("1", (0, 1000), "answers that Blue's batteries can give at a time")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.red_answers_at_once + self.blue_answers_at_once == 0:
            yield "blue_answers_at_once", "nobody can answer; choose counter_battery=off"


@alternatives({COMPETING_CLOCKS: CompetingClocks, CAPACITY_LIMITED: LimitedCapacity, OFF: NoCounterBattery})
@dataclass(frozen=True)
class CounterBattery(LimitedCapacity, CompetingClocks, NoCounterBattery):
    """M4: counter-battery fire."""

    kind: Annotated[Duel, Choice("how detection becomes loss")]


@mechanism
def response_first(parameters: Parameters) -> float:
    """Probability that the answer comes before the displacement."""
    duel = parameters.counter_battery
    if duel.displacement_law == Displacement.FIXED:
        return -math.expm1(-duel.displacement_minutes / duel.response_minutes)
    return duel.displacement_minutes / (duel.response_minutes + duel.displacement_minutes)


@mechanism
def detections_per_battery(world: World, parameters: Parameters) -> float:
    """Detections a day, for each battery that fires and may be struck."""
    duel = parameters.counter_battery
    return duel.missions_per_bty_day * world.phase.demand * duel.detection


@mechanism
def answers_per_battery(world: World, parameters: Parameters) -> float:
    """Answers in time a day, for each battery that fires and may be struck."""
    return detections_per_battery(world, parameters) * world.hazards.response_first


@mechanism
def ration_of(world: World, parameters: Parameters, weapon: int) -> float:
    """Share of the detections that Blue's stock of a class of rounds lets it answer."""
    stock, enough = world.stock.rounds_kr[weapon], parameters.counter_battery.rocket_ration_kr
    return 1.0 if stock >= enough else stock / enough


@mechanism
def answers_with(world: World, parameters: Parameters, weapon: int) -> float:
    """Blue's answers a day with a class of rounds, for each battery that fires and may be struck."""
    return answers_unrationed(world, answers_per_battery(world, parameters)) * ration_of(world, parameters, weapon)


@mechanism
def answers_unrationed(world: World, answers_per_bty_day: float) -> float:
    """The same, if there were rounds for every detection of a battery."""
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
    """Red batteries in the deep that long-range missiles may strike, as far as they fire."""
    return parameters.adaptation.relocated_efficiency * world.batteries.red_bty[DEEP] * world.policy.reach[DEEP]


@mechanism
def exposed_to_missiles(world: World, parameters: Parameters) -> float:
    """Red batteries, as far as they fire, that are answered with long-range missiles."""
    return near_exposed_to_missiles(world) + deep_exposed(world, parameters)


@mechanism
def red_hazards(world: World, parameters: Parameters, answers_per_bty_day: float) -> tuple[float, float]:
    """Red batteries lost a day to rockets, and to long-range missiles."""
    each = parameters.counter_battery.red_kill * answers_unrationed(world, answers_per_bty_day)
    by_rockets = each * ration_of(world, parameters, ROCKET) * near_exposed(world)
    if world.policy.rocket_reach == world.policy.reach[NEAR_BORDER] and world.policy.reach[DEEP] == 0.0:
        return by_rockets, 0.0
    return by_rockets, each * ration_of(world, parameters, LONG_RANGE) * exposed_to_missiles(world, parameters)


@mechanism
def red_hazard(world: World, parameters: Parameters) -> float:
    """Red batteries lost a day."""
    by_rockets, by_missiles = red_hazards(world, parameters, answers_per_battery(world, parameters))
    return by_rockets + by_missiles


@mechanism
def red_guns(world: World) -> float:
    """Share of Red's guns at the start that can answer: those that are left, as far as their rounds go."""
    return min(1.0, world.batteries.firepower_share) * world.fires.red_ration


@mechanism
def blue_hazard(world: World, parameters: Parameters, answers_per_bty_day: float) -> float:
    """Blue batteries lost a day; they fire as their stock allows."""
    answers = answers_per_bty_day * world.fires.ration * world.batteries.blue_bty
    return parameters.counter_battery.blue_kill * answers * red_guns(world)


@mechanism
def red_hazard_and_rounds(
    env: Environment, world: World, parameters: Parameters, answers_per_bty_day: float, days: float
) -> float:
    """Red batteries lost a day; takes a step of the rounds that Blue's answers use, where these are a flow."""
    by_rockets, by_missiles = red_hazards(world, parameters, answers_per_bty_day)
    per_loss = parameters.counter_battery.rounds_per_kill_kr * days
    spend_class(env, world, parameters, ROCKET, by_rockets * per_loss)
    if by_missiles > 0.0:
        spend_class(env, world, parameters, LONG_RANGE, by_missiles * per_loss)
    return by_rockets + by_missiles


@mechanism
def spend_class(env: Environment, world: World, parameters: Parameters, weapon: int, first_rate_kr: float) -> None:
    """Use rounds of a class, at the rate at the beginning of a step, or, rationed, at one that falls with the stock."""
    stock = world.stock.rounds_kr[weapon]
    used = first_rate_kr
    if 0.0 < stock < parameters.counter_battery.rocket_ration_kr:
        used = stock * (1.0 - math.exp(-first_rate_kr / stock))
    use_rounds(env, world, weapon, used)


@mechanism
def red_batteries(world: World) -> float:
    """Red's batteries in all bands."""
    red = world.batteries.red_bty
    return red[IN_REACH] + red[NEAR_BORDER] + red[DEEP]


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


@mechanism
def lose_red_battery(world: World, first: int) -> None:
    """One battery less, from a band; what it lacks is taken from the others."""
    red = world.batteries.red_bty
    lost = min(1.0, red_batteries(world))
    world.batteries.lost_bty[RED] += lost
    for step in range(BANDS):
        band = (first + step) % BANDS
        taken = min(lost, red[band])
        red[band] -= taken
        lost -= taken


@mechanism
def lose_blue_battery(world: World) -> None:
    """One Blue battery less."""
    lost = min(1.0, world.batteries.blue_bty)
    world.batteries.blue_bty -= lost
    world.batteries.lost_bty[BLUE] += lost


@mechanism
def replace_batteries(world: World, parameters: Parameters, days: float) -> None:
    """Replacements, up to the number at the start; Red's go in reach and near the border as at the start, none deep."""
    batteries = world.batteries
    artillery = parameters.scenario.artillery
    vacant = batteries.start_bty[RED] - red_batteries(world)
    if vacant > 0.0 and artillery.red_battery_replacements_bty_per_day > 0.0:
        added = min(artillery.red_battery_replacements_bty_per_day * days, vacant)
        behind = artillery.share_behind_border
        batteries.red_bty[IN_REACH] += added * (1.0 - behind)
        batteries.red_bty[NEAR_BORDER] += added * behind
        batteries.replaced_bty[RED] += added
    vacant = batteries.start_bty[BLUE] - batteries.blue_bty
    if vacant > 0.0 and artillery.blue_battery_replacements_bty_per_day > 0.0:
        added = min(artillery.blue_battery_replacements_bty_per_day * days, vacant)
        batteries.blue_bty += added
        batteries.replaced_bty[BLUE] += added
