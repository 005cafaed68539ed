"""M2, advance: what sets the speed of the front, and the parameters of each alternative.

Saturating (`advance/saturating.py`), the default: the front relaxes towards an attainable depth, with a time constant.
Ratio (`advance/ratio.py`): the ratio of forces sets its speed. Depth (`advance/depth.py`): the same, and the front
slows down with depth. Exogenous: each assault has a separate speed, drawn from a log-normal distribution. Withdrawal
(`advance/withdrawal.py`): Blue gives ground to save its force. None: the front does not move. `processes/front.py`
takes a step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.advance.depth import DepthAdvance, advance_slower_with_depth
from sim.model.advance.exogenous import ExogenousAdvance, advance_as_drawn, draw_speed
from sim.model.advance.force_ratio import ForceRatio
from sim.model.advance.ratio import RatioAdvance, advance_by_ratio
from sim.model.advance.saturating import SaturatingAdvance, draw_time_constant, expect_median, relax_front
from sim.model.advance.still import begin_with_nothing, renew_nothing, stand_still
from sim.model.advance.withdrawal import WithdrawalAdvance, advance_as_blue_withdraws, withdraw
from sim.model.alternatives import alternatives, dispatch, trait
from sim.model.contract import Stream
from sim.model.quantity import Choice
from sim.model.scenario import Scenario
from sim.model.stall.mechanism import Stall
from sim.model.world import World


class Speed(IntEnum):
    """What sets the speed of the front."""

    RATIO = 0
    EXOGENOUS = 1
    DEPTH = 2
    WITHDRAWAL = 3
    NONE = 4
    SATURATING = 5


AT_THE_START, EACH_PHASE, EACH_DAY = range(3)  # when an advance draws, or sets its speed anew


class AdvanceRow(NamedTuple):
    """An advance: what it reads, how the front takes a step, what is drawn or reset and when, and its start."""

    parameters: type
    step: Callable[..., None]
    renew: Callable[..., None] = renew_nothing
    renewed: int = AT_THE_START
    begin: Callable[..., None] = begin_with_nothing


ADVANCES = {
    Speed.SATURATING: AdvanceRow(SaturatingAdvance, relax_front, draw_time_constant, begin=expect_median),
    Speed.RATIO: AdvanceRow(RatioAdvance, advance_by_ratio),
    Speed.EXOGENOUS: AdvanceRow(ExogenousAdvance, advance_as_drawn, draw_speed, EACH_PHASE),
    Speed.DEPTH: AdvanceRow(DepthAdvance, advance_slower_with_depth),
    Speed.WITHDRAWAL: AdvanceRow(WithdrawalAdvance, advance_as_blue_withdraws, withdraw, EACH_DAY),
    Speed.NONE: AdvanceRow(ForceRatio, stand_still),
}


@alternatives({speed: row.parameters for speed, row in ADVANCES.items()})
@dataclass(frozen=True)
class Advance(SaturatingAdvance, WithdrawalAdvance, DepthAdvance, ExogenousAdvance):
    """M2: how fast the front moves."""

    kind: Annotated[Speed, Choice("what sets the speed of the front")]


advance_a_step: Callable[[int, World, Advance, Stall, Scenario, float], None] = dispatch(
    {speed: row.step for speed, row in ADVANCES.items()}
)
"""Move the front through one step, in closed form."""

renew_advance: Callable[[int, World, Advance, Stream], None] = dispatch(
    {speed: row.renew for speed, row in ADVANCES.items()}
)
"""Draw or reset the variables of an advance."""

when_renewed = trait({speed: row.renewed for speed, row in ADVANCES.items()})
"""When an advance draws or resets its variables."""

begin_advance: Callable[[int, World, Advance], None] = dispatch({speed: row.begin for speed, row in ADVANCES.items()})
"""Set the initial values of an advance."""
