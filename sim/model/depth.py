r"""M2, advance that slows with depth, and never saturates.

The last factor of the speed by the ratio (`ratio.py`) is $e^{-x/L}$, whatever `stall=` says of a held line, so
$x = x_0 + L \ln(1 + e^{-x_0/L} v t/L)$ in a step.
"""

from __future__ import annotations

import math

from sim.model.contract import mechanism


@mechanism
def slowed_depth(depth_km: float, slowing_km: float, speed_km_per_day: float, days: float) -> float:
    """Depth (km) after some days at a speed that falls to 1/e with every `slowing_km`."""
    slowed = speed_km_per_day * math.exp(-depth_km / slowing_km)
    return depth_km + slowing_km * math.log1p(slowed * days / slowing_km)
