"""Outcome measures of a replication, counted from day 0 to the horizon.

A measure that a replication does not define (a day that did not come, a ratio to nothing) is NaN there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, NamedTuple, get_type_hints

from sim.model.contract import mechanism
from sim.model.severity import count_rung_days, settle_severity
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


EFFECT, STATUS, INPUT = "effect", "status", "input"
"""The natures of measures: what happens in the model; what the permission covers by law; what an input sets."""
LESS, MORE, NEUTRAL = "less", "more", ""
"""Whether less or more of a measure is better for Blue."""
ON_A_DAY = "day"  # a measure that is a day, censored at the horizon where it did not come
HEADLINE = True


class Measure(NamedTuple):
    """A measure.

    Attributes:
        name, unit, meaning: in words.
        headline: whether a policy shows there first. Headline measures are effects; ground is none of them, because a
            difference in ground must be quoted with its range over the reasons why an offensive stalls.
        nature: EFFECT; STATUS, which counts what the permission covers, whatever comes of it; or INPUT, which the
            policy changes by a factor that is given.
        better: LESS or MORE, for Blue; NEUTRAL where neither can be said.
        censored: ON_A_DAY, or the name of the day from which the wait is counted, where a replication in which the
            event has not come by the horizon counts with the horizon; empty where it does not count.
    """

    name: str
    unit: str
    meaning: str
    headline: bool = False
    nature: str = EFFECT
    better: str = NEUTRAL
    censored: str = ""


@dataclass(slots=True)
class Measures:
    """The measures of a replication, with their units."""

    red_batteries_lost_bty: Annotated[float, "bty", "Red batteries lost", HEADLINE, EFFECT, MORE]
    red_fires_kr: Annotated[float, "kr", "rounds that Red fired", HEADLINE, EFFECT, LESS]
    blue_batteries_lost_bty: Annotated[float, "bty", "Blue batteries lost", HEADLINE, EFFECT, LESS]
    blue_losses_kpe: Annotated[float, "kpe", "defenders lost", HEADLINE, EFFECT, LESS]
    below_reserve_days: Annotated[
        float, "d", "days on which Blue's tube stock is below its reserve level", HEADLINE, EFFECT, LESS
    ]
    fires_from_sanctuary_kr: Annotated[float, "kr", "rounds fired from where Blue may not answer", False, STATUS]
    sanctuary_exposure_bty_d: Annotated[
        float, "bty d", "time integral of the Red batteries that may not be struck", False, STATUS
    ]
    launcher_salvos: Annotated[float, "salvos", "launcher salvos at the city", False, INPUT, LESS]
    ground_lost_km2: Annotated[float, "km2", "area lost at the horizon", False, EFFECT, LESS]
    area_days_km2_d: Annotated[float, "km2 d", "time integral of the area lost", False, EFFECT, LESS]
    deepest_penetration_km: Annotated[
        float, "km", "depth of the front at the horizon (ground is not retaken)", False, EFFECT, LESS
    ]
    tube_range_margin_low_km: Annotated[
        float, "km", "kilometres left to tube range of the city: shortest distance, extended range", False, EFFECT, MORE
    ]
    tube_range_margin_high_km: Annotated[
        float, "km", "kilometres left to tube range of the city: longest distance, standard range", False, EFFECT, MORE
    ]
    red_losses_kpe: Annotated[float, "kpe", "attackers lost", False, EFFECT, MORE]
    exchange_ratio: Annotated[float, "1", "Red's losses over Blue's", False, EFFECT, MORE]
    stock_minimum_kr: Annotated[float, "kr", "lowest stock of tube rounds", False, EFFECT, MORE]
    unmet_demand_kr: Annotated[float, "kr", "rounds that Blue wanted to fire and did not", False, EFFECT, LESS]
    blue_fires_kr: Annotated[float, "kr", "rounds that Blue fired"]
    fire_ratio: Annotated[float, "1", "Red's rounds over Blue's", False, EFFECT, LESS]
    aircraft_strikes: Annotated[float, "strikes", "aircraft strikes on the city", False, EFFECT, LESS]
    reserve_days_kpe_d: Annotated[
        float, "kpe d", "time integral of the reserves drawn from elsewhere", False, EFFECT, LESS
    ]
    adaptation_half_life_d: Annotated[float, "d", "from first use until half of the moving batteries have moved"]
    request_day: Annotated[float, "day", "day of the first request", False, EFFECT, NEUTRAL, ON_A_DAY]
    relaxation_day: Annotated[
        float, "day", "day of the first relaxation; undefined where none came", False, EFFECT, NEUTRAL, ON_A_DAY
    ]
    reversal_day: Annotated[
        float, "day", "day of the first reversal; undefined where none came", False, EFFECT, NEUTRAL, ON_A_DAY
    ]
    request_to_decision_d: Annotated[
        float, "d", "from the first request to the first relaxation", False, EFFECT, NEUTRAL, "request_day"
    ]
    rung_days: Annotated[float, "rung d", "time integral of the rung", False, EFFECT, LESS]
    top_rung: Annotated[float, "rung", "highest rung", False, EFFECT, LESS]
    retaliations: Annotated[float, "acts", "acts of escalation in answer to a permission", False, EFFECT, LESS]
    red_acts: Annotated[float, "acts", "Red's acts of escalation", False, EFFECT, LESS]
    blue_acts: Annotated[float, "acts", "Blue's acts of escalation"]
    severity_score_d: Annotated[float, "d", "time integral of the severity of escalation", False, EFFECT, LESS]
    red_line_crossed: Annotated[
        float, "1", "1 where permission steps reached the hidden threshold, else 0", False, EFFECT, LESS
    ]
    out_of_scope: Annotated[float, "1", "1 where escalation went beyond what the model describes, else 0"]
    aid_delivered_usd_million: Annotated[float, "USD m", "aid that arrived", False, EFFECT, MORE]
    aid_lag_d: Annotated[float, "d", "mean lag of the aid that arrived, by amount", False, EFFECT, LESS]


MEASURES = tuple(
    Measure(name, *hint.__metadata__) for name, hint in get_type_hints(Measures, include_extras=True).items()
)


@mechanism
def over(dividend: float, divisor: float) -> float:
    """A ratio, undefined over nothing."""
    return dividend / divisor if divisor > 0.0 else math.nan


@mechanism
def day_or_undefined(day: float) -> float:
    """A day, undefined where it did not come."""
    return day if day < math.inf else math.nan


@mechanism
def measure_ground(world: World, parameters: Parameters) -> None:
    """Ground, and what it cost."""
    measures = world.measures
    front = parameters.scenario.front
    depth = world.front.penetration_km
    measures.ground_lost_km2 = depth * front.sector_width_km
    measures.area_days_km2_d = world.front.area_days_km2_d
    measures.deepest_penetration_km = depth
    measures.tube_range_margin_low_km = max(0.0, front.city_distance_low_km - front.tube_range_high_km - depth)
    measures.tube_range_margin_high_km = max(0.0, front.city_distance_km - front.tube_range_low_km - depth)
    measures.red_losses_kpe = world.forces.lost_kpe[RED]
    measures.blue_losses_kpe = world.forces.lost_kpe[BLUE]
    measures.exchange_ratio = over(world.forces.lost_kpe[RED], world.forces.lost_kpe[BLUE])
    measures.reserve_days_kpe_d = world.forces.reserve_days_kpe_d


@mechanism
def measure_fires(world: World) -> None:
    """Batteries, fires, stocks and strikes."""
    measures = world.measures
    measures.red_batteries_lost_bty = world.batteries.lost_bty[RED]
    measures.blue_batteries_lost_bty = world.batteries.lost_bty[BLUE]
    measures.fires_from_sanctuary_kr = world.fires.from_sanctuary_kr
    measures.sanctuary_exposure_bty_d = world.batteries.sanctuary_days_bty_d
    measures.launcher_salvos = float(world.city.launcher_salvos)
    measures.aircraft_strikes = float(world.city.aircraft_strikes)
    measures.below_reserve_days = world.stock.below_reserve_days
    measures.stock_minimum_kr = world.stock.minimum_kr
    measures.unmet_demand_kr = world.fires.unmet_kr
    measures.red_fires_kr = world.fires.fired_kr[RED]
    measures.blue_fires_kr = world.fires.fired_kr[BLUE]
    measures.fire_ratio = over(world.fires.fired_kr[RED], world.fires.fired_kr[BLUE])
    measures.adaptation_half_life_d = math.nan
    if world.batteries.relocated == 1 and world.policy.first_use_day < math.inf:
        measures.adaptation_half_life_d = world.batteries.adaptation_day - world.policy.first_use_day


@mechanism
def measure_policy(world: World, parameters: Parameters, now: float) -> None:
    """Decisions, escalation and aid."""
    measures = world.measures
    policy = world.policy
    escalation = world.escalation
    measures.request_day = day_or_undefined(policy.request_day)
    measures.relaxation_day = day_or_undefined(policy.relaxation_day)
    measures.reversal_day = day_or_undefined(policy.reversal_day)
    measures.request_to_decision_d = measures.relaxation_day - measures.request_day
    settle_severity(world, parameters, now)
    count_rung_days(world, now)
    measures.rung_days = escalation.rung_days
    measures.top_rung = float(escalation.top_rung)
    measures.retaliations = float(escalation.retaliations)
    measures.red_acts = float(escalation.acts[RED])
    measures.blue_acts = float(escalation.acts[BLUE])
    measures.severity_score_d = escalation.severity_days
    measures.red_line_crossed = float(escalation.red_line_crossed)
    measures.out_of_scope = float(escalation.out_of_scope)
    measures.aid_delivered_usd_million = world.aid.arrived_usd_million
    measures.aid_lag_d = over(world.aid.lag_usd_million_d, world.aid.arrived_usd_million)


@mechanism
def take_measures(world: World, parameters: Parameters, now: float) -> None:
    """Fill `world.measures`; the scheduler calls it at the horizon."""
    measure_ground(world, parameters)
    measure_fires(world)
    measure_policy(world, parameters, now)
