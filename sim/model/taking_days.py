"""Daily rows: the tracked quantities at the beginning of each day."""

from __future__ import annotations

from sim.model.advance.force_ratio import force_ratio
from sim.model.contract import mechanism
from sim.model.counter_battery.batteries import red_batteries
from sim.model.escalation.severity import severity_at
from sim.model.parameters import Parameters
from sim.model.processes.escalation import act_rate
from sim.model.processes.reach import batteries_in_sanctuary
from sim.model.sides import BLUE, DEEP, RED, ROCKET, TUBE
from sim.model.world import World


@mechanism
def take_daily_row(world: World, parameters: Parameters, now: float) -> None:
    """Fill `world.daily`; the scheduler calls it at each whole day, before that day's events."""
    daily = world.daily
    daily.ground_lost_km2 = world.front.penetration_km * parameters.scenario.front.sector_width_km
    daily.penetration_km = world.front.penetration_km
    daily.force_ratio = force_ratio(world, parameters.advance, parameters.scenario.artillery)
    daily.phase = float(world.phase.kind)
    daily.red_engaged_kpe = world.forces.engaged_kpe[RED]
    daily.blue_engaged_kpe = world.forces.engaged_kpe[BLUE]
    daily.red_losses_kpe = world.forces.lost_kpe[RED]
    daily.blue_losses_kpe = world.forces.lost_kpe[BLUE]
    daily.red_fires_kr_per_day = world.fires.rate_kr_per_day[RED]
    daily.blue_fires_kr_per_day = world.fires.rate_kr_per_day[BLUE]
    daily.tube_stock_kr = world.stock.rounds_kr[TUBE]
    daily.rocket_stock_kr = world.stock.rounds_kr[ROCKET]
    daily.red_stock_kr = world.stock.red_rounds_kr
    batteries = world.batteries
    daily.red_batteries_bty = red_batteries(world)
    daily.deep_batteries_bty = batteries.red_bty[DEEP]
    daily.blue_batteries_bty = batteries.blue_bty
    daily.sanctuary_bty = batteries_in_sanctuary(world)
    daily.launcher_salvos = float(world.city.launcher_salvos)
    daily.aircraft_strikes = float(world.city.aircraft_strikes)
    daily.aid_in_transit_usd_million = world.aid.in_transit_usd_million
    daily.pressure = world.policy.pressure
    daily.permission_steps = float(world.policy.steps_in_effect)
    daily.severity = severity_at(world, parameters.escalation, now)
    daily.rung = float(world.escalation.rung)
    daily.red_act_rate_per_day = act_rate(world, parameters, RED, now)
    daily.blue_act_rate_per_day = act_rate(world, parameters, BLUE, now)
    daily.packages_in_transit = float(world.aid.count)
    daily.detections = float(world.answers.detected[RED])
    daily.detections_waiting = float(world.answers.waiting[RED])
    daily.detections_displaced = float(world.answers.displaced[RED])
    daily.answers_late = float(world.answers.late[RED])
