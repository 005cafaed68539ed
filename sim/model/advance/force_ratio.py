r"""M2, the ratio of forces.

$$\rho = \frac{R\,(1 + m_R u_R/c_R)}{D\,B\,(1 + m_B u_B/c_B)}\ s(x),$$

with fires $u$, fires $c$ of an assault, the defender's advantage $D$, and the share $s(x)$ of Red's strength left at
depth $x$ (`stall/mechanism.py`). Whatever sets the speed of the front, the ratio decides when phases that end on
thresholds end, and whether a prepared assault waits (M6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Quantity
from sim.model.scenario import Artillery
from sim.model.sides import BLUE, RED
from sim.model.world import World

RATIO_OVER_NOTHING = 1e6


@dataclass(frozen=True)
class ForceRatio:
    """Parameters of the ratio of forces, which decides on renewed assaults, whatever sets the speed."""

    defence_multiplier: Annotated[
        float, Quantity("1", POSITIVE, "factor of the defender's advantage in the force ratio", plausible=(1.2, 2.5))
    ]
    red_fires_weight: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "weight of Red's fires in the force ratio", plausible=(0.2, 1.0))
    ]
    blue_fires_weight: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "weight of Blue's fires in the force ratio", plausible=(0.2, 1.0))
    ]


@mechanism
def force_ratio(world: World, rule: ForceRatio, artillery: Artillery) -> float:
    """Red's effective strength over Blue's, averaged over the last step."""
    fires = world.fires.rate_kr_per_day
    red = world.forces.mean_kpe[RED] * (1.0 + rule.red_fires_weight * fires[RED] / artillery.red_fires_kr_per_day)
    blue = world.forces.mean_kpe[BLUE] * (1.0 + rule.blue_fires_weight * fires[BLUE] / artillery.blue_fires_kr_per_day)
    if blue <= 0.0:
        return RATIO_OVER_NOTHING
    return red * world.front.supply_factor / (rule.defence_multiplier * blue)
