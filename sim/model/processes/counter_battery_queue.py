"""M4 with limited capacity, the queue; see `counter_battery/limited_capacity.py`."""

from __future__ import annotations

import math

from sim.model.contract import Environment, Stream, mechanism
from sim.model.counter_battery.batteries import red_batteries
from sim.model.counter_battery.detections import detections_per_battery, ration_of
from sim.model.counter_battery.limited_capacity import displacement_rate, response_rate
from sim.model.fires.mechanism import use_rounds
from sim.model.parameters import Parameters
from sim.model.processes.counter_battery_rates import (
    exposed_to_missiles,
    near_exposed,
    red_guns,
    struck_band,
    struck_with,
)
from sim.model.sides import BLUE, LONG_RANGE, RED, ROCKET
from sim.model.world import World


@mechanism
def detection_rate(world: World, parameters: Parameters, side: int) -> float:
    """Detections of a side's batteries that the other side would answer (1/d)."""
    each = detections_per_battery(world, parameters.counter_battery)
    if side == BLUE:
        return each * world.fires.ration * world.batteries.blue_bty
    each *= world.fires.red_ration
    rate = each * ration_of(world, parameters.counter_battery, ROCKET) * near_exposed(world)
    exposed = exposed_to_missiles(world, parameters)
    if exposed > 0.0:
        rate += each * ration_of(world, parameters.counter_battery, LONG_RANGE) * exposed
    return rate


@mechanism
def capacity(world: World, parameters: Parameters, side: int) -> int:
    """Number of answers to a side's batteries that can be under way at once."""
    if side == RED:
        return math.ceil(parameters.counter_battery.blue_answers_at_once * world.batteries.blue_share)
    return math.ceil(parameters.counter_battery.red_answers_at_once * red_guns(world))


@mechanism
def queue_rate(world: World, parameters: Parameters, side: int) -> float:
    """Events a day in the queue of detections of a side's batteries."""
    answers = world.answers
    rate = detection_rate(world, parameters, side)
    rate += displacement_rate(parameters.counter_battery) * (answers.waiting[side] + answers.under_way[side])
    return rate + response_rate(parameters.counter_battery) * (answers.under_way[side] + answers.in_vain[side])


@mechanism
def begin_answers(world: World, parameters: Parameters, side: int) -> None:
    """Start answers to waiting detections, as far as there is capacity."""
    answers = world.answers
    free = capacity(world, parameters, side) - answers.under_way[side] - answers.in_vain[side]
    begun = max(0, min(answers.waiting[side], free))
    answers.waiting[side] -= begun
    answers.under_way[side] += begun


@mechanism
def answer_in_time(env: Environment, world: World, parameters: Parameters, stream: Stream, side: int) -> int:
    """Give an answer in time and use its rounds; return the band of a battery destroyed (Blue's: 0), or -1."""
    duel = parameters.counter_battery
    if side == BLUE:
        return 0 if stream.uniform() < duel.blue_kill and world.batteries.blue_bty > 0.0 else -1
    share = stream.uniform()
    band = struck_band(world, parameters, share)
    use_rounds(env, world, struck_with(world, parameters, share), duel.rounds_per_kill_kr * duel.red_kill)
    return band if stream.uniform() < duel.red_kill and red_batteries(world) > 0.0 else -1


@mechanism
def queue_event(env: Environment, world: World, parameters: Parameters, stream: Stream, side: int, share: float) -> int:
    """Trigger the event at `share` of the total rate; return the band of a battery to lose, or -1."""
    answers = world.answers
    struck = -1
    at = share * queue_rate(world, parameters, side)
    displaces = displacement_rate(parameters.counter_battery)
    responds = response_rate(parameters.counter_battery)
    given_up = displaces * answers.waiting[side]
    escaped = given_up + displaces * answers.under_way[side]
    in_time = escaped + responds * answers.under_way[side]
    late = in_time + responds * answers.in_vain[side]
    if at < given_up:
        answers.waiting[side] -= 1
        answers.displaced[side] += 1
    elif at < escaped:
        answers.under_way[side] -= 1
        answers.in_vain[side] += 1
    elif at < in_time:
        answers.under_way[side] -= 1
        answers.in_time[side] += 1
        struck = answer_in_time(env, world, parameters, stream, side)
    elif at < late:
        answers.in_vain[side] -= 1
        answers.late[side] += 1
    else:
        answers.detected[side] += 1
        answers.waiting[side] += 1
    begin_answers(world, parameters, side)
    return struck
