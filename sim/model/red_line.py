r"""M11, the red line: what permission steps a hidden line punishes, and what is learned by going on unpunished.

Uniform: a fixed threshold on the steps granted, uniform on 1 to 10, so after $k$ steps unpunished the next one crosses
it with probability $1/(10 - k)$: the risk of the next step rises. A step taken back and granted again is none.

Beta-Bernoulli: a propensity $p$ from Beta(a, b), drawn once; each step crosses with probability $p$. After $k$ steps
unpunished the risk of the next is $a/(a + b + k)$: it falls.

Grievance: each step adds 1 to a sum that fades with a time constant, or never; the line is crossed when the sum passes
a threshold, which is log-normal and drawn once.

Convex: a move, all that is granted at one moment, of $s$ steps crosses with probability $1 - e^{-c (s/S)^g}$. With
$g > 1$ one move is riskier than the same in slices: cut into $m$ equal moves it is $1 - e^{-c m^{1-g}}$ at $s = S$.

All of them read the steps that are granted now: after a withdrawal fewer. In the last three a step granted again is a
new one. A crossing raises severity and excites Red's
answers; it comes once.

The line is fixed and unknown. A replication draws it anew from its law, so that it counts as chance, unless
`threshold_quantile` says where in that law it lies: then nothing is drawn. A study varies the quantile as it does any
other belief, the same number under every law.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import events, signals
from sim.model.activity import BELIEF, Activity, has_excitation
from sim.model.alternatives import alternatives
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import beta, exponential, lognormal, normal_quantile
from sim.model.escalation_richardson import add_tension
from sim.model.escalation_rungs import climb
from sim.model.permissions import STEPS
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, SHARE, Choice, Quantity
from sim.model.reversal import forgiven_steps
from sim.model.severity import raise_severity
from sim.model.sources import ANSWERS, excite

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Threshold(IntEnum):
    """What crosses a hidden line."""

    UNIFORM = 0
    NONE = 1
    BETA_BERNOULLI = 2
    GRIEVANCE = 3
    CONVEX = 4


BEYOND_ALL_STEPS = 1e9
MOST_STEPS = 10_000  # the step before which a line given by its quantile is looked for; a replication grants far fewer
HIGHEST_QUANTILE = 0.9999999999999999  # the largest uniform draw


@dataclass(frozen=True)
class NoLine:
    """No step crosses a line."""


@dataclass(frozen=True)
class HiddenLine:
    """What a crossing brings about, wherever the line lies; a line uniform on the steps needs no more."""

    crossing_severity: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "severity that a crossing adds", BELIEF, (0.0, 8.0))
    ]
    crossing_answers: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "Red's acts in answer to a crossing", BELIEF, (0.0, 10.0))
    ]
    threshold_quantile: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "quantile of the line in its law, below which it lies with this probability; null: each replication draws",
            BELIEF,
            (0.0, 1.0),
            optional=True,
        ),
    ]


@dataclass(frozen=True)
class PropensityLine(HiddenLine):
    """Each step crosses with a propensity from a Beta law."""

    propensity_a: Annotated[
        float, Quantity("1", (0.01, 1e6), "a of the Beta law: steps punished before", BELIEF, (0.5, 5.0))
    ]
    propensity_b: Annotated[
        float,
        Quantity("1", (0.01, 1e6), "b of the Beta law: steps unpunished before", BELIEF, (1.0, 30.0)),
    ]


@dataclass(frozen=True)
class GrievanceLine(HiddenLine):
    """Steps add to a sum that fades."""

    threshold_median: Annotated[
        float, Quantity("1", POSITIVE, "median of the sum of steps that crosses it", BELIEF, (1.0, 10.0))
    ]
    threshold_log_sd: Annotated[
        float, Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of that", BELIEF, (0.0, 1.0))
    ]
    memory_days: Annotated[
        float,
        Quantity(
            "d",
            POSITIVE,
            "time constant with which steps are forgiven; null for never",
            BELIEF,
            (10, 180),
            optional=True,
        ),
    ]


@dataclass(frozen=True)
class ConvexLine(HiddenLine):
    """One large move is riskier than many small ones."""

    weight: Annotated[float, Quantity("1", NOT_NEGATIVE, "c: hazard of a move of full size", BELIEF, (0.1, 3.0))]
    full_size: Annotated[float, Quantity("1", POSITIVE, "S: steps of a move of full size", "ten steps in all")]
    exponent: Annotated[
        float,
        Quantity("1", (0.1, 10.0), "g: above 1, large moves are worse than many small ones", BELIEF, (1.0, 3.0)),
    ]


@alternatives(
    {
        Threshold.UNIFORM: HiddenLine,
        Threshold.NONE: NoLine,
        Threshold.BETA_BERNOULLI: PropensityLine,
        Threshold.GRIEVANCE: GrievanceLine,
        Threshold.CONVEX: ConvexLine,
    }
)
@dataclass(frozen=True)
class RedLine(ConvexLine, GrievanceLine, PropensityLine, NoLine):
    """M11: the attacker's hidden line."""

    kind: Annotated[Threshold, Choice("what of the permission steps crosses a hidden line", BELIEF)]


@mechanism
def steps_until_punished(stream: Stream, a: float, b: float) -> float:
    """The number of the step that is the first to cross, as each does with a propensity from Beta(a, b)."""
    propensity = beta(stream, a, b)
    chance = math.log1p(-stream.uniform())
    if propensity <= 0.0:
        return BEYOND_ALL_STEPS
    if propensity >= 1.0:
        return 1.0
    return 1.0 + math.floor(min(BEYOND_ALL_STEPS, chance / math.log1p(-propensity)))


@mechanism
def step_punished_at(quantile: float, a: float, b: float) -> float:
    """The step that is the first to cross with that probability of an earlier or the same one, of a Beta(a, b) law."""
    unpunished = 1.0
    step = 0
    while step < MOST_STEPS:
        unpunished *= (b + step) / (a + b + step)
        step += 1
        if 1.0 - unpunished > quantile:
            return float(step)
    return BEYOND_ALL_STEPS


@mechanism
def line_at(quantile: float, parameters: Parameters) -> float:
    """What moves are to add up to where the line lies at a quantile of its law."""
    line = parameters.red_line
    below = min(quantile, HIGHEST_QUANTILE)
    if line.kind == Threshold.UNIFORM:
        return 1.0 + math.floor(STEPS * below)
    if line.kind == Threshold.BETA_BERNOULLI:
        return step_punished_at(below, line.propensity_a, line.propensity_b)
    if line.kind == Threshold.GRIEVANCE:
        return line.threshold_median * math.exp(line.threshold_log_sd * normal_quantile(below))
    return -math.log1p(-below)


@mechanism
def draw_line(stream: Stream, parameters: Parameters) -> float:
    """What moves are to add up to for the line to be crossed."""
    line = parameters.red_line
    if line.threshold_quantile < math.inf:
        return line_at(line.threshold_quantile, parameters)
    if line.kind == Threshold.UNIFORM:
        return 1.0 + math.floor(STEPS * stream.uniform())
    if line.kind == Threshold.BETA_BERNOULLI:
        return steps_until_punished(stream, line.propensity_a, line.propensity_b)
    if line.kind == Threshold.GRIEVANCE:
        return lognormal(stream, line.threshold_median, line.threshold_log_sd)
    return exponential(stream, 1.0)


@mechanism
def weight_of(parameters: Parameters, steps: int) -> float:
    """What a move of so many steps adds."""
    line = parameters.red_line
    if line.kind == Threshold.CONVEX:
        return line.weight * math.exp(line.exponent * math.log(steps / line.full_size))
    return float(steps)


@mechanism
def fading_of(parameters: Parameters, days: float) -> float:
    """What is left after some days of what moves have added."""
    if parameters.red_line.kind == Threshold.GRIEVANCE:
        return math.exp(-days / parameters.red_line.memory_days)
    return 1.0


@mechanism
def cross(env: Environment, world: World, parameters: Parameters) -> None:
    """The line is crossed: severity rises, or the rung, and Red answers."""
    line = parameters.red_line
    kind = parameters.escalation.kind
    world.escalation.red_line_crossed = 1
    env.record(events.RED_LINE_CROSSED, float(world.policy.steps_granted))
    if kind == Activity.RUNGS:
        climb(env, world, parameters, int(line.crossing_severity))
    else:
        raise_severity(env, world, parameters, line.crossing_severity)
    if has_excitation(kind):
        excite(world, parameters, ANSWERS, line.crossing_answers, env.now)
    elif kind == Activity.RICHARDSON:
        add_tension(world, parameters, line.crossing_answers)
    env.announce(signals.ACTIVITY)


@mechanism
def red_line(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Watch permissions until the line is crossed."""
    kind = parameters.red_line.kind
    if kind == Threshold.NONE:
        return
    if kind == Threshold.UNIFORM:
        world.escalation.threshold_steps = int(draw_line(stream, parameters))
        while world.policy.steps_granted < world.escalation.threshold_steps:
            yield env.signal(signals.PERMISSION_CHANGED)
    else:
        line = draw_line(stream, parameters)
        before = 0
        added = 0.0
        while added == 0.0 or added < line:
            day = env.now
            yield env.signal(signals.PERMISSION_CHANGED)
            added *= fading_of(parameters, env.now - day)
            steps = world.policy.steps_granted
            if kind == Threshold.GRIEVANCE:
                added = max(0.0, added - forgiven_steps(parameters, before, steps))
            if steps > before:
                added += weight_of(parameters, steps - before)
            before = steps
    cross(env, world, parameters)
