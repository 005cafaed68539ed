r"""M2, advance: how fast the front moves.

$$v = v_{\max}\,\bigl(1 - e^{-k\max(0,\ \rho - \rho_0)}\bigr)\,\Bigl(1 - \frac{x}{x_{\text{hold}}}\Bigr)_+, \qquad
  \rho = \frac{R\,(1 + m_R u_R/c_R)}{D\,B\,(1 + m_B u_B/c_B)}\ s(x),$$

with fires $u$ against those of an assault $c$, the defender's advantage $D$, and $s(x)$ what depth leaves of Red's
strength (`stall.py`, which also says whether the held line $x_{\text{hold}}$ is there). A step takes the ratio in its
middle as constant, so $x$ is integrated exactly. In exploitation $v_{\max}$ is a share of that in an assault, and each
reason to stall has a factor of its own on it. Exogenous: $v_{\max}(1 - e^{...})$ is replaced by a log-normal speed
drawn for each assault. None: the front does not move.

Saturating (`saturating.py`), the default: the front relaxes towards an attainable depth, with a time constant.

Depth: the last factor is $e^{-x/L}$, whatever `stall=` says of a held line, so $x = x_0 + L \ln(1 + e^{-x_0/L} v t/L)$
in a step: it slows down and never stops.

Withdrawal (`withdrawal.py`): Blue gives ground so as to save his force, and the speed is $W$.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import phases, signals
from sim.model.contract import Environment, Process, Stream, mechanism
from sim.model.draws import lognormal
from sim.model.quantity import CALIBRATED, NOT_NEGATIVE, POSITIVE, SHARE, Choice, Quantity
from sim.model.saturating import relax_front
from sim.model.sides import BLUE, RED
from sim.model.stall import LINE, MIXED, supply_factor_at
from sim.model.withdrawal import withdraw

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Speed(IntEnum):
    """What sets the speed of the front."""

    RATIO = 0
    EXOGENOUS = 1
    DEPTH = 2
    WITHDRAWAL = 3
    NONE = 4
    SATURATING = 5


RATIO, EXOGENOUS, DEPTH, WITHDRAWAL, NONE, SATURATING = Speed


BY_RATIO = (RATIO, DEPTH)
BY_SPEED = (RATIO, EXOGENOUS, DEPTH, WITHDRAWAL)
RATIO_OVER_NOTHING = 1e6
PULSES = "three offensives that surprised and stalled, 2022 to 2024 (DeepStateMap)"
EFFECTIVE_SPEED = (
    f"assumed: held depth over the time constants of {PULSES} is 0.8 to 2.7 km/d, and the ratio at the start allows "
    "three quarters of the maximum"
)
CDB90 = (
    "assumed: between none and the upper end, 0.26, of the 95 % interval of the slope of ln speed on ln force ratio, "
    "-0.13 [-0.43, 0.26] within war and theatre in 409 battles (CDB90)"
)


@dataclass(frozen=True)
class Advance:
    """M2: how fast the front moves."""

    kind: Annotated[Speed, Choice("what sets the speed")]
    exploitation_speed_share: Annotated[
        float, Quantity("1", SHARE, "speed in exploitation, of that in an assault", used_by=BY_SPEED)
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
            "km/d",
            NOT_NEGATIVE,
            "speed of an assault at an overwhelming ratio",
            EFFECTIVE_SPEED,
            plausible=(1, 5),
            used_by=BY_RATIO,
        ),
    ]
    ratio_threshold: Annotated[float, Quantity("1", NOT_NEGATIVE, "ratio below which nothing moves", used_by=BY_RATIO)]
    ratio_slope: Annotated[float, Quantity("1", POSITIVE, "how soon the ratio saturates", used_by=BY_RATIO)]
    speed_median_km_per_day: Annotated[
        float, Quantity("km/d", NOT_NEGATIVE, "median speed of an assault", used_by=(EXOGENOUS,))
    ]
    speed_log_sd: Annotated[
        float,
        Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of that speed", used_by=(EXOGENOUS,)),
    ]
    slowing_depth_km: Annotated[
        float, Quantity("km", POSITIVE, "depth at which the speed has fallen to 1/e", used_by=(DEPTH,))
    ]
    withdrawal_maximum_km_per_day: Annotated[
        float, Quantity("km/d", POSITIVE, "fastest withdrawal", used_by=(WITHDRAWAL,))
    ]
    time_constant_median_days: Annotated[
        float,
        Quantity(
            "d",
            (0.01, 3660.0),
            "median time constant in which an offensive nears its attainable depth",
            f"{CALIBRATED}: between the 3.1 d of the record and 7.6 d, the median of {PULSES}",
            plausible=(4.3, 13.5),
            used_by=(SATURATING,),
        ),
    ]
    time_constant_log_sd: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 3.0),
            "standard deviation of the logarithm of the time constant, between offensives",
            PULSES,
            used_by=(SATURATING,),
        ),
    ]
    creep_per_day: Annotated[
        float,
        Quantity(
            "1/d",
            (0.0, 1.0),
            "late creep in an assault, as a share of the attainable depth a day",
            f"assumed: the late growth of {PULSES}",
            plausible=(0.0, 0.006),
            used_by=(SATURATING,),
        ),
    ]
    red_strength_exponent: Annotated[
        float,
        Quantity("1", (0.0, 5.0), "of Red's strength in the attainable depth", CDB90, (0.0, 0.26), (SATURATING,)),
    ]
    blue_strength_exponent: Annotated[
        float,
        Quantity("1", (0.0, 5.0), "of Blue's strength in the attainable depth", CDB90, (0.0, 0.26), (SATURATING,)),
    ]
    red_fires_effect: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 5.0),
            "fall of the logarithm of the attainable depth if Red delivers none of the fires demanded",
            plausible=(0.0, 0.6),
            used_by=(SATURATING,),
        ),
    ]
    blue_fires_effect: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 5.0),
            "rise of the logarithm of the attainable depth if Blue delivers none of the fires demanded",
            plausible=(0.0, 0.6),
            used_by=(SATURATING,),
        ),
    ]
    accepted_loss_per_day: Annotated[
        float,
        Quantity(
            "1/d", (0.0, 0.99), "share of his force a day that Blue loses before he withdraws", used_by=(WITHDRAWAL,)
        ),
    ]


@mechanism
def force_ratio(world: World, parameters: Parameters) -> float:
    """Red's effective strength over Blue's, in the mean of the step that is taken."""
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
    if advance.kind == WITHDRAWAL:
        return share * world.front.withdrawal_km_per_day
    if advance.kind == NONE:
        return 0.0
    excess = world.front.ratio - advance.ratio_threshold
    if excess <= 0.0:
        return 0.0
    return share * advance.speed_maximum_km_per_day * (1.0 - math.exp(-advance.ratio_slope * excess))


@mechanism
def follow_speed(world: World, parameters: Parameters, days: float) -> None:
    """Move the front at its speed through one step, up to a held line or ever slower with depth."""
    front = world.front
    speed = open_speed(world, parameters)
    before = front.penetration_km
    kind = parameters.stall.kind
    slowing = parameters.advance.slowing_depth_km
    if speed > 0.0:
        if parameters.advance.kind == DEPTH:
            slowed = speed * math.exp(-before / slowing)
            front.penetration_km = before + slowing * math.log1p(slowed * days / slowing)
        elif kind == MIXED or kind == LINE:
            hold = parameters.scenario.front.hold_depth_km
            if before < hold:
                front.penetration_km = hold - (hold - before) * math.exp(-speed * days / hold)
        else:
            front.penetration_km = before + speed * days


@mechanism
def move_front(world: World, parameters: Parameters, days: float) -> None:
    """Move the front through one step, in closed form."""
    front = world.front
    front.supply_factor = supply_factor_at(parameters, front.penetration_km + 0.5 * days * front.speed_km_per_day)
    front.ratio = force_ratio(world, parameters)
    before = front.penetration_km
    if parameters.advance.kind == SATURATING:
        relax_front(world, parameters, days)
    else:
        follow_speed(world, parameters, days)
    front.speed_km_per_day = (front.penetration_km - before) / days
    front.area_days_km2_d += 0.5 * (before + front.penetration_km) * parameters.scenario.front.sector_width_km * days


@mechanism
def speeds(env: Environment, world: World, parameters: Parameters, stream: Stream) -> Process:
    """Draw the time constant, or set the speed anew: for each assault if exogenous, for each day of a withdrawal.

    The first phase has begun before this starts.
    """
    if parameters.advance.kind == SATURATING:
        world.front.time_constant_days = lognormal(
            stream, parameters.advance.time_constant_median_days, parameters.advance.time_constant_log_sd
        )
    while parameters.advance.kind == EXOGENOUS:
        if world.phase.kind == phases.ASSAULT:
            stream.item(world.phase.number)
            world.front.exogenous_speed_km_per_day = lognormal(
                stream, parameters.advance.speed_median_km_per_day, parameters.advance.speed_log_sd
            )
        yield env.signal(signals.PHASE_STARTED)
    while parameters.advance.kind == WITHDRAWAL:
        yield env.timeout(1.0)
        withdraw(world, parameters)
