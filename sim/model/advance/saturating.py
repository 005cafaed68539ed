r"""M2, saturating advance: the front relaxes towards the depth that the offensive can attain, and then creeps.

Within a step, at tempo $p$ of the phase and pace $f$ (`stall.speed_factor`),

$$\dot x = p f\,\Bigl[\frac{(X - x)_+}{\tau} + c X\Bigr], \qquad
  X = x_{\text{hold}} \Bigl(\frac{R\,s(x)}{R_0}\Bigr)^{a_R} \Bigl(\frac{B}{B_0}\Bigr)^{-a_B}
  e^{\,b_R (\varphi_R - 1) - b_B (\varphi_B - 1)}.$$

The time constant $\tau$ is log-normal, drawn once for an offensive; $c$ is the late creep; $R/R_0$ and $B/B_0$ are the
strengths as shares of the initial ones; $\varphi$ is the share of the fires demanded in the phase that a side delivers.
So losses, reserves, suppression and shortage of rounds act on the depth separately, and no ratio of forces decides
whether the front moves. $X$ is constant within a step, and $x$ is integrated exactly.

`stall=` sets what the attainable depth depends on: $B$ if reserves stall the offensive, $R$ and $s(x)$ if it
culminates, both if mixed. With a held line alone $X = x_{\text{hold}}$, whatever the forces and the fires.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.advance.force_ratio import ForceRatio
from sim.model.contract import Stream, mechanism
from sim.model.decays import ADVANCE, kept_after
from sim.model.draws import lognormal
from sim.model.quantity import CALIBRATED, Quantity
from sim.model.scenario import PULSES, Artillery, Scenario
from sim.model.sides import BLUE, RED
from sim.model.stall.mechanism import Stall, commits_reserves, culminates_with_depth
from sim.model.world import World

CDB90 = (
    "assumed: between none and the upper end, 0.26, of the 95 % interval of the slope of ln speed on ln force ratio, "
    "-0.13 [-0.43, 0.26] within war and theatre in 190 battles with an advance (CDB90)"
)
LEAST_STRENGTH = 0.01  # of the start; a force below this share changes the attainable depth no further


@dataclass(frozen=True)
class SaturatingAdvance(ForceRatio):
    """An advance that relaxes towards an attainable depth."""

    time_constant_median_days: Annotated[
        float,
        Quantity(
            "d",
            (0.01, 3660.0),
            "median time constant in which an offensive nears its attainable depth",
            f"{CALIBRATED}: between the 3.1 d of the record and 7.6 d, taken as the median for {PULSES}",
            plausible=(4.3, 13.5),
        ),
    ]
    time_constant_log_sd: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 3.0),
            "standard deviation of the logarithm of the time constant, between offensives",
            PULSES,
        ),
    ]
    creep_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            (0.0, 1.0),
            "late creep in an assault, as a share of the attainable depth per day",
            f"assumed: the late growth of {PULSES}",
            plausible=(0.0, 0.006),
        ),
    ]
    red_strength_exponent: Annotated[
        float,
        Quantity("1", (0.0, 5.0), "exponent of Red's strength in the attainable depth", CDB90, (0.0, 0.26)),
    ]
    blue_strength_exponent: Annotated[
        float,
        Quantity("1", (0.0, 5.0), "exponent of Blue's strength in the attainable depth", CDB90, (0.0, 0.26)),
    ]
    red_fires_effect: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 5.0),
            "fall of the logarithm of the attainable depth if Red delivers none of its fires",
            plausible=(0.0, 0.6),
        ),
    ]
    blue_fires_effect: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 5.0),
            "rise of the logarithm of the attainable depth if Blue delivers none of its fires",
            plausible=(0.0, 0.6),
        ),
    ]


@mechanism
def expect_median(world: World, advance: SaturatingAdvance) -> None:
    """Start with the median time constant, until that of the offensive is drawn."""
    world.front.time_constant_days = advance.time_constant_median_days


@mechanism
def draw_time_constant(world: World, advance: SaturatingAdvance, stream: Stream) -> None:
    """Draw the time constant of the offensive."""
    world.front.time_constant_days = lognormal(stream, advance.time_constant_median_days, advance.time_constant_log_sd)


@mechanism
def change_by_fires(world: World, advance: SaturatingAdvance, artillery: Artillery) -> float:
    """Change of the logarithm of the depth due to the shares of demanded fires that both sides deliver."""
    demand = world.phase.demand
    fires = world.fires.rate_kr_per_day
    red_wanted = artillery.red_fires_kr_per_day * demand
    blue_wanted = artillery.blue_fires_kr_per_day * demand
    red = fires[RED] / red_wanted if red_wanted > 0.0 else 1.0
    blue = fires[BLUE] / blue_wanted if blue_wanted > 0.0 else 1.0
    return advance.red_fires_effect * (red - 1.0) - advance.blue_fires_effect * (blue - 1.0)


@mechanism
def strength_left(world: World, side: int) -> float:
    """Engaged strength, averaged over the step, as a share of the initial strength, at least LEAST_STRENGTH."""
    return max(LEAST_STRENGTH, world.forces.mean_kpe[side] / world.forces.start_kpe[side])


@mechanism
def attainable_depth(world: World, advance: SaturatingAdvance, stall: Stall, scenario: Scenario) -> float:
    """Depth (km) that the offensive can attain with current strengths, supply and fires."""
    held = scenario.front.hold_depth_km
    by_red, by_blue = culminates_with_depth(stall.kind), commits_reserves(stall.kind)
    if not by_red and not by_blue:
        return held
    change = change_by_fires(world, advance, scenario.artillery)
    if by_red:
        at_the_point = max(LEAST_STRENGTH, strength_left(world, RED) * world.front.supply_factor)
        change += advance.red_strength_exponent * math.log(at_the_point)
    if by_blue:
        change -= advance.blue_strength_exponent * math.log(strength_left(world, BLUE))
    return held * math.exp(change)


@mechanism
def relaxed_depth(
    depth: float, attainable: float, rate_per_day: float, creep_km_per_day: float, days: float, kept: float
) -> float:
    """Depth (km) after some days of x' = rate (attainable - x)+ + creep, exactly; `kept` is exp(-rate days)."""
    left = days
    if depth < attainable:
        ceiling = attainable + creep_km_per_day / rate_per_day  # where creep and relaxation would meet
        gap = ceiling - depth
        gap_after = gap * kept
        if gap_after >= ceiling - attainable:
            return ceiling - gap_after
        left -= math.log(gap / (ceiling - attainable)) / rate_per_day
        depth = attainable
    return depth + creep_km_per_day * left


@mechanism
def relax_front(world: World, advance: SaturatingAdvance, stall: Stall, scenario: Scenario, days: float) -> None:
    """Move the front through one step towards the attainable depth; it does not move before the first assault."""
    front = world.front
    if world.phase.number == 0:
        return
    pace = world.phase.tempo * stall.speed_factor
    attainable = attainable_depth(world, advance, stall, scenario)
    if pace > 0.0:
        rate = pace / front.time_constant_days
        creep = pace * advance.creep_per_day * attainable
        kept = kept_after(world.decays, ADVANCE, rate * days)
        front.penetration_km = relaxed_depth(front.penetration_km, attainable, rate, creep, days, kept)
