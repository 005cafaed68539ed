r"""M10, escalation activity: acts of both sides that excite each other, and answers to permissions.

Two-sided Hawkes process (1971) with exponential kernels: $\lambda_i = \mu_i + \sum_j N_{ij}\,\tau^{-1} e^{-(t -
t_j)/\tau}$, where $N_{ij}$ is the mean number of acts of side $i$ that an act of side $j$ brings about at first hand.
Each permission step excites Red's answers in the same way. A side's baseline and its excitation have a clock each:
one Exp(1) draw, spent along the integrated intensity in closed form, so that a change elsewhere moves an act without
taking a draw.

Poisson: acts do not excite acts, permissions still excite answers. The other alternatives have files of their own:
`escalation_rungs.py`, where there are no acts but a ladder that is climbed at random, and `escalation_richardson.py`,
where tensions take the place of intensities.

There are no data behind this mechanism: its values are beliefs, to be varied.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from sim.model import events, signals
from sim.model.activity import (
    ACTING,
    ACTIVE,
    BELIEF,
    EXCITED,
    KEEPS_SEVERITY,
    ON_RUNGS,
    TENSE,
    Activity,
    has_excitation,
)
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import exponential
from sim.model.quantity import ANY, NOT_NEGATIVE, POSITIVE, Choice, Quantity
from sim.model.severity import TOP_RUNG, raise_severity
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

HIGHEST_SPECTRAL_RADIUS = 0.9
HIGHEST_REACTION = 0.999  # of tensions, as a share of what fatigue balances


@dataclass(frozen=True)
class Escalation:
    """M10: acts of escalation."""

    kind: Annotated[Activity, Choice("what brings about acts of escalation", BELIEF)]
    red_baseline_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "Red's acts that nothing provoked", BELIEF, (0.0, 0.2), ACTIVE)
    ]
    blue_baseline_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "Blue's acts that nothing provoked", BELIEF, (0.0, 0.2), ACTIVE)
    ]
    red_by_red: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "Red's acts for each act of Red's", BELIEF, (0.0, 0.6), EXCITED)
    ]
    red_by_blue: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "Red's acts for each act of Blue's", BELIEF, (0.0, 0.6), EXCITED)
    ]
    blue_by_red: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "Blue's acts for each act of Red's", BELIEF, (0.0, 0.6), EXCITED)
    ]
    blue_by_blue: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "Blue's acts for each act of Blue's", BELIEF, (0.0, 0.6), EXCITED)
    ]
    answers_per_step: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "Red's acts in answer to each permission step", BELIEF, (0.0, 5.0), ACTIVE)
    ]
    excitation_memory_days: Annotated[
        float, Quantity("d", POSITIVE, "time constant of an excitation", BELIEF, (1, 30), ACTIVE)
    ]
    severity_per_act: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "mean severity of an act (exponential)", BELIEF, used_by=ACTING)
    ]
    severity_memory_days: Annotated[
        float, Quantity("d", POSITIVE, "time constant of the fading of severity", BELIEF, (5, 90), KEEPS_SEVERITY)
    ]
    up_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "rate of going up a rung, without permissions", BELIEF, (0.0, 0.5), ON_RUNGS),
    ]
    down_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "rate of going down a rung", BELIEF, (0.0, 0.5), ON_RUNGS)
    ]
    up_by_step: Annotated[
        float,
        Quantity(
            "1",
            ANY,
            "logarithm of the factor on the rate up, for each permission step granted",
            BELIEF,
            (0.0, 0.3),
            ON_RUNGS,
        ),
    ]
    start_rung: Annotated[int, Quantity("1", (0, TOP_RUNG), "rung at the start", BELIEF, used_by=ON_RUNGS)]
    highest_rung: Annotated[
        int, Quantity("1", (1, TOP_RUNG), "rung above which nobody goes; 8 is out of scope", BELIEF, used_by=ON_RUNGS)
    ]
    lowest_absorbing: Annotated[bool, Choice("whether rung 0 is left no more once it is reached", BELIEF, ON_RUNGS)]
    highest_absorbing: Annotated[
        bool, Choice("whether the highest rung is left no more once it is reached", BELIEF, ON_RUNGS)
    ]
    red_tension_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "Red's tension at the start", BELIEF, used_by=TENSE)
    ]
    blue_tension_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "Blue's tension at the start", BELIEF, used_by=TENSE)
    ]
    red_reaction_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "growth of Red's tension for each unit of Blue's", BELIEF, (0.0, 0.04), TENSE),
    ]
    blue_reaction_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "growth of Blue's tension for each unit of Red's", BELIEF, (0.0, 0.04), TENSE),
    ]
    red_fatigue_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "rate at which Red's tension dies down", BELIEF, (0.05, 0.5), TENSE)
    ]
    blue_fatigue_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "rate at which Blue's tension dies down", BELIEF, (0.05, 0.5), TENSE)
    ]
    red_grievance_per_day2: Annotated[
        float, Quantity("1/d2", NOT_NEGATIVE, "growth of Red's tension that nothing provokes", BELIEF, used_by=TENSE)
    ]
    blue_grievance_per_day2: Annotated[
        float, Quantity("1/d2", NOT_NEGATIVE, "growth of Blue's tension that nothing provokes", BELIEF, used_by=TENSE)
    ]
    grievance_by_step_per_day2: Annotated[
        float,
        Quantity(
            "1/d2", NOT_NEGATIVE, "growth of Red's tension for each permission step granted", BELIEF, used_by=TENSE
        ),
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        radius = spectral_radius(self.red_by_red, self.red_by_blue, self.blue_by_red, self.blue_by_blue)
        if radius >= HIGHEST_SPECTRAL_RADIUS:
            yield (
                "red_by_red",
                f"acts would excite each other without end: the spectral radius of red_by_red, red_by_blue, "
                f"blue_by_red, blue_by_blue is {radius:.3g}, allowed below {HIGHEST_SPECTRAL_RADIUS:g}",
            )
        if self.kind == Activity.RUNGS and self.start_rung > self.highest_rung:
            yield "start_rung", f"must not be above highest_rung, {self.highest_rung} (got {self.start_rung})"
        reactions = self.red_reaction_per_day * self.blue_reaction_per_day
        fatigues = self.red_fatigue_per_day * self.blue_fatigue_per_day
        if self.kind == Activity.RICHARDSON and reactions >= HIGHEST_REACTION * fatigues:
            yield (
                "red_reaction",
                f"tensions would grow without end: red_reaction x blue_reaction is {reactions:.6g}, allowed below "
                f"{HIGHEST_REACTION:g} x red_fatigue x blue_fatigue, {HIGHEST_REACTION * fatigues:.6g}",
            )


def spectral_radius(a: float, b: float, c: float, d: float) -> float:
    """Of the matrix [[a, b], [c, d]] of numbers not below 0."""
    return 0.5 * (a + d + math.sqrt((a - d) * (a - d) + 4.0 * b * c))


# Sources of acts; Red's answers to permissions are acts of Red's.
ANSWERS = 2
SOURCES = 3


@mechanism
def offspring(parameters: Parameters, affected: int, by: int) -> float:
    """Mean number of acts of a side that an act of another brings about at first hand."""
    escalation = parameters.escalation
    if affected == RED:
        return escalation.red_by_red if by == RED else escalation.red_by_blue
    return escalation.blue_by_red if by == RED else escalation.blue_by_blue


@mechanism
def settle_excitation(world: World, parameters: Parameters, source: int, now: float) -> None:
    """Let an excitation fade to this day."""
    escalation = world.escalation
    passed = now - escalation.excitation_at_day[source]
    escalation.excitation_per_day[source] *= math.exp(-passed / parameters.escalation.excitation_memory_days)
    escalation.excitation_at_day[source] = now


@mechanism
def excite(world: World, parameters: Parameters, source: int, acts: float, now: float) -> None:
    """Add an excitation that brings about so many acts in the mean."""
    settle_excitation(world, parameters, source, now)
    world.escalation.excitation_per_day[source] += acts / parameters.escalation.excitation_memory_days


@mechanism
def act(env: Environment, world: World, parameters: Parameters, stream: Stream, source: int) -> None:
    """One act of escalation."""
    escalation = world.escalation
    side = BLUE if source == BLUE else RED
    if has_excitation(parameters.escalation.kind):
        for affected in range(2):
            excite(world, parameters, affected, offspring(parameters, affected, side), env.now)
    escalation.acts[side] += 1
    if source == ANSWERS:
        escalation.retaliations += 1
        env.record(events.RETALIATED, float(escalation.retaliations))
    raise_severity(env, world, parameters, exponential(stream, parameters.escalation.severity_per_act))
    env.announce(signals.ACTIVITY)


@mechanism
def baseline(env: Environment, world: World, parameters: Parameters, stream: Stream, side: int) -> Process:
    """Acts that nothing provoked, or that tension brings about; this is constant in a step of the flows."""
    rate = parameters.escalation.red_baseline_per_day if side == RED else parameters.escalation.blue_baseline_per_day
    while rate > 0.0:
        yield env.timeout(exponential(stream, 1.0) / rate)
        act(env, world, parameters, stream, side)
    while parameters.escalation.kind == Activity.RICHARDSON:
        left = exponential(stream, 1.0)
        while True:
            rate = world.escalation.mean_tension_per_day[side]
            start = env.now
            wait = left / rate if rate > 0.0 else math.inf
            due = start + wait
            yield env.timeout(min(wait, max(0.0, world.escalation.tension_until_day - start)))
            if env.now >= due:
                break
            left -= rate * (env.now - start)
        act(env, world, parameters, stream, side)


@mechanism
def excited(env: Environment, world: World, parameters: Parameters, stream: Stream, source: int) -> Process:
    """Acts that earlier acts, or permissions, brought about."""
    memory = parameters.escalation.excitation_memory_days
    while has_excitation(parameters.escalation.kind):
        left = exponential(stream, 1.0)
        while True:
            settle_excitation(world, parameters, source, env.now)
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
    """Red answers each permission step granted for the first time."""
    answered = 0
    while has_excitation(parameters.escalation.kind):
        yield env.signal(signals.PERMISSION_CHANGED)
        steps = world.policy.steps_granted
        if steps > answered:
            excite(world, parameters, ANSWERS, parameters.escalation.answers_per_step * (steps - answered), env.now)
            answered = steps
            env.announce(signals.ACTIVITY)


@mechanism
def act_rate(world: World, parameters: Parameters, side: int, now: float) -> float:
    """A side's acts a day as things stand; it changes nothing."""
    escalation = world.escalation
    if parameters.escalation.kind == Activity.RICHARDSON:
        return escalation.tension_per_day[side]
    if not has_excitation(parameters.escalation.kind):
        return 0.0
    rate = parameters.escalation.red_baseline_per_day if side == RED else parameters.escalation.blue_baseline_per_day
    for source in range(SOURCES):
        if source == side or (source == ANSWERS and side == RED):
            passed = now - escalation.excitation_at_day[source]
            faded = math.exp(-passed / parameters.escalation.excitation_memory_days)
            rate += escalation.excitation_per_day[source] * faded
    return rate
