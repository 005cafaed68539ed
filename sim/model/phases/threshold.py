"""M6 without drawn times: phases end on conditions, checked once a day, so each lasts at least a day.

An assault turns into exploitation when the ratio of forces reaches `exploitation_ratio`, for as long as it stays there.
Both culminate when the ratio falls below `halt_ratio`, losses since the assault began reach `halt_loss_share` of the
initial strength, or the share of strength at the point left at depth (`stall/mechanism.py`) falls to
`halt_supply_share`. A consolidation ends when Red's firepower is back at `recovered_firepower_share` of the start, a
pause when its engaged strength is back at `recovered_strength_share`, a preparation when the ratio reaches
`renewal_ratio`. A condition that is never met ends the offensive. The thresholds of the ratio and of losses apply
whatever the reason to stall: even under a held line alone an assault ends on its losses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from sim.model.contract import mechanism
from sim.model.phases.cycle import RenewedCycle
from sim.model.phases.names import ASSAULT, CONSOLIDATION, EXPLOITATION, PAUSE
from sim.model.quantity import NOT_NEGATIVE, SHARE, Quantity
from sim.model.sides import RED
from sim.model.world import World


@dataclass(frozen=True)
class ThresholdCycle(RenewedCycle):
    """A cycle of phases that end on conditions."""

    exploitation_ratio: Annotated[
        float, Quantity("1", NOT_NEGATIVE, "ratio of forces above which an assault is exploited")
    ]
    halt_ratio: Annotated[float, Quantity("1", NOT_NEGATIVE, "ratio of forces below which an assault ends")]
    halt_loss_share: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "losses since the assault began, as a share of the start, that end it, whatever stalls the offensive",
        ),
    ]
    halt_supply_share: Annotated[
        float,
        Quantity("1", SHARE, "share of the strength at the point left by depth at which an assault ends"),
    ]
    recovered_firepower_share: Annotated[
        float, Quantity("1", SHARE, "firepower, as a share of the start, at which a consolidation ends")
    ]
    recovered_strength_share: Annotated[
        float, Quantity("1", SHARE, "engaged strength, as a share of the start, at which a pause ends")
    ]

    def rules(self) -> Iterator[tuple[str, str]]:
        if self.exploitation_ratio < self.halt_ratio:
            yield (
                "exploitation_ratio",
                f"must not be below halt_ratio, {self.halt_ratio:g} (got {self.exploitation_ratio:g})",
            )


@mechanism
def halts(world: World, cycle: ThresholdCycle, ratio: float, supply: float) -> bool:
    """Whether an assault, or its exploitation, cannot continue, because of its ratio, losses or supply."""
    lost = world.forces.lost_kpe[RED] - world.phase.lost_before_kpe
    if lost >= cycle.halt_loss_share * world.forces.start_kpe[RED]:
        return True
    if ratio < cycle.halt_ratio:
        return True
    return supply <= cycle.halt_supply_share


@mechanism
def has_firepower(world: World, cycle: ThresholdCycle) -> bool:
    """Whether firepower has recovered, which ends a consolidation."""
    return world.batteries.firepower_share >= cycle.recovered_firepower_share


@mechanism
def has_strength(world: World, cycle: ThresholdCycle) -> bool:
    """Whether losses have been replaced, which ends a pause."""
    return world.forces.engaged_kpe[RED] >= cycle.recovered_strength_share * world.forces.start_kpe[RED]


@mechanism
def is_over(world: World, cycle: ThresholdCycle, kind: int, ratio: float, supply: float) -> bool:
    """Whether the condition that ends a phase is met, at a ratio of forces and a share of strength left at depth."""
    exploits = ratio >= cycle.exploitation_ratio
    if kind == ASSAULT:
        return exploits or halts(world, cycle, ratio, supply)
    if kind == EXPLOITATION:
        return not exploits or halts(world, cycle, ratio, supply)
    if kind == CONSOLIDATION:
        return has_firepower(world, cycle)
    if kind == PAUSE:
        return has_strength(world, cycle)
    return ratio >= cycle.renewal_ratio
