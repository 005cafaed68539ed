"""M3, a ration that is a fixed share of the demand between two levels, as for inventories (Topkis 1968)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.fires.linear_ration import LinearRation
from sim.model.quantity import SHARE, Quantity


@dataclass(frozen=True)
class TwoThresholdRation(LinearRation):
    """A ration that is a fixed share between the two levels."""

    ration_share: Annotated[float, Quantity("1", SHARE, "share of the demand that a side fires between the two levels")]


@mechanism
def share_between(rule: TwoThresholdRation, low_kr: float, high_kr: float, stock_kr: float) -> float:
    """Share of the demand met at a stock."""
    if stock_kr >= high_kr:
        return 1.0
    return rule.ration_share if stock_kr > low_kr else 0.0


@mechanism
def use_evenly(rule: TwoThresholdRation, low_kr: float, high_kr: float, stock_kr: float, wanted_kr: float) -> float:
    """Rounds used of those wanted in a step, from a stock between the levels (kr)."""
    return min(rule.ration_share * wanted_kr, stock_kr - low_kr)
