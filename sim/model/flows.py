"""The one owner of everything that flows: it takes all quantities through a step, at rates constant within it.

A step is taken at its beginning, so that at every whole day, and at the horizon, all quantities stand at that day.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.adaptation import relocate
from sim.model.advance import move_front
from sim.model.attrition import note_spent, wear_down
from sim.model.casualties import CONTINUOUS
from sim.model.city import adapt_aircraft
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.counter_battery import replace_batteries, spend_rockets
from sim.model.escalation_richardson import build_tension
from sim.model.fires import fire, report_missions, supply, watch_stock
from sim.model.pressure import build_pressure
from sim.model.replacements import call_up, receive_reinforcements, replace_losses
from sim.model.reserves import commit_reserves
from sim.model.sanctuary import count_sanctuary

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

A_MOMENT = 1e-9  # days; sums of steps miss a whole day by less


@mechanism
def take_step(env: Environment, world: World, parameters: Parameters, days: float) -> None:
    """One step of every flow, in a fixed order."""
    count_sanctuary(world, parameters, days)
    supply(world, parameters, days)
    fire(env, world, parameters, days)
    spend_rockets(env, world, parameters, days)
    watch_stock(env, world, parameters, days)
    call_up(world, parameters, env.now, days)
    if parameters.casualties.kind == CONTINUOUS:
        wear_down(world, parameters, days)
    else:
        receive_reinforcements(world, days)
    note_spent(env, world)
    replace_losses(world, parameters, days)
    commit_reserves(world, parameters, days)
    move_front(world, parameters, days)
    replace_batteries(world, parameters, days)
    relocate(env, world, parameters, days)
    adapt_aircraft(world, parameters, days)
    build_pressure(world, parameters, days)
    build_tension(world, parameters, env.now, days)


@mechanism
def flows(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Step until the horizon; a step that would pass a whole day ends there."""
    while True:
        to_whole_day = math.floor(env.now + A_MOMENT) + 1.0 - env.now
        days = min(parameters.step_days, to_whole_day, parameters.horizon_days - env.now)
        take_step(env, world, parameters, days)
        yield env.timeout(days)


@mechanism
def missions(env: Environment, world: World, parameters: Parameters, stream: Stream, side: int) -> Process:
    """Report the fire missions of each day."""
    while True:
        yield env.timeout(1.0)
        report_missions(env, world, side)
