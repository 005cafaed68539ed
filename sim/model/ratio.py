r"""M2, advance by the ratio of forces.

$$v = v_{\max}\,\bigl(1 - e^{-k\max(0,\ \rho - \rho_0)}\bigr)\,\Bigl(1 - \frac{x}{x_{\text{hold}}}\Bigr)_+, \qquad
  \rho = \frac{R\,(1 + m_R u_R/c_R)}{D\,B\,(1 + m_B u_B/c_B)}\ s(x),$$

with fires $u$ against those of an assault $c$, the defender's advantage $D$, and $s(x)$ what depth leaves of Red's
strength (`stall.py`, which also says whether the held line $x_{\text{hold}}$ is there). A step takes the ratio in its
middle as constant, so $x$ is integrated exactly. In exploitation $v_{\max}$ is a share of that in an assault, and each
reason to stall has a factor of its own on it. Exogenous: $v_{\max}(1 - e^{...})$ is replaced by a log-normal speed
drawn for each assault.

Whatever sets the speed, the ratio decides whether phases that end on thresholds end, and whether an assault that is
prepared waits (M6).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.contract import mechanism
from sim.model.sides import BLUE, RED

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World

RATIO_OVER_NOTHING = 1e6


@mechanism
def force_ratio(world: World, parameters: Parameters) -> float:
    """Red's effective strength over Blue's, in the mean of the last step."""
    advance = parameters.advance
    artillery = parameters.scenario.artillery
    fires = world.fires.rate_kr_per_day
    red = world.forces.mean_kpe[RED] * (1.0 + advance.red_fires_weight * fires[RED] / artillery.red_fires_kr_per_day)
    blue = world.forces.mean_kpe[BLUE] * (
        1.0 + advance.blue_fires_weight * fires[BLUE] / artillery.blue_fires_kr_per_day
    )
    if blue <= 0.0:
        return RATIO_OVER_NOTHING
    return red * world.front.supply_factor / (advance.defence_multiplier * blue)


@mechanism
def speed_by_ratio(world: World, parameters: Parameters, fastest_km_per_day: float) -> float:
    """Speed (km/d) at the ratio of the step that is taken, of the one at an overwhelming ratio."""
    advance = parameters.advance
    excess = force_ratio(world, parameters) - advance.ratio_threshold
    if excess <= 0.0:
        return 0.0
    return fastest_km_per_day * (1.0 - math.exp(-advance.ratio_slope * excess))


@mechanism
def depth_towards_line(depth_km: float, line_km: float, speed_km_per_day: float, days: float) -> float:
    """Depth (km) after some days at a speed that falls to zero as the front nears a held line."""
    if depth_km >= line_km:
        return depth_km
    return line_km - (line_km - depth_km) * math.exp(-speed_km_per_day * days / line_km)
