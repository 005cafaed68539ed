r"""M3, a ration that is linear in the stock between two levels.

The stock falls exponentially towards the lower one,
$S - S_{\text{low}} \propto e^{-u t/(S_{\text{high}} - S_{\text{low}})}$.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.fires.unrationed import Unrationed
from sim.model.quantity import NOT_NEGATIVE, Quantity


@dataclass(frozen=True)
class LinearRation(Unrationed):
    """A ration that is linear in the stock between two levels."""

    ration_low_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "stock below which Blue fires nothing")]
    ration_high_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "stock above which Blue fires all it wants")]
    red_ration_low_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "stock below which Red fires nothing")]
    red_ration_high_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "stock above which Red fires all its guns can")]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.ration_low_kr >= self.ration_high_kr:
            yield "ration_low", "must be below ration_high"
        if self.red_ration_low_kr >= self.red_ration_high_kr:
            yield "red_ration_low", "must be below red_ration_high"


@mechanism
def linear_ration(rule: LinearRation, low_kr: float, high_kr: float, stock_kr: float) -> float:
    """Share of the demand met at a stock."""
    return min(1.0, max(0.0, (stock_kr - low_kr) / (high_kr - low_kr)))


@mechanism
def use_linearly(rule: LinearRation, low_kr: float, high_kr: float, stock_kr: float, wanted_kr: float) -> float:
    """Rounds used of those wanted in a step, from a stock between the levels (kr)."""
    return (stock_kr - low_kr) * (1.0 - math.exp(-wanted_kr / (high_kr - low_kr)))
