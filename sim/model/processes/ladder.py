"""M10 on rungs, the process."""

from __future__ import annotations

import math

from sim.model import signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential
from sim.model.escalation.mechanism import climbs
from sim.model.escalation.on_rungs import days_at_rate, down_rate, up_rate
from sim.model.escalation.reversal import rise_by_withdrawal
from sim.model.escalation.rungs import climb_to
from sim.model.parameters import Parameters
from sim.model.world import World


@mechanism
def ladder(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Moves along the ladder: an Exp(1) draw along the total rate, and a uniform draw for the direction."""
    rule = parameters.escalation
    while climbs(rule.kind):
        left = exponential(stream, 1.0)
        share = stream.uniform()
        while True:
            up = up_rate(world, rule, rise_by_withdrawal(world, parameters.reversal), env.now)
            down = down_rate(world, rule)
            rate = up + down
            start = env.now
            wait = left / rate if rate > 0.0 else math.inf
            due = start + wait
            yield env.timeout(min(wait, days_at_rate(world, start))) | env.signal(signals.POLICY)
            if env.now >= due:
                break
            left -= rate * (env.now - start)
        goes_up = up > 0.0 and (down == 0.0 or share * rate < up)
        climb_to(env, world, world.escalation.rung + (1 if goes_up else -1))
