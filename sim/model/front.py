"""M2, how the front takes a step, by whichever law it advances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model import phases, signals
from sim.model.advance import DEPTH, EXOGENOUS, NONE, SATURATING, WITHDRAWAL
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.depth import slowed_depth
from sim.model.draws import lognormal
from sim.model.ratio import depth_towards_line, speed_by_ratio
from sim.model.saturating import relax_front
from sim.model.stall import LINE, MIXED, supply_factor_at
from sim.model.withdrawal import withdraw

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@mechanism
def open_speed(world: World, parameters: Parameters) -> float:
    """The speed before a held line or depth slows it (km/d)."""
    advance = parameters.advance
    if world.phase.kind == phases.ASSAULT:
        share = parameters.stall.speed_factor
    elif world.phase.kind == phases.EXPLOITATION:
        share = parameters.stall.speed_factor * advance.exploitation_speed_share
    else:
        return 0.0
    if advance.kind == EXOGENOUS:
        return share * world.front.exogenous_speed_km_per_day
    if advance.kind == WITHDRAWAL:
        return share * world.front.withdrawal_km_per_day
    if advance.kind == NONE:
        return 0.0
    return speed_by_ratio(world, parameters, share * advance.speed_maximum_km_per_day)


@mechanism
def follow_speed(world: World, parameters: Parameters, days: float) -> None:
    """Move the front at its speed through one step, up to a held line or ever slower with depth."""
    front = world.front
    speed = open_speed(world, parameters)
    before = front.penetration_km
    kind = parameters.stall.kind
    if speed > 0.0:
        if parameters.advance.kind == DEPTH:
            front.penetration_km = slowed_depth(before, parameters.advance.slowing_depth_km, speed, days)
        elif kind == MIXED or kind == LINE:
            front.penetration_km = depth_towards_line(before, parameters.scenario.front.hold_depth_km, speed, days)
        else:
            front.penetration_km = before + speed * days


@mechanism
def move_front(world: World, parameters: Parameters, days: float) -> None:
    """Move the front through one step, in closed form."""
    front = world.front
    before = front.penetration_km
    front.supply_factor = supply_factor_at(parameters, before + 0.5 * days * front.speed_km_per_day)
    if parameters.advance.kind == SATURATING:
        relax_front(world, parameters, days)
    else:
        follow_speed(world, parameters, days)
    front.speed_km_per_day = (front.penetration_km - before) / days
    front.area_days_km2_d += 0.5 * (before + front.penetration_km) * parameters.scenario.front.sector_width_km * days


@mechanism
def speeds(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Draw the time constant, or set the speed anew: for each assault if exogenous, for each day of a withdrawal.

    The first phase has begun before this starts.
    """
    if parameters.advance.kind == SATURATING:
        world.front.time_constant_days = lognormal(
            stream, parameters.advance.time_constant_median_days, parameters.advance.time_constant_log_sd
        )
    while parameters.advance.kind == EXOGENOUS:
        if world.phase.kind == phases.ASSAULT:
            stream.item(world.phase.number)
            world.front.exogenous_speed_km_per_day = lognormal(
                stream, parameters.advance.speed_median_km_per_day, parameters.advance.speed_log_sd
            )
        yield env.signal(signals.PHASE_STARTED)
    while parameters.advance.kind == WITHDRAWAL:
        yield env.timeout(1.0)
        withdraw(world, parameters)
