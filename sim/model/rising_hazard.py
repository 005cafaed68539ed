r"""A hazard that rises to a steady level: $h(t) = h_\infty - d\,e^{-t/\tau}$, integrated and inverted.

$H(t) = h_\infty t - d\,\tau(1 - e^{-t/\tau})$ is convex, so Newton's method descends to the root from any point beyond
it without crossing it.
"""

from __future__ import annotations

import math

from sim.model.contract import mechanism

ROUNDS = 60
CLOSE = 1e-8  # relative; the error left after a step is of the order of the square


@mechanism
def rising_integral(steady: float, missing: float, memory_days: float, days: float) -> float:
    """Integral of a hazard that is `steady - missing` at first and rises to `steady`, over some days."""
    if missing == 0.0:
        return steady * days
    return steady * days + missing * memory_days * math.expm1(-days / memory_days)


@mechanism
def rising_time(steady: float, missing: float, memory_days: float, needed: float) -> float:
    """Days until the integral of that hazard reaches `needed`; infinite if it never does."""
    if steady <= 0.0:
        return math.inf
    if missing == 0.0 or needed <= 0.0:
        return max(0.0, needed) / steady
    days = needed / steady + missing / steady * memory_days  # not later, as no more is missing in all
    if missing < steady:
        days = min(days, needed / (steady - missing))  # nor later than at the first rate, which is the lowest
    for _ in range(ROUNDS):
        rate = steady - missing * math.exp(-days / memory_days)
        step = (rising_integral(steady, missing, memory_days, days) - needed) / rate if rate > 0.0 else 0.0
        days -= step
        if step <= CLOSE * days:
            return days
    return days
