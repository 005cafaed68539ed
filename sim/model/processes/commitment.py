"""M13, the process: Blue begins to commit its reserves."""

from __future__ import annotations

from sim.model import events
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.parameters import Parameters
from sim.model.reserves.mechanism import are_committed
from sim.model.world import World


@mechanism
def commitment(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Blue begins to commit its reserves, a lag after the first day of the offensive."""
    if not are_committed(parameters.reserves.kind):
        return
    world.forces.commitment_day = max(0.0, env.now) + parameters.reserves.lag_days
    yield env.timeout(world.forces.commitment_day - env.now)
    if world.forces.reserves_kpe > 0.0:
        world.forces.committing = 1
        env.record(events.RESERVES_COMMITTED, world.forces.reserves_kpe)
