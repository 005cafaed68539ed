r"""M2, advance: how fast the front moves.

$$v = v_{\max}\,\bigl(1 - e^{-k\max(0,\ \rho - \rho_0)}\bigr)\,\Bigl(1 - \frac{x}{x_{\text{hold}}}\Bigr)_+, \qquad
  \rho = \frac{R\,(1 + m_R u_R/c_R)}{D\,B\,(1 + m_B u_B/c_B)}\ s(x),$$

with fires $u$ against those of an assault $c$, the defender's advantage $D$, and $s(x)$ what depth leaves of Red's
strength (`stall.py`, which also says whether the held line $x_{\text{hold}}$ is there). The ratio is constant within
a step, so $x$ is integrated exactly. In exploitation $v_{\max}$ is a share of that in an assault, and each reason to
stall has a factor of its own on it. Exogenous: $v_{\max}(1 - e^{...})$ is replaced by a log-normal speed drawn for
each assault.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import phases, signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import lognormal
from sim.model.quantity import NOT_NEGATIVE, POSITIVE, SHARE, Choice, Quantity
from sim.model.sides import BLUE, RED
from sim.model.stall import LINE, MIXED, line_factor, supply_factor

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Speed(IntEnum):
    """What sets the speed of the front."""

    RATIO = 0
    EXOGENOUS = 1


RATIO, EXOGENOUS = Speed


BY_RATIO = (RATIO,)
RATIO_OVER_NOTHING = 1e6


@dataclass(frozen=True)
class Advance:
    """M2: how fast the front moves."""

    kind: Annotated[Speed, Choice("what sets the speed")]
    exploitation_speed_share: Annotated[
        float, Quantity("1", SHARE, "speed in exploitation, of that in an assault", plausible=(0.3, 0.9))
    ]
    defence_multiplier: Annotated[
        float, Quantity("1", POSITIVE, "the defender's advantage in the ratio", plausible=(1.2, 2.5))
    ]
    red_fires_weight: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "weight of Red's fires in the ratio", plausible=(0.2, 1.0))
    ]
    blue_fires_weight: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "weight of Blue's fires in the ratio", plausible=(0.2, 1.0))
    ]
    speed_maximum_km_per_day: Annotated[
        float,
        Quantity(
            "km/d", NOT_NEGATIVE, "speed of an assault at an overwhelming ratio", plausible=(3, 15), used_by=BY_RATIO
        ),
    ]
    ratio_threshold: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "ratio below which nothing moves", plausible=(0.8, 1.5), used_by=BY_RATIO)
    ]
    ratio_slope: Annotated[
        float, Quantity("1", POSITIVE, "how soon the ratio saturates", plausible=(0.5, 2.0), used_by=BY_RATIO)
    ]
    speed_median_km_per_day: Annotated[
        float, Quantity("km/d", NOT_NEGATIVE, "median speed of an assault", plausible=(2, 8), used_by=(EXOGENOUS,))
    ]
    speed_log_sd: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 3.0),
            "standard deviation of the logarithm of that speed",
            plausible=(0.2, 0.8),
            used_by=(EXOGENOUS,),
        ),
    ]


@mechanism
def force_ratio(world: World, parameters: Parameters) -> float:
    """Red's effective strength over Blue's."""
    advance = parameters.advance
    artillery = parameters.scenario.artillery
    fires = world.fires.rate_kr_per_day
    red = world.forces.engaged_kpe[RED] * (1.0 + advance.red_fires_weight * fires[RED] / artillery.red_fires_kr_per_day)
    blue = world.forces.engaged_kpe[BLUE] * (
        1.0 + advance.blue_fires_weight * fires[BLUE] / artillery.blue_fires_kr_per_day
    )
    if blue <= 0.0:
        return RATIO_OVER_NOTHING
    return red * supply_factor(world, parameters) / (advance.defence_multiplier * blue)


@mechanism
def open_speed(world: World, parameters: Parameters) -> float:
    """The speed before a held line slows it (km/d)."""
    advance = parameters.advance
    if world.phase.kind == phases.ASSAULT:
        share = parameters.stall.speed_factor
    elif world.phase.kind == phases.EXPLOITATION:
        share = parameters.stall.speed_factor * advance.exploitation_speed_share
    else:
        return 0.0
    if advance.kind == EXOGENOUS:
        return share * world.front.exogenous_speed_km_per_day
    excess = world.front.ratio - advance.ratio_threshold
    if excess <= 0.0:
        return 0.0
    return share * advance.speed_maximum_km_per_day * (1.0 - math.exp(-advance.ratio_slope * excess))


@mechanism
def move_front(world: World, parameters: Parameters, days: float) -> None:
    """Move the front through one step, in closed form."""
    front = world.front
    front.ratio = force_ratio(world, parameters)
    speed = open_speed(world, parameters)
    front.speed_km_per_day = speed * line_factor(world, parameters)
    before = front.penetration_km
    kind = parameters.stall.kind
    if speed > 0.0:
        if kind == MIXED or kind == LINE:
            hold = parameters.scenario.front.hold_depth_km
            if before < hold:
                front.penetration_km = hold - (hold - before) * math.exp(-speed * days / hold)
        else:
            front.penetration_km = before + speed * days
    front.area_days_km2_d += 0.5 * (before + front.penetration_km) * parameters.scenario.front.sector_width_km * days


@mechanism
def exogenous_speed(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Draw a speed for each assault, where the advance is exogenous; the first phase has begun before this starts."""
    while parameters.advance.kind == EXOGENOUS:
        if world.phase.kind == phases.ASSAULT:
            stream.item(world.phase.number)
            world.front.exogenous_speed_km_per_day = lognormal(
                stream, parameters.advance.speed_median_km_per_day, parameters.advance.speed_log_sd
            )
        yield env.signal(signals.PHASE_STARTED)
