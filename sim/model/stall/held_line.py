r"""Reason to stall: a held line; the speed falls to zero as the penetration nears it.

$$x(t) = x_{\text{hold}} - (x_{\text{hold}} - x_0)\,e^{-v t/x_{\text{hold}}}.$$
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import CALIBRATED, NOT_NEGATIVE, Quantity


@dataclass(frozen=True)
class HeldLine:
    """A held line alone; every reason has a separate factor on the pace."""

    speed_factor: Annotated[
        float,
        Quantity(
            "1",
            NOT_NEGATIVE,
            "factor of this reason on the speed of the advance, or on the rate at which it saturates",
            f"{CALIBRATED}: by hand, so that every reason reaches the areas observed in May and June 2024",
        ),
    ]


@mechanism
def depth_towards_line(depth_km: float, line_km: float, speed_km_per_day: float, days: float) -> float:
    """Depth (km) after some days at a speed that falls to zero as the front nears a held line."""
    if depth_km >= line_km:
        return depth_km
    return line_km - (line_km - depth_km) * math.exp(-speed_km_per_day * days / line_km)
