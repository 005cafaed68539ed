r"""M10 on rungs: a ladder climbed and descended at random, without acts.

A birth-death chain on the rungs 0 to `highest_rung`, with the same rates on every rung: up at
$\lambda(a)\,e^{\gamma n}$ with $n$ permission steps granted, down at $\mu$. Rung 0 and the highest rung may be
absorbing.

The rate up falls with the days $a$ since the last rise, or since the start: it has one value within the first day,
another up to day 7, and a third later. Of 666 confrontations that began with a display of force, 46 % of those that
went higher did so on the first day and 57 % within a week; the hazard is .23, .019 and .007 a day. It is integrated
piece by piece, exactly. Answers are included: 33 % of displays were answered within 30 days, 54 % of these at their
level and 42 % above. The ladder has more rungs than the four levels of those data, so a rung is at most a level. Steps
down follow the durations of confrontations, with a median of 28 days. The effect of permission steps on the rate
remains a belief.

With one rate at all times the stationary distribution is geometric, $\pi_k \propto (\lambda/\mu)^k$; from rung $k$ it
reaches the highest rung $m$ before 0 with probability $(1 - (\mu/\lambda)^k)/(1 - (\mu/\lambda)^m)$ (gambler's ruin;
Feller 1968). There is no severity here: a crossed red line (M11) moves escalation up the ladder by the integer part of
its severity.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import Environment, mechanism
from sim.model.escalation.rungs import TOP_RUNG, climb_to
from sim.model.quantity import ANY, BELIEF, NOT_NEGATIVE, Choice, Quantity
from sim.model.restrictions.permission_steps import A_MOMENT
from sim.model.world import World

A_DAY, A_WEEK = 1.0, 7.0
HIGHEST_EXPONENT = 4.0
CONFRONTATIONS = "1,218 militarized confrontations, 1816-2014 (MIE 1.0)"
FROM_DISPLAY = f"from a display of force, {CONFRONTATIONS}"


@dataclass(frozen=True)
class Rungs:
    """A ladder climbed and descended at random, without acts."""

    up_first_day_per_day: Annotated[
        float,
        Quantity(
            "1/d", NOT_NEGATIVE, "rate of rising one rung, within a day of the last rise", FROM_DISPLAY, (0.19, 0.26)
        ),
    ]
    up_first_week_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "rate of rising one rung, on days 1 to 7 after the last rise",
            FROM_DISPLAY,
            (0.014, 0.026),
        ),
    ]
    up_later_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "rate of rising one rung, later than that", FROM_DISPLAY, (0.005, 0.011))
    ]
    down_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            NOT_NEGATIVE,
            "rate of falling one rung",
            f"{CONFRONTATIONS} last 28 d in the median, quartiles 1 and 173 d",
            (0.004, 0.5),
        ),
    ]
    up_by_step: Annotated[
        float,
        Quantity(
            "1",
            ANY,
            "logarithm of the factor on the rate of rising, for each permission step granted",
            BELIEF,
            (0.0, 0.3),
        ),
    ]
    start_rung: Annotated[int, Quantity("1", (0, TOP_RUNG), "rung at the start", BELIEF)]
    highest_rung: Annotated[int, Quantity("1", (1, TOP_RUNG), "highest rung; 8 is out of scope", BELIEF)]
    lowest_absorbing: Annotated[bool, Choice("whether escalation stays at rung 0 once it gets there", BELIEF)]
    highest_absorbing: Annotated[
        bool, Choice("whether escalation stays at the highest rung once it gets there", BELIEF)
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.start_rung > self.highest_rung:
            yield "start_rung", f"must not be above highest_rung, {self.highest_rung} (got {self.start_rung})"


@mechanism
def stays(world: World, rule: Rungs) -> bool:
    """Whether the rung is absorbing."""
    rung = world.escalation.rung
    if rung == 0 and rule.lowest_absorbing:
        return True
    return rung >= rule.highest_rung and rule.highest_absorbing


@mechanism
def days_at_rate(world: World, now: float) -> float:
    """Days for which the rate up remains constant: to the end of the first day, or of the first week, after a rise."""
    passed = now - world.escalation.risen_day
    if passed < A_DAY - A_MOMENT:
        return A_DAY - passed
    if passed < A_WEEK - A_MOMENT:
        return A_WEEK - passed
    return math.inf


@mechanism
def rise_rate(world: World, rule: Rungs, now: float) -> float:
    """Rate up without permissions (1/d), by the days since the last rise."""
    passed = now - world.escalation.risen_day
    if passed < A_DAY - A_MOMENT:
        return rule.up_first_day_per_day
    if passed < A_WEEK - A_MOMENT:
        return rule.up_first_week_per_day
    return rule.up_later_per_day


@mechanism
def up_rate(world: World, rule: Rungs, by_withdrawal: float, now: float) -> float:
    """Rate of rising one rung (1/d); `by_withdrawal` adds to the logarithm of its factor."""
    if stays(world, rule) or world.escalation.rung >= rule.highest_rung:
        return 0.0
    exponent = rule.up_by_step * world.policy.steps_granted
    exponent += by_withdrawal
    return rise_rate(world, rule, now) * math.exp(min(exponent, HIGHEST_EXPONENT))


@mechanism
def down_rate(world: World, rule: Rungs) -> float:
    """Rate of falling one rung (1/d)."""
    if stays(world, rule) or world.escalation.rung == 0:
        return 0.0
    return rule.down_per_day


@mechanism
def climb(env: Environment, world: World, rule: Rungs, rungs: int) -> None:
    """Go up a number of rungs, at most to the top of the ladder."""
    climb_to(env, world, min(rule.highest_rung, world.escalation.rung + rungs))
