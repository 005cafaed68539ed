"""M9, events on given days: briefing, request, recommendation, permissions and withdrawals."""

from __future__ import annotations

import math

from sim.model import events
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.parameters import Parameters
from sim.model.processes.permissions import (
    announce_permissions,
    announce_relaxation,
    announce_reversal,
    note_change,
    put_into_effect,
    take_back,
)
from sim.model.processes.policy import note_recommendation, note_request, permit
from sim.model.restrictions.timeline import EventKind, changes, concerns, event_day, lag_of, permits
from sim.model.sides import BANDS, LONG_RANGE, TUBE
from sim.model.world import World


@mechanism
def change_permissions(world: World, parameters: Parameters, row: int, day: float) -> None:
    """Permit or withdraw according to an event on this day."""
    timeline = parameters.restrictions.events
    if permits(timeline.kind[row]):
        due = day + lag_of(timeline, row, parameters.sanctuary.first_use_lag_days)
        permit(world, timeline.weapons[row], timeline.bands[row], timeline.targets[row], due)
        return
    for weapon in range(TUBE, LONG_RANGE + 1):
        for band in range(BANDS):
            if concerns(timeline, row, weapon, band):
                take_back(world, weapon, band)


@mechanism
def make_entry(env: Environment, world: World, parameters: Parameters, row: int) -> None:
    """Apply an event of the calendar."""
    kind = parameters.restrictions.events.kind[row]
    if kind == EventKind.BRIEFING:
        env.record(events.BRIEFED, 0.0)
    elif kind == EventKind.REQUEST:
        note_request(env, world, parameters)
    elif kind == EventKind.RECOMMENDATION:
        note_recommendation(env, world)
    else:
        change_permissions(world, parameters, row, env.now)
        if permits(kind):
            announce_relaxation(env, world)
        else:
            announce_reversal(env, world, parameters)


@mechanism
def next_day(parameters: Parameters, day: float) -> float:
    """The first later day with an event; infinite if there is none."""
    timeline = parameters.restrictions.events
    later = math.inf
    for row in range(len(timeline.day)):
        if day < event_day(timeline, row) < later:
            later = event_day(timeline, row)
    return later


@mechanism
def change_before_the_start(world: World, parameters: Parameters, start_day: float) -> None:
    """Apply permissions and withdrawals that precede the start; the matrix holds their result."""
    timeline = parameters.restrictions.events
    day = next_day(parameters, -math.inf)
    while day < start_day:
        for row in range(len(timeline.day)):
            if event_day(timeline, row) == day and changes(timeline.kind[row]):
                change_permissions(world, parameters, row, day)
                note_change(world, permits(timeline.kind[row]), day)
        day = next_day(parameters, day)
    if world.policy.steps_granted > 0:
        put_into_effect(world, parameters, start_day)


@mechanism
def calendar(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Go through the events of the policy; events of one day come in the order of the list.

    Events before the start are not logged, but permissions that they left in force are announced at the start.
    """
    timeline = parameters.restrictions.events
    day = env.now
    if world.policy.steps_granted > 0:
        announce_permissions(env, world)
    while day < math.inf:
        for row in range(len(timeline.day)):
            if event_day(timeline, row) == day:
                make_entry(env, world, parameters, row)
        day = next_day(parameters, day)
        world.policy.next_entry_day = day
        if day < math.inf:
            yield env.timeout(day - env.now)
