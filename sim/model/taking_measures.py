"""Measures of a replication, taken at the horizon; `sim.model.measures` defines them."""

from __future__ import annotations

import math

from sim.model.contract import mechanism
from sim.model.escalation.rungs import count_rung_days
from sim.model.escalation.severity import settle_severity
from sim.model.parameters import Parameters
from sim.model.sides import BLUE, RED
from sim.model.world import World


@mechanism
def over(dividend: float, divisor: float) -> float:
    """A ratio, undefined if the denominator is 0."""
    return dividend / divisor if divisor > 0.0 else math.nan


@mechanism
def day_or_undefined(day: float) -> float:
    """A day, undefined if the event did not happen."""
    return day if day < math.inf else math.nan


@mechanism
def measure_ground(world: World, parameters: Parameters) -> None:
    """Ground lost and its costs."""
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
    settle_severity(world, parameters.escalation, now)
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
