"""M4, the process: batteries are lost as detections are answered in time.

The rates come from `counter_battery/mechanism.py`, or from the queue in `processes/counter_battery_queue.py`.
"""

from __future__ import annotations

import math

from sim.model import events, signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.counter_battery.batteries import lose_blue_battery, lose_red_battery, red_batteries
from sim.model.counter_battery.detections import answers_per_battery
from sim.model.counter_battery.mechanism import is_fought, queues
from sim.model.draws import exponential
from sim.model.parameters import Parameters
from sim.model.processes.counter_battery_queue import queue_event, queue_rate
from sim.model.processes.counter_battery_rates import blue_hazard, red_hazard, red_hazard_and_rounds, struck_band
from sim.model.processes.reach import refresh_firepower
from sim.model.sides import BLUE, RED
from sim.model.world import World


@mechanism
def event_rate(world: World, parameters: Parameters, side: int) -> float:
    """Losses a day of a side's batteries, or events a day in their queue."""
    if queues(parameters.counter_battery.kind):
        return queue_rate(world, parameters, side)
    if side == RED:
        return red_hazard(world, parameters)
    return blue_hazard(world, parameters, answers_per_battery(world, parameters.counter_battery))


@mechanism
def lose_battery(env: Environment, world: World, parameters: Parameters, side: int, band: int) -> None:
    """Remove a battery that is lost; Red's from a band."""
    if side == RED:
        lose_red_battery(world, band)
        env.record(events.BATTERY_LOST, red_batteries(world))
    else:
        lose_blue_battery(world)
        env.record(events.BATTERY_LOST, world.batteries.blue_bty)
    refresh_firepower(world, parameters)
    env.announce(signals.JUMP)


@mechanism
def spend_hazard(world: World, side: int, now: float) -> None:
    """Deduct the hazard up to now from that left before a side's next event."""
    hazards = world.hazards
    hazards.left[side] -= hazards.rate_per_day[side] * (now - hazards.since_day[side])
    hazards.since_day[side] = now


@mechanism
def days_to_event(world: World, side: int) -> float:
    """Days until the remaining hazard is spent at its current rate."""
    rate = world.hazards.rate_per_day[side]
    return max(0.0, world.hazards.left[side]) / rate if rate > 0.0 else math.inf


@mechanism
def refresh_hazards(env: Environment, world: World, parameters: Parameters, days: float) -> None:
    """Set the rates of this step, use its rounds, and wake the processes if an event falls within it."""
    if not is_fought(parameters.counter_battery.kind):
        return
    now = env.now
    spend_hazard(world, RED, now)
    spend_hazard(world, BLUE, now)
    rates = world.hazards.rate_per_day
    if queues(parameters.counter_battery.kind):
        rates[RED] = queue_rate(world, parameters, RED)
        rates[BLUE] = queue_rate(world, parameters, BLUE)
    else:
        answers = answers_per_battery(world, parameters.counter_battery)
        rates[RED] = red_hazard_and_rounds(env, world, parameters, answers, days)
        rates[BLUE] = blue_hazard(world, parameters, answers)
    left = world.hazards.left
    if left[RED] <= rates[RED] * days or left[BLUE] <= rates[BLUE] * days:
        env.announce(signals.JUMP)


@mechanism
def counter_battery(env: Environment, world: World, parameters: Parameters, stream: Stream, side: int) -> Process:
    """Losses of one side's batteries; the rate is updated on jumps and, by the flows, at each step.

    The flows change the rate without waking this process, so it may wake too early; it is never too late, because they
    wake it in the step in which the event falls.
    """
    while is_fought(parameters.counter_battery.kind):
        world.hazards.left[side] = exponential(stream, 1.0)
        world.hazards.since_day[side] = env.now
        share = stream.uniform()
        wait = math.inf
        while env.now + wait > env.now:
            spend_hazard(world, side, env.now)
            world.hazards.rate_per_day[side] = event_rate(world, parameters, side)
            yield env.timeout(days_to_event(world, side)) | env.signal(signals.JUMP)
            spend_hazard(world, side, env.now)
            wait = days_to_event(world, side)
        if queues(parameters.counter_battery.kind):
            band = queue_event(env, world, parameters, stream, side, share)
        else:
            band = struck_band(world, parameters, share) if side == RED else 0
        if band >= 0:
            lose_battery(env, world, parameters, side, band)
