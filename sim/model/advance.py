"""M2, advance: what sets how fast the front moves, and the numbers of each alternative.

Saturating (`saturating.py`), the default: the front relaxes towards an attainable depth, with a time constant. Ratio
(`ratio.py`): the ratio of forces sets its speed. Depth (`depth.py`): so it does, and the front slows down with depth.
Exogenous: each assault has a speed of its own, drawn from a log-normal. Withdrawal (`withdrawal.py`): Blue gives ground
to save his force. None: the front does not move. A step is taken in `front.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from sim.model.alternatives import alternatives
from sim.model.quantity import CALIBRATED, NOT_NEGATIVE, POSITIVE, SHARE, Choice, Quantity


class Speed(IntEnum):
    """What sets the speed of the front."""

    RATIO = 0
    EXOGENOUS = 1
    DEPTH = 2
    WITHDRAWAL = 3
    NONE = 4
    SATURATING = 5


RATIO, EXOGENOUS, DEPTH, WITHDRAWAL, NONE, SATURATING = Speed  # by short names, as Python finds those faster
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
class ForceRatio:
    """What the ratio of forces is made of; it decides on renewed assaults, whatever sets the speed."""

    defence_multiplier: Annotated[
        float, Quantity("1", POSITIVE, "the defender's advantage in the ratio", plausible=(1.2, 2.5))
    ]
    red_fires_weight: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "weight of Red's fires in the ratio", plausible=(0.2, 1.0))
    ]
    blue_fires_weight: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "weight of Blue's fires in the ratio", plausible=(0.2, 1.0))
    ]


@dataclass(frozen=True)
class Paced(ForceRatio):
    """An advance whose speed differs between assault and exploitation."""

    exploitation_speed_share: Annotated[float, Quantity("1", SHARE, "speed in exploitation, of that in an assault")]


@dataclass(frozen=True)
class RatioAdvance(Paced):
    """The ratio of forces sets the speed."""

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
    ratio_threshold: Annotated[float, Quantity("1", NOT_NEGATIVE, "ratio below which nothing moves")]
    ratio_slope: Annotated[float, Quantity("1", POSITIVE, "how soon the ratio saturates")]


@dataclass(frozen=True)
class ExogenousAdvance(Paced):
    """Each assault has a speed of its own, drawn from a log-normal."""

    speed_median_km_per_day: Annotated[float, Quantity("km/d", NOT_NEGATIVE, "median speed of an assault")]
    speed_log_sd: Annotated[
        float,
        Quantity("1", (0.0, 3.0), "standard deviation of the logarithm of that speed"),
    ]


@dataclass(frozen=True)
class DepthAdvance(RatioAdvance):
    """The ratio of forces sets the speed, and depth slows it down."""

    slowing_depth_km: Annotated[float, Quantity("km", POSITIVE, "depth at which the speed has fallen to 1/e")]


@dataclass(frozen=True)
class WithdrawalAdvance(Paced):
    """Blue gives ground to save his force."""

    withdrawal_maximum_km_per_day: Annotated[float, Quantity("km/d", POSITIVE, "fastest withdrawal")]
    accepted_loss_per_day: Annotated[
        float,
        Quantity("1/d", (0.0, 0.99), "share of his force a day that Blue loses before he withdraws"),
    ]


@dataclass(frozen=True)
class SaturatingAdvance(ForceRatio):
    """The front relaxes towards an attainable depth."""

    time_constant_median_days: Annotated[
        float,
        Quantity(
            "d",
            (0.01, 3660.0),
            "median time constant in which an offensive nears its attainable depth",
            f"{CALIBRATED}: between the 3.1 d of the record and 7.6 d, the median of {PULSES}",
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
            "late creep in an assault, as a share of the attainable depth a day",
            f"assumed: the late growth of {PULSES}",
            plausible=(0.0, 0.006),
        ),
    ]
    red_strength_exponent: Annotated[
        float,
        Quantity("1", (0.0, 5.0), "of Red's strength in the attainable depth", CDB90, (0.0, 0.26)),
    ]
    blue_strength_exponent: Annotated[
        float,
        Quantity("1", (0.0, 5.0), "of Blue's strength in the attainable depth", CDB90, (0.0, 0.26)),
    ]
    red_fires_effect: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 5.0),
            "fall of the logarithm of the attainable depth if Red delivers none of the fires demanded",
            plausible=(0.0, 0.6),
        ),
    ]
    blue_fires_effect: Annotated[
        float,
        Quantity(
            "1",
            (0.0, 5.0),
            "rise of the logarithm of the attainable depth if Blue delivers none of the fires demanded",
            plausible=(0.0, 0.6),
        ),
    ]


@alternatives(
    {
        RATIO: RatioAdvance,
        EXOGENOUS: ExogenousAdvance,
        DEPTH: DepthAdvance,
        WITHDRAWAL: WithdrawalAdvance,
        NONE: ForceRatio,
        SATURATING: SaturatingAdvance,
    }
)
@dataclass(frozen=True)
class Advance(SaturatingAdvance, WithdrawalAdvance, DepthAdvance, ExogenousAdvance):
    """M2: how fast the front moves."""

    kind: Annotated[Speed, Choice("what sets the speed")]
