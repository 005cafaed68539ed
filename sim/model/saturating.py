r"""M2, saturating advance: the front relaxes towards the depth that the offensive can attain, and then creeps.

Within a step, at tempo $p$ of the phase and pace $f$ (`stall.speed_factor`),

$$\dot x = p f\,\Bigl[\frac{(X - x)_+}{\tau} + c X\Bigr], \qquad
  X = x_{\text{hold}} \Bigl(\frac{R\,s(x)}{R_0}\Bigr)^{a_R} \Bigl(\frac{B}{B_0}\Bigr)^{-a_B}
  e^{\,b_R (\varphi_R - 1) - b_B (\varphi_B - 1)}.$$

The time constant $\tau$ is drawn once for an offensive, log-normal; $c$ is the late creep; $R/R_0$ and $B/B_0$ are the
strengths, of those at the start; $\varphi$ is the share of the fires that the phase demands which a side delivers.
So losses, reserves, suppression and shortage of rounds act on the depth each by itself, and no ratio of forces decides
whether the front moves. $X$ is constant within a step, and $x$ is integrated exactly.

`stall=` says what the attainable depth depends on: $B$ where reserves stall the offensive, $R$ and $s(x)$ where it
culminates, both if mixed. Towards a held line alone $X = x_{\text{hold}}$, whatever the forces and the fires.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.contract import mechanism
from sim.model.decays import ADVANCE, kept_after
from sim.model.sides import BLUE, RED
from sim.model.stall import CULMINATION, LINE, MIXED, RESERVES

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

LEAST_STRENGTH = 0.01  # of the start; a force below this share changes the attainable depth no further


@mechanism
def change_by_fires(world: World, parameters: Parameters) -> float:
    """Change of the logarithm of the depth by the shares of the fires demanded that both sides deliver."""
    advance = parameters.advance
    artillery = parameters.scenario.artillery
    demand = world.phase.demand
    fires = world.fires.rate_kr_per_day
    red_wanted = artillery.red_fires_kr_per_day * demand
    blue_wanted = artillery.blue_fires_kr_per_day * demand
    red = fires[RED] / red_wanted if red_wanted > 0.0 else 1.0
    blue = fires[BLUE] / blue_wanted if blue_wanted > 0.0 else 1.0
    return advance.red_fires_effect * (red - 1.0) - advance.blue_fires_effect * (blue - 1.0)


@mechanism
def strength_left(world: World, side: int) -> float:
    """Engaged strength, in the mean of the step, as a share of that at the start, at least LEAST_STRENGTH."""
    return max(LEAST_STRENGTH, world.forces.mean_kpe[side] / world.forces.start_kpe[side])


@mechanism
def attainable_depth(world: World, parameters: Parameters) -> float:
    """Depth (km) that the offensive can attain as strengths, supply and fires are now."""
    held = parameters.scenario.front.hold_depth_km
    kind = parameters.stall.kind
    if kind == LINE:
        return held
    advance = parameters.advance
    change = change_by_fires(world, parameters)
    if kind == MIXED or kind == CULMINATION:
        at_the_point = max(LEAST_STRENGTH, strength_left(world, RED) * world.front.supply_factor)
        change += advance.red_strength_exponent * math.log(at_the_point)
    if kind == MIXED or kind == RESERVES:
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
def relax_front(world: World, parameters: Parameters, days: float) -> None:
    """Move the front through one step towards the attainable depth; it stands until the first assault."""
    front = world.front
    if world.phase.number == 0:
        return
    pace = world.phase.tempo * parameters.stall.speed_factor
    attainable = attainable_depth(world, parameters)
    if pace > 0.0:
        rate = pace / front.time_constant_days
        creep = pace * parameters.advance.creep_per_day * attainable
        kept = kept_after(world, ADVANCE, rate * days)
        front.penetration_km = relaxed_depth(front.penetration_km, attainable, rate, creep, days, kept)
