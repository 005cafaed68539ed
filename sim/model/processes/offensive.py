"""M6, the process: phases in sequence."""

from __future__ import annotations

from sim.model import events, signals
from sim.model.advance.force_ratio import force_ratio
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.parameters import Parameters
from sim.model.phases.cycle import intensity_in, next_phase
from sim.model.phases.mechanism import ends_early, ends_on_conditions
from sim.model.phases.names import ASSAULT, EXPLOITATION, PREPARATION
from sim.model.phases.threshold import halts, is_over
from sim.model.phases.timed import draw_sojourn
from sim.model.sides import RED
from sim.model.stall.mechanism import culminates, supply_left
from sim.model.world import World


@mechanism
def enter(env: Environment, world: World, parameters: Parameters, kind: int) -> None:
    """Begin a phase and announce it."""
    phase = world.phase
    phase.kind = kind
    phase.tempo = intensity_in(parameters.phases.tempo, kind)
    phase.demand = intensity_in(parameters.phases.demand, kind)
    if kind == ASSAULT:
        phase.lost_before_kpe = world.forces.lost_kpe[RED]
    env.record(events.PHASE_STARTED, float(kind))
    env.announce(signals.PHASE_STARTED)
    env.announce(signals.JUMP)


@mechanism
def end_assault(env: Environment, world: World) -> None:
    """Record that the offensive culminates, with its losses since the assault began."""
    env.record(events.CULMINATED, world.forces.lost_kpe[RED] - world.phase.lost_before_kpe)


@mechanism
def breaks_off(world: World, parameters: Parameters) -> bool:
    """Whether an assault, or its exploitation, culminates early."""
    return ends_early(parameters.phases.kind) and culminates(world, parameters.stall)


@mechanism
def waits_for_strength(world: World, parameters: Parameters) -> bool:
    """Whether a prepared assault waits for a better ratio of forces."""
    rule = parameters.phases
    return ends_early(rule.kind) and ratio_now(world, parameters) < rule.renewal_ratio


@mechanism
def ends_now(world: World, parameters: Parameters, kind: int) -> bool:
    """Whether the condition that ends a phase is met, if phases end on conditions."""
    return is_over(world, parameters.phases, kind, ratio_now(world, parameters), supply_now(world, parameters))


@mechanism
def ratio_now(world: World, parameters: Parameters) -> float:
    """The ratio of forces."""
    return force_ratio(world, parameters.advance, parameters.scenario.artillery)


@mechanism
def supply_now(world: World, parameters: Parameters) -> float:
    """Share of Red's strength at the point left at the current depth."""
    return supply_left(parameters.stall, world.front.penetration_km)


@mechanism
def halts_now(world: World, parameters: Parameters) -> bool:
    """Whether an assault, or its exploitation, cannot continue, if phases end on conditions."""
    return halts(world, parameters.phases, ratio_now(world, parameters), supply_now(world, parameters))


@mechanism
def offensive(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """The cycle of phases; phase k draws from item k, so its length does not depend on earlier phases."""
    if env.now < 0.0:
        enter(env, world, parameters, PREPARATION)
        yield env.timeout(-env.now)
    kind = ASSAULT
    while ends_on_conditions(parameters.phases.kind):
        world.phase.number += 1
        enter(env, world, parameters, kind)
        yield env.timeout(1.0)
        while not ends_now(world, parameters, kind):
            yield env.timeout(1.0)
        culminated = kind in (ASSAULT, EXPLOITATION) and halts_now(world, parameters)
        if culminated:
            end_assault(env, world)
        kind = next_phase(kind, culminated, True)
    while True:
        stream.item(world.phase.number)
        until = env.now + draw_sojourn(stream, parameters.phases, kind)
        exploits = stream.uniform() < parameters.phases.exploitation_probability
        world.phase.number += 1
        enter(env, world, parameters, kind)
        culminated = False
        if kind in (ASSAULT, EXPLOITATION):
            while env.now < until and not culminated:
                world.phase.next_look_day = max(env.now, min(env.now + 1.0, until))
                yield env.timeout(world.phase.next_look_day - env.now)
                culminated = breaks_off(world, parameters)
            if culminated:
                end_assault(env, world)
        else:
            world.phase.next_look_day = until
            yield env.timeout(until - env.now)
            while kind == PREPARATION and waits_for_strength(world, parameters):
                yield env.timeout(1.0)
        kind = next_phase(kind, culminated, exploits)
