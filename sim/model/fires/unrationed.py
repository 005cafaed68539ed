"""M3, unrationed fires: both sides fire all they want as long as rounds last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, SHARE, Quantity


@dataclass(frozen=True)
class Unrationed:
    """Fires of both sides, as wanted as long as rounds last."""

    reserve_level_kr: Annotated[
        float, Quantity("kr", NOT_NEGATIVE, "reserve level: days on which the stock is lower count as below reserve")
    ]
    suppression: Annotated[
        float, Quantity("1", SHARE, "share by which batteries fire less if they may be struck", plausible=(0.0, 0.3))
    ]


@mechanism
def full_ration(rule: Unrationed, low_kr: float, high_kr: float, stock_kr: float) -> float:
    """Share of the demand met: all of it."""
    return 1.0


@mechanism
def use_all(rule: Unrationed, low_kr: float, high_kr: float, stock_kr: float, wanted_kr: float) -> float:
    """Rounds used of those wanted in a step (kr)."""
    return wanted_kr
