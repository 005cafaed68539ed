"""M1, the process of salvos."""

from __future__ import annotations

import math

from sim.model.attrition.mechanism import comes_in_salvos
from sim.model.attrition.salvo import exchange
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.parameters import Parameters
from sim.model.world import World


@mechanism
def salvos(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Exchanges of salvos, one per interval."""
    attrition = parameters.attrition
    in_salvos = comes_in_salvos(attrition.kind)
    number = math.floor(env.now / attrition.salvo_interval_days) if in_salvos else 0
    while in_salvos:
        number += 1
        yield env.timeout(max(0.0, number * attrition.salvo_interval_days - env.now))
        exchange(env, world, attrition)
