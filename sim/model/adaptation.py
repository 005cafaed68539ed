r"""M5, adaptation: batteries move out of reach, and come back when the permission does.

$\dot G = (G^* - G)/\tau$ for the deep batteries $G$, exactly within a step. The target is
$G^* = m\,\bigl(1 - z_{\text{deep}}/z_{\text{opened}}\bigr)_+$ of those behind the border: a share $m$ moves where
permissions open the border zone ($z_{\text{opened}}$, own weapons aside) and the deep is closed, fewer as long-range
strikes reach the deep too.

Anticipation: from the request on the target is that under the permission asked for, whatever is decided: counter-fire
as the policy would allow it, or in the sector where it never does, with long-range strikes if a scheduled policy lifts
their ban. Where permissions in effect open more, they count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

from sim.model import events
from sim.model.contract import Environment, mechanism
from sim.model.quantity import POSITIVE, SHARE, Choice, Quantity
from sim.model.restrictions import Decision
from sim.model.sanctuary import share_under
from sim.model.sides import DEEP, NEAR_BORDER, Band, Targets

if TYPE_CHECKING:
    from sim.model.parameters import Parameters
    from sim.model.world import World


class Relocation(IntEnum):
    """Whether Red's batteries move out of reach."""

    GRADUAL = 0
    NONE = 1
    ANTICIPATION = 2


MOVING = (Relocation.GRADUAL, Relocation.ANTICIPATION)


@dataclass(frozen=True)
class Adaptation:
    """M5: how Red's artillery moves out of reach."""

    kind: Annotated[Relocation, Choice("whether Red's batteries move out of reach")]
    moved_share: Annotated[
        float,
        Quantity(
            "1", SHARE, "share of the batteries behind the border that moves", plausible=(0.2, 0.8), used_by=MOVING
        ),
    ]
    time_constant_days: Annotated[
        float, Quantity("d", POSITIVE, "time constant of the move", plausible=(7, 120), used_by=MOVING)
    ]
    relocated_efficiency: Annotated[
        float,
        Quantity(
            "1",
            SHARE,
            "firepower of a battery moved back, of one near the border",
            plausible=(0.5, 1.0),
            used_by=MOVING,
        ),
    ]


@mechanism
def anticipates(world: World, parameters: Parameters) -> bool:
    """Whether batteries move because a permission was asked for."""
    return parameters.adaptation.kind == Relocation.ANTICIPATION and world.policy.requested == 1


@mechanism
def asked_share(parameters: Parameters) -> float:
    """Share near the border that the permission asked for would open, of what own weapons do not reach."""
    rule = parameters.restrictions.counter_fire
    if not rule.allowed:
        return share_under(parameters, Targets.FIRING, 0)
    sector = 0
    attacked = 0
    for k in range(len(rule.bands)):
        if rule.bands[k] == Band.BORDER_SECTOR:
            sector = rule.targets
        elif rule.bands[k] == Band.ATTACKED_BORDER:
            attacked = rule.targets
    return share_under(parameters, sector, attacked)


@mechanism
def asked_deep(parameters: Parameters) -> float:
    """Share of deep batteries that the permission asked for would open."""
    restrictions = parameters.restrictions
    if restrictions.kind == Decision.SCHEDULED and not restrictions.long_range.banned:
        return parameters.sanctuary.deep_coverage
    return 0.0


@mechanism
def target_share(world: World, parameters: Parameters) -> float:
    """Share of the batteries behind the border that are to be deep, under the permissions in effect or asked for."""
    share = world.policy.opened_share
    deep = world.policy.reach[DEEP]
    if anticipates(world, parameters):
        share = max(share, asked_share(parameters))
        deep = max(deep, asked_deep(parameters))
    opened = (1.0 - parameters.sanctuary.own_weapons_reach) * share
    if opened <= 0.0:
        return 0.0
    return parameters.adaptation.moved_share * max(0.0, 1.0 - deep / opened)


@mechanism
def relocate(env: Environment, world: World, parameters: Parameters, now: float, days: float) -> None:
    """Move batteries for some days from now on."""
    batteries = world.batteries
    if parameters.adaptation.kind == Relocation.NONE:
        return
    if world.policy.opened_share == 0.0 and batteries.red_bty[DEEP] == 0.0 and not anticipates(world, parameters):
        return
    target = target_share(world, parameters) * (batteries.red_bty[NEAR_BORDER] + batteries.red_bty[DEEP])
    moved = (target - batteries.red_bty[DEEP]) * (1.0 - math.exp(-days / parameters.adaptation.time_constant_days))
    batteries.red_bty[DEEP] += moved
    batteries.red_bty[NEAR_BORDER] -= moved
    if batteries.relocated == 0 and target > 0.0 and batteries.red_bty[DEEP] >= 0.5 * target:
        batteries.relocated = 1
        batteries.adaptation_day = now + days
        env.record(events.RELOCATED, batteries.red_bty[DEEP])
