"""Why an offensive stalls, which the record does not show: a held line, reserves, culmination, or all three.

`held line`: the speed falls to zero as the penetration nears a line that Blue holds (`scenario.front.hold_depth`).
`reserves`: Blue commits reserves (M13) until the ratio no longer carries an advance.
`culmination`: Red's strength at the point falls with depth, and an assault ends once its losses have grown, or the
firepower of the batteries has fallen, to a share of the start (M6). Lack of supply ends an assault only by lowering the
ratio.

If the advance saturates, the same reasons determine what the attainable depth depends on (`advance/saturating.py`).

Phases that end on thresholds (`phases=threshold`) have separate shares for losses and for the strength left at depth;
losses end an assault there whatever the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, NamedTuple

from sim.model.alternatives import alternatives, trait
from sim.model.contract import mechanism
from sim.model.quantity import Choice
from sim.model.stall.committed_reserves import CommittedReserves
from sim.model.stall.culmination import Culmination, is_spent, strength_left_at
from sim.model.stall.held_line import HeldLine
from sim.model.world import World


class Reason(IntEnum):
    """Why the offensive stalls."""

    MIXED = 0
    LINE = 1
    RESERVES = 2
    CULMINATION = 3


@dataclass(frozen=True)
class MixedReasons(CommittedReserves, Culmination):
    """All three reasons together."""


class StallRow(NamedTuple):
    """A reason to stall: what it reads, and which of the three causes it includes."""

    parameters: type
    line: bool = False
    reserves: bool = False
    culmination: bool = False


REASONS = {
    Reason.MIXED: StallRow(MixedReasons, line=True, reserves=True, culmination=True),
    Reason.LINE: StallRow(HeldLine, line=True),
    Reason.RESERVES: StallRow(CommittedReserves, reserves=True),
    Reason.CULMINATION: StallRow(Culmination, culmination=True),
}


@alternatives({reason: row.parameters for reason, row in REASONS.items()})
@dataclass(frozen=True)
class Stall(MixedReasons):
    """Why the offensive stalls."""

    kind: Annotated[Reason, Choice("why the offensive stalls")]


holds_line = trait({reason: row.line for reason, row in REASONS.items()})
commits_reserves = trait({reason: row.reserves for reason, row in REASONS.items()})
culminates_with_depth = trait({reason: row.culmination for reason, row in REASONS.items()})


@mechanism
def supply_left(stall: Stall, depth_km: float) -> float:
    """Share of Red's strength at the point left at this depth."""
    return strength_left_at(stall, depth_km) if culminates_with_depth(stall.kind) else 1.0


@mechanism
def reserves_share(stall: Stall) -> float:
    """Reserves that Blue will commit, as a share of those of the scenario."""
    return stall.reserve_factor if commits_reserves(stall.kind) else 0.0


@mechanism
def culminates(world: World, stall: Stall) -> bool:
    """Whether an assault cannot continue."""
    return culminates_with_depth(stall.kind) and is_spent(world, stall)
