r"""M10 on rungs: a ladder that is climbed and stepped down at random, without acts.

A birth-death chain on the rungs 0 to `highest_rung`, with the same rates on every rung: up at
$\lambda(a)\,e^{\gamma n}$ with $n$ permission steps granted, down at $\mu$. Rung 0 and the highest one may absorb, so
that the chain stays there.

The rate up falls with the days $a$ since the last rise, or since the start: it has one value within the first day,
another up to day 7, a third later. Of 666 confrontations that began with a display of force 46 % of those that went
higher did so on the first day and 57 % within a week; the hazard is .23, .019 and .007 a day. It is integrated piece by
piece, exactly. Answers are in it: of displays 33 % were answered within 30 days, of these 54 % on their level and 42 %
above. The ladder has more rungs than the four levels of those data, so a rung is at most a level. Steps down follow
the durations of confrontations: 28 days in the median. What permission steps do to the rate remains a belief.

With one rate at all times the stationary law is geometric, $\pi_k \propto (\lambda/\mu)^k$; from rung $k$ it reaches
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
from sim.model.permissions import A_MOMENT
from sim.model.severity import climb_to

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

A_DAY, A_WEEK = 1.0, 7.0
HIGHEST_EXPONENT = 4.0


@mechanism
def stays(world: World, parameters: Parameters) -> bool:
    """Whether the rung absorbs."""
    escalation = parameters.escalation
    rung = world.escalation.rung
    if rung == 0 and escalation.lowest_absorbing:
        return True
    return rung >= escalation.highest_rung and escalation.highest_absorbing


@mechanism
def days_at_rate(world: World, now: float) -> float:
    """Days for which the rate up stays as it is: to the end of the first day, or of the first week, after a rise."""
    passed = now - world.escalation.risen_day
    if passed < A_DAY - A_MOMENT:
        return A_DAY - passed
    if passed < A_WEEK - A_MOMENT:
        return A_WEEK - passed
    return math.inf


@mechanism
def rise_rate(world: World, parameters: Parameters, now: float) -> float:
    """Rate up without permissions (1/d), by the days since the last rise."""
    passed = now - world.escalation.risen_day
    if passed < A_DAY - A_MOMENT:
        return parameters.escalation.up_first_day_per_day
    if passed < A_WEEK - A_MOMENT:
        return parameters.escalation.up_first_week_per_day
    return parameters.escalation.up_later_per_day


@mechanism
def up_rate(world: World, parameters: Parameters, now: float) -> float:
    """Rate of going up a rung (1/d)."""
    escalation = parameters.escalation
    if stays(world, parameters) or world.escalation.rung >= escalation.highest_rung:
        return 0.0
    exponent = escalation.up_by_step * world.policy.steps_granted
    exponent += parameters.reversal.up_by_step * world.escalation.steps_withdrawn
    return rise_rate(world, parameters, now) * math.exp(min(exponent, HIGHEST_EXPONENT))


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
            up = up_rate(world, parameters, env.now)
            down = down_rate(world, parameters)
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
