"""The process that takes everything that flows through one time step after the other.

Each quantity uses the others' values in the middle of the step, so the error is of the order of the step squared. A
step is taken at its beginning, so at every whole day, and at the horizon, all quantities have that day's values. It
ends on a grid that restarts each day, or sooner if a jump is foreseen: a phase may end, a permission opens something or
a withdrawal closes it, a package arrives, or reserves begin to arrive.
"""

from __future__ import annotations

import math

from sim.model import signals
from sim.model.aid.mechanism import follows_pressure
from sim.model.attrition.casualties import falls_one_by_one
from sim.model.attrition.losses import note_spent
from sim.model.attrition.mechanism import wear_down
from sim.model.attrition.replacements import call_up, receive_reinforcements, replace_losses
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.counter_battery.batteries import replace_batteries
from sim.model.escalation.mechanism import is_tense
from sim.model.escalation.richardson import build_tension
from sim.model.fires.mechanism import fire_blue, fire_red, report_missions, supply, watch_stock
from sim.model.parameters import Parameters
from sim.model.pressure.mechanism import build_pressure
from sim.model.processes.counter_battery_losses import refresh_hazards
from sim.model.processes.foreseen_permissions import first_change
from sim.model.processes.front import move_front
from sim.model.processes.reach import set_firepower
from sim.model.processes.relocation import relocate
from sim.model.reserves.lagged import commit_reserves, reserves_in_step
from sim.model.restrictions.mechanism import decides_itself
from sim.model.sides import BLUE, DEEP, IN_REACH, NEAR_BORDER, RED, TUBE
from sim.model.world import World

A_MOMENT = 1e-9  # days by which a step begins after the day it begins on, so that what jumps on that day has jumped
SAME_STEP = 1e-6  # of a step; rounding of times


@mechanism
def move_batteries(env: Environment, world: World, parameters: Parameters, now: float, days: float) -> None:
    """Take one step of moves and replacements of batteries; their firepower is that of its middle."""
    red = world.batteries.red_bty
    in_reach, near, deep = red[IN_REACH], red[NEAR_BORDER], red[DEEP]
    relocate(env, world, parameters, now, days)
    replace_batteries(world, parameters.scenario.artillery, days)
    in_reach, near, deep = 0.5 * (in_reach + red[IN_REACH]), 0.5 * (near + red[NEAR_BORDER]), 0.5 * (deep + red[DEEP])
    world.batteries.sanctuary_days_bty_d += set_firepower(world, parameters, in_reach, near, deep) * days


@mechanism
def exchange_fires(env: Environment, world: World, parameters: Parameters, days: float) -> None:
    """Take one step of fires, and of the stocks that they use and supply refills."""
    before = world.stock.rounds_kr[TUBE]
    supply(world, parameters.scenario.stocks, days)
    fire_red(env, world, parameters.fires, parameters.scenario, days)
    fire_blue(env, world, parameters.fires, parameters.scenario, days)
    refresh_hazards(env, world, parameters, days)
    watch_stock(env, world, parameters.fires, before, days)


@mechanism
def fight(env: Environment, world: World, parameters: Parameters, now: float, days: float) -> None:
    """Take one step of both forces: losses, replacements and reinforcements."""
    forces = world.forces
    red = forces.engaged_kpe[RED]
    blue = forces.engaged_kpe[BLUE]
    reserves_kpe = reserves_in_step(world, parameters.reserves, days)
    call_up(world, parameters.scenario.forces.reinforcements, now, days)
    if falls_one_by_one(parameters.casualties.kind):
        receive_reinforcements(world, days)
    else:
        wear_down(world, parameters.attrition, parameters.scenario.forces, reserves_kpe, days)
    note_spent(env, world)
    replace_losses(world, parameters.scenario.forces, days)
    commit_reserves(world, parameters.reserves, reserves_kpe, days)
    forces.mean_kpe[RED] = 0.5 * (red + forces.engaged_kpe[RED])
    forces.mean_kpe[BLUE] = 0.5 * (blue + forces.engaged_kpe[BLUE])


@mechanism
def pressure_decides(parameters: Parameters) -> bool:
    """Whether any decision depends on the pressure."""
    return decides_itself(parameters.restrictions.kind) or follows_pressure(parameters.aid.kind)


@mechanism
def grow_tension(world: World, parameters: Parameters, now: float, days: float) -> None:
    """Take one step of both tensions, if they cause acts."""
    if is_tense(parameters.escalation.kind):
        build_tension(world, parameters.escalation, now, days)


@mechanism
def take_step(env: Environment, world: World, parameters: Parameters, now: float, days: float) -> None:
    """Take one step of every flow, from now."""
    move_batteries(env, world, parameters, now, days)
    exchange_fires(env, world, parameters, days)
    fight(env, world, parameters, now, days)
    move_front(world, parameters, days)
    build_pressure(world, parameters.pressure, parameters.scenario, now, days)
    grow_tension(world, parameters, now, days)
    if pressure_decides(parameters):
        env.announce(signals.POLICY)


@mechanism
def end_of_step(world: World, parameters: Parameters, now: float) -> float:
    """End of the step that begins now."""
    today = math.floor(now + A_MOMENT)
    number = math.floor((now - today) / parameters.step_days + SAME_STEP) + 1
    end = min(today + number * parameters.step_days, today + 1.0, parameters.horizon_days)
    for day in (world.phase.next_look_day, world.aid.next_arrival_day, world.forces.commitment_day):
        if now + A_MOMENT < day < end - A_MOMENT:
            end = day
    return first_change(world, parameters, now, end)


@mechanism
def flows(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Step until the horizon."""
    now = env.now
    while True:
        wait = now + A_MOMENT - env.now
        yield env.timeout(wait if wait > 0.0 else 0.0)
        end = end_of_step(world, parameters, now)
        take_step(env, world, parameters, now, end - now)
        now = end


@mechanism
def missions(env: Environment, world: World, parameters: Parameters, stream: Stream, side: int) -> Process:
    """Report the fire missions of each day."""
    while True:
        yield env.timeout(1.0)
        report_missions(env, world, side)
