r"""M9, policy: when Blue asks, and when the sponsor relaxes or reverses its restriction.

Timeline: briefing, request, recommendation, permissions and withdrawals on given days (`restrictions/timeline.py`);
without a permission it is a ban.

Endogenous: the request follows a hazard, the recommendation comes a log-normal lag after it, and from then on hazards
also decide when the restriction is relaxed step by step, and reversed. Each has the form

$$h = \exp(\beta_0 + \beta_1 (p - p_0) + \beta_2 n + \beta_3 g)$$

of the pressure $p$, the pressure $p_0$ at which $\beta_0$ applies, the precedents $n$ (grants so far) and the rung $g$,
with separate coefficients and the exponent clipped at 4, times a baseline $h_0(t)$ that is 1 unless given
(`restrictions/baseline.py`). The hazards of relaxing and reversing are 0 within the dwell after the last change. A
decision falls when the integrated hazard reaches an Exp(1) draw. The request and the recommendation may also have given
days (`processes/calendar.py`).

Four permissions, of artillery near Kharkiv, of its extension to other sectors, of long-range strikes by the United
States and by the United Kingdom, followed their requests after 17, 18, 79 and 202 days: a rate of .0127 a day (95 %:
.0043 to .030), whose logarithm is the intercept of relaxing at the usual pressure after a request. A Weibull shape of
1.03 (.41 to 2.0) supports a constant hazard. The first of the four, which this scenario replays, was the fastest.

Looking: request and recommendation on given days, decisions as what the sponsor looks at passes a level
(`restrictions/looking.py`), as the pressure passes noisy thresholds (`restrictions/threshold.py`).
"""

from __future__ import annotations

import math

from sim.model import events, signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential, lognormal
from sim.model.parameters import Parameters
from sim.model.pressure.mechanism import raise_pressure
from sim.model.processes.permissions import announce_relaxation, announce_reversal, grant, take_back
from sim.model.restrictions.baseline import Hazard, baseline_integral, baseline_time
from sim.model.restrictions.looking import days_to_look, least_dwell, may_step
from sim.model.restrictions.mechanism import decides_by_hazard, decides_by_looking, is_due, level_of
from sim.model.restrictions.permission_steps import A_MOMENT, days_of_dwell
from sim.model.restrictions.stepwise import HIGHEST_STEP
from sim.model.restrictions.timeline import Bands, EventKind, Weapons, arms, covers, given_day
from sim.model.sides import BANDS, LONG_RANGE, ROCKET, TUBE, Band
from sim.model.world import World


@mechanism
def note_request(env: Environment, world: World, parameters: Parameters) -> None:
    """Blue asks for a change."""
    world.policy.requested = 1
    world.policy.request_day = min(world.policy.request_day, env.now)
    env.record(events.REQUESTED, 0.0)
    raise_pressure(env, world, parameters.pressure, parameters.pressure.by_request)


@mechanism
def note_recommendation(env: Environment, world: World) -> None:
    """Advisers recommend a change."""
    world.policy.recommended = 1
    env.record(events.RECOMMENDED, 0.0)
    env.announce(signals.POLICY)


@mechanism
def permit(world: World, weapons: int, bands: int, targets: int, effect_day: float) -> None:
    """Allow weapons in bands, class by class."""
    for weapon in range(TUBE, LONG_RANGE + 1):
        for band in range(BANDS):
            if arms(weapons, weapon) and covers(bands, band):
                grant(world, weapon, band, targets, effect_day)


@mechanism
def permit_step(env: Environment, world: World, parameters: Parameters, step: int) -> None:
    """Grant a step: counter-fire where the rule says, counter-fire at any attacked border, or long-range strikes."""
    restrictions = parameters.restrictions
    effect_day = env.now + parameters.sanctuary.first_use_lag_days
    if step == 1:
        permit(world, Weapons.ARTILLERY, restrictions.counter_fire.bands, restrictions.counter_fire.targets, effect_day)
    elif step == 2:
        permit(world, Weapons.ARTILLERY, Bands.ATTACKED_BORDER, restrictions.counter_fire.targets, effect_day)
    else:
        permit(world, Weapons.LONG_RANGE, Bands.ALL, restrictions.long_range.targets, effect_day)
    announce_relaxation(env, world)


@mechanism
def hazard_rate(hazard: Hazard, world: World) -> float:
    """Current hazard (1/d), without its baseline."""
    policy = world.policy
    exponent = hazard.intercept + hazard.pressure * (policy.mean_pressure - hazard.at_pressure)
    exponent += hazard.precedent * policy.grants + hazard.rung * world.escalation.rung
    return math.exp(min(exponent, 4.0))


@mechanism
def relaxing_rate(world: World, parameters: Parameters, now: float) -> float:
    """Hazard of relaxing by a step (1/d)."""
    policy = world.policy
    if policy.recommended == 0 or policy.level >= parameters.restrictions.highest_step:
        return 0.0
    if days_of_dwell(world, parameters.restrictions.dwell_days, now) > 0.0:
        return 0.0
    return hazard_rate(parameters.restrictions.relax, world)


@mechanism
def reversing_rate(world: World, parameters: Parameters, now: float) -> float:
    """Hazard of reversing the last step (1/d)."""
    policy = world.policy
    if policy.level == 0 or days_of_dwell(world, parameters.restrictions.dwell_days, now) > 0.0:
        return 0.0
    return hazard_rate(parameters.restrictions.reverse, world)


@mechanism
def requesting_rate(world: World, parameters: Parameters, now: float) -> float:
    """Hazard of the request (1/d); 0 before day 0."""
    if now < -A_MOMENT:
        return 0.0
    return hazard_rate(parameters.restrictions.request, world)


# What an endogenous process waits for.
TO_REQUEST, TO_RELAX, TO_REVERSE = range(3)


@mechanism
def rate_of(world: World, parameters: Parameters, what: int, now: float) -> float:
    """Hazard of the decision that a process waits for (1/d)."""
    if what == TO_REQUEST:
        return requesting_rate(world, parameters, now)
    if what == TO_RELAX:
        return relaxing_rate(world, parameters, now)
    return reversing_rate(world, parameters, now)


@mechanism
def days_until_spent(parameters: Parameters, what: int, needed: float, now: float) -> float:
    """Days until the integral of the baseline of the awaited decision reaches `needed`."""
    if what == TO_REQUEST:
        return baseline_time(parameters.restrictions.request, needed, now)
    if what == TO_RELAX:
        return baseline_time(parameters.restrictions.relax, needed, now)
    return baseline_time(parameters.restrictions.reverse, needed, now)


@mechanism
def spent(parameters: Parameters, what: int, start: float, end: float) -> float:
    """Integral of the baseline of the awaited decision, from one day to a later one."""
    if what == TO_REQUEST:
        return baseline_integral(parameters.restrictions.request, start, end)
    if what == TO_RELAX:
        return baseline_integral(parameters.restrictions.relax, start, end)
    return baseline_integral(parameters.restrictions.reverse, start, end)


@mechanism
def days_to_decision(world: World, parameters: Parameters, what: int, left: float, rate: float, now: float) -> float:
    """Days until the remaining hazard is spent at this rate, or until a request with a given day."""
    if what == TO_REQUEST and given_day(parameters.restrictions.events, EventKind.REQUEST) < math.inf:
        return 0.0 if world.policy.requested == 1 else math.inf
    if rate <= 0.0:
        return math.inf
    return days_until_spent(parameters, what, left / rate, now)


@mechanism
def relax(env: Environment, world: World, parameters: Parameters) -> None:
    """Grant the next step."""
    world.policy.level += 1
    permit_step(env, world, parameters, world.policy.level)


@mechanism
def reverse(env: Environment, world: World, parameters: Parameters) -> None:
    """Withdraw the last step, except what the first one already allowed."""
    level = world.policy.level
    world.policy.level -= 1
    first = parameters.restrictions.counter_fire.bands
    for band in range(BANDS):
        if level == HIGHEST_STEP:
            take_back(world, LONG_RANGE, band)
        elif level == 1 or (band == Band.ATTACKED_BORDER and not covers(first, band)):
            take_back(world, TUBE, band)
            take_back(world, ROCKET, band)
    announce_reversal(env, world, parameters)


@mechanism
def is_step_due(world: World, parameters: Parameters, relaxes: bool, level: float, now: float) -> bool:
    """Whether there is a step to take, and what the sponsor looks at has passed the level of this decision."""
    rule = parameters.restrictions
    return may_step(world, rule, relaxes, now) and is_due(rule.kind, world, rule, relaxes, level)


@mechanism
def decisions(env: Environment, world: World, parameters: Parameters, stream: Stream, what: int) -> Process:
    """Requests, relaxations or reversals, by a hazard or by looking, checked on jumps, each step, and after the dwell.

    Decision k draws from item k.
    """
    number = 0
    while decides_by_hazard(parameters.restrictions.kind):
        stream.item(number)
        number += 1
        left = exponential(stream, 1.0)
        while True:
            rate = rate_of(world, parameters, what, env.now)
            start = env.now
            wait = days_to_decision(world, parameters, what, left, rate, start)
            due = start + wait
            look = days_to_look(world, parameters.restrictions.dwell_days, start)
            yield env.timeout(min(wait, look)) | env.signal(signals.POLICY)
            if env.now >= due:
                break
            left -= rate * spent(parameters, what, start, env.now)
        if what == TO_RELAX:
            relax(env, world, parameters)
        elif what == TO_REVERSE:
            reverse(env, world, parameters)
        else:
            if given_day(parameters.restrictions.events, EventKind.REQUEST) == math.inf:
                note_request(env, world, parameters)
            if given_day(parameters.restrictions.events, EventKind.RECOMMENDATION) < math.inf:
                return
            yield env.timeout(
                lognormal(
                    stream,
                    parameters.restrictions.recommendation_lag_days,
                    parameters.restrictions.recommendation_lag_log_sd,
                )
            )
            note_recommendation(env, world)
            return
    while decides_by_looking(parameters.restrictions.kind) and what != TO_REQUEST:
        stream.item(number)
        number += 1
        level = level_of(parameters.restrictions.kind, stream, parameters.restrictions, what == TO_RELAX)
        while not is_step_due(world, parameters, what == TO_RELAX, level, env.now):
            look = days_to_look(world, least_dwell(parameters.restrictions), env.now)
            yield env.timeout(look) | env.signal(signals.POLICY)
        if what == TO_RELAX:
            relax(env, world, parameters)
        else:
            reverse(env, world, parameters)
