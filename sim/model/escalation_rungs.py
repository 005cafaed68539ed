r"""M10 on rungs: a ladder that is climbed and stepped down at random, without acts.

A birth-death chain on the rungs 0 to `highest_rung`, with the same rates everywhere: up at $\lambda e^{\gamma n}$
with $n$ permission steps granted, down at $\mu$. Rung 0 and the highest one may absorb, so that the chain stays
there. Without absorption its stationary law is geometric, $\pi_k \propto (\lambda/\mu)^k$; from rung $k$ it reaches
the highest rung $m$ before 0 with probability $(1 - (\mu/\lambda)^k)/(1 - (\mu/\lambda)^m)$ (gambler's ruin; Feller
1968). There is no severity here: a red line that is crossed (M11) takes the ladder up by the whole part of its
severity.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model import signals
from sim.model.activity import Activity
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential
from sim.model.severity import climb_to

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@mechanism
def stays(world: World, parameters: Parameters) -> bool:
    """Whether the rung absorbs."""
    escalation = parameters.escalation
    rung = world.escalation.rung
    if rung == 0 and escalation.lowest_absorbing:
        return True
    return rung >= escalation.highest_rung and escalation.highest_absorbing


@mechanism
def up_rate(world: World, parameters: Parameters) -> float:
    """Rate of going up a rung (1/d)."""
    escalation = parameters.escalation
    if stays(world, parameters) or world.escalation.rung >= escalation.highest_rung:
        return 0.0
    return escalation.up_per_day * math.exp(escalation.up_by_step * world.policy.steps_granted)


@mechanism
def down_rate(world: World, parameters: Parameters) -> float:
    """Rate of going down a rung (1/d)."""
    if stays(world, parameters) or world.escalation.rung == 0:
        return 0.0
    return parameters.escalation.down_per_day


@mechanism
def climb(env: Environment, world: World, parameters: Parameters, rungs: int) -> None:
    """Go up so many rungs, as far as the ladder goes."""
    climb_to(env, world, min(parameters.escalation.highest_rung, world.escalation.rung + rungs))


@mechanism
def ladder(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Up and down the ladder; one Exp(1) draw along the total rate, and one uniform draw for the direction."""
    while parameters.escalation.kind == Activity.RUNGS:
        left = exponential(stream, 1.0)
        share = stream.uniform()
        while True:
            up = up_rate(world, parameters)
            down = down_rate(world, parameters)
            rate = up + down
            start = env.now
            wait = left / rate if rate > 0.0 else math.inf
            due = start + wait
            yield env.timeout(wait) | env.signal(signals.POLICY)
            if env.now >= due:
                break
            left -= rate * (env.now - start)
        goes_up = up > 0.0 and (down == 0.0 or share * rate < up)
        climb_to(env, world, world.escalation.rung + (1 if goes_up else -1))
