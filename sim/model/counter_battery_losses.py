"""M4, the process: batteries are lost as detections are answered in time.

The rates are those of `counter_battery.py`, or of the queue in `counter_battery_queue.py`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model import events, signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.counter_battery import (
    Duel,
    blue_hazard,
    lose_blue_battery,
    lose_red_battery,
    red_batteries,
    red_hazard,
    struck_band,
)
from sim.model.counter_battery_queue import queue_event, queue_rate
from sim.model.draws import exponential
from sim.model.sides import RED

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@mechanism
def event_rate(world: World, parameters: Parameters, side: int) -> float:
    """Losses a day of a side's batteries, or events a day in their queue."""
    if parameters.counter_battery.kind == Duel.CAPACITY_LIMITED:
        return queue_rate(world, parameters, side)
    return red_hazard(world, parameters) if side == RED else blue_hazard(world, parameters)


@mechanism
def lose_battery(env: Environment, world: World, side: int, band: int) -> None:
    """A battery of a side is lost; Red's from a band."""
    if side == RED:
        lose_red_battery(world, band)
        env.record(events.BATTERY_LOST, red_batteries(world))
    else:
        lose_blue_battery(world)
        env.record(events.BATTERY_LOST, world.batteries.blue_bty)
    env.announce(signals.JUMP)


@mechanism
def counter_battery(env: Environment, world: World, parameters: Parameters, stream: Stream, side: int) -> Process:
    """Losses of one side's batteries; the rate is looked at on jumps and once a day."""
    while parameters.counter_battery.kind != Duel.OFF:
        left = exponential(stream, 1.0)
        share = stream.uniform()
        while True:
            rate = event_rate(world, parameters, side)
            start = env.now
            wait = left / rate if rate > 0.0 else math.inf
            due = start + wait
            yield env.timeout(min(wait, 1.0)) | env.signal(signals.JUMP)
            if env.now >= due:
                break
            left -= rate * (env.now - start)
        if parameters.counter_battery.kind == Duel.CAPACITY_LIMITED:
            band = queue_event(env, world, parameters, stream, side, share)
        else:
            band = struck_band(world, parameters, share) if side == RED else 0
        if band >= 0:
            lose_battery(env, world, side, band)
