"""M9, what has a given day: briefing, request, recommendation, and the decisions of a scheduled policy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model import events
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.policy import (
    allow_counter_fire,
    allow_long_range,
    note_recommendation,
    note_request,
    widen_counter_fire,
)
from sim.model.restrictions import Decision, Restrictions, lifting_day

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

# Entries of the calendar of a scheduled policy.
BRIEFING, REQUEST, RECOMMENDATION, COUNTER_FIRE, WIDENED, LONG_RANGE_LIFTED = range(6)
ENTRIES = 6


@mechanism
def entry_day(restrictions: Restrictions, entry: int) -> float:
    """The day of an entry of the calendar; infinite where there is none."""
    if entry == BRIEFING:
        return restrictions.briefing_day
    if entry == REQUEST:
        return restrictions.request_day
    if entry == RECOMMENDATION:
        return restrictions.recommendation_day
    if entry == COUNTER_FIRE:
        return restrictions.counter_fire.day
    if entry == WIDENED:
        return restrictions.counter_fire.day + restrictions.counter_fire.widened_after_days
    return lifting_day(restrictions)


@mechanism
def make_entry(env: Environment, world: World, parameters: Parameters, entry: int) -> None:
    """Do what the calendar says."""
    if entry == BRIEFING:
        env.record(events.BRIEFED, 0.0)
    elif entry == REQUEST:
        note_request(env, world, parameters)
    elif entry == RECOMMENDATION:
        note_recommendation(env, world)
    elif entry == COUNTER_FIRE:
        allow_counter_fire(env, world, parameters)
    elif entry == WIDENED:
        widen_counter_fire(env, world, parameters)
    else:
        allow_long_range(env, world, parameters)


@mechanism
def calendar(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Go through the dates of the policy; of one day, in the order briefing, request, recommendation, decisions.

    What lies before the start has happened: it is not entered. The briefing has a date in every kind of policy.
    """
    restrictions = parameters.restrictions
    last = ENTRIES if restrictions.kind == Decision.SCHEDULED else COUNTER_FIRE
    day = env.now
    while day < math.inf:
        for entry in range(last):
            if entry_day(restrictions, entry) == day:
                make_entry(env, world, parameters, entry)
        later = math.inf
        for entry in range(last):
            if day < entry_day(restrictions, entry) < later:
                later = entry_day(restrictions, entry)
        day = later
        if day < math.inf:
            yield env.timeout(day - env.now)
