r"""M10 by tensions: an arms race (Richardson 1960), whose tensions are the intensities of both sides' acts.

$\dot x = k y - \alpha x + g$ and $\dot y = l x - \beta y + h$, with Red's tension $x$ and Blue's $y$ in acts a day:
each side reacts to the other ($k$, $l$), tires ($\alpha$, $\beta$), and has a grievance ($g$, $h$), which each
permission step raises on Red's side. Tensions tend to $x^* = (k h + \beta g)/(\alpha\beta - k l)$ and
$y^* = (l g + \alpha h)/(\alpha\beta - k l)$; values with $k l \ge \alpha\beta$, under which they would grow without
limit, are refused.

Within a step the solution is exact: both roots are real, because reactions are not negative. Acts are Poisson with the
mean tension of each step, so their mean number is exact too. A crossed red line adds as much tension as causes the acts
with which Red answers it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.escalation.severity import Acts
from sim.model.quantity import BELIEF, NOT_NEGATIVE, Quantity
from sim.model.sides import BLUE, RED
from sim.model.world import World

HIGHEST_REACTION = 0.999  # of tensions, as a share of what fatigue balances


@dataclass(frozen=True)
class RichardsonTensions(Acts):
    """Tensions that are the intensities of both sides' acts."""

    red_tension_per_day: Annotated[float, Quantity("1/d", NOT_NEGATIVE, "Red's tension at the start", BELIEF)]
    blue_tension_per_day: Annotated[float, Quantity("1/d", NOT_NEGATIVE, "Blue's tension at the start", BELIEF)]
    red_reaction_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "growth of Red's tension for each unit of Blue's", BELIEF, (0.0, 0.04)),
    ]
    blue_reaction_per_day: Annotated[
        float,
        Quantity("1/d", NOT_NEGATIVE, "growth of Blue's tension for each unit of Red's", BELIEF, (0.0, 0.04)),
    ]
    red_fatigue_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "rate at which Red's tension dies down", BELIEF, (0.05, 0.5))
    ]
    blue_fatigue_per_day: Annotated[
        float, Quantity("1/d", NOT_NEGATIVE, "rate at which Blue's tension dies down", BELIEF, (0.05, 0.5))
    ]
    red_grievance_per_day2: Annotated[
        float, Quantity("1/d2", NOT_NEGATIVE, "unprovoked growth of Red's tension", BELIEF)
    ]
    blue_grievance_per_day2: Annotated[
        float, Quantity("1/d2", NOT_NEGATIVE, "unprovoked growth of Blue's tension", BELIEF)
    ]
    grievance_by_step_per_day2: Annotated[
        float,
        Quantity("1/d2", NOT_NEGATIVE, "growth of Red's tension for each permission step granted", BELIEF),
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        reactions = self.red_reaction_per_day * self.blue_reaction_per_day
        fatigues = self.red_fatigue_per_day * self.blue_fatigue_per_day
        if reactions >= HIGHEST_REACTION * fatigues:
            yield (
                "red_reaction",
                f"tensions would grow without limit: red_reaction x blue_reaction is {reactions:.6g}, allowed below "
                f"{HIGHEST_REACTION:g} x red_fatigue x blue_fatigue, {HIGHEST_REACTION * fatigues:.6g}",
            )


@mechanism
def determinant(rule: RichardsonTensions) -> float:
    """Determinant of the linear system (1/d2); positive if it is stable."""
    return rule.red_fatigue_per_day * rule.blue_fatigue_per_day - rule.red_reaction_per_day * rule.blue_reaction_per_day


@mechanism
def levels(world: World, rule: RichardsonTensions) -> tuple[float, float]:
    """Equilibrium tensions of both sides under the present grievances (1/d)."""
    red = rule.red_grievance_per_day2 + rule.grievance_by_step_per_day2 * world.policy.steps_granted
    blue = rule.blue_grievance_per_day2
    divisor = determinant(rule)
    return (
        (rule.red_reaction_per_day * blue + rule.blue_fatigue_per_day * red) / divisor,
        (rule.blue_reaction_per_day * red + rule.red_fatigue_per_day * blue) / divisor,
    )


@mechanism
def weights(rule: RichardsonTensions, days: float) -> tuple[float, float]:
    """(C, S) of the solution after some days: exp(A t) = C + S (A - m), with the mean m of the diagonal of A."""
    apart = rule.red_fatigue_per_day - rule.blue_fatigue_per_day
    reactions = rule.red_reaction_per_day * rule.blue_reaction_per_day
    half = 0.5 * math.sqrt(apart * apart + 4.0 * reactions)
    mean = -0.5 * (rule.red_fatigue_per_day + rule.blue_fatigue_per_day)
    slow = math.exp((mean + half) * days)
    fast = math.exp((mean - half) * days)
    if half <= 0.0:
        return slow, slow * days
    return 0.5 * (slow + fast), -slow * math.expm1(-2.0 * half * days) / (2.0 * half)


@mechanism
def build_tension(world: World, rule: RichardsonTensions, now: float, days: float) -> None:
    """One step of both tensions, in closed form, and their means over it."""
    tension = world.escalation.tension_per_day
    red_level, blue_level = levels(world, rule)
    red = tension[RED] - red_level
    blue = tension[BLUE] - blue_level
    both, skew = weights(rule, days)
    half_apart = 0.5 * (rule.red_fatigue_per_day - rule.blue_fatigue_per_day)
    red_after = both * red + skew * (rule.red_reaction_per_day * blue - half_apart * red)
    blue_after = both * blue + skew * (rule.blue_reaction_per_day * red + half_apart * blue)
    red_fallen = red - red_after
    blue_fallen = blue - blue_after
    divisor = determinant(rule) * days
    mean = world.escalation.mean_tension_per_day
    red_integral = rule.blue_fatigue_per_day * red_fallen + rule.red_reaction_per_day * blue_fallen
    blue_integral = rule.red_fatigue_per_day * blue_fallen + rule.blue_reaction_per_day * red_fallen
    mean[RED] = max(0.0, red_level + red_integral / divisor)
    mean[BLUE] = max(0.0, blue_level + blue_integral / divisor)
    tension[RED] = max(0.0, red_level + red_after)
    tension[BLUE] = max(0.0, blue_level + blue_after)
    world.escalation.tension_until_day = now + days


@mechanism
def add_tension(world: World, rule: RichardsonTensions, acts: float) -> None:
    """Raise Red's tension by as much as causes this mean number of Red acts in the long run."""
    escalation = world.escalation
    escalation.tension_per_day[RED] += acts * determinant(rule) / rule.blue_fatigue_per_day
