"""M2, no advance: the front does not move."""

from __future__ import annotations

from sim.model.advance.force_ratio import ForceRatio
from sim.model.contract import Stream, mechanism
from sim.model.scenario import Scenario
from sim.model.stall.mechanism import Stall
from sim.model.world import World


@mechanism
def stand_still(world: World, advance: ForceRatio, stall: Stall, scenario: Scenario, days: float) -> None:
    """Leave the front in place."""


@mechanism
def renew_nothing(world: World, advance: ForceRatio, stream: Stream) -> None:
    """Draw and set nothing."""


@mechanism
def begin_with_nothing(world: World, advance: ForceRatio) -> None:
    """Set nothing at the start."""
