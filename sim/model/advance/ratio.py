r"""M2, advance by the ratio of forces.

$$v = v_{\max}\,\bigl(1 - e^{-k\max(0,\ \rho - \rho_0)}\bigr)\,\Bigl(1 - \frac{x}{x_{\text{hold}}}\Bigr)_+$$

with the ratio $\rho$ (`advance/force_ratio.py`), the depth $x$ and a held line $x_{\text{hold}}$, if there is one
(`stall/mechanism.py`). A step takes the ratio in its middle as constant, so $x$ is integrated exactly. In exploitation
$v_{\max}$ is a share of that in an assault, and each reason to stall has a separate factor on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.advance.force_ratio import force_ratio
from sim.model.advance.pace import Paced, follow_speed, pace
from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, Quantity
from sim.model.scenario import PULSES, Artillery, Scenario
from sim.model.stall.mechanism import Stall
from sim.model.world import World

EFFECTIVE_SPEED = (
    f"assumed: held depth over the time constants of {PULSES} is 0.8 to 2.7 km/d, and the ratio at the start allows "
    "three quarters of the maximum"
)


@dataclass(frozen=True)
class RatioAdvance(Paced):
    """An advance at a speed set by the ratio of forces."""

    speed_maximum_km_per_day: Annotated[
        float,
        Quantity(
            "km/d",
            NOT_NEGATIVE,
            "speed of an assault at an overwhelming ratio",
            EFFECTIVE_SPEED,
            plausible=(1, 5),
        ),
    ]
    ratio_threshold: Annotated[float, Quantity("1", NOT_NEGATIVE, "ratio below which the front stands")]
    ratio_slope: Annotated[float, Quantity("1", POSITIVE, "rate at which speed saturates with the ratio")]


@mechanism
def speed_by_ratio(world: World, advance: RatioAdvance, artillery: Artillery, fastest_km_per_day: float) -> float:
    """Speed (km/d) at the ratio of this step, given the speed at an overwhelming ratio."""
    excess = force_ratio(world, advance, artillery) - advance.ratio_threshold
    if excess <= 0.0:
        return 0.0
    return fastest_km_per_day * (1.0 - math.exp(-advance.ratio_slope * excess))


@mechanism
def open_speed(world: World, advance: RatioAdvance, stall: Stall, artillery: Artillery) -> float:
    """The speed before a held line or depth slows it (km/d)."""
    return speed_by_ratio(world, advance, artillery, pace(world, advance, stall) * advance.speed_maximum_km_per_day)


@mechanism
def advance_by_ratio(world: World, advance: RatioAdvance, stall: Stall, scenario: Scenario, days: float) -> None:
    """Move the front through one step."""
    follow_speed(world, stall, scenario.front, open_speed(world, advance, stall, scenario.artillery), days)
