r"""M10, escalation activity: acts of both sides that excite each other, and answers to permissions.

Two-sided Hawkes process (1971) with exponential kernels: $\lambda_i = \mu_i + \sum_j N_{ij}\,\tau^{-1} e^{-(t -
t_j)/\tau}$, where $N_{ij}$ is the mean number of acts of side $i$ that an act of side $j$ causes directly.
Each permission step excites Red's answers in the same way. A side's baseline and its excitation have separate clocks:
an act falls when the integrated intensity, in closed form, reaches an Exp(1) draw, so a change elsewhere moves an act
without another draw.

Excitation has data: fits of this process to the acts of 22 rival pairs of states, 1946 to 2014, with a baseline for
every five years, give medians of .26 acts of a side for each earlier act of that side, .14 for each act of the other,
and a memory of 11 days. Memory and excitation depend on how freely the baseline varies, because slow drift looks like
memory: with a constant baseline the same pairs give .49, .22 and 55 days. Those acts are threats, displays and uses of
force between states. Answers to permissions have one effect size: 0.37 (.01 to .74) more days with a mass strike in the
14 days after each of twelve steps, p = .065. Mass strikes themselves are more regular than a Poisson process (variance
over mean .71 by week), as if from a stock built up in between: if acts represent them, self-excitation should be 0.
Baselines and severities remain beliefs.

Red answers each step granted, including one withdrawn and granted again; `escalation/reversal.py` has the effects of a
withdrawal.
Poisson: acts do not excite acts, but permissions still excite answers. Two alternatives have separate files:
`escalation/on_rungs.py`, a ladder climbed at random, without acts, and `escalation/richardson.py`, in which tensions
replace intensities.
"""

from __future__ import annotations

import math

from sim.model import events, signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential
from sim.model.escalation.mechanism import baseline_rate, has_excitation, is_tense, offspring_of
from sim.model.escalation.reversal import feel_withdrawal
from sim.model.escalation.severity import raise_severity
from sim.model.escalation.sources import ANSWERS, SOURCES, excite, settle_excitation
from sim.model.parameters import Parameters
from sim.model.restrictions.permission_steps import A_MOMENT
from sim.model.sides import BLUE, RED
from sim.model.world import World


@mechanism
def act(env: Environment, world: World, parameters: Parameters, stream: Stream, source: int) -> None:
    """One act of escalation."""
    escalation, rule = world.escalation, parameters.escalation
    side = BLUE if source == BLUE else RED
    if has_excitation(rule.kind):
        for affected in range(2):
            excite(world, rule, affected, offspring_of(rule.kind, rule, affected, side), env.now)
    escalation.acts[side] += 1
    if source == ANSWERS:
        escalation.retaliations += 1
        env.record(events.RETALIATED, float(escalation.retaliations))
    raise_severity(env, world, rule, exponential(stream, rule.severity_per_act))
    env.announce(signals.ACTIVITY)


@mechanism
def baseline(env: Environment, world: World, parameters: Parameters, stream: Stream, side: int) -> Process:
    """Unprovoked acts, or acts caused by tension, which is constant in a step of the flows.

    A step begins a moment after the last one has ended; its tension is evaluated then.
    """
    rate = baseline_rate(parameters.escalation, side)
    while rate > 0.0:
        yield env.timeout(exponential(stream, 1.0) / rate)
        act(env, world, parameters, stream, side)
    while is_tense(parameters.escalation.kind):
        left = exponential(stream, 1.0)
        while True:
            rate = world.escalation.mean_tension_per_day[side]
            start = env.now
            wait = left / rate if rate > 0.0 else math.inf
            due = start + wait
            yield env.timeout(min(wait, max(A_MOMENT, world.escalation.tension_until_day - start)))
            if env.now >= due:
                break
            left -= rate * (env.now - start)
        act(env, world, parameters, stream, side)


@mechanism
def excited(env: Environment, world: World, parameters: Parameters, stream: Stream, source: int) -> Process:
    """Acts caused by earlier acts, or by permissions."""
    memory = parameters.escalation.excitation_memory_days
    while has_excitation(parameters.escalation.kind):
        left = exponential(stream, 1.0)
        while True:
            settle_excitation(world, parameters.escalation, source, env.now)
            start = env.now
            height = world.escalation.excitation_per_day[source]
            share = 1.0 - left / (height * memory) if height > 0.0 else 0.0
            wait = -math.log(share) * memory if share > 0.0 else math.inf
            due = start + wait
            yield env.timeout(wait) | env.signal(signals.ACTIVITY)
            if env.now >= due:
                break
            left -= height * memory * (1.0 - math.exp(-(env.now - start) / memory))
        act(env, world, parameters, stream, source)


@mechanism
def answers(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Answers of Red to each permission step granted and each one withdrawn; a swap at one moment is neither."""
    before = 0
    while True:
        yield env.signal(signals.PERMISSION_CHANGED)
        steps = world.policy.steps_granted
        if steps < before:
            feel_withdrawal(env, world, parameters.reversal, parameters.escalation, before, steps)
        elif steps > before and has_excitation(parameters.escalation.kind):
            excite(
                world,
                parameters.escalation,
                ANSWERS,
                parameters.escalation.answers_per_step * (steps - before),
                env.now,
            )
            env.announce(signals.ACTIVITY)
        before = steps


@mechanism
def act_rate(world: World, parameters: Parameters, side: int, now: float) -> float:
    """Current rate of a side's acts per day; changes nothing."""
    escalation = world.escalation
    if is_tense(parameters.escalation.kind):
        return escalation.tension_per_day[side]
    if not has_excitation(parameters.escalation.kind):
        return 0.0
    rate = baseline_rate(parameters.escalation, side)
    for source in range(SOURCES):
        if source == side or (source == ANSWERS and side == RED):
            passed = now - escalation.excitation_at_day[source]
            faded = math.exp(-passed / parameters.escalation.excitation_memory_days)
            rate += escalation.excitation_per_day[source] * faded
    return rate
