"""M10, the process by which fading severity lowers the rung."""

from __future__ import annotations

import math

from sim.model import signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.escalation.mechanism import keeps_severity
from sim.model.escalation.rungs import set_rung
from sim.model.escalation.severity import settle_severity, severity_at
from sim.model.parameters import Parameters
from sim.model.world import World


@mechanism
def fading(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Step down the ladder on the day that severity has faded below the rung."""
    rule = parameters.escalation
    while keeps_severity(rule.kind):
        rung = world.escalation.rung
        if rung == 0:
            yield env.signal(signals.ACTIVITY)
        else:
            excess = severity_at(world, rule, env.now) / rung
            wait = math.log(excess) * rule.severity_memory_days if excess > 1.0 else 0.0
            due = env.now + wait
            yield env.timeout(wait) | env.signal(signals.ACTIVITY)
            if env.now >= due:
                settle_severity(world, rule, env.now)
                set_rung(env, world, rung - 1)
