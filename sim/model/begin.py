"""The initial state, and the start of the accounts at day 0."""

from __future__ import annotations

import math

from sim.model.advance.mechanism import begin_advance
from sim.model.aid.mechanism import is_announced
from sim.model.attrition.mechanism import set_law
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.counter_battery.mechanism import is_fought, response_first
from sim.model.decays import FADING
from sim.model.escalation.mechanism import climbs, is_tense
from sim.model.escalation.severity import settle_severity
from sim.model.parameters import Parameters
from sim.model.phases.names import PREPARATION
from sim.model.processes.calendar import change_before_the_start
from sim.model.processes.reach import refresh_firepower, set_reach
from sim.model.reserves.mechanism import reserves_that_come
from sim.model.sides import AIR_DEFENCE, BANDS, BLUE, IN_REACH, LONG_RANGE, NEAR_BORDER, RED, ROCKET, TUBE
from sim.model.world import World


@mechanism
def begin_forces(world: World, parameters: Parameters) -> None:
    """Initial strengths, and the reserves that Blue will commit."""
    forces = parameters.scenario.forces
    world.forces.engaged_kpe[RED] = forces.red_engaged_kpe
    world.forces.engaged_kpe[BLUE] = forces.blue_engaged_kpe
    world.forces.start_kpe[RED] = forces.red_engaged_kpe
    world.forces.start_kpe[BLUE] = forces.blue_engaged_kpe
    world.forces.reserves_kpe = reserves_that_come(parameters.reserves, parameters.stall, forces)
    world.forces.mean_kpe[RED] = forces.red_engaged_kpe
    world.forces.mean_kpe[BLUE] = forces.blue_engaged_kpe
    world.front.contact_share = 1.0
    world.front.engaged_before_kpe = forces.blue_engaged_kpe
    begin_advance(parameters.advance.kind, world, parameters.advance)
    set_law(world, parameters.attrition)


@mechanism
def begin_artillery(world: World, parameters: Parameters) -> None:
    """Initial batteries by band, and stocks by class."""
    artillery = parameters.scenario.artillery
    batteries = world.batteries
    batteries.red_bty[NEAR_BORDER] = artillery.red_batteries_bty * artillery.share_behind_border
    batteries.red_bty[IN_REACH] = artillery.red_batteries_bty - batteries.red_bty[NEAR_BORDER]
    batteries.blue_bty = artillery.blue_batteries_bty
    batteries.start_bty[RED] = artillery.red_batteries_bty
    batteries.start_bty[BLUE] = artillery.blue_batteries_bty
    batteries.firepower_share = 1.0
    batteries.adaptation_day = math.inf
    if is_fought(parameters.counter_battery.kind):
        world.hazards.response_first = response_first(parameters.counter_battery)
    world.fires.ration = 1.0
    world.fires.red_ration = 1.0
    stocks = parameters.scenario.stocks
    world.stock.red_rounds_kr = stocks.red_tube_kr
    world.stock.rounds_kr[TUBE] = stocks.tube_kr
    world.stock.rounds_kr[ROCKET] = stocks.rocket_kr
    world.stock.rounds_kr[LONG_RANGE] = stocks.long_range_kr
    world.stock.rounds_kr[AIR_DEFENCE] = stocks.air_defence_kr


@mechanism
def begin_policy(world: World, parameters: Parameters) -> None:
    """Nothing is allowed except what was before the start, and nothing else has happened yet."""
    policy = world.policy
    policy.changed_day = -math.inf
    policy.request_day = math.inf
    policy.relaxation_day = math.inf
    policy.reversal_day = math.inf
    policy.first_use_day = math.inf
    policy.next_effect_day = policy.next_entry_day = math.inf
    set_reach(world, parameters)
    world.city.response_day = parameters.scenario.start_day
    change_before_the_start(world, parameters, parameters.scenario.start_day)
    world.escalation.severity_at_day = parameters.scenario.start_day
    world.escalation.rung_since_day = parameters.scenario.start_day
    world.escalation.risen_day = parameters.scenario.start_day
    if climbs(parameters.escalation.kind):
        world.escalation.rung = parameters.escalation.start_rung
    if is_tense(parameters.escalation.kind):
        world.escalation.tension_per_day[RED] = parameters.escalation.red_tension_per_day
        world.escalation.tension_per_day[BLUE] = parameters.escalation.blue_tension_per_day
    for source in range(3):
        world.escalation.excitation_at_day[source] = parameters.scenario.start_day


@mechanism
def begin(world: World, parameters: Parameters) -> None:
    """Set the initial state; the scheduler calls it, on a state of zeros, before the first event."""
    for fading in range(FADING):
        world.decays.kept_share[fading] = 1.0
    begin_forces(world, parameters)
    begin_artillery(world, parameters)
    begin_policy(world, parameters)
    refresh_firepower(world, parameters)
    if parameters.scenario.start_day < 0.0:
        world.phase.kind = PREPARATION
    if is_announced(parameters.aid.kind):
        world.aid.gate_open = 1
        world.aid.authority_usd_million = parameters.aid.authority_usd_million
    open_books(world, parameters.scenario.start_day)


@mechanism
def open_books(world: World, now: float) -> None:
    """Start the accounts: amounts are initial, and nothing has arrived or been used. Measures count from here."""
    books = world.books
    for kind in range(4):
        books.rounds_kr[kind] = world.stock.rounds_kr[kind]
        world.stock.arrived_kr[kind] = 0.0
        world.stock.used_kr[kind] = 0.0
    books.red_rounds_kr = world.stock.red_rounds_kr
    world.stock.red_arrived_kr = 0.0
    world.stock.red_used_kr = 0.0
    for side in range(2):
        books.engaged_kpe[side] = world.forces.engaged_kpe[side]
        world.forces.lost_kpe[side] = 0.0
        world.forces.replaced_kpe[side] = 0.0
        books.reinforced_kpe[side] = world.forces.reinforced_kpe[side]
        world.batteries.lost_bty[side] = 0.0
        world.batteries.replaced_bty[side] = 0.0
        world.answers.detected[side] = 0
        world.answers.displaced[side] = 0
        world.answers.late[side] = 0
        world.answers.in_time[side] = 0
        world.fires.reported_kr[side] -= world.fires.fired_kr[side]  # what is not in the event log yet still will be
        world.fires.fired_kr[side] = 0.0
        world.escalation.acts[side] = 0
    books.committed_kpe = world.forces.committed_kpe
    books.batteries_bty[BLUE] = world.batteries.blue_bty
    books.batteries_bty[RED] = 0.0
    for band in range(BANDS):
        books.batteries_bty[RED] += world.batteries.red_bty[band]
    books.authority_usd_million = world.aid.authority_usd_million
    books.in_transit_usd_million = world.aid.in_transit_usd_million
    world.aid.announced_usd_million = 0.0
    world.aid.arrived_usd_million = 0.0
    world.aid.lag_usd_million_d = 0.0
    world.fires.from_sanctuary_kr = 0.0
    world.fires.unmet_kr = 0.0
    world.stock.minimum_kr = world.stock.rounds_kr[TUBE]
    world.stock.below_reserve_days = 0.0
    world.batteries.sanctuary_days_bty_d = 0.0
    world.forces.reserve_days_kpe_d = 0.0
    world.city.launcher_salvos = 0
    world.city.aircraft_strikes = 0
    world.escalation.retaliations = 0
    world.escalation.severity_days = 0.0
    world.escalation.severity_at_day = now
    world.escalation.rung_days = 0.0
    world.escalation.rung_since_day = now
    world.escalation.top_rung = world.escalation.rung


@mechanism
def opening(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Restart the accounts at day 0 if the scenario starts earlier, so that every variant is measured from day 0."""
    if env.now < 0.0:
        yield env.timeout(-env.now)
        settle_severity(world, parameters.escalation, env.now)
        open_books(world, env.now)
