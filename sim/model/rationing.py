r"""M3, how a stock is used within a step: in closed form, from level to level.

Above the upper level all that is wanted is used. Between the levels a linear ration makes the stock fall exponentially
towards the lower one, $S - S_{\text{low}} \propto e^{-u t/(S_{\text{high}} - S_{\text{low}})}$, and a ration of two
thresholds evenly. Supply of the same step counts by half, as it has come by the middle.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.model.contract import mechanism

if TYPE_CHECKING:
    from sim.model.fires import Fires

LINEAR, UNRATIONED, TWO_THRESHOLD = range(3)  # as in `fires.Ration`


@mechanism
def ration_between(fires: Fires, low_kr: float, high_kr: float, stock_kr: float) -> float:
    """Share of the demand that is met at a stock, of a side that rations between two levels."""
    if fires.kind == UNRATIONED:
        return 1.0
    if fires.kind == TWO_THRESHOLD:
        if stock_kr >= high_kr:
            return 1.0
        return fires.ration_share if stock_kr > low_kr else 0.0
    return min(1.0, max(0.0, (stock_kr - low_kr) / (high_kr - low_kr)))


@mechanism
def rationed(fires: Fires, low_kr: float, high_kr: float, stock_kr: float, wanted_kr: float) -> float:
    """Rounds that the ration allows of those wanted in a step, as the stock falls through its levels (kr)."""
    if fires.kind == UNRATIONED or stock_kr - wanted_kr >= high_kr:
        return wanted_kr
    in_full = max(0.0, stock_kr - high_kr)
    stock = stock_kr - in_full
    if stock <= low_kr:
        return 0.0
    still_wanted = wanted_kr - in_full
    if fires.kind == LINEAR:
        return in_full + (stock - low_kr) * (1.0 - math.exp(-still_wanted / (high_kr - low_kr)))
    return in_full + min(fires.ration_share * still_wanted, stock - low_kr)


@mechanism
def share_below(level: float, before: float, after: float) -> float:
    """Share of a step for which a quantity is below a level, if it changes evenly."""
    if before >= level and after >= level:
        return 0.0
    if before < level and after < level:
        return 1.0
    return (level - min(before, after)) / abs(after - before)
