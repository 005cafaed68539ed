r"""M3, use of a stock within a step: in closed form, from level to level.

Above the upper level demand is met in full. Between the levels a linear ration makes the stock fall exponentially
towards the lower one, $S - S_{\text{low}} \propto e^{-u t/(S_{\text{high}} - S_{\text{low}})}$, and a ration of two
thresholds makes it fall evenly. Half of the supply of a step counts, the half that has arrived by its middle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, dispatch, trait
from sim.model.contract import mechanism
from sim.model.fires.linear_ration import LinearRation, linear_ration, use_linearly
from sim.model.fires.two_thresholds import TwoThresholdRation, share_between, use_evenly
from sim.model.fires.unrationed import Unrationed, full_ration, use_all
from sim.model.quantity import Choice


class Ration(IntEnum):
    """Kinds of rationing, the same for both sides."""

    LINEAR = 0
    UNRATIONED = 1
    TWO_THRESHOLD = 2


class RationingRow(NamedTuple):
    """A kind of rationing: what it reads, the share met at a stock, and the rounds used between the levels."""

    parameters: type
    share: Callable[..., float]
    used: Callable[..., float]
    rations: bool = True


RATIONS = {
    Ration.LINEAR: RationingRow(LinearRation, linear_ration, use_linearly),
    Ration.UNRATIONED: RationingRow(Unrationed, full_ration, use_all, rations=False),
    Ration.TWO_THRESHOLD: RationingRow(TwoThresholdRation, share_between, use_evenly),
}


@alternatives({ration: row.parameters for ration, row in RATIONS.items()})
@dataclass(frozen=True)
class Fires(TwoThresholdRation):
    """M3: fires and rationing."""

    kind: Annotated[Ration, Choice("how both sides ration their tube rounds")]


share_met: Callable[[int, Fires, float, float, float], float] = dispatch(
    {ration: row.share for ration, row in RATIONS.items()}
)
"""Share of the demand met at a stock, for a side that rations between two levels."""

used_between: Callable[[int, Fires, float, float, float, float], float] = dispatch(
    {ration: row.used for ration, row in RATIONS.items()}
)
"""Rounds used of those wanted in a step, from a stock between the levels (kr)."""

rations = trait({ration: row.rations for ration, row in RATIONS.items()})


@mechanism
def ration(fires: Fires, stock_kr: float) -> float:
    """Share of the demand that Blue meets at this stock."""
    return share_met(fires.kind, fires, fires.ration_low_kr, fires.ration_high_kr, stock_kr)


@mechanism
def red_ration(fires: Fires, stock_kr: float) -> float:
    """Share of the capacity of its guns that Red fires at this stock."""
    return share_met(fires.kind, fires, fires.red_ration_low_kr, fires.red_ration_high_kr, stock_kr)


@mechanism
def rationed(fires: Fires, low_kr: float, high_kr: float, stock_kr: float, wanted_kr: float) -> float:
    """Rounds that the ration allows of those wanted in a step, as the stock falls through its levels (kr)."""
    if not rations(fires.kind) or stock_kr - wanted_kr >= high_kr:
        return wanted_kr
    in_full = max(0.0, stock_kr - high_kr)
    stock = stock_kr - in_full
    if stock <= low_kr:
        return 0.0
    return in_full + used_between(fires.kind, fires, low_kr, high_kr, stock, wanted_kr - in_full)


@mechanism
def share_below(level: float, before: float, after: float) -> float:
    """Share of a step in which a quantity is below a level, if it changes evenly."""
    if before >= level and after >= level:
        return 0.0
    if before < level and after < level:
        return 1.0
    return (level - min(before, after)) / abs(after - before)
