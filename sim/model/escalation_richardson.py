r"""M10 by tensions: an arms race (Richardson 1960), whose tensions are the intensities of both sides' acts.

$\dot x = k y - \alpha x + g$ and $\dot y = l x - \beta y + h$, with Red's tension $x$ and Blue's $y$ in acts a day:
each side reacts to the other ($k$, $l$), tires ($\alpha$, $\beta$), and has a grievance ($g$, $h$), to which each
permission step adds on Red's side. They go to $x^* = (k h + \beta g)/(\alpha\beta - k l)$ and
$y^* = (l g + \alpha h)/(\alpha\beta - k l)$; with $k l \ge \alpha\beta$ they would grow without end, and are refused.

Within a step the solution is exact: both roots are real, as reactions are not negative. Acts are Poisson with the mean
tension of each step, so their mean number is exact too. A crossed red line adds as much tension as brings about the
acts that it is to be answered with.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.activity import Activity
from sim.model.contract import mechanism
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


@mechanism
def determinant(parameters: Parameters) -> float:
    """Of the linear system (1/d2); positive where it is stable."""
    escalation = parameters.escalation
    return (
        escalation.red_fatigue_per_day * escalation.blue_fatigue_per_day
        - escalation.red_reaction_per_day * escalation.blue_reaction_per_day
    )


@mechanism
def levels(world: World, parameters: Parameters) -> tuple[float, float]:
    """The tensions of both sides that the present grievances lead to (1/d)."""
    escalation = parameters.escalation
    red = escalation.red_grievance_per_day2 + escalation.grievance_by_step_per_day2 * world.policy.steps_granted
    blue = escalation.blue_grievance_per_day2
    divisor = determinant(parameters)
    return (
        (escalation.red_reaction_per_day * blue + escalation.blue_fatigue_per_day * red) / divisor,
        (escalation.blue_reaction_per_day * red + escalation.red_fatigue_per_day * blue) / divisor,
    )


@mechanism
def weights(parameters: Parameters, days: float) -> tuple[float, float]:
    """(C, S) of the solution after some days: exp(A t) = C + S (A - m), with the mean m of the diagonal of A."""
    escalation = parameters.escalation
    apart = escalation.red_fatigue_per_day - escalation.blue_fatigue_per_day
    reactions = escalation.red_reaction_per_day * escalation.blue_reaction_per_day
    half = 0.5 * math.sqrt(apart * apart + 4.0 * reactions)
    mean = -0.5 * (escalation.red_fatigue_per_day + escalation.blue_fatigue_per_day)
    slow = math.exp((mean + half) * days)
    fast = math.exp((mean - half) * days)
    if half <= 0.0:
        return slow, slow * days
    return 0.5 * (slow + fast), -slow * math.expm1(-2.0 * half * days) / (2.0 * half)


@mechanism
def build_tension(world: World, parameters: Parameters, now: float, days: float) -> None:
    """One step of both tensions, in closed form, and their means over it."""
    if parameters.escalation.kind != Activity.RICHARDSON:
        return
    escalation = parameters.escalation
    tension = world.escalation.tension_per_day
    red_level, blue_level = levels(world, parameters)
    red = tension[RED] - red_level
    blue = tension[BLUE] - blue_level
    both, skew = weights(parameters, days)
    half_apart = 0.5 * (escalation.red_fatigue_per_day - escalation.blue_fatigue_per_day)
    red_after = both * red + skew * (escalation.red_reaction_per_day * blue - half_apart * red)
    blue_after = both * blue + skew * (escalation.blue_reaction_per_day * red + half_apart * blue)
    red_fallen = red - red_after
    blue_fallen = blue - blue_after
    divisor = determinant(parameters) * days
    mean = world.escalation.mean_tension_per_day
    red_integral = escalation.blue_fatigue_per_day * red_fallen + escalation.red_reaction_per_day * blue_fallen
    blue_integral = escalation.red_fatigue_per_day * blue_fallen + escalation.blue_reaction_per_day * red_fallen
    mean[RED] = max(0.0, red_level + red_integral / divisor)
    mean[BLUE] = max(0.0, blue_level + blue_integral / divisor)
    tension[RED] = max(0.0, red_level + red_after)
    tension[BLUE] = max(0.0, blue_level + blue_after)
    world.escalation.tension_until_day = now + days


@mechanism
def add_tension(world: World, parameters: Parameters, acts: float) -> None:
    """Raise Red's tension by as much as brings about so many acts of its own in the mean, in the long run."""
    escalation = world.escalation
    escalation.tension_per_day[RED] += acts * determinant(parameters) / parameters.escalation.blue_fatigue_per_day
