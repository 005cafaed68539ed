"""M2, a step of the front, under any law of advance."""

from __future__ import annotations

from sim.model import signals
from sim.model.advance.mechanism import AT_THE_START, EACH_DAY, EACH_PHASE, advance_a_step, renew_advance, when_renewed
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.parameters import Parameters
from sim.model.stall.mechanism import supply_left
from sim.model.world import World


@mechanism
def move_front(world: World, parameters: Parameters, days: float) -> None:
    """Move the front through one step, in closed form."""
    front = world.front
    before = front.penetration_km
    front.supply_factor = supply_left(parameters.stall, before + 0.5 * days * front.speed_km_per_day)
    advance = parameters.advance
    advance_a_step(advance.kind, world, advance, parameters.stall, parameters.scenario, days)
    front.speed_km_per_day = (front.penetration_km - before) / days
    front.area_days_km2_d += 0.5 * (before + front.penetration_km) * parameters.scenario.front.sector_width_km * days


@mechanism
def speeds(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Draw the variables of an advance, or reset its speed, at the start, for each phase or for each day.

    The first phase has begun before this starts.
    """
    advance = parameters.advance
    renewed = when_renewed(advance.kind)
    if renewed == AT_THE_START:
        renew_advance(advance.kind, world, advance, stream)
    while renewed == EACH_PHASE:
        renew_advance(advance.kind, world, advance, stream)
        yield env.signal(signals.PHASE_STARTED)
    while renewed == EACH_DAY:
        yield env.timeout(1.0)
        renew_advance(advance.kind, world, advance, stream)
