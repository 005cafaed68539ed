"""M3, fires that are not rationed: both sides fire what they want as long as there are rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.quantity import NOT_NEGATIVE, SHARE, Quantity


@dataclass(frozen=True)
class Unrationed:
    """Both sides fire what they want as long as there are rounds."""

    reserve_level_kr: Annotated[float, Quantity("kr", NOT_NEGATIVE, "stock below which a day counts as below reserve")]
    suppression: Annotated[
        float, Quantity("1", SHARE, "share by which batteries that may be struck fire less", plausible=(0.0, 0.3))
    ]


@mechanism
def full_ration(rule: Unrationed, low_kr: float, high_kr: float, stock_kr: float) -> float:
    """Share of the demand that is met: all of it."""
    return 1.0


@mechanism
def use_all(rule: Unrationed, low_kr: float, high_kr: float, stock_kr: float, wanted_kr: float) -> float:
    """Rounds that are used of those wanted in a step (kr)."""
    return wanted_kr
